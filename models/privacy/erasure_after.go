package privacy

import (
	"context"
	"errors"
	"fmt"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/files"
	"maiam/models/residents"
)

// FinishJob is the work that follows an erasure, outside of the database.
const FinishJob = "privacy.finish_erasure"

// Finish is what is left to do: contents that lie in the store and are nobody's any more.
type Finish struct {
	Sums []string `json:"sums"`
}

// FinishErasure writes the list of erased files outside of the database, and takes what is nobody's out
// of the store; a content that was sent in this quarter of an hour is left to the night, which collects
// it. It may be repeated.
func FinishErasure(ctx context.Context, h *db.House, store *files.Store, f Finish) error {
	house := db.System("privacy")
	var lines []db.Erased
	err := h.Read(ctx, house, func(tx *db.Tx) error {
		if err := tx.May(Erase); err != nil {
			return err
		}
		done, err := db.From[Erasure](tx).Where("done_at IS NOT NULL").Order("id").All()
		if err != nil {
			return err
		}
		for _, e := range done {
			p, err := db.Get[residents.Person](tx, e.ResidentID)
			if err != nil {
				return err
			}
			lines = append(lines, db.Erased{Erasure: e.ID, Resident: e.ResidentID, Born: p.RecordedAt.UTC(), Ground: string(e.Ground), By: e.RecordedBy, Agreed: *e.DoneBy, Asked: e.RecordedAt.UTC(), At: e.DoneAt.UTC()})
		}
		return nil
	})
	if err != nil {
		return err
	}
	// A folder that is away must not keep the pictures.
	noted := h.NoteErased(ctx, lines)
	_, err = store.Shred(h.Now(), f.Sums, func(sums []string) (known map[string]bool, err error) {
		err = h.Read(ctx, house, func(tx *db.Tx) (err error) {
			if err = tx.May(Erase); err == nil {
				known, err = files.Named(tx, sums)
			}
			return err
		})
		return known, err
	})
	return errors.Join(noted, err)
}

// EraseAgain erases once more what was erased before an older copy was brought back, by the lists that
// lie outside of the database: in the folders of anchors, and in those that are named. It tells how many
// files there were. It asks nobody anew: two people have said so, and their numbers are in the list.
func EraseAgain(ctx context.Context, h *db.House, more ...string) (again int, err error) {
	lines, err := h.ErasedIn(more...)
	if err != nil || len(lines) == 0 {
		return 0, err
	}
	for _, line := range lines {
		due, err := lacksErasure(ctx, h, line)
		if err != nil {
			return again, err
		}
		if !due {
			continue
		}
		err = h.Write(ctx, db.System("restore"), "privacy.erase_again", func(tx *db.Tx) error { return eraseAgain(tx, line) })
		if err != nil {
			return again, fmt.Errorf("privacy: erasing %d again: %w", line.Resident, err)
		}
		again++
	}
	return again, nil
}

// lacksErasure tells that the person of a line is in this database as if nothing had been erased.
func lacksErasure(ctx context.Context, h *db.House, line db.Erased) (due bool, err error) {
	err = h.Read(ctx, db.System("restore"), func(tx *db.Tx) error {
		if err := tx.May(Erase); err != nil {
			return err
		}
		p, err := db.From[residents.Person](tx).Where("id = ?", line.Resident).Maybe()
		due = p != nil && p.ErasedAt == nil && p.RecordedAt.Equal(line.Born)
		return err
	})
	return due, err
}

func eraseAgain(tx *db.Tx, line db.Erased) error {
	if err := tx.May(Erase); err != nil {
		return err
	}
	root, err := db.Get[residents.Person](tx, line.Resident)
	if err != nil {
		return err
	}
	for root.MergedIntoID != nil { // the copy may be older than the undoing of a merge
		if root, err = db.Get[residents.Person](tx, *root.MergedIntoID); err != nil {
			return err
		}
	}
	people, err := recordsOf(tx, root.ID)
	if err != nil {
		return err
	}
	tx.Concerns("resident", root.ID, root.CampusID)
	e, err := db.From[Erasure](tx).Where("live_resident_id = ?", root.ID).Maybe()
	if err != nil {
		return err
	}
	if e == nil {
		e = &Erasure{CampusID: root.CampusID, ResidentID: root.ID, LiveResidentID: ptr(root.ID), Ground: Ground(line.Ground), Reason: hollow, RecordedAt: line.Asked, RecordedBy: line.By}
		if err := db.Add(tx, e); err != nil {
			return err
		}
	}
	w, err := erase(tx, people)
	if err != nil {
		return err
	}
	if line.Agreed == e.RecordedBy {
		return fault.New(fault.Conflict, "privacy.erase_second")
	}
	e.DoneAt, e.DoneBy, e.DoneRows, e.DoneFiles, e.AgainAt = ptr(line.At), ptr(line.Agreed), w.told, len(w.sums), ptr(tx.Now)
	tx.Detail("erasure", e.ID)
	tx.Detail("rows", e.DoneRows)
	if err := tx.Later(FinishJob, Finish{Sums: w.sums}); err != nil {
		return err
	}
	return db.Change(tx, e, "done_at", "done_by", "done_rows", "done_files", "again_at")
}
