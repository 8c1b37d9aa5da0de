package residents

import (
	"encoding/json"
	"slices"

	"maiam/models/db"
	"maiam/models/fault"
)

// Merged is the fault of whoever asks for a record that goes on in another one.
func Merged(from, to uint64) error { return fault.Gone("resident", "residents.merged", from, to) }

// FormerRecord is a record that was merged into another: its name and number still find the person.
type FormerRecord struct {
	ID     uint64
	Number string
	Name   string
}

// mergedInto lists the records that go on in this one.
func mergedInto(tx *db.Tx, id uint64) (rows []Person, err error) {
	err = tx.Everywhere("a merged record may be of another campus", func(tx *db.Tx) error {
		rows, err = db.From[Person](tx).Where("merged_into_id = ?", id).Order("id").All()
		return err
	})
	return rows, err
}

// CarryMerged takes the records that go on in one to its campus.
func CarryMerged(tx *db.Tx, id, campus uint64) error {
	_, err := db.Set[Person](tx, map[string]any{"campus_id": campus}, "merged_into_id = ?", id)
	return err
}

// GoOn tells of some records in which others they go on; who was never merged is not in the answer. It
// asks for no permission: a number alone says nothing, and what is behind it asks for itself.
func GoOn(tx *db.Tx, ids []uint64) (map[uint64]uint64, error) {
	out := map[uint64]uint64{}
	if len(ids) == 0 {
		return out, nil
	}
	return out, tx.Everywhere("a merged record may be of another campus", func(tx *db.Tx) error {
		rows, err := db.From[Person](tx).Only("id", "merged_into_id").Where("id IN ? AND merged_into_id IS NOT NULL", ids).All()
		for _, p := range rows {
			out[p.ID] = *p.MergedIntoID
		}
		return err
	})
}

// Trait is something that a file says of a person and that two files may say differently.
type Trait string

// Traits are what is chosen, one by one, when two records become one, in the order of the page.
var Traits = []Trait{"name", "sex", "birth", "citizen_number", "insurance_card", "origin", "ethnicity", "self_care", "photo", "note"}

// columns are the columns of a trait.
func (t Trait) columns() []string {
	switch t {
	case "name":
		return []string{"name", "name_unknown", "search_key", "sort_key"}
	case "birth":
		return []string{"birth_date", "birth_precision"}
	case "citizen_number", "insurance_card":
		return []string{string(t) + "_sealed", string(t) + "_index"}
	case "origin":
		return []string{"origin_unit_code", "origin_address"}
	case "photo":
		return []string{"photo_file_id"}
	}
	return []string{string(t)}
}

// Same tells that two records say the same of a person. Numbers are compared by what finds them, since
// the same number is sealed otherwise each time.
func (t Trait) Same(a, b *Person) bool {
	switch t {
	case "name":
		return a.Name == b.Name && a.NameUnknown == b.NameUnknown
	case "sex":
		return a.Sex == b.Sex
	case "birth":
		return a.Birth == b.Birth
	case "citizen_number":
		return string(a.CitizenNumberIndex) == string(b.CitizenNumberIndex)
	case "insurance_card":
		return string(a.InsuranceCardIndex) == string(b.InsuranceCardIndex)
	case "origin":
		return a.OriginUnitCode == b.OriginUnitCode && a.OriginAddress == b.OriginAddress
	case "ethnicity":
		return a.Ethnicity == b.Ethnicity
	case "self_care":
		return a.SelfCare == b.SelfCare
	case "photo":
		return a.PhotoFileID == b.PhotoFileID || a.PhotoFileID != nil && b.PhotoFileID != nil && *a.PhotoFileID == *b.PhotoFileID
	}
	return a.Note == b.Note
}

// Empty tells that a record says nothing.
func (t Trait) Empty(p *Person) bool {
	nobody := Person{Name: p.Name}
	switch t {
	case "name":
		return p.NameUnknown
	case "birth":
		return !p.Birth.Known()
	}
	return t.Same(p, &nobody)
}

// take puts what one record says in the place of what the other says.
func (t Trait) take(to, from *Person) {
	switch t {
	case "name":
		to.Name, to.NameUnknown, to.SearchKey, to.SortKey = from.Name, from.NameUnknown, from.SearchKey, from.SortKey
	case "sex":
		to.Sex = from.Sex
	case "birth":
		to.Birth = from.Birth
	case "citizen_number":
		to.CitizenNumberSealed, to.CitizenNumberIndex = from.CitizenNumberSealed, from.CitizenNumberIndex
	case "insurance_card":
		to.InsuranceCardSealed, to.InsuranceCardIndex = from.InsuranceCardSealed, from.InsuranceCardIndex
	case "origin":
		to.OriginUnitCode, to.OriginAddress = from.OriginUnitCode, from.OriginAddress
	case "ethnicity":
		to.Ethnicity = from.Ethnicity
	case "self_care":
		to.SelfCare = from.SelfCare
	case "photo":
		to.PhotoFileID = from.PhotoFileID
	default:
		to.Note = from.Note
	}
}

// Propose tells which traits the other record should give: what this one does not say at all.
func Propose(kept, gone *Person) []Trait {
	var out []Trait
	for _, t := range Traits {
		if t.Empty(kept) && !t.Empty(gone) {
			out = append(out, t)
		}
	}
	return out
}

// HoldTwo holds two records until the end of the transaction, wherever they are. The caller has asked
// for a permission in the campuses of both.
func HoldTwo(tx *db.Tx, one, two uint64) (a, b *Person, err error) {
	held, err := db.Hold[Person](tx, one, two)
	if err != nil {
		return nil, nil, err
	}
	if held[0].ID == one {
		return &held[0], &held[1], nil
	}
	return &held[1], &held[0], nil
}

// folded is how the record that stays was before another went into it, and the campus of the other.
type folded struct {
	revisionText
	CitizenIndex   []byte
	InsuranceIndex []byte
	GoneCampus     uint64
}

// Fold makes one held record go on in the other: the one that stays takes the traits that were chosen,
// is found by the name and the number of both, and belongs to the given campus. What it gives back
// tells Unfold how it was. It is a step of a use-case above, which has asked for a permission; what
// else hangs on the record is moved there.
func Fold(tx *db.Tx, kept, gone *Person, taken []Trait, campus uint64) (was string, err error) {
	text, err := json.Marshal(folded{revisionText{*kept, kept.CitizenNumberSealed, kept.InsuranceCardSealed}, kept.CitizenNumberIndex, kept.InsuranceCardIndex, gone.CampusID})
	if err != nil {
		return "", err
	}
	columns := []string{"campus_id"}
	old := *kept
	for _, t := range taken {
		t.take(kept, gone)
		columns = append(columns, t.columns()...)
	}
	kept.CampusID = campus
	if len(taken) > 0 {
		if err := keepRevision(tx, old); err != nil {
			return "", err
		}
	}
	if err := db.Change(tx, kept, columns...); err != nil {
		return "", err
	}
	gone.MergedIntoID, gone.CampusID = &kept.ID, campus
	if err := db.Change(tx, gone, "merged_into_id", "campus_id"); err != nil {
		return "", err
	}
	if _, err := db.RemoveWhere[word](tx, "resident_id = ?", gone.ID); err != nil {
		return "", err
	}
	return string(text), reword(tx, kept)
}

// Unfold makes two records of one again: a trait that was taken goes back to what it was, unless
// somebody has changed it since. Each record goes to the campus that is given, or to that of before.
func Unfold(tx *db.Tx, kept, gone *Person, taken []Trait, was string, keptCampus, goneCampus uint64) error {
	var before folded
	if err := json.Unmarshal([]byte(was), &before); err != nil {
		return err
	}
	before.CitizenNumberSealed, before.InsuranceCardSealed = before.Citizen, before.Insurance
	before.CitizenNumberIndex, before.InsuranceCardIndex = before.CitizenIndex, before.InsuranceIndex
	if keptCampus == 0 {
		keptCampus = before.CampusID
	}
	if goneCampus == 0 {
		goneCampus = before.GoneCampus
	}
	columns, old := []string{"campus_id"}, *kept
	for _, t := range Traits {
		if slices.Contains(taken, t) && t.Same(kept, gone) {
			t.take(kept, &before.Person)
			columns = append(columns, t.columns()...)
		}
	}
	if len(columns) > 1 {
		if err := keepRevision(tx, old); err != nil {
			return err
		}
	}
	kept.CampusID = keptCampus
	if err := db.Change(tx, kept, columns...); err != nil {
		return err
	}
	gone.MergedIntoID, gone.CampusID = nil, goneCampus
	if err := db.Change(tx, gone, "merged_into_id", "campus_id"); err != nil {
		return err
	}
	if err := reword(tx, gone); err != nil {
		return err
	}
	return reword(tx, kept)
}
