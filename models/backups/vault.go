package backups

import (
	"bytes"
	"compress/gzip"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sync/atomic"

	"github.com/tink-crypto/tink-go/v2/streamingaead/subtle"

	"maiam/models/db"
)

// A vault is the part of a place where the contents lie, sealed, each under a name that only this house
// can make from it: what is the same in two copies lies there once.
type vault struct {
	dir   string
	key   []byte
	seal  *subtle.AESGCMHKDF
	fresh int64 // bytes written since it was opened
}

const (
	segment  = 1 << 20 // so much is sealed in one piece
	blobsDir = "blobs"
)

func openVault(dir string, keys *db.Keys) (*vault, error) {
	if keys == nil {
		return nil, errors.New("backups: a house without keys cannot seal a copy")
	}
	v := &vault{dir: dir, key: keys.Derive("names and notes of backups")}
	var err error
	v.seal, err = subtle.NewAESGCMHKDF(keys.Derive("contents of backups"), "SHA256", 32, segment, 0)
	return v, err
}

// sign marks a text as written by this house.
func (v *vault) sign(text []byte) string {
	m := hmac.New(sha256.New, v.key)
	m.Write(text)
	return hex.EncodeToString(m.Sum(nil))
}

// fingerprint tells one house from another without telling anything else.
func (v *vault) fingerprint() string { return v.sign([]byte("fingerprint"))[:16] }

// name is where content of a kind lies, by the checksum of what it is when it is open.
func (v *vault) name(kind string, sum []byte) string {
	return v.sign(append([]byte(kind+"\x00"), sum...))
}

var nameForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (v *vault) path(name string) string { return filepath.Join(v.dir, blobsDir, name[:2], name) }

// has tells whether content lies in the vault already.
func (v *vault) has(name string) bool {
	_, err := os.Stat(v.path(name))
	return err == nil
}

var turn atomic.Uint64

// blob is content on its way into the vault. As long as it is small it is held in memory: most tables
// are as they were, and nothing is written for those.
type blob struct {
	vault *vault
	kind  string
	held  bytes.Buffer
	file  *os.File // once it is large
	seal  io.WriteCloser
	press *gzip.Writer
	sum   hash.Hash
	name  string // once it is closed
}

// smallest is how much is held in memory.
const smallest = 1 << 20

// put begins content of a kind. It is there once it was closed, whole or not at all.
func (v *vault) put(kind string) *blob { return &blob{vault: v, kind: kind, sum: sha256.New()} }

// begin goes from memory to the disk.
func (b *blob) begin() (err error) {
	dir := filepath.Join(b.vault.dir, blobsDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if b.file, err = os.OpenFile(filepath.Join(dir, fmt.Sprintf(".%d.%d", os.Getpid(), turn.Add(1))), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err != nil { // #nosec G304 -- the operator names the folder of copies; the rest of the path is made here
		return err
	}
	if b.seal, err = b.vault.seal.NewEncryptingWriter(b.file, []byte(b.kind)); err != nil {
		return err
	}
	if b.press, err = gzip.NewWriterLevel(b.seal, gzip.BestSpeed); err != nil {
		return err
	}
	_, err = b.press.Write(b.held.Bytes())
	b.held = bytes.Buffer{}
	return err
}

// Write takes a part of the content.
func (b *blob) Write(p []byte) (int, error) {
	b.sum.Write(p)
	if b.press == nil && b.held.Len()+len(p) > smallest {
		if err := b.begin(); err != nil {
			return 0, err
		}
	}
	if b.press == nil {
		return b.held.Write(p)
	}
	return b.press.Write(p)
}

// Drop forgets content that did not come to its end.
func (b *blob) Drop() {
	if b.file != nil {
		_ = b.file.Close()
		_ = os.Remove(b.file.Name())
	}
}

// Close lays the content into its place, on the disk before it returns.
func (b *blob) Close() (err error) {
	b.name = b.vault.name(b.kind, b.sum.Sum(nil))
	defer func() {
		if err != nil {
			b.Drop()
		}
	}()
	if b.vault.has(b.name) {
		b.Drop()
		return nil
	}
	if b.press == nil {
		if err := b.begin(); err != nil {
			return err
		}
	}
	if err := errors.Join(b.press.Close(), b.seal.Close(), b.file.Sync()); err != nil {
		return err
	}
	info, err := b.file.Stat()
	if err != nil {
		return err
	}
	to := b.vault.path(b.name)
	if err := errors.Join(b.file.Close(), os.MkdirAll(filepath.Dir(to), 0o700)); err != nil {
		return err
	}
	if err := os.Rename(b.file.Name(), to); err != nil {
		return err
	}
	b.vault.fresh += info.Size()
	return syncDir(filepath.Dir(to))
}

// opened is content on its way out of the vault; its end is reached without an error only when it is
// what its name says.
type opened struct {
	file  *os.File
	press *gzip.Reader
	vault *vault
	kind  string
	name  string
	sum   hash.Hash
}

var errDamaged = errors.New("backups: what lies in the copy is not what was saved")

func (v *vault) open(kind, name string) (*opened, error) {
	if !nameForm.MatchString(name) {
		return nil, errDamaged
	}
	f, err := os.Open(v.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s is missing", errDamaged, name)
	}
	if err != nil {
		return nil, err
	}
	o := &opened{file: f, vault: v, kind: kind, name: name, sum: sha256.New()}
	plain, err := v.seal.NewDecryptingReader(f, []byte(kind))
	if err == nil {
		o.press, err = gzip.NewReader(plain)
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("%w: %s: %w", errDamaged, name, err)
	}
	return o, nil
}

// Read gives a part of the content.
func (o *opened) Read(p []byte) (int, error) {
	n, err := o.press.Read(p)
	o.sum.Write(p[:n])
	switch {
	case errors.Is(err, io.EOF) && o.vault.name(o.kind, o.sum.Sum(nil)) != o.name:
		return n, fmt.Errorf("%w: %s", errDamaged, o.name)
	case err != nil && !errors.Is(err, io.EOF):
		return n, fmt.Errorf("%w: %s: %w", errDamaged, o.name, err)
	}
	return n, err
}

// Close ends the reading.
func (o *opened) Close() error { return o.file.Close() }

// whole reads content to its end and gives it.
func (v *vault) whole(kind, name string) ([]byte, error) {
	o, err := v.open(kind, name)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	return io.ReadAll(o)
}

// collect takes away what no copy names, and halves that a stopped program left. No other program of the
// house writes into the place meanwhile; whoever else can, on a stick or a share, and puts a link in place of
// a folder, leads nothing out of the place.
func (v *vault) collect(named map[string]bool) error {
	root, err := os.OpenRoot(filepath.Join(v.dir, blobsDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), ".", func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || e.IsDir() || named[e.Name()] {
			return err
		}
		return root.Remove(path)
	})
}

// writeWhole writes a file so that it is there whole or not at all.
func writeWhole(path string, text []byte) error {
	beside := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%d.%d", os.Getpid(), turn.Add(1)))
	f, err := os.OpenFile(beside, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // #nosec G304 -- the operator names the folder of copies; the rest of the path is made here
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(beside, path)
	}
	if err != nil {
		_ = os.Remove(beside)
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir) // #nosec G304 -- the operator names the folder of copies; the rest of the path is made here
	if err != nil {
		return err
	}
	_ = d.Sync() // some file systems of sticks and shares cannot; the content itself is on the disk
	return d.Close()
}
