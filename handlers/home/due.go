package home

import (
	"fmt"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/staff"
	"maiam/models/value"
)

// due is what the law or a promise asks for by a day, the most urgent first.
type due struct {
	Counts intake.DueCounts
	Items  []intake.Deadline
	Unkept int // files of which nobody is in charge, for those who share out the work
	Shares bool
}

func (b *board) readDue(tx *db.Tx) error {
	if !tx.Actor.Has(intake.ViewFiles) {
		return nil
	}
	all, err := intake.Deadlines(tx, intake.DeadlineInput{})
	if err != nil {
		return err
	}
	b.Due = &due{Counts: intake.Tally(all, tx.Actor.ID)}
	for _, d := range all {
		if d.Urgency != intake.InTime {
			b.Due.Items = append(b.Due.Items, d)
		}
	}
	b.Due.Items = b.Due.Items[:min(len(b.Due.Items), mostNames)]
	if b.Due.Shares = tx.Actor.Has(intake.KeepFiles); b.Due.Shares {
		b.Due.Unkept, err = intake.UnkeptFiles(tx)
	}
	return err
}

// unkept leads to the files of which nobody is in charge.
func (d due) unkept(call *web.Call) parts.Link {
	return parts.Link{Text: words.N(call.Context(), "home.unkept", d.Unkept), Href: "/intake/files?all=true&whose=nobody"}
}

func (d due) events(call *web.Call) parts.Events {
	e := parts.Events{ID: "due", Title: call.T("home.due"), None: call.T("home.due_none"), More: &parts.Link{Text: call.T("words.all"), Href: "/intake/deadlines"}}
	for _, one := range d.Items {
		text, tone := left(call, one)
		key := "intake.clock." + string(one.Kind)
		if !words.Has(call.Context(), key) {
			key = "home.due.other"
		}
		item := parts.Event{When: text, Tone: tone, Title: call.T(key), Note: joined(one.Name, one.WardName), Href: fmt.Sprintf("/residents/%d", one.ResidentID)}
		switch {
		case one.Whole():
			item.Note, item.Href = one.CampusName, fmt.Sprintf("/intake/children/%d", one.CampusID)
		case one.At != "":
			item.Href = fmt.Sprintf("/intake/petitions/%d", one.SubjectID)
		}
		if one.KeeperID != 0 && one.KeeperID == call.Actor.ID {
			item.Chips = []parts.Chip{{Tone: parts.Info, Text: call.T("home.mine")}}
		}
		e.Items = append(e.Items, item)
	}
	return e
}

// moment is the hour of something done today, else its day: short, for the edge of a line.
func moment(call *web.Call, at time.Time) string {
	ctx := call.Context()
	if day := value.DayOf(at, words.Zone(ctx)); day != value.DayOf(call.Now(), words.Zone(ctx)) {
		return words.DayMonth(ctx, day)
	}
	return words.Clock(ctx, at)
}

// left says how a clock stands: how many days are over, or left.
func left(call *web.Call, d intake.Deadline) (string, parts.Tone) {
	ctx := call.Context()
	switch d.Urgency {
	case intake.Late:
		return words.N(ctx, "home.late", -d.Left), parts.Danger
	case intake.DueToday:
		return call.T("home.due_today"), parts.Danger
	case intake.Ripe:
		return call.T("home.ripe"), parts.Info
	}
	return words.N(ctx, "home.soon", d.Left), parts.Due
}

// readDeeds reads what people did last, for those who look over a campus.
func (b *board) readDeeds(tx *db.Tx) (err error) {
	if !tx.Actor.Has(staff.ViewDeeds) {
		return nil
	}
	b.Deeds, _, err = staff.Deeds(tx, staff.DeedsInput{Limit: mostNames})
	return err
}

func (b board) deeds(call *web.Call) parts.Events {
	e := parts.Events{Title: call.T("home.deeds"), None: call.T("home.deeds_none"), More: &parts.Link{Text: call.T("words.all"), Href: "/staff/deeds"}}
	for _, d := range b.Deeds {
		e.Items = append(e.Items, parts.Event{When: moment(call, d.At), Title: words.Deed(call.Context(), d.Action), Note: d.ActorName})
	}
	return e
}
