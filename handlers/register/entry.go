package register

import (
	"fmt"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/register"
	"maiam/models/staff"
	"maiam/models/wards"
)

// ofEntry is the paper that an address names.
type ofEntry struct {
	Entry uint64 `path:"entry" form:"-" json:"-"`
}

// entryData is one paper with who wrote it down.
type entryData struct {
	*register.Entry
	Campus  string
	By      map[uint64]string
	MayVoid bool
}

func readEntry(tx *db.Tx, in ofEntry) (d entryData, err error) {
	if d.Entry, err = register.Find(tx, in.Entry); err != nil {
		return d, err
	}
	d.MayVoid = !d.Voided() && tx.Reach(register.Cancel).Campus(d.CampusID)
	campuses, err := wards.CampusesWithin(tx)
	if err != nil {
		return d, err
	}
	d.Campus = listData{Campuses: campuses}.campus(d.CampusID)
	ids := []uint64{d.RecordedBy}
	if d.VoidedBy != nil {
		ids = append(ids, *d.VoidedBy)
	}
	d.By, err = staff.Names(tx, ids...)
	return d, err
}

func showEntry(call *web.Call, d entryData) web.Leaf {
	return web.Leaf{Title: d.Text(), Under: d.Summary, Body: entryPage(call, d), Active: "/register",
		Crumbs: []web.Crumb{{Name: call.T("register.list.title"), Path: "/register"}}}
}

// facts are what the register keeps of the paper.
func (d entryData) facts(call *web.Call) parts.Facts {
	ctx := call.Context()
	facts := parts.Facts{
		{Name: call.T("register.column.number"), Value: d.Text(), Note: kindName(call, d.Kind)},
		{Name: call.T("register.column.day"), Value: words.Day(ctx, d.IssuedOn)},
		{Name: call.T("register.column.summary"), Value: d.Summary},
	}
	if d.ResidentID != nil {
		facts = append(facts, parts.Fact{Name: call.T("register.column.subject"), Value: d.Subject, Href: fmt.Sprintf("/residents/%d", *d.ResidentID)})
	}
	position := d.Position
	if d.Capacity != "" {
		position = d.Capacity + " " + position
	}
	facts = append(facts, parts.Fact{Name: call.T("register.column.signer"), Value: d.Signer, Note: position},
		parts.Fact{Name: call.T("register.column.campus"), Value: d.Campus},
		parts.Fact{Name: call.T("register.column.recorded_at"), Value: words.DateTime(ctx, d.RecordedAt), Note: d.By[d.RecordedBy]})
	return facts
}

// field is one question of a form, with what was typed into it when the form came back.
func field(call *web.Call, action, name, known string) parts.Field {
	f := call.Form(action)
	return parts.Field{Name: name, Label: words.Label(call.Context(), "register", name), Value: f.Value(name, known), Known: &known, Error: f.Wrong(call.Context(), name)}
}

func form(call *web.Call, action, path string, hidden ...parts.Hidden) parts.Form {
	state := call.Form(action)
	f := parts.Form{Action: path, Two: true, Fault: state.Sentence(call.Context()), Back: state, Hidden: append([]parts.Hidden{{Name: "_key", Value: call.Key(action)}}, hidden...)}
	if state.Fault != nil {
		for _, wrong := range state.Fault.Fields {
			f.Errors = append(f.Errors, parts.FieldError{Name: wrong.Name, Text: words.Field(call.Context(), "register", wrong)})
		}
	}
	return f
}

func bare(f parts.Form) parts.Form                   { f.Bare = true; return f }
func wide(f parts.Field) parts.Field                 { f.Wide = true; return f }
func half(f parts.Field) parts.Field                 { f.Half = true; return f }
func optional(f parts.Field) parts.Field             { f.Optional = true; return f }
func required(f parts.Field) parts.Field             { f.Required = true; return f }
func hint(f parts.Field, text string) parts.Field    { f.Hint = text; return f }
func like(f parts.Field, example string) parts.Field { f.Placeholder = example; return f }
func most(f parts.Field, letters int) parts.Field    { f.MaxLength = letters; return f }

// letterField is one question about the letterhead; what holds now is the beginning.
func (d letterheadData) field(call *web.Call, name string) parts.Field {
	known := map[string]string{"agency": d.Name, "head_position": call.T("register.head_position_usual")}
	if d.Now != nil {
		known = map[string]string{"superior": d.Now.Superior, "agency": d.Now.Agency, "sign": d.Now.Sign, "place": d.Now.Place,
			"head_position": d.Now.HeadPosition, "head_name": d.Now.HeadName, "commune": d.Now.Commune}
	}
	f := field(call, setLetterhead.Name, name, known[name])
	f.Autocomplete = "off"
	return f
}

// written are the letterheads that were ever written.
func (d letterheadData) written(call *web.Call) parts.Events {
	ev := parts.Events{Title: call.T("register.letterhead.history"), None: call.T("register.letterhead.none")}
	for _, row := range d.All {
		item := parts.Event{When: words.Day(call.Context(), row.ValidFrom), Title: row.Agency + " (" + row.Sign + ")",
			Note: call.T("register.letterhead.line", words.A{"superior": row.Superior, "position": row.HeadPosition, "name": row.HeadName,
				"at": words.DateTime(call.Context(), row.RecordedAt), "by": d.By[row.RecordedBy]})}
		if d.Now != nil && row.ID == d.Now.ID {
			item.Tone, item.Chips = parts.Done, []parts.Chip{{Tone: parts.Done, Icon: "check", Text: call.T("register.letterhead.now")}}
		}
		ev.Items = append(ev.Items, item)
	}
	return ev
}

func showLetterhead(call *web.Call, d letterheadData) web.Leaf {
	return web.Leaf{Title: call.T("register.letterhead.title"), Under: call.T("register.letterhead.under"), Body: letterheadPage(call, d), Active: "/register",
		Crumbs: []web.Crumb{{Name: call.T("register.list.title"), Path: "/register"}}}
}
