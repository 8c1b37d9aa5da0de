package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/privacy"
)

// write sends something to a program and demands that it is written, and gives its number.
func (h *hand) write(t testing.TB, key, path, body string) uint64 {
	t.Helper()
	answer, _, status, err := h.send(&act{key: key, path: path, body: []byte(body)})
	var row struct{ ID uint64 }
	if err == nil {
		err = json.Unmarshal(answer, &row)
	}
	if err != nil || status != http.StatusCreated {
		t.Fatalf("%s: %d %s %v", path, status, answer, err)
	}
	return row.ID
}

// wordsIn tells in which columns of a whole database a text stands.
func wordsIn(t testing.TB, address, text string) (places []string) {
	t.Helper()
	h, err := db.Open(db.Config{Database: address})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	err = h.Read(t.Context(), db.System("test"), func(tx *db.Tx) error {
		if err := tx.May(privacy.View); err != nil {
			return err
		}
		all, err := db.Schema(tx)
		if err != nil {
			return err
		}
		for _, c := range all {
			if !c.Texts() || !slices.ContainsFunc(all, func(o db.TableColumn) bool { return o.TableName == c.TableName && o.Name == "id" }) {
				continue
			}
			rows, err := db.WordsIn(tx, db.Pointer{Table: c.TableName, Column: c.Name}, nil, text)
			if err != nil {
				return err
			}
			if len(rows) > 0 {
				places = append(places, c.TableName+"."+c.Name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return places
}

// TestAnOlderCopyErasesAgain saves a house with the command, has somebody erased by two people over the
// wire, and brings the older copy back elsewhere: where the copies hold the list of erased files, the
// restore erases again; where only the anchors do, the next start does. Nobody else is touched, the chain
// of deeds holds, and it is done once.
func TestAnOlderCopyErasesAgain(t *testing.T) {
	beside(t)
	if testing.Short() {
		t.Skip("it starts the real program and is left out with -short")
	}
	database := func() string {
		if dbtest.Server() == "" {
			return ""
		}
		return dbtest.Address(t)
	}
	stick, saved := t.TempDir(), filepath.Join(t.TempDir(), "saved")
	p := newRealHouse(t, database(), "MAIAM_SAMPLE=1", "MAIAM_SAMPLE_DAYS=2", "MAIAM_BACKUPS=off", "MAIAM_ANCHORS="+stick)
	p.start(t)
	const gone, other = "Xuân Thị Vắng Mặt", "Xuân Thị Ở Lại"
	manager, director := signInAs(t, p, "manager"), signIn(t, p)
	person := func(name, note string) uint64 {
		t.Helper()
		return manager.write(t, name, "/api/v1/residents", fmt.Sprintf(`{"name": %q, "sex": "f", "birth": "1949", "note": %q}`, name, note))
	}
	id := person(gone, "hay nhắc quê cũ")
	person(other, "hay cười")
	manager.write(t, "asks", "/api/v1/privacy/requests", fmt.Sprintf(`{"resident_id": %d, "kind": "delete", "asker": "self", "text": "xin xóa tên tôi"}`, id))
	if said, err := p.run("backup", saved); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	var first backupNote // the moment of the older copy
	note, err := os.ReadFile(filepath.Join(p.data(), "last-backup.json"))
	if err == nil {
		err = json.Unmarshal(note, &first)
	}
	if err != nil {
		t.Fatal(err)
	}

	of := fmt.Sprintf("/api/v1/privacy/of/%d/erasures", id)
	proposed := manager.write(t, "proposes", of, `{"ground": "request", "reason": "chính người đó xin"}`)
	director.write(t, "agrees", fmt.Sprintf("%s/%d/agree", of, proposed), `{"sure": true}`)
	if at := wordsIn(t, p.database(), gone); len(at) > 0 {
		t.Fatalf("after two people erased it, the name stands in %v", at)
	}
	// The list lies with the anchors, and a copy of now is told from the older one, which counts in seconds.
	list := filepath.Join(stick, db.ErasedName)
	deadline, again := time.After(patience), time.NewTicker(20*time.Millisecond)
	defer again.Stop()
	for text, _ := os.ReadFile(list); len(text) == 0 || !time.Now().Truncate(time.Second).After(first.Taken); text, _ = os.ReadFile(list) {
		select {
		case <-again.C:
		case <-deadline:
			t.Fatalf("no list of erased files lies with the anchors\n%s", p.said())
		}
	}
	p.stop(t)
	alone := filepath.Join(t.TempDir(), "alone") // the copies as they were carried away before
	if err := os.CopyFS(alone, os.DirFS(saved)); err != nil {
		t.Fatal(err)
	}
	if said, err := p.run("backup", saved); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}

	secret, err := os.ReadFile(filepath.Join(p.data(), "secret"))
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := func(env ...string) *realHouse {
		t.Helper()
		o := newRealHouse(t, database(), append(env, "MAIAM_LANG=en", "MAIAM_BACKUPS=off")...)
		if err := os.WriteFile(filepath.Join(o.data(), "secret"), secret, 0o600); err != nil {
			t.Fatal(err)
		}
		return o
	}
	erased := func(o *realHouse) {
		t.Helper()
		for _, words := range []string{gone, "hay nhắc quê cũ", "xin xóa tên tôi"} {
			if at := wordsIn(t, o.database(), words); len(at) > 0 {
				t.Errorf("%q came back into %v", words, at)
			}
		}
		if len(wordsIn(t, o.database(), other)) == 0 {
			t.Error("somebody else is gone")
		}
		l := openLedger(t, o.database())
		if n := l.count("SELECT COUNT(*) FROM residents_people WHERE id = ? AND erased_at IS NOT NULL AND name = ?", id, privacy.NameAfter(id)); n != 1 {
			t.Error("no mark stands in the place of the person")
		}
		if n := l.count("SELECT COUNT(*) FROM residents_people WHERE erased_at IS NOT NULL"); n != 1 {
			t.Errorf("%d people are erased", n)
		}
		if n := l.count("SELECT COUNT(*) FROM db_deeds WHERE action = 'privacy.erase_again'"); n != 1 {
			t.Errorf("it was erased again %d times", n)
		}
		if said, err := o.run("audit", "verify"); err != nil {
			t.Errorf("the chain does not hold: %v\n%s", err, said)
		}
	}

	t.Run("by the list beside the copies", func(t *testing.T) {
		o := elsewhere()
		said, err := o.run("restore", saved, "--until", first.Taken.Format(time.RFC3339))
		if err != nil || !strings.Contains(said, "erased again 1 files") {
			t.Fatalf("%v\n%s", err, said)
		}
		erased(o)
		o.start(t)
		o.stop(t)
		erased(o) // once is enough
	})
	t.Run("by the anchors, at the next start", func(t *testing.T) {
		if err := os.Remove(filepath.Join(alone, db.ErasedName)); err == nil {
			t.Fatal("a copy that was taken before holds the list already")
		}
		o := elsewhere()
		said, err := o.run("restore", alone)
		if err != nil || strings.Contains(said, "erased again") {
			t.Fatalf("%v\n%s", err, said)
		}
		if len(wordsIn(t, o.database(), gone)) == 0 {
			t.Fatal("the older copy does not hold the name, so nothing is shown")
		}
		o.env = append(o.env, "MAIAM_ANCHORS="+stick)
		// The anchors know deeds that are gone with the newer house: somebody answers for that.
		if said, err := o.run("audit", "verify"); err == nil {
			t.Errorf("nobody asks about the deeds that are gone\n%s", said)
		}
		if said, err := o.run("audit", "accept", "the older copy came back"); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		o.start(t)
		h := signInAs(t, o, "director")
		r, err := http.NewRequest(http.MethodGet, fmt.Sprintf("%s/api/v1/residents/%d", h.url, id), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+h.token)
		got, err := h.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer got.Body.Close()
		var file struct{ Name string }
		if err := json.NewDecoder(got.Body).Decode(&file); err != nil || file.Name != privacy.NameAfter(id) {
			t.Errorf("the program answers %d %+v %v", got.StatusCode, file, err)
		}
		o.stop(t)
		erased(o)
	})
}
