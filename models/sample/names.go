package sample

import (
	"math/rand/v2"
	"strings"

	"maiam/models/value"
)

// The names are invented from what people of Nghệ An are called: family names by how often they
// are met there, among them those of the Thái, Thổ, Mông and Khơ Mú of the province's west, and
// given names by the years in which they were in use.

var familyNames = weighted(
	"Nguyễn 30", "Trần 12", "Lê 9", "Phạm 7", "Hoàng 6", "Phan 5", "Hồ 5", "Võ 4", "Đặng 4", "Bùi 3",
	"Cao 3", "Thái 3", "Đinh 2", "Ngô 2", "Dương 2", "Vũ 2", "Đậu 2", "Chu 2", "Trương 2", "Lương 2",
	"Vi 2", "Lô 2", "Moong 1", "Xồng 1", "Lầu 1", "Già 1", "Cụt 1", "Hà 1", "Mai 1", "Tạ 1", "Đoàn 1", "Lữ 1", "Kha 1", "Ngân 1", "Tăng 1", "Phùng 1",
)

// by the year of birth: until 1955, until 1980, later
var givenMen = [3][]string{
	strings.Fields("Cần Đệ Đối Hợi Kỳ Lộc Mão Nghị Nhuận Quế Sửu Thìn Tý Thể Thuyết Trạch Vịnh Xuyến Yên Bính Cửu Dần Hợp Khoan Luận Niệm Phúc Quý Tuất Ất Khánh Minh Sơn Thắng Tiến"),
	strings.Fields("An Bình Chiến Cường Dũng Đức Giang Hải Hiền Hiếu Hòa Hùng Hưng Khang Lâm Long Lợi Minh Nam Phong Phú Quang Quân Sơn Sỹ Tài Tâm Thái Thanh Thành Thắng Thịnh Thọ Tiến Toàn Trung Trường Tuấn Tùng Việt Vinh Xuân"),
	strings.Fields("Anh Bảo Công Duy Đạt Đăng Gia Hào Hoàng Huy Khải Khoa Kiên Lâm Minh Nam Nghĩa Nguyên Nhật Phát Phúc Quân Sang Tân Thiên Tín Trí Tú Vũ"),
}

var givenWomen = [3][]string{
	strings.Fields("Bảy Cúc Chắt Chín Đào Em Gái Hai Hợi Huệ Khuyên Lài Lộc Lý Mận Mùi Năm Ngọ Nhàn Nhung Nuôi Oanh Quế Sen Tám Thìn Thuận Tị Út Vân Xoan Xuân Xuyến Ba Hạnh Tỵ Đoan Lục"),
	strings.Fields("An Bích Châu Dung Duyên Hà Hạnh Hằng Hiền Hoa Hòa Hồng Huệ Hương Hường Lan Liên Liễu Loan Lý Mai Minh Nga Ngân Nguyệt Nhung Oanh Phương Phượng Quyên Sâm Tâm Thanh Thảo Thắm Thoa Thu Thủy Tuyết Vân Xuân Yến"),
	strings.Fields("Anh Ánh Băng Chi Diệp Giang Hân Hiền Huyền Khánh Linh Ly My Na Ngọc Nhi Nhung Như Quỳnh Tâm Thảo Thư Thương Trà Trang Trâm Tú Uyên Vy Yến"),
}

var middleMen = [3][]string{
	strings.Fields("Văn Văn Văn Văn Đình Sỹ Xuân Hữu Bá Công"),
	strings.Fields("Văn Văn Văn Đình Xuân Hữu Đức Quang Ngọc Trọng Công Thanh"),
	strings.Fields("Văn Đức Minh Quang Anh Gia Hoàng Tuấn Xuân Đình"),
}

var middleWomen = [3][]string{
	strings.Fields("Thị Thị Thị Thị Thị Thị"),
	strings.Fields("Thị Thị Thị Thị Thu Thanh Kim Ngọc Minh Hồng"),
	strings.Fields("Thị Thị Thu Thùy Khánh Ngọc Bảo Phương Hà Quỳnh"),
}

func weighted(list ...string) []string {
	var out []string
	for _, entry := range list {
		name, times, _ := strings.Cut(entry, " ")
		n := 0
		for _, c := range times {
			n = n*10 + int(c-'0')
		}
		for range n {
			out = append(out, name)
		}
	}
	return out
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// nameFor invents a full name for somebody born in a year.
func nameFor(r *rand.Rand, sex value.Sex, born int) string {
	era := 1
	switch {
	case born < 1956:
		era = 0
	case born > 1980:
		era = 2
	}
	middle, given := middleMen[era], givenMen[era]
	if sex == value.Female {
		middle, given = middleWomen[era], givenWomen[era]
	}
	family, first, last := pick(r, familyNames), pick(r, middle), pick(r, given)
	for last == first || last == family {
		last = pick(r, given)
	}
	parts := []string{family, first}
	// A second middle name is common among women and the young: Nguyễn Thị Thu Hà.
	if (sex == value.Female && r.IntN(3) == 0) || (era == 2 && r.IntN(4) == 0) {
		if second := pick(r, givenWomen[1]); sex == value.Female && second != last && second != first {
			parts = append(parts, second)
		}
	}
	return strings.Join(append(parts, last), " ")
}

// homes are communes of the province as they are called since 2025, with the district that an old
// paper would name.
var homes = []struct{ commune, old string }{
	{"Đô Lương", "huyện Đô Lương"}, {"Bạch Ngọc", "huyện Đô Lương"}, {"Văn Hiến", "huyện Đô Lương"}, {"Lương Sơn", "huyện Đô Lương"},
	{"Diễn Châu", "huyện Diễn Châu"}, {"Hùng Châu", "huyện Diễn Châu"}, {"An Châu", "huyện Diễn Châu"}, {"Quảng Châu", "huyện Diễn Châu"},
	{"Yên Thành", "huyện Yên Thành"}, {"Quan Thành", "huyện Yên Thành"}, {"Quỳnh Lưu", "huyện Quỳnh Lưu"}, {"Quỳnh Anh", "huyện Quỳnh Lưu"},
	{"Anh Sơn", "huyện Anh Sơn"}, {"Con Cuông", "huyện Con Cuông"}, {"Tương Dương", "huyện Tương Dương"}, {"Hữu Kiệm", "huyện Kỳ Sơn"}, {"Mường Xén", "huyện Kỳ Sơn"},
	{"Quỳ Châu", "huyện Quỳ Châu"}, {"Quế Phong", "huyện Quế Phong"}, {"Quỳ Hợp", "huyện Quỳ Hợp"}, {"Nghĩa Đàn", "huyện Nghĩa Đàn"}, {"Tân Kỳ", "huyện Tân Kỳ"},
	{"Đại Đồng", "huyện Thanh Chương"}, {"Cát Ngạn", "huyện Thanh Chương"}, {"Nam Đàn", "huyện Nam Đàn"}, {"Kim Liên", "huyện Nam Đàn"}, {"Hưng Nguyên", "huyện Hưng Nguyên"},
	{"Nghi Lộc", "huyện Nghi Lộc"}, {"Cửa Lò", "thị xã Cửa Lò"}, {"Thành Vinh", "thành phố Vinh"}, {"Trường Vinh", "thành phố Vinh"}, {"Hoàng Mai", "thị xã Hoàng Mai"},
}
