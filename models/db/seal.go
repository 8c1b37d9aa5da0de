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

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Keys open the sealed columns. They live in the secret file, never in the database.
type Keys struct {
	seal  tink.AEAD
	index *prf.Set
	seed  []byte
}

type keyFile struct {
	Seal  json.RawMessage `json:"seal"`
	Index json.RawMessage `json:"index"`
	Seed  string          `json:"seed"`
}

// LoadKeys reads the secret file, and makes it on first start, readable by its owner alone.
func LoadKeys(path string) (*Keys, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		if text, err = makeKeys(path); err != nil {
			return nil, fmt.Errorf("db: the secret file %s cannot be made: %w", path, err)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("db: the secret file cannot be read: %w", err)
	}
	var f keyFile
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, fmt.Errorf("db: %s is no secret file of this program", path)
	}
	return f.open()
}

// NewKeys makes keys that live in memory only, for tests.
func NewKeys() (*Keys, error) {
	f, err := freshKeys()
	if err != nil {
		return nil, err
	}
	return f.open()
}

func (f keyFile) open() (*Keys, error) {
	handles := make([]*keyset.Handle, 2)
	for i, text := range []json.RawMessage{f.Seal, f.Index} {
		h, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
		if err != nil {
			return nil, errors.New("db: a key in the secret file cannot be read")
		}
		handles[i] = h
	}
	var k Keys
	var err error
	if k.seal, err = aead.New(handles[0]); err != nil {
		return nil, err
	}
	if k.index, err = prf.NewPRFSet(handles[1]); err != nil {
		return nil, err
	}
	k.seed, err = base64.StdEncoding.DecodeString(f.Seed)
	return &k, err
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
	return os.ReadFile(path)
}

// Derive makes a value that belongs to this installation and this purpose.
func (k *Keys) Derive(purpose string) []byte {
	m := hmac.New(sha256.New, k.seed)
	m.Write([]byte(purpose))
	return m.Sum(nil)
}

var errNoKeys = errors.New("db: sealed columns need keys")

// Seal encrypts what a sealed column keeps; column is "table.column" and binds it to its place.
// Empty stays empty.
func Seal(tx *Tx, column, plain string) ([]byte, error) {
	if plain == "" {
		return nil, nil
	}
	if tx.house.cfg.Keys == nil {
		return nil, errNoKeys
	}
	return tx.house.cfg.Keys.seal.Encrypt([]byte(plain), []byte(column))
}

// Unseal reads a sealed column.
func Unseal(tx *Tx, column string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	if tx.house.cfg.Keys == nil {
		return "", errNoKeys
	}
	plain, err := tx.house.cfg.Keys.seal.Decrypt(sealed, []byte(column))
	if err != nil {
		return "", fmt.Errorf("db: %s cannot be opened with the keys of this house", column)
	}
	return string(plain), nil
}

// BlindIndex gives the 16 bytes by which a sealed value is found without being readable. Nil for
// an empty value, so that a unique index allows many of those.
func BlindIndex(tx *Tx, column, plain string) ([]byte, error) {
	if plain == "" {
		return nil, nil
	}
	if tx.house.cfg.Keys == nil {
		return nil, errNoKeys
	}
	return tx.house.cfg.Keys.index.ComputePrimaryPRF([]byte(column+"\x00"+plain), 16)
}
