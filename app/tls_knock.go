package main

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// knocks tells by the first byte whether who knocks speaks TLS or plain HTTP, so that one port is
// enough: a handshake begins with 0x16, no request does. Nobody waits for somebody else's first byte.
type knocks struct {
	net.Listener
	patience      time.Duration // how long the first byte may take
	secret, plain *side
	wg            sync.WaitGroup
}

// side is the listener of those who speak one way.
type side struct {
	of     *knocks
	come   chan net.Conn
	ended  chan struct{}
	ending sync.Once
}

func listenForBoth(l net.Listener, patience time.Duration) *knocks {
	k := &knocks{Listener: l, patience: patience}
	k.secret, k.plain = &side{of: k, come: make(chan net.Conn), ended: make(chan struct{})}, &side{of: k, come: make(chan net.Conn), ended: make(chan struct{})}
	k.wg.Go(k.accept)
	return k
}

// accept takes connections until the listener is closed. Being out of file handles passes.
func (k *knocks) accept() {
	pause := 5 * time.Millisecond
	for {
		conn, err := k.Listener.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			k.secret.end()
			k.plain.end()
			return
		case err != nil:
			select { // the same patience as net/http has
			case <-time.After(pause):
			case <-k.secret.ended:
			}
			pause = min(2*pause, time.Second)
			continue
		}
		pause = 5 * time.Millisecond
		k.wg.Go(func() { k.sort(conn) })
	}
}

// sort reads the first byte of a connection and hands it to its side.
func (k *knocks) sort(conn net.Conn) {
	first := make([]byte, 1)
	err := conn.SetReadDeadline(time.Now().Add(k.patience))
	if err == nil {
		_, err = conn.Read(first)
	}
	if err == nil {
		err = conn.SetReadDeadline(time.Time{})
	}
	if err != nil {
		_ = conn.Close() // silent, or gone already: nobody is there to be told
		return
	}
	to := k.plain
	if first[0] == 0x16 {
		to = k.secret
	}
	select {
	case to.come <- &opened{Conn: conn, first: first}:
	case <-to.ended:
		_ = conn.Close()
	}
}

// Accept gives the next connection that speaks this way.
func (s *side) Accept() (net.Conn, error) {
	select {
	case conn := <-s.come:
		return conn, nil
	case <-s.ended:
		return nil, net.ErrClosed
	}
}

// Close ends both sides: they share one port.
func (s *side) Close() error {
	err := s.of.Listener.Close()
	s.of.secret.end()
	s.of.plain.end()
	if errors.Is(err, net.ErrClosed) {
		return nil // the other side closed it
	}
	return err
}

// Addr is the address of the port.
func (s *side) Addr() net.Addr { return s.of.Listener.Addr() }

func (s *side) end() { s.ending.Do(func() { close(s.ended) }) }

// opened is a connection whose first byte was read already and is given again.
type opened struct {
	net.Conn
	first []byte
}

// Read gives the first byte, then the rest.
func (o *opened) Read(p []byte) (int, error) {
	if len(o.first) > 0 && len(p) > 0 {
		n := copy(p, o.first)
		o.first = o.first[n:]
		return n, nil
	}
	return o.Conn.Read(p)
}

// plainly answers those who come without TLS to a house that speaks it.
type plainly struct {
	house http.Handler
	shown credentials
	trust bool   // the way to trust the own authority is open: nobody can come by TLS before
	base  string // where people are sent when they asked for a host that is not ours
}

// ServeHTTP gives the page of trust with what it is made of, and nothing else of the house.
func (p plainly) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	asks := r.Method == http.MethodGet || r.Method == http.MethodHead
	if p.trust && asks && (r.URL.Path == "/trust" || strings.HasPrefix(r.URL.Path, "/trust/") || strings.HasPrefix(r.URL.Path, "/assets/")) {
		// Who somebody is must not be asked where everybody can listen.
		r.Header.Del("Cookie")
		r.Header.Del("Authorization")
		p.house.ServeHTTP(w, r)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store") // a browser that kept this would stay here after MAIAM_TLS=off
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Connection", "close")
	if !asks {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte("Địa chỉ này chỉ nhận dữ liệu qua https. Không có gì được ghi lại.\nThis address takes data by https only. Nothing was recorded.\n"))
		return
	}
	to := p.to(r)
	if to == "" {
		http.Error(w, "https", http.StatusMisdirectedRequest)
		return
	}
	http.Redirect(w, r, to, http.StatusPermanentRedirect) // #nosec G710 -- to a host that the certificate covers, and a path of it
}

// to is the same page by https; a host that is not ours is replaced by one that is.
func (p plainly) to(r *http.Request) string {
	host := r.Host
	// A host that is written as no address has one is not repeated: "house:@" means another one.
	if u, err := url.Parse("//" + host); err != nil || u.Host != host || !p.shown.covers(hostOf(host)) {
		at, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
		switch {
		case p.base != "":
			u, err := url.Parse(p.base)
			if err != nil {
				return ""
			}
			host = u.Host
		case ok && p.shown.covers(hostOf(at.String())):
			host = at.String()
		default:
			return ""
		}
	}
	page := r.URL.RequestURI()
	if !strings.HasPrefix(page, "/") { // "GET http:.elsewhere.example": it would become a part of the host
		page = "/"
	}
	return "https://" + host + page
}
