package privacy

import (
	"encoding/json"
	"testing"
	"time"
)

// TestRowsAreReadable says rows of both engines alike, in the hours of the centre, without what is empty.
func TestRowsAreReadable(t *testing.T) {
	ctx := official(time.FixedZone("ICT", 7*3600))
	for body, want := range map[string]string{
		`{"id": 3, "kin_id": 4, "note": "", "at": "2026-11-22 17:57:49.882528+00:00", "kind": "fall"}`:    "lúc: 23/11/2026 00:57; loại: fall",
		`{"id": 3, "kin_id": null, "note": "đỡ ho", "at": "2026-11-22 17:57:49.882528", "kind": "cough"}`: "ghi chú: đỡ ho; lúc: 23/11/2026 00:57; loại: cough",
		`{"from_day": "2026-02-09", "rare_column": 36.5}`:                                                 "từ ngày: 09/02/2026; rare column: 36.5",
	} {
		got, err := rowText(ctx, json.RawMessage(body), []string{"id", "kin_id", "note", "at", "kind", "from_day", "rare_column"})
		if err != nil || got != want {
			t.Errorf("got %q, want %q, %v", got, want, err)
		}
	}
}
