package db

import (
	"strconv"
	"strings"
	"sync"
	"time"
)

// WardMemory keeps in this process what is shown of a ward. It is shown again only after one short
// question to the database, whether a deed, written by whichever process, has touched the ward
// since; and never past the minute in which it was read, because clocks stand on it too.
type WardMemory[T any] struct {
	load func(*Tx, uint64) (T, error)
}

// RememberWard makes a memory of wards. What load gives is shared by everybody who may see it, so
// nobody may change it, and every action that changes it must Touch the ward.
func RememberWard[T any](load func(*Tx, uint64) (T, error)) *WardMemory[T] {
	return &WardMemory[T]{load: load}
}

// Get gives what is shown of a ward: what is remembered where it still holds, or what load reads
// now. The memory knows no reach: whoever asks looks afterwards whether the actor may see it.
func (m *WardMemory[T]) Get(tx *Tx, ward uint64) (T, error) {
	// What is read here must be younger than what is known of the deeds. A snapshot that has begun
	// may be older than what another page has learnt meanwhile.
	if tx.writing || tx.snapshot == nil || tx.snapshot.begun() {
		return m.load(tx, ward)
	}
	t, key, minute := &tx.house.tail, wardKey{m, ward}, tx.Now.Truncate(time.Minute)
	if t.holds(key, minute) || !t.born() {
		if err := t.ask(tx); err != nil {
			var none T
			return none, err
		}
	}
	kept, turn, ok := t.find(key, minute)
	if ok {
		return kept.(T), nil
	}
	fresh, err := m.load(tx, ward)
	if err == nil {
		t.keep(key, keptWard{fresh, turn, minute})
	}
	return fresh, err
}

type wardKey struct {
	memory any
	ward   uint64
}

type keptWard struct {
	thing  any
	turn   uint64
	minute time.Time
}

// tail follows the end of the book of deeds, and knows by it which wards have changed.
type tail struct {
	mu     sync.Mutex
	alive  bool
	asked  time.Time
	floor  uint64          // every deed up to here is known
	seen   map[uint64]bool // deeds above the floor that are known; before them lies a gap
	gapAt  time.Time       // since when the gap above the floor is known
	turns  map[uint64]uint64
	everTo uint64 // turns of every ward
	kept   map[wardKey]keptWard
}

const (
	// gapAge is after how long a number that is missing in the book will not come any more. Numbers
	// are given as the last thing before a commit, and a transaction that was rolled back leaves its
	// number empty.
	gapAge = 15 * time.Second
	// tailAge is after how long without a question the tail is taken up anew.
	tailAge = time.Minute
	// mostWards is how much of the memory wards may take.
	mostWards = 32
)

// born tells whether the end of the book is known.
func (t *tail) born() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.alive && time.Since(t.asked) < tailAge
}

// holds tells whether there is something that could be shown again.
func (t *tail) holds(key wardKey, minute time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	k, ok := t.kept[key]
	return ok && k.minute.Equal(minute)
}

// find gives what is kept and still holds, and the turn of the ward.
func (t *tail) find(key wardKey, minute time.Time) (any, uint64, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	turn := t.turns[key.ward] + t.everTo
	k, ok := t.kept[key]
	return k.thing, turn, ok && k.turn == turn && k.minute.Equal(minute)
}

// keep puts something away that was read after its turn was known.
func (t *tail) keep(key wardKey, k keptWard) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept == nil {
		t.kept = map[wardKey]keptWard{}
	}
	for old, o := range t.kept {
		if !o.minute.Equal(k.minute) {
			delete(t.kept, old)
		}
	}
	if len(t.kept) < mostWards {
		t.kept[key] = k
	} else if _, there := t.kept[key]; there {
		t.kept[key] = k
	}
}

type deedEnd struct {
	ID    uint64
	Wards string
}

// ask reads the deeds that are not yet known, beside the transaction: the answer must be older than
// the snapshot which begins after it.
func (t *tail) ask(tx *Tx) error {
	t.mu.Lock()
	anew := !t.alive || time.Since(t.asked) >= tailAge
	floor := t.floor
	t.mu.Unlock()
	beside := *tx
	beside.g = tx.house.read.WithContext(tx.g.Statement.Context)
	var found []deedEnd
	var err error
	if anew {
		found, err = Report[deedEnd](&beside, `SELECT id, wards FROM db_deeds WHERE {shared}
			AND id > (SELECT CAST(MAX(id) AS SIGNED) FROM db_deeds) - `+strconv.Itoa(pulseWindow)+` ORDER BY id`)
	} else {
		found, err = Report[deedEnd](&beside, `SELECT id, wards FROM db_deeds WHERE {shared} AND id > ? ORDER BY id`, floor)
	}
	if err != nil {
		return err
	}
	t.learn(found, anew, time.Now())
	return nil
}

// learn takes the deeds in and turns the wards that they touched.
func (t *tail) learn(found []deedEnd, anew bool, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked = now
	if anew {
		// Whatever was kept may have missed what lies between.
		t.alive, t.floor, t.seen, t.gapAt, t.kept = true, 0, map[uint64]bool{}, time.Time{}, nil
		if t.turns == nil {
			t.turns = map[uint64]uint64{}
		}
		t.everTo++
		if len(found) > 0 {
			t.floor = found[0].ID - 1
		}
	}
	for _, d := range found {
		if d.ID <= t.floor || t.seen[d.ID] {
			continue
		}
		t.seen[d.ID] = true
		t.turn(d.Wards)
	}
	t.rise(now)
}

func (t *tail) turn(wards string) {
	switch wards {
	case "":
	case "*":
		t.everTo++
	default:
		for text := range strings.SplitSeq(wards, ",") {
			if id, err := strconv.ParseUint(text, 10, 64); err == nil {
				t.turns[id]++
			}
		}
	}
}

// rise lifts the floor to the first number that is still missing, and over a gap that is old.
func (t *tail) rise(now time.Time) {
	for {
		for t.seen[t.floor+1] {
			t.floor++
			delete(t.seen, t.floor)
			t.gapAt = time.Time{}
		}
		if len(t.seen) == 0 {
			return
		}
		if t.gapAt.IsZero() {
			t.gapAt = now
		}
		if now.Sub(t.gapAt) < gapAge {
			return
		}
		lowest := uint64(0)
		for id := range t.seen {
			if lowest == 0 || id < lowest {
				lowest = id
			}
		}
		t.floor, t.gapAt = lowest-1, time.Time{}
	}
}
