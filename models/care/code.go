package care

import (
	"fmt"
	"strconv"
	"strings"

	"maiam/models/fault"
	"maiam/models/value"
)

// codesOf are the letters by which a finding is written in a cell of the grid, at the desk and on
// paper. They are the same in every language, since a paper is filled in by one person and keyed in by
// another; within one item no letter stands twice. They come from Vietnamese words: Mệt, Đau, Bị
// thương, Vắng, Khác.
var codesOf = [...]map[Sign]string{
	Seen:     {Unwell: "M", Pain: "D", Hurt: "B", NotFound: "V", Other: "K"},
	Slept:    {Little: "I", None: "O", Asleep: "N", Other: "K"},
	Washed:   {Partly: "P", Refused: "T", NotDone: "C", Other: "K"},
	Ate:      {Half: "H", Little: "I", None: "O", Vomited: "R", Choked: "S", Asleep: "N", Other: "K"},
	Medicine: {Refused: "T", Spat: "P", Vomited: "R", NotGiven: "C", Asleep: "N", Other: "K"},
	Mood:     {Sad: "B", Anxious: "L", Withdrawn: "T", Confused: "Q", Agitated: "C", Aggressive: "H", Other: "K"},
}

// Code is the letter of a finding in the column of an item; empty for what is as usual.
func (i Item) Code(s Sign) string { return codesOf[i][s] }

// Code is the figure of what was done, in the column of the grid: 1 to 9, then A, B, C.
func (r Response) Code() string {
	if r == NoResponse {
		return ""
	}
	return strings.ToUpper(strconv.FormatUint(uint64(r), 36))
}

// PaperCode is the short code on a blank grid: ward, day and slot as figures, and a letter that proves
// them: "5-221126-3K". Whoever keys the paper in later types it and has that very round before them.
func PaperCode(ward uint64, day value.Day, slot uint64) string {
	year, month, date := day.Date()
	return fmt.Sprintf("%d-%02d%02d%02d-%d%s", ward, date, int(month), year%100, slot, proof(ward, day, slot))
}

// proofs are the letters of the proof: as many as a prime, without those that are mistaken for figures.
const proofs = "ABCDEFGHJKLMNPQRSTVWXYZ"

// proof is the letter of a code: the rest of its figures, read as one number, divided by 23. A single
// wrong figure, and two that changed places, change it.
func proof(ward uint64, day value.Day, slot uint64) string {
	year, month, date := day.Date()
	rest := uint64(0)
	for _, part := range []struct {
		n      uint64
		figure int
	}{{ward, 10}, {uint64(date), 2}, {uint64(month), 2}, {uint64(year % 100), 2}, {slot, 10}} { // #nosec G115 -- days, months and two figures of a year are above zero
		for _, figure := range fmt.Sprintf("%0*d", part.figure, part.n) {
			rest = (rest*10 + uint64(figure-'0')) % uint64(len(proofs)) // #nosec G115 -- a figure is 0 to 9
		}
	}
	return proofs[rest : rest+1]
}

// ReadPaperCode reads the code of a paper, however its parts are parted: "5-221126-3K", "5 221126 3 k",
// "5.221126.3k". Invalid: not such a code, or a figure is wrong.
func ReadPaperCode(text string) (ward uint64, day value.Day, slot uint64, err error) {
	wrong := fault.Field("code", "care.code_wrong")
	parts := strings.FieldsFunc(strings.ToUpper(text), func(r rune) bool { return (r < '0' || r > '9') && (r < 'A' || r > 'Z') })
	if n := len(parts); n == 4 {
		parts = []string{parts[0], parts[1], parts[2] + parts[3]}
	}
	if len(parts) != 3 || len(parts[1]) != 6 || len(parts[2]) < 2 {
		return 0, day, 0, wrong
	}
	last := len(parts[2]) - 1
	figures := func(text string) (n uint64) {
		if n, err = strconv.ParseUint(text, 10, 31); err != nil {
			n = 0
		}
		return n
	}
	ward, slot = figures(parts[0]), figures(parts[2][:last])
	day, err = value.ParseDay(parts[1][:2] + "/" + parts[1][2:4] + "/20" + parts[1][4:])
	if err != nil || ward == 0 || slot == 0 || proof(ward, day, slot) != parts[2][last:] {
		return 0, value.Day{}, 0, wrong
	}
	return ward, day, slot, nil
}
