package register_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/register"
	"maiam/models/value"
	"maiam/models/wards"

	"pgregory.net/rapid"
)

// text is a paper as the tests keep it.
type text struct{ Title, Body string }

// house is a centre of two campuses with a director of all, a manager and a social worker of the
// first, a nurse of one ward there, and an inspector who sees no resident.
type house struct {
	*dbtest.House
	one, two                                     uint64
	director, manager, social, nurse, inspection db.Actor
	other                                        db.Actor
}

func furnish(t *testing.T, h *dbtest.House) *house {
	t.Helper()
	g := &house{House: h}
	g.Do(func(tx *db.Tx) error {
		since := value.MustDay("2020-01-01")
		a, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1", From: since})
		if err != nil {
			return err
		}
		b, err := wards.AddCampus(tx, wards.CampusInput{Code: "CSB", Name: "Cơ sở phía Bắc", From: since})
		if err != nil {
			return err
		}
		g.one, g.two = a.ID, b.ID
		return nil
	})
	all := []string{register.View, register.Draft, register.Decide, register.Cancel, "residents.view"}
	g.director = dbtest.Person(1, append([]string{"settings.change"}, all...))
	g.manager = dbtest.Person(2, append([]string{"settings.change"}, all...), g.one)
	g.social = dbtest.Person(3, []string{register.View, register.Draft, "residents.view"}, g.one)
	g.nurse = dbtest.Person(4, []string{register.View, register.Draft, "residents.view"}, g.one)
	g.nurse.Grants[0].Ward = 77
	g.inspection = dbtest.Person(5, []string{register.View})
	g.other = dbtest.Person(6, all, g.two)
	return g
}

func open(t *testing.T) *house {
	t.Helper()
	return furnish(t, dbtest.Open(t))
}

// minutes is a paper that everybody of the house may issue.
func (g *house) minutes() register.IssueInput {
	return register.IssueInput{CampusID: g.one, Kind: register.Minutes, Agency: "TTBTXH", Paper: "emergency", ResidentID: 5, StayID: 9, Subject: "Đặng Thị Hoa",
		Summary: "Tiếp nhận khẩn cấp", Bases: []string{"Nghị định số 20/2021/NĐ-CP", " ", "Biên bản ngày 20/11/2026"},
		Signer: register.Signer{Name: "Lê Văn Sỹ", Position: "Giám đốc"}, Content: text{"Biên bản", "Vào hồi 02 giờ 10 phút"}}
}

func (g *house) decision() register.IssueInput {
	in := g.minutes()
	in.Kind, in.Paper, in.Summary = register.Decision, "admission", "Về việc tiếp nhận"
	return in
}

func (g *house) issue(as db.Actor, in register.IssueInput) (e *register.Entry, err error) {
	g.T.Helper()
	err = g.As(as, func(tx *db.Tx) error {
		var err error
		e, err = register.Issue(tx, in)
		return err
	})
	return e, err
}

func (g *house) must(as db.Actor, in register.IssueInput) *register.Entry {
	g.T.Helper()
	e, err := g.issue(as, in)
	if err != nil {
		g.T.Fatal(err)
	}
	return e
}

func (g *house) list(as db.Actor, in register.ListInput) []string {
	g.T.Helper()
	var out []string
	if err := g.See(as, func(tx *db.Tx) error {
		rows, _, err := register.List(tx, in)
		for _, r := range rows {
			out = append(out, r.Text())
		}
		return err
	}); err != nil {
		g.T.Fatal(err)
	}
	return out
}

func (g *house) noGaps() {
	g.T.Helper()
	g.Do(func(tx *db.Tx) error {
		gaps, err := register.Gaps(tx)
		if len(gaps) > 0 {
			g.T.Errorf("numbers are missing: %+v", gaps)
		}
		return err
	})
}

func refuses(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	f := fault.Of(err)
	if err == nil || f.Kind != kind || key != "" && f.Key != key && !slices.ContainsFunc(f.Fields, func(w fault.FieldFault) bool { return w.Key == key }) {
		t.Errorf("got %v, want %v %s", err, kind, key)
	}
}

func TestNumbersRunFromOneByKindAndYear(t *testing.T) {
	g := open(t)
	for i, want := range []struct {
		in   register.IssueInput
		text string
	}{
		{g.minutes(), "01/BB-TTBTXH"}, {g.decision(), "01/QĐ-TTBTXH"}, {g.minutes(), "02/BB-TTBTXH"},
		{register.IssueInput{CampusID: g.two, Kind: register.Minutes, Agency: "TTBTXH", Paper: "handover", Summary: "Bàn giao", Signer: register.Signer{Name: "A", Position: "B", Capacity: "KT."}}, "03/BB-TTBTXH"},
		{register.IssueInput{CampusID: g.one, Kind: "cv", Agency: "TTBTXH", Paper: "letter", Summary: "Đề nghị", Signer: register.Signer{Name: "A", Position: "B"}}, "01/TTBTXH"},
	} {
		if e := g.must(g.director, want.in); e.Text() != want.text || e.Year != 2026 || e.IssuedOn != dbtest.Today {
			t.Errorf("paper %d is %s of %d", i, e.Text(), e.Year)
		}
	}
	g.noGaps()
}

func TestYearsBeginAtOneAndDaysRunWithNumbers(t *testing.T) {
	g := open(t)
	on := func(day string) register.IssueInput {
		in := g.minutes()
		in.IssuedOn = value.MustDay(day)
		return in
	}
	if e := g.must(g.director, on("2025-12-31")); e.Text() != "01/BB-TTBTXH" || e.Year != 2025 {
		t.Errorf("got %s of %d", e.Text(), e.Year)
	}
	if e := g.must(g.director, on("2026-01-02")); e.Number != 1 || e.Year != 2026 {
		t.Errorf("the new year begins with %d", e.Number)
	}
	if e := g.must(g.director, on("2025-12-31")); e.Number != 2 || e.Year != 2025 { // written late, in its own year
		t.Errorf("got %d of %d", e.Number, e.Year)
	}
	_, err := g.issue(g.director, on("2026-01-01"))
	refuses(t, err, fault.Conflict, "register.before_last")
	_, err = g.issue(g.director, on("2026-11-22"))
	refuses(t, err, fault.Invalid, "register.day_in_future")
	g.must(g.director, on("2026-01-02"))
	g.noGaps()
}

func TestARefusedActLeavesNoGap(t *testing.T) {
	g := open(t)
	g.must(g.director, g.minutes())
	late := errors.New("the act fails after the number was given")
	for range 3 {
		err := g.As(g.director, func(tx *db.Tx) error {
			if e, err := register.Issue(tx, g.minutes()); err != nil || e.Number != 2 {
				t.Errorf("number %v, %v", e, err)
			}
			return late
		})
		if !errors.Is(err, late) {
			t.Error(err)
		}
	}
	if e := g.must(g.director, g.minutes()); e.Number != 2 {
		t.Errorf("after three acts that failed the next number is %d", e.Number)
	}
	g.noGaps()
}

// TestTwoHundredAtOnce issues 200 papers at once, every fifth of which fails after it has its
// number: the numbers are one to 160, each once.
func TestTwoHundredAtOnce(t *testing.T) {
	g := furnish(t, dbtest.OpenLive(t))
	stop := errors.New("the fifth fails")
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			<-start
			err := g.Write(context.Background(), g.director, "register.issue", func(tx *db.Tx) error {
				in := g.minutes()
				in.Subject = fmt.Sprintf("Người thứ %d", i)
				if _, err := register.Issue(tx, in); err != nil || i%5 != 0 {
					return err
				}
				return stop
			})
			if err != nil && !errors.Is(err, stop) {
				t.Errorf("paper %d: %v", i, err)
			}
		})
	}
	close(start)
	wg.Wait()
	numbers := map[int]bool{}
	if err := g.See(g.director, func(tx *db.Tx) error {
		rows, err := register.All(tx, register.ListInput{}, 1000)
		for _, r := range rows {
			numbers[r.Number] = true
		}
		if len(rows) != 160 {
			t.Errorf("%d papers", len(rows))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 160; n++ {
		if !numbers[n] {
			t.Errorf("number %d is missing", n)
		}
	}
	g.noGaps()
}

// TestRegisterAgreesWithAPlainList issues papers of any kind, on any day, with any outcome, and holds
// the register against a plain count.
func TestRegisterAgreesWithAPlainList(t *testing.T) {
	g := open(t)
	type shelf struct {
		kind register.Kind
		year int
	}
	last, lastOn := map[shelf]int{}, map[shelf]value.Day{}
	fails := errors.New("the act fails")
	rapid.Check(t, func(r *rapid.T) {
		in := g.minutes()
		in.Kind = rapid.SampledFrom([]register.Kind{register.Minutes, register.Decision, "tb"}).Draw(r, "kind")
		in.IssuedOn = dbtest.Today.AddDays(-rapid.IntRange(0, 800).Draw(r, "days"))
		year, _, _ := in.IssuedOn.Date()
		of, late := shelf{in.Kind, year}, rapid.Bool().Draw(r, "fails")
		var got *register.Entry
		err := g.As(g.director, func(tx *db.Tx) (err error) {
			if got, err = register.Issue(tx, in); err == nil && late {
				return fails
			}
			return err
		})
		switch {
		case in.IssuedOn.Before(lastOn[of]):
			if fault.KeyOf(err) != "register.before_last" {
				r.Fatalf("%s after %s: %v", in.IssuedOn, lastOn[of], err)
			}
		case late:
			if !errors.Is(err, fails) {
				r.Fatal(err)
			}
		case err != nil || got.Number != last[of]+1 || got.Year != year:
			r.Fatalf("number %+v after %d: %v", got, last[of], err)
		default:
			last[of], lastOn[of] = got.Number, in.IssuedOn
		}
	})
	g.noGaps()
}

func TestVoidKeepsTheNumber(t *testing.T) {
	g := open(t)
	first := g.must(g.director, g.minutes())
	void := func(as db.Actor, in register.VoidInput) error {
		return g.As(as, func(tx *db.Tx) error { _, err := register.Void(tx, in); return err })
	}
	refuses(t, void(g.director, register.VoidInput{Entry: first.ID, Reason: " "}), fault.Invalid, "register.text_missing")
	refuses(t, void(g.social, register.VoidInput{Entry: first.ID, Reason: "nhầm tên"}), fault.Forbidden, "")
	refuses(t, void(g.other, register.VoidInput{Entry: first.ID, Reason: "nhầm tên"}), fault.NotFound, "")
	refuses(t, void(g.manager, register.VoidInput{Entry: first.ID, Reason: "nhầm tên", Version: 7}), fault.Conflict, "db.changed_meanwhile")
	if err := void(g.manager, register.VoidInput{Entry: first.ID, Reason: "nhầm tên"}); err != nil {
		t.Fatal(err)
	}
	refuses(t, void(g.director, register.VoidInput{Entry: first.ID, Reason: "lần nữa"}), fault.Conflict, "register.already_void")
	if e := g.must(g.director, g.minutes()); e.Number != 2 {
		t.Errorf("a void number was given again: %d", e.Number)
	}
	if got := g.list(g.director, register.ListInput{State: register.IsVoid}); !slices.Equal(got, []string{"01/BB-TTBTXH"}) {
		t.Errorf("void: %v", got)
	}
	if got := g.list(g.director, register.ListInput{State: register.Holding}); !slices.Equal(got, []string{"02/BB-TTBTXH"}) {
		t.Errorf("holding: %v", got)
	}
	g.noGaps()
}

func TestOnlyOneOfAPaperHoldsAtATime(t *testing.T) {
	g := open(t)
	in := g.decision()
	in.Once = "admission:9"
	first := g.must(g.director, in)
	_, err := g.issue(g.director, in)
	refuses(t, err, fault.Conflict, "register.already_issued")
	g.noGaps()
	g.Do(func(tx *db.Tx) error {
		_, err := register.Void(tx, register.VoidInput{Entry: first.ID, Reason: "sai ngày"})
		return err
	})
	if e := g.must(g.director, in); e.Number != 2 {
		t.Errorf("got number %d", e.Number)
	}
}

func TestThePaperIsKeptAsItWasIssued(t *testing.T) {
	g := open(t)
	e := g.must(g.director, g.minutes())
	if len(e.ContentSealed) == 0 || bytes.Contains(e.ContentSealed, []byte("Vào hồi")) {
		t.Error("the text lies open in the database")
	}
	err := g.See(g.director, func(tx *db.Tx) error {
		got, content, err := register.Content[text](tx, e.ID)
		if err != nil {
			return err
		}
		if *content != (text{"Biên bản", "Vào hồi 02 giờ 10 phút"}) || got.Subject != "Đặng Thị Hoa" {
			t.Errorf("got %+v %s", content, got.Subject)
		}
		if lines := got.BasisLines(); !slices.Equal(lines, []string{"Nghị định số 20/2021/NĐ-CP", "Biên bản ngày 20/11/2026"}) {
			t.Errorf("grounds %q", lines)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhoMayIssueWhat(t *testing.T) {
	g := open(t)
	if _, err := g.issue(g.social, g.minutes()); err != nil {
		t.Errorf("the social worker writes minutes: %v", err)
	}
	_, err := g.issue(g.social, g.decision())
	refuses(t, err, fault.Forbidden, "")
	_, err = g.issue(g.inspection, g.minutes())
	refuses(t, err, fault.Forbidden, "")
	in := g.minutes()
	in.CampusID = g.two
	if _, err = g.issue(g.manager, in); err == nil {
		t.Error("a manager of the first campus issues in the second")
	}
	for field, change := range map[string]func(*register.IssueInput){
		"kind":     func(in *register.IssueInput) { in.Kind = "xx" },
		"sign":     func(in *register.IssueInput) { in.Agency = "" },
		"summary":  func(in *register.IssueInput) { in.Summary = "" },
		"signer":   func(in *register.IssueInput) { in.Signer.Name = " " },
		"position": func(in *register.IssueInput) { in.Signer.Position = "" },
		"capacity": func(in *register.IssueInput) { in.Signer.Capacity = "PP." },
	} {
		in := g.minutes()
		change(&in)
		_, err := g.issue(g.director, in)
		f := fault.Of(err)
		if err == nil || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	g.noGaps()
}

func TestWhoSeesWhatOfTheRegister(t *testing.T) {
	g := open(t)
	g.must(g.social, g.minutes())
	own := g.must(g.nurse, g.minutes())
	away := g.minutes()
	away.CampusID, away.Subject = g.two, "Trần Văn Bình"
	g.must(g.other, away)
	if got := g.list(g.director, register.ListInput{}); len(got) != 3 {
		t.Errorf("the director sees %v", got)
	}
	if got := g.list(g.social, register.ListInput{}); !slices.Equal(got, []string{"02/BB-TTBTXH", "01/BB-TTBTXH"}) {
		t.Errorf("the social worker sees %v", got)
	}
	if got := g.list(g.nurse, register.ListInput{}); !slices.Equal(got, []string{"02/BB-TTBTXH"}) {
		t.Errorf("the nurse of a ward sees %v, want what she issued", got)
	}
	if got := g.list(g.director, register.ListInput{Text: "hoa dang"}); len(got) != 2 {
		t.Errorf("search by name finds %v", got)
	}
	if got := g.list(g.director, register.ListInput{Text: "03/bb"}); !slices.Equal(got, []string{"03/BB-TTBTXH"}) {
		t.Errorf("search by number finds %v", got)
	}
	if got := g.list(g.director, register.ListInput{Text: "%"}); len(got) != 0 {
		t.Errorf("a sign finds %v", got)
	}
	if got := g.list(g.inspection, register.ListInput{Text: "hoa"}); len(got) != 0 {
		t.Errorf("who may not see names finds papers by them: %v", got)
	}
	err := g.See(g.inspection, func(tx *db.Tx) error {
		rows, _, err := register.List(tx, register.ListInput{})
		for _, r := range rows {
			if r.Subject != "" || r.ResidentID != nil {
				t.Errorf("the inspector sees whom %s is about", r.Text())
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	read := func(as db.Actor, id uint64) error {
		return g.See(as, func(tx *db.Tx) error { _, _, err := register.Content[text](tx, id); return err })
	}
	refuses(t, read(g.inspection, own.ID), fault.Forbidden, "")
	refuses(t, read(g.other, own.ID), fault.NotFound, "")
	if err := read(g.nurse, own.ID); err != nil {
		t.Error(err)
	}
	if err := g.See(g.social, func(tx *db.Tx) error {
		volumes, err := register.Volumes(tx)
		if len(volumes) != 1 || volumes[0].Last != 3 {
			t.Errorf("volumes %+v", volumes)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestPagesOfTheRegister(t *testing.T) {
	g := open(t)
	for range 7 {
		g.must(g.director, g.minutes())
	}
	var got []string
	for after := ""; ; {
		if err := g.See(g.director, func(tx *db.Tx) error {
			rows, next, err := register.List(tx, register.ListInput{Limit: 3, After: after, Year: 2026, Kind: register.Minutes, ResidentID: 5, CampusID: g.one})
			for _, r := range rows {
				got = append(got, r.Text())
			}
			after = next
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if after == "" {
			break
		}
	}
	if len(got) != 7 || got[0] != "07/BB-TTBTXH" || got[6] != "01/BB-TTBTXH" {
		t.Errorf("got %v", got)
	}
}

func TestLetterheadIsDated(t *testing.T) {
	g := open(t)
	in := register.LetterheadInput{ValidFrom: value.MustDay("2024-01-01"), Superior: "Sở Lao động - Thương binh và Xã hội Nghệ An", Agency: "Trung tâm Bảo trợ xã hội Nghệ An",
		Sign: "TTBTXH", Place: "Nghệ An", HeadPosition: "Giám đốc", HeadName: "Lê Văn Sỹ"}
	set := func(as db.Actor, in register.LetterheadInput) error {
		return g.As(as, func(tx *db.Tx) error { _, err := register.SetLetterhead(tx, in); return err })
	}
	if err := set(g.director, in); err != nil {
		t.Fatal(err)
	}
	in.ValidFrom, in.Superior = value.MustDay("2025-03-01"), "Sở Y tế Nghệ An"
	if err := set(g.director, in); err != nil {
		t.Fatal(err)
	}
	refuses(t, set(g.manager, in), fault.Forbidden, "")
	in.Sign = "ttbtxh"
	refuses(t, set(g.director, in), fault.Invalid, "register.sign_form")
	for day, want := range map[string]string{"2023-12-31": "", "2024-06-01": "Sở Lao động - Thương binh và Xã hội Nghệ An", "2025-03-01": "Sở Y tế Nghệ An"} {
		if err := g.See(g.director, func(tx *db.Tx) error {
			row, err := register.LetterheadOn(tx, value.MustDay(day))
			if row != nil && row.Superior != want || row == nil && want != "" {
				t.Errorf("on %s: %+v", day, row)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestEveryKindHasItsPermissionAndAbbreviation(t *testing.T) {
	if n := len(register.Kinds()); n != 30 {
		t.Errorf("%d kinds, want the 29 of the decree and the list", n)
	}
	for _, k := range register.Kinds() {
		if k.Permission() != register.Draft && k.Permission() != register.Decide {
			t.Errorf("%s: %s", k, k.Permission())
		}
		if k.Abbreviation() == "" && k != "cv" && k != "tcg" {
			t.Errorf("%s has no abbreviation", k)
		}
	}
	if register.Decision.Permission() != register.Decide || register.Minutes.Permission() != register.Draft {
		t.Error("the head decides, and who was there writes minutes")
	}
}

func TestTheOneBoxFindsPapersByNumberAndByWords(t *testing.T) {
	g := open(t)
	in := g.decision()
	in.IssuedOn = value.MustDay("2021-03-05")
	in.Summary = "Về việc kiện toàn tổ bếp 50%"
	g.must(g.director, in) // 01 of 2021
	for range 15 {
		g.must(g.director, g.decision())
	}
	g.must(g.nurse, g.minutes())
	seek := func(as db.Actor, text string) (out []string) {
		t.Helper()
		if err := g.See(as, func(tx *db.Tx) error {
			rows, more, err := register.Seek(tx, text, 3)
			for _, r := range rows {
				out = append(out, fmt.Sprint(r.Text(), " ", r.Year))
			}
			if more {
				out = append(out, "more")
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, c := range []struct {
		who  db.Actor
		text string
		want []string
	}{
		{g.director, "5/QĐ", []string{"05/QĐ-TTBTXH 2026"}}, // and not the fifteenth
		{g.director, "05/qd-ttbtxh", []string{"05/QĐ-TTBTXH 2026"}},
		{g.director, "15/QĐ-BTXH", []string{"15/QĐ-TTBTXH 2026"}},
		{g.director, "1/QĐ", []string{"01/QĐ-TTBTXH 2026", "01/QĐ-TTBTXH 2021"}},
		{g.director, "99/QĐ", nil},
		{g.director, "bien ban", nil},
		{g.director, "khan cap hoa", []string{"01/BB-TTBTXH 2026"}},
		{g.director, "tiep nhan", []string{"01/BB-TTBTXH 2026", "15/QĐ-TTBTXH 2026", "14/QĐ-TTBTXH 2026", "more"}},
		{g.director, "to bep", nil}, // words are sought in three years
		{g.director, "%", nil}, {g.director, "", nil}, {g.director, "_/_", nil},
		{g.nurse, "tiep nhan", []string{"01/BB-TTBTXH 2026"}}, // what she issued herself
		{g.nurse, "5/QĐ", nil},
		{g.inspection, "5/QĐ", []string{"05/QĐ-TTBTXH 2026"}},
		{g.inspection, "dang thi hoa", nil}, // finds no paper by a name
		{g.other, "5/QĐ", nil},
	} {
		t.Run(fmt.Sprint(c.who.ID, " ", c.text), func(t *testing.T) {
			if got := seek(c.who, c.text); !slices.Equal(got, c.want) {
				t.Errorf("want %v, got %v", c.want, got)
			}
		})
	}
	if err := g.See(dbtest.Person(8, []string{"wards.view"}), func(tx *db.Tx) error {
		_, _, err := register.Seek(tx, "5/QĐ", 3)
		return err
	}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("without register.view: %v", err)
	}
}
