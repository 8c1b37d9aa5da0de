package register

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Entry is one line of the register: a paper with its number. It never changes, except that it can
// be declared void.
type Entry struct {
	ID            uint64
	CampusID      uint64
	Kind          Kind
	Year          int
	Number        int
	Sign          string // QĐ-TTBTXH
	Paper         string // what kind of decision or minutes, as the area that draws it calls it
	ResidentID    *uint64
	StayID        *uint64
	Subject       string // the person's name as it stands in the paper
	SubjectKey    string
	Summary       string
	SearchKey     string
	Bases         string // one a line
	Signer        string
	Position      string
	Capacity      string // KT., TL., TUQ., TM., Q. or nothing
	IssuedOn      value.Day
	ContentSealed []byte
	OnceKey       *string
	RecordedAt    time.Time
	RecordedBy    uint64
	VoidedAt      *time.Time
	VoidedBy      *uint64
	VoidReason    string
	Version       uint64
}

// TableName names the table.
func (Entry) TableName() string { return "register_entries" }

const contentColumn = "register_entries.content"

// Text is the number as it stands on the paper: 05/QĐ-TTBTXH. Numbers below ten get a leading zero.
func (e Entry) Text() string { return fmt.Sprintf("%02d/%s", e.Number, e.Sign) }

// Voided tells that the paper does not hold.
func (e Entry) Voided() bool { return e.VoidedAt != nil }

// BasisLines are the grounds in law, one after the other.
func (e Entry) BasisLines() []string {
	if e.Bases == "" {
		return nil
	}
	return strings.Split(e.Bases, "\n")
}

// Capacities are the marks before a signature (Decree 30/2020, article 13): nothing for the head,
// then on behalf of the head, by order, by authorization, on behalf of the collective, acting.
var Capacities = []string{"", "KT.", "TL.", "TUQ.", "TM.", "Q."}

// Signer is who signs a paper, and in which capacity.
type Signer struct {
	Name     string `form:"signer" json:"signer" validate:"max=120"`
	Position string `form:"position" json:"position" validate:"max=120"`
	Capacity string `form:"capacity" json:"capacity,omitempty" validate:"max=10" enum:",KT.,TL.,TUQ.,TM.,Q."`
}

// IssueInput is a paper that is ready: its words are written, only the number is missing.
type IssueInput struct {
	CampusID   uint64
	Kind       Kind
	Agency     string // the letters of the centre in the number: TTBTXH
	Paper      string
	ResidentID uint64 // 0 when the paper is about nobody
	StayID     uint64
	Subject    string
	Summary    string
	Bases      []string
	Signer     Signer
	IssuedOn   value.Day // today when none is said
	Content    any       // the whole text, kept as JSON
	Once       string    // of papers with the same key one holds at a time: admission:12
}

// series is the one row that knows the last number of a kind in a year. Whoever gives a number
// holds it until the entry is written, so that no number is given twice and none is left out.
type series struct {
	ID     uint64
	Kind   Kind
	Year   int
	Last   int
	LastOn value.Day
}

// TableName names the table.
func (series) TableName() string { return "register_series" }

// begun is a series as it begins; its counter starts at nought by itself.
type begun struct {
	ID      uint64
	Kind    Kind
	Year    int
	BegunAt time.Time
}

// TableName names the table.
func (begun) TableName() string { return "register_series" }

// held gives the series of a kind and year with its row locked.
func held(tx *db.Tx, kind Kind, year int) (*series, error) {
	of := func() db.Query[series] { return db.From[series](tx).Where("kind = ? AND year = ?", kind, year) }
	row, err := of().Maybe()
	if err != nil {
		return nil, err
	}
	if row != nil {
		rows, err := db.Hold[series](tx, row.ID)
		if err != nil {
			return nil, err
		}
		return &rows[0], nil
	}
	// The first paper of the year. Of two who begin it at once, the slower waits here until the
	// faster is done, and then counts on.
	if err := db.Upsert(tx, []begun{{Kind: kind, Year: year, BegunAt: tx.Now}}, db.By("kind", "year")); err != nil {
		return nil, err
	}
	return of().One()
}

// Issue gives a paper the next number of its kind and year, and keeps it. It needs register.issue
// for minutes, lists and slips and register.decide for all else. Invalid: a kind that the decree does
// not know, a missing signer or summary, a day to come. Conflict: a day before that of the number
// before it (numbers run in the order of days), or a paper of which one already holds. Numbers run
// through the whole centre, for it is the centre that issues (Decree 30/2020, article 15).
func Issue(tx *db.Tx, in IssueInput) (*Entry, error) {
	if err := tx.May(in.Kind.Permission()); err != nil {
		return nil, err
	}
	e, err := in.entry(tx)
	if err != nil {
		return nil, err
	}
	s, err := held(tx, e.Kind, e.Year)
	if err != nil {
		return nil, err
	}
	if e.IssuedOn.Before(s.LastOn) {
		return nil, fault.New(fault.Conflict, "register.before_last", fault.A{"day": s.LastOn}).And("issued_on", "register.before_last", fault.A{"day": s.LastOn})
	}
	s.Last, s.LastOn = s.Last+1, e.IssuedOn
	if err := db.Change(tx, s, "last", "last_on"); err != nil {
		return nil, err
	}
	e.Number = s.Last
	e.SearchKey = value.Fold(e.Text() + " " + e.Summary)
	if err := db.Add(tx, e); db.Duplicate(err, "once_key") {
		return nil, fault.New(fault.Conflict, "register.already_issued")
	} else if err != nil {
		return nil, err
	}
	tx.Concerns("paper", e.ID, e.CampusID)
	tx.Detail("number", e.Text())
	tx.Detail("paper", e.Paper)
	return e, nil
}

// entry checks the input and makes the row, still without its number.
func (in IssueInput) entry(tx *db.Tx) (*Entry, error) {
	var bad fault.Fields
	e := &Entry{CampusID: in.CampusID, Kind: in.Kind, Paper: in.Paper, IssuedOn: in.IssuedOn, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if !in.Kind.Known() {
		bad.Add("kind", "register.kind_unknown")
	}
	e.Sign = in.Kind.sign(needed(&bad, "sign", in.Agency, signLimit))
	e.Subject = short(&bad, "subject", in.Subject, agencyLimit)
	e.SubjectKey = value.Fold(e.Subject)
	e.Summary = needed(&bad, "summary", in.Summary, summaryLimit)
	e.Bases = basesOf(&bad, in.Bases)
	e.Signer = needed(&bad, "signer", in.Signer.Name, nameLimit)
	e.Position = needed(&bad, "position", in.Signer.Position, nameLimit)
	if e.Capacity = in.Signer.Capacity; !slices.Contains(Capacities, e.Capacity) {
		bad.Add("capacity", "register.capacity_unknown")
	}
	if e.IssuedOn.IsZero() {
		e.IssuedOn = tx.Today()
	}
	if e.IssuedOn.After(tx.Today()) {
		bad.Add("issued_on", "register.day_in_future")
	}
	e.Year, _, _ = e.IssuedOn.Date()
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if in.ResidentID != 0 {
		e.ResidentID = ptr(in.ResidentID)
	}
	if in.StayID != 0 {
		e.StayID = ptr(in.StayID)
	}
	if in.Once != "" {
		e.OnceKey = ptr(in.Once)
	}
	text, err := json.Marshal(in.Content)
	if err != nil {
		return nil, fmt.Errorf("register: content of %s: %w", in.Paper, err)
	}
	e.ContentSealed, err = db.Seal(tx, contentColumn, string(text))
	return e, err
}

// basesOf cleans the grounds in law and joins them.
func basesOf(bad *fault.Fields, lines []string) string {
	var kept []string
	for _, line := range lines {
		if line = short(bad, "bases", line, basisLimit); line != "" {
			kept = append(kept, line)
		}
	}
	if len(kept) > basisLines {
		bad.Add("bases", "register.too_many_bases", fault.A{"limit": basisLines})
	}
	return strings.Join(kept, "\n")
}

// VoidInput says which paper does not hold, and why.
type VoidInput struct {
	Entry   uint64 `path:"entry" form:"-" json:"-"`
	Reason  string `form:"reason" json:"reason" validate:"max=300"`
	Version uint64 `form:"version" json:"version,omitempty"`
}

// Void declares a paper void. Its number stays, and nobody gets it again. It needs register.void for
// the campus; a paper that is void already is a conflict.
func Void(tx *db.Tx, in VoidInput) (*Entry, error) {
	if err := tx.May(Cancel); err != nil {
		return nil, err
	}
	var bad fault.Fields
	in.Reason = needed(&bad, "reason", in.Reason, reasonLimit)
	e, err := db.Get[Entry](tx, in.Entry)
	if err != nil {
		return nil, err
	}
	if !tx.Reach(Cancel).Campus(e.CampusID) {
		return nil, notFound
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if e.Voided() {
		return nil, fault.New(fault.Conflict, "register.already_void")
	}
	e.VoidedAt, e.VoidedBy, e.VoidReason, e.OnceKey, e.Version = ptr(tx.Now), ptr(tx.Actor.ID), in.Reason, nil, in.Version
	tx.Concerns("paper", e.ID, e.CampusID)
	if err := db.Change(tx, e, "voided_at", "voided_by", "void_reason", "once_key"); err != nil {
		return nil, err
	}
	tx.Detail("number", e.Text())
	return e, nil
}

var notFound = fault.New(fault.NotFound, "db.not_found")
