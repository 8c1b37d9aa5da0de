package residents

import (
	"encoding/json"
	"slices"

	"maiam/models/db"
	"maiam/models/value"
)

// Sealed tells the sealed columns of this area, so that they can be sealed anew with another key.
func Sealed() []db.SealedColumn {
	return slices.Concat([]db.SealedColumn{
		{Table: "residents_people", Column: "citizen_number_sealed", Place: citizenColumn, Index: "citizen_number_index", Indexed: wholeOf},
		{Table: "residents_people", Column: "insurance_card_sealed", Place: insuranceColumn, Index: "insurance_card_index", Indexed: socialOf},
		{Table: "residents_papers", Column: "number_sealed", Place: paperColumn},
		{Table: "residents_secret_entries", Column: "content_sealed", Place: secretColumn},
		{Table: "residents_secret_names", Column: "true_sealed", Place: secretNameColumn, Within: withinSelf},
		{Table: "residents_confidants", Column: "reason_sealed", Place: reasonColumn},
		{Table: "residents_confidants", Column: "end_reason_sealed", Place: endReasonColumn},
	},
		db.SealedTexts("residents_people", "note"),
		[]db.SealedColumn{{Table: "residents_revisions", Column: "was", Place: "residents_revisions.was", Text: true, Within: WithinFormer}}, // repeats the note
		db.SealedTexts("residents_kin", "phone", "phone_two", "phone_three", "address", "note", "end_note"),
		db.SealedTexts("residents_contacts", "note", "void_reason"),
		db.SealedTexts("residents_searches", "last_seen_where", "note", "end_note"),
	)
}

// wholeOf and socialOf are what of a number its blind index is made of.
func wholeOf(plain string) string { return plain }

func socialOf(plain string) string {
	card, _ := value.ParseInsurance(plain)
	return card.Social
}

// formerNumbers are the numbers that the former state of a file carries sealed, as revisionText and folded
// write them: where the sealed one lies, and where its index.
var formerNumbers = []struct {
	sealed, index, place string
	indexed              func(string) string
}{
	{"citizen_sealed", "CitizenIndex", citizenColumn, wholeOf},
	{"insurance_sealed", "InsuranceIndex", insuranceColumn, socialOf},
}

// WithinFormer finds the sealed numbers in the former state of a file, so that they are sealed anew together
// with it. A text that is none, as what is left of an erased one, carries nothing.
func WithinFormer(plain string) (values []*db.Inner, pack func() (string, error), err error) {
	fields := map[string]json.RawMessage{}
	if json.Unmarshal([]byte(plain), &fields) != nil {
		return nil, nil, nil
	}
	for _, n := range formerNumbers {
		v := &db.Inner{Place: n.place, Indexed: n.indexed}
		for name, into := range map[string]*[]byte{n.sealed: &v.Sealed, n.index: &v.Index} {
			if text, there := fields[name]; there {
				if err := json.Unmarshal(text, into); err != nil {
					return nil, nil, err
				}
			}
		}
		values = append(values, v)
	}
	return values, func() (string, error) {
		for i, n := range formerNumbers {
			for name, b := range map[string][]byte{n.sealed: values[i].Sealed, n.index: values[i].Index} {
				if _, there := fields[name]; there && len(b) > 0 {
					if fields[name], err = json.Marshal(b); err != nil {
						return "", err
					}
				}
			}
		}
		text, err := json.Marshal(fields)
		return string(text), err
	}, nil
}

// withinSelf finds the sealed numbers in the former states of a file that are out of sight with a true name.
func withinSelf(plain string) (values []*db.Inner, pack func() (string, error), err error) {
	self := &trueSelf{}
	if err := json.Unmarshal([]byte(plain), self); err != nil {
		return nil, nil, errSelf
	}
	packs := make([]func() (string, error), len(self.Revisions))
	for i, r := range self.Revisions {
		inner, pack, err := WithinFormer(r.Was)
		if err != nil {
			return nil, nil, errSelf
		}
		values, packs[i] = append(values, inner...), pack
	}
	return values, func() (string, error) {
		for i, pack := range packs {
			if pack == nil {
				continue
			}
			text, err := pack()
			if err != nil {
				return "", errSelf
			}
			self.Revisions[i].Was = text
		}
		text, err := json.Marshal(self)
		if err != nil {
			return "", errSelf
		}
		return string(text), nil
	}, nil
}
