package offline_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/intake"
	"maiam/models/offline"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/staff"
)

// body of a round of single people, with something not as usual.
func (s *scene) found(resident uint64, ate, response string) map[string]any {
	return map[string]any{"slot_id": s.slot, "shift_day": "2026-11-21", "people": []any{map[string]any{"resident_id": resident, "ate": ate, "response": response}}}
}

// TestRetriesMakeNoDuplicates is lesson 11: another sync makes no other copy. Nor does a double tap
// (lesson 13).
func TestRetriesMakeNoDuplicates(t *testing.T) {
	s := open(t)
	p := s.phone("lan", 0)
	record := p.Do(http.MethodPost, s.rounds(0), s.seen(0, s.in(0)...))
	undo := p.Do(http.MethodPost, s.rounds(0)+"/undo", map[string]any{"slot_id": s.slot, "shift_day": "2026-11-21", "residents": s.in(0)})
	s.want(s.send(p, record, record), "done", "done")
	s.want(s.send(p, record, undo), "done", "done")
	if n := len(s.marks()); n != 6 {
		t.Fatalf("%d marks", n)
	}
	// Taken back, the people could be seen anew: the first entry must not do that.
	s.want(s.send(p, record, undo, record), "done", "done", "done")
	if n := len(s.marks()); n != 6 {
		t.Errorf("%d marks after a repeat", n)
	}
	t.Run("WithAnotherCorrection", func(t *testing.T) {
		s.Clock.Add(time.Hour)
		p.Ahead = time.Minute // the clock drifted a little
		s.want(s.send(p, record), "done")
		p.Ahead = 5 * time.Hour // or was moved
		s.want(s.send(p, record), "done")
		if n := len(s.marks()); n != 6 {
			t.Errorf("%d marks", n)
		}
	})
	t.Run("AfterTheRoleEnded", func(t *testing.T) {
		s.end("lan")
		s.want(s.send(p, record), "done")
	})
	t.Run("KeyOfSomethingElse", func(t *testing.T) {
		p := s.phone("mai", 0)
		first := p.Do(http.MethodPost, s.rounds(1), s.seen(2, s.in(2)...))
		other := p.Do(http.MethodPost, s.rounds(1), s.seen(3, s.in(3)...))
		s.want(s.send(p, first), "done")
		s.want(s.send(p, reuse(p, s, first, other)), "kept fault.key_reused")
	})
}

// reuse gives an entry under the id of another.
func reuse(p *webtest.Phone, s *scene, first, other offline.Entry) offline.Entry {
	text, err := json.Marshal(map[string]any{"method": "POST", "path": s.rounds(1), "body": s.seen(3, s.in(3)...)})
	s.must(err)
	other.ID = first.ID
	other.Sealed = webtest.SealAs(s.t, p.Key.ServerKey, first.ID, text)
	return p.Sign(other)
}

// end ends every role of somebody, now.
func (s *scene) end(username string) {
	s.t.Helper()
	s.Do(func(tx *db.Tx) error {
		grants, err := db.From[staff.Grant](tx).Where("member_id = ? AND ended_at IS NULL", s.members[username].ID).All()
		s.must(err)
		for _, g := range grants {
			_, err := staff.EndGrant(tx, s.members[username].ID, g.ID, "Chuyển việc")
			s.must(err)
		}
		return nil
	})
}

// TestUnsentWorkOutlivesAccess is lesson 9: what somebody did while they had access is taken when it
// comes, though they were signed out, changed ward or role, or left meanwhile; what they did
// afterwards is kept for the person in charge. Nothing is dropped.
func TestUnsentWorkOutlivesAccess(t *testing.T) {
	s := open(t)
	p := s.phone("lan", 0)
	before := p.Do(http.MethodPost, s.rounds(0), s.seen(0, s.in(0)...))
	s.Clock.Add(10 * time.Minute)
	s.end("lan")
	s.Do(func(tx *db.Tx) error {
		_, err := staff.GrantRole(tx, s.members["lan"].ID, staff.GrantInput{Role: "ward_carer", Place: staff.Place{Campus: s.campus, Ward: s.wards[1]}})
		return err
	})
	s.Clock.Add(10 * time.Minute)
	elsewhere := p.Do(http.MethodPost, s.rounds(0), s.seen(1, s.in(1)...))
	newWard := p.Do(http.MethodPost, s.rounds(1), s.seen(2, s.in(2)...))
	s.Clock.Add(time.Minute)
	s.Do(func(tx *db.Tx) error {
		_, err := staff.Disable(tx, s.members["lan"].ID, "Nghỉ việc")
		return err
	})
	delete(s.gate, "lan") // signed out
	s.Clock.Add(10 * time.Minute)
	gone := p.Do(http.MethodPost, s.rounds(1), s.seen(3, s.in(3)...))
	s.Clock.Add(8 * time.Hour)
	got := s.send(p, before, elsewhere, newWard, gone)
	s.want(got, "done", "kept db.not_found", "done", "kept fault.forbidden")
	if n := len(s.marks()); n != 6 {
		t.Errorf("%d marks", n)
	}
	tray := s.tray()
	if len(tray) != 2 || tray[0].Kind != offline.Refused || *tray[0].WardID != s.wards[0] || tray[0].CampusID != s.campus || tray[1].MemberID != s.members["lan"].ID {
		t.Fatalf("tray: %+v", tray)
	}
	again := s.send(p, gone, elsewhere)
	s.want(again, "kept fault.forbidden", "kept db.not_found")
	if again.Results[0].Text != got.Results[3].Text || len(s.tray()) != 2 {
		t.Errorf("a repeat: %+v", again)
	}
}

// TestOnePoisonedEntryBlocksNothing is lesson 12: one bad record in the middle keeps nothing back.
func TestOnePoisonedEntryBlocksNothing(t *testing.T) {
	s := open(t)
	p := s.phone("mai", 0)
	good := func(room int) offline.Entry {
		return p.Do(http.MethodPost, s.rounds(room/2), s.seen(room, s.in(room)...))
	}
	wrongMAC := good(3)
	wrongMAC.MAC = strings.Repeat("A", 43)
	unknown := good(3)
	unknown.KeyID = "999999999"
	unknown = p.Sign(unknown)
	otherSeal := good(3)
	otherSeal.ID = webtest.UUID() // the seal belongs to another id
	otherSeal = p.Sign(otherSeal)
	garbage := p.Seal([]byte("\x00\xff\xfe{{{"))
	nothing := p.Seal(nil)
	other := p.Do(http.MethodPost, "/api/v1/care/marks/1/amendments", map[string]any{"reason": "x"})
	reading := p.Do(http.MethodGet, s.rounds(0), nil)
	keys := p.Do(http.MethodPost, "/api/v1/offline/keys", map[string]any{"device": webtest.UUID()})
	invalid := p.Do(http.MethodPost, s.rounds(0), map[string]any{"slot_id": s.slot, "shift_day": "2026-11-21", "people": []any{map[string]any{"resident_id": s.people[0], "ate": "all of it"}}})
	noWard := p.Do(http.MethodPost, "/api/v1/wards/99999/rounds", s.seen(0, s.in(0)...))
	future := p.Do(http.MethodPost, s.rounds(0), map[string]any{"slot_id": 999, "shift_day": "2026-11-21", "rooms": []any{}})
	list := []offline.Entry{good(0), wrongMAC, unknown, otherSeal, garbage, nothing, other, reading, keys, invalid, noWard, future, good(1)}
	got := s.send(p, list...)
	s.want(got, "done", "refused offline.not_signed", "refused offline.key_unknown", "refused offline.sealed", "kept offline.no_request", "kept offline.no_request",
		"kept offline.not_replayed", "kept offline.no_request", "kept offline.not_replayed", "kept fault.invalid", "kept db.not_found", "kept fault.invalid", "done")
	if n := len(s.marks()); n != 6 {
		t.Errorf("%d marks", n)
	}
	if n := len(s.tray()); n != 8 {
		t.Errorf("%d in the tray", n)
	}
	if again := s.send(p, list...); fmt.Sprint(again.Outcomes()) != fmt.Sprint(got.Outcomes()) || len(s.tray()) != 8 {
		t.Errorf("a repeat: %v", again.Outcomes())
	}
	t.Run("StrangeBytes", func(t *testing.T) {
		v := webtest.Visit(t, s.desk.Handler())
		for _, strange := range []string{`1`, `null`, `"\u0000"`, `{"id":[]}`, `{"id":"` + strings.Repeat("9", 300) + `"}`, `{"id":"4f6d1a30-0000","no":1e400}`} {
			text, err := json.Marshal(p.Do(http.MethodPost, s.rounds(1), s.seen(2, s.in(2)...)))
			s.must(err)
			var out webtest.Fates
			v.JSON(http.MethodPost, "/api/v1/offline/entries", fmt.Sprintf(`{"now":%d,"entries":[%s,%s]}`, p.Now(), strange, text)).Want(http.StatusOK).Into(&out)
			if len(out.Results) != 2 || out.Results[0].Outcome != "refused" || out.Results[0].Code != "offline.illegible" || out.Results[1].Outcome != "done" {
				t.Errorf("%.40s: %+v", strange, out)
			}
		}
		for _, text := range []string{``, `{}`, `[]`, `{"now":"x","entries":[]}`, `{"now":1,"entries":{}}`, `{"now":1,"entries":[` + strings.Repeat("1,", 250) + `1]}`, "\xff", strings.Repeat("a", 3<<20)} {
			v.JSON(http.MethodPost, "/api/v1/offline/entries", text).Want(http.StatusUnprocessableEntity)
		}
	})
	t.Run("AnotherPersonsID", func(t *testing.T) {
		// Whoever knows the id of somebody's entry cannot make the house believe that it has it.
		q := s.phone("lan", 0)
		mine := q.Do(http.MethodPost, s.rounds(0), s.found(s.people[0], "half", "told_nurse"))
		fake := p.Do(http.MethodPost, "/api/v1/nowhere", nil)
		fake.ID, fake.Sealed = mine.ID, webtest.SealAs(t, p.Key.ServerKey, mine.ID, []byte("no request"))
		s.want(s.send(p, p.Sign(fake)), "kept offline.no_request")
		if got := s.send(q, mine); got.Results[0].Outcome != "done" {
			t.Errorf("got %+v", got)
		}
	})
}

// TestBothValuesAreKept is lesson 8: nothing is overwritten. Two phones on one ward, somebody in
// hospital, somebody who lies elsewhere: each is told, and kept for the person in charge.
func TestBothValuesAreKept(t *testing.T) {
	s := open(t)
	lan, mai := s.phone("lan", 0), s.phone("mai", 0)
	s.Do(func(tx *db.Tx) error {
		_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: s.people[1], Kind: presence.Hospital, Place: "Bệnh viện Đa khoa Đô Lương", At: dbtest.Now.Add(-time.Hour)})
		return err
	})
	first := lan.Do(http.MethodPost, s.rounds(0), s.found(s.people[0], "half", "told_nurse"))
	second := mai.Do(http.MethodPost, s.rounds(0), s.seen(0, append(slices.Clone(s.in(0)), s.people[2*s.beds])...))
	s.Clock.Add(time.Hour)
	s.want(s.send(lan, first), "done")
	got := s.send(mai, second)
	s.want(got, "done")
	var round care.Round
	s.must(json.Unmarshal(got.Results[0].Answer, &round))
	mark := s.marks()[0]
	if round.Recorded != 1 || round.People[0].Outcome != care.Differs || round.People[0].MarkID != mark.ID || round.People[1].Outcome != care.NotHere {
		t.Errorf("answer %+v", round)
	}
	if !strings.Contains(got.Results[0].Text, "3 người") {
		t.Errorf("said %q", got.Results[0].Text)
	}
	tray := s.tray()
	if len(tray) != 3 {
		t.Fatalf("tray %+v", tray)
	}
	for i, want := range []struct {
		resident uint64
		outcome  string
	}{{s.people[0], "conflict"}, {s.people[1], "not_here"}, {s.people[2*s.beds], "refused"}} {
		if c := tray[i]; c.Kind != offline.Conflict || *c.ResidentID != want.resident || c.Outcome != want.outcome || c.MemberID != s.members["mai"].ID {
			t.Errorf("item %d: %+v", i, c)
		}
	}
	if *tray[0].MarkID != mark.ID {
		t.Errorf("the standing mark is %d, the tray says %d", mark.ID, *tray[0].MarkID)
	}
	s.want(s.send(mai, second), "done")
	if n := len(s.tray()); n != 3 {
		t.Errorf("%d in the tray after a repeat", n)
	}
}

// TestWrongClocks sends from phones that run three hours ahead and behind, and from one whose clock
// was moved in between.
func TestWrongClocks(t *testing.T) {
	for _, ahead := range []time.Duration{3 * time.Hour, -3 * time.Hour} {
		t.Run(ahead.String(), func(t *testing.T) {
			s := open(t)
			p := s.phone("lan", ahead)
			s.Clock.Add(20 * time.Minute)
			walked := s.Clock.Now()
			e := p.Do(http.MethodPost, s.rounds(0), s.seen(0, s.in(0)...))
			s.Clock.Add(2 * time.Hour)
			got := s.send(p, e)
			s.want(got, "done")
			if at := got.Results[0].At; !at.Equal(walked) || got.Results[0].Doubtful {
				t.Errorf("it happened at %v, the house says %v", walked, at)
			}
		})
	}
	t.Run("MovedBetween", func(t *testing.T) {
		s := open(t)
		p := s.phone("lan", 3*time.Hour)
		s.Clock.Add(20 * time.Minute)
		walked := s.Clock.Now()
		e := p.Do(http.MethodPost, s.rounds(0), s.seen(0, s.in(0)...))
		s.Clock.Add(2 * time.Hour)
		p.Ahead = 0 // somebody put the clock right
		got := s.send(p, e)
		s.want(got, "done")
		if at := got.Results[0].At; !at.Equal(walked) || !got.Results[0].Doubtful {
			t.Errorf("it happened at %v, the house says %v", walked, at)
		}
		if deed := s.deed("care.record_round"); !strings.Contains(deed.Detail, `"clock":"doubtful"`) || !strings.Contains(deed.Detail, e.ID) || deed.Via != "offline" {
			t.Errorf("deed %+v", deed)
		}
	})
	t.Run("NeverBackwards", func(t *testing.T) {
		s := open(t)
		p := s.phone("lan", 0)
		s.Clock.Add(30 * time.Minute)
		first := p.Do(http.MethodPost, s.rounds(0), s.seen(0, s.in(0)...))
		p.Ahead = -20 * time.Minute
		second := p.Do(http.MethodPost, s.rounds(0), s.seen(1, s.in(1)...))
		p.Ahead = 0
		got := s.send(p, first, second)
		if got.Results[1].At.Before(got.Results[0].At) {
			t.Errorf("the second happened at %v, before %v", got.Results[1].At, got.Results[0].At)
		}
	})
	t.Run("OwnTimeStands", func(t *testing.T) {
		s := open(t)
		p := s.phone("lan", 0)
		body := s.seen(0, s.in(0)...)
		typed := dbtest.Now.Add(-time.Hour)
		body["at"] = typed.Format(time.RFC3339)
		s.want(s.send(p, p.Do(http.MethodPost, s.rounds(0), body)), "done")
		if at := s.marks()[0].At; !at.Equal(typed) {
			t.Errorf("typed %v, written %v", typed, at)
		}
	})
}

func (s *scene) deed(action string) db.Deed {
	s.t.Helper()
	var out []db.Deed
	s.must(s.See(db.System("test"), func(tx *db.Tx) (err error) {
		out, err = db.Report[db.Deed](tx, "SELECT id, action, actor_id, via, detail FROM db_deeds WHERE {shared} AND action = ? ORDER BY id DESC LIMIT 1", action)
		return err
	}))
	if len(out) == 0 {
		s.t.Fatalf("no deed %s", action)
	}
	return out[0]
}

// TestNightStaysInItsShift is lessons 16 and 17: a round walked at two in the night without a network
// belongs to the shift of the evening before, also when it comes next noon.
func TestNightStaysInItsShift(t *testing.T) {
	s := open(t)
	p := s.phone("lan", -3*time.Hour)
	s.Clock.Set(time.Date(2026, 11, 21, 19, 2, 0, 0, time.UTC)) // 02:02 of 22 November here
	e := p.Do(http.MethodPost, s.rounds(0), map[string]any{"rooms": []any{map[string]any{"room_id": s.rooms[0], "seen": s.in(0)}}, "slot_id": s.night(), "shift_day": "2026-11-21"})
	s.Clock.Add(10 * time.Hour)
	got := s.send(p, e)
	s.want(got, "done")
	for _, m := range s.marks() {
		if m.ShiftDay != dbtest.Today || !m.At.Equal(time.Date(2026, 11, 21, 19, 2, 0, 0, time.UTC)) {
			t.Errorf("mark %+v", m)
		}
	}
}

// night is the slot of the round after midnight.
func (s *scene) night() (slot uint64) {
	s.t.Helper()
	s.must(s.See(db.System("test"), func(tx *db.Tx) error {
		book, err := settings.Of(tx)
		s.must(err)
		for _, turn := range book.Timetable.On(dbtest.Today) {
			for _, r := range turn.Rounds() {
				if at := r.At(); at.After(dbtest.Now.Add(5*time.Hour)) && !at.After(dbtest.Now.Add(8*time.Hour)) {
					slot = r.Slot.ID
				}
			}
		}
		return nil
	}))
	if slot == 0 {
		s.t.Fatal("no round in the night")
	}
	return slot
}

// TestUndoWithoutNetwork takes back by the time of the event, not of the sending.
func TestUndoWithoutNetwork(t *testing.T) {
	s := open(t)
	p := s.phone("lan", 0)
	s.want(s.send(p, p.Do(http.MethodPost, s.rounds(0), s.seen(0, s.in(0)...))), "done")
	undo := map[string]any{"slot_id": s.slot, "shift_day": "2026-11-21", "residents": s.in(0)}
	s.Clock.Add(3 * time.Minute)
	soon := p.Do(http.MethodPost, s.rounds(0)+"/undo", undo)
	s.Clock.Add(3 * time.Hour)
	s.want(s.send(p, soon), "done")
	again := p.Do(http.MethodPost, s.rounds(0), s.seen(0, s.in(0)...))
	s.want(s.send(p, again), "done")
	s.Clock.Add(30 * time.Minute)
	s.want(s.send(p, p.Do(http.MethodPost, s.rounds(0)+"/undo", undo)), "kept care.nothing_to_undo")
}

func TestKeys(t *testing.T) {
	s := open(t)
	device := map[string]any{"device": webtest.UUID()}
	var one, two offline.Given
	s.as("lan").JSON(http.MethodPost, "/api/v1/offline/keys", device).Want(http.StatusCreated).Into(&one)
	s.as("lan").JSON(http.MethodPost, "/api/v1/offline/keys", device).Want(http.StatusCreated).Into(&two)
	if one.KeyID != two.KeyID || one.Key != two.Key || one.Person.ID != s.members["lan"].ID || one.Now != dbtest.Now.UnixMilli() || !one.Until.Equal(dbtest.Now.Add(14*24*time.Hour)) {
		t.Errorf("one device, two keys: %+v %+v", one, two)
	}
	s.as("mai").JSON(http.MethodPost, "/api/v1/offline/keys", device).Want(http.StatusCreated).Into(&two)
	if one.KeyID == two.KeyID || one.Key == two.Key || one.ServerKey != two.ServerKey {
		t.Error("two people on one device share a key")
	}
	s.as("nobody").JSON(http.MethodPost, "/api/v1/offline/keys", device).Want(http.StatusUnauthorized)
	for _, wrong := range []any{map[string]any{}, map[string]any{"device": "ab"}, map[string]any{"device": strings.Repeat("a", 61)}, map[string]any{"device": "máy của tôi"}} {
		s.as("lan").JSON(http.MethodPost, "/api/v1/offline/keys", wrong).Want(http.StatusUnprocessableEntity)
	}
	s.hire("bep", "Cao Thị Bếp", "kitchen", staff.Place{Campus: s.campus})
	s.as("bep").JSON(http.MethodPost, "/api/v1/offline/keys", device).Want(http.StatusForbidden)
	t.Run("Over", func(t *testing.T) {
		p := s.phone("lan", 0)
		early := p.Do(http.MethodPost, s.rounds(0), s.seen(0, s.in(0)...))
		s.Clock.Add(2 * 24 * time.Hour)
		s.want(s.send(p, early), "done")
		s.Clock.Add(12*24*time.Hour + time.Minute)
		late := p.Do(http.MethodPost, s.rounds(0), map[string]any{"rooms": []any{map[string]any{"room_id": s.rooms[0], "seen": s.in(0)}}})
		s.want(s.send(p, late), "kept offline.key_over")
	})
	t.Run("SwitchedOff", func(t *testing.T) {
		p := s.phone("mai", 0)
		s.Do(func(tx *db.Tx) error {
			_, err := settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.OfflineAllowed, Value: "no", ValidFrom: tx.Today(), Mark: settings.Decided, Version: 1})
			return err
		})
		s.as("mai").JSON(http.MethodPost, "/api/v1/offline/keys", map[string]any{"device": webtest.UUID()}).Problem(http.StatusConflict, "offline.switched_off")
		// What was written already is taken all the same.
		s.want(s.send(p, p.Do(http.MethodPost, s.rounds(1), map[string]any{"rooms": []any{map[string]any{"room_id": s.rooms[2], "seen": s.in(2)}}})), "done")
	})
}

// TestHalfOfTheHouse: the half belongs to one person on one device, is the same every time, and is given to
// who is signed in and may work without a network.
func TestHalfOfTheHouse(t *testing.T) {
	s := open(t)
	half := func(who, device string) (out offline.Half) {
		s.as(who).Get("/api/v1/offline/half?device=" + device).Want(http.StatusOK).Into(&out)
		return out
	}
	one, other := webtest.UUID(), webtest.UUID()
	mine := half("lan", one)
	if len(mine.Half) != 43 || mine != half("lan", one) {
		t.Errorf("the half is %q, then another", mine.Half)
	}
	if mine == half("lan", other) || mine == half("mai", one) {
		t.Error("another person or device has the same half")
	}
	s.as("nobody").Get("/api/v1/offline/half?device=" + one).Want(http.StatusUnauthorized)
	s.as("lan").Get("/api/v1/offline/half?device=x").Want(http.StatusUnprocessableEntity)
	s.hire("bep", "Cao Thị Bếp", "kitchen", staff.Place{Campus: s.campus})
	s.as("bep").Get("/api/v1/offline/half?device=" + one).Want(http.StatusForbidden)
	s.Do(func(tx *db.Tx) error {
		_, err := settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.OfflineAllowed, Value: "no", ValidFrom: tx.Today(), Mark: settings.Decided, Version: 1})
		return err
	})
	s.as("lan").Get("/api/v1/offline/half?device="+one).Problem(http.StatusConflict, "offline.switched_off")
}

// TestSendersAreCalmed refuses an address that sends like a machine; a phone tries again.
func TestSendersAreCalmed(t *testing.T) {
	s := open(t)
	p := s.phone("lan", 0)
	v := webtest.Visit(t, s.desk.Handler())
	busy := 0
	for range 210 {
		if a := v.JSON(http.MethodPost, "/api/v1/offline/entries", p.Parcel([]offline.Entry{}...)); a.Status == http.StatusServiceUnavailable {
			busy++
		}
	}
	if busy != 10 {
		t.Errorf("%d of 210 were refused", busy)
	}
}

// TestEveryKindOfEntryFollowsAMergedRecord: numbers and incidents that a phone wrote about a record, and that
// come after it went on in another one, are written of the one that stayed.
func TestEveryKindOfEntryFollowsAMergedRecord(t *testing.T) {
	s := open(t)
	hoa := s.phone("hoa", 0)
	old := s.people[0]
	entries := []offline.Entry{
		hoa.Do(http.MethodPost, "/api/v1/care/vitals", map[string]any{"resident_id": old, "kind": "temperature", "value": "38,2"}),
		hoa.Do(http.MethodPost, incidents, s.fell(0, old)),
	}
	var kept uint64
	s.Do(func(tx *db.Tx) error {
		was, err := residents.FindPerson(tx, old)
		if err != nil {
			return err
		}
		p, err := residents.CreateResident(tx, residents.PersonInput{CampusID: was.CampusID, Name: "Hồ Sơ Cũ", Sex: was.Sex, Despite: true})
		if err != nil {
			return err
		}
		kept = p.ID
		_, err = intake.MergeRecords(tx, intake.MergeInput{Kept: kept, Gone: old, Evidence: "papers", Reason: "Tìm thấy hồ sơ cũ"})
		return err
	})
	s.Clock.Add(time.Hour)
	s.want(s.send(hoa, entries...), "done", "done")
	for _, query := range []string{"SELECT resident_id FROM care_observations", "SELECT resident_id FROM care_incident_people WHERE resident_id IS NOT NULL"} {
		var of uint64
		if err := s.Raw().QueryRow(query).Scan(&of); err != nil || of != kept {
			t.Errorf("%s: %d, want %d, %v", query, of, kept, err)
		}
	}
	if n := len(s.tray()); n != 0 {
		t.Errorf("%d in the tray", n)
	}
}

// TestEntryFollowsAMergedRecord: two records became one while a phone had no network. What it sends
// about the old one is in the books of the person.
func TestEntryFollowsAMergedRecord(t *testing.T) {
	s := open(t)
	lan := s.phone("lan", 0)
	old := s.people[0]
	round := lan.Do(http.MethodPost, s.rounds(0), s.found(old, "half", "told_nurse"))
	var kept uint64
	s.Do(func(tx *db.Tx) error {
		was, err := residents.FindPerson(tx, old)
		if err != nil {
			return err
		}
		p, err := residents.CreateResident(tx, residents.PersonInput{CampusID: was.CampusID, Name: "Hồ Sơ Cũ", Sex: was.Sex, Despite: true})
		if err != nil {
			return err
		}
		kept = p.ID
		_, err = intake.MergeRecords(tx, intake.MergeInput{Kept: kept, Gone: old, Evidence: "papers", Reason: "Tìm thấy hồ sơ cũ"})
		return err
	})
	s.Clock.Add(time.Hour)
	s.want(s.send(lan, round), "done")
	marks := s.marks()
	if len(marks) != 1 || marks[0].ResidentID != kept {
		t.Errorf("marks %+v, want one of %d", marks, kept)
	}
	if n := len(s.tray()); n != 0 {
		t.Errorf("%d in the tray", n)
	}
}
