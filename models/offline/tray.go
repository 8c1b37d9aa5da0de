package offline

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/staff"
	"maiam/models/wards"
)

// Kind is why something lies in the tray.
type Kind string

// The kinds.
const (
	// Conflict is about one person of an act that was done: the book says something else of this person.
	Conflict Kind = "conflict"
	// Refused is an act that could not be written into the books at all.
	Refused Kind = "refused"
)

// Item is one thing in the tray: what was written without a network and is not in the books. It is
// never erased; the person in charge closes it with a decision.
type Item struct {
	ID         uint64
	CampusID   uint64
	WardID     *uint64
	ResidentID *uint64
	Kind       Kind
	Entry      string // id of the entry
	Part       uint64 // the person of a conflict; 0 for the whole entry
	KeyID      uint64
	No         int64
	MemberID   uint64
	HappenedAt time.Time
	Doubtful   bool
	ReceivedAt time.Time
	Action     string
	Request    string // method and path
	Body       []byte // sealed
	Outcome    string // of the person, as the act answered
	Code       string // why, as a text key
	Said       string // why, as a sentence in each language, as JSON
	MarkID     *uint64
	Decision   string
	Reason     string
	ClosedAt   *time.Time
	ClosedBy   *uint64
	Version    uint64
	// Suspects is empty but for a suspicion against staff: then it names by number who is suspected, each
	// between commas, or nobody by a single comma. Such an item is for who reads suspicions alone.
	Suspects string
}

// TableName names the table.
func (Item) TableName() string { return "offline_tray" }

// bodyColumn binds what is sealed to its place.
const bodyColumn = "offline_tray.body"

// Left is what of an entry could not be written into the books.
type Left struct {
	Entry    Entry
	Key      Key
	At       time.Time
	Doubtful bool
	Action   string
	Request  Request
	Ward     uint64            // as the path names it; 0 when it names none
	Code     string            // why the whole was refused; empty when only some people were left
	Said     map[string]string // the sentence about it, by language
	People   []LeftPerson
}

// LeftPerson is one person of whom an act could not be written.
type LeftPerson struct {
	ResidentID uint64 `json:"resident_id"`
	Outcome    string `json:"outcome"`
	Code       string `json:"code"`
	MarkID     uint64 `json:"mark_id"`
}

// Left tells whether the answer about a person leaves something for the person in charge.
func (p LeftPerson) Left() bool {
	return p.Outcome == "conflict" || p.Outcome == "not_here" || p.Outcome == "refused"
}

// LeftBy reads from the answer of an act of whom it could not be written. An act that does not
// answer by person leaves nobody.
func LeftBy(answer []byte) []LeftPerson {
	var out struct {
		People []LeftPerson `json:"people"`
	}
	if json.Unmarshal(answer, &out) != nil {
		return nil
	}
	return slices.DeleteFunc(out.People, func(p LeftPerson) bool { return !p.Left() })
}

// Keep puts into the tray what of one entry could not be written. Sent again, it is there already.
// Only the house itself does it: whoever wrote the entry may have left.
func Keep(tx *db.Tx, left Left) error {
	if !tx.Actor.IsHouse() {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := tx.May(Work); err != nil {
		return err
	}
	there, err := db.From[Item](tx).Only("part").Where("entry = ? AND member_id = ?", left.Entry.ID, left.Key.MemberID).All()
	if err != nil {
		return err
	}
	campus, ward, err := left.place(tx)
	if err != nil {
		return err
	}
	body, err := db.Seal(tx, bodyColumn, string(left.Request.Body))
	if err != nil {
		return err
	}
	said, err := json.Marshal(left.Said)
	if err != nil {
		return err
	}
	item := Item{CampusID: campus, WardID: ward, Kind: Refused, Entry: left.Entry.ID, KeyID: left.Key.ID, No: left.Entry.No, MemberID: left.Key.MemberID,
		HappenedAt: left.At, Doubtful: left.Doubtful, ReceivedAt: tx.Now, Action: left.Action, Request: left.Request.Method + " " + left.Request.Path,
		Body: body, Outcome: "refused", Code: left.Code, Said: string(said), Suspects: left.suspects(), Version: 1}
	items := []Item{item}
	if left.Code == "" {
		if items, err = left.people(tx, item); err != nil {
			return err
		}
	}
	items = slices.DeleteFunc(items, func(i Item) bool {
		return slices.ContainsFunc(there, func(t Item) bool { return t.Part == i.Part })
	})
	if len(items) == 0 {
		return nil
	}
	if item.Suspects != "" {
		tx.Concerns(db.Veiled, left.Key.MemberID, campus)
		return db.Append(tx, items)
	}
	tx.Concerns("staff", left.Key.MemberID, campus)
	tx.Detail("entry", left.Entry.ID)
	tx.Detail("action", left.Action)
	tx.Detail("items", len(items))
	return db.Append(tx, items)
}

// people makes one item a person.
func (left Left) people(tx *db.Tx, item Item) (items []Item, err error) {
	ids := make([]uint64, 0, len(left.People))
	for _, p := range left.People {
		ids = append(ids, p.ResidentID)
	}
	known, err := db.From[residents.Person](tx).Only("id").Where("id IN ? AND campus_id = ?", ids, item.CampusID).All()
	if err != nil {
		return nil, err
	}
	for _, p := range left.People {
		one := item
		one.Kind, one.Part, one.Outcome, one.Code, one.Said = Conflict, p.ResidentID, p.Outcome, p.Code, ""
		// Who is nobody here is not named; the number stays in what was written.
		if slices.ContainsFunc(known, func(r residents.Person) bool { return r.ID == p.ResidentID }) {
			one.ResidentID = &p.ResidentID
		}
		if p.MarkID != 0 {
			one.MarkID = &p.MarkID
		}
		items = append(items, one)
	}
	return items, nil
}

// reportAction is the act by which an incident is reported.
const reportAction = "care.record_incident"

// suspects names who of the staff is suspected in a report that could not be written. What cannot be
// read might be a suspicion, and is kept like one.
func (left Left) suspects() string {
	if left.Action != reportAction {
		return ""
	}
	var in care.IncidentInput
	if err := json.Unmarshal(left.Request.Body, &in); err == nil && slices.Contains(care.IncidentKinds, in.Kind) && len(in.Members) == 0 {
		return ""
	}
	out := ","
	for _, id := range in.Members[:min(len(in.Members), suspectsMost)] {
		out += strconv.FormatUint(id, 10) + ","
	}
	return out
}

// suspectsMost is how many suspected people are kept apart; an incident names no more.
const suspectsMost = 20

// named finds the ward that the body of an entry names, or in which the person lies whom it names.
func (left Left) named(tx *db.Tx) (uint64, error) {
	var in struct {
		WardID     uint64   `json:"ward_id"`
		ResidentID uint64   `json:"resident_id"`
		Residents  []uint64 `json:"residents"`
	}
	if json.Unmarshal(left.Request.Body, &in) != nil || in.WardID != 0 {
		return in.WardID, nil
	}
	if in.ResidentID == 0 && len(in.Residents) > 0 {
		in.ResidentID = in.Residents[0]
	}
	if in.ResidentID == 0 || in.ResidentID > math.MaxInt64 {
		return 0, nil
	}
	lies, err := db.From[presence.Placement](tx).Only("ward_id").Where("open_resident_id = ?", in.ResidentID).Maybe()
	if err != nil || lies == nil {
		return 0, err
	}
	return lies.WardID, nil
}

// place finds whose tray it is: that of the ward the entry names, as long as it lies in a campus where
// whoever wrote it ever worked, else of the campus to which they belong, else of the first campus. A phone
// puts nothing into the tray of a house of which its person is a stranger.
func (left Left) place(tx *db.Tx) (campus uint64, ward *uint64, err error) {
	if left.Ward == 0 {
		if left.Ward, err = left.named(tx); err != nil || left.Ward > math.MaxInt64 {
			left.Ward = 0
		}
		if err != nil {
			return 0, nil, err
		}
	}
	people, err := staff.Pasts(tx, []uint64{left.Key.MemberID})
	if err != nil {
		return 0, nil, err
	}
	if left.Ward != 0 {
		w, err := db.From[wards.Ward](tx).Only("id", "campus_id").Where("id = ?", left.Ward).Maybe()
		if err != nil {
			return 0, nil, err
		}
		if w != nil && people[left.Key.MemberID].Served(w.CampusID) {
			return w.CampusID, &w.ID, nil
		}
	}
	if own := people[left.Key.MemberID].Campus; own != 0 {
		return own, nil, nil
	}
	first, err := db.From[wards.Campus](tx).Only("id").Order("position, id").Limit(1).One()
	if err != nil {
		return 0, nil, err
	}
	return first.ID, nil, nil
}

// Sentence is why the item lies here, in a language; empty where the code says it.
func (i Item) Sentence(lang string) string {
	var said map[string]string
	if json.Unmarshal([]byte(i.Said), &said) != nil {
		return ""
	}
	return said[lang]
}

// RefusedBefore gives the entries that lie in the tray as a whole already, with why, in one statement;
// they are found by Key.Of.
func RefusedBefore(tx *db.Tx, entries []Entry) (map[string]Item, error) {
	if err := tx.May(Work); err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(entries))
	for _, e := range entries {
		if !e.Broken {
			ids = append(ids, e.ID)
		}
	}
	out := map[string]Item{}
	if len(ids) == 0 {
		return out, nil
	}
	items, err := db.From[Item](tx).Only("entry", "member_id", "code", "said", "happened_at", "doubtful").Where("entry IN ? AND part = 0 AND kind = ?", ids, Refused).All()
	for _, i := range items {
		out[Key{MemberID: i.MemberID}.Of(i.Entry)] = i
	}
	return out, err
}
