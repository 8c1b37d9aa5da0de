package backups

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"maiam/models/db"
	"maiam/models/files"
)

// Drill is one try to make a house from the newest copy: what came back, how much would have been lost
// and how long it took.
type Drill struct {
	ID          uint64
	At          time.Time
	Place       string
	ReachedAt   *time.Time // up to where the house came back
	LostSeconds int64      // of what people did, had the house gone at this moment
	TookSeconds int64      // from nothing to a house that was checked
	RecordRows  int64
	Files       int64
	People      int64 // whose stay goes on
	Deeds       int64
	Reason      string // why it did not succeed; a word of backups.reason.*
	Error       string
}

// TableName names the table.
func (Drill) TableName() string { return "backups_drills" }

// What a restored house can lack.
var (
	errSchema = errors.New("backups: the copy has the schema of another version of the program")
	errPeople = errors.New("backups: other head-counts came back than were saved")
	errFiles  = errors.New("backups: an attachment that a row names did not come back")
	errChain  = errors.New("backups: the chain of deeds of the restored house does not hold")
	errShort  = errors.New("backups: less came back than lies in the place")
)

// Try makes a throw-away house from the newest copy of all places and what the binary log holds since,
// and checks it: every checksum, the rows of each table, the people, the attachments, the chain of deeds.
// The house itself is only read.
func (k Keeper) Try(ctx context.Context, h *db.House) (d *Drill) {
	began := h.Now()
	d = &Drill{At: began}
	err := k.try(ctx, h, d)
	d.TookSeconds = int64(h.Now().Sub(began).Round(time.Second) / time.Second)
	if err != nil {
		d.Reason, d.Error = Reason(err), err.Error()
	}
	return d
}

func (k Keeper) try(ctx context.Context, h *db.House, d *Drill) (err error) {
	p, c, err := k.newest(h.Keys())
	if err != nil {
		return err
	}
	d.Place = p.Dir
	if c.Schema != k.Schema {
		return errSchema
	}
	if err := os.MkdirAll(k.Scratch, 0o700); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(k.Scratch, ".drill-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	scratch, drop, err := h.Scratch(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop()) }()
	if err := k.Migrate(ctx, scratch); err != nil {
		return err
	}
	store, err := files.Open(filepath.Join(dir, "files"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	live, err := h.Written(ctx)
	if err != nil {
		return err
	}
	if err := p.Restore(ctx, c, scratch, store); err != nil {
		return err
	}
	heads, err := headsOf(ctx, scratch)
	if err != nil {
		return err
	}
	if heads != c.Heads {
		return fmt.Errorf("%w: %+v, not %+v", errPeople, heads, c.Heads)
	}
	reached, err := p.Replay(ctx, c, scratch, store, time.Time{})
	if err != nil {
		return err
	}
	d.ReachedAt, d.RecordRows, d.Files, d.People = &reached, int64(c.Rows()), int64(len(c.Files)), heads.Stays
	if d.Deeds, err = scratch.Written(ctx); err != nil {
		return err
	}
	if d.Deeds < c.Deeds {
		return fmt.Errorf("%w: %d deeds of %d", errShort, d.Deeds, c.Deeds)
	}
	if live > d.Deeds {
		d.LostSeconds = int64(d.At.Sub(reached).Round(time.Second) / time.Second)
	}
	return proven(ctx, scratch, store)
}

// newest finds the place with the newest copy; of two that are as new, the one further from the house.
func (k Keeper) newest(keys *db.Keys) (*Place, *Copy, error) {
	var at *Place
	var newest *Copy
	var wrong []error
	for _, dir := range k.Places {
		p, err := OpenPlace(dir, keys)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		c, err := p.Find(time.Time{})
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		if newest == nil || !c.Taken.Before(newest.Taken) {
			at, newest = p, c
		}
	}
	if newest == nil {
		return nil, nil, errors.Join(append(wrong, ErrNone)...)
	}
	return at, newest, nil
}

func headsOf(ctx context.Context, h *db.House) (heads Heads, err error) {
	for i, into := range []*int64{&heads.Stays, &heads.Placements, &heads.Absences} {
		if err := h.Raw().QueryRowContext(ctx, headQuestions[i]).Scan(into); err != nil {
			return heads, err
		}
	}
	return heads, nil
}

// proven looks at a restored house: each attachment that a row names lies in its store, and the chain of
// deeds holds.
func proven(ctx context.Context, h *db.House, store *files.Store) error {
	return h.Read(ctx, db.System("backups"), func(tx *db.Tx) error {
		if err := tx.May(Ask); err != nil {
			return err
		}
		v, err := db.VerifyDeeds(tx, db.VerifyInput{})
		if err != nil {
			return err
		}
		if len(v.Findings) > 0 {
			return fmt.Errorf("%w: %s", errChain, v.Findings[0].Kind)
		}
		rows, err := db.From[files.Attachment](tx).Only("id", "sha256", "thumb_sha256").All()
		if err != nil {
			return err
		}
		for _, r := range rows {
			if !store.Lies(r.Sha256) || r.ThumbSha256 != "" && !store.Lies(r.ThumbSha256) {
				return fmt.Errorf("%w: number %d", errFiles, r.ID)
			}
		}
		return nil
	})
}
