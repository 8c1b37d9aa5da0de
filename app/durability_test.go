package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
)

// What the house has acknowledged is on disk. The tests of this file kill the real program, and the
// database under it, in the middle of many hands writing, and look at what is there afterwards.

// realHouse is the real binary in a folder of its own, that may be killed and started again.
type realHouse struct {
	*runningHouse
	binary string
	env    []string
	cmd    *exec.Cmd
	ended  chan error
}

// newRealHouse prepares the program on a database; nothing runs yet.
func newRealHouse(t testing.TB, database string, env ...string) *realHouse {
	t.Helper()
	binary, err := program()
	if err != nil {
		t.Fatal(err)
	}
	address, dir := freeAddress(t), t.TempDir()
	if database == "" {
		database = "sqlite:" + filepath.Join(dir, "maiam.db")
	}
	p := &realHouse{runningHouse: &runningHouse{url: "http://" + address}, binary: binary}
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "MAIAM_") {
			p.env = append(p.env, pair)
		}
	}
	p.env = append(p.env, "MAIAM_ADDR="+address, "MAIAM_DATA="+dir, "MAIAM_DATABASE="+database)
	p.env = append(p.env, env...)
	t.Cleanup(func() { p.kill() })
	return p
}

// start runs the program and waits until it is ready.
func (p *realHouse) start(t testing.TB) {
	t.Helper()
	p.launch(t)
	p.ready(t)
}

// launch runs the program and does not wait.
func (p *realHouse) launch(t testing.TB) {
	t.Helper()
	p.cmd = exec.Command(p.binary, "serve")
	p.cmd.Env = p.env
	output, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stderr = p.cmd.Stdout
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	p.ended = ended
	go func(cmd *exec.Cmd) {
		p.listen(bufio.NewScanner(output))
		ended <- cmd.Wait()
	}(p.cmd)
}

// ready waits until the program says that it and its database are, and how its people sign in.
func (p *realHouse) ready(t testing.TB) {
	t.Helper()
	deadline := time.After(patience)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		if answer, err := http.Get(p.url + "/readyz"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK && p.password() != "" {
				return
			}
		}
		select {
		case <-again.C:
		case err := <-p.ended:
			p.ended <- err
			t.Fatalf("the program ended before it was ready: %v\n%s", err, p.said())
		case <-deadline:
			t.Fatalf("the program was not ready within %v\n%s", patience, p.said())
		}
	}
}

// kill ends the program as a power cut would, and waits until it is gone.
func (p *realHouse) kill() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	<-p.ended
	p.cmd = nil
}

// stop asks the program to finish and demands that it does.
func (p *realHouse) stop(t testing.TB) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-p.ended:
		if err != nil {
			t.Errorf("the program did not stop cleanly: %v\n%s", err, p.said())
		}
		p.cmd = nil
	case <-time.After(patience):
		t.Errorf("the program did not stop within %v of SIGTERM\n%s", patience, p.said())
	}
}

// run runs another command of the program and gives what it said.
func (p *realHouse) run(args ...string) (string, error) {
	cmd := exec.Command(p.binary, args...)
	cmd.Env = p.env
	said, err := cmd.CombinedOutput()
	return string(said), err
}

// act is one thing that one hand does, under a key of its own.
type act struct {
	key, path string
	body      []byte
	find      string // a query that counts what it leaves behind
	args      []any
	answer    []byte // of the acknowledgement
	done      bool
}

// hand sends acts to a program.
type hand struct {
	url, token string
	client     http.Client
}

func (h *hand) send(a *act) (answer []byte, replayed bool, status int, err error) {
	r, err := http.NewRequest(http.MethodPost, h.url+a.path, bytes.NewReader(a.body))
	if err != nil {
		return nil, false, 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+h.token)
	r.Header.Set("Idempotency-Key", a.key)
	got, err := h.client.Do(r)
	if err != nil {
		return nil, false, 0, err
	}
	defer got.Body.Close()
	answer, err = io.ReadAll(got.Body)
	return answer, got.Header.Get("Idempotency-Replayed") == "true", got.StatusCode, err
}

// signIn signs the director in, who may do everything that is tried here.
func signIn(t testing.TB, p *realHouse) *hand { return signInAs(t, p, "director") }

func signInAs(t testing.TB, p *realHouse, username string) *hand {
	t.Helper()
	h := &hand{url: p.url, client: http.Client{Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: 200}}}
	text, _ := json.Marshal(map[string]string{"username": username, "password": p.password()})
	got, err := h.client.Post(h.url+"/api/v1/session", "application/json", bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	var answer struct{ Token string }
	if err := json.NewDecoder(got.Body).Decode(&answer); err != nil || answer.Token == "" {
		t.Fatalf("sign-in: %d %v", got.StatusCode, err)
	}
	h.token = answer.Token
	return h
}

// operation finds the address of an API operation in the program's own document.
func (h *hand) operation(t testing.TB, id string, ward uint64) string {
	t.Helper()
	got, err := h.client.Get(h.url + "/api/v1/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	var doc struct {
		Paths map[string]map[string]struct{ OperationID string }
	}
	if err := json.NewDecoder(got.Body).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	for path, methods := range doc.Paths {
		for _, o := range methods {
			if o.OperationID == id {
				return strings.ReplaceAll(path, "{ward}", fmt.Sprint(ward))
			}
		}
	}
	t.Fatalf("the program has no operation %s", id)
	return ""
}

// ledger is the database under the program, seen without it.
type ledger struct {
	*sql.DB
	t testing.TB
}

func openLedger(t testing.TB, database string) ledger {
	t.Helper()
	h, err := db.Open(db.Config{Database: database})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	return ledger{h.Raw(), t}
}

func (l ledger) count(query string, args ...any) int {
	l.t.Helper()
	var n int
	if err := l.QueryRow(query, args...).Scan(&n); err != nil {
		l.t.Fatalf("%v: %s", err, query)
	}
	return n
}

// forgetMarks takes marks of the sample away, and the second looks that were drawn for them.
func forgetMarks(d *sql.DB, where string, args ...any) error {
	for _, one := range []string{"DELETE FROM care_second_looks WHERE mark_id IN (SELECT id FROM care_marks WHERE " + where + ")", "DELETE FROM care_marks WHERE " + where} {
		if _, err := d.Exec(one, args...); err != nil {
			return err
		}
	}
	return nil
}

type lyingIn struct{ resident, campus, ward, room uint64 }

// inBed lists people who are in the house, in a bed, without a mark in the newest rounds.
func (l ledger) inBed() []lyingIn {
	l.t.Helper()
	// Marks of the sample's last days would meet those that are written now.
	if err := forgetMarks(l.DB, "shift_day >= ?", time.Now().AddDate(0, 0, -2).Format(time.DateOnly)); err != nil {
		l.t.Fatal(err)
	}
	rows, err := l.Query(`SELECT p.resident_id, p.campus_id, p.ward_id, p.room_id FROM presence_placements p
		LEFT JOIN presence_absences a ON a.open_resident_id = p.resident_id WHERE p.open_bed_id IS NOT NULL AND a.id IS NULL ORDER BY p.resident_id`)
	if err != nil {
		l.t.Fatal(err)
	}
	defer rows.Close()
	var out []lyingIn
	for rows.Next() {
		var who lyingIn
		if err := rows.Scan(&who.resident, &who.campus, &who.ward, &who.room); err != nil {
			l.t.Fatal(err)
		}
		out = append(out, who)
	}
	return out
}

const (
	hands      = 200 // that write at the same time
	acksBefore = 70  // how many are acknowledged before the lights go out
)

// plan thinks out what two hundred hands do: most enter a new person, some see somebody in a round,
// some send somebody to hospital.
func plan(t testing.TB, h *hand, round int, people []lyingIn) []*act {
	t.Helper()
	create, away := h.operation(t, "createResident", 0), h.operation(t, "startAbsence", 0)
	record := h.operation(t, "recordRound", 0)
	campus := people[0].campus
	var acts []*act
	for i := range hands {
		a := &act{key: fmt.Sprintf("durable-%d-%d-%d", os.Getpid(), round, i)}
		var body any
		switch who := people[(i/10*2+i%10%2)%len(people)]; i % 10 {
		case 0:
			a.path, body = away, map[string]any{"resident_id": who.resident, "kind": "hospital", "place": "Bệnh viện Đa khoa Đô Lương", "note": a.key}
			a.find, a.args = "SELECT COUNT(*) FROM presence_absences WHERE note = ?", []any{a.key}
		case 1:
			a.path = strings.Replace(record, "/0/", fmt.Sprintf("/%d/", who.ward), 1)
			body = map[string]any{"rooms": []any{map[string]any{"room_id": who.room, "seen": []uint64{who.resident}}}}
			a.find, a.args = "SELECT COUNT(*) FROM care_marks WHERE resident_id = ? AND shift_day >= ?", []any{who.resident, time.Now().AddDate(0, 0, -2).Format(time.DateOnly)}
		default:
			name := fmt.Sprintf("Người Bền %d Lượt %d", i, round)
			a.path, body = create, map[string]any{"campus_id": campus, "name": name, "sex": "f", "birth": "1960", "despite": true}
			a.find, a.args = "SELECT COUNT(*) FROM residents_people WHERE name = ?", []any{name}
		}
		var err error
		if a.body, err = json.Marshal(body); err != nil {
			t.Fatal(err)
		}
		acts = append(acts, a)
	}
	return acts
}

// strike lets all hands write at once and pulls the plug after so many acknowledgements.
func strike(h *hand, acts []*act, pull func()) (refused map[string]int) {
	var acks atomic.Int64
	var mu sync.Mutex
	refused = map[string]int{}
	var once sync.Once
	var wg sync.WaitGroup
	for _, a := range acts {
		wg.Go(func() {
			answer, _, status, err := h.send(a)
			if err != nil || status >= 300 {
				mu.Lock()
				defer mu.Unlock()
				refused[fmt.Sprintf("%d %.200s %v", status, answer, err)]++
				return
			}
			a.answer, a.done = answer, true
			if acks.Add(1) >= acksBefore {
				once.Do(pull)
			}
		})
	}
	wg.Wait()
	return refused
}

// settle repeats every act after the restart: what was acknowledged is answered as before, what was
// not is done now; then each is there exactly once and nothing is there in half.
func settle(t testing.TB, h *hand, l ledger, acts []*act) {
	t.Helper()
	acked, late := 0, 0
	for _, a := range acts {
		if !a.done {
			continue
		}
		acked++
		if n := l.count(a.find, a.args...); n != 1 {
			t.Errorf("acknowledged and there %d times: %s %s", n, a.path, a.body)
		}
	}
	for _, a := range acts {
		answer, replayed, status, err := h.send(a)
		switch {
		case err != nil || status >= 300:
			t.Errorf("the repeat of %s %s is answered %d %v: %.300s", a.path, a.body, status, err, answer)
		case a.done && !replayed:
			t.Errorf("acknowledged, but the repeat was done anew: %s %s", a.path, a.body)
		case a.done && !bytes.Equal(answer, a.answer):
			t.Errorf("the repeat of %s is answered\n%s, not\n%s", a.path, answer, a.answer)
		case !a.done && replayed:
			late++ // it was on disk, only the word never arrived
		}
		if n := l.count(a.find, a.args...); n != 1 {
			t.Errorf("after its repeat it is there %d times: %s %s", n, a.path, a.body)
		}
	}
	nothingHalf(t, l)
	t.Logf("%d of %d acknowledged before the end, %d more were on disk without the word", acked, len(acts), late)
}

// halves are what a database would hold of acts that were done by half, each with how to count it.
var halves = map[string]string{
	"placements without a stay":           "SELECT COUNT(*) FROM presence_placements p LEFT JOIN presence_stays s ON s.id = p.stay_id WHERE s.id IS NULL",
	"absences without a stay":             "SELECT COUNT(*) FROM presence_absences p LEFT JOIN presence_stays s ON s.id = p.stay_id WHERE s.id IS NULL",
	"people who cannot be found":          "SELECT COUNT(*) FROM residents_people p WHERE NOT EXISTS (SELECT 1 FROM residents_words w WHERE w.resident_id = p.id)",
	"numbers given twice":                 "SELECT COUNT(*) - COUNT(DISTINCT number) FROM residents_people",
	"receipts without an answer":          "SELECT COUNT(*) FROM db_receipts WHERE answer = ''",
	"marks that no state knows":           "SELECT COUNT(*) FROM care_marks m LEFT JOIN care_states s ON s.resident_id = m.resident_id AND s.at >= m.at WHERE s.id IS NULL",
	"deeds without a receipt or reversed": "SELECT ABS((SELECT COUNT(*) FROM db_receipts) - (SELECT COUNT(*) FROM db_deeds WHERE via = 'session' AND action IN ('residents.create', 'presence.start_absence', 'care.record_round')))",
}

// TestNothingAcknowledgedIsLost kills the program three times in the middle of two hundred writes.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	beside(t)
	if testing.Short() {
		t.Skip("it starts the real program several times and is left out with -short")
	}
	database := ""
	if dbtest.Server() != "" {
		database = dbtest.Address(t)
	}
	killTheProgram(t, database, 3)
}

// BenchmarkLoadKillsOfTheProgram is the long form: twenty kills on each database.
func BenchmarkLoadKillsOfTheProgram(b *testing.B) {
	for range b.N {
		b.Run("sqlite", func(b *testing.B) { killTheProgram(b, "", 20) })
		if dbtest.Server() != "" {
			b.Run("mariadb", func(b *testing.B) { killTheProgram(b, dbtest.Address(b), 20) })
		}
	}
}

// peopleARound is how many people the hands of one round write about.
const peopleARound = 40

// filledHouse is the real program on a sample house with enough people for so many rounds.
func filledHouse(t testing.TB, database string, rounds int) *realHouse {
	t.Helper()
	p := newRealHouse(t, database, "MAIAM_SAMPLE=1", "MAIAM_SAMPLE_DAYS=2")
	if need := 100 + rounds*peopleARound; need > 230 {
		if said, err := p.run("sample", "--days", "2", "--residents", strconv.Itoa(need)); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
	}
	p.start(t)
	return p
}

func killTheProgram(t testing.TB, database string, rounds int) {
	p := filledHouse(t, database, rounds)
	l := openLedger(t, p.database())
	people := l.inBed()
	for round := range rounds {
		h := signIn(t, p)
		acts := plan(t, h, round, people[round*peopleARound:])
		refused := strike(h, acts, p.kill)
		if p.cmd != nil {
			t.Fatalf("only a few acts were acknowledged, so the program was not killed: %v\n%s", refused, p.said())
		}
		p.start(t)
		h.client.CloseIdleConnections()
		settle(t, h, l, acts)
		numbered(t, p)
	}
	verified(t, p)
}

// numbered lets the deeds of a round be numbered and anchored, so that the chain goes on over each kill.
func numbered(t testing.TB, p *realHouse) {
	t.Helper()
	if said, err := p.run("audit", "anchor"); err != nil {
		t.Errorf("the deeds could not be anchored: %v\n%s", err, said)
	}
}

// verified stops the program and demands that its chain of deeds holds.
func verified(t testing.TB, p *realHouse) {
	t.Helper()
	p.stop(t)
	said, err := p.run("audit", "verify")
	if err != nil {
		t.Errorf("the chain of deeds does not hold: %v\n%s", err, said)
	}
	t.Log(strings.TrimSpace(said))
}

// database is the address of the database that the program was told.
func (p *realHouse) database() string {
	for _, pair := range p.env {
		if address, ok := strings.CutPrefix(pair, "MAIAM_DATABASE="); ok {
			return address
		}
	}
	return ""
}

// TestNothingAcknowledgedIsLostWithTheDatabase kills a MariaDB of its own, as durable as a real one,
// under the writing program, and lets it come back.
func TestNothingAcknowledgedIsLostWithTheDatabase(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts a database server and is left out with -short")
	}
	if dbtest.Server() == "" {
		t.Skip("an embedded database dies with its program: TestNothingAcknowledgedIsLost")
	}
	killTheDatabase(t, 2)
}

// BenchmarkLoadKillsOfTheDatabase is the long form: twenty kills of the database server.
func BenchmarkLoadKillsOfTheDatabase(b *testing.B) {
	if dbtest.Server() == "" {
		b.Skip("an embedded database dies with its program: BenchmarkLoadKillsOfTheProgram")
	}
	for range b.N {
		killTheDatabase(b, 20)
	}
}

func killTheDatabase(t testing.TB, rounds int) {
	server, pidFile := durableServer(t)
	p := filledHouse(t, newDatabase(t, server, "durable"), rounds)
	l := openLedger(t, p.database())
	people := l.inBed()
	for round := range rounds {
		h := signIn(t, p)
		acts := plan(t, h, round, people[round*peopleARound:])
		strike(h, acts, func() { killServer(t, pidFile) })
		began := time.Now()
		p.ready(t)
		t.Logf("ready again %v after all hands were done", time.Since(began).Round(time.Millisecond))
		settle(t, h, l, acts)
		numbered(t, p)
	}
	verified(t, p)
}

// newDatabase makes an empty database on a server and gives its address.
func newDatabase(t testing.TB, server, name string) string {
	t.Helper()
	admin := openServer(t, server)
	if _, err := admin.Exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci"); err != nil {
		t.Fatal(err)
	}
	return server + name
}

// openServer opens a server of a test as its owner.
func openServer(t testing.TB, server string) *sql.DB {
	t.Helper()
	admin, err := sql.Open("mysql", "root@tcp("+strings.TrimSuffix(strings.TrimPrefix(server, "mysql://root@"), "/")+")/")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close() })
	return admin
}

// killServer ends a server of a test as a power cut would; it is started again by who started it.
func killServer(t testing.TB, pidFile string) {
	text, err := os.ReadFile(pidFile)
	pid, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || pid < 2 {
		t.Errorf("the server's number is not in %s: %v", pidFile, err)
		return
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Error(err)
	}
}

// durableServer starts a private MariaDB that keeps every commit and comes back when it is killed.
func durableServer(t testing.TB) (address, pidFile string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "../.ci/mariadb", "run", "--durable", "--", "sh", "-c", `echo "$MAIAM_TEST_DB $MAIAM_TEST_DB_PIDFILE"; cat`)
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
	address, pidFile, _ = strings.Cut(strings.TrimSpace(line), " ")
	return address, pidFile
}
