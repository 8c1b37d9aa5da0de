package care

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
)

const gridRoute = "/wards/:ward/round/grid"

// gridInput asks for the grid of a round, or for the round whose code stands on a paper.
type gridInput struct {
	care.SheetInput
	Code string `form:"code" validate:"max=60"`
}

// gridData is a round as a table: a line a person, a column an item.
type gridData struct {
	*care.Sheet
	Code     string // the code of a paper that is keyed in
	BadCode  string // what was typed for a code and is none
	CodeFail error
}

// paperRoute is where the squares on a paper lead: to the table of its own round. Capitals make the code
// small.
const paperRoute = "/G/"

// readScanned reads the grid of the paper whose squares were scanned.
func readScanned(tx *db.Tx, in struct {
	Code string `path:"code"`
}) (gridData, error) {
	if err := tx.May(care.View); err != nil {
		return gridData{}, err
	}
	ward, day, slot, err := care.ReadPaperCode(in.Code)
	if err != nil {
		return gridData{}, fault.New(fault.NotFound, "care.paper.unknown").Because(err)
	}
	sheet, err := care.RoundSheet(tx, care.SheetInput{WardID: ward, SlotID: slot, ShiftDay: day})
	return gridData{Sheet: sheet, Code: care.PaperCode(ward, day, slot)}, err
}

// readGrid reads the sheet that the grid shows. The code of a paper leads to its own ward and round.
func readGrid(tx *db.Tx, in gridInput) (d gridData, err error) {
	if err := tx.May(care.View); err != nil {
		return d, err
	}
	if in.Code != "" {
		ward, day, slot, wrong := care.ReadPaperCode(in.Code)
		if wrong == nil {
			d.Sheet, wrong = care.RoundSheet(tx, care.SheetInput{WardID: ward, SlotID: slot, ShiftDay: day})
		}
		if wrong == nil {
			d.Code = care.PaperCode(ward, day, slot)
			return d, nil
		}
		d.BadCode, d.CodeFail = in.Code, wrong
	}
	d.Sheet, err = care.RoundSheet(tx, in.SheetInput)
	return d, err
}

func gridPath(ward uint64, r settings.Round) string {
	return fmt.Sprintf("/wards/%d/round/grid?slot=%d&day=%s", ward, r.Slot.ID, r.Turn.Day)
}

// gridView draws the grid for one reader.
type gridView struct {
	sheetView
	paper   gridData
	typedAt map[string]int // where a person stands in a form that came back
	grid    map[care.Item]string
	acts    string
}

func showGrid(call *web.Call, d gridData) web.Leaf {
	v := &gridView{paper: d, sheetView: sheetView{Sheet: d.Sheet, call: call, form: call.Form(record.Name), choices: newChoices(call, d.Round.Slot.Meal != settings.NoMeal)},
		grid: map[care.Item]string{}}
	v.mayNote = d.Recordable() && call.Actor.Reach(care.Record).Ward(d.CampusID, d.ZoneID, d.WardID)
	v.mayMend = call.Actor.Reach(care.Amend).Ward(d.CampusID, d.ZoneID, d.WardID)
	v.typedAt = typedLines(v.form.All())
	for _, item := range v.choices.items {
		v.grid[item] = codedHTML(v.options(item, ""))
	}
	v.acts = codedHTML(v.actOptions(""))
	return web.Leaf{Title: call.T("care.grid.title"), Papers: v.papers(), Under: v.WardName + " · " + v.under(), Active: "/care/rounds", Wide: true, Body: gridPage(v), Extra: v.progress(),
		Crumbs: []web.Crumb{upward(call), {Name: d.WardName, Path: sheetPath(d.WardID, d.Round.Slot.ID, d.Round.Turn.Day.String())}},
		Sheet:  strings.Replace(gridPath(d.WardID, d.Round), "/grid?", "/grid.xlsx?", 1)}
}

// typedLines finds where each person stands in what was typed.
func typedLines(typed url.Values) map[string]int {
	out := map[string]int{}
	for name, ids := range typed {
		if rest, ok := strings.CutPrefix(name, "people["); ok && len(ids) > 0 {
			if n, field, ok := strings.Cut(rest, "]."); ok && field == "resident_id" {
				if i, err := strconv.Atoi(n); err == nil {
					out[ids[0]] = i
				}
			}
		}
	}
	return out
}

// line is one person of the grid who waits; index counts them.
type line struct {
	care.Bed
	index int
}

// lines lists the people of a room; who does not wait has no index.
func (v *gridView) lines(r care.Room, next *int) (out []line) {
	for _, b := range r.Beds {
		switch {
		case !b.Person():
		case b.Away() || b.Mark != nil || !v.mayNote:
			out = append(out, line{b, -1})
		default:
			out = append(out, line{b, *next})
			*next++
		}
	}
	return out
}

// typed is what was typed about a person into a form that came back.
func (v *gridView) typedOf(b care.Bed, name string) string {
	if i, ok := v.typedAt[fmt.Sprint(b.ResidentID)]; ok && v.form.Fault != nil {
		return v.form.Value(field(i, name), "")
	}
	return ""
}

// wrongs are the sentences about a person in a form that came back.
func (v *gridView) wrongOf(ctx context.Context, b care.Bed, name string) string {
	if i, ok := v.typedAt[fmt.Sprint(b.ResidentID)]; ok && v.form.Fault != nil {
		return v.form.Wrong(ctx, field(i, name))
	}
	return ""
}

// option is a choice of a cell with the letter that stands for it.
type option struct {
	parts.Option
	code   string
	chosen bool
}

func (v *gridView) options(item care.Item, value string) []option {
	out := []option{{Option: parts.Option{Text: v.call.T("care.sign.as_always")}}}
	if item == care.Seen {
		out = []option{{Option: parts.Option{Text: v.call.T("care.grid.not_seen")}}, {Option: parts.Option{Value: care.Usual.String(), Text: v.call.T("care.grid.seen")}, code: "X"}}
	}
	for _, sign := range care.SignsOf(item) {
		if sign != care.Usual {
			out = append(out, option{Option: parts.Option{Value: sign.String(), Text: signWord(v.call, item, sign)}, code: item.Code(sign)})
		}
	}
	return choosing(out, value)
}

func (v *gridView) actOptions(value string) []option {
	out := []option{{Option: parts.Option{Text: "–"}}}
	for _, r := range care.Responses() {
		out = append(out, option{Option: parts.Option{Value: r.String(), Text: v.call.T("care.response." + r.String())}, code: r.Code()})
	}
	return choosing(out, value)
}

func choosing(out []option, value string) []option {
	for i := range out {
		out[i].chosen = value != "" && out[i].Value == value
	}
	return out
}

// codedHTML writes options that carry their letters; the usual case is written once a page.
func codedHTML(options []option) string {
	var b strings.Builder
	for _, o := range options {
		fmt.Fprintf(&b, `<option value="%s"`, o.Value)
		if o.code != "" {
			fmt.Fprintf(&b, ` data-code="%s"`, o.code)
		}
		if o.chosen {
			b.WriteString(` selected`)
		}
		b.WriteString(`>` + templ.EscapeString(o.Text) + `</option>`)
	}
	return b.String()
}

// cell is the choice of one item for one person.
func (v *gridView) cell(b care.Bed, item care.Item) string {
	if value := v.typedOf(b, item.String()); value != "" {
		return codedHTML(v.options(item, value))
	}
	return v.grid[item]
}

func (v *gridView) act(b care.Bed) string {
	if value := v.typedOf(b, "response"); value != "" {
		return codedHTML(v.actOptions(value))
	}
	return v.acts
}

// left says what could not be written of a person who does not wait (any more), and what was typed.
func (v *gridView) left(ctx context.Context, b care.Bed) string {
	wrong := v.wrongOf(ctx, b, "resident_id")
	if wrong == "" {
		return ""
	}
	var said []string
	for _, item := range care.Items {
		var sign care.Sign
		if word := v.typedOf(b, item.String()); word != "" && sign.UnmarshalText([]byte(word)) == nil && sign != care.Usual {
			said = append(said, signWord(v.call, item, sign))
		}
	}
	if word := v.typedOf(b, "response"); word != "" {
		var r care.Response
		if r.UnmarshalText([]byte(word)) == nil {
			said = append(said, v.call.T("wards.did_about."+r.String()))
		}
	}
	if note := v.typedOf(b, "note"); note != "" {
		said = append(said, note)
	}
	if len(said) == 0 {
		said = []string{v.call.T("care.sheet.as_usual")}
	}
	return wrong + ". " + v.call.T("care.grid.typed", words.A{"what": strings.Join(said, " · ")})
}

// gone is somebody who was typed of and is no longer in the ward.
type gone struct {
	resident uint64
	why      string
}

// gone lists those of a form that came back who have no line in the grid any more.
func (v *gridView) gone(ctx context.Context) (out []gone) {
	if v.form.Fault == nil {
		return nil
	}
	here := map[string]bool{}
	for _, r := range v.Rooms {
		for _, b := range r.Beds {
			here[fmt.Sprint(b.ResidentID)] = true
		}
	}
	for id, i := range v.typedAt {
		why := v.form.Wrong(ctx, field(i, "resident_id"))
		if resident, err := strconv.ParseUint(id, 10, 63); err == nil && why != "" && !here[id] {
			out = append(out, gone{resident, why})
		}
	}
	slices.SortFunc(out, func(a, b gone) int { return cmp.Compare(a.resident, b.resident) })
	return out
}

// gridRefusal is the sentence above a form that came back.
func (v *gridView) gridRefusal(ctx context.Context) string {
	if v.form.Fault.Key == "care.grid.partly" {
		return v.form.Sentence(ctx)
	}
	for _, f := range v.form.Fault.Fields {
		if f.Key == "care.response_missing" || f.Key == "care.note_missing" {
			return v.call.T("care.grid.incomplete")
		}
	}
	return v.refusal(ctx)
}

// didWord is what was done about somebody, in words.
func (v *gridView) didWord(b care.Bed) string {
	if b.Mark.Response == care.NoResponse {
		return ""
	}
	return v.call.T("care.response." + b.Mark.Response.String())
}

// gridKey is the key of the form. What is left of a form that was done in part is a new act.
func (v *gridView) gridKey() string {
	if f := v.form.Fault; f != nil && f.Key == "care.grid.partly" {
		return v.call.Key("care.grid")
	}
	return v.call.Key(record.Name)
}

// gridAt asks for the time of a round that is written late, and always of one that stood on paper.
func (v *gridView) gridAt(ctx context.Context) parts.Field {
	f := parts.Field{Name: "at", Label: v.call.T("care.field.at"), InputMode: "numeric", Autocomplete: "off", Half: true, Required: v.paper.Code != "",
		Value: v.form.Value("at", ""), Error: v.form.Wrong(ctx, "at"), Placeholder: v.at()}
	if v.paper.Code != "" {
		f.Hint = v.call.T("care.grid.at_hint")
	} else if v.form.Fault == nil {
		f.Value = v.at()
	}
	return f
}

// asksTime tells whether the form asks when the people were seen.
func (v *gridView) asksTime() bool { return v.late() || v.paper.Code != "" }

// codeField asks for the code of a paper.
func (v *gridView) codeField(ctx context.Context) parts.Field {
	f := parts.Field{Name: "code", Label: v.call.T("care.grid.code"), Hint: v.call.T("care.grid.code_hint"), Value: v.paper.BadCode, MaxLength: 60, Autocomplete: "off"}
	switch {
	case v.paper.CodeFail == nil:
	case fault.KindOf(v.paper.CodeFail) == fault.NotFound:
		f.Error = v.call.T("care.grid.code_elsewhere")
	default:
		f.Error = v.call.T("care.code_wrong")
		if failed := fault.Of(v.paper.CodeFail); failed.Key != "fault.invalid" {
			f.Error = words.Fault(ctx, failed)
		}
	}
	return f
}

// gridRecord is what the grid sends: a round, and the code of the paper it was keyed in from.
type gridRecord struct {
	care.RoundInput
	Code string `form:"code" json:"-" validate:"max=60"`
}

// recordGrid is the same act as every other way to record a round. What stood on paper happened when
// the paper says so, never now.
var recordGrid = web.Action[gridRecord, *care.Round]{Name: record.Name, Do: func(tx *db.Tx, in gridRecord) (*care.Round, error) {
	if err := tx.May(care.Record); err != nil {
		return nil, err
	}
	if in.Code != "" && in.At.IsZero() {
		return nil, fault.Field("at", "care.at_missing")
	}
	return care.RecordRound(tx, in.RoundInput)
}}

// recordedGrid goes on with the grid; what could not be written of some stays typed, with why.
func recordedGrid(call *web.Call, in gridRecord, out *care.Round) string {
	left := fault.New(fault.Conflict, "care.grid.partly", fault.A{"n": out.Recorded})
	at := typedLines(call.C.Request.PostForm)
	for _, p := range out.People {
		i, ok := at[fmt.Sprint(p.ResidentID)]
		if !ok || p.Outcome == care.Recorded || p.Outcome == care.Already {
			continue
		}
		name := "resident_id"
		switch p.Code {
		case "care.response_missing":
			name = "response"
		case "care.note_missing":
			name = "note"
		}
		left.And(field(i, name), p.Code)
	}
	if len(left.Fields) > 0 {
		left.Args["kept"] = len(left.Fields)
		call.ShowAgain(gridRoute, record.Name, "care", call.C.Request.PostForm, left)
		return ""
	}
	recorded(call, in.RoundInput, out)
	return fmt.Sprintf("/wards/%d/round/grid?slot=%d&day=%s", in.WardID, out.SlotID, out.ShiftDay)
}

// gridTable is the grid as a spreadsheet, in the order of the floor: to look at, or to fill in and paste.
func gridTable(call *web.Call, d gridData) sheet.Table {
	ctx := call.Context()
	headings := []sheet.Heading{sheet.As("bed", sheet.Text, 10), sheet.As("name", sheet.Text, 28)}
	for _, item := range care.Items {
		headings = append(headings, sheet.As("care.field."+item.String(), sheet.Text, 12))
	}
	headings = append(headings, sheet.As("care.field.response", sheet.Text, 12), sheet.As("care.field.note", sheet.Text, 30), sheet.As("room", sheet.Text, 14), sheet.As("care.field.at", sheet.Instant, 0))
	return sheet.Table{Title: call.T("care.grid.title"), Asked: sheet.Joined(d.WardName, roundName(call, d.Round), words.Weekday(ctx, d.Round.Turn.Day)),
		Columns: sheet.Columns(call, headings...),
		Rows: func(row func(...any)) {
			for _, r := range d.Rooms {
				for _, b := range r.Beds {
					if b.Person() {
						row(gridCells(call, r, b)...)
					}
				}
			}
		}}
}

// gridCells is one person as the spreadsheet has it.
func gridCells(call *web.Call, r care.Room, b care.Bed) []any {
	cells := []any{b.BedName, b.Name}
	for _, item := range care.Items {
		code := ""
		if b.Mark != nil {
			if code = item.Code(b.Mark.Signs.Of(item)); code == "" && b.Mark.Signs.Of(item) == care.Usual {
				code = "x"
			}
		}
		cells = append(cells, code)
	}
	if b.Mark == nil {
		note := ""
		if b.Away() {
			note = awayChip(call, b).Text
		}
		return append(cells, "", note, r.Name, nil)
	}
	return append(cells, b.Mark.Response.Code(), b.Mark.Note, r.Name, b.Mark.At)
}
