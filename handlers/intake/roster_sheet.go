package intake

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"maiam/handlers/sheet"
	"maiam/handlers/words"
	"maiam/models/intake"
	"maiam/models/value"
)

// ReadGrids reads the sheets of a spreadsheet that a centre sent; what is wrong
// with the file is a fault with a sentence.
func ReadGrids(name string, r io.ReaderAt, size int64) ([]value.Grid, error) {
	book, err := sheet.Open(filepath.Base(name), r, size, sheet.Usual)
	if err != nil {
		return nil, err
	}
	return book.Grids, nil
}

// ReadFile reads the sheets of a spreadsheet on this machine, for the command.
func ReadFile(path string) ([]value.Grid, error) {
	f, err := os.Open(path) // #nosec G304 -- the operator names the file on the command line; uploads go another way
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return ReadGrids(path, f, info.Size())
}

// WriteReport writes a spreadsheet with every line of the list as it was sent,
// what became of it or would become of it, and why, beside it.
func WriteReport(ctx context.Context, out io.Writer, file string, grids []value.Grid, r *intake.Roster, plan *intake.RosterPlan) error {
	rows := map[intake.RowRef]*intake.PlannedRow{}
	for i := range plan.Rows {
		rows[plan.Rows[i].RowRef] = &plan.Rows[i]
	}
	general := map[intake.RowRef][]string{}
	for _, f := range plan.General {
		general[f.RowRef] = append(general[f.RowRef], sentence(ctx, f.Key, f.Args))
	}
	kinds := map[intake.RowRef]intake.LineKind{}
	for _, l := range r.Lines {
		kinds[l.RowRef] = l.Kind
	}
	w := sheet.NewWriter()
	for i := range grids {
		g := &grids[i]
		width := 0
		for _, row := range g.Rows {
			width = max(width, len(row))
		}
		layout := sheet.Layout{
			Title:     []string{words.T(ctx, "intake.report.title", words.A{"file": file}), summary(ctx, plan)},
			Landscape: true,
			Columns: []sheet.Column{
				{Head: words.T(ctx, "intake.report.row"), Kind: sheet.Integer},
				{Head: words.T(ctx, "intake.report.outcome"), Width: 20},
				{Head: words.T(ctx, "intake.report.reason"), Kind: sheet.Wrapped, Width: 60},
			},
		}
		heads := map[int]string{}
		if i < len(r.Sheets) {
			for _, c := range r.Sheets[i].Columns {
				heads[c.Column-1] = c.Heading
			}
		}
		for c := range width {
			head := heads[c]
			if head == "" {
				head = strings.TrimRight(value.Address(0, c), "0123456789")
			}
			layout.Columns = append(layout.Columns, sheet.Column{Head: head})
		}
		w.Sheet(g.Name, layout)
		for n := range g.Rows {
			ref := intake.RowRef{Sheet: i, Row: n + 1}
			if kinds[ref] == intake.LineBlank {
				continue
			}
			outcome, reasons := lineOutcome(ctx, rows[ref], kinds[ref])
			reasons = append(reasons, general[ref]...)
			cells := []any{n + 1, outcome, strings.Join(reasons, "\n")}
			for c := range width {
				cells = append(cells, g.At(n, c).Text)
			}
			w.Row(cells...)
		}
	}
	return w.Save(out)
}

// lineOutcome says in words what becomes of a line, and why.
func lineOutcome(ctx context.Context, row *intake.PlannedRow, kind intake.LineKind) (string, []string) {
	if row == nil {
		if kind == intake.LinePerson || kind == "" {
			return "", nil
		}
		return words.T(ctx, "intake.report.line."+string(kind)), nil
	}
	outcome := words.T(ctx, "intake.outcome."+string(row.Outcome))
	return outcome, rowReasons(ctx, row)
}

// rowReasons lists what is to be said about a row: its findings, then why it
// came out as it did.
func rowReasons(ctx context.Context, row *intake.PlannedRow) []string {
	var all []string
	for _, f := range row.Findings {
		all = append(all, sentence(ctx, f.Key, f.Args))
	}
	for _, r := range row.Reasons {
		all = append(all, sentence(ctx, r.Key, r.Args))
	}
	return all
}

func sentence(ctx context.Context, key string, args map[string]any) string {
	return words.T(ctx, key, words.A(args))
}

// summary is the one line that says how the list came out.
func summary(ctx context.Context, plan *intake.RosterPlan) string {
	parts := []string{words.N(ctx, "intake.report.summary.people", plan.People)}
	for _, o := range intake.Outcomes {
		if n := plan.Counts[o]; n > 0 {
			parts = append(parts, words.T(ctx, "intake.outcome."+string(o))+": "+words.Number(ctx, int64(n)))
		}
	}
	return strings.Join(parts, " · ")
}
