package presence

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Arrival is one person of a list who is in care, and perhaps in a bed, when the house begins to
// keep its ledger.
type Arrival struct {
	ResidentID uint64 // 0 while the list is only looked at and the person is not known yet
	Sex        value.Sex
	AdmittedAt time.Time
	BedID      uint64    // 0 when no bed is told, or while it is not made yet
	PlacedAt   time.Time // from when the bed is held; never before the admission
}

// Verdict is what the ledger says about one arrival.
type Verdict struct {
	StayID   uint64       // the stay that goes on already
	HasBed   uint64       // the bed that the person has already
	Stay     *fault.Fault // why the person cannot be received
	Bed      *fault.Fault // why the bed cannot be given
	NewStay  bool         // a stay would begin
	NewBed   bool         // the bed would be given
	PlacedAt time.Time    // from when
}

// JudgeArrivals tells what AdmitMany and PlaceMany would say to a list of people in a campus, and
// writes nothing. It needs presence.admit for the campus. A few statements, however long the list.
func JudgeArrivals(tx *db.Tx, campusID uint64, list []Arrival) ([]Verdict, error) {
	if err := tx.May(Receive); err != nil {
		return nil, err
	}
	if !tx.Reach(Receive).Campus(campusID) {
		return nil, notFound
	}
	s, err := look(tx, list)
	if err != nil {
		return nil, err
	}
	verdicts := make([]Verdict, len(list))
	given := map[uint64]bool{}
	for i, a := range list {
		s.judgeStay(&verdicts[i], a, campusID)
		s.judgeBed(&verdicts[i], a, campusID, given)
	}
	return verdicts, nil
}

// look reads the scene of a list without holding anything.
func look(tx *db.Tx, list []Arrival) (*scene, error) {
	beds, people := []uint64{}, []uint64{}
	var admitted, placed time.Time
	for _, a := range list {
		if a.BedID != 0 {
			beds = append(beds, a.BedID)
			placed = earlier(placed, a.PlacedAt)
		}
		if a.ResidentID != 0 {
			people = append(people, a.ResidentID)
			admitted = earlier(admitted, a.AdmittedAt)
		}
	}
	s := &scene{tx: tx, people: map[uint64]person{}, beds: map[uint64]bed{}, stays: map[uint64][]Stay{},
		absences: map[uint64][]Absence{}, lay: map[uint64][]Placement{}, taken: map[uint64][]Placement{}}
	if len(beds) > 0 {
		if err := s.readBeds(beds); err != nil {
			return nil, err
		}
	}
	return s, tx.Everywhere("the ledger of a person knows no campus", func(tx *db.Tx) error {
		if len(people) > 0 {
			if err := s.readRows(nil, people, admitted); err != nil {
				return err
			}
		}
		if len(beds) == 0 {
			return nil
		}
		taken, err := db.From[Placement](tx).Where("bed_id IN ? AND voided_at IS NULL AND (ended_at IS NULL OR ended_at >= ?)", beds, placed).Order("started_at, id").All()
		for _, r := range taken {
			s.taken[r.BedID] = append(s.taken[r.BedID], r)
		}
		return err
	})
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// judgeStay decides whether a stay would begin, goes on, or cannot be.
func (s *scene) judgeStay(v *Verdict, a Arrival, campusID uint64) {
	for _, st := range s.stays[a.ResidentID] {
		switch {
		case a.ResidentID == 0 || st.Voided():
		case st.Open() && st.CampusID != campusID:
			v.Stay = fault.New(fault.Conflict, "presence.in_care_elsewhere")
		case st.Open():
			v.StayID = st.Identity()
		case st.LeftAt.After(a.PlacedAt):
			v.Stay = fault.New(fault.Conflict, "presence.left_since", fault.A{"at": *st.LeftAt})
		case st.Span().Meets(Span{From: a.AdmittedAt}):
			v.Stay = fault.New(fault.Conflict, "presence.was_in_care", fault.A{"until": *st.LeftAt})
		}
	}
	v.NewStay = v.StayID == 0 && v.Stay == nil
}

// judgeBed decides whether the bed would be given. Who lies in some bed already keeps it.
func (s *scene) judgeBed(v *Verdict, a Arrival, campusID uint64, given map[uint64]bool) {
	if v.Stay != nil {
		return
	}
	if has := s.openPlacement(a.ResidentID); has != nil && a.ResidentID != 0 {
		v.HasBed = has.BedID
		if a.BedID != 0 && has.BedID != a.BedID {
			v.Bed = fault.New(fault.Conflict, "presence.already_placed")
		}
		return
	}
	if a.BedID == 0 {
		return
	}
	who := person{ID: a.ResidentID, CampusID: campusID, Sex: a.Sex}
	in := Span{From: s.from(s.beds[a.BedID], a)}
	b, err := s.mayLie(who, campusID, a.BedID, in)
	if err == nil && given[b.ID] {
		err = bedTaken(b)
	}
	if err == nil {
		err = s.freeBed(b, in)
	}
	if err == nil && a.ResidentID != 0 {
		err = s.freePerson(a.ResidentID, in)
	}
	if err != nil {
		v.Bed = fault.Of(err)
		return
	}
	given[b.ID], v.NewBed, v.PlacedAt = true, true, in.From
}

// from is the moment from which the bed is held: a bed that was written down later than the list
// is held from its own first day.
func (s *scene) from(b bed, a Arrival) time.Time {
	at := a.PlacedAt
	if at.Before(a.AdmittedAt) {
		at = a.AdmittedAt
	}
	if first := b.ValidFrom; !first.IsZero() {
		if start := first.Start(s.tx.Zone()).UTC(); at.Before(start) && !start.After(s.tx.Now) {
			at = start
		}
	}
	return at
}
