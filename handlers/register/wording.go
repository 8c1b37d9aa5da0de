package register

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"maiam/handlers/paper"
	"maiam/handlers/words"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/register"
	"maiam/models/value"
)

// The words of official papers are Vietnamese whatever the reader's language: they are the centre's
// words to authorities and families, in the terms of Decree 20/2021. Nothing here asks the database.

// dots stand where a paper is filled in by hand.
const dots = "………………………………"

// decree20 is the decree by which people are taken in and leave; the grounds of a paper can be
// changed on its form, and the next paper begins with those of the last.
const decree20 = "Nghị định số 20/2021/NĐ-CP"

var usualBases = []string{
	decree20 + " ngày 15 tháng 3 năm 2021 của Chính phủ quy định chính sách trợ giúp xã hội đối với đối tượng bảo trợ xã hội",
	"Nghị định số 103/2017/NĐ-CP ngày 12 tháng 9 năm 2017 của Chính phủ quy định về thành lập, tổ chức, hoạt động, giải thể và quản lý các cơ sở trợ giúp xã hội",
}

// summaries are what stands below the name of a paper and in the register. They name nobody, since
// the register is read by those who may not see who lives here.
var summaries = map[intake.Writ]string{
	intake.EmergencyWrit: "Tiếp nhận đối tượng cần bảo vệ khẩn cấp",
	intake.AdmissionWrit: "Về việc tiếp nhận đối tượng vào chăm sóc, nuôi dưỡng tại cơ sở trợ giúp xã hội",
	intake.StopWrit:      "Về việc dừng trợ giúp xã hội tại cơ sở trợ giúp xã hội",
	intake.HandOverWrit:  "Bàn giao đối tượng về gia đình, cộng đồng",

	intake.MissingPoliceWrit: "Về việc người được chăm sóc tại cơ sở vắng mặt, chưa tìm thấy và đề nghị phối hợp tìm kiếm",
	intake.MissingFamilyWrit: "Về việc người được chăm sóc tại cơ sở vắng mặt, chưa tìm thấy",
}

// grounds are the points of Decree 20/2021, article 24, by category.
var grounds = map[presence.Category]string{
	"A1": "điểm a khoản 1", "A2": "điểm b khoản 1", "A3": "điểm c khoản 1", "B1": "điểm a khoản 2", "B2": "điểm b khoản 2", "B3": "điểm c khoản 2",
	"C1": "khoản 3", "D1": "điểm a khoản 5", "D2": "điểm b khoản 5",
}

// reasons are the points of Decree 20/2021, article 30(2), with their words.
var reasons = map[presence.Reason][2]string{
	presence.ClosedByHead:    {"a", "kết thúc quản lý trường hợp theo quyết định của người đứng đầu cơ sở"},
	presence.AskedByFamily:   {"b", "người giám hộ, gia đình hoặc người nhận chăm sóc, nuôi dưỡng có đơn đề nghị dừng trợ giúp xã hội"},
	presence.Adopted:         {"c", "được nhận làm con nuôi theo quy định của pháp luật về con nuôi"},
	presence.CameOfAge:       {"d", "đủ tuổi theo quy định"},
	presence.NotServed:       {"đ", "cơ sở không có khả năng cung cấp dịch vụ phù hợp"},
	presence.NoContact:       {"e", "không liên hệ trong thời gian 01 tháng"},
	presence.AskedBySelf:     {"g", "đối tượng đề nghị dừng sử dụng dịch vụ"},
	presence.DiedOrMissing:   {"h", "chết hoặc mất tích theo quy định của pháp luật"},
	presence.ContractOver:    {"i", "kết thúc hợp đồng cung cấp dịch vụ trợ giúp xã hội"},
	presence.OtherLegalCause: {"k", "trường hợp khác theo quy định của pháp luật"},
}

// teller makes the words of one writ.
type teller struct {
	f    *intake.WritFacts
	in   writForm
	zone *time.Location
}

// official is the language of papers.
func official(zone *time.Location) context.Context {
	return words.In(words.With(context.Background(), words.Vietnamese), zone)
}

// compose makes the whole text of a writ from what the books say and what was asked on the form.
func compose(f *intake.WritFacts, in writForm, zone *time.Location) paper.Official {
	t := teller{f, in, zone}
	l := f.Letterhead
	o := paper.Official{Superior: l.Superior, Agency: l.Agency, Place: or(in.Place, "……………"), Summary: summaries[in.Writ], Recipients: linesOf(in.Recipients)}
	if in.Writ.Kind() == register.Decision {
		o.Title, o.Resolves, o.Bases = "Quyết định", "Quyết định:", linesOf(in.Bases)
		o.Authority = strings.TrimSpace(or(l.HeadPosition, "Giám đốc") + " " + l.Agency)
		o.Signings = []paper.Signing{signing(in.Signer, l.HeadPosition)}
	} else if in.Writ.AboutMissing() {
		o.Title, o.Bases = "Thông báo", linesOf(in.Bases)
		o.Signings = []paper.Signing{signing(in.Signer, l.HeadPosition)}
		o.Body = t.missing()
	} else {
		o.Title, o.Recipients = "Biên bản", nil
	}
	switch in.Writ {
	case intake.AdmissionWrit:
		o.Body = t.admission()
	case intake.StopWrit:
		o.Body = t.stop()
	case intake.EmergencyWrit:
		o.Body = t.emergency()
		o.Signings = hands("Người phát hiện, đưa đến", "Đại diện UBND cấp xã hoặc công an", "Người được tiếp nhận", "Đại diện Trung tâm")
		o.Signings[2].Remark = "(Ký hoặc điểm chỉ, nếu có thể)"
		o.Signings[3].Name = in.Signer.Name
	case intake.HandOverWrit:
		o.Body = t.handOver()
		o.Signings = hands("Đại diện bên nhận", "Đại diện Trung tâm", "Xác nhận của UBND cấp xã")
		o.Signings[1].Name = in.Signer.Name
	}
	return o
}

// signing is who signs a decision: the head alone, or in front of the own office that of the head
// for whom one signs (Decree 30/2020, article 13).
func signing(s register.Signer, head string) paper.Signing {
	switch s.Capacity {
	case "":
		return paper.Signing{Office: []string{s.Position}, Name: s.Name}
	case "Q.":
		return paper.Signing{Office: []string{s.Capacity + " " + s.Position}, Name: s.Name}
	case "TM.":
		return paper.Signing{Office: []string{s.Capacity + " Trung tâm", s.Position}, Name: s.Name}
	}
	return paper.Signing{Office: []string{s.Capacity + " " + or(head, "Giám đốc"), s.Position}, Name: s.Name}
}

func hands(offices ...string) []paper.Signing {
	all := make([]paper.Signing, len(offices))
	for i, office := range offices {
		all[i] = paper.Signing{Office: []string{office}, Remark: "(Ký, ghi rõ họ tên)"}
	}
	return all
}

func article(n int, text string) paper.Clause {
	return paper.Clause{Head: fmt.Sprintf("Điều %d.", n), Text: text}
}

func heading(n, text string) paper.Clause { return paper.Clause{Head: n + ".", Text: text, Part: true} }

func item(name, text string) paper.Clause {
	return paper.Clause{Head: name + ":", Text: or(strings.Join(linesOf(text), "; "), dots), Item: true}
}

func (t teller) admission() []paper.Clause {
	day := t.day(t.in.From)
	first := fmt.Sprintf("Tiếp nhận %s %s, thuộc đối tượng quy định tại %s Điều 24 %s, vào chăm sóc, nuôi dưỡng tại %s kể từ %s.",
		t.called(), t.identity(), grounds[t.f.Stay.Category], decree20, t.house(), day)
	if t.f.Stay.Category.Emergency() && !t.f.EmergencyUntil.IsZero() {
		first += " Thời gian chăm sóc, nuôi dưỡng khẩn cấp đến hết " + t.day(t.f.EmergencyUntil) + "; quá thời hạn này, Trung tâm báo cáo cơ quan quản lý cấp trên xem xét, quyết định."
	}
	second := fmt.Sprintf("%s được hưởng các chế độ trợ giúp xã hội theo quy định tại Điều 25 %s kể từ %s và không đồng thời hưởng trợ cấp xã hội hằng tháng tại cộng đồng.", upper(t.named()), decree20, day)
	if strings.HasPrefix(string(t.f.Stay.Category), "D") {
		second = "Chế độ chăm sóc và chi phí dịch vụ thực hiện theo hợp đồng cung cấp dịch vụ trợ giúp xã hội đã ký giữa Trung tâm và " + t.named() + " hoặc người đại diện."
	}
	return []paper.Clause{article(1, first), article(2, t.with(second)), article(3, t.carriedOut())}
}

func (t teller) stop() []paper.Clause {
	r := reasons[t.in.Reason]
	why := dots
	if r[1] != "" {
		why = fmt.Sprintf("%s (điểm %s khoản 2 Điều 30 %s)", r[1], r[0], decree20)
	}
	first := fmt.Sprintf("Dừng trợ giúp xã hội tại %s đối với %s %s, kể từ %s. Lý do: %s.", t.house(), t.called(), t.identity(), t.day(t.in.From), why)
	var second string
	switch {
	case t.in.Reason == presence.DiedOrMissing:
		second = "Trung tâm thực hiện các thủ tục khai báo, hỗ trợ chi phí mai táng (nếu có) và giải quyết chế độ theo quy định của pháp luật."
	case t.in.Reason == presence.ContractOver:
		second = "Trung tâm và bên ký hợp đồng thanh lý hợp đồng cung cấp dịch vụ trợ giúp xã hội theo quy định."
	default:
		second = "Trung tâm bàn giao " + t.named() + " về gia đình, cộng đồng; lập biên bản bàn giao có xác nhận của Ủy ban nhân dân cấp xã theo quy định tại khoản 3 Điều 30 " + decree20 + "."
	}
	return []paper.Clause{article(1, first), article(2, t.with(second)), article(3, t.carriedOut())}
}

func (t teller) emergency() []paper.Clause {
	house := t.in.Position + " " + t.f.Letterhead.Agency
	if t.in.Position == "" {
		house = dots
	}
	out := []paper.Clause{{Text: "Hôm nay, " + t.moment() + ", tại " + or(t.in.Venue, t.house()) + ", chúng tôi gồm:"},
		heading("I", "Thành phần"),
		item("Đại diện Trung tâm", join(t.in.Signer.Name, house)),
		item("Người phát hiện hoặc đưa đến", t.in.Finder),
		item("Đại diện Ủy ban nhân dân cấp xã hoặc công an", t.in.Authority),
		heading("II", "Người được tiếp nhận")}
	out = append(out, t.portrait()...)
	out = append(out, item("Thuộc đối tượng", "quy định tại "+grounds[t.f.Stay.Category]+" Điều 24 "+decree20),
		heading("III", "Nội dung"),
		item("Nơi và hoàn cảnh phát hiện", t.in.Found),
		item("Tình trạng ban đầu", t.in.Condition),
		item("Giấy tờ, tiền và đồ dùng mang theo", t.in.Belongings),
		item("Việc đã làm ngay", t.in.Measures))
	end := upper(t.named()) + " được tiếp nhận ngay vào " + t.house() + " để chăm sóc, bảo vệ khẩn cấp theo quy định tại Điều 28 " + decree20 + "."
	if !t.f.FileDue.IsZero() {
		end += " Hồ sơ được hoàn thiện chậm nhất " + t.day(t.f.FileDue) + "."
	}
	return append(out, paper.Clause{Text: t.with(end)}, closing("03"))
}

func (t teller) handOver() []paper.Clause {
	out := []paper.Clause{{Text: "Hôm nay, " + t.moment() + ", tại " + or(t.in.Venue, t.house()) + ", chúng tôi gồm:"},
		heading("I", "Thành phần"),
		item("Bên giao", join(t.in.Signer.Name, t.in.Position+" "+t.f.Letterhead.Agency)),
		item("Bên nhận", t.in.Receiver),
		item("Đại diện Ủy ban nhân dân cấp xã", t.in.Authority),
		heading("II", "Người được bàn giao")}
	out = append(out, t.portrait()...)
	if e := t.f.Held(intake.StopWrit); e != nil {
		out = append(out, item("Theo Quyết định dừng trợ giúp xã hội", "số "+e.Text()+" "+t.day(e.IssuedOn)))
	}
	out = append(out, heading("III", "Nội dung bàn giao"),
		item("Tình trạng sức khỏe khi bàn giao", t.in.Condition),
		item("Thuốc và cách dùng", t.in.Medicines),
		item("Giấy tờ, tiền và đồ dùng", t.in.Belongings),
		heading("IV", "Trách nhiệm"))
	duty := "Bên nhận chăm sóc " + t.named() + " từ thời điểm ký biên bản này."
	if t.f.FollowUp > 0 {
		duty += fmt.Sprintf(" Khi cần thiết, Trung tâm phối hợp với Ủy ban nhân dân cấp xã theo dõi trong thời gian ít nhất %02d tháng kể từ ngày trở về.", t.f.FollowUp)
	}
	return append(out, paper.Clause{Text: t.with(duty)}, closing("03"))
}

// with adds what was written besides on the form.
func (t teller) with(text string) string {
	if more := strings.Join(linesOf(t.in.More), " "); more != "" {
		return text + " " + more
	}
	return text
}

func closing(copies string) paper.Clause {
	return paper.Clause{Text: "Biên bản được đọc lại cho những người có tên trên cùng nghe, công nhận là đúng và ký tên. Biên bản lập thành " + copies + " bản có giá trị như nhau, mỗi bên giữ 01 bản./."}
}

func (t teller) carriedOut() string {
	return "Các phòng, khu chuyên môn của Trung tâm, " + t.named() + " hoặc người giám hộ và các cơ quan, cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này kể từ ngày ký./."
}

// portrait are the lines about who it is.
func (t teller) portrait() []paper.Clause {
	p := t.f.File.Person
	name := p.Name
	if p.NameUnknown {
		name += " (chưa rõ danh tính)"
	}
	sex := words.Sex(official(t.zone), p.Sex)
	return []paper.Clause{item("Họ và tên", name), item("Giới tính", sex), item("Ngày, tháng, năm sinh", upper(strings.TrimPrefix(t.born(), "sinh "))),
		item("Số định danh cá nhân", or(t.f.File.CitizenNumber, "chưa có")), item("Nơi cư trú trước khi vào Trung tâm", or(t.origin(), "chưa rõ"))}
}

// named is the name with the word before it: bà, ông, cháu for a child.
func (t teller) named() string {
	p := t.f.File.Person
	if p.NameUnknown {
		return "người chưa rõ tên (" + p.Name + ")"
	}
	if _, most, known := p.Birth.AgeRange(t.f.Today); known && most < 16 {
		return "cháu " + p.Name
	}
	switch p.Sex {
	case value.Male:
		return "ông " + p.Name
	case value.Female:
		return "bà " + p.Name
	}
	return p.Name
}

func (t teller) called() string { return t.named() + "," }

// identity is who it is in one sentence: birth, number, where from.
func (t teller) identity() string {
	out := []string{t.born()}
	if t.f.File.CitizenNumber != "" {
		out = append(out, "số định danh cá nhân "+t.f.File.CitizenNumber)
	}
	if from := t.origin(); from != "" {
		out = append(out, "nơi cư trú trước khi vào Trung tâm: "+from)
	}
	return strings.Join(out, ", ")
}

func (t teller) born() string {
	b := t.f.File.Person.Birth
	y, m, _ := b.Day.Date()
	switch {
	case !b.Known():
		return "chưa rõ năm sinh"
	case b.Precision == value.PrecisionDay:
		return "sinh " + t.day(b.Day)
	case b.Precision == value.PrecisionMonth:
		return fmt.Sprintf("sinh tháng %02d năm %d", int(m), y)
	case b.Precision == value.PrecisionEstimated:
		return "sinh khoảng năm " + strconv.Itoa(y)
	}
	return "sinh năm " + strconv.Itoa(y)
}

func (t teller) origin() string {
	address, unit := t.f.File.Person.OriginAddress, t.f.File.OriginUnit
	if unit == "" || strings.Contains(value.Fold(address), value.Fold(unit)) {
		return address
	}
	return join(address, lower(unit))
}

// house is the centre, with the campus where there are several of them.
func (t teller) house() string {
	return join(t.f.Letterhead.Agency, t.f.Campus.Name)
}

func (t teller) day(d value.Day) string {
	if d.IsZero() {
		return "ngày …… tháng …… năm ………"
	}
	return words.LongDay(official(t.zone), d)
}

// moment is when the minutes are about: vào hồi 02 giờ 10 phút, ngày 21 tháng 11 năm 2026.
func (t teller) moment() string {
	if t.in.At.IsZero() {
		return "vào hồi …… giờ …… phút, " + t.day(value.Day{})
	}
	at := t.in.At.In(t.zone)
	return fmt.Sprintf("vào hồi %02d giờ %02d phút, %s", at.Hour(), at.Minute(), t.day(value.DayOf(t.in.At, t.zone)))
}

// linesOf are the lines of a field that were filled in.
func linesOf(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = value.CleanText(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func or(text, other string) string {
	if strings.TrimSpace(text) == "" {
		return other
	}
	return text
}

func join(a, b string) string {
	return strings.Trim(strings.TrimSpace(a)+", "+strings.TrimSpace(b), ", ")
}

// upper makes the first letter large.
func upper(text string) string {
	for i, r := range text {
		if i == 0 {
			return strings.ToUpper(string(r)) + text[len(string(r)):]
		}
	}
	return text
}

// lower makes the first letter small: Xã Đại Đồng in a sentence is xã Đại Đồng.
func lower(text string) string {
	for i, r := range text {
		if i == 0 {
			return strings.ToLower(string(r)) + text[len(string(r)):]
		}
	}
	return text
}

// bases are the grounds with which the form of a decision begins: those of the last of its sort, or
// the usual ones; then the papers of this stay on which it rests.
func bases(f *intake.WritFacts, w intake.Writ, zone *time.Location) string {
	lines := append([]string{}, usualBases...)
	last := "Xét hồ sơ và đề nghị của Phòng Công tác xã hội"
	if f.Last != nil && len(f.Last.BasisLines()) > 0 {
		lines, last = nil, ""
		for _, line := range f.Last.BasisLines() {
			if !strings.Contains(line, "/BB-") && !strings.Contains(line, "/QĐ-"+f.Letterhead.Sign) && !strings.HasPrefix(line, "Đơn đề nghị dừng") { // papers of somebody else
				lines = append(lines, line)
			}
		}
	}
	day := func(d value.Day) string { return words.LongDay(official(zone), d) }
	if e := f.Held(intake.EmergencyWrit); e != nil && w == intake.AdmissionWrit {
		lines = append(lines, "Biên bản tiếp nhận khẩn cấp số "+e.Text()+" "+day(e.IssuedOn))
	}
	if e := f.Held(intake.AdmissionWrit); e != nil && w == intake.StopWrit {
		lines = append(lines, "Quyết định tiếp nhận số "+e.Text()+" "+day(e.IssuedOn))
	}
	if l := f.Departure; l != nil && w == intake.StopWrit && !l.AskedOn.IsZero() {
		asked := "Đơn đề nghị dừng trợ giúp xã hội " + day(l.AskedOn)
		if l.AskedBy != "" {
			asked += " của " + l.AskedBy
		}
		lines = append(lines, asked)
	}
	if last != "" {
		lines = append(lines, last)
	}
	return strings.Join(lines, "\n")
}

// recipients are those of a decision, as a form begins with them.
func recipients(f *intake.WritFacts) string {
	lines := []string{"Như Điều 3"}
	if f.Letterhead.Superior != "" {
		lines = append(lines, f.Letterhead.Superior+" (để báo cáo)")
	}
	if f.File.OriginUnit != "" {
		lines = append(lines, "UBND "+lower(f.File.OriginUnit)+" (để phối hợp)")
	}
	return strings.Join(append(lines, "Lưu: VT, hồ sơ cá nhân"), "\n")
}
