package offline

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// How long entries can be made under one key is a setting (offline.key_days); they are taken whenever they
// come. keyAgain is how long a device that asks once more gets the key it has.
const keyAgain = 12 * time.Hour

// keySoon is how long before its end a key is renewed; phones go by the same (app/assets/ts/offline).
const keySoon = 48 * time.Hour

// Key is a send key that was given to one person on one device. The key itself is not stored: it is
// made again from the secret file.
type Key struct {
	ID       uint64
	MemberID uint64
	Device   string // what the browser calls itself, a random number of its own
	Agent    string // what kind of browser it is
	Nonce    string
	GivenAt  time.Time
	Until    time.Time
	Ended    bool `gorm:"-"` // the session that had it was ended from elsewhere
}

// keyRow is a key with the end of a session on its phone.
type keyRow struct {
	Key
	EndedAt *time.Time
}

// TableName names the table.
func (Key) TableName() string { return "offline_keys" }

// Of names an entry that was made under the key. Two people who name an entry alike have two.
func (k Key) Of(entry string) string { return entry + "/" + strconv.FormatUint(k.MemberID, 10) }

// KeyInput names the device that wants a key.
type KeyInput struct {
	Device string `json:"device" validate:"required,max=60" doc:"a random number that the browser keeps for itself"`
	Have   string `json:"have,omitempty" validate:"max=20" doc:"the key that it has already; it is given again while it is good"`
}

// Given is a key as its device gets it, once.
type Given struct {
	KeyID     string    `json:"key_id"`
	Key       string    `json:"key" doc:"base64url of 32 bytes: signs what the device sends"`
	ServerKey string    `json:"server_key" doc:"base64url of an uncompressed point of P-256: entries are sealed for it"`
	Until     time.Time `json:"until" doc:"entries made until then are taken, whenever they come"`
	Now       int64     `json:"now" doc:"the house's clock, in milliseconds"`
	Person    Person    `json:"person"`
}

// Person is who is meant, on the wire.
type Person struct {
	ID   uint64 `json:"id"`
	Name string `json:"name"`
}

// GiveKey gives whoever acts a key for a device, so that what they do there without a network can be
// known as theirs later. It needs offline.work. Conflict: the centre has switched work without a
// network off.
func GiveKey(tx *db.Tx, box *Box, in KeyInput) (*Given, error) {
	if err := tx.May(Work); err != nil {
		return nil, err
	}
	if tx.Actor.ID == 0 {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	if !entryIDs.MatchString(in.Device) {
		return nil, fault.Field("device", "offline.device_form")
	}
	on, err := Allowed(tx)
	if err != nil {
		return nil, err
	}
	if !on {
		return nil, fault.New(fault.Conflict, "offline.switched_off")
	}
	if err := staff.HoldsPhone(tx, in.Device); err != nil {
		return nil, err
	}
	key, err := stillGood(tx, in)
	if err != nil {
		return nil, err
	}
	if key == nil {
		days, err := settings.Int(tx, settings.OfflineKey, tx.Today())
		if err != nil {
			return nil, err
		}
		var nonce [16]byte
		_, _ = rand.Read(nonce[:]) // never fails on the systems Go supports
		key = &Key{MemberID: tx.Actor.ID, Device: in.Device, Agent: value.CleanText(tx.Actor.Device), Nonce: hex.EncodeToString(nonce[:]),
			GivenAt: tx.Now, Until: tx.Now.Add(time.Duration(days) * 24 * time.Hour)}
		if err := db.Add(tx, key); err != nil {
			return nil, err
		}
	}
	tx.Concerns("staff", tx.Actor.ID, 0)
	tx.Detail("key", key.ID)
	return &Given{KeyID: fmt.Sprint(key.ID), Key: base64.RawURLEncoding.EncodeToString(box.SendKey(key.ID, key.Nonce)), ServerKey: box.ServerKey(),
		Until: key.Until, Now: tx.Now.UnixMilli(), Person: Person{tx.Actor.ID, tx.Actor.Name}}, nil
}

// stillGood gives the key that a device asks for again: the one that it says it has, while it holds for
// some days more, or the one that it was given a moment ago. A key ends with the session that had it when
// that is ended from elsewhere; a new sign-in gets a new one.
func stillGood(tx *db.Tx, in KeyInput) (*Key, error) {
	have, _ := strconv.ParseUint(in.Have, 10, 63)
	key, err := db.From[Key](tx).Where("member_id = ? AND device = ? AND (given_at > ? OR id = ? AND until > ?)", tx.Actor.ID, in.Device, tx.Now.Add(-keyAgain), have, tx.Now.Add(keySoon)).Order("id DESC").Limit(1).Maybe()
	if err != nil || key == nil {
		return nil, err
	}
	ended, err := staff.PhoneEnded(tx, key.MemberID, key.Device, key.GivenAt)
	if err != nil || ended != nil {
		return nil, err
	}
	return key, nil
}

// HalfInput names the device that asks for the house's half of a person's key.
type HalfInput struct {
	Device string `form:"device" json:"device" validate:"max=60" doc:"the random number that the browser keeps for itself"`
}

// Half is the house's half of a person's key on one device.
type Half struct {
	Half string `json:"half" doc:"base64url of 32 bytes; opens what this device keeps of this person, together with a key of the device that no script reads"`
}

// HalfOf gives whoever acts the house's half of their key on a device. With it the phone opens what it keeps
// of them though they came by a badge, in which there is no secret. It needs offline.work. Conflict: the
// centre has switched work without a network off.
func HalfOf(tx *db.Tx, box *Box, in HalfInput) (*Half, error) {
	if err := tx.May(Work); err != nil {
		return nil, err
	}
	if tx.Actor.ID == 0 {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	if !entryIDs.MatchString(in.Device) {
		return nil, fault.Field("device", "offline.device_form")
	}
	on, err := Allowed(tx)
	if err != nil {
		return nil, err
	}
	if !on {
		return nil, fault.New(fault.Conflict, "offline.switched_off")
	}
	return &Half{base64.RawURLEncoding.EncodeToString(box.Half(tx.Actor.ID, in.Device))}, nil
}

// Allowed tells whether the centre lets people work without a network today.
func Allowed(tx *db.Tx) (bool, error) {
	book, err := settings.Of(tx)
	if err != nil {
		return false, err
	}
	return book.Yes(settings.OfflineAllowed, tx.Today())
}

// KeysOf reads the keys under which entries say that they were made, in one statement. A key whose session
// was ended from elsewhere held until then.
func KeysOf(tx *db.Tx, entries []Entry) (map[string]Key, error) {
	var ids []uint64
	for _, e := range entries {
		// Only 12, never 012: two names of one key would be two entries to its numbers.
		if id, err := strconv.ParseUint(e.KeyID, 10, 63); err == nil && strconv.FormatUint(id, 10) == e.KeyID {
			ids = append(ids, id)
		}
	}
	out := map[string]Key{}
	if len(ids) == 0 {
		return out, nil
	}
	keys, err := db.Report[keyRow](tx, `SELECT k.*, e.ended_at FROM offline_keys k
		LEFT JOIN staff_session_ends e ON e.member_id = k.member_id AND e.phone = k.device AND e.ended_at >= k.given_at WHERE {shared} AND k.id IN ?`, ids)
	for _, k := range keys {
		if k.EndedAt != nil && k.EndedAt.Before(k.Until) {
			k.Until, k.Ended = *k.EndedAt, true
		}
		id := strconv.FormatUint(k.ID, 10)
		if had, twice := out[id]; !twice || k.Until.Before(had.Until) { // the first end counts
			out[id] = k.Key
		}
	}
	return out, err
}
