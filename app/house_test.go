package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/staff"
)

// The tests in this file walk the list of doors, so they grow by themselves: a door that is opened
// tomorrow is knocked at tomorrow by every role, from the other campus, and by nobody.

// sampleHouse is the whole program on a sample house, shared by the tests that only look.
var sampleHouse = sync.OnceValues(func() (*house, error) {
	// What goes wrong is said where the test can be read, what goes well is not.
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	dir, err := os.MkdirTemp("", "maiam-house-")
	if err != nil {
		return nil, err
	}
	cfg := &Config{Data: dir, Sample: true, SampleDays: 6, Lang: "vi", Timezone: zone(forever{}), TLS: "off"}
	if dbtest.Server() != "" {
		cfg.Database = dbtest.Address(forever{})
	}
	if err := cfg.settle(); err != nil {
		return nil, err
	}
	return open(context.Background(), cfg)
})

// forever is a test that does not end: what it opened is kept until the process is over.
type forever struct{ testing.TB }

func (forever) Helper()           {}
func (forever) Cleanup(func())    {}
func (forever) TempDir() string   { dir, _ := os.MkdirTemp("", "maiam-house-"); return dir }
func (forever) Fatal(args ...any) { panic(fmt.Sprint(args...)) }
func (forever) Error(args ...any) { panic(fmt.Sprint(args...)) }

// beside lets a test with a house of its own run beside others. On a server it does not: databases are
// handed on there from test to test, with numbers that go on, and which test gets which one must not
// hang on who was quicker.
func beside(t *testing.T) {
	if dbtest.Server() == "" {
		t.Parallel()
	}
}

func TestMain(m *testing.M) {
	code := m.Run()
	finish()
	if h, err := sampleHouse(); err == nil && h != nil {
		_ = h.Close()
		_ = os.RemoveAll(h.cfg.Data)
	}
	os.Exit(code)
}

func openSample(t testing.TB) *house {
	t.Helper()
	h, err := sampleHouse()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// token signs a sample account in and gives its bearer token.
func token(t *testing.T, h *house, username string) string {
	t.Helper()
	var answer struct{ Token string }
	webtest.Visit(t, h.desk.Handler()).JSON("POST", "/api/v1/session", map[string]string{"username": username, "password": samplePassword(h.db)}).Want(http.StatusOK).Into(&answer)
	return answer.Token
}

// as is a browser in which a sample account is signed in.
func as(t *testing.T, h *house, username string) *webtest.Visitor {
	t.Helper()
	v := webtest.Visit(t, h.desk.Handler())
	v.Post("/sign-in", url.Values{"username": {username}, "password": {samplePassword(h.db)}}).Want(http.StatusSeeOther)
	return v
}

// own are the doors that belong to whoever is signed in, whatever their roles: they show and change
// only what is the reader's own.
var own = regexp.MustCompile(`^/(me|sign-out|sign-in)(/|$)|^/api/v1/session$|^/api/v1/me/duties/`)

func TestEveryDoorRefusesThePowerless(t *testing.T) {
	h := openSample(t)
	powerless := db.Actor{ID: 1, Name: "Không quyền", Username: "nobody", Via: "session"}
	for _, door := range h.desk.Doors {
		if door.Probe == nil || door.Public != "" || own.MatchString(door.Path) {
			continue
		}
		var err error
		run := func(tx *db.Tx) error { err = door.Probe(tx); return errRollback }
		if door.Method == http.MethodGet {
			_ = h.db.Read(t.Context(), powerless, run)
		} else {
			_ = h.db.Write(t.Context(), powerless, "test", run)
		}
		if fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s %s (%s) does not ask for a permission first: %v", door.Method, door.Path, door.Action, err)
		}
	}
}

var errRollback = fault.New(fault.Conflict, "test.rollback")

func TestEveryDoorWantsSomebody(t *testing.T) {
	h := openSample(t)
	v := webtest.Visit(t, h.desk.Handler())
	for _, door := range h.desk.Doors {
		if door.Public != "" {
			continue
		}
		v.Forget()
		a := v.Do(door.Method, somePath(door.Path, nil), nil)
		want := http.StatusSeeOther
		if door.Kind == web.APIDoor {
			want = http.StatusUnauthorized
		}
		if a.Status != want && a.Status != http.StatusUnauthorized {
			t.Errorf("%s %s answers %d to nobody", door.Method, door.Path, a.Status)
		}
	}
}

var param = regexp.MustCompile(`:([a-z_]+)`)

// somePath fills the ids of a door's path.
func somePath(path string, ids map[string]uint64) string {
	return param.ReplaceAllStringFunc(path, func(name string) string {
		if id, ok := ids[name[1:]]; ok {
			return fmt.Sprint(id)
		}
		return "999999"
	})
}

// idsOf finds rows of one campus, one for each noun that stands in a path.
func idsOf(t testing.TB, h *house, code string) map[string]uint64 {
	t.Helper()
	var campus uint64
	if err := h.db.Raw().QueryRow("SELECT id FROM wards_campuses WHERE code = ?", code).Scan(&campus); err != nil {
		t.Fatal(err)
	}
	ids := map[string]uint64{"campus": campus}
	for noun, query := range map[string]string{
		"zone":      "SELECT MIN(id) FROM wards_zones WHERE campus_id = ?",
		"ward":      "SELECT MIN(ward_id) FROM presence_placements WHERE campus_id = ? AND open_bed_id IS NOT NULL",
		"room":      "SELECT MIN(room_id) FROM presence_placements WHERE campus_id = ? AND open_bed_id IS NOT NULL",
		"bed":       "SELECT MIN(bed_id) FROM presence_placements WHERE campus_id = ? AND open_bed_id IS NOT NULL",
		"resident":  "SELECT MIN(resident_id) FROM presence_placements WHERE campus_id = ? AND open_bed_id IS NOT NULL",
		"stay":      "SELECT MIN(id) FROM presence_stays WHERE campus_id = ?",
		"placement": "SELECT MIN(id) FROM presence_placements WHERE campus_id = ?",
		"absence":   "SELECT MIN(id) FROM presence_absences WHERE campus_id = ?",
		"rollcall":  "SELECT MIN(id) FROM care_rollcalls WHERE campus_id = ?",
		"order":     "SELECT MIN(id) FROM care_orders WHERE campus_id = ?",
		"visit":     "SELECT MIN(id) FROM care_visits WHERE campus_id = ?",
		"ban":       "SELECT MIN(id) FROM care_bans WHERE campus_id = ?",
		"mark":      "SELECT MIN(id) FROM care_marks WHERE campus_id = ?",
		"task":      "SELECT MIN(id) FROM care_tasks WHERE campus_id = ?",
		"watch":     "SELECT MIN(id) FROM care_watches WHERE campus_id = ?",
		"doubt":     "SELECT MIN(id) FROM care_doubts WHERE campus_id = ?",
		"look":      "SELECT MIN(id) FROM care_second_looks WHERE campus_id = ?",
		"concern":   "SELECT MIN(id) FROM care_concerns WHERE campus_id = ?",
		"vital":     "SELECT MIN(id) FROM care_observations WHERE campus_id = ?",
		"incident":  "SELECT MIN(root_id) FROM care_incidents WHERE campus_id = ?",
		"act":       "SELECT MIN(id) FROM care_incident_acts WHERE campus_id = ?",
		"kin":       "SELECT MIN(t.id) FROM residents_kin t JOIN residents_people p ON p.id = t.resident_id WHERE p.campus_id = ?",
		"secret":    "SELECT MIN(t.id) FROM residents_secrets t JOIN residents_people p ON p.id = t.resident_id WHERE p.campus_id = ?",
		"need":      "SELECT MIN(t.id) FROM residents_needs t JOIN residents_people p ON p.id = t.resident_id WHERE p.campus_id = ?",
		"flag":      "SELECT MIN(t.id) FROM residents_flags t JOIN residents_people p ON p.id = t.resident_id WHERE p.campus_id = ?",
		"entry":     "SELECT MIN(id) FROM register_entries WHERE campus_id = ?",
		"leave":     "SELECT MIN(id) FROM intake_leaves WHERE campus_id = ?",
		"departure": "SELECT MIN(id) FROM intake_departures WHERE campus_id = ?",
		"errand":    "SELECT MIN(id) FROM intake_errands WHERE campus_id = ?",
		"petition":  "SELECT MIN(id) FROM intake_petitions WHERE campus_id = ?",
		"review":    "SELECT MIN(id) FROM intake_reviews WHERE campus_id = ?",
		"breach":    "SELECT MIN(id) FROM privacy_breaches WHERE campus_id = ?",
		"request":   "SELECT MIN(id) FROM privacy_requests WHERE campus_id = ?",
		"erasure":   "SELECT MIN(id) FROM privacy_erasures WHERE campus_id = ?",
		"outage":    "SELECT MIN(id) FROM wards_outages WHERE campus_id = ?",
		"device":    "SELECT MIN(id) FROM staff_devices WHERE campus_id = ?",
		"member":    "SELECT MIN(id) FROM staff_members WHERE campus_id = ?",
	} {
		var id *uint64
		if err := h.db.Raw().QueryRow(query, campus).Scan(&id); err != nil {
			t.Fatalf("%s: %v", noun, err)
		}
		if id != nil {
			ids[noun] = *id
		}
	}
	return ids
}

// campusRows tells how many rows each table holds of a campus, with a sum over their versions.
func campusRows(t *testing.T, h *house, campus uint64) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, table := range campusTables(t, h) {
		if table == "db_deeds" || table == "staff_attempts" || table == "staff_sessions" {
			continue // what was tried is written down, also when it was refused
		}
		var n int
		if err := h.db.Raw().QueryRow("SELECT COUNT(*) FROM "+table+" WHERE campus_id = ?", campus).Scan(&n); err != nil {
			t.Fatal(err)
		}
		out[table] = n
	}
	return out
}

func campusTables(t *testing.T, h *house) []string {
	t.Helper()
	var out []string
	for table, columns := range tables(t, h) {
		if slices.Contains(columns, "campus_id") {
			out = append(out, table)
		}
	}
	slices.Sort(out)
	return out
}

// tables gives every migrated table with its columns.
func tables(t *testing.T, h *house) map[string][]string {
	t.Helper()
	query := "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
	if h.db.Engine == db.SQLite {
		query = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
	}
	found, err := h.db.Raw().Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	out := map[string][]string{}
	for found.Next() {
		var table, column string
		if err := found.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(table, "db_migration") {
			out[table] = append(out[table], column)
		}
	}
	return out
}

// TestEveryDoorEveryRoleOtherCampus knocks at each door, as each role of the second campus, with
// ids of the first: nothing is there, nothing is changed, no name is shown.
func TestEveryDoorEveryRoleOtherCampus(t *testing.T) {
	h := openSample(t)
	theirs := idsOf(t, h, "CS1")
	names := namesOf(t, h, theirs["campus"])
	before := campusRows(t, h, theirs["campus"])
	for _, role := range staff.Roles() {
		username := role.Code + "_b"
		if n := 0; h.db.Raw().QueryRow("SELECT COUNT(*) FROM staff_members WHERE username = ?", username).Scan(&n) != nil || n == 0 {
			continue // a role of the whole centre: nothing is foreign to it
		}
		browser := as(t, h, username)
		program := webtest.Visit(t, h.desk.Handler())
		program.Header.Set("Authorization", "Bearer "+token(t, h, username))
		for _, door := range h.desk.Doors {
			if door.Public != "" || own.MatchString(door.Path) || door.Kind == web.LiveDoor {
				continue
			}
			foreign := strings.Contains(door.Path, ":")
			v := browser
			if door.Kind == web.APIDoor {
				v = program
			}
			var a *webtest.Answer
			path := somePath(door.Path, theirs)
			switch {
			case door.Method == http.MethodGet:
				a = v.Get(path)
			case door.Kind == web.APIDoor:
				a = v.JSON(door.Method, path, map[string]any{})
			default:
				a = v.Post(path, url.Values{})
			}
			if a.Status == http.StatusOK && foreign && door.Method == http.MethodGet {
				t.Errorf("%s opens %s %s of the other campus", username, door.Method, door.Path)
			}
			if a.Status >= 500 {
				t.Errorf("%s at %s %s: %d", username, door.Method, path, a.Status)
			}
			for _, name := range names {
				if strings.Contains(a.Body, name) {
					t.Errorf("%s reads %s, a resident of the other campus, at %s %s", username, name, door.Method, path)
					break
				}
			}
		}
	}
	if after := campusRows(t, h, theirs["campus"]); !maps.Equal(before, after) {
		for table, n := range after {
			if before[table] != n {
				t.Errorf("%s: %d rows before, %d after", table, before[table], n)
			}
		}
	}
}

// namesOf gives names that only residents of one campus have.
func namesOf(t *testing.T, h *house, campus uint64) []string {
	t.Helper()
	read := func(query string, args ...any) []string {
		found, err := h.db.Raw().Query(query, args...)
		if err != nil {
			t.Fatal(err)
		}
		defer found.Close()
		var out []string
		for found.Next() {
			var name string
			if err := found.Scan(&name); err != nil {
				t.Fatal(err)
			}
			out = append(out, name)
		}
		return out
	}
	// A name may also be part of another's: Nguyễn Văn An stands in Nguyễn Văn Anh.
	others := strings.Join(append(read("SELECT name FROM residents_people WHERE campus_id <> ?", campus), append(
		read("SELECT name FROM staff_members"), read("SELECT name FROM residents_kin")...)...), "\n")
	var out []string
	for _, name := range read("SELECT name FROM residents_people WHERE campus_id = ?", campus) {
		if strings.Count(name, " ") > 1 && !strings.Contains(others, name) {
			out = append(out, name)
		}
	}
	if len(out) < 50 {
		t.Fatalf("only %d names to look for", len(out))
	}
	return out
}

// ofLetters are answers whose bytes are letters.
var ofLetters = regexp.MustCompile(`^text/|json|xml;|^image/svg`)

// TestEveryRoleKnocksAtEveryDoor holds what the probe of a door says against what its page does,
// in the person's own campus, in both languages, and demands words for everything it shows.
func TestEveryRoleKnocksAtEveryDoor(t *testing.T) {
	h := openSample(t)
	ids := idsOf(t, h, "CS1")
	words.ForgetMissed()
	for _, role := range staff.Roles() {
		t.Run(role.Code, func(t *testing.T) {
			browser := as(t, h, role.Code)
			program := webtest.Visit(t, h.desk.Handler())
			program.Header.Set("Authorization", "Bearer "+token(t, h, role.Code))
			actor := actorOf(t, h, role.Code)
			for _, door := range h.desk.Doors {
				if door.Method != http.MethodGet || door.Public != "" || door.Kind == web.LiveDoor || door.Probe == nil {
					continue
				}
				var err error
				_ = h.db.Read(t.Context(), actor, func(tx *db.Tx) error { err = door.Probe(tx); return errRollback })
				refused := fault.KindOf(err) == fault.Forbidden && err != nil
				v := browser
				if door.Kind == web.APIDoor {
					v = program
				}
				for _, lang := range []string{"vi", "en"} {
					a := v.Get(somePath(door.Path, ids) + "?lang=" + lang)
					switch {
					case refused && a.Status != http.StatusForbidden && !own.MatchString(door.Path):
						t.Errorf("%s has no permission for %s, yet the answer is %d", role.Code, door.Path, a.Status)
					case !refused && a.Status == http.StatusForbidden:
						t.Errorf("%s has the permission for %s, yet is refused", role.Code, door.Path)
					case a.Status >= 500:
						t.Errorf("%s: %d\n%s", door.Path, a.Status, a.Body)
					case strings.Contains(a.Body, "⟦") && ofLetters.MatchString(a.Header.Get("Content-Type")): // pressed bytes may look like anything
						t.Errorf("%s in %s shows a text that does not exist: %s", door.Path, lang, around(a.Body, "⟦"))
					}
				}
			}
		})
	}
	if missed := words.Missed(); len(missed) > 0 {
		t.Errorf("texts that do not exist: %v", missed)
	}
}

func around(body, mark string) string {
	i := strings.Index(body, mark)
	return body[i:min(len(body), i+60)]
}

func actorOf(t *testing.T, h *house, username string) db.Actor {
	t.Helper()
	var actor db.Actor
	err := h.db.Read(t.Context(), db.System("test"), func(tx *db.Tx) error {
		m, err := staff.ByUsername(tx, username)
		if err != nil {
			return err
		}
		actor, err = staff.ActorFor(tx, m.ID, tx.Today())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

func TestTextsAreThereInBothLanguages(t *testing.T) {
	words.Check(t, texts()...)
	if err := words.Register(texts()...); err != nil {
		t.Fatal(err)
	}
	ctx := words.With(context.Background(), "vi")
	for _, role := range staff.Roles() {
		if !words.Has(ctx, "staff.role."+role.Code) {
			t.Errorf("the role %s has no name", role.Code)
		}
	}
	for _, d := range openSample(t).desk.Doors {
		if d.Kind == web.FormDoor && !words.Has(ctx, "words.deed."+d.Action) {
			t.Errorf("the book of deeds has no words for %s", d.Action)
		}
	}
	for _, item := range nav {
		if !words.Has(ctx, item.Key) {
			t.Errorf("%s has no text", item.Key)
		}
		if item.Permission != "" && !slices.Contains(staff.AllPermissions(), item.Permission) {
			t.Errorf("nobody can hold %s", item.Permission)
		}
	}
}

// shared are the tables that belong to the whole centre, each with its reason.
var shared = map[string]string{
	"db_receipts":         "known by a hash of person and key",
	"db_chains":           "one end a campus, under campus + 1",
	"backups_places":      "copies are of the whole centre",
	"backups_drills":      "copies are of the whole centre",
	"deeds_weeks":         "which weeks of the whole centre were gone through",
	"deeds_door_weeks":    "the door is one for the whole centre",
	"deeds_door_lines":    "the door is one for the whole centre",
	"deeds_door_marks":    "the door is one for the whole centre",
	"staff_members":       "people who work here; campus_id says where they belong",
	"staff_sessions":      "belong to one person",
	"staff_tokens":        "belong to one person",
	"staff_session_ends":  "belong to one person",
	"staff_words":         "belong to one person",
	"staff_absences":      "belong to one person, who may work in both campuses",
	"offline_keys":        "belong to one person",
	"staff_attempts":      "failures to sign in, before anybody is known",
	"staff_pins":          "belong to one person",
	"staff_codes":         "belong to one person",
	"staff_reviews":       "of all accounts of the centre",
	"staff_review_lines":  "of all accounts of the centre",
	"staff_spares":        "belong to one person",
	"staff_passwords":     "belong to one person",
	"staff_pin_attempts":  "failures to sign in, before anybody is known",
	"staff_badges":        "belong to one person",
	"settings_values":     "norms of the whole centre",
	"settings_shifts":     "hours of the whole centre",
	"settings_slots":      "hours of the whole centre",
	"settings_categories": "the law is one",
	"settings_activities": "the day of the whole centre",
	"settings_questions":  "the law is one",
	"settings_swap_days":  "holidays are the same at both campuses",
	"wards_centres":       "the centre itself",
	"wards_campuses":      "the campuses themselves",
	"intake_transfers":    "belongs to both campuses of a hand-over: who may transfer in one of the two reads it",
	"sample_houses":       "a note that the house is invented",
	"intake_requirements": "the law is one",
	"residents_numbers":   "one series of numbers for the centre",
	"residents_words":     "belongs to a resident, whose campus fences it",
	"residents_names":     "belongs to a resident, whose campus fences it",
	"residents_kin":       "belongs to a resident, whose campus fences it",
	"residents_contacts":  "belongs to a resident, whose campus fences it",
	"residents_searches":  "belongs to a resident, whose campus fences it",
	"residents_pages":     "belongs to a paper of a resident, whose campus fences it",
	"residents_papers":    "belongs to a resident, whose campus fences it",
	"residents_needs":     "belongs to a resident, whose campus fences it",
	"residents_flags":     "belongs to a resident, whose campus fences it",
	"residents_secrets":   "belongs to a resident, whose campus fences it",
	"residents_revisions": "belongs to a resident, whose campus fences it",

	"residents_secret_names":   "belongs to a resident, whose campus fences it",
	"residents_secret_entries": "belongs to a resident, whose campus fences it",
	"residents_confidants":     "belongs to a resident, whose campus fences it",

	"privacy_purposes":     "one register of purposes for the centre",
	"register_series":      "numbers of papers run through the whole centre",
	"register_letterheads": "the centre has one letterhead",
}

func TestEveryTableBelongsToACampusOrSaysWhyNot(t *testing.T) {
	h := openSample(t)
	for table, columns := range tables(t, h) {
		if !slices.Contains(columns, "campus_id") && shared[table] == "" {
			t.Errorf("%s has no campus_id and no reason why not", table)
		}
	}
}

func TestOpenAPIIsTheCommittedOne(t *testing.T) {
	h := openSample(t)
	text, err := h.desk.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile(filepath.Join("..", "docs", "openapi.json"))
	if err != nil || string(committed) != string(text) {
		t.Error("docs/openapi.json is old: make generate")
	}
	for _, id := range strings.Fields("listCampuses listWards getWardBoard listBeds listResidents getResident createResident updateResident importRoster admitResident assignBed moveResident startAbsence endAbsence dischargeResident getHeadcount getPresenceAt getRoundSheet recordRound amendRound listRounds") {
		if !strings.Contains(string(text), `"operationId": "`+id+`"`) {
			t.Errorf("the operation %s is missing", id)
		}
	}
}

// statements of the pages whose cost must not grow: the number is read from Server-Timing.
var statements = regexp.MustCompile(`desc="(\d+) statements"`)

// statementsOf opens a page and tells what it cost. What the house remembers for seconds, such as the
// settings, is read anew by whoever comes first when its time is over, and that may fall between any
// two requests: so the page is opened once for nothing, and the least of three readings counts.
func statementsOf(v *webtest.Visitor, path string) (least int, ok bool) {
	v.Get(path)
	for i := range 3 {
		a := v.Get(path)
		m := statements.FindStringSubmatch(a.Header.Get("Server-Timing"))
		if m == nil || a.Status != http.StatusOK {
			return 0, false
		}
		if n, _ := strconv.Atoi(m[1]); i == 0 || n < least {
			least = n
		}
	}
	return least, true
}

// wholeFile are the doors that follow one person through every table of the schema: how many they ask
// depends on what the person lived through, since nothing hangs on an absence that never was. They
// never ask more than there are tables.
var wholeFile = map[string]bool{"/privacy/of/:resident/erase": true, "/api/v1/privacy/of/:resident/erasures": true}

// TestStatementsAreFixed compares the statements of every page and reading operation on a house of
// a few days with those on one of a few weeks and more people.
func TestStatementsAreFixed(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a second, larger house")
	}
	small := openSample(t)
	dir := t.TempDir()
	cfg := &Config{Data: dir, Lang: "vi", Timezone: zone(t), TLS: "off"}
	if dbtest.Server() != "" {
		cfg.Database = dbtest.Address(t)
	}
	if err := cfg.settle(); err != nil {
		t.Fatal(err)
	}
	if err := (sampleCommand{Residents: 400, Days: 30, Campuses: 2, Seed: 2}).Run(screen{t.Context(), io.Discard}, cfg); err != nil {
		t.Fatal(err)
	}
	large, err := open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer large.Close()
	count := func(h *house) func(web.Door) (int, bool) {
		ids := idsOf(t, h, "CS1")
		v, program := as(t, h, "manager"), toolOf(t, h, "manager")
		return func(door web.Door) (int, bool) {
			by := v
			if door.Kind == web.APIDoor {
				by = program
			}
			return statementsOf(by, somePath(door.Path, ids))
		}
	}
	ofSmall, ofLarge := count(small), count(large)
	few, most := map[string]int{}, len(tables(t, small))
	for _, door := range small.desk.Doors {
		if door.Method != http.MethodGet || door.Probe == nil || door.Kind == web.LiveDoor {
			continue
		}
		was, there := ofSmall(door)
		n, here := ofLarge(door)
		if !there || !here {
			continue
		}
		few[door.Path] = was
		if wholeFile[door.Path] {
			if max(was, n) > most {
				t.Errorf("%s takes %d and %d statements, there are %d tables to look into", door.Path, was, n, most)
			}
			continue
		}
		if was != n {
			t.Errorf("%s takes %d statements in a small house and %d in a large one", door.Path, was, n)
		}
	}
	if len(few) < 10 {
		t.Fatalf("only %d doors were measured", len(few))
	}
	for path, most := range map[string]int{"/wards/:ward": 2, "/wards/:ward/round": 2} {
		if few[path] > most {
			t.Errorf("%s takes %d statements, at most %d are planned", path, few[path], most)
		}
	}
	if t.Failed() {
		return // what is wrong is not hidden under what is right
	}
	for _, path := range slices.Sorted(maps.Keys(few)) {
		t.Logf("%-50s %d", path, few[path])
	}
}
