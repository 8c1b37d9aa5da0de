package db

import (
	"encoding/json"
	"errors"
	"sync"
	"time"
)

// Job is work that an action left for later: it is written with the action's own data, so it is
// there exactly when they are.
type Job struct {
	ID        uint64
	Kind      string
	Payload   string
	Campus    uint64 `gorm:"column:campus_id"`
	ActorID   uint64
	UniqueKey *string // (job, scheduled time) of the timetable: once only, whoever is faster
	RunAt     time.Time
	Tries     int
	Lease     *time.Time // until when a worker has it
	DoneAt    *time.Time
	FailedAt  *time.Time
	Error     string
	Recorded  time.Time
}

// TableName names the table.
func (Job) TableName() string { return "db_jobs" }

// Read unpacks the payload.
func (j Job) Read(into any) error { return json.Unmarshal([]byte(j.Payload), into) }

// Later leaves work for after this transaction; it runs with the actor's campus in mind.
func (tx *Tx) Later(kind string, payload any) error {
	text, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	tx.later = true
	return Add(tx, &Job{Kind: kind, Payload: string(text), Campus: tx.deed.Campus, ActorID: tx.Actor.ID, RunAt: tx.Now, Recorded: tx.Now})
}

// Schedule writes a job of the timetable, once for its moment: false when another process did.
func Schedule(tx *Tx, kind string, moment time.Time) (bool, error) {
	key := kind + "@" + moment.UTC().Format(time.RFC3339)
	known, err := From[Job](tx).Where("unique_key = ?", key).Exists()
	if err != nil || known {
		return false, err
	}
	err = Add(tx, &Job{Kind: kind, Payload: "{}", UniqueKey: &key, RunAt: moment, Recorded: tx.Now})
	if Duplicate(err, "unique_key") {
		return false, nil
	}
	return err == nil, err
}

// jobLease is how long a worker may be silent before another takes its job over.
const jobLease = 10 * time.Minute

// ErrNoJob says that nothing is due.
var ErrNoJob = errors.New("db: no job is due")

// ClaimJob takes the oldest job that is due, for this worker alone.
func ClaimJob(tx *Tx) (*Job, error) {
	due, err := From[Job](tx).Where("done_at IS NULL AND failed_at IS NULL AND run_at <= ? AND (lease IS NULL OR lease < ?)", tx.Now, tx.Now).
		Order("run_at, id").Limit(5).All()
	if err != nil {
		return nil, err
	}
	for _, job := range due {
		until := tx.Now.Add(jobLease)
		q := tx.g.Model(&Job{}).Where("id = ? AND done_at IS NULL AND (lease IS NULL OR lease < ?)", job.ID, tx.Now).
			UpdateColumns(map[string]any{"lease": until, "tries": job.Tries + 1})
		if q.Error != nil {
			return nil, q.Error
		}
		if q.RowsAffected == 1 {
			job.Lease, job.Tries = &until, job.Tries+1
			return &job, nil
		}
	}
	return nil, ErrNoJob
}

// maxTries is how often a job is tried before a person has to look at it.
const maxTries = 8

// FinishJob notes how a job ended. A failed one comes again later, each time after a longer wait.
func FinishJob(tx *Tx, job *Job, failure error) error {
	columns := map[string]any{"lease": nil, "done_at": tx.Now}
	if failure != nil {
		columns = map[string]any{"lease": nil, "error": failure.Error(), "run_at": tx.Now.Add(time.Minute << min(job.Tries, 7))}
		if job.Tries >= maxTries {
			columns["failed_at"] = tx.Now
		}
	}
	return tx.g.Model(&Job{}).Where("id = ?", job.ID).UpdateColumns(columns).Error
}

// Jobs lists the newest jobs that meet a state: "waiting", "failed" or "done".
func Jobs(tx *Tx, state string, limit int) ([]Job, error) {
	condition := map[string]string{
		"waiting": "done_at IS NULL AND failed_at IS NULL",
		"failed":  "failed_at IS NOT NULL",
		"done":    "done_at IS NOT NULL",
	}[state]
	return From[Job](tx).Where(condition).Order("id DESC").Limit(limit).All()
}

// ForgetJobs drops finished timetable jobs after 30 days.
func ForgetJobs(tx *Tx) error {
	_, err := RemoveWhere[Job](tx, "done_at < ?", tx.Now.Add(-30*24*time.Hour))
	return err
}

// lateSignal wakes this process's worker when an action left work for later.
type lateSignal struct {
	mu   sync.Mutex
	wake chan struct{}
}

func (l *lateSignal) init() { l.wake = make(chan struct{}, 1) }

func (l *lateSignal) ring() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// LateWork is signalled when an action of this process left a job.
func (h *House) LateWork() <-chan struct{} { return h.late.wake }
