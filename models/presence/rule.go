package presence

import (
	"slices"

	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// Rule is one rule of placement: who may lie where, and with whom.
type Rule string

// The rules, the gravest first. The first two refuse and know no exception. The others warn: whoever
// places the person may go on with a reason that holds until a day, and then decides anew.
const (
	SexRule       Rule = "sex"          // the ward is for the other sex
	ChildRule     Rule = "child"        // a child in one room with an adult of another family
	MaybeChild    Rule = "maybe_child"  // the same, where the birth dates do not tell who is a child
	FeudRule      Rule = "feud"         // two people who are known not to get on, in one room or one ward
	IsolationRule Rule = "isolation"    // must be kept apart because of an illness that spreads, and would not be
	HealthyRule   Rule = "not_isolated" // need not be kept apart, and would lie among those who must
	WatchRule     Rule = "watch"        // must be watched closely, and would lie where nobody does so
	AgeRule       Rule = "age"          // the ward is for another age
	AreaRule      Rule = "area"         // less floor for each person than the norm asks
)

// Rules lists them all, the gravest first.
var Rules = []Rule{SexRule, ChildRule, MaybeChild, FeudRule, IsolationRule, HealthyRule, WatchRule, AgeRule, AreaRule}

// Hard tells that no reason overrides the rule.
func (r Rule) Hard() bool { return r == SexRule || r == ChildRule }

// Known tells whether there is such a rule.
func (r Rule) Known() bool { return slices.Contains(Rules, r) }

// Sleeper is what the rules ask about a person.
type Sleeper struct {
	ID    uint64
	Name  string // empty where the reader may not know names
	Sex   value.Sex
	Birth value.BirthDate
	Flags []residents.FlagKind
}

func (p Sleeper) must(kinds ...residents.FlagKind) bool {
	return slices.ContainsFunc(p.Flags, func(k residents.FlagKind) bool { return slices.Contains(kinds, k) })
}

// watched tells that the person must be watched closely.
func (p Sleeper) watched() bool { return p.must("watch", "self_harm", "escape") }

// Spot is what the rules ask about a bed: its room and its ward.
type Spot struct {
	WardID   uint64
	RoomID   uint64
	WardName string
	ZoneKind string
	Sex      wards.Policy
	AgeFrom  *int
	AgeTo    *int
	FloorDm2 int  // of the room, 0 when not measured
	Care24h  bool // the room or its ward cares day and night
}

// Foe is somebody with whom a person is known not to get on, and where that one lies.
type Foe struct {
	ID     uint64
	Name   string
	WardID uint64
	RoomID uint64
}

// Norms are the figures of the rules on a day. A figure that nobody has set is 0, and its rule is
// silent.
type Norms struct {
	Area     wards.AreaNorm
	ChildAge int // a child is younger
}

// Finding is a rule that somebody in a spot would break.
type Finding struct {
	Rule Rule
	With uint64 // the other person, where the rule is about two
	Args fault.A
}

// Question asks whether somebody may lie somewhere: the person, the spot, those who lie in the room
// without the person, those of the person's foes who lie somewhere, and who belongs to whom.
type Question struct {
	Who   Sleeper
	Spot  Spot
	Mates []Sleeper
	Foes  []Foe
	Kin   func(a, b uint64) bool // of one family
	Norms Norms
	On    value.Day
}

// Judge gives every rule that would be broken, the gravest first. It reads nothing: whatever decides
// stands in the question.
func Judge(q Question) []Finding {
	var found []Finding
	add := func(rule Rule, with uint64, args fault.A) {
		if args == nil {
			args = fault.A{}
		}
		args["ward"] = q.Spot.WardName
		found = append(found, Finding{Rule: rule, With: with, Args: args})
	}
	if !q.Spot.Sex.Takes(q.Who.Sex) {
		add(SexRule, 0, fault.A{"sex": string(q.Who.Sex)})
	}
	if mate, rule := q.strangers(); rule != "" {
		add(rule, mate.ID, fault.A{"name": mate.Name, "age": q.Norms.ChildAge})
	}
	for _, f := range q.Foes {
		if f.WardID == q.Spot.WardID {
			add(FeudRule, f.ID, fault.A{"name": f.Name})
		}
	}
	apart := q.Who.must("isolate")
	switch {
	case apart && !q.Spot.isolates():
		add(IsolationRule, 0, nil)
	case !apart && q.Spot.ZoneKind == wards.ZoneIsolation:
		add(HealthyRule, 0, nil)
	}
	if q.Who.watched() && !q.Spot.watches() {
		add(WatchRule, 0, nil)
	}
	if !q.ageFits() {
		add(AgeRule, 0, nil)
	}
	room := wards.Room{FloorDm2: q.Spot.FloorDm2, Care24h: q.Spot.Care24h}
	if people := len(q.Mates) + 1; room.TooSmall(people, q.Norms.Area) {
		each, _ := room.PerPerson(people)
		add(AreaRule, 0, fault.A{"each": area(each), "norm": area(q.Norms.Area.For(room.Care24h)), "people": people})
	}
	return found
}

// strangers finds the person of the room with whom a child and an adult of two families would meet:
// first one for whom this is sure, then one for whom it may be.
func (q Question) strangers() (mate Sleeper, rule Rule) {
	if q.Norms.ChildAge == 0 {
		return mate, ""
	}
	child, adult := ageOf(q.Who.Birth, q.On, q.Norms.ChildAge)
	for _, m := range q.Mates {
		c, a := ageOf(m.Birth, q.On, q.Norms.ChildAge)
		switch {
		case q.Kin != nil && q.Kin(q.Who.ID, m.ID):
		case child && a || adult && c:
			return m, ChildRule
		case rule == "" && (child || adult || c || a) && (!child && !adult || !c && !a):
			mate, rule = m, MaybeChild
		}
	}
	return mate, rule
}

// ageOf tells whether a person surely is a child, or surely an adult. A birth date known to the year
// or by a guess stands for every day it can mean; where it can mean both, neither is sure. Somebody
// of whose age nothing is known counts as an adult: among adults that changes nothing, and beside a
// child it is the careful reading.
func ageOf(birth value.BirthDate, on value.Day, grown int) (child, adult bool) {
	least, most, known := birth.AgeRange(on)
	if !known {
		return false, true
	}
	return most < grown, least >= grown
}

// isolates tells whether people in the spot are kept apart from others.
func (s Spot) isolates() bool {
	return s.ZoneKind == wards.ZoneIsolation || s.ZoneKind == wards.ZoneInfirmary
}

// watches tells whether people in the spot are watched closely.
func (s Spot) watches() bool {
	switch s.ZoneKind {
	case wards.ZoneCloseObservation, wards.ZoneInfirmary, wards.ZoneIsolation:
		return true
	}
	return s.Care24h
}

// ageFits tells whether the person can be of the age that the ward is for. A zone for children is
// for children also where its wards name no age.
func (q Question) ageFits() bool {
	if !(wards.Ward{AgeFrom: q.Spot.AgeFrom, AgeTo: q.Spot.AgeTo}).AgeFits(q.Who.Birth, q.On) {
		return false
	}
	if q.Spot.ZoneKind != wards.ZoneChildren || q.Spot.AgeTo != nil || q.Norms.ChildAge == 0 {
		return true
	}
	_, adult := ageOf(q.Who.Birth, q.On, q.Norms.ChildAge)
	return !adult
}

// area is a floor as a sentence shows it.
func area(dm2 int) value.Quantity { return value.Quantity{Milli: int64(dm2) * 10, Unit: "m²"} }

// hard gives the first finding that refuses, as a fault.
func hard(found []Finding) error {
	for _, f := range found {
		if f.Rule.Hard() {
			return fault.New(fault.Conflict, "presence.rules_refuse").And("bed_id", f.Key(), f.Args)
		}
	}
	return nil
}

// Key is the text of the finding.
func (f Finding) Key() string { return "presence.rule." + string(f.Rule) }
