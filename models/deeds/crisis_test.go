package deeds_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/deeds"
	"maiam/models/fault"
	"maiam/models/settings"
)

func (h *house) text(query string, args ...any) (out string) {
	h.T.Helper()
	if err := h.Raw().QueryRow(query, args...).Scan(&out); err != nil {
		h.T.Fatal(query, err)
	}
	return out
}

func (h *house) opens(a db.Actor, who, why string) (o *deeds.Opening, err error) {
	err = h.Write(h.T.Context(), a, deeds.OpenedCrisis, func(tx *db.Tx) (err error) {
		o, err = deeds.OpenCrisis(tx, deeds.CrisisInput{Who: who, Reason: why})
		return err
	})
	return o, err
}

func (h *house) reads(a db.Actor, opening uint64) (u *deeds.Urgent, err error) {
	err = h.Read(h.T.Context(), a, func(tx *db.Tx) (err error) {
		u, err = deeds.UrgentFile(tx, deeds.UrgentInput{Opening: opening})
		return err
	})
	return u, err
}

const why = "ngất ở sân, cần biết tiền sử co giật"

func wants(t *testing.T, err error, key string) {
	t.Helper()
	if f := fault.Of(err); err != nil && len(f.Fields) > 0 && f.Fields[0].Key == key {
		return
	}
	if fault.KeyOf(err) != key {
		t.Errorf("want %q, got %v", key, err)
	}
}

// TestFilesInAnEmergency: one file of the own campus, for the time of the setting, with every look in the
// book under its own name; asked about at once, answered by another, and no whitewash for other looks.
func TestFilesInAnEmergency(t *testing.T) {
	h := open(t)
	h.Do(settings.Seed)
	carer, director := h.actor("ward_carer"), h.actor("director")
	person := h.unseen(h.other, carer)[0]
	number := h.text("SELECT number FROM residents_people WHERE id = ?", person)

	_, err := h.opens(carer, number, "gấp")
	wants(t, err, "deeds.crisis.reason_short")
	_, err = h.opens(h.actor("accountant"), number, why)
	wants(t, err, "fault.forbidden")
	o, err := h.opens(carer, strings.ToLower(number), why)
	wants(t, err, "")
	if o == nil || o.ResidentID == nil || *o.ResidentID != person || o.EndsAt.Sub(o.OpenedAt) != time.Hour {
		t.Fatalf("opened %+v", o)
	}
	again, err := h.opens(carer, number, why)
	wants(t, err, "")
	if again.ID != o.ID {
		t.Error("a file that is open was opened twice")
	}
	for range 2 {
		u, err := h.reads(carer, o.ID)
		wants(t, err, "")
		if u.Person.Number != number || u.Where == "" || u.Person.Note != "" {
			t.Errorf("read %+v", u)
		}
	}
	_, err = h.reads(h.actor("nurse"), o.ID)
	wants(t, err, "db.not_found")
	if n := len(h.ids("SELECT id FROM db_deeds WHERE action = ? AND actor_id = ? AND subject = 'resident' AND subject_id = ?", deeds.CrisisLook, carer.ID, person)); n != 2 {
		t.Errorf("the book holds %d looks", n)
	}

	waits := func(a db.Actor) (out []deeds.OpeningIn, err error) {
		err = h.See(a, func(tx *db.Tx) (err error) { out, err = deeds.WaitingCrises(tx); return err })
		return out, err
	}
	list, err := waits(director)
	wants(t, err, "")
	if len(list) != 1 || list[0].ID != o.ID || list[0].MemberID != carer.ID || list[0].Late(h.Now()) {
		t.Errorf("the director sees %+v", list)
	}
	answer := func(a db.Actor) error {
		return h.Write(t.Context(), a, "deeds.answer_crisis", func(tx *db.Tx) error {
			_, err := deeds.AnswerCrisis(tx, deeds.AnswerCrisisInput{Opening: o.ID, Found: "in_order", Reason: "Đúng là cấp cứu"})
			return err
		})
	}
	both := carer
	both.Grants = append(append([]db.Grant{}, carer.Grants...), director.Grants...)
	wants(t, answer(both), "deeds.own_look")
	wants(t, answer(carer), "fault.forbidden")
	_, err = h.opens(director, number, why)
	wants(t, err, "deeds.crisis.sees_all")

	h.Clock.Add(time.Hour)
	_, err = h.reads(carer, o.ID)
	wants(t, err, "deeds.crisis.over")
	h.Clock.Add(24 * time.Hour)
	if list, _ = waits(director); len(list) != 1 || !list[0].Late(h.Now()) {
		t.Errorf("the question is not overdue: %+v", list)
	}
	var lines []deeds.OpeningIn
	wants(t, h.See(director, func(tx *db.Tx) (err error) { lines, _, err = deeds.Crises(tx, deeds.CrisesInput{}); return err }), "")
	if len(lines) != 1 || lines[0].Looks != 2 || lines[0].ResidentName == "" {
		t.Errorf("the queue holds %+v", lines)
	}
	wants(t, answer(director), "")
	wants(t, answer(director), "deeds.answered")
	if list, _ = waits(director); len(list) != 0 {
		t.Error("what was answered still waits")
	}
	if strings.Contains(h.text("SELECT detail FROM db_deeds WHERE action = 'deeds.answer_crisis' ORDER BY id DESC LIMIT 1"), "cấp cứu") {
		t.Error("the words of the answer are in the deed")
	}
}

// TestEmergenciesFindNobodyByGuessing: another campus is not there, a try that finds nobody counts and is
// asked about, and many at once count one by one.
func TestEmergenciesFindNobodyByGuessing(t *testing.T) {
	h := open(t)
	h.Do(settings.Seed)
	carer := h.actor("ward_carer")
	elsewhere := h.text("SELECT r.number FROM residents_people r JOIN presence_stays s ON s.open_resident_id = r.id WHERE r.campus_id <> ? ORDER BY r.id LIMIT 1", h.campus)
	o, err := h.opens(carer, elsewhere, why)
	wants(t, err, "")
	if o.ResidentID != nil {
		t.Error("the other campus was opened")
	}
	_, err = h.reads(carer, o.ID)
	wants(t, err, "db.not_found")
	number := h.text("SELECT number FROM residents_people WHERE id = ?", h.unseen(h.other, carer)[0])
	var mu sync.Mutex
	var wg sync.WaitGroup
	in := 0
	for i := range 8 {
		wg.Go(func() {
			who := number
			if i%2 == 0 {
				who = fmt.Sprintf("Không Có Ai %d", i)
			}
			_, err := h.opens(carer, who, why)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				in++
			} else if key := fault.KeyOf(err); key != "deeds.crisis.too_many" {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if rows := len(h.ids("SELECT id FROM deeds_crises WHERE member_id = ?", carer.ID)); rows > 3 {
		t.Errorf("%d tries in a day", rows)
	}
	h.Clock.Add(25 * time.Hour)
	o, err = h.opens(carer, number, why)
	wants(t, err, "")
	if o == nil || o.ResidentID == nil {
		t.Errorf("the next day: %+v", o)
	}
}
