package deeds

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
	"maiam/models/deeds"
	"maiam/models/residents"
	"maiam/models/value"
)

// openCrises opens the doors of files in an emergency, and of what is asked about them afterwards.
func openCrises(d *web.Desk) {
	web.Page(d, "/deeds/crises", "deeds.crises", readCrises, showCrises)
	sheet.Door(d, "/deeds/crises.xlsx", "deeds.crises", readAllCrises, crisesTable)
	web.Page(d, "/deeds/crises/new", "deeds.new_crisis", readNewCrisis, showNewCrisis)
	web.Form(d, "/deeds/crises", openCrisis, "/deeds/crises/new", crisisOpened)
	web.Page(d, "/deeds/crises/:opening", "deeds.urgent_file", deeds.UrgentFile, showUrgent)
	web.Form(d, "/deeds/crises/:opening/close", closeCrisis, "", func(call *web.Call, _ deeds.UrgentInput, _ *deeds.Opening) string {
		call.Tell(web.Notice{Key: "deeds.crisis.closed", Tone: "done"})
		return "/"
	})
	web.Form(d, "/deeds/crises/:opening/answer", answerCrisis, "/deeds/crises", func(call *web.Call, _ deeds.AnswerCrisisInput, _ *deeds.Opening) string {
		call.Tell(web.Notice{Key: "deeds.told.answered", Tone: "done"})
		return "/deeds/crises"
	})

	web.API(d, web.Op{ID: "openFileInEmergency", Method: "POST", Path: "/api/v1/deeds/crises", Summary: "Open the file of somebody outside the own wards in an emergency, with a reason; it is asked about afterwards", Status: 201}, openCrisis, openingOut)
	web.Get(d, web.Op{ID: "listEmergencyOpenings", Path: "/api/v1/deeds/crises", Summary: "Files that were opened in emergencies, the newest first, and what was behind each"}, "deeds.crises", readCrises, openingsOut)
	web.Get(d, web.Op{ID: "getFileInEmergency", Path: "/api/v1/deeds/crises/:opening", Summary: "The file under an own opening that still runs: who this is, what is dangerous, whom to call"}, "deeds.urgent_file", deeds.UrgentFile, urgentOut)
	web.API(d, web.Op{ID: "closeFileOfEmergency", Method: "POST", Path: "/api/v1/deeds/crises/:opening/close", Summary: "Close a file that was opened in an emergency before its time"}, closeCrisis, openingOut)
	web.API(d, web.Op{ID: "answerEmergencyOpening", Method: "POST", Path: "/api/v1/deeds/crises/:opening/answer", Summary: "Say what was behind a file that was opened in an emergency"}, answerCrisis, openingOut)
}

var (
	openCrisis   = web.Action[deeds.CrisisInput, *deeds.Opening]{Name: deeds.OpenedCrisis, Do: deeds.OpenCrisis}
	closeCrisis  = web.Action[deeds.UrgentInput, *deeds.Opening]{Name: "deeds.close_crisis", Do: deeds.CloseCrisis}
	answerCrisis = web.Action[deeds.AnswerCrisisInput, *deeds.Opening]{Name: "deeds.answer_crisis", Do: deeds.AnswerCrisis}
)

func readNewCrisis(tx *db.Tx, _ struct{}) ([]deeds.Opening, error) { return deeds.MyCrises(tx) }

func showNewCrisis(call *web.Call, running []deeds.Opening) web.Leaf {
	return web.Leaf{Title: call.T("deeds.crisis.new"), Body: newCrisis(call, running), Active: "/residents"}
}

func crisisPath(id uint64) string { return fmt.Sprintf("/deeds/crises/%d", id) }

// crisisOpened leads on to the file, or says that nobody was found.
func crisisOpened(call *web.Call, _ deeds.CrisisInput, o *deeds.Opening) string {
	switch {
	case o.ResidentID != nil:
		return crisisPath(o.ID)
	case o.Several:
		call.Tell(web.Notice{Key: "deeds.crisis.several", Tone: "due"})
	default:
		call.Tell(web.Notice{Key: "deeds.crisis.nobody", Tone: "due"})
	}
	return "/deeds/crises/new"
}

func showUrgent(call *web.Call, u *deeds.Urgent) web.Leaf {
	return web.Leaf{Title: u.Person.Name, Under: call.T("deeds.crisis.until", words.A{"at": words.Clock(call.Context(), u.EndsAt)}), Body: urgentPage(call, u), Active: "/residents"}
}

// urgentLine is who this is in one line.
func urgentLine(call *web.Call, u *deeds.Urgent) string {
	born := words.Birth(call.Context(), value.BirthDate{Day: u.Person.BirthDate, Precision: u.Person.BirthPrecision})
	return strings.Join(slicesOf(u.Person.Number, sexOf(call, u.Person.Sex), born, u.Where), " · ")
}

func sexOf(call *web.Call, sex value.Sex) string {
	if sex == value.Female {
		return call.T("words.female")
	}
	return call.T("words.male")
}

func slicesOf(texts ...string) (out []string) {
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

func needText(call *web.Call, n residents.Need) string {
	text := call.T("residents.needs." + string(n.Kind))
	if n.Code != "" {
		text = call.T("residents.need." + string(n.Kind) + "." + n.Code)
	}
	if n.Kind == residents.Allergy {
		text = call.T("residents.allergic_to", words.A{"what": text})
	}
	return strings.Join(slicesOf(text, n.Note), ": ")
}

func flagText(call *web.Call, f residents.Flag) string {
	return strings.Join(slicesOf(call.T("residents.flag."+string(f.Kind)), f.Note), ": ")
}

// lastNumbers are the newest numbers of a person, each with its moment.
func lastNumbers(call *web.Call, u *deeds.Urgent) (out parts.Facts) {
	for _, m := range u.Vitals {
		key, n := "care.vital."+string(m.Kind), m.Number()
		text := n.Text()
		if call.Lang == "en" {
			text = n.Plain()
		}
		switch {
		case m.Kind.Measure().Choice && m.Kind != care.PainIs:
			text = call.T(fmt.Sprintf("%s.%d", key, n.First/1000))
		default:
			text += " " + call.T("care.vital.unit."+string(m.Kind))
		}
		out = append(out, parts.Fact{Name: call.T(key), Value: text, Note: words.At(call.Context(), m.At, call.Now())})
	}
	return out
}

// lastRound says what the last round found of eating, medicine and mood, and its note.
func lastRound(call *web.Call, u *deeds.Urgent) (out parts.Facts) {
	for _, item := range []care.Item{care.Seen, care.Ate, care.Medicine, care.Mood} {
		if sign := u.Round.Of(item); sign != care.NotAsked {
			text := call.T("care.sign.usual")
			switch sign {
			case care.Usual:
			case care.Other:
				text = call.T("care.sign.other")
			default:
				text = call.T("wards.sign." + item.String() + "." + sign.String())
			}
			out = append(out, parts.Fact{Name: call.T("deeds.crisis.round_" + item.String()), Value: text})
		}
	}
	if u.Round.Note != "" {
		out = append(out, parts.Fact{Name: call.T("deeds.crisis.round_note"), Value: u.Round.Note})
	}
	return out
}

// crisesPage is the list of openings.
type crisesPage struct {
	Lines []deeds.OpeningIn
	Next  uint64
}

func readCrises(tx *db.Tx, in deeds.CrisesInput) (p crisesPage, err error) {
	p.Lines, p.Next, err = deeds.Crises(tx, in)
	return p, err
}

func readAllCrises(tx *db.Tx, in deeds.CrisesInput) (p crisesPage, err error) {
	in.Most = sheet.Limit
	if p, err = readCrises(tx, in); err != nil || p.Next == 0 {
		return p, err
	}
	return p, sheet.Whole(fmt.Sprint(p.Next), nil)
}

func showCrises(call *web.Call, p crisesPage) web.Leaf {
	return web.Leaf{Title: call.T("deeds.crises.title"), Body: crisesView(call, p), Active: "/staff", Sheet: "/deeds/crises.xlsx"}
}

func whoseOpening(call *web.Call, o deeds.OpeningIn) string {
	switch {
	case o.ResidentID == nil:
		return call.T("deeds.crisis.found_nobody")
	case o.ResidentName == "":
		return o.Number
	}
	return o.ResidentName + " · " + o.Number
}

func openingEvent(call *web.Call, o deeds.OpeningIn) parts.Event {
	ctx, now := call.Context(), call.Now()
	e := parts.Event{When: words.DateTime(ctx, o.OpenedAt), Tone: parts.Due, Title: call.T("deeds.looks.line", words.A{"who": o.MemberName, "whose": whoseOpening(call, o)}),
		Note: strings.Join([]string{o.Reason, roleNames(call, o.RoleCodes()), o.CampusName, words.N(ctx, "deeds.looks.times", o.Looks)}, " · ")}
	switch {
	case o.AnsweredAt != nil:
		e.Tone = parts.Done
		e.Note += " · " + call.T("deeds.looks.answered", words.A{"found": call.T("deeds.found." + o.Found), "who": o.AnsweredName, "at": words.DateTime(ctx, *o.AnsweredAt), "reason": o.Answer})
	case o.Late(now):
		e.Tone = parts.Danger
		e.Note += " · " + call.T("deeds.crisis.late", words.A{"for": words.Duration(ctx, now.Sub(o.DueAt))})
	default:
		e.Note += " · " + call.T("deeds.crisis.due", words.A{"at": words.At(ctx, o.DueAt, now)})
	}
	return e
}

func mayAnswerCrisis(call *web.Call, o deeds.OpeningIn) bool {
	return o.AnsweredAt == nil && call.May(deeds.Answer) && o.MemberID != call.Actor.ID
}

func crisisTyped(call *web.Call, o deeds.OpeningIn, name string) (value, wrong string) {
	if !strings.Contains(call.C.Request.URL.Path, fmt.Sprintf("/%d/", o.ID)) {
		return "", ""
	}
	form := call.Form(answerCrisis.Name)
	return form.Value(name, ""), form.Wrong(call.Context(), name)
}

func crisisFound(call *web.Call, o deeds.OpeningIn) parts.Field {
	f := parts.Field{Name: "found", ID: fmt.Sprintf("found-%d", o.ID), Label: call.T("deeds.field.found"), Required: true}
	f.Value, f.Error = crisisTyped(call, o, "found")
	for _, code := range deeds.Founds {
		f.Options = append(f.Options, parts.Option{Value: code, Text: call.T("deeds.found." + code)})
	}
	return f
}

func crisisReason(call *web.Call, o deeds.OpeningIn) parts.Field {
	f := parts.Field{Name: "reason", ID: fmt.Sprintf("reason-%d", o.ID), Label: call.T("deeds.field.reason"), Required: true, MaxLength: 300, Wide: true}
	f.Value, f.Error = crisisTyped(call, o, "reason")
	return f
}

func crisesTable(call *web.Call, p crisesPage) sheet.Table {
	return sheet.Table{Title: call.T("deeds.crises.title"),
		Columns: sheet.Columns(call, sheet.As("deeds.column.when", sheet.Instant, 0), sheet.As("deeds.column.who", sheet.Text, 26), sheet.As("deeds.column.roles", sheet.Text, 26), sheet.As("campus", sheet.Text, 22),
			sheet.As("deeds.column.whose", sheet.Text, 32), sheet.As("reason", sheet.Wrapped, 40), sheet.As("deeds.column.looks", sheet.Integer, 0), sheet.As("deeds.column.due", sheet.Instant, 0),
			sheet.As("deeds.column.found", sheet.Text, 20), sheet.As("deeds.column.answer", sheet.Wrapped, 40), sheet.As("by", sheet.Text, 24)),
		Rows: func(row func(...any)) {
			for _, o := range p.Lines {
				found := ""
				if o.Found != "" {
					found = call.T("deeds.found." + o.Found)
				}
				row(o.OpenedAt, o.MemberName, roleNames(call, o.RoleCodes()), o.CampusName, whoseOpening(call, o), o.Reason, o.Looks, o.DueAt, found, o.Answer, o.AnsweredName)
			}
		}}
}

// openingWire is an opening as programs see it.
type openingWire struct {
	ID         uint64     `json:"id"`
	CampusID   uint64     `json:"campus_id"`
	MemberID   uint64     `json:"member_id"`
	ResidentID *uint64    `json:"resident_id,omitempty" doc:"missing when nobody, or more than one, was found"`
	Reason     string     `json:"reason"`
	OpenedAt   time.Time  `json:"opened_at"`
	EndsAt     time.Time  `json:"ends_at"`
	DueAt      time.Time  `json:"due_at" doc:"until when it should be answered for"`
	ClosedAt   *time.Time `json:"closed_at,omitempty"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
	AnsweredBy *uint64    `json:"answered_by,omitempty"`
	Found      string     `json:"found,omitempty"`
	Answer     string     `json:"answer,omitempty"`
	Looks      int        `json:"looks,omitempty"`
}

func openingOut(o *deeds.Opening) openingWire {
	return openingWire{ID: o.ID, CampusID: o.CampusID, MemberID: o.MemberID, ResidentID: o.ResidentID, Reason: o.Reason, OpenedAt: o.OpenedAt, EndsAt: o.EndsAt, DueAt: o.DueAt,
		ClosedAt: o.ClosedAt, AnsweredAt: o.AnsweredAt, AnsweredBy: o.AnsweredBy, Found: o.Found, Answer: o.Answer}
}

type openingsWire struct {
	Items []openingWire `json:"items"`
	Next  uint64        `json:"next,omitempty"`
}

func openingsOut(p crisesPage) openingsWire {
	out := openingsWire{Items: []openingWire{}, Next: p.Next}
	for _, l := range p.Lines {
		w := openingOut(&l.Opening)
		w.Looks = l.Looks
		out.Items = append(out.Items, w)
	}
	return out
}

type urgentWire struct {
	Opening openingWire           `json:"opening"`
	Person  residents.Shown       `json:"person"`
	Names   []residents.OtherName `json:"other_names"`
	Needs   []residents.Need      `json:"needs"`
	Flags   []residents.Flag      `json:"flags"`
	Kin     []residents.Kin       `json:"kin"`
	Where   string                `json:"where,omitempty"`
	Today   value.Day             `json:"today"`
	Vitals  []urgentVital         `json:"vitals" doc:"the newest number of each kind from the last thirty days"`
	Round   *urgentRound          `json:"round,omitempty" doc:"what the last round found"`
}

type urgentVital struct {
	Kind   string    `json:"kind"`
	Number string    `json:"number"`
	At     time.Time `json:"at"`
}

type urgentRound struct {
	At    time.Time         `json:"at"`
	Signs map[string]string `json:"signs"`
	Note  string            `json:"note,omitempty"`
}

func urgentOut(u *deeds.Urgent) urgentWire {
	out := urgentWire{Opening: openingOut(&u.Opening), Person: u.Person, Names: u.Names, Needs: u.Needs, Flags: u.Flags, Kin: u.Kin, Where: u.Where, Today: u.Today, Vitals: []urgentVital{}}
	for _, m := range u.Vitals {
		out.Vitals = append(out.Vitals, urgentVital{string(m.Kind), m.Number().Plain(), m.At})
	}
	if u.Round != nil {
		out.Round = &urgentRound{At: u.Round.At, Note: u.Round.Note, Signs: map[string]string{}}
		for _, item := range []care.Item{care.Seen, care.Ate, care.Medicine, care.Mood} {
			out.Round.Signs[item.String()] = u.Round.Of(item).String()
		}
	}
	return out
}
