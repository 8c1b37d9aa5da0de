package files_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/files"
)

// TestAFullDiskTakesNothingHalf fills a real disk and makes one read-only: the paper is refused with a
// sentence, what lay there before is whole, nothing half lies beside it, and all goes on with room.
func TestAFullDiskTakesNothingHalf(t *testing.T) {
	disk := dbtest.SmallDisk(t, 256<<10)
	s, err := files.Open(filepath.Join(disk, "files"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	take := func(size int) (*files.Content, error) {
		return s.Take(files.Scan, "a.pdf", strings.NewReader("%PDF-1.7 "+strings.Repeat("x", size)+" %%EOF"))
	}
	before, err := take(100)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(what string, size int) {
		t.Helper()
		if _, err := take(size); fault.KindOf(err) != fault.Busy || fault.KeyOf(err) != "files.not_stored" {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := s.Read(before.Sum); err != nil {
			t.Errorf("%s: what lay there before: %v", what, err)
		}
		err := filepath.WalkDir(disk, func(path string, e os.DirEntry, err error) error {
			if err == nil && !e.IsDir() && e.Name() != before.Sum {
				t.Errorf("%s: %s lies there", what, path)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	refused("a full disk", 1<<20)
	dbtest.ReadOnlyDisk(t, disk, true)
	refused("a read-only disk", 200)
	dbtest.ReadOnlyDisk(t, disk, false)
	if _, err := take(200); err != nil {
		t.Errorf("with room: %v", err)
	}
}
