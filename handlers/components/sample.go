package components

import (
	"context"
	"strconv"

	"maiam/handlers/parts"

	"github.com/a-h/templ"
)

// longName is the longest name the house must show in full.
const longName = "Công Huyền Tôn Nữ Thị Bích Phượng Hoàng Kim Ngân"

func bed(bed, name string, chips ...parts.Chip) parts.Person {
	return parts.Person{Bed: bed, Name: name, Href: "#", Chips: chips}
}

func away(p parts.Person) parts.Person {
	p.Away = true
	return p
}

func changed(p parts.Person) parts.Person {
	p.Changed = true
	return p
}

func plain(text string) parts.Chip  { return parts.Chip{Text: text} }
func due(text string) parts.Chip    { return parts.Chip{Tone: parts.Due, Text: text} }
func danger(text string) parts.Chip { return parts.Chip{Tone: parts.Danger, Text: text} }
func info(text string) parts.Chip   { return parts.Chip{Tone: parts.Info, Text: text} }

func boardRooms(ctx context.Context) []parts.Room {
	six := both(ctx, "6 m²/người", "6 m² each")
	porridge, medicine := both(ctx, "Cháo", "Porridge"), both(ctx, "Thuốc 20:00", "Medicine 20:00")
	return []parts.Room{
		{Name: both(ctx, "Phòng 201", "Room 201"), Note: six, Href: "#", Places: []templ.Component{
			bed("G1", "Trần Thị Hoa", plain(both(ctx, "Cơm", "Rice"))), bed("G2", "Lô Thị Nga", due(medicine)), bed("G3", "Vi Thị Mai"),
			parts.FreeBed{Bed: "G4", State: parts.Free, Href: "#"},
		}},
		{Name: both(ctx, "Phòng 202", "Room 202"), Note: both(ctx, "6,5 m²/người", "6.5 m² each"), Href: "#", Places: []templ.Component{
			bed("G1", "Bùi Thị Oanh", danger(both(ctx, "Theo dõi", "Watch"))), bed("G2", "Cao Thị Yến"),
			bed("G3", "Lê Thị Thu Hà", plain(porridge)), bed("G4", "Đỗ Kim Liên", due(both(ctx, "Khám 25/11", "Check 25/11"))),
		}},
		{Name: both(ctx, "Phòng 203", "Room 203"), Note: both(ctx, "Chăm sóc 24/24 · 8 m²", "24-hour care · 8 m²"), Href: "#", Places: []templ.Component{
			bed("G1", "Nguyễn Thị Tuyết", plain(both(ctx, "Súp xay", "Blended soup"))),
			bed("G2", "Hoàng Thị Huệ", danger(both(ctx, "Loét · xoay 2 giờ", "Sore · turn every 2 h"))),
			parts.FreeBed{Bed: "G3", State: parts.Reserved, Until: "23/11", Href: "#"},
		}},
		{Name: both(ctx, "Phòng 204", "Room 204"), Note: six, Href: "#", Places: []templ.Component{
			bed("G1", "Nguyễn Thị Hoà", plain(porridge)), changed(bed("G2", "Đặng Thị Xuyến", danger(both(ctx, "Dị ứng tôm", "Prawn allergy")))),
			bed("G3", "Moong Thị Vân", due(both(ctx, "Dễ ngã", "Falls easily"))),
			away(bed("G4", "Phạm Ngọc Hương", parts.Chip{Tone: parts.Info, Icon: "ambulance", Text: both(ctx, "Nằm viện", "In hospital")})), bed("G5", "Hồ Thị Loan"),
		}},
		{Name: both(ctx, "Phòng 205", "Room 205"), Note: six, Href: "#", Places: []templ.Component{
			bed("G1", "Xồng Y Dở"), bed("G2", "Lương Thị Ước", due(medicine)), bed("G3", "Ngô Thị Bích"),
			parts.FreeBed{Bed: "G4", State: parts.OutOfUse, Until: "30/11"},
		}},
		{Name: both(ctx, "Phòng 206", "Room 206"), Note: six, Href: "#", Places: []templ.Component{
			bed("G1", "Thái Thị Nhung"), away(bed("G2", "Dương Thanh Thảo", parts.Chip{Tone: parts.Info, Icon: "luggage", Text: both(ctx, "Về phép đến 24/11", "On leave until 24/11")})), bed("G3", "Võ Thị Quỳnh"),
		}},
	}
}

func boardRail(ctx context.Context) []parts.Events {
	return []parts.Events{
		{Title: both(ctx, "Cần làm", "To do"), Items: []parts.Event{
			{When: "18:30", Tone: parts.Danger, Href: "#", Title: both(ctx, "Hoàng Thị Huệ · xoay người", "Hoàng Thị Huệ · turn over"), Note: both(ctx, "Trễ 12 phút · 203 G2", "12 minutes late · 203 G2")},
			{When: "19:00", Tone: parts.Due, Href: "#", Title: both(ctx, "Đặng Thị Xuyến · xem lại", "Đặng Thị Xuyến · look again"), Note: both(ctx, "Ăn nửa bữa hai lần · y tế", "Ate half twice · nurse")},
			{When: "20:00", Tone: parts.Due, Href: "#", Title: both(ctx, "Thuốc tối · 6 người", "Evening medicine · 6 people"), Note: "Lô Thị Nga, Lương Thị Ước…"},
			{When: "21:00", Href: "#", Title: both(ctx, "Bàn giao ca", "Handover"), Note: both(ctx, "Ca đêm: Trần Văn Sơn", "Night shift: Trần Văn Sơn")},
		}},
		{Title: both(ctx, "Vừa xảy ra", "Just happened"), Items: []parts.Event{
			{When: "18:42", Tone: parts.Done, Href: "#", Title: both(ctx, "Phòng 203 đã xem", "Room 203 seen"), Note: both(ctx, "Lan · 2 người bình thường", "Lan · 2 people as usual")},
			{When: "17:05", Tone: parts.Info, Href: "#", Title: "Phạm Ngọc Hương", Note: both(ctx, "BV Đa khoa Đô Lương · đi cùng: Hải", "Đô Lương hospital · with Hải")},
			{When: "16:20", Tone: parts.Info, Href: "#", Title: "Dương Thanh Thảo", Note: both(ctx, "Về phép cùng con gái", "On leave with her daughter")},
		}},
	}
}

// inRound makes a row of a round: a larger face and six dots that one can touch.
func inRound(p parts.Person, states ...parts.DotState) parts.Person {
	p.Size = parts.Medium
	usual := parts.UsualDots(parts.Baseline)
	for i := range usual {
		usual[i].Href = "#"
		if i < len(states) {
			usual[i].State = states[i]
		}
	}
	p.Dots = &usual
	return p
}

func roundRooms(ctx context.Context) []parts.Room {
	const ok, other = parts.Attested, parts.Exception
	porridge := plain(both(ctx, "Cháo", "Porridge"))
	xuyen := inRound(changed(bed("G2", "Đặng Thị Xuyến", danger(both(ctx, "Dị ứng tôm", "Prawn allergy")))), ok, ok, ok, other, ok, ok)
	xuyen.Word = both(ctx, "Ăn nửa bữa · đã báo y tế", "Ate half · nurse told")
	huong := away(bed("G4", "Phạm Ngọc Hương", parts.Chip{Tone: parts.Info, Icon: "ambulance", Text: both(ctx, "Nằm viện từ 19/11", "In hospital since 19/11")}))
	huong.Size = parts.Medium
	attest := parts.Button{Text: both(ctx, "Cả phòng bình thường", "Whole room as usual"), Icon: "chevrons-right", Full: true, Large: true}
	return []parts.Room{
		{
			Name: both(ctx, "Phòng 203", "Room 203"), Count: both(ctx, "4 người", "4 people"), Round: true,
			Chip:  &parts.Chip{Tone: parts.Done, Big: true, Text: both(ctx, "Xong 18:42", "Done 18:42")},
			Faces: []parts.Face{{Name: "Nguyễn Thị Tuyết"}, {Name: "Hoàng Thị Huệ"}, {Name: "Vi Thị Mơ"}, {Name: "Lê Thanh Thuý"}}, Sum: both(ctx, "Bình thường", "As usual"),
		},
		{
			Name: both(ctx, "Phòng 204", "Room 204"), Count: both(ctx, "5 người", "5 people"), Open: true, Round: true, Foot: attest,
			Places: []templ.Component{
				inRound(bed("G1", "Nguyễn Thị Hoà", porridge)), xuyen,
				inRound(bed("G3", "Moong Thị Vân", due(both(ctx, "Dễ ngã", "Falls easily")))), huong, inRound(bed("G5", "Hồ Thị Loan")),
			},
		},
		{
			Name: both(ctx, "Phòng 205", "Room 205"), Count: both(ctx, "3 người", "3 people"), Round: true, Foot: attest,
			Places: []templ.Component{inRound(bed("G1", "Xồng Y Dở")), inRound(bed("G2", longName, porridge, due(both(ctx, "Thuốc 20:00", "Medicine 20:00")), danger(both(ctx, "Dị ứng lạc", "Peanut allergy")))), inRound(bed("G3", "Ngô Thị Bích"))},
		},
	}
}

func presence(ctx context.Context, from float64) []parts.Point {
	rises := []float64{0, 0, 1, 1, -1, -1, 2, 3, 3, 2, 2, 3, 4, 3, 3}
	all := make([]parts.Point, 0, len(rises))
	for i, rise := range rises {
		place := strconv.Itoa(23+i*2) + "/10"
		if 23+i*2 > 31 {
			place = strconv.Itoa(23+i*2-31) + "/11"
		}
		if i == len(rises)-1 {
			place = both(ctx, "hôm nay", "today")
		}
		all = append(all, parts.Point{Place: place, Value: from + rise, Text: strconv.Itoa(int(from + rise))})
	}
	return all
}

func variances(ctx context.Context) parts.List {
	row := func(tone parts.Tone, area, what, where, off, with string) parts.Row {
		return parts.Row{Href: "#", Cells: []parts.Cell{{Chips: []parts.Chip{{Tone: tone, Text: area}}}, {Text: what, Note: where}, {Text: off}, {Text: with}}}
	}
	return parts.List{
		Caption: both(ctx, "Chênh lệch cần trả lời", "Differences to answer"),
		Columns: []parts.Column{{Title: both(ctx, "Mảng", "Area"), Plain: true, Hidden: true}, {Title: both(ctx, "Việc", "What"), Main: true}, {Title: both(ctx, "Chênh", "Off by"), Number: true}, {Title: both(ctx, "Đang ở", "Now with")}},
		Rows: []parts.Row{
			row(parts.Danger, both(ctx, "Bữa ăn", "Meals"), both(ctx, "Bữa trưa 20/11: nấu 141, có mặt 137", "Lunch 20/11: cooked 141, present 137"), both(ctx, "Cơ sở 1 · mở tên 4 suất", "Campus 1 · open 4 names"), both(ctx, "+4 suất", "+4 portions"), both(ctx, "Bếp · còn 5 giờ", "Kitchen · 5 h left")),
			row(parts.Due, both(ctx, "Cấp phát", "Issues"), both(ctx, "Áo ấm đợt 2: 6 chiếc chưa ai xác nhận", "Warm coats, second issue: 6 not acknowledged"), both(ctx, "Khu D · phát 19/11", "Ward D · issued 19/11"), both(ctx, "6 chiếc", "6 coats"), both(ctx, "Khu D · còn 1 ngày", "Ward D · 1 day left")),
			row(parts.Due, both(ctx, "Giá", "Prices"), both(ctx, "Thịt lợn nạc 148.000\u00a0đ, trung vị 3 tháng 131.000\u00a0đ", "Lean pork 148,000 đ, 3-month median 131,000 đ"), both(ctx, "Phiếu nhập 20/11", "Receipt 20/11"), "+13 %", both(ctx, "Tiếp phẩm", "Buyer")),
			row(parts.Done, both(ctx, "Thuốc", "Medicine"), both(ctx, "Tủ trực khu A: kiểm kê khớp sổ", "Ward A cabinet: count agrees"), both(ctx, "07:00 hôm nay", "07:00 today"), "0", both(ctx, "Đã xong", "Done")),
		},
	}
}

func deadlines(ctx context.Context) parts.Events {
	return parts.Events{
		Title: both(ctx, "Thời hạn", "Deadlines"), More: &parts.Link{Text: both(ctx, "Lịch hạn", "Calendar"), Href: "#"},
		Items: []parts.Event{
			{When: both(ctx, "còn 2 ngày", "2 days"), Tone: parts.Danger, Href: "#", Title: both(ctx, "Quyết định dừng trợ giúp", "Decision to end support"), Note: both(ctx, "Lê Văn Thắng · đơn 14/11", "Lê Văn Thắng · request of 14/11")},
			{When: both(ctx, "còn 5 ngày", "5 days"), Tone: parts.Due, Href: "#", Title: both(ctx, "Hồ sơ khẩn cấp phải đủ", "Emergency file must be complete"), Note: both(ctx, "Người vô danh số 3 · nhận 12/11", "Unknown person no. 3 · received 12/11")},
			{When: both(ctx, "còn 9 ngày", "9 days"), Tone: parts.Due, Href: "#", Title: both(ctx, "Báo cáo bệnh tâm thần tháng 11", "Mental health report, November"), Note: both(ctx, "gửi CDC tỉnh", "to the province")},
			{When: "15/12", Href: "#", Title: both(ctx, "Báo cáo năm 2026", "Report of 2026"), Note: both(ctx, "đã đủ 82 % số liệu", "82 % of the figures are in")},
		},
	}
}
