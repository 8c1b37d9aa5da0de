package db

import (
	"iter"
	"maps"
	"slices"
	"time"
)

// FindingKind says what is wrong with a chain of deeds or with its anchors.
type FindingKind string

// What a verification finds.
const (
	DeedMissing    FindingKind = "missing"    // numbers Seq to Last are not there
	DeedTwice      FindingKind = "twice"      // a number was given to two deeds
	DeedChanged    FindingKind = "changed"    // its content is not what was sealed
	DeedRelinked   FindingKind = "relinked"   // it does not follow the one before it
	ChainCut       FindingKind = "cut"        // the chain ends before the number at which the house says it ends
	ChainExtra     FindingKind = "extra"      // there are deeds behind the end of the chain
	ChainRewritten FindingKind = "rewritten"  // an anchor holds another hash of that number
	ChainGone      FindingKind = "gone"       // an anchor knows a deed behind the end of the chain
	AnchorBroken   FindingKind = "anchor"     // a line of a file of anchors is not as it was written
	PlaceLost      FindingKind = "place_lost" // the house's own anchors are gone while another place has them
	Unanchored     FindingKind = "unanchored" // jobs have run for long, and nothing was written outside
	NeverAnchored  FindingKind = "never"      // a note: nothing outside vouches for the chains yet
	PlaceAway      FindingKind = "place_away" // a note: a further place cannot be reached
	Restarted      FindingKind = "restarted"  // a note: somebody answered for a chain that became shorter
	Behind         FindingKind = "behind"     // a note: deeds wait for their number for long
	More           FindingKind = "more"       // there is more of the same in this campus
)

// Finding is one thing that a verification of the chains of deeds has to say.
type Finding struct {
	Kind   FindingKind `json:"kind"`
	Campus uint64      `json:"campus_id"` // 0 is the centre's own chain
	Seq    uint64      `json:"seq,omitempty"`
	Last   uint64      `json:"last,omitempty"`
	At     time.Time   `json:"at,omitzero"`
	Place  string      `json:"-"` // path of a file of anchors: for whoever stands at the machine
	Line   uint64      `json:"line,omitempty"`
	Why    string      `json:"-"`
}

// Verdict is what a verification of the chains of deeds found.
type Verdict struct {
	Held      int       // deeds that are as they were sealed
	Open      int       // deeds that have no number yet
	Anchors   int       // lines outside the database that were compared
	Anchored  time.Time // when the newest of them was written
	Findings  []Finding // what is wrong
	Notes     []Finding // what is to be known and is not wrong
	Campuses  []uint64  // whose chains were walked
	Partial   bool      // only the newest deeds of a chain were walked
	restarted map[string][]anchor
}

// VerifyInput narrows a verification.
type VerifyInput struct {
	Newest uint64         // only so many of the newest deeds of each chain; 0 walks them whole
	Told   func(held int) // is called now and then
}

const (
	walkStep    = 1000 // deeds read at once, so that a chain of any length takes the same memory
	mostOfOne   = 50   // findings of one campus that are told one by one
	openTooLong = 10 * time.Minute
	unwatched   = time.Hour
)

// VerifyDeeds walks the chains of the reach and compares them with the anchors outside the database.
// It must be the first thing that its snapshot does: the anchors are looked at before the deeds, so
// that none speaks of a deed that the snapshot does not see yet.
func VerifyDeeds(tx *Tx, in VerifyInput) (*Verdict, error) {
	if !tx.fence.set {
		return nil, ErrNoReach
	}
	v := &Verdict{restarted: map[string][]anchor{}}
	places, known := v.judgePlaces(tx)
	ends, err := From[chainRow](tx).Order("id").All()
	if err != nil {
		return nil, err
	}
	end := map[uint64]*chainRow{}
	for i := range ends {
		end[ends[i].ID-1], known[ends[i].ID-1] = &ends[i], true
	}
	there, err := Report[deedRow](tx, `SELECT DISTINCT campus_id FROM db_deeds WHERE {shared} AND seq IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	for _, d := range there {
		known[d.Campus] = true
	}
	for _, campus := range slices.Sorted(maps.Keys(known)) {
		if !tx.fence.holds(campus) {
			continue
		}
		v.Campuses = append(v.Campuses, campus)
		w := walker{v: v, tx: tx, campus: campus, told: in.Told}
		if end[campus] != nil {
			w.end = *end[campus]
		}
		if in.Newest > 0 && w.end.Seq > in.Newest {
			w.seq, w.blind, v.Partial = w.end.Seq-in.Newest, true, true
		}
		if err := w.walk(places); err != nil {
			return nil, err
		}
	}
	return v, v.judgeOpen(tx, len(there) > 0)
}

// judgeOpen counts what waits for its number, and asks whether anchors should be there by now.
func (v *Verdict) judgeOpen(tx *Tx, any bool) error {
	open, err := From[deedRow](tx).Where("seq IS NULL").Count()
	if err != nil {
		return err
	}
	v.Open = int(open)
	oldest, err := From[deedRow](tx).Where("seq IS NULL").Order("id").Limit(1).All()
	if err != nil {
		return err
	}
	if len(oldest) > 0 && oldest[0].At.Before(tx.Now.Add(-openTooLong)) {
		v.Notes = append(v.Notes, Finding{Kind: Behind, Campus: oldest[0].Campus, Seq: uint64(v.Open), At: oldest[0].At}) // #nosec G115 -- how many wait: a count
	}
	if v.Anchors > 0 || !any || len(tx.house.cfg.Anchors) == 0 {
		return nil
	}
	long, err := From[Job](tx).Where("done_at < ?", tx.Now.Add(-unwatched)).Exists()
	if err != nil {
		return err
	}
	if long {
		v.Findings = append(v.Findings, Finding{Kind: Unanchored})
	} else {
		v.Notes = append(v.Notes, Finding{Kind: NeverAnchored})
	}
	return nil
}

// judgePlaces reads every file of anchors once: each line must be genuine, numbered, and name the one
// before it. It gives the places that can be compared with and the campuses that they know.
func (v *Verdict) judgePlaces(tx *Tx) (good []anchorPlace, known map[uint64]bool) {
	known = map[uint64]bool{}
	key := tx.house.anchorKey()
	if key == nil {
		return nil, known
	}
	var away []Finding
	for i, p := range tx.house.anchorPlaces() {
		if p.err != nil {
			kind := PlaceAway
			if i == 0 {
				kind = PlaceLost
			}
			away = append(away, Finding{Kind: kind, Place: p.path})
			continue
		}
		good = append(good, p)
		var before anchor
		line, told := uint64(0), false
		for a := range p.lines() {
			line++
			v.Anchors++
			switch {
			case a.genuine(key) && a.N == before.N+1 && a.Prev == before.Mac:
				if a.At.After(v.Anchored) {
					v.Anchored = a.At
				}
				if a.Why != "" {
					v.restarted[p.path] = append(v.restarted[p.path], a)
					v.Notes = append(v.Notes, Finding{Kind: Restarted, At: a.At, Place: p.path, Line: line, Why: a.Why})
				}
				for _, e := range a.Ends {
					known[e.Campus] = true
				}
			case !told:
				v.Findings, told = append(v.Findings, Finding{Kind: AnchorBroken, At: before.At, Place: p.path, Line: line}), true
			}
			if a.genuine(key) {
				before = a
			}
		}
	}
	for _, f := range away {
		switch {
		case f.Kind == PlaceAway:
			v.Notes = append(v.Notes, f)
		case v.Anchors > 0:
			v.Findings = append(v.Findings, f)
		}
	}
	return good, known
}

// walker goes along one chain.
type walker struct {
	v      *Verdict
	tx     *Tx
	campus uint64
	end    chainRow
	told   func(int)

	seq    uint64 // of the last deed that was met
	id     uint64
	hash   string
	blind  bool // the deed before the first one is not read
	second bool // a deed was sealed by the present rule
	found  int
}

func (w *walker) find(f Finding) {
	f.Campus = w.campus
	switch w.found++; {
	case w.found <= mostOfOne:
		w.v.Findings = append(w.v.Findings, f)
	case w.found == mostOfOne+1:
		w.v.Findings = append(w.v.Findings, Finding{Kind: More, Campus: w.campus, Seq: f.Seq})
	}
}

func (w *walker) walk(places []anchorPlace) error {
	begun := w.seq
	pins := w.pins(places)
	defer pins.stop()
	for {
		part, err := Report[deedRow](w.tx, `SELECT id, campus_id, at, action, actor_id, via, request, subject, subject_id, wards, detail, seq, prev, hash
			FROM db_deeds WHERE {shared} AND campus_id = ? AND seq >= ? AND NOT (seq = ? AND id <= ?) ORDER BY seq, id LIMIT ?`, w.campus, w.seq, w.seq, w.behind(begun), walkStep)
		if err != nil {
			return err
		}
		for i := range part {
			w.meet(&part[i])
			pins.reach(w, &part[i])
		}
		if len(part) < walkStep {
			break
		}
		if w.told != nil {
			w.told(w.v.Held)
		}
	}
	switch {
	case w.seq < w.end.Seq:
		w.find(Finding{Kind: ChainCut, Seq: w.seq + 1, Last: w.end.Seq})
	case w.seq > w.end.Seq:
		w.find(Finding{Kind: ChainExtra, Seq: w.end.Seq + 1, Last: w.seq})
	case w.hash != w.end.Hash:
		w.find(Finding{Kind: DeedRelinked, Seq: w.seq})
	}
	pins.rest(w)
	return nil
}

// behind is the id of the last deed met; before the first one of a walk that begins in the middle, all
// of that number are behind.
func (w *walker) behind(begun uint64) uint64 {
	if w.id == 0 && begun > 0 {
		return 1<<63 - 1
	}
	return w.id
}

// meet judges one deed and goes on from what it says, so that one wrong deed does not hide the next.
func (w *walker) meet(d *deedRow) {
	seq := *d.Seq
	whole := d.seal() == d.Hash
	first := !whole && !w.second && d.sealFirst() == d.Hash
	w.second = w.second || whole
	good := false
	switch {
	case seq > w.seq+1:
		w.find(Finding{Kind: DeedMissing, Seq: w.seq + 1, Last: seq - 1, At: d.At})
	case seq != w.seq+1:
		w.find(Finding{Kind: DeedTwice, Seq: seq, At: d.At})
	case !whole && !first:
		w.find(Finding{Kind: DeedChanged, Seq: seq, At: d.At})
	case d.Prev != w.hash && !w.blind:
		w.find(Finding{Kind: DeedRelinked, Seq: seq, At: d.At})
	default:
		good = true
	}
	if good {
		w.v.Held++
	}
	w.seq, w.id, w.hash, w.blind = max(seq, w.seq), d.ID, d.Hash, false
}

// pins are the anchors of one campus, read beside its deeds, one file each.
type pins struct {
	files []*pinFile
}

type pinFile struct {
	next  func() (pinned, bool)
	stop  func()
	at    pinned
	more  bool
	good  uint64 // the last number for which deed and anchor agreed
	found bool   // that they disagree was told
}

func (w *walker) pins(places []anchorPlace) *pins {
	all := &pins{}
	for _, p := range places {
		next, stop := iter.Pull(p.of(w.campus, w.tx.house.anchorKey(), w.v.restarted[p.path]))
		f := &pinFile{next: next, stop: stop, good: w.seq}
		for f.at, f.more = next(); f.more && f.at.Seq <= w.seq; f.at, f.more = next() {
		}
		all.files = append(all.files, f)
	}
	return all
}

func (p *pins) stop() {
	for _, f := range p.files {
		f.stop()
	}
}

// reach compares the anchors of the number of a deed with it. Where the number itself is missing, that
// was told already.
func (p *pins) reach(w *walker, d *deedRow) {
	for _, f := range p.files {
		for ; f.more && f.at.Seq <= *d.Seq; f.at, f.more = f.next() {
			switch {
			case f.at.Seq < *d.Seq:
			case f.at.Hash == d.Hash:
				f.good = f.at.Seq
			case !f.found:
				f.found = true
				w.find(Finding{Kind: ChainRewritten, Seq: f.good + 1, Last: f.at.Seq, At: f.at.at, Place: f.at.place, Line: f.at.line})
			}
		}
	}
}

// rest tells which anchors lie behind the end of the chain: the newest of each file says it all.
func (p *pins) rest(w *walker) {
	for _, f := range p.files {
		var last pinned
		for ; f.more; f.at, f.more = f.next() {
			if f.at.Seq > last.Seq {
				last = f.at
			}
		}
		if last.Seq > 0 {
			w.find(Finding{Kind: ChainGone, Seq: w.seq + 1, Last: last.Seq, At: last.at, Place: last.place, Line: last.line})
		}
	}
}
