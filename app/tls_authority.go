package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1" // #nosec G505 -- only shown: Windows names a certificate by it
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// authority is what vouches for this machine on the centre's own network. Its certificate itself
// says what it may vouch for: private addresses, names that mean nothing outside, this machine. Who
// steals its key cannot pretend to be a bank or a mail server to those who trust it.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// How long things hold. Browsers refuse a server's certificate that is valid for more than 398 days.
const (
	authorityYears  = 10
	leafDays        = 397
	renewBefore     = 30 * 24 * time.Hour
	authoritySoon   = 180 * 24 * time.Hour
	clocksMayDiffer = 24 * time.Hour // a tablet whose clock is behind would refuse a certificate of today
)

// homeNames end in nothing that the internet knows: RFC 6761, 6762, 8375, and ICANN's .internal.
var homeNames = []string{"local", "lan", "internal", "home.arpa", "localhost"}

// homeRanges are the private, loopback and link-local addresses.
var homeRanges = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("fe80::/10"),
}

// openAuthority reads the authority, or makes it on the first day. Two programs that start at once
// end up with the same one.
func openAuthority(file string, m machine, now time.Time) (*authority, error) {
	a, err := readAuthority(file)
	if !errors.Is(err, os.ErrNotExist) {
		return a, err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	text, err := newAuthority(m, now)
	if err != nil {
		return nil, err
	}
	// The whole file appears under its name in one step, and only where none is.
	tmp, err := os.CreateTemp(filepath.Dir(file), ".part-*") // 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(text)
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(tmp.Name(), file); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, err
	}
	return readAuthority(file)
}

// readAuthority reads certificate and key, and closes the file to others where somebody opened it.
func readAuthority(file string) (*authority, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		if err := os.Chmod(file, 0o600); err != nil {
			return nil, fmt.Errorf("%s holds the key of the own authority and others may read it: %w", file, err)
		}
	}
	text, err := os.ReadFile(file) // #nosec G304 -- a file of the folder of TLS, which the operator names
	if err != nil {
		return nil, err
	}
	both, err := tls.X509KeyPair(text, text)
	if err != nil {
		return nil, fmt.Errorf("%s does not hold the certificate and key of an authority: %w", file, err)
	}
	cert, err := x509.ParseCertificate(both.Certificate[0])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	key, ok := both.PrivateKey.(*ecdsa.PrivateKey)
	if !ok || !cert.IsCA {
		return nil, fmt.Errorf("%s holds a certificate that may not vouch for others", file)
	}
	return &authority{cert, key}, nil
}

// newAuthority makes key and certificate, as one text.
func newAuthority(m machine, now time.Time) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	names := slices.Clone(homeNames)
	ranges := slices.Clone(homeRanges)
	for _, name := range append(m.own, m.base) {
		if address, err := netip.ParseAddr(name); err == nil {
			ranges = append(ranges, netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen()))
		} else if isName(name) && !within(names, name) {
			names = append(names, name)
		}
	}
	template := &x509.Certificate{
		SerialNumber:                serial,
		Subject:                     pkix.Name{Organization: []string{"Mái Ấm"}, CommonName: "Mái Ấm " + m.first() + " " + dayOf(now)},
		NotBefore:                   now.Add(-clocksMayDiffer),
		NotAfter:                    now.AddDate(authorityYears, 0, 0),
		IsCA:                        true,
		BasicConstraintsValid:       true,
		MaxPathLenZero:              true, // it vouches for machines, not for other authorities
		KeyUsage:                    x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		ExtKeyUsage:                 []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, // not for mail or programs
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         names,
	}
	for _, r := range ranges {
		template.PermittedIPRanges = append(template.PermittedIPRanges, &net.IPNet{IP: r.Addr().AsSlice(), Mask: net.CIDRMask(r.Bits(), r.Addr().BitLen())})
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return append(text, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})...), nil
}

// issue makes a certificate for this machine, with a key of its own that never touches the disk.
func (a *authority) issue(m machine, now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	from := now.Add(-clocksMayDiffer)
	to := from.AddDate(0, 0, leafDays)
	if to.After(a.cert.NotAfter) {
		to = a.cert.NotAfter
	}
	template := &x509.Certificate{
		SerialNumber: serial, NotBefore: from, NotAfter: to, BasicConstraintsValid: true,
		// A name under Subject would be measured against the constraints by some readers: it is one of them.
		Subject:  pkix.Name{Organization: []string{"Mái Ấm"}, CommonName: "localhost"},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	// One name outside the constraints would make browsers refuse the whole certificate.
	for _, name := range m.names() {
		if a.mayName(name) {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	for _, address := range m.addresses {
		if a.mayAddress(address) {
			template.IPAddresses = append(template.IPAddresses, net.IP(address.AsSlice()))
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der, a.cert.Raw}, PrivateKey: key, Leaf: leaf}, nil
}

// mayName tells whether the authority's own certificate lets it vouch for a name.
func (a *authority) mayName(name string) bool {
	return isName(name) && within(a.cert.PermittedDNSDomains, name)
}

// mayAddress is the same for an address.
func (a *authority) mayAddress(address netip.Addr) bool {
	return slices.ContainsFunc(a.cert.PermittedIPRanges, func(r *net.IPNet) bool { return r.Contains(address.AsSlice()) })
}

// fingerprint is the SHA-256 of the certificate in four groups, as devices write it.
func (a *authority) fingerprint() []string {
	sum := sha256.Sum256(a.cert.Raw)
	return grouped(sum[:], 8)
}

// thumbprint is the SHA-1, by which Windows calls a certificate in its question.
func (a *authority) thumbprint() []string {
	sum := sha1.Sum(a.cert.Raw) // #nosec G401 -- compared by eye beside the SHA-256
	return grouped(sum[:], 10)
}

// text is the certificate alone, as a file that devices take in.
func (a *authority) text() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

func grouped(sum []byte, each int) []string {
	var out []string
	for part := range slices.Chunk(sum, each) {
		out = append(out, strings.ReplaceAll(fmt.Sprintf("% X", part), " ", ":"))
	}
	return out
}

func newSerial() (*big.Int, error) {
	return rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
}

// within tells whether a name is one of the domains or lies in one.
func within(domains []string, name string) bool {
	return slices.ContainsFunc(domains, func(d string) bool { return name == d || strings.HasSuffix(name, "."+d) })
}
