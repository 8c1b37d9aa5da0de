package residents

import (
	"slices"
	"strconv"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
)

// ContactPermission allows to note that the family was called, came or wrote: also for those who
// work on the ward and may not edit the file.
const ContactPermission = "residents.contact"

// Way says how people came together.
type Way string

// Ways lists how people come together, in the order in which pages show them.
var Ways = []Way{"called", "called_us", "visited", "went", "wrote", "asked"}

// Outcome says what came of it.
type Outcome string

// The outcomes.
const (
	Reached  Outcome = "reached"
	NoAnswer Outcome = "no_answer"
)

// Outcomes lists what can come of a contact, in the order in which pages show them.
var Outcomes = []Outcome{Reached, NoAnswer, "wrong_number", "moved_away", "refused", "other"}

// contactLimit is the length of a note about a contact, in letters.
const contactLimit = 1000

// Contact is one call, visit or letter between the house and the family of a person, or with those
// who were asked about it. Rows are never changed: a correction is a new row that names the old.
type Contact struct {
	ID         uint64    `json:"id"`
	ResidentID uint64    `json:"-"`
	KinID      *uint64   `json:"kin_id,omitempty"` // the identity of the kin
	Who        string    `json:"who"`              // the name as it was then
	Way        Way       `json:"way"`
	Outcome    Outcome   `json:"outcome"`
	At         time.Time `json:"at"`
	Note       string    `json:"note,omitempty" gorm:"serializer:sealed" sealed:"residents_contacts.note"`
	Recorded
	ReplacesID *uint64    `json:"replaces_id,omitempty"`
	VoidedAt   *time.Time `json:"voided_at,omitempty"`
	VoidedBy   *uint64    `json:"-"`
	VoidReason string     `json:"void_reason,omitempty" gorm:"serializer:sealed" sealed:"residents_contacts.void_reason"`
}

// TableName names the table.
func (Contact) TableName() string { return "residents_contacts" }

// ContactInput is what is asked about a contact.
type ContactInput struct {
	Resident uint64    `path:"resident" form:"-" json:"-"`
	Kin      uint64    `form:"kin" json:"kin,omitempty" doc:"one of the family; else who"`
	Who      string    `form:"who" json:"who,omitempty" validate:"max=200" doc:"somebody else, such as the people's committee of a commune"`
	Way      Way       `form:"way" json:"way" validate:"max=20"`
	Outcome  Outcome   `form:"outcome" json:"outcome" validate:"max=20"`
	At       time.Time `form:"at" json:"at,omitzero" doc:"now when absent"`
	Note     string    `form:"note" json:"note,omitempty" validate:"max=1000"`
}

// contacting asks for residents.contact, finds the person and names the deed's subject.
func contacting(tx *db.Tx, id uint64) (*Person, error) {
	if err := tx.May(ContactPermission); err != nil {
		return nil, err
	}
	p, err := within(tx, id)
	if err == nil {
		tx.Concerns("resident", p.ID, p.CampusID)
	}
	return p, err
}

// read checks the input and makes the row to be.
func (in *ContactInput) read(tx *db.Tx, p *Person) (*Contact, error) {
	var bad fault.Fields
	row := &Contact{ResidentID: p.ID, Way: in.Way, Outcome: in.Outcome, At: in.At, Recorded: now(tx)}
	row.Who = short(&bad, "who", in.Who, 200)
	row.Note = short(&bad, "note", in.Note, contactLimit)
	if in.Kin != 0 {
		kin, err := kinNamed(tx, &bad, p.ID, in.Kin)
		if err != nil {
			return nil, err
		}
		if kin != nil {
			row.KinID, row.Who = ptr(kin.Identity()), kin.Name
		}
	} else if row.Who == "" {
		bad.Add("kin", "residents.contact_who_missing")
	}
	if !slices.Contains(Ways, in.Way) {
		bad.Add("way", "residents.way_missing")
	}
	if !slices.Contains(Outcomes, in.Outcome) {
		bad.Add("outcome", "residents.outcome_missing")
	}
	if in.Outcome == "other" && row.Note == "" {
		bad.Add("note", "residents.outcome_note_missing")
	}
	if row.At.IsZero() {
		row.At = tx.Now
	}
	if row.At.After(tx.Now.Add(aheadOfUs)) {
		bad.Add("at", "residents.moment_in_future")
	}
	return row, bad.Err()
}

// aheadOfUs is how far the clock of a phone may be ahead of ours.
const aheadOfUs = 5 * time.Minute

// kinNamed finds somebody of a person's family, also one who is no longer called.
func kinNamed(tx *db.Tx, bad *fault.Fields, resident, id uint64) (*Kin, error) {
	kin, err := db.From[Kin](tx).Where("(id = ? OR root_id = ?) AND resident_id = ?", id, id, resident).Order("id DESC").Maybe()
	if err == nil && kin == nil {
		bad.Add("kin", "residents.kin_unknown")
	}
	return kin, err
}

// AddContact notes that somebody of the family was called, came or wrote, or that others were asked
// about it. It needs residents.contact. Invalid: nobody, no way or no outcome is named, it lies in
// the future, another outcome is not told in words.
func AddContact(tx *db.Tx, in ContactInput) (*Contact, error) {
	p, err := contacting(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	row, err := in.read(tx, p)
	if err != nil {
		return nil, err
	}
	tx.Detail("way", row.Way)
	tx.Detail("outcome", row.Outcome)
	return row, db.Add(tx, row)
}

// ContactChange is a contact told anew, and why.
type ContactChange struct {
	ContactInput `form:"in"`
	ID           uint64 `path:"row" form:"-" json:"-"`
	Reason       string `form:"reason" json:"reason" validate:"max=300"`
	Void         bool   `form:"void" json:"void,omitempty" doc:"it never was: nothing takes its place"`
}

// CorrectContact tells a contact anew, or with Void takes it out; the old row stays in the books
// with the reason. It needs residents.contact. NotFound: it was corrected already.
func CorrectContact(tx *db.Tx, in ContactChange) (*Contact, error) {
	p, err := contacting(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	held, err := db.Hold[Contact](tx, in.ID)
	if err != nil {
		return nil, err
	}
	old := &held[0]
	if old.ResidentID != p.ID || old.VoidedAt != nil {
		return nil, notFound
	}
	var bad fault.Fields
	reason := short(&bad, "reason", in.Reason, noteLimit)
	if reason == "" {
		bad.Add("reason", "residents.reason_missing")
	}
	row := old
	if !in.Void {
		if row, err = in.read(tx, p); err != nil {
			f := fault.Of(err)
			for _, w := range bad {
				f = f.And(w.Name, w.Key, w.Args)
			}
			return nil, f
		}
		row.ReplacesID = &old.ID
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	old.VoidedAt, old.VoidedBy, old.VoidReason = ptr(tx.Now), ptr(tx.Actor.ID), reason
	if err := db.Change(tx, old, "voided_at", "voided_by", "void_reason"); err != nil || in.Void {
		return old, err
	}
	return row, db.Add(tx, row)
}

// ContactsInput asks for the contacts of a person, the newest first.
type ContactsInput struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	Limit    int    `form:"limit" json:"limit,omitempty"`
	After    string `form:"after" json:"after,omitempty" validate:"max=200"`
	Most     int    `form:"-" json:"-"` // all at once, for a file
}

// Contacts gives what passed between the house and the family of a person, with what was corrected.
// It needs residents.view and counts as a look into the file.
func Contacts(tx *db.Tx, in ContactsInput) (rows []Contact, next string, err error) {
	if err := tx.May(View); err != nil {
		return nil, "", err
	}
	p, err := within(tx, in.Resident)
	if err != nil {
		return nil, "", err
	}
	tx.Looked("resident", p.ID, p.CampusID)
	page := db.Page{Limit: in.Limit, After: in.After, Most: in.Most}
	cursor, follows, err := page.Parts(2)
	if err != nil {
		return nil, "", err
	}
	q := db.From[Contact](tx).Where("resident_id = ?", p.ID)
	if follows {
		at, err := time.Parse(time.RFC3339Nano, cursor[0])
		if err != nil {
			return nil, "", fault.Field("after", "db.bad_cursor")
		}
		q = q.Where("at < ? OR at = ? AND id < ?", at, at, cursor[1])
	}
	if rows, err = q.Order("at DESC, id DESC").Limit(page.Size() + 1).All(); err != nil {
		return nil, "", err
	}
	if len(rows) > page.Size() {
		rows = rows[:page.Size()]
		last := rows[len(rows)-1]
		next = db.Cursor(last.At.Format(time.RFC3339Nano), strconv.FormatUint(last.ID, 10))
	}
	return rows, next, nil
}

// OpenContact reads one contact with the family it may be about, for whoever corrects it. It needs
// residents.contact and counts as a look into the file.
func OpenContact(tx *db.Tx, resident, contact uint64) (*Contact, *Person, []Kin, error) {
	p, err := contacting(tx, resident)
	if err != nil {
		return nil, nil, nil, err
	}
	tx.Looked("resident", p.ID, p.CampusID)
	row, err := db.From[Contact](tx).Where("id = ? AND resident_id = ?", contact, p.ID).One()
	if err != nil {
		return nil, nil, nil, err
	}
	kin, err := kinOf(tx, p.ID)
	return row, p, kin, err
}
