package care

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// Bans is the permission to decide whom a resident must not meet, and to read why.
const Bans = "care.bans"

// Ban says that a resident must not meet somebody, or nobody at all, until a day, why, and by whose
// decision. A resident's right to meet family and friends is the rule (Decree 103/2017/NĐ-CP), and this
// the exception, so it is decided anew after the days of the settings, or ends by itself. It ends with its last day, or before by hand; it is never changed.
type Ban struct {
	ID         uint64
	CampusID   uint64
	ResidentID uint64
	KinID      *uint64 // the identity of the kin
	Name       string
	SearchKey  string
	Phone      value.Phone `gorm:"serializer:sealed" sealed:"care_bans.phone"`
	Anybody    bool
	Reason     string `gorm:"serializer:sealed" sealed:"care_bans.reason"`
	Authority  string `gorm:"serializer:sealed" sealed:"care_bans.authority"` // who decided it, and by which paper
	FromDay    value.Day
	UntilDay   value.Day // the last day on which it holds
	RecordedAt time.Time
	RecordedBy uint64
	EndedAt    *time.Time
	EndedBy    *uint64
	EndNote    string `gorm:"serializer:sealed" sealed:"care_bans.end_note"`
}

// TableName names the table.
func (Ban) TableName() string { return "care_bans" }

// Holds tells whether it holds on a day.
func (b Ban) Holds(on value.Day) bool {
	return b.EndedAt == nil && !on.Before(b.FromDay) && !on.After(b.UntilDay)
}

// Visitor is who comes, as far as it decides who that is: keys of names, numbers, the identity of a kin.
type Visitor struct {
	Kin        uint64
	Name       string
	Companions []string
	Phones     []value.Phone
}

// Means tells whether it speaks of a visitor: the same kin, a telephone number, or the same name. A
// namesake among the family who was chosen from it is somebody else.
func (b Ban) Means(v Visitor) bool {
	switch {
	case b.Anybody:
		return true
	case b.KinID != nil && *b.KinID == v.Kin:
		return true
	case b.Phone != "" && slices.Contains(v.Phones, b.Phone):
		return true
	case b.SearchKey == "":
		return false
	case slices.Contains(v.Companions, b.SearchKey):
		return true
	}
	return b.SearchKey == v.Name && (b.KinID == nil || v.Kin == 0)
}

// allowed refuses a visitor whom one of the residents must not meet. One statement.
func allowed(tx *db.Tx, people []visited, who Visitor, on value.Day) error {
	ids := make([]uint64, len(people))
	for i, p := range people {
		ids[i] = p.ResidentID
	}
	rows, err := db.From[Ban](tx).Where("resident_id IN ? AND until_day >= ? AND ended_at IS NULL", ids, on).Order("id").All()
	if err != nil {
		return err
	}
	for _, b := range rows {
		if !b.Holds(on) || !b.Means(who) {
			continue
		}
		p := people[slices.IndexFunc(people, func(p visited) bool { return p.ResidentID == b.ResidentID })]
		said := fault.A{"name": p.Name, "until": b.UntilDay}
		key := "care.ban.refused"
		if tx.Reach(Bans).Ward(p.CampusID, p.ZoneID, p.WardID) {
			key, said["reason"], said["authority"] = "care.ban.refused_why", b.Reason, b.Authority
		}
		return fault.New(fault.Conflict, key, said)
	}
	return nil
}

// BanInput is what is asked about whom a resident must not meet.
type BanInput struct {
	ResidentID uint64    `form:"resident_id" json:"resident_id" validate:"required"`
	Kin        uint64    `form:"kin" json:"kin,omitempty" doc:"one of the resident's family; else the name"`
	Name       string    `form:"visitor" json:"name,omitempty" validate:"max=200"`
	Phone      string    `form:"phone" json:"phone,omitempty" validate:"max=40"`
	Anybody    bool      `form:"anybody" json:"anybody,omitempty" doc:"nobody from outside at all"`
	Reason     string    `form:"reason" json:"reason" validate:"required,max=300"`
	Authority  string    `form:"authority" json:"authority" validate:"required,max=200" doc:"who decided it, and by which paper"`
	From       value.Day `form:"from" json:"from,omitzero" doc:"today when absent"`
	Until      value.Day `form:"until" json:"until" doc:"the last day on which it holds"`
}

// BanContact writes that a resident must not meet somebody. It needs care.bans in the resident's ward.
// Invalid: nobody is named, no reason, nobody decided it, no last day or one further away than the settings allow.
func BanContact(tx *db.Tx, in BanInput) (*Ban, error) {
	if err := tx.May(Bans); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	people, err := visitable(tx, Bans, []uint64{in.ResidentID})
	if err != nil {
		return nil, err
	}
	kin, err := kinOf(tx, people)
	if err != nil {
		return nil, err
	}
	longest, err := settings.Int(tx, settings.BanLongest, tx.Today())
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	b := Ban{CampusID: people[0].CampusID, ResidentID: in.ResidentID, Anybody: in.Anybody, Reason: short(&bad, "reason", in.Reason), Authority: short(&bad, "authority", in.Authority),
		FromDay: in.From, UntilDay: in.Until, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if b.FromDay.IsZero() {
		b.FromDay = tx.Today()
	}
	if b.Phone, err = value.ParsePhone(in.Phone); err != nil {
		bad.Add("phone", err.Error())
	}
	if in.Kin != 0 {
		if i := slices.IndexFunc(kin, func(k VisitKin) bool { return k.ID == in.Kin || k.Identity() == in.Kin }); i >= 0 {
			b.KinID, b.Name = ptr(kin[i].Identity()), kin[i].Name
		} else {
			bad.Add("kin", "care.visit.kin_unknown")
		}
	} else if !in.Anybody {
		name, err := value.ParseName(in.Name)
		if err != nil {
			bad.Add("visitor", err.Error())
		}
		b.Name = name.String()
	}
	b.SearchKey = value.Fold(b.Name)
	if b.Reason == "" {
		bad.Add("reason", "care.reason_missing")
	}
	if b.Authority == "" {
		bad.Add("authority", "care.ban.authority_missing")
	}
	switch {
	case b.UntilDay.IsZero():
		bad.Add("until", "care.ban.until_missing")
	case b.UntilDay.Before(b.FromDay) || b.UntilDay.Before(tx.Today()):
		bad.Add("until", "care.ban.until_past")
	case b.UntilDay.After(tx.Today().AddDays(longest)):
		bad.Add("until", "care.ban.until_far", fault.A{"limit": longest})
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if err := db.Add(tx, &b); err != nil {
		return nil, err
	}
	b.tell(tx)
	return &b, nil
}

func (b *Ban) tell(tx *db.Tx) {
	tx.Concerns("resident", b.ResidentID, b.CampusID)
	tx.Detail("ban", b.ID)
	tx.Detail("until", b.UntilDay)
}

// BanEndInput ends it before its last day, with the reason.
type BanEndInput struct {
	BanID   uint64 `path:"ban" form:"-" json:"-"`
	EndNote string `form:"end_note" json:"end_note" validate:"required,max=300"`
}

// LiftBan says that a resident may meet somebody again. It needs care.bans in the resident's ward. Invalid:
// no reason. Conflict: it ended already.
func LiftBan(tx *db.Tx, in BanEndInput) (*Ban, error) {
	if err := tx.May(Bans); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	note := short(&bad, "end_note", in.EndNote)
	if note == "" {
		bad.Add("end_note", "care.reason_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	b, err := db.Get[Ban](tx, in.BanID)
	if err != nil {
		return nil, err
	}
	if _, err := presence.Reaches(tx, Bans, b.ResidentID); err != nil {
		return nil, err
	}
	n, err := db.Set[Ban](tx, map[string]any{"ended_at": tx.Now, "ended_by": tx.Actor.ID, "end_note": note}, "id = ? AND ended_at IS NULL", b.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "care.ban.ended")
	}
	b.EndedAt, b.EndedBy, b.EndNote = ptr(tx.Now), ptr(tx.Actor.ID), note
	b.tell(tx)
	return b, nil
}

// BanIn is whom somebody must not meet, with the names that a list needs.
type BanIn struct {
	Ban          `gorm:"embedded"`
	ResidentName string
	PhotoFileID  *uint64
	WardID       uint64
	ZoneID       uint64
	WardName     string
	ByName       string
}

// BansInput narrows the list to a resident.
type BansInput struct {
	ResidentID uint64 `form:"resident_id" json:"resident_id,omitempty"`
}

// BanList lists whom people of the own wards must not meet, those that end soonest first, and of a resident
// also what has ended. It needs care.bans. One statement.
func BanList(tx *db.Tx, in BansInput) ([]BanIn, error) {
	if err := tx.May(Bans); err != nil {
		return nil, err
	}
	more, args := " AND b.ended_at IS NULL AND b.until_day >= ?", []any{tx.Today()}
	if in.ResidentID != 0 {
		more, args = " AND b.resident_id = ?", []any{in.ResidentID}
	}
	rows, err := db.Report[BanIn](tx, `SELECT b.id, b.campus_id, b.resident_id, b.kin_id, b.name, b.phone, b.anybody, b.reason, b.authority, b.from_day, b.until_day, b.recorded_at, b.recorded_by, b.ended_at, b.ended_by, b.end_note,
		r.name AS resident_name, r.photo_file_id, p.ward_id, w.zone_id, w.name AS ward_name, s.name AS by_name
		FROM care_bans b JOIN residents_people r ON r.id = b.resident_id
		LEFT JOIN presence_placements p ON p.open_resident_id = b.resident_id
		LEFT JOIN wards_wards w ON w.id = p.ward_id
		LEFT JOIN staff_members s ON s.id = b.recorded_by
		WHERE {campus b.campus_id}`+more+` ORDER BY b.until_day, b.id LIMIT 500`, args...)
	reach := tx.Reach(Bans)
	return slices.DeleteFunc(rows, func(b BanIn) bool { return !reach.Ward(b.CampusID, b.ZoneID, b.WardID) }), err
}
