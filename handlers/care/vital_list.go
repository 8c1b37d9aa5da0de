package care

import (
	"fmt"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/value"
)

func readNumbers(tx *db.Tx, in care.WardVitalsInput) (*care.WardVitals, error) {
	return care.WardVitalsNow(tx, in)
}

func showNumbers(call *web.Call, d *care.WardVitals) web.Leaf {
	return web.Leaf{Title: call.T("care.vital.of_ward"), Under: d.WardName, Active: "/care/rounds", Body: numbersPage(call, d), Sheet: fmt.Sprintf("/wards/%d/numbers.xlsx?kind=%s", d.WardID, d.Kind),
		Crumbs: []web.Crumb{upward(call), {Name: d.WardName, Path: roundPath(d.WardID)}}}
}

// numbersList is everybody of the ward with the newest number.
func numbersList(call *web.Call, d *care.WardVitals) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("care.vital.of_ward"), Columns: []parts.Column{{Title: call.T("care.vital.column.bed")}, {Title: call.T("care.vital.column.name"), Main: true},
		{Title: kindName(call, d.Kind), Number: true}, {Title: call.T("care.vital.column.when")}, {Title: call.T("care.walked.state"), Plain: true}}}
	for _, b := range d.Beds {
		row := parts.Row{Away: b.AbsenceKind != "", Cells: []parts.Cell{{Text: b.RoomName + " · " + b.BedName}, {Text: b.Name, Href: vitalsPath(b.ResidentID, d.Kind)}, {Text: "–"}, {}, {}}}
		if b.Here() && call.May(care.Record) {
			row.Href = padPath(d.WardID, b.ResidentID, 0, d.Kind)
		}
		if b.Number != nil {
			row.Cells[2] = parts.Cell{Text: numberWords(call, d.Kind, *b.Number), Chips: liesChips(call, d.Kind, b.Lies)}
			row.Cells[3] = parts.Cell{Text: words.At(ctx, b.At, d.Now)}
		}
		switch {
		case b.AbsenceKind != "":
			row.Cells[4] = parts.Cell{Chips: []parts.Chip{{Tone: parts.Info, Text: call.T("wards.is." + string(b.AbsenceKind))}}}
		case b.Done:
			row.Cells[4] = parts.Cell{Chips: []parts.Chip{{Tone: parts.Done, Icon: "check", Text: call.T("care.vital.done")}}}
		default:
			row.Cells[4] = parts.Cell{Chips: []parts.Chip{{Text: call.T("care.vital.not_yet")}}}
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// numbersTable is the same as a spreadsheet.
func numbersTable(call *web.Call, d *care.WardVitals) sheet.Table {
	return sheet.Table{Title: call.T("care.vital.of_ward"), Asked: sheet.Joined(d.WardName, kindName(call, d.Kind)),
		Columns: sheet.Columns(call, sheet.As("care.vital.column.room", sheet.Text, 12), sheet.As("care.vital.column.bed", sheet.Text, 10), sheet.As("care.vital.column.name", sheet.Text, 30),
			sheet.As("care.vital."+string(d.Kind), sheet.Text, 16), sheet.As("care.vital.column.when", sheet.Instant, 0), sheet.As("care.vital.column.lies", sheet.Text, 14)),
		Rows: func(row func(...any)) {
			for _, b := range d.Beds {
				if b.Number == nil {
					row(b.RoomName, b.BedName, b.Name, "", nil, "")
					continue
				}
				row(b.RoomName, b.BedName, b.Name, numberWords(call, d.Kind, *b.Number), b.At, liesWord(call, b.Lies))
			}
		}}
}

// vitalsData is the page of the numbers of a person.
type vitalsData struct {
	*care.PersonVitals
	Series *care.Series
	Events *care.EventDays // what happened, by day
}

// vitalsAsked is which kind of number is shown, and how many days of the rounds beside it.
type vitalsAsked struct {
	care.VitalsOfInput
	Days int `form:"days" json:"days,omitempty" validate:"min=0,max=31"`
}

func readVitals(tx *db.Tx, in vitalsAsked) (d vitalsData, err error) {
	if in.Kind == "" {
		in.Kind = care.Weight
	}
	if d.PersonVitals, err = care.VitalsOf(tx, in.VitalsOfInput); err != nil {
		return d, err
	}
	if d.Series, err = care.SeriesOf(tx, care.SeriesInput{ResidentID: in.ResidentID, Days: in.Days}); err != nil {
		return d, err
	}
	d.Events, err = care.EventsOf(tx, care.SeriesInput{ResidentID: in.ResidentID, Days: in.Days})
	return d, err
}

// span is the way to as many days of the rounds.
func (d vitalsData) span(days int) string {
	return fmt.Sprintf("%s&days=%d", vitalsPath(d.Person.ID, d.Kind), days)
}

func showVitals(call *web.Call, d vitalsData) web.Leaf {
	return web.Leaf{Title: call.T("care.vital.title"), Under: d.Person.Name, Active: "/residents", Body: vitalsPage(call, d), Wide: true, Actions: vitalsActions(call, d),
		Sheet:  fmt.Sprintf("/residents/%d/vitals.xlsx?kind=%s", d.Person.ID, d.Kind),
		Crumbs: []web.Crumb{{Name: call.T("care.vital.people"), Path: "/residents"}, {Name: d.Person.Name, Path: residentPath(d.Person.ID)}}}
}

// newest are the newest numbers of each kind, each the way to all of its kind.
func (d vitalsData) newest(call *web.Call) parts.Events {
	ctx := call.Context()
	e := parts.Events{None: call.T("care.vital.none")}
	for _, m := range d.Newest {
		e.Items = append(e.Items, parts.Event{When: words.At(ctx, m.At, d.Now), Tone: liesTone(m.Kind, m.Lies), Title: kindName(call, m.Kind) + ": " + numberWords(call, m.Kind, m.Number()),
			Note: m.ByName, Href: vitalsPath(d.Person.ID, m.Kind), Chips: liesChips(call, m.Kind, m.Lies)})
	}
	return e
}

// list are all numbers of one kind with who wrote them; what was corrected is struck through by a word.
func (d vitalsData) list(call *web.Call) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: kindName(call, d.Kind), Empty: parts.Empty{Icon: "chart-bar", Title: call.T("care.vital.none")}, Columns: []parts.Column{{Title: call.T("care.vital.column.when"), Main: true},
		{Title: kindName(call, d.Kind), Number: true}, {Title: call.T("care.vital.column.lies")}, {Title: call.T("care.vital.column.by")}, {Title: call.T("care.walked.state"), Plain: true}}}
	for _, m := range d.List {
		row := parts.Row{Href: fmt.Sprintf("/care/vitals/%d", m.ID), Cells: []parts.Cell{{Text: words.DateTime(ctx, m.At)}, {Text: numberWords(call, m.Kind, m.Number())}, {Chips: liesChips(call, m.Kind, m.Lies)}, {Text: m.ByName, Note: m.Note}, {}}}
		var chips []parts.Chip
		if late := m.Late(); late > 0 {
			chips = append(chips, parts.Chip{Tone: parts.Due, Icon: "clock", Text: call.T("care.sheet.late", words.A{"for": words.Duration(ctx, late)})})
		}
		switch {
		case m.Taken:
			row.Cells[1] = parts.Cell{Text: "–"}
			chips = append(chips, parts.Chip{Text: call.T("care.vital.was_taken")})
		case m.ReplacedAt != nil:
			row.Away = true
			chips = append(chips, parts.Chip{Text: call.T("care.vital.was_replaced")})
		case m.ReplacesID != nil:
			chips = append(chips, parts.Chip{Text: call.T("care.sheet.mended")})
		}
		row.Cells[4] = parts.Cell{Chips: chips}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// course draws the numbers of the kind over the asked days, with the band of what is usual.
func (d vitalsData) course(call *web.Call) parts.Course {
	ctx := call.Context()
	zone := words.Zone(ctx)
	holding := d.Holding()
	from, to := holding[0].At, holding[len(holding)-1].At
	span := to.Sub(from)
	c := parts.Course{Title: kindName(call, d.Kind), Unit: unit(call, d.Kind), From: words.DayMonth(ctx, value.DayOf(from, zone)), To: words.DayMonth(ctx, value.DayOf(to, zone)), Table: call.T("care.vital.figures"),
		Columns: [4]string{call.T("care.vital.column.when"), kindName(call, d.Kind), call.T("care.vital.column.lies"), call.T("care.vital.column.by")},
		Number: func(v float64) string {
			if d.Kind.Measure().Decimals == 0 {
				return fmt.Sprint(int64(v))
			}
			return numberText(call, care.Number{First: int64(v*10) * 100})
		}}
	// Two numbers in one have two ranges that lie upon each other: a field behind them would lie.
	if b, ok := d.Bands[d.Kind]; ok && !d.Kind.Measure().Two() {
		c.Low, c.High, c.BandWords = float64(b.Low)/1000, float64(b.High)/1000, bandWords(call, d.Kind, b)
	}
	odd := 0
	for _, m := range holding {
		one := parts.Moment{Share: 0.5, Place: words.DateTime(ctx, m.At), Value: float64(m.Amount) / 1000, Second: float64(m.Amount2) / 1000, Text: numberText(call, m.Number()), Note: m.ByName, Odd: liesWord(call, m.Lies)}
		if span > 0 {
			one.Share = float64(m.At.Sub(from)) / float64(span)
		}
		if one.Odd != "" {
			odd++
		}
		c.Moments = append(c.Moments, one)
	}
	if odd > 0 {
		c.OddWords = words.N(ctx, "care.vital.beyond", odd)
	}
	return c
}

// vitalsTable is the numbers of one kind as a spreadsheet, with what was corrected.
func vitalsTable(call *web.Call, d vitalsData) sheet.Table {
	ctx := call.Context()
	return sheet.Table{Title: call.T("care.vital.title"), Asked: sheet.Joined(d.Person.Name, kindName(call, d.Kind)+" "+words.Day(ctx, d.From)+" – "+words.Day(ctx, d.To)),
		Columns: sheet.Columns(call, sheet.As("care.vital.column.when", sheet.Instant, 0), sheet.As("care.vital.column.recorded", sheet.Instant, 0), sheet.As("care.vital."+string(d.Kind), sheet.Text, 16), sheet.As("care.vital.column.lies", sheet.Text, 14),
			sheet.As("care.vital.column.by", sheet.Text, 26), sheet.As("care.vital.column.state", sheet.Text, 16), sheet.As("care.field.reason", sheet.Text, 30), sheet.As("care.field.note", sheet.Text, 30)),
		Rows: func(row func(...any)) {
			for _, m := range d.List {
				state := ""
				switch {
				case m.Taken:
					state = call.T("care.vital.was_taken")
				case m.ReplacedAt != nil:
					state = call.T("care.vital.was_replaced")
				}
				row(m.At, m.RecordedAt, numberWords(call, m.Kind, m.Number()), liesWord(call, m.Lies), m.ByName, state, m.Reason, m.Note)
			}
		}}
}

func readVital(tx *db.Tx, in struct {
	VitalID uint64 `path:"vital"`
}) (*care.OneVital, error) {
	return care.VitalOf(tx, in.VitalID)
}

func showVital(call *web.Call, d *care.OneVital) web.Leaf {
	return web.Leaf{Title: kindName(call, d.Kind), Under: d.Name, Active: "/residents", Body: vitalPage(call, d), Crumbs: []web.Crumb{{Name: d.Name, Path: vitalsPath(d.ResidentID, d.Kind)}}}
}

func vitalFacts(call *web.Call, d *care.OneVital) []parts.Fact {
	ctx := call.Context()
	out := []parts.Fact{{Name: kindName(call, d.Kind), Value: numberWords(call, d.Kind, d.Number())}, {Name: call.T("care.vital.column.when"), Value: words.DateTime(ctx, d.At)},
		{Name: call.T("care.vital.column.recorded"), Value: words.DateTime(ctx, d.RecordedAt), Note: d.ByName}}
	if d.Taken {
		out[0].Value = call.T("care.vital.was_taken")
	}
	if d.Was != nil {
		out = append(out, parts.Fact{Name: call.T("care.vital.was"), Value: numberWords(call, d.Kind, d.Was.Number()), Note: strings.Trim(d.Was.ByName+" · "+words.DateTime(ctx, d.Was.RecordedAt), " ·")},
			parts.Fact{Name: call.T("care.field.reason"), Value: d.Reason})
	}
	if d.Note != "" {
		out = append(out, parts.Fact{Name: call.T("care.field.note"), Value: d.Note})
	}
	return out
}

// vitalOut is a number on the wire: as text with a point, since a machine's fractions are not exact.
type vitalOut struct {
	ID         uint64     `json:"id"`
	ResidentID uint64     `json:"resident_id"`
	Kind       string     `json:"kind"`
	Value      string     `json:"value" doc:"52.5; blood pressure 130/70; empty when taken back"`
	Unit       string     `json:"unit,omitempty"`
	At         time.Time  `json:"at"`
	RecordedAt time.Time  `json:"recorded_at"`
	RecordedBy uint64     `json:"recorded_by"`
	ByName     string     `json:"recorded_by_name,omitempty"`
	Lies       string     `json:"lies,omitempty" enum:"low,high,fever" doc:"beyond what is usual at this age"`
	Note       string     `json:"note,omitempty"`
	ReplacesID *uint64    `json:"replaces_id,omitempty"`
	ReplacedAt *time.Time `json:"replaced_at,omitempty"`
	Taken      bool       `json:"taken_back,omitempty"`
	Reason     string     `json:"reason,omitempty"`
}

// units are those of the wire, the same in every language.
var units = map[care.Vital]string{care.Weight: "kg", care.Heat: "°C", care.Pulse: "/min", care.Pressure: "mmHg", care.Breaths: "/min", care.OxygenIn: "%", care.SugarIn: "mmol/l", care.Drink: "ml", care.SleepFor: "h"}

func vitalWire(o *care.Observation) vitalOut {
	out := vitalOut{ID: o.ID, ResidentID: o.ResidentID, Kind: string(o.Kind), Value: o.Number().Plain(), Unit: units[o.Kind], At: o.At, RecordedAt: o.RecordedAt, RecordedBy: o.RecordedBy,
		Note: o.Note, ReplacesID: o.ReplacesID, ReplacedAt: o.ReplacedAt, Taken: o.Taken, Reason: o.Reason}
	if o.Taken {
		out.Value = ""
	}
	return out
}

func measuredWire(all []care.Measured) []vitalOut {
	out := make([]vitalOut, len(all))
	for i := range all {
		out[i] = vitalWire(&all[i].Observation)
		out[i].ByName, out[i].Lies = all[i].ByName, string(all[i].Lies)
	}
	return out
}

// recordedOut is the answer to what was written.
type recordedOut struct {
	Items []vitalOut `json:"items"`
}

func recordedWire(all []care.Observation) recordedOut {
	out := recordedOut{Items: make([]vitalOut, len(all))}
	for i := range all {
		out.Items[i] = vitalWire(&all[i])
	}
	return out
}

// bandOut is what is usual of a kind at the age of the person, and how sure the house is of it.
type bandOut struct {
	Kind   string `json:"kind"`
	Low    string `json:"low,omitempty"`
	High   string `json:"high,omitempty"`
	Fever  string `json:"fever,omitempty"`
	Mark   string `json:"mark" enum:"C,R,D" doc:"confirmed by a published table, recalled from practice, or decided by the centre; none is law"`
	Source string `json:"source"`
}

// vitalsOut are the numbers of a person on the wire.
type vitalsOut struct {
	ResidentID uint64     `json:"resident_id"`
	Newest     []vitalOut `json:"newest" doc:"of each kind the newest"`
	Items      []vitalOut `json:"items" doc:"of the asked kind all of the days, newest first, with what was corrected"`
	Usual      []bandOut  `json:"usual"`
}

func vitalsWire(d vitalsData) vitalsOut {
	out := vitalsOut{ResidentID: d.Person.ID, Newest: measuredWire(d.Newest), Items: measuredWire(d.List), Usual: []bandOut{}}
	for _, k := range care.Vitals {
		b, ok := d.Bands[k]
		if !ok {
			continue
		}
		one := bandOut{Kind: string(k), Mark: string(b.From.Mark), Source: b.From.Source}
		if b.Low > 0 {
			one.Low = care.Number{First: b.Low, Second: b.Low2}.Plain()
		}
		if b.High > 0 {
			one.High = care.Number{First: b.High, Second: b.High2}.Plain()
		}
		if b.Alarm > 0 {
			one.Fever = care.Number{First: b.Alarm}.Plain()
		}
		out.Usual = append(out.Usual, one)
	}
	return out
}

// bedOut is somebody of a ward with the newest number.
type bedOut struct {
	ResidentID uint64     `json:"resident_id"`
	Name       string     `json:"name"`
	Room       string     `json:"room"`
	Bed        string     `json:"bed"`
	Away       string     `json:"away,omitempty"`
	Value      string     `json:"value,omitempty"`
	At         *time.Time `json:"at,omitempty"`
	Lies       string     `json:"lies,omitempty"`
	Done       bool       `json:"done" doc:"written in this round"`
}

func numbersWire(d *care.WardVitals) web.List[bedOut] {
	out := web.List[bedOut]{Items: make([]bedOut, len(d.Beds))}
	for i, b := range d.Beds {
		one := bedOut{ResidentID: b.ResidentID, Name: b.Name, Room: b.RoomName, Bed: b.BedName, Away: string(b.AbsenceKind), Lies: string(b.Lies), Done: b.Done}
		if b.Number != nil {
			at := b.At
			one.Value, one.At = b.Number.Plain(), &at
		}
		out.Items[i] = one
	}
	return out
}
