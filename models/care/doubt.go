package care

import (
	"encoding/json"
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// Questions is the permission to read the questions about rounds, how often a second look agreed, and to
// answer for others.
const Questions = "care.questions"

// Doubt is a question about a round. It waits for one sentence; nothing is deducted from anybody.
type Doubt struct {
	ID         uint64
	CampusID   uint64
	WardID     uint64
	MemberID   *uint64 // whose round it was; nil when it concerns a ward
	Kind       DoubtKind
	ShiftDay   value.Day
	SlotID     uint64
	DoubtKey   string
	Facts      string
	AskedAt    time.Time
	AnsweredAt *time.Time
	AnsweredBy *uint64
	Answer     string
}

// TableName names the table.
func (Doubt) TableName() string { return "care_doubts" }

// Told are the facts that the question rests on.
func (d Doubt) Told() (f DoubtFacts) {
	_ = json.Unmarshal([]byte(d.Facts), &f) // the house wrote it: it is always whole
	return f
}

// wardsAtOnce is how many wards one step of the night's work reads.
const wardsAtOnce = 50

// AskQuestions looks at the rounds of yesterday and asks what is odd about them. It is the house's own work
// of the night: two statements for fifty wards, by the index of their rounds, and the days of a row of
// nights. It tells how many questions are new.
func AskQuestions(tx *db.Tx) (asked int, err error) {
	book, err := settings.Of(tx)
	if err != nil {
		return 0, err
	}
	day := tx.Today().AddDays(-1)
	least, _ := book.Milli(settings.AttestSeconds, day)
	hours, _ := book.Int(settings.MarkedAfter, day)
	nights, _ := book.Int(settings.IdenticalNights, day)
	all, err := db.From[wards.Ward](tx).Order("id").All()
	if err != nil {
		return 0, err
	}
	for some := range slices.Chunk(all, wardsAtOnce) {
		campus := map[uint64]uint64{}
		var ids []uint64
		for _, w := range some {
			campus[w.ID] = w.CampusID
			ids = append(ids, w.ID)
		}
		walks, err := db.Report[Attested](tx, `SELECT m.ward_id, m.shift_day, m.slot_id, m.recorded_by, m.at, m.recorded_at, COUNT(*) AS n FROM care_marks m
			WHERE {campus m.campus_id} AND m.ward_id IN ? AND m.shift_day = ? AND m.turn = 0 GROUP BY m.ward_id, m.shift_day, m.slot_id, m.recorded_by, m.at, m.recorded_at`, ids, day)
		if err != nil {
			return asked, err
		}
		odd, err := db.Report[Oddity](tx, `SELECT m.ward_id, m.shift_day, m.slot_id, m.resident_id, `+packing("m")+` AS packed, m.response FROM care_marks m
			WHERE {campus m.campus_id} AND m.ward_id IN ? AND m.shift_day > ? AND m.shift_day <= ? AND m.exceptions > 0 AND m.turn = 0`, ids, day.AddDays(-max(nights, 1)-7), day)
		if err != nil {
			return asked, err
		}
		suspects := append(Walks(walks, least, time.Duration(hours)*time.Hour), Alike(odd, day, nights)...)
		for _, s := range suspects {
			facts, err := json.Marshal(s.DoubtFacts)
			if err != nil {
				return asked, err
			}
			d := Doubt{CampusID: campus[s.WardID], WardID: s.WardID, Kind: s.Kind, ShiftDay: s.ShiftDay, SlotID: s.SlotID, DoubtKey: s.Key(), Facts: string(facts), AskedAt: tx.Now}
			if s.MemberID != 0 {
				d.MemberID = ptr(s.MemberID)
			}
			if err := db.Add(tx, &d); err != nil {
				if db.Duplicate(err, "doubt_key") {
					continue // asked before
				}
				return asked, err
			}
			asked++
		}
	}
	return asked, nil
}

// DoubtIn is a question with whose round and which ward it is about.
type DoubtIn struct {
	Doubt        `gorm:"embedded"`
	MemberName   string
	WardName     string
	CampusName   string
	ZoneID       uint64
	AnsweredName string
	Round        settings.Round `gorm:"-"`
}

// DoubtsInput asks for the questions since a day: of the last month when nothing is said.
type DoubtsInput struct {
	From value.Day `form:"from" json:"from,omitzero"`
}

// Doubts lists questions about rounds, those without an answer first: all of the own wards for who holds
// care.questions, else those to oneself; about the doors at night also for who holds care.watch, the
// nurse in charge. It needs care.record. One statement.
func Doubts(tx *db.Tx, in DoubtsInput) ([]DoubtIn, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	if in.From.IsZero() {
		in.From = tx.Today().AddDays(-30)
	}
	// Who may only answer for the own rounds reads those alone: this is no list of other people's faults.
	all := tx.Actor.Has(Questions)
	more, args := "", []any{in.From}
	if !all {
		more, args = " AND (d.member_id = ? OR d.kind = ?)", append(args, tx.Actor.ID, string(DoorsUnpassed))
	}
	rows, err := db.Report[DoubtIn](tx, `SELECT d.id, d.campus_id, d.ward_id, d.member_id, d.kind, d.shift_day, d.slot_id, d.doubt_key, d.facts, d.asked_at, d.answered_at, d.answered_by, d.answer,
		s.name AS member_name, w.name AS ward_name, w.zone_id, CASE WHEN k.short_name = '' THEN k.name ELSE k.short_name END AS campus_name, a.name AS answered_name
		FROM care_doubts d
		JOIN wards_wards w ON w.id = d.ward_id
		JOIN wards_campuses k ON k.id = d.campus_id
		LEFT JOIN staff_members s ON s.id = d.member_id
		LEFT JOIN staff_members a ON a.id = d.answered_by
		WHERE {campus d.campus_id} AND d.shift_day >= ?`+more+` ORDER BY CASE WHEN d.answered_at IS NULL THEN 0 ELSE 1 END, d.shift_day DESC, d.id DESC LIMIT 500`, args...)
	if err != nil {
		return nil, err
	}
	reach, doors := tx.Reach(Questions), tx.Reach(Watches)
	rows = slices.DeleteFunc(rows, func(d DoubtIn) bool {
		if d.Kind == DoorsUnpassed && doors.Ward(d.CampusID, d.ZoneID, d.WardID) {
			return false
		}
		return (all || d.Kind == DoorsUnpassed) && !reach.Ward(d.CampusID, d.ZoneID, d.WardID)
	})
	for i := range rows {
		rows[i].Round, _ = book.Timetable.Round(rows[i].SlotID, rows[i].ShiftDay)
	}
	return rows, nil
}

// AnswerInput answers a question with a sentence.
type AnswerInput struct {
	DoubtID uint64 `path:"doubt" form:"-" json:"-"`
	Answer  string `form:"answer" json:"answer" validate:"required,max=300"`
}

// AnswerDoubt answers a question: whose round it was, or who holds care.questions in the ward; about doors
// also who holds care.watch there. It needs
// care.record. Invalid: nothing is said. Conflict: it was answered before.
func AnswerDoubt(tx *db.Tx, in AnswerInput) (*Doubt, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	answer := short(&bad, "answer", in.Answer)
	if answer == "" {
		bad.Add("answer", "care.doubt.answer_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	d, err := db.Get[Doubt](tx, in.DoubtID)
	if err != nil {
		return nil, err
	}
	if d.MemberID == nil || *d.MemberID != tx.Actor.ID {
		permission := Questions
		if d.Kind == DoorsUnpassed && !tx.Actor.Has(Questions) {
			permission = Watches
		}
		if !tx.Actor.Has(permission) {
			return nil, notFound
		}
		if _, err := wards.Within(tx, permission, d.WardID); err != nil {
			return nil, err
		}
	}
	n, err := db.Set[Doubt](tx, map[string]any{"answered_at": tx.Now, "answered_by": tx.Actor.ID, "answer": answer}, "id = ? AND answered_at IS NULL", d.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "care.doubt.over")
	}
	d.AnsweredAt, d.AnsweredBy, d.Answer = ptr(tx.Now), ptr(tx.Actor.ID), answer
	tx.Concerns("ward", d.WardID, d.CampusID)
	tx.Detail("question", d.ID)
	return d, nil
}
