package privacy

import (
	"fmt"
	"slices"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/files"
	"maiam/models/privacy"
	"maiam/models/residents"
)

func joined(all ...string) string {
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), " · ")
}

func showPerson(call *web.Call, d *privacy.Person) web.Leaf {
	p := d.Person
	return web.Leaf{Title: call.T("privacy.person.title"), Under: p.Name + " · " + p.Number, Body: personPage(call, d), Active: "/residents", Wide: true,
		Crumbs: []web.Crumb{{Name: p.Name, Path: residentPath(p.ID)}},
		Papers: []web.Crumb{{Name: call.T("privacy.consent_paper"), Path: ofPath(p.ID) + "/consent.pdf"}}}
}

func residentPath(id uint64) string { return fmt.Sprintf("/residents/%d", id) }

// stateChip says how a purpose stands: nobody asked, yes, no, taken back, run out.
func stateChip(call *web.Call, d *privacy.Person, code string) parts.Chip {
	c, said := d.Live[code]
	switch {
	case !said:
		return parts.Chip{Text: call.T("privacy.state.unasked"), Icon: "help-circle", Tone: parts.Due}
	case c.Act == privacy.Given && c.Expired(d.Today):
		return parts.Chip{Text: call.T("privacy.state.expired"), Icon: "hourglass", Tone: parts.Due}
	case c.Act == privacy.Given:
		return parts.Chip{Text: call.T("privacy.state.given"), Icon: "check", Tone: parts.Done}
	}
	return parts.Chip{Text: call.T("privacy.state." + string(c.Act)), Icon: "ban"}
}

// asked is one purpose that wants a consent, as the page shows it.
func asked(call *web.Call, d *privacy.Person, p privacy.Purpose) parts.Event {
	e := parts.Event{Title: p.Name(call.Lang), Note: p.Ask(call.Lang), Chips: []parts.Chip{stateChip(call, d, p.Code)}}
	if c, said := d.Live[p.Code]; said {
		e.When = words.Day(call.Context(), c.GivenOn)
		if c.Act == privacy.Given && !c.ExpiresOn.IsZero() {
			e.Chips = append(e.Chips, parts.Chip{Text: call.T("privacy.until", words.A{"day": c.ExpiresOn})})
		}
	}
	for _, r := range d.Restrictions {
		if r.Open() && (r.Purpose == "" || r.Purpose == p.Code) {
			e.Chips = append(e.Chips, parts.Chip{Tone: parts.Danger, Icon: "lock", Text: call.T("privacy.state." + r.Kind)})
		}
	}
	return e
}

// stays are the purposes that do not depend on the person's will, so that nobody asks for them.
func stays(call *web.Call, d *privacy.Person) parts.Events {
	var ev parts.Events
	for _, p := range d.Stays {
		ev.Items = append(ev.Items, parts.Event{Title: p.Name(call.Lang), Note: joined(call.T("privacy.basis."+string(p.Basis)), p.LegalBasis)})
	}
	return ev
}

func purposeName(call *web.Call, d *privacy.Person, code string) string {
	for _, p := range append(slices.Clone(d.Asked), d.Stays...) {
		if p.Code == code {
			return p.Name(call.Lang)
		}
	}
	return code
}

// word is one line of what was said.
func word(call *web.Call, d *privacy.Person, c privacy.Consent) parts.Event {
	ctx := call.Context()
	who := call.T("privacy.giver." + string(c.Giver))
	if c.GiverName != "" {
		who += ": " + c.GiverName
	}
	means := ""
	if c.Means != "" {
		means = call.T("privacy.means." + string(c.Means))
	}
	child, witness := "", ""
	if c.Assented {
		child = call.T("privacy.child_said_yes")
	}
	if c.Witness != "" {
		witness = call.T("privacy.field.witness") + ": " + c.Witness
	}
	e := parts.Event{When: words.Day(ctx, c.GivenOn), Title: call.T("privacy.state."+string(c.Act)) + " · " + purposeName(call, d, c.Purpose),
		Note: joined(who, child, means, c.Place, witness, c.Note, call.T("privacy.written_by", words.A{"who": d.Names[c.RecordedBy], "at": words.DateTime(ctx, c.RecordedAt)})), Struck: c.VoidedAt != nil}
	switch c.Act {
	case privacy.Given:
		e.Tone = parts.Done
	case privacy.Withdrawn:
		e.Tone = parts.Due
	}
	if c.FileID != nil {
		e.Href = fmt.Sprintf("%s/words/%d/scan", ofPath(d.Person.ID), c.ID)
	}
	if e.Struck {
		e.Tone, e.Note = parts.Plain, joined(e.Note, c.VoidReason)
	}
	return e
}

func rest(call *web.Call, d *privacy.Person, r privacy.Restriction) parts.Event {
	what := call.T("privacy.rest.all")
	if r.Purpose != "" {
		what = purposeName(call, d, r.Purpose)
	}
	e := parts.Event{When: words.Day(call.Context(), r.FromDay), Tone: parts.Danger, Title: call.T("privacy.state."+r.Kind) + " · " + what,
		Note: joined(r.Reason, call.T("privacy.by", words.A{"who": d.Names[r.RecordedBy]}))}
	if !r.Open() {
		e.Tone, e.Note = parts.Plain, joined(e.Note, call.T("privacy.rest.ended", words.A{"day": r.EndedOn}), r.EndReason)
	}
	return e
}

func requestEvents(call *web.Call, list []privacy.Request) parts.Events {
	ev := parts.Events{None: call.T("privacy.requests.none_of")}
	for _, r := range list {
		e := parts.Event{When: words.Day(call.Context(), r.ReceivedOn), Title: call.T("privacy.right." + string(r.Kind)), Note: r.Text, Href: requestPath(r.ID), Tone: parts.Due}
		if !r.Open() {
			e.Tone, e.Chips = parts.Done, []parts.Chip{{Text: call.T("privacy.outcome." + string(r.Outcome))}}
		}
		ev.Items = append(ev.Items, e)
	}
	return ev
}

func purposeOptions(call *web.Call, list []privacy.Purpose) []parts.Option {
	out := make([]parts.Option, 0, len(list))
	for _, p := range list {
		out = append(out, parts.Option{Value: p.Code, Text: p.Name(call.Lang)})
	}
	return out
}

// speakers are who may say yes, the person named by its name.
func speakers(call *web.Call, d *privacy.Person) []parts.Option {
	return listed(call, "privacy.giver.", d.Speakers)
}

// askers are who may ask about the data.
func askers(call *web.Call, d *privacy.Person) []parts.Option {
	all := d.Speakers
	if d.Assents && !slices.Contains(all, privacy.Self) {
		all = append([]privacy.Giver{privacy.Self}, all...)
	}
	return listed(call, "privacy.giver.", all)
}

func kinOptions(call *web.Call, kin []residents.Kin) []parts.Option {
	var out []parts.Option
	for _, k := range kin {
		text := k.Name + " · " + call.T("residents.relation."+string(k.Relation))
		if k.Guardian {
			text += " · " + call.T("privacy.giver.guardian")
		}
		out = append(out, parts.Option{Value: fmt.Sprint(k.ID), Text: text})
	}
	return out
}

// ofConsent names one row of what was said.
type ofConsent struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	Consent  uint64 `path:"consent" form:"-" json:"-"`
}

func readScan(tx *db.Tx, in ofConsent) (*files.Attachment, error) {
	return privacy.ScanOf(tx, in.Resident, in.Consent)
}

func drawScan(store *files.Store) func(*web.Call, *files.Attachment) (web.Draw, error) {
	return func(_ *web.Call, a *files.Attachment) (web.Draw, error) {
		body, err := store.Read(a.Sha256)
		return web.Draw{Name: a.Name, Type: a.Type, Body: body, Show: strings.HasPrefix(a.Type, "image/")}, err
	}
}
