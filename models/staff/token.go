package staff

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// tokenRow is a key with which a program acts for a person, with the rights the person has on the
// day.
type tokenRow struct {
	ID        uint64
	TokenHash string
	MemberID  uint64
	Name      string
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
	RevokedAt *time.Time
	RevokedBy uint64
}

// TableName names the table.
func (tokenRow) TableName() string { return "staff_tokens" }

// Token is an API token as it is shown: never with the secret.
type Token struct {
	ID        uint64
	MemberID  uint64
	Name      string
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
	RevokedAt *time.Time
}

// TokenPrefix begins every API token, so that a leaked one is known for what it is.
const TokenPrefix = "maiam_"

// IsToken tells an API token from the token of a session.
func IsToken(secret string) bool { return strings.HasPrefix(secret, TokenPrefix) }

// TokenInput is what is asked about a new API token.
type TokenInput struct {
	Name string `form:"name" json:"name"`
	Days int    `form:"days" json:"days"` // 90 when missing
}

// MakeToken makes an API token for whoever acts. The secret is given once and kept nowhere. A
// token cannot make another: who holds one leaked must not outlive it.
func MakeToken(tx *db.Tx, in TokenInput) (secret string, token Token, err error) {
	if err := signedIn(tx); err != nil {
		return "", Token{}, err
	}
	if tx.Actor.Via == "token" {
		return "", Token{}, fault.New(fault.Forbidden, "staff.token_by_token")
	}
	if err := behindCode(tx); err != nil {
		return "", Token{}, err
	}
	policy, err := ThePolicy(tx)
	if err != nil {
		return "", Token{}, err
	}
	name := cut(value.CleanText(in.Name), positionLimit)
	if name == "" {
		return "", Token{}, fault.Field("name", "staff.token_name_missing")
	}
	if in.Days <= 0 {
		in.Days = 90
	}
	in.Days = min(in.Days, policy.TokenDays)
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails on the systems Go supports
	secret = TokenPrefix + base64.RawURLEncoding.EncodeToString(b[:])
	row := tokenRow{TokenHash: tokenHash(secret), MemberID: tx.Actor.ID, Name: name, CreatedAt: tx.Now, ExpiresAt: tx.Now.AddDate(0, 0, in.Days)}
	if err := db.Add(tx, &row); err != nil {
		return "", Token{}, err
	}
	tx.Concerns("staff", tx.Actor.ID, 0)
	tx.Detail("token", row.ID)
	return secret, Token{ID: row.ID, MemberID: row.MemberID, Name: row.Name, CreatedAt: row.CreatedAt, ExpiresAt: row.ExpiresAt}, nil
}

// behindCode refuses a token to whoever has not shown the second step that the account has, or must
// have: a token opens without any step for months. At the shared device of a ward one may have come in by
// PIN.
func behindCode(tx *db.Tx) error {
	on, err := WantsCode(tx, tx.Actor.ID)
	if err != nil {
		return err
	}
	if on && tx.Actor.Shared != 0 {
		return fault.New(fault.Conflict, "staff.token_not_here")
	}
	if on {
		return nil
	}
	must, _, err := codeDue(tx, tx.Actor.ID)
	if err == nil && must {
		err = fault.New(fault.Conflict, "staff.code.first")
	}
	return err
}

// OwnTokens lists the own API tokens, the newest first, those that are over too.
func OwnTokens(tx *db.Tx) ([]Token, error) {
	if err := signedIn(tx); err != nil {
		return nil, err
	}
	return tokensOf(tx, tx.Actor.ID)
}

func tokensOf(tx *db.Tx, memberID uint64) ([]Token, error) {
	return db.Report[Token](tx, `SELECT id, member_id, name, created_at, expires_at, used_at, revoked_at FROM staff_tokens
		WHERE {shared} AND member_id = ? ORDER BY id DESC LIMIT 100`, memberID)
}

// RevokeToken makes an own API token worthless from this moment.
func RevokeToken(tx *db.Tx, id uint64) error {
	if err := signedIn(tx); err != nil {
		return err
	}
	tx.Concerns("staff", tx.Actor.ID, 0)
	return revoke(tx, id, tx.Actor.ID)
}

// RevokeTokenOf does the same for another person. It needs staff.edit over the person.
func RevokeTokenOf(tx *db.Tx, memberID, id uint64) error {
	if _, _, err := editable(tx, memberID); err != nil {
		return err
	}
	return revoke(tx, id, memberID)
}

func revoke(tx *db.Tx, id, memberID uint64) error {
	n, err := db.Set[tokenRow](tx, map[string]any{"revoked_at": tx.Now, "revoked_by": tx.Actor.ID},
		"id = ? AND member_id = ? AND revoked_at IS NULL", id, memberID)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "db.not_found")
	}
	tx.Detail("token", id)
	return err
}
