package care

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
)

// IncidentAct is something that is still to be done about an incident. OpenWardID is set until it is
// done, so that what a ward owes is found without looking through what was done.
type IncidentAct struct {
	ID         uint64
	CampusID   uint64
	WardID     uint64
	RootID     uint64
	What       string `gorm:"serializer:sealed" sealed:"care_incident_acts.what"`
	DueAt      *time.Time
	RecordedAt time.Time
	RecordedBy uint64
	OpenWardID *uint64
	DoneAt     *time.Time
	DoneBy     *uint64
	DoneNote   string `gorm:"serializer:sealed" sealed:"care_incident_acts.done_note"`
}

// TableName names the table.
func (IncidentAct) TableName() string { return "care_incident_acts" }

// Overdue tells that the act should have been done.
func (a IncidentAct) Overdue(now time.Time) bool {
	return a.DoneAt == nil && a.DueAt != nil && a.DueAt.Before(now)
}

// ActInput adds something to be done about an incident.
type ActInput struct {
	RootID uint64    `path:"incident" form:"-" json:"-"`
	What   string    `form:"act" json:"act" validate:"required,max=300"`
	DueAt  time.Time `form:"due_at" json:"due_at,omitzero"`
}

// AddAct adds something that is still to be done about an incident. Whoever may correct the incident may.
func AddAct(tx *db.Tx, in ActInput) (*IncidentAct, error) {
	if err := tx.May(Report); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	if in.What = short(&bad, "act", in.What); in.What == "" {
		bad.Add("act", "care.incident.act_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	seen, err := seeIncident(tx, in.RootID)
	if err != nil {
		return nil, err
	}
	if !seen.MayCorrect {
		return nil, fault.New(fault.Forbidden, "fault.forbidden", fault.A{"permission": Amend})
	}
	seen.tell(tx)
	return addAct(tx, &seen.Incident, in.What, in.DueAt)
}

func addAct(tx *db.Tx, i *Incident, what string, due time.Time) (*IncidentAct, error) {
	a := IncidentAct{CampusID: i.CampusID, WardID: i.WardID, RootID: i.RootID, What: what, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID, OpenWardID: ptr(i.WardID)}
	if !due.IsZero() {
		a.DueAt = ptr(due.UTC().Truncate(time.Microsecond))
	}
	return &a, db.Add(tx, &a)
}

// ActDoneInput notes that something was done.
type ActDoneInput struct {
	ActID uint64 `path:"act" form:"-" json:"-"`
	Note  string `form:"note" json:"note,omitempty" validate:"max=300"`
}

// FinishAct notes that something about an incident was done. Whoever may correct the incident may.
// Conflict: it was done already.
func FinishAct(tx *db.Tx, in ActDoneInput) (*IncidentAct, error) {
	if err := tx.May(Report); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	note := short(&bad, "note", in.Note)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	a, err := db.Get[IncidentAct](tx, in.ActID)
	if err != nil {
		return nil, err
	}
	seen, err := seeIncident(tx, a.RootID)
	if err != nil {
		return nil, err
	}
	if !seen.MayCorrect {
		return nil, fault.New(fault.Forbidden, "fault.forbidden", fault.A{"permission": Amend})
	}
	n, err := db.Set[IncidentAct](tx, map[string]any{"open_ward_id": nil, "done_at": tx.Now, "done_by": tx.Actor.ID, "done_note": note}, "id = ? AND done_at IS NULL", a.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "care.incident.act_done")
	}
	a.OpenWardID, a.DoneAt, a.DoneBy, a.DoneNote = nil, ptr(tx.Now), ptr(tx.Actor.ID), note
	seen.tell(tx)
	return a, nil
}
