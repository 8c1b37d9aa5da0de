package care

import (
	"fmt"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/models/care"
)

// several writes all numbers of one person of a ward at once. A phone keeps it for the time without a
// network: it says nothing of anybody but who lies there.
type several struct {
	call *web.Call
	d    padData
}

func severalPath(ward, after uint64) string {
	path := fmt.Sprintf("/care/vitals/new?several=true&ward_id=%d", ward)
	if after != 0 {
		path += fmt.Sprintf("&after=%d", after)
	}
	return path
}

// keptVitals is the frame of a form of numbers, which a phone can keep.
func keptVitals(call *web.Call, hidden ...parts.Hidden) parts.Form {
	return keepable(formOf(call, recordVitals.Name, "/care/vitals/new", hidden...), call, "/api/v1/care/vitals", "resident_id:n! kind value? sure:b at:t note values:l?")
}

func (s several) frame() parts.Form {
	return keptVitals(s.call, parts.Hidden{Name: "ward_id", Value: fmt.Sprint(s.d.Asked.WardID)}, parts.Hidden{Name: "several", Value: "true"})
}

// people are those who lie in the ward, in the order of the floor, room by room.
func (s several) people() parts.Field {
	f := asked(s.call, recordVitals.Name, "resident_id", s.next())
	f.Label, f.Wide, f.Required, f.None = s.call.T("care.vital.of_whom"), true, true, s.call.T("care.vital.choose")
	for _, b := range s.d.Ward.Beds {
		if b.Here() {
			f.Options = append(f.Options, parts.Option{Value: fmt.Sprint(b.ResidentID), Text: b.BedName + " · " + b.Name, Group: roomName(s.call, b.RoomName)})
		}
	}
	return f
}

// next is who lies after the one of whom was written last; nobody at first, so that nobody is written
// by mistake.
func (s several) next() string {
	found := false
	for _, b := range s.d.Ward.Beds {
		if found && b.Here() {
			return fmt.Sprint(b.ResidentID)
		}
		found = found || s.d.Asked.After != 0 && b.ResidentID == s.d.Asked.After
	}
	return ""
}

// field asks for one of the kinds; what stays empty was not measured.
func (s several) field(i int, k care.Vital) parts.Field {
	m := k.Measure()
	f := asked(s.call, recordVitals.Name, fmt.Sprintf("values[%d].value", i), "")
	f.Label, f.Half, f.Optional = kindName(s.call, k), true, false
	if u := unit(s.call, k); u != "" {
		f.Label += " (" + u + ")"
	}
	if m.Choice {
		f.None = s.call.T("care.vital.not_measured")
		for n := int64(0); n <= m.Most/1000; n++ {
			o := parts.Option{Value: fmt.Sprint(n), Text: fmt.Sprint(n)}
			if k != care.PainIs {
				o.Text = numberWords(s.call, k, care.Number{First: n * 1000})
			}
			f.Options = append(f.Options, o)
		}
		return f
	}
	f.InputMode, f.Autocomplete, f.MaxLength = "decimal", "off", 12
	if m.Two() {
		f.InputMode, f.Placeholder = "text", "120/80" // the keyboard of numbers has no stroke
	}
	return f
}

func (s several) sure() parts.Field {
	f := wide(asked(s.call, recordVitals.Name, "sure", ""))
	f.Label = s.call.T("care.vital.really")
	return f
}

// wrong is what is wrong with the whole, when no number was written.
func (s several) wrong() string {
	return s.call.Form(recordVitals.Name).Wrong(s.call.Context(), "value")
}
