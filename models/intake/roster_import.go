package intake

import (
	"strings"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

// RosterResult is what happened when a list came in.
type RosterResult struct {
	*RosterPlan
	Made wards.Made // places that were made; only ever for somebody who gets a bed there
}

// manyPeople is how many people the ledger takes in one act.
const manyPeople = 5000

// ImportRoster brings a list in: it makes the missing places when that is
// wished, enters the people who are not known, and receives and places them,
// each stay from its day of admission and each bed from the list's own day. It
// carries out the plan of PlanRoster, in one transaction: all of it or nothing.
// It needs intake.import for the campus, and wards.edit to make places.
// Conflict: somebody was faster with a bed or a person.
func ImportRoster(tx *db.Tx, r *Roster, in RosterInput) (*RosterResult, error) {
	if err := mayImport(tx, in.CampusID); err != nil {
		return nil, err
	}
	// two lists at once would each miss the people of the other
	if _, err := db.Hold[wards.Campus](tx, in.CampusID); err != nil {
		return nil, err
	}
	plan, err := PlanRoster(tx, r, in)
	if err != nil {
		return nil, err
	}
	result := &RosterResult{RosterPlan: plan}
	if err := result.makePlaces(tx, in); err != nil {
		return nil, err
	}
	if err := plan.enterPeople(tx); err != nil {
		return nil, err
	}
	if err := plan.receive(tx); err != nil {
		return nil, err
	}
	tx.Concerns("campus", in.CampusID, in.CampusID)
	for _, o := range Outcomes {
		tx.Detail(string(o), plan.Counts[o])
	}
	return result, nil
}

// makePlaces makes what is missing and tells each row its bed.
func (r *RosterResult) makePlaces(tx *db.Tx, in RosterInput) error {
	var wanted []wards.PlaceWanted
	since := tx.Today()
	needed := map[placeKey]bool{}
	for i := range r.Rows {
		if row := &r.Rows[i]; row.MakesBed {
			needed[row.clean.place()] = true
			if day := value.DayOf(row.arrival.PlacedAt, tx.Zone()); day.Before(since) {
				since = day
			}
		}
	}
	for _, w := range r.Places {
		at := RosterRow{Ward: w.Ward, Room: w.Room, Bed: w.Bed}
		if in.CreatePlaces && needed[at.place()] {
			wanted = append(wanted, w)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	places, made, err := wards.MakePlaces(tx, in.CampusID, wanted, since)
	if err != nil {
		return err
	}
	r.Made = made
	for i := range r.Rows {
		if row := &r.Rows[i]; row.MakesBed {
			if _, _, row.arrival.BedID = places.Find(row.clean.Ward, row.clean.Room, row.clean.Bed); row.arrival.BedID == 0 {
				return fault.New(fault.Conflict, "intake.roster.changed_meanwhile")
			}
		}
	}
	return nil
}

// receive enters the stays and beds in the ledger.
func (p *RosterPlan) receive(tx *db.Tx) error {
	var admit []presence.AdmitInput
	var place []presence.PlaceInput
	for i := range p.Rows {
		row := &p.Rows[i]
		switch row.Outcome {
		case OutcomeNew, OutcomeStay:
			in := presence.AdmitInput{ResidentID: row.ResidentID, CampusID: p.Campus.ID, Category: presence.Category(row.clean.Category), At: row.arrival.AdmittedAt}
			if row.WithBed {
				in.BedID, in.PlacedAt = row.arrival.BedID, row.arrival.PlacedAt
			}
			admit = append(admit, in)
		case OutcomeBed:
			place = append(place, presence.PlaceInput{ResidentID: row.ResidentID, BedID: row.arrival.BedID, At: row.arrival.PlacedAt})
		}
	}
	for len(admit) > 0 {
		part := admit[:min(len(admit), manyPeople)]
		admit = admit[len(part):]
		_, errs, err := presence.AdmitMany(tx, part)
		if err := first(err, errs); err != nil {
			return err
		}
	}
	for len(place) > 0 {
		part := place[:min(len(place), manyPeople)]
		place = place[len(part):]
		_, errs, err := presence.PlaceMany(tx, part)
		if err := first(err, errs); err != nil {
			return err
		}
	}
	return nil
}

// first turns any refusal into one for the whole list: what was planned is
// carried out whole or not at all.
func first(err error, errs []error) error {
	if err != nil {
		return err
	}
	for _, err := range errs {
		if err != nil {
			return fault.New(fault.Conflict, "intake.roster.changed_meanwhile").Because(err)
		}
	}
	return nil
}

// note gathers what the list says beyond the fields of the house.
func (r *RosterRow) note() string {
	var lines []string
	if r.Note != "" {
		lines = append(lines, r.Note)
	}
	if r.Address != "" && r.Origin != "" && value.Fold(r.Address) != value.Fold(r.Origin) {
		lines = append(lines, r.Address)
	}
	for _, more := range r.Extra {
		lines = append(lines, strings.TrimSpace(more.Heading+": "+more.Text))
	}
	return firstRunes(strings.Join(lines, "\n"), noteLimit)
}

// home is where the person comes from: the place of origin, or else the
// registered address.
func (r *RosterRow) home() string {
	if r.Origin != "" {
		return r.Origin
	}
	return r.Address
}
