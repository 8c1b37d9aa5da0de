package intake

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"maiam/models/fault"
	"maiam/models/value"
)

// The lengths that the house keeps of texts from a list, in letters.
const (
	originLimit = 255
	ethnicLimit = 40
	placeLimit  = 40
	noteLimit   = 2000
)

// readPerson reads one person's row and notes what is doubtful in it.
func (s *sheetReader) readPerson(h *heading, row int, name string) {
	s.since++
	s.people++
	p := &RosterRow{RowRef: RowRef{s.sheet, row + 1}, AsOf: s.asOf, columns: map[RosterField]int{}}
	for f, c := range h.column {
		p.columns[f] = c + 1
	}
	s.readName(p, name)
	s.readBirthAndSex(h, row, p)
	s.readNumbers(h, row, p)
	s.readPlace(h, row, p)
	s.readCategory(h, row, p)
	s.readAdmitted(h, row, p)
	p.Ethnic = s.text(h, row, p, FieldEthnic, ethnicLimit)
	p.Origin = s.text(h, row, p, FieldOrigin, originLimit)
	p.Address = s.text(h, row, p, FieldAddress, originLimit)
	s.readRemarks(h, row, p)
	s.roster.Rows = append(s.roster.Rows, *p)
}

func (s *sheetReader) readName(p *RosterRow, name string) {
	field := FieldName
	if _, ok := p.columns[FieldFamily]; ok {
		field = FieldFamily
	}
	switch {
	case name == "" || !hasLetter(name):
		s.roster.findField(p, field, "name_missing", fault.A{"text": name})
		return
	case strings.ContainsAny(name, "=<>{}[]|\\") && !strings.HasPrefix(name, "="):
		// such signs are no part of a name, but the text is kept as it stands
	}
	n, err := value.ParseName(name)
	if err != nil {
		s.roster.findField(p, field, "name_unreadable", fault.A{"text": firstRunes(name, 80)})
		return
	}
	p.Name = n
	if likeFormula(name) {
		s.roster.findField(p, field, "looks_like_formula", fault.A{"text": firstRunes(name, 80)})
	}
}

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// text reads a plain text; "không rõ" means that nothing is known.
func (s *sheetReader) text(h *heading, row int, p *RosterRow, field RosterField, limit int) string {
	c := s.cell(h, row, field)
	t := value.CleanText(c.Text)
	if unknown(t) || c.Kind == value.GridError {
		return ""
	}
	if utf8.RuneCountInString(t) > limit {
		s.roster.findField(p, field, "text_too_long", fault.A{"limit": limit, "text": firstRunes(t, 80)})
		return ""
	}
	if likeFormula(t) || c.Formula != "" {
		s.roster.findField(p, field, "looks_like_formula", fault.A{"text": firstRunes(t, 80)})
	}
	return t
}

var (
	formulaStart = regexp.MustCompile(`^\s*(=|@\w)`)
	formulaSign  = regexp.MustCompile(`^\s*[+-]\s*([A-Za-z_.]+\(|\d+([.,]\d+)?\s*[-+*/^]|[A-Z]{1,3}\$?\d)`)
)

// likeFormula tells whether a spreadsheet program would take a text for a formula.
func likeFormula(s string) bool { return formulaStart.MatchString(s) || formulaSign.MatchString(s) }

// sexOf reads a sex from folded words.
func sexOf(w string) (value.Sex, bool) {
	switch {
	case has("nam|m|male|trai|nam gioi|ong", w):
		return value.Male, true
	case has("nu|f|female|gai|nu gioi|ba", w):
		return value.Female, true
	}
	return "", false
}

// isMark tells a tick from a date in the columns Nam and Nữ.
func isMark(c value.GridCell) bool {
	t := strings.ToLower(strings.TrimSpace(c.Text))
	return has("x|v|✓|✔|√|1|+|*|co|true", t) || has("nam|nu", words(t))
}

func (s *sheetReader) readBirthAndSex(h *heading, row int, p *RosterRow) {
	p.Birth.Precision = value.PrecisionUnknown
	var from []value.Sex
	if w := words(s.cell(h, row, FieldSex).Text); w != "" {
		if sex, ok := sexOf(w); ok {
			from = append(from, sex)
		}
	}
	for _, side := range []struct {
		field RosterField
		sex   value.Sex
	}{{FieldMale, value.Male}, {FieldFemale, value.Female}} {
		c := s.cell(h, row, side.field)
		if c.Empty() || has("0|-", strings.TrimSpace(c.Text)) {
			continue
		}
		from = append(from, side.sex)
		if !isMark(c) {
			s.birthFrom(c, p, side.field)
		}
	}
	if len(from) == 0 && s.sectionSex != "" {
		from = append(from, s.sectionSex)
	}
	for i, sex := range from {
		if i > 0 && sex != from[0] {
			field := FieldSex
			if _, ok := p.columns[field]; !ok {
				field = FieldFemale
			}
			s.roster.findField(p, field, "sex_contradiction", nil)
			from = nil
			break
		}
	}
	if len(from) > 0 {
		p.Sex = from[0]
	}
	if !p.Birth.Known() {
		s.birthFromColumns(h, row, p)
	}
	s.checkBirth(p)
}

// birthFrom reads a birth date from a cell.
func (s *sheetReader) birthFrom(c value.GridCell, p *RosterRow, field RosterField) {
	b, how, ok := readBirth(c, p.AsOf)
	if !ok {
		s.roster.findField(p, field, "birth_unreadable", fault.A{"text": firstRunes(c.Text, 40)})
		return
	}
	if b.Known() {
		p.Birth = b
		p.columns[FieldBirth] = p.columns[field]
	}
	if how != "" {
		s.roster.findField(p, field, how, fault.A{"text": c.Text, "birth": b.Text(), "day": b.Text()})
	}
}

func (s *sheetReader) birthFromColumns(h *heading, row int, p *RosterRow) {
	c := s.cell(h, row, FieldBirth)
	_, month := h.column[FieldMonth]
	if month && !c.Empty() {
		// day, month and year in columns of their own
		parts := []string{words(s.cell(h, row, FieldDate).Text), words(s.cell(h, row, FieldMonth).Text), words(c.Text)}
		switch {
		case parts[1] == "":
			parts = parts[2:]
		case parts[0] == "":
			parts = parts[1:]
		}
		c = value.GridCell{Kind: value.GridText, Text: strings.Join(parts, "/")}
	}
	if !c.Empty() {
		s.birthFrom(c, p, FieldBirth)
		return
	}
	if age := s.cell(h, row, FieldAge); !age.Empty() {
		n, ok := smallNumber(words(age.Text))
		if !ok || n > 120 {
			s.roster.findField(p, FieldAge, "birth_unreadable", fault.A{"text": firstRunes(age.Text, 40)})
			return
		}
		p.Birth = value.BornIn(p.AsOf.Year()-n, true)
		p.columns[FieldBirth] = p.columns[FieldAge]
		s.roster.findField(p, FieldAge, "born_by_age", fault.A{"text": age.Text, "birth": p.Birth.Text()})
	}
}

// longestLife is the age above which a birth date is asked about, and
// impossibleLife the one above which nobody has lived.
const (
	longestLife    = 110
	impossibleLife = 124
)

func (s *sheetReader) checkBirth(p *RosterRow) {
	if !p.Birth.Known() {
		return
	}
	if p.Birth.Day.After(p.AsOf) {
		s.roster.findField(p, FieldBirth, "birth_in_future", fault.A{"birth": p.Birth.Text(), "as_of": p.AsOf})
		return
	}
	name := "born_long_ago"
	age := p.Birth.Day.AgeOn(p.AsOf)
	if age > impossibleLife {
		name = "born_too_long_ago"
	}
	if age > longestLife {
		s.roster.findField(p, FieldBirth, name, fault.A{"birth": p.Birth.Text(), "age": age})
	}
}

// readNumbers reads the citizen number and the insurance card.
func (s *sheetReader) readNumbers(h *heading, row int, p *RosterRow) {
	if c := s.cell(h, row, FieldCitizen); !c.Empty() && !unknown(c.Text) {
		s.readCitizen(c, p)
	}
	if !p.Sex.Known() && !s.hasFinding(p, "sex_contradiction") {
		s.sexByNumber(p)
	}
	c := s.cell(h, row, FieldInsurance)
	if c.Empty() || unknown(c.Text) {
		return
	}
	text := strings.TrimLeft(c.Text, "'`")
	if c.Kind == value.GridNumber && len(c.Number) < 10 { // the ten digits of a new card
		text = strings.Repeat("0", 10-len(c.Number)) + c.Number
	}
	card, err := value.ParseInsurance(text)
	if err != nil {
		s.roster.findField(p, FieldInsurance, "insurance_form", fault.A{"text": firstRunes(text, 40)})
		return
	}
	p.Card = card.Number
}

// Every citizen number begins with a zero, so that one which begins with
// another figure has lost its first zero to a number cell; it is given back.
// Any other length cannot be mended.
func (s *sheetReader) readCitizen(c value.GridCell, p *RosterRow) {
	text := strings.TrimLeft(value.CleanText(c.Text), "'`")
	if c.Kind == value.GridNumber {
		text = c.Number
	}
	digits := strings.Map(func(r rune) rune {
		if r == ' ' || r == '.' || r == '-' || r == ',' {
			return -1
		}
		return r
	}, text)
	if _, err := strconv.ParseUint(digits, 10, 64); err != nil {
		s.roster.findField(p, FieldCitizen, "citizen_unreadable", fault.A{"text": firstRunes(text, 40)})
		return
	}
	restored := digits[0] != '0' && (len(digits) == 11 || len(digits) == 10 || len(digits) == 8 && c.Kind == value.GridNumber)
	if restored {
		digits = "0" + digits
	}
	citizen, err := value.ParseCitizen(digits)
	switch {
	case err == value.CitizenLength:
		s.roster.findField(p, FieldCitizen, "citizen_length", fault.A{"digits": len(digits), "text": firstRunes(digits, 40)})
		return
	case err != nil:
		s.roster.findField(p, FieldCitizen, "citizen_unreadable", fault.A{"text": firstRunes(digits, 40)})
		return
	}
	p.Citizen = citizen.Number
	if restored {
		s.roster.findField(p, FieldCitizen, "zero_restored", fault.A{"text": citizen.Number})
	}
	for _, q := range citizen.Questions(p.Sex, p.Birth, p.AsOf) {
		if q != value.CitizenOldCard {
			s.roster.findField(p, FieldCitizen, "citizen_differs", fault.A{"text": citizen.Number, "sex": sexText(citizen.Sex), "year": citizen.BirthYear})
			return
		}
	}
}

// sexText is a sex as part of a sentence.
type sexText value.Sex

// TextKey names its word.
func (s sexText) TextKey() string { return "intake.sex." + string(s) }

// sexByNumber takes the sex from the citizen number when the list does not tell it.
func (s *sheetReader) sexByNumber(p *RosterRow) {
	citizen, err := value.ParseCitizen(p.Citizen)
	if err != nil || !citizen.Sex.Known() {
		s.roster.findField(p, FieldSex, "sex_missing", nil)
		return
	}
	p.Sex = citizen.Sex
	s.roster.findField(p, FieldSex, "sex_by_number", fault.A{"sex": sexText(p.Sex)})
}

func (s *sheetReader) hasFinding(p *RosterRow, name string) bool {
	for i := len(s.roster.Findings) - 1; i >= 0; i-- {
		f := &s.roster.Findings[i]
		if f.RowRef != p.RowRef {
			return false
		}
		if f.Key == "intake.roster."+name {
			return true
		}
	}
	return false
}
