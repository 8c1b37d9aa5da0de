package sample

import (
	"fmt"

	"maiam/models/wards"
)

// wardPlan is one ward of the sample house and who lives in it.
type wardPlan struct {
	zone, kind string
	name       string
	sex        wards.Policy
	ageFrom    *int
	ageTo      *int
	care24h    bool
	people     int
	rooms      []roomPlan
	group      group
}

type roomPlan struct {
	name string
	beds int
	m2   string
}

// group tells what kind of people live in a ward: their ages and why they are here.
type group struct {
	men, women int // of ten
	from, to   int // age
	categories []string
}

var (
	severe   = group{10, 10, 24, 66, []string{"A3", "A3", "A3", "A3", "A3", "A3", "A3", "B2", "A2"}}
	recovery = group{10, 10, 22, 58, []string{"A3", "A3", "A3", "D2"}}
	old      = group{4, 6, 62, 94, []string{"A2", "A2", "A2", "A2", "A3", "D1"}}
	children = group{5, 5, 3, 15, []string{"A1", "A1", "A1", "A3", "B2"}}
	disabled = group{5, 5, 17, 60, []string{"A3", "A3", "A3", "A3", "D2"}}
)

func years(n int) *int { return &n }

// rooms makes rooms of one size: rooms(201, 7, 6, "36") are 201 to 207 with six beds and 36 m².
func rooms(first, count, beds int, m2 string) []roomPlan {
	out := make([]roomPlan, count)
	for i := range out {
		out[i] = roomPlan{fmt.Sprint(first + i), beds, m2}
	}
	return out
}

type campusPlan struct {
	code, name, short, address string
	land                       int
	wards                      []wardPlan
}

// plan is the house: two campuses with 140 and 90 people in 12 wards. Khu B holds exactly 40.
var plan = []campusPlan{
	{code: "CS1", name: "Cơ sở 1", short: "Cơ sở 1 · Đô Lương", address: "Xã Giang Sơn Đông, Đô Lương, Nghệ An", land: 38_500, wards: []wardPlan{
		{zone: "Phân khu nam", kind: "male", name: "Khu A · Nam nặng", sex: wards.ForMen, ageFrom: years(16), care24h: true, people: 30, rooms: rooms(101, 6, 6, "48"), group: severe},
		{zone: "Phân khu nữ", kind: "female", name: "Khu B · Nữ nặng", sex: wards.ForWomen, ageFrom: years(16), care24h: true, people: 40,
			rooms: append(rooms(201, 6, 6, "48"), rooms(207, 2, 4, "34,5")...), group: severe},
		{zone: "Phân khu người cao tuổi", kind: "elderly", name: "Khu C · Người cao tuổi", sex: wards.ForAny, ageFrom: years(60), people: 24, rooms: rooms(301, 8, 4, "28"), group: old},
		{zone: "Phân khu trẻ em", kind: "children", name: "Khu D · Trẻ em", sex: wards.ForAny, ageTo: years(16), people: 16, rooms: rooms(401, 5, 4, "30"), group: children},
		{zone: "Phân khu phục hồi", kind: "recovery", name: "Khu E · Nam phục hồi", sex: wards.ForMen, ageFrom: years(16), people: 18, rooms: rooms(501, 5, 4, "26,4"), group: recovery},
		{zone: "Phân khu phục hồi", kind: "recovery", name: "Khu G · Nữ phục hồi", sex: wards.ForWomen, ageFrom: years(16), people: 12, rooms: rooms(601, 4, 4, "26,4"), group: recovery},
		{zone: "Tiếp nhận khẩn cấp", kind: "emergency", name: "Khu H · Tiếp nhận", sex: wards.ForAny, people: 0, rooms: rooms(701, 2, 3, "24"), group: recovery},
	}},
	{code: "CSB", name: "Cơ sở phía Bắc", short: "Cơ sở phía Bắc · Diễn Châu", address: "Diễn Châu, Nghệ An", land: 21_000, wards: []wardPlan{
		{zone: "Phân khu nam", kind: "male", name: "Khu 1 · Nam", sex: wards.ForMen, ageFrom: years(16), care24h: true, people: 26, rooms: rooms(11, 5, 6, "48"), group: severe},
		{zone: "Phân khu nữ", kind: "female", name: "Khu 2 · Nữ", sex: wards.ForWomen, ageFrom: years(16), care24h: true, people: 24, rooms: rooms(21, 5, 6, "48"), group: severe},
		{zone: "Phân khu người cao tuổi", kind: "elderly", name: "Khu 3 · Người cao tuổi", sex: wards.ForAny, ageFrom: years(60), people: 20, rooms: rooms(31, 6, 4, "28"), group: old},
		{zone: "Phân khu người khuyết tật", kind: "disabled", name: "Khu 4 · Người khuyết tật", sex: wards.ForAny, ageFrom: years(16), people: 20, rooms: rooms(41, 6, 4, "30"), group: disabled},
		{zone: "Cách ly", kind: "isolation", name: "Khu 5 · Cách ly", sex: wards.ForAny, people: 0, rooms: rooms(51, 2, 2, "20"), group: recovery},
	}},
}

// staffPlan is one person who works in the sample house. Ward carers are bound to their wards.
type staffPlan struct {
	username, name, position, role, campus string
	wards                                  []string
}

// team names everybody who can sign in: the role's code is the user name, with _b for the second
// campus where somebody else does the work there.
var team = []staffPlan{
	{"ward_carer", "Nguyễn Thị Lan", "Nhân viên chăm sóc", "ward_carer", "CS1", []string{"Khu B · Nữ nặng", "Khu G · Nữ phục hồi"}},
	{"ward_carer_b", "Lô Văn Hải", "Nhân viên chăm sóc", "ward_carer", "CSB", []string{"Khu 1 · Nam", "Khu 3 · Người cao tuổi"}},
	{"doctor", "Trần Quốc Tuấn", "Bác sĩ", "doctor", "", nil},
	{"nurse", "Phạm Thị Hường", "Điều dưỡng trưởng", "nurse", "CS1", nil},
	{"nurse_b", "Cao Thị Thắm", "Điều dưỡng", "nurse", "CSB", nil},
	{"therapist", "Võ Văn Sỹ", "Kỹ thuật viên phục hồi chức năng", "therapist", "CS1", nil},
	{"therapist_b", "Đậu Thị Nhung", "Kỹ thuật viên phục hồi chức năng", "therapist", "CSB", nil},
	{"instructor", "Hồ Sỹ Lâm", "Cán bộ hướng nghiệp", "instructor", "CS1", nil},
	{"instructor_b", "Chu Thị Hiền", "Cán bộ hướng nghiệp", "instructor", "CSB", nil},
	{"social_worker", "Lê Thị Thu Hà", "Nhân viên công tác xã hội", "social_worker", "CS1", nil},
	{"social_worker_b", "Vi Văn Thái", "Nhân viên công tác xã hội", "social_worker", "CSB", nil},
	{"kitchen", "Bùi Thị Oanh", "Tổ trưởng nhà bếp", "kitchen", "CS1", nil},
	{"kitchen_b", "Thái Thị Liên", "Tổ trưởng nhà bếp", "kitchen", "CSB", nil},
	{"storekeeper", "Đinh Văn Toàn", "Thủ kho", "storekeeper", "CS1", nil},
	{"storekeeper_b", "Trương Thị Nga", "Thủ kho", "storekeeper", "CSB", nil},
	{"buyer", "Ngô Thị Bích", "Tiếp phẩm", "buyer", "", nil},
	{"cashier", "Dương Thị Thoa", "Thủ quỹ", "cashier", "", nil},
	{"accountant", "Đặng Ngọc Minh", "Kế toán trưởng", "accountant", "", nil},
	{"manager", "Hoàng Đình Thắng", "Quản lý cơ sở 1", "manager", "CS1", nil},
	{"manager_b", "Phan Thị Hạnh", "Quản lý cơ sở phía Bắc", "manager", "CSB", nil},
	{"director", "Phan Đức Minh", "Giám đốc", "director", "", nil},
	{"inspector", "Nguyễn Bá Cảnh", "Thanh tra nhân dân", "inspector", "", nil},
	{"admin", "Tăng Văn Quân", "Quản trị hệ thống", "admin", "", nil},
}
