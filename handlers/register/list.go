package register

import (
	"strconv"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/register"
	"maiam/models/value"
	"maiam/models/wards"
)

// listData is a page of the register with what it can be narrowed to.
type listData struct {
	In       register.ListInput
	Rows     []register.Entry
	Next     string
	Volumes  []register.Volume
	Campuses []wards.Campus
}

func readList(tx *db.Tx, in register.ListInput) (d listData, err error) {
	d.In = in
	if d.Rows, d.Next, err = register.List(tx, in); err != nil {
		return d, err
	}
	if d.Volumes, err = register.Volumes(tx); err != nil {
		return d, err
	}
	d.Campuses, err = wards.CampusesWithin(tx)
	return d, err
}

// readWholeList reads all the papers that the page would show one after another.
func readWholeList(tx *db.Tx, in register.ListInput) (d listData, err error) {
	d.In = in
	if d.Rows, err = register.All(tx, in, sheet.Limit+1); err != nil {
		return d, err
	}
	if err := sheet.Within(len(d.Rows)); err != nil {
		return d, err
	}
	d.Campuses, err = wards.CampusesWithin(tx)
	return d, err
}

func showList(call *web.Call, d listData) web.Leaf {
	return web.Leaf{Title: call.T("register.list.title"), Under: d.under(call), Body: listPage(call, d), Actions: listActions(call), Wide: true, Active: "/register", Sheet: "/register.xlsx"}
}

// under says how many numbers of each kind the year shown has had.
func (d listData) under(call *web.Call) string {
	year := d.In.Year
	if year == 0 {
		year, _, _ = today(call).Date()
	}
	var said []string
	for _, v := range d.Volumes {
		if v.Year == year {
			said = append(said, words.N(call.Context(), "register.volume", v.Last, words.A{"kind": kindName(call, v.Kind)}))
		}
	}
	if len(said) == 0 {
		return call.T("register.volume_none", words.A{"year": year})
	}
	return call.T("register.volumes", words.A{"year": year, "list": said})
}

func kindName(call *web.Call, k register.Kind) string { return call.T("register.kind." + string(k)) }

// years are those of which there are papers, and the present one.
func (d listData) years(call *web.Call) []parts.Option {
	now, _, _ := today(call).Date()
	all := []int{now}
	for _, v := range d.Volumes {
		if v.Year != all[len(all)-1] && v.Year < now {
			all = append(all, v.Year)
		}
	}
	out := make([]parts.Option, len(all))
	for i, y := range all {
		out[i] = parts.Option{Value: strconv.Itoa(y), Text: strconv.Itoa(y)}
	}
	return out
}

// kinds are those that were ever used.
func (d listData) kinds(call *web.Call) []parts.Option {
	used := map[register.Kind]bool{d.In.Kind: true}
	for _, v := range d.Volumes {
		used[v.Kind] = true
	}
	var out []parts.Option
	for _, k := range register.Kinds() {
		if used[k] {
			out = append(out, parts.Option{Value: string(k), Text: kindName(call, k)})
		}
	}
	return out
}

func states(call *web.Call) []parts.Option {
	return []parts.Option{{Value: string(register.Holding), Text: call.T("register.state.valid")}, {Value: string(register.IsVoid), Text: call.T("register.state.void")}}
}

func campusOptions(all []wards.Campus) []parts.Option {
	out := make([]parts.Option, len(all))
	for i, c := range all {
		out[i] = parts.Option{Value: number(c.ID), Text: c.Called()}
	}
	return out
}

func number(n uint64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatUint(n, 10)
}

func year(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (d listData) campus(id uint64) string {
	for _, c := range d.Campuses {
		if c.ID == id {
			return c.Called()
		}
	}
	return ""
}

func (d listData) list(call *web.Call) parts.List {
	l := parts.List{Caption: call.T("register.list.title"), Columns: []parts.Column{
		{Title: call.T("register.column.number"), Main: true}, {Title: call.T("register.column.day")}, {Title: call.T("register.column.summary"), Plain: true},
		{Title: call.T("register.column.subject")}, {Title: call.T("register.column.signer")}},
		Empty: parts.Empty{Icon: "file-text", Title: call.T("register.list.none"), Text: call.T("register.list.none_text")}}
	if len(d.Campuses) > 1 {
		l.Columns = append(l.Columns, parts.Column{Title: call.T("register.column.campus")})
	}
	if d.Next != "" {
		l.Next = call.With("after", d.Next)
	}
	for _, e := range d.Rows {
		row := parts.Row{Href: pathOf(e.ID), Away: e.Voided(), Cells: []parts.Cell{
			{Text: e.Text(), Note: kindName(call, e.Kind), Chips: voidChip(call, e)},
			{Text: words.Day(call.Context(), e.IssuedOn)},
			{Text: e.Summary},
			{Text: e.Subject},
			{Text: e.Signer, Note: e.Position},
		}}
		if len(d.Campuses) > 1 {
			row.Cells = append(row.Cells, parts.Cell{Text: d.campus(e.CampusID)})
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func voidChip(call *web.Call, e register.Entry) []parts.Chip {
	if !e.Voided() {
		return nil
	}
	return []parts.Chip{{Tone: parts.Danger, Icon: "ban", Text: call.T("register.state.void")}}
}

// listTable is the register as a spreadsheet in the order of issue, as the book is kept, void papers
// among them.
func listTable(call *web.Call, d listData) sheet.Table {
	var asked []string
	if d.In.Text != "" {
		asked = append(asked, "“"+d.In.Text+"”")
	}
	if d.In.Year != 0 {
		asked = append(asked, call.T("register.column.year")+" "+year(d.In.Year))
	}
	if d.In.Kind != "" {
		asked = append(asked, kindName(call, d.In.Kind))
	}
	if d.In.State != "" {
		asked = append(asked, call.T("register.state."+string(d.In.State)))
	}
	if d.In.CampusID != 0 {
		asked = append(asked, d.campus(d.In.CampusID))
	}
	return sheet.Table{Title: call.T("register.list.title"), Asked: sheet.Joined(asked...),
		Columns: sheet.Columns(call, sheet.As("register.column.number", sheet.Text, 18), sheet.As("register.column.day", sheet.Date, 12), sheet.As("register.column.kind", sheet.Text, 16),
			sheet.As("register.column.summary", sheet.Wrapped, 44), sheet.As("register.column.subject", sheet.Text, 26), sheet.As("register.column.signer", sheet.Text, 24),
			sheet.As("register.column.position", sheet.Text, 20), sheet.As("campus", sheet.Text, 18), sheet.As("register.column.state", sheet.Text, 12),
			sheet.As("register.column.void_reason", sheet.Wrapped, 30), sheet.As("register.column.voided_at", sheet.Instant, 17), sheet.As("register.column.recorded_at", sheet.Instant, 17)),
		Rows: func(row func(...any)) {
			for _, e := range d.Rows {
				state := register.Holding
				if e.Voided() {
					state = register.IsVoid
				}
				row(e.Text(), e.IssuedOn, kindName(call, e.Kind), e.Summary, e.Subject, e.Signer, e.Position, d.campus(e.CampusID),
					call.T("register.state."+string(state)), e.VoidReason, sheet.At(e.VoidedAt), e.RecordedAt)
			}
		}}
}

func today(call *web.Call) value.Day { return value.DayOf(call.Now(), words.Zone(call.Context())) }

// cleared is the address without any filter, where one is set.
func cleared(call *web.Call) string {
	if call.C.Request.URL.RawQuery == "" {
		return ""
	}
	return call.Path()
}
