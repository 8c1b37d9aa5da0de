package privacy

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// Hold keeps everything about a person from being erased, whatever its years: a court asks, a complaint
// runs.
type Hold struct {
	ID         uint64
	CampusID   uint64
	ResidentID uint64
	Reason     string `gorm:"serializer:sealed" sealed:"privacy_holds.reason"`
	Basis      string // the paper that demands it
	FromDay    value.Day
	EndedOn    value.Day
	EndReason  string `gorm:"serializer:sealed" sealed:"privacy_holds.end_reason"`
	EndedBy    *uint64
	RecordedAt time.Time
	RecordedBy uint64
	Version    uint64
}

// TableName names the table.
func (Hold) TableName() string { return "privacy_holds" }

// Open tells that it holds.
func (h Hold) Open() bool { return h.EndedOn.IsZero() }

// HoldInput tells why everything about a person must be kept.
type HoldInput struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	Reason   string `form:"reason" json:"reason" validate:"max=300"`
	Basis    string `form:"basis_paper" json:"basis_paper,omitempty" validate:"max=300"`
}

// PutHold keeps everything about a person until the hold is ended. It needs privacy.decide. Invalid: no
// reason.
func PutHold(tx *db.Tx, in HoldInput) (*Hold, error) {
	p, err := reach(tx, Decide, in.Resident)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	h := &Hold{CampusID: p.CampusID, ResidentID: p.ID, Reason: needed(&bad, "reason", in.Reason, noteLimit), Basis: short(&bad, "basis_paper", in.Basis, noteLimit),
		FromDay: tx.Today(), RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	return h, db.Add(tx, h)
}

// EndHoldInput tells why a hold is over.
type EndHoldInput struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	ID       uint64 `path:"hold" form:"-" json:"-"`
	Reason   string `form:"reason" json:"reason" validate:"max=300"`
}

// EndHold ends a hold. It needs privacy.decide. Conflict: it has ended before.
func EndHold(tx *db.Tx, in EndHoldInput) (*Hold, error) {
	p, err := reach(tx, Decide, in.Resident)
	if err != nil {
		return nil, err
	}
	h, err := db.From[Hold](tx).Where("id = ? AND resident_id = ?", in.ID, p.ID).One()
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	h.EndReason = needed(&bad, "reason", in.Reason, noteLimit)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if !h.Open() {
		return nil, fault.New(fault.Conflict, "privacy.hold_ended")
	}
	h.EndedOn, h.EndedBy = tx.Today(), ptr(tx.Actor.ID)
	tx.Detail("hold", h.ID)
	return h, db.Change(tx, h, "ended_on", "end_reason", "ended_by")
}

// keptNames are the settings that say how long records are kept, in the order of the page.
var keptNames = []settings.Name{settings.KeptMedical, settings.KeptAccident, settings.KeptMental, settings.KeptDeath, settings.KeptHealthNew, settings.KeptOffice}

// Term is one rule of keeping, with how sure the house is of it. Years is 0 where nobody knows.
type Term struct {
	Name  settings.Name
	Years int
	Row   settings.Row
}

// Terms are the rules as they hold on a day.
func Terms(book *settings.Book, day value.Day) (out []Term) {
	for _, name := range keptNames {
		t := Term{Name: name}
		t.Row, _ = book.On(name, day)
		if n, err := book.Int(name, day); err == nil {
			t.Years = n
		}
		out = append(out, t)
	}
	return out
}

// KeptUntil is the day until which the file of somebody who left is kept at least: of the dead as the
// law of the dead says, of everybody else by the longest figure that is known, since any file may hold
// an accident or an illness of the mind. Where a figure is not known, it is not used; where none is
// known, nothing is due.
func KeptUntil(terms []Term, left value.Day, dead bool) (until value.Day, known bool) {
	years := 0
	for _, t := range terms {
		if dead && t.Name == settings.KeptDeath && t.Years > 0 {
			return left.AddYears(t.Years), true
		}
		years = max(years, t.Years)
	}
	if years == 0 {
		return value.Day{}, false
	}
	return left.AddYears(years), true
}

// Past is somebody whose file has been kept as long as the rules demand.
type Past struct {
	ResidentID   uint64
	Number, Name string
	CampusName   string
	LeftAt       time.Time
	EndReason    presence.Reason
	Held         bool
	Until        value.Day `gorm:"-"`
}

// HeldIn is a hold with its person.
type HeldIn struct {
	Hold
	Number, Name, CampusName string
}

// RetentionPage is what is kept how long, whose term is over, and what is held.
type RetentionPage struct {
	Terms    []Term
	Past     []Past
	Holds    []HeldIn
	Erasures []ErasedIn // what waits for the second person first, then the newest
	MayErase bool
	Today    value.Day
}

// ErasedIn is a proposal to erase, or what was erased, with who had a part in it.
type ErasedIn struct {
	Erasure
	Number, Name, CampusName string
	ByName, AgreedName       string
}

// Retention tells how long records are kept, lists whose term is over, what is held, and what is to be
// erased or was. It needs privacy.view.
func Retention(tx *db.Tx, _ struct{}) (*RetentionPage, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	page := &RetentionPage{Terms: Terms(book, tx.Today()), Today: tx.Today(), MayErase: tx.Actor.Has(Erase)}
	least := 0
	for _, t := range page.Terms {
		if t.Years > 0 && (least == 0 || t.Years < least) {
			least = t.Years
		}
	}
	if least > 0 {
		rows, err := db.Report[Past](tx, `SELECT r.id AS resident_id, r.number, r.name, c.name AS campus_name, s.left_at, s.end_reason,
				CASE WHEN EXISTS (SELECT 1 FROM privacy_holds h WHERE h.resident_id = r.id AND h.ended_on IS NULL) THEN 1 ELSE 0 END AS held
			FROM residents_people r JOIN wards_campuses c ON c.id = r.campus_id
			JOIN presence_stays s ON s.id = (SELECT x.id FROM presence_stays x WHERE x.resident_id = r.id AND x.voided_at IS NULL ORDER BY x.left_at DESC, x.id DESC LIMIT 1)
			WHERE {campus r.campus_id} AND r.erased_at IS NULL AND s.left_at < ? AND NOT EXISTS (SELECT 1 FROM presence_stays o WHERE o.open_resident_id = r.id)
			ORDER BY s.left_at, r.id LIMIT 2000`, tx.Now.AddDate(-least, 0, 0))
		if err != nil {
			return nil, err
		}
		for _, p := range rows {
			var known bool
			if p.Until, known = KeptUntil(page.Terms, dayIn(p.LeftAt, tx.Zone()), p.EndReason == presence.DiedOrMissing); known && p.Until.Before(page.Today) {
				page.Past = append(page.Past, p)
			}
		}
	}
	page.Holds, err = db.Report[HeldIn](tx, `SELECT h.*, r.number, r.name, c.name AS campus_name FROM privacy_holds h JOIN residents_people r ON r.id = h.resident_id JOIN wards_campuses c ON c.id = h.campus_id
		WHERE {campus h.campus_id} AND h.ended_on IS NULL ORDER BY h.id`)
	if err != nil {
		return nil, err
	}
	page.Erasures, err = db.Report[ErasedIn](tx, `SELECT e.*, r.number, r.name, c.name AS campus_name, b.name AS by_name, a.name AS agreed_name FROM privacy_erasures e
		JOIN residents_people r ON r.id = e.resident_id JOIN wards_campuses c ON c.id = r.campus_id LEFT JOIN staff_members b ON b.id = e.recorded_by LEFT JOIN staff_members a ON a.id = e.done_by
		WHERE {campus r.campus_id} AND e.refused_at IS NULL ORDER BY CASE WHEN e.done_at IS NULL THEN 0 ELSE 1 END, e.id DESC LIMIT 500`)
	return page, err
}
