package presence

import (
	"fmt"
	"strconv"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
)

// overflowQuery says where a place shall be put up, and for whom.
type overflowQuery struct {
	ResidentID uint64 `form:"resident_id"`
	RoomID     uint64 `form:"room_id"`
	CampusID   uint64 `form:"campus_id"`
}

// overflowData is the places that stand beside the beds, and what is needed for another.
type overflowData struct {
	about
	In     overflowQuery
	Places []presence.OverflowIn
	Rooms  []presence.RoomOf
	Today  value.Day
}

func readOverflows(tx *db.Tx, in overflowQuery) (d overflowData, err error) {
	if d.about, err = readAbout(tx, presence.Arrange, in.ResidentID, true); err != nil {
		return d, err
	}
	d.In, d.Today = in, tx.Today()
	if d.Places, err = presence.Overflows(tx, presence.ReviewsInput{CampusID: in.CampusID}); err != nil {
		return d, err
	}
	d.Rooms, err = presence.RoomsFor(tx, d.sex())
	return d, err
}

// sex is the one whose wards are offered; nobody's when no person is named.
func (d overflowData) sex() value.Sex {
	if d.Person == nil {
		return ""
	}
	return d.Person.Sex
}

func showOverflows(call *web.Call, d overflowData) web.Leaf {
	return web.Leaf{Title: call.T("presence.over.title"), Under: call.T("presence.over.lead"), Body: overflowPage(call, d), Sheet: "/presence/overflows.xlsx", Active: "/presence/headcount", Crumbs: d.crumbs(call)}
}

func (d overflowData) rooms(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, r := range d.Rooms {
		out = append(out, parts.Option{Value: strconv.FormatUint(r.RoomID, 10), Text: call.T("presence.room", words.A{"name": r.RoomName}), Group: r.WardName})
	}
	return out
}

func (d overflowData) kinds(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, k := range presence.OverflowKinds {
		out = append(out, parts.Option{Value: string(k), Text: call.T("presence.over.kind." + string(k))})
	}
	return out
}

// row is one place with who lies there.
func (d overflowData) row(call *web.Call, o presence.OverflowIn) parts.Person {
	p := parts.Person{Bed: o.BedName, Name: call.T("presence.over.empty"), Line: strings.Join([]string{bedPlace(call, o.WardName, o.RoomName, call.T("presence.over.kind."+string(o.Kind))), o.Reason}, " · ")}
	if o.ResidentID != 0 {
		p.Name, p.Href = o.Name, residentPath(o.ResidentID)
	} else {
		p.Side = endOverflowForm(call, o)
	}
	chip := parts.Chip{Text: call.T("presence.over.until", words.A{"day": o.UntilOn})}
	if o.Due(d.Today) {
		chip = parts.Chip{Tone: parts.Danger, Icon: "clock", Text: call.T("presence.over.due", words.A{"day": o.UntilOn})}
	}
	p.Chips = []parts.Chip{chip}
	return p
}

// putUp leads on to the plan of the person for whom the place was put up.
func putUp(call *web.Call, _ presence.OverflowInput, o *presence.Overflow) string {
	call.Tell(web.Notice{Key: "presence.told.put_up"})
	if id := call.C.PostForm("resident_id"); id != "" && strings.Trim(id, "0123456789") == "" {
		return fmt.Sprintf("/presence/place?resident_id=%s&plan=%d", id, o.WardID)
	}
	return web.SafeNext(call.C.PostForm("next"), "/presence/overflows")
}

func tookAway(call *web.Call, _ presence.OverflowEnd, _ *presence.Overflow) string {
	call.Tell(web.Notice{Key: "presence.told.taken_away"})
	return web.SafeNext(call.C.PostForm("next"), "/presence/overflows")
}

type overflowWire struct {
	ID         uint64    `json:"id"`
	BedID      uint64    `json:"bed_id" doc:"the place; give it as any bed"`
	RoomID     uint64    `json:"room_id"`
	WardID     uint64    `json:"ward_id"`
	Kind       string    `json:"kind" enum:"mattress,folding,shared"`
	Reason     string    `json:"reason"`
	UntilOn    value.Day `json:"until_on"`
	Ended      bool      `json:"ended"`
	ResidentID uint64    `json:"resident_id,omitempty"`
}

func overflowOut(o *presence.Overflow) overflowWire {
	return overflowWire{o.ID, o.BedID, o.RoomID, o.WardID, string(o.Kind), o.Reason, o.UntilOn, o.OpenBedID == nil, 0}
}

func overflowsOut(list []presence.OverflowIn) web.List[overflowWire] {
	out := web.List[overflowWire]{Items: make([]overflowWire, len(list))}
	for i := range list {
		out.Items[i] = overflowOut(&list[i].Overflow)
		out.Items[i].ResidentID = list[i].ResidentID
	}
	return out
}
