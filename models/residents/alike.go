package residents

import (
	"slices"

	"maiam/models/db"
	"maiam/models/value"
)

// Alike is somebody who may be the person that is being entered.
type Alike struct {
	ID            uint64
	CampusID      uint64
	Number        string
	Name          string
	Sex           value.Sex
	Birth         value.BirthDate `gorm:"embedded;embeddedPrefix:birth_"`
	OriginAddress string
	PhotoFileID   *uint64
	Why           []string `gorm:"-"` // citizen, insurance, name, birth, origin
}

// Alikes are those who may be the same person: within sight by name, in other campuses as a number
// only, because their names are not for the reader.
type Alikes struct {
	Within    []Alike
	Elsewhere int
	Citizen   bool // one of them has the same citizen number
}

// Count is how many there are in all.
func (a *Alikes) Count() int { return len(a.Within) + a.Elsewhere }

// mostAlikes is how many a page shows.
const mostAlikes = 8

// LikeInput tells what is known of somebody who is about to be entered.
type LikeInput struct {
	PersonInput `form:"in"`
	Except      uint64 `form:"except" json:"except,omitempty"` // the person itself, when one is changed
}

// Like looks for people who may be the same as the one about to be entered: by citizen number, by
// insurance card, by the same folded name (another name too) with a birth that can be the same. It
// needs residents.edit. It is advice: nothing is refused here.
func Like(tx *db.Tx, in LikeInput) (*Alikes, error) {
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	who, _ := in.check(tx.Today()) // what is wrong in it the form tells; the rest is enough to look
	return alikes(tx, &who, in.Except)
}

// likeRow is a candidate with what decides.
type likeRow struct {
	Alike
	SearchKey          string
	CitizenNumberIndex []byte
	InsuranceCardIndex []byte
}

func alikes(tx *db.Tx, who *identity, except uint64) (*Alikes, error) {
	citizen, err := db.BlindIndexes(tx, citizenColumn, who.citizen.Number)
	if err != nil {
		return nil, err
	}
	insurance, err := db.BlindIndexes(tx, insuranceColumn, who.insurance.Social)
	if err != nil {
		return nil, err
	}
	keys := []string{}
	if who.row.SearchKey != "" {
		keys = append(keys, who.row.SearchKey)
	}
	for _, name := range who.others {
		keys = append(keys, value.Fold(name))
	}
	if len(keys)+len(citizen)+len(insurance) == 0 {
		return &Alikes{}, nil
	}
	if len(keys) == 0 {
		keys = []string{""}
	}
	from, to := bornAbout(who.row.Birth)
	var within []uint64
	var found []likeRow
	// Who is known in another campus is found too, and only counted.
	err = tx.Everywhere("a person may be known in another campus", func(all *db.Tx) error {
		found, err = db.Report[likeRow](all, `SELECT p.id, p.campus_id, p.number, p.name, p.sex, p.birth_date, p.birth_precision, p.origin_address, p.photo_file_id,
				p.search_key, p.citizen_number_index, p.insurance_card_index
			FROM residents_people p
			WHERE {campus p.campus_id} AND p.id <> ? AND p.merged_into_id IS NULL
				AND (p.birth_date IS NULL OR p.birth_date BETWEEN ? AND ? OR p.citizen_number_index IN ? OR p.insurance_card_index IN ?) AND p.id IN (
				SELECT COALESCE(merged_into_id, id) FROM residents_people WHERE search_key IN ?
				UNION SELECT COALESCE(merged_into_id, id) FROM residents_people WHERE citizen_number_index IN ?
				UNION SELECT COALESCE(merged_into_id, id) FROM residents_people WHERE insurance_card_index IN ?
				UNION SELECT resident_id FROM residents_names WHERE search_key IN ? AND ended_recorded_at IS NULL)
			ORDER BY p.id LIMIT 500`, except, from, to, citizen, insurance, keys, citizen, insurance, keys)
		return err
	})
	if err != nil {
		return nil, err
	}
	type idRow struct{ ID uint64 }
	if len(found) > 0 {
		ids := make([]uint64, len(found))
		for i, f := range found {
			ids[i] = f.ID
		}
		seen, err := db.Report[idRow](tx, "SELECT p.id FROM residents_people p WHERE {campus p.campus_id} AND p.id IN ?", ids)
		if err != nil {
			return nil, err
		}
		for _, s := range seen {
			within = append(within, s.ID)
		}
	}
	out := &Alikes{}
	for _, f := range found {
		f.Why = likeness(who, &f, citizen, insurance)
		out.Citizen = out.Citizen || slices.Contains(f.Why, "citizen")
		switch {
		case f.Why == nil:
		case !slices.Contains(within, f.ID):
			out.Elsewhere++
		default:
			out.Within = append(out.Within, f.Alike)
		}
	}
	slices.SortStableFunc(out.Within, func(a, b Alike) int { return len(b.Why) - len(a.Why) })
	out.Within = out.Within[:min(len(out.Within), mostAlikes)]
	return out, nil
}

// bornAbout gives the first days that birth dates which can be the same may carry in their column.
func bornAbout(b value.BirthDate) (from, to value.Day) {
	if from, to = b.Range(); from.IsZero() {
		return value.MustDay("1800-01-01"), value.MustDay("9999-12-31")
	}
	return from.AddYears(-4), to.AddYears(4)
}

// likeness tells in what two people agree, or nil when they are surely two: they carry different
// citizen numbers, or were born at times that cannot be one.
func likeness(who *identity, other *likeRow, citizen, insurance [][]byte) []string {
	var why []string
	if among(citizen, other.CitizenNumberIndex) {
		why = append(why, "citizen")
	}
	if among(insurance, other.InsuranceCardIndex) {
		why = append(why, "insurance")
	}
	if why != nil {
		return why
	}
	if len(citizen) > 0 && len(other.CitizenNumberIndex) > 0 {
		return nil
	}
	p := &who.row
	if p.Sex.Known() && other.Sex != p.Sex || !CanBeOne(p.Birth, other.Birth) {
		return nil
	}
	why = append(why, "name")
	if p.Birth.Known() && other.Birth.Known() {
		why = append(why, "birth")
	}
	if from := value.Fold(p.OriginAddress); from != "" && from == value.Fold(other.OriginAddress) {
		why = append(why, "origin")
	}
	return why
}

// among tells whether a row's index is one of those under which a value may lie.
func among(some [][]byte, one []byte) bool {
	return slices.ContainsFunc(some, func(a []byte) bool { return same(a, one) })
}

func same(a, b []byte) bool { return len(a) > 0 && string(a) == string(b) }

// CanBeOne tells whether two birth dates can be one person's; an unknown one can be anybody's.
func CanBeOne(a, b value.BirthDate) bool {
	from, to := a.Range()
	from2, to2 := b.Range()
	return from.IsZero() || from2.IsZero() || !from.After(to2) && !from2.After(to)
}
