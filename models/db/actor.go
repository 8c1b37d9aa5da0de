package db

import (
	"slices"

	"maiam/models/fault"
)

// Grant is one role of a person, with what it allows and where. Campus 0 is the whole centre;
// Zone and Ward narrow it further when they are not 0.
type Grant struct {
	Role        string
	Permissions map[string]bool
	Campus      uint64
	Zone        uint64
	Ward        uint64
}

// Actor is who does something: a person who works here, or the house itself.
type Actor struct {
	ID       uint64 // staff member; 0 for the house
	Name     string
	Username string
	Language string
	Via      string // "session", "token", "command", "job"
	Device   string // what the person holds, as its browser names it
	Shared   uint64 // the registered device of a ward on which this happens; 0 for one's own
	Session  uint64 // the session of the person in which this happens; 0 for a program's token and for work that waited on a phone
	Address  string // the network address from which the request came; empty for the house's own work
	Request  string // request id, to find the log lines of a deed
	Grants   []Grant
	house    bool
}

// System is the house acting by itself: commands, jobs, first start. The name says which.
func System(name string) Actor { return Actor{Name: name, Via: "house", house: true} }

// IsHouse tells whether no person stands behind the actor.
func (a Actor) IsHouse() bool { return a.house }

// Has tells whether any role of the actor holds the permission, anywhere.
func (a Actor) Has(permission string) bool {
	return a.house || slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Permissions[permission] })
}

// HasRole tells whether the actor holds a role, anywhere.
func (a Actor) HasRole(role string) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == role })
}

// Reach says where a permission holds.
type Reach struct {
	All      bool     // the whole centre
	Campuses []uint64 // whole campuses
	Zones    []uint64 // single zones
	Wards    []uint64 // single wards
}

// Ward tells whether a ward, which lies in a zone of a campus, is within the reach.
func (r Reach) Ward(campus, zone, ward uint64) bool {
	return r.All || slices.Contains(r.Campuses, campus) || slices.Contains(r.Zones, zone) || slices.Contains(r.Wards, ward)
}

// Campus tells whether a whole campus is within the reach.
func (r Reach) Campus(campus uint64) bool { return r.All || slices.Contains(r.Campuses, campus) }

// Reach gives where the actor holds a permission.
func (a Actor) Reach(permission string) Reach {
	if a.house {
		return Reach{All: true}
	}
	var r Reach
	for _, g := range a.Grants {
		if !g.Permissions[permission] {
			continue
		}
		switch {
		case g.Ward != 0:
			r.Wards = append(r.Wards, g.Ward)
		case g.Zone != 0:
			r.Zones = append(r.Zones, g.Zone)
		case g.Campus != 0:
			r.Campuses = append(r.Campuses, g.Campus)
		default:
			r.All = true
		}
	}
	return r
}

// campuses gives the fence of a permission: every campus in which it holds at least somewhere.
func (a Actor) campuses(permission string) (reach, bool) {
	if a.house {
		return reach{all: true}, true
	}
	var r reach
	for _, g := range a.Grants {
		if !g.Permissions[permission] {
			continue
		}
		if g.Campus == 0 {
			return reach{all: true}, true
		}
		if !slices.Contains(r.campuses, g.Campus) {
			r.campuses = append(r.campuses, g.Campus)
		}
	}
	return r, len(r.campuses) > 0
}

// May is the first line of every use-case and of every query behind a door: it refuses an actor
// without the permission and narrows the fence to the campuses where it holds. Asked twice, the
// narrower fence wins.
func (tx *Tx) May(permission string) error {
	if tx.Actor.ID == 0 && !tx.Actor.house {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	allowed, ok := tx.Actor.campuses(permission)
	if !ok {
		return fault.New(fault.Forbidden, "fault.forbidden", fault.A{"permission": permission})
	}
	tx.fence.narrow(allowed)
	return nil
}

// Reach gives where the actor of this transaction holds a permission, down to zones and wards.
func (tx *Tx) Reach(permission string) Reach { return tx.Actor.Reach(permission) }

// Everywhere runs fn with the campus fence lifted: for questions of the house itself, such as
// whether the other campus knows this person. Answers must not carry what the actor may not see.
func (tx *Tx) Everywhere(why string, fn func(*Tx) error) error {
	kept := *tx.fence
	*tx.fence = reach{set: true, all: true, why: why}
	defer func() { *tx.fence = kept }()
	return fn(tx)
}
