package settings_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
)

// rule is one figure of the law as the house must bring it: the table below is the whole of the
// one-page list of defaults on which the house was planned.
type rule struct {
	what  string
	name  settings.Name
	on    string // a day on which it holds
	text  string // its value as the table keeps it
	basis string // part of the paper it rests on; empty where none is known
	mark  settings.Mark
}

var rules = []rule{
	{"base level until June 2024", settings.BaseLevel, "2024-06-30", "360000", "20/2021", settings.Confirmed},
	{"base level from July 2024", settings.BaseLevel, "2024-07-01", "500000", "76/2024", settings.Confirmed},
	{"coefficient under 4", settings.CoefficientChild, "2026-01-01", "5", "Điều 25", settings.Confirmed},
	{"coefficient from 4", settings.CoefficientOther, "2026-01-01", "4", "Điều 25", settings.Confirmed},
	{"age at which it changes", settings.CoefficientAge, "2026-01-01", "4", "Điều 25", settings.Confirmed},
	{"burial of a resident", settings.BurialResident, "2026-01-01", "50", "Điều 25", settings.Confirmed},
	{"burial in the community", settings.BurialCommunity, "2026-01-01", "20", "Điều 11", settings.Confirmed},
	{"the province may set more", settings.ProvinceMayRaise, "2026-01-01", "yes", "Điều 4", settings.Confirmed},
	{"what the province set", settings.LocalBaseLevel, "2026-01-01", "", "Điều 4", settings.Unknown},
	{"emergency stay", settings.EmergencyMonths, "2026-01-01", "3", "Điều 24", settings.Confirmed},
	{"file after an emergency", settings.FileComplete, "2026-01-01", "10", "Điều 28", settings.Confirmed},
	{"notice for an abandoned child", settings.AbandonedNotice, "2026-01-01", "25", "Điều 28", settings.Confirmed},
	{"review by the commune", settings.CommuneReview, "2026-01-01", "10", "Điều 27–28", settings.Confirmed},
	{"posting by the commune", settings.CommunePosting, "2026-01-01", "7", "Điều 27–28", settings.Confirmed},
	{"review by the agency above", settings.SuperiorReview, "2026-01-01", "7", "Điều 27–28", settings.Confirmed},
	{"review of the former district's office", settings.DistrictReview, "2026-01-01", "7", "Điều 27–28", settings.Confirmed},
	{"signature of the former district's chair", settings.DistrictSign, "2026-01-01", "3", "Điều 27–28", settings.Confirmed},
	{"who acts for the district's office", settings.DistrictDoes, "2025-07-01", "", "147/2025", settings.Unknown},
	{"steps of a minor's admission", settings.MinorStep, "2026-01-01", "1", "", settings.Recalled},
	{"birth registered", settings.BirthRegister, "2026-01-01", "60", "Điều 15", settings.Confirmed},
	{"found child posted", settings.BirthPosting, "2026-01-01", "7", "123/2015", settings.Recalled},
	{"discharge decision", settings.DischargeDecide, "2026-01-01", "7", "Điều 30", settings.Confirmed},
	{"no contact", settings.NoContact, "2026-01-01", "1", "Điều 30", settings.Confirmed},
	{"age of leaving", settings.AgeOut, "2026-01-01", "16", "Điều 26", settings.Confirmed},
	{"age of leaving while studying", settings.AgeOutStudying, "2026-01-01", "22", "Điều 26", settings.Confirmed},
	{"after-care allowance", settings.AfterCare, "2026-01-01", "24", "Điều 26", settings.Confirmed},
	{"follow-up in the community", settings.FollowUp, "2026-01-01", "6", "02/2020", settings.Confirmed},
	{"common medicine", settings.MedicineCeiling, "2026-01-01", "100000", "76/2021", settings.Confirmed},
	{"health check", settings.HealthCheck, "2026-01-01", "6,12", "33/2017", settings.Confirmed},
	{"meals a day", settings.MealsPerDay, "2026-01-01", "3", "33/2017", settings.Confirmed},
	{"socks and sandals", settings.Footwear, "2026-01-01", "6", "33/2017", settings.Confirmed},
	{"progress reports", settings.PlanReports, "2026-01-01", "1,3,6,12", "02/2020", settings.Confirmed},
	{"reports of the facility", settings.FacilityReport, "2026-01-01", "06-15,12-15", "103/2017", settings.Confirmed},
	{"report on mental disorders, days", settings.MentalReport, "2026-07-01", "5", "15/2026", settings.Confirmed},
	{"report on mental disorders, periods", settings.MentalPeriods, "2026-07-01", "1,12", "15/2026", settings.Confirmed},
	{"report on mental disorders, to", settings.MentalTo, "2026-07-01", "Trung tâm Kiểm soát bệnh tật tỉnh", "15/2026", settings.Confirmed},
	{"suspicion of infectious disease", settings.DiseaseNotice, "2026-07-01", "24", "15/2026", settings.Confirmed},
	{"suspicion of infectious disease, to", settings.DiseaseTo, "2026-07-01", "Trạm y tế cấp xã", "15/2026", settings.Confirmed},
	{"controlled drugs, yearly", settings.DrugReport, "2026-07-16", "01-15", "18/2026", settings.Confirmed},
	{"controlled drugs, to", settings.DrugsTo, "2026-07-16", "Sở Y tế", "18/2026", settings.Confirmed},
	{"controlled drugs, loss", settings.DrugLossReport, "2026-07-16", "48", "18/2026", settings.Confirmed},
	{"staff on duty", settings.DutyMinStaff, "2026-07-15", "1", "192/2026", settings.Confirmed},
	{"duty allowance", settings.DutyAllowance, "2026-07-15", "70000", "192/2026", settings.Confirmed},
	{"duty on a rest day", settings.DutyRestDay, "2026-07-15", "1.3", "192/2026", settings.Confirmed},
	{"duty on a holiday", settings.DutyHoliday, "2026-07-15", "1.8", "192/2026", settings.Confirmed},
	{"meals on duty", settings.DutyMeal, "2026-07-15", "40000", "192/2026", settings.Confirmed},
	{"live-in duty", settings.DutyLiveIn, "2026-07-15", "35000", "192/2026", settings.Confirmed},
	{"rest after duty", settings.DutyOff, "2026-07-15", "1", "192/2026", settings.Confirmed},
	{"rest after duty on a holiday", settings.DutyOffHoliday, "2026-07-15", "2", "192/2026", settings.Confirmed},
	{"base salary before", settings.BaseSalary, "2026-06-30", "2340000", "73/2024", settings.Confirmed},
	{"base salary", settings.BaseSalary, "2026-07-01", "2530000", "161/2026", settings.Confirmed},
	{"children for family-based care", settings.FamilyCareReview, "2026-01-01", "6", "14/2020", settings.Confirmed},
	{"the head receives citizens", settings.CitizenReception, "2026-07-01", "1", "154/2026", settings.Confirmed},
	{"complaint accepted", settings.ComplaintAccept, "2026-01-01", "10", "Khiếu nại", settings.Confirmed},
	{"complaint settled", settings.ComplaintSettle, "2026-01-01", "30", "Khiếu nại", settings.Confirmed},
	{"complex complaint settled", settings.ComplaintComplex, "2026-01-01", "45", "Khiếu nại", settings.Confirmed},
	{"remote complaint settled", settings.ComplaintRemote, "2026-01-01", "45", "124/2020", settings.Confirmed},
	{"remote complex complaint settled", settings.ComplaintRemoteC, "2026-01-01", "60", "124/2020", settings.Confirmed},
	{"death registered", settings.DeathRegister, "2026-01-01", "15", "Hộ tịch", settings.Confirmed},
	{"breach of personal data", settings.BreachNotice, "2026-01-01", "72", "13/2023", settings.Confirmed},
	{"breach of personal data, to", settings.BreachTo, "2026-01-01", "Bộ Công an (Cục A05)", "13/2023", settings.Confirmed},
	{"impact dossier", settings.ImpactDossier, "2026-01-01", "60", "13/2023", settings.Confirmed},
	{"request of a data subject", settings.SubjectAnswer, "2026-01-01", "2", "356/2025", settings.Confirmed},
	{"food sample", settings.FoodSample, "2026-01-01", "24", "1246", settings.Recalled},
	{"month of a changed coefficient", settings.CoefficientSwitch, "2026-01-01", "yes", "", settings.Decided},
	{"fixed holidays", settings.HolidaysFixed, "2026-01-01", "01-01,04-30,05-01,09-01,09-02", "Điều 112", settings.Recalled},
	{"lunar holidays", settings.HolidaysLunar, "2026-01-01", "03-10", "Điều 112", settings.Recalled},
	{"days of Tết", settings.TetDays, "2026-01-01", "5", "Điều 112", settings.Recalled},
	{"agency above, before", settings.Superior, "2025-02-28", "Sở Lao động - Thương binh và Xã hội", "20/2021", settings.Confirmed},
	{"agency above", settings.Superior, "2025-03-01", "Sở Y tế", "Sở Y tế", settings.Confirmed},
	{"who signs instead of the district", settings.RequestSigner, "2025-07-01", "", "147/2025", settings.Unknown},
}

// TestEveryRuleOfTheLawIsThere: each row of the planned table of defaults is in the database with
// its value, its day, its source and how sure the house is of it; what nobody found has no value.
func TestEveryRuleOfTheLawIsThere(t *testing.T) {
	h := open(t)
	for _, r := range rules {
		var row *settings.Row
		if err := h.See(director, func(tx *db.Tx) error {
			e, err := settings.Find(tx, r.name, value.MustDay(r.on))
			if err == nil {
				row = e.Now
			}
			return err
		}); err != nil {
			t.Errorf("%s: %v", r.what, err)
			continue
		}
		switch {
		case row == nil:
			t.Errorf("%s: nothing holds on %s", r.what, r.on)
		case row.Text != r.text || row.Mark != r.mark || !strings.Contains(row.LegalBasis, r.basis):
			t.Errorf("%s: %q by %q (%s), want %q by %q (%s)", r.what, row.Text, row.LegalBasis, row.Mark, r.text, r.basis, r.mark)
		case row.Source == "" || row.ValidFrom.IsZero() || row.ValidFrom.After(value.MustDay(r.on)):
			t.Errorf("%s: from %v, read in %q", r.what, row.ValidFrom, row.Source)
		case row.Known() == (r.mark == settings.Unknown):
			t.Errorf("%s: known %v", r.what, row.Known())
		}
	}
}

// TestNobodyKnowsANewerBase: that no newer base level was found is a question under the value, not
// a value; a newer value answers it.
func TestNobodyKnowsANewerBase(t *testing.T) {
	h := open(t)
	find := func(name settings.Name, on string) (e *settings.Entry) {
		t.Helper()
		if err := h.See(director, func(tx *db.Tx) (err error) { e, err = settings.Find(tx, name, value.MustDay(on)); return err }); err != nil {
			t.Fatal(err)
		}
		return e
	}
	e := find(settings.BaseLevel, "2026-11-21")
	if e.Now == nil || e.Now.Text != "500000" || len(e.Open) != 1 || e.Open[0].ValidFrom != value.MustDay("2025-01-01") || e.Open[0].Note == "" || e.Open[0].Source == "" {
		t.Fatalf("the base level is %+v, open %+v", e.Now, e.Open)
	}
	if err := h.As(director, func(tx *db.Tx) error {
		_, err := settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.BaseLevel, Value: "560000", ValidFrom: value.MustDay("2027-01-01"), Mark: settings.Confirmed, LegalBasis: "Nghị định mới", Version: e.Version})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]int{"2024-12-31": 0, "2025-01-01": 1, "2026-12-31": 1, "2027-01-01": 0} {
		if e = find(settings.BaseLevel, on); len(e.Open) != want {
			t.Errorf("on %s the base is %+v, open %+v", on, e.Now, e.Open)
		}
	}
	if open := find(settings.HolidaysFixed, "2026-11-21").Open; len(open) != 1 || !strings.Contains(open[0].Note, "24/11") {
		t.Errorf("open about holidays: %+v", open)
	}
}

// TestTheProvinceMayPayMore: the province's own base level counts where it is known and higher.
func TestTheProvinceMayPayMore(t *testing.T) {
	h := open(t)
	base := func(day string) value.Dong {
		return see(t, h, func(tx *db.Tx) (value.Dong, error) { return settings.Base(tx, value.MustDay(day)) })
	}
	if base("2026-11-21") != 500_000 {
		t.Error("an unknown level of the province became a fact")
	}
	for i, c := range []struct{ from, text string }{{"2026-12-01", "600000"}, {"2027-02-01", "450000"}} {
		if err := h.As(director, func(tx *db.Tx) error {
			_, err := settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.LocalBaseLevel, Value: c.text, ValidFrom: value.MustDay(c.from), Mark: settings.Confirmed, LegalBasis: "Nghị quyết", Version: uint64(i + 1)})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	for day, want := range map[string]value.Dong{"2026-11-30": 500_000, "2026-12-01": 600_000, "2027-01-31": 600_000, "2027-02-01": 500_000} {
		if got := base(day); got != want {
			t.Errorf("on %s the base is %d, want %d", day, got, want)
		}
	}
	if _, err := see(t, h, settings.Of).Base(value.MustDay("2021-06-30")); fault.KeyOf(err) != "settings.not_set" {
		t.Errorf("before anything is known: %v", err)
	}
	if got := see(t, h, func(tx *db.Tx) (string, error) { return settings.Text(tx, settings.Superior, dbtest.Today) }); got != "Sở Y tế" {
		t.Errorf("the agency above is %q", got)
	}
}

// another gives a value of a setting that differs from the one it has.
func another(t *testing.T, d settings.Definition, text string) string {
	t.Helper()
	for _, try := range []string{"7", "4", "9", "12", "20", "60", "120", "377", "6,9", "03-04", "no", "yes", "Một cơ quan khác"} {
		if got, key := d.Read(try); key == "" && got != text {
			return got
		}
	}
	t.Fatalf("no other value for %s", d.Name)
	return ""
}

// TestAChangeTakesEffectOnItsDay: whatever the setting, a changed base, age or deadline counts
// from its first day on and not before, also when that day comes by the clock, and a value for
// some days only gives way to the one before it.
func TestAChangeTakesEffectOnItsDay(t *testing.T) {
	h := open(t)
	from, to := dbtest.Today.AddDays(10), dbtest.Today.AddDays(19)
	was, will := map[settings.Name]string{}, map[settings.Name]string{}
	on := func(name settings.Name, day value.Day) string {
		r, ok := see(t, h, settings.Of).On(name, day)
		if !ok {
			return "none"
		}
		return r.Text
	}
	for _, d := range settings.Definitions() {
		was[d.Name] = on(d.Name, dbtest.Today)
		will[d.Name] = another(t, d, was[d.Name])
		if err := h.As(director, func(tx *db.Tx) error {
			e, err := settings.Find(tx, d.Name, tx.Today())
			if err != nil {
				return err
			}
			_, err = settings.ChangeSetting(tx, settings.ChangeInput{Name: d.Name, Value: will[d.Name], ValidFrom: from, ValidTo: to, Mark: settings.Decided, Version: e.Version})
			return err
		}); err != nil {
			t.Fatalf("%s: %v", d.Name, err)
		}
	}
	for _, d := range settings.Definitions() {
		for day, want := range map[value.Day]string{
			dbtest.Today: was[d.Name], from.AddDays(-1): was[d.Name], from: will[d.Name], to: will[d.Name], to.AddDays(1): was[d.Name],
		} {
			if got := on(d.Name, day); got != want {
				t.Errorf("%s is %q on %v, want %q", d.Name, got, day, want)
			}
		}
	}
	today := func() (int, int) {
		t.Helper()
		age := see(t, h, func(tx *db.Tx) (int, error) { return settings.Int(tx, settings.AgeOut, tx.Today()) })
		base := see(t, h, func(tx *db.Tx) (value.Dong, error) { return settings.Base(tx, tx.Today()) })
		return age, int(base)
	}
	for _, days := range []int{0, 9, 10, 19, 20} {
		h.Clock.Set(dbtest.Now.Add(time.Duration(days) * 24 * time.Hour))
		age, base := today()
		changed := days >= 10 && days < 20
		if (age != 16) != changed || (base != 500_000) != changed {
			t.Errorf("after %d days the age is %d and the base %d", days, age, base)
		}
	}
}

func TestFestivals(t *testing.T) {
	var got []string
	for _, f := range settings.Festivals(2026) {
		if f.Key != "first" && f.Key != "full_moon" {
			got = append(got, f.Day.String()[5:]+" "+f.Key)
		}
	}
	want := []string{"02-10 kitchen_gods", "02-16 eve", "02-17 tet", "03-03 first_full_moon", "04-19 cold_food", "04-26 hung_kings", "05-31 vesak", "06-19 midsummer", "08-27 vu_lan", "09-25 mid_autumn", "11-18 new_rice"}
	if !slices.Equal(got, want) {
		t.Errorf("festivals of 2026 are %v", got)
	}
	// 2025 has a second sixth month: its moons are kept, its number has no festival of its own.
	moons := 0
	for _, f := range settings.Festivals(2025) {
		if f.Lunar.Leap {
			moons++
		}
		if f.Lunar.Date == 1 || f.Lunar.Date == 15 {
			continue
		}
		if f.Key == "full_moon" || f.Key == "first" {
			t.Errorf("%v is %s", f.Day, f.Key)
		}
	}
	if moons != 2 {
		t.Errorf("the leap month of 2025 has %d days", moons)
	}
	if f, ok := settings.FestivalOf(value.MustDay("2026-09-25")); !ok || f.Key != "mid_autumn" {
		t.Errorf("25 September 2026 is %+v", f)
	}
	if _, ok := settings.FestivalOf(value.MustDay("2026-09-24")); ok {
		t.Error("24 September 2026 is a festival")
	}
}
