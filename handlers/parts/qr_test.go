package parts

import (
	"fmt"
	"strings"
	"testing"
)

// TestQR holds the bytes against the worked example of the standard's tutorials, and looks at what
// every code must have.
func TestQR(t *testing.T) {
	data := qrKinds[0].bytes("HELLO WORLD")
	if got, want := fmt.Sprint(data), "[32 91 11 120 209 114 220 77 67 64 236 17 236 17 236 17]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(qrKinds[0].remainder(data)), "[196 35 39 119 235 215 231 226 93 23]"; got != want {
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
	for _, text := range []string{"small", strings.Repeat("A", QRMost+1), "Ấ"} {
		if QR(text) != nil {
			t.Errorf("%q cannot be written", text)
		}
	}
}

// TestQRGrows: an address takes the smallest code that holds it, and what is said can be read from its
// squares again, whatever its size.
func TestQRGrows(t *testing.T) {
	for _, c := range []struct{ letters, size int }{{20, 21}, {21, 25}, {38, 25}, {39, 29}, {61, 29}, {62, 33}, {90, 33}, {91, 37}, {QRMost, 37}} {
		text := strings.Repeat("HTTPS://MAIAM.VN/D/7", 7)[:c.letters]
		squares := QR(text)
		if len(squares) != c.size {
			t.Errorf("%d letters stand in %d squares", c.letters, len(squares))
		}
		if got := qrRead(squares); got != text {
			t.Errorf("%d letters are read as %q", c.letters, got)
		}
	}
}

// TestQRText: a text of any letters can be read from its squares again, up to the longest.
func TestQRText(t *testing.T) {
	for _, n := range []int{1, 42, 43, 62, 63, 84, 85, 106} {
		text := strings.Repeat("otpauth://totp/quản?secret=ABC&", 5)[:n]
		if got := qrRead(QRText(text)); got != text {
			t.Errorf("%d bytes are read as %q", n, got)
		}
	}
	if QRText(strings.Repeat("a", 107)) != nil {
		t.Error("too long a text was drawn")
	}
}

// qrRead reads a code as a scanner does that needs no mending: the mask, the bytes in their order, block by
// block, the letters.
func qrRead(squares [][]bool) string {
	var k qrKind
	for _, one := range append(qrPlain[3:4:4], qrKinds...) {
		if one.size == len(squares) {
			k = one
		}
	}
	format := 0
	for i, at := range [][2]int{{8, 0}, {8, 1}, {8, 2}, {8, 3}, {8, 4}, {8, 5}, {8, 7}, {8, 8}, {7, 8}, {5, 8}, {4, 8}, {3, 8}, {2, 8}, {1, 8}, {0, 8}} {
		if squares[at[1]][at[0]] {
			format |= 1 << i
		}
	}
	mask := (format ^ 0x5412) >> 10 & 7
	fixed := func(x, y int) bool {
		corner := x < 9 && y < 9 || x >= k.size-8 && y < 9 || x < 9 && y >= k.size-8
		small := k.size > 21 && x >= k.size-9 && x <= k.size-5 && y >= k.size-9 && y <= k.size-5
		return corner || small || x == 6 || y == 6
	}
	var bits []bool
	up := true
	for x := k.size - 1; x > 0; x -= 2 {
		if x == 6 {
			x = 5
		}
		for i := range k.size {
			y := i
			if up {
				y = k.size - 1 - i
			}
			for _, c := range []int{x, x - 1} {
				if !fixed(c, y) {
					bits = append(bits, squares[y][c] != qrMasks[mask](c, y))
				}
			}
		}
		up = !up
	}
	at := func(bits []bool, from, n int) (v int) {
		for _, b := range bits[from : from+n] {
			v <<= 1
			if b {
				v |= 1
			}
		}
		return v
	}
	each := k.said / k.blocks
	said := make([]bool, 0, k.said*8)
	for b := range k.blocks {
		for i := range each {
			from := (i*k.blocks + b) * 8
			said = append(said, bits[from:from+8]...)
		}
	}
	if at(said, 0, 4) == 0b0100 {
		text := make([]byte, at(said, 4, 8))
		for i := range text {
			text[i] = byte(at(said, 12+8*i, 8))
		}
		return string(text)
	}
	n, text, from := at(said, 4, 9), "", 13
	for len(text)+1 < n {
		v := at(said, from, 11)
		text, from = text+string(qrLetters[v/45])+string(qrLetters[v%45]), from+11
	}
	if len(text) < n {
		text += string(qrLetters[at(said, from, 6)])
	}
	return text
}

// TestQRMends: what is said and what mends it are zero at each root of the divisor, in every size: the rule
// by which a scanner finds wrong bytes.
func TestQRMends(t *testing.T) {
	for _, k := range qrKinds {
		data := k.bytes(strings.Repeat("MAI-AM/7", 16)[:k.most])
		block := data[:k.said/k.blocks]
		whole := append(append([]byte{}, block...), k.remainder(block)...)
		root := byte(1)
		for i := range k.mends {
			var sum byte
			for _, b := range whole {
				sum = qrTimes(sum, root) ^ b
			}
			if sum != 0 {
				t.Errorf("%d squares: root %d gives %d", k.size, i, sum)
			}
			root = qrTimes(root, 2)
		}
	}
}
