package parts

import (
	"context"
	"io"
	"strconv"
	"strings"
)

// Point is one value of a line, with the words of its place ("23/10") and of
// its value ("133").
type Point struct {
	Place string
	Value float64
	Text  string
}

// Line is a small line chart: title, unit, the line, and the figures behind it
// in a table for whoever wants or cannot see the line.
type Line struct {
	Title, Unit string
	Points      []Point
	Tone        Tone
	// Table is the title of the fold with the figures; without it they are only heard.
	Table string
}

// Render draws the chart.
func (l Line) Render(ctx context.Context, w io.Writer) error { return line(l).Render(ctx, w) }

const chartWidth, chartHeight = 600, 96

// path is the line as an SVG path; the range fills the height, a flat line
// stands in the middle.
func (l Line) path() string {
	if len(l.Points) == 0 {
		return ""
	}
	low, high := l.Points[0].Value, l.Points[0].Value
	for _, p := range l.Points {
		low, high = min(low, p.Value), max(high, p.Value)
	}
	var d strings.Builder
	for i, p := range l.Points {
		x, y := 0.0, float64(chartHeight)/2
		if len(l.Points) > 1 {
			x = float64(i) * chartWidth / float64(len(l.Points)-1)
		}
		if high > low {
			y = 8 + (high-p.Value)/(high-low)*(chartHeight-16)
		}
		if i == 0 {
			d.WriteByte('M')
		} else {
			d.WriteByte('L')
		}
		d.WriteString(strconv.FormatFloat(x, 'f', 1, 64) + " " + strconv.FormatFloat(y, 'f', 1, 64))
	}
	if len(l.Points) == 1 {
		d.WriteString("H" + strconv.Itoa(chartWidth))
	}
	return d.String()
}

// says reads the line in one sentence: its title and its two ends.
func (l Line) says() string {
	if len(l.Points) == 0 {
		return l.Title
	}
	first, last := l.Points[0], l.Points[len(l.Points)-1]
	return l.Title + ": " + first.Place + " " + first.Text + " " + l.Unit + ", " + last.Place + " " + last.Text + " " + l.Unit
}
