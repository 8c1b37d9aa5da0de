package presence

import (
	"slices"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// lying is somebody who has a bed now, also while away: the person comes back into it.
type lying struct {
	ID          uint64
	Name        string
	Number      string
	Sex         value.Sex
	Birth       value.BirthDate `gorm:"embedded;embeddedPrefix:birth_"`
	PlacementID uint64
	BedID       uint64
	BedName     string
	RoomID      uint64
	WardID      uint64
}

// company is what the rules of placement need of some people and some rooms, read in a fixed number
// of statements: who lies in the rooms, what must be watched in the people, with whom they do not get
// on, and who is of one family.
type company struct {
	on    value.Day
	norms Norms
	rooms map[uint64][]lying
	flags map[uint64][]residents.FlagKind
	foes  map[uint64][]Foe
	kin   map[[2]uint64]bool
	names bool
}

// accompany reads the company of people who shall lie in rooms. The fence is open: a person who comes
// from the other campus brings flags, foes and family along; nothing of it is shown but the name of
// somebody in the ward itself.
func accompany(tx *db.Tx, people, rooms []uint64) (*company, error) {
	var c *company
	err := tx.Everywhere("who may share a room is judged by all that is known", func(all *db.Tx) (err error) {
		c, err = gather(all, people, "b.room_id IN ?", rooms)
		return err
	})
	if err == nil {
		c.names = tx.Actor.Has(names)
	}
	return c, err
}

// gather reads a company; where says of which beds b, and without people it is about those who lie in
// them.
func gather(tx *db.Tx, people []uint64, where string, args ...any) (*company, error) {
	c := &company{on: tx.Today(), rooms: map[uint64][]lying{}}
	var err error
	if c.norms, err = normsOn(tx, c.on); err != nil {
		return nil, err
	}
	found, err := db.Report[lying](tx, `SELECT r.id, r.name, r.number, r.sex, r.birth_date, r.birth_precision, p.id AS placement_id, p.bed_id, b.name AS bed_name, p.room_id, p.ward_id
		FROM wards_beds b JOIN presence_placements p ON p.open_bed_id = b.id JOIN residents_people r ON r.id = p.resident_id
		WHERE {campus b.campus_id} AND `+where+` ORDER BY p.id`, args...)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(people)
	for _, l := range found {
		c.rooms[l.RoomID] = append(c.rooms[l.RoomID], l)
		all = append(all, l.ID)
	}
	if people == nil {
		people = all
	}
	flags, err := residents.FlagsOf(tx, c.on, people)
	if err != nil {
		return nil, err
	}
	c.flags = map[uint64][]residents.FlagKind{}
	for id, list := range flags {
		for _, f := range list {
			c.flags[id] = append(c.flags[id], f.Kind)
		}
	}
	if c.foes, err = foesOf(tx, people); err != nil {
		return nil, err
	}
	c.kin, err = residents.KinAmong(tx, all)
	return c, err
}

// normsOn reads the figures of the rules. What nobody has set leaves its rule silent.
func normsOn(tx *db.Tx, day value.Day) (n Norms, err error) {
	for _, f := range []struct {
		name settings.Name
		to   *int
	}{{settings.RoomMinArea, &n.Area.Dm2}, {settings.RoomMinArea24h, &n.Area.Care24hDm2}, {settings.ChildAge, &n.ChildAge}} {
		if *f.to, err = settings.Int(tx, f.name, day); err != nil && fault.KeyOf(err) != "settings.not_set" {
			return n, err
		}
	}
	return n, nil
}

// judge asks the rules about a person in a spot; gone are people who leave the room with the same
// act.
func (c *company) judge(who Sleeper, spot Spot, gone ...uint64) []Finding {
	q := Question{Who: who, Spot: spot, Foes: slices.Clone(c.foes[who.ID]), Norms: c.norms, On: c.on,
		Kin: func(a, b uint64) bool { return c.kin[pair(a, b)] }}
	q.Who.Flags = c.flags[who.ID]
	q.Foes = slices.DeleteFunc(q.Foes, func(f Foe) bool { return slices.Contains(gone, f.ID) })
	for i := range q.Foes {
		q.Foes[i].Name = c.called(q.Foes[i].Name)
	}
	for _, l := range c.rooms[spot.RoomID] {
		if l.ID != who.ID && !slices.Contains(gone, l.ID) {
			q.Mates = append(q.Mates, Sleeper{ID: l.ID, Name: c.called(l.Name), Sex: l.Sex, Birth: l.Birth})
		}
	}
	return Judge(q)
}

// called is the name of somebody else as the reader may know it.
func (c *company) called(name string) string {
	if !c.names {
		return "…"
	}
	return name
}

// pair is the key of two people, whichever is named first.
func pair(a, b uint64) [2]uint64 { return [2]uint64{min(a, b), max(a, b)} }

func (p person) sleeper() Sleeper { return Sleeper{ID: p.ID, Sex: p.Sex, Birth: p.Birth} }

func (b bed) spot() Spot {
	return Spot{WardID: b.WardID, RoomID: b.RoomID, WardName: b.WardName, ZoneKind: b.ZoneKind, Sex: b.WardSex, AgeFrom: b.AgeFrom, AgeTo: b.AgeTo,
		FloorDm2: b.FloorDm2, Care24h: b.RoomCare || b.WardCare}
}

// spotRow is a room as the rules ask about it.
type spotRow struct {
	RoomID   uint64
	RoomName string
	WardID   uint64
	WardName string
	WardSex  wards.Policy
	ZoneKind string
	AgeFrom  *int
	AgeTo    *int
	FloorDm2 int
	WardCare bool
	RoomCare bool
}

func (r spotRow) spot() Spot {
	return Spot{WardID: r.WardID, RoomID: r.RoomID, WardName: r.WardName, ZoneKind: r.ZoneKind, Sex: r.WardSex, AgeFrom: r.AgeFrom, AgeTo: r.AgeTo,
		FloorDm2: r.FloorDm2, Care24h: r.RoomCare || r.WardCare}
}

// spots reads the open rooms; where says of which wards w.
func spots(tx *db.Tx, where string, args ...any) (map[uint64]spotRow, error) {
	rows, err := db.Report[spotRow](tx, `SELECT m.id AS room_id, m.name AS room_name, w.id AS ward_id, w.name AS ward_name, w.sex AS ward_sex, z.kind AS zone_kind,
			w.age_from, w.age_to, m.floor_dm2, w.care_24h AS ward_care, m.care_24h AS room_care
		FROM wards_rooms m JOIN wards_wards w ON w.id = m.ward_id JOIN wards_zones z ON z.id = w.zone_id
		WHERE {campus m.campus_id} AND m.valid_to IS NULL AND `+where, args...)
	out := map[uint64]spotRow{}
	for _, r := range rows {
		out[r.RoomID] = r
	}
	return out, err
}

// holdRooms locks the rooms of beds, so that two people who are led into one room at the same moment
// are judged one after the other. Rooms are held before beds, and beds before people.
func holdRooms(tx *db.Tx, beds ...uint64) error {
	rows, err := db.From[wards.Bed](tx).Only("id", "room_id").Where("id IN ?", beds).All()
	if err != nil || len(rows) == 0 {
		return err // a bed that is not there is told by whoever holds it
	}
	ids := make([]uint64, len(rows))
	for i, b := range rows {
		ids[i] = b.RoomID
	}
	_, err = db.Hold[wards.Room](tx, ids...)
	return err
}
