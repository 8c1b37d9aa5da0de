package presence

import (
	"fmt"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/value"
)

// Feud is a note that two people do not get on: from which day, why, and until when. OpenPair is set
// as long as it holds; its unique key lets no two people have two such notes.
type Feud struct {
	ID              uint64
	CampusID        uint64
	ResidentID      uint64 // the one with the smaller number
	OtherID         uint64
	Reason          string
	FromDay         value.Day
	ToDay           value.Day
	OpenPair        *string
	EndNote         string
	RecordedAt      time.Time
	RecordedBy      uint64
	EndedRecordedAt *time.Time
	EndedRecordedBy *uint64
}

// TableName names the table.
func (Feud) TableName() string { return "presence_conflicts" }

// Open tells that the note holds.
func (f Feud) Open() bool { return f.OpenPair != nil }

// FeudInput is what is asked when two people are known not to get on.
type FeudInput struct {
	ResidentID uint64    `form:"resident_id" json:"resident_id" validate:"required"`
	OtherID    uint64    `form:"other_id" json:"other_id" validate:"required"`
	Reason     string    `form:"reason" json:"reason" validate:"required,max=300"`
	From       value.Day `form:"from" json:"from,omitzero" doc:"since when; today when absent"`
}

// NoteFeud notes that two people do not get on, so that nobody is put beside the other unawares. It
// needs presence.move for the wards of both. Conflict: it is noted already; Invalid: one person
// twice, a day to come.
func NoteFeud(tx *db.Tx, in FeudInput) (*Feud, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	var bad fault.Fields
	reason, err := reasoned(in.Reason)
	if f := fault.Of(err); f != nil {
		bad = append(bad, f.Fields...)
	}
	if in.ResidentID == in.OtherID {
		bad.Add("other_id", "presence.feud_with_self")
	}
	if in.From.IsZero() {
		in.From = tx.Today()
	}
	if in.From.After(tx.Today()) {
		bad.Add("from", "presence.day_in_future")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	low, high := min(in.ResidentID, in.OtherID), max(in.ResidentID, in.OtherID)
	var campus uint64
	for _, id := range []uint64{low, high} {
		who, err := mine(tx, id)
		if err != nil {
			return nil, err
		}
		if id == in.ResidentID {
			campus = who.CampusID
		}
	}
	row := Feud{CampusID: campus, ResidentID: low, OtherID: high, Reason: reason, FromDay: in.From, OpenPair: ptr(fmt.Sprintf("%d-%d", low, high)),
		RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if err := db.Add(tx, &row); err != nil {
		if db.Duplicate(err, "open_pair") {
			return nil, fault.New(fault.Conflict, "presence.feud_noted").Because(err)
		}
		return nil, err
	}
	tx.Concerns("resident", in.ResidentID, campus)
	tx.Detail("with", in.OtherID)
	return &row, nil
}

// mine reads a person whom the actor may place: in an own ward, or without a bed in an own campus.
func mine(tx *db.Tx, resident uint64) (*person, error) {
	who, err := db.Get[person](tx, resident)
	if err != nil {
		return nil, err
	}
	if who.MergedIntoID != nil {
		return nil, residents.Merged(who.ID, *who.MergedIntoID)
	}
	lies, err := PlacementOf(tx, resident)
	if err != nil || lies == nil {
		return who, err
	}
	return who, reaches(tx, Arrange, lies.CampusID, lies.WardID)
}

// FeudEnd is what is asked when two people get on again.
type FeudEnd struct {
	ID   uint64    `form:"id" json:"id" validate:"required"`
	On   value.Day `form:"on" json:"on,omitzero" doc:"since when; today when absent"`
	Note string    `form:"note" json:"note,omitempty" validate:"max=300"`
}

// EndFeud notes that two people get on again; that they did not stays readable. It needs
// presence.move for the wards of both. Conflict: it was ended already; Invalid: a day to come, or
// before it began.
func EndFeud(tx *db.Tx, in FeudEnd) (*Feud, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	rows, err := db.Hold[Feud](tx, in.ID)
	if err != nil {
		return nil, err
	}
	row := &rows[0]
	for _, id := range []uint64{row.ResidentID, row.OtherID} {
		if _, err := mine(tx, id); err != nil {
			return nil, err
		}
	}
	if !row.Open() {
		return nil, fault.New(fault.Conflict, "presence.feud_over")
	}
	var bad fault.Fields
	if in.On.IsZero() {
		in.On = tx.Today()
	}
	switch {
	case in.On.After(tx.Today()):
		bad.Add("on", "presence.day_in_future")
	case in.On.Before(row.FromDay):
		bad.Add("on", "presence.ends_before_it_began")
	}
	if in.Note = value.CleanText(in.Note); short("note", in.Note, textLimit) != nil {
		bad.Add("note", "presence.text_too_long", fault.A{"limit": textLimit})
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	row.ToDay, row.EndNote, row.OpenPair = in.On, in.Note, nil
	row.EndedRecordedAt, row.EndedRecordedBy = ptr(tx.Now), ptr(tx.Actor.ID)
	tx.Concerns("resident", row.ResidentID, row.CampusID)
	tx.Detail("with", row.OtherID)
	return row, db.Change(tx, row, "to_day", "end_note", "open_pair", "ended_recorded_at", "ended_recorded_by")
}

// FeudOf is a note about a person, with who the other is.
type FeudOf struct {
	Feud
	WithID       uint64 // the other person
	WithName     string
	WithNumber   string
	WithWardID   uint64 // 0 without a bed
	WithWardName string
	WithRoomName string
	WithBedName  string
}

// FeudsOf lists with whom a person does not or did not get on, the open notes first. It needs
// presence.move and residents.view for the person's ward; somebody of another campus is left out.
func FeudsOf(tx *db.Tx, resident uint64) ([]FeudOf, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	if err := tx.May(names); err != nil {
		return nil, err
	}
	if _, err := mine(tx, resident); err != nil {
		return nil, err
	}
	return db.Report[FeudOf](tx, `SELECT c.*, o.id AS with_id, o.name AS with_name, o.number AS with_number,
			w.id AS with_ward_id, w.name AS with_ward_name, m.name AS with_room_name, b.name AS with_bed_name
		FROM presence_conflicts c
		JOIN residents_people o ON o.id = CASE WHEN c.resident_id = ? THEN c.other_id ELSE c.resident_id END
		LEFT JOIN presence_placements p ON p.open_resident_id = o.id
		LEFT JOIN wards_wards w ON w.id = p.ward_id
		LEFT JOIN wards_rooms m ON m.id = p.room_id
		LEFT JOIN wards_beds b ON b.id = p.bed_id
		WHERE {campus o.campus_id} AND (c.resident_id = ? OR c.other_id = ?)
		ORDER BY CASE WHEN c.open_pair IS NULL THEN 1 ELSE 0 END, c.from_day DESC, c.id DESC`, resident, resident, resident)
}

// foesOf finds, by person, those with whom people do not get on and who have a bed now.
func foesOf(tx *db.Tx, people []uint64) (map[uint64][]Foe, error) {
	out := map[uint64][]Foe{}
	if len(people) == 0 {
		return out, nil
	}
	type row struct {
		Person uint64
		Foe
	}
	const of = `SELECT c.%[1]s AS person, o.id, o.name, p.ward_id, p.room_id FROM presence_conflicts c
		JOIN presence_placements p ON p.open_resident_id = c.%[2]s JOIN residents_people o ON o.id = c.%[2]s
		WHERE {campus c.campus_id} AND c.open_pair IS NOT NULL AND c.%[1]s IN ?`
	rows, err := db.Report[row](tx, fmt.Sprintf(of, "resident_id", "other_id")+" UNION ALL "+fmt.Sprintf(of, "other_id", "resident_id"), people, people)
	for _, r := range rows {
		out[r.Person] = append(out[r.Person], r.Foe)
	}
	return out, err
}
