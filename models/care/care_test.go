package care_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/value"
)

func found(id uint64, f care.Found) care.PersonFound {
	return care.PersonFound{ResidentID: id, Found: f}
}

func TestRoomIsAttestedAsUsual(t *testing.T) {
	g := open(t, 16)
	out := g.ok(care.RoundInput{Rooms: []care.RoomSeen{g.room(0)}})
	if out.Recorded != 8 || out.Seen != 8 || out.Here != 16 || out.Exceptions != 0 || out.LateMinutes != 0 || out.SlotID != g.slots["17:00"] || out.ShiftDay != dbtest.Today {
		t.Errorf("got %+v", out)
	}
	s := g.sheet(care.SheetInput{})
	if !s.Due || s.Seen != 8 || s.Left() != 8 || s.RoomsLeft() != 1 || !s.Rooms[0].Done() || s.Rooms[1].Done() || !s.Rooms[0].DoneAt().Equal(dbtest.Now) {
		t.Errorf("sheet: %+v", s)
	}
	b := bed(s, g.people[0])
	if b.Mark == nil || b.Mark.Signs != care.AllUsual || b.Mark.RecordedBy != 7 || b.Mark.Late() != 0 || b.Last == nil {
		t.Errorf("bed: %+v", b)
	}
	if b := bed(s, g.people[8]); b.Mark != nil || b.Last != nil || b.Norm != care.AllUsual {
		t.Errorf("nobody was in the second room: %+v", b)
	}
	if st := g.state(g.people[0]); st == nil || !st.RoundAt.Equal(at(t, "2026-11-21 17:00")) {
		t.Errorf("state: %+v", st)
	}
}

func TestOnlyThoseSeenAreRecorded(t *testing.T) {
	g := open(t, 8)
	hidden := g.people[3]
	out := g.ok(care.RoundInput{Rooms: []care.RoomSeen{g.room(0, hidden)}})
	if out.Recorded != 7 || out.Seen != 7 {
		t.Errorf("got %+v", out)
	}
	if s := g.sheet(care.SheetInput{}); bed(s, hidden).Mark != nil || s.Rooms[0].Done() {
		t.Error("a person who was not on the screen was recorded")
	}
}

func TestExceptionDemandsResponse(t *testing.T) {
	g := open(t, 16)
	who := g.people[1]
	in := care.RoundInput{Rooms: []care.RoomSeen{g.room(0)}, People: []care.PersonFound{found(who, care.Found{Ate: "half"})}}
	_, err := g.record(g.lan, in)
	refuses(t, err, fault.Invalid, "care.response_missing")
	if len(g.marks(who)) != 0 || g.state(g.people[0]) != nil {
		t.Error("the room was attested without a word on the exception")
	}
	t.Run("AnotherRoomGoesOn", func(t *testing.T) {
		in.Rooms = append(in.Rooms, g.room(1))
		out := g.ok(in)
		if out.Recorded != 8 || result(t, out, who).Code != "care.response_missing" || result(t, out, g.people[0]).Code != "care.room_waits" || result(t, out, g.people[9]).Outcome != care.Recorded {
			t.Errorf("got %+v", out)
		}
	})
	t.Run("WithResponse", func(t *testing.T) {
		in.People[0].Response = "told_nurse"
		out := g.ok(in)
		if out.Recorded != 8 || out.Exceptions != 1 || out.Of(care.Already) != 8 {
			t.Errorf("got %+v", out)
		}
		b := bed(g.sheet(care.SheetInput{}), who)
		if b.Mark.Signs.Ate != care.Half || b.Mark.Response != care.ToldNurse || b.Mark.Exceptions != 1 || b.Mark.Signs.Mood != care.Usual {
			t.Errorf("got %+v", b.Mark)
		}
	})
	t.Run("OtherDemandsWords", func(t *testing.T) {
		_, err := g.record(g.hai, care.RoundInput{SlotID: g.slots["10:30"], ShiftDay: dbtest.Today, People: []care.PersonFound{found(who, care.Found{Mood: "other", Response: "watching"})}})
		refuses(t, err, fault.Invalid, "care.note_missing")
	})
}

func TestWrongWordsNameTheirField(t *testing.T) {
	g := open(t, 8)
	for _, c := range []struct {
		in    care.RoundInput
		field string
		key   string
	}{
		{care.RoundInput{}, "", "care.nobody_seen"},
		{care.RoundInput{SlotID: 999, ShiftDay: dbtest.Today, Rooms: []care.RoomSeen{g.room(0)}}, "slot_id", "care.round_unknown"},
		{care.RoundInput{People: []care.PersonFound{found(g.people[0], care.Found{Ate: "sad"})}}, "people[0].ate", "care.sign_unknown"},
		{care.RoundInput{People: []care.PersonFound{found(g.people[0], care.Found{Ate: "half", Response: "prayed"})}}, "people[0].response", "care.response_unknown"},
		{care.RoundInput{People: []care.PersonFound{found(g.people[0], care.Found{Seen: "usual"}), found(g.people[0], care.Found{Seen: "pain"})}}, "people[1].resident_id", "care.person_twice"},
		{care.RoundInput{Rooms: []care.RoomSeen{{RoomID: 1, Seen: []uint64{5}}, {RoomID: 2, Seen: []uint64{5}}}}, "rooms[1].seen", "care.person_twice"},
		{care.RoundInput{SlotID: g.slots["02:00"], ShiftDay: dbtest.Today.AddDays(-1), People: []care.PersonFound{found(g.people[0], care.Found{Ate: "half", Response: "helped"})}}, "people[0].ate", "care.no_meal"},
	} {
		_, err := g.record(g.lan, c.in)
		f := fault.Of(err)
		if c.field == "" {
			refuses(t, err, fault.Invalid, c.key)
			continue
		}
		if len(f.Fields) == 0 || f.Fields[0].Name != c.field || f.Fields[0].Key != c.key {
			t.Errorf("got %v, want %s at %s", err, c.key, c.field)
		}
	}
}

func TestAbsentPeopleAreNotSeen(t *testing.T) {
	g := open(t, 8)
	who := g.people[2]
	g.Do(func(tx *db.Tx) error {
		_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: who, Kind: presence.Hospital, At: at(t, "2026-11-21 17:05"), Place: "BV Đô Lương"})
		return err
	})
	out := g.ok(g.all())
	r := result(t, out, who)
	if out.Recorded != 7 || out.Here != 7 || r.Outcome != care.NotHere || r.Absence != "hospital" {
		t.Errorf("got %+v, %+v", out, r)
	}
	s := g.sheet(care.SheetInput{})
	if s.Away != 1 || !s.Rooms[0].Done() || bed(s, who).AbsencePlace != "BV Đô Lương" {
		t.Errorf("sheet %+v", s)
	}
	t.Run("HereBeforeLeaving", func(t *testing.T) {
		out := g.ok(care.RoundInput{At: at(t, "2026-11-21 16:50"), People: []care.PersonFound{found(who, care.Found{Seen: "usual"})}})
		if out.Recorded != 1 || out.LateMinutes != 112 {
			t.Errorf("got %+v", out)
		}
	})
}

func TestPeopleElsewhereAreRefusedAlone(t *testing.T) {
	g := open(t, 16)
	in := care.RoundInput{Rooms: []care.RoomSeen{g.room(0)}}
	in.Rooms[0].Seen = append(in.Rooms[0].Seen, g.strangers[0], 987654)
	out := g.ok(in)
	if out.Recorded != 8 {
		t.Errorf("got %+v", out)
	}
	known, unknown := result(t, out, g.strangers[0]), result(t, out, 987654)
	if known.Outcome != care.Rejected || known.Code != unknown.Code || known.Code != "care.not_in_ward" {
		t.Errorf("a person of the other campus and nobody at all must look alike: %+v %+v", known, unknown)
	}
	t.Run("AnotherRoom", func(t *testing.T) {
		out := g.ok(care.RoundInput{Rooms: []care.RoomSeen{{RoomID: g.rooms[0], Seen: []uint64{g.people[9]}}}})
		if out.Recorded != 0 || result(t, out, g.people[9]).Code != "care.moved_meanwhile" {
			t.Errorf("got %+v", out)
		}
	})
}

func TestReachIsKept(t *testing.T) {
	g := open(t, 8)
	in := g.all()
	for name, actor := range map[string]db.Actor{
		"other campus": dbtest.Person(9, carer, g.two),
		"other ward":   {ID: 9, Via: "session", Grants: []db.Grant{{Permissions: g.lan.Grants[0].Permissions, Campus: g.one, Ward: 9999}}},
	} {
		if _, err := g.record(actor, in); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s recorded: %v", name, err)
		}
		if err := g.See(actor, func(tx *db.Tx) error { _, err := care.RoundSheet(tx, care.SheetInput{WardID: g.ward}); return err }); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s saw: %v", name, err)
		}
	}
	mine := db.Actor{ID: 9, Via: "session", Grants: []db.Grant{{Permissions: g.lan.Grants[0].Permissions, Campus: g.one, Ward: g.ward}}}
	if _, err := g.record(mine, in); err != nil {
		t.Errorf("the own ward: %v", err)
	}
	_, err := g.record(dbtest.Person(9, []string{care.View}, g.one), in)
	refuses(t, err, fault.Forbidden, "fault.forbidden")
	_, err = g.record(db.System("test"), in)
	refuses(t, err, fault.Forbidden, "care.no_name")
}

func TestSecondAttestation(t *testing.T) {
	g := open(t, 8)
	who := g.people[0]
	first := g.ok(care.RoundInput{Rooms: []care.RoomSeen{g.room(0)}})
	again, err := g.record(g.hai, care.RoundInput{Rooms: []care.RoomSeen{g.room(0)}})
	if err != nil || again.Recorded != 0 || again.Of(care.Already) != 8 || again.Seen != first.Seen {
		t.Errorf("the same again: %+v, %v", again, err)
	}
	other, err := g.record(g.hai, care.RoundInput{People: []care.PersonFound{found(who, care.Found{Mood: "sad", Response: "calmed"})}})
	r := result(t, other, who)
	if err != nil || r.Outcome != care.Differs || r.SeenBy != 7 || r.SeenAt == nil {
		t.Errorf("something else: %+v, %v", r, err)
	}
	if m := g.marks(who); len(m) != 1 || m[0].Mood != care.Usual {
		t.Errorf("marks %+v", m)
	}
}

func TestTimeOfARound(t *testing.T) {
	g := open(t, 8)
	one := []care.PersonFound{found(g.people[0], care.Found{Seen: "usual"})}
	for _, c := range []struct{ name, slot, day, at, key string }{
		{"future", "17:00", "2026-11-21", "2026-11-21 19:42", "care.at_in_future"},
		{"before it opens", "17:00", "2026-11-21", "2026-11-21 16:29", "care.round_not_yet"},
		{"a round of tonight", "21:00", "2026-11-21", "", "care.round_not_yet"},
		{"too many days ago", "17:00", "2026-11-18", "2026-11-18 17:05", "care.round_too_late"},
	} {
		in := care.RoundInput{SlotID: g.slots[c.slot], ShiftDay: value.MustDay(c.day), People: one}
		if c.at != "" {
			in.At = at(t, c.at)
		}
		_, err := g.record(g.lan, in)
		f := fault.Of(err)
		if key := f.Key; key != c.key && (len(f.Fields) == 0 || f.Fields[0].Key != c.key) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	t.Run("PhoneRunsAhead", func(t *testing.T) {
		out := g.ok(care.RoundInput{At: dbtest.Now.Add(90 * time.Second), People: one})
		if !out.At.Equal(dbtest.Now) {
			t.Errorf("at %s", out.At)
		}
	})
	t.Run("Late", func(t *testing.T) {
		out := g.ok(care.RoundInput{SlotID: g.slots["10:30"], ShiftDay: dbtest.Today, At: at(t, "2026-11-21 10:40"), People: one})
		if out.Recorded != 1 || out.LateMinutes != 482 {
			t.Errorf("got %+v", out)
		}
		if s := g.state(g.people[0]); s.SlotID != g.slots["17:00"] {
			t.Error("an older round, written later, took the place of the newest")
		}
	})
}

func TestNightShiftOwnsItsRounds(t *testing.T) {
	for _, zone := range []string{"UTC", "Asia/Ho_Chi_Minh", "America/Los_Angeles"} {
		t.Run(zone, func(t *testing.T) {
			local := time.Local
			loc, err := time.LoadLocation(zone)
			if err != nil {
				t.Fatal(err)
			}
			time.Local = loc
			defer func() { time.Local = local }()
			g := open(t, 8)
			evening := value.MustDay("2026-11-21")
			for _, c := range []struct{ now, slot, day string }{
				{"2026-11-21 23:50", "21:00", "2026-11-21"},
				{"2026-11-22 01:45", "02:00", "2026-11-21"},
				{"2026-11-22 02:10", "02:00", "2026-11-21"},
				{"2026-11-22 05:35", "06:00", "2026-11-22"},
			} {
				g.Clock.Set(at(t, c.now))
				s := g.sheet(care.SheetInput{})
				if s.Round.Slot.Clock() != c.slot || s.Round.Turn.Day != value.MustDay(c.day) || !s.Recordable() {
					t.Errorf("at %s the round is %s of %s", c.now, s.Round.Slot.Clock(), s.Round.Turn.Day)
				}
			}
			g.Clock.Set(at(t, "2026-11-22 02:10"))
			g.ok(g.all())
			g.Clock.Set(at(t, "2026-11-22 06:05"))
			g.ok(g.all())
			m := g.marks(g.people[0])
			if len(m) != 2 || m[0].ShiftDay != evening || m[0].SlotID != g.slots["02:00"] || m[0].Ate != care.NotAsked || m[1].ShiftDay != evening.AddDays(1) || m[1].Ate != care.Usual {
				t.Errorf("marks %+v", m)
			}
			if m[0].At != at(t, "2026-11-22 02:10") {
				t.Errorf("at %s", m[0].At)
			}
		})
	}
}

func TestStatementsDoNotGrowWithPeople(t *testing.T) {
	for _, n := range []int{8, 40, 80} {
		g := open(t, n)
		_ = g.sheet(care.SheetInput{}) // the book of settings is remembered
		in := g.all()
		in.People = []care.PersonFound{found(g.people[1], care.Found{Ate: "half", Response: "told_nurse"})}
		wrote, err := counted(func(ctx context.Context) error {
			out, _, err := db.Once(ctx, g.House.House, g.lan, "care.record_round", db.Receipt{Key: fmt.Sprint("k", n)}, func(tx *db.Tx) (*care.Round, error) {
				return care.RecordRound(tx, in)
			})
			if err == nil && out.Recorded != n {
				t.Errorf("%d people: %+v", n, out)
			}
			return err
		})
		if err != nil || wrote > 5 {
			t.Errorf("%d people cost %d statements: %v", n, wrote, err)
		}
		read, err := counted(func(ctx context.Context) error {
			return g.Read(ctx, g.lan, func(tx *db.Tx) error {
				_, err := care.RoundSheet(tx, care.SheetInput{WardID: g.ward})
				return err
			})
		})
		if err != nil || read > 1 {
			t.Errorf("the sheet of %d people costs %d statements: %v", n, read, err)
		}
		board, err := counted(func(ctx context.Context) error {
			return g.Read(ctx, g.lan, func(tx *db.Tx) error { _, err := care.WardBoard(tx, g.ward); return err })
		})
		if err != nil || board > 2 { // the tail of the book of deeds, taken up the first time
			t.Errorf("the board of %d people costs %d statements: %v", n, board, err)
		}
	}
}

// TestOnePersonIsRecordedAlone records one person of a full ward, now and for a time that has passed:
// the others are neither asked about nor counted, and who lies elsewhere is refused as ever.
func TestOnePersonIsRecordedAlone(t *testing.T) {
	g := open(t, 40)
	_ = g.sheet(care.SheetInput{})
	half := care.Found{Ate: "half", Response: "told_nurse"}
	for i, at := range []time.Time{{}, dbtest.Now.Add(-time.Minute)} {
		who := g.people[i]
		out := g.ok(care.RoundInput{At: at, People: []care.PersonFound{found(who, half), found(999_999, half)}})
		if out.Recorded != 1 || out.Here != 0 || out.Seen != 0 || result(t, out, who).Outcome != care.Recorded || result(t, out, 999_999).Code != "care.not_in_ward" {
			t.Errorf("%d: got %+v", i, out)
		}
	}
	if s := g.sheet(care.SheetInput{}); s.Seen != 2 || s.Here != 40 {
		t.Errorf("%d of %d seen", s.Seen, s.Here)
	}
	if out := g.ok(care.RoundInput{Rooms: []care.RoomSeen{g.room(1)}}); out.Here != 40 || out.Seen != 2+out.Recorded {
		t.Errorf("a room tells of the ward: %+v", out)
	}
}

func TestRepeatIsTheSameAct(t *testing.T) {
	g := open(t, 8)
	in := g.all()
	send := func(key string) (*care.Round, bool, error) {
		return db.Once(context.Background(), g.House.House, g.lan, "care.record_round", db.Receipt{Key: key}, func(tx *db.Tx) (*care.Round, error) {
			return care.RecordRound(tx, in)
		})
	}
	first, replayed, err := send("one")
	if err != nil || replayed || first.Recorded != 8 {
		t.Fatalf("%+v %v %v", first, replayed, err)
	}
	second, replayed, err := send("one")
	if err != nil || !replayed || second.Recorded != 8 || len(second.People) != 8 || second.ShiftDay != first.ShiftDay {
		t.Errorf("%+v %v %v", second, replayed, err)
	}
	if len(g.marks(g.people[0])) != 1 {
		t.Error("written twice")
	}
}
