package presence

import (
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
)

// Override is the reason for which somebody lies where a rule warns against it, until a day. It holds
// for that person in that room; after its last day the placement stands on the list of what is to be
// decided again.
type Override struct {
	ID          uint64
	CampusID    uint64
	PlacementID uint64
	ResidentID  uint64
	RoomID      uint64
	Rule        Rule
	WithID      *uint64 // the other person, where the rule is about two
	Reason      string
	ExpiresOn   value.Day // the last day on which it holds
	RecordedAt  time.Time
	RecordedBy  uint64
}

// TableName names the table.
func (Override) TableName() string { return "presence_overrides" }

// Holds tells whether the reason holds on a day.
func (o Override) Holds(on value.Day) bool { return !on.After(o.ExpiresOn) }

// Despite is how somebody goes on although rules warn: the rules that were read, the reason, and the
// day on which it is decided anew. It stands in the input of everything that gives a bed.
type Despite struct {
	Rules string    `form:"despite" json:"despite,omitempty" validate:"max=200" doc:"the rules that warned and are overridden, with spaces between, as the refusal named them: area feud"`
	Why   string    `form:"why" json:"why,omitempty" validate:"max=300" doc:"why the person is placed there all the same"`
	Until value.Day `form:"why_until" json:"why_until,omitzero" doc:"the last day on which the reason holds; then it is decided anew"`
}

// covers tells whether the warning was read before the reason was given.
func (d Despite) covers(r Rule) bool { return slices.Contains(strings.Fields(d.Rules), string(r)) }

// check decides whether what was found may be overridden: what refuses never, what warns when it was
// read and has a reason with a last day.
func (d Despite) check(tx *db.Tx, found []Finding) error {
	if err := hard(found); err != nil || len(found) == 0 {
		return err
	}
	warned := fault.New(fault.Conflict, "presence.rules_warn")
	unread := false
	for _, f := range found {
		warned.And(string(f.Rule), f.Key(), f.Args)
		unread = unread || !d.covers(f.Rule)
	}
	if unread {
		return warned
	}
	return d.reasoned(tx, warned.Fields)
}

// reasoned demands the reason and its last day; warned is shown again with what is wrong.
func (d Despite) reasoned(tx *db.Tx, warned fault.Fields) error {
	var bad fault.Fields
	text := value.CleanText(d.Why)
	switch {
	case text == "":
		bad.Add("why", "presence.why_missing")
	case short("why", text, textLimit) != nil:
		bad.Add("why", "presence.text_too_long", fault.A{"limit": textLimit})
	}
	today := tx.Today()
	longest, err := settings.Int(tx, settings.OverrideDays, today)
	if err != nil && fault.KeyOf(err) != "settings.not_set" {
		return err
	}
	switch last := today.AddDays(longest); {
	case d.Until.IsZero():
		bad.Add("why_until", "presence.until_missing")
	case d.Until.Before(today):
		bad.Add("why_until", "presence.until_past")
	case longest > 0 && d.Until.After(last):
		bad.Add("why_until", "presence.until_too_late", fault.A{"last": last, "days": longest})
	}
	if bad.Err() == nil {
		return nil
	}
	return append(bad, warned...).Err()
}

// overriding makes the rows that say why somebody lies there all the same.
func (d Despite) overriding(tx *db.Tx, p Placement, found []Finding) []Override {
	rows := make([]Override, 0, len(found))
	for _, f := range found {
		o := Override{CampusID: p.CampusID, PlacementID: p.ID, ResidentID: p.ResidentID, RoomID: p.RoomID, Rule: f.Rule, Reason: value.CleanText(d.Why),
			ExpiresOn: d.Until, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
		if f.With != 0 {
			o.WithID = ptr(f.With)
		}
		rows = append(rows, o)
	}
	if len(rows) > 0 {
		tx.Detail("despite", d.Rules)
		tx.Detail("why", value.CleanText(d.Why))
		tx.Detail("why_until", d.Until)
	}
	return rows
}

// refuses asks only the rules that no reason overrides.
func (s *scene) refuses(who person, b bed) error {
	_, err := s.obeys(who, b, Despite{})
	if fault.KeyOf(err) == "presence.rules_warn" {
		return nil
	}
	return err
}

// obeys asks the rules about a person who gets a bed, and gives the warnings that are overridden. A
// bed in the room in which the person lies already changes nothing and asks nothing. gone are people
// who leave the room with the same act.
func (s *scene) obeys(who person, b bed, d Despite, gone ...uint64) ([]Finding, error) {
	if lies := s.openPlacement(who.ID); lies != nil && lies.RoomID == b.RoomID {
		return nil, nil
	}
	c, err := accompany(s.tx, []uint64{who.ID}, []uint64{b.RoomID})
	if err != nil {
		return nil, err
	}
	found := c.judge(who.sleeper(), b.spot(), gone...)
	return found, d.check(s.tx, found)
}

// swapObeys asks the rules about two people who change beds, each in the room that the other leaves.
// Who may stay refuses or warns for both at once.
func (s *scene) swapObeys(both []uint64, old [2]*Placement, d Despite) (warned [2][]Finding, err error) {
	if old[0].RoomID == old[1].RoomID {
		return warned, nil
	}
	c, err := accompany(s.tx, both, []uint64{old[0].RoomID, old[1].RoomID})
	if err != nil {
		return warned, err
	}
	for i, id := range both {
		warned[i] = c.judge(s.people[id].sleeper(), s.beds[old[1-i].BedID].spot(), both[1-i])
	}
	return warned, d.check(s.tx, slices.Concat(warned[0], warned[1]))
}
