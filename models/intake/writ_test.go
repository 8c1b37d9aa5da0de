package intake_test

import (
	"testing"

	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/register"
)

// TestWhichWritFitsWhichStay: minutes of an emergency are for those who came as one; nothing is
// written about somebody who was never received.
func TestWhichWritFitsWhichStay(t *testing.T) {
	for _, c := range []struct {
		writ intake.Writ
		stay *presence.Stay
		key  string
	}{
		{intake.AdmissionWrit, nil, "register.without_stay"},
		{intake.AdmissionWrit, &presence.Stay{Category: "A1"}, ""},
		{intake.AdmissionWrit, &presence.Stay{Category: "B1"}, ""},
		{intake.EmergencyWrit, &presence.Stay{Category: "B2"}, ""},
		{intake.EmergencyWrit, &presence.Stay{Category: "A2"}, "register.not_emergency"},
		{intake.EmergencyWrit, &presence.Stay{Category: "D1"}, "register.not_emergency"},
		{intake.StopWrit, &presence.Stay{Category: "D1"}, ""},
		{intake.HandOverWrit, &presence.Stay{Category: "C1"}, ""},
		{"letter", &presence.Stay{Category: "A1"}, "db.not_found"},
	} {
		wrong := c.writ.Fits(c.stay)
		if wrong == nil && c.key != "" || wrong != nil && fault.KeyOf(wrong) != c.key {
			t.Errorf("%s of %+v: %v, want %q", c.writ, c.stay, wrong, c.key)
		}
	}
	for _, w := range intake.Writs {
		decides := w == intake.AdmissionWrit || w == intake.StopWrit
		if (w.Kind() == register.Decision) != decides || (w.Kind().Permission() == register.Decide) != (decides || w.AboutMissing()) {
			t.Errorf("%s is a %s for %s", w, w.Kind(), w.Kind().Permission())
		}
	}
}
