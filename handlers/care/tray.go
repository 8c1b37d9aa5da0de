package care

import (
	"fmt"
	"slices"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/offline"
	"maiam/models/settings"
	"maiam/models/value"
)

// closeItem decides about one thing in the tray.
var closeItem = web.Action[offline.CloseInput, *offline.Item]{Name: "offline.close", Do: offline.Close}

// openTray opens the doors of the tray: what was written without a network and is not in the books.
func openTray(d *web.Desk) {
	web.Page(d, "/care/tray", "offline.tray", readTray, showTray)
	sheet.Door(d, "/care/tray.xlsx", "offline.tray", readWholeTray, trayTable)
	web.Page(d, "/care/tray/:entry", "offline.item", readItem, showItem)
	web.Form(d, "/care/tray/:entry", closeItem, "/care/tray/:entry", itemClosed)
}

// trayData is one page of the tray with the filter that was asked for.
type trayData struct {
	*offline.Tray
	In offline.TrayInput
}

func readTray(tx *db.Tx, in offline.TrayInput) (d trayData, err error) {
	d.In = in
	d.Tray, err = offline.List(tx, in)
	return d, err
}

func readWholeTray(tx *db.Tx, in offline.TrayInput) (trayData, error) {
	in.Most, in.After = sheet.Limit, ""
	d, err := readTray(tx, in)
	if err != nil {
		return d, err
	}
	return d, sheet.Whole(d.Next, nil)
}

func showTray(call *web.Call, d trayData) web.Leaf {
	return web.Leaf{Title: call.T("care.tray.title"), Under: call.T("care.tray.under"), Active: "/care/rounds", Body: trayPage(call, d), Crumbs: []web.Crumb{upward(call)}, Sheet: "/care/tray.xlsx"}
}

func itemPath(i offline.ItemIn) string { return fmt.Sprintf("/care/tray/%d", i.ID) }

// about says whom or what an item is about.
func about(call *web.Call, i offline.ItemIn) string {
	switch {
	case i.ResidentName != "":
		return i.ResidentName
	case i.Kind == offline.Conflict:
		return call.T("care.tray.somebody", words.A{"n": i.Part})
	case i.Action != "":
		return call.T("words.deed." + i.Action)
	}
	return call.T("care.tray.something")
}

// why says why an item is not in the books.
func why(call *web.Call, i offline.ItemIn) string {
	if said := i.Sentence(call.Lang); said != "" {
		return said
	}
	return call.T(i.Code)
}

// where is the ward of an item, or its campus.
func where(i offline.ItemIn) string {
	if i.WardName != "" {
		return i.WardName
	}
	return i.CampusName
}

func (d trayData) list(call *web.Call) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("care.tray.title"), Empty: parts.Empty{Icon: "check", Title: call.T("care.tray.empty"), Text: call.T("care.tray.empty_text")},
		Columns: []parts.Column{{Title: call.T("care.tray.about"), Main: true}, {Title: call.T("care.tray.why")}, {Title: call.T("care.tray.written")}, {Title: call.T("care.tray.came")}, {Title: call.T("care.tray.state"), Plain: true}}}
	if d.In.Closed {
		l.Empty = parts.Empty{Icon: "check", Title: call.T("care.tray.empty_closed")}
	}
	for _, i := range d.Items {
		row := parts.Row{Href: itemPath(i), Cells: []parts.Cell{{Text: about(call, i), Note: where(i)}, {Text: why(call, i)}, {Text: words.At(ctx, i.HappenedAt, call.Now()), Note: i.MemberName},
			{Text: words.At(ctx, i.ReceivedAt, call.Now())}, {}}}
		if i.Open() {
			row.Cells[4].Chips = []parts.Chip{{Tone: parts.Due, Icon: "clock", Text: call.T("care.tray.open")}}
		} else {
			row.Cells[4].Chips = []parts.Chip{{Tone: parts.Done, Icon: "check", Text: call.T("care.tray.decided." + i.Decision)}}
		}
		if i.Doubtful {
			row.Cells[4].Chips = append(row.Cells[4].Chips, parts.Chip{Tone: parts.Plain, Text: call.T("care.tray.doubtful")})
		}
		l.Rows = append(l.Rows, row)
	}
	if d.In.After != "" {
		l.Previous = call.With("after", "")
	}
	if d.Next != "" {
		l.Next = call.With("after", d.Next)
	}
	return l
}

func (d trayData) tabs(call *web.Call) parts.Tabs {
	return parts.Tabs{Label: call.T("care.tray.state"), Links: []parts.Link{{Text: call.T("care.tray.open"), Href: "/care/tray", Current: !d.In.Closed},
		{Text: call.T("care.tray.closed"), Href: "/care/tray?closed=true", Current: d.In.Closed}}}
}

// trayTable is the tray as a spreadsheet.
func trayTable(call *web.Call, d trayData) sheet.Table {
	state := call.T("care.tray.open")
	if d.In.Closed {
		state = call.T("care.tray.closed")
	}
	return sheet.Table{Title: call.T("care.tray.title"), Asked: state,
		Columns: sheet.Columns(call, sheet.As("care.tray.about", sheet.Text, 30), sheet.As("ward", sheet.Text, 20), sheet.As("care.tray.why", sheet.Text, 50), sheet.As("care.tray.written", sheet.Instant, 0),
			sheet.As("by", sheet.Text, 26), sheet.As("care.tray.came", sheet.Instant, 0), sheet.As("care.tray.doubtful", sheet.Text, 16), sheet.As("care.field.decision", sheet.Text, 24), sheet.As("care.tray.closed_by", sheet.Text, 26),
			sheet.As("care.field.reason", sheet.Text, 40)),
		Rows: func(row func(...any)) {
			for _, i := range d.Items {
				decided, doubtful := "", ""
				if !i.Open() {
					decided = call.T("care.tray.decided." + i.Decision)
				}
				if i.Doubtful {
					doubtful = call.T("words.yes")
				}
				row(about(call, i), where(i), why(call, i), i.HappenedAt, i.MemberName, i.ReceivedAt, doubtful, decided, i.CloserName, i.Reason)
			}
		}}
}

// itemData is one thing in the tray beside what stands in the book.
type itemData struct {
	*offline.ItemIn
	Story *care.Story       // of the mark that stands; nil where none does
	Names map[uint64]string // of the people of a refused round
}

func readItem(tx *db.Tx, in struct {
	ItemID uint64 `path:"entry"`
}) (d itemData, err error) {
	if d.ItemIn, err = offline.ItemOf(tx, in.ItemID); err != nil {
		return d, err
	}
	if d.MarkID == nil {
		d.Names, err = d.ItemIn.Names(tx)
		return d, err
	}
	d.Story, err = care.MarkStory(tx, care.StoryInput{MarkID: *d.MarkID})
	return d, err
}

func showItem(call *web.Call, d itemData) web.Leaf {
	return web.Leaf{Title: about(call, *d.ItemIn), Under: where(*d.ItemIn), Active: "/care/rounds", Body: itemPage(call, d),
		Crumbs: []web.Crumb{upward(call), {Name: call.T("care.tray.title"), Path: "/care/tray"}}}
}

func itemClosed(call *web.Call, _ offline.CloseInput, _ *offline.Item) string {
	call.Tell(web.Notice{Key: "care.told.tray_closed", Tone: "done"})
	return "/care/tray"
}

// sideValue is one of the two values side by side.
type sideValue struct {
	Title string
	Said  []string
	Facts parts.Facts
}

// book is what stands in the book.
func (d itemData) book(call *web.Call) sideValue {
	v := sideValue{Title: call.T("care.tray.in_book")}
	if d.Story == nil {
		v.Said = []string{call.T("care.tray.not_in_book")}
		return v
	}
	m, ctx := d.Story.Newest(), call.Context()
	v.Said = d.words(call, m.Signs, m.Response, m.Note)
	if m.Taken() {
		v.Said = []string{call.T("care.mark.taken_back")}
	}
	v.Facts = parts.Facts{{Name: call.T("care.tray.by"), Value: m.ByName}, {Name: call.T("care.field.at"), Value: words.At(ctx, m.At, call.Now())},
		{Name: call.T("care.tray.entered"), Value: words.At(ctx, m.RecordedAt, call.Now())}}
	return v
}

// phone is what was written without a network.
func (d itemData) phone(call *web.Call) sideValue {
	ctx := call.Context()
	v := sideValue{Title: call.T("care.tray.on_phone")}
	at := words.At(ctx, d.HappenedAt, call.Now())
	if d.Doubtful {
		at += " · " + call.T("care.tray.doubtful_text")
	}
	v.Facts = parts.Facts{{Name: call.T("care.tray.by"), Value: d.MemberName}, {Name: call.T("care.field.at"), Value: at}, {Name: call.T("care.tray.came"), Value: words.At(ctx, d.ReceivedAt, call.Now())}}
	if d.Kind == offline.Refused {
		v.Facts[1].Name, v.Said = call.T("care.tray.written"), d.people(call)
	} else {
		if said, ok := d.Round().Of(d.Part); ok {
			norm, meal := care.AllUsual, true
			if d.Story != nil {
				norm, meal = d.Story.Norm, d.Story.Round.Slot.Meal != settings.NoMeal
			}
			_, signs, response := said.Whole(norm, meal)
			v.Said = d.words(call, signs, response, said.Note)
		}
	}
	return v
}

// people say of a round that was refused who was seen, and what was found.
func (d itemData) people(call *web.Call) (lines []string) {
	if d.Kind == offline.Conflict {
		return nil
	}
	name := func(id uint64) string {
		if d.Names[id] != "" {
			return d.Names[id]
		}
		return call.T("care.tray.somebody", words.A{"n": id})
	}
	switch d.Action {
	case record.Name:
	case recordIncident.Name:
		return d.incident(call, name)
	case recordVitals.Name:
		return d.vitals(call, name)
	default:
		return nil
	}
	in := d.Round()
	var usual []string
	for _, r := range in.Rooms {
		for _, id := range r.Seen {
			if said, _ := in.Of(id); said.Empty() {
				usual = append(usual, name(id))
			}
		}
	}
	for _, p := range in.People {
		if !p.Empty() {
			_, signs, response := p.Whole(care.AllUsual, true)
			lines = append(lines, name(p.ResidentID)+": "+strings.Join(d.words(call, signs, response, p.Note), " · "))
		}
	}
	if len(usual) > 0 {
		lines = append(lines, call.T("care.sheet.as_usual")+": "+strings.Join(usual, ", "))
	}
	return lines
}

// incident says what was reported.
func (d itemData) incident(call *web.Call, name func(uint64) string) (lines []string) {
	in := d.Incident()
	if slices.Contains(care.IncidentKinds, in.Kind) || in.Kind.Prohibited() {
		lines = append(lines, call.T("care.incident.kind."+string(in.Kind)))
	}
	if slices.Contains(care.Severities, in.Severity) {
		lines = append(lines, call.T("care.severity."+string(in.Severity)))
	}
	if !in.At.IsZero() {
		lines = append(lines, call.T("care.field.at_event")+": "+words.At(call.Context(), in.At, call.Now()))
	}
	for _, id := range in.Residents {
		lines = append(lines, name(id))
	}
	for _, text := range []string{in.What, in.Done, in.Place, in.People, in.Saw, in.Next} {
		if text = value.CleanText(text); text != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

// vitals say which numbers were written, as they were typed.
func (d itemData) vitals(call *web.Call, name func(uint64) string) (lines []string) {
	in := d.Vitals()
	for _, v := range append([]care.VitalValue{in.VitalValue}, in.Values...) {
		if v.Value != "" && v.Kind.Known() {
			lines = append(lines, name(in.ResidentID)+": "+kindName(call, v.Kind)+" "+value.CleanText(v.Value)+" "+unit(call, v.Kind))
		}
	}
	if note := value.CleanText(in.Note); note != "" {
		lines = append(lines, note)
	}
	return lines
}

// words say what is not as usual.
func (d itemData) words(call *web.Call, signs care.Signs, response care.Response, note string) []string {
	norm := care.AllUsual
	if d.Story != nil {
		norm = d.Story.Norm
	}
	if said := foundWords(call, signs, norm, response, note); len(said) > 0 {
		return said
	}
	return []string{call.T("care.sheet.as_usual")}
}

// round names the round of a conflict.
func (d itemData) round(call *web.Call) string {
	if d.Story == nil {
		return ""
	}
	return roundName(call, d.Story.Round) + " · " + words.Weekday(call.Context(), d.Story.Newest().ShiftDay)
}

// written is the whole of what was written, for what nobody can draw.
func (d itemData) written() string {
	if len(d.Text) > 4000 {
		return strings.ToValidUTF8(d.Text[:4000], "") + "…"
	}
	return strings.ToValidUTF8(d.Text, "�")
}

func (d itemData) decisions(call *web.Call) (out []parts.Option) {
	for _, one := range d.Decisions() {
		out = append(out, parts.Option{Value: one, Text: call.T("care.tray.decide." + one)})
	}
	return out
}

// mark is the mark that is shown, in whose place the other would be put.
func (d itemData) mark() uint64 {
	if d.Story == nil {
		return 0
	}
	return d.Story.Newest().ID
}

// reason asks why; only who keeps the book may leave it out.
func (d itemData) reason(call *web.Call) parts.Field {
	f := long(relabel(asked(call, closeItem.Name, "reason", ""), call.T("care.tray.reason")), 300)
	if d.Standing() {
		return hinted(f, call.T("care.tray.reason_hint"))
	}
	return must(f)
}

// closedLine says who decided and when.
func (d itemData) closedLine(call *web.Call) string {
	return call.T("care.tray.closed_line", words.A{"who": d.CloserName, "at": words.At(call.Context(), *d.ClosedAt, call.Now())})
}
