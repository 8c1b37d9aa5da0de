package residents

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"maiam/handlers/paper"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/register"
	"maiam/models/residents"
)

// Papers to authorities bear the name by which somebody who hides is called, like everything else, and the
// register keeps them so. Whoever is named in the matter encloses this sheet, which says who it is. It is
// drawn when it is asked for and kept nowhere; its words are Vietnamese whatever the reader's language.

// byHand stands where the sheet is filled in by hand.
const byHand = "………………………………"

// identityData is what stands on the sheet.
type identityData struct {
	*residents.Identity
	Letterhead register.Letterhead
}

func readIdentity(tx *db.Tx, in ofSecret) (d identityData, err error) {
	if d.Identity, err = residents.Identify(tx, in.Secret); err != nil {
		return d, err
	}
	l, err := register.LetterheadOn(tx, tx.Today())
	if err != nil || l == nil {
		l = &register.Letterhead{Agency: byHand, Place: "……………"}
	}
	d.Letterhead = *l
	return d, err
}

func drawIdentity(call *web.Call, d identityData) (web.Draw, error) {
	ctx := words.In(words.With(context.Background(), words.Vietnamese), words.Zone(call.Context()))
	p := d.Person
	o := paper.Official{Superior: d.Letterhead.Superior, Agency: d.Letterhead.Agency, Place: d.Letterhead.Place, Title: "Phiếu xác nhận nhân thân",
		Summary: "Của người được gọi bằng tên thay thế trong văn bản gửi kèm"}
	say := func(text string) { o.Body = append(o.Body, paper.Clause{Text: text}) }
	tell := func(name, text string) {
		if text != "" {
			o.Body = append(o.Body, paper.Clause{Head: name + ":", Text: text, Item: true})
		}
	}
	say("Kính gửi: " + byHand + byHand)
	say("Gửi kèm văn bản số …………………… ngày …… tháng …… năm ………")
	say(fmt.Sprintf("Người mang tên %s, mã số %s, trong văn bản nói trên được gọi bằng tên thay thế để giữ an toàn cho người đó. Nhân thân thật của người này như sau:", d.Own.Called, p.Number))
	tell("Họ và tên", d.Own.Name)
	tell("Tên gọi khác", strings.Join(d.Own.Others, ", "))
	tell("Giới tính", words.Sex(ctx, p.Sex))
	tell("Ngày, tháng, năm sinh", words.Birth(ctx, p.Birth))
	tell("Số định danh cá nhân", d.Own.CitizenNumber)
	tell("Số thẻ bảo hiểm y tế", d.Own.InsuranceCard)
	tell("Quê quán", d.Own.Origin)
	say("Phiếu này chỉ dành cho nơi nhận ghi ở trên. Đề nghị nơi nhận giữ kín, không sao chụp, không chuyển cho người khác và không ghi tên thật vào văn bản trả lời gửi Trung tâm.")
	o.Signings = []paper.Signing{{Office: []string{"Người xác nhận"}, Remark: "(Ký, ghi rõ họ tên)", Name: call.Actor.Name}}
	const name = "phieu-xac-nhan" // of the file, which lies in a folder where others look
	var b bytes.Buffer
	if err := paper.DrawOfficial(ctx, paper.Form{Name: name, Made: call.Now()}, o, paper.Stamp{Number: "……", Day: "ngày …… tháng …… năm ………", Mark: "KÍN"}).Write(&b); err != nil {
		return web.Draw{}, err
	}
	return web.Draw{Name: name + ".pdf", Type: "application/pdf", Body: b.Bytes(), Show: true}, nil
}
