package offline_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
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
	"maiam/models/value"
	"maiam/models/wards"
)

// elsewhere makes another campus with a ward, a room and somebody in it.
func (s *scene) elsewhere() (campus, ward, room, person uint64) {
	s.t.Helper()
	s.Do(func(tx *db.Tx) error {
		from := value.MustDay(since)
		c, err := wards.AddCampus(tx, wards.CampusInput{Code: "CSB", Name: "Cơ sở phía Bắc", From: from})
		s.must(err)
		z, err := wards.AddZone(tx, c.ID, wards.ZoneInput{Kind: wards.ZoneFemale, Name: "Phân khu nữ phía Bắc", From: from})
		s.must(err)
		w, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: "Khu Hoa Ban", Sex: wards.ForWomen, From: from})
		s.must(err)
		r, err := wards.AddRoom(tx, w.ID, wards.RoomInput{Name: "501", FloorM2: "10", Beds: 1, From: from})
		s.must(err)
		bed, err := db.From[wards.Bed](tx).Where("room_id = ?", r.ID).One()
		s.must(err)
		p, err := residents.CreateResident(tx, residents.PersonInput{CampusID: c.ID, Name: "Vi Thị Kín Đáo", Sex: value.Female, Birth: "1951", Despite: true})
		s.must(err)
		_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: p.ID, BedID: bed.ID, Category: "A3", At: dbtest.Now.Add(-240 * time.Hour)})
		s.must(err)
		campus, ward, room, person = c.ID, w.ID, r.ID, p.ID
		return nil
	})
	return campus, ward, room, person
}

var idsIn = regexp.MustCompile(`"resident_id":\d+`)

// TestSealedBatchWithStrangersInIt: a phone sends its own work in one parcel with acts about people of
// another ward, of another campus, and of nobody, alone and mixed into its own. Its own is done; of the
// others nothing is written, nothing lies in the tray of the campus that is not its own, and what is said is
// the same for somebody elsewhere as for nobody at all.
func TestSealedBatchWithStrangersInIt(t *testing.T) {
	s := open(t)
	campus, ward, room, person := s.elsewhere()
	const nobody = 99_999_999
	p := s.phone("lan", 0) // of the first ward alone
	own, beside := s.in(0), s.in(2)
	round := func(of uint64, room uint64, people ...uint64) offline.Entry {
		return p.Do(http.MethodPost, fmt.Sprintf("/api/v1/wards/%d/rounds", of), map[string]any{"slot_id": s.slot, "shift_day": "2026-11-21", "rooms": []any{map[string]any{"room_id": room, "seen": people}}})
	}
	number := func(of uint64) offline.Entry {
		return p.Do(http.MethodPost, vitals, map[string]any{"resident_id": of, "kind": "pulse", "value": "80"})
	}
	fell := func(ward uint64, people ...uint64) offline.Entry {
		f := s.fell(0, people...)
		f["ward_id"] = ward
		return p.Do(http.MethodPost, incidents, f)
	}
	batch := []offline.Entry{
		round(s.wards[0], s.rooms[0], own...),
		round(s.wards[1], s.rooms[2], beside...), round(ward, room, person), round(nobody, nobody, nobody), // wards
		round(s.wards[0], s.rooms[2], beside[0]), round(s.wards[0], room, person), round(s.wards[0], nobody, nobody), // rooms
		round(s.wards[0], s.rooms[1], beside[0]), round(s.wards[0], s.rooms[1], person), round(s.wards[0], s.rooms[1], nobody), // people
		number(beside[0]), number(person), number(nobody),
		fell(s.wards[0], beside[0]), fell(s.wards[0], person), fell(s.wards[0], nobody),
		fell(s.wards[1]), fell(ward), fell(nobody),
		number(own[0]),
	}
	s.Clock.Add(10 * time.Minute)
	got := s.send(p, batch...)
	if got.Results[0].Outcome != "done" || got.Results[len(batch)-1].Outcome != "done" {
		t.Fatalf("what was one's own: %+v, %+v", got.Results[0], got.Results[len(batch)-1])
	}
	said := func(answer json.RawMessage) string { // the ids in it are the sender's own words
		return idsIn.ReplaceAllString(string(answer), `"#"`)
	}
	for i := 1; i+2 < len(batch); i += 3 {
		none := got.Results[i+2]
		for j, r := range got.Results[i : i+2] {
			if r.Outcome != none.Outcome || r.Code != none.Code || r.Text != none.Text || said(r.Answer) != said(none.Answer) {
				t.Errorf("entry %d: %s %s %q %s, of nobody %s %s %q %s", i+j, r.Outcome, r.Code, r.Text, r.Answer, none.Outcome, none.Code, none.Text, none.Answer)
			}
			for _, secret := range []string{"Kín", "Hoa Ban", "Bắc"} {
				if strings.Contains(r.Text+string(r.Answer), secret) {
					t.Errorf("entry %d tells of %s: %s %s", i+j, secret, r.Text, r.Answer)
				}
			}
		}
	}
	for _, m := range s.marks() {
		if !slices.Contains(own, m.ResidentID) {
			t.Errorf("a mark about %d, who is not of the ward", m.ResidentID)
		}
	}
	if written := s.numbers(); len(written) != 1 || written[0].ResidentID != own[0] {
		t.Errorf("numbers: %+v", written)
	}
	for _, i := range s.incidents() {
		if i.WardID != s.wards[0] {
			t.Errorf("an incident of another ward: %+v", i)
		}
	}
	s.must(s.See(db.System("test"), func(tx *db.Tx) error {
		s.must(tx.May(care.View))
		for _, table := range []string{"care_marks", "care_states", "care_observations", "care_incidents", "care_incident_people", "offline_tray"} {
			rows, err := db.Report[struct{ N int }](tx, "SELECT COUNT(*) AS n FROM "+table+" WHERE {campus campus_id} AND campus_id = ?", campus)
			if err != nil || rows[0].N != 0 {
				t.Errorf("%s holds %v rows of the other campus: %v", table, rows, err)
			}
		}
		return nil
	}))
	for _, i := range s.tray() {
		if i.CampusID != s.campus || i.ResidentID != nil && *i.ResidentID == person {
			t.Errorf("in the tray lies %+v", i)
		}
	}
	s.want(s.send(p, batch[2], batch[11]), "kept "+got.Results[2].Code, "kept "+got.Results[11].Code) // sent again it is still nothing
}

// TestOldEntriesMeetANewerHouse: what waits on a phone since an older format was written by a script that
// the house no longer ships. Fields that have gone or were called otherwise, fields that are not there yet,
// another kind of value and another address: each is done as it was meant or kept for the person in charge,
// word for word, and none keeps back another.
func TestOldEntriesMeetANewerHouse(t *testing.T) {
	s := open(t)
	p := s.phone("lan", 0)
	raw := func(text string) offline.Entry { // any text, sealed as a phone does
		e := p.Do(http.MethodPost, s.rounds(0), s.seen(1))
		e.Sealed = webtest.SealAs(t, p.Key.ServerKey, e.ID, []byte(text))
		return p.Sign(e)
	}
	body := func(more string) string {
		return fmt.Sprintf(`{"method":"POST","path":%q,"body":{"slot_id":%d,"shift_day":"2026-11-21"%s}}`, s.rounds(0), s.slot, more)
	}
	seen := func(id uint64) string {
		return fmt.Sprintf(`,"rooms":[{"room_id":%d,"seen":[%d]}]`, s.rooms[0], id)
	}
	people := s.in(0)
	cases := []struct{ what, text, outcome string }{
		{"all that is needed and nothing else", body(seen(people[0])), "done"},
		{"a field of the envelope that is not known", strings.Replace(body(seen(people[1])), `{"method"`, `{"format":9,"method"`, 1), ""},
		{"a field that was called otherwise", body(fmt.Sprintf(`,"room_list":[{"room":%d,"ok":[%d]}]`, s.rooms[0], people[2])), "kept fault.invalid"},
		{"a field that has gone, beside a good one", body(seen(people[2]) + `,"weather":"mưa"`), "kept fault.invalid"},
		{"a field that is missing", `{"method":"POST","path":"` + s.rounds(0) + `","body":{"shift_day":"2026-11-21"` + seen(people[2]) + `}}`, ""},
		{"another kind of value", strings.Replace(body(seen(people[2])), `"slot_id":`, `"slot_id":"x`, 1), "kept offline.no_request"},
		{"a text for a number", body(fmt.Sprintf(`,"rooms":[{"room_id":"%d","seen":[]}]`, s.rooms[0])), "kept fault.invalid"},
		{"an address that has gone", strings.Replace(body(seen(people[2])), "/rounds", "/walks", 1), "kept offline.not_replayed"},
		{"an address of before there were versions", strings.Replace(body(seen(people[2])), "/api/v1/", "/", 1), "kept offline.no_request"},
		{"another way of asking", strings.Replace(body(seen(people[2])), "POST", "PUT", 1), "kept offline.not_replayed"},
		{"no body", `{"method":"POST","path":"` + s.rounds(0) + `"}`, ""},
		{"no request at all", `"seen"`, "kept offline.no_request"},
		{"the last one", body(seen(people[2])), "done"},
	}
	var batch []offline.Entry
	for _, c := range cases {
		batch = append(batch, raw(c.text))
	}
	got := s.send(p, batch...)
	kept := 0
	for i, r := range got.Results {
		said := strings.TrimSpace(r.Outcome + " " + r.Code)
		if c := cases[i]; c.outcome != "" && said != c.outcome || r.Outcome != "done" && r.Outcome != "kept" {
			t.Errorf("%s: %s %q, want %s", c.what, said, r.Text, c.outcome)
		}
		if r.Outcome == "kept" {
			kept++
		}
	}
	tray := s.tray()
	if len(tray) != kept {
		t.Errorf("%d are kept, %d lie in the tray", kept, len(tray))
	}
	s.must(s.See(db.System("test"), func(tx *db.Tx) error {
		for _, item := range tray {
			plain, err := db.Unseal(tx, "offline_tray.body", item.Body)
			s.must(err)
			i := slices.IndexFunc(batch, func(e offline.Entry) bool { return e.ID == item.Entry })
			var was struct{ Body json.RawMessage }
			if err := json.Unmarshal([]byte(cases[i].text), &was); err != nil || len(was.Body) == 0 {
				was.Body = json.RawMessage(cases[i].text)
			}
			if plain != string(was.Body) && plain != cases[i].text && cases[i].what != "no body" {
				t.Errorf("%s: kept is %q", cases[i].what, plain)
			}
		}
		return nil
	}))
	if again := s.send(p, batch...); len(s.tray()) != len(tray) || again.Results[len(batch)-1].Outcome != "done" {
		t.Errorf("sent again: %+v", again.Results)
	}
}
