package presence

import (
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Whereabouts is one person at a moment: in care since when and why, in which bed, and away where.
type Whereabouts struct {
	StayID         uint64
	ResidentID     uint64
	Number         string
	Name           string
	Sex            value.Sex
	BirthDate      value.Day
	BirthPrecision value.Precision
	PhotoFileID    *uint64
	CampusID       uint64
	CampusName     string
	Category       Category
	AdmittedAt     time.Time
	SinceAt        *time.Time // the first admission, of who came over from the other campus
	LeftAt         *time.Time
	EndReason      Reason
	PlacementID    uint64
	PlacedAt       *time.Time
	ZoneID         uint64
	ZoneName       string
	WardID         uint64
	WardName       string
	RoomID         uint64
	RoomName       string
	BedID          uint64
	BedName        string
	Overflow       bool
	AbsenceID      uint64
	AbsenceKind    AbsenceKind
	AbsentSince    *time.Time
	AbsencePlace   string
	DueBackOn      value.Day
	SortKey        []byte
}

// Since is when the person was first received, in whichever campus.
func (w Whereabouts) Since() time.Time {
	if w.SinceAt != nil {
		return *w.SinceAt
	}
	return w.AdmittedAt
}

// State tells which number of the head-count the person belongs to.
func (w Whereabouts) State() State {
	switch w.AbsenceKind {
	case Hospital:
		return InHospital
	case Leave:
		return OnLeave
	case Missing:
		return IsMissing
	}
	return Present
}

const whereColumns = `SELECT s.id AS stay_id, s.resident_id, r.number, r.name, r.sex, r.birth_date, r.birth_precision, r.photo_file_id,
	s.campus_id, k.name AS campus_name, s.category, s.admitted_at, s.since_at, s.left_at, s.end_reason,
	p.id AS placement_id, p.started_at AS placed_at, w.zone_id, z.name AS zone_name, p.ward_id, w.name AS ward_name,
	p.room_id, m.name AS room_name, p.bed_id, b.name AS bed_name, b.overflow,
	a.id AS absence_id, a.kind AS absence_kind, a.started_at AS absent_since, a.place AS absence_place, a.due_back_on, r.sort_key`

// WhereInput asks for the names behind a number of the head-count.
type WhereInput struct {
	CensusInput
	State State  `form:"state" json:"state,omitempty" enum:"in_care,present,hospital,leave,missing,no_bed,admitted,left"`
	Limit int    `form:"limit" json:"limit,omitempty"`
	After string `form:"after" json:"after,omitempty"`
}

// PresentAt lists who was where at a moment, as known then or now, in the order of names; next is
// the cursor of the page that follows. It needs presence.view and residents.view.
func PresentAt(tx *db.Tx, in WhereInput) (rows []Whereabouts, next string, err error) {
	c, err := in.people(tx)
	if err != nil {
		return nil, "", err
	}
	page := db.Page{Limit: in.Limit, After: in.After}
	parts, follows, err := page.Parts(2)
	if err != nil {
		return nil, "", err
	}
	if follows {
		key, err1 := hex.DecodeString(parts[0])
		id, err2 := strconv.ParseUint(parts[1], 10, 64)
		if err1 != nil || err2 != nil {
			return nil, "", fault.Field("after", "db.bad_cursor")
		}
		c.add(" AND (r.sort_key > ? OR (r.sort_key = ? AND s.id > ?))", key, key, id)
	}
	found, err := c.whereabouts(tx, page.Size()+1)
	if err != nil {
		return nil, "", err
	}
	more := len(found) > page.Size()
	found = once(found)
	if more {
		found = found[:min(len(found), page.Size())]
		last := found[len(found)-1]
		next = db.Cursor(hex.EncodeToString(last.SortKey), strconv.FormatUint(last.StayID, 10))
	}
	return found, next, nil
}

// EverybodyAt is PresentAt without pages, in one statement: for a spreadsheet. It gives at most
// limit people.
func EverybodyAt(tx *db.Tx, in WhereInput, limit int) ([]Whereabouts, error) {
	c, err := in.people(tx)
	if err != nil {
		return nil, err
	}
	found, err := c.whereabouts(tx, limit)
	return once(found), err
}

// people is the census of those behind one number.
func (in *WhereInput) people(tx *db.Tx) (*clause, error) {
	if err := mayName(tx); err != nil {
		return nil, err
	}
	if err := in.settle(tx); err != nil {
		return nil, err
	}
	switch {
	case in.State != "" && !slices.Contains(States, in.State):
		return nil, fault.Field("state", "presence.state_unknown")
	case in.State == CameToday, in.State == DepartedToday:
		return in.moved(tx, in.State == DepartedToday), nil
	}
	c := in.census(tx)
	switch in.State {
	case "", InCare:
	case Present:
		c.add(" AND a.id IS NULL")
	case WithoutBed:
		c.add(" AND p.id IS NULL")
	default:
		c.add(" AND a.kind = ?", string(in.State))
	}
	return c, nil
}

func (c *clause) whereabouts(tx *db.Tx, limit int) ([]Whereabouts, error) {
	c.add(" ORDER BY r.sort_key, s.id, p.id DESC LIMIT ?", limit)
	return db.Report[Whereabouts](tx, whereColumns+c.text.String(), c.args...)
}

// once leaves out the second line of a person who moved at the very moment of leaving.
func once(found []Whereabouts) []Whereabouts {
	return slices.CompactFunc(found, func(a, b Whereabouts) bool { return a.StayID == b.StayID })
}

// mayName refuses an actor who may count heads but not see who they are.
func mayName(tx *db.Tx) error {
	if err := tx.May(View); err != nil {
		return err
	}
	return tx.May(names)
}

// WhereIs tells where one person is; nil when not in care. The caller has asked for its own
// permission; it is not narrowed to zones and wards.
func WhereIs(tx *db.Tx, resident uint64) (*Whereabouts, error) {
	c := &clause{}
	CensusInput{}.everybody(c)
	c.add(" AND s.resident_id = ?", resident)
	found, err := db.Report[Whereabouts](tx, whereColumns+c.text.String(), c.args...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}
