package parts

import (
	"context"

	"maiam/handlers/words"
)

// keptWords are the sentences that a page needs when the server cannot be asked, by the names that
// the script knows them by. What stands in braces is filled in by the script.
func keptWords(ctx context.Context) [][2]string {
	holes := words.A{}
	for _, name := range []string{"n", "time", "kept", "ward", "round", "why", "what"} {
		holes[name] = "{" + name + "}"
	}
	var out [][2]string
	for _, key := range []string{"kept_room", "sent_room", "kept_all", "to_tray", "stuck", "undo", "told_room", "told_some", "told_all", "told_already", "row", "row_undo", "row_others", "opens_at", "due_now", "earlier",
		"form_incident", "form_vitals", "form_tasks", "row_incident", "row_vitals", "row_tasks", "answered", "not_sent", "leaving", "in_books", "take_back", "too_late", "wrote"} {
		out = append(out, [2]string{key, words.T(ctx, "parts.kept."+key, holes)})
	}
	return out
}

// hole is a word with a place for a number that the script knows.
func hole(ctx context.Context, key string) string { return words.T(ctx, key, words.A{"n": "{n}"}) }
