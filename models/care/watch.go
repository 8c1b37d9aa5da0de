package care

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
)

// Watches is the permission to prolong and to end the close watch over a person. To begin one, and to
// note that one looked, it is enough to record rounds: more care may begin with anybody.
const Watches = "care.watch"

// WatchReason is why somebody is watched closely.
type WatchReason string

// WatchReasons lists the reasons, the most urgent first.
var WatchReasons = []WatchReason{"suicide", "escape", "aggression", "seizure", "fall", "sick", "isolation"}

// WatchEvery lists how often somebody can be looked at, in minutes.
var WatchEvery = []int{15, 30, 60, 120, 240}

// LongestWatch gives for how many days a watch may run before somebody asks whether it is still needed:
// being watched is a burden, so it ends or is decided anew within the days of the settings.
func LongestWatch(tx *db.Tx) (int, error) { return settings.Int(tx, settings.WatchLongest, tx.Today()) }

// Watch is a person who is watched closely for one reason, from a moment on and until it is reviewed.
// OpenResidentID is set while it runs; its unique key lets nobody be watched twice for one reason. A
// review ends the row and writes the next, which names it.
type Watch struct {
	ID             uint64
	CampusID       uint64
	ResidentID     uint64
	Reason         WatchReason
	Note           string `gorm:"serializer:sealed" sealed:"care_watches.note"`
	EveryMinutes   int
	FromAt         time.Time
	ReviewAt       time.Time
	RecordedAt     time.Time
	RecordedBy     uint64
	LookedAt       *time.Time // the last look beside the rounds
	LookedBy       *uint64
	RenewsID       *uint64
	OpenResidentID *uint64
	EndedAt        *time.Time
	EndedBy        *uint64
	EndCause       WatchEnd
	EndNote        string `gorm:"serializer:sealed" sealed:"care_watches.end_note"`
}

// TableName names the table.
func (Watch) TableName() string { return "care_watches" }

// WatchEnd is how a watch ended.
type WatchEnd string

// The ends of a watch.
const (
	WatchReviewed WatchEnd = "reviewed" // decided anew: another row goes on
	WatchOver     WatchEnd = "ended"
)

// LookedOn is one look at somebody who is watched, between the rounds.
type LookedOn struct {
	ID         uint64
	CampusID   uint64
	WardID     uint64
	ResidentID uint64
	At         time.Time
	RecordedAt time.Time
	RecordedBy uint64
	Note       string
}

// TableName names the table.
func (LookedOn) TableName() string { return "care_looks" }

// WatchInput begins a watch.
type WatchInput struct {
	ResidentID   uint64      `form:"resident_id" json:"resident_id" validate:"required"`
	Reason       WatchReason `form:"reason" json:"reason" validate:"required,max=20" enum:"suicide,escape,aggression,seizure,fall,sick,isolation"`
	EveryMinutes int         `form:"every_minutes" json:"every_minutes" doc:"how often to look: 15, 30, 60, 120 or 240 minutes"`
	At           time.Time   `form:"at" json:"at,omitzero" doc:"from when; now when absent"`
	ReviewAt     time.Time   `form:"review_at" json:"review_at" doc:"when somebody decides whether it goes on; within seven days"`
	Note         string      `form:"note" json:"note,omitempty" validate:"max=300"`
}

// StartWatch begins to watch somebody closely. It needs care.record in the ward where the person lies.
// Invalid: an unknown reason or interval, a beginning in the future, a review that is past or more
// than a week away. Conflict: watched for that reason already, or not in the house.
func StartWatch(tx *db.Tx, in WatchInput) (*Watch, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	note := short(&bad, "note", in.Note)
	if !slices.Contains(WatchReasons, in.Reason) {
		bad.Add("reason", "care.watch.reason_unknown")
	}
	from := happened(&bad, tx, in.At)
	if err := watchTerms(&bad, tx, in.EveryMinutes, in.ReviewAt); err != nil {
		return nil, err
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	lies, err := lying(tx, Record, in.ResidentID)
	if err != nil {
		return nil, err
	}
	w := Watch{CampusID: lies.CampusID, ResidentID: in.ResidentID, Reason: in.Reason, Note: note, EveryMinutes: in.EveryMinutes, FromAt: from,
		ReviewAt: in.ReviewAt.UTC().Truncate(time.Microsecond), RecordedAt: tx.Now, RecordedBy: tx.Actor.ID, OpenResidentID: ptr(in.ResidentID)}
	if err := db.Add(tx, &w); err != nil {
		if db.Duplicate(err, "open_resident_id") {
			return nil, fault.New(fault.Conflict, "care.watch.already").Because(err)
		}
		return nil, err
	}
	w.tell(tx, lies.WardID)
	return &w, nil
}

// lying finds the bed of somebody in a ward in which the actor holds a permission.
func lying(tx *db.Tx, permission string, resident uint64) (*presence.Placement, error) {
	lies, err := presence.Reaches(tx, permission, resident)
	if err == nil && lies == nil {
		err = fault.New(fault.Conflict, "care.not_in_house")
	}
	return lies, err
}

// happened reads when something happened: now when nothing is said, never in the future.
func happened(bad *fault.Fields, tx *db.Tx, at time.Time) time.Time {
	if at.IsZero() {
		return tx.Now
	}
	at = at.UTC().Truncate(time.Microsecond)
	if at.After(tx.Now) {
		if at.Sub(tx.Now) > skew {
			bad.Add("at", "care.at_in_future")
		}
		return tx.Now
	}
	return at
}

func watchTerms(bad *fault.Fields, tx *db.Tx, every int, review time.Time) error {
	most, err := LongestWatch(tx)
	if err != nil {
		return err
	}
	if !slices.Contains(WatchEvery, every) {
		bad.Add("every_minutes", "care.watch.every_unknown")
	}
	switch {
	case review.IsZero():
		bad.Add("review_at", "care.watch.review_missing")
	case !review.After(tx.Now):
		bad.Add("review_at", "care.watch.review_past")
	case review.After(tx.Now.Add(time.Duration(most) * 24 * time.Hour)):
		bad.Add("review_at", "care.watch.review_far", fault.A{"days": most})
	}
	return nil
}

// tell writes the watch into the deed and refreshes the ward's board.
func (w Watch) tell(tx *db.Tx, ward uint64) {
	tx.Touch(ward)
	tx.Concerns("resident", w.ResidentID, w.CampusID)
	tx.Detail("watch", w.ID)
	tx.Detail("reason", w.Reason)
}

// WatchReview decides that a watch goes on, perhaps more or less closely.
type WatchReview struct {
	WatchID      uint64    `path:"watch" form:"-" json:"-"`
	EveryMinutes int       `form:"every_minutes" json:"every_minutes"`
	ReviewAt     time.Time `form:"review_at" json:"review_at"`
	Note         string    `form:"note" json:"note,omitempty" validate:"max=300"`
}

// ReviewWatch ends a watch and begins the next for the same reason. It needs care.watch in the
// person's ward. Conflict: it ended already.
func ReviewWatch(tx *db.Tx, in WatchReview) (*Watch, error) {
	if err := tx.May(Watches); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	note := short(&bad, "note", in.Note)
	if err := watchTerms(&bad, tx, in.EveryMinutes, in.ReviewAt); err != nil {
		return nil, err
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	old, ward, err := endWatch(tx, in.WatchID, WatchReviewed, note)
	if err != nil {
		return nil, err
	}
	next := *old
	next.ID, next.RenewsID, next.OpenResidentID, next.EndedAt, next.EndedBy, next.EndCause, next.EndNote = 0, ptr(old.ID), ptr(old.ResidentID), nil, nil, "", ""
	next.EveryMinutes, next.ReviewAt, next.RecordedAt, next.RecordedBy = in.EveryMinutes, in.ReviewAt.UTC().Truncate(time.Microsecond), tx.Now, tx.Actor.ID
	if note != "" {
		next.Note = note
	}
	if err := db.Add(tx, &next); err != nil {
		return nil, err
	}
	next.tell(tx, ward)
	return &next, nil
}

// WatchEndInput ends a watch, with the reason.
type WatchEndInput struct {
	WatchID uint64 `path:"watch" form:"-" json:"-"`
	EndNote string `form:"end_note" json:"end_note" validate:"required,max=300"`
}

// EndWatch ends a watch. It needs care.watch in the person's ward. Invalid: no reason. Conflict: it
// ended already.
func EndWatch(tx *db.Tx, in WatchEndInput) (*Watch, error) {
	if err := tx.May(Watches); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	note := short(&bad, "end_note", in.EndNote)
	if note == "" {
		bad.Add("end_note", "care.reason_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	w, ward, err := endWatch(tx, in.WatchID, WatchOver, note)
	if err != nil {
		return nil, err
	}
	w.tell(tx, ward)
	return w, nil
}

func endWatch(tx *db.Tx, id uint64, cause WatchEnd, note string) (*Watch, uint64, error) {
	w, err := db.Get[Watch](tx, id)
	if err != nil {
		return nil, 0, err
	}
	lies, err := presence.Reaches(tx, Watches, w.ResidentID)
	if err != nil {
		return nil, 0, err
	}
	n, err := db.Set[Watch](tx, map[string]any{"open_resident_id": nil, "ended_at": tx.Now, "ended_by": tx.Actor.ID, "end_cause": cause, "end_note": note},
		"id = ? AND ended_at IS NULL", id)
	if err != nil {
		return nil, 0, err
	}
	if n == 0 {
		return nil, 0, fault.New(fault.Conflict, "care.watch.over")
	}
	w.OpenResidentID, w.EndedAt, w.EndedBy, w.EndCause, w.EndNote = nil, ptr(tx.Now), ptr(tx.Actor.ID), cause, note
	ward := uint64(0)
	if lies != nil {
		ward = lies.WardID
	}
	return w, ward, nil
}

// LookInput notes that somebody who is watched was looked at.
type LookInput struct {
	ResidentID uint64    `form:"resident_id" json:"resident_id" validate:"required"`
	At         time.Time `form:"at" json:"at,omitzero"`
	Note       string    `form:"note" json:"note,omitempty" validate:"max=300"`
}

// LookAt notes a look at somebody who is watched, for every reason at once. It needs care.record in
// the ward. Conflict: the person is not watched, or not in the house.
func LookAt(tx *db.Tx, in LookInput) (*LookedOn, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	note, at := short(&bad, "note", in.Note), happened(&bad, tx, in.At)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	lies, err := lying(tx, Record, in.ResidentID)
	if err != nil {
		return nil, err
	}
	watched, err := db.From[Watch](tx).Where("open_resident_id = ?", in.ResidentID).Exists()
	if err != nil {
		return nil, err
	}
	if !watched {
		return nil, fault.New(fault.Conflict, "care.watch.none")
	}
	// A look that is written late does not push back a newer one.
	if _, err := db.Set[Watch](tx, map[string]any{"looked_at": at, "looked_by": tx.Actor.ID}, "open_resident_id = ? AND (looked_at IS NULL OR looked_at < ?)", in.ResidentID, at); err != nil {
		return nil, err
	}
	look := LookedOn{CampusID: lies.CampusID, WardID: lies.WardID, ResidentID: in.ResidentID, At: at, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID, Note: note}
	if err := db.Add(tx, &look); err != nil {
		return nil, err
	}
	tx.Touch(lies.WardID)
	tx.Concerns("resident", in.ResidentID, lies.CampusID)
	return &look, nil
}
