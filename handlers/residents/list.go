package residents

import (
	"fmt"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// listData is a page of the list with what its filters offer.
type listData struct {
	In         presence.PeopleInput
	Rows       []presence.Listed
	Next       string
	Flags      map[uint64][]residents.Flag
	Allergies  map[uint64][]residents.Need
	Wards      []wards.WardIn
	Categories []settings.Category
	Today      value.Day
}

func readList(tx *db.Tx, in presence.PeopleInput) (d listData, err error) {
	roll, err := presence.People(tx, in)
	if err != nil {
		return d, err
	}
	d = listData{In: in, Rows: roll.Rows, Next: roll.Next, Today: tx.Today()}
	ids := make([]uint64, len(d.Rows))
	for i, r := range d.Rows {
		ids[i] = r.ResidentID
	}
	if d.Flags, err = residents.FlagsOf(tx, d.Today, ids); err != nil {
		return d, err
	}
	if d.Allergies, err = residents.NeedsOf(tx, d.Today, ids); err != nil {
		return d, err
	}
	if d.Wards, err = wards.Mine(tx, residents.View); err != nil {
		return d, err
	}
	d.Categories, err = settings.Categories(tx, d.Today)
	return d, err
}

// readWholeList reads every page of the list at once, for the spreadsheet.
func readWholeList(tx *db.Tx, in presence.PeopleInput) (d listData, err error) {
	d.In, d.Today, in.Most, in.After = in, tx.Today(), sheet.Limit, ""
	roll, err := presence.People(tx, in)
	if err != nil {
		return d, err
	}
	d.Rows = roll.Rows
	return d, sheet.Whole(roll.Next, nil)
}

func showList(call *web.Call, d listData) web.Leaf {
	return web.Leaf{Title: call.T("residents.list.title"), Body: listPage(call, d), Actions: listActions(call, d), Wide: true, Active: "/residents", Sheet: "/residents.xlsx"}
}

func cleared(call *web.Call) string {
	if call.C.Request.URL.RawQuery == "" {
		return ""
	}
	return "/residents"
}

func wardOptions(list []wards.WardIn) []parts.Option {
	out := make([]parts.Option, len(list))
	for i, w := range list {
		out[i] = parts.Option{Value: fmt.Sprint(w.ID), Text: w.Name, Group: w.CampusName}
	}
	return out
}

func categoryOptions(call *web.Call, list []settings.Category) []parts.Option {
	out := make([]parts.Option, len(list))
	for i, c := range list {
		out[i] = parts.Option{Value: c.Code, Text: c.Code + " · " + categoryName(call, c)}
	}
	return out
}

func categoryName(call *web.Call, c settings.Category) string {
	if call.Lang == "en" {
		return c.NameEN
	}
	return c.NameVI
}

func number(id uint64) string {
	if id == 0 {
		return ""
	}
	return fmt.Sprint(id)
}

// born is what is known of the birth of somebody in a list.
func born(w presence.Whereabouts) value.BirthDate {
	return value.BirthDate{Day: w.BirthDate, Precision: w.BirthPrecision}
}

func face(w presence.Whereabouts, size parts.FaceSize) parts.Face {
	return parts.Face{Name: w.Name, Photo: photoPath(w.ResidentID, w.PhotoFileID), Size: size, Away: w.AbsenceID != 0 || w.StayID == 0}
}

// photoPath is the address of a face; it changes with the photograph, so that a browser may keep it.
func photoPath(resident uint64, file *uint64) string {
	if file == nil {
		return ""
	}
	return fmt.Sprintf("/residents/%d/photo?v=%d", resident, *file)
}

// bedWords says where somebody lies, the bed first: G3 · Phòng 205 · Khu B.
func bedWords(call *web.Call, w presence.Whereabouts) string {
	if w.BedID == 0 {
		return ""
	}
	return strings.Join([]string{w.BedName, call.T("residents.room", words.A{"name": w.RoomName}), w.WardName}, " · ")
}

// whereChips says what is not as usual about where somebody is.
func whereChips(call *web.Call, w presence.Whereabouts, today value.Day) []parts.Chip {
	var out []parts.Chip
	switch {
	case w.StayID == 0:
		return []parts.Chip{{Icon: "logout", Text: call.T("residents.is.gone")}}
	case w.AbsenceKind == presence.Missing:
		out = append(out, parts.Chip{Tone: parts.Danger, Icon: "alert-triangle", Text: call.T("residents.is.missing")})
	case w.AbsenceKind != "" && !w.DueBackOn.IsZero() && w.DueBackOn.Before(today):
		out = append(out, parts.Chip{Tone: parts.Danger, Icon: "clock", Text: call.T("residents.is.overdue", words.A{"day": words.DayMonth(call.Context(), w.DueBackOn)})})
	case w.AbsenceKind == presence.Hospital:
		out = append(out, parts.Chip{Tone: parts.Info, Icon: "ambulance", Text: call.T("residents.is.hospital")})
	case w.AbsenceKind == presence.Leave:
		out = append(out, parts.Chip{Tone: parts.Info, Icon: "home-heart", Text: call.T("residents.is.leave")})
	}
	if w.BedID == 0 {
		out = append(out, parts.Chip{Tone: parts.Danger, Icon: "bed", Text: call.T("residents.no_bed")})
	}
	if w.Overflow {
		out = append(out, parts.Chip{Tone: parts.Due, Text: call.T("residents.overflow")})
	}
	return out
}

func (d listData) list(call *web.Call) parts.List {
	ctx := call.Context()
	l := parts.List{ID: "people", Caption: call.T("residents.list.title"), Columns: []parts.Column{
		{Title: call.T("residents.column.bed"), Plain: true}, {Title: call.T("residents.column.person"), Main: true}, {Title: call.T("residents.column.category")},
		{Title: call.T("residents.column.watch"), Plain: true}, {Title: call.T("residents.column.where"), Plain: true}},
		Empty: parts.Empty{Icon: "user-question", Title: call.T("residents.list.none"), Text: call.T("residents.list.none_text")}, None: listNone(call, d)}
	if d.Next != "" {
		l.Next = call.With("after", d.Next)
	}
	if d.In.After == "" && d.Next == "" && len(d.Rows) > 0 {
		l.Count = words.N(ctx, "words.people", len(d.Rows))
	}
	for _, r := range d.Rows {
		f := face(r.Whereabouts, parts.Small)
		bed := parts.Cell{Text: r.BedName}
		if r.BedID != 0 {
			bed.Note = call.T("residents.room", words.A{"name": r.RoomName}) + " · " + r.WardName
		}
		var watch []parts.Chip
		if d.alike(r) {
			watch = append(watch, parts.Chip{Tone: parts.Due, Icon: "users", Text: call.T("residents.same_name_short")})
		}
		for _, flag := range d.Flags[r.ResidentID] {
			watch = append(watch, flagChip(call, flag))
		}
		for _, n := range d.Allergies[r.ResidentID] {
			if n.Kind == residents.Allergy {
				watch = append(watch, needChip(call, n))
			}
		}
		l.Rows = append(l.Rows, parts.Row{Href: pathOf(r.ResidentID), Away: r.StayID == 0 || r.AbsenceID != 0, Cells: []parts.Cell{
			bed,
			{Text: r.Name, Note: strings.Join([]string{r.Number, words.Sex(ctx, r.Sex), words.Birth(ctx, born(r.Whereabouts)), words.Age(ctx, born(r.Whereabouts), d.Today)}, " · "), Face: &f},
			{Text: string(r.Category)},
			{Chips: watch},
			{Chips: whereChips(call, r.Whereabouts, d.Today)},
		}})
	}
	return l
}

// alike tells that somebody else on this page lies in the same ward and is called so too; the year
// of birth and the room stand beside both.
func (d listData) alike(r presence.Listed) bool {
	for _, other := range d.Rows {
		if r.WardID != 0 && other.WardID == r.WardID && other.ResidentID != r.ResidentID && residents.CalledAlike(other.Name, r.Name) {
			return true
		}
	}
	return false
}

// listTable is the same people as a spreadsheet with real dates.
func listTable(call *web.Call, d listData) sheet.Table {
	ctx := call.Context()
	return sheet.Table{Title: call.T("residents.list.title"), Asked: d.asked(call),
		Columns: sheet.Columns(call, sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28), sheet.As("sex", sheet.Text, 7), sheet.As("born", sheet.Date, 14),
			sheet.As("residents.column.origin", sheet.Wrapped, 34), sheet.As("category", sheet.Text, 8), sheet.As("admitted", sheet.Date, 12), sheet.As("campus", sheet.Text, 18),
			sheet.As("ward", sheet.Text, 14), sheet.As("room", sheet.Text, 8), sheet.As("bed", sheet.Text, 8), sheet.As("residents.column.where", sheet.Text, 18)),
		Rows: func(row func(...any)) {
			for _, r := range d.Rows {
				var admitted value.Day
				if r.StayID != 0 {
					admitted = value.DayOf(r.AdmittedAt, words.Zone(ctx))
				}
				row(r.Number, r.Name, words.Sex(ctx, r.Sex), sheet.Birth(call, born(r.Whereabouts)), r.OriginAddress, string(r.Category), admitted,
					r.CampusName, r.WardName, r.RoomName, r.BedName, standing(call, r.Whereabouts))
			}
		}}
}

// asked says to what the list was narrowed.
func (d listData) asked(call *web.Call) string {
	var out []string
	if d.In.Text != "" {
		out = append(out, "“"+d.In.Text+"”")
	}
	if d.In.Standing != "" {
		out = append(out, call.T("residents.standing."+string(d.In.Standing)))
	} else if d.In.Text == "" {
		out = append(out, call.T("residents.standing.in_care"))
	}
	if d.In.Sex != "" {
		out = append(out, words.Sex(call.Context(), d.In.Sex))
	}
	if d.In.Need != "" {
		out = append(out, call.T("residents.needs_of."+string(d.In.Need)))
	}
	if d.In.Category != "" {
		out = append(out, call.T("residents.column.category")+" "+string(d.In.Category))
	}
	if d.In.WardID != 0 && len(d.Rows) > 0 && d.Rows[0].WardID == d.In.WardID {
		out = append(out, d.Rows[0].WardName)
	}
	return sheet.Joined(out...)
}

// standing says in a word or two where somebody is.
func standing(call *web.Call, w presence.Whereabouts) string {
	switch {
	case w.StayID == 0:
		return call.T("residents.is.gone")
	case w.AbsenceKind != "":
		return call.T("residents.is." + string(w.AbsenceKind))
	case w.BedID == 0:
		return call.T("residents.no_bed")
	}
	return call.T("residents.is.present")
}
