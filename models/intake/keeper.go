package intake

import (
	"cmp"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/staff"
)

// Keeping says who is in charge of the file of a stay from a moment on. Rows are never changed; the
// newest of a stay carries LiveStayID, and one without a member says that nobody is.
type Keeping struct {
	ID         uint64
	CampusID   uint64
	StayID     uint64 // the stay's identity
	ResidentID uint64
	MemberID   *uint64
	LiveStayID *uint64
	Note       string
	RecordedAt time.Time
	RecordedBy uint64
	ReplacesID *uint64
}

// TableName names the table.
func (Keeping) TableName() string { return "intake_keepers" }

// keptBy joins who is in charge of a stay; the stay's identity is the number in the first part.
const keptBy = ` LEFT JOIN intake_keepers h ON h.live_stay_id = COALESCE(s.origin_id, s.id) LEFT JOIN staff_members mb ON mb.id = h.member_id `

// Whose narrows a list to the files of somebody.
type Whose string

// All files, one's own, and those of nobody.
const (
	OfAnybody Whose = ""
	Mine      Whose = "mine"
	OfNobody  Whose = "nobody"
)

// WhoseAll lists them in the order of the page.
var WhoseAll = []Whose{Mine, OfAnybody, OfNobody}

// holds tells whether a list narrowed so names a file that somebody keeps.
func (w Whose) holds(keeper, asker uint64) bool {
	switch w {
	case Mine:
		return keeper != 0 && keeper == asker
	case OfNobody:
		return keeper == 0
	}
	return true
}

// known refuses a word that the list does not have.
func (w Whose) known() error {
	if w != OfAnybody && w != Mine && w != OfNobody {
		return fault.Field("whose", "intake.whose_unknown")
	}
	return nil
}

// KeepFileInput gives a file to somebody: to the asker where nobody is named.
type KeepFileInput struct {
	Stay   uint64 `path:"stay" form:"-" json:"-"`
	Member uint64 `form:"member" json:"member,omitempty" doc:"who takes the file over; the asker when absent"`
	Nobody bool   `form:"nobody" json:"nobody,omitempty" doc:"nobody is in charge any more; the note says why"`
	Note   string `form:"note" json:"note,omitempty" validate:"max=300"`
}

// KeepFile gives the file of a stay to the asker, to a colleague who may keep files there, or to
// nobody. It needs intake.edit. Invalid: somebody who may not keep the files of this person, no reason
// where the file is left to nobody. Conflict: that person has the file already.
func KeepFile(tx *db.Tx, in KeepFileInput) (*Keeping, error) {
	stay, err := standing(tx, KeepFiles, in.Stay)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	tidyTexts(&bad, textField{"note", &in.Note, leavingText})
	to := cmp.Or(in.Member, tx.Actor.ID)
	if in.Nobody {
		if to = 0; in.Note == "" {
			bad.Add("note", "intake.reason_missing")
		}
	} else {
		colleagues, err := staff.Holders(tx, KeepFiles, stay.CampusID)
		if err != nil {
			return nil, err
		}
		if _, able := colleagues[to]; !able {
			bad.Add("member", "intake.keeper_unable")
		}
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	tx.Concerns("resident", stay.ResidentID, stay.CampusID)
	tx.Detail("keeper", to)
	return keep(tx, stay, to, in.Note)
}

// keep writes who is in charge from now on.
func keep(tx *db.Tx, stay *presence.Stay, member uint64, note string) (k *Keeping, err error) {
	k = &Keeping{CampusID: stay.CampusID, StayID: stay.Identity(), ResidentID: stay.ResidentID, LiveStayID: ref(stay.Identity()), Note: note, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if member != 0 {
		k.MemberID = ref(member)
	}
	return k, everywhere(tx, func(tx *db.Tx) error {
		if _, err := db.Hold[presence.Stay](tx, stay.Identity()); err != nil {
			return err
		}
		was, err := db.From[Keeping](tx).Where("live_stay_id = ?", stay.Identity()).Maybe()
		if err != nil {
			return err
		}
		if was != nil {
			if was.member() == member {
				return fault.New(fault.Conflict, "intake.keeper_same")
			}
			k.ReplacesID = ref(was.ID)
			was.LiveStayID = nil
			if err := db.Change(tx, was, "live_stay_id"); err != nil {
				return err
			}
		} else if member == 0 {
			return fault.New(fault.Conflict, "intake.keeper_same")
		}
		return db.Add(tx, k)
	})
}

func (k Keeping) member() uint64 {
	if k.MemberID == nil {
		return 0
	}
	return *k.MemberID
}

// Member is who is in charge by a row, 0 for nobody.
func (k Keeping) Member() uint64 { return k.member() }

// Keeper is who is in charge of a stay's file, and who was before.
type Keeper struct {
	Now        *Keeping
	Story      []Keeping // newest first
	Names      map[uint64]string
	Colleagues map[uint64]string // who may take the file over; for those who may give it
}

// keeperOf reads who is in charge of a stay's file.
func keeperOf(tx *db.Tx, stay *presence.Stay, mayKeep bool) (k Keeper, err error) {
	if err = everywhere(tx, func(tx *db.Tx) (err error) {
		k.Story, err = db.From[Keeping](tx).Where("stay_id = ?", stay.Identity()).Order("id DESC").Limit(50).All()
		return err
	}); err != nil {
		return k, err
	}
	ids := []uint64{0}
	for i := range k.Story {
		ids = append(ids, k.Story[i].member(), k.Story[i].RecordedBy)
		if k.Story[i].LiveStayID != nil && k.Story[i].MemberID != nil {
			k.Now = &k.Story[i]
		}
	}
	if k.Names, err = staff.Names(tx, ids...); err != nil || !mayKeep {
		return k, err
	}
	k.Colleagues, err = staff.Holders(tx, KeepFiles, stay.CampusID)
	return k, err
}

// UnkeptFiles counts the files of those in care of which nobody is in charge, within the asker's
// campuses. It needs intake.view.
func UnkeptFiles(tx *db.Tx) (int, error) {
	if err := tx.May(ViewFiles); err != nil {
		return 0, err
	}
	type count struct{ N int }
	rows, err := db.Report[count](tx, `SELECT COUNT(*) AS n FROM presence_stays s LEFT JOIN intake_keepers h ON h.live_stay_id = COALESCE(s.origin_id, s.id)
		WHERE {campus s.campus_id} AND s.open_resident_id > 0 AND h.member_id IS NULL`)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return rows[0].N, nil
}
