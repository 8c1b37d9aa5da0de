package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"maiam/models/intake"
	"maiam/models/value"
)

// who writes the people of a reading so that two readings can be compared.
func who(r *intake.Roster) []string {
	var all []string
	for _, p := range r.Rows {
		all = append(all, fmt.Sprint(p.Row, p.Name, p.Sex, p.Birth, p.Ethnic, p.Citizen, p.Card, p.Origin, p.Admitted, p.Ward, p.Room, p.Bed, p.Category, p.Note))
	}
	return all
}

// shuffled puts the columns of a sheet in another order, each pair of columns
// below one heading kept together.
func shuffled(g value.Grid, order [][]int) value.Grid {
	at := map[int]int{}
	n := 0
	for _, group := range order {
		for _, c := range group {
			at[c] = n
			n++
		}
	}
	out := value.Grid{Name: g.Name}
	for i, row := range g.Rows {
		cells := make([]value.GridCell, n)
		for c, cell := range row {
			if i < 5 {
				cells[c] = cell // titles stay where they are
			} else {
				cells[at[c]] = cell
			}
		}
		out.Rows = append(out.Rows, cells)
	}
	for _, m := range g.Merges {
		if m.Top >= 5 {
			w := m.Right - m.Left
			m.Left = at[m.Left]
			m.Right = m.Left + w
		}
		out.Merges = append(out.Merges, m)
	}
	return out
}

// TestRosterColumnsInAnyOrder shuffles the columns of the messy roster and
// spells its headings in other ways: the people stay the same.
func TestRosterColumnsInAnyOrder(t *testing.T) {
	grid := readFile(t, "testdata/roster-messy.xlsx")[0]
	want := who(intake.ReadRoster([]value.Grid{grid}, today))
	rapid.Check(t, func(t *rapid.T) {
		groups := [][]int{{0}, {1}, {2, 3}, {4}, {5}, {6}, {7}, {8}, {9}, {10}, {11}, {12}}
		order := rapid.Permutation(groups).Draw(t, "order")
		g := shuffled(grid, order)
		spell := rapid.SampledFrom([]func(string) string{
			func(s string) string { return s }, norm.NFD.String, value.Fold, strings.ToUpper,
			func(s string) string { return "  " + strings.ReplaceAll(s, " ", "  ") + ": " },
			func(s string) string { return strings.ToUpper(norm.NFD.String(s)) },
		}).Draw(t, "spelling")
		body := rapid.Bool().Draw(t, "the people too")
		for r := 5; r < len(g.Rows); r++ {
			if r > 6 && !body {
				break
			}
			for c := range g.Rows[r] {
				if r <= 6 {
					g.Rows[r][c].Text = spell(g.Rows[r][c].Text)
				} else {
					g.Rows[r][c].Text = norm.NFD.String(g.Rows[r][c].Text)
				}
			}
		}
		if got := who(intake.ReadRoster([]value.Grid{g}, today)); !slices.Equal(got, want) {
			for i := range got {
				if i >= len(want) || got[i] != want[i] {
					t.Fatalf("row %d reads %q", i, got[i])
				}
			}
			t.Fatalf("read %d people instead of %d", len(got), len(want))
		}
	})
}

// gridOf makes sheets of any content from one text: tabs part cells, line
// breaks rows, form feeds sheets. A cell that begins with # is a number, one
// with ^ is merged with what is below and beside it.
func gridOf(text string) []value.Grid {
	var grids []value.Grid
	for i, sheet := range strings.Split(text, "\f") {
		g := value.Grid{Name: fmt.Sprint("sheet ", i)}
		for r, line := range strings.Split(sheet, "\n") {
			var cells []value.GridCell
			for c, s := range strings.Split(line, "\t") {
				cell := value.GridCell{Kind: value.GridText, Text: s}
				switch {
				case s == "":
					cell.Kind = value.GridEmpty
				case s[0] == '#':
					cell.Kind, cell.Text, cell.Number = value.GridNumber, s[1:], s[1:]
				case s[0] == '^':
					cell.Text = s[1:]
					g.Merges = append(g.Merges, value.Merge{Top: r, Left: c, Bottom: r + len(s)%3, Right: c + len(s)%2})
				}
				cells = append(cells, cell)
			}
			g.Rows = append(g.Rows, cells)
		}
		grids = append(grids, g)
	}
	return grids
}

// FuzzReadRoster reads sheets of any content: the reading never panics and
// accounts for every line.
func FuzzReadRoster(f *testing.F) {
	f.Add("Họ và tên\tNăm sinh\tSố CCCD\tKhu\tPhòng\tGiường\nLê A\t1950\t#40050123456\tA\t#1\t#2\nTổng: 1")
	f.Add("STT\tHọ và tên\t^Năm sinh\t\tPhòng/Giường\n\t\tNam\tNữ\n(1)\t(2)\t(3)\t(4)\t(5)\nI\tNgười khuyết tật\n1\tLê A\t\tkhoảng 60 tuổi\tP205-G3")
	f.Add("Họ\tTên\tNgày\tTháng\tNăm\n=1+1\t\x00\t#-1\t#99999999999999999999\t#0\f\f\n\n")
	f.Add("name\tsex\tdob\tbed\nx\ty\tz\t\"\nngày 31 tháng 2 năm 2026, , ,\n,ngày")
	f.Fuzz(func(t *testing.T, text string) {
		grids := gridOf(text)
		checkLines(t, grids, intake.ReadRoster(grids, today))
	})
}

// TestRosterSurvivesAnything is the same with rows made of what lists are made of.
func TestRosterSurvivesAnything(t *testing.T) {
	bits := []string{"", "", "STT", "Họ và tên", "Năm sinh", "Nam", "Nữ", "^Ngày sinh", "Khu", "Phòng", "Giường", "Phòng/Giường", "Số CCCD", "BHYT", "Ghi chú", "Ngày vào",
		"I", "II", "Người khuyết tật", "Tổng cộng: 3", "Giám đốc", "Lê Thị Hoa", "NGUYỄN VĂN A", "#1950", "#40050123456", "#31124", "31/02/1950", "1/2/50", "k. 1950", "060", "A-1-2",
		"205-3", "x", "\"", "nt", "=1", "đã về", "(1)", "(2)", "(3)", "(4)", "#45000", "không rõ", "Khu B"}
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(bits), 0, 9), func(s []string) string { return strings.Join(s, "\t") })
		grids := gridOf(strings.Join(rapid.SliceOfN(row, 0, 14).Draw(t, "rows"), "\n"))
		checkLines(t, grids, intake.ReadRoster(grids, today))
	})
}
