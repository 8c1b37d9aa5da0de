package residents

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// The permissions around secret matters. Confide lets somebody write one down and add to those they
// know; Entrust lets somebody name who may know of one, without reading it. No permission opens a
// matter: only a name does.
const (
	ConfidePermission = "residents.confide"
	EntrustPermission = "residents.entrust"
)

// SecretKind says what a secret matter is about. It lies sealed with the matter.
type SecretKind string

// SecretKinds lists the kinds in the order in which pages show them. A further one is a line here and a
// text in each language.
var SecretKinds = []SecretKind{"hiv", "violence", "abuse", "adoption", "shelter", "other"}

// secretLimit is the length of a secret text, in letters.
const secretLimit = 4000

// Names of the sealed columns; they bind what is sealed to its place.
const (
	secretColumn    = "residents_secret_entries.content_sealed"
	reasonColumn    = "residents_confidants.reason_sealed"
	endReasonColumn = "residents_confidants.end_reason_sealed"
)

// Secret is a matter of a person of which only named people may know. That there is one, of which kind,
// and what it says is shown to nobody else.
type Secret struct {
	ID         uint64
	ResidentID uint64
	Recorded
}

// TableName names the table.
func (Secret) TableName() string { return "residents_secrets" }

// SecretEntry is one thing written in a secret matter. Rows are never changed: a correction is a new row
// that names the old.
type SecretEntry struct {
	ID            uint64
	SecretID      uint64
	ResidentID    uint64
	ContentSealed []byte
	ReplacesID    *uint64
	Recorded
}

// TableName names the table.
func (SecretEntry) TableName() string { return "residents_secret_entries" }

// SecretContent is what lies sealed in an entry.
type SecretContent struct {
	Kind   SecretKind `json:"kind"`
	On     value.Day  `json:"on"` // the day that it is about; zero when none is said
	Text   string     `json:"text"`
	Reason string     `json:"reason,omitempty"` // of a correction
}

// SecretRef names a matter by its number alone: the answer to whoever wrote is kept as a receipt, and a
// receipt holds no secret.
type SecretRef struct {
	ID uint64 `json:"id"`
}

// ConfideInput writes down a secret matter.
type ConfideInput struct {
	Resident uint64     `form:"resident" json:"resident_id" validate:"required,max=9223372036854775807"`
	Kind     SecretKind `form:"kind" json:"kind" validate:"max=20" doc:"hiv, violence, abuse, adoption, shelter or other"`
	On       value.Day  `form:"on" json:"on,omitzero" doc:"the day that it is about, when one is known"`
	Text     string     `form:"text" json:"text" validate:"max=4000"`
}

// Confide writes down a secret matter of a person. Whoever wrote it knows of it; others are named
// afterwards. It needs residents.confide. Invalid: no such kind, nothing is said, a day to come.
func Confide(tx *db.Tx, in ConfideInput) (*SecretRef, error) {
	if err := tx.May(ConfidePermission); err != nil {
		return nil, err
	}
	if err := somebody(tx); err != nil {
		return nil, err
	}
	p, err := within(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	content, err := settleSecret(tx, SecretContent{Kind: in.Kind, On: in.On, Text: in.Text})
	if err != nil {
		return nil, err
	}
	row := &Secret{ResidentID: p.ID, Recorded: now(tx)}
	if err := db.Add(tx, row); err != nil {
		return nil, err
	}
	if err := addEntry(tx, row, content, nil); err != nil {
		return nil, err
	}
	me := tx.Actor.ID
	knows := &Confidant{SecretID: row.ID, ResidentID: p.ID, MemberID: me, Wrote: true, FromDay: tx.Today(), OpenMemberID: &me, Recorded: now(tx)}
	if err := db.Add(tx, knows); err != nil {
		return nil, err
	}
	tx.Concerns(db.Secret, row.ID, p.CampusID)
	return &SecretRef{row.ID}, nil
}

// somebody refuses the house itself: who wrote a secret has a name.
func somebody(tx *db.Tx) error {
	if tx.Actor.ID == 0 {
		return fault.New(fault.Forbidden, "fault.forbidden", fault.A{"permission": ConfidePermission})
	}
	return nil
}

// settleSecret checks what is to be sealed.
func settleSecret(tx *db.Tx, c SecretContent) (SecretContent, error) {
	var bad fault.Fields
	if !slices.Contains(SecretKinds, c.Kind) {
		bad.Add("kind", "residents.kind_unknown")
	}
	if c.On.After(tx.Today()) {
		bad.Add("on", "residents.day_in_future")
	}
	if c.Text = value.CleanText(c.Text); c.Text == "" {
		bad.Add("text", "residents.secret.text_missing")
	} else if utf8.RuneCountInString(c.Text) > secretLimit {
		bad.Add("text", "residents.text_too_long", fault.A{"limit": secretLimit})
	}
	return c, bad.Err()
}

func addEntry(tx *db.Tx, s *Secret, c SecretContent, replaces *uint64) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	row := &SecretEntry{SecretID: s.ID, ResidentID: s.ResidentID, ReplacesID: replaces, Recorded: now(tx)}
	if row.ContentSealed, err = db.Seal(tx, secretColumn, string(text)); err != nil {
		return err
	}
	return db.Add(tx, row)
}

// content opens what lies sealed in an entry.
func (e SecretEntry) content(tx *db.Tx) (c SecretContent, err error) {
	text, err := db.Unseal(tx, secretColumn, e.ContentSealed)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, fmt.Errorf("residents: a secret entry cannot be read") // without what it says
	}
	return c, nil
}

// SecretEntryInput writes more about a secret matter, or an entry anew.
type SecretEntryInput struct {
	Secret   uint64     `path:"secret" form:"-" json:"-"`
	Replaces uint64     `form:"replaces_id" json:"replaces_id,omitempty" validate:"max=9223372036854775807" doc:"the entry that is written anew; absent: a further one"`
	Kind     SecretKind `form:"kind" json:"kind" validate:"max=20"`
	On       value.Day  `form:"on" json:"on,omitzero"`
	Text     string     `form:"text" json:"text" validate:"max=4000"`
	Reason   string     `form:"reason" json:"reason,omitempty" validate:"max=300" doc:"why it is written anew"`
}

// AddSecretEntry writes more about a secret matter, or writes an entry anew while the old one stays
// readable. It needs residents.confide, and to be named. NotFound: not named, or no such matter: the two
// look the same. Conflict: the entry was written anew already.
func AddSecretEntry(tx *db.Tx, in SecretEntryInput) (*SecretRef, error) {
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
	var bad fault.Fields
	reason := short(&bad, "reason", in.Reason, noteLimit)
	var replaces *uint64
	if in.Replaces != 0 {
		if reason == "" {
			bad.Add("reason", "residents.reason_missing")
		}
		if _, err := db.From[SecretEntry](tx).Where("id = ? AND secret_id = ?", in.Replaces, s.ID).One(); err != nil {
			return nil, err
		}
		replaces = &in.Replaces
	}
	content, err := settleSecret(tx, SecretContent{Kind: in.Kind, On: in.On, Text: in.Text, Reason: reason})
	if err != nil {
		f := fault.Of(err)
		for _, w := range bad {
			f = f.And(w.Name, w.Key, w.Args)
		}
		return nil, f
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	err = addEntry(tx, &s.Secret, content, replaces)
	if db.Duplicate(err, "replaces_id") {
		return nil, fault.New(fault.Conflict, "residents.secret.corrected").Because(err)
	}
	if err != nil {
		return nil, err
	}
	tx.Concerns(db.Secret, s.ID, s.CampusID)
	return &SecretRef{s.ID}, nil
}

// secretRow is a matter with whose it is.
type secretRow struct {
	Secret   `gorm:"embedded"`
	CampusID uint64
}

// named is the rule that opens a matter, in SQL over a row x of residents_confidants: to be named, from
// a day to a day, by somebody who has not taken it back.
const named = "x.member_id = ? AND x.ended_recorded_at IS NULL AND x.from_day <= ? AND (x.to_day IS NULL OR x.to_day >= ?)"

// knownSecret finds a matter inside the fence of an earlier May of which the actor may know. For
// everybody else it is not there, whatever their role.
func knownSecret(tx *db.Tx, id uint64) (*secretRow, error) {
	rows, err := db.Report[secretRow](tx, `SELECT s.*, r.campus_id FROM residents_secrets s JOIN residents_people r ON r.id = s.resident_id
		JOIN residents_confidants x ON x.secret_id = s.id WHERE {campus r.campus_id} AND s.id = ? AND `+named, id, tx.Actor.ID, tx.Today(), tx.Today())
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || tx.Actor.ID == 0 {
		return nil, notFound
	}
	return &rows[0], nil
}

// ConfidedIn is one entry of a matter, opened.
type ConfidedIn struct {
	SecretContent
	ID         uint64
	ReplacesID *uint64
	Replaced   bool // written anew since
	At         time.Time
	By         uint64
}

// SecretFile is a secret matter as those see it who may know of it.
type SecretFile struct {
	ID         uint64
	Person     Person
	Entries    []ConfidedIn // the newest first
	Confidants []ConfidantIn
	Trail      []db.Deed // who opened it and who wrote, the newest first; shown nowhere else
	Own        *OwnName  // set while the person is called by another name because of this matter
	MayWrite   bool
	MayName    bool
	Today      value.Day
	Now        time.Time
}

// Kind is what the matter is about, as its newest entry says.
func (f SecretFile) Kind() SecretKind {
	for _, e := range f.Entries {
		if !e.Replaced {
			return e.Kind
		}
	}
	return "other"
}

// trailLength is how many lines of who opened it a matter shows.
const trailLength = 50

// OpenSecret opens a secret matter for somebody who is named; that it was opened is kept. It needs
// residents.view and the name. NotFound: not named, or no such matter: the two look the same.
func OpenSecret(tx *db.Tx, id uint64) (*SecretFile, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	s, err := knownSecret(tx, id)
	if err != nil {
		return nil, err
	}
	p, err := within(tx, s.ResidentID)
	if err != nil {
		return nil, err
	}
	tx.Looked("resident", p.ID, p.CampusID)
	tx.Looked(db.Secret, s.ID, s.CampusID)
	f := &SecretFile{ID: s.ID, Person: *p, Today: tx.Today(), Now: tx.Now}
	rows, err := db.From[SecretEntry](tx).Where("secret_id = ?", s.ID).Order("id DESC").All()
	if err != nil {
		return nil, err
	}
	replaced := map[uint64]bool{}
	for _, e := range rows {
		c, err := e.content(tx)
		if err != nil {
			return nil, err
		}
		f.Entries = append(f.Entries, ConfidedIn{c, e.ID, e.ReplacesID, replaced[e.ID], e.RecordedAt, e.RecordedBy})
		if e.ReplacesID != nil {
			replaced[*e.ReplacesID] = true
		}
	}
	if f.Confidants, err = confidantsOf(tx, s.ID); err != nil {
		return nil, err
	}
	if f.Trail, err = db.DeedsAbout(tx, db.Secret, s.ID, trailLength); err != nil {
		return nil, err
	}
	if _, self, err := calledOtherwise(tx, s.ID); err != nil {
		return nil, err
	} else if self != nil {
		f.Own = self.shown()
	}
	f.MayWrite = mayIn(tx, ConfidePermission, s.CampusID)
	f.MayName = f.MayWrite && s.RecordedBy == tx.Actor.ID || mayIn(tx, EntrustPermission, s.CampusID)
	return f, nil
}
