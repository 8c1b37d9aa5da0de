package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"maiam/jobs"
	"maiam/models/backups"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// unsealed are the columns of bytes that hold nothing to be sealed, each with the reason.
var unsealed = map[string]string{
	"presence_snapshots.seal":               "proof that nobody changed the row; made with the keys of indexes",
	"residents_people.citizen_number_index": "blind index of the sealed number",
	"residents_people.insurance_card_index": "blind index of the sealed number",
	"residents_people.sort_key":             "order of names in Vietnamese",
	"staff_members.sort_key":                "order of names in Vietnamese",
	"staff_sessions.data":                   "what a browser that is signed in keeps here until it is signed out",
}

// TestEverySealedColumnIsKnown holds the list of sealed columns against the schema: a column of bytes that
// is added tomorrow is in the list, or says why not.
func TestEverySealedColumnIsKnown(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join("..", "migrations", "schema.golden"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, c := range sealedColumns() {
		if known[c.Name()] {
			t.Errorf("%s stands twice in the list", c.Name())
		}
		known[c.Name()] = true
	}
	texts := map[string]bool{}
	for _, c := range sealedColumns() {
		texts[c.Name()] = c.Text
	}
	table, met := "", map[string]bool{}
	column := regexp.MustCompile(`^    (\w+) +(bytes|text)`)
	for line := range strings.Lines(string(golden)) {
		if line = strings.TrimRight(line, "\n"); line != "" && !strings.HasPrefix(line, " ") {
			table = line
		}
		if m := column.FindStringSubmatch(line); m != nil {
			name := table + "." + m[1]
			if m[2] == "text" {
				met[name] = met[name] || texts[name]
				continue
			}
			met[name] = true
			if !known[name] && unsealed[name] == "" {
				t.Errorf("%s is neither in the list of sealed columns nor is it said why not", name)
			}
		}
	}
	for name := range known {
		if !met[name] {
			t.Errorf("%s is in the list and not in the schema", name)
		}
	}
}

// TestEverySealedTextIsListed holds what the rows say of their fields against the list: what is sealed when
// it is written is sealed anew with a new key as well, and what is in the list is sealed when it is written.
func TestEverySealedTextIsListed(t *testing.T) {
	said := map[string]bool{}
	tag := regexp.MustCompile("serializer:sealed\" sealed:\"([a-z_]+\\.[a-z_]+)\"")
	if err := filepath.WalkDir(filepath.Join("..", "models"), func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "seal_text.go") { // which shows how
			return err
		}
		code, err := os.ReadFile(path)
		for _, m := range tag.FindAllSubmatch(code, -1) {
			said[string(m[1])] = true
		}
		if n := strings.Count(string(code), "serializer:sealed"); n != len(tag.FindAll(code, -1)) {
			t.Errorf("%s: a sealed field does not name its place", path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, c := range sealedColumns() {
		if c.Text && !said[c.Name()] {
			t.Errorf("%s is in the list, and no row seals it", c.Name())
		}
		delete(said, c.Name())
	}
	for name := range said {
		t.Errorf("%s is sealed by a row and not in the list", name)
	}
}

// keyHouse is an empty house with a secret file of its own and many sealed numbers.
type keyHouse struct {
	t      *testing.T
	cfg    *Config
	h      *house
	campus uint64
	first  uint32
}

func openKeyHouse(t *testing.T, people int) *keyHouse {
	t.Helper()
	k := &keyHouse{t: t, cfg: &Config{Data: t.TempDir(), Lang: "vi", Timezone: zone(t), TLS: "off", Database: dbtest.Address(t)}}
	if err := k.cfg.settle(); err != nil {
		t.Fatal(err)
	}
	var err error
	if k.h, err = open(t.Context(), k.cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.h.Close() })
	k.do(func(tx *db.Tx) error {
		if _, err := wards.SetCentre(tx, wards.CentreInput{Name: "Trung tâm"}); err != nil {
			return err
		}
		c, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1"})
		if err != nil {
			return err
		}
		k.campus = c.ID
		for i := range people {
			if _, err := residents.CreateResident(tx, k.somebody(i)); err != nil {
				return err
			}
		}
		return nil
	})
	k.first = k.h.db.Keys().List()[0].ID
	return k
}

func (k *keyHouse) somebody(i int) residents.PersonInput {
	return residents.PersonInput{CampusID: k.campus, Name: fmt.Sprintf("Người Thứ %d", i), Sex: "m", Birth: "1957", Despite: true,
		CitizenNumber: fmt.Sprintf("040057%06d", i), InsuranceCard: fmt.Sprintf("BT240%010d", i), Note: fmt.Sprintf("Chuyện riêng của người thứ %d", i)}
}

func (k *keyHouse) do(fn func(*db.Tx) error) {
	k.t.Helper()
	if err := k.h.db.Write(k.t.Context(), db.System("test"), "test", func(tx *db.Tx) error {
		if err := tx.May("test"); err != nil {
			return err
		}
		return fn(tx)
	}); err != nil {
		k.t.Fatal(err)
	}
}

func (k *keyHouse) use() map[uint32]int {
	k.t.Helper()
	use, err := k.h.db.KeyUse(k.t.Context(), sealedColumns())
	if err != nil {
		k.t.Fatal(err)
	}
	return use
}

// readable opens every number and finds each by its blind index, whatever key it lies under.
func (k *keyHouse) readable(people int) {
	k.t.Helper()
	if err := k.h.db.Read(k.t.Context(), db.System("test"), func(tx *db.Tx) error {
		if err := tx.May("test"); err != nil {
			return err
		}
		rows, err := db.From[residents.Person](tx).Order("id").All()
		if err != nil {
			return err
		}
		if len(rows) != people {
			k.t.Errorf("%d people", len(rows))
		}
		for i, p := range rows {
			c, err := p.Citizen(tx)
			if err != nil {
				return err
			}
			card, err := p.Insurance(tx)
			if err != nil {
				return err
			}
			if want := k.somebody(i); c.Number != want.CitizenNumber || card.Number != want.InsuranceCard || p.Note != want.Note {
				return fmt.Errorf("%d reads %s, %s and %s", i, c.Number, card.Number, p.Note)
			}
		}
		for _, i := range []int{0, people / 2, people - 1} {
			found, err := residents.MatchMany(tx, []residents.MatchInput{{Name: "Tên Khác Hẳn", Sex: "m", CitizenNumber: k.somebody(i).CitizenNumber}})
			if err != nil {
				return err
			}
			if found[0].ID != rows[i].ID {
				return fmt.Errorf("the number of %d finds %+v", i, found[0])
			}
		}
		return nil
	}); err != nil {
		k.t.Fatal(err)
	}
}

// plain writes the notes of some as a version wrote them that did not seal them.
func (k *keyHouse) plain(every int) {
	k.t.Helper()
	for i := 0; i < k.people(); i += every {
		if _, err := k.h.db.Raw().Exec("UPDATE residents_people SET note = ? WHERE search_key = ?", k.somebody(i).Note, value.Fold(k.somebody(i).Name)); err != nil {
			k.t.Fatal(err)
		}
	}
	if k.lyingPlain() == 0 {
		k.t.Fatal("nothing lies plain")
	}
}

func (k *keyHouse) people() int {
	return one[int](k.t, k.h, "SELECT COUNT(*) FROM residents_people")
}

// lyingPlain counts the notes that anybody could read who holds the database.
func (k *keyHouse) lyingPlain() int {
	return one[int](k.t, k.h, "SELECT COUNT(*) FROM residents_people WHERE note LIKE ?", "%riêng%")
}

// TestPlainTextsAreSealed: texts from before they were sealed read as ever, are sealed by the house itself
// while it serves, go on after a stop and beside another one, and nothing is sealed twice.
func TestPlainTextsAreSealed(t *testing.T) {
	const people = 230
	k := openKeyHouse(t, people)
	if n := k.lyingPlain(); n != 0 {
		t.Errorf("%d notes were written plain", n)
	}
	k.plain(2)
	k.readable(people)
	ctx, stop := context.WithCancel(t.Context())
	if _, err := k.h.db.Reseal(ctx, sealedColumns(), func(r db.Resealed) {
		if r.Changed > 0 {
			stop()
		}
	}); err == nil {
		t.Error("a stop was not noticed")
	}
	if n := k.lyingPlain(); n == 0 || n == people/2 {
		t.Errorf("after the stop %d lie plain", n)
	}
	k.readable(people)
	var wg sync.WaitGroup
	var failed [2]error
	for i := range failed {
		wg.Go(func() { _, failed[i] = k.h.db.SealTexts(t.Context(), sealedColumns()) })
	}
	wg.Wait()
	if err := errors.Join(failed[:]...); err != nil {
		t.Fatal(err)
	}
	if n := k.lyingPlain(); n != 0 {
		t.Errorf("%d still lie plain", n)
	}
	k.readable(people)
	if n, err := k.h.db.SealTexts(t.Context(), sealedColumns()); n != 0 || err != nil {
		t.Errorf("sealed again: %d, %v", n, err)
	}
	k.plain(50)
	if err := jobs.Works(nil, backups.Keeper{})["db.seal"](t.Context(), k.h.db, &db.Job{}); err != nil {
		t.Fatal(err)
	}
	if n := k.lyingPlain(); n != 0 {
		t.Errorf("the job left %d", n)
	}
	k.readable(people)
}

// again enters somebody whose number is known, which must be noticed whatever key it was indexed with.
func (k *keyHouse) again(i int) {
	k.t.Helper()
	in := k.somebody(i)
	in.Name, in.Despite = "Ai Đó Khác", false
	err := k.h.db.Write(k.t.Context(), db.System("test"), "test", func(tx *db.Tx) error {
		_, err := residents.CreateResident(tx, in)
		return err
	})
	if fault.KindOf(err) != fault.Conflict {
		k.t.Errorf("a number known under an older key is taken for new: %v", err)
	}
}

func (k *keyHouse) screen() screen { return screen{k.t.Context(), io.Discard} }

// TestKeysAreRotatedWhileServing: a new key is followed by the running house, old values open and are
// found, all of them are sealed anew in pieces and by two at once, and the old key goes only then.
func TestKeysAreRotatedWhileServing(t *testing.T) {
	const people = 230
	k := openKeyHouse(t, people)
	if err := (keysRotate{}).Run(k.screen(), k.cfg); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(k.cfg.SecretFile)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the secret file is %v %v", info.Mode(), err)
	}
	copies, _ := filepath.Glob(k.cfg.SecretFile + ".before-*")
	if len(copies) != 1 {
		t.Fatalf("copies: %v", copies)
	}
	if old, err := db.LoadKeys(copies[0]); err != nil || len(old.List()) != 1 || old.List()[0].ID != k.first {
		t.Errorf("the copy does not hold the old key: %v", err)
	}
	// The running house follows by itself.
	for deadline := time.Now().Add(30 * time.Second); len(k.h.db.Keys().List()) != 2; {
		if time.Now().After(deadline) {
			t.Fatal("the running house does not follow the secret file")
		}
	}
	keys := k.h.db.Keys().List()
	next := keys[0].ID
	if !keys[0].Seals || next == k.first || keys[1].ID != k.first {
		t.Fatalf("keys %+v", keys)
	}
	k.readable(people)
	k.again(3)
	if err := (keysRetire{Key: k.first}).Run(k.screen(), k.cfg); err == nil {
		t.Fatal("a key under which values lie was taken out")
	}
	// Stopped after the first piece: both keys are in use, and everything reads.
	ctx, stop := context.WithCancel(t.Context())
	if _, err := k.h.db.Reseal(ctx, sealedColumns(), func(r db.Resealed) {
		if r.Changed > 0 {
			stop()
		}
	}); err == nil {
		t.Error("it was stopped and says nothing")
	}
	stop()
	use := k.use()
	if use[k.first] == 0 || use[next] == 0 || use[k.first]+use[next] != 3*people {
		t.Errorf("after the stop: %v", use)
	}
	k.readable(people)
	k.again(people - 1)
	k.again(1)
	// Two at once, and a house that writes meanwhile.
	var wg sync.WaitGroup
	failed := make([]error, 2)
	for i := range failed {
		wg.Go(func() { failed[i] = (keysReseal{}).Run(k.screen(), k.cfg) })
	}
	wg.Wait()
	if err := errors.Join(failed...); err != nil {
		t.Fatal(err)
	}
	if use := k.use(); use[k.first] != 0 || use[next] != 3*people {
		t.Errorf("sealed anew: %v", use)
	}
	if n, err := k.h.db.Reseal(t.Context(), sealedColumns(), nil); n != 0 || err != nil {
		t.Errorf("again: %d %v", n, err)
	}
	k.readable(people)
	k.again(2)
	if err := (keysRetire{Key: next}).Run(k.screen(), k.cfg); !errors.Is(err, db.ErrKeyInUse) && (err == nil || !strings.Contains(err.Error(), "lie under")) {
		t.Errorf("the key that seals was taken out: %v", err)
	}
	if _, err := db.RetireKey(k.cfg.SecretFile, k.first, keys[0].Since); !errors.Is(err, db.ErrKeyInUse) {
		t.Errorf("taken out before every process can know: %v", err)
	}
	if _, err := db.RetireKey(k.cfg.SecretFile, k.first, keys[0].Since.Add(2*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if err := (keysList{}).Run(k.screen(), k.cfg); err != nil {
		t.Error(err)
	}
	fresh, err := db.LoadKeys(k.cfg.SecretFile)
	if err != nil || len(fresh.List()) != 1 || fresh.List()[0].ID != next {
		t.Errorf("the secret file holds %+v %v", fresh.List(), err)
	}
	k.readable(people)
}

// TestKeysByManyAtOnce: of many who rotate at once each is done whole or told to try again; what a killed
// one left lies beside and harms nothing; no key that ever sealed is lost.
func TestKeysByManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	if _, err := db.LoadKeys(path); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{".secret-123": "half", path: ""} {
		if text != "" {
			if err := os.WriteFile(filepath.Join(filepath.Dir(path), name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var made []uint32
	for range 8 {
		wg.Go(func() {
			key, _, err := db.RotateKeys(path, time.Now())
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				made = append(made, key)
			case !errors.Is(err, db.ErrKeysChanged):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	keys, err := db.LoadKeys(path)
	if err != nil {
		t.Fatal(err)
	}
	var there []uint32
	for _, one := range keys.List() {
		there = append(there, one.ID)
	}
	for _, key := range made {
		if !slices.Contains(there, key) {
			t.Errorf("key %d was made and is lost", key)
		}
	}
	if len(made) == 0 || len(there) != len(made)+1 {
		t.Errorf("%d were made, %d are there", len(made), len(there))
	}
}

// TestResealSurvivesKill: the real program is killed again and again while it seals anew; whatever it had
// done stays, everything reads, and the last run does the rest.
func TestResealSurvivesKill(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program and is left out with -short")
	}
	const people = 320
	k := openKeyHouse(t, people)
	binary, err := program()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := db.RotateKeys(k.cfg.SecretFile, time.Now()); err != nil {
		t.Fatal(err)
	}
	k.plain(3)
	run := func(kill time.Duration) error {
		cmd := exec.Command(binary, "keys", "reseal")
		for _, pair := range os.Environ() {
			if !strings.HasPrefix(pair, "MAIAM_") {
				cmd.Env = append(cmd.Env, pair)
			}
		}
		cmd.Env = append(cmd.Env, "MAIAM_DATA="+k.cfg.Data, "MAIAM_DATABASE="+k.cfg.Database)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if kill > 0 {
			timer := time.AfterFunc(kill, func() { _ = cmd.Process.Signal(syscall.SIGKILL) })
			defer timer.Stop()
		}
		return cmd.Wait()
	}
	for i := range 6 {
		_ = run(time.Duration(20+60*i) * time.Millisecond)
	}
	k.readable(people)
	if err := run(0); err != nil {
		t.Fatal(err)
	}
	if use := k.use(); use[k.first] != 0 {
		t.Errorf("left under the old key: %v", use)
	}
	if n := k.lyingPlain(); n != 0 {
		t.Errorf("%d texts lie plain", n)
	}
	k.readable(people)
}
