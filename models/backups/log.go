package backups

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/files"
)

// Piece is the note of one piece of a server's binary log: what was written between two positions of one
// file of it.
type Piece struct {
	Taken time.Time   `json:"taken"`
	From  db.Position `json:"from"`
	To    uint64      `json:"to"`
	Deeds int64       `json:"deeds"`
	Blob  string      `json:"blob"`
	Files []string    `json:"files,omitempty"` // attachments that came since
	Sign  string      `json:"sign"`
}

const (
	logsDir    = "logs"
	keepPieces = 14 * 24 * time.Hour // any moment of two weeks can be gone back to
)

// pieces reads the notes of the pieces that were taken after a moment, oldest first.
func (p *Place) pieces(after time.Time) ([]Piece, error) {
	found, err := os.ReadDir(filepath.Join(p.Dir, logsDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var out []Piece
	for _, e := range found {
		at, _, _ := strings.Cut(e.Name(), "-")
		if taken, err := time.Parse(stamp, at); err != nil || !taken.After(after) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(p.Dir, logsDir, e.Name()))
		if err != nil {
			return nil, err
		}
		var one Piece
		if err := json.Unmarshal(text, &one); err != nil {
			return nil, fmt.Errorf("%w: the note %s", errDamaged, e.Name())
		}
		if sign, err := one.signed(p.vault); err != nil || sign != one.Sign {
			return nil, fmt.Errorf("%w: the note %s", errDamaged, e.Name())
		}
		out = append(out, one)
	}
	slices.SortFunc(out, func(a, b Piece) int {
		if c := a.Taken.Compare(b.Taken); c != 0 {
			return c
		}
		return strings.Compare(a.From.File, b.From.File)
	})
	return out, err
}

// signed marks a note. One that no house writes has no mark: a moment is read in zones that cannot be
// written.
func (o Piece) signed(v *vault) (string, error) {
	o.Sign = ""
	text, err := json.Marshal(o)
	return v.sign(text), err
}

func (o Piece) note() string {
	return o.Taken.UTC().Format(stamp) + "-" + filepath.Base(o.From.File) + ".json"
}

// ship brings the piece of the binary log that is new since the last copy or piece into a place. Nothing
// is told where nobody did anything.
func (k Keeper) ship(ctx context.Context, h *db.House, p *Place, last *Copy) (*Outcome, error) {
	if last.Log.File == "" {
		return nil, db.ErrNoLog
	}
	deeds, err := h.Written(ctx) // before the position: what is written between the two is in the piece
	if err != nil {
		return nil, err
	}
	now, err := h.LogNow(ctx)
	if errors.Is(err, db.ErrLogTools) || errors.Is(err, db.ErrLogDenied) {
		return nil, errors.Join(db.ErrNoLog, err)
	}
	if err != nil {
		return nil, err
	}
	from, had, taken, err := p.reached(last)
	if err != nil {
		return nil, err
	}
	if deeds == had {
		return &Outcome{Taken: taken}, nil
	}
	// Two looks within a second would have one name.
	out := &Outcome{Shipped: true, Taken: h.Now().Truncate(time.Second)}
	if !out.Taken.After(taken) {
		out.Taken = taken.Add(time.Second)
	}
	attachments, _, err := k.copyFiles(p.vault)
	if err != nil {
		return nil, err
	}
	known, err := p.filesOf(last)
	if err != nil {
		return nil, err
	}
	attachments = slices.DeleteFunc(attachments, func(name string) bool { return known[name] })
	return out, p.fetch(ctx, h, from, now, Piece{Taken: out.Taken, Deeds: deeds, Files: attachments}, out)
}

// filesOf tells which attachments a copy and the pieces since it name.
func (p *Place) filesOf(c *Copy) (map[string]bool, error) {
	known := map[string]bool{}
	for _, f := range c.Files {
		known[f] = true
	}
	all, err := p.pieces(c.Taken)
	for _, one := range all {
		for _, f := range one.Files {
			known[f] = true
		}
	}
	return known, err
}

// reached tells up to where the binary log lies in a place.
func (p *Place) reached(last *Copy) (at db.Position, deeds int64, taken time.Time, err error) {
	at, deeds, taken = last.Log, last.Deeds, last.Taken
	all, err := p.pieces(last.Taken)
	for _, one := range all {
		at, deeds, taken = db.Position{File: one.From.File, At: one.To}, one.Deeds, one.Taken
	}
	return at, deeds, taken, err
}

// fetch writes one piece for each file of the log between two positions. The notes come after all
// contents: half a step back is none.
func (p *Place) fetch(ctx context.Context, h *db.House, from, to db.Position, head Piece, out *Outcome) error {
	var notes []Piece
	for file := from.File; ; {
		until := uint64(0)
		if file == to.File {
			until = to.At
		}
		b := p.vault.put(kindLog)
		end, err := h.FetchLog(ctx, db.Position{File: file, At: from.At}, until, b)
		if err != nil {
			b.Drop()
			return err
		}
		if err := b.Close(); err != nil {
			return err
		}
		one := head
		one.From, one.To, one.Blob = db.Position{File: file, At: from.At}, end, b.name
		notes = append(notes, one)
		if file == to.File {
			if end != to.At {
				return fmt.Errorf("backups: the binary log ends at %d of %s, not at %d", end, file, to.At)
			}
			break
		}
		if file, err = after(file); err != nil || file > to.File {
			return errors.Join(errors.New("backups: the binary log of the server began anew"), err)
		}
		from.At = 4 // the first event of a file
	}
	if err := os.MkdirAll(filepath.Join(p.Dir, logsDir), 0o700); err != nil {
		return err
	}
	for _, one := range notes {
		sign, err := one.signed(p.vault)
		if err != nil {
			return err
		}
		one.Sign = sign
		text, err := json.Marshal(one)
		if err != nil {
			return err
		}
		if err := writeWhole(filepath.Join(p.Dir, logsDir, one.note()), append(text, '\n')); err != nil {
			return err
		}
	}
	out.Fresh = p.vault.fresh
	return nil
}

// after is the name of the next file of a binary log: binlog.000001, binlog.000002.
func after(file string) (string, error) {
	dot := strings.LastIndexByte(file, '.')
	var n int
	if _, err := fmt.Sscanf(file[dot+1:], "%d", &n); err != nil {
		return "", fmt.Errorf("backups: %s is no name of a binary log: %w", file, err)
	}
	return fmt.Sprintf("%s.%0*d", file[:max(dot, 0)], len(file)-dot-1, n+1), nil
}

// keepLogs names the pieces that stay, and takes older ones away.
func (p *Place) keepLogs(now time.Time, named map[string]bool) error {
	all, err := p.pieces(time.Time{})
	if err != nil {
		return err
	}
	for _, one := range all {
		if now.Sub(one.Taken) < keepPieces {
			named[one.Blob] = true
			for _, f := range one.Files {
				named[f] = true
			}
		} else if err := os.Remove(filepath.Join(p.Dir, logsDir, one.note())); err != nil {
			return err
		}
	}
	return nil
}

// Replay plays what the binary log holds since a copy into the house that was restored from it, up to a
// moment when one is given, and tells of how far it came.
func (p *Place) Replay(ctx context.Context, c *Copy, h *db.House, store *files.Store, until time.Time) (time.Time, error) {
	all, err := p.pieces(c.Taken)
	if err != nil || len(all) == 0 || h.Engine != db.MySQL || c.Log.File == "" {
		return c.Taken, err
	}
	dir, err := os.MkdirTemp("", "maiam-replay-")
	if err != nil {
		return c.Taken, err
	}
	defer os.RemoveAll(dir)
	reached, at, deeds := c.Taken, c.Log, c.Deeds
	var logs []string
	for i, one := range all {
		if one.From.File < at.File || one.From.File == at.File && one.To <= at.At {
			continue // it closed the time before this copy
		}
		if one.From != at && (one.From.At != 4 || one.From.File <= at.File) {
			break // a copy was written meanwhile and the log goes on from there
		}
		path := filepath.Join(dir, fmt.Sprintf("%06d", i))
		if err := p.lay(one, path); err != nil {
			return reached, err
		}
		if err := p.putFiles(store, one.Files); err != nil {
			return reached, err
		}
		logs, at, reached, deeds = append(logs, path), db.Position{File: one.From.File, At: one.To}, one.Taken, one.Deeds
		if !until.IsZero() && !one.Taken.Before(until) && (i+1 == len(all) || all[i+1].Taken.After(one.Taken)) {
			reached = until
			break
		}
	}
	if err := h.ReplayLog(ctx, c.Name, logs, until); err != nil || !until.IsZero() {
		return reached, err
	}
	if n, err := h.Written(ctx); err != nil || n < deeds {
		return reached, errors.Join(fmt.Errorf("%w: %d deeds of %d", errShort, n, deeds), err)
	}
	return reached, nil
}

func (p *Place) lay(one Piece, path string) (err error) {
	r, err := p.vault.open(kindLog, one.Blob)
	if err != nil {
		return err
	}
	defer r.Close()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // #nosec G304 -- a new file in a folder of our own that was made just now
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}
