package home

import (
	"slices"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/residents"
)

// readOrders reads who is restrained or kept alone now, and, for the director, of which orders nobody
// has said to know.
func (b *board) readOrders(tx *db.Tx) (err error) {
	if !tx.Actor.Has(care.View) || !tx.Actor.Has(residents.View) {
		return nil
	}
	if b.Orders, err = care.OrdersRunning(tx); err != nil || !tx.Actor.Has(care.Oversee) {
		return err
	}
	unknown, err := care.OrdersUnknown(tx)
	for _, o := range unknown {
		if !slices.ContainsFunc(b.Orders, func(r care.OrderIn) bool { return r.ID == o.ID }) {
			b.Orders = append(b.Orders, o)
		}
	}
	return err
}

// orderTone is red for what is overdue or unknown to the director who reads it.
func orderTone(call *web.Call, o care.OrderIn) parts.Tone {
	now := call.Now()
	if o.Open() && (o.Over(now) || o.CheckDue().Before(now) || o.ReviewAt.Before(now)) || o.KnownAt == nil && call.May(care.Oversee) {
		return parts.Danger
	}
	return parts.Due
}

// orderLine says what is due next, or that it has ended.
func orderLine(call *web.Call, o care.OrderIn) string {
	ctx, now := call.Context(), call.Now()
	late := func(key string, d string) string { return call.T(key, words.A{"for": d}) }
	next := call.T("care.order.next", words.A{"check": words.Clock(ctx, o.CheckDue()), "until": words.Clock(ctx, o.UntilAt)})
	switch {
	case !o.Open():
		next = call.T("care.order.is_ended", words.A{"at": words.At(ctx, *o.EndedAt, now)})
	case o.Over(now):
		next = late("care.order.is_over", words.Duration(ctx, now.Sub(o.UntilAt)))
	case o.CheckDue().Before(now):
		next = late("care.order.check_late", words.Duration(ctx, now.Sub(o.CheckDue())))
	case o.ReviewAt.Before(now):
		next = late("care.order.review_late", words.Duration(ctx, now.Sub(o.ReviewAt)))
	}
	return joined(next, o.DoctorName, o.Reason)
}
