package intake

import (
	"context"
	"strings"

	"maiam/handlers/words"
	"maiam/models/intake"
)

// Remarks are the lines of a plan on which somebody should look, as sentences with their rows, for
// a reader without a page.
func Remarks(ctx context.Context, plan *intake.RosterPlan) []string {
	var out []string
	say := func(ref intake.RowRef, text string) {
		where := ""
		switch {
		case ref.Row > 0 && plan.Sheets > 1:
			where = words.T(ctx, "intake.command.row_of", words.A{"sheet": ref.Sheet + 1, "row": ref.Row}) + ": "
		case ref.Row > 0:
			where = words.T(ctx, "intake.command.row", words.A{"row": ref.Row}) + ": "
		}
		out = append(out, "  "+where+text)
	}
	for _, f := range plan.General {
		say(f.RowRef, sentence(ctx, f.Key, f.Args))
	}
	for _, row := range plan.Rows {
		var said []string
		for _, f := range row.Findings {
			if f.Severity != intake.Note {
				said = append(said, sentence(ctx, f.Key, f.Args))
			}
		}
		for _, r := range row.Reasons {
			// the missing places are told once for the whole list
			if r.Key != "intake.roster.place_missing" {
				said = append(said, sentence(ctx, r.Key, r.Args))
			}
		}
		if len(said) > 0 {
			say(row.RowRef, strings.Join(said, " ")+" → "+words.T(ctx, "intake.outcome."+string(row.Outcome)))
		}
	}
	return out
}
