package care_test

import (
	"fmt"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/settings"
)

func (g *house) doctor() db.Actor {
	return dbtest.Person(11, append([]string{care.Orders}, carer...), g.one)
}

func (g *house) leader() db.Actor {
	return dbtest.Person(12, append([]string{care.Oversee}, carer...), g.one)
}

func (g *house) order(as db.Actor, in care.OrderInput) (o *care.Order, err error) {
	if in.Kind == "" {
		in.Kind = care.Restraint
	}
	if in.Minutes == 0 {
		in.Minutes = 45
	}
	for _, text := range []*string{&in.Measure, &in.Reason, &in.Tried} {
		if *text == "" {
			*text = "giữ hai tay bằng dải mềm, có người ngồi cạnh"
		} else if *text == "-" {
			*text = ""
		}
	}
	err = g.As(as, func(tx *db.Tx) (err error) { o, err = care.OrderMeasure(tx, in); return err })
	return o, err
}

func (g *house) look(order uint64, did ...string) error {
	return g.As(g.lan, func(tx *db.Tx) error {
		return second(care.CheckOrder(tx, care.OrderCheckInput{OrderID: order, Did: did}))
	})
}

// TestRestraintIsADoctorsOrder: nobody else can record it; it needs a reason, the means, what milder was
// tried, and an end within the settings; the law's figure is unknown and never used.
func TestRestraintIsADoctorsOrder(t *testing.T) {
	g := open(t, 8)
	who := g.people[2]
	for _, as := range []db.Actor{g.lan, g.nurse(), g.leader()} {
		_, err := g.order(as, care.OrderInput{ResidentID: who})
		refuses(t, err, fault.Forbidden, "fault.forbidden")
	}
	for field, in := range map[string]care.OrderInput{"reason": {Reason: "-"}, "measure": {Measure: "-"}, "tried": {Tried: "-"}} {
		in.ResidentID = who
		_, err := g.order(g.doctor(), in)
		refuses(t, err, fault.Invalid, "care.reason_missing")
		if f := fault.Of(err); f.Fields[0].Name != field {
			t.Errorf("%s: %+v", field, f.Fields)
		}
	}
	_, err := g.order(g.doctor(), care.OrderInput{ResidentID: who, Minutes: 61})
	refuses(t, err, fault.Invalid, "care.order.too_long")
	_, err = g.order(g.doctor(), care.OrderInput{ResidentID: who, At: g.Now().Add(-2 * time.Hour)})
	refuses(t, err, fault.Invalid, "care.order.at_past")
	_, err = g.order(g.doctor(), care.OrderInput{ResidentID: who, Kind: "tied"})
	refuses(t, err, fault.Invalid, "care.order.kind_unknown")
	_, err = g.order(g.doctor(), care.OrderInput{ResidentID: g.strangers[0]})
	refuses(t, err, fault.NotFound, "db.not_found")
	o, err := g.order(g.doctor(), care.OrderInput{ResidentID: who})
	if err != nil || o.LimitMinutes != 60 || o.CheckMinutes != 15 || !o.UntilAt.Equal(o.FromAt.Add(45*time.Minute)) {
		t.Fatalf("%+v, %v", o, err)
	}
	_, err = g.order(g.doctor(), care.OrderInput{ResidentID: who, Kind: care.Isolation})
	refuses(t, err, fault.Conflict, "care.order.already")
	var l care.OrderLimits
	if err := g.See(g.doctor(), func(tx *db.Tx) (err error) { l, err = care.LimitsOf(tx, care.Isolation); return err }); err != nil || l.Longest != 240 || l.Legal.Mark != settings.Unknown || l.Legal.Text != "" {
		t.Errorf("limits %+v, %v", l, err)
	}
}

// TestOrderAsksForSomebody: looks and reviews fall due on the board; a round is no look; when its time is
// over it stands there until somebody writes that the person is free.
func TestOrderAsksForSomebody(t *testing.T) {
	g := open(t, 8)
	who := g.people[2]
	o, err := g.order(g.doctor(), care.OrderInput{ResidentID: who, Kind: care.Isolation, Minutes: 90})
	if err != nil {
		t.Fatal(err)
	}
	b := bed(&g.board().Sheet, who)
	if len(b.Watched) != 1 || b.Watched[0].Reason != "order_isolation" || b.Watched[0].Path() != "/care/orders/"+fmt.Sprint(o.ID) {
		t.Fatalf("beside the bed: %+v", b.Watched)
	}
	g.Clock.Add(16 * time.Minute)
	g.ok(care.RoundInput{Rooms: []care.RoomSeen{g.room(0)}})
	if todo(g.board(), care.LookAgain) == nil {
		t.Error("a round counted as a look at somebody under an order")
	}
	if err := g.look(o.ID, "breathing", "water"); err != nil {
		t.Fatal(err)
	}
	if todo(g.board(), care.LookAgain) != nil {
		t.Error("after the look somebody is still asked for")
	}
	refuses(t, g.look(o.ID, "sleep"), fault.Invalid, "care.order.did_unknown")
	g.Clock.Add(46 * time.Minute) // 62 minutes after the beginning
	if todo(g.board(), care.ReviewIt) == nil {
		t.Error("the review is not due")
	}
	review := func(as db.Actor) error {
		return g.As(as, func(tx *db.Tx) error {
			return second(care.ReviewOrder(tx, care.OrderReviewInput{OrderID: o.ID, Note: "còn đập đầu"}))
		})
	}
	refuses(t, review(g.nurse()), fault.Forbidden, "fault.forbidden")
	if err := review(g.doctor()); err != nil {
		t.Fatal(err)
	}
	if todo(g.board(), care.ReviewIt) != nil {
		t.Error("the review is still due")
	}
	g.Clock.Add(40 * time.Minute) // its 90 minutes are over
	if todo(g.board(), care.ReviewIt) == nil {
		t.Error("an order whose time is over went silent")
	}
	refuses(t, review(g.doctor()), fault.Conflict, "care.order.over")
	end := func(note string) error {
		return g.As(g.lan, func(tx *db.Tx) error {
			return second(care.EndOrder(tx, care.OrderEndInput{OrderID: o.ID, EndNote: note}))
		})
	}
	refuses(t, end(" "), fault.Invalid, "care.reason_missing")
	if err := end("đã bình tĩnh"); err != nil {
		t.Fatal(err)
	}
	refuses(t, end("lần nữa"), fault.Conflict, "care.order.ended")
	refuses(t, g.look(o.ID), fault.Conflict, "care.order.ended")
	if b := bed(&g.board().Sheet, who); len(b.Watched) != 0 {
		t.Errorf("after the end: %+v", b.Watched)
	}
	var whole *care.OrderWhole
	if err := g.See(g.lan, func(tx *db.Tx) (err error) { whole, err = care.OrderOf(tx, o.ID); return err }); err != nil || len(whole.Checks) != 2 || whole.Checks[0].Kind != care.Review || whole.Checks[1].Did != "breathing,water" || whole.EndNote != "đã bình tĩnh" {
		t.Errorf("what is written: %+v, %v", whole, err)
	}
}

// TestDirectorKnowsOfAnOrder: it stands before the director until the director says so, also after its end.
func TestDirectorKnowsOfAnOrder(t *testing.T) {
	g := open(t, 8)
	o, err := g.order(g.doctor(), care.OrderInput{ResidentID: g.people[1]})
	if err != nil {
		t.Fatal(err)
	}
	unknown := func() (n int) {
		t.Helper()
		if err := g.See(g.leader(), func(tx *db.Tx) error { l, err := care.OrdersUnknown(tx); n = len(l); return err }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if unknown() != 1 {
		t.Error("the director is not told")
	}
	know := func(as db.Actor) error {
		return g.As(as, func(tx *db.Tx) error { return second(care.KnowOrder(tx, care.OfOrder{OrderID: o.ID})) })
	}
	refuses(t, know(g.doctor()), fault.Forbidden, "fault.forbidden")
	for range 2 {
		if err := know(g.leader()); err != nil {
			t.Fatal(err)
		}
	}
	if unknown() != 0 {
		t.Error("the director is told again")
	}
	var open, past []care.OrderIn
	if err := g.See(g.lan, func(tx *db.Tx) (err error) { open, past, err = care.OrderList(tx); return err }); err != nil || len(open) != 1 || len(past) != 0 || open[0].KnownAt == nil {
		t.Errorf("list: %+v, %+v, %v", open, past, err)
	}
}
