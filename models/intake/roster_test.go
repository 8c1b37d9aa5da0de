package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"maiam/models/intake"
	"maiam/models/value"
)

var today = value.MustDay("2026-11-21")

// found lists what a reading reports beyond notes, written as in the faults files.
func found(r *intake.Roster) map[string]intake.Finding {
	all := map[string]intake.Finding{}
	for _, f := range r.Findings {
		if f.Severity != intake.Note {
			all[fmt.Sprintf("%d.%d %s", f.Sheet+1, f.Row, strings.TrimPrefix(f.Key, "intake.roster."))] = f
		}
	}
	return all
}

// TestRosterFaultsArePlantedOnes reads every roster of the test data and
// demands exactly the people and the faults that its faults file names.
func TestRosterFaultsArePlantedOnes(t *testing.T) {
	for _, file := range []string{"roster-messy.xlsx"} {
		t.Run(file, func(t *testing.T) {
			r := intake.ReadRoster(readFile(t, "testdata/"+file), today)
			stem, _, _ := strings.Cut(file, ".")
			want := readFaults(t, "testdata/"+stem+".faults.txt")
			if len(r.Rows) != want.people {
				t.Errorf("read %d people, the list has %d", len(r.Rows), want.people)
			}
			if r.AsOf != want.asOf {
				t.Errorf("as of %v, the list says %v", r.AsOf, want.asOf)
			}
			got := found(r)
			for f := range want.faults {
				if _, ok := got[f]; !ok {
					t.Errorf("planted but not found: %s", f)
				}
			}
			for f, finding := range got {
				if !want.faults[f] {
					t.Errorf("found but not planted: %s %v", f, finding.Args)
				}
			}
			counts := map[string]int{}
			for _, f := range r.Findings {
				counts[string(f.Severity)+" "+f.Key]++
			}
			t.Log(counts, r.Title)
		})
	}
}

// TestCleanRosterHasNoFaults reads the clean sample.
func TestCleanRosterHasNoFaults(t *testing.T) {
	r := intake.ReadRoster(readFile(t, "testdata/roster-clean.xlsx"), today)
	for _, f := range r.Findings {
		t.Errorf("row %d: %s %v", f.Row, f.Key, f.Args)
	}
	if len(r.Rows) == 0 {
		t.Error("nobody was read")
	}
	t.Log(len(r.Rows), r.Rows[0], r.Rows[len(r.Rows)-1])
}
