package care

import (
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/value"
)

// openCorrections opens the pages of the marks that were struck through, for whoever looks over the books.
func openCorrections(d *web.Desk) {
	web.Page(d, "/care/corrections", "care.corrections", readCorrections, showCorrections)
	sheet.Door(d, "/care/corrections.xlsx", "care.corrections", readCorrections, correctionTable)
}

// correctionsData are the struck marks of some days.
type correctionsData struct {
	From, To value.Day
	List     []care.Correction
}

func readCorrections(tx *db.Tx, in care.CorrectionsInput) (d correctionsData, err error) {
	d.From, d.To = in.Span(tx.Today())
	d.List, err = care.Corrections(tx, in)
	return d, err
}

func showCorrections(call *web.Call, d correctionsData) web.Leaf {
	ctx := call.Context()
	return web.Leaf{Title: call.T("care.correction.title"), Under: words.Day(ctx, d.From) + " – " + words.Day(ctx, d.To), Active: "/care/corrections", Body: correctionsPage(call, d), Wide: true, Sheet: "/care/corrections.xlsx"}
}

// wasNow writes what was written before and what stands now: "Ăn: nửa bữa → như thường".
func wasNow(call *web.Call, c care.Correction) (was, now string) {
	if c.TakenBack {
		return call.T("care.correction.seen"), call.T("care.correction.taken_back")
	}
	var before, after []string
	for _, i := range c.Changed {
		name := call.T("parts.dot." + i.Item.String())
		before, after = append(before, name+": "+valueWord(call, i.Item, i.Was)), append(after, name+": "+valueWord(call, i.Item, i.Now))
	}
	if c.NoteChanged {
		before, after = append(before, call.T("care.correction.note")), append(after, call.T("care.correction.note_new"))
	}
	if len(before) == 0 { // the time alone
		return words.DateTime(call.Context(), c.WasAt), words.DateTime(call.Context(), c.At)
	}
	return strings.Join(before, "; "), strings.Join(after, "; ")
}

func valueWord(call *web.Call, item care.Item, sign care.Sign) string {
	if sign == care.NotAsked {
		return "–"
	}
	return signWord(call, item, sign)
}

func (d correctionsData) list(call *web.Call) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("care.correction.title"), Empty: parts.Empty{Icon: "check", Title: call.T("care.correction.none")},
		Columns: []parts.Column{{Title: call.T("care.correction.number"), Main: true}, {Title: call.T("care.correction.round")}, {Title: call.T("care.correction.was")}, {Title: call.T("care.correction.now")}, {Title: call.T("care.correction.who")}, {Title: call.T("care.correction.reason")}}}
	for _, c := range d.List {
		was, now := wasNow(call, c)
		reason := parts.Cell{Text: c.Reason}
		if c.Reason == "" {
			reason.Text = call.T("care.correction.slip")
		}
		l.Rows = append(l.Rows, parts.Row{Cells: []parts.Cell{{Text: c.Number, Note: c.WardName}, {Text: c.Clock, Note: words.Day(ctx, c.ShiftDay)},
			{Text: was, Note: call.T("care.correction.by", words.A{"name": c.WasByName, "at": words.DateTime(ctx, c.WasRecorded)})},
			{Text: now}, {Text: c.ByName, Note: words.DateTime(ctx, c.RecordedAt)}, reason}})
	}
	return l
}

func correctionTable(call *web.Call, d correctionsData) sheet.Table {
	return sheet.Table{Title: call.T("care.correction.title"),
		Columns: sheet.Columns(call, sheet.As("care.correction.number", sheet.Text, 16), sheet.As("care.correction.ward", sheet.Text, 24), sheet.As("care.correction.day", sheet.Date, 0), sheet.As("care.correction.round", sheet.Text, 10),
			sheet.As("care.correction.was", sheet.Wrapped, 40), sheet.As("care.correction.was_by", sheet.Text, 24), sheet.As("care.correction.was_at", sheet.Instant, 0), sheet.As("care.correction.now", sheet.Wrapped, 40),
			sheet.As("care.correction.who", sheet.Text, 24), sheet.As("care.correction.when", sheet.Instant, 0), sheet.As("care.correction.reason", sheet.Wrapped, 40)),
		Rows: func(row func(...any)) {
			for _, c := range d.List {
				was, now := wasNow(call, c)
				row(c.Number, c.WardName, c.ShiftDay, c.Clock, was, c.WasByName, c.WasRecorded, now, c.ByName, c.RecordedAt, c.Reason)
			}
		}}
}
