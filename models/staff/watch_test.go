package staff_test

import (
	"testing"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/staff"
)

// TestAccountsOpenTheirNames counts the accounts and finds exactly those in the list of each state.
func TestAccountsOpenTheirNames(t *testing.T) {
	h := open(t)
	var fresh *staff.Member
	err := h.As(h.administers, func(tx *db.Tx) (err error) {
		fresh, err = staff.AddMember(tx, staff.AddMemberInput{MemberInput: staff.MemberInput{Name: "Lê Thị Mới", CampusID: h.one}, Username: "moi", Password: hashOfRight})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, actor := range map[string]db.Actor{"administrator": h.administers, "manager": h.runsOne} {
		var a staff.Accounts
		list := func(state string) (n int) {
			t.Helper()
			if err := h.See(actor, func(tx *db.Tx) error {
				people, _, err := staff.People(tx, staff.Filter{State: state}, db.Page{Limit: 200})
				n = len(people)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if err := h.See(actor, func(tx *db.Tx) (err error) { a, err = staff.CountAccounts(tx); return err }); err != nil {
			t.Fatal(err)
		}
		if a.Open != list("") || a.Locked != list("locked") || a.OneTime != list("one_time") || a.NoRole != list("no_role") {
			t.Errorf("%s: %+v, listed %d %d %d %d", name, a, list(""), list("locked"), list("one_time"), list("no_role"))
		}
		if a.NoRole != 1 || a.OneTime == 0 {
			t.Errorf("%s: %s has no role and a one-time password: %+v", name, fresh.Name, a)
		}
	}
	refused := h.See(h.nurses, func(tx *db.Tx) error { _, err := staff.CountAccounts(tx); return err })
	wants(t, refused, "fault.forbidden")
}

// TestDeedsAreThoseOfPeople lists what people did, the newest first and page by page, without signing
// in, looking, and what the house does by itself.
func TestDeedsAreThoseOfPeople(t *testing.T) {
	h := open(t)
	do := func(actor db.Actor, action string) {
		t.Helper()
		if err := h.Write(t.Context(), actor, action, func(tx *db.Tx) error {
			if err := tx.May(staff.View); err != nil {
				return err
			}
			tx.Concerns("staff", h.nurse.ID, h.one)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	do(h.runsOne, "staff.sign_in")
	do(h.runsOne, "staff.change")
	do(db.System("jobs"), "presence.snapshot")
	do(h.runsOne, "presence.move")
	do(h.directs, "presence.admit")
	read := func(actor db.Actor, in staff.DeedsInput) (actions []string, next uint64) {
		t.Helper()
		if err := h.See(actor, func(tx *db.Tx) error {
			rows, n, err := staff.Deeds(tx, in)
			next = n
			for _, r := range rows {
				if r.ActorName == "" {
					t.Errorf("%s has no name", r.Action)
				}
				actions = append(actions, r.Action)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return actions, next
	}
	got, _ := read(h.directs, staff.DeedsInput{Area: "presence"})
	if len(got) != 2 || got[0] != "presence.admit" || got[1] != "presence.move" {
		t.Errorf("%v", got)
	}
	first, next := read(h.directs, staff.DeedsInput{Limit: 2})
	second, _ := read(h.directs, staff.DeedsInput{Limit: 1, After: next})
	if len(first) != 2 || next == 0 || len(second) != 1 || second[0] != "staff.change" {
		t.Errorf("page by page: %v then %v", first, second)
	}
	if got, _ := read(h.runsTwo, staff.DeedsInput{Area: "presence"}); len(got) != 0 {
		t.Errorf("the other campus reads %v", got)
	}
	if fault.KindOf(h.See(h.nurses, func(tx *db.Tx) error { _, _, err := staff.Deeds(tx, staff.DeedsInput{}); return err })) != fault.Forbidden {
		t.Error("a nurse reads the book of deeds")
	}
	if fault.KindOf(h.See(h.directs, func(tx *db.Tx) error { _, _, err := staff.Deeds(tx, staff.DeedsInput{Area: "a%' OR"}); return err })) != fault.Invalid {
		t.Error("an area is a word")
	}
}
