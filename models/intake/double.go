package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/value"
)

// Stranger is the note that two records, alike as they are, are of two people. It is remembered until
// somebody takes it back.
type Stranger struct {
	ID         uint64
	CampusID   uint64
	LowID      uint64
	HighID     uint64
	OpenPair   *string
	Reason     string
	RecordedAt time.Time
	RecordedBy uint64
	EndedAt    *time.Time
	EndedBy    *uint64
}

// TableName names the table.
func (Stranger) TableName() string { return "intake_strangers" }

func strangersOf(tx *db.Tx, one, two uint64) (*Stranger, error) {
	return db.From[Stranger](tx).Where("open_pair = ?", pairOf(one, two)).Maybe()
}

func pairOf(one, two uint64) string { return fmt.Sprintf("%d-%d", min(one, two), max(one, two)) }

// StrangersInput names two records, and why they are of two people.
type StrangersInput struct {
	Resident uint64 `form:"resident" json:"resident" validate:"required"`
	Other    uint64 `form:"other" json:"other" validate:"required"`
	Reason   string `form:"reason" json:"reason,omitempty" validate:"max=300"`
}

func (in *StrangersInput) both(tx *db.Tx) (a, b *residents.Person, err error) {
	if in.Resident == in.Other {
		return nil, nil, fault.Field("other", "intake.merge_self")
	}
	if a, b, err = twoOf(tx, in.Resident, in.Other); err != nil {
		return nil, nil, err
	}
	tx.Concerns("resident", a.ID, a.CampusID)
	tx.Detail("other", b.ID)
	return a, b, nil
}

// NoteStrangers remembers that two records are of two people: they are on no list of doubles any more,
// and are not merged before the note is taken back. It needs residents.merge in the campuses of both.
// Conflict: it is noted already.
func NoteStrangers(tx *db.Tx, in StrangersInput) (*Stranger, error) {
	if err := tx.May(Joining); err != nil {
		return nil, err
	}
	a, b, err := in.both(tx)
	if err != nil {
		return nil, err
	}
	pair := pairOf(a.ID, b.ID)
	s := &Stranger{CampusID: a.CampusID, LowID: min(a.ID, b.ID), HighID: max(a.ID, b.ID), OpenPair: &pair, Reason: value.CleanText(in.Reason), RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if err = db.Add(tx, s); db.Duplicate(err, "open_pair") {
		err = fault.New(fault.Conflict, "intake.strangers_noted").Because(err)
	}
	return s, err
}

// ForgetStrangers takes that back. It needs residents.merge in the campuses of both.
func ForgetStrangers(tx *db.Tx, in StrangersInput) (*Stranger, error) {
	if err := tx.May(Joining); err != nil {
		return nil, err
	}
	a, b, err := in.both(tx)
	if err != nil {
		return nil, err
	}
	s, err := strangersOf(tx, a.ID, b.ID)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	at, by := tx.Now, tx.Actor.ID
	s.EndedAt, s.EndedBy, s.OpenPair = &at, &by, nil
	return s, db.Change(tx, s, "ended_at", "ended_by", "open_pair")
}

// Double is two records that may be of one person, with what they agree in.
type Double struct {
	One, Two residents.Alike
	Why      []string // citizen, insurance, name, birth, origin
}

// Weight orders doubles: the surest first.
func (d Double) Weight() int {
	n := 0
	for _, w := range d.Why {
		n += map[string]int{"citizen": 8, "insurance": 8, "birth": 3, "origin": 2, "name": 1}[w]
	}
	return n
}

// doubleRow is a pair as the books hold it.
type doubleRow struct {
	OneID, TwoID                 uint64
	OneCampus, TwoCampus         uint64
	OneNumber, TwoNumber         string
	OneName, TwoName             string
	OneSex, TwoSex               value.Sex
	OneBirthDate, TwoBirthDate   value.Day
	OneBirthExact, TwoBirthExact value.Precision
	OneOrigin, TwoOrigin         string
	OnePhoto, TwoPhoto           *uint64
	OneCitizen, TwoCitizen       []byte
	OneInsurance, TwoInsurance   []byte
	OneSearchKey, TwoSearchKey   string
}

// mostDoubles is how many pairs the list holds.
const mostDoubles = 200

// Doubles lists the records that may be of one person, the surest first: by citizen number or
// insurance card, or by the same name without accents, another name too, with a sex and a birth that
// can be one person's. Photographs are not compared. Who is noted as two people is left out. It needs
// residents.merge; pairs with a record out of reach are not there.
func Doubles(tx *db.Tx) ([]Double, error) {
	if err := tx.May(Joining); err != nil {
		return nil, err
	}
	return doublesOf(tx, 0)
}

func doublesOf(tx *db.Tx, of uint64) ([]Double, error) {
	about, args := "", []any{}
	if of != 0 {
		about = " AND (a.id = ? OR b.id = ?)"
		args = []any{of, of}
	}
	const columns = `SELECT a.id AS one_id, b.id AS two_id, a.campus_id AS one_campus, b.campus_id AS two_campus, a.number AS one_number, b.number AS two_number, a.name AS one_name, b.name AS two_name,
		a.sex AS one_sex, b.sex AS two_sex, a.birth_date AS one_birth_date, b.birth_date AS two_birth_date, a.birth_precision AS one_birth_exact, b.birth_precision AS two_birth_exact,
		a.origin_address AS one_origin, b.origin_address AS two_origin, a.photo_file_id AS one_photo, b.photo_file_id AS two_photo,
		a.citizen_number_index AS one_citizen, b.citizen_number_index AS two_citizen, a.insurance_card_index AS one_insurance, b.insurance_card_index AS two_insurance,
		a.search_key AS one_search_key, b.search_key AS two_search_key `
	ruled := ` AND {campus a.campus_id} AND {campus b.campus_id} AND a.merged_into_id IS NULL AND b.merged_into_id IS NULL
		AND NOT EXISTS (SELECT 1 FROM intake_strangers x WHERE x.low_id = a.id AND x.high_id = b.id AND x.ended_at IS NULL)` + about
	// A name alone is shared by many; a day of birth that differs tells two people apart.
	const born = ` AND a.sex = b.sex AND (a.birth_date = b.birth_date OR a.birth_precision <> 'day' OR b.birth_precision <> 'day')`
	ways := []string{
		columns + `FROM residents_people a JOIN residents_people b ON b.citizen_number_index = a.citizen_number_index AND b.id > a.id WHERE a.citizen_number_index IS NOT NULL` + ruled,
		columns + `FROM residents_people a JOIN residents_people b ON b.insurance_card_index = a.insurance_card_index AND b.id > a.id WHERE a.insurance_card_index IS NOT NULL` + ruled,
		columns + `FROM residents_people a JOIN residents_people b ON b.search_key = a.search_key AND b.id > a.id WHERE a.search_key <> ''` + born + ruled,
		columns + `FROM residents_names n JOIN residents_people m ON m.search_key = n.search_key AND m.id <> n.resident_id
			JOIN residents_people a ON a.id = CASE WHEN m.id < n.resident_id THEN m.id ELSE n.resident_id END
			JOIN residents_people b ON b.id = CASE WHEN m.id < n.resident_id THEN n.resident_id ELSE m.id END
			WHERE n.ended_recorded_at IS NULL AND n.search_key <> ''` + born + ruled,
	}
	seen := map[[2]uint64]bool{}
	var out []Double
	for _, way := range ways {
		rows, err := db.Report[doubleRow](tx, way+" ORDER BY a.id, b.id LIMIT 2000", args...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			pair := [2]uint64{r.OneID, r.TwoID}
			if seen[pair] || !tx.Reach(Joining).Campus(r.OneCampus) || !tx.Reach(Joining).Campus(r.TwoCampus) {
				continue
			}
			seen[pair] = true
			if d := r.double(); d != nil {
				out = append(out, *d)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Double) int {
		return cmp.Or(b.Weight()-a.Weight(), cmp.Compare(a.One.Name, b.One.Name), cmp.Compare(a.One.ID, b.One.ID))
	})
	return out[:min(len(out), mostDoubles)], nil
}

// double tells in what the two agree; nil when they are surely two people.
func (r doubleRow) double() *Double {
	birth := func(day value.Day, exact value.Precision) value.BirthDate {
		return value.BirthDate{Day: day, Precision: exact}
	}
	one, two := birth(r.OneBirthDate, r.OneBirthExact), birth(r.TwoBirthDate, r.TwoBirthExact)
	d := &Double{One: residents.Alike{ID: r.OneID, CampusID: r.OneCampus, Number: r.OneNumber, Name: r.OneName, Sex: r.OneSex, Birth: one, OriginAddress: r.OneOrigin, PhotoFileID: r.OnePhoto},
		Two: residents.Alike{ID: r.TwoID, CampusID: r.TwoCampus, Number: r.TwoNumber, Name: r.TwoName, Sex: r.TwoSex, Birth: two, OriginAddress: r.TwoOrigin, PhotoFileID: r.TwoPhoto}}
	same := func(a, b []byte) bool { return len(a) > 0 && string(a) == string(b) }
	if same(r.OneCitizen, r.TwoCitizen) {
		d.Why = append(d.Why, "citizen")
	}
	if same(r.OneInsurance, r.TwoInsurance) {
		d.Why = append(d.Why, "insurance")
	}
	if d.Why == nil {
		if len(r.OneCitizen) > 0 && len(r.TwoCitizen) > 0 || !residents.CanBeOne(one, two) {
			return nil
		}
	}
	if r.OneSearchKey == r.TwoSearchKey || d.Why == nil {
		d.Why = append(d.Why, "name")
	}
	if one.Known() && two.Known() && residents.CanBeOne(one, two) {
		d.Why = append(d.Why, "birth")
	}
	if from := value.Fold(r.OneOrigin); strings.TrimSpace(from) != "" && from == value.Fold(r.TwoOrigin) {
		d.Why = append(d.Why, "origin")
	}
	return d
}
