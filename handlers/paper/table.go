package paper

import "strings"

// Column is one column of a table. Width is its share of the paper's width.
type Column struct {
	Head  string
	Width float64
	Align Align
}

// Row is one row of a table: its cells, or the one line of a section over all columns ("Phòng
// 101 · 6 giường"), which is never left alone at the foot of a page.
type Row struct {
	Cells   []string
	Bold    bool
	Section string
	// Least is how high the row is at least, in millimetres: room to write in by hand.
	Least float64
}

// Table notes a table: words wrap inside their cells, rows stay whole, and the header stands
// again on each page.
func (p *Paper) Table(columns []Column, rows []Row) { p.tableBefore(columns, rows, 0) }

// SignedTable is Table with places to sign below it, which never stand on a page without rows.
func (p *Paper) SignedTable(columns []Column, rows []Row, who ...Signature) {
	p.tableBefore(columns, rows, signRoom+3*mm)
	p.Sign(who...)
}

// lastRows is how many rows stay with what follows a table.
const lastRows = 3

// tableBefore notes a table whose last rows stay together with what needs so much room below.
func (p *Paper) tableBefore(columns []Column, rows []Row, tail float64) {
	if len(columns) == 0 {
		return
	}
	head := Row{Bold: true, Cells: make([]string, len(columns))}
	for i, c := range columns {
		head.Cells[i] = c.Head
	}
	widths := p.widths(columns)
	t := table{Paper: p, columns: columns, widths: widths}
	t.head = t.measure(head)
	for i := range t.head.align {
		t.head.align[i] = Center
	}
	t.head.fill = true
	started := false
	for i, row := range rows {
		m := t.measure(row)
		need := m.height
		if row.Section != "" && i+1 < len(rows) {
			need += t.measure(rows[i+1]).height
		}
		if tail > 0 && i == max(0, len(rows)-lastRows) {
			need = tail
			for _, last := range rows[i:] {
				need += t.measure(last).height
			}
			need = min(need, p.height-top-bottom-t.head.height)
		}
		if !started {
			p.need(t.head.height + need)
			t.put(t.head)
			started = true
		}
		if need > p.room() && p.y > top+t.head.height+1 {
			p.turn()
			t.put(t.head)
		}
		for m.height > p.room() { // higher than a page: the only row that is ever parted
			first, rest := m.part(p.room())
			if first.height == 0 {
				break
			}
			t.put(first)
			p.turn()
			t.put(t.head)
			m = rest
		}
		t.put(m)
	}
	if !started {
		p.need(t.head.height)
		t.put(t.head)
	}
	p.y += 3 * mm
}

// widths shares the paper's width between the columns. No column is narrower than the longest
// word of its heading, as long as there is room.
func (p *Paper) widths(columns []Column) []float64 {
	widths, least, total := make([]float64, len(columns)), make([]float64, len(columns)), 0.0
	for _, c := range columns {
		total += max(c.Width, 0.1)
	}
	lack, spare := 0.0, 0.0
	for i, c := range columns {
		for word := range strings.FieldsSeq(clean(c.Head)) {
			least[i] = max(least[i], p.measure(word, sizeTable, Bold)+2*pad+0.5)
		}
		widths[i] = max(c.Width, 0.1) / total * p.body()
		lack += max(least[i]-widths[i], 0)
		spare += max(widths[i]-least[i], 0)
	}
	if lack > spare {
		return widths
	}
	for i := range widths {
		if over := widths[i] - least[i]; over > 0 && lack > 0 {
			widths[i] -= over / spare * lack
		} else if over < 0 {
			widths[i] = least[i]
		}
	}
	return widths
}

// pad is the room around the words of a cell.
const pad = 1.2 * mm

type table struct {
	*Paper
	columns []Column
	widths  []float64
	head    measured
}

// measured is a row after its words were wrapped.
type measured struct {
	lines  [][]string
	align  []Align
	widths []float64
	style  Style
	fill   bool
	height float64
}

func (t *table) measure(row Row) measured {
	m := measured{style: Regular, widths: t.widths, align: make([]Align, len(t.widths))}
	for i, c := range t.columns {
		m.align[i] = c.Align
	}
	cells := row.Cells
	if row.Section != "" {
		m.widths, m.align, cells, m.fill = []float64{t.body()}, []Align{Left}, []string{row.Section}, true
	}
	if row.Bold || row.Section != "" {
		m.style = Bold
	}
	m.lines = make([][]string, len(m.widths))
	for i := range m.widths {
		if i < len(cells) {
			m.lines[i] = t.wrap(cells[i], m.widths[i]-2*pad, sizeTable, m.style)
		}
	}
	m.settle()
	m.height = max(m.height, row.Least*mm)
	return m
}

func (m *measured) settle() {
	most := 1
	for _, cell := range m.lines {
		most = max(most, len(cell))
	}
	m.height = float64(most)*sizeTable*leading + 2*pad
}

// part cuts a row at the height that is left.
func (m measured) part(room float64) (first, rest measured) {
	fit := int((room - 2*pad) / (sizeTable * leading))
	if fit < 1 {
		return measured{}, m
	}
	first, rest = m, m
	first.lines, rest.lines = make([][]string, len(m.lines)), make([][]string, len(m.lines))
	for i, cell := range m.lines {
		cut := min(fit, len(cell))
		first.lines[i], rest.lines[i] = cell[:cut], cell[cut:]
	}
	first.settle()
	rest.settle()
	return first, rest
}

func (t *table) put(m measured) {
	x := left
	for i, w := range m.widths {
		if m.fill {
			t.add(note{kind: "fill", x: x, y: t.y, w: w, h: m.height})
		}
		t.add(note{kind: "frame", x: x, y: t.y, w: w, h: m.height})
		y := t.y + pad
		for _, line := range m.lines[i] {
			t.say(line, x+pad, y, w-2*pad, sizeTable, m.style, m.align[i])
			y += sizeTable * leading
		}
		x += w
	}
	t.y += m.height
}
