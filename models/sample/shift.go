package sample

import (
	"context"
	"fmt"
	"slices"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/residents"
	"maiam/models/settings"
)

// act is one thing that somebody of the staff did in the last days, with the use-case that people use.
type act struct {
	at   time.Time
	by   *worker
	name string
	do   func(*db.Tx) error
}

// shifts tells what hangs on the rounds of the last days: who is watched closely,
// what went wrong, and how the wards were handed over.
func (w *world) shifts(ctx context.Context, h *db.House) error {
	var acts []act
	for _, wd := range w.wards {
		if len(wd.carers) > 0 {
			acts = append(acts, w.watches(wd)...)
			acts = append(acts, w.tasks(wd)...)
		}
	}
	acts = append(acts, w.incidents()...)
	var book *settings.Book
	if err := h.Read(ctx, db.System("sample"), func(tx *db.Tx) (err error) { book, err = settings.Of(tx); return err }); err != nil {
		return err
	}
	acts = append(acts, w.handovers(book)...)
	counts, err := w.rollcalls(book)
	if err != nil {
		return err
	}
	for _, more := range [][]act{counts, w.orders(), w.visits(), w.doors(), w.secrets()} {
		acts = append(acts, more...)
	}
	slices.SortStableFunc(acts, func(a, b act) int { return a.at.Compare(b.at) })
	for _, a := range acts {
		if a.at.After(w.now) {
			continue
		}
		house := h.At(func() time.Time { return a.at })
		if err := house.Write(ctx, a.by.actor, a.name, a.do); err != nil {
			return fmt.Errorf("sample: %s at %s: %w", a.name, a.at, err)
		}
	}
	return w.tray(ctx, h, book)
}

// risks say for which flag somebody is watched, how often and with which words.
var risks = []struct {
	flag   residents.FlagKind
	reason care.WatchReason
	every  int
	note   string
}{
	{"self_harm", "suicide", 30, "Nói chán sống, đã cất dao kéo và dây"},
	{"escape", "escape", 60, "Hay ra cổng sau giờ cơm chiều"},
	{"seizure", "seizure", 60, "Co giật tuần trước, nằm giường thấp"},
	{"aggression", "aggression", 60, "Dễ nổi nóng khi ồn"},
	{"fall_risk", "fall", 120, "Đi vệ sinh đêm phải có người dìu"},
}

// watchedInWard is up to how many people of a ward the sample watches.
const watchedInWard = 2

// watches lets a few people of a ward be watched since yesterday, by what they carry as a risk.
func (w *world) watches(wd *ward) (out []act) {
	begun := w.at(w.today.AddDays(-1), 16*60+10+wd.n)
	nurse := w.hand(wd.campus, "nurse")
	if nurse == nil || nurse.id == 0 {
		return nil
	}
	taken := map[*human]bool{}
	var looks []act
	for _, r := range risks {
		for _, h := range w.people {
			if len(out) == watchedInWard || taken[h] || h.bed == nil || h.bed.ward != wd || h.left != nil || h.away != nil || h.leaves || !h.has(r.flag) || h.admitted.After(begun.Add(-24*time.Hour)) {
				continue
			}
			taken[h] = true
			at := begun.Add(time.Duration(len(out)) * 3 * time.Minute)
			out = append(out, act{at, nurse, "care.start_watch", func(tx *db.Tx) error {
				_, err := care.StartWatch(tx, care.WatchInput{ResidentID: h.id, Reason: r.reason, EveryMinutes: r.every, Note: r.note, ReviewAt: w.at(w.today.AddDays(1), 9*60)})
				return err
			}})
			if len(out) == 1 {
				ago := w.now.Add(-time.Duration(8+3*wd.n) * time.Minute)
				looks = append(looks, act{ago, wd.carers[0], "care.look", func(tx *db.Tx) error {
					_, err := care.LookAt(tx, care.LookInput{ResidentID: h.id})
					return err
				}})
			}
			break
		}
	}
	return append(out, looks...)
}

// mishap is an incident of the sample: so many days ago, in a ward of the first campus by its number.
type mishap struct {
	days, clock, ward int
	late              time.Duration // how long after the event it was written
	role              string        // who reported it; a carer of the ward when empty
	in                care.IncidentInput
	suspects          bool // a carer of the ward is named
	done              string
	knows             []string // roles that said they know
}

// mishaps are what happened of late; each names one person of its ward.
var mishaps = []mishap{
	{days: 4, clock: 1420, ward: 0, in: care.IncidentInput{Kind: "fight", Severity: "serious", Place: "Sân sau", What: "Hai người giằng nhau cái điếu, một người bị xước cổ tay.", Done: "Tách hai người, rửa vết xước.", Saw: "Bảo vệ ca chiều"}, knows: []string{"nurse", "manager", "doctor", "director"}},
	{days: 2, clock: 635, ward: 2, late: 50 * time.Minute, in: care.IncidentInput{Kind: "fall", Severity: "serious", Place: "Nhà vệ sinh cuối dãy", What: "Trượt ngã khi đi vệ sinh sáng sớm, sưng cổ chân phải.", Done: "Nẹp tạm, chườm lạnh, báo y tế.", Next: "Đưa đi chụp X-quang cổ chân"}, knows: []string{"nurse", "doctor", "manager"}, done: "Chụp rồi, không gãy, băng thun 10 ngày"},
	{days: 1, clock: 1115, ward: 1, in: care.IncidentInput{Kind: "choking", Severity: "grave", Place: "Nhà ăn", What: "Sặc cháo, tím môi chừng nửa phút.", Done: "Vỗ lưng, hút đờm, hồng lại sau một phút.", Saw: "Chị em cùng bàn", Next: "Đổi sang cháo đặc, ngồi cạnh khi ăn"}, knows: []string{"nurse", "doctor"}},
	{days: 1, clock: 2010, ward: 1, role: "kitchen", in: care.IncidentInput{Kind: "threats", Severity: "serious", Place: "Hành lang khu B", What: "Nghe nhân viên quát và dọa không cho ăn vì làm đổ cơm."}, suspects: true},
}

// incidents tells the mishaps that can have happened in this house.
func (w *world) incidents() (out []act) {
	near := w.places[0]
	for n, m := range mishaps {
		if m.ward >= len(near.wards) || len(near.wards[m.ward].carers) == 0 {
			continue
		}
		wd := near.wards[m.ward]
		by := wd.carers[0]
		if m.role != "" {
			by = w.hand(near, m.role)
		}
		at := w.clock(m.days, m.clock)
		who := w.somebody(wd, at, n)
		if who == nil || by == nil || by.id == 0 || at.Before(w.at(w.first, 0)) {
			continue
		}
		var made *care.Incident
		out = append(out, act{at.Add(m.late), by, "care.record_incident", func(tx *db.Tx) (err error) {
			in := m.in
			in.At, in.WardID = at, wd.id
			in.Residents = []uint64{who.id}
			if m.suspects {
				in.Members = []uint64{wd.carers[len(wd.carers)-1].id}
			}
			if in.Next != "" {
				in.NextDue = at.Add(26 * time.Hour)
			}
			made, err = care.RecordIncident(tx, in)
			return err
		}})
		for i, role := range m.knows {
			if k := w.hand(near, role); k != nil && k.id != 0 {
				out = append(out, act{at.Add(m.late + time.Duration(6+9*i)*time.Minute), k, "care.know_incident", func(tx *db.Tx) error {
					_, err := care.KnowIncident(tx, care.KnowInput{RootID: made.RootID})
					return err
				}})
			}
		}
		if m.done != "" {
			out = append(out, act{at.Add(m.late + 5*time.Hour), w.hand(near, "nurse"), "care.finish_act", func(tx *db.Tx) error {
				if err := tx.May(care.Report); err != nil {
					return err
				}
				acts, err := db.From[care.IncidentAct](tx).Where("root_id = ?", made.RootID).All()
				if err != nil || len(acts) == 0 {
					return err
				}
				_, err = care.FinishAct(tx, care.ActDoneInput{ActID: acts[0].ID, Note: m.done})
				return err
			}})
		}
	}
	return out
}

// somebody gives a person who lay in a ward at a moment, another for each number.
func (w *world) somebody(wd *ward, at time.Time, n int) *human {
	var pool []*human
	for _, h := range w.people {
		if h.bed != nil && h.bed.ward == wd && h.left == nil && h.here(h.bed, at) {
			pool = append(pool, h)
		}
	}
	if len(pool) == 0 {
		return nil
	}
	return pool[(7*n+3)%len(pool)]
}

// clock is a moment so many days ago, at a clock time like 1930.
func (w *world) clock(days, clock int) time.Time {
	return w.at(w.today.AddDays(-days), clock/100*60+clock%100)
}
