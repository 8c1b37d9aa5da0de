package offline_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	offlinedesk "maiam/handlers/offline"
	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/offline"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

func TestTextsAreComplete(t *testing.T) { words.Check(t, offlinedesk.Texts) }

// gate lets in whoever the test says, by a header.
type gate map[string]web.Visitor

func (g gate) Visitor(r *http.Request) (web.Visitor, error) {
	return g[r.Header.Get("X-Test-Person")], nil
}

// scene is two wards of two rooms with women in them, at 18:42: the round of 17:00 is due. Lan is
// a carer of the first ward, Mai of the whole campus, and Hoa is the nurse in charge.
type scene struct {
	*dbtest.House
	t       testing.TB
	desk    *web.Desk
	gate    gate
	campus  uint64
	wards   [2]uint64
	rooms   []uint64 // two a ward
	people  []uint64 // a room's worth each
	beds    int
	slot    uint64 // of 17:00
	members map[string]*staff.Member
}

const since = "2026-01-01"

func open(t testing.TB) *scene { return openWith(t, 3) }

func openWith(t testing.TB, beds int) *scene {
	t.Helper()
	if err := words.Register(words.Texts(), web.Texts, parts.Texts, offlinedesk.Texts, os.DirFS("../care"), os.DirFS("../wards")); err != nil {
		t.Fatal(err)
	}
	s := &scene{House: dbtest.Open(t), t: t, gate: gate{}, beds: beds, members: map[string]*staff.Member{}}
	s.Do(s.furnish)
	s.hire("lan", "Nguyễn Thị Lan", "ward_carer", staff.Place{Campus: s.campus, Ward: s.wards[0]})
	s.hire("mai", "Trần Thị Mai", "ward_carer", staff.Place{Campus: s.campus})
	s.hire("hoa", "Lê Thị Hoa", "nurse", staff.Place{Campus: s.campus})
	d := web.New(web.Config{House: s.House.House, Lang: "vi", Gate: s.gate, Frame: func(_ *web.Call, leaf web.Leaf) templ.Component { return leaf.Body }})
	record := web.Action[care.RoundInput, *care.Round]{Name: "care.record_round", Do: care.RecordRound}
	web.API(d, web.Op{ID: "recordRound", Method: "POST", Path: "/api/v1/wards/:ward/rounds", Status: 201, Offline: true}, record, web.Same)
	undo := web.Action[care.UndoInput, *care.UndoneRound]{Name: "care.undo_round", Do: care.UndoRound}
	web.API(d, web.Op{ID: "undoRound", Method: "POST", Path: "/api/v1/wards/:ward/rounds/undo", Offline: true}, undo, web.Same)
	amend := web.Action[care.AmendInput, *care.Mark]{Name: "care.amend_mark", Do: care.AmendMark}
	web.API(d, web.Op{ID: "amendRound", Method: "POST", Path: "/api/v1/care/marks/:mark/amendments", Status: 201}, amend, web.Same)
	report := web.Action[care.IncidentInput, *care.Incident]{Name: "care.record_incident", Do: care.RecordIncident}
	web.API(d, web.Op{ID: "recordIncident", Method: "POST", Path: "/api/v1/care/incidents", Status: 201, Offline: true, Mute: true}, report, web.Same)
	vitals := web.Action[care.VitalsInput, []care.Observation]{Name: "care.record_vitals", Do: care.RecordVitals}
	web.API(d, web.Op{ID: "recordVitals", Method: "POST", Path: "/api/v1/care/vitals", Status: 201, Offline: true, Mute: true}, vitals, web.Same)
	answer := web.Action[care.TaskAnswerInput, *care.TaskAnswer]{Name: "care.answer_task", Do: care.AnswerTask}
	web.API(d, web.Op{ID: "answerTask", Method: "POST", Path: "/api/v1/care/task-answers", Status: 201, Offline: true, Mute: true}, answer, web.Same)
	offlinedesk.Open(offlinedesk.Files{})(d)
	t.Cleanup(d.Close)
	s.desk = d
	return s
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) furnish(tx *db.Tx) error {
	s.must(settings.Seed(tx))
	from := value.MustDay(since)
	c, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1", From: from})
	s.must(err)
	z, err := wards.AddZone(tx, c.ID, wards.ZoneInput{Kind: wards.ZoneFemale, Name: "Phân khu nữ", From: from})
	s.must(err)
	s.campus = c.ID
	for i := range s.wards {
		w, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: "Khu " + string(rune('A'+i)), Sex: wards.ForWomen, From: from})
		s.must(err)
		s.wards[i] = w.ID
		for r := range 2 {
			room, err := wards.AddRoom(tx, w.ID, wards.RoomInput{Name: fmt.Sprint(203 + 10*i + r), FloorM2: fmt.Sprint(10 * s.beds), Beds: s.beds, From: from})
			s.must(err)
			s.rooms = append(s.rooms, room.ID)
			beds, err := db.From[wards.Bed](tx).Where("room_id = ?", room.ID).Order("position").All()
			s.must(err)
			for n, bed := range beds {
				name := "Lô Thị " + strings.Repeat("H", 1+n%5) + string(rune('a'+n/5)) + " Nga " + strings.Repeat("N", 1+i) + strings.Repeat("a", 1+r)
				p, err := residents.CreateResident(tx, residents.PersonInput{CampusID: c.ID, Name: name, Sex: value.Female, Birth: "1950", Despite: true})
				s.must(err)
				_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: p.ID, BedID: bed.ID, Category: "A3", At: dbtest.Now.Add(-240 * time.Hour)})
				s.must(err)
				s.people = append(s.people, p.ID)
			}
		}
	}
	book, err := settings.Of(tx)
	s.must(err)
	for _, turn := range book.Timetable.On(tx.Today()) {
		for _, r := range turn.Rounds() {
			if r.Slot.Clock() == "17:00" {
				s.slot = r.Slot.ID
			}
		}
	}
	return nil
}

// hire gives somebody an account with a role since the beginning of the year.
func (s *scene) hire(username, name, role string, place staff.Place) {
	s.t.Helper()
	var actor db.Actor
	s.Do(func(tx *db.Tx) (err error) {
		m, err := staff.AddMember(tx, staff.AddMemberInput{Username: username, Password: "x", Settled: true, MemberInput: staff.MemberInput{Name: name, CampusID: s.campus}})
		s.must(err)
		s.members[username] = m
		_, err = staff.GrantRole(tx, m.ID, staff.GrantInput{Role: role, Place: place, From: value.MustDay(since)})
		s.must(err)
		actor, err = staff.ActorFor(tx, m.ID, tx.Today())
		return err
	})
	actor.Via = "session"
	s.gate[username] = web.Visitor{Actor: actor}
}

func (s *scene) as(username string) *webtest.Visitor {
	v := webtest.Visit(s.t, s.desk.Handler())
	v.Header.Set("X-Test-Person", username)
	return v
}

// phone gives somebody a key; its clock runs ahead by a while.
func (s *scene) phone(username string, ahead time.Duration) *webtest.Phone {
	return webtest.NewPhone(s.as(username), s.Clock.Now, ahead)
}

// send sends entries as nobody at all: a phone needs no session for it.
func (s *scene) send(p *webtest.Phone, entries ...offline.Entry) (out webtest.Fates) {
	s.t.Helper()
	webtest.Visit(s.t, s.desk.Handler()).JSON(http.MethodPost, "/api/v1/offline/entries", p.Parcel(entries...)).Want(http.StatusOK).Into(&out)
	if len(out.Results) != len(entries) {
		s.t.Fatalf("%d results for %d entries", len(out.Results), len(entries))
	}
	for i, r := range out.Results {
		if r.ID != entries[i].ID {
			s.t.Fatalf("result %d is about %q", i, r.ID)
		}
		if (r.Outcome != "done") != (r.Code != "") || r.Code != "" && (r.Text == "" || strings.Contains(r.Text, "⟦")) {
			s.t.Errorf("outcome %s with code %q says %q", r.Outcome, r.Code, r.Text)
		}
	}
	return out
}

func (s *scene) rounds(ward int) string { return fmt.Sprintf("/api/v1/wards/%d/rounds", s.wards[ward]) }

// seen is a round of one room in which some people were seen; room counts over both wards.
func (s *scene) seen(room int, people ...uint64) map[string]any {
	return map[string]any{"slot_id": s.slot, "shift_day": "2026-11-21", "rooms": []any{map[string]any{"room_id": s.rooms[room], "seen": people}}}
}

// in gives the people of a room.
func (s *scene) in(room int) []uint64 { return s.people[room*s.beds : (room+1)*s.beds] }

// want demands one outcome after the other, each "done", or "kept care.some_code".
func (s *scene) want(f webtest.Fates, outcomes ...string) {
	s.t.Helper()
	var got []string
	for _, r := range f.Results {
		got = append(got, strings.TrimSpace(r.Outcome+" "+r.Code))
	}
	if !slices.Equal(got, outcomes) {
		s.t.Errorf("got %v\nwant %v", got, outcomes)
	}
}

func (s *scene) marks() (out []care.Mark) {
	s.t.Helper()
	s.must(s.See(db.System("test"), func(tx *db.Tx) (err error) {
		s.must(tx.May(care.View))
		out, err = db.From[care.Mark](tx).Order("resident_id, turn").All()
		return err
	}))
	return out
}

func (s *scene) tray() (out []offline.Item) {
	s.t.Helper()
	s.must(s.See(db.System("test"), func(tx *db.Tx) (err error) {
		s.must(tx.May(care.View))
		out, err = db.From[offline.Item](tx).Order("id").All()
		return err
	}))
	return out
}

func TestEntryIsTheRequest(t *testing.T) {
	s := open(t)
	p := s.phone("lan", 0)
	s.Clock.Add(20 * time.Minute)
	e := p.Do(http.MethodPost, s.rounds(0), s.seen(0, s.in(0)...))
	walked := s.Clock.Now()
	s.Clock.Add(3 * time.Hour)
	first := s.send(p, e)
	s.want(first, "done")
	var round care.Round
	s.must(json.Unmarshal(first.Results[0].Answer, &round))
	if round.Recorded != 3 || !round.At.Equal(walked) || round.LateMinutes == 0 || first.Results[0].Doubtful {
		t.Errorf("got %+v", round)
	}
	for _, m := range s.marks() {
		if !m.At.Equal(walked) || m.RecordedBy != s.members["lan"].ID || !m.RecordedAt.Equal(s.Clock.Now()) {
			t.Errorf("mark %+v", m)
		}
	}
	s.Clock.Add(time.Hour)
	again := s.send(p, e)
	s.want(again, "done")
	if string(again.Results[0].Answer) != string(first.Results[0].Answer) || len(s.marks()) != 3 {
		t.Errorf("a repeat answers %s", again.Results[0].Answer)
	}
	if len(s.tray()) != 0 {
		t.Error("something lies in the tray")
	}
}

func (s *scene) rooms0() string { return s.rounds(0) }

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}
