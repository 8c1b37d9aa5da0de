package care

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/value"
)

// Visits is the permission to note who comes to see somebody, and to read it: of the people of the own
// wards. Whoever keeps the gate holds it and sees names and wards, never a file.
const Visits = "care.visits"

// VisitKind is how people met.
type VisitKind string

// The kinds of visit.
const (
	Came      VisitKind = "visit"
	Called    VisitKind = "call"
	VideoCall VisitKind = "video"
)

// VisitKinds lists them.
var VisitKinds = []VisitKind{Came, Called, VideoCall}

// visitCitizen binds the sealed citizen number to its column.
const visitCitizen = "care_visits.citizen_number"

const (
	visitBack   = 31 * 24 * time.Hour // how far back a visit may be written
	visitPeople = 12                  // at most so many residents meet one visitor at once
)

// Visit is one time that somebody from outside met residents, at the gate or by telephone. It is never
// changed: what was wrong is struck through with a reason and written anew. OpenCampusID is set while
// the visitor is inside.
type Visit struct {
	ID                  uint64
	CampusID            uint64
	Kind                VisitKind
	Name                string
	Relation            residents.Relation
	KinID               *uint64     // the identity of the kin
	Phone               value.Phone `gorm:"serializer:sealed" sealed:"care_visits.phone"`
	CitizenNumberSealed []byte      `json:"-"`
	Companions          string
	WithName            string
	Note                string `gorm:"serializer:sealed" sealed:"care_visits.note"`
	CameAt              time.Time
	LeftAt              *time.Time
	LeftBy              *uint64
	RecordedAt          time.Time
	RecordedBy          uint64
	OpenCampusID        *uint64
	StruckAt            *time.Time
	StruckBy            *uint64
	StruckReason        string `gorm:"serializer:sealed" sealed:"care_visits.struck_reason"`
}

// TableName names the table.
func (Visit) TableName() string { return "care_visits" }

// Inside tells that the visitor came and nobody wrote that the visitor left.
func (v Visit) Inside() bool { return v.OpenCampusID != nil }

// VisitMood is how somebody was after a visit.
type VisitMood string

// VisitMoods lists how somebody can be after a visit.
var VisitMoods = []VisitMood{"glad", "calm", "sad", "upset"}

// VisitPerson is a resident who was met. CameAt is the moment of the visit while it counts.
type VisitPerson struct {
	ID         uint64
	CampusID   uint64
	VisitID    uint64
	ResidentID uint64
	WardID     uint64 // where the resident lay then
	CameAt     *time.Time
	Mood       VisitMood
	MoodNote   string
	MoodAt     *time.Time
	MoodBy     *uint64
}

// TableName names the table.
func (VisitPerson) TableName() string { return "care_visit_people" }

// GivenTo is where something went that a visitor brought.
type GivenTo string

// GivenRefused is what was not taken.
const GivenRefused GivenTo = "refused"

// GivenTos lists where things go. Medicine goes to the nurse.
var GivenTos = []GivenTo{"resident", "nurse", "kitchen", "store", GivenRefused}

// VisitItem is something that was brought.
type VisitItem struct {
	ID       uint64
	CampusID uint64
	VisitID  uint64
	What     string
	Amount   string
	GivenTo  GivenTo
	Reason   string // why it was refused
}

// TableName names the table.
func (VisitItem) TableName() string { return "care_visit_items" }

// VisitItemInput is one line of what was brought.
type VisitItemInput struct {
	What    string  `form:"what" json:"what" validate:"max=200"`
	Amount  string  `form:"amount" json:"amount,omitempty" validate:"max=60" doc:"2 kg, one box"`
	GivenTo GivenTo `form:"given_to" json:"given_to,omitempty" validate:"max=20" enum:"resident,nurse,kitchen,store,refused"`
	Reason  string  `form:"reason" json:"reason,omitempty" validate:"max=300" doc:"why it was refused"`
}

// VisitInput is what is asked about a visit.
type VisitInput struct {
	Residents     []uint64           `form:"residents" json:"residents" validate:"max=12" doc:"whom they meet"`
	Kind          VisitKind          `form:"kind" json:"kind,omitempty" validate:"max=20" enum:"visit,call,video"`
	Kin           uint64             `form:"kin" json:"kin,omitempty" doc:"one of the residents' family; else name and relation"`
	Name          string             `form:"visitor" json:"name,omitempty" validate:"max=200"`
	Relation      residents.Relation `form:"relation" json:"relation,omitempty" validate:"max=20"`
	Phone         string             `form:"phone" json:"phone,omitempty" validate:"max=40"`
	CitizenNumber string             `form:"citizen_number" json:"citizen_number,omitempty" validate:"max=40"`
	Companions    string             `form:"companions" json:"companions,omitempty" validate:"max=300" doc:"who came along, with commas"`
	With          string             `form:"with_name" json:"with,omitempty" validate:"max=200" doc:"who of the house was with them"`
	At            time.Time          `form:"at" json:"at,omitzero" doc:"when they came or called; now when absent"`
	Items         []VisitItemInput   `form:"items" json:"items,omitempty" validate:"max=20,dive"`
	Note          string             `form:"note" json:"note,omitempty" validate:"max=300"`
}

// visited is a resident who may be met, as the gate needs one.
type visited struct {
	ResidentID uint64
	CampusID   uint64
	Name       string
	WardID     uint64
	ZoneID     uint64
}

// visitable reads the residents whom somebody wants to meet, in one statement. Each must have a bed in a
// ward in which the actor holds the permission, all on one campus.
func visitable(tx *db.Tx, permission string, ids []uint64) ([]visited, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) == 0 {
		return nil, fault.Field("residents", "care.visit.nobody")
	}
	if len(ids) > visitPeople {
		return nil, fault.Field("residents", "care.visit.too_many", fault.A{"limit": visitPeople})
	}
	rows, err := db.Report[visited](tx, `SELECT r.id AS resident_id, p.campus_id, r.name, p.ward_id, w.zone_id FROM presence_placements p
		JOIN residents_people r ON r.id = p.resident_id JOIN wards_wards w ON w.id = p.ward_id
		WHERE {campus p.campus_id} AND p.open_resident_id IN ? ORDER BY r.id`, ids)
	if err != nil {
		return nil, err
	}
	reach := tx.Reach(permission)
	rows = slices.DeleteFunc(rows, func(v visited) bool { return !reach.Ward(v.CampusID, v.ZoneID, v.WardID) })
	if len(rows) != len(ids) {
		return nil, notFound
	}
	for _, r := range rows {
		if r.CampusID != rows[0].CampusID {
			return nil, fault.Field("residents", "care.visit.one_campus")
		}
	}
	return rows, nil
}

// read checks the input and makes the row to be.
func (in *VisitInput) read(tx *db.Tx, kin []VisitKin) (v *Visit, items []VisitItem, who Visitor, err error) {
	var bad fault.Fields
	v = &Visit{Kind: in.Kind, Relation: in.Relation, Companions: short(&bad, "companions", in.Companions), WithName: short(&bad, "with_name", in.With), Note: short(&bad, "note", in.Note),
		CameAt: happened(&bad, tx, in.At), RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if v.Kind == "" {
		v.Kind = Came
	}
	if !slices.Contains(VisitKinds, v.Kind) {
		bad.Add("kind", "care.visit.kind_unknown")
	}
	if tx.Now.Sub(v.CameAt) > visitBack {
		bad.Add("at", "care.visit.long_ago", fault.A{"limit": int(visitBack / (24 * time.Hour))})
	}
	if v.Phone, err = value.ParsePhone(in.Phone); err != nil {
		bad.Add("phone", err.Error())
	}
	who.Phones = append(who.Phones, v.Phone)
	if in.Kin != 0 {
		i := slices.IndexFunc(kin, func(k VisitKin) bool { return k.ID == in.Kin || k.Identity() == in.Kin })
		if i < 0 {
			bad.Add("kin", "care.visit.kin_unknown")
		} else {
			v.KinID, v.Name, v.Relation = ptr(kin[i].Identity()), kin[i].Name, kin[i].Relation
			who.Kin, who.Phones = kin[i].Identity(), append(who.Phones, kin[i].Phone, kin[i].PhoneTwo, kin[i].PhoneThree)
		}
	} else {
		name, err := value.ParseName(in.Name)
		if err != nil {
			bad.Add("visitor", err.Error())
		}
		v.Name = name.String()
		if !slices.Contains(residents.Relations, v.Relation) {
			bad.Add("relation", "care.visit.relation_missing")
		}
	}
	who.Name, who.Companions = value.Fold(v.Name), foldedNames(v.Companions)
	citizen, err := value.ParseCitizen(in.CitizenNumber)
	if err != nil {
		bad.Add("citizen_number", err.Error())
	}
	for i, one := range in.Items {
		item := VisitItem{What: short(&bad, itemField(i, "what"), one.What), Amount: short(&bad, itemField(i, "amount"), one.Amount), GivenTo: one.GivenTo, Reason: short(&bad, itemField(i, "reason"), one.Reason)}
		switch {
		case item.What == "" && item.Amount == "" && item.Reason == "":
			continue // an empty line of the form
		case item.What == "":
			bad.Add(itemField(i, "what"), "care.visit.what_missing")
		case !slices.Contains(GivenTos, item.GivenTo):
			bad.Add(itemField(i, "given_to"), "care.visit.given_missing")
		case item.GivenTo == GivenRefused && item.Reason == "":
			bad.Add(itemField(i, "reason"), "care.visit.refused_why")
		}
		items = append(items, item)
	}
	if len(items) > 0 && v.Kind != Came {
		bad.Add("kind", "care.visit.no_gifts_by_phone")
	}
	if err := bad.Err(); err != nil {
		return nil, nil, who, err
	}
	v.CitizenNumberSealed, err = db.Seal(tx, visitCitizen, citizen.Number)
	return v, items, who, err
}

func itemField(i int, name string) string { return fmt.Sprintf("items[%d].%s", i, name) }

// foldedNames parts names with commas, semicolons or "và" into keys to compare.
func foldedNames(text string) (out []string) {
	for _, one := range strings.FieldsFunc(strings.ReplaceAll(text, " và ", ","), func(r rune) bool { return strings.ContainsRune(",;\n", r) }) {
		if key := value.Fold(value.CleanText(one)); key != "" {
			out = append(out, key)
		}
	}
	return out
}

// RecordVisit notes that somebody came, or called, to meet residents. It needs care.visits in the ward of
// each. Invalid: nobody is met, nobody comes, something was refused without a reason. Conflict: one of
// them must not meet this visitor; the reason is told to whoever holds care.bans in that ward, and to
// everybody else only that it is so.
func RecordVisit(tx *db.Tx, in VisitInput) (*Visit, error) {
	if err := tx.May(Visits); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	people, err := visitable(tx, Visits, in.Residents)
	if err != nil {
		return nil, err
	}
	kin, err := kinOf(tx, people)
	if err != nil {
		return nil, err
	}
	v, items, who, err := in.read(tx, kin)
	if err != nil {
		return nil, err
	}
	if err := allowed(tx, people, who, value.DayOf(v.CameAt, tx.Zone())); err != nil {
		return nil, err
	}
	v.CampusID = people[0].CampusID
	if v.Kind == Came {
		v.OpenCampusID = ptr(v.CampusID)
	}
	if err := db.Add(tx, v); err != nil {
		return nil, err
	}
	rows := make([]VisitPerson, len(people))
	for i, p := range people {
		rows[i] = VisitPerson{CampusID: v.CampusID, VisitID: v.ID, ResidentID: p.ResidentID, WardID: p.WardID, CameAt: ptr(v.CameAt)}
	}
	if err := db.Append(tx, rows); err != nil {
		return nil, err
	}
	for i := range items {
		items[i].CampusID, items[i].VisitID = v.CampusID, v.ID
	}
	if len(items) > 0 {
		if err := db.Append(tx, items); err != nil {
			return nil, err
		}
	}
	v.tell(tx, rows)
	tx.Detail("kind", v.Kind)
	return v, nil
}

// tell writes the visit into the deed.
func (v *Visit) tell(tx *db.Tx, people []VisitPerson) {
	if len(people) > 0 {
		tx.Concerns("resident", people[0].ResidentID, v.CampusID)
	}
	tx.Detail("visit", v.ID)
	if len(people) > 1 {
		var all []uint64
		for _, p := range people {
			all = append(all, p.ResidentID)
		}
		tx.Detail("residents", all)
	}
}

// OfVisit names a visit.
type OfVisit struct {
	VisitID uint64 `path:"visit" form:"-" json:"-"`
}

// visitWithin finds a visit of somebody in a ward in which the actor holds care.visits, with whom it met.
func visitWithin(tx *db.Tx, id uint64) (*Visit, []VisitPerson, error) {
	if err := tx.May(Visits); err != nil {
		return nil, nil, err
	}
	if err := signed(tx); err != nil {
		return nil, nil, err
	}
	v, err := db.Get[Visit](tx, id)
	if err != nil {
		return nil, nil, err
	}
	type met struct {
		VisitPerson `gorm:"embedded"`
		ZoneID      uint64
	}
	rows, err := db.Report[met](tx, `SELECT p.id, p.campus_id, p.visit_id, p.resident_id, p.ward_id, p.came_at, p.mood, w.zone_id FROM care_visit_people p
		JOIN wards_wards w ON w.id = p.ward_id WHERE {campus p.campus_id} AND p.visit_id = ? ORDER BY p.id`, id)
	if err != nil {
		return nil, nil, err
	}
	reach := tx.Reach(Visits)
	var people []VisitPerson
	for _, r := range rows {
		if reach.Ward(r.CampusID, r.ZoneID, r.WardID) {
			people = append(people, r.VisitPerson)
		}
	}
	if len(people) == 0 {
		return nil, nil, notFound
	}
	if v.StruckAt != nil {
		return nil, nil, fault.New(fault.Conflict, "care.visit.is_struck")
	}
	return v, people, nil
}

// LeaveInput says when a visitor left.
type LeaveInput struct {
	VisitID uint64    `path:"visit" form:"-" json:"-"`
	At      time.Time `form:"at" json:"at,omitzero" doc:"now when absent"`
}

// EndVisit notes that the visitor left. It needs care.visits. Conflict: the visitor had left before, or
// the visit is struck through.
func EndVisit(tx *db.Tx, in LeaveInput) (*Visit, error) {
	v, people, err := visitWithin(tx, in.VisitID)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	at := happened(&bad, tx, in.At)
	if at.Before(v.CameAt) {
		bad.Add("at", "care.visit.left_before")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	n, err := db.Set[Visit](tx, map[string]any{"left_at": at, "left_by": tx.Actor.ID, "open_campus_id": nil}, "id = ? AND open_campus_id IS NOT NULL", v.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "care.visit.has_left")
	}
	v.LeftAt, v.LeftBy, v.OpenCampusID = ptr(at), ptr(tx.Actor.ID), nil
	v.tell(tx, people)
	return v, nil
}

// StrikeInput strikes a visit through, with the reason.
type StrikeInput struct {
	VisitID uint64 `path:"visit" form:"-" json:"-"`
	Reason  string `form:"reason" json:"reason" validate:"required,max=300"`
}

// StrikeVisit strikes a visit through: it stays readable and counts no more. It needs care.visits. Invalid:
// no reason. Conflict: it is struck through already.
func StrikeVisit(tx *db.Tx, in StrikeInput) (*Visit, error) {
	v, people, err := visitWithin(tx, in.VisitID)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	reason := short(&bad, "reason", in.Reason)
	if reason == "" {
		bad.Add("reason", "care.reason_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	n, err := db.Set[Visit](tx, map[string]any{"struck_at": tx.Now, "struck_by": tx.Actor.ID, "struck_reason": reason, "open_campus_id": nil}, "id = ? AND struck_at IS NULL", v.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "care.visit.is_struck")
	}
	if _, err := db.Set[VisitPerson](tx, map[string]any{"came_at": nil}, "visit_id = ?", v.ID); err != nil {
		return nil, err
	}
	v.StruckAt, v.StruckBy, v.StruckReason, v.OpenCampusID = ptr(tx.Now), ptr(tx.Actor.ID), reason, nil
	v.tell(tx, people)
	tx.Detail("reason", reason)
	return v, nil
}

// MoodInput says how somebody was after a visit.
type MoodInput struct {
	VisitID    uint64    `path:"visit" form:"-" json:"-"`
	ResidentID uint64    `form:"resident_id" json:"resident_id" validate:"required"`
	Mood       VisitMood `form:"mood_after" json:"mood" validate:"max=20" enum:"glad,calm,sad,upset"`
	Note       string    `form:"mood_note" json:"note,omitempty" validate:"max=300"`
}

// TellMood notes how somebody was after a visit, once. It needs care.visits. Conflict: it was told before.
func TellMood(tx *db.Tx, in MoodInput) (*Visit, error) {
	v, people, err := visitWithin(tx, in.VisitID)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	note := short(&bad, "mood_note", in.Note)
	if !slices.Contains(VisitMoods, in.Mood) {
		bad.Add("mood_after", "care.visit.mood_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	people = slices.DeleteFunc(people, func(p VisitPerson) bool { return p.ResidentID != in.ResidentID })
	if len(people) == 0 {
		return nil, notFound
	}
	n, err := db.Set[VisitPerson](tx, map[string]any{"mood": in.Mood, "mood_note": note, "mood_at": tx.Now, "mood_by": tx.Actor.ID}, "id = ? AND mood_at IS NULL", people[0].ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "care.visit.mood_told")
	}
	v.tell(tx, people)
	return v, nil
}
