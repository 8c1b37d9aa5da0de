package sample

import (
	"math/rand/v2"

	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/value"
)

// dossiers lays the papers of those who are in care into their files, in a few appends however many
// they are: those who came long ago have theirs, some lack one, and whoever came in the last days has
// what there was time for.
func (w *world) dossiers(tx *db.Tx) error {
	if err := tx.May("sample"); err != nil {
		return err
	}
	stays, err := db.From[presence.Stay](tx).Where("open_resident_id > 0").Order("id").All()
	if err != nil {
		return err
	}
	rules, err := db.From[intake.Requirement](tx).Order("position").All()
	if err != nil {
		return err
	}
	known, err := db.From[intake.Case](tx).Only("stay_id").All()
	if err != nil {
		return err
	}
	has := map[uint64]bool{}
	for _, c := range known {
		has[c.StayID] = true
	}
	births, err := w.births(tx)
	if err != nil {
		return err
	}
	keeper := map[uint64]uint64{}
	for _, c := range w.places {
		if k := w.hand(c, "social_worker"); k != nil {
			keeper[c.id] = k.id
		}
	}
	var files []intake.Case
	for _, s := range stays {
		if has[s.Identity()] {
			continue
		}
		way := intake.Planned
		if s.Category.Emergency() {
			way = intake.ByEmergency
		}
		files = append(files, intake.Case{CampusID: s.CampusID, StayID: s.Identity(), ResidentID: s.ResidentID, Way: way, RecordedAt: s.Since(), RecordedBy: keeper[s.CampusID]})
	}
	if err := db.Append(tx, files); err != nil {
		return err
	}
	made, err := db.From[intake.Case](tx).Only("id", "stay_id").All()
	if err != nil {
		return err
	}
	number := make(map[uint64]uint64, len(made))
	for _, c := range made {
		number[c.StayID] = c.ID
	}
	var marks []intake.PaperMark
	for _, s := range stays {
		if !has[s.Identity()] {
			marks = append(marks, w.received(s, births[s.ResidentID], rules, number[s.Identity()], keeper[s.CampusID])...)
		}
	}
	return db.Append(tx, marks)
}

// received are the papers of one file: each came some days after the person, and one in nine files
// still lacks its last one.
func (w *world) received(s presence.Stay, birth value.BirthDate, rules []intake.Requirement, file, by uint64) (out []intake.PaperMark) {
	r := rand.New(rand.NewPCG(s.Identity(), uint64(len(rules))))
	day := value.DayOf(s.Since(), w.zone)
	least, _, ok := birth.AgeRange(day)
	list := intake.Checklist(rules, intake.Subject{Category: s.Category, Child: ok && least < 16}, day)
	lacks := r.IntN(9) == 0
	for i := len(list) - 1; i >= 0; i-- {
		l := list[i]
		if l.Need != intake.Needed {
			continue
		}
		if lacks {
			lacks = false
			continue
		}
		on := day.AddDays(1 + r.IntN(9))
		if on.After(w.today) {
			continue
		}
		code := string(l.Code)
		out = append(out, intake.PaperMark{CampusID: s.CampusID, FileID: file, Code: l.Code, State: intake.Received, OnDay: on, CurrentCode: &code, RecordedAt: w.at(on, 9*60+r.IntN(400)), RecordedBy: by})
	}
	return out
}

// births are the birth dates of everybody.
func (w *world) births(tx *db.Tx) (map[uint64]value.BirthDate, error) {
	type row struct {
		ID             uint64
		BirthDate      value.Day
		BirthPrecision value.Precision
	}
	rows, err := db.Report[row](tx, "SELECT id, birth_date, birth_precision FROM residents_people WHERE {campus campus_id}")
	out := make(map[uint64]value.BirthDate, len(rows))
	for _, r := range rows {
		out[r.ID] = value.BirthDate{Day: r.BirthDate, Precision: r.BirthPrecision}
	}
	return out, err
}
