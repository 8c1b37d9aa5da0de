package care_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/staff"
	"maiam/models/wards"
)

// TestOwnRoomsComeFirst: on the round, also as a phone keeps it, and in the list of rounds the own rooms
// stand first, and the rest of the ward below them; who has no rooms of the own sees the order of the floor.
func TestOwnRoomsComeFirst(t *testing.T) {
	s := open(t)
	if err := words.Register(os.DirFS("../staff")); err != nil {
		t.Fatal(err)
	}
	var m *staff.Member
	var duty uint64
	s.Do(func(tx *db.Tx) (err error) {
		if m, err = staff.AddMember(tx, staff.AddMemberInput{Username: "mai", Settled: true, MemberInput: staff.MemberInput{Name: "Võ Thị Mai", CampusID: s.campus}}); err != nil {
			return err
		}
		if _, err = staff.GrantRole(tx, m.ID, staff.GrantInput{Role: "ward_carer", Place: staff.Place{Campus: s.campus}}); err != nil {
			return err
		}
		p, err := staff.PlanDuty(tx, staff.DutyInput{Campus: s.campus, Member: m.ID, Day: dbtest.Today, Shift: "afternoon", Ward: s.ward})
		if err != nil {
			return err
		}
		duty = p.Duty.ID
		_, err = staff.PublishRota(tx, staff.PublishInput{Campus: s.campus, First: dbtest.Today, Last: dbtest.Today})
		return err
	})
	if err := s.As(dbtest.Person(9, []string{staff.Plan, staff.SeeRota, wards.View}, s.campus), func(tx *db.Tx) error {
		_, err := staff.GiveRooms(tx, staff.GiveRoomsInput{Campus: s.campus, Ward: s.ward, Day: dbtest.Today, Shift: "afternoon", Rooms: []staff.RoomFor{{Room: s.rooms[1], Duty: duty}}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	mai := s.visitor("mai", dbtest.Person(m.ID, everything, s.campus))
	for _, path := range []string{s.page(), fmt.Sprintf("%s?slot=%d&day=%s&kept=true", s.page(), s.slot, dbtest.Today)} {
		page := mai.Get(path).Want(http.StatusOK).Page()
		text := page.Text(".walk-rooms")
		own, first, others, second := strings.Index(text, "Phòng của bạn"), strings.Index(text, "Phòng 204"), strings.Index(text, "Các phòng khác"), strings.Index(text, "Phòng 203")
		if own < 0 || own > first || first > others || others > second {
			t.Errorf("%s: %d %d %d %d", path, own, first, others, second)
		}
		if page.Count("form.attest") != 2 {
			t.Error("nothing is hidden")
		}
		if !page.Has(fmt.Sprintf("#room-%d #next", s.rooms[1])) {
			t.Error("the own room is the next one")
		}
	}
	if text := mai.Get("/care/rounds").Want(http.StatusOK).Page().Text("main, .walk-rooms"); !strings.Contains(text, "Phòng của bạn: 204") {
		t.Errorf("the list says %q", text)
	}
	if page := s.v.Get(s.page()).Want(http.StatusOK).Page(); page.Has(".rooms-part") || !page.Has(fmt.Sprintf("#room-%d #next", s.rooms[0])) {
		t.Error("without rooms of the own: the order of the floor")
	}
	var sheet *care.Sheet
	if err := s.See(dbtest.Person(m.ID, everything, s.campus), func(tx *db.Tx) (err error) {
		sheet, err = care.RoundSheet(tx, care.SheetInput{WardID: s.ward})
		return err
	}); err != nil || sheet.Rooms[0].ID != s.rooms[0] {
		t.Errorf("the paper and the grid keep the order of the floor: %v", err)
	}
}
