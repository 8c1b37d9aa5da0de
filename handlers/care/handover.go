package care

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/register"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// The actions of the handover.
var (
	signHandover = web.Action[care.SignInput, *care.Line]{Name: "care.sign_handover", Do: care.SignHandover}
	dismiss      = web.Action[care.DismissInput, *care.Dismissal]{Name: "care.dismiss_unwritten", Do: care.DismissUnwritten}
)

// openHandovers opens the doors of the handover and of the list of those of whom nobody wrote.
func openHandovers(d *web.Desk) {
	web.Page(d, "/wards/:ward/handover", "care.handover", readHandover, showHandover)
	web.File(d, "/wards/:ward/handover.pdf", "care.handover_paper", readHandoverPaper, drawHandover)
	web.Page(d, "/wards/:ward/unwritten", "care.unwritten", readUnwritten, showUnwritten)
	web.Form(d, "/wards/:ward/handover", signHandover, "/wards/:ward/handover", handoverSigned)
	web.Form(d, "/wards/:ward/unwritten", dismiss, "/wards/:ward/unwritten", dismissed)

	web.Get(d, web.Op{ID: "getHandover", Path: "/api/v1/wards/:ward/handover", Summary: "What a shift hands to the next in a ward: written from the books, signed line by line"}, "care.handover", readHandover, handoverWire)
	web.API(d, web.Op{ID: "signHandover", Method: "POST", Path: "/api/v1/wards/:ward/handover", Summary: "Sign one line of a handover, as the person who goes or as the one who comes", Status: 201}, signHandover, lineWire)
	web.Get(d, web.Op{ID: "listUnwritten", Path: "/api/v1/wards/:ward/unwritten", Summary: "People of a ward of whom nobody wrote anything in a shift"}, "care.unwritten", readUnwritten, unwrittenWire)
	web.API(d, web.Op{ID: "dismissUnwritten", Method: "POST", Path: "/api/v1/wards/:ward/unwritten", Summary: "Say why nothing has to be written of somebody in a shift", Status: 201}, dismiss, dismissalWire)
}

func handoverPath(ward uint64) string { return fmt.Sprintf("/wards/%d/handover", ward) }

// ofTurn is the handover of a ward for a certain shift.
func ofTurn(ward uint64, t settings.Turn) string {
	return fmt.Sprintf("%s?shift_id=%d&shift_day=%s", handoverPath(ward), t.Shift.ID, t.Day)
}

// shiftName is the name of a shift inside a sentence: "ca sáng".
func shiftName(call *web.Call, t settings.Turn) string {
	return strings.ToLower(t.Shift.Name(call.Lang))
}

func readHandover(tx *db.Tx, in care.TurnInput) (*care.Handover, error) {
	return care.HandoverOf(tx, in)
}

// handoverView draws one handover for one reader.
type handoverView struct {
	*care.Handover
	call    *web.Call
	form    *web.FormState
	maySign bool
}

func showHandover(call *web.Call, h *care.Handover) web.Leaf {
	v := handoverView{Handover: h, call: call, form: call.Form(signHandover.Name)}
	v.maySign = h.Signable() && call.Actor.Reach(care.Record).Ward(h.CampusID, h.ZoneID, h.WardID)
	return web.Leaf{Title: call.T("care.handover.title", words.A{"shift": shiftName(call, h.Turn)}), Under: strings.Join([]string{h.WardName, h.Turn.Shift.Hours(), words.Weekday(call.Context(), h.Turn.Day)}, " · "),
		Active: "/care/rounds", Body: handoverPage(v), Crumbs: []web.Crumb{upward(call), {Name: h.WardName, Path: roundPath(h.WardID)}}}
}

// signedLines counts the lines that both signed.
func (v handoverView) signedLines() (n int) {
	for _, i := range v.Items {
		if i.Done() {
			n++
		}
	}
	return n
}

// strip are the three numbers of a handover: what is to be done, what has changed, who is as usual.
func (v handoverView) strip() parts.Strip {
	out := parts.Strip{Tall: true}
	count := func(l care.Level) int { return len(v.Of(l)) }
	tone := func(n int, t parts.Tone) parts.Tone {
		if n == 0 {
			return parts.Plain
		}
		return t
	}
	red, amber := count(care.Red), count(care.Amber)
	out.Stats = append(out.Stats, parts.Stat{Value: fmt.Sprint(red), Label: v.call.T("care.handover.red"), Tone: tone(red, parts.Danger), Href: "#red"},
		parts.Stat{Value: fmt.Sprint(amber), Label: v.call.T("care.handover.amber"), Tone: tone(amber, parts.Due), Href: "#amber"})
	for _, i := range v.Items {
		if i.Kind == care.ItemUsual {
			out.Stats = append(out.Stats, parts.Stat{Value: fmt.Sprint(i.N), Label: v.call.T("care.handover.grey"), Href: "#grey"})
		}
	}
	out.Stats = append(out.Stats, parts.Stat{Value: fmt.Sprintf("%d/%d", v.signedLines(), len(v.Items)), Label: v.call.T("care.handover.signed")})
	return out
}

// toneOf colours a level.
func toneOf(l care.Level) parts.Tone {
	switch l {
	case care.Red:
		return parts.Danger
	case care.Amber:
		return parts.Due
	}
	return parts.Plain
}

// whoWords is a person with the bed: "Nguyễn Thị Hoa · 203 · G1".
func whoWords(f care.Facts) string {
	said := []string{f.Name}
	for _, s := range []string{f.Room, f.Bed} {
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, " · ")
}

// namesOf lists people with where they are.
func namesOf(call *web.Call, all []care.Named) string {
	var out []string
	for _, n := range all {
		said := n.Name
		var more []string
		if n.Kind != "" {
			more = append(more, call.T("wards.is."+n.Kind))
		}
		if n.Place != "" {
			more = append(more, n.Place)
		}
		if len(more) > 0 {
			said += " (" + strings.Join(more, ", ") + ")"
		}
		out = append(out, said)
	}
	return strings.Join(out, "; ")
}

// lineTitle says what a line is about, in the reader's language.
func lineTitle(call *web.Call, f care.Facts) string {
	switch f.Kind {
	case care.ItemAgain:
		return call.T("care.handover.again", words.A{"what": lineTitle(call, *f.Was)})
	case care.ItemMissing:
		return call.T("care.handover.missing", words.A{"who": whoWords(f)})
	case care.ItemIncident:
		title := call.T("care.incident.kind." + string(f.Incident))
		if names := namesOf(call, f.People); names != "" {
			title += ": " + names
		}
		return title
	case care.ItemAct:
		return call.T("care.handover.act", words.A{"what": f.Text})
	case care.ItemOrder:
		return call.T("care.order.kind."+string(f.Order)) + ": " + whoWords(f)
	case care.ItemRollcall:
		return call.T("care.handover.rollcall." + string(f.Roll))
	case care.ItemUnwritten, care.ItemUsual, care.ItemAway, care.ItemKept, care.ItemTray:
		return words.N(call.Context(), "care.handover."+string(f.Kind), f.N)
	case care.ItemKeys, care.ItemDrugs, care.ItemHeads:
		return call.T("care.handover." + string(f.Kind))
	}
	return whoWords(f)
}

// lineNote says the rest of a line; now is against which day its times are told, zero for a paper that is
// read on other days.
func lineNote(call *web.Call, f care.Facts, now time.Time) string {
	ctx := call.Context()
	var said []string
	add := func(s string) {
		if s != "" {
			said = append(said, s)
		}
	}
	clock := func() string {
		if f.At == nil {
			return ""
		}
		return words.At(ctx, *f.At, now)
	}
	switch f.Kind {
	case care.ItemAgain:
		add(call.T("care.handover.since", words.A{"day": words.DayMonth(ctx, f.Since)}))
		if f.Word != "" {
			add(call.T("care.handover.unfinished_word", words.A{"word": f.Word}))
		}
		add(lineNote(call, *f.Was, now))
		return strings.Join(said, " · ")
	case care.ItemMissing:
		add(call.T("care.handover.missing_since", words.A{"at": clock()}))
	case care.ItemIncident:
		add(clock())
		add(call.T("care.severity." + string(f.Severity)))
		add(f.Text)
		add(f.Note)
	case care.ItemOrder:
		add(call.T("care.handover.order_since", words.A{"from": clock(), "until": words.At(ctx, *f.Until, now)}))
		if f.Review != nil {
			add(call.T("care.handover.order_review", words.A{"at": words.At(ctx, *f.Review, now)}))
		}
		if f.Ended != nil {
			add(call.T("care.order.is_ended", words.A{"at": words.At(ctx, *f.Ended, now)}))
		}
		add(f.Text)
		add(f.Note)
	case care.ItemRollcall:
		add(call.T("care.handover.rollcall_since", words.A{"at": clock()}))
		add(f.Text)
	case care.ItemTray:
		add(call.T("care.handover.tray_note"))
	case care.ItemAct:
		add(call.T("care.incident.kind." + string(f.Incident)))
		if f.At != nil {
			add(call.T("care.handover.before", words.A{"at": clock()}))
		}
	case care.ItemGrave, care.ItemPending, care.ItemChanged:
		var r care.Response
		_ = r.UnmarshalText([]byte(f.Response)) // the house wrote it
		said = append(said, foundWords(call, *f.Signs, *f.Norm, r, f.Note)...)
		add(clock())
	case care.ItemTask:
		add(taskName(call, care.TaskKind(f.Text), f.Note))
		add(call.T("care.task.nobody", words.A{"at": clock()}))
		if f.Text != "other" {
			add(f.Note)
		}
	case care.ItemConcern:
		add(concernWords(call, f.Concern, *f.Told))
		add(call.T("care.concern.since", words.A{"at": clock()}))
		if f.Passed {
			add(call.T("care.concern.passed"))
		}
		if f.Away != "" {
			add(call.T("wards.is." + f.Away))
		}
	case care.ItemWatch:
		for _, w := range f.Watches {
			add(call.T("care.watch."+string(w.Reason)) + ", " + every(call, w.EveryMinutes))
			add(w.Note)
		}
		if f.Away != "" {
			add(call.T("wards.is." + f.Away))
		}
	case care.ItemLateBack:
		add(call.T("care.handover.late_back", words.A{"where": call.T("wards.is." + f.Away), "day": words.DayMonth(ctx, f.Day)}))
	case care.ItemUnwritten, care.ItemAway, care.ItemKept:
		add(namesOf(call, f.People))
	case care.ItemHeads:
		said = headWords(call, *f.Heads)
	}
	if f.Word != "" {
		add(call.T("care.handover.unfinished_word", words.A{"word": f.Word}))
	}
	return strings.Join(said, " · ")
}

// headWords say the heads: at the beginning, at the end, who came and who left.
func headWords(call *web.Call, h care.Heads) []string {
	ctx := call.Context()
	out := []string{call.T("care.handover.heads_start", words.A{"here": h.StartHere, "away": h.StartAway})}
	end := []string{words.N(ctx, "care.mine.here", h.Here)}
	for _, n := range []struct {
		n   int
		key string
	}{{h.Hospital, "hospital"}, {h.Leave, "leave"}, {h.Missing, "missing"}} {
		if n.n > 0 {
			end = append(end, fmt.Sprintf("%d %s", n.n, strings.ToLower(call.T("wards.is."+n.key))))
		}
	}
	out = append(out, call.T("care.handover.heads_end", words.A{"what": strings.Join(end, ", ")}))
	if len(h.Came) > 0 {
		out = append(out, call.T("care.handover.came", words.A{"who": namesOf(call, h.Came)}))
	}
	if len(h.Left) > 0 {
		out = append(out, call.T("care.handover.left", words.A{"who": namesOf(call, h.Left)}))
	}
	return out
}

// signatures say who signed a line, what was counted, and what was not finished.
func signatures(call *web.Call, h *care.Handover, i care.Matter) []string {
	ctx := call.Context()
	l := i.Line
	if l == nil {
		return nil
	}
	var out []string
	if l.Counted != nil && l.Matches != nil {
		key := "care.handover.counted"
		if !*l.Matches {
			key = "care.handover.counted_wrong"
		}
		out = append(out, call.T(key, words.A{"n": *l.Counted}))
	}
	said := call.T("care.handover.gave", words.A{"who": l.OutgoingName, "at": words.At(ctx, l.OutgoingAt, call.Now())})
	if late := l.Late(h.Turn); late > 0 {
		said += " " + call.T("care.handover.late", words.A{"for": words.Duration(ctx, late)})
	}
	out = append(out, said)
	if l.IncomingAt != nil {
		out = append(out, call.T("care.handover.took", words.A{"who": l.IncomingName, "at": words.At(ctx, *l.IncomingAt, call.Now())}))
	}
	return append(out, lineWords(call, i)...)
}

// lineWords are the words of those who signed a line, each once.
func lineWords(call *web.Call, i care.Matter) (out []string) {
	told := map[string]bool{"": true, i.Word: true}
	for _, word := range []string{i.Line.Word, i.Line.IncomingWord} {
		if told[word] {
			continue
		}
		told[word] = true
		key := "care.handover.word"
		if i.Line.Unfinished {
			key = "care.handover.unfinished_word"
		}
		out = append(out, call.T(key, words.A{"word": word}))
	}
	return out
}

// side is as whom the reader may sign a line; empty when not.
func (v handoverView) side(i care.Matter) care.Side {
	switch {
	case !v.maySign:
	case i.Line == nil:
		return care.Outgoing
	case i.Line.IncomingBy == nil && i.Line.OutgoingBy != v.call.Actor.ID:
		return care.Incoming
	}
	return ""
}

// state is the chip of a line.
func (v handoverView) state(i care.Matter) parts.Chip {
	switch {
	case i.Line == nil:
		return parts.Chip{Text: v.call.T("care.handover.unsigned")}
	case i.Line.Unfinished:
		return parts.Chip{Tone: parts.Due, Icon: "hourglass", Text: v.call.T("care.handover.unfinished")}
	case i.Line.IncomingBy == nil:
		return parts.Chip{Tone: parts.Due, Icon: "clock", Text: v.call.T("care.handover.waits")}
	}
	return parts.Chip{Tone: parts.Done, Icon: "check", Text: v.call.T("care.handover.both")}
}

// first tells which line the page goes to after a signature: the first that the reader may sign.
func (v handoverView) first() string {
	for _, i := range v.Items {
		if v.side(i) != "" {
			return i.Key
		}
	}
	return ""
}

// wrong is what is wrong with a field of one line's form; typed is what was typed into it.
func (v handoverView) wrong(i care.Matter, name string) string {
	if v.form.Value("key", "") != i.Key {
		return ""
	}
	return v.form.Wrong(v.call.Context(), name)
}

func (v handoverView) typed(i care.Matter, name string) string {
	if v.form.Value("key", "") != i.Key {
		return ""
	}
	return v.form.Value(name, "")
}

// field is a field of one line's form.
func (v handoverView) field(i care.Matter, name string) parts.Field {
	return parts.Field{Name: name, ID: "f-" + name + "-" + lineID(i), Label: words.Label(v.call.Context(), "care", name), Value: v.typed(i, name), Error: v.wrong(i, name), MaxLength: 300}
}

func (v handoverView) number(i care.Matter) parts.Field {
	f := v.field(i, "counted")
	f.InputMode, f.Required, f.MaxLength, f.Short = "numeric", true, 6, true
	return f
}

func (v handoverView) matches(i care.Matter) parts.Field {
	f := v.field(i, "agrees")
	f.Row, f.Required, f.MaxLength = true, true, 0
	f.Options = []parts.Option{{Value: "yes", Text: v.call.T("care.handover.matches_yes")}, {Value: "no", Text: v.call.T("care.handover.matches_no")}}
	return f
}

// linePath is where a line leads to; empty when nowhere.
func linePath(f care.Facts) string {
	switch {
	case f.OrderID != 0:
		return orderPath(f.OrderID)
	case f.RollcallID != 0:
		return rollcallPath(f.RollcallID)
	case f.ResidentID != 0:
		return residentPath(f.ResidentID)
	case f.IncidentID != 0:
		return incidentPath(f.IncidentID)
	}
	return ""
}

// lineID names a line in the page.
func lineID(i care.Matter) string { return strings.ReplaceAll(i.Key, ":", "-") }

// lineKey is the form's own idempotency key; the form that came back keeps the one it had.
func (v handoverView) lineKey(i care.Matter) string {
	if v.form.Value("key", "") == i.Key {
		return v.call.Key(signHandover.Name)
	}
	return v.call.Key("care.line_" + i.Key)
}

// open tells that the words of a line stand open: something was typed, or is missing.
func (v handoverView) open(i care.Matter) bool {
	return v.typed(i, "word") != "" || v.wrong(i, "word") != ""
}

// printPath is where the handover is printed.
func (v handoverView) printPath() string {
	return fmt.Sprintf("%s.pdf?shift_id=%d&shift_day=%s", handoverPath(v.WardID), v.Turn.Shift.ID, v.Turn.Day)
}

func handoverSigned(call *web.Call, in care.SignInput, out *care.Line) string {
	call.Tell(web.Notice{Key: "care.told.line_signed", Tone: "done"})
	return fmt.Sprintf("%s?shift_id=%d&shift_day=%s#next", handoverPath(in.WardID), out.ShiftID, out.ShiftDay)
}

func readUnwritten(tx *db.Tx, in care.TurnInput) (*care.Unwritten, error) {
	return care.WhoIsUnwritten(tx, in)
}

func showUnwritten(call *web.Call, u *care.Unwritten) web.Leaf {
	return web.Leaf{Title: call.T("care.unwritten.title"), Under: strings.Join([]string{u.WardName, u.Turn.Shift.Name(call.Lang), words.Weekday(call.Context(), u.Turn.Day)}, " · "), Active: "/care/rounds", Body: unwrittenPage(call, u),
		Crumbs: []web.Crumb{upward(call), {Name: u.WardName, Path: roundPath(u.WardID)}}}
}

func unwrittenPath(ward uint64) string { return fmt.Sprintf("/wards/%d/unwritten", ward) }

func dismissed(call *web.Call, in care.DismissInput, _ *care.Dismissal) string {
	call.Tell(web.Notice{Key: "care.told.dismissed"})
	return unwrittenPath(in.WardID)
}

func silentRow(call *web.Call, s care.Silent) parts.Person {
	p := parts.Person{Bed: s.BedName, Name: s.Name, Line: roomName(call, s.RoomName), Href: residentPath(s.ResidentID)}
	if s.PhotoFileID != nil {
		p.Photo = residentPath(s.ResidentID) + "/photo"
	}
	if s.Dismissed != "" {
		p.Word, p.Away = s.Dismissed, true
	}
	return p
}

// handoverPaper is a handover with whose paper it is.
type handoverPaper struct {
	*care.Handover
	Superior, Agency string
}

func readHandoverPaper(tx *db.Tx, in care.TurnInput) (d handoverPaper, err error) {
	if d.Handover, err = care.HandoverOf(tx, in); err != nil {
		return d, err
	}
	letterhead, err := register.LetterheadOn(tx, value.DayOf(d.Until, tx.Zone()))
	if err != nil {
		return d, err
	}
	if letterhead != nil {
		d.Superior, d.Agency = letterhead.Superior, letterhead.Agency
		return d, nil
	}
	centre, err := wards.TheCentre(tx)
	if err == nil && centre != nil {
		d.Agency = centre.Name
	}
	return d, err
}

func silentTone(u *care.Unwritten) parts.Tone {
	if len(u.Silent) > 0 {
		return parts.Danger
	}
	return parts.Done
}

// reasonField asks why nothing has to be written of somebody; what was typed stands in it when that
// form came back.
func reasonField(call *web.Call, s care.Silent) parts.Field {
	f := parts.Field{Name: "reason", ID: fmt.Sprintf("reason-%d", s.ResidentID), Label: call.T("care.unwritten.why"), Required: true, MaxLength: 300}
	if form := call.Form(dismiss.Name); form.Value("resident_id", "") == fmt.Sprint(s.ResidentID) {
		f.Value, f.Error = form.Value("reason", ""), form.Wrong(call.Context(), "reason")
	}
	return f
}

// lateReason is the person of a refused reason who is no longer on the list, because somebody wrote
// meanwhile: what was typed is shown once more above it, and is not lost.
func lateReason(call *web.Call, u *care.Unwritten) *care.Silent {
	id := call.Form(dismiss.Name).Value("resident_id", "")
	is := func(s care.Silent) bool { return fmt.Sprint(s.ResidentID) == id }
	if slices.ContainsFunc(u.Silent, is) {
		return nil
	}
	if i := slices.IndexFunc(u.Excused, is); i >= 0 {
		return &u.Excused[i]
	}
	resident, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return nil
	}
	gone := care.Silent{}
	gone.ResidentID = resident
	return &gone
}
