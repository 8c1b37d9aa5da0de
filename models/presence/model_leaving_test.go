package presence_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"maiam/models/db"
	"maiam/models/presence"
)

// leg is one while of a person in the care of one campus; the legs of one stay have one identity.
type leg struct {
	id, whole, who, campus uint64
	from, to               int
	crossed                bool // ended by going over to the other campus
	came                   bool // began by it
	end                    int  // which act ended it
}

// tie is a bed or an absence of a leg.
type tie struct {
	who, whole, campus uint64
	bed                uint64
	kind               presence.AbsenceKind
	from, to           int
	end                int // which discharge or transfer ended it
}

func (l leg) meets(from int) bool { return l.to > from }

// trek is the model: legs, beds, absences, as plainly as can be.
type trek struct {
	legs       []leg
	lies, away []tie
}

func (t trek) copy() trek {
	return trek{slices.Clone(t.legs), slices.Clone(t.lies), slices.Clone(t.away)}
}

// road drives the real ledger and the model side by side over two campuses.
type road struct {
	*house
	rt     *rapid.T
	start  time.Time
	people []uint64
	beds   map[uint64]uint64 // with their campus
	order  []uint64          // of the beds
	now    int
	act    int
	book   trek
	known  []int
	then   []trek
}

func (r *road) time(minute int) time.Time    { return r.start.Add(time.Duration(minute) * time.Minute) }
func (r *road) draw(label string, n int) int { return rapid.IntRange(0, n-1).Draw(r.rt, label) }
func (r *road) who() uint64                  { return r.people[r.draw("who", len(r.people))] }
func (r *road) bed() uint64                  { return r.order[r.draw("bed", len(r.order))] }

func (r *road) at() int {
	if r.draw("late", 4) > 0 {
		return r.now
	}
	return rapid.IntRange(0, r.now).Draw(r.rt, "at")
}

func (r *road) agree(what string, want bool, err error) bool {
	r.rt.Helper()
	if want != (err == nil) {
		r.rt.Fatalf("%s: the model says %v, the house says %v", what, want, err)
	}
	return want
}

func (r *road) open(who uint64) *leg {
	for i := range r.book.legs {
		if l := &r.book.legs[i]; l.who == who && l.to == forever {
			return l
		}
	}
	return nil
}

func tied(list []tie, who uint64) *tie {
	for i := range list {
		if list[i].who == who && list[i].to == forever {
			return &list[i]
		}
	}
	return nil
}

func (r *road) bedFree(bed uint64, from int, but *tie) bool {
	for i := range r.book.lies {
		if t := &r.book.lies[i]; t != but && t.bed == bed && t.from < forever && t.to > from {
			return false
		}
	}
	return true
}

// later tells that something is written of the person after a moment.
func (r *road) later(who uint64, at int) bool {
	is := func(t tie) bool { return t.who == who && (t.from > at || t.to != forever && t.to > at) }
	return slices.ContainsFunc(r.book.lies, is) || slices.ContainsFunc(r.book.away, is)
}

// ends ends bed and absence of a person by the present act.
func (r *road) ends(who uint64, at int) {
	for _, list := range [][]tie{r.book.lies, r.book.away} {
		if t := tied(list, who); t != nil {
			t.to, t.end = at, r.act
		}
	}
}

// admit receives somebody, also one who was here before, in either campus.
func (r *road) admit() {
	who, bed, at := r.who(), r.bed(), r.at()
	want := !slices.ContainsFunc(r.book.legs, func(l leg) bool { return l.who == who && l.meets(at) }) && r.bedFree(bed, at, nil)
	a, err := do(r.house, r.head, presence.Admit, presence.AdmitInput{ResidentID: who, BedID: bed, Category: "A3", At: r.time(at)})
	if r.agree("admit", want, err) {
		r.book.legs = append(r.book.legs, leg{id: a.Stay.ID, whole: a.Stay.ID, who: who, campus: r.beds[bed], from: at, to: forever})
		r.book.lies = append(r.book.lies, tie{who: who, whole: a.Stay.ID, campus: r.beds[bed], bed: bed, from: at, to: forever})
	}
}

func (r *road) move() {
	who, bed, at := r.who(), r.bed(), r.at()
	l, lies := r.open(who), tied(r.book.lies, who)
	want := l != nil && lies != nil && r.beds[bed] == l.campus && lies.bed != bed && at >= lies.from && at >= l.from && r.bedFree(bed, at, nil)
	_, err := do(r.house, r.head, presence.Move, presence.MoveInput{ResidentID: who, BedID: bed, At: r.time(at)})
	if r.agree("move", want, err) {
		lies.to = at
		r.book.lies = append(r.book.lies, tie{who: who, whole: l.whole, campus: l.campus, bed: bed, from: at, to: forever})
	}
}

func (r *road) goAway() {
	who, kind, at := r.who(), presence.AbsenceKinds[r.draw("kind", 3)], r.at()
	l := r.open(who)
	want := l != nil && at >= l.from && !slices.ContainsFunc(r.book.away, func(t tie) bool { return t.who == who && t.to > at })
	if tied(r.book.away, who) != nil {
		return // from one kind into another is the other model's
	}
	_, err := do(r.house, r.head, presence.StartAbsence, presence.AbsenceInput{ResidentID: who, Kind: kind, At: r.time(at)})
	if r.agree("away", want, err) {
		r.book.away = append(r.book.away, tie{who: who, whole: l.whole, campus: l.campus, kind: kind, from: at, to: forever})
	}
}

func (r *road) comeBack() {
	who, at := r.who(), r.at()
	t := tied(r.book.away, who)
	_, err := do(r.house, r.head, presence.EndAbsence, presence.ReturnInput{ResidentID: who, At: r.time(at)})
	if r.agree("back", t != nil && at >= t.from, err) {
		t.to = at
	}
}

func (r *road) discharge() {
	who, at := r.who(), r.at()
	l := r.open(who)
	want := l != nil && at >= l.from && !r.later(who, at)
	_, err := do(r.house, r.head, presence.Discharge, presence.DischargeInput{ResidentID: who, At: r.time(at), Reason: presence.AskedByFamily})
	if r.agree("discharge", want, err) {
		l.to, l.end = at, r.act
		r.ends(who, at)
	}
}

// cross hands somebody over to the campus of a bed.
func (r *road) cross() {
	who, bed, at := r.who(), r.bed(), r.at()
	l := r.open(who)
	want := l != nil && at >= l.from && r.beds[bed] != l.campus && !r.later(who, at) && r.bedFree(bed, at, nil)
	c, err := do(r.house, r.head, presence.Cross, presence.CrossInput{ResidentID: who, CampusID: r.beds[bed], BedID: bed, At: r.time(at)})
	if !r.agree("cross", want, err) {
		return
	}
	l.to, l.end, l.crossed = at, r.act, true
	r.ends(who, at)
	r.book.legs = append(r.book.legs, leg{id: c.Stay.ID, whole: l.whole, who: who, campus: r.beds[bed], from: at, to: forever, came: true})
	r.book.lies = append(r.book.lies, tie{who: who, whole: l.whole, campus: r.beds[bed], bed: bed, from: at, to: forever})
}

// again gives back the bed and the absence that an act ended.
func (r *road) again(who uint64, act int, bedLost bool) {
	for i := range r.book.lies {
		t := &r.book.lies[i]
		if t.who != who || t.end != act {
			continue
		}
		t.end = 0
		free := r.bedFree(t.bed, t.from, t)
		if free == bedLost {
			r.rt.Fatalf("the model says the bed is free=%v, the house says lost=%v", free, bedLost)
		}
		if free {
			t.to = forever
		}
	}
	for i := range r.book.away {
		if t := &r.book.away[i]; t.who == who && t.end == act {
			t.to, t.end = forever, 0
		}
	}
}

// uncross takes back the newest transfer of a person.
func (r *road) uncross() {
	l := r.open(r.who())
	if l == nil || !l.came {
		return
	}
	here := *l
	want := !slices.ContainsFunc(r.book.away, func(t tie) bool {
		return t.who == here.who && t.whole == here.whole && t.campus == here.campus && t.to >= here.from
	})
	done, err := do(r.house, r.head, presence.CancelCross, presence.VoidInput{ID: here.id, Reason: "chuyển nhầm"})
	if !r.agree("uncross", want, err) {
		return
	}
	var there *leg
	for i := range r.book.legs {
		if o := &r.book.legs[i]; o.whole == here.whole && o.crossed && o.to == here.from && (there == nil || o.end > there.end) {
			there = o
		}
	}
	act := there.end
	there.id, there.to, there.end, there.crossed = done.Stay.ID, forever, 0, false
	r.book.legs = slices.DeleteFunc(r.book.legs, func(o leg) bool { return o.id == here.id })
	r.book.lies = slices.DeleteFunc(r.book.lies, func(t tie) bool {
		return t.who == here.who && t.whole == here.whole && t.campus == here.campus && t.from >= here.from
	})
	r.again(here.who, act, done.BedLost)
}

// rejoin takes back the newest discharge of a person, in whichever campus it was.
func (r *road) rejoin() {
	who := r.who()
	var last *leg
	for i := range r.book.legs {
		if l := &r.book.legs[i]; l.who == who && l.to != forever && !l.crossed && (last == nil || l.end > last.end) {
			last = l
		}
	}
	if last == nil {
		return
	}
	want := !slices.ContainsFunc(r.book.legs, func(l leg) bool {
		return l.who == who && l.id != last.id && l.whole != last.whole && l.meets(last.from)
	})
	done, err := do(r.house, r.head, presence.CancelDischarge, presence.VoidInput{ID: last.id, Reason: "nhầm"})
	if !r.agree("rejoin", want, err) {
		return
	}
	act := last.end
	last.id, last.to, last.end = done.Stay.ID, forever, 0
	r.again(who, act, done.BedLost)
}

// unadmit takes back an admission; one that went over to the other campus is refused.
func (r *road) unadmit() {
	l := r.open(r.who())
	if l == nil {
		return
	}
	gone := *l
	_, err := do(r.house, r.head, presence.CancelAdmission, presence.VoidInput{ID: gone.id, Reason: "nhầm"})
	if r.agree("unadmit", !gone.came, err) {
		of := func(t tie) bool { return t.whole == gone.whole }
		r.book.legs = slices.DeleteFunc(r.book.legs, func(o leg) bool { return o.whole == gone.whole })
		r.book.lies, r.book.away = slices.DeleteFunc(r.book.lies, of), slices.DeleteFunc(r.book.away, of)
	}
}

// check compares who is where at one moment, as known at another, and the head-count of each campus.
func (r *road) check(at, asOf int) {
	b := trek{}
	for i, k := range r.known {
		if k <= asOf {
			b = r.then[i]
		}
	}
	in := presence.CensusInput{At: r.time(at), AsOf: r.time(asOf)}
	if asOf == r.now && at == r.now {
		in = presence.CensusInput{}
	}
	got, want := map[uint64]string{}, map[uint64]string{}
	heads := map[uint64]int{}
	for _, w := range r.where(presence.WhereInput{CensusInput: in}) {
		if slices.Contains(r.people, w.ResidentID) {
			got[w.ResidentID] = fmt.Sprint(w.CampusID, w.BedID, w.AbsenceKind)
		}
		heads[w.CampusID]++
	}
	held := func(list []tie, l leg) (t tie) {
		for _, x := range list {
			if x.who == l.who && x.from <= at && at < x.to {
				t = x
			}
		}
		return t
	}
	for _, l := range b.legs {
		if l.from <= at && at < l.to {
			want[l.who] = fmt.Sprint(l.campus, held(b.lies, l).bed, held(b.away, l).kind)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		r.rt.Fatalf("at minute %d as known at %d (now %d): the house says %v, the model %v", at, asOf, r.now, got, want)
	}
	for _, campus := range []uint64{r.one, r.two} {
		in.CampusID = campus
		if n := r.count(in).Total.InCare; n != heads[campus] {
			r.rt.Fatalf("at minute %d as known at %d: campus %d counts %d and names %d", at, asOf, campus, n, heads[campus])
		}
	}
}

// TestLedgerAgreesAcrossCampuses drives random admissions and re-admissions, moves, absences,
// discharges and transfers over two campuses, and takes admissions, discharges and transfers back:
// the house must accept and refuse what the model does, and tell the same about any moment, as known
// at any moment.
func TestLedgerAgreesAcrossCampuses(t *testing.T) {
	g := open(t)
	rooms := 0
	rapid.Check(t, func(rt *rapid.T) {
		rooms++
		r := &road{house: g, rt: rt, start: g.Clock.Now(), beds: map[uint64]uint64{}}
		for i := range 3 {
			r.people = append(r.people, g.person(g.one, fmt.Sprintf("Người %d nhà %d", i, rooms), "f"))
		}
		for ward, campus := range map[uint64]uint64{g.women: g.one, g.any: g.two} {
			for _, bed := range g.room(ward, fmt.Sprintf("N%d", rooms), "60", 2) {
				r.beds[bed], r.order = campus, append(r.order, bed)
			}
		}
		slices.Sort(r.order)
		acts := []func(){r.admit, r.admit, r.move, r.goAway, r.comeBack, r.discharge, r.cross, r.cross, r.uncross, r.rejoin, r.unadmit}
		for range rapid.IntRange(5, 30).Draw(rt, "acts") {
			step := 1 + r.draw("step", 90)
			r.now += step
			g.Clock.Add(time.Duration(step) * time.Minute)
			r.act++
			acts[r.draw("act", len(acts))]()
			r.known, r.then = append(r.known, r.now), append(r.then, r.book.copy())
			r.check(r.now, r.now)
		}
		for range 4 {
			at, asOf := rapid.IntRange(0, r.now).Draw(rt, "at"), rapid.IntRange(0, r.now).Draw(rt, "as of")
			r.check(at, asOf)
			r.check(at, r.now)
		}
		// The people of this house leave it, so that the next one is read quickly.
		g.Clock.Add(time.Minute)
		for _, l := range r.book.legs {
			if l.to == forever {
				if _, err := do(g, g.head, presence.Discharge, presence.DischargeInput{ResidentID: l.who, Reason: presence.AskedByFamily}); err != nil {
					rt.Fatal(err)
				}
			}
		}
	})
	g.Do(func(tx *db.Tx) error {
		doubts, err := presence.Prove(tx)
		if len(doubts) > 0 {
			t.Errorf("the ledger contradicts itself: %+v", doubts)
		}
		return err
	})
}
