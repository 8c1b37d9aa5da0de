package wards

import (
	"strconv"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/wards"
)

// Small changes to a field, so that views stay in one line.

func withOptions(f parts.Field, options []parts.Option) parts.Field { f.Options = options; return f }
func inRow(f parts.Field) parts.Field                               { f.Row = true; return f }
func short(f parts.Field) parts.Field                               { f.Short = true; return f }
func readOnly(f parts.Field) parts.Field                            { f.ReadOnly, f.Short = true, true; return f }
func hint(f parts.Field, text string) parts.Field                   { f.Hint = text; return f }
func unit(f parts.Field, text string) parts.Field                   { f.Unit = text; return f }
func placeholder(f parts.Field, text string) parts.Field            { f.Placeholder = text; return f }

func floor(call *web.Call, r wards.Room) string {
	if r.FloorDm2 == 0 {
		return ""
	}
	return words.Decimal(call.Context(), metres(r.FloorDm2))
}

// sexOfKind proposes for whom a new ward of a zone is.
func sexOfKind(kind string) wards.Policy {
	switch kind {
	case wards.ZoneMale:
		return wards.ForMen
	case wards.ZoneFemale:
		return wards.ForWomen
	}
	return ""
}

func outTitle(call *web.Call, whole bool) string {
	if whole {
		return call.T("wards.take_room_out")
	}
	return call.T("wards.take_bed_out")
}

func countWards(t *wards.Tree) (n int) {
	for _, z := range t.Zones {
		n += len(z.Wards)
	}
	return n
}

func wardColumns(call *web.Call) []parts.Column {
	return []parts.Column{{Title: call.T("wards.column.ward"), Main: true}, {Title: call.T("wards.column.for"), Plain: true},
		{Title: call.T("wards.column.rooms"), Number: true}, {Title: call.T("wards.column.beds"), Number: true}, {Title: call.T("wards.column.out"), Number: true}}
}

func rowsOfWards(call *web.Call, z wards.TreeZone) []parts.Row {
	rows := make([]parts.Row, len(z.Wards))
	for i, w := range z.Wards {
		c := w.Capacity()
		rows[i] = parts.Row{Href: wardPath(w.ID), Cells: []parts.Cell{{Text: w.Name}, {Chips: wardChips(call, w.Ward)},
			{Text: strconv.Itoa(len(w.Rooms))}, {Text: strconv.Itoa(c.Beds)}, {Text: number(c.OutOfService)}}}
	}
	return rows
}

func roomColumns(call *web.Call) []parts.Column {
	return []parts.Column{{Title: call.T("wards.column.room"), Main: true}, {Title: call.T("wards.column.beds"), Number: true},
		{Title: call.T("wards.column.floor"), Number: true}, {Title: call.T("wards.column.state"), Plain: true}}
}

func rowsOfRooms(call *web.Call, l *wards.Look) []parts.Row {
	rows := make([]parts.Row, len(l.Rooms))
	for i, r := range l.Rooms {
		c := r.Capacity()
		var chips []parts.Chip
		if r.Outage != nil {
			chips = append(chips, outChip(call, r.Outage))
		} else if c.OutOfService > 0 {
			chips = append(chips, parts.Chip{Tone: parts.Due, Icon: "tools", Text: words.N(call.Context(), "wards.beds_out", c.OutOfService)})
		}
		if c.Overflow > 0 {
			chips = append(chips, parts.Chip{Tone: parts.Info, Text: words.N(call.Context(), "wards.overflow_places", c.Overflow)})
		}
		if r.Care24h && !l.Care24h {
			chips = append(chips, parts.Chip{Tone: parts.Info, Text: call.T("wards.care_24h")})
		}
		rows[i] = parts.Row{Href: roomPath(r.ID), Cells: []parts.Cell{{Text: roomTitle(call, r.Name)}, {Text: strconv.Itoa(c.Beds)}, {Text: floorLine(call, r.Room)}, {Chips: chips}}}
	}
	return rows
}

func bedColumns(call *web.Call) []parts.Column {
	return []parts.Column{{Title: call.T("wards.column.bed"), Main: true}, {Title: call.T("wards.column.state"), Plain: true}}
}

func rowsOfBeds(call *web.Call, r *wards.TreeRoom) []parts.Row {
	rows := make([]parts.Row, len(r.Beds))
	for i, b := range r.Beds {
		var chips []parts.Chip
		note := ""
		if b.Overflow {
			chips = append(chips, parts.Chip{Tone: parts.Info, Text: call.T("wards.overflow")})
		}
		if b.Outage != nil {
			chips = append(chips, outChip(call, b.Outage))
			note = b.Outage.Reason
		}
		rows[i] = parts.Row{Href: bedPath(b.ID), Cells: []parts.Cell{{Text: b.Name, Note: note}, {Chips: chips}}}
	}
	return rows
}
