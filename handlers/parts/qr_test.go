package parts

import (
	"fmt"
	"strings"
	"testing"
)

// TestQR holds the bytes against the worked example of the standard's tutorials, and looks at what
// every code must have.
func TestQR(t *testing.T) {
	data := qrBytes("HELLO WORLD")
	if got, want := fmt.Sprint(data), "[32 91 11 120 209 114 220 77 67 64 236 17 236 17 236 17]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(qrRemainder(data)), "[196 35 39 119 235 215 231 226 93 23]"; got != want {
		t.Errorf("mending bytes: got %s, want %s", got, want)
	}
	for _, text := range []string{"", "A", "K7QM02XPA9B3C4D5E6F7", "00000000000000000000"} {
		squares := QR(text)
		if len(squares) != 21 {
			t.Fatalf("%q has %d rows", text, len(squares))
		}
		for _, corner := range [][2]int{{0, 0}, {14, 0}, {0, 14}} {
			var b strings.Builder
			for x := range 7 {
				b.WriteString(map[bool]string{true: "#", false: "."}[squares[corner[1]+1][corner[0]+x]])
			}
			if b.String() != "#.....#" {
				t.Errorf("%q: the corner at %v reads %s", text, corner, b.String())
			}
		}
		if !squares[13][8] {
			t.Errorf("%q: the dark square is light", text)
		}
	}
	for _, text := range []string{"small", "MUCH-TOO-LONG-FOR-ONE-CARD", "Ấ"} {
		if QR(text) != nil {
			t.Errorf("%q cannot be written", text)
		}
	}
}
