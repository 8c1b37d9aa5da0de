package care

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// RollKind is why people are counted.
type RollKind string

// The kinds of roll-call.
const (
	RollFixed     RollKind = "fixed"     // at a fixed time of the day, in a ward
	RollExtra     RollKind = "extra"     // in a ward, whenever somebody wants to be sure
	RollEmergency RollKind = "emergency" // a whole campus at its assembly point
)

// RollAnswer is where somebody is, as the one who counts finds it.
type RollAnswer string

// The answers. Who is not found is looked for from that moment on.
const (
	AnswerHere     RollAnswer = "here"
	AnswerToilet   RollAnswer = "toilet"
	AnswerActivity RollAnswer = "activity"
	AnswerLeave    RollAnswer = "leave"
	AnswerHospital RollAnswer = "hospital"
	AnswerNotFound RollAnswer = "not_found"
)

// RollAnswers lists them as pages show them.
var RollAnswers = []RollAnswer{AnswerHere, AnswerToilet, AnswerActivity, AnswerLeave, AnswerHospital, AnswerNotFound}

// Rollcall is one count taken on foot. While it runs, OpenWardID or OpenCampusID is set: its unique
// key makes whoever begins the same count join it. When it is signed, what was found is written into
// the row and never changes.
type Rollcall struct {
	ID           uint64
	CampusID     uint64
	WardID       *uint64 // nil for a whole campus
	Kind         RollKind
	DueAt        *time.Time // of a fixed one
	Place        string     // the assembly point
	StartedAt    time.Time
	StartedBy    uint64
	OpenWardID   *uint64
	OpenCampusID *uint64
	ClosedAt     *time.Time
	ClosedBy     *uint64
	CloseNote    string
	Expected     int
	Present      int
	Elsewhere    int
	NotFound     int
}

// TableName names the table.
func (Rollcall) TableName() string { return "care_rollcalls" }

// Took is how long the count took, or has been running.
func (r Rollcall) Took(now time.Time) time.Duration {
	if r.ClosedAt != nil {
		now = *r.ClosedAt
	}
	return now.Sub(r.StartedAt)
}

// RollTick is one answer about one person. It is never changed: who is found later has a later tick.
type RollTick struct {
	ID         uint64
	CampusID   uint64
	RollcallID uint64
	WardID     *uint64
	ResidentID uint64
	Answer     RollAnswer
	Note       string
	At         time.Time
	RecordedAt time.Time
	RecordedBy uint64
}

// TableName names the table.
func (RollTick) TableName() string { return "care_rollcall_ticks" }

// rollTimes are the moments of a day at which wards are counted, by the settings of that day.
func rollTimes(book *settings.Book, day value.Day, zone *time.Location) ([]time.Time, error) {
	hours, err := book.Ints(settings.RollTimes, day)
	if err != nil {
		return nil, err
	}
	var out []time.Time
	for _, h := range hours {
		out = append(out, day.At(zone, h*60).UTC())
	}
	slices.SortFunc(out, time.Time.Compare)
	return out, nil
}

// rollDue gives the fixed count that is to be taken at a moment: the last whose time has come, or that
// comes within the minutes by which a round may begin early.
func rollDue(times []time.Time, now time.Time, early time.Duration) (due time.Time, ok bool) {
	for _, t := range times {
		if !t.Add(-early).After(now) {
			due, ok = t, true
		}
	}
	return due, ok
}

// StartRollcallInput begins a count: of a ward, or of a whole campus in an emergency.
type StartRollcallInput struct {
	WardID   uint64 `form:"ward_id" json:"ward_id,omitempty" doc:"the ward that is counted"`
	CampusID uint64 `form:"campus_id" json:"campus_id,omitempty" doc:"or the campus, in an emergency"`
	Place    string `form:"place" json:"place,omitempty" validate:"max=200" doc:"the assembly point"`
}

// StartRollcall begins a count, or gives the one that runs already: several carers count together. A
// ward is counted for the fixed time that is due, once; otherwise the count is an extra one. It needs
// care.record in the ward, in an emergency somewhere in the campus. Invalid: neither ward nor campus.
func StartRollcall(tx *db.Tx, in StartRollcallInput) (*Rollcall, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	r := Rollcall{Kind: RollExtra, Place: short(&bad, "place", in.Place), StartedAt: tx.Now, StartedBy: tx.Actor.ID}
	if (in.WardID == 0) == (in.CampusID == 0) {
		bad.Add("ward_id", "care.rollcall.where_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	var open *Rollcall
	var err error
	if in.WardID != 0 {
		open, err = r.ofWard(tx, in.WardID)
	} else {
		open, err = r.ofCampus(tx, in.CampusID)
	}
	if err != nil || open != nil {
		return open, err
	}
	if err := db.Add(tx, &r); err != nil {
		if db.Duplicate(err, "open_ward_id") || db.Duplicate(err, "open_campus_id") || db.Duplicate(err, "due_at") {
			return nil, fault.New(fault.Conflict, "care.rollcall.begun").Because(err)
		}
		return nil, err
	}
	tx.Concerns("rollcall", r.ID, r.CampusID)
	tx.Detail("kind", r.Kind)
	return &r, r.touch(tx)
}

// ofWard makes r the count of a ward, or gives the one that runs.
func (r *Rollcall) ofWard(tx *db.Tx, id uint64) (*Rollcall, error) {
	ward, err := wards.Within(tx, Record, id)
	if err != nil {
		return nil, err
	}
	open, err := db.From[Rollcall](tx).Where("open_ward_id = ?", id).Maybe()
	if err != nil || open != nil {
		return open, err
	}
	r.CampusID, r.WardID, r.OpenWardID = ward.CampusID, ptr(id), ptr(id)
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	early, err := opensEarly(book, tx.Today())
	if err != nil {
		return nil, err
	}
	times, err := rollTimes(book, tx.Today(), tx.Zone())
	if err != nil {
		return nil, err
	}
	due, ok := rollDue(times, tx.Now, early)
	if !ok {
		return nil, nil
	}
	done, err := db.From[Rollcall](tx).Where("ward_id = ? AND due_at = ?", id, due).Exists()
	if err == nil && !done {
		r.Kind, r.DueAt = RollFixed, ptr(due)
	}
	return nil, err
}

// ofCampus makes r the count of a campus in an emergency, or gives the one that runs.
func (r *Rollcall) ofCampus(tx *db.Tx, id uint64) (*Rollcall, error) {
	mine, err := wards.Mine(tx, Record)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(mine, func(w wards.WardIn) bool { return w.CampusID == id }) {
		return nil, notFound
	}
	open, err := db.From[Rollcall](tx).Where("open_campus_id = ?", id).Maybe()
	if err != nil || open != nil {
		return open, err
	}
	r.CampusID, r.OpenCampusID, r.Kind = id, ptr(id), RollEmergency
	return nil, nil
}

// touch makes the pages of a count that stand open look again.
func (r *Rollcall) touch(tx *db.Tx) error {
	if r.WardID != nil {
		tx.Touch(*r.WardID)
		return nil
	}
	all, err := db.From[wards.Ward](tx).Where("campus_id = ? AND valid_to IS NULL", r.CampusID).All()
	for _, w := range all {
		tx.Touch(w.ID)
	}
	return err
}

// TickInput says where people are.
type TickInput struct {
	RollcallID uint64     `path:"rollcall" form:"-" json:"-"`
	Residents  []uint64   `form:"residents" json:"residents" doc:"of whom it is said"`
	Answer     RollAnswer `form:"answer" json:"answer" validate:"required,max=20" enum:"here,toilet,activity,leave,hospital,not_found"`
	Note       string     `form:"note" json:"note,omitempty" validate:"max=300"`
	At         time.Time  `form:"at" json:"at,omitzero" doc:"when the person was seen; now when absent"`
}

// Ticked is what a tick did.
type Ticked struct {
	RollcallID uint64   `json:"rollcall_id"`
	Residents  []uint64 `json:"residents" doc:"whose answer is new; who had the same is not among them"`
	Searching  []uint64 `json:"searching,omitempty" doc:"whose search began"`
	Found      []uint64 `json:"found,omitempty" doc:"whose search ended"`
}

// Tick says where some people are. Who is not found is missing in the books from this moment, and the
// search clock runs; who was missing and is here is back. The same said twice, by two carers, is one
// answer. It needs care.record in the ward of each, and for a search presence.absence. Conflict: the
// count is signed. Invalid: somebody is not on the list, or an unknown answer.
func Tick(tx *db.Tx, in TickInput) (*Ticked, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	note, at := short(&bad, "note", in.Note), happened(&bad, tx, in.At)
	if !slices.Contains(RollAnswers, in.Answer) {
		bad.Add("answer", "care.rollcall.answer_unknown")
	}
	if len(in.Residents) == 0 {
		bad.Add("residents", "care.rollcall.nobody")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	list, err := rollOf(tx, in.RollcallID, Record)
	if err != nil {
		return nil, err
	}
	if list.ClosedAt != nil {
		return nil, fault.New(fault.Conflict, "care.rollcall.over")
	}
	out := &Ticked{RollcallID: list.ID}
	var rows []RollTick
	touched := map[uint64]bool{}
	for _, id := range in.Residents {
		p := list.person(id)
		if p == nil {
			return nil, fault.Field("residents", "care.rollcall.not_listed")
		}
		if p.Answer == in.Answer && p.AnswerNote == note || slices.Contains(out.Residents, id) {
			continue
		}
		out.Residents = append(out.Residents, id)
		rows = append(rows, RollTick{CampusID: list.CampusID, RollcallID: list.ID, WardID: p.WardID, ResidentID: id, Answer: in.Answer, Note: note, At: at, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID})
		if p.WardID != nil {
			touched[*p.WardID] = true
		}
		if err := out.search(tx, p, in.Answer, note, at); err != nil {
			return nil, err
		}
	}
	if len(rows) == 0 {
		return out, nil
	}
	if err := db.Append(tx, rows); err != nil {
		return nil, err
	}
	for ward := range touched {
		tx.Touch(ward)
	}
	tx.Concerns("rollcall", list.ID, list.CampusID)
	tx.Detail("answer", in.Answer)
	tx.Detail("people", out.Residents)
	return out, nil
}

// search begins or ends the search for somebody in the books of presence.
func (out *Ticked) search(tx *db.Tx, p *RollPerson, answer RollAnswer, note string, at time.Time) error {
	switch {
	case answer == AnswerNotFound && p.Away == "":
		if _, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: p.ResidentID, Kind: presence.Missing, At: at, Note: note}); err != nil {
			return err
		}
		out.Searching = append(out.Searching, p.ResidentID)
	case answer != AnswerNotFound && p.Away == presence.Missing && p.AwaySince != nil:
		if at.Before(*p.AwaySince) {
			at = *p.AwaySince
		}
		if _, err := presence.EndAbsence(tx, presence.ReturnInput{ResidentID: p.ResidentID, At: at}); err != nil {
			return err
		}
		out.Found = append(out.Found, p.ResidentID)
	default:
		return nil
	}
	return tx.May(Record) // the books of presence asked for their own
}

// CloseRollcallInput signs a count.
type CloseRollcallInput struct {
	RollcallID uint64 `path:"rollcall" form:"-" json:"-"`
	Note       string `form:"note" json:"note,omitempty" validate:"max=300"`
}

// CloseRollcall signs a count: what was found stands from now on. Of everybody who should be here
// something must be said; who is not found is said to be so, and stays looked for. It needs care.record
// in the ward, for an emergency in the whole campus. Conflict: somebody was not counted, or it is
// signed already.
func CloseRollcall(tx *db.Tx, in CloseRollcallInput) (*Rollcall, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	note := short(&bad, "note", in.Note)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	list, err := rollOf(tx, in.RollcallID, Record)
	if err != nil {
		return nil, err
	}
	if list.Kind == RollEmergency && !tx.Reach(Record).Campus(list.CampusID) {
		return nil, fault.New(fault.Forbidden, "care.rollcall.whole_campus")
	}
	if list.ClosedAt != nil {
		return nil, fault.New(fault.Conflict, "care.rollcall.over")
	}
	if left := len(list.Unanswered()); left > 0 {
		return nil, fault.New(fault.Conflict, "care.rollcall.unanswered", fault.A{"n": left})
	}
	r := &list.Rollcall
	r.Expected, r.Present, r.Elsewhere, r.NotFound = list.Counts()
	r.ClosedAt, r.ClosedBy, r.CloseNote = ptr(tx.Now), ptr(tx.Actor.ID), note
	n, err := db.Set[Rollcall](tx, map[string]any{"closed_at": tx.Now, "closed_by": tx.Actor.ID, "close_note": note, "open_ward_id": nil, "open_campus_id": nil,
		"expected": r.Expected, "present": r.Present, "elsewhere": r.Elsewhere, "not_found": r.NotFound}, "id = ? AND closed_at IS NULL", r.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "care.rollcall.over")
	}
	r.OpenWardID, r.OpenCampusID = nil, nil
	// Whom the books hold in hospital or on leave stands on the signed list too, as the books said it.
	var away []RollTick
	for _, p := range list.People {
		if p.Answer == "" {
			away = append(away, RollTick{CampusID: r.CampusID, RollcallID: r.ID, WardID: p.WardID, ResidentID: p.ResidentID, Answer: RollAnswer(p.Away), At: tx.Now, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID})
		}
	}
	if len(away) > 0 {
		if err := db.Append(tx, away); err != nil {
			return nil, err
		}
	}
	tx.Concerns("rollcall", r.ID, r.CampusID)
	tx.Detail("expected", r.Expected)
	tx.Detail("present", r.Present)
	tx.Detail("not_found", r.NotFound)
	return r, r.touch(tx)
}
