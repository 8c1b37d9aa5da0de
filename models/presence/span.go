package presence

import "time"

// Span is a while: it holds its beginning and every moment before its end. Without an end it goes
// on. The one who leaves a bed at three and the one who gets it at three do not meet.
type Span struct {
	From time.Time
	To   *time.Time
}

// Holds tells whether a moment lies in the while.
func (s Span) Holds(at time.Time) bool {
	return !at.Before(s.From) && (s.To == nil || at.Before(*s.To))
}

// Meets tells whether two whiles share a moment. A while of no length, as of a person who came and
// left at once, meets only what goes on around it.
func (s Span) Meets(o Span) bool {
	return (s.To == nil || o.From.Before(*s.To)) && (o.To == nil || s.From.Before(*o.To))
}

// Within tells whether the while lies wholly in another.
func (s Span) Within(o Span) bool {
	return !s.From.Before(o.From) && (o.To == nil || s.To != nil && !s.To.After(*o.To))
}
