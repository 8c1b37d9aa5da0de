package staff

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

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

func knead(ctx context.Context) error {
	select {
	case kneading <- struct{}{}:
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
