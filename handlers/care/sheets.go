package care

import (
	"fmt"

	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
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

// readAllIncidents reads every incident of the question that this reader may know of.
func readAllIncidents(tx *db.Tx, in care.IncidentsInput) (incidentsData, error) {
	in.Most = sheet.Limit + 1
	d, err := readIncidents(tx, in)
	if err != nil {
		return d, err
	}
	return d, sheet.Within(len(d.List))
}

// incidentsTable is the incidents that this reader may know of, the newest first.
func incidentsTable(call *web.Call, d incidentsData) sheet.Table {
	ctx := call.Context()
	return sheet.Table{Title: call.T("care.incident.title"), Asked: words.Day(ctx, d.In.From) + " – " + words.Day(ctx, d.In.To),
		Columns: sheet.Columns(call, sheet.As("care.field.at_event", sheet.Instant, 0), sheet.As("care.field.reported", sheet.Instant, 0), sheet.As("care.field.kind", sheet.Text, 22), sheet.As("care.field.severity", sheet.Text, 12),
			sheet.As("ward", sheet.Text, 20), sheet.As("care.field.place", sheet.Text, 20), sheet.As("care.field.residents_in", sheet.Text, 30), sheet.As("care.field.what", sheet.Text, 50), sheet.As("care.field.done", sheet.Text, 40),
			sheet.As("care.incident.acts", sheet.Integer, 12), sheet.As("by", sheet.Text, 26)),
		Rows: func(row func(...any)) {
			for i := range d.List {
				in := &d.List[i]
				row(in.At, in.ReportedAt, call.T("care.incident.kind."+string(in.Kind)), call.T("care.severity."+string(in.Severity)), in.WardName, in.Place, named(*in), in.What, in.Done, in.Pending, in.ReporterName)
			}
		}}
}
