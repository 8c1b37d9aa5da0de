package presence_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"
)

// TestAbsenceIsProposedWithItsTime: a page that leads here with a kind, such as the round, finds kind and
// time filled in, and what was typed instead is kept.
func TestAbsenceIsProposedWithItsTime(t *testing.T) {
	g := open(t)
	at := g.Clock.Now().Add(-2 * time.Hour)
	page := g.manager.Get(path("/presence/absence?resident_id=%d&kind=leave&", g.hoa) + url.Values{"at": {at.Format(time.RFC3339)}}.Encode()).Want(http.StatusOK).Page()
	if !page.Has(`input[name="kind"][value="leave"][checked]`) || page.Attr(`input[name="at"]`, "value") != "21/11/2026 16:42" {
		t.Errorf("proposed: %q", page.Attr(`input[name="at"]`, "value"))
	}
	now := g.manager.Get(path("/presence/absence?resident_id=%d&kind=hospital", g.hoa)).Want(http.StatusOK).Page()
	if got := now.Attr(`input[name="at"]`, "value"); got != "21/11/2026 18:42" {
		t.Errorf("now: %q", got)
	}
	refused := g.manager.Submit(now.Form("form.form"), "at", "22/11/2026 08:00").Want(http.StatusUnprocessableEntity).Page()
	if got := refused.Attr(`input[name="at"]`, "value"); got != "22/11/2026 08:00" {
		t.Errorf("what was typed is lost: %q", got)
	}
	if plain := g.manager.Get(path("/presence/absence?resident_id=%d", g.hoa)).Want(http.StatusOK).Page(); plain.Attr(`input[name="at"]`, "value") != "" {
		t.Error("who comes without a kind is asked")
	}
}
