package sample

import (
	"math/rand/v2"
	"time"

	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/register"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// world is the sample house while it is thought out: places, people and what befalls them. It is
// complete before the first row is written, so that the same seed gives the same house.
type world struct {
	seed   uint64
	zone   *time.Location
	now    time.Time
	today  value.Day
	first  value.Day // the first day of the history
	places []*campus
	wards  []*ward
	people []*human // in the order in which they came
	events []event  // in the order of time
	team   []*worker
	story  *story
	writ   func(*db.Tx, intake.OfWrit) (*register.Entry, error)
	cut    time.Time // what happened before was written at once, what came later is lived through
}

type campus struct {
	plan  campusPlan
	index int
	id    uint64
	wards []*ward
	units []*unit // who stands in for whom
}

type ward struct {
	n      int // the number in the plan, from 0
	plan   wardPlan
	campus *campus
	id     uint64
	beds   []*bed
	carers []*worker
	lives  int // people who lie here at the moment that is being told
}

type bed struct {
	ward   *ward
	room   int // in the ward's plan
	name   string
	sex    value.Sex // of the room
	id     uint64
	roomID uint64
	who    *human
	kept   bool // broken, or held for somebody who is to come
	told   bool // of the story: nobody else ever lies in it
}

// human is one invented person with the whole life in the house.
type human struct {
	n         int // the number in the order of coming, from 0
	in        residents.PersonInput
	birth     value.BirthDate
	ward      *ward
	category  presence.Category
	admitted  time.Time
	left      *time.Time
	reason    presence.Reason
	note      string
	follows   *human // whose bed is taken over
	home      string
	needs     []residents.Need
	flags     []residents.Flag
	kin       []residents.Kin
	id, stay  uint64
	start     *bed // where the person lies when the history begins
	bed       *bed
	away      *away
	awayUntil value.Day
	kept      bool // away today: nothing else befalls the person
	leaves    bool // leaves the house within the history
	told      bool // of the story: everything that befalls the person is lived through
	enters    bool // comes in the story: the file is made on that day
	departure uint64
	habit     habit
	lies      []lying
	absent    []away
}

// lying is one bed of one person for a while.
type lying struct {
	bed   *bed
	from  time.Time
	to    *time.Time
	cause presence.Cause
	with  *human
	by    *worker
	endBy *worker
}

// away is one absence.
type away struct {
	kind      presence.AbsenceKind
	from      time.Time
	to        *time.Time
	due       value.Day
	place     string
	companion string
	note      string
	by        *worker
	endBy     *worker
}

// verb is what an event does.
type verb uint8

const (
	comes verb = iota
	goes
	leavesHouse
	comesBack
	moves
	swaps
	tells // nothing that the ledger keeps: a paper, a call, a decision
)

// event is one thing that befell somebody.
type event struct {
	at    time.Time
	verb  verb
	who   *human
	with  *human
	bed   *bed
	away  away
	by    *worker
	name  string             // of the act, as the deeds tell it, where it is not the usual one of the verb
	deed  func(*db.Tx) error // what is done, where it is not the usual act of the verb
	told  bool               // of the story: done with its use-case, however long ago
	joint bool               // done by the act of another, as of a group
}

// apply lets an event happen.
func (e *event) apply() {
	h := e.who
	switch e.verb {
	case comes:
		h.lie(e.bed)
	case goes:
		h.rise()
	case leavesHouse:
		a := e.away
		h.away = &a
	case comesBack:
		h.away = nil
	case moves:
		h.rise()
		h.lie(e.bed)
	case swaps:
		mine, theirs := h.bed, e.with.bed
		h.rise()
		e.with.rise()
		h.lie(theirs)
		e.with.lie(mine)
	}
}

func (h *human) lie(b *bed) {
	h.bed, b.who = b, h
	b.ward.lives++
}

func (h *human) rise() {
	if h.bed != nil {
		h.bed.who = nil
		h.bed.ward.lives--
		h.bed = nil
	}
}

// chance gives the dice for one purpose; the same purpose has the same dice in every fill.
func (w *world) chance(purpose ...uint64) *rand.Rand {
	a, b := w.seed, uint64(0x9E3779B97F4A7C15)
	for _, p := range purpose {
		a = (a ^ p) * 0xBF58476D1CE4E5B9
		b = (b + p + a>>29) * 0x94D049BB133111EB
	}
	return rand.New(rand.NewPCG(a, b)) // #nosec G404 -- nothing secret: a pause, or invented people
}

// The purposes of the dice.
const (
	forPlaces uint64 = iota + 1
	forPeople
	forTurnover
	forDay
	forRound
	forTeam
	forStory
	forVitals
	forLooks
)

// at is a moment of a day in the centre's zone.
func (w *world) at(day value.Day, minute int) time.Time { return day.At(w.zone, minute).UTC() }

// between picks a moment between two clock times, given in hours.
func (w *world) between(r *rand.Rand, day value.Day, from, to float64) time.Time {
	return w.at(day, 0).Add(time.Duration(from*3600+r.Float64()*(to-from)*3600) * time.Second)
}

// build thinks out the campuses, wards and beds.
func (w *world) build(residents, campuses int) {
	for i, p := range scaled(residents, campuses) {
		c := &campus{plan: p, index: i}
		for _, wp := range p.wards {
			wd := &ward{n: len(w.wards), plan: wp, campus: c}
			men, women := wp.sexes()
			for r, room := range wp.rooms {
				sex := value.SexUnknown
				switch {
				case wp.sex == wards.ForMen:
					sex = value.Male
				case wp.sex == wards.ForWomen:
					sex = value.Female
				case men >= 0 && wp.people > 0 && wd.of(value.Male) < men+min(men, 1):
					sex = value.Male
				case women > 0 && wd.of(value.Female) < women+1:
					sex = value.Female
				}
				for n := range room.beds {
					wd.beds = append(wd.beds, &bed{ward: wd, room: r, name: bedName(n), sex: sex})
				}
			}
			c.wards, w.wards = append(c.wards, wd), append(w.wards, wd)
		}
		w.places = append(w.places, c)
	}
}

// of counts the beds in rooms for one sex.
func (wd *ward) of(sex value.Sex) int {
	n := 0
	for _, b := range wd.beds {
		if b.sex == sex {
			n++
		}
	}
	return n
}

// free lists the beds that somebody of a sex could have.
func (wd *ward) free(sex value.Sex) []*bed {
	var out []*bed
	for _, b := range wd.beds {
		if b.who == nil && !b.kept && !b.told && b.sex == sex {
			out = append(out, b)
		}
	}
	return out
}
