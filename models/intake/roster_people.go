package intake

import (
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
)

// findPeople finds out who of the list is known already.
func (p *RosterPlan) findPeople(tx *db.Tx) error {
	var in []residents.MatchInput
	var of []int
	for i := range p.Rows {
		row := &p.Rows[i]
		if !row.live() {
			continue
		}
		in = append(in, residents.MatchInput{CampusID: p.Campus.ID, Name: row.clean.Name.String(), Sex: row.clean.Sex, Birth: row.clean.Birth,
			CitizenNumber: row.clean.Citizen, InsuranceCard: row.clean.Card, OriginAddress: row.clean.home()})
		of = append(of, i)
	}
	if len(in) == 0 {
		return nil
	}
	if len(in) > residents.ManyLimit {
		return fault.Field("file", "intake.roster.too_large")
	}
	found, err := residents.MatchMany(tx, in)
	if err != nil {
		return err
	}
	for n, m := range found {
		row := &p.Rows[of[n]]
		if m.Elsewhere {
			row.refuse("known_elsewhere", nil)
			continue
		}
		row.ResidentID, row.arrival.ResidentID = m.ID, m.ID
		if m.ID == 0 && len(m.Like) > 0 {
			row.because("someone_alike", fault.A{"Count": len(m.Like)})
		}
	}
	return nil
}

// enterPeople enters those who are not known. What the rules for a person's
// file refuse stays out, with the reason beside the row.
func (p *RosterPlan) enterPeople(tx *db.Tx) error {
	var in []residents.PersonInput
	var of []int
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.Outcome != OutcomeNew {
			continue
		}
		r := &row.clean
		in = append(in, residents.PersonInput{CampusID: p.Campus.ID, Name: r.Name.String(), Sex: r.Sex, Born: r.Birth, CitizenNumber: r.Citizen,
			InsuranceCard: r.Card, OriginAddress: r.home(), Ethnicity: r.Ethnic, Note: r.note(), Despite: true})
		of = append(of, i)
	}
	if len(in) == 0 {
		return nil
	}
	ids, errs, err := residents.CreateMany(tx, in)
	if err != nil {
		return err
	}
	for n, id := range ids {
		row := &p.Rows[of[n]]
		if errs[n] == nil {
			row.ResidentID = id
			continue
		}
		f := fault.Of(errs[n])
		why := Reason{f.Key, f.Args}
		if len(f.Fields) > 0 {
			why = Reason{f.Fields[0].Key, f.Fields[0].Args}
		}
		row.Outcome, row.Reasons = OutcomeRefused, append(row.Reasons, why)
		if row.WithBed {
			row.WithBed = false
		}
		p.recount()
	}
	return nil
}

// recount sums the plan up again after a row came out otherwise.
func (p *RosterPlan) recount() {
	p.Counts, p.WithBed, p.NoBed, p.Uncertain = map[Outcome]int{}, 0, 0, 0
	p.count()
}
