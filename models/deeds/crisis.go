package deeds

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// Crisis is the permission to open, in an emergency, the file of somebody outside the own wards.
const Crisis = "deeds.crisis"

// The actions under which the book keeps what is done with such a file: opening it, and each look.
const (
	OpenedCrisis = "deeds.open_crisis"
	CrisisLook   = "look_crisis"
)

// Opening is a file that somebody opened in an emergency: whose, why, until when, and what whoever
// answers for the house found afterwards. One without a person is a try that found nobody.
type Opening struct {
	ID         uint64
	CampusID   uint64
	MemberID   uint64
	ResidentID *uint64
	Reason     string `gorm:"serializer:sealed" sealed:"deeds_crises.reason"`
	Roles      string // what the person was then, codes by commas
	OpenedAt   time.Time
	EndsAt     time.Time
	DueAt      time.Time // until when it should be answered for
	ClosedAt   *time.Time
	AnsweredAt *time.Time
	AnsweredBy *uint64
	Found      string
	Answer     string `gorm:"serializer:sealed" sealed:"deeds_crises.answer"`
	Version    uint64
	Several    bool `gorm:"-"` // a try by a name that several bear
}

// TableName names the table.
func (Opening) TableName() string { return "deeds_crises" }

// Open tells whether the file can be read under it at a moment.
func (o Opening) Open(now time.Time) bool {
	return o.ResidentID != nil && o.ClosedAt == nil && now.Before(o.EndsAt)
}

// Late tells whether it should have been answered for.
func (o Opening) Late(now time.Time) bool { return o.AnsweredAt == nil && now.After(o.DueAt) }

// terms are the dated settings of emergencies.
type terms struct {
	minutes, perDay, hours int
}

func termsOf(tx *db.Tx) (t terms, err error) {
	if t.minutes, err = settings.Int(tx, settings.CrisisMinutes, tx.Today()); err != nil {
		return t, err
	}
	if t.perDay, err = settings.Int(tx, settings.CrisisPerDay, tx.Today()); err != nil {
		return t, err
	}
	t.hours, err = settings.Int(tx, settings.CrisisReview, tx.Today())
	return t, err
}

// CrisisInput asks for a file in an emergency: by number or by the whole name, so that nobody leafs
// through names this way.
type CrisisInput struct {
	Who    string `form:"who" json:"who" validate:"required,max=120" doc:"number or whole name of the resident"`
	Reason string `form:"reason" json:"reason" validate:"required,max=300"`
}

// reasonLeast is the fewest letters that can be a reason.
const reasonLeast = 10

// OpenCrisis opens the file of somebody of the own campus, whatever the ward, for as long as the setting
// says (privacy.crisis_minutes). It needs deeds.crisis. A question for the director begins with it
// (privacy.crisis_review_hours). A try that finds nobody, or a name that several bear, gives an opening
// without a person: it counts and is asked about like any other, so that nobody learns by guessing who
// lives here; a person of another campus is not there. Whoever asks too often in a day is refused
// (deeds.crisis.too_many); the own row is held, so that many at once count one by one. A file that is open
// already is given again. Whoever answers for openings (deeds.answer) has none: they see every file of the
// campus, and nobody is left to ask them.
func OpenCrisis(tx *db.Tx, in CrisisInput) (*Opening, error) {
	if err := tx.May(Crisis); err != nil {
		return nil, err
	}
	if tx.Actor.Has(Answer) {
		return nil, fault.New(fault.Conflict, "deeds.crisis.sees_all")
	}
	t, err := termsOf(tx)
	if err != nil {
		return nil, err
	}
	reason := value.CleanText(in.Reason)
	if utf8.RuneCountInString(reason) < reasonLeast {
		return nil, fault.Field("reason", "deeds.crisis.reason_short", fault.A{"min": reasonLeast})
	}
	if _, err := db.Hold[staff.Member](tx, tx.Actor.ID); err != nil {
		return nil, err
	}
	tries, err := db.From[Opening](tx).Where("member_id = ? AND opened_at > ?", tx.Actor.ID, tx.Now.Add(-24*time.Hour)).Count()
	if err != nil {
		return nil, err
	}
	if tries >= t.perDay {
		return nil, fault.New(fault.Conflict, "deeds.crisis.too_many", fault.A{"n": t.perDay})
	}
	type person struct {
		ID       uint64
		CampusID uint64
	}
	number := strings.ToUpper(value.CleanText(in.Who))
	if strings.ContainsFunc(number, func(r rune) bool { return r > unicode.MaxASCII }) {
		number = "" // no number: MariaDB does not compare other letters with a column of numbers
	}
	// A bracelet may bear the number of a record that goes on in another one.
	found, err := db.Report[person](tx, `SELECT DISTINCT r.id, r.campus_id FROM residents_people q JOIN residents_people r ON r.id = COALESCE(q.merged_into_id, q.id) JOIN presence_stays s ON s.open_resident_id = r.id
		WHERE {campus r.campus_id} AND (q.number = ? OR q.search_key = ?) ORDER BY r.id LIMIT 2`, number, value.Fold(in.Who))
	if err != nil {
		return nil, err
	}
	o := Opening{MemberID: tx.Actor.ID, Reason: reason, OpenedAt: tx.Now, EndsAt: tx.Now, DueAt: tx.Now.Add(time.Duration(t.hours) * time.Hour), Several: len(found) > 1}
	if len(found) == 1 {
		who := found[0]
		tx.Concerns("resident", who.ID, who.CampusID)
		running, err := db.From[Opening](tx).Where("member_id = ? AND resident_id = ? AND ends_at > ? AND closed_at IS NULL", tx.Actor.ID, who.ID, tx.Now).Maybe()
		if err != nil || running != nil {
			return running, err
		}
		o.CampusID, o.ResidentID, o.EndsAt = who.CampusID, &who.ID, tx.Now.Add(time.Duration(t.minutes)*time.Minute)
	} else if o.CampusID, err = homeOf(tx); err != nil {
		return nil, err
	} else {
		tx.Concerns("staff", o.MemberID, o.CampusID)
	}
	o.Roles = strings.Join(rolesIn(tx.Actor, o.CampusID), ",")
	if err := db.Add(tx, &o); err != nil {
		return nil, err
	}
	tx.Detail("opening", o.ID)
	tx.Detail("found", len(found) == 1)
	return &o, nil
}

// homeOf is the campus under which a try stands that found nobody: the first in which the actor may try.
func homeOf(tx *db.Tx) (uint64, error) {
	for _, g := range tx.Actor.Grants {
		if g.Permissions[Crisis] && g.Campus != 0 {
			return g.Campus, nil
		}
	}
	first, err := db.Report[struct{ ID uint64 }](tx, "SELECT id FROM wards_campuses WHERE {campus id} ORDER BY position, id LIMIT 1")
	if err == nil && len(first) == 0 {
		err = fault.New(fault.NotFound, "db.not_found")
	}
	if err != nil {
		return 0, err
	}
	return first[0].ID, nil
}

// Urgent is what somebody sees of a file in an emergency: who this is, what is dangerous, the last numbers
// and the last round, whom to call, and where the person belongs. No papers, no numbers, and nothing that is kept from most.
type Urgent struct {
	Opening
	Person residents.Shown
	Names  []residents.OtherName
	Needs  []residents.Need
	Flags  []residents.Flag
	Kin    []residents.Kin
	Lies   *presence.Placement
	Where  string
	Today  value.Day
	Vitals []care.Measured // the newest of each kind from the last weeks
	Round  *care.State     // what the last round found: eating, medicine, mood
}

// UrgentInput names an opening.
type UrgentInput struct {
	Opening uint64 `path:"opening" form:"-" json:"-"`
}

// UrgentFile reads the file under an own opening that still runs. It needs deeds.crisis; anybody else's
// opening is not there, and one that is over opens nothing (deeds.crisis.over). Each reading is kept in
// the book under a name of its own.
func UrgentFile(tx *db.Tx, in UrgentInput) (*Urgent, error) {
	if err := tx.May(Crisis); err != nil {
		return nil, err
	}
	o, err := db.From[Opening](tx).Where("id = ? AND member_id = ? AND resident_id IS NOT NULL", in.Opening, tx.Actor.ID).One()
	if err != nil {
		return nil, err
	}
	if !o.Open(tx.Now) {
		return nil, fault.New(fault.Conflict, "deeds.crisis.over")
	}
	tx.LooksAs(CrisisLook)
	f, err := residents.OpenFile(tx, *o.ResidentID)
	if err != nil {
		return nil, err
	}
	u := &Urgent{Opening: *o, Person: f.Person.Shown(), Names: f.OtherNames, Flags: f.Flags, Needs: f.Needs, Kin: f.Kin, Today: f.Today}
	u.Person.Note = ""
	if u.Vitals, u.Round, err = care.LastKnown(tx, *o.ResidentID); err != nil {
		return u, err
	}
	if u.Lies, err = presence.PlacementOf(tx, *o.ResidentID); err != nil || u.Lies == nil {
		return u, err
	}
	type place struct{ Ward, Room, Bed string }
	at, err := db.Report[place](tx, `SELECT w.name AS ward, r.name AS room, b.name AS bed FROM wards_beds b JOIN wards_rooms r ON r.id = b.room_id JOIN wards_wards w ON w.id = b.ward_id
		WHERE {campus b.campus_id} AND b.id = ?`, u.Lies.BedID)
	if err == nil && len(at) == 1 {
		u.Where = strings.Join([]string{at[0].Ward, at[0].Room, at[0].Bed}, " · ")
	}
	return u, err
}

// CloseCrisis ends the own opening before its time. It needs deeds.crisis.
func CloseCrisis(tx *db.Tx, in UrgentInput) (*Opening, error) {
	if err := tx.May(Crisis); err != nil {
		return nil, err
	}
	held, err := db.Hold[Opening](tx, in.Opening)
	if err != nil {
		return nil, err
	}
	o := &held[0]
	switch {
	case o.MemberID != tx.Actor.ID || o.ResidentID == nil:
		return nil, fault.New(fault.NotFound, "db.not_found")
	case !o.Open(tx.Now):
		return nil, fault.New(fault.Conflict, "deeds.crisis.over")
	}
	tx.Concerns("resident", *o.ResidentID, o.CampusID)
	now := tx.Now
	o.ClosedAt = &now
	return o, db.Change(tx, o, "closed_at")
}

// MyCrises gives the own openings that still run, the newest first. It needs deeds.crisis.
func MyCrises(tx *db.Tx) ([]Opening, error) {
	if err := tx.May(Crisis); err != nil {
		return nil, err
	}
	return db.From[Opening](tx).Where("member_id = ? AND ends_at > ? AND closed_at IS NULL AND resident_id IS NOT NULL", tx.Actor.ID, tx.Now).Order("id DESC").All()
}

// OpeningIn is an opening with its names.
type OpeningIn struct {
	Opening
	MemberName   string
	Number       string
	ResidentName string // empty for those who may not see names
	CampusName   string
	AnsweredName string
	Looks        int `gorm:"-"` // how often the file was read under it
}

// CrisesInput asks for openings.
type CrisesInput struct {
	Open  bool   `form:"open" json:"open,omitempty" doc:"only those that nobody answered for"`
	After uint64 `form:"after" json:"after,omitempty"`
	Limit int    `form:"limit" json:"limit,omitempty"`
	Most  int    `form:"-" json:"-"`
}

// Crises lists what was opened in emergencies, and the tries that found nobody: first what nobody
// answered for, then the newest. It needs deeds.view and runs two statements.
func Crises(tx *db.Tx, in CrisesInput) (lines []OpeningIn, next uint64, err error) {
	if err := tx.May(View); err != nil {
		return nil, 0, err
	}
	where, args := "", []any{}
	if in.Open {
		where += " AND o.answered_at IS NULL"
	}
	if in.After != 0 {
		where, args = where+" AND o.id < ?", append(args, in.After)
	}
	size := db.Page{Limit: in.Limit, Most: in.Most}.Size()
	lines, err = db.Report[OpeningIn](tx, `SELECT o.*, m.name AS member_name, COALESCE(r.number, '') AS number, COALESCE(r.name, '') AS resident_name, c.name AS campus_name, COALESCE(a.name, '') AS answered_name
		FROM deeds_crises o JOIN staff_members m ON m.id = o.member_id JOIN wards_campuses c ON c.id = o.campus_id
		LEFT JOIN residents_people r ON r.id = o.resident_id LEFT JOIN staff_members a ON a.id = o.answered_by
		WHERE {campus o.campus_id}`+where+` ORDER BY o.id DESC LIMIT ?`, append(args, size+1)...)
	if err != nil || len(lines) == 0 {
		return nil, 0, err
	}
	if len(lines) > size {
		lines = lines[:size]
		next = lines[size-1].ID
	}
	for i := range lines {
		if !tx.Reach(residents.View).Campus(lines[i].CampusID) {
			lines[i].ResidentName = ""
		}
	}
	return lines, next, countLooks(tx, lines)
}

// countLooks tells of each opening how often the file was read under it, in one statement.
func countLooks(tx *db.Tx, lines []OpeningIn) error {
	var members, people []uint64
	for _, l := range lines {
		if l.ResidentID != nil {
			members, people = append(members, l.MemberID), append(people, *l.ResidentID)
		}
	}
	if len(people) == 0 {
		return nil
	}
	first, last, err := db.DeedsBetween(tx, lines[len(lines)-1].OpenedAt, tx.Now)
	if err != nil {
		return err
	}
	// A deed keeps the number of its time: looks at a record that goes on in another one are counted too, and
	// after the two were parted those at the one that stayed are those of their time.
	seen, err := db.Report[looked](tx, `SELECT d.id, d.campus_id, d.at, d.action, d.actor_id, COALESCE(r.merged_into_id, d.subject_id) AS subject_id FROM db_deeds d LEFT JOIN residents_people r ON r.id = d.subject_id
		WHERE {campus d.campus_id} AND d.id >= ? AND d.id <= ? AND d.action = ? AND d.actor_id IN ? AND (d.subject_id IN ? OR r.merged_into_id IN ?)`,
		first, last, CrisisLook, members, people, people)
	for _, s := range seen {
		for i := range lines {
			l := &lines[i]
			if l.ResidentID != nil && *l.ResidentID == s.SubjectID && l.MemberID == s.ActorID && !s.At.Before(l.OpenedAt) && s.At.Before(l.EndsAt) {
				l.Looks++
			}
		}
	}
	return err
}

// WaitingCrises gives the openings that nobody answered for, the oldest first: for the first page of
// whoever answers. It needs deeds.answer and runs one statement.
func WaitingCrises(tx *db.Tx) ([]OpeningIn, error) {
	if err := tx.May(Answer); err != nil {
		return nil, err
	}
	return db.Report[OpeningIn](tx, `SELECT o.*, m.name AS member_name, COALESCE(r.number, '') AS number, COALESCE(r.name, '') AS resident_name, c.name AS campus_name
		FROM deeds_crises o JOIN staff_members m ON m.id = o.member_id JOIN wards_campuses c ON c.id = o.campus_id LEFT JOIN residents_people r ON r.id = o.resident_id
		WHERE {campus o.campus_id} AND o.answered_at IS NULL AND o.member_id <> ? ORDER BY o.id LIMIT 20`, tx.Actor.ID)
}

// AnswerCrisisInput says what was behind an opening.
type AnswerCrisisInput struct {
	Opening uint64 `path:"opening" form:"-" json:"-"`
	Found   string `form:"found" json:"found" validate:"required,oneof=in_order talked breach"`
	Reason  string `form:"reason" json:"reason" validate:"required,max=300"`
}

// AnswerCrisis writes what was behind an opening. It needs deeds.answer. Forbidden: the own. Conflict:
// answered before. The deed is about the resident; the words of the answer are not in it.
func AnswerCrisis(tx *db.Tx, in AnswerCrisisInput) (*Opening, error) {
	if err := tx.May(Answer); err != nil {
		return nil, err
	}
	held, err := db.Hold[Opening](tx, in.Opening)
	if err != nil {
		return nil, err
	}
	o := &held[0]
	switch {
	case o.MemberID == tx.Actor.ID:
		return nil, fault.New(fault.Forbidden, "deeds.own_look")
	case o.AnsweredAt != nil:
		return nil, fault.New(fault.Conflict, "deeds.answered")
	}
	if o.ResidentID != nil {
		tx.Concerns("resident", *o.ResidentID, o.CampusID)
	} else {
		tx.Concerns("staff", o.MemberID, o.CampusID)
	}
	tx.Detail("member", o.MemberID)
	tx.Detail("found", in.Found)
	now, by := tx.Now, tx.Actor.ID
	o.AnsweredAt, o.AnsweredBy, o.Found, o.Answer = &now, &by, in.Found, value.CleanText(in.Reason)
	return o, db.Change(tx, o, "answered_at", "answered_by", "found", "answer")
}

// RoleCodes are what the person was then.
func (o Opening) RoleCodes() []string { return strings.Split(o.Roles, ",") }
