package intake_test

import (
	"encoding/csv"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"maiam/models/value"
)

var update = flag.Bool("update", false, "write the made rosters and their faults files anew")

const testdata = "../../models/intake/testdata/"

// made is a roster as another centre might keep it, with the faults planted in it.
type made struct {
	name   string
	asOf   string
	people int
	sheets []madeSheet
	faults []string
	rows   int
}

type madeSheet struct {
	name   string
	rows   [][]any
	hidden []string // columns
	merges [][2]string
}

// plant notes a fault beside the row about to be added to a sheet.
func (m *made) plant(key string) {
	m.faults = append(m.faults, fmt.Sprintf("sheet %d row %d: %s", len(m.sheets), len(m.last().rows)+1, key))
}

func (m *made) last() *madeSheet { return &m.sheets[len(m.sheets)-1] }

func (m *made) add(cells ...any) {
	m.last().rows = append(m.last().rows, cells)
	m.rows++
}

func (m *made) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d residents, %d rows, dated %s; planted faults:\n", m.name, m.people, m.rows, m.asOf)
	for _, f := range m.faults {
		fmt.Fprintf(&b, "  %s\n", f)
	}
	return b.String()
}

// someone is a made-up person.
type someone struct {
	name   string
	sex    value.Sex
	year   int
	month  int
	date   int
	number string
	card   string
	origin string
	in     value.Day
}

func people(seed uint64) func(from, to int) someone {
	r := rand.New(rand.NewPCG(seed, 2026))
	pick := func(s string) string { l := strings.Split(s, " "); return l[r.IntN(len(l))] }
	serial := 100_000
	return func(from, to int) someone {
		p := someone{sex: value.Male, year: from + r.IntN(to-from+1), month: 1 + r.IntN(12), date: 1 + r.IntN(28)}
		middle, given := pick("Văn Hữu Đình Quang Công Xuân"), pick("Bình Cường Đạt Giang Hải Hùng Khánh Lâm Minh Nam Phúc Quân Sơn Thắng Tuấn Vinh")
		if r.IntN(2) == 1 {
			p.sex = value.Female
			middle, given = pick("Thị Thị Thu Ngọc Kim Thanh"), pick("Anh Bích Chi Dung Hà Hạnh Hiền Hoa Hồng Huệ Lan Liên Loan Mai Nga Oanh Thảo Yến")
		}
		p.name = pick("Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Mùa Giàng Vàng Lò Quàng") + " " + middle + " " + given
		serial += 1 + r.IntN(900)
		birth, _ := value.DayAt(p.year, 1, 1)
		p.number = value.CitizenFor(pick("014 011 012 010 015"), p.sex, birth, serial)
		p.card = fmt.Sprintf("BT214%010d", serial*37)
		p.origin = pick("Mường_La Sông_Mã Thuận_Châu Mai_Sơn Yên_Châu")
		p.origin = "xã " + strings.ReplaceAll(p.origin, "_", " ") + ", tỉnh Sơn La"
		year := max(2010, p.year+1)
		p.in, _ = value.DayAt(year+r.IntN(2026-year+1), 1, 1)
		p.in = p.in.AddDays(r.IntN(200))
		return p
	}
}

// wardSheets is a roster with one sheet a ward, one row of headings in an
// order of its own on every sheet, abbreviations, and room and bed in one cell.
func wardSheets() *made {
	m := &made{name: "roster-wards.xlsx", asOf: "30/9/2026"}
	next := people(7)
	gt := map[value.Sex]string{value.Male: "Nam", value.Female: "Nữ"}
	birth := func(p someone, i int) any {
		switch i % 5 {
		case 0:
			return fmt.Sprint(p.year)
		case 1:
			return fmt.Sprintf("%02d/%d", p.month, p.year)
		case 2:
			return fmt.Sprintf("k. %d", p.year)
		case 3:
			return p.year
		}
		return fmt.Sprintf("%d/%d/%d", p.date, p.month, p.year)
	}
	var shared someone
	// sheet 1: numbers first
	m.sheets = append(m.sheets, madeSheet{name: "Khu A"})
	m.add("SỞ Y TẾ SƠN LA")
	m.add("TRUNG TÂM BẢO TRỢ XÃ HỘI", nil, nil, "DANH SÁCH NGƯỜI Ở TẠI TRUNG TÂM")
	m.add(nil, nil, nil, "đến hết ngày 30 tháng 9 năm 2026")
	m.add("Số CCCD", "Họ & tên", "GT", "NTNS", "Diện", "Ngày TN", "Phòng/Giường", "ĐT người thân", "Ghi chú")
	for i := range 24 {
		p := next(1950, 2005)
		if i == 3 {
			shared = p
		}
		cells := []any{p.number, p.name, gt[p.sex], birth(p, i), "Khuyết tật ĐBN", p.in.Vietnamese(), fmt.Sprintf("%d-%d", 201+i/6, 1+i%6), "0912" + p.number[6:], nil}
		switch i {
		case 4:
			m.plant("birth_unreadable")
			cells[3] = "31/02/1960"
		case 9:
			m.plant("category_unknown")
			cells[4] = "Diện khác"
		case 13:
			m.plant("citizen_differs")
			cells[2] = gt[value.Male]
			if p.sex == value.Male {
				cells[2] = gt[value.Female]
			}
		case 17:
			m.plant("name_missing")
			cells[1] = nil
		case 20:
			m.plant("bed_twice")
			m.faults = append(m.faults, fmt.Sprintf("sheet 1 row %d: bed_twice", len(m.last().rows)+2))
		case 21:
			cells[6] = "204-3"
		}
		m.add(cells...)
		m.people++
	}
	// sheet 2: places first, as an address-like heading
	m.sheets = append(m.sheets, madeSheet{name: "Khu B"})
	m.add("Nơi ở hiện nay", "Full name", "Sex", "DOB", "ID No.", "Date in", "Category", "Remarks")
	for i := range 20 {
		p := next(1935, 1964)
		if i == 7 {
			p = shared
		}
		cells := []any{fmt.Sprintf("P.%d/G%d", 101+i/4, 1+i%4), p.name, strings.ToUpper(string(p.sex)), birth(p, i), p.number, p.in.String(), "A2", nil}
		switch i {
		case 7:
			cells[3] = birth(p, 3)
			m.plant("citizen_twice")
			m.faults = append(m.faults, fmt.Sprintf("sheet 1 row %d: citizen_twice", 5+3))
		case 11:
			m.plant("born_long_ago")
			m.plant("citizen_differs")
			cells[3] = "1910"
		case 12:
			m.plant("born_too_long_ago")
			m.plant("citizen_differs")
			cells[3] = "1890"
		case 15:
			m.plant("admitted_unreadable")
			cells[5] = "tháng trước"
		}
		m.add(cells...)
		m.people++
	}
	// sheet 3: words for the reader, no list
	m.sheets = append(m.sheets, madeSheet{name: "Hướng dẫn"})
	m.plant("sheet_no_headings")
	m.add("Nhập đúng theo mẫu, mỗi khu một trang.")
	return m
}

// capitals is a roster in capitals and loose letters, with a category column,
// people who have left, hidden columns, two rows of headings without merged
// cells and a count below every section.
func capitals() *made {
	m := &made{name: "roster-capitals.xlsx", asOf: "15/10/2026"}
	next := people(11)
	m.sheets = append(m.sheets, madeSheet{name: "DS", hidden: []string{"C", "K"}, merges: [][2]string{{"A1", "L1"}}})
	nfd := norm.NFD.String
	m.add(nfd("DANH SÁCH ĐỐI TƯỢNG NUÔI DƯỠNG TẬP TRUNG NGÀY 15/10/2026"))
	m.add()
	m.add("TT", "HO VA TEN", "MA CU", nfd("NGÀY, THÁNG, NĂM SINH"), nil, "DAN TOC", nfd("SỐ ĐỊNH DANH CÁ NHÂN"), "SO THE BHYT", nfd("ĐỐI TƯỢNG"), "NGAY VAO TRUNG TAM", "QUE QUAN", "KHU NHA", "BUONG", "GIUONG", "GHI CHU")
	m.add(nil, nil, nil, "NAM", "NU")
	m.add("A", "B", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)
	kinds := []string{"Người cao tuổi", "NKT đặc biệt nặng", nfd("Trẻ mồ côi"), "Tâm thần"}
	number := 0
	for section, from := range []int{1935, 1975, 2012} {
		count := 0
		m.add(nil, strings.ToUpper([]string{"Khu nhà A", "Khu nhà B", "Khu nhà C"}[section]))
		for i := range 14 {
			number++
			p := next(from, from+10)
			cells := []any{number, nfd(strings.ToUpper(p.name)), fmt.Sprintf("BT%03d", number), nil, nil, "Kinh", p.number, p.card, kinds[section], p.in, p.origin,
				strings.ToUpper(string(rune('a' + section))), fmt.Sprintf("%d", 1+i/5), 1 + i%5, nil}
			at := 3
			if p.sex == value.Female {
				at = 4
			}
			cells[at] = fmt.Sprintf("%d.%d.%d", p.date, p.month, p.year)
			switch {
			case section == 0 && i == 2:
				m.plant("already_left")
				cells[14] = nfd("đã về với gia đình 3/2026")
			case section == 0 && i == 6:
				cells[14] = "về phép từ 12/10"
			case section == 1 && i == 1:
				m.plant("sex_contradiction")
				cells[3], cells[4] = p.year, p.year
			case section == 1 && i == 4:
				m.plant("insurance_form")
				cells[7] = "BT12"
			case section == 1 && i == 8:
				m.plant("secret_in_note")
				cells[14] = "HIV (+), uống ARV"
			case section == 1 && i == 9:
				cells[6] = strings.TrimLeft(p.number, "0")
			case section == 2 && i == 3:
				m.plant("place_partial")
				cells[13] = nil
			case section == 2 && i == 5:
				m.plant("admitted_too_early")
				cells[9] = value.MustDay("2009-05-04")
			case section == 2 && i == 7:
				m.plant("looks_like_formula")
				cells[14] = "=1+1"
			}
			m.add(cells...)
			m.people++
			count++
		}
		if section == 1 {
			m.plant("total_differs")
			count++
		}
		m.add(nil, fmt.Sprintf("Cộng: %d người", count))
	}
	m.add(nil, nfd("TỔNG CỘNG"), nil, nil, nil, nil, nil, nil, number)
	m.add()
	m.add(nil, nfd("Người lập biểu"), nil, nil, nil, nil, nil, nil, "Sơn La, ngày 15 tháng 10 năm 2026")
	m.add(nil, "Nguyễn Văn Bình", nil, nil, nil, nil, nil, nil, nfd("GIÁM ĐỐC"))
	return m
}

// columnsApart is a list saved as semicolons: family and given name apart, the
// birth date in three columns, crosses for the sex, a heading on every page.
func columnsApart() *made {
	m := &made{name: "roster-apart.csv", asOf: "1/11/2026"}
	next := people(13)
	m.sheets = append(m.sheets, madeSheet{name: "roster"})
	head := func() {
		m.add("STT", "Họ và tên đệm", "Tên", "Ngày sinh", "", "", "Nam", "Nữ", "Căn cước công dân", "Hộ khẩu thường trú", "Ngày vào", "Khu", "Phòng", "Giường", "Tình trạng")
		m.add("", "", "", "Ngày", "Tháng", "Năm")
	}
	m.add("Danh sách người ở (tính đến 1/11/2026)")
	head()
	for i := range 30 {
		switch i {
		case 0:
			m.add("I", "Trẻ em có hoàn cảnh đặc biệt, mồ côi")
		case 12:
			m.add("II. Người khuyết tật nặng")
		case 20:
			m.add()
			head()
		case 24:
			m.plant("section_unknown")
			m.add("III", "Diện 3 mới chuyển")
		}
		p := next(1960, 2015)
		cut := strings.LastIndex(p.name, " ")
		male, female := "x", ""
		if p.sex == value.Female {
			male, female = "", "x"
		}
		date, month := fmt.Sprint(p.date), fmt.Sprint(p.month)
		if i%4 == 1 {
			date = ""
		}
		if i%4 == 2 {
			date, month = "", ""
		}
		cells := []any{fmt.Sprint(i + 1), p.name[:cut], p.name[cut+1:], date, month, fmt.Sprint(p.year), male, female, p.number, p.origin, p.in.Vietnamese(), "Nhà số 1", fmt.Sprint(1 + i/8), fmt.Sprint(1 + i%8), "đang ở"}
		if i >= 24 {
			m.plant("category_missing")
		}
		switch i {
		case 5:
			cells[8] = strings.TrimLeft(p.number, "0")
		case 8:
			cells[9] = "không rõ"
			cells[6], cells[7] = "", "" // the citizen number tells
		case 14:
			m.plant("already_left")
			cells[14] = "đã mất 8/2026"
		case 16:
			m.plant("admitted_in_future")
			cells[10] = "15/12/2026"
		case 22:
			cells[10] = "5/6/19"
			cells[3], cells[4], cells[5] = "", "", "1980"
			cells[8] = ""
		}
		m.add(cells...)
		m.people++
		if i == 17 {
			m.plant("row_repeats")
			m.add(cells...)
		}
	}
	m.add("", "Tổng số: 30 người")
	return m
}

func (m *made) write(t *testing.T) {
	t.Helper()
	path := filepath.Join(testdata, m.name)
	if strings.HasSuffix(m.name, ".csv") {
		var b strings.Builder
		b.WriteString("\ufeff")
		w := csv.NewWriter(&b)
		w.Comma, w.UseCRLF = ';', true
		for _, row := range m.last().rows {
			record := make([]string, 15)
			for i, c := range row {
				record[i] = c.(string)
			}
			if err := w.Write(record); err != nil {
				t.Fatal(err)
			}
		}
		w.Flush()
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	f := excelize.NewFile()
	day, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
	for i, s := range m.sheets {
		if i == 0 {
			_ = f.SetSheetName("Sheet1", s.name)
		} else if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for r, row := range s.rows {
			for c, v := range row {
				cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
				if d, ok := v.(value.Day); ok {
					v = d.Sub(value.MustDay("1899-12-30"))
					_ = f.SetCellStyle(s.name, cell, cell, day)
				}
				if v == nil {
					continue
				}
				if err := f.SetCellValue(s.name, cell, v); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, m := range s.merges {
			_ = f.MergeCell(s.name, m[0], m[1])
		}
		for _, c := range s.hidden {
			_ = f.SetColVisible(s.name, c, false)
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
}

// TestMadeRosters keeps the rosters of other centres in the test data together
// with the faults planted in them; -update writes them anew.
func TestMadeRosters(t *testing.T) {
	for _, m := range []*made{wardSheets(), capitals(), columnsApart()} {
		stem, _, _ := strings.Cut(m.name, ".")
		path := filepath.Join(testdata, stem+".faults.txt")
		if *update {
			m.write(t)
			if err := os.WriteFile(path, []byte(m.text()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(raw) != m.text() {
			t.Errorf("%s does not say what is planted: run the test with -update", path)
		}
	}
}
