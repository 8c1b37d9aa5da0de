package intake_test

import (
	"slices"
	"testing"

	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// TestChecklistIsChanged adds a paper and drops another from a day on: who came before keeps the list of
// the first day, a line of the same day is corrected, and everything that was written stays readable.
func TestChecklistIsChanged(t *testing.T) {
	g := openCentre(t)
	rules := dbtest.Person(40, []string{"settings.view", "settings.change"}) // the whole centre
	before := g.admit(g.person("Vi Thị Trước", value.Female, "1950"), "D1", 1)
	set := func(in intake.RequirementInput) *intake.Requirement {
		t.Helper()
		return do(g, rules, intake.SetRequirement, in)
	}
	set(intake.RequirementInput{Category: "D1", Code: intake.GuarantorLetter, Need: intake.Optional, ValidFrom: dbtest.Today, Mark: settings.Decided, Source: "Giám đốc"})
	set(intake.RequirementInput{Category: "D1", Code: intake.GuarantorLetter, Need: intake.Needed, ValidFrom: dbtest.Today, Mark: settings.Decided, Source: "Giám đốc, họp ngày 21/11"})
	set(intake.RequirementInput{Category: "D", Code: intake.IdentityCopy, Need: intake.NotAsked, ValidFrom: dbtest.Today.AddDays(3), Mark: settings.Confirmed, LegalBasis: "Văn bản mới"})
	if missing := g.open(before.ID).Missing(); !slices.Equal(missing, []intake.PaperCode{intake.ServiceContract, intake.IdentityCopy}) {
		t.Errorf("who came before the change misses %v", missing)
	}
	after := g.admit(g.person("Vi Thị Sau", value.Female, "1951"), "D1", 0)
	if missing := g.open(after.ID).Missing(); !slices.Equal(missing, []intake.PaperCode{intake.ServiceContract, intake.IdentityCopy, intake.GuarantorLetter}) {
		t.Errorf("who came on its day misses %v", missing)
	}
	page := see(g, rules, intake.ReadChecklist, intake.ChecklistInput{Category: "D1", Day: dbtest.Today.AddDays(3)})
	if !page.MayEdit || slices.ContainsFunc(page.Lines, func(r intake.Requirement) bool { return r.Code == intake.IdentityCopy }) {
		t.Errorf("got %+v", page.Lines)
	}
	letters := 0
	for _, r := range page.Story {
		if r.Code == intake.GuarantorLetter {
			letters++
		}
	}
	if letters != 3 || page.Story[0].Code != intake.IdentityCopy {
		t.Errorf("%d lines about the letter are readable, the newest is %+v", letters, page.Story[0])
	}
	if other := see(g, rules, intake.ReadChecklist, intake.ChecklistInput{Category: "D2"}); slices.ContainsFunc(other.Story, func(r intake.Requirement) bool { return r.Category == "D1" }) {
		t.Error("a line of one ground holds for another")
	}
	good := intake.RequirementInput{Category: "A3", Code: intake.CurriculumVitae, Need: intake.Needed, ValidFrom: dbtest.Today, Mark: settings.Decided, Source: "Giám đốc"}
	for key, spoil := range map[string]func(*intake.RequirementInput){
		"presence.category_unknown":  func(in *intake.RequirementInput) { in.Category = "Z" },
		"intake.paper_unknown":       func(in *intake.RequirementInput) { in.Code = "x" },
		"intake.need_unknown":        func(in *intake.RequirementInput) { in.Need = "x" },
		"intake.applies_unknown":     func(in *intake.RequirementInput) { in.Applies = "x" },
		"settings.from_missing":      func(in *intake.RequirementInput) { in.ValidFrom = value.Day{} },
		"intake.requirement_past":    func(in *intake.RequirementInput) { in.ValidFrom = dbtest.Today.AddDays(-1) },
		"settings.mark_unknown":      func(in *intake.RequirementInput) { in.Mark = settings.Unknown },
		"settings.basis_missing":     func(in *intake.RequirementInput) { in.Mark = settings.Confirmed },
		"intake.requirement_source":  func(in *intake.RequirementInput) { in.Source = " " },
		"settings.whole_centre_only": nil,
	} {
		in, who := good, rules
		if spoil != nil {
			spoil(&in)
		} else {
			who = dbtest.Person(41, []string{"settings.view", "settings.change"}, g.one)
		}
		_, err := try(g, who, intake.SetRequirement, in)
		refuses(t, err, fault.KindOf(err), key)
	}
	_, err := try(g, g.worker, intake.SetRequirement, good)
	refuses(t, err, fault.Forbidden, "")
	if got := presence.Category("A3"); !got.Known() {
		t.Error(got)
	}
}
