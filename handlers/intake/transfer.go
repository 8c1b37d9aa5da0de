package intake

import (
	"fmt"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// openTransfers opens the doors of the hand-over between campuses.
func openTransfers(d *web.Desk) {
	const one = "/intake/transfers/:transfer"
	web.Page(d, "/intake/transfers", "intake.transfers", readTransfers, showTransfers)
	web.Page(d, "/intake/transfers/new", "intake.ask_transfer", readCrossing, showAsk)
	web.Form(d, "/intake/transfers", askTransfer, "/intake/transfers/new", func(call *web.Call, _ intake.TransferInput, t *intake.Transfer) string {
		call.Tell(web.Notice{Key: "intake.transfer.told.asked"})
		return transferPath(t.ID)
	})
	web.Page(d, one, "intake.transfer", intake.ReadTransfer, showTransfer)
	web.Form(d, one+"/change", changeTransfer, one, transferDone[intake.TransferChange])
	web.Form(d, one+"/accept", acceptTransfer, one, transferDone[intake.AcceptInput])
	web.Form(d, one+"/refuse", refuseTransfer, one, transferDone[intake.AnswerInput])
	web.Form(d, one+"/withdraw", withdrawTransfer, one, transferDone[intake.AnswerInput])
	web.Form(d, one+"/cancel", cancelTransfer, one, func(call *web.Call, _ intake.AnswerInput, c *intake.CancelledTransfer) string {
		n := web.Notice{Key: "intake.departure.told.returned"}
		if c.Restoration.BedLost {
			n = web.Notice{Key: "presence.told.bed_lost", Tone: "due"}
		}
		call.Tell(n)
		return transferPath(c.Transfer.ID)
	})

	op := func(id, path, summary string) web.Op {
		return web.Op{ID: id, Method: "POST", Path: "/api/v1/intake/" + path, Summary: summary, Status: 201}
	}
	const api = "transfers/:transfer/"
	web.Get(d, web.Op{ID: "listTransfers", Path: "/api/v1/intake/transfers", Summary: "Transfers from and to one's own campuses, newest first"}, "intake.transfers", readTransfers, transfersOut)
	web.Get(d, web.Op{ID: "getTransfer", Path: "/api/v1/intake/transfers/:transfer", Summary: "A transfer as one's own side may see it"}, "intake.transfer", intake.ReadTransfer, transferFileOut)
	web.API(d, op("askTransfer", "transfers", "Ask the other campus to take a person over; the giving side signs by it"), askTransfer, transferOut)
	web.API(d, op("acceptTransfer", api+"accept", "Take the person over into a bed: stay and beds move at one moment"), acceptTransfer, transferOut)
	web.API(d, op("refuseTransfer", api+"refuse", "The receiving side says no"), refuseTransfer, transferOut)
	web.API(d, op("withdrawTransfer", api+"withdraw", "The giving side takes the question back"), withdrawTransfer, transferOut)
	web.API(d, op("cancelTransfer", api+"cancel", "Take back a transfer accepted by mistake; all is as before"), cancelTransfer, cancelledOut)
}

var (
	askTransfer      = web.Action[intake.TransferInput, *intake.Transfer]{Name: "intake.ask_transfer", Do: intake.AskTransfer}
	changeTransfer   = web.Action[intake.TransferChange, *intake.Transfer]{Name: "intake.change_transfer", Do: intake.ChangeTransfer}
	acceptTransfer   = web.Action[intake.AcceptInput, *intake.Transfer]{Name: "intake.accept_transfer", Do: intake.AcceptTransfer}
	refuseTransfer   = web.Action[intake.AnswerInput, *intake.Transfer]{Name: "intake.refuse_transfer", Do: intake.RefuseTransfer}
	withdrawTransfer = web.Action[intake.AnswerInput, *intake.Transfer]{Name: "intake.withdraw_transfer", Do: intake.WithdrawTransfer}
	cancelTransfer   = web.Action[intake.AnswerInput, *intake.CancelledTransfer]{Name: "intake.cancel_transfer", Do: intake.CancelTransfer}
)

func transferPath(id uint64) string { return fmt.Sprintf("/intake/transfers/%d", id) }

func transferDone[In any](call *web.Call, _ In, t *intake.Transfer) string {
	call.Tell(web.Notice{Key: "intake.transfer.told." + string(t.State)})
	return transferPath(t.ID)
}

// transfersData is the list of transfers with the side from which it is read.
type transfersData struct {
	Rows  []intake.TransferLine
	Next  string
	Reach db.Reach
}

func readTransfers(tx *db.Tx, in intake.TransfersInput) (d transfersData, err error) {
	d.Rows, d.Next, err = intake.Transfers(tx, in)
	d.Reach = tx.Reach(intake.Across)
	return d, err
}

// crossingData is who is to be handed over, and to which campuses.
type crossingData struct {
	Person *residents.Person
	Where  *presence.Whereabouts
	Others []wards.Campus
}

func readCrossing(tx *db.Tx, in leaverQuery) (d crossingData, err error) {
	if err := tx.May(intake.Across); err != nil {
		return d, err
	}
	if in.ResidentID == 0 {
		return d, nil
	}
	if d.Person, err = residents.FindPerson(tx, in.ResidentID); err != nil {
		return d, err
	}
	if d.Where, err = presence.WhereIs(tx, in.ResidentID); err != nil {
		return d, err
	}
	d.Others, err = intake.OtherCampuses(tx, d.Person.CampusID)
	return d, err
}

func showTransfers(call *web.Call, d transfersData) web.Leaf {
	return web.Leaf{Title: call.T("intake.transfers.title"), Under: call.T("intake.transfers.under"), Body: transfersPage(call, d), Active: "/intake/transfers", Wide: true, Sheet: "/intake/transfers.xlsx"}
}

func transferCrumbs(call *web.Call) []web.Crumb {
	return []web.Crumb{{Name: call.T("intake.transfers.title"), Path: "/intake/transfers"}}
}

func showAsk(call *web.Call, d crossingData) web.Leaf {
	return web.Leaf{Title: call.T("intake.transfer.ask"), Body: askPage(call, d), Crumbs: transferCrumbs(call), Active: "/intake/transfers"}
}

func showTransfer(call *web.Call, f *intake.TransferFile) web.Leaf {
	leaf := web.Leaf{Title: call.T("intake.transfer.title"), Body: transferPage(call, f), Crumbs: transferCrumbs(call), Active: "/intake/transfers"}
	if f.Person != nil {
		leaf.Under = f.Person.Name
	}
	return leaf
}

// stateChip says how far a transfer has come.
func stateChip(call *web.Call, state intake.TransferState) parts.Chip {
	c := parts.Chip{Text: call.T("intake.transfer.is." + string(state))}
	switch state {
	case intake.TransferAsked:
		c.Tone = parts.Due
	case intake.TransferAccepted:
		c.Tone = parts.Done
	case intake.TransferRefused, intake.TransferWithdrawn, intake.TransferCancelled:
	}
	return c
}

// transferHead is the person, as far as the reader may know.
func transferHead(call *web.Call, f *intake.TransferFile) parts.Who {
	ctx := call.Context()
	w := parts.Who{Name: call.T("intake.transfer.nameless"), Line: call.T("intake.transfer.nameless_text"), Face: parts.Face{Name: "?", Size: parts.Large}, Chips: parts.Chips{stateChip(call, f.State)}}
	if f.Person == nil {
		return w
	}
	p := f.Person
	w.Name, w.Face.Name = p.Name, p.Name
	w.Line = strings.Join([]string{p.Number, words.Sex(ctx, p.Sex), words.Birth(ctx, p.Birth()), words.Age(ctx, p.Birth(), f.Today)}, " · ")
	for _, g := range f.Flags {
		w.Chips = append(w.Chips, parts.Chip{Tone: parts.Danger, Text: call.T("residents.flag." + string(g.Kind))})
	}
	for _, n := range f.Needs {
		text := n.Note
		if n.Code != "" {
			text = strings.Trim(call.T("residents.need."+string(n.Kind)+"."+n.Code)+" · "+n.Note, " ·")
		}
		tone := parts.Plain
		if n.Kind == residents.Allergy {
			tone = parts.Due
		}
		w.Chips = append(w.Chips, parts.Chip{Tone: tone, Text: text})
	}
	return w
}

// transferFacts are where the person goes and what goes along.
func transferFacts(call *web.Call, f *intake.TransferFile) parts.Facts {
	facts := parts.Facts{{Name: call.T("intake.transfer.from"), Value: f.FromName}, {Name: call.T("intake.transfer.to"), Value: f.ToName},
		{Name: call.T("intake.transfer.reason"), Value: f.Reason, Note: call.T("intake.departure.written", words.A{"at": on(call, f.RecordedAt)})}}
	add := func(name, text string) {
		if text != "" {
			facts = append(facts, parts.Fact{Name: call.T("intake.transfer." + name), Value: text})
		}
	}
	if p := f.Person; p != nil && p.Category != "" {
		add("category", string(p.Category))
		add("bed", strings.Trim(strings.Join([]string{p.WardName, roomWords(call, p.RoomName), p.BedName}, " · "), " ·"))
		if p.SelfCare != "" {
			add("self_care", call.T("residents.self_care."+string(p.SelfCare)))
		}
		if p.AbsenceKind != "" {
			add("away", call.T("presence.kind."+string(p.AbsenceKind)))
		}
	}
	add("planned_on", dayText(f.PlannedOn))
	add("escort", f.Escort)
	return facts
}

func roomWords(call *web.Call, name string) string {
	if name == "" {
		return ""
	}
	return call.T("presence.room", words.A{"name": name})
}

// handedOver is the list of what goes along, a thing on each line.
func handedOver(call *web.Call, t intake.Transfer) []parts.Events {
	var out []parts.Events
	for _, l := range []struct{ name, text string }{{"belongings", t.Belongings}, {"papers", t.Papers}, {"medicine", t.Medicine}, {"money", t.Money}} {
		if l.text == "" {
			continue
		}
		ev := parts.Events{Title: call.T("intake.transfer." + l.name)}
		for line := range strings.SplitSeq(l.text, "\n") {
			ev.Items = append(ev.Items, parts.Event{Title: line})
		}
		out = append(out, ev)
	}
	return out
}

// answerFacts say how the transfer ended.
func answerFacts(call *web.Call, f *intake.TransferFile) parts.Facts {
	var facts parts.Facts
	if f.AnsweredAt != nil {
		facts = append(facts, parts.Fact{Name: call.T("intake.transfer.answered"), Value: call.T("intake.transfer.is." + answered(f)), Note: on(call, *f.AnsweredAt)})
	}
	if f.CameAt != nil {
		facts = append(facts, parts.Fact{Name: call.T("intake.transfer.came"), Value: on(call, *f.CameAt)})
	}
	if f.Answer != "" {
		facts = append(facts, parts.Fact{Name: call.T("intake.transfer.answer"), Value: f.Answer})
	}
	if f.CancelledAt != nil {
		facts = append(facts, parts.Fact{Name: call.T("intake.transfer.is.cancelled"), Value: f.CancelReason, Note: on(call, *f.CancelledAt)})
	}
	return facts
}

// answered is what the receiving side said, also of a transfer that was taken back later.
func answered(f *intake.TransferFile) string {
	if f.State == intake.TransferCancelled {
		return string(intake.TransferAccepted)
	}
	return string(f.State)
}

// freeOptions are the beds into which the person could come, by ward.
func freeOptions(call *web.Call, free []presence.FreeBed) []parts.Option {
	var out []parts.Option
	for _, b := range free {
		out = append(out, parts.Option{Value: fmt.Sprint(b.BedID), Text: call.T("presence.room", words.A{"name": b.RoomName}) + " · " + b.BedName, Group: b.WardName})
	}
	return out
}

// rulesWarned are the rules that speak against the bed that was chosen.
func rulesWarned(r request) []fault.FieldFault {
	var out []fault.FieldFault
	if r.refused() {
		for _, f := range r.state.Fault.Fields {
			if rule := presence.Rule(f.Name); rule.Known() && !rule.Hard() {
				out = append(out, f)
			}
		}
	}
	return out
}

func rulesNamed(list []fault.FieldFault) string {
	var names []string
	for _, f := range list {
		names = append(names, f.Name)
	}
	return strings.Join(names, " ")
}

func campusChoices(list []wards.Campus) []parts.Option {
	var out []parts.Option
	for _, c := range list {
		out = append(out, parts.Option{Value: fmt.Sprint(c.ID), Text: c.Name})
	}
	return out
}

func transfersList(call *web.Call, d transfersData) parts.List {
	l := parts.List{Caption: call.T("intake.transfers.title"), Columns: []parts.Column{{Title: call.T("intake.departures.person"), Main: true}, {Title: call.T("intake.transfer.from")},
		{Title: call.T("intake.transfer.to")}, {Title: call.T("intake.transfer.asked")}, {Title: call.T("intake.transfer.state"), Plain: true}},
		Empty: parts.Empty{Icon: "transfer", Title: call.T("intake.transfers.none"), Text: call.T("intake.transfers.none_text")}}
	for _, r := range d.Rows {
		name := r.Name
		if name == "" {
			name = r.Number
		}
		row := parts.Row{Href: transferPath(r.ID), Cells: []parts.Cell{{Text: name, Note: r.Number, Href: transferPath(r.ID)}, {Text: r.FromName}, {Text: r.ToName},
			{Text: on(call, r.RecordedAt)}, {Chips: parts.Chips{stateChip(call, r.State)}}}}
		if name == r.Number {
			row.Cells[0].Note = ""
		}
		if _, takes := r.Sides(d.Reach); takes && r.Pending() {
			row.Tone = parts.Due
			row.Cells[4].Chips = append(row.Cells[4].Chips, parts.Chip{Tone: parts.Danger, Text: call.T("intake.transfers.your_turn")})
		}
		l.Rows = append(l.Rows, row)
	}
	if d.Next != "" {
		l.Next = call.With("after", d.Next)
	}
	return l
}

type transferWire struct {
	ID           uint64     `json:"id"`
	FromCampusID uint64     `json:"from_campus_id"`
	ToCampusID   uint64     `json:"to_campus_id"`
	ResidentID   uint64     `json:"resident_id"`
	Number       string     `json:"number,omitempty"`
	Name         string     `json:"name,omitempty"`
	State        string     `json:"state"`
	Reason       string     `json:"reason"`
	PlannedOn    *value.Day `json:"planned_on,omitempty"`
	Escort       string     `json:"escort,omitempty"`
	Belongings   string     `json:"belongings,omitempty"`
	Papers       string     `json:"papers,omitempty"`
	Medicine     string     `json:"medicine,omitempty"`
	Money        string     `json:"money,omitempty"`
	CameAt       *time.Time `json:"came_at,omitempty"`
	BedID        *uint64    `json:"bed_id,omitempty"`
	Answer       string     `json:"answer,omitempty"`
	AnsweredAt   *time.Time `json:"answered_at,omitempty"`
	CancelReason string     `json:"cancel_reason,omitempty"`
	RecordedAt   time.Time  `json:"recorded_at"`
	Version      uint64     `json:"version"`
}

type transfersWire struct {
	Transfers []transferWire `json:"transfers"`
	Next      string         `json:"next,omitempty"`
}

type cancelledWire struct {
	Transfer transferWire `json:"transfer"`
	BedID    uint64       `json:"bed_id,omitempty"`
	BedLost  bool         `json:"bed_lost"`
}

func transferOut(t *intake.Transfer) transferWire {
	return transferWire{ID: t.ID, FromCampusID: t.FromCampusID, ToCampusID: t.ToCampusID, ResidentID: t.ResidentID, State: string(t.State), Reason: t.Reason, PlannedOn: dayOut(t.PlannedOn),
		Escort: t.Escort, Belongings: t.Belongings, Papers: t.Papers, Medicine: t.Medicine, Money: t.Money, CameAt: t.CameAt, BedID: t.BedID, Answer: t.Answer, AnsweredAt: t.AnsweredAt,
		CancelReason: t.CancelReason, RecordedAt: t.RecordedAt, Version: t.Version}
}

func transferFileOut(f *intake.TransferFile) transferWire {
	out := transferOut(&f.Transfer)
	if f.Person != nil {
		out.Number, out.Name = f.Person.Number, f.Person.Name
	}
	return out
}

func transfersOut(d transfersData) transfersWire {
	out := transfersWire{Transfers: []transferWire{}, Next: d.Next}
	for i := range d.Rows {
		w := transferOut(&d.Rows[i].Transfer)
		w.Number, w.Name = d.Rows[i].Number, d.Rows[i].Name
		out.Transfers = append(out.Transfers, w)
	}
	return out
}

func cancelledOut(c *intake.CancelledTransfer) cancelledWire {
	out := cancelledWire{Transfer: transferOut(&c.Transfer), BedLost: c.Restoration.BedLost}
	if p := c.Restoration.Placement; p != nil {
		out.BedID = p.BedID
	}
	return out
}
