package backups_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // for the server's own connection

	"maiam/models/backups"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/files"
)

// loggingServer starts a private MariaDB that keeps a binary log, and gives its address.
func loggingServer(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "../../.ci/mariadb", "run", "--durable", "--", "sh", "-c", `echo "$MAIAM_TEST_DB"; cat`)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close() // the command ends, and the server with it
		cancel()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the server did not start: %v", err)
	}
	return strings.TrimSpace(line)
}

// onServer opens a new migrated database on a server, by the machine's own clock as the log knows it.
func onServer(t *testing.T, server, name string, keys *db.Keys) *db.House {
	t.Helper()
	admin, err := sql.Open("mysql", "root@tcp("+strings.TrimSuffix(strings.TrimPrefix(server, "mysql://root@"), "/")+")/")
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	if _, err := admin.Exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci"); err != nil {
		t.Fatal(err)
	}
	h, err := db.Open(db.Config{Database: server + name, Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	if err := dbtest.Migrate(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	return h
}

// nextSecond waits until the log's clock, which counts seconds, has gone on.
func nextSecond(h *db.House) time.Time {
	began := h.Now().Truncate(time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for now := range tick.C {
		if now.Truncate(time.Second).After(began) {
			return now.Truncate(time.Second)
		}
	}
	return began
}

// TestAnyMomentOfTheBinaryLog follows the log of a real server: a copy, pieces since, and from them the
// house as of the last moment, and as of a second between two acts, in a database of another name beside
// the living one.
func TestAnyMomentOfTheBinaryLog(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts a database server and is left out with -short")
	}
	if dbtest.Server() == "" {
		t.Skip("an embedded database has no binary log")
	}
	server := loggingServer(t)
	keys, err := db.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	h := onServer(t, server, "house", keys)
	dir := t.TempDir()
	store, err := files.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	k := backups.Keeper{Places: []string{filepath.Join(dir, "place")}, Own: true, Store: store, Program: "test", Schema: 1, Scratch: dir, Migrate: dbtest.Migrate}
	look := func(full bool) backups.Outcome {
		t.Helper()
		did := k.Keep(t.Context(), h, full)[0]
		if did.Err != nil {
			t.Fatal(did.Err)
		}
		return did
	}
	bring := func(words string) {
		t.Helper()
		c, err := store.Take(files.Scan, words+".pdf", strings.NewReader("%PDF-1.7 "+words+" %%EOF"))
		if err == nil {
			err = h.Write(t.Context(), db.System("test"), "test", func(tx *db.Tx) error {
				if err := tx.May("test"); err != nil {
					return err
				}
				_, err := files.Keep(tx, 1, c)
				return err
			})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	bring("trước bản sao")
	if did := look(false); !did.Copied {
		t.Errorf("the first look writes a whole copy: %+v", did)
	}
	nextSecond(h)
	bring("sau bản sao")
	if did := look(false); did.Copied || !did.Shipped {
		t.Errorf("the second ships the log: %+v", did)
	}
	if did := look(false); did.Copied || did.Shipped {
		t.Errorf("nobody did anything: %+v", did)
	}
	if _, err := h.Raw().Exec("FLUSH BINARY LOGS"); err != nil { // the log goes on in another file
		t.Fatal(err)
	}
	bring("trước phút ấy")
	moment := nextSecond(h)
	bring("sau phút ấy")
	if did := look(false); !did.Shipped {
		t.Errorf("the third ships two files: %+v", did)
	}
	if d := k.Try(t.Context(), h); d.Reason != "" || d.Deeds != 4 || d.LostSeconds != 0 {
		t.Errorf("the drill: %+v", d)
	}
	back := func(name string, until time.Time) int {
		t.Helper()
		p, err := backups.OpenPlace(k.Places[0], keys)
		if err != nil {
			t.Fatal(err)
		}
		c, err := p.Find(until)
		if err != nil {
			t.Fatal(err)
		}
		other := onServer(t, server, name, keys)
		to, err := files.Open(filepath.Join(t.TempDir(), "files"))
		if err != nil {
			t.Fatal(err)
		}
		defer to.Close()
		if err := p.Restore(t.Context(), c, other, to); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Replay(t.Context(), c, other, to, until); err != nil {
			t.Fatal(err)
		}
		found := 0
		err = other.Read(t.Context(), db.System("test"), func(tx *db.Tx) error {
			if err := tx.May("test"); err != nil {
				return err
			}
			rows, err := db.From[files.Attachment](tx).Order("id").All()
			for _, r := range rows {
				if body, err := to.Read(r.Sha256); err != nil || !strings.Contains(string(body), strings.TrimSuffix(r.Name, ".pdf")) {
					t.Errorf("%s came back without its content: %v", r.Name, err)
				}
			}
			found = len(rows)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if n := back("newest", time.Time{}); n != 4 {
		t.Errorf("%d of 4 attachments came back", n)
	}
	if n := back("moment", moment); n != 3 {
		t.Errorf("%d attachments are there as of the moment after the third", n)
	}
	if n, err := h.Written(t.Context()); err != nil || n != 4 {
		t.Errorf("the living house has %d deeds after three restores beside it, %v", n, err)
	}
	if did := look(true); !did.Copied {
		t.Errorf("the whole copy of the night: %+v", did)
	}
	nextSecond(h)
	bring("sáng hôm sau")
	if did := look(false); !did.Shipped {
		t.Errorf("the log goes on from it: %+v", did)
	}
	// A log that began anew fits to nothing: it is said, and a whole copy begins the next row of pieces.
	if _, err := h.Raw().Exec("RESET MASTER"); err != nil {
		t.Fatal(err)
	}
	bring("sau khi xoá nhật ký")
	if did := k.Keep(t.Context(), h, false)[0]; did.Err == nil || !did.Copied {
		t.Errorf("the log began anew: %+v", did)
	}
	if did := look(false); did.Copied {
		t.Errorf("after that all is well: %+v", did)
	}
	if n := back("anew", time.Time{}); n != 6 {
		t.Errorf("%d of 6 came back", n)
	}
}

// TestCutLog cuts a log at positions, keeps its description, and refuses what is none.
func TestCutLog(t *testing.T) {
	event := func(length int, ends uint32) []byte {
		b := make([]byte, length)
		binary.LittleEndian.PutUint32(b[9:], uint32(length))
		binary.LittleEndian.PutUint32(b[13:], ends)
		return b
	}
	log := []byte{0xfe, 'b', 'i', 'n'}
	for _, e := range [][]byte{event(50, 54), event(30, 84), event(20, 104), event(40, 144)} {
		log = append(log, e...)
	}
	for _, c := range []struct {
		after, until, end uint64
		length            int
	}{{4, 0, 144, 4 + 50 + 90}, {84, 0, 144, 4 + 50 + 60}, {84, 104, 104, 4 + 50 + 20}, {144, 144, 144, 4 + 50}} {
		var out bytes.Buffer
		end, err := db.CutLog(bytes.NewReader(log), &out, c.after, c.until)
		if err != nil || end != c.end || out.Len() != c.length {
			t.Errorf("%+v: ends at %d with %d bytes, %v", c, end, out.Len(), err)
		}
	}
	for name, bad := range map[string][]byte{"empty": nil, "other": []byte("%PDF-1.7"), "cut": log[:len(log)-1], "cut head": log[:60], "no length": append(bytes.Clone(log), make([]byte, 30)...)} {
		if _, err := db.CutLog(bytes.NewReader(bad), &bytes.Buffer{}, 4, 0); err == nil {
			t.Errorf("%s is taken for a log", name)
		}
	}
}
