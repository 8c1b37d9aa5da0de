package db_test

import (
	"fmt"
	"testing"

	"maiam/models/db"
)

// TestCompiledStatementsAreKeptAndShared asks more different statements than a connection keeps, and
// the same one while it is still being read.
func TestCompiledStatementsAreKeptAndShared(t *testing.T) {
	h := open(t)
	h.Do(func(tx *db.Tx) error {
		return db.Append(tx, []ward{{CampusID: 1, Note: "a"}, {CampusID: 1, Note: "b"}})
	})
	for round := range 2 {
		h.Do(func(tx *db.Tx) error {
			for i := range 450 {
				all, err := db.Report[ward](tx, fmt.Sprintf("SELECT id, note FROM test_wards WHERE {campus campus_id} AND %d = %d ORDER BY id", i, i))
				if err != nil || len(all) != 2 || all[1].Note != "b" {
					t.Fatalf("round %d, statement %d: %v %v", round, i, all, err)
				}
			}
			return nil
		})
	}
	conn, err := h.Raw().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if h.Engine != db.SQLite {
		return // one connection of a server reads one answer at a time
	}
	const query = "SELECT note FROM test_wards ORDER BY id"
	var seen []string
	outer, err := conn.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	for outer.Next() {
		inner, err := conn.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		for inner.Next() {
			var note string
			if err := inner.Scan(&note); err != nil {
				t.Fatal(err)
			}
			seen = append(seen, note)
		}
		_ = inner.Close()
	}
	_ = outer.Close()
	if fmt.Sprint(seen) != "[a b a b]" {
		t.Errorf("read %v", seen)
	}
}
