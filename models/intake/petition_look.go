package intake

import (
	"slices"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
)

// waiting is an open petition whose person is not in care yet, with one step that was done; none when
// nobody has done any.
type waiting struct {
	Petition
	WriterName string
	Step       Desk
	DoneOn     value.Day
}

// ofPetitions starts the clock of the desk that each open petition lies on. A person who was received
// meanwhile waits no longer, whether or not somebody noted the head's decision.
func ofPetitions(tx *db.Tx, _ *settings.Book, resident uint64) ([]Started, error) {
	rows, err := db.Report[waiting](tx, `SELECT q.*, m.name AS writer_name, d.step, d.done_on FROM intake_petitions q
		LEFT JOIN presence_stays s ON s.open_resident_id = q.open_resident_id
		LEFT JOIN staff_members m ON m.id = q.recorded_by
		LEFT JOIN intake_petition_steps d ON d.petition_id = q.id AND d.live_step IS NOT NULL
		WHERE {campus q.campus_id} AND q.open_resident_id > 0 AND s.id IS NULL AND (0 = ? OR q.resident_id = ?) ORDER BY q.id`, resident, resident)
	if err != nil {
		return nil, err
	}
	done := map[uint64][]StepDone{}
	for _, r := range rows {
		if r.Step != "" {
			done[r.ID] = append(done[r.ID], StepDone{Step: r.Step, DoneOn: r.DoneOn})
		}
	}
	var out []Started
	for i, p := range rows {
		if i > 0 && rows[i-1].ID == p.ID {
			continue
		}
		if now, from, ok := p.at(done[p.ID]); ok {
			out = append(out, Started{Kind: now.Kind, ResidentID: p.ResidentID, CampusID: p.CampusID, SubjectID: p.ID, From: from, At: now.Step,
				KeeperID: p.RecordedBy, KeeperName: p.WriterName, category: p.Category})
		}
	}
	return out, nil
}

// Stage is one step of a petition as its page shows it.
type Stage struct {
	Step  Desk
	Clock Deadline  // how long the step may take and who takes it; since when only once it is reached
	Done  *StepDone // nil as long as it is not
	Now   bool      // waited for
}

// PetitionFile is everything that the page of a petition shows.
type PetitionFile struct {
	Petition
	Person    residents.Person
	Stages    []Stage
	Story     []StepDone // newest first, void ones too
	InCare    bool       // received meanwhile
	Names     map[uint64]string
	MayKeep   bool
	MayDecide bool
}

// Waits gives the stage that is waited for, or nil.
func (f *PetitionFile) Waits() *Stage {
	for i := range f.Stages {
		if f.Stages[i].Now {
			return &f.Stages[i]
		}
	}
	return nil
}

// HeadNow tells that every desk before the head's has done its step.
func (f *PetitionFile) HeadNow() bool {
	s := f.Waits()
	return s != nil && (s.Step == HeadDecides || s.Step == MinorDecided)
}

// Undoable tells whether something is written that could be taken back.
func (f *PetitionFile) Undoable() bool {
	return slices.ContainsFunc(f.Story, func(s StepDone) bool { return !s.Voided() })
}

// ReadPetition gives the page of a petition. It needs intake.view.
func ReadPetition(tx *db.Tx, in OfPetition) (*PetitionFile, error) {
	if err := tx.May(ViewFiles); err != nil {
		return nil, err
	}
	p, err := db.Get[Petition](tx, in.ID)
	if err != nil {
		return nil, err
	}
	if _, err := presence.Opens(tx, ViewFiles, p.ResidentID); err != nil {
		return nil, err
	}
	f := &PetitionFile{Petition: *p}
	who, err := residents.FindPerson(tx, p.ResidentID)
	if err != nil {
		return nil, err
	}
	f.Person = *who
	stay, err := presence.StayOf(tx, p.ResidentID)
	if err != nil {
		return nil, err
	}
	f.InCare = stay != nil
	if f.Story, err = db.From[StepDone](tx).Where("petition_id = ?", p.ID).Order("id DESC").Limit(100).All(); err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	f.Stages = p.stages(book, slices.DeleteFunc(slices.Clone(f.Story), func(s StepDone) bool { return s.Voided() }), tx.Today())
	f.MayKeep, f.MayDecide = may(tx, KeepFiles, p.ResidentID), may(tx, Decide, p.ResidentID)
	tx.Looked("resident", p.ResidentID, p.CampusID)
	return f, nil
}

// stages lays what was done beside every step of the way.
func (p Petition) stages(b *settings.Book, done []StepDone, today value.Day) (out []Stage) {
	from, reached := p.ReceivedOn, p.Open()
	for _, s := range path(p.Category) {
		one := Stage{Step: s.Step}
		if i := slices.IndexFunc(done, func(d StepDone) bool { return d.Step == s.Step }); i >= 0 {
			one.Done = &done[i]
		}
		one.Clock, _ = Started{Kind: s.Kind, At: s.Step, From: from}.deadline(b, today)
		one.Clock.Kind = s.Kind
		if one.Done != nil {
			from = one.Done.DoneOn
		} else if reached {
			one.Now, reached = true, false
		}
		out = append(out, one)
	}
	return out
}

// PetitionLine is one line of the list of petitions.
type PetitionLine struct {
	Petition
	Name        string
	Number      string
	PhotoFileID *uint64
	CampusName  string
	StayID      uint64    // received meanwhile
	Waits       *Deadline `gorm:"-"`
}

// PetitionsInput asks for a page of petitions.
type PetitionsInput struct {
	CampusID uint64 `form:"campus_id" json:"campus_id,omitempty"`
	Ended    bool   `form:"ended" json:"ended,omitempty" doc:"those that are ended, in place of those that go on"`
	Limit    int    `form:"limit" json:"limit,omitempty"`
	After    string `form:"after" json:"after,omitempty" validate:"max=60"`
}

// Petitions lists those who ask to be received within the asker's campuses, newest first, each with
// the desk it lies on. It needs intake.view.
func Petitions(tx *db.Tx, in PetitionsInput) (rows []PetitionLine, next string, err error) {
	if err := tx.May(ViewFiles); err != nil {
		return nil, "", err
	}
	page := db.Page{Limit: in.Limit, After: in.After}
	last, follows, err := lastOf(page)
	if err != nil {
		return nil, "", err
	}
	open := "q.open_resident_id > 0"
	if in.Ended {
		open = "q.open_resident_id IS NULL"
	}
	rows, err = db.Report[PetitionLine](tx, `SELECT q.*, r.name, r.number, r.photo_file_id, k.name AS campus_name, s.id AS stay_id FROM intake_petitions q
		JOIN residents_people r ON r.id = q.resident_id
		JOIN wards_campuses k ON k.id = q.campus_id
		LEFT JOIN presence_stays s ON s.open_resident_id = q.open_resident_id
		WHERE {campus q.campus_id} AND `+open+` AND (0 = ? OR q.campus_id = ?) AND (? OR q.id < ?) ORDER BY q.id DESC LIMIT ?`,
		in.CampusID, in.CampusID, !follows, last, page.Size()+1)
	if err != nil {
		return nil, "", err
	}
	if len(rows) > page.Size() {
		rows = rows[:page.Size()]
		next = db.Cursor(idText(rows[len(rows)-1].ID))
	}
	clocks, err := deadlines(tx, 0)
	if err != nil {
		return nil, "", err
	}
	for i := range rows {
		if at := slices.IndexFunc(clocks, func(d Deadline) bool { return d.At != "" && d.SubjectID == rows[i].ID }); at >= 0 {
			rows[i].Waits = &clocks[at]
		}
	}
	return rows, next, nil
}

// Asked is the open petition of somebody who is to be received, or nil. The caller has asked for its
// own permission.
func Asked(tx *db.Tx, resident uint64) (*Petition, error) {
	return db.From[Petition](tx).Where("open_resident_id = ?", resident).Maybe()
}
