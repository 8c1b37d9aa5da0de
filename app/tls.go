package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// The ways in which the program itself may speak TLS (MAIAM_TLS).
const (
	tlsOff   = "off"
	tlsFiles = "files" // a certificate that somebody else vouches for
	tlsLocal = "local" // an own authority for the centre's network
)

// credentials are what the program shows of itself when somebody comes by TLS.
type credentials interface {
	// certificate is asked at every handshake, so that a new one is shown without a restart.
	certificate(*tls.ClientHelloInfo) (*tls.Certificate, error)
	// covers tells whether the certificate shown stands for this host.
	covers(host string) bool
	// health says in one line how the certificate is, and whether somebody must do something.
	health() (good bool, line string)
}

// speaks tells which of the ways is chosen.
func (c *Config) speaks() string {
	switch {
	case c.TLS == "" || c.TLS == tlsOff:
		return tlsOff
	case c.TLS == tlsLocal:
		return tlsLocal
	}
	return tlsFiles
}

// checkTLS refuses settings that contradict each other before anything is opened.
func (c *Config) checkTLS() error {
	if c.speaks() == tlsFiles {
		cert, key, found := strings.Cut(c.TLS, ",")
		if !found || cert == "" || key == "" || strings.Contains(key, ",") {
			return fmt.Errorf("MAIAM_TLS is %q: give off, local, or two files as cert.pem,key.pem", c.TLS)
		}
	}
	if c.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(c.BaseURL)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https"):
		return fmt.Errorf("MAIAM_BASE_URL is %q: give the address that people type, such as https://mai-am.lan:8080", c.BaseURL)
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return fmt.Errorf("MAIAM_BASE_URL is %q: it names a scheme, a host and perhaps a port, nothing behind them", c.BaseURL)
	case u.Scheme == "http" && c.speaks() != tlsOff:
		return fmt.Errorf("MAIAM_BASE_URL is %q, but MAIAM_TLS makes the program speak https", c.BaseURL)
	}
	return nil
}

// baseHost is the host that people type, without its port, or "".
func (c *Config) baseHost() string {
	u, err := url.Parse(c.BaseURL)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// authorityFile holds certificate and key of the own authority together: there as a pair or not at all.
func (c *Config) authorityFile() string { return filepath.Join(c.Data, "tls", "authority.pem") }

// openTLS gives what the program shows of itself, nil where it speaks plain HTTP.
func openTLS(cfg *Config, now func() time.Time) (credentials, error) {
	switch cfg.speaks() {
	case tlsFiles:
		cert, key, _ := strings.Cut(cfg.TLS, ",")
		return openPair(cert, key, cfg.baseHost(), now)
	case tlsLocal:
		return openAuthorised(cfg.authorityFile(), machineNow(cfg.baseHost()), now)
	}
	return nil, nil
}

// hello is how the program presents itself: nothing older than TLS 1.2, HTTP/2 where the browser has it.
func hello(c credentials) *tls.Config {
	return &tls.Config{GetCertificate: c.certificate, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}
}

// dayOf writes a day as people of the centre do.
func dayOf(t time.Time) string { return t.Format("02/01/2006") }

// hostOf is the host of an address that may carry a port.
func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return strings.Trim(address, "[]")
}
