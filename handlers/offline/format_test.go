package offline_test

import (
	"net/http"
	"testing"

	"maiam/handlers/webtest"
)

// TestAnOldPageIsToldAndKeepsWhatItHas: every answer says the oldest format that the house understands. A
// page or worker below it is refused as a whole, with a sentence, so that what waits on the phone goes on
// waiting; the same parcel from the renewed page is taken. Scripts that do not say their format speak the
// first one.
func TestAnOldPageIsToldAndKeepsWhatItHas(t *testing.T) {
	s := open(t)
	p := s.phone("lan", 0)
	entry := p.Do(http.MethodPost, s.rounds(0), s.seen(0, s.in(0)...))
	v := webtest.Visit(t, s.desk.Handler())
	for _, format := range []string{"0", "-3", "x"} {
		a := v.JSON(http.MethodPost, "/api/v1/offline/entries", p.Parcel(entry), "Maiam-Format: "+format)
		if a.Problem(http.StatusConflict, "web.too_old").Title == "" || a.Header.Get("Maiam-Least") == "" {
			t.Errorf("format %s: %s", format, a.Body)
		}
	}
	var told struct{ Results []struct{ Outcome string } }
	v.JSON(http.MethodPost, "/api/v1/offline/entries", p.Parcel(entry), "Maiam-Format: "+v.Get("/offline").Header.Get("Maiam-Least")).Want(http.StatusOK).Into(&told)
	if len(told.Results) != 1 || told.Results[0].Outcome != "done" {
		t.Errorf("the renewed page: %+v", told)
	}
	s.want(s.send(p, entry), "done")
}
