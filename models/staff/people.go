package staff

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
	"maiam/models/wards"
)

// Filter says whom a list of people is about.
type Filter struct {
	Q        string `form:"q" json:"q"`                 // part of a name or user name, with or without accents
	Role     string `form:"role" json:"role"`           // holding this role today
	CampusID uint64 `form:"campus_id" json:"campus_id"` // belonging to or working in this campus
	State    string `form:"state" json:"state"`         // "", "closed", "locked", "one_time", "no_role", "idle" or "all"
}

// Person is one row of the list of people.
type Person struct {
	Member
	Grants      []Grant `gorm:"-"` // those that hold today or later
	LockedUntil *time.Time
}

// Locked tells whether the door is shut for the person at a moment.
func (p Person) Locked(now time.Time) bool { return p.LockedUntil != nil && now.Before(*p.LockedUntil) }

// People lists the people who work within the reach of staff.view, in the order of their names, in
// two statements whatever their number. next is the cursor of the following page.
func People(tx *db.Tx, f Filter, page db.Page) (people []Person, next string, err error) {
	if err := tx.May(View); err != nil {
		return nil, "", err
	}
	today := tx.Today()
	where, args := whose(tx.Reach(View), today)
	for word := range strings.FieldsSeq(value.Fold(f.Q)) {
		where = append(where, `m.search_key LIKE ? ESCAPE '!'`)
		args = append(args, "%"+strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(word)+"%")
	}
	if f.Role != "" {
		where = append(where, `EXISTS (SELECT 1 FROM staff_grants g WHERE g.member_id = m.id AND g.role = ? AND g.ended_at IS NULL
			AND g.valid_from <= ? AND (g.valid_to IS NULL OR g.valid_to >= ?))`)
		args = append(args, f.Role, today, today)
	}
	if f.CampusID != 0 {
		where = append(where, `(m.campus_id = ? OR EXISTS (SELECT 1 FROM staff_grants g WHERE g.member_id = m.id AND g.ended_at IS NULL
			AND (g.campus_id IS NULL OR g.campus_id = ?) AND (g.valid_to IS NULL OR g.valid_to >= ?)))`)
		args = append(args, f.CampusID, f.CampusID, today)
	}
	switch f.State {
	case "":
		where = append(where, "m.disabled_at IS NULL")
	case "closed":
		where = append(where, "m.disabled_at IS NOT NULL")
	case "locked":
		where = append(where, "m.disabled_at IS NULL AND a.locked_until > ?")
		args = append(args, tx.Now)
	case "one_time":
		where = append(where, "m.disabled_at IS NULL AND m.must_change")
	case "no_role":
		where = append(where, "m.disabled_at IS NULL AND "+noRole)
		args = append(args, today, today)
	case "idle":
		idle, err := IdleAccounts(tx)
		if err != nil {
			return nil, "", err
		}
		ids := []uint64{0}
		for _, one := range idle {
			ids = append(ids, one.MemberID)
		}
		where = append(where, "m.disabled_at IS NULL AND m.id IN ?")
		args = append(args, ids)
	case "all":
	default:
		return nil, "", fault.Field("state", "words.one_of")
	}
	after, ok, err := page.Parts(2)
	if err != nil {
		return nil, "", err
	}
	if ok {
		key, err := hex.DecodeString(after[0])
		if err != nil {
			return nil, "", fault.Field("after", "db.bad_cursor")
		}
		where = append(where, "(m.sort_key > ? OR m.sort_key = ? AND m.id > ?)")
		args = append(args, key, key, after[1])
	}
	people, err = db.Report[Person](tx, `SELECT m.*, a.locked_until FROM staff_members m LEFT JOIN staff_attempts a ON a.member_id = m.id
		WHERE {shared} AND `+strings.Join(where, " AND ")+` ORDER BY m.sort_key, m.id LIMIT ?`, append(args, page.Size()+1)...)
	if err != nil {
		return nil, "", err
	}
	if len(people) > page.Size() {
		people = people[:page.Size()]
		last := people[len(people)-1]
		next = db.Cursor(hex.EncodeToString(last.SortKey), strconv.FormatUint(last.ID, 10))
	}
	return people, next, addGrants(tx, people, today)
}

// whose narrows a list of people to a reach: those who belong to one of its campuses or work in
// it, and those who work for the whole centre.
func whose(reach db.Reach, today value.Day) (where []string, args []any) {
	if reach.All {
		return []string{"1=1"}, nil
	}
	if len(reach.Campuses) == 0 {
		return []string{"1=0"}, nil // people are not divided by zone or ward
	}
	return []string{`(m.campus_id IN ? OR EXISTS (SELECT 1 FROM staff_grants g WHERE g.member_id = m.id AND g.ended_at IS NULL
		AND (g.campus_id IS NULL OR g.campus_id IN ?) AND (g.valid_to IS NULL OR g.valid_to >= ?)))`}, []any{reach.Campuses, reach.Campuses, today}
}

// addGrants reads the grants of many people in one statement.
func addGrants(tx *db.Tx, people []Person, today value.Day) error {
	if len(people) == 0 {
		return nil
	}
	at := map[uint64]*Person{}
	ids := make([]uint64, len(people))
	for i := range people {
		ids[i], at[people[i].ID] = people[i].ID, &people[i]
	}
	grants, err := db.From[Grant](tx).Where("member_id IN ? AND ended_at IS NULL AND (valid_to IS NULL OR valid_to >= ?)", ids, today).Order("member_id, id").All()
	for _, g := range grants {
		at[g.MemberID].Grants = append(at[g.MemberID].Grants, g)
	}
	return err
}

// File is everything the house knows of one person who works in it.
type File struct {
	Person
	All       []Grant // every grant there ever was, the newest first
	Sessions  []Session
	Tokens    []Token
	CodeAt    *time.Time // since when the person signs in with two steps, to those who may end it
	WantsWord bool       // must sign in with two steps and does not: switching it on takes a word on paper
	Badge     *Badge     // the card, to those who may end it
	PinLock   *time.Time // until when wrong PINs lock a shared device for the person
	Editable  bool       // the reader may change the account
	Liftable  bool       // the reader may lift its lock
}

// PersonFile opens one person's page. It needs staff.view where the person works; somebody out of
// reach is not there. Where the person is signed in is shown to those who may sign them out.
func PersonFile(tx *db.Tx, id uint64) (*File, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	today := tx.Today()
	found, err := db.Report[Person](tx, `SELECT m.*, a.locked_until FROM staff_members m LEFT JOIN staff_attempts a ON a.member_id = m.id
		WHERE {shared} AND m.id = ?`, id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	f := &File{Person: found[0]}
	if f.All, err = grantsOf(tx, id); err != nil {
		return nil, err
	}
	if !sees(tx.Reach(View), &f.Member, f.All, today) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	for _, g := range f.All {
		if g.Live(today) {
			f.Grants = append(f.Grants, g)
		}
	}
	f.Liftable = tx.Actor.Has(Edit) && sees(tx.Reach(Edit), &f.Member, f.All, today)
	f.Editable = f.Liftable && edits(tx.Actor, &f.Member, f.All, today)
	if f.Liftable {
		if f.PinLock, err = pinLock(tx, id); err != nil {
			return nil, err
		}
	}
	if !f.Editable {
		return f, nil
	}
	if f.Sessions, err = sessionsOf(tx, id); err != nil {
		return nil, err
	}
	if f.Badge, err = badgeOf(tx, id); err != nil {
		return nil, err
	}
	code, err := codeOf(tx, id)
	if err != nil {
		return nil, err
	}
	if code != nil {
		f.CodeAt = code.ConfirmedAt
	}
	policy, err := ThePolicy(tx)
	if err != nil {
		return nil, err
	}
	f.WantsWord = f.CodeAt == nil && slices.ContainsFunc(f.Grants, func(g Grant) bool { return g.On(today) && policy.DemandsCode(g.Role) })
	f.Tokens, err = tokensOf(tx, id)
	return f, err
}

// Names gives the names of people by their ids, for lists that tell who did something. It needs no
// permission: whoever may see an act may see who did it.
func Names(tx *db.Tx, ids ...uint64) (map[uint64]string, error) {
	names := map[uint64]string{}
	if len(ids) == 0 {
		return names, nil
	}
	found, err := db.From[Member](tx).Where("id IN ?", ids).Only("id", "name").All()
	for _, m := range found {
		names[m.ID] = m.Name
	}
	return names, err
}

// Holders gives the names of those who hold a permission today for a whole campus, or for some of it,
// by their ids: to whom work there can be given. The caller has asked for its own permission.
func Holders(tx *db.Tx, permission string, campus uint64) (map[uint64]string, error) {
	able := []string{""}
	for _, r := range roles {
		if Allows(r.Code, permission) {
			able = append(able, r.Code)
		}
	}
	found, err := db.Report[Member](tx, `SELECT m.id, m.name FROM staff_members m WHERE {shared} AND m.disabled_at IS NULL AND EXISTS (SELECT 1 FROM staff_grants g
		WHERE g.member_id = m.id AND g.role IN ? AND g.ended_at IS NULL AND (g.campus_id IS NULL OR g.campus_id = ?) AND g.valid_from <= ? AND (g.valid_to IS NULL OR g.valid_to >= ?))`,
		able, campus, tx.Today(), tx.Today())
	names := make(map[uint64]string, len(found))
	for _, m := range found {
		names[m.ID] = m.Name
	}
	return names, err
}

// ByUsername finds a person by user name, for commands. It needs staff.view where the person works.
func ByUsername(tx *db.Tx, username string) (*Member, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	m, err := db.From[Member](tx).Where("username = ?", Username(username)).One()
	if err != nil {
		return nil, err
	}
	grants, err := grantsOf(tx, m.ID)
	if err == nil && !sees(tx.Reach(View), m, grants, tx.Today()) {
		err = fault.New(fault.NotFound, "db.not_found")
	}
	return m, err
}

// Me opens the own page of whoever acts, with every device and token.
func Me(tx *db.Tx) (*File, error) {
	if err := signedIn(tx); err != nil {
		return nil, err
	}
	m, err := db.Get[Member](tx, tx.Actor.ID)
	if err != nil {
		return nil, err
	}
	f := &File{Person: Person{Member: *m}}
	if f.All, err = grantsOf(tx, m.ID); err != nil {
		return nil, err
	}
	for _, g := range f.All {
		if g.Live(tx.Today()) {
			f.Grants = append(f.Grants, g)
		}
	}
	if f.Sessions, err = sessionsOf(tx, m.ID); err != nil {
		return nil, err
	}
	f.Tokens, err = tokensOf(tx, m.ID)
	return f, err
}

// Places names the places of grants. It needs no permission: the name of a campus, a zone or a
// ward is no secret to whoever may see the grant.
type Places struct{ campuses, zones, wards map[uint64]string }

// Campus gives the name of a campus, or "".
func (p Places) Campus(id uint64) string { return p.campuses[id] }

// Zone gives the name of a zone, or "".
func (p Places) Zone(id uint64) string { return p.zones[id] }

// Ward gives the name of a ward, or "".
func (p Places) Ward(id uint64) string { return p.wards[id] }

// PlacesOf reads the names of every campus, and of the zones and wards of these grants, in at most
// three statements.
func PlacesOf(tx *db.Tx, grants ...Grant) (p Places, err error) {
	p = Places{map[uint64]string{}, map[uint64]string{}, map[uint64]string{}}
	var zones, inside []uint64
	for _, g := range grants {
		if g.Zone != 0 {
			zones = append(zones, uint64(g.Zone))
		}
		if g.Ward != 0 {
			inside = append(inside, uint64(g.Ward))
		}
	}
	err = tx.Everywhere("names of places", func(tx *db.Tx) error {
		campuses, err := db.From[wards.Campus](tx).All()
		if err != nil {
			return err
		}
		for _, c := range campuses {
			p.campuses[c.ID] = c.Called()
		}
		if len(zones) > 0 {
			found, err := db.From[wards.Zone](tx).Where("id IN ?", zones).All()
			if err != nil {
				return err
			}
			for _, z := range found {
				p.zones[z.ID] = z.Name
			}
		}
		if len(inside) > 0 {
			found, err := db.From[wards.Ward](tx).Where("id IN ?", inside).All()
			if err != nil {
				return err
			}
			for _, w := range found {
				p.wards[w.ID] = w.Name
			}
		}
		return nil
	})
	return p, err
}
