package intake

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/files"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// Bringer says who brought a person in an emergency.
type Bringer string

// The bringers.
const (
	Police        Bringer = "police"
	CommuneOffice Bringer = "commune"
	Finder        Bringer = "finder"
	FamilyMember  Bringer = "family"
	HospitalStaff Bringer = "hospital"
	CameAlone     Bringer = "self"
	SomebodyElse  Bringer = "other"
)

// Bringers lists them in the order of the page.
var Bringers = []Bringer{Police, CommuneOffice, Finder, FamilyMember, HospitalStaff, CameAlone, SomebodyElse}

// FirstState is what one sees of a person at the door, before anybody has examined.
type FirstState string

// FirstStates are the boxes of the page, plain words that no diagnosis is.
var FirstStates = []FirstState{"injured", "hungry", "cold", "exhausted", "afraid", "confused", "silent", "angry", "drunk", "pregnant", "with_child"}

// Minutes are the facts of an emergency reception, as the minutes with the finder and the commune or
// police need them (Decree 20/2021, article 28(2a), step 1).
type Minutes struct {
	ID            uint64
	CampusID      uint64
	FileID        uint64
	ResidentID    uint64
	ReceivedAt    time.Time
	FoundPlace    string `gorm:"serializer:sealed" sealed:"intake_receptions.found_place"`
	Finder        string
	FinderPhone   string `gorm:"serializer:sealed" sealed:"intake_receptions.finder_phone"`
	BroughtBy     Bringer
	Bringer       string // name and rank
	BringerOffice string
	BringerPhone  string `gorm:"serializer:sealed" sealed:"intake_receptions.bringer_phone"`
	States        string // first states with commas between
	StateNote     string `gorm:"serializer:sealed" sealed:"intake_receptions.state_note"`
	Belongings    string `gorm:"serializer:sealed" sealed:"intake_receptions.belongings"`
	RecordedAt    time.Time
	RecordedBy    uint64
	Version       uint64
}

// TableName names the table.
func (Minutes) TableName() string { return "intake_receptions" }

// Seen lists the first states in the order of the page.
func (m Minutes) Seen() []FirstState {
	noted := strings.Split(m.States, ",")
	var out []FirstState
	for _, s := range FirstStates {
		if slices.Contains(noted, string(s)) {
			out = append(out, s)
		}
	}
	return out
}

// EmergencyInput is what is asked at the door at night. Only the sex must be said; a carer who knows
// nothing of a person still gives a bed.
type EmergencyInput struct {
	CampusID      uint64            `form:"campus_id" json:"campus_id,omitempty" doc:"may be left out by those who work in one campus"`
	Sex           value.Sex         `form:"sex" json:"sex" validate:"max=1"`
	Age           string            `form:"age" json:"age,omitempty" validate:"max=3" doc:"about how many years"`
	Name          string            `form:"name" json:"name,omitempty" validate:"max=200" doc:"empty when nobody knows it: the house gives one until then"`
	KnownAs       uint64            `form:"known_as" json:"known_as,omitempty" doc:"somebody who was here before: the stay goes into that person's file, and name, sex and age are those of the file"`
	Despite       bool              `form:"despite" json:"despite,omitempty" doc:"receive although somebody alike is known"`
	Category      presence.Category `form:"category" json:"category,omitempty" validate:"max=4" enum:"B1,B2,B3" doc:"B2 when absent"`
	Abandoned     bool              `form:"abandoned" json:"abandoned,omitempty" doc:"a child left by its parents"`
	At            time.Time         `form:"at" json:"at,omitzero" doc:"when the person came; now when absent"`
	FoundPlace    string            `form:"found_place" json:"found_place,omitempty" validate:"max=300"`
	Finder        string            `form:"finder" json:"finder,omitempty" validate:"max=200"`
	FinderPhone   string            `form:"finder_phone" json:"finder_phone,omitempty" validate:"max=40"`
	BroughtBy     Bringer           `form:"brought_by" json:"brought_by,omitempty" validate:"max=12" enum:"police,commune,finder,family,hospital,self,other" doc:"police when absent"`
	Bringer       string            `form:"bringer" json:"bringer,omitempty" validate:"max=200" doc:"name and rank"`
	BringerOffice string            `form:"bringer_office" json:"bringer_office,omitempty" validate:"max=200"`
	BringerPhone  string            `form:"bringer_phone" json:"bringer_phone,omitempty" validate:"max=40"`
	States        []FirstState      `form:"states" json:"states,omitempty" validate:"max=20,dive,max=20" doc:"what one sees: injured, hungry, cold, exhausted, afraid, confused, silent, angry, drunk, pregnant, with_child"`
	StateNote     string            `form:"state_note" json:"state_note,omitempty" validate:"max=1000"`
	Belongings    string            `form:"belongings" json:"belongings,omitempty" validate:"max=1000"`
	BedID         uint64            `form:"bed_id" json:"bed_id,omitempty" doc:"the first bed that suits in an emergency zone when absent"`
	Why           string            `form:"why" json:"why,omitempty" validate:"max=300" doc:"why a bed is given in the night although a rule warns that tomorrow somebody should look again"`
	Photo         *files.Content    `form:"-" json:"-"`
}

// Emergency is what one submit has made.
type Emergency struct {
	Person  residents.Person
	Stay    presence.Stay
	Bed     *presence.FreeBed // nil when none suited: the person is in care without a bed
	Case    Case
	Minutes Minutes
}

// born reads "about 40" as a year of birth that was guessed.
func (in *EmergencyInput) born(bad *fault.Fields, today value.Day) value.BirthDate {
	text := value.CleanText(in.Age)
	if text == "" {
		return value.BirthDate{}.Tidy()
	}
	var age int
	if _, err := fmt.Sscanf(text, "%d", &age); err != nil || age < 0 || age > 120 || text != fmt.Sprint(age) {
		bad.Add("age", "intake.age_unreadable")
		return value.BirthDate{}.Tidy()
	}
	return value.BornIn(today.Year()-age, true)
}

func (in *EmergencyInput) check() (bad fault.Fields) {
	if in.Category == "" {
		in.Category = "B2"
	}
	if !in.Category.Known() || !in.Category.Emergency() {
		bad.Add("category", "intake.no_emergency")
	}
	if in.BroughtBy == "" {
		in.BroughtBy = Police
	}
	if !slices.Contains(Bringers, in.BroughtBy) {
		bad.Add("brought_by", "intake.bringer_unknown")
	}
	for _, s := range in.States {
		if !slices.Contains(FirstStates, s) {
			bad.Add("states", "intake.first_state_unknown")
			break
		}
	}
	for _, text := range []*string{&in.Name, &in.FoundPlace, &in.Finder, &in.FinderPhone, &in.Bringer, &in.BringerOffice, &in.BringerPhone} {
		*text = value.CleanText(*text)
	}
	in.StateNote, in.Belongings = strings.TrimSpace(in.StateNote), strings.TrimSpace(in.Belongings)
	if !in.Sex.Known() {
		bad.Add("sex", "residents.sex_missing")
	}
	return bad
}

// ReceiveInEmergency enters a person, begins the stay, gives a bed and opens the file with its clocks,
// all of it or nothing. It needs intake.receive, residents.edit and presence.admit. Without a name the
// person is called "Người vô danh số", with a number of the campus and the year. Without a bed in the
// input it is the first that suits in an emergency zone; when none does, the person is in care without
// one, and the house says so loudly, for nobody is left at the door.
//
// Who was here before comes back into the file that there is, with KnownAs: no second file is made.
//
// Invalid: no sex, an age that is none, a category that is no emergency, a bed that does not suit.
// Conflict: somebody alike is known and Despite is not set, the chosen bed is taken, or who is said to
// come back is in care.
func ReceiveInEmergency(tx *db.Tx, in EmergencyInput) (*Emergency, error) {
	if err := tx.May(Reception); err != nil {
		return nil, err
	}
	before, err := in.known(tx)
	if err != nil {
		return nil, err
	}
	bad := in.check()
	birth := in.born(&bad, tx.Today())
	campus, err := receivingCampus(tx, in.CampusID)
	if err != nil {
		return nil, err
	}
	if campus == nil {
		bad.Add("campus_id", "residents.campus_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	p := before
	if p == nil {
		if p, err = in.enter(tx, campus, birth); err != nil {
			return nil, err
		}
	}
	out := &Emergency{Person: *p}
	out.Person.CampusID = campus.ID // who comes back may come to the other campus
	if err := out.admit(tx, in); err != nil {
		return nil, err
	}
	if in.Photo != nil {
		if p, err = residents.SetPhoto(tx, residents.PhotoInput{Resident: p.ID, Content: in.Photo}); err != nil {
			return nil, err
		}
		out.Person = *p
	}
	if before != nil {
		tx.Detail("again", true)
	}
	out.Case = Case{CampusID: campus.ID, StayID: out.Stay.Identity(), ResidentID: p.ID, Way: ByEmergency, Abandoned: in.Abandoned, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if err := db.Add(tx, &out.Case); err != nil {
		return nil, err
	}
	states := make([]string, len(in.States))
	for i, s := range in.States {
		states[i] = string(s)
	}
	out.Minutes = Minutes{CampusID: campus.ID, FileID: out.Case.ID, ResidentID: p.ID, ReceivedAt: out.Stay.AdmittedAt, FoundPlace: in.FoundPlace,
		Finder: in.Finder, FinderPhone: in.FinderPhone, BroughtBy: in.BroughtBy, Bringer: in.Bringer, BringerOffice: in.BringerOffice, BringerPhone: in.BringerPhone,
		States: strings.Join(states, ","), StateNote: in.StateNote, Belongings: in.Belongings, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if err := db.Add(tx, &out.Minutes); err != nil {
		return nil, err
	}
	tx.Concerns("resident", p.ID, campus.ID)
	tx.Detail("category", in.Category)
	tx.Detail("number", p.Number)
	return out, nil
}

// admit begins the stay, in the bed that was chosen or in the first that suits.
func (e *Emergency) admit(tx *db.Tx, in EmergencyInput) error {
	beds, err := e.beds(tx, in)
	if err != nil {
		return err
	}
	ask := presence.AdmitInput{ResidentID: e.Person.ID, CampusID: e.Person.CampusID, Category: in.Category, At: in.At}
	for i, b := range beds {
		ask.BedID, ask.Despite = b.BedID, b.despite
		done, err := presence.Admit(tx, ask)
		if err == nil {
			e.Stay, e.Bed = done.Stay, &beds[i].FreeBed
			return nil
		}
		// Somebody else may have taken the bed since it was read, or a rule keeps the person out of
		// it; nothing was written then, and the next one is tried.
		if kind := fault.KindOf(err); in.BedID != 0 || kind != fault.Conflict && kind != fault.Invalid && kind != fault.NotFound || wrongMoment(err) {
			return err
		}
	}
	ask.BedID, ask.Despite = 0, presence.Despite{}
	done, err := presence.Admit(tx, ask)
	if err == nil {
		e.Stay = done.Stay
	}
	return err
}

// mostTries is how many beds are tried before somebody is received without one.
const mostTries = 6

// nightly are the rules whose warning does not leave somebody at the door without a bed: a room that
// is fuller than the norm for a night, a ward for another age, and an age that nobody knows. The
// reason holds until the next day, on which somebody must look again.
var nightly = []presence.Rule{presence.AreaRule, presence.AgeRule, presence.MaybeChild}

// nightBed is a bed that somebody may get tonight, with the reason where a rule warns.
type nightBed struct {
	presence.FreeBed
	despite presence.Despite
}

// beds are those to try, the best first: the chosen one alone, else those of emergency zones.
func (e *Emergency) beds(tx *db.Tx, in EmergencyInput) ([]nightBed, error) {
	if in.BedID != 0 {
		free, err := presence.FreeBeds(tx, presence.FreeBedsInput{CampusID: e.Person.CampusID})
		for _, f := range free {
			if f.BedID == in.BedID {
				return []nightBed{{FreeBed: f}}, err
			}
		}
		return []nightBed{{FreeBed: presence.FreeBed{BedID: in.BedID}}}, err
	}
	zones, err := EmergencyZones(tx)
	if err != nil {
		return nil, err
	}
	all, err := presence.Proposals(tx, presence.ProposalsInput{ResidentID: e.Person.ID, CampusID: e.Person.CampusID})
	if err != nil {
		return nil, err
	}
	var out []nightBed
	for _, p := range all {
		if !zones[p.ZoneID] || p.Refused() || len(out) == mostTries {
			continue
		}
		b := nightBed{FreeBed: p.FreeBed}
		var warned []string
		for _, f := range p.Against {
			if !slices.Contains(nightly, f.Rule) {
				b.BedID = 0
			}
			warned = append(warned, string(f.Rule))
		}
		if len(warned) > 0 {
			b.despite = presence.Despite{Rules: strings.Join(warned, " "), Why: in.Why, Until: tx.Today().AddDays(1)}
		}
		if b.BedID != 0 {
			out = append(out, b)
		}
	}
	return out, nil
}

// wrongMoment tells that no other bed would help: the moment itself is wrong.
func wrongMoment(err error) bool {
	return slices.ContainsFunc(fault.Of(err).Fields, func(f fault.FieldFault) bool { return f.Name == "at" })
}

// EmergencyZones tells which zones are for those who come in an emergency.
func EmergencyZones(tx *db.Tx) (map[uint64]bool, error) {
	rows, err := db.From[wards.Zone](tx).Only("id").Where("kind = ?", wards.ZoneEmergency).All()
	out := map[uint64]bool{}
	for _, z := range rows {
		out[z.ID] = true
	}
	return out, err
}

// Doors are what the page of an emergency needs: the campuses in which the actor may receive, and
// the free beds with those of emergency zones first.
type Doors struct {
	Campuses []wards.Campus
	Free     []presence.FreeBed
	First    map[value.Sex]presence.FreeBed // the bed that somebody of this sex would get
}

// EmergencyDoors gives them. It needs intake.receive.
func EmergencyDoors(tx *db.Tx, campusID uint64) (*Doors, error) {
	if err := tx.May(Reception); err != nil {
		return nil, err
	}
	d := &Doors{First: map[value.Sex]presence.FreeBed{}}
	var err error
	if d.Campuses, err = receivingCampuses(tx); err != nil {
		return nil, err
	}
	zones, err := EmergencyZones(tx)
	if err != nil {
		return nil, err
	}
	if campusID == 0 && len(d.Campuses) > 0 {
		campusID = d.Campuses[0].ID
	}
	free, err := presence.FreeBeds(tx, presence.FreeBedsInput{CampusID: campusID})
	if err != nil {
		return nil, err
	}
	for _, first := range []bool{true, false} {
		for _, f := range free {
			if zones[f.ZoneID] == first {
				d.Free = append(d.Free, f)
			}
			for _, sex := range []value.Sex{value.Male, value.Female} {
				if _, has := d.First[sex]; first && !has && zones[f.ZoneID] && f.WardSex.Takes(sex) {
					d.First[sex] = f
				}
			}
		}
	}
	return d, nil
}

// receivingCampuses are those in which the actor may receive somebody.
func receivingCampuses(tx *db.Tx) ([]wards.Campus, error) {
	all, err := wards.CampusesWithin(tx)
	return slices.DeleteFunc(all, func(c wards.Campus) bool { return !tx.Reach(presence.Receive).Campus(c.ID) }), err
}

// receivingCampus is the one named, or the only one; nil when it is not said.
func receivingCampus(tx *db.Tx, id uint64) (*wards.Campus, error) {
	all, err := receivingCampuses(tx)
	if err != nil {
		return nil, err
	}
	for i, c := range all {
		if c.ID == id || id == 0 && len(all) == 1 {
			return &all[i], nil
		}
	}
	return nil, nil
}

// unknowns counts those who came without a name in a year. Whoever counts one holds the row until
// the person is written.
type unknowns struct {
	ID       uint64
	CampusID uint64
	Year     int
	Last     int
}

// TableName names the table.
func (unknowns) TableName() string { return "intake_unknowns" }

// nextUnknown gives the name of somebody whom nobody can name yet. The code of the campus is part of
// it, so that two campuses of a centre never call two people the same.
func nextUnknown(tx *db.Tx, campus *wards.Campus) (string, error) {
	// The campus is held, so that two who begin a year at once count one after the other.
	if _, err := db.Hold[wards.Campus](tx, campus.ID); err != nil {
		return "", err
	}
	year := tx.Today().Year()
	row, err := db.From[unknowns](tx).Where("campus_id = ? AND year = ?", campus.ID, year).Maybe()
	if err != nil {
		return "", err
	}
	if row == nil {
		row = &unknowns{CampusID: campus.ID, Year: year, Last: 1}
		err = db.Add(tx, row)
	} else {
		row.Last++
		err = db.Change(tx, row, "last")
	}
	return fmt.Sprintf("Người vô danh số %d/%d %s", row.Last, year, campus.Code), err
}
