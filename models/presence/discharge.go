package presence

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// DischargeInput is what is asked when a person has left for good. The decision before and the
// closing of the file after are other moments; this one is when the person walked out, or died.
type DischargeInput struct {
	ResidentID uint64    `form:"resident_id" json:"resident_id" validate:"required"`
	At         time.Time `form:"at" json:"at,omitzero" doc:"when the person left; now when absent"`
	Reason     Reason    `form:"reason" json:"reason" validate:"required" enum:"a,b,c,d,dd,e,g,h,i,k" doc:"point of Decree 20/2021, article 30(2); dd is đ"`
	Note       string    `form:"note" json:"note,omitempty" validate:"max=300"`
}

// Discharge ends a stay with its placement and absence at the same moment: the bed is free exactly
// then. It needs presence.discharge. Conflict: the person is not in care; Invalid: an unknown
// reason, a moment in the future or before something that is written of this person.
func Discharge(tx *db.Tx, in DischargeInput) (*Stay, error) {
	if err := tx.May(Release); err != nil {
		return nil, err
	}
	return discharge(tx, Release, in)
}

// Die ends the stay of a person who has died, for whoever is there when it happens: at night that is
// the nurse, who may not let anybody leave in any other way. It needs presence.death. Faults: those of
// Discharge.
func Die(tx *db.Tx, in DischargeInput) (*Stay, error) {
	if err := tx.May(Witness); err != nil {
		return nil, err
	}
	in.Reason = DiedOrMissing
	return discharge(tx, Witness, in)
}

func discharge(tx *db.Tx, permission string, in DischargeInput) (*Stay, error) {
	var bad fault.Fields
	if !in.Reason.Known() {
		bad.Add("reason", "presence.end_reason_unknown")
	}
	if in.Note = value.CleanText(in.Note); short("note", in.Note, textLimit) != nil {
		bad.Add("note", "presence.text_too_long", fault.A{"limit": textLimit})
	}
	at, err := moment(tx, "at", in.At)
	if err != nil {
		bad.Add("at", "presence.at_in_future")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	s, err := set(tx, nil, []uint64{in.ResidentID}, at)
	if err != nil {
		return nil, err
	}
	stay, err := s.openStay(in.ResidentID, at)
	if err != nil {
		return nil, err
	}
	lies, away := s.openPlacement(in.ResidentID), s.openAbsence(in.ResidentID)
	if err := s.reaches(permission, stay.CampusID, wardOf(lies)); err != nil {
		return nil, err
	}
	if last, later := s.lastAfter(in.ResidentID, at); later {
		return nil, fault.Field("at", "presence.something_later", fault.A{"last": last})
	}
	if lies != nil {
		if err := s.leave(lies, at); err != nil {
			return nil, err
		}
	}
	if away != nil {
		if err := s.back(away, at); err != nil {
			return nil, err
		}
	}
	stay.LeftAt, stay.EndReason, stay.EndNote, stay.OpenResidentID = ptr(at), in.Reason, in.Note, nil
	stay.closed(tx)
	if err := db.Change(tx, stay, "left_at", "end_reason", "end_note", "open_resident_id", "ended_recorded_at", "ended_recorded_by"); err != nil {
		return nil, err
	}
	tx.Concerns("resident", in.ResidentID, stay.CampusID)
	tx.Detail("reason", in.Reason)
	if lies != nil {
		return stay, leftOverflows(tx, lies.BedID)
	}
	return stay, nil
}

// lastAfter finds the latest thing that is written of a person after a moment.
func (s *scene) lastAfter(resident uint64, at time.Time) (last time.Time, later bool) {
	see := func(t time.Time) {
		if t.After(at) && t.After(last) {
			last, later = t, true
		}
	}
	for _, p := range s.lay[resident] {
		see(p.StartedAt)
		if p.EndedAt != nil {
			see(*p.EndedAt)
		}
	}
	for _, a := range s.absences[resident] {
		see(a.StartedAt)
		if a.EndedAt != nil {
			see(*a.EndedAt)
		}
	}
	return last, later
}

// Restoration is what a correction brought back.
type Restoration struct {
	Stay      Stay
	Placement *Placement
	Absence   *Absence
	BedLost   bool // the bed was taken, closed or broken meanwhile: the person is in care without one
}

// CancelDischarge takes back a discharge that was wrong: the stay goes on as if the person had never
// left, in the same bed when it is still free, away when the person was away. It needs
// presence.discharge. Conflict: the person was admitted again meanwhile.
func CancelDischarge(tx *db.Tx, in VoidInput) (*Restoration, error) {
	if err := tx.May(Release); err != nil {
		return nil, err
	}
	return cancelDischarge(tx, Release, in)
}

// Revive takes back a death that the actor wrote by mistake, as CancelDischarge would. It needs
// presence.death. Not found: somebody else wrote it, or the person left in another way.
func Revive(tx *db.Tx, in VoidInput) (*Restoration, error) {
	if err := tx.May(Witness); err != nil {
		return nil, err
	}
	seen, err := db.Get[Stay](tx, in.ID)
	if err != nil {
		return nil, err
	}
	if seen.EndReason != DiedOrMissing || seen.EndedRecordedBy == nil || *seen.EndedRecordedBy != tx.Actor.ID {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	return cancelDischarge(tx, Witness, in)
}

func cancelDischarge(tx *db.Tx, permission string, in VoidInput) (*Restoration, error) {
	reason, err := reasoned(in.Reason)
	if err != nil {
		return nil, err
	}
	seen, err := db.Get[Stay](tx, in.ID)
	if err != nil {
		return nil, err
	}
	if seen.Voided() {
		return nil, fault.New(fault.Conflict, "presence.voided_already")
	}
	if seen.LeftAt == nil {
		return nil, fault.New(fault.Conflict, "presence.not_discharged")
	}
	if seen.EndReason == WentAcross {
		return nil, fault.New(fault.Conflict, "presence.went_across")
	}
	left := *seen.LeftAt
	last, err := db.From[Placement](tx).Where("resident_id = ? AND stay_id = ? AND voided_at IS NULL AND ended_at = ? AND ended_recorded_at = ?",
		seen.ResidentID, seen.Identity(), left, *seen.EndedRecordedAt).Order("id DESC").Maybe()
	if err != nil {
		return nil, err
	}
	var beds []uint64
	if last != nil {
		beds = []uint64{last.BedID}
	}
	s, err := set(tx, beds, []uint64{seen.ResidentID}, left)
	if err != nil {
		return nil, err
	}
	var old *Stay
	for i := range s.stays[seen.ResidentID] {
		st := &s.stays[seen.ResidentID][i]
		switch {
		case st.ID == seen.ID:
			old = st
		case st.Span().Meets(Span{From: seen.AdmittedAt}):
			return nil, fault.New(fault.Conflict, "presence.admitted_again")
		}
	}
	if old == nil || old.LeftAt == nil {
		return nil, fault.New(fault.Conflict, "db.changed_meanwhile")
	}
	if err := s.reaches(permission, old.CampusID, wardOf(last)); err != nil {
		return nil, err
	}
	out, err := s.goesOn(old, last, reason)
	if err != nil {
		return nil, err
	}
	tx.Concerns("resident", old.ResidentID, old.CampusID)
	tx.Detail("reason", reason)
	tx.Detail("stay", out.Stay.ID)
	return out, nil
}

// lieAgain takes back the end of a placement: the person has the bed again as if never gone. It
// gives nil when the bed is no longer to be had.
func (s *scene) lieAgain(p *Placement, reason string, campus uint64, except ...uint64) (*Placement, error) {
	span := Span{From: p.StartedAt}
	if _, err := s.raise(p.BedID); err != nil {
		return nil, err
	}
	b, err := s.mayLie(s.people[p.ResidentID], campus, p.BedID, span)
	if err == nil {
		err = s.freeBed(b, span, append(except, p.ID)...)
	}
	if err != nil {
		var lost *fault.Fault
		if lost = fault.Of(err); lost.Kind == fault.Internal {
			return nil, err
		}
		return nil, nil
	}
	again := *p
	again.ID, again.EndedAt, again.Cause, again.SwappedWith, again.Trace = 0, nil, Restored, nil, written(s.tx)
	again.ReplacesID = ptr(p.ID)
	again.keys()
	p.void(s.tx, reason)
	if err := db.Change(s.tx, p, "voided_at", "voided_by", "void_reason"); err != nil {
		return nil, err
	}
	if err := s.settle(b.ID); err != nil {
		return nil, err
	}
	if err := db.Add(s.tx, &again); err != nil {
		return nil, refused(err, &b)
	}
	s.tx.Touch(p.WardID)
	return &again, nil
}

// CancelAdmission takes back an admission that never was, with every bed and absence of it. It
// needs presence.admit.
func CancelAdmission(tx *db.Tx, in VoidInput) (*Stay, error) {
	if err := tx.May(Receive); err != nil {
		return nil, err
	}
	reason, err := reasoned(in.Reason)
	if err != nil {
		return nil, err
	}
	seen, err := db.Get[Stay](tx, in.ID)
	if err != nil {
		return nil, err
	}
	s, err := set(tx, nil, []uint64{seen.ResidentID}, seen.AdmittedAt)
	if err != nil {
		return nil, err
	}
	var stay *Stay
	for i := range s.stays[seen.ResidentID] {
		if s.stays[seen.ResidentID][i].ID == in.ID {
			stay = &s.stays[seen.ResidentID][i]
		}
	}
	if stay == nil {
		return nil, fault.New(fault.Conflict, "presence.voided_already")
	}
	if stay.SinceAt != nil || stay.EndReason == WentAcross { // the transfer is taken back first
		return nil, fault.New(fault.Conflict, "presence.went_across")
	}
	if err := s.reaches(Receive, stay.CampusID, wardOf(s.openPlacement(stay.ResidentID))); err != nil {
		return nil, err
	}
	var had []uint64
	for _, p := range s.lay[stay.ResidentID] {
		if p.StayID == stay.Identity() {
			tx.Touch(p.WardID)
			had = append(had, p.BedID)
		}
	}
	wrong := map[string]any{"voided_at": tx.Now, "voided_by": tx.Actor.ID, "void_reason": reason, "open_resident_id": nil}
	if _, err := db.Set[Absence](tx, wrong, "stay_id = ? AND voided_at IS NULL", stay.Identity()); err != nil {
		return nil, err
	}
	wrong["open_bed_id"] = nil
	if _, err := db.Set[Placement](tx, wrong, "stay_id = ? AND voided_at IS NULL", stay.Identity()); err != nil {
		return nil, err
	}
	stay.void(tx, reason)
	stay.OpenResidentID = nil
	if err := db.Change(tx, stay, "voided_at", "voided_by", "void_reason", "open_resident_id"); err != nil {
		return nil, err
	}
	tx.Concerns("resident", stay.ResidentID, stay.CampusID)
	tx.Detail("reason", reason)
	tx.Detail("stay", stay.ID)
	if had != nil {
		return stay, leftOverflows(tx, had...)
	}
	return stay, nil
}
