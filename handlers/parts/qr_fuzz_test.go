package parts

import (
	"strings"
	"testing"
)

// FuzzQR draws the squares of cards, doors and papers for any text, and reads them again: what was said,
// or nothing was drawn.
func FuzzQR(f *testing.F) {
	for _, text := range []string{"", "A", "K7QM02XPA9B3C4D5E6F7", "HTTPS://MAIAM.VN/G/5-221126-3K", "otpauth://totp/quản?secret=ABC", strings.Repeat("Z", QRMost), strings.Repeat("Z", QRMost+1), strings.Repeat("Ấ", 40), "\xff\x00", "a\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		squares := QRText(text)
		if (squares == nil) != (len(text) > 106) {
			t.Fatalf("%d bytes are drawn in %d squares", len(text), len(squares))
		}
		if squares != nil && qrRead(squares) != text {
			t.Fatalf("%q is read as %q", text, qrRead(squares))
		}
		squares = QR(text)
		if (squares == nil) != (len(text) > QRMost || strings.Trim(text, qrLetters) != "") {
			t.Fatalf("%q is drawn in %d squares", text, len(squares))
		}
		if squares != nil && qrRead(squares) != text {
			t.Fatalf("%q is read as %q", text, qrRead(squares))
		}
	})
}
