package staff

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/a-h/templ"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// ask is one question of a form, with what was typed into it when the form came back.
func ask(call *web.Call, action, name, fallback string) parts.Field {
	f := call.Form(action)
	return parts.Field{Name: name, Label: words.Label(call.Context(), "staff", name), Value: f.Value(name, fallback), Known: &fallback, Error: f.Wrong(call.Context(), name)}
}

// framed is a form of an action with its key, and above it what went wrong.
func framed(call *web.Call, action, path string, hidden ...parts.Hidden) parts.Form {
	return parts.Form{Action: path, Fault: trouble(call, action), Back: call.Form(action), Hidden: append([]parts.Hidden{{Name: "_key", Value: call.Key(action)}}, hidden...)}
}

// door is a form that keeps no receipt: a sign-in, a password.
func door(call *web.Call, action, path string) parts.Form {
	said := trouble(call, action)
	if f := call.Form(action); said != "" && f.Fault.Key == "fault.invalid" && slices.Contains(unkept, action) {
		said = call.T("staff.type_again")
	}
	return parts.Form{Action: path, Fault: said}
}

// unkept are the doors that ask for nothing but what no page gives back.
var unkept = []string{"staff.sign_in_code", "staff.sign_in_pin", "staff.unlock", "staff.change_password", "staff.set_pin", "staff.begin_code", "staff.confirm_code", "staff.renew_spares", "staff.drop_code"}

func trouble(call *web.Call, action string) string { return call.Form(action).Sentence(call.Context()) }

// typing are the attributes of a user name: no capital, no correction.
func typing(f parts.Field, auto string) parts.Field {
	f.Autocomplete = auto
	f.Attrs = map[string]any{"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
	return f
}

func secret(f parts.Field, auto string) parts.Field {
	f.Value, f.Autocomplete, f.Required = "", auto, true
	if auto == "current-password" {
		f.Attrs = templ.Attributes{"data-secret": true}
	}
	return f
}

// unlocking marks a form that asks who somebody is, and of whom where that is known: what the page's
// script keeps for one person opens with the same secret.
func unlocking(f parts.Form, member uint64) parts.Form {
	f.Attrs = templ.Attributes{"data-unlock": true}
	if member != 0 {
		f.Attrs["data-person"] = fmt.Sprint(member)
	}
	return f
}

func required(f parts.Field) parts.Field { f.Required = true; return f }

func hinted(f parts.Field, hint string) parts.Field { f.Hint = hint; return f }

func optional(f parts.Field) parts.Field { f.Optional = true; return f }

func from(f parts.Field, options []parts.Option, none string) parts.Field {
	f.Options, f.None = options, none
	return f
}

func roleName(ctx context.Context, code string) string { return words.T(ctx, "staff.role."+code) }

// roleOptions are the roles to choose from, each with a line about what it does.
func roleOptions(ctx context.Context, codes []string) []parts.Option {
	var out []parts.Option
	for _, r := range staff.Roles() {
		if slices.Contains(codes, r.Code) {
			out = append(out, parts.Option{Value: r.Code, Text: roleName(ctx, r.Code) + " – " + words.T(ctx, "staff.does."+r.Code)})
		}
	}
	return out
}

func everyRole(ctx context.Context) []parts.Option {
	var out []parts.Option
	for _, r := range staff.Roles() {
		out = append(out, parts.Option{Value: r.Code, Text: roleName(ctx, r.Code)})
	}
	return out
}

func campusOptions(campuses []wards.Campus) []parts.Option {
	var out []parts.Option
	for _, c := range campuses {
		out = append(out, parts.Option{Value: fmt.Sprint(c.ID), Text: c.Called()})
	}
	return out
}

// placeOptions are the places in which a role can hold: campuses, their zones, their wards.
func placeOptions(ctx context.Context, campuses []wards.Campus, list []wards.WardIn, whole bool) []parts.Option {
	var out []parts.Option
	if whole {
		out = append(out, parts.Option{Value: "", Text: words.T(ctx, "staff.whole_centre")})
	}
	for _, c := range campuses {
		group := c.Called()
		out = append(out, parts.Option{Value: writePlace(staff.Place{Campus: c.ID}), Text: words.T(ctx, "staff.whole_campus", words.A{"campus": c.Called()}), Group: group})
		var zone uint64
		for _, w := range list {
			if w.CampusID != c.ID {
				continue
			}
			if w.ZoneID != zone {
				zone = w.ZoneID
				out = append(out, parts.Option{Value: writePlace(staff.Place{Zone: zone}), Text: w.ZoneName, Group: group})
			}
			out = append(out, parts.Option{Value: writePlace(staff.Place{Ward: w.ID}), Text: "— " + w.Name, Group: group})
		}
	}
	return out
}

// where names the place of a grant.
func where(ctx context.Context, p staff.Places, g staff.Grant) string {
	switch {
	case g.Ward != 0:
		return p.Ward(uint64(g.Ward)) + ", " + p.Campus(uint64(g.Campus))
	case g.Zone != 0:
		return p.Zone(uint64(g.Zone)) + ", " + p.Campus(uint64(g.Campus))
	case g.Campus != 0:
		return p.Campus(uint64(g.Campus))
	}
	return words.T(ctx, "staff.whole_centre")
}

// period says from when until when a grant holds.
func period(ctx context.Context, g staff.Grant) string {
	args := words.A{"from": g.ValidFrom.Vietnamese(), "to": g.ValidTo.Vietnamese()}
	if g.ValidTo.IsZero() {
		return words.T(ctx, "staff.since", args)
	}
	return words.T(ctx, "staff.from_to", args)
}

// roleChips are the roles of a person in a row; the campus the person belongs to needs no saying.
// What begins later is grey.
func roleChips(ctx context.Context, p staff.Places, grants []staff.Grant, home staff.Ref, today value.Day) []parts.Chip {
	var out []parts.Chip
	for _, g := range grants {
		c := parts.Chip{Text: roleName(ctx, g.Role), Tone: parts.Info}
		switch {
		case g.Campus == home && g.Ward != 0:
			c.Text += " · " + p.Ward(uint64(g.Ward))
		case g.Campus == home && g.Zone != 0:
			c.Text += " · " + p.Zone(uint64(g.Zone))
		case g.Campus != home:
			c.Text += " · " + where(ctx, p, g)
		}
		if !g.On(today) {
			c.Tone = parts.Plain
		}
		out = append(out, c)
	}
	return out
}

// stateChips say what keeps a person out.
func stateChips(ctx context.Context, p staff.Person, now time.Time) []parts.Chip {
	var out []parts.Chip
	if p.DisabledAt != nil {
		out = append(out, parts.Chip{Text: words.T(ctx, "staff.state.closed"), Icon: "ban"})
	}
	if p.Locked(now) {
		out = append(out, parts.Chip{Text: words.T(ctx, "staff.state.locked"), Tone: parts.Due, Icon: "lock"})
	}
	if p.MustChange && p.DisabledAt == nil {
		out = append(out, parts.Chip{Text: words.T(ctx, "staff.state.one_time"), Icon: "key"})
	}
	return out
}

func seen(call *web.Call, at *time.Time) string {
	if at == nil {
		return call.T("staff.never")
	}
	return words.Ago(call.Context(), *at, call.Now())
}

func today(call *web.Call) value.Day { return value.DayOf(call.Now(), words.Zone(call.Context())) }

// peopleList is the list of people.
func peopleList(call *web.Call, p peoplePage) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("staff.people.title"), Next: p.nextPath(call),
		Empty: parts.Empty{Icon: "users", Title: call.T("staff.people.none"), Text: call.T("staff.people.none_text")},
		Columns: []parts.Column{{Title: call.T("staff.field.name")}, {Title: call.T("staff.roles"), Plain: true}, {Title: call.T("staff.field.campus_id")},
			{Title: call.T("staff.signed_in")}}}
	if p.Next == "" {
		l.Count = words.N(ctx, "words.people", len(p.People))
	}
	for _, one := range p.People {
		home := p.Places.Campus(uint64(one.Campus))
		if one.Campus == 0 {
			home = call.T("staff.whole_centre")
		}
		note := one.Username
		if one.Position != "" {
			note = one.Position + " · " + note
		}
		l.Rows = append(l.Rows, parts.Row{Href: fmt.Sprintf("/staff/%d", one.ID), Away: one.DisabledAt != nil, Cells: []parts.Cell{
			{Text: one.Name, Note: note, Face: &parts.Face{Name: one.Name, Away: one.DisabledAt != nil}},
			{Chips: roleChips(ctx, p.Places, one.Grants, one.Campus, today(call))},
			{Text: home}, {Text: seen(call, one.SignedInAt), Chips: stateChips(ctx, one, call.Now())},
		}})
	}
	return l
}

// person's facts.
func factsOf(call *web.Call, m staff.Member, p staff.Places) parts.Facts {
	home := p.Campus(uint64(m.Campus))
	if m.Campus == 0 {
		home = call.T("staff.the_centre")
	}
	return parts.Facts{
		{Name: call.T("staff.field.username"), Value: m.Username},
		{Name: call.T("staff.field.position"), Value: m.Position},
		{Name: call.T("staff.field.phone"), Value: value.Phone(m.Phone).Local()},
		{Name: call.T("staff.field.campus_id"), Value: home},
		{Name: call.T("staff.signed_in"), Value: seen(call, m.SignedInAt)},
	}
}

// grantEvents are the roles of a person as lines; ended ones are struck through.
func grantEvents(call *web.Call, p staff.Places, names map[uint64]string, grants []staff.Grant) []parts.Event {
	ctx := call.Context()
	var out []parts.Event
	for _, g := range grants {
		e := parts.Event{Title: roleName(ctx, g.Role) + " · " + where(ctx, p, g), Note: period(ctx, g)}
		if names[g.GrantedBy] != "" {
			e.Note += " · " + call.T("staff.granted_by", words.A{"name": names[g.GrantedBy]})
		}
		if g.Reason != "" {
			e.Note += " · " + g.Reason
		}
		switch {
		case g.EndedAt != nil:
			e.Struck = true
			e.Note += " · " + call.T("staff.ended_by", words.A{"name": names[g.EndedBy], "at": words.DateTime(ctx, *g.EndedAt), "reason": g.EndedReason})
		case !g.Live(today(call)):
			e.Struck = true
		case !g.On(today(call)):
			e.Chips = []parts.Chip{{Text: call.T("staff.not_yet"), Tone: parts.Info, Icon: "calendar"}}
		}
		out = append(out, e)
	}
	return out
}

// past are the grants that hold no more.
func past(call *web.Call, grants []staff.Grant) []staff.Grant {
	return slices.DeleteFunc(slices.Clone(grants), func(g staff.Grant) bool { return g.Live(today(call)) })
}

func sessionNote(call *web.Call, s staff.Session) string {
	ctx := call.Context()
	return call.T("staff.session.note", words.A{"since": words.At(ctx, s.CreatedAt, call.Now()), "by": call.T("staff.entered." + s.Entered), "seen": words.Ago(ctx, s.SeenAt, call.Now()), "address": s.Address})
}

func sessionTitle(call *web.Call, s staff.Session) string {
	if s.Kind == staff.APISession {
		return call.T("staff.session.program", words.A{"device": deviceName(s.Device)})
	}
	if s.Shared != "" {
		return s.Shared + " (" + deviceName(s.Device) + ")"
	}
	return deviceName(s.Device)
}

func tokenNote(call *web.Call, t staff.Token) string {
	ctx := call.Context()
	if t.RevokedAt != nil {
		return call.T("staff.token.revoked_at", words.A{"at": words.DateTime(ctx, *t.RevokedAt)})
	}
	return call.T("staff.token.note", words.A{"until": words.DateTime(ctx, t.ExpiresAt), "used": seen(call, t.UsedAt)})
}

func live(call *web.Call, t staff.Token) bool {
	return t.RevokedAt == nil && call.Now().Before(t.ExpiresAt)
}

func languageOptions(ctx context.Context) []parts.Option {
	return []parts.Option{{Value: "vi", Text: words.T(ctx, "words.language_vi")}, {Value: "en", Text: words.T(ctx, "words.language_en")}}
}

// sampleAccounts are the sample house's accounts, as links that fill in the name.
func sampleAccounts(call *web.Call) []parts.Button {
	var out []parts.Button
	for _, r := range staff.Roles() {
		out = append(out, parts.Button{Text: roleName(call.Context(), r.Code), Href: call.With("username", r.Code), Kind: parts.Quiet})
	}
	return out
}

// endingOf tells whether the refused form is the one that ends this grant.
func endingOf(call *web.Call, member, grant uint64) bool {
	return call.Refused() != nil && call.Refused().Action == "staff.end_grant" && call.Path() == fmt.Sprintf("/staff/%d/grants/%d/end", member, grant)
}

// endingPosition tells that the form which ends this position came back.
func endingPosition(call *web.Call, member, position uint64) bool {
	return call.Refused() != nil && call.Refused().Action == "staff.end_position" && call.Path() == fmt.Sprintf("/staff/%d/positions/%d/end", member, position)
}

func wide(f parts.Field) parts.Field { f.Wide = true; return f }

func named(f parts.Field, label string) parts.Field { f.Label = label; return f }

func campusField(i int, name string) string { return fmt.Sprintf("campuses[%d].%s", i, name) }

func withID(f parts.Field, id string) parts.Field { f.ID = id; return f }

func rowed(f parts.Field) parts.Field { f.Row = true; return f }

func telephone(f parts.Field) parts.Field {
	f.Kind, f.InputMode = "tel", "tel"
	return f
}

func days(f parts.Field, call *web.Call) parts.Field {
	f.InputMode, f.Unit = "numeric", call.T("staff.token.days_unit")
	return f
}

// oneOf makes a field of a form that stands on the page several times: its own id, and what was
// typed only where it was typed.
func oneOf(f parts.Field, id uint64, typedHere bool) parts.Field {
	f.ID = fmt.Sprintf("%s-%d", f.Name, id)
	if !typedHere {
		f.Value, f.Error = "", ""
	}
	return f
}

// bare is a form without a card of its own; its trouble shows only where it arose.
func bare(f parts.Form, here bool) parts.Form {
	f.Bare = true
	if !here {
		f.Fault = ""
	}
	return f
}

func twoColumns(f parts.Form) parts.Form { f.Two = true; return f }

// path is an address about one person.
func path(member uint64, rest ...any) string {
	p := fmt.Sprintf("/staff/%d", member)
	for _, r := range rest {
		p += fmt.Sprint("/", r)
	}
	return p
}

func number(id uint64) string {
	if id == 0 {
		return ""
	}
	return fmt.Sprint(id)
}

func phone(p string) string { return value.Phone(p).Local() }

func orVietnamese(language string) string {
	if language == "" {
		return words.Vietnamese
	}
	return language
}

// centreChoice is the empty choice of the campus: the centre itself, for those who reach it.
func centreChoice(call *web.Call, whole bool) string {
	if whole {
		return call.T("staff.the_centre")
	}
	return ""
}

// onlyCampus is the campus chosen beforehand: the reader's own where there is one alone.
func onlyCampus(p newPage) string {
	if !p.Whole && len(p.Campuses) > 0 {
		return fmt.Sprint(p.Campuses[0].ID)
	}
	return ""
}

func onlyPlace(p newPage) string {
	if len(p.Campuses) > 0 {
		return writePlace(staff.Place{Campus: p.Campuses[0].ID})
	}
	return ""
}

// homePlace is the place chosen beforehand: where the person belongs.
func homePlace(p personPage) string { return writePlace(staff.Place{Campus: uint64(p.Campus)}) }

func thisDevice(call *web.Call, here bool) []parts.Chip {
	if here {
		return []parts.Chip{{Text: call.T("staff.me.here"), Tone: parts.Done, Icon: "check"}}
	}
	return nil
}

func like(f parts.Field, example string) parts.Field { f.Placeholder = example; return f }

// calling is what a person is called at work, or else the first role.
func calling(ctx context.Context, p staff.Person) string {
	if p.Position != "" {
		return p.Position
	}
	if len(p.Grants) > 0 {
		return roleName(ctx, p.Grants[0].Role)
	}
	return words.T(ctx, "staff.nav")
}

func focused(f parts.Field, yes bool) parts.Field { f.Autofocus = yes; return f }

// moreCampuses tells whether more than the first campus was typed into the set-up form.
func moreCampuses(call *web.Call) bool {
	f := call.Form("staff.set_up")
	return f.Value(campusField(1, "name"), "")+f.Value(campusField(2, "name"), "") != ""
}
