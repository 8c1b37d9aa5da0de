package intake_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/register"
	"maiam/models/value"
	"maiam/models/wards"
)

func (g *village) group(as db.Actor, id uint64) *intake.GroupFile {
	g.T.Helper()
	var f *intake.GroupFile
	if err := g.See(as, func(tx *db.Tx) (err error) { f, err = intake.ReadGroupLeave(tx, intake.OfGroup{ID: id}); return err }); err != nil {
		g.T.Fatal(err)
	}
	return f
}

func (g *village) roomOf(bed uint64) (room uint64) {
	g.Do(func(tx *db.Tx) error {
		b, err := db.Get[wards.Bed](tx, bed)
		if err == nil {
			room = b.RoomID
		}
		return err
	})
	return room
}

// TestGroupLeave: a whole room and others named leave in one step, each with an answer of their own,
// and come back in one step or one by one.
func TestGroupLeave(t *testing.T) {
	g := settle(t)
	can(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.nam, Kind: presence.Hospital, At: g.ago(5)})
	tet := intake.GroupInput{CampusID: g.one, Rooms: []uint64{g.roomOf(g.w[0])}, People: []uint64{g.nam, g.binh}, Title: "Nghỉ Tết", Purpose: presence.HomeVisit,
		DueBackOn: value.MustDay("2026-11-23"), Place: "Về gia đình"}
	_, err := attempt(g, g.worker, intake.StartGroupLeave, tet) // Binh is of the other campus: not there
	refuses(t, err, fault.NotFound, "")
	tet.People = []uint64{g.nam}
	l := can(g, intake.StartGroupLeave, tet)
	f := g.group(g.worker, l.ID)
	got := map[uint64]string{}
	for _, p := range f.People {
		got[p.ResidentID] = fmt.Sprint(p.Away(), " ", p.Refused)
	}
	if fmt.Sprint(got) != fmt.Sprint(map[uint64]string{g.lan: "true ", g.hoa: "true ", g.nam: "false presence.already_away"}) {
		t.Errorf("of the room and the others: %v", got)
	}
	if f.StillAway() != 2 || g.where(g.lan).AbsenceKind != presence.Leave || g.where(g.lan).BedID != g.w[0] || g.where(g.binh).AbsenceKind != "" {
		t.Errorf("%d away; Lan %+v", f.StillAway(), g.where(g.lan))
	}
	g.Clock.Add(3 * 24 * time.Hour)
	var gone []presence.Gone
	if err := g.See(g.worker, func(tx *db.Tx) (err error) { gone, err = presence.WhoIsGone(tx); return err }); err != nil {
		t.Fatal(err)
	}
	today := value.MustDay("2026-11-24")
	if len(gone) != 3 || !gone[0].Overdue(today) || !gone[1].Overdue(today) || gone[2].ResidentID != g.nam || gone[2].Overdue(today) {
		t.Errorf("away now: %+v", gone)
	}
	_, err = attempt(g, g.worker, intake.EndGroupLeave, intake.GroupReturn{ID: l.ID, At: g.Clock.Now().Add(time.Hour)})
	refuses(t, err, fault.Invalid, "presence.at_in_future")
	_, err = attempt(g, g.other, intake.EndGroupLeave, intake.GroupReturn{ID: l.ID})
	refuses(t, err, fault.NotFound, "")
	can(g, intake.EndGroupLeave, intake.GroupReturn{ID: l.ID, People: []uint64{g.lan}, BroughtBy: "Con trai"})
	if f := g.group(g.worker, l.ID); f.StillAway() != 1 || g.where(g.lan).AbsenceKind != "" {
		t.Errorf("%d still away", f.StillAway())
	}
	can(g, intake.EndGroupLeave, intake.GroupReturn{ID: l.ID})
	_, err = attempt(g, g.worker, intake.EndGroupLeave, intake.GroupReturn{ID: l.ID})
	refuses(t, err, fault.Conflict, "intake.nobody_is_away")
	if g.where(g.nam).AbsenceKind != presence.Hospital {
		t.Error("who was in hospital came back with the group")
	}
	var list []intake.GroupLine
	if err := g.See(g.worker, func(tx *db.Tx) (err error) { list, err = intake.GroupLeaves(tx); return err }); err != nil || len(list) != 1 || list[0].Went != 2 || list[0].Away != 0 {
		t.Errorf("the list says %+v (%v)", list, err)
	}
	for key, in := range map[string]intake.GroupInput{"intake.nobody_chosen": {CampusID: g.one, Title: "x"}, "intake.title_missing": {CampusID: g.one, People: []uint64{g.lan}},
		"presence.due_before_start": {CampusID: g.one, Title: "x", People: []uint64{g.lan}, DueBackOn: value.MustDay("2026-11-01")}} {
		_, err := attempt(g, g.worker, intake.StartGroupLeave, in)
		refuses(t, err, fault.Invalid, key)
	}
	_, err = attempt(g, g.worker, intake.StartGroupLeave, intake.GroupInput{CampusID: g.one, Title: "x", People: []uint64{g.nam}})
	refuses(t, err, fault.Conflict, "intake.nobody_could_go")
	// Whoever works in one ward takes and sees its people alone.
	carer := dbtest.Person(50, nil)
	carer.Grants = []db.Grant{{Role: "test", Campus: g.one, Ward: g.men, Permissions: map[string]bool{presence.Away: true, presence.View: true, "residents.view": true}}}
	_, err = attempt(g, carer, intake.StartGroupLeave, intake.GroupInput{CampusID: g.one, Title: "x", People: []uint64{g.lan}})
	refuses(t, err, fault.Conflict, "intake.nobody_could_go")
	if f := g.group(carer, l.ID); len(f.People) != 1 || f.People[0].ResidentID != g.nam {
		t.Errorf("a carer of the men reads %+v", f.People)
	}
	g.sound()
}

// TestGroupLeaveStatementsDoNotGrow: forty people leave and come back in as many statements as two.
func TestGroupLeaveStatementsDoNotGrow(t *testing.T) {
	g := settle(t)
	count := func(people []uint64) (n int) {
		t.Helper()
		ctx, read := db.Counting(t.Context())
		var l *intake.GroupLeave
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(g.Write(ctx, g.worker, "test", func(tx *db.Tx) (err error) {
			l, err = intake.StartGroupLeave(tx, intake.GroupInput{CampusID: g.one, Title: "Nghỉ", People: people})
			return err
		}))
		g.Clock.Add(time.Hour)
		must(g.Write(ctx, g.worker, "test", func(tx *db.Tx) error {
			_, err := intake.EndGroupLeave(tx, intake.GroupReturn{ID: l.ID})
			return err
		}))
		g.Clock.Add(time.Hour)
		return read()
	}
	few := count([]uint64{g.lan, g.nam})
	people := []uint64{g.lan, g.nam, g.hoa}
	g.Do(func(tx *db.Tx) error {
		for i := range 20 {
			id, err := more(tx, g.one, fmt.Sprintf("Lê Thị Số %s", string(rune('A'+i))))
			if err != nil {
				return err
			}
			people = append(people, id)
		}
		return nil
	})
	if many := count(people); many != few {
		t.Errorf("%d statements for two people, %d for %d", few, many, len(people))
	}
}

// TestMissingHasItsNotices: kin, police and commune are to be told on the day itself, until the
// person is back or it was a mistake.
func TestMissingHasItsNotices(t *testing.T) {
	g := settle(t)
	a := can(g, intake.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Missing, At: g.ago(1)})
	read := func(as db.Actor) (f *intake.MissingFile, err error) {
		err = g.See(as, func(tx *db.Tx) (err error) { f, err = intake.ReadMissing(tx, intake.OfMissing{ID: a.ID}); return err })
		return f, err
	}
	f, err := read(g.worker)
	if err != nil || len(f.Errands) != 3 || f.Errands[0].DueOn != value.MustDay("2026-11-21") || f.Name != "Nguyễn Thị Lan" {
		t.Fatalf("whom to tell: %+v (%v)", f, err)
	}
	_, err = read(g.other)
	refuses(t, err, fault.NotFound, "")
	drafts, err := read(dbtest.Person(99, []string{presence.Away, presence.View, "residents.view", register.Draft}, g.one))
	if err != nil || !slices.Equal(drafts.Letters, intake.MissingWrits) || len(f.Letters) != 0 {
		t.Errorf("whoever drafts papers has the notices at hand, nobody else: %v %v (%v)", drafts, f.Letters, err)
	}
	// The nurse of the night gives the notice, without any right to discharge.
	if _, err := attempt(g, g.night, intake.SettleErrand, intake.ErrandInput{ID: f.Errands[1].ID, Note: "Công an xã, 20 giờ"}); err != nil {
		t.Fatal(err)
	}
	if _, err := attempt(g, g.night, intake.EndAbsence, presence.ReturnInput{ResidentID: g.lan, BroughtBy: "Công an xã"}); err != nil {
		t.Fatal(err)
	}
	if f, _ := read(g.worker); len(f.Errands) != 1 || !f.Errands[0].Settled || f.BroughtBy != "Công an xã" {
		t.Errorf("after the person was found: %+v", f.Errands)
	}
	a = can(g, intake.StartAbsence, presence.AbsenceInput{ResidentID: g.nam, Kind: presence.Missing})
	can(g, intake.VoidAbsence, presence.VoidInput{ID: a.ID, Reason: "đang ở vườn"})
	if f, _ := read(g.worker); len(f.Errands) != 0 {
		t.Errorf("after a mistake: %+v", f.Errands)
	}
	_, err = attempt(g, g.worker, intake.StartAbsence, presence.AbsenceInput{ResidentID: g.nam, Kind: presence.Leave, Purpose: "trăng", Phone: "abc"})
	refuses(t, err, fault.Invalid, "presence.purpose_unknown")
	out := can(g, intake.StartAbsence, presence.AbsenceInput{ResidentID: g.nam, Kind: presence.Leave, Purpose: presence.Outing, Companion: "Cô Hạnh", Relation: "cháu", Phone: "0912 345 678", PaperSeen: "Căn cước"})
	if out.Phone != "+84912345678" || out.PaperSeen != "Căn cước" {
		t.Errorf("who fetched: %+v", out)
	}
}
