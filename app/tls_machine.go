package main

import (
	"net"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
)

// machine is by which names and addresses others reach this machine.
type machine struct {
	own       []string // what the machine calls itself: mai-am, mai-am.centre.vn
	base      string   // the host of MAIAM_BASE_URL, or ""
	addresses []netip.Addr
}

// machineNow gives what reads the names and addresses of this moment: a router may give another
// address at any time, and a cable may be plugged in while the program runs.
func machineNow(base string) func() machine {
	return func() machine {
		m := machine{base: base}
		if host, err := os.Hostname(); err == nil {
			m.call(host)
		}
		found, err := net.InterfaceAddrs()
		if err != nil {
			return m
		}
		for _, a := range found {
			if n, ok := a.(*net.IPNet); ok {
				if address, ok := netip.AddrFromSlice(n.IP); ok {
					m.addresses = append(m.addresses, address.Unmap())
				}
			}
		}
		return m
	}
}

// call notes what the machine is called: in full, and by its first word.
func (m *machine) call(host string) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	short, _, _ := strings.Cut(host, ".")
	for _, name := range []string{short, host} {
		if isName(name) && name != "localhost" && !slices.Contains(m.own, name) {
			m.own = append(m.own, name)
		}
	}
}

// first is the machine's short name, for people.
func (m machine) first() string {
	if len(m.own) == 0 {
		return "localhost"
	}
	return m.own[0]
}

// names are all by which the machine may be asked for. Routers put one of the home endings behind
// what it calls itself.
func (m machine) names() []string {
	out := []string{"localhost"}
	add := func(name string) {
		if isName(name) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	if _, err := netip.ParseAddr(m.base); err != nil {
		add(m.base)
	}
	for _, name := range m.own {
		add(name)
	}
	if len(m.own) > 0 {
		for _, ending := range homeNames {
			if ending != "localhost" {
				add(m.own[0] + "." + ending)
			}
		}
	}
	return out
}

// nearby are the addresses that other devices of the network use, loopback and link-local ones aside.
func (m machine) nearby() []netip.Addr {
	var out []netip.Addr
	for _, a := range m.addresses {
		if a.IsPrivate() {
			out = append(out, a)
		}
	}
	return out
}

var nameShape = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)

// isName tells whether a word can be a host name; a number with dots is an address.
func isName(name string) bool {
	if _, err := netip.ParseAddr(name); err == nil {
		return false
	}
	return len(name) <= 253 && nameShape.MatchString(name)
}
