package staff_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// right is the password of everybody in these tests; one hash serves them all, because making one
// takes long on purpose.
const right = "Hoa-Sen-2026"

var hashOfRight = func() staff.Hashed {
	h, err := staff.HashPassword(context.Background(), right)
	if err != nil {
		panic(err)
	}
	return h
}()

// house is a centre of two campuses with an administrator, a director, a manager of each campus
// and a nurse of the first.
type house struct {
	*dbtest.House
	one, two    uint64
	zone, ward  uint64
	admin       *staff.Member
	director    *staff.Member
	managerOne  *staff.Member
	managerTwo  *staff.Member
	nurse       *staff.Member
	administers db.Actor
	directs     db.Actor
	runsOne     db.Actor
	runsTwo     db.Actor
	nurses      db.Actor
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{House: dbtest.Open(t)}
	since := value.MustDay("2026-01-01")
	h.Do(func(tx *db.Tx) error {
		one, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1", From: since})
		if err != nil {
			return err
		}
		two, err := wards.AddCampus(tx, wards.CampusInput{Code: "CSB", Name: "Cơ sở phía Bắc", From: since})
		if err != nil {
			return err
		}
		zone, err := wards.AddZone(tx, one.ID, wards.ZoneInput{Kind: wards.ZoneFemale, Name: "Phân khu nữ", From: since})
		if err != nil {
			return err
		}
		ward, err := wards.AddWard(tx, zone.ID, wards.WardInput{Name: "Khu B", Sex: wards.ForWomen, From: since})
		if err != nil {
			return err
		}
		h.one, h.two, h.zone, h.ward = one.ID, two.ID, zone.ID, ward.ID
		return nil
	})
	h.admin = h.add("admin", "Trần Văn Quản", 0, "admin", 0)
	h.director = h.add("director", "Lê Thị Giám", 0, "director", 0)
	h.managerOne = h.add("manager", "Phạm Văn Một", h.one, "manager", h.one)
	h.managerTwo = h.add("manager_b", "Phạm Văn Hai", h.two, "manager", h.two)
	h.nurse = h.add("nurse", "Nguyễn Thị Hoà", h.one, "nurse", h.one)
	h.administers, h.directs = h.actor(h.admin), h.actor(h.director)
	h.runsOne, h.runsTwo, h.nurses = h.actor(h.managerOne), h.actor(h.managerTwo), h.actor(h.nurse)
	return h
}

// add makes a person with one role; no role when role is empty.
func (h *house) add(username, name string, home uint64, role string, campus uint64) (m *staff.Member) {
	h.T.Helper()
	h.Do(func(tx *db.Tx) (err error) {
		m, err = staff.AddMember(tx, staff.AddMemberInput{Username: username, Password: hashOfRight, Settled: true,
			MemberInput: staff.MemberInput{Name: name, CampusID: home}})
		if err == nil && role != "" {
			_, err = staff.GrantRole(tx, m.ID, staff.GrantInput{Role: role, Place: staff.Place{Campus: campus}})
		}
		return err
	})
	return m
}

func (h *house) actor(m *staff.Member) (a db.Actor) {
	h.T.Helper()
	h.Do(func(tx *db.Tx) (err error) {
		a, err = staff.ActorFor(tx, m.ID, tx.Today())
		return err
	})
	return a
}

// wants fails the test unless err carries the key; "" wants no error.
func wants(t *testing.T, err error, key string) {
	t.Helper()
	f := &fault.Fault{}
	if errors.As(err, &f) && len(f.Fields) > 0 && f.Fields[0].Key == key {
		return
	}
	if fault.KeyOf(err) != key {
		t.Errorf("want %q, got %v", key, err)
	}
}

func TestMembers(t *testing.T) {
	h := open(t)
	add := func(actor db.Actor, username, name string, campus uint64) error {
		return h.As(actor, func(tx *db.Tx) error {
			_, err := staff.AddMember(tx, staff.AddMemberInput{Username: username, Password: hashOfRight,
				MemberInput: staff.MemberInput{Name: name, Phone: "0912 345 678", CampusID: campus}})
			return err
		})
	}
	for _, c := range []struct {
		name           string
		actor          db.Actor
		username, full string
		campus         uint64
		key            string
	}{
		{"administrator adds anywhere", h.administers, "lan.1", "Hoàng Thị Lan", h.two, ""},
		{"manager adds in the own campus", h.runsOne, "lan.2", "Hoàng Thị Lan", h.one, ""},
		{"manager adds elsewhere", h.runsOne, "lan.3", "Hoàng Thị Lan", h.two, "staff.campus_not_yours"},
		{"manager adds for the centre", h.runsOne, "lan.3", "Hoàng Thị Lan", 0, "staff.campus_not_yours"},
		{"nurse may not", h.nurses, "lan.3", "Hoàng Thị Lan", h.one, "fault.forbidden"},
		{"nobody may not", db.Actor{}, "lan.3", "Hoàng Thị Lan", h.one, "fault.unauthenticated"},
		{"accents and capitals are folded", h.administers, "Lan Anh", "Hoàng Lan Anh", h.one, ""},
		{"and then taken", h.administers, "lananh", "Hoàng Lan Anh", h.one, "staff.username.taken"},
		{"signs are no user name", h.administers, "lan;--", "Hoàng Thị Lan", h.one, "staff.username.form"},
		{"a name is needed", h.administers, "lan.4", "  ", h.one, "value.name_missing"},
		{"unknown campus", h.administers, "lan.5", "Hoàng Thị Lan", 999, "staff.campus_unknown"},
	} {
		t.Run(c.name, func(t *testing.T) { wants(t, add(c.actor, c.username, c.full, c.campus), c.key) })
	}

	t.Run("a new account is nobody until a role is given", func(t *testing.T) {
		var m *staff.Member
		h.See(h.administers, func(tx *db.Tx) (err error) { m, err = staff.ByUsername(tx, "lan.2"); return err })
		if m == nil || !m.MustChange || m.Phone != "+84912345678" {
			t.Fatalf("got %+v", m)
		}
		if a := h.actor(m); len(a.Grants) != 0 || a.Has("wards.view") {
			t.Errorf("got %+v", a)
		}
	})
	t.Run("a change needs the version that was read", func(t *testing.T) {
		in := staff.MemberInput{Name: "Nguyễn Thị Hoà", Position: "Điều dưỡng trưởng", CampusID: h.one}
		change := func() error {
			return h.As(h.runsOne, func(tx *db.Tx) error {
				_, err := staff.ChangeMember(tx, h.nurse.ID, h.nurse.Version, in)
				return err
			})
		}
		wants(t, change(), "")
		wants(t, change(), "db.changed_meanwhile")
	})
	t.Run("a closed account is out at once and may come back", func(t *testing.T) {
		disable := func(actor db.Actor, id uint64, reason string) error {
			return h.As(actor, func(tx *db.Tx) error { _, err := staff.Disable(tx, id, reason); return err })
		}
		wants(t, disable(h.runsTwo, h.nurse.ID, "Nghỉ việc"), "db.not_found")
		wants(t, disable(h.runsOne, h.nurse.ID, " "), "staff.reason_missing")
		wants(t, disable(h.runsOne, h.managerOne.ID, "Nghỉ việc"), "staff.not_oneself")
		wants(t, disable(h.runsOne, h.director.ID, "Nghỉ việc"), "staff.holds_more")
		wants(t, disable(h.runsOne, h.nurse.ID, "Nghỉ việc"), "")
		wants(t, h.See(db.System("test"), func(tx *db.Tx) error { _, err := staff.ActorFor(tx, h.nurse.ID, tx.Today()); return err }), "db.not_found")
		wants(t, disable(h.runsOne, h.nurse.ID, "Nghỉ việc"), "staff.disabled_already")
		wants(t, h.As(h.runsOne, func(tx *db.Tx) error { _, err := staff.Enable(tx, h.nurse.ID, "Đi làm lại"); return err }), "")
		if a := h.actor(h.nurse); !a.Has("care.record") {
			t.Error("the roles that still hold must be there again")
		}
	})
	t.Run("the last administrator stays", func(t *testing.T) {
		err := h.As(db.System("test"), func(tx *db.Tx) error { _, err := staff.Disable(tx, h.admin.ID, "thử"); return err })
		wants(t, err, "staff.last_admin")
	})
}

func TestWhoSeesWhom(t *testing.T) {
	h := open(t)
	see := func(actor db.Actor, id uint64) (f *staff.File, err error) {
		err = h.See(actor, func(tx *db.Tx) (err error) { f, err = staff.PersonFile(tx, id); return err })
		return f, err
	}
	for _, c := range []struct {
		name     string
		actor    db.Actor
		id       uint64
		key      string
		editable bool
	}{
		{"the administrator edits a director", h.administers, h.director.ID, "", true},
		{"the director edits a manager", h.directs, h.managerTwo.ID, "", true},
		{"the director does not edit the administrator", h.directs, h.admin.ID, "", false},
		{"the manager edits the own nurse", h.runsOne, h.nurse.ID, "", true},
		{"the manager sees the director, who works everywhere", h.runsOne, h.director.ID, "", false},
		{"the other manager does not see the nurse", h.runsTwo, h.nurse.ID, "db.not_found", false},
		{"a nurse sees no accounts", h.nurses, h.nurse.ID, "fault.forbidden", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := see(c.actor, c.id)
			wants(t, err, c.key)
			if f != nil && f.Editable != c.editable {
				t.Errorf("editable is %v", f.Editable)
			}
		})
	}
	t.Run("nobody sets the password of somebody who holds more", func(t *testing.T) {
		reset := func(actor db.Actor, id uint64) error {
			return h.As(actor, func(tx *db.Tx) error { _, err := staff.ResetPassword(tx, id, hashOfRight); return err })
		}
		wants(t, reset(h.directs, h.admin.ID), "staff.holds_more")
		wants(t, reset(h.runsOne, h.director.ID), "staff.holds_more")
		wants(t, reset(h.runsTwo, h.nurse.ID), "db.not_found")
		wants(t, reset(h.runsOne, h.managerOne.ID), "staff.not_oneself")
		wants(t, reset(h.runsOne, h.nurse.ID), "")
	})
	t.Run("lists keep to the reach", func(t *testing.T) {
		names := func(actor db.Actor, f staff.Filter) (got []string) {
			err := h.See(actor, func(tx *db.Tx) error {
				people, _, err := staff.People(tx, f, db.Page{})
				for _, p := range people {
					got = append(got, p.Username)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
			return got
		}
		for _, c := range []struct {
			name  string
			actor db.Actor
			f     staff.Filter
			want  string
		}{
			{"all, by given name", h.administers, staff.Filter{}, "director manager_b nurse manager admin"},
			{"campus one", h.runsOne, staff.Filter{}, "director nurse manager admin"},
			{"campus two", h.runsTwo, staff.Filter{}, "director manager_b admin"},
			{"without accents", h.administers, staff.Filter{Q: "nguyen hoa"}, "nurse"},
			{"with other accents", h.administers, staff.Filter{Q: "HÒA"}, "nurse"},
			{"a percent sign is no wild card", h.administers, staff.Filter{Q: "%"}, ""},
			{"by role", h.administers, staff.Filter{Role: "manager"}, "manager_b manager"},
			{"by campus", h.administers, staff.Filter{CampusID: h.two}, "director manager_b admin"},
			{"closed", h.administers, staff.Filter{State: "closed"}, ""},
		} {
			if got := strings.Join(names(c.actor, c.f), " "); got != c.want {
				t.Errorf("%s: got %q, want %q", c.name, got, c.want)
			}
		}
	})
	t.Run("lists turn pages without a gap", func(t *testing.T) {
		var got []string
		var after string
		for range 10 {
			err := h.See(h.administers, func(tx *db.Tx) error {
				people, next, err := staff.People(tx, staff.Filter{}, db.Page{Limit: 2, After: after})
				for _, p := range people {
					got = append(got, p.Username)
				}
				after = next
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if after == "" {
				break
			}
		}
		if strings.Join(got, " ") != "director manager_b nurse manager admin" {
			t.Errorf("got %v", got)
		}
	})
	t.Run("the list takes two statements", func(t *testing.T) {
		ctx, n := db.Counting(context.Background())
		err := h.Read(ctx, h.administers, func(tx *db.Tx) error { _, _, err := staff.People(tx, staff.Filter{}, db.Page{}); return err })
		if err != nil || n() != 2 {
			t.Errorf("%d statements, %v", n(), err)
		}
	})
}

func TestSetUp(t *testing.T) {
	h := dbtest.Open(t)
	setUp := func(in staff.SetUpInput) (m *staff.Member, err error) {
		err = h.As(db.Actor{}, func(tx *db.Tx) error { m, err = staff.SetUp(tx, in); return err })
		return m, err
	}
	in := staff.SetUpInput{
		Centre:   wards.CentreInput{Name: "Trung tâm Bảo trợ xã hội"},
		Campuses: []wards.CampusInput{{Code: "CS1", Name: "Cơ sở 1"}, {Code: "CSB", Name: "Cơ sở phía Bắc"}, {}},
		Admin:    staff.AddMemberInput{Username: "quantri", Password: hashOfRight, MemberInput: staff.MemberInput{Name: "Trần Văn Quản"}},
	}
	t.Run("every wrong field is told at once, and nothing is kept", func(t *testing.T) {
		bad := in
		bad.Centre.Name, bad.Admin.Username = "", "?"
		bad.Campuses = []wards.CampusInput{{Code: "CS1", Name: "Cơ sở 1"}, {Code: "!", Name: "Cơ sở 2"}}
		_, err := setUp(bad)
		var names []string
		for _, f := range fault.Of(err).Fields {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, " "); got != "centre.name campuses[1].code admin.username" {
			t.Errorf("got %s (%v)", got, err)
		}
		h.Do(func(tx *db.Tx) error {
			begun, err := staff.Begun(tx)
			campuses, _ := db.From[wards.Campus](tx).Count()
			if begun || campuses != 0 {
				t.Error("something was kept")
			}
			return err
		})
	})
	t.Run("without a campus there is no house", func(t *testing.T) {
		bad := in
		bad.Campuses = nil
		_, err := setUp(bad)
		wants(t, err, "staff.campus_missing")
	})
	t.Run("the first administrator may enter and appoint", func(t *testing.T) {
		m, err := setUp(in)
		if err != nil {
			t.Fatal(err)
		}
		h.Do(func(tx *db.Tx) error {
			a, err := staff.ActorFor(tx, m.ID, tx.Today())
			if m.MustChange || !a.Has(staff.Appoint) || a.Has("residents.view") {
				t.Errorf("got %+v %+v", m, a)
			}
			return err
		})
	})
	t.Run("it works once", func(t *testing.T) {
		_, err := setUp(in)
		wants(t, err, "staff.set_up_already")
	})
}

func TestOwnAccount(t *testing.T) {
	h := open(t)
	open := func(m *staff.Member, hash string) {
		h.Do(func(tx *db.Tx) error {
			_, err := staff.OpenSession(tx, m.ID, staff.SessionInput{TokenHash: hash, Kind: staff.PageSession, Device: "Chrome"})
			return err
		})
	}
	open(h.nurse, "a")
	open(h.nurse, "b")
	open(h.managerOne, "c")
	sessions := func(actor db.Actor) (all []staff.Session) {
		if err := h.See(actor, func(tx *db.Tx) (err error) { all, err = staff.OwnSessions(tx); return err }); err != nil {
			t.Error(err)
		}
		return all
	}
	if got := sessions(h.nurses); len(got) != 2 {
		t.Fatalf("got %v", got)
	}
	t.Run("nobody has no account", func(t *testing.T) {
		wants(t, h.See(db.Actor{}, func(tx *db.Tx) error { _, err := staff.OwnSessions(tx); return err }), "fault.unauthenticated")
	})
	t.Run("the session of another is not mine to end", func(t *testing.T) {
		other := sessions(h.runsOne)[0].ID
		wants(t, h.As(h.nurses, func(tx *db.Tx) error { return staff.EndSession(tx, other) }), "db.not_found")
	})
	t.Run("a new password ends every other session", func(t *testing.T) {
		keep := sessions(h.nurses)[0].ID
		other, _ := staff.HashPassword(context.Background(), "Khac-Han-99")
		if err := h.As(h.nurses, func(tx *db.Tx) error { _, err := staff.ChangeOwnPassword(tx, other, keep); return err }); err != nil {
			t.Fatal(err)
		}
		if got := sessions(h.nurses); len(got) != 1 || got[0].ID != keep {
			t.Errorf("got %v", got)
		}
	})
	t.Run("signed out elsewhere", func(t *testing.T) {
		open(h.nurse, "d")
		keep := sessions(h.nurses)[0].ID
		if err := h.As(h.nurses, func(tx *db.Tx) error { _, err := staff.SignOutElsewhere(tx, keep); return err }); err != nil {
			t.Fatal(err)
		}
		if got := sessions(h.nurses); len(got) != 1 {
			t.Errorf("got %v", got)
		}
	})
	t.Run("signed out by the manager", func(t *testing.T) {
		wants(t, h.As(h.runsTwo, func(tx *db.Tx) error { _, err := staff.SignOutMember(tx, h.nurse.ID); return err }), "db.not_found")
		wants(t, h.As(h.runsOne, func(tx *db.Tx) error { _, err := staff.SignOutMember(tx, h.nurse.ID); return err }), "")
		if got := sessions(h.nurses); len(got) != 0 {
			t.Errorf("got %v", got)
		}
	})
	t.Run("a language", func(t *testing.T) {
		wants(t, h.As(h.nurses, func(tx *db.Tx) error { return staff.ChangeOwnLanguage(tx, "fr") }), "words.one_of")
		wants(t, h.As(h.nurses, func(tx *db.Tx) error { return staff.ChangeOwnLanguage(tx, "en") }), "")
		if a := h.actor(h.nurse); a.Language != "en" {
			t.Errorf("got %q", a.Language)
		}
	})
}

func TestTokens(t *testing.T) {
	h := open(t)
	var secret string
	var token staff.Token
	if err := h.As(h.nurses, func(tx *db.Tx) (err error) {
		secret, token, err = staff.MakeToken(tx, staff.TokenInput{Name: "Máy đo huyết áp", Days: 10})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	visit := func() (v staff.Visit, err error) {
		ctx, n := db.Counting(context.Background())
		err = h.Read(ctx, db.Actor{}, func(tx *db.Tx) (err error) { v, err = staff.TokenActor(tx, secret); return err })
		if n() != 1 {
			t.Errorf("%d statements", n())
		}
		return v, err
	}
	t.Run("acts for its person, in one statement", func(t *testing.T) {
		v, err := visit()
		if err != nil || v.Actor.ID != h.nurse.ID || v.Actor.Via != "token" || !v.Actor.Has("care.record") || v.Idle(staff.TheDefaults, h.Now().Add(time.Hour)) {
			t.Errorf("got %+v, %v", v, err)
		}
		if !staff.IsToken(secret) {
			t.Error("its prefix tells it")
		}
	})
	t.Run("the house keeps no secret", func(t *testing.T) {
		var kept []string
		rows, err := h.Raw().Query("SELECT token_hash FROM staff_tokens")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var s string
			_ = rows.Scan(&s)
			kept = append(kept, s)
		}
		if slices.Contains(kept, secret) || len(kept) != 1 {
			t.Errorf("got %v", kept)
		}
	})
	t.Run("a token makes no token", func(t *testing.T) {
		v, _ := visit()
		err := h.As(v.Actor, func(tx *db.Tx) error { _, _, err := staff.MakeToken(tx, staff.TokenInput{Name: "x"}); return err })
		wants(t, err, "staff.token_by_token")
	})
	t.Run("revoked by its person alone, or who may edit the person", func(t *testing.T) {
		wants(t, h.As(h.runsTwo, func(tx *db.Tx) error { return staff.RevokeTokenOf(tx, h.nurse.ID, token.ID) }), "db.not_found")
		wants(t, h.As(h.runsOne, func(tx *db.Tx) error { return staff.RevokeToken(tx, token.ID) }), "db.not_found")
		wants(t, h.As(h.nurses, func(tx *db.Tx) error { return staff.RevokeToken(tx, token.ID) }), "")
		_, err := visit()
		wants(t, err, "fault.unauthenticated")
	})
	t.Run("over when its time is over", func(t *testing.T) {
		_ = h.As(h.nurses, func(tx *db.Tx) (err error) {
			secret, _, err = staff.MakeToken(tx, staff.TokenInput{Name: "Cân", Days: 1})
			return err
		})
		_, err := visit()
		wants(t, err, "")
		h.Clock.Add(25 * time.Hour)
		_, err = visit()
		wants(t, err, "fault.unauthenticated")
	})
}
