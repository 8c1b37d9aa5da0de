package staff_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/staff"
)

// TestEveryActOfTheStandardIsInTheBook does each thing of which QCVN 12:2026 wants a line in the log,
// through the doors, and finds its deed: which act, who, about whose account, from which address, when; and
// that whoever goes through the book finds it there.
func TestEveryActOfTheStandardIsInTheBook(t *testing.T) {
	h, handler, ids := peopled(t)
	nurse := fmt.Sprintf("/staff/%d", ids["nurse"])
	admin := enter(t, handler, "admin")
	var made uint64
	last := func(action string) (actor, subject uint64, via, kind, detail string, at time.Time) {
		t.Helper()
		if err := h.Raw().QueryRow("SELECT actor_id, subject_id, via, subject, detail, at FROM db_deeds WHERE action = ? ORDER BY id DESC LIMIT 1", action).Scan(&actor, &subject, &via, &kind, &detail, &at); err != nil {
			t.Fatalf("%s: %v", action, err)
		}
		return actor, subject, via, kind, detail, at
	}
	var visitor *webtest.Visitor
	wrong := func() *webtest.Answer {
		return webtest.Visit(t, handler).Post("/sign-in", url.Values{"username": {"nurse"}, "password": {"sai"}})
	}
	for _, act := range []struct {
		what   string
		do     func()
		action string
		by     string // the account that acted; "" is nobody yet
		about  func() uint64
		says   string // in the details
	}{
		{"login", func() { visitor = enter(t, handler, "nurse") }, "staff.sign_in", "nurse", func() uint64 { return ids["nurse"] }, `"entered":"password"`},
		{"logout", func() { visitor.Post("/sign-out", nil).Want(303) }, "staff.sign_out", "nurse", func() uint64 { return ids["nurse"] }, ""},
		{"failed login", func() { wrong().Want(422) }, "staff.sign_in_failed", "", func() uint64 { return ids["nurse"] }, ""},
		{"lock", func() {
			for range 4 {
				wrong().Want(422)
			}
		}, "staff.sign_in_failed", "", func() uint64 { return ids["nurse"] }, `"locked":true`},
		{"unlock", func() { admin.Post(nurse+"/lift", nil).Want(303) }, "staff.lift_lock", "admin", func() uint64 { return ids["nurse"] }, ""},
		{"account created", func() {
			admin.Submit(admin.Get("/staff/new").Want(200).Page().Form("form[action='/staff/new']"), "name", "Võ Thị Mới", "username", "vo.moi", "role", "").Want(200)
			if err := h.Raw().QueryRow("SELECT id FROM staff_members WHERE username = 'vo.moi'").Scan(&made); err != nil {
				t.Fatal(err)
			}
		}, "staff.add", "admin", func() uint64 { return made }, ""},
		{"account edited", func() {
			admin.Submit(admin.Get(nurse).Want(200).Page().Form("form[action='"+nurse+"']"), "position", "Điều dưỡng trưởng").Want(303)
		}, "staff.change", "admin", func() uint64 { return ids["nurse"] }, ""},
		{"password set by somebody else", func() { admin.Post(fmt.Sprintf("/staff/%d/reset", made), nil).Want(200) }, "staff.reset_password", "admin", func() uint64 { return made }, ""},
		{"rights given", func() {
			admin.Submit(admin.Get(nurse).Want(200).Page().Form("form[action$='/grants']"), "role", "social_worker", "place", fmt.Sprint("c", ids["campus"])).Want(303)
		}, "staff.grant", "admin", func() uint64 { return ids["nurse"] }, `"role":"social_worker"`},
		{"rights taken", func() {
			admin.Submit(admin.Get(nurse).Want(200).Page().Form("form[action*='/grants/'][action$='/end']"), "end_reason", "Chuyển việc").Want(303)
		}, "staff.end_grant", "admin", func() uint64 { return ids["nurse"] }, `"role":`},
		{"account closed", func() {
			admin.Submit(admin.Get(nurse).Want(200).Page().Form("form[action$='/disable']"), "reason", "Nghỉ việc").Want(303)
		}, "staff.disable", "admin", func() uint64 { return ids["nurse"] }, `"reason":"Nghỉ việc"`},
		{"account opened", func() {
			admin.Submit(admin.Get(nurse).Want(200).Page().Form("form[action$='/enable']"), "open_reason", "Đi làm lại").Want(303)
		}, "staff.enable", "admin", func() uint64 { return ids["nurse"] }, `"reason":"Đi làm lại"`},
	} {
		h.Clock.Add(time.Second)
		act.do()
		actor, subject, via, kind, detail, at := last(act.action)
		if actor != ids[act.by] || kind != "staff" || subject != act.about() || via == "" {
			t.Errorf("%s: %s by %d (%s) about %s %d, want %q about %d", act.what, act.action, actor, via, kind, subject, act.by, act.about())
		}
		if !strings.Contains(detail, `"address":"192.0.2.7"`) || !strings.Contains(detail, act.says) {
			t.Errorf("%s: the deed says %s", act.what, detail)
		}
		if !at.Equal(h.Now()) {
			t.Errorf("%s: at %v, now %v", act.what, at, h.Now())
		}
		h.Do(func(tx *db.Tx) error {
			if err := tx.May(staff.ViewDeeds); err != nil {
				return err
			}
			area := staff.AccountDeeds
			if strings.HasPrefix(act.action, "staff.sign_") || act.action == "staff.lift_lock" {
				area = staff.DoorDeeds
			}
			rows, _, err := staff.Deeds(tx, staff.DeedsInput{Area: area})
			if err == nil && (len(rows) == 0 || rows[0].Action != act.action || rows[0].Address != "192.0.2.7" || (rows[0].ActorName == "") != (act.by == "")) {
				t.Errorf("%s: the book shows %+v", act.what, rows[:min(len(rows), 1)])
			}
			return err
		})
	}
	// On the page of whoever goes through it; an account that is locked is told.
	h.Do(func(tx *db.Tx) error {
		m, err := staff.AddMember(tx, staff.AddMemberInput{Username: "thanh.tra", Password: hashOfRight, Settled: true, MemberInput: staff.MemberInput{Name: "Hồ Thanh Tra"}})
		if err == nil {
			_, err = staff.GrantRole(tx, m.ID, staff.GrantInput{Role: "inspector"})
		}
		return err
	})
	p := enter(t, handler, "thanh.tra").Get("/staff/deeds?area=door").Want(http.StatusOK).Page()
	for _, said := range []string{"Nhập sai mật khẩu hoặc mã", "Bị khóa từ lần này", "192.0.2.7", "Nguyễn Thị Hoà", "Chưa rõ ai"} {
		if !strings.Contains(p.Text("main"), said) {
			t.Errorf("the page does not say %q: %s", said, p.Text("main"))
		}
	}
}

// TestTheDoorIsAsStrictAsTheStandard holds what the house brings against QCVN 12:2026, line by line: the
// value, the paper that it names, how far it may be changed, and what the door does with it.
func TestTheDoorIsAsStrictAsTheStandard(t *testing.T) {
	h, _, _ := peopled(t)
	h.Do(settings.Seed)
	for _, line := range []struct {
		name  settings.Name
		value string
		paper bool // the value is the paper's own; otherwise the house decided, and says so
	}{
		{settings.DoorPassword, "8", true},
		{settings.DoorFailures, "5", true},
		{settings.DoorIdle, "15", true},
		{settings.DoorLock, "15", false},
		{settings.DoorSharedIdle, "3", false},
		{settings.DoorIdleDays, "45", true},
		{settings.DoorPasswordsKept, "10", true},
		{settings.DoorAdminDays, "60", true},
		{settings.DoorCodeRoles, "admin,director", true},
	} {
		h.Do(func(tx *db.Tx) error {
			book, err := settings.Of(tx)
			if err != nil {
				return err
			}
			row, ok := book.On(line.name, tx.Today())
			if !ok || row.Text != line.value || row.Source == "" {
				t.Errorf("%s is %q, source %q", line.name, row.Text, row.Source)
			}
			if paper := row.Mark == settings.Confirmed && strings.Contains(row.LegalBasis, "QCVN 12:2026"); paper != line.paper {
				t.Errorf("%s: mark %s, paper %q", line.name, row.Mark, row.LegalBasis)
			}
			return nil
		})
	}
	h.Do(func(tx *db.Tx) error {
		p, err := staff.ThePolicy(tx)
		if err != nil {
			return err
		}
		if p.PasswordLength != 8 || p.Failures != 5 || p.IdleAfter != 15*time.Minute || p.SharedIdle > 5*time.Minute || p.IdleDays != 45 || p.PasswordsKept != 10 || p.AdminDays != 60 || !p.DemandsCode("admin") {
			t.Errorf("the door goes by %+v", p)
		}
		for password, missing := range map[string]string{"Ab1-567": "staff.password.length", "AB1-5678": "staff.password.small", "ab1-5678": "staff.password.capital", "Abc-efgh": "staff.password.digit", "Abc45678": "staff.password.sign", "Ab1-5678": ""} {
			for _, r := range staff.PasswordRules(p, password) {
				if r.Met == (r.Key == missing) {
					t.Errorf("%s: %s is met: %v", password, r.Key, r.Met)
				}
			}
		}
		// Nobody sets the door weaker than the paper.
		for name, weaker := range map[settings.Name]string{settings.DoorPassword: "7", settings.DoorFailures: "6", settings.DoorIdle: "16"} {
			book, err := settings.Of(tx)
			if err != nil {
				return err
			}
			row, _ := book.On(name, tx.Today())
			if _, err := settings.ChangeSetting(tx, settings.ChangeInput{Name: name, Value: weaker, ValidFrom: tx.Today().AddDays(1), Mark: settings.Decided, Version: row.Version}); err == nil {
				t.Errorf("%s may be set to %s", name, weaker)
			}
		}
		return nil
	})
}
