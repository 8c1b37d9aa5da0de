package presence

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

// nightsData are the kept counts of some nights.
type nightsData struct {
	In       presence.NightsInput
	Nights   []presence.Night
	Campuses []wards.Campus
}

func readNights(tx *db.Tx, in presence.NightsInput) (d nightsData, err error) {
	d.In = in
	if d.Nights, err = presence.Nights(tx, in); err != nil {
		return d, err
	}
	d.Campuses, err = wards.CampusesWithin(tx)
	return d, err
}

func (d nightsData) campus(id uint64) string {
	for _, c := range d.Campuses {
		if c.ID == id {
			return c.Name
		}
	}
	return ""
}

func showNights(call *web.Call, d nightsData) web.Leaf {
	return web.Leaf{Title: call.T("presence.snapshot.title"), Under: call.T("presence.snapshot.under"), Body: nightsPage(call, d), Wide: true, Sheet: "/presence/snapshots.xlsx", Active: "/presence/headcount",
		Crumbs: []web.Crumb{{Name: call.T("presence.count.title"), Path: "/presence/headcount"}}}
}

// nightPath is the page of one night.
func nightPath(day value.Day, campus uint64) string {
	q := url.Values{"day": {day.String()}}
	if campus != 0 {
		q.Set("campus_id", strconv.FormatUint(campus, 10))
	}
	return "/presence/snapshots/night?" + q.Encode()
}

// nightStates are the numbers of a night in the order of its columns.
var nightStates = []presence.State{presence.InCare, presence.Present, presence.InHospital, presence.OnLeave, presence.IsMissing, presence.CameToday, presence.DepartedToday}

// list is one line a night and campus, the newest first; every number opens its names as known then.
func (d nightsData) list(call *web.Call) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("presence.snapshot.title"), Columns: []parts.Column{{Title: call.T("presence.snapshot.day"), Main: true}},
		Empty: parts.Empty{Icon: "calendar", Title: call.T("presence.snapshot.none"), Text: call.T("presence.snapshot.none_text")}}
	for _, s := range nightStates[:2] {
		l.Columns = append(l.Columns, parts.Column{Title: call.T("presence.state." + string(s)), Number: true})
	}
	l.Columns = append(l.Columns, parts.Column{Title: call.T("presence.count.apart"), Plain: true}, parts.Column{Title: call.T("presence.snapshot.version"), Plain: true})
	for i := len(d.Nights) - 1; i >= 0; i-- {
		n := d.Nights[i]
		cells := countData{}.cells(call, n.Asks(words.Zone(ctx)), n.Numbers())
		main := parts.Cell{Text: words.Day(ctx, n.Day), Href: nightPath(n.Day, n.CampusID)}
		if len(d.Campuses) > 1 {
			main.Note = d.campus(n.CampusID)
		}
		l.Rows = append(l.Rows, parts.Row{Cells: append(append([]parts.Cell{main}, cells...), parts.Cell{Chips: versionChips(call, n.Version, n.Reason)})})
	}
	return l
}

// versionChips say that a count was corrected; the night's own count needs no word.
func versionChips(call *web.Call, version int, reason presence.SnapshotReason) []parts.Chip {
	if version == 1 {
		return nil
	}
	return []parts.Chip{{Tone: parts.Due, Text: call.T("presence.snapshot.version_n", words.A{"n": version}) + " · " + call.T("presence.snapshot.reason."+string(reason))}}
}

// nightData is one night with its versions.
type nightData struct {
	*presence.NightVersions
	Campuses []wards.Campus
}

func readNight(tx *db.Tx, in presence.NightInput) (d nightData, err error) {
	if d.NightVersions, err = presence.NightOn(tx, in); err != nil {
		return d, err
	}
	d.Campuses, err = wards.CampusesWithin(tx)
	return d, err
}

func showNight(call *web.Call, d nightData) web.Leaf {
	ctx := call.Context()
	return web.Leaf{Title: call.T("presence.snapshot.night", words.A{"day": words.Day(ctx, d.Day)}), Under: words.WeekdayName(ctx, d.Day), Body: nightPage(call, d), Wide: true, Sheet: "/presence/snapshots/night.xlsx", Active: "/presence/headcount",
		Crumbs: []web.Crumb{{Name: call.T("presence.count.title"), Path: "/presence/headcount"}, {Name: call.T("presence.snapshot.title"), Path: "/presence/snapshots"}}}
}

func (d nightData) campus(id uint64) string { return nightsData{Campuses: d.Campuses}.campus(id) }

// asks is the question that a version answers.
func asks(call *web.Call, v presence.Version) presence.CensusInput {
	return v.Asks(words.Zone(call.Context()))
}

func versionStats(call *web.Call, v presence.Version) []parts.Stat {
	return countData{Headcount: presence.Headcount{Total: v.Numbers()}, In: asks(call, v)}.stats(call)
}

// taken says when a version was taken and why, and whether it is as it was sealed.
func taken(call *web.Call, v presence.Version) parts.Facts {
	ctx := call.Context()
	why := call.T("presence.snapshot.reason." + string(v.Reason))
	if v.Note != "" {
		why += ": " + v.Note
	}
	seal := parts.Chip{Tone: parts.Done, Icon: "check", Text: call.T("presence.snapshot.whole")}
	if !v.Whole {
		seal = parts.Chip{Tone: parts.Danger, Icon: "alert-triangle", Text: call.T("presence.snapshot.broken")}
	}
	return parts.Facts{
		{Name: call.T("presence.snapshot.known_at"), Value: words.DateTime(ctx, v.KnownAt)},
		{Name: call.T("presence.snapshot.why"), Value: why},
		{Name: call.T("presence.snapshot.seal"), Content: seal},
	}
}

// places is the table of the wards as counted then.
func (d nightData) places(call *web.Call, v presence.Version) parts.List {
	c := countData{In: asks(call, v)}
	return c.campus(call, presence.CampusCount{ID: v.CampusID, Name: d.campus(v.CampusID), Numbers: v.Numbers(), Zones: v.By.Zones, Unplaced: v.By.Unplaced})
}

// kinds is the same people by legal ground and by sex.
func (d nightData) kinds(call *web.Call, v presence.Version) parts.List {
	l := parts.List{Caption: call.T("presence.snapshot.kinds"), Columns: countColumns(call, "presence.snapshot.kind")}
	c := countData{}
	for _, n := range v.By.Categories {
		in := asks(call, v)
		in.Category = n.Category
		l.Rows = append(l.Rows, parts.Row{Cells: append([]parts.Cell{{Text: string(n.Category)}}, c.cells(call, in, n.Numbers)...)})
	}
	for _, n := range v.By.Sexes {
		l.Rows = append(l.Rows, parts.Row{Cells: append([]parts.Cell{{Text: words.Sex(call.Context(), n.Sex)}}, unlinked(c.cells(call, asks(call, v), n.Numbers))...)})
	}
	return l
}

// unlinked are cells whose question the names do not know, such as the sex.
func unlinked(cells []parts.Cell) []parts.Cell {
	for i := range cells {
		cells[i].Href = ""
		for j := range cells[i].Chips {
			cells[i].Chips[j].Href = ""
		}
	}
	return cells
}

// diffs lists whom a version counts differently from the one before.
func (d nightData) diffs(call *web.Call, v presence.Version) parts.List {
	l := parts.List{Caption: call.T("presence.snapshot.diffs"), Columns: []parts.Column{{Title: call.T("presence.person"), Main: true},
		{Title: call.T("presence.snapshot.was")}, {Title: call.T("presence.snapshot.is")}},
		Empty: parts.Empty{Icon: "users", Title: call.T("presence.snapshot.only_moves")}}
	for _, diff := range v.Diffs {
		who := parts.Cell{Text: call.T("presence.snapshot.somebody")}
		row := parts.Row{}
		if n, ok := d.Names[diff.ResidentID]; ok {
			who = parts.Cell{Text: n.Name, Note: n.Number}
			row.Href = fmt.Sprintf("/presence/history?resident_id=%d", n.ResidentID)
		}
		row.Cells = []parts.Cell{who, {Text: d.counted(call, diff.Was)}, {Text: d.counted(call, diff.Is)}}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func (d nightData) counted(call *web.Call, c *presence.Counted) string {
	if c == nil {
		return call.T("presence.snapshot.not_counted")
	}
	bed := d.Beds[c.BedID]
	if c.BedID == 0 {
		bed = call.T("presence.no_bed")
	}
	return strings.Join([]string{call.T("presence.is." + string(c.State)), bed, string(c.Category)}, " · ")
}

// The same on the wire.

type nightWire struct {
	Day      value.Day        `json:"day"`
	CampusID uint64           `json:"campus_id"`
	Version  int              `json:"version"`
	Reason   string           `json:"reason" enum:"first,late,corrected"`
	KnownAt  time.Time        `json:"known_at"`
	Numbers  presence.Numbers `json:"numbers"`
}

func nightsOut(d nightsData) web.List[nightWire] {
	out := web.List[nightWire]{Items: make([]nightWire, len(d.Nights))}
	for i, n := range d.Nights {
		out.Items[i] = nightWire{n.Day, n.CampusID, n.Version, string(n.Reason), n.KnownAt, n.Numbers()}
	}
	return out
}

type versionWire struct {
	nightWire
	Note    string                  `json:"note,omitempty"`
	Whole   bool                    `json:"whole" doc:"the count is as the house sealed it"`
	Counts  presence.SnapshotCounts `json:"counts"`
	Changes []changeWire            `json:"changes" doc:"whom this version counts differently from the one before"`
}

type changeWire struct {
	ResidentID uint64       `json:"resident_id,omitempty" doc:"only for those who may see names"`
	Name       string       `json:"name,omitempty"`
	Was        *countedWire `json:"was,omitempty"`
	Is         *countedWire `json:"is,omitempty"`
}

type countedWire struct {
	State    string `json:"state"`
	Category string `json:"category"`
	BedID    uint64 `json:"bed_id,omitempty"`
}

func countedOut(c *presence.Counted) *countedWire {
	if c == nil {
		return nil
	}
	return &countedWire{string(c.State), string(c.Category), c.BedID}
}

func nightOut(d *presence.NightVersions) web.List[versionWire] {
	out := web.List[versionWire]{Items: []versionWire{}}
	for _, campus := range d.Campuses {
		for _, v := range campus {
			w := versionWire{nightWire{v.Day, v.CampusID, v.Version, string(v.Reason), v.KnownAt, v.Numbers()}, v.Note, v.Whole, v.By, []changeWire{}}
			for _, diff := range v.Diffs {
				one := changeWire{Was: countedOut(diff.Was), Is: countedOut(diff.Is)}
				if n, ok := d.Names[diff.ResidentID]; ok {
					one.ResidentID, one.Name = n.ResidentID, n.Name
				}
				w.Changes = append(w.Changes, one)
			}
			out.Items = append(out.Items, w)
		}
	}
	return out
}
