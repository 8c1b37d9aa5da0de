package presence

import (
	"time"

	"maiam/models/db"
	"maiam/models/value"
	"maiam/models/wards"
)

// Tile is one bed on the board of a ward with whoever has it. A room without a bed has one tile
// with BedID 0; a bed without a person has ResidentID 0.
type Tile struct {
	WardID         uint64
	WardName       string
	CampusID       uint64
	CampusName     string
	ZoneID         uint64
	ZoneName       string
	RoomID         uint64
	RoomName       string
	RoomCare24h    bool
	RoomFloorDm2   int // 0 when the room was not measured
	BedID          uint64
	BedName        string
	Overflow       bool
	BedOut         *string   // why the bed is out of service
	BedOutDue      value.Day // and until when
	RoomOut        *string   // the same for the whole room
	RoomOutDue     value.Day
	PlacementID    uint64
	PlacedAt       *time.Time
	StayID         uint64
	Category       Category
	AdmittedAt     *time.Time
	ResidentID     uint64
	Number         string
	Name           string
	Sex            value.Sex
	BirthDate      value.Day
	BirthPrecision value.Precision
	PhotoFileID    *uint64
	SelfCare       string
	AbsenceID      uint64
	AbsenceKind    AbsenceKind
	AbsentSince    *time.Time
	AbsencePlace   string
	DueBackOn      value.Day
	KeptFor        string // for whom the free bed is kept now, and until when
	KeptUntil      *time.Time
	FamilyText     // now: the baby of a mother, the parents of a baby
}

// A deed about a person touches the boards on which the person's name stands.
func init() { db.BoardOf("resident", boardsNow) }

// Free tells that somebody may be placed here now.
func (t Tile) Free() bool {
	return t.BedID != 0 && t.ResidentID == 0 && t.BedOut == nil && t.RoomOut == nil && t.KeptUntil == nil
}

// MaySee tells whether the actor may see the board of a ward, for whoever keeps one that was read
// for somebody else.
func MaySee(tx *db.Tx, campus, zone, ward uint64) error {
	if err := mayName(tx); err != nil {
		return err
	}
	if !tx.Reach(View).Ward(campus, zone, ward) {
		return notFound
	}
	return nil
}

// WardBoard reads the rooms and beds of a ward in the order of its floor, with who has which bed,
// at a moment (zero: now), in one statement. Now is read from the open rows alone, whatever the
// history. It needs presence.view for the ward, and residents.view; a ward out of reach has no tiles.
func WardBoard(tx *db.Tx, ward uint64, at time.Time) ([]Tile, error) {
	return BoardWith[Tile](tx, ward, at, Beside{})
}

// Beside is what a book of a higher floor knows of the people on a board, as columns and joins that
// name a person by p.resident_id, so that a page needs no second statement. Its values stand for
// the question marks of the columns first and of the joins then.
type Beside struct {
	Columns, Joins string
	Values         []any
	JoinValues     []any
}

// BoardWith is WardBoard with what stands beside each person; T embeds Tile.
func BoardWith[T any](tx *db.Tx, ward uint64, at time.Time, beside Beside) ([]T, error) {
	if err := mayName(tx); err != nil {
		return nil, err
	}
	in := CensusInput{At: at, WardID: ward}
	if err := in.settle(tx); err != nil {
		return nil, err
	}
	day := value.DayOf(in.moment(tx), tx.Zone())
	stood := func(c *clause, t string) {
		if in.At.IsZero() {
			c.add(" AND " + t + ".valid_to IS NULL")
			return
		}
		c.add(" AND "+t+".valid_from <= ? AND ("+t+".valid_to IS NULL OR "+t+".valid_to >= ?)", day, day)
	}
	c := &clause{}
	c.add(`SELECT w.id AS ward_id, w.name AS ward_name, w.campus_id, w.zone_id, z.name AS zone_name,
		CASE WHEN k.short_name = '' THEN k.name ELSE k.short_name END AS campus_name,
		m.id AS room_id, m.name AS room_name, m.care_24h AS room_care24h, m.floor_dm2 AS room_floor_dm2,
		b.id AS bed_id, b.name AS bed_name, b.overflow, ob.reason AS bed_out, ob.due_on AS bed_out_due, om.reason AS room_out, om.due_on AS room_out_due,
		p.id AS placement_id, p.started_at AS placed_at, s.id AS stay_id, s.category, s.admitted_at,
		p.resident_id, r.number, r.name, r.sex, r.birth_date, r.birth_precision, r.photo_file_id, r.self_care,
		a.id AS absence_id, a.kind AS absence_kind, a.started_at AS absent_since, a.place AS absence_place, a.due_back_on`)
	if in.At.IsZero() {
		c.add(`, CASE WHEN q.resident_id IS NULL THEN q.person ELSE qr.name END AS kept_for, q.expires_at AS kept_until`+familyColumns, familyValues(tx)...)
	}
	c.add(beside.Columns, beside.Values...)
	c.add(` FROM wards_wards w
		JOIN wards_zones z ON z.id = w.zone_id
		JOIN wards_campuses k ON k.id = w.campus_id
		LEFT JOIN wards_rooms m ON m.ward_id = w.id`)
	stood(c, "m")
	c.add(" LEFT JOIN wards_beds b ON b.room_id = m.id")
	stood(c, "b")
	if in.At.IsZero() {
		c.add(` LEFT JOIN wards_outages ob ON ob.open_bed_id = b.id
			LEFT JOIN wards_outages om ON om.open_room_id = m.id
			LEFT JOIN presence_placements p ON p.open_bed_id = b.id
			LEFT JOIN presence_stays s ON s.open_resident_id = p.resident_id
			LEFT JOIN presence_absences a ON a.open_resident_id = p.resident_id
			LEFT JOIN presence_reservations q ON q.open_bed_id = b.id AND q.expires_at > ?
			LEFT JOIN residents_people qr ON qr.id = q.resident_id`, tx.Now)
	} else {
		c.add(` LEFT JOIN wards_outages ob ON ob.bed_id = b.id AND ob.started_at <= ? AND (ob.ended_at IS NULL OR ob.ended_at > ?)
			LEFT JOIN wards_outages om ON om.room_id = m.id AND om.bed_id IS NULL AND om.started_at <= ? AND (om.ended_at IS NULL OR om.ended_at > ?)
			LEFT JOIN `, in.At, in.At, in.At, in.At)
		in.during(c, placementBook)
		c.add(" p ON p.bed_id = b.id LEFT JOIN ")
		in.during(c, stayBook)
		c.add(" s ON s.resident_id = p.resident_id LEFT JOIN ")
		in.during(c, absenceBook)
		c.add(" a ON a.resident_id = p.resident_id")
	}
	c.add(` LEFT JOIN residents_people r ON r.id = p.resident_id`)
	c.add(beside.Joins, beside.JoinValues...)
	c.add(` WHERE {campus w.campus_id} AND w.id = ?`, ward)
	within(c, tx.Reach(View), "w.campus_id", "w.zone_id", "w.id")
	c.add(" ORDER BY m.position, m.id, b.position, b.id")
	return db.Report[T](tx, c.text.String(), c.args...)
}

// FreeBed is a bed in which somebody could be placed now.
type FreeBed struct {
	BedID    uint64       `json:"bed_id"`
	BedName  string       `json:"bed"`
	Overflow bool         `json:"overflow"`
	RoomID   uint64       `json:"room_id"`
	RoomName string       `json:"room"`
	WardID   uint64       `json:"ward_id"`
	WardName string       `json:"ward"`
	WardSex  wards.Policy `json:"ward_sex"`
	AgeFrom  *int         `json:"age_from,omitempty"`
	AgeTo    *int         `json:"age_to,omitempty"`
	ZoneID   uint64       `json:"zone_id"`
	ZoneName string       `json:"zone"`
	CampusID uint64       `json:"campus_id"`
	Kept     bool         `json:"kept,omitempty"` // for the person who was asked for
}

// FreeBedsInput says where free beds are looked for, and for which sex.
type FreeBedsInput struct {
	CampusID   uint64    `form:"campus_id" json:"campus_id,omitempty"`
	WardID     uint64    `form:"ward_id" json:"ward_id,omitempty"`
	Sex        value.Sex `form:"sex" json:"sex,omitempty"`
	ResidentID uint64    `form:"resident_id" json:"resident_id,omitempty" doc:"beds that are kept for this person are free for this person alone"`
}

// FreeBeds lists the beds that stand, are sound, have nobody and are kept for nobody else, in the
// order of the floors. It needs presence.view.
func FreeBeds(tx *db.Tx, in FreeBedsInput) ([]FreeBed, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	c := &clause{}
	c.add(`SELECT b.id AS bed_id, b.name AS bed_name, b.overflow, m.id AS room_id, m.name AS room_name, w.id AS ward_id, w.name AS ward_name,
		w.sex AS ward_sex, w.age_from, w.age_to, z.id AS zone_id, z.name AS zone_name, w.campus_id, CASE WHEN q.id IS NULL THEN 0 ELSE 1 END AS kept
		FROM wards_wards w
		JOIN wards_zones z ON z.id = w.zone_id
		JOIN wards_rooms m ON m.ward_id = w.id AND m.valid_to IS NULL
		JOIN wards_beds b ON b.room_id = m.id AND b.valid_to IS NULL
		LEFT JOIN wards_outages ob ON ob.open_bed_id = b.id
		LEFT JOIN wards_outages om ON om.open_room_id = m.id
		LEFT JOIN presence_placements p ON p.open_bed_id = b.id
		LEFT JOIN presence_reservations q ON q.open_bed_id = b.id AND q.expires_at > ?
		WHERE {campus w.campus_id} AND w.valid_to IS NULL AND p.id IS NULL AND ob.id IS NULL AND om.id IS NULL AND (q.id IS NULL OR q.resident_id = ?)`, tx.Now, in.ResidentID)
	if in.CampusID != 0 {
		c.add(" AND w.campus_id = ?", in.CampusID)
	}
	if in.WardID != 0 {
		c.add(" AND w.id = ?", in.WardID)
	}
	if in.Sex.Known() {
		c.add(" AND w.sex IN ('any', ?)", in.Sex)
	}
	within(c, tx.Reach(View), "w.campus_id", "w.zone_id", "w.id")
	c.add(" ORDER BY w.campus_id, z.position, z.id, w.position, w.id, m.position, m.id, b.overflow, b.position, b.id")
	return db.Report[FreeBed](tx, c.text.String(), c.args...)
}

// WhoLies answers the question that closing a bed asks: who has one of the beds now, also while
// away, or had it on a day or later.
func WhoLies(tx *db.Tx, since value.Day, beds []uint64) ([]wards.Lying, error) {
	if len(beds) == 0 {
		return nil, nil
	}
	return db.Report[wards.Lying](tx, `SELECT p.bed_id, r.sex FROM presence_placements p JOIN residents_people r ON r.id = p.resident_id
		WHERE {campus p.campus_id} AND p.bed_id IN ? AND p.voided_at IS NULL AND (p.ended_at IS NULL OR p.ended_at > ?)`,
		beds, since.Start(tx.Zone()).UTC())
}
