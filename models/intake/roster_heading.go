package intake

import (
	"strings"
	"unicode"

	"maiam/models/value"
)

// words reduces a text to folded words, so that headings can be compared
// however they are spelt: "Họ & Tên", "HO VA TEN:" and "họ  và tên" are near.
func words(s string) string {
	return strings.Join(strings.FieldsFunc(value.Fold(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// headingRule tells which words name a field: whole headings, phrases that
// may stand inside a longer heading, and phrases that must not.
type headingRule struct {
	field  RosterField
	whole  string
	inside string
	never  string
}

// headingRules is the table of headings as centres write them, in the order in
// which they are tried; alternatives are parted by "|".
var headingRules = []headingRule{
	{FieldNumber, "stt|tt|so tt|so thu tu|thu tu|no|sl no|s t t", "", ""},
	{FieldFamily, "ho|ho dem|ho lot|ho va dem|ho ten dem|ho va ten dem|ho va chu dem|ho chu lot|surname|family name", "", ""},
	{FieldGiven, "given name|first name", "", ""},
	{FieldInsurance, "so the|ma the|insurance|health card", "bhyt|bao hiem y te|the bao hiem|health insurance", "han|ngay|het han|noi|kcb|tu ngay|den ngay|gia tri"},
	{FieldCitizen, "id|id no|id number|id card|so giay to|giay to tuy than", "cccd|cmnd|cmt|can cuoc|dinh danh|citizen|national id", "ngay cap|noi cap|cap ngay|ngay|noi"},
	{FieldPlace, "cho nam|vi tri|noi nam|bed place|cho o trong trung tam", "phong giuong|buong giuong|phong va giuong|phong so giuong so|so phong giuong|so phong so giuong|vi tri giuong|vi tri nam|room bed|phong o giuong", ""},
	{FieldName, "ten|name|full name|ho va ten|ho ten|nguoi o|ten nguoi o", "ho va ten|ho ten|ten doi tuong|ho va ten doi tuong|full name", "cha|me|than nhan|nguoi than|bo|nguoi giam ho|giam ho|lien he|nguoi dai dien"},
	{FieldMale, "nam sinh nam|ngay sinh nam|nam sinh doi tuong nam|male|sinh nam nam", "", ""},
	{FieldFemale, "nu|nam sinh nu|ngay sinh nu|ngay thang nam sinh nu|female|sinh nam nu", "", ""},
	{FieldSex, "gt|phai|sex|gender|nam nu|g tinh", "gioi tinh", ""},
	{FieldBirth, "ntns|ns|nt ns|sinh|sinh nam|sinh ngay|dob|birth|birthday|nam|ngay thang nam", "nam sinh|ngay sinh|thang nam sinh|ngay thang sinh|sinh ngay|date of birth|birth date|year of birth|birth year", "cha|me|than nhan|giam ho|noi sinh"},
	{FieldAge, "tuoi|age|so tuoi", "", ""},
	{FieldEthnic, "ethnic|ethnicity|d toc", "dan toc|ethnic group", ""},
	{FieldAdmitted, "vao|ngay vao|tiep nhan|admitted|admission|date in", "ngay vao|vao ngay|ngay tiep nhan|ngay thang vao|ngay nhap|ngay nhan|thoi gian vao|thoi diem vao|tiep nhan ngay|admission date|date of admission|date admitted|ngay den|ngay tn", "quyet dinh|so qd|qd"},
	{FieldLeft, "ra|ngay ra|ngay ve|date out", "ngay ra|ngay roi|ngay ve|ngay dung|date left|discharge date", "quyet dinh|qd"},
	{FieldCategory, "dien|doi tuong|nhom|loai|nhom dt|dien dt|category|group", "dien doi tuong|loai doi tuong|nhom doi tuong|phan loai doi tuong|thuoc dien|doi tuong thuoc|phan loai|loai hinh doi tuong", "ho ten|ho va ten|ten"},
	{FieldWard, "khu|nha|day|khoa|khu nha|day nha|phan khu|khu vuc|khu o|ward|zone|area|ten khu", "khu nha|ten khu", "ho khau|dia chi|noi"},
	{FieldRoom, "phong|buong|room|phong o|so phong|phong so|buong so|ten phong|buong o|room no|p", "so phong|room number", "giuong"},
	{FieldBed, "giuong|bed|so giuong|giuong so|ma giuong|bed no|g", "so giuong|bed number", "phong|buong"},
	{FieldOrigin, "que|hometown|native place|origin|q quan", "que quan|nguyen quan|place of origin|home town", ""},
	{FieldAddress, "ho khau|hktt|dia chi|address|noi o|noi o hien nay|cho o hien nay|cho o", "thuong tru|ho khau|dia chi|noi o hien|noi o truoc", "than nhan|nguoi than|giam ho|lien he|cha|me"},
	{FieldStatus, "tinh trang|trang thai|hien trang|status|con o khong|dang o", "tinh trang o|tinh trang cu tru", "suc khoe|benh|hon nhan|khuyet tat"},
	{FieldNote, "ghi chu|chu thich|note|notes|remarks|remark|gc|ghi chu khac", "ghi chu", ""},
}

func has(list, phrase string) bool {
	return list != "" && strings.Contains("|"+list+"|", "|"+phrase+"|")
}

// phraseRule is a phrase that may stand inside a heading; phrases are kept under
// their first word, so that the many cells of a list that are no headings cost
// little.
type phraseRule struct {
	phrase string
	rule   *headingRule
}

var wholeHeadings, headingPhrases = indexHeadings()

func indexHeadings() (map[string]RosterField, map[string][]phraseRule) {
	whole, inside := map[string]RosterField{}, map[string][]phraseRule{}
	for i := range headingRules {
		rule := &headingRules[i]
		for _, w := range strings.Split(rule.whole, "|") {
			if _, taken := whole[w]; !taken && w != "" {
				whole[w] = rule.field
			}
		}
		for _, p := range strings.Split(rule.inside, "|") {
			if first, _, _ := strings.Cut(p, " "); first != "" {
				inside[first] = append(inside[first], phraseRule{p, rule})
			}
		}
	}
	return whole, inside
}

// matchHeading finds the field that a heading names, and how sure that is: a
// whole heading is surer than a phrase inside one, a long phrase than a short.
func matchHeading(heading string) (RosterField, int) {
	if strings.TrimSpace(heading) == "#" {
		return FieldNumber, 100
	}
	h := words(heading)
	if h == "" || len(h) > 80 {
		return "", 0
	}
	if f, ok := wholeHeadings[h]; ok {
		return f, 100
	}
	best, score := RosterField(""), 0
	for _, word := range strings.Fields(h) {
		for _, p := range headingPhrases[word] {
			if len(p.phrase) > score && holdsPhrase(h, p.phrase) && !holdsAny(h, p.rule.never) {
				best, score = p.rule.field, len(p.phrase)
			}
		}
	}
	return best, score
}

// holdsPhrase tells whether the words of the phrase stand in the text in one run.
func holdsPhrase(text, phrase string) bool {
	return strings.Contains(" "+text+" ", " "+phrase+" ")
}

func holdsAny(text, phrases string) bool {
	if phrases == "" {
		return false
	}
	for _, p := range strings.Split(phrases, "|") {
		if holdsPhrase(text, p) {
			return true
		}
	}
	return false
}

// heading is one block of heading rows and what it says about the columns.
type heading struct {
	top, bottom int // rows, zero-based
	field       map[int]RosterField
	column      map[RosterField]int // zero-based
	title       map[int]string      // as written
	twice       []int               // columns that name a field a second time
}

// headingAt reads the heading that begins at a row; nil when none does.
func (s *sheetReader) headingAt(row int) *heading {
	own := map[RosterField]bool{}
	for c := range s.grid.Rows[row] {
		if cell := s.grid.At(row, c); cell.Kind == value.GridText && cell.Formula == "" {
			if f, _ := matchHeading(cell.Text); f != "" {
				own[f] = true
			}
		}
	}
	named := own[FieldName] || own[FieldFamily]
	if len(own) < 3 || !named && len(own) < 5 {
		return nil
	}
	h := &heading{top: row, bottom: row}
	for h.bottom < row+3 && s.subHeading(h.bottom+1, row) {
		h.bottom++
	}
	s.resolve(h)
	if h.bottom+1 < len(s.grid.Rows) && s.numbersColumns(h.bottom+1) {
		h.bottom++
	}
	return h
}

// subWords are headings of a second row that mean nothing by themselves.
const subWords = "nam|nu|ngay|thang|so|noi cap|ngay cap|male|female|m|f|day|month|year|cu|moi"

// subHeading tells whether a row is a further row of the heading above it.
func (s *sheetReader) subHeading(row, top int) bool {
	if row >= len(s.grid.Rows) {
		return false
	}
	found := false
	for c := range s.grid.Rows[row] {
		cell := s.grid.At(row, c)
		if cell.Empty() {
			continue
		}
		if cell.Kind != value.GridText {
			return false
		}
		f, score := matchHeading(cell.Text)
		switch {
		case has(subWords, words(cell.Text)) || f != "" && score >= 4:
			// a whole second row of the same headings is a repeated heading, not a sub-heading
			if f != "" && f == FieldName && !s.grid.At(top, c).Empty() {
				return false
			}
			found = true
		case !s.underMerge(row, c, top):
			return false
		}
	}
	return found
}

// underMerge tells whether a cell stands below a heading that spans several columns.
func (s *sheetReader) underMerge(row, column, top int) bool {
	for _, m := range s.grid.Merges {
		if m.Left < m.Right && m.Top >= top && m.Bottom < row && column >= m.Left && column <= m.Right {
			return true
		}
	}
	return false
}

// numbersColumns tells whether a row only numbers the columns: (1) (2) (3) or A B 1 2 3.
func (s *sheetReader) numbersColumns(row int) bool {
	last, count := 0, 0
	for c := range s.grid.Rows[row] {
		cell := s.grid.At(row, c)
		if cell.Empty() {
			continue
		}
		w := words(cell.Text)
		if last == 0 && len(w) == 1 && w[0] >= 'a' && w[0] <= 'c' {
			continue
		}
		n, ok := smallNumber(w)
		if !ok || n != last+1 {
			return false
		}
		last, count = n, count+1
	}
	return count >= 4
}

// resolve decides which column holds which field.
func (s *sheetReader) resolve(h *heading) {
	h.field, h.column, h.title = map[int]RosterField{}, map[RosterField]int{}, map[int]string{}
	width := 0
	for r := h.top; r <= h.bottom; r++ {
		width = max(width, len(s.grid.Rows[r]))
	}
	scores := map[int]int{}
	texts := make([][]string, width) // what stands in each column, from above to below, once each
	for c := range width {
		for r := h.top; r <= h.bottom; r++ {
			if t := s.headingText(h, r, c); t != "" && (len(texts[c]) == 0 || texts[c][len(texts[c])-1] != t) {
				texts[c] = append(texts[c], t)
			}
		}
		h.title[c] = strings.Join(texts[c], " ")
	}
	for c := range width {
		f, score := s.fieldOf(texts, c)
		if f == "" {
			continue
		}
		if at, taken := h.column[f]; taken {
			if scores[at] >= score {
				h.twice = append(h.twice, c)
				continue
			}
			h.twice = append(h.twice, at)
			delete(h.field, at)
		}
		h.field[c], h.column[f], scores[c] = f, c, score
	}
	s.settle(h)
}

// headingText gives what a reader sees at a place of the heading. A heading
// over several columns is often not merged: then the one to the left counts
// for a sub-heading below an empty cell.
func (s *sheetReader) headingText(h *heading, row, column int) string {
	if t := value.CleanText(s.grid.Shown(row, column).Text); t != "" {
		return t
	}
	if row == h.top && h.bottom > h.top && !s.grid.At(row+1, column).Empty() {
		for c := column - 1; c >= 0; c-- {
			if t := value.CleanText(s.grid.Shown(row, c).Text); t != "" {
				return t
			}
		}
	}
	return ""
}

// fieldOf decides about one column from its heading rows and its neighbours.
func (s *sheetReader) fieldOf(texts [][]string, c int) (RosterField, int) {
	t := texts[c]
	if len(t) == 0 {
		return "", 0
	}
	last := words(t[len(t)-1])
	var above RosterField
	if len(t) > 1 {
		above, _ = matchHeading(t[len(t)-2])
	}
	// "Năm" (year) and "Nam" (man) look alike without accents: the neighbours tell
	beside := func(list string) bool {
		for _, d := range []int{c - 2, c - 1, c + 1, c + 2} {
			if d >= 0 && d < len(texts) && len(texts[d]) > 0 && has(list, words(texts[d][len(texts[d])-1])) {
				return true
			}
		}
		return false
	}
	afterMonth := c > 0 && len(texts[c-1]) > 0 && has("thang|month", words(texts[c-1][len(texts[c-1])-1]))
	switch {
	case above == FieldBirth && afterMonth && has("nam|year", last):
		return FieldBirth, 100
	case last == "nu" || last == "female" || last == "f" && len(t) > 1:
		return FieldFemale, 100
	case (last == "nam" || last == "male" || last == "m" && len(t) > 1) && beside("nu|female|f"):
		return FieldMale, 100
	case above == FieldBirth && last == "ngay" && beside("thang"):
		return FieldDate, 100
	case above == FieldBirth && last == "thang" && beside("nam|ngay"):
		return FieldMonth, 100
	case above == FieldBirth && last == "nam":
		return FieldBirth, 100
	case last == "ten" && beside("ho|ho dem|ho lot|ho va dem|ho va ten dem|ho ten dem|ho va chu dem|ho chu lot"):
		return FieldGiven, 100
	}
	if f, score := matchHeading(t[len(t)-1]); f != "" {
		return f, score
	}
	if f, score := matchHeading(strings.Join(t, " ")); f != "" {
		return f, score - 1
	}
	return "", 0
}

// settle corrects what only the whole heading can tell.
func (s *sheetReader) settle(h *heading) {
	move := func(from, to RosterField) {
		if c, ok := h.column[from]; ok {
			if _, taken := h.column[to]; !taken {
				delete(h.column, from)
				h.field[c], h.column[to] = to, c
			}
		}
	}
	if _, ok := h.column[FieldFamily]; ok { // "Họ" and "Tên" apart
		if _, given := h.column[FieldGiven]; !given {
			move(FieldName, FieldGiven)
		}
	}
	// "Nơi ở hiện nay" is a bed in one list and an address in another: its content tells
	if c, ok := h.column[FieldAddress]; ok {
		if _, room := h.column[FieldRoom]; !room && s.holdsPlaces(h.bottom+1, c) {
			move(FieldAddress, FieldPlace)
		}
	}
}

// holdsPlaces tells whether a column mostly holds beds such as "205-3".
func (s *sheetReader) holdsPlaces(from, column int) bool {
	places, others := 0, 0
	for r := from; r < len(s.grid.Rows) && places+others < 40; r++ {
		if c := s.grid.At(r, column); !c.Empty() {
			if _, ok := splitPlace(c.Text); ok {
				places++
			} else {
				others++
			}
		}
	}
	return places > others*2
}
