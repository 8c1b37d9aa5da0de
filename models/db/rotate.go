package db

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
)

// ErrKeysChanged says that somebody else changed the secret file at the same moment.
var ErrKeysChanged = errors.New("db: the secret file is being changed by another command: try again")

// ErrKeyInUse says that a key may not be taken out: it seals, began to seal moments ago, or something
// still lies under it.
var ErrKeyInUse = errors.New("db: the key is in use")

// settleTime is how long a new key must have been in force before an older one may go: every process of
// the house has followed the secret file by then.
const settleTime = time.Minute

// RotateKeys adds a new key that seals and a new key that makes blind indexes to the secret file; the old
// ones still open. The file before is kept beside it, readable by its owner alone, and its name is given.
// The running house follows within a second.
func RotateKeys(path string, now time.Time) (key uint32, copied string, err error) {
	copied, err = changeKeys(path, now, func(r *ring, f *keyFile) error {
		managed := keyset.NewManagerFromHandle(r.sealSet)
		if key, err = managed.Add(aead.AES256GCMKeyTemplate()); err != nil {
			return err
		}
		if err := managed.SetPrimary(key); err != nil {
			return err
		}
		if f.Seal, err = keysText(managed); err != nil {
			return err
		}
		indexes := keyset.NewManagerFromHandle(r.indexSet)
		id, err := indexes.Add(prf.HMACSHA256PRFKeyTemplate())
		if err != nil {
			return err
		}
		if err := indexes.SetPrimary(id); err != nil {
			return err
		}
		if f.Index, err = keysText(indexes); err != nil {
			return err
		}
		f.Rotated = append(f.Rotated, Rotation{key, now.UTC().Truncate(time.Second)})
		return nil
	})
	return key, copied, err
}

// RetireKey takes a key out of the secret file. What lies under it could be opened no more, so that
// whoever calls has seen that nothing does; the key that seals stays, and so does every other while that
// one is younger than a minute.
func RetireKey(path string, id uint32, now time.Time) (copied string, err error) {
	return changeKeys(path, now, func(r *ring, f *keyFile) error {
		switch {
		case !slices.Contains(r.ids, id):
			return fmt.Errorf("db: there is no key %d", id)
		case id == r.primary:
			return fmt.Errorf("%w: it is the one that seals", ErrKeyInUse)
		}
		for _, was := range r.rotations {
			if was.Key == r.primary && now.Sub(was.At) < settleTime {
				return fmt.Errorf("%w: the new one is younger than a minute", ErrKeyInUse)
			}
		}
		managed := keyset.NewManagerFromHandle(r.sealSet)
		if err := managed.Delete(id); err != nil {
			return err
		}
		f.Seal, err = keysText(managed)
		return err
	})
}

// keysText writes a set of keys as it stands in the secret file.
func keysText(m *keyset.Manager) (json.RawMessage, error) {
	h, err := m.Handle()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = insecurecleartextkeyset.Write(h, keyset.NewJSONWriter(&b))
	return b.Bytes(), err
}

// changeKeys replaces the secret file by a changed one: whole or not at all, with the old one kept beside
// it, and by one command at a time.
func changeKeys(path string, now time.Time, change func(*ring, *keyFile) error) (copied string, err error) {
	before, err := os.ReadFile(path) // #nosec G304 -- the secret file, which the operator names
	if err != nil {
		return "", fmt.Errorf("db: the secret file cannot be read: %w", err)
	}
	f, err := readKeyFile(path, before)
	if err != nil {
		return "", err
	}
	if _, err := base64.StdEncoding.DecodeString(f.Seed); err != nil {
		return "", fmt.Errorf("db: %s is no secret file of this program", path)
	}
	r, err := f.open()
	if err != nil {
		return "", err
	}
	if err := change(r, &f); err != nil {
		return "", err
	}
	if _, err := f.open(); err != nil { // what was made opens, before it takes the place of what does
		return "", err
	}
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return "", err
	}
	// The copy's name comes from what is in the file, so that of two commands that read the same file one
	// finds it there already and gives way; a copy that a killed command left is taken for what it is.
	copied = fmt.Sprintf("%s.before-%s", path, fingerprint(before))
	unlock, err := claimFile(path + ".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	if same, err := os.ReadFile(path); err != nil || !bytes.Equal(same, before) { // #nosec G304 -- the secret file, which the operator names
		return "", errors.Join(ErrKeysChanged, err)
	}
	if err := keepFile(copied, before); err != nil {
		return "", err
	}
	if err := keepFile(path, text); err != nil {
		return "", err
	}
	return copied, nil
}

// keepFile writes a file that only its owner reads, whole or not at all, and on disk before it is named.
func keepFile(path string, text []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".secret-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(text)
	if err := errors.Join(err, tmp.Chmod(0o600), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil && !errors.Is(err, fs.ErrInvalid) {
		return err
	}
	return nil
}

func fingerprint(text []byte) string { return digest(string(text))[:12] }

// KeyInfo is one key as it may be shown.
type KeyInfo struct {
	ID    uint32
	Seals bool      // it is the one that seals; the others only open
	Since time.Time // zero for the first one
}

// List tells which keys there are, the one that seals first.
func (k *Keys) List() []KeyInfo {
	r := k.now()
	var out []KeyInfo
	for _, id := range r.ids {
		one := KeyInfo{ID: id, Seals: id == r.primary}
		for _, was := range r.rotations {
			if was.Key == id {
				one.Since = was.At
			}
		}
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(a, b KeyInfo) int {
		if a.Seals != b.Seals {
			if a.Seals {
				return -1
			}
			return 1
		}
		return b.Since.Compare(a.Since)
	})
	return out
}
