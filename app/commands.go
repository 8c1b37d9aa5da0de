package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"maiam/handlers/words"
	"maiam/migrations"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/staff"
	"maiam/models/wards"
)

type migrateCommand struct {
	Up     migrateUp     `cmd:"" default:"1" help:"Bring the database to the newest schema; safe when several start at once."`
	Status migrateStatus `cmd:"" help:"Show which steps are there."`
}

type migrateUp struct{}

// Run migrates.
func (migrateUp) Run(sc screen, cfg *Config) error {
	h, err := openDatabase(sc, cfg)
	if err != nil {
		return err
	}
	sc.say("the schema is the newest")
	return h.Close()
}

type migrateStatus struct{}

// Run lists the steps; exit 1 while one is pending.
func (migrateStatus) Run(sc screen, cfg *Config) error {
	c, err := cfg.database()
	if err != nil {
		return err
	}
	h, err := db.Open(c)
	if err != nil {
		return err
	}
	defer h.Close()
	steps, err := migrations.Status(sc, h.Raw(), string(h.Engine))
	if err != nil {
		return err
	}
	pending := 0
	for _, s := range steps {
		state := "waiting"
		if s.Pending() {
			pending++
		} else {
			state = s.AppliedAt.Format(time.DateTime)
		}
		sc.say("%-19s  %s", state, s.Name)
	}
	if pending > 0 {
		return fmt.Errorf("%d steps are waiting: maiam migrate up", pending)
	}
	return nil
}

type configCommand struct{}

// Run prints the settings in force.
func (configCommand) Run(sc screen, cfg *Config) error {
	text, err := json.MarshalIndent(cfg.withoutSecrets(), "", "  ")
	if err == nil {
		sc.say("%s", text)
	}
	return err
}

type openapiCommand struct{}

// Run prints the document, from the doors themselves; it needs no database of its own.
func (openapiCommand) Run(sc screen, cfg *Config) error {
	dir, err := os.MkdirTemp("", "maiam-openapi-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	own := *cfg
	own.Centres, own.Data, own.Database, own.SecretFile, own.Sample = "", dir, "sqlite:"+filepath.Join(dir, "doors.db"), filepath.Join(dir, "secret"), false
	h, err := open(sc, &own)
	if err != nil {
		return err
	}
	defer h.Close()
	text, err := h.desk.OpenAPI()
	if err == nil {
		_, err = sc.out.Write(text)
	}
	return err
}

// withDatabase runs work on the migrated database and closes it.
func withDatabase(ctx context.Context, cfg *Config, work func(*db.House) error) error {
	h, err := openDatabase(ctx, cfg)
	if err != nil {
		return err
	}
	return errors.Join(work(h), h.Close())
}

type doctorCommand struct{}

// Run looks at what keeps the house going, one line each; exit 1 when something needs a hand.
func (doctorCommand) Run(sc screen, cfg *Config) error {
	ill := 0
	line := func(good bool, what, found string) {
		mark := "ok  "
		if !good {
			mark, ill = "BAD ", ill+1
		}
		sc.say("%s %-9s %s", mark, what, found)
	}
	c, err := cfg.database()
	if err != nil {
		return err
	}
	h, err := db.Open(c)
	if err == nil {
		err = h.Ping(sc)
	}
	if err != nil {
		line(false, "database", "does not answer: "+cfg.withoutSecrets().Database)
		return errors.New("the database does not answer")
	}
	defer h.Close()
	pending, err := migrations.Pending(sc, h.Raw(), string(h.Engine))
	switch {
	case err != nil:
		line(false, "database", "its schema cannot be read")
	case len(pending) > 0:
		line(false, "database", fmt.Sprintf("%d steps of the schema are waiting: maiam migrate up", len(pending)))
	default:
		line(true, "database", string(h.Engine)+", newest schema")
	}
	theirs, err := databaseClock(sc, h)
	apart := time.Since(theirs).Abs()
	line(err == nil && apart < 5*time.Second, "clock", fmt.Sprintf("%s in %s, %d ms apart from the database", time.Now().In(c.Zone).Format("02/01/2006 15:04:05"), cfg.Timezone, apart.Milliseconds()))
	free, err := diskFree(cfg.Data)
	line(err == nil && free > 1<<30, "disk", fmt.Sprintf("%.1f GB free in %s", float64(free)/(1<<30), cfg.Data))
	good, found := judgeTLS(cfg, time.Now)
	line(good, "tls", found)
	line(true, "mailer", "none: this version sends no mail")
	if len(pending) == 0 {
		var waiting, failed []db.Job
		err = h.Read(sc, db.System("doctor"), func(tx *db.Tx) (err error) {
			if waiting, err = db.Jobs(tx, "waiting", 1000); err != nil {
				return err
			}
			failed, err = db.Jobs(tx, "failed", 1000)
			return err
		})
		line(err == nil && len(failed) == 0, "jobs", fmt.Sprintf("%d waiting, %d given up", len(waiting), len(failed)))
	}
	if len(pending) == 0 {
		var newest time.Time
		err = h.Read(sc, db.System("doctor"), func(tx *db.Tx) (err error) {
			newest, err = db.NewestDeed(tx)
			return err
		})
		if ahead := time.Until(newest); err == nil && ahead > 2*time.Minute {
			line(false, "clock", "went back: something was written at "+newest.In(c.Zone).Format("02/01/2006 15:04:05")+" already")
		}
	}
	for i, a := range h.AnchoredAt() {
		line(judgeAnchor(a, i == 0, c.Zone))
	}
	if len(pending) == 0 {
		doctorBackups(sc, cfg, h, line)
	}
	if ill > 0 {
		return fmt.Errorf("%d things need a hand", ill)
	}
	return nil
}

func databaseClock(ctx context.Context, h *db.House) (time.Time, error) {
	if h.Engine == db.SQLite {
		return time.Now(), nil // the same machine, the same clock
	}
	var text string
	if err := h.Raw().QueryRowContext(ctx, "SELECT CAST(UTC_TIMESTAMP(6) AS CHAR)").Scan(&text); err != nil {
		return time.Time{}, err
	}
	return time.Parse("2006-01-02 15:04:05.999999", text)
}

type userCommand struct {
	Add   userAdd   `cmd:"" help:"Make an account with a role; prints a one-time password."`
	Reset userReset `cmd:"" help:"Print a new one-time password."`
	Word  userWord  `cmd:"" help:"Print a one-time word with which an account switches the second step of its sign-in on."`
	Code  userCode  `cmd:"" help:"Take the second step of a sign-in off an account whose phone and paper are lost."`
}

type userAdd struct {
	Name     string `arg:"" help:"User name: small letters without accents."`
	Role     string `required:"" help:"What the person does, such as nurse or admin."`
	Campus   string `help:"Code of the campus that the role is limited to, such as CS1; the whole centre without."`
	FullName string `help:"The person's own name; the user name without."`
}

// Run makes the account and gives the role, both or neither.
func (u userAdd) Run(sc screen, cfg *Config) error {
	return withDatabase(sc, cfg, func(h *db.House) error {
		password, hash, err := staff.OneTime(sc)
		if err != nil {
			return err
		}
		if u.FullName == "" {
			u.FullName = u.Name
		}
		err = h.Write(sc, db.System("user add"), "staff.add", func(tx *db.Tx) error {
			if err := tx.May(staff.Edit); err != nil {
				return err
			}
			var campus uint64
			if u.Campus != "" {
				c, err := wards.CampusByCode(tx, u.Campus)
				if err != nil {
					return err
				}
				campus = c.ID
			}
			in := staff.AddMemberInput{Username: u.Name, Password: hash}
			in.Name, in.CampusID = u.FullName, campus
			m, err := staff.AddMember(tx, in)
			if err != nil {
				return err
			}
			_, err = staff.GrantRole(tx, m.ID, staff.GrantInput{Role: u.Role, Place: staff.Place{Campus: campus}})
			return err
		})
		if err != nil {
			return spoken(sc, cfg, err)
		}
		sc.say("One-time password of %s: %s", u.Name, password)
		return nil
	})
}

type userReset struct {
	Name string `arg:"" help:"User name."`
}

// Run gives a new one-time password; whoever was signed in under the old one is signed out.
func (u userReset) Run(sc screen, cfg *Config) error {
	return withDatabase(sc, cfg, func(h *db.House) error {
		password, hash, err := staff.OneTime(sc)
		if err != nil {
			return err
		}
		err = h.Write(sc, db.System("user reset"), "staff.reset", func(tx *db.Tx) error {
			if err := tx.May(staff.Edit); err != nil {
				return err
			}
			m, err := staff.ByUsername(tx, u.Name)
			if err != nil {
				return err
			}
			_, err = staff.ResetPassword(tx, m.ID, hash)
			return err
		})
		if err != nil {
			return spoken(sc, cfg, err)
		}
		sc.say("One-time password of %s: %s", u.Name, password)
		return nil
	})
}

type userCode struct {
	Name   string `arg:"" help:"User name."`
	Reason string `required:"" help:"Why, for the book of deeds."`
}

// Run takes the second step off; whoever is signed in with the account is signed out. It is the way of a
// lone administrator, whom no other can help.
func (u userCode) Run(sc screen, cfg *Config) error {
	return withDatabase(sc, cfg, func(h *db.House) error {
		err := h.Write(sc, db.System("user code"), "staff.reset_code", func(tx *db.Tx) error {
			if err := tx.May(staff.Appoint); err != nil {
				return err
			}
			m, err := staff.ByUsername(tx, u.Name)
			if err != nil {
				return err
			}
			_, err = staff.ResetCode(tx, m.ID, u.Reason)
			return err
		})
		if err != nil {
			return spoken(sc, cfg, err)
		}
		sc.say("%s signs in with the password alone, and is asked to switch the second step on again.", u.Name)
		return nil
	})
}

type userWord struct {
	Name string `arg:"" help:"User name."`
}

// Run prints the word that an account needs to switch the second step on. It is the way of a house where
// nobody has one yet, and of a lone administrator.
func (u userWord) Run(sc screen, cfg *Config) error {
	return withDatabase(sc, cfg, func(h *db.House) error {
		var word string
		err := h.Write(sc, db.System("user word"), "staff.give_word", func(tx *db.Tx) error {
			if err := tx.May(staff.Appoint); err != nil {
				return err
			}
			m, err := staff.ByUsername(tx, u.Name)
			if err != nil {
				return err
			}
			word, _, err = staff.GiveWord(tx, m.ID)
			return err
		})
		if err != nil {
			return spoken(sc, cfg, err)
		}
		sc.say("Word on paper for %s, for one use within three days: %s", u.Name, staff.SpellSpare(word))
		return nil
	})
}

// spoken turns a fault into the sentence that its key has in the house's language.
func spoken(ctx context.Context, cfg *Config, err error) error {
	f := fault.Of(err)
	if f.Kind == fault.Internal || words.Register(texts()...) != nil {
		return err
	}
	ctx = words.With(ctx, cfg.Lang)
	area, _, _ := strings.Cut(f.Key, ".")
	sentence := words.Fault(ctx, f)
	for name, about := range words.Fields(ctx, area, f) {
		sentence += "\n  " + name + ": " + about
	}
	return errors.New(sentence)
}
