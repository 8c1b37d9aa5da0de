package staff

import (
	"encoding/json"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// The permissions to look at what the house does by itself and at what was done in it.
const (
	ViewJobs  = "jobs.view"
	ViewDeeds = "deeds.view"
)

// Accounts is how the accounts within the asker's reach stand.
type Accounts struct {
	Open    int // not closed
	Locked  int // the door is shut after too many failures
	OneTime int // the password was given by somebody else and not changed yet
	NoRole  int // holds no role today
}

// CountAccounts counts the accounts within the reach of staff.view. One statement; the list of
// people with the same state holds exactly those.
func CountAccounts(tx *db.Tx) (a Accounts, err error) {
	if err := tx.May(View); err != nil {
		return a, err
	}
	today := tx.Today()
	where, args := whose(tx.Reach(View), today)
	sum := func(condition string) string { return "SUM(CASE WHEN " + condition + " THEN 1 ELSE 0 END)" }
	rows, err := db.Report[Accounts](tx, `SELECT COUNT(*) AS open, `+sum("a.locked_until > ?")+` AS locked, `+sum("m.must_change")+` AS one_time,
		`+sum(noRole)+` AS no_role FROM staff_members m LEFT JOIN staff_attempts a ON a.member_id = m.id
		WHERE {shared} AND m.disabled_at IS NULL AND `+where[0], append([]any{tx.Now, today, today}, args...)...)
	if err == nil && len(rows) == 1 {
		a = rows[0]
	}
	return a, err
}

// noRole is the condition that the account m holds no role on a day.
const noRole = `NOT EXISTS (SELECT 1 FROM staff_grants ng WHERE ng.member_id = m.id AND ng.ended_at IS NULL AND ng.valid_from <= ? AND (ng.valid_to IS NULL OR ng.valid_to >= ?))`

// Work is a job of the house as the list of jobs shows it.
type Work struct {
	ID       uint64
	Kind     string
	RunAt    time.Time
	Tries    int
	DoneAt   *time.Time
	FailedAt *time.Time
	Error    string
}

// Works is what the house has to do by itself: what failed for good, what was tried and comes again,
// and what was done last.
type Works struct {
	Failed, Waiting, Done []Work
}

// worksShown is the most jobs of each kind on one page.
const worksShown = 50

// WorksNow reads the jobs. It needs jobs.view and runs three statements.
func WorksNow(tx *db.Tx) (w Works, err error) {
	if err := tx.May(ViewJobs); err != nil {
		return w, err
	}
	for _, q := range []struct {
		into  *[]Work
		state string
	}{{&w.Failed, "failed_at IS NOT NULL"}, {&w.Waiting, "done_at IS NULL AND failed_at IS NULL"}, {&w.Done, "done_at IS NOT NULL"}} {
		if *q.into, err = db.Report[Work](tx, "SELECT id, kind, run_at, tries, done_at, failed_at, error FROM db_jobs WHERE {shared} AND "+q.state+" ORDER BY id DESC LIMIT ?", worksShown); err != nil {
			return w, err
		}
	}
	return w, nil
}

// Deed is something that was done, as the book of deeds shows it.
type Deed struct {
	ID        uint64
	CampusID  uint64
	At        time.Time
	Action    string
	ActorID   uint64
	ActorName string
	Via       string
	Subject   string
	SubjectID uint64
	Device    string // the shared device of a ward on which it was done; empty for one's own
	Detail    string `json:"-"`
}

// DeedsInput says which deeds are asked for.
type DeedsInput struct {
	Area     string    `form:"area" json:"area,omitempty" validate:"max=20" doc:"the first part of an action: presence, care, residents"`
	MemberID uint64    `form:"member_id" json:"member_id,omitempty"`
	Person   string    `form:"person" json:"person,omitempty" validate:"max=30" doc:"number of a resident"`
	Username string    `form:"username" json:"username,omitempty" validate:"max=60" doc:"user name of who did it"`
	Action   string    `form:"action" json:"action,omitempty" validate:"max=64" doc:"one action, such as care.record_round; look for who looked at files, save for who took a list away"`
	From     value.Day `form:"from" json:"from,omitempty" doc:"first day"`
	To       value.Day `form:"to" json:"to,omitempty" doc:"last day"`
	Limit    int       `form:"limit" json:"limit,omitempty"`
	After    uint64    `form:"after" json:"after,omitempty"`
	Most     int       `form:"-" json:"-"` // all at once, for a file
}

// Deeds lists what people did, the newest first: without what the house does by itself, without who
// looked at a file and who signed in unless that is asked for by its name, and without what others did about a suspicion against staff. It
// needs deeds.view and runs one statement, and one more for the names of shared devices.
func Deeds(tx *db.Tx, in DeedsInput) (rows []Deed, next uint64, err error) {
	if err := tx.May(ViewDeeds); err != nil {
		return nil, 0, err
	}
	for _, r := range in.Area {
		if r < 'a' || r > 'z' {
			return nil, 0, fault.Field("area", "words.one_of")
		}
	}
	size := db.Page{Limit: in.Limit, Most: in.Most}.Size()
	where, args := " AND (d.subject <> ? OR d.actor_id = ?)", []any{db.Veiled, tx.Actor.ID}
	add := func(condition string, values ...any) {
		where += " AND " + condition
		args = append(args, values...)
	}
	if in.Area != "" {
		add("d.action LIKE ?", in.Area+".%")
	}
	if in.MemberID != 0 {
		add("d.actor_id = ?", in.MemberID)
	}
	if in.Username != "" {
		add("m.username = ?", in.Username)
	}
	if in.Person != "" {
		add("d.subject = 'resident' AND d.subject_id = (SELECT q.id FROM residents_people q WHERE q.number = ?)", in.Person)
	}
	if in.Action != "" {
		add("d.action = ?", in.Action)
	}
	if !in.From.IsZero() || !in.To.IsZero() {
		from, to := in.From.Start(tx.Zone()), tx.Now
		if !in.To.IsZero() {
			to = in.To.AddDays(1).Start(tx.Zone())
		}
		first, last, err := db.DeedsBetween(tx, from, to)
		if err != nil {
			return nil, 0, err
		}
		add("d.id >= ? AND d.id <= ? AND d.at >= ? AND d.at < ?", first, last, from, to)
	}
	if in.After != 0 {
		add("d.id < ?", in.After)
	}
	rows, err = db.Report[Deed](tx, `SELECT d.id, d.campus_id, d.at, d.action, d.actor_id, m.name AS actor_name, d.via, d.subject, d.subject_id, d.detail
		FROM db_deeds d JOIN staff_members m ON m.id = d.actor_id
		WHERE {campus d.campus_id} AND `+everyday(in)+where+` ORDER BY d.id DESC LIMIT ?`, append(args, size+1)...)
	if err == nil && len(rows) > size {
		rows = rows[:size]
		next = rows[size-1].ID
	}
	if err != nil {
		return nil, 0, err
	}
	return rows, next, nameDevices(tx, rows)
}

// everyday leaves out what would drown the rest, unless it is asked for by name.
func everyday(in DeedsInput) string {
	if in.Action != "" {
		return "d.action NOT LIKE 'sample.%'"
	}
	return "d.action NOT IN ('staff.sign_in', 'staff.sign_out', 'staff.unlock', 'staff.sign_in_pin', 'staff.sign_in_badge', 'staff.lock', 'look', 'save') AND d.action NOT LIKE 'sample.%'"
}

// nameDevices reads in the details of deeds on which shared device each was done.
func nameDevices(tx *db.Tx, rows []Deed) error {
	ids, of := []uint64{}, map[int]uint64{}
	for i := range rows {
		var said struct {
			Shared uint64 `json:"shared_device"`
		}
		if strings.Contains(rows[i].Detail, `"shared_device"`) && json.Unmarshal([]byte(rows[i].Detail), &said) == nil && said.Shared != 0 {
			of[i] = said.Shared
			ids = append(ids, said.Shared)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	names := map[uint64]string{}
	err := tx.Everywhere("names of devices", func(tx *db.Tx) error {
		found, err := db.From[SharedDevice](tx).Where("id IN ?", ids).Only("id", "name").All()
		for _, d := range found {
			names[d.ID] = d.Name
		}
		return err
	})
	for i, id := range of {
		rows[i].Device = names[id]
	}
	return err
}
