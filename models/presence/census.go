package presence

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
	"maiam/models/wards"
)

// CensusInput says who is meant: at which moment, as it was known when, and where. What is left
// empty means now, as known now, everywhere the asker may look.
type CensusInput struct {
	At         time.Time `form:"at" json:"at,omitzero" doc:"the moment asked about; now when absent"`
	AsOf       time.Time `form:"as_of" json:"as_of,omitzero" doc:"as the house knew it at this moment; as known now when absent"`
	CampusID   uint64    `form:"campus_id" json:"campus_id,omitempty"`
	ZoneID     uint64    `form:"zone_id" json:"zone_id,omitempty"`
	WardID     uint64    `form:"ward_id" json:"ward_id,omitempty"`
	BedID      uint64    `form:"bed_id" json:"bed_id,omitempty"`
	ResidentID uint64    `form:"resident_id" json:"resident_id,omitempty"`
	Category   Category  `form:"category" json:"category,omitempty"`
	ZoneKind   string    `form:"zone_kind" json:"zone_kind,omitempty" validate:"max=20" doc:"only those in zones of this kind, such as isolation"`
	Bedless    bool      `form:"bedless" json:"bedless,omitempty" doc:"only those who have no bed"`
}

// Query is the question as the values of an address. Every number of the house leads with it to the
// names that the same question gives, so that a number opens exactly its names.
func (in CensusInput) Query(state State) url.Values {
	q := url.Values{}
	for _, f := range []struct {
		name string
		id   uint64
	}{{"campus_id", in.CampusID}, {"zone_id", in.ZoneID}, {"ward_id", in.WardID}, {"bed_id", in.BedID}, {"resident_id", in.ResidentID}} {
		if f.id != 0 {
			q.Set(f.name, strconv.FormatUint(f.id, 10))
		}
	}
	for _, f := range []struct {
		name string
		at   time.Time
	}{{"at", in.At}, {"as_of", in.AsOf}} {
		if !f.at.IsZero() {
			q.Set(f.name, f.at.Format(time.RFC3339Nano))
		}
	}
	if in.Category != "" {
		q.Set("category", string(in.Category))
	}
	if in.ZoneKind != "" {
		q.Set("zone_kind", in.ZoneKind)
	}
	if in.Bedless {
		q.Set("bedless", "true")
	}
	if state != "" {
		q.Set("state", string(state))
	}
	return q
}

// settle checks the input and gives the moment asked about.
func (in *CensusInput) settle(tx *db.Tx) error {
	var err error
	if !in.At.IsZero() {
		if in.At, err = moment(tx, "at", in.At); err != nil {
			return err
		}
	}
	if !in.AsOf.IsZero() {
		if in.AsOf, err = moment(tx, "as_of", in.AsOf); err != nil {
			return err
		}
		if in.At.IsZero() {
			in.At = tx.Now
		}
	}
	if in.Category != "" && !in.Category.Known() {
		return fault.Field("category", "presence.category_unknown")
	}
	return nil
}

// moment is the moment asked about.
func (in CensusInput) moment(tx *db.Tx) time.Time {
	if in.At.IsZero() {
		return tx.Now
	}
	return in.At
}

// clause is a piece of SQL with its values.
type clause struct {
	text strings.Builder
	args []any
}

func (c *clause) add(text string, args ...any) {
	c.text.WriteString(text)
	c.args = append(c.args, args...)
}

// known is the condition that a row stood in the ledger: as known now, or as known at AsOf.
func (in CensusInput) known(c *clause, t string) {
	if in.AsOf.IsZero() {
		c.add(t + ".voided_at IS NULL")
		return
	}
	c.add(t+".recorded_at <= ? AND ("+t+".voided_at IS NULL OR "+t+".voided_at > ?)", in.AsOf, in.AsOf)
}

// during gives the rows of one book whose while holds the moment asked about, as a table of its own.
// Rows that go on and rows that ended later are read apart, each from its own stretch of an index,
// so that what ended before the moment costs nothing.
func (in CensusInput) during(c *clause, b ledgerBook) {
	part := func(end string, args ...any) {
		c.add("SELECT "+b.columns+" FROM "+b.table+" x WHERE {campus x.campus_id} AND x."+b.start+" <= ? AND ", in.At)
		c.add(end, args...)
		c.add(" AND ")
		in.known(c, "x")
		if in.ResidentID != 0 {
			c.add(" AND x.resident_id = ?", in.ResidentID)
		}
		if in.WardID != 0 && b.table == placementBook.table {
			c.add(" AND x.ward_id = ?", in.WardID)
		}
	}
	c.add("(")
	part("x." + b.end + " IS NULL")
	c.add(" UNION ALL ")
	part("x."+b.end+" > ?", in.At)
	if !in.AsOf.IsZero() {
		c.add(" UNION ALL ") // the end was not known yet
		part("x."+b.end+" <= ? AND x.ended_recorded_at > ?", in.At, in.AsOf)
	}
	c.add(")")
}

// ledgerBook is one of the three tables with the columns that the census shows.
type ledgerBook struct{ table, start, end, columns string }

var (
	stayBook      = ledgerBook{"presence_stays", "admitted_at", "left_at", "x.id, x.campus_id, x.resident_id, x.category, x.admitted_at, x.since_at, x.left_at, x.end_reason"}
	placementBook = ledgerBook{"presence_placements", "started_at", "ended_at", "x.id, x.resident_id, x.ward_id, x.room_id, x.bed_id, x.started_at"}
	absenceBook   = ledgerBook{"presence_absences", "started_at", "ended_at", "x.id, x.resident_id, x.kind, x.started_at, x.place, x.due_back_on"}
)

// census is the one answer to "who is here": everybody in care at the moment, the bed, and the
// absence. All numbers and all names of the house come from it.
func (in CensusInput) census(tx *db.Tx) *clause {
	c := &clause{}
	in.everybody(c)
	in.narrow(tx, c)
	return c
}

// everybody is the census before it is narrowed. Now is answered from the open rows alone.
func (in CensusInput) everybody(c *clause) {
	c.add(" FROM ")
	if in.At.IsZero() {
		c.add("presence_stays")
	} else {
		in.during(c, stayBook)
	}
	c.add(` s
		JOIN residents_people r ON r.id = s.resident_id
		JOIN wards_campuses k ON k.id = s.campus_id
		LEFT JOIN `)
	if in.At.IsZero() {
		c.add("presence_placements p ON p.open_resident_id = s.open_resident_id LEFT JOIN presence_absences a ON a.open_resident_id = s.open_resident_id")
	} else {
		in.during(c, placementBook)
		c.add(" p ON p.resident_id = s.resident_id LEFT JOIN ")
		in.during(c, absenceBook)
		c.add(" a ON a.resident_id = s.resident_id")
	}
	c.add(places + " WHERE {campus s.campus_id}")
	if in.At.IsZero() {
		c.add(" AND s.left_at IS NULL AND s.open_resident_id IS NOT NULL")
	}
}

// moved is the census of those who came, or left, on the day of the moment and not after it.
func (in CensusInput) moved(tx *db.Tx, left bool) *clause {
	at := in.moment(tx)
	day := value.DayOf(at, tx.Zone()).Start(tx.Zone()).UTC()
	c := &clause{}
	c.add(` FROM presence_stays s
		JOIN residents_people r ON r.id = s.resident_id
		JOIN wards_campuses k ON k.id = s.campus_id
		LEFT JOIN presence_placements p ON p.resident_id = s.resident_id AND p.campus_id = s.campus_id AND p.started_at <= ? AND `, at)
	in.known(c, "p")
	if left {
		c.add(" AND p.ended_at = s.left_at")
	} else {
		c.add(" AND p.started_at >= s.admitted_at AND (p.ended_at IS NULL OR p.ended_at > ? OR p.ended_at = s.left_at", at)
		if !in.AsOf.IsZero() {
			c.add(" OR p.ended_recorded_at > ?", in.AsOf)
		}
		c.add(")")
	}
	c.add(" LEFT JOIN presence_absences a ON a.id = 0" + places + " WHERE {campus s.campus_id} AND ")
	in.known(c, "s")
	if left {
		c.add(" AND s.left_at >= ? AND s.left_at <= ?", day, at)
		if !in.AsOf.IsZero() {
			c.add(" AND s.ended_recorded_at <= ?", in.AsOf)
		}
	} else {
		c.add(" AND s.admitted_at >= ? AND s.admitted_at <= ?", day, at)
	}
	in.narrow(tx, c)
	return c
}

const places = ` LEFT JOIN wards_wards w ON w.id = p.ward_id
		LEFT JOIN wards_zones z ON z.id = w.zone_id
		LEFT JOIN wards_rooms m ON m.id = p.room_id
		LEFT JOIN wards_beds b ON b.id = p.bed_id`

// narrow adds what was asked for, and how far the asker may look.
func (in CensusInput) narrow(tx *db.Tx, c *clause) {
	for _, f := range []struct {
		column string
		id     uint64
	}{{"s.campus_id", in.CampusID}, {"w.zone_id", in.ZoneID}, {"p.ward_id", in.WardID}, {"p.bed_id", in.BedID}, {"s.resident_id", in.ResidentID}} {
		if f.id != 0 {
			c.add(" AND "+f.column+" = ?", f.id)
		}
	}
	if in.Category != "" {
		c.add(" AND s.category = ?", in.Category)
	}
	if in.ZoneKind != "" {
		if !wards.KnownZone(in.ZoneKind) {
			c.add(" AND 1 = 0") // nobody lives in a zone of a kind that there is not
		} else {
			c.add(" AND z.kind = ?", in.ZoneKind)
		}
	}
	if in.Bedless {
		c.add(" AND p.id IS NULL")
	}
	within(c, tx.Reach(View), "s.campus_id", "w.zone_id", "p.ward_id")
}

// within narrows a question to the zones and wards of the asker.
func within(c *clause, reach db.Reach, campus, zone, ward string) {
	if reach.All {
		return
	}
	c.add(" AND (1 = 0")
	for _, f := range []struct {
		column string
		ids    []uint64
	}{{campus, reach.Campuses}, {zone, reach.Zones}, {ward, reach.Wards}} {
		if len(f.ids) > 0 {
			c.add(" OR "+f.column+" IN ?", f.ids)
		}
	}
	c.add(")")
}
