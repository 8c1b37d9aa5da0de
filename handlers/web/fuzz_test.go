package web_test

import (
	"context"
	"encoding/json"
	"math"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"maiam/handlers/web"
	"maiam/models/dbtest"
	"maiam/models/value"
)

// everyKind is an input with a field of each kind that doors take.
type everyKind struct {
	ID      uint64                `path:"id" form:"-" json:"-"`
	Text    string                `form:"text" json:"text" validate:"required,max=40"`
	Secret  string                `form:"secret" json:"secret" tidy:"-"`
	Number  int                   `form:"number" json:"number" validate:"max=9"`
	Whole   uint64                `form:"whole" json:"whole"`
	Flag    bool                  `form:"flag" json:"flag"`
	Day     value.Day             `form:"day" json:"day"`
	At      time.Time             `form:"at" json:"at"`
	Age     *int                  `form:"age" json:"age"`
	List    []uint64              `form:"list" json:"list" validate:"max=5"`
	Words   []string              `form:"words" json:"words"`
	Map     map[string]string     `form:"map" json:"map"`
	Rows    []everyRow            `form:"rows" json:"rows" validate:"max=5,dive"`
	Version uint64                `form:"version" json:"version"`
	Paper   *multipart.FileHeader `file:"paper" form:"-" json:"-"`
}

type everyRow struct {
	ID   uint64 `form:"id" json:"id" validate:"required"`
	Note string `form:"note" json:"note" validate:"max=10"`
}

// FuzzBind reads a request as doors do: path, query, form, JSON, upload, version. Whatever comes, it is
// a fault with a key or an input that keeps the law: tidy texts, lists no longer than allowed, numbers
// that databases have.
func FuzzBind(f *testing.F) {
	part := "--b\r\nContent-Disposition: form-data; name=\"paper\"; filename=\"a.jpg\"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\na\r\n--b--\r\n"
	for _, seed := range []struct{ method, kind, path, body, match string }{
		{"POST", "application/x-www-form-urlencoded", "/x/1", "text=a&rows[0].id=1&rows[4999].id=1&list[0]=1&day=31/12/2026&at=2026-11-22T10:00&map[a]=b", `"3"`},
		{"POST", "application/json", "/api/v1/x/1", `{"text":"a","rows":[{"id":1}],"list":[1],"day":"2026-11-22","at":"2026-11-22T10:00:00Z","age":1}`, `W/"9"`},
		{"POST", "multipart/form-data; boundary=b", "/x/1", part, ""},
		{"GET", "", "/x/1?text=a&list[99999999]=1", "", ""},
		{"POST", "application/x-www-form-urlencoded", "/x/18446744073709551615", "rows[-1].id=1&rows[a]=2&rows[0][0][0].id=1&text=%ff", "x"},
		{"POST", "application/json", "/api/v1/x/0", strings.Repeat("[", 2000), "-1"},
		{"POST", "multipart/form-data", "/x/1", part, ""},
	} {
		f.Add(seed.method, seed.kind, seed.path, seed.body, seed.match)
	}
	gin.SetMode(gin.ReleaseMode)
	house := dbtest.Open(f).House
	f.Fuzz(func(t *testing.T, method, kind, path, body, match string) {
		to, err := url.ParseRequestURI(path)
		if err != nil || to.Host != "" || !strings.HasPrefix(to.Path, "/") || method != http.MethodGet {
			method = http.MethodPost
		}
		r, err := http.NewRequestWithContext(context.Background(), method, "/", strings.NewReader(body))
		if err != nil {
			t.Skip("no request at all")
		}
		if to != nil {
			r.URL = to
		}
		r.Header.Set("Content-Type", kind)
		r.Header.Set("If-Match", match)
		c, _ := gin.CreateTestContext(httptest.NewRecorder())
		c.Request = r
		c.Params = gin.Params{{Key: "id", Value: strings.TrimPrefix(path, "/x/")}}
		in, err := web.BindIn[everyKind](house, c, 1<<16)
		if err != nil {
			return
		}
		if in.Text != strings.TrimSpace(in.Text) || !utf8.ValidString(in.Text+in.Secret) || utf8.RuneCountInString(in.Text) > 40 || in.Text == "" {
			t.Fatalf("the text is %q", in.Text)
		}
		if len(in.List) > 5 || len(in.Rows) > 5 || in.Whole > math.MaxInt64 || in.ID == 0 || in.ID > math.MaxInt64 {
			t.Fatalf("%d, %d, %d, %d come through", len(in.List), len(in.Rows), in.Whole, in.ID)
		}
		for _, row := range in.Rows {
			if row.ID == 0 || row.ID > math.MaxInt64 {
				t.Fatalf("a row %d comes through", row.ID)
			}
		}
		in.Paper = nil
		if _, err := json.Marshal(in); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzHeads reads what stands in the head of a request and in addresses: what the reader takes, where
// it goes on to, moments.
func FuzzHeads(f *testing.F) {
	for _, text := range []string{"gzip;q=0.5, br", "/wards/3?x=1", "//evil.example", "/\\evil.example", "\t//x", "/#\t", "/%0a//x", "2026-11-22T10:00:00Z", "22/11/2026 10h00", "vi-VN,en;q=0.5", "\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := &http.Request{Header: http.Header{"Accept-Encoding": {text}}}
		_ = web.TakesGzip(r)
		next := web.SafeNext(text, "/")
		at, err := url.Parse(next)
		if err != nil || at.Host != "" || at.Scheme != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.HasPrefix(next, "/\\") || strings.ContainsAny(next, "\r\n\t") {
			t.Fatalf("%q leads to %q", text, next)
		}
		if _, err := web.ParseMoment(text, time.UTC); err == nil && !utf8.ValidString(text) {
			t.Fatalf("%q is a moment", text)
		}
		if web.Short(text, 20); len([]rune(web.Short(text, 20))) > 20 {
			t.Fatalf("%q is not short", text)
		}
	})
}
