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
	{Definition{RotaLate, "duty", Number, "day", 0, 366, true}, []first{
		{from: "2020-01-01", text: "31", mark: Decided, source: ourChoice}}},

	{Definition{LegalChildAge, "admission", Number, "year", 10, 21, true}, []first{
		{from: "2017-06-01", text: "16", basis: "Luật Trẻ em 2016, Điều 1", mark: Recalled, source: practice, note: "Giấy tờ của trẻ em và danh sách rà soát trẻ em tính theo tuổi này. " + dateRecalled}}},
	{Definition{AgeOutSoon, "leaving", Number, "day", 0, 730, true}, []first{
		{from: "2020-01-01", text: "180", mark: Decided, source: ourChoice}}},
	{Definition{TransferLate, "leaving", Number, "day", 0, 60, true}, []first{
		{from: "2020-01-01", text: "7", mark: Decided, source: ourChoice, note: "Hẹn nhau qua điện thoại trong đêm, sáng mới ghi."}}},
	{Definition{RosterKept, "privacy", Number, "day", 1, 366, true}, []first{
		{from: "2020-01-01", text: "30", mark: Decided, source: ourChoice, note: "Sau đó tệp danh sách bị xoá; ai nhập, lúc nào thì còn."}}},

	{Definition{DoorPinWorn, "door", Number, "times", 5, 100, true}, []first{
		{from: "2020-01-01", text: "20", mark: Decided, source: ourChoice, note: "Ở mọi máy cộng lại. Đặt mã mới bằng mật khẩu."}}},
	{Definition{DoorSession, "door", Number, "hour", 1, 72, true}, []first{
		{from: "2020-01-01", text: "16", mark: Decided, source: ourChoice, note: "Ca dài nhất và lúc bàn giao."}}},
	{Definition{DoorTokens, "door", Number, "day", 1, 3650, true}, []first{
		{from: "2020-01-01", text: "365", mark: Decided, source: ourChoice}}},
	{Definition{DoorFaces, "door", Number, "day", 1, 90, true}, []first{
		{from: "2020-01-01", text: "14", mark: Decided, source: ourChoice}}},
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
