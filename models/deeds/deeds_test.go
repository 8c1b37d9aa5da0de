package deeds_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/deeds"
	"maiam/models/fault"
	"maiam/models/sample"
	"maiam/models/staff"
)

// house is a sample house on a Saturday, in which tests look at files.
type house struct {
	*dbtest.House
	campus, ward, other uint64 // where the carer works, and another ward of the campus
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{House: dbtest.Open(t)}
	if err := sample.Fill(t.Context(), h.House.House, sample.Options{Residents: 60, Days: 1, Now: h.Now()}); err != nil {
		t.Fatal(err)
	}
	// What the sample did is not what these tests ask about.
	carer := h.actor("ward_carer")
	for _, g := range carer.Grants {
		if g.Ward != 0 {
			h.campus, h.ward = g.Campus, g.Ward
		}
	}
	if h.ward == 0 {
		t.Fatalf("the carer of the sample belongs to no ward: %v", carer.Grants)
	}
	wards := h.ids("SELECT DISTINCT p.ward_id FROM presence_placements p JOIN wards_wards w ON w.id = p.ward_id WHERE p.open_bed_id IS NOT NULL AND p.campus_id = ? ORDER BY p.ward_id", h.campus)
	duties := h.ids("SELECT DISTINCT COALESCE(ward_id, 0) FROM staff_duties WHERE member_id = ?", carer.ID)
	for _, w := range wards {
		if w != h.ward && !slices.Contains(duties, w) && !slices.Contains(duties, 0) && !slices.ContainsFunc(carer.Grants, func(g db.Grant) bool { return g.Ward == w }) && len(h.unseen(w, carer)) >= 3 {
			h.other = w
		}
	}
	if h.other == 0 {
		t.Fatalf("the sample has no ward that is foreign to its carer of ward %d: %v, duties in %v", h.ward, wards, duties)
	}
	return h
}

func (h *house) actor(username string) (a db.Actor) {
	h.T.Helper()
	if err := h.See(db.System("test"), func(tx *db.Tx) error {
		m, err := staff.ByUsername(tx, username)
		if err != nil {
			return err
		}
		a, err = staff.ActorFor(tx, m.ID, tx.Today())
		a.Via = "session"
		return err
	}); err != nil {
		h.T.Fatal(err)
	}
	return a
}

func (h *house) ids(query string, args ...any) (out []uint64) {
	h.T.Helper()
	rows, err := h.Raw().Query(query, args...)
	if err != nil {
		h.T.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id uint64
		if err := rows.Scan(&id); err != nil {
			h.T.Fatal(err)
		}
		out = append(out, id)
	}
	return out
}

// unseen are people in a ward of whom somebody wrote nothing.
func (h *house) unseen(ward uint64, by db.Actor) []uint64 {
	return h.ids("SELECT resident_id FROM presence_placements p WHERE open_bed_id IS NOT NULL AND ward_id = ? AND NOT EXISTS (SELECT 1 FROM care_marks m WHERE m.resident_id = p.resident_id AND m.recorded_by = ?) ORDER BY resident_id", ward, by.ID)
}

func (h *house) look(a db.Actor, resident, campus uint64) {
	h.T.Helper()
	h.Clock.Add(time.Second)
	if err := h.Read(context.Background(), a, func(tx *db.Tx) error { tx.Looked("resident", resident, campus); return nil }); err != nil {
		h.T.Fatal(err)
	}
}

func (h *house) ask() (looks, found int) {
	h.T.Helper()
	if err := h.Write(context.Background(), db.System("jobs"), "deeds.ask", func(tx *db.Tx) (err error) {
		looks, found, err = deeds.AskAboutLooks(tx)
		return err
	}); err != nil {
		h.T.Fatal(err)
	}
	return looks, found
}

// TestLooksWithoutCareAreAskedAbout looks at files with and without a care relation, lets the week end,
// and reads, answers and reads again what the house asks.
func TestLooksWithoutCareAreAskedAbout(t *testing.T) {
	h := open(t)
	carer, therapist, doctor, director, inspector := h.actor("ward_carer"), h.actor("therapist"), h.actor("doctor"), h.actor("director"), h.actor("inspector")
	own, foreign := h.ids("SELECT resident_id FROM presence_placements WHERE open_bed_id IS NOT NULL AND ward_id = ?", h.ward), h.unseen(h.other, carer)
	if len(own) == 0 || len(foreign) < 3 {
		t.Fatal("the wards are empty")
	}
	h.look(carer, own[0], h.campus)
	for range 3 {
		h.look(carer, foreign[0], h.campus)
	}
	h.look(carer, foreign[1], h.campus)
	h.look(doctor, foreign[0], h.campus)
	h.look(director, foreign[0], h.campus)
	// Who writes for somebody cares for them.
	h.look(carer, foreign[2], h.campus)
	if err := h.As(carer, func(tx *db.Tx) error { tx.Concerns("resident", foreign[2], h.campus); return nil }); err != nil {
		t.Fatal(err)
	}
	if looks, _ := h.ask(); looks != 0 {
		t.Errorf("the week before this one has %d looks", looks)
	}
	h.Clock.Add(48 * time.Hour) // Monday
	looks, found := h.ask()
	if looks < 8 || found != 2 {
		t.Errorf("of %d looks, %d are asked about", looks, found)
	}
	if looks, found := h.ask(); looks != 0 || found != 0 {
		t.Errorf("the second time %d, %d", looks, found)
	}
	list := func(a db.Actor, in deeds.StrangersInput) *deeds.Strangers {
		t.Helper()
		var s *deeds.Strangers
		if err := h.See(a, func(tx *db.Tx) (err error) { s, err = deeds.LooksOfWeek(tx, in); return err }); err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := list(director, deeds.StrangersInput{})
	if len(s.Lines) != 2 || s.Waiting != 2 || s.Lines[0].Looks != 3 || s.Lines[0].MemberID != carer.ID || s.Lines[0].ResidentID != foreign[0] || s.Lines[0].ResidentName == "" || s.Lines[0].Roles != "ward_carer" {
		t.Fatalf("the director reads %+v", s)
	}
	if s := list(inspector, deeds.StrangersInput{Week: s.Week.AddDays(3)}); len(s.Lines) != 2 || s.Lines[0].ResidentName != "" || s.Lines[0].Number == "" {
		t.Errorf("the inspector reads %+v", s)
	}
	if err := h.See(therapist, func(tx *db.Tx) error { _, err := deeds.LooksOfWeek(tx, deeds.StrangersInput{}); return err }); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a therapist reads who looked: %v", err)
	}
	answer := func(a db.Actor) error {
		return h.As(a, func(tx *db.Tx) error {
			_, err := deeds.AnswerLook(tx, deeds.AnswerInput{LineID: s.Lines[0].ID, Found: "talked", Reason: "tìm nhầm người cùng tên"})
			return err
		})
	}
	if err := answer(inspector); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the inspector answers: %v", err)
	}
	self := director
	self.ID = carer.ID
	if err := answer(self); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("somebody answers for the own look: %v", err)
	}
	if err := answer(director); err != nil {
		t.Fatal(err)
	}
	if err := answer(director); fault.KindOf(err) != fault.Conflict {
		t.Errorf("answered twice: %v", err)
	}
	if s := list(director, deeds.StrangersInput{Open: true}); len(s.Lines) != 1 || s.Waiting != 1 {
		t.Errorf("waiting: %+v", s)
	}
	if s := list(director, deeds.StrangersInput{}); s.Lines[0].Found != "talked" || s.Lines[0].AnsweredName == "" {
		t.Errorf("answered: %+v", s.Lines[0])
	}
}

// TestTheTrailOfAFile is what was done with one file: looks and changes, with the role of that moment.
func TestTheTrailOfAFile(t *testing.T) {
	h := open(t)
	carer, director, inspector := h.actor("ward_carer"), h.actor("director"), h.actor("inspector")
	who := h.ids("SELECT resident_id FROM presence_placements WHERE open_bed_id IS NOT NULL AND ward_id = ? ORDER BY resident_id", h.ward)[0]
	h.look(carer, who, h.campus)
	h.Clock.Add(time.Minute)
	if err := h.As(director, func(tx *db.Tx) error { tx.Concerns("resident", who, h.campus); return nil }); err != nil {
		t.Fatal(err)
	}
	// The role ends; what was done in it stays done in it.
	if _, err := h.Raw().Exec("UPDATE staff_grants SET ended_at = ?, ended_by = 1, ended_reason = 'x' WHERE member_id = ?", h.Now(), carer.ID); err != nil {
		t.Fatal(err)
	}
	h.Clock.Add(time.Minute)
	h.look(carer, who, h.campus)
	trail := func(a db.Actor, in deeds.TrailInput) (tr *deeds.Trail, err error) {
		in.ResidentID = who
		err = h.See(a, func(tx *db.Tx) (err error) { tr, err = deeds.TrailOf(tx, in); return err })
		return tr, err
	}
	tr, err := trail(director, deeds.TrailInput{Limit: 3})
	if err != nil {
		t.Fatal(err)
	}
	if len(tr.Steps) != 3 || !tr.Steps[0].Look() || tr.Steps[1].Action != "test" || !tr.Steps[2].Look() || tr.Name == "" {
		t.Fatalf("%+v", tr)
	}
	if got := fmt.Sprint(tr.Steps[0].Roles, tr.Steps[1].Roles, tr.Steps[2].Roles); got != "[] [director] [ward_carer]" {
		t.Errorf("roles %s", got)
	}
	if tr, err := trail(director, deeds.TrailInput{Only: "look"}); err != nil || slices.ContainsFunc(tr.Steps, func(s deeds.Step) bool { return !s.Look() }) || tr.Steps[0].ActorID != director.ID {
		t.Errorf("looks alone: %+v %v", tr, err) // reading it was a look too
	}
	if tr, err := trail(inspector, deeds.TrailInput{}); err != nil || tr.Name != "" || tr.Number == "" {
		t.Errorf("the inspector reads %+v %v", tr, err)
	}
	if _, err := trail(carer, deeds.TrailInput{}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a carer reads who looked: %v", err)
	}
}
