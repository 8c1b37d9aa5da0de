package presence

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Snapshot is the head-count of a campus in the last moment of a day, with who was counted, as the
// house knew it when it was taken. It is never changed: what is written later about that day makes a
// further version that names the one before. Each is sealed with the key of the house, so that a
// hand in the database is seen.
type Snapshot struct {
	ID         uint64
	CampusID   uint64
	Day        value.Day
	Version    int
	KnownAt    time.Time
	InCare     int
	Present    int
	Hospital   int
	OnLeave    int
	Missing    int
	NoBed      int
	Admitted   int
	Departed   int
	Counts     string // SnapshotCounts as JSON
	People     string // one line a person: resident, ward, bed, category, state
	PreviousID *uint64
	Reason     SnapshotReason
	Note       string // what the corrections said
	Seal       []byte
}

// TableName names the table.
func (Snapshot) TableName() string { return "presence_snapshots" }

// SnapshotReason says why a version was made.
type SnapshotReason string

// The reasons.
const (
	FirstTaken SnapshotReason = "first"     // the night's own count
	LateEntry  SnapshotReason = "late"      // something of that day was written down later
	WasWrong   SnapshotReason = "corrected" // something written of that day was found wrong
)

// byTheHouse refuses people: the count of a night is kept by the house itself.
func byTheHouse(tx *db.Tx) error {
	if !tx.Actor.IsHouse() {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return tx.May(View)
}

// SnapshotCounts are the numbers of a snapshot by place, legal ground and sex.
type SnapshotCounts struct {
	Zones      []ZoneCount     `json:"zones"`
	Unplaced   Numbers         `json:"unplaced"`
	Categories []CategoryCount `json:"categories"`
	Sexes      []SexCount      `json:"sexes"`
}

// SexCount is the head-count of one sex.
type SexCount struct {
	Sex value.Sex `json:"sex"`
	Numbers
}

// Numbers are those of the whole campus.
func (s Snapshot) Numbers() Numbers {
	return Numbers{InCare: s.InCare, Present: s.Present, Hospital: s.Hospital, Leave: s.OnLeave, Missing: s.Missing, NoBed: s.NoBed, Admitted: s.Admitted, Left: s.Departed}
}

// NightOf is the last moment of a day: who is in care then has a bed-day for that day.
func NightOf(day value.Day, zone *time.Location) time.Time {
	return day.AddDays(1).Start(zone).UTC().Add(-time.Microsecond)
}

// Asks is the question to the census that the snapshot answers: the night, as known when it was
// taken.
func (s Snapshot) Asks(zone *time.Location) CensusInput {
	return CensusInput{At: NightOf(s.Day, zone), AsOf: s.KnownAt, CampusID: s.CampusID}
}

// Counted is one person of a snapshot.
type Counted struct {
	ResidentID uint64
	WardID     uint64
	BedID      uint64
	Category   Category
	State      State
}

func (c Counted) line() string {
	return fmt.Sprintf("%d %d %d %s %s", c.ResidentID, c.WardID, c.BedID, c.Category, c.State)
}

// Counted reads the list of the snapshot, in the order of the residents' ids.
func (s Snapshot) Counted() ([]Counted, error) {
	var out []Counted
	for line := range strings.Lines(s.People) {
		fields := strings.Fields(line)
		if len(fields) != 5 {
			return nil, fmt.Errorf("presence: snapshot %d holds a line that nobody wrote", s.ID)
		}
		var ids [3]uint64
		for i := range ids {
			id, err := strconv.ParseUint(fields[i], 10, 64)
			if err != nil {
				return nil, fmt.Errorf("presence: snapshot %d: %w", s.ID, err)
			}
			ids[i] = id
		}
		out = append(out, Counted{ids[0], ids[1], ids[2], Category(fields[3]), State(fields[4])})
	}
	return out, nil
}

// Breakdown reads the numbers by place, legal ground and sex.
func (s Snapshot) Breakdown() (c SnapshotCounts, err error) {
	err = json.Unmarshal([]byte(s.Counts), &c)
	return c, err
}

// sealed is what the seal is made of: everything but the number of the row.
func (s Snapshot) sealed() string {
	previous := uint64(0)
	if s.PreviousID != nil {
		previous = *s.PreviousID
	}
	return fmt.Sprint(s.CampusID, s.Day, s.Version, s.KnownAt.UTC().Format(time.RFC3339Nano), s.Numbers(), previous, s.Reason, s.Note, "\n", s.Counts, "\n", s.People)
}

func (s Snapshot) makeSeal(tx *db.Tx) ([]byte, error) {
	return db.BlindIndex(tx, "presence_snapshots.seal", s.sealed())
}

// Whole tells whether the snapshot is as the house sealed it, with the key of today or of that day.
func (s Snapshot) Whole(tx *db.Tx) (bool, error) {
	seals, err := db.BlindIndexes(tx, "presence_snapshots.seal", s.sealed())
	for _, seal := range seals {
		if string(seal) == string(s.Seal) {
			return true, err
		}
	}
	return false, err
}

// same tells that two snapshots count the same people in the same places, and the same who came and
// left. A changed name or sex is no change of the ledger.
func (s Snapshot) same(o Snapshot) bool {
	return s.People == o.People && s.Numbers() == o.Numbers()
}

// everybodyLimit is far above the people of a campus; a census is never cut.
const everybodyLimit = 1 << 30

// TakeSnapshots keeps what Recount finds of a day. Run by two processes at once it keeps one version.
// Only the house may.
func TakeSnapshots(tx *db.Tx, day value.Day) ([]Snapshot, error) {
	drafts, err := Recount(tx, day)
	if err != nil {
		return nil, err
	}
	var made []Snapshot
	for _, s := range drafts {
		err := db.Add(tx, &s)
		if db.Duplicate(err, "version") {
			continue // another process was faster
		}
		if err != nil {
			return nil, err
		}
		made = append(made, s)
	}
	return made, nil
}

// Recount counts the last moment of a day that has passed, in every campus, and gives what differs
// from the newest version of that day, ready to be kept; nothing when nothing differs. Only the house
// may. The count is that of CountAt and its names those of EverybodyAt: six statements, and three
// more for each further version.
func Recount(tx *db.Tx, day value.Day) ([]Snapshot, error) {
	if err := byTheHouse(tx); err != nil {
		return nil, err
	}
	if !day.Before(tx.Today()) {
		return nil, fault.Field("day", "presence.snapshot.day_not_over")
	}
	in := CensusInput{At: NightOf(day, tx.Zone())}
	head, err := CountAt(tx, in)
	if err != nil {
		return nil, err
	}
	people, err := EverybodyAt(tx, WhereInput{CensusInput: in}, everybodyLimit)
	if err != nil {
		return nil, err
	}
	known, err := db.From[Snapshot](tx).Where("day = ?", day).Order("campus_id, version").All()
	if err != nil {
		return nil, err
	}
	latest := map[uint64]Snapshot{}
	for _, s := range known {
		latest[s.CampusID] = s
	}
	var drafts []Snapshot
	for _, c := range head.Campuses {
		s, err := c.snapshot(tx, day, people)
		if err != nil {
			return nil, err
		}
		before, again := latest[c.ID]
		if again && s.same(before) {
			continue
		}
		s.Version, s.Reason = 1, FirstTaken
		if again {
			s.Version, s.PreviousID = before.Version+1, ptr(before.ID)
			if s.Reason, s.Note, err = why(tx, before, s); err != nil {
				return nil, err
			}
		}
		if s.Seal, err = s.makeSeal(tx); err != nil {
			return nil, err
		}
		drafts = append(drafts, s)
	}
	return drafts, nil
}

// snapshot draws up the count of one campus.
func (c CampusCount) snapshot(tx *db.Tx, day value.Day, people []Whereabouts) (Snapshot, error) {
	n := c.Numbers
	s := Snapshot{CampusID: c.ID, Day: day, KnownAt: tx.Now, InCare: n.InCare, Present: n.Present, Hospital: n.Hospital, OnLeave: n.Leave, Missing: n.Missing,
		NoBed: n.NoBed, Admitted: n.Admitted, Departed: n.Left}
	counts := SnapshotCounts{Zones: c.Zones, Unplaced: c.Unplaced}
	var list []Counted
	for _, w := range people {
		if w.CampusID != c.ID {
			continue
		}
		one := w.numbers()
		counts.category(w.Category).add(one)
		counts.sex(w.Sex).add(one)
		list = append(list, Counted{w.ResidentID, w.WardID, w.BedID, w.Category, w.State()})
	}
	if len(list) != n.InCare {
		return s, fmt.Errorf("presence: the census counts %d in campus %d on %s and names %d", n.InCare, c.ID, day, len(list))
	}
	slices.SortFunc(list, func(a, b Counted) int { return cmp.Compare(a.ResidentID, b.ResidentID) })
	slices.SortFunc(counts.Categories, func(a, b CategoryCount) int { return strings.Compare(string(a.Category), string(b.Category)) })
	slices.SortFunc(counts.Sexes, func(a, b SexCount) int { return strings.Compare(string(a.Sex), string(b.Sex)) })
	var text strings.Builder
	for _, one := range list {
		text.WriteString(one.line() + "\n")
	}
	s.People = text.String()
	packed, err := json.Marshal(counts)
	s.Counts = string(packed)
	return s, err
}

func (c *SnapshotCounts) category(which Category) *Numbers {
	i := slices.IndexFunc(c.Categories, func(n CategoryCount) bool { return n.Category == which })
	if i < 0 {
		c.Categories = append(c.Categories, CategoryCount{Category: which})
		i = len(c.Categories) - 1
	}
	return &c.Categories[i].Numbers
}

func (c *SnapshotCounts) sex(which value.Sex) *Numbers {
	i := slices.IndexFunc(c.Sexes, func(n SexCount) bool { return n.Sex == which })
	if i < 0 {
		c.Sexes = append(c.Sexes, SexCount{Sex: which})
		i = len(c.Sexes) - 1
	}
	return &c.Sexes[i].Numbers
}

// numbers is what one person adds to a head-count.
func (w Whereabouts) numbers() Numbers {
	n := Numbers{InCare: 1}
	switch w.State() {
	case InHospital:
		n.Hospital = 1
	case OnLeave:
		n.Leave = 1
	case IsMissing:
		n.Missing = 1
	default:
		n.Present = 1
	}
	if w.WardID == 0 {
		n.NoBed = 1
	}
	return n
}

// SnapshotDiff is one person whom two versions count differently; Was or Is is nil where the person
// is not counted.
type SnapshotDiff struct {
	ResidentID uint64
	Was, Is    *Counted
}

// Differs lists whom a later version counts differently.
func Differs(was, is []Counted) []SnapshotDiff {
	before := make(map[uint64]*Counted, len(was))
	for i := range was {
		before[was[i].ResidentID] = &was[i]
	}
	var out []SnapshotDiff
	for i := range is {
		id := is[i].ResidentID
		if b := before[id]; b == nil || *b != is[i] {
			out = append(out, SnapshotDiff{id, b, &is[i]})
		}
		delete(before, id)
	}
	for i := range was {
		if b := before[was[i].ResidentID]; b != nil {
			out = append(out, SnapshotDiff{ResidentID: b.ResidentID, Was: b})
		}
	}
	slices.SortFunc(out, func(a, b SnapshotDiff) int { return cmp.Compare(a.ResidentID, b.ResidentID) })
	return out
}

// why finds out what made a new version: rows found wrong since the one before, with what was said
// of them, or else something written late.
func why(tx *db.Tx, before, now Snapshot) (SnapshotReason, string, error) {
	was, err := before.Counted()
	if err != nil {
		return "", "", err
	}
	is, err := now.Counted()
	if err != nil {
		return "", "", err
	}
	ids := []uint64{0}
	for _, d := range Differs(was, is) {
		ids = append(ids, d.ResidentID)
	}
	type reason struct{ VoidReason string }
	var said []string
	wrong := false
	for _, book := range []ledgerBook{stayBook, placementBook, absenceBook} {
		rows, err := db.Report[reason](tx, `SELECT x.void_reason FROM `+book.table+` x WHERE {campus x.campus_id} AND x.campus_id = ? AND x.resident_id IN ? AND x.voided_at > ? ORDER BY x.id`,
			before.CampusID, ids, before.KnownAt)
		if err != nil {
			return "", "", err
		}
		for _, r := range rows {
			wrong = true
			if r.VoidReason != "" && !slices.Contains(said, r.VoidReason) && len(said) < 5 {
				said = append(said, r.VoidReason)
			}
		}
	}
	if !wrong {
		return LateEntry, "", nil
	}
	note := []rune(strings.Join(said, "; "))
	return WasWrong, string(note[:min(len(note), noteLimit)]), nil
}

// noteLimit is the longest note of a snapshot, in letters.
const noteLimit = 600
