package intake

import (
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/presence"
)

// SearchInput says that somebody was looked for in a round and not found.
type SearchInput struct {
	WardID     uint64    `path:"ward" form:"-" json:"-"`
	ResidentID uint64    `form:"resident_id" json:"resident_id" validate:"required"`
	At         time.Time `form:"at" json:"at,omitzero" doc:"since when the person is missed; now when absent"`
	What       string    `form:"what" json:"what,omitempty" validate:"max=300" doc:"how it was noticed, for those who are told"`
	Done       string    `form:"done" json:"done,omitempty" validate:"max=300" doc:"what is being done"`
}

// Search is a search that has begun: since when the person is missed, and the incident by which
// those who must know of it are told.
type Search struct {
	Absence  *presence.Absence `json:"absence"`
	Incident *care.Incident    `json:"incident,omitempty"`
}

// StartSearch starts the search clock of somebody who is not found: the person is missing from this
// moment, kin, police and commune are to be told, and the one in charge and the director are told at
// once as of any serious incident. All of it is one act. It needs presence.absence; the alert is given
// by whoever may report incidents. Faults: those of StartAbsence.
func StartSearch(tx *db.Tx, in SearchInput) (*Search, error) {
	if err := tx.May(presence.Away); err != nil {
		return nil, err
	}
	absence, err := StartAbsence(tx, presence.AbsenceInput{ResidentID: in.ResidentID, Kind: presence.Missing, At: in.At, Note: in.What})
	if err != nil {
		return nil, err
	}
	out := &Search{Absence: absence}
	if in.What == "" || !tx.Actor.Has(care.Report) {
		return out, nil
	}
	out.Incident, err = care.RecordIncident(tx, care.IncidentInput{Kind: "missing", Severity: "serious", WardID: in.WardID, At: absence.StartedAt,
		Residents: []uint64{in.ResidentID}, What: in.What, Done: in.Done})
	return out, err
}
