package sample

import (
	"time"

	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// days tells what befalls those who live here: who is missing and found, who goes out with others,
// who does not get on with whom, who lies where a rule warns.
func (s *story) days() {
	near, far := s.w.places[0], s.w.places[1]
	nurse, doctor := s.w.hand(near, "nurse"), s.w.hand(near, "doctor")
	p := &s.roles
	s.born()

	s.absent(p.found, presence.Missing, s.when(21, 1840), s.when(18, 1515), nurse, presence.AbsenceInput{Note: "Không có mặt khi đi buồng tối, camera thấy ra cổng sau"})
	s.outing(p.outing[:], s.when(40, 730), s.when(38, 1630), nurse)

	// Two men who fought; and two old people who get on again.
	s.step(s.when(25, 1105), nurse, "presence.note_conflict", func(tx *db.Tx) error {
		_, err := presence.NoteFeud(tx, presence.FeudInput{ResidentID: p.one.id, OtherID: p.other.id, Reason: "Đánh nhau hai lần trong tuần, một lần phải khâu"})
		return err
	})
	var note *presence.Feud
	s.step(s.when(36, 915), nurse, "presence.note_conflict", func(tx *db.Tx) (err error) {
		note, err = presence.NoteFeud(tx, presence.FeudInput{ResidentID: p.outing[0].id, OtherID: p.outing[1].id, Reason: "Cãi nhau vì chỗ ngồi, không nói chuyện với nhau"})
		return err
	})
	s.step(s.when(20, 1600), nurse, "presence.end_conflict", func(tx *db.Tx) error {
		_, err := presence.EndFeud(tx, presence.FeudEnd{ID: note.ID, Note: "Đã làm hòa, cùng chăm vườn rau"})
		return err
	})

	// A blind man too young for the ward for old people, with a reason that still holds; and a woman
	// who should be watched closely, with a reason that ended.
	s.moves(p.blind, s.when(50, 1020), s.shelter, nurse, "Nằm tạm khi sửa phòng")
	s.despite(p.blind, s.when(16, 1010), s.beds[p.blind], doctor, "Mù hai mắt, cần khu yên tĩnh, gia đình đồng ý", s.w.today.AddDays(8))
	s.step(s.when(34, 900), s.w.hand(far, "nurse"), "residents.add_flag", func(tx *db.Tx) error {
		if p.fearful.has("watch") {
			return nil
		}
		_, err := residents.AddFlag(tx, residents.FlagInput{Resident: p.fearful.id, Kind: "watch", Note: "Hoảng sợ về đêm, cần có người cạnh bên"})
		return err
	})
	s.despite(p.fearful, s.when(33, 1625), s.godmother, s.w.hand(far, "nurse"), "Ở cùng mẹ đỡ đầu cho đỡ sợ, nhân viên trực cạnh phòng", s.ago(4))

	s.across()
	s.keeps()
	s.calls()
}

// keeps tells of a bed that is kept for somebody who is to come.
func (s *story) keeps() {
	far := s.w.places[1]
	b := s.expected
	s.step(s.when(1, 1605), s.w.hand(far, "manager"), "presence.reserve", func(tx *db.Tx) error {
		_, err := presence.Reserve(tx, presence.ReserveInput{BedID: b.id, Person: "Ông Phan Văn Tứ, 58 tuổi, ở xã Diễn Kim", Reason: "UBND xã đưa đến đầu tuần sau, hồ sơ đã đủ", Until: s.w.at(s.w.today.AddDays(4), 17*60)})
		return err
	})
}

// call is one contact with the family, or with those who were asked about it.
type call struct {
	days, clock int
	h           *human
	who         string // empty: who is called first
	way         residents.Way
	outcome     residents.Outcome
	note        string
}

// calls tells of the telephone calls and visits, and of a family that is sought.
func (s *story) calls() {
	p := &s.roles
	for _, c := range []call{
		{21, 1905, p.found, "", "called", residents.Reached, "Báo không thấy anh ấy, hỏi có về nhà không"},
		{20, 800, p.found, "", "called_us", residents.Reached, "Chưa thấy về, nhà đi tìm quanh xã"},
		{18, 1530, p.found, "", "called", residents.Reached, "Báo đã tìm thấy ở bến xe, khỏe"},
		{55, 1940, p.wanted, "", "called", residents.NoAnswer, ""},
		{54, 1010, p.wanted, "", "called", residents.Reached, "Không về nhà"},
		{40, 1520, p.wanted, "Công an xã Đô Lương", "asked", residents.Reached, "Chưa có tin"},
		{52, 2200, p.identified, "Công an xã Đô Lương", "asked", residents.Reached, "Đã đăng tin tìm thân nhân"},
		{46, 930, p.identified, "", "visited", residents.Reached, "Em gái đến thăm, mang giấy tờ"},
		{35, 1640, p.home, "", "visited", residents.Reached, "Con trai làm đơn xin đón mẹ"},
		{26, 900, p.late, "", "called_us", residents.Reached, "Hỏi bao giờ có quyết định"},
		{14, 1000, p.across, "", "called", residents.Reached, "Báo sắp chuyển ra cơ sở phía Bắc"},
		{9, 500, p.died, "", "called", residents.NoAnswer, "Gọi lúc 5 giờ chưa ai nghe"},
		{9, 625, p.died, "", "called", residents.Reached, "Đã báo tin mất, gia đình đến trong buổi sáng"},
		{15, 720, p.mother, "", "called", residents.Reached, "Báo mẹ tròn con vuông"},
		{9, 1130, p.left[2], "UBND xã Giang Sơn Đông", "asked", residents.Reached, "Chưa rõ cha mẹ cháu"},
		{5, 1500, p.one, "", "called", residents.NoAnswer, ""},
		{4, 1500, p.one, "", "called", "wrong_number", "Số đã đổi chủ"},
		{2, 945, p.decided, "", "called", residents.Reached, "Hẹn đón cuối tuần"},
	} {
		way := s.w.hand(c.h.ward.campus, "social_worker")
		s.step(s.when(c.days, c.clock), way, "residents.add_contact", func(tx *db.Tx) error {
			in := residents.ContactInput{Resident: c.h.id, Who: c.who, Way: c.way, Outcome: c.outcome, Note: c.note}
			if c.who == "" {
				in.Who = "Người nhà"
				if len(c.h.kin) > 0 {
					in.Who = c.h.kin[0].Name
				}
			}
			_, err := residents.AddContact(tx, in)
			return err
		})
	}
	h := p.left[2]
	s.step(s.when(9, 1400), s.w.hand(h.ward.campus, "social_worker"), "residents.start_search", func(tx *db.Tx) error {
		_, err := residents.StartKinSearch(tx, residents.KinSearchInput{Resident: h.id, Who: "Cha mẹ của cháu", LastSeenOn: s.ago(10), LastSeenWhere: "Trước cổng Trung tâm, sáng sớm"})
		return err
	})
}

// across tells of a woman who is handed over to the other campus, and of a man who is about to be.
func (s *story) across() {
	near, far := s.w.places[0], s.w.places[1]
	gives, takes := s.w.hand(near, "manager"), s.w.hand(far, "manager")
	ask := func(h *human, at time.Time, list intake.HandOver) *uint64 {
		var id uint64
		s.step(at, gives, "intake.ask_transfer", func(tx *db.Tx) error {
			t, err := intake.AskTransfer(tx, intake.TransferInput{ResidentID: h.id, ToCampusID: far.id, HandOver: list})
			if err == nil {
				id = t.ID
			}
			return err
		})
		return &id
	}
	h := s.roles.across
	at, b := s.when(13, 1045), s.beds[h]
	asked := ask(h, s.when(14, 1510), intake.HandOver{Reason: "Gia đình ở Diễn Châu, tiện thăm nuôi", PlannedOn: s.ago(13), Escort: "Điều dưỡng trưởng Phạm Thị Hường", Belongings: "2 bộ quần áo\n1 chăn\n1 đôi dép",
		Papers: "Hồ sơ tiếp nhận\nThẻ bảo hiểm y tế", Medicine: "Thuốc động kinh, đủ 10 ngày", Money: "Không gửi tiền"})
	s.event(event{at: at, verb: moves, who: h, bed: b, by: takes, name: "intake.accept_transfer", deed: func(tx *db.Tx) error {
		_, err := intake.AcceptTransfer(tx, intake.AcceptInput{ID: *asked, BedID: b.id, At: at, Answer: "Đã nhận đủ theo danh sách"})
		return err
	}})
	ask(s.roles.waiting, s.when(1, 1420), intake.HandOver{Reason: "Cần khu có phục hồi chức năng cho người khuyết tật vận động", PlannedOn: s.w.today.AddDays(2), Belongings: "3 bộ quần áo\n1 xe lăn", Papers: "Hồ sơ tiếp nhận"})
}

// outing tells of people who go out together and come back together.
func (s *story) outing(group []*human, from, to time.Time, by *worker) {
	c := group[0].ward.campus
	in := intake.GroupInput{CampusID: c.id, Title: "Đi lễ hội đền Cờn", Purpose: presence.Outing, At: from, DueBackOn: value.DayOf(to, s.w.zone), Place: "Lễ hội đền Cờn, Quỳnh Lưu",
		Companion: s.w.hand(c, "social_worker").name, Note: "Đoàn người cao tuổi, ngủ lại nhà khách"}
	var leave *intake.GroupLeave
	for i, h := range group {
		a := away{kind: presence.Leave, from: from, due: in.DueBackOn, place: in.Place, companion: in.Companion, note: in.Note, by: by}
		goes := event{at: from, verb: leavesHouse, who: h, away: a, by: by, name: "intake.start_leave", joint: i > 0}
		back := event{at: to, verb: comesBack, who: h, by: by, name: "intake.end_leave", joint: i > 0}
		if i == 0 {
			goes.deed = func(tx *db.Tx) (err error) {
				in.CampusID = c.id
				for _, one := range group {
					in.People = append(in.People, one.id)
				}
				leave, err = intake.StartGroupLeave(tx, in)
				return err
			}
			back.deed = func(tx *db.Tx) error {
				_, err := intake.EndGroupLeave(tx, intake.GroupReturn{ID: leave.ID, At: to, BroughtBy: in.Companion})
				return err
			}
		}
		s.event(goes)
		s.event(back)
	}
}

// absent tells of somebody who is away for a while.
func (s *story) absent(h *human, kind presence.AbsenceKind, from, to time.Time, by *worker, in presence.AbsenceInput) {
	a := away{kind: kind, from: from, due: in.DueBackOn, place: in.Place, companion: in.Companion, note: in.Note, by: by}
	s.event(event{at: from, verb: leavesHouse, who: h, away: a, by: by, name: "presence.start_absence", deed: func(tx *db.Tx) error {
		in.ResidentID, in.Kind, in.At = h.id, kind, from
		return leaves(tx, in)
	}})
	if to.IsZero() {
		return
	}
	s.event(event{at: to, verb: comesBack, who: h, by: by, name: "presence.end_absence", deed: func(tx *db.Tx) error {
		_, err := intake.EndAbsence(tx, presence.ReturnInput{ResidentID: h.id, At: to})
		return err
	}})
}

// leaves notes that somebody left for a while; of whoever is missing, family, police and commune are told.
func leaves(tx *db.Tx, in presence.AbsenceInput) error {
	a, err := intake.StartAbsence(tx, in)
	if err != nil || in.Kind != presence.Missing {
		return err
	}
	file, err := intake.ReadMissing(tx, intake.OfMissing{ID: a.ID})
	if err != nil {
		return err
	}
	for _, e := range file.Errands {
		if !e.Open() {
			continue
		}
		if _, err := intake.SettleErrand(tx, intake.ErrandInput{ID: e.ID, Note: "Đã gọi điện báo"}); err != nil {
			return err
		}
	}
	return nil
}

// despite tells of somebody who gets a bed although rules warn, with the reason.
func (s *story) despite(h *human, at time.Time, b *bed, by *worker, why string, until value.Day) {
	s.event(event{at: at, verb: moves, who: h, bed: b, by: by, name: "presence.move", deed: func(tx *db.Tx) error {
		in := presence.MoveInput{ResidentID: h.id, BedID: b.id, At: at}
		return despiteFor(tx, &in.Despite, why, until, func() error { _, err := presence.Move(tx, in); return err })
	}})
}
