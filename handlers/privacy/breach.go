package privacy

import (
	"context"
	"fmt"
	"strings"
	"time"

	"maiam/handlers/paper"
	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/privacy"
	"maiam/models/register"
)

// The actions of breaches.
var (
	noteBreach = web.Action[privacy.BreachInput, *privacy.Breach]{Name: "privacy.note_breach", Do: privacy.NoteBreach}
	stepBreach = web.Action[privacy.BreachStepInput, *privacy.Breach]{Name: "privacy.step_breach", Do: privacy.StepBreach}
)

// openBreaches opens the doors of breaches, and of the dossier that must always be ready.
func openBreaches(d *web.Desk) {
	const one = "/privacy/breaches/:breach"
	web.Page(d, "/privacy/breaches", "privacy.breaches", privacy.Breaches, showBreaches)
	sheet.Door(d, "/privacy/breaches.xlsx", "privacy.breaches", privacy.Breaches, breachesTable)
	web.Form(d, "/privacy/breaches", noteBreach, "/privacy/breaches", func(call *web.Call, _ privacy.BreachInput, b *privacy.Breach) string {
		call.Tell(web.Notice{Key: "privacy.told.breach"})
		return breachPath(b.ID)
	})
	web.Page(d, one, "privacy.breach", privacy.ReadBreach, showBreach)
	web.Form(d, one+"/steps", stepBreach, one, func(call *web.Call, in privacy.BreachStepInput, _ *privacy.Breach) string {
		call.Tell(web.Notice{Key: "privacy.told.step"})
		return breachPath(in.ID)
	})
	web.File(d, one+"/notice.pdf", "privacy.breach_notice", readNotice, drawNotice)
	web.File(d, "/privacy/dossier.pdf", "privacy.dossier", readDossier, drawDossier)

	web.Get(d, web.Op{ID: "listBreaches", Path: "/api/v1/privacy/breaches", Summary: "Breaches of personal data with the hour by which the authority is told, newest first"}, "privacy.breaches", privacy.Breaches, breachesOut)
	web.Get(d, web.Op{ID: "getBreach", Path: "/api/v1/privacy/breaches/:breach", Summary: "A breach of personal data with its story"}, "privacy.breach", privacy.ReadBreach, breachFileOut)
	web.API(d, web.Op{ID: "noteBreach", Method: "POST", Path: "/api/v1/privacy/breaches", Summary: "Personal data were lost, changed or seen by the wrong eyes; the clock of the notice begins", Status: 201}, noteBreach, breachOut)
	web.API(d, web.Op{ID: "stepBreach", Method: "POST", Path: "/api/v1/privacy/breaches/:breach/steps", Summary: "What was done about a breach: contained, told to the authority, told more, told to those concerned", Status: 201}, stepBreach, breachOut)
}

func breachPath(id uint64) string { return fmt.Sprintf("/privacy/breaches/%d", id) }

func showBreaches(call *web.Call, d *privacy.BreachPage) web.Leaf {
	return web.Leaf{Title: call.T("privacy.breaches.title"), Under: call.T("privacy.breaches.under"), Body: breachesPage(call, d), Active: "/privacy/requests", Wide: true, Sheet: "/privacy/breaches.xlsx"}
}

func showBreach(call *web.Call, f *privacy.BreachFile) web.Leaf {
	return web.Leaf{Title: call.T("privacy.breach.title"), Under: joined(f.CampusName, words.DateTime(call.Context(), f.KnownAt)), Body: breachPage(call, f), Active: "/privacy/requests",
		Crumbs: []web.Crumb{{Name: call.T("privacy.breaches.title"), Path: "/privacy/breaches"}}, Papers: []web.Crumb{{Name: call.T("privacy.breach.notice"), Path: breachPath(f.ID) + "/notice.pdf"}}}
}

// hoursChip says how the clock of a notice stands.
func hoursChip(call *web.Call, l privacy.BreachLine, now time.Time) parts.Chip {
	switch {
	case l.ReportedAt != nil:
		return parts.Chip{Tone: parts.Done, Icon: "check", Text: call.T("privacy.breach.reported")}
	case !l.HasDue:
		return parts.Chip{Text: call.T("privacy.breach.no_hours")}
	case l.Overdue:
		return parts.Chip{Tone: parts.Danger, Icon: "alert-triangle", Text: call.T("privacy.breach.overdue", words.A{"at": words.DateTime(call.Context(), l.Due)})}
	}
	return parts.Chip{Tone: parts.Due, Icon: "hourglass", Text: call.T("privacy.breach.until", words.A{"at": words.DateTime(call.Context(), l.Due), "left": words.Duration(call.Context(), l.Due.Sub(now))})}
}

func breachesList(call *web.Call, d *privacy.BreachPage) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("privacy.breaches.title"), Columns: []parts.Column{{Title: call.T("privacy.field.nature"), Main: true}, {Title: call.T("privacy.field.known_at")}, {Title: call.T("privacy.field.people")}, {Title: call.T("privacy.column.clock")}},
		Empty: parts.Empty{Icon: "shield-lock", Title: call.T("privacy.breaches.none"), Text: call.T("privacy.breaches.none_text")}}
	for _, b := range d.Rows {
		l.Rows = append(l.Rows, parts.Row{Href: breachPath(b.ID), Cells: []parts.Cell{{Text: b.Nature, Note: joined(b.CampusName, b.Place), Href: breachPath(b.ID)}, {Text: words.DateTime(ctx, b.KnownAt)},
			{Text: words.Number(ctx, int64(b.People))}, {Chips: []parts.Chip{hoursChip(call, b, d.Now)}}}})
	}
	return l
}

func breachesTable(call *web.Call, d *privacy.BreachPage) sheet.Table {
	return sheet.Table{Title: call.T("privacy.breaches.title"),
		Columns: sheet.Columns(call, sheet.As("privacy.field.nature", sheet.Wrapped, 40), sheet.As("campus", sheet.Text, 18), sheet.As("privacy.field.where", sheet.Wrapped, 24), sheet.As("privacy.field.known_at", sheet.Instant, 0),
			sheet.As("privacy.field.kinds", sheet.Wrapped, 30), sheet.As("privacy.field.people", sheet.Integer, 0), sheet.As("privacy.field.records", sheet.Integer, 0), sheet.As("due", sheet.Instant, 0), sheet.As("privacy.column.reported", sheet.Instant, 0)),
		Rows: func(row func(...any)) {
			for _, b := range d.Rows {
				var due, reported any
				if b.HasDue {
					due = b.Due
				}
				if b.ReportedAt != nil {
					reported = *b.ReportedAt
				}
				row(b.Nature, b.CampusName, b.Place, b.KnownAt, kindsText(call, b.KindList()), b.People, b.Records, due, reported)
			}
		}}
}

func kindsText(call *web.Call, kinds []string) string {
	var names []string
	for _, k := range kinds {
		names = append(names, call.T("privacy.kind."+k))
	}
	return strings.Join(names, ", ")
}

func breachFacts(call *web.Call, f *privacy.BreachFile) parts.Facts {
	ctx := call.Context()
	happened := ""
	if f.HappenedAt != nil {
		happened = words.DateTime(ctx, *f.HappenedAt)
	}
	return parts.Facts{{Name: call.T("privacy.field.nature"), Value: f.Nature}, {Name: call.T("privacy.field.known_at"), Value: words.DateTime(ctx, f.KnownAt)}, {Name: call.T("privacy.field.happened_at"), Value: happened},
		{Name: call.T("privacy.field.where"), Value: f.Place}, {Name: call.T("privacy.field.kinds"), Value: kindsText(call, f.KindList())},
		{Name: call.T("privacy.field.people"), Value: words.Number(ctx, int64(f.People))}, {Name: call.T("privacy.field.records"), Value: words.Number(ctx, int64(f.Records))},
		{Name: call.T("privacy.field.consequences"), Value: f.Consequences}, {Name: call.T("privacy.field.measures"), Value: f.Measures}, {Name: call.T("privacy.field.officer"), Value: f.Contact}}
}

func breachEvents(call *web.Call, f *privacy.BreachFile) parts.Events {
	ctx := call.Context()
	var ev parts.Events
	for _, s := range f.Steps {
		ev.Items = append(ev.Items, parts.Event{When: words.DateTime(ctx, s.At), Tone: parts.Done, Title: call.T("privacy.breach.step." + s.Step),
			Note: joined(s.Reference, s.Note, call.T("privacy.written_by", words.A{"who": f.Names[s.RecordedBy], "at": words.DateTime(ctx, s.RecordedAt)}))})
	}
	return ev
}

// steps are what the reader may note now.
func breachStepOptions(call *web.Call, f *privacy.BreachFile) []parts.Option {
	var out []parts.Option
	for _, s := range privacy.BreachSteps {
		if s == "reported" && (!f.MayDecide || f.ReportedAt != nil) || s == "supplement" && (!f.MayDecide || f.ReportedAt == nil) {
			continue
		}
		out = append(out, parts.Option{Value: s, Text: call.T("privacy.breach.step." + s)})
	}
	return out
}

func campusOptions(d *privacy.BreachPage) []parts.Option {
	var out []parts.Option
	for _, c := range d.Campuses {
		out = append(out, parts.Option{Value: fmt.Sprint(c.ID), Text: c.Name})
	}
	return out
}

func breachTone(f *privacy.BreachFile) parts.Tone {
	if f.Overdue {
		return parts.Danger
	}
	return parts.Due
}

func kindsVI(ctx context.Context, p privacy.Purpose) string {
	var names []string
	for _, k := range p.KindList() {
		names = append(names, words.T(ctx, "privacy.kind."+k))
	}
	return strings.Join(names, "; ")
}

// noticeData is the notice of a breach with its letterhead.
type noticeData struct {
	*privacy.BreachFile
	Letterhead register.Letterhead
}

func readNotice(tx *db.Tx, in privacy.OfBreach) (d noticeData, err error) {
	if d.BreachFile, err = privacy.ReadBreach(tx, in); err != nil {
		return d, err
	}
	d.Letterhead, err = letterhead(tx)
	return d, err
}

// drawNotice draws the notice to the authority with the points that its form asks for. What is not known
// yet stands as dots, and a later notice says what was learnt.
func drawNotice(call *web.Call, d noticeData) (web.Draw, error) {
	ctx := official(words.Zone(call.Context()))
	happened := dots
	if d.HappenedAt != nil {
		happened = words.DateTime(ctx, *d.HappenedAt)
	}
	var kinds []string
	for _, k := range d.KindList() {
		kinds = append(kinds, strings.ToLower(words.T(ctx, "privacy.kind."+k)))
	}
	stage := "lần đầu"
	if d.ReportedAt != nil {
		stage = "bổ sung"
	}
	o := paper.Official{Superior: d.Letterhead.Superior, Agency: d.Letterhead.Agency, Place: d.Letterhead.Place, Title: "Thông báo", Summary: "Về vi phạm quy định bảo vệ dữ liệu cá nhân (" + stage + ")",
		Recipients: []string{"Như trên", "Lưu: VT"}, Signings: []paper.Signing{{Office: []string{or(d.Letterhead.HeadPosition, "Giám đốc")}, Name: d.Letterhead.HeadName}}}
	item := func(head, text string) {
		o.Body = append(o.Body, paper.Clause{Head: head, Text: or(text, dots)})
	}
	o.Body = append(o.Body, paper.Clause{Text: "Kính gửi: " + or(d.To, dots) + "."})
	item("1. Việc đã xảy ra:", d.Nature)
	item("2. Thời điểm xảy ra:", happened+"; biết được lúc "+words.DateTime(ctx, d.KnownAt))
	item("3. Nơi xảy ra:", joined(d.Place, d.CampusName))
	item("4. Loại dữ liệu:", strings.Join(kinds, "; "))
	item("5. Số người, số bản ghi:", words.Number(ctx, int64(d.People))+" người; "+words.Number(ctx, int64(d.Records))+" bản ghi")
	item("6. Người liên hệ về bảo vệ dữ liệu:", d.Contact)
	item("7. Hậu quả có thể có:", d.Consequences)
	item("8. Việc đã làm để giảm hại:", d.Measures)
	for _, s := range d.Steps {
		if s.Step != "noted" {
			o.Body = append(o.Body, paper.Clause{Item: true, Text: words.DateTime(ctx, s.At) + ", " + strings.ToLower(words.T(ctx, "privacy.breach.step."+s.Step)) + ": " + joined(s.Reference, s.Note)})
		}
	}
	return drawOfficial(call, fmt.Sprintf("thong-bao-vi-pham-%d", d.ID), o, paper.Stamp{Number: "……/TB" + sign(d.Letterhead), Day: "ngày …… tháng …… năm ………"})
}

// dossierData is what the dossier of the effect of processing is made of.
type dossierData struct {
	*privacy.PurposePage
	Letterhead register.Letterhead
}

func readDossier(tx *db.Tx, in struct{}) (d dossierData, err error) {
	if d.PurposePage, err = privacy.Purposes(tx, in); err != nil {
		return d, err
	}
	d.Letterhead, err = letterhead(tx)
	return d, err
}

// guards are the measures that stand in the program, as the dossier tells them.
var guards = []string{
	"Mỗi người làm việc có tài khoản riêng, chỉ xem được phần việc của mình theo vai trò và khu phụ trách.",
	"Mỗi lần mở hồ sơ đều ghi lại ai mở, lúc nào; mỗi tuần rà soát lần mở không gắn với việc chăm sóc.",
	"Số định danh, số thẻ bảo hiểm và điều bí mật được mã hóa trong cơ sở dữ liệu; khóa để riêng.",
	"Sổ việc không sửa, không xóa được mà không bị phát hiện.",
	"Sao lưu định kỳ, có kiểm tra phục hồi.",
}

// drawDossier draws the data of the dossier that must be ready from the first processing: purposes,
// kinds, recipients, times and measures, straight from the register.
func drawDossier(call *web.Call, d dossierData) (web.Draw, error) {
	ctx := official(words.Zone(call.Context()))
	o := paper.Official{Superior: d.Letterhead.Superior, Agency: d.Letterhead.Agency, Place: d.Letterhead.Place, Title: "Hồ sơ đánh giá tác động",
		Summary: "Về việc xử lý dữ liệu cá nhân của người được chăm sóc tại Trung tâm", Signings: []paper.Signing{{Office: []string{"Người phụ trách bảo vệ dữ liệu"}, Remark: "(Ký, ghi rõ họ tên)"}, {Office: []string{or(d.Letterhead.HeadPosition, "Giám đốc")}, Name: d.Letterhead.HeadName}}}
	part := func(text string) { o.Body = append(o.Body, paper.Clause{Head: text, Part: true}) }
	say := func(head, text string) { o.Body = append(o.Body, paper.Clause{Head: head, Text: text}) }
	part("I. Bên kiểm soát dữ liệu")
	say("Tên cơ quan:", d.Letterhead.Agency)
	say("Người phụ trách bảo vệ dữ liệu, cách liên hệ:", dots)
	part("II. Mục đích, loại dữ liệu, bên nhận, thời gian")
	for i, p := range d.Now {
		say(number(i+1)+". "+p.NameVI+".", "Căn cứ: "+strings.ToLower(words.T(ctx, "privacy.basis."+string(p.Basis)))+" ("+or(p.LegalBasis, dots)+"). Loại dữ liệu: "+strings.ToLower(kindsVI(ctx, p))+". Bên nhận: "+or(p.Recipients, dots)+". Thời gian lưu và xóa: "+or(p.Kept, dots)+".")
	}
	part("III. Chuyển dữ liệu ra nước ngoài")
	say("", "Chương trình không gửi dữ liệu ra ngoài mạng của Trung tâm. Việc khác (nếu có): "+dots)
	part("IV. Biện pháp bảo vệ")
	for _, g := range guards {
		o.Body = append(o.Body, paper.Clause{Item: true, Text: g})
	}
	part("V. Tác động có thể xảy ra và cách giảm")
	say("", dots+dots+dots)
	return drawOfficial(call, "ho-so-danh-gia-tac-dong", o, paper.Stamp{Number: "……/HS" + sign(d.Letterhead), Day: words.LongDay(ctx, d.Today)})
}

type breachStepWire struct {
	Step       string    `json:"step"`
	At         time.Time `json:"at"`
	Note       string    `json:"note,omitempty"`
	Reference  string    `json:"reference,omitempty"`
	RecordedAt time.Time `json:"recorded_at"`
	RecordedBy uint64    `json:"recorded_by"`
}

type breachWire struct {
	ID           uint64           `json:"id"`
	CampusID     uint64           `json:"campus_id"`
	Nature       string           `json:"nature"`
	HappenedAt   *time.Time       `json:"happened_at,omitempty"`
	KnownAt      time.Time        `json:"known_at"`
	Where        string           `json:"where"`
	Kinds        []string         `json:"kinds"`
	People       int              `json:"people"`
	Records      int              `json:"records"`
	Consequences string           `json:"consequences,omitempty"`
	Measures     string           `json:"measures,omitempty"`
	Officer      string           `json:"officer,omitempty"`
	Due          *time.Time       `json:"due,omitempty"`
	Overdue      bool             `json:"overdue,omitempty"`
	ReportedAt   *time.Time       `json:"reported_at,omitempty"`
	Steps        []breachStepWire `json:"steps,omitempty"`
}

func breachOut(b *privacy.Breach) breachWire {
	return breachWire{ID: b.ID, CampusID: b.CampusID, Nature: b.Nature, HappenedAt: b.HappenedAt, KnownAt: b.KnownAt, Where: b.Place, Kinds: b.KindList(), People: b.People, Records: b.Records,
		Consequences: b.Consequences, Measures: b.Measures, Officer: b.Contact, ReportedAt: b.ReportedAt}
}

func breachLineOut(l privacy.BreachLine) breachWire {
	w := breachOut(&l.Breach)
	if l.HasDue {
		w.Due = &l.Due
	}
	w.Overdue = l.Overdue
	return w
}

type breachesWire struct {
	Breaches []breachWire `json:"breaches"`
}

func breachesOut(d *privacy.BreachPage) breachesWire {
	w := breachesWire{Breaches: []breachWire{}}
	for _, l := range d.Rows {
		w.Breaches = append(w.Breaches, breachLineOut(l))
	}
	return w
}

func breachFileOut(f *privacy.BreachFile) breachWire {
	w := breachLineOut(f.BreachLine)
	for _, s := range f.Steps {
		w.Steps = append(w.Steps, breachStepWire{s.Step, s.At, s.Note, s.Reference, s.RecordedAt, s.RecordedBy})
	}
	return w
}
