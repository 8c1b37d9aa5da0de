package staff

import (
	"crypto/rand"
	"encoding/base64"
	"time"
	"unicode/utf8"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
	"maiam/models/wards"
)

// Devices is the permission to register the shared devices of wards and to revoke them.
const Devices = "staff.devices"

// deviceNameLimit is the longest name of a device, in letters.
const deviceNameLimit = 120

// SharedDevice is a tablet or computer that stands in a ward and is used by everybody who works
// there. Its browser holds a secret, the house keeps the hash of it. Only at such a device a PIN or a
// card opens, and only for those who work in its ward. One that was revoked stays in the list.
type SharedDevice struct {
	ID            uint64
	CampusID      uint64
	ZoneID        uint64
	WardID        uint64
	Name          string
	SecretHash    string `json:"-"`
	Browser       string // what its browser called itself when it was registered
	RegisteredAt  time.Time
	RegisteredBy  uint64
	UsedAt        *time.Time
	RevokedAt     *time.Time
	RevokedBy     uint64
	RevokedReason string
	Version       uint64
}

// TableName names the table.
func (SharedDevice) TableName() string { return "staff_devices" }

// useRow is who used a shared device last when, so that it can show their face.
type useRow struct {
	ID       uint64
	CampusID uint64
	DeviceID uint64
	MemberID uint64
	UsedAt   time.Time
}

// TableName names the table.
func (useRow) TableName() string { return "staff_device_uses" }

// DeviceInput is what is asked when a browser becomes the shared device of a ward.
type DeviceInput struct {
	WardID  uint64 `form:"ward_id" json:"ward_id"`
	Name    string `form:"name" json:"name"`
	Browser string `form:"-" json:"-"`
	Present string `form:"-" json:"-"` // the secret that the browser holds already
	Session uint64 `form:"-" json:"-"` // in which it happens: from now on it is one on a shared device
}

// RegisterDevice makes the browser at which somebody stands the shared device of a ward, and gives
// the secret that it keeps. It needs staff.devices in that ward. A browser is one device: one that is
// registered is revoked before it is registered for another ward. Two devices of a campus bear two
// names, since people speak of them by name.
func RegisterDevice(tx *db.Tx, in DeviceInput) (secret string, d *SharedDevice, err error) {
	if err := tx.May(Devices); err != nil {
		return "", nil, err
	}
	name := value.CleanText(in.Name)
	var bad fault.Fields
	if utf8.RuneCountInString(name) > deviceNameLimit {
		bad.Add("device_name", "words.max", fault.A{"max": deviceNameLimit})
	} else if name == "" {
		bad.Add("device_name", "words.required")
	}
	w, err := wards.Within(tx, Devices, in.WardID)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		bad.Add("ward_id", "staff.place_unknown")
	case err != nil:
		return "", nil, err
	case !w.ValidTo.IsZero() && w.ValidTo.Before(tx.Today()):
		bad.Add("ward_id", "staff.place_unknown")
	}
	if err := bad.Err(); err != nil {
		return "", nil, err
	}
	taken, err := db.From[SharedDevice](tx).Where("campus_id = ? AND name = ? AND revoked_at IS NULL", w.CampusID, name).Exists()
	if err != nil {
		return "", nil, err
	}
	if taken {
		return "", nil, fault.Field("device_name", "staff.device.name_taken")
	}
	known, err := StationOf(tx, in.Present)
	if err != nil {
		return "", nil, err
	}
	if known != nil {
		return "", nil, fault.New(fault.Conflict, "staff.device.already", fault.A{"name": known.Name})
	}
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails on the systems Go supports
	secret = base64.RawURLEncoding.EncodeToString(b[:])
	d = &SharedDevice{CampusID: w.CampusID, ZoneID: w.ZoneID, WardID: w.ID, Name: name, SecretHash: tokenHash("device " + secret),
		Browser: cut(value.CleanText(in.Browser), deviceLimit), RegisteredAt: tx.Now, RegisteredBy: tx.Actor.ID}
	if err := db.Add(tx, d); err != nil {
		return "", nil, err
	}
	tx.Concerns("shared_device", d.ID, d.CampusID)
	tx.Detail("ward", d.WardID)
	if in.Session == 0 {
		return secret, d, nil
	}
	if _, err := db.Set[sessionRow](tx, map[string]any{"device_id": d.ID}, "id = ? AND member_id = ?", in.Session, tx.Actor.ID); err != nil {
		return "", nil, err
	}
	return secret, d, (&Station{SharedDevice: *d}).usedBy(tx, tx.Actor.ID)
}

// RevokeDevice makes a shared device an ordinary browser again, wherever it is: whoever is signed in
// there is out, and no PIN or card opens it. It needs staff.devices in its ward, and a reason.
func RevokeDevice(tx *db.Tx, id uint64, reason string) (*SharedDevice, error) {
	if err := tx.May(Devices); err != nil {
		return nil, err
	}
	found, err := db.Hold[SharedDevice](tx, id)
	if err != nil {
		return nil, err
	}
	d := &found[0]
	if !tx.Reach(Devices).Ward(d.CampusID, d.ZoneID, d.WardID) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	tx.Concerns("shared_device", d.ID, d.CampusID)
	reason = cut(value.CleanText(reason), reasonLimit)
	switch {
	case d.RevokedAt != nil:
		return nil, fault.New(fault.Conflict, "staff.device.revoked_already")
	case reason == "":
		return nil, fault.Field("reason", "staff.reason_missing")
	}
	now := tx.Now
	d.RevokedAt, d.RevokedBy, d.RevokedReason = &now, tx.Actor.ID, reason
	if err := db.Change(tx, d, "revoked_at", "revoked_by", "revoked_reason"); err != nil {
		return nil, err
	}
	tx.Detail("reason", reason)
	_, err = endSessions(tx, "device_id = ?", d.ID)
	return d, err
}

// ListedDevice is a shared device as the list shows it.
type ListedDevice struct {
	SharedDevice
	WardName     string
	CampusName   string
	RegisteredIs string // by whom
	RevokedIs    string
	UsedIs       string // by whom last
}

// TheDevices lists the shared devices within reach, those in use first. It needs staff.devices and
// runs one statement.
func TheDevices(tx *db.Tx) ([]ListedDevice, error) {
	if err := tx.May(Devices); err != nil {
		return nil, err
	}
	found, err := db.Report[ListedDevice](tx, `SELECT d.*, w.name AS ward_name, CASE WHEN c.short_name = '' THEN c.name ELSE c.short_name END AS campus_name,
			CASE WHEN r.name IS NULL THEN '' ELSE r.name END AS registered_is, CASE WHEN v.name IS NULL THEN '' ELSE v.name END AS revoked_is,
			CASE WHEN m.name IS NULL THEN '' ELSE m.name END AS used_is
		FROM staff_devices d JOIN wards_wards w ON w.id = d.ward_id JOIN wards_campuses c ON c.id = d.campus_id
		LEFT JOIN staff_members r ON r.id = d.registered_by LEFT JOIN staff_members v ON v.id = d.revoked_by
		LEFT JOIN staff_device_uses u ON u.device_id = d.id AND u.used_at = d.used_at LEFT JOIN staff_members m ON m.id = u.member_id
		WHERE {campus d.campus_id} ORDER BY CASE WHEN d.revoked_at IS NULL THEN 0 ELSE 1 END, c.position, w.position, d.id`)
	if err != nil {
		return nil, err
	}
	reach, out := tx.Reach(Devices), found[:0]
	for _, d := range found {
		if reach.Ward(d.CampusID, d.ZoneID, d.WardID) {
			out = append(out, d)
		}
	}
	return out, nil
}

// Station is a registered device somebody stands at, with the names of where it stands.
type Station struct {
	SharedDevice
	WardName   string
	CampusName string
}

// StationOf finds the device that holds a secret, or gives nil. It needs no permission: the secret is
// what proves the device, and it tells nothing but where it stands.
func StationOf(tx *db.Tx, secret string) (*Station, error) {
	if secret == "" || len(secret) > 200 {
		return nil, nil
	}
	found, err := db.Report[Station](tx, `SELECT d.*, w.name AS ward_name, CASE WHEN c.short_name = '' THEN c.name ELSE c.short_name END AS campus_name
		FROM staff_devices d JOIN wards_wards w ON w.id = d.ward_id JOIN wards_campuses c ON c.id = d.campus_id
		WHERE {shared} AND d.secret_hash = ? AND d.revoked_at IS NULL`, tokenHash("device "+secret))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// still reads a device again inside the transaction that lets somebody in: one that was revoked
// meanwhile lets nobody in.
func (s *Station) still(tx *db.Tx) error {
	return tx.Everywhere("a device that somebody stands at", func(tx *db.Tx) error {
		there, err := db.From[SharedDevice](tx).Where("id = ? AND revoked_at IS NULL", s.ID).Exists()
		if err == nil && !there {
			err = fault.New(fault.Unauthenticated, "staff.device.unknown")
		}
		return err
	})
}

// usedBy notes who signed in at the device.
func (s *Station) usedBy(tx *db.Tx, member uint64) error {
	return tx.Everywhere("a device that somebody stands at", func(tx *db.Tx) error {
		if _, err := db.Set[SharedDevice](tx, map[string]any{"used_at": tx.Now}, "id = ?", s.ID); err != nil {
			return err
		}
		return db.Upsert(tx, []useRow{{CampusID: s.CampusID, DeviceID: s.ID, MemberID: member, UsedAt: tx.Now}}, db.By("device_id", "member_id"))
	})
}
