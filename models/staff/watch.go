package staff

import (
	"encoding/json"
	"slices"
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
	// Service is to read how well the house itself works: numbers and times, nothing of a person. Everybody
	// may, since everybody is told to trust it.
	Service = "staff.service"
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

// OwnWork is how the house's own work stands, in numbers.
type OwnWork struct {
	Failed   int        // given up; somebody must look
	Verified *time.Time // when the chains of deeds were last walked and found whole
}

// OwnWorkNow counts what the house could not do by itself, and tells when the chains of deeds were found
// whole. It needs staff.service. Two statements.
func OwnWorkNow(tx *db.Tx) (w OwnWork, err error) {
	if err := tx.May(Service); err != nil {
		return w, err
	}
	rows, err := db.Report[struct{ N int }](tx, "SELECT COUNT(*) AS n FROM db_jobs WHERE {shared} AND failed_at IS NOT NULL")
	if err != nil || len(rows) == 0 {
		return w, err
	}
	w.Failed = rows[0].N
	last, err := db.Report[struct{ DoneAt *time.Time }](tx, "SELECT done_at FROM db_jobs WHERE {shared} AND kind = ? AND done_at IS NOT NULL ORDER BY id DESC LIMIT 1", "deeds.verify")
	if err == nil && len(last) == 1 {
		w.Verified = last[0].DoneAt
	}
	return w, err
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
	Number    string // of the resident it was about
	Device    string // the shared device of a ward on which it was done; empty for one's own
	Detail    string `json:"-"`
	Address   string `gorm:"-"` // from where, of deeds at the door and about accounts
	Locked    bool   `gorm:"-"` // a failed sign-in that locked the account
	AboutName string `gorm:"-"` // whose account it is about, when another's
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
// looked at a file, who signed in and whose device was given its key unless that is asked for by its name or as the part "door", and without what others did about a suspicion against staff or a secret matter. It
// needs deeds.view and runs one statement, and one more each for the names of accounts and of shared devices.
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
	where, args := " AND (d.subject NOT IN ? OR d.actor_id = ?)", []any{db.Unlisted, tx.Actor.ID}
	add := func(condition string, values ...any) {
		where += " AND " + condition
		args = append(args, values...)
	}
	switch in.Area {
	case "":
	case DoorDeeds:
		add("d.action IN ?", doorActions)
	case AccountDeeds:
		add("d.action IN ?", accountActions)
	default:
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
	rows, err = db.Report[Deed](tx, `SELECT d.id, d.campus_id, d.at, d.action, d.actor_id, CASE WHEN m.name IS NULL THEN '' ELSE m.name END AS actor_name, d.via, d.subject, d.subject_id, d.detail, COALESCE(q.number, '') AS number
		FROM db_deeds d LEFT JOIN staff_members m ON m.id = d.actor_id
		LEFT JOIN residents_people q ON q.id = d.subject_id AND d.subject = 'resident'
		WHERE {campus d.campus_id} AND (m.id IS NOT NULL OR d.action IN ?) AND `+everyday(in)+where+` ORDER BY d.id DESC LIMIT ?`, append(append([]any{housed}, args...), size+1)...)
	if err == nil && len(rows) > size {
		rows = rows[:size]
		next = rows[size-1].ID
	}
	if err != nil {
		return nil, 0, err
	}
	for i := range rows {
		if err := rows[i].tell(); err != nil {
			return nil, 0, err
		}
	}
	if err := nameSubjects(tx, rows); err != nil {
		return nil, 0, err
	}
	return rows, next, nameDevices(tx, rows)
}

// The parts of the book that are asked for by what they are about: who came and went, or tried to; and what
// became of accounts and rights.
const (
	DoorDeeds    = "door"
	AccountDeeds = "accounts"
)

var (
	doorActions = []string{"staff.sign_in", "staff.sign_in_code", "staff.sign_in_pin", "staff.sign_in_badge", "staff.sign_in_failed", "staff.pin_failed", "staff.sign_out", "staff.lock", "staff.unlock",
		"staff.lift_lock", "staff.end_session", "staff.end_session_of", "staff.end_other_sessions", "staff.sign_out_member"}
	accountActions = []string{"staff.set_up", "staff.add", "staff.change", "staff.disable", "staff.enable", "staff.close_idle", "staff.grant", "staff.end_grant", "staff.reset_password", "staff.reset",
		"staff.change_password", "staff.give_word", "staff.confirm_code", "staff.drop_code", "staff.reset_code", "staff.make_token", "staff.revoke_token", "staff.revoke_token_of", "staff.answer_review"}
	// housed are deeds of the house itself that belong to those two: who failed to come in is nobody yet, and
	// commands of the server act for nobody.
	housed = []string{"staff.sign_in_failed", "staff.pin_failed", "staff.close_idle", "staff.reset", "staff.reset_code", "staff.give_word", "staff.set_up"}
)

// DoorDeed is a deed at the door or about accounts and rights, as whoever counts them needs it.
type DoorDeed struct {
	At        time.Time
	Action    string
	ActorID   uint64 // 0: nobody yet, or the house itself
	SubjectID uint64 // whose account; 0 where the name is nobody's
	Detail    string
	Address   string `gorm:"-"`
	Locked    bool   `gorm:"-"` // a failure that locked the name or the person
	Role      string `gorm:"-"` // of a right that was given or taken
}

// DoorDeedsBetween reads the deeds at the door and about accounts of a time in the whole centre, the first
// one first: failed ones too, without those that the sample house wrote. It needs deeds.view and reads the
// deeds of that time alone.
func DoorDeedsBetween(tx *db.Tx, from, to time.Time) ([]DoorDeed, error) {
	if err := tx.May(ViewDeeds); err != nil {
		return nil, err
	}
	first, last, err := db.DeedsBetween(tx, from, to)
	if err != nil {
		return nil, err
	}
	rows, err := db.Report[DoorDeed](tx, `SELECT at, action, actor_id, subject_id, detail FROM db_deeds WHERE {shared} AND id >= ? AND id <= ? AND at >= ? AND at < ? AND action IN ? ORDER BY id`,
		first, last, from, to, slices.Concat(doorActions, accountActions))
	if err != nil {
		return nil, err
	}
	for i := range rows {
		var said struct {
			Address string `json:"address"`
			Locked  bool   `json:"locked"`
			Role    string `json:"role"`
		}
		if rows[i].Detail != "" {
			if err := json.Unmarshal([]byte(rows[i].Detail), &said); err != nil {
				return nil, err
			}
		}
		rows[i].Address, rows[i].Locked, rows[i].Role = said.Address, said.Locked, said.Role
	}
	return rows, nil
}

// tell reads from the details what every list shows of a deed at the door.
func (d *Deed) tell() error {
	if !strings.HasPrefix(d.Action, "staff.") || d.Detail == "" {
		return nil
	}
	var said struct {
		Address string `json:"address"`
		Locked  bool   `json:"locked"`
	}
	if err := json.Unmarshal([]byte(d.Detail), &said); err != nil {
		return err
	}
	d.Address, d.Locked = said.Address, said.Locked
	return nil
}

// nameSubjects names the people whose accounts deeds are about.
func nameSubjects(tx *db.Tx, rows []Deed) error {
	var ids []uint64
	for _, d := range rows {
		if d.Subject == "staff" && d.SubjectID != 0 && d.SubjectID != d.ActorID {
			ids = append(ids, d.SubjectID)
		}
	}
	names, err := Names(tx, ids...)
	for i := range rows {
		if rows[i].Subject == "staff" {
			rows[i].AboutName = names[rows[i].SubjectID]
		}
	}
	return err
}

// everyday leaves out what would drown the rest, unless it is asked for by name.
func everyday(in DeedsInput) string {
	if in.Action != "" || in.Area == DoorDeeds || in.Area == AccountDeeds {
		return "d.action NOT LIKE 'sample.%'"
	}
	return "d.action NOT IN ('staff.sign_in_failed', 'staff.pin_failed', 'staff.sign_in', 'staff.sign_out', 'staff.unlock', 'staff.sign_in_code', 'staff.sign_in_pin', 'staff.sign_in_badge', 'staff.lock', 'offline.give_key', 'look', 'save') AND d.action NOT LIKE 'sample.%'"
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
