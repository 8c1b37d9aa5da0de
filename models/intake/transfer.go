package intake

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
)

// Across is the permission to hand a person over to the other campus, or to take one over. It counts
// for whole campuses only.
const Across = "intake.transfer"

// TransferState is how far a transfer has come.
type TransferState string

// The states. A transfer is asked for by the giving campus, which signs by asking, and ends in one
// of the others; one that was accepted by mistake is cancelled.
const (
	TransferAsked     TransferState = "asked"
	TransferAccepted  TransferState = "accepted"
	TransferRefused   TransferState = "refused"
	TransferWithdrawn TransferState = "withdrawn"
	TransferCancelled TransferState = "cancelled"
)

// TransferStates lists them all.
var TransferStates = []TransferState{TransferAsked, TransferAccepted, TransferRefused, TransferWithdrawn, TransferCancelled}

// handOverLimit is the length of one list of what is handed over, in letters.
const handOverLimit = 2000

// Transfer is the hand-over of a person from one campus to the other. Its row belongs to both and to
// nobody else: whoever may transfer in one of the two reads it.
type Transfer struct {
	ID                uint64
	FromCampusID      uint64
	ToCampusID        uint64
	ResidentID        uint64
	StayID            uint64
	PendingResidentID *uint64 // one at a time
	State             TransferState
	Reason            string
	PlannedOn         value.Day
	Escort            string // who comes along
	Belongings        string // the hand-over list, a thing on each line
	Papers            string
	Medicine          string
	Money             string
	CameAt            *time.Time
	BedID             *uint64
	NewStayID         *uint64
	Answer            string // of the receiving campus
	AnsweredAt        *time.Time
	AnsweredBy        *uint64
	CancelledAt       *time.Time
	CancelledBy       *uint64
	CancelReason      string
	RecordedAt        time.Time
	RecordedBy        uint64
	Version           uint64
}

// TableName names the table.
func (Transfer) TableName() string { return "intake_transfers" }

// Pending tells that the receiving campus has not answered yet.
func (t Transfer) Pending() bool { return t.State == TransferAsked }

// Sides tells for which of the two campuses an actor may sign.
func (t Transfer) Sides(reach db.Reach) (gives, takes bool) {
	return reach.Campus(t.FromCampusID), reach.Campus(t.ToCampusID)
}

// HandOver is what goes along with a person.
type HandOver struct {
	Reason     string    `form:"reason" json:"reason" validate:"required,max=300"`
	PlannedOn  value.Day `form:"planned_on" json:"planned_on,omitzero"`
	Escort     string    `form:"escort" json:"escort,omitempty" validate:"max=200"`
	Belongings string    `form:"belongings" json:"belongings,omitempty" validate:"max=2000"`
	Papers     string    `form:"papers" json:"papers,omitempty" validate:"max=2000"`
	Medicine   string    `form:"medicine" json:"medicine,omitempty" validate:"max=2000"`
	Money      string    `form:"money" json:"money,omitempty" validate:"max=300"`
}

func (in *HandOver) tidy(t *Transfer) error {
	var bad fault.Fields
	tidyTexts(&bad, textField{"reason", &in.Reason, leavingText}, textField{"escort", &in.Escort, leavingName}, textField{"money", &in.Money, leavingText})
	tidyLists(&bad, textField{"belongings", &in.Belongings, handOverLimit}, textField{"papers", &in.Papers, handOverLimit}, textField{"medicine", &in.Medicine, handOverLimit})
	if in.Reason == "" {
		bad.Add("reason", "presence.reason_missing")
	}
	t.Reason, t.PlannedOn, t.Escort, t.Belongings, t.Papers, t.Medicine, t.Money = in.Reason, in.PlannedOn, in.Escort, in.Belongings, in.Papers, in.Medicine, in.Money
	return bad.Err()
}

// TransferInput is what the giving campus signs.
type TransferInput struct {
	ResidentID uint64 `form:"resident_id" json:"resident_id" validate:"required"`
	ToCampusID uint64 `form:"to_campus_id" json:"to_campus_id" validate:"required"`
	HandOver
}

// AskTransfer asks the other campus to take a person over, and signs for the giving one with the
// list of what goes along. The person stays where it is until the other side has signed. It needs
// intake.transfer for the giving campus. Conflict: not in care, a transfer is asked for already, or
// the person is about to leave for good.
func AskTransfer(tx *db.Tx, in TransferInput) (*Transfer, error) {
	if err := tx.May(Across); err != nil {
		return nil, err
	}
	stay, err := presence.StayOf(tx, in.ResidentID)
	if err != nil {
		return nil, err
	}
	if stay == nil {
		if _, err := residents.FindPerson(tx, in.ResidentID); err != nil {
			return nil, err
		}
		return nil, fault.New(fault.Conflict, "presence.not_in_care")
	}
	if !tx.Reach(Across).Campus(stay.CampusID) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	t := Transfer{FromCampusID: stay.CampusID, ToCampusID: in.ToCampusID, ResidentID: in.ResidentID, StayID: stay.Identity(), PendingResidentID: ref(in.ResidentID), State: TransferAsked,
		RecordedAt: tx.Now, RecordedBy: tx.Actor.ID, Version: 1}
	if err := in.tidy(&t); err != nil {
		return nil, err
	}
	if in.ToCampusID == stay.CampusID {
		return nil, fault.Field("to_campus_id", "presence.here_already")
	}
	if err := campusStands(tx, in.ToCampusID); err != nil {
		return nil, err
	}
	leaving, err := db.From[Departure](tx).Where("live_stay_id = ?", stay.Identity()).Exists()
	if err != nil {
		return nil, err
	}
	if leaving {
		return nil, fault.New(fault.Conflict, "intake.transfer_while_leaving")
	}
	if err := db.Add(tx, &t); err != nil {
		if db.Duplicate(err, "pending_resident_id") {
			return nil, fault.New(fault.Conflict, "intake.transfer_pending").Because(err)
		}
		return nil, err
	}
	t.tell(tx)
	return &t, nil
}

// campusStands refuses a campus that is not there; which campuses there are is no secret.
func campusStands(tx *db.Tx, campus uint64) error {
	type row struct{ ID uint64 }
	found, err := db.Report[row](tx, "SELECT id FROM wards_campuses WHERE {shared} AND id = ?", campus)
	if err == nil && len(found) == 0 {
		err = fault.Field("to_campus_id", "intake.campus_unknown")
	}
	return err
}

// tell names the person in the deed of the giving campus.
func (t *Transfer) tell(tx *db.Tx) {
	tx.Concerns("resident", t.ResidentID, t.FromCampusID)
	tx.Detail("transfer", t.ID)
	tx.Detail("to_campus", t.ToCampusID)
	tx.Detail("state", t.State)
}

// side is for which campus somebody must be able to sign.
type side int

const (
	giving side = iota
	taking
	either
)

// heldTransfer reads a transfer that somebody wants to sign for one side; for everybody else it is
// not there.
func heldTransfer(tx *db.Tx, id, version uint64, by side) (*Transfer, error) {
	if err := tx.May(Across); err != nil {
		return nil, err
	}
	t, err := seenTransfer(tx, id)
	if err != nil {
		return nil, err
	}
	held, err := db.Hold[Transfer](tx, t.ID)
	if err != nil {
		return nil, err
	}
	t = &held[0]
	gives, takes := t.Sides(tx.Reach(Across))
	if by == giving && !gives || by == taking && !takes {
		return nil, fault.New(fault.Forbidden, "intake.transfer_other_side")
	}
	if version != 0 && version != t.Version {
		return nil, fault.New(fault.Conflict, "db.changed_meanwhile")
	}
	return t, nil
}

// seenTransfer is the readable rule of transfers: whoever may transfer in one of the two campuses.
func seenTransfer(tx *db.Tx, id uint64) (*Transfer, error) {
	t, err := db.Get[Transfer](tx, id)
	if err != nil {
		return nil, err
	}
	if gives, takes := t.Sides(tx.Reach(Across)); !gives && !takes {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	return t, nil
}

func (t *Transfer) mustPend() error {
	if !t.Pending() {
		return fault.New(fault.Conflict, "intake.transfer_over."+string(t.State))
	}
	return nil
}

// TransferChange tells the hand-over list anew.
type TransferChange struct {
	ID      uint64 `path:"transfer" form:"-" json:"-"`
	Version uint64 `form:"version" json:"version,omitempty"`
	HandOver
}

// ChangeTransfer writes the hand-over list anew while the other side has not answered. It needs
// intake.transfer for the giving campus.
func ChangeTransfer(tx *db.Tx, in TransferChange) (*Transfer, error) {
	t, err := heldTransfer(tx, in.ID, in.Version, giving)
	if err != nil {
		return nil, err
	}
	if err := t.mustPend(); err != nil {
		return nil, err
	}
	if err := in.tidy(t); err != nil {
		return nil, err
	}
	t.tell(tx)
	return t, db.Change(tx, t, "reason", "planned_on", "escort", "belongings", "papers", "medicine", "money")
}

// AcceptInput is what the receiving campus signs.
type AcceptInput struct {
	ID      uint64    `path:"transfer" form:"-" json:"-"`
	Version uint64    `form:"version" json:"version,omitempty"`
	BedID   uint64    `form:"bed_id" json:"bed_id" validate:"required"`
	At      time.Time `form:"at" json:"at,omitzero" doc:"when the person came over; now when absent"`
	Answer  string    `form:"answer" json:"answer,omitempty" validate:"max=300" doc:"what is missing of the list, or else to be said"`
	presence.Despite
}

// AcceptTransfer takes a person over into a bed: in one transaction the stay goes on in this campus,
// the bed there is free and the bed here is taken, all at the same moment. Until then the giving
// campus has the person, from then on this one, and whoever worked there sees the file no more. It
// needs intake.transfer and presence.admit for the receiving campus. Conflict: the transfer is over
// already, or what presence.Cross refuses.
func AcceptTransfer(tx *db.Tx, in AcceptInput) (*Transfer, error) {
	t, err := heldTransfer(tx, in.ID, in.Version, taking)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	tidyTexts(&bad, textField{"answer", &in.Answer, leavingText})
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if err := t.mustPend(); err != nil {
		return nil, err
	}
	days, err := settings.Int(tx, settings.TransferLate, tx.Today())
	if err != nil {
		return nil, err
	}
	if !in.At.IsZero() && in.At.Before(t.RecordedAt.AddDate(0, 0, -days)) {
		return nil, fault.Field("at", "intake.before_asked", fault.A{"asked": t.RecordedAt})
	}
	done, err := presence.Cross(tx, presence.CrossInput{ResidentID: t.ResidentID, CampusID: t.ToCampusID, BedID: in.BedID, At: in.At, Despite: in.Despite})
	if err != nil {
		return nil, err
	}
	t.State, t.PendingResidentID, t.CameAt, t.BedID, t.NewStayID = TransferAccepted, nil, &done.Stay.AdmittedAt, ref(in.BedID), ref(done.Stay.ID)
	t.Answer, t.AnsweredAt, t.AnsweredBy = in.Answer, &tx.Now, &tx.Actor.ID
	if err := db.Change(tx, t, "state", "pending_resident_id", "came_at", "bed_id", "new_stay_id", "answer", "answered_at", "answered_by"); err != nil {
		return nil, err
	}
	tx.Concerns("resident", t.ResidentID, t.ToCampusID)
	tx.Detail("transfer", t.ID)
	tx.Detail("from_campus", t.FromCampusID)
	return t, nil
}

// AnswerInput is a reason of one side.
type AnswerInput struct {
	ID      uint64 `path:"transfer" form:"-" json:"-"`
	Version uint64 `form:"version" json:"version,omitempty"`
	Reason  string `form:"reason" json:"reason" validate:"required,max=300"`
}

func (in *AnswerInput) tidy() error { return (&UndoInput{Reason: in.Reason}).tidy() }

// RefuseTransfer says no for the receiving campus, with the reason. It needs intake.transfer there.
func RefuseTransfer(tx *db.Tx, in AnswerInput) (*Transfer, error) {
	return end(tx, in, taking, TransferRefused)
}

// WithdrawTransfer takes the question back for the giving campus, with the reason. It needs
// intake.transfer there.
func WithdrawTransfer(tx *db.Tx, in AnswerInput) (*Transfer, error) {
	return end(tx, in, giving, TransferWithdrawn)
}

func end(tx *db.Tx, in AnswerInput, by side, state TransferState) (*Transfer, error) {
	t, err := heldTransfer(tx, in.ID, in.Version, by)
	if err != nil {
		return nil, err
	}
	if err := in.tidy(); err != nil {
		return nil, err
	}
	if err := t.mustPend(); err != nil {
		return nil, err
	}
	t.State, t.PendingResidentID, t.Answer, t.AnsweredAt, t.AnsweredBy = state, nil, value.CleanText(in.Reason), &tx.Now, &tx.Actor.ID
	t.tell(tx)
	tx.Detail("reason", t.Answer)
	return t, db.Change(tx, t, "state", "pending_resident_id", "answer", "answered_at", "answered_by")
}

// CancelledTransfer is what a transfer left when it was taken back.
type CancelledTransfer struct {
	Transfer    Transfer
	Restoration presence.Restoration
}

// CancelTransfer takes back a transfer that was accepted by mistake: the person never came over and
// is in the giving campus as before. Either side may do it. It needs intake.transfer and
// presence.admit. Conflict: it was not accepted, or what presence.CancelCross refuses.
func CancelTransfer(tx *db.Tx, in AnswerInput) (*CancelledTransfer, error) {
	t, err := heldTransfer(tx, in.ID, in.Version, either)
	if err != nil {
		return nil, err
	}
	if err := in.tidy(); err != nil {
		return nil, err
	}
	if t.State != TransferAccepted {
		return nil, fault.New(fault.Conflict, "intake.transfer_not_accepted")
	}
	leaving := false
	if err := tx.Everywhere("whether the person is about to leave, in whichever campus", func(tx *db.Tx) (err error) {
		leaving, err = db.From[Departure](tx).Where("live_stay_id = ?", t.StayID).Exists()
		return err
	}); err != nil {
		return nil, err
	}
	if leaving {
		return nil, fault.New(fault.Conflict, "intake.transfer_while_leaving")
	}
	reason := value.CleanText(in.Reason)
	done, err := presence.CancelCross(tx, presence.VoidInput{ID: *t.NewStayID, Reason: reason})
	if err != nil {
		return nil, err
	}
	t.State, t.CancelledAt, t.CancelledBy, t.CancelReason = TransferCancelled, &tx.Now, &tx.Actor.ID, reason
	if err := db.Change(tx, t, "state", "cancelled_at", "cancelled_by", "cancel_reason"); err != nil {
		return nil, err
	}
	t.tell(tx)
	return &CancelledTransfer{*t, *done}, nil
}

// noTransfer refuses what must not happen to a person whom the other campus is about to take over.
func noTransfer(tx *db.Tx, resident uint64) error {
	pending, err := db.From[Transfer](tx).Where("pending_resident_id = ?", resident).Exists()
	if err == nil && pending {
		err = fault.New(fault.Conflict, "intake.transfer_pending")
	}
	return err
}
