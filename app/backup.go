package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"maiam/migrations"
	"maiam/models/db"
)

// manifest says what a backup holds, so that a restore can tell whether it is whole.
type manifest struct {
	Program string         `json:"program"`
	Schema  int64          `json:"schema"`
	Engine  string         `json:"engine"`
	Taken   time.Time      `json:"taken"`
	Tables  []db.TableCopy `json:"tables"`
	Files   []savedFile    `json:"files"`
}

type savedFile struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

type backupCommand struct {
	Dir string `arg:"" help:"New or empty folder for the backup."`
}

// Run copies everything into the folder. The database is read first and the attachments after it:
// one that a row names is never taken away, so that each of them is there.
func (b backupCommand) Run(sc screen, cfg *Config) error {
	if err := emptyFolder(b.Dir); err != nil {
		return err
	}
	for _, dir := range []string{"tables", "files"} {
		if err := os.MkdirAll(filepath.Join(b.Dir, dir), 0o700); err != nil {
			return err
		}
	}
	return withDatabase(sc, cfg, func(h *db.House) error {
		schema, err := schemaNumber(sc, h)
		if err != nil {
			return err
		}
		// The anchors come before the snapshot, so that they never know more than it.
		if _, err := anchorNow(sc, h); err != nil {
			sc.say("attention: the chain of deeds could not be anchored: %v", err)
		}
		if err := copyAnchors(cfg.anchors()[0], b.Dir); err != nil {
			return err
		}
		m := manifest{Program: version, Schema: schema, Engine: string(h.Engine), Taken: time.Now().UTC()}
		told := time.Now()
		m.Tables, err = h.Export(sc, filepath.Join(b.Dir, "tables"), func(c db.TableCopy) {
			if time.Since(told) > 2*time.Second {
				told = time.Now()
				sc.say("… %s, %d rows", c.Table, c.Rows)
			}
		})
		if err != nil {
			return err
		}
		if m.Files, err = copyFiles(filepath.Join(cfg.Data, "files"), filepath.Join(b.Dir, "files"), nil); err != nil {
			return err
		}
		text, err := json.MarshalIndent(m, "", "  ")
		if err != nil {
			return err
		}
		// The manifest comes last: without it, what lies here is no backup.
		if err := writeWhole(filepath.Join(b.Dir, "manifest.json"), text); err != nil {
			return err
		}
		rows := 0
		for _, t := range m.Tables {
			rows += t.Rows
		}
		whole, err := filepath.Abs(b.Dir)
		if err != nil {
			return err
		}
		note, err := json.Marshal(backupNote{m.Taken, whole})
		if err != nil {
			return err
		}
		if err := writeWhole(filepath.Join(cfg.Data, "last-backup.json"), note); err != nil {
			return err
		}
		sc.say("saved %d tables with %d rows and %d attachments in %s", len(m.Tables), rows, len(m.Files), b.Dir)
		sc.say("keep the secret file %s elsewhere: without it citizen and insurance numbers cannot be read", cfg.SecretFile)
		if cfg.speaks() == tlsLocal {
			sc.say("the own authority %s is not in it either: keep a copy with the secret file, or devices must trust a new one", cfg.authorityFile())
		}
		return nil
	})
}

type restoreCommand struct {
	Dir string `arg:"" help:"Folder that maiam backup wrote." type:"existingdir"`
}

// Run brings a backup into an empty database and an empty folder of attachments.
func (r restoreCommand) Run(sc screen, cfg *Config) error {
	text, err := os.ReadFile(filepath.Join(r.Dir, "manifest.json"))
	if err != nil {
		return fmt.Errorf("%s holds no whole backup: its manifest.json is missing", r.Dir)
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return fmt.Errorf("%s: manifest.json cannot be read", r.Dir)
	}
	for _, t := range m.Tables {
		if _, sum, err := sumOf(filepath.Join(r.Dir, "tables", t.Table+".jsonl.gz")); err != nil || sum != t.SHA256 {
			return fmt.Errorf("the backup is damaged: table %s is not as it was saved", t.Table)
		}
	}
	wanted := map[string]string{}
	for _, f := range m.Files {
		wanted[f.Path] = f.SHA256
		if _, sum, err := sumOf(filepath.Join(r.Dir, "files", f.Path)); err != nil || sum != f.SHA256 {
			return fmt.Errorf("the backup is damaged: attachment %s is not as it was saved", f.Path)
		}
	}
	if err := emptyFolder(filepath.Join(cfg.Data, "files")); err != nil {
		return err
	}
	return withDatabase(sc, cfg, func(h *db.House) error {
		schema, err := schemaNumber(sc, h)
		if err != nil {
			return err
		}
		if schema != m.Schema {
			return fmt.Errorf("the backup was taken at schema %d and this program has %d: restore with the program it was taken with, then update", m.Schema, schema)
		}
		err = h.Import(sc, filepath.Join(r.Dir, "tables"), m.Tables, nil)
		if errors.Is(err, db.ErrNotEmpty) {
			return errors.New("the database already holds data; a restore goes into an empty one")
		}
		if err != nil {
			return err
		}
		if _, err := copyFiles(filepath.Join(r.Dir, "files"), filepath.Join(cfg.Data, "files"), wanted); err != nil {
			return err
		}
		if err := anchorRestored(sc, h, cfg, r.Dir, m.Taken); err != nil {
			return err
		}
		sc.say("restored %d tables and %d attachments as of %s", len(m.Tables), len(m.Files), m.Taken.In(h.Zone()).Format("02/01/2006 15:04"))
		return nil
	})
}

// copyAnchors lays the anchors of the chain of deeds beside a backup: one more place outside the
// database.
func copyAnchors(from, to string) error {
	text, err := os.ReadFile(filepath.Join(from, db.AnchorName))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return writeWhole(filepath.Join(to, db.AnchorName), text)
}

// anchorRestored goes on from the anchors of this place, or from those of the backup where there are
// none, and notes in them that the deeds after the backup are gone for this reason.
func anchorRestored(sc screen, h *db.House, cfg *Config, dir string, taken time.Time) error {
	own := cfg.anchors()[0]
	if _, err := os.Stat(filepath.Join(own, db.AnchorName)); errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(own, 0o700); err != nil {
			return err
		}
		if err := copyAnchors(dir, own); err != nil {
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

// saved tells when this house was saved last, zero when it never was.
func (h *house) saved() time.Time {
	taken, _ := lastBackup(h.cfg)
	return taken
}

func schemaNumber(sc screen, h *db.House) (int64, error) {
	steps, err := migrations.Status(sc, h.Raw(), string(h.Engine))
	if err != nil || len(steps) == 0 {
		return 0, err
	}
	return steps[len(steps)-1].Number, nil
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

// copyFiles copies a tree, and tells each file's checksum; with wanted, the copy is checked.
func copyFiles(from, to string, wanted map[string]string) ([]savedFile, error) {
	var out []savedFile
	err := filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) && path == from {
			return fs.SkipAll
		}
		if errors.Is(err, os.ErrNotExist) && wanted == nil {
			return nil // collected meanwhile: no row names it
		}
		if err != nil || e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			return err // what is half written or set aside has no row
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
			return err
		}
		in, err := os.Open(path)
		if errors.Is(err, os.ErrNotExist) && wanted == nil {
			return nil
		}
		if err != nil {
			return err
		}
		defer in.Close()
		f, err := os.OpenFile(target, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		sum := sha256.New()
		n, err := io.Copy(io.MultiWriter(f, sum), in)
		if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
			return err
		}
		saved := savedFile{Path: filepath.ToSlash(rel), Size: n, SHA256: hex.EncodeToString(sum.Sum(nil))}
		if wanted != nil && wanted[saved.Path] != saved.SHA256 {
			return fmt.Errorf("attachment %s changed while it was copied", saved.Path)
		}
		out = append(out, saved)
		return nil
	})
	return out, err
}

func sumOf(path string) (int64, string, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	return n, hex.EncodeToString(sum.Sum(nil)), err
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
