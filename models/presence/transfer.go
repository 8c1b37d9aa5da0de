package presence

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
)

// CrossInput is what the receiving campus tells when it takes a person over.
type CrossInput struct {
	ResidentID uint64
	CampusID   uint64 // the receiving one
	BedID      uint64
	At         time.Time // when the person came over; now when absent
	Despite
}

// Crossing is what a transfer did in the ledger.
type Crossing struct {
	Left      Stay // the part of the stay in the campus that gave
	Stay      Stay // the part that goes on in the campus that took
	Placement Placement
	LeftBed   *Placement
	Absence   *Absence // an absence that ended with it
}

// Cross moves a person who is in care into the other campus: at one moment the bed and the absence
// there end, the care goes on here, and a bed is given here. It is one stay in two parts that keep
// one identity, so that papers and clocks go on; the day of the first admission stays with it. The
// giving campus has signed before, so the actor needs presence.admit in the receiving campus alone.
// Conflict: not in care, in this campus already, something is written of the person after the
// moment, or the bed
// is taken, closed or broken, or a rule refuses or warns without a reason given.
func Cross(tx *db.Tx, in CrossInput) (*Crossing, error) {
	if err := tx.May(Receive); err != nil {
		return nil, err
	}
	at, err := moment(tx, "at", in.At)
	if err != nil {
		return nil, err
	}
	var done *Crossing
	err = tx.Everywhere("a transfer writes in both campuses; both have signed", func(tx *db.Tx) (err error) {
		done, err = cross(tx, in, at)
		return err
	})
	return done, err
}

func cross(tx *db.Tx, in CrossInput, at time.Time) (*Crossing, error) {
	if err := holdRooms(tx, in.BedID); err != nil {
		return nil, err
	}
	s, err := set(tx, []uint64{in.BedID}, []uint64{in.ResidentID}, at)
	if err != nil {
		return nil, err
	}
	stay, err := s.openStay(in.ResidentID, at)
	if err != nil {
		return nil, err
	}
	if stay.CampusID == in.CampusID {
		return nil, fault.New(fault.Conflict, "presence.here_already")
	}
	if last, later := s.lastAfter(in.ResidentID, at); later {
		return nil, fault.Field("at", "presence.something_later", fault.A{"last": last})
	}
	span := Span{From: at}
	b, err := s.mayLie(s.people[in.ResidentID], in.CampusID, in.BedID, span)
	if err == nil {
		err = s.reaches(Receive, b.CampusID, b.WardID)
	}
	if err == nil {
		err = s.freeBed(b, span)
	}
	var warned []Finding
	if err == nil {
		warned, err = s.obeys(s.people[in.ResidentID], b, in.Despite)
	}
	if err != nil {
		return nil, err
	}
	done := &Crossing{LeftBed: s.openPlacement(in.ResidentID), Absence: s.openAbsence(in.ResidentID)}
	if done.LeftBed != nil {
		if err := s.leave(done.LeftBed, at); err != nil {
			return nil, err
		}
	}
	if done.Absence != nil {
		if err := s.back(done.Absence, at); err != nil {
			return nil, err
		}
	}
	stay.LeftAt, stay.EndReason, stay.OpenResidentID = ptr(at), WentAcross, nil
	stay.closed(tx)
	if err := db.Change(tx, stay, "left_at", "end_reason", "open_resident_id", "ended_recorded_at", "ended_recorded_by"); err != nil {
		return nil, err
	}
	done.Left = *stay
	done.Stay = Stay{CampusID: in.CampusID, ResidentID: in.ResidentID, OriginID: ptr(stay.Identity()), Category: stay.Category, AdmittedAt: at, SinceAt: ptr(stay.Since()),
		OpenResidentID: ptr(in.ResidentID), Trace: written(tx)}
	if err := s.carry([]Stay{done.Stay}); err != nil {
		return nil, err
	}
	if err := db.Add(tx, &done.Stay); err != nil {
		return nil, refused(err, nil)
	}
	done.Placement = s.placement(&done.Stay, in.BedID, Placed, at)
	if err := s.settle(in.BedID); err != nil {
		return nil, err
	}
	if err := db.Add(tx, &done.Placement); err != nil {
		return nil, refused(err, &b)
	}
	if done.LeftBed != nil {
		if err := leftOverflows(tx, done.LeftBed.BedID); err != nil {
			return nil, err
		}
	}
	tx.Concerns("resident", in.ResidentID, in.CampusID)
	tx.Detail("bed", in.BedID)
	return done, db.Append(tx, in.Despite.overriding(tx, done.Placement, warned))
}

// CancelCross takes back a transfer that was wrong: the person never came over, and is in the giving
// campus as before, in the same bed when it is free, away when the person was away. Beds given here
// meanwhile never were. It needs presence.admit; the caller has asked whether the actor may speak
// for one of the two sides. Conflict: the person has left or gone on since, or was away here.
func CancelCross(tx *db.Tx, in VoidInput) (*Restoration, error) {
	if err := tx.May(Receive); err != nil {
		return nil, err
	}
	reason, err := reasoned(in.Reason)
	if err != nil {
		return nil, err
	}
	var done *Restoration
	err = tx.Everywhere("a transfer is taken back in both campuses", func(tx *db.Tx) (err error) {
		done, err = uncross(tx, in.ID, reason)
		return err
	})
	return done, err
}

func uncross(tx *db.Tx, id uint64, reason string) (*Restoration, error) {
	first, err := db.Get[Stay](tx, id)
	if err != nil {
		return nil, err
	}
	// A corrected row stands for the one that the transfer made.
	seen, err := StayNamed(tx, first.ResidentID, first.Identity())
	if err != nil {
		return nil, err
	}
	if seen == nil || !seen.Open() || seen.SinceAt == nil || seen.CampusID != first.CampusID || !seen.AdmittedAt.Equal(first.AdmittedAt) {
		return nil, fault.New(fault.Conflict, "presence.went_on")
	}
	came := seen.AdmittedAt
	last, err := db.From[Placement](tx).Where("resident_id = ? AND stay_id = ? AND voided_at IS NULL AND ended_at = ? AND campus_id <> ?",
		seen.ResidentID, seen.Identity(), came, seen.CampusID).Order("id DESC").Maybe()
	if err != nil {
		return nil, err
	}
	var beds []uint64
	if last != nil {
		beds = []uint64{last.BedID}
	}
	s, err := set(tx, beds, []uint64{seen.ResidentID}, came)
	if err != nil {
		return nil, err
	}
	var here, there *Stay
	for i := range s.stays[seen.ResidentID] {
		st := &s.stays[seen.ResidentID][i]
		switch {
		case st.ID == seen.ID && st.Open():
			here = st
		case st.Identity() == seen.Identity() && st.EndReason == WentAcross && st.LeftAt.Equal(came):
			there = st
		}
	}
	if here == nil || there == nil {
		return nil, fault.New(fault.Conflict, "db.changed_meanwhile")
	}
	for _, a := range s.absences[here.ResidentID] {
		if a.CampusID == here.CampusID && a.StayID == here.Identity() {
			return nil, fault.New(fault.Conflict, "presence.away_since", fault.A{"kind": string(a.Kind), "since": a.StartedAt})
		}
	}
	for i := range s.lay[here.ResidentID] {
		p := &s.lay[here.ResidentID][i]
		if p.CampusID == here.CampusID && p.StayID == here.Identity() && !p.StartedAt.Before(came) {
			if err := s.strike(p, reason); err != nil {
				return nil, err
			}
		}
	}
	here.void(tx, reason)
	here.OpenResidentID = nil
	if err := db.Change(tx, here, "voided_at", "voided_by", "void_reason", "open_resident_id"); err != nil {
		return nil, err
	}
	out, err := s.goesOn(there, last, reason)
	if err != nil {
		return nil, err
	}
	if err := s.carry([]Stay{out.Stay}); err != nil {
		return nil, err
	}
	tx.Concerns("resident", there.ResidentID, there.CampusID)
	tx.Detail("reason", reason)
	tx.Detail("stay", out.Stay.ID)
	return out, nil
}

// goesOn writes a stay anew without its end, with the bed and the absence that ended by the same
// act.
func (s *scene) goesOn(old *Stay, last *Placement, reason string) (*Restoration, error) {
	left, recorded := *old.LeftAt, *old.EndedRecordedAt
	next := old.again(written(s.tx))
	next.LeftAt, next.EndReason, next.EndNote, next.OpenResidentID = nil, "", "", ptr(old.ResidentID)
	old.void(s.tx, reason)
	if err := db.Change(s.tx, old, "voided_at", "voided_by", "void_reason"); err != nil {
		return nil, err
	}
	if err := db.Add(s.tx, &next); err != nil {
		return nil, refused(err, nil)
	}
	out := &Restoration{Stay: next}
	var err error
	if last != nil {
		if out.Placement, err = s.lieAgain(last, reason, next.CampusID); err != nil {
			return nil, err
		}
		out.BedLost = out.Placement == nil
	}
	for i := range s.absences[old.ResidentID] {
		a := &s.absences[old.ResidentID][i]
		if a.EndedAt == nil || !a.EndedAt.Equal(left) || !a.EndedRecordedAt.Equal(recorded) {
			continue
		}
		again := *a
		again.ID, again.EndedAt, again.Trace, again.OpenResidentID = 0, nil, written(s.tx), ptr(a.ResidentID)
		again.ReplacesID = ptr(a.ID)
		a.void(s.tx, reason)
		if err := db.Change(s.tx, a, "voided_at", "voided_by", "void_reason"); err != nil {
			return nil, err
		}
		if err := db.Add(s.tx, &again); err != nil {
			return nil, refused(err, nil)
		}
		out.Absence = &again
	}
	return out, nil
}
