// Package wards knows the houses of a centre as one walks through them: the campus, its zones
// (women, men, close observation …), the wards or houses in a zone, the rooms of a ward and the
// beds of a room. It says who may sleep where, how much floor each person has, which bed is
// broken and until when, and what the house looked like on any day in the past.
//
// It knows places and no people: who lies in a bed is the ledger of presence. What may not be done
// to a bed with somebody in it, such as closing it, asks the ledger through WhoLies.
//
// A place never changes its parent: a bed that is carried to another room is closed there and made
// anew here, so that "who slept where" keeps its answer.
package wards

import (
	"time"
	"unicode/utf8"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// The permissions of this area: to see the tree of places, and to change it.
const (
	View = "wards.view"
	Edit = "wards.edit"
)

// Lengths of the text columns, in letters.
const (
	nameLimit    = 120
	addressLimit = 300
	reasonLimit  = 300
)

// Centre is the institution itself. There is one.
type Centre struct {
	ID         uint64
	Name       string
	ShortName  string
	Address    string
	Phone      string
	RecordedAt time.Time
	Version    uint64
}

// TableName names the table.
func (Centre) TableName() string { return "wards_centres" }

// TheCentre gives the centre, or nil before the first start was finished.
func TheCentre(tx *db.Tx) (*Centre, error) { return db.From[Centre](tx).Order("id").Maybe() }

// centreName is on the foot of every printed page and at the head of every saved list.
var centreName = db.Remember(5*time.Minute, func(tx *db.Tx) (string, error) {
	centre, err := TheCentre(tx)
	if centre == nil {
		return "", err
	}
	return centre.Name, err
})

// CentreName is what the centre is called, or "" before the first start was finished. It is
// remembered, so that a busy page pays no statement for it.
func CentreName(tx *db.Tx) (string, error) { return centreName.Get(tx) }

// CentreInput is what is asked about the centre at first start and when it is renamed.
type CentreInput struct {
	Name      string `form:"name" json:"name" validate:"max=200"`
	ShortName string `form:"short_name" json:"short_name" validate:"max=200"`
	Address   string `form:"address" json:"address" validate:"max=400"`
	Phone     string `form:"phone" json:"phone" validate:"max=40"`
}

// SetCentre makes the centre, or changes what is known of it. It needs wards.edit for the whole
// centre.
func SetCentre(tx *db.Tx, in CentreInput) (*Centre, error) {
	if err := mayEverywhere(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	in.Name = named(&bad, "name", in.Name)
	in.ShortName = short(&bad, "short_name", in.ShortName, nameLimit)
	in.Address = short(&bad, "address", in.Address, addressLimit)
	if in.Phone != "" {
		phone, err := value.ParsePhone(in.Phone)
		if err != nil {
			bad.Add("phone", err.Error())
		}
		in.Phone = string(phone)
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	row, err := TheCentre(tx)
	if err != nil {
		return nil, err
	}
	if row == nil {
		row = &Centre{Name: in.Name, ShortName: in.ShortName, Address: in.Address, Phone: in.Phone, RecordedAt: tx.Now}
		err = db.Add(tx, row)
	} else {
		row.Name, row.ShortName, row.Address, row.Phone = in.Name, in.ShortName, in.Address, in.Phone
		err = db.Change(tx, row, "name", "short_name", "address", "phone")
	}
	if err != nil {
		return nil, err
	}
	centreName.Forget(tx)
	tx.Concerns("centre", row.ID, 0)
	return row, nil
}

// mayEverywhere refuses an actor whose permission to edit is not for the whole centre.
func mayEverywhere(tx *db.Tx) error {
	if err := tx.May(Edit); err != nil {
		return err
	}
	if !tx.Reach(Edit).All {
		return fault.New(fault.Forbidden, "fault.forbidden", fault.A{"permission": Edit})
	}
	return nil
}

// mayEdit refuses an actor who may edit elsewhere but not this place. A place out of sight is not
// there, so the answer is NotFound.
func mayEdit(tx *db.Tx, campus, zone, ward uint64) error {
	if !tx.Reach(Edit).Ward(campus, zone, ward) {
		return fault.New(fault.NotFound, "db.not_found")
	}
	return nil
}

// named cleans a name and notes when it is missing or too long.
func named(bad *fault.Fields, field, text string) string {
	text = value.CleanText(text)
	if text == "" {
		bad.Add(field, "wards.name_missing")
	}
	return short(bad, field, text, nameLimit)
}

// short cleans a text and notes when it is too long.
func short(bad *fault.Fields, field, text string, limit int) string {
	text = value.CleanText(text)
	if utf8.RuneCountInString(text) > limit {
		bad.Add(field, "wards.text_too_long", fault.A{"limit": limit})
	}
	return text
}

// standsFrom gives the day from which a new place stands: today when none is said, and never a
// day to come, because what is written here is there.
func standsFrom(tx *db.Tx, bad *fault.Fields, field string, day value.Day) value.Day {
	if day.IsZero() {
		return tx.Today()
	}
	if day.After(tx.Today()) {
		bad.Add(field, "wards.from_in_future")
	}
	return day
}
