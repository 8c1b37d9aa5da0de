package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"maiam/handlers/web"
	"maiam/handlers/webtest"
)

// fits tells whether a text can stand in the head of a request at all: a server refuses others before
// anything of the house sees them.
func fits(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}

// FuzzCookies opens a page with whatever a browser or a program may bring along: cookies, languages, the
// format that it speaks, and the address that a program in front names. The page is always shown, what it
// tells leads nowhere else, and an address is an address.
func FuzzCookies(f *testing.F) {
	for _, text := range []string{"lang=vi; theme=dark; notice=eyJrIjoid29yZHMuc2F2ZWQiLCJ1IjoiL3VuZG8ifQ", "notice=eyJrIjoid29yZHMuc2F2ZWQiLCJ1IjoiL1xcZXZpbC5leGFtcGxlIn0", "notice=eyJrIjoid29yZHMuc2F2ZWQiLCJ1IjoiLy9ldmlsIn0",
		"notice=bnVsbA", "notice=eyJhIjp7IngiOlsxXX19", "notice=!", "lang=xx; lang=", `theme="><script>`, "=;;=", "a", strings.Repeat("x=y;", 400), "10.0.0.1, ::ffff:192.0.2.9%25eth0", "unknown", "\xff", "99999999999999999999"} {
		f.Add(text, text)
	}
	d, _, _ := desk(f)
	var told *web.Notice
	d.Frame = func(call *web.Call, leaf web.Leaf) templ.Component {
		if call.Lang != "vi" && call.Lang != "en" {
			panic("the language is " + call.Lang)
		}
		told = call.Told()
		return leaf.Body
	}
	house := d.Handler()
	f.Fuzz(func(t *testing.T, cookies, said string) {
		if !fits(cookies) || !fits(said) {
			return
		}
		told = nil
		r := httptest.NewRequest(http.MethodGet, "http://maiam.test/wards/3?lang="+url.QueryEscape(said), nil)
		r.RemoteAddr = "127.0.0.1:4711"
		for name, value := range map[string]string{"Cookie": cookies, "X-Test-Person": "lan", "Accept-Language": said, "Accept-Encoding": said, "Maiam-Format": said, "X-Forwarded-For": said, "X-Forwarded-Host": said, "Forwarded": said, "Range": said, "If-None-Match": said, "HX-Request": said} {
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		house.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Fatalf("%q and %q: %d %.300s", cookies, said, w.Code, w.Body)
		}
		for _, set := range w.Result().Cookies() {
			if set.Name == "lang" && set.Value != "vi" && set.Value != "en" {
				t.Fatalf("%q is kept as a language", set.Value)
			}
		}
		if told != nil {
			if to := told.UndoPath; to != "" && web.SafeNext(to, "") != to {
				t.Fatalf("%q tells of a way back to %q", cookies, to)
			}
		}
		if at, err := netip.ParseAddr(web.Address(r)); err != nil || at.Zone() != "" {
			t.Fatalf("%q comes from %q", said, web.Address(r))
		}
		r.RemoteAddr = "192.0.2.7:4711"
		if web.Address(r) != "192.0.2.7" {
			t.Fatalf("%q is believed about itself", said)
		}
	})
}

// FuzzForms sends a form as it comes, with all that the house itself puts into forms: the key of the act,
// and what a form showed when it was opened. It is done, or comes back with what was typed and nothing of
// it as part of the page.
func FuzzForms(f *testing.F) {
	for _, body := range []string{"text=a&_key=1", "text=&_was=%7B%22at%22%3A1%2C%22was%22%3A%7B%22text%22%3A%22a%22%7D%7D&_take.text=theirs", "_was=null&text=taken&version=3", "_was=%7B%7D&_take.=theirs", "text=%3Cscript%3Ealert(1)%3C%2Fscript%3E&day=x",
		"text=full&_was=%7B%22was%22%3A%7B%22a%22%3Anull%7D%2C%22typed%22%3A%7B%7D%7D", "_key=%00&_key=2&text=b", "text=broken", "_take.text=theirs&_was=%5B%5D", "%", "text=a;b=c", strings.Repeat("a=b&", 3000), "text[0]=a&text[]=b", "_was=%7B%22at%22%3A9e999%7D"} {
		f.Add(body)
	}
	d, _, _ := desk(f)
	house := d.Handler()
	f.Fuzz(func(t *testing.T, body string) {
		v := webtest.Visit(t, house)
		v.Header.Set("X-Test-Person", "lan")
		a := v.Do(http.MethodPost, "/wards/3/notes", strings.NewReader(body), "Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin")
		if a.Status >= 500 && !slices.ContainsFunc([]string{"panic", "broken", "full"}, func(word string) bool { return strings.Contains(body, word) || strings.Contains(body, "%") }) {
			t.Fatalf("%q: %d %.300s", body, a.Status, a.Body)
		}
		if strings.Contains(a.Body, "<script>alert") || strings.Contains(a.Body, "Nguyễn Văn A") {
			t.Fatalf("%q is part of the page: %.600s", body, a.Body)
		}
	})
}

// FuzzReceipts sends one act twice under whatever key: it is done once at most, and under the same key
// nothing else is.
func FuzzReceipts(f *testing.F) {
	for _, key := range []string{"", "1", "a b", strings.Repeat("k", 200), strings.Repeat("k", 201), "'; DROP TABLE db_receipts; --", "\xff\xfe", "Ấ", " 1 ", "\t", "%00"} {
		f.Add(key, "a", "b")
	}
	d, _, _ := desk(f)
	house := d.Handler()
	f.Fuzz(func(t *testing.T, key, one, two string) {
		if !fits(key) {
			return
		}
		post := func(text string) *webtest.Answer {
			v := webtest.Visit(t, house)
			v.Header.Set("X-Test-Person", "lan")
			v.Header.Set("Idempotency-Key", key)
			return v.JSON(http.MethodPost, "/api/v1/wards/3/notes", map[string]string{"text": one + text})
		}
		first, again := post(""), post("") // each act that is done has another answer
		known := strings.TrimSpace(key) != ""
		if first.Status >= 500 && !slices.Contains([]string{"broken", "full", "panic"}, strings.TrimSpace(one)) {
			t.Fatalf("%q, %q: %d %.300s", key, one, first.Status, first.Body)
		}
		if known && first.Status < 300 && (again.Status != first.Status || again.Body != first.Body) {
			t.Fatalf("%q: %d %q and then %d %q", key, first.Status, first.Body, again.Status, again.Body)
		}
		if other := post("." + two); known && first.Status < 300 && other.Status < 300 && other.Body != first.Body {
			t.Fatalf("the key %q stood for %q and for %q: %q, %q", key, one, one+"."+two, first.Body, other.Body)
		}
	})
}

// FuzzAlong lays the path of a waiting request along the patterns of doors: what fits is put together
// again from what was found.
func FuzzAlong(f *testing.F) {
	for _, path := range []string{"/api/v1/wards/3/notes", "/api/v1/wards//notes", "/api/v1/wards/:ward/notes", "/", "", "api/v1/wards/3/notes/", "/api/v1/wards/%2e%2e/notes"} {
		f.Add("/api/v1/wards/:ward/notes", path)
	}
	f.Fuzz(func(t *testing.T, pattern, path string) {
		params, ok := web.Along(pattern, path)
		if !ok {
			return
		}
		parts := strings.Split(pattern, "/")
		for i, part := range parts {
			if name, is := strings.CutPrefix(part, ":"); is {
				if strings.Count(pattern, ":"+name) > 1 {
					return
				}
				if params[name] == "" && part != strings.Split(path, "/")[i] {
					t.Fatalf("%q along %q leaves %s empty", path, pattern, name)
				}
				parts[i] = params[name]
			}
		}
		if whole := strings.Join(parts, "/"); whole != path && len(params) > 0 && !strings.Contains(path, ":") {
			t.Fatalf("%q along %q is %q", path, pattern, whole)
		}
	})
}
