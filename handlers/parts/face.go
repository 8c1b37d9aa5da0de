package parts

import (
	"context"
	"hash/fnv"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// FaceSize is how large a face is drawn.
type FaceSize string

// The sizes of a face: in a row of a list, in a round, at the head of a page.
const (
	Small  FaceSize = "s"
	Medium FaceSize = "m"
	Large  FaceSize = "l"
	Huge   FaceSize = "xl"
)

// Face is a person's photograph, or the initials of the last two words of the
// name on a quiet colour that stays the same for the same name. The name itself
// always stands beside it, so it is an ornament to a screen reader.
type Face struct {
	Name string
	// Photo is the address of the photograph, "" where there is none yet.
	Photo string
	Size  FaceSize
	// Away draws the face grey: in hospital, on leave, missing.
	Away bool
}

// Render draws the face.
func (f Face) Render(ctx context.Context, w io.Writer) error { return face(f).Render(ctx, w) }

func (f Face) class() string {
	size := string(f.Size)
	if f.Size == Small {
		size = ""
	}
	tone := "away"
	if !f.Away {
		tone = faceTone(f.Name)
	}
	return classes("face", size, tone)
}

// pixels is the size in the attributes of a photograph, so that the page does
// not jump when it arrives.
func (f Face) pixels() string {
	switch f.Size {
	case Medium:
		return "48"
	case Large:
		return "56"
	case Huge:
		return "96"
	case Small:
	}
	return "36"
}

// Initials are the first letters of the last two words of a name: "Đặng Thị
// Xuyến" is TX.
func Initials(name string) string {
	words := strings.FieldsFunc(norm.NFC.String(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if len(words) > 2 {
		words = words[len(words)-2:]
	}
	var letters strings.Builder
	for _, word := range words {
		for _, r := range word {
			letters.WriteRune(unicode.ToUpper(r))
			break
		}
	}
	if letters.Len() == 0 {
		return "?"
	}
	return letters.String()
}

// faceTone chooses one of eight quiet colours by the name.
func faceTone(name string) string {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(norm.NFC.String(name))) // a hash takes everything
	return "t" + string(rune('1'+sum.Sum32()%8))
}
