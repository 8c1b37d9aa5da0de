// Package webtest is the visitor of the tests: it opens doors of the house as a browser or a
// program would, keeps the cookies, fills in the forms it finds and reads what comes back.
package webtest

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// Visitor is one browser or program at the doors of a handler.
type Visitor struct {
	Header  http.Header // sent with every request; an API program sets Authorization here
	t       testing.TB
	house   http.Handler
	cookies map[string]string
	tls     bool
	host    string
}

// Visit makes a visitor without cookies who speaks plain HTTP.
func Visit(t testing.TB, house http.Handler) *Visitor {
	return &Visitor{Header: http.Header{}, t: t, house: house, cookies: map[string]string{}, host: "maiam.test"}
}

// At makes the visitor ask for another host. The cookies stay, which no browser would do.
func (v *Visitor) At(host string) *Visitor {
	v.host = host
	return v
}

// OverTLS makes the visitor speak HTTPS.
func (v *Visitor) OverTLS() *Visitor {
	v.tls = true
	return v
}

// Cookie gives the value of a cookie that the house has set, or nothing.
func (v *Visitor) Cookie(name string) string { return v.cookies[name] }

// Forget throws all cookies away, as a new browser would have none.
func (v *Visitor) Forget() { clear(v.cookies) }

// Do sends any request. Headers are "Name: value".
func (v *Visitor) Do(method, path string, body io.Reader, headers ...string) *Answer {
	v.t.Helper()
	scheme := "http://"
	if v.tls {
		scheme = "https://"
	}
	request := httptest.NewRequest(method, scheme+v.host+path, body)
	request.RemoteAddr = "192.0.2.7:4711"
	maps.Copy(request.Header, v.Header.Clone())
	for _, header := range headers {
		name, value, found := strings.Cut(header, ":")
		if !found {
			v.t.Fatalf("%q is no head of a request: it says name: value", header)
		}
		request.Header.Set(name, strings.TrimSpace(value))
	}
	for name, value := range v.cookies {
		request.AddCookie(&http.Cookie{Name: name, Value: value}) // #nosec G124 -- Secure as the house is served; HttpOnly and SameSite are set
	}
	recorder := httptest.NewRecorder()
	v.house.ServeHTTP(recorder, request)
	result := recorder.Result()
	for _, cookie := range result.Cookies() {
		if cookie.MaxAge < 0 || cookie.Value == "" {
			delete(v.cookies, cookie.Name)
		} else {
			v.cookies[cookie.Name] = cookie.Value
		}
	}
	return &Answer{Status: result.StatusCode, Header: result.Header, Body: recorder.Body.String(), t: v.t, visitor: v, path: path}
}

// Get opens a page.
func (v *Visitor) Get(path string, headers ...string) *Answer {
	v.t.Helper()
	return v.Do(http.MethodGet, path, nil, headers...)
}

// Post sends a form as a browser of the same origin does.
func (v *Visitor) Post(path string, values url.Values, headers ...string) *Answer {
	v.t.Helper()
	headers = append([]string{"Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin"}, headers...)
	return v.Do(http.MethodPost, path, strings.NewReader(values.Encode()), headers...)
}

// Upload sends a form with one file.
func (v *Visitor) Upload(path string, values url.Values, field, name string, file []byte, headers ...string) *Answer {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for key, all := range values {
		for _, value := range all {
			v.must(form.WriteField(key, value))
		}
	}
	part, err := form.CreateFormFile(field, name)
	v.must(err)
	_, err = part.Write(file)
	v.must(err)
	v.must(form.Close())
	headers = append([]string{"Content-Type: " + form.FormDataContentType(), "Sec-Fetch-Site: same-origin"}, headers...)
	return v.Do(http.MethodPost, path, &body, headers...)
}

// JSON calls the API; a nil body sends none. A string or bytes are sent as they are.
func (v *Visitor) JSON(method, path string, body any, headers ...string) *Answer {
	v.t.Helper()
	var reader io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(body)
	case []byte:
		reader = bytes.NewReader(body)
	default:
		text, err := json.Marshal(body)
		v.must(err)
		reader = bytes.NewReader(text)
	}
	headers = append([]string{"Content-Type: application/json", "Accept: application/json"}, headers...)
	return v.Do(method, path, reader, headers...)
}

// Submit sends a form found on a page, with some fields changed: "name", "Hoa", "sex", "f".
func (v *Visitor) Submit(form Form, changes ...string) *Answer {
	v.t.Helper()
	values := url.Values(maps.Clone(map[string][]string(form.Values)))
	for i := 0; i+1 < len(changes); i += 2 {
		values.Set(changes[i], changes[i+1])
	}
	if form.Method == http.MethodGet {
		path, _, _ := strings.Cut(form.Action, "?")
		return v.Get(path + "?" + values.Encode())
	}
	return v.Post(form.Action, values)
}

func (v *Visitor) must(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// Answer is what the house answered.
type Answer struct {
	Status  int
	Header  http.Header
	Body    string
	t       testing.TB
	visitor *Visitor
	path    string
}

// Want fails the test unless the status is this one; it shows the body's beginning.
func (a *Answer) Want(status int) *Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("%s answered %d, not %d: %.600s", a.path, a.Status, status, a.Body)
	}
	return a
}

// Follow goes where a redirect points, at most ten times.
func (a *Answer) Follow() *Answer {
	a.t.Helper()
	for range 10 {
		if a.Status < 300 || a.Status > 399 {
			return a
		}
		to, err := url.Parse(a.Header.Get("Location"))
		if err != nil || a.Header.Get("Location") == "" {
			a.t.Fatalf("%s redirects to %q", a.path, a.Header.Get("Location"))
		}
		from, _ := url.Parse(a.path)
		a = a.visitor.Get(from.ResolveReference(to).RequestURI())
	}
	a.t.Fatalf("%s redirects in a circle", a.path)
	return a
}

// Page reads the answer as HTML.
func (a *Answer) Page() *Page {
	a.t.Helper()
	if kind := a.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/html") {
		a.t.Fatalf("%s is %s, not a page", a.path, kind)
	}
	return Doc(a.t, a.Body)
}

// Into reads the answer as JSON.
func (a *Answer) Into(target any) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.Body), target); err != nil {
		a.t.Fatalf("%s: %v: %.600s", a.path, err, a.Body)
	}
}

// Problem is the document of RFC 9457 by which the API refuses.
type Problem struct {
	Type      string            `json:"type"`
	Title     string            `json:"title"`
	Status    int               `json:"status"`
	Code      string            `json:"code"`
	Fields    map[string]string `json:"fields"`
	RequestID string            `json:"request_id"`
}

// Problem demands a refusal with this status and text key, complete, in words and without a
// look inside the program.
func (a *Answer) Problem(status int, code string) Problem {
	a.t.Helper()
	a.Want(status)
	if kind := a.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/problem+json") {
		a.t.Fatalf("%s refuses with %s", a.path, kind)
	}
	var p Problem
	a.Into(&p)
	if p.Code != code || p.Status != status {
		a.t.Errorf("%s refuses with %d %s, not %d %s", a.path, p.Status, p.Code, status, code)
	}
	if p.Type == "" || p.Title == "" || p.RequestID == "" || strings.Contains(a.Body, "⟦") {
		a.t.Errorf("%s: the refusal is incomplete: %s", a.path, a.Body)
	}
	for _, inside := range []string{"sql:", "SELECT ", "goroutine ", "runtime error", ".go:"} {
		if strings.Contains(a.Body, inside) {
			a.t.Errorf("%s shows the inside of the program: %s", a.path, a.Body)
		}
	}
	return p
}

// Page is a page as a person finds it.
type Page struct {
	*goquery.Document
	t testing.TB
}

// Doc reads HTML.
func Doc(t testing.TB, body string) *Page {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return &Page{doc, t}
}

// Has reports whether something matches the selector.
func (p *Page) Has(selector string) bool { return p.Find(selector).Length() > 0 }

// Count is how many things match the selector.
func (p *Page) Count(selector string) int { return p.Find(selector).Length() }

// Text is the words of the first match, with single blanks; the test fails when there is none.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return plain(p.first(selector))
}

// Texts is the words of all matches.
func (p *Page) Texts(selector string) []string {
	return p.Find(selector).Map(func(_ int, s *goquery.Selection) string { return plain(s) })
}

// Attr is an attribute of the first match; the test fails when it is not there.
func (p *Page) Attr(selector, name string) string {
	p.t.Helper()
	value, ok := p.first(selector).Attr(name)
	if !ok {
		p.t.Fatalf("%s has no %s", selector, name)
	}
	return value
}

func (p *Page) first(selector string) *goquery.Selection {
	p.t.Helper()
	found := p.Find(selector).First()
	if found.Length() == 0 {
		html, _ := p.Find("main, body").First().Html()
		p.t.Fatalf("nothing on the page is %s:\n%.1500s", selector, html)
	}
	return found
}

func plain(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// Form is a form as the browser would send it untouched, without its buttons.
type Form struct {
	Action, Method string
	Values         url.Values
}

// Form reads the first form that matches; the test fails when there is none.
func (p *Page) Form(selector string) Form {
	p.t.Helper()
	found := p.first(selector)
	form := Form{Action: found.AttrOr("action", ""), Method: strings.ToUpper(found.AttrOr("method", "get")), Values: url.Values{}}
	fields := found.Find("input, select, textarea")
	if id := found.AttrOr("id", ""); id != "" {
		fields = fields.AddSelection(p.Find("input, select, textarea").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.AttrOr("form", "") == id }))
	}
	fields.Each(func(_ int, field *goquery.Selection) {
		name := field.AttrOr("name", "")
		if _, off := field.Attr("disabled"); off || name == "" {
			return
		}
		switch kind := field.AttrOr("type", "text"); {
		case goquery.NodeName(field) == "textarea":
			form.Values.Add(name, field.Text())
		case goquery.NodeName(field) == "select":
			chosen := field.Find("option[selected]")
			if _, many := field.Attr("multiple"); chosen.Length() == 0 && !many {
				chosen = field.Find("option").First()
			}
			chosen.Each(func(_ int, o *goquery.Selection) { form.Values.Add(name, o.AttrOr("value", plain(o))) })
		case kind == "checkbox" || kind == "radio":
			if _, on := field.Attr("checked"); on {
				form.Values.Add(name, field.AttrOr("value", "on"))
			}
		case kind != "submit" && kind != "button" && kind != "file" && kind != "image" && kind != "reset":
			form.Values.Add(name, field.AttrOr("value", ""))
		}
	})
	return form
}
