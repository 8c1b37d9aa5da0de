package wards

import (
	"slices"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// The kinds of zone (phân khu), as the centre's own plan divides it.
const (
	ZoneMale             = "male"
	ZoneFemale           = "female"
	ZoneCloseObservation = "close_observation"
	ZoneIsolation        = "isolation"
	ZoneElderly          = "elderly"
	ZoneChildren         = "children"
	ZoneDisabled         = "disabled"
	ZoneEmergency        = "emergency"
	ZoneRecovery         = "recovery"
	ZoneVoluntary        = "voluntary"
	ZoneInfirmary        = "infirmary"
)

var zoneKinds = []string{ZoneMale, ZoneFemale, ZoneCloseObservation, ZoneIsolation, ZoneElderly, ZoneChildren,
	ZoneDisabled, ZoneEmergency, ZoneRecovery, ZoneVoluntary, ZoneInfirmary}

// ZoneKinds lists the kinds of zone in the order in which people list them.
func ZoneKinds() []string { return slices.Clone(zoneKinds) }

// zoneNames are what the centre's papers call a zone of each kind. They name the zones that a
// roster brings with it; like every name of a place they are the centre's data and may be changed.
var zoneNames = map[string]string{
	ZoneMale: "Phân khu nam", ZoneFemale: "Phân khu nữ", ZoneCloseObservation: "Phân khu theo dõi đặc biệt",
	ZoneIsolation: "Phân khu cách ly", ZoneElderly: "Phân khu người cao tuổi", ZoneChildren: "Phân khu trẻ em",
	ZoneDisabled: "Phân khu người khuyết tật", ZoneEmergency: "Phân khu tiếp nhận khẩn cấp",
	ZoneRecovery: "Phân khu phục hồi", ZoneVoluntary: "Phân khu tự nguyện", ZoneInfirmary: "Phân khu y tế",
}

// Zone is a part of a campus with one purpose.
type Zone struct {
	ID        uint64
	CampusID  uint64
	Kind      string
	Name      string
	SearchKey string
	OpenKey   *string // the folded name while it stands: no two open zones of a campus share it
	Position  int
	Life
	Version uint64
}

// TableName names the table.
func (Zone) TableName() string { return "wards_zones" }

func (z Zone) properties() Properties {
	return Properties{Name: z.Name, Position: z.Position, Kind: z.Kind}
}

func (z *Zone) as(p Properties) { z.Name, z.Position, z.Kind = p.Name, p.Position, p.Kind }

// ZoneInput is what is asked about a zone.
type ZoneInput struct {
	Kind     string    `form:"kind" json:"kind" validate:"max=30"`
	Name     string    `form:"name" json:"name" validate:"max=200"`
	Position int       `form:"position" json:"position,omitempty"` // behind the last when 0
	From     value.Day `form:"from" json:"from,omitempty"`
	Version  uint64    `form:"version" json:"version,omitempty"`
}

// KnownZone tells whether there are zones of a kind.
func KnownZone(kind string) bool { return slices.Contains(zoneKinds, kind) }

func (in *ZoneInput) check() fault.Fields {
	var bad fault.Fields
	if !KnownZone(in.Kind) {
		bad.Add("kind", "wards.kind_unknown")
	}
	in.Name = named(&bad, "name", in.Name)
	positionIn(&bad, in.Position)
	return bad
}

func positionIn(bad *fault.Fields, position int) {
	if position < 0 || position > 10_000 {
		bad.Add("position", "wards.position_out_of_range")
	}
}

// AddZone makes a zone on a campus. It needs wards.edit for that campus; a name that another open
// zone of the campus has is a conflict.
func AddZone(tx *db.Tx, campusID uint64, in ZoneInput) (*Zone, error) {
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	if _, err := campus(tx, campusID); err != nil {
		return nil, err
	}
	if !tx.Reach(Edit).Campus(campusID) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	bad := in.check()
	in.From = standsFrom(tx, &bad, "from", in.From)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if in.Position == 0 {
		var err error
		if in.Position, err = nextPosition(tx, func(z Zone) int { return z.Position }, "campus_id = ?", campusID); err != nil {
			return nil, err
		}
	}
	row := newZone(campusID, in)
	if err := db.Add(tx, row); err != nil {
		return nil, taken(err, in.Name)
	}
	tx.Concerns("zone", row.ID, campusID)
	return row, nil
}

func newZone(campusID uint64, in ZoneInput) *Zone {
	key := value.Fold(in.Name)
	return &Zone{CampusID: campusID, Kind: in.Kind, Name: in.Name, SearchKey: key, OpenKey: &key, Position: in.Position,
		Life: Life{ChangedFrom: in.From, ValidFrom: in.From}}
}

// ChangeZone renames a zone, gives it another kind or another place in the order, and keeps how it
// was. It needs wards.edit for the zone or its campus.
func ChangeZone(tx *db.Tx, id uint64, in ZoneInput) (*Zone, error) {
	row, err := holdZone(tx, id)
	if err != nil {
		return nil, err
	}
	if err := gone(row.Life); err != nil {
		return nil, err
	}
	bad := in.check()
	in.From = changesFrom(tx, &bad, in.From, row.Life)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	was, since := row.properties(), row.ChangedFrom
	key := value.Fold(in.Name)
	row.Kind, row.Name, row.SearchKey, row.OpenKey, row.ChangedFrom, row.Version = in.Kind, in.Name, key, &key, in.From, in.Version
	if in.Position != 0 {
		row.Position = in.Position
	}
	tx.Concerns("zone", row.ID, row.CampusID)
	if err := db.Change(tx, row, "kind", "name", "search_key", "open_key", "position", "changed_from"); err != nil {
		return nil, taken(err, in.Name)
	}
	tx.TouchAll()
	return row, keepCopy(tx, "zone", row.CampusID, row.ID, was, since, in.From)
}

func holdZone(tx *db.Tx, id uint64) (*Zone, error) {
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	rows, err := db.Hold[Zone](tx, id)
	if err != nil {
		return nil, err
	}
	return &rows[0], mayEdit(tx, rows[0].CampusID, rows[0].ID, 0)
}
