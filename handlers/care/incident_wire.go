package care

import (
	"time"

	"maiam/handlers/web"
	"maiam/models/care"
)

// The incidents on the wire.
type incidentOut struct {
	ID         uint64      `json:"id" doc:"the number of the incident, whatever was corrected"`
	RowID      uint64      `json:"row_id" doc:"the row that holds; a correction names it"`
	WardID     uint64      `json:"ward_id"`
	Kind       string      `json:"kind"`
	Severity   string      `json:"severity" enum:"minor,serious,grave"`
	Restricted bool        `json:"restricted,omitempty" doc:"a suspicion against staff"`
	At         time.Time   `json:"at"`
	ReportedAt time.Time   `json:"reported_at"`
	ReporterID uint64      `json:"reporter_id"`
	RecordedAt time.Time   `json:"recorded_at"`
	RecordedBy uint64      `json:"recorded_by"`
	Place      string      `json:"place,omitempty"`
	Residents  []uint64    `json:"residents,omitempty"`
	People     string      `json:"others,omitempty"`
	Saw        string      `json:"saw,omitempty"`
	What       string      `json:"what"`
	Done       string      `json:"done,omitempty"`
	Pending    int         `json:"pending" doc:"acts that are not done"`
	KnownBy    int         `json:"known_by" doc:"how many said that they know of it"`
	ReplacesID *uint64     `json:"replaces_id,omitempty"`
	Reason     string      `json:"reason,omitempty"`
	Withdrawn  bool        `json:"withdrawn,omitempty" doc:"it never was: what had begun it was taken back at once"`
	Acts       []actOut    `json:"acts,omitempty"`
	Knows      []knowerOut `json:"knows,omitempty"`
	Before     []uint64    `json:"before,omitempty" doc:"rows that a correction replaced"`
}

type actOut struct {
	ID       uint64     `json:"id"`
	What     string     `json:"what"`
	DueAt    *time.Time `json:"due_at,omitempty"`
	DoneAt   *time.Time `json:"done_at,omitempty"`
	DoneBy   *uint64    `json:"done_by,omitempty"`
	DoneNote string     `json:"done_note,omitempty"`
}

type knowerOut struct {
	MemberID uint64    `json:"member_id"`
	At       time.Time `json:"at"`
}

func incidentWire(i *care.Incident) incidentOut {
	return incidentOut{ID: i.RootID, RowID: i.ID, WardID: i.WardID, Kind: string(i.Kind), Severity: string(i.Severity), Restricted: i.Restricted, At: i.At, ReportedAt: i.ReportedAt,
		ReporterID: i.ReporterID, RecordedAt: i.RecordedAt, RecordedBy: i.RecordedBy, Place: i.Place, People: i.People, Saw: i.Saw, What: i.What, Done: i.Done, ReplacesID: i.ReplacesID, Reason: i.Reason, Withdrawn: i.Withdrawn}
}

func incidentInWire(i *care.IncidentIn) incidentOut {
	out := incidentWire(&i.Incident)
	out.Pending, out.KnownBy = i.Pending, i.KnownBy
	for _, n := range i.Named {
		out.Residents = append(out.Residents, n.ResidentID)
	}
	return out
}

func incidentsWire(d incidentsData) web.List[incidentOut] {
	out := web.List[incidentOut]{Items: make([]incidentOut, len(d.List))}
	for n := range d.List {
		out.Items[n] = incidentInWire(&d.List[n])
	}
	return out
}

func incidentFileWire(f *care.IncidentFile) incidentOut {
	out := incidentInWire(&f.IncidentIn)
	for _, a := range f.Acts {
		out.Acts = append(out.Acts, actWire(&a.IncidentAct))
	}
	for _, k := range f.Knows {
		out.Knows = append(out.Knows, knowerOut{k.MemberID, k.At})
	}
	for _, b := range f.Before {
		out.Before = append(out.Before, b.ID)
	}
	return out
}

func actWire(a *care.IncidentAct) actOut {
	return actOut{a.ID, a.What, a.DueAt, a.DoneAt, a.DoneBy, a.DoneNote}
}

func knownWire(k *care.Known) knowerOut { return knowerOut{k.MemberID, k.At} }
