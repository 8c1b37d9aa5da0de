package presence

import (
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// Standing sorts the people of a list by what they are to the centre now.
type Standing string

// The standings, beside the states of a head-count.
const (
	Everybody   Standing = "all"
	CaredFor    Standing = "in_care"
	InTheHouse  Standing = "present"
	AtHospital  Standing = "hospital"
	AtHome      Standing = "leave"
	NotFound    Standing = "missing"
	Bedless     Standing = "no_bed"
	NotReceived Standing = "waiting" // entered, and never received
	Departed    Standing = "left"
)

// Standings lists them in the order of the page.
var Standings = []Standing{CaredFor, InTheHouse, AtHospital, AtHome, NotFound, Bedless, NotReceived, Departed, Everybody}

// PeopleInput says which people a list shall hold. With a search and no standing it holds everybody
// whom the search finds, also those who left; without a search those in care.
type PeopleInput struct {
	Text     string             `form:"q" json:"q,omitempty" validate:"max=200" doc:"parts of a name without accents in any order, year of birth, place of origin, resident number, room and bed: dang hoa 62 dien chau"`
	CampusID uint64             `form:"campus_id" json:"campus_id,omitempty"`
	WardID   uint64             `form:"ward_id" json:"ward_id,omitempty"`
	Category Category           `form:"category" json:"category,omitempty" validate:"max=4"`
	Sex      value.Sex          `form:"sex" json:"sex,omitempty" validate:"max=1"`
	Need     residents.NeedKind `form:"need" json:"need,omitempty" validate:"max=20" enum:"allergy,diet,mobility,help,sense,other" doc:"only people who need something of this kind today"`
	Standing Standing           `form:"status" json:"status,omitempty" validate:"max=10" enum:"in_care,present,hospital,leave,missing,no_bed,waiting,left,all"`
	Limit    int                `form:"limit" json:"limit,omitempty"`
	After    string             `form:"after" json:"after,omitempty"`
	Most     int                `form:"-" json:"-"` // all at once, for a file
}

// Listed is one line of a list of people: who, and where now. StayID is 0 for somebody who is not in
// care.
type Listed struct {
	Whereabouts
	OriginAddress string
	SelfCare      residents.SelfCare
}

// InCare tells that the person's stay goes on.
func (l Listed) InCare() bool { return l.StayID != 0 }

// Roll is a page of a list of people; Next is the cursor of the page that follows, empty on the
// last.
type Roll struct {
	Rows []Listed
	Next string
}

// People lists the people within the asker's wards, found by what was typed, with where they are
// now. It needs residents.view and presence.view, and runs one statement without a search and seven
// at most with one, however many people there are.
func People(tx *db.Tx, in PeopleInput) (*Roll, error) {
	if err := mayName(tx); err != nil {
		return nil, err
	}
	switch {
	case in.Standing != "" && !slices.Contains(Standings, in.Standing):
		return nil, fault.Field("status", "presence.state_unknown")
	case in.Category != "" && !in.Category.Known():
		return nil, fault.Field("category", "presence.category_unknown")
	case in.Need != "" && !slices.Contains(residents.NeedKinds, in.Need):
		return nil, fault.Field("need", "residents.kind_unknown")
	}
	search := residents.NewSearch(in.Text)
	if in.Standing == "" {
		if in.Standing = Everybody; search.Empty() {
			in.Standing = CaredFor
		}
	}
	q := rollQuery{tx: tx, in: in, page: db.Page{Limit: in.Limit, After: in.After, Most: in.Most}}
	if err := q.readCursor(); err != nil {
		return nil, err
	}
	size := q.page.Size()
	out := &Roll{}
	for i := q.step; i < q.steps(search) && len(out.Rows) <= size; i++ {
		pass, err := q.pass(search, i)
		if err != nil {
			return nil, err
		}
		if pass == nil {
			continue
		}
		found, err := q.read(pass, i == q.step && q.follows, size+1-len(out.Rows))
		if err != nil {
			return nil, err
		}
		for _, row := range found {
			if len(out.Rows) == size {
				last := out.Rows[size-1]
				out.Next = db.Cursor(strconv.Itoa(q.last), hex.EncodeToString(last.SortKey), strconv.FormatUint(last.ResidentID, 10))
				return out, nil
			}
			out.Rows = append(out.Rows, row)
			q.last = i
		}
	}
	return out, nil
}

// rollQuery is a list while it is read: where the page begins, and in which step its last row was
// found.
type rollQuery struct {
	tx      *db.Tx
	in      PeopleInput
	page    db.Page
	follows bool
	step    int
	key     []byte
	id      uint64
	last    int
}

func (q *rollQuery) readCursor() error {
	parts, follows, err := q.page.Parts(3)
	if err != nil || !follows {
		return err
	}
	var errs [3]error
	q.follows = true
	q.step, errs[0] = strconv.Atoi(parts[0])
	q.key, errs[1] = hex.DecodeString(parts[1])
	q.id, errs[2] = strconv.ParseUint(parts[2], 10, 64)
	for _, err := range errs {
		if err != nil || q.step < 0 {
			return fault.Field("after", "db.bad_cursor")
		}
	}
	return nil
}

// steps is how many things are read one after the other: those in the bed that was typed, then those
// whom the search finds. Without a search there is one step, and none where only signs were typed:
// nobody is called so.
func (q *rollQuery) steps(search *residents.Search) int {
	switch {
	case !search.Empty():
		return 1 + residents.Passes
	case value.CleanText(q.in.Text) != "":
		return 0
	}
	return 1
}

func (q *rollQuery) pass(search *residents.Search, step int) (*residents.Pass, error) {
	switch {
	case search.Empty():
		return &residents.Pass{Condition: "1 = 1"}, nil
	case step == 0:
		return bedPass(q.in.Text), nil
	}
	return search.Pass(q.tx, step-1)
}

var bedTyped = regexp.MustCompile(`^([a-z]{0,4}[0-9]{1,4}[a-z]?)[-/. ]([a-z]{0,4}[0-9]{1,3})$|^([a-z]{1,4}[0-9]{1,4})$`)

// bedPass finds those in a bed that was typed as people say it: 205-3, P205 G3 or G2. It is nil when
// what was typed names no bed.
func bedPass(text string) *residents.Pass {
	typed := bedTyped.FindStringSubmatch(value.Fold(text))
	if typed == nil {
		return nil
	}
	const lies = `SELECT bp.open_resident_id AS resident_id FROM wards_beds bb JOIN wards_rooms bm ON bm.id = bb.room_id
		JOIN presence_placements bp ON bp.open_bed_id = bb.id WHERE `
	if typed[3] != "" {
		return residents.Only(lies+"bb.search_key = ?", wards.BedKey(typed[3]))
	}
	return residents.Only(lies+"bm.search_key = ? AND bb.search_key = ?", wards.RoomKey(typed[1]), wards.BedKey(typed[2]))
}

// read reads one step. The people of the page are picked first, with as few tables as the filter
// needs, and only they are joined with everything that a line shows.
func (q *rollQuery) read(pass *residents.Pass, follows bool, limit int) ([]Listed, error) {
	c := &clause{}
	c.add(`SELECT r.id AS resident_id, r.number, r.name, r.sex, r.birth_date, r.birth_precision, r.photo_file_id, r.origin_address, r.self_care, r.sort_key,
		r.campus_id, k.name AS campus_name, s.id AS stay_id, s.category, s.admitted_at, p.id AS placement_id, p.started_at AS placed_at,
		w.zone_id, z.name AS zone_name, p.ward_id, w.name AS ward_name, p.room_id, m.name AS room_name, p.bed_id, b.name AS bed_name, b.overflow,
		a.id AS absence_id, a.kind AS absence_kind, a.started_at AS absent_since, a.place AS absence_place, a.due_back_on
		FROM (SELECT r.id, r.sort_key FROM `+pass.From+"residents_people r", pass.FromArgs...)
	q.filter(c)
	c.add(" AND "+pass.Condition, pass.Args...)
	if follows {
		c.add(" AND (r.sort_key > ? OR (r.sort_key = ? AND r.id > ?))", q.key, q.key, q.id)
	}
	c.add(" ORDER BY r.sort_key, r.id LIMIT ?", limit)
	c.add(`) t JOIN residents_people r ON r.id = t.id
		JOIN wards_campuses k ON k.id = r.campus_id
		LEFT JOIN presence_stays s ON s.open_resident_id = r.id
		LEFT JOIN presence_placements p ON p.open_resident_id = r.id
		LEFT JOIN presence_absences a ON a.open_resident_id = r.id` + places + ` ORDER BY t.sort_key, t.id`)
	return db.Report[Listed](q.tx, c.text.String(), c.args...)
}

// filter joins what the filter needs and begins the condition.
func (q *rollQuery) filter(c *clause) {
	in, reach := q.in, q.tx.Reach(names)
	var where strings.Builder
	var args []any
	and := func(text string, values ...any) {
		where.WriteString(" AND " + text)
		args = append(args, values...)
	}
	care, place, away := in.Category != "", in.WardID != 0, false
	narrow := !reach.All && len(reach.Zones)+len(reach.Wards) > 0
	switch in.Standing {
	case CaredFor:
		care = true
	case InTheHouse:
		care, away = true, true
		and("a.id IS NULL")
	case AtHospital, AtHome, NotFound:
		care, away = true, true
		and("a.kind = ?", string(in.Standing))
	case Bedless:
		care = true
		and("NOT EXISTS (SELECT 1 FROM presence_placements bp WHERE bp.open_resident_id = r.id)")
	case NotReceived:
		and("NOT EXISTS (SELECT 1 FROM presence_stays ns WHERE ns.resident_id = r.id AND ns.voided_at IS NULL)")
	case Departed:
		and("NOT EXISTS (SELECT 1 FROM presence_stays ns WHERE ns.open_resident_id = r.id)")
		and("EXISTS (SELECT 1 FROM presence_stays ns WHERE ns.resident_id = r.id AND ns.voided_at IS NULL)")
	}
	if care {
		c.add(" JOIN presence_stays s ON s.open_resident_id = r.id")
	}
	switch {
	case place:
		c.add(" JOIN presence_placements p ON p.open_resident_id = r.id")
	case narrow:
		c.add(" LEFT JOIN presence_placements p ON p.open_resident_id = r.id")
	}
	if narrow {
		c.add(" LEFT JOIN wards_wards w ON w.id = p.ward_id")
	}
	if away {
		c.add(" LEFT JOIN presence_absences a ON a.open_resident_id = r.id")
	}
	c.add(" WHERE {campus r.campus_id} AND r.merged_into_id IS NULL")
	c.add(where.String(), args...)
	if in.CampusID != 0 {
		c.add(" AND r.campus_id = ?", in.CampusID)
	}
	if in.WardID != 0 {
		c.add(" AND p.ward_id = ?", in.WardID)
	}
	if in.Category != "" {
		c.add(" AND s.category = ?", in.Category)
	}
	if in.Need != "" {
		c.add(" AND EXISTS (SELECT 1 FROM residents_needs nd WHERE nd.resident_id = r.id AND nd.kind = ? AND "+needed+")", in.Need, q.tx.Today(), q.tx.Today())
	}
	if in.Sex.Known() {
		c.add(" AND r.sex = ?", in.Sex)
	}
	if narrow {
		within(c, reach, "r.campus_id", "w.zone_id", "p.ward_id")
	}
}

// Reaches tells where a person is and refuses, as not there, a person who is out of the wards in
// which the actor holds a permission: somebody without a bed is within reach of those alone who
// hold it for the whole campus. Use-cases of a person's file are asked for this at their doors.
func Reaches(tx *db.Tx, permission string, resident uint64) (*Placement, error) {
	if err := tx.May(permission); err != nil {
		return nil, err
	}
	who, err := db.From[person](tx).Where("id = ?", resident).One()
	if err != nil {
		return nil, err
	}
	if who.MergedIntoID != nil {
		return nil, residents.Merged(who.ID, *who.MergedIntoID)
	}
	lies, err := PlacementOf(tx, who.ID)
	if err != nil {
		return nil, err
	}
	return lies, reaches(tx, permission, who.CampusID, wardOf(lies))
}

// Opens is Reaches for a person's file. Somebody in care without a bed, or entered and never
// received, lies in nobody's ward yet: whoever holds the permission somewhere in the campus may open
// the file, so that the night nurse of one ward can finish what she began.
func Opens(tx *db.Tx, permission string, resident uint64) (*Placement, error) {
	lies, err := Reaches(tx, permission, resident)
	if err == nil || fault.KindOf(err) != fault.NotFound || lies != nil {
		return lies, err
	}
	if fault.MovedOf(err) != nil {
		return nil, err
	}
	if _, missing := db.Get[person](tx, resident); missing != nil {
		return nil, missing
	}
	stays, failed := db.From[Stay](tx).Where("resident_id = ? AND voided_at IS NULL", resident).Order("open_resident_id DESC").Limit(1).All()
	switch {
	case failed != nil:
		return nil, failed
	case len(stays) == 0 || stays[0].Open():
		return nil, nil
	}
	return nil, err
}
