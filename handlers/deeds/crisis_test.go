package deeds_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"

	deedsdesk "maiam/handlers/deeds"
)

// gate knows people by a header.
type gate map[string]web.Visitor

func (g gate) Visitor(r *http.Request) (web.Visitor, error) {
	return g[r.Header.Get("X-Test-Person")], nil
}

// scene is two campuses with a ward each, beside another ward in the first where the nurse does not work.
type scene struct {
	*dbtest.House
	gate                 gate
	desk                 *web.Desk
	one, two             uint64
	person, far          uint64
	number, farNumber    string
	ward, other, farWard uint64
}

func open(t *testing.T) *scene {
	t.Helper()
	if err := words.Register(words.Texts(), web.Texts, parts.Texts, sheet.Texts, deedsdesk.Texts, os.DirFS("../care"), os.DirFS("../wards"), os.DirFS("../residents"), os.DirFS("../staff")); err != nil {
		t.Fatal(err)
	}
	slog.SetDefault(slog.New(slog.DiscardHandler))
	s := &scene{House: dbtest.Open(t), gate: gate{}}
	from := value.MustDay("2024-01-01")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	s.Do(func(tx *db.Tx) error {
		must(settings.Seed(tx))
		one, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1", From: from})
		must(err)
		two, err := wards.AddCampus(tx, wards.CampusInput{Code: "CSB", Name: "Cơ sở phía Bắc", From: from})
		must(err)
		s.one, s.two = one.ID, two.ID
		ward := func(campus uint64, name string) (uint64, []wards.Bed) {
			z, err := wards.AddZone(tx, campus, wards.ZoneInput{Kind: wards.ZoneFemale, Name: "Phân khu " + name, From: from})
			must(err)
			w, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: "Khu " + name, Sex: wards.ForWomen, From: from})
			must(err)
			_, err = wards.AddRoom(tx, w.ID, wards.RoomInput{Name: "101", FloorM2: "60", Beds: 2, From: from})
			must(err)
			beds, err := db.From[wards.Bed](tx).Where("ward_id = ?", w.ID).Order("id").All()
			must(err)
			return w.ID, beds
		}
		var beds, farBeds []wards.Bed
		s.ward, _ = ward(s.one, "A")
		s.other, beds = ward(s.one, "B")
		s.farWard, farBeds = ward(s.two, "N")
		person := func(campus, bed uint64, name string) (uint64, string) {
			p, err := residents.CreateResident(tx, residents.PersonInput{CampusID: campus, Name: name, Sex: value.Female, Birth: "1950"})
			must(err)
			_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: p.ID, CampusID: campus, Category: "A1", At: tx.Now.Add(-30 * 24 * time.Hour), BedID: bed})
			must(err)
			return p.ID, p.Number
		}
		s.person, s.number = person(s.one, beds[0].ID, "Nguyễn Thị Lan")
		s.far, s.farNumber = person(s.two, farBeds[0].ID, "Phạm Thị Bình")
		_, err = residents.AddNeed(tx, residents.NeedInput{Resident: s.person, Kind: residents.Allergy, Code: "medicine", Note: "penicillin"})
		must(err)
		for username, role := range map[string]string{"nurse": "nurse", "colleague": "nurse", "director": "director", "accountant": "accountant", "north": "director"} {
			m, err := staff.AddMember(tx, staff.AddMemberInput{Username: username, Password: "x", Settled: true, MemberInput: staff.MemberInput{Name: "Chị " + username, CampusID: s.one}})
			must(err)
			place := staff.Place{Campus: s.one}
			switch username {
			case "nurse", "colleague":
				place.Ward = s.ward
			case "north":
				place.Campus = s.two
			}
			_, err = staff.GrantRole(tx, m.ID, staff.GrantInput{Role: role, Place: place, From: from})
			must(err)
			a, err := staff.ActorFor(tx, m.ID, tx.Today())
			must(err)
			a.Via = "session"
			s.gate[username] = web.Visitor{Actor: a}
		}
		return nil
	})
	writes := dbtest.Person(s.gate["colleague"].Actor.ID, []string{care.View, care.Record, residents.View, presence.View}, s.one)
	must(s.As(writes, func(tx *db.Tx) error {
		for kind, number := range map[care.Vital]string{care.Pulse: "88", care.Pressure: "140/90", care.Drink: "200"} {
			if _, err := care.RecordVitals(tx, care.VitalsInput{ResidentID: s.person, VitalValue: care.VitalValue{Kind: kind, Value: number}}); err != nil {
				return err
			}
		}
		return nil
	}))
	s.desk = web.New(web.Config{House: s.House.House, Lang: "vi", Gate: s.gate, Frame: func(_ *web.Call, leaf web.Leaf) templ.Component { return leaf.Body }})
	t.Cleanup(s.desk.Close)
	deedsdesk.Open(s.desk)
	return s
}

func (s *scene) as(t *testing.T, username string) *webtest.Visitor {
	v := webtest.Visit(t, s.desk.Handler())
	v.Header.Set("X-Test-Person", username)
	return v
}

const why = "ngất ở sân, cần biết dị ứng thuốc"

// TestAFileInAnEmergencyAtTheDoor walks an opening by form and by program: who may, with which reason, what
// is shown, that it closes in the middle of work, and that another person answers for it.
func TestAFileInAnEmergencyAtTheDoor(t *testing.T) {
	s := open(t)
	nurse, director := s.as(t, "nurse"), s.as(t, "director")
	form := nurse.Get("/deeds/crises/new").Want(200).Page().Form("form[action='/deeds/crises']")
	for _, wrong := range [][]string{{"who", s.number, "reason", ""}, {"who", s.number, "reason", "gấp"}, {"who", "", "reason", why}} {
		p := nurse.Submit(form, wrong...).Want(422).Page()
		if !p.Has(".wrong, .notice.danger") {
			t.Errorf("%v: nothing says what is wrong", wrong)
		}
	}
	s.as(t, "accountant").Get("/deeds/crises/new").Want(403)
	s.as(t, "accountant").JSON("POST", "/api/v1/deeds/crises", map[string]any{"who": s.number, "reason": why}).Want(403)
	s.as(t, "nobody").JSON("POST", "/api/v1/deeds/crises", map[string]any{"who": s.number, "reason": why}).Want(401)
	director.JSON("POST", "/api/v1/deeds/crises", map[string]any{"who": s.number, "reason": why}).Problem(409, "deeds.crisis.sees_all")

	at := nurse.Submit(form, "who", strings.ToLower(s.number), "reason", why).Want(303).Header.Get("Location")
	page := nurse.Get(at).Want(200).Page()
	for _, said := range []string{"penicillin", "Mạch", "88", "140/90", "200", "Khu B"} {
		if !strings.Contains(page.Text("body"), said) {
			t.Errorf("the file does not say %q: %s", said, page.Text("body"))
		}
	}
	var opening uint64
	if _, err := fmt.Sscanf(at, "/deeds/crises/%d", &opening); err != nil {
		t.Fatal(err)
	}
	api := fmt.Sprintf("/api/v1/deeds/crises/%d", opening)
	var file struct {
		Vitals []struct{ Kind, Number string }
		Person struct{ ID uint64 }
	}
	nurse.JSON("GET", api, nil).Want(200).Into(&file)
	if file.Person.ID != s.person || len(file.Vitals) != 3 {
		t.Errorf("the program gets %+v", file)
	}
	// Nobody else's, not even the director's, who sees the whole file anyway.
	s.as(t, "colleague").Get(at).Want(404)
	s.as(t, "colleague").JSON("POST", api+"/close", nil).Want(404)
	s.as(t, "accountant").Get(at).Want(403)

	// Another campus is not there, and neither is its question.
	var nobody struct {
		ID         uint64  `json:"id"`
		ResidentID *uint64 `json:"resident_id"`
	}
	nurse.JSON("POST", "/api/v1/deeds/crises", map[string]any{"who": s.farNumber, "reason": why}).Want(201).Into(&nobody)
	if nobody.ResidentID != nil {
		t.Error("a person of another campus was opened")
	}
	s.as(t, "north").JSON("POST", api+"/answer", map[string]any{"found": "in_order", "reason": "ổn"}).Want(404)

	// The question stands before the director at once; nobody answers for the own.
	list := director.Get("/deeds/crises").Want(200).Page()
	answer := fmt.Sprintf("form[action='/deeds/crises/%d/answer']", opening)
	if !list.Has(answer) || !strings.Contains(list.Text("body"), why) {
		t.Fatalf("the director is not asked: %s", list.Text("body"))
	}
	nurse.JSON("POST", api+"/answer", map[string]any{"found": "in_order", "reason": "ổn"}).Want(403)
	both := s.gate["nurse"]
	both.Actor.Grants = append(append([]db.Grant{}, both.Actor.Grants...), s.gate["director"].Actor.Grants...)
	s.gate["both"] = both
	s.as(t, "both").JSON("POST", api+"/answer", map[string]any{"found": "in_order", "reason": "ổn"}).Problem(403, "deeds.own_look")

	// The clock runs out while the page stands open.
	s.Clock.Add(time.Hour)
	nurse.Get(at).Want(409)
	nurse.JSON("GET", api, nil).Problem(409, "deeds.crisis.over")
	nurse.Submit(page.Form("form[action='" + at + "/close']")).Want(409)

	director.Submit(list.Form(answer), "found", "in_order", "reason", "").Want(422)
	director.Submit(list.Form(answer), "found", "in_order", "reason", "Đúng là cấp cứu").Want(303)
	director.JSON("POST", api+"/answer", map[string]any{"found": "breach", "reason": "khác"}).Problem(409, "deeds.answered")
	if p := director.Get("/deeds/crises").Want(200).Page(); p.Has(answer) || !strings.Contains(p.Text("body"), "Đúng là cấp cứu") {
		t.Error("what was answered is asked again, or its answer is not shown")
	}
	nurse.Get("/deeds/crises").Want(403)
}

// TestTwoOpeningsAtOnce: the same file asked for many times at one moment is one opening, and the limit of
// a day holds.
func TestTwoOpeningsAtOnce(t *testing.T) {
	s := open(t)
	var wait sync.WaitGroup
	var mu sync.Mutex
	ids := map[uint64]int{}
	for range 8 {
		v := s.as(t, "nurse")
		wait.Go(func() {
			a := v.JSON("POST", "/api/v1/deeds/crises", map[string]any{"who": s.number, "reason": why})
			var o struct{ ID uint64 }
			if a.Status == http.StatusCreated {
				a.Into(&o)
			}
			mu.Lock()
			defer mu.Unlock()
			ids[o.ID]++
		})
	}
	wait.Wait()
	if len(ids) != 1 || ids[0] != 0 {
		t.Errorf("opened %v", ids)
	}
	// Closed before its time it opens nothing.
	var id uint64
	for id = range ids {
	}
	nurse := s.as(t, "nurse")
	nurse.Post(fmt.Sprintf("/deeds/crises/%d/close", id), url.Values{}).Want(303)
	nurse.Get(fmt.Sprintf("/deeds/crises/%d", id)).Want(409)
	for i, want := range []int{201, 201, 409} {
		a := nurse.JSON("POST", "/api/v1/deeds/crises", map[string]any{"who": "Không Có Ai", "reason": why})
		if a.Status != want {
			t.Errorf("try %d: %d, want %d", i, a.Status, want)
		}
	}
}
