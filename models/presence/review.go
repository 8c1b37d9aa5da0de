package presence

import (
	"cmp"
	"slices"

	"maiam/models/db"
	"maiam/models/fault"
)

// Review is a placement that breaks a rule and has no reason that still holds: somebody was brought by
// a list, a reason came to its last day, a child grew up, a feud was noted. It waits for a decision.
type Review struct {
	ResidentID  uint64
	Name        string
	Number      string
	PlacementID uint64
	BedID       uint64
	BedName     string
	RoomID      uint64
	RoomName    string
	WardID      uint64
	WardName    string
	Finding
	Last *Override // the reason that held until its day, if there was one
}

// ReviewsInput says where to look.
type ReviewsInput struct {
	CampusID   uint64 `form:"campus_id" json:"campus_id,omitempty"`
	WardID     uint64 `form:"ward_id" json:"ward_id,omitempty"`
	ResidentID uint64 `form:"resident_id" json:"resident_id,omitempty"`
}

// Reviews lists what is to be decided about who lies where, refusals first, ward by ward. It needs
// presence.move and residents.view, and runs six statements however many people there are.
func Reviews(tx *db.Tx, in ReviewsInput) ([]Review, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	if err := tx.May(names); err != nil {
		return nil, err
	}
	where := &clause{}
	where.add("w.valid_to IS NULL")
	if in.CampusID != 0 {
		where.add(" AND w.campus_id = ?", in.CampusID)
	}
	if in.WardID != 0 {
		where.add(" AND w.id = ?", in.WardID)
	}
	within(where, tx.Reach(Arrange), "w.campus_id", "w.zone_id", "w.id")
	rooms, err := spots(tx, where.text.String(), where.args...)
	if err != nil {
		return nil, err
	}
	c, err := gather(tx, nil, "b.ward_id IN (SELECT w.id FROM wards_wards w WHERE "+where.text.String()+")", where.args...)
	if err != nil {
		return nil, err
	}
	c.names = true
	reasons, err := overrides(tx)
	if err != nil {
		return nil, err
	}
	out := c.reviews(rooms, reasons)
	if in.ResidentID != 0 {
		out = slices.DeleteFunc(out, func(r Review) bool { return r.ResidentID != in.ResidentID && r.With != in.ResidentID })
	}
	return out, nil
}

// overrides reads the newest reason for each person who still lies in the room it was given for.
func overrides(tx *db.Tx) (map[reasonKey]Override, error) {
	rows, err := db.Report[Override](tx, `SELECT o.* FROM presence_overrides o
		JOIN presence_placements p ON p.open_resident_id = o.resident_id AND p.room_id = o.room_id
		WHERE {campus o.campus_id} ORDER BY o.id`)
	out := map[reasonKey]Override{}
	for _, o := range rows {
		if o.Rule == FeudRule && o.WithID != nil {
			two := pair(o.ResidentID, *o.WithID)
			out[reasonKey{two[0], two[1], o.Rule}] = o
			continue
		}
		out[reasonKey{o.ResidentID, o.RoomID, o.Rule}] = o
	}
	return out, err
}

// reasonKey is what a reason is about: a person in a room, or, of a feud, the two people, whichever of
// them it was written with.
type reasonKey struct {
	who, what uint64
	rule      Rule
}

// reviews judges everybody where they lie. What is about two is told once: of a child and adults with
// the child, of a feud with the one who came later. Too little floor is told with the one who came
// last.
func (c *company) reviews(rooms map[uint64]spotRow, reasons map[reasonKey]Override) []Review {
	var out []Review
	type telling struct {
		rule Rule
		two  [2]uint64
	}
	told := map[telling]bool{}
	latest := map[uint64]uint64{}
	for _, list := range c.rooms {
		for _, l := range list {
			latest[l.ID] = l.PlacementID
		}
	}
	for id, list := range c.rooms {
		room, ok := rooms[id]
		if !ok {
			continue
		}
		for i, l := range list {
			who := Sleeper{ID: l.ID, Sex: l.Sex, Birth: l.Birth}
			for _, f := range c.judge(who, room.spot()) {
				tells := telling{f.Rule, pair(l.ID, f.With)}
				switch f.Rule {
				case ChildRule, MaybeChild:
					if _, adult := ageOf(l.Birth, c.on, c.norms.ChildAge); adult || told[tells] {
						continue
					}
					told[tells] = true
				case FeudRule:
					if latest[l.ID] < latest[f.With] {
						continue
					}
				case AreaRule:
					if i != len(list)-1 {
						continue
					}
				}
				last := reasonFor(reasons, l, f)
				if last != nil && last.Holds(c.on) {
					continue
				}
				out = append(out, Review{ResidentID: l.ID, Name: l.Name, Number: l.Number, PlacementID: l.PlacementID, BedID: l.BedID, BedName: l.BedName,
					RoomID: id, RoomName: room.RoomName, WardID: room.WardID, WardName: room.WardName, Finding: f, Last: last})
			}
		}
	}
	slices.SortFunc(out, func(a, b Review) int {
		return cmp.Or(cmp.Compare(rank(a.Rule), rank(b.Rule)), cmp.Compare(a.WardID, b.WardID), cmp.Compare(a.RoomID, b.RoomID), cmp.Compare(a.BedID, b.BedID), cmp.Compare(a.With, b.With))
	})
	return out
}

// rank sorts what refuses before what warns.
func rank(r Rule) int {
	if r.Hard() {
		return 0
	}
	return 1
}

// reasonFor finds the reason that was given for what was found.
func reasonFor(reasons map[reasonKey]Override, l lying, f Finding) *Override {
	if f.Rule.Hard() {
		return nil
	}
	about := reasonKey{l.ID, l.RoomID, f.Rule}
	if f.Rule == FeudRule {
		two := pair(l.ID, f.With)
		about = reasonKey{two[0], two[1], f.Rule}
	}
	if o, ok := reasons[about]; ok {
		return &o
	}
	return nil
}

// DecideInput is what is asked when somebody stays where a rule warns against it.
type DecideInput struct {
	ResidentID uint64 `form:"resident_id" json:"resident_id" validate:"required"`
	Despite
}

// Decide leaves a person in the bed although rules warn, with a reason that holds until a day. It
// needs presence.move for the ward. Conflict: the person has no bed, none of the rules named warns, or
// a rule refuses.
func Decide(tx *db.Tx, in DecideInput) ([]Override, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	seen, err := PlacementOf(tx, in.ResidentID)
	if err != nil {
		return nil, err
	}
	if seen == nil {
		if _, err := db.Get[person](tx, in.ResidentID); err != nil {
			return nil, err
		}
		return nil, fault.New(fault.Conflict, "presence.not_placed")
	}
	if err := holdRooms(tx, seen.BedID); err != nil {
		return nil, err
	}
	s, err := set(tx, []uint64{seen.BedID}, []uint64{in.ResidentID}, tx.Now)
	if err != nil {
		return nil, err
	}
	lies := s.openPlacement(in.ResidentID)
	if lies == nil || lies.BedID != seen.BedID {
		return nil, fault.New(fault.Conflict, "db.changed_meanwhile")
	}
	if err := s.reaches(Arrange, lies.CampusID, lies.WardID); err != nil {
		return nil, err
	}
	c, err := accompany(tx, []uint64{in.ResidentID}, []uint64{lies.RoomID})
	if err != nil {
		return nil, err
	}
	found := c.judge(s.people[in.ResidentID].sleeper(), s.beds[lies.BedID].spot())
	found = slices.DeleteFunc(found, func(f Finding) bool { return !in.covers(f.Rule) })
	if len(found) == 0 {
		return nil, fault.New(fault.Conflict, "presence.nothing_to_decide")
	}
	if err := in.check(tx, found); err != nil {
		return nil, err
	}
	rows := in.overriding(tx, *lies, found)
	tx.Concerns("resident", in.ResidentID, lies.CampusID)
	return rows, db.Append(tx, rows)
}
