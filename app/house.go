package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"time"

	"maiam/app/assets"
	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	staffdesk "maiam/handlers/staff"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/migrations"
	"maiam/models/db"
	"maiam/models/files"
)

// house is the whole program, wired in reading order; Close undoes it.
type house struct {
	cfg     *Config
	db      *db.House
	desk    *web.Desk
	files   *assets.Set
	store   *files.Store // photographs and scans
	metrics *metrics
	gate    *staffdesk.Sessions
	shown   credentials // of TLS, nil where the program speaks plain HTTP
	sample  bool        // the people in it are invented
}

// openDatabase opens the database and brings its schema up to date.
func openDatabase(ctx context.Context, cfg *Config) (*db.House, error) {
	c, err := cfg.database()
	if err != nil {
		return nil, err
	}
	h, err := db.Open(c)
	if err != nil {
		return nil, err
	}
	before := func(ctx context.Context, steps int) error { return saveBefore(ctx, cfg, h, steps) }
	if err := migrations.UpAfter(ctx, h.Raw(), string(h.Engine), slog.Info, before); err != nil {
		return nil, errors.Join(fmt.Errorf("the database cannot be brought up to date: %w", err), h.Close())
	}
	return h, nil
}

// texts lists the words of every area and kit.
func texts() []fs.FS {
	all := []fs.FS{words.Texts(), sheet.Texts, web.Texts, parts.Texts}
	for _, a := range areas {
		all = append(all, a.texts)
	}
	return all
}

// open builds the house: database, words, doors.
func open(ctx context.Context, cfg *Config) (*house, error) {
	return openCounted(ctx, cfg, newMetrics().of(""))
}

// openCounted is open with counters that other houses may share.
func openCounted(ctx context.Context, cfg *Config, counted *metrics) (_ *house, err error) {
	h := &house{cfg: cfg, metrics: counted}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.Close())
		}
	}()
	if err := words.Register(texts()...); err != nil {
		return nil, err
	}
	if h.files, err = assets.Open(); err != nil {
		return nil, err
	}
	if h.shown, err = openTLS(cfg, time.Now); err != nil {
		return nil, err
	}
	if h.db, err = openDatabase(ctx, cfg); err != nil {
		return nil, err
	}
	if h.store, err = files.Open(filepath.Join(cfg.Data, "files")); err != nil {
		return nil, err
	}
	if err := h.furnish(ctx); err != nil {
		return nil, err
	}
	return h, h.openDoors()
}

// Close undoes open, last first.
func (h *house) Close() error {
	if h.desk != nil {
		h.desk.Close()
	}
	var err error
	if h.store != nil {
		err = h.store.Close()
	}
	if h.db != nil {
		err = errors.Join(err, h.db.Close())
	}
	return err
}
