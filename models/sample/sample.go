// Package sample fills an empty house with an invented centre: two campuses, its wards, rooms and
// beds, 230 people who never lived, those who look after them, and a history of days in which
// people fall ill, go home, come back and are seen round after round. It is for trying the program
// out, for the pictures of the manual and for tests. Nothing in it is anybody's: names are drawn by
// lot, telephone numbers are not given out, papers only have the right form.
//
// The same seed gives the same house on the same day.
package sample

import (
	"context"
	"fmt"
	"slices"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/privacy"
	"maiam/models/register"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// Options say how large the house shall be and how long its history.
type Options struct {
	Residents int // who live here at the end; 230 when 0
	Days      int // of history before today; 30 when 0
	Campuses  int // 2 when 0
	Seed      int64
	Password  staff.Hashed // of every account, made outside any transaction
	Pin       staff.Hashed // of carers and nurses at the shared device of their ward; none when empty
	Now       time.Time
	Progress  func(string)

	// Writ writes an official paper as its form begins and gives it its number; the words of papers
	// are made above the models. Without it the house has decisions and no papers.
	Writ func(*db.Tx, intake.OfWrit) (*register.Entry, error)
}

// The largest house that can be filled.
const (
	mostResidents = 200_000
	mostDays      = 3_660
	mostCampuses  = 40
)

// Fill invents a house and writes it into an empty database. Who lives where, and all that was
// before today, follows from the seed, the day and the size alone; which rounds of today are
// walked follows from the hour. It takes one transaction for each part, so when it is broken off
// the database is to be thrown away. Conflict: somebody lives or works here already
// (sample.not_empty).
func Fill(ctx context.Context, h *db.House, o Options) error {
	o.Residents, o.Days, o.Campuses = orElse(o.Residents, 230), orElse(o.Days, 30), orElse(o.Campuses, 2)
	if o.Residents > mostResidents || o.Days > mostDays || o.Campuses > mostCampuses || o.Residents < 0 || o.Days < 0 || o.Campuses < 0 {
		return fault.New(fault.Invalid, "sample.too_large", fault.A{"residents": mostResidents, "days": mostDays, "campuses": mostCampuses})
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	if err := h.Read(ctx, db.System("sample"), isEmpty); err != nil {
		return err
	}
	w := think(h.Zone(), o)
	o.Progress(fmt.Sprintf("%d people in %d wards, %d events", len(w.people), len(w.wards), len(w.events)))
	return w.fill(ctx, h, o)
}

// think thinks the whole house out, before anything is written.
func think(zone *time.Location, o Options) *world {
	w := &world{writ: o.Writ, seed: uint64(o.Seed), zone: zone, now: o.Now.UTC().Truncate(time.Microsecond), today: value.DayOf(o.Now, zone)} // #nosec G115 -- only a seed: any bits do
	w.first = w.today.AddDays(-o.Days)
	w.build(o.Residents, o.Campuses)
	w.hire()
	w.settle()
	w.story = w.cast()
	w.live()
	w.story.tell()
	w.chronicle()
	w.afterwards()
	return w
}

func orElse(n, usual int) int {
	if n == 0 {
		return usual
	}
	return n
}

func isEmpty(tx *db.Tx) error {
	if err := tx.May("sample"); err != nil {
		return err
	}
	for _, there := range []func() (bool, error){
		func() (bool, error) { return db.From[residents.Person](tx).Exists() },
		func() (bool, error) { return db.From[staff.Member](tx).Exists() },
		func() (bool, error) { return db.From[wards.Campus](tx).Exists() },
	} {
		if full, err := there(); err != nil {
			return err
		} else if full {
			return fault.New(fault.Conflict, "sample.not_empty")
		}
	}
	return nil
}

// fill writes the house part by part.
func (w *world) fill(ctx context.Context, h *db.House, o Options) error {
	began := w.at(w.first, 4*60)
	then := h.At(func() time.Time { return began })
	write := func(action string, fn func(*db.Tx) error) error {
		return then.Write(ctx, db.System("sample"), action, fn)
	}
	if err := write("settings.seed", settings.Seed); err != nil {
		return err
	}
	if err := write("intake.seed", intake.Seed); err != nil {
		return err
	}
	if err := write("privacy.seed", privacy.Seed); err != nil {
		return err
	}
	for _, c := range w.places {
		if err := write("sample.places", func(tx *db.Tx) error { return w.raise(tx, c) }); err != nil {
			return err
		}
	}
	o.Progress("places")
	if err := write("sample.staff", func(tx *db.Tx) error { return w.engage(tx, o.Password, o.Pin) }); err != nil {
		return err
	}
	for _, c := range w.places {
		if err := write("sample.rota", func(tx *db.Tx) error { return w.postRota(tx, c) }); err != nil {
			return err
		}
	}
	for _, c := range w.places {
		who := w.hand(c, "social_worker")
		var group []*human
		for _, p := range w.people {
			if p.ward.campus == c && !p.enters {
				group = append(group, p)
			}
		}
		for part := range slices.Chunk(group, 1000) {
			if err := then.Write(ctx, who.as(residents.Edit), "residents.create", func(tx *db.Tx) error { return w.enter(tx, part, who) }); err != nil {
				return err
			}
		}
	}
	o.Progress("people")
	if err := write("sample.presence", w.write); err != nil {
		return err
	}
	o.Progress("presence")
	if err := w.days(ctx, h, o); err != nil {
		return err
	}
	if err := w.vitals(ctx, h); err != nil {
		return err
	}
	if err := w.shifts(ctx, h); err != nil {
		return err
	}
	if err := w.notices(ctx, h); err != nil {
		return err
	}
	if err := w.privacy(ctx, h); err != nil {
		return err
	}
	return h.Write(ctx, db.System("sample"), "intake.files", w.dossiers)
}

// raise makes the centre, a campus and everything in it.
func (w *world) raise(tx *db.Tx, c *campus) error {
	since := w.first.AddYears(-14)
	if c.index == 0 {
		if _, err := wards.SetCentre(tx, wards.CentreInput{Name: "Trung tâm Bảo trợ xã hội mẫu Nghệ An", ShortName: "Nghệ An", Address: "Đô Lương, Nghệ An"}); err != nil {
			return err
		}
		if _, err := register.SetLetterhead(tx, register.LetterheadInput{ValidFrom: since, Superior: "Sở Y tế Nghệ An", Agency: "Trung tâm Bảo trợ xã hội mẫu Nghệ An",
			Sign: "TTBTXH", Place: "Nghệ An", HeadPosition: "Giám đốc", HeadName: w.hand(c, "director").name}); err != nil {
			return err
		}
	}
	made, err := wards.AddCampus(tx, wards.CampusInput{Code: c.plan.code, Name: c.plan.name, ShortName: c.plan.short, Address: c.plan.address, LandM2: c.plan.land, From: since})
	if err != nil {
		return err
	}
	c.id = made.ID
	zones := map[string]uint64{}
	for _, wd := range c.wards {
		if zones[wd.plan.zone] == 0 {
			z, err := wards.AddZone(tx, c.id, wards.ZoneInput{Kind: wd.plan.kind, Name: wd.plan.zone, From: since})
			if err != nil {
				return err
			}
			zones[wd.plan.zone] = z.ID
		}
		row, err := wards.AddWard(tx, zones[wd.plan.zone], wards.WardInput{Name: wd.plan.name, Sex: wd.plan.sex, AgeFrom: wd.plan.ageFrom, AgeTo: wd.plan.ageTo,
			Care24h: wd.plan.care24h, From: since})
		if err != nil {
			return err
		}
		wd.id = row.ID
		for i, room := range wd.plan.rooms {
			r, err := wards.AddRoom(tx, wd.id, wards.RoomInput{Name: room.name, FloorM2: room.m2, Care24h: wd.plan.care24h, Beds: room.beds, Position: i + 1, From: since})
			if err != nil {
				return err
			}
			for _, b := range wd.beds {
				if b.room == i {
					b.roomID = r.ID
				}
			}
		}
	}
	return w.findBeds(tx, c)
}

// findBeds reads the numbers of the beds that the rooms were made with.
func (w *world) findBeds(tx *db.Tx, c *campus) error {
	type key struct {
		room uint64
		name string
	}
	rows, err := db.From[wards.Bed](tx).Only("id", "room_id", "name").Where("campus_id = ?", c.id).All()
	if err != nil {
		return err
	}
	ids := make(map[key]uint64, len(rows))
	for _, b := range rows {
		ids[key{b.RoomID, b.Name}] = b.ID
	}
	for _, wd := range c.wards {
		for _, b := range wd.beds {
			b.id = ids[key{b.roomID, b.name}]
		}
	}
	return nil
}

// enter writes some people with their needs, risks and families.
func (w *world) enter(tx *db.Tx, people []*human, who *worker) error {
	in := make([]residents.PersonInput, len(people))
	for i, h := range people {
		h.in.CampusID = h.ward.campus.id
		in[i] = h.in
	}
	ids, errs, err := residents.CreateMany(tx, in)
	if err != nil {
		return err
	}
	var needs []residents.Need
	var flags []residents.Flag
	var kin []residents.Kin
	for i, h := range people {
		if errs[i] != nil {
			return fmt.Errorf("sample: person %d: %w", h.n, errs[i])
		}
		h.id = ids[i]
		recorded := residents.Recorded{RecordedAt: tx.Now, RecordedBy: who.number()}
		if h.admitted.After(tx.Now) {
			recorded.RecordedAt = h.admitted.Add(time.Hour)
		}
		for _, n := range h.needs {
			n.ResidentID, n.Recorded = h.id, recorded
			needs = append(needs, n)
		}
		for _, f := range h.flags {
			f.ResidentID, f.Recorded = h.id, recorded
			flags = append(flags, f)
		}
		for _, k := range h.kin {
			k.ResidentID, k.Recorded = h.id, recorded
			kin = append(kin, k)
		}
	}
	if err := db.Append(tx, needs); err != nil {
		return err
	}
	if err := db.Append(tx, flags); err != nil {
		return err
	}
	return db.Append(tx, kin)
}

// days lives through the history: the last events with their use-cases, and the rounds of each day.
func (w *world) days(ctx context.Context, h *db.House, o Options) error {
	var book *settings.Book
	err := h.Read(ctx, db.System("sample"), func(tx *db.Tx) (err error) {
		book, err = settings.Of(tx)
		return err
	})
	if err != nil {
		return err
	}
	d, err := w.open(book)
	if err != nil {
		return err
	}
	next, marked := 0, 0
	var marks []care.Mark
	for day := w.first; !day.After(w.today); {
		following := day.AddDays(1)
		if w.today.Sub(day) > nights {
			following = day.AddDays(7) // long ago a week is written at once
		}
		end := w.at(following, 0)
		for ; next < len(w.events) && w.events[next].at.Before(end); next++ {
			if e := &w.events[next]; e.at.Before(w.cut) && !e.told {
				continue
			} else if err := e.act(ctx, h); err != nil {
				return fmt.Errorf("sample: event %d on %s, %s: %w", next, day, w.events[next].name, err)
			}
		}
		if day == w.today.AddDays(-min(2, o.Days)) {
			if err := w.breakBeds(ctx, h, day); err != nil {
				return err
			}
		}
		marks = append(marks, d.until(end)...)
		ready := len(marks) // full statements only, so that the engine reads each but once
		if day.Before(w.today) {
			ready -= ready % atOnce
		}
		if err := w.keep(ctx, h, end, marks[:ready]); err != nil {
			return err
		}
		for night := day; night.Before(following) && night.Before(w.today); night = night.AddDays(1) {
			if err := w.countNight(ctx, h, night); err != nil {
				return err
			}
		}
		marked += ready
		marks = append(marks[:0:0], marks[ready:]...)
		if n := day.Sub(w.first); n/max(o.Days/10, 10) != following.Sub(w.first)/max(o.Days/10, 10) {
			o.Progress(fmt.Sprintf("day %d of %d, %d marks", n, o.Days, marked))
		}
		day = following
	}
	last := h.At(func() time.Time { return w.now })
	if err := last.Write(ctx, db.System("sample"), "sample.states", d.close); err != nil {
		return err
	}
	o.Progress(fmt.Sprintf("%d marks", marked))
	return nil
}

// atOnce is how many marks one statement writes.
const atOnce = 500

// keep writes marks in the evening of their day.
func (w *world) keep(ctx context.Context, h *db.House, end time.Time, marks []care.Mark) error {
	if len(marks) == 0 {
		return nil
	}
	if end.After(w.now) {
		end = w.now
	}
	evening := h.At(func() time.Time { return end })
	return evening.Write(ctx, db.System("sample"), "sample.rounds", func(tx *db.Tx) error {
		if err := tx.May("sample"); err != nil {
			return err
		}
		tx.Detail("marks", len(marks))
		return db.Append(tx, marks)
	})
}

// nights is how many of the last nights have their count kept.
const nights = 62

// countNight keeps the head-count of a night, soon after it, as the house does by itself.
func (w *world) countNight(ctx context.Context, h *db.House, day value.Day) error {
	if w.today.Sub(day) > nights {
		return nil
	}
	after := h.At(func() time.Time { return w.at(day.AddDays(1), 5) })
	return after.Write(ctx, db.System("jobs"), "presence.snapshot", func(tx *db.Tx) error {
		_, err := presence.TakeSnapshots(tx, day)
		return err
	})
}

// breakBeds takes the broken beds out of service, until a day next week.
func (w *world) breakBeds(ctx context.Context, h *db.House, day value.Day) error {
	reasons := []string{"Gãy thang giường, chờ hàn lại", "Nệm rách, đang thay"}
	for _, c := range w.places {
		who := w.hand(c, "manager", "director")
		for i, b := range c.broken() {
			house := h.At(func() time.Time { return w.at(day, 9*60+20+7*i) })
			err := house.Write(ctx, who.as(wards.Edit), "wards.take_out", func(tx *db.Tx) error {
				_, err := wards.TakeBedOut(tx, b.id, wards.OutageInput{Reason: reasons[i%2], DueOn: w.today.AddDays(3 + 4*i)}, presence.WhoLies)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}
