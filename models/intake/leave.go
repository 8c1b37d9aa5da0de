package intake

import (
	"errors"
	"slices"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/register"
	"maiam/models/settings"
	"maiam/models/value"
)

// GroupLeave is a leave that several people go on together: home for Tết, a whole room to a feast.
// Each person's absence is a row of its own in the ledger and ends by itself; this one holds them
// together, so that the whole group can come back in one step.
type GroupLeave struct {
	ID         uint64
	CampusID   uint64
	Title      string
	Purpose    presence.Purpose
	StartedAt  time.Time
	DueBackOn  value.Day
	Place      string
	Companion  string
	Note       string
	RecordedAt time.Time
	RecordedBy uint64
}

// TableName names the table.
func (GroupLeave) TableName() string { return "intake_leaves" }

// leaver is one person who was named for a group leave; Refused says why the person did not go.
type leaver struct {
	ID         uint64
	CampusID   uint64
	LeaveID    uint64
	ResidentID uint64
	Refused    string
}

// TableName names the table.
func (leaver) TableName() string { return "intake_leavers" }

// GroupInput is what is asked when several people leave together.
type GroupInput struct {
	CampusID  uint64           `form:"campus_id" json:"campus_id" validate:"required"`
	People    []uint64         `form:"people" json:"people,omitempty" validate:"max=500"`
	Rooms     []uint64         `form:"rooms" json:"rooms,omitempty" validate:"max=100" doc:"whole rooms: everybody who is in the house and lies there"`
	Title     string           `form:"title" json:"title" validate:"required,max=200" doc:"Nghỉ Tết"`
	Purpose   presence.Purpose `form:"purpose" json:"purpose,omitempty" enum:"home,outing"`
	At        time.Time        `form:"at" json:"at,omitzero" doc:"when they left; now when absent"`
	DueBackOn value.Day        `form:"due_back_on" json:"due_back_on,omitzero"`
	Place     string           `form:"place" json:"place,omitempty" validate:"max=200"`
	Companion string           `form:"companion" json:"companion,omitempty" validate:"max=200"`
	Note      string           `form:"note" json:"note,omitempty" validate:"max=300"`
}

// StartGroupLeave notes that several people left together, each with an answer of their own: who
// cannot go, because away already or not in care, stays, and the rest go. It needs
// presence.absence. Invalid: nobody named, or nobody could go.
func StartGroupLeave(tx *db.Tx, in GroupInput) (*GroupLeave, error) {
	if err := tx.May(presence.Away); err != nil {
		return nil, err
	}
	if err := in.tidy(tx); err != nil {
		return nil, err
	}
	people, err := in.everybody(tx)
	if err != nil {
		return nil, err
	}
	if len(people) == 0 {
		return nil, fault.Field("people", "intake.nobody_chosen")
	}
	g := GroupLeave{CampusID: in.CampusID, Title: in.Title, Purpose: in.Purpose, StartedAt: in.At, DueBackOn: in.DueBackOn, Place: in.Place, Companion: in.Companion, Note: in.Note,
		RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	switch err := db.Add(tx, &g); {
	case errors.Is(err, db.ErrOutside):
		return nil, fault.New(fault.NotFound, "db.not_found") // a campus that is not theirs
	case err != nil:
		return nil, err
	}
	list := make([]presence.AbsenceInput, len(people))
	for i, id := range people {
		list[i] = presence.AbsenceInput{ResidentID: id, Kind: presence.Leave, At: in.At, DueBackOn: in.DueBackOn, Place: in.Place, Companion: in.Companion, Note: in.Note,
			Purpose: in.Purpose, LeaveID: ref(g.ID)}
	}
	_, errs, err := presence.StartAbsences(tx, list)
	if err != nil {
		return nil, err
	}
	rows := make([]leaver, len(people))
	gone := 0
	for i, id := range people {
		rows[i] = leaver{CampusID: in.CampusID, LeaveID: g.ID, ResidentID: id}
		if errs[i] == nil {
			gone++
			continue
		}
		if rows[i].Refused, err = whyNot(errs[i]); err != nil {
			return nil, err
		}
	}
	if gone == 0 {
		return nil, fault.New(fault.Conflict, "intake.nobody_could_go")
	}
	tx.Concerns("leave", g.ID, g.CampusID)
	return &g, db.Append(tx, rows)
}

// whyNot is the key of a refusal that concerns one person; what concerns the whole stops it.
func whyNot(err error) (string, error) {
	f := fault.Of(err)
	switch f.Kind {
	case fault.Conflict, fault.NotFound:
		return f.Key, nil
	case fault.Invalid:
		if len(f.Fields) > 0 {
			return f.Fields[0].Key, nil
		}
		return f.Key, nil
	case fault.Unauthenticated, fault.Forbidden, fault.Busy, fault.Internal:
	}
	return "", err
}

func (in *GroupInput) tidy(tx *db.Tx) error {
	var bad fault.Fields
	tidyTexts(&bad, textField{"title", &in.Title, leavingName}, textField{"place", &in.Place, leavingName}, textField{"companion", &in.Companion, leavingName}, textField{"note", &in.Note, leavingText})
	if in.Title == "" {
		bad.Add("title", "intake.title_missing")
	}
	if !in.Purpose.Known() {
		bad.Add("purpose", "presence.purpose_unknown")
	}
	if in.At.IsZero() {
		in.At = tx.Now
	}
	in.At = in.At.UTC().Truncate(time.Microsecond)
	if in.At.After(tx.Now) {
		bad.Add("at", "presence.at_in_future")
	}
	if !in.DueBackOn.IsZero() && in.DueBackOn.Before(value.DayOf(in.At, tx.Zone())) {
		bad.Add("due_back_on", "presence.due_before_start")
	}
	return bad.Err()
}

// everybody gives those who were named and those who lie in the rooms named and are in the house,
// each once, of this campus alone.
func (in GroupInput) everybody(tx *db.Tx) ([]uint64, error) {
	type row struct{ ResidentID uint64 }
	named, rooms := append([]uint64{0}, in.People...), append([]uint64{0}, in.Rooms...)
	found, err := db.Report[row](tx, `SELECT s.resident_id FROM presence_stays s
		LEFT JOIN presence_placements p ON p.open_resident_id = s.open_resident_id
		LEFT JOIN presence_absences a ON a.open_resident_id = s.open_resident_id
		WHERE {campus s.campus_id} AND s.open_resident_id > 0 AND s.campus_id = ? AND (s.resident_id IN ? OR (p.room_id IN ? AND a.id IS NULL)) ORDER BY s.resident_id`, in.CampusID, named, rooms)
	if err != nil {
		return nil, err
	}
	var out []uint64
	for _, r := range found {
		out = append(out, r.ResidentID)
	}
	for _, id := range in.People { // who is named and not in care is told so
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return slices.Compact(out), nil
}

// GroupReturn is what is asked when people of a group are back.
type GroupReturn struct {
	ID        uint64    `path:"leave" form:"-" json:"-"`
	People    []uint64  `form:"people" json:"people,omitempty" validate:"max=500" doc:"who is back; everybody who is still away when empty"`
	At        time.Time `form:"at" json:"at,omitzero" doc:"when they came back; now when absent"`
	BroughtBy string    `form:"brought_by" json:"brought_by,omitempty" validate:"max=200"`
}

// EndGroupLeave notes that people of a group are back: those named, or all who are still away. It
// needs presence.absence. Conflict: nobody of them is away on this leave.
func EndGroupLeave(tx *db.Tx, in GroupReturn) (*GroupLeave, error) {
	if err := tx.May(presence.Away); err != nil {
		return nil, err
	}
	g, err := db.Get[GroupLeave](tx, in.ID)
	if err != nil {
		return nil, err
	}
	away, err := db.From[presence.Absence](tx).Where("leave_id = ? AND open_resident_id > 0", g.ID).Order("resident_id").All()
	if err != nil {
		return nil, err
	}
	var people []uint64
	for _, a := range away {
		if len(in.People) == 0 || slices.Contains(in.People, a.ResidentID) {
			people = append(people, a.ResidentID)
		}
	}
	if len(people) == 0 {
		return nil, fault.New(fault.Conflict, "intake.nobody_is_away")
	}
	errs, err := presence.EndAbsences(tx, people, in.At, in.BroughtBy)
	if err != nil {
		return nil, err
	}
	for _, err := range errs {
		if err != nil && fault.KindOf(err) != fault.NotFound { // somebody of another ward is not there for this actor
			return nil, err
		}
	}
	tx.Concerns("leave", g.ID, g.CampusID)
	return g, nil
}

// LeaverLine is one person of a group with what became of them.
type LeaverLine struct {
	LeaveID    uint64
	ResidentID uint64
	Number     string
	Name       string
	Refused    string
	AbsenceID  uint64
	EndedAt    *time.Time
	DueBackOn  value.Day
	BroughtBy  string
	WardName   string
	RoomName   string
	BedName    string
}

// Away tells that the person is still away on this leave.
func (l LeaverLine) Away() bool { return l.AbsenceID != 0 && l.EndedAt == nil }

// GroupFile is a group leave with its people.
type GroupFile struct {
	GroupLeave
	People []LeaverLine
	Today  value.Day
}

// StillAway counts who has not come back.
func (f GroupFile) StillAway() (n int) {
	for _, p := range f.People {
		if p.Away() {
			n++
		}
	}
	return n
}

// OfGroup names a group leave.
type OfGroup struct {
	ID uint64 `path:"leave" form:"-" json:"-"`
}

// ReadGroupLeave reads a group leave with its people. It needs presence.absence and residents.view;
// people out of the reader's wards are left out.
func ReadGroupLeave(tx *db.Tx, in OfGroup) (*GroupFile, error) {
	if err := tx.May(presence.Away); err != nil {
		return nil, err
	}
	if err := tx.May(seesNames); err != nil {
		return nil, err
	}
	g, err := db.Get[GroupLeave](tx, in.ID)
	if err != nil {
		return nil, err
	}
	f := &GroupFile{GroupLeave: *g, Today: tx.Today()}
	narrow, args := withinWards(tx.Reach(presence.Away), "l.campus_id", "w.zone_id", "p.ward_id")
	f.People, err = db.Report[LeaverLine](tx, `SELECT l.leave_id, l.resident_id, r.number, r.name, l.refused, a.id AS absence_id, a.ended_at, a.due_back_on, a.brought_by,
			w.name AS ward_name, m.name AS room_name, b.name AS bed_name
		FROM intake_leavers l
		JOIN residents_people r ON r.id = l.resident_id
		LEFT JOIN presence_absences a ON a.leave_id = l.leave_id AND a.resident_id = l.resident_id AND a.voided_at IS NULL
		LEFT JOIN presence_placements p ON p.open_resident_id = l.resident_id
		LEFT JOIN wards_wards w ON w.id = p.ward_id
		LEFT JOIN wards_rooms m ON m.id = p.room_id
		LEFT JOIN wards_beds b ON b.id = p.bed_id
		WHERE {campus l.campus_id} AND {campus r.campus_id} AND l.leave_id = ?`+narrow+` ORDER BY r.sort_key, l.id`, append([]any{g.ID}, args...)...)
	return f, err
}

// seesNames is the permission to see who a person is.
const seesNames = "residents.view"

// withinWards narrows a question to the wards of the asker.
func withinWards(reach db.Reach, campus, zone, ward string) (string, []any) {
	if reach.All {
		return "", nil
	}
	text, args := " AND (1 = 0", []any{}
	for _, f := range []struct {
		column string
		ids    []uint64
	}{{campus, reach.Campuses}, {zone, reach.Zones}, {ward, reach.Wards}} {
		if len(f.ids) > 0 {
			text += " OR " + f.column + " IN ?"
			args = append(args, f.ids)
		}
	}
	return text + ")", args
}

// GroupLine is one line of the list of group leaves.
type GroupLine struct {
	GroupLeave
	Went int
	Away int
}

// GroupLeaves lists the last leaves of groups, newest first, with how many went and how many are
// still away. It needs presence.absence.
func GroupLeaves(tx *db.Tx) ([]GroupLine, error) {
	if err := tx.May(presence.Away); err != nil {
		return nil, err
	}
	return db.Report[GroupLine](tx, `SELECT g.id, g.campus_id, g.title, g.purpose, g.started_at, g.due_back_on, g.place, g.companion, g.note, g.recorded_at, g.recorded_by,
			COUNT(a.id) AS went, COUNT(a.open_resident_id) AS away
		FROM (SELECT * FROM intake_leaves x WHERE {campus x.campus_id} ORDER BY x.id DESC LIMIT 30) g
		LEFT JOIN presence_absences a ON a.leave_id = g.id AND a.voided_at IS NULL
		GROUP BY g.id, g.campus_id, g.title, g.purpose, g.started_at, g.due_back_on, g.place, g.companion, g.note, g.recorded_at, g.recorded_by
		ORDER BY g.id DESC`)
}

// StartAbsence notes that somebody left for a while, or is missed: then kin, police and commune are
// to be told, each by its day. It needs presence.absence. Faults: those of presence.StartAbsence.
func StartAbsence(tx *db.Tx, in presence.AbsenceInput) (*presence.Absence, error) {
	a, err := presence.StartAbsence(tx, in)
	if err != nil || a.Kind != presence.Missing {
		return a, err
	}
	on := value.DayOf(a.StartedAt, tx.Zone())
	days, err := settings.Int(tx, settings.MissingNotice, on)
	if err != nil {
		return nil, err
	}
	var rows []Errand
	for _, kind := range missingErrands {
		rows = append(rows, Errand{CampusID: a.CampusID, ResidentID: a.ResidentID, AbsenceID: ref(a.ID), Kind: kind, FromOn: on, DueOn: on.AddDays(days), Written: writtenNow(tx), Version: 1})
	}
	return a, db.Append(tx, rows)
}

// missingErrands are the notices when somebody is missing.
var missingErrands = []ErrandKind{KinErrand, PoliceErrand, CommuneErrand}

// EndAbsence notes that somebody is back; notices about a missing person that were not given yet are
// no longer due. It needs presence.absence.
func EndAbsence(tx *db.Tx, in presence.ReturnInput) (*presence.Absence, error) {
	a, err := presence.EndAbsence(tx, in)
	if err != nil || a.Kind != presence.Missing {
		return a, err
	}
	_, err = db.Set[Errand](tx, map[string]any{"settled": true, "voided_at": tx.Now, "voided_by": tx.Actor.ID, "void_reason": string(StepReturned)},
		"absence_id = ? AND settled = ?", a.ID, false)
	return a, err
}

// VoidAbsence takes back an absence that never was, with every notice that hung on it, and the incident by
// which a search was told when that was begun just now (care.WithdrawSearch). It needs presence.absence.
func VoidAbsence(tx *db.Tx, in presence.VoidInput) (*presence.Absence, error) {
	a, err := presence.VoidAbsence(tx, in)
	if err != nil {
		return nil, err
	}
	_, err = db.Set[Errand](tx, map[string]any{"settled": true, "voided_at": tx.Now, "voided_by": tx.Actor.ID, "void_reason": a.VoidReason}, "absence_id = ? AND voided_at IS NULL", a.ID)
	if err != nil || a.Kind != presence.Missing {
		return a, err
	}
	return a, care.WithdrawSearch(tx, a.ResidentID, a.StartedAt, a.VoidReason)
}

// OfMissing names an absence of somebody who is missing.
type OfMissing struct {
	ID uint64 `path:"absence" form:"-" json:"-"`
}

// MissingFile is the page of somebody who is missing: since when, and whom to tell.
type MissingFile struct {
	presence.Absence
	Name    string
	Number  string
	Errands []Errand
	Seen    []care.Sighting // when and where the person was seen last, the newest first
	Letters []Writ          // that the reader may write or draft: while the search goes on
	Today   value.Day
}

// ReadMissing reads the page of somebody who is or was missing. It needs presence.absence and
// residents.view.
func ReadMissing(tx *db.Tx, in OfMissing) (*MissingFile, error) {
	if err := tx.May(presence.Away); err != nil {
		return nil, err
	}
	if err := tx.May(seesNames); err != nil {
		return nil, err
	}
	a, err := db.From[presence.Absence](tx).Where("id = ? AND kind = ?", in.ID, presence.Missing).One()
	if err != nil {
		return nil, err
	}
	if _, err := presence.Opens(tx, presence.Away, a.ResidentID); err != nil {
		return nil, err
	}
	f := &MissingFile{Absence: *a, Today: tx.Today()}
	type row struct{ Name, Number string }
	who, err := db.Report[row](tx, "SELECT name, number FROM residents_people WHERE {campus campus_id} AND id = ?", a.ResidentID)
	if err != nil || len(who) == 0 {
		return nil, err
	}
	f.Name, f.Number = who[0].Name, who[0].Number
	if f.Errands, err = db.From[Errand](tx).Where("absence_id = ? AND voided_at IS NULL", a.ID).Order("id").All(); err != nil {
		return nil, err
	}
	if !a.Open() || a.Voided() {
		return f, nil
	}
	if may(tx, register.Draft, a.ResidentID) {
		f.Letters = MissingWrits
	}
	if may(tx, care.View, a.ResidentID) {
		f.Seen, err = care.LastSeen(tx, a.ResidentID)
	}
	return f, err
}
