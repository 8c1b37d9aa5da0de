package staff

import (
	"errors"
	"fmt"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
	"maiam/models/wards"
)

// Begun tells whether anybody works in the house yet; until then only the set-up page opens.
func Begun(tx *db.Tx) (bool, error) { return db.From[Member](tx).Exists() }

// SetUpInput is what a new centre tells about itself on the first day.
type SetUpInput struct {
	Centre   wards.CentreInput   `form:"centre" json:"centre"`
	Campuses []wards.CampusInput `form:"campuses" json:"campuses"` // rows without a name are left out
	Admin    AddMemberInput      `form:"admin" json:"admin"`
}

// SetUp makes the centre, its campuses and the first administrator, all or nothing. It works once,
// in a house where nobody is yet, and acts as the house itself; the edge has checked the code that
// the log of the server shows. The administrator's password is the own one from the beginning.
func SetUp(tx *db.Tx, in SetUpInput) (*Member, error) {
	begun, err := Begun(tx)
	if err != nil {
		return nil, err
	}
	if begun {
		return nil, fault.New(fault.Conflict, "staff.set_up_already")
	}
	tx.Actor = db.System("set-up")
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	var bad fault.Fields
	if _, err := wards.SetCentre(tx, in.Centre); !collect(&bad, "centre.", err) && err != nil {
		return nil, err
	}
	made := 0
	for i, c := range in.Campuses {
		if value.CleanText(c.Name) == "" && (i > 0 || len(in.Campuses) > 1) {
			continue
		}
		made++
		if _, err := wards.AddCampus(tx, c); !collect(&bad, fmt.Sprintf("campuses[%d].", i), err) && err != nil {
			return nil, err
		}
	}
	if made == 0 {
		bad.Add("campuses[0].name", "staff.campus_missing")
	}
	in.Admin.Settled, in.Admin.CampusID = true, 0
	m, err := AddMember(tx, in.Admin)
	if !collect(&bad, "admin.", err) && err != nil {
		return nil, err
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if _, err := GrantRole(tx, m.ID, GrantInput{Role: "admin"}); err != nil {
		return nil, err
	}
	return m, nil
}

// collect takes over the faults about fields under a prefix; false when err is of another kind.
func collect(bad *fault.Fields, prefix string, err error) bool {
	var f *fault.Fault
	if !errors.As(err, &f) || len(f.Fields) == 0 {
		return false
	}
	for _, field := range f.Fields {
		bad.Add(prefix+field.Name, field.Key, field.Args)
	}
	return true
}
