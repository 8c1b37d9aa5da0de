package intake

import (
	"maiam/models/db"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// known finds who comes back; the file says then what is asked of strangers. Who may not enter people
// may not say this either.
func (in *EmergencyInput) known(tx *db.Tx) (*residents.Person, error) {
	if in.KnownAs == 0 {
		return nil, nil
	}
	if err := tx.May(residents.Edit); err != nil {
		return nil, err
	}
	p, err := residents.FindPerson(tx, in.KnownAs)
	if err != nil {
		return nil, err
	}
	if in.CampusID == 0 {
		in.CampusID = p.CampusID
	}
	in.Sex, in.Name, in.Age = p.Sex, p.Name, ""
	return p, tx.May(Reception)
}

// enter makes the file of somebody whom the house does not know yet.
func (in *EmergencyInput) enter(tx *db.Tx, campus *wards.Campus, birth value.BirthDate) (p *residents.Person, err error) {
	who := residents.PersonInput{CampusID: campus.ID, Name: in.Name, Sex: in.Sex, Born: birth, Despite: in.Despite}
	if in.Name == "" {
		who.NameUnknown = true
		if who.Meanwhile, err = nextUnknown(tx, campus); err != nil {
			return nil, err
		}
	}
	return residents.CreateResident(tx, who)
}
