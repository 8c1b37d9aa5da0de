package parts

import (
	"context"
	"io"
	"math"
	"strconv"
	"strings"
)

// Moment is one value of a course: when as a share of the time shown (0 at the left, 1 at the right), the
// words of the time and of the value, and a word when the value is not usual.
type Moment struct {
	Share  float64
	Place  string
	Value  float64
	Second float64 // of two numbers in one, the lower; 0 when there is one
	Text   string
	Note   string // who, late
	Odd    string // "Cao": beyond the usual
}

// Course is how a number of a person went over some weeks: title, unit, the band of what is usual, the
// line, what lies beyond the band as large points, and all figures in a table below it. It says nothing
// by colour alone, prints, and needs no script.
type Course struct {
	Title, Unit string
	From, To    string // the words of the two ends
	Moments     []Moment
	Low, High   float64 // the band; nothing is drawn when both are 0
	BandWords   string  // "Bình thường 36,5–37,5"
	OddWords    string  // "2 lần ngoài mức"
	Table       string  // the title of the fold with the figures
	Columns     [4]string
	Number      func(float64) string // writes a figure of the scale
}

// Render draws the course.
func (c Course) Render(ctx context.Context, w io.Writer) error { return course(c).Render(ctx, w) }

const courseHeight = 140

// scale is the lowest and highest figure drawn, with air above and below.
func (c Course) scale() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	take := func(v float64) { low, high = math.Min(low, v), math.Max(high, v) }
	for _, m := range c.Moments {
		take(m.Value)
		if m.Second > 0 {
			take(m.Second)
		}
	}
	if c.banded() && !math.IsInf(low, 1) {
		take(c.High)
		if c.Low > 0 {
			take(c.Low)
		}
	}
	if math.IsInf(low, 1) {
		return 0, 1
	}
	air := math.Max((high-low)*0.08, 0.5)
	return low - air, high + air
}

func (c Course) banded() bool { return c.Low > 0 || c.High > 0 }

func (c Course) y(v float64) float64 {
	low, high := c.scale()
	return (high - v) / (high - low) * courseHeight
}

func coordinate(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// path is a line through the moments; of two numbers the second when asked.
func (c Course) path(second bool) string {
	var d strings.Builder
	for i, m := range c.Moments {
		v := m.Value
		if second {
			v = m.Second
		}
		d.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + coordinate(m.Share*chartWidth) + " " + coordinate(c.y(v)))
	}
	return d.String()
}

// dots are points as lines of no length, which stay round however wide the page is.
func (c Course) dots(odd bool) string {
	var d strings.Builder
	for _, m := range c.Moments {
		if (m.Odd != "") != odd {
			continue
		}
		for _, v := range []float64{m.Value, m.Second} {
			if v > 0 || m.Value == 0 && v == m.Value {
				d.WriteString("M" + coordinate(m.Share*chartWidth) + " " + coordinate(c.y(v)) + "h0")
			}
		}
	}
	return d.String()
}

func (c Course) two() bool {
	for _, m := range c.Moments {
		if m.Second > 0 {
			return true
		}
	}
	return false
}

// band is the place of what is usual.
func (c Course) band() (y, height string) {
	low, _ := c.scale()
	top, bottom := c.y(c.High), c.y(math.Max(c.Low, low))
	if c.High == 0 {
		top = 0
	}
	return coordinate(top), coordinate(math.Max(bottom-top, 1))
}

func (c Course) ends() (high, low string) {
	l, h := c.scale()
	return c.Number(h), c.Number(l)
}

// says reads the course in one sentence.
func (c Course) says() string {
	if len(c.Moments) == 0 {
		return c.Title
	}
	first, last := c.Moments[0], c.Moments[len(c.Moments)-1]
	said := c.Title + ": " + first.Place + " " + first.Text + " " + c.Unit + ", " + last.Place + " " + last.Text + " " + c.Unit
	for _, more := range []string{c.BandWords, c.OddWords} {
		if more != "" {
			said += ". " + more
		}
	}
	return said
}

func (c Course) list() List {
	l := List{Caption: c.Title, Wide: true}
	for i, title := range c.Columns {
		l.Columns = append(l.Columns, Column{Title: title, Number: i == 1})
	}
	for i := len(c.Moments) - 1; i >= 0; i-- {
		m := c.Moments[i]
		cell := Cell{Text: m.Odd}
		if m.Odd != "" {
			cell = Cell{Chips: []Chip{{Tone: Due, Icon: "alert-triangle", Text: m.Odd}}}
		}
		l.Rows = append(l.Rows, Row{Cells: []Cell{{Text: m.Place}, {Text: m.Text}, cell, {Text: m.Note}}})
	}
	return l
}
