package words

import (
	"context"
	"slices"
	"strings"
)

// Deed says in words what an action did, as the book of deeds and the first page show it. An action
// without words of its own is named by the part of the house in which it happened.
func Deed(ctx context.Context, action string) string {
	if key := "words.deed." + action; Has(ctx, key) {
		return T(ctx, key)
	}
	area, _, _ := strings.Cut(action, ".")
	if key := area + ".nav"; Has(ctx, key) {
		return T(ctx, "words.deed.other", A{"area": T(ctx, key)})
	}
	return T(ctx, "words.deed.unknown")
}

// Deeds gives the actions that have words of their own.
func Deeds() []string {
	var out []string
	for key := range catalogue().messages[Vietnamese] {
		if action, ok := strings.CutPrefix(key, "words.deed."); ok && action != "other" && action != "unknown" {
			out = append(out, action)
		}
	}
	slices.Sort(out)
	return out
}
