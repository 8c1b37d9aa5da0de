package intake

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
)

// ofStay is the stay that an address names.
type ofStay struct {
	Stay uint64 `path:"stay" form:"-" json:"-"`
}

// caseData is the page of the file of a stay.
type caseData struct {
	*intake.CaseFile
	Where      *presence.Whereabouts // nil when the person has left
	Scans      []residents.Paper     // among which a paper of the checklist can be
	Categories []settings.Category
}

func readCase(tx *db.Tx, in ofStay) (d caseData, err error) {
	if d.CaseFile, err = intake.OpenCase(tx, in.Stay); err != nil {
		return d, err
	}
	if d.Where, err = presence.WhereIs(tx, d.Person.ID); err != nil {
		return d, err
	}
	if d.Scans, err = db.From[residents.Paper](tx).Where("resident_id = ? AND voided_at IS NULL", d.Person.ID).Order("id").All(); err != nil {
		return d, err
	}
	d.Categories, err = settings.Categories(tx, tx.Today())
	return d, err
}

func showCase(call *web.Call, d caseData) web.Leaf {
	return web.Leaf{Title: call.T("intake.file.title"), Under: d.Person.Name + " · " + d.Person.Number, Active: "/residents", Wide: true, Body: casePage(call, d), Crumbs: d.crumbs(call)}
}

func (d caseData) crumbs(call *web.Call) []web.Crumb {
	return []web.Crumb{{Name: call.T("intake.residents"), Path: "/residents"}, {Name: d.Person.Name, Path: residentPath(d.Person.ID)}}
}

func residentPath(id uint64) string { return fmt.Sprintf("/residents/%d", id) }

func casePath(stay uint64, more ...string) string {
	return strings.Join(append([]string{fmt.Sprintf("/intake/files/%d", stay)}, more...), "/")
}

func (d caseData) path(more ...string) string { return casePath(d.Identity(), more...) }

// onCase leads back to the file with a word about what was done.
func onCase[In, Out any](of func(In) uint64, key string) func(*web.Call, In, Out) string {
	return func(call *web.Call, in In, _ Out) string {
		call.Tell(web.Notice{Key: key})
		return casePath(of(in))
	}
}

// The actions of a file.
var (
	changeCase   = web.Action[intake.CaseInput, *intake.Case]{Name: "intake.change_file", Do: intake.ChangeCase}
	markPaper    = web.Action[intake.MarkInput, *intake.PaperMark]{Name: "intake.mark_paper", Do: intake.MarkPaper}
	noteDecision = web.Action[intake.DecisionNote, *intake.Decision]{Name: "intake.note_decision", Do: intake.NoteDecision}
	voidDecision = web.Action[intake.VoidDecisionInput, *intake.Decision]{Name: "intake.void_decision", Do: intake.VoidDecision}
	identify     = web.Action[intake.IdentifyInput, *intake.Identification]{Name: "intake.identify", Do: intake.Identify}
)

// openCases opens the doors of files, of what is due, and of emergencies.
func openCases(d *web.Desk) {
	web.Page(d, "/intake/files", "intake.files", readGaps, showGaps)
	web.Page(d, "/intake/files/:stay", "intake.file", readCase, showCase)
	web.Form(d, "/intake/files/:stay", changeCase, "/intake/files/:stay", onCase[intake.CaseInput, *intake.Case](func(in intake.CaseInput) uint64 { return in.Stay }, "intake.told.file"))
	web.Form(d, "/intake/files/:stay/papers", markPaper, "/intake/files/:stay", onCase[intake.MarkInput, *intake.PaperMark](func(in intake.MarkInput) uint64 { return in.Stay }, "intake.told.paper"))
	web.Form(d, "/intake/files/:stay/decisions", noteDecision, "/intake/files/:stay", onCase[intake.DecisionNote, *intake.Decision](func(in intake.DecisionNote) uint64 { return in.Stay }, "intake.told.decision"))
	web.Form(d, "/intake/files/:stay/decisions/:row/void", voidDecision, "/intake/files/:stay", onCase[intake.VoidDecisionInput, *intake.Decision](func(in intake.VoidDecisionInput) uint64 { return in.Stay }, "intake.told.decision_void"))
	web.Page(d, "/intake/files/:stay/identity", "intake.identity", readIdentity, showIdentity)
	web.Form(d, "/intake/files/:stay/identity", identify, "/intake/files/:stay/identity", onCase[intake.IdentifyInput, *intake.Identification](func(in intake.IdentifyInput) uint64 { return in.Stay }, "intake.told.identified"))
	web.Page(d, "/intake/deadlines", "intake.deadlines", readDue, showDue)

	api := func(id, path, summary string) web.Op {
		return web.Op{ID: id, Method: "POST", Path: "/api/v1/intake/" + path, Summary: summary, Status: 201}
	}
	web.Get(d, web.Op{ID: "getIntakeFile", Path: "/api/v1/intake/files/:stay", Summary: "The file of a stay: its papers, decisions and clocks"}, "intake.file", readCase, caseOut)
	web.API(d, api("markIntakePaper", "files/:stay/papers", "A paper of the file was received, given back, or why it is not there"), markPaper, markOut)
	web.API(d, api("noteIntakeDecision", "files/:stay/decisions", "Note what was decided about a stay: admission, another ground, more time, a notice that appeared"), noteDecision, decisionOut)
	web.API(d, api("identifyResident", "files/:stay/identity", "Give somebody unknown the true name; 409 residents.alike_known when somebody alike is known and neither known_as nor despite is set"), identify, identityOut)
	web.Get(d, web.Op{ID: "listIntakeFiles", Path: "/api/v1/intake/files", Summary: "The files of those in care with the needed papers that are not in them"}, "intake.files", readGaps, gapsOut)
	web.Get(d, web.Op{ID: "listDeadlines", Path: "/api/v1/intake/deadlines", Summary: "Every clock of the law that runs: whose, until when and why, late ones first"}, "intake.deadlines", readDue, dueOut)
}

// blank is one form of a page that holds several: ids carry its prefix, and what was typed comes back.
type blank struct {
	call   *web.Call
	state  *web.FormState
	action string
	prefix string
	slim   bool
}

// narrow sets the fields below each other also at a desk, for a form in the narrow column.
func narrow(b blank) blank { b.slim = true; return b }

func blankFor(call *web.Call, action, prefix string, mine bool) blank {
	b := blank{call: call, state: call.Form(action), action: action, prefix: prefix}
	if !mine {
		b.state = &web.FormState{}
	}
	return b
}

func (b blank) refused() bool { return b.state.Fault != nil }

func (b blank) field(name, label, known string) parts.Field {
	return parts.Field{Name: name, ID: parts.FieldID(b.prefix + "-" + name), Label: b.call.T("intake.field." + label),
		Value: b.state.Value(name, known), Known: &known, Error: b.state.Wrong(b.call.Context(), name)}
}

func (b blank) optional(name, label, known string) parts.Field {
	f := b.field(name, label, known)
	f.Optional = true
	return f
}

func (b blank) must(name, label, known string) parts.Field {
	f := b.field(name, label, known)
	f.Required = true
	return f
}

func (b blank) box(name, label string, known bool) parts.Field {
	f := b.field(name, label, "")
	f.Value, f.Known = "", parts.Ticked(known)
	if b.state.Picked(name, "true", known) {
		f.Value = "true"
	}
	return f
}

// day asks for a day that is today when left empty.
func (b blank) day(name, label string) parts.Field {
	f := b.field(name, label, "")
	f.Hint = b.call.T("intake.today_hint")
	return f
}

func (b blank) form(path string, hidden ...parts.Hidden) parts.Form {
	f := parts.Form{Action: path, ID: b.prefix, Bare: true, Two: !b.slim, Fault: b.state.Sentence(b.call.Context()), Back: b.state,
		Hidden: append([]parts.Hidden{{Name: "_key", Value: b.call.Key(b.action)}}, hidden...)}
	if b.refused() {
		for _, wrong := range b.state.Fault.Fields {
			f.Errors = append(f.Errors, parts.FieldError{Name: b.prefix + "-" + wrong.Name, Text: words.Field(b.call.Context(), "intake", wrong)})
		}
	}
	return f
}

// known is the form that tells who somebody is, in a card of its own.
func (b blank) known(path string, version uint64) parts.Form {
	f := b.form(path, versioned(version))
	f.Bare, f.Two = false, true
	return f
}

func picks[T ~string](call *web.Call, prefix string, values []T) []parts.Option {
	out := make([]parts.Option, len(values))
	for i, v := range values {
		out[i] = parts.Option{Value: string(v), Text: call.T(prefix + string(v))}
	}
	return out
}

func among(f parts.Field, list []parts.Option, none string) parts.Field {
	f.Options, f.None = list, none
	return f
}

func beside(f parts.Field) parts.Field                   { f.Row = true; return f }
func across(f parts.Field) parts.Field                   { f.Wide = true; return f }
func hinted(f parts.Field, text string) parts.Field      { f.Hint = text; return f }
func unsaved(f parts.Field) parts.Field                  { f.Autocomplete = "off"; return f }
func example(f parts.Field, text string) parts.Field     { f.Placeholder = text; return f }
func typed(f parts.Field, kind, mode string) parts.Field { f.Kind, f.InputMode = kind, mode; return f }

// who is the head of the page.
func (d caseData) who(call *web.Call) parts.Who {
	ctx := call.Context()
	p := d.Person
	w := parts.Who{Name: p.Name, Face: parts.Face{Name: p.Name, Size: parts.Large}}
	if p.PhotoFileID != nil {
		w.Face.Photo = residentPath(p.ID) + "/photo"
	}
	w.Line = strings.Join([]string{p.Number, words.Sex(ctx, p.Sex), words.Birth(ctx, p.Birth), words.Age(ctx, p.Birth, d.Today)}, " · ")
	w.Chips = append(w.Chips, parts.Chip{Tone: parts.Info, Text: call.T("intake.file.ground", words.A{"category": string(d.Stay.Category)})})
	switch {
	case d.Cancelled():
	case d.Complete():
		w.Chips = append(w.Chips, parts.Chip{Tone: parts.Done, Icon: "check", Text: call.T("intake.file.complete")})
	default:
		w.Chips = append(w.Chips, parts.Chip{Tone: parts.Due, Icon: "file-text", Text: words.N(ctx, "intake.file.lacks", len(d.Missing()))})
	}
	return w
}

// facts say on which ground and since when.
func (d caseData) facts(call *web.Call) parts.Facts {
	ctx := call.Context()
	ground := string(d.Stay.Category)
	for _, c := range d.Categories {
		if c.Code == ground {
			ground += " · " + c.Name(words.Lang(ctx))
		}
	}
	all := parts.Facts{{Name: call.T("intake.field.category"), Value: ground}, {Name: call.T("intake.file.admitted"), Value: words.DateTime(ctx, d.Stay.AdmittedAt)}}
	bed := ""
	if d.Where != nil && d.Where.BedID != 0 {
		bed = strings.Join([]string{d.Where.WardName, d.Where.RoomName, d.Where.BedName}, " · ")
	}
	if d.Stay.LeftAt != nil {
		all = append(all, parts.Fact{Name: call.T("intake.file.left"), Value: words.DateTime(ctx, *d.Stay.LeftAt)})
	} else if !d.Cancelled() {
		all = append(all, parts.Fact{Name: call.T("intake.file.bed"), Value: bed})
	}
	all = append(all, parts.Fact{Name: call.T("intake.keeper.title"), Value: d.keeperName(call)})
	if d.Case.Abandoned {
		all = append(all, parts.Fact{Name: call.T("intake.field.abandoned"), Value: call.T("words.yes")})
	}
	if !d.Case.StudyingUntil.IsZero() {
		all = append(all, parts.Fact{Name: call.T("intake.field.studying_until"), Value: words.Day(ctx, d.Case.StudyingUntil)})
	}
	if d.Case.Note != "" {
		all = append(all, parts.Fact{Name: call.T("intake.field.note"), Value: d.Case.Note})
	}
	return all
}

// minutes are the facts of an emergency reception.
func (d caseData) minutes(call *web.Call) parts.Facts {
	m := d.Reception
	var seen []string
	for _, s := range m.Seen() {
		seen = append(seen, call.T("intake.state."+string(s)))
	}
	return parts.Facts{
		{Name: call.T("intake.field.found_place"), Value: m.FoundPlace},
		{Name: call.T("intake.field.finder"), Value: m.Finder, Note: m.FinderPhone},
		{Name: call.T("intake.field.brought_by"), Value: dotted(call.T("intake.bringer."+string(m.BroughtBy)), m.Bringer, m.BringerOffice), Note: m.BringerPhone},
		{Name: call.T("intake.field.states"), Value: strings.Join(seen, ", "), Note: m.StateNote},
		{Name: call.T("intake.field.belongings"), Value: m.Belongings},
	}
}

func dotted(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(t string) bool { return t == "" }), " · ")
}

// paperChip is where a paper is, in a word and a colour.
func paperChip(call *web.Call, l intake.Line) parts.Chip {
	ctx := call.Context()
	switch {
	case l.Here():
		return parts.Chip{Tone: parts.Done, Icon: "check", Text: call.T("intake.line.received", words.A{"day": words.Day(ctx, l.Mark.OnDay)})}
	case l.Mark != nil && l.Mark.State == intake.Returned:
		return parts.Chip{Tone: parts.Due, Icon: "arrow-back-up", Text: call.T("intake.line.returned", words.A{"day": words.Day(ctx, l.Mark.OnDay)})}
	case l.Need == intake.Needed:
		return parts.Chip{Tone: parts.Due, Icon: "file-text", Text: call.T("intake.line.needed")}
	}
	return parts.Chip{Text: call.T("intake.line.optional")}
}

// lineNote says why the paper is asked for, and what was said about it.
func lineNote(call *web.Call, l intake.Line) string {
	note := l.LegalBasis
	if !l.Sure() {
		note = dotted(note, call.T("intake.line.unsure"))
	}
	if l.Mark != nil {
		note = dotted(l.Mark.Reason, note)
	}
	return note
}

// scanOptions are the person's papers that a line can point at.
func (d caseData) scanOptions(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, p := range d.Scans {
		text := call.T("residents.paper." + string(p.Kind))
		if !p.IssuedOn.IsZero() {
			text += " · " + words.Day(call.Context(), p.IssuedOn)
		}
		out = append(out, parts.Option{Value: strconv.FormatUint(p.ID, 10), Text: text})
	}
	return out
}

// scanOf is the way to the paper with its scans, where a line points at one.
func (d caseData) scanOf(l intake.Line) string {
	if l.Mark == nil || l.Mark.PaperID == nil {
		return ""
	}
	if !slices.ContainsFunc(d.Scans, func(p residents.Paper) bool { return p.ID == *l.Mark.PaperID }) {
		return ""
	}
	return fmt.Sprintf("%s/papers/%d", residentPath(d.Person.ID), *l.Mark.PaperID)
}

// codeOptions are the papers of the checklist first, then the others.
func (d caseData) otherPapers(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, code := range intake.PaperCodes {
		if !slices.ContainsFunc(d.Lines, func(l intake.Line) bool { return l.Code == code }) {
			out = append(out, parts.Option{Value: string(code), Text: call.T("intake.paper." + string(code))})
		}
	}
	return out
}

func (d caseData) extras(call *web.Call) parts.Events {
	var ev parts.Events
	for _, m := range d.Extra {
		ev.Items = append(ev.Items, parts.Event{Title: call.T("intake.paper." + string(m.Code)), Note: m.Reason,
			Chips: []parts.Chip{{Tone: parts.Info, Text: call.T("intake.line."+string(m.State), words.A{"day": words.Day(call.Context(), m.OnDay)})}}})
	}
	return ev
}

// decisionTitle says what was decided.
func decisionTitle(call *web.Call, d intake.Decision) string {
	switch d.Kind {
	case intake.Recategorised:
		return call.T("intake.decision.category_from", words.A{"was": string(d.CategoryWas), "is": string(d.CategoryIs)})
	case intake.StayLonger, intake.FileLonger:
		return call.T("intake.decision."+string(d.Kind)+"_until", words.A{"day": words.Day(call.Context(), d.UntilOn)})
	}
	return call.T("intake.decision." + string(d.Kind))
}

func decisionEvent(call *web.Call, d intake.Decision) parts.Event {
	e := parts.Event{When: words.Day(call.Context(), d.DecidedOn), Tone: parts.Done, Title: decisionTitle(call, d), Note: dotted(d.Number, d.Issuer, d.Signer, d.Reason), Struck: !d.Stands()}
	if e.Struck {
		e.Tone, e.Note = parts.Plain, dotted(e.Note, d.VoidReason)
	}
	return e
}

func categoryPicks(call *web.Call, all []settings.Category) []parts.Option {
	var out []parts.Option
	for _, c := range all {
		out = append(out, parts.Option{Value: c.Code, Text: c.Code + " · " + c.Name(words.Lang(call.Context()))})
	}
	return out
}

// mineMark tells that a refused mark was about this line.
func mineMark(call *web.Call, code intake.PaperCode) bool {
	f := call.Form(markPaper.Name)
	return f.Fault != nil && f.Value("code", "") == string(code)
}

// identityData is the page on which somebody unknown gets a name.
type identityData struct {
	*intake.CaseFile
	In      intake.IdentifyInput
	Alike   *residents.Alikes
	Before  map[uint64]presence.Known // of those alike: who is here, and when the others were
	Citizen string
}

func readIdentity(tx *db.Tx, in intake.IdentifyInput) (d identityData, err error) {
	if err := tx.May(intake.KeepFiles); err != nil {
		return d, err
	}
	if d.CaseFile, err = intake.OpenCase(tx, in.Stay); err != nil {
		return d, err
	}
	d.In = in
	if d.Alike, err = intake.AlikeOf(tx, in); err != nil {
		return d, err
	}
	d.Before, err = knownStays(tx, d.Alike)
	return d, err
}

func showIdentity(call *web.Call, d identityData) web.Leaf {
	c := caseData{CaseFile: d.CaseFile}
	return web.Leaf{Title: call.T("intake.identity.title"), Under: d.Person.Name + " · " + d.Person.Number, Active: "/residents", Body: identityPage(call, d),
		Crumbs: append(c.crumbs(call), web.Crumb{Name: call.T("intake.file.title"), Path: c.path()})}
}

// birthTyped is a birth date as its field reads it.
func birthTyped(call *web.Call, b value.BirthDate) string {
	if !b.Known() {
		return ""
	}
	return words.Birth(words.With(call.Context(), "vi"), b)
}
