package staff

import (
	"time"

	"maiam/models/db"
	"maiam/models/value"
)

// Past is a person with every role they ever held: for what was done without a network and comes
// when the person may have left, or works elsewhere.
type Past struct {
	ID         uint64
	Campus     uint64
	Name       string
	Username   string
	Language   string
	DisabledAt *time.Time
	grants     []pastRow
	zone       *time.Location
}

type pastRow struct {
	MemberID   uint64
	Campus     Ref
	Name       string
	Username   string
	Language   string
	DisabledAt *time.Time
	Role       string
	CampusID   Ref
	ZoneID     Ref
	WardID     Ref
	ValidFrom  *value.Day
	ValidTo    *value.Day
	EndedAt    *time.Time
}

// Pasts gives people with all their roles, in one statement. Who is not there is missing.
func Pasts(tx *db.Tx, members []uint64) (map[uint64]Past, error) {
	out := map[uint64]Past{}
	if len(members) == 0 {
		return out, nil
	}
	rows, err := db.Report[pastRow](tx, `SELECT m.id AS member_id, m.campus_id AS campus, m.name, m.username, m.language, m.disabled_at,
			g.role, g.campus_id, g.zone_id, g.ward_id, g.valid_from, g.valid_to, g.ended_at
		FROM staff_members m LEFT JOIN staff_grants g ON g.member_id = m.id WHERE {shared} AND m.id IN ?`, members)
	for _, r := range rows {
		p, known := out[r.MemberID]
		if !known {
			p = Past{ID: r.MemberID, Campus: uint64(r.Campus), Name: r.Name, Username: r.Username, Language: r.Language, DisabledAt: r.DisabledAt, zone: tx.Zone()}
		}
		p.grants = append(p.grants, r)
		out[r.MemberID] = p
	}
	return out, err
}

// At gives the person as an actor with the roles of a moment: those of its day, as far as they were
// not ended before. An account that was closed by then held none.
func (p Past) At(at time.Time) db.Actor {
	a := db.Actor{ID: p.ID, Name: p.Name, Username: p.Username, Language: p.Language}
	if p.DisabledAt != nil && !at.Before(*p.DisabledAt) {
		return a
	}
	day := value.DayOf(at, p.zone)
	for _, g := range p.grants {
		permissions := held[g.Role]
		if permissions == nil || g.ValidFrom == nil || day.Before(*g.ValidFrom) || g.ValidTo != nil && !g.ValidTo.IsZero() && g.ValidTo.Before(day) ||
			g.EndedAt != nil && !at.Before(*g.EndedAt) {
			continue
		}
		a.Grants = append(a.Grants, db.Grant{Role: g.Role, Permissions: permissions, Campus: uint64(g.CampusID), Zone: uint64(g.ZoneID), Ward: uint64(g.WardID)})
	}
	return a
}

// Served tells whether the person belongs to a campus or ever held a role that reached into it.
func (p Past) Served(campus uint64) bool {
	if p.Campus == campus {
		return true
	}
	for _, g := range p.grants {
		if held[g.Role] != nil && (g.CampusID == 0 || uint64(g.CampusID) == campus) {
			return true
		}
	}
	return false
}
