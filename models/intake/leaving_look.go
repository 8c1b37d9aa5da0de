package intake

import (
	"strconv"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// DepartureFile is everything the page of a departure shows.
type DepartureFile struct {
	Departure
	Person  residents.Person
	Stay    *presence.Stay // nil when the admission was taken back
	Bed     *presence.Placement
	Death   *Death
	Story   []DepartureStep // oldest first
	Errands []Errand        // by day; what was taken back is left out
	Others  []presence.Stay // the person's other stays, newest first
	Today   value.Day
}

// Left is the moment at which the person left, as the ledger has it; nil while here.
func (f DepartureFile) Left() *time.Time {
	if f.Stay == nil {
		return nil
	}
	return f.Stay.LeftAt
}

// OfDeparture names a departure.
type OfDeparture struct {
	ID uint64 `path:"departure" form:"-" json:"-"`
}

// ReadDeparture reads the file of a departure in a fixed number of statements. It needs
// presence.discharge; a departure out of reach is not there.
func ReadDeparture(tx *db.Tx, in OfDeparture) (*DepartureFile, error) {
	if err := tx.May(presence.Release); err != nil {
		return nil, err
	}
	d, err := db.Get[Departure](tx, in.ID)
	if err != nil {
		return nil, err
	}
	f := &DepartureFile{Departure: *d, Today: tx.Today()}
	if f.Bed, err = presence.Reaches(tx, presence.Release, d.ResidentID); err != nil {
		return nil, err
	}
	who, err := residents.FindPerson(tx, d.ResidentID)
	if err != nil {
		return nil, err
	}
	f.Person = *who
	tx.Looked("resident", who.ID, who.CampusID)
	if f.Stay, err = presence.StayNamed(tx, d.ResidentID, d.StayID); err != nil {
		return nil, err
	}
	if f.Story, err = db.From[DepartureStep](tx).Where("departure_id = ?", d.ID).Order("id").All(); err != nil {
		return nil, err
	}
	if f.Errands, err = db.From[Errand](tx).Where("departure_id = ? AND voided_at IS NULL", d.ID).Order("CASE WHEN due_on IS NULL THEN 1 ELSE 0 END, due_on, id").All(); err != nil {
		return nil, err
	}
	if f.Death, err = deathOf(tx, d.ID); err != nil {
		return nil, err
	}
	f.Others, err = otherStays(tx, d.ResidentID, d.StayID)
	return f, err
}

// stayLimit is how many earlier stays of one person a page shows.
const stayLimit = 50

// otherStays gives a person's stays but one, newest first.
func otherStays(tx *db.Tx, resident, but uint64) ([]presence.Stay, error) {
	return db.From[presence.Stay](tx).Where("resident_id = ? AND voided_at IS NULL AND id <> ? AND (origin_id IS NULL OR origin_id <> ?)", resident, but, but).
		Order("admitted_at DESC, id DESC").Limit(stayLimit).All()
}

// DepartureState sorts departures for their list.
type DepartureState string

// The states of a departure.
const (
	DepartureOpen   DepartureState = "open" // from the request until the file is closed
	DepartureClosed DepartureState = "closed"
)

// DepartureLine is one line of the list of departures.
type DepartureLine struct {
	ID             uint64
	ResidentID     uint64
	Number         string
	Name           string
	PhotoFileID    *uint64
	Reason         presence.Reason
	AskedOn        value.Day
	DecidedOn      value.Day
	DecisionNumber string
	LeftAt         *time.Time
	ClosedOn       value.Day
	DeathID        uint64
	Version        uint64
}

// DeparturesInput asks for a page of the departures of the asker's campuses.
type DeparturesInput struct {
	State DepartureState `form:"state" json:"state,omitempty" enum:"open,closed"`
	Limit int            `form:"limit" json:"limit,omitempty"`
	After string         `form:"after" json:"after,omitempty"`
	Most  int            `form:"-" json:"-"` // all at once, for a file
}

// Departures lists who is leaving or has left, newest first, a page at a time; next is the cursor
// of the page that follows. It needs presence.discharge for the whole campus.
func Departures(tx *db.Tx, in DeparturesInput) (rows []DepartureLine, next string, err error) {
	if err := tx.May(presence.Release); err != nil {
		return nil, "", err
	}
	page := db.Page{Limit: in.Limit, After: in.After, Most: in.Most}
	last, follows, err := lastOf(page)
	if err != nil {
		return nil, "", err
	}
	where, args := "d.voided_at IS NULL AND d.closed_on IS NULL", []any{}
	switch in.State {
	case "", DepartureOpen:
	case DepartureClosed:
		where = "d.voided_at IS NULL AND d.closed_on IS NOT NULL"
	default:
		return nil, "", fault.Field("state", "presence.state_unknown")
	}
	whole, wholeArgs := wholeCampuses(tx, presence.Release, "d.campus_id")
	where += whole
	args = append(args, wholeArgs...)
	if follows {
		where += " AND d.id < ?"
		args = append(args, last)
	}
	rows, err = db.Report[DepartureLine](tx, `SELECT d.id, d.resident_id, r.number, r.name, r.photo_file_id, d.reason, d.asked_on, d.decided_on, d.decision_number,
			s.left_at, d.closed_on, x.id AS death_id, d.version
		FROM intake_departures d
		JOIN residents_people r ON r.id = d.resident_id
		LEFT JOIN presence_stays s ON s.resident_id = d.resident_id AND s.voided_at IS NULL AND (s.id = d.stay_id OR s.origin_id = d.stay_id)
			AND (s.end_reason = '' OR s.end_reason <> 't')
		LEFT JOIN intake_deaths x ON x.live_departure_id = d.id
		WHERE {campus d.campus_id} AND `+where+" ORDER BY d.id DESC LIMIT ?", append(args, page.Size()+1)...)
	if err != nil || len(rows) <= page.Size() {
		return rows, "", err
	}
	rows = rows[:page.Size()]
	return rows, db.Cursor(idText(rows[len(rows)-1].ID)), nil
}

// ErrandLine is one line of the list of what is due.
type ErrandLine struct {
	ID          uint64
	ResidentID  uint64
	Number      string
	Name        string
	PhotoFileID *uint64
	DepartureID uint64
	AbsenceID   uint64
	Kind        ErrandKind
	Months      int
	DueOn       value.Day
	Version     uint64
}

// Overdue tells that it should have been done before a day.
func (e ErrandLine) Overdue(today value.Day) bool {
	return !e.DueOn.IsZero() && e.DueOn.Before(today)
}

// ErrandsInput asks for what is due until a day.
type ErrandsInput struct {
	Until value.Day `form:"until" json:"until,omitzero" doc:"30 days from now when absent"`
	Limit int       `form:"limit" json:"limit,omitempty"`
	Most  int       `form:"-" json:"-"` // so many at once, for a file
}

// Errands lists what is still to be done for those who left, died or are missing, the most urgent
// first. Visits to somebody who came back into care are left out: the house sees the person every
// day. It needs presence.discharge for the whole campus.
func Errands(tx *db.Tx, in ErrandsInput) ([]ErrandLine, error) {
	if err := tx.May(presence.Release); err != nil {
		return nil, err
	}
	if in.Until.IsZero() {
		in.Until = tx.Today().AddDays(30)
	}
	whole, args := wholeCampuses(tx, presence.Release, "e.campus_id")
	args = append([]any{false, in.Until, []ErrandKind{VisitErrand, AllowanceErrand}}, append(args, db.Page{Limit: in.Limit, Most: in.Most}.Size())...)
	return db.Report[ErrandLine](tx, `SELECT e.id, e.resident_id, r.number, r.name, r.photo_file_id, e.departure_id, e.absence_id, e.kind, e.months, e.due_on, e.version
		FROM intake_errands e
		JOIN residents_people r ON r.id = e.resident_id
		LEFT JOIN presence_stays o ON o.open_resident_id = e.resident_id
		WHERE {campus e.campus_id} AND e.settled = ? AND (e.due_on IS NULL OR e.due_on <= ?) AND (o.id IS NULL OR e.kind NOT IN ?)`+whole+`
		ORDER BY CASE WHEN e.due_on IS NULL THEN 1 ELSE 0 END, e.due_on, e.id LIMIT ?`, args...)
}

func idText(id uint64) string { return strconv.FormatUint(id, 10) }

// lastOf reads the number after which a page of a list begins.
func lastOf(page db.Page) (last uint64, follows bool, err error) {
	parts, follows, err := page.Parts(1)
	if err != nil || !follows {
		return 0, false, err
	}
	if last, err = strconv.ParseUint(parts[0], 10, 64); err != nil {
		return 0, false, fault.Field("after", "db.bad_cursor")
	}
	return last, true, nil
}

// wholeCampuses narrows a question to the campuses where the asker holds a permission wholly: who
// left lies in nobody's ward.
func wholeCampuses(tx *db.Tx, permission, column string) (string, []any) {
	reach := tx.Reach(permission)
	switch {
	case reach.All:
		return "", nil
	case len(reach.Campuses) == 0:
		return " AND 1 = 0", nil
	}
	return " AND " + column + " IN ?", []any{reach.Campuses}
}
