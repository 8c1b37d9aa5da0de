package intake_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

var mergeRights = append(slices.Clone(leavingRights), intake.Joining, intake.KeepFiles, intake.ViewFiles, intake.Reception, care.View, care.Record, care.Watches, care.Report)

// joiners is a village with those who may make two records one: two in the first campus, one in the
// second, one in both.
type joiners struct {
	*village
	ana, bob, north, both db.Actor
}

func settleJoiners(t testing.TB) *joiners {
	g := &joiners{village: settle(t)}
	g.ana, g.bob = dbtest.Person(31, mergeRights, g.one), dbtest.Person(32, mergeRights, g.one)
	g.north, g.both = dbtest.Person(33, mergeRights, g.two), dbtest.Person(34, mergeRights)
	return g
}

func (g *joiners) enter(name string, sex value.Sex) uint64 {
	g.T.Helper()
	p, err := attempt(g.village, g.ana, residents.CreateResident, residents.PersonInput{CampusID: g.one, Name: name, Sex: sex, Birth: "1960", Despite: true})
	if err != nil {
		g.T.Fatal(err)
	}
	return p.ID
}

func (g *joiners) merge(kept, gone uint64, taken ...residents.Trait) *intake.Merge {
	g.T.Helper()
	m, err := attempt(g.village, g.both, intake.MergeRecords, intake.MergeInput{Kept: kept, Gone: gone, Taken: taken, Evidence: "papers", Reason: "Cùng một người"})
	if err != nil {
		g.T.Fatal(err)
	}
	if m.Waits() {
		if m, err = attempt(g.village, g.bob, intake.AgreeToMerge, intake.MergeAnswer{Kept: kept, ID: m.ID}); err != nil {
			g.T.Fatal(err)
		}
	}
	return m
}

// left is the columns of the books that a merge changes and an undoing does not change back: what tells
// of the merge itself, versions, and what is made anew.
var unlike = map[string][]string{
	"residents_people": {"version"},
	"care_states":      {"id"},
	"care_norms":       {"id", "recorded_at"},
}

// books reads every table of the house, row by row, as text.
func books(t testing.TB, h *db.House) map[string][]string {
	t.Helper()
	pool := h.Raw()
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
	if h.Engine != db.SQLite {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
	}
	out := map[string][]string{}
	for _, table := range column(t, pool, query) {
		if strings.HasPrefix(table, "db_") || strings.HasPrefix(table, "intake_merge") || table == "residents_revisions" {
			continue
		}
		rows, err := pool.Query("SELECT * FROM " + table)
		if err != nil {
			t.Fatal(err)
		}
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		lines := []string{}
		for rows.Next() {
			cells, into := make([]any, len(names)), make([]any, len(names))
			for i := range cells {
				into[i] = &cells[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for i, c := range cells {
				if !slices.Contains(unlike[table], names[i]) {
					if text, ok := c.([]byte); ok {
						c = string(text)
					}
					fmt.Fprintf(&b, "%s=%v ", names[i], c)
				}
			}
			lines = append(lines, b.String())
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
		slices.Sort(lines)
		out[table] = lines
	}
	return out
}

func column(t testing.TB, pool *sql.DB, query string, args ...any) (out []string) {
	t.Helper()
	rows, err := pool.Query(query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		out = append(out, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func sameBooks(t testing.TB, was, is map[string][]string) {
	t.Helper()
	for _, table := range slices.Sorted(maps.Keys(was)) {
		if slices.Equal(was[table], is[table]) {
			continue
		}
		for _, line := range was[table] {
			if !slices.Contains(is[table], line) {
				t.Errorf("%s had  %s", table, line)
			}
		}
		for _, line := range is[table] {
			if !slices.Contains(was[table], line) {
				t.Errorf("%s has  %s", table, line)
			}
		}
	}
}

// A new column that names a person must not be forgotten: what ends in _id and has no foreign key to
// somebody else is either known here, or is a person.
func TestEverythingThatHangsOnAPersonIsKnown(t *testing.T) {
	h := dbtest.Open(t)
	var follows []string
	var links []db.Link
	h.Do(func(tx *db.Tx) error {
		found, err := db.Pointers(tx, "residents_people", "resident_id")
		if err != nil {
			return err
		}
		for _, p := range append(found, intake.Unkeyed...) {
			follows = append(follows, p.String())
		}
		links, err = db.Links(tx)
		return err
	})
	for named, why := range intake.LeftBehind {
		if !slices.Contains(follows, named) || why == "" {
			t.Errorf("%s is left behind, and is no column that names a person, or nobody says why", named)
		}
	}
	for _, must := range []string{"presence_stays.resident_id", "presence_stays.open_resident_id", "care_marks.resident_id", "residents_kin.person_id", "presence_conflicts.other_id",
		"intake_identifications.known_as_id", "offline_tray.resident_id", "residents_people.merged_into_id", "register_entries.resident_id"} {
		if !slices.Contains(follows, must) {
			t.Errorf("%s does not follow", must)
		}
	}
	linked := map[string]bool{}
	for _, l := range links {
		linked[l.Table+"."+l.Column] = true
	}
	// Numbers that are of something else, though no foreign key says so: by their names.
	others := []string{"id", "campus_id", "ward_id", "room_id", "bed_id", "zone_id", "node_id", "slot_id", "shift_id", "member_id", "actor_id", "owner_id", "reporter_id", "device_id", "key_id",
		"mark_id", "session_id", "amends_id", "stay_id", "kin_id", "leave_id", "root_id", "photo_file_id", "order_id", "open_ward_id", "open_room_id", "open_bed_id", "open_campus_id", "open_kin_id", "open_member_id",
		"open_replaces_id", "live_stay_id", "live_departure_id", "live_gone_id", "new_stay_id", "replaces_id", "subject_id", "from_campus_id", "to_campus_id", "person_campus_id"}
	pool := h.Raw()
	query := "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name LIKE '%id'"
	if h.Engine != db.SQLite {
		query = "SELECT CONCAT(table_name, '.', column_name) FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name LIKE '%id'"
	}
	for _, named := range column(t, pool, query) {
		_, name, _ := strings.Cut(named, ".")
		if !strings.HasSuffix("_"+name, "_id") || strings.HasPrefix(named, "sqlite") || strings.HasPrefix(named, "db_migration") {
			continue
		}
		if !linked[named] && !slices.Contains(follows, named) && !slices.Contains(others, name) {
			t.Errorf("%s: is this a person? Then it must follow when two records become one (models/intake/merge_book.go)", named)
		}
	}
}

func TestOneRecordGoesOnInAnother(t *testing.T) {
	g := settleJoiners(t)
	// A nameless person of the night, whose earlier file is found later.
	old, night := g.enter("Trần Thị Mai", value.Female), g.enter("Người vô danh số 1/2026 CS1", value.Female)
	if _, err := attempt(g.village, g.ana, residents.AddNeed, residents.NeedInput{Resident: night, Kind: residents.Diet, Code: "soft"}); err != nil {
		t.Fatal(err)
	}
	if _, err := attempt(g.village, g.ana, presence.Admit, presence.AdmitInput{ResidentID: night, CampusID: g.one, Category: "B2", At: g.ago(30), BedID: g.w[2]}); err != nil {
		t.Fatal(err)
	}
	was := books(t, g.House.House)
	m := g.merge(old, night, "birth")
	if m.NeedsSecond {
		t.Error("somebody else has to agree though only one has a stay")
	}
	if at := g.where(old); at.BedID != g.w[2] {
		t.Errorf("the person lies in %d, want %d", at.BedID, g.w[2])
	}
	err := g.See(g.ana, func(tx *db.Tx) error { _, err := residents.OpenFile(tx, night); return err })
	if to := fault.MovedOf(err); to == nil || to.To != old || fault.KindOf(err) != fault.NotFound {
		t.Errorf("the old record says %v, want where it goes on", err)
	}
	if err := g.See(g.ana, func(tx *db.Tx) error { _, err := presence.Opens(tx, residents.View, night); return err }); fault.MovedOf(err) == nil {
		t.Errorf("opened by the old number: %v", err)
	}
	if _, err := attempt(g.village, g.ana, presence.Admit, presence.AdmitInput{ResidentID: night, CampusID: g.one, Category: "B2"}); fault.MovedOf(err) == nil {
		t.Errorf("received under the old number: %v", err)
	}
	if err := g.See(g.ana, func(tx *db.Tx) error {
		f, err := residents.OpenFile(tx, old)
		if err != nil {
			return err
		}
		if len(f.Needs) != 1 || len(f.Merged) != 1 || f.Merged[0].Number == f.Person.Number {
			t.Errorf("the file has %d needs and was made of %+v", len(f.Needs), f.Merged)
		}
		for _, typed := range []string{f.Merged[0].Number, "vo danh", "mai"} {
			roll, err := presence.People(tx, presence.PeopleInput{Text: typed})
			if err != nil {
				return err
			}
			if len(roll.Rows) != 1 || roll.Rows[0].ResidentID != old {
				t.Errorf("%q finds %d people", typed, len(roll.Rows))
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := attempt(g.village, g.ana, intake.MergeRecords, intake.MergeInput{Kept: g.lan, Gone: night, Evidence: "face", Reason: "x"}); fault.KeyOf(err) != "intake.merge_gone" {
		t.Errorf("merged twice: %v", err)
	}
	undone, err := attempt(g.village, g.ana, intake.UnmergeRecords, intake.MergeAnswer{Kept: old, ID: m.ID, Reason: "Nhầm người"})
	if err != nil || undone.Holds() {
		t.Fatal(undone, err)
	}
	sameBooks(t, was, books(t, g.House.House))
	if _, err := attempt(g.village, g.ana, intake.UnmergeRecords, intake.MergeAnswer{Kept: old, ID: m.ID, Reason: "Nhầm người"}); fault.KeyOf(err) != "intake.merge_over" {
		t.Errorf("undone twice: %v", err)
	}
}

func TestSecondPersonAgreesWhereBothHaveStays(t *testing.T) {
	g := settleJoiners(t)
	early := g.enter("Hồ Thị Sen", value.Female)
	if _, err := attempt(g.village, g.ana, presence.Admit, presence.AdmitInput{ResidentID: early, CampusID: g.one, Category: "A1", At: g.ago(24 * 200)}); err != nil {
		t.Fatal(err)
	}
	if _, err := attempt(g.village, g.head, presence.Discharge, presence.DischargeInput{ResidentID: early, Reason: presence.AskedByFamily, At: g.ago(24 * 150)}); err != nil {
		t.Fatal(err)
	}
	in := intake.MergeInput{Kept: g.lan, Gone: early, Evidence: "family", Reason: "Người nhà nhận ra"}
	m, err := attempt(g.village, g.ana, intake.MergeRecords, in)
	if err != nil || !m.Waits() {
		t.Fatal(m, err)
	}
	if _, err := attempt(g.village, g.bob, intake.MergeRecords, in); fault.KeyOf(err) != "intake.merge_waits" {
		t.Errorf("proposed twice: %v", err)
	}
	if _, err := attempt(g.village, g.ana, intake.AgreeToMerge, intake.MergeAnswer{Kept: g.lan, ID: m.ID}); fault.KeyOf(err) != "intake.merge_second" {
		t.Errorf("agreed with oneself: %v", err)
	}
	if _, err := attempt(g.village, g.worker, intake.AgreeToMerge, intake.MergeAnswer{Kept: g.lan, ID: m.ID}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("agreed without the permission: %v", err)
	}
	if _, err := attempt(g.village, g.bob, intake.DropMerge, intake.MergeAnswer{Kept: g.lan, ID: m.ID, Reason: "Chưa chắc"}); err != nil {
		t.Fatal(err)
	}
	if m, err = attempt(g.village, g.ana, intake.MergeRecords, in); err != nil {
		t.Fatal(err)
	}
	if m, err = attempt(g.village, g.bob, intake.AgreeToMerge, intake.MergeAnswer{Kept: g.lan, ID: m.ID}); err != nil || !m.Holds() {
		t.Fatal(m, err)
	}
	if err := g.See(g.ana, func(tx *db.Tx) error {
		days, err := presence.BedDaysOf(tx, presence.BedDaysInput{First: tx.Today().AddDays(-250), Last: tx.Today().AddDays(-1)})
		if days[early].Days() != 0 || days[g.lan].Days() < 130 {
			t.Errorf("bed-days %d and %d", days[early].Days(), days[g.lan].Days())
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestMergeIsRefused(t *testing.T) {
	g := settleJoiners(t)
	refused := func(name string, as db.Actor, kept, gone uint64, key string) {
		t.Helper()
		_, err := attempt(g.village, as, intake.MergeRecords, intake.MergeInput{Kept: kept, Gone: gone, Evidence: "face", Reason: "x"})
		if fault.KeyOf(err) != key {
			t.Errorf("%s: %v, want %s", name, err, key)
		}
	}
	refused("two beds at once", g.ana, g.lan, g.hoa, "intake.merge_at_once.stay")
	refused("the other campus is out of reach", g.ana, g.nam, g.binh, "db.not_found")
	refused("both campuses, at once", g.both, g.nam, g.binh, "intake.merge_at_once.stay")
	child, mother, foe := g.enter("Lò Thị Na", value.Female), g.enter("Lò Thị Nà", value.Female), g.enter("Lò Thị Nả", value.Female)
	if _, err := attempt(g.village, g.ana, residents.AddKin, residents.KinInput{Resident: child, Relation: "mother", LivesHere: g.number(mother)}); err != nil {
		t.Fatal(err)
	}
	refused("mother and child", g.ana, child, mother, "intake.merge_kin")
	if _, err := attempt(g.village, g.ana, presence.NoteFeud, presence.FeudInput{ResidentID: child, OtherID: foe, Reason: "đánh nhau"}); err != nil {
		t.Fatal(err)
	}
	refused("who fought each other", g.ana, child, foe, "intake.merge_feud")
	_, err := attempt(g.village, g.ana, intake.MergeRecords, intake.MergeInput{Kept: child, Gone: child, Evidence: "face", Reason: "x"})
	refuses(t, err, fault.Invalid, "intake.merge_self")
	_, err = attempt(g.village, g.ana, intake.MergeRecords, intake.MergeInput{Kept: mother, Gone: foe})
	refuses(t, err, fault.Invalid, "intake.merge_why")
	refuses(t, err, fault.Invalid, "intake.merge_evidence")
	if _, err := attempt(g.village, g.head, presence.Die, presence.DischargeInput{ResidentID: g.nam, Reason: presence.DiedOrMissing, At: g.ago(1)}); err != nil {
		t.Fatal(err)
	}
	late := g.enter("Lê Văn Nam", value.Male)
	if _, err := attempt(g.village, g.ana, presence.Admit, presence.AdmitInput{ResidentID: late, CampusID: g.one, Category: "B2", At: g.Clock.Now()}); err != nil {
		t.Fatal(err)
	}
	refused("dead, and came later", g.ana, g.nam, late, "intake.merge_dead")
}

// What was written since a merge: what hangs on a stay that goes back goes with it, the rest as chosen.
func TestUndoingLeavesWhatCameSince(t *testing.T) {
	for _, since := range []intake.Since{intake.SinceStays, intake.SinceGoes} {
		g := settleJoiners(t)
		old, night := g.enter("Trần Thị Mai", value.Female), g.enter("Vô danh", value.Female)
		if _, err := attempt(g.village, g.ana, presence.Admit, presence.AdmitInput{ResidentID: night, CampusID: g.one, Category: "B2", At: g.ago(30), BedID: g.w[2]}); err != nil {
			t.Fatal(err)
		}
		m := g.merge(old, night)
		g.Clock.Add(time.Hour)
		if _, err := attempt(g.village, g.ana, presence.StartAbsence, presence.AbsenceInput{ResidentID: old, Kind: presence.Hospital, Place: "BV"}); err != nil {
			t.Fatal(err)
		}
		if _, err := attempt(g.village, g.ana, residents.AddNeed, residents.NeedInput{Resident: old, Kind: residents.Diet, Code: "soft"}); err != nil {
			t.Fatal(err)
		}
		if _, err := attempt(g.village, g.ana, intake.UnmergeRecords, intake.MergeAnswer{Kept: old, ID: m.ID, Reason: "Nhầm", Since: since}); err != nil {
			t.Fatal(err)
		}
		if at := g.where(night); at.BedID != g.w[2] || at.AbsenceKind != presence.Hospital {
			t.Errorf("%s: the absence did not go with its stay: %+v", since, at)
		}
		want := map[intake.Since]uint64{intake.SinceStays: old, intake.SinceGoes: night}[since]
		if err := g.See(g.ana, func(tx *db.Tx) error {
			for _, id := range []uint64{old, night} {
				f, err := residents.OpenFile(tx, id)
				if err != nil {
					return err
				}
				if (len(f.Needs) == 1) != (id == want) {
					t.Errorf("%s: %d needs with %d", since, len(f.Needs), id)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// A merge upon a merge: the first can be undone only after the second.
func TestMergesAreUndoneFromTheLast(t *testing.T) {
	g := settleJoiners(t)
	a, b, c := g.enter("Vi Văn A", value.Male), g.enter("Vi Văn B", value.Male), g.enter("Vi Văn C", value.Male)
	was := books(t, g.House.House)
	first := g.merge(b, a)
	second := g.merge(c, b)
	if err := g.See(g.ana, func(tx *db.Tx) error { _, err := residents.OpenFile(tx, a); return err }); fault.MovedOf(err) == nil || fault.MovedOf(err).To != c {
		t.Errorf("the first record leads to %v, want %d", err, c)
	}
	_, err := attempt(g.village, g.ana, intake.UnmergeRecords, intake.MergeAnswer{Kept: b, ID: first.ID, Reason: "x"})
	if fault.MovedOf(err) == nil {
		t.Errorf("undone below a newer one: %v", err)
	}
	for _, m := range []*intake.Merge{second, first} {
		if _, err := attempt(g.village, g.ana, intake.UnmergeRecords, intake.MergeAnswer{Kept: m.KeptID, ID: m.ID, Reason: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	sameBooks(t, was, books(t, g.House.House))
}

// Of two who merge the same records at once, in either direction, one is heard.
func TestTwoMergesAtOnce(t *testing.T) {
	g := settleJoiners(t)
	a, b := g.enter("Vi Văn A", value.Male), g.enter("Vi Văn B", value.Male)
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			in := intake.MergeInput{Kept: a, Gone: b, Evidence: "face", Reason: "x"}
			if i%2 == 1 {
				in.Kept, in.Gone = b, a
			}
			errs[i] = g.House.Write(context.Background(), g.ana, "intake.merge", func(tx *db.Tx) error { _, err := intake.MergeRecords(tx, in); return err })
		}()
	}
	wg.Wait()
	done := 0
	for _, err := range errs {
		switch {
		case err == nil:
			done++
		case fault.KindOf(err) != fault.Conflict && fault.KindOf(err) != fault.Busy:
			t.Error(err)
		}
	}
	if done != 1 {
		t.Errorf("%d were heard", done)
	}
}

// What reached the old record in the very moment of a merge is moved by the work that follows it.
func TestStrayRowsAreGathered(t *testing.T) {
	g := settleJoiners(t)
	a, b := g.enter("Vi Thị A", value.Female), g.enter("Vi Thị B", value.Female)
	if _, err := attempt(g.village, g.ana, presence.Admit, presence.AdmitInput{ResidentID: b, CampusID: g.one, Category: "B2", At: g.ago(30), BedID: g.w[2]}); err != nil {
		t.Fatal(err)
	}
	m := g.merge(a, b)
	g.Do(func(tx *db.Tx) error {
		if err := tx.May(care.Record); err != nil {
			return err
		}
		return db.Add(tx, &care.Mark{CampusID: g.one, WardID: g.women, BedID: g.w[2], ResidentID: b, ShiftDay: tx.Today(), SlotID: 1, At: tx.Now, RecordedAt: tx.Now, RecordedBy: 7})
	})
	payload := fmt.Sprintf(`{"merge":%d}`, m.ID)
	for _, want := range []int{1, 0} {
		g.Do(func(tx *db.Tx) error {
			n, err := intake.Gather(tx, payload)
			if n != want {
				t.Errorf("gathered %d, want %d", n, want)
			}
			return err
		})
	}
	if _, err := attempt(g.village, g.ana, intake.UnmergeRecords, intake.MergeAnswer{Kept: a, ID: m.ID, Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	g.Do(func(tx *db.Tx) error {
		if err := tx.May(care.Record); err != nil {
			return err
		}
		n, err := db.From[care.Mark](tx).Where("resident_id = ?", b).Count()
		if n != 1 {
			t.Errorf("%d marks went back", n)
		}
		return err
	})
}
