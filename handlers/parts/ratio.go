package parts

import (
	"context"
	"io"

	"maiam/handlers/words"
)

// Ratio says how many of the staff there are for how many residents, and how many are missing by the
// norm: 1 : 13 · thiếu 7.
type Ratio struct {
	Have, People, Need int
	// Href is the way to the names of the staff.
	Href string
}

// Chip is the ratio as a chip: amber where somebody is missing.
func (r Ratio) Chip(ctx context.Context) Chip {
	c := Chip{Icon: "users", Href: r.Href}
	args := words.A{"each": 0, "short": r.Need - r.Have}
	key := "parts.ratio"
	switch {
	case r.Have == 0:
		key = "parts.ratio_none"
	default:
		args["each"] = (2*r.People + r.Have) / (2 * r.Have)
		if r.Need > r.Have {
			key = "parts.ratio_short"
		}
	}
	if r.Need > r.Have {
		c.Tone = Due
	}
	c.Text = words.T(ctx, key, args)
	return c
}

// Render draws the ratio.
func (r Ratio) Render(ctx context.Context, w io.Writer) error { return r.Chip(ctx).Render(ctx, w) }
