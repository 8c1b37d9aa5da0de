package main

import (
	"context"
	"crypto/tls"
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

	"maiam/jobs"
	"maiam/migrations"
	"maiam/models/files"
)

type serveCommand struct {
	NoJobs bool `help:"Web alone: leave the background jobs to maiam work."`
}

// Run serves until SIGTERM, then finishes what it has and refuses new work.
func (s serveCommand) Run(sc screen, cfg *Config) error {
	began := time.Now()
	h, err := open(sc, cfg)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return errors.Join(fmt.Errorf("%s cannot be listened on: %w", cfg.Addr, err), h.Close())
	}
	scheme := "http"
	if cfg.TLS != "" && cfg.TLS != "off" {
		cert, key, _ := strings.Cut(cfg.TLS, ",")
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			return errors.Join(fmt.Errorf("MAIAM_TLS: %w", err), listener.Close(), h.Close())
		}
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}})
		scheme = "https"
	}
	server := &http.Server{
		Handler:           h.desk.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute, // a roster over a slow line
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
	address := listener.Addr().(*net.TCPAddr)
	host := address.IP.String()
	if address.IP.IsLoopback() || address.IP.IsUnspecified() {
		host = "localhost"
	}
	closeMetrics, err := h.metrics.serve(cfg.MetricsAddr)
	if err != nil {
		return errors.Join(err, listener.Close(), h.Close())
	}
	defer closeMetrics()
	sc.say("Mái Ấm: %s://%s:%d  (ready in %d ms)", scheme, host, address.Port, time.Since(began).Milliseconds())
	h.greet(sc)

	work, stopWork := context.WithCancel(context.WithoutCancel(sc))
	var wg sync.WaitGroup
	if !s.NoJobs {
		wg.Go(func() { jobs.New(h.db, h.store).Run(work) })
	}
	failed := make(chan error, 1)
	wg.Go(func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	})
	select {
	case <-sc.Done():
		sc.say("Mái Ấm: finishing what is under way")
	case err = <-failed:
	}
	h.desk.Close() // the live streams would keep Shutdown waiting
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	err = errors.Join(err, server.Shutdown(ctx))
	stopWork()
	wg.Wait()
	return errors.Join(err, h.Close())
}

type workCommand struct{}

// Run does background jobs until SIGTERM.
func (workCommand) Run(sc screen, cfg *Config) error {
	h, err := openDatabase(sc, cfg)
	if err != nil {
		return err
	}
	store, err := files.Open(filepath.Join(cfg.Data, "files"))
	if err != nil {
		return errors.Join(err, h.Close())
	}
	sc.say("Mái Ấm: working")
	jobs.New(h, store).Run(sc)
	return errors.Join(store.Close(), h.Close())
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
	return fs.Bavail * uint64(fs.Bsize), nil
}
