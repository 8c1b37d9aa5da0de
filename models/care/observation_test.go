package care_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// vital writes one number by a carer.
func (g *house) vital(in care.VitalsInput) (rows []care.Observation, err error) {
	err = g.As(g.lan, func(tx *db.Tx) (err error) { rows, err = care.RecordVitals(tx, in); return err })
	return rows, err
}

func (g *house) numbers(who uint64, kind care.Vital) (p *care.PersonVitals) {
	g.T.Helper()
	if err := g.See(g.lan, func(tx *db.Tx) (err error) {
		p, err = care.VitalsOf(tx, care.VitalsOfInput{ResidentID: who, Kind: kind})
		return err
	}); err != nil {
		g.T.Fatal(err)
	}
	return p
}

// of is one number of a kind.
func of(who uint64, kind care.Vital, text string) care.VitalsInput {
	return care.VitalsInput{ResidentID: who, VitalValue: care.VitalValue{Kind: kind, Value: text}}
}

func faultAt(err error, field string) string {
	for _, f := range fault.Of(err).Fields {
		if f.Name == field {
			return f.Key
		}
	}
	return ""
}

// TestNumbersAreReadAsTheyAreWritten: the decimal comma and the point, two numbers in one, and what cannot
// be true.
func TestNumbersAreReadAsTheyAreWritten(t *testing.T) {
	for _, c := range []struct {
		kind  care.Vital
		typed string
		text  string
		key   string
	}{
		{care.Weight, "52,5", "52,5", ""}, {care.Weight, "52.5", "52,5", ""}, {care.Weight, " 3,45 ", "3,45", ""}, {care.Weight, "0,2", "", "care.vital.impossible"},
		{care.Weight, "52,555", "", "care.vital.unreadable"}, {care.Weight, "52 kg", "", "care.vital.unreadable"}, {care.Weight, "-5", "", "care.vital.unreadable"}, {care.Weight, "", "", "care.vital.unreadable"},
		{care.Heat, "36,8", "36,8", ""}, {care.Heat, "368", "", "care.vital.impossible"}, {care.Heat, "36,85", "", "care.vital.unreadable"},
		{care.Pressure, "130/70", "130/70", ""}, {care.Pressure, "130 70", "130/70", ""}, {care.Pressure, "130-70", "130/70", ""}, {care.Pressure, "130", "", "care.vital.two_numbers"},
		{care.Pressure, "70/130", "", "care.vital.upper_first"}, {care.Pressure, "130/", "", "care.vital.two_numbers"}, {care.Pressure, "400/70", "", "care.vital.impossible"},
		{care.PainIs, "10", "10", ""}, {care.PainIs, "11", "", "care.vital.impossible"}, {care.PainIs, "2,5", "", "care.vital.unreadable"},
		{care.Stool, "0", "0", ""}, {care.Stool, "8", "", "care.vital.impossible"}, {care.SleepFor, "6,5", "6,5", ""}, {care.SleepFor, "25", "", "care.vital.impossible"},
		{care.Drink, "250", "250", ""}, {care.Drink, "0", "", "care.vital.impossible"}, {care.OxygenIn, "101", "", "care.vital.impossible"},
	} {
		n, key := c.kind.Read(c.typed)
		if key != c.key || key == "" && n.Text() != c.text {
			t.Errorf("%s %q: %q %q", c.kind, c.typed, n.Text(), key)
		}
	}
	rapid.Check(t, func(t *rapid.T) { // whatever is written comes back as it was
		kind := rapid.SampledFrom(care.Vitals).Draw(t, "kind")
		n, key := kind.Read(rapid.StringMatching(`[0-9]{1,4}([,.][0-9]{1,3})?(/[0-9]{1,3})?`).Draw(t, "typed"))
		if key != "" {
			return
		}
		if again, key := kind.Read(n.Text()); key != "" || again != n {
			t.Fatalf("%s: %v becomes %v (%s)", kind, n, again, key)
		}
	})
}

// TestLimitsFollowAgeAndDay: each range is a dated setting, by age where the source says so, and what has
// no source for a child is not judged.
func TestLimitsFollowAgeAndDay(t *testing.T) {
	g := open(t, 8)
	var book *settings.Book
	if err := g.See(g.lan, func(tx *db.Tx) (err error) { book, err = settings.Of(tx); return err }); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kind  care.Vital
		age   int
		typed string
		want  care.Lies
	}{
		{care.Pulse, 40, "60", care.Within}, {care.Pulse, 40, "100", care.Within}, {care.Pulse, 40, "59", care.TooLow}, {care.Pulse, 40, "101", care.TooHigh}, {care.Pulse, -1, "101", care.TooHigh},
		{care.Pulse, 0, "120", care.Within}, {care.Pulse, 0, "95", care.TooLow}, {care.Pulse, 3, "95", care.Within}, {care.Pulse, 6, "125", care.TooHigh}, {care.Pulse, 12, "115", care.Within}, {care.Pulse, 13, "115", care.TooHigh},
		{care.Breaths, 50, "21", care.TooHigh}, {care.Breaths, 0, "45", care.Within}, {care.Breaths, 7, "17", care.TooLow},
		{care.Pressure, 60, "139/89", care.Within}, {care.Pressure, 60, "140/80", care.TooHigh}, {care.Pressure, 60, "120/90", care.TooHigh}, {care.Pressure, 60, "89/60", care.TooLow}, {care.Pressure, 60, "100/59", care.TooLow},
		{care.Heat, 60, "36,5", care.Within}, {care.Heat, 60, "37,6", care.TooHigh}, {care.Heat, 60, "38", care.Feverish}, {care.Heat, 60, "36,4", care.TooLow}, {care.Heat, 4, "38,5", care.Feverish},
		{care.OxygenIn, 60, "94", care.TooLow}, {care.OxygenIn, 60, "100", care.Within}, {care.PainIs, 60, "3", care.Within}, {care.PainIs, 60, "4", care.TooHigh}, {care.SugarIn, 60, "10,1", care.TooHigh}, {care.SleepFor, 60, "4,5", care.TooLow},
	} {
		band, ok := care.BandOf(book, c.kind, c.age, dbtest.Today)
		n, key := c.kind.Read(c.typed)
		if !ok || key != "" || band.Judge(n) != c.want {
			t.Errorf("%s %s at %d: %q", c.kind, c.typed, c.age, band.Judge(n))
		}
	}
	for kind, mark := range map[care.Vital]settings.Mark{care.Pulse: settings.Confirmed, care.SugarIn: settings.Decided} {
		if band, _ := care.BandOf(book, kind, 40, dbtest.Today); band.From.Mark != mark || band.From.Source == "" {
			t.Errorf("%s rests on %+v", kind, band.From)
		}
	}
	if band, _ := care.BandOf(book, care.Pulse, 3, dbtest.Today); band.From.Mark != settings.Recalled {
		t.Errorf("a child's pulse rests on %+v", band.From)
	}
	if _, ok := care.BandOf(book, care.Pressure, 8, dbtest.Today); ok {
		t.Error("nobody knows what blood pressure a child should have")
	}
	if _, ok := care.BandOf(book, care.Weight, 40, dbtest.Today); ok {
		t.Error("a weight has no range")
	}
}

// TestUnlikelyIsAskedBackOnce: 220 kg is refused until somebody says it is so; 900 kg always.
func TestUnlikelyIsAskedBackOnce(t *testing.T) {
	g := open(t, 8)
	who := g.people[0]
	_, err := g.vital(of(who, care.Weight, "220"))
	if faultAt(err, "value") != "care.vital.sure" {
		t.Fatalf("got %v", err)
	}
	in := of(who, care.Weight, "220")
	in.Sure = true
	if rows, err := g.vital(in); err != nil || len(rows) != 1 || rows[0].Amount != 220_000 {
		t.Errorf("sure: %+v %v", rows, err)
	}
	in.Value = "900"
	if _, err = g.vital(in); faultAt(err, "value") != "care.vital.impossible" {
		t.Errorf("nobody weighs 900 kg, however sure: %v", err)
	}
	if _, err = g.vital(of(who, care.Weight, "52")); faultAt(err, "value") != "care.vital.sure_last" {
		t.Errorf("far from the last weight: %v", err)
	}
	if _, err = g.vital(of(g.people[1], care.Weight, "52")); err != nil {
		t.Errorf("the first weight of somebody: %v", err)
	}
	if _, err = g.vital(of(g.people[1], care.Weight, "50")); err != nil {
		t.Errorf("close to the last: %v", err)
	}
}

// TestVitalsAreWritten: several numbers of one moment, two times, and what is refused beside its field.
func TestVitalsAreWritten(t *testing.T) {
	g := open(t, 8)
	who, early := g.people[0], at(t, "2026-11-21 16:00")
	in := care.VitalsInput{ResidentID: who, At: early, Values: []care.VitalValue{{Kind: care.Heat, Value: "38,4"}, {Kind: care.Pulse, Value: "104"}, {Kind: care.Breaths}}, Note: "run"}
	rows, err := g.vital(in)
	if err != nil || len(rows) != 2 || !rows[0].At.Equal(early) || !rows[0].RecordedAt.Equal(dbtest.Now) || rows[0].RecordedBy != g.lan.ID || rows[0].WardID != g.ward {
		t.Fatalf("got %+v %v", rows, err)
	}
	p := g.numbers(who, care.Heat)
	if len(p.Newest) != 2 || p.Newest[0].Kind != care.Heat || p.Newest[0].Lies != care.Feverish || p.Newest[1].Lies != care.TooHigh || len(p.List) != 1 || p.List[0].Late() != 162*time.Minute {
		t.Errorf("read %+v", p)
	}
	for _, c := range []struct {
		in    care.VitalsInput
		field string
		key   string
	}{
		{care.VitalsInput{ResidentID: who}, "value", "care.vital.missing"},
		{of(who, "humour", "5"), "kind", "care.vital.kind_unknown"},
		{care.VitalsInput{ResidentID: who, Values: []care.VitalValue{{Kind: care.Pulse, Value: "80"}, {Kind: care.Pulse, Value: "81"}}}, "values[1].kind", "care.vital.twice"},
		{care.VitalsInput{ResidentID: who, At: dbtest.Now.Add(time.Hour), VitalValue: care.VitalValue{Kind: care.Pulse, Value: "80"}}, "at", "care.at_in_future"},
		{care.VitalsInput{ResidentID: who, At: dbtest.Now.AddDate(0, -2, 0), VitalValue: care.VitalValue{Kind: care.Pulse, Value: "80"}}, "at", "care.vital.too_late"},
	} {
		if _, err := g.vital(c.in); faultAt(err, c.field) != c.key {
			t.Errorf("%+v: %v", c.in, err)
		}
	}
	t.Run("AwayAndElsewhere", func(t *testing.T) {
		g.Do(func(tx *db.Tx) error {
			_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: g.people[2], Kind: presence.Hospital, At: at(t, "2026-11-21 17:05")})
			return err
		})
		_, err := g.vital(of(g.people[2], care.Pulse, "80"))
		refuses(t, err, fault.Conflict, "care.vital.away")
		before := of(g.people[2], care.Pulse, "80")
		before.At = at(t, "2026-11-21 16:30")
		if _, err := g.vital(before); err != nil {
			t.Errorf("before leaving: %v", err)
		}
		if _, err := g.vital(of(g.strangers[0], care.Pulse, "80")); fault.KindOf(err) != fault.NotFound {
			t.Errorf("somebody of the other campus: %v", err)
		}
		err = g.As(dbtest.Person(9, []string{care.View}, g.one), func(tx *db.Tx) error { _, err := care.RecordVitals(tx, of(who, care.Pulse, "80")); return err })
		refuses(t, err, fault.Forbidden, "fault.forbidden")
		if err := g.See(dbtest.Person(9, carer, g.two), func(tx *db.Tx) error {
			_, err := care.VitalsOf(tx, care.VitalsOfInput{ResidentID: who})
			return err
		}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("read from the other campus: %v", err)
		}
	})
	t.Run("WhenItHappenedInAPhone", func(t *testing.T) {
		in := of(who, care.Pulse, "88")
		in.Happened(early)
		if in.Happened(dbtest.Now); !in.At.Equal(early) {
			t.Errorf("at %s", in.At)
		}
	})
}

// TestVitalIsCorrected: a new row names the old one; one's own is taken back for ten minutes without a
// reason; of two corrections one wins.
func TestVitalIsCorrected(t *testing.T) {
	g := open(t, 8)
	who := g.people[0]
	rows, err := g.vital(of(who, care.Weight, "52,5"))
	if err != nil {
		t.Fatal(err)
	}
	amend := func(as db.Actor, in care.AmendVitalInput) (o *care.Observation, err error) {
		err = g.As(as, func(tx *db.Tx) (err error) { o, err = care.AmendVital(tx, in); return err })
		return o, err
	}
	first := rows[0].ID
	if _, err := amend(g.lan, care.AmendVitalInput{VitalID: first, Value: "55,2"}); faultAt(err, "reason") != "care.reason_missing" {
		t.Errorf("without a reason: %v", err)
	}
	_, err = amend(g.lan, care.AmendVitalInput{VitalID: first, Value: "52,5", Reason: "xem lại"})
	refuses(t, err, fault.Conflict, "care.nothing_changed")
	next, err := amend(g.hai, care.AmendVitalInput{VitalID: first, Value: "55,2", Reason: "đọc nhầm số"})
	if err != nil || *next.ReplacesID != first || next.Amount != 55_200 || !next.At.Equal(rows[0].At) {
		t.Fatalf("got %+v %v", next, err)
	}
	_, err = amend(g.lan, care.AmendVitalInput{VitalID: first, Value: "56", Reason: "cũng nhầm"})
	refuses(t, err, fault.Conflict, "care.amended_meanwhile")
	p := g.numbers(who, care.Weight)
	if len(p.Newest) != 1 || p.Newest[0].Amount != 55_200 || len(p.List) != 2 || len(p.Holding()) != 1 {
		t.Errorf("read %+v", p)
	}
	if _, err := amend(g.lan, care.AmendVitalInput{VitalID: next.ID, TakeBack: true}); faultAt(err, "reason") != "care.reason_missing" {
		t.Errorf("somebody else's number is not taken back without a reason: %v", err)
	}
	if _, err := amend(g.hai, care.AmendVitalInput{VitalID: next.ID, TakeBack: true}); err != nil {
		t.Errorf("one's own within ten minutes: %v", err)
	}
	if p := g.numbers(who, care.Weight); len(p.Newest) != 0 || len(p.List) != 3 {
		t.Errorf("taken back: %+v", p)
	}
	rows, _ = g.vital(of(who, care.Weight, "54"))
	g.Clock.Add(11 * time.Minute)
	if _, err := amend(g.lan, care.AmendVitalInput{VitalID: rows[0].ID, TakeBack: true}); faultAt(err, "reason") != "care.reason_missing" {
		t.Errorf("after ten minutes: %v", err)
	}
}

// TestWeighingRound walks through a ward in the order of the floor, one value a person.
func TestWeighingRound(t *testing.T) {
	g := open(t, 8)
	ward := func(kind care.Vital) (w *care.WardVitals) {
		t.Helper()
		if err := g.See(g.lan, func(tx *db.Tx) (err error) {
			w, err = care.WardVitalsNow(tx, care.WardVitalsInput{WardID: g.ward, Kind: kind})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return w
	}
	g.Do(func(tx *db.Tx) error {
		_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: g.people[1], Kind: presence.Hospital})
		return err
	})
	old := of(g.people[0], care.Weight, "50")
	old.At = dbtest.Now.AddDate(0, 0, -20)
	if _, err := g.vital(old); err != nil {
		t.Fatal(err)
	}
	w := ward("")
	if w.Kind != care.Weight || w.Here != 7 || w.Done != 0 || len(w.Beds) != 8 || w.Beds[0].Number.Text() != "50" || w.Next(0).ResidentID != g.people[0] {
		t.Errorf("begun %+v", w)
	}
	if _, err := g.vital(of(g.people[0], care.Weight, "49,5")); err != nil {
		t.Fatal(err)
	}
	if w = ward(care.Weight); w.Done != 1 || w.Next(g.people[0]).ResidentID != g.people[2] || w.Bed(g.people[0]).Number.Text() != "49,5" {
		t.Errorf("the next is %+v", w.Next(g.people[0]))
	}
	for _, who := range g.people[2:] {
		if _, err := g.vital(of(who, care.Weight, "48")); err != nil {
			t.Fatal(err)
		}
	}
	if w = ward(care.Weight); w.Done != 7 || w.Next(g.people[7]) != nil {
		t.Errorf("everybody was weighed: %+v", w.Next(g.people[7]))
	}
	g.Clock.Add(24 * time.Hour)
	if w = ward(care.Weight); w.Done != 0 {
		t.Error("tomorrow is another round")
	}
	if err := g.See(dbtest.Person(9, carer, g.two), func(tx *db.Tx) error {
		_, err := care.WardVitalsNow(tx, care.WardVitalsInput{WardID: g.ward})
		return err
	}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a ward of the other campus: %v", err)
	}
}

// TestNumbersAreFlatInHistory: the round of a ward is one statement, the numbers of a person six, and with
// years behind them the database walks the end of an index and nothing more.
func TestNumbersAreFlatInHistory(t *testing.T) {
	g := open(t, 40)
	raw := g.Raw()
	var rows []string
	var args []any
	for n := range 400 {
		for _, who := range g.people[:4] {
			rows = append(rows, "(?, ?, ?, 'weight', ?, 0, ?, ?, 7, '', 0, '')")
			when := dbtest.Now.UTC().AddDate(0, 0, -n-1)
			args = append(args, g.one, g.ward, who, 50_000+n, when, when)
		}
	}
	if _, err := raw.Exec("INSERT INTO care_observations (campus_id, ward_id, resident_id, kind, amount, amount2, at, recorded_at, recorded_by, note, taken, reason) VALUES "+strings.Join(rows, ","), args...); err != nil {
		t.Fatal(err)
	}
	if g.Engine == db.SQLite {
		_, _ = raw.Exec("ANALYZE")
	} else {
		_, _ = raw.Exec("ANALYZE TABLE care_observations")
	}
	_ = g.sheet(care.SheetInput{})
	n, err := counted(func(ctx context.Context) error {
		return g.Read(ctx, g.lan, func(tx *db.Tx) error {
			w, err := care.WardVitalsNow(tx, care.WardVitalsInput{WardID: g.ward, Kind: care.Weight})
			if err == nil && w.Beds[0].Number.Text() != "50" {
				t.Errorf("the newest is %s", w.Beds[0].Number.Text())
			}
			return err
		})
	})
	if err != nil || n > 1 {
		t.Errorf("%d statements: %v", n, err)
	}
	n, err = counted(func(ctx context.Context) error {
		return g.Read(ctx, g.lan, func(tx *db.Tx) error {
			_, err := care.VitalsOf(tx, care.VitalsOfInput{ResidentID: g.people[0], Kind: care.Weight, From: value.MustDay("2026-11-01")})
			return err
		})
	})
	if err != nil || n > 7 {
		t.Errorf("%d statements: %v", n, err)
	}
	// For every kind the end of its index, by person and kind.
	explain := "EXPLAIN QUERY PLAN "
	if g.Engine != db.SQLite {
		explain = "EXPLAIN "
	}
	found, err := raw.Query(explain+"SELECT o.id FROM care_observations o WHERE o.resident_id = ? AND o.kind = 'weight' AND o.replaced_at IS NULL AND o.taken = 0 ORDER BY o.at DESC, o.id DESC LIMIT 1", g.people[0])
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	plan := planOf(t, found)
	if !strings.Contains(plan, "care_observations_newest") || strings.Contains(plan, "SCAN o ") || strings.Contains(plan, "TEMP B-TREE FOR ORDER BY") || strings.Contains(plan, "filesort") {
		t.Errorf("plan: %s", plan)
	}
}
