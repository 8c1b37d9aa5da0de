package intake_test

import (
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// waits gives the one clock of a person who asks to be received.
func (g *centre) waits(resident uint64) intake.Deadline {
	g.t.Helper()
	all := g.due(intake.DeadlineInput{ResidentID: resident})
	if len(all) != 1 {
		g.t.Fatalf("%d clocks run: %+v", len(all), all)
	}
	return all[0]
}

func (g *centre) petition(category presence.Category, day string) *intake.Petition {
	g.t.Helper()
	return do(g, g.worker, intake.OpenPetition, intake.PetitionInput{ResidentID: g.person("Người Xin Vào", value.Female, "1950"), Category: category, ReceivedOn: value.MustDay(day), Sender: "UBND xã"})
}

// TestPetitionWalksFromDeskToDesk follows a request of category A: each desk has its days from when the
// one before was done, nobody is said to do the steps of the former district, and the head has no limit.
func TestPetitionWalksFromDeskToDesk(t *testing.T) {
	g := openCentre(t)
	p := g.petition("A2", "2026-10-01")
	for _, c := range []struct {
		kind      intake.ClockKind
		from, due string
		taker     string
		desk      intake.Desk
		done      string // the day on which it was done
	}{
		{intake.CommuneReview, "2026-10-01", "2026-10-15", "Ủy ban nhân dân cấp xã", intake.CommuneReviews, "2026-10-14"},
		{intake.CommunePosting, "2026-10-14", "2026-10-23", "Ủy ban nhân dân cấp xã", intake.CommunePosts, "2026-10-23"},
		{intake.DistrictReview, "2026-10-23", "2026-11-03", "", intake.DistrictReviews, "2026-11-02"},
		{intake.DistrictSign, "2026-11-02", "2026-11-05", "", intake.DistrictSigns, "2026-11-05"},
		{intake.SuperiorReview, "2026-11-05", "2026-11-16", "Sở Y tế", intake.SuperiorReviews, "2026-11-17"},
	} {
		d := g.waits(p.ResidentID)
		if d.Kind != c.kind || d.From.String() != c.from || d.Due.String() != c.due || d.Urgency != intake.Late || d.Category != "A2" || d.StayID != 0 || d.SubjectID != p.ID {
			t.Fatalf("got %+v, want %s from %s to %s", d, c.kind, c.from, c.due)
		}
		if c.taker == "" && d.Taker != "" || c.taker != "" && d.Taker == "" {
			t.Errorf("%s is said to be done by %q", c.kind, d.Taker)
		}
		if d.LegalBasis == "" || d.Mark != settings.Confirmed {
			t.Errorf("%s rests on %q %s", c.kind, d.LegalBasis, d.Mark)
		}
		do(g, g.worker, intake.DoStep, intake.StepInput{ID: p.ID, Step: c.desk, DoneOn: value.MustDay(c.done)})
	}
	if d := g.waits(p.ResidentID); d.Kind != intake.HeadDecision || d.Urgency != intake.Ripe || d.Figure != 0 || d.LegalBasis != "" || d.From.String() != "2026-11-17" {
		t.Errorf("the head is said to have a limit: %+v", d)
	}
	f := see(g, g.worker, intake.ReadPetition, intake.OfPetition{ID: p.ID})
	if !f.HeadNow() || len(f.Stages) != 6 || f.Stages[4].Done == nil || len(f.Story) != 5 {
		t.Errorf("got %+v", f)
	}
	do(g, g.worker, intake.EndPetition, intake.PetitionEnd{ID: p.ID, Outcome: intake.Accepted})
	if left := g.due(intake.DeadlineInput{ResidentID: p.ResidentID}); len(left) != 0 {
		t.Errorf("decided, and still due: %+v", left)
	}
	t.Run("TakenBack", func(t *testing.T) {
		back := do(g, g.worker, intake.UndoStep, intake.StepUndo{ID: p.ID, Reason: "ghi nhầm người"})
		if !back.Open() || g.waits(p.ResidentID).Kind != intake.HeadDecision {
			t.Errorf("got %+v", back)
		}
		do(g, g.worker, intake.UndoStep, intake.StepUndo{ID: p.ID, Reason: "ghi nhầm ngày"})
		if d := g.waits(p.ResidentID); d.Kind != intake.SuperiorReview || d.From.String() != "2026-11-05" {
			t.Errorf("got %+v", d)
		}
		if f := see(g, g.worker, intake.ReadPetition, intake.OfPetition{ID: p.ID}); len(f.Story) != 6 || !f.Story[0].Voided() || f.Story[0].VoidReason != "ghi nhầm người" {
			t.Errorf("what was written is no longer readable: %+v", f.Story)
		}
	})
	t.Run("OneWhoIsReceivedWaitsNoLonger", func(t *testing.T) {
		stay := do(g, g.worker, presence.Admit, presence.AdmitInput{ResidentID: p.ResidentID, CampusID: g.one, Category: "A2"}).Stay
		for _, d := range g.due(intake.DeadlineInput{ResidentID: p.ResidentID}) {
			if d.At != "" {
				t.Errorf("got %+v", d)
			}
		}
		do(g, g.worker, presence.CancelAdmission, presence.VoidInput{ID: stay.ID, Reason: "chưa đến"})
		if g.waits(p.ResidentID).Kind != intake.SuperiorReview {
			t.Error("the admission was taken back and the request waits for nothing")
		}
		stay = do(g, g.worker, presence.Admit, presence.AdmitInput{ResidentID: p.ResidentID, CampusID: g.one, Category: "A2"}).Stay
		do(g, g.worker, intake.NoteDecision, intake.DecisionNote{Stay: stay.ID, Kind: intake.Admitted, Number: "12/QĐ"})
		if f := see(g, g.worker, intake.ReadPetition, intake.OfPetition{ID: p.ID}); f.Outcome != intake.Accepted || !f.InCare {
			t.Errorf("the decision on the admission left the request open: %+v", f.Petition)
		}
	})
}

// TestPetitionOfAMinor gives each step one working day, a figure that was recalled and says so.
func TestPetitionOfAMinor(t *testing.T) {
	g := openCentre(t) // it is Saturday 21 November
	p := g.petition("C1", "2026-11-20")
	if d := g.waits(p.ResidentID); d.Kind != intake.MinorStep || d.At != intake.MinorChecked || d.Due.String() != "2026-11-23" || d.Figure != 1 || d.Mark != settings.Recalled {
		t.Errorf("got %+v", d)
	}
	do(g, g.worker, intake.DoStep, intake.StepInput{ID: p.ID, Step: intake.MinorChecked, DoneOn: value.MustDay("2026-11-20")})
	if d := g.waits(p.ResidentID); d.At != intake.MinorDecided || d.Due.String() != "2026-11-23" {
		t.Errorf("got %+v", d)
	}
}

func TestPetitionRefusals(t *testing.T) {
	g := openCentre(t)
	p := g.petition("A1", "2026-11-10")
	for _, c := range []struct {
		in  intake.StepInput
		key string
	}{
		{intake.StepInput{ID: p.ID, Step: intake.CommunePosts}, "intake.step_not_due"},
		{intake.StepInput{ID: p.ID, Step: intake.HeadDecides}, "intake.step_not_due"},
		{intake.StepInput{ID: p.ID, Step: intake.CommuneReviews, DoneOn: value.MustDay("2026-11-09")}, "intake.done_too_early"},
		{intake.StepInput{ID: p.ID, Step: intake.CommuneReviews, DoneOn: dbtest.Today.AddDays(1)}, "intake.day_in_future"},
		{intake.StepInput{ID: p.ID, Step: intake.CommuneReviews, Needless: true}, "intake.reason_missing"},
	} {
		if _, err := try(g, g.worker, intake.DoStep, c.in); err == nil {
			t.Errorf("%+v was taken", c.in)
		} else {
			refuses(t, err, fault.KindOf(err), c.key)
		}
	}
	_, err := try(g, g.worker, intake.EndPetition, intake.PetitionEnd{ID: p.ID, Outcome: intake.Accepted})
	refuses(t, err, fault.Conflict, "intake.step_waits")
	_, err = try(g, g.worker, intake.EndPetition, intake.PetitionEnd{ID: p.ID, Outcome: intake.Refused})
	refuses(t, err, fault.Invalid, "intake.reason_missing")
	_, err = try(g, g.worker, intake.OpenPetition, intake.PetitionInput{ResidentID: p.ResidentID, Category: "A1"})
	refuses(t, err, fault.Conflict, "intake.petition_exists")
	_, err = try(g, g.worker, intake.OpenPetition, intake.PetitionInput{ResidentID: p.ResidentID, Category: "D1"})
	refuses(t, err, fault.Invalid, "intake.petition_category")
	_, err = try(g, g.other, intake.DoStep, intake.StepInput{ID: p.ID, Step: intake.CommuneReviews})
	refuses(t, err, fault.NotFound, "")
	clerk := dbtest.Person(9, []string{intake.ViewFiles, intake.KeepFiles, presence.View}, g.one)
	_, err = try(g, clerk, intake.EndPetition, intake.PetitionEnd{ID: p.ID, Outcome: intake.Refused, Reason: "không đủ điều kiện"})
	refuses(t, err, fault.Forbidden, "")
	do(g, clerk, intake.DoStep, intake.StepInput{ID: p.ID, Step: intake.CommuneReviews, Needless: true, Note: "xã đã duyệt từ trước"})
	do(g, g.worker, intake.EndPetition, intake.PetitionEnd{ID: p.ID, Outcome: intake.Refused, Reason: "không đủ điều kiện"})
	_, err = try(g, clerk, intake.UndoStep, intake.StepUndo{ID: p.ID, Reason: "nhầm"})
	refuses(t, err, fault.Forbidden, "")
	_, err = try(g, g.worker, intake.DoStep, intake.StepInput{ID: p.ID, Step: intake.CommunePosts})
	refuses(t, err, fault.Conflict, "intake.petition_ended")
	in := g.admit(g.person("Đã Ở", value.Male, "1950"), "A2", 3)
	_, err = try(g, g.worker, intake.OpenPetition, intake.PetitionInput{ResidentID: in.ResidentID, Category: "A2"})
	refuses(t, err, fault.Conflict, "intake.petition_in_care")
	open, _ := lists(g, intake.PetitionsInput{})
	ended, _ := lists(g, intake.PetitionsInput{Ended: true})
	if len(open) != 0 || len(ended) != 1 || ended[0].Outcome != intake.Refused {
		t.Errorf("got %+v and %+v", open, ended)
	}
}

func lists(g *centre, in intake.PetitionsInput) (rows []intake.PetitionLine, next string) {
	g.t.Helper()
	if err := g.See(g.worker, func(tx *db.Tx) (err error) { rows, next, err = intake.Petitions(tx, in); return err }); err != nil {
		g.t.Fatal(err)
	}
	return rows, next
}

// TestWhoTakesTheDistrictsStepIsSet lets the centre say who acts for the former district: from then on
// the clock names it.
func TestWhoTakesTheDistrictsStepIsSet(t *testing.T) {
	g := openCentre(t)
	p := g.petition("A3", "2026-11-01")
	for _, s := range []intake.Desk{intake.CommuneReviews, intake.CommunePosts} {
		do(g, g.worker, intake.DoStep, intake.StepInput{ID: p.ID, Step: s, DoneOn: value.MustDay("2026-11-17")})
	}
	if d := g.waits(p.ResidentID); d.Kind != intake.DistrictReview || d.Taker != "" {
		t.Errorf("got %+v", d)
	}
	g.Do(func(tx *db.Tx) error {
		rows, err := db.From[settings.Row](tx).Where("name = ?", settings.DistrictDoes).All()
		if err != nil {
			return err
		}
		_, err = settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.DistrictDoes, Value: "Phòng Văn hóa – Xã hội cấp xã", ValidFrom: tx.Today(), Mark: settings.Decided, Version: uint64(len(rows))})
		return err
	})
	if d := g.waits(p.ResidentID); d.Taker != "Phòng Văn hóa – Xã hội cấp xã" {
		t.Errorf("got %+v", d)
	}
}

// TestBirthOfAnAbandonedChild counts sixty days from a birth that is known to the day and from the
// admission otherwise; the commune's posting makes the registration ripe; the paper ends both.
func TestBirthOfAnAbandonedChild(t *testing.T) {
	g := openCentre(t)
	of := func(birth string) (stay *presence.Stay, kinds map[intake.ClockKind]intake.Deadline) {
		stay = g.admit(g.person("Trẻ "+birth, value.Female, birth), "B3", 10)
		do(g, g.worker, intake.ChangeCase, intake.CaseInput{Stay: stay.ID, Abandoned: true})
		return stay, g.kinds(stay.ResidentID)
	}
	child, kinds := of("01/11/2026")
	if d := kinds[intake.BirthRegister]; d.Due.String() != "2026-12-31" || d.Guessed || d.Figure != 60 {
		t.Errorf("got %+v", d)
	}
	if _, posted := kinds[intake.BirthPosting]; posted {
		t.Error("a posting runs that nobody has noted")
	}
	if _, other := of("2026"); other[intake.BirthRegister].Due.String() != "2027-01-10" || !other[intake.BirthRegister].Guessed {
		t.Errorf("got %+v", other[intake.BirthRegister])
	}
	if _, big := of("01/05/2022"); big[intake.BirthRegister].Due.String() != "2027-01-10" || !big[intake.BirthRegister].Guessed {
		t.Errorf("a child of four is late for days before the house had it: %+v", big[intake.BirthRegister])
	}
	posting := do(g, g.worker, intake.NoteDecision, intake.DecisionNote{Stay: child.ID, Kind: intake.BirthPosted, DecidedOn: value.MustDay("2026-11-16"), Issuer: "UBND xã"})
	if d := g.kinds(child.ResidentID)[intake.BirthPosting]; d.Due.String() != "2026-11-23" || d.Mark != settings.Recalled {
		t.Errorf("got %+v", d)
	}
	do(g, g.worker, intake.VoidDecision, intake.VoidDecisionInput{Stay: child.ID, Decision: posting.ID, Reason: "chưa niêm yết"})
	if _, posted := g.kinds(child.ResidentID)[intake.BirthPosting]; posted {
		t.Error("a posting that was taken back runs on")
	}
	do(g, g.worker, intake.MarkPaper, intake.MarkInput{Stay: child.ID, Code: intake.BirthCertificate, State: intake.Received})
	if _, due := g.kinds(child.ResidentID)[intake.BirthRegister]; due {
		t.Error("the birth certificate is there, and the birth is still to be registered")
	}
	do(g, g.worker, intake.MarkPaper, intake.MarkInput{Stay: child.ID, Code: intake.BirthCertificate, State: intake.Returned, Reason: "sai tên"})
	if _, due := g.kinds(child.ResidentID)[intake.BirthRegister]; !due {
		t.Error("the paper was given back, and nothing is due")
	}
}

// kinds gives the clocks of a person by their kind.
func (g *centre) kinds(resident uint64) map[intake.ClockKind]intake.Deadline {
	g.t.Helper()
	out := map[intake.ClockKind]intake.Deadline{}
	for _, d := range g.due(intake.DeadlineInput{ResidentID: resident}) {
		out[d.Kind] = d
	}
	return out
}

// TestReviewOfTheChildren starts without a known day, counts six months from the last list, and goes
// back to the list before when one is taken back.
func TestReviewOfTheChildren(t *testing.T) {
	g := openCentre(t)
	clock := func() *intake.Deadline {
		t.Helper()
		all := g.due(intake.DeadlineInput{Kind: intake.FamilyCareReview})
		if len(all) == 0 {
			return nil
		}
		return &all[0]
	}
	if clock() != nil {
		t.Error("a list of children is due where no child lives")
	}
	child := g.admit(g.person("Cháu Một", value.Female, "2018"), "A1", 30)
	old := g.admit(g.person("Bà Hai", value.Female, "1940"), "A2", 30)
	if d := clock(); d == nil || d.Urgency != intake.Ripe || !d.From.IsZero() || d.CampusName != "Cơ sở 1" || d.ResidentID != 0 {
		t.Fatalf("got %+v", d)
	}
	first := do(g, g.worker, intake.HoldReview, intake.ReviewInput{CampusID: g.one, HeldOn: value.MustDay("2026-04-30")})
	if d := clock(); d == nil || d.Due.String() != "2026-10-30" || d.Urgency != intake.Late {
		t.Errorf("got %+v", d)
	}
	second := do(g, g.worker, intake.HoldReview, intake.ReviewInput{CampusID: g.one, Children: []uint64{child.ResidentID, child.ResidentID}})
	if d := clock(); d == nil || d.Due.String() != "2027-05-21" || d.Urgency != intake.InTime {
		t.Errorf("got %+v", d)
	}
	page := see(g, g.worker, intake.ReadReview, intake.OfCampus{CampusID: g.one})
	if len(page.Children) != 1 || !page.Children[0].Listed || page.Named[second.ID] != 1 || page.Named[first.ID] != 0 || page.Clock == nil {
		t.Errorf("got %+v", page)
	}
	do(g, g.worker, intake.VoidReview, intake.ReviewUndo{CampusID: g.one, ID: second.ID, Reason: "ghi nhầm cơ sở"})
	if d := clock(); d == nil || d.Due.String() != "2026-10-30" {
		t.Errorf("got %+v", d)
	}
	_, err := try(g, g.worker, intake.HoldReview, intake.ReviewInput{CampusID: g.one, Children: []uint64{old.ResidentID}})
	refuses(t, err, fault.Invalid, "intake.no_child_here")
	_, err = try(g, g.worker, intake.HoldReview, intake.ReviewInput{CampusID: g.one, HeldOn: dbtest.Today.AddDays(1)})
	refuses(t, err, fault.Invalid, "intake.day_in_future")
	_, err = try(g, g.other, intake.HoldReview, intake.ReviewInput{CampusID: g.one})
	refuses(t, err, fault.NotFound, "")
	if got := see(g, g.other, intake.Deadlines, intake.DeadlineInput{}); len(got) != 0 {
		t.Errorf("the other campus sees %+v", got)
	}
}
