package intake

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// PaperCode names a paper of a file, whatever kind of scan shows it.
type PaperCode string

// The papers that files ask for. A confirmation of HIV is none of them: nothing about HIV is kept
// before its own fence exists.
const (
	Declaration       PaperCode = "form_07"
	BirthCertificate  PaperCode = "birth_certificate"
	DisabilityPaper   PaperCode = "disability_certificate"
	CommuneRequest    PaperCode = "commune_request"
	SuperiorRequest   PaperCode = "superior_request"
	EmergencyMinutes  PaperCode = "emergency_minutes"
	IdentityCopy      PaperCode = "identity_copy"
	AdmissionDecision PaperCode = "admission_decision"
	MeasureDecision   PaperCode = "measure_decision"
	ServiceContract   PaperCode = "contract_08"
	GuarantorLetter   PaperCode = "guarantor_letter"
	CurriculumVitae   PaperCode = "curriculum_vitae"
	ResidencePaper    PaperCode = "residence_registration"
	OtherPapers       PaperCode = "other"
)

// PaperCodes lists them.
var PaperCodes = []PaperCode{Declaration, BirthCertificate, DisabilityPaper, CommuneRequest, SuperiorRequest, EmergencyMinutes, IdentityCopy,
	AdmissionDecision, MeasureDecision, ServiceContract, GuarantorLetter, CurriculumVitae, ResidencePaper, OtherPapers}

// Need says whether a paper belongs to a complete file.
type Need string

// The needs. NotAsked takes a paper away that a wider rule asks for.
const (
	Needed   Need = "needed"
	Optional Need = "optional"
	NotAsked Need = "none"
)

// Applies says of whom a paper is asked.
type Applies string

// Everybody, children, and children who were abandoned.
const (
	OfEverybody Applies = ""
	OfChildren  Applies = "child"
	OfAbandoned Applies = "abandoned"
)

// Requirement is a dated line of the checklist: a paper that the file of a category asks for. A
// category of one letter speaks for the whole group; a line of the category itself goes before it.
type Requirement struct {
	ID         uint64
	Category   string
	Code       PaperCode
	Need       Need
	Applies    Applies
	Position   int
	ValidFrom  value.Day
	ValidTo    value.Day
	Edition    int // of lines that begin on one day the newest holds
	LegalBasis string
	Mark       settings.Mark
	Source     string
	RecordedAt time.Time
	RecordedBy uint64
}

// TableName names the table.
func (Requirement) TableName() string { return "intake_requirements" }

func (r Requirement) period() value.Period { return value.Period{From: r.ValidFrom, To: r.ValidTo} }

// checklists is the book of requirements, read once and shared: nobody may change it.
var checklists = db.Remember(5*time.Second, func(tx *db.Tx) ([]Requirement, error) {
	return db.From[Requirement](tx).Order("position, code, valid_from, edition").All()
})

// Subject is what a checklist must know of a person and a stay.
type Subject struct {
	Category  presence.Category
	Child     bool // a child when received, or perhaps so
	Abandoned bool
}

// isChild tells whether a person was a child on a day, by the law of that day. Who may have been one is
// asked for the papers of a child; of whom nothing is known nobody asks.
func isChild(b *settings.Book, birth value.BirthDate, on value.Day) bool {
	grown, err := b.Int(settings.LegalChildAge, on)
	least, _, ok := birth.AgeRange(on)
	return ok && err == nil && least < grown
}

// Checklist picks the lines that hold for a person and a stay on a day, in their order.
func Checklist(rows []Requirement, of Subject, on value.Day) []Requirement {
	if on.Before(checklistFrom) {
		on = checklistFrom
	}
	best := map[PaperCode]Requirement{}
	for _, r := range rows {
		if !r.period().Covers(on) || (r.Category != string(of.Category) && r.Category != string(of.Category)[:min(1, len(of.Category))]) {
			continue
		}
		if r.Applies == OfChildren && !of.Child || r.Applies == OfAbandoned && !of.Abandoned {
			continue
		}
		was, known := best[r.Code]
		if !known || len(r.Category) > len(was.Category) || len(r.Category) == len(was.Category) && !r.ValidFrom.Before(was.ValidFrom) {
			best[r.Code] = r
		}
	}
	var out []Requirement
	for _, r := range best {
		if r.Need != NotAsked {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b Requirement) int {
		if a.Position != b.Position {
			return a.Position - b.Position
		}
		return slices.Index(PaperCodes, a.Code) - slices.Index(PaperCodes, b.Code)
	})
	return out
}

// Requirements lists every dated line, for the page of the checklists. It needs intake.view.
func Requirements(tx *db.Tx) ([]Requirement, error) {
	if err := tx.May(ViewFiles); err != nil {
		return nil, err
	}
	return checklists.Get(tx)
}

const (
	decree20   = "Nghị định 20/2021/NĐ-CP, Điều 28"
	codeAid    = "Bộ pháp điển điện tử: Chính sách trợ giúp xã hội"
	civilLaw   = "Luật Hộ tịch 2014, Điều 16; Nghị định 20/2021/NĐ-CP, Điều 28 khoản 2 điểm a"
	residence  = "Thông tư 55/2021/TT-BCA, Điều 8"
	quangNinh  = "baotroxahoiquangninh.vn, thủ tục tiếp nhận đối tượng tự nguyện"
	practice   = "Kinh nghiệm thực tế, chưa thấy văn bản"
	superiorIs = "; ghi cấp huyện, sau 01/7/2025 chưa có văn bản nói ai ký thay"
)

// brought are the checklists that the program brings, in the order of the pages.
var brought = []Requirement{
	{Category: "A", Code: Declaration, Need: Needed, LegalBasis: decree20 + " khoản 1 điểm a"},
	{Category: "A", Code: BirthCertificate, Need: Needed, Applies: OfChildren, LegalBasis: decree20 + " khoản 1 điểm a"},
	{Category: "A3", Code: DisabilityPaper, Need: Needed, LegalBasis: decree20 + " khoản 1 điểm a"},
	{Category: "A", Code: DisabilityPaper, Need: Optional, LegalBasis: decree20 + " khoản 1 điểm a"},
	{Category: "A", Code: IdentityCopy, Need: Optional, Mark: settings.Recalled, Source: practice},
	{Category: "A", Code: CommuneRequest, Need: Needed, LegalBasis: decree20 + " khoản 1 điểm a"},
	{Category: "A", Code: SuperiorRequest, Need: Optional, LegalBasis: decree20 + " khoản 1 điểm a" + superiorIs},
	{Category: "A", Code: AdmissionDecision, Need: Needed, LegalBasis: decree20 + " khoản 1"},
	{Category: "A", Code: ResidencePaper, Need: Optional, LegalBasis: residence},
	{Category: "A", Code: OtherPapers, Need: Optional, LegalBasis: decree20 + " khoản 1 điểm a"},

	{Category: "B", Code: EmergencyMinutes, Need: Needed, LegalBasis: decree20 + " khoản 2 điểm a"},
	{Category: "B", Code: Declaration, Need: Needed, LegalBasis: decree20 + " khoản 2"},
	{Category: "B", Code: IdentityCopy, Need: Optional, LegalBasis: decree20 + " khoản 2 (nếu có)"},
	{Category: "B", Code: BirthCertificate, Need: Needed, Applies: OfAbandoned, LegalBasis: civilLaw},
	{Category: "B", Code: CommuneRequest, Need: Needed, LegalBasis: decree20 + " khoản 2"},
	{Category: "B", Code: SuperiorRequest, Need: Optional, LegalBasis: decree20 + " khoản 2" + superiorIs},
	{Category: "B", Code: AdmissionDecision, Need: Needed, LegalBasis: decree20 + " khoản 2"},
	{Category: "B", Code: OtherPapers, Need: Optional, LegalBasis: decree20 + " khoản 2"},

	{Category: "C", Code: MeasureDecision, Need: Needed, Mark: settings.Recalled, Source: practice, LegalBasis: "Nghị định 20/2021/NĐ-CP, Điều 24 khoản 3"},
	{Category: "C", Code: IdentityCopy, Need: Optional, Mark: settings.Recalled, Source: practice},
	{Category: "C", Code: AdmissionDecision, Need: Needed, Mark: settings.Recalled, Source: practice},
	{Category: "C", Code: OtherPapers, Need: Optional, Mark: settings.Recalled, Source: practice},

	{Category: "D", Code: ServiceContract, Need: Needed, LegalBasis: decree20 + " (Mẫu số 08)"},
	{Category: "D", Code: IdentityCopy, Need: Needed, LegalBasis: decree20},
	{Category: "D", Code: GuarantorLetter, Need: Optional, Mark: settings.Recalled, Source: quangNinh},
	{Category: "D", Code: CurriculumVitae, Need: Optional, Mark: settings.Recalled, Source: quangNinh},
	{Category: "D", Code: ResidencePaper, Need: Optional, LegalBasis: residence},
	{Category: "D", Code: OtherPapers, Need: Optional, Mark: settings.Recalled, Source: practice},
}

// checklistFrom is the day from which the brought checklists count, that of the decree. An older
// stay is judged by them too.
var checklistFrom = value.MustDay("2021-07-01")

// Seed writes the checklists that the program brings. It is called at every start, adds only what
// is missing and touches nothing that the centre has written.
func Seed(tx *db.Tx) error {
	rows, err := db.From[Requirement](tx).Only("category", "code", "valid_from").All()
	if err != nil {
		return err
	}
	var missing []Requirement
	for i, r := range brought {
		if slices.ContainsFunc(rows, func(o Requirement) bool {
			return o.Category == r.Category && o.Code == r.Code && o.ValidFrom == checklistFrom
		}) {
			continue
		}
		if r.Mark == "" {
			r.Mark, r.Source = settings.Confirmed, codeAid
		}
		r.Position, r.ValidFrom, r.RecordedAt, r.RecordedBy = (i+1)*10, checklistFrom, tx.Now, tx.Actor.ID
		missing = append(missing, r)
	}
	if len(missing) > 0 {
		checklists.Forget(tx)
	}
	return db.Append(tx, missing)
}
