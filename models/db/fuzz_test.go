package db

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzAnchors reads the end of a file of anchors that somebody else may have written, and the cursors
// of lists as they come back.
func FuzzAnchors(f *testing.F) {
	for _, text := range []string{"", "\n", `{"n":1}`, `{"n":1,"mac":"x"}` + "\n", `{"n":1}` + "\n" + `{"n":2`, "\n\n\n", "\xff\n", `{"n":0}` + "\n", `null` + "\n"} {
		f.Add([]byte(text))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(dir, "anchors")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		a, err := lastAnchor(file)
		if err == nil && a.N > 0 && a.genuine([]byte("a key that nobody has")) {
			t.Fatalf("%q is signed by nobody, and genuine", text)
		}
		left, err := os.ReadFile(path)
		if err != nil || !bytes.HasPrefix(text, left) || bytes.Count(left, []byte("\n")) != bytes.Count(text, []byte("\n")) {
			t.Fatalf("of %q is left %q: %v", text, left, err)
		}
		for n := range 4 {
			parts, ok, err := Page{After: string(text)}.Parts(n)
			if ok && err == nil && len(parts) != n {
				t.Fatalf("%q has %d parts", text, len(parts))
			}
		}
	})
}
