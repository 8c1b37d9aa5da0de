package db_test

import (
	"slices"
	"strings"
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
)

// TestTheSchemaNamesColumnsAndLinks: both engines tell of a table what stands in its migration.
func TestTheSchemaNamesColumnsAndLinks(t *testing.T) {
	h := open(t)
	h.Do(func(tx *db.Tx) error {
		all, err := db.Schema(tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(c db.TableColumn) bool { return c.TableName == "db_deeds" && c.Name == "id" })
		if i < 0 || !all[i].Whole() || all[i].References != "" {
			t.Errorf("db_deeds.id is not a whole number that names nothing: %+v", all)
		}
		links, err := db.Links(tx)
		for _, l := range links {
			if !slices.ContainsFunc(all, func(c db.TableColumn) bool { return c.TableName == l.Target }) {
				t.Errorf("%s.%s names %s, which is no table", l.Table, l.Column, l.Target)
			}
		}
		return err
	})
}

// TestTheCatalogueOfOneDatabaseIsRead: a server that holds the databases of many centres is asked for
// the tables of this one. Where it goes through all of them it waits for each, and breaks the statement
// off when one is thrown away meanwhile.
func TestTheCatalogueOfOneDatabaseIsRead(t *testing.T) {
	if dbtest.Server() == "" {
		t.Skip("an embedded database holds no other ones")
	}
	h := open(t)
	for _, statement := range db.CatalogueReadings {
		rows, err := h.Raw().Query("EXPLAIN " + strings.ReplaceAll(statement, "{shared}", "1 = 1"))
		if err != nil {
			t.Fatal(err)
		}
		names, _ := rows.Columns()
		for rows.Next() {
			cells, into := make([]*string, len(names)), make([]any, len(names))
			for i := range cells {
				into[i] = &cells[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			if extra := cells[len(cells)-1]; extra == nil || !strings.Contains(*extra, "Scanned 1 database") {
				t.Errorf("%s\nreads the catalogue of more than one database", statement)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		_ = rows.Close()
	}
}
