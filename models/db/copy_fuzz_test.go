package db

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	embedded "modernc.org/sqlite"
)

// FuzzTableOfACopy reads a table of a copy that somebody may have written anew. Whatever stands in it, it
// is refused or lies in that table and in no other, and comes out as it went in.
func FuzzTableOfACopy(f *testing.F) {
	for _, text := range []string{
		`["id","name","born","seen","scan"]` + "\n" + `[1,"Lò Thị Mẩy",{"d":"1990-02-28"},{"t":"2026-11-22T10:00:00.123456Z"},{"b":"AAH/"}]` + "\n",
		`["id"]` + "\n" + `[1][2]` + "\n", `["id","id"]` + "\n[1,2]\n", `["id","name) VALUES (1,2); DROP TABLE aside; --"]` + "\n[1,2]\n",
		`[]` + "\n[]\n", `["id"]` + "\n" + `[{}]` + "\n", `["id"]` + "\n" + `[{"b":""}]` + "\n", `["id"]` + "\n" + `[{"t":"x"}]`, `["id"]` + "\n" + `[[1]]`,
		`["id","name"]` + "\n" + `[9223372036854775808,1e400]` + "\n", `["rowid"]` + "\n[7]\n", `["ID","Name"]` + "\n" + `[7,"\u0000"]` + "\n", `null`, `["id"] [null] null`, "\xff", strings.Repeat("[", 10_000),
	} {
		f.Add(text)
	}
	base, err := embedded.NewConnector("file:" + filepath.Join(f.TempDir(), "copy.db") + "?_time_format=sqlite&_timezone=UTC&_pragma=synchronous(OFF)")
	if err != nil {
		f.Fatal(err)
	}
	pool := sql.OpenDB(base)
	pool.SetMaxOpenConns(1)
	f.Cleanup(func() { _ = pool.Close() })
	ctx := context.Background()
	for _, q := range []string{"CREATE TABLE told (id INTEGER PRIMARY KEY, name TEXT, born DATE, seen DATETIME, scan BLOB)", "CREATE TABLE aside (id INTEGER PRIMARY KEY, name TEXT)", "INSERT INTO aside VALUES (1, 'stays')"} {
		if _, err := pool.ExecContext(ctx, q); err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		tx, err := pool.BeginTx(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = tx.Rollback() }()
		n, err := importTable(ctx, tx, "told", strings.NewReader(text))
		var stays string
		if e := tx.QueryRowContext(ctx, "SELECT group_concat(name) FROM aside").Scan(&stays); e != nil || stays != "stays" {
			t.Fatalf("%q reached another table: %q, %v", text, stays, e)
		}
		if err != nil {
			return
		}
		var out bytes.Buffer
		c, err := exportTable(ctx, tx, "told", &out)
		if err != nil { // a value that the column does not hold, such as a day that is none
			return
		}
		if c.Rows != n {
			t.Fatalf("%q: %d rows went in, %d came out", text, n, c.Rows)
		}
		first := out.String()
		if _, err := tx.ExecContext(ctx, "DELETE FROM told"); err != nil {
			t.Fatal(err)
		}
		if again, err := importTable(ctx, tx, "told", strings.NewReader(first)); err != nil || again != n {
			t.Fatalf("%q came out as %q, of which %d rows go in: %v", text, first, again, err)
		}
		out.Reset()
		if _, err := exportTable(ctx, tx, "told", &out); err != nil || out.String() != first {
			t.Fatalf("%q came out as %q and then as %q: %v", text, first, out.String(), err)
		}
	})
}

// logOf is a binary log with events of some lengths.
func logOf(lengths ...int) []byte {
	out := bytes.Clone(logMagic)
	for _, n := range lengths {
		head := make([]byte, headLength)
		binary.LittleEndian.PutUint32(head[9:], uint32(headLength+n))
		binary.LittleEndian.PutUint32(head[13:], uint32(len(out)+headLength+n))
		out = append(append(out, head...), bytes.Repeat([]byte{7}, n)...)
	}
	return out
}

// FuzzCutLog cuts a piece out of a binary log that may be damaged: it never holds more than the log did,
// and the same piece cut out of it is itself.
func FuzzCutLog(f *testing.F) {
	f.Add(logOf(10, 0, 300), uint64(4), uint64(0))
	f.Add(logOf(10, 20, 30), uint64(52), uint64(91))
	f.Add(logOf(10)[:20], uint64(0), uint64(0))
	f.Add(append(logOf(1), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0), uint64(4), uint64(1<<40))
	f.Add([]byte("not a log"), uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, log []byte, after, until uint64) {
		var piece bytes.Buffer
		end, err := CutLog(bytes.NewReader(log), &piece, after, until)
		if piece.Len() > len(log) {
			t.Fatalf("%d bytes out of %d", piece.Len(), len(log))
		}
		if err != nil {
			return
		}
		if end < after || until != 0 && end != after && end > until {
			t.Fatalf("it ends at %d, between %d and %d was asked", end, after, until)
		}
		var again bytes.Buffer
		if same, err := CutLog(bytes.NewReader(piece.Bytes()), &again, after, until); err != nil || same != end || !bytes.Equal(again.Bytes(), piece.Bytes()) {
			t.Fatalf("cut again it is another piece: ends %d and %d, %d and %d bytes, %v", end, same, piece.Len(), again.Len(), err)
		}
	})
}

// FuzzSecrets reads a secret file that is damaged, and what lies in a sealed column: neither ends the
// program, and nothing opens that the house did not seal for that place.
func FuzzSecrets(f *testing.F) {
	made, err := freshKeys()
	if err != nil {
		f.Fatal(err)
	}
	k, err := made.keys()
	if err != nil {
		f.Fatal(err)
	}
	sealed, err := k.now().seal.Encrypt([]byte("012345678901"), []byte("residents_people.citizen"))
	if err != nil {
		f.Fatal(err)
	}
	whole := `{"seal":` + string(made.Seal) + `,"index":` + string(made.Index) + `,"seed":"` + made.Seed + `"}`
	f.Add([]byte(whole), sealed)
	f.Add([]byte(whole[:len(whole)/2]), sealed[:20])
	f.Add([]byte(`{"seal":{},"index":{},"seed":"?"}`), []byte{1})
	f.Add([]byte(`{"seal":`+string(made.Index)+`,"index":`+string(made.Seal)+`}`), append(bytes.Clone(sealed), 0))
	f.Add([]byte(strings.Replace(whole, "ENABLED", "DISABLED", 1)), bytes.Repeat([]byte{0}, 40))
	f.Add([]byte("null"), []byte(nil))
	f.Fuzz(func(t *testing.T, file, cell []byte) {
		if read, err := readKeyFile("secret", file); err == nil {
			if other, err := read.keys(); err == nil {
				_, _ = other.open("residents_people.citizen", cell)
				_ = other.Derive("x")
			}
		}
		for _, column := range []string{"residents_people.citizen", "residents_people.insurance"} {
			if plain, err := k.open(column, cell); err == nil && (column != "residents_people.citizen" || !bytes.Equal(cell, sealed)) {
				t.Fatalf("%x opens in %s as %q", cell, column, plain)
			}
		}
	})
}

// FuzzWitness reads a whole file of anchors that somebody else may have written: it comes to its end, and
// no line that the house did not sign is genuine.
func FuzzWitness(f *testing.F) {
	for _, text := range []string{"", "\n", `{"n":1,"mac":"x"}` + "\n", `{"n":1}` + "\n\n" + `{"n":2,"ends":[{}]}` + "\n" + `{"n":3`, "[]\n", "\xff\n", `{"n":-1}` + "\n", strings.Repeat("[", 3000) + "\n", `{"n":1,"at":"9999-12-31T23:59:59+24:00"}` + "\n"} {
		f.Add([]byte(text))
	}
	key := []byte("a key that nobody has")
	path := filepath.Join(f.TempDir(), anchorFile)
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		n := 0
		for a := range (anchorPlace{path: path, size: int64(len(text))}).lines() {
			if n++; a.N > 0 && a.genuine(key) {
				t.Fatalf("%q holds a line that is signed by nobody, and genuine", text)
			}
		}
		if most := bytes.Count(text, []byte("\n")) + 1; n > most {
			t.Fatalf("%q holds %d lines", text, n)
		}
		a := anchor{}
		if _, err := io.ReadFull(bytes.NewReader(text), make([]byte, 1)); err == nil && a.genuine(key) {
			t.Fatal("an empty line is genuine")
		}
	})
}
