package files_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/files"
)

// scan stores a small PDF with these words.
func scan(t *testing.T, s *files.Store, words string) *files.Content {
	t.Helper()
	c, err := s.Take(files.Scan, "a.pdf", strings.NewReader("%PDF-1.7 "+words+" %%EOF"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// lying gives the paths of all files of a store.
func lying(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	if err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out = append(out, path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// clock is the hour of the disk, by which files are young or old.
func clock(t *testing.T) time.Time {
	t.Helper()
	path := filepath.Join(t.TempDir(), "now")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.ModTime()
}

// age makes every file of a store older than an upload can be.
func age(t *testing.T, dir string) {
	t.Helper()
	long := clock(t).Add(-2 * files.Grace)
	for _, path := range lying(t, dir) {
		if err := os.Chtimes(path, long, long); err != nil {
			t.Fatal(err)
		}
	}
}

// by asks the database, as the job does.
func by(h *dbtest.House) func([]string) (map[string]bool, error) {
	return func(sums []string) (known map[string]bool, err error) {
		h.Do(func(tx *db.Tx) error {
			known, err = files.Named(tx, sums)
			return err
		})
		return known, err
	}
}

func nobody([]string) (map[string]bool, error) { return nil, nil }

func TestRefusedUploadsAreCollected(t *testing.T) {
	s, dir := open(t)
	h := dbtest.Open(t)
	kept := scan(t, s, "kept")
	photo, err := s.Take(files.Photo, "a.jpg", bytes.NewReader(asJPEG(t, halves(40, 20))))
	if err != nil {
		t.Fatal(err)
	}
	h.Do(func(tx *db.Tx) error {
		if _, err := files.Keep(tx, 1, kept); err != nil {
			return err
		}
		_, err := files.Keep(tx, 1, photo)
		return err
	})
	refused := scan(t, s, "refused")
	if err := os.WriteFile(filepath.Join(dir, refused.Sum[:2], ".half.7"), []byte("%PDF"), 0o600); err != nil {
		t.Fatal(err)
	}
	age(t, dir)
	fresh := scan(t, s, "still on its way")
	for turn := range 2 { // the second time there is nothing left to do
		done, err := s.Collect(clock(t), by(h))
		if want := 1 - turn; err != nil || done.Files != want {
			t.Errorf("turn %d: %+v %v", turn, done, err)
		}
		for _, c := range []string{kept.Sum, photo.Sum, photo.Thumb, fresh.Sum} {
			if _, err := s.Read(c); err != nil {
				t.Errorf("turn %d: %v", turn, err)
			}
		}
		if n := len(lying(t, dir)); n != 4 {
			t.Errorf("turn %d: %d files lie there", turn, n)
		}
	}
}

// TestAnUploadSavesItsTwinFromCollection lets an upload of the same content come at each moment of
// a collection: what its row will name is there afterwards.
func TestAnUploadSavesItsTwinFromCollection(t *testing.T) {
	t.Run("while the database is asked", func(t *testing.T) {
		s, dir := open(t)
		twin := scan(t, s, "twin")
		age(t, dir)
		_, err := s.Collect(clock(t), func([]string) (map[string]bool, error) {
			scan(t, s, "twin")
			return nil, nil
		})
		if _, gone := s.Read(twin.Sum); err != nil || gone != nil {
			t.Errorf("%v %v", err, gone)
		}
	})
	t.Run("many at once", func(t *testing.T) {
		s, dir := open(t)
		const papers = 40
		for n := range papers {
			scan(t, s, fmt.Sprint(n))
		}
		age(t, dir)
		var wg sync.WaitGroup
		for range 3 {
			now := clock(t)
			wg.Go(func() {
				for range 20 {
					if _, err := s.Collect(now, nobody); err != nil {
						t.Error(err)
					}
				}
			})
		}
		sums := make([]string, papers)
		for n := range papers {
			wg.Go(func() { sums[n] = scan(t, s, fmt.Sprint(n)).Sum })
		}
		wg.Wait()
		if _, err := s.Collect(clock(t), nobody); err != nil {
			t.Fatal(err)
		}
		for n, sum := range sums {
			if _, err := s.Read(sum); err != nil {
				t.Errorf("paper %d: %v", n, err)
			}
		}
	})
}

func TestACollectionThatWasStoppedIsFinished(t *testing.T) {
	s, dir := open(t)
	h := dbtest.Open(t)
	named, dead := scan(t, s, "named"), scan(t, s, "dead")
	h.Do(func(tx *db.Tx) error { _, err := files.Keep(tx, 1, named); return err })
	for _, c := range []*files.Content{named, dead} { // as a run left them that was killed
		folder := filepath.Join(dir, c.Sum[:2])
		if err := os.Rename(filepath.Join(folder, c.Sum), filepath.Join(folder, ".gone."+c.Sum)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Read(named.Sum); err != nil {
		t.Errorf("a file that is looked at cannot be read: %v", err)
	}
	age(t, dir)
	done, err := s.Collect(clock(t), by(h))
	if err != nil || done.Files != 1 {
		t.Errorf("%+v %v", done, err)
	}
	if found := lying(t, dir); len(found) != 1 || filepath.Base(found[0]) != named.Sum {
		t.Errorf("there lie %v", found)
	}
}

func TestCollectSparesTheYoung(t *testing.T) {
	s, dir := open(t)
	young := scan(t, s, "young")
	now := clock(t)
	at := now.Add(-files.Grace + time.Minute)
	for _, path := range lying(t, dir) {
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if done, err := s.Collect(now, nobody); err != nil || done.Files != 0 {
		t.Errorf("%+v %v", done, err)
	}
	if done, err := s.Collect(now.Add(2*time.Minute), nobody); err != nil || done.Files != 1 {
		t.Errorf("%+v %v", done, err)
	}
	if _, err := s.Read(young.Sum); err == nil {
		t.Error("it is still there")
	}
}
