package main

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// ownCertificate is the certificate that the own authority gives this machine. It is made anew by itself: a
// month before its end, and when the machine has got a name or an address that it does not name.
type ownCertificate struct {
	*authority
	machine func() machine
	now     func() time.Time

	mu     sync.Mutex
	looked time.Time
	known  machine
	leaf   *tls.Certificate
}

// addressesAgain is how often a handshake looks which addresses the machine has. One that comes in
// on an unknown address looks at once.
const addressesAgain = 15 * time.Second

func openAuthorised(file string, machine func() machine, now func() time.Time) (*ownCertificate, error) {
	a, err := openAuthority(file, machine(), now())
	if err != nil {
		return nil, fmt.Errorf("MAIAM_TLS=local: %w", err)
	}
	o := &ownCertificate{authority: a, machine: machine, now: now}
	_, err = o.certificate(nil)
	return o, err
}

func (o *ownCertificate) certificate(asked *tls.ClientHelloInfo) (*tls.Certificate, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.now()
	old := o.leaf == nil || now.Before(o.leaf.Leaf.NotBefore) || o.leaf.Leaf.NotAfter.Sub(now) <= renewBefore && o.leaf.Leaf.NotAfter.Before(o.cert.NotAfter)
	if !old && now.Sub(o.looked).Abs() < addressesAgain && !o.strange(asked) {
		return o.leaf, nil
	}
	o.looked, o.known = now, o.machine()
	if !old && o.whole() {
		return o.leaf, nil
	}
	leaf, err := o.issue(o.known, now)
	if err != nil {
		if o.leaf != nil { // the old one is better than none
			slog.Error("the certificate cannot be made anew", "why", err.Error())
			return o.leaf, nil
		}
		return nil, err
	}
	if o.leaf != nil {
		slog.Info("the certificate of this machine was made anew", "names", leaf.Leaf.DNSNames, "addresses", leaf.Leaf.IPAddresses, "ends", leaf.Leaf.NotAfter)
	}
	o.leaf = leaf
	return leaf, nil
}

// strange tells whether somebody came by an address that the certificate could name and does not.
func (o *ownCertificate) strange(asked *tls.ClientHelloInfo) bool {
	if asked == nil || asked.Conn == nil {
		return false
	}
	at, ok := asked.Conn.LocalAddr().(*net.TCPAddr)
	if !ok {
		return false
	}
	address, ok := netip.AddrFromSlice(at.IP)
	return ok && o.mayAddress(address.Unmap()) && o.leaf.Leaf.VerifyHostname(address.Unmap().String()) != nil
}

// whole tells whether the certificate names everything by which the machine is reached now.
func (o *ownCertificate) whole() bool {
	for _, name := range o.known.names() {
		if o.mayName(name) && o.leaf.Leaf.VerifyHostname(name) != nil {
			return false
		}
	}
	for _, address := range o.known.addresses {
		if o.mayAddress(address) && o.leaf.Leaf.VerifyHostname(address.String()) != nil {
			return false
		}
	}
	return true
}

func (o *ownCertificate) covers(host string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.leaf.Leaf.VerifyHostname(host) == nil
}

func (o *ownCertificate) health() (bool, string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.now()
	left := o.cert.NotAfter.Sub(now)
	switch {
	case left <= 0:
		return false, "the own authority ended on " + dayOf(o.cert.NotAfter) + ": " + anewHow
	case left <= authoritySoon:
		return false, fmt.Sprintf("the own authority ends on %s, in %d days: %s", dayOf(o.cert.NotAfter), int(left.Hours()/24), anewHow)
	}
	if base := o.known.base; base != "" && o.leaf.Leaf.VerifyHostname(base) != nil {
		return false, "the own authority may not vouch for " + base + ", the host of MAIAM_BASE_URL: " + anewHow
	}
	return true, "own authority until " + dayOf(o.cert.NotAfter) + ", SHA-256 " + strings.Join(o.fingerprint(), " ")
}

// anewHow is what helps when the authority itself no longer does.
const anewHow = "move the folder tls out of MAIAM_DATA, start again, and let every device trust the new one at /trust"

// judgeTLS is the line of maiam doctor. It makes nothing: the authority is made by serve.
func judgeTLS(cfg *Config, now func() time.Time) (bool, string) {
	switch cfg.speaks() {
	case tlsOff:
		if strings.HasPrefix(cfg.BaseURL, "https://") {
			return true, "off here; MAIAM_BASE_URL says that another program in front speaks https"
		}
		return true, "off: browsers allow work without a network only over https (MAIAM_TLS)"
	case tlsLocal:
		if _, err := readAuthority(cfg.authorityFile()); err != nil {
			return false, "there is no own authority yet, maiam serve makes it: " + err.Error()
		}
	}
	c, err := openTLS(cfg, now)
	if err != nil {
		return false, err.Error()
	}
	return c.health()
}
