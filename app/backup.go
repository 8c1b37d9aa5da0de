package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"maiam/migrations"
	"maiam/models/backups"
	"maiam/models/db"
	"maiam/models/files"
	"maiam/models/privacy"
)

// newSaver knows where copies of this house go and what is in them.
func newSaver(ctx context.Context, cfg *Config, h *db.House, store *files.Store) (backups.Keeper, error) {
	schema, err := schemaNumber(ctx, h)
	k := backups.Keeper{Store: store, Program: version, Schema: schema, Anchors: cfg.anchors()[0], Scratch: cfg.Data,
		Migrate: func(ctx context.Context, h *db.House) error {
			return migrations.Up(ctx, h.Raw(), string(h.Engine), nil)
		}}
	k.Places, k.Own = cfg.places()
	return k, err
}

// saveBefore writes a copy before a new version of the program changes the schema: the way back to the
// version before it. A house in which nobody ever did anything needs none. It fails, and nothing is
// changed, when no place has the copy.
func saveBefore(ctx context.Context, cfg *Config, h *db.House, steps int) error {
	places, own := cfg.places()
	if len(places) == 0 {
		return nil // the operator said so
	}
	if lived, err := h.Lived(ctx); err != nil || !lived {
		return err
	}
	store, err := files.Open(filepath.Join(cfg.Data, "files"))
	if err != nil {
		return err
	}
	k := backups.Keeper{Places: places, Own: own, Store: store, Program: version, Schema: int64(steps), Anchors: cfg.anchors()[0]}
	var wrong []error
	for _, did := range k.Keep(ctx, h, true) {
		if did.Copied {
			slog.Info("saved before the update", "place", did.Place, "moment", did.Taken.In(h.Zone()).Format(time.DateTime), "rows", did.Rows)
			return store.Close()
		}
		wrong = append(wrong, fmt.Errorf("%s: %w", did.Place, did.Err))
	}
	return errors.Join(append(wrong, store.Close(), errors.New("no copy could be written before the update, so nothing was changed: make room in one of the places of MAIAM_BACKUPS, or set it to off"))...)
}

type backupCommand struct {
	Dir string `arg:"" help:"New or empty folder, or one that holds copies of this house already."`
}

// Run copies everything into the folder, sealed.
func (b backupCommand) Run(sc screen, cfg *Config) error {
	if _, err := os.Stat(filepath.Join(b.Dir, "copies")); err != nil {
		if err := emptyFolder(b.Dir); err != nil {
			return err
		}
	}
	return withStore(sc, cfg, func(h *db.House, store *files.Store) error {
		// The anchors come before the copy, so that they never know more than it.
		if _, err := anchorNow(sc, h); err != nil {
			sc.say("attention: the chain of deeds could not be anchored: %v", err)
		}
		saver, err := newSaver(sc, cfg, h, store)
		if err != nil {
			return err
		}
		saver.Places, saver.Own = []string{b.Dir}, true
		told := time.Now()
		saver.Told = func(what string) {
			if time.Since(told) > 2*time.Second {
				told = time.Now()
				sc.say("… %s", what)
			}
		}
		did := saver.Keep(sc, h, true)[0]
		if did.Err != nil {
			return did.Err
		}
		whole, err := filepath.Abs(b.Dir)
		if err != nil {
			return err
		}
		note, err := json.Marshal(backupNote{did.Taken, whole})
		if err != nil {
			return err
		}
		if err := writeWhole(filepath.Join(cfg.Data, "last-backup.json"), note); err != nil {
			return err
		}
		sc.say("saved %d tables with %d rows and %d attachments in %s, sealed", did.Tables, did.Rows, did.Files, b.Dir)
		if did.Unread > 0 {
			sc.say("attention: %d attachments are damaged on the disk and could not be saved", did.Unread)
		}
		sc.say("keep the secret file %s elsewhere: without it nobody can open this copy, nor can you", cfg.SecretFile)
		if cfg.speaks() == tlsLocal {
			sc.say("the own authority %s is not in it either: keep a copy with the secret file, or devices must trust a new one", cfg.authorityFile())
		}
		return nil
	})
}

type restoreCommand struct {
	Dir   string `arg:"" help:"Folder of copies: of maiam backup, or one of MAIAM_BACKUPS." type:"existingdir"`
	Until string `help:"Go back to a moment, such as '2026-11-22 14:30'; the newest without. Exact to the second on a server with a binary log, else to the copy before it." placeholder:"MOMENT"`
}

// Run brings a copy, and what the binary log holds since, into an empty database and an empty folder of
// attachments.
func (r restoreCommand) Run(sc screen, cfg *Config) error {
	until, err := r.moment(cfg)
	if err != nil {
		return err
	}
	keys, err := db.LoadKeys(cfg.SecretFile)
	if err != nil {
		return err
	}
	place, err := backups.OpenPlace(r.Dir, keys)
	if err != nil {
		return err
	}
	c, err := place.Find(until)
	switch {
	case errors.Is(err, backups.ErrForeign):
		return fmt.Errorf("%s was sealed by another house: set MAIAM_SECRET_FILE to the secret file that was in use when it was taken, or put a copy of it at %s", r.Dir, cfg.SecretFile)
	case errors.Is(err, backups.ErrNone):
		return fmt.Errorf("%s holds no whole backup", r.Dir)
	case err != nil:
		return err
	}
	sc.say("reading the copy of %s", c.Taken.Format(time.RFC3339))
	if err := place.Check(c); err != nil {
		return fmt.Errorf("the backup is damaged: %w", err)
	}
	if err := emptyFolder(filepath.Join(cfg.Data, "files")); err != nil {
		return err
	}
	return withStore(sc, cfg, func(h *db.House, store *files.Store) error {
		schema, err := schemaNumber(sc, h)
		if err != nil {
			return err
		}
		if schema != c.Schema {
			if at, ok := place.Before(schema); ok {
				return fmt.Errorf("the copy of %s has the schema of another version; the newest that this program can restore needs --until '%s'",
					c.Taken.In(h.Zone()).Format(time.DateTime), at.In(h.Zone()).Format(time.DateTime))
			}
			return fmt.Errorf("the copy has %d steps of the schema and this program %d: restore it with the version it was taken with (%s or the one before), then update", c.Schema, schema, c.Program)
		}
		err = place.Restore(sc, c, h, store)
		if errors.Is(err, db.ErrNotEmpty) {
			return errors.New("the database already holds data; a restore goes into an empty one")
		}
		if err != nil {
			return err
		}
		reached, err := place.Replay(sc, c, h, store, until)
		if err != nil {
			return fmt.Errorf("the copy of %s is restored, but not what came after it: %w", c.Taken.Format(time.RFC3339), err)
		}
		again, err := privacy.EraseAgain(sc, h, r.Dir)
		if err != nil {
			return fmt.Errorf("the copy is restored, but what was erased since is not erased again: %w", err)
		}
		if again > 0 {
			sc.say("erased again %d files that were erased after the copy was taken", again)
		}
		if err := anchorRestored(sc, h, cfg, r.Dir, reached); err != nil {
			return err
		}
		sc.say("restored %d tables and %d attachments as of %s", len(c.Tables), len(c.Files), reached.In(h.Zone()).Format("02/01/2006 15:04:05"))
		return nil
	})
}

func (r restoreCommand) moment(cfg *Config) (time.Time, error) {
	if r.Until == "" {
		return time.Time{}, nil
	}
	zone, err := time.LoadLocation(cfg.Timezone)
	if err != nil {
		return time.Time{}, fmt.Errorf("MAIAM_TIMEZONE: %w", err)
	}
	for _, form := range []string{time.DateTime, "2006-01-02 15:04", "02/01/2006 15:04:05", "02/01/2006 15:04"} {
		if at, err := time.ParseInLocation(form, r.Until, zone); err == nil {
			return at, nil
		}
	}
	if at, err := time.Parse(time.RFC3339, r.Until); err == nil {
		return at, nil
	}
	return time.Time{}, fmt.Errorf("--until %q cannot be read: write it as 2026-11-22 14:30", r.Until)
}

// withStore runs work on the migrated database and the attachments, and closes both.
func withStore(ctx context.Context, cfg *Config, work func(*db.House, *files.Store) error) error {
	return withDatabase(ctx, cfg, func(h *db.House) error {
		store, err := files.Open(filepath.Join(cfg.Data, "files"))
		if err != nil {
			return err
		}
		return errors.Join(work(h, store), store.Close())
	})
}

// anchorRestored goes on from the anchors of this place, or from those of the backup where there are
// none, and notes in them that the deeds after the backup are gone for this reason.
func anchorRestored(sc screen, h *db.House, cfg *Config, dir string, taken time.Time) error {
	own := filepath.Join(cfg.anchors()[0], db.AnchorName)
	if _, err := os.Stat(own); errors.Is(err, os.ErrNotExist) {
		text, err := os.ReadFile(filepath.Join(dir, db.AnchorName)) // #nosec G304 -- a fixed name in a folder that the operator names
		if err == nil {
			if err = os.MkdirAll(filepath.Dir(own), 0o700); err == nil {
				err = writeWhole(own, text)
			}
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	_, err := h.AcceptChain(sc, "restored the backup of "+taken.Format(time.RFC3339))
	if errors.Is(err, db.ErrNotOurs) {
		sc.say("attention: the anchors were written with another secret file: %v", err)
		return nil
	}
	return err
}

type backupNote struct {
	Taken time.Time `json:"taken"`
	Dir   string    `json:"dir"`
}

// lastBackup reads the note that backup leaves beside the data.
func lastBackup(cfg *Config) (time.Time, string) {
	text, err := os.ReadFile(filepath.Join(cfg.Data, "last-backup.json"))
	var n backupNote
	if err != nil || json.Unmarshal(text, &n) != nil {
		return time.Time{}, ""
	}
	return n.Taken, n.Dir
}

// saved tells when this house was saved by hand last, zero when it never was.
func (h *house) saved() time.Time {
	taken, _ := lastBackup(h.cfg)
	return taken
}

// schemaNumber tells which shape the database has: how many steps it went.
func schemaNumber(ctx context.Context, h *db.House) (int64, error) {
	steps, err := migrations.Steps(ctx, h.Raw(), string(h.Engine))
	return int64(steps), err
}

// emptyFolder makes the folder, or refuses one that holds anything.
func emptyFolder(dir string) error {
	found, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return os.MkdirAll(dir, 0o700)
	case err != nil:
		return err
	case len(found) > 0:
		return fmt.Errorf("%s is not empty", dir)
	}
	return nil
}

// doctorBackups says how copies and drills are.
func doctorBackups(ctx context.Context, cfg *Config, h *db.House, line func(bool, string, string)) {
	zone := h.Zone()
	var o backups.Overview
	err := h.Read(ctx, db.System("doctor"), func(tx *db.Tx) (err error) {
		o, err = backups.Now(tx)
		return err
	})
	if err != nil {
		line(false, "backup", "how the copies are cannot be read")
		return
	}
	byHand, where := lastBackup(cfg)
	if !byHand.IsZero() {
		line(true, "backup", "by hand "+byHand.In(zone).Format("02/01/2006 15:04")+" in "+where)
	}
	ill := map[string]bool{}
	for _, f := range o.Needs() {
		ill[f.Place] = true
		switch f.Word {
		case "none":
			// A copy by hand of the last two days is a copy.
			line(time.Since(byHand) < 48*time.Hour, "backup", "no copies by itself: let maiam serve or maiam work run, with MAIAM_BACKUPS naming a folder on another disk")
		case "failing":
			line(false, "backup", fmt.Sprintf("%s cannot be written since %s (%s)", f.Place, f.Since.In(zone).Format("02/01/2006 15:04"), f.Reason))
		case "late":
			line(false, "backup", fmt.Sprintf("nobody looked at %s since %s: do the jobs run?", f.Place, f.Since.In(zone).Format("02/01/2006 15:04")))
		case "unread":
			line(false, "backup", "some attachments are damaged on the disk: "+f.Place)
		case "drill_failed":
			line(false, "drill", fmt.Sprintf("no house could be made from %s on %s (%s): %s", f.Place, f.Since.In(zone).Format("02/01/2006 15:04"), f.Reason, o.Drills[0].Error))
		default:
			line(false, "drill", "overdue since "+f.Since.In(zone).Format("02/01/2006"))
		}
	}
	for _, s := range o.Places {
		if !ill[s.Place] && s.TakenAt != nil {
			line(true, "backup", s.TakenAt.In(zone).Format("02/01/2006 15:04")+" in "+s.Place)
		}
	}
	if o.Good != nil && len(o.Drills) > 0 && o.Drills[0].Reason == "" {
		line(true, "drill", fmt.Sprintf("%s: a house in %d s, %d s of work lost", o.Good.At.In(zone).Format("02/01/2006 15:04"), o.Good.TookSeconds, o.Good.LostSeconds))
	}
	if h.Engine == db.MySQL {
		_, err := h.LogNow(ctx)
		found := "followed every five minutes"
		switch {
		case errors.Is(err, db.ErrNoLog):
			found = "off: whole copies are written instead, and no moment between them can be gone back to; set log_bin"
		case errors.Is(err, db.ErrLogTools):
			found = "mariadb-binlog is missing (package mariadb-server-core or mariadb-client): whole copies are written instead"
		case errors.Is(err, db.ErrLogDenied):
			found = "may not be read: GRANT BINLOG MONITOR, REPLICATION SLAVE to the account; whole copies are written instead"
		case err != nil:
			found = "cannot be asked about"
		}
		line(err == nil, "binlog", found)
	}
}

// writeWhole writes a file so that it is there whole or not at all.
func writeWhole(path string, text []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".part-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(text)
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
