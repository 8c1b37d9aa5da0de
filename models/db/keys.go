package db

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Keys open the sealed columns. They live in the secret file, never in the database. A running house
// follows the file: a key that was added to it is used within a second.
type Keys struct {
	path  string // "" for keys that live in memory only
	seed  []byte
	ring  atomic.Pointer[ring]
	mu    sync.Mutex
	saw   time.Time   // when the file was looked at last
	stamp os.FileInfo // the file as it was read
}

// ring is what the secret file held at one moment: all keys open, the primary one seals.
type ring struct {
	seal      tink.AEAD
	primary   uint32
	ids       []uint32 // of every key that opens
	index     *prf.Set
	sealSet   *keyset.Handle
	indexSet  *keyset.Handle
	rotations []Rotation
}

// Rotation notes when a key began to seal.
type Rotation struct {
	Key uint32    `json:"key"`
	At  time.Time `json:"at"`
}

type keyFile struct {
	Seal    json.RawMessage `json:"seal"`
	Index   json.RawMessage `json:"index"`
	Seed    string          `json:"seed"`
	Rotated []Rotation      `json:"rotated,omitempty"`
}

// LoadKeys reads the secret file, and makes it on first start, readable by its owner alone.
func LoadKeys(path string) (*Keys, error) {
	text, err := os.ReadFile(path) // #nosec G304 -- the secret file, which the operator names
	if errors.Is(err, os.ErrNotExist) {
		if text, err = makeKeys(path); err != nil {
			return nil, fmt.Errorf("db: the secret file %s cannot be made: %w", path, err)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("db: the secret file cannot be read: %w", err)
	}
	f, err := readKeyFile(path, text)
	if err != nil {
		return nil, err
	}
	k, err := f.keys()
	if err != nil {
		return nil, err
	}
	k.path, k.saw = path, time.Now()
	if k.stamp, err = os.Stat(path); err != nil {
		return nil, fmt.Errorf("db: the secret file cannot be read: %w", err)
	}
	return k, nil
}

func readKeyFile(path string, text []byte) (f keyFile, err error) {
	if err := json.Unmarshal(text, &f); err != nil {
		return f, fmt.Errorf("db: %s is no secret file of this program", path)
	}
	return f, nil
}

// NewKeys makes keys that live in memory only, for tests.
func NewKeys() (*Keys, error) {
	f, err := freshKeys()
	if err != nil {
		return nil, err
	}
	return f.keys()
}

func (f keyFile) keys() (*Keys, error) {
	r, err := f.open()
	if err != nil {
		return nil, err
	}
	k := &Keys{}
	k.ring.Store(r)
	k.seed, err = base64.StdEncoding.DecodeString(f.Seed)
	return k, err
}

// now gives the keys in force.
func (k *Keys) now() *ring {
	k.refresh(false)
	return k.ring.Load()
}

// refresh reads the secret file again when it was replaced, and tells whether it was. It looks once a
// second at most, unless something could not be opened. A file that cannot be read changes nothing.
func (k *Keys) refresh(force bool) bool {
	if k.path == "" || !k.mu.TryLock() {
		return force && k.path != "" // somebody is at it: what they find is worth another try
	}
	defer k.mu.Unlock()
	if !force && time.Since(k.saw) < time.Second {
		return false
	}
	k.saw = time.Now()
	stamp, err := os.Stat(k.path)
	if err != nil || os.SameFile(stamp, k.stamp) && stamp.ModTime().Equal(k.stamp.ModTime()) {
		return false
	}
	text, err := os.ReadFile(k.path)
	if err != nil {
		return false
	}
	f, err := readKeyFile(k.path, text)
	if err != nil {
		return false
	}
	r, err := f.open()
	if err != nil {
		return false
	}
	k.stamp = stamp
	k.ring.Store(r)
	return true
}

func (f keyFile) open() (*ring, error) {
	handles := make([]*keyset.Handle, 2)
	for i, text := range []json.RawMessage{f.Seal, f.Index} {
		h, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
		if err != nil {
			return nil, errors.New("db: a key in the secret file cannot be read")
		}
		handles[i] = h
	}
	r := &ring{sealSet: handles[0], indexSet: handles[1], rotations: f.Rotated}
	var err error
	if r.seal, err = aead.New(handles[0]); err != nil {
		return nil, err
	}
	if r.index, err = prf.NewPRFSet(handles[1]); err != nil {
		return nil, err
	}
	info := handles[0].KeysetInfo()
	r.primary = info.GetPrimaryKeyId()
	for _, one := range info.GetKeyInfo() {
		r.ids = append(r.ids, one.GetKeyId())
	}
	return r, nil
}

func freshKeys() (keyFile, error) {
	var f keyFile
	parts := []*json.RawMessage{&f.Seal, &f.Index}
	for i, template := range []func() (*keyset.Handle, error){
		func() (*keyset.Handle, error) { return keyset.NewHandle(aead.AES256GCMKeyTemplate()) },
		func() (*keyset.Handle, error) { return keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate()) },
	} {
		h, err := template()
		if err != nil {
			return f, err
		}
		var b bytes.Buffer
		if err := insecurecleartextkeyset.Write(h, keyset.NewJSONWriter(&b)); err != nil {
			return f, err
		}
		*parts[i] = b.Bytes()
	}
	seed := make([]byte, 32)
	if _, err := rand.Read(seed); err != nil {
		return f, err
	}
	f.Seed = base64.StdEncoding.EncodeToString(seed)
	return f, nil
}

func makeKeys(path string) ([]byte, error) {
	f, err := freshKeys()
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	// Written beside and linked into place: of two first starts, one file wins and both read it.
	tmp, err := os.CreateTemp(filepath.Dir(path), ".secret-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.Write(text); err != nil {
		return nil, err
	}
	if err := errors.Join(tmp.Chmod(0o600), tmp.Sync(), tmp.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(tmp.Name(), path); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, err
	}
	return os.ReadFile(path) // #nosec G304 -- the secret file, which the operator names
}

// Derive makes a value that belongs to this installation and this purpose.
func (k *Keys) Derive(purpose string) []byte {
	m := hmac.New(sha256.New, k.seed)
	m.Write([]byte(purpose))
	return m.Sum(nil)
}
