package privacy

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
)

// Erase is the permission to propose that a file is erased, and to agree to it.
const Erase = "privacy.erase"

// Ground is why a file may be erased.
type Ground string

// The grounds.
const (
	TermOver  Ground = "over"      // it has been kept as long as the rules demand
	TakenBack Ground = "withdrawn" // it rested on a consent alone, and that was taken back
	AskedFor  Ground = "request"   // whose data they are asked for it
)

// Grounds lists them in the order of the form.
var Grounds = []Ground{TermOver, TakenBack, AskedFor}

// Erasure is a file that is to be erased, or was: who proposed it on which ground, and the second person
// who agreed or refused. It names nobody but by the number of the mark that stays.
type Erasure struct {
	ID             uint64
	CampusID       uint64
	ResidentID     uint64
	LiveResidentID *uint64 // of one that waits or was done
	Ground         Ground
	Reason         string
	RequestID      *uint64
	ByDecider      bool // who proposed it decides about data
	RecordedAt     time.Time
	RecordedBy     uint64
	RefusedAt      *time.Time
	RefusedBy      *uint64
	RefusedReason  string
	DoneAt         *time.Time
	DoneBy         *uint64
	DoneRows       int
	DoneFiles      int
	AgainAt        *time.Time // done once more after an older copy was brought back
	Version        uint64
}

// TableName names the table.
func (Erasure) TableName() string { return "privacy_erasures" }

// Waits tells that somebody else has to answer.
func (e Erasure) Waits() bool { return e.DoneAt == nil && e.RefusedAt == nil }

// EraseInput proposes that a file is erased.
type EraseInput struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	Ground   Ground `form:"ground" json:"ground" validate:"max=12" enum:"over,withdrawn,request"`
	Reason   string `form:"reason" json:"reason" validate:"max=300" doc:"why, without the name of anybody: it stays"`
}

// ProposeErasure writes down that a file shall be erased; somebody else has to agree before anything is
// gone. It needs privacy.erase in the whole campus of the person. Invalid: no reason, no ground, or a
// ground that is not so. Conflict: something stands against it, or it is proposed or done already.
func ProposeErasure(tx *db.Tx, in EraseInput) (*Erasure, error) {
	p, people, err := erasable(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	e := &Erasure{CampusID: p.CampusID, ResidentID: p.ID, LiveResidentID: ptr(p.ID), Ground: in.Ground, Reason: needed(&bad, "reason", in.Reason, noteLimit),
		ByDecider: tx.Actor.Has(Decide), RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if !slices.Contains(Grounds, in.Ground) {
		bad.Add("ground", "privacy.ground_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	j, err := judge(tx, p, people)
	if err != nil {
		return nil, err
	}
	if key := j.lacks(in.Ground); key != "" {
		return nil, fault.Field("ground", key)
	}
	if err := j.refused(); err != nil {
		return nil, err
	}
	if in.Ground == AskedFor {
		e.RequestID = j.request
	}
	if err := db.Add(tx, e); err != nil {
		if db.Duplicate(err, "live_resident_id") {
			return nil, fault.New(fault.Conflict, "privacy.erase_waits").Because(err)
		}
		return nil, err
	}
	tx.Detail("erasure", e.ID)
	tx.Detail("ground", e.Ground)
	return e, nil
}

// erasable asks for the permission in the whole campus of a person and holds the person with every
// record that goes on in it.
func erasable(tx *db.Tx, resident uint64) (*residents.Person, []residents.Person, error) {
	p, err := reach(tx, Erase, resident)
	if err != nil {
		return nil, nil, err
	}
	if !tx.Reach(Erase).Campus(p.CampusID) {
		return nil, nil, fault.New(fault.NotFound, "db.not_found")
	}
	people, err := recordsOf(tx, p.ID)
	if err != nil {
		return nil, nil, err
	}
	if p = &people[0]; p.ErasedAt != nil {
		return nil, nil, fault.New(fault.Conflict, "residents.erased")
	}
	return p, people, nil
}

// recordsOf holds a record and every one that goes on in it; the one that was asked for stands first.
func recordsOf(tx *db.Tx, resident uint64) (people []residents.Person, err error) {
	err = everywhere(tx, func(tx *db.Tx) error {
		ids, err := recordIDs(tx, resident)
		if err != nil {
			return err
		}
		people, err = db.Hold[residents.Person](tx, ids...)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(people, func(a, b residents.Person) int {
		switch {
		case a.ID == resident:
			return -1
		case b.ID == resident:
			return 1
		}
		return 0
	})
	if into := people[0].MergedIntoID; into != nil { // a moment ago
		return nil, residents.Merged(resident, *into)
	}
	return people, nil
}

// recordIDs gives a record and every one that goes on in it, however often it went on.
func recordIDs(tx *db.Tx, resident uint64) ([]uint64, error) {
	ids := []uint64{resident}
	for at := 0; at < len(ids); at++ {
		more, err := db.Naming(tx, db.Pointer{Table: "residents_people", Column: "merged_into_id"}, ids[at], 0)
		if err != nil {
			return nil, err
		}
		for _, id := range more {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids, nil
}

// ErasureAnswer is the second person's word.
type ErasureAnswer struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	ID       uint64 `path:"erasure" form:"-" json:"-"`
	Reason   string `form:"reason" json:"reason,omitempty" validate:"max=300"`
	Sure     bool   `form:"sure" json:"sure" doc:"that nothing of it can be brought back is understood"`
}

// held holds the person, reads the proposal and refuses one that was answered.
func (in *ErasureAnswer) held(tx *db.Tx) (*Erasure, *residents.Person, []residents.Person, error) {
	p, people, err := erasable(tx, in.Resident)
	if err != nil {
		return nil, nil, nil, err
	}
	e, err := db.From[Erasure](tx).Where("id = ? AND resident_id = ?", in.ID, p.ID).One()
	if err != nil {
		return nil, nil, nil, err
	}
	if !e.Waits() {
		return nil, nil, nil, fault.New(fault.Conflict, "privacy.erase_answered")
	}
	tx.Detail("erasure", e.ID)
	return e, p, people, nil
}

// AgreeToErasure is the second person's yes: in the same transaction everything that tells who the
// person was is gone for good. It needs privacy.erase; one of the two decides about data. Invalid: it
// was not said that nothing comes back. Conflict: it was answered, who agrees is who proposed, neither
// of the two decides, or something has come up that stands against it.
func AgreeToErasure(tx *db.Tx, in ErasureAnswer) (*Erasure, error) {
	e, p, people, err := in.held(tx)
	if err != nil {
		return nil, err
	}
	switch {
	case e.RecordedBy == tx.Actor.ID:
		return nil, fault.New(fault.Conflict, "privacy.erase_second")
	case !e.ByDecider && !tx.Actor.Has(Decide):
		return nil, fault.New(fault.Conflict, "privacy.erase_decider")
	case !in.Sure:
		return nil, fault.Field("sure", "privacy.erase_unsure")
	}
	j, err := judge(tx, p, people)
	if err != nil {
		return nil, err
	}
	if key := j.lacks(e.Ground); key != "" {
		return nil, fault.New(fault.Conflict, key)
	}
	if err := j.refused(); err != nil {
		return nil, err
	}
	return e, e.carryOut(tx, people)
}

// carryOut erases the file and notes that it was done.
func (e *Erasure) carryOut(tx *db.Tx, people []residents.Person) error {
	return everywhere(tx, func(tx *db.Tx) error {
		if e.RequestID != nil {
			if err := answerErased(tx, *e.RequestID); err != nil {
				return err
			}
		}
		w, err := erase(tx, people)
		if err != nil {
			return err
		}
		e.DoneAt, e.DoneBy, e.DoneRows, e.DoneFiles = ptr(tx.Now), ptr(tx.Actor.ID), w.told, len(w.sums)
		tx.Detail("rows", e.DoneRows)
		tx.Detail("files", e.DoneFiles)
		if err := tx.Later(FinishJob, Finish{Sums: w.sums}); err != nil {
			return err
		}
		return db.Change(tx, e, "done_at", "done_by", "done_rows", "done_files")
	})
}

// answerErased closes the request that the erasure answers.
func answerErased(tx *db.Tx, id uint64) error {
	r, err := db.Get[Request](tx, id)
	if err != nil || !r.Open() {
		return err
	}
	r.Outcome, r.AnsweredOn, r.AnsweredBy, r.Answer = Granted, tx.Today(), ptr(tx.Actor.ID), hollow
	if err := db.Change(tx, r, "outcome", "answered_on", "answer", "answered_by"); err != nil {
		return err
	}
	return r.tell(tx, stepAnswered, tx.Today(), "")
}

// RefuseErasure says no to a proposal, or takes it back. It needs privacy.erase. Invalid: no reason.
// Conflict: it was answered already.
func RefuseErasure(tx *db.Tx, in ErasureAnswer) (*Erasure, error) {
	e, _, _, err := in.held(tx)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	e.RefusedReason = needed(&bad, "reason", in.Reason, noteLimit)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	e.RefusedAt, e.RefusedBy, e.LiveResidentID = ptr(tx.Now), ptr(tx.Actor.ID), nil
	return e, db.Change(tx, e, "refused_at", "refused_by", "refused_reason", "live_resident_id")
}

// Amount is how many rows of one table there are.
type Amount struct {
	Table string `json:"table"`
	Rows  int    `json:"rows"`
	Why   string `json:"why,omitempty"` // of rows that stay without words: a key under privacy.erase_why
}

// ErasePage is what two people must see before a file is erased: what will be gone, what stays and why,
// and what stands against it.
type ErasePage struct {
	Person   residents.Person
	Records  int // of the person, with those that were merged into it
	Gone     []Amount
	Stays    []Amount
	Files    int
	Against  []Bar
	Grounds  []Ground // those that are so
	Live     *Erasure
	Past     []Erasure // refused ones, newest first
	Names    map[uint64]string
	MayAgree bool
}

// LookAtErasure reads what an erasure would take and leave. It is a look, and needs privacy.erase in the
// whole campus of the person.
func LookAtErasure(tx *db.Tx, in OfPerson) (*ErasePage, error) {
	p, err := reach(tx, Erase, in.Resident)
	if err != nil {
		return nil, err
	}
	if !tx.Reach(Erase).Campus(p.CampusID) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	tx.Looked("resident", p.ID, p.CampusID)
	page := &ErasePage{Person: *p}
	return page, everywhere(tx, func(tx *db.Tx) error { return page.read(tx) })
}

func (page *ErasePage) read(tx *db.Tx) error {
	p := &page.Person
	all, err := db.From[Erasure](tx).Where("resident_id = ?", p.ID).Order("id DESC").All()
	if err != nil {
		return err
	}
	var names []uint64
	for i, e := range all {
		names = append(names, e.RecordedBy)
		for _, by := range []*uint64{e.RefusedBy, e.DoneBy} {
			if by != nil {
				names = append(names, *by)
			}
		}
		if e.LiveResidentID != nil {
			page.Live = &all[i]
		} else {
			page.Past = append(page.Past, e)
		}
	}
	if page.Names, err = namesOf(tx, names); err != nil || p.ErasedAt != nil {
		return err
	}
	ids, err := recordIDs(tx, p.ID)
	if err != nil {
		return err
	}
	people, err := db.From[residents.Person](tx).Where("id IN ?", ids).Order("id").All()
	if err != nil {
		return err
	}
	page.Records = len(people)
	j, err := judge(tx, p, people)
	if err != nil {
		return err
	}
	page.Against = j.against
	for _, g := range Grounds {
		if j.lacks(g) == "" {
			page.Grounds = append(page.Grounds, g)
		}
	}
	page.MayAgree = page.Live != nil && page.Live.Waits() && page.Live.RecordedBy != tx.Actor.ID && (page.Live.ByDecider || tx.Actor.Has(Decide))
	w, err := plan(tx, people)
	if err != nil {
		return err
	}
	page.Gone, page.Stays, page.Files = w.amounts()
	return nil
}
