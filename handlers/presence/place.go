package presence

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/wards"
)

// placeQuery says for whom a bed is looked for, or which bed is to be given, and on which ward's
// plan.
type placeQuery struct {
	ResidentID uint64 `form:"resident_id"`
	BedID      uint64 `form:"bed_id"`
	WardID     uint64 `form:"plan"`
	Text       string `form:"q" validate:"max=200"`
}

// placeData is the plan on which a bed is chosen; or, when the bed is chosen already, the people
// who could have it.
type placeData struct {
	about
	In    placeQuery
	Wards []planWard
	Tiles []presence.Tile
	Bed   *wards.BedIn
	// Proposals are the free beds, the best for the person first.
	Proposals []presence.Proposal
	Asked     *wards.BedIn // the bed that was asked for on the plan, and against which rules warned
	Found     []presence.Listed
}

// planWard is a ward that could take the person, with its free beds counted.
type planWard struct {
	ID    uint64
	Name  string
	Free  int
	Unfit bool // meant for another age
}

func readPlace(tx *db.Tx, in placeQuery) (d placeData, err error) {
	if d.about, err = readAbout(tx, presence.Arrange, in.ResidentID, true); err != nil {
		return d, err
	}
	d.In = in
	if d.Person == nil {
		return d, d.readPeople(tx)
	}
	if in.BedID != 0 {
		beds, err := wards.OpenBeds(tx, in.BedID)
		if err != nil {
			return d, err
		}
		if len(beds) == 1 {
			d.Asked = &beds[0]
			if d.In.WardID == 0 {
				d.In.WardID = beds[0].WardID
			}
		}
	}
	if d.Proposals, err = presence.Proposals(tx, presence.ProposalsInput{ResidentID: d.id(), CampusID: d.campus()}); err != nil {
		return d, err
	}
	d.Proposals = slices.DeleteFunc(d.Proposals, func(p presence.Proposal) bool {
		return slices.ContainsFunc(p.Against, func(f presence.Finding) bool { return f.Rule == presence.SexRule })
	})
	mine := func(id uint64, name string) *planWard {
		i := slices.IndexFunc(d.Wards, func(w planWard) bool { return w.ID == id })
		if i < 0 {
			d.Wards = append(d.Wards, planWard{ID: id, Name: name})
			i = len(d.Wards) - 1
		}
		return &d.Wards[i]
	}
	if d.inCare() && d.Where.WardID != 0 {
		mine(d.Where.WardID, d.Where.WardName)
	}
	for _, b := range d.Proposals { // a ward with the best bed comes first
		w := mine(b.WardID, b.WardName)
		w.Free++
		w.Unfit = !wards.Ward{AgeFrom: b.AgeFrom, AgeTo: b.AgeTo}.AgeFits(d.Person.Birth, tx.Today())
	}
	// The own ward comes first, wards for another age last.
	own := 0
	if d.inCare() && d.Where.WardID != 0 {
		own = 1
	}
	slices.SortStableFunc(d.Wards[own:], func(a, b planWard) int {
		switch {
		case a.Unfit == b.Unfit:
			return 0
		case a.Unfit:
			return 1
		}
		return -1
	})
	if d.In.WardID == 0 && len(d.Wards) > 0 {
		d.In.WardID = d.Wards[0].ID
	}
	if d.In.WardID != 0 {
		d.Tiles, err = presence.WardBoard(tx, d.In.WardID, time.Time{})
	}
	return d, err
}

// campus is the one in which a bed is looked for.
func (d placeData) campus() uint64 {
	if d.inCare() {
		return d.Where.CampusID
	}
	return d.Person.CampusID
}

// readPeople finds who could have the bed: those without one, or whom was searched for.
func (d *placeData) readPeople(tx *db.Tx) error {
	in := presence.PeopleInput{Standing: presence.Bedless, Text: d.In.Text, Limit: 50}
	if d.In.Text != "" {
		in.Standing = presence.CaredFor
	}
	if d.In.BedID != 0 {
		beds, err := wards.OpenBeds(tx, d.In.BedID)
		if err != nil {
			return err
		}
		if len(beds) == 0 {
			return fault.New(fault.NotFound, "db.not_found")
		}
		d.Bed = &beds[0]
		in.CampusID = d.Bed.CampusID
		if d.Bed.WardSex != wards.ForAny {
			in.Sex = sexOf(d.Bed.WardSex)
		}
	}
	roll, err := presence.People(tx, in)
	if err == nil {
		d.Found = roll.Rows
	}
	return err
}

func showPlace(call *web.Call, d placeData) web.Leaf {
	title := call.T("presence.place.title")
	switch {
	case d.Bed != nil:
		title = call.T("presence.place.bed_title", words.A{"bed": d.Bed.Name, "room": d.Bed.RoomName, "ward": d.Bed.WardName})
	case d.inCare() && d.Where.BedID != 0:
		title = call.T("presence.move.title")
	}
	return web.Leaf{Title: title, Body: placePage(call, d), Crumbs: d.crumbs(call), Wide: true, Active: "/wards"}
}

// has tells that the person has a bed, so that another one means a move.
func (d placeData) has() bool { return d.inCare() && d.Where.BedID != 0 }

// action is what giving a bed means for this person.
func (d placeData) action() (name, path string) {
	if d.has() {
		return move.Name, "/presence/move"
	}
	return place.Name, "/presence/place"
}

// refused is the form that came back, whichever of the three it was.
func (d placeData) refused(call *web.Call) *web.FormState {
	for _, name := range []string{place.Name, move.Name, swap.Name} {
		if f := call.Form(name); f.Fault != nil {
			return f
		}
	}
	return nil
}

// again is the button that goes on although rules warned.
func (d placeData) again(call *web.Call) parts.Button {
	b := parts.Button{Text: call.T("presence.despite.go"), Icon: "check", Large: true}
	f := d.refused(call)
	if f.Action == swap.Name {
		b.Text, b.Name, b.Value, b.FormAction = call.T("presence.despite.swap"), "with_id", f.Value("with_id", ""), "/presence/swap"
		return b
	}
	if d.Asked != nil {
		b.Text = call.T("presence.despite.go_bed", words.A{"bed": d.Asked.Name, "room": d.Asked.RoomName})
	}
	b.Name, b.Value = "bed_id", f.Value("bed_id", "")
	return b
}

// form is the one form around the plan: every bed is a button of it.
func (d placeData) form(call *web.Call) parts.Form {
	name, path := d.action()
	f := form(call, name, path, d.id())
	f.Bare, f.Two = true, false
	f.Hidden = append(f.Hidden, parts.Hidden{Name: "plan", Value: strconv.FormatUint(d.In.WardID, 10)})
	if came := d.refused(call); came != nil {
		f.Fault = whole(call, came)
		f.Errors = nil
		for _, wrong := range came.Fault.Fields {
			if warns(wrong) {
				continue
			}
			f.Errors = append(f.Errors, parts.FieldError{Name: wrong.Name, Text: words.Field(call.Context(), "presence", wrong)})
		}
		f.Hidden = slices.DeleteFunc(f.Hidden, func(h parts.Hidden) bool { return h.Name == "_key" })
		f.Hidden = append(f.Hidden, parts.Hidden{Name: "_key", Value: call.Key(came.Action)})
	}
	return f
}

// unfit tells that the ward on the plan is meant for another age: a warning, no refusal.
func (d placeData) unfit() bool {
	return slices.ContainsFunc(d.Wards, func(w planWard) bool { return w.ID == d.In.WardID && w.Unfit })
}

func (d placeData) tabs(call *web.Call) parts.Tabs {
	t := parts.Tabs{Label: call.T("presence.place.wards")}
	for _, w := range d.Wards {
		q := url.Values{"resident_id": {strconv.FormatUint(d.id(), 10)}, "plan": {strconv.FormatUint(w.ID, 10)}}
		if n := next(call); n != "" {
			q.Set("next", n)
		}
		t.Links = append(t.Links, parts.Link{Text: w.Name, Href: "/presence/place?" + q.Encode(), Current: w.ID == d.In.WardID, Count: strconv.Itoa(w.Free)})
	}
	return t
}

// rooms is the plan: a free bed can be taken, a taken one swapped.
func (d placeData) rooms(call *web.Call) []parts.Room {
	var out []parts.Room
	for _, t := range d.Tiles {
		if t.RoomID == 0 {
			continue
		}
		id := fmt.Sprintf("room-%d", t.RoomID)
		if len(out) == 0 || out[len(out)-1].ID != id {
			out = append(out, parts.Room{ID: id, Name: call.T("presence.room", words.A{"name": t.RoomName})})
		}
		if t.BedID == 0 {
			continue
		}
		r := &out[len(out)-1]
		r.Places = append(r.Places, d.bed(call, t))
	}
	return out
}

func (d placeData) bed(call *web.Call, t presence.Tile) templ.Component {
	switch {
	case t.ResidentID != 0:
		p := parts.Person{Bed: t.BedName, Name: t.Name, Away: t.AbsenceID != 0}
		if f := face(t.Name, t.PhotoFileID, t.ResidentID, p.Away); f.Photo != "" {
			p.Photo = f.Photo
		}
		if t.ResidentID == d.id() {
			p.Chips = []parts.Chip{{Tone: parts.Done, Icon: "map-pin", Text: call.T("presence.place.here")}}
		} else if d.has() && t.Sex == d.Person.Sex {
			p.Side = parts.Button{Text: call.T("presence.swap.go"), Icon: "transfer", IconOnly: true, Kind: parts.Quiet, Name: "with_id", Value: strconv.FormatUint(t.ResidentID, 10), FormAction: "/presence/swap",
				Attrs: templ.Attributes{"aria-label": call.T("presence.swap.with", words.A{"name": t.Name, "bed": t.BedName})}}
		}
		return p
	case t.KeptUntil != nil && t.BedOut == nil && t.RoomOut == nil:
		if p := d.proposal(t.BedID); p != nil && p.Kept && !p.Refused() {
			return freeChoice(call, t, strings.Trim(call.T("presence.keep.for_this")+", "+suits(call, *p), ", "))
		}
		return d.keptTile(call, t)
	case !t.Free():
		why := call.T("presence.place.out")
		if t.BedOut != nil {
			why = *t.BedOut
		} else if t.RoomOut != nil {
			why = *t.RoomOut
		}
		return parts.FreeBed{Bed: t.BedName, State: parts.OutOfUse, Why: why}
	}
	return d.free(call, t)
}
