package staff

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// DutyRoom is a room that somebody looks after in one duty. It belongs to the row of the duty that names
// its ward, and goes with it; one that somebody else was given is ended, not deleted.
type DutyRoom struct {
	ID         uint64
	CampusID   uint64
	DutyID     uint64
	RoomID     uint64
	RecordedAt time.Time
	RecordedBy uint64
	EndedAt    *time.Time
	EndedBy    uint64
	OpenKey    *string // one row for duty and room, while it stands
}

// TableName names the table.
func (DutyRoom) TableName() string { return "staff_duty_rooms" }

// PostRoom is a room of a post, by name.
type PostRoom struct {
	ID   uint64 `json:"id"`
	Name string `json:"name"`
}

// roomsOfDuty brings the rooms of a duty along in one text: what a person called a room is written in
// hexadecimal, so that no comma of it parts anything.
const roomsOfDuty = `(SELECT GROUP_CONCAT(CONCAT(z.room_id, '|', HEX(zm.name)) ORDER BY zm.position, zm.id) FROM staff_duty_rooms z JOIN wards_rooms zm ON zm.id = z.room_id
		WHERE z.duty_id = d.id AND z.ended_at IS NULL) AS rooms_text`

func roomsIn(text string) (out []PostRoom) {
	for text != "" {
		var one string
		one, text, _ = strings.Cut(text, ",")
		id, name, _ := strings.Cut(one, "|")
		number, err := strconv.ParseUint(id, 10, 63)
		plain, wrong := hex.DecodeString(name)
		if err == nil && wrong == nil { // the database wrote it: it is always whole
			out = append(out, PostRoom{number, string(plain)})
		}
	}
	return out
}

// RoomNames are the rooms of a post, by name; none when it is the whole ward.
func (p Post) RoomNames() (out []string) {
	for _, r := range p.Rooms {
		out = append(out, r.Name)
	}
	return out
}

// RoomsIn are the own rooms of a stint in a ward; none when the whole ward is.
func (s Stint) RoomsIn(ward uint64) (ids []uint64) {
	for _, p := range s.Posts {
		if p.WardID == ward {
			for _, r := range p.Rooms {
				ids = append(ids, r.ID)
			}
		}
	}
	return ids
}

// OwnRooms gives the rooms that the actor looks after in a ward during a turn, by the published rota: none
// when the whole ward is meant, or when there is no such duty. Everybody sees the own. One statement.
func OwnRooms(tx *db.Tx, turn settings.Turn, ward uint64) ([]uint64, error) {
	if tx.Actor.IsHouse() {
		return nil, nil
	}
	list, err := MyDuties(tx, MyDutiesInput{From: turn.Day, To: turn.Day})
	if err != nil {
		return nil, err
	}
	for _, s := range list {
		if s.Stands() && s.Turn.Shift.ID == turn.Shift.ID && s.In(ward) {
			return s.RoomsIn(ward), nil
		}
	}
	return nil, nil
}

// RoomPlanInput asks who looks after which room of a ward in one shift; the shift that runs and the first
// ward of the campus when none is said.
type RoomPlanInput struct {
	Campus uint64    `path:"campus" form:"-" json:"-"`
	Ward   uint64    `form:"ward_id"`
	Day    value.Day `form:"day"`
	Shift  string    `form:"shift" validate:"max=20"`
}

// PlannedRoom is a room with who has it.
type PlannedRoom struct {
	ID       uint64
	Name     string
	People   int    // who has a bed in it
	DutyID   uint64 // 0: nobody has it by name
	Proposed uint64 // who had it the last time in this shift, when nothing is given out yet
}

// RoomPlan is who looks after which room of a ward in one shift.
type RoomPlan struct {
	Campus  wards.Campus
	Ward    wards.WardIn
	Wards   []wards.WardIn
	Turn    settings.Turn
	Turns   []settings.Turn // of that day
	Stints  []Stint         // on duty in the ward then, drafts too for those who plan
	Rooms   []PlannedRoom
	Given   bool // at least one room is given to somebody
	Planner bool
}

// Gaps are the rooms where somebody lives and that nobody has, once any room is given out: until then the
// whole ward is looked after together.
func (p RoomPlan) Gaps() (out []PlannedRoom) {
	for _, r := range p.Rooms {
		if p.Given && r.DutyID == 0 && r.People > 0 {
			out = append(out, r)
		}
	}
	return out
}

// duty gives the row of a stint that names a ward.
func (s Stint) duty(ward uint64) uint64 {
	for _, p := range s.Posts {
		if p.WardID == ward {
			return p.DutyID
		}
	}
	return 0
}

// Duty gives the row of a stint in the ward of the plan.
func (p RoomPlan) Duty(s Stint) uint64 { return s.duty(p.Ward.ID) }

// roomsBack is how many days back the last giving out of rooms is looked for.
const roomsBack = 14

// RoomPlanOf reads the rooms of a ward in one shift with who has each. It needs staff.rota; drafts are for
// those who plan in the campus. Five statements at most.
func RoomPlanOf(tx *db.Tx, in RoomPlanInput) (*RoomPlan, error) {
	if err := tx.May(SeeRota); err != nil {
		return nil, err
	}
	campuses, err := wards.CampusesWithin(tx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(campuses, func(c wards.Campus) bool { return c.ID == in.Campus })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	p := &RoomPlan{Campus: campuses[i], Planner: tx.Actor.Has(Plan) && tx.Reach(Plan).Campus(in.Campus)}
	if p.Wards, err = wards.Mine(tx, wards.View); err != nil {
		return nil, err
	}
	p.Wards = slices.DeleteFunc(p.Wards, func(w wards.WardIn) bool { return w.CampusID != in.Campus })
	at := slices.IndexFunc(p.Wards, func(w wards.WardIn) bool { return w.ID == in.Ward || in.Ward == 0 })
	if at < 0 {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	p.Ward = p.Wards[at]
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	if p.Turn, err = in.turn(tx, book); err != nil {
		return nil, err
	}
	p.Turns = book.Timetable.On(p.Turn.Day)
	condition := "d.campus_id = ? AND d.ward_id = ? AND d.day = ? AND d.shift_id = ?"
	if !p.Planner {
		condition += " AND d.published_at IS NOT NULL"
	}
	if p.Stints, err = stintsWhere(tx, book.Timetable, condition, in.Campus, p.Ward.ID, p.Turn.Day, p.Turn.Shift.ID); err != nil {
		return nil, err
	}
	p.Rooms, err = db.Report[PlannedRoom](tx, `SELECT r.id, r.name, (SELECT COUNT(*) FROM presence_placements p WHERE p.ward_id = r.ward_id AND p.room_id = r.id AND p.ended_at IS NULL AND p.voided_at IS NULL) AS people
		FROM wards_rooms r WHERE {campus r.campus_id} AND r.ward_id = ? AND r.valid_to IS NULL ORDER BY r.position, r.id`, p.Ward.ID)
	if err != nil {
		return nil, err
	}
	for i := range p.Rooms {
		for _, s := range p.Stints {
			if slices.Contains(s.RoomsIn(p.Ward.ID), p.Rooms[i].ID) {
				p.Rooms[i].DutyID, p.Given = s.duty(p.Ward.ID), true
			}
		}
	}
	if p.Given || !p.Planner || len(p.Stints) == 0 {
		return p, nil
	}
	return p, p.propose(tx)
}

// turn finds the shift that is meant.
func (in RoomPlanInput) turn(tx *db.Tx, book *settings.Book) (settings.Turn, error) {
	now, ok := book.Timetable.TurnAt(tx.Now)
	if in.Day.IsZero() && in.Shift == "" && ok {
		return now, nil
	}
	if in.Day.IsZero() {
		in.Day = tx.Today()
	}
	turns := book.Timetable.On(in.Day)
	for _, t := range turns {
		if t.Shift.Code == in.Shift {
			return t, nil
		}
	}
	if in.Shift == "" && len(turns) > 0 {
		return turns[0], nil
	}
	return settings.Turn{}, fault.Field("shift", "staff.rota.no_such_shift")
}

// propose names for each room who had it the last time in this shift, where the same person is on duty
// again: nothing is given out by it.
func (p *RoomPlan) propose(tx *db.Tx) error {
	type had struct {
		RoomID   uint64
		MemberID uint64
	}
	rows, err := db.Report[had](tx, `SELECT z.room_id, d.member_id FROM staff_duty_rooms z JOIN staff_duties d ON d.id = z.duty_id
		WHERE {campus z.campus_id} AND d.campus_id = ? AND d.day >= ? AND d.day < ? AND d.ward_id = ? AND d.shift_id = ? AND z.ended_at IS NULL AND d.ended_at IS NULL ORDER BY d.day DESC, z.id DESC LIMIT 500`,
		p.Campus.ID, p.Turn.Day.AddDays(-roomsBack), p.Turn.Day, p.Ward.ID, p.Turn.Shift.ID)
	for _, r := range rows {
		room := slices.IndexFunc(p.Rooms, func(o PlannedRoom) bool { return o.ID == r.RoomID && o.Proposed == 0 })
		who := slices.IndexFunc(p.Stints, func(s Stint) bool { return s.MemberID == r.MemberID && s.Stands() })
		if room >= 0 && who >= 0 {
			p.Rooms[room].Proposed = p.Stints[who].duty(p.Ward.ID)
		}
	}
	return err
}

// RoomFor says who has one room.
type RoomFor struct {
	Room uint64 `form:"room_id" json:"room_id"`
	Duty uint64 `form:"duty_id" json:"duty_id,omitempty" doc:"the duty in that ward; 0: nobody by name"`
}

// GiveRoomsInput gives the rooms of a ward out for one shift. A room that is not named stays as it is.
type GiveRoomsInput struct {
	Campus uint64    `path:"campus" form:"-" json:"-"`
	Ward   uint64    `form:"ward_id" json:"ward_id"`
	Day    value.Day `form:"day" json:"day"`
	Shift  string    `form:"shift" json:"shift" validate:"max=20"`
	Rooms  []RoomFor `form:"rooms" json:"rooms" validate:"max=300,dive"`
}

// GiveRooms says who looks after which room of a ward in one shift. It needs staff.plan for the campus. It
// hides nothing from anybody: everybody on duty sees the whole ward, with the own rooms first. The same
// again changes nothing. Invalid: a room is not of that ward, or a duty not of that ward and shift.
func GiveRooms(tx *db.Tx, in GiveRoomsInput) (*Filled, error) {
	if err := tx.May(Plan); err != nil {
		return nil, err
	}
	d, err := planAt(tx, in.Campus, in.Day, in.Day)
	if err != nil {
		return nil, err
	}
	p, err := RoomPlanOf(tx, RoomPlanInput{Campus: in.Campus, Ward: in.Ward, Day: in.Day, Shift: in.Shift})
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	var end []uint64
	var rows []DutyRoom
	seen := map[uint64]bool{}
	for i, want := range in.Rooms {
		at := slices.IndexFunc(p.Rooms, func(r PlannedRoom) bool { return r.ID == want.Room })
		known := want.Duty == 0 || slices.ContainsFunc(p.Stints, func(s Stint) bool { return s.duty(p.Ward.ID) == want.Duty })
		switch {
		case at < 0 || seen[want.Room]:
			bad.Add(fmt.Sprintf("rooms[%d].room_id", i), "staff.place_unknown")
		case !known:
			bad.Add(fmt.Sprintf("rooms[%d].duty_id", i), "staff.rota.no_such_duty")
		}
		if seen[want.Room] = true; at < 0 || p.Rooms[at].DutyID == want.Duty {
			continue
		}
		end = append(end, want.Room)
		if want.Duty != 0 {
			key := fmt.Sprintf("%d:%d", want.Duty, want.Room)
			rows = append(rows, DutyRoom{CampusID: d.campus, DutyID: want.Duty, RoomID: want.Room, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID, OpenKey: &key})
		}
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	tx.Concerns("ward", p.Ward.ID, in.Campus)
	tx.Detail("day", p.Turn.Day)
	tx.Detail("shift", p.Turn.Shift.Code)
	tx.Detail("rooms", len(end))
	if len(end) == 0 {
		return &Filled{}, nil
	}
	var duties []uint64
	for _, s := range p.Stints {
		duties = append(duties, s.duty(p.Ward.ID))
	}
	if len(duties) > 0 {
		if _, err := db.Set[DutyRoom](tx, map[string]any{"ended_at": tx.Now, "ended_by": tx.Actor.ID, "open_key": nil}, "duty_id IN ? AND room_id IN ? AND ended_at IS NULL", duties, end); err != nil {
			return nil, err
		}
	}
	return &Filled{Made: len(end)}, db.Append(tx, rows)
}
