package backups

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"maiam/models/db"
)

// Copy is the note of one copy of the whole house: what it holds and when it was taken. It lies in the
// open, since it tells nothing of anybody, and is signed.
type Copy struct {
	Program string      `json:"program"`
	Schema  int64       `json:"schema"`
	Engine  string      `json:"engine"`
	Name    string      `json:"name,omitempty"` // of the database on its server
	Taken   time.Time   `json:"taken"`
	Full    bool        `json:"full,omitempty"` // of the night, or asked for
	Deeds   int64       `json:"deeds"`          // how many were ever written
	Heads   Heads       `json:"heads"`
	Tables  []Table     `json:"tables"`
	Files   []string    `json:"files"`            // names of the attachments in the vault
	Unread  []string    `json:"unread,omitempty"` // attachments that could not be read when the copy was taken
	Log     db.Position `json:"log"`              // where the server's binary log stood
	Key     string      `json:"key"`              // which house wrote it
	Sign    string      `json:"sign"`
}

// Heads are the people of a copy, counted from the same snapshot, so that a restored house can be
// compared with it.
type Heads struct {
	Stays      int64 `json:"stays"`      // that go on
	Placements int64 `json:"placements"` // beds that are taken
	Absences   int64 `json:"absences"`   // who is away
}

var headQuestions = []string{
	"SELECT COUNT(*) FROM presence_stays WHERE open_resident_id IS NOT NULL",
	"SELECT COUNT(*) FROM presence_placements WHERE open_resident_id IS NOT NULL",
	"SELECT COUNT(*) FROM presence_absences WHERE open_resident_id IS NOT NULL",
}

// Table is one table of a copy and the name of its content.
type Table struct {
	db.TableCopy
	Blob string `json:"blob"`
}

// Rows is how many rows all tables hold.
func (c Copy) Rows() (n int) {
	for _, t := range c.Tables {
		n += t.Rows
	}
	return n
}

// What can be wrong with a place.
var (
	ErrAway     = errors.New("backups: the folder is not there")
	ErrForeign  = errors.New("backups: the copies here were sealed with another secret file")
	ErrWorking  = errors.New("backups: another program is writing here")
	ErrNone     = errors.New("backups: there is no whole copy here")
	ErrNotEmpty = errors.New("backups: the folder is not empty")
)

const (
	copiesDir = "copies"
	stamp     = "20060102T150405Z"
)

// Place is a folder that holds copies of one house.
type Place struct {
	Dir   string
	vault *vault
	lock  *os.File
}

// OpenPlace opens a folder of copies for reading.
func OpenPlace(dir string, keys *db.Keys) (*Place, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, errors.Join(ErrAway, err)
	}
	v, err := openVault(dir, keys)
	return &Place{Dir: dir, vault: v}, err
}

// takePlace opens a folder for writing, for this process alone. Only the house's own folder is made: a
// stick that was pulled out must not be replaced by an empty folder under its name.
func takePlace(dir string, own bool, keys *db.Keys) (*Place, error) {
	if own {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
	}
	p, err := OpenPlace(dir, keys)
	if err != nil {
		return nil, err
	}
	if p.lock, err = os.OpenFile(filepath.Join(dir, ".lock"), os.O_CREATE|os.O_RDWR, 0o600); err != nil { // #nosec G304 -- the operator names the folder of copies; the rest of the path is made here
		return nil, err
	}
	switch err := syscall.Flock(int(p.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
	case errors.Is(err, syscall.EWOULDBLOCK):
		p.leave()
		return nil, ErrWorking
	case err != nil && !errors.Is(err, syscall.ENOTSUP) && !errors.Is(err, syscall.ENOSYS): // a share that knows no locks
		p.leave()
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, copiesDir), 0o700); err != nil {
		p.leave()
		return nil, err
	}
	return p, nil
}

func (p *Place) leave() { _ = p.lock.Close() }

// Moments lists when the copies of a place were taken, oldest first, by their names alone.
func (p *Place) Moments() ([]time.Time, error) {
	found, err := os.ReadDir(filepath.Join(p.Dir, copiesDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var out []time.Time
	for _, e := range found {
		name, is := strings.CutSuffix(e.Name(), ".json")
		if at, err := time.Parse(stamp, name); is && err == nil {
			out = append(out, at)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out, err
}

func (p *Place) note(at time.Time) string {
	return filepath.Join(p.Dir, copiesDir, at.UTC().Format(stamp)+".json")
}

// Find reads the newest copy that was taken not after a moment; the newest of all for the zero time.
func (p *Place) Find(until time.Time) (*Copy, error) {
	all, err := p.Moments()
	if err != nil {
		return nil, err
	}
	for _, at := range slices.Backward(all) {
		if until.IsZero() || !at.After(until) {
			return p.read(at)
		}
	}
	return nil, ErrNone
}

// Before finds when the newest copy of a schema was taken, for who goes back to the program of then.
func (p *Place) Before(schema int64) (time.Time, bool) {
	all, err := p.Moments()
	at, ok := p.lastOfSchemas(all)[schema]
	return at, ok && err == nil
}

func (p *Place) read(at time.Time) (*Copy, error) {
	text, err := os.ReadFile(p.note(at))
	if err != nil {
		return nil, err
	}
	var c Copy
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, fmt.Errorf("%w: the note of %s", errDamaged, at.Format(time.RFC3339))
	}
	switch sign, err := p.signed(c); {
	case err != nil: // a moment in a zone that no house writes
		return nil, fmt.Errorf("%w: the note of %s", errDamaged, at.Format(time.RFC3339))
	case c.Key != p.vault.fingerprint():
		return nil, ErrForeign
	case sign != c.Sign:
		return nil, fmt.Errorf("%w: the note of %s", errDamaged, at.Format(time.RFC3339))
	}
	return &c, nil
}

func (p *Place) signed(c Copy) (string, error) {
	c.Sign = ""
	text, err := json.Marshal(c)
	return p.vault.sign(text), err
}

// write lays a note down, after everything that it names.
func (p *Place) write(c *Copy) (err error) {
	c.Key = p.vault.fingerprint()
	if c.Sign, err = p.signed(*c); err != nil {
		return err
	}
	text, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		return err
	}
	return writeWhole(p.note(c.Taken), append(text, '\n'))
}
