package privacy

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
)

// Basis is the ground of law on which data are processed.
type Basis string

// The grounds (Decree 13/2023, articles 11 and 17; Law 91/2025, article 19).
const (
	ByConsent  Basis = "consent"        // only with the person's yes
	ByLife     Basis = "vital_interest" // to save life or health
	ByTask     Basis = "public_task"    // the task of a state body under its law
	ByContract Basis = "contract"
	ByLaw      Basis = "law"
)

// Bases lists the grounds in the order of the pages.
var Bases = []Basis{ByConsent, ByLife, ByTask, ByContract, ByLaw}

// Kinds are the kinds of data that a purpose may need, in the order of the pages.
var Kinds = []string{"identity", "papers", "photo", "family", "health", "care", "presence", "behaviour", "work", "story"}

// Purpose is what data are processed for, from a day on: a newer row of the same code takes its place
// and leaves it readable.
type Purpose struct {
	ID            uint64        `json:"id"`
	Code          string        `json:"code"`
	Revision      int           `json:"revision"`
	Position      int           `json:"-"`
	Basis         Basis         `json:"basis"`
	NameVI        string        `json:"name_vi"`
	NameEN        string        `json:"name_en"`
	AskVI         string        `json:"ask_vi,omitempty"` // the question as it is read out, in plain words
	AskEN         string        `json:"ask_en,omitempty"`
	Kinds         string        `json:"kinds"` // of data, with commas between
	Recipients    string        `json:"recipients,omitempty"`
	Kept          string        `json:"kept,omitempty"` // how long, and what then
	ConsentMonths int           `json:"consent_months,omitempty"`
	LegalBasis    string        `json:"legal_basis,omitempty"`
	Mark          settings.Mark `json:"mark"`
	Source        string        `json:"source,omitempty"`
	ValidFrom     value.Day     `json:"valid_from"`
	ValidTo       value.Day     `json:"valid_to,omitzero"`
	RecordedAt    time.Time     `json:"recorded_at"`
	RecordedBy    uint64        `json:"recorded_by"`
}

// TableName names the table.
func (Purpose) TableName() string { return "privacy_purposes" }

// Name is what the purpose is called.
func (p Purpose) Name(lang string) string { return either(lang, p.NameVI, p.NameEN) }

// Ask is the question in plain words.
func (p Purpose) Ask(lang string) string { return either(lang, p.AskVI, p.AskEN) }

func either(lang, vi, en string) string {
	if lang == "en" && en != "" {
		return en
	}
	return vi
}

// KindList are the kinds of data.
func (p Purpose) KindList() []string {
	return strings.FieldsFunc(p.Kinds, func(r rune) bool { return r == ',' })
}

// Register is every purpose that was ever written.
type Register struct{ all []Purpose }

var registers = db.Remember(5*time.Second, func(tx *db.Tx) (*Register, error) {
	rows, err := db.From[Purpose](tx).Order("position, code, revision").All()
	return &Register{rows}, err
})

// registerOf opens the register for a use-case that has asked for its own permission.
func registerOf(tx *db.Tx) (*Register, error) { return registers.Get(tx) }

// On lists the purposes that hold on a day, in their order: of one code the newest row that has begun.
func (r *Register) On(day value.Day) []Purpose {
	newest := map[string]Purpose{}
	for _, p := range r.all {
		if had, ok := newest[p.Code]; p.ValidFrom.After(day) || ok && had.ValidFrom.After(p.ValidFrom) {
			continue
		}
		newest[p.Code] = p
	}
	var out []Purpose
	for _, p := range newest {
		if p.ValidTo.IsZero() || !p.ValidTo.Before(day) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Purpose) int {
		if a.Position != b.Position {
			return a.Position - b.Position
		}
		return strings.Compare(a.Code, b.Code)
	})
	return out
}

// Find gives the purpose of a code as it holds on a day.
func (r *Register) Find(code string, day value.Day) (Purpose, bool) {
	for _, p := range r.On(day) {
		if p.Code == code {
			return p, true
		}
	}
	return Purpose{}, false
}

// Asked are the purposes that need a yes on a day.
func (r *Register) Asked(day value.Day) []Purpose {
	return slices.DeleteFunc(r.On(day), func(p Purpose) bool { return p.Basis != ByConsent })
}

// Purposes gives the register: what holds today first, and each code's earlier rows. It needs
// privacy.view.
func Purposes(tx *db.Tx, _ struct{}) (*PurposePage, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	r, err := registerOf(tx)
	if err != nil {
		return nil, err
	}
	page := &PurposePage{Today: tx.Today(), Now: r.On(tx.Today()), MayWrite: tx.Actor.Has(Decide)}
	for _, p := range r.all {
		if !slices.ContainsFunc(page.Now, func(o Purpose) bool { return o.ID == p.ID }) {
			page.Other = append(page.Other, p)
		}
	}
	slices.Reverse(page.Other)
	return page, nil
}

// PurposePage is the register as its page shows it.
type PurposePage struct {
	Today    value.Day
	Now      []Purpose
	Other    []Purpose // replaced, ended, or from a day to come
	MayWrite bool
}

// PurposeInput is a new purpose, or one that changes from a day on.
type PurposeInput struct {
	Code          string    `form:"code" json:"code,omitempty" validate:"max=30" doc:"of a purpose that changes; left out for a new one"`
	Basis         Basis     `form:"basis" json:"basis" validate:"required,max=20" enum:"consent,vital_interest,public_task,contract,law"`
	Name          string    `form:"name" json:"name" validate:"max=200"`
	Ask           string    `form:"ask" json:"ask,omitempty" validate:"max=1000" doc:"the question in plain words, needed for a purpose that wants consent"`
	Kinds         []string  `form:"kinds" json:"kinds,omitempty"`
	Recipients    string    `form:"recipients" json:"recipients,omitempty" validate:"max=500"`
	Kept          string    `form:"kept" json:"kept,omitempty" validate:"max=500"`
	ConsentMonths int       `form:"consent_months" json:"consent_months,omitempty" doc:"after how many months a consent is asked anew; 0 or absent: never"`
	LegalBasis    string    `form:"legal_basis" json:"legal_basis" validate:"max=500"`
	ValidFrom     value.Day `form:"valid_from" json:"valid_from,omitzero" doc:"today when absent"`
	Ends          bool      `form:"ends" json:"ends,omitempty" doc:"the purpose is given up with that day"`
}

// WritePurpose writes a purpose into the register, or gives one up, from a day on; what held before
// stays readable. It needs privacy.decide for the whole centre. Invalid: no name, no ground, a
// question is missing where consent is wanted, a day before today.
func WritePurpose(tx *db.Tx, in PurposeInput) (*Purpose, error) {
	if err := tx.May(Decide); err != nil {
		return nil, err
	}
	if !tx.Reach(Decide).All {
		return nil, fault.New(fault.Forbidden, "fault.forbidden", fault.A{"permission": Decide})
	}
	var bad fault.Fields
	row := Purpose{Basis: in.Basis, NameVI: needed(&bad, "name", in.Name, 200), AskVI: short(&bad, "ask", in.Ask, 1000), Recipients: short(&bad, "recipients", in.Recipients, 500),
		Kept: short(&bad, "kept", in.Kept, 500), LegalBasis: needed(&bad, "legal_basis", in.LegalBasis, 500), ConsentMonths: in.ConsentMonths, ValidFrom: in.ValidFrom,
		Mark: settings.Decided, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID, Revision: 1, Position: 900}
	if !slices.Contains(Bases, in.Basis) {
		bad.Add("basis", "privacy.basis_unknown")
	}
	if in.Basis == ByConsent && row.AskVI == "" {
		bad.Add("ask", "privacy.text_missing")
	}
	if in.ConsentMonths < 0 || in.ConsentMonths > 120 {
		bad.Add("consent_months", "privacy.months_range")
	}
	if row.ValidFrom.IsZero() {
		row.ValidFrom = tx.Today()
	}
	if row.ValidFrom.Before(tx.Today()) {
		bad.Add("valid_from", "privacy.day_in_past")
	}
	row.Kinds = strings.Join(slices.DeleteFunc(slices.Clone(Kinds), func(k string) bool { return !slices.Contains(in.Kinds, k) }), ",")
	if err := bad.Err(); err != nil {
		return nil, err
	}
	former, err := db.From[Purpose](tx).Order("id").All()
	if err != nil {
		return nil, err
	}
	if row.Code = in.Code; row.Code == "" {
		row.Code = freeCode(former, row.NameVI)
	} else if !slices.ContainsFunc(former, func(p Purpose) bool { return p.Code == row.Code }) {
		return nil, fault.Field("code", "privacy.purpose_unknown")
	}
	for _, p := range former {
		if p.Code == row.Code {
			row.Revision, row.Position = max(row.Revision, p.Revision+1), p.Position
			if row.NameVI == p.NameVI {
				row.NameEN = p.NameEN
			}
			if row.AskVI == p.AskVI {
				row.AskEN = p.AskEN
			}
		}
	}
	if in.Ends {
		row.ValidTo = row.ValidFrom
	}
	if err := db.Add(tx, &row); err != nil {
		if db.Duplicate(err, "revision") {
			return nil, fault.New(fault.Conflict, "db.changed_meanwhile").Because(err)
		}
		return nil, err
	}
	registers.Forget(tx)
	tx.Concerns("purpose", row.ID, 0)
	tx.Detail("code", row.Code)
	return &row, nil
}

// freeCode makes a short code of a name, such as no other purpose has.
func freeCode(all []Purpose, name string) string {
	code := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, value.Fold(name))
	if code = strings.Trim(code[:min(len(code), 24)], "_"); code == "" {
		code = "purpose"
	}
	taken := func(c string) bool { return slices.ContainsFunc(all, func(p Purpose) bool { return p.Code == c }) }
	for n := 2; taken(code); n++ {
		code = strings.TrimRight(code[:min(len(code), 24)], "_0123456789") + "_" + strconv.Itoa(n)
	}
	return code
}
