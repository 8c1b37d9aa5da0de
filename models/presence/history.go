package presence

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// PlacementOf gives the bed that a person has now, or nil. The caller has asked for its own
// permission.
func PlacementOf(tx *db.Tx, resident uint64) (*Placement, error) {
	return db.From[Placement](tx).Where("open_resident_id = ?", resident).Maybe()
}

// StayOf gives the stay that goes on, or nil. The caller has asked for its own permission.
func StayOf(tx *db.Tx, resident uint64) (*Stay, error) {
	return db.From[Stay](tx).Where("open_resident_id = ?", resident).Maybe()
}

// LastStay gives a person's newest stay, whether it goes on or not; nil for who was never received.
// The caller has asked for its own permission.
func LastStay(tx *db.Tx, resident uint64) (*Stay, error) {
	return db.From[Stay](tx).Where("resident_id = ? AND voided_at IS NULL", resident).Order("admitted_at DESC, id DESC").Maybe()
}

// StayNamed gives a stay by its identity, as it stands now after every correction; nil when its
// admission was taken back. The caller has asked for its own permission.
func StayNamed(tx *db.Tx, resident, identity uint64) (*Stay, error) {
	return db.From[Stay](tx).Where("resident_id = ? AND voided_at IS NULL AND (id = ? OR origin_id = ?)", resident, identity, identity).Order("admitted_at DESC, id DESC").Maybe()
}

// AbsenceOf gives the absence that goes on, or nil. The caller has asked for its own permission.
func AbsenceOf(tx *db.Tx, resident uint64) (*Absence, error) {
	return db.From[Absence](tx).Where("open_resident_id = ?", resident).Maybe()
}

// EntryKind says which of the three books a line of a person's history is from.
type EntryKind string

// The three books, in the order in which lines of one moment are read.
const (
	StayEntry      EntryKind = "stay"
	PlacementEntry EntryKind = "placement"
	AbsenceEntry   EntryKind = "absence"
)

// Entry is one line of a person's history. What was found wrong stays readable, with the reason.
type Entry struct {
	Kind            EntryKind
	ID              uint64
	CampusID        uint64
	FromAt          time.Time
	ToAt            *time.Time
	What            string // category, cause or kind of absence
	EndReason       Reason
	WardName        string
	RoomName        string
	BedName         string
	Place           string
	Companion       string
	Note            string
	DueBackOn       value.Day
	RecordedAt      time.Time
	RecordedBy      uint64
	EndedRecordedAt *time.Time
	EndedRecordedBy *uint64
	ReplacesID      *uint64
	VoidedAt        *time.Time
	VoidedBy        *uint64
	VoidReason      string
	// Despite are the reasons that were given against what warned of the bed, the first one first;
	// for those who place people.
	Despite []Override `gorm:"-"`
}

// Span is the while of the entry.
func (e Entry) Span() Span { return Span{e.FromAt, e.ToAt} }

// HistoryInput asks for a page of a person's history.
type HistoryInput struct {
	ResidentID uint64 `form:"resident_id" json:"resident_id,omitempty"`
	Limit      int    `form:"limit" json:"limit,omitempty"`
	After      string `form:"after" json:"after,omitempty"`
	Most       int    `form:"-" json:"-"` // all at once, for a file
}

const traced = "x.recorded_at, x.recorded_by, x.ended_recorded_at, x.ended_recorded_by, x.replaces_id, x.voided_at, x.voided_by, x.void_reason"

// HistoryOf reads the stays, beds and absences of a person, newest first, corrections included, a
// page at a time in four statements at most. The history follows the person: what was in another campus
// is shown to whoever may see the person now. Why somebody was placed although a rule warned is
// shown to those who hold presence.move for that ward. It needs presence.view and residents.view.
func HistoryOf(tx *db.Tx, in HistoryInput) (entries []Entry, next string, err error) {
	if err := mayName(tx); err != nil {
		return nil, "", err
	}
	who, err := db.From[person](tx).Where("id = ?", in.ResidentID).One()
	if err != nil {
		return nil, "", err
	}
	lies, err := PlacementOf(tx, who.ID)
	if err != nil {
		return nil, "", err
	}
	if err := reaches(tx, View, who.CampusID, wardOf(lies)); err != nil {
		return nil, "", err
	}
	return historyOf(tx, in)
}

// historyOf is HistoryOf for whoever has asked whether the person is within reach, in one statement:
// of each book as many lines as the page may hold are read by the person's own index.
func historyOf(tx *db.Tx, in HistoryInput) (entries []Entry, next string, err error) {
	page := db.Page{Limit: in.Limit, After: in.After, Most: in.Most}
	parts, follows, err := page.Parts(3)
	if err != nil {
		return nil, "", err
	}
	var before time.Time
	var last Entry
	if follows {
		micros, err1 := strconv.ParseInt(parts[0], 10, 64)
		id, err2 := strconv.ParseUint(parts[2], 10, 64)
		if err1 != nil || err2 != nil {
			return nil, "", fault.Field("after", "db.bad_cursor")
		}
		before = time.UnixMicro(micros).UTC()
		last = Entry{FromAt: before, Kind: EntryKind(parts[1]), ID: id}
	}
	c := &clause{}
	for i, book := range historyBooks {
		if i > 0 {
			c.add(" UNION ALL ")
		}
		c.add("SELECT * FROM (SELECT '"+string(book.kind)+"' AS kind, x.id, x.campus_id, "+book.columns+", "+traced+" FROM "+book.tables+" WHERE {campus x.campus_id} AND x.resident_id = ?", in.ResidentID)
		if follows {
			// Lines of the cursor's own moment are read again and left out below.
			c.add(" AND x."+book.start+" <= ?", before)
		}
		c.add(" ORDER BY x."+book.start+" DESC, x.id DESC LIMIT ?) "+string(book.kind), page.Size()+1+sameMoment)
	}
	err = tx.Everywhere("the history follows the person", func(tx *db.Tx) (err error) {
		entries, err = db.Report[Entry](tx, c.text.String(), c.args...)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	slices.SortFunc(entries, newestFirst)
	if follows {
		entries = slices.DeleteFunc(entries, func(e Entry) bool { return newestFirst(e, last) <= 0 })
	}
	if len(entries) > page.Size() {
		entries = entries[:page.Size()]
		e := entries[len(entries)-1]
		next = db.Cursor(strconv.FormatInt(e.FromAt.UnixMicro(), 10), string(e.Kind), strconv.FormatUint(e.ID, 10))
	}
	return entries, next, explained(tx, in.ResidentID, entries)
}

// explained adds to placements why the person was put there although a rule warned, where the reader
// decides such things: a reason may name a conflict, which is nobody else's business. One statement,
// whatever lines the page holds.
func explained(tx *db.Tx, resident uint64, entries []Entry) error {
	if !tx.Actor.Has(Arrange) {
		return nil
	}
	at := map[uint64]int{}
	for i, e := range entries {
		if e.Kind == PlacementEntry {
			at[e.ID] = i
		}
	}
	c := &clause{}
	c.add(`SELECT o.* FROM presence_overrides o JOIN presence_placements p ON p.id = o.placement_id JOIN wards_wards w ON w.id = p.ward_id
		WHERE {campus o.campus_id} AND o.resident_id = ?`, resident)
	within(c, tx.Reach(Arrange), "w.campus_id", "w.zone_id", "w.id")
	c.add(" ORDER BY o.id")
	return tx.Everywhere("whoever places people in a ward reads why one lay there", func(tx *db.Tx) error {
		found, err := db.Report[Override](tx, c.text.String(), c.args...)
		for _, o := range found {
			if i, shown := at[o.PlacementID]; shown {
				entries[i].Despite = append(entries[i].Despite, o)
			}
		}
		return err
	})
}

// historyBooks are the three books of a person's history with the columns of an Entry, each in the
// same order.
var historyBooks = []struct {
	kind                   EntryKind
	columns, tables, start string
}{
	{StayEntry, `x.admitted_at AS from_at, x.left_at AS to_at, x.category AS what, x.end_reason, '' AS ward_name, '' AS room_name, '' AS bed_name,
		'' AS place, '' AS companion, x.end_note AS note, NULL AS due_back_on`, "presence_stays x", "admitted_at"},
	{PlacementEntry, `x.started_at AS from_at, x.ended_at AS to_at, x.cause AS what, '' AS end_reason, w.name AS ward_name, m.name AS room_name, b.name AS bed_name,
		'' AS place, '' AS companion, x.note, NULL AS due_back_on`,
		"presence_placements x JOIN wards_wards w ON w.id = x.ward_id JOIN wards_rooms m ON m.id = x.room_id JOIN wards_beds b ON b.id = x.bed_id", "started_at"},
	{AbsenceEntry, `x.started_at AS from_at, x.ended_at AS to_at, x.kind AS what, '' AS end_reason, '' AS ward_name, '' AS room_name, '' AS bed_name,
		x.place, x.companion, x.note, x.due_back_on`, "presence_absences x", "started_at"},
}

// sameMoment is how many lines of one book may begin at one moment, as corrections of a row do.
const sameMoment = 50

func newestFirst(a, b Entry) int {
	return cmp.Or(b.FromAt.Compare(a.FromAt), cmp.Compare(a.Kind, b.Kind), cmp.Compare(b.ID, a.ID))
}
