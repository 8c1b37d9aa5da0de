package staff

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/value"
)

// When says why somebody's face stands on a shared device.
type When string

// On duty in the turn that runs or begins soon, in the one after, or here lately.
const (
	DutyNow  When = "now"
	DutyNext When = "next"
	Lately   When = "lately"
)

// facesShown is how many a shared device shows.
const facesShown = 24

// Face is one of those who may come to a shared device now.
type Face struct {
	MemberID uint64
	Name     string
	When     When
	UsedAt   *time.Time `json:"-"`
}

// worksThere is the condition that a person m works in a ward: holds a role on a day whose place is
// the centre, the campus, the zone or the ward itself. It takes the values of worksIn. Roles that
// decide on rights and settings do not count: four digits must not open those.
const worksThere = ` AND m.disabled_at IS NULL AND EXISTS (SELECT 1 FROM staff_grants g WHERE g.member_id = m.id AND g.ended_at IS NULL AND g.valid_from <= ? AND (g.valid_to IS NULL OR g.valid_to >= ?)
	AND (g.campus_id IS NULL OR g.campus_id = ?) AND (g.zone_id IS NULL OR g.zone_id = ?) AND (g.ward_id IS NULL OR g.ward_id = ?))
	AND NOT EXISTS (SELECT 1 FROM staff_grants h WHERE h.member_id = m.id AND h.role IN ? AND h.ended_at IS NULL AND h.valid_from <= ? AND (h.valid_to IS NULL OR h.valid_to >= ?))`

func (s *Station) worksIn(today value.Day) []any {
	return []any{today, today, s.CampusID, s.ZoneID, s.WardID, passwordRoles, today, today}
}

// passwordRoles are the roles whose holders sign in with their password alone: they appoint people
// or change what holds for everybody.
var passwordRoles = func() (out []string) {
	for _, r := range roles {
		if slices.Contains(r.Permissions, Appoint) || slices.Contains(r.Permissions, "settings.change") {
			out = append(out, r.Code)
		}
	}
	return out
}()

// Faces tells who may be about to come to a shared device: those on duty in its ward now and next by
// the published rota, those on duty for the whole campus, and those who used it within two weeks; of
// them only who works in the ward. It tells their names and nothing else, needs no permission but the
// device, and runs two statements beside the settings.
func (s *Station) Faces(tx *db.Tx) (faces []Face, err error) {
	err = tx.Everywhere("faces on a shared device", func(tx *db.Tx) error {
		faces, err = s.faces(tx)
		return err
	})
	return faces, err
}

func (s *Station) faces(tx *db.Tx) ([]Face, error) {
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	day := value.DayOf(tx.Now, tx.Zone())
	stints, err := stintsWhere(tx, book.Timetable, "d.campus_id = ? AND d.published_at IS NOT NULL AND d.day >= ? AND d.day <= ?", s.CampusID, day.AddDays(-1), day.AddDays(1))
	if err != nil {
		return nil, err
	}
	policy, err := ThePolicy(tx)
	if err != nil {
		return nil, err
	}
	early, err := earlySign(tx)
	if err != nil {
		return nil, err
	}
	due, ids := s.due(stints, tx.Now, early), []uint64{0}
	for id := range due {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	today := tx.Today()
	args := append([]any{s.ID, ids, tx.Now.Add(-policy.Remembered)}, s.worksIn(today)...)
	found, err := db.Report[Face](tx, `SELECT m.id AS member_id, m.name, u.used_at FROM staff_members m LEFT JOIN staff_device_uses u ON u.member_id = m.id AND u.device_id = ?
		WHERE {shared} AND (m.id IN ? OR u.used_at > ?)`+worksThere+` ORDER BY m.sort_key, m.id LIMIT 200`, args...)
	if err != nil {
		return nil, err
	}
	for i := range found {
		if found[i].When = due[found[i].MemberID]; found[i].When == "" {
			found[i].When = Lately
		}
	}
	rank := map[When]int{DutyNow: 0, DutyNext: 1, Lately: 2}
	slices.SortStableFunc(found, func(a, b Face) int {
		if a.When != b.When {
			return rank[a.When] - rank[b.When]
		}
		if a.When == Lately { // the last first
			return b.UsedAt.Compare(*a.UsedAt)
		}
		return 0
	})
	return found[:min(len(found), facesShown)], nil
}

// due sorts the duties of a campus that concern the device's ward around a moment: the turn that runs
// or begins soon, and the next that anybody has.
func (s *Station) due(stints []Stint, now time.Time, early time.Duration) map[uint64]When {
	out := map[uint64]When{}
	var next time.Time
	for _, d := range stints {
		if !d.Stands() || !d.In(s.WardID) && d.WithPeople() || !d.Turn.Ends().After(now) {
			continue
		}
		starts := d.Turn.Starts()
		switch {
		case !starts.Add(-early).After(now):
			out[d.MemberID] = DutyNow
		case next.IsZero() || starts.Equal(next): // sorted by beginning
			if next = starts; out[d.MemberID] == "" {
				out[d.MemberID] = DutyNext
			}
		}
	}
	return out
}
