package care

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/presence"
)

// OrderIn is an order with whom it is about, where, and who ordered and ended it.
type OrderIn struct {
	Order       `gorm:"embedded"`
	Name        string
	PhotoFileID *uint64
	ZoneID      uint64
	WardName    string
	CampusName  string
	RoomName    string
	BedName     string
	DoctorName  string
	EnderName   string
	KnowerName  string
}

const orderIn = `SELECT x.id, x.campus_id, x.ward_id, x.resident_id, x.kind, x.measure, x.reason, x.tried, x.from_at, x.until_at, x.limit_minutes, x.check_minutes, x.review_minutes, x.review_at, x.checked_at,
	x.ordered_by, x.recorded_at, x.ended_at, x.ended_by, x.end_note, x.known_at, x.known_by,
	r.name, r.photo_file_id, w.zone_id, w.name AS ward_name, CASE WHEN c.short_name = '' THEN c.name ELSE c.short_name END AS campus_name, m.name AS room_name, b.name AS bed_name,
	d.name AS doctor_name, e.name AS ender_name, k.name AS knower_name
	FROM care_orders x
	JOIN residents_people r ON r.id = x.resident_id
	JOIN wards_wards w ON w.id = x.ward_id
	JOIN wards_campuses c ON c.id = x.campus_id
	LEFT JOIN presence_placements p ON p.open_resident_id = x.resident_id
	LEFT JOIN wards_rooms m ON m.id = p.room_id
	LEFT JOIN wards_beds b ON b.id = p.bed_id
	LEFT JOIN staff_members d ON d.id = x.ordered_by
	LEFT JOIN staff_members e ON e.id = x.ended_by
	LEFT JOIN staff_members k ON k.id = x.known_by
	WHERE {campus x.campus_id}`

// ordersPast is for how many days ended orders stand on the list.
const ordersPast = 90

// OrderList lists the orders that run, those first whose time is over, and those that ended in the last
// ninety days, in the wards in which the actor holds care.view. It also needs residents.view. Two
// statements.
func OrderList(tx *db.Tx) (open, past []OrderIn, err error) {
	if open, err = OrdersRunning(tx); err != nil {
		return nil, nil, err
	}
	past, err = db.Report[OrderIn](tx, orderIn+" AND x.ended_at IS NOT NULL AND x.from_at > ? ORDER BY x.from_at DESC, x.id DESC", tx.Now.Add(-ordersPast*24*time.Hour))
	return open, ordersWithin(tx, past), err
}

// OrdersRunning lists the orders that nobody ended, the one that asks for somebody soonest first. It
// needs care.view and residents.view. One statement.
func OrdersRunning(tx *db.Tx) ([]OrderIn, error) {
	if err := mayRead(tx, View); err != nil {
		return nil, err
	}
	rows, err := db.Report[OrderIn](tx, orderIn+" AND x.open_resident_id IS NOT NULL ORDER BY x.review_at, x.id")
	return ordersWithin(tx, rows), err
}

// OrdersUnknown lists the orders of the last ninety days of which no director has said to know. It needs
// care.oversee and residents.view. One statement.
func OrdersUnknown(tx *db.Tx) ([]OrderIn, error) {
	if err := mayRead(tx, Oversee); err != nil {
		return nil, err
	}
	return db.Report[OrderIn](tx, orderIn+" AND x.known_at IS NULL AND x.from_at > ? ORDER BY x.from_at, x.id", tx.Now.Add(-ordersPast*24*time.Hour))
}

func ordersWithin(tx *db.Tx, rows []OrderIn) []OrderIn {
	reach := tx.Reach(View)
	return slices.DeleteFunc(rows, func(o OrderIn) bool { return !reach.Ward(o.CampusID, o.ZoneID, o.WardID) })
}

// OrderCheckIn is a look or a review with who wrote it.
type OrderCheckIn struct {
	OrderCheck `gorm:"embedded"`
	ByName     string
}

// OrderWhole is an order with every look and review, the newest first.
type OrderWhole struct {
	OrderIn
	Checks []OrderCheckIn
}

// OrderOf gives an order by its number. It needs care.view in the person's ward and residents.view.
func OrderOf(tx *db.Tx, id uint64) (*OrderWhole, error) {
	if err := mayRead(tx, View); err != nil {
		return nil, err
	}
	rows, err := db.Report[OrderIn](tx, orderIn+" AND x.id = ?", id)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, notFound
	}
	if _, err := presence.Reaches(tx, View, rows[0].ResidentID); err != nil {
		return nil, err
	}
	o := &OrderWhole{OrderIn: rows[0]}
	o.Checks, err = db.Report[OrderCheckIn](tx, `SELECT x.id, x.campus_id, x.order_id, x.ward_id, x.resident_id, x.kind, x.did, x.note, x.at, x.recorded_at, x.recorded_by, s.name AS by_name
		FROM care_order_checks x LEFT JOIN staff_members s ON s.id = x.recorded_by WHERE {campus x.campus_id} AND x.order_id = ? ORDER BY x.at DESC, x.id DESC`, id)
	return o, err
}
