package privacy

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
)

// Right is what somebody asks about the own data.
type Right string

// The rights (Decree 13/2023, article 9; Law 91/2025).
const (
	ToKnow     Right = "know"
	ToAccess   Right = "access"
	ToRectify  Right = "rectify"
	ToWithdraw Right = "withdraw"
	ToDelete   Right = "delete"
	ToRestrict Right = "restrict"
	ToHave     Right = "given"
	ToObject   Right = "object"
	ToComplain Right = "complain"
)

// Rights lists them in the order of the form.
var Rights = []Right{ToKnow, ToAccess, ToRectify, ToWithdraw, ToDelete, ToRestrict, ToHave, ToObject, ToComplain}

// Hands tells that the answer to such a request may be a copy of the whole file.
func (r Right) Hands() bool { return r == ToAccess || r == ToHave || r == ToKnow }

// Figure is the setting with the days in which such a request is done.
func (r Right) Figure(processor bool) settings.Name {
	switch r {
	case ToWithdraw, ToRestrict, ToObject:
		if processor {
			return settings.SubjectProcessor
		}
		return settings.SubjectStop
	case ToAccess, ToRectify:
		return settings.SubjectAccess
	}
	return settings.SubjectOther
}

// Outcome is how a request ended.
type Outcome string

// The outcomes. One that was entered by mistake stays readable.
const (
	Granted  Outcome = "granted"
	Partly   Outcome = "partly"
	Declined Outcome = "refused"
	Dropped  Outcome = "dropped" // nobody asks any more
	Mistaken Outcome = "mistake"
)

// Outcomes lists them in the order of the form.
var Outcomes = []Outcome{Granted, Partly, Declined, Dropped, Mistaken}

// Request is what somebody asks about the data that the house holds on a person.
type Request struct {
	ID              uint64
	CampusID        uint64
	ResidentID      uint64
	Kind            Right
	Asker           Giver
	AskerName       string
	Checked         string `gorm:"serializer:sealed" sealed:"privacy_requests.checked"` // how it was seen who asks
	Contact         string `gorm:"serializer:sealed" sealed:"privacy_requests.contact"` // where the answer goes
	ReceivedOn      value.Day
	Text            string `gorm:"serializer:sealed" sealed:"privacy_requests.text"`
	Purpose         string
	Processor       bool // somebody else processes data for the centre
	AcknowledgedOn  value.Day
	ExtendedDays    int
	ExtendedOn      value.Day
	ExtensionReason string `gorm:"serializer:sealed" sealed:"privacy_requests.extension_reason"`
	Outcome         Outcome
	AnsweredOn      value.Day
	Answer          string `gorm:"serializer:sealed" sealed:"privacy_requests.answer"`
	AnsweredBy      *uint64
	RecordedAt      time.Time
	RecordedBy      uint64
	Version         uint64
}

// TableName names the table.
func (Request) TableName() string { return "privacy_requests" }

// Open tells that an answer is still owed.
func (r Request) Open() bool { return r.Outcome == "" }

// RequestStep is one line of the story of a request.
type RequestStep struct {
	ID         uint64
	CampusID   uint64
	RequestID  uint64
	Step       string
	DoneOn     value.Day
	Note       string `gorm:"serializer:sealed" sealed:"privacy_request_steps.note"`
	RecordedAt time.Time
	RecordedBy uint64
}

// TableName names the table.
func (RequestStep) TableName() string { return "privacy_request_steps" }

// The steps of a request.
const (
	stepReceived     = "received"
	stepAcknowledged = "acknowledged"
	stepExtended     = "extended"
	stepNote         = "note"
	stepHanded       = "handed"
	stepAnswered     = "answered"
)

// Clock is one clock of a request: what is owed, by when, and on which paper the days rest.
type Clock struct {
	Step    string // acknowledge or answer
	Figure  int
	Working bool
	Due     value.Day
	Left    int // days until then; below zero it is late
	Late    bool
	Basis   string
	Mark    settings.Mark
}

// Clocks are the clocks of a request as they stand on a day; a request that is answered has none. A
// figure that nobody knows gives no clock.
func (r Request) Clocks(b *settings.Book, today value.Day) []Clock {
	if !r.Open() {
		return nil
	}
	var out []Clock
	add := func(step string, name settings.Name, working bool, more int) {
		n, err := b.Int(name, r.ReceivedOn)
		if err != nil {
			return
		}
		row, _ := b.On(name, r.ReceivedOn)
		c := Clock{Step: step, Figure: n, Working: working, Due: r.ReceivedOn.AddDays(n + more), Basis: row.LegalBasis, Mark: row.Mark}
		if working {
			c.Due = b.Workdays.Add(r.ReceivedOn, n)
		}
		c.Left = c.Due.Sub(today)
		c.Late = c.Left < 0
		out = append(out, c)
	}
	if r.AcknowledgedOn.IsZero() {
		add("acknowledge", settings.SubjectAnswer, true, 0)
	}
	add("answer", r.Kind.Figure(r.Processor), false, r.ExtendedDays)
	return out
}

// RequestInput is what is written when somebody asks about the data.
type RequestInput struct {
	ResidentID uint64    `form:"resident_id" json:"resident_id" validate:"required"`
	Kind       Right     `form:"kind" json:"kind" validate:"required,max=12" enum:"know,access,rectify,withdraw,delete,restrict,given,object,complain"`
	Asker      Giver     `form:"asker" json:"asker" validate:"required,max=20" enum:"self,parent,guardian,spouse,adult_child"`
	AskerName  string    `form:"asker_name" json:"asker_name,omitempty" validate:"max=120"`
	Checked    string    `form:"checked" json:"checked,omitempty" validate:"max=200" doc:"how it was seen who asks; needed unless the person asks"`
	Contact    string    `form:"contact" json:"contact,omitempty" validate:"max=200"`
	ReceivedOn value.Day `form:"received_on" json:"received_on,omitzero" doc:"today when absent"`
	Text       string    `form:"text" json:"text" validate:"max=2000"`
	Purpose    string    `form:"purpose" json:"purpose,omitempty" validate:"max=30"`
	Processor  bool      `form:"processor" json:"processor,omitempty" doc:"somebody else processes these data for the centre"`
}

// OpenRequest writes down that somebody asks about the data of a person. It needs privacy.record.
// Invalid: nobody asks for anything, whoever asks may not speak for this person or was not looked at.
func OpenRequest(tx *db.Tx, in RequestInput) (*Request, error) {
	p, err := reach(tx, Record, in.ResidentID)
	if err != nil {
		return nil, err
	}
	stands, err := standingOf(tx, p)
	if err != nil {
		return nil, err
	}
	ages, err := agesOn(tx)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	r := &Request{CampusID: p.CampusID, ResidentID: p.ID, Kind: in.Kind, Asker: in.Asker, Processor: in.Processor, Purpose: in.Purpose,
		AskerName: short(&bad, "asker_name", in.AskerName, nameLimit), Checked: short(&bad, "checked", in.Checked, placeLimit), Contact: short(&bad, "contact", in.Contact, placeLimit),
		Text: needed(&bad, "text", in.Text, longLimit), ReceivedOn: pastDay(tx, &bad, "received_on", in.ReceivedOn), RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if !slices.Contains(Rights, in.Kind) {
		bad.Add("kind", "privacy.right_missing")
	}
	// A child that is old enough to be asked may ask by itself too.
	may := ages.Speakers(stands)
	if ages.Assents(stands) {
		may = append(may, Self)
	}
	if !slices.Contains(may, in.Asker) {
		bad.Add("asker", "privacy.giver_may_not")
	}
	if in.Asker != Self {
		if r.AskerName == "" {
			bad.Add("asker_name", "privacy.text_missing")
		}
		if r.Checked == "" {
			bad.Add("checked", "privacy.who_unchecked")
		}
	}
	if in.Purpose != "" {
		register, err := registerOf(tx)
		if err != nil {
			return nil, err
		}
		if _, ok := register.Find(in.Purpose, tx.Today()); !ok {
			bad.Add("purpose", "privacy.purpose_unknown")
		}
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if err := db.Add(tx, r); err != nil {
		return nil, err
	}
	tx.Detail("request", r.ID)
	tx.Detail("kind", r.Kind)
	return r, r.tell(tx, stepReceived, r.ReceivedOn, "")
}

func (r *Request) tell(tx *db.Tx, step string, on value.Day, note string) error {
	return db.Add(tx, &RequestStep{CampusID: r.CampusID, RequestID: r.ID, Step: step, DoneOn: on, Note: note, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID})
}

// OfRequest names a request.
type OfRequest struct {
	ID uint64 `path:"request" form:"-" json:"-"`
}

// held takes an open request for this transaction.
func held(tx *db.Tx, permission string, id uint64) (*Request, error) {
	if err := tx.May(permission); err != nil {
		return nil, err
	}
	if _, err := db.Get[Request](tx, id); err != nil {
		return nil, err
	}
	rows, err := db.Hold[Request](tx, id)
	if err != nil {
		return nil, err
	}
	r := &rows[0]
	if _, err := presence.Opens(tx, permission, r.ResidentID); err != nil {
		return nil, err
	}
	tx.Concerns("resident", r.ResidentID, r.CampusID)
	tx.Detail("request", r.ID)
	if !r.Open() {
		return nil, fault.New(fault.Conflict, "privacy.request_closed")
	}
	return r, nil
}

// StepInput is a step with a request that keeps it open.
type StepInput struct {
	ID     uint64    `path:"request" form:"-" json:"-"`
	Step   string    `form:"step" json:"step" validate:"required,max=20" enum:"acknowledged,extended,note"`
	DoneOn value.Day `form:"done_on" json:"done_on,omitzero" doc:"today when absent"`
	Days   int       `form:"days" json:"days,omitempty" doc:"of an extension"`
	Note   string    `form:"note" json:"note,omitempty" validate:"max=300" doc:"needed for an extension, which is told to who asked, and for a note"`
}

// TakeStep notes that the asker was told that the request is there, that more time is taken, or
// something about it. It needs privacy.record, and privacy.decide to take more time. Invalid: a day
// before the request or to come, an extension without reason or longer than may be. Conflict: it was
// acknowledged or extended already, or is answered.
func TakeStep(tx *db.Tx, in StepInput) (*Request, error) {
	permission := Record
	if in.Step == stepExtended {
		permission = Decide
	}
	r, err := held(tx, permission, in.ID)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	on := pastDay(tx, &bad, "done_on", in.DoneOn)
	if on.Before(r.ReceivedOn) {
		bad.Add("done_on", "privacy.before_request", fault.A{"day": r.ReceivedOn})
	}
	note := short(&bad, "note", in.Note, noteLimit)
	if note == "" && in.Step != stepAcknowledged {
		bad.Add("note", "privacy.text_missing")
	}
	switch in.Step {
	case stepAcknowledged:
		if !r.AcknowledgedOn.IsZero() {
			return nil, fault.New(fault.Conflict, "privacy.acknowledged_already")
		}
		r.AcknowledgedOn = on
	case stepExtended:
		if r.ExtendedDays > 0 {
			return nil, fault.New(fault.Conflict, "privacy.extended_already")
		}
		book, err := settings.Of(tx)
		if err != nil {
			return nil, err
		}
		most, err := book.Int(settings.SubjectExtend, r.ReceivedOn)
		if err != nil {
			return nil, err
		}
		if in.Days < 1 || in.Days > most {
			bad.Add("days", "privacy.extension_range", fault.A{"days": most})
		}
		r.ExtendedDays, r.ExtendedOn, r.ExtensionReason = in.Days, on, note
	case stepNote:
	default:
		bad.Add("step", "privacy.step_unknown")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	tx.Detail("step", in.Step)
	if err := db.Change(tx, r, "acknowledged_on", "extended_days", "extended_on", "extension_reason"); err != nil {
		return nil, err
	}
	return r, r.tell(tx, in.Step, on, note)
}

// AnswerInput is the answer to a request.
type AnswerInput struct {
	ID      uint64    `path:"request" form:"-" json:"-"`
	Outcome Outcome   `form:"outcome" json:"outcome" validate:"required,max=12" enum:"granted,partly,refused,dropped,mistake"`
	On      value.Day `form:"on" json:"on,omitzero" doc:"today when absent"`
	Answer  string    `form:"answer" json:"answer" validate:"max=2000" doc:"what was answered, or why it was closed"`
}

// AnswerRequest closes a request with its answer. It needs privacy.decide; who recorded it may note
// that nobody asks any more, or that it was entered by mistake. Conflict: it is closed already.
func AnswerRequest(tx *db.Tx, in AnswerInput) (*Request, error) {
	permission := Decide
	if in.Outcome == Dropped || in.Outcome == Mistaken {
		permission = Record
	}
	r, err := held(tx, permission, in.ID)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	on := pastDay(tx, &bad, "on", in.On)
	if on.Before(r.ReceivedOn) {
		bad.Add("on", "privacy.before_request", fault.A{"day": r.ReceivedOn})
	}
	if !slices.Contains(Outcomes, in.Outcome) {
		bad.Add("outcome", "privacy.outcome_missing")
	}
	r.Answer = needed(&bad, "answer", in.Answer, longLimit)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	r.Outcome, r.AnsweredOn, r.AnsweredBy = in.Outcome, on, ptr(tx.Actor.ID)
	tx.Detail("outcome", r.Outcome)
	if err := db.Change(tx, r, "outcome", "answered_on", "answer", "answered_by"); err != nil {
		return nil, err
	}
	return r, r.tell(tx, stepAnswered, on, "")
}

// RequestLine is a request in the register.
type RequestLine struct {
	Request
	Number, Name, CampusName string
	PhotoFileID              *uint64
	Clocks                   []Clock `gorm:"-"`
}

// Urgent is the clock that runs out first.
func (l RequestLine) Urgent() *Clock {
	var first *Clock
	for i := range l.Clocks {
		if first == nil || l.Clocks[i].Due.Before(first.Due) {
			first = &l.Clocks[i]
		}
	}
	return first
}

// RequestsInput narrows the register.
type RequestsInput struct {
	Closed bool   `form:"closed"`
	After  string `form:"after" validate:"max=40"`
	Whole  bool   `form:"-"` // every page at once, for a spreadsheet
}

const requestPage = 50

// Requests is the register of requests, what is due first comes first; closed ones newest first. It
// needs privacy.view.
func Requests(tx *db.Tx, in RequestsInput) (out []RequestLine, next string, err error) {
	if err := tx.May(View); err != nil {
		return nil, "", err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, "", err
	}
	where, order := "q.outcome = ''", "q.received_on, q.id"
	var args []any
	limit := 0
	if in.Closed {
		where, order, limit = "q.outcome <> ''", "q.id DESC", requestPage+1
		if parts, ok, err := (db.Page{After: in.After}).Parts(1); err != nil {
			return nil, "", err
		} else if ok {
			where += " AND q.id < ?"
			args = append(args, parts[0])
		}
	}
	statement := `SELECT q.*, r.number, r.name, r.photo_file_id, c.name AS campus_name FROM privacy_requests q
		JOIN residents_people r ON r.id = q.resident_id JOIN wards_campuses c ON c.id = q.campus_id
		LEFT JOIN presence_placements p ON p.open_resident_id = r.id LEFT JOIN wards_wards w ON w.id = p.ward_id WHERE {campus q.campus_id} AND ` + where
	only, more := narrow(tx, View, "q.campus_id")
	statement, args = statement+only+" ORDER BY "+order, append(args, more...)
	if limit > 0 && !in.Whole {
		statement += " LIMIT ?"
		args = append(args, limit)
	}
	if out, err = db.Report[RequestLine](tx, statement, args...); err != nil {
		return nil, "", err
	}
	if limit > 0 && !in.Whole && len(out) == limit {
		out = out[:limit-1]
		next = db.Cursor(idText(out[len(out)-1].ID))
	}
	for i := range out {
		out[i].Clocks = out[i].Request.Clocks(book, tx.Today())
	}
	if !in.Closed {
		slices.SortStableFunc(out, func(a, b RequestLine) int { return urgentDay(a).Compare(urgentDay(b)) })
	}
	return out, next, nil
}

func urgentDay(l RequestLine) value.Day {
	if c := l.Urgent(); c != nil {
		return c.Due
	}
	return l.ReceivedOn.AddYears(1) // no days are known for it
}

// RequestFile is one request with its story.
type RequestFile struct {
	Request
	Person    residents.Person
	Steps     []RequestStep
	Names     map[uint64]string
	Clocks    []Clock
	Today     value.Day
	MayRecord bool
	MayDecide bool
}

// ReadRequest reads a request with its story; it is a look at the person. It needs privacy.view.
func ReadRequest(tx *db.Tx, in OfRequest) (*RequestFile, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	r, err := db.Get[Request](tx, in.ID)
	if err != nil {
		return nil, err
	}
	f := &RequestFile{Request: *r, Today: tx.Today(), MayRecord: tx.Actor.Has(Record), MayDecide: tx.Actor.Has(Decide)}
	p, err := reach(tx, View, r.ResidentID)
	if err != nil {
		return nil, err
	}
	tx.Looked("resident", p.ID, p.CampusID)
	f.Person = *p
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	f.Clocks = r.Clocks(book, tx.Today())
	if f.Steps, err = db.From[RequestStep](tx).Where("request_id = ?", r.ID).Order("id").All(); err != nil {
		return nil, err
	}
	ids := []uint64{r.RecordedBy}
	for _, s := range f.Steps {
		ids = append(ids, s.RecordedBy)
	}
	f.Names, err = namesOf(tx, ids)
	return f, err
}

// Owed counts what waits: requests that are late, and those that will be soon.
type Owed struct {
	Late, Soon int
	Breaches   int // that must be told to the authority and were not
	Overdue    int // of these, past their hours
}

// soonDays is how many days before its end a clock is called to mind.
const soonDays = 3

// OwedNow counts what waits for those who answer for a campus. It needs privacy.record.
func OwedNow(tx *db.Tx) (o Owed, err error) {
	if err := tx.May(Record); err != nil {
		return o, err
	}
	rows, err := db.Report[Request](tx, "SELECT q.* FROM privacy_requests q WHERE {campus q.campus_id} AND q.outcome = ''")
	if err != nil {
		return o, err
	}
	breaches, err := db.Report[Breach](tx, "SELECT b.* FROM privacy_breaches b WHERE {campus b.campus_id} AND b.reported_at IS NULL")
	if err != nil || len(rows)+len(breaches) == 0 {
		return o, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return o, err
	}
	o.Breaches = len(breaches)
	for _, b := range breaches {
		if b.Overdue(book, tx.Zone(), tx.Now) {
			o.Overdue++
		}
	}
	for _, r := range rows {
		late, soon := false, false
		for _, c := range r.Clocks(book, tx.Today()) {
			late = late || c.Late
			soon = soon || c.Left <= soonDays
		}
		if late {
			o.Late++
		} else if soon {
			o.Soon++
		}
	}
	return o, nil
}
