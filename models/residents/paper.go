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

// Paper is a paper of a person's file, perhaps with its scan. Its number lies sealed.
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
	FileID       *uint64   `json:"file_id,omitempty"`
	Recorded
	VoidedAt   *time.Time `json:"-"`
	VoidedBy   *uint64    `json:"-"`
	VoidReason string     `json:"-"`
}

// TableName names the table.
func (Paper) TableName() string { return "residents_papers" }

// Expired tells that the paper no longer holds on a day.
func (p Paper) Expired(on value.Day) bool { return !p.ExpiresOn.IsZero() && p.ExpiresOn.Before(on) }

// open reads the number; masked for those who may not edit when it is a person's own number.
func (p *Paper) open(tx *db.Tx, mayEdit bool) error {
	text, err := db.Unseal(tx, paperColumn, p.NumberSealed)
	if err == nil && !mayEdit && slices.Contains(guarded, p.Kind) {
		text = value.Insurance{Number: text}.Masked()
	}
	p.Number = text
	return err
}

// PaperInput is what is asked about a paper. Content is its scan, when one was sent, already in the
// store.
type PaperInput struct {
	Resident  uint64         `path:"resident" form:"-" json:"-"`
	Kind      PaperKind      `form:"kind" json:"kind" validate:"max=30"`
	Number    string         `form:"number" json:"number,omitempty" validate:"max=60"`
	IssuedOn  value.Day      `form:"issued_on" json:"issued_on,omitzero"`
	IssuedBy  string         `form:"issued_by" json:"issued_by,omitempty" validate:"max=200"`
	ExpiresOn value.Day      `form:"expires_on" json:"expires_on,omitzero"`
	Note      string         `form:"note" json:"note,omitempty" validate:"max=300"`
	Content   *files.Content `form:"-" json:"-"`
}

// AddPaper puts a paper into a person's file. It needs residents.edit. Invalid: no such kind, the
// paper was issued in the future or ran out before it was issued, a citizen or insurance number
// that is none.
func AddPaper(tx *db.Tx, in PaperInput) (*Paper, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
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
	row := &Paper{ResidentID: p.ID, Kind: in.Kind, Number: number, IssuedOn: in.IssuedOn, ExpiresOn: in.ExpiresOn, Recorded: now(tx)}
	row.IssuedBy = short(&bad, "issued_by", in.IssuedBy, 200)
	row.Note = short(&bad, "note", in.Note, noteLimit)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if row.NumberSealed, err = db.Seal(tx, paperColumn, number); err != nil {
		return nil, err
	}
	if in.Content != nil {
		file, err := files.Keep(tx, p.CampusID, in.Content)
		if err != nil {
			return nil, err
		}
		row.FileID = &file.ID
	}
	return row, db.Add(tx, row)
}

// VoidPaper marks a paper as put in by mistake, with a reason; it stays in the books. It needs
// residents.edit.
func VoidPaper(tx *db.Tx, in EndInput) (*Paper, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	row, err := db.From[Paper](tx).Where("id = ? AND resident_id = ? AND voided_at IS NULL", in.ID, p.ID).One()
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
	return row, db.Change(tx, row, "voided_at", "voided_by", "void_reason")
}

// Scan gives the file of a paper. It needs residents.view and counts as a look into the file.
func Scan(tx *db.Tx, resident, paper uint64) (*files.Attachment, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	p, err := within(tx, resident)
	if err != nil {
		return nil, err
	}
	row, err := db.From[Paper](tx).Where("id = ? AND resident_id = ?", paper, p.ID).One()
	if err != nil {
		return nil, err
	}
	if row.FileID == nil {
		return nil, notFound
	}
	tx.Looked("resident", p.ID, p.CampusID)
	return files.Find(tx, *row.FileID)
}

// Photo gives the file of a person's photograph. It needs residents.view. A face on a board is no
// look into the file.
func Photo(tx *db.Tx, resident uint64) (*files.Attachment, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	p, err := within(tx, resident)
	if err != nil {
		return nil, err
	}
	if p.PhotoFileID == nil {
		return nil, notFound
	}
	return files.Find(tx, *p.PhotoFileID)
}
