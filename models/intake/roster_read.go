package intake

import (
	"regexp"
	"strings"

	"maiam/models/fault"
	"maiam/models/value"
)

// sheetReader reads one sheet from above to below.
type sheetReader struct {
	roster   *Roster
	sheet    int
	grid     *value.Grid
	headings []*heading
	lines    []LineKind
	asOf     value.Day
	ward     string // the ward that the sheet's name or title tells
	seen     []RosterColumn
	totals   []total

	// what the sections above the current row say
	category    string
	sectionSex  value.Sex
	sectionWard string
	anyCategory bool
	closed      bool // signatures have begun
	since       int  // people since the last section
	people      int
	fills       map[[2]int]value.GridCell
}

// total is a line that counts: what it says and what was read above it.
type total struct {
	row                *RosterRow
	says, since, sheet int
}

func newSheetReader(r *Roster, sheet int, grid *value.Grid) *sheetReader {
	return &sheetReader{roster: r, sheet: sheet, grid: grid}
}

// mostFills bounds what merged blocks may spread, whatever a file claims.
const mostFills = 100_000

// mapLines finds the headings, the sheet's own day and the ward it speaks of.
func (s *sheetReader) mapLines() {
	s.lines = make([]LineKind, len(s.grid.Rows))
	for row := 0; row < len(s.grid.Rows) && !s.grid.Hidden; row++ {
		if h := s.headingAt(row); h != nil {
			s.headings = append(s.headings, h)
			for i := h.top; i <= h.bottom; i++ {
				s.lines[i] = LineHeading
			}
			row = h.bottom
		}
	}
	s.fills = map[[2]int]value.GridCell{}
	for _, m := range s.grid.Merges { // a block over several rows speaks for each of them
		if m.Left != m.Right || m.Bottom <= m.Top || m.Bottom >= len(s.grid.Rows) || len(s.fills) > mostFills {
			continue
		}
		for row := m.Top + 1; row <= m.Bottom; row++ {
			s.fills[[2]int{row, m.Left}] = s.grid.At(m.Top, m.Left)
		}
	}
	s.ward = wardNamed(s.grid.Name)
	first := len(s.grid.Rows)
	if len(s.headings) > 0 {
		first = s.headings[0].top
	}
	for row := 0; row < first; row++ {
		for c := range s.grid.Rows[row] {
			cell := s.grid.At(row, c)
			if cell.Empty() {
				continue
			}
			if s.asOf.IsZero() {
				s.asOf = dayInText(cell)
			}
			if s.ward == "" && len(s.headings) > 0 {
				s.ward = wardNamed(cell.Text)
			}
			if s.roster.Title == "" && len(s.headings) > 0 && holdsAny(words(cell.Text), "danh sach|list|roster") {
				s.roster.Title = value.CleanText(cell.Text)
			}
		}
	}
	if s.asOf.IsZero() {
		s.asOf = dayInText(value.GridCell{Kind: value.GridText, Text: s.grid.Name})
	}
	if s.asOf.IsZero() { // some lists are dated above the signatures only
		for row := len(s.grid.Rows) - 1; row >= 0 && row >= len(s.grid.Rows)-12; row-- {
			for c := range s.grid.Rows[row] {
				if t := s.grid.At(row, c).Text; s.asOf.IsZero() && strings.HasPrefix(words(t[max(0, strings.LastIndex(t, ",")):]), "ngay ") {
					s.asOf = dayInText(s.grid.At(row, c))
				}
			}
		}
	}
}

// readLines gives every line of the sheet its kind and reads the people.
func (s *sheetReader) readLines() {
	var h *heading
	next := 0
	for row := range s.grid.Rows {
		if next < len(s.headings) && s.headings[next].top == row {
			h = s.headings[next]
			s.tellColumns(h, next == 0)
			next++
		}
		ref := RosterRow{RowRef: RowRef{s.sheet, row + 1}}
		if s.lines[row] == "" {
			s.lines[row] = s.readLine(h, row, &ref)
		}
		s.roster.Lines = append(s.roster.Lines, RosterLine{RowRef: ref.RowRef, Kind: s.lines[row]})
	}
	if len(s.headings) == 0 && s.anything() {
		name := "sheet_no_headings"
		if s.grid.Hidden {
			name = "sheet_hidden"
		}
		s.roster.find(&RosterRow{RowRef: RowRef{s.sheet, 1}}, 0, name, fault.A{"sheet": s.grid.Name})
	}
}

func (s *sheetReader) anything() bool {
	for row := range s.grid.Rows {
		if !s.blank(row) {
			return true
		}
	}
	return false
}

func (s *sheetReader) blank(row int) bool {
	for c := range s.grid.Rows[row] {
		if !s.grid.At(row, c).Empty() {
			return false
		}
	}
	return true
}

// tellColumns lists the columns of a heading; those not known are kept as they are and told.
func (s *sheetReader) tellColumns(h *heading, first bool) {
	if !first {
		return // a repeated heading says nothing new
	}
	ref := &RosterRow{RowRef: RowRef{s.sheet, h.top + 1}}
	for c := 0; c < len(h.title); c++ {
		s.seen = append(s.seen, RosterColumn{Column: c + 1, Heading: h.title[c], Field: h.field[c]})
		if h.field[c] == "" && h.title[c] != "" {
			name := "column_unknown"
			for _, t := range h.twice {
				if t == c {
					name = "column_twice"
				}
			}
			s.roster.find(ref, c+1, name, fault.A{"heading": h.title[c]})
		}
	}
}

// cell gives what stands in a field of a row; a merged block counts for every row it covers.
func (s *sheetReader) cell(h *heading, row int, field RosterField) value.GridCell {
	c, ok := h.column[field]
	if !ok {
		return value.GridCell{}
	}
	own := s.grid.At(row, c)
	if own.Empty() {
		return s.fills[[2]int{row, c}]
	}
	if repeatable[field] && ditto(own.Text) {
		for up := row - 1; up >= 0 && up >= row-farthestDitto; up-- {
			if above := s.grid.At(up, c); s.lines[up] == LinePerson && !above.Empty() && !ditto(above.Text) {
				return above
			}
		}
		return value.GridCell{}
	}
	return own
}

// repeatable are the fields in which people write "như trên" instead of the same words again.
var repeatable = map[RosterField]bool{FieldWard: true, FieldRoom: true, FieldOrigin: true, FieldAddress: true, FieldEthnic: true, FieldCategory: true, FieldAdmitted: true}

// farthestDitto is how far above the repeated words may stand.
const farthestDitto = 60

// ditto tells whether a cell says that the words above hold here too.
func ditto(s string) bool {
	t := strings.TrimSpace(s)
	return t == `"` || t == "''" || t == "”" || t == "〃" || has("nt|nhu tren|n t", words(t))
}

// own gives what stands in the very cell.
func (s *sheetReader) own(h *heading, row int, field RosterField) value.GridCell {
	if c, ok := h.column[field]; ok {
		return s.grid.At(row, c)
	}
	return value.GridCell{}
}

// personal are the fields that only a person's row has.
var personal = []RosterField{FieldBirth, FieldMale, FieldFemale, FieldAge, FieldCitizen, FieldInsurance, FieldAdmitted, FieldRoom, FieldBed, FieldPlace, FieldSex, FieldEthnic, FieldOrigin, FieldWard}

func (s *sheetReader) nameText(h *heading, row int) string {
	if _, ok := h.column[FieldFamily]; ok {
		return value.CleanText(s.own(h, row, FieldFamily).Text + " " + s.own(h, row, FieldGiven).Text)
	}
	return value.CleanText(s.own(h, row, FieldName).Text)
}

// readLine decides what one line is.
func (s *sheetReader) readLine(h *heading, row int, ref *RosterRow) LineKind {
	if s.blank(row) {
		return LineBlank
	}
	if h == nil {
		if len(s.headings) == 0 {
			return LineUnread // the sheet as a whole is told
		}
		return LineTitle
	}
	data, strong := 0, 0
	for _, f := range personal {
		if c := s.own(h, row, f); !c.Empty() {
			data++
			if s.isData(f, c) {
				strong++
			}
		}
	}
	name, text := s.nameText(h, row), s.rowText(row)
	if totalLine(words(text)) && strong < 3 && (data == 0 || strong == 0 || onlyCounts(s.grid.Rows[row])) {
		s.countTotal(ref, text, row)
		return LineTotal
	}
	if closingLine(words(text)) && strong == 0 {
		s.closed = true
		return LineClosing
	}
	number := s.own(h, row, FieldNumber)
	_, counted := smallNumber(words(number.Text))
	switch {
	case name != "" && strong > 0:
		s.readPerson(h, row, name)
		return LinePerson
	case s.closed && strong == 0:
		return LineClosing
	case name == "" && strong > 1 || name == "" && strong > 0 && counted:
		s.readPerson(h, row, "")
		return LinePerson
	case s.section(row, counted):
		return LineSection
	case name != "" && counted:
		s.readPerson(h, row, name)
		return LinePerson
	case s.titledSection(ref, row, text):
		return LineSection
	}
	s.roster.find(ref, 0, "row_not_understood", fault.A{"text": firstRunes(text, 80)})
	return LineUnread
}

// isData tells whether a cell holds what its column is for, so that a title or
// a signature that happens to stand below "Ngày vào" is not taken for a person.
func (s *sheetReader) isData(f RosterField, c value.GridCell) bool {
	w := words(c.Text)
	switch f {
	case FieldBirth, FieldMale, FieldFemale, FieldAdmitted, FieldAge, FieldCitizen, FieldInsurance:
		return strings.ContainsAny(w, "0123456789") || has("khong ro|x", w)
	case FieldRoom, FieldBed, FieldPlace:
		return len([]rune(w)) <= 20
	case FieldSex:
		_, ok := sexOf(w)
		return ok
	}
	return len([]rune(w)) <= 120
}

// rowText is everything written in a row, for titles, totals and signatures.
func (s *sheetReader) rowText(row int) string {
	var parts []string
	for c := range s.grid.Rows[row] {
		if t := value.CleanText(s.grid.At(row, c).Text); t != "" {
			parts = append(parts, t)
		}
	}
	return strings.Join(parts, " ")
}

var (
	totalWords   = regexp.MustCompile(`^((i|ii|iii|iv|v|vi|vii|viii|ix|x|[a-h]) )?(tong cong|tong so|tong|cong don|cong muc|cong|cong so|sum|total|subtotal|grand total)\b`)
	totalRest    = regexp.MustCompile(`\d|^\S+( \S+)?$|nguoi|doi tuong|danh sach`)
	closingWords = "giam doc|pho giam doc|nguoi lap|nguoi lap bieu|nguoi lap danh sach|lap bieu|ke toan|thu truong|truong phong|ky ten|ky va ghi ro ho ten|ky ghi ro ho ten|xac nhan cua|noi nhan|director|prepared by"
	closingDate  = regexp.MustCompile(`\bngay (\d{1,2} |)thang (\d{1,2} |)nam( \d{4})?$`)
)

func totalLine(w string) bool { return totalWords.MatchString(w) && totalRest.MatchString(w) }

func closingLine(w string) bool {
	return holdsAny(w, closingWords) && len(w) < 160 || closingDate.MatchString(w)
}

// onlyCounts tells whether the cells of a line are its title and small counts.
func onlyCounts(cells []value.GridCell) bool {
	texts := 0
	for i := range cells {
		if cells[i].Empty() {
			continue
		}
		if _, ok := smallNumber(words(cells[i].Text)); !ok {
			texts++
		}
	}
	return texts <= 2
}

var countInTotal = regexp.MustCompile(`\b(\d{1,5})( (nguoi|doi tuong|ng|chau|cu))?\b`)

func (s *sheetReader) countTotal(ref *RosterRow, text string, _ int) {
	all := countInTotal.FindAllStringSubmatch(words(text), -1)
	if len(all) == 0 {
		return
	}
	best := all[0][1]
	for _, m := range all {
		if m[2] != "" {
			best = m[1]
			break
		}
	}
	if n, ok := smallNumber(best); ok {
		s.totals = append(s.totals, total{row: ref, says: n, since: s.since, sheet: s.people})
	}
}

var numeral = regexp.MustCompile(`^([IVXLC]+|[A-H]|\d{1,2})\s*[.):/-]?\s+(\S.*)$`)

// section reads a line that names the category, the sex or the ward of the
// rows below it.
func (s *sheetReader) section(row int, counted bool) bool {
	title := s.title(row)
	if title == "" || len([]rune(title)) > 200 {
		return false
	}
	w := words(title)
	switch {
	case has("nam|doi tuong nam|nam gioi|male", w) && !counted:
		s.sectionSex = value.Male
	case has("nu|doi tuong nu|nu gioi|female", w) && !counted:
		s.sectionSex = value.Female
	case categoryOf(title) != "" && (!counted || len(strings.Fields(w)) > 2 && strings.ContainsAny(w, "0123456789")):
		s.startSection(categoryOf(title))
		if ward := wardNamed(title); ward != "" {
			s.sectionWard = ward
		}
	case wardNamed(title) != "" && !counted:
		s.sectionWard, s.since = wardNamed(title), 0
	default:
		return false
	}
	return true
}

// titledSection takes a numbered title for a section although its category is
// not known; the people below it stay without one until somebody chooses.
func (s *sheetReader) titledSection(ref *RosterRow, row int, text string) bool {
	if s.title(row) == "" || numeral.FindString(value.CleanText(text)) == "" {
		return false
	}
	s.startSection("")
	s.roster.find(ref, 0, "section_unknown", fault.A{"text": firstRunes(s.title(row), 80)})
	return true
}

func (s *sheetReader) startSection(category string) {
	s.category, s.sectionSex, s.since = category, "", 0
	s.anyCategory = s.anyCategory || category != ""
}

// title gives the text of a line that holds nothing but a title, without its
// number: "II", "Người khuyết tật" and "II. Người khuyết tật" alike.
func (s *sheetReader) title(row int) string {
	var texts []string
	for c := range s.grid.Rows[row] {
		if cell := s.grid.At(row, c); !cell.Empty() {
			texts = append(texts, value.CleanText(cell.Text))
		}
	}
	joined := strings.Join(texts, " ")
	if m := numeral.FindStringSubmatch(joined); m != nil {
		if len(texts) > 3 {
			return ""
		}
		return m[2]
	}
	if len(texts) > 2 {
		return ""
	}
	return joined
}

func firstRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
