package register

import "slices"

// Kind is a type of paper by a short code of our own; its abbreviation stands in the number.
type Kind string

// The kinds that the house issues so far, by name.
const (
	Decision Kind = "qd" // quyết định
	Minutes  Kind = "bb" // biên bản
	// Announcement is a thông báo: the centre tells somebody what has happened.
	Announcement Kind = "tb"
	Roster       Kind = "ds" // danh sách: no type of the decree, numbered by the centre's own habit
)

// kinds are the types of paper of Decree 30/2020, article 7, in its order, with the abbreviations
// of its Annex III. Official letters and letters of courtesy have none.
var kinds = []struct {
	kind Kind
	abbr string
}{
	{"nq", "NQ"}, {Decision, "QĐ"}, {"ct", "CT"}, {"qc", "QC"}, {"qyd", "QyĐ"}, {"tc", "TC"}, {Announcement, "TB"}, {"hd", "HD"},
	{"ctr", "CTr"}, {"kh", "KH"}, {"pa", "PA"}, {"da", "ĐA"}, {"dan", "DA"}, {"bc", "BC"}, {Minutes, "BB"}, {"ttr", "TTr"},
	{"hdg", "HĐ"}, {"cv", ""}, {"cd", "CĐ"}, {"bgn", "BGN"}, {"btt", "BTT"}, {"guq", "GUQ"}, {"gm", "GM"}, {"ggt", "GGT"},
	{"gnp", "GNP"}, {"pg", "PG"}, {"pc", "PC"}, {"pb", "PB"}, {"tcg", ""}, {Roster, "DS"},
}

// Kinds lists every kind in the order of the decree.
func Kinds() []Kind {
	all := make([]Kind, len(kinds))
	for i, k := range kinds {
		all[i] = k.kind
	}
	return all
}

// Known tells whether there is such a kind.
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }

// Abbreviation is what stands for the kind in a number, as QĐ; empty for letters.
func (k Kind) Abbreviation() string {
	for _, known := range kinds {
		if known.kind == k {
			return known.abbr
		}
	}
	return ""
}

// Permission is what it takes to issue a paper of this kind. Minutes, lists and slips tell what
// happened, and whoever was there writes them; the rest binds the centre and is for its head.
func (k Kind) Permission() string {
	switch k {
	case Minutes, Roster, "pg", "pc", "pb":
		return Draft
	}
	return Decide
}

// sign joins the abbreviation and the letters of the centre: QĐ-TTBTXH.
func (k Kind) sign(agency string) string {
	if abbr := k.Abbreviation(); abbr != "" {
		return abbr + "-" + agency
	}
	return agency
}
