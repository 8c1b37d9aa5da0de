package paper

import (
	"context"
	"os"
	"strings"
	"testing"

	"maiam/handlers/webtest"
	"maiam/handlers/words"
)

// decision is a decision of some length with everything that the decree's Annex I names.
func decision(articles int) *Paper {
	o := Official{Superior: "Sở Y tế Nghệ An", Agency: "Trung tâm Bảo trợ xã hội Nghệ An", Place: "Nghệ An", Title: "Quyết định",
		Summary: "Về việc tiếp nhận bà Đặng Thị Hoa vào chăm sóc, nuôi dưỡng", Authority: "Giám đốc Trung tâm Bảo trợ xã hội Nghệ An", Resolves: "Quyết định:",
		Bases:      []string{"Nghị định số 20/2021/NĐ-CP của Chính phủ quy định chính sách trợ giúp xã hội đối với đối tượng bảo trợ xã hội;", "Xét hồ sơ và đề nghị của Phòng Công tác xã hội."},
		Recipients: []string{"Như Điều 3", "Sở Y tế Nghệ An (để báo cáo)", "Lưu: VT, hồ sơ"},
		Signings:   []Signing{{Office: []string{"KT. Giám đốc", "Phó Giám đốc"}, Name: "Nguyễn Thị Phương Thảo"}}}
	for i := range articles {
		o.Body = append(o.Body, Clause{Head: "Điều " + string(rune('1'+i%9)) + ".", Text: strings.Repeat("Tiếp nhận bà Đặng Thị Hoa, sinh ngày 21 tháng 11 năm 1962, vào chăm sóc, nuôi dưỡng tại Trung tâm. ", 2)})
	}
	return DrawOfficial(words.With(context.Background(), "en"), Form{Name: "QD", Made: made}, o, Stamp{Number: "05/QĐ-TTBTXH", Day: "ngày 21 tháng 11 năm 2026"})
}

func TestDecisionLooksAsItDid(t *testing.T) {
	got := decision(3).Golden()
	const file = "testdata/decision.golden"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the paper changed; look at it, then run with -update\n%s", got)
	}
}

// TestOfficialPapersKeepTheDecree reads the finished PDF: the words of the state once, the number,
// no page number on the first page and one in the middle above on the others, and the signature
// never on a page of its own.
func TestOfficialPapersKeepTheDecree(t *testing.T) {
	for articles := 1; articles < 30; articles++ {
		p := decision(articles)
		count := p.Pages()
		pages := webtest.PDFPages(t, write(t, p), "-layout")
		if len(pages) != count {
			t.Fatalf("%d pages read, %d noted", len(pages), count)
		}
		whole := strings.Join(strings.Fields(strings.Join(pages, " ")), " ")
		for _, want := range []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 05/QĐ-TTBTXH", "Nghệ An, ngày 21 tháng 11 năm 2026",
			"QUYẾT ĐỊNH:", "Căn cứ Nghị định số 20/2021/NĐ-CP", "Nơi nhận:", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Thị Phương Thảo"} {
			if strings.Count(whole, want) != 1 {
				t.Errorf("%d articles: %q stands %d times", articles, want, strings.Count(whole, want))
			}
		}
		if strings.Contains(whole, "□") {
			t.Errorf("%d articles: a letter is missing", articles)
		}
		for i, page := range pages {
			first := strings.TrimSpace(strings.SplitN(strings.TrimSpace(page), "\n", 2)[0])
			if i > 0 && first != string(rune('1'+i)) {
				t.Errorf("%d articles: page %d begins with %q", articles, i+1, first)
			}
		}
		last := pages[len(pages)-1]
		if before, _, found := strings.Cut(last, "Nơi nhận:"); !found || strings.Count(before, "Trung tâm") == 0 {
			t.Errorf("%d articles: the signature stands alone on page %d", articles, len(pages))
		}
	}
}

func TestADraftSaysSoOnEachPage(t *testing.T) {
	o := Official{Agency: "Trung tâm", Place: "Nghệ An", Title: "Biên bản", Summary: "Bàn giao", Signings: []Signing{{Office: []string{"Bên giao"}}, {Office: []string{"Bên nhận"}}, {Office: []string{"UBND xã"}}}}
	for range 40 {
		o.Body = append(o.Body, Clause{Item: true, Text: "Một dòng của biên bản"})
	}
	p := DrawOfficial(context.Background(), Form{Name: "BB", Made: made}, o, Stamp{Number: ".../BB-TTBTXH", Day: "ngày ... tháng ... năm 2026", Mark: "DỰ THẢO"})
	if p.Pages() < 2 {
		t.Fatal("the draft is too short for the test")
	}
	for i, page := range webtest.PDFPages(t, write(t, p), "-layout") {
		if !strings.Contains(page, "DỰ THẢO") {
			t.Errorf("page %d does not say that it is a draft", i+1)
		}
	}
}

// TestLinesFillTheirWidth: all lines of a paragraph but its last reach the right edge.
func TestLinesFillTheirWidth(t *testing.T) {
	p := New(context.Background(), Form{Name: "x", Made: made})
	p.set(prose{x: left, width: p.body(), first: indent, size: sizeBody, fill: true}, Run{"Điều 1.", Bold}, Run{strings.Repeat("chăm sóc nuôi dưỡng ", 30), Regular})
	rows := map[float64]float64{}
	for _, n := range p.pages[0] {
		end := n.x
		for word := range strings.SplitSeq(n.text, " ") {
			end = max(end, n.x) + p.measure(word, n.size, n.style) + p.measure(" ", n.size, n.style) + n.gap
		}
		rows[n.y] = max(rows[n.y], end-p.measure(" ", n.size, n.style)-n.gap)
	}
	short := 0
	for _, end := range rows {
		if end < left+p.body()-1 { // words of this text are short enough for every line to fill
			short++
		}
		if end > left+p.body()+1 {
			t.Errorf("a line runs over the edge by %.1f points", end-left-p.body())
		}
	}
	if len(rows) < 4 || short != 1 {
		t.Errorf("%d lines, %d of them short", len(rows), short)
	}
}
