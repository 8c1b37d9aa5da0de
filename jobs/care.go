package jobs

import (
	"context"
	"log/slog"

	"maiam/models/care"
	"maiam/models/db"
)

// learnNorms gives everybody the usual day of the week that has passed, before the morning round,
// and proves the newest round of each person against the marks.
func learnNorms(ctx context.Context, h *db.House, _ *db.Job) error {
	return h.Write(ctx, db.System("jobs"), "care.norms", func(tx *db.Tx) error {
		if err := tx.May("care.norms"); err != nil {
			return err
		}
		people, mended, err := care.LearnNorms(tx)
		if err != nil {
			return err
		}
		if mended > 0 {
			slog.Error("states of residents did not agree with their marks and were written anew", "states", mended)
		}
		tx.Detail("people", people)
		tx.Detail("mended", mended)
		return nil
	})
}

// noticeConcerns looks at everybody with the rules over some days: who ate little, slept badly, lost
// weight, had a fever or no stool. What is new stands on boards and lists until somebody says what was
// done.
func noticeConcerns(ctx context.Context, h *db.House, _ *db.Job) error {
	return h.Write(ctx, db.System("jobs"), "care.concerns", func(tx *db.Tx) error {
		if err := tx.May("care.concerns"); err != nil {
			return err
		}
		people, raised, err := care.JudgeEverybody(tx)
		if err != nil {
			return err
		}
		tx.Detail("people", people)
		tx.Detail("raised", raised)
		return nil
	})
}

// chooseSecondLooks draws lots for whom somebody else sees again after a round.
func chooseSecondLooks(ctx context.Context, h *db.House, _ *db.Job) error {
	return h.Write(ctx, db.System("jobs"), "care.second_looks", func(tx *db.Tx) error {
		if err := tx.May("care.second_looks"); err != nil {
			return err
		}
		n, err := care.ChooseSecondLooks(tx)
		tx.Detail("chosen", n)
		return err
	})
}

// askQuestions looks at the rounds of yesterday and asks what is odd about them.
func askQuestions(ctx context.Context, h *db.House, _ *db.Job) error {
	return h.Write(ctx, db.System("jobs"), "care.questions", func(tx *db.Tx) error {
		if err := tx.May("care.questions"); err != nil {
			return err
		}
		n, err := care.AskQuestions(tx)
		tx.Detail("asked", n)
		return err
	})
}

// askDoors looks at the doors of last night and asks about the rooms that nobody passed for too long.
func askDoors(ctx context.Context, h *db.House, _ *db.Job) error {
	return h.Write(ctx, db.System("jobs"), "care.doors", func(tx *db.Tx) error {
		n, err := care.AskDoors(tx)
		tx.Detail("asked", n)
		return err
	})
}
