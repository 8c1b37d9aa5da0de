package intake

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// Joining is the permission to make two records of one person one, and two again.
const Joining = "residents.merge"

// Evidence is by what is known that two records are of one person.
type Evidence string

// Evidences lists them in the order of the page.
var Evidences = []Evidence{"papers", "face", "family", "police", "self", "list", "other"}

// Merge is the act by which one record of a person went into another, with who said so, why, and
// whether it was undone. It is never changed but for being done, dropped or undone.
type Merge struct {
	ID            uint64
	CampusID      uint64 // of the record that stays, when this was written
	KeptID        uint64 // the record that stays
	GoneID        uint64 // the record that goes on in it
	LiveGoneID    *uint64
	Reason        string
	Evidence      Evidence
	Taken         string // traits taken from the record that goes, with commas between
	NeedsSecond   bool   // both have stays in the books: somebody else must agree
	Was           string `gorm:"serializer:sealed" sealed:"intake_merges.was"` // how the record that stays was
	Newest        string // the last number of each book then: what is above was written since
	RecordedAt    time.Time
	RecordedBy    uint64
	DoneAt        *time.Time
	DoneBy        *uint64
	DroppedAt     *time.Time
	DroppedBy     *uint64
	DroppedReason string
	UndoneAt      *time.Time
	UndoneBy      *uint64
	UndoneReason  string
	UndoneSince   Since
	Version       uint64
}

// TableName names the table.
func (Merge) TableName() string { return "intake_merges" }

// Waits tells that somebody else has to agree.
func (m Merge) Waits() bool { return m.DoneAt == nil && m.DroppedAt == nil }

// Holds tells that the two records are one.
func (m Merge) Holds() bool { return m.DoneAt != nil && m.UndoneAt == nil }

// Traits are those that were taken from the record that went.
func (m Merge) Traits() []residents.Trait {
	var out []residents.Trait
	for _, t := range residents.Traits {
		if slices.Contains(strings.Split(m.Taken, ","), string(t)) {
			out = append(out, t)
		}
	}
	return out
}

// Since says where what was written since a merge goes when it is undone.
type Since string

// What hangs on a stay that goes back always goes with it; this is about the rest.
const (
	SinceStays Since = "stays" // with the record that stayed
	SinceGoes  Since = "goes"  // with the record that went
)

// MergeInput says which record goes on in which, and why.
type MergeInput struct {
	Kept     uint64            `path:"resident" form:"-" json:"-"`
	Gone     uint64            `form:"gone" json:"gone" validate:"required" doc:"the resident whose record goes on in this one"`
	Taken    []residents.Trait `form:"taken" json:"taken,omitempty" validate:"max=20,dive,max=20" doc:"what the other record says rightly: name, sex, birth, citizen_number, insurance_card, origin, ethnicity, self_care, photo, note"`
	Evidence Evidence          `form:"evidence" json:"evidence" validate:"max=12" enum:"papers,face,family,police,self,list,other"`
	Reason   string            `form:"reason" json:"reason" validate:"max=300"`
}

func (in *MergeInput) check() error {
	var bad fault.Fields
	if in.Reason = value.CleanText(in.Reason); in.Reason == "" {
		bad.Add("reason", "intake.merge_why")
	}
	if !slices.Contains(Evidences, in.Evidence) {
		bad.Add("evidence", "intake.merge_evidence")
	}
	for _, t := range in.Taken {
		if !slices.Contains(residents.Traits, t) {
			bad.Add("taken", "intake.merge_trait")
		}
	}
	if in.Kept == in.Gone {
		bad.Add("gone", "intake.merge_self")
	}
	return bad.Err()
}

// twoOf holds both records and refuses who does not hold the permission in the whole campus of each.
func twoOf(tx *db.Tx, kept, gone uint64) (a, b *residents.Person, err error) {
	if a, b, err = residents.HoldTwo(tx, kept, gone); err != nil {
		return nil, nil, err
	}
	for _, p := range []*residents.Person{a, b} {
		if !tx.Reach(Joining).Campus(p.CampusID) {
			return nil, nil, fault.New(fault.NotFound, "db.not_found")
		}
	}
	return a, b, nil
}

// MergeRecords makes one record of a person go on in another, with everything that hangs on it; where
// both have stays in the books it writes a proposal with which somebody else has to agree. It needs
// residents.merge in the campuses of both.
//
// Invalid: no reason, no evidence, a record with itself. Conflict: the two were in the house at once,
// are noted as family of each other or as not getting on, both have the same thing open, one of them
// goes on in another record already, a proposal about one of them waits, or one is called by another name
// (which is not told).
func MergeRecords(tx *db.Tx, in MergeInput) (*Merge, error) {
	if err := tx.May(Joining); err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	kept, gone, err := twoOf(tx, in.Kept, in.Gone)
	if err != nil {
		return nil, err
	}
	judged, err := judgeMerge(tx, kept, gone)
	if err != nil {
		return nil, err
	}
	if err := judged.refused(); err != nil {
		return nil, err
	}
	waits, err := db.From[Merge](tx).Where("live_gone_id IS NOT NULL AND done_at IS NULL AND (kept_id IN ? OR gone_id IN ?)", []uint64{kept.ID, gone.ID}, []uint64{kept.ID, gone.ID}).Exists()
	if err != nil {
		return nil, err
	}
	if waits {
		return nil, fault.New(fault.Conflict, "intake.merge_waits")
	}
	var taken []string
	for _, t := range in.Taken {
		if !t.Same(kept, gone) {
			taken = append(taken, string(t))
		}
	}
	m := &Merge{CampusID: kept.CampusID, KeptID: kept.ID, GoneID: gone.ID, LiveGoneID: ptr(gone.ID), Reason: in.Reason, Evidence: in.Evidence,
		Taken: strings.Join(taken, ","), NeedsSecond: judged.Second, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if err := db.Add(tx, m); err != nil {
		if db.Duplicate(err, "live_gone_id") {
			return nil, fault.New(fault.Conflict, "intake.merge_waits").Because(err)
		}
		return nil, err
	}
	m.tell(tx)
	if m.NeedsSecond {
		tx.Detail("proposed", true)
		return m, nil
	}
	return m, m.do(tx, kept, gone, judged)
}

// tell names the two in the deed; the trail of the person shows the deeds of both.
func (m *Merge) tell(tx *db.Tx) {
	tx.Concerns("resident", m.KeptID, m.CampusID)
	tx.Detail("kept", m.KeptID)
	tx.Detail("gone", m.GoneID)
	tx.Detail("merge", m.ID)
}

// MergeAnswer is what somebody says of a proposal, or of a merge that was wrong.
type MergeAnswer struct {
	Kept    uint64 `path:"resident" form:"-" json:"-"`
	ID      uint64 `path:"row" form:"-" json:"-"`
	Reason  string `form:"reason" json:"reason,omitempty" validate:"max=300"`
	Since   Since  `form:"since" json:"since,omitempty" validate:"max=8" enum:"stays,goes" doc:"where what was written since goes; what hangs on a stay goes with it"`
	Version uint64 `form:"version" json:"version,omitempty"`
}

// held reads a merge and holds both records.
func (in *MergeAnswer) held(tx *db.Tx) (m *Merge, kept, gone *residents.Person, err error) {
	in.Reason = value.CleanText(in.Reason)
	rows, err := db.From[Merge](tx).Where("id = ? AND kept_id = ?", in.ID, in.Kept).All()
	if err != nil {
		return nil, nil, nil, err
	}
	if len(rows) == 0 {
		return nil, nil, nil, fault.New(fault.NotFound, "db.not_found")
	}
	if kept, gone, err = twoOf(tx, rows[0].KeptID, rows[0].GoneID); err != nil {
		return nil, nil, nil, err
	}
	// Read again now that nobody else can change it.
	if m, err = db.Get[Merge](tx, in.ID); err == nil {
		m.tell(tx)
	}
	return m, kept, gone, err
}

// AgreeToMerge is the second person's word: the two records are one from now on. It needs
// residents.merge in the campuses of both. Conflict: it was answered already, who agrees is who
// proposed, or what MergeRecords refuses has come up meanwhile.
func AgreeToMerge(tx *db.Tx, in MergeAnswer) (*Merge, error) {
	if err := tx.May(Joining); err != nil {
		return nil, err
	}
	m, kept, gone, err := in.held(tx)
	if err != nil {
		return nil, err
	}
	switch {
	case !m.Waits():
		return nil, fault.New(fault.Conflict, "intake.merge_answered")
	case m.RecordedBy == tx.Actor.ID:
		return nil, fault.New(fault.Conflict, "intake.merge_second")
	}
	judged, err := judgeMerge(tx, kept, gone)
	if err != nil {
		return nil, err
	}
	if err := judged.refused(); err != nil {
		return nil, err
	}
	return m, m.do(tx, kept, gone, judged)
}

// DropMerge takes a proposal back, or says no to it. It needs residents.merge. Conflict: it was
// answered already.
func DropMerge(tx *db.Tx, in MergeAnswer) (*Merge, error) {
	if err := tx.May(Joining); err != nil {
		return nil, err
	}
	m, _, _, err := in.held(tx)
	if err != nil {
		return nil, err
	}
	if !m.Waits() {
		return nil, fault.New(fault.Conflict, "intake.merge_answered")
	}
	at, by := tx.Now, tx.Actor.ID
	m.DroppedAt, m.DroppedBy, m.DroppedReason, m.LiveGoneID = &at, &by, in.Reason, nil
	return m, db.Change(tx, m, "dropped_at", "dropped_by", "dropped_reason", "live_gone_id")
}

// do moves everything and makes the record a sign that points to the other.
func (m *Merge) do(tx *db.Tx, kept, gone *residents.Person, j *judgement) error {
	newest := map[string]uint64{}
	return tx.Everywhere("what hangs on a person hangs there in every campus", func(tx *db.Tx) error {
		for _, b := range j.books {
			last, err := db.Newest(tx, b.Table)
			if err != nil {
				return err
			}
			newest[b.Table] = last
		}
		lies := map[uint64]bool{}
		if err := wardsOf(tx, lies, kept.ID, gone.ID); err != nil {
			return err
		}
		campus, err := homeOf(tx, kept, gone)
		if err != nil {
			return err
		}
		if err := m.carry(tx, j.books); err != nil {
			return err
		}
		if m.Was, err = residents.Fold(tx, kept, gone, m.Traits(), campus); err != nil {
			return err
		}
		if err := residents.CarryMerged(tx, kept.ID, campus); err != nil {
			return err
		}
		if err := care.Regather(tx, kept.ID, gone.ID); err != nil {
			return err
		}
		text, err := json.Marshal(newest)
		if err != nil {
			return err
		}
		at, by := tx.Now, tx.Actor.ID
		m.Newest, m.DoneAt, m.DoneBy = string(text), &at, &by
		for ward := range lies {
			tx.Touch(ward)
		}
		if err := tx.Later("intake.gather", gathering{m.ID}); err != nil {
			return err
		}
		return db.Change(tx, m, "was", "newest", "done_at", "done_by")
	})
}

// homeOf gives the campus of the record that came last.
func homeOf(tx *db.Tx, kept, gone *residents.Person) (uint64, error) {
	mine, since, err := presence.CareOf(tx, kept.ID)
	if err != nil {
		return 0, err
	}
	theirs, later, err := presence.CareOf(tx, gone.ID)
	switch {
	case theirs != 0 && (mine == 0 || later.After(since)):
		return theirs, err
	}
	return kept.CampusID, err
}

func wardsOf(tx *db.Tx, into map[uint64]bool, people ...uint64) error {
	for _, id := range people {
		lies, err := presence.PlacementOf(tx, id)
		if err != nil {
			return err
		}
		if lies != nil {
			into[lies.WardID] = true
		}
	}
	return nil
}

// UnmergeRecords makes two records of one again: what was moved goes back row by row, what hangs on a
// row that goes back goes with it, what hangs on one that stays stays, and the rest of what was written
// since goes where Since says. It needs residents.merge in the campuses of both. Invalid: no reason.
// Conflict: the merge does not hold any more, another one into the same record is newer, or the record
// went on into a third.
func UnmergeRecords(tx *db.Tx, in MergeAnswer) (*Merge, error) {
	if err := tx.May(Joining); err != nil {
		return nil, err
	}
	m, kept, gone, err := in.held(tx)
	if err != nil {
		return nil, err
	}
	if in.Reason == "" {
		return nil, fault.Field("reason", "intake.merge_why")
	}
	if in.Since == "" {
		in.Since = SinceStays
	}
	if in.Since != SinceStays && in.Since != SinceGoes {
		return nil, fault.Field("since", "intake.merge_since")
	}
	if err := m.mayUndo(tx, kept); err != nil {
		return nil, err
	}
	return m, tx.Everywhere("what hangs on a person hangs there in every campus", func(tx *db.Tx) error {
		lies := map[uint64]bool{}
		if err := wardsOf(tx, lies, kept.ID); err != nil {
			return err
		}
		back, err := m.back(tx)
		if err != nil {
			return err
		}
		moved, err := back.carry(tx, in.Since)
		if err != nil {
			return err
		}
		tx.Detail("rows", moved)
		var keptCampus, goneCampus uint64
		if back.since["presence_stays"] { // somebody was received since: the campuses follow the stays
			if keptCampus, _, err = presence.CareOf(tx, kept.ID); err != nil {
				return err
			}
			if goneCampus, _, err = presence.CareOf(tx, gone.ID); err != nil {
				return err
			}
		}
		if err := residents.Unfold(tx, kept, gone, m.Traits(), m.Was, keptCampus, goneCampus); err != nil {
			return err
		}
		for _, p := range []*residents.Person{kept, gone} {
			if err := residents.CarryMerged(tx, p.ID, p.CampusID); err != nil {
				return err
			}
		}
		if err := care.Regather(tx, kept.ID, gone.ID); err != nil {
			return err
		}
		if err := wardsOf(tx, lies, kept.ID, gone.ID); err != nil {
			return err
		}
		for ward := range lies {
			tx.Touch(ward)
		}
		at, by := tx.Now, tx.Actor.ID
		m.UndoneAt, m.UndoneBy, m.UndoneReason, m.UndoneSince, m.LiveGoneID = &at, &by, in.Reason, in.Since, nil
		return db.Change(tx, m, "undone_at", "undone_by", "undone_reason", "undone_since", "live_gone_id")
	})
}

// mayUndo refuses what was undone, and what other merges stand upon.
func (m *Merge) mayUndo(tx *db.Tx, kept *residents.Person) error {
	if !m.Holds() {
		return fault.New(fault.Conflict, "intake.merge_over")
	}
	if kept.MergedIntoID != nil {
		return residents.Merged(kept.ID, *kept.MergedIntoID)
	}
	newer, err := db.From[Merge](tx).Where("kept_id = ? AND id <> ? AND undone_at IS NULL AND done_at IS NOT NULL AND (done_at > ? OR (done_at = ? AND id > ?))", m.KeptID, m.ID, m.DoneAt, m.DoneAt, m.ID).Exists()
	if err == nil && newer {
		err = fault.New(fault.Conflict, "intake.merge_newer")
	}
	return err
}

// gathering is the work that follows a merge: whatever reached the old record in the very moment, as a
// round that was being recorded, is moved too.
type gathering struct {
	Merge uint64 `json:"merge"`
}

// gatherDays is how far back the night looks at merges again.
const gatherDays = 3

// Gather moves what still names a record that went, but for what was left there. It is the house's own
// work, seconds after a merge, and every night again for the merges of the last days, which a payload
// without a merge means. It tells how many rows there were.
func Gather(tx *db.Tx, payload string) (n int, err error) {
	var in gathering
	if err := json.Unmarshal([]byte(payload), &in); err != nil {
		return 0, err
	}
	if err := tx.May(Joining); err != nil {
		return 0, err
	}
	q := db.From[Merge](tx).Where("live_gone_id IS NOT NULL AND done_at IS NOT NULL")
	if q = q.Where("done_at > ?", tx.Now.AddDate(0, 0, -gatherDays)); in.Merge != 0 {
		q = db.From[Merge](tx).Where("id = ?", in.Merge)
	}
	merges, err := q.Order("id").All()
	if err != nil {
		return 0, err
	}
	for i := range merges {
		if !merges[i].Holds() {
			continue
		}
		some, err := merges[i].gather(tx)
		if n += some; err != nil {
			return n, err
		}
	}
	return n, nil
}

func (m *Merge) gather(tx *db.Tx) (int, error) {
	kept, _, err := residents.HoldTwo(tx, m.KeptID, m.GoneID)
	if err != nil {
		return 0, err
	}
	if kept.MergedIntoID != nil {
		return 0, nil // it went on itself; what comes now is gathered there
	}
	books, err := booksOf(tx, m.GoneID, m.KeptID)
	if err != nil {
		return 0, err
	}
	left, err := db.From[moved](tx).Where("merge_id = ? AND how = ?", m.ID, leftThere).All()
	if err != nil {
		return 0, err
	}
	for i := range books {
		for _, l := range left {
			if l.Book == books[i].Table {
				books[i].leave(l.rows())
			}
		}
	}
	n := 0
	for _, b := range books {
		n += len(b.goes())
	}
	if n == 0 {
		return 0, nil
	}
	m.tell(tx)
	if err := m.carry(tx, books); err != nil {
		return 0, err
	}
	return n, care.Regather(tx, m.KeptID, m.GoneID)
}

// spans writes numbers as 3-7,9: what was moved is mostly rows that were written one after the other.
func spans(ids []uint64) string {
	var b strings.Builder
	for i := 0; i < len(ids); {
		j := i
		for j+1 < len(ids) && ids[j+1] == ids[j]+1 {
			j++
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatUint(ids[i], 10))
		if j > i {
			b.WriteString("-" + strconv.FormatUint(ids[j], 10))
		}
		i = j + 1
	}
	return b.String()
}

// unspan reads them.
func unspan(text string) (ids []uint64) {
	for part := range strings.SplitSeq(text, ",") {
		first, last, ranged := strings.Cut(part, "-")
		from, err := strconv.ParseUint(first, 10, 64)
		if err != nil {
			continue
		}
		to := from
		if ranged {
			if to, err = strconv.ParseUint(last, 10, 64); err != nil {
				continue
			}
		}
		for id := from; id <= to; id++ {
			ids = append(ids, id)
		}
	}
	return ids
}
