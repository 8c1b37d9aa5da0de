package staff_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/models/db"
	"maiam/models/staff"

	staffdesk "maiam/handlers/staff"
)

// sessionsOf gives the sessions of somebody, the newest first.
func sessionsOf(t *testing.T, v *webtest.Visitor, member uint64) (ids []uint64) {
	t.Helper()
	p := v.Get(fmt.Sprintf("/staff/%d", member)).Want(200).Page()
	p.Find(fmt.Sprintf("form[action^='/staff/%d/sessions/']", member)).Each(func(_ int, form *goquery.Selection) {
		var of, id uint64
		if _, err := fmt.Sscanf(form.AttrOr("action", ""), "/staff/%d/sessions/%d/end", &of, &id); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	})
	return ids
}

// TestOneSessionOfAnotherIsEnded: whoever runs the accounts ends one device of a person; that one is out at
// its next click, the others go on; the deed says which device it was.
func TestOneSessionOfAnotherIsEnded(t *testing.T) {
	h, handler, ids := peopled(t)
	admin, manager := enter(t, handler, "admin"), enter(t, handler, "manager")
	kept := enter(t, handler, "nurse")
	h.Clock.Add(time.Minute)
	lost := enter(t, handler, "nurse")
	nurse := ids["nurse"]
	listed := sessionsOf(t, manager, nurse)
	if len(listed) != 2 {
		t.Fatalf("%d sessions are listed", len(listed))
	}
	p := manager.Get(fmt.Sprintf("/staff/%d", nurse)).Want(200).Page()
	for _, said := range []string{"Chrome, Android", "192.0.2.7", "dùng vừa xong"} {
		if !strings.Contains(p.Text("main"), said) {
			t.Errorf("the list of devices does not say %q: %s", said, p.Text("main"))
		}
	}
	kept.Post(fmt.Sprintf("/staff/%d/sessions/%d/end", nurse, listed[0]), nil).Want(403)
	manager.Post(fmt.Sprintf("/staff/%d/sessions/%d/end", nurse, listed[0]+1000), nil).Want(404)
	own := sessionsOf(t, admin, ids["admin"])
	manager.Post(fmt.Sprintf("/staff/%d/sessions/%d/end", nurse, own[0]), nil).Want(404) // of another person
	manager.Post(fmt.Sprintf("/staff/%d/sessions/%d/end", ids["admin"], own[0]), nil).Want(403)
	manager.Submit(p.Form(fmt.Sprintf("form[action='/staff/%d/sessions/%d/end']", nurse, listed[0]))).Want(303)
	if a := lost.Get("/").Want(303); !strings.HasPrefix(a.Header.Get("Location"), "/sign-in") {
		t.Errorf("the ended device went to %s", a.Header.Get("Location"))
	}
	kept.Get("/").Want(200)
	admin.Get("/").Want(200)
	manager.Post(fmt.Sprintf("/staff/%d/sessions/%d/end", nurse, listed[0]), nil).Want(404)
	var subject uint64
	var detail string
	if err := h.Raw().QueryRow("SELECT subject_id, detail FROM db_deeds WHERE action = 'staff.end_session_of' ORDER BY id DESC LIMIT 1").Scan(&subject, &detail); err != nil {
		t.Fatal(err)
	}
	if subject != nurse || !strings.Contains(detail, `"ended_address":"192.0.2.7"`) || !strings.Contains(detail, "Android") {
		t.Errorf("the deed about %d says %s", subject, detail)
	}

	// By a program too.
	var token struct {
		Token string `json:"token"`
	}
	program := webtest.Visit(t, handler)
	program.JSON("POST", "/api/v1/session", map[string]any{"username": "manager", "password": right}).Want(200).Into(&token)
	program.Header.Set("Authorization", "Bearer "+token.Token)
	left := sessionsOf(t, manager, nurse)
	program.JSON("POST", fmt.Sprintf("/api/v1/staff/%d/sessions/%d/end", nurse, left[0]), nil).Want(200)
	kept.Get("/").Want(303)
	program.JSON("POST", fmt.Sprintf("/api/v1/staff/%d/sessions/%d/end", nurse, left[0]), nil).Problem(404, "db.not_found")
}

// TestEndedSessionHearsNothing: the stream of a board ends with the session that opened it.
func TestEndedSessionHearsNothing(t *testing.T) {
	h, s, _ := open(t)
	d := web.New(web.Config{House: h.House, Gate: s, Lang: "vi", Frame: frame, Heartbeat: 20 * time.Millisecond})
	t.Cleanup(d.Close)
	staffdesk.Open(d)
	web.Live(d, "/news", "news", func(*db.Tx, struct{}) ([]uint64, error) { return nil, nil })
	server := httptest.NewServer(d.Handler())
	defer server.Close()
	var member *staff.Member
	h.Do(func(tx *db.Tx) (err error) {
		member, err = staff.AddMember(tx, staff.AddMemberInput{Username: "lan", Password: hashOfRight, Settled: true, MemberInput: staff.MemberInput{Name: "Lê Thị Lan"}})
		return err
	})
	v := enter(t, d.Handler(), "lan")
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/news", nil)
	if err != nil {
		t.Fatal(err)
	}
	ask.Header.Set("Accept", "text/event-stream")
	ask.AddCookie(&http.Cookie{Name: "maiam", Value: v.Cookie("maiam")})
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	beats := 0
	for lines.Scan() {
		if lines.Text() != ": here" {
			continue
		}
		if beats++; beats == 2 {
			h.Do(func(tx *db.Tx) error { _, err := staff.SignOutMember(tx, member.ID); return err })
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatalf("the stream did not end: %v", err)
	}
	if beats < 2 {
		t.Errorf("%d beats", beats)
	}
}
