package residents_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/staff"
	"maiam/models/value"
)

// cell is a house with colleagues who have accounts: names are given to accounts alone.
type cell struct {
	*house
	who                             *residents.Person
	nurse, carer, director, manager db.Actor
	cook                            db.Actor
}

// mark is what nobody may read but who is named.
const mark = "zyxwsecret dương tính từ 2019"

func openCell(t *testing.T) *cell {
	g := &cell{house: open(t)}
	g.who = g.must(hoa())
	for _, one := range []struct {
		to   *db.Actor
		role string
	}{{&g.nurse, "nurse"}, {&g.carer, "ward_carer"}, {&g.director, "director"}, {&g.manager, "manager"}, {&g.cook, "kitchen"}} {
		g.Do(func(tx *db.Tx) error {
			m, err := staff.AddMember(tx, staff.AddMemberInput{Username: strings.ReplaceAll(one.role, "_", "."), Password: "x", Settled: true, MemberInput: staff.MemberInput{Name: "Người " + one.role, Language: "vi", CampusID: g.one}})
			if err != nil {
				return err
			}
			if _, err := staff.GrantRole(tx, m.ID, staff.GrantInput{Role: one.role, Place: staff.Place{Campus: g.one}}); err != nil {
				return err
			}
			*one.to, err = staff.ActorFor(tx, m.ID, tx.Today())
			return err
		})
	}
	return g
}

func (g *cell) confide(as db.Actor, in residents.ConfideInput) (ref *residents.SecretRef, err error) {
	if in.Resident == 0 {
		in.Resident = g.who.ID
	}
	err = g.As(as, func(tx *db.Tx) (err error) { ref, err = residents.Confide(tx, in); return err })
	return ref, err
}

func (g *cell) secret(as db.Actor, id uint64) (f *residents.SecretFile, err error) {
	err = g.See(as, func(tx *db.Tx) (err error) { f, err = residents.OpenSecret(tx, id); return err })
	return f, err
}

func (g *cell) name(as db.Actor, in residents.ConfidantInput) error {
	return g.As(as, func(tx *db.Tx) error { _, err := residents.NameConfidant(tx, in); return err })
}

// TestASecretIsOpenedByNamesAlone: who wrote it and who is named read it; no role does, and to everybody
// else it looks as if it were not there.
func TestASecretIsOpenedByNamesAlone(t *testing.T) {
	g := openCell(t)
	ref, err := g.confide(g.nurse, residents.ConfideInput{Kind: "hiv", On: value.MustDay("2019-05-04"), Text: mark})
	if err != nil {
		t.Fatal(err)
	}
	f, err := g.secret(g.nurse, ref.ID)
	if err != nil || f.Kind() != "hiv" || f.Entries[0].Text != mark || f.Entries[0].On != value.MustDay("2019-05-04") || !f.MayName || !f.MayWrite {
		t.Fatalf("who wrote it reads %+v %v", f, err)
	}
	for name, one := range map[string]db.Actor{"director": g.director, "manager": g.manager, "carer": g.carer, "head": g.head, "the other campus": g.otherWorker, "the house": db.System("jobs")} {
		_, err := g.secret(one, ref.ID)
		_, never := g.secret(one, ref.ID+1000)
		if fault.KindOf(err) != fault.NotFound || err.Error() != never.Error() {
			t.Errorf("%s: %v, and of one that never was: %v", name, err, never)
		}
	}
	if err := g.name(g.nurse, residents.ConfidantInput{Secret: ref.ID, Member: g.carer.ID, Reason: "Cho uống thuốc"}); err != nil {
		t.Fatal(err)
	}
	f, err = g.secret(g.carer, ref.ID)
	if err != nil || f.Entries[0].Text != mark || f.MayName || f.MayWrite {
		t.Fatalf("who is named reads %+v %v", f, err)
	}
	if len(f.Confidants) != 2 || f.Confidants[1].Reason != "Cho uống thuốc" || f.Confidants[1].ByName != "Người nurse" || !f.Confidants[0].Wrote {
		t.Errorf("who may know: %+v", f.Confidants)
	}
	// The file shows its number to the two, and is the same for everybody else as without it.
	other := g.must(residents.PersonInput{Name: "Lê Văn Không", Sex: value.Male, Birth: "1970"})
	for _, one := range []struct {
		as   db.Actor
		want []uint64
	}{{g.nurse, []uint64{ref.ID}}, {g.carer, []uint64{ref.ID}}, {g.director, nil}, {g.manager, nil}} {
		if got := g.file(one.as, g.who.ID).Secrets; !slices.Equal(got, one.want) {
			t.Errorf("%s finds %v on the file", one.as.Name, got)
		}
		if got := g.file(one.as, other.ID).Secrets; got != nil {
			t.Errorf("%s finds %v on the file of somebody else", one.as.Name, got)
		}
	}
	if fault.KindOf(func() error { _, err := g.secret(g.cook, ref.ID); return err }()) != fault.Forbidden {
		t.Error("the cook asks and is not refused")
	}
}

// TestNamesOfASecret: from a day to a day, with a reason, by who wrote it or the director, never oneself,
// and taken back.
func TestNamesOfASecret(t *testing.T) {
	g := openCell(t)
	ref, err := g.confide(g.nurse, residents.ConfideInput{Kind: "violence", Text: mark})
	if err != nil {
		t.Fatal(err)
	}
	today := dbtest.Today
	for _, c := range []struct {
		name, field, key string
		as               db.Actor
		in               residents.ConfidantInput
	}{
		{"the director names herself", "member", "residents.secret.not_oneself", g.director, residents.ConfidantInput{Member: g.director.ID, Reason: "cần"}},
		{"the writer names himself", "member", "residents.secret.not_oneself", g.nurse, residents.ConfidantInput{Member: g.nurse.ID, Reason: "cần"}},
		{"without a reason", "reason", "residents.reason_missing", g.nurse, residents.ConfidantInput{Member: g.carer.ID}},
		{"a cook", "member", "residents.secret.member_unknown", g.nurse, residents.ConfidantInput{Member: g.cook.ID, Reason: "cần"}},
		{"nobody", "member", "residents.secret.member_unknown", g.director, residents.ConfidantInput{Reason: "cần"}},
		{"ends before it begins", "until", "residents.secret.until_before", g.nurse, residents.ConfidantInput{Member: g.carer.ID, Reason: "cần", From: today.AddDays(3), To: today.AddDays(2)}},
	} {
		c.in.Secret = ref.ID
		if err := g.name(c.as, c.in); field(err, c.field) != c.key {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := g.name(g.manager, residents.ConfidantInput{Secret: ref.ID, Member: g.carer.ID, Reason: "cần"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a manager names somebody: %v", err)
	}
	if err := g.name(g.director, residents.ConfidantInput{Secret: ref.ID, Member: g.carer.ID, Reason: "Trực đêm cạnh phòng", From: today.AddDays(1), To: today.AddDays(2)}); err != nil {
		t.Fatal(err)
	}
	if err := g.name(g.nurse, residents.ConfidantInput{Secret: ref.ID, Member: g.carer.ID, Reason: "nữa"}); fault.KeyOf(err) != "residents.secret.named_already" {
		t.Errorf("named twice: %v", err)
	}
	if err := g.name(g.carer, residents.ConfidantInput{Secret: ref.ID, Member: g.manager.ID, Reason: "x"}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a carer names somebody: %v", err)
	}
	opens := func(as db.Actor) bool {
		_, err := g.secret(as, ref.ID)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			t.Fatal(err)
		}
		return err == nil
	}
	for i, want := range []bool{false, true, true, false} {
		if got := opens(g.carer); got != want {
			t.Errorf("day %d: opens %v", i, got)
		}
		g.Clock.Add(24 * 3600e9)
	}
	if opens(g.director) {
		t.Error("who names people reads")
	}
	// A name whose days are over makes room; taken back, it is over at once.
	if err := g.name(g.nurse, residents.ConfidantInput{Secret: ref.ID, Member: g.carer.ID, Reason: "Lại trực"}); err != nil {
		t.Fatal(err)
	}
	if !opens(g.carer) {
		t.Error("named again and does not open")
	}
	var lines []residents.EntrustedLine
	if err := g.See(g.director, func(tx *db.Tx) (err error) { lines, err = residents.Entrusted(tx); return err }); err != nil {
		t.Fatal(err)
	}
	if len(lines) != 1 || lines[0].ID != ref.ID || lines[0].ByName != "Người nurse" || len(lines[0].Knowing) != 2 {
		t.Fatalf("the director's list: %+v", lines)
	}
	if text, _ := json.Marshal(lines); bytes.Contains(text, []byte("zyxw")) || bytes.Contains(text, []byte(g.who.Name)) || bytes.Contains(text, []byte("Lại trực")) {
		t.Errorf("the director's list says %s", text)
	}
	end := func(as db.Actor, id uint64, reason string) error {
		return g.As(as, func(tx *db.Tx) error {
			_, err := residents.EndConfidant(tx, residents.ConfidantEnd{Secret: ref.ID, Confidant: id, Reason: reason})
			return err
		})
	}
	id := lines[0].Knowing[1].ID
	if err := end(g.manager, id, "x"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a manager takes a name back: %v", err)
	}
	if err := end(g.carer, id, ""); field(err, "reason") != "residents.reason_missing" {
		t.Errorf("without a reason: %v", err)
	}
	if err := end(g.carer, id, "Chuyển khu"); err != nil {
		t.Fatal(err)
	}
	if opens(g.carer) {
		t.Error("opens what was taken back")
	}
	if err := end(g.director, lines[0].Knowing[0].ID, "Nghỉ việc"); err != nil {
		t.Fatal(err)
	}
	if opens(g.nurse) {
		t.Error("the writer's name was taken back, and it opens")
	}
	if err := g.name(g.nurse, residents.ConfidantInput{Secret: ref.ID, Member: g.carer.ID, Reason: "x"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a writer who knows no more names somebody: %v", err)
	}
}

// TestASecretIsOnlyWrittenOn: an entry is never changed, written anew once, and by those who know.
func TestASecretIsOnlyWrittenOn(t *testing.T) {
	g := openCell(t)
	for _, c := range []struct {
		name, field, key string
		in               residents.ConfideInput
	}{
		{"no kind", "kind", "residents.kind_unknown", residents.ConfideInput{Text: mark}},
		{"a made up kind", "kind", "residents.kind_unknown", residents.ConfideInput{Kind: "cancer", Text: mark}},
		{"nothing said", "text", "residents.secret.text_missing", residents.ConfideInput{Kind: "hiv", Text: " \n "}},
		{"too long", "text", "residents.text_too_long", residents.ConfideInput{Kind: "hiv", Text: strings.Repeat("ữ", 4001)}},
		{"a day to come", "on", "residents.day_in_future", residents.ConfideInput{Kind: "hiv", Text: mark, On: dbtest.Today.AddDays(1)}},
	} {
		_, err := g.confide(g.nurse, c.in)
		if field(err, c.field) != c.key {
			t.Errorf("%s: %v", c.name, err)
		}
		if strings.Contains(err.Error(), "zyxw") {
			t.Errorf("%s: the fault says %v", c.name, err)
		}
	}
	if _, err := g.confide(g.carer, residents.ConfideInput{Kind: "hiv", Text: mark}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a carer writes one: %v", err)
	}
	if _, err := g.confide(g.otherWorker, residents.ConfideInput{Kind: "hiv", Text: mark}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("without the permission: %v", err)
	}
	ref, err := g.confide(g.nurse, residents.ConfideInput{Kind: "hiv", Text: mark})
	if err != nil {
		t.Fatal(err)
	}
	add := func(as db.Actor, in residents.SecretEntryInput) error {
		in.Secret = ref.ID
		return g.As(as, func(tx *db.Tx) error { _, err := residents.AddSecretEntry(tx, in); return err })
	}
	if err := add(g.manager, residents.SecretEntryInput{Kind: "hiv", Text: "x"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("not named, and writes: %v", err)
	}
	f, _ := g.secret(g.nurse, ref.ID)
	first := f.Entries[0].ID
	if err := add(g.nurse, residents.SecretEntryInput{Kind: "adoption", Text: "Mẹ đẻ là ai", Replaces: first}); field(err, "reason") != "residents.reason_missing" {
		t.Errorf("anew without a reason: %v", err)
	}
	if err := add(g.nurse, residents.SecretEntryInput{Kind: "adoption", Text: "Mẹ đẻ là ai", Replaces: first, Reason: "Ghi nhầm người"}); err != nil {
		t.Fatal(err)
	}
	if err := add(g.nurse, residents.SecretEntryInput{Kind: "hiv", Text: "y", Replaces: first, Reason: "z"}); fault.KeyOf(err) != "residents.secret.corrected" {
		t.Errorf("anew twice: %v", err)
	}
	if err := add(g.nurse, residents.SecretEntryInput{Kind: "adoption", Text: "Thêm"}); err != nil {
		t.Fatal(err)
	}
	f, err = g.secret(g.nurse, ref.ID)
	if err != nil || len(f.Entries) != 3 || f.Kind() != "adoption" || !f.Entries[2].Replaced || f.Entries[2].Text != mark || f.Entries[1].Replaced {
		t.Errorf("reads %+v %v", f, err)
	}
}

// TestASecretLeavesNoTraceElsewhere: deeds name the matter by its number and nobody sees them in a list but
// who did them; receipts, columns and the history of the file hold nothing of it.
func TestASecretLeavesNoTraceElsewhere(t *testing.T) {
	g := openCell(t)
	ref, err := g.confide(g.nurse, residents.ConfideInput{Kind: "hiv", Text: mark})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.name(g.nurse, residents.ConfidantInput{Secret: ref.ID, Member: g.carer.ID, Reason: "zyxwreason"}); err != nil {
		t.Fatal(err)
	}
	if _, err := g.secret(g.carer, ref.ID); err != nil {
		t.Fatal(err)
	}
	f, err := g.secret(g.nurse, ref.ID)
	if err != nil {
		t.Fatal(err)
	}
	var done []string
	for _, d := range f.Trail {
		done = append(done, d.Action)
	}
	if !slices.Contains(done, "look") || len(done) < 3 {
		t.Errorf("the matter's own page tells of %v", done)
	}
	for _, action := range []string{"", "look"} {
		var rows []staff.Deed
		if err := g.See(g.director, func(tx *db.Tx) (err error) {
			rows, _, err = staff.Deeds(tx, staff.DeedsInput{Action: action})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, d := range rows {
			if d.Subject == db.Secret {
				t.Errorf("the book of deeds shows %+v", d)
			}
		}
	}
	for _, query := range []string{"SELECT detail FROM db_deeds", "SELECT answer FROM db_receipts", "SELECT content_sealed FROM residents_secret_entries", "SELECT reason_sealed FROM residents_confidants"} {
		rows, err := g.Raw().Query(query)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var text []byte
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
			if err := g.See(g.director, func(tx *db.Tx) error {
				answer, err := db.OpenText(tx, "db_receipts.answer", string(text))
				text = []byte(answer)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(text, []byte("zyxw")) || bytes.Contains(text, []byte("hiv")) {
				t.Errorf("%s holds %q", query, text)
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEveryVerbOfASecretAsksFirst: whoever holds nothing is refused before anything is looked for.
func TestEveryVerbOfASecretAsksFirst(t *testing.T) {
	g := open(t)
	for name, fn := range map[string]func(tx *db.Tx) error{
		"Confide": func(tx *db.Tx) error { _, err := residents.Confide(tx, residents.ConfideInput{}); return err },
		"AddSecretEntry": func(tx *db.Tx) error {
			_, err := residents.AddSecretEntry(tx, residents.SecretEntryInput{})
			return err
		},
		"Identify":      func(tx *db.Tx) error { _, err := residents.Identify(tx, 1); return err },
		"OpenSecret":    func(tx *db.Tx) error { _, err := residents.OpenSecret(tx, 1); return err },
		"NameConfidant": func(tx *db.Tx) error { _, err := residents.NameConfidant(tx, residents.ConfidantInput{}); return err },
		"EndConfidant":  func(tx *db.Tx) error { _, err := residents.EndConfidant(tx, residents.ConfidantEnd{}); return err },
		"CallOtherwise": func(tx *db.Tx) error { _, err := residents.CallOtherwise(tx, residents.SecretNameInput{}); return err },
		"CallByOwnName": func(tx *db.Tx) error { _, err := residents.CallByOwnName(tx, residents.OwnNameInput{}); return err },
		"Naming":        func(tx *db.Tx) error { _, _, err := residents.Naming(tx, 1); return err },
		"Entrusted":     func(tx *db.Tx) error { _, err := residents.Entrusted(tx); return err },
	} {
		if err := g.As(g.stranger, fn); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}
