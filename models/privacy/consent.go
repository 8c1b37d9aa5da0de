package privacy

import (
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/files"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
)

// Act is what somebody said about a purpose.
type Act string

// The acts. That nobody asked yet is none of them.
const (
	Given     Act = "given"
	Refused   Act = "refused"
	Withdrawn Act = "withdrawn"
)

// Giver is who speaks: the person, or who stands for the person in law.
type Giver string

// The givers, in the order of the forms.
const (
	Self       Giver = "self"
	Parent     Giver = "parent"
	Guardian   Giver = "guardian"
	Spouse     Giver = "spouse"
	AdultChild Giver = "adult_child"
)

// Givers lists them all.
var Givers = []Giver{Self, Parent, Guardian, Spouse, AdultChild}

// Means is how it was said, so that it can be shown later.
type Means string

// The means: signed paper, a thumb print on paper read out, a recording, a tap on the screen before a
// witness.
const (
	Written   Means = "written"
	Thumb     Means = "thumbprint"
	Recording Means = "recording"
	Click     Means = "click"
)

// MeansAll lists them in the order of the form.
var MeansAll = []Means{Written, Thumb, Recording, Click}

// Consent is what was said about one purpose. Rows are never changed: who takes a consent back writes
// a new one. LivePurpose is set in the last word on a purpose alone.
type Consent struct {
	ID          uint64    `json:"id"`
	CampusID    uint64    `json:"-"`
	ResidentID  uint64    `json:"resident_id"`
	Purpose     string    `json:"purpose"`
	LivePurpose *string   `json:"-"`
	Act         Act       `json:"act"`
	GivenOn     value.Day `json:"given_on"`
	ExpiresOn   value.Day `json:"expires_on,omitzero"`
	Giver       Giver     `json:"giver"`
	GiverName   string    `json:"giver_name,omitempty"`
	KinID       *uint64   `json:"kin_id,omitempty"`
	Assented    bool      `json:"assented,omitempty"` // the child said yes too
	Means       Means     `json:"means,omitempty"`
	FileID      *uint64   `json:"-"` // a picture of the paper
	Place       string    `json:"place,omitempty" gorm:"serializer:sealed" sealed:"privacy_consents.place"`
	Witness     string    `json:"witness,omitempty" gorm:"serializer:sealed" sealed:"privacy_consents.witness"`
	Note        string    `json:"note,omitempty" gorm:"serializer:sealed" sealed:"privacy_consents.note"`
	RecordedAt  time.Time `json:"recorded_at"`
	RecordedBy  uint64    `json:"recorded_by"`
	Voiding     `json:"-"`
}

// TableName names the table.
func (Consent) TableName() string { return "privacy_consents" }

// Holds tells that the consent may be relied on, on a day.
func (c Consent) Holds(on value.Day) bool {
	return c.LivePurpose != nil && c.Act == Given && !c.Expired(on)
}

// Expired tells that it has run out and must be asked anew.
func (c Consent) Expired(on value.Day) bool { return !c.ExpiresOn.IsZero() && c.ExpiresOn.Before(on) }

// Ages are the dated ages that decide who speaks for a child.
type Ages struct {
	Asked int // from which the child says yes too
	Adult int // from which nobody else need
}

func agesOn(tx *db.Tx) (a Ages, err error) {
	book, err := settings.Of(tx)
	if err != nil {
		return a, err
	}
	if a.Asked, err = book.Int(settings.ConsentChild, tx.Today()); err != nil {
		return a, err
	}
	a.Adult, err = book.Int(settings.ChildAge, tx.Today())
	return a, err
}

// Speakers are those who may say yes for somebody who stands so, in the order in which they are asked.
// For the dead and the missing it is the spouse or a grown child, else the parents (Decree 13/2023,
// article 19); for a child its parents or guardian (article 20); a grown person speaks for itself, or
// has a guardian.
func (a Ages) Speakers(s Standing) []Giver {
	switch {
	case s.Dead || s.Missing:
		return []Giver{Spouse, AdultChild, Parent}
	case s.AgeKnown && s.Most < a.Adult:
		return []Giver{Parent, Guardian}
	case s.AgeKnown && s.Least < a.Adult:
		return []Giver{Self, Parent, Guardian}
	}
	return []Giver{Self, Guardian}
}

// Assents tells that a child must say yes too: it is old enough, or may be.
func (a Ages) Assents(s Standing) bool {
	return !s.Dead && !s.Missing && s.AgeKnown && s.Least < a.Adult && s.Most >= a.Asked
}

// ConsentInput is what somebody said when asked about a purpose. Nothing of it is chosen beforehand.
type ConsentInput struct {
	Resident  uint64         `path:"resident" form:"-" json:"-"`
	Purpose   string         `form:"purpose" json:"purpose" validate:"required,max=30"`
	Act       Act            `form:"act" json:"act" validate:"required,max=12" enum:"given,refused"`
	Giver     Giver          `form:"giver" json:"giver" validate:"required,max=20" enum:"self,parent,guardian,spouse,adult_child"`
	GiverName string         `form:"giver_name" json:"giver_name,omitempty" validate:"max=120" doc:"needed unless the person says it"`
	KinID     uint64         `form:"kin_id" json:"kin_id,omitempty"`
	Assented  bool           `form:"assented" json:"assented,omitempty" doc:"a child that is old enough was asked and said yes"`
	Means     Means          `form:"means" json:"means,omitempty" validate:"max=12" enum:"written,thumbprint,recording,click"`
	GivenOn   value.Day      `form:"given_on" json:"given_on,omitzero" doc:"today when absent"`
	Place     string         `form:"place" json:"place,omitempty" validate:"max=200" doc:"where the paper or the recording is kept"`
	Witness   string         `form:"witness" json:"witness,omitempty" validate:"max=120"`
	Note      string         `form:"note" json:"note,omitempty" validate:"max=300"`
	Content   *files.Content `form:"-" json:"-"`
}

// RecordConsent writes what somebody said about a purpose. It needs privacy.record. Invalid: the
// purpose asks for no consent, whoever spoke may not speak for this person, a child that is old enough
// was not asked, a yes without proof. Conflict: the same stands already.
func RecordConsent(tx *db.Tx, in ConsentInput) (*Consent, error) {
	p, err := reach(tx, Record, in.Resident)
	if err != nil {
		return nil, err
	}
	register, err := registerOf(tx)
	if err != nil {
		return nil, err
	}
	stands, err := standingOf(tx, p)
	if err != nil {
		return nil, err
	}
	ages, err := agesOn(tx)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	row := &Consent{CampusID: p.CampusID, ResidentID: p.ID, Purpose: in.Purpose, Act: in.Act, Giver: in.Giver, Assented: in.Assented, Means: in.Means,
		GiverName: short(&bad, "giver_name", in.GiverName, nameLimit), Place: short(&bad, "place", in.Place, placeLimit), Witness: short(&bad, "witness", in.Witness, nameLimit),
		Note: short(&bad, "note", in.Note, noteLimit), GivenOn: pastDay(tx, &bad, "given_on", in.GivenOn)}
	purpose, ok := register.Find(in.Purpose, tx.Today())
	if !ok || purpose.Basis != ByConsent {
		bad.Add("purpose", "privacy.purpose_without_consent")
	}
	row.check(&bad, ages, stands, in.Content != nil, tx.Actor.Name)
	if err := row.kin(tx, &bad, in.KinID); err != nil {
		return nil, err
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if in.Act == Given && purpose.ConsentMonths > 0 {
		row.ExpiresOn = row.GivenOn.AddMonths(purpose.ConsentMonths)
	}
	if in.Content != nil {
		file, err := files.Keep(tx, p.CampusID, in.Content)
		if err != nil {
			return nil, err
		}
		row.FileID = &file.ID
	}
	return row, row.say(tx)
}

// check judges who spoke, for whom, and whether it can be shown.
func (c *Consent) check(bad *fault.Fields, ages Ages, s Standing, file bool, writer string) {
	if c.Act != Given && c.Act != Refused {
		bad.Add("act", "privacy.act_missing")
	}
	// A no counts whoever of them says it; only a yes needs somebody who may give it.
	if !slices.Contains(ages.Speakers(s), c.Giver) && (c.Act == Given || !slices.Contains(Givers, c.Giver)) {
		bad.Add("giver", "privacy.giver_may_not")
	}
	if c.Giver != Self && c.GiverName == "" {
		bad.Add("giver_name", "privacy.text_missing")
	}
	if c.Giver != Self && c.GiverName != "" && strings.EqualFold(value.Fold(c.GiverName), value.Fold(writer)) {
		bad.Add("giver_name", "privacy.giver_is_writer")
	}
	if c.Act != Given {
		c.Assented = false
		return
	}
	if ages.Assents(s) && c.Giver != Self && !c.Assented {
		bad.Add("assented", "privacy.child_not_asked")
	}
	switch {
	case !slices.Contains(MeansAll, c.Means):
		bad.Add("means", "privacy.means_missing")
	case c.Means == Click && c.Witness == "":
		bad.Add("witness", "privacy.witness_missing")
	case c.Means != Click && c.Place == "" && !file:
		bad.Add("place", "privacy.proof_missing")
	}
}

// kin ties the consent to somebody of the family whom the file knows.
func (c *Consent) kin(tx *db.Tx, bad *fault.Fields, id uint64) error {
	if id == 0 || c.Giver == Self {
		return nil
	}
	row, err := db.From[residents.Kin](tx).Where("id = ? AND resident_id = ?", id, c.ResidentID).Maybe()
	if err != nil {
		return err
	}
	if row == nil {
		bad.Add("kin_id", "privacy.kin_unknown")
		return nil
	}
	c.KinID = &id
	return nil
}

// say makes the row the last word on its purpose.
func (c *Consent) say(tx *db.Tx) error {
	if _, err := db.Hold[residents.Person](tx, c.ResidentID); err != nil {
		return err
	}
	err := everywhere(tx, func(tx *db.Tx) error {
		former, err := db.From[Consent](tx).Where("resident_id = ? AND live_purpose = ?", c.ResidentID, c.Purpose).Maybe()
		if err != nil {
			return err
		}
		if c.Act == Withdrawn && (former == nil || former.Act != Given) {
			return fault.New(fault.Conflict, "privacy.nothing_to_withdraw")
		}
		if former != nil {
			_, err = db.Set[Consent](tx, map[string]any{"live_purpose": nil}, "id = ?", former.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	c.LivePurpose, c.RecordedAt, c.RecordedBy = &c.Purpose, tx.Now, tx.Actor.ID
	tx.Detail("purpose", c.Purpose)
	tx.Detail("act", c.Act)
	return db.Add(tx, c)
}

// WithdrawInput tells that somebody takes a consent back: no reason and no paper is asked for.
type WithdrawInput struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	Purpose  string `path:"purpose" form:"-" json:"-"`
	Giver    Giver  `form:"giver" json:"giver,omitempty" validate:"max=20" enum:"self,parent,guardian,spouse,adult_child" doc:"who said so; the person when absent"`
}

// WithdrawConsent takes a consent back, as easily as it was given: a new row, from today. Anybody who
// may speak for the person may, and the person always. It needs privacy.record. Conflict: nobody has
// said yes.
func WithdrawConsent(tx *db.Tx, in WithdrawInput) (*Consent, error) {
	p, err := reach(tx, Record, in.Resident)
	if err != nil {
		return nil, err
	}
	if in.Giver == "" {
		in.Giver = Self
	}
	if !slices.Contains(Givers, in.Giver) {
		return nil, fault.Field("giver", "privacy.giver_may_not")
	}
	row := &Consent{CampusID: p.CampusID, ResidentID: p.ID, Purpose: in.Purpose, Act: Withdrawn, GivenOn: tx.Today(), Giver: in.Giver}
	return row, row.say(tx)
}

// VoidConsentInput tells that a row was written by mistake.
type VoidConsentInput struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	ID       uint64 `path:"consent" form:"-" json:"-"`
	Reason   string `form:"reason" json:"reason" validate:"max=300"`
}

// VoidConsent marks a row as written by mistake, such as for the wrong person; it stays readable, and
// counts as never said: what stood before does not come back by itself, it is asked anew. It needs
// privacy.record.
func VoidConsent(tx *db.Tx, in VoidConsentInput) (*Consent, error) {
	p, err := reach(tx, Record, in.Resident)
	if err != nil {
		return nil, err
	}
	row, err := db.From[Consent](tx).Where("id = ? AND resident_id = ? AND voided_at IS NULL", in.ID, p.ID).One()
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	row.VoidReason = needed(&bad, "reason", in.Reason, noteLimit)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	row.VoidedAt, row.VoidedBy, row.LivePurpose = ptr(tx.Now), ptr(tx.Actor.ID), nil
	tx.Detail("consent", row.ID)
	if n, err := db.Set[Consent](tx, map[string]any{"voided_at": row.VoidedAt, "voided_by": row.VoidedBy, "void_reason": row.VoidReason, "live_purpose": nil}, "id = ? AND voided_at IS NULL", row.ID); err != nil || n == 0 {
		if err == nil {
			err = fault.New(fault.Conflict, "db.changed_meanwhile")
		}
		return nil, err
	}
	return row, nil
}

// FamilyNews is the purpose of telling relatives how somebody is.
const FamilyNews = "family_news"

// MayUse tells whether data of a person may be used for a purpose today: always where the ground is
// another than consent, and else only with a consent that holds. Where the processing of the person's
// data rests, or was objected to, a consent does not help. The caller has asked for its own permission.
func MayUse(tx *db.Tx, resident uint64, purpose string) (bool, error) {
	register, err := registerOf(tx)
	if err != nil {
		return false, err
	}
	p, ok := register.Find(purpose, tx.Today())
	if !ok {
		return false, nil
	}
	if p.Basis != ByConsent {
		return true, nil
	}
	may := false
	err = everywhere(tx, func(tx *db.Tx) error {
		rests, err := restsFor(tx, resident, purpose)
		if err != nil || rests {
			return err
		}
		c, err := db.From[Consent](tx).Where("resident_id = ? AND live_purpose = ?", resident, purpose).Maybe()
		may = c != nil && c.Holds(tx.Today())
		return err
	})
	return may, err
}

// ScanOf gives the picture of a signed paper; it is a look at the person. It needs privacy.view.
func ScanOf(tx *db.Tx, resident, consent uint64) (*files.Attachment, error) {
	p, err := reach(tx, View, resident)
	if err != nil {
		return nil, err
	}
	var file *files.Attachment
	err = everywhere(tx, func(tx *db.Tx) error {
		row, err := db.From[Consent](tx).Where("id = ? AND resident_id = ? AND file_id IS NOT NULL", consent, p.ID).One()
		if err == nil {
			file, err = files.Find(tx, *row.FileID)
		}
		return err
	})
	if err == nil {
		tx.Looked("resident", p.ID, p.CampusID)
	}
	return file, err
}
