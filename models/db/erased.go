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
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// ErasedName is the name of the list of erased files in each folder of anchors: outside of the database,
// so that what was erased is erased again after an older copy was brought back. It holds numbers only.
const ErasedName = "erased.list"

// Erased is one line of it. Born is when the record was begun: in another database the same number is
// somebody else.
type Erased struct {
	Erasure  uint64    `json:"erasure"`
	Resident uint64    `json:"resident"`
	Born     time.Time `json:"born"`
	Ground   string    `json:"ground"`
	By       uint64    `json:"by"`
	Agreed   uint64    `json:"agreed"`
	Asked    time.Time `json:"asked"`
	At       time.Time `json:"at"`
	Mac      string    `json:"mac"`
}

func (e Erased) sign(key []byte) string {
	e.Mac = ""
	text, err := json.Marshal(e)
	if err != nil {
		panic(err) // numbers, moments and words always marshal
	}
	m := hmac.New(sha256.New, key)
	m.Write(text)
	return hex.EncodeToString(m.Sum(nil))
}

func (h *House) erasedKey() []byte {
	if h.cfg.Keys == nil {
		return nil
	}
	return h.cfg.Keys.Derive("list of erased files")
}

// NoteErased writes lines into the list of every folder of anchors; what stands there stays. A folder
// that is away is an error, and the others are written all the same.
func (h *House) NoteErased(_ context.Context, lines []Erased) error {
	key := h.erasedKey()
	if key == nil || len(lines) == 0 {
		return nil
	}
	var wrong []error
	for i, dir := range h.cfg.Anchors {
		if i == 0 {
			if err := os.MkdirAll(dir, 0o700); err != nil {
				wrong = append(wrong, err)
				continue
			}
		}
		if err := noteErased(dir, key, lines); err != nil {
			wrong = append(wrong, fmt.Errorf("list of erased files in %s: %w", dir, err))
		}
	}
	return errors.Join(wrong...)
}

func noteErased(dir string, key []byte, lines []Erased) error {
	had, err := readErased(dir, key)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	for _, e := range lines {
		if e.Mac = e.sign(key); slices.ContainsFunc(had, func(o Erased) bool { return o.Mac == e.Mac }) {
			continue
		}
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		text.Write(append(line, '\n'))
	}
	if text.Len() == 0 {
		return nil
	}
	f, err := os.OpenFile(filepath.Join(dir, ErasedName), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600) // #nosec G304 -- the path is the operator's or of the house, never of a request
	if err != nil {
		return err
	}
	_, err = f.Write(text.Bytes())
	return errors.Join(err, f.Sync(), f.Close())
}

// ErasedIn reads the lists of the folders of anchors, and of others that are named, such as that of a copy;
// a folder without one has none, and a line that this house did not write is left out.
func (h *House) ErasedIn(more ...string) (out []Erased, err error) {
	key := h.erasedKey()
	if key == nil {
		return nil, nil
	}
	for _, dir := range append(slices.Clone(h.cfg.Anchors), more...) {
		lines, err := readErased(dir, key)
		if err != nil {
			return nil, err
		}
		for _, e := range lines {
			if !slices.ContainsFunc(out, func(o Erased) bool { return o.Mac == e.Mac }) {
				out = append(out, e)
			}
		}
	}
	slices.SortFunc(out, func(a, b Erased) int { return a.At.Compare(b.At) })
	return out, nil
}

func readErased(dir string, key []byte) (out []Erased, err error) {
	text, err := os.ReadFile(filepath.Join(dir, ErasedName)) // #nosec G304 -- the path is the operator's or of the house, never of a request
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		var e Erased
		if json.Unmarshal(lines.Bytes(), &e) == nil && hmac.Equal([]byte(e.Mac), []byte(e.sign(key))) {
			out = append(out, e)
		}
	}
	return out, lines.Err()
}
