package sample

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/value"
)

// leave is how somebody leaves for good: the days, counted back from today, of the request, the
// decision, the leaving and the closed file; notYet is a step that is still to come.
type leave struct {
	asked, decided, left, closed int
	facts                        intake.DepartureFacts
}

const notYet = -1

// departures tells of those who leave for good, each for another of the reasons of the law and at
// another of the three moments, and of what is done for them afterwards.
func (s *story) departures() {
	near, far := s.w.places[0], s.w.places[1]
	p := &s.roles
	facts := func(h *human, reason presence.Reason, to intake.Destination, note string) intake.DepartureFacts {
		f := intake.DepartureFacts{Reason: reason, Note: note, Destination: to}
		if len(h.kin) > 0 && to != intake.ToNobody {
			k := h.kin[0]
			f.AskedBy, f.Receiver, f.ReceiverPhone, f.Address = k.Name, k.Name, string(k.Phone), h.home
			f.Commune = "UBND " + h.home
		}
		return f
	}
	s.departs(p.home, leave{34, 29, 27, 20, facts(p.home, presence.AskedByFamily, intake.ToFamily, "Con trai đã có nhà, đón mẹ về chăm sóc")})
	s.departs(p.grown, leave{notYet, 25, 23, 16, facts(p.grown, presence.CameOfAge, intake.ToCommunity, "Đủ 16 tuổi, về địa phương học nghề")})
	s.departs(p.adopted, leave{28, 16, 14, notYet, facts(p.adopted, presence.Adopted, intake.ToAdoptive, "Gia đình ở thành phố Vinh nhận làm con nuôi")})
	s.departs(p.contract, leave{notYet, 10, 8, notYet, facts(p.contract, presence.ContractOver, intake.ToFamily, "Hết hợp đồng dịch vụ, không gia hạn")})
	s.departs(p.identified, leave{36, 32, 30, 24, facts(p.identified, presence.ClosedByHead, intake.ToFamily, "Đã tìm được gia đình, bàn giao về địa phương")})
	s.departs(p.again, leave{44, 42, 41, 35, facts(p.again, presence.AskedBySelf, intake.ToOwnHome, "Muốn về đi làm, bệnh đã ổn định")})
	s.departs(p.late, leave{27, notYet, notYet, notYet, facts(p.late, presence.AskedByFamily, intake.ToFamily, "Con gái xin đón về dịp cuối năm")})
	s.departs(p.lately, leave{3, notYet, notYet, notYet, facts(p.lately, presence.AskedBySelf, intake.ToFamily, "")})
	s.departs(p.decided, leave{9, 2, notYet, notYet, facts(p.decided, presence.AskedByFamily, intake.ToFamily, "Gia đình hẹn đón cuối tuần")})

	// Out of contact for more than a month: then the file may be closed.
	s.absent(p.wanted, presence.Missing, s.when(55, 1910), time.Time{}, s.w.hand(near, "nurse"), presence.AbsenceInput{Note: "Đi ra ngoài khi đưa cơm, tìm quanh xã không thấy"})
	s.departs(p.wanted, leave{notYet, 18, 17, 12, facts(p.wanted, presence.NoContact, intake.ToNobody, "Không liên hệ được quá một tháng, công an đã ra thông báo tìm")})

	// Back again after a month outside.
	s.back(p.again, s.when(12, 1430), s.w.hand(near, "social_worker"))

	s.dies(p.died, s.when(9, 420), intake.DeathFacts{PlaceKind: intake.DiedInHouse, Cause: "Tuổi cao, suy tim đã lâu; bác sĩ xác nhận", FoundBy: "Nhân viên trực đêm", Witnesses: "Điều dưỡng trưởng, bác sĩ",
		Belongings: "Quần áo, đồng hồ, 1.250.000 đồng gửi thủ quỹ"}, true)
	s.absent(p.diedAway, presence.Hospital, s.when(6, 2015), time.Time{}, s.w.hand(far, "nurse"), presence.AbsenceInput{Place: "Bệnh viện Hữu nghị Đa khoa Nghệ An", Companion: "Nhân viên chăm sóc", Note: "Khó thở, tím tái"})
	s.dies(p.diedAway, s.when(3, 1350), intake.DeathFacts{PlaceKind: intake.DiedHospital, Place: "Bệnh viện Hữu nghị Đa khoa Nghệ An", Cause: "Viêm phổi nặng theo giấy báo tử"}, false)
	s.papers()
}

// departs tells of a departure from the request to the closed file.
func (s *story) departs(h *human, l leave) {
	c := h.ward.campus
	by, director := s.w.hand(c, "social_worker", "manager"), s.w.hand(c, "director")
	opened := max(l.asked, l.decided)
	s.step(s.when(opened, 905), by, "intake.start_departure", func(tx *db.Tx) error {
		in := intake.DepartureInput{ResidentID: h.id, DepartureFacts: l.facts}
		if l.asked != notYet {
			in.AskedOn = s.ago(l.asked)
		}
		d, err := intake.StartDeparture(tx, in)
		if err == nil {
			h.departure = d.ID
		}
		return err
	})
	if l.decided == notYet {
		return
	}
	s.writ(s.when(l.decided, 1015), director, h, intake.StopWrit)
	if l.left == notYet {
		return
	}
	left := s.when(l.left, 935)
	s.event(event{at: left, verb: goes, who: h, by: by, name: "intake.record_leaving", deed: func(tx *db.Tx) error {
		_, err := intake.RecordLeaving(tx, intake.LeavingInput{ID: h.departure, At: left})
		return err
	}})
	if h != s.roles.again {
		h.left, h.reason = &left, l.facts.Reason
	}
	if l.facts.Destination != intake.ToNobody {
		s.writ(left.Add(40*time.Minute), by, h, intake.HandOverWrit)
		s.settle(left.Add(45*time.Minute), h, by, "UBND xã đã ký xác nhận", intake.HandOverErrand)
	}
	if l.closed == notYet {
		return
	}
	s.step(s.when(l.closed, 1530), by, "intake.close_departure", func(tx *db.Tx) error {
		_, err := intake.CloseDeparture(tx, intake.CloseInput{ID: h.departure})
		return err
	})
}

// settle tells of errands of a departure that are done.
func (s *story) settle(at time.Time, h *human, by *worker, note string, kinds ...intake.ErrandKind) {
	s.step(at, by, "intake.settle_errand", func(tx *db.Tx) error { return settled(tx, h, note, kinds...) })
}

// settled ticks off what is due of some kinds after somebody left.
func settled(tx *db.Tx, h *human, note string, kinds ...intake.ErrandKind) error {
	file, err := intake.ReadDeparture(tx, intake.OfDeparture{ID: h.departure})
	if err != nil {
		return err
	}
	for _, e := range file.Errands {
		for _, k := range kinds {
			if e.Kind != k || !e.Open() || k == intake.VisitErrand && e.DueOn.After(tx.Today()) {
				continue
			}
			if _, err := intake.SettleErrand(tx, intake.ErrandInput{ID: e.ID, Note: note}); err != nil {
				return err
			}
		}
	}
	return nil
}

// back tells of somebody who comes into care again.
func (s *story) back(h *human, at time.Time, by *worker) {
	b := s.beds[h]
	s.event(event{at: at, verb: comes, who: h, bed: b, by: by, name: "presence.admit", deed: func(tx *db.Tx) error {
		h.admitted = at
		return h.receive(tx, b)
	}})
}

// dies tells of a death with what must follow; buried tells that all of it was done.
func (s *story) dies(h *human, at time.Time, facts intake.DeathFacts, buried bool) {
	c := h.ward.campus
	by := s.w.hand(c, "social_worker", "manager")
	h.left, h.reason = &at, presence.DiedOrMissing
	s.event(event{at: at, verb: goes, who: h, by: by, name: "intake.record_death", deed: func(tx *db.Tx) error {
		d, err := intake.RecordDeath(tx, intake.DeathInput{ResidentID: h.id, At: at, DeathFacts: facts})
		if err == nil {
			h.departure = d.DepartureID
		}
		return err
	}})
	s.settle(at.Add(3*time.Hour), h, by, "Đã gọi điện báo", intake.KinErrand, intake.CommuneErrand)
	if !buried {
		return
	}
	day := value.DayOf(at, s.w.zone)
	s.step(s.w.at(day.AddDays(1), 16*60), by, "intake.record_burial", func(tx *db.Tx) error {
		_, err := intake.RecordBurial(tx, intake.BurialInput{ID: h.departure, BuriedOn: tx.Today(), BurialKind: intake.Buried, BurialPlace: "Nghĩa trang xã Giang Sơn Đông", BuriedBy: "Trung tâm cùng gia đình"})
		return err
	})
	s.settle(s.w.at(day.AddDays(4), 9*60+20), h, by, "UBND xã đã cấp trích lục khai tử", intake.RegistrationErrand, intake.InsuranceErrand)
	s.settle(s.w.at(day.AddDays(5), 10*60), h, by, "Gia đình ký nhận", intake.BelongingsErrand)
}

// papers tells of papers that were written, and of one that was wrong.
func (s *story) papers() {
	director := s.w.hand(s.w.places[0], "director")
	h := s.roles.sheltered
	s.writ(s.when(25, 900), s.w.hand(h.ward.campus, "nurse"), h, intake.EmergencyWrit)
	s.writ(s.when(22, 1430), director, h, intake.AdmissionWrit)
	s.void(s.when(22, 1520), director, h, intake.AdmissionWrit, "Ghi nhầm căn cứ pháp lý")
	s.writ(s.when(21, 900), director, h, intake.AdmissionWrit)
}

// release is the leaving of somebody whom the dice let go: with the request before and the hand-over
// after it, or with the death.
func (e *event) release(tx *db.Tx) error {
	h := e.who
	if h.reason == presence.DiedOrMissing {
		d, err := intake.RecordDeath(tx, intake.DeathInput{ResidentID: h.id, At: e.at, DeathFacts: intake.DeathFacts{PlaceKind: intake.DiedInHouse, Cause: h.note}})
		if err == nil {
			h.departure = d.DepartureID
		}
		return err
	}
	in := intake.DepartureInput{ResidentID: h.id, DepartureFacts: intake.DepartureFacts{Reason: h.reason, Note: h.note, Destination: intake.ToOwnHome}}
	if len(h.kin) > 0 {
		k := h.kin[0]
		in.Destination, in.Receiver, in.ReceiverPhone, in.Address = intake.ToFamily, k.Name, string(k.Phone), h.home
	}
	d, err := intake.StartDeparture(tx, in)
	if err != nil {
		return err
	}
	h.departure = d.ID
	if _, err := intake.DecideDeparture(tx, intake.DecisionInput{ID: d.ID}); err != nil {
		return err
	}
	if _, err := intake.RecordLeaving(tx, intake.LeavingInput{ID: d.ID, At: e.at}); err != nil {
		return err
	}
	return settled(tx, h, "UBND xã đã ký xác nhận", intake.HandOverErrand)
}

// afterwards lets the staff do in time what is due after those have left whom the dice let go.
func (w *world) afterwards() {
	var more []event
	for _, e := range w.events {
		if e.verb != goes || e.told || e.at.Before(w.cut) {
			continue
		}
		h, day := e.who, value.DayOf(e.at, w.zone)
		later := func(days, clock int, name string, deed func(*db.Tx) error) {
			if at := w.at(day.AddDays(days), clock/100*60+clock%100); at.Before(w.at(w.today, 0)) {
				more = append(more, event{at: at, verb: tells, who: h, by: e.by, name: name, deed: deed})
			}
		}
		if h.reason != presence.DiedOrMissing {
			later(5, 1540, "intake.close_departure", func(tx *db.Tx) error {
				_, err := intake.CloseDeparture(tx, intake.CloseInput{ID: h.departure})
				return err
			})
			later(31, 1000, "intake.settle_errand", func(tx *db.Tx) error {
				return settled(tx, h, "Đã đến nhà, sống ổn định", intake.VisitErrand)
			})
			continue
		}
		later(1, 800, "intake.settle_errand", func(tx *db.Tx) error {
			return settled(tx, h, "Đã gọi điện báo", intake.KinErrand, intake.CommuneErrand)
		})
		later(1, 1500, "intake.record_burial", func(tx *db.Tx) error {
			_, err := intake.RecordBurial(tx, intake.BurialInput{ID: h.departure, BuriedOn: tx.Today(), BurialKind: intake.TakenHome, BuriedBy: "Gia đình"})
			return err
		})
		later(6, 930, "intake.settle_errand", func(tx *db.Tx) error {
			return settled(tx, h, "Đã làm xong", intake.RegistrationErrand, intake.InsuranceErrand, intake.BelongingsErrand, intake.BurialMoneyErrand)
		})
	}
	w.events = append(w.events, more...)
	slices.SortStableFunc(w.events, func(a, b event) int { return a.at.Compare(b.at) })
}
