package wards

import (
	"fmt"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/staff"
	"maiam/models/wards"
)

// carersData is how many carers a ward has for how many residents.
type carersData struct {
	Ward  *wards.WardIn
	Ratio staff.Ratio
}

// readCarers reads the ratio of a ward. It is two numbers and no names, so whoever may see head-counts
// may see it; the board leads here those who answer for the staff, and loads it as a line of its own: so
// the board itself, which everybody looks at, pays nothing for it.
func readCarers(tx *db.Tx, in ofWard) (d carersData, err error) {
	if err := tx.May(presence.View); err != nil {
		return d, err
	}
	if d.Ward, err = wards.Within(tx, presence.View, in.Ward); err != nil {
		return d, err
	}
	heads, err := presence.HeadsByNorm(tx)
	if err != nil {
		return d, err
	}
	all, err := staff.Ratios(tx, heads)
	if err != nil {
		return d, err
	}
	for _, r := range all {
		if r.WardID == d.Ward.ID && r.Kind == staff.DirectCare {
			d.Ratio = r
			return d, nil
		}
	}
	return d, nil // nobody lives there, and nobody is written down to care for them
}

func carersPath(ward uint64) string { return fmt.Sprintf("/wards/%d/carers", ward) }

func showCarers(call *web.Call, d carersData) web.Leaf {
	return web.Leaf{Title: call.T("wards.carers"), Under: d.Ward.Name, Body: carersPage(call, d), Active: "/wards", Crumbs: []web.Crumb{{Name: d.Ward.Name, Path: boardPath(d.Ward.ID)}}}
}

// ratio is the line as the board shows it.
func (d carersData) ratio() parts.Ratio {
	return parts.Ratio{Have: d.Ratio.Have, People: d.Ratio.People, Need: d.Ratio.Need}
}

// counted says the same in words.
func (d carersData) counted(call *web.Call) string {
	return call.T("wards.carers_of", words.A{"have": d.Ratio.Have, "people": d.Ratio.People, "need": d.Ratio.Need})
}
