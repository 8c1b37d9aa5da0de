package staff_test

import (
	"testing"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

func (h *house) employ(as db.Actor, in staff.PositionInput) (p *staff.Position, err error) {
	err = h.As(as, func(tx *db.Tx) (err error) { p, err = staff.AddPosition(tx, in); return err })
	return p, err
}

func TestPositionsAreDated(t *testing.T) {
	h := open(t)
	before := value.MustDay("2026-03-01")
	p, err := h.employ(h.runsOne, staff.PositionInput{Member: h.nurse.ID, Kind: staff.DirectCare, Ward: h.ward, From: before})
	if err != nil || p.CampusID != h.one || !p.On(before) || p.On(before.AddDays(-1)) {
		t.Fatalf("%+v %v", p, err)
	}
	for name, c := range map[string]struct {
		in  staff.PositionInput
		key string
	}{
		"twice":            {staff.PositionInput{Member: h.nurse.ID, Kind: staff.DirectCare, Ward: h.ward}, "staff.position_held"},
		"no such kind":     {staff.PositionInput{Member: h.nurse.ID, Kind: "king", Campus: h.one}, "words.one_of"},
		"no such ward":     {staff.PositionInput{Member: h.nurse.ID, Kind: staff.Medical, Ward: 9999}, "staff.place_unknown"},
		"the other campus": {staff.PositionInput{Member: h.nurse.ID, Kind: staff.Medical, Campus: h.two}, "staff.place_unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := h.employ(h.runsOne, c.in)
			wants(t, err, c.key)
		})
	}
	if _, err := h.employ(h.nurses, staff.PositionInput{Member: h.nurse.ID, Kind: staff.Medical, Campus: h.one}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a nurse gives herself a position: %v", err)
	}
	if _, err := h.employ(h.runsTwo, staff.PositionInput{Member: h.nurse.ID, Kind: staff.Medical}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the other campus: %v", err)
	}
	end := func(in staff.EndPositionInput) error {
		return h.As(h.runsOne, func(tx *db.Tx) error { _, err := staff.EndPosition(tx, in); return err })
	}
	in := staff.EndPositionInput{Member: h.nurse.ID, Position: p.ID, Last: before.AddDays(-1), Reason: "chuyển khu"}
	wants(t, end(in), "staff.ends_before")
	in.Last, in.Reason = value.Day{}, " "
	wants(t, end(in), "staff.reason_missing")
	in.Reason = "chuyển khu"
	if err := end(in); err != nil {
		t.Fatal(err)
	}
	wants(t, end(in), "staff.ended_already")
	var list []staff.HeldPosition
	if err := h.See(h.runsOne, func(tx *db.Tx) (err error) { list, err = staff.PositionsOf(tx, h.nurse.ID); return err }); err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 || list[0].EndedReason != "chuyển khu" || list[0].WardName == "" {
		t.Errorf("%+v", list)
	}
}

// TestRatiosFollowTheNorms compares carers and residents by the norm of each group, for a ward and a
// campus, and follows a changed figure from its day.
func TestRatiosFollowTheNorms(t *testing.T) {
	h := open(t)
	h.Do(func(tx *db.Tx) error { return settings.Seed(tx) })
	for _, in := range []staff.PositionInput{
		{Member: h.nurse.ID, Kind: staff.DirectCare, Ward: h.ward},
		{Member: h.nurse.ID, Kind: staff.Medical, Campus: h.one},
		{Member: h.managerOne.ID, Kind: staff.DirectCare, Campus: h.one},
	} {
		if _, err := h.employ(h.administers, in); err != nil {
			t.Fatal(err)
		}
	}
	heads := []staff.Heads{
		{CampusID: h.one, WardID: h.ward, Group: staff.AdultsHelped, People: 6}, // 1.5
		{CampusID: h.one, WardID: h.ward, Group: staff.Adults, People: 14},      // 1.4
		{CampusID: h.one, WardID: 77, Group: staff.Infants, People: 2},          // 2
		{CampusID: h.one, WardID: 77, Group: staff.ToddlersSpecial, People: 4},  // 1
		{CampusID: h.one, WardID: 77, Group: staff.ChildrenSpecial, People: 5},  // 1
		{CampusID: h.one, WardID: 77, Group: staff.Toddlers, People: 3},         // 0.5
		{CampusID: h.one, WardID: 77, Group: staff.Children, People: 6},         // 0.6
		{CampusID: h.two, Group: staff.Adults, People: 51},                      // nobody works there
	}
	ratios := func(as db.Actor) map[string]staff.Ratio {
		t.Helper()
		out := map[string]staff.Ratio{}
		if err := h.See(as, func(tx *db.Tx) error {
			list, err := staff.Ratios(tx, heads)
			for _, r := range list {
				switch {
				case r.WardID == h.ward:
					out["ward "+string(r.Kind)] = r
				case r.WardID != 0:
					out["children "+string(r.Kind)] = r
				case r.CampusID == h.one:
					out["one "+string(r.Kind)] = r
				default:
					out["two "+string(r.Kind)] = r
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	got := ratios(h.directs)
	for name, want := range map[string][3]int{ // have, people, need
		"ward care":       {1, 20, 3}, // 2.9
		"children care":   {0, 20, 6}, // 5.1
		"one care":        {2, 40, 8}, // 8.0: not the sum of the wards' rounded figures
		"one medical":     {1, 40, 1},
		"one nutrition":   {0, 40, 2},
		"one social_work": {0, 40, 2},
		"two medical":     {0, 51, 2},
		"two care":        {0, 51, 6},
	} {
		if r := got[name]; r.Have != want[0] || r.People != want[1] || r.Need != want[2] {
			t.Errorf("%s: %+v, want %v", name, r, want)
		}
	}
	if r := got["ward care"]; r.Short() != 2 || r.Each() != 20 {
		t.Errorf("%+v", r)
	}
	// The names behind the number of carers.
	var names []staff.HeldPosition
	if err := h.See(h.directs, func(tx *db.Tx) (err error) {
		names, err = staff.PositionsNow(tx, staff.PositionsInput{Kind: staff.DirectCare, CampusID: h.one})
		return err
	}); err != nil || len(names) != 2 {
		t.Errorf("%d carers: %v %v", len(names), names, err)
	}
	// A norm that the centre changes holds from its day.
	h.Do(func(tx *db.Tx) error {
		_, err := settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.StaffAdultHelp, Value: "2", ValidFrom: tx.Today(), Version: 1, LegalBasis: "Quyết định thử", Mark: settings.Decided})
		return err
	})
	if r := ratios(h.directs)["ward care"]; r.Need != 5 { // 3 + 1.4
		t.Errorf("after the change: %+v", r)
	}
}
