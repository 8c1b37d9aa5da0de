package register

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// State sorts the lines of the register.
type State string

// The states; empty is both.
const (
	Holding State = "valid"
	IsVoid  State = "void"
)

// ListInput says which lines of the register shall be shown.
type ListInput struct {
	Year       int    `form:"year" json:"year,omitempty" doc:"every year when absent"`
	Kind       Kind   `form:"kind" json:"kind,omitempty" validate:"max=10"`
	CampusID   uint64 `form:"campus_id" json:"campus_id,omitempty"`
	ResidentID uint64 `form:"resident_id" json:"resident_id,omitempty"`
	State      State  `form:"status" json:"status,omitempty" validate:"max=10" enum:"valid,void"`
	Text       string `form:"q" json:"q,omitempty" validate:"max=200" doc:"parts of a number, of a summary or of a name, without accents"`
	Limit      int    `form:"limit" json:"limit,omitempty"`
	After      string `form:"after" json:"after,omitempty"`
}

// mostWords is how many words of a search count.
const mostWords = 6

// List gives the lines of the register, the newest first; next is the cursor of the page that
// follows. It needs register.view; those who hold it for a ward or zone see what they issued
// themselves. The person's name is shown to those who may see residents, and only they find papers
// by it. One statement.
func List(tx *db.Tx, in ListInput) (rows []Entry, next string, err error) {
	if err := tx.May(View); err != nil {
		return nil, "", err
	}
	page := db.Page{Limit: in.Limit, After: in.After}
	q, err := in.query(tx, page)
	if err != nil {
		return nil, "", err
	}
	size := page.Size()
	if rows, err = q.Limit(size + 1).All(); err != nil {
		return nil, "", err
	}
	if len(rows) > size {
		rows = rows[:size]
		next = db.Cursor(strconv.FormatUint(rows[size-1].ID, 10))
	}
	return veiled(tx, rows), next, nil
}

// All is List without pages, for the spreadsheet: the oldest first, at most limit lines.
func All(tx *db.Tx, in ListInput, limit int) ([]Entry, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	q, err := in.query(tx, db.Page{})
	if err != nil {
		return nil, err
	}
	rows, err := q.Limit(limit).All()
	slices.Reverse(rows)
	return veiled(tx, rows), err
}

func (in ListInput) query(tx *db.Tx, page db.Page) (db.Query[Entry], error) {
	q := within(tx, db.From[Entry](tx).Order("id DESC"))
	switch {
	case in.Kind != "" && !in.Kind.Known():
		return q, fault.Field("kind", "register.kind_unknown")
	case in.State != "" && in.State != Holding && in.State != IsVoid:
		return q, fault.Field("status", "register.state_unknown")
	}
	if in.Year != 0 {
		q = q.Where("year = ?", in.Year)
	}
	if in.Kind != "" {
		q = q.Where("kind = ?", in.Kind)
	}
	if in.CampusID != 0 {
		q = q.Where("campus_id = ?", in.CampusID)
	}
	if in.ResidentID != 0 {
		q = q.Where("resident_id = ?", in.ResidentID)
	}
	switch in.State {
	case Holding:
		q = q.Where("voided_at IS NULL")
	case IsVoid:
		q = q.Where("voided_at IS NOT NULL")
	}
	q = search(tx, q, in.Text)
	parts, follows, err := page.Parts(1)
	if err != nil {
		return q, err
	}
	if follows {
		id, err := strconv.ParseUint(parts[0], 10, 64)
		if err != nil {
			return q, fault.Field("after", "db.bad_cursor")
		}
		q = q.Where("id < ?", id)
	}
	return q, nil
}

// escapes keeps signs of LIKE from meaning anything.
var escapes = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// numberTyped is a number as it stands on a paper, with or without the letters of the centre behind
// it, which are the same on every paper: 5/qd and 05/qd-ttbtxh are the fifth decision, never the
// fifteenth.
var numberTyped = regexp.MustCompile(`^0*([1-9][0-9]{0,8})/([a-z]+)(?:-[a-z]*)?$`)

// seekYears is how far back the one search box looks for the words of a paper; its number is found
// however old it is, and the page of the register looks through every year.
const seekYears = 3

// Seek finds papers for the one search box, the newest first and at most limit; more tells that the
// register holds others. It needs register.view, shows what List shows, and runs one statement that
// costs the same whatever the register has grown to.
func Seek(tx *db.Tx, text string, limit int) (rows []Entry, more bool, err error) {
	if err := tx.May(View); err != nil {
		return nil, false, err
	}
	words := strings.Fields(value.Fold(text))
	if !slices.ContainsFunc(words, func(w string) bool {
		return strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	}) {
		return nil, false, nil
	}
	q, err := ListInput{Text: text}.query(tx, db.Page{})
	if err != nil {
		return nil, false, err
	}
	if !slices.ContainsFunc(words, numberTyped.MatchString) {
		year, _, _ := tx.Today().Date()
		q = q.Where("year > ?", year-seekYears)
	}
	if rows, err = q.Limit(limit + 1).All(); err != nil {
		return nil, false, err
	}
	if more = len(rows) > limit; more {
		rows = rows[:limit]
	}
	return veiled(tx, rows), more, nil
}

// search asks that every word stands in the number, the summary or, for those who may see it, the
// name.
func search(tx *db.Tx, q db.Query[Entry], text string) db.Query[Entry] {
	words := strings.Fields(value.Fold(text))
	for _, word := range words[:min(len(words), mostWords)] {
		if m := numberTyped.FindStringSubmatch(word); m != nil {
			q = q.Where("number = ? AND search_key LIKE ? ESCAPE '!'", m[1], "%/"+m[2]+"%")
			continue
		}
		like := "%" + escapes.Replace(word) + "%"
		reach := tx.Reach(names)
		switch {
		case reach.All:
			q = q.Where("search_key LIKE ? ESCAPE '!' OR subject_key LIKE ? ESCAPE '!'", like, like)
		default:
			q = q.Where("search_key LIKE ? ESCAPE '!' OR ((campus_id IN ? OR recorded_by = ?) AND subject_key LIKE ? ESCAPE '!')",
				like, append([]uint64{0}, reach.Campuses...), tx.Actor.ID, like)
		}
	}
	return q
}

// veiled takes the names out of the lines whose people the actor may not see.
func veiled(tx *db.Tx, rows []Entry) []Entry {
	for i := range rows {
		if !seesName(tx, rows[i]) {
			rows[i].Subject, rows[i].SubjectKey, rows[i].ResidentID, rows[i].StayID = "", "", nil, nil
		}
	}
	return rows
}

// seesName tells whether the actor may know whom a paper is about: who may see the residents of the
// campus, and who issued it.
func seesName(tx *db.Tx, e Entry) bool {
	return tx.Reach(names).Campus(e.CampusID) || tx.Actor.Has(names) && e.RecordedBy == tx.Actor.ID
}

// Find gives one line of the register. It needs register.view; a paper out of reach is not there.
func Find(tx *db.Tx, id uint64) (*Entry, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	e, err := within(tx, db.From[Entry](tx)).Where("id = ?", id).One()
	if err != nil {
		return nil, err
	}
	return &veiled(tx, []Entry{*e})[0], nil
}

// Content gives an issued paper with its whole text as it was kept. It needs register.view and
// residents.view, for papers name people; that one about a person was read is written down.
func Content[T any](tx *db.Tx, id uint64) (*Entry, *T, error) {
	if err := tx.May(View); err != nil {
		return nil, nil, err
	}
	if err := tx.May(names); err != nil {
		return nil, nil, err
	}
	e, err := within(tx, db.From[Entry](tx)).Where("id = ?", id).One()
	if err != nil {
		return nil, nil, err
	}
	if e.ResidentID != nil {
		if !seesName(tx, *e) {
			return nil, nil, notFound
		}
		tx.Looked("resident", *e.ResidentID, e.CampusID)
	}
	text, err := db.Unseal(tx, contentColumn, e.ContentSealed)
	if err != nil {
		return nil, nil, err
	}
	out := new(T)
	if err := json.Unmarshal([]byte(text), out); err != nil {
		return nil, nil, fmt.Errorf("register: content of %s: %w", e.Text(), err)
	}
	return e, out, nil
}

// Volume is one series of the register: how many numbers a kind has had in a year.
type Volume struct {
	Kind   Kind
	Year   int
	Last   int
	LastOn value.Day
}

// TableName names the table.
func (Volume) TableName() string { return "register_series" }

// Volumes lists the series of the centre, the newest year first. It needs register.view.
func Volumes(tx *db.Tx) ([]Volume, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	return db.From[Volume](tx).Where("last > 0").Order("year DESC, kind").All()
}

// Gap is a series whose numbers do not run from one to the last without a break.
type Gap struct {
	Kind    Kind
	Year    int
	Last    int
	Entries int
	Highest int
}

// Gaps is the proof that the register does not contradict itself: it lists the series in which a
// number is missing. None, as long as nobody writes past Issue. It reads the whole centre.
func Gaps(tx *db.Tx) (gaps []Gap, err error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	err = tx.Everywhere("numbers run through the whole centre", func(tx *db.Tx) error {
		gaps, err = db.Report[Gap](tx, `SELECT s.kind, s.year, s.last, COALESCE(e.n, 0) AS entries, COALESCE(e.highest, 0) AS highest
			FROM register_series s LEFT JOIN (SELECT kind, year, COUNT(*) AS n, MAX(number) AS highest FROM register_entries WHERE {campus campus_id} GROUP BY kind, year) e
			ON e.kind = s.kind AND e.year = s.year
			WHERE s.last <> COALESCE(e.n, 0) OR s.last <> COALESCE(e.highest, 0) ORDER BY s.year, s.kind`)
		return err
	})
	return gaps, err
}

// PapersOf lists the papers about a person that hold, the oldest first. The caller has asked for its
// own permission, and for the person.
func PapersOf(tx *db.Tx, resident uint64) ([]Entry, error) {
	return db.From[Entry](tx).Where("resident_id = ? AND voided_at IS NULL", resident).Order("id").Limit(db.MaxPage).All()
}

// LastOf gives the last paper of a sort that holds, of this year or the one before, or nil: its
// grounds and its signer are likely those of the next. The caller has asked for its own permission.
func LastOf(tx *db.Tx, paper string) (*Entry, error) {
	year, _, _ := tx.Today().Date()
	return db.From[Entry](tx).Where("year >= ? AND paper = ? AND voided_at IS NULL", year-1, paper).Order("id DESC").Maybe()
}
