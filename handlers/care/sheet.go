package care

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/presence"
	"maiam/models/settings"
)

// sheetView draws one sheet for one reader.
type sheetView struct {
	*care.Sheet
	call    *web.Call
	form    *web.FormState
	back    uint64 // the room whose form was refused
	mayNote bool   // the reader may record
	mayMend bool   // the reader may correct
	// mayReport: the reader may report an incident.
	mayReport bool
	maySearch bool   // the reader may start the search clock
	first     uint64 // the first room that waits
	choices   choices
}

func showSheet(call *web.Call, s *care.Sheet) web.Leaf {
	v := sheetView{Sheet: s, call: call, form: call.Form(record.Name), choices: newChoices(call, s.Round.Slot.Meal != settings.NoMeal)}
	v.mayNote = (s.Recordable() || s.Kept) && call.Actor.Reach(care.Record).Ward(s.CampusID, s.ZoneID, s.WardID)
	v.mayMend = call.Actor.Reach(care.Amend).Ward(s.CampusID, s.ZoneID, s.WardID)
	v.mayReport = call.May(care.Report)
	v.maySearch = call.May(presence.Away)
	if v.form.Fault != nil {
		_, _ = fmt.Sscan(v.form.Value("rooms[0].room_id", ""), &v.back)
	}
	for _, r := range s.Rooms {
		if r.Here > 0 && !r.Done() {
			v.first = r.ID
			break
		}
	}
	return web.Leaf{Title: s.WardName, Under: v.under(), Active: "/care/rounds", Body: sheetPage(v), Extra: v.progress(), Crumbs: []web.Crumb{upward(call)}}
}

// parted tells that a heading stands before a room: over the own ones, and over the others after them.
func (v sheetView) parted(i int) bool {
	return i == 0 && v.Rooms[0].Own || i > 0 && v.Rooms[i-1].Own && !v.Rooms[i].Own
}

func (v sheetView) part(r care.Room) string {
	if r.Own {
		return v.call.T("care.sheet.own_rooms")
	}
	return v.call.T("care.sheet.other_rooms")
}

// upward is the way back: to the rounds of those who walk them, for others to the wards.
func upward(call *web.Call) web.Crumb {
	if call.May(care.Record) {
		return web.Crumb{Name: call.T("care.nav"), Path: "/care/rounds"}
	}
	return web.Crumb{Name: call.T("wards.nav"), Path: "/wards"}
}

// under says which round this is: "Bữa tối 17:00 · Thứ Bảy 21/11", by the day of its shift.
func (v sheetView) under() string {
	return roundName(v.call, v.Round) + " · " + words.Weekday(v.call.Context(), v.Round.Turn.Day)
}

func (v sheetView) progress() templ.Component {
	if v.Here == 0 {
		return nil
	}
	p := parts.Progress{Done: v.Seen, Total: v.Here, Word: v.call.T("care.sheet.seen")}
	if n := v.RoomsLeft(); n > 0 {
		p.Left = words.N(v.call.Context(), "care.sheet.rooms_left", n)
	}
	if v.Changed > 0 {
		p.Chip = &parts.Chip{Tone: parts.Due, Big: true, Icon: "alert-triangle", Text: words.N(v.call.Context(), "care.sheet.notable", v.Changed)}
	} else if v.Left() == 0 {
		p.Chip = &parts.Chip{Tone: parts.Done, Big: true, Text: v.call.T("care.sheet.all_done")}
	}
	return p
}

// late tells that the round is being written after it was due.
func (v sheetView) late() bool { return !v.Due && v.Recordable() && !v.Kept }

// at is the time that a late form proposes.
func (v sheetView) at() string {
	return v.Round.At().In(words.Zone(v.call.Context())).Format("02/01/2006 15:04")
}

func roomName(call *web.Call, name string) string {
	if strings.HasPrefix(strings.ToLower(name), "ph") {
		return name
	}
	return call.T("care.room", words.A{"name": name})
}

// card is the frame of a room: folded when everybody was seen, open when it is next.
func (v sheetView) card(r care.Room) parts.Room {
	ctx := v.call.Context()
	c := parts.Room{ID: fmt.Sprintf("room-%d", r.ID), Name: roomName(v.call, r.Name), Round: true}
	people := 0
	for _, b := range r.Beds {
		if b.Person() {
			people++
		}
	}
	if people > 0 {
		c.Count = words.N(ctx, "care.people", people)
	}
	switch {
	case r.Out != nil:
		c.Chip = &parts.Chip{Tone: parts.Due, Icon: "tools", Text: *r.Out}
	case r.Done():
		c.Chip = &parts.Chip{Tone: parts.Done, Big: true, Text: v.call.T("care.sheet.done_at", words.A{"time": words.Clock(ctx, r.DoneAt())})}
		for _, b := range r.Beds {
			if b.Person() {
				c.Faces = append(c.Faces, parts.Face{Name: b.Name, Photo: photo(b), Away: b.Away()})
			}
		}
		c.Sum = v.sum(r)
	case r.Here > 0 && r.Seen > 0:
		c.Chip = &parts.Chip{Text: v.call.T("care.sheet.part", words.A{"seen": r.Seen, "here": r.Here})}
	}
	if r.ID == v.first && v.mayNote {
		c.Open = true
	}
	return c
}

// sum says in a word how a finished room is.
func (v sheetView) sum(r care.Room) string {
	changed := 0
	for _, b := range r.Beds {
		if b.Mark != nil && b.Mark.Exceptions > 0 {
			changed++
		}
	}
	if changed == 0 {
		return v.call.T("care.sheet.as_usual")
	}
	return words.N(v.call.Context(), "care.sheet.changed", changed)
}

func photo(b care.Bed) string {
	if b.PhotoFileID == nil {
		return ""
	}
	return fmt.Sprintf("/residents/%d/photo", b.ResidentID)
}

// row is one person of the sheet.
func (v sheetView) row(b care.Bed) parts.Person {
	p := parts.Person{ID: fmt.Sprintf("bed-%d", b.BedID), Bed: b.BedName, Name: b.Name, Photo: photo(b), Size: parts.Medium, Chips: chips(v.call, b)}
	switch {
	case b.Away():
		p.Away = b.AbsenceKind != presence.Missing
		p.Changed = b.AbsenceKind == presence.Missing
		p.Href = fmt.Sprintf("/residents/%d", b.ResidentID)
	case b.Mark != nil:
		p.Dots = v.dots(b.Mark.Signs, b.Norm, true)
		p.Changed = b.Mark.Exceptions > 0
		p.Word = v.found(b)
	case !v.mayNote:
		p.Dots = v.dots(b.Norm, b.Norm, false)
	}
	return p
}

// dots are the signs of a person: grey until attested, then green, amber or red.
func (v sheetView) dots(signs, norm care.Signs, attested bool) *parts.Dots {
	var out parts.Dots
	for _, item := range care.Items {
		sign := signs.Of(item)
		if item == care.Ate && v.Round.Slot.Meal == settings.NoMeal || attested && sign == care.NotAsked {
			continue
		}
		d := parts.Dot{Of: parts.Of(item.String())}
		switch {
		case !attested:
		case sign.Grave():
			d.State = parts.Alarm
		case sign != care.Usual && sign != norm.Of(item):
			d.State = parts.Exception
		default:
			d.State = parts.Attested
		}
		if sign != care.Usual {
			d.Label = v.call.T("parts.dot."+item.String()) + ": " + signWord(v.call, item, sign)
		}
		out = append(out, d)
	}
	return &out
}

// found says what was found of a person and what was done: "Ăn nửa bữa · đã báo y tế".
func (v sheetView) found(b care.Bed) string {
	said := foundWords(v.call, b.Mark.Signs, b.Norm, b.Mark.Response, b.Mark.Note)
	if late := b.Mark.Late(); late > 0 {
		said = append(said, v.call.T("care.sheet.late", words.A{"for": words.Duration(v.call.Context(), late)}))
	}
	if b.Mark.Reason != "" {
		said = append(said, v.call.T("care.sheet.mended"))
	}
	if b.Mark.WardID != v.WardID {
		said = append(said, v.call.T("care.sheet.elsewhere"))
	}
	return strings.Join(said, " · ")
}

// before says what the round before found of somebody that was not as usual: "Lượt trước, 10:30: ăn nửa
// bữa · đã báo y tế". Nothing of it is filled in: what is found now is found now.
func (v sheetView) before(b care.Bed) string {
	last := b.Before(v.Round, v.Now)
	if last == nil || b.Away() {
		return ""
	}
	return v.call.T("care.sheet.before", words.A{"at": words.At(v.call.Context(), last.At, v.call.Now()), "what": strings.Join(foundWords(v.call, last.Signs, b.Norm, last.Response, last.Note), " · ")})
}

// foundWords are the words for what is not as usual, the note, and what was done.
func foundWords(call *web.Call, signs, norm care.Signs, response care.Response, note string) []string {
	var said []string
	for _, item := range signs.Exceptions(norm) {
		if sign := signs.Of(item); sign != care.Other || note == "" {
			said = append(said, signWord(call, item, sign))
		}
	}
	if note != "" {
		said = append(said, note)
	}
	if response != care.NoResponse {
		said = append(said, call.T("wards.did_about."+response.String()))
	}
	return said
}

func signWord(call *web.Call, item care.Item, sign care.Sign) string {
	switch sign {
	case care.Usual:
		return call.T("care.sign.usual")
	case care.Other:
		return call.T("care.sign.other")
	}
	return call.T("wards.sign." + item.String() + "." + sign.String())
}

// usualWords tells what is usual for this person and not for everybody, or "".
func (v sheetView) usualWords(b care.Bed) string {
	if b.Norm == care.AllUsual {
		return ""
	}
	said := foundWords(v.call, b.Norm, care.AllUsual, care.NoResponse, "")
	return v.call.T("care.sheet.own_usual", words.A{"what": strings.ToLower(strings.Join(said, ", ")), "days": b.NormDays.To.Sub(b.NormDays.From) + 1, "n": b.NormOn})
}

// maxChips is how many needs and risks a row shows; the rest is on the person's page.
const maxChips = 4

// chips are what must be known at the bedside: absence, risks, allergies, diet, the rest.
func chips(call *web.Call, b care.Bed) []parts.Chip {
	var first []parts.Chip // what is shown however much else there is
	if b.SameName {
		first = append(first, parts.Chip{Tone: parts.Due, Icon: "users", Text: call.T("wards.same_name", words.A{"birth": words.Birth(call.Context(), b.Birth())})})
	}
	for _, c := range b.Family() {
		c = c.From(b.WardID, b.RoomID)
		first = append(first, parts.Beside{Relation: string(c.Relation), Name: c.Name, Ward: c.WardName, Room: c.RoomName, Bed: c.BedName}.Chip(call.Context()))
	}
	first = append(first, watchChips(call, b.Watched)...)
	if !b.Away() {
		first = append(first, taskChips(call, b.WardID, b.Tasks)...)
	}
	var out []parts.Chip
	if b.Away() {
		out = append(out, awayChip(call, b))
	}
	for _, kind := range []string{"allergy", "flag", "diet", "mobility", "help", "sense", "other"} {
		if kind == "flag" {
			for _, f := range b.Flags {
				tone := parts.Danger
				if f.Kind == "fall_risk" || f.Kind == "choking" {
					tone = parts.Due
				}
				out = append(out, parts.Chip{Tone: tone, Text: call.T("wards.flag." + f.Kind)})
			}
		}
		for _, n := range b.Needs {
			if n.Kind != kind {
				continue
			}
			c := parts.Chip{Text: n.Note}
			if n.Code != "" {
				c.Text = call.T("wards.need." + n.Kind + "." + n.Code)
			} else if kind == "allergy" {
				c.Text = call.T("wards.need.allergy.to", words.A{"what": n.Note})
			}
			if kind == "allergy" {
				c.Tone = parts.Danger
			}
			out = append(out, c)
		}
	}
	if len(out) > maxChips {
		out = append(out[:maxChips-1], parts.Chip{Text: fmt.Sprintf("+%d", len(out)-maxChips+1)})
	}
	return append(first, out...)
}

func awayChip(call *web.Call, b care.Bed) parts.Chip {
	c := parts.Chip{Tone: parts.Info, Icon: "luggage"}
	if b.AbsenceKind == presence.Hospital {
		c.Icon = "ambulance"
	}
	since := ""
	if b.AbsentSince != nil {
		since = b.AbsentSince.In(words.Zone(call.Context())).Format("02/01")
	}
	c.Text = call.T("care.away."+string(b.AbsenceKind), words.A{"day": since})
	if b.AbsenceKind == presence.Missing {
		c.Tone, c.Icon = parts.Danger, "alert-triangle"
	}
	return c
}

// waiting lists the people of a room who are here and have no mark, in the order of the beds.
func waiting(r care.Room) []care.Bed {
	var out []care.Bed
	for _, b := range r.Beds {
		if b.Person() && !b.Away() && b.Mark == nil {
			out = append(out, b)
		}
	}
	return out
}

// choices are the options of a person's exceptions, written once a page: they are the same for all.
type choices struct {
	items    []care.Item
	options  map[care.Item][]parts.Option
	html     map[care.Item]string // the options as they stand when nothing is chosen
	response []parts.Option
	done     string
}

func newChoices(call *web.Call, asksMeal bool) choices {
	c := choices{options: map[care.Item][]parts.Option{}, html: map[care.Item]string{}}
	for _, item := range care.Items {
		if item == care.Ate && !asksMeal {
			continue
		}
		c.items = append(c.items, item)
		options := []parts.Option{{Text: call.T("care.sign.as_always")}}
		for _, sign := range care.SignsOf(item) {
			if sign != care.Usual {
				options = append(options, parts.Option{Value: sign.String(), Text: signWord(call, item, sign)})
			}
		}
		c.options[item], c.html[item] = options, optionsHTML(options)
	}
	c.response = []parts.Option{{Text: call.T("care.response.none")}}
	for _, r := range care.Responses() {
		c.response = append(c.response, parts.Option{Value: r.String(), Text: call.T("care.response." + r.String())})
	}
	c.done = optionsHTML(c.response)
	return c
}

// optionsHTML writes options of which the first is chosen.
func optionsHTML(options []parts.Option) string {
	var b strings.Builder
	for _, o := range options {
		b.WriteString(`<option value="` + templ.EscapeString(o.Value) + `">` + templ.EscapeString(o.Text) + `</option>`)
	}
	return b.String()
}

// field names one field of a person in the form.
func field(i int, name string) string { return fmt.Sprintf("people[%d].%s", i, name) }

// refused tells that the form of this room came back.
func (v sheetView) refused(r care.Room) bool { return v.form.Fault != nil && v.back == r.ID }

// typed is what was typed about a person into a form that came back.
func (v sheetView) typed(r care.Room, i int, name string) string {
	if !v.refused(r) {
		return ""
	}
	return v.form.Value(field(i, name), "")
}

func (v sheetView) wrong(ctx context.Context, r care.Room, i int, name string) string {
	if !v.refused(r) {
		return ""
	}
	return v.form.Wrong(ctx, field(i, name))
}

// open tells that the exceptions of a person stand open: something was typed, or is missing.
func (v sheetView) open(ctx context.Context, r care.Room, i int) bool {
	if !v.refused(r) {
		return false
	}
	for _, name := range []string{"seen", "slept", "washed", "ate", "medicine", "mood", "response", "note"} {
		if v.typed(r, i, name) != "" || v.wrong(ctx, r, i, name) != "" {
			return true
		}
	}
	return false
}

// attestWord is what the big button says.
func (v sheetView) attestWord(r care.Room, left int) string {
	switch {
	case left == 1 && r.Seen == 0 && r.Here == 1:
		return v.call.T("care.sheet.attest_one")
	case r.Seen > 0:
		return v.call.T("care.sheet.attest_rest")
	}
	return v.call.T("care.sheet.attest_room")
}

// ownUsual names what is usual for this person and needs no word on what was done: "ate:half mood:sad".
func ownUsual(norm care.Signs) string {
	var out []string
	for _, item := range care.Items {
		if sign := norm.Of(item); sign > care.Usual {
			out = append(out, item.String()+":"+sign.String())
		}
	}
	return strings.Join(out, " ")
}

// awayPath leads to the form of leaving for hospital or home, with the time of the round and the way back.
func (v sheetView) awayPath(kind presence.AbsenceKind) string {
	q := url.Values{"kind": {string(kind)}, "next": {sheetPath(v.WardID, v.Round.Slot.ID, v.Round.Turn.Day.String())}}
	if v.late() {
		q.Set("at", v.Round.At().Format(time.RFC3339))
	}
	return "/presence/absence?" + q.Encode()
}

// awayOf is that way for one person.
func (v sheetView) awayOf(b care.Bed) string {
	return v.awayPath(presence.Hospital) + fmt.Sprintf("&resident_id=%d", b.ResidentID)
}

// opensWords says from when the round can be recorded.
func (v sheetView) opensWords() string {
	return v.call.T("care.sheet.not_yet", words.A{"time": words.Clock(v.call.Context(), v.Opens)})
}

// since is how long ago a moment was, for the signature line.
func (v sheetView) since(at time.Time) string { return words.Clock(v.call.Context(), at) }

// placed is a person of a room's form: with an index when waiting, -1 when only shown.
type placed struct {
	bed   care.Bed
	index int
}

// places lists the people of a room in the order of the beds.
func places(r care.Room) []placed {
	var out []placed
	i := 0
	for _, b := range r.Beds {
		switch {
		case !b.Person():
		case b.Away() || b.Mark != nil:
			out = append(out, placed{b, -1})
		default:
			out = append(out, placed{b, i})
			i++
		}
	}
	return out
}

// key is the form's own idempotency key; the form that came back keeps the one it had.
func (v sheetView) key(r care.Room) string {
	if v.refused(r) {
		return v.call.Key(record.Name)
	}
	return v.call.Key(fmt.Sprintf("care.room_%d", r.ID))
}

// ticked tells whether a person counts as seen when the room is attested.
func (v sheetView) ticked(r care.Room, b care.Bed) bool {
	return !v.refused(r) || v.form.Picked("rooms[0].seen", fmt.Sprint(b.ResidentID), true)
}

// refusal is the sentence above a form that came back.
func (v sheetView) refusal(ctx context.Context) string {
	for _, f := range v.form.Fault.Fields {
		if f.Key == "care.response_missing" || f.Key == "care.note_missing" {
			return v.call.T("care.sheet.room_waits")
		}
	}
	for _, name := range []string{"at", "slot_id"} {
		if wrong := v.form.Wrong(ctx, name); wrong != "" {
			return wrong
		}
	}
	return v.form.Sentence(ctx)
}

// atField asks when the people were seen, in a round that is written late.
func (v sheetView) atField(ctx context.Context, r care.Room) parts.Field {
	f := parts.Field{Name: "at", ID: fmt.Sprintf("at-%d", r.ID), Label: v.call.T("care.field.at"), Value: v.at(), InputMode: "numeric", Autocomplete: "off"}
	if v.refused(r) {
		f.Value, f.Error = v.form.Value("at", v.at()), v.form.Wrong(ctx, "at")
	}
	return f
}
