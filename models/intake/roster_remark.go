package intake

import (
	"strings"
	"unicode/utf8"

	"maiam/models/fault"
	"maiam/models/value"
)

func (s *sheetReader) readPlace(h *heading, row int, p *RosterRow) {
	ward := value.CleanText(s.cell(h, row, FieldWard).Text)
	room := roomName(cellDigits(s.cell(h, row, FieldRoom)))
	bed := bedName(cellDigits(s.cell(h, row, FieldBed)))
	if c := s.cell(h, row, FieldPlace); !c.Empty() && !unknown(c.Text) {
		parts, ok := splitPlace(c.Text)
		if !ok {
			s.roster.findField(p, FieldPlace, "place_unreadable", fault.A{"text": firstRunes(c.Text, 40)})
		} else {
			if ward == "" {
				ward = parts[0]
			}
			room, bed = parts[1], parts[2]
			for _, f := range []RosterField{FieldRoom, FieldBed} {
				p.columns[f] = p.columns[FieldPlace]
			}
		}
	}
	if c, ok := h.column[FieldWard]; ok && ward != "" {
		ward = tidyWard(ward, h.title[c])
	}
	if ward == "" && s.sectionWard != "" {
		ward = s.sectionWard
	}
	if ward == "" {
		ward = s.ward
	}
	for _, t := range []*string{&ward, &room, &bed} {
		if unknown(*t) {
			*t = ""
		}
		if utf8.RuneCountInString(*t) > placeLimit {
			s.roster.findField(p, FieldWard, "text_too_long", fault.A{"limit": placeLimit, "text": firstRunes(*t, 80)})
			*t = ""
		}
	}
	p.Ward, p.Room, p.Bed = ward, room, bed
	if s.hasFinding(p, "place_unreadable") {
		return
	}
	switch {
	case room == "" && bed == "":
		s.roster.findField(p, FieldBed, "no_bed", nil)
	case ward == "" || room == "" || bed == "":
		s.roster.findField(p, FieldBed, "place_partial", fault.A{"ward": ward, "room": room, "bed": bed})
	}
}

// cellDigits gives the text of a cell that may hold a number: room 201, not 201.0.
func cellDigits(c value.GridCell) string {
	if c.Kind == value.GridNumber && c.Number != "" {
		return c.Number
	}
	return value.CleanText(c.Text)
}

func (s *sheetReader) readCategory(h *heading, row int, p *RosterRow) {
	p.Category = s.category
	if c := s.cell(h, row, FieldCategory); !c.Empty() {
		code := categoryOf(c.Text)
		if code == "" {
			s.roster.findField(p, FieldCategory, "category_unknown", fault.A{"text": firstRunes(c.Text, 80)})
		} else {
			p.Category = code
		}
		s.anyCategory = true
	}
	p.Category = settleCategory(p.Category, p.Birth, p.AsOf)
	if p.Category == "" && !s.hasFinding(p, "category_unknown") {
		s.roster.findField(p, FieldCategory, "category_missing", nil)
	}
}

func (s *sheetReader) readAdmitted(h *heading, row int, p *RosterRow) {
	c := s.cell(h, row, FieldAdmitted)
	d, completed, ok := readDay(c, p.AsOf)
	switch {
	case !ok:
		s.roster.findField(p, FieldAdmitted, "admitted_unreadable", fault.A{"text": firstRunes(c.Text, 40), "as_of": p.AsOf})
		return
	case d.IsZero():
		s.roster.findField(p, FieldAdmitted, "admitted_missing", fault.A{"as_of": p.AsOf})
		return
	case d.After(p.AsOf):
		s.roster.findField(p, FieldAdmitted, "admitted_in_future", fault.A{"day": d, "as_of": p.AsOf})
	case p.Birth.Known() && d.Before(p.Birth.Day):
		s.roster.findField(p, FieldAdmitted, "admitted_too_early", fault.A{"day": d, "birth": p.Birth.Text()})
	case completed:
		s.roster.findField(p, FieldAdmitted, "year_completed", fault.A{"text": c.Text, "day": d})
	}
	p.Admitted = d
}

// Words that say that somebody is no longer here, and words that say that
// somebody is away and comes back.
const (
	goneWords = "da ve|da chet|da mat|tu vong|da tu vong|chet|hoi gia|da chuyen|chuyen di|chuyen den|da ra|da roi|roi trung tam|tai hoa nhap|bo tron|da tron|da nghi|da dung|het han|discharged|died|left"
	stayWords = "ve phep|ve tham|nghi phep|ve an tet|se ve|cha|me|bo me|vo|chong|con|than nhan|gia dinh da"
	awayWords = "nam vien|di vien|dang dieu tri|benh vien|ve phep|ve tham|nghi phep|hospital|on leave"
	// what stands behind a fence that does not exist yet is not taken over (PRODUCT, decision 5)
	secretWords = "hiv|aids|arv|nhiem h|bao luc|xam hai|mua ban|con nuoi|cho nhan nuoi"
)

func (s *sheetReader) readRemarks(h *heading, row int, p *RosterRow) {
	p.Note = s.text(h, row, p, FieldNote, noteLimit)
	status := words(s.cell(h, row, FieldStatus).Text)
	note := words(p.Note)
	left, _, leftOK := readDay(s.cell(h, row, FieldLeft), p.AsOf)
	switch {
	case leftOK && !left.IsZero() && !left.After(p.AsOf), gone(status), gone(note):
		p.Left = true
		field := FieldNote
		if !left.IsZero() {
			field = FieldLeft
		} else if gone(status) {
			field = FieldStatus
		}
		text := s.cell(h, row, field).Text
		s.roster.findField(p, field, "already_left", fault.A{"text": firstRunes(value.CleanText(text), 80)})
	case holdsAny(status, awayWords), holdsAny(note, awayWords):
		field := FieldNote
		if holdsAny(status, awayWords) {
			field = FieldStatus
		}
		s.roster.findField(p, field, "away", fault.A{"text": firstRunes(value.CleanText(s.cell(h, row, field).Text), 80)})
	}
	if holdsAny(note, secretWords) {
		s.roster.findField(p, FieldNote, "secret_in_note", nil)
		p.Note = ""
	}
	if t := value.CleanText(s.cell(h, row, FieldStatus).Text); t != "" && !holdsAny(status, secretWords) {
		p.Extra = append(p.Extra, RosterMore{h.title[h.column[FieldStatus]], firstRunes(t, noteLimit)})
	}
	for c := range s.grid.Rows[row] {
		cell := s.grid.At(row, c)
		if cell.Empty() || h.field[c] != "" {
			continue
		}
		if holdsAny(words(h.title[c]+" "+cell.Text), secretWords) {
			f := s.roster.find(p, c+1, "secret_in_note", nil)
			f.Field = FieldNote
			continue
		}
		if likeFormula(cell.Text) {
			f := s.roster.find(p, c+1, "looks_like_formula", fault.A{"text": firstRunes(cell.Text, 80)})
			f.Field = FieldNote
		}
		p.Extra = append(p.Extra, RosterMore{h.title[c], firstRunes(value.CleanText(cell.Text), noteLimit)})
	}
}

// gone tells whether a remark says that the person has left for good.
func gone(w string) bool {
	return w != "" && holdsAny(w, goneWords) && !holdsAny(w, stayWords) && !strings.HasPrefix(w, "khong ")
}
