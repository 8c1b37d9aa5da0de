// Package files keeps what is scanned and photographed: a birth certificate, a decision, the face
// of a resident. The picture itself lies on the disk under the name of its own checksum, so that
// two copies take one place and a changed byte is noticed; the database keeps who brought it, when,
// and what kind it is.
//
// Photographs are drawn anew before they are kept: what a phone hides in them, such as the place
// where they were taken, does not enter the house. A file is written before its row, so that a row
// never names a file that is not there.
package files

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Limit is the most bytes that one file may have.
const Limit = 20 << 20

// nameLimit is the length of the name column, in letters.
const nameLimit = 200

// Want says what a door takes.
type Want string

// The two wants.
const (
	Photo Want = "photo" // a picture of a person or a thing
	Scan  Want = "scan"  // a paper: a picture of it, or a PDF
)

// Attachment is a file that the house keeps. Campus is where it was brought in, and no fence: who
// may see a file is decided by the row that names it, because a file follows its resident to
// another campus.
type Attachment struct {
	ID          uint64
	Campus      uint64 `gorm:"column:campus_id"`
	Kind        string // photo or scan
	Name        string // as the sender called it
	Type        string // image/jpeg, image/png or application/pdf, told by its content
	Size        int64
	Sha256      string
	ThumbSha256 string // of the small picture; empty for a PDF
	Width       int    // of the picture, in points; 0 for a PDF
	Height      int
	RecordedAt  time.Time
	RecordedBy  uint64
}

// TableName names the table.
func (Attachment) TableName() string { return "files_attachments" }

// Store is the folder in which the files lie.
type Store struct{ root *os.Root }

// Open opens the folder, and makes it on first start. No name of a file can lead out of it.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	return &Store{root}, nil
}

// Close closes the folder.
func (s *Store) Close() error { return s.root.Close() }

// Content is a file that lies in the store and has no row yet.
type Content struct {
	Want          Want
	Name          string
	Type          string
	Size          int64
	Sum           string
	Thumb         string
	Width, Height int
}

// Take reads, checks and stores what somebody sent. It belongs before the transaction: drawing a
// photograph anew takes most of a second. Invalid, on the field file: nothing was sent, it is too
// large, it is no picture (or PDF), it cannot be read, it has too many points.
func (s *Store) Take(want Want, name string, from io.Reader) (*Content, error) {
	body, err := io.ReadAll(io.LimitReader(from, Limit+1))
	if err != nil {
		return nil, fault.Field("file", "files.unreadable").Because(err)
	}
	switch {
	case len(body) == 0:
		return nil, fault.Field("file", "files.empty")
	case len(body) > Limit:
		return nil, fault.Field("file", "files.too_large", fault.A{"mb": Limit >> 20})
	}
	c := &Content{Want: want, Name: tidyName(name), Type: typeOf(body)}
	if c.Type == "application/pdf" && want == Scan {
		if !wholePDF(body) {
			return nil, fault.Field("file", "files.unreadable")
		}
		if c.Sum, err = s.write(body); err != nil {
			return nil, err
		}
		c.Size = int64(len(body))
		return c, nil
	}
	if !strings.HasPrefix(c.Type, "image/") {
		return nil, fault.Field("file", "files.wrong_type_"+string(want))
	}
	p, err := redrawn(body)
	if err != nil {
		return nil, err
	}
	if c.Sum, err = s.write(p.large); err != nil {
		return nil, err
	}
	if c.Thumb, err = s.write(p.small); err != nil {
		return nil, err
	}
	c.Type, c.Size, c.Width, c.Height = p.kind, int64(len(p.large)), p.width, p.height
	return c, nil
}

// typeOf tells what a file is by its first bytes; its name is never believed.
func typeOf(body []byte) string {
	kind, _, _ := strings.Cut(http.DetectContentType(body), ";")
	switch kind {
	case "image/jpeg", "image/png", "image/webp", "application/pdf":
		return kind
	}
	return "other"
}

// pdfTail is how far from its end a PDF says that it ends.
const pdfTail = 2048

// wholePDF tells that a PDF came to its end: one that was cut short on the way has none.
func wholePDF(body []byte) bool {
	return bytes.Contains(body[max(0, len(body)-pdfTail):], []byte("%%EOF"))
}

// tidyName keeps the last part of a name, without signs that a file system gives a meaning.
func tidyName(name string) string {
	name = value.CleanText(name)
	if at := strings.LastIndexAny(name, `/\`); at >= 0 {
		name = name[at+1:]
	}
	for utf8.RuneCountInString(name) > nameLimit {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name
}

var sumForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

func place(sum string) string { return sum[:2] + "/" + sum }

// write puts content under the name of its checksum, on the disk before it returns. What lies there
// already is written once more: the file is then as young as this upload, so that nobody collects
// it before its row is written, and one that a bad disk has changed is whole again.
func (s *Store) write(body []byte) (string, error) {
	hash := sha256.Sum256(body)
	sum := hex.EncodeToString(hash[:])
	if err := s.root.Mkdir(sum[:2], 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", full(err)
	}
	// Written beside and moved: nobody ever sees half a file, and twins do not disturb each other.
	beside := fmt.Sprintf("%s/.%s.%d", sum[:2], sum[:16], nextTurn())
	f, err := s.root.OpenFile(beside, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", full(err)
	}
	_, err = f.Write(body)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = s.root.Rename(beside, place(sum))
	}
	if err != nil {
		_ = s.root.Remove(beside)
		return "", full(err)
	}
	return sum, nil
}

func full(err error) error { return fault.New(fault.Busy, "files.not_stored").Because(err) }

// Read gives the content of a stored file, and refuses one whose bytes have changed.
func (s *Store) Read(sum string) ([]byte, error) {
	if !sumForm.MatchString(sum) {
		return nil, fault.New(fault.NotFound, "files.not_found")
	}
	body, err := s.root.ReadFile(place(sum))
	if errors.Is(err, fs.ErrNotExist) {
		body, err = s.root.ReadFile(aside(sum)) // being looked at by who collects, and brought back
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "files.not_found")
	}
	if err != nil {
		return nil, err
	}
	if hash := sha256.Sum256(body); hex.EncodeToString(hash[:]) != sum {
		return nil, fmt.Errorf("files: the content of %s is not what was stored", sum)
	}
	return body, nil
}

// Sums lists the checksums of all that lies in the store.
func (s *Store) Sums() ([]string, error) {
	var out []string
	folders, err := fs.ReadDir(s.root.FS(), ".")
	if err != nil {
		return nil, err
	}
	for _, folder := range folders {
		if !folder.IsDir() || len(folder.Name()) != 2 {
			continue
		}
		entries, err := fs.ReadDir(s.root.FS(), folder.Name())
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if sumForm.MatchString(e.Name()) {
				out = append(out, e.Name())
			}
		}
	}
	return out, nil
}

// Lies tells whether something lies in the store under a checksum.
func (s *Store) Lies(sum string) bool {
	if !sumForm.MatchString(sum) {
		return false
	}
	_, err := s.root.Stat(place(sum))
	return err == nil
}

// Put lays content into the store as it is, as when a house is restored.
func (s *Store) Put(body []byte) error {
	_, err := s.write(body)
	return err
}

// Checksum reads the written form of a checksum.
func Checksum(sum string) ([]byte, error) { return hex.DecodeString(sum) }

// Keep writes the row of a stored file, in the transaction of the use-case that needs it. The
// use-case has asked for its own permission.
func Keep(tx *db.Tx, campus uint64, c *Content) (*Attachment, error) {
	row := &Attachment{Campus: campus, Kind: string(c.Want), Name: c.Name, Type: c.Type, Size: c.Size, Sha256: c.Sum, ThumbSha256: c.Thumb,
		Width: c.Width, Height: c.Height, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	return row, db.Add(tx, row)
}

// Find gives the row of a file. The caller has found its number in a row that the reader may see.
func Find(tx *db.Tx, id uint64) (*Attachment, error) { return db.Get[Attachment](tx, id) }

// FindAll gives the rows of several files by their numbers.
func FindAll(tx *db.Tx, ids []uint64) (map[uint64]Attachment, error) {
	found := map[uint64]Attachment{}
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := db.From[Attachment](tx).Where("id IN ?", ids).All()
	for _, r := range rows {
		found[r.ID] = r
	}
	return found, err
}
