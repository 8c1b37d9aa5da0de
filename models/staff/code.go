package staff

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp/hotp"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// codeRow is the second step of a person's sign-in: the secret that an app on the phone holds too, and
// from which both reckon six digits for every half minute (RFC 6238).
type codeRow struct {
	ID           uint64
	MemberID     uint64
	SecretSealed []byte // in force
	FreshSealed  []byte // shown to the person and not proven yet
	MadeAt       time.Time
	ConfirmedAt  *time.Time
	LastStep     int64  // the half minute of the last code that opened: nothing up to it opens again
	FreshSession uint64 // the session in which the fresh secret was made: no other sees it or proves it
}

// TableName names the table.
func (codeRow) TableName() string { return "staff_codes" }

// spareRow is one recovery code, printed on paper: it opens once in the place of the phone. The house
// keeps its hash.
type spareRow struct {
	ID       uint64
	MemberID uint64
	CodeHash string
	MadeAt   time.Time
	UsedAt   *time.Time
}

// TableName names the table.
func (spareRow) TableName() string { return "staff_spares" }

// The length of a step and how far the clock of a phone may be off are those that RFC 6238 recommends
// and that every app keeps to; they are no choice of the house.
const (
	codeStep   = 30 // seconds
	codeDrift  = 1  // steps to either side
	spareCount = 10
	spareWidth = 16 // letters: eighty bits
)

// codeColumn binds a sealed secret to its place.
const codeColumn = "staff_codes.secret"

// NewCodeSecret makes what the app and the house will share: 160 bits, as letters and digits.
func NewCodeSecret() string {
	var b [20]byte
	_, _ = rand.Read(b[:]) // never fails on the systems Go supports
	return base32.StdEncoding.EncodeToString(b[:])
}

// CodeAt reckons the six digits of a moment.
func CodeAt(secret string, at time.Time) (string, error) {
	return hotp.GenerateCode(secret, uint64(at.Unix()/codeStep)) // #nosec G115 -- a clock before 1970 gives a code that fits nothing
}

// CodeAddress is what the code drawn on the page says to the app: whose it is, and the secret.
func CodeAddress(secret, username string) string {
	return "otpauth://totp/" + url.PathEscape(cut(username, 30)) + "?secret=" + secret + "&issuer=MaiAm"
}

// typedCode leaves the letters and digits of what was typed.
func typedCode(text string) string { return BadgeCode(text) }

// spareHash is what the house keeps of a recovery code: bound to its person.
func spareHash(member uint64, code string) string {
	return tokenHash(fmt.Sprintf("spare %d %s", member, code))
}

// sealCode seals a secret together with whose it is, so that nobody who writes in the table gives one
// person the secret of another.
func sealCode(tx *db.Tx, member uint64, secret string) ([]byte, error) {
	return db.Seal(tx, codeColumn, fmt.Sprintf("%d %s", member, secret))
}

func unsealCode(tx *db.Tx, member uint64, sealed []byte) (string, error) {
	plain, err := db.Unseal(tx, codeColumn, sealed)
	if err != nil || plain == "" {
		return "", err
	}
	secret, of := strings.CutPrefix(plain, fmt.Sprintf("%d ", member))
	if !of {
		return "", fmt.Errorf("staff: the second step of account %d holds the secret of another", member)
	}
	return secret, nil
}

// stepOf finds the half minute to which typed digits belong, later than a given one; 0 when there is
// none. All steps are looked at, whatever the first says.
func stepOf(secret, typed string, now time.Time, after int64) (step int64, err error) {
	at := now.Unix() / codeStep
	for s := at - codeDrift; s <= at+codeDrift; s++ {
		right, err := hotp.GenerateCode(secret, uint64(s)) // #nosec G115 -- a clock before 1970 gives a code that fits nothing
		if err != nil {
			return 0, err
		}
		if subtle.ConstantTimeCompare([]byte(right), []byte(typed)) == 1 && s > after {
			step = s
		}
	}
	return step, nil
}

// codeOf reads the second step of a person, or nil.
func codeOf(tx *db.Tx, member uint64) (*codeRow, error) {
	return db.From[codeRow](tx).Where("member_id = ?", member).Maybe()
}

// holdCode holds it, so that of two who come with one code at one moment the second comes too late.
func holdCode(tx *db.Tx, member uint64) (*codeRow, error) {
	row, err := codeOf(tx, member)
	if err != nil || row == nil {
		return nil, err
	}
	held, err := db.Hold[codeRow](tx, row.ID)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil // removed meanwhile
	}
	if err != nil {
		return nil, err
	}
	return &held[0], nil
}

// WantsCode tells whether a person signs in with a code beside the password. The edge asks it only
// after the password was right.
func WantsCode(tx *db.Tx, member uint64) (bool, error) {
	return db.From[codeRow](tx).Where("member_id = ? AND confirmed_at IS NOT NULL", member).Exists()
}

// How a second step was taken.
const (
	ByCode  = "code"  // the digits of the phone
	BySpare = "spare" // one of the printed codes
)

// fits tells whether what was typed would open, and how, without using it up.
func (c *codeRow) fits(tx *db.Tx, typed string) (how string, step int64, spare uint64, err error) {
	if c == nil || c.ConfirmedAt == nil {
		return "", 0, 0, nil
	}
	typed = typedCode(typed)
	if len(typed) == spareWidth {
		row, err := db.From[spareRow](tx).Where("member_id = ? AND code_hash = ? AND used_at IS NULL", c.MemberID, spareHash(c.MemberID, typed)).Maybe()
		if err != nil || row == nil {
			return "", 0, 0, err
		}
		return BySpare, 0, row.ID, nil
	}
	secret, err := unsealCode(tx, c.MemberID, c.SecretSealed)
	if err != nil {
		return "", 0, 0, err
	}
	if step, err = stepOf(secret, typed, tx.Now, c.LastStep); err != nil || step == 0 {
		return "", 0, 0, err
	}
	return ByCode, step, 0, nil
}

// FitsCode tells whether a typed code would open; a recovery code too. It uses nothing up: the edge asks
// it before the step that writes, to count a wrong one.
func FitsCode(tx *db.Tx, member uint64, typed string) (bool, error) {
	row, err := codeOf(tx, member)
	if err != nil {
		return false, err
	}
	how, _, _, err := row.fits(tx, typed)
	return how != "", err
}

// useCode opens with a typed code and uses it up; refused (staff.code.wrong) when it is not right, was
// used before, or belongs to a half minute before the last that opened.
func useCode(tx *db.Tx, member uint64, typed string) error {
	row, err := holdCode(tx, member)
	if err != nil {
		return err
	}
	how, step, spare, err := row.fits(tx, typed)
	switch {
	case err != nil:
		return err
	case how == ByCode:
		_, err = db.Set[codeRow](tx, map[string]any{"last_step": step}, "id = ?", row.ID)
	case how == BySpare:
		_, err = db.Set[spareRow](tx, map[string]any{"used_at": tx.Now}, "id = ?", spare)
	default:
		return fault.New(fault.Unauthenticated, "staff.code.wrong")
	}
	tx.Detail("second", how)
	return err
}

// Come is the last step of a sign-in: Enter, and the code beside the password for whoever has one.
// Without it nobody of those comes in (staff.code.wanted).
func Come(tx *db.Tx, k Knocker, code string) (*Member, error) {
	wants, err := WantsCode(tx, k.Member.ID)
	if err != nil {
		return nil, err
	}
	if wants && code == "" {
		return nil, fault.New(fault.Unauthenticated, "staff.code.wanted")
	}
	m, err := Enter(tx, k)
	if err != nil || !wants {
		return m, err
	}
	return m, useCode(tx, m.ID, code)
}

// CodeState is how the second step of a person stands.
type CodeState struct {
	Since *time.Time // in force since; nil: not
	Fresh string     // the secret that waits to be proven, for its own person alone
	Left  int        // recovery codes that were not used
	Must  bool       // a role of today demands it
	Due   value.Day  // the last day on which it goes without, when it must
	Word  bool       // switching it on asks for a word on paper
}

// OwnCode reads how the own second step stands, with the secret while it waits to be proven.
func OwnCode(tx *db.Tx) (s CodeState, err error) {
	if err := signedIn(tx); err != nil {
		return s, err
	}
	if s.Must, s.Due, err = codeDue(tx, tx.Actor.ID); err != nil {
		return s, err
	}
	row, err := codeOf(tx, tx.Actor.ID)
	if err != nil {
		return s, err
	}
	if row == nil || row.ConfirmedAt == nil {
		m, err := db.Get[Member](tx, tx.Actor.ID)
		if err != nil {
			return s, err
		}
		if s.Word, err = wantsWord(tx, m); err != nil || row == nil {
			return s, err
		}
	}
	s.Since = row.ConfirmedAt
	if row.FreshSession == tx.Actor.Session {
		if s.Fresh, err = unsealCode(tx, row.MemberID, row.FreshSealed); err != nil {
			return s, err
		}
	}
	if s.Since == nil {
		return s, nil
	}
	s.Left, err = db.From[spareRow](tx).Where("member_id = ? AND used_at IS NULL", row.MemberID).Count()
	return s, err
}

// codeDue tells whether a person's roles of today demand the second step, and until which day it may
// wait.
func codeDue(tx *db.Tx, member uint64) (must bool, due value.Day, err error) {
	p, err := ThePolicy(tx)
	if err != nil {
		return false, due, err
	}
	grants, err := grantsOf(tx, member)
	for _, g := range grants {
		if g.On(tx.Today()) && p.DemandsCode(g.Role) {
			if last := p.CodeUntil(g.ValidFrom); !must || last.Before(due) {
				must, due = true, last
			}
		}
	}
	return must, due, err
}

// BeginCode makes a secret for whoever acts, to be shown in this session alone and then proven
// (ConfirmCode). The edge has proven the password before. Who has a second step already gives its code as
// well: a new telephone must not be a way around the old one. Who has none yet, and whose role demands it,
// gives the word that another administrator handed over on paper (GiveWord): a stolen password must not be
// enough to switch on a step of the thief's own.
func BeginCode(tx *db.Tx, code, word string) error {
	m, err := me(tx)
	if err != nil {
		return err
	}
	row, err := holdCode(tx, m.ID)
	if err != nil {
		return err
	}
	if row != nil && row.ConfirmedAt != nil {
		if err := useCode(tx, m.ID, code); err != nil {
			return fault.Field("code", "staff.code.wrong")
		}
	} else if asked, err := wantsWord(tx, m); err != nil {
		return err
	} else if asked {
		if typedCode(word) == "" {
			return fault.Field("word", "staff.word.missing")
		}
		if fits, err := fitsWord(tx, m.ID, word); err != nil {
			return err
		} else if !fits {
			return fault.Field("word", "staff.word.wrong")
		}
	}
	sealed, err := sealCode(tx, m.ID, NewCodeSecret())
	if err != nil {
		return err
	}
	if row == nil {
		return db.Add(tx, &codeRow{MemberID: m.ID, FreshSealed: sealed, MadeAt: tx.Now, FreshSession: tx.Actor.Session})
	}
	_, err = db.Set[codeRow](tx, map[string]any{"fresh_sealed": sealed, "made_at": tx.Now, "fresh_session": tx.Actor.Session}, "id = ?", row.ID)
	return err
}

// ConfirmCode puts the secret in force that was shown last, once the person's app shows a right code of
// it. It gives the recovery codes, which are shown this once, and signs every other device out: who was
// in there had shown a password alone.
func ConfirmCode(tx *db.Tx, code string, keepSession uint64) (spares []string, err error) {
	m, err := me(tx)
	if err != nil {
		return nil, err
	}
	row, err := holdCode(tx, m.ID)
	if err != nil {
		return nil, err
	}
	if row == nil || len(row.FreshSealed) == 0 || row.FreshSession != tx.Actor.Session {
		return nil, fault.New(fault.Conflict, "staff.code.none")
	}
	secret, err := unsealCode(tx, m.ID, row.FreshSealed)
	if err != nil {
		return nil, err
	}
	step, err := stepOf(secret, typedCode(code), tx.Now, 0)
	if err != nil {
		return nil, err
	}
	if step == 0 {
		return nil, fault.Field("code", "staff.code.not_yet")
	}
	if _, err := db.Set[codeRow](tx, map[string]any{"secret_sealed": row.FreshSealed, "fresh_sealed": nil, "confirmed_at": tx.Now, "last_step": step}, "id = ?", row.ID); err != nil {
		return nil, err
	}
	if _, err := db.RemoveWhere[wordRow](tx, "member_id = ?", m.ID); err != nil {
		return nil, err
	}
	if _, err := endSessions(tx, "member_id = ? AND id <> ?", m.ID, keepSession); err != nil {
		return nil, err
	}
	return newSpares(tx, m.ID)
}

// RenewSpares gives ten new recovery codes and ends those before. It asks a code.
func RenewSpares(tx *db.Tx, code string) (spares []string, err error) {
	m, err := me(tx)
	if err != nil {
		return nil, err
	}
	if err := useCode(tx, m.ID, code); err != nil {
		return nil, fault.Field("code", "staff.code.wrong")
	}
	return newSpares(tx, m.ID)
}

func newSpares(tx *db.Tx, member uint64) (spares []string, err error) {
	if _, err := db.RemoveWhere[spareRow](tx, "member_id = ?", member); err != nil {
		return nil, err
	}
	rows := make([]spareRow, spareCount)
	for i := range rows {
		letters := make([]byte, spareWidth)
		for j := range letters {
			letters[j] = badgeLetters[pick(len(badgeLetters))]
		}
		spares = append(spares, string(letters))
		rows[i] = spareRow{MemberID: member, CodeHash: spareHash(member, spares[i]), MadeAt: tx.Now}
	}
	return spares, db.Append(tx, rows)
}

// SpellSpare writes a recovery code in groups of four, as it stands on paper.
func SpellSpare(code string) string {
	var groups []string
	for ; len(code) > 4; code = code[4:] {
		groups = append(groups, code[:4])
	}
	return strings.Join(append(groups, code), "-")
}

// DropCode ends the own second step. It asks a code, and is refused to whoever must have one
// (staff.code.must).
func DropCode(tx *db.Tx, code string) error {
	m, err := me(tx)
	if err != nil {
		return err
	}
	must, _, err := codeDue(tx, m.ID)
	if err != nil {
		return err
	}
	if must {
		return fault.New(fault.Conflict, "staff.code.must")
	}
	if err := useCode(tx, m.ID, code); err != nil {
		return fault.Field("code", "staff.code.wrong")
	}
	return removeCode(tx, m.ID)
}

func removeCode(tx *db.Tx, member uint64) error {
	if _, err := db.RemoveWhere[spareRow](tx, "member_id = ?", member); err != nil {
		return err
	}
	_, err := db.RemoveWhere[codeRow](tx, "member_id = ?", member)
	return err
}

// ResetCode takes the second step off somebody who lost the phone and the paper, and signs them out
// everywhere. It needs staff.appoint, and staff.edit over everything the person may do, and a reason;
// nobody does it for the own account. A lone administrator asks whoever runs the server (maiam user
// code).
func ResetCode(tx *db.Tx, id uint64, reason string) (*Member, error) {
	if err := tx.May(Appoint); err != nil {
		return nil, err
	}
	m, _, err := editable(tx, id)
	if err != nil {
		return nil, err
	}
	reason = cut(value.CleanText(reason), reasonLimit)
	row, err := holdCode(tx, m.ID)
	switch {
	case err != nil:
		return nil, err
	case m.ID == tx.Actor.ID:
		return nil, fault.New(fault.Conflict, "staff.not_oneself")
	case row == nil:
		return nil, fault.New(fault.Conflict, "staff.code.none")
	case reason == "":
		return nil, fault.Field("code_reason", "staff.reason_missing")
	}
	if err := removeCode(tx, m.ID); err != nil {
		return nil, err
	}
	tx.Detail("reason", reason)
	_, err = endSessions(tx, "member_id = ?", m.ID)
	return m, err
}
