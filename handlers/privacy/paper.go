package privacy

import (
	"bytes"
	"context"
	"strings"
	"time"

	"maiam/handlers/paper"
	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/privacy"
	"maiam/models/register"
)

// The words of papers for signature are Vietnamese whatever the reader's language, and as plain as one
// speaks: whoever signs may not read well, and it is read out.

const dots = "………………………………"

// scanOnly takes pictures and PDFs.
func scanOnly(f *parts.Field) { f.Accept = "image/jpeg,image/png,image/webp,application/pdf" }

// consentPaper is what the paper for signature needs.
type consentPaper struct {
	*privacy.Person
	Letterhead register.Letterhead
}

func readConsentPaper(tx *db.Tx, in privacy.OfPerson) (d consentPaper, err error) {
	if d.Person, err = privacy.PersonPage(tx, in); err != nil {
		return d, err
	}
	d.Letterhead, err = letterhead(tx)
	return d, err
}

// letterhead is what stands on papers of today; dots where nobody has written it.
func letterhead(tx *db.Tx) (register.Letterhead, error) {
	l, err := register.LetterheadOn(tx, tx.Today())
	if err != nil || l == nil {
		return register.Letterhead{Agency: dots, Place: "……………", HeadPosition: "Giám đốc"}, err
	}
	return *l, nil
}

func official(zone *time.Location) context.Context {
	return words.In(words.With(context.Background(), words.Vietnamese), zone)
}

// drawConsentPaper draws the paper on which somebody says yes or no to each purpose. Nothing is ticked.
func drawConsentPaper(call *web.Call, d consentPaper) (web.Draw, error) {
	ctx := official(words.Zone(call.Context()))
	p := d.Person.Person
	o := paper.Official{Superior: d.Letterhead.Superior, Agency: d.Letterhead.Agency, Place: d.Letterhead.Place, Title: "Phiếu hỏi ý kiến",
		Summary: "Về việc dùng thông tin cá nhân của người đang được chăm sóc"}
	say := func(text string) { o.Body = append(o.Body, paper.Clause{Text: text}) }
	say("Người được hỏi: " + p.Name + ", mã số " + p.Number + ", sinh " + birthText(ctx, d) + ".")
	say("Cán bộ đọc từng câu dưới đây, nói cho rõ, rồi để người trả lời tự chọn, đánh dấu vào chỗ chấm. Trả lời “không” thì vẫn được chăm sóc như mọi người, không mất quyền lợi gì. Không trả lời nghĩa là không đồng ý. Đã đồng ý rồi lúc nào cũng rút lại được, chỉ cần nói với cán bộ, không phải viết đơn.")
	for i, one := range d.Asked {
		o.Body = append(o.Body, paper.Clause{Head: "Câu " + number(i+1) + ".", Text: one.NameVI + ".", Part: true})
		say(one.AskVI)
		line := "Ai được biết: " + or(one.Recipients, dots) + ". Giữ đến khi nào: " + or(one.Kept, dots) + "."
		say(line)
		o.Body = append(o.Body, paper.Clause{Text: "Trả lời: Đồng ý ………… Không đồng ý …………"})
	}
	say("Những việc sau không phải hỏi, vì luật bắt buộc hoặc để chăm sóc và cứu người: " + lowerList(d.Stays) + ".")
	if d.Assents {
		say("Trẻ từ đủ tuổi được hỏi ý kiến phải tự mình đồng ý, cùng với cha mẹ hoặc người giám hộ.")
	}
	say("Cách trả lời (khoanh một): ký tên / điểm chỉ sau khi nghe đọc / ghi âm, ghi hình. Người đọc cho nghe: " + dots + " Người chứng kiến: " + dots)
	who := "Người trả lời"
	if d.Standing.Dead || d.Standing.Missing {
		who = "Vợ, chồng, con hoặc cha mẹ"
	}
	o.Signings = []paper.Signing{{Office: []string{"Cán bộ hỏi"}, Remark: "(Ký, ghi rõ họ tên)"}, {Office: []string{who}, Remark: "(Ký hoặc điểm chỉ, ghi rõ họ tên)"}}
	if d.Assents {
		o.Signings = append(o.Signings, paper.Signing{Office: []string{"Trẻ được hỏi"}, Remark: "(Ký hoặc điểm chỉ)"}, paper.Signing{Office: []string{"Cha mẹ hoặc người giám hộ"}, Remark: "(Ký, ghi rõ họ tên)"})
		o.Signings = append(o.Signings[:1], o.Signings[2:]...)
	}
	return drawOfficial(call, "phieu-dong-y-"+p.Number, o, paper.Stamp{Number: "……/" + "PHYK" + sign(d.Letterhead), Day: "ngày …… tháng …… năm ………"})
}

func sign(l register.Letterhead) string {
	if l.Sign == "" {
		return ""
	}
	return "-" + l.Sign
}

func drawOfficial(call *web.Call, name string, o paper.Official, s paper.Stamp) (web.Draw, error) {
	var b bytes.Buffer
	p := paper.DrawOfficial(official(words.Zone(call.Context())), paper.Form{Name: name, Made: call.Now()}, o, s)
	if err := p.Write(&b); err != nil {
		return web.Draw{}, err
	}
	return web.Draw{Name: name + ".pdf", Type: "application/pdf", Body: b.Bytes(), Show: true}, nil
}

func birthText(ctx context.Context, d consentPaper) string {
	if !d.Person.Person.Birth.Known() {
		return "không rõ"
	}
	return words.Birth(ctx, d.Person.Person.Birth)
}

func lowerList(list []privacy.Purpose) string {
	var names []string
	for _, p := range list {
		names = append(names, strings.ToLower(p.NameVI))
	}
	return strings.Join(names, "; ")
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func number(n int) string { return words.Number(official(time.UTC), int64(n)) }
