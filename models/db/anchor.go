package db

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// An anchor is the ends of all chains of deeds at one moment, written outside the database. Whoever
// rewrites a chain can make all its hashes anew, but not what was written elsewhere before.
type anchor struct {
	N    uint64      `json:"n"` // lines of a file are numbered from 1
	At   time.Time   `json:"at"`
	Why  string      `json:"why,omitempty"` // of a line from which on the chains may be shorter than before
	Ends []anchorEnd `json:"ends"`
	Prev string      `json:"prev"` // the mac of the line before
	Mac  string      `json:"mac"`
}

type anchorEnd struct {
	Campus uint64 `json:"campus"`
	Seq    uint64 `json:"seq"`
	Hash   string `json:"hash"`
}

// anchorFile is the name of the file in each of the places; it is only ever appended to.
const anchorFile = "deeds.anchors"

// AnchorName is the name of the file of anchors in each of its folders.
const AnchorName = anchorFile

// maxAnchor is the longest line: a thousand campuses.
const maxAnchor = 1 << 20

// What can be wrong with a place of anchors.
var (
	// ErrRewritten says that the database no longer holds what an anchor says it held.
	ErrRewritten = errors.New("db: the chain of deeds is not as its anchor says; ask: maiam audit verify")
	// ErrNotOurs says that the last line of a file of anchors was not written with the keys of this house.
	ErrNotOurs = errors.New("db: the last anchor was not written by this house")
)

// sign marks an anchor; "" for one that no house writes: a moment is read in zones that cannot be written.
func (a anchor) sign(key []byte) string {
	a.Mac = ""
	text, err := json.Marshal(a)
	if err != nil {
		return ""
	}
	m := hmac.New(sha256.New, key)
	m.Write(text)
	return hex.EncodeToString(m.Sum(nil))
}

func (a anchor) genuine(key []byte) bool {
	mac := a.sign(key)
	return mac != "" && hmac.Equal([]byte(a.Mac), []byte(mac))
}

func (h *House) anchorKey() []byte {
	if h.cfg.Keys == nil {
		return nil
	}
	return h.cfg.Keys.Derive("anchors of the chain of deeds")
}

// Anchor writes the ends of the chains into every place that can be reached, where they have changed
// since its last line, and tells into how many. A place whose last line the database contradicts gets no
// further one: the alarm stays until somebody has looked.
func (h *House) Anchor(ctx context.Context) (int, error) { return h.anchor(ctx, "") }

// AcceptChain begins the anchors anew after the chains became shorter for a reason that somebody answers
// for, as when a backup was restored. The reason stays in the files, and every verification tells it.
func (h *House) AcceptChain(ctx context.Context, why string) (int, error) {
	if why == "" {
		return 0, errors.New("db: say why")
	}
	return h.anchor(ctx, why)
}

func (h *House) anchor(ctx context.Context, why string) (written int, err error) {
	key := h.anchorKey()
	if len(h.cfg.Anchors) == 0 || key == nil {
		return 0, nil
	}
	var wrong []error
	for i, dir := range h.cfg.Anchors {
		did, err := h.anchorAt(ctx, dir, i == 0, key, why)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("anchors in %s: %w", dir, err))
		}
		if did {
			written++
		}
	}
	return written, errors.Join(wrong...)
}

// anchorAt writes one line into one place. The house's own folder is made; any other must be there, or
// a stick that was pulled out would be replaced by an empty folder under its name.
func (h *House) anchorAt(ctx context.Context, dir string, own bool, key []byte, why string) (did bool, err error) {
	if own {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return false, err
		}
	}
	f, err := os.OpenFile(filepath.Join(dir, anchorFile), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600) // #nosec G304 -- a fixed name in a folder that the operator names
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	// Two processes may write into one place; each line must name the one before it.
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return false, err
	}
	last, err := lastAnchor(f)
	if err != nil {
		return false, err
	}
	if last.N > 0 && !last.genuine(key) {
		return false, ErrNotOurs
	}
	next := anchor{N: last.N + 1, Why: why, Prev: last.Mac}
	// The ends are read once the file is held, so that a later line never holds an earlier end.
	err = h.Read(ctx, System("anchor"), func(tx *Tx) error {
		if err := tx.May("deeds.view"); err != nil {
			return err
		}
		next.At = tx.Now
		if next.Ends, err = chainEnds(tx); err != nil || why != "" {
			return err
		}
		return stillHolds(tx, last)
	})
	if err != nil || len(next.Ends) == 0 || why == "" && slices.Equal(next.Ends, last.Ends) {
		return false, err
	}
	next.Mac = next.sign(key)
	text, err := json.Marshal(next)
	if err != nil {
		return false, err
	}
	if _, err := f.Write(append(text, '\n')); err != nil {
		return false, err
	}
	return true, f.Sync()
}

// chainEnds reads where every chain ends.
func chainEnds(tx *Tx) ([]anchorEnd, error) {
	found, err := From[chainRow](tx).Where("seq > 0").Order("id").All()
	out := make([]anchorEnd, len(found))
	for i, c := range found {
		out[i] = anchorEnd{Campus: c.ID - 1, Seq: c.Seq, Hash: c.Hash}
	}
	return out, err
}

// stillHolds asks for the deeds that an anchor names: they are as they were, or a chain was rewritten.
// One statement by the key of the chain for each campus.
func stillHolds(tx *Tx, a anchor) error {
	for _, end := range a.Ends {
		found, err := From[deedRow](tx).Where("campus_id = ? AND seq = ?", end.Campus, end.Seq).Limit(1).All()
		if err != nil {
			return err
		}
		if len(found) == 0 || found[0].Hash != end.Hash {
			return fmt.Errorf("%w (campus %d, deed %d)", ErrRewritten, end.Campus, end.Seq)
		}
	}
	return nil
}

// lastAnchor reads the last whole line of a file. What a power cut left half written is cut away: it
// was never acknowledged to anybody.
func lastAnchor(f *os.File) (a anchor, err error) {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil || size == 0 {
		return a, err
	}
	from := max(0, size-2*maxAnchor)
	text := make([]byte, size-from)
	if _, err := f.ReadAt(text, from); err != nil && !errors.Is(err, io.EOF) {
		return a, err
	}
	if whole := bytes.LastIndexByte(text, '\n') + 1; whole < len(text) {
		if err := f.Truncate(from + int64(whole)); err != nil {
			return a, err
		}
		text = text[:whole]
	}
	if len(text) == 0 {
		return a, nil
	}
	line := text[bytes.LastIndexByte(text[:len(text)-1], '\n')+1:]
	if err := json.Unmarshal(line, &a); err != nil || a.N == 0 {
		return anchor{}, ErrNotOurs
	}
	return a, nil
}

// anchorPlace is one file of anchors as it was when a verification began: what is written afterwards
// speaks of deeds that the verification does not see.
type anchorPlace struct {
	path string
	size int64
	err  error // it cannot be read
}

func (h *House) anchorPlaces() []anchorPlace {
	var out []anchorPlace
	for _, dir := range h.cfg.Anchors {
		p := anchorPlace{path: filepath.Join(dir, anchorFile)}
		var found os.FileInfo
		if found, p.err = os.Stat(p.path); p.err == nil {
			p.size = found.Size()
		}
		out = append(out, p)
	}
	return out
}

// lines reads the file line by line; a line that is no anchor comes as an empty one.
func (p anchorPlace) lines() iter.Seq[anchor] {
	return func(yield func(anchor) bool) {
		f, err := os.Open(p.path)
		if err != nil {
			yield(anchor{})
			return
		}
		defer f.Close()
		lines := bufio.NewScanner(io.LimitReader(f, p.size))
		lines.Buffer(make([]byte, 0, 64<<10), maxAnchor)
		lines.Split(wholeLines)
		for lines.Scan() {
			var a anchor
			if json.Unmarshal(lines.Bytes(), &a) != nil {
				a = anchor{}
			}
			if !yield(a) {
				return
			}
		}
		if lines.Err() != nil {
			yield(anchor{})
		}
	}
}

// wholeLines leaves out what has no end of line yet: it is being written.
func wholeLines(data []byte, atEnd bool) (int, []byte, error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEnd {
		return len(data), nil, nil
	}
	return 0, nil, nil
}

// of gives the ends of one campus that still must hold: an end from before a restored backup that went
// behind it is void.
func (p anchorPlace) of(campus uint64, key []byte, restarts []anchor) iter.Seq[pinned] {
	return func(yield func(pinned) bool) {
		for a := range p.lines() {
			if !a.genuine(key) {
				continue
			}
			for _, end := range a.Ends {
				if end.Campus != campus || void(a.N, end, restarts) {
					continue
				}
				if !yield(pinned{anchorEnd: end, at: a.At, place: p.path, line: a.N}) {
					return
				}
			}
		}
	}
}

func void(line uint64, end anchorEnd, restarts []anchor) bool {
	for _, r := range restarts {
		if r.N <= line {
			continue
		}
		now := uint64(0)
		for _, e := range r.Ends {
			if e.Campus == end.Campus {
				now = e.Seq
			}
		}
		if now < end.Seq {
			return true
		}
	}
	return false
}

// pinned is the end of one chain as a line of anchors holds it.
type pinned struct {
	anchorEnd
	at    time.Time
	place string
	line  uint64
}

// Anchored tells when the ends were last written and how far they reach, for each place; the error is
// why a place cannot be read.
type Anchored struct {
	Place string
	At    time.Time
	Err   error
}

// AnchoredAt reads the last line of each place.
func (h *House) AnchoredAt() (out []Anchored) {
	for _, p := range h.anchorPlaces() {
		one := Anchored{Place: p.path, Err: p.err}
		if p.err == nil {
			var last anchor
			if last, one.Err = p.last(); one.Err == nil {
				one.At = last.At
				if key := h.anchorKey(); last.N > 0 && key != nil && !last.genuine(key) {
					one.Err = ErrNotOurs
				}
			}
		}
		out = append(out, one)
	}
	return out
}

func (p anchorPlace) last() (a anchor, err error) {
	f, err := os.Open(p.path)
	if err != nil {
		return a, err
	}
	defer f.Close()
	from := max(0, p.size-2*maxAnchor)
	text, err := io.ReadAll(io.NewSectionReader(f, from, p.size-from))
	if err != nil {
		return a, err
	}
	text = text[:bytes.LastIndexByte(text, '\n')+1]
	if len(text) == 0 {
		return a, nil
	}
	if json.Unmarshal(text[bytes.LastIndexByte(text[:len(text)-1], '\n')+1:], &a) != nil || a.N == 0 {
		return anchor{}, ErrNotOurs
	}
	return a, nil
}
