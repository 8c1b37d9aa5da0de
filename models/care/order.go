package care

import (
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
)

// The permissions around restraint and isolation: to order it, which is a doctor's alone, and to be
// told of each at once. To look, and to set free, it is enough to record rounds.
const (
	Orders  = "care.order"
	Oversee = "care.oversee"
)

// OrderKind is what a doctor ordered.
type OrderKind string

// The kinds of order.
const (
	Restraint OrderKind = "restraint"
	Isolation OrderKind = "isolation"
)

// OrderKinds lists them.
var OrderKinds = []OrderKind{Restraint, Isolation}

// Order is restraint or isolation of a person as a medical act with an end. The law names tying up and
// locking in among the prohibited acts (Decree 103/2017/NĐ-CP, article 39), and no text that allows it
// in a social centre was found; so the house takes it from a doctor only, for a short time, and keeps
// asking. It never ends by itself: when its time is over it stands as overdue until somebody writes
// that the person is free. OpenResidentID is set while it runs.
type Order struct {
	ID             uint64
	CampusID       uint64
	WardID         uint64
	ResidentID     uint64
	Kind           OrderKind
	Measure        string `gorm:"serializer:sealed" sealed:"care_orders.measure"` // how: by what means, in which room
	Reason         string `gorm:"serializer:sealed" sealed:"care_orders.reason"`
	Tried          string `gorm:"serializer:sealed" sealed:"care_orders.tried"` // what milder was tried before
	FromAt         time.Time
	UntilAt        time.Time
	LimitMinutes   int // the longest time in force when it was ordered
	CheckMinutes   int
	ReviewMinutes  int
	ReviewAt       time.Time  // when it is decided anew; never after its end
	CheckedAt      *time.Time // the last look
	OrderedBy      uint64
	RecordedAt     time.Time
	OpenResidentID *uint64
	EndedAt        *time.Time
	EndedBy        *uint64
	EndNote        string     `gorm:"serializer:sealed" sealed:"care_orders.end_note"`
	KnownAt        *time.Time // when the director said so
	KnownBy        *uint64
}

// TableName names the table.
func (Order) TableName() string { return "care_orders" }

// CheckDue is when somebody must look next.
func (o Order) CheckDue() time.Time {
	last := o.FromAt
	if o.CheckedAt != nil && o.CheckedAt.After(last) {
		last = *o.CheckedAt
	}
	return last.Add(time.Duration(o.CheckMinutes) * time.Minute)
}

// Open tells that nobody wrote that the person is free.
func (o Order) Open() bool { return o.EndedAt == nil }

// Over tells that its time is over and the person is not known to be free.
func (o Order) Over(now time.Time) bool { return o.Open() && !now.Before(o.UntilAt) }

// reviewAfter is when an order is decided anew after a moment.
func (o Order) reviewAfter(at time.Time) time.Time {
	next := at.Add(time.Duration(o.ReviewMinutes) * time.Minute)
	if next.After(o.UntilAt) {
		return o.UntilAt
	}
	return next
}

// OrderCheck is one look at somebody under an order, or one review. It is never changed.
type OrderCheck struct {
	ID         uint64
	CampusID   uint64
	OrderID    uint64
	WardID     uint64
	ResidentID uint64
	Kind       CheckKind
	Did        string // what was done, of OrderCare, with commas
	Note       string `gorm:"serializer:sealed" sealed:"care_order_checks.note"`
	At         time.Time
	RecordedAt time.Time
	RecordedBy uint64
}

// TableName names the table.
func (OrderCheck) TableName() string { return "care_order_checks" }

// CheckKind is a look or a review.
type CheckKind string

// The kinds of check.
const (
	Check  CheckKind = "check"
	Review CheckKind = "review"
)

// OrderCare lists what can be done for somebody under an order.
var OrderCare = []string{"breathing", "skin", "water", "toilet", "moved"}

// OrderLimits are the figures of the settings for a kind of order, all decided by the centre.
type OrderLimits struct {
	Longest, Check, Review int // minutes
	Backdated              int // how many minutes ago it may have begun: a doctor acts first and writes then
	Legal                  settings.Row
}

// LimitsOf reads the figures in force today. Legal is what is known of the law; its mark says how sure.
func LimitsOf(tx *db.Tx, kind OrderKind) (OrderLimits, error) {
	var l OrderLimits
	book, err := settings.Of(tx)
	if err != nil {
		return l, err
	}
	longest := settings.OrderRestraint
	if kind == Isolation {
		longest = settings.OrderIsolation
	}
	for name, into := range map[settings.Name]*int{longest: &l.Longest, settings.OrderCheck: &l.Check, settings.OrderReview: &l.Review, settings.OrderBackdated: &l.Backdated} {
		if *into, err = book.Int(name, tx.Today()); err != nil {
			return l, err
		}
	}
	l.Legal, _ = book.On(settings.OrderLegal, tx.Today())
	return l, nil
}

// OrderInput is a doctor's order.
type OrderInput struct {
	ResidentID uint64    `form:"resident_id" json:"resident_id" validate:"required"`
	Kind       OrderKind `form:"kind" json:"kind" validate:"required,max=20" enum:"restraint,isolation"`
	Measure    string    `form:"measure" json:"measure" validate:"required,max=300" doc:"how: by what means, in which room, who stays near"`
	Reason     string    `form:"reason" json:"reason" validate:"required,max=300"`
	Tried      string    `form:"tried" json:"tried" validate:"required,max=300" doc:"what milder was tried before"`
	Minutes    int       `form:"minutes" json:"minutes" doc:"for how long at most; the settings set a limit"`
	At         time.Time `form:"at" json:"at,omitzero" doc:"from when; now when absent; the settings say how long ago at most"`
}

// OrderMeasure begins restraint or isolation. It needs care.order in the person's ward: a doctor's alone;
// what others saw or did is an incident. The director is told at once. Invalid: no reason, no means,
// nothing milder tried, longer or begun earlier than the settings allow, a beginning in the future. Conflict: an order runs for the person, or the person is not in the house.
func OrderMeasure(tx *db.Tx, in OrderInput) (*Order, error) {
	if err := tx.May(Orders); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	o := Order{ResidentID: in.ResidentID, Kind: in.Kind, Measure: short(&bad, "measure", in.Measure), Reason: short(&bad, "reason", in.Reason), Tried: short(&bad, "tried", in.Tried),
		FromAt: happened(&bad, tx, in.At), OrderedBy: tx.Actor.ID, RecordedAt: tx.Now, OpenResidentID: ptr(in.ResidentID)}
	for field, text := range map[string]string{"measure": o.Measure, "reason": o.Reason, "tried": o.Tried} {
		if text == "" {
			bad.Add(field, "care.reason_missing")
		}
	}
	if !slices.Contains(OrderKinds, in.Kind) {
		bad.Add("kind", "care.order.kind_unknown")
	}
	limits, err := LimitsOf(tx, in.Kind)
	if err != nil {
		return nil, err
	}
	if tx.Now.Sub(o.FromAt) > time.Duration(limits.Backdated)*time.Minute {
		bad.Add("at", "care.order.at_past", fault.A{"minutes": limits.Backdated})
	}
	if in.Minutes < 5 || in.Minutes > limits.Longest {
		bad.Add("minutes", "care.order.too_long", fault.A{"limit": limits.Longest})
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	lies, err := lying(tx, Orders, in.ResidentID)
	if err != nil {
		return nil, err
	}
	o.CampusID, o.WardID = lies.CampusID, lies.WardID
	o.UntilAt = o.FromAt.Add(time.Duration(in.Minutes) * time.Minute)
	o.LimitMinutes, o.CheckMinutes, o.ReviewMinutes = limits.Longest, limits.Check, limits.Review
	o.ReviewAt = o.reviewAfter(o.FromAt)
	if err := db.Add(tx, &o); err != nil {
		if db.Duplicate(err, "open_resident_id") {
			return nil, fault.New(fault.Conflict, "care.order.already").Because(err)
		}
		return nil, err
	}
	o.tell(tx, lies.WardID)
	return &o, nil
}

// tell writes the order into the deed and refreshes the ward's board.
func (o *Order) tell(tx *db.Tx, ward uint64) {
	tx.Touch(ward)
	tx.Concerns("resident", o.ResidentID, o.CampusID)
	tx.Detail("order", o.ID)
	tx.Detail("kind", o.Kind)
}

// running finds an order that nobody ended, of somebody in a ward in which the actor holds a permission.
func running(tx *db.Tx, permission string, id uint64) (*Order, uint64, error) {
	o, err := db.Get[Order](tx, id)
	if err != nil {
		return nil, 0, err
	}
	lies, err := presence.Reaches(tx, permission, o.ResidentID)
	if err != nil {
		return nil, 0, err
	}
	if !o.Open() {
		return nil, 0, fault.New(fault.Conflict, "care.order.ended")
	}
	if lies != nil {
		return o, lies.WardID, nil
	}
	return o, o.WardID, nil
}

// OrderCheckInput notes a look at somebody under an order.
type OrderCheckInput struct {
	OrderID uint64    `path:"order" form:"-" json:"-"`
	Did     []string  `form:"did" json:"did,omitempty" doc:"breathing, skin, water, toilet, moved"`
	Note    string    `form:"note" json:"note,omitempty" validate:"max=300"`
	At      time.Time `form:"at" json:"at,omitzero"`
}

// CheckOrder notes a look at somebody under an order. It needs care.record in the ward. Conflict: it ended.
func CheckOrder(tx *db.Tx, in OrderCheckInput) (*OrderCheck, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	note, at := short(&bad, "note", in.Note), happened(&bad, tx, in.At)
	for _, did := range in.Did {
		if !slices.Contains(OrderCare, did) {
			bad.Add("did", "care.order.did_unknown")
		}
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	o, ward, err := running(tx, Record, in.OrderID)
	if err != nil {
		return nil, err
	}
	if at.Before(o.FromAt) {
		return nil, fault.Field("at", "care.order.before")
	}
	// A look that is written late does not push back a newer one.
	if _, err := db.Set[Order](tx, map[string]any{"checked_at": at}, "id = ? AND (checked_at IS NULL OR checked_at < ?)", o.ID, at); err != nil {
		return nil, err
	}
	return o.noted(tx, ward, OrderCheck{Kind: Check, Did: strings.Join(in.Did, ","), Note: note, At: at})
}

// noted writes a row under an order.
func (o *Order) noted(tx *db.Tx, ward uint64, c OrderCheck) (*OrderCheck, error) {
	c.CampusID, c.OrderID, c.WardID, c.ResidentID, c.RecordedAt, c.RecordedBy = o.CampusID, o.ID, ward, o.ResidentID, tx.Now, tx.Actor.ID
	if err := db.Add(tx, &c); err != nil {
		return nil, err
	}
	o.tell(tx, ward)
	return &c, nil
}

// OrderReviewInput decides that an order goes on until its end.
type OrderReviewInput struct {
	OrderID uint64 `path:"order" form:"-" json:"-"`
	Note    string `form:"note" json:"note" validate:"required,max=300" doc:"why it is still needed"`
}

// ReviewOrder decides that an order goes on, with the reason; its end stays where it is. It needs
// care.order. Conflict: it ended, or its time is over: then the person is set free, or a new order is
// written.
func ReviewOrder(tx *db.Tx, in OrderReviewInput) (*OrderCheck, error) {
	if err := tx.May(Orders); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	note := short(&bad, "note", in.Note)
	if note == "" {
		bad.Add("note", "care.reason_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	o, ward, err := running(tx, Orders, in.OrderID)
	if err != nil {
		return nil, err
	}
	if o.Over(tx.Now) {
		return nil, fault.New(fault.Conflict, "care.order.over")
	}
	if _, err := db.Set[Order](tx, map[string]any{"review_at": o.reviewAfter(tx.Now)}, "id = ? AND ended_at IS NULL", o.ID); err != nil {
		return nil, err
	}
	return o.noted(tx, ward, OrderCheck{Kind: Review, Note: note, At: tx.Now})
}

// OrderEndInput says that the person is free, and why.
type OrderEndInput struct {
	OrderID uint64 `path:"order" form:"-" json:"-"`
	EndNote string `form:"end_note" json:"end_note" validate:"required,max=300"`
}

// EndOrder writes that the person is free. Nobody needs a doctor for that: it needs care.record in the
// ward. Invalid: no reason. Conflict: it ended already.
func EndOrder(tx *db.Tx, in OrderEndInput) (*Order, error) {
	if err := tx.May(Record); err != nil {
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
	o, ward, err := running(tx, Record, in.OrderID)
	if err != nil {
		return nil, err
	}
	n, err := db.Set[Order](tx, map[string]any{"open_resident_id": nil, "ended_at": tx.Now, "ended_by": tx.Actor.ID, "end_note": note}, "id = ? AND ended_at IS NULL", o.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "care.order.ended")
	}
	o.OpenResidentID, o.EndedAt, o.EndedBy, o.EndNote = nil, ptr(tx.Now), ptr(tx.Actor.ID), note
	o.tell(tx, ward)
	return o, nil
}

// OfOrder names an order.
type OfOrder struct {
	OrderID uint64 `path:"order" form:"-" json:"-"`
}

// KnowOrder says that the director knows of an order. It needs care.oversee in the campus. The first one
// counts; said again it changes nothing.
func KnowOrder(tx *db.Tx, in OfOrder) (*Order, error) {
	if err := tx.May(Oversee); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	o, err := db.Get[Order](tx, in.OrderID)
	if err != nil {
		return nil, err
	}
	if o.KnownAt == nil {
		if _, err := db.Set[Order](tx, map[string]any{"known_at": tx.Now, "known_by": tx.Actor.ID}, "id = ? AND known_at IS NULL", o.ID); err != nil {
			return nil, err
		}
		o.KnownAt, o.KnownBy = ptr(tx.Now), ptr(tx.Actor.ID)
	}
	tx.Concerns("resident", o.ResidentID, o.CampusID)
	tx.Detail("order", o.ID)
	return o, nil
}
