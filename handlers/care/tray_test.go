package care_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/offline"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// leave puts what a phone wrote into the tray, as if it had been refused or stood against the book.
func (s *scene) leave(body any, code string, people ...offline.LeftPerson) {
	s.t.Helper()
	box, err := offline.NewBox(s.Keys().Derive)
	if err != nil {
		s.t.Fatal(err)
	}
	var m *staff.Member
	s.Do(func(tx *db.Tx) (err error) {
		if m, err = staff.ByUsername(tx, "xa"); err != nil {
			m, err = staff.AddMember(tx, staff.AddMemberInput{Username: "xa", Settled: true, MemberInput: staff.MemberInput{Name: "Võ Thị Xa", CampusID: s.campus}})
		}
		return err
	})
	var given *offline.Given
	if err := s.As(dbtest.Person(m.ID, []string{offline.Work}, s.campus), func(tx *db.Tx) (err error) {
		given, err = offline.GiveKey(tx, box, offline.KeyInput{Device: webtest.UUID()})
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	left := offline.Left{Entry: offline.Entry{ID: webtest.UUID(), No: 1}, At: dbtest.Now.Add(-40 * time.Minute), Doubtful: true, Action: "care.record_round", Ward: s.ward,
		Request: offline.Request{Method: "POST", Path: fmt.Sprintf("/api/v1/wards/%d/rounds", s.ward), Body: text}, Code: code, People: people}
	if code != "" {
		left.Said = map[string]string{"vi": "Lượt này đã quá 3 ngày.", "en": "This round is more than 3 days back."}
	}
	s.Do(func(tx *db.Tx) error {
		keys, err := offline.KeysOf(tx, []offline.Entry{{KeyID: given.KeyID}})
		left.Key = keys[given.KeyID]
		if err != nil {
			return err
		}
		return offline.Keep(tx, left)
	})
}

// items are the addresses of what lies in the tray, in the order in which it came.
func (s *scene) items() (out []string) {
	s.t.Helper()
	s.Do(func(tx *db.Tx) error {
		all, err := db.From[offline.Item](tx).Order("id").All()
		for _, i := range all {
			out = append(out, fmt.Sprintf("/care/tray/%d", i.ID))
		}
		return err
	})
	return out
}

// elsewhere is somebody of another campus.
func (s *scene) elsewhere() (id uint64) {
	s.t.Helper()
	s.Do(func(tx *db.Tx) error {
		from := value.MustDay("2026-01-01")
		c, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS2", Name: "Cơ sở 2", From: from})
		if err != nil {
			return err
		}
		z, err := wards.AddZone(tx, c.ID, wards.ZoneInput{Kind: wards.ZoneFemale, Name: "Phân khu nữ", From: from})
		if err != nil {
			return err
		}
		w, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: "Khu X", Sex: wards.ForWomen, From: from})
		if err != nil {
			return err
		}
		r, err := wards.AddRoom(tx, w.ID, wards.RoomInput{Name: "101", FloorM2: "30", Beds: 1, From: from})
		if err != nil {
			return err
		}
		bed, err := db.From[wards.Bed](tx).Where("room_id = ?", r.ID).One()
		if err != nil {
			return err
		}
		p, err := residents.CreateResident(tx, residents.PersonInput{CampusID: c.ID, Name: "Cụt Thị Xa Lạ", Sex: value.Female, Birth: "1950", Despite: true})
		if err != nil {
			return err
		}
		id = p.ID
		_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: p.ID, BedID: bed.ID, Category: "A3", At: dbtest.Now.Add(-24 * time.Hour)})
		return err
	})
	return id
}

// TestTrayHoldsBothValues is the decision of the person in charge: both values side by side, one is
// chosen, and the book tells why.
func TestTrayHoldsBothValues(t *testing.T) {
	s := open(t)
	s.record("k1", s.people[0], s.people[1]).Want(http.StatusCreated)
	var sheet struct {
		Rooms []struct {
			People []struct{ Mark *struct{ ID uint64 } }
		}
	}
	s.v.Get(fmt.Sprintf("/api/v1/wards/%d/rounds/sheet?slot=%d&day=2026-11-21", s.ward, s.slot)).Into(&sheet)
	one, two := sheet.Rooms[0].People[0].Mark.ID, sheet.Rooms[0].People[1].Mark.ID
	s.leave(map[string]any{"slot_id": s.slot, "shift_day": "2026-11-21", "people": []any{map[string]any{"resident_id": s.people[0], "ate": "half", "response": "told_nurse", "note": "Ăn chậm"},
		map[string]any{"resident_id": s.people[1], "mood": "sad", "response": "calmed"}}}, "",
		offline.LeftPerson{ResidentID: s.people[0], Outcome: "conflict", Code: "care.recorded_otherwise", MarkID: one},
		offline.LeftPerson{ResidentID: s.people[1], Outcome: "conflict", Code: "care.recorded_otherwise", MarkID: two},
		offline.LeftPerson{ResidentID: s.people[2], Outcome: "not_here", Code: "care.away"})
	s.leave(map[string]any{"slot_id": 99, "rooms": []any{map[string]any{"room_id": s.rooms[0], "seen": []uint64{s.people[3], 777}}},
		"people": []any{map[string]any{"resident_id": s.people[4], "mood": "sad", "response": "calmed"}}}, "care.round_too_late")
	at := s.items()
	list := s.v.Get("/care/tray").Want(http.StatusOK).Page()
	if rows := list.Count("tbody tr"); rows != 4 {
		t.Fatalf("%d rows: %s", rows, list.Text("main, body"))
	}
	if text := list.Text("tbody"); !strings.Contains(text, "Nguyễn Thị Hoà") || !strings.Contains(text, "Lượt này đã quá 3 ngày.") || !strings.Contains(text, "Võ Thị Xa") || !strings.Contains(text, "Giờ không chắc") {
		t.Errorf("list: %s", text)
	}
	s.v.Get("/care/tray.xlsx").Want(http.StatusOK)
	page := s.v.Get(at[0]).Want(http.StatusOK).Page()
	text := page.Text("body")
	for _, want := range []string{"Trong sổ", "Bình thường", "Ghi lúc mất mạng", "Ăn nửa bữa", "Ăn chậm", "18:02", "Võ Thị Xa", "giờ không chắc"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing: %s", want, text)
		}
	}
	refused := s.v.Submit(page.Form("form"), "decision", "taken").Want(http.StatusUnprocessableEntity).Page()
	if refused.Text(".wrong") == "" {
		t.Error("nothing says that the reason is missing")
	}
	s.v.Submit(refused.Form("form"), "decision", "taken", "reason", "Hỏi lại chị Xa").Want(http.StatusSeeOther)
	var story *care.Story
	if err := s.See(dbtest.Person(7, everything, s.campus), func(tx *db.Tx) (err error) {
		story, err = care.MarkStory(tx, care.StoryInput{MarkID: one})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if m := story.Newest(); len(story.Turns) != 2 || m.Ate.String() != "half" || m.Note != "Ăn chậm" || m.Reason != "Hỏi lại chị Xa" || m.Seen != care.Usual {
		t.Errorf("the book says %+v", m)
	}
	t.Run("KeepTheBook", func(t *testing.T) {
		s.v.Submit(s.v.Get(at[1]).Page().Form("form"), "decision", "kept").Want(http.StatusSeeOther)
	})
	t.Run("Twice", func(t *testing.T) {
		form := s.v.Get(at[2]).Page().Form("form")
		s.v.Submit(form, "decision", "noted", "reason", "Đang ở viện").Want(http.StatusSeeOther)
		form.Values["_key"] = []string{"another"}
		s.v.Submit(form, "decision", "entered", "reason", "x").Want(http.StatusConflict)
	})
	t.Run("Refused", func(t *testing.T) {
		page := s.v.Get(at[3]).Want(http.StatusOK).Page()
		if text := page.Text(".written"); !strings.Contains(text, `"slot_id":99`) {
			t.Errorf("written: %s", text)
		}
		if text := page.Text("main, body"); !strings.Contains(text, "Hồ Thị Loan, Người mang số 777") || !strings.Contains(text, "Lô Thị Nga: Buồn") {
			t.Errorf("people: %s", text)
		}
		s.v.Submit(page.Form("form"), "decision", "taken", "reason", "x").Want(http.StatusUnprocessableEntity)
		s.v.Submit(page.Form("form"), "decision", "entered", "reason", "Đã nhập ở sổ giấy").Want(http.StatusSeeOther)
	})
	if !s.v.Get("/care/tray").Page().Has(".empty") {
		t.Error("the tray is not empty")
	}
	if closed := s.v.Get("/care/tray?closed=true").Page(); closed.Count("tbody tr") != 4 || !strings.Contains(s.v.Get(at[0]).Page().Text("body"), "Đã lấy theo máy") {
		t.Error("what was decided is gone")
	}
}

// TestTrayIsForWhoMayCorrect keeps the tray to the wards of whoever looks, and names nobody who lies
// elsewhere.
func TestTrayIsForWhoMayCorrect(t *testing.T) {
	s := open(t)
	far := s.elsewhere()
	s.leave(map[string]any{"rooms": []any{map[string]any{"room_id": 1, "seen": []uint64{far}}}}, "care.round_too_late")
	s.leave(map[string]any{}, "", offline.LeftPerson{ResidentID: far, Outcome: "refused", Code: "care.not_in_ward"})
	bound := dbtest.Person(11, everything)
	bound.Grants[0].Campus, bound.Grants[0].Ward = s.campus, s.ward
	for name, actor := range map[string]db.Actor{"mot": bound, "hai_ba": dbtest.Person(12, everything, s.campus)} {
		v := s.visitor(name, actor)
		for _, at := range append(s.items(), "/care/tray") {
			if text := v.Get(at).Want(http.StatusOK).Body; strings.Contains(text, "Cụt Thị Xa Lạ") {
				t.Errorf("%s learns at %s who lies elsewhere", name, at)
			}
		}
	}
	reader := s.visitor("doc", dbtest.Person(9, []string{care.View, presence.View, "residents.view"}, s.campus))
	reader.Get("/care/tray").Want(http.StatusForbidden)
	elsewhere := dbtest.Person(10, everything)
	elsewhere.Grants[0].Campus, elsewhere.Grants[0].Ward = s.campus, s.ward+100
	other := s.visitor("khac", elsewhere)
	if page := other.Get("/care/tray").Want(http.StatusOK).Page(); !page.Has(".empty") {
		t.Error("the tray of another ward is shown")
	}
	other.Get(s.items()[0]).Want(http.StatusNotFound)
	other.Post(s.items()[0], map[string][]string{"decision": {"noted"}, "reason": {"x"}, "version": {"1"}}).Want(http.StatusNotFound)
}
