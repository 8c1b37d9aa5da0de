package care_test

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// TestBoardIsNeverOld shows the board that a busy process remembers beside what another process
// reads afresh, after everything that may change it, by the hands of either.
func TestBoardIsNeverOld(t *testing.T) {
	g := open(t, 6)
	other := g.Twin()
	see := func(h *db.House) *care.Board {
		t.Helper()
		var b *care.Board
		if err := h.Read(context.Background(), g.lan, func(tx *db.Tx) (err error) { b, err = care.WardBoard(tx, g.ward); return err }); err != nil {
			t.Fatal(err)
		}
		return b
	}
	var zone, campus uint64
	g.Do(func(tx *db.Tx) error {
		w, err := db.Get[wards.Ward](tx, g.ward)
		zone, campus = w.ZoneID, w.CampusID
		return err
	})
	who, room, bed := g.people[0], see(g.House.House).Rooms[0].ID, uint64(0)
	for _, b := range see(g.House.House).Rooms[0].Beds {
		if b.ResidentID == who {
			bed = b.BedID
		}
	}
	name := "Nguyễn Thị Đổi Tên"
	var need *residents.Need
	var flag *residents.Flag
	var extra *wards.Bed
	var out *wards.Outage
	var baby *residents.Person
	var cot uint64 // in another ward
	g.Do(func(tx *db.Tx) error {
		nursery, err := wards.AddWard(tx, zone, wards.WardInput{Name: "Khu nhỏ", Sex: wards.ForAny, From: value.MustDay("2026-01-01")})
		if err != nil {
			return err
		}
		if _, err := wards.AddRoom(tx, nursery.ID, wards.RoomInput{Name: "101", Beds: 1, From: value.MustDay("2026-01-01")}); err != nil {
			return err
		}
		beds, err := wards.BedsOf(tx, wards.View, nursery.ID)
		cot = beds[0].ID
		return err
	})
	acts := []struct {
		what   string
		signed bool // by a person
		do     func(*db.Tx) error
	}{
		{"an allergy", false, func(tx *db.Tx) (err error) {
			need, err = residents.AddNeed(tx, residents.NeedInput{Resident: who, Kind: residents.Allergy, Note: "tôm, cua | mực"})
			return err
		}},
		{"its end", false, func(tx *db.Tx) error {
			_, err := residents.EndNeed(tx, residents.EndInput{Resident: who, ID: need.ID, On: tx.Today()})
			return err
		}},
		{"a risk", false, func(tx *db.Tx) (err error) {
			flag, err = residents.AddFlag(tx, residents.FlagInput{Resident: who, Kind: "fall_risk"})
			return err
		}},
		{"its end", false, func(tx *db.Tx) error {
			_, err := residents.EndFlag(tx, residents.EndInput{Resident: who, ID: flag.ID, On: tx.Today()})
			return err
		}},
		{"a name", false, func(tx *db.Tx) error {
			p, err := db.Get[residents.Person](tx, who)
			if err != nil {
				return err
			}
			_, err = residents.ChangeResident(tx, residents.ChangeInput{Resident: who, Name: &name, Version: p.Version})
			return err
		}},
		{"hospital", false, func(tx *db.Tx) error {
			_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: who, Kind: presence.Hospital})
			return err
		}},
		{"the way back", false, func(tx *db.Tx) error {
			_, err := presence.EndAbsence(tx, presence.ReturnInput{ResidentID: who})
			return err
		}},
		{"a new bed", false, func(tx *db.Tx) (err error) {
			extra, err = wards.AddBed(tx, room, wards.BedInput{Name: "Thêm"})
			return err
		}},
		{"a broken bed", false, func(tx *db.Tx) (err error) {
			out, err = wards.TakeBedOut(tx, extra.ID, wards.OutageInput{Reason: "gãy chân"}, presence.WhoLies)
			return err
		}},
		{"its repair", false, func(tx *db.Tx) error { _, err := wards.ReturnToService(tx, out.ID); return err }},
		{"a move", false, func(tx *db.Tx) error {
			_, err := presence.Move(tx, presence.MoveInput{ResidentID: who, BedID: extra.ID})
			return err
		}},
		{"the move back", false, func(tx *db.Tx) error {
			_, err := presence.Move(tx, presence.MoveInput{ResidentID: who, BedID: bed})
			return err
		}},
		{"a round", true, func(tx *db.Tx) error { _, err := care.RecordRound(tx, g.all()); return err }},
		{"an amendment", true, func(tx *db.Tx) error {
			mark, err := db.From[care.Mark](tx).Where("resident_id = ?", who).One()
			if err != nil {
				return err
			}
			_, err = care.AmendMark(tx, care.AmendInput{MarkID: mark.ID, Reason: "nhầm người", Found: care.Found{Ate: "half", Response: "told_nurse"}})
			return err
		}},
		{"a watch", true, func(tx *db.Tx) error {
			_, err := care.StartWatch(tx, care.WatchInput{ResidentID: who, Reason: "suicide", EveryMinutes: 15, ReviewAt: tx.Now.Add(24 * time.Hour), Note: "nói chán, sống | mệt"})
			return err
		}},
		{"a look", true, func(tx *db.Tx) error { _, err := care.LookAt(tx, care.LookInput{ResidentID: who}); return err }},
		{"the name of the zone", false, func(tx *db.Tx) error {
			z, err := db.Get[wards.Zone](tx, zone)
			if err != nil {
				return err
			}
			_, err = wards.ChangeZone(tx, zone, wards.ZoneInput{Kind: z.Kind, Name: "Phân khu khác", From: tx.Today(), Version: z.Version})
			return err
		}},
		{"the name of the campus", false, func(tx *db.Tx) error {
			c, err := db.Get[wards.Campus](tx, campus)
			if err != nil {
				return err
			}
			_, err = wards.ChangeCampus(tx, campus, wards.CampusInput{Code: c.Code, Name: "Cơ sở khác", From: value.MustDay("2026-01-01"), Version: c.Version})
			return err
		}},
		{"a birth", false, func(tx *db.Tx) (err error) {
			baby, err = residents.EnterBirth(tx, residents.BirthInput{Mother: who, Name: "Bé Na", Sex: "f"})
			return err
		}},
		{"the baby in care", false, func(tx *db.Tx) error {
			_, err := presence.Admit(tx, presence.AdmitInput{ResidentID: baby.ID, CampusID: campus, Category: "A1"})
			return err
		}},
		{"the baby's own bed in another ward", false, func(tx *db.Tx) error {
			_, err := presence.Place(tx, presence.PlaceInput{ResidentID: baby.ID, BedID: cot})
			return err
		}},
		{"the baby's name", false, func(tx *db.Tx) error {
			p, err := db.Get[residents.Person](tx, baby.ID)
			if err != nil {
				return err
			}
			given := "Nguyễn Thị Na"
			_, err = residents.ChangeResident(tx, residents.ChangeInput{Resident: p.ID, Name: &given, Version: p.Version})
			return err
		}},
		{"the baby's way home", false, func(tx *db.Tx) error {
			_, err := presence.Discharge(tx, presence.DischargeInput{ResidentID: baby.ID, Reason: "c"})
			return err
		}},
		{"a discharge", false, func(tx *db.Tx) error {
			_, err := presence.Discharge(tx, presence.DischargeInput{ResidentID: who, Reason: "a"})
			return err
		}},
	}
	hands := []*db.House{g.House.House, other}
	for i, act := range acts {
		before := see(g.House.House)
		if see(g.House.House) != before {
			t.Errorf("before %s: a board that nobody changed was read again", act.what)
		}
		by := db.System("test")
		if act.signed {
			by = g.lan
		}
		if err := hands[i%2].Write(context.Background(), by, "test.act", func(tx *db.Tx) error {
			if err := tx.May(care.View); err != nil {
				return err
			}
			return act.do(tx)
		}); err != nil {
			t.Fatalf("%s: %v", act.what, err)
		}
		kept, fresh := see(g.House.House), see(g.Twin())
		if kept == before {
			t.Errorf("after %s the old board is shown", act.what)
		}
		if !reflect.DeepEqual(kept, fresh) {
			t.Errorf("after %s: remembered\n%+v\nread\n%+v", act.what, kept, fresh)
		}
	}
	// Clocks stand on the board: the next minute has another.
	before := see(g.House.House)
	g.Clock.Add(time.Minute)
	if after := see(g.House.House); after == before || !after.Now.Equal(before.Now.Add(time.Minute)) {
		t.Error("the board of the minute before is shown")
	}
}

// TestNamesakesAreMarked: people of a ward who are called alike are told apart.
func TestNamesakesAreMarked(t *testing.T) {
	g := open(t, 8)
	for i, name := range []string{"Nguyễn Thị Hoà", "Nguyễn Thị Hóa", "Nguyễn Hoa"} {
		g.Do(func(tx *db.Tx) error {
			p, err := db.Get[residents.Person](tx, g.people[i])
			if err != nil {
				return err
			}
			_, err = residents.ChangeResident(tx, residents.ChangeInput{Resident: p.ID, Name: &name, Version: p.Version})
			return err
		})
	}
	var marked []uint64
	for _, r := range g.sheet(care.SheetInput{}).Rooms {
		for _, b := range r.Beds {
			if b.SameName {
				marked = append(marked, b.ResidentID)
			}
		}
	}
	slices.Sort(marked)
	if want := slices.Sorted(slices.Values(g.people[:3])); !slices.Equal(marked, want) {
		t.Errorf("marked %v of %v", marked, want)
	}
}
