package presence

import (
	"cmp"
	"slices"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// ProposalsInput says for whom a bed is looked for: a resident, or somebody at the door who is not
// entered yet, by sex and age.
type ProposalsInput struct {
	ResidentID uint64    `form:"resident_id" json:"resident_id,omitempty"`
	CampusID   uint64    `form:"campus_id" json:"campus_id,omitempty" doc:"where; the campus of the person's stay, else the person's own, when absent"`
	Sex        value.Sex `form:"sex" json:"sex,omitempty" validate:"max=1" doc:"of somebody who is not entered yet"`
	Birth      string    `form:"birth" json:"birth,omitempty" validate:"max=40" doc:"21/11/1957, 1957 or khoảng 1957"`
}

// Proposal is a free bed with what speaks for and against it.
type Proposal struct {
	FreeBed
	Against []Finding
	People  int  // in the room, with the person
	EachDm2 int  // floor for each of them, 0 when the room is not measured
	Home    bool // the person lives in this ward already
	OwnSex  bool // the ward is for the person's sex alone
	OwnAge  bool // the ward names an age, and it is the person's
	Apart   bool // the person must be kept apart, and is here
	Watched bool // the person must be watched closely, and is here
}

// Refused tells that no reason gives the person this bed.
func (p Proposal) Refused() bool { return hard(p.Against) != nil }

// weight is how much speaks against the bed.
func (p Proposal) weight() int {
	sum := 0
	for _, f := range p.Against {
		sum += weights[f.Rule]
	}
	return sum
}

// weights order the rules by what may happen to somebody when they are broken.
var weights = map[Rule]int{SexRule: 10_000, ChildRule: 5_000, MaybeChild: 100, FeudRule: 100, IsolationRule: 80, HealthyRule: 60, WatchRule: 40, AreaRule: 20, AgeRule: 10}

// Proposals lists the free beds of a campus for a person, the best first: a bed that is kept for the
// person, then what no rule speaks against before what one warns of, where the person is kept apart or
// watched as must be, proper beds before overflow places, the own ward before others, wards for the
// person's own sex before those for anybody, more floor before less. What is refused comes
// last, with the reason. It needs presence.view and residents.view, and runs nine statements at most,
// however many beds and people there are.
func Proposals(tx *db.Tx, in ProposalsInput) ([]Proposal, error) {
	if err := mayName(tx); err != nil {
		return nil, err
	}
	who := Sleeper{Sex: in.Sex}
	var lies *Placement
	if in.ResidentID != 0 {
		p, err := db.Get[person](tx, in.ResidentID)
		if err != nil {
			return nil, err
		}
		if lies, err = PlacementOf(tx, p.ID); err != nil {
			return nil, err
		}
		who = p.sleeper()
		if in.CampusID == 0 {
			in.CampusID = p.CampusID
		}
	} else if in.Birth != "" {
		var err error
		if who.Birth, err = value.ParseBirth(in.Birth); err != nil {
			return nil, fault.Field("birth", err.Error())
		}
	}
	free, err := FreeBeds(tx, FreeBedsInput{CampusID: in.CampusID, ResidentID: in.ResidentID})
	if err != nil {
		return nil, err
	}
	rooms, err := spots(tx, "w.campus_id = ?", in.CampusID)
	if err != nil {
		return nil, err
	}
	var c *company
	err = tx.Everywhere("who may share a room is judged by all that is known", func(all *db.Tx) (err error) {
		c, err = gather(all, []uint64{who.ID}, "b.campus_id = ?", in.CampusID)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.names = true
	out := make([]Proposal, 0, len(free))
	for _, b := range free {
		if room, ok := rooms[b.RoomID]; ok && (lies == nil || lies.BedID != b.BedID) {
			out = append(out, c.propose(who, b, room.spot(), lies))
		}
	}
	slices.SortStableFunc(out, func(a, b Proposal) int {
		return cmp.Or(first(a.Kept && !a.Refused(), b.Kept && !b.Refused()), cmp.Compare(a.weight(), b.weight()), first(a.Apart, b.Apart), first(a.Watched, b.Watched),
			first(!a.Overflow, !b.Overflow), first(a.Home, b.Home), first(a.OwnSex, b.OwnSex), first(a.OwnAge, b.OwnAge), cmp.Compare(b.EachDm2, a.EachDm2))
	})
	return out, nil
}

// first sorts what is so before what is not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// propose judges one free bed.
func (c *company) propose(who Sleeper, b FreeBed, spot Spot, lies *Placement) Proposal {
	p := Proposal{FreeBed: b, OwnSex: spot.Sex == "m" && who.Sex == value.Male || spot.Sex == "f" && who.Sex == value.Female, Home: lies != nil && lies.WardID == b.WardID}
	here := lies != nil && lies.RoomID == b.RoomID
	if !here { // another bed of the own room changes nothing
		p.Against = c.judge(who, spot)
	}
	p.People = 1
	for _, l := range c.rooms[b.RoomID] {
		if l.ID != who.ID {
			p.People++
		}
	}
	if spot.FloorDm2 > 0 {
		p.EachDm2 = spot.FloorDm2 / p.People
	}
	// What speaks for a bed is asked of the bed itself: in the own room nothing was judged.
	who.Flags = c.flags[who.ID]
	q := Question{Who: who, Spot: spot, Norms: c.norms, On: c.on}
	p.OwnAge = (spot.AgeFrom != nil || spot.AgeTo != nil) && who.Birth.Known() && q.ageFits()
	p.Apart = who.must("isolate") && spot.isolates()
	p.Watched = who.watched() && spot.watches()
	return p
}
