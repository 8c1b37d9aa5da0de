package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// clock is moved by the test; nothing waits.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }

func (c *clock) add(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.at = c.at.Add(d) }

func newClock() *clock { return &clock{at: time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)} }

// ward is the server of a centre: in its network it has one address and the word of its router.
func ward() machine {
	return machine{own: []string{"mai-am"}, addresses: []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("192.168.1.10"), netip.MustParseAddr("203.0.113.9")}}
}

func ownOf(t *testing.T, m func() machine, now func() time.Time) *ownCertificate {
	t.Helper()
	o, err := openAuthorised(filepath.Join(t.TempDir(), "tls", "authority.pem"), m, now)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// verify asks as a device does that trusts this authority and no other.
func verify(a *authority, leaf *x509.Certificate, host string, at time.Time) error {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	_, err := leaf.Verify(x509.VerifyOptions{Roots: pool, DNSName: host, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	return err
}

func TestOwnAuthorityVouchesForThisMachine(t *testing.T) {
	c := newClock()
	o := ownOf(t, ward, c.now)
	for _, host := range []string{"localhost", "mai-am", "mai-am.local", "mai-am.lan", "mai-am.internal", "mai-am.home.arpa", "127.0.0.1", "192.168.1.10"} {
		if err := verify(o.authority, o.leaf.Leaf, host, c.now()); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
	for _, host := range []string{"203.0.113.9", "vietcombank.com.vn", "other.lan"} {
		if verify(o.authority, o.leaf.Leaf, host, c.now()) == nil {
			t.Errorf("the certificate stands for %s", host)
		}
	}
	if days := o.leaf.Leaf.NotAfter.Sub(o.leaf.Leaf.NotBefore).Hours() / 24; days > 397 {
		t.Errorf("the certificate holds %.0f days: iPhones refuse it", days)
	}
	if years := o.cert.NotAfter.Year() - c.now().Year(); years != 10 || !o.cert.IsCA || o.cert.PublicKeyAlgorithm != x509.ECDSA {
		t.Errorf("the authority holds %d years, may vouch %v, %v", years, o.cert.IsCA, o.cert.PublicKeyAlgorithm)
	}
}

// TestStolenAuthorityVouchesForNothingElse has the key in hand and tries to be somebody of the internet.
func TestStolenAuthorityVouchesForNothingElse(t *testing.T) {
	c := newClock()
	o := ownOf(t, func() machine { m := ward(); m.base = "nha.example.vn"; return m }, c.now)
	forge := func(names []string, address string, usage x509.ExtKeyUsage) *x509.Certificate {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		serial, err := newSerial()
		if err != nil {
			t.Fatal(err)
		}
		template := &x509.Certificate{SerialNumber: serial, NotBefore: c.now().Add(-time.Hour), NotAfter: c.now().Add(time.Hour), DNSNames: names, ExtKeyUsage: []x509.ExtKeyUsage{usage}}
		if address != "" {
			template.IPAddresses = []net.IP{net.ParseIP(address)}
		}
		der, err := x509.CreateCertificate(rand.Reader, template, o.cert, &key.PublicKey, o.key)
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return leaf
	}
	for _, host := range []string{"vietcombank.com.vn", "mail.google.com", "example.vn", "notlocal"} {
		var wrong x509.CertificateInvalidError
		if err := verify(o.authority, forge([]string{host}, "", x509.ExtKeyUsageServerAuth), host, c.now()); !errors.As(err, &wrong) || wrong.Reason != x509.CANotAuthorizedForThisName {
			t.Errorf("%s: %v", host, err)
		}
	}
	for _, address := range []string{"8.8.8.8", "100.64.0.1", "2001:db8::1"} {
		if verify(o.authority, forge(nil, address, x509.ExtKeyUsageServerAuth), address, c.now()) == nil {
			t.Errorf("the authority vouches for %s", address)
		}
	}
	if verify(o.authority, forge([]string{"mai-am.lan"}, "", x509.ExtKeyUsageEmailProtection), "", c.now()) == nil {
		t.Error("the authority vouches for mail")
	}
	if err := verify(o.authority, o.leaf.Leaf, "nha.example.vn", c.now()); err != nil {
		t.Errorf("the host of MAIAM_BASE_URL: %v", err)
	}
}

func TestAuthorityIsMadeOnceAndClosedToOthers(t *testing.T) {
	c := newClock()
	file := filepath.Join(t.TempDir(), "tls", "authority.pem")
	found := make(chan string, 8)
	var wg sync.WaitGroup
	for range cap(found) {
		wg.Go(func() {
			a, err := openAuthority(file, ward(), c.now())
			if err != nil {
				t.Error(err)
				return
			}
			found <- strings.Join(a.fingerprint(), " ")
		})
	}
	wg.Wait()
	first := <-found
	for range cap(found) - 1 {
		if other := <-found; other != first {
			t.Errorf("two authorities: %s and %s", first, other)
		}
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := openAuthority(file, ward(), c.now()); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key may be read by others: %v %v", info.Mode(), err)
	}
	if groups := strings.Split(first, " "); len(groups) != 4 || len(strings.Split(groups[0], ":")) != 8 {
		t.Errorf("the fingerprint is not in groups: %s", first)
	}
}

func TestOwnCertificateIsRenewedByItself(t *testing.T) {
	c := newClock()
	o := ownOf(t, ward, c.now)
	shown := func() *x509.Certificate {
		t.Helper()
		leaf, err := o.certificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		return leaf.Leaf
	}
	first := shown()
	c.add(first.NotAfter.Sub(c.now()) - renewBefore - time.Hour)
	if shown() != first {
		t.Error("it was made anew too early")
	}
	c.add(2 * time.Hour)
	second := shown()
	if second == first || verify(o.authority, second, "mai-am.lan", c.now().Add(300*24*time.Hour)) != nil {
		t.Error("it was not made anew a month before its end")
	}
	if good, line := o.health(); !good || !strings.Contains(line, o.fingerprint()[0]) {
		t.Errorf("health: %v %s", good, line)
	}
	// In the last year of the authority no certificate outlives it, and it is not made anew without end.
	c.add(o.cert.NotAfter.Sub(c.now()) - 10*24*time.Hour)
	last := shown()
	if last.NotAfter.After(o.cert.NotAfter) || shown() != last {
		t.Error("the last certificate outlives the authority or is made again and again")
	}
	if good, line := o.health(); good || !strings.Contains(line, "10 days") {
		t.Errorf("health before the end of the authority: %v %s", good, line)
	}
}

func TestOwnCertificateFollowsTheAddresses(t *testing.T) {
	c := newClock()
	m := ward()
	o := ownOf(t, func() machine { return m }, c.now)
	first := o.leaf.Leaf
	m.addresses = append(m.addresses, netip.MustParseAddr("10.0.0.7"))
	if leaf, err := o.certificate(nil); err != nil || leaf.Leaf != first {
		t.Errorf("the machine is asked at every handshake: %v", err)
	}
	// Whoever comes in on the new address is not kept waiting.
	leaf, err := o.certificate(&tls.ClientHelloInfo{Conn: connAt{at: "10.0.0.7"}})
	if err != nil || verify(o.authority, leaf.Leaf, "10.0.0.7", c.now()) != nil {
		t.Errorf("the new address is not in the certificate: %v", err)
	}
	m.addresses = append(m.addresses, netip.MustParseAddr("10.0.0.8"))
	c.add(addressesAgain)
	if leaf, err = o.certificate(nil); err != nil || leaf.Leaf.VerifyHostname("10.0.0.8") != nil {
		t.Errorf("the second address is not in the certificate: %v", err)
	}
	// A public address is none of the authority's business, and nobody makes it look again and again.
	before := o.leaf
	if leaf, err = o.certificate(&tls.ClientHelloInfo{Conn: connAt{at: "203.0.113.9"}}); err != nil || leaf != before {
		t.Errorf("a public address changed the certificate: %v", err)
	}
	m.base = "mai-am.example.vn"
	c.add(addressesAgain)
	if _, err := o.certificate(nil); err != nil {
		t.Fatal(err)
	}
	if good, line := o.health(); good || !strings.Contains(line, "mai-am.example.vn") {
		t.Errorf("a host the authority may not vouch for: %v %s", good, line)
	}
}

// connAt is a connection that came in on an address.
type connAt struct {
	net.Conn
	at string
}

func (c connAt) LocalAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(c.at), Port: 8443} }

// writePair writes a certificate and its key as another program would.
func writePair(t *testing.T, cert, key, host string, from, to time.Time) {
	t.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	serial, err := newSerial()
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: host}, DNSNames: []string{host}, NotBefore: from, NotAfter: to}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &secret.PublicKey, secret)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: raw}} {
		if path == "" {
			continue
		}
		if err := writeWhole(path, pem.EncodeToMemory(block)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFilesAreTakenUpWhenTheyChange(t *testing.T) {
	c, dir := newClock(), t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	if _, err := openPair(cert, key, "", c.now); err == nil || !strings.Contains(err.Error(), "cert.pem cannot be read") {
		t.Errorf("without files: %v", err)
	}
	year := func() time.Time { return c.now().AddDate(1, 0, 0) }
	writePair(t, cert, key, "mot.example.vn", c.now(), year())
	p, err := openPair(cert, key, "", c.now)
	if err != nil {
		t.Fatal(err)
	}
	shown := func() string {
		t.Helper()
		c.add(lookAgain)
		held, err := p.certificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		return held.Leaf.Subject.CommonName
	}
	// A robot writes the certificate, and the key a moment later.
	writePair(t, cert, "", "hai.example.vn", c.now(), year())
	if shown() != "mot.example.vn" {
		t.Error("half a pair was taken")
	}
	if good, line := p.health(); good || !strings.Contains(line, "do not fit together") {
		t.Errorf("half a pair: %v %s", good, line)
	}
	writePair(t, cert, key, "ba.example.vn", c.now(), year())
	if shown() != "ba.example.vn" {
		t.Error("the new pair was not taken")
	}
	if good, line := p.health(); !good {
		t.Error(line)
	}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	if shown() != "ba.example.vn" {
		t.Error("a missing file closed the house")
	}
	if _, err := openPair(cert, key, "", c.now); err == nil {
		t.Error("a missing key is no fault at start")
	}
}

func TestFilesSayWhatIsWrong(t *testing.T) {
	c, dir := newClock(), t.TempDir()
	for name, check := range map[string]struct {
		from, to time.Duration
		base     string
		good     bool
		want     string
	}{
		"good":      {-time.Hour, 90 * 24 * time.Hour, "nha.example.vn", true, "20/02/2027"},
		"soon":      {-time.Hour, 20*24*time.Hour + time.Hour, "", false, "in 20 days"},
		"ended":     {-48 * time.Hour, -time.Hour, "", false, "ended on"},
		"tomorrow":  {24 * time.Hour, 90 * 24 * time.Hour, "", false, "is the clock of this machine right?"},
		"elsewhere": {-time.Hour, 90 * 24 * time.Hour, "other.example.vn", false, "does not stand for other.example.vn"},
	} {
		cert, key := filepath.Join(dir, name+".crt"), filepath.Join(dir, name+".key")
		writePair(t, cert, key, "nha.example.vn", c.now().Add(check.from), c.now().Add(check.to))
		good, line := judgeTLS(&Config{TLS: cert + "," + key, BaseURL: base(check.base)}, c.now)
		if good != check.good || !strings.Contains(line, check.want) {
			t.Errorf("%s: %v %s", name, good, line)
		}
	}
}

func base(host string) string {
	if host == "" {
		return ""
	}
	return "https://" + host
}

func TestTLSSettingsAreChecked(t *testing.T) {
	for _, check := range []struct{ tls, base, want string }{
		{"off", "", ""}, {"local", "", ""}, {"a.pem,b.pem", "", ""}, {"local", "https://mai-am.lan:8443", ""}, {"off", "http://mai-am.lan", ""}, {"off", "https://nha.example.vn/", ""},
		{"yes", "", "give off, local, or two files"}, {"a.pem,", "", "give off, local"}, {"a,b,c", "", "give off, local"},
		{"local", "http://mai-am.lan", "speak https"}, {"off", "mai-am.lan", "the address that people type"}, {"off", "ftp://x", "the address that people type"},
		{"off", "https://x/maiam", "nothing behind them"}, {"off", "https://user@x", "nothing behind them"},
	} {
		err := (&Config{TLS: check.tls, BaseURL: check.base}).settle()
		if (err == nil) != (check.want == "") || err != nil && !strings.Contains(err.Error(), check.want) {
			t.Errorf("%s %s: %v", check.tls, check.base, err)
		}
	}
}

// openedPort serves the house as `maiam serve` does, on a port of its own.
func openedPort(t *testing.T, h *house) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	servers := h.servers(listener, h.desk.Handler())
	for _, s := range servers {
		go func() { _ = s.run() }()
	}
	t.Cleanup(func() {
		for _, s := range servers {
			if err := s.Shutdown(context.Background()); err != nil {
				t.Error(err)
			}
		}
	})
	return listener.Addr().String()
}

// TestOnePortForBoth opens an empty house with an own authority and comes to it as devices do.
func TestOnePortForBoth(t *testing.T) {
	cfg := &Config{Data: t.TempDir(), Lang: "vi", Timezone: "Asia/Ho_Chi_Minh", TLS: "local", BaseURL: "https://mai-am.lan:8443", Addr: "127.0.0.1:0"}
	if err := cfg.settle(); err != nil {
		t.Fatal(err)
	}
	h, err := open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	at := openedPort(t, h)
	plain := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func(c *http.Client, method, address string) (*http.Response, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(""))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Cookie", "lang=en; session=stolen")
		a, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		body, err := io.ReadAll(a.Body)
		if err != nil {
			t.Fatal(err)
		}
		return a, string(body)
	}

	// Silent visitors keep nobody waiting.
	for range 50 {
		silent, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		defer silent.Close()
	}

	a, body := ask(plain, "GET", "http://"+at+"/trust")
	for _, group := range h.shown.(*ownCertificate).fingerprint() {
		if !strings.Contains(body, group) {
			t.Errorf("the page of trust does not show %s", group)
		}
	}
	if a.StatusCode != http.StatusOK || len(a.Cookies()) != 0 || !strings.Contains(body, `lang="vi"`) {
		t.Errorf("the page of trust answers %d, cookies %v", a.StatusCode, a.Cookies())
	}
	a, text := ask(plain, "GET", "http://"+at+"/trust/ca.crt")
	if a.StatusCode != http.StatusOK || a.Header.Get("Content-Type") != "application/x-x509-ca-cert" {
		t.Errorf("the certificate comes as %d %s", a.StatusCode, a.Header.Get("Content-Type"))
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(text)) || strings.Contains(text, "PRIVATE") {
		t.Fatal("the file is no certificate")
	}
	a, profile := ask(plain, "GET", "http://"+at+"/trust/mai-am.mobileconfig")
	if a.Header.Get("Content-Type") != "application/x-apple-aspen-config" || !strings.Contains(profile, base64.StdEncoding.EncodeToString(h.shown.(*ownCertificate).cert.Raw)) {
		t.Errorf("the profile comes as %s", a.Header.Get("Content-Type"))
	}
	for _, path := range []string{"/", "/healthz", "/api/v1/openapi.json", "/sign-in?next=%2F", "/trusted"} {
		for _, method := range []string{"GET", "HEAD"} {
			a, _ = ask(plain, method, "http://"+at+path)
			if a.StatusCode != http.StatusPermanentRedirect || a.Header.Get("Location") != "https://"+at+path || a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s %s answers %d to %s", method, path, a.StatusCode, a.Header.Get("Location"))
			}
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+at+"/me", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "evil.example.com"
	away, err := plain.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	away.Body.Close()
	if to := away.Header.Get("Location"); to != "https://mai-am.lan:8443/me" {
		t.Errorf("a foreign host is sent to %s", to)
	}
	for _, path := range []string{"/sign-in", "/trust", "/api/v1/session"} {
		if a, body = ask(plain, "POST", "http://"+at+path); a.StatusCode != http.StatusForbidden || !strings.Contains(body, "https") {
			t.Errorf("POST %s answers %d %q", path, a.StatusCode, body)
		}
	}

	// By TLS, trusting that authority alone.
	trusting := &http.Client{CheckRedirect: plain.CheckRedirect, Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: pool},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, at)
		}}}
	defer trusting.CloseIdleConnections()
	for _, host := range []string{"localhost", "mai-am.lan", "127.0.0.1"} {
		a, _ = ask(trusting, "GET", "https://"+host+"/trust?lang=en")
		if a.StatusCode != http.StatusOK || a.ProtoMajor != 2 || a.Header.Get("Strict-Transport-Security") != "" {
			t.Errorf("https://%s answers %d by %s, HSTS %q", host, a.StatusCode, a.Proto, a.Header.Get("Strict-Transport-Security"))
		}
		if len(a.Cookies()) == 0 || !a.Cookies()[0].Secure {
			t.Errorf("a cookie may travel without TLS: %v", a.Cookies())
		}
	}
	if _, err := trusting.Get("https://vietcombank.com.vn/"); err == nil {
		t.Error("the house stands for a bank")
	}
	if _, err := (&http.Client{}).Get("https://" + at + "/"); err == nil {
		t.Error("whoever does not trust the authority gets in")
	}
	if _, err := tls.Dial("tcp", at, &tls.Config{RootCAs: pool, ServerName: "localhost", MaxVersion: tls.VersionTLS11}); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
}

func TestHSTSOnlyWithFiles(t *testing.T) {
	c := newClock()
	c.at = time.Now()
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writePair(t, cert, key, "localhost", c.now().Add(-time.Hour), c.now().AddDate(0, 3, 0))
	cfg := &Config{Data: dir, Lang: "vi", Timezone: "Asia/Ho_Chi_Minh", TLS: cert + "," + key}
	if err := cfg.settle(); err != nil {
		t.Fatal(err)
	}
	h, err := open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	at := openedPort(t, h)
	text, err := os.ReadFile(cert)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: "localhost"}}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	a, err := client.Get("https://" + at + "/trust")
	if err != nil {
		t.Fatal(err)
	}
	a.Body.Close()
	if a.Header.Get("Strict-Transport-Security") == "" {
		t.Error("a house with a known certificate does not ask to be opened by TLS only")
	}
	// There is no authority to hand out, so nothing is shown plainly.
	if a, err = client.Get("http://" + strings.Replace(at, "127.0.0.1", "localhost", 1) + "/trust"); err != nil {
		t.Fatal(err)
	}
	a.Body.Close()
	if a.StatusCode != http.StatusPermanentRedirect {
		t.Errorf("the page of trust answers %d without TLS", a.StatusCode)
	}
}

// TestFirstByteDecides talks to the port byte by byte.
func TestFirstByteDecides(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	both := listenForBoth(listener, 200*time.Millisecond)
	defer both.wg.Wait()
	defer both.secret.Close()
	dial := func(text string) net.Conn {
		t.Helper()
		c, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		return c
	}
	for _, check := range []struct {
		text string
		side *side
	}{{"GET / HTTP/1.1\r\n", both.plain}, {"\x16\x03\x01", both.secret}, {"x\n", both.plain}} {
		c := dial(check.text)
		defer c.Close()
		got, err := check.side.Accept()
		if err != nil {
			t.Fatal(err)
		}
		first := make([]byte, len(check.text))
		if _, err := io.ReadFull(bufio.NewReader(got), first); err != nil || string(first) != check.text {
			t.Errorf("%q arrives as %q: %v", check.text, first, err)
		}
		got.Close()
	}
	// Who says nothing is let go.
	silent := dial("")
	defer silent.Close()
	if err := silent.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := silent.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("a silent visitor: %v", err)
	}
	if err := both.plain.Close(); err != nil {
		t.Error(err)
	}
	if _, err := both.plain.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("after closing: %v", err)
	}
}

// TestServiceWorkerOverOwnAuthority asks a real Chromium on a name of the network whether it lets the
// house work without a network: yes where the authority is trusted, no where it is not.
func TestServiceWorkerOverOwnAuthority(t *testing.T) {
	beside(t)
	if testing.Short() {
		t.Skip("a browser takes seconds and is left out with -short")
	}
	chromium, node := needs(t, "chromium"), needs(t, "node")
	if _, err := os.Stat("assets/node_modules/playwright-core"); err != nil {
		t.Skip("the browser needs npm's packages: make assets")
	}
	o := ownOf(t, ward, time.Now)
	h := &house{cfg: &Config{TLS: "local"}, shown: o}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	both := listenForBoth(listener, firstByte)
	house := newServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/worker.js" {
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = io.WriteString(w, "addEventListener('fetch', () => {})")
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<!doctype html><title>Mái Ấm</title>")
	}))
	house.TLSConfig = hello(h.shown)
	go func() { _ = house.ServeTLS(both.secret, "", "") }()
	t.Cleanup(func() { _ = house.Close() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	key := sha256.Sum256(o.cert.RawSubjectPublicKeyInfo)
	for _, check := range []struct {
		spki   string
		secure bool
	}{{base64.StdEncoding.EncodeToString(key[:]), true}, {"", false}} {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		ask := exec.CommandContext(ctx, node, "assets/journeys/trusted.mjs")
		ask.Env = append(os.Environ(), "URL=https://mai-am.lan:"+port+"/", "NAME=mai-am.lan", "WORKER=/worker.js", "CHROMIUM="+chromium, "SPKI="+check.spki)
		answer, err := ask.Output()
		if err != nil {
			t.Fatal(err, string(answer))
		}
		var said struct {
			Secure                  bool
			Protocol, Worker, Error string
		}
		if err := json.Unmarshal(answer, &said); err != nil {
			t.Fatal(err, string(answer))
		}
		if said.Secure != check.secure || check.secure && (said.Protocol != "h2" || said.Worker != fmt.Sprintf("https://mai-am.lan:%s/worker.js", port)) || !check.secure && !strings.Contains(said.Error, "CERT_AUTHORITY_INVALID") {
			t.Errorf("trusted %v: %s", check.secure, answer)
		}
	}
}
