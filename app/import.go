package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	intakedesk "maiam/handlers/intake"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/wards"
)

type importCommand struct {
	Roster importRoster `cmd:"" help:"Residents and beds from a centre's own spreadsheet."`
}

type importRoster struct {
	File         string `arg:"" type:"existingfile" help:"Spreadsheet (.xlsx or .csv)."`
	Campus       string `help:"Code of the campus it belongs to; may be left out while there is only one."`
	CreatePlaces bool   `help:"Make the wards, rooms and beds that are missing, and the campus too."`
	Category     string `help:"Category (A1 to D2) of people for whom the list does not tell it."`
	DryRun       bool   `help:"Only tell what would happen."`
	Report       string `placeholder:"OUT.xlsx" help:"Write every line with what became of it and why."`
}

// errDry ends the transaction of a dry run: everything was tried, nothing is kept.
var errDry = errors.New("dry run")

// Run brings the list in, all of it or nothing, and tells about every line that is not plain.
func (r importRoster) Run(sc screen, cfg *Config) error {
	if err := words.Register(texts()...); err != nil {
		return err
	}
	grids, err := intakedesk.ReadFile(r.File)
	if err != nil {
		return spoken(sc, cfg, err)
	}
	return withDatabase(sc, cfg, func(h *db.House) error {
		if err := seed(sc, h); err != nil {
			return err
		}
		ctx := words.In(words.With(sc, cfg.Lang), h.Zone())
		var roster *intake.Roster
		var plan *intake.RosterPlan
		changes := 0
		err := h.Write(sc, db.System("import roster"), "intake.import", func(tx *db.Tx) error {
			campus, err := r.campus(tx)
			if err != nil {
				return err
			}
			roster = intake.ReadRoster(grids, tx.Today())
			in := intake.RosterInput{CampusID: campus, CreatePlaces: r.CreatePlaces, Category: presence.Category(r.Category)}
			if r.DryRun {
				if plan, err = intake.PlanRoster(tx, roster, in); err != nil {
					return err
				}
				changes = plan.Changes()
				return errDry
			}
			done, err := intake.ImportRoster(tx, roster, in)
			if err != nil {
				return err
			}
			plan, changes = done.RosterPlan, done.Changes()
			return nil
		})
		if err != nil && !errors.Is(err, errDry) {
			return spoken(sc, cfg, err)
		}
		r.tell(ctx, sc, roster, plan, changes)
		if r.Report == "" {
			return nil
		}
		f, err := os.OpenFile(r.Report, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		return errors.Join(intakedesk.WriteReport(ctx, f, r.File, grids, roster, plan), f.Close())
	})
}

// campus finds the campus of the list. One that is not there is made on consent, and for the time
// of a dry run.
func (r importRoster) campus(tx *db.Tx) (uint64, error) {
	if err := tx.May(intake.Import); err != nil {
		return 0, err
	}
	all, err := wards.Campuses(tx)
	if err != nil {
		return 0, err
	}
	code := strings.ToUpper(r.Campus)
	if code == "" && len(all) > 1 {
		return 0, errors.New("there are several campuses: say which with --campus CODE")
	}
	for _, c := range all {
		if c.Code == code || code == "" {
			return c.ID, nil
		}
	}
	if code == "" {
		code = "CS1"
	}
	if !r.CreatePlaces && !r.DryRun {
		return 0, fmt.Errorf("there is no campus %s; --create-places makes it with the wards, rooms and beds of the list", code)
	}
	made, err := wards.AddCampus(tx, wards.CampusInput{Code: code, Name: "Cơ sở " + strings.TrimPrefix(code, "CS")})
	if err != nil {
		return 0, err
	}
	return made.ID, nil
}

// tell prints the counts and every line on which somebody should look.
func (r importRoster) tell(ctx context.Context, sc screen, roster *intake.Roster, plan *intake.RosterPlan, changes int) {
	sc.say("%s", words.T(ctx, "intake.command.found", words.A{"people": plan.People, "lines": len(roster.Lines), "day": plan.AsOf.Vietnamese()}))
	for _, line := range intakedesk.Remarks(ctx, plan) {
		sc.say("%s", line)
	}
	for _, o := range intake.Outcomes {
		if n := plan.Counts[o]; n > 0 {
			sc.say("  %-28s %d", words.T(ctx, "intake.outcome."+string(o)), n)
		}
	}
	if n := len(plan.Places); n > 0 && !r.CreatePlaces {
		sc.say("%s", words.T(ctx, "intake.command.places", words.A{"places": n}))
	}
	key := "intake.command.changes"
	if r.DryRun {
		key = "intake.command.would_change"
	}
	sc.say("%s", words.T(ctx, key, words.A{"changes": changes}))
}
