package care

import (
	"slices"
	"strings"

	"maiam/models/fault"
)

// Item is one of the six things a carer looks at in a round.
type Item uint8

// The six items, in the order of the dots beside a face.
const (
	Seen Item = iota
	Slept
	Washed
	Ate
	Medicine
	Mood
)

// Items lists the six in their order.
var Items = []Item{Seen, Slept, Washed, Ate, Medicine, Mood}

var itemWords = [...]string{"seen", "slept", "washed", "ate", "medicine", "mood"}

// String is the word of the item in addresses, forms and JSON.
func (i Item) String() string { return itemWords[i] }

// Sign is what was found about one item. Numbers are kept in the database and never change their
// meaning.
type Sign uint8

// The signs. NotAsked is an item that the round does not ask about, such as "ate" in a round
// without a meal; a mark in which even "seen" is not asked was taken back.
const (
	NotAsked   Sign = 0
	Usual      Sign = 1
	Refused    Sign = 2
	Asleep     Sign = 3
	Pain       Sign = 4
	Unwell     Sign = 5
	Hurt       Sign = 6
	NotFound   Sign = 7
	Little     Sign = 8
	None       Sign = 9
	Half       Sign = 10
	Partly     Sign = 11
	NotDone    Sign = 12
	Vomited    Sign = 13
	Choked     Sign = 14
	Spat       Sign = 15
	NotGiven   Sign = 16
	Sad        Sign = 17
	Anxious    Sign = 18
	Agitated   Sign = 19
	Aggressive Sign = 20
	Withdrawn  Sign = 21
	Confused   Sign = 22
	Other      Sign = 23
)

var signWords = [...]string{"", "usual", "refused", "asleep", "pain", "unwell", "hurt", "not_found", "little", "none", "half", "partly",
	"not_done", "vomited", "choked", "spat", "not_given", "sad", "anxious", "agitated", "aggressive", "withdrawn", "confused", "other"}

// String is the word of the sign in addresses, forms and JSON; empty when not asked.
func (s Sign) String() string {
	if int(s) < len(signWords) {
		return signWords[s]
	}
	return ""
}

// MarshalText writes the word.
func (s Sign) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the word; an unknown one is refused.
func (s *Sign) UnmarshalText(text []byte) error {
	i := slices.Index(signWords[:], string(text))
	if i < 0 {
		return fault.New(fault.Invalid, "care.sign_unknown")
	}
	*s = Sign(i) // #nosec G115 -- a place in a list of fewer than 256 words
	return nil
}

// signsOf says what may be found about each item, in the order in which the choices stand.
var signsOf = [...][]Sign{
	Seen:     {Usual, Unwell, Pain, Hurt, NotFound, Other},
	Slept:    {Usual, Little, None, Asleep, Other},
	Washed:   {Usual, Partly, Refused, NotDone, Other},
	Ate:      {Usual, Half, Little, None, Vomited, Choked, Asleep, Other},
	Medicine: {Usual, Refused, Spat, Vomited, NotGiven, Asleep, Other},
	Mood:     {Usual, Sad, Anxious, Withdrawn, Confused, Agitated, Aggressive, Other},
}

// SignsOf lists what may be found about an item, in the order of the choices.
func SignsOf(i Item) []Sign { return slices.Clone(signsOf[i]) }

// Grave tells that the sign needs somebody at once; it is shown in red and never becomes a habit.
func (s Sign) Grave() bool { return s == NotFound || s == Hurt || s == Choked || s == Aggressive }

// habits are the signs that may become a person's own usual day.
var habits = [...][]Sign{
	Slept:  {Little, Asleep},
	Washed: {Partly},
	Ate:    {Half, Little},
	Mood:   {Sad, Anxious, Withdrawn, Confused},
}

// Habit tells whether a sign may become the usual day of a person: somebody who always eats half a
// meal is as usual when half is eaten. Pain, refused medicine or a fall is never usual.
func (i Item) Habit(s Sign) bool { return int(i) < len(habits) && slices.Contains(habits[i], s) }

// Signs are the six signs of one person, as columns of a table.
type Signs struct {
	Seen     Sign `json:"seen"`
	Slept    Sign `json:"slept"`
	Washed   Sign `json:"washed"`
	Ate      Sign `json:"ate"`
	Medicine Sign `json:"medicine"`
	Mood     Sign `json:"mood"`
}

// packed are six signs in one number, as questions read them: 18 columns in 3 make a ward's sheet a
// third cheaper.
type packed uint32

// signBits is the room of one sign in the number.
const signBits = 5

// signs unpacks the number.
func (p packed) signs() (s Signs) {
	for _, i := range Items {
		*s.of(i) = Sign(p >> (signBits * packed(i)) & (1<<signBits - 1))
	}
	return s
}

// packing writes the six columns of a table, or of its alias, as that number.
func packing(t string) string {
	return strings.NewReplacer("t.", t+".").Replace("(t.seen + 32 * t.slept + 1024 * t.washed + 32768 * t.ate + 1048576 * t.medicine + 33554432 * t.mood)")
}

// of gives the place of one item.
func (s *Signs) of(i Item) *Sign {
	return [...]*Sign{&s.Seen, &s.Slept, &s.Washed, &s.Ate, &s.Medicine, &s.Mood}[i]
}

// Of gives the sign of one item.
func (s Signs) Of(i Item) Sign { return *s.of(i) }

// Taken tells that the mark was taken back: nobody was seen.
func (s Signs) Taken() bool { return s.Seen == NotAsked }

// AllUsual is the day of a person of whom nothing particular is known.
var AllUsual = Signs{Usual, Usual, Usual, Usual, Usual, Usual}

// Exceptions lists the items that are neither as usual for everybody nor as usual for this person.
func (s Signs) Exceptions(norm Signs) []Item {
	var out []Item
	for _, i := range Items {
		if v := s.Of(i); v > Usual && v != norm.Of(i) {
			out = append(out, i)
		}
	}
	return out
}

// Grave tells whether one of the signs needs somebody at once.
func (s Signs) Grave() bool {
	return slices.ContainsFunc(Items, func(i Item) bool { return s.Of(i).Grave() })
}

// Response is what the carer did about an exception. Numbers never change their meaning.
type Response uint8

// The responses.
const (
	NoResponse Response = 0
	ToldNurse  Response = 1
	ToldDoctor Response = 2
	Helped     Response = 3
	GaveWater  Response = 4
	FedAgain   Response = 5
	Calmed     Response = 6
	Changed    Response = 7
	MovedPlace Response = 8
	Watching   Response = 9
	FirstAid   Response = 10
	Searching  Response = 11
	LaterAgain Response = 12
	lastOfThem          = LaterAgain
)

var responseWords = [...]string{"", "told_nurse", "told_doctor", "helped", "gave_water", "fed_again", "calmed", "changed", "moved_place",
	"watching", "first_aid", "searching", "later_again"}

// Responses lists them in the order of the chips.
func Responses() []Response {
	all := make([]Response, 0, lastOfThem)
	for r := ToldNurse; r <= lastOfThem; r++ {
		all = append(all, r)
	}
	return all
}

// String is the word of the response; empty when nothing was done.
func (r Response) String() string {
	if int(r) < len(responseWords) {
		return responseWords[r]
	}
	return ""
}

// MarshalText writes the word.
func (r Response) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the word; an unknown one is refused.
func (r *Response) UnmarshalText(text []byte) error {
	i := slices.Index(responseWords[:], string(text))
	if i < 0 {
		return fault.New(fault.Invalid, "care.response_unknown")
	}
	*r = Response(i) // #nosec G115 -- a place in a list of fewer than 256 words
	return nil
}

// Found is what a carer says about one person: only what is not as usual has a word.
type Found struct {
	Seen     string `form:"seen" json:"seen,omitempty" validate:"max=20" doc:"usual, unwell, pain, hurt, not_found or other"`
	Slept    string `form:"slept" json:"slept,omitempty" validate:"max=20" doc:"usual, little, none, asleep or other"`
	Washed   string `form:"washed" json:"washed,omitempty" validate:"max=20" doc:"usual, partly, refused, not_done or other"`
	Ate      string `form:"ate" json:"ate,omitempty" validate:"max=20" doc:"usual, half, little, none, vomited, choked, asleep or other"`
	Medicine string `form:"medicine" json:"medicine,omitempty" validate:"max=20" doc:"usual, refused, spat, vomited, not_given, asleep or other"`
	Mood     string `form:"mood" json:"mood,omitempty" validate:"max=20" doc:"usual, sad, anxious, withdrawn, confused, agitated, aggressive or other"`
	Response string `form:"response" json:"response,omitempty" validate:"max=20" doc:"what was done about it: told_nurse, told_doctor, helped, gave_water, fed_again, calmed, changed, moved_place, watching, first_aid, searching or later_again"`
	Note     string `form:"note" json:"note,omitempty" validate:"max=300"`
}

// word gives what was said about one item.
func (f Found) word(i Item) string {
	return [...]string{f.Seen, f.Slept, f.Washed, f.Ate, f.Medicine, f.Mood}[i]
}

// Empty tells that nothing was said at all.
func (f Found) Empty() bool { return f == Found{} }

// finding is what was said, read and checked.
type finding struct {
	signs    Signs // NotAsked where nothing was said
	response Response
	note     string
}

// read checks the words of a finding; at is the field's place in the input, such as "people[2].".
func (f Found) read(bad *fault.Fields, at string) finding {
	var out finding
	for _, i := range Items {
		word := f.word(i)
		if word == "" {
			continue
		}
		var s Sign
		if s.UnmarshalText([]byte(word)) != nil || !slices.Contains(signsOf[i], s) {
			bad.Add(at+i.String(), "care.sign_unknown")
			continue
		}
		*out.signs.of(i) = s
	}
	if out.response.UnmarshalText([]byte(f.Response)) != nil {
		bad.Add(at+"response", "care.response_unknown")
	}
	out.note = short(bad, at+"note", f.Note)
	return out
}

// over lays what was said over the person's usual day. An item that the round does not ask about
// stays empty, whatever was said.
func (f finding) over(norm Signs, asksMeal bool) Signs {
	out := norm
	for _, i := range Items {
		if said := f.signs.Of(i); said != NotAsked {
			*out.of(i) = said
		}
	}
	if !asksMeal {
		out.Ate = NotAsked
	}
	return out
}

// missing tells what an exception still needs before it can be written: what was done about it,
// and for "other" a note.
func (f finding) missing(signs, norm Signs) (field, key string) {
	exceptions := signs.Exceptions(norm)
	for _, i := range exceptions {
		if signs.Of(i) == Other && f.note == "" {
			return "note", "care.note_missing"
		}
	}
	if len(exceptions) > 0 && f.response == NoResponse {
		return "response", "care.response_missing"
	}
	return "", ""
}
