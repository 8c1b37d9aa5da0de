package privacy_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"maiam/models/backups"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/files"
	"maiam/models/presence"
	"maiam/models/privacy"
	"maiam/models/residents"
	"maiam/models/value"
)

// pair are two who may propose and agree: a manager of the first campus and the director.
func (g *centre) pair() (manager, director db.Actor) {
	may := []string{residents.View, residents.Edit, privacy.View, privacy.Record, privacy.Erase}
	return dbtest.Person(21, may, g.one), dbtest.Person(22, append(may, privacy.Decide))
}

// withScan says yes with a picture of a paper, and takes it back.
func (g *centre) withScan(store *files.Store, resident uint64, words string) string {
	g.t.Helper()
	c, err := store.Take(files.Scan, "dong-y.pdf", strings.NewReader("%PDF-1.7 "+words+" %%EOF"))
	if err != nil {
		g.t.Fatal(err)
	}
	in := yes(resident, "donors")
	in.Content = c
	do(g, g.worker, privacy.RecordConsent, in)
	return c.Sum
}

// aged makes everything in a store old enough to be nobody's upload.
func aged(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		old := dbtest.Now.Add(-48 * time.Hour)
		return os.Chtimes(path, old, old)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// stands tells in how many columns of the whole database a text stands.
func stands(g *centre, h *db.House, text string) (places []string) {
	g.t.Helper()
	err := h.Read(g.t.Context(), db.System("test"), func(tx *db.Tx) error {
		if err := tx.May(privacy.View); err != nil {
			return err
		}
		all, err := db.Schema(tx)
		if err != nil {
			return err
		}
		for _, c := range all {
			if !c.Texts() || !slices.ContainsFunc(all, func(o db.TableColumn) bool { return o.TableName == c.TableName && o.Name == "id" }) {
				continue
			}
			rows, err := db.WordsIn(tx, db.Pointer{Table: c.TableName, Column: c.Name}, nil, text)
			if err != nil {
				return err
			}
			if len(rows) > 0 {
				places = append(places, c.TableName+"."+c.Name)
			}
		}
		return nil
	})
	if err != nil {
		g.t.Fatal(err)
	}
	return places
}

// TestAFileIsErasedByTwo proposes, refuses, agrees, and looks for what is left.
func TestAFileIsErasedByTwo(t *testing.T) {
	g := openCentre(t)
	manager, director := g.pair()
	dir := t.TempDir()
	store, err := files.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	hoa := do(g, g.worker, residents.CreateResident, residents.PersonInput{Name: "Đặng Thị Hoa", OtherNames: "Hoa Ví Giặm", Sex: "f", Birth: "1962", CitizenNumber: "040162004512", Note: "thích hát", OriginAddress: "Diễn Châu", Despite: true}).ID
	do(g, g.worker, residents.AddNeed, residents.NeedInput{Resident: hoa, What: "diet.blended", Note: "xay thật nhuyễn"})
	sum := g.withScan(store, hoa, "giấy đồng ý")
	shared := g.person("Người Ở Lại", "1970")
	kept := g.withScan(store, shared, "giấy của người khác")
	aged(t, dir)

	propose := func(who db.Actor, ground privacy.Ground) (*privacy.Erasure, error) {
		return try(g, who, privacy.ProposeErasure, privacy.EraseInput{Resident: hoa, Ground: ground, Reason: "gia đình của Đặng Thị Hoa xin"})
	}
	_, err = propose(g.worker, privacy.AskedFor)
	g.refused(err, fault.Forbidden, "")
	_, err = propose(dbtest.Person(23, []string{residents.View, privacy.View, privacy.Erase}, g.two), privacy.AskedFor)
	g.refused(err, fault.NotFound, "")
	for ground, key := range map[privacy.Ground]string{privacy.TermOver: "privacy.ground_no_term", privacy.TakenBack: "privacy.ground_not_taken_back", privacy.AskedFor: "privacy.ground_not_asked", "x": "privacy.ground_missing"} {
		_, err = propose(manager, ground)
		g.wrong(err, "ground", key)
	}
	do(g, g.worker, privacy.WithdrawConsent, privacy.WithdrawInput{Resident: hoa, Purpose: "donors", Giver: privacy.Self})
	asks, _, err := db.Once(t.Context(), g.House.House, g.worker, "privacy.open_request", db.Receipt{Key: "k"}, func(tx *db.Tx) (*privacy.Request, error) { // the answer is kept for a repeat
		return privacy.OpenRequest(tx, privacy.RequestInput{ResidentID: hoa, Kind: privacy.ToDelete, Asker: privacy.Self, Text: "xin xóa hết"})
	})
	if err != nil {
		t.Fatal(err)
	}
	access := do(g, g.worker, privacy.OpenRequest, privacy.RequestInput{ResidentID: hoa, Kind: privacy.ToAccess, Asker: privacy.Self, Text: "cho xem trước"})
	_, err = propose(manager, privacy.AskedFor)
	g.refused(err, fault.Conflict, "privacy.erase_bar.request")
	do(g, g.head, privacy.AnswerRequest, privacy.AnswerInput{ID: access.ID, Outcome: privacy.Granted, Answer: "đã xem"})
	_, err = try(g, manager, privacy.ProposeErasure, privacy.EraseInput{Resident: hoa, Ground: privacy.AskedFor})
	g.wrong(err, "reason", "privacy.text_missing")
	first, err := propose(manager, privacy.TakenBack)
	if err != nil {
		t.Fatal(err)
	}
	_, err = propose(director, privacy.AskedFor)
	g.refused(err, fault.Conflict, "privacy.erase_waits")

	word := func(who db.Actor, e *privacy.Erasure, sure bool) error {
		_, err := try(g, who, privacy.AgreeToErasure, privacy.ErasureAnswer{Resident: hoa, ID: e.ID, Sure: sure})
		return err
	}
	g.refused(word(manager, first, true), fault.Conflict, "privacy.erase_second")
	g.refused(word(dbtest.Person(24, []string{residents.View, privacy.View, privacy.Erase}, g.one), first, true), fault.Conflict, "privacy.erase_decider")
	g.wrong(word(director, first, false), "sure", "privacy.erase_unsure")
	hold := do(g, g.head, privacy.PutHold, privacy.HoldInput{Resident: hoa, Reason: "tòa án hỏi"})
	g.refused(word(director, first, true), fault.Conflict, "privacy.erase_bar.hold")
	do(g, g.head, privacy.EndHold, privacy.EndHoldInput{Resident: hoa, ID: hold.ID, Reason: "xong"})
	_, err = try(g, director, privacy.RefuseErasure, privacy.ErasureAnswer{Resident: hoa, ID: first.ID})
	g.wrong(err, "reason", "privacy.text_missing")
	do(g, director, privacy.RefuseErasure, privacy.ErasureAnswer{Resident: hoa, ID: first.ID, Reason: "hỏi lại gia đình"})
	g.refused(word(director, first, true), fault.Conflict, "privacy.erase_answered")

	second, err := propose(manager, privacy.AskedFor)
	if err != nil {
		t.Fatal(err)
	}
	look := see(g, director, privacy.LookAtErasure, privacy.OfPerson{Resident: hoa})
	if !look.MayAgree || len(look.Against) != 0 || look.Files != 1 || len(look.Past) != 1 || len(look.Gone) == 0 || len(look.Stays) == 0 {
		t.Errorf("before: %+v", look)
	}
	if see(g, manager, privacy.LookAtErasure, privacy.OfPerson{Resident: hoa}).MayAgree {
		t.Error("who proposed may agree")
	}

	// Two agree at once: it is done once.
	var wait sync.WaitGroup
	errs := make([]error, 2)
	for i := range errs {
		wait.Go(func() {
			errs[i] = g.Write(t.Context(), dbtest.Person(uint64(30+i), []string{residents.View, privacy.View, privacy.Erase, privacy.Decide}), "privacy.agree_to_erasure", func(tx *db.Tx) error {
				_, err := privacy.AgreeToErasure(tx, privacy.ErasureAnswer{Resident: hoa, ID: second.ID, Sure: true})
				return err
			})
		})
	}
	wait.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("two at once: %v", errs)
	}
	for _, text := range []string{"Đặng Thị Hoa", "Hoa Ví Giặm", "thích hát", "xay thật nhuyễn", "Diễn Châu", "xin xóa hết", "cho xem trước"} {
		if places := stands(g, g.House.House, text); len(places) > 0 {
			t.Errorf("%q still stands in %v", text, places)
		}
	}
	if places := stands(g, g.House.House, "Người Ở Lại"); len(places) == 0 {
		t.Error("somebody else is gone")
	}
	f := see(g, director, residents.OpenFile, hoa)
	if p := f.Person; p.Name != privacy.NameAfter(hoa) || len(p.CitizenNumberSealed)+len(p.CitizenNumberIndex) > 0 || p.Birth.Precision != value.PrecisionUnknown || p.Sex != value.Female || len(f.Needs) > 0 {
		t.Errorf("what is left: %+v", f)
	}
	r := see(g, director, privacy.ReadRequest, privacy.OfRequest{ID: asks.ID})
	if r.Outcome != privacy.Granted || strings.Contains(r.Text, "xóa") {
		t.Errorf("the request: %+v", r.Request)
	}
	if after := see(g, director, privacy.LookAtErasure, privacy.OfPerson{Resident: hoa}); after.Live == nil || after.Live.DoneRows == 0 || after.Live.DoneFiles != 1 || after.Live.RecordedBy != 21 || strings.Contains(after.Live.Reason, "Hoa") {
		t.Errorf("after: %+v", after.Live)
	}

	// Twice the same, and nothing more is written.
	_, err = propose(manager, privacy.AskedFor)
	g.refused(err, fault.Conflict, "residents.erased")
	g.refused(word(director, second, true), fault.Conflict, "residents.erased")
	_, err = try(g, g.worker, residents.AddNeed, residents.NeedInput{Resident: hoa, What: "diet.blended"})
	g.refused(err, fault.Conflict, "residents.erased")

	// The file is gone from the disk, that of somebody else is not, and it may be done again.
	for range 2 {
		if err := privacy.FinishErasure(t.Context(), g.House.House, store, privacy.Finish{Sums: []string{sum, kept, strings.Repeat("0", 64)}}); err != nil {
			t.Fatal(err)
		}
	}
	if store.Lies(sum) || !store.Lies(kept) {
		t.Errorf("erased lies there: %v, kept lies there: %v", store.Lies(sum), store.Lies(kept))
	}
}

// TestTheTermComesFirst has somebody in the house, who left, and whose term is over; what was written
// meanwhile, also for a day long ago, is judged anew when the second person answers.
func TestTheTermComesFirst(t *testing.T) {
	g := openCentre(t)
	manager, director := g.pair()
	id := g.person("Lê Văn Mười", "1950")
	stay := func(from, to time.Time) {
		t.Helper()
		g.Do(func(tx *db.Tx) error {
			_, err := presence.Admit(tx, presence.AdmitInput{ResidentID: id, CampusID: g.one, Category: "A1", At: from})
			if err == nil && !to.IsZero() {
				_, err = presence.Discharge(tx, presence.DischargeInput{ResidentID: id, At: to, Reason: "a"})
			}
			return err
		})
	}
	stay(g.Now().Add(-time.Hour), time.Time{})
	do(g, g.worker, privacy.OpenRequest, privacy.RequestInput{ResidentID: id, Kind: privacy.ToDelete, Asker: privacy.Self, Text: "xin xóa"})
	in := privacy.EraseInput{Resident: id, Ground: privacy.AskedFor, Reason: "người đó xin"}
	_, err := try(g, manager, privacy.ProposeErasure, in)
	g.refused(err, fault.Conflict, "privacy.erase_bar.present")
	g.Do(func(tx *db.Tx) error {
		_, err := presence.Discharge(tx, presence.DischargeInput{ResidentID: id, Reason: "a"})
		return err
	})
	_, err = try(g, manager, privacy.ProposeErasure, in)
	g.refused(err, fault.Conflict, "privacy.erase_bar.kept") // whoever asks
	g.Clock.Add(26 * 366 * 24 * time.Hour)
	in.Ground = privacy.TermOver
	e := do(g, manager, privacy.ProposeErasure, in)
	stay(g.Now().AddDate(-2, 0, 0), g.Now().AddDate(-1, 0, 0))
	_, err = try(g, director, privacy.AgreeToErasure, privacy.ErasureAnswer{Resident: id, ID: e.ID, Sure: true})
	g.refused(err, fault.Conflict, "privacy.erase_bar.kept")
	g.Clock.Add(26 * 366 * 24 * time.Hour)
	if done := do(g, director, privacy.AgreeToErasure, privacy.ErasureAnswer{Resident: id, ID: e.ID, Sure: true}); done.DoneAt == nil {
		t.Errorf("got %+v", done)
	}
	_, err = func() (any, error) {
		return nil, g.As(db.System("test"), func(tx *db.Tx) error {
			_, err := presence.Admit(tx, presence.AdmitInput{ResidentID: id, CampusID: g.one, Category: "A1"})
			return err
		})
	}()
	g.refused(err, fault.Conflict, "residents.erased")
	if page := see(g, director, privacy.Retention, struct{}{}); len(page.Past) != 0 || len(page.Erasures) != 1 {
		t.Errorf("the page of keeping: %+v", page)
	}
}

// TestErasingDoesNotTellWhoHides: whoever is called by another name is not erased meanwhile, and what stands
// against it is not told by its name.
func TestErasingDoesNotTellWhoHides(t *testing.T) {
	g := openCentre(t)
	manager, director := g.pair()
	id := g.person("Đặng Thị Hoa", "1990")
	nurse := dbtest.Person(23, []string{residents.View, residents.ConfidePermission})
	ref := do(g, nurse, residents.Confide, residents.ConfideInput{Resident: id, Kind: "shelter", Text: "Lánh người chồng"})
	do(g, nurse, residents.CallOtherwise, residents.SecretNameInput{Secret: ref.ID, Name: "Lê Thị Tám"})
	do(g, g.worker, privacy.OpenRequest, privacy.RequestInput{ResidentID: id, Kind: privacy.ToDelete, Asker: privacy.Self, Text: "xin xóa"})
	page := see(g, director, privacy.LookAtErasure, privacy.OfPerson{Resident: id})
	if len(page.Against) != 1 || page.Against[0].Key != "kept_back" || page.Against[0].Table != "" {
		t.Errorf("it stands against it: %+v", page.Against)
	}
	if page = see(g, manager, privacy.LookAtErasure, privacy.OfPerson{Resident: id}); len(page.Against) != 0 {
		t.Errorf("the manager reads %+v", page.Against)
	}
	in := privacy.EraseInput{Resident: id, Ground: privacy.AskedFor, Reason: "người đó xin"}
	e := do(g, manager, privacy.ProposeErasure, in)
	_, err := try(g, director, privacy.AgreeToErasure, privacy.ErasureAnswer{Resident: id, ID: e.ID, Sure: true})
	g.refused(err, fault.Conflict, "privacy.erase_bar.kept_back")
	do(g, nurse, residents.CallByOwnName, residents.OwnNameInput{Secret: ref.ID})
	if done := do(g, director, privacy.AgreeToErasure, privacy.ErasureAnswer{Resident: id, ID: e.ID, Sure: true}); done.DoneAt == nil {
		t.Errorf("got %+v", done)
	}
	if at := stands(g, g.House.House, "Đặng Thị Hoa"); len(at) != 0 {
		t.Errorf("the true name still stands in %v", at)
	}
}

// TestMergedRecordsAreErasedTogether erases a person with the record that went on in it.
func TestMergedRecordsAreErasedTogether(t *testing.T) {
	g := openCentre(t)
	manager, director := g.pair()
	kept, gone := g.person("Trần Thị Sáu", "1950"), g.person("Trần Thị Xáu", "1951")
	if _, err := g.Raw().Exec("UPDATE residents_people SET merged_into_id = ? WHERE id = ?", kept, gone); err != nil {
		t.Fatal(err)
	}
	do(g, g.worker, privacy.OpenRequest, privacy.RequestInput{ResidentID: kept, Kind: privacy.ToDelete, Asker: privacy.Self, Text: "xin xóa"})
	_, err := try(g, manager, privacy.ProposeErasure, privacy.EraseInput{Resident: gone, Ground: privacy.AskedFor, Reason: "xin"})
	if moved := fault.MovedOf(err); moved == nil || moved.To != kept {
		t.Errorf("the old record: %v", err)
	}
	e := do(g, manager, privacy.ProposeErasure, privacy.EraseInput{Resident: kept, Ground: privacy.AskedFor, Reason: "xin"})
	do(g, director, privacy.AgreeToErasure, privacy.ErasureAnswer{Resident: kept, ID: e.ID, Sure: true})
	for _, name := range []string{"Trần Thị Sáu", "Trần Thị Xáu"} {
		if places := stands(g, g.House.House, name); len(places) > 0 {
			t.Errorf("%s still stands in %v", name, places)
		}
	}
	var n int
	if err := g.Raw().QueryRow("SELECT COUNT(*) FROM residents_people WHERE erased_at IS NOT NULL AND name = ?", privacy.NameAfter(kept)).Scan(&n); err != nil || n != 2 {
		t.Errorf("%d records are marked, %v", n, err)
	}
}

// TestWhatWasErasedIsErasedAgain takes a copy, erases, and brings the copy back in another place: by the
// list outside of the database the file is erased once more, and nobody else's.
func TestWhatWasErasedIsErasedAgain(t *testing.T) {
	g := openCentre(t)
	manager, director := g.pair()
	dir := t.TempDir()
	anchors := filepath.Join(dir, "anchors")
	store, err := files.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	id, other := g.person("Vũ Thị Bảy", "1950"), g.person("Vũ Thị Tám", "1951")
	sum := g.withScan(store, id, "giấy của bà Bảy")
	do(g, g.worker, privacy.WithdrawConsent, privacy.WithdrawInput{Resident: id, Purpose: "donors", Giver: privacy.Self})
	anchored := g.Anchoring(anchors)
	k := backups.Keeper{Places: []string{filepath.Join(dir, "place")}, Own: true, Store: store, Program: "test", Schema: 1, Scratch: dir, Migrate: dbtest.Migrate, Anchors: anchors}
	keep := func() {
		t.Helper()
		if found := k.Keep(t.Context(), anchored, true); len(found) != 1 || found[0].Err != nil {
			t.Fatalf("%+v", found)
		}
	}
	keep()
	before := g.Now()
	g.Clock.Add(time.Minute)
	e := do(g, manager, privacy.ProposeErasure, privacy.EraseInput{Resident: id, Ground: privacy.TakenBack, Reason: "đã rút"})
	do(g, director, privacy.AgreeToErasure, privacy.ErasureAnswer{Resident: id, ID: e.ID, Sure: true})
	aged(t, filepath.Join(dir, "files"))
	for range 2 { // the list holds each once
		if err := privacy.FinishErasure(t.Context(), anchored, store, privacy.Finish{Sums: []string{sum}}); err != nil {
			t.Fatal(err)
		}
	}
	list, err := os.ReadFile(filepath.Join(anchors, db.ErasedName))
	if err != nil || strings.Count(string(list), "\n") != 1 || strings.Contains(string(list), "Bảy") {
		t.Fatalf("the list: %s %v", list, err)
	}
	g.Clock.Add(time.Minute)
	keep() // lays the list beside the copies

	for name, folders := range map[string]struct{ own, more []string }{"its own anchors": {own: []string{anchors}}, "those beside the copy": {own: []string{filepath.Join(dir, "new")}, more: []string{k.Places[0]}}} {
		t.Run(name, func(t *testing.T) {
			blank := dbtest.Open(t)
			fresh := blank.Anchoring(folders.own...)
			place, err := backups.OpenPlace(k.Places[0], fresh.Keys())
			if err != nil {
				t.Fatal(err)
			}
			c, err := place.Find(before)
			if err != nil {
				t.Fatal(err)
			}
			back, err := files.Open(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			defer back.Close()
			if err := place.Restore(t.Context(), c, fresh, back); err != nil {
				t.Fatal(err)
			}
			if len(stands(g, fresh, "Vũ Thị Bảy")) == 0 || !back.Lies(sum) {
				t.Fatal("the copy does not hold what was erased later")
			}
			for want := range []int{1, 0} {
				n, err := privacy.EraseAgain(t.Context(), fresh, folders.more...)
				if err != nil || n != 1-want {
					t.Fatalf("%d erased again, %v", n, err)
				}
			}
			if places := stands(g, fresh, "Vũ Thị Bảy"); len(places) > 0 {
				t.Errorf("it came back into %v", places)
			}
			if len(stands(g, fresh, "Vũ Thị Tám")) == 0 {
				t.Errorf("%d was erased too", other)
			}
			var by, agreed uint64
			if err := fresh.Raw().QueryRow("SELECT recorded_by, done_by FROM privacy_erasures WHERE resident_id = ? AND again_at IS NOT NULL", id).Scan(&by, &agreed); err != nil || by != 21 || agreed != 22 {
				t.Errorf("erased again by %d and %d, %v", by, agreed, err)
			}
		})
	}
	// Somebody else under the same number, in a house that was begun anew, is left alone.
	anew := openCentre(t)
	anew.Clock.Add(time.Hour) // begun at another moment
	for range 3 {
		anew.person(fmt.Sprintf("Người Mới %d", id), "1960")
	}
	if n, err := privacy.EraseAgain(t.Context(), anew.Anchoring(anchors)); err != nil || n != 0 {
		t.Errorf("%d strangers were erased, %v", n, err)
	}
}
