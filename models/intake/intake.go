// Package intake is the door of the house: how people come in, by a list that
// a centre has kept in a spreadsheet until now, one by one, or at night in an
// emergency with a name that nobody knows. Each stay has a file: on which
// ground of the law the person lives here, which papers are there and which
// are missing, and what was decided. The clocks of the law run from what the
// books say, and the house tells what is due and what is late, and why.
package intake

import "maiam/models/db"

// The permissions of this area, besides Import.
const (
	ViewFiles = "intake.view"    // files, their papers and what is due
	Reception = "intake.receive" // receive somebody in an emergency
	KeepFiles = "intake.edit"    // write in files: papers, who a person is
	Decide    = "intake.decide"  // note what the head or a superior decided
)

func ptr[T any](v T) *T { return &v }

// everywhere runs what belongs to a file that the actor has reached through the person: a file
// follows its person into another campus, its rows stay where they were written.
func everywhere(tx *db.Tx, fn func(*db.Tx) error) error {
	return tx.Everywhere("the file of a stay follows its person", fn)
}
