package paper

import "strings"

// Card is one of four cards on a page of A4, to be cut out and put up: what it is for, a code of squares
// to scan, and the same to be typed.
type Card struct {
	Head, Below string
	Squares     [][]bool // dark ones true; without them only the code stands there
	Code, Text  string
}

// Sizes of a card.
const (
	sizeCardHead = 30
	sizeCardCode = 17
	cardPad      = 6 * mm
	cardCode     = 52 * mm // the squares of a code with its white margin
	quiet        = 4       // squares of white around a code
)

// Cards notes cards, four on a page.
func (p *Paper) Cards(cards []Card) {
	width, height := (p.body()-gutter)/2, (p.height-top-bottom-gutter)/2
	for i, c := range cards {
		if i > 0 && i%4 == 0 {
			p.Page()
		}
		x, y := left+float64(i%2)*(width+gutter), top+float64(i%4/2)*(height+gutter)
		p.add(note{kind: "frame", x: x, y: y, w: width, h: height})
		p.y = y + cardPad
		p.lines(c.Head, x+cardPad, width-2*cardPad, sizeCardHead, Bold, Center)
		p.lines(c.Below, x+cardPad, width-2*cardPad, sizeBody, Regular, Center)
		p.y += 2 * mm
		if n := len(c.Squares); n > 0 {
			p.squares(c.Squares, x+(width-cardCode)/2, p.y, cardCode)
			p.y += cardCode + 2*mm
		}
		p.lines(c.Code, x+cardPad, width-2*cardPad, sizeCardCode, Bold, Center)
		p.y += mm
		p.lines(c.Text, x+cardPad, width-2*cardPad, sizeNote, Regular, Center)
	}
	p.y = p.height - bottom
}

// cornerCode is the side of a code beside a title, with its white margin.
const cornerCode = 24 * mm

// Headed notes a title with what to do below it, and at their right a code to scan.
func (p *Paper) Headed(title, below, text string, squares [][]bool) {
	start, width := p.y, p.body()
	if len(squares) > 0 {
		width -= cornerCode
		p.squares(squares, left+width, start-6*mm, cornerCode)
	}
	p.lines(strings.ToUpper(title), left, width, 14, Bold, Center)
	p.lines(below, left, width, sizeBody, Italic, Center)
	p.y += 2 * mm
	p.lines(text, left, width, sizeBody, Regular, Left)
	p.y += 2 * mm
	if len(squares) > 0 {
		p.y = max(p.y, start+cornerCode-6*mm)
	}
}

// squares notes the dark squares of a code, those that touch in a line as one, with the white around them
// that a scanner needs.
func (p *Paper) squares(all [][]bool, x, y, whole float64) {
	side := whole / float64(len(all)+2*quiet)
	for row, line := range all {
		for from := 0; from < len(line); from++ {
			to := from
			for to < len(line) && line[to] {
				to++
			}
			if to > from {
				p.add(note{kind: "ink", x: x + float64(from+quiet)*side, y: y + float64(row+quiet)*side, w: float64(to-from) * side, h: side})
				from = to
			}
		}
	}
}
