package intake

import (
	"slices"
	"strings"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/staff"
	"maiam/models/value"
)

// MergeLookInput names a record and perhaps the one that may be of the same person.
type MergeLookInput struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	Gone     uint64 `form:"gone" json:"gone,omitempty" doc:"the record that would go on in this one"`
	Text     string `form:"q" json:"q,omitempty" validate:"max=200" doc:"to look for the other record"`
}

// Amount is how many rows of one book there are.
type Amount struct {
	Book string `json:"book"` // the table
	Rows int    `json:"rows"`
}

// TraitPair is what two records say of one trait.
type TraitPair struct {
	Trait    residents.Trait
	Same     bool
	Proposed bool // the record that stays says nothing of it
}

// MergeLook is what somebody must see before two records become one.
type MergeLook struct {
	Kept, Gone *residents.File
	Traits     []TraitPair
	Against    []Barrier
	Goes       []Amount // what would follow
	Stays      []Amount // what would stay with the old record
	Second     bool
	Strangers  *Stranger // noted as two people
	Found      []residents.Alike
	Alike      []Double // likely doubles of this record
	Merges     []Merge  // those of this record, the newest first
	Names      map[uint64]string
	Former     map[uint64]residents.Person
}

// LookAtMerge reads a record beside another, everything that would follow, and every reason why the two
// cannot become one. Without another it gives those who may be meant. It needs residents.merge in the
// campuses of both; that somebody looked at both is kept.
func LookAtMerge(tx *db.Tx, in MergeLookInput) (*MergeLook, error) {
	if err := tx.May(Joining); err != nil {
		return nil, err
	}
	l := &MergeLook{}
	var err error
	if l.Kept, err = openWhole(tx, in.Resident); err != nil {
		return nil, err
	}
	if err := l.readMerges(tx); err != nil {
		return nil, err
	}
	if in.Gone == 0 || in.Gone == in.Resident {
		return l, l.seek(tx, in.Text)
	}
	if l.Gone, err = openWhole(tx, in.Gone); err != nil {
		return nil, err
	}
	kept, gone := &l.Kept.Person, &l.Gone.Person
	proposed := residents.Propose(kept, gone)
	for _, t := range residents.Traits {
		l.Traits = append(l.Traits, TraitPair{t, t.Same(kept, gone), slices.Contains(proposed, t)})
	}
	j, err := judgeMerge(tx, kept, gone)
	if err != nil {
		return nil, err
	}
	l.Against, l.Second = j.Against, j.Second
	for _, b := range j.books {
		if untold(b.Table) {
			continue
		}
		if n := len(b.goes()); n > 0 {
			l.Goes = append(l.Goes, Amount{b.Table, n})
		}
		if n := len(b.left); n > 0 && !b.open {
			l.Stays = append(l.Stays, Amount{b.Table, n})
		}
	}
	l.Strangers, err = strangersOf(tx, kept.ID, gone.ID)
	return l, err
}

// untold tells of a book whose rows are not even counted on a page: that there is a secret matter is
// known to those alone who are named in it. Its rows follow like any other.
func untold(book string) bool {
	return strings.HasPrefix(book, "residents_secret") || book == "residents_confidants"
}

// openWhole opens a file for who holds the permission in its whole campus.
func openWhole(tx *db.Tx, id uint64) (*residents.File, error) {
	f, err := residents.OpenFile(tx, id)
	if err == nil && !tx.Reach(Joining).Campus(f.Person.CampusID) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	return f, err
}

// readMerges reads the merges in which the record stayed, with who had a part in them.
func (l *MergeLook) readMerges(tx *db.Tx) (err error) {
	ids := []uint64{l.Kept.Person.ID}
	for _, m := range l.Kept.Merged {
		ids = append(ids, m.ID)
	}
	if l.Merges, err = db.From[Merge](tx).Where("kept_id IN ?", ids).Order("id DESC").Limit(50).All(); err != nil {
		return err
	}
	var who, records []uint64
	for _, m := range l.Merges {
		who = append(who, m.RecordedBy)
		for _, by := range []*uint64{m.DoneBy, m.DroppedBy, m.UndoneBy} {
			if by != nil {
				who = append(who, *by)
			}
		}
		records = append(records, m.GoneID, m.KeptID)
	}
	if l.Names, err = staff.Names(tx, who...); err != nil {
		return err
	}
	l.Former, err = residents.PeopleOf(tx, records)
	return err
}

// mostFound is how many people of a search are offered.
const mostFound = 12

// seek offers who may be the same person: likely doubles, and whoever the search finds.
func (l *MergeLook) seek(tx *db.Tx, text string) error {
	p := &l.Kept.Person
	all, err := doublesOf(tx, p.ID)
	if err != nil {
		return err
	}
	l.Alike = all
	if strings.TrimSpace(text) == "" {
		return nil
	}
	roll, err := presence.People(tx, presence.PeopleInput{Text: text, Limit: mostFound})
	if err != nil {
		return err
	}
	for _, r := range roll.Rows {
		if r.ResidentID != p.ID && tx.Reach(Joining).Campus(r.CampusID) {
			l.Found = append(l.Found, residents.Alike{ID: r.ResidentID, CampusID: r.CampusID, Number: r.Number, Name: r.Name, Sex: r.Sex, Birth: value.BirthDate{Day: r.BirthDate, Precision: r.BirthPrecision}, OriginAddress: r.OriginAddress, PhotoFileID: r.PhotoFileID})
		}
	}
	return nil
}

// UnmergeLookInput names a merge.
type UnmergeLookInput struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	ID       uint64 `path:"row" form:"-" json:"-"`
}

// UnmergeLook is what somebody must see before one record becomes two again.
type UnmergeLook struct {
	Merge  Merge
	Kept   *residents.File
	Gone   residents.Person
	Back   []Amount // goes back
	Linked []Amount // written since, and goes back because it hangs on what does
	Since  []Amount // written since: to be chosen
	Refuse error    // why it cannot be undone now
	Goes   bool     // the stay that goes on now goes back, so the rest had better go too
	Names  map[uint64]string
}

// LookAtUnmerge reads what would go back. It needs residents.merge in the campuses of both.
func LookAtUnmerge(tx *db.Tx, in UnmergeLookInput) (*UnmergeLook, error) {
	if err := tx.May(Joining); err != nil {
		return nil, err
	}
	u := &UnmergeLook{}
	var err error
	if u.Kept, err = openWhole(tx, in.Resident); err != nil {
		return nil, err
	}
	m, err := db.From[Merge](tx).Where("id = ? AND kept_id = ?", in.ID, in.Resident).One()
	if err != nil {
		return nil, err
	}
	u.Merge = *m
	who := []uint64{m.RecordedBy}
	for _, by := range []*uint64{m.DoneBy, m.DroppedBy, m.UndoneBy} {
		if by != nil {
			who = append(who, *by)
		}
	}
	if u.Names, err = staff.Names(tx, who...); err != nil {
		return nil, err
	}
	gone, err := db.Get[residents.Person](tx, m.GoneID)
	if err != nil {
		return nil, err
	}
	u.Gone = *gone
	if !m.Holds() {
		return u, nil
	}
	if u.Refuse = m.mayUndo(tx, &u.Kept.Person); u.Refuse != nil && fault.KindOf(u.Refuse) == fault.Internal {
		return nil, u.Refuse
	}
	return u, tx.Everywhere("what hangs on a person hangs there in every campus", func(tx *db.Tx) error {
		w, err := m.back(tx)
		if err != nil {
			return err
		}
		for _, table := range slices.Sorted(keysIn(w.columns)) {
			if untold(table) {
				continue
			}
			later, linked := 0, len(w.linked[table])
			for _, id := range w.laterRows(table) {
				if !w.linked[table][id] && !w.rooted[table][id] {
					later++
				}
			}
			for _, n := range []struct {
				to *[]Amount
				n  int
			}{{&u.Back, len(w.goes[table]) - linked}, {&u.Linked, linked}, {&u.Since, later}} {
				if n.n > 0 {
					*n.to = append(*n.to, Amount{table, n.n})
				}
			}
		}
		if n := len(w.pairs); n > 0 {
			u.Back = append(u.Back, Amount{pairs, n})
		}
		stay, err := presence.StayOf(tx, m.KeptID)
		u.Goes = err == nil && stay != nil && (w.goes["presence_stays"][stay.ID])
		return err
	})
}

func keysIn[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}
