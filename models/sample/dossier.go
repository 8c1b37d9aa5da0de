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
	if err := db.Append(tx, marks); err != nil {
		return err
	}
	if err := db.Append(tx, w.kept(stays)); err != nil {
		return err
	}
	return db.Append(tx, w.reviews(stays, births))
}

// kept shares the files out among the social workers of each campus; of one in fifteen nobody is in
// charge yet.
func (w *world) kept(stays []presence.Stay) (out []intake.Keeping) {
	team := map[uint64][]*worker{}
	for _, c := range w.places {
		for _, k := range w.team {
			if k.role == "social_worker" && k.campus == c.plan.code {
				team[c.id] = append(team[c.id], k)
			}
		}
	}
	for i, s := range stays {
		if list := team[s.CampusID]; len(list) > 0 && i%15 != 7 {
			k, stay := list[i%len(list)].id, s.Identity()
			out = append(out, intake.Keeping{CampusID: s.CampusID, StayID: stay, ResidentID: s.ResidentID, MemberID: &k, LiveStayID: &stay, RecordedAt: s.Since(), RecordedBy: k})
		}
	}
	return out
}

// reviews are the last looks at the children of each campus, the newest some four months ago.
func (w *world) reviews(stays []presence.Stay, births map[uint64]value.BirthDate) (out []intake.Review) {
	for _, c := range w.places {
		n := 0
		for _, s := range stays {
			if least, _, ok := births[s.ResidentID].AgeRange(w.today); ok && s.CampusID == c.id && least < 16 {
				n++
			}
		}
		who := w.hand(c, "social_worker")
		if n == 0 || who == nil {
			continue
		}
		for _, ago := range []int{310, 128} {
			day := w.today.AddDays(-ago)
			out = append(out, intake.Review{CampusID: c.id, HeldOn: day, LookedAt: n, Note: "Đã họp với phòng Công tác xã hội", Written: intake.Written{RecordedAt: w.at(day, 10*60), RecordedBy: who.id}})
		}
	}
	return out
}

// received are the papers of one file: each came some days after the person, and one in nine files
// still lacks its last one.
func (w *world) received(s presence.Stay, birth value.BirthDate, rules []intake.Requirement, file, by uint64) (out []intake.PaperMark) {
	r := rand.New(rand.NewPCG(s.Identity(), uint64(len(rules)))) // #nosec G404 -- nothing secret: a pause, or invented people
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
