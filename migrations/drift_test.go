package migrations_test

import (
	"database/sql"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"maiam/migrations"
)

var update = flag.Bool("update", false, "write schema.golden from what SQLite has after Up")

// TestBothEnginesHaveTheSameSchema compares what each engine says about itself after Up with
// schema.golden: tables, columns (name, kind of value, NULL or not), primary and unique keys,
// references and named checks. The golden file is also the one page to read to know every table.
func TestBothEnginesHaveTheSameSchema(t *testing.T) {
	const golden = "schema.golden"
	for _, e := range engines() {
		t.Run(e.dialect, func(t *testing.T) {
			db, _ := e.open(t)
			mustUp(t, db, e.dialect)
			got := describe(t, db, e.dialect)
			if *update && e.dialect == migrations.SQLite {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the schema on %s is not that of %s (- golden, + %s; `make golden` rewrites it):\n%s",
					e.dialect, golden, e.dialect, firstDifference(string(want), got))
			}
		})
	}
}

// describe writes the schema as lines that do not depend on the engine.
func describe(t *testing.T, db *sql.DB, dialect string) string {
	t.Helper()
	q := mysqlCatalogue
	if dialect == migrations.SQLite {
		q = sqliteCatalogue
	}
	var out strings.Builder
	for _, table := range rows(t, db, q.tables) {
		fmt.Fprintf(&out, "%s\n", table[0])
		for _, column := range rows(t, db, q.columns, table[0]) {
			null := " null"
			if column[2] == "1" {
				null = ""
			}
			fmt.Fprintf(&out, "    %-28s %s%s\n", column[0], family(t, table[0], column[0], column[1]), null)
		}
		for _, fact := range []struct{ word, query string }{
			{"key", q.primary}, {"unique", q.uniques}, {"refers", q.references},
		} {
			var lines []string
			for _, row := range rows(t, db, fact.query, table[0]) {
				lines = append(lines, fmt.Sprintf("    %s %s\n", fact.word, strings.Join(row, " → ")))
			}
			slices.Sort(lines)
			out.WriteString(strings.Join(lines, ""))
		}
		var checks []string
		for _, row := range rows(t, db, q.checks, table[0]) {
			if dialect == migrations.MySQL {
				checks = append(checks, "    check "+row[0]+"\n")
				continue
			}
			for _, name := range namedCheck.FindAllStringSubmatch(row[0], -1) {
				checks = append(checks, "    check "+name[1]+"\n")
			}
		}
		slices.Sort(checks)
		out.WriteString(strings.Join(checks, ""))
		out.WriteString("\n")
	}
	return out.String()
}

var namedCheck = regexp.MustCompile(`(?i)constraint\s+["` + "`" + `]?(\w+)["` + "`" + `]?\s+check`)

type catalogue struct{ tables, columns, primary, uniques, references, checks string }

var sqliteCatalogue = catalogue{
	tables: `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
		AND name NOT IN ('db_migrations', 'db_migration_locks')`,
	columns: `SELECT name, type, "notnull" OR pk > 0 FROM pragma_table_xinfo(?)`,
	primary: `SELECT group_concat(name, ', ' ORDER BY pk) FROM pragma_table_info(?) WHERE pk > 0 HAVING COUNT(*) > 0`,
	uniques: `SELECT group_concat(COALESCE(c.name, '(expression)'), ', ' ORDER BY c.seqno)
		FROM pragma_index_list(?) AS i, pragma_index_info(i.name) AS c
		WHERE i."unique" = 1 AND i.origin <> 'pk' GROUP BY i.name`,
	references: `SELECT group_concat("from", ', ' ORDER BY seq), "table" || '(' || group_concat("to", ', ' ORDER BY seq) || ') '
		|| CASE on_delete WHEN 'RESTRICT' THEN 'NO ACTION' ELSE on_delete END FROM pragma_foreign_key_list(?) GROUP BY id`,
	checks: `SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?`,
}

var mysqlCatalogue = catalogue{
	tables: `SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'
		AND table_name NOT IN ('db_migrations', 'db_migration_locks')`,
	columns: `SELECT column_name, column_type, is_nullable = 'NO' FROM information_schema.columns
		WHERE table_schema = DATABASE() AND table_name = ?`,
	primary: `SELECT group_concat(column_name ORDER BY seq_in_index SEPARATOR ', ') FROM information_schema.statistics
		WHERE table_schema = DATABASE() AND table_name = ? AND index_name = 'PRIMARY' HAVING COUNT(*) > 0`,
	uniques: `SELECT group_concat(COALESCE(column_name, '(expression)') ORDER BY seq_in_index SEPARATOR ', ') FROM information_schema.statistics
		WHERE table_schema = DATABASE() AND table_name = ? AND non_unique = 0 AND index_name <> 'PRIMARY' GROUP BY index_name`,
	references: `SELECT group_concat(k.column_name ORDER BY k.ordinal_position SEPARATOR ', '),
			CONCAT(k.referenced_table_name, '(', group_concat(k.referenced_column_name ORDER BY k.ordinal_position SEPARATOR ', '), ') ',
			CASE r.delete_rule WHEN 'RESTRICT' THEN 'NO ACTION' ELSE r.delete_rule END)
		FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
			ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
		WHERE k.table_schema = DATABASE() AND k.table_name = ? AND k.referenced_table_name IS NOT NULL
		GROUP BY k.constraint_name, k.referenced_table_name, r.delete_rule`,
	checks: `SELECT tc.constraint_name FROM information_schema.table_constraints tc
		WHERE tc.table_schema = DATABASE() AND tc.table_name = ? AND tc.constraint_type = 'CHECK'`,
}

// families name what a column holds, whatever the engine calls it; the first match counts.
var families = []struct {
	name  string
	match *regexp.Regexp
}{
	{"yes/no", regexp.MustCompile(`^(boolean|bool|tinyint\(1\))`)},
	{"integer", regexp.MustCompile(`^(integer|int|bigint|mediumint|smallint|tinyint)`)},
	{"instant", regexp.MustCompile(`^(datetime|timestamp)`)},
	{"day", regexp.MustCompile(`^date$`)},
	{"decimal", regexp.MustCompile(`^(decimal|numeric)`)},
	{"fraction", regexp.MustCompile(`^(double|float|real)`)},
	{"bytes", regexp.MustCompile(`^(blob|longblob|mediumblob|tinyblob|varbinary|binary)`)},
	{"text", regexp.MustCompile(`^(text|longtext|mediumtext|tinytext|varchar|char|json|enum)`)},
}

func family(t *testing.T, table, column, declared string) string {
	t.Helper()
	for _, f := range families {
		if f.match.MatchString(strings.ToLower(declared)) {
			return f.name
		}
	}
	t.Errorf("%s.%s is declared %q, which no family of drift_test.go knows", table, column, declared)
	return declared
}

// rows runs one query and gives every cell as text, sorted by the first: engines sort names
// each in their own way.
func rows(t *testing.T, db *sql.DB, query string, args ...any) [][]string {
	t.Helper()
	result, err := db.Query(query, args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	defer result.Close()
	names, err := result.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for result.Next() {
		cells := make([]sql.NullString, len(names))
		into := make([]any, len(names))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := result.Scan(into...); err != nil {
			t.Fatal(err)
		}
		row := make([]string, len(cells))
		for i, cell := range cells {
			row[i] = cell.String
		}
		all = append(all, row)
	}
	if err := result.Err(); err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(all, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	return all
}

// firstDifference shows where two texts part, each line under the table it belongs to.
func firstDifference(want, got string) string {
	wantLines, gotLines := located(want), located(got)
	var out []string
	for _, line := range wantLines {
		if !slices.Contains(gotLines, line) {
			out = append(out, "- "+line)
		}
	}
	for _, line := range gotLines {
		if !slices.Contains(wantLines, line) {
			out = append(out, "+ "+line)
		}
	}
	return strings.Join(out[:min(len(out), 60)], "\n")
}

func located(text string) []string {
	var lines []string
	table := ""
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case line == "":
		case line[0] != ' ':
			table = line
			lines = append(lines, line)
		default:
			lines = append(lines, table+": "+strings.TrimSpace(line))
		}
	}
	return lines
}
