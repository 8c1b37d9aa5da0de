package main

import (
	"io"
	"net"
	"testing"
	"time"
)

// FuzzKnock sends first bytes to the port that takes both ways of speaking: nothing of them is lost, and
// only what looks like TLS goes to that side.
func FuzzKnock(f *testing.F) {
	for _, text := range []string{"\x16\x03\x01", "GET / HTTP/1.1\r\n\r\n", "\x00", "\x80\x2e\x01"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) == 0 || len(text) > 4096 {
			return
		}
		here, there := net.Pipe()
		defer here.Close()
		k := &knocks{patience: time.Minute}
		k.secret, k.plain = &side{of: k, come: make(chan net.Conn, 1), ended: make(chan struct{})}, &side{of: k, come: make(chan net.Conn, 1), ended: make(chan struct{})}
		sorted := make(chan struct{})
		go func() {
			_, _ = here.Write(text)
			<-sorted // a pipe, unlike a socket, knows of no deadline any more once its other end is closed
			_ = here.Close()
		}()
		k.sort(there)
		close(sorted)
		to := k.plain
		if text[0] == 0x16 {
			to = k.secret
		}
		select {
		case conn := <-to.come:
			if got, err := io.ReadAll(conn); err != nil || string(got) != string(text) {
				t.Fatalf("of %q came %q: %v", text, got, err)
			}
		default:
			t.Fatalf("%q went to the other side", text)
		}
	})
}
