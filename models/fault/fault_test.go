package fault

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestOf(t *testing.T) {
	taken := New(Conflict, "presence.bed_taken", A{"bed": "G1"})
	wrapped := fmt.Errorf("admit: %w", taken)
	if KindOf(wrapped) != Conflict || KeyOf(wrapped) != "presence.bed_taken" {
		t.Errorf("a wrapped fault lost itself: %v", Of(wrapped))
	}
	if !errors.Is(wrapped, New(Conflict, "presence.bed_taken")) {
		t.Error("errors.Is should see the same kind and key")
	}
	if errors.Is(wrapped, New(Invalid, "presence.bed_taken")) {
		t.Error("another kind is another fault")
	}
	if f := Of(errors.New("sql: secret")); f.Kind != Internal || f.Key != "fault.internal" {
		t.Errorf("a plain error must become internal, got %v", f)
	}
	if KeyOf(nil) != "" || Of(nil) != nil {
		t.Error("nil is no fault")
	}
}

func TestFields(t *testing.T) {
	var none Fields
	if none.Err() != nil {
		t.Error("no fields, no fault")
	}
	var some Fields
	some.Add("name", "words.required")
	some.Add("birth_date", "residents.birth_in_future", A{"day": "1"})
	f := Of(some.Err())
	if f.Kind != Invalid || len(f.Fields) != 2 || !strings.Contains(f.Error(), "[birth_date residents.birth_in_future]") {
		t.Errorf("got %v", f)
	}
	if Field("a", "b").And("c", "d").Fields[1].Name != "c" {
		t.Error("And must add")
	}
}
