package settings

import (
	"time"

	"maiam/models/db"
	"maiam/models/value"
)

// Question says that another value of a setting was looked for and not found: whether a newer base
// level is in force, whether a day became a holiday. It stands under the value that is known, never
// takes its place, and is answered on the days for which a value begins on its day or later.
type Question struct {
	ID         uint64    `json:"id"`
	Name       Name      `json:"name"`
	ValidFrom  value.Day `json:"valid_from"` // the day from which another value may hold
	Note       string    `json:"note"`       // what was looked for, and until when
	LegalBasis string    `json:"legal_basis"`
	Source     string    `json:"source"`
	RecordedAt time.Time `json:"recorded_at"`
	RecordedBy uint64    `json:"recorded_by"`
}

// TableName names the table.
func (Question) TableName() string { return "settings_questions" }

// open lists the questions of a setting that stand open on a day: asked before it, and not answered
// by the value that holds.
func (b *Book) open(name Name, day value.Day) []Question {
	var out []Question
	now, ok := b.On(name, day)
	for _, q := range b.questions[name] {
		if !q.ValidFrom.After(day) && (!ok || now.ValidFrom.Before(q.ValidFrom)) {
			out = append(out, q)
		}
	}
	return out
}

// firstQuestion is a question that the program brings.
type firstQuestion struct {
	name                      Name
	from, note, basis, source string
}

// firstQuestions are what was looked for and not found when the program was written.
var firstQuestions = []firstQuestion{
	{BaseLevel, "2025-01-01", "Mức chuẩn chung mới hơn cho năm 2025–2026: đã tìm đến tháng 7/2026, chưa thấy.", "", luatvietnam},
	{CoefficientSwitch, "2021-07-01", "Nghị định không nói hệ số đổi từ ngày nào trong tháng sinh nhật 4 tuổi.", decree20 + ", Điều 25 khoản 1", codeAid},
	{HolidaysFixed, "2026-01-07", "Ngày Văn hóa Việt Nam 24/11: đã có chủ trương cho nghỉ hưởng nguyên lương, chưa thấy luật sửa đổi. Khi luật có hiệu lực, thêm 24/11 vào danh sách.", "Nghị quyết 80-NQ/TW ngày 07/01/2026", "vneconomy.vn, bài ngày 26/02/2026"},
}

func seedQuestions(tx *db.Tx) (bool, error) {
	rows, err := db.From[Question](tx).Only("name", "valid_from").All()
	if err != nil {
		return false, err
	}
	type place struct {
		name Name
		from value.Day
	}
	have := map[place]bool{}
	for _, r := range rows {
		have[place{r.Name, r.ValidFrom}] = true
	}
	var missing []Question
	for _, q := range firstQuestions {
		from := value.MustDay(q.from)
		if !have[place{q.name, from}] {
			missing = append(missing, Question{Name: q.name, ValidFrom: from, Note: q.note, LegalBasis: q.basis, Source: q.source, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID})
		}
	}
	return len(missing) > 0, db.Append(tx, missing)
}
