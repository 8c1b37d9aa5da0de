package offline_test

import (
	"net/http"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/staff"
)

// TestTasksTravel: what became of a task by the hour, said without a network, is in the books once, at the
// time at which it was said and by whom; what somebody else answered meanwhile, and what could not be
// answered yet, waits in the tray and keeps nothing back.
func TestTasksTravel(t *testing.T) {
	const answers = "/api/v1/care/task-answers"
	s := open(t)
	due := s.Clock.Now().Truncate(time.Minute)
	hour := due.In(time.FixedZone("ICT", 7*3600)).Format("15:04")
	var tasks []*care.Task
	var mai db.Actor
	s.must(s.See(db.System("test"), func(tx *db.Tx) (err error) {
		mai, err = staff.ActorFor(tx, s.members["mai"].ID, tx.Today())
		return err
	}))
	s.must(s.As(mai, func(tx *db.Tx) error {
		for _, who := range s.people[:2] {
			one, err := care.PlanTask(tx, care.TaskInput{ResidentID: who, Kind: "turn", Hours: hour, At: due.Add(-time.Hour)})
			s.must(err)
			tasks = append(tasks, one)
		}
		return nil
	}))
	p := s.phone("lan", 0)
	said := s.Clock.Now()
	done := p.Do(http.MethodPost, answers, map[string]any{"task_id": tasks[0].ID, "due_at": due, "answer": "done"})
	s.Clock.Add(time.Minute)
	early := p.Do(http.MethodPost, answers, map[string]any{"task_id": tasks[0].ID, "due_at": due.Add(24 * time.Hour), "answer": "done"})
	refused := p.Do(http.MethodPost, answers, map[string]any{"task_id": tasks[1].ID, "due_at": due, "answer": "refused", "note": "Đang ngủ"})
	s.Clock.Add(2 * time.Hour)
	other := s.phone("mai", 0)
	s.want(s.send(other, other.Do(http.MethodPost, answers, map[string]any{"task_id": tasks[1].ID, "due_at": due, "answer": "done"})), "done")
	s.want(s.send(p, done, early, refused, done), "done", "kept fault.invalid", "kept care.task.answered", "done")
	var rows []care.TaskAnswer
	s.must(s.See(db.System("test"), func(tx *db.Tx) (err error) {
		s.must(tx.May(care.View))
		rows, err = db.From[care.TaskAnswer](tx).Order("task_id").All()
		return err
	}))
	if len(rows) != 2 || !rows[0].At.Equal(said) || rows[0].RecordedBy != s.members["lan"].ID || rows[1].RecordedBy != s.members["mai"].ID || !rows[0].RecordedAt.After(said) {
		t.Errorf("answers %+v", rows)
	}
	if tray := s.tray(); len(tray) != 2 {
		t.Errorf("tray %+v", tray)
	}
}
