package staff

import (
	"crypto/rand"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Badge is the card of a person, with a code that a scanner at a shared device reads. The house keeps
// the hash of the code. A person has one card at a time; a new one ends the one before.
type Badge struct {
	ID           uint64
	MemberID     uint64
	CodeHash     string `json:"-"`
	IssuedAt     time.Time
	IssuedBy     uint64
	EndedAt      *time.Time
	EndedBy      uint64
	EndedReason  string
	OpenMemberID *uint64 `json:"-"` // the person, while the card is good
	Version      uint64
}

// TableName names the table.
func (Badge) TableName() string { return "staff_badges" }

// badgeLetters are digits and capitals without those that look alike; badgeLength of them are a
// hundred bits, and as many as the smallest printed code holds.
const (
	badgeLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	badgeLength  = 20
)

// BadgeCode brings a typed or scanned code into the form in which it is compared: capitals without
// spaces and dashes, O for 0 and I or L for 1, as people read them from a card.
func BadgeCode(text string) string {
	clean := strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(text))
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(badgeLetters, r) {
			return r
		}
		return -1
	}, clean)
}

// SpellBadge writes a code in groups of five, as it stands on the card.
func SpellBadge(code string) string {
	var parts []string
	for len(code) > 5 {
		parts, code = append(parts, code[:5]), code[5:]
	}
	return strings.Join(append(parts, code), "-")
}

func badgeHash(code string) string { return tokenHash("badge " + BadgeCode(code)) }

// IssueBadge makes a card for a person and gives its code, which is seen this once. The card before
// is worthless from now. It needs staff.edit over everything the person may do.
func IssueBadge(tx *db.Tx, member uint64) (code string, m *Member, err error) {
	m, grants, err := editable(tx, member)
	if err != nil {
		return "", nil, err
	}
	if m.DisabledAt != nil {
		return "", nil, fault.New(fault.Conflict, "staff.is_disabled")
	}
	for _, role := range passwordRoles {
		for _, g := range grants {
			if g.Role == role && g.On(tx.Today()) {
				return "", nil, fault.New(fault.Conflict, "staff.badge.not_for_role")
			}
		}
	}
	if _, err := endBadge(tx, member, ""); err != nil {
		return "", nil, err
	}
	var b [badgeLength]byte
	_, _ = rand.Read(b[:]) // never fails on the systems Go supports
	for i := range b {
		b[i] = badgeLetters[int(b[i])%len(badgeLetters)]
	}
	code = string(b[:])
	row := Badge{MemberID: member, CodeHash: badgeHash(code), IssuedAt: tx.Now, IssuedBy: tx.Actor.ID, OpenMemberID: &member}
	if err := db.Add(tx, &row); err != nil {
		return "", nil, err
	}
	tx.Detail("badge", row.ID)
	return code, m, nil
}

// RevokeBadge makes the card of a person worthless, as when it was lost. It needs staff.edit over the
// person, and a reason.
func RevokeBadge(tx *db.Tx, member uint64, reason string) (*Member, error) {
	m, _, err := editable(tx, member)
	if err != nil {
		return nil, err
	}
	return m, loseBadge(tx, member, reason)
}

// LoseOwnBadge makes the own card worthless.
func LoseOwnBadge(tx *db.Tx, reason string) error {
	if err := signedIn(tx); err != nil {
		return err
	}
	tx.Concerns("staff", tx.Actor.ID, 0)
	return loseBadge(tx, tx.Actor.ID, reason)
}

func loseBadge(tx *db.Tx, member uint64, reason string) error {
	if reason = cut(value.CleanText(reason), reasonLimit); reason == "" {
		return fault.Field("badge_reason", "staff.reason_missing")
	}
	there, err := endBadge(tx, member, reason)
	if err == nil && !there {
		err = fault.New(fault.Conflict, "staff.badge.none")
	}
	tx.Detail("reason", reason)
	return err
}

// endBadge ends the card of a person, if there is one.
func endBadge(tx *db.Tx, member uint64, reason string) (there bool, err error) {
	n, err := db.Set[Badge](tx, map[string]any{"ended_at": tx.Now, "ended_by": tx.Actor.ID, "ended_reason": reason, "open_member_id": nil}, "open_member_id = ?", member)
	return n > 0, err
}

// badgeOf gives the card of a person that is good, or nil.
func badgeOf(tx *db.Tx, member uint64) (*Badge, error) {
	return db.From[Badge](tx).Where("open_member_id = ?", member).Maybe()
}

// OwnBadge gives the own card, or nil.
func OwnBadge(tx *db.Tx) (*Badge, error) {
	if err := signedIn(tx); err != nil {
		return nil, err
	}
	return badgeOf(tx, tx.Actor.ID)
}

// KnockBadge reads whose card was shown at a shared device. A card that is worthless, unknown or of
// somebody who does not work in the ward sounds the same (staff.badge.unknown).
func KnockBadge(tx *db.Tx, device, code string) (k PinKnocker, err error) {
	station, err := StationOf(tx, device)
	if err != nil {
		return k, err
	}
	if station == nil {
		return k, fault.New(fault.Unauthenticated, "staff.device.unknown")
	}
	row, err := db.From[Badge](tx).Where("code_hash = ? AND ended_at IS NULL", badgeHash(code)).Maybe()
	if err != nil {
		return k, err
	}
	if row != nil {
		k, err = KnockPin(tx, device, row.MemberID)
		if k.badge = row.ID; fault.KindOf(err) != fault.NotFound || err == nil {
			return k, err
		}
	}
	return PinKnocker{}, fault.New(fault.Unauthenticated, "staff.badge.unknown")
}

// stillHeld looks again whether the card that was shown is good; without a card it has nothing to say.
func (k PinKnocker) stillHeld(tx *db.Tx) error {
	if k.badge == 0 {
		return nil
	}
	there, err := db.From[Badge](tx).Where("id = ? AND ended_at IS NULL", k.badge).Exists()
	if err == nil && !there {
		err = fault.New(fault.Unauthenticated, "staff.badge.unknown")
	}
	return err
}

// EnterBadge lets somebody in by the card alone, where the centre decided so (door.badge_alone); else
// the PIN is asked as well (staff.badge.and_pin).
func EnterBadge(tx *db.Tx, k PinKnocker) (*Member, error) {
	policy, err := ThePolicy(tx)
	if err != nil {
		return nil, err
	}
	attempt, err := k.hold(tx)
	if err != nil {
		return nil, err
	}
	if lock := attempt.lock(tx.Now); lock != nil {
		return nil, lock
	}
	if err := k.Station.still(tx); err != nil {
		return nil, err
	}
	m, err := k.Station.worker(tx, k.Member.ID)
	if err != nil {
		return nil, err
	}
	if !policy.BadgeAlone || k.badge == 0 || m.MustChange {
		return nil, fault.New(fault.Unauthenticated, "staff.badge.and_pin")
	}
	if err := k.stillHeld(tx); err != nil {
		return nil, err
	}
	return m, k.came(tx, m)
}
