package staff

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
)

// Review is the permission to go through accounts and rights line by line and say of each whether it
// stays.
const Review = "staff.review"

// The kinds of review: every quarter whether each account is still somebody's, every year whether each
// role is still needed.
const (
	AccountsReview = "accounts"
	RightsReview   = "rights"
)

// What a review finds of a line.
const (
	Stays = "stays"
	Ended = "ended" // closed or ended by the review
	Gone  = "gone"  // it had ended by itself before anybody answered
)

// reviewRow is one review of the whole centre.
type reviewRow struct {
	ID       uint64
	Kind     string
	Period   value.Day // the first day of its quarter or year
	OpenedAt time.Time
	DueOn    value.Day
	ClosedAt *time.Time
	Version  uint64
}

// TableName names the table.
func (reviewRow) TableName() string { return "staff_reviews" }

// reviewLine is one account or one role to be confirmed or ended.
type reviewLine struct {
	ID         uint64
	ReviewID   uint64
	MemberID   uint64
	GrantID    *uint64
	Found      string
	Reason     string
	AnsweredAt *time.Time
	AnsweredBy *uint64
	Version    uint64
}

// TableName names the table.
func (reviewLine) TableName() string { return "staff_review_lines" }

// periods gives the first days of the quarter and the year of a day.
func periods(today value.Day) map[string]value.Day {
	year, month, _ := today.Date()
	quarter, _ := value.DayAt(year, time.Month((int(month)-1)/3*3+1), 1)
	first, _ := value.DayAt(year, time.January, 1)
	return map[string]value.Day{AccountsReview: quarter, RightsReview: first}
}

// OpenReviews begins the review of accounts of this quarter and the review of rights of this year, once
// each, over what was there when the quarter or the year began; a house that is younger has none yet. It
// also notes what ended by itself, and closes reviews of which nothing waits. The nightly job calls it; it
// needs staff.review.
func OpenReviews(tx *db.Tx) (opened int, err error) {
	if err := tx.May(Review); err != nil {
		return 0, err
	}
	days, err := settings.Int(tx, settings.ReviewDays, tx.Today())
	if err != nil {
		return 0, err
	}
	ps := periods(tx.Today())
	for _, kind := range []string{AccountsReview, RightsReview} {
		there, err := db.From[reviewRow](tx).Where("kind = ? AND period = ?", kind, ps[kind]).Exists()
		if err != nil || there {
			if err != nil {
				return opened, err
			}
			continue
		}
		began := ps[kind].Start(tx.Zone())
		query, args := `SELECT m.id AS member_id FROM staff_members m WHERE {shared} AND m.disabled_at IS NULL AND m.recorded_at < ? ORDER BY m.sort_key, m.id`, []any{began}
		if kind == RightsReview {
			query = `SELECT g.member_id, g.id AS grant_id FROM staff_grants g JOIN staff_members m ON m.id = g.member_id WHERE {shared} AND m.disabled_at IS NULL AND g.ended_at IS NULL
				AND g.granted_at < ? AND (g.valid_to IS NULL OR g.valid_to >= ?) ORDER BY m.sort_key, m.id, g.id`
			args = append(args, tx.Today())
		}
		lines, err := db.Report[reviewLine](tx, query, args...)
		if err != nil {
			return opened, err
		}
		if len(lines) == 0 {
			continue
		}
		r := reviewRow{Kind: kind, Period: ps[kind], OpenedAt: tx.Now, DueOn: tx.Today().AddDays(days)}
		if err := db.Add(tx, &r); err != nil {
			return opened, err
		}
		for i := range lines {
			lines[i].ReviewID = r.ID
		}
		if err := db.Append(tx, lines); err != nil {
			return opened, err
		}
		opened++
	}
	return opened, settleReviews(tx)
}

// waitingLine is the condition that a line still waits: nobody answered, and what it asks about is there.
const waitingLine = `l.found = '' AND m.disabled_at IS NULL AND (l.grant_id IS NULL OR (g.ended_at IS NULL AND (g.valid_to IS NULL OR g.valid_to >= ?)))`

// settleReviews notes what ended by itself and closes the reviews of which nothing waits.
func settleReviews(tx *db.Tx) error {
	gone, err := db.Report[struct{ ID uint64 }](tx, `SELECT l.id FROM staff_review_lines l JOIN staff_members m ON m.id = l.member_id LEFT JOIN staff_grants g ON g.id = l.grant_id
		WHERE {shared} AND l.found = '' AND NOT (`+waitingLine+`)`, tx.Today())
	if err != nil {
		return err
	}
	for _, l := range gone {
		if _, err := db.Set[reviewLine](tx, map[string]any{"found": Gone, "answered_at": tx.Now}, "id = ? AND found = ''", l.ID); err != nil {
			return err
		}
	}
	done, err := db.Report[struct{ ID uint64 }](tx, `SELECT r.id FROM staff_reviews r WHERE {shared} AND r.closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM staff_review_lines l WHERE l.review_id = r.id AND l.found = '')`)
	if err != nil {
		return err
	}
	for _, r := range done {
		if _, err := db.Set[reviewRow](tx, map[string]any{"closed_at": tx.Now}, "id = ?", r.ID); err != nil {
			return err
		}
	}
	return nil
}

// Reviewing is a review as it stands.
type Reviewing struct {
	ID       uint64
	Kind     string
	Period   value.Day
	OpenedAt time.Time
	DueOn    value.Day
	ClosedAt *time.Time
	Lines    int `gorm:"column:line_count"` // in all
	Waiting  int // nobody answered
}

// Late tells whether it should have been finished by a day.
func (r Reviewing) Late(today value.Day) bool { return r.ClosedAt == nil && today.After(r.DueOn) }

// Reviews lists the reviews, the newest first. It needs staff.review and runs one statement.
func Reviews(tx *db.Tx) ([]Reviewing, error) {
	if err := tx.May(Review); err != nil {
		return nil, err
	}
	return db.Report[Reviewing](tx, `SELECT r.id, r.kind, r.period, r.opened_at, r.due_on, r.closed_at,
			(SELECT COUNT(*) FROM staff_review_lines l WHERE l.review_id = r.id) AS line_count, (SELECT COUNT(*) FROM staff_review_lines l WHERE l.review_id = r.id AND l.found = '') AS waiting
		FROM staff_reviews r WHERE {shared} ORDER BY r.id DESC LIMIT 40`)
}

// ReviewedLine is a line with its names.
type ReviewedLine struct {
	ID           uint64
	ReviewID     uint64
	MemberID     uint64
	GrantID      *uint64
	Name         string
	Username     string
	Position     string
	SignedInAt   *time.Time
	Role         string // of a line about a role
	CampusID     Ref
	ZoneID       Ref
	WardID       Ref
	ValidFrom    *value.Day
	Found        string
	Reason       string
	AnsweredAt   *time.Time
	AnsweredName string
}

// Own tells whether the line is about a person: nobody answers for themself.
func (l ReviewedLine) Own(member uint64) bool { return l.MemberID == member }

// Place is where the role of a line holds.
func (l ReviewedLine) Place() Place {
	return Place{uint64(l.CampusID), uint64(l.ZoneID), uint64(l.WardID)}
}

// Reviewed is a review with its lines.
type Reviewed struct {
	Reviewing
	Items []ReviewedLine
}

// ReviewInput names a review; none is the oldest that is not finished, or the newest.
type ReviewInput struct {
	Review uint64 `form:"review" json:"review,omitempty"`
}

// ReviewLines reads a review, what waits first. It needs staff.review and runs two statements.
func ReviewLines(tx *db.Tx, in ReviewInput) (*Reviewed, error) {
	all, err := Reviews(tx)
	if err != nil {
		return nil, err
	}
	out := &Reviewed{}
	for _, r := range all {
		if in.Review == r.ID || in.Review == 0 && (out.ID == 0 || r.ClosedAt == nil) {
			out.Reviewing = r
		}
	}
	if out.ID == 0 {
		if in.Review != 0 {
			return nil, fault.New(fault.NotFound, "db.not_found")
		}
		return out, nil
	}
	where, args := whose(tx.Reach(Review), tx.Today())
	out.Items, err = db.Report[ReviewedLine](tx, `SELECT l.id, l.review_id, l.member_id, l.grant_id, m.name, m.username, m.position, m.signed_in_at, COALESCE(g.role, '') AS role,
			g.campus_id, g.zone_id, g.ward_id, g.valid_from, l.found, l.reason, l.answered_at, COALESCE(a.name, '') AS answered_name
		FROM staff_review_lines l JOIN staff_members m ON m.id = l.member_id LEFT JOIN staff_grants g ON g.id = l.grant_id LEFT JOIN staff_members a ON a.id = l.answered_by
		WHERE {shared} AND l.review_id = ? AND `+where[0]+` ORDER BY CASE WHEN l.found = '' THEN 0 ELSE 1 END, m.sort_key, m.id, l.id LIMIT 2000`, append([]any{out.ID}, args...)...)
	return out, err
}

// AnswerReviewInput says of one line whether it stays.
type AnswerReviewInput struct {
	Line   uint64 `path:"line" form:"-" json:"-"`
	Found  string `form:"found" json:"found" validate:"required,oneof=stays ended"`
	Reason string `form:"line_reason" json:"reason,omitempty" validate:"max=300"`
}

// AnswerReview confirms an account or a role, or ends it, which needs a reason and everything that
// closing the account (Disable) or ending the role (EndGrant) needs. It needs staff.review. Conflict: the
// own line (another one answers), answered before, or what it asks about is gone. The last answer closes
// the review.
func AnswerReview(tx *db.Tx, in AnswerReviewInput) (*Reviewing, error) {
	if err := tx.May(Review); err != nil {
		return nil, err
	}
	held, err := db.Hold[reviewLine](tx, in.Line)
	if err != nil {
		return nil, err
	}
	l := &held[0]
	m, err := db.Get[Member](tx, l.MemberID)
	if err != nil {
		return nil, err
	}
	grants, err := grantsOf(tx, l.MemberID)
	if err != nil {
		return nil, err
	}
	if !sees(tx.Reach(Review), m, grants, tx.Today()) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	reason := cut(value.CleanText(in.Reason), reasonLimit)
	switch {
	case l.MemberID == tx.Actor.ID:
		return nil, fault.New(fault.Conflict, "staff.review.own")
	case l.Found != "":
		return nil, fault.New(fault.Conflict, "staff.review.answered")
	case in.Found == Ended && reason == "":
		return nil, fault.Field("line_reason", "staff.reason_missing")
	case in.Found == Ended && l.GrantID != nil:
		_, err = EndGrant(tx, l.MemberID, *l.GrantID, reason)
	case in.Found == Ended:
		_, err = Disable(tx, l.MemberID, reason)
	}
	if err != nil {
		return nil, err
	}
	tx.Concerns("staff", m.ID, uint64(m.Campus))
	tx.Detail("review", l.ReviewID)
	tx.Detail("found", in.Found)
	now, by := tx.Now, tx.Actor.ID
	l.Found, l.Reason, l.AnsweredAt, l.AnsweredBy = in.Found, reason, &now, &by
	if err := db.Change(tx, l, "found", "reason", "answered_at", "answered_by"); err != nil {
		return nil, err
	}
	if err := settleReviews(tx); err != nil {
		return nil, err
	}
	r, err := db.Get[reviewRow](tx, l.ReviewID)
	if err != nil {
		return nil, err
	}
	return &Reviewing{ID: r.ID, Kind: r.Kind, Period: r.Period, OpenedAt: r.OpenedAt, DueOn: r.DueOn, ClosedAt: r.ClosedAt}, nil
}
