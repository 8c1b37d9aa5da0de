package residents

import (
	"cmp"
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/value"
)

// aroundRow is one line of what stands around a person: another name, a need, a risk or a relative.
// The short books are read together, for each alone would cost a way to the database of its own.
type aroundRow struct {
	Book            int
	ID              uint64
	Kind            string // of a relative: the relation
	Code            string
	Severity        string
	Note            string
	FromDay         value.Day // of a relative: the day of birth
	ToDay           value.Day
	RecordedAt      *time.Time
	RecordedBy      uint64
	EndedRecordedAt *time.Time
	EndedRecordedBy *uint64
	Number          string
	Name            string
	Sex             value.Sex
	BirthPrecision  value.Precision
	PhotoFileID     *uint64
}

// The books of aroundRow.
const (
	needBook = iota
	flagBook
	nameBook
	relativeBook
	turnedBook // the relative's own file says it
	secretBook // a matter of which the reader may know
	mergedBook // a record that was merged into this one: its name and number still find the person
)

// around reads the other names, needs, risks, relatives and the numbers of the secret matters of which the
// reader may know into the file, in one statement: needs and risks that hold or are over since a day, the rest as it stands.
func (f *File) around(tx *db.Tx, since value.Day) error {
	const ended = ", x.recorded_at, x.recorded_by, x.ended_recorded_at, x.ended_recorded_by, '' AS number, "
	const nobody = ", '' AS sex, '' AS birth_precision, NULL AS photo_file_id"
	const relative = `r.id, k.relation AS kind, '' AS code, '' AS severity, '' AS note, r.birth_date AS from_day, NULL AS to_day,
		NULL AS recorded_at, 0 AS recorded_by, NULL AS ended_recorded_at, NULL AS ended_recorded_by, r.number, r.name, r.sex, r.birth_precision, r.photo_file_id`
	id := f.Person.ID
	rows, err := db.Report[aroundRow](tx, `SELECT 0 AS book, x.id, x.kind, x.code, x.severity, x.note, x.from_day, x.to_day`+ended+`'' AS name`+nobody+`
		FROM residents_needs x WHERE x.resident_id = ? AND (x.to_day IS NULL OR x.to_day >= ?)
		UNION ALL SELECT 1 AS book, x.id, x.kind, '' AS code, '' AS severity, x.note, x.from_day, x.to_day`+ended+`'' AS name`+nobody+`
		FROM residents_flags x WHERE x.resident_id = ? AND (x.to_day IS NULL OR x.to_day >= ?)
		UNION ALL SELECT 2 AS book, x.id, x.kind, '' AS code, '' AS severity, '' AS note, NULL AS from_day, NULL AS to_day`+ended+`x.name`+nobody+`
		FROM residents_names x WHERE x.resident_id = ? AND x.ended_recorded_at IS NULL
		UNION ALL SELECT 6 AS book, x.id, 'former' AS kind, '' AS code, '' AS severity, '' AS note, NULL AS from_day, NULL AS to_day, x.recorded_at, x.recorded_by, NULL AS ended_recorded_at, NULL AS ended_recorded_by, x.number, x.name`+nobody+`
		FROM residents_people x WHERE x.merged_into_id = ?
		UNION ALL SELECT 3 AS book, `+relative+`
		FROM residents_kin k JOIN residents_people r ON r.id = k.person_id WHERE {campus r.campus_id} AND k.resident_id = ? AND k.ended_recorded_at IS NULL
		UNION ALL SELECT 4 AS book, `+relative+`
		FROM residents_kin k JOIN residents_people r ON r.id = k.resident_id WHERE {campus r.campus_id} AND k.person_id = ? AND k.ended_recorded_at IS NULL
		UNION ALL SELECT 5 AS book, x.secret_id AS id, '' AS kind, '' AS code, '' AS severity, '' AS note, x.from_day, x.to_day, x.recorded_at, x.recorded_by, NULL AS ended_recorded_at,
		NULL AS ended_recorded_by, '' AS number, '' AS name`+nobody+` FROM residents_confidants x WHERE x.resident_id = ? AND `+named,
		id, since, id, since, id, id, id, id, id, tx.Actor.ID, f.Today, f.Today)
	if err != nil {
		return err
	}
	for _, r := range rows {
		f.add(r)
	}
	f.sort()
	return nil
}

func (f *File) add(r aroundRow) {
	var recorded Recorded
	if r.RecordedAt != nil {
		recorded = Recorded{*r.RecordedAt, r.RecordedBy}
	}
	ending := Ending{r.EndedRecordedAt, r.EndedRecordedBy}
	switch r.Book {
	case needBook:
		f.Needs = append(f.Needs, Need{ID: r.ID, ResidentID: f.Person.ID, Kind: NeedKind(r.Kind), Code: r.Code, Note: r.Note, Severity: r.Severity,
			FromDay: r.FromDay, ToDay: r.ToDay, Recorded: recorded, Ending: ending})
	case flagBook:
		f.Flags = append(f.Flags, Flag{ID: r.ID, ResidentID: f.Person.ID, Kind: FlagKind(r.Kind), Note: r.Note, FromDay: r.FromDay, ToDay: r.ToDay,
			Recorded: recorded, Ending: ending})
	case nameBook:
		f.OtherNames = append(f.OtherNames, OtherName{ID: r.ID, ResidentID: f.Person.ID, Kind: NameKind(r.Kind), Name: r.Name, Recorded: recorded, Ending: ending})
	case secretBook:
		f.Secrets = append(f.Secrets, r.ID)
	case mergedBook:
		f.Merged = append(f.Merged, FormerRecord{ID: r.ID, Number: r.Number, Name: r.Name})
	default:
		one := Relative{OfID: f.Person.ID, ID: r.ID, Number: r.Number, Name: r.Name, Sex: r.Sex, Birth: value.BirthDate{Day: r.FromDay, Precision: r.BirthPrecision},
			PhotoFileID: r.PhotoFileID, Relation: Relation(r.Kind), Turned: r.Book == turnedBook}
		if one.Turned {
			one.Relation = one.Relation.Back(one.Sex)
		}
		f.Relatives = append(f.Relatives, one)
	}
}

// sort puts each book into the order of its rows.
func (f *File) sort() {
	slices.SortFunc(f.Needs, func(a, b Need) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(f.Flags, func(a, b Flag) int { return cmp.Compare(a.ID, b.ID) })
	slices.Sort(f.Secrets)
	slices.SortFunc(f.OtherNames, func(a, b OtherName) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(f.Relatives, func(a, b Relative) int { return cmp.Compare(a.ID, b.ID) })
}
