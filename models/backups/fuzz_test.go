package backups

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
)

// FuzzPlace reads a place of copies that somebody may have changed: notes of copies and of pieces of the
// log, contents, and the names of logs. Nothing that the house did not write is taken for its own.
func FuzzPlace(f *testing.F) {
	keys, err := db.NewKeys()
	if err != nil {
		f.Fatal(err)
	}
	p, err := OpenPlace(f.TempDir(), keys)
	if err != nil {
		f.Fatal(err)
	}
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	b := p.vault.put(kindLog)
	if _, err := b.Write([]byte("what happened")); err != nil {
		f.Fatal(err)
	}
	if err := b.Close(); err != nil {
		f.Fatal(err)
	}
	sealed, err := os.ReadFile(p.vault.path(b.name))
	if err != nil {
		f.Fatal(err)
	}
	for _, dir := range []string{copiesDir, logsDir} {
		if err := os.MkdirAll(filepath.Join(p.Dir, dir), 0o700); err != nil {
			f.Fatal(err)
		}
	}
	copied := Copy{Program: "test", Taken: at, Tables: []Table{{TableCopy: db.TableCopy{Table: "a", Rows: 1}, Blob: b.name}}}
	if err := p.write(&copied); err != nil {
		f.Fatal(err)
	}
	note, err := os.ReadFile(p.note(at))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(note, sealed, "binlog.000001")
	f.Add(note[:len(note)/2], sealed[:len(sealed)-1], "binlog.999999")
	f.Add([]byte(strings.Replace(string(note), "test", "text", 1)), append(sealed[:len(sealed):len(sealed)], 0), "binlog")
	f.Add([]byte(`{"taken":"2026-11-22T10:00:00+24:00","sign":""}`), []byte{}, "")
	f.Add([]byte(`{"key":"`+p.vault.fingerprint()+`","sign":null,"from":{"file":"../../x","at":18446744073709551615}}`), []byte{0x1f, 0x8b}, "a.99999999999999999999")
	f.Add([]byte("null"), []byte("\x28"), ".-1")
	said, err := b.vault.whole(kindLog, b.name)
	if err != nil || string(said) != "what happened" {
		f.Fatal(err)
	}
	name := filepath.Join(p.Dir, logsDir, at.Format(stamp)+"-binlog.000001.json")
	f.Fuzz(func(t *testing.T, text, content []byte, log string) {
		for path, what := range map[string][]byte{p.note(at): text, name: text, p.vault.path(b.name): content} {
			if err := os.WriteFile(path, what, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		switch c, err := p.Find(time.Time{}); {
		case err == nil && (c.Program != copied.Program || !c.Taken.Equal(at) || len(c.Tables) != 1 || c.Tables[0].Blob != b.name):
			t.Fatalf("%q is taken for a copy", text)
		case err != nil && !errors.Is(err, errDamaged) && !errors.Is(err, ErrForeign):
			t.Fatalf("%q: %v", text, err)
		}
		if all, err := p.pieces(time.Time{}); err == nil {
			t.Fatalf("%q is taken for %d pieces", text, len(all))
		}
		o, err := p.vault.open(kindLog, b.name)
		if err == nil {
			var out []byte
			out, err = io.ReadAll(o)
			if err == nil && string(out) != "what happened" {
				t.Fatalf("%x is taken for what was sealed and gives %q", content, out)
			}
			_ = o.Close()
		}
		if err != nil && !errors.Is(err, errDamaged) {
			t.Fatalf("%x: %v", content, err)
		}
		if _, err := p.vault.whole("another kind", b.name); err == nil {
			t.Fatalf("%x opens as another kind", content)
		}
		if next, err := after(log); err == nil && (len(next) < len(log)-1 || next == log) {
			t.Fatalf("after %q comes %q", log, next)
		}
	})
}
