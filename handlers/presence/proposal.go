package presence

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/presence"
)

// squareMetres writes a floor: 7,2 m².
func squareMetres(call *web.Call, dm2 int) string {
	plain := strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%d.%02d", dm2/100, dm2%100), "0"), ".")
	return words.Decimal(call.Context(), plain) + " m²"
}

// suits says in a few words what speaks for and against a bed: hợp khu nữ, 7,2 m²/người.
func suits(call *web.Call, p presence.Proposal) string {
	var out []string
	say := func(is bool, key string) {
		if is {
			out = append(out, call.T("presence.good."+key))
		}
	}
	say(p.Kept, "kept")
	for _, f := range p.Against {
		out = append(out, call.T("presence.short."+string(f.Rule), words.A(f.Args)))
	}
	say(p.Apart, "apart")
	say(p.Watched, "watched")
	say(p.Home, "home")
	say(p.OwnSex, "sex_"+string(p.WardSex))
	say(p.OwnAge, "age")
	if p.EachDm2 > 0 && !slices.ContainsFunc(p.Against, func(f presence.Finding) bool { return f.Rule == presence.AreaRule }) {
		out = append(out, call.T("presence.good.area", words.A{"area": squareMetres(call, p.EachDm2)}))
	}
	say(p.Overflow, "overflow")
	return strings.Join(out, ", ")
}

// proposed is the whole sentence: Phòng 3, G2 – hợp khu nữ, 7,2 m²/người.
func proposed(call *web.Call, p presence.Proposal) string {
	where := call.T("presence.propose.bed", words.A{"room": p.RoomName, "bed": p.BedName})
	if s := suits(call, p); s != "" {
		return where + " – " + s
	}
	return where
}

// most is how many beds are proposed above the plan.
const most = 4

// best are the first beds against which nothing is refused; those of rooms that are named already give
// way to other rooms, so that a choice is one.
func best(list []presence.Proposal) []presence.Proposal {
	var out []presence.Proposal
	seen := map[uint64]bool{}
	for _, p := range list {
		if len(out) == most || p.Refused() {
			break
		}
		if !seen[p.RoomID] {
			seen[p.RoomID] = true
			out = append(out, p)
		}
	}
	return out
}

// proposalOptions are the free beds of a form: the best first, then those without a warning, those
// that need a reason, and those that no reason gives, which cannot be chosen.
func proposalOptions(call *web.Call, list []presence.Proposal) []parts.Option {
	var groups [4][]parts.Option
	names := [4]string{"presence.propose.best", "presence.propose.good", "presence.propose.reason", "presence.propose.refused"}
	for _, p := range list {
		if slices.ContainsFunc(p.Against, func(f presence.Finding) bool { return f.Rule == presence.SexRule }) {
			continue // half of the house is for the other sex: nobody wonders why
		}
		at := 1
		switch {
		case p.Refused():
			at = 3
		case len(p.Against) > 0:
			at = 2
		case len(groups[0]) < most:
			at = 0
		}
		groups[at] = append(groups[at], parts.Option{Value: strconv.FormatUint(p.BedID, 10), Text: p.WardName + ", " + lower(proposed(call, p)), Group: call.T(names[at]), Disabled: at == 3})
	}
	return slices.Concat(groups[:]...)
}

// lower makes the first letter small inside a sentence.
func lower(s string) string {
	for i, r := range s {
		return strings.ToLower(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// proposal finds what is said of a bed.
func (d placeData) proposal(bed uint64) *presence.Proposal {
	for i := range d.Proposals {
		if d.Proposals[i].BedID == bed {
			return &d.Proposals[i]
		}
	}
	return nil
}

// free draws a free bed of the plan: a button, with what rules warn of; or why it cannot be given.
func (d placeData) free(call *web.Call, t presence.Tile) templ.Component {
	p := d.proposal(t.BedID)
	if p == nil {
		return freeChoice(call, t, "")
	}
	if p.Refused() {
		return parts.FreeBed{Bed: t.BedName, State: parts.OutOfUse, Why: suits(call, *p)}
	}
	if len(p.Against) > 0 {
		return freeChoice(call, t, suits(call, *p))
	}
	return freeChoice(call, t, "")
}
