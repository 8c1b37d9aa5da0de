package register

import (
	"time"

	"maiam/handlers/web"
	"maiam/models/register"
	"maiam/models/value"
)

// issuedWire is a paper for programs: what the register keeps, without the text of the paper.
type issuedWire struct {
	ID         uint64     `json:"id"`
	Number     string     `json:"number" doc:"as it stands on the paper: 05/QĐ-TTBTXH"`
	Kind       string     `json:"kind"`
	Year       int        `json:"year"`
	Counter    int        `json:"counter" doc:"the number alone"`
	Paper      string     `json:"paper"`
	CampusID   uint64     `json:"campus_id"`
	ResidentID uint64     `json:"resident_id,omitempty" doc:"only for those who may see residents"`
	Subject    string     `json:"subject,omitempty"`
	Summary    string     `json:"summary"`
	Bases      []string   `json:"bases,omitempty"`
	Signer     string     `json:"signer"`
	Position   string     `json:"position"`
	Capacity   string     `json:"capacity,omitempty"`
	IssuedOn   value.Day  `json:"issued_on"`
	RecordedAt time.Time  `json:"recorded_at"`
	VoidedAt   *time.Time `json:"voided_at,omitempty"`
	VoidReason string     `json:"void_reason,omitempty"`
	Version    uint64     `json:"version"`
}

func oneOut(e *register.Entry) issuedWire {
	w := issuedWire{ID: e.ID, Number: e.Text(), Kind: string(e.Kind), Year: e.Year, Counter: e.Number, Paper: e.Paper, CampusID: e.CampusID,
		Subject: e.Subject, Summary: e.Summary, Bases: e.BasisLines(), Signer: e.Signer, Position: e.Position, Capacity: e.Capacity,
		IssuedOn: e.IssuedOn, RecordedAt: e.RecordedAt, VoidedAt: e.VoidedAt, VoidReason: e.VoidReason, Version: e.Version}
	if e.ResidentID != nil {
		w.ResidentID = *e.ResidentID
	}
	return w
}

func entryOut(d entryData) issuedWire { return oneOut(d.Entry) }

func listOut(d listData) web.List[issuedWire] {
	out := web.List[issuedWire]{Items: make([]issuedWire, 0, len(d.Rows)), Next: d.Next}
	for i := range d.Rows {
		out.Items = append(out.Items, oneOut(&d.Rows[i]))
	}
	return out
}
