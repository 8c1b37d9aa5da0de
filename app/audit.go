package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"maiam/handlers/words"
	"maiam/jobs"
	"maiam/models/db"
	"maiam/models/wards"
)

type auditCommand struct {
	Verify auditVerify `cmd:"" default:"1" help:"Walk every chain of deeds and compare it with the anchors outside the database; exit 1 and a sentence for each thing that is wrong otherwise."`
	Anchor auditAnchor `cmd:"" help:"Write the ends of the chains outside the database now, as the house does by itself every five minutes."`
	Accept auditAccept `cmd:"" help:"Answer for chains that became shorter, as after a restored copy of the database; every verification tells the reason from then on."`
}

type auditVerify struct{}

// Run verifies the chains.
func (auditVerify) Run(sc screen, cfg *Config) error {
	return withDatabase(sc, cfg, func(h *db.House) error {
		ctx, err := speaking(sc, cfg)
		if err != nil {
			return err
		}
		var v *db.Verdict
		called := map[uint64]string{}
		told := time.Now()
		err = h.Read(ctx, db.System("audit verify"), func(tx *db.Tx) (err error) {
			if err := tx.May("deeds.verify"); err != nil {
				return err
			}
			if v, err = db.VerifyDeeds(tx, db.VerifyInput{Told: func(held int) {
				if time.Since(told) > 2*time.Second {
					told = time.Now()
					sc.say("… %d", held)
				}
			}}); err != nil {
				return err
			}
			campuses, err := wards.Campuses(tx)
			for _, c := range campuses {
				called[c.ID] = c.Called()
			}
			return err
		})
		if err != nil {
			return err
		}
		said := words.A{"held": v.Held, "open": v.Open, "anchors": v.Anchors}
		if v.Anchored.IsZero() {
			sc.say("%s", words.T(ctx, "words.audit.held", said))
		} else {
			said["at"] = words.DateTime(ctx, v.Anchored)
			sc.say("%s", words.T(ctx, "words.audit.held_to", said))
		}
		for _, f := range append(v.Notes, v.Findings...) {
			name, known := called[f.Campus]
			if !known && f.Campus != 0 {
				name = fmt.Sprintf("#%d", f.Campus)
			}
			sc.say("%s", words.Finding(ctx, f, name))
		}
		if len(v.Findings) > 0 {
			return fmt.Errorf("%d things are wrong with the chains of deeds", len(v.Findings))
		}
		return nil
	})
}

// speaking gives a context in which texts come in the house's language.
func speaking(ctx context.Context, cfg *Config) (context.Context, error) {
	zone, err := time.LoadLocation(cfg.Timezone)
	if err == nil {
		err = words.Register(texts()...)
	}
	return words.In(words.With(ctx, cfg.Lang), zone), err
}

type auditAnchor struct{}

// Run writes the anchors.
func (auditAnchor) Run(sc screen, cfg *Config) error {
	return withDatabase(sc, cfg, func(h *db.House) error {
		written, err := anchorNow(sc, h)
		sc.say("written in %d places", written)
		return err
	})
}

type auditAccept struct {
	Why string `arg:"" help:"The reason, without names of residents."`
}

// Run begins the anchors anew from where the chains end now.
func (a auditAccept) Run(sc screen, cfg *Config) error {
	return withDatabase(sc, cfg, func(h *db.House) error {
		if err := jobs.ChainDeeds(sc, h); err != nil {
			return err
		}
		written, err := h.AcceptChain(sc, a.Why)
		sc.say("written in %d places", written)
		return err
	})
}

// anchorNow numbers what waits for its number and writes the ends of the chains outside the database.
func anchorNow(ctx context.Context, h *db.House) (int, error) {
	if err := jobs.ChainDeeds(ctx, h); err != nil {
		return 0, err
	}
	return h.Anchor(ctx)
}

// anchorLate is after how long anchors that were not renewed are called to mind: nights are quiet, and a
// stick may be away for a day.
const anchorLate = 26 * time.Hour

// judgeAnchor says how one place of anchors is.
func judgeAnchor(a db.Anchored, own bool, zone *time.Location) (good bool, what, found string) {
	switch {
	case errors.Is(a.Err, fs.ErrNotExist) && own:
		return true, "anchors", "none yet in " + a.Place
	case a.Err != nil:
		return false, "anchors", fmt.Sprintf("%s cannot be used: %v", a.Place, a.Err)
	case a.At.IsZero():
		return own, "anchors", "none yet in " + a.Place
	}
	return time.Since(a.At) < anchorLate, "anchors", a.At.In(zone).Format("02/01/2006 15:04") + " in " + a.Place
}
