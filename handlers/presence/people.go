package presence

import (
	"fmt"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// namesData are the people behind a number.
type namesData struct {
	In         presence.WhereInput
	Rows       []presence.Whereabouts
	Next       string
	Campuses   []wards.Campus
	Categories []settings.Category
	At         presence.CensusInput
}

func readNames(tx *db.Tx, in presence.WhereInput) (d namesData, err error) {
	d.In = in
	if d.Rows, d.Next, err = presence.PresentAt(tx, in); err != nil {
		return d, err
	}
	if d.Campuses, err = wards.CampusesWithin(tx); err != nil {
		return d, err
	}
	d.Categories, err = settings.Categories(tx, tx.Today())
	return d, err
}

// readAllNames reads them all at once, for the spreadsheet.
func readAllNames(tx *db.Tx, in presence.WhereInput) (d namesData, err error) {
	d.In = in
	if d.Rows, err = presence.EverybodyAt(tx, in, sheet.Limit+1); err != nil {
		return d, err
	}
	return d, sheet.Within(len(d.Rows))
}

func showNames(call *web.Call, d namesData) web.Leaf {
	at := d.In.At
	if at.IsZero() {
		at = call.Now()
	}
	leaf := web.Leaf{Title: call.T("presence.people.title"), Under: asked(call, d.In.CensusInput, at), Body: namesPage(call, d), Wide: true, Sheet: "/presence/people.xlsx", Active: "/presence/headcount",
		Crumbs: []web.Crumb{{Name: call.T("presence.count.title"), Path: "/presence/headcount"}}}
	if d.In.WardID != 0 {
		leaf.Papers = []web.Crumb{{Name: call.T("presence.print.list_do"), Path: wardPaper(d.In.CensusInput, "list")}, {Name: call.T("presence.print.plan_do"), Path: wardPaper(d.In.CensusInput, "plan")}}
	}
	return leaf
}

// kept are the parts of the question that the filter line does not show and must not lose.
func (d namesData) kept() (out []parts.Hidden) {
	q := d.In.Query(d.In.State)
	for _, name := range []string{"state", "zone_id", "zone_kind", "ward_id", "bed_id", "resident_id", "bedless"} {
		if q.Get(name) != "" {
			out = append(out, parts.Hidden{Name: name, Value: q.Get(name)})
		}
	}
	return out
}

func (d namesData) states(call *web.Call) parts.Tabs {
	t := parts.Tabs{Label: call.T("presence.people.states")}
	for _, s := range presence.States {
		in := d.In
		in.State = s
		t.Links = append(t.Links, parts.Link{Text: call.T("presence.state." + string(s)), Href: "/presence/people?" + in.Query(s).Encode(), Current: s == d.In.State || s == presence.InCare && d.In.State == ""})
	}
	return t
}

// place says where a bed is: Khu B · 201 · G1.
func bedWords(call *web.Call, w presence.Whereabouts) string {
	if w.BedID == 0 {
		return ""
	}
	return strings.Join([]string{w.WardName, call.T("presence.room", words.A{"name": w.RoomName}), w.BedName}, " · ")
}

// stateChip says that somebody is not in the house, and where.
func stateChip(call *web.Call, w presence.Whereabouts) []parts.Chip {
	ctx := call.Context()
	var out []parts.Chip
	switch {
	case w.AbsenceKind == presence.Missing:
		out = append(out, parts.Chip{Tone: parts.Danger, Icon: "alert-triangle", Text: call.T("presence.is.missing")})
	case w.AbsenceKind != "" && !w.DueBackOn.IsZero() && w.DueBackOn.Before(today(call)):
		out = append(out, parts.Chip{Tone: parts.Danger, Icon: "clock", Text: call.T("presence.not_back", words.A{"day": words.DayMonth(ctx, w.DueBackOn)})})
	case w.AbsenceKind != "" && !w.DueBackOn.IsZero():
		out = append(out, parts.Chip{Tone: parts.Info, Text: call.T("presence.is_until."+string(w.AbsenceKind), words.A{"day": words.DayMonth(ctx, w.DueBackOn)})})
	case w.AbsenceKind != "":
		out = append(out, parts.Chip{Tone: parts.Info, Text: call.T("presence.is." + string(w.AbsenceKind))})
	}
	if w.BedID == 0 && w.LeftAt == nil {
		out = append(out, parts.Chip{Tone: parts.Due, Icon: "bed", Text: call.T("presence.no_bed")})
	}
	if w.Overflow {
		out = append(out, parts.Chip{Tone: parts.Due, Text: call.T("presence.overflow")})
	}
	return out
}

func face(name string, photo *uint64, resident uint64, away bool) *parts.Face {
	f := &parts.Face{Name: name, Away: away}
	if photo != nil {
		f.Photo = fmt.Sprintf("/residents/%d/photo", resident)
	}
	return f
}

func (d namesData) list(call *web.Call) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("presence.people.title"), Columns: []parts.Column{
		{Title: call.T("presence.person"), Main: true}, {Title: call.T("presence.bed")}, {Title: call.T("presence.category")},
		{Title: call.T("presence.since")}, {Title: call.T("presence.where")}},
		Empty: parts.Empty{Icon: "users", Title: call.T("presence.people.none"), Text: call.T("presence.people.none_text")}}
	if d.Next != "" {
		l.Next = call.With("after", d.Next)
	}
	for _, w := range d.Rows {
		where := parts.Cell{Chips: stateChip(call, w)}
		switch {
		case d.In.State == presence.DepartedToday && w.LeftAt != nil:
			where.Text = call.T("presence.left_at", words.A{"at": words.Clock(ctx, *w.LeftAt)})
		case w.AbsentSince != nil:
			where.Note = strings.TrimSuffix(w.AbsencePlace+" · "+call.T("presence.since_at", words.A{"at": when(call, *w.AbsentSince)}), " · ")
			where.Note = strings.TrimPrefix(where.Note, " · ")
		case len(where.Chips) == 0:
			where.Text = call.T("presence.is.present")
		}
		born := value.BirthDate{Day: w.BirthDate, Precision: w.BirthPrecision}
		l.Rows = append(l.Rows, parts.Row{Href: fmt.Sprintf("/residents/%d", w.ResidentID), Away: w.AbsenceID != 0, Cells: []parts.Cell{
			{Text: w.Name, Note: strings.Trim(w.Number+" · "+words.Birth(ctx, born), " ·"), Face: face(w.Name, w.PhotoFileID, w.ResidentID, w.AbsenceID != 0)},
			bedCell(call, w),
			{Text: string(w.Category)},
			{Text: words.Day(ctx, value.DayOf(w.AdmittedAt, words.Zone(ctx)))},
			where,
		}})
	}
	return l
}

// bedCell says room and bed, and below them the ward and since when.
func bedCell(call *web.Call, w presence.Whereabouts) parts.Cell {
	if w.BedID == 0 {
		return parts.Cell{}
	}
	c := parts.Cell{Text: call.T("presence.room", words.A{"name": w.RoomName}) + " · " + w.BedName, Note: w.WardName}
	if w.PlacedAt != nil {
		c.Note += ", " + call.T("presence.since_at", words.A{"at": words.Day(call.Context(), value.DayOf(*w.PlacedAt, words.Zone(call.Context())))})
	}
	return c
}
