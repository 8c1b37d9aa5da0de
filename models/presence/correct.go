package presence

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
)

// Undone is what became of one person when a placement was taken back.
type Undone struct {
	ResidentID uint64
	Placement  *Placement // the bed the person has again
	BedLost    bool       // the bed before was taken, closed or broken meanwhile
}

// VoidPlacement takes back a bed that was given by mistake. When it was a move, the person has the
// earlier bed again, as if never moved; when it was a swap, both people have. It needs
// presence.move.
func VoidPlacement(tx *db.Tx, in VoidInput) ([]Undone, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	reason, err := reasoned(in.Reason)
	if err != nil {
		return nil, err
	}
	seen, err := db.Get[Placement](tx, in.ID)
	if err != nil {
		return nil, err
	}
	if seen.Voided() {
		return nil, fault.New(fault.Conflict, "presence.voided_already")
	}
	wrong := []Placement{*seen}
	if seen.SwappedWith != nil && seen.Open() {
		other, err := db.From[Placement](tx).Where("open_resident_id = ? AND swapped_with = ? AND recorded_at = ?", *seen.SwappedWith, seen.ResidentID, seen.RecordedAt).Maybe()
		if err != nil {
			return nil, err
		}
		if other == nil {
			return nil, fault.New(fault.Conflict, "presence.swap_moved_on")
		}
		wrong = append(wrong, *other)
	}
	var beds, people []uint64
	for _, p := range wrong {
		people = append(people, p.ResidentID)
		before, err := predecessor(tx, p)
		if err != nil {
			return nil, err
		}
		if before != nil {
			beds = append(beds, before.BedID)
		}
	}
	since := seen.StartedAt
	s, err := set(tx, beds, people, since)
	if err != nil {
		return nil, err
	}
	gone := map[uint64]bool{}
	var ids []uint64
	for _, w := range wrong {
		p := s.find(w)
		if p == nil || p.Open() != w.Open() {
			return nil, fault.New(fault.Conflict, "db.changed_meanwhile")
		}
		if err := s.reaches(Arrange, p.CampusID, p.WardID); err != nil {
			return nil, err
		}
		gone[p.ID] = true
		ids = append(ids, p.ID)
		if err := s.strike(p, reason); err != nil {
			return nil, err
		}
	}
	var out []Undone
	for _, w := range wrong {
		done := Undone{ResidentID: w.ResidentID}
		if before := s.before(w, gone); before != nil && w.Open() {
			if done.Placement, err = s.lieAgain(before, reason, before.CampusID, ids...); err != nil {
				return nil, err
			}
			done.BedLost = done.Placement == nil
		}
		out = append(out, done)
	}
	tx.Concerns("resident", seen.ResidentID, seen.CampusID)
	tx.Detail("reason", reason)
	tx.Detail("placement", seen.ID)
	left := make([]uint64, len(wrong))
	for i, w := range wrong {
		left[i] = w.BedID
	}
	return out, leftOverflows(tx, left...)
}

// predecessor is the placement that ended by the same act by which p began.
func predecessor(tx *db.Tx, p Placement) (*Placement, error) {
	return db.From[Placement](tx).Where("resident_id = ? AND stay_id = ? AND campus_id = ? AND voided_at IS NULL AND ended_at = ? AND id <> ?",
		p.ResidentID, p.StayID, p.CampusID, p.StartedAt, p.ID).Order("id DESC").Maybe()
}

// before finds the same in the scene.
func (s *scene) before(p Placement, gone map[uint64]bool) *Placement {
	list := s.lay[p.ResidentID]
	for i := len(list) - 1; i >= 0; i-- {
		b := &list[i]
		if !gone[b.ID] && b.ID != p.ID && !b.Voided() && b.StayID == p.StayID && b.CampusID == p.CampusID && b.EndedAt != nil && b.EndedAt.Equal(p.StartedAt) {
			return b
		}
	}
	return nil
}

func (s *scene) find(p Placement) *Placement {
	for i := range s.lay[p.ResidentID] {
		if s.lay[p.ResidentID][i].ID == p.ID {
			return &s.lay[p.ResidentID][i]
		}
	}
	return nil
}

// strike marks a placement as wrong; its bed is free of it.
func (s *scene) strike(p *Placement, reason string) error {
	p.void(s.tx, reason)
	p.keys()
	s.tx.Touch(p.WardID)
	return db.Change(s.tx, p, "voided_at", "voided_by", "void_reason", "open_bed_id", "open_resident_id")
}

// PlacementCorrection tells in which bed the person really lay, or from when. What is left empty
// stays as it is written.
type PlacementCorrection struct {
	ID        uint64    `form:"id" json:"id" validate:"required"`
	BedID     uint64    `form:"bed_id" json:"bed_id,omitempty"`
	StartedAt time.Time `form:"started_at" json:"started_at,omitzero"`
	Reason    string    `form:"reason" json:"reason" validate:"required,max=300"`
}

// CorrectPlacement writes a placement anew, as it really was; the new row names the one it replaces.
// When another bed ended where this one began, its end moves with the beginning. It needs
// presence.move and refuses as Place does: what overlaps the past of a bed or of a person is a
// conflict, and so is a child beside strangers. What only warns does not stop a correction.
func CorrectPlacement(tx *db.Tx, in PlacementCorrection) (*Placement, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	reason, err := reasoned(in.Reason)
	if err != nil {
		return nil, err
	}
	seen, err := db.Get[Placement](tx, in.ID)
	if err != nil {
		return nil, err
	}
	start := seen.StartedAt
	if !in.StartedAt.IsZero() {
		if start, err = moment(tx, "started_at", in.StartedAt); err != nil {
			return nil, err
		}
	}
	bedID := seen.BedID
	if in.BedID != 0 {
		bedID = in.BedID
	}
	beds := []uint64{bedID}
	earlier, err := predecessor(tx, *seen)
	if err != nil {
		return nil, err
	}
	if earlier != nil {
		beds = append(beds, earlier.BedID)
	}
	since := start
	if seen.StartedAt.Before(since) {
		since = seen.StartedAt
	}
	if err := holdRooms(tx, bedID); err != nil {
		return nil, err
	}
	s, err := set(tx, beds, []uint64{seen.ResidentID}, since)
	if err != nil {
		return nil, err
	}
	old := s.find(*seen)
	if old == nil || old.Voided() {
		return nil, fault.New(fault.Conflict, "presence.voided_already")
	}
	if err := s.reaches(Arrange, old.CampusID, old.WardID); err != nil {
		return nil, err
	}
	span := Span{start, old.EndedAt}
	if span.To != nil && span.To.Before(start) {
		return nil, fault.Field("started_at", "presence.end_before_start")
	}
	if err := s.inCare(old.ResidentID, old.StayID, span); err != nil {
		return nil, err
	}
	b, err := s.mayLie(s.people[old.ResidentID], old.CampusID, bedID, span)
	if err != nil {
		return nil, err
	}
	if err := s.reaches(Arrange, b.CampusID, b.WardID); err != nil {
		return nil, err
	}
	if old.Open() {
		// What was wrong is written as it was: warnings wait on the list of what is to be decided.
		if err := s.refuses(s.people[old.ResidentID], b); err != nil {
			return nil, err
		}
	}
	except := []uint64{old.ID}
	before := s.before(*old, nil)
	if before != nil && !start.Equal(old.StartedAt) {
		if err := s.endsAt(before, start, reason, old.ID); err != nil {
			return nil, err
		}
		except = append(except, before.ID)
	}
	if err := s.freePerson(old.ResidentID, span, except...); err != nil {
		return nil, err
	}
	if err := s.freeBed(b, span, except...); err != nil {
		return nil, err
	}
	next := *old
	next.ID, next.StartedAt, next.Cause, next.Trace = 0, start, Corrected, written(tx)
	next.WardID, next.RoomID, next.BedID, next.ReplacesID, next.SwappedWith = b.WardID, b.RoomID, b.ID, ptr(old.ID), nil
	if next.EndedAt != nil {
		next.closed(tx)
	}
	if err := s.strike(old, reason); err != nil {
		return nil, err
	}
	if next.Open() {
		if err := s.settle(next.BedID); err != nil {
			return nil, err
		}
	}
	next.keys()
	if err := db.Add(tx, &next); err != nil {
		return nil, refused(err, &b)
	}
	if err := leftOverflows(tx, old.BedID); err != nil {
		return nil, err
	}
	tx.Touch(next.WardID)
	tx.Concerns("resident", old.ResidentID, old.CampusID)
	tx.Detail("reason", reason)
	tx.Detail("placement", next.ID)
	return &next, nil
}

// endsAt writes a placement anew with another end.
func (s *scene) endsAt(p *Placement, end time.Time, reason string, except uint64) error {
	if end.Before(p.StartedAt) {
		return fault.Field("started_at", "presence.before_placement", fault.A{"started": p.StartedAt})
	}
	again := *p
	again.ID, again.EndedAt, again.Trace = 0, ptr(end), written(s.tx)
	again.ReplacesID = ptr(p.ID)
	again.closed(s.tx)
	b, ok := s.beds[p.BedID]
	if !ok {
		return notFound
	}
	if err := s.freeBed(b, again.Span(), p.ID, except); err != nil {
		return err
	}
	if err := s.strike(p, reason); err != nil {
		return err
	}
	return db.Add(s.tx, &again)
}
