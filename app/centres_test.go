package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/models/dbtest"
)

const here, there = "do-luong.example.vn", "con-cuong.example.vn"

// twoCentres opens a street of two sample houses whose people have the same numbers and names.
func twoCentres(t *testing.T) street {
	t.Helper()
	dir := t.TempDir()
	listed := map[string]centre{}
	for _, host := range []string{here, there} {
		one := centre{Data: filepath.Join(dir, host)}
		if dbtest.Server() != "" {
			one.Database = dbtest.Address(t)
		}
		listed[host] = one
	}
	text, err := json.Marshal(listed)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "centres.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for host := range listed {
		if err := os.Mkdir(filepath.Join(dir, host), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	cfg := &Config{Centres: file, Sample: true, SampleDays: 1, Lang: "vi", Timezone: zone(t), TLS: "off"}
	if err := cfg.settle(); err != nil {
		t.Fatal(err)
	}
	s, err := openStreet(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// at finds the house of a host.
func (s street) at(host string) *house {
	for _, h := range s {
		if h.cfg.Centre == host {
			return h
		}
	}
	return nil
}

func enter(t *testing.T, s street, host, username string) *webtest.Visitor {
	t.Helper()
	v := webtest.Visit(t, s.handler()).At(host)
	v.Post("/sign-in", url.Values{"username": {username}, "password": {samplePassword(s.at(host).db)}}).Want(http.StatusSeeOther)
	return v
}

// TestCentresKnowNothingOfEachOther marks one centre and looks for the marks behind every door of the
// other, in every role, with the same numbers in every address; and no key of one opens the other.
func TestCentresKnowNothingOfEachOther(t *testing.T) {
	beside(t)
	s := twoCentres(t)
	const mark = "Dấuriêngcủanhàkia"
	other := s.at(there)
	var marked uint64
	if err := other.db.Raw().QueryRow("SELECT MIN(id) FROM residents_people").Scan(&marked); err != nil {
		t.Fatal(err)
	}
	for _, plant := range []string{"UPDATE residents_people SET name = ?", "UPDATE wards_wards SET name = ?", "UPDATE staff_members SET name = ?"} {
		if _, err := other.db.Raw().Exec(plant, "Trần "+mark); err != nil {
			t.Fatal(err)
		}
	}
	ward := "/wards/" + strconv.FormatUint(one[uint64](t, other, "SELECT MIN(id) FROM wards_wards"), 10)
	file := "/residents/" + strconv.FormatUint(marked, 10)
	director := enter(t, s, there, "director")
	if !strings.Contains(director.Get(file).Want(http.StatusOK).Body, mark) || !strings.Contains(director.Get(ward).Want(http.StatusOK).Body, mark) {
		t.Fatal("the marks are not seen where they were made: this test proves nothing")
	}
	ids := idsOf(t, s.at(here), "CS1")
	looked := 0
	for _, role := range []string{"director", "nurse", "admin", "inspector"} {
		v := enter(t, s, here, role)
		for _, door := range s.at(here).desk.Doors {
			if door.Method != http.MethodGet || door.Kind == web.LiveDoor {
				continue
			}
			if looked++; strings.Contains(v.Get(somePath(door.Path, ids)).Body, mark) {
				t.Errorf("%s of one centre shows %s what belongs to the other", door.Path, role)
			}
		}
	}
	if looked < 300 {
		t.Errorf("only %d doors were looked through", looked)
	}
	if director.At(here).Get(file).Status == http.StatusOK {
		t.Error("a session of one centre opens a file of the other")
	}
	if a := director.At(there).Get(file); a.Status != http.StatusOK {
		t.Errorf("its own centre answers %d after that", a.Status)
	}
	bearer := "Authorization: Bearer " + token(t, other, "director")
	program := webtest.Visit(t, s.handler())
	program.At(there).Get("/api/v1/residents", bearer).Want(http.StatusOK)
	program.At(here).Get("/api/v1/residents", bearer).Want(http.StatusUnauthorized)
	if samplePassword(s.at(here).db) == samplePassword(other.db) {
		t.Error("the keys of two centres give the same words")
	}
}

// TestHostsAreHouses: who asks for a centre that nobody named gets no house at all, however it is written.
func TestHostsAreHouses(t *testing.T) {
	s := street{}
	for _, host := range []string{here, there} {
		cfg := &Config{Data: t.TempDir(), Lang: "vi", Timezone: zone(t), TLS: "off", Centre: host}
		if err := cfg.settleOne(); err != nil {
			t.Fatal(err)
		}
		h, err := open(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		s = append(s, h)
	}
	t.Cleanup(func() { _ = s.Close() })
	v := webtest.Visit(t, s.handler())
	for host, want := range map[string]int{here: 200, strings.ToUpper(there): 200, here + ":8443": 200, there + ".": 200,
		"example.vn": 421, "x." + here: 421, "": 421, "127.0.0.1": 421, "[::1]:80": 421} {
		if a := v.At(host).Get("/readyz"); a.Status != want {
			t.Errorf("%q answers %d, not %d: %s", host, a.Status, want, a.Body)
		}
	}
	v.At("127.0.0.1:8080").Get("/healthz").Want(http.StatusOK)
	v.At("a.example.vn").Get("/healthz").Want(http.StatusMisdirectedRequest)
}

// TestCentresAreNamedWithCare: a slip in the file is refused before anything is opened.
func TestCentresAreNamedWithCare(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct{ text, want string }{
		"nothing":         {`{}`, "names no centre"},
		"broken":          {`{`, "is not read"},
		"a slip":          {`{"a.vn": {"data": "a", "databse": "sqlite:b"}}`, "databse"},
		"no folder":       {`{"a.vn": {}}`, "has no folder"},
		"no host":         {`{"https://a.vn": {"data": "a"}}`, "is no host"},
		"twice":           {`{"a.vn": {"data": "a"}, "A.vn:80": {"data": "b"}}`, "named twice"},
		"one folder":      {`{"a.vn": {"data": "a"}, "b.vn": {"data": "./a"}}`, "share the folder"},
		"one database":    {`{"a.vn": {"data": "a", "database": "mysql://x:1@h/m"}, "b.vn": {"data": "b", "database": "mysql://y:2@h/m?a=b"}}`, "share the database"},
		"one secret":      {`{"a.vn": {"data": "a", "secret_file": "s"}, "b.vn": {"data": "b", "secret_file": "s"}}`, "share the secret file"},
		"one safe":        {`{"a.vn": {"data": "a", "backups": ["c"]}, "b.vn": {"data": "b", "backups": ["d", "c"]}}`, "share the place for copies"},
		"a wrong address": {`{"a.vn": {"data": "a", "base_url": "a"}}`, "MAIAM_BASE_URL"},
	} {
		file := filepath.Join(dir, "centres.json")
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		cfg := &Config{Centres: file, TLS: "off"}
		if _, err := cfg.eachCentre(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, and %q should be said", name, err, c.want)
		}
	}
	file := filepath.Join(dir, "centres.json")
	if err := os.WriteFile(file, []byte(`{"a.vn": {"data": "a"}, "b.vn": {"data": "b"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := (&Config{Centres: file}).one(); err == nil || !strings.Contains(err.Error(), "--centre") {
		t.Errorf("a command for one of two: %v", err)
	}
	if one, err := (&Config{Centres: file, Centre: "B.vn"}).one(); err != nil || one.Data != "b" || one.Database != "sqlite:b/maiam.db" {
		t.Errorf("%+v %v", one, err)
	}
	if err := (&Config{Centre: "a.vn"}).settle(); err == nil {
		t.Error("--centre without centres is taken")
	}
	if err := (&Config{Centres: file, Database: "sqlite:x"}).settle(); err == nil {
		t.Error("one database for several centres is taken")
	}
}
