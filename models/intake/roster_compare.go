package intake

import (
	"fmt"
	"slices"

	"maiam/models/fault"
)

// compareRows looks for what only several rows together can tell: a row
// written twice, a bed given twice, a number carried by two people.
func (r *Roster) compareRows() {
	r.dropRepeats()
	beds, citizens, cards, people := map[placeKey][]int{}, map[string][]int{}, map[string][]int{}, map[string][]int{}
	for i := range r.Rows {
		p := &r.Rows[i]
		if p.Name == "" {
			continue
		}
		if p.Ward != "" && p.Room != "" && p.Bed != "" && !p.Left {
			beds[p.place()] = append(beds[p.place()], i)
		}
		if p.Citizen != "" {
			citizens[p.Citizen] = append(citizens[p.Citizen], i)
		}
		if p.Card != "" {
			cards[p.Card] = append(cards[p.Card], i)
		}
		if p.Birth.Known() {
			who := p.Name.SearchKey() + "|" + string(p.Birth.Precision) + p.Birth.Day.String() + string(p.Sex)
			people[who] = append(people[who], i)
		}
	}
	for i := range r.Rows { // in the order of the rows, so that a reading is always the same
		p := &r.Rows[i]
		r.shared(i, beds[p.place()], FieldBed, "bed_twice", fault.A{"ward": p.Ward, "room": p.Room, "bed": p.Bed})
		r.shared(i, citizens[p.Citizen], FieldCitizen, "citizen_twice", fault.A{"text": p.Citizen})
		r.shared(i, cards[p.Card], FieldInsurance, "insurance_twice", fault.A{"text": p.Card})
		who := p.Name.SearchKey() + "|" + string(p.Birth.Precision) + p.Birth.Day.String() + string(p.Sex)
		if same := people[who]; len(same) > 1 && len(citizens[p.Citizen]) < 2 && !r.toldApart(same) {
			r.shared(i, same, FieldName, "person_twice", fault.A{"name": p.Name.String()})
		}
	}
}

// toldApart tells whether people of one name and birth carry different citizen
// numbers, which makes them different people.
func (r *Roster) toldApart(rows []int) bool {
	seen := map[string]bool{}
	for _, i := range rows {
		n := r.Rows[i].Citizen
		if n == "" || seen[n] {
			return false
		}
		seen[n] = true
	}
	return true
}

// shared notes that a row shares something with others. The first of them is
// proposed to keep it, the others to go without.
func (r *Roster) shared(i int, rows []int, field RosterField, name string, args fault.A) {
	if len(rows) < 2 || !slices.Contains(rows, i) {
		return
	}
	f := r.findField(&r.Rows[i], field, name, args)
	for _, j := range rows[:min(len(rows), mostNamed)] {
		f.Rows = append(f.Rows, r.Rows[j].Row)
	}
	f.Args["rows"] = joinRows(f.Rows)
	if rows[0] == i && f.Proposal == Without {
		f.Proposal = Take
		f.Choices = anyChoice
	}
}

// mostNamed is how many rows one finding names.
const mostNamed = 40

func joinRows(rows []int) string {
	text := ""
	for i, n := range rows {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprint(n)
	}
	return text
}

// dropRepeats takes out rows that say word for word what an earlier row says;
// the running number does not count.
func (r *Roster) dropRepeats() {
	seen := map[string]RowRef{}
	repeats := map[RowRef]RowRef{}
	kept := r.Rows[:0:0]
	for i := range r.Rows {
		p := r.Rows[i]
		key := fmt.Sprint(p.Name.SearchKey(), "|", p.Sex, p.Birth, p.Ethnic, "|", p.Citizen, "|", p.Card, "|", p.Origin, "|", p.Address,
			"|", p.Admitted, p.place(), p.Category, "|", p.Note, p.Extra)
		first, again := seen[key]
		if p.Name == "" || !again {
			seen[key] = p.RowRef
			kept = append(kept, p)
			continue
		}
		repeats[p.RowRef] = first
	}
	r.Rows = kept
	if len(repeats) == 0 {
		return
	}
	rest := r.Findings[:0:0]
	for _, f := range r.Findings { // what was said of the first row need not be said again
		if _, again := repeats[f.RowRef]; !again {
			rest = append(rest, f)
		}
	}
	r.Findings = rest
	for i := range r.Lines {
		line := &r.Lines[i]
		if first, again := repeats[line.RowRef]; again {
			line.Kind, line.Of = LineRepeat, first
			r.find(&RosterRow{RowRef: line.RowRef}, 0, "row_repeats", fault.A{"of": first.Row}).Rows = []int{first.Row, line.Row}
		}
	}
}

// compareTotals compares each total line with what was read: of its section,
// of its sheet or of the whole list, whichever it may mean.
func (r *Roster) compareTotals(readers []*sheetReader) {
	repeated := func(sheet, from, to int) int {
		n := 0
		for _, l := range r.Lines {
			if l.Kind == LineRepeat && (sheet < 0 || l.Sheet == sheet) && l.Row > from && l.Row < to {
				n++
			}
		}
		return n
	}
	all := len(r.Rows)
	for _, s := range readers {
		begin := 0
		for _, t := range s.totals {
			row := t.row.Row
			section := t.since - repeated(s.sheet, begin, row)
			sheet := t.sheet - repeated(s.sheet, 0, row)
			begin = row
			if t.says == section || t.says == sheet || t.says == all || t.says == t.since || t.says == t.sheet {
				continue
			}
			r.find(t.row, 0, "total_differs", fault.A{"says": t.says, "read": sheet})
		}
	}
}
