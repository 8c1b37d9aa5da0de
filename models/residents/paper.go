package residents

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/files"
	"maiam/models/value"
)

// paperColumn binds a sealed number to its place.
const paperColumn = "residents_papers.number"

// PaperKind says what a paper is.
type PaperKind string

// PaperKinds lists the kinds in the order in which pages show them.
var PaperKinds = []PaperKind{"citizen_card", "birth_certificate", "insurance_card", "disability_certificate", "declaration", "admission_decision",
	"commune_proposal", "police_report", "hospital_paper", "contract", "photo_id", "other"}

// guarded are the kinds whose number is shown masked, as the numbers of the person are.
var guarded = []PaperKind{"citizen_card", "insurance_card"}

// Paper is a paper of a person's file, perhaps with pictures of its pages. Its number lies sealed. A
// paper that came anew, such as a card after the old one ran out, names the one it replaces; the
// old one stays in the books.
type Paper struct {
	ID           uint64    `json:"id"`
	ResidentID   uint64    `json:"-"`
	Kind         PaperKind `json:"kind"`
	NumberSealed []byte    `json:"-"`
	Number       string    `gorm:"-" json:"number,omitempty"` // opened, and masked where it must be
	IssuedOn     value.Day `json:"issued_on"`
	IssuedBy     string    `json:"issued_by,omitempty"`
	ExpiresOn    value.Day `json:"expires_on"`
	Note         string    `json:"note,omitempty"`
	PageCount    int       `gorm:"->" json:"pages"`
	ReplacesID   *uint64   `json:"replaces_id,omitempty"`
	// OpenReplacesID is ReplacesID while this row holds: nothing is replaced by two.
	OpenReplacesID *uint64 `json:"-"`
	Recorded
	VoidedAt   *time.Time `json:"-"`
	VoidedBy   *uint64    `json:"-"`
	VoidReason string     `json:"-"`
}

// TableName names the table.
func (Paper) TableName() string { return "residents_papers" }

// Expired tells that the paper no longer holds on a day.
func (p Paper) Expired(on value.Day) bool { return !p.ExpiresOn.IsZero() && p.ExpiresOn.Before(on) }

// Guarded tells that the paper shows a person's own number: its pages are for those who may edit
// the file, as the number itself is.
func (p Paper) Guarded() bool { return slices.Contains(guarded, p.Kind) }

// open reads the number; masked for those who may not edit when it is a person's own number.
func (p *Paper) open(tx *db.Tx, mayEdit bool) error {
	text, err := db.Unseal(tx, paperColumn, p.NumberSealed)
	if err == nil && !mayEdit && p.Guarded() {
		text = value.Insurance{Number: text}.Masked()
	}
	p.Number = text
	return err
}

// PaperInput is what is asked about a paper. Contents are pictures of its pages in their order,
// already in the store.
type PaperInput struct {
	Resident  uint64           `path:"resident" form:"-" json:"-"`
	Kind      PaperKind        `form:"kind" json:"kind" validate:"max=30"`
	Number    string           `form:"number" json:"number,omitempty" validate:"max=60"`
	IssuedOn  value.Day        `form:"issued_on" json:"issued_on,omitzero"`
	IssuedBy  string           `form:"issued_by" json:"issued_by,omitempty" validate:"max=200"`
	ExpiresOn value.Day        `form:"expires_on" json:"expires_on,omitzero"`
	Note      string           `form:"note" json:"note,omitempty" validate:"max=300"`
	Contents  []*files.Content `form:"-" json:"-"`
}

// AddPaper puts a paper into a person's file. It needs residents.edit. Invalid: no such kind, the
// paper was issued in the future or ran out before it was issued, a citizen or insurance number
// that is none.
func AddPaper(tx *db.Tx, in PaperInput) (*Paper, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	return keepPaper(tx, p, in, nil)
}

// NewVersion tells of a paper that came in the place of another of the same kind.
type NewVersion struct {
	Resident  uint64           `path:"resident" form:"-" json:"-"`
	ID        uint64           `path:"row" form:"-" json:"-"`
	Number    string           `form:"number" json:"number,omitempty" validate:"max=60"`
	IssuedOn  value.Day        `form:"issued_on" json:"issued_on,omitzero"`
	IssuedBy  string           `form:"issued_by" json:"issued_by,omitempty" validate:"max=200"`
	ExpiresOn value.Day        `form:"expires_on" json:"expires_on,omitzero"`
	Note      string           `form:"note" json:"note,omitempty" validate:"max=300"`
	Contents  []*files.Content `form:"-" json:"-"`
}

// ReplacePaper puts a new version of a paper into the file; the old one stays in the books and can
// still be read. It needs residents.edit. Invalid as in AddPaper. Conflict: somebody has replaced
// the paper already (residents.paper_replaced).
func ReplacePaper(tx *db.Tx, in NewVersion) (*Paper, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	old, err := heldPaper(tx, p.ID, in.ID)
	if err != nil {
		return nil, err
	}
	row, err := keepPaper(tx, p, PaperInput{in.Resident, old.Kind, in.Number, in.IssuedOn, in.IssuedBy, in.ExpiresOn, in.Note, in.Contents}, &old.ID)
	if db.Duplicate(err, "open_replaces_id") {
		return nil, fault.New(fault.Conflict, "residents.paper_replaced").Because(err)
	}
	return row, err
}

// keepPaper checks what was told of a paper and writes it with its pages.
func keepPaper(tx *db.Tx, p *Person, in PaperInput, replaces *uint64) (*Paper, error) {
	var bad fault.Fields
	if !slices.Contains(PaperKinds, in.Kind) {
		bad.Add("kind", "residents.kind_unknown")
	}
	number := short(&bad, "number", in.Number, 60)
	switch in.Kind {
	case "citizen_card":
		c, err := value.ParseCitizen(number)
		if err != nil {
			bad.Add("number", err.Error())
		}
		number = c.Number
	case "insurance_card":
		i, err := value.ParseInsurance(number)
		if err != nil {
			bad.Add("number", err.Error())
		}
		number = i.Number
	}
	if in.IssuedOn.After(tx.Today()) {
		bad.Add("issued_on", "residents.day_in_future")
	}
	if !in.ExpiresOn.IsZero() && in.ExpiresOn.Before(in.IssuedOn) {
		bad.Add("expires_on", "residents.expires_before_issue")
	}
	row := &Paper{ResidentID: p.ID, Kind: in.Kind, Number: number, IssuedOn: in.IssuedOn, ExpiresOn: in.ExpiresOn, ReplacesID: replaces, OpenReplacesID: replaces, Recorded: now(tx)}
	row.IssuedBy = short(&bad, "issued_by", in.IssuedBy, 200)
	row.Note = short(&bad, "note", in.Note, noteLimit)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	var err error
	if row.NumberSealed, err = db.Seal(tx, paperColumn, number); err != nil {
		return nil, err
	}
	if err := db.Add(tx, row); err != nil {
		return nil, err
	}
	tx.Detail("paper", row.ID)
	row.PageCount = len(in.Contents)
	return row, addPages(tx, p, row, 0, in.Contents)
}

// heldPaper takes the paper of a person for this transaction: two who add pages or replace it wait
// for each other.
func heldPaper(tx *db.Tx, resident, id uint64) (*Paper, error) {
	held, err := db.Hold[Paper](tx, id)
	if err != nil {
		return nil, err
	}
	if row := held[0]; row.ResidentID == resident && row.VoidedAt == nil {
		return &row, nil
	}
	return nil, notFound
}

// VoidPaper marks a paper as put in by mistake, with a reason; it stays in the books, and what it
// replaced holds again. It needs residents.edit.
func VoidPaper(tx *db.Tx, in EndInput) (*Paper, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	row, err := heldPaper(tx, p.ID, in.ID)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	reason := short(&bad, "note", in.Note, noteLimit)
	if reason == "" {
		bad.Add("note", "residents.reason_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	row.VoidedAt, row.VoidedBy, row.VoidReason = ptr(tx.Now), ptr(tx.Actor.ID), reason
	row.OpenReplacesID = nil // what it replaced holds again
	return row, db.Change(tx, row, "voided_at", "voided_by", "void_reason", "open_replaces_id")
}
