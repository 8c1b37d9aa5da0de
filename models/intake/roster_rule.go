package intake

import (
	"slices"

	"maiam/models/fault"
)

// rosterRule is what the house thinks of one kind of finding before anybody
// has looked at the row.
type rosterRule struct {
	severity Severity
	proposal Choice
	choices  []Choice
}

var (
	anyChoice   = []Choice{Take, Without, Skip}
	notAsItIs   = []Choice{Without, Skip}
	takeOrSkip  = []Choice{Take, Skip}
	skipOnly    = []Choice{Skip}
	nothingElse = []Choice(nil)
)

// rosterRules is the table of everything that can be said about a list. The
// name is the last part of the text key, intake.roster.<name>.
var rosterRules = map[string]rosterRule{
	// of a person's row: a choice is needed
	"name_missing":        {Error, Skip, skipOnly},
	"name_unreadable":     {Error, Skip, skipOnly},
	"sex_missing":         {Error, Skip, skipOnly},
	"sex_contradiction":   {Error, Skip, skipOnly},
	"birth_unreadable":    {Error, Without, notAsItIs},
	"birth_in_future":     {Error, Without, notAsItIs},
	"born_too_long_ago":   {Error, Without, notAsItIs},
	"admitted_unreadable": {Error, Without, notAsItIs},
	"admitted_in_future":  {Error, Without, notAsItIs},
	"admitted_too_early":  {Error, Without, notAsItIs},
	"citizen_length":      {Error, Without, notAsItIs},
	"citizen_unreadable":  {Error, Without, notAsItIs},
	"citizen_twice":       {Error, Without, notAsItIs},
	"insurance_form":      {Error, Without, notAsItIs},
	"insurance_twice":     {Error, Without, notAsItIs},
	"bed_twice":           {Error, Without, anyChoice},
	"place_unreadable":    {Error, Without, notAsItIs},
	"place_partial":       {Error, Without, notAsItIs},
	"text_too_long":       {Error, Without, notAsItIs},
	// of a person's row: worth a look
	"row_repeats":        {Warning, Skip, skipOnly},
	"already_left":       {Warning, Skip, takeOrSkip},
	"looks_like_formula": {Warning, Take, anyChoice},
	"secret_in_note":     {Warning, Without, notAsItIs},
	"citizen_differs":    {Warning, Take, anyChoice},
	"person_twice":       {Warning, Take, takeOrSkip},
	"born_long_ago":      {Warning, Take, anyChoice},
	"category_unknown":   {Warning, Take, takeOrSkip},
	"category_missing":   {Warning, Take, takeOrSkip},
	"row_not_understood": {Warning, Skip, skipOnly},
	"admitted_missing":   {Warning, Take, takeOrSkip},
	"section_unknown":    {Warning, Take, nothingElse},
	"total_differs":      {Warning, Take, nothingElse},
	"sheet_hidden":       {Warning, Skip, nothingElse},
	"sheet_no_headings":  {Warning, Skip, nothingElse},
	"no_headings":        {Error, Skip, nothingElse},
	"as_of_in_future":    {Warning, Take, nothingElse},
	// mended or merely told
	"zero_restored":  {Note, Take, nothingElse},
	"sex_by_number":  {Note, Take, nothingElse},
	"year_completed": {Note, Take, nothingElse},
	"born_by_age":    {Note, Take, nothingElse},
	"no_bed":         {Note, Take, nothingElse},
	"away":           {Note, Take, nothingElse},
	"column_unknown": {Note, Take, nothingElse},
	"column_twice":   {Note, Take, nothingElse},
	"as_of_missing":  {Note, Take, nothingElse},
}

// find notes one finding. A nil-field row stands for the whole list.
func (r *Roster) find(row *RosterRow, column int, name string, args fault.A) *Finding {
	rule := rosterRules[name]
	r.Findings = append(r.Findings, Finding{
		RowRef: row.RowRef, Column: column, Severity: rule.severity, Key: "intake.roster." + name,
		Args: args, Proposal: rule.proposal, Choices: rule.choices,
	})
	return &r.Findings[len(r.Findings)-1]
}

// findField notes one finding about one field of a person's row.
func (r *Roster) findField(row *RosterRow, field RosterField, name string, args fault.A) *Finding {
	f := r.find(row, row.columns[field], name, args)
	f.Field = field
	return f
}

func (r *Roster) sortFindings() {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		if a.Sheet != b.Sheet {
			return a.Sheet - b.Sheet
		}
		if a.Row != b.Row {
			return a.Row - b.Row
		}
		return a.Column - b.Column
	})
}

// Proposal gives what the house proposes for a row, and what may be chosen:
// the most careful of its findings decides.
func Proposal(findings []Finding) (Choice, []Choice) {
	proposal, choices := Take, anyChoice
	for _, f := range findings {
		if f.Proposal == Skip || f.Proposal == Without && proposal == Take {
			proposal = f.Proposal
		}
		if f.Choices == nil {
			continue
		}
		var left []Choice
		for _, c := range choices {
			if slices.Contains(f.Choices, c) {
				left = append(left, c)
			}
		}
		choices = left
	}
	if !slices.Contains(choices, proposal) {
		choices = append(choices, proposal)
	}
	return proposal, choices
}

// FindingKeys lists the text keys of everything that can be found in a list or
// become of a row.
func FindingKeys() []string {
	var keys []string
	for name := range rosterRules {
		keys = append(keys, "intake.roster."+name)
	}
	for _, name := range ledgerReasons {
		keys = append(keys, "intake.roster."+name)
	}
	for _, name := range []string{"needs_category", "bed_kept_by", "place_missing", "enters_without_bed", "known_elsewhere", "someone_alike"} {
		keys = append(keys, "intake.roster."+name)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}
