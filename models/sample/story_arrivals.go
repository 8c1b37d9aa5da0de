package sample

import (
	"fmt"
	"strings"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/register"
	"maiam/models/residents"
	"maiam/models/value"
)

// arrivals tells of those who come: on each ground of the law, by day with their papers and at night
// with nothing.
func (s *story) arrivals() {
	near, far := s.w.places[0], s.w.places[1]
	social, north := s.w.hand(near, "social_worker"), s.w.hand(far, "social_worker")
	nurse := s.w.hand(near, "nurse")
	p := &s.roles

	// A brother and a sister, brought by the commune after their grandmother died.
	s.admit(p.brother, social)
	s.admit(p.sister, social)
	s.step(p.sister.admitted.Add(time.Hour), social, "residents.add_kin", func(tx *db.Tx) error {
		return related(tx, p.sister, p.brother, "sibling")
	})
	for _, h := range []*human{p.brother, p.sister, p.elder, p.measure, p.paid} {
		s.admitted(h, social, 3)
	}
	s.admit(p.elder, social)
	s.admit(p.measure, social)
	s.admit(p.paid, social)
	s.admit(p.disabled, north)
	s.admit(p.asked, north)
	s.admitted(p.disabled, north, 4)
	s.admitted(p.asked, north, 2)

	s.asks(social)

	// Children whom nobody fetched: one was announced in the media in time, one must be soon.
	for _, h := range p.left {
		s.admit(h, social)
		s.step(h.admitted.Add(2*time.Hour), social, "intake.change_file", func(tx *db.Tx) error {
			_, err := intake.ChangeCase(tx, intake.CaseInput{Stay: h.stay, Abandoned: true, Note: "Bỏ lại trước cổng Trung tâm, chưa tìm được cha mẹ"})
			return err
		})
	}
	director := s.w.hand(near, "director")
	s.step(s.when(30, 1010), director, "intake.note_decision", func(tx *db.Tx) error {
		_, err := intake.NoteDecision(tx, intake.DecisionNote{Stay: p.left[0].stay, Kind: intake.MediaAnnounced, Issuer: "Đài Phát thanh và Truyền hình Nghệ An"})
		return err
	})
	s.admitted(p.left[0], social, 14)

	// In an emergency: a woman without a name who turned out to have a family, a woman who fled, an old
	// woman from the flood, and a man of two nights ago of whom nobody knows anything.
	s.emergency(p.identified, s.when(52, 2140), s.gate[0], nurse, intake.EmergencyInput{Age: "60", FoundPlace: "Chợ Lường, thị trấn Đô Lương", Finder: "Bà Nguyễn Thị Tịnh, bán hàng ở chợ",
		FinderPhone: "0599 012 345", BroughtBy: intake.Police, Bringer: "Trung úy Nguyễn Cảnh Toàn", BringerOffice: "Công an xã Đô Lương", States: []intake.FirstState{"exhausted", "cold", "confused"},
		StateNote: "Không nói được tên, quần áo ướt", Belongings: "Một túi vải, 35.000 đồng"})
	s.emergency(p.sheltered, p.sheltered.admitted, s.beds[p.sheltered], nurse, intake.EmergencyInput{Name: p.sheltered.in.Name, Age: "29", FoundPlace: "Trụ sở UBND xã", BroughtBy: intake.CommuneOffice,
		Bringer: "Bà Lê Thị Mỹ, Hội Phụ nữ", BringerOffice: "UBND xã Giang Sơn Đông", States: []intake.FirstState{"injured", "afraid"}, StateNote: "Bầm tím ở tay và vai, xin được giữ kín nơi ở"})
	s.emergency(p.old, s.when(11, 1550), s.gate[1], social, intake.EmergencyInput{Name: p.old.in.Name, Age: "72", FoundPlace: "Nhà sập sau lũ ở xóm 3", BroughtBy: intake.CommuneOffice,
		Bringer: "Ông Thái Văn Hòa, Phó Chủ tịch", BringerOffice: "UBND xã Bạch Hà", States: []intake.FirstState{"exhausted", "hungry"}, Belongings: "Chăn, ảnh gia đình, sổ hộ nghèo"})
	s.emergency(p.nameless, s.when(2, 2310), s.gate[2], nurse, intake.EmergencyInput{Age: "50", FoundPlace: "Quốc lộ 7, gần cầu Đô Lương", Finder: "Anh Phan Văn Lực, lái xe", FinderPhone: "0599 023 456",
		BroughtBy: intake.Police, Bringer: "Thiếu úy Trần Đức Mạnh", BringerOffice: "Công an xã Đô Lương", States: []intake.FirstState{"silent", "hungry"}, StateNote: "Không trả lời, đi chân đất"})
	s.writ(s.when(51, 830), nurse, p.identified, intake.EmergencyWrit)
	s.writ(s.when(1, 800), nurse, p.nameless, intake.EmergencyWrit)
	s.step(s.when(47, 1420), social, "intake.identify", func(tx *db.Tx) error {
		h := p.identified
		if _, err := intake.Identify(tx, intake.IdentifyInput{Stay: h.stay, Name: h.in.Name, Birth: h.birth.Day.Vietnamese(), OriginAddress: h.in.OriginAddress,
			OriginUnitCode: h.in.OriginUnitCode, LearntFrom: "Em gái đọc tin trên Zalo của công an xã, đến nhận", Despite: true}); err != nil {
			return err
		}
		return h.family(tx)
	})
	s.moves(p.identified, s.when(45, 930), s.beds[p.identified], nurse, "Đã hết theo dõi ở phòng tiếp nhận")
	s.moves(p.old, s.when(7, 1000), s.beds[p.old], nurse, "Chuyển về khu người cao tuổi")
	for _, h := range []*human{p.identified, p.old} {
		s.marks(h, social, 3, intake.EmergencyMinutes, intake.CommuneRequest)
	}
	s.files()
}

// files tells of the papers of those who came in an emergency long ago: most have all, some lack one.
func (s *story) files() {
	n := 0
	for _, h := range s.w.people {
		if !h.category.Emergency() || h.follows != nil || h.left != nil || !h.admitted.Before(s.w.at(s.w.first, 0)) {
			continue
		}
		codes := []intake.PaperCode{intake.EmergencyMinutes, intake.Declaration, intake.CommuneRequest, intake.AdmissionDecision, intake.BirthCertificate}
		if n++; n%5 == 0 {
			codes = codes[:2]
		}
		s.marksOn(s.when(storyDays-n%4, 1400+n), h, s.w.hand(h.ward.campus, "social_worker"), codes...)
	}
	near := s.w.places[0]
	h := s.roles.overstayed
	s.marksOn(s.when(54, 1520), h, s.w.hand(near, "social_worker"), intake.EmergencyMinutes, intake.Declaration, intake.CommuneRequest, intake.AdmissionDecision)
	s.step(s.when(55, 1515), s.w.hand(near, "social_worker"), "intake.change_file", func(tx *db.Tx) error {
		_, err := intake.ChangeCase(tx, intake.CaseInput{Stay: s.roles.student.stay, StudyingUntil: s.w.today.AddDays(200), Note: "Học nghề điện dân dụng tại Trung tâm GDTX"})
		return err
	})
}

// admit tells of somebody who comes by day, with a bed that waits.
func (s *story) admit(h *human, by *worker) {
	b := s.beds[h]
	s.event(event{at: h.admitted, verb: comes, who: h, bed: b, by: by, name: "presence.admit", deed: func(tx *db.Tx) error {
		if err := h.enter(tx); err != nil {
			return err
		}
		return h.receive(tx, b)
	}})
}

// enter makes the file of a person, with needs, risks and family.
func (h *human) enter(tx *db.Tx) error {
	in := h.in
	in.CampusID = h.ward.campus.id
	p, err := residents.CreateResident(tx, in)
	if fault.KeyOf(err) == "residents.alike_known" {
		in.Despite = true
		p, err = residents.CreateResident(tx, in)
	}
	if err != nil {
		return err
	}
	h.id = p.ID
	for _, n := range h.needs {
		if _, err := residents.AddNeed(tx, residents.NeedInput{Resident: h.id, Kind: n.Kind, Code: n.Code, Note: n.Note, Severity: n.Severity}); err != nil {
			return err
		}
	}
	for _, f := range h.flags {
		if _, err := residents.AddFlag(tx, residents.FlagInput{Resident: h.id, Kind: f.Kind, Note: f.Note}); err != nil {
			return err
		}
	}
	return h.family(tx)
}

// family writes down whom the ward calls.
func (h *human) family(tx *db.Tx) error {
	for i, k := range h.kin {
		made, err := residents.AddKin(tx, residents.KinInput{Resident: h.id, Name: k.Name, Relation: k.Relation, Phone: string(k.Phone), Address: k.Address, Guardian: k.Guardian, FirstCall: k.FirstCall})
		if err != nil {
			return err
		}
		h.kin[i].ID = made.ID
	}
	return nil
}

// related writes down that one resident is family of another.
func related(tx *db.Tx, of, who *human, relation residents.Relation) error {
	if err := tx.May(residents.Edit); err != nil {
		return err
	}
	other, err := residents.FindPerson(tx, who.id)
	if err != nil {
		return err
	}
	_, err = residents.AddKin(tx, residents.KinInput{Resident: of.id, Name: other.Name, Relation: relation, LivesHere: other.Number})
	return err
}

// receive begins the stay of a person whose file is made.
func (h *human) receive(tx *db.Tx, b *bed) error {
	in := presence.AdmitInput{ResidentID: h.id, CampusID: h.ward.campus.id, Category: h.category, At: h.admitted, BedID: b.id}
	return despite(tx, &in.Despite, func() error {
		done, err := presence.Admit(tx, in)
		if err == nil {
			h.stay = done.Stay.ID
		}
		return err
	})
}

// emergency tells of somebody who is received at the door.
func (s *story) emergency(h *human, at time.Time, b *bed, by *worker, in intake.EmergencyInput) {
	h.admitted, h.habit = at, care.AllUsual
	s.event(event{at: at, verb: comes, who: h, bed: b, by: by, name: "intake.emergency", deed: func(tx *db.Tx) error {
		in.CampusID, in.Sex, in.Category, in.At, in.BedID, in.Despite = h.ward.campus.id, h.in.Sex, h.category, at, b.id, true
		done, err := intake.ReceiveInEmergency(tx, in)
		if err == nil {
			h.id, h.stay = done.Person.ID, done.Stay.ID
		}
		return err
	}})
}

// admitted tells of the papers that come and of the head's decision, some days after the admission.
func (s *story) admitted(h *human, by *worker, days int) {
	codes := []intake.PaperCode{intake.Declaration, intake.CommuneRequest, intake.IdentityCopy}
	switch h.category[0] {
	case 'C':
		codes = []intake.PaperCode{intake.MeasureDecision}
	case 'D':
		codes = []intake.PaperCode{intake.ServiceContract, intake.IdentityCopy, intake.GuarantorLetter}
	}
	if h.category == "A3" {
		codes = append(codes, intake.DisabilityPaper)
	}
	if h.category == "A1" {
		codes = append(codes, intake.BirthCertificate)
	}
	s.marks(h, by, days-1, codes...)
	s.writ(h.admitted.AddDate(0, 0, days), s.w.hand(h.ward.campus, "director"), h, intake.AdmissionWrit)
}

// marks tells of papers that come some days after somebody.
func (s *story) marks(h *human, by *worker, days int, codes ...intake.PaperCode) {
	s.marksOn(h.admitted.AddDate(0, 0, days).Add(20*time.Minute), h, by, codes...)
}

func (s *story) marksOn(at time.Time, h *human, by *worker, codes ...intake.PaperCode) {
	s.step(at, by, "intake.mark_paper", func(tx *db.Tx) error {
		for _, code := range codes {
			if _, err := intake.MarkPaper(tx, intake.MarkInput{Stay: h.stay, Code: code, State: intake.Received}); err != nil {
				return fmt.Errorf("%s: %w", code, err)
			}
		}
		return nil
	})
}

// moves tells of somebody who goes to another bed.
func (s *story) moves(h *human, at time.Time, b *bed, by *worker, note string) {
	s.event(event{at: at, verb: moves, who: h, bed: b, by: by, name: "presence.move", deed: func(tx *db.Tx) error {
		in := presence.MoveInput{ResidentID: h.id, BedID: b.id, At: at, Note: note}
		return despite(tx, &in.Despite, func() error { _, err := presence.Move(tx, in); return err })
	}})
}

// writ tells of an official paper that is written and gets its number.
func (s *story) writ(at time.Time, by *worker, h *human, writ intake.Writ) {
	s.step(at, by, "register.issue", func(tx *db.Tx) error {
		return s.w.issue(tx, h, writ)
	})
}

// issue writes an official paper. Where nobody told how its words are made, what was decided is
// noted without one.
func (w *world) issue(tx *db.Tx, h *human, writ intake.Writ) error {
	var err error
	switch {
	case w.writ != nil:
		_, err = w.writ(tx, intake.OfWrit{Resident: h.id, Writ: writ})
	case writ == intake.AdmissionWrit:
		_, err = intake.NoteDecision(tx, intake.DecisionNote{Stay: h.stay, Kind: intake.Admitted})
	case writ == intake.StopWrit:
		_, err = intake.DecideDeparture(tx, intake.DecisionInput{ID: h.departure})
	}
	return err
}

// void tells of a paper that was wrong.
func (s *story) void(at time.Time, by *worker, h *human, writ intake.Writ, reason string) {
	if s.w.writ == nil {
		return
	}
	s.step(at, by, "register.void", func(tx *db.Tx) error {
		if err := tx.May(register.Cancel); err != nil {
			return err
		}
		all, err := register.PapersOf(tx, h.id)
		if err != nil {
			return err
		}
		for _, e := range all {
			if e.Paper == string(writ) && !e.Voided() {
				_, err := intake.VoidWrit(tx, register.VoidInput{Entry: e.ID, Version: e.Version, Reason: reason})
				return err
			}
		}
		return nil
	})
}

// born is the birth of the story: a baby whose mother lives here.
func (s *story) born() {
	p := &s.roles
	near := s.w.places[0]
	nurse, social := s.w.hand(near, "nurse"), s.w.hand(near, "social_worker")
	mother, baby := p.mother, p.baby
	family, _, _ := strings.Cut(mother.in.Name, " ")
	_, rest, _ := strings.Cut(baby.in.Name, " ")
	baby.in = residents.PersonInput{Name: family + " " + rest, Sex: value.Female, Ethnicity: mother.in.Ethnicity}
	birth := s.when(15, 410)
	baby.birth = value.BornOn(s.ago(15))
	baby.kin, baby.flags, baby.habit = nil, nil, care.AllUsual
	s.absent(mother, presence.Hospital, s.when(16, 1930), s.when(12, 1040), nurse, presence.AbsenceInput{Place: "Bệnh viện Đa khoa Đô Lương", Companion: "Điều dưỡng trực", Note: "Chuyển dạ"})
	s.moves(mother, s.when(12, 1050), s.nursery[0], nurse, "Phòng riêng cho mẹ và bé")
	baby.admitted = s.when(12, 1110)
	s.event(event{at: baby.admitted, verb: comes, who: baby, bed: s.nursery[1], by: social, name: "residents.birth", deed: func(tx *db.Tx) error {
		made, err := residents.EnterBirth(tx, residents.BirthInput{Mother: mother.id, Name: baby.in.Name, Sex: baby.in.Sex, At: birth, Note: "2,9 kg, sinh thường, mẹ tròn con vuông"})
		if err != nil {
			return err
		}
		baby.id = made.ID
		return baby.receive(tx, s.nursery[1])
	}})
}
