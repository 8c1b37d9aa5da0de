package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// pair is a certificate and its key in two files that somebody else renews, such as a certificate
// robot. A changed file is taken up at the next handshake; while the two do not fit, which is so
// for a moment between writing the one and the other, the last good pair stays.
type pair struct {
	cert, key, base string
	now             func() time.Time

	mu     sync.Mutex
	looked time.Time
	seen   [2]os.FileInfo
	held   *tls.Certificate
	wrong  error // why what lies there now was not taken
}

// lookAgain is how long a pair is trusted to lie unchanged: a look costs two calls of the system.
const lookAgain = time.Second

// endsSoon is how long before its end a certificate is called to mind.
const endsSoon = 21 * 24 * time.Hour

// openPair reads both files and refuses what could never be shown to a browser. One that has run out
// is shown all the same, with a warning: a house that does not open is worse.
func openPair(cert, key, base string, now func() time.Time) (*pair, error) {
	p := &pair{cert: cert, key: key, base: base, now: now}
	p.look()
	if p.held == nil {
		return nil, p.wrong
	}
	return p, nil
}

func (p *pair) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := p.now(); now.Sub(p.looked).Abs() >= lookAgain {
		p.look()
	}
	return p.held, nil
}

// look takes the files up where they have changed.
func (p *pair) look() {
	p.looked = p.now()
	var found [2]os.FileInfo
	for i, path := range []string{p.cert, p.key} {
		info, err := os.Stat(path)
		if err != nil {
			p.refuse(fmt.Errorf("MAIAM_TLS: %s cannot be read: %w", path, errors.Unwrap(err)))
			return
		}
		found[i] = info
	}
	if unchanged(p.seen[0], found[0]) && unchanged(p.seen[1], found[1]) {
		return
	}
	p.seen = found
	held, err := readPair(p.cert, p.key)
	if err != nil {
		p.refuse(err)
		return
	}
	if p.held != nil {
		slog.Info("the certificate was renewed", "ends", held.Leaf.NotAfter)
	}
	p.held, p.wrong = held, nil
}

// refuse remembers why the files were not taken; the log says it once for each reason.
func (p *pair) refuse(err error) {
	if p.held != nil && (p.wrong == nil || p.wrong.Error() != err.Error()) {
		slog.Warn("the new certificate is not taken, the old one stays", "why", err.Error())
	}
	p.wrong = err
}

func unchanged(a, b os.FileInfo) bool {
	return a != nil && os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}

// readPair reads the two files and says in words what is wrong with them.
func readPair(cert, key string) (*tls.Certificate, error) {
	held, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("MAIAM_TLS: %s and %s do not fit together: %w", cert, key, err)
	}
	if held.Leaf == nil {
		if held.Leaf, err = x509.ParseCertificate(held.Certificate[0]); err != nil {
			return nil, fmt.Errorf("MAIAM_TLS: %s holds no certificate: %w", cert, err)
		}
	}
	return &held, nil
}

func (p *pair) covers(host string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.held.Leaf.VerifyHostname(host) == nil
}

func (p *pair) health() (bool, string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.wrong != nil {
		return false, p.wrong.Error() + "; the one before is still shown"
	}
	return judgePair(p.held.Leaf, p.base, p.now())
}

// judgePair says how a certificate from files is: its end first, then whether it stands for the address
// that people type.
func judgePair(leaf *x509.Certificate, base string, now time.Time) (bool, string) {
	switch left := leaf.NotAfter.Sub(now); {
	case left <= 0:
		return false, "the certificate ended on " + dayOf(leaf.NotAfter) + ": browsers refuse it, put a new one into its place"
	case now.Before(leaf.NotBefore):
		return false, "the certificate holds only from " + dayOf(leaf.NotBefore) + ": is the clock of this machine right?"
	case left <= endsSoon:
		return false, fmt.Sprintf("the certificate ends on %s, in %d days: renew it", dayOf(leaf.NotAfter), int(left.Hours()/24))
	}
	if base != "" && leaf.VerifyHostname(base) != nil {
		return false, "the certificate does not stand for " + base + ", the host of MAIAM_BASE_URL"
	}
	return true, "certificate from files, until " + dayOf(leaf.NotAfter)
}
