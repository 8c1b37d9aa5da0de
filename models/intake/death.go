package intake

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// DeathPlace says where a person died.
type DeathPlace string

// The places.
const (
	DiedInHouse   DeathPlace = "house"
	DiedHospital  DeathPlace = "hospital"
	DiedElsewhere DeathPlace = "elsewhere"
)

// DeathPlaces lists them in the order of the page.
var DeathPlaces = []DeathPlace{DiedInHouse, DiedHospital, DiedElsewhere}

// BurialKind says how a person was laid to rest.
type BurialKind string

// The kinds.
const (
	Buried    BurialKind = "burial"
	Cremated  BurialKind = "cremation"
	TakenHome BurialKind = "family" // the family took the person home
)

// BurialKinds lists them in the order of the page.
var BurialKinds = []BurialKind{Buried, Cremated, TakenHome}

// belongingsLimit is the length of the list of what a person left behind, in letters.
const belongingsLimit = 2000

// Death is what is written when a person has died: what was seen and told, never more. It hangs on
// the departure, whose leaving is the moment of death.
type Death struct {
	ID               uint64
	CampusID         uint64
	ResidentID       uint64
	DepartureID      uint64
	LiveDepartureID  *uint64
	DiedAt           time.Time
	PlaceKind        DeathPlace
	Place            string `gorm:"serializer:sealed" sealed:"intake_deaths.place"`
	Cause            string `gorm:"serializer:sealed" sealed:"intake_deaths.cause"` // as told, by the doctor or by those who were there
	Unclear          bool   // nobody can tell the cause, or it was violent: the police is told
	FoundBy          string `gorm:"serializer:sealed" sealed:"intake_deaths.found_by"`
	Witnesses        string `gorm:"serializer:sealed" sealed:"intake_deaths.witnesses"`
	Belongings       string
	BuriedOn         value.Day
	BurialKind       BurialKind
	BurialPlace      string
	BuriedBy         string
	BurialRecordedAt *time.Time
	BurialRecordedBy *uint64
	FormerReason     presence.Reason // for which the person was to leave before; empty when for none
	FormerNote       string          `gorm:"serializer:sealed" sealed:"intake_deaths.former_note"`
	ConfirmedAt      *time.Time      // by who leads the house; none as long as only who was there has written it
	ConfirmedBy      *uint64
	Written
	Version uint64
}

// TableName names the table.
func (Death) TableName() string { return "intake_deaths" }

// DeathFacts are the facts of a death that can be told anew later.
type DeathFacts struct {
	PlaceKind  DeathPlace `form:"place_kind" json:"place_kind" validate:"required" enum:"house,hospital,elsewhere"`
	Place      string     `form:"place" json:"place,omitempty" validate:"max=300"`
	Cause      string     `form:"cause" json:"cause,omitempty" validate:"max=300" doc:"as told"`
	Unclear    bool       `form:"unclear" json:"unclear,omitempty" doc:"cause unclear or violent: the police is told"`
	FoundBy    string     `form:"found_by" json:"found_by,omitempty" validate:"max=200"`
	Witnesses  string     `form:"witnesses" json:"witnesses,omitempty" validate:"max=300"`
	Belongings string     `form:"belongings" json:"belongings,omitempty" validate:"max=2000"`
}

// DeathInput is what is asked when a person has died.
type DeathInput struct {
	ResidentID uint64    `form:"resident_id" json:"resident_id" validate:"required"`
	At         time.Time `form:"at" json:"at,omitzero" doc:"the moment of death; now when absent"`
	DeathFacts
}

func (in *DeathFacts) tidy() error {
	var bad fault.Fields
	if !slices.Contains(DeathPlaces, in.PlaceKind) {
		bad.Add("place_kind", "intake.death_place_unknown")
	}
	tidyTexts(&bad, textField{"place", &in.Place, leavingText}, textField{"cause", &in.Cause, leavingText}, textField{"found_by", &in.FoundBy, leavingName},
		textField{"witnesses", &in.Witnesses, leavingText})
	tidyLists(&bad, textField{"belongings", &in.Belongings, belongingsLimit})
	return bad.Err()
}

func (in DeathFacts) onto(d *Death) {
	d.PlaceKind, d.Place, d.Cause, d.Unclear = in.PlaceKind, in.Place, in.Cause, in.Unclear
	d.FoundBy, d.Witnesses, d.Belongings = in.FoundBy, in.Witnesses, in.Belongings
}

// RecordDeath notes that a person in care has died. Stay, bed and absence end at that moment, and
// what must follow is due: kin and commune are told, the police when the cause is unclear, the death
// is registered within the days of the Law on Civil Status (article 33), by the centre where there
// is no kin. It needs presence.death: at night the nurse writes what she sees, and the books are right
// from that moment; who may let people leave confirms it and goes on. Faults: those of
// presence.Discharge.
func RecordDeath(tx *db.Tx, in DeathInput) (*Death, error) {
	if err := tx.May(presence.Witness); err != nil {
		return nil, err
	}
	if _, err := presence.Reaches(tx, presence.Witness, in.ResidentID); err != nil {
		return nil, err
	}
	if err := in.tidy(); err != nil {
		return nil, err
	}
	stay, err := presence.StayOf(tx, in.ResidentID)
	if err != nil {
		return nil, err
	}
	if stay == nil {
		return nil, fault.New(fault.Conflict, "presence.not_in_care")
	}
	d, err := db.From[Departure](tx).Where("live_stay_id = ?", stay.Identity()).Maybe()
	if err != nil {
		return nil, err
	}
	var former Departure
	if d == nil {
		if d, err = openDeparture(tx, DepartureInput{in.ResidentID, DepartureFacts{Reason: presence.DiedOrMissing}}); err != nil {
			return nil, err
		}
	} else {
		former = *d
		d.Reason, d.Note = presence.DiedOrMissing, ""
		if err := db.Change(tx, d, "reason", "note"); err != nil {
			return nil, err
		}
	}
	leads := may(tx, presence.Release, in.ResidentID)
	ended, err := d.leave(tx, in.At, presence.Die)
	if err != nil {
		return nil, err
	}
	death := Death{CampusID: d.CampusID, ResidentID: d.ResidentID, DepartureID: d.ID, LiveDepartureID: ref(d.ID), DiedAt: *ended.LeftAt,
		FormerReason: former.Reason, FormerNote: former.Note, Written: writtenNow(tx), Version: 1}
	in.onto(&death)
	if leads {
		death.ConfirmedAt, death.ConfirmedBy = ptr(tx.Now), ptr(tx.Actor.ID)
	}
	if err := db.Add(tx, &death); err != nil {
		return nil, err
	}
	plan, err := afterDeath(tx, death, ended.Category)
	if err != nil {
		return nil, err
	}
	return &death, d.expect(tx, value.DayOf(death.DiedAt, tx.Zone()), plan...)
}

// AfterDeath gives what is due after a death on a day: the notices within the days that the centre
// has set, the registration within the days of the law, and what no paper dates.
func AfterDeath(on value.Day, unclear bool, category presence.Category, notice, registration int) []Ahead {
	out := []Ahead{{Kind: KinErrand, Due: on.AddDays(notice)}, {Kind: CommuneErrand, Due: on.AddDays(notice)}}
	if unclear {
		out = append(out, Ahead{Kind: PoliceErrand, Due: on})
	}
	out = append(out, Ahead{Kind: RegistrationErrand, Due: on.AddDays(registration)}, Ahead{Kind: BurialErrand}, Ahead{Kind: BelongingsErrand}, Ahead{Kind: InsuranceErrand})
	if len(category) == 2 && category[0] != 'D' { // who pays by contract has no burial support from the centre
		out = append(out, Ahead{Kind: BurialMoneyErrand})
	}
	return out
}

func afterDeath(tx *db.Tx, d Death, category presence.Category) ([]Ahead, error) {
	on := value.DayOf(d.DiedAt, tx.Zone())
	notice, err := settings.Int(tx, settings.DeathNotice, on)
	if err != nil {
		return nil, err
	}
	registration, err := settings.Int(tx, settings.DeathRegister, on)
	if err != nil {
		return nil, err
	}
	return AfterDeath(on, d.Unclear, category, notice, registration), nil
}

// deathOf gives the death that hangs on a departure, or nil.
func deathOf(tx *db.Tx, departure uint64) (*Death, error) {
	return db.From[Death](tx).Where("live_departure_id = ?", departure).Maybe()
}

// heldDeath reads the death of a departure that somebody wants to change.
func heldDeath(tx *db.Tx, departure, version uint64) (*Death, *Departure, *presence.Stay, error) {
	d, stay, err := heldDeparture(tx, departure, 0)
	if err != nil {
		return nil, nil, nil, err
	}
	death, err := deathOf(tx, d.ID)
	switch {
	case err != nil:
		return nil, nil, nil, err
	case death == nil:
		return nil, nil, nil, fault.New(fault.Conflict, "intake.no_death")
	case version != 0 && version != death.Version:
		return nil, nil, nil, fault.New(fault.Conflict, "db.changed_meanwhile")
	}
	return death, d, stay, nil
}

// DeathChange tells the facts of a death anew.
type DeathChange struct {
	ID      uint64 `path:"departure" form:"-" json:"-"`
	Version uint64 `form:"version" json:"version,omitempty"`
	DeathFacts
}

// ChangeDeath writes down anew what was told of a death. The moment is no such fact: a wrong one is
// taken back with the death itself. It needs presence.discharge. Conflict: no death is written, or
// the file is closed.
func ChangeDeath(tx *db.Tx, in DeathChange) (*Death, error) {
	death, d, _, err := heldDeath(tx, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	if err := in.tidy(); err != nil {
		return nil, err
	}
	if d.Closed() {
		return nil, fault.New(fault.Conflict, "intake.departure_closed")
	}
	unclear := in.Unclear && !death.Unclear
	in.onto(death)
	if err := db.Change(tx, death, "place_kind", "place", "cause", "unclear", "found_by", "witnesses", "belongings"); err != nil {
		return nil, err
	}
	if err := d.tell(tx, DepartureStep{Step: StepChanged}); err != nil {
		return nil, err
	}
	if unclear {
		known, err := db.From[Errand](tx).Where("departure_id = ? AND kind = ? AND voided_at IS NULL", d.ID, PoliceErrand).Exists()
		if err != nil || known {
			return death, err
		}
		on := value.DayOf(death.DiedAt, tx.Zone())
		return death, d.expect(tx, on, Ahead{Kind: PoliceErrand, Due: on})
	}
	return death, nil
}

// BurialInput is what is asked when a person was laid to rest.
type BurialInput struct {
	ID          uint64     `path:"departure" form:"-" json:"-"`
	Version     uint64     `form:"version" json:"version,omitempty"`
	BuriedOn    value.Day  `form:"buried_on" json:"buried_on,omitzero" doc:"today when absent"`
	BurialKind  BurialKind `form:"burial_kind" json:"burial_kind" validate:"required" enum:"burial,cremation,family"`
	BurialPlace string     `form:"burial_place" json:"burial_place,omitempty" validate:"max=300"`
	BuriedBy    string     `form:"buried_by" json:"buried_by,omitempty" validate:"max=200" doc:"who saw to it: the family, the centre, the commune"`
}

// RecordBurial notes when and where a person was laid to rest. It needs presence.discharge.
// Conflict: no death is written, or the burial is written already.
func RecordBurial(tx *db.Tx, in BurialInput) (*Death, error) {
	death, d, _, err := heldDeath(tx, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	tidyTexts(&bad, textField{"burial_place", &in.BurialPlace, leavingText}, textField{"buried_by", &in.BuriedBy, leavingName})
	if !slices.Contains(BurialKinds, in.BurialKind) {
		bad.Add("burial_kind", "intake.burial_unknown")
	}
	if in.BuriedOn.IsZero() {
		in.BuriedOn = tx.Today()
	}
	died := value.DayOf(death.DiedAt, tx.Zone())
	switch {
	case in.BuriedOn.After(tx.Today()):
		bad.Add("buried_on", "intake.leaving_in_future")
	case in.BuriedOn.Before(died):
		bad.Add("buried_on", "intake.done_too_early", fault.A{"from": died})
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if !death.BuriedOn.IsZero() {
		return nil, fault.New(fault.Conflict, "intake.buried_already", fault.A{"day": death.BuriedOn})
	}
	death.BuriedOn, death.BurialKind, death.BurialPlace, death.BuriedBy = in.BuriedOn, in.BurialKind, in.BurialPlace, in.BuriedBy
	death.BurialRecordedAt, death.BurialRecordedBy = &tx.Now, &tx.Actor.ID
	if err := db.Change(tx, death, "buried_on", "burial_kind", "burial_place", "buried_by", "burial_recorded_at", "burial_recorded_by"); err != nil {
		return nil, err
	}
	tx.Concerns("resident", d.ResidentID, d.CampusID)
	tx.Detail("departure", d.ID)
	return death, settleErrands(tx, d.ID, BurialErrand, death.BuriedOn)
}

// CancelDeath takes back a death that was written for the wrong person or by mistake: the person is
// in care as before, in the same bed when it is free, away when the person was away; nothing that
// followed from the death is due; and a departure that was under way goes on for its own reason. It
// needs presence.discharge. Conflict: no death is written, or the file is closed.
func CancelDeath(tx *db.Tx, in UndoInput) (*Return, error) {
	death, d, stay, err := heldDeath(tx, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	if err := in.tidy(); err != nil {
		return nil, err
	}
	if d.Closed() {
		return nil, fault.New(fault.Conflict, "intake.departure_closed")
	}
	return death.takeBack(tx, d, *stay, in.Reason, presence.CancelDischarge)
}

// takeBack brings everything back to how it was before the death was written.
func (death *Death) takeBack(tx *db.Tx, d *Departure, stay presence.Stay, reason string, again func(*db.Tx, presence.VoidInput) (*presence.Restoration, error)) (*Return, error) {
	death.void(tx, reason)
	death.LiveDepartureID = nil
	if err := db.Change(tx, death, "voided_at", "voided_by", "void_reason", "live_departure_id"); err != nil {
		return nil, err
	}
	done, err := d.comeBack(tx, stay, reason, again)
	if err != nil {
		return nil, err
	}
	if death.FormerReason == "" {
		return &Return{*d, *done}, d.cancel(tx, reason)
	}
	d.Reason, d.Note = death.FormerReason, death.FormerNote
	return &Return{*d, *done}, db.Change(tx, d, "reason", "note")
}
