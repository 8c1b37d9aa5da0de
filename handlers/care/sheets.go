package care

import (
	"fmt"

	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
)

// walkedSheet is where the rounds of a ward are saved.
func walkedSheet(ward uint64) string { return fmt.Sprintf("/wards/%d/rounds.xlsx", ward) }

// walkedTable is the rounds of a ward over some days, walked or not, the newest first.
func walkedTable(call *web.Call, d walkedData) sheet.Table {
	ctx := call.Context()
	return sheet.Table{Title: call.T("care.walked.title"), Asked: sheet.Joined(d.Ward.Name, words.Day(ctx, d.From)+" – "+words.Day(ctx, d.To)),
		Columns: sheet.Columns(call, sheet.As("day", sheet.Date, 0), sheet.As("care.walked.round", sheet.Text, 24), sheet.As("care.walked.seen", sheet.Integer, 0), sheet.As("care.walked.changed", sheet.Integer, 12),
			sheet.As("late", sheet.Integer, 12), sheet.As("first", sheet.Instant, 0), sheet.As("last", sheet.Instant, 0), sheet.As("by", sheet.Text, 26)),
		Rows: func(row func(...any)) {
			for _, w := range d.Rounds {
				row(w.Round.Turn.Day, roundName(call, w.Round), w.Seen, w.Changed, w.Late, sheet.At(w.FirstAt), sheet.At(w.LastAt), w.LastByName)
			}
		}}
}
