package sample

import (
	"context"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/value"
)

// livedThrough is how many of the last events are done with the real use-cases, each by somebody
// of the staff and with a deed of its own. What came before is written at once. Two months of 230
// people are about 270 events.
const livedThrough = 320

// chronicle tells the history once more from the beginning and keeps, for everybody, each bed and
// each absence with its end.
func (w *world) chronicle() {
	w.rewind()
	for i := range w.events {
		e := &w.events[i]
		at := e.at
		end := func(h *human) {
			last := &h.lies[len(h.lies)-1]
			last.to, last.endBy = &at, e.by
		}
		begin := func(h *human, b *bed, cause presence.Cause, with *human) {
			h.lies = append(h.lies, lying{bed: b, from: at, cause: cause, with: with, by: e.by})
		}
		switch e.verb {
		case comes:
			begin(e.who, e.bed, presence.Placed, nil)
		case goes:
			end(e.who)
			if n := len(e.who.absent); n > 0 && e.who.absent[n-1].to == nil {
				e.who.absent[n-1].to, e.who.absent[n-1].endBy = &at, e.by
			}
		case moves:
			end(e.who)
			begin(e.who, e.bed, presence.Moved, nil)
		case swaps:
			mine, theirs := e.who.bed, e.with.bed
			end(e.who)
			end(e.with)
			begin(e.who, theirs, presence.Swapped, e.with)
			begin(e.with, mine, presence.Swapped, e.who)
		case leavesHouse:
			e.who.absent = append(e.who.absent, e.away)
		case comesBack:
			last := &e.who.absent[len(e.who.absent)-1]
			last.to, last.endBy = &at, e.by
		}
		e.apply()
	}
	w.cut = w.at(w.today, 0)
	for i, day := len(w.events)-1, w.today; i >= 0 && len(w.events)-i <= livedThrough; i-- {
		for w.events[i].at.Before(w.at(day, 0)) {
			day = day.AddDays(-1)
		}
		if i == 0 || w.events[i-1].at.Before(w.at(day, 0)) {
			w.cut = w.at(day, 0)
		}
	}
}

// rewind puts everybody back to where the history begins.
func (w *world) rewind() {
	for _, h := range w.people {
		h.rise()
		h.away = nil
	}
	for _, h := range w.people {
		if h.start != nil {
			h.lie(h.start)
		}
	}
}

// before is the moment until which the ledger of somebody is written at once: the people of the
// story are lived through from its first day on.
func (h *human) before(w *world) time.Time {
	if from := w.at(w.today.AddDays(-storyDays), 0); h.told && from.Before(w.cut) {
		return from
	}
	return w.cut
}

// write puts the ledger of presence as it stood at the cut: stays, beds and absences, in three
// appends however many they are.
func (w *world) write(tx *db.Tx) error {
	if err := tx.May("sample"); err != nil {
		return err
	}
	var stays []presence.Stay
	byResident := map[uint64]*human{}
	for _, h := range w.people {
		cut := h.before(w)
		if !h.admitted.Before(cut) {
			continue
		}
		byResident[h.id] = h
		by := w.hand(h.ward.campus, "social_worker", "nurse")
		s := presence.Stay{CampusID: h.ward.campus.id, ResidentID: h.id, Category: h.category, AdmittedAt: h.admitted, OpenResidentID: &h.id, Trace: noted(h.admitted, by)}
		if h.left != nil && h.left.Before(cut) {
			s.LeftAt, s.EndReason, s.EndNote, s.OpenResidentID = h.left, h.reason, h.note, nil
			ended(&s.Trace, *h.left, by)
		}
		stays = append(stays, s)
	}
	if err := db.Append(tx, stays); err != nil {
		return err
	}
	found, err := db.From[presence.Stay](tx).Only("id", "resident_id").All()
	if err != nil {
		return err
	}
	for _, s := range found {
		byResident[s.ResidentID].stay = s.ID
	}
	var beds []presence.Placement
	var absences []presence.Absence
	for _, h := range w.people {
		cut := h.before(w)
		for _, l := range h.lies {
			if !l.from.Before(cut) {
				break
			}
			p := presence.Placement{CampusID: h.ward.campus.id, StayID: h.stay, ResidentID: h.id, WardID: l.bed.ward.id, RoomID: l.bed.roomID, BedID: l.bed.id,
				Cause: l.cause, StartedAt: l.from, OpenBedID: &l.bed.id, OpenResidentID: &h.id, Trace: noted(l.from, l.by)}
			if l.with != nil {
				p.SwappedWith = &l.with.id
			}
			if l.to != nil && l.to.Before(cut) {
				p.EndedAt, p.OpenBedID, p.OpenResidentID = l.to, nil, nil
				ended(&p.Trace, *l.to, l.endBy)
			}
			beds = append(beds, p)
		}
		for _, a := range h.absent {
			if !a.from.Before(cut) {
				break
			}
			row := presence.Absence{CampusID: h.ward.campus.id, StayID: h.stay, ResidentID: h.id, Kind: a.kind, Place: a.place, Companion: a.companion, Note: a.note,
				DueBackOn: a.due, StartedAt: a.from, OpenResidentID: &h.id, Trace: noted(a.from, a.by)}
			if a.to != nil && a.to.Before(cut) {
				row.EndedAt, row.OpenResidentID = a.to, nil
				ended(&row.Trace, *a.to, a.endBy)
			}
			absences = append(absences, row)
		}
	}
	if err := db.Append(tx, beds); err != nil {
		return err
	}
	return db.Append(tx, absences)
}

// writing is how long after an event it is written down.
const writing = 4 * time.Minute

func noted(at time.Time, by *worker) presence.Trace {
	return presence.Trace{RecordedAt: at.Add(writing), RecordedBy: by.number()}
}

func ended(t *presence.Trace, at time.Time, by *worker) {
	written, id := at.Add(writing), by.number()
	t.EndedRecordedAt, t.EndedRecordedBy = &written, &id
}

// act does one event with the use-case that people use, as the one who does it.
func (e *event) act(ctx context.Context, h *db.House) error {
	house := h.At(func() time.Time { return e.at.Add(writing) })
	if e.joint {
		return nil // done with another's
	}
	if e.deed != nil {
		return house.Write(ctx, e.by.actor, e.name, e.deed)
	}
	do := func(permission string, fn func(*db.Tx) error) error {
		return house.Write(ctx, e.by.as(permission), permission, fn)
	}
	switch e.verb {
	case comes:
		return do(presence.Receive, func(tx *db.Tx) error {
			in := presence.AdmitInput{ResidentID: e.who.id, CampusID: e.who.ward.campus.id, Category: e.who.category, At: e.at, BedID: e.bed.id}
			return despite(tx, &in.Despite, func() error { _, err := presence.Admit(tx, in); return err })
		})
	case goes:
		return do(presence.Release, e.release)
	case leavesHouse:
		return do(presence.Away, func(tx *db.Tx) error {
			return leaves(tx, presence.AbsenceInput{ResidentID: e.who.id, Kind: e.away.kind, At: e.at, DueBackOn: e.away.due,
				Place: e.away.place, Companion: e.away.companion, Note: e.away.note})
		})
	case comesBack:
		return do(presence.Away, func(tx *db.Tx) error {
			_, err := intake.EndAbsence(tx, presence.ReturnInput{ResidentID: e.who.id, At: e.at})
			return err
		})
	case moves:
		return do(presence.Arrange, func(tx *db.Tx) error {
			in := presence.MoveInput{ResidentID: e.who.id, BedID: e.bed.id, At: e.at}
			return despite(tx, &in.Despite, func() error { _, err := presence.Move(tx, in); return err })
		})
	case swaps:
		return do(presence.Arrange, func(tx *db.Tx) error {
			in := presence.SwapInput{ResidentID: e.who.id, WithID: e.with.id, At: e.at}
			return despite(tx, &in.Despite, func() error { _, err := presence.Swap(tx, in); return err })
		})
	}
	return nil
}

// despite does an act that gives a bed, and once more with a reason where rules warn against it.
func despite(tx *db.Tx, in *presence.Despite, act func() error) error {
	return despiteFor(tx, in, "Khu hợp hơn đang hết giường", tx.Today().AddDays(10), act)
}

func despiteFor(tx *db.Tx, in *presence.Despite, why string, until value.Day, act func() error) error {
	err := act()
	if fault.KeyOf(err) != "presence.rules_warn" {
		return err
	}
	var rules []string
	for _, f := range fault.Of(err).Fields {
		rules = append(rules, f.Name)
	}
	*in = presence.Despite{Rules: strings.Join(rules, " "), Why: why, Until: until}
	return act()
}
