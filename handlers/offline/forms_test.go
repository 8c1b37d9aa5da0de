package offline_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/offline"
	"maiam/models/presence"
	"maiam/models/staff"
)

const (
	incidents = "/api/v1/care/incidents"
	vitals    = "/api/v1/care/vitals"
)

// fell is the report of a fall.
func (s *scene) fell(ward int, people ...uint64) map[string]any {
	return map[string]any{"ward_id": s.wards[ward], "kind": "fall", "severity": "serious", "what": "Trượt chân ở bậc cửa", "residents": people}
}

func (s *scene) incidents() (out []care.Incident) {
	s.t.Helper()
	s.must(s.See(db.System("test"), func(tx *db.Tx) (err error) {
		s.must(tx.May(care.View))
		out, err = db.From[care.Incident](tx).Order("id").All()
		return err
	}))
	return out
}

func (s *scene) numbers() (out []care.Observation) {
	s.t.Helper()
	s.must(s.See(db.System("test"), func(tx *db.Tx) (err error) {
		s.must(tx.May(care.View))
		out, err = db.From[care.Observation](tx).Order("id").All()
		return err
	}))
	return out
}

// TestReportsAndNumbersTravel: an incident and numbers that were written without a network are in the
// books once, with the time at which it happened, and whoever sends them learns nothing of what they say.
func TestReportsAndNumbersTravel(t *testing.T) {
	s := open(t)
	p := s.phone("lan", 0)
	happened := s.Clock.Now()
	fall := p.Do(http.MethodPost, incidents, s.fell(0, s.people[0]))
	s.Clock.Add(time.Minute)
	typed := s.fell(0)
	typed["at"] = happened.Add(-2 * time.Hour)
	earlier := p.Do(http.MethodPost, incidents, typed)
	measured := s.Clock.Now()
	both := p.Do(http.MethodPost, vitals, map[string]any{"resident_id": s.people[0], "values": []any{map[string]any{"kind": "temperature", "value": "38,2"}, map[string]any{"kind": "pressure", "value": "130/70"}}})
	s.Clock.Add(3 * time.Hour)
	s.end("lan") // what was done before stands
	got := s.send(p, fall, earlier, both, fall, both)
	s.want(got, "done", "done", "done", "done", "done")
	s.want(s.send(p, both, fall), "done", "done")
	reported := s.incidents()
	if len(reported) != 2 || !reported[0].At.Equal(happened) || !reported[1].At.Equal(happened.Add(-2*time.Hour)) || reported[0].ReporterID != s.members["lan"].ID || reported[0].Late() == 0 {
		t.Errorf("incidents %+v", reported)
	}
	written := s.numbers()
	if len(written) != 2 || !written[0].At.Equal(measured) || written[0].RecordedBy != s.members["lan"].ID || written[1].Amount != 130_000 {
		t.Errorf("numbers %+v", written)
	}
	if want := fmt.Sprintf(`{"id":%d}`, reported[0].ID); string(got.Results[0].Answer) != want || string(got.Results[3].Answer) != want || len(got.Results[2].Answer) != 0 {
		t.Errorf("the sender is told %s and %s", got.Results[0].Answer, got.Results[2].Answer)
	}
	t.Run("PoisonedBlocksNothing", func(t *testing.T) {
		q := s.phone("mai", 0)
		unlikely := q.Do(http.MethodPost, vitals, map[string]any{"resident_id": s.people[1], "kind": "weight", "value": "220"})
		sure := q.Do(http.MethodPost, vitals, map[string]any{"resident_id": s.people[1], "sure": true, "values": []any{map[string]any{"kind": "weight", "value": "220"}}})
		nothing := q.Do(http.MethodPost, incidents, map[string]any{"ward_id": s.wards[0], "kind": "fall", "severity": "grave"})
		unknown := q.Do(http.MethodPost, incidents, map[string]any{"ward": s.wards[0]})
		nobody := q.Do(http.MethodPost, vitals, map[string]any{"resident_id": 999999, "kind": "weight", "value": "50"})
		good := q.Do(http.MethodPost, incidents, s.fell(1))
		list := []offline.Entry{unlikely, nothing, unknown, nobody, good, sure}
		s.want(s.send(q, list...), "kept fault.invalid", "kept fault.invalid", "kept fault.invalid", "kept db.not_found", "done", "done")
		s.want(s.send(q, list...), "kept fault.invalid", "kept fault.invalid", "kept fault.invalid", "kept db.not_found", "done", "done")
		tray := s.tray()
		if len(tray) != 4 || tray[0].WardID == nil || *tray[0].WardID != s.wards[0] || tray[1].Suspects != "" || *tray[1].WardID != s.wards[0] {
			t.Errorf("tray %+v", tray)
		}
	})
	t.Run("AccessOfTheMoment", func(t *testing.T) {
		// Hoa of the whole campus writes, then answers for another ward alone.
		q := s.phone("hoa", 0)
		before := q.Do(http.MethodPost, incidents, s.fell(0))
		s.Clock.Add(time.Minute)
		s.end("hoa")
		s.Do(func(tx *db.Tx) error {
			_, err := staff.GrantRole(tx, s.members["hoa"].ID, staff.GrantInput{Role: "nurse", Place: staff.Place{Campus: s.campus, Ward: s.wards[1]}})
			return err
		})
		s.Clock.Add(time.Minute)
		after := q.Do(http.MethodPost, incidents, s.fell(0))
		number := q.Do(http.MethodPost, vitals, map[string]any{"resident_id": s.people[0], "kind": "pulse", "value": "80"})
		s.Clock.Add(time.Hour)
		s.want(s.send(q, before, after, number), "done", "kept db.not_found", "kept db.not_found")
	})
	t.Run("NotHereThen", func(t *testing.T) {
		q := s.phone("mai", 0)
		s.Do(func(tx *db.Tx) error {
			_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: s.people[4], Kind: presence.Hospital, Place: "Bệnh viện Đa khoa Đô Lương", At: s.Clock.Now()})
			return err
		})
		s.Clock.Add(time.Minute)
		s.want(s.send(q, q.Do(http.MethodPost, vitals, map[string]any{"resident_id": s.people[4], "kind": "pulse", "value": "80"})), "kept care.vital.away")
	})
}

// TestFormThatCameIsNotDoneTwice: the form of a page reached the house, its answer was lost, and the phone
// kept the same report: it is one.
func TestFormThatCameIsNotDoneTwice(t *testing.T) {
	s := open(t)
	p := s.phone("lan", 0)
	v := s.as("lan")
	v.Header.Set("Idempotency-Key", "form-of-a-page-1")
	v.JSON(http.MethodPost, incidents, s.fell(0, s.people[0])).Want(http.StatusCreated)
	seal := func(form string) offline.Entry {
		return p.Seal(fmt.Appendf(nil, `{"method":"POST","path":%q,"body":{"ward_id":%d,"kind":"fall","severity":"serious","what":"Trượt chân"},"form":%q}`, incidents, s.wards[0], form))
	}
	again, other := seal("form-of-a-page-1"), seal("form-of-a-page-2")
	s.want(s.send(p, again, again), "done", "done")
	s.want(s.send(p, other), "done")
	s.want(s.send(p, other, again), "done", "done")
	if n := len(s.incidents()); n != 2 {
		t.Errorf("%d incidents", n)
	}
	// The key of somebody else's form is nobody's excuse.
	q := s.phone("mai", 0)
	s.want(s.send(q, q.Seal(fmt.Appendf(nil, `{"method":"POST","path":%q,"body":{"ward_id":%d,"kind":"fall","severity":"serious","what":"Ngã"},"form":"form-of-a-page-1"}`, incidents, s.wards[0]))), "done")
	if n := len(s.incidents()); n != 3 {
		t.Errorf("%d incidents", n)
	}
}

// TestSuspicionInTheTrayStaysSecret: a suspicion that could not be written is for who reads suspicions, and
// not for who is suspected; carers correct marks in the same ward and find nothing.
func TestSuspicionInTheTrayStaysSecret(t *testing.T) {
	s := open(t)
	s.hire("gd", "Phạm Văn Giám", "director", staff.Place{})
	s.hire("pgd", "Hồ Thị Phó", "director", staff.Place{})
	p := s.phone("lan", 0)
	beaten := s.fell(0)
	beaten["kind"], beaten["members"], beaten["residents"] = "beating", []uint64{s.members["mai"].ID, s.members["pgd"].ID}, []uint64{999999}
	unread := map[string]any{"ward_id": s.wards[0], "kind": "choc"}
	got := s.send(p, p.Do(http.MethodPost, incidents, beaten), p.Do(http.MethodPost, incidents, unread), p.Do(http.MethodPost, incidents, s.fell(0, 999999)))
	s.want(got, "kept db.not_found", "kept fault.invalid", "kept db.not_found")
	sees := func(username string) (n int) {
		s.must(s.See(s.gate[username].Actor, func(tx *db.Tx) error {
			list, err := offline.List(tx, offline.TrayInput{})
			s.must(err)
			waiting, err := offline.Waiting(tx)
			s.must(err)
			if waiting != len(list.Items) {
				t.Errorf("%s: %d wait, %d are listed", username, waiting, len(list.Items))
			}
			n = len(list.Items)
			return nil
		}))
		return n
	}
	for username, want := range map[string]int{"lan": 1, "mai": 1, "hoa": 1, "gd": 3, "pgd": 2} {
		if n := sees(username); n != want {
			t.Errorf("%s sees %d, not %d", username, n, want)
		}
	}
	// The handover is read by everybody of the ward: what it counts says nothing of a suspicion either.
	s.Clock.Add(3 * time.Hour) // 21:42: the shift is about to be handed over
	s.must(s.See(s.gate["gd"].Actor, func(tx *db.Tx) error {
		h, err := care.HandoverOf(tx, care.TurnInput{WardID: s.wards[0]})
		s.must(err)
		n := 0
		for _, line := range h.Items {
			if line.Kind == care.ItemTray {
				n = line.N
			}
		}
		if n != 1 {
			t.Errorf("the handover counts %d in the tray, not the one that everybody may see", n)
		}
		return nil
	}))
	first := s.tray()[0]
	s.must(s.See(s.gate["mai"].Actor, func(tx *db.Tx) error {
		if _, err := offline.ItemOf(tx, first.ID); err == nil {
			t.Error("the suspected opens it")
		}
		return nil
	}))
	s.must(s.As(s.gate["gd"].Actor, func(tx *db.Tx) error {
		item, err := offline.ItemOf(tx, first.ID)
		s.must(err)
		if in := item.Incident(); in.Kind != "beating" || len(in.Members) != 2 {
			t.Errorf("reads %+v", in)
		}
		_, err = offline.Close(tx, offline.CloseInput{ItemID: first.ID, Decision: offline.ByHand, Reason: "Đã nhập", Version: 1})
		return err
	}))
	// No deed about it names a ward, a person or the act.
	s.must(s.See(db.System("test"), func(tx *db.Tx) error {
		s.must(tx.May(care.View))
		deeds, err := db.Report[struct {
			Action, Subject string
			Detail          string
		}](tx, "SELECT d.action, d.subject, d.detail FROM db_deeds d WHERE {campus d.campus_id} AND d.subject = 'suspicion'")
		s.must(err)
		veiled := 0
		for _, d := range deeds {
			if d.Subject == db.Veiled {
				veiled++
				if strings.Contains(d.Detail, "incident") {
					t.Errorf("deed says %s", d.Detail)
				}
			}
		}
		if veiled != 3 {
			t.Errorf("%d veiled deeds of %d", veiled, len(deeds))
		}
		return nil
	}))
}
