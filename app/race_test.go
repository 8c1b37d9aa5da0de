package main

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// The tests in this file let many hands do the same thing at the same time, through the doors.

// ownSample is a sample house that a test may change as it likes.
func ownSample(t *testing.T) *house {
	t.Helper()
	quiet()
	cfg := &Config{Data: t.TempDir(), Sample: true, SampleDays: 1, Lang: "vi", Timezone: zone(t), TLS: "off"}
	if dbtest.Server() != "" {
		cfg.Database = dbtest.Address(t)
	}
	if err := cfg.settle(); err != nil {
		t.Fatal(err)
	}
	h, err := open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// gathering is a ward with free beds and people without one, made at once.
type gathering struct {
	campus uint64
	beds   []uint64
	people []uint64
}

func gather(t *testing.T, h *house, people, beds int) gathering {
	t.Helper()
	ids := idsOf(t, h, "CS1")
	c := gathering{campus: ids["campus"]}
	err := h.db.Write(t.Context(), db.System("test"), "test.gather", func(tx *db.Tx) error {
		if err := tx.May("test"); err != nil {
			return err
		}
		ward, err := wards.AddWard(tx, ids["zone"], wards.WardInput{Name: fmt.Sprintf("Khu thử %d-%d", people, beds), Sex: wards.ForAny})
		if err != nil {
			return err
		}
		for n := 0; n < beds; n += 50 {
			if _, err := wards.AddRoom(tx, ward.ID, wards.RoomInput{Name: fmt.Sprintf("P%d", 100+n), Beds: min(50, beds-n)}); err != nil {
				return err
			}
		}
		open, err := db.From[wards.Bed](tx).Where("ward_id = ?", ward.ID).Order("id").All()
		if err != nil {
			return err
		}
		for _, b := range open {
			c.beds = append(c.beds, b.ID)
		}
		in := make([]residents.PersonInput, people)
		for i := range in {
			in[i] = residents.PersonInput{CampusID: c.campus, Name: fmt.Sprintf("Người Thử Số %d", i+1), Sex: value.Female, Birth: "1960"}
		}
		found, errs, err := residents.CreateMany(tx, in)
		for _, e := range errs {
			if e != nil && err == nil {
				err = e
			}
		}
		c.people = found
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// rush sends n requests at the same moment and counts the answers by status and text key.
func rush(t *testing.T, h *house, bearer string, n int, request func(i int) (path string, body any, headers []string)) map[string]int {
	t.Helper()
	start, took := make(chan struct{}), time.Now()
	var mu sync.Mutex
	out := map[string]int{}
	var wg sync.WaitGroup
	for i := range n {
		path, body, headers := request(i)
		wg.Go(func() {
			v := webtest.Visit(t, h.desk.Handler())
			v.Header.Set("Authorization", "Bearer "+bearer)
			<-start
			a := v.JSON(http.MethodPost, path, body, headers...)
			key := fmt.Sprint(a.Status)
			if a.Status >= 400 {
				var p webtest.Problem
				a.Into(&p)
				key += " " + p.Code
			}
			mu.Lock()
			out[key]++
			mu.Unlock()
		})
	}
	close(start)
	wg.Wait()
	t.Logf("%d at once in %.1f s: %v", n, time.Since(took).Seconds(), out)
	return out
}

// TestAThousandAtOnceForOneBed is issue 2's promise at the doors: one is received, 999 are told
// that the bed is taken, nobody meets a deadlock, a time-out or a busy house.
func TestAThousandAtOnceForOneBed(t *testing.T) {
	if testing.Short() {
		t.Skip("a thousand admissions take a while")
	}
	h := ownSample(t)
	c := gather(t, h, 1000, 1)
	got := rush(t, h, token(t, h, "manager"), 1000, func(i int) (string, any, []string) {
		return "/api/v1/presence/stays", map[string]any{"resident_id": c.people[i], "bed_id": c.beds[0], "category": "A3"}, []string{fmt.Sprintf("Idempotency-Key: thousand-%d", i)}
	})
	if !maps.Equal(got, map[string]int{"201": 1, "409 presence.bed_taken": 999}) {
		t.Errorf("got %v", got)
	}
	if n := number(t, h, "SELECT COUNT(*) FROM presence_placements WHERE bed_id = ?", c.beds[0]); n != 1 {
		t.Errorf("%d placements in one bed", n)
	}
	if n := number(t, h, "SELECT COUNT(*) FROM presence_stays WHERE resident_id >= ?", c.people[0]); n != 1 {
		t.Errorf("%d stays were begun, 1 was answered", n)
	}
	whole(t, h)
}

// TestOnePersonForTwoHundredBeds is its twin: one person, 200 beds, one of them is given.
func TestOnePersonForTwoHundredBeds(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a house of its own")
	}
	h := ownSample(t)
	c := gather(t, h, 4, 200)
	bearer := token(t, h, "manager")
	v := webtest.Visit(t, h.desk.Handler())
	v.Header.Set("Authorization", "Bearer "+bearer)
	for _, p := range c.people {
		v.JSON("POST", "/api/v1/presence/stays", map[string]any{"resident_id": p, "category": "A3"}).Want(http.StatusCreated)
	}
	t.Run("assignBed", func(t *testing.T) {
		got := rush(t, h, bearer, 200, func(i int) (string, any, []string) {
			return "/api/v1/presence/placements", map[string]any{"resident_id": c.people[0], "bed_id": c.beds[i]}, nil
		})
		if got["201"] != 1 || got["409 presence.already_placed"] != 199 {
			t.Errorf("got %v", got)
		}
		if n := number(t, h, "SELECT COUNT(*) FROM presence_placements WHERE resident_id = ?", c.people[0]); n != 1 {
			t.Errorf("%d placements of one person", n)
		}
	})
	spare := freeOf(t, h, c.beds)
	for i, p := range c.people[1:] {
		v.JSON("POST", "/api/v1/presence/placements", map[string]any{"resident_id": p, "bed_id": spare[i]}).Want(http.StatusCreated)
	}
	t.Run("swaps in both directions", func(t *testing.T) {
		a, b := c.people[1], c.people[2]
		got := rush(t, h, bearer, 40, func(i int) (string, any, []string) {
			if i%2 == 0 {
				return "/api/v1/presence/swaps", map[string]any{"resident_id": a, "with_id": b}, nil
			}
			return "/api/v1/presence/swaps", map[string]any{"resident_id": b, "with_id": a}, nil
		})
		onlyConflicts(t, got)
		if got["201"] == 0 {
			t.Error("not one swap was made")
		}
		whole(t, h)
	})
	t.Run("a move and a discharge", func(t *testing.T) {
		got := rush(t, h, bearer, 20, func(i int) (string, any, []string) {
			if i%2 == 0 {
				return "/api/v1/presence/discharges", map[string]any{"resident_id": c.people[3], "reason": "a"}, nil
			}
			return "/api/v1/presence/moves", map[string]any{"resident_id": c.people[3], "bed_id": c.beds[i]}, nil
		})
		onlyConflicts(t, got)
		if n := number(t, h, "SELECT COUNT(*) FROM presence_stays WHERE resident_id = ? AND left_at IS NOT NULL", c.people[3]); n != 1 {
			t.Errorf("%d ended stays", n)
		}
		if n := number(t, h, "SELECT COUNT(*) FROM presence_placements WHERE resident_id = ? AND open_resident_id IS NOT NULL", c.people[3]); n != 0 {
			t.Error("somebody who has left still has a bed")
		}
	})
	t.Run("one key fifty times", func(t *testing.T) {
		got := rush(t, h, bearer, 50, func(int) (string, any, []string) {
			return "/api/v1/presence/absences", map[string]any{"resident_id": c.people[1], "kind": "leave", "place": "Nhà con gái"}, []string{"Idempotency-Key: one-act"}
		})
		if got["201"] != 50 {
			t.Errorf("got %v", got)
		}
		if n := number(t, h, "SELECT COUNT(*) FROM presence_absences WHERE resident_id = ?", c.people[1]); n != 1 {
			t.Errorf("%d absences were written", n)
		}
	})
	t.Run("one form fifty times", func(t *testing.T) {
		browser := as(t, h, "manager")
		form := browser.Get(fmt.Sprintf("/presence/absence?resident_id=%d", c.people[2])).Want(http.StatusOK).Page().Form(`form[action="/presence/absence"]`)
		form.Values.Set("kind", "hospital")
		form.Values.Set("place", "Bệnh viện Đa khoa")
		if form.Values.Get("_key") == "" {
			t.Fatal("the form has no key")
		}
		answers := make([]*webtest.Answer, 50)
		var wg sync.WaitGroup
		for i := range answers {
			wg.Go(func() { answers[i] = copyOf(t, h, browser).Post(form.Action, form.Values) })
		}
		wg.Wait()
		for _, a := range answers {
			if a.Status != http.StatusSeeOther {
				t.Errorf("the form was answered %d", a.Status)
				break
			}
		}
		if n := number(t, h, "SELECT COUNT(*) FROM presence_absences WHERE resident_id = ?", c.people[2]); n != 1 {
			t.Errorf("%d absences were written", n)
		}
	})
	whole(t, h)
}

// freeOf leaves out the beds in which somebody lies.
func freeOf(t *testing.T, h *house, beds []uint64) []uint64 {
	t.Helper()
	return slices.DeleteFunc(slices.Clone(beds), func(bed uint64) bool {
		return number(t, h, "SELECT COUNT(*) FROM presence_placements WHERE open_bed_id = ?", bed) > 0
	})
}

// copyOf is another request of the same browser: cookies are not shared between hands.
func copyOf(t *testing.T, h *house, v *webtest.Visitor) *webtest.Visitor {
	other := webtest.Visit(t, h.desk.Handler())
	other.Header.Set("Cookie", "maiam="+v.Cookie("maiam"))
	return other
}

// onlyConflicts demands that everybody was served or told why not.
func onlyConflicts(t *testing.T, got map[string]int) {
	t.Helper()
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if key != "201" && key != "200" && key[:3] != "409" && key[:3] != "422" {
			t.Errorf("%d × %s", got[key], key)
		}
	}
}

func number(t *testing.T, h *house, query string, args ...any) int {
	t.Helper()
	var n int
	if err := h.db.Raw().QueryRow(query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// whole demands what must hold of every house at every moment: nothing is stored in half.
func whole(t *testing.T, h *house) {
	t.Helper()
	for what, query := range map[string]string{
		"a bed with two":                           "SELECT COUNT(*) FROM (SELECT bed_id FROM presence_placements WHERE ended_at IS NULL AND voided_at IS NULL GROUP BY bed_id HAVING COUNT(*) > 1) x",
		"a person in two beds":                     "SELECT COUNT(*) FROM (SELECT resident_id FROM presence_placements WHERE ended_at IS NULL AND voided_at IS NULL GROUP BY resident_id HAVING COUNT(*) > 1) x",
		"a person in care twice":                   "SELECT COUNT(*) FROM (SELECT resident_id FROM presence_stays WHERE left_at IS NULL AND voided_at IS NULL GROUP BY resident_id HAVING COUNT(*) > 1) x",
		"an open bed without its mark":             "SELECT COUNT(*) FROM presence_placements WHERE (ended_at IS NULL AND voided_at IS NULL) <> (open_bed_id IS NOT NULL)",
		"a bed without a stay":                     "SELECT COUNT(*) FROM presence_placements p LEFT JOIN presence_stays s ON s.id = p.stay_id AND s.resident_id = p.resident_id AND s.campus_id = p.campus_id WHERE s.id IS NULL",
		"a bed after the stay":                     "SELECT COUNT(*) FROM presence_placements p JOIN presence_stays s ON s.id = p.stay_id WHERE p.open_bed_id IS NOT NULL AND s.open_resident_id IS NULL",
		"an absence without a stay":                "SELECT COUNT(*) FROM presence_absences a LEFT JOIN presence_stays s ON s.id = a.stay_id AND s.resident_id = a.resident_id WHERE s.id IS NULL",
		"an absence after the stay":                "SELECT COUNT(*) FROM presence_absences a JOIN presence_stays s ON s.id = a.stay_id WHERE a.open_resident_id IS NOT NULL AND s.open_resident_id IS NULL",
		"a placement in another ward than its bed": "SELECT COUNT(*) FROM presence_placements p LEFT JOIN wards_beds b ON b.id = p.bed_id AND b.room_id = p.room_id AND b.ward_id = p.ward_id AND b.campus_id = p.campus_id WHERE b.id IS NULL",
		"a span that ends before it begins":        "SELECT COUNT(*) FROM presence_placements WHERE ended_at < started_at",
		"a resident who cannot be found":           "SELECT COUNT(*) FROM residents_people p LEFT JOIN residents_words w ON w.resident_id = p.id WHERE w.resident_id IS NULL AND p.search_key <> '' AND p.merged_into_id IS NULL",
		"a merged record that leads nowhere":       "SELECT COUNT(*) FROM residents_people p WHERE p.merged_into_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM residents_words w WHERE w.resident_id = p.merged_into_id AND w.word = LOWER(REPLACE(p.number, '-', '')))",
		"words of a merged record":                 "SELECT COUNT(*) FROM residents_words w JOIN residents_people p ON p.id = w.resident_id WHERE p.merged_into_id IS NOT NULL",
		"a resident without a name":                "SELECT COUNT(*) FROM residents_people WHERE TRIM(name) = '' OR number = ''",
		"words of nobody":                          "SELECT COUNT(*) FROM residents_words w LEFT JOIN residents_people p ON p.id = w.resident_id WHERE p.id IS NULL",
		"a room without its ward":                  "SELECT COUNT(*) FROM wards_rooms r LEFT JOIN wards_wards w ON w.id = r.ward_id AND w.campus_id = r.campus_id WHERE w.id IS NULL",
		"a bed without its room":                   "SELECT COUNT(*) FROM wards_beds b LEFT JOIN wards_rooms r ON r.id = b.room_id AND r.ward_id = b.ward_id WHERE r.id IS NULL",
		"a mark of nobody":                         "SELECT COUNT(*) FROM care_marks m LEFT JOIN residents_people p ON p.id = m.resident_id WHERE p.id IS NULL",
		"a grant of nobody":                        "SELECT COUNT(*) FROM staff_grants g LEFT JOIN staff_members m ON m.id = g.member_id WHERE m.id IS NULL",
		"a receipt without an answer":              "SELECT COUNT(*) FROM db_receipts WHERE answer = ''",
	} {
		if n := number(t, h, query); n != 0 {
			t.Errorf("%s: %d", what, n)
		}
	}
}
