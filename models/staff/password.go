package staff

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Hashed is what the house keeps of a password: it tells whether a typed one is right, and nothing
// else. It is made outside any transaction, because it takes long on purpose.
type Hashed string

// cost makes one guess take about 30 ms and 19 MB.
var cost = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// kneading limits how many passwords are worked on at once, so that a crowd at the door does not
// take the memory and the processor from those who are at work.
var kneading = make(chan struct{}, 2)

var kneaded atomic.Int64

// Kneaded tells how often a password was worked on since the program began: what makes one answer of the
// door take longer than another.
func Kneaded() int64 { return kneaded.Load() }

// nobody is what a password is compared with where there is no such person: it takes as long.
const nobody = Hashed("$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")

// passwordLimit keeps a book from being hashed.
const passwordLimit = 200

// HashPassword makes what is kept of a password. Call it outside any transaction.
func HashPassword(ctx context.Context, password string) (Hashed, error) {
	if err := knead(ctx); err != nil {
		return "", err
	}
	defer func() { <-kneading }()
	hash, err := argon2id.CreateHash(typed(password), cost)
	return Hashed(hash), err
}

// Matches tells whether a typed password is the right one. Call it outside any transaction.
func (h Hashed) Matches(ctx context.Context, password string) (bool, error) {
	if err := knead(ctx); err != nil {
		return false, err
	}
	defer func() { <-kneading }()
	if h == "" {
		h = nobody
	}
	return argon2id.ComparePasswordAndHash(typed(password), string(h))
}

// Mark is a few letters that change with the password and tell nothing of it: what was begun under one
// password does not go on under another.
func (h Hashed) Mark() string { return tokenHash("mark " + string(h))[:16] }

func knead(ctx context.Context) error {
	select {
	case kneading <- struct{}{}:
		kneaded.Add(1)
		return nil
	case <-ctx.Done():
		return fault.New(fault.Busy, "fault.busy").Because(ctx.Err())
	}
}

// typed brings a password into one form: two keyboards write "ố" in two ways, and both are right.
func typed(password string) string {
	if len(password) > passwordLimit*4 {
		password = password[:passwordLimit*4]
	}
	return norm.NFC.String(password)
}

// Rule is one thing asked of a password, as a text key, and whether a password meets it.
type Rule struct {
	Key  string
	Args fault.A
	Met  bool
}

// PasswordRules tells what is asked of a password and what of it this one meets; the page shows
// the list beside the field, before anything is typed.
func PasswordRules(p Policy, password string) []Rule {
	var small, capital, digit, sign bool
	for _, r := range typed(password) {
		switch {
		case unicode.IsLower(r):
			small = true
		case unicode.IsUpper(r):
			capital = true
		case unicode.IsDigit(r):
			digit = true
		case !unicode.Is(unicode.Mn, r):
			sign = true
		}
	}
	n := utf8.RuneCountInString(typed(password))
	return []Rule{
		{"staff.password.length", fault.A{"min": p.PasswordLength}, n >= p.PasswordLength},
		{"staff.password.small", nil, small},
		{"staff.password.capital", nil, capital},
		{"staff.password.digit", nil, digit},
		{"staff.password.sign", nil, sign},
	}
}

// wellKnown are passwords that meet every rule and that everybody tries first.
var wellKnown = []string{"matkhau", "password", "admin@", "abc@12", "abcd@12", "qwerty", "vietnam@", "aa@123", "a@1234", "p@ssw0rd", "123456"}

// CheckPassword says what is wrong with a new password of a person, under the name of its field;
// nil when it will do.
func CheckPassword(p Policy, field, password, username string) error {
	for _, r := range PasswordRules(p, password) {
		if !r.Met {
			return fault.Field(field, r.Key+"_missing", r.Args)
		}
	}
	if utf8.RuneCountInString(password) > passwordLimit {
		return fault.Field(field, "staff.password.long", fault.A{"max": passwordLimit})
	}
	folded := value.Fold(password)
	if len(username) > 2 && strings.Contains(folded, username) {
		return fault.Field(field, "staff.password.is_name")
	}
	for _, known := range wellKnown {
		if strings.HasPrefix(folded, known) {
			return fault.Field(field, "staff.password.known")
		}
	}
	return nil
}

// OneTime makes a password for somebody else to use once: easy to say over the telephone and to
// type on a phone, without letters that look alike. It has about 10^12 forms, and five may be tried.
func OneTime(ctx context.Context) (password string, hash Hashed, err error) {
	const front, middle = "bcdghklmnprstvx", "aeiou"
	var b strings.Builder
	for i := range 4 {
		c, v := pick(len(front)), pick(len(middle))
		letter := front[c : c+1]
		if i%2 == 0 {
			letter = strings.ToUpper(letter)
		}
		b.WriteString(letter + middle[v:v+1])
		if i%2 == 1 {
			b.WriteByte('-')
		}
	}
	fmt.Fprintf(&b, "%05d", pick(100000))
	password = b.String()
	hash, err = HashPassword(ctx, password)
	return password, hash, err
}

func pick(n int) int {
	v, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // no randomness, no house
	}
	return int(v.Int64())
}

// passwordRow is a password that was replaced: it does not come back for a while.
type passwordRow struct {
	ID           uint64
	MemberID     uint64
	PasswordHash Hashed
	ReplacedAt   time.Time
}

// TableName names the table.
func (passwordRow) TableName() string { return "staff_passwords" }

// keepPassword notes the password that is about to be replaced, and forgets those that may come back.
func keepPassword(tx *db.Tx, m *Member) error {
	policy, err := ThePolicy(tx)
	if err != nil {
		return err
	}
	if err := db.Add(tx, &passwordRow{MemberID: m.ID, PasswordHash: m.PasswordHash, ReplacedAt: tx.Now}); err != nil {
		return err
	}
	kept, err := db.From[passwordRow](tx).Where("member_id = ?", m.ID).Order("id DESC").Only("id").Limit(policy.PasswordsKept + 1).All()
	if err != nil || len(kept) <= policy.PasswordsKept {
		return err
	}
	_, err = db.RemoveWhere[passwordRow](tx, "member_id = ? AND id <= ?", m.ID, kept[policy.PasswordsKept].ID)
	return err
}

// PastPasswords gives the last passwords of whoever acts, the present one first: as many as cannot come
// back (door.passwords_kept). The edge compares a new one with them, outside any transaction.
func PastPasswords(tx *db.Tx) (past []Hashed, err error) {
	if err := signedIn(tx); err != nil {
		return nil, err
	}
	policy, err := ThePolicy(tx)
	if err != nil {
		return nil, err
	}
	m, err := db.Get[Member](tx, tx.Actor.ID)
	if err != nil {
		return nil, err
	}
	rows, err := db.From[passwordRow](tx).Where("member_id = ?", tx.Actor.ID).Order("id DESC").Limit(policy.PasswordsKept - 1).All()
	past = append(past, m.PasswordHash)
	for _, r := range rows {
		past = append(past, r.PasswordHash)
	}
	return past, err
}
