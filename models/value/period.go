package value

// Period is a stretch of days, both ends included, as people write it in
// decisions ("từ ngày … đến hết ngày …"). A missing end is open.
type Period struct {
	From Day `json:"from"`
	To   Day `json:"to"`
}

// Covers tells whether a day lies in the period.
func (p Period) Covers(d Day) bool {
	return !d.IsZero() && !d.Before(p.From) && (p.To.IsZero() || !d.After(p.To))
}

// Overlaps tells whether two periods share a day.
func (p Period) Overlaps(q Period) bool {
	return (p.To.IsZero() || !q.From.After(p.To)) && (q.To.IsZero() || !p.From.After(q.To))
}

// Valid tells that the period does not end before it begins.
func (p Period) Valid() bool { return p.To.IsZero() || !p.To.Before(p.From) }
