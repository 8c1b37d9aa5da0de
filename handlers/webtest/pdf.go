package webtest

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

// PDFPages gives the words of each page as a person's PDF program sees them. With "-layout" among the
// flags they stand as on the page; without, column by column.
func PDFPages(t testing.TB, pdf []byte, flags ...string) []string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("a printed paper is read back with pdftotext: make test installs it (poppler-utils)")
	}
	cmd := exec.Command(tool, append(flags, "-", "-")...) // #nosec G204 -- a tool of the tests, by a fixed name
	cmd.Stdin = bytes.NewReader(pdf)
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("the paper cannot be read: %v", err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
}
