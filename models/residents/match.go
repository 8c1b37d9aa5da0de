package residents

import (
	"bytes"
	"slices"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// MatchInput is what a list tells of somebody who may be known already.
type MatchInput struct {
	CampusID      uint64 // where the list belongs; 0 for any within sight
	Name          string
	Sex           value.Sex
	Birth         value.BirthDate
	CitizenNumber string
	InsuranceCard string
	OriginAddress string
}

// Match is who somebody on a list is. ID is 0 when nobody was found for certain; Like then names
// people of the same name who may be the same. Elsewhere tells that the citizen number is known in
// a campus out of sight.
type Match struct {
	ID        uint64
	By        string // citizen, insurance or name
	Like      []uint64
	Elsewhere bool
}

// MatchMany finds out who of a list is known already, in a handful of statements however long the
// list is: by citizen number, by insurance card, else by folded name, birth, sex and origin
// together. Nobody is found twice, so that two people of one name on the list are two people in
// the house. It needs residents.edit.
func MatchMany(tx *db.Tx, in []MatchInput) ([]Match, error) {
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	if len(in) > ManyLimit {
		return nil, fault.New(fault.Invalid, "residents.too_many", fault.A{"limit": ManyLimit})
	}
	m := &matcher{in: in, out: make([]Match, len(in)), used: map[uint64]bool{}}
	for _, step := range []func(*db.Tx) error{m.index, m.read, m.elsewhere} {
		if err := step(tx); err != nil {
			return nil, err
		}
	}
	m.decide()
	return m.out, nil
}

// matcher holds a list while it is compared with the house.
type matcher struct {
	in        []MatchInput
	out       []Match
	keys      []string // folded names
	citizens  [][]byte // by line; nil without a number
	insurance [][]byte
	lots      map[string][]byte // every index under which a number may lie, to the one above
	citizenOf map[string]*matchRow
	insureOf  map[string][]*matchRow
	named     map[string][]*matchRow
	away      map[string]bool // citizen numbers known out of sight
	used      map[uint64]bool
}

// matchRow is somebody of the house with what decides.
type matchRow struct {
	ID                 uint64
	CampusID           uint64
	SearchKey          string
	Sex                value.Sex
	Birth              value.BirthDate `gorm:"embedded;embeddedPrefix:birth_"`
	OriginAddress      string
	CitizenNumberIndex []byte
	InsuranceCardIndex []byte
	MergedIntoID       *uint64
}

// TableName names the table.
func (matchRow) TableName() string { return "residents_people" }

// index folds the names and makes the blind indexes of the list.
func (m *matcher) index(tx *db.Tx) (err error) {
	m.keys, m.citizens, m.insurance = make([]string, len(m.in)), make([][]byte, len(m.in)), make([][]byte, len(m.in))
	m.lots = map[string][]byte{}
	lot := func(column, number string) ([]byte, error) {
		all, err := db.BlindIndexes(tx, column, number)
		if err != nil || len(all) == 0 {
			return nil, err
		}
		for _, one := range all {
			m.lots[string(one)] = all[0]
		}
		return all[0], nil
	}
	for i, in := range m.in {
		m.keys[i] = value.CleanName(in.Name).SearchKey()
		// A number that is none matches nobody; the caller's own check tells what is wrong with it.
		c, _ := value.ParseCitizen(in.CitizenNumber)
		if m.citizens[i], err = lot(citizenColumn, c.Number); err != nil {
			return err
		}
		card, _ := value.ParseInsurance(in.InsuranceCard)
		if m.insurance[i], err = lot(insuranceColumn, card.Social); err != nil {
			return err
		}
	}
	return nil
}

// read finds everybody who shares a number or a name with somebody on the list.
func (m *matcher) read(tx *db.Tx) error {
	m.citizenOf, m.insureOf, m.named = map[string]*matchRow{}, map[string][]*matchRow{}, map[string][]*matchRow{}
	rows, err := m.byAny(tx, "citizen_number_index", m.citizens)
	if err != nil {
		return err
	}
	for i := range rows {
		m.citizenOf[string(rows[i].CitizenNumberIndex)] = &rows[i]
	}
	if rows, err = m.byAny(tx, "insurance_card_index", m.insurance); err != nil {
		return err
	}
	for i := range rows {
		key := string(rows[i].InsuranceCardIndex)
		m.insureOf[key] = append(m.insureOf[key], &rows[i])
	}
	names := map[string]bool{"": true}
	var keys []string
	for _, key := range m.keys {
		if !names[key] {
			names[key] = true
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	if rows, err = db.From[matchRow](tx).Where("search_key IN ?", keys).Order("id").All(); err != nil {
		return err
	}
	m.current(rows)
	goOn(rows)
	for i := range rows {
		m.named[rows[i].SearchKey] = append(m.named[rows[i].SearchKey], &rows[i])
	}
	return nil
}

func (m *matcher) byAny(tx *db.Tx, column string, indexes [][]byte) ([]matchRow, error) {
	wanted := map[string]bool{}
	for _, x := range indexes {
		if x != nil {
			wanted[string(x)] = true
		}
	}
	if len(wanted) == 0 {
		return nil, nil
	}
	var some [][]byte
	for lot, now := range m.lots {
		if wanted[string(now)] {
			some = append(some, []byte(lot))
		}
	}
	slices.SortFunc(some, bytes.Compare)
	rows, err := db.From[matchRow](tx).Where(column+" IN ?", some).Order("id").All()
	m.current(rows)
	goOn(rows)
	return rows, err
}

// current turns what was indexed with a key before into what the numbers of the list are indexed with.
func (m *matcher) current(rows []matchRow) {
	for i := range rows {
		for _, lot := range []*[]byte{&rows[i].CitizenNumberIndex, &rows[i].InsuranceCardIndex} {
			if now, known := m.lots[string(*lot)]; known {
				*lot = now
			}
		}
	}
}

// goOn puts the record in which a merged one goes on in its place: the name and the numbers of the old
// one still find the person.
func goOn(rows []matchRow) {
	for i := range rows {
		if into := rows[i].MergedIntoID; into != nil {
			rows[i].ID = *into
		}
	}
}

// elsewhere notes the citizen numbers that a campus out of sight knows, without saying whose.
func (m *matcher) elsewhere(tx *db.Tx) error {
	m.away = map[string]bool{}
	return tx.Everywhere("a citizen number is one person's in the whole centre", func(all *db.Tx) error {
		rows, err := m.byAny(all, "citizen_number_index", m.citizens)
		for _, r := range rows {
			if key := string(r.CitizenNumberIndex); m.citizenOf[key] == nil {
				m.away[key] = true
			}
		}
		return err
	})
}

// decide gives each line its person: the surest sign first for the whole list, so that a line with
// a number is not robbed of its person by one with the name alone.
func (m *matcher) decide() {
	for i := range m.in {
		if r := m.citizenOf[string(m.citizens[i])]; m.citizens[i] != nil && r != nil {
			m.is(i, r, "citizen")
		}
		m.out[i].Elsewhere = m.away[string(m.citizens[i])]
	}
	for i := range m.in {
		for _, r := range m.insureOf[string(m.insurance[i])] {
			if m.insurance[i] != nil && m.free(i, r) && r.SearchKey == m.keys[i] {
				m.is(i, r, "insurance")
			}
		}
	}
	for _, exact := range []bool{true, false} { // the same place of origin before none
		for i, in := range m.in {
			for _, r := range m.named[m.keys[i]] {
				if m.free(i, r) && r.Sex == in.Sex && r.Birth == in.Birth.Tidy() && originFits(r.OriginAddress, in.OriginAddress, exact) {
					m.is(i, r, "name")
				}
			}
		}
	}
	for i, in := range m.in {
		if m.out[i].ID != 0 {
			continue
		}
		for _, r := range m.named[m.keys[i]] {
			if m.free(i, r) && r.Sex == in.Sex && CanBeOne(r.Birth, in.Birth) && !slices.Contains(m.out[i].Like, r.ID) {
				m.out[i].Like = append(m.out[i].Like, r.ID)
			}
		}
	}
}

func (m *matcher) is(i int, r *matchRow, by string) {
	if m.out[i].ID == 0 && !m.used[r.ID] {
		m.out[i].ID, m.out[i].By = r.ID, by
		m.used[r.ID] = true
	}
}

// free tells whether a line still looks for its person and this can be the one: different citizen
// numbers are different people.
func (m *matcher) free(i int, r *matchRow) bool {
	return m.out[i].ID == 0 && !m.used[r.ID] && !m.out[i].Elsewhere &&
		(m.in[i].CampusID == 0 || m.in[i].CampusID == r.CampusID) &&
		(m.citizens[i] == nil || r.CitizenNumberIndex == nil || same(m.citizens[i], r.CitizenNumberIndex))
}

// originFits compares places of origin; not exactly means that one of them is not said.
func originFits(a, b string, exact bool) bool {
	a, b = value.Fold(a), value.Fold(b)
	return a == b || !exact && (a == "" || b == "")
}
