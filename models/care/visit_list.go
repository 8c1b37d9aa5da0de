package care

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
)

// VisitKin is somebody of the family of those who are met, to be chosen from.
type VisitKin struct {
	ID         uint64
	RootID     *uint64
	ResidentID uint64
	Name       string
	Relation   residents.Relation
	Phone      value.Phone `gorm:"serializer:sealed" sealed:"residents_kin.phone"`
	PhoneTwo   value.Phone `gorm:"serializer:sealed" sealed:"residents_kin.phone_two"`
	PhoneThree value.Phone `gorm:"serializer:sealed" sealed:"residents_kin.phone_three"`
}

// Identity is the number that stays when what is known of somebody is corrected.
func (k VisitKin) Identity() uint64 {
	if k.RootID != nil {
		return *k.RootID
	}
	return k.ID
}

// kinOf reads the family of residents in the order in which it is called. One statement.
func kinOf(tx *db.Tx, people []visited) ([]VisitKin, error) {
	ids := make([]uint64, len(people))
	for i, p := range people {
		ids[i] = p.ResidentID
	}
	return db.Report[VisitKin](tx, `SELECT k.id, k.root_id, k.resident_id, k.name, k.relation, k.phone, k.phone_two, k.phone_three FROM residents_kin k JOIN residents_people r ON r.id = k.resident_id
		WHERE {campus r.campus_id} AND k.resident_id IN ? AND k.ended_recorded_at IS NULL ORDER BY CASE WHEN k.call_order = 0 THEN 99 ELSE k.call_order END, k.id`, ids)
}

// VisitTarget is a resident who can be met.
type VisitTarget struct {
	ResidentID uint64
	CampusID   uint64
	ZoneID     uint64
	WardID     uint64
	Name       string
	WardName   string
	RoomName   string
	BedName    string
	Away       string // hospital, leave or missing
}

// TargetsInput asks whom somebody comes to see: by name, or the people of a ward.
type TargetsInput struct {
	Q         string   `form:"q" json:"q,omitempty" validate:"max=100"`
	WardID    uint64   `form:"ward_id" json:"ward_id,omitempty"`
	Residents []uint64 `form:"residents" json:"-"`
}

// mostTargets is how many people are shown to choose from.
const mostTargets = 60

const targets = `SELECT r.id AS resident_id, p.campus_id, w.zone_id, p.ward_id, r.name, w.name AS ward_name, m.name AS room_name, b.name AS bed_name, a.kind AS away
	FROM presence_placements p JOIN residents_people r ON r.id = p.resident_id JOIN wards_wards w ON w.id = p.ward_id
	JOIN wards_rooms m ON m.id = p.room_id JOIN wards_beds b ON b.id = p.bed_id
	LEFT JOIN presence_absences a ON a.open_resident_id = p.resident_id
	WHERE {campus p.campus_id} AND p.open_resident_id IS NOT NULL`

// VisitTargets finds residents of the own wards by name or ward, at most sixty. It needs care.visits. One
// statement.
func VisitTargets(tx *db.Tx, in TargetsInput) ([]VisitTarget, error) {
	if err := tx.May(Visits); err != nil {
		return nil, err
	}
	words := strings.Fields(strings.Map(func(r rune) rune {
		if r == '%' || r == '_' || r == '\\' {
			return ' '
		}
		return r
	}, value.Fold(in.Q)))
	more, args := "", []any{}
	if in.WardID != 0 {
		more, args = more+" AND p.ward_id = ?", append(args, in.WardID)
	}
	for _, w := range words {
		more, args = more+" AND r.search_key LIKE ?", append(args, "%"+w+"%")
	}
	if more == "" {
		return nil, nil
	}
	rows, err := db.Report[VisitTarget](tx, targets+more+" ORDER BY w.position, w.id, m.position, m.id, b.position, b.id", args...)
	rows = targetsWithin(tx, rows)
	return rows[:min(len(rows), mostTargets)], err
}

func targetsWithin(tx *db.Tx, rows []VisitTarget) []VisitTarget {
	reach := tx.Reach(Visits)
	return slices.DeleteFunc(rows, func(t VisitTarget) bool { return !reach.Ward(t.CampusID, t.ZoneID, t.WardID) })
}

// VisitAsk is what the form of a visit needs: whom they meet, and the family to choose from.
type VisitAsk struct {
	People []VisitTarget
	Kin    []VisitKin
}

// AskVisit reads what the form of a visit needs. It needs care.visits in the ward of each resident. Three
// statements.
func AskVisit(tx *db.Tx, ids []uint64) (a VisitAsk, err error) {
	if err := tx.May(Visits); err != nil {
		return a, err
	}
	people, err := visitable(tx, Visits, ids)
	if err != nil {
		return a, err
	}
	if a.People, err = db.Report[VisitTarget](tx, targets+" AND r.id IN ? ORDER BY r.id", ids); err != nil {
		return a, err
	}
	a.Kin, err = kinOf(tx, people)
	return a, err
}

// AskBan reads the same for whoever decides whom a resident must not meet. It needs care.bans.
func AskBan(tx *db.Tx, resident uint64) (a VisitAsk, err error) {
	if err := tx.May(Bans); err != nil {
		return a, err
	}
	people, err := visitable(tx, Bans, []uint64{resident})
	if err != nil {
		return a, err
	}
	if a.People, err = db.Report[VisitTarget](tx, targets+" AND r.id = ?", resident); err != nil {
		return a, err
	}
	a.Kin, err = kinOf(tx, people)
	return a, err
}

// VisitIn is a visit with whom it met, what was brought and who wrote it.
type VisitIn struct {
	Visit      `gorm:"embedded"`
	CampusName string
	ByName     string
	LeftName   string
	StruckName string
	People     []MetIn     `gorm:"-"`
	Others     int         `gorm:"-"` // residents of wards out of reach
	Items      []VisitItem `gorm:"-"`
	Citizen    string      `gorm:"-"` // read for a single visit by whoever holds care.bans
}

// MetIn is a resident who was met.
type MetIn struct {
	VisitPerson `gorm:"embedded"`
	Name        string
	ZoneID      uint64
	WardName    string
	MoodName    string
}

// VisitsInput asks for the visits of a day, today when nothing is said, or of a resident.
type VisitsInput struct {
	Day        value.Day `form:"day" json:"day,omitzero"`
	ResidentID uint64    `form:"resident_id" json:"resident_id,omitempty"`
	Most       int       `form:"-" json:"-"`
}

const (
	visitIn = `SELECT v.id, v.campus_id, v.kind, v.name, v.relation, v.kin_id, v.phone, v.citizen_number_sealed, v.companions, v.with_name, v.note, v.came_at, v.left_at, v.left_by, v.recorded_at, v.recorded_by, v.open_campus_id,
	v.struck_at, v.struck_by, v.struck_reason, CASE WHEN c.short_name = '' THEN c.name ELSE c.short_name END AS campus_name, s.name AS by_name, l.name AS left_name, k.name AS struck_name
	FROM care_visits v JOIN wards_campuses c ON c.id = v.campus_id LEFT JOIN staff_members s ON s.id = v.recorded_by LEFT JOIN staff_members l ON l.id = v.left_by LEFT JOIN staff_members k ON k.id = v.struck_by
	WHERE {campus v.campus_id}`
	// mostVisits is how many visits one page shows.
	mostVisits = 300
)

// VisitList lists the visits and calls of a day with everybody who is still inside, or those of one resident,
// the newest first. It needs care.visits; residents of other wards are counted, not named. Three
// statements.
func VisitList(tx *db.Tx, in VisitsInput) ([]VisitIn, error) {
	if err := tx.May(Visits); err != nil {
		return nil, err
	}
	most := mostVisits
	if in.Most > 0 {
		most = in.Most
	}
	var more string
	var args []any
	if in.ResidentID != 0 {
		more, args = " AND EXISTS (SELECT 1 FROM care_visit_people x WHERE x.visit_id = v.id AND x.resident_id = ?)", []any{in.ResidentID}
	} else {
		day := in.Day
		if day.IsZero() {
			day = tx.Today()
		}
		// Two questions by their own index: either-or in one would walk the visits of all years.
		more, args = ` AND v.id IN (SELECT y.id FROM care_visits y WHERE {campus y.campus_id} AND y.came_at >= ? AND y.came_at < ?
			UNION SELECT o.id FROM care_visits o WHERE {campus o.campus_id} AND o.open_campus_id > 0)`, []any{day.Start(tx.Zone()).UTC(), day.AddDays(1).Start(tx.Zone()).UTC()}
	}
	rows, err := db.Report[VisitIn](tx, visitIn+more+" ORDER BY v.came_at DESC, v.id DESC LIMIT ?", append(args, most)...)
	if err != nil {
		return nil, err
	}
	return visitsWithin(tx, rows)
}

// visitsWithin fills visits with whom they met and what was brought, and leaves out those that met nobody of
// the own wards.
func visitsWithin(tx *db.Tx, rows []VisitIn) ([]VisitIn, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	at := map[uint64]*VisitIn{}
	ids := make([]uint64, len(rows))
	for i := range rows {
		ids[i], at[rows[i].ID] = rows[i].ID, &rows[i]
	}
	people, err := db.Report[MetIn](tx, `SELECT p.id, p.campus_id, p.visit_id, p.resident_id, p.ward_id, p.came_at, p.mood, p.mood_note, p.mood_at, p.mood_by, r.name, w.zone_id, w.name AS ward_name, s.name AS mood_name
		FROM care_visit_people p JOIN residents_people r ON r.id = p.resident_id JOIN wards_wards w ON w.id = p.ward_id LEFT JOIN staff_members s ON s.id = p.mood_by
		WHERE {campus p.campus_id} AND p.visit_id IN ? ORDER BY p.id`, ids)
	if err != nil {
		return nil, err
	}
	reach := tx.Reach(Visits)
	for _, p := range people {
		if v := at[p.VisitID]; reach.Ward(p.CampusID, p.ZoneID, p.WardID) {
			v.People = append(v.People, p)
		} else {
			v.Others++
		}
	}
	items, err := db.From[VisitItem](tx).Where("visit_id IN ?", ids).Order("id").All()
	if err != nil {
		return nil, err
	}
	for _, i := range items {
		at[i.VisitID].Items = append(at[i.VisitID].Items, i)
	}
	return slices.DeleteFunc(rows, func(v VisitIn) bool { return len(v.People) == 0 }), nil
}

// VisitOf gives one visit. It needs care.visits in the ward of one whom it met. The citizen number is read
// for whoever holds care.bans, which counts as a look into the file.
func VisitOf(tx *db.Tx, id uint64) (*VisitIn, error) {
	if err := tx.May(Visits); err != nil {
		return nil, err
	}
	rows, err := db.Report[VisitIn](tx, visitIn+" AND v.id = ?", id)
	if err != nil {
		return nil, err
	}
	if rows, err = visitsWithin(tx, rows); err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, notFound
	}
	v := &rows[0]
	if p := v.People[0]; len(v.CitizenNumberSealed) > 0 && tx.Reach(Bans).Ward(p.CampusID, p.ZoneID, p.WardID) {
		tx.Looked("resident", p.ResidentID, p.CampusID)
		if v.Citizen, err = db.Unseal(tx, visitCitizen, v.CitizenNumberSealed); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// QuietPerson is somebody whom nobody visited or called for long.
type QuietPerson struct {
	VisitTarget `gorm:"embedded"`
	PhotoFileID *uint64
	AdmittedAt  time.Time
	HasKin      bool
	LastAt      *time.Time `gorm:"-"` // the last visit or call that is known
}

// Since is since when nobody came.
func (q QuietPerson) Since() time.Time {
	if q.LastAt != nil {
		return *q.LastAt
	}
	return q.AdmittedAt
}

// QuietList lists the people of the own wards whom nobody visited, called or was reached for, for as many
// days as the centre's setting says, those first who wait longest; visits and the contacts of the file count alike.
// It needs care.visits. Three statements.
func QuietList(tx *db.Tx) (list []QuietPerson, days int, err error) {
	if err := tx.May(Visits); err != nil {
		return nil, 0, err
	}
	if days, err = settings.Int(tx, settings.VisitQuiet, tx.Today()); err != nil {
		return nil, 0, err
	}
	since := tx.Today().AddDays(-days).Start(tx.Zone()).UTC()
	list, err = db.Report[QuietPerson](tx, `SELECT r.id AS resident_id, p.campus_id, w.zone_id, p.ward_id, r.name, w.name AS ward_name, m.name AS room_name, b.name AS bed_name, r.photo_file_id, y.admitted_at,
		CASE WHEN EXISTS (SELECT 1 FROM residents_kin k WHERE k.resident_id = r.id AND k.ended_recorded_at IS NULL) THEN 1 ELSE 0 END AS has_kin
		FROM presence_placements p JOIN residents_people r ON r.id = p.resident_id JOIN presence_stays y ON y.id = p.stay_id
		JOIN wards_wards w ON w.id = p.ward_id JOIN wards_rooms m ON m.id = p.room_id JOIN wards_beds b ON b.id = p.bed_id
		WHERE {campus p.campus_id} AND p.open_resident_id IS NOT NULL AND y.admitted_at < ?
		AND NOT EXISTS (SELECT 1 FROM care_visit_people v WHERE v.resident_id = r.id AND v.came_at >= ?)
		AND NOT EXISTS (SELECT 1 FROM residents_contacts c WHERE c.resident_id = r.id AND c.at >= ? AND c.voided_at IS NULL AND c.outcome = 'reached' AND c.way IN ('visited', 'called', 'called_us'))
		ORDER BY r.id`, since, since, since)
	if err != nil {
		return nil, 0, err
	}
	reach := tx.Reach(Visits)
	list = slices.DeleteFunc(list, func(q QuietPerson) bool { return !reach.Ward(q.CampusID, q.ZoneID, q.WardID) })
	if len(list) == 0 {
		return nil, days, nil
	}
	at, ids := map[uint64]*QuietPerson{}, make([]uint64, len(list))
	for i := range list {
		ids[i], at[list[i].ResidentID] = list[i].ResidentID, &list[i]
	}
	type last struct {
		ResidentID uint64
		At         time.Time
	}
	for _, statement := range []string{
		`SELECT v.resident_id, v.came_at AS at FROM care_visit_people v WHERE {campus v.campus_id} AND v.resident_id IN ? AND v.came_at IS NOT NULL`,
		`SELECT c.resident_id, c.at FROM residents_contacts c JOIN residents_people r ON r.id = c.resident_id WHERE {campus r.campus_id} AND c.resident_id IN ? AND c.voided_at IS NULL AND c.outcome = 'reached' AND c.way IN ('visited', 'called', 'called_us')`,
	} {
		found, err := db.Report[last](tx, statement, ids)
		if err != nil {
			return nil, 0, err
		}
		for _, f := range found {
			if q := at[f.ResidentID]; q.LastAt == nil || q.LastAt.Before(f.At) {
				q.LastAt = ptr(f.At)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b QuietPerson) int {
		return cmp.Or(a.Since().Compare(b.Since()), cmp.Compare(a.ResidentID, b.ResidentID))
	})
	return list, days, nil
}
