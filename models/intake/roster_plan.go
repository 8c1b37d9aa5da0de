package intake

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

// Import is the permission to bring in a whole list of residents.
const Import = "intake.import"

// RosterInput is what a person decides about a list before it comes in.
type RosterInput struct {
	CampusID     uint64
	CreatePlaces bool              // make the wards, rooms and beds that are not there
	Category     presence.Category // for people whose category the list does not tell; they stay out when empty
	Choices      map[RowRef]Choice // other than what is proposed
}

// Outcome is what becomes of a line of the list.
type Outcome string

// What can become of a line of the list.
const (
	OutcomeNew     Outcome = "new"      // a person who was not known is entered and received
	OutcomeStay    Outcome = "stay"     // a known person is received again
	OutcomeBed     Outcome = "bed"      // a person in care gets the bed of the list
	OutcomeSame    Outcome = "same"     // all of this is known already
	OutcomeLeftOut Outcome = "left_out" // by proposal or choice
	OutcomeRefused Outcome = "refused"  // a rule of the house stands against it
)

// Outcomes lists them in the order in which pages count them.
var Outcomes = []Outcome{OutcomeNew, OutcomeStay, OutcomeBed, OutcomeSame, OutcomeLeftOut, OutcomeRefused}

// Reason is why something became of a line, as a text key with what fills it.
type Reason struct {
	Key  string
	Args fault.A
}

// PlannedRow is one line of the list with what would become of it.
type PlannedRow struct {
	RowRef
	Person     *RosterRow // nil for a line that is no person
	Findings   []Finding
	Proposal   Choice
	Choices    []Choice
	Choice     Choice
	Outcome    Outcome
	Reasons    []Reason // besides the findings
	ResidentID uint64   // of a known person
	WithBed    bool     // the bed of the list is given
	MakesBed   bool     // the bed has to be made first

	arrival presence.Arrival
	clean   RosterRow // the person as entered, without the values left out
}

// RosterPlan is what would happen if the list came in now.
type RosterPlan struct {
	Campus    wards.Campus
	Sheets    int
	People    int // people found on the list
	AsOf      value.Day
	Rows      []PlannedRow
	Places    []wards.PlaceWanted // that are not there and would be made on consent
	General   []Finding           // about the list as a whole and its headings
	Counts    map[Outcome]int
	WithBed   int // people who get a bed
	NoBed     int // people who come in without one
	Uncertain int // rows with an error, on which somebody should look
}

// Changes counts the people for whom something would be written, or was. The
// same list twice counts 0 the second time.
func (p *RosterPlan) Changes() int {
	return p.Counts[OutcomeNew] + p.Counts[OutcomeStay] + p.Counts[OutcomeBed]
}

// mayImport asks for the permission, for the whole campus.
func mayImport(tx *db.Tx, campusID uint64) error {
	if err := tx.May(Import); err != nil {
		return err
	}
	if !tx.Reach(Import).Campus(campusID) {
		return fault.New(fault.NotFound, "db.not_found")
	}
	return nil
}

// PlanRoster tells what would become of each line of a list, and writes
// nothing: the dry run. It needs intake.import for the campus. The same plan is
// made again and carried out by ImportRoster.
func PlanRoster(tx *db.Tx, r *Roster, in RosterInput) (*RosterPlan, error) {
	if err := mayImport(tx, in.CampusID); err != nil {
		return nil, err
	}
	if in.Category != "" && !in.Category.Known() {
		return nil, fault.Field("category", "presence.category_unknown")
	}
	campus, err := db.Get[wards.Campus](tx, in.CampusID)
	if err != nil {
		return nil, err
	}
	p := &RosterPlan{Campus: *campus, Sheets: len(r.Sheets), People: len(r.Rows), AsOf: r.AsOf, Counts: map[Outcome]int{}}
	if err := p.lines(r, in); err != nil {
		return nil, err
	}
	places, err := wards.PlacesByName(tx, in.CampusID)
	if err != nil {
		return nil, err
	}
	p.settleBeds()
	p.findPlaces(tx, places, in)
	if err := p.findPeople(tx); err != nil {
		return nil, err
	}
	if err := p.askLedger(tx); err != nil {
		return nil, err
	}
	p.count()
	return p, nil
}

// lines takes over every line that is a person, a repeat or not understood,
// with the choice made for it.
func (p *RosterPlan) lines(r *Roster, in RosterInput) error {
	findings := map[RowRef][]Finding{}
	for _, f := range r.Findings {
		findings[f.RowRef] = append(findings[f.RowRef], f)
	}
	people := map[RowRef]*RosterRow{}
	for i := range r.Rows {
		people[r.Rows[i].RowRef] = &r.Rows[i]
	}
	known := map[RowRef]bool{}
	for _, l := range r.Lines {
		known[l.RowRef] = true
		row := PlannedRow{RowRef: l.RowRef, Person: people[l.RowRef], Findings: findings[l.RowRef]}
		row.Proposal, row.Choices = Proposal(row.Findings)
		row.Choice = row.Proposal
		switch {
		case l.Kind == LinePerson:
			if c, chosen := in.Choices[l.RowRef]; chosen {
				if !slices.Contains(row.Choices, c) {
					return fault.Field("choices", "intake.roster.choice_not_possible", fault.A{"row": l.Row})
				}
				row.Choice = c
			}
			row.decide(in)
		case l.Kind == LineRepeat || l.Kind == LineUnread && len(row.Findings) > 0:
			row.Proposal, row.Choice, row.Choices, row.Outcome = Skip, Skip, nil, OutcomeLeftOut
		case len(row.Findings) > 0:
			p.General = append(p.General, row.Findings...)
			continue
		default:
			continue
		}
		p.Rows = append(p.Rows, row)
	}
	for ref, of := range findings {
		if !known[ref] {
			p.General = append(p.General, of...)
		}
	}
	slices.SortStableFunc(p.General, func(a, b Finding) int {
		if a.Sheet != b.Sheet {
			return a.Sheet - b.Sheet
		}
		return a.Row - b.Row
	})
	return nil
}

// decide applies the choice made for a person's row.
func (row *PlannedRow) decide(in RosterInput) {
	row.clean = *row.Person
	if row.Choice == Skip {
		row.Outcome = OutcomeLeftOut
		return
	}
	if row.Choice == Without {
		only := Take // leave out what is proposed to be left out, or else all that can be
		for _, f := range row.Findings {
			if f.Proposal == Without {
				only = Without
			}
		}
		for _, f := range row.Findings {
			if slices.Contains(f.Choices, Without) && (only == Take || f.Proposal == Without) {
				row.clean.drop(f.Field)
			}
		}
	}
	if row.clean.Category == "" {
		row.clean.Category = string(in.Category)
	}
	if row.clean.Category == "" {
		row.refuse("needs_category", nil)
	}
}

func (row *PlannedRow) refuse(name string, args fault.A) {
	row.Outcome = OutcomeRefused
	row.because(name, args)
}

func (row *PlannedRow) because(name string, args fault.A) {
	row.Reasons = append(row.Reasons, Reason{"intake.roster." + name, args})
}

// live tells whether the row is to come in as far as decided yet.
func (row *PlannedRow) live() bool { return row.Person != nil && row.Outcome == "" }

// drop empties the value of a field.
func (r *RosterRow) drop(f RosterField) {
	switch f {
	case FieldBirth, FieldMale, FieldFemale, FieldAge:
		r.Birth = value.BirthDate{Precision: value.PrecisionUnknown}
	case FieldAdmitted:
		r.Admitted = value.Day{}
	case FieldCitizen:
		r.Citizen = ""
	case FieldInsurance:
		r.Card = ""
	case FieldBed, FieldRoom, FieldPlace, FieldWard:
		r.Bed = ""
	case FieldNote:
		r.Note = ""
	case FieldOrigin:
		r.Origin = ""
	case FieldAddress:
		r.Address = ""
	case FieldEthnic:
		r.Ethnic = ""
	}
}

// settleBeds lets one row keep each bed: the one for which somebody chose so,
// else the first in the list.
func (p *RosterPlan) settleBeds() {
	keeps := map[placeKey]*PlannedRow{}
	for _, chosen := range []bool{true, false} {
		for i := range p.Rows {
			row := &p.Rows[i]
			if !row.live() || row.clean.Ward == "" || row.clean.Room == "" || row.clean.Bed == "" {
				continue
			}
			if (row.Choice == Take && row.Proposal != Take) != chosen {
				continue
			}
			at := row.clean.place()
			if other := keeps[at]; other != nil && other != row {
				row.because("bed_kept_by", fault.A{"row": other.Row})
				row.clean.Bed = ""
				continue
			}
			keeps[at] = row
		}
	}
}

// findPlaces finds the bed of each row, and notes which places are missing.
func (p *RosterPlan) findPlaces(tx *db.Tx, places *wards.Places, in RosterInput) {
	policy := map[uint64]wards.Policy{}
	names := map[uint64]string{}
	for _, at := range places.All {
		policy[at.WardID], names[at.WardID] = at.Sex, at.WardName
	}
	made := newWards{}
	for i := range p.Rows {
		row := &p.Rows[i]
		if !row.live() {
			continue
		}
		row.arrival = presence.Arrival{Sex: row.clean.Sex, AdmittedAt: startOf(tx, row.clean.day()), PlacedAt: startOf(tx, row.clean.AsOf)}
		if row.arrival.PlacedAt.Before(row.arrival.AdmittedAt) {
			row.arrival.PlacedAt = row.arrival.AdmittedAt
		}
		if row.clean.Bed == "" || row.clean.Room == "" || row.clean.Ward == "" {
			continue
		}
		ward, _, bed := places.Find(row.clean.Ward, row.clean.Room, row.clean.Bed)
		if bed != 0 {
			row.arrival.BedID = bed
			continue
		}
		if ward != 0 && !policy[ward].Takes(row.clean.Sex) {
			row.because("bed_wrong_sex", fault.A{"ward": names[ward]})
			continue
		}
		row.MakesBed = true
		if ward == 0 {
			made.add(row)
		}
	}
	made.settle()
	seen := map[placeKey]bool{}
	for i := range p.Rows {
		row := &p.Rows[i]
		if !row.MakesBed {
			continue
		}
		if !seen[row.clean.place()] {
			seen[row.clean.place()] = true
			want := wards.PlaceWanted{Ward: row.clean.Ward, Room: row.clean.Room, Bed: row.clean.Bed}
			want.Sex, want.Zone = made.policy(row.clean.Ward)
			p.Places = append(p.Places, want)
		}
		if !in.CreatePlaces {
			row.MakesBed = false
			row.because("place_missing", fault.A{"ward": row.clean.Ward, "room": row.clean.Room, "bed": row.clean.Bed})
		}
	}
}

// day is the day on which the stay begins.
func (r *RosterRow) day() value.Day {
	if r.Admitted.IsZero() || r.Admitted.After(r.AsOf) {
		return r.AsOf
	}
	return r.Admitted
}

// startOf is the first moment of a day, and never one to come.
func startOf(tx *db.Tx, d value.Day) time.Time {
	if d.IsZero() || d.After(tx.Today()) {
		d = tx.Today()
	}
	return d.Start(tx.Zone()).UTC()
}

// newWards looks at who would live in a ward that has to be made.
type newWards map[string]*newWard

type newWard struct {
	sexes map[value.Sex]int
	kinds map[string]int
	kind  string
	sex   wards.Policy
}

// zoneOf is the kind of zone in which people of a category usually live.
var zoneOf = map[byte]string{'B': wards.ZoneEmergency, 'C': wards.ZoneRecovery, 'D': wards.ZoneVoluntary}

func (n newWards) add(row *PlannedRow) {
	w := n[wardKey(row.clean.Ward)]
	if w == nil {
		w = &newWard{sexes: map[value.Sex]int{}, kinds: map[string]int{}}
		n[wardKey(row.clean.Ward)] = w
	}
	w.sexes[row.clean.Sex]++
	kind := zoneOf[row.clean.Category[0]]
	switch row.clean.Category {
	case "A1":
		kind = wards.ZoneChildren
	case "A2":
		kind = wards.ZoneElderly
	case "A3":
		kind = wards.ZoneDisabled
	}
	w.kinds[kind]++
}

// fewest is how many people of one sex make a ward a ward for that sex.
const fewest = 6

func (n newWards) settle() {
	for _, w := range n {
		for _, kind := range wards.ZoneKinds() {
			if w.kinds[kind] > w.kinds[w.kind] || w.kind == "" {
				w.kind = kind
			}
		}
		w.sex = wards.ForAny
		men, women := w.sexes[value.Male], w.sexes[value.Female]
		switch {
		case women == 0 && men >= fewest:
			w.sex = wards.ForMen
		case men == 0 && women >= fewest:
			w.sex = wards.ForWomen
		}
		if w.kind == wards.ZoneDisabled && w.sex != wards.ForAny {
			w.kind = map[wards.Policy]string{wards.ForMen: wards.ZoneMale, wards.ForWomen: wards.ZoneFemale}[w.sex]
		}
	}
}

func (n newWards) policy(ward string) (wards.Policy, string) {
	if w := n[wardKey(ward)]; w != nil {
		return w.sex, w.kind
	}
	return "", ""
}

// askLedger asks the ledger of presence about every row that is to come in.
func (p *RosterPlan) askLedger(tx *db.Tx) error {
	var list []presence.Arrival
	var of []int
	for i := range p.Rows {
		if p.Rows[i].live() {
			list, of = append(list, p.Rows[i].arrival), append(of, i)
		}
	}
	if len(list) == 0 {
		return nil
	}
	verdicts, err := presence.JudgeArrivals(tx, p.Campus.ID, list)
	if err != nil {
		return err
	}
	for n, v := range verdicts {
		p.Rows[of[n]].judged(v)
	}
	return nil
}

// ledgerReasons turns the ledger's words into those of a list.
var ledgerReasons = map[string]string{
	"presence.in_care_elsewhere": "in_care_elsewhere", "presence.left_since": "left_since", "presence.was_in_care": "was_in_care",
	"presence.already_placed": "lies_elsewhere", "presence.bed_taken": "bed_taken", "presence.bed_was_taken": "bed_taken",
	"presence.bed_out_of_service": "bed_out_of_service", "presence.bed_closed": "bed_closed", "presence.bed_not_yet": "bed_closed",
	"presence.wrong_sex": "bed_wrong_sex", "presence.was_placed": "lies_elsewhere", "presence.bed_elsewhere": "bed_closed",
}

func ledgerReason(f *fault.Fault) Reason {
	key, args := f.Key, f.Args
	if len(f.Fields) > 0 {
		key, args = f.Fields[0].Key, f.Fields[0].Args
	}
	if name := ledgerReasons[key]; name != "" {
		key = "intake.roster." + name
	}
	return Reason{key, args}
}

func (row *PlannedRow) judged(v presence.Verdict) {
	if v.Stay != nil {
		row.Outcome = OutcomeRefused
		row.Reasons = append(row.Reasons, ledgerReason(v.Stay))
		return
	}
	if v.Bed != nil {
		row.Reasons = append(row.Reasons, ledgerReason(v.Bed))
	}
	if v.HasBed != 0 && row.MakesBed {
		row.MakesBed = false
		row.because("lies_elsewhere", nil)
	}
	row.WithBed = v.NewBed || row.MakesBed
	if v.NewBed {
		row.arrival.PlacedAt = v.PlacedAt
	} else {
		row.arrival.BedID = 0
	}
	switch {
	case row.ResidentID == 0:
		row.Outcome = OutcomeNew
	case v.NewStay:
		row.Outcome = OutcomeStay
	case row.WithBed:
		row.Outcome = OutcomeBed
	default:
		row.Outcome = OutcomeSame
	}
	if row.Outcome != OutcomeSame && !row.WithBed && v.HasBed == 0 && len(row.Reasons) == 0 && !row.bedTold() {
		row.because("enters_without_bed", nil)
	}
}

// bedTold tells whether a finding already says that the row has no good bed.
func (row *PlannedRow) bedTold() bool {
	return slices.ContainsFunc(row.Findings, func(f Finding) bool { return f.Field == FieldBed || f.Field == FieldPlace })
}

// count sums up the plan.
func (p *RosterPlan) count() {
	for i := range p.Rows {
		row := &p.Rows[i]
		p.Counts[row.Outcome]++
		switch {
		case row.WithBed:
			p.WithBed++
		case row.Outcome == OutcomeNew || row.Outcome == OutcomeStay:
			p.NoBed++
		}
		for _, f := range row.Findings {
			if f.Severity == Error && row.Outcome != OutcomeSame {
				p.Uncertain++
				break
			}
		}
	}
}
