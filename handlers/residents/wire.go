package residents

import (
	"fmt"

	"maiam/handlers/web"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// personOut is one line of the list on the wire.
type personOut struct {
	ID             uint64          `json:"id"`
	Number         string          `json:"number"`
	Name           string          `json:"name"`
	Sex            value.Sex       `json:"sex"`
	BirthDate      value.Day       `json:"birth_date"`
	BirthPrecision value.Precision `json:"birth_precision"`
	OriginAddress  string          `json:"origin_address,omitempty"`
	CampusID       uint64          `json:"campus_id"`
	InCare         bool            `json:"in_care"`
	Where          *whereOut       `json:"where,omitempty"`
}

// whereOut is where somebody in care is now.
type whereOut struct {
	StayID    uint64               `json:"stay_id"`
	Category  presence.Category    `json:"category"`
	WardID    uint64               `json:"ward_id,omitempty"`
	Ward      string               `json:"ward,omitempty"`
	Room      string               `json:"room,omitempty"`
	BedID     uint64               `json:"bed_id,omitempty" doc:"absent: no bed"`
	Bed       string               `json:"bed,omitempty"`
	Absence   presence.AbsenceKind `json:"absence,omitempty" doc:"hospital, leave or missing; absent: in the house"`
	DueBackOn value.Day            `json:"due_back_on"`
}

func placeOut(w *presence.Whereabouts) *whereOut {
	if w == nil || w.StayID == 0 {
		return nil
	}
	return &whereOut{w.StayID, w.Category, w.WardID, w.WardName, w.RoomName, w.BedID, w.BedName, w.AbsenceKind, w.DueBackOn}
}

func listOut(r *presence.Roll) web.List[personOut] {
	out := web.List[personOut]{Items: make([]personOut, len(r.Rows)), Next: r.Next}
	for i, p := range r.Rows {
		out.Items[i] = personOut{p.ResidentID, p.Number, p.Name, p.Sex, p.BirthDate, p.BirthPrecision, p.OriginAddress, p.CampusID, p.InCare(), placeOut(&p.Whereabouts)}
	}
	return out
}

func shownOut(p *residents.Person) residents.Shown { return p.Shown() }

// fileWire is the file of a person on the wire.
type fileWire struct {
	residents.Shown
	CitizenNumber string            `json:"citizen_number,omitempty" doc:"masked for those who may not edit"`
	InsuranceCard string            `json:"insurance_card,omitempty" doc:"masked for those who may not edit"`
	OtherNames    []string          `json:"other_names"`
	Kin           []residents.Kin   `json:"kin"`
	Papers        []residents.Paper `json:"papers"`
	Needs         []residents.Need  `json:"needs"`
	Flags         []residents.Flag  `json:"flags"`
	Where         *whereOut         `json:"where,omitempty"`
	Secrets       []uint64          `json:"secrets,omitempty" doc:"numbers of the secret matters of which the reader may know; absent for everybody else"`
}

func fileOut(d fileData) fileWire {
	out := fileWire{Shown: d.Person.Shown(), CitizenNumber: d.CitizenNumber, InsuranceCard: d.InsuranceCard, OtherNames: []string{}, Kin: d.Kin, Papers: d.Papers,
		Needs: d.needs(), Flags: d.flags(), Where: placeOut(d.Where), Secrets: d.Secrets}
	for _, n := range d.OtherNames {
		out.OtherNames = append(out.OtherNames, n.Name)
	}
	return out
}

// alikesOut are those who may be the same person.
type alikesOut struct {
	Items     []likeOut `json:"items"`
	Elsewhere int       `json:"elsewhere" doc:"how many more are known in campuses out of sight"`
}

// likeOut is one of them.
type likeOut struct {
	ID             uint64          `json:"id"`
	Number         string          `json:"number"`
	Name           string          `json:"name"`
	Sex            value.Sex       `json:"sex"`
	BirthDate      value.Day       `json:"birth_date"`
	BirthPrecision value.Precision `json:"birth_precision"`
	Why            []string        `json:"why" doc:"citizen, insurance, name, birth, origin"`
}

func alikeOut(a *residents.Alikes) alikesOut {
	out := alikesOut{Items: make([]likeOut, len(a.Within)), Elsewhere: a.Elsewhere}
	for i, p := range a.Within {
		out.Items[i] = likeOut{p.ID, p.Number, p.Name, p.Sex, p.Birth.Day, p.Birth.Precision, p.Why}
	}
	return out
}

// paperWire is one paper on the wire.
type paperWire struct {
	residents.Paper
	Leaves   []leafWire `json:"leaves" doc:"the pages; none for those who may not see them"`
	Versions []uint64   `json:"versions" doc:"all of its line, the newest first"`
}

// leafWire is one page of a paper; its picture is at the address.
type leafWire struct {
	ID     uint64 `json:"id"`
	Type   string `json:"type"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	Path   string `json:"path"`
}

func paperOut(d paperData) paperWire {
	out := paperWire{Paper: d.Paper, Leaves: []leafWire{}, Versions: []uint64{}}
	for _, p := range d.Pages {
		out.Leaves = append(out.Leaves, leafWire{p.ID, p.Type, p.Width, p.Height, d.path("pages", fmt.Sprint(p.ID))})
	}
	out.PageCount = len(out.Leaves)
	for _, p := range d.Versions {
		out.Versions = append(out.Versions, p.ID)
	}
	return out
}
