package presence

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/value"
)

// Numbers is a head-count. InCare is everybody whose stay goes on: those in the house and those
// away. Admitted and Left count the day of the moment, up to the moment.
type Numbers struct {
	InCare   int `json:"in_care"`
	Present  int `json:"present"`
	Hospital int `json:"hospital"`
	Leave    int `json:"leave"`
	Missing  int `json:"missing"`
	NoBed    int `json:"no_bed"`
	Admitted int `json:"admitted_today"`
	Left     int `json:"left_today"`
}

// Away is how many are in hospital, on leave or missing.
func (n Numbers) Away() int { return n.Hospital + n.Leave + n.Missing }

func (n *Numbers) add(o Numbers) {
	n.InCare += o.InCare
	n.Present += o.Present
	n.Hospital += o.Hospital
	n.Leave += o.Leave
	n.Missing += o.Missing
	n.NoBed += o.NoBed
	n.Admitted += o.Admitted
	n.Left += o.Left
}

// WardCount is the head-count of one ward.
type WardCount struct {
	ID   uint64 `json:"id"`
	Name string `json:"name"`
	Numbers
}

// ZoneCount is the head-count of a zone and its wards.
type ZoneCount struct {
	ID   uint64 `json:"id"`
	Name string `json:"name"`
	Numbers
	Wards []WardCount `json:"wards"`
}

// CampusCount is the head-count of a campus, its zones, and those who have no bed.
type CampusCount struct {
	ID   uint64 `json:"id"`
	Name string `json:"name"`
	Numbers
	Zones    []ZoneCount `json:"zones"`
	Unplaced Numbers     `json:"unplaced"`
}

// CategoryCount is the head-count of one legal ground.
type CategoryCount struct {
	Category Category `json:"category"`
	Numbers
}

// Headcount is how many are here at a moment, by place and by category. Both sum to the total.
type Headcount struct {
	At         time.Time       `json:"at"`
	AsOf       time.Time       `json:"as_of,omitzero"`
	Total      Numbers         `json:"total"`
	Campuses   []CampusCount   `json:"campuses"`
	Categories []CategoryCount `json:"categories"`
}

// counted is one line of the count: a place, a category, a state and how many.
type counted struct {
	CampusID   uint64
	CampusName string
	ZoneID     uint64
	ZoneName   string
	WardID     uint64
	WardName   string
	Category   Category
	Kind       string
	StayID     uint64
	Heads      int
}

const countColumns = `SELECT s.campus_id, k.name AS campus_name, w.zone_id, z.name AS zone_name, p.ward_id, w.name AS ward_name, s.category`

// CountAt counts who is in care, in the house, away, came and left, at any moment, as known then or
// now. It needs presence.view and runs four statements however many people and however long the
// history.
func CountAt(tx *db.Tx, in CensusInput) (*Headcount, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	if err := in.settle(tx); err != nil {
		return nil, err
	}
	out := &Headcount{At: in.moment(tx), AsOf: in.AsOf}
	if err := out.everyWard(tx, in); err != nil {
		return nil, err
	}
	c := in.census(tx)
	heads, err := db.Report[counted](tx, countColumns+", a.kind, COUNT(*) AS heads"+c.text.String()+
		" GROUP BY s.campus_id, k.name, w.zone_id, z.name, p.ward_id, w.name, s.category, a.kind", c.args...)
	if err != nil {
		return nil, err
	}
	for _, h := range heads {
		n := Numbers{InCare: h.Heads}
		switch AbsenceKind(h.Kind) {
		case Hospital:
			n.Hospital = h.Heads
		case Leave:
			n.Leave = h.Heads
		case Missing:
			n.Missing = h.Heads
		default:
			n.Present = h.Heads
		}
		if h.WardID == 0 {
			n.NoBed = h.Heads
		}
		out.count(h, n)
	}
	for _, left := range []bool{false, true} {
		m := in.moved(tx, left)
		rows, err := db.Report[counted](tx, countColumns+", s.id AS stay_id"+m.text.String()+" ORDER BY s.id, p.id DESC", m.args...)
		if err != nil {
			return nil, err
		}
		var last uint64
		for _, h := range rows {
			if h.StayID == last { // a person moved at the very moment of leaving
				continue
			}
			last = h.StayID
			if left {
				out.count(h, Numbers{Left: 1})
			} else {
				out.count(h, Numbers{Admitted: 1})
			}
		}
	}
	slices.SortFunc(out.Categories, func(a, b CategoryCount) int {
		return slices.Index(Categories, a.Category) - slices.Index(Categories, b.Category)
	})
	return out, nil
}

// everyWard lists the wards that stood on the day, so that an empty one shows its nought.
func (h *Headcount) everyWard(tx *db.Tx, in CensusInput) error {
	day := value.DayOf(h.At, tx.Zone())
	c := &clause{}
	c.add(`SELECT w.campus_id, k.name AS campus_name, w.zone_id, z.name AS zone_name, w.id AS ward_id, w.name AS ward_name
		FROM wards_wards w JOIN wards_campuses k ON k.id = w.campus_id JOIN wards_zones z ON z.id = w.zone_id
		WHERE {campus w.campus_id} AND w.valid_from <= ? AND (w.valid_to IS NULL OR w.valid_to >= ?)`, day, day)
	for _, f := range []struct {
		column string
		id     uint64
	}{{"w.campus_id", in.CampusID}, {"w.zone_id", in.ZoneID}, {"w.id", in.WardID}} {
		if f.id != 0 {
			c.add(" AND "+f.column+" = ?", f.id)
		}
	}
	within(c, tx.Reach(View), "w.campus_id", "w.zone_id", "w.id")
	c.add(" ORDER BY k.position, k.id, z.position, z.id, w.position, w.id")
	rows, err := db.Report[counted](tx, c.text.String(), c.args...)
	for _, r := range rows {
		h.place(r, Numbers{})
	}
	return err
}

func (h *Headcount) count(at counted, n Numbers) {
	h.Total.add(n)
	h.place(at, n)
	i := slices.IndexFunc(h.Categories, func(c CategoryCount) bool { return c.Category == at.Category })
	if i < 0 {
		h.Categories = append(h.Categories, CategoryCount{Category: at.Category})
		i = len(h.Categories) - 1
	}
	h.Categories[i].add(n)
}

func (h *Headcount) place(at counted, n Numbers) {
	i := slices.IndexFunc(h.Campuses, func(c CampusCount) bool { return c.ID == at.CampusID })
	if i < 0 {
		h.Campuses = append(h.Campuses, CampusCount{ID: at.CampusID, Name: at.CampusName, Zones: []ZoneCount{}})
		i = len(h.Campuses) - 1
	}
	campus := &h.Campuses[i]
	campus.add(n)
	if at.WardID == 0 {
		campus.Unplaced.add(n)
		return
	}
	i = slices.IndexFunc(campus.Zones, func(z ZoneCount) bool { return z.ID == at.ZoneID })
	if i < 0 {
		campus.Zones = append(campus.Zones, ZoneCount{ID: at.ZoneID, Name: at.ZoneName, Wards: []WardCount{}})
		i = len(campus.Zones) - 1
	}
	zone := &campus.Zones[i]
	zone.add(n)
	i = slices.IndexFunc(zone.Wards, func(w WardCount) bool { return w.ID == at.WardID })
	if i < 0 {
		zone.Wards = append(zone.Wards, WardCount{ID: at.WardID, Name: at.WardName})
		i = len(zone.Wards) - 1
	}
	zone.Wards[i].add(n)
}

// State sorts people for the lists behind the numbers.
type State string

// The states; each is one number of a head-count.
const (
	InCare        State = "in_care"
	Present       State = "present"
	InHospital    State = "hospital"
	OnLeave       State = "leave"
	IsMissing     State = "missing"
	WithoutBed    State = "no_bed"
	CameToday     State = "admitted"
	DepartedToday State = "left"
)

// States lists them in the order of the page.
var States = []State{InCare, Present, InHospital, OnLeave, IsMissing, WithoutBed, CameToday, DepartedToday}

// Of gives the number of a state.
func (n Numbers) Of(s State) int {
	return map[State]int{InCare: n.InCare, Present: n.Present, InHospital: n.Hospital, OnLeave: n.Leave, IsMissing: n.Missing,
		WithoutBed: n.NoBed, CameToday: n.Admitted, DepartedToday: n.Left}[s]
}

// InWards counts who is in care in some wards now, present and away, in one statement over the open
// rows: what a carer's own wards show on every page. What the day brought is not counted. The caller
// has asked for a permission of its own.
func InWards(tx *db.Tx, wards []uint64) (map[uint64]Numbers, error) {
	type row struct {
		WardID uint64
		Numbers
	}
	rows, err := db.Report[row](tx, `SELECT p.ward_id, COUNT(*) AS in_care, SUM(CASE WHEN a.id IS NULL THEN 1 ELSE 0 END) AS present,
		SUM(CASE WHEN a.kind = 'hospital' THEN 1 ELSE 0 END) AS hospital, SUM(CASE WHEN a.kind = 'leave' THEN 1 ELSE 0 END) AS `+"`leave`"+`,
		SUM(CASE WHEN a.kind = 'missing' THEN 1 ELSE 0 END) AS missing
		FROM presence_placements p LEFT JOIN presence_absences a ON a.open_resident_id = p.open_resident_id
		WHERE {campus p.campus_id} AND p.open_resident_id IS NOT NULL AND p.ward_id IN ? GROUP BY p.ward_id`, wards)
	out := make(map[uint64]Numbers, len(rows))
	for _, r := range rows {
		out[r.WardID] = r.Numbers
	}
	return out, err
}
