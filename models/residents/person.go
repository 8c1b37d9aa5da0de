package residents

import (
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// The names of the sealed columns, which bind what is sealed to its place.
const (
	citizenColumn   = "residents_people.citizen_number"
	insuranceColumn = "residents_people.insurance_card"
)

// Person is the identity of a resident. CampusID is the campus in whose care the person is, or was
// last.
type Person struct {
	ID                  uint64
	CampusID            uint64
	Number              string
	Name                string
	NameUnknown         bool
	SearchKey           string
	SortKey             []byte
	Sex                 value.Sex
	Birth               value.BirthDate `gorm:"embedded;embeddedPrefix:birth_"`
	CitizenNumberSealed []byte          `json:"-"`
	CitizenNumberIndex  []byte          `json:"-"`
	InsuranceCardSealed []byte          `json:"-"`
	InsuranceCardIndex  []byte          `json:"-"`
	OriginUnitCode      string
	OriginAddress       string
	Ethnicity           string
	SelfCare            SelfCare
	Note                string `gorm:"serializer:sealed" sealed:"residents_people.note"`
	PhotoFileID         *uint64
	MergedIntoID        *uint64    // the record in which this one goes on
	ErasedAt            *time.Time // since then nothing tells any more who this was
	Recorded
	Version uint64
}

// TableName names the table.
func (Person) TableName() string { return "residents_people" }

// SelfCare says how far a person looks after the own body.
type SelfCare string

// The degrees of self-care; empty when nobody has said yet.
const (
	CaresFully  SelfCare = "full"
	CaresPartly SelfCare = "partial"
	CaresNot    SelfCare = "none"
)

// SelfCares lists the degrees in the order in which pages show them.
var SelfCares = []SelfCare{CaresFully, CaresPartly, CaresNot}

func (s SelfCare) known() bool {
	return s == "" || s == CaresFully || s == CaresPartly || s == CaresNot
}

// PersonInput is what is asked when a person is entered.
type PersonInput struct {
	CampusID       uint64          `form:"campus_id" json:"campus_id,omitempty" doc:"may be left out by those who work in one campus"`
	Name           string          `form:"name" json:"name" validate:"max=200"`
	NameUnknown    bool            `form:"name_unknown" json:"name_unknown,omitempty" doc:"nobody knows the name: the house gives one with the number"`
	Meanwhile      string          `form:"-" json:"-"` // what somebody whose name nobody knows is called until then
	OtherNames     string          `form:"other_names" json:"other_names,omitempty" validate:"max=300" doc:"nicknames and other names, with commas between"`
	Sex            value.Sex       `form:"sex" json:"sex" validate:"max=1"`
	Birth          string          `form:"birth" json:"birth,omitempty" validate:"max=40" doc:"21/11/1957, 1957-11-21, 11/1957, 1957 or khoảng 1957; empty when nobody knows"`
	Born           value.BirthDate `form:"-" json:"-"` // read already, as by the import; wins over Birth when known
	CitizenNumber  string          `form:"citizen_number" json:"citizen_number,omitempty" validate:"max=40"`
	InsuranceCard  string          `form:"insurance_card" json:"insurance_card,omitempty" validate:"max=40"`
	OriginUnitCode string          `form:"origin_unit_code" json:"origin_unit_code,omitempty" validate:"max=120" doc:"code or name of a commune or province"`
	OriginAddress  string          `form:"origin_address" json:"origin_address,omitempty" validate:"max=300"`
	Ethnicity      string          `form:"ethnicity" json:"ethnicity,omitempty" validate:"max=60"`
	SelfCare       SelfCare        `form:"self_care" json:"self_care,omitempty" validate:"max=20"`
	Note           string          `form:"note" json:"note,omitempty" validate:"max=4000"`
	Despite        bool            `form:"despite" json:"despite,omitempty" doc:"enter although somebody alike is known"`
}

// identity is a checked input: the row to be, and the plain numbers.
type identity struct {
	row       Person
	others    []string // other names
	citizen   value.Citizen
	insurance value.Insurance
}

// check reads the texts of an input and lists what is wrong in them.
func (in *PersonInput) check(today value.Day) (identity, fault.Fields) {
	var bad fault.Fields
	var who identity
	p := &who.row
	p.CampusID, p.NameUnknown = in.CampusID, in.NameUnknown
	switch {
	case !in.NameUnknown:
		readName(&bad, p, in.Name)
	case in.Meanwhile != "":
		p.called(in.Meanwhile)
	}
	who.others = otherNames(&bad, in.OtherNames)
	if p.Sex = in.Sex; !p.Sex.Known() {
		bad.Add("sex", "residents.sex_missing")
	}
	if p.Birth = in.Born.Tidy(); !p.Birth.Known() {
		readBirth(&bad, p, in.Birth)
	}
	checkBirth(&bad, p, today)
	who.citizen = readCitizen(&bad, in.CitizenNumber)
	who.insurance = readInsurance(&bad, in.InsuranceCard)
	readUnit(&bad, p, in.OriginUnitCode)
	p.OriginAddress = short(&bad, "origin_address", in.OriginAddress, addressLimit)
	p.Ethnicity = short(&bad, "ethnicity", in.Ethnicity, 60)
	if p.SelfCare = in.SelfCare; !p.SelfCare.known() {
		bad.Add("self_care", "residents.self_care_unknown")
	}
	p.Note = strings.TrimSpace(in.Note)
	tooLong(&bad, "note", p.Note, storyLimit)
	return who, bad
}

func readName(bad *fault.Fields, p *Person, text string) {
	name, err := value.ParseName(text)
	if err != nil {
		bad.Add("name", err.Error())
	}
	p.called(name.String())
}

// called gives the person a name with the keys by which it is found and ordered.
func (p *Person) called(name string) {
	p.Name, p.SearchKey, p.SortKey = name, value.Fold(name), value.SortKey(name)
}

func readBirth(bad *fault.Fields, p *Person, text string) {
	var err error
	if p.Birth, err = value.ParseBirth(text); err != nil {
		bad.Add("birth", err.Error())
	}
}

// readUnit takes the code of a commune or province, or its name as people type it.
func readUnit(bad *fault.Fields, p *Person, typed string) {
	p.OriginUnitCode = ""
	if typed = value.CleanText(typed); typed == "" {
		return
	}
	unit, ok := settings.UnitNamed(typed)
	if !ok {
		bad.Add("origin_unit_code", "residents.unit_unknown")
		return
	}
	p.OriginUnitCode = unit.Code
}

// oldest is the greatest age that a birth date may give; nobody in the country has lived longer.
const oldest = 125

func checkBirth(bad *fault.Fields, p *Person, today value.Day) {
	earliest, latest := p.Birth.Range()
	switch {
	case !p.Birth.Known():
	case p.Birth.Day.After(today):
		bad.Add("birth", "residents.birth_in_future")
	case latest.AddYears(oldest).Before(today) && earliest.AddYears(oldest).Before(today):
		bad.Add("birth", "residents.birth_too_long_ago", fault.A{"years": oldest})
	}
}

func readCitizen(bad *fault.Fields, text string) value.Citizen {
	c, err := value.ParseCitizen(text)
	if err != nil {
		bad.Add("citizen_number", err.Error())
	}
	return c
}

func readInsurance(bad *fault.Fields, text string) value.Insurance {
	i, err := value.ParseInsurance(text)
	if err != nil {
		bad.Add("insurance_card", err.Error())
	}
	return i
}

// seal fills the sealed columns. An insurance card is found by the ten digits that stay for life,
// so that an old card and a new one are one person's.
func (who *identity) seal(tx *db.Tx) error {
	p := &who.row
	if err := p.sealCitizen(tx, who.citizen); err != nil {
		return err
	}
	return p.sealInsurance(tx, who.insurance)
}

func (p *Person) sealCitizen(tx *db.Tx, c value.Citizen) (err error) {
	if p.CitizenNumberSealed, err = db.Seal(tx, citizenColumn, c.Number); err == nil {
		p.CitizenNumberIndex, err = db.BlindIndex(tx, citizenColumn, c.Number)
	}
	return err
}

func (p *Person) sealInsurance(tx *db.Tx, i value.Insurance) (err error) {
	if p.InsuranceCardSealed, err = db.Seal(tx, insuranceColumn, i.Number); err == nil {
		p.InsuranceCardIndex, err = db.BlindIndex(tx, insuranceColumn, i.Social)
	}
	return err
}

// Citizen opens the citizen number; empty when there is none.
func (p Person) Citizen(tx *db.Tx) (value.Citizen, error) {
	text, err := db.Unseal(tx, citizenColumn, p.CitizenNumberSealed)
	if err != nil {
		return value.Citizen{}, err
	}
	c, err := value.ParseCitizen(text)
	if err != nil {
		c = value.Citizen{Number: text} // a rule that became stricter must not hide what is there
	}
	return c, nil
}

// Insurance opens the number of the insurance card; empty when there is none.
func (p Person) Insurance(tx *db.Tx) (value.Insurance, error) {
	text, err := db.Unseal(tx, insuranceColumn, p.InsuranceCardSealed)
	if err != nil {
		return value.Insurance{}, err
	}
	i, err := value.ParseInsurance(text)
	if err != nil {
		i = value.Insurance{Number: text}
	}
	return i, nil
}

// CreateResident enters a person. It needs residents.edit. Invalid: a name is missing, the sex is
// not said, the birth lies in the future, a number is no number. Conflict: somebody
// alike is known and Despite is not set (residents.alike_known); where that is somebody with the
// same citizen number, the field says so without a name. It is advice: two files may carry one
// number until somebody has found out which of them is right.
func CreateResident(tx *db.Tx, in PersonInput) (*Person, error) {
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	who, bad := in.check(tx.Today())
	if err := atCampus(tx, &bad, &who.row); err != nil {
		return nil, err
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	// Whoever enters somebody holds the book of numbers first: of two who enter one person at once, the
	// second sees the first.
	first, err := takeNumbers(tx, 1)
	if err != nil {
		return nil, err
	}
	if !in.Despite {
		if err := warned(tx, &who); err != nil {
			return nil, err
		}
	}
	p := &who.row
	p.numbered(first)
	p.Recorded = now(tx)
	if err := who.seal(tx); err != nil {
		return nil, err
	}
	if err := db.Add(tx, p); err != nil {
		return nil, err
	}
	if err := addNames(tx, []identity{who}); err != nil {
		return nil, err
	}
	if err := db.Append(tx, wordsOf(p, who.others)); err != nil {
		return nil, err
	}
	tx.Concerns("resident", p.ID, p.CampusID)
	tx.Detail("number", p.Number)
	return p, nil
}

// warned refuses an entry while somebody alike is known and nobody has said that it is another.
func warned(tx *db.Tx, who *identity) error {
	alike, err := alikes(tx, who, 0)
	if err != nil || alike.Count() == 0 {
		return err
	}
	f := fault.New(fault.Conflict, "residents.alike_known", fault.A{"Count": alike.Count()})
	if alike.Citizen {
		f = f.And("citizen_number", "residents.citizen_known")
	}
	return f
}

// atCampus puts a new person into a campus within sight: the only one when none is said.
func atCampus(tx *db.Tx, bad *fault.Fields, p *Person) error {
	within, err := wards.CampusesWithin(tx)
	if err != nil {
		return err
	}
	if p.CampusID == 0 && len(within) == 1 {
		p.CampusID = within[0].ID
	}
	for _, c := range within {
		if c.ID == p.CampusID {
			return nil
		}
	}
	bad.Add("campus_id", "residents.campus_missing")
	return nil
}
