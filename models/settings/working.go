package settings

import "slices"

// working are the terms of everyday work: how long something may be signed, taken back or written
// afterwards, and how soon somebody must know. No law that sets them was found; the centre decides, and
// what stands here is what the program proposes.
var working = []brought{
	{Definition{UndoMinutes, "rounds", Number, "minute", 0, 120, true}, []first{
		{from: "2020-01-01", text: "10", mark: Decided, source: ourChoice, note: "Việc mình vừa ghi, rút lại không cần lý do. Sau đó là sửa, có lý do."}}},
	{Definition{UsualDays, "rounds", Number, "day", 3, 60, true}, []first{
		{from: "2020-01-01", text: "7", mark: Decided, source: ourChoice, note: "“Mọi ngày” của một người được tính từ chừng này ngày gần nhất."}}},
	{Definition{UsualRounds, "rounds", Number, "times", 2, 100, true}, []first{
		{from: "2020-01-01", text: "5", mark: Decided, source: ourChoice, note: "Thấy ít nhất chừng này lượt, và quá nửa số lượt, mới tính là mọi ngày."}}},
	{Definition{WatchLongest, "rounds", Number, "day", 1, 60, true}, []first{
		{from: "2020-01-01", text: "7", mark: Decided, source: ourChoice, note: "Bị theo dõi sát là gánh nặng: hết hạn thì quyết lại hoặc thôi."}}},
	{Definition{HandoverOpens, "rounds", Number, "minute", 0, 240, true}, []first{
		{from: "2020-01-01", text: "30", mark: Decided, source: ourChoice, note: "Tính theo quy định của ngày bắt đầu ca."}}},
	{Definition{HandoverLatest, "rounds", Number, "day", 1, 31, true}, []first{
		{from: "2020-01-01", text: "3", mark: Decided, source: ourChoice, note: "Tính theo quy định của ngày bắt đầu ca."}}},
	{Definition{OrderBackdated, "rounds", Number, "minute", 0, 720, true}, []first{
		{from: "2020-01-01", text: "60", mark: Decided, source: ourChoice, note: "Bác sĩ xử trí trước rồi mới ghi. Muộn hơn thì báo sự cố."}}},
	{Definition{OfflineKey, "rounds", Number, "day", 1, 60, true}, []first{
		{from: "2020-01-01", text: "14", mark: Decided, source: ourChoice, note: "Từ lần cuối máy có mạng. Việc đã ghi trên máy lúc nào cũng được nhận."}}},

	{Definition{KnownGrave, "incident", Number, "minute", 1, 1440, true}, []first{
		{from: "2020-01-01", text: "15", mark: Decided, source: ourChoice, note: "Tính từ lúc báo. Thời hạn báo cơ quan chức năng là việc khác, theo văn bản riêng."}}},
	{Definition{KnownSerious, "incident", Number, "minute", 1, 1440, true}, []first{
		{from: "2020-01-01", text: "60", mark: Decided, source: ourChoice, note: "Nghi vấn về nhân viên cũng không chờ lâu hơn."}}},
	{Definition{KnownMinor, "incident", Number, "hour", 1, 168, true}, []first{
		{from: "2020-01-01", text: "24", mark: Decided, source: ourChoice}}},
	{Definition{IncidentAlert, "incident", Number, "day", 1, 90, true}, []first{
		{from: "2020-01-01", text: "7", mark: Decided, source: ourChoice, note: "Sau đó sự cố chỉ còn trong danh sách."}}},

	{Definition{VitalsLatest, "vitals", Number, "day", 1, 366, true}, []first{
		{from: "2020-01-01", text: "31", mark: Decided, source: ourChoice}}},
	{Definition{WeightJump, "vitals", Number, "percent", 1, 100, true}, []first{
		{from: "2020-01-01", text: "15", mark: Decided, source: ourChoice, note: "Lệch hơn chừng này so với lần cân trước thì máy hỏi lại một lần."}}},
	{Definition{SecondLookHours, "doubt", Number, "hour", 1, 72, true}, []first{
		{from: "2020-01-01", text: "4", mark: Decided, source: ourChoice, note: "Xem muộn hơn thì không còn nói lên điều gì về lần đầu."}}},

	{Definition{DutyEarly, "duty", Number, "minute", 0, 240, true}, []first{
		{from: "2020-01-01", text: "60", mark: Decided, source: ourChoice, note: "Người trực mở máy sớm là thấy ngay khu của mình."}}},
	{Definition{DutyTakeUp, "duty", Number, "minute", 0, 240, true}, []first{
		{from: "2020-01-01", text: "15", mark: Decided, source: ourChoice, note: "Quá giờ này mà chưa ai bấm nhận ca thì máy hỏi người xếp ca; không tự coi là vắng hay có mặt."}}},
	{Definition{DutyLeave, "duty", Number, "hour", 1, 48, true}, []first{
		{from: "2020-01-01", text: "12", mark: Decided, source: ourChoice, note: "Quên bấm hết ca thì còn bấm được đến lúc này, ghi rõ bấm muộn."}}},
	{Definition{RotaLate, "duty", Number, "day", 0, 366, true}, []first{
		{from: "2020-01-01", text: "31", mark: Decided, source: ourChoice}}},

	{Definition{LegalChildAge, "admission", Number, "year", 10, 21, true}, []first{
		{from: "2017-06-01", text: "16", basis: "Luật Trẻ em 2016, Điều 1", mark: Recalled, source: practice, note: "Giấy tờ của trẻ em và danh sách rà soát trẻ em tính theo tuổi này. " + dateRecalled}}},
	{Definition{AgeOutSoon, "leaving", Number, "day", 0, 730, true}, []first{
		{from: "2020-01-01", text: "180", mark: Decided, source: ourChoice}}},
	{Definition{TransferLate, "leaving", Number, "day", 0, 60, true}, []first{
		{from: "2020-01-01", text: "7", mark: Decided, source: ourChoice, note: "Hẹn nhau qua điện thoại trong đêm, sáng mới ghi."}}},
	{Definition{RosterKept, "privacy", Number, "day", 1, 366, true}, []first{
		{from: "2020-01-01", text: "30", mark: Decided, source: ourChoice, note: "Sau đó tệp danh sách bị xóa; ai nhập, lúc nào thì còn."}}},
	{Definition{CrisisMinutes, "privacy", Number, "minute", 10, 480, true}, []first{
		{from: "2020-01-01", text: "60", mark: Decided, source: ourChoice, note: "Đủ để cấp cứu và bàn giao; sau đó hồ sơ tự đóng."}}},
	{Definition{CrisisPerDay, "privacy", Number, "times", 1, 50, true}, []first{
		{from: "2020-01-01", text: "3", mark: Decided, source: ourChoice, note: "Lần tìm không thấy ai cũng tính, để không ai dò tên."}}},
	{Definition{CrisisReview, "privacy", Number, "hour", 1, 336, true}, []first{
		{from: "2020-01-01", text: "24", mark: Decided, source: ourChoice, note: "Giám đốc xem lại từng lần; không ai xem lần của chính mình."}}},

	{Definition{DoorPinWorn, "door", Number, "times", 5, 100, true}, []first{
		{from: "2020-01-01", text: "20", mark: Decided, source: ourChoice, note: "Ở mọi máy cộng lại. Đặt mã mới bằng mật khẩu."}}},
	{Definition{DoorSession, "door", Number, "hour", 1, 72, true}, []first{
		{from: "2020-01-01", text: "16", mark: Decided, source: ourChoice, note: "Ca dài nhất và lúc bàn giao."}}},
	{Definition{DoorTokens, "door", Number, "day", 1, 3650, true}, []first{
		{from: "2020-01-01", text: "365", mark: Decided, source: ourChoice}}},
	{Definition{DoorFaces, "door", Number, "day", 1, 90, true}, []first{
		{from: "2020-01-01", text: "14", mark: Decided, source: ourChoice}}},

	{Definition{DoorCodeRoles, "door", Words, "", 0, 0, true}, []first{
		{from: "2026-07-01", text: "admin,director", basis: qcvn12, mark: Confirmed, source: fullText, note: "Quy chuẩn đòi xác thực nhiều lớp với tài khoản quản trị; giám đốc thêm vào là đơn vị tự quyết. Ghi mã vai trò cách nhau bằng dấu phẩy; “-” là không ai phải."}}},
	{Definition{DoorCodeGrace, "door", Number, "day", 1, 90, true}, []first{
		{from: "2026-07-01", text: "14", mark: Decided, source: ourChoice, note: "Kể từ ngày nhận vai trò, hoặc từ ngày cơ sở bắt đầu đòi. Hết hạn thì vào chỉ thấy trang bật mã, không ai bị khóa ngoài cửa."}}},
	{Definition{DoorIdleDays, "door", Number, "day", 14, 366, true}, []first{
		{from: "2026-07-01", text: "45", basis: qcvn12, mark: Confirmed, source: fullText, note: "Không dùng chừng này ngày thì tài khoản bị đóng. Ngày nghỉ đã ghi không tính."}}},
	{Definition{DoorIdleNotice, "door", Number, "day", 1, 30, true}, []first{
		{from: "2026-07-01", text: "7", mark: Decided, source: ourChoice}}},
	{Definition{DoorPasswordsKept, "door", Number, "times", 1, 24, true}, []first{
		{from: "2026-07-01", text: "10", basis: qcvn12, mark: Confirmed, source: fullText}}},
	{Definition{DoorAdminDays, "door", Number, "day", 14, 366, true}, []first{
		{from: "2026-07-01", text: "60", basis: qcvn12, mark: Confirmed, source: fullText, note: "Quy chuẩn ghi 2 tháng."}}},
	{Definition{ReviewDays, "door", Number, "day", 7, 120, true}, []first{
		{from: "2026-07-01", text: "30", mark: Decided, source: ourChoice, note: "Quy chuẩn: rà danh sách tài khoản mỗi quý, rà quyền mỗi năm. Thời gian làm xong là đơn vị tự quyết."}}},
	{Definition{DoorLogDays, "door", Number, "day", 1, 7, true}, []first{
		{from: "2026-07-01", text: "7", basis: qcvn12, mark: Confirmed, source: fullText, note: "Quy chuẩn: rà soát nhật ký mỗi tuần. Tuần trước phải rà xong trước khi tuần sau hết."}}},
	{Definition{DoorLogFailures, "door", Number, "times", 3, 1000, true}, []first{
		{from: "2026-07-01", text: "10", mark: Decided, source: ourChoice, note: "Nêu ra để hỏi, không khóa ai."}}},
	{Definition{DoorLogFrom, "door", Number, "oclock", 18, 23, true}, []first{
		{from: "2026-07-01", text: "22", mark: Decided, source: ourChoice, note: "Đêm thường không có việc quản trị. Chỉ nêu ra để hỏi."}}},
	{Definition{DoorLogTo, "door", Number, "oclock", 3, 8, true}, []first{
		{from: "2026-07-01", text: "6", mark: Decided, source: ourChoice}}},
	{Definition{DoorAddress, "door", Number, "times", 10, 1000, true}, []first{
		{from: "2026-07-01", text: "60", mark: Decided, source: ourChoice, note: "Cả cơ sở thường ra mạng bằng một địa chỉ, nên cao hơn hẳn mức của một người. Máy dùng chung đã đăng ký không bị tính."}}},
}

// byGroup puts the settings of one group beside each other, in the order in which the groups are first
// named, as the settings page shows them.
func byGroup(lists ...[]brought) (all []brought) {
	var groups []string
	for _, b := range slices.Concat(lists...) {
		if !slices.Contains(groups, b.Group) {
			groups = append(groups, b.Group)
		}
	}
	for _, g := range groups {
		for _, b := range slices.Concat(lists...) {
			if b.Group == g {
				all = append(all, b)
			}
		}
	}
	return all
}
