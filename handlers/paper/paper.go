// Package paper draws what the house prints: lists, plans and notices on A4, in the margins and
// letters of Decree 30/2020 (Times metrics, 13 points, 30 mm on the left for the binder).
//
// A page is first noted as texts, lines and boxes at their places; only when all pages are known
// are they drawn as PDF, each with its number. A test can read the notes instead of the PDF.
package paper

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"
	"unicode"

	"maiam/handlers/words"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifbolditalic"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
	"github.com/signintech/gopdf"
	"golang.org/x/text/unicode/norm"
)

// mm is one millimetre in points.
const mm = 72 / 25.4

// Margins of Decree 30/2020, Annex I: 20 above and below, 30 on the left, 15 on the right.
const (
	top    = 20 * mm
	bottom = 20 * mm
	left   = 30 * mm
	right  = 15 * mm
)

// Sizes of letters in points, and the height of a line over its size.
const (
	sizeBody  = 13
	sizeTable = 11.5
	sizeSmall = 11
	leading   = 1.25
	ascent    = 0.93
)

// Style is how letters stand.
type Style string

// The styles that papers use.
const (
	Regular    Style = "regular"
	Bold       Style = "bold"
	Italic     Style = "italic"
	BoldItalic Style = "bold italic"
)

// Form is what a paper is: its name in the file, how A4 lies, the moment it was made, and
// whether the page number stands as Decree 30 wants it on official papers (in the middle above,
// from the second page on) instead of "trang x/y" at the foot.
type Form struct {
	Name      string
	Landscape bool
	Official  bool
	Mark      string // stands in the corner of each page above, as "DỰ THẢO"
	Foot      string // stands at the foot of each page beside its number: when printed and by whom
	Made      time.Time
}

// Paper is a document being noted, top to bottom. The first error is kept and told by Write.
type Paper struct {
	ctx           context.Context
	form          Form
	pdf           *gopdf.GoPdf
	width, height float64
	y             float64
	pages         [][]note
	err           error
}

// note is one thing on a page: a text with its left end and baseline, a line, or a filled box.
type note struct {
	kind       string // text, line, frame, fill, ink
	x, y, w, h float64
	size       float64
	style      Style
	text       string
	gap        float64 // added to each space, so that a line fills its width
}

var fonts = sync.OnceValues(func() (*gopdf.FontContainer, error) {
	container := new(gopdf.FontContainer)
	for style, data := range map[Style][]byte{Regular: liberationserifregular.TTF, Bold: liberationserifbold.TTF, Italic: liberationserifitalic.TTF,
		BoldItalic: liberationserifbolditalic.TTF} {
		err := container.AddTTFFontDataWithOption(string(style), data, gopdf.TtfOption{
			UseKerning: true, OnGlyphNotFound: missing,
			OnGlyphNotFoundSubstitute: func(rune) rune { return '□' },
		})
		if err != nil {
			return nil, fmt.Errorf("paper: %w", err)
		}
	}
	return container, nil
})

var seenMissing sync.Map

// missing tells once of each sign that the letters do not have; on paper it is a □.
func missing(r rune) {
	if _, seen := seenMissing.LoadOrStore(r, true); !seen {
		slog.Warn("the printed letters have no such sign", "sign", fmt.Sprintf("%U", r))
	}
}

// New begins a paper for the reader in ctx, with its first page.
func New(ctx context.Context, form Form) *Paper {
	p := &Paper{ctx: ctx, form: form, pdf: new(gopdf.GoPdf), width: gopdf.PageSizeA4.W, height: gopdf.PageSizeA4.H}
	if form.Landscape {
		p.width, p.height = p.height, p.width
	}
	p.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: p.width, H: p.height}})
	container, err := fonts()
	p.keep(err)
	if err == nil {
		for _, style := range []Style{Regular, Bold, Italic, BoldItalic} {
			p.keep(p.pdf.AddTTFFontFromFontContainer(string(style), container))
		}
	}
	p.turn()
	return p
}

func (p *Paper) keep(err error) {
	if p.err == nil {
		p.err = err
	}
}

// turn begins the next page.
func (p *Paper) turn() {
	p.pages = append(p.pages, nil)
	p.y = top
}

// Page begins the next page, where anything stands on this one: papers for several rooms or rounds in one
// file are taken apart.
func (p *Paper) Page() {
	if len(p.pages[len(p.pages)-1]) > 0 {
		p.turn()
	}
}

func (p *Paper) room() float64 { return p.height - bottom - p.y }

func (p *Paper) body() float64 { return p.width - left - right }

// need turns the page when less than h is left on it.
func (p *Paper) need(h float64) {
	if h > p.room() && p.y > top {
		p.turn()
	}
}

func (p *Paper) add(n note) {
	last := len(p.pages) - 1
	p.pages[last] = append(p.pages[last], n)
}

// clean gives a text that can be drawn: composed letters, no signs that have no shape.
func clean(text string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "□")))
}

// measure is the width of a text in points.
func (p *Paper) measure(text string, size float64, style Style) float64 {
	switch {
	case text == "" || p.err != nil:
		return 0
	case drawn(text):
		return size * 0.8
	}
	p.keep(p.pdf.SetFont(string(style), "", size))
	w, err := p.pdf.MeasureTextWidth(text)
	p.keep(err)
	return w
}

// wrap parts a text into lines that fit; a word wider than the line is cut between letters.
func (p *Paper) wrap(text string, width, size float64, style Style) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(clean(text), "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			if longer := strings.TrimPrefix(line+" "+word, " "); p.measure(longer, size, style) <= width {
				line = longer
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			line = ""
			for _, r := range word {
				if line != "" && p.measure(line+string(r), size, style) > width {
					lines = append(lines, line)
					line = ""
				}
				line += string(r)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// Align is where a line stands in its width.
type Align uint8

// The three places of a line.
const (
	Left Align = iota
	Center
	Right
)

// drawn tells the signs that the letters do not have and that are drawn when they stand alone.
func drawn(text string) bool { return text == "☐" || text == "✓" }

// say notes one line of text whose top is at y.
func (p *Paper) say(text string, x, y, width, size float64, style Style, align Align) {
	w := p.measure(text, size, style)
	switch align {
	case Center:
		x += (width - w) / 2
	case Right:
		x += width - w
	}
	baseline := y + size*ascent
	switch {
	case text == "☐":
		p.add(note{kind: "frame", x: x, y: baseline - w, w: w, h: w})
	case text == "✓":
		p.add(note{kind: "line", x: x, y: baseline - w*0.4, w: w * 0.35, h: w * 0.4})
		p.add(note{kind: "line", x: x + w*0.35, y: baseline, w: w * 0.65, h: -w * 0.9})
	case text != "":
		p.add(note{kind: "text", x: x, y: baseline, size: size, style: style, text: text})
	}
}

// lines notes wrapped lines over the body's width or a part of it, turning pages as needed.
func (p *Paper) lines(text string, x, width, size float64, style Style, align Align) {
	for _, line := range p.wrap(text, width, size, style) {
		p.need(size * leading)
		p.say(line, x, p.y, width, size, style, align)
		p.y += size * leading
	}
}

// Head is the block of an official paper: who issues it, its number, and the words of the state.
type Head struct {
	Superior string // the agency above, may be empty
	Agency   string
	Number   string // "Số: 12/BC-TTBTXH", may be empty
	Place    string // "Nghệ An, ngày 21 tháng 11 năm 2026"
}

// Letterhead notes the block at the top of an official paper: names at the left and the words of the
// state at the right, and below both, on one line, number and date. The words of the state are always
// Vietnamese, whatever the reader's language.
func (p *Paper) Letterhead(h Head) {
	half := p.body() * 0.42
	p.beside(half, []part{{strings.ToUpper(h.Superior), 12, Regular, 0}, {strings.ToUpper(h.Agency), 12, Bold, 0.4}},
		[]part{{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, Bold, 0}, {"Độc lập - Tự do - Hạnh phúc", 13, Bold, 1}})
	p.beside(half, []part{{h.Number, 13, Regular, 0}}, []part{{h.Place, 13, Italic, 0}})
	p.y += 5 * mm
}

// beside notes two blocks side by side, the left one so wide; what follows stands below the longer.
func (p *Paper) beside(half float64, a, b []part) {
	start := p.y
	p.stack(left, half, Center, a...)
	below := p.y
	p.y = start
	p.stack(left+half, p.body()-half, Center, b...)
	p.y = max(p.y, below)
}

// part is one text of a block; rule is the line under it as a share of the text's width.
type part struct {
	text  string
	size  float64
	style Style
	rule  float64
}

func (p *Paper) stack(x, width float64, align Align, parts ...part) {
	for _, t := range parts {
		if t.text == "" {
			continue
		}
		p.lines(t.text, x, width, t.size, t.style, align)
		if t.rule > 0 {
			w := min(p.measure(clean(t.text), t.size, t.style), width) * t.rule
			p.add(note{kind: "line", x: x + (width-w)/2, y: p.y + 1, w: w})
			p.y += 5
		}
	}
}

// Title notes the name of the paper in the middle and a line under it (place, day).
func (p *Paper) Title(title, below string) {
	p.lines(strings.ToUpper(title), left, p.body(), 14, Bold, Center)
	if below != "" {
		p.lines(below, left, p.body(), sizeBody, Italic, Center)
	}
	p.y += 4 * mm
}

// Paragraph notes running text.
func (p *Paper) Paragraph(text string) {
	p.lines(text, left, p.body(), sizeBody, Regular, Left)
	p.y += 2 * mm
}

// Signature is one place to sign: the office above, the name below.
type Signature struct{ Office, Name string }

// signRoom is the room of places to sign.
const signRoom = 40 * mm

// Sign notes places to sign side by side, never apart from each other over two pages.
func (p *Paper) Sign(who ...Signature) {
	if len(who) == 0 {
		return
	}
	p.need(signRoom)
	p.y += 6 * mm
	start, width := p.y, p.body()/float64(len(who))
	for i, s := range who {
		p.y = start
		x := left + float64(i)*width
		p.lines(strings.ToUpper(s.Office), x, width, sizeBody, Bold, Center)
		p.y = start + 25*mm
		p.lines(s.Name, x, width, sizeBody, Bold, Center)
	}
}

// Write draws the pages with their numbers and writes the PDF. A paper is written once.
func (p *Paper) Write(out io.Writer) error {
	p.pdf.SetInfo(gopdf.PdfInfo{Title: clean(p.form.Name), Producer: "Mái Ấm", CreationDate: p.form.Made})
	p.number()
	for _, notes := range p.pages {
		p.pdf.AddPage()
		for _, n := range notes {
			p.draw(n)
		}
	}
	if p.err != nil {
		return fmt.Errorf("paper: %w", p.err)
	}
	if err := p.pdf.Write(out); err != nil {
		return fmt.Errorf("paper: %w", err)
	}
	return nil
}

// number notes the page numbers, now that all pages are known.
func (p *Paper) number() {
	all := p.pages
	for i := range all {
		p.pages = all[:i+1]
		if p.form.Mark != "" {
			p.say(clean(p.form.Mark), left, top*0.35, p.body(), sizeSmall, Bold, Left)
		}
		switch {
		case !p.form.Official:
			text := words.T(p.ctx, "words.page_of", words.A{"page": i + 1, "pages": len(all)})
			p.say(text, left, p.height-bottom*0.7, p.body(), sizeSmall, Regular, Right)
			if p.form.Foot != "" {
				p.say(p.fit(p.form.Foot, p.body()*0.8, sizeSmall, Italic), left, p.height-bottom*0.7, p.body(), sizeSmall, Italic, Left)
			}
		case i > 0:
			p.say(fmt.Sprint(i+1), left, top*0.4, p.body(), sizeBody, Regular, Center)
		}
	}
	p.pages = all
}

// fit gives as much of a text as one line holds.
func (p *Paper) fit(text string, width, size float64, style Style) string {
	if lines := p.wrap(text, width, size, style); len(lines) > 1 {
		return lines[0] + " …"
	}
	return clean(text)
}

func (p *Paper) draw(n note) {
	switch n.kind {
	case "text":
		p.keep(p.pdf.SetFont(string(n.style), "", n.size))
		if n.gap == 0 {
			p.pdf.SetXY(n.x, n.y)
			p.keep(p.pdf.Text(n.text))
			return
		}
		x := n.x
		for word := range strings.SplitSeq(n.text, " ") {
			p.pdf.SetXY(x, n.y)
			p.keep(p.pdf.Text(word))
			x += p.measure(word+" ", n.size, n.style) + n.gap
		}
	case "line":
		p.pdf.SetLineWidth(0.6)
		p.pdf.Line(n.x, n.y, n.x+n.w, n.y+n.h)
	case "frame":
		p.pdf.SetLineWidth(0.5)
		p.pdf.RectFromUpperLeftWithStyle(n.x, n.y, n.w, n.h, "D")
	case "fill":
		p.pdf.SetGrayFill(0.92)
		p.pdf.RectFromUpperLeftWithStyle(n.x, n.y, n.w, n.h, "F")
		p.pdf.SetGrayFill(0)
	case "ink":
		p.pdf.SetGrayFill(0)
		p.pdf.RectFromUpperLeftWithStyle(n.x, n.y, n.w, n.h, "F")
	}
}

// Golden lists what stands on each page, place by place in millimetres, for tests that keep the
// look of a paper. Call it instead of Write.
func (p *Paper) Golden() string {
	p.number()
	var b strings.Builder
	for i, notes := range p.pages {
		fmt.Fprintf(&b, "page %d\n", i+1)
		for _, n := range notes {
			fmt.Fprintf(&b, "%5.1f %5.1f ", n.x/mm, n.y/mm)
			if n.kind == "text" {
				fmt.Fprintf(&b, "%s %g %s\n", n.style, n.size, n.text)
			} else {
				fmt.Fprintf(&b, "%s %.1f × %.1f\n", n.kind, n.w/mm, n.h/mm)
			}
		}
	}
	return b.String()
}

// Pages is how many pages are noted so far.
func (p *Paper) Pages() int { return len(p.pages) }
