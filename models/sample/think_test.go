package sample

import (
	"fmt"
	"testing"
	"time"

	"maiam/models/value"
)

// TestTheStoryFitsEveryHouse thinks houses of many sizes and ages out, without writing them: the story
// is told in each, everybody has one bed at a time, and today as many are here as were asked for. Several
// are thought of at once, as the houses of one program are.
func TestTheStoryFitsEveryHouse(t *testing.T) {
	zone := time.FixedZone("ICT", 7*3600)
	for _, size := range []struct{ residents, campuses int }{{200, 2}, {230, 2}, {420, 2}, {700, 3}} {
		for _, days := range []int{58, 60, 365, 1825} {
			for seed := range int64(4) {
				name := fmt.Sprintf("%d people, %d campuses, %d days, seed %d", size.residents, size.campuses, days, seed)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					w := think(zone, Options{Residents: size.residents, Campuses: size.campuses, Days: days, Seed: seed, Now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)})
					if w.story == nil {
						t.Error("the story is not told")
						return
					}
					here, beds := 0, map[*bed]*human{}
					for _, h := range w.people {
						if n := len(h.lies); n > 0 && h.lies[n-1].to == nil {
							here++
							if other := beds[h.lies[n-1].bed]; other != nil {
								t.Error("two people in one bed")
							}
							beds[h.lies[n-1].bed] = h
						}
					}
					if here != size.residents {
						t.Errorf("%d are here today", here)
					}
					for i := range w.events {
						if e := &w.events[i]; e.told && e.at.Before(w.at(w.today.AddDays(-storyDays), 0)) || i > 0 && e.at.Before(w.events[i-1].at) {
							t.Errorf("%s on %s is out of order", e.name, value.DayOf(e.at, zone))
						}
					}
				})
			}
		}
	}
}
