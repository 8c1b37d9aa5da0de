package sample_test

import (
	"testing"

	"maiam/models/sample"
)

// BenchmarkFill fills the house that `make run` brings; it is to take less than six seconds.
func BenchmarkFill(b *testing.B) {
	for b.Loop() {
		filled(b, sample.Options{Seed: 1})
	}
}

// BenchmarkFillYears fills a year of history.
func BenchmarkFillYears(b *testing.B) {
	for b.Loop() {
		filled(b, sample.Options{Seed: 1, Days: 365})
	}
}

// BenchmarkFillMany fills a house of twenty thousand people.
func BenchmarkFillMany(b *testing.B) {
	for b.Loop() {
		filled(b, sample.Options{Seed: 1, Days: 2, Residents: 20_000, Campuses: 4})
	}
}
