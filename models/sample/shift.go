package sample

import (
	"context"
	"fmt"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/residents"
)

// act is one thing that somebody of the staff did in the last days, with the use-case that people use.
type act struct {
	at   time.Time
	by   *worker
	name string
	do   func(*db.Tx) error
}

// shifts tells what hangs on the rounds of the last days: who is watched closely.
func (w *world) shifts(ctx context.Context, h *db.House) error {
	var acts []act
	for _, wd := range w.wards {
		if len(wd.carers) > 0 {
			acts = append(acts, w.watches(wd)...)
		}
	}
	for _, a := range acts {
		house := h.At(func() time.Time { return a.at })
		if err := house.Write(ctx, a.by.actor, a.name, a.do); err != nil {
			return fmt.Errorf("sample: %s at %s: %w", a.name, a.at, err)
		}
	}
	return nil
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
