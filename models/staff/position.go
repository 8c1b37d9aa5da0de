package staff

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
	"maiam/models/wards"
)

// PositionKind is the kind of work a job position is for (Circular 33/2017, articles 3 and 4).
type PositionKind string

// The kinds: management, care, and what supports both.
const (
	Leads           PositionKind = "lead"
	SocialWork      PositionKind = "social_work"
	Psychology      PositionKind = "psychology"
	DirectCare      PositionKind = "care"
	Medical         PositionKind = "medical"
	Nutrition       PositionKind = "nutrition"
	Rehabilitation  PositionKind = "rehabilitation"
	TeachesCulture  PositionKind = "teacher"
	TeachesVocation PositionKind = "vocational"
	OtherCare       PositionKind = "other_care"
	Bookkeeping     PositionKind = "accountant"
	Cashes          PositionKind = "cashier"
	Stores          PositionKind = "stores"
	Office          PositionKind = "office"
	Drives          PositionKind = "driver"
	Guards          PositionKind = "guard"
	OtherSupport    PositionKind = "other_support"
)

// PositionKinds lists them in the order of the page.
var PositionKinds = []PositionKind{Leads, DirectCare, Medical, SocialWork, Psychology, Nutrition, Rehabilitation, TeachesCulture, TeachesVocation, OtherCare,
	Bookkeeping, Cashes, Stores, Office, Drives, Guards, OtherSupport}

// Indirect tells that the position serves the house and not its people.
func (k PositionKind) Indirect() bool {
	return slices.Contains([]PositionKind{Bookkeeping, Cashes, Stores, Office, Drives, Guards, OtherSupport}, k)
}

// Position is a job that somebody has in a campus, perhaps in one ward, from a day on. It says what
// the person is employed for; what the person may do in the program says the role. It is not changed:
// it is ended, and another begins.
type Position struct {
	ID          uint64
	CampusID    uint64
	MemberID    uint64
	Ward        Ref `gorm:"column:ward_id"` // none: the whole campus
	Kind        PositionKind
	Title       string
	ValidFrom   value.Day
	ValidTo     value.Day // last day; none while it goes on
	RecordedAt  time.Time
	RecordedBy  uint64
	EndedAt     *time.Time // when its end was written
	EndedBy     uint64
	EndedReason string
	Version     uint64
}

// TableName names the table.
func (Position) TableName() string { return "staff_positions" }

// On tells whether the position is held on a day.
func (p Position) On(day value.Day) bool {
	return value.Period{From: p.ValidFrom, To: p.ValidTo}.Covers(day)
}

// PositionInput is what is asked about a position.
type PositionInput struct {
	Member uint64       `path:"member" form:"-" json:"-"`
	Kind   PositionKind `form:"kind" json:"kind" validate:"max=30"`
	Campus uint64       `form:"position_campus" json:"campus_id"`
	Ward   uint64       `form:"position_ward" json:"ward_id,omitempty"`
	Title  string       `form:"title" json:"title,omitempty" validate:"max=120"`
	From   value.Day    `form:"position_from" json:"from,omitzero"`
}

// AddPosition notes a job position of somebody. It needs staff.edit over the person; the day may lie
// in the past, since people worked here before the program did. Invalid: no such kind, no such place.
// Conflict: the person has that position in that place already.
func AddPosition(tx *db.Tx, in PositionInput) (*Position, error) {
	m, _, err := editable(tx, in.Member)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	if !slices.Contains(PositionKinds, in.Kind) {
		bad.Add("kind", "words.one_of")
	}
	if in.Campus == 0 && in.Ward == 0 {
		in.Campus = uint64(m.Campus)
	}
	if in.Campus == 0 && in.Ward == 0 {
		bad.Add("position_campus", "staff.place_unknown")
	}
	if in.From.IsZero() {
		in.From = tx.Today()
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	place := GrantInput{Place: Place{Campus: in.Campus, Ward: in.Ward}}
	err = place.settlePlace(tx)
	if err == nil && !place.Place.within(tx.Reach(Edit)) || fault.KindOf(err) == fault.Invalid {
		field := "position_campus"
		if in.Ward != 0 {
			field = "position_ward"
		}
		return nil, fault.Field(field, "staff.place_unknown")
	}
	if err != nil {
		return nil, err
	}
	p := &Position{CampusID: place.Campus, MemberID: m.ID, Ward: Ref(in.Ward), Kind: in.Kind, Title: cut(value.CleanText(in.Title), positionLimit),
		ValidFrom: in.From, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	held, err := db.From[Position](tx).Where("member_id = ? AND kind = ? AND (valid_to IS NULL OR valid_to >= ?)", m.ID, in.Kind, in.From).All()
	if err != nil {
		return nil, err
	}
	for _, h := range held {
		if h.CampusID == p.CampusID && h.Ward == p.Ward {
			return nil, fault.New(fault.Conflict, "staff.position_held")
		}
	}
	tx.Touch(in.Ward)
	return p, db.Add(tx, p)
}

// EndPositionInput says which position ends, on which last day and why.
type EndPositionInput struct {
	Member   uint64    `path:"member" form:"-" json:"-"`
	Position uint64    `path:"position" form:"-" json:"-"`
	Last     value.Day `form:"last" json:"last,omitzero"`
	Reason   string    `form:"position_reason" json:"reason" validate:"max=300"`
}

// EndPosition ends a position with a last day, today when none is said. It needs staff.edit over the
// person. Invalid: the day lies before the first. Conflict: it was ended already.
func EndPosition(tx *db.Tx, in EndPositionInput) (*Position, error) {
	m, _, err := editable(tx, in.Member)
	if err != nil {
		return nil, err
	}
	p, err := db.From[Position](tx).Where("id = ? AND member_id = ?", in.Position, m.ID).One()
	if err != nil {
		return nil, err
	}
	if in.Last.IsZero() {
		in.Last = tx.Today()
	}
	reason := cut(value.CleanText(in.Reason), reasonLimit)
	switch {
	case p.EndedAt != nil:
		return nil, fault.New(fault.Conflict, "staff.ended_already")
	case reason == "":
		return nil, fault.Field("position_reason", "staff.reason_missing")
	case in.Last.Before(p.ValidFrom):
		return nil, fault.Field("last", "staff.ends_before")
	}
	now := tx.Now
	p.ValidTo, p.EndedAt, p.EndedBy, p.EndedReason = in.Last, &now, tx.Actor.ID, reason
	tx.Touch(uint64(p.Ward))
	return p, db.Change(tx, p, "valid_to", "ended_at", "ended_by", "ended_reason")
}

// HeldPosition is a position as pages show it.
type HeldPosition struct {
	Position
	MemberName string
	CampusName string
	WardName   string
}

const heldPosition = `SELECT p.*, m.name AS member_name, CASE WHEN k.short_name = '' THEN k.name ELSE k.short_name END AS campus_name, w.name AS ward_name
	FROM staff_positions p JOIN staff_members m ON m.id = p.member_id JOIN wards_campuses k ON k.id = p.campus_id LEFT JOIN wards_wards w ON w.id = p.ward_id
	WHERE {campus p.campus_id} AND `

// PositionsOf lists the positions of a person, the newest first. It needs staff.view.
func PositionsOf(tx *db.Tx, member uint64) ([]HeldPosition, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	return db.Report[HeldPosition](tx, heldPosition+"p.member_id = ? ORDER BY p.valid_from DESC, p.id DESC", member)
}

// PositionsInput says whose positions are asked for.
type PositionsInput struct {
	Kind     PositionKind `form:"kind" json:"kind,omitempty" validate:"max=30"`
	CampusID uint64       `form:"campus_id" json:"campus_id,omitempty"`
	WardID   uint64       `form:"ward_id" json:"ward_id,omitempty"`
}

// PositionsNow lists the positions held today by people whose accounts are open, in the order of
// names: the names behind the numbers of Ratios. It needs staff.view.
func PositionsNow(tx *db.Tx, in PositionsInput) ([]HeldPosition, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	where, args := "m.disabled_at IS NULL AND p.valid_from <= ? AND (p.valid_to IS NULL OR p.valid_to >= ?)", []any{tx.Today(), tx.Today()}
	if in.Kind != "" {
		where, args = where+" AND p.kind = ?", append(args, in.Kind)
	}
	if in.CampusID != 0 {
		where, args = where+" AND p.campus_id = ?", append(args, in.CampusID)
	}
	if in.WardID != 0 {
		where, args = where+" AND p.ward_id = ?", append(args, in.WardID)
	}
	return db.Report[HeldPosition](tx, heldPosition+where+" ORDER BY m.sort_key, m.id, p.id LIMIT 1000", args...)
}

// mayCount refuses whoever may not see the places of the house.
func mayCount(tx *db.Tx) error { return tx.May(wards.View) }
