package main

import (
	"bufio"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/models/staff"
)

// FuzzDoors sends whatever to every door of the house as every role: ids in paths, questions, forms, JSON,
// uploads. It is answered, with words and with guarded heads, and never with a failure of the house. What
// would be written is taken back.
func FuzzDoors(f *testing.F) {
	h := openSample(f)
	here, there := placed(f, h, "CS1"), placed(f, h, "CSB")
	g := standAt(f, h)
	var roles []web.Visitor
	for _, role := range staff.Roles() {
		roles = append(roles, web.Visitor{Actor: someone(f, h, role, wholeCentre, here, there), Lang: "vi"})
	}
	doors := slices.DeleteFunc(slices.Clone(h.desk.Doors), func(d web.Door) bool { // a live door writes as long as somebody listens; the others take back nothing
		return d.Kind == web.LiveDoor || own.MatchString(d.Path) || d.Probe == nil && d.Method != http.MethodGet
	})
	for i, seed := range [][4]string{
		{"", "day=2026-02-31&limit=-1&after=AAAA", "", ""}, {"18446744073709551615", "q=%ff&sort=;&from=9999-12-31", "", ""}, {"0", "", "application/json", `{"ids":[1,1,18446744073709551615],"at":"2026-11-22T10:00:00+24:00","day":"0000-00-00"}`},
		{"1", "", "application/x-www-form-urlencoded", "text=%00&day=29/2/2027&at=x&rows[0].id=-1&_was={}"}, {"-1", "lang=en&print=1&limit=99999", "application/json", strings.Repeat("[", 300)},
		{"x", "month=13/2026&q=" + strings.Repeat("%E1%BA%A4", 200), "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"../../a.jpg\"\r\n\r\n\xff\xd8\xff\r\n--b--\r\n"}, {"", "year=-1&week=99&days=1000000", "application/json", "null"},
	} {
		for turn := range 6 {
			f.Add(uint16(i*131+turn*29), uint8(i+turn), seed[0], seed[1], seed[2], seed[3])
		}
	}
	f.Fuzz(func(t *testing.T, which uint16, role uint8, id, question, kind, body string) {
		door := doors[int(which)%len(doors)]
		g.at.visitor = roles[int(role)%len(roles)]
		path := pathOf(door.Path, here.ids)
		if id != "" {
			parts := strings.Split(door.Path, "/")
			for i, part := range parts {
				if strings.HasPrefix(part, ":") {
					parts[i] = url.PathEscape(id)
				}
			}
			path = strings.Join(parts, "/")
		}
		to := path + "?" + question
		if at, err := url.ParseRequestURI(to); err != nil || at.Path == "" || strings.ContainsFunc(question+kind, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return // no server hands such a line on
		}
		v := webtest.Visit(t, g)
		a := v.Do(door.Method, to, strings.NewReader(body), "Content-Type: "+kind, "Sec-Fetch-Site: same-origin")
		if a.Status >= 500 && !(a.Status == http.StatusServiceUnavailable && g.last.Done) {
			t.Fatalf("%s %s by %s, %s %q: %d %.500s", door.Method, to, g.at.visitor.Actor.Name, kind, body, a.Status, a.Body)
		}
		if wrong := guarded(a, strings.HasPrefix(door.Path, "/assets/")); wrong != "" {
			t.Fatalf("%s %s: %s", door.Method, to, wrong)
		}
	})
}

// FuzzCentres reads the file in which the centres of one program stand, and finds the centre of a host:
// each host is of one centre or of none, however it is written.
func FuzzCentres(f *testing.F) {
	for _, text := range []string{`{"a.example.vn":{"data":"a"},"b.example.vn":{"data":"b"}}`, `{"A.example.vn.":{"data":"a"},"a.example.vn:443":{"data":"b"}}`, `{"":{"data":"a"}}`, `{"a":{"data":"a","databse":"x"}}`, `{"[::1]":{"data":"a"},"::1":{"data":"b"}}`, `null`, `[]`, "\xff", strings.Repeat("[", 2000)} {
		f.Add(text, "A.Example.vn.:8443")
	}
	path := filepath.Join(f.TempDir(), "centres.json")
	f.Fuzz(func(t *testing.T, text, host string) {
		if bare := bareHost(host); strings.ToLower(bare) != bare {
			t.Fatalf("%q is %q", host, bare)
		}
		_ = localHost(host)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		read, err := readCentres(path)
		if err != nil {
			return
		}
		for name, one := range read {
			if name == "" || one.Data == "" || bareHost(name) != name {
				t.Fatalf("%q names the centre %q with %+v", text, name, one)
			}
		}
	})
}

// covering is a certificate for one host.
type covering struct{ credentials }

func (covering) covers(host string) bool { return host == "maiam.vn" }

// FuzzPlainly asks without TLS for whatever: who is sent on comes to the house's own host.
func FuzzPlainly(f *testing.F) {
	for _, target := range []string{"/", "/sign-in?next=%2F", "http:.evil.example/", "http:@evil.example/x", "http://evil.example/", "//evil.example/x", "*", "/\\evil", "http://maiam.vn:x@evil/", "http:/%0d%0aSet-Cookie:a=b"} {
		f.Add(target, "maiam.vn")
		f.Add(target, "maiam.vn:8080")
		f.Add(target, "maiam.vn:@")
	}
	f.Fuzz(func(t *testing.T, target, host string) {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")))
		if err != nil {
			return
		}
		to := plainly{shown: covering{}}.to(r)
		if to == "" {
			return
		}
		if at, err := url.Parse(to); err == nil && (at.Scheme != "https" || at.Hostname() != "maiam.vn" || at.User != nil) || strings.ContainsAny(to, "\r\n") {
			t.Fatalf("%q at %q leads to %q", target, host, to)
		}
	})
}
