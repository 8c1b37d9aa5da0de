package files

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"

	"maiam/models/db"
)

// Grace is how long a file may lie without a row. An upload writes the file first and the row a
// moment later; a request lives for minutes at most.
const Grace = 24 * time.Hour

// Collected tells what was taken away.
type Collected struct {
	Files int
	Bytes int64
}

// asideMark begins the name of a file that is being collected.
const asideMark = ".gone."

func aside(sum string) string { return sum[:2] + "/" + asideMark + sum }

// Collect takes away the files that no row names because the act that brought them was refused,
// and halves of files that a stopped program left. Named tells which of some checksums have a row.
// It may run at any moment, twice at once, and after it was stopped half way:
//
//   - only what is older than Grace is touched, and an upload makes its file young again;
//   - a file is first moved aside and then looked at once more: whoever uploads its twin meanwhile
//     either made it young, and it is brought back, or finds the place empty and writes anew;
//   - what an earlier run left aside is brought back when a row names it, else taken away.
func (s *Store) Collect(now time.Time, named func(sums []string) (map[string]bool, error)) (Collected, error) {
	var done Collected
	folders, err := fs.ReadDir(s.root.FS(), ".")
	if err != nil {
		return done, err
	}
	c := collector{s, now.Add(-Grace), named, &done}
	for _, folder := range folders {
		if folder.IsDir() && len(folder.Name()) == 2 {
			if err := c.folder(folder.Name()); err != nil {
				return done, err
			}
		}
	}
	return done, nil
}

type collector struct {
	store *Store
	young time.Time // what was written since stays
	named func([]string) (map[string]bool, error)
	done  *Collected
}

// lot is how many checksums are asked about in one statement.
const lot = 500

func (c collector) folder(name string) error {
	entries, err := fs.ReadDir(c.store.root.FS(), name)
	if err != nil {
		return gone(err)
	}
	var lying, left []string
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && info.IsDir() {
			continue
		}
		if err != nil {
			return err
		}
		sum, waits := strings.CutPrefix(e.Name(), asideMark)
		switch {
		case waits && sumForm.MatchString(sum):
			left = append(left, sum)
		case !info.ModTime().Before(c.young):
		case sumForm.MatchString(e.Name()):
			lying = append(lying, e.Name())
		case strings.HasPrefix(e.Name(), "."):
			if err := gone(c.store.root.Remove(name + "/" + e.Name())); err != nil {
				return err
			}
		}
	}
	for some := range slices.Chunk(slices.Concat(left, lying), lot) {
		known, err := c.named(some)
		if err != nil {
			return err
		}
		for _, sum := range some {
			if err := c.file(sum, known[sum], slices.Contains(left, sum)); err != nil {
				return err
			}
		}
	}
	return nil
}

// file collects one file, or brings it back.
func (c collector) file(sum string, known, left bool) error {
	root := c.store.root
	if !left {
		if known {
			return nil
		}
		if err := root.Rename(place(sum), aside(sum)); err != nil {
			return gone(err)
		}
	}
	info, err := root.Stat(aside(sum))
	if err != nil {
		return gone(err)
	}
	if known || !info.ModTime().Before(c.young) {
		// Whatever lies at its place by now has the same content: the checksum says so.
		return gone(root.Rename(aside(sum), place(sum)))
	}
	if err := root.Remove(aside(sum)); err != nil {
		return gone(err)
	}
	c.done.Files++
	c.done.Bytes += info.Size()
	return nil
}

// gone forgives that a file is not there any more: another run was faster.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Named tells which of these checksums a row names, as a file or as the small picture beside it.
func Named(tx *db.Tx, sums []string) (map[string]bool, error) {
	known := map[string]bool{}
	for _, column := range []string{"sha256", "thumb_sha256"} {
		rows, err := db.From[Attachment](tx).Only("id", "sha256", "thumb_sha256").Where(column+" IN ?", sums).All()
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			known[r.Sha256], known[r.ThumbSha256] = true, true
		}
	}
	return known, nil
}
