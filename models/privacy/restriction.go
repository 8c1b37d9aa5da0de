package privacy

import (
	"fmt"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/value"
)

// Restriction is data of a person that rest: they stay in the books and are used only for what the law,
// a task of the state or a life demands. An objection is the same for one purpose.
type Restriction struct {
	ID         uint64    `json:"id"`
	CampusID   uint64    `json:"-"`
	ResidentID uint64    `json:"resident_id"`
	Kind       string    `json:"kind"`              // restriction or objection
	Purpose    string    `json:"purpose,omitempty"` // empty: every purpose that the person's will decides
	OpenKey    *string   `json:"-"`
	Reason     string    `json:"reason" gorm:"serializer:sealed" sealed:"privacy_restrictions.reason"`
	RequestID  *uint64   `json:"request_id,omitempty"`
	FromDay    value.Day `json:"from"`
	EndedOn    value.Day `json:"ended_on,omitzero"`
	EndReason  string    `json:"end_reason,omitempty" gorm:"serializer:sealed" sealed:"privacy_restrictions.end_reason"`
	EndedBy    *uint64   `json:"-"`
	RecordedAt time.Time `json:"recorded_at"`
	RecordedBy uint64    `json:"recorded_by"`
	Version    uint64    `json:"version"`
}

// TableName names the table.
func (Restriction) TableName() string { return "privacy_restrictions" }

// Open tells that the data rest.
func (r Restriction) Open() bool { return r.EndedOn.IsZero() }

// resting holds, in SQL over restrictions, for those that keep data from being used for a purpose.
const resting = "ended_on IS NULL AND purpose IN ('', ?)"

// restsFor tells whether the data of a person rest for a purpose.
func restsFor(tx *db.Tx, resident uint64, purpose string) (bool, error) {
	return db.From[Restriction](tx).Where("resident_id = ? AND "+resting, resident, purpose).Exists()
}

// RestrictInput tells that data of a person rest from today.
type RestrictInput struct {
	Resident  uint64 `path:"resident" form:"-" json:"-"`
	Kind      string `form:"kind" json:"kind" validate:"required,max=12" enum:"restriction,objection"`
	Purpose   string `form:"purpose" json:"purpose,omitempty" validate:"max=30" doc:"one purpose; left out: all that the person's will decides"`
	Reason    string `form:"reason" json:"reason" validate:"max=300"`
	RequestID uint64 `form:"request_id" json:"request_id,omitempty"`
}

// Restrict lets data of a person rest. The consent that was given stays written and does not count as
// long as it lasts. It needs privacy.record. Invalid: no reason, a purpose that is not in the register
// or does not depend on the person's will. Conflict: they rest already.
func Restrict(tx *db.Tx, in RestrictInput) (*Restriction, error) {
	p, err := reach(tx, Record, in.Resident)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	row := &Restriction{CampusID: p.CampusID, ResidentID: p.ID, Kind: in.Kind, Purpose: in.Purpose, FromDay: tx.Today(), RecordedAt: tx.Now, RecordedBy: tx.Actor.ID,
		Reason: needed(&bad, "reason", in.Reason, noteLimit)}
	if in.Kind != "restriction" && in.Kind != "objection" {
		bad.Add("kind", "privacy.kind_missing")
	}
	if in.Purpose != "" {
		register, err := registerOf(tx)
		if err != nil {
			return nil, err
		}
		if purpose, ok := register.Find(in.Purpose, tx.Today()); !ok || purpose.Basis != ByConsent {
			bad.Add("purpose", "privacy.purpose_stays")
		}
	} else if in.Kind == "objection" {
		bad.Add("purpose", "privacy.purpose_missing")
	}
	if in.RequestID != 0 {
		if _, err := db.From[Request](tx).Where("id = ? AND resident_id = ?", in.RequestID, p.ID).One(); err != nil {
			return nil, err
		}
		row.RequestID = &in.RequestID
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	row.OpenKey = ptr(fmt.Sprintf("%d/%s", p.ID, in.Purpose))
	tx.Detail("kind", in.Kind)
	tx.Detail("purpose", in.Purpose)
	if err := db.Add(tx, row); err != nil {
		if db.Duplicate(err, "open_key") {
			return nil, fault.New(fault.Conflict, "privacy.rests_already").Because(err)
		}
		return nil, err
	}
	return row, nil
}

// EndRestrictionInput tells that data may be used again, and why.
type EndRestrictionInput struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	ID       uint64 `path:"restriction" form:"-" json:"-"`
	Reason   string `form:"reason" json:"reason" validate:"max=300"`
}

// EndRestriction ends a rest, with the reason. It needs privacy.decide: who lets data rest and who ends
// it need not be the same.
func EndRestriction(tx *db.Tx, in EndRestrictionInput) (*Restriction, error) {
	p, err := reach(tx, Decide, in.Resident)
	if err != nil {
		return nil, err
	}
	row, err := db.From[Restriction](tx).Where("id = ? AND resident_id = ?", in.ID, p.ID).One()
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	row.EndReason = needed(&bad, "reason", in.Reason, noteLimit)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if !row.Open() {
		return nil, fault.New(fault.Conflict, "privacy.rest_ended")
	}
	row.EndedOn, row.EndedBy, row.OpenKey = tx.Today(), ptr(tx.Actor.ID), nil
	tx.Detail("restriction", row.ID)
	return row, db.Change(tx, row, "ended_on", "end_reason", "ended_by", "open_key")
}

// Person is everything of this area about one person.
type Person struct {
	Person       residents.Person
	Standing     Standing
	Speakers     []Giver
	Assents      bool
	Asked        []Purpose // that want a consent
	Stays        []Purpose // that rest on another ground
	Live         map[string]Consent
	Story        []Consent // every word on every purpose, newest first
	Requests     []Request
	Restrictions []Restriction
	Holds        []Hold
	Kin          []residents.Kin
	Names        map[uint64]string // of staff
	Today        value.Day
	MayRecord    bool
	MayDecide    bool
	MayErase     bool
}

// OfPerson names a person.
type OfPerson struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
}

// PersonPage reads what was said, asked and decided about the data of a person; it is a look. It needs
// privacy.view.
func PersonPage(tx *db.Tx, in OfPerson) (*Person, error) {
	p, err := reach(tx, View, in.Resident)
	if err != nil {
		return nil, err
	}
	tx.Looked("resident", p.ID, p.CampusID)
	out := &Person{Person: *p, Live: map[string]Consent{}, Today: tx.Today(), MayRecord: tx.Actor.Has(Record), MayDecide: tx.Actor.Has(Decide), MayErase: tx.Reach(Erase).Campus(p.CampusID)}
	register, err := registerOf(tx)
	if err != nil {
		return nil, err
	}
	for _, one := range register.On(out.Today) {
		if one.Basis == ByConsent {
			out.Asked = append(out.Asked, one)
		} else {
			out.Stays = append(out.Stays, one)
		}
	}
	if out.Standing, err = standingOf(tx, p); err != nil {
		return nil, err
	}
	ages, err := agesOn(tx)
	if err != nil {
		return nil, err
	}
	out.Speakers, out.Assents = ages.Speakers(out.Standing), ages.Assents(out.Standing)
	err = everywhere(tx, func(tx *db.Tx) error { return out.read(tx) })
	return out, err
}

// everywhere runs what belongs to a person that the actor has reached: what was said about the data
// follows the person into another campus, its rows stay where they were written.
func everywhere(tx *db.Tx, fn func(*db.Tx) error) error {
	return tx.Everywhere("what was said about the data follows its person", fn)
}

func (out *Person) read(tx *db.Tx) (err error) {
	id := out.Person.ID
	if out.Story, err = db.From[Consent](tx).Where("resident_id = ?", id).Order("id DESC").All(); err != nil {
		return err
	}
	for _, c := range out.Story {
		if c.LivePurpose != nil {
			out.Live[c.Purpose] = c
		}
	}
	if out.Requests, err = db.From[Request](tx).Where("resident_id = ?", id).Order("id DESC").All(); err != nil {
		return err
	}
	if out.Restrictions, err = db.From[Restriction](tx).Where("resident_id = ?", id).Order("id DESC").All(); err != nil {
		return err
	}
	if out.Holds, err = db.From[Hold](tx).Where("resident_id = ?", id).Order("id DESC").All(); err != nil {
		return err
	}
	if out.Kin, err = db.From[residents.Kin](tx).Where("resident_id = ? AND ended_recorded_at IS NULL", id).Order("id").All(); err != nil {
		return err
	}
	ids := []uint64{0}
	for _, c := range out.Story {
		ids = append(ids, c.RecordedBy)
	}
	for _, r := range out.Restrictions {
		ids = append(ids, r.RecordedBy)
	}
	out.Names, err = namesOf(tx, ids)
	return err
}

// namesOf gives the names of staff by their numbers.
func namesOf(tx *db.Tx, ids []uint64) (map[uint64]string, error) {
	type named struct {
		ID   uint64
		Name string
	}
	rows, err := db.Report[named](tx, "SELECT id, name FROM staff_members WHERE {shared} AND id IN ?", ids)
	names := map[uint64]string{}
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, err
}

// Mark is what everybody who opens a file must see of this area: that data rest.
type Mark struct {
	Rests    bool
	Unasked  int // purposes of which nobody has said anything, or whose consent has run out
	Requests int // that wait for an answer
}

// MarkOf reads the mark of a person's file in one statement. The caller has opened the file.
func MarkOf(tx *db.Tx, resident uint64) (m Mark, err error) {
	register, err := registerOf(tx)
	if err != nil {
		return m, err
	}
	var codes []string
	for _, p := range register.Asked(tx.Today()) {
		codes = append(codes, p.Code)
	}
	rows, err := db.Report[struct {
		Rests           bool
		Said, Requested int
	}](tx, `SELECT CASE WHEN EXISTS (SELECT 1 FROM privacy_restrictions x WHERE x.resident_id = r.id AND x.ended_on IS NULL) THEN 1 ELSE 0 END AS rests,
		(SELECT COUNT(*) FROM privacy_consents c WHERE c.resident_id = r.id AND c.live_purpose IN ? AND (c.expires_on IS NULL OR c.expires_on >= ?)) AS said,
		(SELECT COUNT(*) FROM privacy_requests q WHERE q.resident_id = r.id AND q.outcome = '') AS requested
		FROM residents_people r WHERE {campus r.campus_id} AND r.id = ?`, codes, tx.Today(), resident)
	if err == nil && len(rows) > 0 {
		m = Mark{Rests: rows[0].Rests, Unasked: len(codes) - rows[0].Said, Requests: rows[0].Requested}
	}
	return m, err
}
