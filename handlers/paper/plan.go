package paper

// Room is one room of a plan: its name, a remark, and its places in their order.
type Room struct {
	Head, Note string
	Places     []Place
}

// Place is one bed of a room: its name, who lies there, and a remark below. A faint one is free or
// out of service.
type Place struct {
	Name, Who, Note string
	Faint           bool
}

// Sizes of a plan.
const (
	sizePlace = 11
	sizeNote  = 9.5
	gutter    = 4 * mm
	nameWidth = 15 * mm
)

// Plan notes rooms side by side, as many in a row as columns say. A room is parted over two pages
// only when it is higher than one.
func (p *Paper) Plan(columns int, rooms []Room) {
	width := (p.body() - gutter*float64(columns-1)) / float64(columns)
	for i := 0; i < len(rooms); i += columns {
		row := rooms[i:min(i+columns, len(rooms))]
		high := 0.0
		for _, r := range row {
			high = max(high, p.roomHeight(r, width))
		}
		p.need(min(high, p.height-top-bottom))
		start, below, page := p.y, p.y, len(p.pages)
		for j, r := range row {
			if len(p.pages) == page {
				p.y = start
			}
			p.setRoom(r, left+float64(j)*(width+gutter), width)
			if len(p.pages) > page { // a room higher than a page: what follows stands below it
				page, start, below = len(p.pages), p.y, p.y
				continue
			}
			below = max(below, p.y)
		}
		p.y = below + gutter
	}
}

func (p *Paper) roomHeight(r Room, width float64) float64 {
	high := p.headHeight(r, width)
	for _, place := range r.Places {
		high += p.placeHeight(place, width)
	}
	return high
}

// head is the words above a room.
func (r Room) head() string {
	if r.Note == "" {
		return r.Head
	}
	return r.Head + " · " + r.Note
}

func (p *Paper) headHeight(r Room, width float64) float64 {
	return float64(len(p.wrap(r.head(), width-2*pad, sizePlace, Bold)))*sizePlace*leading + 2*pad
}

func (p *Paper) placeHeight(place Place, width float64) float64 {
	inside := width - nameWidth - 2*pad
	names := len(p.wrap(place.Name, nameWidth-2*pad, sizePlace, Bold))
	high := float64(len(p.wrap(place.Who, inside, sizePlace, Regular))) * sizePlace * leading
	if place.Note != "" {
		high += float64(len(p.wrap(place.Note, inside, sizeNote, Italic))) * sizeNote * leading
	}
	return max(high, float64(names)*sizePlace*leading) + 2*pad
}

// setRoom notes one room with its places.
func (p *Paper) setRoom(r Room, x, width float64) {
	high := p.headHeight(r, width)
	p.add(note{kind: "fill", x: x, y: p.y, w: width, h: high})
	p.add(note{kind: "frame", x: x, y: p.y, w: width, h: high})
	p.inside(r.head(), x, p.y+pad, width, sizePlace, Bold)
	p.y += high
	for _, place := range r.Places {
		high := p.placeHeight(place, width)
		p.need(high)
		p.add(note{kind: "frame", x: x, y: p.y, w: nameWidth, h: high})
		p.add(note{kind: "frame", x: x + nameWidth, y: p.y, w: width - nameWidth, h: high})
		p.inside(place.Name, x, p.y+pad, nameWidth, sizePlace, Bold)
		style := Regular
		if place.Faint {
			style = Italic
		}
		below := p.inside(place.Who, x+nameWidth, p.y+pad, width-nameWidth, sizePlace, style)
		if place.Note != "" {
			p.inside(place.Note, x+nameWidth, below, width-nameWidth, sizeNote, Italic)
		}
		p.y += high
	}
}

// inside notes wrapped words in a frame and gives where they end.
func (p *Paper) inside(text string, x, y, width, size float64, style Style) float64 {
	for _, line := range p.wrap(text, width-2*pad, size, style) {
		p.say(line, x+pad, y, width-2*pad, size, style, Left)
		y += size * leading
	}
	return y
}
