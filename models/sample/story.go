package sample

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

// storyDays and storyPeople are the least history, and the fewest people for each campus, with which
// the story is told.
const (
	storyDays   = 58
	storyPeople = 100
)

// story is what befalls some thirty people of the last two months, so that each kind of thing that
// can happen in a centre has happened here: who came in the night and who they turned out to be,
// who was born, who died, who went home and came back, who was handed over, with the papers and
// the telephone calls of it. Everything of it is done with the use-cases that people use, at the
// hour of that day, by whoever does it in a centre.
//
// The people of the story have beds of their own and are not part of what the dice throw for
// everybody else. Whoever of them came and is still here takes the place of somebody who was
// thought out before, so that the house has as many people as it was asked for.
type story struct {
	w         *world
	r         *rand.Rand
	people    []*human // invented for the story
	events    []event
	roles     roles
	taken     map[*campus]int // how many were left out for those of the story
	beds      map[*human]*bed // in which somebody lies in the end
	gate      []*bed          // the room for those who come at night
	nursery   []*bed          // the room for a mother with her baby
	shelter   *bed            // in which the blind man lies for a while
	godmother *bed            // in which the fearful woman lies against a rule
	expected  *bed            // kept for somebody who is to come
}

// roles are the people of the story by what befalls them; some live here anyway.
type roles struct {
	mother, baby                          *human
	nameless, identified, sheltered, old  *human    // came in an emergency
	overstayed                            *human    // came in one long ago
	left                                  [3]*human // children whom nobody fetched
	brother, sister                       *human
	elder, disabled, measure, paid, asked *human // came as planned: A2, A3, C1, D1, D2
	student                               *human
	again                                 *human    // went home and came back
	found, wanted                         *human    // missing for some days; and for so long that the file was closed
	outing                                [4]*human // went out together
	blind, fearful                        *human    // lie where a rule warns
	one, other                            *human    // do not get on
	across, waiting                       *human    // handed over, and about to be
	home, grown, adopted, contract        *human    // left
	died, diedAway                        *human
	late, lately, decided                 *human // about to leave
}

// cast chooses and invents the people of the story, and keeps beds for them. It is nil in a house
// that is too small or too young for it.
func (w *world) cast() *story {
	if w.today.Sub(w.first) < storyDays || len(w.places) < 2 || len(w.people) < storyPeople*len(w.places) {
		return nil
	}
	s := &story{w: w, r: w.chance(forStory), beds: map[*human]*bed{}, taken: map[*campus]int{}}
	near, far := w.places[0], w.places[1]
	men, elders, children, gate := near.home("male"), near.home("elderly"), near.home("children"), near.home("emergency")
	recovery, ladies := near.recovery(wards.ForMen), near.recovery(wards.ForWomen)
	northWomen, northElders, disabled := far.home("female"), far.home("elderly"), far.home("disabled")
	if slices.Contains([]*ward{men, elders, children, gate, recovery, ladies, northWomen, northElders, disabled}, nil) {
		return nil
	}
	p := &s.roles

	// Who lives here anyway.
	p.mother = s.youngest(ladies)
	p.found, p.one, p.other, p.waiting = s.some(men), s.some(men), s.some(men), s.some(men)
	p.late, p.lately, p.decided = s.some(elders), s.some(disabled), s.some(northElders)
	p.fearful = s.some(northWomen)
	p.outing = [4]*human{s.some(elders), s.some(elders), s.some(elders), s.some(elders)}
	p.overstayed = s.resident(ladies, value.Female, "B1", 34, 97, s.place(ladies, value.Female))
	p.student = s.resident(recovery, value.Male, "A1", 17, 900, s.place(recovery, value.Male))
	p.again = s.resident(recovery, value.Male, "D2", 41, 400, s.place(recovery, value.Male))
	p.blind = s.resident(elders, value.Male, "A3", 52, 260, s.place(elders, value.Male))

	// Who lives here when the history begins, and leaves.
	p.across = s.resident(ladies, value.Female, "A3", 44, 1300, s.spare(ladies, value.Female))
	p.home = s.resident(elders, value.Female, "A2", 81, 1100, s.spare(elders, value.Female))
	p.grown = s.resident(children, value.Male, "A1", 16, 2500, s.spare(children, value.Male))
	p.adopted = s.resident(children, value.Female, "A1", 11, 700, s.spare(children, value.Female))
	p.contract = s.resident(elders, value.Female, "D1", 77, 360, s.spare(elders, value.Female))
	p.wanted = s.resident(men, value.Male, "A3", 38, 800, s.spare(men, value.Male))
	p.died = s.resident(elders, value.Male, "A2", 88, 1900, s.spare(elders, value.Male))
	p.diedAway = s.resident(northElders, value.Female, "A3", 79, 1500, s.spare(northElders, value.Female))

	// Who comes within it.
	p.identified = s.comer(gate, value.Female, "B2", 58, 52)
	p.sheltered = s.comer(ladies, value.Female, "B1", 29, 26)
	p.old = s.comer(gate, value.Female, "B3", 72, 11)
	p.nameless = s.comer(gate, value.Male, "B2", 50, 2)
	p.brother, p.sister = s.comer(children, value.Male, "A1", 9, 44), s.comer(children, value.Female, "A1", 6, 44)
	p.left = [3]*human{s.comer(children, value.Female, "A1", 3, 48), s.comer(children, value.Male, "A1", 4, 31), s.comer(children, value.Female, "A1", 2, 10)}
	p.elder, p.paid = s.comer(elders, value.Female, "A2", 76, 38), s.comer(elders, value.Female, "D1", 83, 24)
	p.disabled, p.asked = s.comer(disabled, value.Male, "A3", 33, 33), s.comer(disabled, value.Female, "D2", 47, 19)
	p.measure = s.comer(recovery, value.Male, "C1", 61, 27)
	p.baby = s.comer(gate, value.Female, "A1", 0, 15)
	for _, h := range []*human{p.sheltered, p.brother, p.sister, p.left[0], p.left[1], p.left[2], p.elder, p.paid, p.disabled, p.asked, p.measure} {
		s.beds[h] = s.place(h.ward, h.in.Sex)
	}
	s.beds[p.across], s.beds[p.old] = s.place(northWomen, value.Female), s.place(elders, value.Female)
	s.place(men, value.Male) // two more are here today, who lie at the gate: the nameless and the baby
	s.place(men, value.Male)
	s.beds[p.identified] = s.spare(ladies, value.Female)
	s.beds[p.again], s.beds[p.blind] = p.again.start, p.blind.start
	s.shelter, s.godmother = s.spare(men, value.Male), s.spare(northElders, value.Female)
	s.gate = s.room(gate, 0)
	s.nursery = s.room(gate, 1)
	s.expected = s.spare(disabled, value.Male)
	return s
}

// home gives the first ward of a campus that is for such people.
func (c *campus) home(kind string) *ward {
	for _, wd := range c.wards {
		if wd.plan.kind == kind {
			return wd
		}
	}
	return nil
}

// recovery gives the ward of those of a sex who are getting better.
func (c *campus) recovery(sex wards.Policy) *ward {
	for _, wd := range c.wards {
		if wd.plan.kind == "recovery" && wd.plan.sex == sex {
			return wd
		}
	}
	return nil
}

// free tells that nothing else is thought out for somebody while the story goes on: here before it
// begins and still here today, and not nameless.
func (s *story) free(h *human, wd *ward) bool {
	return h.ward == wd && !h.leaves && !h.kept && h.admitted.Before(s.when(storyDays, 0)) && h.left == nil && !h.in.NameUnknown && !h.category.Emergency()
}

// some takes somebody of a ward into the story, one with a family where there is one; somebody of
// another ward of the campus where nobody of this one is free.
func (s *story) some(wd *ward) *human {
	var pool []*human
	for _, there := range append([]*ward{wd}, wd.campus.wards...) {
		for _, family := range []bool{true, false} {
			for _, h := range s.w.people {
				if len(pool) < 40 && s.free(h, there) && len(h.kin) > 0 == family && there.plan.name != khuB {
					pool = append(pool, h)
				}
			}
			if len(pool) > 0 {
				h := pick(s.r, pool)
				h.kept, h.told = true, true
				return h
			}
		}
	}
	panic(fmt.Sprintf("sample: nobody of %s is free for the story", wd.plan.name))
}

// youngest takes the youngest of a ward into the story.
func (s *story) youngest(wd *ward) *human {
	var found *human
	for _, h := range s.w.people {
		if s.free(h, wd) && (found == nil || h.birth.Day.After(found.birth.Day)) {
			found = h
		}
	}
	found.kept, found.told = true, true
	return found
}

// place gives the bed of somebody who was thought out and is left out for the story: of the ward, or
// of another ward of the campus.
func (s *story) place(wd *ward, sex value.Sex) *bed {
	for _, there := range append([]*ward{wd}, wd.campus.wards...) {
		for i := len(s.w.people) - 1; i >= 0; i-- {
			h := s.w.people[i]
			if !s.free(h, there) || h.in.Sex != sex || there.plan.name == khuB {
				continue
			}
			b := h.bed
			for before := h.follows; before != nil; before = before.follows {
				before.kept = true // nobody moves out of the bed meanwhile
				if b == nil {
					b = before.bed
				}
			}
			h.rise()
			b.told = true
			s.taken[wd.campus]++
			s.w.people = slices.Delete(s.w.people, i, i+1)
			return b
		}
	}
	panic(fmt.Sprintf("sample: nobody of %s can be left out", wd.plan.name))
}

// spare gives an empty bed, which nobody else has ever: of the ward, or else of another ward of the
// campus for people of this sex.
func (s *story) spare(wd *ward, sex value.Sex) *bed {
	for _, there := range append([]*ward{wd}, wd.campus.wards...) {
		free := append(there.free(value.SexUnknown), there.free(sex)...)
		if len(free) > 0 && (there == wd || there.plan.people > 0 && there.plan.name != khuB && there.plan.sex.Takes(sex)) {
			b := free[len(free)-1]
			b.told = true
			return b
		}
	}
	return s.place(wd, sex)
}

// room keeps the beds of a whole room.
func (s *story) room(wd *ward, n int) []*bed {
	var out []*bed
	for _, b := range wd.beds {
		if b.room == n {
			b.told = true
			out = append(out, b)
		}
	}
	return out
}

// storyNumber is where the numbers of the people of the story begin: beyond the largest house.
const storyNumber = 900_000

// person invents somebody of an age, who came so many days ago.
func (s *story) person(wd *ward, sex value.Sex, category presence.Category, age, ago int) *human {
	w := s.w
	h := &human{n: storyNumber + len(s.people), ward: wd, category: category, kept: true, told: true}
	h.in.Sex = sex
	day := w.today.AddYears(-age).AddDays(-20 - s.r.IntN(300))
	h.in.Name = nameFor(s.r, sex, day.Year())
	h.birth = value.BornOn(day)
	h.in.Born = h.birth
	h.admitted = w.between(s.r, s.ago(ago), 8, 16)
	w.papers(h)
	if len(h.kin) == 0 {
		family, _, _ := strings.Cut(h.in.Name, " ")
		w.family(s.r, h, family)
	}
	w.care(h)
	s.people = append(s.people, h)
	return h
}

// resident invents somebody who lives here when the history begins.
func (s *story) resident(wd *ward, sex value.Sex, category presence.Category, age, ago int, b *bed) *human {
	h := s.person(wd, sex, category, age, ago)
	h.start = b
	h.lies = []lying{{bed: b, from: h.admitted, cause: presence.Placed, by: s.w.hand(wd.campus, "social_worker")}}
	h.lie(b)
	return h
}

// comer invents somebody who comes in the story.
func (s *story) comer(wd *ward, sex value.Sex, category presence.Category, age, ago int) *human {
	h := s.person(wd, sex, category, age, ago)
	h.enters = true
	return h
}

// ago is a day of the story.
func (s *story) ago(days int) value.Day { return s.w.today.AddDays(-days) }

// when is a moment of the story: so many days ago, at a clock time like 1930.
func (s *story) when(days, clock int) time.Time {
	return s.w.at(s.ago(days), clock/100*60+clock%100)
}

// step adds something to the story that the ledger does not keep.
func (s *story) step(at time.Time, by *worker, name string, deed func(*db.Tx) error) {
	s.events = append(s.events, event{at: at, verb: tells, by: by, name: name, deed: deed, told: true})
}

// event adds something that the ledger keeps.
func (s *story) event(e event) {
	e.told = true
	s.events = append(s.events, e)
}

// tell brings the people and the events of the story into the house.
func (s *story) tell() {
	if s == nil {
		return
	}
	s.arrivals()
	s.days()
	s.departures()
	s.w.people = append(s.w.people, s.people...)
	s.w.events = append(s.w.events, s.events...)
	slices.SortStableFunc(s.w.events, func(a, b event) int { return a.at.Compare(b.at) })
}
