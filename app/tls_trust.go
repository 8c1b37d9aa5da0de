package main

import (
	"net"
	"net/netip"
	"strconv"
	"strings"

	"maiam/handlers/home"
	"maiam/models/value"
)

// trust is what the page /trust tells about the own authority.
func (h *house) trust() home.Trust {
	o, ok := h.shown.(*ownCertificate)
	if !ok {
		return home.Trust{Files: h.shown != nil}
	}
	t := home.Trust{Name: o.cert.Subject.CommonName, Der: o.cert.Raw, Text: o.text(), Fingerprint: o.fingerprint(), Thumbprint: o.thumbprint(),
		Ends: value.DayOf(o.cert.NotAfter, h.db.Zone())}
	at, err := net.ResolveTCPAddr("tcp", h.cfg.Addr)
	if err != nil {
		at = &net.TCPAddr{}
	}
	if h.cfg.BaseURL != "" {
		t.Addresses = append(t.Addresses, strings.TrimSuffix(h.cfg.BaseURL, "/"))
	}
	for _, address := range h.addresses(o, at) {
		t.Addresses = append(t.Addresses, "https://"+address)
	}
	return t
}

// addresses are where other devices of the network find the house, host with port: where it listens on
// one address that one, otherwise all that are private.
func (h *house) addresses(o *ownCertificate, at *net.TCPAddr) []string {
	port := strconv.Itoa(at.Port)
	address, ok := netip.AddrFromSlice(at.IP)
	if address = address.Unmap(); ok && !address.IsUnspecified() {
		if address.IsLoopback() {
			return []string{net.JoinHostPort("localhost", port)}
		}
		return []string{net.JoinHostPort(address.String(), port)}
	}
	var out []string
	for _, a := range o.machine().nearby() {
		out = append(out, net.JoinHostPort(a.String(), port))
	}
	if len(out) == 0 {
		out = append(out, net.JoinHostPort("localhost", port))
	}
	return out
}
