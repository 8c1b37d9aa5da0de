package presence

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
)

// AdmitInput is what is asked when a person is received.
type AdmitInput struct {
	ResidentID uint64    `form:"resident_id" json:"resident_id" validate:"required"`
	CampusID   uint64    `form:"campus_id" json:"campus_id,omitempty" doc:"the bed's campus, else the person's, when absent"`
	Category   Category  `form:"category" json:"category" validate:"required" doc:"A1 to D2 (Decree 20/2021, article 24)"`
	At         time.Time `form:"at" json:"at,omitzero" doc:"when the person came; now when absent"`
	BedID      uint64    `form:"bed_id" json:"bed_id,omitempty"`
	PlacedAt   time.Time `form:"-" json:"-"` // of an imported list, whose beds are of a later day than the admission
	Despite
}

// Admission is a stay that began, with the bed when one was given.
type Admission struct {
	Stay      Stay
	Placement *Placement
}

// Admit receives a person: a stay begins and, when a bed is named, a placement with it. It needs
// presence.admit. Invalid: a category that the decree does not have, a moment in the future, a bed
// in another campus or a ward for the other sex. Conflict: the person is or was in care at that
// time, the bed is or was taken, closed or broken, a rule of placement refuses or warns without a
// reason, or the books say that the person has died or is lost for good.
func Admit(tx *db.Tx, in AdmitInput) (*Admission, error) {
	if err := tx.May(Receive); err != nil {
		return nil, err
	}
	if err := mayComeBack(tx, in.ResidentID); err != nil {
		return nil, err
	}
	done, errs, err := admitAll(tx, []AdmitInput{in}, true)
	switch {
	case err != nil:
		return nil, err
	case errs[0] != nil:
		return nil, errs[0]
	}
	tx.Concerns("resident", in.ResidentID, done[0].Stay.CampusID)
	tx.Detail("category", done[0].Stay.Category)
	if p := done[0].Placement; p != nil {
		tx.Detail("bed", p.BedID)
	}
	return &done[0], nil
}

// mayComeBack refuses whom the books hold for dead or lost for good: who stands at the door all the same
// is somebody else, or the end was written wrongly and is taken back first.
func mayComeBack(tx *db.Tx, resident uint64) error {
	last, err := db.From[Stay](tx).Where("resident_id = ? AND voided_at IS NULL", resident).Order("admitted_at DESC, id DESC").Limit(1).Maybe()
	if err != nil || last == nil || last.EndReason != DiedOrMissing {
		return err
	}
	return fault.New(fault.Conflict, "presence.gone_for_good", fault.A{"at": *last.LeftAt})
}

// manyLimit is the most people that one act admits or places.
const manyLimit = 5000

// AdmitMany receives the people of a list by the rules of Admit, in a handful of statements however
// many they are. A list says where people lie already, so the rules of company (children, feuds, area)
// do not stop it: what breaks them stands on the list of what is to be decided. Each person has an answer of their own: where errs[i] is not nil, nothing was
// written for in[i]. The last error is about the whole: a person or bed that is not there refuses it.
func AdmitMany(tx *db.Tx, in []AdmitInput) (done []Admission, errs []error, err error) {
	done, errs, err = admitAll(tx, in, false)
	if err == nil {
		n := 0
		for _, e := range errs {
			if e == nil {
				n++
			}
		}
		tx.Detail("admitted", n)
	}
	return done, errs, err
}

func admitAll(tx *db.Tx, in []AdmitInput, ruled bool) ([]Admission, []error, error) {
	if err := tx.May(Receive); err != nil {
		return nil, nil, err
	}
	if len(in) == 0 || len(in) > manyLimit {
		return nil, nil, fault.New(fault.Invalid, "presence.too_many", fault.A{"limit": manyLimit})
	}
	done, errs := make([]Admission, len(in)), make([]error, len(in))
	var beds, people []uint64
	since := tx.Now
	for i := range in {
		row := &in[i]
		if !row.Category.Known() {
			errs[i] = fault.Field("category", "presence.category_unknown")
			continue
		}
		if row.At, errs[i] = moment(tx, "at", row.At); errs[i] != nil {
			continue
		}
		if row.PlacedAt.IsZero() || row.PlacedAt.Before(row.At) {
			row.PlacedAt = row.At
		}
		if row.PlacedAt, errs[i] = moment(tx, "at", row.PlacedAt); errs[i] != nil {
			continue
		}
		people = append(people, row.ResidentID)
		if row.BedID != 0 {
			beds = append(beds, row.BedID)
		}
		if row.At.Before(since) {
			since = row.At
		}
	}
	if len(people) == 0 {
		return done, errs, nil
	}
	if ruled && len(beds) > 0 {
		if err := holdRooms(tx, beds...); err != nil {
			return nil, nil, err
		}
	}
	s, err := set(tx, beds, people, since)
	if err != nil {
		return nil, nil, err
	}
	var warned []Finding
	var stays []Stay
	var at []int // where in the list each stay stands
	for i := range in {
		if errs[i] != nil {
			continue
		}
		if warned, errs[i] = s.admits(&in[i], ruled); errs[i] == nil {
			stays = append(stays, s.stays[in[i].ResidentID][len(s.stays[in[i].ResidentID])-1])
			at = append(at, i)
		}
	}
	if len(stays) == 0 {
		return done, errs, nil
	}
	if err := s.carry(stays); err != nil {
		return nil, nil, err
	}
	if err := addStays(tx, stays); err != nil {
		return nil, nil, refused(err, nil)
	}
	var lies []Placement
	for n, i := range at {
		done[i].Stay = stays[n]
		if in[i].BedID != 0 {
			lies = append(lies, s.placement(&stays[n], in[i].BedID, Placed, in[i].PlacedAt))
		}
	}
	var only *bed
	if len(lies) == 1 {
		only = ptr(s.beds[lies[0].BedID])
	}
	if err := s.addPlacements(lies); err != nil {
		return nil, nil, refused(err, only)
	}
	n := 0
	for _, i := range at {
		if in[i].BedID != 0 {
			done[i].Placement = &lies[n]
			n++
		}
	}
	if len(warned) > 0 { // one person: done is the only one
		return done, errs, db.Append(tx, in[0].Despite.overriding(tx, *done[0].Placement, warned))
	}
	return done, errs, nil
}

// admits decides about one person and notes the stay and the placement to come in the scene, so
// that two lines of one list cannot get one bed. Ruled, it gives the warnings that are overridden.
func (s *scene) admits(in *AdmitInput, ruled bool) (warned []Finding, err error) {
	who := s.people[in.ResidentID]
	span := Span{From: in.At}
	for _, st := range s.stays[who.ID] {
		if !st.Span().Meets(span) {
			continue
		}
		if st.LeftAt == nil {
			return nil, fault.New(fault.Conflict, "presence.already_in_care")
		}
		return nil, fault.New(fault.Conflict, "presence.was_in_care", fault.A{"until": *st.LeftAt})
	}
	campus := in.CampusID
	if campus == 0 {
		if campus = s.beds[in.BedID].CampusID; campus == 0 {
			campus = who.CampusID
		}
	}
	var ward uint64
	if in.BedID != 0 {
		lies := Span{From: in.PlacedAt}
		b, err := s.mayLie(who, campus, in.BedID, lies)
		if err == nil {
			err = s.freeBed(b, lies)
		}
		if err != nil {
			return nil, err
		}
		ward = b.WardID
	}
	if err := s.reaches(Receive, campus, ward); err != nil {
		return nil, err
	}
	if ruled && in.BedID != 0 {
		if warned, err = s.obeys(who, s.beds[in.BedID], in.Despite); err != nil {
			return nil, err
		}
	}
	stay := Stay{CampusID: campus, ResidentID: who.ID, Category: in.Category, AdmittedAt: in.At, OpenResidentID: ptr(who.ID), Trace: written(s.tx)}
	s.stays[who.ID] = append(s.stays[who.ID], stay)
	if in.BedID != 0 {
		s.placement(&stay, in.BedID, Placed, in.PlacedAt)
	}
	return warned, nil
}

// placement makes the row of a person in a bed and notes it in the scene.
func (s *scene) placement(stay *Stay, bedID uint64, cause Cause, at time.Time) Placement {
	b := s.beds[bedID]
	p := Placement{CampusID: stay.CampusID, StayID: stay.Identity(), ResidentID: stay.ResidentID, WardID: b.WardID, RoomID: b.RoomID, BedID: b.ID,
		Cause: cause, StartedAt: at, Trace: written(s.tx)}
	p.keys()
	s.taken[b.ID] = append(s.taken[b.ID], p)
	s.lay[p.ResidentID] = append(s.lay[p.ResidentID], p)
	s.tx.Touch(b.WardID)
	return p
}

// carry notes with each person the campus whose care they now are in.
func (s *scene) carry(stays []Stay) error {
	for _, st := range stays {
		who := s.people[st.ResidentID]
		if who.CampusID == st.CampusID {
			continue
		}
		if err := reachable(s.tx, st.CampusID); err != nil {
			return err
		}
		who.CampusID = st.CampusID
		if err := db.Change(s.tx, &who, "campus_id"); err != nil {
			return err
		}
		// The old numbers of a merged person must be found where the person is.
		if err := residents.CarryMerged(s.tx, who.ID, st.CampusID); err != nil {
			return err
		}
	}
	return nil
}

// reachable refuses a campus that is not there for this actor.
func reachable(tx *db.Tx, campus uint64) error {
	type row struct{ ID uint64 }
	found, err := db.Report[row](tx, "SELECT id FROM wards_campuses WHERE {campus id} AND id = ?", campus)
	if err == nil && len(found) == 0 {
		err = notFound
	}
	return err
}

// addStays writes stays and gives them their numbers.
func addStays(tx *db.Tx, rows []Stay) error {
	if len(rows) == 1 {
		return db.Add(tx, &rows[0])
	}
	if err := db.Append(tx, rows); err != nil {
		return err
	}
	// Not every engine tells the numbers of many rows; the unique key knows them.
	ids := make([]uint64, len(rows))
	for i := range rows {
		ids[i] = rows[i].ResidentID
	}
	found, err := db.From[Stay](tx).Only("id", "resident_id").Where("open_resident_id IN ?", ids).All()
	if err != nil {
		return err
	}
	number := map[uint64]uint64{}
	for _, st := range found {
		number[st.ResidentID] = st.ID
	}
	for i := range rows {
		rows[i].ID = number[rows[i].ResidentID]
	}
	return nil
}

// addPlacements writes placements; what was kept for the people is used.
func (s *scene) addPlacements(rows []Placement) error {
	beds := make([]uint64, len(rows))
	for i, p := range rows {
		beds[i] = p.BedID
	}
	err := s.settle(beds...)
	switch {
	case err != nil:
		return err
	case len(rows) == 1:
		return db.Add(s.tx, &rows[0])
	}
	return db.Append(s.tx, rows)
}
