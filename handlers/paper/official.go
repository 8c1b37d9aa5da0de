package paper

import (
	"context"
	"strings"
)

// Official is a paper of Decree 30/2020 with all its words: a decision, minutes, a notice. It is
// plain data, so that it can be kept as it was issued and drawn again at any time; number, day and
// whether it holds are told apart, by Stamp.
type Official struct {
	Superior   string    `json:"superior,omitempty"`
	Agency     string    `json:"agency"`
	Place      string    `json:"place"`               // Nghệ An
	Title      string    `json:"title"`               // Quyết định
	Summary    string    `json:"summary"`             // Về việc …
	Authority  string    `json:"authority,omitempty"` // who decides, above the grounds
	Bases      []string  `json:"bases,omitempty"`     // Căn cứ …
	Resolves   string    `json:"resolves,omitempty"`  // QUYẾT ĐỊNH:
	Body       []Clause  `json:"body"`
	Recipients []string  `json:"recipients,omitempty"`
	Signings   []Signing `json:"signings"`
}

// Clause is one paragraph of an official paper.
type Clause struct {
	Head string `json:"head,omitempty"` // bold before the text: "Điều 1."
	Text string `json:"text,omitempty"`
	Part bool   `json:"part,omitempty"` // a heading of its own line
	Item bool   `json:"item,omitempty"` // one of a list, with a dash
}

// Signing is one place to sign: the lines above ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), a remark, a name.
type Signing struct {
	Office []string `json:"office"`
	Remark string   `json:"remark,omitempty"` // (Ký, ghi rõ họ tên)
	Name   string   `json:"name,omitempty"`
}

// Stamp is what a paper gets when it is issued: its number and day. A draft has neither.
type Stamp struct {
	Number string // 05/QĐ-TTBTXH
	Day    string // ngày 21 tháng 11 năm 2026
	Mark   string // DỰ THẢO, or that it is void
}

// sizeList is the size of the list of recipients.
const sizeList = 11

// Official notes a whole official paper in the order and letters of the decree's Annex I: names and
// number, title and summary with a line below, the grounds in italics, the text, and side by side
// the recipients and whoever signs, never apart from the last two lines.
func (p *Paper) Official(o Official, s Stamp) {
	p.Letterhead(Head{Superior: o.Superior, Agency: o.Agency, Number: "Số: " + s.Number, Place: o.Place + ", " + s.Day})
	p.lines(strings.ToUpper(o.Title), left, p.body(), 14, Bold, Center)
	width := p.balanced(o.Summary, p.body()-30*mm, 14, Bold)
	p.lines(o.Summary, left+(p.body()-width)/2, width, 14, Bold, Center)
	rule := p.body() / 5
	p.add(note{kind: "line", x: left + (p.body()-rule)/2, y: p.y + 2, w: rule})
	p.y += 5 * mm
	if o.Authority != "" {
		p.lines(strings.ToUpper(o.Authority), left, p.body(), sizeBody, Bold, Center)
		p.y += 2 * mm
	}
	text := prose{x: left, width: p.body(), first: indent, size: sizeBody, fill: true}
	for i, basis := range o.Bases {
		end := ";"
		if i == len(o.Bases)-1 {
			end = "."
		}
		p.set(text, Run{ground(basis) + end, Italic})
		p.y += 1 * mm
	}
	if o.Resolves != "" {
		p.y += 2 * mm
		p.need(20 * mm)
		p.lines(strings.ToUpper(o.Resolves), left, p.body(), 14, Bold, Center)
		p.y += 2 * mm
	}
	for i, c := range o.Body {
		if i == len(o.Body)-1 {
			text.tail = p.foot(o)
		}
		p.clause(text, c)
	}
	if len(o.Recipients) > 0 {
		p.parting(o)
	} else {
		p.signings(o.Signings)
	}
}

// balanced is the least width in which a text takes no more lines than in the whole one: a heading
// that wraps is parted in the middle and not before its last word.
func (p *Paper) balanced(text string, width, size float64, style Style) float64 {
	lines := len(p.wrap(text, width, size, style))
	for narrower := width; narrower > width/2; narrower -= mm {
		if len(p.wrap(text, narrower, size, style)) > lines {
			break
		}
		width = narrower
	}
	return width
}

// ground writes a legal ground as papers do, with its first word and without the sign at its end.
func ground(text string) string {
	text = strings.TrimRight(clean(text), " ;.,")
	for _, word := range []string{"Căn cứ", "Xét", "Theo", "Thực hiện"} {
		if strings.HasPrefix(text, word+" ") {
			return text
		}
	}
	return "Căn cứ " + text
}

// clause notes one paragraph of the text.
func (p *Paper) clause(how prose, c Clause) {
	switch {
	case c.Part:
		p.y += 1 * mm
		p.need(sizeBody * leading * 3) // a heading never stands alone at the foot
		p.set(how, Run{c.Head + " " + c.Text, Bold})
	case c.Item:
		p.set(how, Run{"- " + c.Head, Regular}, Run{c.Text, Regular})
	case c.Head != "":
		p.set(how, Run{c.Head, Bold}, Run{c.Text, Regular})
	default:
		p.set(how, Run{c.Text, Regular})
	}
	p.y += 1.5 * mm
	if c.Item {
		p.y -= 0.7 * mm
	}
}

// signHeight is the room between whoever signs and the name, for hand and seal.
const signHeight = 24 * mm

// foot is how high the end of a paper is.
func (p *Paper) foot(o Official) float64 {
	if len(o.Recipients) > 0 {
		list := 12*leading + sizeList*leading*float64(p.listLines(o))
		return max(list, p.signingHeight(o.Signings[:min(1, len(o.Signings))], p.body()*0.55)) + 4*mm
	}
	high := 0.0
	for i := 0; i < len(o.Signings); i += 2 {
		high += p.signingHeight(o.Signings[i:min(i+2, len(o.Signings))], p.body()/2) + 4*mm
	}
	return min(high, (p.height-top-bottom)/2) // many hands take a page of their own
}

func (p *Paper) listLines(o Official) (n int) {
	for _, to := range o.Recipients {
		n += len(p.wrap("- "+to+";", p.body()*0.45, sizeList, Regular))
	}
	return n
}

// signingHeight is how high the highest of some places to sign is.
func (p *Paper) signingHeight(all []Signing, width float64) (high float64) {
	for _, s := range all {
		lines := len(p.wrap(s.Name, width, sizeBody, Bold))
		for _, office := range s.Office {
			lines += len(p.wrap(strings.ToUpper(office), width, sizeBody, Bold))
		}
		if s.Remark != "" {
			lines++
		}
		high = max(high, float64(lines)*sizeBody*leading+signHeight)
	}
	return high
}

// parting notes recipients at the left and whoever signs at the right.
func (p *Paper) parting(o Official) {
	p.y += 4 * mm
	p.need(p.foot(o) - 4*mm)
	start, half := p.y, p.body()*0.45
	p.lines("Nơi nhận:", left, half, 12, BoldItalic, Left)
	for i, to := range o.Recipients {
		end := ";"
		if i == len(o.Recipients)-1 {
			end = "."
		}
		p.lines("- "+strings.TrimRight(clean(to), " ;.-")+end, left, half, sizeList, Regular, Left)
	}
	below := p.y
	p.y = start
	for _, s := range o.Signings {
		p.signing(s, left+half, p.body()-half)
	}
	p.y = max(p.y, below)
}

// signings notes places to sign, two in a row, and rows never apart.
func (p *Paper) signings(all []Signing) {
	for i := 0; i < len(all); i += 2 {
		row := all[i:min(i+2, len(all))]
		p.y += 4 * mm
		width := p.body() / 2
		p.need(p.signingHeight(row, width))
		start, below := p.y, p.y
		for j, s := range row {
			p.y = start
			x := left + float64(j)*width
			if len(row) == 1 && len(all) > 1 {
				x = left + width/2
			} else if len(row) == 1 {
				x = left + width
			}
			p.signing(s, x, width)
			below = max(below, p.y)
		}
		p.y = below
	}
}

func (p *Paper) signing(s Signing, x, width float64) {
	for _, office := range s.Office {
		p.lines(strings.ToUpper(office), x, width, sizeBody, Bold, Center)
	}
	if s.Remark != "" {
		p.lines(s.Remark, x, width, sizeList, Italic, Center)
	}
	p.y += signHeight - sizeBody*leading
	if s.Name != "" {
		p.lines(s.Name, x, width, sizeBody, Bold, Center)
	}
	p.y += sizeBody * leading
}

// DrawOfficial makes an official paper ready to be written.
func DrawOfficial(ctx context.Context, form Form, o Official, s Stamp) *Paper {
	form.Official, form.Mark = true, s.Mark
	p := New(ctx, form)
	p.Official(o, s)
	return p
}
