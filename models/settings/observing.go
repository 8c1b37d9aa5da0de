package settings

// The limits and thresholds of observations: what is out of range, from when on somebody is to be
// looked at, and from when on the house asks how a round was walked.
const (
	PulseAdult     Name = "vitals.pulse" // the range that is usual, lowest and highest
	PulseInfant    Name = "vitals.pulse_infant"
	PulseToddler   Name = "vitals.pulse_1_5"
	PulseChild     Name = "vitals.pulse_6_12"
	BreathsAdult   Name = "vitals.breaths"
	BreathsInfant  Name = "vitals.breaths_infant"
	BreathsToddler Name = "vitals.breaths_1_5"
	BreathsChild   Name = "vitals.breaths_6_12"
	SystolicAdult  Name = "vitals.systolic"  // low below the first, high from the second on
	DiastolicAdult Name = "vitals.diastolic" // the same
	Temperature    Name = "vitals.temperature"
	Oxygen         Name = "vitals.oxygen"
	Sugar          Name = "vitals.sugar"
	PainMost       Name = "vitals.pain_most" // from the next number on it is noted
	ChildAsAdult   Name = "vitals.child_as_adult"
	VitalsLatest   Name = "vitals.latest_days"         // days after which a number can no longer be written
	WeightJump     Name = "vitals.weight_jump_percent" // how far a weight lies from the last before it is asked back
	Fever          Name = "vitals.fever"

	MealsBelowHalf Name = "concern.meals"
	StoolDays      Name = "concern.stool_days"
	BadNights      Name = "concern.sleep_nights"
	SleepLeast     Name = "concern.sleep_hours"
	WeightMonth    Name = "concern.weight_month_percent"
	WeightHalfYear Name = "concern.weight_half_year_percent"
	ConcernAgain   Name = "concern.again_hours"

	AttestSeconds   Name = "doubt.seconds_person"
	IdenticalNights Name = "doubt.identical_nights"
	MarkedAfter     Name = "doubt.late_hours"
	SecondLooks     Name = "doubt.second_look_percent"
	SecondLookHours Name = "doubt.second_look_hours" // hours in which a second look is taken
)

const (
	vitalSigns  = "Chỉ số sinh hiệu thường dùng, không phải văn bản pháp luật"
	vitalPages  = "thegioithuocmoi.com; hoiky3q.com"
	vitalsAdult = "Người lớn; phần mềm dùng từ 13 tuổi và khi không rõ tuổi."
)

// observing are the limits with where each comes from. No law sets them: those of adults are in two
// published tables, those of children are known to practice, and all others the centre decides.
var observing = []brought{
	{Definition{PulseAdult, "vitals", Numbers, "per_minute", 1, 300, true}, []first{
		{from: "2020-01-01", text: "60,100", basis: vitalSigns, mark: Confirmed, source: vitalPages, note: vitalsAdult}}},
	{Definition{PulseInfant, "vitals", Numbers, "per_minute", 1, 300, true}, []first{
		{from: "2020-01-01", text: "100,160", mark: Recalled, source: practice}}},
	{Definition{PulseToddler, "vitals", Numbers, "per_minute", 1, 300, true}, []first{
		{from: "2020-01-01", text: "80,140", mark: Recalled, source: practice}}},
	{Definition{PulseChild, "vitals", Numbers, "per_minute", 1, 300, true}, []first{
		{from: "2020-01-01", text: "70,120", mark: Recalled, source: practice}}},
	{Definition{BreathsAdult, "vitals", Numbers, "per_minute", 1, 120, true}, []first{
		{from: "2020-01-01", text: "12,20", basis: vitalSigns, mark: Confirmed, source: vitalPages, note: vitalsAdult}}},
	{Definition{BreathsInfant, "vitals", Numbers, "per_minute", 1, 120, true}, []first{
		{from: "2020-01-01", text: "30,60", mark: Recalled, source: practice}}},
	{Definition{BreathsToddler, "vitals", Numbers, "per_minute", 1, 120, true}, []first{
		{from: "2020-01-01", text: "20,40", mark: Recalled, source: practice}}},
	{Definition{BreathsChild, "vitals", Numbers, "per_minute", 1, 120, true}, []first{
		{from: "2020-01-01", text: "18,30", mark: Recalled, source: practice}}},
	{Definition{SystolicAdult, "vitals", Numbers, "mmhg", 1, 300, true}, []first{
		{from: "2020-01-01", text: "90,140", basis: vitalSigns, mark: Confirmed, source: vitalPages, note: "Dưới số đầu là thấp, từ số sau trở lên là cao. " + vitalsAdult + " Huyết áp trẻ em: chưa có số, không đánh giá."}}},
	{Definition{DiastolicAdult, "vitals", Numbers, "mmhg", 1, 300, true}, []first{
		{from: "2020-01-01", text: "60,90", basis: vitalSigns, mark: Confirmed, source: vitalPages, note: "Dưới số đầu là thấp, từ số sau trở lên là cao. " + vitalsAdult}}},
	{Definition{Temperature, "vitals", Numbers, "tenth_celsius", 250, 450, true}, []first{
		{from: "2020-01-01", text: "365,375", basis: vitalSigns, mark: Confirmed, source: vitalPages, note: "Phần mười độ: 365 là 36,5 °C. " + vitalsAdult}}},
	{Definition{Oxygen, "vitals", Numbers, "percent", 1, 100, true}, []first{
		{from: "2020-01-01", text: "95,100", basis: vitalSigns, mark: Confirmed, source: vitalPages, note: vitalsAdult}}},
	{Definition{ChildAsAdult, "vitals", YesNo, "", 0, 0, true}, []first{
		{from: "2020-01-01", text: "yes", mark: Decided, source: ourChoice, note: "Thân nhiệt và SpO₂ của trẻ em được đánh giá theo số của người lớn."}}},
	{Definition{Fever, "vitals", Number, "tenth_celsius", 360, 420, true}, []first{
		{from: "2020-01-01", text: "380", mark: Decided, source: ourChoice, note: "Phần mười độ: 380 là 38,0 °C. Từ mức này thành việc cần xem."}}},
	{Definition{Sugar, "vitals", Numbers, "tenth_mmol", 1, 600, true}, []first{
		{from: "2020-01-01", text: "39,100", mark: Decided, source: ourChoice, note: "Phần mười mmol/l: 39 là 3,9. Chưa phân biệt lúc đói hay sau ăn; bác sĩ của đơn vị quyết."}}},
	{Definition{PainMost, "vitals", Number, "point", 0, 10, true}, []first{
		{from: "2020-01-01", text: "3", mark: Decided, source: ourChoice, note: "Thang 0–10. Trên mức này là đau đáng chú ý."}}},

	{Definition{MealsBelowHalf, "concern", Number, "meal", 1, 30, true}, []first{
		{from: "2020-01-01", text: "3", mark: Decided, source: ourChoice, note: "Số bữa liền ăn dưới nửa bữa."}}},
	{Definition{StoolDays, "concern", Number, "day", 1, 14, true}, []first{
		{from: "2020-01-01", text: "3", mark: Decided, source: ourChoice, note: "Số ngày liền có người ghi và không đi ngoài."}}},
	{Definition{BadNights, "concern", Number, "night", 1, 14, true}, []first{
		{from: "2020-01-01", text: "3", mark: Decided, source: ourChoice, note: "Số đêm liền ngủ ít hoặc không ngủ."}}},
	{Definition{SleepLeast, "concern", Number, "hour", 1, 12, true}, []first{
		{from: "2020-01-01", text: "5", mark: Decided, source: ourChoice, note: "Ngủ dưới số giờ này là đêm ngủ kém."}}},
	{Definition{WeightMonth, "concern", Number, "percent", 1, 50, true}, []first{
		{from: "2020-01-01", text: "5", mark: Decided, source: ourChoice, note: "Sụt cân trong 30 ngày."}}},
	{Definition{WeightHalfYear, "concern", Number, "percent", 1, 50, true}, []first{
		{from: "2020-01-01", text: "10", mark: Decided, source: ourChoice, note: "Sụt cân trong 180 ngày."}}},
	{Definition{ConcernAgain, "concern", Number, "hour", 1, 720, true}, []first{
		{from: "2020-01-01", text: "24", mark: Decided, source: ourChoice, note: "Đã xem và đã ghi việc làm mà vẫn chưa hết thì sau chừng này giờ được nhắc lại."}}},

	{Definition{AttestSeconds, "doubt", Ratio, "second", 0, 60_000, true}, []first{
		{from: "2020-01-01", text: "1", mark: Decided, source: ourChoice, note: "Đi buồng nhanh hơn chừng này giây cho mỗi người thì phần mềm hỏi lại. Là câu hỏi, không phải lỗi."}}},
	{Definition{IdenticalNights, "doubt", Number, "night", 2, 30, true}, []first{
		{from: "2020-01-01", text: "4", mark: Decided, source: ourChoice, note: "Số đêm liền cả khu ghi giống hệt nhau, kể cả điều khác thường."}}},
	{Definition{MarkedAfter, "doubt", Number, "hour", 1, 72, true}, []first{
		{from: "2020-01-01", text: "4", mark: Decided, source: ourChoice, note: "Cả lượt đi buồng được ghi sau chừng này giờ thì phần mềm hỏi lại."}}},
	{Definition{SecondLooks, "doubt", Number, "percent", 0, 100, true}, []first{
		{from: "2020-01-01", text: "5", mark: Decided, source: ourChoice, note: "Số người được máy chọn ngẫu nhiên để người thứ hai xem lại."}}},
}
