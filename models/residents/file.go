package residents

import (
	"time"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/value"
)

// Shown is the identity of a person as pages and callers see it, without anything sealed.
type Shown struct {
	ID             uint64          `json:"id"`
	CampusID       uint64          `json:"campus_id"`
	Number         string          `json:"number"`
	Name           string          `json:"name"`
	NameUnknown    bool            `json:"name_unknown,omitempty"`
	Sex            value.Sex       `json:"sex"`
	BirthDate      value.Day       `json:"birth_date"`
	BirthPrecision value.Precision `json:"birth_precision"`
	OriginUnitCode string          `json:"origin_unit_code,omitempty"`
	OriginAddress  string          `json:"origin_address,omitempty"`
	Ethnicity      string          `json:"ethnicity,omitempty"`
	SelfCare       SelfCare        `json:"self_care,omitempty"`
	Note           string          `json:"note,omitempty"`
	PhotoFileID    *uint64         `json:"photo_file_id,omitempty"`
	Version        uint64          `json:"version"`
}

// Shown gives what of a person may be shown to those who may see the file.
func (p Person) Shown() Shown {
	return Shown{p.ID, p.CampusID, p.Number, p.Name, p.NameUnknown, p.Sex, p.Birth.Day, p.Birth.Precision, p.OriginUnitCode, p.OriginAddress,
		p.Ethnicity, p.SelfCare, p.Note, p.PhotoFileID, p.Version}
}

// File is everything that this area knows of one person. The numbers are whole for those who may
// edit the file, and masked for everybody else.
type File struct {
	Person        Person
	CitizenNumber string
	InsuranceCard string
	Questions     []value.Reason // where the citizen number does not agree with the rest; for editors
	OriginUnit    string         // name of the commune or province today
	OtherNames    []OtherName
	Kin           []Kin // whom to call first comes first
	Relatives     []Relative
	Merged        []FormerRecord // records that were merged into this one
	Papers        []Paper
	Needs         []Need // those that hold or are over since a month at most
	Flags         []Flag
	Secrets       []uint64 // numbers of the secret matters of which the reader may know; empty for everybody else
	MayEdit       bool
	Today         value.Day
	Now           time.Time
}

// OpenFile reads the file of a person in four statements; that somebody looked is kept. It needs
// residents.view.
func OpenFile(tx *db.Tx, id uint64) (*File, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	p, err := within(tx, id)
	if err != nil {
		return nil, err
	}
	tx.Looked("resident", p.ID, p.CampusID)
	f := &File{Person: *p, MayEdit: tx.Reach(Edit).All || mayEditIn(tx, p.CampusID), Today: tx.Today(), Now: tx.Now}
	if err := f.numbers(tx); err != nil {
		return nil, err
	}
	if unit, ok := settings.UnitOf(p.OriginUnitCode); ok {
		f.OriginUnit = unit.Full()
	}
	if err := f.around(tx, f.Today.AddMonths(-1)); err != nil {
		return nil, err
	}
	if f.Kin, err = kinOf(tx, id); err != nil {
		return nil, err
	}
	if f.Papers, err = papersOf(tx, id); err != nil {
		return nil, err
	}
	for i := range f.Papers {
		if err := f.Papers[i].open(tx, f.MayEdit); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// papersOf reads the papers of a person that hold: not taken out, and replaced by none. Of somebody who is
// called by another name they are read by who knows the true one.
func papersOf(tx *db.Tx, id uint64) ([]Paper, error) {
	return db.Report[Paper](tx, `SELECT q.*, (SELECT COUNT(*) FROM residents_pages g WHERE g.paper_id = q.id AND g.voided_at IS NULL) AS page_count
		FROM residents_papers q JOIN residents_people r ON r.id = q.resident_id
		WHERE {campus r.campus_id} AND q.resident_id = ? AND q.voided_at IS NULL AND NOT EXISTS (SELECT 1 FROM residents_papers n WHERE n.open_replaces_id = q.id) AND `+unveiled+`
		ORDER BY q.id`, append([]any{id}, veil(tx)...)...)
}

// mayEditIn tells whether the reader may edit somewhere in a campus; in which wards is judged where
// the wards are known.
func mayEditIn(tx *db.Tx, campus uint64) bool { return mayIn(tx, Edit, campus) }

func mayIn(tx *db.Tx, permission string, campus uint64) bool {
	for _, g := range tx.Actor.Grants {
		if g.Permissions[permission] && (g.Campus == 0 || g.Campus == campus) {
			return true
		}
	}
	return tx.Actor.IsHouse()
}

func (f *File) numbers(tx *db.Tx) error {
	citizen, err := f.Person.Citizen(tx)
	if err != nil {
		return err
	}
	insurance, err := f.Person.Insurance(tx)
	if err != nil {
		return err
	}
	f.CitizenNumber, f.InsuranceCard = citizen.Masked(), insurance.Masked()
	if f.MayEdit {
		f.CitizenNumber, f.InsuranceCard = citizen.Number, insurance.Number
		f.Questions = citizen.Questions(f.Person.Sex, f.Person.Birth, f.Today)
	}
	return nil
}

// FindPerson gives one person inside the fence that an earlier May has set, for areas above.
func FindPerson(tx *db.Tx, id uint64) (*Person, error) { return within(tx, id) }

// PeopleOf gives several people inside the fence by their numbers, for areas above.
func PeopleOf(tx *db.Tx, ids []uint64) (map[uint64]Person, error) {
	found := map[uint64]Person{}
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := db.From[Person](tx).Where("id IN ?", ids).All()
	for _, p := range rows {
		found[p.ID] = p
	}
	return found, err
}
