package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"maiam/jobs"
	"maiam/models/db"
)

// sealedColumns are all columns of the house whose values lie sealed; TestEverySealedColumnIsKnown holds
// them against the schema.
func sealedColumns() []db.SealedColumn { return jobs.SealedColumns() }

type keysCommand struct {
	List   keysList   `cmd:"" default:"1" help:"Show the keys that open sealed columns, and how much lies under each."`
	Rotate keysRotate `cmd:"" help:"Add a new key that seals from now on; the old ones still open, and the secret file before is kept beside it."`
	Reseal keysReseal `cmd:"" help:"Seal anew, with the newest key, what lies under an older one, while serving; begun again after a stop."`
	Retire keysRetire `cmd:"" help:"Take an old key, under which nothing lies any more, out of the secret file."`
}

type keysList struct{}

// Run lists the keys.
func (keysList) Run(sc screen, cfg *Config) error {
	return withDatabase(sc, cfg, func(h *db.House) error {
		use, err := h.KeyUse(sc, sealedColumns())
		if err != nil {
			return err
		}
		for _, k := range h.Keys().List() {
			what, since := "opens", "since the first day"
			if k.Seals {
				what = "seals"
			}
			if !k.Since.IsZero() {
				since = "since " + k.Since.In(h.Zone()).Format("02/01/2006 15:04")
			}
			sc.say("%10d  %s  %7d values  %s", k.ID, what, use[k.ID], since)
			delete(use, k.ID)
		}
		for id, n := range use {
			sc.say("%10d  MISSING  %d values cannot be opened", id, n)
		}
		if len(use) > 0 {
			return errors.New("a key is missing: bring back the secret file that holds it")
		}
		return nil
	})
}

type keysRotate struct{}

// Run adds a key.
func (keysRotate) Run(sc screen, cfg *Config) error {
	return withDatabase(sc, cfg, func(h *db.House) error {
		key, copied, err := db.RotateKeys(cfg.SecretFile, time.Now())
		if err != nil {
			return err
		}
		sc.say("key %d seals from now on; a running house follows within a second", key)
		sc.say("the secret file before: %s. Keep it with the backups that were taken until now, and a new copy of %s elsewhere", copied, cfg.SecretFile)
		sc.say("next: maiam keys reseal")
		return keysDeed(sc, h, "keys.rotate", map[string]any{"key": key})
	})
}

type keysReseal struct{}

// Run seals anew.
func (keysReseal) Run(sc screen, cfg *Config) error {
	return withDatabase(sc, cfg, func(h *db.House) error {
		told := time.Now()
		n, err := h.Reseal(sc, sealedColumns(), func(r db.Resealed) {
			if time.Since(told) > 2*time.Second {
				told = time.Now()
				sc.say("… %s, %d", r.Column, r.Changed)
			}
		})
		sc.say("%d values were sealed anew", n)
		if n > 0 {
			err = errors.Join(err, keysDeed(context.WithoutCancel(sc), h, "keys.reseal", map[string]any{"values": n}))
		}
		return err
	})
}

type keysRetire struct {
	Key uint32 `arg:"" help:"The number of the key, as maiam keys list shows it."`
}

// Run takes a key out.
func (r keysRetire) Run(sc screen, cfg *Config) error {
	return withDatabase(sc, cfg, func(h *db.House) error {
		use, err := h.KeyUse(sc, sealedColumns())
		if err != nil {
			return err
		}
		for id, n := range use {
			if !slices.ContainsFunc(h.Keys().List(), func(k db.KeyInfo) bool { return k.ID == id }) {
				return fmt.Errorf("%d values lie under key %d, which is missing: what they carry inside may need any other", n, id)
			}
		}
		if n := use[r.Key]; n > 0 {
			return fmt.Errorf("%d values lie under key %d: maiam keys reseal first", n, r.Key)
		}
		copied, err := db.RetireKey(cfg.SecretFile, r.Key, time.Now())
		if err != nil {
			return err
		}
		sc.say("key %d is taken out; %s still holds it: backups from before need it, and it goes when they go", r.Key, copied)
		return keysDeed(sc, h, "keys.retire", map[string]any{"key": r.Key})
	})
}

// keysDeed leaves in the book of deeds that the keys were worked on; of the keys themselves it says their
// numbers alone.
func keysDeed(ctx context.Context, h *db.House, action string, details map[string]any) error {
	return h.Write(ctx, db.System("maiam keys"), action, func(tx *db.Tx) error {
		if err := tx.May(action); err != nil {
			return err
		}
		for name, v := range details {
			tx.Detail(name, v)
		}
		return nil
	})
}
