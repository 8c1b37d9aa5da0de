package privacy_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/deeds"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/offline"
	"maiam/models/presence"
	"maiam/models/privacy"
	"maiam/models/residents"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// barred is a house in which something goes on about somebody who left so long ago that the file may be
// erased but for that.
type barred struct {
	*centre
	ward, bed   wards.Bed
	worker, key uint64
	person      uint64
	stay        uint64
}

// add writes a row of a book as its area would have left it.
func add[T any](g *barred, row *T) *T {
	g.t.Helper()
	g.Do(func(tx *db.Tx) error { return db.Add(tx, row) })
	return row
}

// exec runs a statement.
func (g *barred) exec(statement string, args ...any) {
	g.t.Helper()
	if _, err := g.Raw().Exec(statement, args...); err != nil {
		g.t.Fatal(err)
	}
}

// ended makes the open row of the person in a table one that has ended.
func (g *barred) ended(table, columns string) func() {
	return func() { g.exec("UPDATE "+table+" SET "+columns+" WHERE resident_id = ?", g.person) }
}

// incident writes what happened with something left to do, and gives back that it was done.
func (g *barred) incident(restricted bool) func() {
	at := g.Now()
	i := add(g, &care.Incident{CampusID: g.one, WardID: g.ward.WardID, Kind: "fall", Severity: "minor", Restricted: restricted, At: at, What: "ngã", ReporterID: 7, ReportedAt: at, RecordedAt: at, RecordedBy: 7})
	g.exec("UPDATE care_incidents SET root_id = id WHERE id = ?", i.ID)
	g.exec("INSERT INTO care_incident_people (campus_id, root_id, incident_id, resident_id) VALUES (?, ?, ?, ?)", g.one, i.ID, i.ID, g.person)
	act := add(g, &care.IncidentAct{CampusID: g.one, WardID: g.ward.WardID, RootID: i.ID, What: "đo huyết áp", RecordedAt: at, RecordedBy: 7, OpenWardID: &g.ward.WardID})
	return func() {
		g.exec("UPDATE care_incident_acts SET open_ward_id = NULL, done_at = recorded_at, done_by = 7 WHERE id = ?", act.ID)
	}
}

// barCase is one reason that stands against an erasure: how it comes about and how it is over. What is
// hidden is told to nobody but who decides.
type barCase struct {
	hidden bool
	put    func(g *barred) (over func())
}

// barCases has one case for each reason, by its key and the table in which something goes on.
var barCases = map[string]barCase{
	"present": {put: func(g *barred) func() {
		g.Do(func(tx *db.Tx) error {
			_, err := presence.Admit(tx, presence.AdmitInput{ResidentID: g.person, CampusID: g.one, Category: "A1"})
			return err
		})
		return func() {
			g.exec("UPDATE presence_stays SET open_resident_id = NULL, voided_at = recorded_at, voided_by = 7, void_reason = 'nhầm' WHERE open_resident_id = ?", g.person)
		}
	}},
	"kept": {put: func(g *barred) func() {
		s := g.stayed(g.Now().AddDate(-2, 0, 0), g.Now().AddDate(-1, 0, 0))
		return func() {
			g.exec("UPDATE presence_stays SET voided_at = recorded_at, voided_by = 7, void_reason = 'nhầm' WHERE id = ?", s)
		}
	}},
	"unknown": {put: func(g *barred) func() {
		g.exec("UPDATE settings_values SET name = CONCAT('x.', name) WHERE name LIKE 'privacy.kept_%'")
		g.Clock.Add(time.Minute) // what is remembered of the settings is read anew
		return func() {
			g.exec("UPDATE settings_values SET name = SUBSTR(name, 3) WHERE name LIKE 'x.privacy.kept_%'")
			g.Clock.Add(time.Minute)
		}
	}},
	"hold privacy_holds": {put: func(g *barred) func() {
		h := do(g.centre, g.head, privacy.PutHold, privacy.HoldInput{Resident: g.person, Reason: "tòa án hỏi"})
		return func() {
			do(g.centre, g.head, privacy.EndHold, privacy.EndHoldInput{Resident: g.person, ID: h.ID, Reason: "xong"})
		}
	}},
	"request privacy_requests": {put: func(g *barred) func() {
		r := do(g.centre, g.centre.worker, privacy.OpenRequest, privacy.RequestInput{ResidentID: g.person, Kind: privacy.ToAccess, Asker: privacy.Self, Text: "cho xem"})
		return func() {
			do(g.centre, g.head, privacy.AnswerRequest, privacy.AnswerInput{ID: r.ID, Outcome: privacy.Granted, Answer: "đã xem"})
		}
	}},
	"departure intake_departures": {put: func(g *barred) func() {
		add(g, &intake.Departure{CampusID: g.one, ResidentID: g.person, StayID: g.stay, LiveStayID: &g.stay, Reason: "a", Written: intake.Written{RecordedAt: g.Now(), RecordedBy: 7}})
		return g.ended("intake_departures", "closed_on = '2026-11-21', closed_recorded_at = recorded_at, closed_recorded_by = 7")
	}},
	"errand intake_errands": {put: func(g *barred) func() {
		add(g, &intake.Errand{CampusID: g.one, ResidentID: g.person, Kind: "visit", FromOn: value.MustDay("2026-11-01"), Written: intake.Written{RecordedAt: g.Now(), RecordedBy: 7}})
		return g.ended("intake_errands", "settled = 1, done_recorded_at = recorded_at, done_recorded_by = 7")
	}},
	"merge intake_merges": {put: func(g *barred) func() {
		other := g.centre.person("Người Giống Tên", "1951")
		m := add(g, &intake.Merge{CampusID: g.one, KeptID: other, GoneID: g.person, LiveGoneID: &g.person, Reason: "cùng một người", Evidence: "papers", NeedsSecond: true, RecordedAt: g.Now(), RecordedBy: 7})
		return func() {
			g.exec("UPDATE intake_merges SET live_gone_id = NULL, dropped_at = recorded_at, dropped_by = 8 WHERE id = ?", m.ID)
		}
	}},
	"incident care_incident_people":  {put: func(g *barred) func() { return g.incident(false) }},
	"kept_back care_incident_people": {hidden: true, put: func(g *barred) func() { return g.incident(true) }},
	"looks deeds_strangers": {hidden: true, put: func(g *barred) func() {
		add(g, &deeds.Stranger{CampusID: g.one, Week: value.MustDay("2026-11-16"), MemberID: g.worker, ResidentID: g.person, Looks: 3, FirstAt: g.Now(), LastAt: g.Now(), WrittenAt: g.Now()})
		return g.ended("deeds_strangers", "answered_at = written_at, answered_by = 9, found = 'in_order'")
	}},
	"looks deeds_crises": {hidden: true, put: func(g *barred) func() {
		add(g, &deeds.Opening{CampusID: g.one, MemberID: g.worker, ResidentID: &g.person, Reason: "cấp cứu", OpenedAt: g.Now(), EndsAt: g.Now().Add(time.Hour), DueAt: g.Now().Add(48 * time.Hour)})
		return g.ended("deeds_crises", "answered_at = opened_at, found = 'in_order'")
	}},
	"tray offline_tray": {hidden: true, put: func(g *barred) func() {
		add(g, &offline.Item{CampusID: g.one, ResidentID: &g.person, Kind: "refused", Entry: value.MustDay("2026-11-21").String(), KeyID: g.key, No: 1, MemberID: g.worker, HappenedAt: g.Now(), ReceivedAt: g.Now(), Action: "care.note", Request: "POST /x"})
		return g.ended("offline_tray", "decision = 'noted', closed_at = received_at, closed_by = 9")
	}},
	"open presence_absences": {put: func(g *barred) func() {
		add(g, &presence.Absence{CampusID: g.one, StayID: g.stay, ResidentID: g.person, Kind: "leave", StartedAt: g.Now(), OpenResidentID: &g.person, Trace: presence.Trace{RecordedAt: g.Now(), RecordedBy: 7}})
		return g.ended("presence_absences", "open_resident_id = NULL, ended_at = started_at, ended_recorded_at = recorded_at")
	}},
	"open presence_placements": {put: func(g *barred) func() {
		add(g, &presence.Placement{CampusID: g.one, StayID: g.stay, ResidentID: g.person, WardID: g.bed.WardID, RoomID: g.bed.RoomID, BedID: g.bed.ID, Cause: "place", StartedAt: g.Now(), OpenBedID: &g.bed.ID, OpenResidentID: &g.person, Trace: presence.Trace{RecordedAt: g.Now(), RecordedBy: 7}})
		return g.ended("presence_placements", "open_resident_id = NULL, open_bed_id = NULL, ended_at = started_at, ended_recorded_at = recorded_at")
	}},
	"open care_watches": {put: func(g *barred) func() {
		add(g, &care.Watch{CampusID: g.one, ResidentID: g.person, Reason: "fall", EveryMinutes: 30, FromAt: g.Now(), ReviewAt: g.Now().Add(time.Hour), RecordedAt: g.Now(), RecordedBy: 7, OpenResidentID: &g.person})
		return g.ended("care_watches", "open_resident_id = NULL, ended_at = from_at, end_cause = 'reviewed'")
	}},
	"open care_orders": {put: func(g *barred) func() {
		add(g, &care.Order{CampusID: g.one, WardID: g.ward.WardID, ResidentID: g.person, Kind: "isolation", Measure: "phòng riêng", Reason: "đánh người", Tried: "nói chuyện", FromAt: g.Now(), UntilAt: g.Now().Add(time.Hour), LimitMinutes: 60, CheckMinutes: 15, ReviewMinutes: 60,
			ReviewAt: g.Now().Add(time.Hour), OrderedBy: 7, RecordedAt: g.Now(), OpenResidentID: &g.person})
		return g.ended("care_orders", "open_resident_id = NULL, ended_at = from_at, ended_by = 7, end_note = 'yên'")
	}},
	"open care_tasks": {put: func(g *barred) func() {
		add(g, &care.Task{CampusID: g.one, ResidentID: g.person, Kind: "turn", Hours: "2h", FromAt: g.Now(), RecordedAt: g.Now(), RecordedBy: 7, OpenResidentID: &g.person})
		return g.ended("care_tasks", "open_resident_id = NULL, ended_at = from_at, ended_by = 7, end_note = 'xong'")
	}},
	"open intake_transfers": {put: func(g *barred) func() {
		add(g, &intake.Transfer{FromCampusID: g.one, ToCampusID: g.two, ResidentID: g.person, StayID: g.stay, PendingResidentID: &g.person, State: "asked", RecordedAt: g.Now(), RecordedBy: 7})
		return g.ended("intake_transfers", "pending_resident_id = NULL, state = 'refused'")
	}},
	"open intake_petitions": {put: func(g *barred) func() {
		add(g, &intake.Petition{CampusID: g.one, ResidentID: g.person, Category: "A1", ReceivedOn: value.MustDay("2026-11-20"), OpenResidentID: &g.person, RecordedAt: g.Now(), RecordedBy: 7})
		return g.ended("intake_petitions", "open_resident_id = NULL, outcome = 'accepted', ended_at = recorded_at")
	}},
	"kept_back residents_secret_names": {hidden: true, put: func(g *barred) func() {
		nurse := g.nurse()
		ref := do(g.centre, nurse, residents.Confide, residents.ConfideInput{Resident: g.person, Kind: "shelter", Text: "Lánh người chồng"})
		do(g.centre, nurse, residents.CallOtherwise, residents.SecretNameInput{Secret: ref.ID, Name: "Lê Thị Tám"})
		return func() { do(g.centre, nurse, residents.CallByOwnName, residents.OwnNameInput{Secret: ref.ID}) }
	}},
}

func (g *barred) nurse() db.Actor {
	return db.Actor{ID: 23, Name: "Hồ Thị Năm", Username: "nam", Language: "vi", Via: "session", Grants: []db.Grant{{Role: "test", Permissions: map[string]bool{residents.View: true, residents.ConfidePermission: true}}}}
}

// stayed writes that the person was in the house from one day to another, and gives the stay.
func (g *barred) stayed(from, to time.Time) uint64 {
	g.t.Helper()
	var stay uint64
	g.Do(func(tx *db.Tx) error {
		a, err := presence.Admit(tx, presence.AdmitInput{ResidentID: g.person, CampusID: g.one, Category: "A1", At: from})
		if err != nil {
			return err
		}
		stay = a.Stay.ID
		_, err = presence.Discharge(tx, presence.DischargeInput{ResidentID: g.person, At: to, Reason: "a"})
		return err
	})
	return stay
}

func openBarred(t *testing.T) *barred {
	g := &barred{centre: openCentre(t)}
	since := value.MustDay("1990-01-01")
	g.Do(func(tx *db.Tx) error {
		z, err := wards.AddZone(tx, g.one, wards.ZoneInput{Kind: wards.ZoneRecovery, Name: "Phân khu", From: since})
		if err != nil {
			return err
		}
		w, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: "Khu B", Sex: wards.ForWomen, From: since})
		if err != nil {
			return err
		}
		if _, err := wards.AddRoom(tx, w.ID, wards.RoomInput{Name: "201", FloorM2: "60", Beds: 2, From: since}); err != nil {
			return err
		}
		beds, err := db.From[wards.Bed](tx).Where("ward_id = ?", w.ID).Order("id").All()
		if err != nil {
			return err
		}
		g.ward, g.bed = beds[0], beds[1]
		m, err := staff.AddMember(tx, staff.AddMemberInput{Username: "lan", Settled: true, MemberInput: staff.MemberInput{Name: "Nguyễn Thị Lan", CampusID: g.one}})
		if err != nil {
			return err
		}
		g.worker = m.ID
		k := offline.Key{MemberID: m.ID, Device: "may", Agent: "phone", Nonce: "n", GivenAt: tx.Now, Until: tx.Now.Add(time.Hour)}
		err = db.Add(tx, &k)
		g.key = k.ID
		return err
	})
	return g
}

// TestEveryBarStandsAgainstAnErasure lets each of the reasons come up after an erasure was proposed: the
// second person is refused and told why, nobody can propose anew, and when it is over nothing stands
// against it. What tells of a suspicion, of looks, of the tray or of somebody who hides is told only to who decides.
func TestEveryBarStandsAgainstAnErasure(t *testing.T) {
	g := openBarred(t)
	manager, director := g.pair()
	for id, c := range barCases {
		t.Run(id, func(t *testing.T) {
			g.centre.t, g.T = t, t
			key := strings.Fields(id)[0]
			g.person = g.centre.person("Lê Thị Mười", "1930")
			g.stay = g.stayed(g.Now().AddDate(-32, 0, 0), g.Now().AddDate(-31, 0, 0))
			against := func(who db.Actor) (keys []string) {
				for _, b := range see(g.centre, who, privacy.LookAtErasure, privacy.OfPerson{Resident: g.person}).Against {
					keys = append(keys, b.Key)
				}
				return keys
			}
			if found := against(director); len(found) > 0 {
				t.Fatalf("before, there stands %v", found)
			}
			in := privacy.EraseInput{Resident: g.person, Ground: privacy.TermOver, Reason: "đã qua thời hạn"}
			e := do(g.centre, manager, privacy.ProposeErasure, in)
			over := c.put(g)
			if found := against(director); !slices.Equal(found, []string{key}) {
				t.Errorf("the director is told %v", found)
			}
			if found := against(manager); (len(found) == 0) != c.hidden {
				t.Errorf("the manager is told %v", found)
			}
			_, err := try(g.centre, director, privacy.AgreeToErasure, privacy.ErasureAnswer{Resident: g.person, ID: e.ID, Sure: true})
			g.refused(err, fault.Conflict, "privacy.erase_bar."+key)
			_, err = try(g.centre, director, privacy.ProposeErasure, in)
			g.refused(err, fault.Conflict, "privacy.erase_bar."+key)
			over()
			if found := against(director); len(found) > 0 {
				t.Errorf("when it is over, there stands %v", found)
			}
		})
	}
}

// TestEveryBarHasItsCase reads from the code and from the schema what may stand against an erasure, and
// demands a case above for each: a question, a mark that something is open, and what the term says.
func TestEveryBarHasItsCase(t *testing.T) {
	g := openCentre(t)
	wanted := privacy.OpenAsks()
	code, err := os.ReadFile("erasure_bar.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range regexp.MustCompile(`\.bar\("([a-z_]+)"`).FindAllStringSubmatch(string(code), -1) {
		wanted = append(wanted, found[1])
	}
	g.Do(func(tx *db.Tx) error {
		marks, err := privacy.OpenMarks(tx)
		wanted = append(wanted, marks...)
		return err
	})
	if len(wanted) < 20 {
		t.Fatalf("only %d were read: %v", len(wanted), wanted)
	}
	for _, id := range wanted {
		if _, ok := barCases[id]; !ok {
			t.Errorf("%q stands against an erasure and has no case in barCases", id)
		}
	}
	for id := range barCases {
		if !slices.Contains(wanted, id) {
			t.Errorf("%q is tested and stands against nothing", id)
		}
	}
}
