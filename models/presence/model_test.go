package presence_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"maiam/models/presence"
)

const forever = 1 << 40 // minutes

// stint is one while of the model: a person in care, in a bed, or away.
type stint struct {
	id       uint64
	who      uint64
	bed      uint64
	kind     presence.AbsenceKind
	stay     uint64
	from, to int
	swapped  uint64
	act      int // which act wrote it
	left     int // which discharge ended it
}

func (s stint) meets(from, to int) bool { return s.from < to && from < s.to }
func (s stint) holds(at int) bool       { return s.from <= at && at < s.to }

// book is the whole model: three lists, kept as plainly as can be.
type book struct{ stays, lies, away []stint }

func (b book) copy() book {
	return book{slices.Clone(b.stays), slices.Clone(b.lies), slices.Clone(b.away)}
}

func open1(list []stint, who uint64) *stint {
	for i := range list {
		if list[i].who == who && list[i].to == forever {
			return &list[i]
		}
	}
	return nil
}

// ledger drives the real ledger and the model side by side.
type ledger struct {
	*house
	rt     *rapid.T
	start  time.Time
	people []uint64
	beds   []uint64
	rooms  map[uint64]int // the room of each bed; the second has floor for one person
	feuds  map[[2]uint64]uint64
	now    int // minutes since start
	act    int
	book   book
	known  []int  // when each act was written
	then   []book // the model after each act
}

func (l *ledger) time(minute int) time.Time { return l.start.Add(time.Duration(minute) * time.Minute) }

func (l *ledger) bedFree(bed uint64, from int, except ...uint64) bool {
	return !slices.ContainsFunc(l.book.lies, func(s stint) bool {
		return s.bed == bed && !slices.Contains(except, s.id) && s.meets(from, forever)
	})
}

func (l *ledger) personFree(who uint64, from int, except ...uint64) bool {
	return !slices.ContainsFunc(l.book.lies, func(s stint) bool {
		return s.who == who && !slices.Contains(except, s.id) && s.meets(from, forever)
	})
}

// rules tells whether the rules of placement refuse a bed, or warn against it: the first person is a
// child, the second its mother. Another bed of the same room changes nothing.
func (l *ledger) rules(who, bed uint64, gone ...uint64) (refuse, warn bool) {
	if lies := open1(l.book.lies, who); lies != nil && l.rooms[lies.bed] == l.rooms[bed] {
		return false, false
	}
	mates := 0
	for _, s := range l.book.lies {
		if s.to != forever || s.who == who || slices.Contains(gone, s.who) {
			continue
		}
		if _, foes := l.feuds[[2]uint64{min(who, s.who), max(who, s.who)}]; foes {
			warn = true
		}
		if l.rooms[s.bed] == l.rooms[bed] {
			mates++
			refuse = refuse || l.strangers(who, s.who)
		}
	}
	return refuse, warn || l.rooms[bed] == 1 && mates > 0
}

// strangers tells that one of two is the child and the other neither the child nor its mother.
func (l *ledger) strangers(a, b uint64) bool {
	child, mother := l.people[0], l.people[1]
	return a == child && b != mother || b == child && a != mother
}

// reason draws whether somebody goes on although rules warn.
func (l *ledger) reason() (d presence.Despite, given bool) {
	if given = l.draw("reason", 2) == 0; given {
		d = despite("feud area", l.today())
	}
	return d, given
}

// feud notes that two people do not get on, or that they do again.
func (l *ledger) feud() {
	a, b := l.people[l.draw("a", len(l.people))], l.people[l.draw("b", len(l.people))]
	two := [2]uint64{min(a, b), max(a, b)}
	if id, open := l.feuds[two]; open {
		_, err := do(l.house, l.nurse, presence.EndFeud, presence.FeudEnd{ID: id})
		l.agree("feud over", true, err)
		delete(l.feuds, two)
		return
	}
	f, err := do(l.house, l.nurse, presence.NoteFeud, presence.FeudInput{ResidentID: a, OtherID: b, Reason: "cãi nhau"})
	if l.agree("feud", a != b, err) {
		l.feuds[two] = f.ID
	}
}

// agree demands that the house and the model said the same, and keeps what both know now.
func (l *ledger) agree(what string, want bool, err error) bool {
	if want != (err == nil) {
		l.rt.Fatalf("%s: the model says %v, the house says %v", what, want, err)
	}
	return want
}

func (l *ledger) draw(label string, n int) int { return rapid.IntRange(0, n-1).Draw(l.rt, label) }

// at draws the moment of an act: mostly now, sometimes long ago.
func (l *ledger) at() int {
	if l.draw("late", 3) > 0 {
		return l.now
	}
	return rapid.IntRange(0, l.now).Draw(l.rt, "at")
}

func (l *ledger) admit() {
	who, bed, at := l.people[l.draw("who", len(l.people))], uint64(0), l.at()
	if l.draw("bed?", 3) > 0 {
		bed = l.beds[l.draw("bed", len(l.beds))]
	}
	want := !slices.ContainsFunc(l.book.stays, func(s stint) bool { return s.who == who && s.meets(at, forever) }) &&
		(bed == 0 || l.bedFree(bed, at))
	why, given := l.reason()
	if bed != 0 {
		refuse, warn := l.rules(who, bed)
		want = want && !refuse && (!warn || given)
	}
	a, err := do(l.house, l.nurse, presence.Admit, presence.AdmitInput{ResidentID: who, BedID: bed, Category: "A3", At: l.time(at), Despite: why})
	if l.agree("admit", want, err) {
		l.book.stays = append(l.book.stays, stint{id: a.Stay.ID, stay: a.Stay.ID, who: who, from: at, to: forever, act: l.act})
		if bed != 0 {
			l.book.lies = append(l.book.lies, stint{id: a.Placement.ID, who: who, bed: bed, stay: a.Stay.ID, from: at, to: forever, act: l.act})
		}
	}
}

func (l *ledger) place() {
	who, bed, at := l.people[l.draw("who", len(l.people))], l.beds[l.draw("bed", len(l.beds))], l.at()
	stay := open1(l.book.stays, who)
	why, given := l.reason()
	refuse, warn := l.rules(who, bed)
	want := stay != nil && at >= stay.from && l.personFree(who, at) && l.bedFree(bed, at) && !refuse && (!warn || given)
	p, err := do(l.house, l.nurse, presence.Place, presence.PlaceInput{ResidentID: who, BedID: bed, At: l.time(at), Despite: why})
	if l.agree("place", want, err) {
		l.book.lies = append(l.book.lies, stint{id: p.ID, who: who, bed: bed, stay: stay.stay, from: at, to: forever, act: l.act})
	}
}

func (l *ledger) move() {
	who, bed, at := l.people[l.draw("who", len(l.people))], l.beds[l.draw("bed", len(l.beds))], l.at()
	stay, old := open1(l.book.stays, who), open1(l.book.lies, who)
	why, given := l.reason()
	refuse, warn := l.rules(who, bed)
	want := stay != nil && old != nil && old.bed != bed && at >= old.from && l.bedFree(bed, at) && !refuse && (!warn || given)
	p, err := do(l.house, l.nurse, presence.Move, presence.MoveInput{ResidentID: who, BedID: bed, At: l.time(at), Despite: why})
	if l.agree("move", want, err) {
		old.to = at
		l.book.lies = append(l.book.lies, stint{id: p.ID, who: who, bed: bed, stay: stay.stay, from: at, to: forever, act: l.act})
	}
}

func (l *ledger) swap() {
	a, b, at := l.people[l.draw("a", len(l.people))], l.people[l.draw("b", len(l.people))], l.at()
	sa, sb, pa, pb := open1(l.book.stays, a), open1(l.book.stays, b), open1(l.book.lies, a), open1(l.book.lies, b)
	want := a != b && sa != nil && sb != nil && pa != nil && pb != nil && at >= pa.from && at >= pb.from
	why, given := l.reason()
	if want {
		refuse, warn := l.rules(a, pb.bed, b)
		refuse2, warn2 := l.rules(b, pa.bed, a)
		want = !refuse && !refuse2 && (!warn && !warn2 || given)
	}
	rows, err := do(l.house, l.nurse, presence.Swap, presence.SwapInput{ResidentID: a, WithID: b, At: l.time(at), Despite: why})
	if l.agree("swap", want, err) {
		pa.to, pb.to = at, at
		na := stint{id: rows[0].ID, who: a, bed: pb.bed, stay: sa.stay, from: at, to: forever, swapped: b, act: l.act}
		nb := stint{id: rows[1].ID, who: b, bed: pa.bed, stay: sb.stay, from: at, to: forever, swapped: a, act: l.act}
		l.book.lies = append(l.book.lies, na, nb)
	}
}

func (l *ledger) leave() {
	who, kind, at := l.people[l.draw("who", len(l.people))], presence.AbsenceKinds[l.draw("kind", 3)], l.at()
	stay, old := open1(l.book.stays, who), open1(l.book.away, who)
	want := stay != nil && at >= stay.from && (old == nil || old.kind != kind && at >= old.from) &&
		!slices.ContainsFunc(l.book.away, func(s stint) bool { return s.who == who && (old == nil || s.id != old.id) && s.meets(at, forever) })
	a, err := do(l.house, l.nurse, presence.StartAbsence, presence.AbsenceInput{ResidentID: who, Kind: kind, At: l.time(at)})
	if l.agree("leave", want, err) {
		if old != nil {
			old.to = at
		}
		l.book.away = append(l.book.away, stint{id: a.ID, who: who, kind: kind, stay: stay.stay, from: at, to: forever, act: l.act})
	}
}

func (l *ledger) back() {
	who, at := l.people[l.draw("who", len(l.people))], l.at()
	old := open1(l.book.away, who)
	_, err := do(l.house, l.nurse, presence.EndAbsence, presence.ReturnInput{ResidentID: who, At: l.time(at)})
	if l.agree("back", old != nil && at >= old.from, err) {
		old.to = at
	}
}

func (l *ledger) discharge() {
	who, at := l.people[l.draw("who", len(l.people))], l.at()
	stay := open1(l.book.stays, who)
	later := func(s stint) bool { return s.who == who && (s.from > at || s.to != forever && s.to > at) }
	want := stay != nil && at >= stay.from && !slices.ContainsFunc(l.book.lies, later) && !slices.ContainsFunc(l.book.away, later)
	_, err := do(l.house, l.nurse, presence.Discharge, presence.DischargeInput{ResidentID: who, At: l.time(at), Reason: presence.AskedByFamily})
	if l.agree("discharge", want, err) {
		stay.to, stay.left = at, l.act
		for _, list := range [][]stint{l.book.lies, l.book.away} {
			if s := open1(list, who); s != nil {
				s.to, s.left = at, l.act
			}
		}
	}
}

// unmove takes back the bed that a person has now.
func (l *ledger) unmove() {
	who := l.people[l.draw("who", len(l.people))]
	old := open1(l.book.lies, who)
	if old == nil {
		return
	}
	wrong := []stint{*old}
	if old.swapped != 0 {
		other := open1(l.book.lies, old.swapped)
		if other == nil || other.swapped != who || other.act != old.act {
			_, err := do(l.house, l.nurse, presence.VoidPlacement, presence.VoidInput{ID: old.id, Reason: "nhầm"})
			l.agree("unmove", false, err)
			return
		}
		wrong = append(wrong, *other)
	}
	undone, err := do(l.house, l.nurse, presence.VoidPlacement, presence.VoidInput{ID: old.id, Reason: "nhầm"})
	l.agree("unmove", true, err)
	ids := []uint64{}
	for _, w := range wrong {
		ids = append(ids, w.id)
	}
	l.book.lies = slices.DeleteFunc(l.book.lies, func(s stint) bool { return slices.Contains(ids, s.id) })
	for i, w := range wrong {
		var before *stint
		for j := range l.book.lies {
			s := &l.book.lies[j]
			if s.who == w.who && s.stay == w.stay && s.to == w.from && (before == nil || s.from > before.from || s.from == before.from && s.id > before.id) {
				before = s
			}
		}
		if before == nil {
			continue
		}
		free := l.bedFree(before.bed, before.from, before.id)
		if free == undone[i].BedLost {
			l.rt.Fatalf("unmove: the model says free=%v, the house says lost=%v", free, undone[i].BedLost)
		}
		if free {
			before.id, before.to, before.act, before.swapped = undone[i].Placement.ID, forever, l.act, 0
		}
	}
}

// rejoin takes back the last discharge of a person.
func (l *ledger) rejoin() {
	who := l.people[l.draw("who", len(l.people))]
	var last *stint
	for i := range l.book.stays {
		if s := &l.book.stays[i]; s.who == who && s.to != forever && (last == nil || s.act > last.act) {
			last = s
		}
	}
	if last == nil {
		return
	}
	want := !slices.ContainsFunc(l.book.stays, func(s stint) bool { return s.who == who && s.id != last.id && s.meets(last.from, forever) })
	done, err := do(l.house, l.nurse, presence.CancelDischarge, presence.VoidInput{ID: last.id, Reason: "nhầm"})
	if !l.agree("rejoin", want, err) {
		return
	}
	left, act := last.to, last.left
	last.id, last.to, last.left = done.Stay.ID, forever, 0
	for i := range l.book.lies {
		s := &l.book.lies[i]
		if s.who != who || s.left != act || s.to != left {
			continue
		}
		free := l.bedFree(s.bed, s.from, s.id)
		if free == done.BedLost {
			l.rt.Fatalf("rejoin: the model says free=%v, the house says lost=%v", free, done.BedLost)
		}
		if s.left = 0; free {
			s.id, s.to, s.act, s.swapped = done.Placement.ID, forever, l.act, 0
		}
	}
	for i := range l.book.away {
		if s := &l.book.away[i]; s.who == who && s.left == act && s.to == left {
			s.id, s.to, s.left = done.Absence.ID, forever, 0
		}
	}
}

// check compares who is where at one moment, as known at another.
func (l *ledger) check(at, asOf int) {
	b := book{}
	for i, k := range l.known {
		if k <= asOf {
			b = l.then[i]
		}
	}
	in := presence.WhereInput{CensusInput: presence.CensusInput{At: l.time(at), AsOf: l.time(asOf)}}
	if asOf == l.now && l.draw("as of now", 2) == 0 {
		in.AsOf = time.Time{}
		if at == l.now {
			in.At = time.Time{}
		}
	}
	got := map[uint64]string{}
	for _, w := range l.where(in) {
		if slices.Contains(l.people, w.ResidentID) {
			got[w.ResidentID] = fmt.Sprint(w.BedID, w.AbsenceKind)
		}
	}
	want := map[uint64]string{}
	for _, s := range b.stays {
		if !s.holds(at) {
			continue
		}
		var bed uint64
		var kind presence.AbsenceKind
		for _, p := range b.lies {
			if p.who == s.who && p.holds(at) {
				bed = p.bed
			}
		}
		for _, a := range b.away {
			if a.who == s.who && a.holds(at) {
				kind = a.kind
			}
		}
		want[s.who] = fmt.Sprint(bed, kind)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		l.rt.Fatalf("at minute %d as known at %d (now %d): the house says %v, the model %v", at, asOf, l.now, got, want)
	}
}

// watch holds the list of what is to be decided against the model: the child stands on it exactly
// while a stranger has a bed in its room.
func (l *ledger) watch() {
	var want, got bool
	if child := open1(l.book.lies, l.people[0]); child != nil {
		for _, s := range l.book.lies {
			want = want || s.to == forever && s.who != child.who && l.rooms[s.bed] == l.rooms[child.bed] && l.strangers(child.who, s.who)
		}
	}
	for _, r := range l.reviews(l.nurse) {
		got = got || r.Rule == presence.ChildRule && r.ResidentID == l.people[0]
	}
	if got != want {
		l.rt.Fatalf("a stranger beside the child: the house says %v, the model %v", got, want)
	}
}

// TestLedgerAgreesWithAPlainModel drives random admissions, beds, moves, swaps, absences, late
// entries, discharges, corrections and feuds against a model of three plain lists: the house must
// accept and refuse the same, and tell the same about any moment, as known at any moment. A child
// among the people and a room too small make the rules of placement part of it.
func TestLedgerAgreesWithAPlainModel(t *testing.T) {
	g := ruled(t)
	var rooms int
	rapid.Check(t, func(rt *rapid.T) {
		rooms++
		l := &ledger{house: g, rt: rt, start: g.Clock.Now(), rooms: map[uint64]int{}, feuds: map[[2]uint64]uint64{}}
		for i := range 4 {
			l.people = append(l.people, g.person(g.one, fmt.Sprintf("Người %d phòng %d", i, rooms), "f"))
		}
		g.born(l.people[0], "2019")
		g.kin(l.people[0], l.people[1])
		for i, floor := range []string{"", "10"} {
			for _, bed := range g.room(g.women, fmt.Sprintf("T%d%d", rooms, i), floor, 2) {
				l.beds, l.rooms[bed] = append(l.beds, bed), i
			}
		}
		acts := []func(){l.admit, l.admit, l.place, l.move, l.move, l.swap, l.leave, l.back, l.discharge, l.unmove, l.rejoin, l.feud}
		for range rapid.IntRange(5, 30).Draw(rt, "acts") {
			step := 1 + l.draw("step", 90)
			l.now += step
			g.Clock.Add(time.Duration(step) * time.Minute)
			l.act++
			acts[l.draw("act", len(acts))]()
			l.known, l.then = append(l.known, l.now), append(l.then, l.book.copy())
			l.check(l.now, l.now)
		}
		l.watch()
		for range 6 {
			at, asOf := rapid.IntRange(0, l.now).Draw(rt, "at"), rapid.IntRange(0, l.now).Draw(rt, "as of")
			l.check(at, asOf)
			l.check(at, l.now)
		}
		// The people of this house leave it, so that the next one is read quickly.
		for _, s := range l.book.stays {
			if s.to == forever {
				if _, err := do(g, g.nurse, presence.CancelAdmission, presence.VoidInput{ID: s.id, Reason: "hết phép thử"}); err != nil {
					rt.Fatal(err)
				}
			}
		}
	})
	if doubts := g.proven(); len(doubts) > 0 {
		t.Errorf("the ledger contradicts itself: %+v", doubts)
	}
}
