package presence

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

var (
	ruleDay   = value.MustDay("2026-11-21")
	ruleNorms = Norms{Area: wards.AreaNorm{Dm2: 600, Care24hDm2: 800}, ChildAge: 16}
)

func rulesOf(found []Finding) []Rule {
	var out []Rule
	for _, f := range found {
		out = append(out, f.Rule)
	}
	return out
}

func born(t testing.TB, text string) value.BirthDate {
	t.Helper()
	b, err := value.ParseBirth(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestChildAndAdult is the hard rule of children, with every precision that a birth date has.
func TestChildAndAdult(t *testing.T) {
	for _, c := range []struct {
		who, mate string
		kin       bool
		want      []Rule
	}{
		{"21/11/2015", "1960", false, []Rule{ChildRule}},
		{"1960", "21/11/2015", false, []Rule{ChildRule}},
		{"21/11/2015", "1960", true, nil},
		{"2015", "2012", false, nil},
		{"1960", "1970", false, nil},
		{"21/11/2010", "1960", false, nil},                 // sixteen today
		{"22/11/2010", "1960", false, []Rule{ChildRule}},   // sixteen tomorrow
		{"12/2010", "1960", false, []Rule{ChildRule}},      // next month at the earliest
		{"11/2010", "1960", false, []Rule{MaybeChild}},     // perhaps already
		{"2010", "1960", false, []Rule{MaybeChild}},        // sixteen some day this year
		{"2010", "2015", false, []Rule{MaybeChild}},        // and perhaps grown beside a child
		{"2010", "2010", false, nil},                       // nobody is surely older
		{"khoảng 2012", "1960", false, []Rule{MaybeChild}}, // a guess may be three years off
		{"khoảng 2015", "1960", false, []Rule{ChildRule}},
		{"khoảng 2005", "1960", false, nil},
		{"", "1960", false, nil},               // nothing known counts as an adult
		{"", "2015", false, []Rule{ChildRule}}, // and so beside a child
		{"", "", false, nil},                   // two of whom nothing is known
		{"2015", "", true, nil},                // the own mother without papers
		{"khoảng 2012", "1960", true, nil},
	} {
		q := Question{Who: Sleeper{ID: 1, Sex: "f", Birth: born(t, c.who)}, Spot: Spot{Sex: wards.ForAny}, Norms: ruleNorms, On: ruleDay,
			Mates: []Sleeper{{ID: 2, Sex: "f", Birth: born(t, c.mate)}}, Kin: func(a, b uint64) bool { return c.kin }}
		if got := rulesOf(Judge(q)); !slices.Equal(got, c.want) {
			t.Errorf("%q beside %q (kin %v): got %v, want %v", c.who, c.mate, c.kin, got, c.want)
		}
	}
}

// TestStrangersAreSeenBehindTheMother: a mother in the room does not hide the others.
func TestStrangersAreSeenBehindTheMother(t *testing.T) {
	q := Question{Who: Sleeper{ID: 1, Sex: "f", Birth: born(t, "2024")}, Spot: Spot{Sex: wards.ForWomen}, Norms: ruleNorms, On: ruleDay,
		Mates: []Sleeper{{ID: 2, Birth: born(t, "2000")}, {ID: 3, Birth: born(t, "2010")}, {ID: 4, Birth: born(t, "1960")}},
		Kin:   func(a, b uint64) bool { return a == 1 && b == 2 || a == 2 && b == 1 }}
	found := Judge(q)
	if len(found) != 1 || found[0].Rule != ChildRule || found[0].With != 4 {
		t.Errorf("got %+v", found)
	}
}

// TestRulesOfAPlace is what a bed's ward, zone and room say to a person.
func TestRulesOfAPlace(t *testing.T) {
	years := func(n int) *int { return &n }
	adult := Sleeper{ID: 1, Sex: value.Female, Birth: born(t, "21/11/1970")}
	with := func(kinds ...residents.FlagKind) Sleeper { p := adult; p.Flags = kinds; return p }
	for name, c := range map[string]struct {
		who   Sleeper
		spot  Spot
		mates int
		foe   *Foe
		want  []Rule
	}{
		"nothing against it":                  {adult, Spot{Sex: wards.ForWomen, FloorDm2: 2400}, 3, nil, nil},
		"other sex":                           {adult, Spot{Sex: wards.ForMen}, 0, nil, []Rule{SexRule}},
		"sex not known":                       {Sleeper{ID: 1}, Spot{Sex: wards.ForWomen}, 0, nil, []Rule{SexRule}},
		"six square metres each":              {adult, Spot{Sex: wards.ForAny, FloorDm2: 2400}, 3, nil, nil},
		"a hand less":                         {adult, Spot{Sex: wards.ForAny, FloorDm2: 2399}, 3, nil, []Rule{AreaRule}},
		"eight where cared for day and night": {adult, Spot{Sex: wards.ForAny, FloorDm2: 2400, Care24h: true}, 3, nil, []Rule{AreaRule}},
		"not measured":                        {adult, Spot{Sex: wards.ForAny}, 9, nil, nil},
		"too young":                           {adult, Spot{Sex: wards.ForAny, AgeFrom: years(60)}, 0, nil, []Rule{AgeRule}},
		"too old":                             {adult, Spot{Sex: wards.ForAny, AgeTo: years(16)}, 0, nil, []Rule{AgeRule}},
		"age not known":                       {Sleeper{ID: 1, Sex: "f"}, Spot{Sex: wards.ForAny, AgeFrom: years(60)}, 0, nil, nil},
		"a grown-up among children":           {adult, Spot{Sex: wards.ForAny, ZoneKind: wards.ZoneChildren}, 0, nil, []Rule{AgeRule}},
		"must be kept apart":                  {with("isolate"), Spot{Sex: wards.ForAny, ZoneKind: wards.ZoneFemale}, 0, nil, []Rule{IsolationRule}},
		"kept apart":                          {with("isolate"), Spot{Sex: wards.ForAny, ZoneKind: wards.ZoneIsolation}, 0, nil, nil},
		"kept apart with the nurse":           {with("isolate"), Spot{Sex: wards.ForAny, ZoneKind: wards.ZoneInfirmary}, 0, nil, nil},
		"healthy among the ill":               {adult, Spot{Sex: wards.ForAny, ZoneKind: wards.ZoneIsolation}, 0, nil, []Rule{HealthyRule}},
		"goes astray, nobody at night":        {with("escape"), Spot{Sex: wards.ForAny, ZoneKind: wards.ZoneElderly}, 0, nil, []Rule{WatchRule}},
		"goes astray, cared for":              {with("escape"), Spot{Sex: wards.ForAny, ZoneKind: wards.ZoneElderly, Care24h: true}, 0, nil, nil},
		"goes astray, close watch":            {with("escape", "self_harm"), Spot{Sex: wards.ForAny, ZoneKind: wards.ZoneCloseObservation}, 0, nil, nil},
		"may fall":                            {with("fall_risk"), Spot{Sex: wards.ForAny}, 0, nil, nil},
		"a foe in the room":                   {adult, Spot{WardID: 5, RoomID: 7, Sex: wards.ForAny}, 0, &Foe{ID: 9, WardID: 5, RoomID: 7}, []Rule{FeudRule}},
		"a foe in the ward":                   {adult, Spot{WardID: 5, RoomID: 7, Sex: wards.ForAny}, 0, &Foe{ID: 9, WardID: 5, RoomID: 8}, []Rule{FeudRule}},
		"a foe elsewhere":                     {adult, Spot{WardID: 5, RoomID: 7, Sex: wards.ForAny}, 0, &Foe{ID: 9, WardID: 6}, nil},
		"all at once, the gravest first": {with("isolate", "watch"), Spot{WardID: 5, Sex: wards.ForMen, ZoneKind: wards.ZoneElderly, AgeFrom: years(60), FloorDm2: 500}, 0, &Foe{ID: 9, WardID: 5},
			[]Rule{SexRule, FeudRule, IsolationRule, WatchRule, AgeRule, AreaRule}},
	} {
		q := Question{Who: c.who, Spot: c.spot, Norms: ruleNorms, On: ruleDay}
		for i := range c.mates {
			q.Mates = append(q.Mates, Sleeper{ID: uint64(100 + i), Birth: born(t, "1960")})
		}
		if c.foe != nil {
			q.Foes = []Foe{*c.foe}
		}
		if got := rulesOf(Judge(q)); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

// TestNobodySetsANorm: a figure that nobody has set judges nobody.
func TestNobodySetsANorm(t *testing.T) {
	q := Question{Who: Sleeper{ID: 1, Sex: "f", Birth: born(t, "2020")}, Spot: Spot{Sex: wards.ForAny, FloorDm2: 100, ZoneKind: wards.ZoneChildren},
		Mates: []Sleeper{{ID: 2, Birth: born(t, "1960")}}, On: ruleDay}
	if found := Judge(q); len(found) != 0 {
		t.Errorf("got %v", rulesOf(found))
	}
}

// TestCompanyIsMutual: whether two strangers may share a room does not depend on who came first, and
// a birth date known better never turns a refusal into silence and back.
func TestCompanyIsMutual(t *testing.T) {
	births := []string{"", "1960", "2010", "2011", "21/11/2010", "22/11/2010", "11/2010", "khoảng 2008", "khoảng 2012", "2024"}
	rapid.Check(t, func(rt *rapid.T) {
		a := Sleeper{ID: 1, Birth: born(t, rapid.SampledFrom(births).Draw(rt, "a"))}
		b := Sleeper{ID: 2, Birth: born(t, rapid.SampledFrom(births).Draw(rt, "b"))}
		ask := func(who, mate Sleeper) []Rule {
			return rulesOf(Judge(Question{Who: who, Spot: Spot{Sex: wards.ForAny}, Mates: []Sleeper{mate}, Norms: ruleNorms, On: ruleDay}))
		}
		if one, other := ask(a, b), ask(b, a); !slices.Equal(one, other) {
			rt.Fatalf("%v beside %v: %v, the other way round %v", a.Birth, b.Birth, one, other)
		}
	})
}
