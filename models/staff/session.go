package staff

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// The two ways in which somebody is signed in: with a browser, or with a program that carries the
// token itself.
const (
	PageSession = "page"
	APISession  = "api"
)

// The ways in which somebody proved who they are when a session began.
const (
	ByPassword = "password"
	ByPin      = "pin"
	ByBadge    = "badge" // the card, with the PIN unless the centre decided that the card is enough
)

// sessionRow is one device on which somebody is signed in. The device holds the secret; the house
// keeps its hash.
type sessionRow struct {
	ID        uint64
	TokenHash string
	MemberID  uint64
	Kind      string
	Data      []byte
	Device    string
	Address   string
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
	DeviceID  Ref // the registered device of a ward; none: one's own
	Entered   string
	Phone     string // what the phone calls itself where it works without a network
}

// TableName names the table.
func (sessionRow) TableName() string { return "staff_sessions" }

// SessionInput is what is kept of a new session.
type SessionInput struct {
	TokenHash string
	Kind      string
	Data      []byte // what the session library wants back
	Device    string // what the browser says it is
	Address   string
	Station   *Station // the registered device of a ward at which it happens; nil: one's own
	Entered   string   // ByPassword when empty
}

// OpenSession notes that somebody signed in on a device. It belongs into the transaction of Enter.
func OpenSession(tx *db.Tx, memberID uint64, in SessionInput) (expires time.Time, err error) {
	policy, err := ThePolicy(tx)
	if err != nil {
		return time.Time{}, err
	}
	row := sessionRow{TokenHash: in.TokenHash, MemberID: memberID, Kind: in.Kind, Data: in.Data,
		Device: cut(value.CleanText(in.Device), deviceLimit), Address: cut(in.Address, addressLimit),
		CreatedAt: tx.Now, SeenAt: tx.Now, ExpiresAt: tx.Now.Add(policy.SessionFor)}
	if row.Data == nil {
		row.Data = []byte{}
	}
	if row.Entered = in.Entered; row.Entered == "" {
		row.Entered = ByPassword
	}
	if in.Station != nil {
		row.DeviceID, tx.Actor.Shared = Ref(in.Station.ID), in.Station.ID
		if err := in.Station.usedBy(tx, memberID); err != nil {
			return time.Time{}, err
		}
	}
	tx.Detail("device", row.Device)
	tx.Detail("address", row.Address)
	tx.Detail("entered", row.Entered)
	return row.ExpiresAt, db.Add(tx, &row)
}

// Visit is who stands behind a token.
type Visit struct {
	SessionID  uint64 // 0 for an API token
	TokenID    uint64
	Kind       string
	Actor      db.Actor
	MustChange bool
	SeenAt     time.Time
	ExpiresAt  time.Time
	Data       []byte
	DeviceID   uint64 // the registered device of a ward, 0 for one's own
	DeviceName string
	CodeOn     bool      // signs in with a second step
	CodeRoles  []RoleDay // the roles of today with their first days: whether one demands a second step is the policy's word
	ChangedAt  time.Time // when the password was set
}

// RoleDay is a role with its first day.
type RoleDay struct {
	Role string
	From value.Day
}

// CodeMissing tells whether a second step is demanded that is not there, and the last day on which that
// goes.
func (v Visit) CodeMissing(p Policy) (missing bool, until value.Day) {
	if v.CodeOn || v.TokenID != 0 {
		return false, until
	}
	for _, r := range v.CodeRoles {
		if p.DemandsCode(r.Role) {
			if last := p.CodeUntil(r.From); !missing || last.Before(until) {
				missing, until = true, last
			}
		}
	}
	return missing, until
}

// Aged tells whether an administrator has had the password for too long.
func (v Visit) Aged(p Policy, now time.Time) bool {
	return v.TokenID == 0 && v.Actor.HasRole("admin") && now.Sub(v.ChangedAt) >= time.Duration(p.AdminDays)*24*time.Hour
}

// Idle tells whether the person was away so long that the password or PIN is asked again: sooner on
// the shared device of a ward, past which many walk. A program that signed in does not idle.
func (v Visit) Idle(p Policy, now time.Time) bool {
	return v.Kind == PageSession && now.Sub(v.SeenAt) >= v.idleAfter(p)
}

func (v Visit) idleAfter(p Policy) time.Duration {
	if v.DeviceID != 0 {
		return min(p.SharedIdle, p.IdleAfter)
	}
	return p.IdleAfter
}

// How often at most the house writes down that a session is in use. On a shared device it is more
// often, since a minute would be a third of its lock.
const (
	seenEvery       = time.Minute
	seenEveryShared = 10 * time.Second
)

func (v Visit) seenEvery() time.Duration {
	if v.DeviceID != 0 {
		return seenEveryShared
	}
	return seenEvery
}

// Stale tells whether it is time to write down that the session or token is in use.
func (v Visit) Stale(now time.Time) bool { return now.Sub(v.SeenAt) >= v.seenEvery() }

// visitRow is one grant of a person who signed in, beside the person and the session.
type visitRow struct {
	SessionID  uint64
	TokenID    uint64
	Kind       string
	Data       []byte
	SeenAt     *time.Time
	ExpiresAt  time.Time
	MemberID   uint64
	Name       string
	Username   string
	Language   string
	MustChange bool
	Role       string
	CampusID   Ref
	ZoneID     Ref
	WardID     Ref
	DeviceID   Ref
	DeviceName string
	CodeAt     *time.Time
	ValidFrom  *value.Day
	ChangedAt  *time.Time
}

// grantsToday joins the grants that hold on a day; it takes that day twice.
const grantsToday = `LEFT JOIN staff_grants g ON g.member_id = m.id AND g.ended_at IS NULL AND g.valid_from <= ? AND (g.valid_to IS NULL OR g.valid_to >= ?)`

// SessionActor gives who stands behind a session's token with the roles of today, in one
// statement, because every request asks it. It says Unauthenticated for a token that is unknown,
// over, of a closed account, or of a shared device that was revoked.
func SessionActor(tx *db.Tx, hash string) (Visit, error) {
	return visit(db.Report[visitRow](tx, `SELECT s.id AS session_id, s.kind, s.data, s.seen_at, s.expires_at,
			m.id AS member_id, m.name, m.username, m.language, m.must_change, m.password_changed_at AS changed_at,
			g.role, g.campus_id, g.zone_id, g.ward_id, g.valid_from, sc.confirmed_at AS code_at, s.device_id, CASE WHEN sd.name IS NULL THEN '' ELSE sd.name END AS device_name
		FROM staff_sessions s JOIN staff_members m ON m.id = s.member_id LEFT JOIN staff_devices sd ON sd.id = s.device_id LEFT JOIN staff_codes sc ON sc.member_id = m.id `+grantsToday+`
		WHERE {shared} AND s.token_hash = ? AND s.expires_at > ? AND m.disabled_at IS NULL AND sd.revoked_at IS NULL`,
		tx.Today(), tx.Today(), hash, tx.Now))
}

// TokenActor gives who stands behind an API token, in one statement.
func TokenActor(tx *db.Tx, token string) (Visit, error) {
	v, err := visit(db.Report[visitRow](tx, `SELECT t.id AS token_id, t.used_at AS seen_at, t.expires_at,
			m.id AS member_id, m.name, m.username, m.language, m.must_change, g.role, g.campus_id, g.zone_id, g.ward_id
		FROM staff_tokens t JOIN staff_members m ON m.id = t.member_id `+grantsToday+`
		WHERE {shared} AND t.token_hash = ? AND t.expires_at > ? AND t.revoked_at IS NULL AND m.disabled_at IS NULL`,
		tx.Today(), tx.Today(), tokenHash(token), tx.Now))
	v.Kind, v.Actor.Via = "token", "token"
	return v, err
}

// ActorFor gives a person as an actor with the roles of a day, in one statement: for jobs and
// commands that act for somebody. A closed account is not there.
func ActorFor(tx *db.Tx, memberID uint64, day value.Day) (db.Actor, error) {
	v, err := visit(db.Report[visitRow](tx, `SELECT m.id AS member_id, m.name, m.username, m.language, g.role, g.campus_id, g.zone_id, g.ward_id
		FROM staff_members m `+grantsToday+` WHERE {shared} AND m.id = ? AND m.disabled_at IS NULL`, day, day, memberID))
	if err != nil && fault.KindOf(err) == fault.Unauthenticated {
		return db.Actor{}, fault.New(fault.NotFound, "db.not_found")
	}
	v.Actor.Via = "command"
	return v.Actor, err
}

// visit folds the rows of one person, one for each grant.
func visit(rows []visitRow, err error) (Visit, error) {
	if err != nil {
		return Visit{}, err
	}
	if len(rows) == 0 {
		return Visit{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	r := rows[0]
	v := Visit{SessionID: r.SessionID, TokenID: r.TokenID, Kind: r.Kind, MustChange: r.MustChange, ExpiresAt: r.ExpiresAt, Data: r.Data,
		DeviceID: uint64(r.DeviceID), DeviceName: r.DeviceName,
		Actor: db.Actor{ID: r.MemberID, Name: r.Name, Username: r.Username, Language: r.Language, Via: "session", Shared: uint64(r.DeviceID), Session: r.SessionID}}
	if r.SeenAt != nil {
		v.SeenAt = *r.SeenAt
	}
	v.CodeOn = r.CodeAt != nil
	if r.ChangedAt != nil {
		v.ChangedAt = *r.ChangedAt
	}
	for _, r := range rows {
		if r.ValidFrom != nil {
			v.CodeRoles = append(v.CodeRoles, RoleDay{r.Role, *r.ValidFrom})
		}
		if permissions := held[r.Role]; permissions != nil {
			v.Actor.Grants = append(v.Actor.Grants, db.Grant{Role: r.Role, Permissions: permissions,
				Campus: uint64(r.CampusID), Zone: uint64(r.ZoneID), Ward: uint64(r.WardID)})
		}
	}
	return v, nil
}

// SeenSession writes down that a session or token is in use, once a minute at most. It is nobody's
// act, so it leaves no deed (db.House.Quietly).
func SeenSession(tx *db.Tx, v Visit) error {
	late := tx.Now.Add(-v.seenEvery())
	if v.TokenID != 0 {
		_, err := db.Set[tokenRow](tx, map[string]any{"used_at": tx.Now}, "id = ? AND (used_at IS NULL OR used_at <= ?)", v.TokenID, late)
		return err
	}
	_, err := db.Set[sessionRow](tx, map[string]any{"seen_at": tx.Now}, "id = ? AND seen_at <= ?", v.SessionID, late)
	return err
}

// Unlock opens a session again that was idle too long; the edge has proven the password (Knock,
// Answers, Enter) of the same person.
func Unlock(tx *db.Tx, sessionID, memberID uint64) error {
	n, err := db.Set[sessionRow](tx, map[string]any{"seen_at": tx.Now}, "id = ? AND member_id = ?", sessionID, memberID)
	if err == nil && n != 1 {
		err = fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	return err
}

// Lock makes a session idle from now on, as if it had lain unused so long.
func Lock(tx *db.Tx, v Visit) error {
	policy, err := ThePolicy(tx)
	if err != nil {
		return err
	}
	tx.Concerns("staff", v.Actor.ID, 0)
	_, err = db.Set[sessionRow](tx, map[string]any{"seen_at": tx.Now.Add(-v.idleAfter(policy))}, "id = ?", v.SessionID)
	return err
}

// CloseSession signs a device out by its own token. It is no error when it was out already.
func CloseSession(tx *db.Tx, hash string) error {
	_, err := db.RemoveWhere[sessionRow](tx, "token_hash = ?", hash)
	return err
}

// Session is a device on which somebody is signed in, as the person sees it.
type Session struct {
	ID        uint64
	MemberID  uint64
	Kind      string
	Device    string
	Address   string
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
	Entered   string // how the person proved who they are
	Shared    string // the name of the ward's shared device; empty for one's own
}

// OwnSessions lists where the person is signed in, the last used first.
func OwnSessions(tx *db.Tx) ([]Session, error) {
	if err := signedIn(tx); err != nil {
		return nil, err
	}
	return sessionsOf(tx, tx.Actor.ID)
}

func sessionsOf(tx *db.Tx, memberID uint64) ([]Session, error) {
	return db.Report[Session](tx, `SELECT s.id, s.member_id, s.kind, s.device, s.address, s.created_at, s.seen_at, s.expires_at, s.entered,
			CASE WHEN sd.name IS NULL THEN '' ELSE sd.name END AS shared
		FROM staff_sessions s LEFT JOIN staff_devices sd ON sd.id = s.device_id
		WHERE {shared} AND s.member_id = ? AND s.expires_at > ? ORDER BY s.seen_at DESC, s.id DESC LIMIT 100`, memberID, tx.Now)
}

// ForgetSessions drops sessions whose time is over; a nightly job calls it.
func ForgetSessions(tx *db.Tx) error {
	_, err := db.RemoveWhere[sessionRow](tx, "expires_at < ?", tx.Now)
	return err
}
