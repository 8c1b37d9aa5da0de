package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
)

// TestAuditVerify starts the real program once, and then asks its command about deeds that were changed,
// removed and rewritten behind its back, and about a restored copy.
func TestAuditVerify(t *testing.T) {
	beside(t)
	if testing.Short() {
		t.Skip("it starts the real program and is left out with -short")
	}
	database := ""
	if dbtest.Server() != "" {
		database = dbtest.Address(t)
	}
	stick := t.TempDir()
	p := newRealHouse(t, database, "MAIAM_SAMPLE=1", "MAIAM_SAMPLE_DAYS=2", "MAIAM_ANCHORS="+stick)
	p.start(t)
	p.stop(t)
	ask := func(good bool, sentences ...string) {
		t.Helper()
		said, err := p.run("audit", "verify")
		if (err == nil) != good {
			t.Errorf("it ends with %v and says\n%s", err, said)
		}
		for _, s := range sentences {
			if !strings.Contains(said, s) {
				t.Errorf("it does not say %q but\n%s", s, said)
			}
		}
	}
	ask(true) // the first start anchored what there was
	if said, err := p.run("audit", "anchor"); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	ask(true, "mốc mới nhất lúc")
	saved := filepath.Join(t.TempDir(), "saved")
	if said, err := p.run("backup", saved); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, dir := range []string{stick, saved} {
		if _, err := os.Stat(filepath.Join(dir, db.AnchorName)); err != nil {
			t.Error(err)
		}
	}
	pool := openPool(t, p.database())
	run := func(statement string, args ...any) {
		t.Helper()
		if _, err := pool.Exec(statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	// A server hands a database on from test to test, and its numbers go on.
	var first, second uint64
	if err := pool.QueryRow("SELECT MIN(id), MAX(id) FROM wards_campuses").Scan(&first, &second); err != nil {
		t.Fatal(err)
	}
	var detail string
	if err := pool.QueryRow("SELECT detail FROM db_deeds WHERE campus_id = ? AND seq = 5", first).Scan(&detail); err != nil {
		t.Fatal(err)
	}
	run("UPDATE db_deeds SET detail = ? WHERE campus_id = ? AND seq = 5", detail+" ", first)
	ask(false, "Cơ sở 1", "việc số 5 ")
	run("UPDATE db_deeds SET detail = ? WHERE campus_id = ? AND seq = 5", detail, first)
	ask(true)
	p.env = append(p.env, "MAIAM_LANG=en")
	run("DELETE FROM db_deeds WHERE campus_id = ? AND seq IN (7, 8)", second)
	ask(false, "deeds 7 to 8 are missing")
	run("DELETE FROM db_deeds WHERE campus_id = ?", second)
	run("DELETE FROM db_chains WHERE id = ?", second+1)
	ask(false, "from number 1 on nothing is left", filepath.Join(stick, db.AnchorName))

	// The same house restored elsewhere, with its secret file: it holds, and says that it was restored.
	secret, err := os.ReadFile(filepath.Join(p.data(), "secret"))
	if err != nil {
		t.Fatal(err)
	}
	other := newRealHouse(t, "", "MAIAM_LANG=en")
	if err := os.WriteFile(filepath.Join(other.data(), "secret"), secret, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := other.run("restore", saved); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	said, err := other.run("audit", "verify")
	if err != nil || !strings.Contains(said, "restored the backup of") {
		t.Errorf("%v\n%s", err, said)
	}
}

// data is the folder that the program was told.
func (p *realHouse) data() string {
	for _, pair := range p.env {
		if dir, ok := strings.CutPrefix(pair, "MAIAM_DATA="); ok {
			return dir
		}
	}
	return ""
}

// openPool opens the database of a program from outside.
func openPool(t *testing.T, address string) *sql.DB {
	t.Helper()
	h, err := db.Open(db.Config{Database: address})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	return h.Raw()
}
