package residents_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/models/db"
)

// named are the two who change one file.
func named(_ *db.Tx, ids ...uint64) (map[uint64]string, error) {
	return map[uint64]string{7: "Trần Thị Lan", 14: "Vũ Văn Bình"}, nil
}

// two are two people of one campus who have the same file open.
func two(t *testing.T) (g *ground, opened func() webtest.Form, as func(name string) *webtest.Visitor) {
	t.Helper()
	g = open(t)
	as = func(name string) *webtest.Visitor { g.nurse.Header.Set("X-Test", name); return g.nurse }
	opened = func() webtest.Form {
		return g.nurse.Get(file(g.hoa, "edit")).Want(http.StatusOK).Page().Form("form.card")
	}
	return g, opened, as
}

// TestWhatSomebodyElseChanged: two people have one file open. The second to save sees, field by field,
// what stood there, what stands now with who wrote it, and what was typed; takes the one and the other;
// and what only the first changed stays.
func TestWhatSomebodyElseChanged(t *testing.T) {
	g, opened, as := two(t)
	mine := opened()
	g.Clock.Add(5 * time.Minute)
	as("second").Submit(opened(), "name", "Đặng Thị Hoà", "note", "Nghe kém tai trái", "ethnicity", "Kinh").Want(http.StatusSeeOther)
	g.Clock.Add(time.Minute)
	late := as("nurse").Submit(mine, "name", "Đặng Thị Hoa Mai", "note", "Nghe kém", "_key", "another").Want(http.StatusConflict).Page()
	said := late.Text(".apart")
	for _, want := range []string{"Vũ Văn Bình", "18:47", "Lúc anh chị mở trang: Đặng Thị Hoa", "Đặng Thị Hoà", "Đặng Thị Hoa Mai", "Nghe kém tai trái", "Dân tộc", "Nay trong sổ: Kinh"} {
		if !strings.Contains(said, want) {
			t.Errorf("the difference does not say %q: %s", want, said)
		}
	}
	for _, same := range []string{"Diễn Châu", "Nam"} {
		if strings.Contains(said, same) {
			t.Errorf("%q is no difference: %s", same, said)
		}
	}
	back := late.Form("form.card")
	if back.Values.Get("note") != "Nghe kém" || back.Values.Get("name") != "Đặng Thị Hoa Mai" || back.Values.Get("ethnicity") != "Kinh" {
		t.Errorf("the fields hold %v", back.Values)
	}
	// Something else is wrong: the form keeps speaking of what was read, and the choice made is kept.
	wrong := g.nurse.Submit(back, "_take.note", "theirs", "birth", "1/1/2090").Want(http.StatusUnprocessableEntity).Page().Form("form.card")
	if wrong.Values.Get("note") != "Nghe kém tai trái" || wrong.Values.Get("version") != back.Values.Get("version") {
		t.Errorf("after a mistake the fields hold %v", wrong.Values)
	}
	g.nurse.Submit(wrong, "birth", "1962").Want(http.StatusSeeOther)
	now := opened().Values
	if now.Get("name") != "Đặng Thị Hoa Mai" || now.Get("note") != "Nghe kém tai trái" || now.Get("ethnicity") != "Kinh" {
		t.Errorf("the file holds %v", now)
	}
	wordless(t)
}

// TestTypedAnewWins: whoever takes the other's value and then types in the field after all means what
// is typed.
func TestTypedAnewWins(t *testing.T) {
	_, opened, as := two(t)
	mine := opened()
	as("second").Submit(opened(), "note", "Của người kia").Want(http.StatusSeeOther)
	back := as("nurse").Submit(mine, "note", "Của tôi", "_key", "another").Want(http.StatusConflict).Page().Form("form.card")
	as("nurse").Submit(back, "_take.note", "theirs", "note", "Của cả hai").Want(http.StatusSeeOther)
	if got := opened().Values.Get("note"); got != "Của cả hai" {
		t.Errorf("the note is %q", got)
	}
}
