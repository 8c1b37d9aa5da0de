package dbtest

import (
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
)

// Wire stands between a house and its MariaDB and counts how often somebody in the house waits for
// the server: what a statement costs on a real network. It counts alike on a machine that is busy.
type Wire struct {
	t      testing.TB
	server string // host and port
	ear    net.Listener
	trips  atomic.Int64
	all    sync.WaitGroup
}

// Through gives the same database of a server, reached through a wire. It is closed after the test.
func Through(t testing.TB, address string) (*Wire, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		t.Fatalf("%s is no database of a server: %v", address, err)
	}
	w := &Wire{t: t, server: u.Host}
	if w.ear, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	w.all.Go(w.listen)
	t.Cleanup(func() {
		_ = w.ear.Close()
		w.all.Wait()
	})
	u.Host = w.ear.Addr().String()
	return w, u.String()
}

// Trips is how often somebody waited until now.
func (w *Wire) Trips() int { return int(w.trips.Load()) }

func (w *Wire) listen() {
	for {
		house, err := w.ear.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", w.server)
		if err != nil {
			w.t.Error(err)
			_ = house.Close()
			continue
		}
		var turn atomic.Bool // the house spoke last
		w.all.Go(func() { w.pass(house, server, func() { w.count(turn.CompareAndSwap(false, true)) }) })
		w.all.Go(func() { w.pass(server, house, func() { turn.Store(false) }) })
	}
}

func (w *Wire) count(begins bool) {
	if begins {
		w.trips.Add(1)
	}
}

// pass carries what one side says to the other, until one of them is gone.
func (w *Wire) pass(from, to net.Conn, heard func()) {
	defer from.Close()
	defer to.Close()
	part := make([]byte, 64<<10)
	for {
		n, err := from.Read(part)
		if n > 0 {
			heard()
			if _, err := to.Write(part[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
