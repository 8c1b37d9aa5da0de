package intake

import (
	"cmp"
	"slices"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// The permissions of the checklists are those of every other rule of the house.
const (
	viewRules   = "settings.view"
	changeRules = "settings.change"
)

// CategoryGroups are the letters that speak for all grounds of a group.
var CategoryGroups = []string{"A", "B", "C", "D"}

// RequirementInput is a paper asked for, or no longer asked for, from a day on.
type RequirementInput struct {
	Category   string        `form:"category" json:"category" validate:"required,max=4" doc:"a ground such as A3, or a letter for its whole group"`
	Code       PaperCode     `form:"code" json:"code" validate:"required,max=40"`
	Need       Need          `form:"need" json:"need" validate:"required,max=10" enum:"needed,optional,none"`
	Applies    Applies       `form:"applies" json:"applies,omitempty" validate:"max=12" enum:"child,abandoned" doc:"of whom alone; everybody when absent"`
	ValidFrom  value.Day     `form:"valid_from" json:"valid_from"`
	LegalBasis string        `form:"legal_basis" json:"legal_basis,omitempty" validate:"max=500"`
	Mark       settings.Mark `form:"mark" json:"mark" validate:"required,max=1" enum:"C,R,D" doc:"C seen in the text of the law, R recalled, D decided by the centre"`
	Source     string        `form:"source" json:"source,omitempty" validate:"max=500"`
}

// SetRequirement writes that the files of a ground ask for a paper, or no longer do, from a day on.
// Nothing is overwritten: who came before that day keeps the checklist of the first day, and older lines
// stay readable. A line that begins on the same day takes the place of the one before.
//
// It needs settings.change for the whole centre. Invalid: an unknown ground, paper or need, a day that
// has passed, no legal basis for what is called confirmed, no source for what is not.
func SetRequirement(tx *db.Tx, in RequirementInput) (*Requirement, error) {
	if err := tx.May(changeRules); err != nil {
		return nil, err
	}
	if !tx.Reach(changeRules).All {
		return nil, fault.New(fault.Forbidden, "settings.whole_centre_only")
	}
	in.LegalBasis, in.Source = value.CleanText(in.LegalBasis), value.CleanText(in.Source)
	var bad fault.Fields
	if !slices.Contains(CategoryGroups, in.Category) && !presence.Category(in.Category).Known() {
		bad.Add("category", "presence.category_unknown")
	}
	if !slices.Contains(PaperCodes, in.Code) {
		bad.Add("code", "intake.paper_unknown")
	}
	if !slices.Contains([]Need{Needed, Optional, NotAsked}, in.Need) {
		bad.Add("need", "intake.need_unknown")
	}
	if !slices.Contains([]Applies{OfEverybody, OfChildren, OfAbandoned}, in.Applies) {
		bad.Add("applies", "intake.applies_unknown")
	}
	switch {
	case in.ValidFrom.IsZero():
		bad.Add("valid_from", "settings.from_missing")
	case in.ValidFrom.Before(tx.Today()):
		bad.Add("valid_from", "intake.requirement_past")
	}
	switch {
	case !slices.Contains([]settings.Mark{settings.Confirmed, settings.Recalled, settings.Decided}, in.Mark):
		bad.Add("mark", "settings.mark_unknown")
	case in.Mark == settings.Confirmed && in.LegalBasis == "":
		bad.Add("legal_basis", "settings.basis_missing")
	case in.Source == "" && in.LegalBasis == "":
		bad.Add("source", "intake.requirement_source")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	rows, err := db.From[Requirement](tx).Order("position, code, valid_from, edition").All()
	if err != nil {
		return nil, err
	}
	r := &Requirement{Category: in.Category, Code: in.Code, Need: in.Need, Applies: in.Applies, Position: placeOf(rows, in), ValidFrom: in.ValidFrom, LegalBasis: in.LegalBasis,
		Mark: in.Mark, Source: in.Source, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	for _, o := range rows {
		if o.Category == r.Category && o.Code == r.Code && o.ValidFrom == r.ValidFrom {
			r.Edition = o.Edition + 1
		}
	}
	if err := db.Add(tx, r); err != nil {
		if db.Duplicate(err, "paper") {
			return nil, fault.New(fault.Conflict, "db.changed_meanwhile").Because(err)
		}
		return nil, err
	}
	checklists.Forget(tx)
	tx.Concerns("requirement", r.ID, 0)
	tx.Detail("category", r.Category)
	tx.Detail("paper", r.Code)
	tx.Detail("need", r.Need)
	tx.Detail("valid_from", r.ValidFrom)
	return r, nil
}

// placeOf keeps a paper where its group has it, and puts a new one before the other papers.
func placeOf(rows []Requirement, in RequirementInput) int {
	last := 0
	for _, o := range rows {
		if o.Category[:1] != in.Category[:1] {
			continue
		}
		if o.Code == in.Code {
			return o.Position
		}
		if o.Code != OtherPapers {
			last = max(last, o.Position)
		}
	}
	return last + 1
}

// ChecklistPage is the checklist of a ground as it holds on a day, with everything that was written.
type ChecklistPage struct {
	Category string
	Day      value.Day
	Lines    []Requirement // of everybody and of every kind of child, in their order
	Story    []Requirement // every line of the ground and of its group, the newest day first
	MayEdit  bool
}

// ChecklistInput asks for the checklist of a ground on a day.
type ChecklistInput struct {
	Category string    `form:"category" json:"category,omitempty" validate:"max=4" doc:"A1 when absent"`
	Code     PaperCode `form:"code" json:"-" validate:"max=40"`
	Day      value.Day `form:"day" json:"day,omitzero" doc:"today when absent"`
}

// ReadChecklist gives the checklist of a ground on a day with its history. It needs settings.view.
func ReadChecklist(tx *db.Tx, in ChecklistInput) (*ChecklistPage, error) {
	if err := tx.May(viewRules); err != nil {
		return nil, err
	}
	if in.Category == "" {
		in.Category = string(presence.Categories[0])
	}
	if !presence.Category(in.Category).Known() {
		return nil, fault.Field("category", "presence.category_unknown")
	}
	if in.Day.IsZero() {
		in.Day = tx.Today()
	}
	rows, err := checklists.Get(tx)
	if err != nil {
		return nil, err
	}
	p := &ChecklistPage{Category: in.Category, Day: in.Day, MayEdit: tx.Actor.Has(changeRules) && tx.Reach(changeRules).All,
		Lines: Checklist(rows, Subject{Category: presence.Category(in.Category), Child: true, Abandoned: true}, in.Day)}
	for _, r := range rows {
		if r.Category != in.Category && r.Category != in.Category[:1] {
			continue
		}
		p.Story = append(p.Story, r)
	}
	slices.SortStableFunc(p.Story, func(a, b Requirement) int {
		if c := b.ValidFrom.Compare(a.ValidFrom); c != 0 {
			return c
		}
		return cmp.Compare(b.ID, a.ID)
	})
	return p, nil
}
