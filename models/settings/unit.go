package settings

import (
	"bytes"
	_ "embed" // the list of units
	"encoding/csv"
	"slices"
	"strings"
	"sync"

	"maiam/models/value"
)

// Unit is a province or a commune of today's administrative map, which has two levels since 1 July
// 2025. What an old paper says (a district, a commune that was merged) is kept as text beside it.
type Unit struct {
	Code     string `json:"code"`     // two digits for a province, five for a commune
	Province string `json:"province"` // code of the province; its own for a province
	Kind     string `json:"kind"`     // Tỉnh, Thành phố, Xã, Phường, Đặc khu
	NameVI   string `json:"name_vi"`
	NameEN   string `json:"name_en"`

	name  string   // folded name
	words []string // of the name and of the province
	key   []byte   // order of the alphabet
}

// IsProvince tells a province from a commune.
func (u Unit) IsProvince() bool { return u.Code == u.Province }

// Title writes kind and name: Xã Giang Sơn Đông.
func (u Unit) Title() string { return u.Kind + " " + u.NameVI }

// Full writes the unit with its province: Xã Giang Sơn Đông, tỉnh Nghệ An.
func (u Unit) Full() string {
	p, ok := UnitOf(u.Province)
	if u.IsProvince() || !ok {
		return u.Title()
	}
	return u.Title() + ", " + strings.ToLower(p.Kind[:1]) + p.Kind[1:] + " " + p.NameVI
}

//go:embed data/administrative_units.csv
var unitList []byte

// atlas is the list once it was read.
type atlas struct {
	all       []Unit
	byCode    map[string]int
	provinces []Unit
	communes  map[string][]Unit
}

var theAtlas = sync.OnceValue(func() *atlas {
	rows, err := csv.NewReader(bytes.NewReader(unitList)).ReadAll()
	if err != nil {
		panic("settings: the list of administrative units is damaged: " + err.Error())
	}
	a := &atlas{byCode: map[string]int{}, communes: map[string][]Unit{}}
	names := map[string]string{}
	for _, r := range rows[1:] {
		u := Unit{Code: r[1], Province: r[0], Kind: value.CleanText(r[2]), NameVI: value.CleanText(r[3]), NameEN: value.CleanText(r[4])}
		u.name, u.key = value.Fold(u.NameVI), value.TextKey(u.NameVI)
		if u.Code == "" {
			u.Code = u.Province
			names[u.Province] = u.name
		}
		u.words = strings.Fields(u.name)
		a.all = append(a.all, u)
	}
	for i, u := range a.all {
		a.byCode[u.Code] = i
		if u.IsProvince() {
			a.provinces = append(a.provinces, u)
			continue
		}
		a.all[i].words = append(slices.Clone(u.words), strings.Fields(names[u.Province])...)
		a.communes[u.Province] = append(a.communes[u.Province], a.all[i])
	}
	order := func(x, y Unit) int { return bytes.Compare(x.key, y.key) }
	slices.SortStableFunc(a.provinces, order)
	for _, list := range a.communes {
		slices.SortStableFunc(list, order)
	}
	return a
})

// Units lists every province and commune; nobody may change the list.
func Units() []Unit { return theAtlas().all }

// Provinces lists the provinces in the order of the alphabet.
func Provinces() []Unit { return theAtlas().provinces }

// Communes lists the communes of a province in the order of the alphabet.
func Communes(province string) []Unit { return theAtlas().communes[province] }

// UnitOf finds a unit by its code.
func UnitOf(code string) (Unit, bool) {
	a := theAtlas()
	i, ok := a.byCode[code]
	if !ok {
		return Unit{}, false
	}
	return a.all[i], true
}

// UnitNamed finds the one unit that a typed text means: a code, the whole name as Full writes it, or
// words that fit a single unit. It is not ok when none or several fit: a commune must not be guessed.
func UnitNamed(text string) (Unit, bool) {
	found := SearchUnits(text, 2)
	if len(found) == 1 {
		return found[0], true
	}
	for _, u := range found {
		if value.Fold(u.Full()) == value.Fold(text) {
			return u, true
		}
	}
	return Unit{}, false
}

// kindWords are what people write before a name; they do not help to find it.
var kindWords = map[string]bool{
	"xa": true, "phuong": true, "tinh": true, "tp": true, "x": true, "p": true, "t": true, "tp.": true, "x.": true, "p.": true, "t.": true,
}

// SearchUnits finds units by what people type, with or without accents: "giang son dong",
// "Xã Giang Sơn Đông, Nghệ An", "nghe an", a code. Every word must begin a word of the name or of
// its province. The whole name comes first, then names that begin so, then the others; at most
// limit.
func SearchUnits(query string, limit int) []Unit {
	words := queryWords(query)
	if len(words) == 0 || limit <= 0 {
		return nil
	}
	if u, ok := UnitOf(words[0]); ok && len(words) == 1 {
		return []Unit{u}
	}
	type hit struct {
		Unit
		rank int
	}
	joined := strings.Join(words, " ")
	exact := strings.ToLower(value.CleanText(query))
	var hits []hit
	for _, u := range theAtlas().all {
		rank, ok := u.rank(words, joined)
		if !ok {
			continue
		}
		rank *= 2
		if !strings.Contains(exact, strings.ToLower(u.NameVI)) {
			rank++ // typed with accents, "Hòa" should not come after "Hóa"
		}
		hits = append(hits, hit{u, rank})
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		return bytes.Compare(a.key, b.key)
	})
	out := make([]Unit, 0, min(limit, len(hits)))
	for _, h := range hits[:min(limit, len(hits))] {
		out = append(out, h.Unit)
	}
	return out
}

// rank tells how well a unit fits: 0 is the whole name, more is less.
func (u Unit) rank(words []string, joined string) (int, bool) {
	for _, w := range words {
		if !slices.ContainsFunc(u.words, func(have string) bool { return strings.HasPrefix(have, w) }) {
			return 0, false
		}
	}
	rank := 4
	switch own := strings.Fields(u.name); {
	case joined == u.name || joined == strings.Join(u.words, " "):
		rank = 0
	case strings.HasPrefix(u.name, joined):
		rank = 1
	case strings.HasPrefix(joined, u.name+" "):
		rank = 2
	case slices.ContainsFunc(own, func(w string) bool { return strings.HasPrefix(w, words[0]) }):
		rank = 3
	}
	rank *= 2
	if !u.IsProvince() {
		rank++
	}
	return rank, true
}

// queryWords folds what was typed and drops the words for the kind of unit.
func queryWords(query string) []string {
	text := strings.Map(func(r rune) rune {
		if strings.ContainsRune(",;.()–", r) {
			return ' '
		}
		return r
	}, value.Fold(query))
	for _, kind := range []string{"thanh pho ", "dac khu ", "thi tran ", "thi xa "} {
		text = strings.ReplaceAll(" "+text+" ", " "+kind, " ")
	}
	words := strings.Fields(text)
	kept := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return kindWords[w] })
	if len(kept) == 0 {
		return words
	}
	return kept
}
