package presence

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// PlaceInput is what is asked when a person gets a bed.
type PlaceInput struct {
	ResidentID uint64    `form:"resident_id" json:"resident_id" validate:"required"`
	BedID      uint64    `form:"bed_id" json:"bed_id" validate:"required"`
	At         time.Time `form:"at" json:"at,omitzero" doc:"when it happened; now when absent"`
	Note       string    `form:"note" json:"note,omitempty" validate:"max=300"`
	Despite
}

// MoveInput is what is asked when a person goes to another bed.
type MoveInput = PlaceInput

// Place gives a bed to a person who has none. It needs presence.move. Conflict: the person is not
// in care, has or had a bed at that time, or the bed is or was taken, closed or broken; Invalid: a
// bed in another campus or in a ward for the other sex, a moment in the future or before the
// admission. Conflict too: a rule of placement refuses, or warns and no reason is given.
func Place(tx *db.Tx, in PlaceInput) (*Placement, error) {
	done, errs, err := placeAll(tx, []PlaceInput{in}, true)
	switch {
	case err != nil:
		return nil, err
	case errs[0] != nil:
		return nil, errs[0]
	}
	tx.Concerns("resident", in.ResidentID, done[0].CampusID)
	tx.Detail("bed", in.BedID)
	return &done[0], nil
}

// PlaceMany gives beds to the people of a list by the rules of Place, in a handful of statements.
// Where errs[i] is not nil, nothing was written for in[i]. As with AdmitMany, the rules of company
// do not stop a list.
func PlaceMany(tx *db.Tx, in []PlaceInput) (done []Placement, errs []error, err error) {
	return placeAll(tx, in, false)
}

func placeAll(tx *db.Tx, in []PlaceInput, ruled bool) ([]Placement, []error, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, nil, err
	}
	if len(in) == 0 || len(in) > manyLimit {
		return nil, nil, fault.New(fault.Invalid, "presence.too_many", fault.A{"limit": manyLimit})
	}
	done, errs := make([]Placement, len(in)), make([]error, len(in))
	var beds, people []uint64
	since := tx.Now
	for i := range in {
		if in[i].At, errs[i] = moment(tx, "at", in[i].At); errs[i] != nil {
			continue
		}
		if in[i].Note = value.CleanText(in[i].Note); in[i].Note != "" {
			if errs[i] = short("note", in[i].Note, textLimit); errs[i] != nil {
				continue
			}
		}
		beds, people = append(beds, in[i].BedID), append(people, in[i].ResidentID)
		if in[i].At.Before(since) {
			since = in[i].At
		}
	}
	if len(people) == 0 {
		return done, errs, nil
	}
	if ruled {
		if err := holdRooms(tx, beds...); err != nil {
			return nil, nil, err
		}
	}
	s, err := set(tx, beds, people, since)
	if err != nil {
		return nil, nil, err
	}
	var warned []Finding
	var rows []Placement
	var at []int
	for i, row := range in {
		if errs[i] != nil {
			continue
		}
		var stay *Stay
		if stay, errs[i] = s.lays(row, Arrange); errs[i] == nil && ruled {
			warned, errs[i] = s.obeys(s.people[row.ResidentID], s.beds[row.BedID], row.Despite)
		}
		if errs[i] == nil {
			p := s.placement(stay, row.BedID, Placed, row.At)
			p.Note = row.Note
			rows, at = append(rows, p), append(at, i)
		}
	}
	if len(rows) == 0 {
		return done, errs, nil
	}
	var only *bed
	if len(rows) == 1 {
		only = ptr(s.beds[rows[0].BedID])
	}
	if err := s.addPlacements(rows); err != nil {
		return nil, nil, refused(err, only)
	}
	for n, i := range at {
		done[i] = rows[n]
	}
	if len(warned) > 0 { // one person: done is the only one
		return done, errs, db.Append(tx, in[0].Despite.overriding(tx, done[0], warned))
	}
	return done, errs, nil
}

// lays decides whether a person may get a bed from a moment on; except names placements that end
// with it.
func (s *scene) lays(in PlaceInput, permission string, except ...uint64) (*Stay, error) {
	stay, err := s.openStay(in.ResidentID, in.At)
	if err != nil {
		return nil, err
	}
	span := Span{From: in.At}
	b, err := s.mayLie(s.people[in.ResidentID], stay.CampusID, in.BedID, span)
	if err == nil {
		err = s.reaches(permission, stay.CampusID, b.WardID)
	}
	if err == nil {
		err = s.freePerson(in.ResidentID, span, except...)
	}
	if err == nil {
		err = s.freeBed(b, span, except...)
	}
	return stay, err
}

// leave ends a placement at a moment; the bed is free from then on.
func (s *scene) leave(p *Placement, at time.Time) error {
	if at.Before(p.StartedAt) {
		return fault.Field("at", "presence.before_placement", fault.A{"started": p.StartedAt})
	}
	p.EndedAt = ptr(at)
	p.closed(s.tx)
	p.keys()
	s.tx.Touch(p.WardID)
	return db.Change(s.tx, p, "ended_at", "ended_recorded_at", "ended_recorded_by", "open_bed_id", "open_resident_id")
}

// Move takes a person from one bed to another in one step. It needs presence.move for both wards.
// It refuses as Place does, and says Conflict when the person has no bed or already has this one.
func Move(tx *db.Tx, in MoveInput) (*Placement, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	var err error
	if in.At, err = moment(tx, "at", in.At); err != nil {
		return nil, err
	}
	in.Note = value.CleanText(in.Note)
	if err := short("note", in.Note, textLimit); err != nil {
		return nil, err
	}
	beds, err := bedsOf(tx, in.ResidentID)
	if err != nil {
		return nil, err
	}
	held := []uint64{in.BedID}
	if left := beds[in.ResidentID]; left != 0 {
		held = append(held, left) // who wants the bed that is left waits, instead of meeting us on its key
	}
	if err := holdRooms(tx, in.BedID); err != nil {
		return nil, err
	}
	s, err := set(tx, held, []uint64{in.ResidentID}, in.At)
	if err != nil {
		return nil, err
	}
	old := s.openPlacement(in.ResidentID)
	if _, err := s.openStay(in.ResidentID, in.At); err != nil {
		return nil, err
	}
	if old == nil {
		return nil, fault.New(fault.Conflict, "presence.not_placed")
	}
	if err := s.reaches(Arrange, old.CampusID, old.WardID); err != nil {
		return nil, err
	}
	if old.BedID == in.BedID {
		return nil, fault.New(fault.Conflict, "presence.same_bed")
	}
	stay, err := s.lays(in, Arrange, old.ID)
	if err != nil {
		return nil, err
	}
	warned, err := s.obeys(s.people[in.ResidentID], s.beds[in.BedID], in.Despite)
	if err != nil {
		return nil, err
	}
	from := *old
	if err := s.leave(old, in.At); err != nil {
		return nil, err
	}
	p := s.placement(stay, in.BedID, Moved, in.At)
	p.Note = in.Note
	if err := s.settle(in.BedID); err != nil {
		return nil, err
	}
	if err := db.Add(tx, &p); err != nil {
		return nil, refused(err, ptr(s.beds[in.BedID]))
	}
	tx.Concerns("resident", in.ResidentID, stay.CampusID)
	tx.Detail("from_bed", from.BedID)
	tx.Detail("bed", in.BedID)
	if err := leftOverflows(tx, from.BedID); err != nil {
		return nil, err
	}
	return &p, db.Append(tx, in.Despite.overriding(tx, p, warned))
}

// bedsOf gives the bed of each of some people as it was before anything was held.
func bedsOf(tx *db.Tx, people ...uint64) (map[uint64]uint64, error) {
	seen, err := db.From[Placement](tx).Where("open_resident_id IN ?", people).All()
	beds := map[uint64]uint64{}
	for _, p := range seen {
		beds[p.ResidentID] = p.BedID
	}
	return beds, err
}

// SwapInput is what is asked when two people change beds.
type SwapInput struct {
	ResidentID uint64    `form:"resident_id" json:"resident_id" validate:"required"`
	WithID     uint64    `form:"with_id" json:"with_id" validate:"required"`
	At         time.Time `form:"at" json:"at,omitzero" doc:"when it happened; now when absent"`
	Note       string    `form:"note" json:"note,omitempty" validate:"max=300"`
	Despite
}

// Swap changes the beds of two people in one step, wholly or not at all. It needs presence.move
// for both wards and refuses as Move does.
func Swap(tx *db.Tx, in SwapInput) ([]Placement, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	var err error
	if in.At, err = moment(tx, "at", in.At); err != nil {
		return nil, err
	}
	in.Note = value.CleanText(in.Note)
	if err := short("note", in.Note, textLimit); err != nil {
		return nil, err
	}
	if in.ResidentID == in.WithID {
		return nil, fault.Field("with_id", "presence.swap_with_self")
	}
	pair := []uint64{in.ResidentID, in.WithID}
	beds, err := bedsOf(tx, pair...)
	if err != nil {
		return nil, err
	}
	var held []uint64
	for _, id := range pair {
		if beds[id] != 0 {
			held = append(held, beds[id])
		}
	}
	if err := holdRooms(tx, held...); err != nil {
		return nil, err
	}
	s, err := set(tx, held, pair, in.At)
	if err != nil {
		return nil, err
	}
	var old [2]*Placement
	var stays [2]*Stay
	for i, id := range pair {
		if stays[i], err = s.openStay(id, in.At); err != nil {
			return nil, err
		}
		if old[i] = s.openPlacement(id); old[i] == nil {
			return nil, fault.New(fault.Conflict, "presence.not_placed")
		}
		if old[i].BedID != beds[id] {
			return nil, fault.New(fault.Conflict, "db.changed_meanwhile")
		}
		if err := s.reaches(Arrange, old[i].CampusID, old[i].WardID); err != nil {
			return nil, err
		}
	}
	for i, id := range pair {
		other := old[1-i]
		if _, err := s.lays(PlaceInput{ResidentID: id, BedID: other.BedID, At: in.At}, Arrange, old[0].ID, old[1].ID); err != nil {
			return nil, err
		}
	}
	warned, err := s.swapObeys(pair, old, in.Despite)
	if err != nil {
		return nil, err
	}
	// Both leave before either lies down again: the unique keys know no exchange.
	for _, p := range old {
		if err := s.leave(p, in.At); err != nil {
			return nil, err
		}
	}
	rows := make([]Placement, 2)
	for i := range pair {
		rows[i] = s.placement(stays[i], beds[pair[1-i]], Swapped, in.At)
		rows[i].SwappedWith, rows[i].Note = ptr(pair[1-i]), in.Note
		tx.Detail([]string{"bed", "other_bed"}[i], rows[i].BedID)
		if err := db.Add(tx, &rows[i]); err != nil {
			return nil, refused(err, ptr(s.beds[rows[i].BedID]))
		}
	}
	tx.Concerns("resident", in.ResidentID, stays[0].CampusID)
	tx.Detail("with", in.WithID)
	return rows, db.Append(tx, append(in.Despite.overriding(tx, rows[0], warned[0]), in.Despite.overriding(tx, rows[1], warned[1])...))
}
