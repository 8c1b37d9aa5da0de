package presence_test

import (
	"slices"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// ruled is the small centre with the figures of the law.
func ruled(t testing.TB) *house {
	t.Helper()
	g := open(t)
	g.Do(func(tx *db.Tx) error { return settings.Seed(tx) })
	return g
}

// born changes a person's birth date.
func (g *house) born(resident uint64, text string) {
	g.T.Helper()
	b, err := value.ParseBirth(text)
	if err != nil {
		g.T.Fatal(err)
	}
	g.Do(func(tx *db.Tx) error {
		_, err := db.Set[row](tx, map[string]any{"birth_date": b.Day, "birth_precision": string(b.Precision)}, "id = ?", resident)
		return err
	})
}

// room makes a room of some floor with beds in a ward.
func (g *house) room(ward uint64, name, floor string, beds int) []uint64 {
	g.T.Helper()
	var ids []uint64
	g.Do(func(tx *db.Tx) error {
		m, err := wards.AddRoom(tx, ward, wards.RoomInput{Name: name, FloorM2: floor, Beds: beds, From: value.MustDay("2026-01-01")})
		if err != nil {
			return err
		}
		found, err := db.From[wards.Bed](tx).Where("room_id = ?", m.ID).Order("id").All()
		for _, b := range found {
			ids = append(ids, b.ID)
		}
		return err
	})
	return ids
}

// ruleNames are the rules that a refusal or warning names.
func ruleNames(err error) []string {
	var out []string
	if f := fault.Of(err); f != nil {
		for _, field := range f.Fields {
			if len(field.Key) > 14 && field.Key[:14] == "presence.rule." {
				out = append(out, field.Key[14:])
			}
		}
	}
	return out
}

func despite(rules string, until value.Day) presence.Despite {
	return presence.Despite{Rules: rules, Why: "hết giường trong khu", Until: until}
}

func (g *house) reviews(as db.Actor) []presence.Review {
	g.T.Helper()
	var out []presence.Review
	if err := g.See(as, func(tx *db.Tx) (err error) { out, err = presence.Reviews(tx, presence.ReviewsInput{}); return err }); err != nil {
		g.T.Fatal(err)
	}
	return out
}

// TestChildIsKeptFromStrangers: no bed is given that puts a child beside an adult of another family,
// whoever comes second and whatever reason is given; family may.
func TestChildIsKeptFromStrangers(t *testing.T) {
	g := ruled(t)
	g.born(g.lan, "12/03/2019")
	g.admit(g.hoa, g.w[0], 10)
	in := presence.AdmitInput{ResidentID: g.lan, BedID: g.w[1], Category: "A1", Despite: despite("child", g.today())}
	_, err := do(g, g.nurse, presence.Admit, in)
	refuses(t, err, fault.Conflict, "presence.rule.child")
	in.BedID = g.w[2]
	if _, err := do(g, g.nurse, presence.Admit, in); err != nil {
		t.Fatal(err)
	}
	g.admit(g.mai, 0, 5)
	_, err = do(g, g.nurse, presence.Place, presence.PlaceInput{ResidentID: g.mai, BedID: g.w[3]})
	refuses(t, err, fault.Conflict, "presence.rule.child")
	_, err = do(g, g.nurse, presence.Move, presence.MoveInput{ResidentID: g.hoa, BedID: g.w[3]})
	refuses(t, err, fault.Conflict, "presence.rule.child")
	ok(g, presence.Place, presence.PlaceInput{ResidentID: g.mai, BedID: g.w[1]})
	_, err = do(g, g.nurse, presence.Swap, presence.SwapInput{ResidentID: g.lan, WithID: g.hoa})
	refuses(t, err, fault.Conflict, "presence.rule.child")
	t.Run("Corrected", func(t *testing.T) {
		for _, p := range g.history(g.mai) {
			_, err := do(g, g.nurse, presence.CorrectPlacement, presence.PlacementCorrection{ID: p, BedID: g.w[3], Reason: "ghi nhầm giường"})
			refuses(t, err, fault.Conflict, "presence.rule.child")
		}
	})
	t.Run("Family", func(t *testing.T) {
		g.kin(g.lan, g.mai)
		ok(g, presence.Move, presence.MoveInput{ResidentID: g.mai, BedID: g.w[3]})
		if list := g.reviews(g.nurse); len(list) != 0 {
			t.Errorf("got %+v", list)
		}
	})
}

// TestWarningIsOverriddenWithAReasonThatEnds: a warning stops until it was read and a reason with a
// last day is given; the reason is kept, and after its last day the placement waits for a decision.
func TestWarningIsOverriddenWithAReasonThatEnds(t *testing.T) {
	g := ruled(t)
	small := g.room(g.women, "205", "10", 3)
	g.admit(g.hoa, small[0], 10)
	in := presence.AdmitInput{ResidentID: g.lan, BedID: small[1], Category: "A2"}
	_, err := do(g, g.nurse, presence.Admit, in)
	refuses(t, err, fault.Conflict, "presence.rule.area")
	if fault.KeyOf(err) != "presence.rules_warn" || fault.Of(err).Fields[0].Args["each"] != (value.Quantity{Milli: 5000, Unit: "m²"}) {
		t.Errorf("got %+v", fault.Of(err))
	}
	today := g.today()
	for _, c := range []struct {
		despite presence.Despite
		want    string
	}{
		{presence.Despite{Rules: "feud age", Why: "có lý do", Until: today}, "presence.rule.area"},
		{presence.Despite{Rules: "area", Until: today}, "presence.why_missing"},
		{presence.Despite{Rules: "area", Why: "hết giường"}, "presence.until_missing"},
		{presence.Despite{Rules: "area", Why: "hết giường", Until: today.AddDays(-1)}, "presence.until_past"},
		{presence.Despite{Rules: "area", Why: "hết giường", Until: today.AddDays(31)}, "presence.until_too_late"},
	} {
		in.Despite = c.despite
		_, err := do(g, g.nurse, presence.Admit, in)
		f := fault.Of(err)
		if f == nil || !slices.ContainsFunc(f.Fields, func(x fault.FieldFault) bool { return x.Key == c.want }) || !slices.Contains(ruleNames(err), "area") {
			t.Errorf("%+v: got %v", c.despite, err)
		}
	}
	in.Despite = despite("area", today.AddDays(2))
	if _, err := do(g, g.nurse, presence.Admit, in); err != nil {
		t.Fatal(err)
	}
	if list := g.reviews(g.nurse); len(list) != 0 {
		t.Errorf("a reason holds: %+v", list)
	}
	g.Clock.Add(2 * 24 * time.Hour)
	if list := g.reviews(g.nurse); len(list) != 0 {
		t.Errorf("it holds to the end of its last day: %+v", list)
	}
	g.Clock.Add(24 * time.Hour)
	list := g.reviews(g.nurse)
	if len(list) != 1 || list[0].ResidentID != g.lan || list[0].Rule != presence.AreaRule || list[0].Last == nil || list[0].Last.Reason != "hết giường trong khu" {
		t.Fatalf("got %+v", list)
	}
	t.Run("DecidedAnew", func(t *testing.T) {
		again := presence.DecideInput{ResidentID: g.lan, Despite: despite("watch", g.today())}
		_, err := do(g, g.nurse, presence.Decide, again)
		refuses(t, err, fault.Conflict, "presence.nothing_to_decide")
		again.Despite = despite("area", g.today().AddDays(10))
		again.Why = ""
		_, err = do(g, g.nurse, presence.Decide, again)
		refuses(t, err, fault.Invalid, "presence.why_missing")
		again.Why = "chờ sửa phòng 206"
		if _, err := do(g, g.nurse, presence.Decide, again); err != nil {
			t.Fatal(err)
		}
		if list := g.reviews(g.nurse); len(list) != 0 {
			t.Errorf("got %+v", list)
		}
	})
	t.Run("MovedAway", func(t *testing.T) {
		ok(g, presence.Move, presence.MoveInput{ResidentID: g.lan, BedID: g.w[0]})
		_, err := do(g, g.nurse, presence.Move, presence.MoveInput{ResidentID: g.lan, BedID: small[2]})
		refuses(t, err, fault.Conflict, "presence.rule.area")
	})
	t.Run("WithinTheRoom", func(t *testing.T) {
		ok(g, presence.Move, presence.MoveInput{ResidentID: g.lan, BedID: small[2], Despite: despite("area", g.today())})
		ok(g, presence.Move, presence.MoveInput{ResidentID: g.lan, BedID: small[1]})
		if list := g.reviews(g.nurse); len(list) != 0 {
			t.Errorf("another bed of the room changes nothing: %+v", list)
		}
	})
}

// TestFeudIsNotedAndEnds: who do not get on are warned of in one room and in one ward, told apart
// from the day on which it is noted until it ends, and the past stays readable.
func TestFeudIsNotedAndEnds(t *testing.T) {
	g := ruled(t)
	g.admit(g.lan, g.w[0], 10)
	g.admit(g.hoa, 0, 10)
	note := presence.FeudInput{ResidentID: g.hoa, OtherID: g.lan, Reason: "đánh nhau ở nhà ăn"}
	feud := ok(g, presence.NoteFeud, note)
	if feud.ResidentID != g.lan || feud.OtherID != g.hoa {
		t.Errorf("got %+v", feud)
	}
	_, err := do(g, g.nurse, presence.NoteFeud, presence.FeudInput{ResidentID: g.lan, OtherID: g.hoa, Reason: "lại"})
	refuses(t, err, fault.Conflict, "presence.feud_noted")
	_, err = do(g, g.nurse, presence.NoteFeud, presence.FeudInput{ResidentID: g.lan, OtherID: g.lan, Reason: "x"})
	refuses(t, err, fault.Invalid, "presence.feud_with_self")
	_, err = do(g, g.nurse, presence.NoteFeud, presence.FeudInput{ResidentID: g.lan, OtherID: g.mai, Reason: "x", From: g.today().AddDays(1)})
	refuses(t, err, fault.Invalid, "presence.day_in_future")
	_, err = do(g, g.nurse, presence.NoteFeud, presence.FeudInput{ResidentID: g.lan, OtherID: g.binh, Reason: "x"})
	refuses(t, err, fault.NotFound, "")
	for _, bed := range []uint64{g.w[1], g.w[2]} { // the same room, the same ward
		_, err := do(g, g.nurse, presence.Place, presence.PlaceInput{ResidentID: g.hoa, BedID: bed})
		refuses(t, err, fault.Conflict, "presence.rule.feud")
		if args := fault.Of(err).Fields[0].Args; args["name"] != "Nguyễn Thị Lan" {
			t.Errorf("got %v", args)
		}
	}
	ok(g, presence.Place, presence.PlaceInput{ResidentID: g.hoa, BedID: g.w[2], Despite: despite("feud", g.today())})
	g.Clock.Add(24 * time.Hour)
	if list := g.reviews(g.nurse); len(list) != 1 || list[0].ResidentID != g.hoa || list[0].With != g.lan {
		t.Errorf("got %+v", list)
	}
	_, err = do(g, g.nurse, presence.EndFeud, presence.FeudEnd{ID: feud.ID, On: g.today().AddDays(-9)})
	refuses(t, err, fault.Invalid, "presence.ends_before_it_began")
	ok(g, presence.EndFeud, presence.FeudEnd{ID: feud.ID, Note: "đã làm lành"})
	_, err = do(g, g.nurse, presence.EndFeud, presence.FeudEnd{ID: feud.ID})
	refuses(t, err, fault.Conflict, "presence.feud_over")
	if list := g.reviews(g.nurse); len(list) != 0 {
		t.Errorf("got %+v", list)
	}
	ok(g, presence.NoteFeud, note)
	for _, who := range []uint64{g.lan, g.hoa} {
		var list []presence.FeudOf
		if err := g.See(g.nurse, func(tx *db.Tx) (err error) { list, err = presence.FeudsOf(tx, who); return err }); err != nil {
			t.Fatal(err)
		}
		if len(list) != 2 || !list[0].Open() || list[1].Open() || list[1].EndNote != "đã làm lành" || list[0].WithID == who || list[0].WithName == "" {
			t.Errorf("got %+v", list)
		}
	}
}

// TestListIsNotStoppedByRules: a list says where people lie already; what breaks a rule is brought in
// and waits for a decision, refusals first.
func TestListIsNotStoppedByRules(t *testing.T) {
	g := ruled(t)
	small := g.room(g.women, "206", "10", 3)
	g.born(g.lan, "2018")
	in := []presence.AdmitInput{{ResidentID: g.lan, BedID: small[0], Category: "A1"}, {ResidentID: g.hoa, BedID: small[1], Category: "A2"}, {ResidentID: g.mai, Category: "A2"}}
	if err := g.As(g.nurse, func(tx *db.Tx) error {
		_, errs, err := presence.AdmitMany(tx, in)
		if err != nil || errs[0] != nil || errs[1] != nil {
			t.Errorf("got %v %v", errs, err)
		}
		_, errs, err = presence.PlaceMany(tx, []presence.PlaceInput{{ResidentID: g.mai, BedID: small[2]}})
		if err == nil {
			err = errs[0]
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	list := g.reviews(g.nurse)
	if len(list) != 2 || list[0].Rule != presence.ChildRule || list[0].ResidentID != g.lan || list[1].Rule != presence.AreaRule || list[1].ResidentID != g.mai {
		t.Errorf("got %+v", list)
	}
	_, err := do(g, g.nurse, presence.Decide, presence.DecideInput{ResidentID: g.lan, Despite: despite("child area", g.today())})
	refuses(t, err, fault.Conflict, "presence.rule.child")
	only := func(ward uint64) db.Actor {
		who := dbtest.Person(9, all, g.one)
		who.Grants[0].Ward = ward
		return who
	}
	if n, m := len(g.reviews(only(g.women))), len(g.reviews(only(g.men))); n != 2 || m != 0 {
		t.Errorf("who sees the ward sees %d, who does not sees %d", n, m)
	}
}

// TestTwoIntoOneRoomAtOnce: a child and a stranger led into two beds of one room at the same moment
// are judged one after the other, and one of them is refused.
func TestTwoIntoOneRoomAtOnce(t *testing.T) {
	g := furnish(t, dbtest.OpenLive(t))
	g.Do(func(tx *db.Tx) error { return settings.Seed(tx) })
	g.born(g.lan, "2019")
	for round := range 8 {
		people := []uint64{g.lan, g.hoa}
		done, refused := g.at(2, func(tx *db.Tx, i int) error {
			_, err := presence.Admit(tx, presence.AdmitInput{ResidentID: people[i], BedID: g.w[i], Category: "A1"})
			return err
		})
		if done != 1 || refused != 1 {
			t.Errorf("round %d: %d came in, %d were refused", round, done, refused)
		}
		for _, w := range g.where(presence.WhereInput{}) {
			ok(g, presence.CancelAdmission, presence.VoidInput{ID: w.StayID, Reason: "thử lại"})
		}
	}
}

func (g *house) today() value.Day { return value.DayOf(g.Clock.Now(), time.FixedZone("+07", 7*3600)) }

// kin writes down that two people are mother and child.
func (g *house) kin(child, mother uint64) {
	g.T.Helper()
	g.Do(func(tx *db.Tx) error {
		who, err := db.From[row](tx).Where("id = ?", child).One()
		if err != nil {
			return err
		}
		_, err = residents.AddKin(tx, residents.KinInput{Resident: mother, Name: who.Name, Relation: "child", LivesHere: who.Number})
		return err
	})
}

// history gives the placements of a person that go on.
func (g *house) history(resident uint64) []uint64 {
	g.T.Helper()
	var ids []uint64
	g.Do(func(tx *db.Tx) error {
		found, err := db.From[presence.Placement](tx).Where("open_resident_id = ?", resident).All()
		for _, p := range found {
			ids = append(ids, p.ID)
		}
		return err
	})
	return ids
}
