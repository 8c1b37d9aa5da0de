package assets

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"
)

// FuzzFiles asks for a file by whatever name, part and coding: it is one of those that were laid out, whole
// and in a coding that was asked for, or there is none.
func FuzzFiles(f *testing.F) {
	set, err := plainSet()
	if err != nil {
		f.Fatal(err)
	}
	css := set.URL("app.css")
	for _, seed := range [][3]string{{css, "gzip;q=0, br", "bytes=0-1"}, {css, "gzip ; q=0.1", "bytes=-1,0-0,9999999999999999999-"}, {css + "/../..", "*", `"x", W/"y"`}, {"/assets/../go.mod", "identity", ""}, {"/assets/", "gzip;q=NaN", "\xff"}, {"/assets/%00", ",,;", "*"}, {"//evil/assets/" + css, "gzip", "bytes=-"}} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, path, coding, part string) {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
			r := &http.Request{Method: method, URL: &url.URL{Path: path}, Header: http.Header{"Accept-Encoding": {coding}, "Range": {part}, "If-None-Match": {part}, "If-Range": {part}, "If-Modified-Since": {part}}}
			w := httptest.NewRecorder()
			set.ServeHTTP(w, r)
			one, known := set.shelves[path[min(len(path), len(Prefix)):]]
			known = known && len(path) >= len(Prefix) && path[:len(Prefix)] == Prefix
			bare, bareKnown := set.shelves[path]
			switch {
			case w.Code == http.StatusOK && !known && !bareKnown:
				t.Fatalf("%q gives %d bytes", path, w.Body.Len())
			case w.Code == http.StatusOK && method == http.MethodGet:
				if bareKnown {
					one = bare
				}
				if want := map[string]int{"": len(one.plain), "gzip": len(one.gz), "br": len(one.br)}[w.Header().Get("Content-Encoding")]; w.Body.Len() != want || w.Header().Get("Content-Length") != strconv.Itoa(want) {
					t.Fatalf("%q as %q: %d bytes of %d, it says %s", path, coding, w.Body.Len(), want, w.Header().Get("Content-Length"))
				}
			case w.Code >= 500 || method == http.MethodPost && w.Code == http.StatusOK:
				t.Fatalf("%s %q: %d", method, path, w.Code)
			}
		}
	})
}
