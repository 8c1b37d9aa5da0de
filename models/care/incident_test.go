package care_test

import (
	"slices"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/staff"
)

// worker is an actor with everything that a role allows, on one campus or on all.
func worker(t testing.TB, id uint64, role string, campus uint64) db.Actor {
	t.Helper()
	for _, r := range staff.Roles() {
		if r.Code == role {
			if campus == 0 {
				return dbtest.Person(id, r.Permissions)
			}
			return dbtest.Person(id, r.Permissions, campus)
		}
	}
	t.Fatalf("no role %s", role)
	return db.Actor{}
}

// hire puts people of these numbers into the books, so that they can be named.
func (g *house) hire(ids ...uint64) {
	g.T.Helper()
	g.Do(func(tx *db.Tx) error {
		for _, id := range ids {
			m := staff.Member{ID: id, Username: "u" + string(rune('a'+id)), Name: "Nhân viên " + string(rune('A'+id)), SearchKey: "nhan vien", SortKey: []byte{byte(id)}, PasswordChangedAt: tx.Now, RecordedAt: tx.Now, RecordedBy: 1}
			if err := db.Add(tx, &m); err != nil {
				return err
			}
		}
		return nil
	})
}

func (g *house) report(as db.Actor, in care.IncidentInput) (out *care.Incident, err error) {
	if in.What == "" {
		in.What = "Chuyện gì đó"
	}
	if in.Severity == "" {
		in.Severity = "serious"
	}
	err = g.As(as, func(tx *db.Tx) (err error) { out, err = care.RecordIncident(tx, in); return err })
	return out, err
}

// incidents gives the roots that somebody finds in the list, and those that call for attention.
func (g *house) incidents(as db.Actor) (listed, alerts []uint64) {
	g.T.Helper()
	if err := g.See(as, func(tx *db.Tx) error {
		list, err := care.IncidentList(tx, care.IncidentsInput{})
		if err != nil {
			return err
		}
		for _, i := range list {
			listed = append(listed, i.RootID)
		}
		if list, err = care.IncidentAlerts(tx); err != nil {
			return err
		}
		for _, i := range list {
			alerts = append(alerts, i.RootID)
		}
		return nil
	}); err != nil {
		g.T.Fatal(err)
	}
	return listed, alerts
}

func (g *house) open(as db.Actor, root uint64) (f *care.IncidentFile, err error) {
	err = g.See(as, func(tx *db.Tx) (err error) { f, err = care.OpenIncident(tx, root); return err })
	return f, err
}

// TestSuspicionIsSeenByFew: a suspicion against staff is there for the director, the inspector and its
// reporter; for nobody else in no list, alert, page or deed, and never for somebody who is named in it.
func TestSuspicionIsSeenByFew(t *testing.T) {
	g := open(t, 4)
	cook, lan, colleague := worker(t, 20, "kitchen", g.one), worker(t, 7, "ward_carer", g.one), worker(t, 8, "ward_carer", g.one)
	manager, director, other, inspector := worker(t, 21, "manager", g.one), worker(t, 22, "director", 0), worker(t, 23, "director", 0), worker(t, 24, "inspector", 0)
	nurse, north := worker(t, 25, "nurse", g.one), worker(t, 26, "manager", g.two)
	g.hire(7, 8, 20, 21, 22, 23, 24, 25, 26)

	byCook, err := g.report(cook, care.IncidentInput{WardID: g.ward, Kind: "beating", Severity: "grave", Residents: g.people[:1], Members: []uint64{8, 22}, What: "Tát vào mặt"})
	if err != nil {
		t.Fatal(err)
	}
	if !byCook.Restricted {
		t.Fatal("a prohibited act is a suspicion")
	}
	g.Clock.Add(time.Minute)
	byLan, err := g.report(lan, care.IncidentInput{Residents: g.people[1:2], Kind: "fall", What: "Ngã ở sân"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		who           string
		actor         db.Actor
		fall, beating bool
		told          int // alerts
	}{
		{"the cook who reported it", cook, false, true, 0},
		{"a carer of the ward", lan, true, false, 0},
		{"the carer who is named", colleague, true, false, 0},
		{"the nurse", nurse, true, false, 1},
		{"the manager", manager, true, false, 1},
		{"the director who is named", director, true, false, 1},
		{"the other director", other, true, true, 2},
		{"the inspector", inspector, false, true, 1},
		{"the manager of the other campus", north, false, false, 0},
	} {
		listed, alerts := g.incidents(c.actor)
		if slices.Contains(listed, byCook.RootID) != c.beating || slices.Contains(listed, byLan.RootID) != c.fall {
			t.Errorf("%s finds %v", c.who, listed)
		}
		if len(alerts) != c.told || slices.Contains(alerts, byCook.RootID) && !c.beating {
			t.Errorf("%s is told of %v", c.who, alerts)
		}
		for root, may := range map[uint64]bool{byCook.RootID: c.beating, byLan.RootID: c.fall} {
			f, err := g.open(c.actor, root)
			if may {
				if err != nil || f.What == "" {
					t.Errorf("%s does not open %d: %v", c.who, root, err)
				}
				continue
			}
			refuses(t, err, fault.NotFound, "db.not_found")
			refuses(t, g.As(c.actor, func(tx *db.Tx) error { _, err := care.KnowIncident(tx, care.KnowInput{RootID: root}); return err }), fault.NotFound, "db.not_found")
			refuses(t, g.As(c.actor, func(tx *db.Tx) error {
				_, err := care.AddAct(tx, care.ActInput{RootID: root, What: "x"})
				return err
			}), fault.NotFound, "db.not_found")
		}
	}
	t.Run("Deeds", func(t *testing.T) {
		for who, actor := range map[string]db.Actor{"manager": manager, "named director": director, "other director": other, "inspector": inspector} {
			if err := g.See(actor, func(tx *db.Tx) error {
				deeds, _, err := staff.Deeds(tx, staff.DeedsInput{Limit: 100})
				for _, d := range deeds {
					if d.ActorID == cook.ID {
						t.Errorf("the book of deeds tells the %s that the cook reported something: %+v", who, d)
					}
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
	t.Run("OnceRestrictedAlways", func(t *testing.T) {
		var fixed *care.Incident
		if err := g.As(other, func(tx *db.Tx) (err error) {
			fixed, err = care.CorrectIncident(tx, care.IncidentCorrection{RootID: byCook.RootID, ReplacesID: byCook.ID, Reason: "Xem lại camera: tự ngã",
				IncidentInput: care.IncidentInput{Kind: "fall", Severity: "minor", What: "Tự ngã"}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if !fixed.Restricted {
			t.Error("what was a suspicion is shown to everybody")
		}
		for _, actor := range []db.Actor{colleague, manager, director} {
			if listed, _ := g.incidents(actor); slices.Contains(listed, byCook.RootID) {
				t.Errorf("%d reads it after the correction", actor.ID)
			}
		}
	})
	t.Run("AFallThatWasABeating", func(t *testing.T) {
		if err := g.As(lan, func(tx *db.Tx) error {
			_, err := care.CorrectIncident(tx, care.IncidentCorrection{RootID: byLan.RootID, ReplacesID: byLan.ID, Reason: "Bác ấy kể bị đẩy",
				IncidentInput: care.IncidentInput{Kind: "beating", Severity: "grave", What: "Bị đẩy ngã", Members: []uint64{21}}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if listed, alerts := g.incidents(manager); slices.Contains(listed, byLan.RootID) || slices.Contains(alerts, byLan.RootID) {
			t.Error("the manager who is named reads it")
		}
		if _, err := g.open(nurse, byLan.RootID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the nurse still opens it: %v", err)
		}
		if listed, _ := g.incidents(director); !slices.Contains(listed, byLan.RootID) {
			t.Error("the director does not read it")
		}
	})
}

// TestIncidentIsKnown: who must know is told until they say so; the clock runs from the report and by
// how grave it is.
func TestIncidentIsKnown(t *testing.T) {
	g := open(t, 2)
	g.hire(7, 9, 21)
	lan, nurse, manager := worker(t, 7, "ward_carer", g.one), worker(t, 9, "nurse", g.one), worker(t, 21, "manager", g.one)
	happened := g.Now().Add(-40 * time.Minute)
	i, err := g.report(lan, care.IncidentInput{Residents: g.people[:1], Kind: "choking", Severity: "grave", At: happened, Done: "Vỗ lưng"})
	if err != nil {
		t.Fatal(err)
	}
	if i.WardID != g.ward || !i.At.Equal(happened.UTC()) || i.Late() != 40*time.Minute || i.KnowBy().Sub(i.ReportedAt) != 15*time.Minute {
		t.Errorf("incident %+v", i)
	}
	if _, err := g.report(lan, care.IncidentInput{Residents: g.people[:1], Kind: "injury", Severity: "minor"}); err != nil {
		t.Fatal(err)
	}
	if _, alerts := g.incidents(nurse); !slices.Equal(alerts, []uint64{i.RootID}) {
		t.Errorf("the nurse is told of %v: a small thing waits in the list", alerts)
	}
	know := func(as db.Actor) error {
		return g.As(as, func(tx *db.Tx) error { _, err := care.KnowIncident(tx, care.KnowInput{RootID: i.RootID}); return err })
	}
	for range 2 {
		if err := know(nurse); err != nil {
			t.Fatal(err)
		}
	}
	if _, alerts := g.incidents(nurse); len(alerts) != 0 {
		t.Errorf("after knowing she is told of %v", alerts)
	}
	if _, alerts := g.incidents(manager); !slices.Equal(alerts, []uint64{i.RootID}) {
		t.Errorf("the manager is told of %v", alerts)
	}
	f, err := g.open(manager, i.RootID)
	if err != nil || len(f.Knows) != 1 || f.Knows[0].MemberID != nurse.ID || f.KnownBy != 1 || f.IKnow {
		t.Errorf("file %+v %v", f, err)
	}
	g.Clock.Add(8 * 24 * time.Hour)
	if _, alerts := g.incidents(manager); len(alerts) != 0 {
		t.Errorf("after a week %v is still called to mind", alerts)
	}
}

// TestIncidentIsCorrected: a correction is a new row that names the old one and the reason; the second
// of two is refused; who may not, may not.
func TestIncidentIsCorrected(t *testing.T) {
	g := open(t, 3)
	g.hire(7, 8, 9)
	lan, therapist := worker(t, 7, "ward_carer", g.one), worker(t, 8, "therapist", g.one)
	i, err := g.report(therapist, care.IncidentInput{Residents: g.people[:2], Kind: "fight", WardID: g.ward})
	if err != nil {
		t.Fatal(err)
	}
	fix := func(as db.Actor, from uint64, reason string) (out *care.Incident, err error) {
		err = g.As(as, func(tx *db.Tx) (err error) {
			out, err = care.CorrectIncident(tx, care.IncidentCorrection{RootID: i.RootID, ReplacesID: from, Reason: reason,
				IncidentInput: care.IncidentInput{Kind: "injury", Severity: "minor", Residents: g.people[2:], What: "Va vào nhau"}})
			return err
		})
		return out, err
	}
	_, err = fix(lan, i.ID, " ")
	refuses(t, err, fault.Invalid, "care.reason_missing")
	next, err := fix(lan, i.ID, "Hỏi lại hai người")
	if err != nil {
		t.Fatal(err)
	}
	if next.RootID != i.RootID || *next.ReplacesID != i.ID || next.ReporterID != therapist.ID || !next.ReportedAt.Equal(i.ReportedAt) {
		t.Errorf("correction %+v", next)
	}
	_, err = fix(lan, i.ID, "lần nữa")
	refuses(t, err, fault.Conflict, "care.amended_meanwhile")
	f, err := g.open(lan, i.RootID)
	if err != nil || len(f.Before) != 1 || f.Before[0].ID != i.ID || f.Before[0].ReplacedAt == nil || len(f.Named) != 1 || f.Named[0].ResidentID != g.people[2] {
		t.Errorf("file %+v %v", f, err)
	}
	if listed, _ := g.incidents(therapist); !slices.Equal(listed, []uint64{i.RootID}) {
		t.Errorf("who reported it finds %v", listed)
	}
	reader := dbtest.Person(9, []string{care.Report, care.Incidents, "residents.view"}, g.one)
	_, err = fix(reader, next.ID, "x")
	refuses(t, err, fault.Forbidden, "fault.forbidden")
}

// TestActsWaitUntilDone: what is still to be done about an incident waits until somebody did it, once.
func TestActsWaitUntilDone(t *testing.T) {
	g := open(t, 2)
	g.hire(7)
	lan := worker(t, 7, "ward_carer", g.one)
	i, err := g.report(lan, care.IncidentInput{Residents: g.people[:1], Kind: "fall", Next: "Đưa đi chụp X-quang", NextDue: g.Now().Add(2 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.As(lan, func(tx *db.Tx) error {
		_, err := care.AddAct(tx, care.ActInput{RootID: i.RootID, What: "Báo gia đình"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	f, err := g.open(lan, i.RootID)
	if err != nil || f.Pending != 2 || len(f.Acts) != 2 || f.Acts[0].Overdue(g.Now()) || !f.Acts[0].Overdue(g.Now().Add(3*time.Hour)) {
		t.Fatalf("acts %+v %v", f, err)
	}
	done := func() error {
		return g.As(lan, func(tx *db.Tx) error {
			_, err := care.FinishAct(tx, care.ActDoneInput{ActID: f.Acts[0].ID, Note: "Không gãy"})
			return err
		})
	}
	if err := done(); err != nil {
		t.Fatal(err)
	}
	refuses(t, done(), fault.Conflict, "care.incident.act_done")
	if err := g.See(lan, func(tx *db.Tx) error {
		list, err := care.IncidentList(tx, care.IncidentsInput{Open: true})
		if len(list) != 1 || list[0].Pending != 1 || len(list[0].Named) != 1 {
			t.Errorf("open %+v", list)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	north := worker(t, 30, "manager", g.two)
	refuses(t, g.As(north, func(tx *db.Tx) error {
		_, err := care.FinishAct(tx, care.ActDoneInput{ActID: f.Acts[1].ID})
		return err
	}), fault.NotFound, "db.not_found")
}

// TestIncidentIsRefused: what is wrong is said beside its field; whom one does not reach one does not name.
func TestIncidentIsRefused(t *testing.T) {
	g := open(t, 2)
	g.hire(7)
	lan := worker(t, 7, "ward_carer", g.one)
	for _, c := range []struct {
		in   care.IncidentInput
		kind fault.Kind
		key  string
	}{
		{care.IncidentInput{WardID: g.ward, Kind: "noise"}, fault.Invalid, "care.incident.kind_unknown"},
		{care.IncidentInput{WardID: g.ward, Kind: "fall", Severity: "huge"}, fault.Invalid, "care.incident.severity_unknown"},
		{care.IncidentInput{Kind: "fall"}, fault.Invalid, "care.incident.where_missing"},
		{care.IncidentInput{WardID: g.ward, Kind: "fall", What: "\t"}, fault.Invalid, "care.incident.what_missing"},
		{care.IncidentInput{WardID: g.ward, Kind: "fall", At: g.Now().Add(time.Hour)}, fault.Invalid, "care.at_in_future"},
		{care.IncidentInput{WardID: g.ward, Kind: "fall", Members: []uint64{7}}, fault.Invalid, "care.incident.staff_only_suspected"},
		{care.IncidentInput{WardID: g.ward, Kind: "threats", Members: []uint64{999}}, fault.Invalid, "care.incident.member_unknown"},
		{care.IncidentInput{WardID: g.ward, Kind: "fall", Residents: g.strangers[:1]}, fault.NotFound, "db.not_found"},
		{care.IncidentInput{WardID: g.away, Kind: "fall"}, fault.NotFound, "db.not_found"},
	} {
		_, err := g.report(lan, c.in)
		refuses(t, err, c.kind, c.key)
	}
}
