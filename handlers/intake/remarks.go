package intake

import (
	"context"
	"fmt"
	"strings"

	"maiam/handlers/words"
	"maiam/models/intake"
)

// Remarks are the lines of a plan on which somebody should look, as sentences with their rows, for
// a reader without a page.
func Remarks(ctx context.Context, plan *intake.RosterPlan) []string {
	var out []string
	for _, f := range plan.General {
		out = append(out, remark(ctx, f.Row, sentence(ctx, f.Key, f.Args)))
	}
	for _, row := range plan.Rows {
		var said []string
		for _, f := range row.Findings {
			if f.Severity != intake.Note {
				said = append(said, sentence(ctx, f.Key, f.Args))
			}
		}
		for _, r := range row.Reasons {
			if row.Outcome == intake.OutcomeRefused || row.Outcome == intake.OutcomeLeftOut {
				said = append(said, sentence(ctx, r.Key, r.Args))
			}
		}
		if len(said) > 0 {
			out = append(out, remark(ctx, row.Row, strings.Join(said, " ")+" → "+words.T(ctx, "intake.outcome."+string(row.Outcome))))
		}
	}
	return out
}

func remark(ctx context.Context, row int, text string) string {
	if row == 0 {
		return "  " + text
	}
	return fmt.Sprintf("  %s: %s", words.T(ctx, "intake.command.row", words.A{"row": row}), text)
}
