package wards

import (
	"strconv"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

// planAsked says which campus is to be drawn, and as it was on which day.
type planAsked struct {
	CampusID uint64    `form:"campus_id"`
	On       value.Day `form:"on"`
}

// planData is a campus as it stood on a day; which beds are free is told for today alone.
type planData struct {
	*wards.Tree
	Campuses []wards.Campus
	Today    bool
	Knows    bool
	free     map[uint64]bool
	kept     map[uint64]bool // for somebody who is to come
}

func readPlan(tx *db.Tx, in planAsked) (d planData, err error) {
	if d.Campuses, err = wards.Campuses(tx); err != nil {
		return d, err
	}
	if in.CampusID == 0 && len(d.Campuses) > 0 {
		in.CampusID = d.Campuses[0].ID
	}
	if d.Tree, err = wards.TreeOf(tx, in.CampusID, in.On); err != nil {
		return d, err
	}
	d.Today = d.On == tx.Today()
	if !d.Today || !tx.Actor.Has(presence.View) {
		return d, nil
	}
	d.Knows, d.free = true, map[uint64]bool{}
	free, err := presence.FreeBeds(tx, presence.FreeBedsInput{CampusID: in.CampusID})
	for _, b := range free {
		d.free[b.BedID] = true
	}
	if err == nil {
		d.kept, err = presence.KeptBeds(tx, in.CampusID)
	}
	return d, err
}

func showPlan(call *web.Call, d planData) web.Leaf {
	under := call.T("wards.plan_today")
	if !d.Today {
		under = call.T("wards.plan_on", words.A{"day": d.On})
	}
	return web.Leaf{Title: call.T("wards.plan_title", words.A{"campus": d.Campus.Called()}), Under: under, Active: "/wards", Wide: true,
		Crumbs: []web.Crumb{{Name: call.T("wards.title"), Path: "/wards"}}, Body: planPage(call, d)}
}

// bedState is how a bed is drawn: its class and the word that says it.
func (d planData) bedState(r wards.TreeRoom, b wards.TreeBed) string {
	switch {
	case r.Outage != nil || b.Outage != nil:
		return "out"
	case !d.Knows:
		return "known"
	case d.free[b.ID]:
		return "free"
	case d.kept[b.ID]:
		return "kept"
	}
	return "taken"
}

func (d planData) bedWords(call *web.Call, r wards.TreeRoom, b wards.TreeBed) string {
	text := b.Name
	if state := d.bedState(r, b); state != "known" {
		text += ": " + call.T("wards.bed_is."+state)
	}
	if b.Overflow {
		text += ", " + call.T("wards.overflow")
	}
	return text
}

func (d planData) bedClass(r wards.TreeRoom, b wards.TreeBed) string {
	class := "plan-bed " + d.bedState(r, b)
	if b.Overflow {
		class += " over"
	}
	return class
}

func (d planData) campusOptions() []parts.Option {
	out := make([]parts.Option, len(d.Campuses))
	for i, c := range d.Campuses {
		out[i] = parts.Option{Value: strconv.FormatUint(c.ID, 10), Text: c.Called()}
	}
	return out
}
