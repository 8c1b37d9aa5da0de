package parts

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"
)

// Person is one person in a row: the bed first, the name in full, then what one
// must know. The whole row is the way to the person.
type Person struct {
	// ID names the row in the page, so that a fragment can be swapped.
	ID        string
	Bed, Name string
	Href      string
	Photo     string
	Size      FaceSize
	// Away greys the row: in hospital, on leave, missing.
	Away bool
	// Changed marks the row amber: something is not as usual.
	Changed bool
	// Line is a quiet second line, such as age and origin.
	Line  string
	Chips []Chip
	// Dots are the six signs of a round, where the row stands in one.
	Dots *Dots
	// Word says in amber what has changed.
	Word string
	// Side stands at the right end: a button, a number, a mark.
	Side templ.Component
}

// Render draws the row.
func (p Person) Render(ctx context.Context, w io.Writer) error { return person(p).Render(ctx, w) }

func (p Person) face() Face {
	return Face{Name: p.Name, Photo: p.Photo, Size: p.Size, Away: p.Away}
}

func (p Person) class() string {
	return classes("person", when(p.Away, "away"), when(p.Changed, "changed"))
}

// BedState says why nobody lies in a bed.
type BedState string

// The reasons for an empty bed.
const (
	Free     BedState = "free"
	Reserved BedState = "reserved"
	OutOfUse BedState = "out"
)

// FreeBed is a bed without a person: free to give, kept for somebody until a
// day, or out of use until a day.
type FreeBed struct {
	ID, Bed string
	State   BedState
	// Until is the day as written, "" where none is known.
	Until string
	// Late marks a promise that was not kept: the repair is overdue.
	Late bool
	// Why replaces the usual words ("Đang sửa"), for example "Chờ khử khuẩn".
	Why string
	// Href is the way to give the bed to somebody.
	Href string
}

// Render draws the bed.
func (b FreeBed) Render(ctx context.Context, w io.Writer) error { return freeBed(b).Render(ctx, w) }

func (b FreeBed) class() string {
	return classes("slot", when(b.State == OutOfUse, "out"), when(b.Late, "late"))
}

// Room is a card with the beds of a room in the order in which one walks them.
type Room struct {
	// ID names the card in the page.
	ID, Name, Href string
	// Count says how many people ("5 người"), Note how much room each has.
	Count, Note string
	// Chip is the state of the room in a round ("Xong 18:42").
	Chip *Chip
	// Warning is a sentence in red, such as a rule of the room that is broken.
	Warning string
	// Open marks the one card that is being worked on.
	Open bool
	// Round gives the rows the generous spacing of a round on the phone.
	Round bool
	// Places are the rows: Person and FreeBed.
	Places []templ.Component
	// Faces stand instead of the rows when the room is folded, with Sum beside.
	Faces []Face
	Sum   string
	// Foot stands below, such as the button that attests the room.
	Foot templ.Component
}

// Render draws the card.
func (r Room) Render(ctx context.Context, w io.Writer) error { return room(r).Render(ctx, w) }

func (r Room) class() string {
	return classes("card", "room", when(r.Open, "open"), when(r.Round, "round"))
}

// Stat is a number with its word, and the way to the names behind it.
type Stat struct {
	Value, Label, Href string
	Tone               Tone
	Icon               Icon
}

// Render draws the number.
func (s Stat) Render(ctx context.Context, w io.Writer) error { return stat(s).Render(ctx, w) }

// Strip is a row of numbers; Tall sets the words below large figures.
type Strip struct {
	Stats []Stat
	Pulse *Pulse
	Tall  bool
	ID    string
}

// Render draws the strip.
func (s Strip) Render(ctx context.Context, w io.Writer) error { return strip(s).Render(ctx, w) }

// Of is what one dot of a round speaks about.
type Of string

// The six things seen of a person in a round.
const (
	Seen     Of = "seen"
	Slept    Of = "slept"
	Washed   Of = "washed"
	Ate      Of = "ate"
	Medicine Of = "medicine"
	Mood     Of = "mood"
)

var dotIcons = map[Of]Icon{
	Seen: "eye", Slept: "moon", Washed: "droplet", Ate: "bowl-spoon", Medicine: "pill", Mood: "mood-smile",
}

// DotState is how far a dot has come.
type DotState string

// The states of a dot: the person's own usual day not yet looked at, attested
// as usual, something else than usual, something dangerous, not there.
const (
	Baseline  DotState = ""
	Attested  DotState = "done"
	Exception DotState = "changed"
	Alarm     DotState = "danger"
	Absent    DotState = "away"
)

// Dot is one of the six signs.
type Dot struct {
	Of    Of
	State DotState
	// Label replaces the usual words, for example "Ăn: nửa bữa".
	Label string
	// Href is the page on which an exception is written.
	Href string
	// Name and Value make the dot a button of the form around it.
	Name, Value string
	// Icon replaces the usual sign.
	Icon Icon
}

func (d Dot) icon() Icon {
	if d.Icon != "" {
		return d.Icon
	}
	if icon, ok := dotIcons[d.Of]; ok {
		return icon
	}
	return "circle-dashed"
}

func (d Dot) touchable() bool { return d.Href != "" || d.Name != "" }

// Dots are the signs of one person in a round.
type Dots []Dot

// Render draws the dots.
func (d Dots) Render(ctx context.Context, w io.Writer) error { return dots(d).Render(ctx, w) }

func (d Dots) touchable() bool {
	for _, one := range d {
		if one.touchable() {
			return true
		}
	}
	return false
}

// UsualDots are the six signs, all in one state.
func UsualDots(state DotState) Dots {
	all := make(Dots, 0, 6)
	for _, of := range []Of{Seen, Slept, Washed, Ate, Medicine, Mood} {
		all = append(all, Dot{Of: of, State: state})
	}
	return all
}

// Progress is how much of a work is done, with a bar.
type Progress struct {
	Done, Total int
	// Word follows the numbers: "đã xem"; Left says what remains.
	Word, Left string
	// Chip stands at the right, such as "2 cần làm".
	Chip *Chip
}

// Render draws the progress.
func (p Progress) Render(ctx context.Context, w io.Writer) error { return progress(p).Render(ctx, w) }

func (p Progress) done() string  { return strconv.Itoa(p.Done) }
func (p Progress) total() string { return strconv.Itoa(max(p.Total, 1)) }
