package residents

import (
	"slices"
	"strings"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Relation says what somebody is to a resident.
type Relation string

// Relations lists what somebody can be to a resident, in the order in which pages show them.
var Relations = []Relation{"spouse", "father", "mother", "child", "sibling", "grandparent", "grandchild", "uncle_aunt", "nephew_niece",
	"relative", "neighbour", "friend", "carer", "local_authority", "other"}

// Kin is somebody of the family, or who stands for it: whom the ward calls.
type Kin struct {
	ID         uint64      `json:"id"`
	ResidentID uint64      `json:"-"`
	Name       string      `json:"name"`
	Relation   Relation    `json:"relation"`
	Phone      value.Phone `json:"phone,omitempty"`
	Address    string      `json:"address,omitempty"`
	Note       string      `json:"note,omitempty"`
	PersonID   *uint64     `json:"person_id,omitempty"`                              // when the kin lives or lived in the centre too
	LivesHere  string      `json:"lives_here,omitempty" gorm:"->;column:lives_here"` // that one's number
	Guardian   bool        `json:"guardian"`                                         // stands for the resident in law
	FirstCall  bool        `json:"first_call"`                                       // whom to call first
	Recorded
	EndedOn value.Day `json:"-"`
	Ending  `json:"-"`
	EndNote string `json:"-"`
	Version uint64 `json:"version"`
}

// family are the relations by which two people belong to one family.
var family = []Relation{"spouse", "father", "mother", "child", "sibling", "grandparent", "grandchild", "uncle_aunt", "nephew_niece", "relative"}

// TableName names the table.
func (Kin) TableName() string { return "residents_kin" }

// KinInput is what is asked about somebody of the family.
type KinInput struct {
	Resident  uint64   `path:"resident" form:"-" json:"-"`
	Name      string   `form:"name" json:"name" validate:"max=200"`
	Relation  Relation `form:"relation" json:"relation" validate:"max=20"`
	Phone     string   `form:"phone" json:"phone,omitempty" validate:"max=40"`
	Address   string   `form:"address" json:"address,omitempty" validate:"max=300"`
	Note      string   `form:"note" json:"note,omitempty" validate:"max=300"`
	Guardian  bool     `form:"guardian" json:"guardian,omitempty"`
	FirstCall bool     `form:"first_call" json:"first_call,omitempty"`
	LivesHere string   `form:"lives_here" json:"lives_here,omitempty" validate:"max=20" doc:"the resident number of this kin, when the kin lives in the centre too; family may share a room with a child"`
}

// read checks the input and writes it into a row.
func (in *KinInput) read(tx *db.Tx, row *Kin) error {
	var bad fault.Fields
	name, err := value.ParseName(in.Name)
	if err != nil {
		bad.Add("name", err.Error())
	}
	if !slices.Contains(Relations, in.Relation) {
		bad.Add("relation", "residents.relation_missing")
	}
	phone, err := value.ParsePhone(in.Phone)
	if err != nil {
		bad.Add("phone", err.Error())
	}
	row.Name, row.Relation, row.Phone, row.Guardian, row.FirstCall = name.String(), in.Relation, phone, in.Guardian, in.FirstCall
	row.Address = short(&bad, "address", in.Address, addressLimit)
	row.Note = short(&bad, "note", in.Note, noteLimit)
	if in.LivesHere = value.CleanText(in.LivesHere); in.LivesHere != "" {
		here, err := db.From[Person](tx).Only("id", "number").Where("number = ?", strings.ToUpper(in.LivesHere)).Maybe()
		switch {
		case err != nil:
			return err
		case here == nil:
			bad.Add("lives_here", "residents.number_unknown")
		case here.ID == row.ResidentID:
			bad.Add("lives_here", "residents.kin_of_self")
		default:
			row.PersonID, row.LivesHere = &here.ID, here.Number
		}
	}
	return bad.Err()
}

// AddKin notes somebody of the family. It needs residents.edit.
func AddKin(tx *db.Tx, in KinInput) (*Kin, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	row := &Kin{ResidentID: p.ID, Recorded: now(tx)}
	if err := in.read(tx, row); err != nil {
		return nil, err
	}
	return row, db.Add(tx, row)
}

// KinChange is another telling of somebody of the family.
type KinChange struct {
	Resident  uint64   `path:"resident" form:"-" json:"-"`
	ID        uint64   `path:"row" form:"-" json:"-"`
	Name      string   `form:"name" json:"name" validate:"max=200"`
	Relation  Relation `form:"relation" json:"relation" validate:"max=20"`
	Phone     string   `form:"phone" json:"phone,omitempty" validate:"max=40"`
	Address   string   `form:"address" json:"address,omitempty" validate:"max=300"`
	Note      string   `form:"note" json:"note,omitempty" validate:"max=300"`
	Guardian  bool     `form:"guardian" json:"guardian,omitempty"`
	FirstCall bool     `form:"first_call" json:"first_call,omitempty"`
	LivesHere string   `form:"lives_here" json:"lives_here,omitempty" validate:"max=20"`
	Version   uint64   `form:"version" json:"version,omitempty"`
}

func (in KinChange) told() *KinInput {
	return &KinInput{in.Resident, in.Name, in.Relation, in.Phone, in.Address, in.Note, in.Guardian, in.FirstCall, in.LivesHere}
}

// ChangeKin corrects what is known of somebody of the family: the old row ends and the new one
// takes its place, so that the telephone number of last year can still be read. It needs
// residents.edit. Conflict: somebody changed the row since Version was read.
func ChangeKin(tx *db.Tx, in KinChange) (*Kin, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	old, err := openKin(tx, p.ID, in.ID)
	if err != nil {
		return nil, err
	}
	row := &Kin{ResidentID: p.ID, Recorded: now(tx)}
	if err := in.told().read(tx, row); err != nil {
		return nil, err
	}
	old.Version = in.Version
	if err := endKin(tx, old, tx.Today(), ""); err != nil {
		return nil, err
	}
	return row, db.Add(tx, row)
}

// EndKin says that somebody is no longer to be called. It needs residents.edit.
func EndKin(tx *db.Tx, in EndInput) (*Kin, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	row, err := openKin(tx, p.ID, in.ID)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	on := since(tx, &bad, "on", in.On)
	note := short(&bad, "note", in.Note, noteLimit)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	return row, endKin(tx, row, on, note)
}

// kinOf reads the kin of a person who are to be called, with the number of those who live here too.
func kinOf(tx *db.Tx, resident uint64) ([]Kin, error) {
	return db.Report[Kin](tx, `SELECT k.*, h.number AS lives_here FROM residents_kin k JOIN residents_people p ON p.id = k.resident_id
		LEFT JOIN residents_people h ON h.id = k.person_id
		WHERE {campus p.campus_id} AND k.resident_id = ? AND k.ended_recorded_at IS NULL ORDER BY k.first_call DESC, k.guardian DESC, k.id`, resident)
}

func openKin(tx *db.Tx, resident, id uint64) (*Kin, error) {
	return db.From[Kin](tx).Where("id = ? AND resident_id = ? AND ended_recorded_at IS NULL", id, resident).One()
}

func endKin(tx *db.Tx, row *Kin, on value.Day, note string) error {
	row.EndedOn, row.EndNote = on, note
	row.end(tx)
	return db.Change(tx, row, "ended_on", "ended_recorded_at", "ended_recorded_by", "end_note")
}
