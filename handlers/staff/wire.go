package staff

import (
	"time"

	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/staff"
)

// personWire is a person who works here on the wire.
type personWire struct {
	ID       uint64      `json:"id"`
	Username string      `json:"username"`
	Name     string      `json:"name"`
	Position string      `json:"position,omitempty"`
	Phone    string      `json:"phone,omitempty"`
	Language string      `json:"language,omitempty"`
	CampusID uint64      `json:"campus_id,omitempty" doc:"where the person belongs; absent for the centre itself"`
	Closed   bool        `json:"closed,omitempty"`
	Roles    []grantWire `json:"roles,omitempty"`
}

// grantWire is a role of a person in a place.
type grantWire struct {
	ID       uint64 `json:"id"`
	Role     string `json:"role"`
	CampusID uint64 `json:"campus_id,omitempty" doc:"absent for the whole centre"`
	ZoneID   uint64 `json:"zone_id,omitempty"`
	WardID   uint64 `json:"ward_id,omitempty"`
	From     string `json:"from"`
	To       string `json:"to,omitempty"`
}

// sessionAnswer is the answer to a sign-in.
type sessionAnswer struct {
	Token     string     `json:"token" doc:"send as Authorization: Bearer …"`
	ExpiresAt time.Time  `json:"expires_at"`
	Person    personWire `json:"person"`
}

// done is the answer of what has no other.
type done struct {
	Done bool `json:"done"`
}

func doneWire(nothing) done { return done{true} }

func sessionWire(out entered) sessionAnswer {
	return sessionAnswer{Token: out.Secret, ExpiresAt: out.Expires, Person: memberWire(*out.Member, out.Grants)}
}

func memberWire(m staff.Member, grants []staff.Grant) personWire {
	w := personWire{ID: m.ID, Username: m.Username, Name: m.Name, Position: m.Position, Phone: m.Phone, Language: m.Language,
		CampusID: uint64(m.Campus), Closed: m.DisabledAt != nil}
	for _, g := range grants {
		one := grantWire{ID: g.ID, Role: g.Role, CampusID: uint64(g.Campus), ZoneID: uint64(g.Zone), WardID: uint64(g.Ward), From: g.ValidFrom.String()}
		if !g.ValidTo.IsZero() {
			one.To = g.ValidTo.String()
		}
		w.Roles = append(w.Roles, one)
	}
	return w
}

// meAnswer says who the caller is.
type meAnswer struct {
	personWire
	Permissions []string `json:"permissions" doc:"what any of the roles allows somewhere"`
}

func readMeWire(tx *db.Tx, _ nothing) (meAnswer, error) {
	f, err := staff.Me(tx)
	if err != nil {
		return meAnswer{}, err
	}
	out := meAnswer{personWire: memberWire(f.Member, f.Grants), Permissions: []string{}}
	for _, p := range staff.AllPermissions() {
		if tx.Actor.Has(p) {
			out.Permissions = append(out.Permissions, p)
		}
	}
	return out, nil
}

func peopleWire(p peoplePage) web.List[personWire] {
	out := web.List[personWire]{Items: []personWire{}, Next: p.Next}
	for _, one := range p.People {
		out.Items = append(out.Items, memberWire(one.Member, one.Grants))
	}
	return out
}

type deedWire struct {
	ID        uint64    `json:"id"`
	CampusID  uint64    `json:"campus_id"`
	At        time.Time `json:"at"`
	Action    string    `json:"action"`
	ActorID   uint64    `json:"actor_id"`
	ActorName string    `json:"actor_name"`
	Via       string    `json:"via"`
	Subject   string    `json:"subject,omitempty"`
	SubjectID uint64    `json:"subject_id,omitempty"`
	Device    string    `json:"device,omitempty" doc:"the shared device of a ward on which it was done"`
	Address   string    `json:"address,omitempty" doc:"from where, of what was done at the door and with accounts"`
	Locked    bool      `json:"locked,omitempty" doc:"a failed sign-in that locked the account"`
}

type deedsWire struct {
	Items []deedWire `json:"items"`
	Next  uint64     `json:"next,omitempty"`
}

// deedsOut leaves the details out: they may hold what the reader's role must not know.
func deedsOut(p deedsPage) deedsWire {
	out := deedsWire{Items: []deedWire{}, Next: p.Next}
	for _, d := range p.Rows {
		out.Items = append(out.Items, deedWire{d.ID, d.CampusID, d.At, d.Action, d.ActorID, d.ActorName, d.Via, d.Subject, d.SubjectID, d.Device, d.Address, d.Locked})
	}
	return out
}
