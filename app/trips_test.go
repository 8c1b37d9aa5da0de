package main

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"maiam/models/dbtest"
)

// mostTrips are the ways to the server and back of a record of care with its key, the person at the
// door included: known by the token, read what the round asks of the people, write marks, states,
// receipt and deed, and keep all that. Beginning a transaction is none of them.
const mostTrips = 7

// TestARecordTakesFewTrips counts how often one record waits for the database, on the wire itself.
func TestARecordTakesFewTrips(t *testing.T) {
	if dbtest.Server() == "" {
		t.Skip("an embedded database lies on no wire")
	}
	quiet()
	cfg := &Config{Data: t.TempDir(), Sample: true, SampleDays: 1, Lang: "vi", Timezone: zone(t), TLS: "off"}
	var wire *dbtest.Wire
	wire, cfg.Database = dbtest.Through(t, dbtest.Address(t))
	if err := cfg.settle(); err != nil {
		t.Fatal(err)
	}
	h, err := open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	// Who has a mark of this round gets no other: the sample's newest ones make room.
	if err := forgetMarks(h.db.Raw(), "shift_day >= ?", time.Now().AddDate(0, 0, -2).Format(time.DateOnly)); err != nil {
		t.Fatal(err)
	}
	ward := idsOf(t, h, "CS1")["ward"]
	found, err := h.db.Raw().Query(`SELECT p.resident_id FROM presence_placements p LEFT JOIN presence_absences a ON a.open_resident_id = p.resident_id
		WHERE p.ward_id = ? AND p.open_bed_id IS NOT NULL AND a.id IS NULL ORDER BY p.resident_id`, ward)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	nurse, path := toolOf(t, h, "nurse"), fmt.Sprintf("/api/v1/wards/%d/rounds", ward)
	fewest := 0
	for n := 0; n < 5 && found.Next(); n++ { // the first one also connects and reads what is remembered
		var who uint64
		if err := found.Scan(&who); err != nil {
			t.Fatal(err)
		}
		before := wire.Trips()
		var answer struct{ Recorded int }
		nurse.JSON(http.MethodPost, path, map[string]any{"people": []any{map[string]any{"resident_id": who, "seen": "unwell", "response": "told_nurse"}}},
			fmt.Sprintf("Idempotency-Key: trip-%d", n)).Want(http.StatusCreated).Into(&answer)
		if answer.Recorded != 1 {
			t.Fatalf("%d records were written", answer.Recorded)
		}
		if trips := wire.Trips() - before; fewest == 0 || trips < fewest {
			fewest = trips
		}
	}
	t.Logf("%d ways to the server and back for a record", fewest)
	if fewest == 0 || fewest > mostTrips {
		t.Errorf("a record takes %d ways to the server and back, at most %d are planned", fewest, mostTrips)
	}
}
