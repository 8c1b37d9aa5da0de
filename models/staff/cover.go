package staff

import (
	"cmp"
	"math/big"
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// CoverState says how a shift stands.
type CoverState string

// The states. Bare is what the law or the centre forbids: nobody, or fewer than the least number. Short
// is fewer than the part of the norm that the centre wants present.
const (
	Enough CoverState = "enough"
	Short  CoverState = "short"
	Bare   CoverState = "bare"
)

// Fix is the cheapest legal way to fill a gap: somebody who holds a role in that ward, is nowhere else
// then, is not away and has had the rest that the rules ask for.
type Fix struct {
	MemberID uint64 `json:"member_id"`
	Name     string `json:"name"`
	Moves    bool   `json:"moves"` // is on duty in that shift for the whole campus already: costs nothing
	Hours    int    `json:"hours"` // planned in that week without this one

	rank int // who moves before carers before nurses and doctors
}

// Cover is who stands in a ward, or in a campus, in one shift, against who should.
type Cover struct {
	CampusID uint64        `json:"campus_id"`
	WardID   uint64        `json:"ward_id,omitempty"` // 0: the whole campus
	WardName string        `json:"ward,omitempty"`
	Turn     settings.Turn `json:"-"`
	Have     []Stint       `json:"have"`   // in the ward; for a campus everybody who stands in a ward
	All      int           `json:"all"`    // everybody on duty in the campus
	People   int           `json:"people"` // residents who live there
	Need     int           `json:"need"`
	Gaps     []Stint       `json:"gaps,omitempty"` // planned, and away or not come
	Asked    []Stint       `json:"-"`              // counted, and not taken up though the shift has begun: a question
	Behind   []Stint       `json:"-"`              // taken up late
	Gone     []Stint       `json:"-"`              // left before the end
	NoRoom   int           `json:"-"`              // rooms where somebody lives and that nobody has, where any is given out
	State    CoverState    `json:"state"`
	Fixes    []Fix         `json:"fixes,omitempty"` // for those who plan there, the cheapest first
}

// Names are the people of a cover, in their order.
func (c Cover) Names() (out []string) {
	for _, s := range c.Have {
		out = append(out, s.MemberName)
	}
	return out
}

// Short is how many are missing.
func (c Cover) Short() int { return max(0, c.Need-len(c.Have)) }

// ask sorts out who of a shift did not take it up, came late or left early. It changes no number: who is
// planned stands there as far as anybody knows.
func (c *Cover) ask(list []Stint, at time.Time, grace time.Duration) {
	for _, s := range list {
		if s.Unclaimed(at, grace) {
			c.Asked = append(c.Asked, s)
		}
		if s.Behind(grace) > 0 {
			c.Behind = append(c.Behind, s)
		}
		if s.LeftEarly() {
			c.Gone = append(c.Gone, s)
		}
	}
}

// coverRules are the figures by which a shift is judged.
type coverRules struct {
	norm    map[NormGroup]int
	least   int // people on duty in the campus
	ward    int // people in each ward where somebody lives
	percent int // of the norm that is present
	now     time.Time
	grace   time.Duration // after which a duty that nobody took up is a question
}

func coverRulesOf(book *settings.Book, turn settings.Turn, now time.Time) (r coverRules) {
	r.now = now
	minutes, _ := book.Int(settings.DutyTakeUp, turn.Day)
	r.grace = time.Duration(minutes) * time.Minute
	r.norm = map[NormGroup]int{}
	for g, name := range careNorms {
		if n, err := book.Int(name, turn.Day); err == nil {
			r.norm[g] = n
		}
	}
	r.least, _ = book.Int(settings.DutyMinStaff, turn.Day)
	r.ward, _ = book.Int(settings.DutyWardMin, turn.Day)
	part := settings.DutyByDay
	if turn.Shift.CrossesMidnight() {
		part = settings.DutyByNight
	}
	r.percent, _ = book.Int(part, turn.Day)
	return r
}

// presentNeed is how many carers a shift wants: the part of the norm by group that is present, rounded
// up once.
func presentNeed(heads []Heads, r coverRules) (people, need int) {
	people, all := careNeed(heads, r.norm)
	return people, needed(all.Mul(all, big.NewRat(int64(r.percent), 100)))
}

// CoversInput asks for the turns that run or begin between two days; today and tomorrow when none is
// said.
type CoversInput struct {
	Campus uint64
	From   value.Day
	To     value.Day
}

// maxFixes is how many proposals a gap gets.
const maxFixes = 3

// CoversOf judges the shift that runs and those that come, until the end of tomorrow: for each campus
// and each ward who stands there by the published rota, how many the norm wants present, and for whoever
// plans there the cheapest legal fix of each gap. Residents come from the ledger of presence. It needs
// staff.rota and runs four statements beside the settings, one more where rooms are given out.
func CoversOf(tx *db.Tx, in CoversInput, heads []Heads) ([]Cover, error) {
	if err := tx.May(SeeRota); err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	list, err := wards.Mine(tx, wards.View)
	if err != nil {
		return nil, err
	}
	turns := turnsAhead(tx, book, in)
	if len(turns) == 0 || len(list) == 0 {
		return nil, nil
	}
	first, last := turns[0].Day, turns[len(turns)-1].Day
	stints, err := stintsWhere(tx, book.Timetable, "d.published_at IS NOT NULL AND d.day >= ? AND d.day <= ?", first.AddDays(-restSpan), last.AddDays(restSpan))
	if err != nil {
		return nil, err
	}
	var out []Cover
	var campuses []uint64
	for _, w := range list {
		if (in.Campus == 0 || w.CampusID == in.Campus) && !slices.Contains(campuses, w.CampusID) {
			campuses = append(campuses, w.CampusID)
		}
	}
	for _, campus := range campuses {
		for _, turn := range turns {
			out = append(out, coverTurn(campus, turn, list, heads, stints, coverRulesOf(book, turn, tx.Now))...)
		}
	}
	if err := countRooms(tx, out); err != nil {
		return nil, err
	}
	return out, fixCovers(tx, book, out, list, stints)
}

// countRooms finds the rooms that nobody has, in the wards of which any room is given out. One statement,
// when there are such wards.
func countRooms(tx *db.Tx, covers []Cover) error {
	var ids []uint64
	for _, c := range covers {
		if c.WardID != 0 && len(c.given()) > 0 {
			ids = append(ids, c.WardID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	type lived struct{ WardID, RoomID uint64 }
	rows, err := db.Report[lived](tx, "SELECT DISTINCT ward_id, room_id FROM presence_placements WHERE {campus campus_id} AND ward_id IN ? AND ended_at IS NULL AND voided_at IS NULL", ids)
	for i := range covers {
		given := covers[i].given()
		for _, r := range rows {
			if len(given) > 0 && r.WardID == covers[i].WardID && !slices.Contains(given, r.RoomID) {
				covers[i].NoRoom++
			}
		}
	}
	return err
}

// given are the rooms of a ward that somebody who stands there has.
func (c Cover) given() (ids []uint64) {
	for _, s := range c.Have {
		ids = append(ids, s.RoomsIn(c.WardID)...)
	}
	return ids
}

// turnsAhead are the turn that runs and those that begin until the end of the last day.
func turnsAhead(tx *db.Tx, book *settings.Book, in CoversInput) (out []settings.Turn) {
	if in.From.IsZero() {
		in.From = tx.Today().AddDays(-1)
	}
	if in.To.IsZero() {
		in.To = tx.Today().AddDays(1)
	}
	for day := in.From; !day.After(in.To); day = day.AddDays(1) {
		for _, t := range book.Timetable.On(day) {
			if t.Ends().After(tx.Now) {
				out = append(out, t)
			}
		}
	}
	return out
}

// coverTurn judges one shift of one campus: the campus first, then each ward where somebody lives or
// stands.
func coverTurn(campus uint64, turn settings.Turn, list []wards.WardIn, heads []Heads, stints []Stint, r coverRules) []Cover {
	var there []Stint
	for _, s := range stints {
		if s.CampusID == campus && s.Turn.Shift.ID == turn.Shift.ID && s.Day() == turn.Day && s.Kind != LivesIn {
			there = append(there, s)
		}
	}
	whole := Cover{CampusID: campus, Turn: turn}
	whole.People, whole.Need = presentNeed(only(heads, func(h Heads) bool { return h.CampusID == campus }), r)
	for _, s := range there {
		switch {
		case !s.Stands():
			whole.Gaps = append(whole.Gaps, s)
			continue
		case s.WithPeople():
			whole.Have = append(whole.Have, s)
		}
		whole.All++
	}
	whole.ask(there, r.now, r.grace)
	whole.State = stateOf(len(whole.Have), whole.Need, whole.All < r.least)
	out := []Cover{whole}
	for _, w := range list {
		if w.CampusID != campus {
			continue
		}
		c := Cover{CampusID: campus, WardID: w.ID, WardName: w.Name, Turn: turn, All: whole.All}
		c.People, c.Need = presentNeed(only(heads, func(h Heads) bool { return h.WardID == w.ID }), r)
		least := 0
		if c.People > 0 {
			least = r.ward
		}
		c.Need = max(c.Need, least)
		for _, s := range there {
			switch {
			case !s.In(w.ID):
			case s.Stands():
				c.Have = append(c.Have, s)
			default:
				c.Gaps = append(c.Gaps, s)
			}
		}
		if c.People == 0 && len(c.Have)+len(c.Gaps) == 0 {
			continue
		}
		c.ask(c.Have, r.now, r.grace)
		c.State = stateOf(len(c.Have), c.Need, len(c.Have) < least)
		out = append(out, c)
	}
	return out
}

func stateOf(have, need int, bare bool) CoverState {
	switch {
	case bare:
		return Bare
	case have < need:
		return Short
	}
	return Enough
}

// fixCovers proposes who could fill each ward that lacks somebody and whose shift is not over, in the
// campuses where the actor plans. Two statements, when anything lacks.
func fixCovers(tx *db.Tx, book *settings.Book, covers []Cover, list []wards.WardIn, stints []Stint) error {
	if !tx.Actor.Has(Plan) {
		return nil
	}
	reach := tx.Reach(Plan)
	people := map[uint64][]RotaPerson{}
	var ids []uint64
	var from, to value.Day
	for _, c := range covers {
		if c.WardID == 0 || c.State == Enough || !reach.Campus(c.CampusID) {
			continue
		}
		if from.IsZero() || c.Turn.Day.Before(from) {
			from = c.Turn.Day
		}
		if c.Turn.Day.After(to) {
			to = c.Turn.Day
		}
		people[c.CampusID] = nil
	}
	if len(people) == 0 {
		return nil
	}
	everybody, err := rotaPeopleOf(tx, from, to)
	if err != nil {
		return err
	}
	for campus := range people {
		people[campus] = everybody[campus]
		for _, p := range everybody[campus] {
			ids = append(ids, p.ID)
		}
	}
	away, err := absencesIn(tx, from, to, ids)
	if err != nil {
		return err
	}
	byMember := map[uint64][]Stint{}
	for _, s := range stints {
		byMember[s.MemberID] = append(byMember[s.MemberID], s)
	}
	zone := map[uint64]uint64{}
	for _, w := range list {
		zone[w.ID] = w.ZoneID
	}
	for i := range covers {
		c := &covers[i]
		if c.WardID == 0 || c.State == Enough || !reach.Campus(c.CampusID) {
			continue
		}
		free := slices.DeleteFunc(slices.Clone(people[c.CampusID]), func(p RotaPerson) bool {
			return !p.MayRecord(c.CampusID, zone[c.WardID], c.WardID) || slices.ContainsFunc(away, func(a Absence) bool { return a.MemberID == p.ID && a.Covers(c.Turn.Day) })
		})
		c.Fixes = Fixes(*c, free, byMember, RulesOf(book), HolidayOf(book))
	}
	return nil
}

// Fixes orders who could fill a ward in a shift, of people who hold a role there and are not away: first
// who is on duty for the whole campus already and only moves, then carers who are free and rested, those
// with the fewest hours in that week first. Nobody else is proposed.
func Fixes(c Cover, people []RotaPerson, stints map[uint64][]Stint, rules func(value.Day) RestRules, holiday func(value.Day) bool) (out []Fix) {
	monday := Monday(c.Turn.Day)
	for _, p := range people {
		fix := Fix{MemberID: p.ID, Name: p.Name}
		next := Stint{MemberID: p.ID, CampusID: c.CampusID, Turn: c.Turn, Kind: WorkShift}
		fits := p.Carer() || p.Nurses()
		for _, s := range stints[p.ID] {
			switch {
			case sameTurn(s, next) && s.Kind != LivesIn && s.Stands() && !s.WithPeople():
				fix.Moves = true
			case sameTurn(s, next), next.clashes(s):
				fits = false
			}
			if !s.Day().Before(monday) && !s.Day().After(monday.AddDays(6)) && s.Kind != LivesIn {
				fix.Hours += s.Turn.Shift.Minutes() / 60
			}
		}
		if !fits {
			continue
		}
		if fix.rank = 1 + p.rank(); fix.Moves {
			fix.rank = 0
		} else {
			// The new duty must leave enough rest on both sides: whatever doubt it adds speaks against it.
			if was, with := RestDoubts(stints[p.ID], rules, holiday), RestDoubts(append(slices.Clone(stints[p.ID]), next), rules, holiday); len(with) > len(was) {
				continue
			}
		}
		out = append(out, fix)
	}
	slices.SortStableFunc(out, func(a, b Fix) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.Hours, b.Hours))
	})
	return out[:min(len(out), maxFixes)]
}
