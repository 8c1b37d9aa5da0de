package residents_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/files"
	"maiam/models/residents"
)

// pictures are n contents that could lie in a store.
func pictures(n int) []*files.Content {
	out := make([]*files.Content, n)
	for i := range out {
		out[i] = &files.Content{Want: files.Scan, Name: "a.jpg", Type: "image/jpeg", Size: 10, Sum: fmt.Sprintf("%064x", i+1), Thumb: fmt.Sprintf("%064x", i+100), Width: 3, Height: 4}
	}
	return out
}

func (g *house) paper(t *testing.T, resident uint64, in residents.PaperInput) *residents.Paper {
	t.Helper()
	in.Resident = resident
	var row *residents.Paper
	if err := g.As(g.worker, func(tx *db.Tx) (err error) { row, err = residents.AddPaper(tx, in); return err }); err != nil {
		t.Fatal(err)
	}
	return row
}

func (g *house) openPaper(t *testing.T, actor db.Actor, resident, paper uint64) *residents.PaperFile {
	t.Helper()
	var f *residents.PaperFile
	if err := g.See(actor, func(tx *db.Tx) (err error) { f, err = residents.OpenPaper(tx, resident, paper); return err }); err != nil {
		t.Fatal(err)
	}
	return f
}

func places(f *residents.PaperFile) (out []int) {
	for _, p := range f.Pages {
		out = append(out, p.Position)
	}
	return out
}

func TestPagesOfAPaper(t *testing.T) {
	g := open(t)
	p := g.must(hoa())
	row := g.paper(t, p.ID, residents.PaperInput{Kind: "contract", Contents: pictures(2)})
	add := func(n int) error {
		return g.As(g.worker, func(tx *db.Tx) error {
			_, err := residents.AddPages(tx, residents.PagesInput{Resident: p.ID, ID: row.ID, Contents: pictures(n)})
			return err
		})
	}
	if err := add(0); field(err, "file") != "files.empty" {
		t.Errorf("no page: %v", err)
	}
	if err := add(1); err != nil {
		t.Fatal(err)
	}
	f := g.openPaper(t, g.carer, p.ID, row.ID)
	if got := places(f); !slices.Equal(got, []int{1, 2, 3}) {
		t.Errorf("pages %v", got)
	}
	void := func(page uint64, note string) error {
		return g.As(g.worker, func(tx *db.Tx) error {
			_, err := residents.VoidPage(tx, residents.PageInput{Resident: p.ID, Paper: row.ID, ID: page, Note: note})
			return err
		})
	}
	second := f.Pages[1].ID
	if err := void(second, ""); field(err, "note") != "residents.reason_missing" {
		t.Errorf("without a reason: %v", err)
	}
	if err := void(second, "Chụp mờ"); err != nil {
		t.Fatal(err)
	}
	if err := void(second, "Chụp mờ"); field(err, "page") != "residents.page_missing" {
		t.Errorf("twice: %v", err)
	}
	if err := add(1); err != nil { // the place of a page that was taken out stays empty
		t.Fatal(err)
	}
	if got := places(g.openPaper(t, g.carer, p.ID, row.ID)); !slices.Equal(got, []int{1, 3, 4}) {
		t.Errorf("pages %v", got)
	}
	if papers := g.file(g.carer, p.ID).Papers; len(papers) != 1 || papers[0].PageCount != 3 {
		t.Errorf("the file counts %+v", papers)
	}
	if err := add(57); field(err, "file") != "residents.too_many_pages" {
		t.Errorf("too many: %v", err)
	}
	// Pages that come at once all find a place of their own.
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := add(1); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := places(g.openPaper(t, g.carer, p.ID, row.ID)); len(got) != 11 || got[10] != 12 {
		t.Errorf("pages %v", got)
	}
}

func TestANewVersionKeepsTheOld(t *testing.T) {
	g := open(t)
	p := g.must(hoa())
	old := g.paper(t, p.ID, residents.PaperInput{Kind: "disability_certificate", Number: "12/GXN", Contents: pictures(1)})
	g.paper(t, p.ID, residents.PaperInput{Kind: "disability_certificate", Number: "of somebody's second"})
	replace := func(id uint64, number string) (row *residents.Paper, err error) {
		err = g.As(g.worker, func(tx *db.Tx) (err error) {
			row, err = residents.ReplacePaper(tx, residents.NewVersion{Resident: p.ID, ID: id, Number: number})
			return err
		})
		return row, err
	}
	numbers := func() (out []string) {
		for _, q := range g.file(g.worker, p.ID).Papers {
			out = append(out, q.Number)
		}
		return out
	}
	next, err := replace(old.ID, "99/GXN")
	if err != nil {
		t.Fatal(err)
	}
	if got := numbers(); !slices.Equal(got, []string{"of somebody's second", "99/GXN"}) {
		t.Errorf("the file shows %v", got)
	}
	f := g.openPaper(t, g.carer, p.ID, old.ID)
	if f.Current() || len(f.Pages) != 1 || len(f.Versions) != 2 || f.Versions[0].ID != next.ID {
		t.Errorf("the old one: %+v", f)
	}
	if g := g.openPaper(t, g.carer, p.ID, next.ID); !g.Current() || g.Paper.Kind != "disability_certificate" {
		t.Errorf("the new one: %+v", g)
	}
	if _, err := replace(old.ID, "100/GXN"); fault.KeyOf(err) != "residents.paper_replaced" {
		t.Errorf("replaced twice: %v", err)
	}
	if err := g.As(g.worker, func(tx *db.Tx) error {
		_, err := residents.VoidPaper(tx, residents.EndInput{Resident: p.ID, ID: next.ID, Note: "Nhầm"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got := numbers(); !slices.Equal(got, []string{"12/GXN", "of somebody's second"}) {
		t.Errorf("after the new one was taken out the file shows %v", got)
	}
	if _, err := replace(old.ID, "101/GXN"); err != nil {
		t.Errorf("replaced once more: %v", err)
	}
}

// TestPagesWithANumberAreForEditors keeps what masks the number from being undone by a picture of it.
func TestPagesWithANumberAreForEditors(t *testing.T) {
	g := open(t)
	p := g.must(hoa())
	card := g.paper(t, p.ID, residents.PaperInput{Kind: "citizen_card", Number: "040162004512", Contents: pictures(2)})
	see := func(actor db.Actor) error {
		return g.See(actor, func(tx *db.Tx) error { _, err := residents.OpenPage(tx, p.ID, card.ID, 0); return err })
	}
	if err := see(g.worker); err != nil {
		t.Errorf("an editor: %v", err)
	}
	if err := see(g.carer); fault.KeyOf(err) != "residents.paper_guarded" {
		t.Errorf("a carer: %v", err)
	}
	if f := g.openPaper(t, g.carer, p.ID, card.ID); len(f.Pages) != 0 || f.Paper.Number != "040•••••4512" {
		t.Errorf("a carer is told %+v", f)
	}
	if f := g.openPaper(t, g.worker, p.ID, card.ID); len(f.Pages) != 2 || f.Paper.Number != "040162004512" {
		t.Errorf("an editor is told %+v", f)
	}
}

func TestEveryLookAtAPaperIsKept(t *testing.T) {
	g := open(t)
	p := g.must(hoa())
	row := g.paper(t, p.ID, residents.PaperInput{Kind: "contract", Contents: pictures(1)})
	looks := func() (n int) {
		if err := g.Raw().QueryRow("SELECT COUNT(*) FROM db_deeds WHERE action = 'look' AND subject = 'paper' AND subject_id = ? AND actor_id = ?", row.ID, g.carer.ID).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	g.openPaper(t, g.carer, p.ID, row.ID)
	if err := g.See(g.carer, func(tx *db.Tx) error { _, err := residents.OpenPage(tx, p.ID, row.ID, 0); return err }); err != nil {
		t.Fatal(err)
	}
	if n := looks(); n != 2 {
		t.Errorf("%d looks are kept", n)
	}
	if err := g.See(g.carer, func(tx *db.Tx) error { _, err := residents.OpenPage(tx, p.ID, row.ID, 99); return err }); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a page that is not there: %v", err)
	}
}
