package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"

	"maiam/migrations"
	"maiam/models/files"
)

type serveCommand struct {
	NoJobs bool `help:"Web alone: leave the background jobs to maiam work."`
}

// Run serves until SIGTERM, then finishes what it has and refuses new work.
func (serve serveCommand) Run(sc screen, cfg *Config) error {
	began := time.Now()
	s, err := openStreet(sc, cfg)
	if err != nil {
		return err
	}
	h := s[0] // what is the same for all: the certificate, the counters
	listener, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return errors.Join(fmt.Errorf("%s cannot be listened on: %w", cfg.Addr, err), s.Close())
	}
	address := listener.Addr().(*net.TCPAddr)
	host := address.IP.String()
	if address.IP.IsLoopback() || address.IP.IsUnspecified() {
		host = "localhost"
	}
	crews, err := s.crews(sc)
	if err != nil {
		return errors.Join(err, listener.Close(), s.Close())
	}
	closeMetrics, err := h.metrics.serve(cfg.MetricsAddr)
	if err != nil {
		return errors.Join(err, listener.Close(), s.Close())
	}
	defer closeMetrics()
	scheme := "http"
	if h.shown != nil {
		scheme = "https"
	}
	sc.say("Mái Ấm: %s://%s:%d  (ready in %d ms)", scheme, host, address.Port, time.Since(began).Milliseconds())
	h.sayTLS(sc, address)
	for _, one := range s {
		if one.cfg.Centre != "" {
			sc.say("%s: %s", one.cfg.Centre, one.cfg.Data)
		}
		one.greet(sc)
	}
	dropBallast()

	work, stopWork := context.WithCancel(context.WithoutCancel(sc))
	var wg sync.WaitGroup
	if !serve.NoJobs {
		wg.Go(func() { runAll(work, crews) })
	}
	servers := h.servers(listener, s.handler())
	failed := make(chan error, len(servers))
	for _, one := range servers {
		wg.Go(func() {
			if err := one.run(); !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
				failed <- err
			}
		})
	}
	select {
	case <-sc.Done():
		sc.say("Mái Ấm: finishing what is under way")
	case err = <-failed:
	}
	for _, one := range s {
		one.desk.Close() // the live streams would keep Shutdown waiting
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for _, one := range servers {
		err = errors.Join(err, one.Shutdown(ctx))
	}
	stopWork()
	wg.Wait()
	return errors.Join(err, s.Close())
}

// server is one way of serving the port: by TLS, or plainly.
type server struct {
	*http.Server
	run func() error
}

// newServer gives everybody time to speak, and nobody time without end.
func newServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute, // a roster over a slow line
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
}

// servers serve the house on its port: plainly where TLS is off; otherwise by TLS, and those who come
// plainly are shown the way.
func (h *house) servers(listener net.Listener, doors http.Handler) []server {
	if h.shown == nil {
		s := newServer(doors)
		return []server{{s, func() error { return s.Serve(listener) }}}
	}
	both := listenForBoth(listener, firstByte)
	secret := newServer(doors)
	secret.TLSConfig = hello(h.shown)
	plain := newServer(plainly{house: doors, shown: h.shown, trust: h.cfg.speaks() == tlsLocal, base: h.cfg.BaseURL})
	return []server{
		{secret, func() error { return secret.ServeTLS(both.secret, "", "") }},
		{plain, func() error { return plain.Serve(both.plain) }},
	}
}

// firstByte is how long somebody who has connected may stay silent.
const firstByte = 10 * time.Second

// sayTLS says how the certificate is, and for an own authority where devices are made to trust it and
// which fingerprint they must show.
func (h *house) sayTLS(sc screen, at *net.TCPAddr) {
	if h.shown == nil {
		return
	}
	if good, line := h.shown.health(); !good {
		sc.say("Attention: %s", line)
	}
	if o, ok := h.shown.(*ownCertificate); ok {
		for _, address := range h.addresses(o, at) {
			sc.say("Let tablets and computers trust it: http://%s/trust", address)
		}
		sc.say("Fingerprint to compare (SHA-256): %s", strings.Join(o.fingerprint(), " "))
	}
}

type workCommand struct{}

// Run does background jobs until SIGTERM.
func (workCommand) Run(sc screen, cfg *Config) error {
	all, err := cfg.eachCentre()
	if err != nil {
		return err
	}
	var s street
	for _, one := range all {
		h := &house{cfg: one}
		if h.db, err = openDatabase(sc, one); err == nil {
			h.store, err = files.Open(filepath.Join(one.Data, "files"))
		}
		if s = append(s, h); err != nil {
			return errors.Join(err, s.Close())
		}
	}
	crews, err := s.crews(sc)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	sc.say("Mái Ấm: working")
	runAll(sc, crews)
	return s.Close()
}

// health opens the doors that other programs look at: alive, and ready with database and schema.
func (h *house) health() {
	h.desk.Plain(http.MethodGet, "/healthz", "tells only that the program runs", func(c *gin.Context) {
		c.String(http.StatusOK, "ok\n")
	})
	h.desk.Plain(http.MethodGet, "/readyz", "tells only whether the database answers", func(c *gin.Context) {
		ctx, cancel := context.WithTimeout(c, 5*time.Second)
		defer cancel()
		pending, err := migrations.Pending(ctx, h.db.Raw(), string(h.db.Engine))
		if err != nil || len(pending) > 0 {
			c.String(http.StatusServiceUnavailable, "not ready\n")
			return
		}
		c.String(http.StatusOK, "ready\n")
	})
}

// diskFree tells how many bytes are free where the data lives.
func diskFree(dir string) (uint64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return 0, err
	}
	return fs.Bavail * uint64(fs.Bsize), nil // #nosec G115 -- the size of a block, which the kernel gives, is above zero
}
