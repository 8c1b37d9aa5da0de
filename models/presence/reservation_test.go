package presence_test

import (
	"slices"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
)

func (g *house) kept() []presence.Kept {
	g.T.Helper()
	var out []presence.Kept
	if err := g.See(g.nurse, func(tx *db.Tx) (err error) { out, err = presence.Reservations(tx, presence.ReviewsInput{}); return err }); err != nil {
		g.T.Fatal(err)
	}
	return out
}

func (g *house) freeBeds(in presence.FreeBedsInput) []uint64 {
	g.T.Helper()
	var ids []uint64
	if err := g.See(g.nurse, func(tx *db.Tx) error {
		list, err := presence.FreeBeds(tx, in)
		for _, b := range list {
			ids = append(ids, b.BedID)
		}
		return err
	}); err != nil {
		g.T.Fatal(err)
	}
	return ids
}

// TestKeptBedIsForOnePerson: a bed that is kept is given to nobody else by any way, also not by a
// list, until it is given up or its time comes; the person it is kept for gets it, and then the
// keeping is over.
func TestKeptBedIsForOnePerson(t *testing.T) {
	g := ruled(t)
	until := g.Clock.Now().Add(26 * time.Hour)
	r := ok(g, presence.Reserve, presence.ReserveInput{BedID: g.w[0], ResidentID: g.lan, Reason: "từ bệnh viện về", Until: until})
	g.admit(g.hoa, g.w[1], 5)
	g.admit(g.mai, 0, 5)
	refused := func(err error) {
		t.Helper()
		refuses(t, err, fault.Conflict, "presence.bed_kept")
		if f := fault.Of(err); f != nil && (f.Args["person"] != "Nguyễn Thị Lan" || !f.Args["until"].(time.Time).Equal(until)) {
			t.Errorf("got %v", f.Args)
		}
	}
	other := g.person(g.one, "Lô Thị Nga", "f")
	_, err := do(g, g.head, presence.Admit, presence.AdmitInput{ResidentID: other, BedID: g.w[0], Category: "A2"})
	refused(err)
	_, err = do(g, g.head, presence.Place, presence.PlaceInput{ResidentID: g.mai, BedID: g.w[0]})
	refused(err)
	_, err = do(g, g.head, presence.Move, presence.MoveInput{ResidentID: g.hoa, BedID: g.w[0]})
	refused(err)
	_, err = do(g, g.head, presence.CorrectPlacement, presence.PlacementCorrection{ID: g.history(g.hoa)[0], BedID: g.w[0], Reason: "ghi nhầm"})
	refused(err)
	_, err = do(g, g.head, presence.Reserve, presence.ReserveInput{BedID: g.w[0], Person: "người từ xã", Reason: "chờ xe", Until: until})
	refused(err)
	if err := g.As(g.nurse, func(tx *db.Tx) error {
		_, errs, err := presence.AdmitMany(tx, []presence.AdmitInput{{ResidentID: other, BedID: g.w[0], Category: "A2"}})
		if err == nil {
			refused(errs[0])
		}
		verdicts, err := presence.JudgeArrivals(tx, g.one, []presence.Arrival{{Sex: "f", BedID: g.w[0], AdmittedAt: tx.Now, PlacedAt: tx.Now}})
		if err == nil && (verdicts[0].NewBed || verdicts[0].Bed == nil) {
			t.Errorf("a list is told so beforehand: %+v", verdicts[0])
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(g.freeBeds(presence.FreeBedsInput{}), g.w[0]) || !slices.Contains(g.freeBeds(presence.FreeBedsInput{ResidentID: g.lan}), g.w[0]) {
		t.Error("a kept bed is free for the one alone")
	}
	if p := g.proposals(presence.ProposalsInput{ResidentID: g.lan})[0]; p.BedID != g.w[0] || !p.Kept {
		t.Errorf("the kept bed is proposed first: %+v", p)
	}
	if list := g.kept(); len(list) != 1 || list[0].Name != "Nguyễn Thị Lan" || list[0].ID != r.ID {
		t.Errorf("got %+v", list)
	}
	if err := g.See(g.nurse, func(tx *db.Tx) error {
		tiles, err := presence.WardBoard(tx, g.women, time.Time{})
		for _, tile := range tiles {
			if kept := tile.BedID == g.w[0]; kept != (tile.KeptFor == "Nguyễn Thị Lan" && tile.KeptUntil != nil) || kept && tile.Free() {
				t.Errorf("got %+v", tile)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	t.Run("TheOneComes", func(t *testing.T) {
		g.admit(g.lan, g.w[0], 0)
		if len(g.kept()) != 0 {
			t.Errorf("got %+v", g.kept())
		}
		ok(g, presence.Move, presence.MoveInput{ResidentID: g.lan, BedID: g.w[2]})
		ok(g, presence.Place, presence.PlaceInput{ResidentID: g.mai, BedID: g.w[0]})
	})
}

// TestKeepingEndsByItself: when the time has come the bed is free at once, without any job; what is
// given up is free at once too.
func TestKeepingEndsByItself(t *testing.T) {
	g := ruled(t)
	keep := presence.ReserveInput{BedID: g.w[0], Person: "bà Hiền, Công an xã đưa đến", Reason: "đang trên đường", Until: g.Clock.Now().Add(3 * time.Hour)}
	first := ok(g, presence.Reserve, keep)
	g.Clock.Add(3*time.Hour - time.Minute)
	_, err := do(g, g.nurse, presence.Admit, presence.AdmitInput{ResidentID: g.lan, BedID: g.w[0], Category: "A2"})
	refuses(t, err, fault.Conflict, "presence.bed_kept")
	g.Clock.Add(time.Minute)
	if len(g.kept()) != 0 || !slices.Contains(g.freeBeds(presence.FreeBedsInput{}), g.w[0]) {
		t.Error("its time has come")
	}
	_, err = do(g, g.nurse, presence.GiveUp, presence.ReleaseInput{ID: first.ID})
	refuses(t, err, fault.Conflict, "presence.keeping_over")
	keep.Until = g.Clock.Now().Add(time.Hour)
	second := ok(g, presence.Reserve, keep)
	g.Do(func(tx *db.Tx) error {
		old, err := db.Get[presence.Reservation](tx, first.ID)
		if err == nil && (old.EndCause != presence.Expired || old.OpenBedID != nil) {
			t.Errorf("got %+v", old)
		}
		return err
	})
	_, err = do(g, dbtest.Person(9, all, g.two), presence.GiveUp, presence.ReleaseInput{ID: second.ID})
	refuses(t, err, fault.NotFound, "")
	ok(g, presence.GiveUp, presence.ReleaseInput{ID: second.ID, Note: "người nhà đã đón"})
	g.admit(g.lan, g.w[0], 0)
	for name, c := range map[string]struct {
		in   presence.ReserveInput
		kind fault.Kind
		key  string
	}{
		"taken":      {presence.ReserveInput{BedID: g.w[0], Person: "x", Reason: "y", Until: keep.Until}, fault.Conflict, "presence.bed_taken"},
		"past":       {presence.ReserveInput{BedID: g.w[1], Person: "x", Reason: "y", Until: g.Clock.Now()}, fault.Invalid, "presence.keep_until_past"},
		"too long":   {presence.ReserveInput{BedID: g.w[1], Person: "x", Reason: "y", Until: g.Clock.Now().AddDate(0, 0, 15)}, fault.Invalid, "presence.until_too_late"},
		"no end":     {presence.ReserveInput{BedID: g.w[1], Person: "x", Reason: "y"}, fault.Invalid, "presence.keep_until_missing"},
		"no person":  {presence.ReserveInput{BedID: g.w[1], Reason: "y", Until: keep.Until}, fault.Invalid, "presence.person_missing"},
		"no reason":  {presence.ReserveInput{BedID: g.w[1], Person: "x", Until: keep.Until}, fault.Invalid, "presence.reason_missing"},
		"other sex":  {presence.ReserveInput{BedID: g.w[1], ResidentID: g.nam, Reason: "y", Until: keep.Until}, fault.Invalid, "presence.wrong_sex"},
		"not there":  {presence.ReserveInput{BedID: 99999, Person: "x", Reason: "y", Until: keep.Until}, fault.NotFound, ""},
		"far campus": {presence.ReserveInput{BedID: g.a[0], Person: "x", Reason: "y", Until: keep.Until}, fault.NotFound, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := do(g, g.nurse, presence.Reserve, c.in)
			refuses(t, err, c.kind, c.key)
		})
	}
}

// TestTwoKeepOneBedAtOnce: of many who keep one bed at once exactly one does, and of one who keeps it
// and another who is admitted into it exactly one gets it.
func TestTwoKeepOneBedAtOnce(t *testing.T) {
	g := furnish(t, dbtest.OpenLive(t))
	g.Do(func(tx *db.Tx) error { return settings.Seed(tx) })
	done, refused := g.at(40, func(tx *db.Tx, i int) error {
		_, err := presence.Reserve(tx, presence.ReserveInput{BedID: g.w[0], Person: "người thứ " + string(rune('a'+i%26)), Reason: "chờ", Until: tx.Now.Add(time.Hour)})
		return err
	})
	if done != 1 || refused != 39 || len(g.kept()) != 1 {
		t.Errorf("%d keep it, %d were refused", done, refused)
	}
	people := g.crowd(20, "f")
	for bed := 1; bed < 4; bed++ {
		done, refused := g.at(12, func(tx *db.Tx, i int) error {
			if i%2 == 0 {
				_, err := presence.Reserve(tx, presence.ReserveInput{BedID: g.w[bed], Person: "ai đó", Reason: "chờ", Until: tx.Now.Add(time.Hour)})
				return err
			}
			_, err := presence.Admit(tx, presence.AdmitInput{ResidentID: people[(bed-1)*6+i/2], BedID: g.w[bed], Category: "A3"})
			return err
		})
		if done != 1 || refused != 11 {
			t.Errorf("bed %d: %d got it, %d were refused", bed, done, refused)
		}
	}
}
