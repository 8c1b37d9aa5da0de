package intake

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/staff"
)

// A death at night is written by whoever is there. The ledger is right from its moment; who may let
// people leave sees it at once, confirms it and goes on with the notices and the decision. Until then
// the writer may take back what she wrote of the wrong person.

// Confirmed tells that who leads the house knows of the death.
func (d Death) Confirmed() bool { return d.ConfirmedAt != nil }

// OfDeath names the departure on which a death hangs.
type OfDeath struct {
	Departure uint64 `path:"departure" form:"-" json:"-"`
}

// DeathFile is a death as it was written, for who wrote it and for who confirms it.
type DeathFile struct {
	Death
	Person      residents.Person
	Writer      string
	MayConfirm  bool
	MayTakeBack bool
}

// heldWitnessed reads a death that the actor wrote and that nobody has confirmed.
func heldWitnessed(tx *db.Tx, departure uint64) (*Death, error) {
	if err := tx.May(presence.Witness); err != nil {
		return nil, err
	}
	death, err := deathOf(tx, departure)
	switch {
	case err != nil:
		return nil, err
	case death == nil || death.RecordedBy != tx.Actor.ID:
		return nil, fault.New(fault.NotFound, "db.not_found")
	case death.Confirmed():
		return nil, fault.New(fault.Conflict, "intake.death_confirmed")
	}
	return death, nil
}

// ReadDeath gives what was written of a death. It needs presence.death, and shows it to who wrote it
// as long as nobody has confirmed it, and to who may let the person leave.
func ReadDeath(tx *db.Tx, in OfDeath) (*DeathFile, error) {
	if err := tx.May(presence.Witness); err != nil {
		return nil, err
	}
	death, err := deathOf(tx, in.Departure)
	if err != nil {
		return nil, err
	}
	if death == nil {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	f := &DeathFile{Death: *death}
	leads := tx.Actor.Has(presence.Release) && tx.Reach(presence.Release).Campus(death.CampusID)
	mine := death.RecordedBy == tx.Actor.ID && !death.Confirmed()
	if !leads && !mine {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	f.MayConfirm, f.MayTakeBack = leads && !death.Confirmed(), mine
	people, err := residents.PeopleOf(tx, []uint64{death.ResidentID})
	if err != nil {
		return nil, err
	}
	f.Person = people[death.ResidentID]
	names, err := staff.Names(tx, death.RecordedBy)
	f.Writer = names[death.RecordedBy]
	tx.Looked("resident", death.ResidentID, death.CampusID)
	return f, err
}

// ConfirmDeath notes that who leads the house knows of a death that somebody else wrote. It needs
// presence.discharge. Conflict: it is confirmed already, or taken back.
func ConfirmDeath(tx *db.Tx, in OfDeath) (*Death, error) {
	death, d, _, err := heldDeath(tx, in.Departure, 0)
	if err != nil {
		return nil, err
	}
	if death.Confirmed() {
		return nil, fault.New(fault.Conflict, "intake.death_confirmed")
	}
	tx.Concerns("resident", d.ResidentID, d.CampusID)
	tx.Detail("departure", d.ID)
	death.ConfirmedAt, death.ConfirmedBy = ptr(tx.Now), ptr(tx.Actor.ID)
	return death, db.Change(tx, death, "confirmed_at", "confirmed_by")
}

// WithdrawDeath takes back a death that the actor wrote of the wrong person, before anybody confirmed
// it: the person is in care as before. It needs presence.death. Conflict: it is confirmed; who leads the
// house takes it back then.
func WithdrawDeath(tx *db.Tx, in UndoInput) (*Return, error) {
	if err := tx.May(presence.Witness); err != nil {
		return nil, err
	}
	if err := in.tidy(); err != nil {
		return nil, err
	}
	death, err := heldWitnessed(tx, in.ID)
	if err != nil {
		return nil, err
	}
	held, err := db.Hold[Departure](tx, death.DepartureID)
	if err != nil {
		return nil, err
	}
	d := &held[0]
	stay, err := presence.StayNamed(tx, d.ResidentID, d.StayID)
	if err != nil {
		return nil, err
	}
	if stay == nil || d.Closed() {
		return nil, fault.New(fault.Conflict, "db.changed_meanwhile")
	}
	return death.takeBack(tx, d, *stay, in.Reason, presence.Revive)
}

// WaitingDeath is a death that nobody who leads the house has confirmed.
type WaitingDeath struct {
	DepartureID uint64
	ResidentID  uint64
	CampusID    uint64
	Name        string
	CampusName  string
	DiedAt      time.Time
	Unclear     bool
	RecordedBy  uint64
	Writer      string
}

// WaitingDeaths lists, for Hôm nay, the deaths that wait to be confirmed: all of the campuses whose
// people the asker may let leave, and those that the asker wrote. It needs presence.death.
func WaitingDeaths(tx *db.Tx) ([]WaitingDeath, error) {
	if err := tx.May(presence.Witness); err != nil {
		return nil, err
	}
	rows, err := db.Report[WaitingDeath](tx, `SELECT x.departure_id, x.resident_id, x.campus_id, r.name, k.name AS campus_name, x.died_at, x.unclear, x.recorded_by, m.name AS writer
		FROM intake_deaths x JOIN residents_people r ON r.id = x.resident_id JOIN wards_campuses k ON k.id = x.campus_id LEFT JOIN staff_members m ON m.id = x.recorded_by
		WHERE {campus x.campus_id} AND x.confirmed_at IS NULL AND x.live_departure_id IS NOT NULL ORDER BY x.died_at, x.id`)
	if err != nil {
		return nil, err
	}
	lead := tx.Actor.Reach(presence.Release)
	kept := rows[:0]
	for _, w := range rows {
		if lead.Campus(w.CampusID) || w.RecordedBy == tx.Actor.ID {
			kept = append(kept, w)
		}
	}
	return kept, nil
}
