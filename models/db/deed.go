package db

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"
)

// deedRow is one thing that was done or looked at. Its campus is no fence: deeds are read by
// their own rule.
type deedRow struct {
	ID        uint64
	Campus    uint64 `gorm:"column:campus_id"`
	At        time.Time
	Action    string
	ActorID   uint64
	Via       string
	Request   string
	Subject   string
	SubjectID uint64
	Wards     string
	Detail    string
	Seq       *uint64 // given by the chaining job, without gaps per campus
	Prev      string
	Hash      string
}

// TableName names the table.
func (deedRow) TableName() string { return "db_deeds" }

// Veiled is the subject of deeds about a suspicion against staff: lists of deeds show them to nobody
// but who did them, since who reported what would say against whom.
const Veiled = "suspicion"

// Secret is the subject of deeds about a secret matter of a resident. They name the matter by its number
// and never whose it is, and lists show them to nobody but who did them: the page of the matter shows them
// to those who may know of it. A list that said who opened a matter in the very second in which they
// opened a file would tell whose it is.
const Secret = "secret"

// Unlisted are the subjects of deeds that lists show to nobody but who did them.
var Unlisted = []string{Veiled, Secret}

// Deed is a deed as it is shown.
type Deed struct {
	ID        uint64
	CampusID  uint64
	At        time.Time
	Action    string
	ActorID   uint64
	Via       string
	Subject   string
	SubjectID uint64
	Detail    string
	Seq       uint64
}

// DeedsAbout lists the newest deeds about one subject within the reach.
func DeedsAbout(tx *Tx, subject string, id uint64, limit int) ([]Deed, error) {
	return Report[Deed](tx, `SELECT id, campus_id, at, action, actor_id, via, subject, subject_id, detail, COALESCE(seq, 0) AS seq
		FROM db_deeds WHERE {campus campus_id} AND subject = ? AND subject_id = ? ORDER BY id DESC LIMIT ?`, subject, id, limit)
}

// slackDeeds is how far apart two deeds of one moment may be numbered: ids are given before a
// transaction commits.
const slackDeeds = 5000

// DeedsBetween gives the first and the last id that a deed of a time may have, a little too wide: the
// asker narrows by the moment as well. It halves the ids, since an index by time would be paid for by
// every act: some forty reads of one row by key, whatever the history.
func DeedsBetween(tx *Tx, from, to time.Time) (first, last uint64, err error) {
	newest, err := From[deedRow](tx).Only("id", "at").Order("id DESC").Limit(1).All()
	if err != nil || len(newest) == 0 {
		return 0, 0, err
	}
	since := func(moment time.Time) (uint64, error) {
		lo, hi := uint64(1), newest[0].ID+1
		for lo < hi {
			mid := lo + (hi-lo)/2
			one, err := From[deedRow](tx).Only("id", "at").Where("id >= ?", mid).Order("id").Limit(1).All()
			if err != nil {
				return 0, err
			}
			if len(one) == 0 || !one[0].At.Before(moment) {
				hi = mid
			} else {
				lo = one[0].ID + 1
			}
		}
		return lo, nil
	}
	if first, err = since(from); err != nil {
		return 0, 0, err
	}
	if last, err = since(to); err != nil {
		return 0, 0, err
	}
	return first - min(first, slackDeeds), last + slackDeeds, nil
}

// seal is the hash of a deed over every one of its columns and the one before it. Each field comes
// with its length, so that nothing can be moved from one into the next.
func (d *deedRow) seal() string {
	text := []byte("deed/2")
	number := func(n uint64) { text = binary.BigEndian.AppendUint64(text, n) }
	field := func(s string) { number(uint64(len(s))); text = append(text, s...) }
	for _, n := range []uint64{d.ID, d.Campus, *d.Seq, uint64(d.At.UnixMicro()), d.ActorID, d.SubjectID} {
		number(n)
	}
	for _, s := range []string{d.Action, d.Via, d.Request, d.Subject, d.Wards, d.Detail, d.Prev} {
		field(s)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// sealFirst is how deeds were sealed at first, without their id. It is read for the beginning of a
// chain that was made then; once one deed is sealed by seal, all after it must be.
func (d *deedRow) sealFirst() string {
	h := sha256.New()
	fmt.Fprintf(h, "%d\x00%d\x00%s\x00%s\x00%d\x00%s\x00%s\x00%s\x00%d\x00%s\x00%s\x00%s",
		d.Campus, *d.Seq, d.At.UTC().Format("2006-01-02T15:04:05.000000"), d.Action, d.ActorID, d.Via, d.Request,
		d.Subject, d.SubjectID, d.Wards, d.Detail, d.Prev)
	return hex.EncodeToString(h.Sum(nil))
}

// chainRow is the end of one campus's chain of deeds; campus 0 is the centre's own.
type chainRow struct {
	ID   uint64 // the campus
	Seq  uint64
	Hash string
}

// TableName names the table.
func (chainRow) TableName() string { return "db_chains" }

// NewestDeed tells when the newest deed was written; zero where there is none. A moment after now means
// that the clock was set back.
func NewestDeed(tx *Tx) (time.Time, error) {
	rows, err := From[deedRow](tx).Order("id DESC").Limit(1).All()
	if err != nil || len(rows) == 0 {
		return time.Time{}, err
	}
	return rows[0].At, nil
}

// errChained says that another process was faster.
var errChained = errors.New("db: another job chained these deeds")

// ChainDeeds numbers and links the deeds that are not yet in their campus's chain, at most limit
// of them, and tells how many. The numbers are given here and not in the action, because a counter
// row would make the writes of one campus queue behind each other. The chain's end is held, so
// that two jobs never give one number twice.
//
// Where two do it at once, the slower finds its deeds numbered and begins again.
func ChainDeeds(tx *Tx, limit int) (int, error) {
	open, err := From[deedRow](tx).Where("seq IS NULL").Order("id").Limit(limit).All()
	if err != nil || len(open) == 0 {
		return 0, err
	}
	ends := map[uint64]*chainRow{}
	for i := range open {
		d := &open[i]
		end := ends[d.Campus]
		if end == nil {
			if end, err = holdChain(tx, d.Campus); err != nil {
				return 0, err
			}
			ends[d.Campus] = end
		}
		seq := end.Seq + 1
		d.Seq, d.Prev = &seq, end.Hash
		d.Hash = d.seal()
		q := tx.g.Model(d).Where("id = ? AND seq IS NULL", d.ID).Select("seq", "prev", "hash").Updates(d)
		if q.Error != nil {
			return 0, q.Error
		}
		if q.RowsAffected != 1 {
			return 0, errChained
		}
		end.Seq, end.Hash = seq, d.Hash
	}
	for _, end := range ends {
		if err := tx.g.Model(end).Where("id = ?", end.ID).Select("seq", "hash").Updates(end).Error; err != nil {
			return 0, err
		}
	}
	return len(open), nil
}

// holdChain locks the end of a chain. Key 0 is no id to gorm and no auto-increment to MySQL, so
// chains are kept under campus + 1.
func holdChain(tx *Tx, campus uint64) (*chainRow, error) {
	held, err := Hold[chainRow](tx, campus+1)
	if err == nil {
		return &held[0], nil
	}
	end := chainRow{ID: campus + 1}
	if err := tx.g.Create(&end).Error; err != nil && !Duplicate(err, "") {
		return nil, err
	}
	held, err = Hold[chainRow](tx, campus+1)
	if err != nil {
		return nil, err
	}
	return &held[0], nil
}

// Pulse is what a live board follows: the wards that lately finished actions touched.
type Pulse struct {
	ID    uint64
	At    time.Time
	Wards []uint64 // empty means every ward
}

// pulseWindow is how far behind the newest known deed Pulses looks. Ids are given before a
// transaction commits, so a lower id may appear after a higher one; the window is wider than what
// can be under way at once.
const pulseWindow = 400

// Pulses gives the deeds after the newest one known (0 at the start), and a window before it, that
// touched wards: ids the caller has not seen yet are news. One short read by primary key, whatever
// the history.
func Pulses(tx *Tx, newest uint64) ([]Pulse, error) {
	type row struct {
		ID    uint64
		At    time.Time
		Wards string
	}
	if newest == 0 {
		ends, err := Report[row](tx, `SELECT id FROM db_deeds WHERE {shared} ORDER BY id DESC LIMIT 1`)
		if err != nil || len(ends) == 0 {
			return nil, err
		}
		newest = ends[0].ID
	}
	found, err := Report[row](tx, `SELECT id, at, wards FROM db_deeds WHERE {shared} AND id > ? AND wards <> '' ORDER BY id`, newest-min(newest, pulseWindow))
	if err != nil {
		return nil, err
	}
	out := make([]Pulse, 0, len(found))
	for _, r := range found {
		p := Pulse{ID: r.ID, At: r.At}
		if r.Wards != "*" {
			for text := range strings.SplitSeq(r.Wards, ",") {
				if id, err := strconv.ParseUint(text, 10, 64); err == nil {
					p.Wards = append(p.Wards, id)
				}
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// Saved notes that the actor took a whole list away, as a spreadsheet. The answer waits until it is on
// disk, as for a look.
func (tx *Tx) Saved(list string) {
	one := look{action: "save", kind: list}
	if len(tx.fence.campuses) == 1 {
		one.campus = tx.fence.campuses[0]
	}
	tx.looked = append(tx.looked, one)
}

// look is one file that was opened, or one list that was taken away.
type look struct {
	action, kind string
	id, campus   uint64
}

// looks writes read-deeds in groups: those who look while one group is being written make the next,
// so a lone reader waits for one commit and a hundred readers cost few.
type looks struct {
	house *House
	in    chan lookBatch
	done  chan struct{}
	once  sync.Once
}

type lookBatch struct {
	rows  []deedRow
	saved chan error
}

func newLooks(h *House) *looks {
	l := &looks{house: h, in: make(chan lookBatch), done: make(chan struct{})}
	go l.run()
	return l
}

func (l *looks) run() {
	defer close(l.done)
	for first := range l.in {
		batch := []lookBatch{first}
	gather:
		for len(batch) < 200 {
			select {
			case next, ok := <-l.in:
				if !ok {
					break gather
				}
				batch = append(batch, next)
			default:
				break gather
			}
		}
		var all []deedRow
		for _, b := range batch {
			all = append(all, b.rows...)
		}
		err := l.house.plain.WithContext(context.Background()).Create(&all).Error
		if err != nil {
			slog.Error("looks could not be kept", "error", quiet(err))
		}
		for _, b := range batch {
			b.saved <- settle(err)
		}
	}
}

// keep waits until the looks are on disk: what nobody could account for is not shown.
func (l *looks) keep(ctx context.Context, actor Actor, at time.Time, seen []look) error {
	if len(seen) == 0 || actor.house {
		return nil
	}
	b := lookBatch{saved: make(chan error, 1)}
	for _, s := range seen {
		action := s.action
		if action == "" {
			action = "look"
		}
		b.rows = append(b.rows, deedRow{Campus: s.campus, At: at, Action: action, ActorID: actor.ID, Via: actor.Via,
			Request: actor.Request, Subject: s.kind, SubjectID: s.id})
	}
	select {
	case l.in <- b:
	case <-ctx.Done():
		return settle(ctx.Err())
	}
	return <-b.saved
}

func (l *looks) close() {
	l.once.Do(func() { close(l.in); <-l.done })
}
