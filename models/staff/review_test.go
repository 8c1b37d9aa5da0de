package staff_test

import (
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/staff"
)

// TestReviews: accounts each quarter and rights each year are gone through line by line; nobody answers
// for themself, ending closes the account or the role, and what ended by itself waits for nobody.
func TestReviews(t *testing.T) {
	h := open(t)
	h.Do(settings.Seed)
	begin := func() (n int) {
		h.Do(func(tx *db.Tx) (err error) { n, err = staff.OpenReviews(tx); return err })
		return n
	}
	if n := begin(); n != 0 {
		t.Errorf("a house of one day has %d reviews", n)
	}
	h.Clock.Add(45 * 24 * time.Hour) // the next quarter and the next year have begun
	if n := begin(); n != 2 {
		t.Fatalf("%d reviews began", n)
	}
	if n := begin(); n != 0 {
		t.Errorf("%d began twice", n)
	}
	lines := func(who db.Actor, id uint64) (r *staff.Reviewed) {
		if err := h.See(who, func(tx *db.Tx) (err error) { r, err = staff.ReviewLines(tx, staff.ReviewInput{Review: id}); return err }); err != nil {
			t.Fatal(err)
		}
		return r
	}
	var all []staff.Reviewing
	wants(t, h.See(h.nurses, func(tx *db.Tx) error { _, err := staff.Reviews(tx); return err }), "fault.forbidden")
	wants(t, h.See(h.directs, func(tx *db.Tx) (err error) { all, err = staff.Reviews(tx); return err }), "")
	if len(all) != 2 || all[0].Kind != staff.RightsReview || all[1].Kind != staff.AccountsReview || all[0].Lines != 5 || all[1].Waiting != 5 {
		t.Fatalf("got %+v", all)
	}
	answer := func(who db.Actor, line uint64, found, reason string) error {
		return h.As(who, func(tx *db.Tx) error {
			_, err := staff.AnswerReview(tx, staff.AnswerReviewInput{Line: line, Found: found, Reason: reason})
			return err
		})
	}
	of := func(r *staff.Reviewed, member uint64) uint64 {
		for _, l := range r.Items {
			if l.MemberID == member {
				return l.ID
			}
		}
		t.Fatal("no line")
		return 0
	}
	accounts, rights := lines(h.directs, all[1].ID), lines(h.directs, all[0].ID)
	wants(t, answer(h.directs, of(accounts, h.director.ID), staff.Stays, ""), "staff.review.own")
	wants(t, answer(h.directs, of(accounts, h.admin.ID), staff.Ended, "thử"), "staff.holds_more")
	wants(t, answer(h.administers, of(accounts, h.nurse.ID), staff.Ended, " "), "staff.reason_missing")
	wants(t, answer(h.administers, of(accounts, h.nurse.ID), staff.Ended, "Đã nghỉ việc"), "")
	wants(t, answer(h.administers, of(accounts, h.nurse.ID), staff.Stays, ""), "staff.review.answered")
	_, err := signIn(h, "nurse", right, "")
	wants(t, err, "staff.is_closed")
	if l := lines(h.directs, all[0].ID); l.Waiting != 4 { // the role went with the account
		t.Errorf("%d wait", l.Waiting)
	}
	wants(t, answer(h.administers, of(rights, h.managerTwo.ID), staff.Ended, "Chuyển việc"), "")
	h.Do(func(tx *db.Tx) error {
		m, err := staff.PersonFile(tx, h.managerTwo.ID)
		if err == nil && len(m.Grants) != 0 {
			t.Error("the role still holds")
		}
		return err
	})
	if late := all[1].Late(all[1].DueOn.AddDays(1)); !late || all[1].Late(all[1].DueOn) {
		t.Error("the clock is wrong")
	}
	for _, m := range []uint64{h.director.ID, h.managerOne.ID, h.managerTwo.ID} {
		wants(t, answer(h.administers, of(accounts, m), staff.Stays, ""), "")
	}
	if l := lines(h.directs, all[1].ID); l.ClosedAt != nil || l.Waiting != 1 {
		t.Errorf("closed too early: %+v", l.Reviewing)
	}
	wants(t, answer(h.directs, of(accounts, h.admin.ID), staff.Stays, "Vẫn cần"), "")
	if l := lines(h.directs, all[1].ID); l.ClosedAt == nil {
		t.Error("the last answer closes it")
	}
	if got := lines(h.directs, 0); got.ID != all[0].ID {
		t.Error("what is not finished comes first")
	}
}
