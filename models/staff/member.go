package staff

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Member is one person who works here. One person has one account, and one account belongs to one
// person.
type Member struct {
	ID                uint64
	Campus            Ref `gorm:"column:campus_id"` // where the person belongs; none is the centre itself
	Username          string
	Name              string
	SearchKey         string `json:"-"`
	SortKey           []byte `json:"-"`
	Phone             string
	Position          string // what the person is called at work, "điều dưỡng trưởng"
	Language          string // "vi", "en", or empty for the house's own
	PasswordHash      Hashed `json:"-"`
	MustChange        bool   // somebody else knows the password
	PasswordChangedAt time.Time
	SignedInAt        *time.Time
	DisabledAt        *time.Time
	DisabledBy        uint64
	DisabledReason    string
	ReopenedAt        *time.Time // since when a closed account is open again
	ReopenedBy        uint64
	ReopenedReason    string
	RecordedAt        time.Time
	RecordedBy        uint64
	Version           uint64
}

// TableName names the table.
func (Member) TableName() string { return "staff_members" }

// Initials are the letters of the round face.
func (m Member) Initials() string { return value.Name(m.Name).Initials() }

// MemberInput is what is asked about a person who works here.
type MemberInput struct {
	Name     string `form:"name" json:"name"`
	Phone    string `form:"phone" json:"phone"`
	Position string `form:"position" json:"position"`
	Language string `form:"language" json:"language"`
	CampusID uint64 `form:"campus_id" json:"campus_id"` // 0: the centre itself
}

// AddMemberInput is what is asked when somebody begins to work here.
type AddMemberInput struct {
	Username string `form:"username" json:"username"`
	MemberInput

	// Password is made outside the transaction, by OneTime or HashPassword.
	Password Hashed `form:"-" json:"-"`
	// Settled says that the password is the person's own already, as in the sample house.
	Settled bool `form:"-" json:"-"`
}

// usernames are short, small and typed on any keyboard.
var usernames = regexp.MustCompile(`^[a-z][a-z0-9]*([._-][a-z0-9]+)*$`)

// Username brings a typed user name into the form the house keeps: small letters without accents
// and spaces. "Lan " and "lan" are one.
func Username(text string) string {
	return strings.ReplaceAll(value.Fold(text), " ", "")
}

// AddMember makes an account. It needs staff.edit for the campus the person belongs to. The person
// has no role yet, so the account opens nothing until one is granted.
func AddMember(tx *db.Tx, in AddMemberInput) (*Member, error) {
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	m := Member{Username: Username(in.Username), PasswordHash: in.Password, MustChange: !in.Settled,
		PasswordChangedAt: tx.Now, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	var bad fault.Fields
	if !usernames.MatchString(m.Username) || len(m.Username) < 2 || len(m.Username) > 40 {
		bad.Add("username", "staff.username.form")
	}
	m.fill(&bad, in.MemberInput)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if !tx.Reach(Edit).Campus(uint64(m.Campus)) {
		return nil, fault.Field("campus_id", "staff.campus_not_yours")
	}
	err := db.Add(tx, &m)
	switch {
	case db.Duplicate(err, "username"):
		return nil, fault.Field("username", "staff.username.taken", fault.A{"username": m.Username})
	case db.Referenced(err):
		return nil, fault.Field("campus_id", "staff.campus_unknown")
	case err != nil:
		return nil, err
	}
	tx.Concerns("staff", m.ID, uint64(m.Campus))
	return &m, nil
}

// fill takes over what was typed about a person.
func (m *Member) fill(bad *fault.Fields, in MemberInput) {
	name, err := value.ParseName(in.Name)
	if err != nil {
		bad.Add("name", reason(err))
	}
	m.Name, m.SortKey = string(name), name.SortKey()
	m.SearchKey = name.SearchKey() + " " + m.Username
	phone, err := value.ParsePhone(in.Phone)
	if err != nil {
		bad.Add("phone", reason(err))
	}
	m.Phone = string(phone)
	if m.Position = value.CleanText(in.Position); utf8.RuneCountInString(m.Position) > positionLimit {
		bad.Add("position", "words.max", fault.A{"max": positionLimit})
	}
	m.Language = in.Language
	if !slices.Contains([]string{"", "vi", "en"}, m.Language) {
		bad.Add("language", "words.one_of")
	}
	m.Campus = Ref(in.CampusID)
}

// ChangeMember changes what is known of a person. It needs staff.edit over everything the person
// may do.
func ChangeMember(tx *db.Tx, id, version uint64, in MemberInput) (*Member, error) {
	m, _, err := editable(tx, id)
	if err != nil {
		return nil, err
	}
	m.Version = version
	var bad fault.Fields
	was := m.Campus
	m.fill(&bad, in)
	if m.Campus != was && !tx.Reach(Edit).Campus(uint64(m.Campus)) {
		bad.Add("campus_id", "staff.campus_not_yours")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if err := db.Change(tx, m, "name", "search_key", "sort_key", "phone", "position", "language", "campus_id"); err != nil {
		if db.Referenced(err) {
			return nil, fault.Field("campus_id", "staff.campus_unknown")
		}
		return nil, err
	}
	return m, nil
}

// ResetPassword gives a person a one-time password and signs them out everywhere; it also lifts a
// lock and takes the PIN away. It needs staff.edit over everything the person may do: whoever sets a password could sign
// in with it. For the own account there is ChangeOwnPassword.
func ResetPassword(tx *db.Tx, id uint64, password Hashed) (*Member, error) {
	m, _, err := editable(tx, id)
	if err != nil {
		return nil, err
	}
	if m.ID == tx.Actor.ID {
		return nil, fault.New(fault.Conflict, "staff.not_oneself")
	}
	if err := keepPassword(tx, m); err != nil {
		return nil, err
	}
	m.PasswordHash, m.MustChange, m.PasswordChangedAt = password, true, tx.Now
	if err := db.Change(tx, m, "password_hash", "must_change", "password_changed_at"); err != nil {
		return nil, err
	}
	if _, err := endSessions(tx, "member_id = ?", m.ID); err != nil {
		return nil, err
	}
	// Whoever asks for a new password may have lost the card and shown the PIN as well.
	if err := removePin(tx, m.ID); err != nil {
		return nil, err
	}
	if err := forgetPinFailures(tx, m.ID); err != nil {
		return nil, err
	}
	return m, forgetFailures(tx, m.Username)
}

// Disable closes an account from this moment: nobody signs in with it, and whoever is signed in is
// out; its PIN and card are worthless. What the person did stays theirs. It needs staff.edit over everything the person may do,
// and a reason.
func Disable(tx *db.Tx, id uint64, reason string) (*Member, error) {
	m, grants, err := editable(tx, id)
	if err != nil {
		return nil, err
	}
	reason = cut(value.CleanText(reason), reasonLimit)
	switch {
	case m.ID == tx.Actor.ID:
		return nil, fault.New(fault.Conflict, "staff.not_oneself")
	case m.DisabledAt != nil:
		return nil, fault.New(fault.Conflict, "staff.disabled_already")
	case reason == "":
		return nil, fault.Field("reason", "staff.reason_missing")
	}
	if holds(grants, "admin", tx.Today()) {
		if err := anotherAdmin(tx, m.ID); err != nil {
			return nil, err
		}
	}
	return m, shut(tx, m, reason)
}

// shut closes an account and everything that opens it but the password.
func shut(tx *db.Tx, m *Member, reason string) error {
	now := tx.Now
	m.DisabledAt, m.DisabledBy, m.DisabledReason = &now, tx.Actor.ID, reason
	if err := db.Change(tx, m, "disabled_at", "disabled_by", "disabled_reason"); err != nil {
		return err
	}
	tx.Detail("reason", reason)
	if err := removePin(tx, m.ID); err != nil {
		return err
	}
	if _, err := endBadge(tx, m.ID, reason); err != nil {
		return err
	}
	_, err := endSessions(tx, "member_id = ?", m.ID)
	return err
}

// Enable opens a closed account again, with the roles that still hold. It needs staff.edit over
// everything the person may do, and a reason. The days without use are counted anew from here.
func Enable(tx *db.Tx, id uint64, reason string) (*Member, error) {
	m, _, err := editable(tx, id)
	if err != nil {
		return nil, err
	}
	reason = cut(value.CleanText(reason), reasonLimit)
	switch {
	case m.DisabledAt == nil:
		return nil, fault.New(fault.Conflict, "staff.not_disabled")
	case reason == "":
		return nil, fault.Field("open_reason", "staff.reason_missing")
	}
	now := tx.Now
	m.DisabledAt, m.DisabledBy, m.DisabledReason = nil, 0, ""
	m.ReopenedAt, m.ReopenedBy, m.ReopenedReason = &now, tx.Actor.ID, reason
	tx.Detail("reason", reason)
	return m, db.Change(tx, m, "disabled_at", "disabled_by", "disabled_reason", "reopened_at", "reopened_by", "reopened_reason")
}

// ChangeOwnPassword puts a password that only the person knows in the place of the present one and
// ends every session but the one it was done in. The edge has proven the present one before
// (Knock), and checked the new one (CheckPassword).
func ChangeOwnPassword(tx *db.Tx, password Hashed, keepSession uint64) (*Member, error) {
	m, err := me(tx)
	if err != nil {
		return nil, err
	}
	if err := keepPassword(tx, m); err != nil {
		return nil, err
	}
	m.PasswordHash, m.MustChange, m.PasswordChangedAt = password, false, tx.Now
	if err := db.Change(tx, m, "password_hash", "must_change", "password_changed_at"); err != nil {
		return nil, err
	}
	_, err = endSessions(tx, "member_id = ? AND id <> ?", m.ID, keepSession)
	return m, err
}

// ChangeOwnLanguage sets the language in which the house speaks to the person.
func ChangeOwnLanguage(tx *db.Tx, language string) error {
	if err := signedIn(tx); err != nil {
		return err
	}
	if !slices.Contains([]string{"", "vi", "en"}, language) {
		return fault.Field("language", "words.one_of")
	}
	tx.Concerns("staff", tx.Actor.ID, 0)
	_, err := db.Set[Member](tx, map[string]any{"language": language}, "id = ?", tx.Actor.ID)
	return err
}

// me holds the row of whoever acts.
func me(tx *db.Tx) (*Member, error) {
	if err := signedIn(tx); err != nil {
		return nil, err
	}
	found, err := db.Hold[Member](tx, tx.Actor.ID)
	if err != nil {
		return nil, err
	}
	tx.Concerns("staff", found[0].ID, uint64(found[0].Campus))
	return &found[0], nil
}

// editable holds the row of a person, reads the grants, and tells whether the actor may change the
// account: it must lie in the reach, and hold nothing that the actor does not.
func editable(tx *db.Tx, id uint64) (*Member, []Grant, error) {
	if err := tx.May(Edit); err != nil {
		return nil, nil, err
	}
	found, err := db.Hold[Member](tx, id)
	if err != nil {
		return nil, nil, err
	}
	grants, err := grantsOf(tx, id)
	if err != nil {
		return nil, nil, err
	}
	m := &found[0]
	tx.Concerns("staff", m.ID, uint64(m.Campus))
	if !sees(tx.Reach(Edit), m, grants, tx.Today()) {
		return nil, nil, fault.New(fault.NotFound, "db.not_found")
	}
	if !edits(tx.Actor, m, grants, tx.Today()) {
		return nil, nil, fault.New(fault.Forbidden, "staff.holds_more")
	}
	return m, grants, nil
}

// sees tells whether a person belongs to, or works in, a place within the reach. Whoever works for
// the whole centre works everywhere.
func sees(reach db.Reach, m *Member, grants []Grant, today value.Day) bool {
	if reach.All || m.Campus != 0 && reach.Campus(uint64(m.Campus)) {
		return true
	}
	return len(reach.Campuses) > 0 && slices.ContainsFunc(grants, func(g Grant) bool {
		return g.Live(today) && (g.Campus == 0 || reach.Campus(uint64(g.Campus)))
	})
}

// edits tells whether an actor may change the account of a person: it belongs into the actor's
// reach with everything it holds now or later, and holds nothing that the actor does not hold in
// the same place, unless the actor appoints.
func edits(actor db.Actor, m *Member, grants []Grant, today value.Day) bool {
	reach := actor.Reach(Edit)
	if !reach.All && (m.Campus == 0 || !reach.Campus(uint64(m.Campus))) {
		return false
	}
	for _, g := range grants {
		if g.Live(today) && !mayGive(actor, g.Role, g.Place()) {
			return false
		}
	}
	return true
}

// anotherAdmin refuses to leave the house without anybody who can let people in.
func anotherAdmin(tx *db.Tx, but uint64) error {
	left, err := db.Report[struct{ ID uint64 }](tx, `SELECT m.id FROM staff_members m JOIN staff_grants g ON g.member_id = m.id
		WHERE {shared} AND m.id <> ? AND m.disabled_at IS NULL AND g.role = 'admin' AND g.campus_id IS NULL AND g.ended_at IS NULL
		AND g.valid_from <= ? AND (g.valid_to IS NULL OR g.valid_to >= ?) LIMIT 1`, but, tx.Today(), tx.Today())
	if err == nil && len(left) == 0 {
		err = fault.New(fault.Conflict, "staff.last_admin")
	}
	return err
}
