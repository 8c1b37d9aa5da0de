package intake

import (
	"maiam/models/intake"
	"maiam/models/value"
)

// rosterWire is the answer to a program that brought a list in.
type rosterWire struct {
	DryRun  bool           `json:"dry_run"`
	People  int            `json:"people" doc:"people found on the list"`
	AsOf    value.Day      `json:"as_of" doc:"the day that the list itself names"`
	Changes int            `json:"changes" doc:"people for whom something was written or would be"`
	Counts  map[string]int `json:"counts" doc:"lines by outcome"`
	Rows    []rowWire      `json:"rows"`
	General []findingWire  `json:"general,omitempty" doc:"about the list as a whole"`
	Places  []placeWire    `json:"places,omitempty" doc:"beds that are not there yet"`
}

type rowWire struct {
	Sheet      int           `json:"sheet" doc:"from 0"`
	Row        int           `json:"row" doc:"as the spreadsheet program numbers it"`
	Name       string        `json:"name,omitempty"`
	Outcome    string        `json:"outcome"`
	Choice     string        `json:"choice,omitempty"`
	Choices    []string      `json:"choices,omitempty"`
	WithBed    bool          `json:"with_bed"`
	ResidentID uint64        `json:"resident_id,omitempty"`
	Findings   []findingWire `json:"findings,omitempty"`
	Reasons    []reasonWire  `json:"reasons,omitempty"`
}

type findingWire struct {
	reasonWire
	Sheet    int    `json:"sheet"`
	Row      int    `json:"row,omitempty"`
	Column   int    `json:"column,omitempty" doc:"from 1; absent for the whole row"`
	Severity string `json:"severity" enum:"error,warning,note"`
	Proposal string `json:"proposal"`
	Rows     []int  `json:"rows,omitempty" doc:"all rows concerned"`
}

type reasonWire struct {
	Key  string         `json:"key"`
	Args map[string]any `json:"args,omitempty"`
}

type placeWire struct {
	Ward string `json:"ward"`
	Room string `json:"room"`
	Bed  string `json:"bed"`
}

func wireRoster(d *rosterDone) rosterWire {
	w := rosterWire{DryRun: d.dryRun, People: len(d.roster.Rows), AsOf: d.roster.AsOf, Changes: d.result.Changes(), Counts: map[string]int{}, Rows: []rowWire{}}
	for o, n := range d.result.Counts {
		w.Counts[string(o)] = n
	}
	for _, row := range d.result.Rows {
		r := rowWire{Sheet: row.Sheet, Row: row.Row, Outcome: string(row.Outcome), Choice: string(row.Choice), WithBed: row.WithBed, ResidentID: row.ResidentID, Findings: wireFindings(row.Findings)}
		if row.Person != nil {
			r.Name = row.Person.Name.String()
		}
		for _, c := range row.Choices {
			r.Choices = append(r.Choices, string(c))
		}
		for _, reason := range row.Reasons {
			r.Reasons = append(r.Reasons, reasonWire{reason.Key, reason.Args})
		}
		w.Rows = append(w.Rows, r)
	}
	w.General = wireFindings(d.result.General)
	for _, p := range d.result.Places {
		w.Places = append(w.Places, placeWire{p.Ward, p.Room, p.Bed})
	}
	return w
}

func wireFindings(all []intake.Finding) []findingWire {
	var out []findingWire
	for _, f := range all {
		out = append(out, findingWire{reasonWire: reasonWire{f.Key, f.Args}, Sheet: f.Sheet, Row: f.Row, Column: f.Column,
			Severity: string(f.Severity), Proposal: string(f.Proposal), Rows: f.Rows})
	}
	return out
}
