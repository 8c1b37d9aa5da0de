// Package backups keeps copies of the whole house in places outside it, sealed so that a stolen stick
// tells nothing, and proves again and again that a house can be made from them: the database as lines a
// table, the attachments, and on a server with a binary log each change since.
//
// A place is a folder. What two copies have in common lies in it once, so that a copy every five minutes
// costs what changed.
package backups

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"maiam/models/db"
	"maiam/models/files"
)

// Keeper knows where copies go and what is copied.
type Keeper struct {
	Places  []string // folders; the first may be the house's own, and then is made
	Own     bool     // whether the first is
	Anchors string   // folder whose anchors of the chains of deeds are laid beside each copy
	Store   *files.Store
	Program string // version
	Schema  int64  // of the database
	Scratch string // where a drill makes its throw-away house
	Migrate func(ctx context.Context, h *db.House) error
	Told    func(what string) // is called with each table, where somebody waits
}

// Outcome tells what one look at a place did.
type Outcome struct {
	Place   string
	Copied  bool // a whole copy was written
	Shipped bool // a piece of the binary log was
	Taken   time.Time
	Rows    int
	Tables  int
	Files   int
	Fresh   int64 // bytes written
	Unread  int   // attachments that could not be read
	Err     error
}

// Keep looks at every place and writes there what changed since: on a server with a binary log the piece
// of it that is new, else a whole copy when anybody did anything. With full, a whole copy is written in
// any case. What went wrong with one place does not keep the others from theirs.
func (k Keeper) Keep(ctx context.Context, h *db.House, full bool) []Outcome {
	var out []Outcome
	for i, dir := range k.Places {
		one := k.keepAt(ctx, h, dir, i == 0 && k.Own, full)
		one.Place = dir
		out = append(out, one)
	}
	return out
}

func (k Keeper) keepAt(ctx context.Context, h *db.House, dir string, own, full bool) (out Outcome) {
	p, err := takePlace(dir, own, h.Keys())
	if err != nil {
		return Outcome{Err: err}
	}
	defer p.leave()
	last, err := p.Find(time.Time{})
	if err != nil && !errors.Is(err, ErrNone) && !errors.Is(err, errDamaged) {
		return Outcome{Err: err} // of another house: nothing is mixed
	}
	if !full && last != nil && last.Schema == k.Schema {
		did, err := k.ship(ctx, h, p, last)
		switch {
		case err == nil && did != nil:
			return *did
		case err != nil && !errors.Is(err, db.ErrNoLog):
			out.Err = err // said, and a whole copy is written instead
		}
		deeds, err := h.Written(ctx)
		if err != nil {
			return Outcome{Err: err}
		}
		if deeds == last.Deeds && out.Err == nil {
			return Outcome{Taken: last.Taken}
		}
	}
	why := out.Err
	if last != nil {
		// The log goes on from the new copy; what is new before it belongs to the copies before.
		if _, err := k.ship(ctx, h, p, last); err != nil && !errors.Is(err, db.ErrNoLog) && why == nil {
			why = err
		}
	}
	out = k.copyTo(ctx, h, p, full)
	if out.Err = errors.Join(out.Err, why); out.Err == nil && (full || last == nil || !last.Taken.Truncate(time.Hour).Equal(out.Taken.Truncate(time.Hour))) {
		out.Err = p.thin(h.Now(), h.Zone())
	}
	return out
}

const (
	kindTable = "table"
	kindFile  = "file"
	kindLog   = "log"
)

// copyTo writes a whole copy. The database is read first and the attachments after it: one that a row
// names is never taken away, so that each of them is there. The note comes last: without it, what lies
// here is no copy.
func (k Keeper) copyTo(ctx context.Context, h *db.House, p *Place, full bool) (out Outcome) {
	c := &Copy{Program: k.Program, Schema: k.Schema, Engine: string(h.Engine), Name: h.Name(), Taken: h.Now().Truncate(time.Second), Full: full}
	if k.Anchors != "" {
		if out.Err = layAnchors(k.Anchors, p.Dir); out.Err != nil {
			return out
		}
	}
	blobs := map[string]*blob{}
	copied, err := h.Export(ctx, func(table string) (io.WriteCloser, error) {
		if k.Told != nil {
			k.Told(table)
		}
		blobs[table] = p.vault.put(kindTable)
		return blobs[table], nil
	}, headQuestions...)
	if err != nil {
		return Outcome{Err: err}
	}
	for _, t := range copied.Tables {
		c.Tables = append(c.Tables, Table{t, blobs[t.Table].name})
	}
	c.Deeds, c.Log = copied.Deeds, copied.Log
	c.Heads = Heads{copied.Counts[0], copied.Counts[1], copied.Counts[2]}
	if c.Files, c.Unread, err = k.copyFiles(p.vault); err == nil {
		err = p.write(c)
	}
	return Outcome{Copied: err == nil, Taken: c.Taken, Rows: c.Rows(), Tables: len(c.Tables), Files: len(c.Files), Fresh: p.vault.fresh, Unread: len(c.Unread), Err: err}
}

// copyFiles brings every attachment into the vault that does not lie there yet. One whose bytes the disk
// has changed is named, and keeps nothing else from being saved.
func (k Keeper) copyFiles(v *vault) (names, unread []string, err error) {
	if k.Store == nil {
		return nil, nil, nil
	}
	sums, err := k.Store.Sums()
	if err != nil {
		return nil, nil, err
	}
	for _, sum := range sums {
		raw, err := files.Checksum(sum)
		if err != nil {
			return nil, nil, err
		}
		name := v.name(kindFile, raw)
		if !v.has(name) {
			body, err := k.Store.Read(sum)
			if err != nil {
				if k.Store.Lies(sum) {
					unread = append(unread, sum)
				}
				continue // collected meanwhile: no row names it
			}
			b := v.put(kindFile)
			if _, err := b.Write(body); err != nil {
				b.Drop()
				return nil, nil, err
			}
			if err := b.Close(); err != nil {
				return nil, nil, err
			}
		}
		names = append(names, name)
	}
	return names, unread, nil
}

// layAnchors lays the anchors of the chain of deeds, and the list of erased files, beside the copies: one
// more place outside the database.
func layAnchors(from, to string) error {
	for _, name := range []string{db.AnchorName, db.ErasedName} {
		text, err := os.ReadFile(filepath.Join(from, name)) // #nosec G304 -- one of two names in a folder of the house
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = writeWhole(filepath.Join(to, name), text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Reason sorts what went wrong with a place by what a person can do about it; a word of
// backups.reason.*.
func Reason(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, ErrWorking):
		return "working"
	case errors.Is(err, ErrNone):
		return "none"
	case errors.Is(err, errSchema), errors.Is(err, errPeople), errors.Is(err, errFiles), errors.Is(err, errChain), errors.Is(err, errShort):
		return "differs"
	case errors.Is(err, ErrAway):
		return "away"
	case errors.Is(err, ErrForeign):
		return "foreign"
	case errors.Is(err, errDamaged):
		return "damaged"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return "full"
	case errors.Is(err, syscall.EROFS), errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		return "locked"
	}
	return "other"
}

// Restore brings a copy into an empty, migrated database and an empty store, each table and attachment
// checked as it comes. What stands in the binary log since is played in afterwards, by Replay.
func (p *Place) Restore(ctx context.Context, c *Copy, h *db.House, store *files.Store) error {
	blobs, tables := map[string]string{}, make([]db.TableCopy, len(c.Tables))
	for i, t := range c.Tables {
		blobs[t.Table], tables[i] = t.Blob, t.TableCopy
	}
	err := h.Import(ctx, tables, func(table string) (io.ReadCloser, error) { return p.vault.open(kindTable, blobs[table]) })
	if err != nil {
		return err
	}
	return p.putFiles(store, c.Files)
}

func (p *Place) putFiles(store *files.Store, names []string) error {
	for _, name := range names {
		body, err := p.vault.whole(kindFile, name)
		if err != nil {
			return err
		}
		if err := store.Put(body); err != nil {
			return err
		}
	}
	return nil
}

// Check reads everything that a copy names and tells the first thing that is not as it was saved.
func (p *Place) Check(c *Copy) error {
	read := func(kind, name string) error {
		o, err := p.vault.open(kind, name)
		if err != nil {
			return err
		}
		defer o.Close()
		_, err = io.Copy(io.Discard, o)
		return err
	}
	for _, t := range c.Tables {
		if err := read(kindTable, t.Blob); err != nil {
			return fmt.Errorf("table %s: %w", t.Table, err)
		}
	}
	for _, f := range c.Files {
		if err := read(kindFile, f); err != nil {
			return fmt.Errorf("attachment: %w", err)
		}
	}
	return nil
}
