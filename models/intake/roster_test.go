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
	for _, file := range []string{"roster-messy.xlsx", "roster-wards.xlsx", "roster-capitals.xlsx", "roster-apart.csv"} {
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

// TestRosterReadsNamesAndPlaces looks closely at a few rows of each layout.
func TestRosterReadsNamesAndPlaces(t *testing.T) {
	for _, c := range []struct {
		file string
		at   intake.RowRef
		want string
	}{
		{"roster-messy.xlsx", intake.RowRef{Sheet: 0, Row: 12}, "Lê Sỹ Long m 04/02/1991 day 040091410102 2019-08-21 Khu A/101/1 A3"},
		{"roster-messy.xlsx", intake.RowRef{Sheet: 0, Row: 13}, "Cao Thanh Nga f 28/09/1977 day 040177713266 2017-06-13 Khu B/201/4 A3"},
		{"roster-messy.xlsx", intake.RowRef{Sheet: 0, Row: 22}, "Hoàng Minh Vượng m 1982 year 040082323044 2025-10-28 Khu A/101/5 A3"},
		{"roster-messy.xlsx", intake.RowRef{Sheet: 0, Row: 35}, "Trần Công Dũng m 1998 estimated 040098666724 2025-04-01 Khu A/103/3 A3"},
		{"roster-messy.xlsx", intake.RowRef{Sheet: 0, Row: 200}, "Vũ Kim Hồng f 27/06/1956 day 040156490882 2023-11-20 Khu D/205/4 D1"},
		{"roster-wards.xlsx", intake.RowRef{Sheet: 0, Row: 6}, "Lê Thị Nga f 02/1966 month 010166101437 2020-03-16 Khu A/201/2 A3"},
		{"roster-wards.xlsx", intake.RowRef{Sheet: 1, Row: 21}, "Phạm Hữu Đạt m 28/03/1956 day 012056120066 2025-02-17 Khu B/105/4 A2"},
		{"roster-capitals.xlsx", intake.RowRef{Sheet: 0, Row: 52}, "Phạm Thu Anh f 03/12/2017 day 015317117793 2024-03-21 Khu nhà C/3/4 A1"},
		{"roster-apart.csv", intake.RowRef{Sheet: 0, Row: 6}, "Mùa Đình Minh m 11/2011 month 011211100757 2023-03-23 Nhà số 1/1/2 A1"},
	} {
		r := intake.ReadRoster(readFile(t, "testdata/"+c.file), today)
		got := "nobody"
		for _, p := range r.Rows {
			if p.RowRef == c.at {
				got = fmt.Sprintf("%s %s %s %s %s %s %s/%s/%s %s", p.Name, p.Sex, p.Birth.Text(), p.Birth.Precision, p.Citizen, p.Admitted, p.Ward, p.Room, p.Bed, p.Category)
			}
		}
		if got != c.want {
			t.Errorf("%s %v:\n got %s\nwant %s", c.file, c.at, got, c.want)
		}
	}
}

// TestRosterAccountsForEveryLine demands a kind for every line of every sheet.
func TestRosterAccountsForEveryLine(t *testing.T) {
	for _, file := range []string{"roster-messy.xlsx", "roster-wards.xlsx", "roster-capitals.xlsx", "roster-apart.csv"} {
		grids := readFile(t, "testdata/"+file)
		checkLines(t, grids, intake.ReadRoster(grids, today))
	}
}

type failer interface {
	Helper()
	Errorf(string, ...any)
}

// checkLines demands that each line of the sheets stands once in the reading,
// and that each person's line is one of the people and the reverse.
func checkLines(t failer, grids []value.Grid, r *intake.Roster) {
	t.Helper()
	lines, people := 0, 0
	for _, g := range grids {
		lines += len(g.Rows)
	}
	kinds := map[intake.RowRef]intake.LineKind{}
	for _, l := range r.Lines {
		if l.Kind == "" || kinds[l.RowRef] != "" {
			t.Errorf("line %v has kind %q, before %q", l.RowRef, l.Kind, kinds[l.RowRef])
		}
		kinds[l.RowRef] = l.Kind
		if l.Kind == intake.LinePerson {
			people++
		}
	}
	if len(r.Lines) != lines || people != len(r.Rows) {
		t.Errorf("%d of %d lines told, %d people lines for %d people", len(r.Lines), lines, people, len(r.Rows))
	}
	for _, p := range r.Rows {
		if kinds[p.RowRef] != intake.LinePerson {
			t.Errorf("person of line %v, which is %q", p.RowRef, kinds[p.RowRef])
		}
	}
	for _, f := range r.Findings {
		if f.Severity == "" || f.Proposal == "" {
			t.Errorf("finding %s has no rule", f.Key)
		}
	}
}

// TestHiddenSheetsAreTold passes over a hidden copy of a list, and says so.
func TestHiddenSheetsAreTold(t *testing.T) {
	shown := readFile(t, "testdata/roster-clean.xlsx")[0]
	hidden := shown
	hidden.Name, hidden.Hidden = "Danh sách cũ", true
	grids := []value.Grid{shown, hidden}
	r := intake.ReadRoster(grids, today)
	checkLines(t, grids, r)
	if len(r.Rows) != 120 || len(r.Findings) != 1 || r.Findings[0].Key != "intake.roster.sheet_hidden" {
		t.Errorf("%d people, findings %v", len(r.Rows), r.Findings)
	}
}

// BenchmarkReadRoster reads a list of 3,000 people.
func BenchmarkReadRoster(b *testing.B) {
	grid := readFile(b, "testdata/roster-messy.xlsx")[0]
	body := grid.Rows[8:200]
	for len(grid.Rows) < 3000 {
		grid.Rows = append(grid.Rows, body...)
	}
	b.ReportAllocs()
	for b.Loop() {
		intake.ReadRoster([]value.Grid{grid}, today)
	}
}
