// Package deeds answers who looked at whose file, and why. Residents cannot look after their own
// secrets, so the house does it for them: every look is kept, a page shows them beside the changes of
// the file, and each week those looks are asked about behind which no care can be seen.
package deeds

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/staff"
)

// The permissions of this area: to read who looked and who changed, and to answer for looks that seem
// to have no reason.
const (
	View   = staff.ViewDeeds
	Answer = "deeds.answer"
)

// TrailInput asks who looked at a person's file and who changed it.
type TrailInput struct {
	ResidentID uint64 `path:"resident" form:"-" json:"-"`
	Only       string `form:"only" json:"only,omitempty" validate:"omitempty,oneof=look change" doc:"looks alone, or changes alone"`
	Limit      int    `form:"limit" json:"limit,omitempty"`
	After      uint64 `form:"after" json:"after,omitempty"`
	Most       int    `form:"-" json:"-"`
}

// Step is one look or one change.
type Step struct {
	ID        uint64
	CampusID  uint64
	At        time.Time
	Action    string
	ActorID   uint64
	ActorName string
	Via       string
	Roles     []string `gorm:"-"` // what the person was at that moment, in that campus
}

// Look tells whether nothing was changed.
func (s Step) Look() bool { return s.Action == "look" || s.Action == CrisisLook }

// Trail is what was done with one person's file, the newest first.
type Trail struct {
	ResidentID uint64
	CampusID   uint64
	Number     string
	Name       string // empty for those who may not see names, as the inspector
	Steps      []Step
	Next       uint64
}

// TrailOf reads who looked at a file and who changed it, with the roles that each had then. Reading it is
// a look itself. It needs deeds.view and runs three statements.
func TrailOf(tx *db.Tx, in TrailInput) (*Trail, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	type person struct {
		ID       uint64
		CampusID uint64
		Number   string
		Name     string
	}
	who, err := db.Report[person](tx, `SELECT id, campus_id, number, name FROM residents_people WHERE {campus campus_id} AND id = ?`, in.ResidentID)
	if err != nil {
		return nil, err
	}
	if len(who) == 0 {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	t := &Trail{ResidentID: who[0].ID, CampusID: who[0].CampusID, Number: who[0].Number}
	if tx.Reach(residents.View).Campus(t.CampusID) {
		t.Name = who[0].Name
	}
	tx.Looked("resident", t.ResidentID, t.CampusID)
	where, args := "", []any{in.ResidentID, in.ResidentID} // and of the records that were merged into it
	switch in.Only {
	case "look":
		where = " AND d.action IN ('look', '" + CrisisLook + "')"
	case "change":
		where = " AND d.action NOT IN ('look', '" + CrisisLook + "')"
	}
	if in.After != 0 {
		where, args = where+" AND d.id < ?", append(args, in.After)
	}
	size := db.Page{Limit: in.Limit, Most: in.Most}.Size()
	t.Steps, err = db.Report[Step](tx, `SELECT d.id, d.campus_id, d.at, d.action, d.actor_id, COALESCE(m.name, '') AS actor_name, d.via
		FROM db_deeds d LEFT JOIN staff_members m ON m.id = d.actor_id
		WHERE {campus d.campus_id} AND d.subject = 'resident' AND d.subject_id IN (SELECT q.id FROM residents_people q WHERE q.id = ? UNION ALL SELECT q.id FROM residents_people q WHERE q.merged_into_id = ?)`+where+` ORDER BY d.id DESC LIMIT ?`, append(args, size+1)...)
	if err != nil {
		return nil, err
	}
	if len(t.Steps) > size {
		t.Steps = t.Steps[:size]
		t.Next = t.Steps[size-1].ID
	}
	return t, rolesThen(tx, t.Steps)
}

// rolesThen says of each step what the person was at its moment.
func rolesThen(tx *db.Tx, steps []Step) error {
	var ids []uint64
	for _, s := range steps {
		if s.ActorID != 0 && !slices.Contains(ids, s.ActorID) {
			ids = append(ids, s.ActorID)
		}
	}
	pasts, err := staff.Pasts(tx, ids)
	for i, s := range steps {
		if past, known := pasts[s.ActorID]; known {
			steps[i].Roles = rolesIn(past.At(s.At), s.CampusID)
		}
	}
	return err
}

func rolesIn(a db.Actor, campus uint64) (out []string) {
	for _, g := range a.Grants {
		if (g.Campus == 0 || g.Campus == campus) && !slices.Contains(out, g.Role) {
			out = append(out, g.Role)
		}
	}
	return out
}
