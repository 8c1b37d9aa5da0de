package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// mayAll is everything that bringing a list in asks for.
var mayAll = []string{intake.Import, wards.View, wards.Edit, "residents.view", "residents.edit", presence.View, presence.Receive, presence.Arrange}

// house is an empty centre with two campuses.
func house(t testing.TB) (h *dbtest.House, here, there uint64) {
	t.Helper()
	h = dbtest.Open(t)
	h.Do(func(tx *db.Tx) error {
		for i, id := range []*uint64{&here, &there} {
			c, err := wards.AddCampus(tx, wards.CampusInput{Code: []string{"CS1", "CSB"}[i], Name: []string{"Cơ sở 1", "Cơ sở phía Bắc"}[i], AreaType: "rural"})
			if err != nil {
				return err
			}
			*id = c.ID
		}
		return nil
	})
	return h, here, there
}

// bring brings a list in as a manager of a campus.
func bring(t testing.TB, h *dbtest.House, r *intake.Roster, in intake.RosterInput) *intake.RosterResult {
	t.Helper()
	var result *intake.RosterResult
	if err := h.As(dbtest.Person(7, mayAll, in.CampusID), func(tx *db.Tx) (err error) {
		result, err = intake.ImportRoster(tx, r, in)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return result
}

func messy(t testing.TB) *intake.Roster {
	t.Helper()
	return intake.ReadRoster(readFile(t, "testdata/roster-messy.xlsx"), dbtest.Today)
}

// rowAt finds what became of a row of the first sheet.
func rowAt(p *intake.RosterPlan, row int) intake.PlannedRow {
	for _, r := range p.Rows {
		if r.Row == row && r.Sheet == 0 {
			return r
		}
	}
	return intake.PlannedRow{}
}

type inBed struct {
	Name       string
	Admitted   time.Time
	Started    time.Time
	Category   string
	Ward, Room string
	Bed        string
}

func everybody(t testing.TB, h *dbtest.House) map[string]inBed {
	t.Helper()
	all := map[string]inBed{}
	h.Do(func(tx *db.Tx) error {
		rows, err := db.Report[inBed](tx, `SELECT p.name, s.admitted_at AS admitted, s.category, l.started_at AS started, w.name AS ward, r.name AS room, b.name AS bed
			FROM residents_people p JOIN presence_stays s ON s.open_resident_id = p.id
			JOIN presence_placements l ON l.open_resident_id = p.id
			JOIN wards_beds b ON b.id = l.bed_id JOIN wards_rooms r ON r.id = l.room_id JOIN wards_wards w ON w.id = l.ward_id
			WHERE {campus p.campus_id} ORDER BY p.id`)
		for _, r := range rows {
			all[r.Name+"/"+r.Ward+"/"+r.Room+"/"+r.Bed] = r
		}
		return err
	})
	return all
}

func count(t testing.TB, h *dbtest.House, table string) (n int) {
	t.Helper()
	type row struct{ N int }
	h.Do(func(tx *db.Tx) error {
		rows, err := db.Report[row](tx, "SELECT COUNT(*) AS n FROM "+table+" WHERE {shared}")
		n = rows[0].N
		return err
	})
	return n
}

// TestImportMessyRoster brings the messy sample into an empty campus: 180
// people, and the same file again changes nothing.
func TestImportMessyRoster(t *testing.T) {
	h, here, _ := house(t)
	r := messy(t)
	in := intake.RosterInput{CampusID: here, CreatePlaces: true}
	got := bring(t, h, r, in)
	if got.Counts[intake.OutcomeNew] != 180 || got.Counts[intake.OutcomeLeftOut] != 2 || got.WithBed != 178 || got.NoBed != 2 {
		t.Errorf("outcomes %v, %d with a bed, %d without", got.Counts, got.WithBed, got.NoBed)
	}
	if people, stays := count(t, h, "residents_people"), count(t, h, "presence_stays"); people != 180 || stays != 180 {
		t.Errorf("%d people and %d stays", people, stays)
	}
	for row, want := range map[int]intake.Outcome{17: intake.OutcomeNew, 58: intake.OutcomeNew, 105: intake.OutcomeLeftOut} {
		if o := rowAt(got.RosterPlan, row).Outcome; o != want {
			t.Errorf("row %d came out as %s", row, o)
		}
	}
	if a, b, c := rowAt(got.RosterPlan, 70), rowAt(got.RosterPlan, 72), rowAt(got.RosterPlan, 73); !a.WithBed || b.WithBed || c.WithBed {
		t.Error("the bed given three times is not kept by the first alone")
	}
	all := everybody(t, h)
	zone := time.FixedZone("+07", 7*3600)
	who, ok := all["Lê Sỹ Long/Khu A/101/G1"]
	if !ok || !who.Admitted.Equal(time.Date(2019, 8, 21, 0, 0, 0, 0, zone)) || !who.Started.Equal(time.Date(2026, 10, 31, 0, 0, 0, 0, zone)) || who.Category != "A3" {
		t.Errorf("%v %v", ok, who)
	}
	if who := all["Lê Kim Hạnh/Khu B/204/G6"]; !who.Admitted.Equal(time.Date(2026, 10, 31, 0, 0, 0, 0, zone)) {
		t.Errorf("an admission to come is taken for the list's own day: %v", who)
	}
	again := bring(t, h, messy(t), in)
	if again.Changes() != 0 || again.Counts[intake.OutcomeSame] != 180 {
		t.Errorf("the same list again: %d changes, %v", again.Changes(), again.Counts)
		for _, row := range again.Rows {
			if row.Outcome != intake.OutcomeSame && row.Outcome != intake.OutcomeLeftOut {
				t.Log(row.Row, row.Person.Name, row.Outcome, row.Reasons)
			}
		}
	}
	if people := count(t, h, "residents_people"); people != 180 {
		t.Errorf("%d people after the second time", people)
	}
}

// TestImportMadeRosters brings the other layouts in, twice each.
func TestImportMadeRosters(t *testing.T) {
	for _, file := range []string{"roster-wards.xlsx", "roster-capitals.xlsx", "roster-apart.csv"} {
		t.Run(file, func(t *testing.T) {
			h, here, _ := house(t)
			r := intake.ReadRoster(readFile(t, "testdata/"+file), dbtest.Today)
			in := intake.RosterInput{CampusID: here, CreatePlaces: true, Category: "A3"}
			first := bring(t, h, r, in)
			if first.Counts[intake.OutcomeNew] < len(r.Rows)-3 || first.Counts[intake.OutcomeRefused] != 0 {
				t.Errorf("of %d people: %v", len(r.Rows), first.Counts)
			}
			if again := bring(t, h, r, in); again.Changes() != 0 {
				t.Errorf("again: %v", again.Counts)
			}
		})
	}
}

// TestPlanWritesNothing makes the dry run and looks for anything written.
func TestPlanWritesNothing(t *testing.T) {
	h, here, _ := house(t)
	r := messy(t)
	err := h.See(dbtest.Person(7, mayAll, here), func(tx *db.Tx) error {
		plan, err := intake.PlanRoster(tx, r, intake.RosterInput{CampusID: here, CreatePlaces: true})
		if err != nil {
			return err
		}
		if plan.Counts[intake.OutcomeNew] != 180 || plan.WithBed != 178 || len(plan.Places) != 178 {
			t.Errorf("planned %v, %d with a bed, %d places", plan.Counts, plan.WithBed, len(plan.Places))
		}
		kinds := map[string]string{}
		for _, p := range plan.Places {
			kinds[p.Ward] = string(p.Sex) + " " + p.Zone
		}
		want := map[string]string{"Khu A": "m male", "Khu B": "f female", "Khu C": "any disabled", "Khu D": "any elderly", "Khu E": "any children", "Khu F": "any emergency"}
		for ward, kind := range want {
			if kinds[ward] != kind {
				t.Errorf("%s would be %q, want %q", ward, kinds[ward], kind)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, h, "residents_people") + count(t, h, "wards_beds"); n != 0 {
		t.Errorf("%d rows were written", n)
	}
}

// TestImportWithoutPlaces brings people in without beds when nobody consents to
// new places, and gives them their beds when somebody does later.
func TestImportWithoutPlaces(t *testing.T) {
	h, here, _ := house(t)
	first := bring(t, h, messy(t), intake.RosterInput{CampusID: here})
	if first.Counts[intake.OutcomeNew] != 180 || first.WithBed != 0 || count(t, h, "wards_beds") != 0 {
		t.Errorf("%v, %d with a bed", first.Counts, first.WithBed)
	}
	then := bring(t, h, messy(t), intake.RosterInput{CampusID: here, CreatePlaces: true})
	if then.Counts[intake.OutcomeBed] != 178 || then.WithBed != 178 || count(t, h, "residents_people") != 180 {
		t.Errorf("%v", then.Counts)
	}
	if again := bring(t, h, messy(t), intake.RosterInput{CampusID: here, CreatePlaces: true}); again.Changes() != 0 {
		t.Errorf("again: %v", again.Counts)
	}
}

// TestImportChoices decides row by row.
func TestImportChoices(t *testing.T) {
	h, here, _ := house(t)
	at := func(row int) intake.RowRef { return intake.RowRef{Row: row} }
	got := bring(t, h, messy(t), intake.RosterInput{CampusID: here, CreatePlaces: true, Choices: map[intake.RowRef]intake.Choice{
		at(17): intake.Skip, at(72): intake.Take, at(107): intake.Without,
	}})
	if got.Counts[intake.OutcomeNew] != 179 || rowAt(got.RosterPlan, 17).Outcome != intake.OutcomeLeftOut {
		t.Errorf("%v", got.Counts)
	}
	if a, b, c := rowAt(got.RosterPlan, 70), rowAt(got.RosterPlan, 72), rowAt(got.RosterPlan, 73); a.WithBed || !b.WithBed || c.WithBed {
		t.Error("the chosen row does not keep the bed")
	}
	type note struct {
		Name string
		Note string `gorm:"serializer:sealed" sealed:"residents_people.note"`
	}
	h.Do(func(tx *db.Tx) error {
		rows, err := db.Report[note](tx, "SELECT name, note FROM residents_people WHERE {campus campus_id} AND note <> ''")
		if len(rows) != 1 || rows[0].Name != "Hồ Minh Cường" || rows[0].Note != `=HYPERLINK("x")` {
			t.Errorf("notes %v", rows)
		}
		return err
	})
	err := h.As(dbtest.Person(7, mayAll, here), func(tx *db.Tx) error {
		_, err := intake.ImportRoster(tx, messy(t), intake.RosterInput{CampusID: here, Choices: map[intake.RowRef]intake.Choice{at(17): intake.Take}})
		return err
	})
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("a number of 11 digits as it stands: %v", err)
	}
}

// TestImportIntoLivedInHouse meets beds and people that are there already.
func TestImportIntoLivedInHouse(t *testing.T) {
	h, here, there := house(t)
	grid := func(rows ...string) *intake.Roster {
		g := value.Grid{Name: "DS", Rows: [][]value.GridCell{textCells("Tính đến 31/10/2026"), textCells("Họ và tên", "Năm sinh", "Giới tính", "Số CCCD", "Ngày vào", "Khu", "Phòng", "Giường", "Diện")}}
		for _, r := range rows {
			g.Rows = append(g.Rows, textCells(strings.Split(r, "|")...))
		}
		return intake.ReadRoster([]value.Grid{g}, dbtest.Today)
	}
	in := intake.RosterInput{CampusID: here, CreatePlaces: true}
	bring(t, h, grid("Lê A|1950|Nam|040050000001|1/1/2020|B|201|1|A3", "Lê B|1951|Nam||1/1/2020|Khu B|201|02|A3"), in)
	got := bring(t, h, grid(
		"Lê C|1952|Nam|040052000003|1/1/2020|khu b|P.201|G1|A3", // the bed of Lê A
		"LÊ B|1951|Nam||1/1/2020|KHU B|201|giường 2|A3",         // the same as before, spelt otherwise
		"Lê A|1950|Nam|040050000001|1/1/2020|B|202|1|A3",        // lies elsewhere by the ledger
		"Lê D|1953|Nữ|040153000004|1/1/2020|B|203|1|A3",
	), in)
	outcomes := map[int]string{}
	for _, row := range got.Rows {
		why := ""
		for _, r := range row.Reasons {
			why += " " + strings.TrimPrefix(r.Key, "intake.roster.")
		}
		outcomes[row.Row] = fmt.Sprint(row.Outcome, " ", row.WithBed, why)
	}
	want := map[int]string{3: "new false bed_taken", 4: "same false", 5: "same false lies_elsewhere", 6: "new true"}
	for row, o := range want {
		if outcomes[row] != o {
			t.Errorf("row %d: %s, want %s", row, outcomes[row], o)
		}
	}
	if n := count(t, h, "residents_people"); n != 4 {
		t.Errorf("%d people", n)
	}
	// in the other campus the number is known, but nobody there may learn of whom
	other := bring(t, h, grid("Lê A|1950|Nam|040050000001|1/1/2020|A|101|1|A3"), intake.RosterInput{CampusID: there, CreatePlaces: true})
	if row := rowAt(other.RosterPlan, 3); row.Outcome != intake.OutcomeRefused || row.Reasons[0].Key != "intake.roster.known_elsewhere" {
		t.Errorf("%v %v", row.Outcome, row.Reasons)
	}
}

// TestImportNeedsPermission refuses who may not, and who may in another campus.
func TestImportNeedsPermission(t *testing.T) {
	h, here, there := house(t)
	for name, c := range map[string]struct {
		actor db.Actor
		want  fault.Kind
	}{
		"nobody":       {db.Actor{}, fault.Unauthenticated},
		"powerless":    {dbtest.Person(8, nil, here), fault.Forbidden},
		"other campus": {dbtest.Person(8, mayAll, there), fault.NotFound},
		"no places":    {dbtest.Person(8, slices.DeleteFunc(slices.Clone(mayAll), func(p string) bool { return p == wards.Edit }), here), fault.Forbidden},
	} {
		err := h.As(c.actor, func(tx *db.Tx) error {
			_, err := intake.ImportRoster(tx, messy(t), intake.RosterInput{CampusID: here, CreatePlaces: true})
			return err
		})
		if err == nil || fault.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := count(t, h, "residents_people") + count(t, h, "wards_wards"); n != 0 {
		t.Errorf("%d rows were left behind", n)
	}
}

// TestKeptRoster keeps a list, looks at it, brings it in once and forgets it.
func TestKeptRoster(t *testing.T) {
	h, here, there := house(t)
	me := dbtest.Person(7, mayAll, here)
	do := func(fn func(tx *db.Tx) error) {
		t.Helper()
		if err := h.As(me, fn); err != nil {
			t.Fatal(err)
		}
	}
	var id uint64
	do(func(tx *db.Tx) error {
		k, err := intake.KeepRoster(tx, intake.KeepInput{CampusID: here, FileName: "danh sách.xlsx", Grids: readFile(t, "testdata/roster-messy.xlsx")})
		id = k.ID
		return err
	})
	do(func(tx *db.Tx) error {
		k, plan, err := intake.PlanKept(tx, id, intake.RosterInput{CreatePlaces: true})
		if err == nil && (k.People != 180 || plan.Counts[intake.OutcomeNew] != 180) {
			t.Errorf("%d people, %v", k.People, plan.Counts)
		}
		return err
	})
	if err := h.As(dbtest.Person(8, mayAll, there), func(tx *db.Tx) error { _, err := intake.OpenRoster(tx, id); return err }); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the other campus opens it: %v", err)
	}
	do(func(tx *db.Tx) error {
		_, err := intake.ImportKept(tx, intake.KeptInput{ID: id, RosterInput: intake.RosterInput{CreatePlaces: true}})
		return err
	})
	if err := h.As(me, func(tx *db.Tx) error {
		_, err := intake.ImportKept(tx, intake.KeptInput{ID: id, RosterInput: intake.RosterInput{CreatePlaces: true}})
		return err
	}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("brought in on an old version: %v", err)
	}
	do(func(tx *db.Tx) error {
		_, plan, err := intake.PlanKept(tx, id, intake.RosterInput{})
		if err == nil && (plan.Counts[intake.OutcomeNew] != 180 || plan.WithBed != 178) {
			t.Errorf("what became of it: %v, %d with a bed", plan.Counts, plan.WithBed)
		}
		return err
	})
	h.Do(settings.Seed)
	h.Clock.Add(31 * 24 * time.Hour)
	h.Do(func(tx *db.Tx) error {
		n, err := intake.ForgetRosters(tx)
		if n != 1 {
			t.Errorf("%d lists forgotten", n)
		}
		return err
	})
	do(func(tx *db.Tx) error {
		k, plan, err := intake.PlanKept(tx, id, intake.RosterInput{})
		if err == nil && (!k.Forgotten() || plan != nil) {
			t.Error("the list is still kept")
		}
		return err
	})
}

// crowd is a list of many people in a house of many rooms.
func crowd(people int) *intake.Roster {
	g := value.Grid{Name: "DS", Rows: [][]value.GridCell{textCells("Tính đến 31/10/2026"), textCells("Họ và tên", "Năm sinh", "Giới tính", "Số CCCD", "Số thẻ BHYT", "Quê quán", "Ngày vào", "Khu", "Phòng", "Giường", "Diện")}}
	given, family := strings.Fields("Bình Cường Đạt Giang Hải Hùng Khánh Lâm Minh Nam Phúc Quân Sơn Thắng"), strings.Fields("Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô")
	for i := range people {
		year := 1930 + i%70
		birth, _ := value.DayAt(year, 1, 1)
		g.Rows = append(g.Rows, textCells(family[i%len(family)]+" Văn "+given[i/7%len(given)], fmt.Sprint(year), "Nam", value.CitizenFor("040", value.Male, birth, 100_000+i),
			fmt.Sprintf("BT240%010d", i), "xã Đô Lương, Nghệ An", "1/2/2020", fmt.Sprintf("Khu %d", i/240), fmt.Sprint(100+i/6%40), fmt.Sprint(1+i%6), "A3"))
	}
	return intake.ReadRoster([]value.Grid{g}, dbtest.Today)
}

// TestImportStatementsDoNotGrow counts what the database is asked for 60 people
// and for 600: a list is brought in by lists, never by person.
func TestImportStatementsDoNotGrow(t *testing.T) {
	asked := func(people int) int {
		h, here, _ := house(t)
		r := crowd(people)
		ctx, n := db.Counting(t.Context())
		if err := h.Write(ctx, dbtest.Person(7, mayAll, here), intake.Import, func(tx *db.Tx) error {
			_, err := intake.ImportRoster(tx, r, intake.RosterInput{CampusID: here, CreatePlaces: true})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n()
	}
	few, many := asked(60), asked(600)
	if many > few+30 { // inserts go in parts of 500 rows, look-ups in parts too
		t.Errorf("%d statements for 60 people, %d for 600", few, many)
	}
	t.Log(few, many)
}

// BenchmarkImport brings 3,000 people into an empty campus.
func BenchmarkImport(b *testing.B) {
	r := crowd(3000)
	for b.Loop() {
		b.StopTimer()
		h, here, _ := house(b)
		b.StartTimer()
		if got := bring(b, h, r, intake.RosterInput{CampusID: here, CreatePlaces: true}); got.Counts[intake.OutcomeNew] != 3000 || got.WithBed != 3000 {
			b.Fatal(got.Counts, got.WithBed)
		}
	}
}
