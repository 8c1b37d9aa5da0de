package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"maiam/models/fault"
	"maiam/models/value"
)

// Tx is one unit of work: the open transaction, who acts, and the one moment at which everything
// in it happens. It hides gorm, so that nothing slips past the fence.
type Tx struct {
	Now   time.Time // UTC, microseconds
	Actor Actor

	g        *gorm.DB
	house    *House
	fence    *reach
	writing  bool
	snapshot *snapshot // of a Read
	deed     deedRow
	detail   map[string]any
	wards    []uint64
	all      bool // every board is touched
	later    bool
	looked   []look
	looksAs  string // what looks are called, when not look

	turn      uint64 // of the memory, when the transaction began
	forgotten []any
}

// Zone is where civil days are counted.
func (tx *Tx) Zone() *time.Location { return tx.house.cfg.Zone }

// Today is the civil day of this transaction's moment.
func (tx *Tx) Today() value.Day { return value.DayOf(tx.Now, tx.house.cfg.Zone) }

// Concerns names the subject of this action's deed, for example ("resident", id, campus).
func (tx *Tx) Concerns(kind string, id, campus uint64) {
	tx.deed.Subject, tx.deed.SubjectID, tx.deed.Campus = kind, id, campus
}

// Detail keeps a fact in the deed: ids, days, reasons; never a name, a number of a paper or a secret.
func (tx *Tx) Detail(key string, v any) {
	if tx.detail == nil {
		tx.detail = map[string]any{}
	}
	tx.detail[key] = v
}

// Touch tells the live boards of these wards that something on them changed.
func (tx *Tx) Touch(wards ...uint64) {
	for _, w := range wards {
		if w != 0 && !slices.Contains(tx.wards, w) {
			tx.wards = append(tx.wards, w)
		}
	}
}

// TouchAll tells every live board: what changed stands on all of them, as the name of a campus does.
func (tx *Tx) TouchAll() { tx.all = true }

// boards knows, for a kind of subject, on which wards' boards it stands.
var boards = map[string]func(*Tx, uint64) ([]uint64, error){}

// BoardOf says on which wards' boards a kind of subject stands, so that every deed about one touches
// those boards, also a deed of an area that knows no wards: an allergy that is noted must not wait
// for somebody to load the page again, and a baby that is moved stands on its mother's board too. It
// is called when a package is loaded.
func BoardOf(subject string, wards func(tx *Tx, id uint64) ([]uint64, error)) {
	boards[subject] = wards
}

// Looked notes that the actor saw the file of a resident. The answer waits until it is on disk.
func (tx *Tx) Looked(kind string, id, campus uint64) {
	tx.looked = append(tx.looked, look{action: tx.looksAs, kind: kind, id: id, campus: campus})
}

// LooksAs gives the looks that follow in this transaction another name in the book: those that somebody
// answers for apart from all others.
func (tx *Tx) LooksAs(action string) { tx.looksAs = action }

// Write begins again when the database chose it as the victim of a deadlock: at most so often, and
// not after patience has passed. Both are wide, because each try is one in a crowd that gets smaller:
// with 200 acts upon three people, one in some thousand lost four times in a row.
const (
	tries    = 12
	patience = 10 * time.Second
)

// Write runs fn in one transaction and, with it, writes the one deed that the action leaves
// behind. It begins again after a deadlock, so fn must not keep anything of a failed try.
func (h *House) Write(ctx context.Context, actor Actor, action string, fn func(*Tx) error) error {
	return h.retry(ctx, func() error { return h.attempt(ctx, actor, action, fn) })
}

// within gives the context of a transaction's statements: its fence, and the keys that open sealed texts.
func (h *House) within(ctx context.Context, tx *Tx) context.Context {
	return context.WithValue(context.WithValue(ctx, reachKey{}, tx.fence), keysKey{}, h.cfg.Keys)
}

func (h *House) retry(ctx context.Context, attempt func() error) error {
	begun := time.Now()
	for try := 1; ; try++ {
		err := attempt()
		if err == nil || try == tries || !transient(err) || time.Since(begun) > patience {
			return settle(err)
		}
		// A random pause lets the rival finish; both coming back at once would meet again.
		select {
		case <-ctx.Done():
			return settle(err)
		case <-time.After(time.Duration(rand.IntN(10<<min(try, 6))+1) * time.Millisecond): // #nosec G404 -- nothing secret: a pause, or invented people
		}
	}
}

func (h *House) attempt(ctx context.Context, actor Actor, action string, fn func(*Tx) error) error {
	tx := &Tx{Actor: actor, house: h, fence: &reach{}, writing: true, turn: h.memory.now()}
	ctx = h.within(ctx, tx)
	err := h.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		// The moment is read once the transaction is open: what queued for its turn happens after
		// what it queued behind, or its "now" would lie before what it then reads.
		tx.g, tx.Now = g, h.now()
		if err := fn(tx); err != nil {
			return err
		}
		return tx.sign(action)
	})
	if err != nil {
		return err
	}
	h.memory.forget(tx.forgotten)
	if tx.later {
		h.late.ring()
	}
	return h.looks.keep(ctx, actor, tx.Now, tx.looked)
}

// Keep writes what must outlive a refusal, such as a counted failure to sign in, in a transaction
// of its own after the refused one was rolled back.
func (h *House) Keep(ctx context.Context, actor Actor, action string, fn func(*Tx) error) error {
	return h.Write(context.WithoutCancel(ctx), actor, action, fn)
}

// Read runs fn on one snapshot of the database: nothing that fn reads changes under its eyes.
func (h *House) Read(ctx context.Context, actor Actor, fn func(*Tx) error) error {
	tx := &Tx{Now: h.now(), Actor: actor, house: h, fence: &reach{}, turn: h.memory.now()}
	ctx = h.within(ctx, tx)
	pool, err := h.read.DB()
	if err != nil {
		return err
	}
	tx.snapshot = &snapshot{ctx: ctx, pool: pool}
	defer tx.snapshot.end()
	tx.g = h.read.WithContext(ctx)
	tx.g.Statement.ConnPool = tx.snapshot
	if err := fn(tx); err != nil {
		return settle(err)
	}
	tx.snapshot.end() // the connection is free while the looks are written
	return h.looks.keep(ctx, actor, tx.Now, tx.looked)
}

// Glance is Read for a single statement, which needs no snapshot: who stands at the door is asked on
// every request, and beginning and ending a transaction would cost more than the question.
func (h *House) Glance(ctx context.Context, actor Actor, fn func(*Tx) error) error {
	tx := &Tx{Now: h.now(), Actor: actor, house: h, fence: &reach{}, turn: h.memory.now()}
	tx.g = h.read.WithContext(h.within(ctx, tx))
	return settle(fn(tx))
}

// sign writes the deed of the action. It comes last so that it holds everything fn told.
func (tx *Tx) sign(action string) error {
	d := &tx.deed
	d.At, d.Action, d.ActorID, d.Via, d.Request = tx.Now, action, tx.Actor.ID, tx.Actor.Via, tx.Actor.Request
	if tx.Actor.house {
		d.Via = tx.Actor.Name
	}
	if d.Campus == 0 && len(tx.fence.campuses) == 1 {
		d.Campus = tx.fence.campuses[0]
	}
	if wards := boards[d.Subject]; wards != nil && !tx.all {
		ids, err := wards(tx, d.SubjectID)
		if err != nil {
			return err
		}
		tx.Touch(ids...)
	}
	if tx.all {
		d.Wards = "*"
	} else if len(tx.wards) > 0 {
		var b strings.Builder
		for i, w := range tx.wards {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strconv.FormatUint(w, 10))
		}
		d.Wards = b.String()
		if len(d.Wards) > 2000 {
			d.Wards = "*" // a whole house was touched, as by an import
		}
	}
	if tx.Actor.Shared != 0 {
		tx.Detail("shared_device", tx.Actor.Shared)
	}
	// What is done at the door and with accounts says from where (QCVN 12:2026: source, account, time).
	if _, said := tx.detail["address"]; !said && tx.Actor.Address != "" && strings.HasPrefix(action, "staff.") {
		tx.Detail("address", tx.Actor.Address)
	}
	if len(tx.detail) > 0 {
		text, err := json.Marshal(tx.detail)
		if err != nil {
			return fmt.Errorf("db: deed detail of %s: %w", action, err)
		}
		d.Detail = string(text)
	}
	return tx.g.Create(d).Error
}

// counter is carried by a context to count the statements of one request.
type counter struct{ n atomic.Int64 }

type counterKey struct{}

// Counting gives a context that counts the statements run under it, and the way to read the count.
// Transaction begin and commit are not statements.
func Counting(ctx context.Context) (context.Context, func() int) {
	c := &counter{}
	return context.WithValue(ctx, counterKey{}, c), func() int { return int(c.n.Load()) }
}

func count(g *gorm.DB) {
	if c, ok := g.Statement.Context.Value(counterKey{}).(*counter); ok {
		c.n.Add(1)
	}
}

// settle turns what is left of a driver's error into a fault.
func settle(err error) error {
	if err == nil {
		return nil
	}
	var f *fault.Fault
	if errors.As(err, &f) {
		return err
	}
	return driverFault(err)
}

// Quietly runs work of the machinery itself, such as taking a job or linking deeds, which is no
// deed of anybody: it would fill the book with what the machine does every few seconds.
func (h *House) Quietly(ctx context.Context, name string, fn func(*Tx) error) error {
	return h.retry(ctx, func() error {
		tx := &Tx{Now: h.now(), Actor: System(name), house: h, fence: &reach{set: true, all: true}, writing: true}
		ctx := h.within(ctx, tx)
		return h.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
			tx.g = g
			return fn(tx)
		})
	})
}
