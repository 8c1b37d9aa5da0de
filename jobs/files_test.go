package jobs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maiam/jobs"
	"maiam/models/backups"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/files"
)

// TestTheNightCollectsRefusedFiles runs the work as the queue does: what a row names stays, the
// rest goes, and one deed says how much.
func TestTheNightCollectsRefusedFiles(t *testing.T) {
	h := dbtest.Open(t)
	dir := filepath.Join(t.TempDir(), "files")
	store, err := files.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	scan := func(words string) *files.Content {
		c, err := store.Take(files.Scan, "a.pdf", strings.NewReader("%PDF-1.7 "+words+" %%EOF"))
		if err != nil {
			t.Fatal(err)
		}
		old := h.Now().Add(-2 * files.Grace)
		if err := os.Chtimes(filepath.Join(dir, c.Sum[:2], c.Sum), old, old); err != nil {
			t.Fatal(err)
		}
		return c
	}
	kept, refused := scan("kept"), scan("refused")
	h.Do(func(tx *db.Tx) error { _, err := files.Keep(tx, 1, kept); return err })
	for range 2 {
		if err := jobs.Works(store, backups.Keeper{})["files.collect"](t.Context(), h.House, nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.Read(kept.Sum); err != nil {
		t.Error(err)
	}
	if _, err := store.Read(refused.Sum); err == nil {
		t.Error("what was refused still lies there")
	}
	var deeds string
	rows, err := h.Raw().Query("SELECT detail FROM db_deeds WHERE action = 'files.collect' ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var detail string
		if err := rows.Scan(&detail); err != nil {
			t.Fatal(err)
		}
		deeds += detail
	}
	if !strings.Contains(deeds, `"files":1`) || !strings.Contains(deeds, `"files":0`) {
		t.Errorf("the deeds say %s", deeds)
	}
}
