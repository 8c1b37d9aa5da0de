package intake_test

import (
	"archive/zip"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"maiam/models/value"
)

// The models know no spreadsheet library, so these tests read the files with
// the few lines below; handlers/intake reads the same files with the sheet kit.

type xmlSheet struct {
	Rows []struct {
		R     int `xml:"r,attr"`
		Cells []struct {
			Ref    string   `xml:"r,attr"`
			Type   string   `xml:"t,attr"`
			Style  int      `xml:"s,attr"`
			Value  string   `xml:"v"`
			Inline []string `xml:"is>t"`
		} `xml:"c"`
	} `xml:"sheetData>row"`
	Merges []struct {
		Ref string `xml:"ref,attr"`
	} `xml:"mergeCells>mergeCell"`
}

func part[T any](t testing.TB, z *zip.ReadCloser, name string) (v T) {
	t.Helper()
	f, err := z.Open(name)
	if err != nil {
		return v
	}
	defer f.Close()
	if err := xml.NewDecoder(f).Decode(&v); err != nil {
		t.Fatal(name, err)
	}
	return v
}

// readFile reads a test spreadsheet into grids.
func readFile(t testing.TB, path string) []value.Grid {
	t.Helper()
	if strings.HasSuffix(path, ".csv") {
		return []value.Grid{readCSV(t, path)}
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	book := part[struct {
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
		} `xml:"sheets>sheet"`
	}](t, z, "xl/workbook.xml")
	strs := part[struct {
		Items []struct {
			Text string   `xml:"t"`
			Runs []string `xml:"r>t"`
		} `xml:"si"`
	}](t, z, "xl/sharedStrings.xml")
	styles := part[struct {
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}](t, z, "xl/styles.xml")
	var grids []value.Grid
	for i, s := range book.Sheets {
		raw := part[xmlSheet](t, z, fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1))
		g := value.Grid{Name: s.Name, Hidden: s.State != ""}
		for _, row := range raw.Rows {
			for len(g.Rows) < row.R {
				g.Rows = append(g.Rows, nil)
			}
			for _, c := range row.Cells {
				_, column := cellAt(c.Ref)
				cell := value.GridCell{Kind: value.GridText}
				switch c.Type {
				case "inlineStr":
					cell.Text = strings.Join(c.Inline, "")
				case "s":
					n, _ := strconv.Atoi(c.Value)
					cell.Text = strs.Items[n].Text + strings.Join(strs.Items[n].Runs, "")
				case "":
					cell.Kind, cell.Number, cell.Text = value.GridNumber, c.Value, c.Value
					if f := 0; len(styles.Cells) > c.Style {
						if f = styles.Cells[c.Style].Format; f >= 14 && f <= 17 {
							n, _ := strconv.Atoi(c.Value)
							day, _ := value.DayAt(1899, time.December, 30)
							cell.Kind, cell.Date = value.GridDate, day.AddDays(n)
							cell.Text = cell.Date.Vietnamese()
						}
					}
				}
				if cell.Text = value.CleanText(cell.Text); cell.Text == "" {
					continue
				}
				for len(g.Rows[row.R-1]) <= column {
					g.Rows[row.R-1] = append(g.Rows[row.R-1], value.GridCell{})
				}
				g.Rows[row.R-1][column] = cell
			}
		}
		for _, m := range raw.Merges {
			from, to, _ := strings.Cut(m.Ref, ":")
			var merge value.Merge
			merge.Top, merge.Left = cellAt(from)
			merge.Bottom, merge.Right = cellAt(to)
			g.Merges = append(g.Merges, merge)
		}
		grids = append(grids, g)
	}
	return grids
}

func cellAt(ref string) (row, column int) {
	for i, r := range ref {
		if r >= '0' && r <= '9' {
			row, _ = strconv.Atoi(ref[i:])
			break
		}
		column = column*26 + int(r-'A') + 1
	}
	return row - 1, column - 1
}

func readCSV(t testing.TB, path string) value.Grid {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff")))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = ';', -1, true
	g := value.Grid{Name: "roster"}
	for {
		record, err := r.Read()
		if err != nil {
			return g
		}
		line, _ := r.FieldPos(0)
		for len(g.Rows) < line-1 { // the reader passes over blank lines, the sheet does not
			g.Rows = append(g.Rows, nil)
		}
		g.Rows = append(g.Rows, textCells(record...))
	}
}

// textCells makes a row of text cells.
func textCells(texts ...string) []value.GridCell {
	cells := make([]value.GridCell, len(texts))
	for i, s := range texts {
		if s = value.CleanText(s); s != "" {
			cells[i] = value.GridCell{Kind: value.GridText, Text: s}
		}
	}
	return cells
}

// planted is what a faults file says: what stands beside which row.
type planted struct {
	people int
	asOf   value.Day
	faults map[string]bool // "17 citizen_length"
}

var plantedKeys = []struct{ words, key string }{
	{"id of", "citizen_length"},
	{"admitted in the future", "admitted_in_future"},
	{"is given to rows", "bed_twice"},
	{"the row above again", "row_repeats"},
	{"looks like a formula", "looks_like_formula"},
}

// readFaults reads a faults file: a first line with the count and the day, then
// one planted fault a line, in words (see plantedKeys) or as a key.
func readFaults(t testing.TB, path string) planted {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p := planted{faults: map[string]bool{}}
	first := regexp.MustCompile(`: (\d+) residents, .*dated (\d+/\d+/\d+)`).FindStringSubmatch(string(raw))
	p.people, _ = strconv.Atoi(first[1])
	if p.asOf, err = value.ParseDay(first[2]); err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^  (?:(?:sheet (\d+) )?row (\d+)): (.*)$`)
	for _, m := range line.FindAllStringSubmatch(string(raw), -1) {
		key := m[3]
		for _, k := range plantedKeys {
			if strings.Contains(m[3], k.words) {
				key = k.key
			}
		}
		sheet := "1"
		if m[1] != "" {
			sheet = m[1]
		}
		p.faults[sheet+"."+m[2]+" "+key] = true
	}
	return p
}
