package presence

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// person is what the ledger needs of a resident while it holds the row.
type person struct {
	ID       uint64
	CampusID uint64
	Sex      value.Sex
	Birth    value.BirthDate `gorm:"embedded;embeddedPrefix:birth_"`
	Version  uint64

	MergedIntoID *uint64 // the record in which this one goes on
	ErasedAt     *time.Time
}

// TableName names the table.
func (person) TableName() string { return "residents_people" }

// bed is a bed with what decides who may have it.
type bed struct {
	ID         uint64
	CampusID   uint64
	ZoneID     uint64
	WardID     uint64
	RoomID     uint64
	Name       string
	RoomName   string
	WardName   string
	WardSex    wards.Policy
	ZoneKind   string
	AgeFrom    *int
	AgeTo      *int
	FloorDm2   int
	WardCare   bool
	RoomCare   bool
	Overflow   bool
	KeptID     uint64 // the reservation that holds now
	KeptWho    uint64
	KeptPerson string
	KeptName   string
	KeptUntil  *time.Time
	ValidFrom  value.Day
	BedUntil   value.Day
	RoomUntil  value.Day
	WardUntil  value.Day
	OutOfOrder int
}

// keptFor is the name of the person for whom the bed is kept.
func (b bed) keptFor() string {
	if b.KeptWho != 0 {
		return b.KeptName
	}
	return b.KeptPerson
}

// scene is what a use-case decides upon, read while the beds and the people are held: everything
// that goes on, and everything that ended at or after the moment the use-case is about. Beds are
// held before people and each in the order of their numbers, so that no two use-cases wait for each
// other.
type scene struct {
	tx       *db.Tx
	people   map[uint64]person
	beds     map[uint64]bed
	stays    map[uint64][]Stay      // by resident, in the order of time
	absences map[uint64][]Absence   // by resident
	lay      map[uint64][]Placement // by resident
	taken    map[uint64][]Placement // by bed
}

// set is the scene of some beds and people since a moment.
func set(tx *db.Tx, beds, people []uint64, since time.Time) (*scene, error) {
	s := &scene{tx: tx, people: map[uint64]person{}, beds: map[uint64]bed{}, stays: map[uint64][]Stay{},
		absences: map[uint64][]Absence{}, lay: map[uint64][]Placement{}, taken: map[uint64][]Placement{}}
	if len(beds) > 0 {
		if _, err := db.Hold[wards.Bed](tx, beds...); err != nil {
			return nil, err
		}
	}
	held, err := db.Hold[person](tx, people...)
	if err != nil {
		return nil, err
	}
	for _, p := range held {
		if p.MergedIntoID != nil {
			return nil, residents.Merged(p.ID, *p.MergedIntoID)
		}
		if p.ErasedAt != nil {
			return nil, fault.New(fault.Conflict, "residents.erased")
		}
		s.people[p.ID] = p
	}
	if len(beds) > 0 {
		if err := s.readBeds(beds); err != nil {
			return nil, err
		}
	}
	// What a person did in the other campus decides here too; it is never shown.
	return s, tx.Everywhere("the ledger of a person knows no campus", func(tx *db.Tx) error { return s.readRows(beds, people, since) })
}

func (s *scene) readBeds(ids []uint64) error {
	found, err := db.Report[bed](s.tx, `SELECT b.id, b.overflow, b.campus_id, w.zone_id, b.ward_id, b.room_id, b.name, r.name AS room_name, w.name AS ward_name,
			w.sex AS ward_sex, z.kind AS zone_kind, w.age_from, w.age_to, r.floor_dm2, w.care_24h AS ward_care, r.care_24h AS room_care, b.valid_from, b.valid_to AS bed_until, r.valid_to AS room_until, w.valid_to AS ward_until,
			CASE WHEN ob.id IS NULL AND oroom.id IS NULL THEN 0 ELSE 1 END AS out_of_order,
			q.id AS kept_id, q.resident_id AS kept_who, q.person AS kept_person, qr.name AS kept_name, q.expires_at AS kept_until
		FROM wards_beds b
		JOIN wards_rooms r ON r.id = b.room_id
		JOIN wards_wards w ON w.id = b.ward_id
		JOIN wards_zones z ON z.id = w.zone_id
		LEFT JOIN wards_outages ob ON ob.open_bed_id = b.id
		LEFT JOIN wards_outages oroom ON oroom.open_room_id = b.room_id
		LEFT JOIN presence_reservations q ON q.open_bed_id = b.id AND q.expires_at > ?
		LEFT JOIN residents_people qr ON qr.id = q.resident_id
		WHERE {campus b.campus_id} AND b.id IN ?`, s.tx.Now, ids)
	for _, b := range found {
		s.beds[b.ID] = b
	}
	return err
}

func (s *scene) readRows(beds, people []uint64, since time.Time) error {
	const live = "voided_at IS NULL AND (ended_at IS NULL OR ended_at >= ?)"
	stays, err := db.From[Stay](s.tx).Where("resident_id IN ? AND voided_at IS NULL AND (left_at IS NULL OR left_at >= ?)", people, since).Order("admitted_at, id").All()
	if err != nil {
		return err
	}
	for _, r := range stays {
		s.stays[r.ResidentID] = append(s.stays[r.ResidentID], r)
	}
	absences, err := db.From[Absence](s.tx).Where("resident_id IN ? AND "+live, people, since).Order("started_at, id").All()
	if err != nil {
		return err
	}
	for _, r := range absences {
		s.absences[r.ResidentID] = append(s.absences[r.ResidentID], r)
	}
	lay, err := db.From[Placement](s.tx).Where("resident_id IN ? AND "+live, people, since).Order("started_at, id").All()
	if err != nil {
		return err
	}
	for _, r := range lay {
		s.lay[r.ResidentID] = append(s.lay[r.ResidentID], r)
	}
	if len(beds) == 0 {
		return nil
	}
	taken, err := db.From[Placement](s.tx).Where("bed_id IN ? AND "+live, beds, since).Order("started_at, id").All()
	for _, r := range taken {
		s.taken[r.BedID] = append(s.taken[r.BedID], r)
	}
	return err
}

// openStay gives the stay that goes on, and refuses a moment before it began.
func (s *scene) openStay(resident uint64, at time.Time) (*Stay, error) {
	for i, st := range s.stays[resident] {
		if !st.Open() {
			continue
		}
		if at.Before(st.AdmittedAt) {
			return nil, fault.Field("at", "presence.before_admission", fault.A{"admitted": st.AdmittedAt})
		}
		return &s.stays[resident][i], nil
	}
	return nil, fault.New(fault.Conflict, "presence.not_in_care")
}

// openPlacement gives the bed that the person has now, or nil.
func (s *scene) openPlacement(resident uint64) *Placement {
	for i, p := range s.lay[resident] {
		if p.Open() {
			return &s.lay[resident][i]
		}
	}
	return nil
}

// openAbsence gives the absence that goes on, or nil.
func (s *scene) openAbsence(resident uint64) *Absence {
	for i, a := range s.absences[resident] {
		if a.Open() {
			return &s.absences[resident][i]
		}
	}
	return nil
}

// mayLie refuses a bed that is not there, is closed or broken, stands in another campus, in a ward for
// the other sex, or is kept for somebody else. There is no way round: no reason makes a bed sound.
func (s *scene) mayLie(who person, campus, bedID uint64, in Span) (bed, error) {
	b, ok := s.beds[bedID]
	if !ok {
		return b, notFound
	}
	if b.CampusID != campus {
		return b, fault.Field("bed_id", "presence.bed_elsewhere", fault.A{"bed": b.Name})
	}
	zone := s.tx.Zone()
	if first := value.DayOf(in.From, zone); first.Before(b.ValidFrom) {
		return b, fault.New(fault.Conflict, "presence.bed_not_yet", fault.A{"bed": b.Name, "from": b.ValidFrom})
	}
	for _, until := range []value.Day{b.BedUntil, b.RoomUntil, b.WardUntil} { // what has a last day is closed
		if !until.IsZero() && (in.To == nil || in.To.After(until.AddDays(1).Start(zone))) {
			return b, fault.New(fault.Conflict, "presence.bed_closed", fault.A{"bed": b.Name, "until": until})
		}
	}
	if in.To == nil && b.OutOfOrder != 0 {
		return b, fault.New(fault.Conflict, "presence.bed_out_of_service", fault.A{"bed": b.Name})
	}
	if !b.WardSex.Takes(who.Sex) {
		return b, fault.Field("bed_id", "presence.wrong_sex", fault.A{"ward": b.WardName, "sex": string(who.Sex)})
	}
	if b.KeptID != 0 && in.To == nil && (who.ID == 0 || b.KeptWho != who.ID) {
		return b, bedKept(b)
	}
	return b, nil
}

// freeBed refuses a bed that somebody has, or had, in the while; except names placements that the
// use-case is about to end or void.
func (s *scene) freeBed(b bed, in Span, except ...uint64) error {
	for _, p := range s.taken[b.ID] {
		if slices.Contains(except, p.ID) || p.Voided() || !p.Span().Meets(in) {
			continue
		}
		if p.EndedAt == nil {
			return bedTaken(b)
		}
		return fault.New(fault.Conflict, "presence.bed_was_taken", fault.A{"bed": b.Name, "room": b.RoomName, "until": *p.EndedAt})
	}
	return nil
}

func bedTaken(b bed) *fault.Fault {
	return fault.New(fault.Conflict, "presence.bed_taken", fault.A{"bed": b.Name, "room": b.RoomName, "ward": b.WardName})
}

// freePerson refuses a while in which the person lay in some bed.
func (s *scene) freePerson(resident uint64, in Span, except ...uint64) error {
	for _, p := range s.lay[resident] {
		if slices.Contains(except, p.ID) || p.Voided() || !p.Span().Meets(in) {
			continue
		}
		if p.EndedAt == nil {
			return fault.New(fault.Conflict, "presence.already_placed")
		}
		return fault.New(fault.Conflict, "presence.was_placed", fault.A{"until": *p.EndedAt})
	}
	return nil
}

// reaches refuses an actor who may do this elsewhere, but not in this ward (0: a person without a
// bed). What is out of reach is not there.
func (s *scene) reaches(permission string, campus, ward uint64) error {
	return reaches(s.tx, permission, campus, ward)
}

func reaches(tx *db.Tx, permission string, campus, ward uint64) error {
	reach := tx.Reach(permission)
	if reach.Ward(campus, 0, ward) {
		return nil
	}
	if ward == 0 || len(reach.Zones) == 0 {
		return notFound
	}
	type row struct{ ZoneID uint64 }
	found, err := db.Report[row](tx, "SELECT zone_id FROM wards_wards WHERE {campus campus_id} AND id = ?", ward)
	if err != nil {
		return err
	}
	if len(found) == 0 || !reach.Ward(campus, found[0].ZoneID, ward) {
		return notFound
	}
	return nil
}

// wardOf gives the ward of a placement, 0 without one.
func wardOf(p *Placement) uint64 {
	if p == nil {
		return 0
	}
	return p.WardID
}

// refused names the rule that a unique key kept.
func refused(err error, b *bed) error {
	switch {
	case err == nil:
		return nil
	case db.Duplicate(err, "open_bed_id") && b != nil:
		return bedTaken(*b).Because(err)
	case db.Duplicate(err, "open_bed_id"):
		return fault.New(fault.Conflict, "presence.bed_taken_meanwhile").Because(err)
	case db.Duplicate(err, "presence_placements_open_resident_id"), db.Duplicate(err, "presence_placements.open_resident_id"):
		return fault.New(fault.Conflict, "presence.already_placed").Because(err)
	case db.Duplicate(err, "presence_absences_open_resident_id"), db.Duplicate(err, "presence_absences.open_resident_id"):
		return fault.New(fault.Conflict, "presence.already_away").Because(err)
	case db.Duplicate(err, "open_resident_id"):
		return fault.New(fault.Conflict, "presence.already_in_care").Because(err)
	}
	return err
}
