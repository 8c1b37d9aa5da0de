package main

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"maiam/handlers/web"
	"maiam/models/staff"
)

// mixture are the ids that are mixed into a list: one's own, of another ward, of another campus, nobody's.
type mixture struct{ own, ward, campus, nobody uint64 }

// nobodys is an id that nothing has.
const nobodys = 99_999_999

func (m mixture) all() []uint64 { return []uint64{m.own, m.ward, m.campus, m.nobody} }

// printOf is what all tables hold about something, to see whether anything of it has changed.
func printOf(t *testing.T, h *house, all map[string][]string, column string, id uint64) map[string][32]byte {
	t.Helper()
	out := map[string][32]byte{}
	for table, columns := range all {
		if !slices.Contains(columns, column) || table == "db_deeds" {
			continue // the book notes what was tried
		}
		found, err := h.db.Raw().Query("SELECT * FROM "+table+" WHERE "+column+" = ? ORDER BY 1", id)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.New()
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		for found.Next() {
			if err := found.Scan(values...); err != nil {
				t.Fatal(err)
			}
			for _, v := range values {
				fmt.Fprintf(sum, "%v|", *v.(*any))
			}
		}
		if err := found.Close(); err != nil {
			t.Fatal(err)
		}
		out[table] = [32]byte(sum.Sum(nil))
	}
	return out
}

// differing names the tables of two prints that are not the same.
func differing(a, b map[string][32]byte) (out []string) {
	for table, sum := range a {
		if b[table] != sum {
			out = append(out, table)
		}
	}
	slices.Sort(out)
	return out
}

// TestBulkDoorsKeepStrangersOut finds every door that takes a list of ids, or of rows that name something by its id,
// and sends it what is one's own together with what is of another ward, of another campus, and nobody's, as everybody who
// may use the door in the own ward alone. Each is really done. Nothing that is not theirs may have changed, and what was
// done must say so for each.
func TestBulkDoorsKeepStrangersOut(t *testing.T) {
	beside(t)
	h := ownSample(t)
	here, there := placed(t, h, "CS1"), placed(t, h, "CSB")
	tables := tables(t, h)
	mixed := map[string]mixture{}
	for noun, id := range here.ids {
		if strings.Contains(noun, "/") || there.ids[noun] == 0 {
			continue
		}
		m := mixture{own: id, campus: there.ids[noun], nobody: nobodys}
		m.ward = cmp.Or(here.beside[noun], m.campus)
		mixed[noun] = m
	}
	g := standAt(t, h)
	g.real = true
	foreign := func() []map[string][32]byte {
		r := mixed["resident"]
		return []map[string][32]byte{printOf(t, h, tables, "resident_id", r.ward), printOf(t, h, tables, "resident_id", r.campus)}
	}
	whole := printOf(t, h, tables, "campus_id", there.campus)
	doors, tried, done, proven := 0, 0, 0, map[string]bool{}
	for _, door := range h.desk.Doors {
		if door.Method == http.MethodGet || door.Public != "" || own.MatchString(door.Path) || door.Probe == nil {
			continue
		}
		f := &filler{ids: here.ids, now: h.db.Now(), day: today(h), mixed: map[string][]uint64{}}
		for noun, m := range mixed {
			f.mixed[noun] = m.all()
		}
		if f.filled(door); f.lists == 0 {
			if listsOfIDs(door.In) {
				t.Errorf("%s %s takes a list of ids that the test does not fill: %v", door.Method, door.Path, door.In)
			}
			continue
		}
		doors++
		permission := asks(t, h, door)
		for _, role := range staff.Roles() {
			if permission != "" && !staff.Allows(role.Code, permission) {
				continue
			}
			for _, at := range []reach{ownWard, ownCampus} {
				tried++
				actor := someone(t, h, role, at, here, there)
				g.at.visitor = web.Visitor{Actor: actor, Lang: "vi"}
				// The same with what is one's own alone is done: what is refused is refused for the strangers.
				alone := &filler{ids: here.ids, now: f.now, day: f.day, mixed: map[string][]uint64{}}
				for noun, m := range mixed {
					alone.mixed[noun] = []uint64{m.own}
				}
				g.real = false
				_, sole := g.knocked(t, alone, door)
				if g.last.Done {
					proven[door.Method+" "+door.Path] = true
				} else if testing.Verbose() {
					t.Logf("%s %s alone by %s: %d %s %v %.300s", door.Method, door.Path, role.Code, sole.Status, g.last.Fault, alone.filled(door), sole.Body[max(0, strings.Index(sole.Body, "fields")):])
				}
				g.real = true
				before := foreign()
				_, a := g.knocked(t, f, door)
				after := foreign()
				who := fmt.Sprintf("%s %s by %s of the %s", door.Method, door.Path, role.Code, reachNames[at])
				for i, of := range []string{"another ward", "another campus"} {
					if at == ownCampus && i == 0 {
						continue // that is theirs
					}
					if changed := differing(before[i], after[i]); len(changed) > 0 {
						t.Errorf("%s changed somebody of %s in %v", who, of, changed)
					}
				}
				ok := a.Status >= 200 && a.Status < 400
				if ok {
					done++
				}
				switch {
				case a.Status >= 500:
					t.Errorf("%s answers %d: %.300s", who, a.Status, a.Body)
				case ok && door.Kind == web.APIDoor && !strings.Contains(a.Body, fmt.Sprint(nobodys)):
					t.Errorf("%s does it and tells nothing of who was left out: %.400s", who, a.Body)
				}
				if testing.Verbose() {
					t.Logf("%s: %d %.160s", who, a.Status, strings.ReplaceAll(a.Body, "\n", " "))
				}
			}
		}
	}
	if changed := differing(whole, printOf(t, h, tables, "campus_id", there.campus)); len(changed) > 0 {
		t.Errorf("the other campus has changed in %v", changed)
	}
	t.Logf("%d doors take lists, of %d the same with one's own alone would be done; %d mixed requests, %d of them were done for what was one's own", doors, len(proven), tried, done)
	if doors < 15 || len(proven) < 4 {
		t.Errorf("%d doors that take lists were found; only of %d the same with one's own alone is done: teach sayingsAt", doors, len(proven))
	}
}

// listsOfIDs tells whether an input holds a list of numbers that are ids.
func listsOfIDs(t reflect.Type) bool {
	if t == nil || t.Kind() != reflect.Struct {
		return false
	}
	for _, field := range reflect.VisibleFields(t) {
		if field.IsExported() && field.Type.Kind() == reflect.Slice && field.Type.Elem().Kind() == reflect.Uint64 {
			return true
		}
	}
	return false
}
