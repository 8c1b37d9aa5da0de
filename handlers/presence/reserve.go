package presence

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/wards"
)

// reserveQuery says for whom a bed shall be kept, or which bed, or whose list is read.
type reserveQuery struct {
	ResidentID uint64 `form:"resident_id"`
	BedID      uint64 `form:"bed_id"`
	CampusID   uint64 `form:"campus_id"`
}

// reserveData is the beds that are kept, and what is needed to keep another.
type reserveData struct {
	about
	In        reserveQuery
	Campuses  []wards.Campus
	Kept      []presence.Kept
	Free      []presence.FreeBed
	Proposals []presence.Proposal
}

func readReserve(tx *db.Tx, in reserveQuery) (d reserveData, err error) {
	if d.about, err = readAbout(tx, presence.Arrange, in.ResidentID, true); err != nil {
		return d, err
	}
	d.In = in
	if d.Kept, err = presence.Reservations(tx, presence.ReviewsInput{CampusID: in.CampusID}); err != nil {
		return d, err
	}
	if d.Campuses, err = wards.CampusesWithin(tx); err != nil {
		return d, err
	}
	if d.Person != nil {
		campus := in.CampusID
		if campus == 0 && d.Where != nil {
			campus = d.Where.CampusID
		}
		d.Proposals, err = presence.Proposals(tx, presence.ProposalsInput{ResidentID: d.id(), CampusID: campus})
		return d, err
	}
	d.Free, err = presence.FreeBeds(tx, presence.FreeBedsInput{CampusID: in.CampusID})
	return d, err
}

func showReserve(call *web.Call, d reserveData) web.Leaf {
	return web.Leaf{Title: call.T("presence.keep.title"), Under: call.T("presence.keep.lead"), Body: reservePage(call, d), Sheet: "/presence/reservations.xlsx", Active: "/presence/headcount", Crumbs: d.crumbs(call)}
}

// beds are the beds that can be kept.
func (d reserveData) beds(call *web.Call) []parts.Option {
	if d.Person != nil {
		return proposalOptions(call, d.Proposals)
	}
	return bedOptions(call, d.Free)
}

// tomorrow proposes until when: noon of the next day.
func tomorrow(call *web.Call) string {
	return moment(call, today(call).AddDays(1).At(words.Zone(call.Context()), 12*60))
}

func keptLine(call *web.Call, k presence.Kept) string {
	return strings.Join([]string{call.T("presence.keep.until_at", words.A{"at": words.DateTime(call.Context(), k.ExpiresAt)}), k.Reason, k.OwnerName}, " · ")
}

func keptHref(k presence.Kept) string {
	if k.ResidentID == nil {
		return ""
	}
	return residentPath(*k.ResidentID)
}

func reserveHref(call *web.Call, resident, bed uint64) string {
	q := url.Values{}
	if resident != 0 {
		q.Set("resident_id", strconv.FormatUint(resident, 10))
	}
	if bed != 0 {
		q.Set("bed_id", strconv.FormatUint(bed, 10))
	}
	if n := next(call); n != "" {
		q.Set("next", n)
	}
	return "/presence/reservations?" + q.Encode()
}

func reserved(call *web.Call, _ presence.ReserveInput, _ *presence.Reservation) string {
	call.Tell(web.Notice{Key: "presence.told.kept"})
	return web.SafeNext(call.C.PostForm("next"), "/presence/reservations")
}

func released(call *web.Call, _ presence.ReleaseInput, _ *presence.Reservation) string {
	call.Tell(web.Notice{Key: "presence.told.given_up"})
	return web.SafeNext(call.C.PostForm("next"), "/presence/reservations")
}

type reservationWire struct {
	ID         uint64     `json:"id"`
	BedID      uint64     `json:"bed_id"`
	WardID     uint64     `json:"ward_id"`
	ResidentID *uint64    `json:"resident_id,omitempty"`
	Person     string     `json:"person" doc:"for whom: the resident's name, or who is expected"`
	Reason     string     `json:"reason"`
	From       time.Time  `json:"from"`
	Until      time.Time  `json:"until"`
	OwnerID    uint64     `json:"owner_id"`
	EndedAt    *time.Time `json:"ended_at,omitempty"`
	EndCause   string     `json:"end_cause,omitempty" enum:"used,released,expired"`
}

func reservationOut(r *presence.Reservation) reservationWire {
	return reservationWire{r.ID, r.BedID, r.WardID, r.ResidentID, r.Person, r.Reason, r.FromAt, r.ExpiresAt, r.OwnerID, r.EndedAt, string(r.EndCause)}
}

func reservationsOut(list []presence.Kept) web.List[reservationWire] {
	out := web.List[reservationWire]{Items: make([]reservationWire, len(list))}
	for i := range list {
		out.Items[i] = reservationOut(&list[i].Reservation)
		out.Items[i].Person = list[i].Name
	}
	return out
}

// keptTile is a bed of the plan that is kept: for this person a button, for somebody else not.
func (d placeData) keptTile(call *web.Call, t presence.Tile) parts.FreeBed {
	return parts.FreeBed{Bed: t.BedName, State: parts.Reserved, Why: call.T("presence.keep.for", words.A{"person": t.KeptFor}),
		Until: call.T("presence.keep.until_at", words.A{"at": when(call, *t.KeptUntil)}), Href: reserveHref(call, d.id(), 0)}
}
