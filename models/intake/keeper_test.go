package intake_test

import (
	"testing"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/staff"
	"maiam/models/value"
)

// hire makes an account with a role in the first campus and gives the person as an actor.
func (g *centre) hire(username, role string) db.Actor {
	g.t.Helper()
	var a db.Actor
	g.Do(func(tx *db.Tx) error {
		m, err := staff.AddMember(tx, staff.AddMemberInput{Username: username, MemberInput: staff.MemberInput{Name: "Nhân viên " + username, CampusID: g.one}, Settled: true})
		if err != nil {
			return err
		}
		if _, err := staff.GrantRole(tx, m.ID, staff.GrantInput{Role: role, Place: staff.Place{Campus: g.one}, From: tx.Today()}); err != nil {
			return err
		}
		allowed := map[string]bool{}
		for _, p := range staff.AllPermissions() {
			allowed[p] = staff.Allows(role, p)
		}
		a = db.Actor{ID: m.ID, Name: m.Name, Username: username, Via: "session", Grants: []db.Grant{{Role: role, Permissions: allowed, Campus: g.one}}}
		return nil
	})
	return a
}

// TestOwnFiles gives a file to the social worker who takes it: her clocks come first, a colleague takes
// over, and nobody may be in charge who may not keep files.
func TestOwnFiles(t *testing.T) {
	g := openCentre(t)
	lan, huong, nurse := g.hire("lan", "social_worker"), g.hire("huong", "social_worker"), g.hire("mai", "nurse")
	late := g.admit(g.person("Quá Hạn", value.Male, "1980"), "B2", 100)
	calm := g.admit(g.person("Còn Hạn", value.Male, "1981"), "B2", 3)
	unkept := func() int {
		t.Helper()
		return see(g, lan, func(tx *db.Tx, _ int) (int, error) { return intake.UnkeptFiles(tx) }, 0)
	}
	f := see(g, lan, intake.OpenCase, calm.ID)
	if f.Keeper.Now != nil || len(f.Keeper.Colleagues) != 2 || unkept() != 2 {
		t.Fatalf("got %+v, %d files without anybody", f.Keeper, unkept())
	}
	do(g, lan, intake.KeepFile, intake.KeepFileInput{Stay: calm.ID})
	all := see(g, lan, intake.Deadlines, intake.DeadlineInput{})
	if all[0].StayID != calm.ID || all[0].KeeperID != lan.ID || all[0].KeeperName != lan.Name || all[len(all)-1].StayID != late.ID {
		t.Errorf("one's own files do not come first: %+v", all)
	}
	if others := see(g, huong, intake.Deadlines, intake.DeadlineInput{}); others[0].StayID != late.ID {
		t.Errorf("what is late does not come first to somebody who has no file: %+v", others)
	}
	for whose, want := range map[intake.Whose]uint64{intake.Mine: calm.ID, intake.OfNobody: late.ID} {
		got := see(g, lan, intake.Deadlines, intake.DeadlineInput{Whose: whose})
		for _, d := range got {
			if d.StayID != want {
				t.Errorf("%s: %+v", whose, d)
			}
		}
		if len(got) == 0 {
			t.Errorf("%s is empty", whose)
		}
	}
	if n := see(g, lan, func(tx *db.Tx, _ int) (intake.DueCounts, error) { return intake.CountDue(tx) }, 0); n.Mine != 0 || unkept() != 1 {
		t.Errorf("got %+v: a clock that runs in time is nothing to do", n)
	}
	page := see(g, lan, intake.Gaps, intake.GapInput{Whose: intake.OfNobody, All: true})
	if len(page.Rows) != 1 || page.Rows[0].StayID != late.ID {
		t.Errorf("got %+v", page.Rows)
	}
	t.Run("HandOver", func(t *testing.T) {
		do(g, lan, intake.KeepFile, intake.KeepFileInput{Stay: calm.ID, Member: huong.ID, Note: "nghỉ phép"})
		f := see(g, lan, intake.OpenCase, calm.ID)
		if f.Keeper.Now == nil || f.Keeper.Now.Member() != huong.ID || len(f.Keeper.Story) != 2 || f.Keeper.Names[huong.ID] != huong.Name {
			t.Errorf("got %+v", f.Keeper)
		}
		do(g, huong, intake.KeepFile, intake.KeepFileInput{Stay: calm.ID, Nobody: true, Note: "chuyển việc"})
		if f := see(g, lan, intake.OpenCase, calm.ID); f.Keeper.Now != nil || len(f.Keeper.Story) != 3 || unkept() != 2 {
			t.Errorf("got %+v", f.Keeper)
		}
	})
	t.Run("Refusals", func(t *testing.T) {
		_, err := try(g, lan, intake.KeepFile, intake.KeepFileInput{Stay: calm.ID, Member: nurse.ID})
		refuses(t, err, fault.Invalid, "intake.keeper_unable")
		_, err = try(g, lan, intake.KeepFile, intake.KeepFileInput{Stay: calm.ID, Nobody: true})
		refuses(t, err, fault.Invalid, "intake.reason_missing")
		_, err = try(g, lan, intake.KeepFile, intake.KeepFileInput{Stay: calm.ID, Nobody: true, Note: "x"})
		refuses(t, err, fault.Conflict, "intake.keeper_same")
		do(g, lan, intake.KeepFile, intake.KeepFileInput{Stay: calm.ID})
		_, err = try(g, lan, intake.KeepFile, intake.KeepFileInput{Stay: calm.ID})
		refuses(t, err, fault.Conflict, "intake.keeper_same")
		_, err = try(g, nurse, intake.KeepFile, intake.KeepFileInput{Stay: calm.ID})
		refuses(t, err, fault.Forbidden, "")
		_, err = try(g, g.other, intake.KeepFile, intake.KeepFileInput{Stay: calm.ID})
		refuses(t, err, fault.NotFound, "")
		err = g.See(lan, func(tx *db.Tx) error { _, err := intake.Deadlines(tx, intake.DeadlineInput{Whose: "x"}); return err })
		refuses(t, err, fault.Invalid, "intake.whose_unknown")
	})
}
