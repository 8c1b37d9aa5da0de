// Package staff knows the people who work in the house: who they are, what each may do, where and
// from when until when; how they sign in and out, on which phones they are signed in, and what
// keeps a stranger out. It also keeps apart those duties that one person must never hold together,
// such as buying goods and keeping the store.
//
// Nothing here says what happens to a resident. Every other area asks one thing of this one: who
// is acting, and what are they allowed to do.
package staff

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// The permissions of this area: to see who works here, to change it, and to hand out roles that
// one does not hold oneself.
const (
	View    = "staff.view"
	Edit    = "staff.edit"
	Appoint = "staff.appoint"
)

// Lengths of the text columns, in letters.
const (
	positionLimit = 120
	reasonLimit   = 300
	deviceLimit   = 300
	addressLimit  = 45
)

// Ref is the id of a place that may be missing: 0 stands for none and is NULL in the database.
type Ref uint64

// Value gives the id to the database.
func (r Ref) Value() (driver.Value, error) {
	if r == 0 {
		return nil, nil
	}
	return int64(r), nil // #nosec G115 -- doors and databases give no id above 2^63
}

// Scan reads the id from the database.
func (r *Ref) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*r = 0
	case int64:
		*r = Ref(v) // #nosec G115 -- the column is unsigned or points to one that is
	case uint64:
		*r = Ref(v)
	case []byte:
		var n uint64
		if _, err := fmt.Sscan(string(v), &n); err != nil {
			return err
		}
		*r = Ref(n)
	default:
		return fmt.Errorf("staff: %T is no id", src)
	}
	return nil
}

// GormDataType names the kind of column.
func (Ref) GormDataType() string { return "bigint" }

// signedIn refuses whoever is nobody: for what every person may do with the own account.
func signedIn(tx *db.Tx) error {
	if tx.Actor.ID == 0 {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	return nil
}

// tokenHash is what the database keeps of a secret that a device holds.
func tokenHash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// cut keeps at most n letters of a text that comes from a device.
func cut(text string, n int) string {
	letters := []rune(text)
	if len(letters) > n {
		return string(letters[:n])
	}
	return text
}

// reason is the text key of what could not be read.
func reason(err error) string {
	var r value.Reason
	if errors.As(err, &r) {
		return r.Key()
	}
	return "words.wrong"
}
