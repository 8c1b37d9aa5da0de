package db_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
)

// parcel has a field of every kind that a report fills.
type parcel struct {
	ID     uint64
	Small  uint8
	Whole  *int
	Weight float64
	Sealed bool
	Name   string
	Tag    label
	Raw    []byte
	At     time.Time
	Later  *time.Time
	Part   inner `gorm:"embedded;embeddedPrefix:part_"`
}

type label string

type inner struct{ Note string }

func TestReportFillsEveryKindOfField(t *testing.T) {
	h := open(t)
	h.Do(func(tx *db.Tx) error {
		all, err := db.Report[parcel](tx, `SELECT 7 AS id, 3 AS small, 12 AS whole, 1.5 AS weight, 1 AS sealed, 'Đặng' AS name, 'x' AS tag, 'ab' AS raw, recorded AS at,
			NULL AS later, 'n' AS part_note, 5 AS only_sorts FROM db_receipts WHERE {shared}
			UNION ALL SELECT 8, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 6 ORDER BY only_sorts`)
		if err != nil {
			return err
		}
		if len(all) != 1 || all[0].ID != 8 || all[0].Name != "" || all[0].Whole != nil || !all[0].At.IsZero() {
			t.Errorf("what is NULL must stay empty: %+v", all)
		}
		all, err = db.Report[parcel](tx, `SELECT 7 AS id, 3 AS small, 12 AS whole, 1.5 AS weight, 1 AS sealed, 'Đặng' AS name, 'x' AS tag, 'ab' AS raw, 'n' AS part_note WHERE {shared}`)
		if err != nil {
			return err
		}
		p := all[0]
		if p.ID != 7 || p.Small != 3 || *p.Whole != 12 || p.Weight != 1.5 || !p.Sealed || p.Name != "Đặng" || p.Tag != "x" || string(p.Raw) != "ab" || p.Part.Note != "n" {
			t.Errorf("got %+v", p)
		}
		return nil
	})
}

func TestReportReadsTimesAndLists(t *testing.T) {
	h := open(t)
	h.Do(func(tx *db.Tx) error {
		return db.Append(tx, []ward{{CampusID: 1, Note: "a"}, {CampusID: 1, Note: "b"}, {CampusID: 2, Note: "c"}})
	})
	h.Do(func(tx *db.Tx) error {
		for want, notes := range map[int][]string{2: {"a", "c", "z"}, 0: {}} {
			all, err := db.Report[ward](tx, `SELECT id, note FROM test_wards WHERE {campus campus_id} AND note IN ? AND campus_id > ?`, notes, 0)
			if err != nil {
				return err
			}
			if len(all) != want {
				t.Errorf("%d rows for %v", len(all), notes)
			}
		}
		type deed struct{ At, Again *time.Time }
		when, err := db.Report[deed](tx, `SELECT at, at AS again FROM db_deeds WHERE {shared} AND at <= ? LIMIT 1`, tx.Now)
		if err != nil {
			return err
		}
		if !when[0].At.Equal(tx.Now) || when[0].At.Location() != time.UTC {
			t.Errorf("got %v, not %v", when[0].At, tx.Now)
		}
		_, err = db.Report[struct{ Note int }](tx, `SELECT note FROM test_wards WHERE {campus campus_id}`)
		if err == nil || !strings.Contains(err.Error(), "note") {
			t.Errorf("a text in a number must be refused with its column, got %v", err)
		}
		return nil
	})
}

func TestWitnessKeepsWholeStatements(t *testing.T) {
	h := open(t)
	ctx, seen := db.Witness(context.Background())
	err := h.Write(ctx, db.System("test"), "test", func(tx *db.Tx) error {
		if err := tx.May("test"); err != nil {
			return err
		}
		if err := db.Append(tx, []ward{{CampusID: 1, Note: "it's"}}); err != nil {
			return err
		}
		_, err := db.Report[ward](tx, `SELECT id FROM test_wards WHERE {campus campus_id} AND note IN ?`, []string{"a", "b"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	all := seen()
	if len(all) != 3 || !strings.Contains(all[0], "'it''s'") || !strings.Contains(all[1], "('a','b')") || !slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, "db_deeds") }) {
		t.Errorf("kept %q", all)
	}
}

// TestWhatOnlyBeginsLikeSealedIsAText: in a column that is not sealed somebody may type the very sign by
// which sealed texts begin. It is read and looked through like any other.
func TestWhatOnlyBeginsLikeSealedIsAText(t *testing.T) {
	h := open(t)
	const typed = "sealed1:AQAAAAAAAAAA Trần Thị Bưởi"
	h.Do(func(tx *db.Tx) error {
		if err := db.Append(tx, []ward{{CampusID: 1, Note: typed}, {CampusID: 1, Note: "sealed1:AQAAAAAA"}}); err != nil {
			return err
		}
		rows, err := db.From[ward](tx).Where("note = ?", typed).All()
		if err != nil || len(rows) != 1 {
			t.Fatalf("%+v %v", rows, err)
		}
		found, err := db.WordsIn(tx, db.Pointer{Table: rows[0].TableName(), Column: "note"}, nil, "Bưởi")
		if err != nil || len(found) != 1 || found[0].Text != typed {
			t.Errorf("found %+v, %v", found, err)
		}
		row := json.RawMessage(`{"note": "` + typed + `"}`)
		if shown, err := db.OpenRow(tx, "wards", row); err != nil || !strings.Contains(string(shown), typed) {
			t.Errorf("shown %s, %v", shown, err)
		}
		return nil
	})
}
