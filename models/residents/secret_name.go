package residents

import (
	"encoding/json"
	"errors"
	"strings"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
)

// Somebody who hides, as from a husband who beats, is called by another name in the house: on boards and
// lists, in the search, on prints, spreadsheets, phones and feeds. Nothing has to think of it, because the
// other name stands where names stand; the true one, with everything by which the person could be found
// under it, lies sealed with a secret matter and is read by who is named in that. When it is over, all of
// it comes back as it was.

// errSelf says that a true name cannot be written or read, without what it says.
var errSelf = errors.New("residents: a true name cannot be read")

// secretNameColumn binds what is sealed to its place.
const secretNameColumn = "residents_secret_names.true_sealed"

// SecretName is that somebody is called by another name. OpenResidentID is set while it lasts.
type SecretName struct {
	ID             uint64
	SecretID       uint64
	ResidentID     uint64
	TrueSealed     []byte
	PhotoFileID    *uint64 // the face, which is shown to nobody meanwhile
	OpenResidentID *uint64
	Recorded
	Ending
}

// TableName names the table.
func (SecretName) TableName() string { return "residents_secret_names" }

// trueSelf is what lies sealed: who somebody is, and what was taken out of sight.
type trueSelf struct {
	Name           string            `json:"name"`
	NameUnknown    bool              `json:"name_unknown,omitempty"`
	Citizen        string            `json:"citizen,omitempty"`
	Insurance      string            `json:"insurance,omitempty"`
	OriginUnitCode string            `json:"origin_unit,omitempty"`
	OriginAddress  string            `json:"origin,omitempty"`
	Others         []OtherName       `json:"others,omitempty"`
	Revisions      []revision        `json:"revisions,omitempty"` // how the file stood before: it tells the name
	Relatives      map[uint64]string `json:"relatives,omitempty"` // the name in files of family who live here too
	Called         string            `json:"called"`              // the name that everybody sees
}

// SecretNameInput gives somebody another name.
type SecretNameInput struct {
	Secret uint64 `path:"secret" form:"-" json:"-"`
	Name   string `form:"called" json:"called" validate:"max=200" doc:"the name by which everybody is to know the person who is not named in this matter"`
}

// CallOtherwise gives the person of a secret matter another name for everybody who is not named in it, and
// takes the face, the other names, the numbers and the origin out of sight. It needs residents.confide, and
// to be named. NotFound: not named, or no such matter. Invalid: no name, or the true one. Conflict: the
// person is called by another name already, or is two records that were joined.
func CallOtherwise(tx *db.Tx, in SecretNameInput) (*SecretRef, error) {
	if err := tx.May(ConfidePermission); err != nil {
		return nil, err
	}
	if err := somebody(tx); err != nil {
		return nil, err
	}
	s, err := knownSecret(tx, in.Secret)
	if err != nil {
		return nil, err
	}
	p, err := holdPerson(tx, s.ResidentID)
	if err != nil {
		return nil, err
	}
	name, err := value.ParseName(in.Name)
	switch {
	case err != nil:
		return nil, fault.Field("called", err.Error())
	case value.Fold(name.String()) == p.SearchKey:
		return nil, fault.Field("called", "residents.secret.called_true")
	}
	if merged, err := mergedInto(tx, p.ID); err != nil || len(merged) > 0 {
		if err == nil { // its name stands in the record that went
			err = fault.New(fault.Conflict, "residents.secret.called_merged")
		}
		return nil, err
	}
	self, err := selfOf(tx, p, name.String())
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(self)
	if err != nil {
		return nil, errSelf
	}
	row := &SecretName{SecretID: s.ID, ResidentID: p.ID, OpenResidentID: &p.ID, PhotoFileID: p.PhotoFileID, Recorded: now(tx)}
	if row.TrueSealed, err = db.Seal(tx, secretNameColumn, string(text)); err != nil {
		return nil, err
	}
	err = db.Add(tx, row)
	if db.Duplicate(err, "open_resident_id") {
		return nil, fault.New(fault.Conflict, "residents.secret.called_already").Because(err)
	}
	if err != nil {
		return nil, err
	}
	p.called(name.String())
	p.NameUnknown, p.PhotoFileID, p.OriginUnitCode, p.OriginAddress = false, nil, "", ""
	p.CitizenNumberSealed, p.CitizenNumberIndex, p.InsuranceCardSealed, p.InsuranceCardIndex = nil, nil, nil, nil
	if err := db.Change(tx, p, selfColumns...); err != nil {
		return nil, err
	}
	if _, err := db.RemoveWhere[OtherName](tx, "resident_id = ?", p.ID); err != nil {
		return nil, err
	}
	if _, err := db.RemoveWhere[revision](tx, "resident_id = ?", p.ID); err != nil {
		return nil, err
	}
	for id := range self.Relatives {
		if _, err := db.Set[Kin](tx, map[string]any{"name": p.Name}, "id = ?", id); err != nil {
			return nil, err
		}
	}
	tx.Concerns(db.Secret, s.ID, s.CampusID)
	tx.TouchAll() // which wards it was would tell whose matter it is
	return &SecretRef{s.ID}, reword(tx, p)
}

// selfColumns are what of a person is hidden and comes back.
var selfColumns = []string{"name", "name_unknown", "search_key", "sort_key", "photo_file_id", "origin_unit_code", "origin_address",
	"citizen_number_sealed", "citizen_number_index", "insurance_card_sealed", "insurance_card_index"}

// selfOf gathers what is to be hidden.
func selfOf(tx *db.Tx, p *Person, called string) (*trueSelf, error) {
	citizen, err := p.Citizen(tx)
	if err != nil {
		return nil, err
	}
	insurance, err := p.Insurance(tx)
	if err != nil {
		return nil, err
	}
	self := &trueSelf{Name: p.Name, NameUnknown: p.NameUnknown, Citizen: citizen.Number, Insurance: insurance.Number,
		OriginUnitCode: p.OriginUnitCode, OriginAddress: p.OriginAddress, Relatives: map[uint64]string{}, Called: called}
	if self.Others, err = db.From[OtherName](tx).Where("resident_id = ?", p.ID).Order("id").All(); err != nil {
		return nil, err
	}
	if self.Revisions, err = db.From[revision](tx).Where("resident_id = ?", p.ID).Order("id").All(); err != nil {
		return nil, err
	}
	rows, err := db.From[Kin](tx).Only("id", "name").Where("person_id = ?", p.ID).Order("id").All()
	for _, k := range rows {
		self.Relatives[k.ID] = k.Name
	}
	return self, err
}

// OwnNameInput ends that somebody is called otherwise.
type OwnNameInput struct {
	Secret uint64 `path:"secret" form:"-" json:"-"`
}

// CallByOwnName gives a person the true name back, and all that was out of sight. What somebody noted
// meanwhile (another face, a number that was empty) stays. It needs residents.confide, and to be named in
// the matter. NotFound: not named, or the person is not called otherwise because of it.
func CallByOwnName(tx *db.Tx, in OwnNameInput) (*SecretRef, error) {
	if err := tx.May(ConfidePermission); err != nil {
		return nil, err
	}
	if err := somebody(tx); err != nil {
		return nil, err
	}
	s, err := knownSecret(tx, in.Secret)
	if err != nil {
		return nil, err
	}
	p, err := holdPerson(tx, s.ResidentID)
	if err != nil {
		return nil, err
	}
	row, self, err := calledOtherwise(tx, s.ID)
	if err != nil {
		return nil, err
	}
	if row == nil {
		return nil, notFound
	}
	row.OpenResidentID = nil
	row.end(tx)
	if err := db.Change(tx, row, "open_resident_id", "ended_recorded_at", "ended_recorded_by"); err != nil {
		return nil, err
	}
	if err := self.giveBack(tx, p, row.PhotoFileID); err != nil {
		return nil, err
	}
	tx.Concerns(db.Secret, s.ID, s.CampusID)
	tx.TouchAll()
	return &SecretRef{s.ID}, reword(tx, p)
}

func (self *trueSelf) giveBack(tx *db.Tx, p *Person, photo *uint64) (err error) {
	p.called(self.Name)
	p.NameUnknown = self.NameUnknown
	if p.PhotoFileID == nil {
		p.PhotoFileID = photo
	}
	if p.OriginUnitCode == "" && p.OriginAddress == "" {
		p.OriginUnitCode, p.OriginAddress = self.OriginUnitCode, self.OriginAddress
	}
	if p.CitizenNumberSealed == nil {
		if err := p.sealCitizen(tx, value.Citizen{Number: self.Citizen}); err != nil {
			return err
		}
	}
	if p.InsuranceCardSealed == nil {
		card, err := value.ParseInsurance(self.Insurance)
		if err != nil {
			card = value.Insurance{Number: self.Insurance}
		}
		if err := p.sealInsurance(tx, card); err != nil {
			return err
		}
	}
	if err := db.Change(tx, p, selfColumns...); err != nil {
		return err
	}
	for i := range self.Others {
		self.Others[i].ID, self.Others[i].ResidentID, self.Others[i].SearchKey = 0, p.ID, value.Fold(self.Others[i].Name)
	}
	if err := db.Append(tx, self.Others); err != nil {
		return err
	}
	for i := range self.Revisions {
		self.Revisions[i].ID, self.Revisions[i].ResidentID = 0, p.ID
	}
	if err := db.Append(tx, self.Revisions); err != nil {
		return err
	}
	for id, name := range self.Relatives {
		if _, err := db.Set[Kin](tx, map[string]any{"name": name}, "id = ? AND name = ?", id, self.Called); err != nil {
			return err
		}
	}
	return nil
}

// calledOtherwise finds the other name that a matter gives, with what it hides; nil when it gives none.
func calledOtherwise(tx *db.Tx, secret uint64) (*SecretName, *trueSelf, error) {
	row, err := db.From[SecretName](tx).Where("secret_id = ? AND open_resident_id IS NOT NULL", secret).Maybe()
	if err != nil || row == nil {
		return nil, nil, err
	}
	text, err := db.Unseal(tx, secretNameColumn, row.TrueSealed)
	if err != nil {
		return nil, nil, err
	}
	self := &trueSelf{}
	if err := json.Unmarshal([]byte(text), self); err != nil {
		return nil, nil, errSelf
	}
	return row, self, nil
}

// CalledOtherwise tells whether one of these people is called by another name now. The caller has asked
// for its own permission, and tells nobody.
func CalledOtherwise(tx *db.Tx, people ...uint64) (bool, error) {
	return db.From[SecretName](tx).Where("open_resident_id IN ?", people).Exists()
}

// unveiled holds, in SQL over a row q that names a resident, unless that one is called by another name and
// the reader is not named in the matter: papers and their scans tell who somebody is. It takes the values
// of veil.
const unveiled = "NOT EXISTS (SELECT 1 FROM residents_secret_names v WHERE v.open_resident_id = q.resident_id AND NOT EXISTS (SELECT 1 FROM residents_confidants x WHERE x.secret_id = v.secret_id AND " + named + "))"

func veil(tx *db.Tx) []any { return []any{tx.Actor.ID, tx.Today(), tx.Today()} }

// OwnName is who somebody is who is called by another name, for those who are named.
type OwnName struct {
	Name          string
	Others        []string
	CitizenNumber string
	InsuranceCard string
	Origin        string
	Called        string
}

// IdentityLook is what the look is called that a paper with a true name leaves in its matter.
const IdentityLook = "residents.identity"

// Identity is who somebody is who is called by another name, for a paper to an authority.
type Identity struct {
	Person Person // as everybody sees them
	Own    OwnName
}

// Identify gives who somebody is who is called by another name because of a matter, so that an authority can
// be told on paper. It needs residents.view, and to be named in the matter; nothing is written but the look,
// which has a name of its own and stands with the matter alone. NotFound: not named, or the person is not
// called otherwise because of it.
func Identify(tx *db.Tx, secret uint64) (*Identity, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	s, err := knownSecret(tx, secret)
	if err != nil {
		return nil, err
	}
	p, err := within(tx, s.ResidentID)
	if err != nil {
		return nil, err
	}
	_, self, err := calledOtherwise(tx, s.ID)
	if err != nil {
		return nil, err
	}
	if self == nil {
		return nil, notFound
	}
	tx.Looked("resident", p.ID, p.CampusID) // as any look: it must not tell that there is a true name
	tx.LooksAs(IdentityLook)
	tx.Looked(db.Secret, s.ID, s.CampusID)
	return &Identity{*p, *self.shown()}, nil
}

func (self *trueSelf) shown() *OwnName {
	o := &OwnName{Name: self.Name, CitizenNumber: self.Citizen, InsuranceCard: self.Insurance, Origin: self.OriginAddress, Called: self.Called}
	if unit, ok := settings.UnitOf(self.OriginUnitCode); ok {
		o.Origin = strings.TrimPrefix(o.Origin+", "+unit.Full(), ", ")
	}
	for _, n := range self.Others {
		if !n.Ended() {
			o.Others = append(o.Others, n.Name)
		}
	}
	return o
}
