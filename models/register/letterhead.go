package register

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// change is the permission to write what holds for the whole centre.
const change = "settings.change"

// Letterhead is what stands at the head and foot of the centre's papers from a day on: the agency
// above, the centre, its letters in numbers, the place, and who signs as its head. Authorities change
// (in 2025 social protection went from labour to health), so each row is dated and none is erased.
type Letterhead struct {
	ID           uint64    `json:"id"`
	ValidFrom    value.Day `json:"valid_from"`
	Superior     string    `json:"superior"`
	Agency       string    `json:"agency"`
	Sign         string    `json:"sign"`
	Place        string    `json:"place"`
	HeadPosition string    `json:"head_position"`
	HeadName     string    `json:"head_name"`
	Commune      string    `json:"commune"` // the People's Committee at the centre's seat
	RecordedAt   time.Time `json:"recorded_at"`
	RecordedBy   uint64    `json:"recorded_by"`
}

// TableName names the table.
func (Letterhead) TableName() string { return "register_letterheads" }

// LetterheadInput is what is asked about the letterhead.
type LetterheadInput struct {
	ValidFrom    value.Day `form:"valid_from" json:"valid_from,omitzero" doc:"today when absent"`
	Superior     string    `form:"superior" json:"superior,omitempty" validate:"max=200"`
	Agency       string    `form:"agency" json:"agency" validate:"max=200"`
	Sign         string    `form:"sign" json:"sign" validate:"max=30" doc:"letters of the centre in numbers, as TTBTXH"`
	Place        string    `form:"place" json:"place" validate:"max=120"`
	HeadPosition string    `form:"head_position" json:"head_position" validate:"max=120"`
	HeadName     string    `form:"head_name" json:"head_name" validate:"max=120"`
	Commune      string    `form:"commune" json:"commune,omitempty" validate:"max=200"`
}

// signForm is how the letters of an agency look: TTBTXH, TTBTXH-NA, BTXH.CS2.
var signForm = regexp.MustCompile(`^\p{Lu}[\p{L}0-9.\-]{0,29}$`)

// SetLetterhead writes what stands on papers from a day on. It needs settings.change for the whole
// centre. Papers that were issued keep theirs.
func SetLetterhead(tx *db.Tx, in LetterheadInput) (*Letterhead, error) {
	if err := MayLetter(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	row := &Letterhead{ValidFrom: in.ValidFrom, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	row.Superior = short(&bad, "superior", in.Superior, agencyLimit)
	row.Agency = needed(&bad, "agency", in.Agency, agencyLimit)
	if row.Sign = value.CleanText(in.Sign); !signForm.MatchString(row.Sign) {
		bad.Add("sign", "register.sign_form")
	}
	row.Place = needed(&bad, "place", in.Place, nameLimit)
	row.HeadPosition = needed(&bad, "head_position", in.HeadPosition, nameLimit)
	row.HeadName = needed(&bad, "head_name", in.HeadName, nameLimit)
	row.Commune = short(&bad, "commune", in.Commune, agencyLimit)
	if row.ValidFrom.IsZero() {
		row.ValidFrom = tx.Today()
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if err := db.Add(tx, row); err != nil {
		return nil, err
	}
	tx.Concerns("letterhead", row.ID, 0)
	return row, nil
}

// MayLetter refuses an actor who may not write what holds for the whole centre.
func MayLetter(tx *db.Tx) error {
	if err := tx.May(change); err != nil {
		return err
	}
	if !tx.Reach(change).All {
		return fault.New(fault.Forbidden, "fault.forbidden", fault.A{"permission": change})
	}
	return nil
}

// LetterheadOn gives what stands on papers of a day, or nil when nobody has written it yet. The
// caller has asked for its own permission.
func LetterheadOn(tx *db.Tx, day value.Day) (*Letterhead, error) {
	return db.From[Letterhead](tx).Where("valid_from <= ?", day).Order("valid_from DESC, id DESC").Maybe()
}

// Letterheads lists everything that was ever written, the newest first. It needs settings.change for
// the whole centre.
func Letterheads(tx *db.Tx) ([]Letterhead, error) {
	if err := MayLetter(tx); err != nil {
		return nil, err
	}
	return db.From[Letterhead](tx).Order("valid_from DESC, id DESC").Limit(100).All()
}

// SignOf makes the letters of a centre from its name, as long as nobody has written them: TTBTXH for
// Trung tâm Bảo trợ xã hội.
func SignOf(name string) string {
	sign := ""
	for _, word := range strings.Fields(value.CleanText(name)) {
		for _, r := range word {
			if unicode.IsLetter(r) {
				sign += string(unicode.ToUpper(r))
			}
			break
		}
	}
	if letters := []rune(sign); len(letters) > signLimit {
		sign = string(letters[:signLimit])
	}
	if sign == "" {
		return "TT"
	}
	return sign
}
