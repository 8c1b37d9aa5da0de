package web

import (
	"net"
	"net/http"
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

// Address is where a request comes from, without its port.
func Address(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		return host
	}
	return r.RemoteAddr
}
