package staff

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
)

// endRow remembers a session that was ended from elsewhere: by the person at another device, by whoever
// runs the accounts, or by a new password. What its phone writes without a network afterwards is no longer
// taken as the person's without a look (models/offline).
type endRow struct {
	ID        uint64
	SessionID uint64
	MemberID  uint64
	Kind      string
	Device    string
	Address   string
	Phone     string // what the phone calls itself where it works without a network; often empty
	CreatedAt time.Time
	SeenAt    time.Time
	EndedAt   time.Time
	EndedBy   uint64 // 0: the house, as when an unused account was closed
}

// TableName names the table.
func (endRow) TableName() string { return "staff_session_ends" }

// endSessions ends sessions from elsewhere and tells which: the next click there opens the sign-in page,
// what the device holds of the house opens no more, and its keys for work without a network end now.
func endSessions(tx *db.Tx, condition string, args ...any) (ended []sessionRow, err error) {
	if ended, err = db.From[sessionRow](tx).Where(condition, args...).Order("id").All(); err != nil || len(ended) == 0 {
		return nil, err
	}
	ids, rows := make([]uint64, len(ended)), make([]endRow, len(ended))
	for i, s := range ended {
		ids[i] = s.ID
		rows[i] = endRow{SessionID: s.ID, MemberID: s.MemberID, Kind: s.Kind, Device: s.Device, Address: s.Address, Phone: s.Phone,
			CreatedAt: s.CreatedAt, SeenAt: s.SeenAt, EndedAt: tx.Now, EndedBy: tx.Actor.ID}
	}
	n, err := db.RemoveWhere[sessionRow](tx, "id IN ?", ids)
	if err != nil {
		return nil, err
	}
	if n != len(ids) {
		return nil, fault.New(fault.Busy, "db.busy") // another ended one of them at this moment: once more, from the beginning
	}
	return ended, db.Append(tx, rows)
}

// endOne ends one session of a person. It is not there when it ended meanwhile, or is another's. The deed
// says which device it was, and where.
func endOne(tx *db.Tx, member, session uint64) error {
	ended, err := endSessions(tx, "id = ? AND member_id = ?", session, member)
	if err == nil && len(ended) == 0 {
		err = fault.New(fault.NotFound, "db.not_found")
	}
	if err != nil {
		return err
	}
	tx.Detail("session", session)
	tx.Detail("ended_device", ended[0].Device)
	tx.Detail("ended_address", ended[0].Address)
	return nil
}

// EndSession signs one of the own devices out.
func EndSession(tx *db.Tx, id uint64) error {
	if err := signedIn(tx); err != nil {
		return err
	}
	tx.Concerns("staff", tx.Actor.ID, 0)
	return endOne(tx, tx.Actor.ID, id)
}

// SignOutElsewhere signs every own device out but one.
func SignOutElsewhere(tx *db.Tx, keepSession uint64) (int, error) {
	if err := signedIn(tx); err != nil {
		return 0, err
	}
	tx.Concerns("staff", tx.Actor.ID, 0)
	ended, err := endSessions(tx, "member_id = ? AND id <> ?", tx.Actor.ID, keepSession)
	return len(ended), err
}

// EndSessionOf signs one device of a person out, as when one of two phones was lost and the other is at
// work. It needs staff.edit over the person. One's own are ended by EndSession.
func EndSessionOf(tx *db.Tx, member, session uint64) error {
	m, _, err := editable(tx, member)
	if err != nil {
		return err
	}
	return endOne(tx, m.ID, session)
}

// SignOutMember signs a person out everywhere, as when a phone was lost. It needs staff.edit over
// the person.
func SignOutMember(tx *db.Tx, id uint64) (int, error) {
	m, _, err := editable(tx, id)
	if err != nil {
		return 0, err
	}
	ended, err := endSessions(tx, "member_id = ?", m.ID)
	tx.Detail("sessions", len(ended))
	return len(ended), err
}

// HoldsPhone notes in the session of whoever acts which phone it is that asks for a key to work without a
// network, so that ending the session ends the key.
func HoldsPhone(tx *db.Tx, phone string) error {
	if tx.Actor.Session == 0 {
		return nil
	}
	_, err := db.Set[sessionRow](tx, map[string]any{"phone": cut(phone, phoneLimit)}, "id = ? AND member_id = ? AND phone <> ?", tx.Actor.Session, tx.Actor.ID, cut(phone, phoneLimit))
	return err
}

const phoneLimit = 60

// PhoneEnded tells when a session was ended from elsewhere on a phone of a person, since a moment; the
// first of them. Nil: none was.
func PhoneEnded(tx *db.Tx, member uint64, phone string, since time.Time) (*time.Time, error) {
	row, err := db.From[endRow](tx).Where("member_id = ? AND phone = ? AND ended_at >= ?", member, phone, since).Order("ended_at, id").Limit(1).Maybe()
	if err != nil || row == nil {
		return nil, err
	}
	return &row.EndedAt, nil
}
