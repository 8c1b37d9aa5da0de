package privacy

import (
	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/value"
)

// The register that every centre begins with. What the centre writes later comes on top of it. The
// names of the laws are those under which centres work; which ground a purpose rests on is the
// house's reading of them, so no line stands as confirmed that has only been recalled.
const (
	decree20  = "Nghị định 20/2021/NĐ-CP"
	decree13  = "Nghị định 13/2023/NĐ-CP; Luật 91/2025/QH15"
	codeAid   = "Bộ pháp điển điện tử: Chính sách trợ giúp xã hội"
	codeCyber = "Bộ pháp điển điện tử: An ninh mạng"
	ours      = "Đơn vị tự quyết"
	purposeOf = "2023-07-01"
)

var brought = []Purpose{
	{Code: "care", Basis: ByTask, NameVI: "Chăm sóc, nuôi dưỡng hằng ngày", NameEN: "Daily care",
		Kinds: "identity,photo,family,health,care,presence,behaviour", Recipients: "Nhân viên trực tiếp chăm sóc người đó", Kept: "Khi còn ở Trung tâm và theo thời hạn lưu hồ sơ",
		LegalBasis: decree20 + ", Điều 25–26", Mark: settings.Recalled, Source: codeAid},
	{Code: "health", Basis: ByLaw, NameVI: "Theo dõi, chăm sóc sức khỏe", NameEN: "Watching over health",
		Kinds: "identity,health,care,behaviour", Recipients: "Nhân viên y tế của Trung tâm; cơ sở khám chữa bệnh nơi chuyển đến", Kept: "Theo thời hạn lưu hồ sơ khám, chữa bệnh",
		LegalBasis: "Luật Khám bệnh, chữa bệnh", Mark: settings.Recalled, Source: ours},
	{Code: "emergency", Basis: ByLife, NameVI: "Cấp cứu, bảo vệ tính mạng", NameEN: "Saving life",
		Kinds: "identity,health,family", Recipients: "Bệnh viện, cấp cứu, công an", Kept: "Theo hồ sơ khám, chữa bệnh",
		LegalBasis: decree13 + ", Điều 19", Mark: settings.Confirmed, Source: codeCyber},
	{Code: "file", Basis: ByTask, NameVI: "Lập hồ sơ, quyết định tiếp nhận và dừng trợ giúp", NameEN: "Keeping the file and deciding on admission and discharge",
		Kinds: "identity,papers,family,health,presence", Recipients: "Sở Y tế, Ủy ban nhân dân cấp xã", Kept: "Theo danh mục lưu trữ",
		LegalBasis: decree20 + ", Điều 27–30", Mark: settings.Confirmed, Source: codeAid},
	{Code: "reports", Basis: ByTask, NameVI: "Báo cáo, thống kê gửi cấp trên", NameEN: "Reports and statistics",
		Kinds: "identity,presence", Recipients: "Cơ quan quản lý cấp trên", Kept: "Theo danh mục lưu trữ",
		LegalBasis: decree20, Mark: settings.Recalled, Source: codeAid},
	{Code: "find_family", Basis: ByLaw, NameVI: "Tìm thân nhân, đăng ký khai sinh cho trẻ bị bỏ rơi", NameEN: "Searching the family of an abandoned child, registering its birth",
		Kinds: "identity,photo,story", Recipients: "Báo, đài; Ủy ban nhân dân cấp xã", Kept: "Đến khi có kết quả, rồi theo hồ sơ",
		LegalBasis: decree20 + ", Điều 28", Mark: settings.Confirmed, Source: codeAid},
	{Code: "service", Basis: ByContract, NameVI: "Dịch vụ theo hợp đồng", NameEN: "Services by contract",
		Kinds: "identity,papers,family,health,care", Recipients: "Bên ký hợp đồng", Kept: "Theo hợp đồng và chế độ kế toán",
		LegalBasis: decree13, Mark: settings.Recalled, Source: codeCyber},
	{Code: FamilyNews, Basis: ByConsent, NameVI: "Cho người thân biết tình hình sức khỏe, sinh hoạt", NameEN: "Telling relatives about health and daily life",
		AskVI: "Cán bộ kể cho người thân của ông (bà, con) biết ông (bà, con) ăn, ngủ, ốm đau thế nào.", AskEN: "Staff tell your relatives how you eat, sleep and feel.",
		Kinds: "health,care", Recipients: "Người thân có tên trong hồ sơ", Kept: "Đến khi rút lại", LegalBasis: decree13, Mark: settings.Decided, Source: ours},
	{Code: "photo_public", Basis: ByConsent, NameVI: "Đăng ảnh, câu chuyện trên báo, mạng, bảng tin", NameEN: "Pictures and stories in papers, on the web, on boards",
		AskVI: "Trung tâm chụp ảnh, viết về ông (bà, con) rồi đăng lên báo, lên mạng, dán bảng tin. Ai cũng xem được, và đã lên mạng thì khó xóa hết.",
		AskEN: "The centre takes your picture, writes about you and shows it in papers, on the web or on a board. Anybody can see it, and what is on the web is hard to remove.",
		Kinds: "photo,story", Recipients: "Mọi người", Kept: "12 tháng, rồi hỏi lại", ConsentMonths: 12, LegalBasis: decree13, Mark: settings.Decided, Source: ours},
	{Code: "donors", Basis: ByConsent, NameVI: "Cho nhà hảo tâm, đoàn thiện nguyện biết tên, hoàn cảnh", NameEN: "Telling donors the name and the story",
		AskVI: "Trung tâm nói tên và hoàn cảnh của ông (bà, con) cho người đến giúp đỡ.", AskEN: "The centre tells those who come to help your name and your story.",
		Kinds: "identity,story", Recipients: "Nhà hảo tâm, đoàn thiện nguyện", Kept: "12 tháng, rồi hỏi lại", ConsentMonths: 12, LegalBasis: decree13, Mark: settings.Decided, Source: ours},
	{Code: "training", Basis: ByConsent, NameVI: "Dùng hồ sơ để dạy nghề, nghiên cứu", NameEN: "Using the file for teaching and research",
		AskVI: "Sinh viên, người nghiên cứu được đọc hồ sơ của ông (bà, con) để học.", AskEN: "Students and researchers read your file to learn.",
		Kinds: "health,care,behaviour,story", Recipients: "Trường, viện có văn bản với Trung tâm", Kept: "12 tháng, rồi hỏi lại", ConsentMonths: 12, LegalBasis: decree13, Mark: settings.Decided, Source: ours},
}

// Seed writes the register that the program brings. It is called at every start, adds the codes that
// are missing and touches nothing that the centre has written.
func Seed(tx *db.Tx) error {
	rows, err := db.From[Purpose](tx).Only("code").All()
	if err != nil {
		return err
	}
	have := map[string]bool{}
	for _, r := range rows {
		have[r.Code] = true
	}
	var missing []Purpose
	for i, p := range brought {
		if have[p.Code] {
			continue
		}
		p.Revision, p.Position, p.ValidFrom, p.RecordedAt, p.RecordedBy = 1, (i+1)*10, value.MustDay(purposeOf), tx.Now, tx.Actor.ID
		missing = append(missing, p)
	}
	if len(missing) > 0 {
		registers.Forget(tx)
	}
	return db.Append(tx, missing)
}
