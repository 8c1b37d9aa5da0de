package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/staff"
	"maiam/models/value"
)

// The tests in this file open every door as every role from every distance. Nothing in them names a
// door: one that is opened tomorrow has a row in the table tomorrow.

// reach is how far from a thing somebody stands.
type reach int

const (
	ownWard reach = iota
	otherWard
	ownCampus
	otherCampus
	wholeCentre
	nowhere
	reaches
)

var reachNames = [reaches]string{"own ward", "other ward", "own campus", "other campus", "whole centre", "nowhere"}

// stranger is the gate of these tests: whoever it is told, at once. Who is behind a cookie or a token
// is proven elsewhere.
type stranger struct{ visitor web.Visitor }

func (s *stranger) Visitor(*http.Request) (web.Visitor, error) { return s.visitor, nil }

// gates lets a test stand at the doors of a house as anybody, and makes all it does a rehearsal.
type gates struct {
	h       *house
	at      *stranger
	house   http.Handler
	last    *web.Rehearsal
	real    bool // what is done stays done
	visitor *webtest.Visitor
}

func (g *gates) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.last = &web.Rehearsal{}
	ctx, end := context.WithCancel(r.Context())
	defer end()
	if !g.real {
		ctx = web.Rehearse(ctx, g.last)
	}
	if r.Header.Get("Accept") == "text/event-stream" {
		w = oneWord{w, end}
	}
	g.house.ServeHTTP(w, r.WithContext(ctx))
}

// oneWord is who listens to a stream until its first word.
type oneWord struct {
	http.ResponseWriter
	enough func()
}

func (w oneWord) Write(b []byte) (int, error) {
	defer w.enough()
	return w.ResponseWriter.Write(b)
}

// Unwrap lets the stream flush.
func (w oneWord) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// standAt takes the place of the gate of a house until the test ends.
func standAt(t testing.TB, h *house) *gates {
	t.Helper()
	g := &gates{h: h, at: &stranger{}, house: h.desk.Handler()}
	real := h.desk.Gate
	h.desk.Gate = g.at
	t.Cleanup(func() { h.desk.Gate = real })
	g.visitor = webtest.Visit(t, g)
	return g
}

// things are where the ids in the paths of doors come from, with the ward in which each thing is. The
// question gives id and ward, the ones whose ward is known first; a thing of no ward has 0.
var things = func() map[string]string {
	out := map[string]string{
		"resident":  `SELECT resident_id, ward_id FROM presence_placements WHERE campus_id = ? AND open_bed_id IS NOT NULL`,
		"ward":      `SELECT ward_id, ward_id FROM presence_placements WHERE campus_id = ? AND open_bed_id IS NOT NULL`,
		"room":      `SELECT room_id, ward_id FROM presence_placements WHERE campus_id = ? AND open_bed_id IS NOT NULL`,
		"bed":       `SELECT bed_id, ward_id FROM presence_placements WHERE campus_id = ? AND open_bed_id IS NOT NULL`,
		"stay":      `SELECT stay_id, ward_id FROM presence_placements WHERE campus_id = ? AND open_bed_id IS NOT NULL`,
		"placement": `SELECT id, ward_id FROM presence_placements WHERE campus_id = ? AND open_bed_id IS NOT NULL`,
		"zone":      `SELECT id, 0 FROM wards_zones WHERE campus_id = ?`,
		"visit":     `SELECT visit_id, ward_id FROM care_visit_people WHERE campus_id = ?`,
		"incident":  `SELECT root_id, ward_id FROM care_incidents WHERE campus_id = ? AND ward_id IS NOT NULL`,
		"leave":     `SELECT l.leave_id, p.ward_id FROM intake_leavers l JOIN presence_placements p ON p.resident_id = l.resident_id WHERE p.campus_id = ? AND p.open_bed_id IS NOT NULL`,
		"review":    `SELECT id, 0 FROM intake_reviews WHERE campus_id = ?`,
		"roster":    `SELECT id, 0 FROM intake_rosters WHERE campus_id = ?`,
		"transfer":  `SELECT id, 0 FROM intake_transfers WHERE from_campus_id = ?`,
		"member":    `SELECT m.id, 0 FROM staff_members m JOIN staff_grants g ON g.member_id = m.id WHERE g.campus_id = ? AND g.valid_to IS NULL`,
		"position":  `SELECT id, 0 FROM staff_positions WHERE campus_id = ?`,
		"entry":     `SELECT e.id, COALESCE(p.ward_id, 0) FROM register_entries e LEFT JOIN presence_placements p ON p.open_resident_id = e.resident_id WHERE e.campus_id = ?`,
		"departure": `SELECT id, 0 FROM intake_departures WHERE campus_id = ?`,
		"grant":     `SELECT g.id, 0 FROM staff_grants g WHERE g.campus_id = ? AND g.valid_to IS NULL`,
	}
	for noun, table := range map[string]string{"mark": "care_marks", "order": "care_orders", "rollcall": "care_rollcalls", "look": "care_second_looks", "vital": "care_observations",
		"act": "care_incident_acts", "outage": "wards_outages", "device": "staff_devices", "doubt": "care_doubts"} {
		out[noun] = "SELECT id, ward_id FROM " + table + " WHERE campus_id = ? AND ward_id IS NOT NULL"
	}
	for noun, table := range map[string]string{"absence": "presence_absences", "ban": "care_bans", "task": "care_tasks", "watch": "care_watches", "concern": "care_concerns",
		"kin": "residents_kin", "need": "residents_needs", "flag": "residents_flags", "errand": "intake_errands", "petition": "intake_petitions"} {
		out[noun] = "SELECT t.id, p.ward_id FROM " + table + " t JOIN presence_placements p ON p.resident_id = t.resident_id WHERE p.campus_id = ? AND p.open_bed_id IS NOT NULL"
	}
	return out
}()

// rowsOf are the things of a resident, by what stands before them in a path: /residents/7/needs/3.
var rowsOf = map[string]string{"names": "residents_names", "needs": "residents_needs", "flags": "residents_flags", "papers": "residents_papers", "kin": "residents_kin", "contacts": "residents_contacts", "searches": "residents_searches"}

// texts stand in paths where no id does.
var inPaths = map[string]string{":setting": "care.round_late_after", ":group": "care", ":code": "A3", ":writ": "admission"}

// ofSomePlace tells whether the address of a door names a thing that lies in a campus.
func ofSomePlace(path string) bool {
	for name := range inPaths {
		path = strings.Replace(path, name, "", 1)
	}
	return strings.Contains(path, ":")
}

// place is a set of things that lie together, and the wards that they lie in.
type place struct {
	campus       uint64
	ids          map[string]uint64
	wards, other []uint64
	beside       map[string]uint64 // a thing of the same kind in another ward
}

// placed chooses one thing of each noun in one campus, as many as can be in one ward.
func placed(t testing.TB, h *house, code string) place {
	t.Helper()
	p := place{ids: map[string]uint64{}, beside: map[string]uint64{}}
	type row struct{ id, ward uint64 }
	rows := func(query string, args ...any) (out []row) {
		found, err := h.db.Raw().Query(query, args...)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		defer found.Close()
		for found.Next() {
			var r row
			if err := found.Scan(&r.id, &r.ward); err != nil {
				t.Fatal(err)
			}
			out = append(out, r)
		}
		return out
	}
	p.campus = rows("SELECT id, 0 FROM wards_campuses WHERE code = ?", code)[0].id
	p.ids["campus"] = p.campus
	all, there := map[string][]row{}, map[uint64]int{}
	for noun, query := range things {
		all[noun] = rows(query+" ORDER BY 1, 2", p.campus)
		seen := map[uint64]bool{}
		for _, r := range all[noun] {
			if r.ward != 0 && !seen[r.ward] {
				seen[r.ward] = true
				there[r.ward]++
			}
		}
	}
	best := uint64(0)
	for ward, n := range there {
		if n > there[best] || n == there[best] && ward < best {
			best = ward
		}
	}
	p.wards = []uint64{best}
	// Of the people of the ward, the one of whom most is written.
	most := 0
	for _, r := range all["resident"] {
		if r.ward != best {
			continue
		}
		n := 0
		for _, table := range rowsOf {
			n += min(1, len(rows("SELECT id, 0 FROM "+table+" WHERE resident_id = ?", r.id)))
		}
		if n > most {
			most = n
			p.ids["resident"] = r.id
			for segment, table := range rowsOf {
				delete(p.ids, segment+"/:row")
				if own := rows("SELECT MIN(id), 0 FROM "+table+" WHERE resident_id = ? HAVING COUNT(*) > 0", r.id); len(own) > 0 {
					p.ids[segment+"/:row"] = own[0].id
				}
			}
		}
	}
	for noun, list := range all {
		if len(list) == 0 || noun == "resident" && most > 0 {
			continue
		}
		pick := list[0]
		if i := slices.IndexFunc(list, func(r row) bool { return r.ward == best }); i >= 0 {
			pick = list[i]
		}
		if p.ids[noun] = pick.id; pick.ward != 0 && !slices.Contains(p.wards, pick.ward) {
			p.wards = append(p.wards, pick.ward)
		}
	}
	for noun, list := range all {
		if i := slices.IndexFunc(list, func(r row) bool { return r.ward != 0 && !slices.Contains(p.wards, r.ward) }); i >= 0 {
			p.beside[noun] = list[i].id
		}
	}
	for _, r := range rows("SELECT id, 0 FROM wards_wards WHERE campus_id = ?", p.campus) {
		if !slices.Contains(p.wards, r.id) {
			p.other = append(p.other, r.id)
		}
	}
	if len(p.other) == 0 {
		t.Fatalf("the things of %s lie in all of its wards: there is no other ward", code)
	}
	return p
}

// someone is a person of a role who stands at a distance from a place.
func someone(t testing.TB, h *house, role staff.Role, at reach, here, there place) db.Actor {
	t.Helper()
	permissions := map[string]bool{}
	for _, p := range role.Permissions {
		permissions[p] = true
	}
	grant := db.Grant{Role: role.Code, Permissions: permissions}
	actor := db.Actor{ID: memberOf(t, h, role.Code), Name: role.Code, Username: role.Code, Via: "session", Language: "vi"}
	in := func(campus uint64, wards []uint64) {
		for _, ward := range wards {
			g := grant
			g.Campus, g.Ward = campus, ward
			actor.Grants = append(actor.Grants, g)
		}
	}
	switch at {
	case ownWard:
		in(here.campus, here.wards)
	case otherWard:
		in(here.campus, here.other)
	case ownCampus:
		in(here.campus, []uint64{0})
	case otherCampus:
		in(there.campus, []uint64{0})
	case wholeCentre:
		in(0, []uint64{0})
	}
	return actor
}

// rolesNamed gives roles by their codes.
func rolesNamed(codes ...string) (out []staff.Role) {
	for _, role := range staff.Roles() {
		if slices.Contains(codes, role.Code) {
			out = append(out, role)
		}
	}
	return out
}

// today is the day of a house.
func today(h *house) value.Day { return value.DayOf(h.db.Now(), h.db.Zone()) }

func memberOf(t testing.TB, h *house, username string) (id uint64) {
	t.Helper()
	if err := h.db.Raw().QueryRow("SELECT id FROM staff_members WHERE username = ?", username).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

// answer is what a door did to somebody.
type answer byte

const (
	refused answer = '-' // 403: not for this role, or not from here
	absent  answer = '.' // 404: nothing is there for them
	letIn   answer = 'o' // shown, or would have been written
	looked  answer = '?' // asked and refused for what was sent: 409, 422
	unready answer = '!' // what was sent did not get as far as the act
)

// knocked is one request of the matrix.
func (g *gates) knocked(t *testing.T, f *filler, door web.Door) (answer, *webtest.Answer) {
	t.Helper()
	if door.Kind == web.LiveDoor {
		a := g.visitor.Get(pathOf(door.Path, f.ids), "Accept: text/event-stream")
		return sortOf(a, g.last, door), a
	}
	a := f.knock(t, g.visitor, door)
	return sortOf(a, g.last, door), a
}

// pathOf is the address of a door with what is known of its place.
func pathOf(path string, ids map[string]uint64) string {
	for segment := range rowsOf {
		path = strings.Replace(path, segment+"/:row", fmt.Sprint(segment, "/", cmp.Or(ids[segment+"/:row"], 999999)), 1)
	}
	for name, text := range inPaths {
		path = strings.Replace(path, name, text, 1)
	}
	return somePath(path, ids)
}

func sortOf(a *webtest.Answer, r *web.Rehearsal, door web.Door) answer {
	switch {
	case a.Status == http.StatusForbidden || a.Status == http.StatusUnauthorized:
		return refused
	case a.Status == http.StatusNotFound:
		return absent
	case r.Done || door.Method == http.MethodGet && (a.Status == http.StatusOK || a.Status == http.StatusNoContent || a.Status == http.StatusSeeOther):
		return letIn
	case r.Reached || door.Method == http.MethodGet:
		return looked
	}
	return unready
}

// asks names the permission that a door asks for first.
func asks(t *testing.T, h *house, door web.Door) string {
	t.Helper()
	if door.Probe == nil {
		return ""
	}
	var err error
	run := func(tx *db.Tx) error { err = door.Probe(tx); return errRollback }
	powerless := db.Actor{ID: 1, Name: "Không quyền", Username: "nobody", Via: "session"}
	if door.Method == http.MethodGet {
		_ = h.db.Read(t.Context(), powerless, run)
	} else {
		_ = h.db.Write(t.Context(), powerless, "test", run)
	}
	if f := fault.Of(err); f != nil && f.Kind == fault.Forbidden {
		permission, _ := f.Args["permission"].(string)
		return permission
	}
	return ""
}

// tried is what one role finds at one door, from every distance.
type tried struct {
	at    [reaches]answer
	fault [reaches]string
}

// mark is the sign of a cell in the table, and whether the sample house of today proves it: where what
// was sent is refused for what it says from near and far alike, the place was not come to.
func (c tried) mark() (sign byte, proven bool) {
	open := func(at reach) bool { return c.at[at] == letIn || c.at[at] == looked || c.at[at] == unready }
	near := wholeCentre
	for _, at := range []reach{ownWard, ownCampus, wholeCentre} {
		if open(at) {
			near = at
			break
		}
	}
	// the same refusal from afar as from near tells nothing
	same := func(at reach) bool { return open(at) && c.at[near] != letIn && c.fault[at] == c.fault[near] }
	really := func(at reach) bool {
		return open(at) && (c.at[near] == letIn && c.at[at] == letIn || same(at))
	}
	switch {
	case !open(wholeCentre) && !open(ownCampus) && !open(ownWard):
		if c.at[wholeCentre] == refused {
			return '-', true
		}
		return '0', false
	case c.at[ownWard] == 0:
		return '?', false // not tried from everywhere
	case really(otherCampus):
		return 'r', !same(otherCampus)
	case really(otherWard):
		return 'c', !same(otherWard)
	case open(ownWard):
		return 'w', true
	case open(ownCampus):
		return 'k', true
	}
	return 'a', true
}

// far are the other reaches from which a role is tried at a door. All of them only when asked for: else
// every door is opened by every role with a grant for the whole centre, by every third from everywhere,
// and by whoever has come in once more from the other campus.
func far(c tried, turn int, all bool) []reach {
	switch {
	case all || turn%3 == 0 && c.at[wholeCentre] != refused:
		return []reach{ownWard, otherWard, ownCampus, otherCampus, nowhere}
	case c.at[wholeCentre] == refused:
		return nil
	}
	return []reach{otherCampus}
}

// doorRow is one door in the table.
type doorRow struct {
	door       web.Door
	permission string
	cells      []tried
}

func (r doorRow) line() string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s `%s` | %s |", r.door.Method, r.door.Path, cmp.Or(r.permission, "–"))
	for _, c := range r.cells {
		sign, _ := c.mark()
		fmt.Fprintf(&b, " %c |", sign)
	}
	return b.String()
}

// doorsFile is where the table is printed.
var doorsFile = filepath.Join("..", "docs", "doors.md")

// TestDoorsMatrix opens every door as every role from every distance, whole requests with a body that
// the door's checks let through, and holds what happens against docs/doors.md and against the law of
// the house: without a grant nothing, without the permission nothing, nothing of another campus. What
// would be written is taken back at its end. With MAIAM_DOORS=all every role comes from every distance,
// with write (make doors) the table is then printed anew.
func TestDoorsMatrix(t *testing.T) {
	if dbtest.Server() != "" {
		t.Skip("who may come in is the same code on both databases; TestEveryDoorEveryRoleOtherCampus knocks on both")
	}
	h := openSample(t)
	here, there := placed(t, h, "CS1"), placed(t, h, "CSB")
	g, all := standAt(t, h), os.Getenv("MAIAM_DOORS") != ""
	before := [2]map[string]int{campusRows(t, h, here.campus), campusRows(t, h, there.campus)}
	roles, people := staff.Roles(), map[string][reaches]db.Actor{}
	for _, role := range roles {
		var of [reaches]db.Actor
		for at := range reaches {
			of[at] = someone(t, h, role, at, here, there)
		}
		people[role.Code] = of
	}
	var table []doorRow
	requests, untaught := 0, map[string]bool{}
	for turn, door := range h.desk.Doors {
		if door.Public != "" || own.MatchString(door.Path) || door.Probe == nil {
			continue
		}
		r := doorRow{door: door, permission: asks(t, h, door)}
		for n, role := range roles {
			var c tried
			try := func(at reach) {
				requests++
				g.at.visitor = web.Visitor{Actor: people[role.Code][at], Lang: "vi"}
				f := &filler{ids: here.ids, now: h.db.Now(), day: today(h)}
				kind, a := g.knocked(t, f, door)
				c.at[at], c.fault[at] = kind, g.last.Fault
				who := fmt.Sprintf("%s %s to %s (%s)", door.Method, door.Path, role.Code, reachNames[at])
				switch {
				case a.Status >= 500 && !g.last.Done:
					t.Errorf("%s answers %d", who, a.Status)
				case at == nowhere && kind != refused && kind != unready: // what is incomplete is told so before anybody is asked who they are
					t.Errorf("%s opens without a grant: %d", who, a.Status)
				case kind != refused && r.permission != "" && !staff.Allows(role.Code, r.permission):
					t.Errorf("%s answers %d without %s", who, a.Status, r.permission)
				case kind == unready && at == wholeCentre:
					untaught[door.Method+" "+door.Path] = true
					t.Logf("%s: teach doors_input_test.go an input that passes its checks: %d %v %.300s", who, a.Status, f.filled(door), a.Body[max(0, strings.Index(a.Body, "fields")):])
				case at == otherCampus && kind == letIn && ofSomePlace(door.Path):
					t.Errorf("%s opens what is in another campus", who)
				}
			}
			try(wholeCentre)
			for _, at := range far(c, turn+n, all) {
				try(at)
			}
			r.cells = append(r.cells, c)
		}
		table = append(table, r)
	}
	for i, campus := range []uint64{here.campus, there.campus} {
		for name, n := range campusRows(t, h, campus) {
			if before[i][name] != n {
				t.Errorf("%s: %d rows before, %d after: a rehearsal was not taken back", name, before[i][name], n)
			}
		}
	}
	if len(untaught)*20 > len(table) {
		t.Errorf("of %d doors the example does not pass the checks: %v", len(untaught), slices.Sorted(maps.Keys(untaught)))
	}
	compareDoors(t, roles, table, requests)
}

// compareDoors holds what was found against the printed table, or prints it.
func compareDoors(t *testing.T, roles []staff.Role, table []doorRow, requests int) {
	t.Helper()
	unknown, unproven := 0, 0
	for _, r := range table {
		empty, weak := false, false
		for _, c := range r.cells {
			sign, proven := c.mark()
			empty, weak = empty || sign == '0', weak || !proven && sign != '0' && sign != '?'
		}
		if empty {
			unknown++
		} else if weak {
			unproven++
		}
	}
	t.Logf("%d doors, %d roles, %d requests; for %d doors there is nothing in the sample house, of %d what was sent is refused before the place is asked", len(table), len(roles), requests, unknown, unproven)
	if unknown*4 > len(table) {
		t.Errorf("for %d of %d doors there is nothing in the sample house: teach things in doors_test.go", unknown, len(table))
	}
	var b strings.Builder
	b.WriteString(doorsHead)
	b.WriteString("\n| door | permission |")
	for _, role := range roles {
		b.WriteString(" " + role.Code + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(roles)) + "\n")
	for _, r := range table {
		b.WriteString(r.line() + "\n")
	}
	if os.Getenv("MAIAM_DOORS") == "write" {
		if err := os.WriteFile(doorsFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(doorsFile)
	if err != nil {
		t.Fatal(err)
	}
	printed := strings.Split(strings.TrimSpace(string(text)), "\n")
	if !strings.HasPrefix(string(text), doorsHead) || len(printed) < len(table) {
		t.Fatal("docs/doors.md is old: make doors")
	}
	printed = printed[len(printed)-len(table):]
	for i, r := range table {
		was, is := strings.Split(printed[i], "|"), strings.Split(r.line(), "|")
		if len(was) != len(is) || !slices.Equal(was[:3], is[:3]) {
			t.Fatalf("docs/doors.md is old (make doors): it says\n%s\nand the house\n%s", printed[i], r.line())
		}
		for n, c := range r.cells {
			said := strings.TrimSpace(was[3+n])
			// What the sample house has none of today, or what is refused for its content, is not held against the table.
			if sign, proven := c.mark(); proven && said != "0" && said != string(sign) {
				t.Errorf("%s %s: the table says %s for %s, the house %c %c", r.door.Method, r.door.Path, said, roles[n].Code, sign, c.at)
			}
		}
	}
}

const doorsHead = `# Doors

Made by ` + "`make doors`" + ` from the house itself; TestDoorsMatrix opens every door of the list as every role
from six distances and holds each answer against this table, so a door that is opened, a permission
that moves or a fence that falls fails the tests until the table is printed anew and read.

The distances: somebody with the role in the ward where the thing is, in the other wards of that campus,
in the whole campus, in the other campus, in the whole centre, and somebody whose grant has ended. The
last finds every door shut. For another campus nothing is ever there: such a door answers "not found".

| sign | opens to whoever holds the role |
|---|---|
| w | in the ward where the thing is, in its campus or in the centre; other wards find nothing |
| c | in any ward of the campus of the thing |
| k | in the whole campus of the thing |
| a | in the whole centre |
| r | anywhere: the door is about no single thing, and shows or takes only what is within reach |
| - | nobody of this role |
| 0 | the sample house has no such thing to try it on; nobody without the permission came in |

Not in the table: doors that need no session (each says why in the code), and those below /me and
/sign-out, which show and change only what is the reader's own.
`
