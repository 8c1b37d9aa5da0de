package db_test

import (
	"fmt"
	"strings"
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

// TestAStatementAnswersTheSameCompiledOrNot asks the same statement again and again: the first time a
// server gets it as text, later compiled, and both ways carry every kind of value.
func TestAStatementAnswersTheSameCompiledOrNot(t *testing.T) {
	h := open(t)
	h.Do(func(tx *db.Tx) error { return db.Append(tx, []ward{{CampusID: 1, Note: "Khu B · Nữ nặng"}}) })
	type kinds struct {
		ID      uint64
		Note    string
		Less    int64
		Part    float64
		Missing *int64
		Truth   bool
		Count   int
		Asked   string
	}
	var first string
	for round := range 5 {
		h.Do(func(tx *db.Tx) error {
			got, err := db.Report[kinds](tx, `SELECT id, note, -7 AS less, 0.25 AS part, NULL AS missing, 1 = 1 AS truth, (SELECT COUNT(*) FROM test_wards) AS count, ? AS asked
				FROM test_wards WHERE {campus campus_id} AND note = ?`, "hỏi", "Khu B · Nữ nặng")
			if err != nil || len(got) != 1 {
				t.Fatalf("round %d: %v %v", round, got, err)
			}
			if now := fmt.Sprintf("%+v", got[0]); round == 0 {
				first = now
			} else if now != first {
				t.Errorf("round %d: %s, before %s", round, now, first)
			}
			return nil
		})
	}
	if want := "Note:Khu B · Nữ nặng Less:-7 Part:0.25 Missing:<nil> Truth:true Count:1 Asked:hỏi"; !strings.Contains(first, want) {
		t.Errorf("read %s, want %s", first, want)
	}
}
