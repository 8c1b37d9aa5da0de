package settings

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Activity is one line of the day as residents live it: from when to when they wash, eat, work,
// rest and sleep. Minutes count from midnight; what ends after minute 1440 ends on the next day.
// All lines of one first day and version belong together and are never changed: another day is
// written as a whole.
type Activity struct {
	ID         uint64    `json:"id"`
	ValidFrom  value.Day `json:"valid_from"`
	Version    uint64    `json:"version"` // the how-manieth writing for that first day
	Starts     int       `json:"starts"`
	Ends       int       `json:"ends"`
	NameVI     string    `json:"name_vi" gorm:"column:name_vi"`
	NameEN     string    `json:"name_en" gorm:"column:name_en"`
	LegalBasis string    `json:"legal_basis"`
	Mark       Mark      `json:"mark"`
	Source     string    `json:"source"`
	Note       string    `json:"note"`
	RecordedAt time.Time `json:"recorded_at"`
	RecordedBy uint64    `json:"recorded_by"`
}

// TableName names the table.
func (Activity) TableName() string { return "settings_activities" }

// Name gives the activity's name in a language.
func (a Activity) Name(language string) string {
	if language == "en" {
		return a.NameEN
	}
	return a.NameVI
}

// Hours writes from when to when: 05:00–05:30.
func (a Activity) Hours() string { return clock(a.Starts) + "–" + clock(a.Ends) }

// Activities lists the day as it is lived on a day, in order; days before the first known one are
// lived like it.
func (b *Book) Activities(day value.Day) []Activity {
	var from value.Day
	for _, a := range b.activities { // by first day and version
		if from.IsZero() || !a.ValidFrom.After(day) {
			from = a.ValidFrom
		}
	}
	return b.activitiesFrom(from)
}

// comingActivities lists the other days that are planned after a day.
func (b *Book) comingActivities(day value.Day) [][]Activity {
	var out [][]Activity
	last := day
	for _, a := range b.activities {
		if a.ValidFrom.After(last) {
			last = a.ValidFrom
			out = append(out, b.activitiesFrom(last))
		}
	}
	return out
}

// activitiesFrom gives the newest writing for a first day.
func (b *Book) activitiesFrom(from value.Day) []Activity {
	var out []Activity
	for _, a := range b.activities {
		if a.ValidFrom != from {
			continue
		}
		if len(out) > 0 && out[0].Version != a.Version {
			out = nil
		}
		out = append(out, a)
	}
	return out
}

// Activities shows the day as it is lived on a day, and what is planned for later. Permission:
// settings.view.
func Activities(tx *db.Tx, day value.Day) (now []Activity, coming [][]Activity, err error) {
	if err := tx.May("settings.view"); err != nil {
		return nil, nil, err
	}
	b, err := Of(tx)
	if err != nil {
		return nil, nil, err
	}
	return b.Activities(day), b.comingActivities(day), nil
}

// ActivitiesInput is another day from a coming day on, one line for each activity:
// "05:00–05:30 Thức dậy, tập thể dục". The English name may follow after a bar.
type ActivitiesInput struct {
	From       value.Day `form:"from" json:"from"`
	Lines      string    `form:"lines" json:"lines" validate:"max=8000"`
	LegalBasis string    `form:"legal_basis" json:"legal_basis,omitempty" validate:"max=500"`
	Note       string    `form:"note" json:"note,omitempty" validate:"max=1000"`
}

// SetActivities writes another day from a coming day on. What was lived before stays readable.
//
// Permission: settings.change for the whole centre. Faults: settings.changed_meanwhile, and by
// field settings.from_not_coming and those of ReadActivities.
func SetActivities(tx *db.Tx, in ActivitiesInput) ([]Activity, error) {
	if err := mayChange(tx); err != nil {
		return nil, err
	}
	if !in.From.After(tx.Today()) {
		return nil, fault.Field("from", "settings.from_not_coming")
	}
	rows, err := ReadActivities(in.Lines)
	if err != nil {
		return nil, err
	}
	last, err := db.From[Activity](tx).Where("valid_from = ?", in.From).Order("version DESC").Maybe()
	if err != nil {
		return nil, err
	}
	version := uint64(1)
	if last != nil {
		version = last.Version + 1
	}
	for i := range rows {
		r := &rows[i]
		r.ValidFrom, r.Version, r.Mark, r.Source, r.RecordedAt, r.RecordedBy = in.From, version, Decided, ourChoice, tx.Now, tx.Actor.ID
		r.LegalBasis, r.Note = value.CleanText(in.LegalBasis), value.CleanText(in.Note)
	}
	if err := db.Append(tx, rows); err != nil {
		if db.Duplicate(err, "starts") {
			return nil, fault.New(fault.Conflict, "settings.changed_meanwhile")
		}
		return nil, err
	}
	remembered.Forget(tx)
	tx.Concerns("activities", 0, 0)
	tx.Detail("from", in.From)
	tx.Detail("version", version)
	tx.Detail("lines", len(rows))
	return rows, nil
}

// mostActivities bounds the lines of a day.
const mostActivities = 48

// ReadActivities reads a day as people write it, one activity a line. Faults on the field lines:
// settings.activities_missing, settings.activities_many, settings.activity_line,
// settings.activity_overlap.
func ReadActivities(text string) ([]Activity, error) {
	var out []Activity
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		a, ok := readActivity(line)
		if !ok {
			return nil, fault.Field("lines", "settings.activity_line", fault.A{"n": n + 1, "line": line})
		}
		out = append(out, a)
	}
	switch {
	case len(out) == 0:
		return nil, fault.Field("lines", "settings.activities_missing")
	case len(out) > mostActivities:
		return nil, fault.Field("lines", "settings.activities_many", fault.A{"most": mostActivities})
	}
	slices.SortStableFunc(out, func(a, b Activity) int { return a.Starts - b.Starts })
	for i, a := range out {
		next, ends := out[(i+1)%len(out)], a.Ends
		if i == len(out)-1 {
			ends -= dayMinutes
		}
		if ends > next.Starts {
			return nil, fault.Field("lines", "settings.activity_overlap", fault.A{"one": a.Hours() + " " + a.NameVI, "other": next.Hours() + " " + next.NameVI})
		}
	}
	return out, nil
}

var activityText = regexp.MustCompile(`^([\d:.hg]+)\s*(?:-|–|—|đến)\s*([\d:.hg]+)\s+(.+)$`)

// readActivity reads one line: 05:00–05:30 Thức dậy | Waking up.
func readActivity(line string) (a Activity, ok bool) {
	m := activityText.FindStringSubmatch(line)
	if m == nil {
		return a, false
	}
	starts, fine := ReadClock(strings.TrimSuffix(m[1], ":"))
	ends, fine2 := ReadClock(strings.TrimSuffix(m[2], ":"))
	vi, en, _ := strings.Cut(m[3], "|")
	a = Activity{Starts: starts, Ends: ends, NameVI: value.CleanText(vi), NameEN: value.CleanText(en)}
	if a.NameEN == "" {
		a.NameEN = a.NameVI
	}
	if a.Ends <= a.Starts {
		a.Ends += dayMinutes
	}
	const longest = 120
	ok = fine && fine2 && a.NameVI != "" && len([]rune(a.NameVI)) <= longest && len([]rune(a.NameEN)) <= longest
	return a, ok
}

// WriteActivities writes a day as one types it.
func WriteActivities(list []Activity) string {
	var b strings.Builder
	for _, a := range list {
		b.WriteString(a.Hours() + " " + a.NameVI)
		if a.NameEN != a.NameVI {
			b.WriteString(" | " + a.NameEN)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// firstActivities is the day that every centre begins with: no timetable of a centre is published,
// so it is what practice recalls.
const firstActivities = `05:00–05:30 Thức dậy, tập thể dục | Waking up, exercise
05:30–06:00 Vệ sinh cá nhân, gấp chăn màn | Washing, making beds
06:00–06:45 Bữa sáng, thuốc sáng | Breakfast, morning medicine
07:00–07:30 Giao ban | Handover
07:30–09:00 Lao động trị liệu, học tập, phục hồi chức năng | Work therapy, class, rehabilitation
09:00–10:00 Tắm giặt, vui chơi | Bathing, recreation
10:30–11:15 Bữa trưa | Lunch
11:15–13:30 Thuốc trưa, nghỉ trưa | Noon medicine, rest
13:30–15:30 Trị liệu, thể thao, tham vấn | Therapy, sport, counselling
16:00–17:00 Bữa tối, thuốc tối | Supper, evening medicine
17:00–19:00 Xem tivi, gọi điện về nhà | Television, calls home
19:30–20:00 Thuốc trước khi ngủ | Bedtime medicine
20:30–21:00 Chuẩn bị đi ngủ | Getting ready for bed
21:00–05:00 Ngủ, nhân viên đi buồng 1–2 giờ một lần | Sleep, rounds each one to two hours
`

func seedActivities(tx *db.Tx) (bool, error) {
	any, err := db.From[Activity](tx).Exists()
	if err != nil || any {
		return false, err
	}
	rows, err := ReadActivities(firstActivities)
	if err != nil {
		return false, err
	}
	for i := range rows {
		r := &rows[i]
		r.ValidFrom, r.Version, r.Mark, r.Source, r.RecordedAt, r.RecordedBy = value.MustDay(timetableFrom), 1, Recalled, practice, tx.Now, tx.Actor.ID
	}
	return true, db.Append(tx, rows)
}
