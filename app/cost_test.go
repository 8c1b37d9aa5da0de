package main

import (
	"database/sql"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"maiam/models/db"
)

// histories are the tables that grow with the years; no page may walk through one of them whole.
var histories = []string{"care_marks", "presence_placements", "presence_absences", "db_deeds", "residents_people", "residents_words", "db_receipts", "staff_sessions",
	"care_incidents", "care_looks", "care_handover_lines", "care_watches", "care_observations", "care_concerns", "care_doubts", "care_second_looks",
	"care_orders", "care_rollcalls", "offline_tray", "care_tasks", "care_task_answers",
	"staff_attendances", "staff_duty_rooms", "deeds_crises", "residents_secret_entries", "privacy_consents", "privacy_requests", "intake_merges"}

// agedHouse is a house with enough history that a database chooses as it would in earnest.
var agedHouse = sync.OnceValues(func() (*benchHouse, error) { return fillBench(4) })

// hot are the requests that people wait for many times a day, with the most statements each may
// take beside the one that knows the visitor.
func hot(t testing.TB, o *benchHouse) []hotDoor {
	w := o.wards[0]
	ids := map[string]uint64{"ward": w.id, "resident": w.first}
	get := func(name, query string, most int) hotDoor {
		return hotDoor{name + query, http.MethodGet, o.path(t, name, ids) + query, nil, most}
	}
	post := func(body []byte) hotDoor {
		return hotDoor{"recordRound", http.MethodPost, o.path(t, "recordRound", ids), body, 6}
	}
	return []hotDoor{
		get("wards.board", "", 2),
		get("care.sheet", "", 2),
		get("care.rounds", "", 5), // with how far each handover has come, and who is on duty
		get("care.handover", "", 13),
		get("care.concerns", "", 3),
		get("care.numbers", "", 2),
		get("presence.headcount", "", 5),
		get("presence.headcount", "?at=2026-11-01T09:00", 5),
		get("residents.list", "?q=nguyen", 5),
		get("residents.list", "", 4),
		get("residents.file", "", 10), // two ask what the person agreed to; the eighth for those who place people: why somebody lies where a rule warned
		get("home.search", "?q=nguyen", 5), get("home.search", "?q=A101-1", 5), get("home.search", "?q=05%2FQ%C4%90", 5),
		get("home.today", "", 19), // a doctor: the counts, the tray, what is to be looked at, emergencies and orders that run, own duties and who covers the shifts, incidents to know of, the rounds, handovers, who is away, who is kept apart, which needs, deaths to be confirmed
		post(w.body),
		post(w.some),
	}
}

type hotDoor struct {
	name, method, path string
	body               []byte
	most               int
}

// TestHotPagesNeverWalkTheHistory asks the database how it would run every statement of the pages
// that people wait for.
func TestHotPagesNeverWalkTheHistory(t *testing.T) {
	if testing.Short() {
		t.Skip("it makes months of history and is left out with -short")
	}
	o, err := agedHouse()
	if err != nil {
		t.Fatal(err)
	}
	for _, door := range hot(t, o) {
		t.Run(door.name, func(t *testing.T) {
			all := o.least(t, door.method, door.path, door.body)
			if n := len(all) - 1; n > door.most {
				t.Errorf("%d statements, %d are allowed:\n%s", n, door.most, strings.Join(all, "\n"))
			}
			for _, statement := range all {
				if !strings.HasPrefix(statement, "SELECT") && !strings.HasPrefix(statement, "UPDATE") && !strings.HasPrefix(statement, "DELETE") {
					continue
				}
				for _, walk := range walks(t, o, statement) {
					t.Errorf("%s in\n%s", walk, statement)
				}
			}
		})
	}
}

// least gives the statements of a door as they are when the house remembers what it keeps in mind for
// seconds or minutes, such as the settings. Its time may be over at any request, also between two, so
// the shortest of three readings counts.
func (o *benchHouse) least(t testing.TB, method, path string, body []byte) (least []string) {
	t.Helper()
	for range 3 {
		if err := o.forget(o.wards[0]); err != nil {
			t.Fatal(err)
		}
		if all := o.statements(t, method, path, body); least == nil || len(all) < len(least) {
			least = all
		}
	}
	return least
}

var (
	scanned = regexp.MustCompile(`^SCAN (\w+)`)
	// aPage is a walk in the order of an index that ends with the page's last row.
	aPage = regexp.MustCompile(`LIMIT \d+\)?`)
)

// walks lists the tables of history that a statement would read from one end to the other.
func walks(t *testing.T, o *benchHouse, statement string) []string {
	t.Helper()
	names := map[string]string{}
	for _, table := range histories {
		names[table] = table
		for _, found := range regexp.MustCompile("\\b"+table+"`?\\s+(?:AS\\s+)?(\\w+)").FindAllStringSubmatch(statement, -1) {
			names[found[1]] = table
		}
	}
	var out []string
	for _, step := range explain(t, o, statement) {
		if o.db.Engine == db.SQLite {
			if found := scanned.FindStringSubmatch(step["detail"]); found != nil && names[found[1]] != "" &&
				!(names[found[1]] == "residents_people" && strings.Contains(step["detail"], "USING") && aPage.MatchString(statement)) {
				out = append(out, fmt.Sprintf("%s is walked: %s", names[found[1]], step["detail"]))
			}
			continue
		}
		table := names[step["table"]]
		if table == "" {
			continue
		}
		var rows int
		_, _ = fmt.Sscan(step["rows"], &rows)
		if kind := step["type"]; (kind == "ALL" || kind == "index") && rows > 1000 || rows > 5000 {
			out = append(out, fmt.Sprintf("%s is walked: %s by %s, about %d rows", table, kind, step["key"], rows))
		}
	}
	return out
}

// explain gives the steps in which the database would run a statement.
func explain(t *testing.T, o *benchHouse, statement string) []map[string]string {
	t.Helper()
	word := "EXPLAIN QUERY PLAN "
	if o.db.Engine == db.MySQL {
		word = "EXPLAIN "
	}
	rows, err := o.db.Raw().Query(word + statement)
	if err != nil {
		t.Fatalf("%v:\n%s", err, statement)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for rows.Next() {
		cells := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		step := map[string]string{}
		for i, name := range columns {
			step[name] = cells[i].String
		}
		out = append(out, step)
	}
	return out
}

// mostBytes is what one record of care may take on disk with its indexes and its share of the deed.
const mostBytes = 255

// TestARecordOfCareStaysSmall measures the tables themselves.
func TestARecordOfCareStaysSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("it makes months of history and is left out with -short")
	}
	o, err := agedHouse()
	if err != nil {
		t.Fatal(err)
	}
	s, err := o.sizes()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%.0f bytes a mark, %.0f of its deed, %.1f of the state", s.mark, s.deed, s.state)
	if all := s.mark + s.deed + s.state; all > mostBytes {
		t.Errorf("a record takes %.0f bytes, %d are allowed", all, mostBytes)
	}
}

// sizes are bytes for one record of care.
type sizes struct{ mark, deed, state, receipt float64 }

// sizes measures the tables, their indexes included, and divides by the marks.
func (o *benchHouse) sizes() (s sizes, err error) {
	bytes := map[string]float64{}
	for _, table := range []string{"care_marks", "db_deeds", "care_states", "db_receipts"} {
		var n float64
		if o.db.Engine == db.SQLite {
			err = o.db.Raw().QueryRow("SELECT SUM(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name = ?)", table).Scan(&n)
		} else {
			if _, err := o.db.Raw().Exec("ANALYZE TABLE " + table); err != nil {
				return s, err
			}
			err = o.db.Raw().QueryRow("SELECT data_length + index_length FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?", table).Scan(&n)
		}
		if err != nil {
			return s, err
		}
		bytes[table] = n
	}
	var marks, receipts float64
	if err := o.db.Raw().QueryRow("SELECT COUNT(*), (SELECT COUNT(*) FROM db_receipts) FROM care_marks").Scan(&marks, &receipts); err != nil {
		return s, err
	}
	return sizes{mark: bytes["care_marks"] / marks, deed: bytes["db_deeds"] / marks, state: bytes["care_states"] / marks, receipt: bytes["db_receipts"] / max(receipts, 1)}, nil
}
