package settings

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// ShiftText is one shift as somebody types it. A line without a name and without hours is no shift.
type ShiftText struct {
	Code   string `form:"code" json:"code,omitempty" validate:"max=20"`
	NameVI string `form:"name_vi" json:"name_vi,omitempty" validate:"max=60"`
	NameEN string `form:"name_en" json:"name_en,omitempty" validate:"max=60"`
	Starts string `form:"starts" json:"starts,omitempty" validate:"max=10"`
	Ends   string `form:"ends" json:"ends,omitempty" validate:"max=10"`
	Rounds string `form:"rounds" json:"rounds,omitempty" validate:"max=500"`
}

func (s ShiftText) empty() bool {
	return s.NameVI == "" && s.Starts == "" && s.Ends == "" && s.Rounds == ""
}

// OwnTimetableInput is a day of shifts of one's own making, from a coming day on.
type OwnTimetableInput struct {
	From       value.Day   `form:"from" json:"from"`
	Shifts     []ShiftText `form:"shifts" json:"shifts" validate:"max=12,dive"`
	LegalBasis string      `form:"legal_basis" json:"legal_basis,omitempty" validate:"max=500"`
	Note       string      `form:"note" json:"note,omitempty" validate:"max=1000"`
}

var slotName = regexp.MustCompile(`slots\[\d+\]\.\w+$`)

// SetOwnTimetable reads shifts as they were typed and brings them into force from a coming day.
//
// Permission: settings.change for the whole centre. Faults: those of SetTimetable, and by field
// settings.clock_unreadable, settings.rounds_unreadable; what is wrong with a round stands at the
// rounds of its shift.
func SetOwnTimetable(tx *db.Tx, in OwnTimetableInput) ([]Shift, error) {
	if err := mayChange(tx); err != nil {
		return nil, err
	}
	plans, lines, err := in.read()
	if err != nil {
		return nil, err
	}
	shifts, err := SetTimetable(tx, TimetableInput{Pattern: patternOwn, From: in.From, Shifts: plans, LegalBasis: in.LegalBasis, Note: in.Note})
	var f *fault.Fault
	if errors.As(err, &f) {
		for i := range f.Fields {
			f.Fields[i].Name = asTyped(f.Fields[i].Name, lines)
		}
	}
	return shifts, err
}

// read gives the shifts of the lines that are not empty, and for each the line on which it stood.
func (in OwnTimetableInput) read() (plans []ShiftPlan, lines []int, err error) {
	var faults fault.Fields
	codes := map[string]bool{}
	for _, s := range in.Shifts {
		codes[s.Code] = true
	}
	for i, s := range in.Shifts {
		if s.empty() {
			continue
		}
		at := func(field string) string { return fmt.Sprintf("shifts[%d].%s", i, field) }
		starts, ok := ReadClock(s.Starts)
		if !ok {
			faults.Add(at("starts"), "settings.clock_unreadable")
		}
		ends, ok := ReadClock(s.Ends)
		if !ok {
			faults.Add(at("ends"), "settings.clock_unreadable")
		}
		if ends <= starts {
			ends += dayMinutes
		}
		rounds, wrong := ReadRounds(s.Rounds, starts)
		if wrong != "" {
			faults.Add(at("rounds"), "settings.rounds_unreadable", fault.A{"text": wrong})
		}
		code := s.Code
		for n := i + 1; code == ""; n++ {
			if try := fmt.Sprintf("shift%d", n); !codes[try] {
				code, codes[try] = try, true
			}
		}
		plans, lines = append(plans, ShiftPlan{Code: code, NameVI: s.NameVI, NameEN: s.NameEN, Starts: starts, Ends: ends, Slots: rounds}), append(lines, i)
	}
	return plans, lines, faults.Err()
}

// asTyped brings the name of a fault back to the line that was typed.
func asTyped(name string, lines []int) string {
	var i int
	if _, err := fmt.Sscanf(name, "shifts[%d]", &i); err != nil || i >= len(lines) {
		return name
	}
	_, field, _ := strings.Cut(name, "].")
	if slotName.MatchString(field) {
		field = "rounds"
	}
	return fmt.Sprintf("shifts[%d].%s", lines[i], field)
}
