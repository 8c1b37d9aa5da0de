package sample_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/privacy"
	"maiam/models/residents"
	"maiam/models/value"
)

// sums are what the books of a house add up to, whoever is in them.
func sums(t *testing.T, h *dbtest.House) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name, ask := range map[string]string{
		"stays by category":     "SELECT category, COUNT(*) FROM presence_stays GROUP BY category ORDER BY category",
		"first days":            "SELECT SUBSTR(admitted_at, 1, 10), COUNT(*) FROM presence_stays GROUP BY SUBSTR(admitted_at, 1, 10) ORDER BY 1",
		"last days":             "SELECT SUBSTR(left_at, 1, 10), COUNT(*) FROM presence_stays GROUP BY SUBSTR(left_at, 1, 10) ORDER BY 1",
		"placements by ward":    "SELECT ward_id, COUNT(*) FROM presence_placements GROUP BY ward_id ORDER BY ward_id",
		"absences":              "SELECT kind, COUNT(*) FROM presence_absences GROUP BY kind ORDER BY kind",
		"meals":                 "SELECT CONCAT(ward_id, ' ', SUBSTR(shift_day, 1, 10), ' ', slot_id), COUNT(*) FROM care_marks WHERE ate > 0 GROUP BY ward_id, shift_day, slot_id ORDER BY 1",
		"eaten":                 "SELECT ate, COUNT(*) FROM care_marks GROUP BY ate ORDER BY ate",
		"snapshots":             "SELECT CONCAT(campus_id, ' ', SUBSTR(day, 1, 10), ' ', version), in_care FROM presence_snapshots ORDER BY 1",
		"numbers of the papers": "SELECT kind, COUNT(*) FROM register_entries GROUP BY kind ORDER BY kind",
		"orders":                "SELECT kind, COUNT(*) FROM care_orders GROUP BY kind ORDER BY kind",
		"incidents":             "SELECT kind, COUNT(*) FROM care_incidents GROUP BY kind ORDER BY kind",
		"visits":                "SELECT kind, COUNT(*) FROM care_visits GROUP BY kind ORDER BY kind",
		"sexes":                 "SELECT sex, COUNT(*) FROM residents_people GROUP BY sex ORDER BY sex",
		"tasks":                 "SELECT answer, COUNT(*) FROM care_task_answers GROUP BY answer ORDER BY answer",
		"decisions":             "SELECT kind, COUNT(*) FROM intake_decisions GROUP BY kind ORDER BY kind",
	} {
		rows, err := h.Raw().Query(ask)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var text strings.Builder
		for rows.Next() {
			var key *string
			var n int
			if err := rows.Scan(&key, &n); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if key != nil {
				fmt.Fprintf(&text, "%s=%d ", *key, n)
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		out[name] = text.String()
	}
	return out
}

// said gives every place of the database in which a text stands.
func said(t *testing.T, h *dbtest.House, text string) (places []string) {
	t.Helper()
	see(t, h, func(tx *db.Tx) error {
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
				places = append(places, fmt.Sprintf("%s.%s ×%d", c.TableName, c.Name, len(rows)))
			}
		}
		return nil
	})
	return places
}

// oldFilesAreErased lets a house of two months grow old until the terms are over, and erases
// everybody who may be erased: no column of any table says their names any more, every book adds up to
// what it did, what the house proves every night holds, and the chain of deeds verifies.
func oldFilesAreErased(t *testing.T, h *dbtest.House) {
	h.Clock.Add(26 * 366 * 24 * time.Hour)
	for _, settle := range []string{ // what nobody has finished in these years is finished
		"UPDATE intake_errands SET settled = 1, done_on = from_on, done_recorded_at = recorded_at, done_recorded_by = 1 WHERE settled = 0",
		"UPDATE intake_departures SET closed_on = '2026-12-31', closed_recorded_at = recorded_at, closed_recorded_by = 1 WHERE closed_on IS NULL",
	} {
		if _, err := h.Raw().Exec(settle); err != nil {
			t.Fatal(err)
		}
	}
	var left []residents.Person
	see(t, h, func(tx *db.Tx) (err error) {
		if err := tx.May(privacy.View); err != nil {
			return err
		}
		left, err = db.Report[residents.Person](tx, `SELECT r.* FROM residents_people r WHERE {shared} AND r.merged_into_id IS NULL AND EXISTS (SELECT 1 FROM presence_stays s WHERE s.resident_id = r.id AND s.voided_at IS NULL)
			AND NOT EXISTS (SELECT 1 FROM presence_stays s WHERE s.open_resident_id = r.id) ORDER BY r.id`)
		return err
	})
	maker, checker := dbtest.Person(900001, []string{privacy.View, privacy.Erase}), dbtest.Person(900002, []string{privacy.View, privacy.Erase, privacy.Decide})
	before, names, bars, ids := sums(t, h), map[string]bool{}, map[string]int{}, []uint64(nil)
	for _, p := range left {
		var page *privacy.ErasePage
		if err := h.See(checker, func(tx *db.Tx) (err error) {
			page, err = privacy.LookAtErasure(tx, privacy.OfPerson{Resident: p.ID})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, b := range page.Against {
			bars[b.Key+" "+b.Table]++
		}
		if len(page.Against) > 0 {
			continue
		}
		ids = append(ids, p.ID)
		see(t, h, func(tx *db.Tx) error {
			if err := tx.May(privacy.View); err != nil {
				return err
			}
			other, err := db.From[residents.OtherName](tx).Where("resident_id = ?", p.ID).All()
			names[p.Name] = true
			for _, o := range other {
				names[o.Name] = true
			}
			return err
		})
		var e *privacy.Erasure
		if err := h.As(maker, func(tx *db.Tx) (err error) {
			e, err = privacy.ProposeErasure(tx, privacy.EraseInput{Resident: p.ID, Ground: privacy.TermOver, Reason: "đã hết thời hạn lưu"})
			return err
		}); err != nil {
			t.Fatalf("%d: %v", p.ID, err)
		}
		if err := h.As(checker, func(tx *db.Tx) (err error) {
			e, err = privacy.AgreeToErasure(tx, privacy.ErasureAnswer{Resident: p.ID, ID: e.ID, Sure: true})
			return err
		}); err != nil {
			t.Fatalf("%d: %v %v", p.ID, err, fault.Of(err))
		}
		if e.DoneRows == 0 {
			t.Errorf("%d: no row was erased", p.ID)
		}
	}
	t.Logf("%d left, %d erased, kept for %v", len(left), len(ids), bars)
	if len(ids) < 5 {
		t.Fatal("too few to tell anything")
	}
	after := sums(t, h)
	for name, was := range before {
		if now := after[name]; now != was {
			t.Errorf("%s: %s, was %s", name, now, was)
		}
	}
	// Somebody else may have the same name.
	see(t, h, func(tx *db.Tx) error {
		if err := tx.May(privacy.View); err != nil {
			return err
		}
		rows, err := db.Report[struct{ Name string }](tx, "SELECT name FROM residents_people WHERE {shared} UNION SELECT name FROM staff_members UNION SELECT name FROM residents_kin UNION SELECT name FROM residents_names")
		for _, r := range rows {
			delete(names, r.Name)
		}
		return err
	})
	n := 0
	for name := range names {
		if !strings.Contains(name, " ") {
			continue
		}
		n++
		if places := said(t, h, name); len(places) > 0 {
			t.Errorf("%s still stands in %s", name, strings.Join(places, ", "))
		}
	}
	if n < 3 {
		t.Errorf("only %d names were looked for", n)
	}
	see(t, h, func(tx *db.Tx) error {
		doubts, err := presence.Prove(tx)
		if len(doubts) > 0 {
			t.Errorf("the ledger does not prove: %+v", doubts)
		}
		if err != nil {
			return err
		}
		off, err := presence.ProveSnapshots(tx, value.MustDay("2026-09-01"))
		if len(off) > 0 {
			t.Errorf("%d nights are no longer what was written down", len(off))
		}
		return err
	})
	see(t, h, func(tx *db.Tx) error {
		roll, err := presence.People(tx, presence.PeopleInput{Standing: presence.Departed, Most: 5000})
		if err == nil && !slices.ContainsFunc(roll.Rows, func(l presence.Listed) bool { return l.Name == privacy.NameAfter(ids[0]) }) {
			t.Errorf("the mark of %d is not in the list", ids[0])
		}
		return err
	})
	ctx := context.Background()
	for {
		chained := 0
		if err := h.Quietly(ctx, "test", func(tx *db.Tx) (err error) { chained, err = db.ChainDeeds(tx, 5000); return err }); err != nil {
			t.Fatal(err)
		}
		if chained == 0 {
			break
		}
	}
	see(t, h, func(tx *db.Tx) error {
		if err := tx.May("deeds.view"); err != nil {
			return err
		}
		v, err := db.VerifyDeeds(tx, db.VerifyInput{})
		if err == nil && len(v.Findings) > 0 {
			t.Errorf("the chain of deeds: %+v", v.Findings)
		}
		return err
	})
}
