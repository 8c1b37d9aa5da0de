package register

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"maiam/handlers/paper"
	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/register"
	"maiam/models/value"
)

// writForm is what is asked about a writ. Each sort asks for some of it; what is left empty stands as
// dots on the paper, to be filled in by hand.
type writForm struct {
	intake.OfWrit
	register.Signer `form:"in"`
	IssuedOn        value.Day       `form:"issued_on" json:"issued_on,omitzero" doc:"today when absent"`
	Place           string          `form:"place" json:"place,omitempty" validate:"max=120"`
	Bases           string          `form:"bases" json:"bases,omitempty" validate:"max=4000" doc:"legal grounds of a decision, one a line"`
	Recipients      string          `form:"recipients" json:"recipients,omitempty" validate:"max=2000" doc:"of a decision, one a line"`
	From            value.Day       `form:"from" json:"from,omitzero" doc:"from which day the person is taken in, or the assistance stops"`
	Reason          presence.Reason `form:"reason" json:"reason,omitempty" validate:"max=2" enum:"a,b,c,d,dd,e,g,h,i,k" doc:"why the assistance stops (Decree 20/2021, article 30(2))"`
	At              time.Time       `form:"at" json:"at,omitzero" doc:"the moment that minutes are about"`
	Venue           string          `form:"venue" json:"venue,omitempty" validate:"max=300" doc:"where minutes are written"`
	Finder          string          `form:"finder" json:"finder,omitempty" validate:"max=500"`
	Authority       string          `form:"authority" json:"authority,omitempty" validate:"max=500" doc:"who stands for the commune or the police"`
	Found           string          `form:"found" json:"found,omitempty" validate:"max=2000"`
	Condition       string          `form:"condition" json:"condition,omitempty" validate:"max=2000"`
	Belongings      string          `form:"belongings" json:"belongings,omitempty" validate:"max=2000"`
	Measures        string          `form:"measures" json:"measures,omitempty" validate:"max=2000"`
	Receiver        string          `form:"receiver" json:"receiver,omitempty" validate:"max=500" doc:"who takes the person over: name, relation, address"`
	Medicines       string          `form:"medicines" json:"medicines,omitempty" validate:"max=2000"`
	Seen            string          `form:"seen" json:"seen,omitempty" validate:"max=1000" doc:"of a search: where and when the person was seen last"`
	Features        string          `form:"features" json:"features,omitempty" validate:"max=1000" doc:"of a search: how the person looks, what the person wore"`
	Caller          string          `form:"caller" json:"caller,omitempty" validate:"max=300" doc:"of a search: whom to call"`
	More            string          `form:"more" json:"more,omitempty" validate:"max=2000" doc:"what else shall stand in the paper"`
}

// asks are the questions of each writ beyond signer, day and place, in their order.
var asks = map[intake.Writ][]string{
	intake.EmergencyWrit:     {"at", "venue", "finder", "authority", "found", "condition", "belongings", "measures", "more"},
	intake.AdmissionWrit:     {"from", "bases", "recipients", "more"},
	intake.StopWrit:          {"from", "reason", "bases", "recipients", "more"},
	intake.MissingPoliceWrit: {"at", "seen", "features", "condition", "measures", "caller", "bases", "recipients", "more"},
	intake.MissingFamilyWrit: {"at", "seen", "receiver", "measures", "caller", "bases", "recipients", "more"},
	intake.HandOverWrit:      {"at", "venue", "receiver", "authority", "condition", "medicines", "belongings", "more"},
}

// check lists what no writ can do without.
func (in writForm) check() error {
	var bad fault.Fields
	if slices.Contains(asks[in.Writ], "from") && in.From.IsZero() {
		bad.Add("from", "register.from_missing")
	}
	if in.Writ == intake.StopWrit && !in.Reason.Known() {
		bad.Add("reason", "register.reason_missing")
	}
	if slices.Contains(asks[in.Writ], "at") && in.At.IsZero() {
		bad.Add("at", "register.at_missing")
	}
	if in.Place == "" {
		bad.Add("place", "register.text_missing")
	}
	return bad.Err()
}

// issueWrit writes a paper, gives it its number and keeps it.
var issueWrit = web.Action[writForm, *register.Entry]{Name: "register.issue", Do: func(tx *db.Tx, in writForm) (*register.Entry, error) {
	f, err := intake.WritOf(tx, in.OfWrit)
	if err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	return intake.IssueWrit(tx, f, intake.WritIssue{OfWrit: in.OfWrit, Signer: in.Signer, IssuedOn: in.IssuedOn, Summary: summaries[in.Writ],
		Bases: linesOf(in.Bases), Content: compose(f, in, tx.Zone())})
}}

func writIssued(call *web.Call, _ writForm, e *register.Entry) string {
	call.Tell(web.Notice{Key: "register.told.issued", Args: map[string]any{"number": e.Text()}})
	return pathOf(e.ID)
}

// writsData are the papers that can be written about a person, and those that were.
type writsData struct {
	*intake.WritFacts
	All []register.Entry
}

// ofResident is the person that an address names.
type ofResident struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
}

func readWrits(tx *db.Tx, in ofResident) (d writsData, err error) {
	if d.WritFacts, err = intake.FactsOf(tx, in.Resident); err != nil {
		return d, err
	}
	d.All, _, err = register.List(tx, register.ListInput{ResidentID: in.Resident, Limit: db.MaxPage})
	return d, err
}

func showWrits(call *web.Call, d writsData) web.Leaf {
	p := d.File.Person
	return web.Leaf{Title: call.T("register.writs.title"), Under: p.Name + " · " + p.Number, Body: writsPage(call, d), Active: "/residents",
		Crumbs: []web.Crumb{{Name: p.Name, Path: fmt.Sprintf("/residents/%d", p.ID)}}}
}

// list are the writs with what is there and what can be done.
func (d writsData) list(call *web.Call) parts.List {
	l := parts.List{Caption: call.T("register.writs.title"), Columns: []parts.Column{{Title: call.T("register.writ"), Main: true}, {Title: call.T("register.column.number"), Plain: true},
		{Title: call.T("register.do"), Hidden: true}}}
	for _, w := range intake.Writs {
		row := parts.Row{Cells: []parts.Cell{{Text: call.T("register.writ." + string(w)), Note: call.T("register.writ_hint." + string(w))}, {}, {}}}
		wrong := d.Fits(w)
		if w.AboutMissing() && wrong != nil {
			continue // they stand here only while somebody is looked for
		}
		switch e := d.held(w); {
		case e != nil:
			row.Cells[1] = parts.Cell{Text: e.Text(), Note: words.Day(call.Context(), e.IssuedOn), Href: pathOf(e.ID)}
			row.Cells[2] = parts.Cell{Content: parts.Button{Text: call.T("register.open_pdf"), Icon: "file-text", Kind: parts.Quiet, Href: pathOf(e.ID) + "/paper.pdf"}}
		case wrong != nil:
			row.Cells[1] = parts.Cell{Note: words.Fault(call.Context(), wrong)}
		default:
			row.Cells[1] = parts.Cell{Chips: []parts.Chip{{Text: call.T("register.not_written")}}}
			row.Cells[2] = parts.Cell{Content: parts.Button{Text: call.T("register.write"), Icon: "pencil", Kind: parts.Soft, Href: writPath(d.File.Person.ID, w)}}
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func (d writsData) held(w intake.Writ) *register.Entry {
	if d.Stay == nil {
		return nil
	}
	return d.Held(w)
}

// others are the papers of the person that are void, or of an earlier stay.
func (d writsData) others(call *web.Call) parts.Events {
	ev := parts.Events{}
	for _, e := range d.All {
		if h := d.held(intake.Writ(e.Paper)); h != nil && h.ID == e.ID {
			continue
		}
		ev.Items = append(ev.Items, parts.Event{When: words.Day(call.Context(), e.IssuedOn), Title: e.Text() + " · " + e.Summary, Href: pathOf(e.ID), Struck: e.Voided(), Note: e.VoidReason})
	}
	return ev
}

func writPath(resident uint64, w intake.Writ) string {
	return fmt.Sprintf("/register/of/%d/%s", resident, w)
}

// writData is the form of one writ, filled in from the books.
type writData struct {
	*intake.WritFacts
	Writ  intake.Writ
	Known map[string]string
}

func readWrit(tx *db.Tx, in intake.OfWrit) (d writData, err error) {
	d.Writ = in.Writ
	if d.WritFacts, err = intake.WritOf(tx, in); err != nil {
		return d, err
	}
	d.Known = d.known(tx.Zone())
	return d, nil
}

// known is what the books say to the questions of the form.
func (d writData) known(zone *time.Location) map[string]string {
	l := d.Letterhead
	known := map[string]string{"signer": l.HeadName, "position": l.HeadPosition, "issued_on": d.Today.Vietnamese(), "place": l.Place,
		"from": value.DayOf(d.Stay.AdmittedAt, zone).Vietnamese(), "at": d.Stay.AdmittedAt.In(zone).Format("02/01/2006 15:04")}
	if d.Last != nil {
		known["signer"], known["position"], known["capacity"] = d.Last.Signer, d.Last.Position, d.Last.Capacity
	}
	if w := d.Writer; w != nil && d.Writ.Kind() == register.Minutes {
		known["signer"], known["position"] = w.Name, w.Position
	}
	if d.Writ.Kind() == register.Decision {
		known["bases"], known["recipients"] = bases(d.WritFacts, d.Writ, zone), recipients(d.WritFacts)
	}
	if d.Writ.AboutMissing() {
		d.searched(known, zone)
	}
	if l.Commune != "" {
		known["authority"] = l.Commune
	}
	switch d.Writ {
	case intake.StopWrit:
		known["from"] = d.Today.Vietnamese()
		if d.Stay.LeftAt != nil {
			known["from"] = value.DayOf(*d.Stay.LeftAt, zone).Vietnamese()
		}
		known["reason"] = string(d.Stay.EndReason)
		if d.Departure != nil {
			known["reason"] = string(d.Departure.Reason)
		}
	case intake.HandOverWrit:
		known["at"] = ""
		if d.Stay.LeftAt != nil {
			known["at"] = d.Stay.LeftAt.In(zone).Format("02/01/2006 15:04")
		}
		d.receiver(known)
	case intake.EmergencyWrit:
		d.reception(known)
	}
	return known
}

// receiver fills in who takes the person over: whom the process of leaving names, else who is called
// first.
func (d writData) receiver(known map[string]string) {
	if kin := d.File.Kin; len(kin) > 0 {
		known["receiver"] = join(join(kin[0].Name, kin[0].Address), kin[0].Phone.Local())
	}
	if l := d.Departure; l != nil {
		if l.Receiver != "" {
			known["receiver"] = join(join(l.Receiver, l.Address), l.ReceiverPhone.Local())
		}
		known["authority"] = or(l.Commune, known["authority"])
	}
}

// firstStates are the first states of an emergency in the words of minutes.
var firstStates = map[intake.FirstState]string{"injured": "bị thương", "hungry": "đói", "cold": "rét", "exhausted": "kiệt sức", "afraid": "hoảng sợ", "confused": "lú lẫn, không định hướng được",
	"silent": "không nói", "angry": "kích động", "drunk": "có biểu hiện say rượu", "pregnant": "đang mang thai", "with_child": "có trẻ em đi cùng"}

// reception fills in what was noted when the person was received in an emergency.
func (d writData) reception(known map[string]string) {
	m := d.Reception
	if m == nil {
		return
	}
	known["finder"], known["found"], known["belongings"] = join(m.Finder, m.FinderPhone), m.FoundPlace, m.Belongings
	brought := join(join(m.Bringer, m.BringerOffice), m.BringerPhone)
	switch m.BroughtBy {
	case intake.Police, intake.CommuneOffice:
		known["authority"] = or(brought, known["authority"])
	default:
		if brought != "" {
			known["finder"] = strings.Trim(known["finder"]+"; "+brought, "; ")
		}
	}
	var seen []string
	for _, s := range m.Seen() {
		seen = append(seen, firstStates[s])
	}
	known["condition"] = strings.Trim(upper(strings.Join(seen, ", "))+". "+m.StateNote, ". ")
}

func showWrit(call *web.Call, d writData) web.Leaf {
	p := d.File.Person
	return web.Leaf{Title: call.T("register.writ." + string(d.Writ)), Under: p.Name + " · " + p.Number, Body: writPage(call, d), Active: "/residents",
		Crumbs: []web.Crumb{{Name: p.Name, Path: fmt.Sprintf("/residents/%d", p.ID)}, {Name: call.T("register.writs.title"), Path: fmt.Sprintf("/register/of/%d", p.ID)}}}
}

// ask is one question of the form, with what the books say.
func (d writData) ask(call *web.Call, name string) parts.Field {
	f := field(call, issueWrit.Name, name, d.Known[name])
	f.Autocomplete = "off"
	if key := "register.hint." + name; words.Has(call.Context(), key) {
		f.Hint = call.T(key)
	}
	return f
}

// mayIssue tells whether the reader may give this writ its number; a draft may be drawn by whoever
// sees the form.
func (d writData) mayIssue(call *web.Call) bool { return call.May(d.Writ.Kind().Permission()) }

func capacities(call *web.Call) []parts.Option {
	out := make([]parts.Option, 0, len(register.Capacities))
	for _, c := range register.Capacities {
		out = append(out, parts.Option{Value: c, Text: call.T("register.capacity." + strings.ToLower(strings.TrimSuffix(or(c, "head"), ".")))})
	}
	return out
}

func reasonOptions(call *web.Call) []parts.Option {
	out := make([]parts.Option, 0, len(presence.Reasons))
	for _, r := range presence.Reasons {
		out = append(out, parts.Option{Value: string(r), Text: reasons[r][0] + ") " + upper(reasons[r][1])})
	}
	return out
}

// draftData is a writ as it would be, without a number.
type draftData struct {
	*intake.WritFacts
	In writForm
}

func readDraft(tx *db.Tx, in writForm) (d draftData, err error) {
	d.In = in
	d.WritFacts, err = intake.WritOf(tx, in.OfWrit)
	return d, err
}

// drawDraft draws a writ before it has its number, so that it can be read and corrected.
func drawDraft(call *web.Call, d draftData) (web.Draw, error) {
	zone := words.Zone(call.Context())
	kind, day := d.In.Writ.Kind(), "ngày …… tháng …… năm ………"
	if !d.In.IssuedOn.IsZero() {
		day = words.LongDay(official(zone), d.In.IssuedOn)
	}
	number := "……/" + kind.Abbreviation() + "-" + d.Letterhead.Sign
	return drawn(call, "du-thao-"+string(d.In.Writ), compose(d.WritFacts, d.In, zone), paper.Stamp{Number: number, Day: day, Mark: "DỰ THẢO, CHƯA CÓ SỐ"}, call.Now())
}

// paperData is an issued paper with its text.
type paperData struct {
	*register.Entry
	Words *paper.Official
}

func readPaper(tx *db.Tx, in ofEntry) (d paperData, err error) {
	d.Entry, d.Words, err = register.Content[paper.Official](tx, in.Entry)
	return d, err
}

// drawPaper draws a paper as it was issued; that it is void is told on each page.
func drawPaper(call *web.Call, d paperData) (web.Draw, error) {
	ctx := official(words.Zone(call.Context()))
	stamp := paper.Stamp{Number: d.Text(), Day: words.LongDay(ctx, d.IssuedOn)}
	if d.Voided() {
		stamp.Mark = "ĐÃ HỦY " + words.DateTime(ctx, *d.VoidedAt) + ": " + d.VoidReason
	}
	return drawn(call, strings.NewReplacer("/", "-").Replace(d.Text()), *d.Words, stamp, d.RecordedAt)
}

func drawn(call *web.Call, name string, o paper.Official, s paper.Stamp, made time.Time) (web.Draw, error) {
	var b bytes.Buffer
	p := paper.DrawOfficial(official(words.Zone(call.Context())), paper.Form{Name: name, Made: made}, o, s)
	if err := p.Write(&b); err != nil {
		return web.Draw{}, err
	}
	return web.Draw{Name: name + ".pdf", Type: "application/pdf", Body: b.Bytes(), Show: true}, nil
}

func rows(f parts.Field, n int) parts.Field { f.Rows = n; return f }

func capacityField(call *web.Call, d writData) parts.Field {
	f := d.ask(call, "capacity")
	f.Options = capacities(call)
	return f
}

func reasonField(call *web.Call, d writData) parts.Field {
	f := wide(required(d.ask(call, "reason")))
	f.Options, f.None = reasonOptions(call), call.T("register.choose")
	return f
}
