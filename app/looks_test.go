package main

import (
	"net/http"
	"strings"
	"testing"

	"maiam/handlers/web"
	"maiam/handlers/webtest"
)

// personal says of each noun in a path whose file lies behind it.
var personal = map[string]string{
	"resident": "SELECT id FROM residents_people WHERE id = ?", "stay": "SELECT resident_id FROM presence_stays WHERE id = ?",
	"placement": "SELECT resident_id FROM presence_placements WHERE id = ?", "absence": "SELECT resident_id FROM presence_absences WHERE id = ?",
	"order": "SELECT resident_id FROM care_orders WHERE id = ?", "mark": "SELECT resident_id FROM care_marks WHERE id = ?", "watch": "SELECT resident_id FROM care_watches WHERE id = ?",
	"look": "SELECT resident_id FROM care_second_looks WHERE id = ?", "concern": "SELECT resident_id FROM care_concerns WHERE id = ?", "vital": "SELECT resident_id FROM care_observations WHERE id = ?",
	"secret":    "SELECT resident_id FROM residents_secrets WHERE id = ?",
	"departure": "SELECT resident_id FROM intake_departures WHERE id = ?",
	"request":   "SELECT resident_id FROM privacy_requests WHERE id = ?",
	"petition":  "SELECT resident_id FROM intake_petitions WHERE id = ?", "transfer": "SELECT resident_id FROM intake_transfers WHERE id = ?",
}

// blind are doors with a person in their path that show nothing of a file, each with the reason.
var blind = map[string]string{
	"/residents/secrets/:secret/confidants": "the number of the matter and who may know of it; of whom it is does not stand there",
	"/residents/:resident/photo":            "the face beside a name, on the pages that are looked at; the file it belongs to leaves its own look",
}

// TestEveryLookAtAFileIsKept opens every door that has a person in its path, as everybody who may, and
// finds the look in the book of deeds before the answer is there.
func TestEveryLookAtAFileIsKept(t *testing.T) {
	h := openSample(t)
	ids := idsOf(t, h, "CS1")
	raw := h.db.Raw()
	if id := uint64(0); raw.QueryRow("SELECT MIN(id) FROM intake_transfers").Scan(&id) == nil {
		ids["transfer"] = id
	}
	met := map[string]bool{}
	for _, role := range []string{"director", "nurse", "social_worker", "inspector"} {
		browser, program := as(t, h, role), webtest.Visit(t, h.desk.Handler())
		program.Header.Set("Authorization", "Bearer "+token(t, h, role))
		reader := actorOf(t, h, role).ID
		for _, door := range h.desk.Doors {
			noun := nounOf(door.Path)
			if door.Method != http.MethodGet || door.Public != "" || door.Kind == web.LiveDoor || noun == "" || blind[door.Path] != "" || ids[noun] == 0 {
				continue
			}
			var whose *uint64
			if err := raw.QueryRow(personal[noun], ids[noun]).Scan(&whose); err != nil || whose == nil {
				continue // a request of somebody who never came
			}
			v := browser
			if door.Kind == web.APIDoor {
				v = program
			}
			var last uint64
			if err := raw.QueryRow("SELECT MAX(id) FROM db_deeds").Scan(&last); err != nil {
				t.Fatal(err)
			}
			if a := v.Get(somePath(door.Path, ids)); a.Status != http.StatusOK {
				continue
			}
			met[door.Path] = true
			var n int
			if err := raw.QueryRow("SELECT COUNT(*) FROM db_deeds WHERE id > ? AND action = 'look' AND actor_id = ? AND subject = 'resident' AND subject_id = ?", last, reader, *whose).Scan(&n); err != nil {
				t.Fatal(err)
			}
			if n != 1 {
				t.Errorf("%s at %s %s: %d looks at the person are kept", role, door.Action, door.Path, n)
			}
		}
	}
	if len(met) < 15 {
		t.Errorf("only %d doors show a person: %v", len(met), met)
	}
}

// nounOf gives the noun in a path behind which a person's file lies.
func nounOf(path string) string {
	for part := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(part, ":"); ok && personal[name] != "" {
			return name
		}
	}
	return ""
}
