package paper

import "strings"

// Run is a stretch of running text in one style.
type Run struct {
	Text  string `json:"text"`
	Style Style  `json:"style,omitempty"` // Regular when empty
}

// indent is how far the first line of a paragraph stands in: 1 cm, the less of the two that the
// decree allows.
const indent = 10 * mm

// token is one word of a paragraph in its style.
type token struct {
	text  string
	style Style
	width float64
}

// prose is a paragraph while it is set: its words, where its lines stand and how they end.
type prose struct {
	x, width float64
	first    float64 // the first line stands so far in
	size     float64
	align    Align
	fill     bool    // lines reach both edges
	tail     float64 // room that must be left below its last two lines, for what belongs to them
}

// set notes a paragraph. Its first two lines stay together, and so do its last two with the tail.
func (p *Paper) set(how prose, runs ...Run) {
	lines := p.parted(how, runs)
	high := how.size * leading
	for i, line := range lines {
		switch left := len(lines) - i; {
		case i == 0 && left == 3: // neither a first nor a last line stands alone
			p.need(high*3 + how.tail)
		case i == max(0, len(lines)-2):
			p.need(high*float64(left) + how.tail)
		case i == 0:
			p.need(high * 2)
		default:
			p.need(high)
		}
		x, width := how.x, how.width
		if i == 0 {
			x, width = x+how.first, width-how.first
		}
		p.line(line, x, width, how, i == len(lines)-1)
		p.y += high
	}
}

// parted breaks the words of a paragraph into lines.
func (p *Paper) parted(how prose, runs []Run) [][]token {
	var lines [][]token
	var line []token
	used, room := 0.0, how.width-how.first
	for _, run := range runs {
		style := run.Style
		if style == "" {
			style = Regular
		}
		space := p.measure(" ", how.size, style)
		for _, word := range strings.Fields(clean(run.Text)) {
			for _, piece := range p.pieces(word, how.width-how.first, how.size, style) {
				t := token{piece, style, p.measure(piece, how.size, style)}
				if len(line) > 0 && used+space+t.width > room {
					lines, line, used, room = append(lines, line), nil, 0, how.width
				}
				if len(line) > 0 {
					used += space
				}
				line, used = append(line, t), used+t.width
			}
		}
	}
	if len(line) > 0 {
		lines = append(lines, line)
	}
	return lines
}

// pieces cuts a word that is wider than a line between its letters.
func (p *Paper) pieces(word string, width, size float64, style Style) []string {
	if p.measure(word, size, style) <= width {
		return []string{word}
	}
	var all []string
	piece := ""
	for _, r := range word {
		if piece != "" && p.measure(piece+string(r), size, style) > width {
			all, piece = append(all, piece), ""
		}
		piece += string(r)
	}
	return append(all, piece)
}

// line notes one line: words of one style as one text.
func (p *Paper) line(words []token, x, width float64, how prose, last bool) {
	natural, spaces := 0.0, 0.0
	for i, t := range words {
		natural += t.width
		if i > 0 {
			natural += p.measure(" ", how.size, t.style)
			spaces++
		}
	}
	gap := 0.0
	switch {
	case how.fill && !last && spaces > 0:
		if gap = max(0, (width-natural)/spaces); gap > how.size*0.4 {
			gap = 0 // a long word went to the next line: better a ragged line than holes
		}
	case how.align == Center:
		x += (width - natural) / 2
	case how.align == Right:
		x += width - natural
	}
	for i := 0; i < len(words); {
		from := i
		var texts []string
		at := x
		for ; i < len(words) && words[i].style == words[from].style; i++ {
			texts = append(texts, words[i].text)
			x += words[i].width + p.measure(" ", how.size, words[i].style) + gap
		}
		p.add(note{kind: "text", x: at, y: p.y + how.size*ascent, size: how.size, style: words[from].style, text: strings.Join(texts, " "), gap: gap})
	}
}
