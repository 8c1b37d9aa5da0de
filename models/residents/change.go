package residents

import (
	"encoding/json"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/files"
	"maiam/models/value"
)

// ChangeInput says what is to be different; what is not said stays as it is, so that one field can
// be mended alone.
type ChangeInput struct {
	Resident       uint64     `path:"resident" form:"-" json:"-"`
	Name           *string    `form:"name" json:"name,omitempty" validate:"omitempty,max=200"`
	Sex            *value.Sex `form:"sex" json:"sex,omitempty" validate:"omitempty,max=1"`
	Birth          *string    `form:"birth" json:"birth,omitempty" validate:"omitempty,max=40"`
	CitizenNumber  *string    `form:"citizen_number" json:"citizen_number,omitempty" validate:"omitempty,max=40"`
	InsuranceCard  *string    `form:"insurance_card" json:"insurance_card,omitempty" validate:"omitempty,max=40"`
	OriginUnitCode *string    `form:"origin_unit_code" json:"origin_unit_code,omitempty" validate:"omitempty,max=120" doc:"code or name of a commune or province"`
	OriginAddress  *string    `form:"origin_address" json:"origin_address,omitempty" validate:"omitempty,max=300"`
	Ethnicity      *string    `form:"ethnicity" json:"ethnicity,omitempty" validate:"omitempty,max=60"`
	SelfCare       *SelfCare  `form:"self_care" json:"self_care,omitempty" validate:"omitempty,max=20"`
	Note           *string    `form:"note" json:"note,omitempty" validate:"omitempty,max=4000"`
	Despite        bool       `form:"despite" json:"despite,omitempty" doc:"keep the citizen number although another file carries it"`
	Version        uint64     `form:"version" json:"version,omitempty"`
}

// identityColumns are the columns that ChangeResident writes.
var identityColumns = []string{"name", "name_unknown", "search_key", "sort_key", "sex", "birth_date", "birth_precision",
	"citizen_number_sealed", "citizen_number_index", "insurance_card_sealed", "insurance_card_index",
	"origin_unit_code", "origin_address", "ethnicity", "self_care", "note"}

// ChangeResident corrects what is known of a person and keeps how it was. It needs residents.edit.
// Invalid as in CreateResident. Conflict: somebody changed the person since Version was read (both
// versions are in the fault), or another file carries the citizen number and Despite is not set.
func ChangeResident(tx *db.Tx, in ChangeInput) (*Person, error) {
	if _, err := editing(tx, in.Resident); err != nil {
		return nil, err
	}
	p, err := holdPerson(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	if p.Version != in.Version {
		return nil, db.Changed("db.changed_meanwhile", p.Shown(), in, 0, time.Time{})
	}
	was := *p
	var bad fault.Fields
	if err := in.apply(tx, &bad, p); err != nil {
		return nil, err
	}
	checkBirth(&bad, p, tx.Today())
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if !in.Despite && !same(was.CitizenNumberIndex, p.CitizenNumberIndex) {
		if err := citizenFree(tx, p); err != nil {
			return nil, err
		}
	}
	if err := keepRevision(tx, was); err != nil {
		return nil, err
	}
	if err := db.Change(tx, p, identityColumns...); err != nil {
		return nil, err
	}
	return p, reword(tx, p)
}

// citizenFree warns that another file, here or in a campus out of sight, carries the citizen number
// already. It holds the book of numbers, as those who enter people do, so that of two the second is
// warned.
func citizenFree(tx *db.Tx, p *Person) error {
	if p.CitizenNumberIndex == nil {
		return nil
	}
	if _, err := takeNumbers(tx, 0); err != nil {
		return err
	}
	citizen, err := p.Citizen(tx)
	if err != nil {
		return err
	}
	lots, err := db.BlindIndexes(tx, citizenColumn, citizen.Number)
	if err != nil {
		return err
	}
	return tx.Everywhere("a citizen number may stand in a file of another campus", func(all *db.Tx) error {
		there, err := db.From[Person](all).Only("id").Where("citizen_number_index IN ? AND id <> ? AND (merged_into_id IS NULL OR merged_into_id <> ?)", lots, p.ID, p.ID).Exists()
		if err == nil && there {
			err = fault.New(fault.Conflict, "residents.citizen_known").And("citizen_number", "residents.citizen_known")
		}
		return err
	})
}

// apply writes what was said into the row and lists what is wrong in it.
func (in *ChangeInput) apply(tx *db.Tx, bad *fault.Fields, p *Person) error {
	if in.Name != nil && (value.CleanText(*in.Name) != p.Name) {
		readName(bad, p, *in.Name)
		p.NameUnknown = false
	}
	if in.Sex != nil {
		if p.Sex = *in.Sex; !p.Sex.Known() {
			bad.Add("sex", "residents.sex_missing")
		}
	}
	if in.Birth != nil {
		readBirth(bad, p, *in.Birth)
	}
	if err := in.applyNumbers(tx, bad, p); err != nil {
		return err
	}
	if in.OriginUnitCode != nil {
		readUnit(bad, p, *in.OriginUnitCode)
	}
	if in.OriginAddress != nil {
		p.OriginAddress = short(bad, "origin_address", *in.OriginAddress, addressLimit)
	}
	if in.Ethnicity != nil {
		p.Ethnicity = short(bad, "ethnicity", *in.Ethnicity, 60)
	}
	if in.SelfCare != nil {
		if p.SelfCare = *in.SelfCare; !p.SelfCare.known() {
			bad.Add("self_care", "residents.self_care_unknown")
		}
	}
	if in.Note != nil {
		p.Note = strings.TrimSpace(*in.Note)
		tooLong(bad, "note", p.Note, storyLimit)
	}
	return nil
}

// applyNumbers seals numbers that are other than before: sealing the same one again would look like
// a change.
func (in *ChangeInput) applyNumbers(tx *db.Tx, bad *fault.Fields, p *Person) error {
	if in.CitizenNumber != nil {
		was, err := p.Citizen(tx)
		if err != nil {
			return err
		}
		if c := readCitizen(bad, *in.CitizenNumber); c.Number != was.Number {
			if err := p.sealCitizen(tx, c); err != nil {
				return err
			}
		}
	}
	if in.InsuranceCard != nil {
		was, err := p.Insurance(tx)
		if err != nil {
			return err
		}
		if i := readInsurance(bad, *in.InsuranceCard); i.Number != was.Number {
			return p.sealInsurance(tx, i)
		}
	}
	return nil
}

// revision is how a person stood in the books before a change. Sealed numbers stay sealed in it.
type revision struct {
	ID         uint64
	ResidentID uint64
	OfVersion  uint64
	Was        string `gorm:"serializer:sealed" sealed:"residents_revisions.was"`
	Recorded
}

// TableName names the table.
func (revision) TableName() string { return "residents_revisions" }

// revisionText is a person with the sealed columns, which the row itself keeps out of JSON.
type revisionText struct {
	Person
	Citizen   []byte `json:"citizen_sealed,omitempty"`
	Insurance []byte `json:"insurance_sealed,omitempty"`
}

func keepRevision(tx *db.Tx, was Person) error {
	text, err := json.Marshal(revisionText{was, was.CitizenNumberSealed, was.InsuranceCardSealed})
	if err != nil {
		return err
	}
	return db.Add(tx, &revision{ResidentID: was.ID, OfVersion: was.Version, Was: string(text), Recorded: now(tx)})
}

// Before is how a person stood in the books until a moment.
type Before struct {
	Person Person
	Until  time.Time
	By     uint64 // who changed it
}

// History gives how a person stood in the books before each change, newest first. It needs
// residents.view.
func History(tx *db.Tx, id uint64) ([]Before, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	if _, err := within(tx, id); err != nil {
		return nil, err
	}
	rows, err := db.From[revision](tx).Where("resident_id = ?", id).Order("of_version DESC").Limit(100).All()
	if err != nil {
		return nil, err
	}
	out := make([]Before, len(rows))
	for i, r := range rows {
		var was revisionText
		if err := json.Unmarshal([]byte(r.Was), &was); err != nil {
			return nil, err
		}
		was.CitizenNumberSealed, was.InsuranceCardSealed = was.Citizen, was.Insurance
		out[i] = Before{was.Person, r.RecordedAt, r.RecordedBy}
	}
	return out, nil
}

// SetPhoto gives a person another photograph, which lies in the store already; the old one stays in
// the books. It needs residents.edit.
func SetPhoto(tx *db.Tx, in PhotoInput) (*Person, error) {
	if _, err := editing(tx, in.Resident); err != nil {
		return nil, err
	}
	if in.Content == nil {
		return nil, fault.Field("file", "files.empty")
	}
	p, err := holdPerson(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	was := *p
	file, err := files.Keep(tx, p.CampusID, in.Content)
	if err != nil {
		return nil, err
	}
	p.PhotoFileID = &file.ID
	if err := keepRevision(tx, was); err != nil {
		return nil, err
	}
	return p, db.Change(tx, p, "photo_file_id")
}

// PhotoInput names a photograph that lies in the store.
type PhotoInput struct {
	Resident uint64
	Content  *files.Content
}
