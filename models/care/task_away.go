package care

import "time"

// Happened says when it was done, for an answer that waited on a phone without a network. A time that the
// answer names itself stands.
func (in *TaskAnswerInput) Happened(at time.Time) {
	if in.At.IsZero() {
		in.At = at
	}
}
