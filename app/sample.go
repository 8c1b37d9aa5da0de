package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"maiam/handlers/register"
	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/privacy"
	"maiam/models/sample"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

type sampleCommand struct {
	Residents int   `default:"230" help:"How many people live in it."`
	Days      int   `default:"60" help:"Days of history, up to 1825."`
	Campuses  int   `default:"2" help:"How many campuses it has."`
	Seed      int64 `default:"1" help:"Another number makes another house."`
}

// Run fills an empty database.
func (s sampleCommand) Run(sc screen, cfg *Config) error {
	return withDatabase(sc, cfg, func(h *db.House) error {
		began := time.Now()
		if err := s.fill(sc, h, func(line string) { sc.say("… %s", line) }); err != nil {
			return spoken(sc, cfg, err)
		}
		sc.say("the sample house is filled (%.1f s)", time.Since(began).Seconds())
		sc.say("Sample password: %s", samplePassword(h))
		sc.say("Sample PIN: %s", samplePin(h))
		return nil
	})
}

func (s sampleCommand) fill(ctx context.Context, h *db.House, progress func(string)) error {
	if s.Days < 1 || s.Days > 1825 {
		return fmt.Errorf("--days is %d: give 1 to 1825", s.Days)
	}
	if err := seed(ctx, h); err != nil {
		return err
	}
	password, err := staff.HashPassword(ctx, samplePassword(h))
	if err != nil {
		return err
	}
	pin, err := staff.HashPassword(ctx, samplePin(h))
	if err != nil {
		return err
	}
	err = h.Write(ctx, db.System("sample"), "sample.begin", func(tx *db.Tx) error { return sample.Begin(tx, s.Seed) })
	if err != nil {
		return err
	}
	err = sample.Fill(ctx, h, sample.Options{Residents: s.Residents, Days: s.Days, Campuses: s.Campuses, Seed: s.Seed,
		Password: password, Pin: pin, Now: h.Now(), Progress: progress, Writ: register.IssueReady})
	if err != nil {
		return err
	}
	return h.Write(ctx, db.System("sample"), "sample.finish", func(tx *db.Tx) error {
		return sample.Finish(tx, s.Residents, s.Days)
	})
}

// seed writes what the program brings. Of two processes that start at once the slower is told
// Conflict, and finds everything there when it asks again.
func seed(ctx context.Context, h *db.House) error {
	write := func() error {
		if err := h.Quietly(ctx, "seed", settings.Seed); err != nil {
			return err
		}
		if err := h.Quietly(ctx, "seed", intake.Seed); err != nil {
			return err
		}
		return h.Quietly(ctx, "seed", privacy.Seed)
	}
	if write() != nil {
		return write()
	}
	return nil
}

// samplePassword is the one word that opens every sample account. It belongs to the secret file,
// so that each start prints the same and no two houses share it.
func samplePassword(h *db.House) string {
	syllables := []string{"mua", "nang", "hoa", "sen", "lua", "tre", "song", "nui", "trang", "gio", "cau", "dua", "mai", "dao", "que", "buoi"}
	word := ""
	bytes := h.Keys().Derive("sample password")
	for _, b := range bytes[:5] {
		word += syllables[int(b)%len(syllables)]
	}
	return fmt.Sprintf("%s%02d", word, bytes[5]%100)
}

// samplePin is the PIN of the carers and nurses of a sample house, made like the password. It is the
// first of a series that anybody may set as a PIN.
func samplePin(h *db.House) string {
	for n := 0; ; n++ {
		bytes := h.Keys().Derive(fmt.Sprint("sample pin ", n))
		pin := fmt.Sprintf("%04d", (int(bytes[0])<<16|int(bytes[1])<<8|int(bytes[2]))%10_000)
		if staff.CheckPin(staff.TheDefaults, "pin", pin, staff.Member{}, value.DayOf(h.Now(), h.Zone())) == nil {
			return pin
		}
	}
}

// furnish brings a fresh database to where people can begin: settings, and the sample house when
// it was asked for.
func (h *house) furnish(ctx context.Context) error {
	if err := seed(ctx, h.db); err != nil {
		return err
	}
	// A database that was put back by other means than maiam restore is asked as well.
	again, err := privacy.EraseAgain(ctx, h.db)
	if err != nil {
		return err
	}
	if again > 0 {
		slog.Info("files that were erased before an older copy came back are erased again", "files", again)
	}
	begun, whole := false, false
	err = h.db.Read(ctx, db.System("start"), func(tx *db.Tx) (err error) {
		if h.sample, whole, err = sample.Is(tx); err != nil {
			return err
		}
		begun, err = staff.Begun(tx)
		return err
	})
	if err == nil && h.sample && !whole {
		return fmt.Errorf("the sample house was cut short while it was filled; start again with an empty database (%s)", h.cfg.withoutSecrets().Database)
	}
	if err != nil || begun || !h.cfg.Sample {
		return err
	}
	s := sampleCommand{Residents: 230, Days: h.cfg.SampleDays, Campuses: 2, Seed: 1}
	if err := s.fill(ctx, h.db, func(string) {}); err != nil {
		return fmt.Errorf("the sample house cannot be filled: %w", err)
	}
	h.sample = true
	return nil
}

// greet tells a fresh start's reader how to get in.
func (h *house) greet(sc screen) {
	if h.sample {
		sc.say("Sample accounts: ward_carer, nurse, doctor, therapist, instructor, social_worker, kitchen, storekeeper, buyer, cashier, accountant, manager, director, inspector, admin (…_b in the second campus)")
		sc.say("Sample password: %s", samplePassword(h.db))
		sc.say("Sample PIN: %s", samplePin(h.db))
	}
	if !h.gate.Begun() {
		sc.say("A new house: open /set-up and give the code %s", h.gate.SetUpCode())
	}
}
