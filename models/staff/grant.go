package staff

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
	"maiam/models/wards"
)

// Grant is one role of one person, in one place, for one period. It is never changed: what is over
// is ended, with who and why, and something new is granted.
type Grant struct {
	ID          uint64
	MemberID    uint64
	Role        string
	Campus      Ref `gorm:"column:campus_id"` // none: the whole centre
	Zone        Ref `gorm:"column:zone_id"`
	Ward        Ref `gorm:"column:ward_id"`
	ValidFrom   value.Day
	ValidTo     value.Day // last day; none: until it is ended
	Reason      string
	GrantedAt   time.Time
	GrantedBy   uint64
	EndedAt     *time.Time
	EndedBy     uint64
	EndedReason string
	Version     uint64
}

// TableName names the table.
func (Grant) TableName() string { return "staff_grants" }

// Period is from when until when the grant was given for.
func (g Grant) Period() value.Period { return value.Period{From: g.ValidFrom, To: g.ValidTo} }

// Live tells whether the grant holds on a day or will hold later.
func (g Grant) Live(today value.Day) bool {
	return g.EndedAt == nil && (g.ValidTo.IsZero() || !g.ValidTo.Before(today))
}

// On tells whether the grant holds on a day.
func (g Grant) On(day value.Day) bool { return g.EndedAt == nil && g.Period().Covers(day) }

// Place is where the grant holds.
func (g Grant) Place() Place { return Place{uint64(g.Campus), uint64(g.Zone), uint64(g.Ward)} }

// Place is where a role holds: 0 everywhere is the whole centre.
type Place struct {
	Campus uint64 `form:"campus_id" json:"campus_id"`
	Zone   uint64 `form:"zone_id" json:"zone_id"`
	Ward   uint64 `form:"ward_id" json:"ward_id"`
}

// within tells whether a place lies wholly in a reach.
func (p Place) within(r db.Reach) bool {
	return r.All || p.Campus != 0 && slices.Contains(r.Campuses, p.Campus) ||
		p.Zone != 0 && slices.Contains(r.Zones, p.Zone) || p.Ward != 0 && slices.Contains(r.Wards, p.Ward)
}

// mayGive tells whether an actor may hand out a role in a place: it must lie in the actor's reach
// for staff.edit, and nobody hands out more than they hold there, save those who appoint.
func mayGive(actor db.Actor, role string, place Place) bool {
	if !place.within(actor.Reach(Edit)) {
		return false
	}
	if place.within(actor.Reach(Appoint)) {
		return true
	}
	for permission := range held[role] {
		if !place.within(actor.Reach(permission)) {
			return false
		}
	}
	return true
}

// MayGive lists the roles that an actor may hand out somewhere: for the page that offers them.
func MayGive(actor db.Actor, place Place) []string {
	var out []string
	for _, r := range roles {
		if mayGive(actor, r.Code, place) {
			out = append(out, r.Code)
		}
	}
	return out
}

// GrantInput is one role to be given.
type GrantInput struct {
	Role string `form:"role" json:"role"`
	Place
	From   value.Day `form:"from" json:"from"` // today when missing
	To     value.Day `form:"to" json:"to"`     // last day; none: open
	Reason string    `form:"reason" json:"reason"`
}

// GrantRole gives a person a role. It needs staff.edit over the person, and in that place every
// permission of the role, or staff.appoint. It refuses a role that must lie with somebody else in
// any shared day (staff.apart.…), a role for oneself, and a period in the past. The person's row is
// held first, so of two that forbid each other, given at once, one is refused.
func GrantRole(tx *db.Tx, id uint64, in GrantInput) (*Grant, error) {
	m, grants, err := editable(tx, id)
	if err != nil {
		return nil, err
	}
	if in.From.IsZero() {
		in.From = tx.Today()
	}
	period := value.Period{From: in.From, To: in.To}
	var bad fault.Fields
	if !IsRole(in.Role) {
		bad.Add("role", "words.one_of")
	}
	if !period.Valid() {
		bad.Add("to", "staff.ends_before")
	} else if in.From.Before(tx.Today()) && !tx.Actor.IsHouse() {
		bad.Add("from", "staff.from_past")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if err := in.settlePlace(tx); err != nil {
		return nil, err
	}
	switch {
	case m.ID == tx.Actor.ID:
		return nil, fault.New(fault.Conflict, "staff.not_to_oneself")
	case m.DisabledAt != nil:
		return nil, fault.New(fault.Conflict, "staff.is_disabled")
	case !mayGive(tx.Actor, in.Role, in.Place):
		return nil, fault.New(fault.Forbidden, "staff.gives_more")
	}
	if against, reason := Clash(grants, in.Role, period); against != nil {
		return nil, fault.New(fault.Conflict, reason, fault.A{"role": against.Role, "wanted": in.Role})
	}
	for _, g := range grants {
		if g.EndedAt == nil && g.Role == in.Role && g.Place() == in.Place && g.Period().Overlaps(period) {
			return nil, fault.New(fault.Conflict, "staff.granted_already")
		}
	}
	g := Grant{MemberID: m.ID, Role: in.Role, Campus: Ref(in.Campus), Zone: Ref(in.Zone), Ward: Ref(in.Ward),
		ValidFrom: in.From, ValidTo: in.To, Reason: cut(value.CleanText(in.Reason), reasonLimit), GrantedAt: tx.Now, GrantedBy: tx.Actor.ID}
	if err := db.Add(tx, &g); err != nil {
		return nil, err
	}
	tx.Detail("grant", g.ID)
	tx.Detail("role", g.Role)
	return &g, nil
}

// settlePlace fills the places above a ward or zone and refuses one that is not there, or that
// lies elsewhere. The fence hides places of campuses out of reach.
func (in *GrantInput) settlePlace(tx *db.Tx) error {
	if in.Ward != 0 {
		w, err := db.From[wards.Ward](tx).Where("id = ?", in.Ward).Maybe()
		if err != nil {
			return err
		}
		if w == nil || in.Zone != 0 && w.ZoneID != in.Zone || in.Campus != 0 && w.CampusID != in.Campus {
			return fault.Field("ward_id", "staff.place_unknown")
		}
		in.Zone, in.Campus = w.ZoneID, w.CampusID
		return nil
	}
	if in.Zone != 0 {
		z, err := db.From[wards.Zone](tx).Where("id = ?", in.Zone).Maybe()
		if err != nil {
			return err
		}
		if z == nil || in.Campus != 0 && z.CampusID != in.Campus {
			return fault.Field("zone_id", "staff.place_unknown")
		}
		in.Campus = z.CampusID
		return nil
	}
	if in.Campus != 0 {
		there, err := db.From[wards.Campus](tx).Where("id = ?", in.Campus).Exists()
		if err != nil {
			return err
		}
		if !there {
			return fault.Field("campus_id", "staff.place_unknown")
		}
	}
	return nil
}

// EndGrant ends a role from this moment, with a reason. It needs staff.edit over the person.
func EndGrant(tx *db.Tx, id, grantID uint64, reason string) (*Grant, error) {
	m, grants, err := editable(tx, id)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(grants, func(g Grant) bool { return g.ID == grantID })
	if at < 0 {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	g := &grants[at]
	reason = cut(value.CleanText(reason), reasonLimit)
	switch {
	case g.EndedAt != nil:
		return nil, fault.New(fault.Conflict, "staff.ended_already")
	case reason == "":
		return nil, fault.Field("reason", "staff.reason_missing")
	}
	if g.Role == "admin" && g.On(tx.Today()) && m.DisabledAt == nil {
		rest := slices.DeleteFunc(slices.Clone(grants), func(o Grant) bool { return o.ID == g.ID })
		if !holds(rest, "admin", tx.Today()) {
			if err := anotherAdmin(tx, m.ID); err != nil {
				return nil, err
			}
		}
	}
	now := tx.Now
	g.EndedAt, g.EndedBy, g.EndedReason = &now, tx.Actor.ID, reason
	if err := db.Change(tx, g, "ended_at", "ended_by", "ended_reason"); err != nil {
		return nil, err
	}
	tx.Detail("grant", g.ID)
	tx.Detail("role", g.Role)
	return g, nil
}

// holds tells whether a role for the whole centre is among the grants of a day.
func holds(grants []Grant, role string, day value.Day) bool {
	return slices.ContainsFunc(grants, func(g Grant) bool { return g.Role == role && g.Campus == 0 && g.On(day) })
}

// grantsOf reads every grant of a person, the newest first.
func grantsOf(tx *db.Tx, memberID uint64) ([]Grant, error) {
	return db.From[Grant](tx).Where("member_id = ?", memberID).Order("id DESC").All()
}
