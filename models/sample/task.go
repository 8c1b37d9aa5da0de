package sample

import (
	"fmt"
	"slices"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/residents"
)

// routines say for which need something is planned at fixed hours, and at which.
var routines = []struct {
	kind, code string
	task       care.TaskKind
	hours      string
	note       string
}{
	{"help", "turning", "turn", "0-22/2", "Nghiêng trái, ngửa, nghiêng phải; xem da lưng và gót"},
	{"mobility", "bedridden", "turn", "0-22/2", "Nghiêng trái, ngửa, nghiêng phải; xem da lưng và gót"},
	{"help", "diapers", "change", "1-22/3", ""},
	{"diet", "blended", "drink", "7,9,11,14,16,18,20", "Nước đặc, từng thìa, ngồi thẳng"},
}

// plannedInWard is up to how many people of a ward have something planned.
const plannedInWard = 3

// tasks plans what some people of a ward need at fixed hours, since yesterday evening, and lets the
// carers answer it: all but the newest times, so that something is always still to be done.
func (w *world) tasks(wd *ward) (out []act) {
	begun := w.at(w.today.AddDays(-1), 16*60+40+wd.n)
	nurse := w.hand(wd.campus, "nurse")
	if nurse == nil || nurse.id == 0 {
		return nil
	}
	taken := map[*human]bool{}
	for _, r := range routines {
		for _, h := range w.people {
			if len(taken) == plannedInWard || taken[h] || h.bed == nil || h.bed.ward != wd || h.left != nil || h.away != nil || h.leaves || h.admitted.After(begun.Add(-24*time.Hour)) || !h.wants(r.kind, r.code) {
				continue
			}
			taken[h] = true
			plan := begun.Add(time.Duration(len(taken)) * 4 * time.Minute)
			var task care.Task
			out = append(out, act{plan, nurse, "care.plan_task", func(tx *db.Tx) error {
				made, err := care.PlanTask(tx, care.TaskInput{ResidentID: h.id, Kind: r.task, Hours: r.hours, Note: r.note})
				if err == nil {
					task = *made
				}
				return err
			}})
			out = append(out, w.answers(wd, &task, r.hours, plan, len(taken))...)
			break
		}
	}
	return out
}

// answers let the carers of a ward answer the times of a task up to half an hour ago.
func (w *world) answers(wd *ward, task *care.Task, hours string, since time.Time, n int) (out []act) {
	read, _ := care.ReadHours(hours)
	until := w.now.Add(-30 * time.Minute)
	if n == 1 && wd.n%3 == 2 {
		until = w.now.Add(-2 * time.Hour) // somebody is behind, as it happens
	}
	for i, due := range read.Times(w.zone, since, until) {
		answer, note := care.TaskDone, ""
		if (i+n)%9 == 7 {
			answer, note = care.TaskRefused, "Đang ngủ say"
		}
		who := wd.carers[(i+n)%len(wd.carers)]
		out = append(out, act{due.Add(time.Duration(3+(i*7+n*5)%18) * time.Minute), who, "care.answer_task", func(tx *db.Tx) error {
			if task.ID == 0 {
				return fmt.Errorf("the task of %s was not planned", due)
			}
			_, err := care.AnswerTask(tx, care.TaskAnswerInput{TaskID: task.ID, DueAt: due, Answer: answer, Note: note})
			return err
		}})
	}
	return out
}

// wants tells that somebody has a need.
func (h *human) wants(kind, code string) bool {
	return slices.ContainsFunc(h.needs, func(n residents.Need) bool { return string(n.Kind) == kind && string(n.Code) == code })
}
