package presence

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// StartAbsences notes that people of a list left, by the rules of StartAbsence, in a handful of
// statements however many they are. Each person has an answer of their own: where errs[i] is not nil,
// nothing was written for in[i]. Who is away already stays so. It needs presence.absence. The last
// error is about the whole: a person who is not there refuses it.
func StartAbsences(tx *db.Tx, in []AbsenceInput) (done []Absence, errs []error, err error) {
	if err := tx.May(Away); err != nil {
		return nil, nil, err
	}
	if len(in) == 0 || len(in) > manyLimit {
		return nil, nil, fault.New(fault.Invalid, "presence.too_many", fault.A{"limit": manyLimit})
	}
	done, errs = make([]Absence, len(in)), make([]error, len(in))
	people := make([]uint64, 0, len(in))
	since := tx.Now
	for i := range in {
		if errs[i] = in[i].tidy(tx); errs[i] != nil {
			continue
		}
		people = append(people, in[i].ResidentID)
		since = earlier(since, in[i].At)
	}
	if len(people) == 0 {
		return done, errs, nil
	}
	s, err := set(tx, nil, people, since)
	if err != nil {
		return nil, nil, err
	}
	var rows []Absence
	var at []int
	reaches := s.reacher(Away)
	for i, row := range in {
		if errs[i] != nil {
			continue
		}
		var stay *Stay
		if stay, errs[i] = s.openStay(row.ResidentID, row.At); errs[i] != nil {
			continue
		}
		lies := s.openPlacement(row.ResidentID)
		if errs[i] = reaches(stay.CampusID, wardOf(lies)); errs[i] != nil {
			continue
		}
		if errs[i] = s.freeOfAbsence(row.ResidentID, Span{From: row.At}, 0); errs[i] != nil {
			continue
		}
		a := row.absence(tx, stay)
		s.absences[row.ResidentID] = append(s.absences[row.ResidentID], a)
		rows, at = append(rows, a), append(at, i)
		tx.Touch(wardOf(lies))
	}
	if err := db.Append(tx, rows); err != nil {
		return nil, nil, refused(err, nil)
	}
	for n, i := range at {
		done[i] = rows[n]
	}
	tx.Detail("away", len(rows))
	return done, errs, nil
}

// EndAbsences notes that people are back at one moment, by the rules of EndAbsence, in a handful of
// statements. Where errs[i] is not nil, nothing was written for people[i]. It needs
// presence.absence.
func EndAbsences(tx *db.Tx, people []uint64, at time.Time, broughtBy string) (errs []error, err error) {
	if err := tx.May(Away); err != nil {
		return nil, err
	}
	if len(people) == 0 || len(people) > manyLimit {
		return nil, fault.New(fault.Invalid, "presence.too_many", fault.A{"limit": manyLimit})
	}
	if at, err = moment(tx, "at", at); err != nil {
		return nil, err
	}
	broughtBy = value.CleanText(broughtBy)
	if err := short("brought_by", broughtBy, nameLimit); err != nil {
		return nil, err
	}
	s, err := set(tx, nil, people, at)
	if err != nil {
		return nil, err
	}
	errs = make([]error, len(people))
	var ids []uint64
	reaches := s.reacher(Away)
	for i, id := range people {
		a := s.openAbsence(id)
		lies := s.openPlacement(id)
		switch {
		case a == nil:
			errs[i] = fault.New(fault.Conflict, "presence.not_away")
		case at.Before(a.StartedAt):
			errs[i] = fault.Field("at", "presence.before_absence", fault.A{"started": a.StartedAt})
		default:
			errs[i] = reaches(a.CampusID, wardOf(lies))
		}
		if errs[i] == nil {
			ids = append(ids, a.ID)
			a.EndedAt, a.OpenResidentID = ptr(at), nil // so that one who is named twice is back once
			tx.Touch(wardOf(lies))
		}
	}
	if len(ids) == 0 {
		return errs, nil
	}
	_, err = db.Set[Absence](tx, map[string]any{"ended_at": at, "brought_by": broughtBy, "ended_recorded_at": tx.Now, "ended_recorded_by": tx.Actor.ID, "open_resident_id": nil}, "id IN ?", ids)
	tx.Detail("back", len(ids))
	return errs, err
}

// reacher asks about each ward once, however many people lie in it.
func (s *scene) reacher(permission string) func(campus, ward uint64) error {
	known := map[[2]uint64]error{}
	return func(campus, ward uint64) error {
		at := [2]uint64{campus, ward}
		answer, asked := known[at]
		if !asked {
			answer = s.reaches(permission, campus, ward)
			known[at] = answer
		}
		return answer
	}
}

// Gone is somebody who is away now, for the list of who should be back.
type Gone struct {
	AbsenceID  uint64
	ResidentID uint64
	Number     string
	Name       string
	Kind       AbsenceKind
	Purpose    Purpose
	Place      string
	Companion  string
	Relation   string
	Phone      value.Phone
	StartedAt  time.Time
	DueBackOn  value.Day
	LeaveID    uint64
	WardName   string
	RoomName   string
	BedName    string
}

// Overdue tells that the person should have been back before a day.
func (g Gone) Overdue(today value.Day) bool {
	return !g.DueBackOn.IsZero() && g.DueBackOn.Before(today)
}

// WhoIsGone lists everybody who is away now within the asker's reach, missing people at the
// top, then who should be back first, who gave no day last, in one statement. It needs presence.view and residents.view.
func WhoIsGone(tx *db.Tx) ([]Gone, error) {
	if err := mayName(tx); err != nil {
		return nil, err
	}
	c := &clause{}
	c.add(`SELECT a.id AS absence_id, a.resident_id, r.number, r.name, a.kind, a.purpose, a.place, a.companion, a.relation, a.phone, a.started_at, a.due_back_on, a.leave_id,
			w.name AS ward_name, m.name AS room_name, b.name AS bed_name
		FROM presence_absences a
		JOIN residents_people r ON r.id = a.resident_id
		LEFT JOIN presence_placements p ON p.open_resident_id = a.open_resident_id
		LEFT JOIN wards_wards w ON w.id = p.ward_id
		LEFT JOIN wards_rooms m ON m.id = p.room_id
		LEFT JOIN wards_beds b ON b.id = p.bed_id
		WHERE {campus a.campus_id} AND a.open_resident_id > 0`)
	within(c, tx.Reach(View), "a.campus_id", "w.zone_id", "p.ward_id")
	c.add(" ORDER BY CASE WHEN a.kind = 'missing' THEN 0 ELSE 1 END, CASE WHEN a.due_back_on IS NULL THEN 1 ELSE 0 END, a.due_back_on, r.sort_key, a.id")
	return db.Report[Gone](tx, c.text.String(), c.args...)
}
