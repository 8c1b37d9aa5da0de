package parts

import "strings"

// qrLetters are what a code of the smallest kind can hold, each worth its place.
const qrLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

// qrKind is one size of QR code (ISO/IEC 18004) with the second level of correction: how many squares a
// side, bytes of what is said, bytes that mend the others in each block, blocks of the same length, and
// how many capitals and digits fit. The smallest mends up to 5 wrong bytes, such as a scratch on a card.
type qrKind struct{ size, said, mends, blocks, most int }

var qrKinds = []qrKind{{21, 16, 10, 1, 20}, {25, 28, 16, 1, 38}, {29, 44, 26, 1, 61}, {33, 64, 18, 2, 90}, {37, 86, 24, 2, 122}}

// QRMost is how many capitals and digits the largest code holds.
const QRMost = 122

// QR gives the squares of the smallest code that holds a text of at most 122 capitals, digits and signs of
// an address, dark ones true, row by row; nil for any other text. The white margin of four squares is for
// whoever draws it.
func QR(text string) [][]bool {
	if strings.Trim(text, qrLetters) != "" {
		return nil
	}
	for _, kind := range qrKinds {
		if len(text) <= kind.most {
			return kind.squares(text)
		}
	}
	return nil
}

// qrPlain are the sizes for a text of any letters, and how many bytes fit.
var qrPlain = []qrKind{{29, 44, 26, 1, 42}, {33, 64, 18, 2, 62}, {37, 86, 24, 2, 84}, {41, 108, 16, 4, 106}}

// QRText gives the squares of a code that says a text as it is written, of at most 106 bytes; nil for a
// longer one.
func QRText(text string) [][]bool {
	for _, kind := range qrPlain {
		if len(text) <= kind.most {
			return kind.choose(kind.plain(text))
		}
	}
	return nil
}

// plain packs a text byte by byte and fills up what is left.
func (k qrKind) plain(text string) []byte {
	said := append([]byte{byte(len(text))}, text...) // #nosec G115 -- the largest kind holds 106 bytes
	out := make([]byte, 0, k.said)
	half := byte(0b0100) // bytes as they are; everything lies half a byte further on
	for _, b := range said {
		out = append(out, half<<4|b>>4)
		half = b & 15
	}
	out = append(out, half<<4)
	for i := 0; len(out) < k.said; i++ {
		out = append(out, [2]byte{0xEC, 0x11}[i%2])
	}
	return out
}

func (k qrKind) squares(text string) [][]bool { return k.choose(k.bytes(text)) }

// choose draws what is said under each mask and takes the one that reads best.
func (k qrKind) choose(data []byte) [][]bool {
	var best [][]bool
	least := 0
	all := k.woven(data)
	for mask := range 8 {
		squares := k.draw(all, mask)
		if ugly := qrUgly(squares); best == nil || ugly < least {
			best, least = squares, ugly
		}
	}
	return best
}

// woven sets the blocks byte by byte beside each other, and the bytes that mend them in the same way.
func (k qrKind) woven(data []byte) []byte {
	each := k.said / k.blocks
	var said, mends [][]byte
	for i := range k.blocks {
		said = append(said, data[i*each:(i+1)*each])
		mends = append(mends, k.remainder(said[i]))
	}
	out := make([]byte, 0, k.said+k.mends*k.blocks)
	for _, part := range [][][]byte{said, mends} {
		for i := range part[0] {
			for _, block := range part {
				out = append(out, block[i])
			}
		}
	}
	return out
}

// bytes packs letters two by two into eleven bits and fills up what is left.
func (k qrKind) bytes(text string) []byte {
	bits := make([]bool, 0, k.said*8)
	add := func(n, width int) {
		for i := width - 1; i >= 0 && len(bits) < k.said*8; i-- {
			bits = append(bits, n>>i&1 == 1)
		}
	}
	add(0b0010, 4) // capitals and digits
	add(len(text), 9)
	for i := 0; i < len(text); i += 2 {
		n := strings.IndexByte(qrLetters, text[i])
		if i+1 < len(text) {
			add(n*45+strings.IndexByte(qrLetters, text[i+1]), 11)
		} else {
			add(n, 6)
		}
	}
	add(0, 4)
	for len(bits)%8 != 0 {
		bits = append(bits, false)
	}
	out := make([]byte, len(bits)/8, k.said)
	for i, b := range bits {
		if b {
			out[i/8] |= 0x80 >> (i % 8)
		}
	}
	for i := 0; len(out) < k.said; i++ {
		out = append(out, []byte{0xEC, 0x11}[i%2])
	}
	return out
}

// qrTimes multiplies in the field of 256 of the standard.
func qrTimes(a, b byte) (out byte) {
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			out ^= a
		}
		carry := a&0x80 != 0
		a <<= 1
		if carry {
			a ^= 0x1D
		}
	}
	return out
}

// remainder gives the bytes that mend the others (Reed and Solomon).
func (k qrKind) remainder(data []byte) []byte {
	divisor := make([]byte, k.mends)
	divisor[k.mends-1] = 1
	root := byte(1)
	for range k.mends {
		for i := range divisor {
			divisor[i] = qrTimes(divisor[i], root)
			if i+1 < len(divisor) {
				divisor[i] ^= divisor[i+1]
			}
		}
		root = qrTimes(root, 2)
	}
	out := make([]byte, k.mends)
	for _, b := range data {
		factor := b ^ out[0]
		out = append(out[1:], 0)
		for i := range out {
			out[i] ^= qrTimes(divisor[i], factor)
		}
	}
	return out
}

// draw sets the three corners, the lines between them, the small mark of the larger codes, which mask is
// used, and what is said.
func (k qrKind) draw(data []byte, mask int) [][]bool {
	dark, taken := make([][]bool, k.size), make([][]bool, k.size)
	for y := range dark {
		dark[y], taken[y] = make([]bool, k.size), make([]bool, k.size)
	}
	set := func(x, y int, on bool) {
		if x >= 0 && y >= 0 && x < k.size && y < k.size {
			dark[y][x], taken[y][x] = on, true
		}
	}
	for i := range k.size {
		set(6, i, i%2 == 0)
		set(i, 6, i%2 == 0)
	}
	for _, corner := range [][2]int{{3, 3}, {k.size - 4, 3}, {3, k.size - 4}} {
		for dy := -4; dy <= 4; dy++ {
			for dx := -4; dx <= 4; dx++ {
				far := max(dx, -dx, dy, -dy)
				set(corner[0]+dx, corner[1]+dy, far != 2 && far != 4)
			}
		}
	}
	if k.size > 21 {
		for dy := -2; dy <= 2; dy++ {
			for dx := -2; dx <= 2; dx++ {
				set(k.size-7+dx, k.size-7+dy, max(dx, -dx, dy, -dy) != 1)
			}
		}
	}
	kind := mask // the two bits of the level before it are 00
	rest := kind
	for range 10 {
		rest = rest<<1 ^ rest>>9*0x537
	}
	form := (kind<<10 | rest) ^ 0x5412
	on := func(i int) bool { return form>>i&1 == 1 }
	for i := range 6 {
		set(8, i, on(i))
	}
	set(8, 7, on(6))
	set(8, 8, on(7))
	set(7, 8, on(8))
	for i := 9; i < 15; i++ {
		set(14-i, 8, on(i))
	}
	for i := range 8 {
		set(k.size-1-i, 8, on(i))
	}
	for i := 8; i < 15; i++ {
		set(8, k.size-15+i, on(i))
	}
	set(8, k.size-8, true)
	i := 0
	for right := k.size - 1; right >= 1; right -= 2 {
		if right == 6 {
			right = 5
		}
		for down := range k.size {
			for j := range 2 {
				x, y := right-j, down
				if (right+1)&2 == 0 {
					y = k.size - 1 - down
				}
				if !taken[y][x] {
					said := i < len(data)*8 && data[i/8]>>(7-i%8)&1 == 1
					dark[y][x] = said != qrMasks[mask](x, y)
					i++
				}
			}
		}
	}
	return dark
}

// qrMasks turn squares over so that no large patch is all dark or all light.
var qrMasks = [8]func(x, y int) bool{
	func(x, y int) bool { return (x+y)%2 == 0 },
	func(_, y int) bool { return y%2 == 0 },
	func(x, _ int) bool { return x%3 == 0 },
	func(x, y int) bool { return (x+y)%3 == 0 },
	func(x, y int) bool { return (x/3+y/2)%2 == 0 },
	func(x, y int) bool { return x*y%2+x*y%3 == 0 },
	func(x, y int) bool { return (x*y%2+x*y%3)%2 == 0 },
	func(x, y int) bool { return ((x+y)%2+x*y%3)%2 == 0 },
}

// qrUgly counts what makes a code hard to read: long runs and patches of one colour.
func qrUgly(squares [][]bool) (ugly int) {
	for a := range squares {
		across, down := 0, 0
		for b := range squares {
			if b > 0 && squares[a][b] == squares[a][b-1] {
				across++
			} else {
				across = 0
			}
			if b > 0 && squares[b][a] == squares[b-1][a] {
				down++
			} else {
				down = 0
			}
			for _, run := range []int{across, down} {
				if run == 4 {
					ugly += 3
				} else if run > 4 {
					ugly++
				}
			}
			if a > 0 && b > 0 && squares[a][b] == squares[a-1][b] && squares[a][b] == squares[a][b-1] && squares[a][b] == squares[a-1][b-1] {
				ugly += 3
			}
		}
	}
	return ugly
}
