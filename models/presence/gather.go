package presence

import (
	"fmt"
	"time"

	"maiam/models/db"
)

// Both is a time that two records of one person claim for each other: one cannot be in two stays, in
// two beds or away twice at once.
type Both struct {
	What     string // stay, bed or absence
	From     time.Time
	To       *time.Time // nil when it still goes on
	CampusID uint64
}

// Meeting finds the times that two records claim at once. It is a question of a use-case above, which
// has asked for a permission in the campuses of both.
func Meeting(tx *db.Tx, one, two uint64) (out []Both, err error) {
	type line struct {
		resident, campus uint64
		span             Span
	}
	meet := func(what string, lines []line) {
		for i, a := range lines {
			for _, b := range lines[i+1:] {
				if a.resident == b.resident || !a.span.Meets(b.span) {
					continue
				}
				from, to := a.span.From, a.span.To
				if b.span.From.After(from) {
					from = b.span.From
				}
				if to == nil || b.span.To != nil && b.span.To.Before(*to) {
					to = b.span.To
				}
				out = append(out, Both{what, from, to, b.campus})
			}
		}
	}
	both := []uint64{one, two}
	const live = "resident_id IN ? AND voided_at IS NULL"
	err = tx.Everywhere("the ledger of a person knows no campus", func(tx *db.Tx) error {
		stays, err := db.From[Stay](tx).Where(live, both).Order("admitted_at, id").All()
		if err != nil {
			return err
		}
		lay, err := db.From[Placement](tx).Where(live, both).Order("started_at, id").All()
		if err != nil {
			return err
		}
		gone, err := db.From[Absence](tx).Where(live, both).Order("started_at, id").All()
		if err != nil {
			return err
		}
		var a, b, c []line
		for _, s := range stays {
			a = append(a, line{s.ResidentID, s.CampusID, s.Span()})
		}
		for _, p := range lay {
			b = append(b, line{p.ResidentID, p.CampusID, p.Span()})
		}
		for _, x := range gone {
			c = append(c, line{x.ResidentID, x.CampusID, x.Span()})
		}
		meet("stay", a)
		meet("bed", b)
		meet("absence", c)
		return nil
	})
	return out, err
}

// AfterDeath tells that one of two records ends for good, by death or as lost, and the other has a stay
// that goes on after it.
func AfterDeath(tx *db.Tx, one, two uint64) (at *time.Time, err error) {
	err = tx.Everywhere("the ledger of a person knows no campus", func(tx *db.Tx) error {
		stays, err := db.From[Stay](tx).Where("resident_id IN ? AND voided_at IS NULL", []uint64{one, two}).All()
		for _, dead := range stays {
			for _, s := range stays {
				if dead.EndReason == DiedOrMissing && s.ID != dead.ID && (s.LeftAt == nil || s.LeftAt.After(*dead.LeftAt)) {
					at = dead.LeftAt
				}
			}
		}
		return err
	})
	return at, err
}

// CareOf gives the campus in whose care a person is, or was last; 0 for somebody never received.
func CareOf(tx *db.Tx, resident uint64) (campus uint64, since time.Time, err error) {
	err = tx.Everywhere("the ledger of a person knows no campus", func(tx *db.Tx) error {
		last, err := db.From[Stay](tx).Where("resident_id = ? AND voided_at IS NULL", resident).Order("admitted_at DESC, id DESC").Limit(1).Maybe()
		if err == nil && last != nil {
			campus, since = last.CampusID, last.AdmittedAt
		}
		return err
	})
	return campus, since, err
}

// FeudBetween tells that two people are noted as not getting on: then somebody has seen both.
func FeudBetween(tx *db.Tx, one, two uint64) (bool, error) {
	low, high := pair(one, two)[0], pair(one, two)[1]
	found := false
	err := tx.Everywhere("the ledger of a person knows no campus", func(tx *db.Tx) (err error) {
		found, err = db.From[Feud](tx).Where("open_pair = ?", fmt.Sprintf("%d-%d", low, high)).Exists()
		return err
	})
	return found, err
}

// PassFeuds puts one person in the place of another in notes of who does not get on with whom: in
// those of the list, or in all when it is nil. A note about the two of them, and one that the other has
// too, stays. It gives the notes that were changed.
func PassFeuds(tx *db.Tx, from, to uint64, only []uint64) (done []uint64, err error) {
	err = tx.Everywhere("the ledger of a person knows no campus", func(tx *db.Tx) error {
		q := db.From[Feud](tx).Where("resident_id = ? OR other_id = ?", from, from)
		if only != nil {
			q = q.Where("id IN ?", only)
		}
		rows, err := q.Order("id").All()
		if err != nil {
			return err
		}
		for i := range rows {
			f := &rows[i]
			with := f.ResidentID + f.OtherID - from
			if with == to {
				continue
			}
			both := pair(to, with)
			f.ResidentID, f.OtherID = both[0], both[1]
			if f.OpenPair != nil {
				f.OpenPair = ptr(fmt.Sprintf("%d-%d", both[0], both[1]))
				noted, err := db.From[Feud](tx).Where("open_pair = ?", *f.OpenPair).Exists()
				if err != nil {
					return err
				}
				if noted {
					continue
				}
			}
			if err := db.Change(tx, f, "resident_id", "other_id", "open_pair"); err != nil {
				return err
			}
			done = append(done, f.ID)
		}
		return nil
	})
	return done, err
}
