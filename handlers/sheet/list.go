package sheet

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Type is what browsers call a spreadsheet.
const Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Table is a list of a page as it is saved: the same rows in the same order, with real dates and
// numbers.
type Table struct {
	Title   string    // of the page: it names the file and stands above the rows
	Tab     string    // the name of the sheet, where it is not the title
	Asked   string    // what the list was narrowed to
	At      time.Time // the moment of which it tells; now when none is said
	Resting int       // how many the list leaves out because their data rest; for readers who may know that alone
	Columns []Column
	Rows    func(row func(values ...any)) // gives one row after another
	More    []Table                       // further sheets of the same file
}

// Door opens the door through which a list is saved as a spreadsheet. It reads with the page's own
// load, so that whoever may not open the page cannot save it, and what is saved is what is shown.
// Above the rows stand the centre, what is listed, to what it was narrowed, as of when, and what a list
// with residents is for, by the table of purposes. That a list was taken away stays in the book of deeds.
func Door[In, Data any](d *web.Desk, path, action string, load func(*db.Tx, In) (Data, error), table func(*web.Call, Data) Table) {
	saved := func(tx *db.Tx, in In) (Data, error) {
		data, err := load(tx, in)
		if err == nil {
			tx.Saved(action)
		}
		return data, err
	}
	web.File(d, path, action, saved, func(call *web.Call, data Data) (web.Draw, error) {
		t := table(call, data)
		w := NewWriter()
		for _, one := range append([]Table{t}, t.More...) {
			one.write(call, w, Purposes[path].Use)
		}
		var body bytes.Buffer
		if err := w.Save(&body); err != nil {
			return web.Draw{}, err
		}
		zone := words.Zone(call.Context())
		return web.Draw{Name: t.Title + " " + call.Now().In(zone).Format("2006-01-02") + ".xlsx", Type: Type, Body: body.Bytes()}, nil
	})
}

// upright is how many letters lie beside each other on A4 held upright.
const upright = 95

func (t Table) write(call *web.Call, w *Writer, use Use) {
	ctx := call.Context()
	at := t.At
	if at.IsZero() {
		at = call.Now()
	}
	layout := Layout{Columns: t.Columns, Zone: words.Zone(ctx), Filter: true}
	purpose, resting := "", ""
	if use.Named() {
		purpose = call.T("sheet.use." + string(use))
	}
	if t.Resting > 0 {
		resting = words.N(ctx, "sheet.resting", t.Resting)
	}
	for _, line := range []string{call.Centre(), t.Title, t.Asked, call.T("sheet.as_of", words.A{"at": words.DateTime(ctx, at), "by": call.Actor.Name}), purpose, resting} {
		if line != "" {
			layout.Title = append(layout.Title, line)
		}
	}
	across := 0.0
	for _, c := range t.Columns {
		if c.Width == 0 {
			c.Width = widths[c.Kind]
		}
		across += c.Width
	}
	layout.Landscape = across > upright
	tab := t.Tab
	if tab == "" {
		tab = t.Title
	}
	w.Sheet(tab, layout)
	if t.Rows != nil {
		t.Rows(w.Row)
	}
}

// Heading is a column before its words are found.
type Heading struct {
	key string
	Column
}

// As is a column by the key of its heading, a word of the kit's own, such as "ward", or a whole text
// key of the area, such as "presence.keep.until"; width 0 chooses by the kind.
func As(key string, kind Kind, width float64) Heading {
	return Heading{key, Column{Kind: kind, Width: width}}
}

// Columns names columns by text keys, with what each holds.
func Columns(call *web.Call, list ...Heading) []Column {
	out := make([]Column, len(list))
	for i, c := range list {
		key := c.key
		if !strings.Contains(key, ".") {
			key = "sheet.column." + key
		}
		out[i] = c.Column
		out[i].Head = call.T(key)
	}
	return out
}

// Birth is a birth date as a cell: a real date where the day is known, else the words for what is.
func Birth(call *web.Call, b value.BirthDate) any {
	if b.Precision == value.PrecisionDay {
		return b.Day
	}
	return words.Birth(call.Context(), b)
}

// On is the day of a moment as a cell, empty where there is none.
func On(call *web.Call, at *time.Time) any {
	if at == nil || at.IsZero() {
		return nil
	}
	return value.DayOf(*at, words.Zone(call.Context()))
}

// At is a moment as a cell, empty where there is none.
func At(at *time.Time) any {
	if at == nil {
		return nil
	}
	return *at
}

// Limit is the most rows of one saved list. A longer one is refused with the advice to narrow it: a
// file that silently lacks its end would be worse than none.
const Limit = 20_000

// Whole refuses a list of which there is more after what was read.
func Whole(next string, err error) error {
	if err == nil && next != "" {
		return tooLong()
	}
	return err
}

// Within refuses a list of more rows than a file may hold.
func Within(rows int) error {
	if rows > Limit {
		return tooLong()
	}
	return nil
}

func tooLong() error {
	return fault.New(fault.Invalid, "sheet.too_long_to_save", fault.A{"max": Limit})
}

// Joined sets what is not empty side by side in one cell.
func Joined(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(t string) bool { return t == "" }), " · ")
}
