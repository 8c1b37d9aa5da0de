package residents

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Relation says what somebody is to a resident.
type Relation string

// Relations lists what somebody can be to a resident, in the order in which pages show them.
var Relations = []Relation{"spouse", "father", "mother", "child", "sibling", "grandparent", "grandchild", "uncle_aunt", "nephew_niece",
	"relative", "neighbour", "friend", "carer", "local_authority", "other"}

// Back gives what a resident of this sex is to somebody who is this to them: the child of a mother
// looks at her the other way round.
func (r Relation) Back(sex value.Sex) Relation {
	switch r {
	case "father", "mother":
		return "child"
	case "child":
		if sex == value.Female {
			return "mother"
		}
		return "father"
	case "grandparent":
		return "grandchild"
	case "grandchild":
		return "grandparent"
	case "uncle_aunt":
		return "nephew_niece"
	case "nephew_niece":
		return "uncle_aunt"
	case "spouse", "sibling", "relative", "neighbour", "friend":
		return r
	}
	return "other"
}

// Kin is somebody of the family, or who stands for it: whom the ward calls. It may be another
// resident of the centre: the two files then lead to each other.
type Kin struct {
	ID         uint64      `json:"id"`
	ResidentID uint64      `json:"-"`
	RootID     *uint64     `json:"-"` // the row by which this person was first noted
	Name       string      `json:"name"`
	Relation   Relation    `json:"relation"`
	Phone      value.Phone `json:"phone,omitempty" gorm:"serializer:sealed" sealed:"residents_kin.phone"`
	PhoneTwo   value.Phone `json:"phone_two,omitempty" gorm:"serializer:sealed" sealed:"residents_kin.phone_two"`
	PhoneThree value.Phone `json:"phone_three,omitempty" gorm:"serializer:sealed" sealed:"residents_kin.phone_three"`
	Address    string      `json:"address,omitempty" gorm:"serializer:sealed" sealed:"residents_kin.address"`
	Note       string      `json:"note,omitempty" gorm:"serializer:sealed" sealed:"residents_kin.note"`
	Guardian   bool        `json:"guardian"`             // stands for the resident in law
	FirstCall  bool        `json:"first_call"`           // whom to call first
	CallOrder  int         `json:"call_order,omitempty"` // 1 is called first; 0 has no turn
	PersonID   *uint64     `json:"person_id,omitempty"`  // when the kin lives or lived in the centre too
	// OpenPersonID is PersonID while the row holds: two people are linked once.
	OpenPersonID *uint64 `json:"-"`
	LivesHere    string  `gorm:"->;column:lives_here" json:"lives_here,omitempty"` // that one's number
	Recorded
	EndedOn value.Day `json:"-"`
	Ending  `json:"-"`
	EndNote string `json:"-" gorm:"serializer:sealed" sealed:"residents_kin.end_note"`
	Version uint64 `json:"version"`

	// What KinOf reads beside the row: when somebody was last reached, when last met, and since when
	// sought.
	ReachedAt   *time.Time `gorm:"->" json:"reached_at,omitempty"`
	MetAt       *time.Time `gorm:"->" json:"met_at,omitempty"`
	SoughtSince value.Day  `gorm:"->" json:"sought_since,omitzero"`
}

// family are the relations by which two people belong to one family.
var family = []Relation{"spouse", "father", "mother", "child", "sibling", "grandparent", "grandchild", "uncle_aunt", "nephew_niece", "relative"}

// TableName names the table.
func (Kin) TableName() string { return "residents_kin" }

// Identity is the number that stays when what is known of somebody is corrected.
func (k Kin) Identity() uint64 {
	if k.RootID != nil {
		return *k.RootID
	}
	return k.ID
}

// Phones are the numbers in the order in which they are tried.
func (k Kin) Phones() []value.Phone {
	return slices.DeleteFunc([]value.Phone{k.Phone, k.PhoneTwo, k.PhoneThree}, func(p value.Phone) bool { return p == "" })
}

// lastCall is the last turn that somebody can have.
const lastCall = 9

// KinInput is what is asked about somebody of the family.
type KinInput struct {
	Resident   uint64   `path:"resident" form:"-" json:"-"`
	Name       string   `form:"name" json:"name,omitempty" validate:"max=200" doc:"may be left out for another resident"`
	Relation   Relation `form:"relation" json:"relation" validate:"max=20"`
	Phone      string   `form:"phone" json:"phone,omitempty" validate:"max=40"`
	PhoneTwo   string   `form:"phone_two" json:"phone_two,omitempty" validate:"max=40"`
	PhoneThree string   `form:"phone_three" json:"phone_three,omitempty" validate:"max=40"`
	Address    string   `form:"address" json:"address,omitempty" validate:"max=300"`
	Note       string   `form:"note" json:"note,omitempty" validate:"max=300"`
	Guardian   bool     `form:"guardian" json:"guardian,omitempty"`
	FirstCall  bool     `form:"first_call" json:"first_call,omitempty"`
	CallOrder  int      `form:"call_order" json:"call_order,omitempty" doc:"1 is called first, up to 9; 0 or absent: no turn"`
	LivesHere  string   `form:"lives_here" json:"lives_here,omitempty" validate:"max=160" doc:"the resident number of this kin, when the kin lives in the centre too; family may share a room with a child"`
}

// read checks the input and writes it into a row. With another resident named, both people are held
// so that they are not linked twice from both sides at once.
func (in *KinInput) read(tx *db.Tx, p *Person, row *Kin) error {
	var bad fault.Fields
	if err := in.relative(tx, &bad, p, row); err != nil {
		return err
	}
	name, err := value.ParseName(in.Name)
	if err != nil {
		bad.Add("name", err.Error())
	}
	if !slices.Contains(Relations, in.Relation) {
		bad.Add("relation", "residents.relation_missing")
	}
	phone := func(field, text string) value.Phone {
		n, err := value.ParsePhone(text)
		if err != nil {
			bad.Add(field, err.Error())
		}
		return n
	}
	row.Phone, row.PhoneTwo, row.PhoneThree = phone("phone", in.Phone), phone("phone_two", in.PhoneTwo), phone("phone_three", in.PhoneThree)
	if row.CallOrder = in.CallOrder; row.CallOrder == 0 && in.FirstCall {
		row.CallOrder = 1
	}
	if row.CallOrder < 0 || row.CallOrder > lastCall {
		bad.Add("call_order", "residents.call_order_unknown", fault.A{"limit": lastCall})
	}
	row.Name, row.Relation, row.Guardian, row.FirstCall = name.String(), in.Relation, in.Guardian, row.CallOrder == 1
	row.Address = short(&bad, "address", in.Address, addressLimit)
	row.Note = short(&bad, "note", in.Note, noteLimit)
	return bad.Err()
}

// relative finds the other resident whom the input names.
func (in *KinInput) relative(tx *db.Tx, bad *fault.Fields, p *Person, row *Kin) error {
	number, _, _ := strings.Cut(value.CleanText(in.LivesHere), " ")
	if number == "" {
		return nil
	}
	var other *Person
	var err error
	if !strings.ContainsFunc(number, func(r rune) bool { return r > unicode.MaxASCII }) { // numbers are plain, and MariaDB compares nothing else with them
		other, err = db.From[Person](tx).Where("number = ?", strings.ToUpper(number)).Maybe()
	}
	if err == nil && other != nil && other.MergedIntoID != nil { // an old number leads to the person
		other, err = db.From[Person](tx).Where("id = ?", *other.MergedIntoID).Maybe()
	}
	switch {
	case err != nil:
		return err
	case other == nil:
		bad.Add("lives_here", "residents.number_unknown")
		return nil
	case other.ID == p.ID:
		bad.Add("lives_here", "residents.kin_of_self")
		return nil
	}
	if _, err := db.Hold[Person](tx, p.ID, other.ID); err != nil {
		return err
	}
	back, err := db.From[Kin](tx).Where("resident_id = ? AND person_id = ? AND ended_recorded_at IS NULL", other.ID, p.ID).Exists()
	if err != nil {
		return err
	}
	if back {
		bad.Add("lives_here", "residents.relative_there")
	}
	if value.CleanText(in.Name) == "" {
		in.Name = other.Name
	}
	row.PersonID, row.OpenPersonID, row.LivesHere = &other.ID, &other.ID, other.Number
	return nil
}

// AddKin notes somebody of the family. It needs residents.edit. Conflict: the other resident stands
// in the family already (residents.relative_there).
func AddKin(tx *db.Tx, in KinInput) (*Kin, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	row := &Kin{ResidentID: p.ID, Recorded: now(tx)}
	if err := in.read(tx, p, row); err != nil {
		return nil, err
	}
	return row, linked(db.Add(tx, row))
}

// linked names the rule that a unique key kept: two people are linked once.
func linked(err error) error {
	if db.Duplicate(err, "open_person_id") {
		return fault.New(fault.Conflict, "residents.relative_there").And("lives_here", "residents.relative_there").Because(err)
	}
	return err
}

// KinChange is another telling of somebody of the family.
type KinChange struct {
	Resident   uint64   `path:"resident" form:"-" json:"-"`
	ID         uint64   `path:"row" form:"-" json:"-"`
	Name       string   `form:"name" json:"name,omitempty" validate:"max=200"`
	Relation   Relation `form:"relation" json:"relation" validate:"max=20"`
	Phone      string   `form:"phone" json:"phone,omitempty" validate:"max=40"`
	PhoneTwo   string   `form:"phone_two" json:"phone_two,omitempty" validate:"max=40"`
	PhoneThree string   `form:"phone_three" json:"phone_three,omitempty" validate:"max=40"`
	Address    string   `form:"address" json:"address,omitempty" validate:"max=300"`
	Note       string   `form:"note" json:"note,omitempty" validate:"max=300"`
	Guardian   bool     `form:"guardian" json:"guardian,omitempty"`
	FirstCall  bool     `form:"first_call" json:"first_call,omitempty"`
	CallOrder  int      `form:"call_order" json:"call_order,omitempty"`
	LivesHere  string   `form:"lives_here" json:"lives_here,omitempty" validate:"max=160"`
	Version    uint64   `form:"version" json:"version,omitempty"`
}

func (in KinChange) told() *KinInput {
	return &KinInput{in.Resident, in.Name, in.Relation, in.Phone, in.PhoneTwo, in.PhoneThree, in.Address, in.Note, in.Guardian, in.FirstCall, in.CallOrder, in.LivesHere}
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
	root := old.Identity()
	row := &Kin{ResidentID: p.ID, RootID: &root, Recorded: now(tx)}
	if err := in.told().read(tx, p, row); err != nil {
		return nil, err
	}
	old.Version = in.Version
	if err := endKin(tx, old, tx.Today(), ""); err != nil {
		return nil, err
	}
	return row, linked(db.Add(tx, row))
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

func openKin(tx *db.Tx, resident, id uint64) (*Kin, error) {
	return db.From[Kin](tx).Where("id = ? AND resident_id = ? AND ended_recorded_at IS NULL", id, resident).One()
}

func endKin(tx *db.Tx, row *Kin, on value.Day, note string) error {
	row.EndedOn, row.EndNote, row.OpenPersonID = on, note, nil
	row.end(tx)
	return db.Change(tx, row, "ended_on", "ended_recorded_at", "ended_recorded_by", "end_note", "open_person_id")
}

// kinOf reads the family of a person in the order of calling, with when each was last reached, last
// met, and since when sought, in one statement.
func kinOf(tx *db.Tx, resident uint64) ([]Kin, error) {
	last := func(condition string) string {
		return `(SELECT x.id FROM residents_contacts x WHERE x.kin_id = COALESCE(k.root_id, k.id) AND x.voided_at IS NULL AND ` + condition + ` ORDER BY x.at DESC, x.id DESC LIMIT 1)`
	}
	return db.Report[Kin](tx, `SELECT k.*, c.at AS reached_at, m.at AS met_at, s.from_day AS sought_since, h.number AS lives_here
		FROM residents_kin k JOIN residents_people r ON r.id = k.resident_id
		LEFT JOIN residents_people h ON h.id = k.person_id
		LEFT JOIN residents_contacts c ON c.id = `+last("x.outcome = 'reached'")+`
		LEFT JOIN residents_contacts m ON m.id = `+last("x.outcome = 'reached' AND x.way IN ('visited', 'went')")+`
		LEFT JOIN residents_searches s ON s.open_kin_id = COALESCE(k.root_id, k.id)
		WHERE {campus r.campus_id} AND k.resident_id = ? AND k.ended_recorded_at IS NULL
		ORDER BY CASE WHEN k.call_order = 0 THEN 1 ELSE 0 END, k.call_order, k.guardian DESC, k.id`, resident)
}
