package intake

import (
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
)

// UndoInput names what is taken back, and why.
type UndoInput struct {
	ID      uint64 `path:"departure" form:"-" json:"-"`
	Version uint64 `form:"version" json:"version,omitempty"`
	Reason  string `form:"reason" json:"reason" validate:"required,max=300"`
}

func (in *UndoInput) tidy() error {
	var bad fault.Fields
	tidyTexts(&bad, textField{"reason", &in.Reason, leavingText})
	if in.Reason == "" {
		bad.Add("reason", "presence.reason_missing")
	}
	return bad.Err()
}

// UndecideDeparture takes back a decision that was written down wrongly. It needs
// presence.discharge. Conflict: not decided, or the file is closed.
func UndecideDeparture(tx *db.Tx, in UndoInput) (*Departure, error) {
	d, _, err := heldDeparture(tx, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	if err := in.tidy(); err != nil {
		return nil, err
	}
	switch {
	case d.Closed():
		return nil, fault.New(fault.Conflict, "intake.departure_closed")
	case !d.Decided():
		return nil, fault.New(fault.Conflict, "intake.departure_not_decided")
	}
	was := *d
	d.DecidedOn, d.DecisionNumber, d.DecidedBy, d.DecidedRecordedAt, d.DecidedRecordedBy = none, "", "", nil, nil
	if err := d.changeDecision(tx); err != nil {
		return nil, err
	}
	if err := d.tell(tx, DepartureStep{Step: StepUndecided, HappenedOn: was.DecidedOn, Number: was.DecisionNumber, Note: in.Reason}); err != nil {
		return nil, err
	}
	if err := voidErrands(tx, d.ID, in.Reason, DecisionErrand); err != nil {
		return nil, err
	}
	return d, d.expectDecision(tx)
}

// Return is what became of a person whose leaving was taken back.
type Return struct {
	Departure   Departure
	Restoration presence.Restoration
}

// CancelLeaving takes back a leaving that was written down wrongly: the stay goes on as if the
// person had never left, in the same bed when it is free, and what was due after it is no longer
// due. The decision stands. It needs presence.discharge. Conflict: the person has not left, came
// back meanwhile, the file is closed, or a death is written.
func CancelLeaving(tx *db.Tx, in UndoInput) (*Return, error) {
	d, stay, err := heldDeparture(tx, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	if err := in.tidy(); err != nil {
		return nil, err
	}
	switch {
	case d.Closed():
		return nil, fault.New(fault.Conflict, "intake.departure_closed")
	case stay.LeftAt == nil:
		return nil, fault.New(fault.Conflict, "intake.departure_not_left")
	}
	if died, err := deathOf(tx, d.ID); err != nil {
		return nil, err
	} else if died != nil {
		return nil, fault.New(fault.Conflict, "intake.death_is_written")
	}
	done, err := d.comeBack(tx, *stay, in.Reason, presence.CancelDischarge)
	if err != nil {
		return nil, err
	}
	return &Return{*d, *done}, nil
}

// comeBack takes back the end of the stay, in the way given, and all that followed from it.
func (d *Departure) comeBack(tx *db.Tx, stay presence.Stay, reason string, again func(*db.Tx, presence.VoidInput) (*presence.Restoration, error)) (*presence.Restoration, error) {
	done, err := again(tx, presence.VoidInput{ID: stay.ID, Reason: reason})
	if err != nil {
		return nil, err
	}
	if err := d.tell(tx, DepartureStep{Step: StepReturned, HappenedAt: stay.LeftAt, Note: reason}); err != nil {
		return nil, err
	}
	return done, voidErrands(tx, d.ID, reason, afterErrands...)
}

// CancelDischarge is CancelLeaving for whoever knows the stay only. A stay without a process is
// taken back in the ledger alone. It needs presence.discharge.
func CancelDischarge(tx *db.Tx, in presence.VoidInput) (*presence.Restoration, error) {
	if err := tx.May(presence.Release); err != nil {
		return nil, err
	}
	stay, err := db.Get[presence.Stay](tx, in.ID)
	if err != nil {
		return nil, err
	}
	d, err := db.From[Departure](tx).Where("live_stay_id = ?", stay.Identity()).Maybe()
	if err != nil {
		return nil, err
	}
	if d == nil || stay.Voided() || stay.LeftAt == nil {
		return presence.CancelDischarge(tx, in)
	}
	done, err := CancelLeaving(tx, UndoInput{ID: d.ID, Reason: in.Reason})
	if err != nil {
		return nil, err
	}
	return &done.Restoration, nil
}

// ReopenDeparture opens a file again that was closed too early. It needs presence.discharge.
func ReopenDeparture(tx *db.Tx, in UndoInput) (*Departure, error) {
	d, _, err := heldDeparture(tx, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	if err := in.tidy(); err != nil {
		return nil, err
	}
	if !d.Closed() {
		return nil, fault.New(fault.Conflict, "intake.departure_not_closed")
	}
	was := d.ClosedOn
	d.ClosedOn, d.ClosedRecordedAt, d.ClosedRecordedBy = none, nil, nil
	if err := db.Change(tx, d, "closed_on", "closed_recorded_at", "closed_recorded_by"); err != nil {
		return nil, err
	}
	return d, d.tell(tx, DepartureStep{Step: StepReopened, HappenedOn: was, Note: in.Reason})
}

// CancelDeparture calls the whole process off: the request is withdrawn or was written for the
// wrong person. What the person left behind, a bed given up for one, is taken back before by
// CancelLeaving. It needs presence.discharge. Conflict: the person has left, or the file is closed.
func CancelDeparture(tx *db.Tx, in UndoInput) (*Departure, error) {
	d, stay, err := heldDeparture(tx, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	if err := in.tidy(); err != nil {
		return nil, err
	}
	switch {
	case d.Closed():
		return nil, fault.New(fault.Conflict, "intake.departure_closed")
	case stay.LeftAt != nil:
		return nil, fault.New(fault.Conflict, "intake.left_already", fault.A{"at": *stay.LeftAt})
	}
	return d, d.cancel(tx, in.Reason)
}

func (d *Departure) cancel(tx *db.Tx, reason string) error {
	d.void(tx, reason)
	d.LiveStayID = nil
	if err := db.Change(tx, d, "voided_at", "voided_by", "void_reason", "live_stay_id"); err != nil {
		return err
	}
	if err := d.tell(tx, DepartureStep{Step: StepCancelled, Note: reason}); err != nil {
		return err
	}
	return voidErrands(tx, d.ID, reason)
}
