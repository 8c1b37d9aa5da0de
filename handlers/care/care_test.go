package care_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	caredesk "maiam/handlers/care"
	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

func TestTextsAreComplete(t *testing.T) { words.Check(t, caredesk.Texts) }

// gate lets in whoever the test says, by a header.
type gate map[string]web.Visitor

func (g gate) Visitor(r *http.Request) (web.Visitor, error) {
	return g[r.Header.Get("X-Test-Person")], nil
}

// scene is a ward of two rooms with three women each, at 18:42: the round of 17:00 is due.
type scene struct {
	*dbtest.House
	t      *testing.T
	v      *webtest.Visitor
	desk   *web.Desk
	gate   gate
	campus uint64
	ward   uint64
	rooms  []uint64
	people []uint64
	slot   uint64 // of 17:00
	noon   uint64 // of 10:30
}

func open(t *testing.T) *scene {
	t.Helper()
	if err := words.Register(words.Texts(), web.Texts, parts.Texts, caredesk.Texts, os.DirFS("../wards"), os.DirFS("../residents"), os.DirFS("../offline")); err != nil {
		t.Fatal(err)
	}
	s := &scene{House: dbtest.Open(t), t: t}
	since := value.MustDay("2026-01-01")
	var campus uint64
	s.Do(func(tx *db.Tx) error {
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(settings.Seed(tx))
		c, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1", From: since})
		must(err)
		z, err := wards.AddZone(tx, c.ID, wards.ZoneInput{Kind: wards.ZoneFemale, Name: "Phân khu nữ", From: since})
		must(err)
		w, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: "Khu B", Sex: wards.ForWomen, From: since})
		must(err)
		campus, s.campus, s.ward = c.ID, c.ID, w.ID
		for i := range 2 {
			r, err := wards.AddRoom(tx, w.ID, wards.RoomInput{Name: fmt.Sprint(203 + i), FloorM2: "30", Beds: 3, From: since})
			must(err)
			s.rooms = append(s.rooms, r.ID)
		}
		beds, err := db.From[wards.Bed](tx).Where("ward_id = ?", w.ID).Order("room_id, position").All()
		must(err)
		for i, name := range []string{"Nguyễn Thị Hoà", "Đặng Thị Xuyến", "Moong Thị Vân", "Hồ Thị Loan", "Lô Thị Nga", "Vi Thị Mai"} {
			p, err := residents.CreateResident(tx, residents.PersonInput{CampusID: c.ID, Name: name, Sex: value.Female, Birth: "1950", Despite: true})
			must(err)
			_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: p.ID, BedID: beds[i].ID, Category: "A3", At: dbtest.Now.Add(-240 * time.Hour)})
			must(err)
			s.people = append(s.people, p.ID)
		}
		_, err = residents.AddNeed(tx, residents.NeedInput{Resident: s.people[1], Kind: residents.Allergy, Code: "seafood"})
		must(err)
		book, err := settings.Of(tx)
		must(err)
		for _, turn := range book.Timetable.On(tx.Today()) {
			for _, r := range turn.Rounds() {
				switch r.Slot.Clock() {
				case "17:00":
					s.slot = r.Slot.ID
				case "10:30":
					s.noon = r.Slot.ID
				}
			}
		}
		return nil
	})
	carer := dbtest.Person(7, everything, campus)
	carer.Username = "lan"
	reader := dbtest.Person(8, []string{care.View, presence.View, "residents.view"}, campus)
	s.gate = gate{"lan": {Actor: carer}, "hai": {Actor: reader}}
	d := web.New(web.Config{House: s.House.House, Lang: "vi", Gate: s.gate,
		Frame: func(call *web.Call, leaf web.Leaf) templ.Component { return plain(leaf) }})
	caredesk.Open(d)
	t.Cleanup(d.Close)
	s.desk = d
	s.v = webtest.Visit(t, d.Handler())
	s.v.Header.Set("X-Test-Person", "lan")
	return s
}

// plain is a frame without a house around the page.
func plain(leaf web.Leaf) templ.Component {
	if leaf.Extra == nil {
		return leaf.Body
	}
	return templ.Join(leaf.Extra, leaf.Body)
}

// everything is what a carer may.
var everything = []string{care.View, care.Record, care.Amend, presence.View, presence.Away, "residents.view", wards.View}

// visitor is somebody else at the same house.
func (s *scene) visitor(name string, actor db.Actor) *webtest.Visitor {
	actor.Username = name
	s.gate[name] = web.Visitor{Actor: actor}
	v := webtest.Visit(s.t, s.desk.Handler())
	v.Header.Set("X-Test-Person", name)
	return v
}

func (s *scene) page() string { return fmt.Sprintf("/wards/%d/round", s.ward) }

func TestRoundIsWalkedWithoutScript(t *testing.T) {
	s := open(t)
	a := s.v.Get(s.page()).Want(http.StatusOK).Page()
	if got := a.Count("form.attest"); got != 2 {
		t.Fatalf("%d rooms wait", got)
	}
	if text := a.Text(".progress-line"); !strings.Contains(text, "0 /6 đã xem") || !strings.Contains(text, "còn 2 phòng") {
		t.Errorf("progress: %s", text)
	}
	if chip := a.Text(fmt.Sprintf("#bed-%d .chip.danger", s.people[1])); chip != "Dị ứng hải sản" {
		t.Errorf("chip %q", chip)
	}
	form := a.Form("#room-" + fmt.Sprint(s.rooms[0]) + " form")
	t.Run("ExceptionNeedsResponse", func(t *testing.T) {
		refused := s.v.Submit(form, "people[1].ate", "half").Want(http.StatusUnprocessableEntity).Page()
		if text := refused.Text(".notice.danger"); !strings.Contains(text, "Phòng chưa ghi") {
			t.Errorf("said %q", text)
		}
		if refused.Count("details.look[open]") != 1 || !refused.Has(`select[name="people[1].ate"] option[selected][value="half"]`) {
			t.Error("what was typed is lost")
		}
		form = refused.Form("#room-" + fmt.Sprint(s.rooms[0]) + " form")
	})
	s.v.Submit(form, "people[1].response", "told_nurse").Want(http.StatusSeeOther)
	after := s.v.Get(s.page()).Want(http.StatusOK).Page()
	if text := after.Text(".progress-line"); !strings.Contains(text, "3 /6") || !strings.Contains(text, "1 lưu ý") {
		t.Errorf("progress: %s", text)
	}
	if text := after.Text("#room-" + fmt.Sprint(s.rooms[0])); !strings.Contains(text, "Xong 18:42") || !strings.Contains(text, "Ăn nửa bữa · đã báo y tế") {
		t.Errorf("room: %s", text)
	}
	if after.Count("form.attest") != 1 || !after.Has("#next") {
		t.Error("the second room is next")
	}
	t.Run("WhoIsNotSeenStaysGrey", func(t *testing.T) {
		form := after.Form("form.attest")
		form.Values["rooms[0].seen"] = []string{fmt.Sprint(s.people[3]), fmt.Sprint(s.people[5])}
		s.v.Submit(form).Want(http.StatusSeeOther)
		if text := s.v.Get(s.page()).Page().Text(".progress-line"); !strings.Contains(text, "5 /6") {
			t.Errorf("progress: %s", text)
		}
	})
}

func (s *scene) record(key string, people ...uint64) *webtest.Answer {
	body := map[string]any{"slot_id": s.slot, "shift_day": "2026-11-21", "rooms": []any{map[string]any{"room_id": s.rooms[0], "seen": people}}}
	return s.v.JSON(http.MethodPost, fmt.Sprintf("/api/v1/wards/%d/rounds", s.ward), body, "Idempotency-Key: "+key)
}

func TestFormJSONAndReplayAreOneAction(t *testing.T) {
	s := open(t)
	first := s.record("k1", s.people[0], s.people[1], 999).Want(http.StatusCreated)
	var out care.Round
	first.Into(&out)
	if out.Recorded != 2 || len(out.People) != 3 || out.People[2].Code != "care.not_in_ward" {
		t.Errorf("got %+v", out)
	}
	again := s.record("k1", s.people[0], s.people[1], 999).Want(http.StatusCreated)
	if again.Header.Get("Idempotency-Replayed") != "true" || again.Body != first.Body {
		t.Errorf("replay: %s", again.Body)
	}
	if got := s.record("k1", s.people[2]); got.Status != http.StatusConflict {
		t.Errorf("a key for something else: %d", got.Status)
	}
	sheet := s.v.Get(fmt.Sprintf("/api/v1/wards/%d/rounds/sheet?slot=%d&day=2026-11-21", s.ward, s.slot)).Want(http.StatusOK)
	var wire struct {
		Seen  int
		Rooms []struct {
			People []struct {
				ID   uint64 `json:"resident_id"`
				Mark *struct{ ID uint64 }
			}
		}
	}
	sheet.Into(&wire)
	mark := wire.Rooms[0].People[0].Mark
	if wire.Seen != 2 || mark == nil || wire.Rooms[0].People[2].Mark != nil {
		t.Fatalf("sheet: %s", sheet.Body)
	}
	path := fmt.Sprintf("/api/v1/care/marks/%d/amendments", mark.ID)
	s.v.JSON(http.MethodPost, path, map[string]any{"mood": "sad", "response": "calmed"}).Want(http.StatusUnprocessableEntity)
	s.v.JSON(http.MethodPost, path, map[string]any{"mood": "sad", "response": "calmed", "reason": "Xem lại"}).Want(http.StatusCreated)
	s.v.JSON(http.MethodPost, path, map[string]any{"mood": "sad", "response": "calmed", "reason": "Xem lại"}).Want(http.StatusConflict)
	list := s.v.Get(fmt.Sprintf("/api/v1/wards/%d/rounds?from=2026-11-21&to=2026-11-21", s.ward)).Want(http.StatusOK)
	if !json.Valid([]byte(list.Body)) || !strings.Contains(list.Body, `"changed":1`) {
		t.Errorf("list: %s", list.Body)
	}
}

func TestUndoAndCorrection(t *testing.T) {
	s := open(t)
	s.v.Submit(s.v.Get(s.page()).Page().Form("form.attest")).Want(http.StatusSeeOther)
	page := s.v.Get(s.v.Get(s.page()).Page().Attr(".signed a", "href")).Want(http.StatusOK).Page()
	refused := s.v.Submit(page.Form("form"), "medicine", "refused").Want(http.StatusUnprocessableEntity).Page()
	if !refused.Has(`select[name="medicine"] option[selected][value="refused"]`) || refused.Text(".wrong") == "" {
		t.Error("what was typed is lost, or nothing says what is missing")
	}
	s.v.Submit(refused.Form("form"), "response", "told_nurse", "reason", "Uống xong lại nhổ").Want(http.StatusSeeOther)
	if text := s.v.Get(s.page()).Page().Text(".person-word"); !strings.Contains(text, "Không chịu uống thuốc") {
		t.Errorf("word %q", text)
	}
	values := url.Values{"slot_id": {fmt.Sprint(s.slot)}, "shift_day": {"2026-11-21"}}
	for i, id := range s.people[:3] {
		values.Set(fmt.Sprintf("residents[%d]", i), fmt.Sprint(id))
	}
	huge := s.v.JSON(http.MethodPost, fmt.Sprintf("/api/v1/wards/%d/rounds/undo", s.ward), map[string]any{"slot_id": s.slot, "shift_day": "2026-11-21", "residents": []uint64{1 << 63}})
	huge.Want(http.StatusUnprocessableEntity)
	s.v.Post(s.page()+"/undo", values).Want(http.StatusSeeOther)
	if text := s.v.Get(s.page()).Page().Text(".progress-line"); !strings.Contains(text, "0 /6") {
		t.Errorf("after undo: %s", text)
	}
}

func TestLateEntryAsksForItsTime(t *testing.T) {
	s := open(t)
	a := s.v.Get(s.page() + fmt.Sprintf("?slot=%d&day=2026-11-21", s.noon)).Want(http.StatusOK).Page()
	if !strings.Contains(a.Text(".notice.due"), "Ghi bổ sung") {
		t.Errorf("notice %q", a.Text(".notice.due"))
	}
	form := a.Form("form.attest")
	refused := s.v.Submit(form, "at", "22/11/2026 10:30").Want(http.StatusUnprocessableEntity).Page()
	if text := refused.Text(".notice.danger"); text != "Giờ này chưa tới" {
		t.Errorf("said %q", text)
	}
	s.v.Submit(refused.Form("form.attest"), "at", "21/11/2026 10:45").Want(http.StatusSeeOther)
	done := s.v.Get(s.page() + fmt.Sprintf("?slot=%d&day=2026-11-21", s.noon)).Page()
	if text := done.Text("#room-" + fmt.Sprint(s.rooms[0])); !strings.Contains(text, "Xong 10:45") || !strings.Contains(text, "ghi muộn") {
		t.Errorf("room: %s", text)
	}
}

func TestReadersSeeAndDoNotWrite(t *testing.T) {
	s := open(t)
	s.v.Header.Set("X-Test-Person", "hai")
	if a := s.v.Get(s.page()).Want(http.StatusOK).Page(); a.Has("form") || a.Count(".person") != 6 {
		t.Error("a reader sees the people and no form")
	}
	s.v.Get("/care/rounds").Want(http.StatusForbidden)
	s.v.Header.Set("X-Test-Person", "lan")
	mine := s.v.Get("/care/rounds").Want(http.StatusOK).Page()
	if !strings.Contains(mine.Text(".room-foot"), "Đi buồng · Bữa tối 17:00") {
		t.Errorf("rounds: %s", mine.Text(".room"))
	}
	s.v.Get(fmt.Sprintf("/wards/%d/rounds", s.ward)).Want(http.StatusOK)
	s.v.Get("/wards/999/round").Want(http.StatusNotFound)
}

// TestKeptSheets asks what a phone keeps for the case that the network fails.
func TestKeptSheets(t *testing.T) {
	s := open(t)
	type kept struct {
		Now    int64
		Person struct {
			ID   uint64
			Name string
		}
		Sheets []struct {
			WardID   uint64 `json:"ward_id"`
			SlotID   uint64 `json:"slot_id"`
			ShiftDay string `json:"shift_day"`
			Ward     string
			Name     string
			SetFor   time.Time `json:"set_for"`
			Opens    time.Time
			Path     string
		}
	}
	var got kept
	s.v.Get("/api/v1/offline/sheets").Want(http.StatusOK).Into(&got)
	if got.Now != dbtest.Now.UnixMilli() || got.Person.ID != 7 || len(got.Sheets) < 4 {
		t.Fatalf("kept: %+v", got)
	}
	if first := got.Sheets[0]; first.SlotID != s.slot || first.ShiftDay != "2026-11-21" || first.Name != "Bữa tối 17:00" || first.Path != fmt.Sprintf("%s?slot=%d&day=2026-11-21&kept=true", s.page(), s.slot) || !first.Opens.Before(first.SetFor) {
		t.Errorf("first: %+v", first)
	}
	for _, one := range got.Sheets[1:] {
		if one.SetFor.Before(dbtest.Now) || one.SetFor.After(dbtest.Now.Add(14*time.Hour)) {
			t.Errorf("the round of %v is kept", one.SetFor)
		}
	}
	s.v.Header.Set("X-Test-Person", "hai")
	s.v.Get("/api/v1/offline/sheets").Want(http.StatusForbidden)
	s.Do(func(tx *db.Tx) error {
		w, err := db.Get[wards.Ward](tx, s.ward)
		if err != nil {
			return err
		}
		for i := range 3 { // four in all: more than are kept of whoever is on no rota
			if _, err = wards.AddWard(tx, w.ZoneID, wards.WardInput{Name: fmt.Sprint("Khu Z", i), Sex: wards.ForWomen, Position: 90 + i, From: value.MustDay("2026-01-01")}); err != nil {
				return err
			}
		}
		return nil
	})
	all := s.visitor("mai", dbtest.Person(9, everything, s.campus))
	if all.Get("/api/v1/offline/sheets").Want(http.StatusOK).Into(&got); len(got.Sheets) != 0 {
		t.Errorf("%d sheets of four wards are kept", len(got.Sheets))
	}
	s.v.Header.Set("X-Test-Person", "lan")
	s.Do(func(tx *db.Tx) error {
		_, err := settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.OfflineAllowed, Value: "no", ValidFrom: tx.Today(), Mark: settings.Decided, Version: 1})
		return err
	})
	if s.v.Get("/api/v1/offline/sheets").Want(http.StatusOK).Into(&got); len(got.Sheets) != 0 {
		t.Error("sheets are kept although it is switched off")
	}
}

// TestRoundBeforeIsShownAndNeverTakenOver: what the round before found stands at the bed and in the grid
// of the next, with its time; the fields are empty all the same, and who was as usual has no line.
func TestRoundBeforeIsShownAndNeverTakenOver(t *testing.T) {
	s := open(t) // the round of 17:00 is due
	s.v.JSON(http.MethodPost, fmt.Sprintf("/api/v1/wards/%d/rounds", s.ward), map[string]any{"rooms": []any{map[string]any{"room_id": s.rooms[0], "seen": s.people[:3]}},
		"people": []any{map[string]any{"resident_id": s.people[1], "ate": "half", "response": "told_nurse", "note": "Đau răng"}}}).Want(http.StatusCreated)
	if text := s.v.Get(s.page()).Page().Text("body"); strings.Contains(text, "Lượt trước") {
		t.Error("the round itself is no round before")
	}
	s.Clock.Add(2 * time.Hour) // 20:42: the round of 21:00 is open
	const says = "Lượt trước, hôm nay 18:42: Ăn nửa bữa · Đau răng · đã báo y tế"
	page, bed := s.v.Get(s.page()).Want(http.StatusOK).Page(), fmt.Sprintf("#bed-%d", s.people[1])
	if got := page.Count(".person-line.before"); got != 1 || !strings.Contains(page.Text(bed), says) {
		t.Errorf("%d lines; at the bed %q", got, page.Text(bed))
	}
	if form := page.Form("form.attest"); form.Values.Get("people[1].mood") != "" || form.Values.Get("people[1].response") != "" || form.Values.Get("people[1].note") != "" {
		t.Errorf("filled in: %v", form.Values)
	}
	grid := s.v.Get(s.grid()).Want(http.StatusOK).Page()
	if grid.Count(".note.before") != 1 || !strings.Contains(grid.Text(".note.before"), says) {
		t.Errorf("in the grid: %s", grid.Text(".note.before"))
	}
	s.Clock.Add(24 * time.Hour)
	if s.v.Get(s.page()).Page().Has(".person-line.before") {
		t.Error("what is a day old is told as the round before")
	}
}
