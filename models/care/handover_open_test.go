package care_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
)

// free writes that somebody is no longer under an order.
func (g *house) free(order uint64) {
	g.T.Helper()
	if err := g.As(g.lan, func(tx *db.Tx) error {
		return second(care.EndOrder(tx, care.OrderEndInput{OrderID: order, EndNote: "đã bình tĩnh"}))
	}); err != nil {
		g.T.Fatal(err)
	}
}

// TestOrdersAreHandedOver: who is restrained or kept alone is a red line with the next review, signed as
// any other, and comes by itself in each shift until somebody writes that the person is free; the shift in
// which it ended says so, and the next no more.
func TestOrdersAreHandedOver(t *testing.T) {
	g := open(t, 3)
	turn := g.running()
	ends := g.handover(turn).Turn.Ends()
	g.Clock.Set(ends.Add(-10 * time.Minute))
	o, err := g.order(g.doctor(), care.OrderInput{ResidentID: g.people[1], Kind: care.Isolation, Minutes: 90})
	if err != nil {
		t.Fatal(err)
	}
	k := fmt.Sprintf("order:%d", o.ID)
	i := find(g.handover(care.TurnInput{}), k)
	if i == nil || i.Level != care.Red || i.Order != care.Isolation || i.Review == nil || !i.Review.Equal(o.ReviewAt) || !i.Until.Equal(o.UntilAt) || i.Ended != nil || i.ResidentID != g.people[1] || i.Bed == "" {
		t.Fatalf("the order: %+v", i)
	}
	g.signAll(g.lan, care.Outgoing)
	g.signAll(g.hai, care.Incoming)

	g.Clock.Set(ends.Add(30 * time.Minute))
	night := g.running()
	next := g.handover(night)
	if i = find(next, k); i == nil || i.Line != nil || i.Level != care.Red {
		t.Fatalf("while it runs it comes again: %+v", i)
	}
	if of := g.handover(turn); find(of, k).Line == nil || len(of.After) != 0 {
		t.Errorf("the shift before stays as it was signed: %v, after %v", keys(of.Items), keys(of.After))
	}
	g.free(o.ID)
	g.Clock.Add(time.Minute)
	if i = find(g.handover(night), k); i == nil || i.Level != care.Amber || i.Ended == nil || i.Review != nil || i.Note != "đã bình tĩnh" {
		t.Errorf("it ended in this shift: %+v", i)
	}
	if of := g.handover(turn); find(of, k) == nil || !slices.Contains(keys(of.Items), k) {
		t.Errorf("what was signed is gone from the shift before: %v", keys(of.Items))
	}

	// The night signs nothing: the morning is told of it still, the one after no more.
	g.Clock.Set(next.Turn.Ends().Add(time.Hour))
	if i = find(g.handover(g.running()), k); i == nil || i.Ended == nil {
		t.Errorf("nobody signed the night: %+v", i)
	}
	g.Clock.Set(g.handover(g.running()).Turn.Ends().Add(time.Hour))
	if i = find(g.handover(g.running()), k); i != nil {
		t.Errorf("two shifts later: %+v", i)
	}
}

// TestUnfinishedOrderComesAgainOnce: an order that was called unfinished and runs on is one line, with the
// word that was said.
func TestUnfinishedOrderComesAgainOnce(t *testing.T) {
	g := open(t, 3)
	ends := g.handover(g.running()).Turn.Ends()
	g.Clock.Set(ends.Add(-10 * time.Minute))
	o, err := g.order(g.doctor(), care.OrderInput{ResidentID: g.people[0], Kind: care.Isolation, Minutes: 200})
	if err != nil {
		t.Fatal(err)
	}
	k := fmt.Sprintf("order:%d", o.ID)
	if err := g.sign(g.lan, care.SignInput{Key: k, As: care.Outgoing, Unfinished: true, Word: "còn kích động"}); err != nil {
		t.Fatal(err)
	}
	g.Clock.Set(ends.Add(time.Minute))
	h := g.handover(g.running())
	if i := find(h, k); i == nil || len(i.Left) != 1 || i.Word != "còn kích động" || find(h, "again:") != nil {
		t.Errorf("lines %v: %+v", keys(h.Items), i)
	}
}

// TestOpenRollcallsAreHandedOver: a count that nobody signed is a red line of its ward, an emergency's of
// every ward of the campus, until it is signed.
func TestOpenRollcallsAreHandedOver(t *testing.T) {
	g := open(t, 3)
	ward := g.begun(care.StartRollcallInput{WardID: g.ward})
	campus := g.begun(care.StartRollcallInput{CampusID: g.one, Place: "Sân trước"})
	g.Clock.Add(time.Minute)
	h := g.handover(g.running())
	if i := find(h, fmt.Sprintf("rollcall:%d", ward.ID)); i == nil || i.Level != care.Red || i.At == nil {
		t.Errorf("the ward's: %+v", i)
	}
	if i := find(h, fmt.Sprintf("rollcall:%d", campus.ID)); i == nil || i.Roll != care.RollEmergency || i.Text != "Sân trước" {
		t.Errorf("the campus's: %+v", i)
	}
	g.ticked(ward.ID, care.AnswerHere, g.people...)
	if _, err := g.closing(g.lan, ward.ID); err != nil {
		t.Fatal(err)
	}
	if i := find(g.handover(g.running()), fmt.Sprintf("rollcall:%d", ward.ID)); i != nil {
		t.Errorf("signed, it is handed over: %+v", i)
	}
}
