package staff

import (
	"math/big"
	"slices"

	"maiam/models/db"
	"maiam/models/settings"
)

// NormGroup is a group of residents with a norm of its own for direct care (Circular 33/2017, article
// 5).
type NormGroup string

// The groups: by age, and by how far a person looks after the own body.
const (
	Infants         NormGroup = "infant"          // under 18 months
	Toddlers        NormGroup = "toddler"         // from 18 months, under 6
	ToddlersSpecial NormGroup = "toddler_special" // the same, disabled
	Children        NormGroup = "child"           // from 6, under 16
	ChildrenSpecial NormGroup = "child_special"   // the same, disabled
	Adults          NormGroup = "adult"           // look after themselves
	AdultsHelped    NormGroup = "adult_help"      // do not
)

// NormGroups lists them in the order of the page.
var NormGroups = []NormGroup{Infants, Toddlers, ToddlersSpecial, Children, ChildrenSpecial, Adults, AdultsHelped}

// careNorms are the settings with how many of a group one carer may have.
var careNorms = map[NormGroup]settings.Name{Infants: settings.StaffInfant, Toddlers: settings.StaffToddler, ToddlersSpecial: settings.StaffToddlerSpecial,
	Children: settings.StaffChild, ChildrenSpecial: settings.StaffChildSpecial, Adults: settings.StaffAdult, AdultsHelped: settings.StaffAdultHelp}

// houseNorms are the settings with how many residents one worker of another kind may have.
var houseNorms = []struct {
	Kind PositionKind
	Name settings.Name
}{{Medical, settings.StaffMedical}, {Nutrition, settings.StaffNutrition}, {SocialWork, settings.StaffSocialWork}}

// CareNorm gives the name of a group's setting.
func CareNorm(g NormGroup) settings.Name { return careNorms[g] }

// HouseNorm gives the name of the setting for a kind of position; empty where there is none.
func HouseNorm(k PositionKind) settings.Name {
	for _, n := range houseNorms {
		if n.Kind == k {
			return n.Name
		}
	}
	return ""
}

// Heads is how many residents of one group live in a ward now; ward 0 holds those without a bed.
type Heads struct {
	CampusID uint64    `json:"campus_id"`
	WardID   uint64    `json:"ward_id,omitempty"`
	Group    NormGroup `json:"group"`
	People   int       `json:"people"`
}

// Ratio is how many of the staff of one kind there are for how many residents, and how many the norm
// asks for. WardID is 0 for a whole campus. It counts who is employed for the work, not who is on
// duty: the law's norm is the one of employment.
type Ratio struct {
	CampusID uint64       `json:"campus_id"`
	WardID   uint64       `json:"ward_id,omitempty"`
	Kind     PositionKind `json:"kind"`
	Have     int          `json:"have"`
	People   int          `json:"people"`
	Need     int          `json:"need"`
}

// Short is how many are missing by the norm.
func (r Ratio) Short() int { return max(0, r.Need-r.Have) }

// Each is how many residents there are for one worker, rounded to the nearest; 0 without a worker.
func (r Ratio) Each() int {
	if r.Have == 0 {
		return 0
	}
	return (2*r.People + r.Have) / (2 * r.Have)
}

// needed rounds a sum of parts of workers up: a campus is not short because each ward was rounded.
func needed(parts *big.Rat) int {
	n := new(big.Int).Quo(parts.Num(), parts.Denom())
	if !parts.IsInt() {
		n.Add(n, big.NewInt(1))
	}
	return int(n.Int64())
}

// careNeed sums what a group of residents asks for.
func careNeed(heads []Heads, norm map[NormGroup]int) (people int, need *big.Rat) {
	need = new(big.Rat)
	for _, h := range heads {
		people += h.People
		if n := norm[h.Group]; n > 0 {
			need.Add(need, big.NewRat(int64(h.People), int64(n)))
		}
	}
	return people, need
}

// holder is one position held today, for counting.
type holder struct {
	MemberID uint64
	CampusID uint64
	WardID   uint64
	Kind     PositionKind
}

// Ratios compares the staff of each campus, and the carers of each ward, with the residents who live
// there now and the norms of the day. The heads come from the ledger of presence. Somebody with two
// wards counts in both and once in the campus. It needs wards.view and runs one statement beside the
// settings; a figure that nobody set is left out.
func Ratios(tx *db.Tx, heads []Heads) ([]Ratio, error) {
	if err := mayCount(tx); err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	today := tx.Today()
	norm := map[NormGroup]int{}
	for g, name := range careNorms {
		if n, err := book.Int(name, today); err == nil {
			norm[g] = n
		}
	}
	held, err := db.Report[holder](tx, `SELECT DISTINCT p.member_id, p.campus_id, p.ward_id, p.kind FROM staff_positions p JOIN staff_members m ON m.id = p.member_id
		WHERE {campus p.campus_id} AND m.disabled_at IS NULL AND p.valid_from <= ? AND (p.valid_to IS NULL OR p.valid_to >= ?)`, today, today)
	if err != nil {
		return nil, err
	}
	var out []Ratio
	for _, campus := range campusesOf(heads, held) {
		here := only(heads, func(h Heads) bool { return h.CampusID == campus })
		people, need := careNeed(here, norm)
		out = append(out, Ratio{CampusID: campus, Kind: DirectCare, Have: have(held, campus, 0, DirectCare), People: people, Need: needed(need)})
		for _, n := range houseNorms {
			each, err := book.Int(n.Name, today)
			if err != nil || each <= 0 {
				continue
			}
			out = append(out, Ratio{CampusID: campus, Kind: n.Kind, Have: have(held, campus, 0, n.Kind), People: people, Need: needed(big.NewRat(int64(people), int64(each)))})
		}
		for _, ward := range wardsOf(here, held, campus) {
			people, need := careNeed(only(here, func(h Heads) bool { return h.WardID == ward }), norm)
			out = append(out, Ratio{CampusID: campus, WardID: ward, Kind: DirectCare, Have: have(held, campus, ward, DirectCare), People: people, Need: needed(need)})
		}
	}
	return out, nil
}

func only(heads []Heads, keep func(Heads) bool) (out []Heads) {
	for _, h := range heads {
		if keep(h) {
			out = append(out, h)
		}
	}
	return out
}

// have counts the people with a kind of position in a campus, or in one ward of it.
func have(held []holder, campus, ward uint64, kind PositionKind) int {
	who := map[uint64]bool{}
	for _, h := range held {
		if h.CampusID == campus && h.Kind == kind && (ward == 0 || h.WardID == ward) {
			who[h.MemberID] = true
		}
	}
	return len(who)
}

func campusesOf(heads []Heads, held []holder) (out []uint64) {
	for _, h := range heads {
		out = append(out, h.CampusID)
	}
	for _, h := range held {
		out = append(out, h.CampusID)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func wardsOf(heads []Heads, held []holder, campus uint64) (out []uint64) {
	for _, h := range heads {
		if h.WardID != 0 {
			out = append(out, h.WardID)
		}
	}
	for _, h := range held {
		if h.WardID != 0 && h.CampusID == campus && h.Kind == DirectCare {
			out = append(out, h.WardID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
