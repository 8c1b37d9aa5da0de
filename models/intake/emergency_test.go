package intake_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// where tells in which bed a person is.
func where(tx *db.Tx, resident uint64) (*presence.Whereabouts, error) {
	if err := tx.May(presence.View); err != nil {
		return nil, err
	}
	return presence.WhereIs(tx, resident)
}

func TestReceiveInEmergency(t *testing.T) {
	g := openCentre(t)
	night := do(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Male, Age: "60", FoundPlace: "Bến xe Đô Lương", BroughtBy: intake.Police,
		Bringer: "Trung uý Nguyễn Văn Bình", BringerOffice: "Công an xã Đô Lương", States: []intake.FirstState{"hungry", "injured"}, Belongings: "Một túi vải"})
	t.Run("OneSubmitMakesAll", func(t *testing.T) {
		if night.Person.Name != "Người vô danh số 1/2026 CS1" || !night.Person.NameUnknown || night.Person.Birth != value.BornIn(1966, true) {
			t.Errorf("got %+v", night.Person)
		}
		if night.Bed == nil || night.Bed.BedID != g.beds[0] || night.Stay.Category != "B2" || !night.Stay.AdmittedAt.Equal(dbtest.Now) {
			t.Errorf("got bed %+v, stay %+v", night.Bed, night.Stay)
		}
		f := g.open(night.Stay.ID)
		if f.Case.Way != intake.ByEmergency || f.Reception == nil || f.Reception.FoundPlace != "Bến xe Đô Lương" || len(f.Reception.Seen()) != 2 || f.Reception.RecordedBy != 7 {
			t.Errorf("got %+v %+v", f.Case, f.Reception)
		}
		var kinds []intake.ClockKind
		for _, d := range f.Clocks {
			kinds = append(kinds, d.Kind)
		}
		if len(kinds) != 2 || kinds[0] != intake.FileCompletes || kinds[1] != intake.EmergencyEnds {
			t.Errorf("the clocks are %v", kinds)
		}
		if lies := see(g, g.worker, where, night.Person.ID); lies == nil || lies.BedID != g.beds[0] {
			t.Errorf("lies in %+v", lies)
		}
		found := see(g, g.worker, presence.People, presence.PeopleInput{Text: "vo danh 1"})
		if len(found.Rows) != 1 || found.Rows[0].ResidentID != night.Person.ID {
			t.Errorf("the search finds %+v", found.Rows)
		}
	})
	t.Run("NumbersOfTheYearAndCampus", func(t *testing.T) {
		second := do(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Female})
		there := do(g, g.other, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Female})
		if second.Person.Name != "Người vô danh số 2/2026 CS1" || there.Person.Name != "Người vô danh số 1/2026 CSB" {
			t.Errorf("got %s and %s", second.Person.Name, there.Person.Name)
		}
		if second.Bed == nil || second.Bed.BedID != g.beds[1] || there.Bed != nil {
			t.Errorf("got beds %+v and %+v", second.Bed, there.Bed)
		}
		g.Clock.Add(60 * 24 * time.Hour)
		defer g.Clock.Add(-60 * 24 * time.Hour)
		next := do(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Female, BedID: g.womenBeds[2]})
		if next.Person.Name != "Người vô danh số 1/2027 CS1" || next.Bed == nil || next.Bed.BedID != g.womenBeds[2] {
			t.Errorf("got %s in %+v", next.Person.Name, next.Bed)
		}
	})
	t.Run("NobodyIsLeftAtTheDoor", func(t *testing.T) {
		for range 2 {
			do(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Male})
		}
		last := do(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Male})
		if last.Bed != nil || last.Stay.ID == 0 {
			t.Errorf("without a free bed the person is in care without one: %+v", last)
		}
	})
	refused := func(in intake.EmergencyInput) error {
		_, err := try(g, g.worker, intake.ReceiveInEmergency, in)
		return err
	}
	t.Run("Refused", func(t *testing.T) {
		refuses(t, refused(intake.EmergencyInput{}), fault.Invalid, "residents.sex_missing")
		refuses(t, refused(intake.EmergencyInput{Sex: value.Male, Age: "già"}), fault.Invalid, "intake.age_unreadable")
		refuses(t, refused(intake.EmergencyInput{Sex: value.Male, Age: "400"}), fault.Invalid, "intake.age_unreadable")
		refuses(t, refused(intake.EmergencyInput{Sex: value.Male, Category: "A1"}), fault.Invalid, "intake.no_emergency")
		refuses(t, refused(intake.EmergencyInput{Sex: value.Male, BroughtBy: "crow"}), fault.Invalid, "intake.bringer_unknown")
		refuses(t, refused(intake.EmergencyInput{Sex: value.Male, States: []intake.FirstState{"rich"}}), fault.Invalid, "intake.first_state_unknown")
		refuses(t, refused(intake.EmergencyInput{Sex: value.Male, BedID: g.womenBeds[3]}), fault.Invalid, "presence.wrong_sex")
		refuses(t, refused(intake.EmergencyInput{Sex: value.Male, BedID: g.beds[0]}), fault.Conflict, "presence.bed_taken")
		refuses(t, refused(intake.EmergencyInput{Sex: value.Male, At: dbtest.Now.Add(time.Hour)}), fault.Invalid, "presence.at_in_future")
		_, err := try(g, dbtest.Person(9, keeper), intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Male})
		refuses(t, err, fault.Invalid, "residents.campus_missing")
		_, err = try(g, dbtest.Person(9, []string{presence.Receive, residents.Edit, presence.View}, g.one), intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Male})
		refuses(t, err, fault.Forbidden, "")
	})
	t.Run("RefusedLeavesNothing", func(t *testing.T) { // the number too: the next one follows on
		before := count(t, g.House, "residents_people")
		refuses(t, refused(intake.EmergencyInput{Sex: value.Male, BedID: g.beds[0]}), fault.Conflict, "presence.bed_taken")
		next := do(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Male})
		if next.Person.Name != "Người vô danh số 6/2026 CS1" || count(t, g.House, "residents_people") != before+1 {
			t.Errorf("got %s", next.Person.Name)
		}
	})
	t.Run("SomebodyAlike", func(t *testing.T) {
		g.person("Lương Thị Mơ", value.Female, "1960")
		refuses(t, refused(intake.EmergencyInput{Sex: value.Female, Name: "luong thi mo", Age: "66"}), fault.Conflict, "residents.alike_known")
		if got := do(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Female, Name: "Lương Thị Mơ", Age: "66", Despite: true}); got.Person.NameUnknown || got.Person.Name != "Lương Thị Mơ" {
			t.Errorf("got %+v", got.Person)
		}
	})
	t.Run("CancelledFollows", func(t *testing.T) {
		do(g, g.worker, presence.CancelAdmission, presence.VoidInput{ID: night.Stay.ID, Reason: "Nhầm"})
		if f := g.open(night.Stay.ID); !f.Cancelled() || len(f.Clocks) != 0 {
			t.Errorf("got %+v", f.Clocks)
		}
		again := do(g, g.worker, presence.Admit, presence.AdmitInput{ResidentID: night.Person.ID, Category: "B3", BedID: g.beds[0]}) // the bed is free again
		if f := g.open(again.Stay.ID); f.Reception != nil || f.Case.ID != 0 {
			t.Errorf("a new stay has a file of its own: %+v", f.Case)
		}
	})
}

// TestManyEmergenciesAtOnce: a bus stops at the door. Everybody gets a number and a bed of their own.
func TestManyEmergenciesAtOnce(t *testing.T) {
	g := openCentre(t)
	const people = 8 // two for each bed
	var wait sync.WaitGroup
	var mu sync.Mutex
	names, beds, bedless := map[string]bool{}, map[uint64]bool{}, 0
	for range people {
		wait.Go(func() {
			got, err := try(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Male})
			for range 20 { // a busy database asks to try again, as the page does
				if err == nil || fault.KindOf(err) != fault.Busy && fault.KindOf(err) != fault.Conflict {
					break
				}
				got, err = try(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Male})
			}
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
				return
			}
			names[got.Person.Name] = true
			if got.Bed == nil {
				bedless++
				return
			}
			if beds[got.Bed.BedID] {
				t.Errorf("bed %d was given twice", got.Bed.BedID)
			}
			beds[got.Bed.BedID] = true
		})
	}
	wait.Wait()
	if len(names) != people || len(beds) != 4 || bedless != 4 {
		t.Errorf("%d names, %d beds, %d without", len(names), len(beds), bedless)
	}
	for _, n := range []string{"1", "8"} {
		if !names["Người vô danh số "+n+"/2026 CS1"] {
			t.Errorf("nobody has number %s: %v", n, names)
		}
	}
}

func TestIdentify(t *testing.T) {
	g := openCentre(t)
	e := do(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Female, Age: "50"})
	stay := e.Stay.ID
	identify := func(in intake.IdentifyInput) (*intake.Identification, error) {
		in.Stay = stay
		if in.Version == 0 {
			in.Version = g.open(stay).Person.Version
		}
		return try(g, g.worker, intake.Identify, in)
	}
	_, err := identify(intake.IdentifyInput{Name: "Nguyễn Thị Hoà"})
	refuses(t, err, fault.Invalid, "intake.learnt_missing")
	_, err = identify(intake.IdentifyInput{LearntFrom: "Công an"})
	refuses(t, err, fault.Invalid, "value.name_missing")
	_, err = identify(intake.IdentifyInput{Name: "Nguyễn Thị Hoà", Birth: "31/02/1970", LearntFrom: "Công an"})
	refuses(t, err, fault.Invalid, "")
	_, err = identify(intake.IdentifyInput{Name: "Nguyễn Thị Hoà", LearntFrom: "Công an", Version: 99})
	refuses(t, err, fault.Conflict, "db.changed_meanwhile")
	_, err = try(g, dbtest.Person(9, []string{intake.ViewFiles, presence.View, residents.View, residents.Edit}, g.one), intake.Identify, intake.IdentifyInput{Stay: stay, Name: "A B", LearntFrom: "x"})
	refuses(t, err, fault.Forbidden, "")

	t.Run("TrueName", func(t *testing.T) {
		got, err := identify(intake.IdentifyInput{Name: "Nguyễn Thị Hoà", Birth: "21/11/1975", OriginAddress: "Xã Diễn Châu", LearntFrom: "Công an xã tra cứu căn cước"})
		if err != nil || got.NameWas != "Người vô danh số 1/2026 CS1" || got.NameIs != "Nguyễn Thị Hoà" {
			t.Fatalf("%+v %v", got, err)
		}
		f := g.open(stay)
		if f.Person.Name != "Nguyễn Thị Hoà" || f.Person.NameUnknown || f.Person.Birth != value.BornOn(value.MustDay("1975-11-21")) || f.Person.OriginAddress != "Xã Diễn Châu" || len(f.Known) != 1 {
			t.Errorf("got %+v", f.Person)
		}
		for _, text := range []string{"vo danh", "nguyen thi hoa"} {
			if found := see(g, g.worker, presence.People, presence.PeopleInput{Text: text}); len(found.Rows) != 1 || found.Rows[0].ResidentID != e.Person.ID {
				t.Errorf("%q finds %+v", text, found.Rows)
			}
		}
		before := see(g, g.worker, residents.History, e.Person.ID)
		if len(before) != 1 || !strings.HasPrefix(before[0].Person.Name, "Người vô danh") {
			t.Errorf("how it was is kept: %+v", before)
		}
	})
	t.Run("SomebodyWhomTheHouseKnows", func(t *testing.T) {
		old := g.person("Trần Văn Lợi", value.Male, "1970")
		e := do(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Male, Age: "55"})
		in := intake.IdentifyInput{Stay: e.Stay.ID, Name: "Trần Văn Lợi", Birth: "1970", LearntFrom: "Nhân viên nhận ra", Version: g.open(e.Stay.ID).Person.Version}
		_, err := try(g, g.worker, intake.Identify, in)
		refuses(t, err, fault.Conflict, "residents.alike_known")
		if alike := see(g, g.worker, intake.AlikeOf, in); len(alike.Within) != 1 || alike.Within[0].ID != old {
			t.Errorf("got %+v", alike)
		}
		in.KnownAs = e.Person.ID
		_, err = try(g, g.worker, intake.Identify, in)
		refuses(t, err, fault.Invalid, "intake.known_as_self")
		in.KnownAs = old
		do(g, g.worker, intake.Identify, in)
		f := g.open(e.Stay.ID)
		if f.Older() == nil || f.Older().ID != old || f.Newer() != nil || f.Person.Name != "Trần Văn Lợi" {
			t.Errorf("got %+v", f.Known)
		}
		stay := g.admit(old, "B2", 0) // the older file says so too
		if f := g.open(stay.ID); f.Newer() == nil || f.Newer().ID != e.Person.ID || f.Older() != nil {
			t.Errorf("got %+v", f.Known)
		}
	})
	t.Run("SomebodyElseAfterAll", func(t *testing.T) {
		e := do(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Male, Age: "56"})
		do(g, g.worker, intake.Identify, intake.IdentifyInput{Stay: e.Stay.ID, Name: "Trần Văn Lợi", Birth: "1970", LearntFrom: "Gia đình", Despite: true, Version: g.open(e.Stay.ID).Person.Version})
		if f := g.open(e.Stay.ID); f.Older() != nil || f.Person.Name != "Trần Văn Lợi" {
			t.Errorf("got %+v", f.Person)
		}
	})
}

// TestNightBedsObeyTheRules: what may wait until tomorrow is overridden with a reason that ends
// tomorrow; what must not be is not.
func TestNightBedsObeyTheRules(t *testing.T) {
	g := openCentre(t)
	g.admitTo(g.person("Già Làng", value.Male, "1950"), g.beds[0])
	why := "Tiếp nhận khẩn cấp, hôm sau xem lại"
	t.Run("PerhapsAChild", func(t *testing.T) {
		e := do(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Male, Age: "17", Why: why})
		if e.Bed == nil {
			t.Fatal("a warning leaves nobody without a bed at night")
		}
		var noted []presence.Override
		g.Do(func(tx *db.Tx) (err error) {
			noted, err = db.From[presence.Override](tx).Where("resident_id = ?", e.Person.ID).All()
			return err
		})
		if len(noted) != 1 || noted[0].Rule != presence.MaybeChild || noted[0].Reason != why || noted[0].ExpiresOn != dbtest.Today.AddDays(1) {
			t.Errorf("got %+v", noted)
		}
	})
	t.Run("WithoutAReason", func(t *testing.T) {
		if e := do(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Male, Age: "17"}); e.Bed != nil {
			t.Errorf("a warning was passed over without a reason: %+v", e.Bed)
		}
	})
	t.Run("Child", func(t *testing.T) {
		if e := do(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Male, Age: "7", Why: why}); e.Bed != nil {
			t.Errorf("a child lies among strangers in %+v", e.Bed)
		}
	})
}

// TestFileFollowsATransfer: in the other campus the stay goes on with its file, and the three months
// count from the first day.
func TestFileFollowsATransfer(t *testing.T) {
	g := openCentre(t)
	stay := g.admitTo(g.person("Đi Xa", value.Female, "1980"), g.womenBeds[0], 70)
	do(g, g.worker, intake.MarkPaper, intake.MarkInput{Stay: stay.ID, Code: intake.Declaration, State: intake.Received})
	var bed uint64
	g.Do(func(tx *db.Tx) error {
		since := value.MustDay("2020-01-01")
		z, err := wards.AddZone(tx, g.two, wards.ZoneInput{Kind: wards.ZoneFemale, Name: "Nữ", From: since})
		if err != nil {
			return err
		}
		w, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: "Khu N", Sex: wards.ForWomen, From: since})
		if err != nil {
			return err
		}
		if _, err := wards.AddRoom(tx, w.ID, wards.RoomInput{Name: "1", FloorM2: "20", Beds: 1, From: since}); err != nil {
			return err
		}
		beds, err := wards.BedsOf(tx, wards.View, w.ID)
		bed = beds[0].ID
		return err
	})
	head := dbtest.Person(9, keeper)
	do(g, head, presence.Cross, presence.CrossInput{ResidentID: stay.ResidentID, CampusID: g.two, BedID: bed})
	f := see(g, g.other, intake.OpenCase, stay.ID)
	if f.Stay.CampusID != g.two || f.Identity() != stay.ID || !f.Lines[1].Here() || !f.Stay.Open() {
		t.Errorf("the file did not follow: %+v", f.Stay)
	}
	due := see(g, g.other, intake.Deadlines, intake.DeadlineInput{Kind: intake.EmergencyEnds})
	if len(due) != 1 || due[0].From != dbtest.Today.AddDays(-70) || due[0].StayID != stay.ID || due[0].Urgency != intake.Soon {
		t.Errorf("the clock began anew: %+v", due)
	}
	do(g, g.other, intake.MarkPaper, intake.MarkInput{Stay: stay.ID, Code: intake.CommuneRequest, State: intake.Received})
	_, err := try(g, g.worker, intake.MarkPaper, intake.MarkInput{Stay: stay.ID, Code: intake.CommuneRequest, State: intake.Received})
	refuses(t, err, fault.NotFound, "")
	if got := see(g, g.worker, intake.Deadlines, intake.DeadlineInput{}); len(got) != 0 {
		t.Errorf("the giving campus still sees %+v", got)
	}
}
