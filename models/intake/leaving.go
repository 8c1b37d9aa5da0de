package intake

import (
	"strings"
	"time"
	"unicode/utf8"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/value"
)

// Destination is where a person goes who leaves for good.
type Destination string

// The destinations; none is for whoever died, is missing, or where it is not known.
const (
	ToFamily    Destination = "family"
	ToOwnHome   Destination = "alone"
	ToAdoptive  Destination = "adoptive"
	ToCommunity Destination = "community" // with somebody of the commune who takes care
	ToCentre    Destination = "centre"    // another centre
	ToNobody    Destination = "none"
)

// Destinations lists them in the order in which pages show them.
var Destinations = []Destination{ToFamily, ToOwnHome, ToAdoptive, ToCommunity, ToCentre, ToNobody}

// Known tells whether there is such a destination.
func (d Destination) Known() bool {
	for _, known := range Destinations {
		if d == known {
			return true
		}
	}
	return false
}

// Written is when a row was written and by whom, and whether it was found wrong.
type Written struct {
	RecordedAt time.Time
	RecordedBy uint64
	VoidedAt   *time.Time
	VoidedBy   *uint64
	VoidReason string
}

func writtenNow(tx *db.Tx) Written { return Written{RecordedAt: tx.Now, RecordedBy: tx.Actor.ID} }

// Voided tells that the row was found wrong.
func (w Written) Voided() bool { return w.VoidedAt != nil }

func (w *Written) void(tx *db.Tx, reason string) {
	w.VoidedAt, w.VoidedBy, w.VoidReason = &tx.Now, &tx.Actor.ID, reason
}

// Departure is the process by which a person leaves for good, from the request to the closed file.
// It has three moments, and each is another one: the decision; the leaving, which the ledger of
// presence keeps, since the bed is free from then and from nothing else; and the closed file.
type Departure struct {
	ID                uint64
	CampusID          uint64
	ResidentID        uint64
	StayID            uint64
	LiveStayID        *uint64 // one process a stay, until it is called off
	Reason            presence.Reason
	Note              string `gorm:"serializer:sealed" sealed:"intake_departures.note"`
	AskedOn           value.Day
	AskedBy           string
	Destination       Destination
	Address           string `gorm:"serializer:sealed" sealed:"intake_departures.address"`
	Receiver          string
	ReceiverPhone     value.Phone `gorm:"serializer:sealed" sealed:"intake_departures.receiver_phone"`
	Commune           string      // the commune that confirms the hand-over
	DecidedOn         value.Day
	DecisionNumber    string
	DecidedBy         string // who signed
	DecidedRecordedAt *time.Time
	DecidedRecordedBy *uint64
	ClosedOn          value.Day
	ClosedRecordedAt  *time.Time
	ClosedRecordedBy  *uint64
	Written
	Version uint64

	done []Errand // what is done already when errands are planned anew
}

// TableName names the table.
func (Departure) TableName() string { return "intake_departures" }

// Decided tells that the decision was made.
func (d Departure) Decided() bool { return !d.DecidedOn.IsZero() }

// Closed tells that the file was closed.
func (d Departure) Closed() bool { return !d.ClosedOn.IsZero() }

// DepartureStep is one line of the story of a departure. Lines are only added: what was taken back
// is a line of its own with the reason.
type DepartureStep struct {
	ID          uint64
	CampusID    uint64
	DepartureID uint64
	Step        Step
	HappenedOn  value.Day
	HappenedAt  *time.Time
	Number      string
	Note        string `gorm:"serializer:sealed" sealed:"intake_departure_steps.note"`
	RecordedAt  time.Time
	RecordedBy  uint64
}

// TableName names the table.
func (DepartureStep) TableName() string { return "intake_departure_steps" }

// Step is what happened in a departure.
type Step string

// The steps, and how each is taken back.
const (
	StepOpened    Step = "opened"
	StepChanged   Step = "changed"
	StepDecided   Step = "decided"
	StepLeft      Step = "left"
	StepClosed    Step = "closed"
	StepUndecided Step = "undecided"
	StepReturned  Step = "returned" // the leaving was a mistake
	StepReopened  Step = "reopened"
	StepCancelled Step = "cancelled"
)

// Steps lists them all.
var Steps = []Step{StepOpened, StepChanged, StepDecided, StepLeft, StepClosed, StepUndecided, StepReturned, StepReopened, StepCancelled}

// Lengths of the text columns, in letters.
const (
	leavingText   = 300
	leavingName   = 200
	leavingNumber = 40
)

// DepartureInput is what is asked when somebody is to leave for good.
type DepartureInput struct {
	ResidentID uint64 `form:"resident_id" json:"resident_id" validate:"required"`
	DepartureFacts
}

// DepartureFacts are the facts of a departure that can be told anew later.
type DepartureFacts struct {
	Reason        presence.Reason `form:"reason" json:"reason" validate:"required" enum:"a,b,c,d,dd,e,g,h,i,k" doc:"point of Decree 20/2021, article 30(2); dd is đ"`
	Note          string          `form:"note" json:"note,omitempty" validate:"max=300"`
	AskedOn       value.Day       `form:"asked_on" json:"asked_on,omitzero" doc:"day of the written request (form 09); the decision is due from it"`
	AskedBy       string          `form:"asked_by" json:"asked_by,omitempty" validate:"max=200"`
	Destination   Destination     `form:"destination" json:"destination,omitempty" enum:"family,alone,adoptive,community,centre,none"`
	Address       string          `form:"address" json:"address,omitempty" validate:"max=300"`
	Receiver      string          `form:"receiver" json:"receiver,omitempty" validate:"max=200"`
	ReceiverPhone string          `form:"receiver_phone" json:"receiver_phone,omitempty" validate:"max=30"`
	Commune       string          `form:"commune" json:"commune,omitempty" validate:"max=200" doc:"the commune that confirms the hand-over"`
}

// tidyTexts cleans texts and notes which are longer than their columns.
func tidyTexts(bad *fault.Fields, fields ...textField) {
	for _, f := range fields {
		*f.text = value.CleanText(*f.text)
		if utf8.RuneCountInString(*f.text) > f.limit {
			bad.Add(f.name, "presence.text_too_long", fault.A{"limit": f.limit})
		}
	}
}

// tidyLists is tidyTexts for lists with a thing on each line.
func tidyLists(bad *fault.Fields, fields ...textField) {
	for _, f := range fields {
		var lines []string
		for line := range strings.SplitSeq(*f.text, "\n") {
			if line = value.CleanText(line); line != "" {
				lines = append(lines, line)
			}
		}
		*f.text = strings.Join(lines, "\n")
		if utf8.RuneCountInString(*f.text) > f.limit {
			bad.Add(f.name, "presence.text_too_long", fault.A{"limit": f.limit})
		}
	}
}

type textField struct {
	name  string
	text  *string
	limit int
}

func (in *DepartureFacts) tidy(tx *db.Tx, d *Departure) error {
	var bad fault.Fields
	if !in.Reason.Known() {
		bad.Add("reason", "presence.end_reason_unknown")
	}
	if in.Destination == "" {
		in.Destination = ToNobody
	}
	if !in.Destination.Known() {
		bad.Add("destination", "intake.destination_unknown")
	}
	tidyTexts(&bad, textField{"note", &in.Note, leavingText}, textField{"asked_by", &in.AskedBy, leavingName}, textField{"address", &in.Address, leavingText},
		textField{"receiver", &in.Receiver, leavingName}, textField{"commune", &in.Commune, leavingName})
	phone := optionalPhone(&bad, "receiver_phone", in.ReceiverPhone)
	if in.AskedOn.After(tx.Today()) {
		bad.Add("asked_on", "intake.leaving_in_future")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	d.Reason, d.Note, d.AskedOn, d.AskedBy, d.Destination = in.Reason, in.Note, in.AskedOn, in.AskedBy, in.Destination
	d.Address, d.Receiver, d.ReceiverPhone, d.Commune = in.Address, in.Receiver, phone, in.Commune
	return nil
}

func optionalPhone(bad *fault.Fields, name, text string) value.Phone {
	if value.CleanText(text) == "" {
		return ""
	}
	phone, err := value.ParsePhone(text)
	if err != nil {
		bad.Add(name, "value.phone_unreadable")
	}
	return phone
}

// StartDeparture opens the process of a person who is to leave for good, or who has left already
// and whose papers are still to come. It needs presence.discharge. Conflict: the person was never
// in care here, or the stay has its process already.
func StartDeparture(tx *db.Tx, in DepartureInput) (*Departure, error) {
	if _, err := presence.Reaches(tx, presence.Release, in.ResidentID); err != nil {
		return nil, err
	}
	return openDeparture(tx, in)
}

func openDeparture(tx *db.Tx, in DepartureInput) (*Departure, error) {
	stay, err := presence.LastStay(tx, in.ResidentID)
	if err != nil {
		return nil, err
	}
	if stay == nil || stay.EndReason == presence.WentAcross {
		return nil, fault.New(fault.Conflict, "presence.not_in_care")
	}
	if err := noTransfer(tx, in.ResidentID); err != nil {
		return nil, err
	}
	d := Departure{CampusID: stay.CampusID, ResidentID: in.ResidentID, StayID: stay.Identity(), LiveStayID: ref(stay.Identity()), Written: writtenNow(tx), Version: 1}
	if err := in.tidy(tx, &d); err != nil {
		return nil, err
	}
	if err := db.Add(tx, &d); err != nil {
		if db.Duplicate(err, "live_stay_id") {
			return nil, fault.New(fault.Conflict, "intake.departure_exists").Because(err)
		}
		return nil, err
	}
	if err := d.tell(tx, DepartureStep{Step: StepOpened, HappenedOn: d.AskedOn, Note: d.Note}); err != nil {
		return nil, err
	}
	if err := d.expectDecision(tx); err != nil {
		return nil, err
	}
	if stay.LeftAt != nil {
		if err := d.expectAfter(tx, *stay); err != nil {
			return nil, err
		}
	}
	return &d, nil
}

func ref(id uint64) *uint64 { return &id }

// tell adds a line to the story of a departure, and names its person in the deed.
func (d *Departure) tell(tx *db.Tx, s DepartureStep) error {
	s.CampusID, s.DepartureID, s.RecordedAt, s.RecordedBy = d.CampusID, d.ID, tx.Now, tx.Actor.ID
	tx.Concerns("resident", d.ResidentID, d.CampusID)
	tx.Detail("departure", d.ID)
	tx.Detail("step", s.Step)
	if s.Note != "" && s.Step != StepOpened && s.Step != StepChanged {
		tx.Detail("reason", s.Note)
	}
	return db.Add(tx, &s)
}

// heldDeparture reads a departure that somebody wants to change.
func heldDeparture(tx *db.Tx, id, version uint64) (*Departure, *presence.Stay, error) {
	if err := tx.May(presence.Release); err != nil {
		return nil, nil, err
	}
	if _, err := db.Get[Departure](tx, id); err != nil {
		return nil, nil, err
	}
	held, err := db.Hold[Departure](tx, id)
	if err != nil {
		return nil, nil, err
	}
	d := &held[0]
	if _, err := presence.Reaches(tx, presence.Release, d.ResidentID); err != nil {
		return nil, nil, err
	}
	if version != 0 && version != d.Version {
		return nil, nil, fault.New(fault.Conflict, "db.changed_meanwhile")
	}
	if d.Voided() {
		return nil, nil, fault.New(fault.Conflict, "intake.departure_cancelled")
	}
	stay, err := presence.StayNamed(tx, d.ResidentID, d.StayID)
	if stay == nil {
		stay = &presence.Stay{} // the admission was taken back: nobody is left to leave
	}
	return d, stay, err
}

// DepartureChange tells the facts of a departure anew.
type DepartureChange struct {
	ID      uint64 `path:"departure" form:"-" json:"-"`
	Version uint64 `form:"version" json:"version,omitempty"`
	DepartureFacts
}

// ChangeDeparture writes down the facts of a departure anew: who asked, where the person goes, who
// receives. It needs presence.discharge. Conflict: the file is closed, or the person has left for
// another reason than the one told now.
func ChangeDeparture(tx *db.Tx, in DepartureChange) (*Departure, error) {
	d, stay, err := heldDeparture(tx, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	if d.Closed() {
		return nil, fault.New(fault.Conflict, "intake.departure_closed")
	}
	if stay.LeftAt != nil && in.Reason != stay.EndReason {
		return nil, fault.Field("reason", "intake.left_for_other_reason")
	}
	if err := in.tidy(tx, d); err != nil {
		return nil, err
	}
	if err := db.Change(tx, d, "reason", "note", "asked_on", "asked_by", "destination", "address", "receiver", "receiver_phone", "commune"); err != nil {
		return nil, err
	}
	if err := d.tell(tx, DepartureStep{Step: StepChanged, Note: d.Note}); err != nil {
		return nil, err
	}
	return d, d.expectAnew(tx, *stay)
}

// DecisionInput is what is asked when the head has decided.
type DecisionInput struct {
	ID        uint64    `path:"departure" form:"-" json:"-"`
	Version   uint64    `form:"version" json:"version,omitempty"`
	DecidedOn value.Day `form:"decided_on" json:"decided_on,omitzero" doc:"today when absent"`
	Number    string    `form:"number" json:"number,omitempty" validate:"max=40" doc:"number of the decision; left empty until the register gives one"`
	DecidedBy string    `form:"decided_by" json:"decided_by,omitempty" validate:"max=200" doc:"who signed"`
}

// DecideDeparture notes that the head decided that the care ends. Nobody leaves and no bed is free
// by it. It needs presence.discharge. Conflict: decided already, or closed.
func DecideDeparture(tx *db.Tx, in DecisionInput) (*Departure, error) {
	d, _, err := heldDeparture(tx, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	tidyTexts(&bad, textField{"number", &in.Number, leavingNumber}, textField{"decided_by", &in.DecidedBy, leavingName})
	if in.DecidedOn.IsZero() {
		in.DecidedOn = tx.Today()
	}
	switch {
	case in.DecidedOn.After(tx.Today()):
		bad.Add("decided_on", "intake.leaving_in_future")
	case !d.AskedOn.IsZero() && in.DecidedOn.Before(d.AskedOn):
		bad.Add("decided_on", "intake.decided_before_asked", fault.A{"asked": d.AskedOn})
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if d.Decided() {
		return nil, fault.New(fault.Conflict, "intake.departure_decided", fault.A{"day": d.DecidedOn})
	}
	d.DecidedOn, d.DecisionNumber, d.DecidedBy = in.DecidedOn, in.Number, in.DecidedBy
	d.DecidedRecordedAt, d.DecidedRecordedBy = &tx.Now, &tx.Actor.ID
	if err := d.changeDecision(tx); err != nil {
		return nil, err
	}
	if err := d.tell(tx, DepartureStep{Step: StepDecided, HappenedOn: d.DecidedOn, Number: d.DecisionNumber}); err != nil {
		return nil, err
	}
	return d, settleErrands(tx, d.ID, DecisionErrand, d.DecidedOn)
}

func (d *Departure) changeDecision(tx *db.Tx) error {
	return db.Change(tx, d, "decided_on", "decision_number", "decided_by", "decided_recorded_at", "decided_recorded_by")
}

// NumberDecision gives a decision the number under which the register keeps it. The caller has
// asked for its own permission.
func NumberDecision(tx *db.Tx, departure uint64, number string) error {
	d, err := db.Get[Departure](tx, departure)
	if err != nil {
		return err
	}
	if !d.Decided() || d.Voided() {
		return fault.New(fault.Conflict, "intake.departure_not_decided")
	}
	d.DecisionNumber = number
	return db.Change(tx, d, "decision_number")
}

// LeavingInput is what is asked when the person has left.
type LeavingInput struct {
	ID      uint64    `path:"departure" form:"-" json:"-"`
	Version uint64    `form:"version" json:"version,omitempty"`
	At      time.Time `form:"at" json:"at,omitzero" doc:"when the person left; now when absent"`
}

// RecordLeaving notes the moment at which the person left. The ledger ends stay, bed and absence
// then, and the after-care begins. It needs presence.discharge. Faults: those of
// presence.Discharge.
func RecordLeaving(tx *db.Tx, in LeavingInput) (*Departure, error) {
	d, stay, err := heldDeparture(tx, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	if stay.LeftAt != nil {
		return nil, fault.New(fault.Conflict, "intake.left_already", fault.A{"at": *stay.LeftAt})
	}
	_, err = d.leave(tx, in.At, presence.Discharge)
	return d, err
}

// leave ends the stay in the ledger, in the way given, and begins what follows from it.
func (d *Departure) leave(tx *db.Tx, at time.Time, end func(*db.Tx, presence.DischargeInput) (*presence.Stay, error)) (*presence.Stay, error) {
	if err := noTransfer(tx, d.ResidentID); err != nil {
		return nil, err
	}
	stay, err := end(tx, presence.DischargeInput{ResidentID: d.ResidentID, At: at, Reason: d.Reason, Note: d.Note})
	if err != nil {
		return nil, err
	}
	if err := d.tell(tx, DepartureStep{Step: StepLeft, HappenedAt: stay.LeftAt, HappenedOn: value.DayOf(*stay.LeftAt, tx.Zone())}); err != nil {
		return nil, err
	}
	return stay, d.expectAfter(tx, *stay)
}

// Discharge notes in one step that a person has left for good: where no process was opened before,
// one begins here, so that nobody leaves without the papers and visits that follow. It needs
// presence.discharge. Faults: those of presence.Discharge.
func Discharge(tx *db.Tx, in presence.DischargeInput) (*presence.Stay, error) {
	if _, err := presence.Reaches(tx, presence.Release, in.ResidentID); err != nil {
		return nil, err
	}
	stay, err := presence.StayOf(tx, in.ResidentID)
	if err != nil {
		return nil, err
	}
	if stay == nil {
		return nil, fault.New(fault.Conflict, "presence.not_in_care")
	}
	d, err := db.From[Departure](tx).Where("live_stay_id = ?", stay.Identity()).Maybe()
	if err != nil {
		return nil, err
	}
	if d == nil {
		if d, err = openDeparture(tx, DepartureInput{in.ResidentID, DepartureFacts{Reason: in.Reason, Note: in.Note}}); err != nil {
			return nil, err
		}
	} else if d.Reason != in.Reason {
		d.Reason = in.Reason
		if err := db.Change(tx, d, "reason"); err != nil {
			return nil, err
		}
	}
	d.Note = in.Note
	return d.leave(tx, in.At, presence.Discharge)
}

// CloseInput is what is asked when the file of a departure is closed.
type CloseInput struct {
	ID       uint64    `path:"departure" form:"-" json:"-"`
	Version  uint64    `form:"version" json:"version,omitempty"`
	ClosedOn value.Day `form:"closed_on" json:"closed_on,omitzero" doc:"today when absent"`
}

// CloseDeparture notes that the file is complete and closed. Visits that are still due go on. It
// needs presence.discharge. Conflict: not decided yet, or the person is still here.
func CloseDeparture(tx *db.Tx, in CloseInput) (*Departure, error) {
	d, stay, err := heldDeparture(tx, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	switch {
	case d.Closed():
		return nil, fault.New(fault.Conflict, "intake.departure_closed")
	case !d.Decided():
		return nil, fault.New(fault.Conflict, "intake.departure_not_decided")
	case stay.LeftAt == nil:
		return nil, fault.New(fault.Conflict, "intake.departure_not_left")
	}
	if in.ClosedOn.IsZero() {
		in.ClosedOn = tx.Today()
	}
	left := value.DayOf(*stay.LeftAt, tx.Zone())
	switch {
	case in.ClosedOn.After(tx.Today()):
		return nil, fault.Field("closed_on", "intake.leaving_in_future")
	case in.ClosedOn.Before(left), in.ClosedOn.Before(d.DecidedOn):
		return nil, fault.Field("closed_on", "intake.closed_too_early")
	}
	d.ClosedOn, d.ClosedRecordedAt, d.ClosedRecordedBy = in.ClosedOn, &tx.Now, &tx.Actor.ID
	if err := db.Change(tx, d, "closed_on", "closed_recorded_at", "closed_recorded_by"); err != nil {
		return nil, err
	}
	return d, d.tell(tx, DepartureStep{Step: StepClosed, HappenedOn: d.ClosedOn})
}

// DepartureOf gives the process of a person's present or last stay, or nil. The caller has asked
// for its own permission.
func DepartureOf(tx *db.Tx, resident uint64) (*Departure, error) {
	return db.From[Departure](tx).Where("resident_id = ? AND voided_at IS NULL", resident).Order("id DESC").Maybe()
}
