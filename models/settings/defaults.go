package settings

// The table below is what every centre begins with. One line is one setting, the lines under it
// are its dated values with the paper each rests on. Figures that nobody found stand with the mark
// Unknown and no value. Whatever the centre writes later comes on top of it.

// first is one dated value that the program brings.
type first struct {
	from, to string
	text     string
	basis    string
	mark     Mark
	source   string
	note     string
}

// brought is one setting with the values that the program brings.
type brought struct {
	Definition
	values []first
}

// The papers, each named once.
const (
	labourCode  = "Bộ luật Lao động 2019, Điều 112"
	notice9441  = "Thông báo 9441/TB-BNV ngày 16/10/2025"
	decree20    = "Nghị định 20/2021/NĐ-CP"
	decree76    = "Nghị định 76/2024/NĐ-CP"
	decree103   = "Nghị định 103/2017/NĐ-CP"
	decree192   = "Nghị định 192/2026/NĐ-CP"
	decree161   = "Nghị định 161/2026/NĐ-CP"
	decree154   = "Nghị định 154/2026/NĐ-CP"
	decree13    = "Nghị định 13/2023/NĐ-CP"
	decree356   = "Nghị định 356/2025/NĐ-CP"
	lawPrivacy  = "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15"
	medicalLaw  = "Luật Khám bệnh, chữa bệnh 2009, Điều 59 khoản 3"
	circular33  = "Thông tư 33/2017/TT-BLĐTBXH"
	circular2   = "Thông tư 02/2020/TT-BLĐTBXH"
	circular14  = "Thông tư 14/2020/TT-BLĐTBXH"
	circular76  = "Thông tư 76/2021/TT-BTC"
	circular15  = "Thông tư 15/2026/TT-BYT"
	circular18  = "Thông tư 18/2026/TT-BYT"
	complaints  = "Luật Khiếu nại 2011, Điều 27–28; Nghị định 124/2020/NĐ-CP"
	civilStatus = "Luật Hộ tịch 2014"
	qcvn12      = "QCVN 12:2026/BCA, Thông tư 47/2026/TT-BCA"
	sampling    = "Quyết định 1246/QĐ-BYT (2017)"
)

// Where they were read.
const (
	codeAid      = "Bộ pháp điển điện tử: Chính sách trợ giúp xã hội"
	codeElderly  = "Bộ pháp điển điện tử: Người cao tuổi"
	codeChildren = "Bộ pháp điển điện tử: Trẻ em"
	codePrivacy  = "Bộ pháp điển điện tử: An ninh mạng"
	codeStatus   = "Bộ pháp điển điện tử: Hộ tịch"
	codeComplain = "Bộ pháp điển điện tử: Khiếu nại"
	fullText     = "Toàn văn văn bản năm 2026"
	luatvietnam  = "luatvietnam.vn, bài 892-98399"
	lawFirms     = "Bản tin pháp lý 2026: frasersvn.com, rouse.com, cdlaf.vn"
	lawTalk      = "thuvienphapluat.vn, hỏi đáp pháp luật 51ACC"
	practice     = "Kinh nghiệm thực tế, chưa thấy văn bản"
	ourChoice    = "Đơn vị tự quyết"
)

const (
	dateRecalled = "Ngày có hiệu lực ghi theo trí nhớ, chưa đối chiếu văn bản."
)

// table is the whole of it, in the order of the settings page.
var table = byGroup([]brought{
	// Rooms, rounds and duty
	{Definition{RoomMinArea, "rooms", Number, "dm2", 100, 10_000, true}, []first{
		{from: "2017-11-01", text: "600", basis: decree103 + ", Điều 24", mark: Confirmed, source: codeElderly, note: dateRecalled}}},
	{Definition{RoomMinArea24h, "rooms", Number, "dm2", 100, 10_000, true}, []first{
		{from: "2017-11-01", text: "800", basis: decree103 + ", Điều 24", mark: Confirmed, source: codeElderly, note: dateRecalled}}},
	{Definition{ChildAge, "rooms", Number, "year", 10, 21, true}, []first{
		{from: "2021-07-01", text: "16", basis: decree20 + ", Điều 5 khoản 1", mark: Confirmed, source: codeAid, note: "Trẻ em là người dưới 16 tuổi; không ở chung phòng với người lớn không phải ruột thịt."}}},
	{Definition{OverrideDays, "rooms", Number, "day", 1, 365, true}, []first{
		{from: "2020-01-01", text: "30", mark: Decided, source: ourChoice, note: "Hết hạn thì việc xếp giường trái khuyến cáo được xem lại."}}},
	{Definition{ReserveDays, "rooms", Number, "day", 1, 365, true}, []first{
		{from: "2020-01-01", text: "14", mark: Decided, source: ourChoice}}},
	{Definition{RoundOpens, "rounds", Number, "minute", 0, 240, true}, []first{
		{from: "2020-01-01", text: "30", mark: Decided, source: ourChoice}}},
	{Definition{RoundLatest, "rounds", Number, "day", 1, 31, true}, []first{
		{from: "2020-01-01", text: "3", mark: Decided, source: ourChoice}}},
	{Definition{OfflineAllowed, "rounds", YesNo, "", 0, 0, true}, []first{
		{from: "2020-01-01", text: "yes", mark: Decided, source: ourChoice, note: "Tắt thì máy không giữ gì mới khi mất mạng; việc đã ghi trên máy vẫn được nhận."}}},
	{Definition{RollTimes, "rounds", Numbers, "oclock", 0, 23, true}, []first{
		{from: "2020-01-01", text: "6,17,21", mark: Decided, source: ourChoice, note: "Điểm danh khu: đếm từng người tận mắt."}}},
	{Definition{RollLate, "rounds", Number, "minute", 5, 240, true}, []first{
		{from: "2020-01-01", text: "60", mark: Decided, source: ourChoice}}},
	{Definition{TaskSoon, "rounds", Number, "minute", 5, 120, true}, []first{
		{from: "2020-01-01", text: "30", mark: Decided, source: ourChoice}}},
	{Definition{TaskLate, "rounds", Number, "minute", 5, 240, true}, []first{
		{from: "2020-01-01", text: "30", mark: Decided, source: ourChoice, note: "Việc theo giờ: trở mình, thay tã, cho uống nước."}}},
	{Definition{OrderLegal, "rounds", Number, "minute", 1, 10_000, false}, []first{
		{from: "2017-11-01", basis: decree103 + ", Điều 39", mark: Unknown, source: codeAid, note: "Điều 39 cấm trói, nhốt người ở. Chưa thấy văn bản nào cho phép hay định thời hạn cố định, cách ly tại cơ sở trợ giúp xã hội."}}},
	{Definition{OrderRestraint, "rounds", Number, "minute", 5, 240, true}, []first{
		{from: "2020-01-01", text: "60", mark: Decided, source: ourChoice, note: "Giới hạn của phần mềm cho một y lệnh, không phải quyền được cố định."}}},
	{Definition{OrderIsolation, "rounds", Number, "minute", 5, 1440, true}, []first{
		{from: "2020-01-01", text: "240", mark: Decided, source: ourChoice, note: "Giới hạn của phần mềm cho một y lệnh, không phải quyền được cách ly."}}},
	{Definition{OrderCheck, "rounds", Number, "minute", 5, 60, true}, []first{
		{from: "2020-01-01", text: "15", mark: Decided, source: ourChoice}}},
	{Definition{OrderReview, "rounds", Number, "minute", 10, 240, true}, []first{
		{from: "2020-01-01", text: "60", mark: Decided, source: ourChoice}}},
	{Definition{VisitQuiet, "rounds", Number, "day", 7, 365, true}, []first{
		{from: "2020-01-01", text: "90", mark: Decided, source: ourChoice, note: "Ai không có người thăm hay gọi lâu như vậy thì vào danh sách."}}},
	{Definition{BanLongest, "rounds", Number, "day", 1, 730, true}, []first{
		{from: "2020-01-01", text: "365", mark: Decided, source: ourChoice, note: "Được gặp người thân là lẽ thường, không cho gặp là ngoại lệ: hết hạn thì quyết lại hoặc thôi."}}},
	{Definition{DoorFrom, "rounds", Number, "oclock", 18, 23, true}, []first{
		{from: "2020-01-01", text: "22", mark: Decided, source: ourChoice, note: "Từ giờ này, cửa phòng nào có mã thì phải có người qua."}}},
	{Definition{DoorTo, "rounds", Number, "oclock", 3, 8, true}, []first{
		{from: "2020-01-01", text: "5", mark: Decided, source: ourChoice}}},
	{Definition{DoorGap, "rounds", Number, "minute", 30, 360, true}, []first{
		{from: "2020-01-01", text: "120", mark: Decided, source: ourChoice, note: "Lâu hơn mà không ai qua cửa thì máy hỏi."}}},
	{Definition{DutyMinStaff, "duty", Number, "person", 1, 1000, true}, []first{
		{from: "2026-07-15", text: "1", basis: decree192 + ", định mức trực, điểm 2c", mark: Confirmed, source: fullText}}},
	{Definition{DutyAllowance, "duty", Money, "dong", 0, 10_000_000, false}, []first{
		{from: "2026-07-15", text: "70000", basis: decree192, mark: Confirmed, source: fullText, note: "Trực 24/24 giờ ngày thường, cho mỗi người."}}},
	{Definition{DutyRestDay, "duty", Ratio, "times", 1000, 10_000, false}, []first{
		{from: "2026-07-15", text: "1.3", basis: decree192, mark: Confirmed, source: fullText}}},
	{Definition{DutyHoliday, "duty", Ratio, "times", 1000, 10_000, false}, []first{
		{from: "2026-07-15", text: "1.8", basis: decree192, mark: Confirmed, source: fullText}}},
	{Definition{DutyMeal, "duty", Money, "dong", 0, 10_000_000, false}, []first{
		{from: "2026-07-15", text: "40000", basis: decree192, mark: Confirmed, source: fullText, note: "Tiền ăn cho mỗi phiên trực 24/24 giờ."}}},
	{Definition{DutyLiveIn, "duty", Money, "dong", 0, 10_000_000, false}, []first{
		{from: "2026-07-15", text: "35000", basis: decree192, mark: Confirmed, source: fullText, note: "Trực thường trú, cho mỗi người."}}},
	{Definition{DutyOff, "duty", Number, "day", 0, 30, false}, []first{
		{from: "2026-07-15", text: "1", basis: decree192, mark: Confirmed, source: fullText}}},
	{Definition{DutyOffHoliday, "duty", Number, "day", 0, 30, false}, []first{
		{from: "2026-07-15", text: "2", basis: decree192, mark: Confirmed, source: fullText}}},
	{Definition{DutyRestHours, "duty", Number, "hour", 0, 48, true}, []first{
		{from: "2026-07-15", text: "12", basis: decree192, mark: Confirmed, source: fullText, note: "Viết cho khoa, khu vực đặc biệt của đơn vị có giường bệnh; ở đây là mẫu, phần mềm chỉ nhắc."}}},
	{Definition{DutyWardMin, "duty", Number, "person", 0, 100, true}, []first{
		{from: "2020-01-01", text: "1", mark: Decided, source: ourChoice, note: "Mỗi khu có người ở. Văn bản chỉ nói 1 người mỗi phiên trực của cơ sở."}}},
	{Definition{DutyByDay, "duty", Number, "percent", 1, 100, true}, []first{
		{from: "2020-01-01", text: "20", mark: Decided, source: ourChoice, note: "Định mức tính người được giao chăm sóc, không theo ca. Một người làm 40 trong 168 giờ của tuần."}}},
	{Definition{DutyByNight, "duty", Number, "percent", 1, 100, true}, []first{
		{from: "2020-01-01", text: "10", mark: Decided, source: ourChoice, note: "Ca qua nửa đêm."}}},
	{Definition{DutyShortPaid, "duty", YesNo, "", 0, 0, false}, []first{
		{from: "2026-07-15", basis: decree192, mark: Unknown, source: fullText, note: "Hai hệ số 12 giờ, 16 giờ viết cho khoa, khu vực đặc biệt. Người đứng đầu quyết định có áp dụng ở đây hay không."}}},
	{Definition{DutyFactor12, "duty", Ratio, "times", 0, 10_000, false}, []first{
		{from: "2026-07-15", text: "0.5", basis: decree192, mark: Confirmed, source: fullText, note: "Chỉ tính khi đơn vị quyết định áp dụng cho phiên trực ngắn hơn 24 giờ."}}},
	{Definition{DutyFactor16, "duty", Ratio, "times", 0, 10_000, false}, []first{
		{from: "2026-07-15", text: "0.75", basis: decree192, mark: Confirmed, source: fullText, note: "Chỉ tính khi đơn vị quyết định áp dụng cho phiên trực ngắn hơn 24 giờ."}}},
	{Definition{BaseSalary, "duty", Money, "dong_month", 0, 100_000_000, false}, []first{
		{from: "2024-07-01", text: "2340000", mark: Confirmed, source: fullText, basis: "Nghị định 73/2024/NĐ-CP", note: dateRecalled},
		{from: "2026-07-01", text: "2530000", basis: decree161, mark: Confirmed, source: fullText}}},

	// Norms of staff
	{Definition{StaffInfant, "staffing", Number, "person", 1, 1000, true}, []first{
		{from: "2018-02-15", text: "1", basis: circular33 + ", Điều 5", mark: Confirmed, source: codeElderly, note: dateRecalled}}},
	{Definition{StaffToddler, "staffing", Number, "person", 1, 1000, true}, []first{
		{from: "2018-02-15", text: "6", basis: circular33 + ", Điều 5", mark: Confirmed, source: codeElderly, note: dateRecalled}}},
	{Definition{StaffToddlerSpecial, "staffing", Number, "person", 1, 1000, true}, []first{
		{from: "2018-02-15", text: "4", basis: circular33 + ", Điều 5", mark: Confirmed, source: codeElderly, note: "Trẻ khuyết tật, tâm thần, nhiễm HIV. Phần mềm nhận ra trẻ khuyết tật theo nhóm A3. " + dateRecalled}}},
	{Definition{StaffChild, "staffing", Number, "person", 1, 1000, true}, []first{
		{from: "2018-02-15", text: "10", basis: circular33 + ", Điều 5", mark: Confirmed, source: codeElderly, note: dateRecalled}}},
	{Definition{StaffChildSpecial, "staffing", Number, "person", 1, 1000, true}, []first{
		{from: "2018-02-15", text: "5", basis: circular33 + ", Điều 5", mark: Confirmed, source: codeElderly, note: "Trẻ khuyết tật, tâm thần, nhiễm HIV. Phần mềm nhận ra trẻ khuyết tật theo nhóm A3. " + dateRecalled}}},
	{Definition{StaffAdult, "staffing", Number, "person", 1, 1000, true}, []first{
		{from: "2018-02-15", text: "10", basis: circular33 + ", Điều 5", mark: Confirmed, source: codeElderly, note: "Người cao tuổi, người khuyết tật tự phục vụ được; người tâm thần đã ổn định. " + dateRecalled}}},
	{Definition{StaffAdultHelp, "staffing", Number, "person", 1, 1000, true}, []first{
		{from: "2018-02-15", text: "4", basis: circular33 + ", Điều 5", mark: Confirmed, source: codeElderly, note: "Không tự phục vụ được; người tâm thần nặng. Với người tâm thần đặc biệt nặng là 2, khi có kết luận y tế. " + dateRecalled}}},
	{Definition{StaffMedical, "staffing", Number, "person", 1, 1000, true}, []first{
		{from: "2018-02-15", text: "50", basis: circular33 + ", Điều 5", mark: Confirmed, source: codeElderly, note: dateRecalled}}},
	{Definition{StaffNutrition, "staffing", Number, "person", 1, 1000, true}, []first{
		{from: "2018-02-15", text: "20", basis: circular33 + ", Điều 5", mark: Confirmed, source: codeElderly, note: dateRecalled}}},
	{Definition{StaffSocialWork, "staffing", Number, "person", 1, 1000, true}, []first{
		{from: "2018-02-15", text: "100", basis: circular33 + ", Điều 5", mark: Confirmed, source: codeElderly, note: dateRecalled},
		{from: "2024-10-15", text: "25", basis: "Thông tư 09/2024/TT-BLĐTBXH, Điều 6", mark: Confirmed, source: "thuvienphapluat, trích văn bản", note: "Đơn vị công lập: công tác xã hội viên chính 30, công tác xã hội viên 25, nhân viên 20. " + dateRecalled}}},
	{Definition{StaffRehabilitation, "staffing", Number, "person", 1, 1000, true}, []first{
		{from: "2018-02-15", text: "5", basis: circular33 + ", Điều 5", mark: Confirmed, source: codeElderly, note: "Trên số người đang phục hồi chức năng. " + dateRecalled}}},
	{Definition{StaffTeacher, "staffing", Number, "person", 1, 1000, true}, []first{
		{from: "2018-02-15", text: "9", basis: circular33 + ", Điều 5", mark: Confirmed, source: codeElderly, note: "Trên số người đang học văn hóa, học nghề. " + dateRecalled}}},
	{Definition{StaffIndirect, "staffing", Number, "percent", 1, 1000, true}, []first{
		{from: "2018-02-15", text: "20", basis: circular33 + ", Điều 5", mark: Confirmed, source: codeElderly, note: "Nhân viên gián tiếp, nhiều nhất trên tổng số nhân viên. " + dateRecalled}}},

	// Admission and the clocks of a stay
	{Definition{EmergencyMonths, "admission", Number, "month", 1, 24, true}, []first{
		{from: "2021-07-01", text: "3", basis: decree20 + ", Điều 24 khoản 4", mark: Confirmed, source: codeAid, note: "Quá hạn thì cơ quan quản lý cấp trên quyết định giải pháp."}}},
	{Definition{EmergencyWarn, "admission", Numbers, "day", 1, 731, true}, []first{
		{from: "2020-01-01", text: "60,75,85", mark: Decided, source: ourChoice}}},
	{Definition{FileComplete, "admission", Number, "working_day", 1, 365, true}, []first{
		{from: "2021-07-01", text: "10", basis: decree20 + ", Điều 28 khoản 2 điểm b", mark: Confirmed, source: codeAid, note: "Dài hơn khi cơ quan quản lý cấp trên quyết định."}}},
	{Definition{AbandonedNotice, "admission", Number, "working_day", 1, 365, true}, []first{
		{from: "2021-07-01", text: "25", basis: decree20 + ", Điều 28 khoản 2 điểm a, bước 3", mark: Confirmed, source: codeAid}}},
	{Definition{CommuneReview, "admission", Number, "working_day", 1, 365, true}, []first{
		{from: "2021-07-01", text: "10", basis: decree20 + ", Điều 27–28", mark: Confirmed, source: codeAid, note: "Xã, phường xét duyệt hồ sơ diện A trước khi gửi lên."}}},
	{Definition{CommunePosting, "admission", Number, "working_day", 1, 365, true}, []first{
		{from: "2021-07-01", text: "7", basis: decree20 + ", Điều 27–28", mark: Confirmed, source: codeAid, note: "Không niêm yết thông tin về HIV."}}},
	{Definition{DistrictReview, "admission", Number, "working_day", 1, 365, true}, []first{
		{from: "2021-07-01", text: "7", basis: decree20 + ", Điều 27–28", mark: Confirmed, source: codeAid, note: "Nghị định ghi Phòng LĐ-TB&XH cấp huyện. Từ 01/7/2025 không còn cấp huyện; ai làm bước này đặt ở mục Cơ quan."}}},
	{Definition{DistrictSign, "admission", Number, "working_day", 1, 365, true}, []first{
		{from: "2021-07-01", text: "3", basis: decree20 + ", Điều 27–28", mark: Confirmed, source: codeAid, note: "Nghị định ghi Chủ tịch UBND cấp huyện. Từ 01/7/2025 không còn cấp huyện; ai ký thay đặt ở mục Cơ quan."}}},
	{Definition{SuperiorReview, "admission", Number, "working_day", 1, 365, true}, []first{
		{from: "2021-07-01", text: "7", basis: decree20 + ", Điều 27–28", mark: Confirmed, source: codeAid, note: "Cơ quan quản lý cấp trên xem hồ sơ diện A rồi chuyển về trung tâm. Nghị định không định số ngày cho quyết định của người đứng đầu."}}},
	{Definition{MinorStep, "admission", Number, "working_day", 1, 365, true}, []first{
		{from: "2021-07-01", text: "1", mark: Recalled, source: "vinhphuc.gov.vn, ItemID 3944", note: "Mỗi bước với người theo biện pháp xử lý hành chính, như một tỉnh công bố."}}},
	{Definition{BirthRegister, "admission", Number, "day", 1, 365, true}, []first{
		{from: "2016-01-01", text: "60", basis: civilStatus + ", Điều 15", mark: Confirmed, source: codeStatus, note: dateRecalled}}},
	{Definition{BirthPosting, "admission", Number, "day", 1, 365, true}, []first{
		{from: "2016-01-01", text: "7", basis: "Nghị định 123/2015/NĐ-CP, Điều 14", mark: Recalled, source: practice, note: "Xã, phường niêm yết liên tục về trẻ bị bỏ rơi trước khi đăng ký khai sinh."}}},

	// Leaving
	{Definition{DischargeDecide, "leaving", Number, "working_day", 1, 365, true}, []first{
		{from: "2021-07-01", text: "7", basis: decree20 + ", Điều 30 khoản 3 điểm b", mark: Confirmed, source: codeAid}}},
	{Definition{NoContact, "leaving", Number, "month", 1, 24, true}, []first{
		{from: "2021-07-01", text: "1", basis: decree20 + ", Điều 30 khoản 2 điểm e", mark: Confirmed, source: codeAid}}},
	{Definition{AgeOut, "leaving", Number, "year", 10, 30, true}, []first{
		{from: "2021-07-01", text: "16", basis: decree20 + ", Điều 26 khoản 2, Điều 30 khoản 2 điểm d", mark: Confirmed, source: codeAid, note: circular2 + " Điều 8 khoản 3 điểm a còn ghi 18 tuổi; nghị định có hiệu lực cao hơn và ban hành sau."}}},
	{Definition{AgeOutStudying, "leaving", Number, "year", 10, 40, true}, []first{
		{from: "2021-07-01", text: "22", basis: decree20 + ", Điều 26 khoản 2, Điều 30 khoản 2 điểm d", mark: Confirmed, source: codeAid}}},
	{Definition{AfterCare, "leaving", Number, "month", 0, 120, true}, []first{
		{from: "2021-07-01", text: "24", basis: decree20 + ", Điều 26 khoản 5", mark: Confirmed, source: codeAid}}},
	{Definition{FollowUp, "leaving", Number, "month", 0, 120, true}, []first{
		{from: "2020-03-30", text: "6", basis: circular2 + ", Điều 10 khoản 2", mark: Confirmed, source: codeElderly}}},
	{Definition{FollowUpVisits, "leaving", Numbers, "month", 1, 120, true}, []first{
		{from: "2020-03-30", text: "1,3,6,12", mark: Decided, source: ourChoice, note: circular2 + " Điều 10 khoản 2 chỉ nói theo dõi ít nhất 6 tháng; thăm vào tháng nào do đơn vị quyết."}}},
	{Definition{FamilyCareReview, "leaving", Number, "month", 1, 60, true}, []first{
		{from: "2020-12-01", text: "6", basis: circular14 + ", Điều 3 khoản 2", mark: Confirmed, source: codeChildren, note: dateRecalled}}},
	{Definition{DeathRegister, "leaving", Number, "day", 1, 365, true}, []first{
		{from: "2016-01-01", text: "15", basis: civilStatus + ", Điều 33", mark: Confirmed, source: codeStatus, note: dateRecalled}}},
	{Definition{DeathNotice, "leaving", Number, "day", 0, 30, true}, []first{
		{from: "2020-01-01", text: "1", mark: Decided, source: ourChoice, note: "Báo gia đình và UBND cấp xã; chưa thấy văn bản định số ngày."}}},
	{Definition{MissingNotice, "leaving", Number, "day", 0, 30, true}, []first{
		{from: "2020-01-01", text: "0", mark: Decided, source: ourChoice, note: "Báo gia đình, công an và UBND cấp xã khi không thấy người; chưa thấy văn bản định số ngày, báo ngay trong ngày."}}},

	// Allowances and money
	{Definition{BaseLevel, "allowance", Money, "dong_month", 0, 100_000_000, false}, []first{
		{from: "2021-07-01", to: "2024-06-30", text: "360000", basis: decree20 + ", Điều 4", mark: Confirmed, source: codeAid},
		{from: "2024-07-01", text: "500000", basis: decree76, mark: Confirmed, source: luatvietnam}}},
	{Definition{ProvinceMayRaise, "allowance", YesNo, "", 0, 0, false}, []first{
		{from: "2021-07-01", text: "yes", basis: decree20 + ", Điều 4; Thông tư 02/2021/TT-BLĐTBXH, Điều 6 khoản 3 điểm b", mark: Confirmed, source: codeAid, note: "Bằng nghị quyết của Hội đồng nhân dân tỉnh."}}},
	{Definition{LocalBaseLevel, "allowance", Money, "dong_month", 0, 100_000_000, false}, []first{
		{from: "2021-07-01", basis: decree20 + ", Điều 4", mark: Unknown, source: codeAid, note: "Mức riêng của tỉnh Nghệ An: chưa tìm thấy. Khi có nghị quyết, ghi giá trị mới kèm số, ngày."}}},
	{Definition{CoefficientChild, "allowance", Ratio, "times", 0, 100_000, false}, []first{
		{from: "2021-07-01", text: "5", basis: decree20 + ", Điều 25 khoản 1 điểm a", mark: Confirmed, source: codeAid}}},
	{Definition{CoefficientOther, "allowance", Ratio, "times", 0, 100_000, false}, []first{
		{from: "2021-07-01", text: "4", basis: decree20 + ", Điều 25 khoản 1 điểm b", mark: Confirmed, source: codeAid}}},
	{Definition{CoefficientAge, "allowance", Number, "year", 0, 200, false}, []first{
		{from: "2021-07-01", text: "4", basis: decree20 + ", Điều 25 khoản 1", mark: Confirmed, source: codeAid}}},
	{Definition{CoefficientSwitch, "allowance", YesNo, "", 0, 0, false}, []first{
		{from: "2021-07-01", text: "yes", mark: Decided, source: ourChoice, note: "Nghị định không nói hệ số đổi từ ngày nào trong tháng sinh nhật 4 tuổi; chọn tháng sau."}}},
	{Definition{BurialResident, "allowance", Ratio, "times", 0, 1_000_000, false}, []first{
		{from: "2021-07-01", text: "50", basis: decree20 + ", Điều 25 khoản 3", mark: Confirmed, source: codeAid, note: "Mức tối thiểu."}}},
	{Definition{BurialCommunity, "allowance", Ratio, "times", 0, 1_000_000, false}, []first{
		{from: "2021-07-01", text: "20", basis: decree20 + ", Điều 11", mark: Confirmed, source: codeAid, note: "Mức tối thiểu."}}},
	{Definition{MedicineCeiling, "allowance", Money, "dong_month", 0, 100_000_000, false}, []first{
		{from: "2021-11-01", text: "100000", basis: circular76 + ", Điều 3 khoản 5 điểm a", mark: Confirmed, source: codeAid, note: dateRecalled}}},

	// Care, kitchen, clinic
	{Definition{PlanReports, "care", Numbers, "month", 1, 60, true}, []first{
		{from: "2020-03-30", text: "1,3,6,12", basis: circular2 + ", Điều 7 khoản 3 điểm a", mark: Confirmed, source: codeElderly}}},
	{Definition{HealthCheck, "care", Numbers, "month", 1, 60, true}, []first{
		{from: "2018-02-15", text: "6,12", basis: circular33 + ", Điều 8 khoản 1", mark: Confirmed, source: codeElderly, note: dateRecalled}}},
	{Definition{MealsPerDay, "care", Number, "times", 1, 10, true}, []first{
		{from: "2018-02-15", text: "3", basis: circular33 + ", Điều 8 khoản 4 điểm a", mark: Confirmed, source: codeElderly, note: dateRecalled}}},
	{Definition{Footwear, "care", Number, "month", 1, 60, true}, []first{
		{from: "2018-02-15", text: "6", basis: circular33 + ", Điều 8 khoản 3", mark: Confirmed, source: codeElderly, note: dateRecalled}}},
	{Definition{FoodSample, "care", Number, "hour", 1, 240, true}, []first{
		{from: "2017-03-31", text: "24", basis: sampling, mark: Recalled, source: practice, note: "Quy trình đã thấy; con số 24 giờ, 2–8 °C ghi theo trí nhớ."}}},
	{Definition{DiseaseNotice, "clinic", Number, "hour", 1, 720, true}, []first{
		{from: "2026-07-01", text: "24", basis: circular15 + ", Điều 10 khoản 1", mark: Confirmed, source: fullText}}},
	{Definition{MentalReport, "clinic", Number, "working_day", 1, 60, false}, []first{
		{from: "2026-07-01", text: "5", basis: circular15 + ", Điều 39–40", mark: Confirmed, source: fullText}}},
	{Definition{MentalPeriods, "clinic", Numbers, "month", 1, 60, false}, []first{
		{from: "2026-07-01", text: "1,12", basis: circular15 + ", Điều 39–40", mark: Confirmed, source: fullText}}},
	{Definition{DrugReport, "clinic", YearDates, "", 0, 0, false}, []first{
		{from: "2026-07-16", text: "01-15", basis: circular18 + ", Điều 7 khoản 1", mark: Confirmed, source: fullText}}},
	{Definition{DrugLossReport, "clinic", Number, "hour", 1, 720, true}, []first{
		{from: "2026-07-16", text: "48", basis: circular18 + ", Điều 7 khoản 3", mark: Confirmed, source: fullText}}},

	// Reports, complaints, privacy
	{Definition{FacilityReport, "reports", YearDates, "", 0, 0, false}, []first{
		{from: "2017-11-01", text: "06-15,12-15", basis: decree103 + ", Điều 51; " + circular2 + ", Điều 12 khoản 7", mark: Confirmed, source: codeElderly, note: dateRecalled}}},
	{Definition{CitizenReception, "reports", Number, "day_per_month", 0, 31, true}, []first{
		{from: "2026-07-01", text: "1", basis: decree154 + ", Điều 10 khoản 2", mark: Confirmed, source: fullText}}},
	{Definition{ComplaintAccept, "reports", Number, "working_day", 1, 365, true}, []first{
		{from: "2020-12-10", text: "10", basis: complaints, mark: Confirmed, source: codeComplain, note: dateRecalled}}},
	{Definition{ComplaintSettle, "reports", Number, "day", 1, 365, true}, []first{
		{from: "2020-12-10", text: "30", basis: complaints, mark: Confirmed, source: codeComplain, note: dateRecalled}}},
	{Definition{ComplaintComplex, "reports", Number, "day", 1, 365, true}, []first{
		{from: "2020-12-10", text: "45", basis: complaints, mark: Confirmed, source: codeComplain, note: dateRecalled}}},
	{Definition{ComplaintRemote, "reports", Number, "day", 1, 365, true}, []first{
		{from: "2020-12-10", text: "45", basis: complaints, mark: Confirmed, source: codeComplain, note: dateRecalled}}},
	{Definition{ComplaintRemoteC, "reports", Number, "day", 1, 365, true}, []first{
		{from: "2020-12-10", text: "60", basis: complaints, mark: Confirmed, source: codeComplain, note: dateRecalled}}},
	{Definition{BreachNotice, "privacy", Number, "hour", 1, 720, true}, []first{
		{from: "2023-07-01", text: "72", basis: decree13 + ", Điều 23", mark: Confirmed, source: codePrivacy, note: dateRecalled}}},
	{Definition{ImpactDossier, "privacy", Number, "day", 1, 365, true}, []first{
		{from: "2023-07-01", text: "60", basis: decree13 + ", Điều 24 khoản 4", mark: Confirmed, source: codePrivacy, note: dateRecalled}}},
	{Definition{SubjectAnswer, "privacy", Number, "working_day", 1, 365, true}, []first{
		{from: "2026-01-01", text: "2", basis: decree356, mark: Confirmed, source: codePrivacy}}},
	{Definition{SubjectStop, "privacy", Number, "day", 1, 365, true}, []first{
		{from: "2026-01-01", text: "15", basis: lawPrivacy + "; " + decree356, mark: Confirmed, source: lawFirms}}},
	{Definition{SubjectProcessor, "privacy", Number, "day", 1, 365, true}, []first{
		{from: "2026-01-01", text: "20", basis: lawPrivacy + "; " + decree356, mark: Confirmed, source: lawFirms, note: "Khi có bên khác xử lý thay Trung tâm."}}},
	{Definition{SubjectAccess, "privacy", Number, "day", 1, 365, true}, []first{
		{from: "2026-01-01", text: "10", basis: lawPrivacy + "; " + decree356, mark: Confirmed, source: lawFirms, note: "Nguồn ghi khoảng 10 ngày; chưa thấy toàn văn."}}},
	{Definition{SubjectOther, "privacy", Number, "day", 1, 365, true}, []first{
		{from: "2026-01-01", text: "15", mark: Decided, source: ourChoice, note: "Biết, xóa, cung cấp, khiếu nại: chưa thấy số ngày trong văn bản năm 2026."}}},
	{Definition{SubjectExtend, "privacy", Number, "day", 1, 60, true}, []first{
		{from: "2026-01-01", text: "15", basis: lawPrivacy + "; " + decree356, mark: Confirmed, source: lawFirms, note: "Gia hạn một lần."}}},
	{Definition{ConsentChild, "privacy", Number, "year", 1, 18, true}, []first{
		{from: "2023-07-01", text: "7", basis: decree13 + ", Điều 20", mark: Confirmed, source: codePrivacy, note: dateRecalled}}},
	{Definition{ConsentSoon, "privacy", Number, "day", 1, 365, true}, []first{
		{from: "2023-07-01", text: "30", mark: Decided, source: ourChoice}}},
	{Definition{KeptMedical, "privacy", Number, "years", 1, 100, true}, []first{
		{from: "2011-01-01", text: "10", basis: medicalLaw, mark: Confirmed, source: lawTalk, note: dateRecalled + " Giữ ít nhất; Thông tư 33/2025/TT-BYT có thể đã đổi."}}},
	{Definition{KeptAccident, "privacy", Number, "years", 1, 100, true}, []first{
		{from: "2011-01-01", text: "15", basis: medicalLaw, mark: Confirmed, source: lawTalk, note: dateRecalled + " Giữ ít nhất; Thông tư 33/2025/TT-BYT có thể đã đổi."}}},
	{Definition{KeptMental, "privacy", Number, "years", 1, 100, true}, []first{
		{from: "2011-01-01", text: "20", basis: medicalLaw, mark: Confirmed, source: lawTalk, note: dateRecalled + " Giữ ít nhất; Thông tư 33/2025/TT-BYT có thể đã đổi."}}},
	{Definition{KeptDeath, "privacy", Number, "years", 1, 100, true}, []first{
		{from: "2011-01-01", text: "20", basis: medicalLaw, mark: Confirmed, source: lawTalk, note: dateRecalled + " Giữ ít nhất; Thông tư 33/2025/TT-BYT có thể đã đổi."}}},
	{Definition{KeptHealthNew, "privacy", Number, "years", 1, 100, true}, []first{
		{from: "2025-07-01", text: "", basis: "Thông tư 33/2025/TT-BYT", mark: Unknown, source: circular18 + ", Điều 15 khoản 3", note: "Thông tư được dẫn chiếu; chưa thấy con số. Ngày ghi là ước chừng."}}},
	{Definition{KeptOffice, "privacy", Number, "years", 1, 100, true}, []first{
		{from: "2020-03-05", text: "", basis: "Nghị định 30/2020/NĐ-CP; Luật Lưu trữ 33/2024/QH15", mark: Unknown, source: practice, note: "Theo danh mục lưu trữ của tỉnh; chưa thấy con số."}}},

	// Authorities: who is written to, and who signs
	{Definition{Superior, "authority", Words, "", 0, 0, true}, []first{
		{from: "2021-07-01", to: "2025-02-28", text: "Sở Lao động - Thương binh và Xã hội", basis: decree20, mark: Confirmed, source: codeAid},
		{from: "2025-03-01", text: "Sở Y tế", basis: "Kế hoạch 1371/KH-SYT ngày 21/3/2025 của Sở Y tế Thanh Hóa", mark: Confirmed, source: "syt.thanhhoa.gov.vn; nghean24h.vn (12/2025)", note: "Từ 01/3/2025 bảo trợ xã hội thuộc ngành y tế."}}},
	{Definition{CommuneDoes, "authority", Words, "", 0, 0, true}, []first{
		{from: "2021-07-01", text: "Ủy ban nhân dân cấp xã", basis: decree20 + ", Điều 28", mark: Confirmed, source: codeAid}}},
	{Definition{DistrictDoes, "authority", Words, "", 0, 0, true}, []first{
		{from: "2021-07-01", to: "2025-06-30", text: "Phòng Lao động – Thương binh và Xã hội cấp huyện", basis: decree20 + ", Điều 27–28", mark: Confirmed, source: codeAid},
		{from: "2025-07-01", text: "", basis: "Nghị định 147/2025/NĐ-CP", mark: Unknown, source: "hethongphapluat.vn, nghị định 147/2025", note: "Nghị định phân định thẩm quyền đã có; chưa thấy điều khoản nói ai làm thay cấp huyện."}}},
	{Definition{RequestSigner, "authority", Words, "", 0, 0, true}, []first{
		{from: "2021-07-01", to: "2025-06-30", text: "Chủ tịch Ủy ban nhân dân cấp huyện", basis: decree20 + ", Điều 27–28", mark: Confirmed, source: codeAid},
		{from: "2025-07-01", text: "", basis: "Nghị định 147/2025/NĐ-CP", mark: Unknown, source: "hethongphapluat.vn, nghị định 147/2025", note: "Nghị định phân định thẩm quyền đã có; chưa thấy điều khoản nói ai ký thay cấp huyện."}}},
	{Definition{MentalTo, "authority", Words, "", 0, 0, true}, []first{
		{from: "2026-07-01", text: "Trung tâm Kiểm soát bệnh tật tỉnh", basis: circular15 + ", Điều 39–40", mark: Confirmed, source: fullText}}},
	{Definition{DiseaseTo, "authority", Words, "", 0, 0, true}, []first{
		{from: "2026-07-01", text: "Trạm y tế cấp xã", basis: circular15 + ", Điều 10 khoản 1", mark: Confirmed, source: fullText}}},
	{Definition{DrugsTo, "authority", Words, "", 0, 0, true}, []first{
		{from: "2026-07-16", text: "Sở Y tế", basis: circular18 + ", Điều 7", mark: Confirmed, source: fullText}}},
	{Definition{BreachTo, "authority", Words, "", 0, 0, true}, []first{
		{from: "2023-07-01", text: "Bộ Công an (Cục A05)", basis: decree13 + ", Điều 23", mark: Confirmed, source: codePrivacy, note: dateRecalled}}},

	// The door: the standard is written for systems that keep electronic documents, and is the
	// nearest official yardstick
	{Definition{DoorPassword, "door", Number, "character", 8, 64, true}, []first{
		{from: "2026-07-01", text: "8", basis: qcvn12, mark: Confirmed, source: fullText}}},
	{Definition{DoorFailures, "door", Number, "times", 1, 5, true}, []first{
		{from: "2026-07-01", text: "5", basis: qcvn12, mark: Confirmed, source: fullText}}},
	{Definition{DoorIdle, "door", Number, "minute", 1, 15, true}, []first{
		{from: "2026-07-01", text: "15", basis: qcvn12, mark: Confirmed, source: fullText}}},
	{Definition{DoorLock, "door", Number, "minute", 1, 43200, true}, []first{
		{from: "2026-07-01", text: "15", mark: Decided, source: ourChoice, note: "Quy chuẩn để khóa từ 12 giờ trở lên; ở đây ngắn hơn để ca đêm không phải đứng ngoài cửa. Quản lý mở được ngay."}}},
	{Definition{DoorPin, "door", Number, "digit", 4, 8, true}, []first{
		{from: "2026-07-01", text: "4", mark: Decided, source: ourChoice, note: "Chỉ mở được máy dùng chung đã đăng ký, không mở được từ máy khác; sai 5 lần thì khóa trên máy đó."}}},
	{Definition{DoorSharedIdle, "door", Number, "minute", 1, 15, true}, []first{
		{from: "2026-07-01", text: "3", mark: Decided, source: ourChoice, note: "Ngắn hơn mức 15 phút của quy chuẩn, vì máy đặt ở khu và nhiều người đi qua."}}},
	{Definition{DoorBadge, "door", YesNo, "", 0, 0, true}, []first{
		{from: "2026-07-01", text: "no", mark: Decided, source: ourChoice, note: "Thẻ có thể rơi: quét thẻ xong vẫn nhập mã PIN."}}},

	// Holidays: the days of each year are computed from these; what a yearly notice changes stands
	// in the list of swapped days
	{Definition{HolidaysFixed, "holidays", YearDates, "", 0, 0, true}, []first{
		{from: "2021-01-01", text: "01-01,04-30,05-01,09-01,09-02", basis: labourCode, mark: Recalled, source: practice, note: "Quốc khánh nghỉ 2 ngày: ngày 2/9 và một ngày liền kề trước hoặc sau, theo thông báo từng năm."}}},
	{Definition{HolidaysLunar, "holidays", YearDates, "", 0, 0, true}, []first{
		{from: "2021-01-01", text: "03-10", basis: labourCode, mark: Recalled, source: practice}}},
	{Definition{TetDays, "holidays", Number, "day", 1, 15, true}, []first{
		{from: "2021-01-01", text: "5", basis: labourCode, mark: Recalled, source: practice, note: "Nghỉ những ngày nào do thông báo từng năm quyết định."}}},
	{Definition{TetBefore, "holidays", Number, "day", 0, 15, true}, []first{
		{from: "2021-01-01", text: "1", mark: Recalled, source: practice, note: "Năm 2026: từ 29 tháng Chạp đến mùng 4 (Thông báo 9441/TB-BNV ngày 16/10/2025)."}}},
}, observing, working)

// firstSwap is a swapped day of a notice that the program knows.
type firstSwap struct {
	day         string
	kind        SwapKind
	name, basis string
}

// firstSwaps are the swapped days of 2026, recalled and not compared with the notices.
var firstSwaps = []firstSwap{
	{"2026-01-02", SwapOff, "Nghỉ Tết Dương lịch, làm bù ngày 10/1", ""},
	{"2026-01-10", SwapWorked, "Làm bù cho ngày 2/1", ""},
	{"2026-08-22", SwapWorked, "Làm bù cho ngày 31/8", notice9441},
	{"2026-08-31", SwapOff, "Nghỉ Quốc khánh, làm bù ngày 22/8", notice9441},
}

// definitions finds a setting by its name.
var definitions = func() map[Name]Definition {
	m := make(map[Name]Definition, len(table))
	for _, b := range table {
		m[b.Name] = b.Definition
	}
	return m
}()

// Definitions lists all settings in the order of the page.
func Definitions() []Definition {
	all := make([]Definition, len(table))
	for i, b := range table {
		all[i] = b.Definition
	}
	return all
}

// DefinitionOf finds one setting.
func DefinitionOf(name Name) (Definition, bool) {
	d, ok := definitions[name]
	return d, ok
}

// firstCategory is one group of people who may live here, as the law names them.
type firstCategory struct{ code, vi, en, basis string }

// firstCategories are the groups of Decree 20/2021, Article 24.
var firstCategories = []firstCategory{
	{"A1", "Trẻ em không có nguồn nuôi dưỡng, trẻ em nhiễm HIV hộ nghèo, không tự lo được và không có người chăm sóc tại cộng đồng", "Child without support, or child with HIV of a poor household, unable to look after itself and without a carer in the community", "khoản 1 điểm a"},
	{"A2", "Người cao tuổi hộ nghèo, không có người phụng dưỡng, không sống được ở cộng đồng", "Elderly person of a poor household without anyone obliged to support, who cannot live in the community", "khoản 1 điểm b"},
	{"A3", "Trẻ em khuyết tật, người khuyết tật thuộc diện tiếp nhận", "Disabled child or adult who qualifies under the disability law", "khoản 1 điểm c"},
	{"B1", "Nạn nhân bạo lực gia đình, xâm hại tình dục, mua bán, cưỡng bức lao động cần bảo vệ khẩn cấp", "Victim of domestic violence, sexual abuse, trafficking or forced labour in need of emergency protection", "khoản 2 điểm a"},
	{"B2", "Trẻ em, người lang thang xin ăn chờ đưa về nơi cư trú", "Child or homeless beggar waiting to be taken back to the place of residence", "khoản 2 điểm b"},
	{"B3", "Đối tượng khẩn cấp khác do Chủ tịch UBND cấp tỉnh quyết định", "Other emergency case decided by the chair of the provincial People's Committee", "khoản 2 điểm c"},
	{"C1", "Người chưa thành niên, người không còn khả năng lao động theo pháp luật xử lý vi phạm hành chính", "Minor, or person no longer able to work, under the law on administrative violations", "khoản 3"},
	{"D1", "Tự nguyện: người cao tuổi theo hợp đồng uỷ nhiệm chăm sóc", "Voluntary: elderly person under a care-mandate contract", "khoản 5 điểm a"},
	{"D2", "Tự nguyện: người không có điều kiện sống ở gia đình, có nhu cầu vào ở", "Voluntary: other person who cannot live with the family and wants to enter", "khoản 5 điểm b"},
}
