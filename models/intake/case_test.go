package intake_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// keeper is everything that a social worker who may also decide needs.
var keeper = []string{wards.View, residents.View, residents.Edit, presence.View, presence.Receive, presence.Arrange, presence.Away, presence.Release, presence.Witness,
	intake.ViewFiles, intake.Reception, intake.KeepFiles, intake.Decide}

// centre is two campuses. The first has a ward for whoever comes in an emergency and a ward for
// women.
type centre struct {
	*dbtest.House
	t             testing.TB
	one, two      uint64
	first, women  uint64   // wards of campus one
	beds          []uint64 // of the first ward
	womenBeds     []uint64
	worker, other db.Actor
}

func openCentre(t testing.TB) *centre {
	t.Helper()
	g := &centre{House: dbtest.Open(t), t: t}
	since := value.MustDay("2020-01-01")
	g.Do(func(tx *db.Tx) error {
		if err := errors.Join(settings.Seed(tx), intake.Seed(tx)); err != nil {
			return err
		}
		for i, id := range []*uint64{&g.one, &g.two} {
			c, err := wards.AddCampus(tx, wards.CampusInput{Code: []string{"CS1", "CSB"}[i], Name: []string{"Cơ sở 1", "Cơ sở phía Bắc"}[i], From: since})
			if err != nil {
				return err
			}
			*id = c.ID
		}
		for i, w := range []struct {
			kind, name string
			sex        wards.Policy
			id         *uint64
			beds       *[]uint64
		}{{wards.ZoneEmergency, "Khu tiếp nhận", wards.ForAny, &g.first, &g.beds}, {wards.ZoneFemale, "Khu B", wards.ForWomen, &g.women, &g.womenBeds}} {
			z, err := wards.AddZone(tx, g.one, wards.ZoneInput{Kind: w.kind, Name: "Phân khu " + w.name, From: since})
			if err != nil {
				return err
			}
			ward, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: w.name, Sex: w.sex, From: since})
			if err != nil {
				return err
			}
			if _, err := wards.AddRoom(tx, ward.ID, wards.RoomInput{Name: fmt.Sprint(101 + 100*i), FloorM2: "40", Beds: 4, From: since}); err != nil {
				return err
			}
			beds, err := wards.BedsOf(tx, wards.View, ward.ID)
			if err != nil {
				return err
			}
			*w.id = ward.ID
			for _, b := range beds {
				*w.beds = append(*w.beds, b.ID)
			}
		}
		return nil
	})
	g.worker, g.other = dbtest.Person(7, keeper, g.one), dbtest.Person(8, keeper, g.two)
	return g
}

// do runs a use-case and fails the test when it is refused.
func do[In, Out any](g *centre, as db.Actor, fn func(*db.Tx, In) (Out, error), in In) Out {
	g.t.Helper()
	out, err := try(g, as, fn, in)
	if err != nil {
		g.t.Fatalf("%+v: %v", in, err)
	}
	return out
}

func try[In, Out any](g *centre, as db.Actor, fn func(*db.Tx, In) (Out, error), in In) (out Out, err error) {
	err = g.As(as, func(tx *db.Tx) (err error) { out, err = fn(tx, in); return err })
	return out, err
}

// see reads as somebody.
func see[In, Out any](g *centre, as db.Actor, fn func(*db.Tx, In) (Out, error), in In) Out {
	g.t.Helper()
	var out Out
	if err := g.See(as, func(tx *db.Tx) (err error) { out, err = fn(tx, in); return err }); err != nil {
		g.t.Fatalf("%+v: %v", in, err)
	}
	return out
}

func refuses(t testing.TB, err error, kind fault.Kind, key string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("got %v, want %v %s", err, kind, key)
		return
	}
	if f := fault.Of(err); key != "" && f.Key != key && !slices.ContainsFunc(f.Fields, func(w fault.FieldFault) bool { return w.Key == key }) {
		t.Errorf("got %v, want %s", err, key)
	}
}

// person enters somebody of campus one.
func (g *centre) person(name string, sex value.Sex, birth string) uint64 {
	g.t.Helper()
	return do(g, g.worker, residents.CreateResident, residents.PersonInput{CampusID: g.one, Name: name, Sex: sex, Birth: birth, Despite: true}).ID
}

// admit receives somebody some days ago, without a bed.
func (g *centre) admit(resident uint64, category presence.Category, daysAgo int) *presence.Stay {
	g.t.Helper()
	return &do(g, g.worker, presence.Admit, presence.AdmitInput{ResidentID: resident, CampusID: g.one, Category: category, At: dbtest.Now.AddDate(0, 0, -daysAgo)}).Stay
}

// admitTo receives somebody into a bed, perhaps some days ago.
func (g *centre) admitTo(resident, bed uint64, daysAgo ...int) *presence.Stay {
	g.t.Helper()
	at := dbtest.Now
	for _, n := range daysAgo {
		at = at.AddDate(0, 0, -n)
	}
	return &do(g, g.worker, presence.Admit, presence.AdmitInput{ResidentID: resident, CampusID: g.one, Category: "B2", BedID: bed, At: at}).Stay
}

func (g *centre) open(stay uint64) *intake.CaseFile {
	g.t.Helper()
	return see(g, g.worker, intake.OpenCase, stay)
}

func (g *centre) due(in intake.DeadlineInput) []intake.Deadline {
	g.t.Helper()
	return see(g, g.worker, intake.Deadlines, in)
}

func codes(lines []intake.Line) (all []intake.PaperCode) {
	for _, l := range lines {
		all = append(all, l.Code)
	}
	return all
}

func TestChecklists(t *testing.T) {
	g := openCentre(t)
	for _, c := range []struct {
		name, birth string
		category    presence.Category
		abandoned   bool
		needed      []intake.PaperCode
	}{
		{"Trẻ em", "2015", "A1", false, []intake.PaperCode{intake.Declaration, intake.BirthCertificate, intake.CommuneRequest, intake.AdmissionDecision}},
		{"Người già", "1940", "A2", false, []intake.PaperCode{intake.Declaration, intake.CommuneRequest, intake.AdmissionDecision}},
		{"Khuyết tật", "1980", "A3", false, []intake.PaperCode{intake.Declaration, intake.DisabilityPaper, intake.CommuneRequest, intake.AdmissionDecision}},
		{"Khẩn cấp", "1980", "B2", false, []intake.PaperCode{intake.EmergencyMinutes, intake.Declaration, intake.CommuneRequest, intake.AdmissionDecision}},
		{"Trẻ bỏ rơi", "2026", "B3", true, []intake.PaperCode{intake.EmergencyMinutes, intake.Declaration, intake.BirthCertificate, intake.CommuneRequest, intake.AdmissionDecision}},
		{"Chưa thành niên", "2011", "C1", false, []intake.PaperCode{intake.MeasureDecision, intake.AdmissionDecision}},
		{"Tự nguyện", "1950", "D1", false, []intake.PaperCode{intake.ServiceContract, intake.IdentityCopy}},
	} {
		stay := g.admit(g.person(c.name, value.Female, c.birth), c.category, 5)
		if c.abandoned {
			do(g, g.worker, intake.ChangeCase, intake.CaseInput{Stay: stay.ID, Abandoned: true})
		}
		f := g.open(stay.ID)
		if missing := f.Missing(); !slices.Equal(missing, c.needed) {
			t.Errorf("%s %s misses %v, want %v", c.category, c.name, missing, c.needed)
		}
		for _, l := range f.Lines {
			if l.LegalBasis == "" && l.Requirement.Mark == settings.Confirmed || l.Source == "" {
				t.Errorf("%s rests on nothing: %+v", l.Code, l.Requirement)
			}
		}
	}
	if f := g.open(g.admit(g.person("Không rõ", value.Male, ""), "A2", 1).ID); slices.Contains(codes(f.Lines), intake.BirthCertificate) {
		t.Error("a birth certificate is asked of somebody of whom no age is known")
	}
}

func TestChecklistIsDated(t *testing.T) {
	g := openCentre(t)
	stay := g.admit(g.person("Vi Thị Sen", value.Female, "1960"), "D1", 40)
	later := g.admit(g.person("Vi Thị Sim", value.Female, "1961"), "D1", 2)
	g.Do(func(tx *db.Tx) error { // from ten days ago a guarantor's letter is needed, and no contract
		from := tx.Today().AddDays(-10)
		return db.Append(tx, []intake.Requirement{
			{Category: "D", Code: intake.GuarantorLetter, Need: intake.Needed, ValidFrom: from, Mark: settings.Decided, RecordedAt: tx.Now},
			{Category: "D1", Code: intake.ServiceContract, Need: intake.NotAsked, ValidFrom: from, Mark: settings.Decided, RecordedAt: tx.Now},
		})
	})
	g.Clock.Add(10 * time.Second) // what is remembered is read anew
	if got := g.open(stay.ID).Missing(); !slices.Equal(got, []intake.PaperCode{intake.ServiceContract, intake.IdentityCopy}) {
		t.Errorf("the older stay misses %v", got)
	}
	if got := g.open(later.ID).Missing(); !slices.Equal(got, []intake.PaperCode{intake.GuarantorLetter, intake.IdentityCopy}) {
		t.Errorf("the newer stay misses %v", got)
	}
}

func TestMarkPaper(t *testing.T) {
	g := openCentre(t)
	stay := g.admit(g.person("Hồ Thị Lan", value.Female, "1950"), "A2", 5)
	mark := func(in intake.MarkInput) error {
		in.Stay = stay.ID
		_, err := try(g, g.worker, intake.MarkPaper, in)
		return err
	}
	for _, code := range g.open(stay.ID).Missing() {
		if g.open(stay.ID).Complete() {
			t.Fatal("complete too early")
		}
		if err := mark(intake.MarkInput{Code: code, State: intake.Received}); err != nil {
			t.Fatal(err)
		}
	}
	f := g.open(stay.ID)
	if !f.Complete() || f.Case.ID == 0 || f.Case.Way != intake.Planned {
		t.Fatalf("with every needed paper the file is complete: %v", f.Missing())
	}
	t.Run("GivenBack", func(t *testing.T) {
		refuses(t, mark(intake.MarkInput{Code: intake.Declaration, State: intake.Returned}), fault.Invalid, "intake.reason_missing")
		if err := mark(intake.MarkInput{Code: intake.Declaration, State: intake.Returned, Reason: "Gia đình mượn lại"}); err != nil {
			t.Fatal(err)
		}
		if got := g.open(stay.ID).Missing(); !slices.Equal(got, []intake.PaperCode{intake.Declaration}) {
			t.Errorf("a paper given back is missing: %v", got)
		}
	})
	t.Run("WhyNotThere", func(t *testing.T) {
		if err := mark(intake.MarkInput{Code: intake.Declaration, State: intake.Lacking, Reason: "Chưa gặp được gia đình"}); err != nil {
			t.Fatal(err)
		}
		if f := g.open(stay.ID); f.Complete() || f.Lines[0].Mark.Reason != "Chưa gặp được gia đình" {
			t.Errorf("got %+v", f.Lines[0])
		}
	})
	t.Run("EveryEntryStays", func(t *testing.T) {
		all := see(g, g.worker, intake.PaperHistory, stay.ID)
		if len(all) != 5 || all[0].ReplacesID == nil || *all[0].ReplacesID != all[1].ID || all[1].CurrentCode != nil || all[0].CurrentCode == nil {
			t.Errorf("got %+v", all)
		}
	})
	t.Run("Refused", func(t *testing.T) {
		refuses(t, mark(intake.MarkInput{Code: "passport", State: intake.Received}), fault.Invalid, "intake.paper_unknown")
		refuses(t, mark(intake.MarkInput{Code: intake.Declaration, State: "lost"}), fault.Invalid, "intake.state_unknown")
		refuses(t, mark(intake.MarkInput{Code: intake.Declaration, State: intake.Received, On: dbtest.Today.AddDays(1)}), fault.Invalid, "intake.day_in_future")
		refuses(t, mark(intake.MarkInput{Code: intake.Declaration, State: intake.Received, PaperID: 1 << 40}), fault.Invalid, "intake.scan_unknown")
		_, err := try(g, dbtest.Person(9, []string{intake.ViewFiles, presence.View, residents.View}, g.one), intake.MarkPaper, intake.MarkInput{Stay: stay.ID, Code: intake.Declaration, State: intake.Received})
		refuses(t, err, fault.Forbidden, "")
		_, err = try(g, g.other, intake.MarkPaper, intake.MarkInput{Stay: stay.ID, Code: intake.Declaration, State: intake.Received})
		refuses(t, err, fault.NotFound, "")
	})
	t.Run("Scan", func(t *testing.T) {
		p := do(g, g.worker, residents.AddPaper, residents.PaperInput{Resident: stay.ResidentID, Kind: "declaration"})
		if err := mark(intake.MarkInput{Code: intake.Declaration, State: intake.Received, PaperID: p.ID}); err != nil {
			t.Fatal(err)
		}
		if m := g.open(stay.ID).Lines[0].Mark; m.PaperID == nil || *m.PaperID != p.ID {
			t.Errorf("got %+v", m)
		}
	})
}

func TestDecisions(t *testing.T) {
	g := openCentre(t)
	stay := g.admit(g.person("Lô Văn Nam", value.Male, "1985"), "B2", 70)
	note := func(in intake.DecisionNote) (*intake.Decision, error) {
		in.Stay = stay.ID
		return try(g, g.worker, intake.NoteDecision, in)
	}
	t.Run("AdmissionIsAPaperToo", func(t *testing.T) {
		if _, err := note(intake.DecisionNote{Kind: intake.Admitted, Number: "12/QĐ-BTXH", Signer: "Giám đốc Lê Văn Hùng"}); err != nil {
			t.Fatal(err)
		}
		if slices.Contains(g.open(stay.ID).Missing(), intake.AdmissionDecision) {
			t.Error("the noted decision is missing in the checklist")
		}
	})
	t.Run("MoreTime", func(t *testing.T) {
		_, err := note(intake.DecisionNote{Kind: intake.StayLonger, Reason: "Chưa tìm được gia đình"})
		refuses(t, err, fault.Invalid, "intake.until_missing")
		_, err = note(intake.DecisionNote{Kind: intake.StayLonger, UntilOn: dbtest.Today.AddDays(60)})
		refuses(t, err, fault.Invalid, "intake.reason_missing")
		if _, err = note(intake.DecisionNote{Kind: intake.StayLonger, UntilOn: dbtest.Today.AddDays(60), Issuer: "Sở Y tế", Reason: "Chưa tìm được gia đình"}); err != nil {
			t.Fatal(err)
		}
		due := g.due(intake.DeadlineInput{Kind: intake.EmergencyEnds})
		if len(due) != 1 || due[0].Due != dbtest.Today.AddDays(60) || due[0].Urgency != intake.InTime {
			t.Errorf("got %+v", due)
		}
	})
	t.Run("AnotherGround", func(t *testing.T) {
		_, err := note(intake.DecisionNote{Kind: intake.Recategorised, Category: "B2", Reason: "x"})
		refuses(t, err, fault.Invalid, "intake.category_same")
		_, err = note(intake.DecisionNote{Kind: intake.Recategorised, Category: "Z1", Reason: "x"})
		refuses(t, err, fault.Invalid, "presence.category_unknown")
		_, err = note(intake.DecisionNote{Kind: intake.Recategorised, Category: "A3"})
		refuses(t, err, fault.Invalid, "intake.reason_missing")
		before := dbtest.Now
		g.Clock.Add(time.Hour)
		d, err := note(intake.DecisionNote{Kind: intake.Recategorised, Category: "A3", Number: "15/QĐ-BTXH", Reason: "Có giấy xác nhận khuyết tật"})
		if err != nil || d.CategoryWas != "B2" || d.CategoryIs != "A3" {
			t.Fatalf("%+v %v", d, err)
		}
		f := g.open(stay.ID)
		if f.Stay.Category != "A3" || f.Identity() != stay.ID || f.Stay.ID == stay.ID || !slices.Contains(f.Missing(), intake.DisabilityPaper) {
			t.Errorf("got %+v, missing %v", f.Stay, f.Missing())
		}
		if due := g.due(intake.DeadlineInput{ResidentID: stay.ResidentID}); len(due) != 0 {
			t.Errorf("the clocks of the emergency are over: %+v", due)
		}
		then := see(g, g.worker, presence.CountAt, presence.CensusInput{At: before, AsOf: before})
		now := see(g, g.worker, presence.CountAt, presence.CensusInput{})
		if then.Total.InCare != 1 || then.Categories[0].Category != "B2" || now.Total.InCare != 1 || now.Categories[0].Category != "A3" {
			t.Errorf("then %+v, now %+v", then.Categories, now.Categories)
		}
		t.Run("TakenBack", func(t *testing.T) {
			_, err := try(g, g.worker, intake.VoidDecision, intake.VoidDecisionInput{Stay: stay.ID, Decision: d.ID})
			refuses(t, err, fault.Invalid, "intake.reason_missing")
			do(g, g.worker, intake.VoidDecision, intake.VoidDecisionInput{Stay: stay.ID, Decision: d.ID, Reason: "Nhầm người"})
			f := g.open(stay.ID)
			if f.Stay.Category != "B2" || f.Decisions[0].Stands() || len(f.Decisions) != 3 {
				t.Errorf("got %+v", f.Decisions)
			}
			_, err = try(g, g.worker, intake.VoidDecision, intake.VoidDecisionInput{Stay: stay.ID, Decision: d.ID, Reason: "Nhầm"})
			refuses(t, err, fault.NotFound, "")
		})
	})
	t.Run("OnlyWhoDecides", func(t *testing.T) {
		_, err := try(g, dbtest.Person(9, []string{intake.ViewFiles, intake.KeepFiles, presence.View, residents.View}, g.one), intake.NoteDecision, intake.DecisionNote{Stay: stay.ID, Kind: intake.Admitted})
		refuses(t, err, fault.Forbidden, "")
	})
}

// TestDeadlines puts people of every kind into the house and reads what is due of whom, and why.
func TestDeadlines(t *testing.T) {
	g := openCentre(t)
	late := g.admit(g.person("Quá Hạn", value.Male, "1980"), "B2", 100)
	file := g.admit(g.person("Hồ Sơ", value.Female, "1990"), "B1", 20)
	child := g.admit(g.person("Trẻ Bỏ Rơi", value.Female, "2026"), "B3", 30)
	do(g, g.worker, intake.ChangeCase, intake.CaseInput{Stay: child.ID, Abandoned: true})
	teen := g.admit(g.person("Sắp Lớn", value.Male, "01/12/2010"), "A1", 400)
	adult := g.admit(g.person("Đi Học", value.Female, "2007"), "A1", 900)
	do(g, g.worker, intake.ChangeCase, intake.CaseInput{Stay: adult.ID, StudyingUntil: value.MustDay("2027-04-30")})
	calm := g.admit(g.person("Bình Thường", value.Female, "1950"), "A2", 300)
	gone := g.admit(g.person("Đi Lạc", value.Female, "1955"), "A2", 300)
	do(g, g.worker, presence.StartAbsence, presence.AbsenceInput{ResidentID: gone.ResidentID, Kind: presence.Missing, At: dbtest.Now.AddDate(0, 0, -40)})
	home := g.admit(g.person("Về Phép", value.Female, "1956"), "A2", 300)
	do(g, g.worker, presence.StartAbsence, presence.AbsenceInput{ResidentID: home.ResidentID, Kind: presence.Leave, At: dbtest.Now.AddDate(0, 0, -10), DueBackOn: dbtest.Today.AddDays(-3)})

	type line struct {
		stay    uint64
		kind    intake.ClockKind
		urgency intake.Urgency
	}
	var got []line
	all := g.due(intake.DeadlineInput{})
	for _, d := range all {
		got = append(got, line{d.StayID, d.Kind, d.Urgency})
		if !d.Whole() && (d.Name == "" || d.Number == "") || d.CampusName == "" || d.Kind != intake.BackFromLeave && (d.LegalBasis == "" || d.Mark != settings.Confirmed || d.Figure == 0) {
			t.Errorf("a line does not say whose and why: %+v", d)
		}
	}
	want := []line{
		{late.ID, intake.FileCompletes, intake.Late},
		{child.ID, intake.FileCompletes, intake.Late},
		{late.ID, intake.EmergencyEnds, intake.Late},
		{file.ID, intake.FileCompletes, intake.Late},
		{home.ID, intake.BackFromLeave, intake.Late},
		{gone.ID, intake.ContactLost, intake.Ripe},
		{0, intake.FamilyCareReview, intake.Ripe}, // nobody ever noted one
		{child.ID, intake.MediaNotice, intake.Soon},
		{teen.ID, intake.ComesOfAge, intake.Soon},
		{child.ID, intake.BirthRegister, intake.InTime},
		{child.ID, intake.EmergencyEnds, intake.InTime},
		{file.ID, intake.EmergencyEnds, intake.InTime},
		{adult.ID, intake.StudiesEnd, intake.InTime},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	n := see(g, g.worker, func(tx *db.Tx, _ int) (intake.DueCounts, error) { return intake.CountDue(tx) }, 0)
	if n != (intake.DueCounts{Late: 5, Ripe: 2, Soon: 2, Running: 4, People: 4}) {
		t.Errorf("got %+v", n)
	}
	t.Run("Filters", func(t *testing.T) {
		for _, c := range []struct {
			in   intake.DeadlineInput
			want int
		}{
			{intake.DeadlineInput{Urgency: intake.Late}, 5}, {intake.DeadlineInput{Kind: intake.FileCompletes}, 3}, {intake.DeadlineInput{ResidentID: child.ResidentID}, 4},
			{intake.DeadlineInput{ResidentID: calm.ResidentID}, 0}, {intake.DeadlineInput{CampusID: g.two}, 0}, {intake.DeadlineInput{WardID: g.first}, 0},
		} {
			if got := g.due(c.in); len(got) != c.want {
				t.Errorf("%+v gives %d lines, want %d", c.in, len(got), c.want)
			}
		}
		err := g.See(g.worker, func(tx *db.Tx) error { _, err := intake.Deadlines(tx, intake.DeadlineInput{Kind: "x"}); return err })
		refuses(t, err, fault.Invalid, "intake.clock_unknown")
		err = g.See(g.worker, func(tx *db.Tx) error { _, err := intake.Deadlines(tx, intake.DeadlineInput{Urgency: "x"}); return err })
		refuses(t, err, fault.Invalid, "intake.urgency_unknown")
	})
	t.Run("OtherCampusSeesNone", func(t *testing.T) {
		if got := see(g, g.other, intake.Deadlines, intake.DeadlineInput{}); len(got) != 0 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("DoneIsDone", func(t *testing.T) {
		for _, code := range g.open(file.ID).Missing() {
			do(g, g.worker, intake.MarkPaper, intake.MarkInput{Stay: file.ID, Code: code, State: intake.Received})
		}
		do(g, g.worker, intake.NoteDecision, intake.DecisionNote{Stay: child.ID, Kind: intake.MediaAnnounced, Issuer: "Đài PTTH Nghệ An"})
		do(g, g.worker, presence.Discharge, presence.DischargeInput{ResidentID: late.ResidentID, Reason: presence.AskedByFamily})
		for _, d := range g.due(intake.DeadlineInput{}) {
			if d.StayID == late.ID || d.Kind == intake.MediaNotice || d.StayID == file.ID && d.Kind == intake.FileCompletes {
				t.Errorf("it is done, and still due: %+v", d)
			}
		}
	})
	t.Run("CancelledAdmissionTakesItsClocks", func(t *testing.T) {
		do(g, g.worker, presence.CancelAdmission, presence.VoidInput{ID: child.ID, Reason: "Nhầm hồ sơ"})
		if got := g.due(intake.DeadlineInput{ResidentID: child.ResidentID}); len(got) != 0 {
			t.Errorf("got %+v", got)
		}
		f := g.open(child.ID)
		if !f.Cancelled() || len(f.Clocks) != 0 || !f.Case.Abandoned {
			t.Errorf("the file stays readable: %+v", f.Case)
		}
		_, err := try(g, g.worker, intake.MarkPaper, intake.MarkInput{Stay: child.ID, Code: intake.Declaration, State: intake.Received})
		refuses(t, err, fault.Conflict, "intake.file_cancelled")
	})
}

// TestDeadlinesAreFlat counts statements: as many for one person as for a house with years of
// history.
func TestDeadlinesAreFlat(t *testing.T) {
	g := openCentre(t)
	count := func() int {
		t.Helper()
		ctx, n := db.Counting(context.Background())
		if err := g.Read(ctx, g.worker, func(tx *db.Tx) error { _, err := intake.Deadlines(tx, intake.DeadlineInput{}); return err }); err != nil {
			t.Fatal(err)
		}
		return n()
	}
	count() // what is remembered
	none := count()
	for i := range 12 {
		stay := g.admit(g.person(fmt.Sprintf("Người Số %s", string(rune('A'+i))), value.Male, "1970"), "B2", 200-i)
		do(g, g.worker, intake.MarkPaper, intake.MarkInput{Stay: stay.ID, Code: intake.Declaration, State: intake.Received})
		if i%2 == 0 {
			do(g, g.worker, presence.Discharge, presence.DischargeInput{ResidentID: stay.ResidentID, Reason: presence.AskedBySelf})
		}
	}
	if many := count(); many != none || many > 7 {
		t.Errorf("%d statements for nobody, %d for twelve people; at most 7 are planned", none, many)
	}
}

func TestGaps(t *testing.T) {
	g := openCentre(t)
	lacks := g.admit(g.person("Lò Thị An", value.Female, "1950"), "A2", 30)
	whole := g.admit(g.person("Lò Thị Bình", value.Female, "1951"), "D1", 30)
	g.admit(g.person("Lò Văn Cường", value.Male, "1952"), "A2", 30)
	do(g, g.worker, presence.Discharge, presence.DischargeInput{ResidentID: g.admit(g.person("Lò Thị Dung", value.Female, "1953"), "A2", 30).ResidentID, Reason: presence.AskedBySelf})
	for _, code := range g.open(whole.ID).Missing() {
		do(g, g.worker, intake.MarkPaper, intake.MarkInput{Stay: whole.ID, Code: code, State: intake.Received})
	}
	do(g, g.worker, intake.MarkPaper, intake.MarkInput{Stay: lacks.ID, Code: intake.Declaration, State: intake.Received})
	page := see(g, g.worker, intake.Gaps, intake.GapInput{})
	if page.Files != 3 || page.Lacking != 2 || len(page.Rows) != 2 || page.Rows[0].StayID != lacks.ID || page.Next != "" {
		t.Fatalf("got %+v", page)
	}
	if !slices.Equal(page.Rows[0].Missing, g.open(lacks.ID).Missing()) || page.Rows[0].Admitted != dbtest.Today.AddDays(-30) {
		t.Errorf("list and file disagree: %+v", page.Rows[0])
	}
	if all := see(g, g.worker, intake.Gaps, intake.GapInput{All: true, Category: "D1"}); len(all.Rows) != 1 || all.Rows[0].StayID != whole.ID || len(all.Rows[0].Missing) != 0 {
		t.Errorf("got %+v", all)
	}
	if none := see(g, g.other, intake.Gaps, intake.GapInput{All: true}); none.Files != 0 {
		t.Errorf("the other campus sees %+v", none)
	}
	if end := see(g, g.worker, intake.Gaps, intake.GapInput{After: "2"}); len(end.Rows) != 0 || end.Next != "" {
		t.Errorf("got %+v", end)
	}
	err := g.See(g.worker, func(tx *db.Tx) error { _, err := intake.Gaps(tx, intake.GapInput{After: "x"}); return err })
	refuses(t, err, fault.Invalid, "db.bad_cursor")
	err = g.See(g.worker, func(tx *db.Tx) error { _, err := intake.Gaps(tx, intake.GapInput{Category: "Z"}); return err })
	refuses(t, err, fault.Invalid, "presence.category_unknown")
}
