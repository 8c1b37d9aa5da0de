package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A whole campus may sit behind one address, so the flood limit is far above what its shifts need:
// the lock of each name, and the mark on each entry, are what stop guessing.
const (
	callsPerSecond = 10
	callsAtOnce    = 200
	knownCallers   = 10_000
)

// Crowd knows how often each address has called a door that needs no session, and says when one calls
// like a machine. The zero Crowd is ready.
type Crowd struct {
	mu      sync.Mutex
	callers map[string]*rate.Limiter
}

// Lets tells whether one more call of an address is let in now.
func (c *Crowd) Lets(r *http.Request, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.callers == nil || len(c.callers) >= knownCallers {
		c.callers = map[string]*rate.Limiter{}
	}
	from := Address(r)
	if c.callers[from] == nil {
		c.callers[from] = rate.NewLimiter(callsPerSecond, callsAtOnce)
	}
	return c.callers[from].AllowN(now, 1)
}

// Address is where a request comes from, without its port. A program in front of the house on the same
// machine names whom it speaks for at the end of X-Forwarded-For, or everybody would share one address and
// one person's wrong passwords would shut the door to all; nobody else is believed.
func Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if near, err := netip.ParseAddr(host); err != nil || !near.IsLoopback() {
		return host
	}
	if all := r.Header.Values("X-Forwarded-For"); len(all) > 0 {
		last := all[len(all)-1]
		if far, err := netip.ParseAddr(strings.TrimSpace(last[strings.LastIndex(last, ",")+1:])); err == nil {
			return far.Unmap().WithZone("").String()
		}
	}
	return host
}
