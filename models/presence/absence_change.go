package presence

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// AbsenceInput is what is asked when a person leaves the house for a while, or is missed.
type AbsenceInput struct {
	ResidentID uint64      `form:"resident_id" json:"resident_id" validate:"required"`
	Kind       AbsenceKind `form:"kind" json:"kind" validate:"required" enum:"hospital,leave,missing"`
	At         time.Time   `form:"at" json:"at,omitzero" doc:"when the person left; now when absent"`
	DueBackOn  value.Day   `form:"due_back_on" json:"due_back_on,omitzero"`
	Place      string      `form:"place" json:"place,omitempty" validate:"max=200" doc:"the hospital, or the family's address"`
	Companion  string      `form:"companion" json:"companion,omitempty" validate:"max=200" doc:"who goes with the person, or fetched the person"`
	Purpose    Purpose     `form:"purpose" json:"purpose,omitempty" enum:"home,outing" doc:"of a leave"`
	Relation   string      `form:"relation" json:"relation,omitempty" validate:"max=60" doc:"of the companion to the person"`
	Phone      string      `form:"phone" json:"phone,omitempty" validate:"max=30" doc:"of the companion"`
	PaperSeen  string      `form:"paper_seen" json:"paper_seen,omitempty" validate:"max=100" doc:"the paper by which the companion showed who they are"`
	LeaveID    *uint64     `form:"-" json:"-"`
	Note       string      `form:"note" json:"note,omitempty" validate:"max=300"`
}

func (in *AbsenceInput) tidy(tx *db.Tx) error {
	var bad fault.Fields
	if !in.Kind.Known() {
		bad.Add("kind", "presence.absence_unknown")
	}
	for _, f := range []struct {
		name  string
		text  *string
		limit int
	}{{"place", &in.Place, nameLimit}, {"companion", &in.Companion, nameLimit}, {"note", &in.Note, textLimit}, {"relation", &in.Relation, 60}, {"paper_seen", &in.PaperSeen, 100}} {
		*f.text = value.CleanText(*f.text)
		if short(f.name, *f.text, f.limit) != nil {
			bad.Add(f.name, "presence.text_too_long", fault.A{"limit": f.limit})
		}
	}
	if !in.Purpose.Known() {
		bad.Add("purpose", "presence.purpose_unknown")
	}
	phone, err := value.ParsePhone(in.Phone)
	if err != nil {
		bad.Add("phone", "value.phone_unreadable")
	}
	in.Phone = string(phone)
	if in.At, err = moment(tx, "at", in.At); err != nil {
		bad.Add("at", "presence.at_in_future")
	}
	if !in.DueBackOn.IsZero() && in.DueBackOn.Before(value.DayOf(in.At, tx.Zone())) {
		bad.Add("due_back_on", "presence.due_before_start")
	}
	return bad.Err()
}

// StartAbsence notes that a person left for hospital, went home on leave, or is missing; the bed is
// held. Who is away already and goes on to another kind, such as from leave into hospital, changes
// over in one step. It needs presence.absence. Conflict: not in care, already away in this way, or
// away at that time already.
func StartAbsence(tx *db.Tx, in AbsenceInput) (*Absence, error) {
	if err := tx.May(Away); err != nil {
		return nil, err
	}
	if err := in.tidy(tx); err != nil {
		return nil, err
	}
	s, err := set(tx, nil, []uint64{in.ResidentID}, in.At)
	if err != nil {
		return nil, err
	}
	stay, err := s.openStay(in.ResidentID, in.At)
	if err != nil {
		return nil, err
	}
	lies := s.openPlacement(in.ResidentID)
	if err := s.reaches(Away, stay.CampusID, wardOf(lies)); err != nil {
		return nil, err
	}
	except := uint64(0)
	if open := s.openAbsence(in.ResidentID); open != nil {
		if open.Kind == in.Kind || in.At.Before(open.StartedAt) {
			return nil, fault.New(fault.Conflict, "presence.already_away", fault.A{"kind": string(open.Kind), "since": open.StartedAt})
		}
		if err := s.back(open, in.At); err != nil {
			return nil, err
		}
		except = open.ID
	}
	if err := s.freeOfAbsence(in.ResidentID, Span{From: in.At}, except); err != nil {
		return nil, err
	}
	a := in.absence(tx, stay)
	if err := db.Add(tx, &a); err != nil {
		return nil, refused(err, nil)
	}
	tx.Touch(wardOf(lies))
	tx.Concerns("resident", in.ResidentID, stay.CampusID)
	tx.Detail("kind", in.Kind)
	return &a, nil
}

// absence makes the row of an absence that begins.
func (in AbsenceInput) absence(tx *db.Tx, stay *Stay) Absence {
	return Absence{CampusID: stay.CampusID, StayID: stay.Identity(), ResidentID: in.ResidentID, Kind: in.Kind, Place: in.Place, Companion: in.Companion,
		Note: in.Note, Purpose: in.Purpose, Relation: in.Relation, Phone: value.Phone(in.Phone), PaperSeen: in.PaperSeen, LeaveID: in.LeaveID,
		DueBackOn: in.DueBackOn, StartedAt: in.At, OpenResidentID: ptr(in.ResidentID), Trace: written(tx)}
}

// freeOfAbsence refuses a while in which the person was away.
func (s *scene) freeOfAbsence(resident uint64, in Span, except uint64) error {
	for _, a := range s.absences[resident] {
		if a.ID == except || a.Voided() || !a.Span().Meets(in) {
			continue
		}
		args := fault.A{"kind": string(a.Kind), "since": a.StartedAt}
		if a.EndedAt == nil {
			return fault.New(fault.Conflict, "presence.already_away", args)
		}
		args["until"] = *a.EndedAt
		return fault.New(fault.Conflict, "presence.was_away", args)
	}
	return nil
}

// back ends an absence at a moment.
func (s *scene) back(a *Absence, at time.Time) error {
	if at.Before(a.StartedAt) {
		return fault.Field("at", "presence.before_absence", fault.A{"started": a.StartedAt})
	}
	a.EndedAt, a.OpenResidentID = ptr(at), nil
	a.closed(s.tx)
	return db.Change(s.tx, a, "ended_at", "brought_by", "ended_recorded_at", "ended_recorded_by", "open_resident_id")
}

// ReturnInput is what is asked when a person is back.
type ReturnInput struct {
	ResidentID uint64    `form:"resident_id" json:"resident_id" validate:"required"`
	At         time.Time `form:"at" json:"at,omitzero" doc:"when the person came back; now when absent"`
	BroughtBy  string    `form:"brought_by" json:"brought_by,omitempty" validate:"max=200" doc:"who came back with the person"`
}

// EndAbsence notes that a person is back, in the bed that was held. It needs presence.absence.
// Conflict: the person is not away; Invalid: a moment before the absence began, or in the future.
func EndAbsence(tx *db.Tx, in ReturnInput) (*Absence, error) {
	if err := tx.May(Away); err != nil {
		return nil, err
	}
	at, err := moment(tx, "at", in.At)
	if err != nil {
		return nil, err
	}
	s, err := set(tx, nil, []uint64{in.ResidentID}, at)
	if err != nil {
		return nil, err
	}
	a := s.openAbsence(in.ResidentID)
	if a == nil {
		return nil, fault.New(fault.Conflict, "presence.not_away")
	}
	lies := s.openPlacement(in.ResidentID)
	if err := s.reaches(Away, a.CampusID, wardOf(lies)); err != nil {
		return nil, err
	}
	a.BroughtBy = value.CleanText(in.BroughtBy)
	if err := short("brought_by", a.BroughtBy, nameLimit); err != nil {
		return nil, err
	}
	if err := s.back(a, at); err != nil {
		return nil, err
	}
	tx.Touch(wardOf(lies))
	tx.Concerns("resident", in.ResidentID, a.CampusID)
	tx.Detail("kind", a.Kind)
	return a, nil
}

// VoidInput names a row that was written by mistake, and the reason.
type VoidInput struct {
	ID     uint64 `form:"id" json:"id" validate:"required"`
	Reason string `form:"reason" json:"reason" validate:"required,max=300"`
}

// VoidAbsence takes back an absence that never was. It needs presence.absence.
func VoidAbsence(tx *db.Tx, in VoidInput) (*Absence, error) {
	a, s, reason, err := heldAbsence(tx, in.ID, in.Reason)
	if err != nil {
		return nil, err
	}
	a.void(tx, reason)
	a.OpenResidentID = nil
	if err := db.Change(tx, a, "voided_at", "voided_by", "void_reason", "open_resident_id"); err != nil {
		return nil, err
	}
	tx.Touch(wardOf(s.openPlacement(a.ResidentID)))
	return a, nil
}

// AbsenceCorrection tells how an absence really was. A moment left empty stays as it is written.
type AbsenceCorrection struct {
	ID        uint64      `form:"id" json:"id" validate:"required"`
	Kind      AbsenceKind `form:"kind" json:"kind,omitempty" enum:"hospital,leave,missing"`
	StartedAt time.Time   `form:"started_at" json:"started_at,omitzero"`
	EndedAt   time.Time   `form:"ended_at" json:"ended_at,omitzero"`
	Reason    string      `form:"reason" json:"reason" validate:"required,max=300"`
}

// CorrectAbsence writes an absence anew, as it really was; the new row names the one it replaces.
// It needs presence.absence. Conflict: the person was away or not in care at the new time.
func CorrectAbsence(tx *db.Tx, in AbsenceCorrection) (*Absence, error) {
	old, s, reason, err := heldAbsence(tx, in.ID, in.Reason)
	if err != nil {
		return nil, err
	}
	next := *old
	next.ID, next.Trace = 0, written(tx)
	next.ReplacesID = ptr(old.ID)
	if in.Kind != "" {
		if !in.Kind.Known() {
			return nil, fault.Field("kind", "presence.absence_unknown")
		}
		next.Kind = in.Kind
	}
	if !in.StartedAt.IsZero() {
		if next.StartedAt, err = moment(tx, "started_at", in.StartedAt); err != nil {
			return nil, err
		}
	}
	if !in.EndedAt.IsZero() {
		end, err := moment(tx, "ended_at", in.EndedAt)
		if err != nil {
			return nil, err
		}
		next.EndedAt = ptr(end)
	}
	if next.EndedAt != nil {
		if next.EndedAt.Before(next.StartedAt) {
			return nil, fault.Field("ended_at", "presence.end_before_start")
		}
		next.closed(tx)
	}
	if s, err = set(tx, nil, []uint64{old.ResidentID}, next.StartedAt); err != nil {
		return nil, err
	}
	if err := s.freeOfAbsence(old.ResidentID, next.Span(), old.ID); err != nil {
		return nil, err
	}
	if err := s.inCare(old.ResidentID, old.StayID, next.Span()); err != nil {
		return nil, err
	}
	old.void(tx, reason)
	old.OpenResidentID, next.OpenResidentID = nil, nil
	if next.EndedAt == nil {
		next.OpenResidentID = ptr(next.ResidentID)
	}
	if err := db.Change(tx, old, "voided_at", "voided_by", "void_reason", "open_resident_id"); err != nil {
		return nil, err
	}
	if err := db.Add(tx, &next); err != nil {
		return nil, refused(err, nil)
	}
	tx.Touch(wardOf(s.openPlacement(old.ResidentID)))
	return &next, nil
}

// inCare refuses a while that does not lie within the stay it belongs to.
func (s *scene) inCare(resident, stay uint64, in Span) error {
	for _, st := range s.stays[resident] {
		if st.Identity() == stay && in.Within(st.Span()) {
			return nil
		}
	}
	return fault.New(fault.Conflict, "presence.outside_stay")
}

// heldAbsence reads an absence and holds its person; a row that was voided before is a conflict.
func heldAbsence(tx *db.Tx, id uint64, why string) (*Absence, *scene, string, error) {
	if err := tx.May(Away); err != nil {
		return nil, nil, "", err
	}
	reason, err := reasoned(why)
	if err != nil {
		return nil, nil, "", err
	}
	seen, err := db.Get[Absence](tx, id)
	if err != nil {
		return nil, nil, "", err
	}
	s, err := set(tx, nil, []uint64{seen.ResidentID}, seen.StartedAt)
	if err != nil {
		return nil, nil, "", err
	}
	for i := range s.absences[seen.ResidentID] {
		a := &s.absences[seen.ResidentID][i]
		if a.ID != id {
			continue
		}
		if err := s.reaches(Away, a.CampusID, wardOf(s.openPlacement(a.ResidentID))); err != nil {
			return nil, nil, "", err
		}
		tx.Concerns("resident", a.ResidentID, a.CampusID)
		tx.Detail("reason", reason)
		tx.Detail("absence", id)
		return a, s, reason, nil
	}
	return nil, nil, "", fault.New(fault.Conflict, "presence.voided_already")
}
