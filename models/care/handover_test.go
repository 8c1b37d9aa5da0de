package care_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
)

func (g *house) handover(in care.TurnInput) *care.Handover {
	g.T.Helper()
	in.WardID = g.in(in.WardID)
	var h *care.Handover
	if err := g.See(g.lan, func(tx *db.Tx) (err error) { h, err = care.HandoverOf(tx, in); return err }); err != nil {
		g.T.Fatal(err)
	}
	return h
}

// sign signs one line of the handover that is due.
func (g *house) sign(as db.Actor, in care.SignInput) error {
	in.WardID = g.in(in.WardID)
	return g.As(as, func(tx *db.Tx) error { _, err := care.SignHandover(tx, in); return err })
}

// signAll signs every line of the handover that is due, the heads last.
func (g *house) signAll(as db.Actor, side care.Side) {
	g.T.Helper()
	for _, i := range g.handover(care.TurnInput{}).Items {
		if side == care.Outgoing && i.Line != nil || side == care.Incoming && i.Line.IncomingBy != nil {
			continue
		}
		in := care.SignInput{Key: i.Key, As: side}
		if i.Kind == care.ItemKeys || i.Kind == care.ItemDrugs {
			n := 7
			in.Counted, in.Matches = &n, "yes"
		}
		if err := g.sign(as, in); err != nil {
			g.T.Fatalf("%s of %s: %v", side, i.Key, err)
		}
	}
}

func keys(list []care.Matter) (out []string) {
	for _, i := range list {
		out = append(out, i.Key)
	}
	return out
}

func find(h *care.Handover, key string) *care.Matter {
	for _, list := range [][]care.Matter{h.Items, h.After} {
		for i := range list {
			if strings.HasPrefix(list[i].Key, key) {
				return &list[i]
			}
		}
	}
	return nil
}

// clockAt sets the clock of the house.
func (g *house) clockAt(text string) {
	g.T.Helper()
	g.Clock.Add(at(g.T, text).Sub(g.Now()))
}

// TestHandoverWritesItself: heads at the beginning and the end, who came and left, who is watched, what
// happened, what is still to be done, who is not as usual, of whom nobody wrote, and how many are as
// usual; suspicions are not in it.
func TestHandoverWritesItself(t *testing.T) {
	g := open(t, 16)
	g.hire(7, 8, 20)
	lan := worker(t, 7, "ward_carer", g.one)
	p := g.people
	turn := g.handover(care.TurnInput{}).Turn
	if turn.Ends().After(g.Now()) {
		t.Fatalf("at 18:42 the shift before is handed over, not %s", turn.Shift.Code)
	}
	// One goes to hospital, one comes, one leaves, one is missing.
	g.Do(func(tx *db.Tx) error {
		for _, err := range []error{
			second(presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: p[0], Kind: presence.Hospital})),
			second(presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: p[1], Kind: presence.Missing})),
			second(presence.Discharge(tx, presence.DischargeInput{ResidentID: p[2], Reason: "a"})),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	in := care.RoundInput{Rooms: []care.RoomSeen{g.room(0, p[0], p[1], p[2], p[3]), g.room(1)}, People: []care.PersonFound{
		{ResidentID: p[8], Found: care.Found{Ate: "half", Response: "fed_again"}},
		{ResidentID: p[9], Found: care.Found{Washed: "refused", Response: "later_again", Note: "tối tắm lại"}},
		{ResidentID: p[10], Found: care.Found{Seen: "hurt", Response: "first_aid"}}}}
	g.ok(in)
	if _, err := g.watch(care.WatchInput{ResidentID: p[11], Reason: "suicide"}); err != nil {
		t.Fatal(err)
	}
	fall, err := g.report(lan, care.IncidentInput{Residents: p[4:5], Kind: "fall", What: "Ngã ở bậc cửa", Next: "Chụp phim"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.report(worker(t, 20, "kitchen", g.one), care.IncidentInput{WardID: g.ward, Kind: "beating", Residents: p[5:6], Members: []uint64{8}, What: "Thấy đánh", Next: "Gọi giám đốc"}); err != nil {
		t.Fatal(err)
	}
	running := g.running()
	h := g.handover(running)
	heads := find(h, "heads").Heads
	if heads.StartHere != 16 || heads.Here != 13 || heads.Hospital != 1 || heads.Missing != 1 || len(heads.Left) != 1 || heads.Left[0].ResidentID != p[2] || len(heads.Came) != 0 {
		t.Errorf("heads %+v", heads)
	}
	var red []string
	for _, i := range h.Of(care.Red) {
		red = append(red, string(i.Kind))
	}
	slices.Sort(red)
	if got := strings.Join(red, " "); got != "act grave incident missing pending unwritten" {
		t.Errorf("red: %s", got)
	}
	if i := find(h, "unwritten"); i.N != 1 || i.People[0].ResidentID != p[3] {
		t.Errorf("unwritten %+v", i)
	}
	if i := find(h, fmt.Sprintf("incident:%d", fall.RootID)); i == nil || i.Text != "Ngã ở bậc cửa" || len(i.People) != 1 {
		t.Errorf("incident %+v", i)
	}
	for _, i := range h.Items {
		if strings.Contains(i.Text, "Thấy đánh") || strings.Contains(i.Text, "Gọi giám đốc") || i.Incident.Prohibited() {
			t.Errorf("the suspicion stands in it: %+v", i.Facts)
		}
	}
	if amber := keys(h.Of(care.Amber)); !slices.Equal(amber, []string{fmt.Sprintf("changed:%d", p[8]), fmt.Sprintf("watch:%d", p[11])}) {
		t.Errorf("amber %v", amber)
	}
	// 13 here: one changed, one refused, one hurt, one watched, one of whom nobody wrote. Who fell is as usual in the round.
	if usual := find(h, "usual"); usual.N != 8 {
		t.Errorf("as usual %d", usual.N)
	}
	if away := find(h, "away"); away.N != 1 || away.People[0].Kind != "hospital" {
		t.Errorf("away %+v", away)
	}
	if h.Signable() {
		t.Error("it can be signed hours before the end")
	}
	refuses(t, g.sign(g.lan, care.SignInput{TurnInput: running, Key: "usual", As: care.Outgoing}), fault.Conflict, "care.handover.not_yet")
}

// running names the shift that goes on.
func (g *house) running() care.TurnInput {
	g.T.Helper()
	var in care.TurnInput
	if err := g.See(g.lan, func(tx *db.Tx) error {
		s, err := care.MyRounds(tx)
		if err == nil {
			in = care.TurnInput{ShiftID: s.Turn.Shift.ID, ShiftDay: s.Turn.Day}
		}
		return err
	}); err != nil {
		g.T.Fatal(err)
	}
	return in
}

func second[T any](_ T, err error) error { return err }

// TestHandoverIsSignedByTwo: line by line, who goes before who comes, never the same person, the heads
// last; what was signed never changes, and what became known later is told apart.
func TestHandoverIsSignedByTwo(t *testing.T) {
	g := open(t, 4)
	turn := g.running()
	ends := g.handover(turn).Turn.Ends()
	g.Clock.Add(ends.Add(-20 * time.Minute).Sub(g.Now()))
	g.ok(care.RoundInput{SlotID: g.slots["21:00"], ShiftDay: turn.ShiftDay, Rooms: []care.RoomSeen{g.room(0)}, People: []care.PersonFound{{ResidentID: g.people[0], Found: care.Found{Mood: "sad", Response: "calmed"}}}})
	h := g.handover(care.TurnInput{})
	if h.Turn.Shift.ID != turn.ShiftID || !h.Signable() {
		t.Fatalf("twenty minutes before the end %s is handed over", h.Turn.Shift.Code)
	}
	changed := fmt.Sprintf("changed:%d", g.people[0])
	refuses(t, g.sign(g.hai, care.SignInput{Key: changed, As: care.Incoming}), fault.Conflict, "care.handover.outgoing_first")
	refuses(t, g.sign(g.lan, care.SignInput{Key: "heads", As: care.Outgoing}), fault.Conflict, "care.handover.heads_last")
	refuses(t, g.sign(g.lan, care.SignInput{Key: "nothing", As: care.Outgoing}), fault.Conflict, "care.handover.line_gone")
	refuses(t, g.sign(g.lan, care.SignInput{Key: changed, As: "guest"}), fault.Invalid, "care.handover.side_unknown")
	refuses(t, g.sign(g.lan, care.SignInput{Key: changed, As: care.Outgoing, Unfinished: true}), fault.Invalid, "care.handover.word_missing")
	refuses(t, g.sign(g.lan, care.SignInput{Key: "drugs", As: care.Outgoing}), fault.Invalid, "care.handover.count_missing")
	n := 12
	refuses(t, g.sign(g.lan, care.SignInput{Key: "drugs", As: care.Outgoing, Counted: &n, Matches: "no"}), fault.Invalid, "care.handover.word_missing")
	g.signAll(g.lan, care.Outgoing)
	refuses(t, g.sign(g.lan, care.SignInput{Key: changed, As: care.Outgoing}), fault.Conflict, "care.handover.signed_already")
	refuses(t, g.sign(g.lan, care.SignInput{Key: changed, As: care.Incoming}), fault.Conflict, "care.handover.same_person")
	g.Clock.Add(50 * time.Minute)
	if state := g.handoverState(); !state.Begun || state.Out == nil || !state.Open() || state.Turn.Shift.ID != turn.ShiftID {
		t.Errorf("state %+v", state)
	}
	refuses(t, g.sign(g.hai, care.SignInput{Key: "heads", As: care.Incoming}), fault.Conflict, "care.handover.heads_last")
	g.signAll(g.hai, care.Incoming)
	done := g.handover(care.TurnInput{})
	if done.Complete == nil || done.Signable() || len(done.After) != 0 {
		t.Fatalf("complete %v, after %v", done.Complete, keys(done.After))
	}
	if state := g.handoverState(); state.Open() {
		t.Error("it still waits")
	}
	if late := find(done, "heads").Line; late.Late(done.Turn) != 0 || *late.IncomingBy != g.hai.ID {
		t.Errorf("line %+v", late)
	}

	// The mark is corrected, and somebody writes down late what happened in that shift.
	mark := g.marks(g.people[0])[0]
	if err := g.As(g.lan, func(tx *db.Tx) error {
		_, err := care.AmendMark(tx, care.AmendInput{MarkID: mark.ID, Reason: "nhìn nhầm", Found: care.Found{Mood: "agitated"}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	g.hire(7)
	if _, err := g.report(worker(t, 7, "ward_carer", g.one), care.IncidentInput{Residents: g.people[1:2], Kind: "injury", At: ends.Add(-time.Hour)}); err != nil {
		t.Fatal(err)
	}
	after := g.handover(turn)
	if i := find(after, changed); i.Signs.Mood != care.Sad || i.Later == nil || i.Later.Signs.Mood != care.Agitated {
		t.Errorf("what was signed: %+v, later %+v", i.Facts.Signs, i.Later)
	}
	if len(after.After) != 1 || after.After[0].Kind != care.ItemIncident {
		t.Errorf("after: %v", keys(after.After))
	}
	refuses(t, g.sign(g.lan, care.SignInput{TurnInput: turn, Key: after.After[0].Key, As: care.Outgoing}), fault.Conflict, "care.handover.complete")
	g.clockAt("2026-11-25 09:00")
	refuses(t, g.sign(g.lan, care.SignInput{TurnInput: care.TurnInput{ShiftID: turn.ShiftID, ShiftDay: turn.ShiftDay.AddDays(-2)}, Key: "usual", As: care.Outgoing}), fault.Conflict, "care.handover.too_late")
}

func (g *house) handoverState() (s care.HandoverState) {
	g.T.Helper()
	if err := g.See(g.lan, func(tx *db.Tx) error {
		if err := tx.May(care.View); err != nil {
			return err
		}
		all, err := care.HandoverStates(tx, []uint64{g.ward})
		s = all[g.ward]
		return err
	}); err != nil {
		g.T.Fatal(err)
	}
	return s
}

// TestUnfinishedComesAgain: what somebody calls unfinished, what nobody received, and a count that does
// not match come again in the next shift until they are resolved; what comes by itself comes once.
func TestUnfinishedComesAgain(t *testing.T) {
	g := open(t, 3)
	g.hire(7)
	lan := worker(t, 7, "ward_carer", g.one)
	turn := g.running()
	ends := g.handover(turn).Turn.Ends()
	fall, err := g.report(lan, care.IncidentInput{Residents: g.people[:1], Kind: "fall", Next: "Chụp phim"})
	if err != nil {
		t.Fatal(err)
	}
	g.ok(g.all())
	g.Clock.Add(ends.Add(-10 * time.Minute).Sub(g.Now()))
	h := g.handover(care.TurnInput{})
	act := find(h, "act:").Key
	incident := fmt.Sprintf("incident:%d", fall.RootID)
	sign := func(as db.Actor, in care.SignInput) {
		t.Helper()
		if err := g.sign(as, in); err != nil {
			t.Fatalf("%s %s: %v", in.As, in.Key, err)
		}
	}
	n := 11
	sign(g.lan, care.SignInput{Key: "drugs", As: care.Outgoing, Counted: &n, Matches: "no", Word: "thiếu một viên diazepam"})
	sign(g.lan, care.SignInput{Key: incident, As: care.Outgoing})
	sign(g.lan, care.SignInput{Key: act, As: care.Outgoing, Unfinished: true, Word: "phòng chụp đóng cửa"})
	g.signAll(g.lan, care.Outgoing)
	sign(g.hai, care.SignInput{Key: incident, As: care.Incoming})
	// Who comes signs no more: the rest was never received.

	g.Clock.Add(ends.Add(time.Hour).Sub(g.Now()))
	next := g.handover(g.running())
	if find(next, incident) != nil {
		t.Error("what both signed comes again")
	}
	if i := find(next, act); i == nil || len(i.Left) != 1 || i.Word != "phòng chụp đóng cửa" || i.Kind != care.ItemAct {
		t.Errorf("the act: %+v", i)
	}
	again := find(next, "again:")
	if again == nil || again.Was.Kind != care.ItemDrugs || again.Word != "thiếu một viên diazepam" || again.Since != turn.ShiftDay {
		t.Fatalf("the drugs: %+v", again)
	}
	if got := strings.Count(strings.Join(keys(next.Items), " "), "again:"); got != 1 {
		t.Errorf("%d lines come again: %v", got, keys(next.Items))
	}

	// The next shift leaves the drugs once more, and the one after finds them.
	leave := func(unfinished bool) {
		t.Helper()
		h := g.handover(g.running())
		g.Clock.Add(h.Turn.Ends().Add(-5 * time.Minute).Sub(g.Now()))
		in := care.SignInput{Key: again.Key, As: care.Outgoing, Unfinished: unfinished}
		if unfinished {
			in.Word = "đang tìm"
		}
		sign(g.lan, in)
		g.signAll(g.lan, care.Outgoing)
		g.signAll(g.hai, care.Incoming)
		g.Clock.Add(time.Hour)
	}
	leave(true)
	third := find(g.handover(g.running()), "again:")
	if third == nil || third.Key != again.Key || third.Was.Kind != care.ItemDrugs || third.Word != "đang tìm" || third.Since != turn.ShiftDay {
		t.Fatalf("third: %+v", third)
	}
	leave(false)
	if i := find(g.handover(g.running()), "again:"); i != nil {
		t.Errorf("found and signed, it comes again: %+v", i)
	}
}

// TestPendingComesFromAnUnsignedShift: when nobody wrote a handover, what was not settled in that shift
// stands in the next; a round that found the person as usual settles it.
func TestPendingComesFromAnUnsignedShift(t *testing.T) {
	g := open(t, 3)
	turn := g.running()
	ends := g.handover(turn).Turn.Ends()
	found := func(id uint64) care.PersonFound {
		return care.PersonFound{ResidentID: id, Found: care.Found{Washed: "refused", Response: "later_again"}}
	}
	g.ok(care.RoundInput{Rooms: []care.RoomSeen{g.room(0)}, People: []care.PersonFound{found(g.people[0]), found(g.people[1])}})
	g.Clock.Add(ends.Add(time.Hour).Sub(g.Now()))
	h := g.handover(g.running())
	if i := find(h, "mark:"); i == nil || i.Kind != care.ItemPending {
		t.Fatalf("in the next shift: %v", keys(h.Items))
	}
	g.ok(care.RoundInput{Rooms: []care.RoomSeen{g.room(0, g.people[1])}})
	var left []uint64
	for _, i := range g.handover(g.running()).Of(care.Red) {
		if i.Kind == care.ItemPending {
			left = append(left, i.ResidentID)
		}
	}
	if !slices.Equal(left, g.people[1:2]) {
		t.Errorf("pending %v of %v", left, g.people)
	}
}

// TestNobodyWrote: who has no mark and no look in the shift is on the list until somebody writes, looks
// or says why not; who is away is not on it.
func TestNobodyWrote(t *testing.T) {
	g := open(t, 5)
	list := func() (silent, excused []uint64) {
		t.Helper()
		if err := g.See(g.lan, func(tx *db.Tx) error {
			u, err := care.WhoIsUnwritten(tx, care.TurnInput{WardID: g.ward})
			if err != nil {
				return err
			}
			for _, s := range u.Silent {
				silent = append(silent, s.ResidentID)
			}
			for _, s := range u.Excused {
				excused = append(excused, s.ResidentID)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return silent, excused
	}
	if silent, _ := list(); !slices.Equal(silent, g.people) {
		t.Errorf("at first %v", silent)
	}
	g.ok(care.RoundInput{Rooms: []care.RoomSeen{g.room(0, g.people[1], g.people[2], g.people[3], g.people[4])}})
	g.Do(func(tx *db.Tx) error {
		return second(presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: g.people[1], Kind: presence.Leave, DueBackOn: tx.Today().AddDays(3)}))
	})
	if _, err := g.watch(care.WatchInput{ResidentID: g.people[2], Reason: "sick"}); err != nil {
		t.Fatal(err)
	}
	if err := g.As(g.lan, func(tx *db.Tx) error { return second(care.LookAt(tx, care.LookInput{ResidentID: g.people[2]})) }); err != nil {
		t.Fatal(err)
	}
	dismiss := func(id uint64, reason string) error {
		return g.As(g.lan, func(tx *db.Tx) error {
			return second(care.DismissUnwritten(tx, care.DismissInput{TurnInput: care.TurnInput{WardID: g.ward}, ResidentID: id, Reason: reason}))
		})
	}
	refuses(t, dismiss(g.people[3], " "), fault.Invalid, "care.reason_missing")
	if err := dismiss(g.people[3], "Đi khám cả ngày với y tá"); err != nil {
		t.Fatal(err)
	}
	refuses(t, dismiss(g.people[3], "lần nữa"), fault.Conflict, "care.unwritten.not_there")
	refuses(t, dismiss(g.people[0], "đã ghi"), fault.Conflict, "care.unwritten.not_there")
	if silent, excused := list(); !slices.Equal(silent, g.people[4:]) || !slices.Equal(excused, g.people[3:4]) {
		t.Errorf("silent %v, excused %v", silent, excused)
	}
	if silent := func() []uint64 { g.Clock.Add(12 * time.Hour); s, _ := list(); return s }(); len(silent) != 4 {
		t.Errorf("in the next shift %v", silent)
	}
}

// TestHandoverIsFlat: a handover takes as many statements for eight people as for eighty, and is out of
// reach for the other campus.
func TestHandoverIsFlat(t *testing.T) {
	for _, people := range []int{8, 80} {
		g := open(t, people)
		g.ok(g.all())
		for what, most := range map[string]int{"handover": 13, "unwritten": 3} {
			n, err := counted(func(ctx context.Context) error {
				return g.Read(ctx, g.lan, func(tx *db.Tx) error {
					if what == "unwritten" {
						return second(care.WhoIsUnwritten(tx, care.TurnInput{WardID: g.ward}))
					}
					return second(care.HandoverOf(tx, care.TurnInput{WardID: g.ward}))
				})
			})
			if err != nil || n > most {
				t.Errorf("%s of %d people: %d statements, %v", what, people, n, err)
			}
		}
		refuses(t, g.See(g.lan, func(tx *db.Tx) error { return second(care.HandoverOf(tx, care.TurnInput{WardID: g.away})) }), fault.NotFound, "db.not_found")
		refuses(t, g.sign(g.lan, care.SignInput{TurnInput: care.TurnInput{WardID: g.away}, Key: "usual", As: care.Outgoing}), fault.NotFound, "db.not_found")
	}
}
