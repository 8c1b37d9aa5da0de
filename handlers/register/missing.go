package register

import (
	"fmt"
	"strings"
	"time"

	"maiam/handlers/paper"
	"maiam/models/care"
	"maiam/models/intake"
	"maiam/models/value"
)

// searched is what the books say to the questions of a notice about somebody who is looked for: since when,
// and where the person was seen last.
func (d writData) searched(known map[string]string, zone *time.Location) {
	known["at"] = d.Missing.StartedAt.In(zone).Format("02/01/2006 15:04")
	for _, s := range d.Seen {
		if s.Of() {
			known["seen"] = sighting(s, zone)
			break
		}
	}
	if w := d.Writer; w != nil {
		known["caller"] = join(w.Name, w.Position)
	}
	lines := []string{"Như trên"}
	switch d.Writ {
	case intake.MissingPoliceWrit:
		lines = []string{"Công an cấp xã nơi Trung tâm đặt trụ sở", or(d.Letterhead.Commune, "UBND cấp xã nơi Trung tâm đặt trụ sở")}
		if d.File.OriginUnit != "" {
			lines = append(lines, "Công an, UBND "+lower(d.File.OriginUnit)+" (để phối hợp)")
		}
	case intake.MissingFamilyWrit:
		d.receiver(known)
	}
	known["recipients"] = strings.Join(append(lines, "Lưu: VT, hồ sơ cá nhân"), "\n")
}

// places are the words of a paper for the book in which somebody was seen.
var places = map[care.SightingKind]string{care.SeenOnRound: "khi đi buồng", care.SeenAtRollcall: "khi điểm danh", care.SeenAtLook: "khi được xem", care.SeenMeasured: "khi được đo, cân",
	care.SeenAtVisit: "khi có người đến thăm", care.SeenMoved: "khi được chuyển giường", care.SeenBack: "khi trở về"}

// sighting is one line of a book in the words of a paper: 17 giờ 05 phút ngày 21/11/2026, phòng 203, Khu B,
// khi đi buồng. Who wrote it stands in the book and not in a paper that leaves the house.
func sighting(s care.Sighting, zone *time.Location) string {
	at := s.At.In(zone)
	out := []string{fmt.Sprintf("%02d giờ %02d phút ngày %s", at.Hour(), at.Minute(), value.DayOf(s.At, zone).Vietnamese())}
	if s.RoomName != "" {
		out = append(out, "phòng "+strings.TrimSpace(strings.TrimPrefix(s.RoomName, "Phòng")))
	}
	if s.WardName != "" {
		out = append(out, s.WardName)
	}
	return strings.Join(append(out, places[s.Kind]), ", ")
}

// missing is the text of a notice about somebody who is looked for. A line that nobody filled in is left
// out: a letter to the police has no dots in it.
func (t teller) missing() []paper.Clause {
	told := func(out []paper.Clause, name, text string) []paper.Clause {
		if said := strings.Join(linesOf(text), "; "); said != "" {
			out = append(out, paper.Clause{Head: name + ":", Text: said, Item: true})
		}
		return out
	}
	since := "Từ " + strings.TrimPrefix(t.moment(), "vào hồi ")
	var out []paper.Clause
	if t.in.Writ == intake.MissingFamilyWrit {
		if to := strings.Join(linesOf(t.in.Receiver), "; "); to != "" {
			out = append(out, paper.Clause{Text: "Kính gửi: " + to + "."})
		}
		out = append(out, paper.Clause{Text: fmt.Sprintf("%s xin thông báo: %s %s, đang được chăm sóc, nuôi dưỡng tại Trung tâm, vắng mặt và chưa tìm thấy. %s, Trung tâm không thấy %s.", t.house(), t.called(), t.born(), since, t.named())})
	} else {
		out = append(out, paper.Clause{Text: fmt.Sprintf("%s thông báo: %s, Trung tâm không thấy %s đang được chăm sóc, nuôi dưỡng tại Trung tâm và đến nay chưa tìm thấy.", t.house(), lower(since), t.called())})
		out = append(out, t.portrait()...)
	}
	out = told(out, "Thấy lần cuối", t.in.Seen)
	out = told(out, "Đặc điểm nhận dạng, quần áo", t.in.Features)
	out = told(out, "Điều người gặp cần biết", t.in.Condition)
	out = told(out, "Việc Trung tâm đã làm", t.in.Measures)
	out = told(out, "Người liên hệ", t.in.Caller)
	end := "Trung tâm đề nghị quý cơ quan phối hợp tìm kiếm; khi có tin, xin báo ngay cho Trung tâm."
	if t.in.Writ == intake.MissingFamilyWrit {
		end = "Gia đình có tin gì xin báo ngay cho Trung tâm. Khi tìm thấy, Trung tâm sẽ báo gia đình ngay."
	}
	return append(out, paper.Clause{Text: t.with(end) + "/."})
}
