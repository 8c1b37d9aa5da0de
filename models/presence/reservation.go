package presence

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
)

// Reservation is a bed that is kept for somebody: a resident, or a person who is expected and told in
// words. OpenBedID is set until it ends; its unique key lets no bed be kept for two. It holds while
// its time has not come, so that no job is needed to free the bed.
type Reservation struct {
	ID         uint64
	CampusID   uint64
	BedID      uint64
	WardID     uint64
	ResidentID *uint64
	Person     string // who is expected, when not a resident yet
	Reason     string
	FromAt     time.Time
	ExpiresAt  time.Time
	OwnerID    uint64 // who keeps the bed
	OpenBedID  *uint64
	EndedAt    *time.Time
	EndedBy    *uint64
	EndCause   EndCause
	EndNote    string
}

// TableName names the table.
func (Reservation) TableName() string { return "presence_reservations" }

// EndCause is how the keeping of a bed ended.
type EndCause string

// The ends of a reservation.
const (
	Used     EndCause = "used"     // the person lies in the bed
	Released EndCause = "released" // given up
	Expired  EndCause = "expired"  // its time came, and somebody else asked for the bed
)

// Holds tells whether the bed is kept at a moment.
func (r Reservation) Holds(at time.Time) bool { return r.OpenBedID != nil && at.Before(r.ExpiresAt) }

// ReserveInput is what is asked when a bed is kept.
type ReserveInput struct {
	BedID      uint64    `form:"bed_id" json:"bed_id" validate:"required"`
	ResidentID uint64    `form:"resident_id" json:"resident_id,omitempty" doc:"for whom; or person"`
	Person     string    `form:"person" json:"person,omitempty" validate:"max=200" doc:"who is expected, when nobody has entered the person yet"`
	Reason     string    `form:"reason" json:"reason" validate:"required,max=300"`
	Until      time.Time `form:"until" json:"until" doc:"the bed is kept until this moment"`
}

// Reserve keeps a free bed for somebody until a moment. It needs presence.move for the ward.
// Conflict: somebody lies in the bed, it is kept already, closed or broken, or a rule refuses the
// person; Invalid: no reason, nobody named, no end, an end that is past or too far.
func Reserve(tx *db.Tx, in ReserveInput) (*Reservation, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	if err := in.tidy(tx); err != nil {
		return nil, err
	}
	people := []uint64{}
	if in.ResidentID != 0 {
		people = append(people, in.ResidentID)
	}
	if err := holdRooms(tx, in.BedID); err != nil {
		return nil, err
	}
	s, err := set(tx, []uint64{in.BedID}, people, tx.Now)
	if err != nil {
		return nil, err
	}
	who := s.people[in.ResidentID]
	b := s.beds[in.BedID]
	if in.ResidentID == 0 {
		who.Sex = value.Sex(b.WardSex) // nobody knows the person yet: the bed alone is judged
	}
	span := Span{From: tx.Now}
	if b, err = s.mayLie(who, b.CampusID, in.BedID, span); err != nil {
		return nil, err
	}
	if err := s.reaches(Arrange, b.CampusID, b.WardID); err != nil {
		return nil, err
	}
	if b.KeptID != 0 { // for the same person: one may not keep it twice
		return nil, bedKept(b)
	}
	if err := s.freeBed(b, span); err != nil {
		return nil, err
	}
	if in.ResidentID != 0 {
		if err := s.refuses(who, b); err != nil {
			return nil, err
		}
	}
	// What ran out gives its place to the new one.
	if _, err := db.Set[Reservation](tx, map[string]any{"open_bed_id": nil, "ended_at": tx.Now, "ended_by": tx.Actor.ID, "end_cause": Expired}, "open_bed_id = ?", b.ID); err != nil {
		return nil, err
	}
	row := Reservation{CampusID: b.CampusID, BedID: b.ID, WardID: b.WardID, Person: in.Person, Reason: in.Reason, FromAt: tx.Now, ExpiresAt: in.Until, OwnerID: tx.Actor.ID, OpenBedID: ptr(b.ID)}
	if in.ResidentID != 0 {
		row.ResidentID = ptr(in.ResidentID)
		tx.Concerns("resident", in.ResidentID, b.CampusID)
	} else {
		tx.Concerns("bed", b.ID, b.CampusID)
	}
	if err := db.Add(tx, &row); err != nil {
		if db.Duplicate(err, "open_bed_id") {
			return nil, fault.New(fault.Conflict, "presence.bed_kept_meanwhile").Because(err)
		}
		return nil, err
	}
	tx.Detail("bed", b.ID)
	tx.Detail("until", in.Until)
	tx.Touch(b.WardID)
	return &row, nil
}

func (in *ReserveInput) tidy(tx *db.Tx) error {
	var bad fault.Fields
	in.Person = value.CleanText(in.Person)
	switch {
	case in.ResidentID != 0:
		in.Person = ""
	case in.Person == "":
		bad.Add("person", "presence.person_missing")
	case short("person", in.Person, nameLimit) != nil:
		bad.Add("person", "presence.text_too_long", fault.A{"limit": nameLimit})
	}
	reason, err := reasoned(in.Reason)
	if f := fault.Of(err); f != nil {
		bad = append(bad, f.Fields...)
	}
	in.Reason = reason
	longest, err := settings.Int(tx, settings.ReserveDays, tx.Today())
	if err != nil && fault.KeyOf(err) != "settings.not_set" {
		return err
	}
	in.Until = in.Until.UTC().Truncate(time.Microsecond)
	switch last := tx.Today().AddDays(longest); {
	case in.Until.IsZero():
		bad.Add("until", "presence.keep_until_missing")
	case !in.Until.After(tx.Now):
		bad.Add("until", "presence.keep_until_past")
	case longest > 0 && value.DayOf(in.Until, tx.Zone()).After(last):
		bad.Add("until", "presence.until_too_late", fault.A{"last": last, "days": longest})
	}
	return bad.Err()
}

// bedKept says for whom a bed is kept, and until when.
func bedKept(b bed) *fault.Fault {
	return fault.New(fault.Conflict, "presence.bed_kept", fault.A{"bed": b.Name, "room": b.RoomName, "person": b.keptFor(), "until": *b.KeptUntil})
}

// settle notes that people lie in the beds that were kept for them.
func (s *scene) settle(beds ...uint64) error {
	var used []uint64
	for _, id := range beds {
		if s.beds[id].KeptID != 0 {
			used = append(used, id)
		}
	}
	if used == nil {
		return nil
	}
	_, err := db.Set[Reservation](s.tx, map[string]any{"open_bed_id": nil, "ended_at": s.tx.Now, "ended_by": s.tx.Actor.ID, "end_cause": Used}, "open_bed_id IN ?", used)
	return err
}

// ReleaseInput names a reservation that is given up.
type ReleaseInput struct {
	ID   uint64 `form:"id" json:"id" validate:"required"`
	Note string `form:"note" json:"note,omitempty" validate:"max=300"`
}

// GiveUp ends a reservation; the bed is free for others at once. It needs presence.move for the
// ward. Conflict: it ended already.
func GiveUp(tx *db.Tx, in ReleaseInput) (*Reservation, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	in.Note = value.CleanText(in.Note)
	if err := short("note", in.Note, textLimit); err != nil {
		return nil, err
	}
	seen, err := db.Get[Reservation](tx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := reaches(tx, Arrange, seen.CampusID, seen.WardID); err != nil {
		return nil, err
	}
	rows, err := db.Hold[Reservation](tx, in.ID)
	if err != nil {
		return nil, err
	}
	row := &rows[0]
	if !row.Holds(tx.Now) {
		return nil, fault.New(fault.Conflict, "presence.keeping_over")
	}
	row.OpenBedID, row.EndedAt, row.EndedBy, row.EndCause, row.EndNote = nil, ptr(tx.Now), ptr(tx.Actor.ID), Released, in.Note
	tx.Concerns("bed", row.BedID, row.CampusID)
	tx.Touch(row.WardID)
	return row, db.Change(tx, row, "open_bed_id", "ended_at", "ended_by", "end_cause", "end_note")
}

// KeptBeds gives the beds of a campus that are kept now, without telling for whom. It needs
// presence.view, and runs one statement.
func KeptBeds(tx *db.Tx, campus uint64) (map[uint64]bool, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	type row struct{ BedID uint64 }
	rows, err := db.Report[row](tx, "SELECT bed_id FROM presence_reservations WHERE {campus campus_id} AND campus_id = ? AND open_bed_id IS NOT NULL AND expires_at > ?", campus, tx.Now)
	out := map[uint64]bool{}
	for _, r := range rows {
		out[r.BedID] = true
	}
	return out, err
}

// Kept is a bed that is kept, with for whom and by whom.
type Kept struct {
	Reservation
	Name      string // of the resident, or the person expected
	Number    string
	BedName   string
	RoomName  string
	WardName  string
	OwnerName string
}

// Reservations lists the beds that are kept now, those that run out first in front. It needs
// presence.move and residents.view, and runs one statement.
func Reservations(tx *db.Tx, in ReviewsInput) ([]Kept, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	if err := tx.May(names); err != nil {
		return nil, err
	}
	c := &clause{}
	c.add(`SELECT q.*, CASE WHEN r.id IS NULL THEN q.person ELSE r.name END AS name, r.number, b.name AS bed_name, m.name AS room_name, w.name AS ward_name, o.name AS owner_name
		FROM presence_reservations q
		JOIN wards_beds b ON b.id = q.bed_id JOIN wards_rooms m ON m.id = b.room_id JOIN wards_wards w ON w.id = b.ward_id
		LEFT JOIN residents_people r ON r.id = q.resident_id
		LEFT JOIN staff_members o ON o.id = q.owner_id
		WHERE {campus q.campus_id} AND q.open_bed_id IS NOT NULL AND q.expires_at > ?`, tx.Now)
	if in.CampusID != 0 {
		c.add(" AND q.campus_id = ?", in.CampusID)
	}
	if in.WardID != 0 {
		c.add(" AND q.ward_id = ?", in.WardID)
	}
	if in.ResidentID != 0 {
		c.add(" AND q.resident_id = ?", in.ResidentID)
	}
	within(c, tx.Reach(Arrange), "q.campus_id", "w.zone_id", "q.ward_id")
	c.add(" ORDER BY q.expires_at, q.id")
	return db.Report[Kept](tx, c.text.String(), c.args...)
}
