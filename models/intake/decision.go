package intake

import (
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/value"
)

// DecisionKind says what was decided, or done in public, about a stay.
type DecisionKind string

// The kinds.
const (
	Admitted       DecisionKind = "admission"     // the head admits the person
	Recategorised  DecisionKind = "category"      // another ground of the law from a day on
	StayLonger     DecisionKind = "stay_longer"   // the superior agency lets an emergency stay go on
	FileLonger     DecisionKind = "file_longer"   // the superior agency gives more time for the file
	MediaAnnounced DecisionKind = "media_notice"  // the notice about an abandoned child appeared
	BirthPosted    DecisionKind = "birth_posting" // the commune posts an abandoned child, before its birth is registered
)

// DecisionKinds lists them in the order of the form.
var DecisionKinds = []DecisionKind{Admitted, Recategorised, StayLonger, FileLonger, MediaAnnounced, BirthPosted}

// Decision is one decision or public act of a file: who decided what, on which day, until when and
// why. A wrong one is marked void with a reason and stays readable.
type Decision struct {
	ID          uint64
	CampusID    uint64
	FileID      uint64
	ResidentID  uint64
	Kind        DecisionKind
	Number      string    // as it stands on the paper
	DecidedOn   value.Day // the day of the paper, from which it counts
	UntilOn     value.Day
	CategoryWas presence.Category
	CategoryIs  presence.Category
	Issuer      string // the authority, or the medium of a notice
	Signer      string
	Reason      string
	RecordedAt  time.Time
	RecordedBy  uint64
	VoidedAt    *time.Time
	VoidedBy    *uint64
	VoidReason  string
}

// TableName names the table.
func (Decision) TableName() string { return "intake_decisions" }

// Stands tells that the decision was not found wrong.
func (d Decision) Stands() bool { return d.VoidedAt == nil }

// DecisionNote is what is asked about a decision.
type DecisionNote struct {
	Stay      uint64            `path:"stay" form:"-" json:"-"`
	Kind      DecisionKind      `form:"kind" json:"kind" validate:"required,max=16" enum:"admission,category,stay_longer,file_longer,media_notice,birth_posting"`
	Number    string            `form:"number" json:"number,omitempty" validate:"max=60"`
	DecidedOn value.Day         `form:"decided_on" json:"decided_on,omitzero" doc:"the day of the paper; today when absent"`
	UntilOn   value.Day         `form:"until_on" json:"until_on,omitzero" doc:"last day, where more time is given"`
	Category  presence.Category `form:"category" json:"category,omitempty" validate:"max=4" doc:"the new ground, where that changes"`
	Issuer    string            `form:"issuer" json:"issuer,omitempty" validate:"max=200"`
	Signer    string            `form:"signer" json:"signer,omitempty" validate:"max=200"`
	Reason    string            `form:"reason" json:"reason,omitempty" validate:"max=1000"`
}

// NoteDecision notes what was decided about a stay. It needs intake.decide, and for another ground
// presence.admit too. Invalid: a day in the future or before the admission of a decision that gives
// more time, no last day, the same ground, no reason for another ground or more time. Conflict: the
// person has left, or the admission was cancelled.
//
// Another ground stands in the ledger from the moment in which it is noted; the decision keeps from
// which day it counts and what was before.
func NoteDecision(tx *db.Tx, in DecisionNote) (*Decision, error) {
	stay, err := standing(tx, Decide, in.Stay)
	if err != nil {
		return nil, err
	}
	if err := in.check(tx, stay); err != nil {
		return nil, err
	}
	d := &Decision{CampusID: stay.CampusID, ResidentID: stay.ResidentID, Kind: in.Kind, Number: in.Number, DecidedOn: in.DecidedOn, UntilOn: in.UntilOn,
		Issuer: in.Issuer, Signer: in.Signer, Reason: in.Reason, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if in.Kind == Recategorised {
		d.CategoryWas, d.CategoryIs = stay.Category, in.Category
		if _, err := presence.ChangeCategory(tx, presence.CategoryInput{StayID: stay.ID, Category: in.Category, Reason: in.Reason}); err != nil {
			return nil, err
		}
	}
	c, err := caseOf(tx, stay, Planned)
	if err != nil {
		return nil, err
	}
	d.FileID = c.ID
	tx.Concerns("resident", stay.ResidentID, stay.CampusID)
	tx.Detail("decision", in.Kind)
	if in.Number != "" {
		tx.Detail("number", in.Number)
	}
	if in.Kind == Admitted {
		if err := settlePetition(tx, stay.ResidentID, in.DecidedOn); err != nil {
			return nil, err
		}
	}
	return d, everywhere(tx, func(tx *db.Tx) error {
		if err := db.Add(tx, d); err != nil || in.Kind != Admitted {
			return err
		}
		// The decision is a paper of the checklist: once it is noted, it is there.
		return c.mark(tx, &PaperMark{CampusID: d.CampusID, Code: AdmissionDecision, State: Received, OnDay: in.DecidedOn, Reason: in.Number,
			CurrentCode: ptr(string(AdmissionDecision)), RecordedAt: tx.Now, RecordedBy: tx.Actor.ID})
	})
}

func (in *DecisionNote) check(tx *db.Tx, stay *presence.Stay) error {
	var bad fault.Fields
	in.Number, in.Issuer, in.Signer = value.CleanText(in.Number), value.CleanText(in.Issuer), value.CleanText(in.Signer)
	in.Reason = strings.TrimSpace(in.Reason)
	if in.DecidedOn.IsZero() {
		in.DecidedOn = tx.Today()
	}
	if in.DecidedOn.After(tx.Today()) {
		bad.Add("decided_on", "intake.day_in_future")
	}
	if !slices.Contains(DecisionKinds, in.Kind) {
		bad.Add("kind", "intake.decision_unknown")
	}
	longer := in.Kind == StayLonger || in.Kind == FileLonger
	switch {
	case longer && in.UntilOn.IsZero():
		bad.Add("until_on", "intake.until_missing")
	case longer && in.UntilOn.Before(in.DecidedOn):
		bad.Add("until_on", "intake.until_before")
	case !longer:
		in.UntilOn = value.Day{}
	}
	if in.Kind == Recategorised {
		switch {
		case !in.Category.Known():
			bad.Add("category", "presence.category_unknown")
		case in.Category == stay.Category:
			bad.Add("category", "intake.category_same")
		case in.DecidedOn.Before(value.DayOf(stay.Since(), tx.Zone())):
			bad.Add("decided_on", "intake.before_admission")
		}
	}
	if (longer || in.Kind == Recategorised) && in.Reason == "" {
		bad.Add("reason", "intake.reason_missing")
	}
	if in.Kind == MediaAnnounced && in.Issuer == "" {
		bad.Add("issuer", "intake.medium_missing")
	}
	return bad.Err()
}

// VoidDecisionInput names a decision that was noted by mistake, and why.
type VoidDecisionInput struct {
	Stay     uint64 `path:"stay" form:"-" json:"-"`
	Decision uint64 `path:"row" form:"-" json:"-"`
	Reason   string `form:"reason" json:"reason" validate:"max=300"`
}

// VoidDecision marks a decision as noted by mistake; it stays readable. It needs intake.decide. A
// ground that it changed goes back to what it was, when nothing changed it since.
func VoidDecision(tx *db.Tx, in VoidDecisionInput) (*Decision, error) {
	stay, err := standing(tx, Decide, in.Stay)
	if err != nil {
		return nil, err
	}
	if in.Reason = value.CleanText(in.Reason); in.Reason == "" {
		return nil, fault.Field("reason", "intake.reason_missing")
	}
	var d *Decision
	err = everywhere(tx, func(tx *db.Tx) error {
		c, err := db.From[Case](tx).Where("stay_id = ?", stay.Identity()).One()
		if err != nil {
			return err
		}
		d, err = db.From[Decision](tx).Where("id = ? AND file_id = ? AND voided_at IS NULL", in.Decision, c.ID).One()
		return err
	})
	if err != nil {
		return nil, err
	}
	if d.Kind == Recategorised {
		if stay.Category != d.CategoryIs {
			return nil, fault.New(fault.Conflict, "intake.category_changed_since")
		}
		if _, err := presence.ChangeCategory(tx, presence.CategoryInput{StayID: stay.ID, Category: d.CategoryWas, Reason: in.Reason}); err != nil {
			return nil, err
		}
	}
	tx.Concerns("resident", stay.ResidentID, stay.CampusID)
	tx.Detail("decision", d.Kind)
	tx.Detail("reason", in.Reason)
	d.VoidedAt, d.VoidedBy, d.VoidReason = ptr(tx.Now), ptr(tx.Actor.ID), in.Reason
	return d, everywhere(tx, func(tx *db.Tx) error { return db.Change(tx, d, "voided_at", "voided_by", "void_reason") })
}
