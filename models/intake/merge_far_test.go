package intake_test

import (
	"slices"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/deeds"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/staff"
	"maiam/models/value"
)

// TestMergeAcrossCampuses: a record of the other campus, with a stay that ended there, goes on in the one
// of this campus; the person is found by both numbers here, the bed-days of the other campus stay those of
// the other campus, and undoing puts the record back where it was.
func TestMergeAcrossCampuses(t *testing.T) {
	g := settleJoiners(t)
	far := dbtest.Person(35, mergeRights)
	p, err := attempt(g.village, g.north, residents.CreateResident, residents.PersonInput{CampusID: g.two, Name: "Đặng Thị Xa", Sex: value.Female, Birth: "1958", Despite: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := attempt(g.village, g.north, presence.Admit, presence.AdmitInput{ResidentID: p.ID, CampusID: g.two, Category: "A1", At: g.ago(24 * 200)}); err != nil {
		t.Fatal(err)
	}
	if _, err := attempt(g.village, far, presence.Discharge, presence.DischargeInput{ResidentID: p.ID, Reason: presence.AskedByFamily, At: g.ago(24 * 150)}); err != nil {
		t.Fatal(err)
	}
	days := func() (out map[uint64]int) {
		t.Helper()
		if err := g.See(far, func(tx *db.Tx) error {
			found, err := presence.BedDaysOf(tx, presence.BedDaysInput{First: tx.Today().AddDays(-250), Last: tx.Today().AddDays(-1)})
			out = map[uint64]int{g.lan: found[g.lan].Days(), p.ID: found[p.ID].Days()}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	before := days()
	in := intake.MergeInput{Kept: g.lan, Gone: p.ID, Evidence: "family", Reason: "Người nhà nhận ra"}
	if _, err := attempt(g.village, g.ana, intake.MergeRecords, in); err == nil {
		t.Fatal("merged with a record out of reach")
	}
	m, err := attempt(g.village, g.both, intake.MergeRecords, in)
	if err != nil || !m.Waits() {
		t.Fatal(m, err)
	}
	if _, err := attempt(g.village, g.bob, intake.AgreeToMerge, intake.MergeAnswer{Kept: g.lan, ID: m.ID}); err == nil {
		t.Error("agreed by somebody who reaches one of them alone")
	}
	if m, err = attempt(g.village, far, intake.AgreeToMerge, intake.MergeAnswer{Kept: g.lan, ID: m.ID}); err != nil || !m.Holds() {
		t.Fatal(m, err)
	}
	after := days()
	if after[g.lan] != before[g.lan]+before[p.ID] || after[p.ID] != 0 {
		t.Errorf("bed-days %v, before %v", after, before)
	}
	var campuses []uint64
	rows, err := g.Raw().Query("SELECT campus_id FROM presence_stays WHERE resident_id = ?", g.lan)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var c uint64
		if err := rows.Scan(&c); err != nil {
			t.Fatal(err)
		}
		campuses = append(campuses, c)
	}
	if err := rows.Close(); err != nil || !slices.Contains(campuses, g.one) || !slices.Contains(campuses, g.two) {
		t.Errorf("the stays lie in %v, %v", campuses, err)
	}
	if _, err := attempt(g.village, far, intake.UnmergeRecords, intake.MergeAnswer{Kept: g.lan, ID: m.ID, Reason: "Nhầm", Since: intake.SinceStays}); err != nil {
		t.Fatal(err)
	}
	if back := days(); back[g.lan] != before[g.lan] || back[p.ID] != before[p.ID] {
		t.Errorf("bed-days after undoing %v, before %v", back, before)
	}
	var campus uint64
	if err := g.Raw().QueryRow("SELECT campus_id FROM residents_people WHERE id = ?", p.ID).Scan(&campus); err != nil || campus != g.two {
		t.Errorf("the record came back to campus %d, %v", campus, err)
	}
}

// TestHeadCountsOutliveAMerge: the nights that were counted before two records became one keep their
// numbers, their people and their seals; counting such a night anew finds the same numbers.
func TestHeadCountsOutliveAMerge(t *testing.T) {
	g := settleJoiners(t)
	old, night := g.enter("Lương Thị Đêm", value.Female), g.enter("Chưa rõ tên", value.Female)
	if _, err := attempt(g.village, g.ana, presence.Admit, presence.AdmitInput{ResidentID: night, CampusID: g.one, Category: "B2", At: g.ago(40), BedID: g.w[2]}); err != nil {
		t.Fatal(err)
	}
	var day value.Day
	counts := func() (out [][7]int) {
		t.Helper()
		rows, err := g.Raw().Query("SELECT campus_id, in_care, present, hospital, on_leave, missing, no_bed FROM presence_snapshots x WHERE day = ? AND version = (SELECT MAX(version) FROM presence_snapshots y WHERE y.day = x.day AND y.campus_id = x.campus_id) ORDER BY campus_id", day)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var n [7]int
			if err := rows.Scan(&n[0], &n[1], &n[2], &n[3], &n[4], &n[5], &n[6]); err != nil {
				t.Fatal(err)
			}
			out = append(out, n)
		}
		return out
	}
	g.Do(func(tx *db.Tx) error {
		day = tx.Today().AddDays(-1)
		_, err := presence.TakeSnapshots(tx, day)
		return err
	})
	before := counts()
	if len(before) == 0 || before[0][1] == 0 {
		t.Fatalf("nobody was counted: %v", before)
	}
	check := func(when string) {
		t.Helper()
		g.Do(func(tx *db.Tx) error { _, err := presence.Recount(tx, day); return err })
		if now := counts(); !slices.Equal(now, before) {
			t.Errorf("%s: counted %v, before %v", when, now, before)
		}
		if err := g.See(db.System("jobs"), func(tx *db.Tx) error {
			broken, err := presence.ProveSnapshots(tx, day)
			if len(broken) != 0 {
				t.Errorf("%s: %d counts are not whole", when, len(broken))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	m := g.merge(old, night)
	check("after the merge")
	g.Clock.Add(time.Hour)
	if _, err := attempt(g.village, g.ana, intake.UnmergeRecords, intake.MergeAnswer{Kept: old, ID: m.ID, Reason: "Nhầm", Since: intake.SinceStays}); err != nil {
		t.Fatal(err)
	}
	check("after undoing")
}

// TestOpeningsInAnEmergencyFollowAMerge: an opening of a file goes on with the person, also in the middle of
// its hour, its looks stay counted, the old number opens the person, and undoing puts it back.
func TestOpeningsInAnEmergencyFollowAMerge(t *testing.T) {
	g := settleJoiners(t)
	old, night := g.enter("Lương Thị Đêm", value.Female), g.enter("Chưa rõ tên", value.Female)
	if _, err := attempt(g.village, g.ana, presence.Admit, presence.AdmitInput{ResidentID: night, CampusID: g.one, Category: "B2", At: g.ago(40), BedID: g.w[2]}); err != nil {
		t.Fatal(err)
	}
	var nurse db.Actor
	g.Do(func(tx *db.Tx) error {
		m, err := staff.AddMember(tx, staff.AddMemberInput{Username: "y.ta", Password: "x", Settled: true, MemberInput: staff.MemberInput{Name: "Y Tá Đêm", CampusID: g.one}})
		if err == nil {
			nurse = dbtest.Person(m.ID, []string{deeds.Crisis, residents.View}, g.one)
		}
		return err
	})
	const why = "ngất ở sân, cần biết dị ứng"
	number := g.number(night)
	o, err := attempt(g.village, nurse, deeds.OpenCrisis, deeds.CrisisInput{Who: number, Reason: why})
	if err != nil || o.ResidentID == nil || *o.ResidentID != night {
		t.Fatal(o, err)
	}
	read := func(want uint64) {
		t.Helper()
		g.Clock.Add(time.Minute)
		if err := g.Read(t.Context(), nurse, func(tx *db.Tx) error {
			u, err := deeds.UrgentFile(tx, deeds.UrgentInput{Opening: o.ID})
			if err == nil && u.Person.ID != want {
				t.Errorf("the file of %d is shown, want %d", u.Person.ID, want)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	}
	director := dbtest.Person(36, []string{deeds.View, deeds.Answer, residents.View}, g.one)
	looks := func(want uint64, n int) {
		t.Helper()
		if err := g.See(director, func(tx *db.Tx) error {
			lines, _, err := deeds.Crises(tx, deeds.CrisesInput{})
			if err == nil && (len(lines) != 1 || *lines[0].ResidentID != want || lines[0].Looks != n) {
				t.Errorf("the queue holds %+v, want %d with %d looks", lines, want, n)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	}
	read(night)
	m := g.merge(old, night)
	read(old)
	looks(old, 2)
	again, err := attempt(g.village, nurse, deeds.OpenCrisis, deeds.CrisisInput{Who: number, Reason: why})
	if err != nil || again.ID != o.ID {
		t.Errorf("the old number leads to %+v, %v", again, err)
	}
	if _, err := attempt(g.village, g.ana, intake.UnmergeRecords, intake.MergeAnswer{Kept: old, ID: m.ID, Reason: "Nhầm", Since: intake.SinceStays}); err != nil {
		t.Fatal(err)
	}
	read(night)
	looks(night, 2) // the one at the record that stayed is a look at that record
}
