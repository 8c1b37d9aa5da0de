package paper

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/handlers/words"

	"golang.org/x/text/unicode/norm"
)

var update = flag.Bool("update", false, "write the golden files anew")

var made = time.Date(2026, 11, 21, 11, 42, 0, 0, time.UTC)

var plan = []Column{{"TT", 1, Center}, {"Giường", 1.5, Center}, {"Họ và tên", 5, Left}, {"Năm sinh", 2, Center}, {"Có mặt", 1.5, Center}, {"Ghi chú", 5, Left}}

// beds is the printed bed plan of a ward: some rooms with people whose notes are long.
func beds(rooms, people int) *Paper {
	p := New(words.With(context.Background(), "vi"), Form{Name: "Sơ đồ giường khu A", Made: made})
	p.Letterhead(Head{Superior: "Sở Y tế Nghệ An", Agency: "Trung tâm Bảo trợ xã hội", Number: "Số: 12/BC-TTBTXH", Place: "Nghệ An, ngày 21 tháng 11 năm 2026"})
	p.Title("Sơ đồ giường khu A", "Thứ Bảy 21/11/2026, ca tối")
	p.Paragraph("Khu có 40 giường, 38 người ở, 2 người đi viện.")
	var rows []Row
	for room := range rooms {
		rows = append(rows, Row{Section: fmt.Sprintf("Phòng %d", 101+room)})
		for i := range people {
			note := ""
			if i%4 == 1 {
				note = norm.NFD.String("Ăn mềm, dị ứng lạc; đi lại cần người dìu, đêm hay dậy đi vệ sinh")
			}
			rows = append(rows, Row{Cells: []string{fmt.Sprint(i + 1), fmt.Sprintf("G%d", i+1), "Nguyễn Thị Hoà Bình", "1957", []string{"✓", "☐"}[i%2], note}})
		}
	}
	p.Table(plan, rows)
	p.Sign(Signature{"Người lập", "Đặng Thị Lan"}, Signature{"Trưởng khu", "Lê Văn Sỹ"})
	return p
}

func TestBedPlanLooksAsItDid(t *testing.T) {
	got := beds(3, 9).Golden()
	const file = "testdata/bed_plan.golden"
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

func write(t testing.TB, p *Paper) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := p.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSamePaperSameBytes(t *testing.T) {
	if !bytes.Equal(write(t, beds(2, 4)), write(t, beds(2, 4))) {
		t.Error("two prints of one paper differ")
	}
}

func TestEveryPageHasHeaderAndNumberAndEveryPersonOnce(t *testing.T) {
	p := beds(6, 10)
	count := p.Pages()
	pages := webtest.PDFPages(t, write(t, p), "-layout")
	if len(pages) != count || count < 3 {
		t.Fatalf("%d pages read, %d noted", len(pages), count)
	}
	for i, page := range pages {
		if !strings.Contains(page, fmt.Sprintf("trang %d/%d", i+1, count)) {
			t.Errorf("page %d has no number", i+1)
		}
		if !strings.Contains(page, "Họ và tên") && strings.Contains(page, "Nguyễn Thị Hoà Bình") {
			t.Errorf("page %d has people and no header", i+1)
		}
		lines := strings.Split(strings.TrimSpace(page), "\n")
		if last := lines[max(len(lines)-3, 0)]; strings.HasPrefix(strings.TrimSpace(last), "Phòng") {
			t.Errorf("page %d ends with a lone room", i+1)
		}
	}
	all := strings.Join(pages, "\n")
	if n := strings.Count(all, "Nguyễn Thị Hoà Bình"); n != 60 {
		t.Errorf("%d people of 60", n)
	}
	for _, want := range []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "SƠ ĐỒ GIƯỜNG KHU A", "Số: 12/BC-TTBTXH", "Ăn mềm, dị ứng", "Lê Văn Sỹ"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not on the paper", want)
		}
	}
}

func TestOfficialPapersAreNumberedAboveFromTheSecondPage(t *testing.T) {
	p := New(context.Background(), Form{Name: "Báo cáo", Official: true, Landscape: true, Made: made})
	p.Paragraph(strings.Repeat("Người ở được chăm sóc chu đáo. ", 200))
	golden := p.Golden()
	if strings.Contains(golden, "trang") || p.Pages() < 2 || strings.Count(golden, " regular 13 2\n") != 1 || strings.Contains(golden, " regular 13 1\n") {
		t.Errorf("numbers are wrong:\n%.300s", golden)
	}
}

func TestHostileTextsArePrintedOrShownAsBoxes(t *testing.T) {
	p := New(context.Background(), Form{Name: "Thử \x00 \u202e", Made: made})
	p.Table([]Column{{"A", 1, Left}, {"B", 1, Right}}, []Row{
		{Cells: []string{"Đặng 漢 😀 \x00\x07\u202eabc\t\xff", strings.Repeat("ộ", 300)}},
		{Cells: []string{""}}, {}, {Cells: []string{"a", "b", "too many"}},
		{Cells: []string{strings.Repeat("dòng\n", 200)}},
		{Section: strings.Repeat("Phòng ", 100)},
	})
	p.Table(nil, nil)
	p.Table([]Column{{Head: "Trống"}}, nil)
	p.Sign()
	pages := webtest.PDFPages(t, write(t, p), "-layout")
	all := strings.Join(pages, "\n")
	if !strings.Contains(all, "Đặng □ □ abc □") {
		t.Errorf("missing signs are not shown: %.200s", all)
	}
	if n := strings.Count(all, "dòng"); n != 200 {
		t.Errorf("%d lines of 200 in the row that is higher than a page", n)
	}
}

func TestEveryHostileStringIsPrinted(t *testing.T) {
	p := New(context.Background(), Form{Name: "Thử", Made: made})
	var rows []Row
	for i, text := range webtest.HostileStrings(t) {
		if len(text) > 20_000 {
			text = text[:20_000] // cut inside a letter
		}
		rows = append(rows, Row{Cells: []string{fmt.Sprint(i + 1), text}})
	}
	p.Table([]Column{{"TT", 1, Right}, {"Chữ", 9, Left}}, rows)
	all := strings.Join(webtest.PDFPages(t, write(t, p), "-layout"), "\n")
	for i := range rows {
		if !strings.Contains(all, fmt.Sprint(i+1)) {
			t.Errorf("row %d is not on the paper", i+1)
		}
	}
}

func BenchmarkBedPlan(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		write(b, beds(6, 7))
	}
}

// TestPlacesToSignNeverStandAlone prints tables of every length up to three pages.
func TestPlacesToSignNeverStandAlone(t *testing.T) {
	for n := 1; n < 90; n++ {
		p := New(context.Background(), Form{Name: "x", Made: made})
		rows := make([]Row, n)
		for i := range rows {
			rows[i] = Row{Cells: []string{fmt.Sprint(i + 1), "", "Nguyễn Thị Hoà Bình"}}
		}
		p.SignedTable(plan, rows, Signature{"Người lập", ""}, Signature{"Trưởng khu", ""})
		last := p.pages[len(p.pages)-1]
		people := 0
		for _, n := range last {
			if n.text == "Nguyễn Thị Hoà Bình" {
				people++
			}
		}
		if people < min(n, lastRows) {
			t.Errorf("%d rows: the last page has %d of them", n, people)
		}
	}
}

// TestPlanKeepsRoomsWhole draws rooms of every size: a room that fits on a page is never parted, one
// that does not goes on, and everybody stands there once.
func TestPlanKeepsRoomsWhole(t *testing.T) {
	p := New(context.Background(), Form{Name: "x", Landscape: true, Made: made})
	var rooms []Room
	total := 0
	for i := range 14 {
		r := Room{Head: fmt.Sprintf("Phòng %d", 101+i), Note: "có người"}
		size := i%6 + 1
		if i == 7 {
			size = 60 // a hall, higher than a page
		}
		for j := range size {
			total++
			r.Places = append(r.Places, Place{Name: fmt.Sprintf("G%d", j+1), Who: fmt.Sprintf("Người %d ở phòng %d có một cái tên rất dài để xuống dòng", j, 101+i), Note: []string{"", "Về phép"}[j%2]})
		}
		rooms = append(rooms, r)
	}
	p.Plan(3, rooms)
	for i, notes := range p.pages {
		for _, n := range notes {
			if n.kind == "frame" && (n.y+n.h > p.height-bottom+1 || n.y < top-1 || n.x+n.w > p.width-right+1) {
				t.Errorf("page %d: a frame runs over the margin: %+v", i+1, n)
			}
		}
	}
	seen := 0
	for _, line := range strings.Split(p.Golden(), "\n") {
		if strings.Contains(line, " Người ") {
			seen++
		}
	}
	if seen != total {
		t.Errorf("%d people drawn, %d lie there", seen, total)
	}
}
