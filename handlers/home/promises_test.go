package home

import (
	"testing"
	"time"
)

func TestSwiftnessIsThatOfTheNamedPages(t *testing.T) {
	s := service{Speeds: []Speed{
		{Method: "GET", Route: "/residents/:resident", N: 3, Half: time.Millisecond, Most: 40 * time.Millisecond},
		{Method: "GET", Route: "/", N: 9, Half: 2 * time.Millisecond, Most: 10 * time.Millisecond},
		{Method: "GET", Route: "/intake/rosters/:roster", N: 1, Most: time.Hour}, // nobody waits for it many times a shift
		{Method: "GET", Route: "/search", N: 0, Most: time.Hour},
	}}
	named := s.named()
	if len(named) != 2 || named[0].Route != "/" || named[1].Route != "/residents/:resident" {
		t.Fatalf("%+v", named)
	}
	if took(0) != "1 ms" || took(1499*time.Microsecond) != "1 ms" || took(2*time.Second) != "2000 ms" {
		t.Error(took(0), took(1499*time.Microsecond), took(2*time.Second))
	}
}
