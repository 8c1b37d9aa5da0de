package residents

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// BirthInput is what is asked when a resident has given birth.
type BirthInput struct {
	Mother  uint64    `path:"resident" form:"-" json:"-"`
	Name    string    `form:"name" json:"name" validate:"max=200" doc:"as the baby is called until it is registered"`
	Sex     value.Sex `form:"sex" json:"sex" validate:"max=1"`
	At      time.Time `form:"at" json:"at,omitzero" doc:"when the baby was born; now when absent"`
	Note    string    `form:"note" json:"note,omitempty" validate:"max=4000"`
	Despite bool      `form:"despite" json:"despite,omitempty" doc:"enter although somebody alike is known, such as the other twin"`
}

// EnterBirth makes the file of a baby that a resident has borne, with the mother in its family: her
// own file shows the baby too. The admission is the caller's, in the same transaction. It needs
// residents.edit. Invalid: as in CreateResident, or the birth lies in the future. Conflict: the
// mother is a man, or somebody alike is known.
func EnterBirth(tx *db.Tx, in BirthInput) (*Person, error) {
	mother, err := editing(tx, in.Mother)
	if err != nil {
		return nil, err
	}
	if mother.Sex != value.Female {
		return nil, fault.New(fault.Conflict, "residents.not_a_mother")
	}
	if in.At.IsZero() {
		in.At = tx.Now
	}
	if in.At.After(tx.Now) {
		return nil, fault.Field("at", "residents.moment_in_future")
	}
	baby, err := CreateResident(tx, PersonInput{CampusID: mother.CampusID, Name: in.Name, Sex: in.Sex, Note: in.Note, Despite: in.Despite,
		Born: value.BirthDate{Day: value.DayOf(in.At, tx.Zone()), Precision: value.PrecisionDay}})
	if err != nil {
		return nil, err
	}
	// Nobody else knows the baby yet, so that nothing needs to be held for this link.
	err = db.Add(tx, &Kin{ResidentID: baby.ID, Name: mother.Name, Relation: "mother", PersonID: &mother.ID, OpenPersonID: &mother.ID, Recorded: now(tx)})
	tx.Concerns("resident", baby.ID, baby.CampusID)
	tx.Detail("mother", mother.ID)
	return baby, err
}
