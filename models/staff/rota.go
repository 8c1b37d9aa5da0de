package staff

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// RotaPerson is somebody who can be put on the rota of a campus, with the roles held there.
type RotaPerson struct {
	ID       uint64
	Name     string
	Position string
	Grants   []Grant
}

// MayRecord tells whether the person may write the round of a ward, so that the right list opens.
func (p RotaPerson) MayRecord(campus, zone, ward uint64) bool {
	return slices.ContainsFunc(p.Grants, func(g Grant) bool {
		if !Allows(g.Role, "care.record") {
			return false
		}
		switch {
		case g.Ward != 0:
			return uint64(g.Ward) == ward
		case g.Zone != 0:
			return uint64(g.Zone) == zone
		}
		return g.Campus == 0 || uint64(g.Campus) == campus
	})
}

// Carer tells that the person looks after residents in wards of the own.
func (p RotaPerson) Carer() bool {
	return slices.ContainsFunc(p.Grants, func(g Grant) bool { return g.Role == "ward_carer" })
}

// Nurses tells that the person decides on health.
func (p RotaPerson) Nurses() bool {
	return slices.ContainsFunc(p.Grants, func(g Grant) bool { return g.Role == "nurse" || g.Role == "doctor" })
}

// rank is where a person stands on the page: carers, then nurses and doctors, then everybody else.
func (p RotaPerson) rank() int {
	switch {
	case p.Carer():
		return 0
	case p.Nurses():
		return 1
	}
	return 2
}

// standsBeside are the roles that never stand on a rota: they look after the books and the machine.
var standsBeside = []string{"inspector", "admin"}

// rotaPeople reads who can be planned in a campus between two days: everybody with an open account and
// a role there. One statement.
func rotaPeople(tx *db.Tx, campus uint64, from, to value.Day) ([]RotaPerson, error) {
	rows, err := rotaRows(tx, from, to, "(g.campus_id = ? OR g.campus_id IS NULL)", campus)
	return gatherPeople(rows), err
}

// rotaPeopleOf reads the same for every campus at once.
func rotaPeopleOf(tx *db.Tx, from, to value.Day) (map[uint64][]RotaPerson, error) {
	rows, err := rotaRows(tx, from, to, "1 = 1")
	if err != nil {
		return nil, err
	}
	out := map[uint64][]RotaPerson{}
	for _, r := range rows {
		if c := uint64(r.Campus); c != 0 {
			out[c] = nil
		}
	}
	for campus := range out {
		out[campus] = gatherPeople(slices.DeleteFunc(slices.Clone(rows), func(r rotaRow) bool { return r.Campus != 0 && uint64(r.Campus) != campus }))
	}
	return out, nil
}

// rotaRow is one role of one person.
type rotaRow struct {
	MemberID   uint64
	MemberName string
	Position   string
	Role       string
	Campus     Ref `gorm:"column:campus_id"`
	Zone       Ref `gorm:"column:zone_id"`
	Ward       Ref `gorm:"column:ward_id"`
}

func rotaRows(tx *db.Tx, from, to value.Day, condition string, args ...any) ([]rotaRow, error) {
	return db.Report[rotaRow](tx, `SELECT m.id AS member_id, m.name AS member_name, m.position, g.role, g.campus_id, g.zone_id, g.ward_id
		FROM staff_members m JOIN staff_grants g ON g.member_id = m.id
		WHERE {shared} AND m.disabled_at IS NULL AND g.ended_at IS NULL AND g.valid_from <= ? AND (g.valid_to IS NULL OR g.valid_to >= ?) AND `+condition+`
		ORDER BY m.sort_key, m.id, g.id`, append([]any{to, from}, args...)...)
}

// gatherPeople joins the roles of each person, in the order of the page.
func gatherPeople(rows []rotaRow) (out []RotaPerson) {
	for _, r := range rows {
		if slices.Contains(standsBeside, r.Role) {
			continue
		}
		if n := len(out); n == 0 || out[n-1].ID != r.MemberID {
			out = append(out, RotaPerson{ID: r.MemberID, Name: r.MemberName, Position: r.Position})
		}
		p := &out[len(out)-1]
		p.Grants = append(p.Grants, Grant{MemberID: r.MemberID, Role: r.Role, Campus: r.Campus, Zone: r.Zone, Ward: r.Ward})
	}
	slices.SortStableFunc(out, func(a, b RotaPerson) int { return a.rank() - b.rank() })
	return out
}

// Publication is one moment at which the rota of some days was shown to everybody.
type Publication struct {
	ID         uint64
	CampusID   uint64
	FromDay    value.Day
	ToDay      value.Day
	Duties     int // drafts that came into force
	RecordedAt time.Time
	RecordedBy uint64
}

// TableName names the table.
func (Publication) TableName() string { return "staff_publications" }

func publicationsIn(tx *db.Tx, campus uint64, from, to value.Day) ([]Publication, error) {
	return db.From[Publication](tx).Where("campus_id = ? AND to_day >= ? AND from_day <= ?", campus, from, to).Order("id").All()
}

// RotaInput asks for the rota of a campus; a week from its Monday, or a month.
type RotaInput struct {
	Campus uint64    `path:"campus" form:"-"`
	From   value.Day `form:"from"`
	View   string    `form:"view" validate:"omitempty,oneof=week month"`
}

// Span gives the days that are shown: the Monday to Sunday around the day asked for, or its month.
func (in RotaInput) Span(today value.Day) (from, to value.Day) {
	day := in.From
	if day.IsZero() {
		day = today
	}
	if in.View == "month" {
		_, _, date := day.Date()
		from = day.AddDays(1 - date)
		return from, from.AddMonths(1).AddDays(-1)
	}
	from = Monday(day)
	return from, from.AddDays(6)
}

// Monday gives the Monday of a day's week.
func Monday(day value.Day) value.Day { return day.AddDays(-(int(day.Weekday()) + 6) % 7) }

// Change is a duty that was added or taken away after its rota was published.
type Change struct {
	dutyRow
	ByName string
	Turn   settings.Turn `gorm:"-"`
}

// Rota is who is on duty in a campus over some days.
type Rota struct {
	Campus    wards.Campus
	From, To  value.Day
	Days      []value.Day
	Wards     []wards.WardIn
	Shifts    []settings.Shift // every shift that begins on one of the days
	People    []RotaPerson     // planners see everybody, others those who are on duty
	Stints    []Stint
	Away      []Absence // planners only
	Published []Publication
	Changes   []Change // after publishing; planners only
	Doubts    []Doubt
	Planner   bool
	Drafts    int
	Holidays  map[value.Day]settings.Reason
}

// IsPublished tells whether everybody sees the rota of a day.
func (r Rota) IsPublished(day value.Day) bool {
	return slices.ContainsFunc(r.Published, func(p Publication) bool { return !day.Before(p.FromDay) && !day.After(p.ToDay) })
}

// Of gives what a person does on a day.
func (r Rota) Of(member uint64, day value.Day) (out []Stint) {
	for _, s := range r.Stints {
		if s.MemberID == member && s.Day() == day {
			out = append(out, s)
		}
	}
	return out
}

// RotaOf reads the rota of a campus. It needs staff.rota there. Drafts are for those who plan in this
// campus. Eight statements at most, however many people and days.
func RotaOf(tx *db.Tx, in RotaInput) (*Rota, error) {
	if err := tx.May(SeeRota); err != nil {
		return nil, err
	}
	campuses, err := wards.CampusesWithin(tx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(campuses, func(c wards.Campus) bool { return c.ID == in.Campus })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	r := &Rota{Campus: campuses[i], Planner: tx.Actor.Has(Plan) && tx.Reach(Plan).Campus(in.Campus), Holidays: map[value.Day]settings.Reason{}}
	r.From, r.To = in.Span(tx.Today())
	for day := r.From; !day.After(r.To); day = day.AddDays(1) {
		r.Days = append(r.Days, day)
		for _, t := range book.Timetable.On(day) {
			if !slices.ContainsFunc(r.Shifts, func(s settings.Shift) bool { return s.ID == t.Shift.ID }) {
				r.Shifts = append(r.Shifts, t.Shift)
			}
		}
		if why := book.Workdays.Why(day); why.Off {
			r.Holidays[day] = why
		}
	}
	if r.Published, err = publicationsIn(tx, in.Campus, r.From, r.To); err != nil {
		return nil, err
	}
	seen := "d.campus_id = ? AND d.day >= ? AND d.day <= ?"
	if !r.Planner {
		seen += " AND d.published_at IS NOT NULL"
	}
	around, err := stintsWhere(tx, book.Timetable, seen, in.Campus, r.From.AddDays(-restSpan), r.To)
	if err != nil {
		return nil, err
	}
	for _, s := range around {
		if s.Day().Before(r.From) {
			continue
		}
		r.Stints = append(r.Stints, s)
		if s.Draft {
			r.Drafts++
		}
	}
	if r.Wards, err = wards.Mine(tx, wards.View); err != nil {
		return nil, err
	}
	r.Wards = slices.DeleteFunc(r.Wards, func(w wards.WardIn) bool { return w.CampusID != in.Campus })
	if r.People, err = rotaPeople(tx, in.Campus, r.From, r.To); err != nil {
		return nil, err
	}
	if !r.Planner {
		r.People = slices.DeleteFunc(r.People, func(p RotaPerson) bool {
			return !slices.ContainsFunc(r.Stints, func(s Stint) bool { return s.MemberID == p.ID })
		})
		return r, nil
	}
	return r, r.readDesk(tx, book, around)
}

// readDesk reads what only planners see: absences, changes after publishing, and what to look at.
func (r *Rota) readDesk(tx *db.Tx, book *settings.Book, around []Stint) (err error) {
	var ids []uint64
	for _, p := range r.People {
		ids = append(ids, p.ID)
	}
	if r.Away, err = absencesIn(tx, r.From, r.To, ids); err != nil {
		return err
	}
	r.Changes, err = db.Report[Change](tx, `SELECT d.*, m.name AS member_name, w.name AS ward_name, 0 AS gone, b.name AS by_name
		FROM staff_duties d JOIN staff_members m ON m.id = d.member_id LEFT JOIN wards_wards w ON w.id = d.ward_id
		LEFT JOIN staff_members b ON b.id = CASE WHEN d.ended_at IS NULL THEN d.recorded_by ELSE d.ended_by END
		WHERE {campus d.campus_id} AND d.campus_id = ? AND d.day >= ? AND d.day <= ? AND (d.ended_at IS NOT NULL OR d.published_at = d.recorded_at)
		ORDER BY d.id DESC LIMIT 40`, r.Campus.ID, r.From, r.To)
	if err != nil {
		return err
	}
	for i := range r.Changes {
		r.Changes[i].Turn, _, _ = book.Timetable.AnyTurn(r.Changes[i].ShiftID, r.Changes[i].Duty.Day)
	}
	zone := map[uint64]uint64{}
	for _, w := range r.Wards {
		zone[w.ID] = w.ZoneID
	}
	for _, p := range r.People {
		var own []Stint
		for _, s := range around {
			if s.MemberID == p.ID {
				own = append(own, s)
			}
		}
		for _, d := range RestDoubts(own, RulesOf(book), HolidayOf(book)) {
			if !d.Day.Before(r.From) {
				r.Doubts = append(r.Doubts, d)
			}
		}
		for _, s := range own {
			if s.Day().Before(r.From) {
				continue
			}
			one := Doubt{MemberID: p.ID, Day: s.Day(), ShiftID: s.Turn.Shift.ID}
			switch {
			case s.Gone:
				one.Kind = AwayThen
			case s.Unknown:
				one.Kind = NoSuch
			case slices.ContainsFunc(s.Posts, func(post Post) bool {
				return post.WardID != 0 && zone[post.WardID] != 0 && !p.MayRecord(r.Campus.ID, zone[post.WardID], post.WardID)
			}):
				one.Kind = NoRole
			default:
				continue
			}
			r.Doubts = append(r.Doubts, one)
		}
	}
	return nil
}

// PublishInput names the days whose rota everybody shall see.
type PublishInput struct {
	Campus uint64    `path:"campus" form:"-" json:"-"`
	First  value.Day `form:"first" json:"from"`
	Last   value.Day `form:"last_day" json:"to"`
}

// publishDays is the longest stretch that is published at once.
const publishDays = 62

// PublishRota brings the drafts of some days into force: from now on everybody sees them, and what is
// changed afterwards holds at once. It needs staff.plan for the campus. Invalid: the days are no
// stretch. Conflict: those days were published and nothing is new (staff.rota.nothing_new).
func PublishRota(tx *db.Tx, in PublishInput) (*Publication, error) {
	if err := tx.May(Plan); err != nil {
		return nil, err
	}
	if !tx.Reach(Plan).Campus(in.Campus) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	if in.First.IsZero() || in.Last.Before(in.First) || in.Last.Sub(in.First) >= publishDays {
		return nil, fault.Field("last_day", "staff.rota.span", fault.A{"days": publishDays})
	}
	before, err := publicationsIn(tx, in.Campus, in.First, in.Last)
	if err != nil {
		return nil, err
	}
	n, err := db.Set[Duty](tx, map[string]any{"published_at": tx.Now, "published_by": tx.Actor.ID},
		"campus_id = ? AND day >= ? AND day <= ? AND published_at IS NULL", in.Campus, in.First, in.Last)
	if err != nil {
		return nil, err
	}
	covered := slices.ContainsFunc(before, func(p Publication) bool { return !p.FromDay.After(in.First) && !p.ToDay.Before(in.Last) })
	if n == 0 && covered {
		return nil, fault.New(fault.Conflict, "staff.rota.nothing_new")
	}
	p := &Publication{CampusID: in.Campus, FromDay: in.First, ToDay: in.Last, Duties: n, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	tx.Concerns("campus", in.Campus, in.Campus)
	tx.Detail("from", in.First)
	tx.Detail("to", in.Last)
	tx.Detail("duties", n)
	return p, db.Add(tx, p)
}

func earliest(a, b value.Day) value.Day {
	if b.Before(a) {
		return b
	}
	return a
}
