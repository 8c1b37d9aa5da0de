package presence_test

import (
	"context"
	"slices"
	"testing"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

func (g *house) proposals(in presence.ProposalsInput) []presence.Proposal {
	g.T.Helper()
	var out []presence.Proposal
	if err := g.See(g.nurse, func(tx *db.Tx) (err error) { out, err = presence.Proposals(tx, in); return err }); err != nil {
		g.T.Fatal(err)
	}
	return out
}

// TestProposalsPutTheBestBedFirst: what no rule speaks against comes first, then what warns, lightest
// first, then what is refused; among equals the own ward, the own sex and more floor.
func TestProposalsPutTheBestBedFirst(t *testing.T) {
	g := ruled(t)
	crowded := g.room(g.women, "205", "10", 2)
	wide := g.room(g.women, "206", "40", 1)
	g.born(g.mai, "2018")
	g.admit(g.hoa, crowded[0], 10)
	g.admit(g.mai, g.w[0], 10)
	list := g.proposals(presence.ProposalsInput{ResidentID: g.lan})
	if len(list) != 7 {
		t.Fatalf("got %d beds", len(list))
	}
	at := func(bed uint64) int {
		return slices.IndexFunc(list, func(p presence.Proposal) bool { return p.BedID == bed })
	}
	if at(wide[0]) != 0 || list[0].EachDm2 != 4000 || !list[0].OwnSex || len(list[0].Against) != 0 {
		t.Errorf("the widest room of the ward for women comes first: %+v", list[0])
	}
	if !(at(g.w[2]) < at(crowded[1]) && at(crowded[1]) < at(g.w[1]) && at(g.w[1]) < at(g.m[0])) {
		t.Errorf("got %d %d %d %d", at(g.w[2]), at(crowded[1]), at(g.w[1]), at(g.m[0]))
	}
	for bed, want := range map[uint64][]presence.Rule{crowded[1]: {presence.AreaRule}, g.w[1]: {presence.ChildRule}, g.m[0]: {presence.SexRule}} {
		p := list[at(bed)]
		var rules []presence.Rule
		for _, f := range p.Against {
			rules = append(rules, f.Rule)
		}
		if !slices.Equal(rules, want) || p.Refused() != want[0].Hard() {
			t.Errorf("bed %d: %v", bed, rules)
		}
	}
	t.Run("WhoLivesThere", func(t *testing.T) {
		ok(g, presence.Admit, presence.AdmitInput{ResidentID: g.lan, BedID: crowded[1], Category: "A2", Despite: despite("area", g.today())})
		list := g.proposals(presence.ProposalsInput{ResidentID: g.lan})
		if slices.ContainsFunc(list, func(p presence.Proposal) bool { return p.BedID == crowded[1] }) || !list[0].Home || list[0].BedID != wide[0] {
			t.Errorf("the own bed is not proposed, the own ward comes first: %+v", list[0])
		}
	})
	t.Run("MustBeKeptApart", func(t *testing.T) {
		var apart uint64
		g.Do(func(tx *db.Tx) error {
			z, err := wards.AddZone(tx, g.one, wards.ZoneInput{Kind: wards.ZoneIsolation, Name: "Cách ly", From: value.MustDay("2026-01-01")})
			if err != nil {
				return err
			}
			w, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: "Khu cách ly", Sex: wards.ForAny, From: value.MustDay("2026-01-01")})
			apart = w.ID
			return err
		})
		bed := g.room(apart, "1", "12", 1)[0]
		if p := g.proposals(presence.ProposalsInput{ResidentID: g.lan})[0]; p.BedID == bed {
			t.Error("a healthy person is not led into isolation")
		}
		g.Do(func(tx *db.Tx) error {
			_, err := residents.AddFlag(tx, residents.FlagInput{Resident: g.lan, Kind: "isolate", Note: "sốt phát ban"})
			return err
		})
		beds := g.room(g.women, "208", "30", 2)
		ok(g, presence.Move, presence.MoveInput{ResidentID: g.lan, BedID: beds[0], Despite: despite("isolation", g.today())})
		list := g.proposals(presence.ProposalsInput{ResidentID: g.lan})
		room := list[slices.IndexFunc(list, func(p presence.Proposal) bool { return p.BedID == beds[1] })].RoomID
		if p := list[0]; p.BedID != bed || !p.Apart {
			t.Errorf("got %+v", p)
		}
		own := 0
		for _, p := range list { // also a free bed of the own room, where nothing is judged anew
			if p.RoomID == room {
				own++
			}
			if p.Apart != (p.WardID == apart) {
				t.Errorf("bed %d of ward %d says apart: %v", p.BedID, p.WardID, p.Apart)
			}
		}
		if own == 0 {
			t.Error("no free bed of the own room was proposed")
		}
	})
	t.Run("AtTheDoor", func(t *testing.T) {
		list := g.proposals(presence.ProposalsInput{CampusID: g.one, Sex: "m", Birth: "khoảng 1980"})
		if list[0].WardID != g.men {
			t.Errorf("got %+v", list[0])
		}
	})
}

// TestAProposalIsWhatTheActSays: whatever is said of a bed beforehand is what placing somebody there
// answers.
func TestAProposalIsWhatTheActSays(t *testing.T) {
	g := ruled(t)
	small := g.room(g.women, "205", "10", 2)
	g.born(g.mai, "2018")
	g.admit(g.hoa, small[0], 10)
	g.admit(g.mai, g.w[0], 10)
	g.admit(g.lan, 0, 10)
	ok(g, presence.NoteFeud, presence.FeudInput{ResidentID: g.lan, OtherID: g.hoa, Reason: "cãi nhau"})
	for _, p := range g.proposals(presence.ProposalsInput{ResidentID: g.lan}) {
		var said, done []string
		for _, f := range p.Against {
			if !p.Refused() || f.Rule.Hard() {
				said = append(said, string(f.Rule))
			}
		}
		placed, err := do(g, g.nurse, presence.Place, presence.PlaceInput{ResidentID: g.lan, BedID: p.BedID})
		if done = ruleNames(err); p.WardSex == wards.ForMen {
			done = []string{"sex"} // told by the bed itself, with a fault of its own
		}
		if (err == nil) != (len(p.Against) == 0) || !slices.Equal(said, done) {
			t.Errorf("%s %s: said %v, the act says %v (%v)", p.RoomName, p.BedName, said, done, err)
		}
		if err == nil {
			ok(g, presence.VoidPlacement, presence.VoidInput{ID: placed.ID, Reason: "thử"})
		}
	}
}

// TestRulesReadAFixedNumberOfStatements: proposals and what is to be decided cost the same in a small
// house and in one with many people.
func TestRulesReadAFixedNumberOfStatements(t *testing.T) {
	g := ruled(t)
	count := func(fn func(*db.Tx) error) int {
		ctx, n := db.Counting(context.Background())
		if err := g.Read(ctx, g.nurse, fn); err != nil {
			t.Fatal(err)
		}
		return n()
	}
	both := func() [2]int {
		return [2]int{
			count(func(tx *db.Tx) error {
				_, err := presence.Proposals(tx, presence.ProposalsInput{ResidentID: g.lan})
				return err
			}),
			count(func(tx *db.Tx) error { _, err := presence.Reviews(tx, presence.ReviewsInput{}); return err }),
		}
	}
	g.admit(g.hoa, g.w[0], 10)
	g.admit(g.mai, g.w[1], 10)
	both()
	few := both()
	for i, who := range g.crowd(20, "f") {
		bed := g.room(g.women, "3"+string(rune('a'+i)), "20", 1)[0]
		g.admit(who, bed, 5)
	}
	if many := both(); few != many || few[0] > 9 || few[1] > 6 {
		t.Errorf("few %v, many %v", few, many)
	}
}
