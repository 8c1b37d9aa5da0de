package offline

import (
	"slices"
	"unicode/utf8"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
)

// The decisions about what lies in the tray.
const (
	KeepBook = "kept"    // what stands in the book is right
	TakeIt   = "taken"   // what was written without a network takes its place, as a correction
	Noted    = "noted"   // nothing is to be entered
	ByHand   = "entered" // somebody entered it by hand
)

// Decisions are the ways in which an item can be closed.
func (i Item) Decisions() []string {
	if i.Standing() {
		return []string{KeepBook, TakeIt}
	}
	return []string{Noted, ByHand}
}

// reasonLimit is the most letters of a reason.
const reasonLimit = 300

// CloseInput closes one thing in the tray.
type CloseInput struct {
	ItemID   uint64 `path:"entry" form:"-" json:"-"`
	Decision string `form:"decision" json:"decision" validate:"required,max=20" doc:"kept or taken of a conflict; noted or entered of the rest"`
	Reason   string `form:"reason" json:"reason,omitempty" validate:"max=300"`
	MarkID   uint64 `form:"mark_id" json:"mark_id,omitempty" doc:"when it is taken: the mark in whose place it is put, as it was shown"`
	Version  uint64 `form:"version" json:"version"`
}

// Close closes one thing in the tray with a decision. It needs care.amend where the item belongs.
// Taking what was written without a network is a correction of the mark that stands, with the reason.
//
// Invalid: a decision that does not fit, no reason where the book is changed or left without what was
// written. Conflict: it was closed meanwhile, or the mark was corrected meanwhile.
func Close(tx *db.Tx, in CloseInput) (*Item, error) {
	item, err := ItemOf(tx, in.ItemID)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	reason := value.CleanText(in.Reason)
	switch {
	case !slices.Contains(item.Decisions(), in.Decision):
		bad.Add("decision", "words.one_of")
	case reason == "" && in.Decision != KeepBook:
		bad.Add("reason", "care.reason_missing")
	case utf8.RuneCountInString(reason) > reasonLimit:
		bad.Add("reason", "care.text_too_long", fault.A{"limit": reasonLimit})
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if !item.Open() {
		return nil, fault.New(fault.Conflict, "offline.closed_already")
	}
	if in.Decision == TakeIt {
		if err := item.correct(tx, in.MarkID, reason); err != nil {
			return nil, err
		}
	}
	row := item.Item
	row.Version = in.Version
	row.Decision, row.Reason, row.ClosedAt, row.ClosedBy = in.Decision, reason, &tx.Now, &tx.Actor.ID
	if err := db.Change(tx, &row, "decision", "reason", "closed_at", "closed_by"); err != nil {
		return nil, err
	}
	switch {
	case row.Suspects != "":
		tx.Concerns(db.Veiled, row.MemberID, row.CampusID)
		return &row, nil
	case row.ResidentID != nil:
		tx.Concerns("resident", *row.ResidentID, row.CampusID)
	default:
		tx.Concerns("staff", row.MemberID, row.CampusID)
	}
	tx.Detail("tray", row.ID)
	tx.Detail("decision", row.Decision)
	return &row, nil
}

// correct puts what was written without a network in the place of the mark that stands.
func (i ItemIn) correct(tx *db.Tx, mark uint64, reason string) error {
	story, err := care.MarkStory(tx, care.StoryInput{MarkID: *i.MarkID})
	if err != nil {
		return err
	}
	// What was shown is what is decided about.
	if story.Newest().ID != mark {
		return fault.New(fault.Conflict, "care.amended_meanwhile")
	}
	said, ok := i.Round().Of(story.ResidentID)
	if !ok {
		return fault.New(fault.Conflict, "offline.unreadable")
	}
	whole, _, _ := said.Whole(story.Norm, story.Round.Slot.Meal != settings.NoMeal)
	_, err = care.AmendMark(tx, care.AmendInput{MarkID: mark, Found: whole, Reason: reason})
	return err
}
