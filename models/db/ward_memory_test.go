package db

import (
	"testing"
	"time"
)

// TestTailKnowsLateDeeds: numbers are given before a commit, so a lower one may appear after a
// higher one; it must still turn its ward. A number that never comes must not be waited for forever.
func TestTailKnowsLateDeeds(t *testing.T) {
	now := time.Date(2026, 11, 21, 11, 0, 0, 0, time.UTC)
	var k tail
	turn := func() uint64 { return k.turns[7] + k.everTo }
	learn := func(anew bool, found ...deedEnd) (turned uint64) {
		before := turn()
		k.learn(found, anew, now)
		return turn() - before
	}
	if learn(true, deedEnd{100, "7"}, deedEnd{101, ""}) == 0 || k.floor != 101 {
		t.Fatalf("taken up at %d", k.floor)
	}
	if learn(false, deedEnd{103, "8"}) != 0 || k.floor != 101 {
		t.Errorf("a deed of another ward turned this one, or the gap was passed: %d", k.floor)
	}
	if learn(false, deedEnd{102, "6,7"}, deedEnd{103, "8"}) != 1 || k.floor != 103 || len(k.seen) != 0 {
		t.Errorf("the late deed was missed: floor %d, %d above", k.floor, len(k.seen))
	}
	if learn(false, deedEnd{105, "*"}) != 1 {
		t.Error("a deed on every ward turned none")
	}
	now = now.Add(gapAge)
	if learn(false, deedEnd{105, "*"}) != 0 || k.floor != 105 {
		t.Errorf("a number that was rolled back is waited for: %d", k.floor)
	}
	if learn(true, deedEnd{200, ""}) == 0 {
		t.Error("what lies between was never read, and yet everything kept still holds")
	}
}
