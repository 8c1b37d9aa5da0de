package care

import (
	"fmt"
	"strings"
	"time"

	"github.com/a-h/templ"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/value"
)

// The actions on numbers.
var (
	recordVitals = web.Action[care.VitalsInput, []care.Observation]{Name: "care.record_vitals", Do: care.RecordVitals}
	amendVital   = web.Action[care.AmendVitalInput, *care.Observation]{Name: "care.amend_vital", Do: care.AmendVital}
)

// openVitals opens the doors of the numbers: the pad, the round of a ward, and the page of a person.
func openVitals(d *web.Desk) {
	web.Page(d, "/care/vitals/new", "care.new_vitals", readPad, showPad)
	web.Page(d, "/care/vitals/:vital", "care.vital", readVital, showVital)
	web.Page(d, "/wards/:ward/numbers", "care.numbers", readNumbers, showNumbers)
	sheet.Door(d, "/wards/:ward/numbers.xlsx", "care.numbers", readNumbers, numbersTable)
	web.Page(d, "/residents/:resident/vitals", "care.vitals", readVitals, showVitals)
	sheet.Door(d, "/residents/:resident/vitals.xlsx", "care.vitals", readVitals, vitalsTable)
	web.Form(d, "/care/vitals/new", recordVitals, "/care/vitals/new", vitalsRecorded)
	web.Form(d, "/care/vitals/:vital", amendVital, "/care/vitals/:vital", vitalAmended)

	web.Get(d, web.Op{ID: "listVitals", Path: "/api/v1/residents/:resident/vitals", Summary: "The newest number of each kind of a person, and of one kind all of some days, with what is usual at this age"}, "care.vitals", readVitals, vitalsWire)
	web.Get(d, web.Op{ID: "listWardVitals", Path: "/api/v1/wards/:ward/numbers", Summary: "One kind of number of everybody in a ward, in the order of the floor"}, "care.numbers", readNumbers, numbersWire)
	web.API(d, web.Op{ID: "recordVitals", Method: "POST", Path: "/api/v1/care/vitals", Summary: "Write one or several numbers of a person at a moment", Status: 201, Offline: true, Mute: true}, recordVitals, recordedWire)
	web.API(d, web.Op{ID: "amendVital", Method: "POST", Path: "/api/v1/care/vitals/:vital/corrections", Summary: "Correct a number or take it back, with the reason", Status: 201}, amendVital, vitalWire)
}

// padAsked says whose number of which kind is written: of one person, or through a ward.
type padAsked struct {
	ResidentID uint64     `form:"resident_id"`
	WardID     uint64     `form:"ward_id"`
	Kind       care.Vital `form:"kind" validate:"max=16"`
	After      uint64     `form:"after"`
	Several    bool       `form:"several"` // all kinds of one person at once
}

// padData is the person whose number is written, with the last one, or nobody.
type padData struct {
	personData // to choose from, when nobody is named
	Asked      padAsked
	Ward       *care.WardVitals   // walking through a ward
	Bed        *care.BedVital     // the person of the ward
	Next       *care.BedVital     // who comes then
	Of         *care.PersonVitals // a single person
	Now        time.Time
}

func readPad(tx *db.Tx, in padAsked) (d padData, err error) {
	if err := tx.May(care.Record); err != nil {
		return d, err
	}
	if in.Kind == "" {
		in.Kind = care.Weight
	}
	d.Asked, d.Now = in, tx.Now
	switch {
	case in.WardID != 0:
		if d.Ward, err = care.WardVitalsNow(tx, care.WardVitalsInput{WardID: in.WardID, Kind: in.Kind}); err != nil {
			return d, err
		}
		if in.Several {
			return d, nil
		}
		if in.ResidentID != 0 {
			if d.Bed = d.Ward.Bed(in.ResidentID); d.Bed != nil {
				d.Next = d.Ward.Next(in.ResidentID)
				return d, nil
			}
		} else {
			if d.Bed = d.Ward.Next(in.After); d.Bed != nil {
				d.Next = d.Ward.Next(d.Bed.ResidentID)
			}
			return d, nil
		}
		d.Ward = nil // who was moved meanwhile is written alone
		fallthrough
	case in.ResidentID != 0:
		d.Of, err = care.VitalsOf(tx, care.VitalsOfInput{ResidentID: in.ResidentID})
	default:
		d.personData, err = readPerson(tx, care.Record, ofPerson{})
	}
	return d, err
}

func showPad(call *web.Call, d padData) web.Leaf {
	leaf := web.Leaf{Title: call.T("care.vital.new"), Active: "/care/rounds", Body: padPage(call, d)}
	switch {
	case d.Ward != nil && d.Asked.Several:
		leaf.Under = d.Ward.WardName
		leaf.Crumbs = []web.Crumb{upward(call), {Name: d.Ward.WardName, Path: numbersPath(d.Asked.WardID, d.Asked.Kind)}}
	case d.Ward != nil:
		leaf.Title, leaf.Under = roundOf(call, d.Asked.Kind), d.Ward.WardName
		leaf.Crumbs = []web.Crumb{upward(call), {Name: d.Ward.WardName, Path: numbersPath(d.Asked.WardID, d.Asked.Kind)}}
	case d.Of != nil:
		leaf.Title, leaf.Under = d.Of.Person.Name, call.T("care.vital.new")
		leaf.Crumbs = []web.Crumb{{Name: d.Of.Person.Name, Path: residentPath(d.Of.Person.ID)}, {Name: call.T("care.vital.title"), Path: vitalsPath(d.Of.Person.ID, d.Asked.Kind)}}
	}
	return leaf
}

func vitalsPath(resident uint64, kind care.Vital) string {
	return fmt.Sprintf("/residents/%d/vitals?kind=%s", resident, kind)
}

func numbersPath(ward uint64, kind care.Vital) string {
	return fmt.Sprintf("/wards/%d/numbers?kind=%s", ward, kind)
}

func padPath(ward, resident, after uint64, kind care.Vital) string {
	path := "/care/vitals/new?kind=" + string(kind)
	for i, id := range []uint64{ward, resident, after} {
		if id != 0 {
			path += fmt.Sprintf("&%s=%d", []string{"ward_id", "resident_id", "after"}[i], id)
		}
	}
	return path
}

// kindName names a kind: "Cân nặng".
func kindName(call *web.Call, k care.Vital) string { return call.T("care.vital." + string(k)) }

// roundOf names the round of a kind through a ward: "Cân cả khu".
func roundOf(call *web.Call, k care.Vital) string { return call.T("care.vital.round." + string(k)) }

// unit is the unit of a kind, as in Vietnam: kg, °C, mmHg.
func unit(call *web.Call, k care.Vital) string {
	if k == care.Stool || k == care.Urine {
		return ""
	}
	return call.T("care.vital.unit." + string(k))
}

// numberWords says a number with its unit, or the fact that a choice stands for.
func numberWords(call *web.Call, k care.Vital, n care.Number) string {
	if k.Measure().Choice && k != care.PainIs {
		return call.T("care.vital." + string(k) + "." + fmt.Sprint(n.First/1000))
	}
	return strings.TrimSpace(numberText(call, n) + " " + unit(call, k))
}

// numberText writes a number in the reader's language: 52,5 or 52.5.
func numberText(call *web.Call, n care.Number) string {
	if call.Lang == "en" {
		return n.Plain()
	}
	return n.Text()
}

// liesWord says where a number lies: "Cao".
func liesWord(call *web.Call, l care.Lies) string {
	if l == care.Within {
		return ""
	}
	return call.T("care.vital.is." + string(l))
}

// liesTone is red for fever and for too little oxygen or sugar, amber for the rest.
func liesTone(k care.Vital, l care.Lies) parts.Tone {
	switch {
	case l == care.Within:
		return parts.Plain
	case l == care.Feverish, l == care.TooLow && (k == care.OxygenIn || k == care.SugarIn):
		return parts.Danger
	}
	return parts.Due
}

func liesChips(call *web.Call, k care.Vital, l care.Lies) []parts.Chip {
	if l == care.Within {
		return nil
	}
	return []parts.Chip{{Tone: liesTone(k, l), Icon: "alert-triangle", Text: liesWord(call, l)}}
}

// bandWords say what is usual at this age.
func bandWords(call *web.Call, k care.Vital, b care.Band) string {
	low, high := care.Number{First: b.Low, Second: b.Low2}, care.Number{First: b.High, Second: b.High2}
	switch {
	case b.High == 0:
		return call.T("care.vital.band_from", words.A{"low": numberText(call, low)})
	case b.Low == 0:
		return call.T("care.vital.band_to", words.A{"high": numberText(call, high)})
	case b.Open:
		return call.T("care.vital.band_below", words.A{"low": numberText(call, low), "high": numberText(call, high)})
	}
	return call.T("care.vital.band", words.A{"low": numberText(call, low), "high": numberText(call, high)})
}

// basisWords say where a range comes from, so that nobody takes a choice of the house for a law.
func basisWords(call *web.Call, b care.Band) string {
	return call.T("care.vital.mark." + string(b.From.Mark))
}

// pad is the one field that is written, as the page draws it.
type pad struct {
	call *web.Call
	form *web.FormState
	d    padData
}

func newPad(call *web.Call, d padData) pad { return pad{call, call.Form(recordVitals.Name), d} }

// resident is whose number it is.
func (p pad) resident() uint64 {
	if p.d.Bed != nil {
		return p.d.Bed.ResidentID
	}
	return p.d.Of.Person.ID
}

// last is the newest number of the kind, for the ghost in the field.
func (p pad) last() (n *care.Number, at time.Time) {
	if p.d.Bed != nil {
		return p.d.Bed.Number, p.d.Bed.At
	}
	for _, m := range p.d.Of.Newest {
		if m.Kind == p.d.Asked.Kind {
			n := m.Number()
			return &n, m.At
		}
	}
	return nil, at
}

func (p pad) band() *care.Band {
	if p.d.Bed != nil {
		return p.d.Bed.Band
	}
	if b, ok := p.d.Of.Bands[p.d.Asked.Kind]; ok {
		return &b
	}
	return nil
}

// person is the row of who it is.
func (p pad) person() parts.Person {
	if b := p.d.Bed; b != nil {
		row := parts.Person{Bed: b.BedName, Name: b.Name, Href: residentPath(b.ResidentID), Line: p.line(value.BirthDate{Day: b.BirthDate, Precision: b.BirthPrecision}, roomName(p.call, b.RoomName))}
		if b.PhotoFileID != nil {
			row.Photo = residentPath(b.ResidentID) + "/photo"
		}
		return row
	}
	who := p.d.Of.Person
	row := parts.Person{Name: who.Name, Href: residentPath(who.ID), Line: p.line(who.Birth, who.Number)}
	if who.PhotoFileID != nil {
		row.Photo = residentPath(who.ID) + "/photo"
	}
	return row
}

func (p pad) line(born value.BirthDate, more string) string {
	ctx := p.call.Context()
	return strings.Trim(words.Age(ctx, born, value.DayOf(p.d.Now, words.Zone(ctx)))+" · "+more, " ·")
}

// hint says the last number and what is usual.
func (p pad) hint() string {
	ctx, k := p.call.Context(), p.d.Asked.Kind
	var said []string
	if n, at := p.last(); n != nil {
		said = append(said, p.call.T("care.vital.last", words.A{"value": numberWords(p.call, k, *n), "at": words.At(ctx, at, p.d.Now)}))
	}
	if b := p.band(); b != nil {
		said = append(said, bandWords(p.call, k, *b))
	}
	return strings.Join(said, " · ")
}

// field asks for the number: a line with a pad, or a choice.
func (p pad) field() parts.Field {
	k := p.d.Asked.Kind
	m := k.Measure()
	f := parts.Field{Name: "value", Label: kindName(p.call, k), Unit: unit(p.call, k), Required: true, Value: p.form.Value("value", ""), Error: p.form.Wrong(p.call.Context(), "value"), Hint: p.hint(), Wide: true}
	if m.Choice {
		f.Row, f.Unit = true, ""
		for n := int64(0); n <= m.Most/1000; n++ {
			o := parts.Option{Value: fmt.Sprint(n), Text: fmt.Sprint(n)}
			if k != care.PainIs {
				o.Text = numberWords(p.call, k, care.Number{First: n * 1000})
			}
			f.Options = append(f.Options, o)
		}
		return f
	}
	f.InputMode, f.Autocomplete, f.MaxLength, f.Autofocus = "decimal", "off", 12, true
	if m.Two() {
		f.InputMode = "text" // the keyboard of numbers has no stroke
	}
	if n, _ := p.last(); n != nil {
		f.Placeholder = numberText(p.call, *n)
	}
	f.Attrs = p.thresholds(m)
	return f
}

// thresholds are the limits for the script that colours while one types, in thousandths.
func (p pad) thresholds(m care.Measure) templ.Attributes {
	out := templ.Attributes{"data-pad": "field", "data-few": fmt.Sprint(m.Few), "data-many": fmt.Sprint(m.Many), "data-says": "pad-word"}
	if m.Two() {
		out["data-few2"], out["data-many2"], out["data-two"] = fmt.Sprint(m.Few2), fmt.Sprint(m.Many2), "1"
	}
	if b := p.band(); b != nil {
		for name, n := range map[string]int64{"low": b.Low, "high": b.High, "low2": b.Low2, "high2": b.High2, "alarm": b.Alarm} {
			if n > 0 {
				out["data-"+name] = fmt.Sprint(n)
			}
		}
		if b.Open {
			out["data-open"] = "1"
		}
	}
	for _, l := range []care.Lies{care.TooLow, care.TooHigh, care.Feverish} {
		out["data-is-"+string(l)] = liesWord(p.call, l)
		out["data-tone-"+string(l)] = string(liesTone(p.d.Asked.Kind, l))
	}
	out["data-is-odd"], out["data-is-usual"] = p.call.T("care.vital.is.odd"), p.call.T("care.vital.is.usual")
	return out
}

// asksSure tells that the number was asked back: then one may say that it is so.
func (p pad) asksSure() bool {
	if p.form.Fault == nil {
		return false
	}
	for _, f := range p.form.Fault.Fields {
		if strings.HasPrefix(f.Key, "care.vital.sure") {
			return true
		}
	}
	return false
}

// keys are the twelve of the pad, in rows of three; the last key wipes.
func (p pad) keys() []string {
	sign := ","
	switch m := p.d.Asked.Kind.Measure(); {
	case m.Two():
		sign = "/"
	case m.Decimals == 0:
		sign = "C"
	}
	return []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", sign, "0", "⌫"}
}

// keyName names a key for whoever hears it.
func (p pad) keyName(key string) string {
	switch key {
	case "⌫":
		return p.call.T("care.vital.key.back")
	case "C":
		return p.call.T("care.vital.key.clear")
	case ",":
		return p.call.T("care.vital.key.comma")
	case "/":
		return p.call.T("care.vital.key.stroke")
	}
	return key
}

// kinds are the ways to the other kinds.
func kindTabs(call *web.Call, now care.Vital, path func(care.Vital) string) parts.Tabs {
	t := parts.Tabs{Label: call.T("care.vital.kinds")}
	for _, k := range care.Vitals {
		t.Links = append(t.Links, parts.Link{Text: kindName(call, k), Href: path(k), Current: k == now})
	}
	return t
}

// vitalsRecorded goes on to the next person of the ward, or back to the person; the number can be taken
// back at once.
func vitalsRecorded(call *web.Call, in care.VitalsInput, out []care.Observation) string {
	o := out[0]
	n := web.Notice{Key: "care.told.vital", Tone: "done", Args: words.A{"what": kindName(call, o.Kind), "value": numberWords(call, o.Kind, o.Number())}}
	if len(out) == 1 {
		n.UndoPath, n.Undo = fmt.Sprintf("/care/vitals/%d", o.ID), map[string]string{"take_back": "true", "next": web.SafeNext(call.C.PostForm("next"), vitalsPath(o.ResidentID, o.Kind))}
	}
	call.Tell(n)
	var ward uint64
	if _, err := fmt.Sscan(call.C.PostForm("ward_id"), &ward); err == nil && ward != 0 {
		if call.C.PostForm("several") != "" {
			return severalPath(ward, in.ResidentID)
		}
		return padPath(ward, 0, in.ResidentID, o.Kind)
	}
	return vitalsPath(o.ResidentID, o.Kind)
}

func vitalAmended(call *web.Call, in care.AmendVitalInput, out *care.Observation) string {
	key := "care.told.vital_amended"
	if in.TakeBack {
		key = "care.told.vital_taken"
	}
	call.Tell(web.Notice{Key: key, Tone: "done"})
	return web.SafeNext(call.C.PostForm("next"), vitalsPath(out.ResidentID, out.Kind))
}
