package offline

import "time"

// clockGrace is how far two clocks may lie apart and still be called the same: what a slow network
// and a phone without a time signal make.
const clockGrace = 2 * time.Minute

// Clocks is what is known of a phone's clock when an entry arrives. The phone says by its own clock
// when the entry was made, and what the house had told it last: how much its clock lay behind then.
type Clocks struct {
	Clock   time.Time      // when it happened, by the phone
	Known   *time.Duration // what the phone had to add, as last told before it happened; nil when never
	Offered time.Duration  // what it has to add now, by the request that brings the entry
	Given   time.Time      // when the key was given: nothing was made before
	Now     time.Time      // of the house
}

// Settle finds out when something happened by the clock of the house. As long as the phone's clock
// was left alone between the entry and its sending, that is a simple sum. When it was moved in
// between, the sum under which the entry was written counts if it can be true, else the other, else
// the nearest moment that can be true; then the time is doubtful, and said to be.
func (c Clocks) Settle() (at time.Time, doubtful bool) {
	offered := c.Clock.Add(c.Offered)
	if c.Known == nil || (c.Offered-*c.Known).Abs() <= clockGrace {
		return c.within(offered), !c.plausible(offered)
	}
	known := c.Clock.Add(*c.Known)
	if !c.plausible(known) && c.plausible(offered) {
		return c.within(offered), true
	}
	return c.within(known), true
}

// plausible tells whether something can have happened at a moment.
func (c Clocks) plausible(at time.Time) bool {
	return !at.After(c.Now.Add(clockGrace)) && !at.Before(c.Given.Add(-clockGrace))
}

// within moves a moment to the nearest at which something can have happened.
func (c Clocks) within(at time.Time) time.Time {
	if at.Before(c.Given) {
		at = c.Given
	}
	if at.After(c.Now) {
		at = c.Now
	}
	return at.UTC().Truncate(time.Microsecond)
}

// Order keeps the entries of each key from running backwards: what has the higher number happened
// later, whatever the clocks say.
type Order map[uint64]last

type last struct {
	no int64
	at time.Time
}

// Next gives the moment of an entry, at the earliest that of the one before it.
func (o Order) Next(key uint64, no int64, at time.Time) time.Time {
	before, known := o[key]
	if known && no > before.no && at.Before(before.at) {
		at = before.at
	}
	if !known || no > before.no {
		o[key] = last{no, at}
	}
	return at
}
