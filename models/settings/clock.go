package settings

import (
	"regexp"
	"strconv"
	"strings"

	"maiam/models/value"
)

var clockText = regexp.MustCompile(`^(\d{1,2})\s*(?:[:.hg]\s*(\d{2})?)?$`)

// ReadClock reads an hour of the day as people write it: 06:00, 6h30, 18h, 5.30.
func ReadClock(text string) (minute int, ok bool) {
	m := clockText.FindStringSubmatch(strings.ToLower(strings.TrimSpace(text)))
	if m == nil {
		return 0, false
	}
	hour, _ := strconv.Atoi(m[1])
	part, _ := strconv.Atoi(m[2])
	if hour > 23 || part > 59 {
		return 0, false
	}
	return hour*60 + part, true
}

// mealWords are the words by which people name a meal, without accents.
var mealWords = map[string]Meal{
	"sang": Breakfast, "trua": Lunch, "toi": Supper, "chieu": Supper,
	"breakfast": Breakfast, "lunch": Lunch, "supper": Supper, "dinner": Supper,
}

// ReadRounds reads the rounds of a shift that begins at a minute of its day, as people write them:
// "06:00 sáng, 10:30 trưa, 14:00". An hour before the beginning belongs to the next day. Where a
// part cannot be read it is given back.
func ReadRounds(text string, starts int) (rounds []SlotPlan, wrong string) {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		at, rest, _ := strings.Cut(part, " ")
		minute, ok := ReadClock(at)
		if !ok {
			return nil, part
		}
		if minute < starts {
			minute += dayMinutes
		}
		plan := SlotPlan{Minute: minute}
		words := strings.Fields(strings.Trim(value.Fold(rest), "() "))
		if len(words) > 1 && (words[0] == "bua" || words[0] == "an") {
			words = words[1:]
		}
		switch {
		case len(words) == 1 && mealWords[words[0]] != NoMeal:
			plan.Meal = mealWords[words[0]]
		case len(words) > 0:
			return nil, part
		}
		rounds = append(rounds, plan)
	}
	return rounds, ""
}
