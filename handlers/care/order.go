package care

import (
	"fmt"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
)

// The actions of a doctor's order.
var (
	orderMeasure = web.Action[care.OrderInput, *care.Order]{Name: "care.order", Do: care.OrderMeasure}
	checkOrder   = web.Action[care.OrderCheckInput, *care.OrderCheck]{Name: "care.check_order", Do: care.CheckOrder}
	reviewOrder  = web.Action[care.OrderReviewInput, *care.OrderCheck]{Name: "care.review_order", Do: care.ReviewOrder}
	endOrder     = web.Action[care.OrderEndInput, *care.Order]{Name: "care.end_order", Do: care.EndOrder}
	knowOrder    = web.Action[care.OfOrder, *care.Order]{Name: "care.know_order", Do: care.KnowOrder}
)

const ordersPath = "/care/orders"

func orderPath(id uint64) string { return fmt.Sprintf("%s/%d", ordersPath, id) }

// openOrders opens the doors of restraint and isolation by a doctor's order.
func openOrders(d *web.Desk) {
	web.Page(d, ordersPath, "care.orders", readOrders, showOrders)
	sheet.Door(d, ordersPath+".xlsx", "care.orders", readOrders, ordersTable)
	web.Page(d, ordersPath+"/new", "care.new_order", readNewOrder, showNewOrder)
	web.Page(d, ordersPath+"/:order", "care.one_order", readOrder, showOrder)
	web.Form(d, ordersPath+"/new", orderMeasure, ordersPath+"/new", func(call *web.Call, _ care.OrderInput, o *care.Order) string {
		call.Tell(web.Notice{Key: "care.told.ordered", Tone: "due"})
		return orderPath(o.ID)
	})
	web.Form(d, ordersPath+"/:order/check", checkOrder, ordersPath+"/:order", func(call *web.Call, in care.OrderCheckInput, _ *care.OrderCheck) string {
		call.Tell(web.Notice{Key: "care.told.looked", Tone: "done"})
		return orderPath(in.OrderID)
	})
	web.Form(d, ordersPath+"/:order/review", reviewOrder, ordersPath+"/:order", func(call *web.Call, in care.OrderReviewInput, _ *care.OrderCheck) string {
		call.Tell(web.Notice{Key: "care.told.order_reviewed", Tone: "done"})
		return orderPath(in.OrderID)
	})
	web.Form(d, ordersPath+"/:order/end", endOrder, ordersPath+"/:order", func(call *web.Call, in care.OrderEndInput, _ *care.Order) string {
		call.Tell(web.Notice{Key: "care.told.order_ended", Tone: "done"})
		return orderPath(in.OrderID)
	})
	web.Form(d, ordersPath+"/:order/known", knowOrder, ordersPath+"/:order", func(call *web.Call, in care.OfOrder, _ *care.Order) string {
		call.Tell(web.Notice{Key: "care.told.order_known", Tone: "done"})
		return web.SafeNext(call.C.PostForm("next"), orderPath(in.OrderID))
	})

	web.Get(d, web.Op{ID: "listOrders", Path: "/api/v1/care/orders", Summary: "Restraint and isolation by a doctor's order: what runs, and what ended in the last ninety days"}, "care.orders", readOrders, ordersWire)
	web.Get(d, web.Op{ID: "getOrder", Path: "/api/v1/care/orders/:order", Summary: "One order with every look and review"}, "care.one_order", readOrder, orderWholeWire)
	web.API(d, web.Op{ID: "orderMeasure", Method: "POST", Path: "/api/v1/care/orders", Summary: "A doctor orders restraint or isolation, for a short time; nobody else can record it", Status: 201}, orderMeasure, orderWire)
	web.API(d, web.Op{ID: "checkOrder", Method: "POST", Path: "/api/v1/care/orders/:order/check", Summary: "Note a look at somebody under an order", Status: 201}, checkOrder, orderCheckWire)
	web.API(d, web.Op{ID: "reviewOrder", Method: "POST", Path: "/api/v1/care/orders/:order/review", Summary: "The doctor decides that an order goes on until its end", Status: 201}, reviewOrder, orderCheckWire)
	web.API(d, web.Op{ID: "endOrder", Method: "POST", Path: "/api/v1/care/orders/:order/end", Summary: "The person is free, and why"}, endOrder, orderWire)
	web.API(d, web.Op{ID: "knowOrder", Method: "POST", Path: "/api/v1/care/orders/:order/known", Summary: "The director knows of an order"}, knowOrder, orderWire)
}

// ordersData is the orders that run and those that ended.
type ordersData struct {
	Open, Past []care.OrderIn
	Now        time.Time
}

func readOrders(tx *db.Tx, _ nothing) (d ordersData, err error) {
	d.Now = tx.Now
	d.Open, d.Past, err = care.OrderList(tx)
	return d, err
}

func showOrders(call *web.Call, d ordersData) web.Leaf {
	return web.Leaf{Title: call.T("care.order.title"), Under: call.T("care.order.under"), Active: "/care/rounds", Body: ordersPage(call, d), Sheet: ordersPath + ".xlsx", Crumbs: []web.Crumb{upward(call)}}
}

// newOrderData is the person and the figures that hold.
type newOrderData struct {
	personData
	Limits map[care.OrderKind]care.OrderLimits
}

func readNewOrder(tx *db.Tx, in ofPerson) (d newOrderData, err error) {
	if d.personData, err = readPerson(tx, care.Orders, in); err != nil {
		return d, err
	}
	d.Limits = map[care.OrderKind]care.OrderLimits{}
	for _, kind := range care.OrderKinds {
		if d.Limits[kind], err = care.LimitsOf(tx, kind); err != nil {
			return d, err
		}
	}
	return d, nil
}

func showNewOrder(call *web.Call, d newOrderData) web.Leaf {
	leaf := web.Leaf{Title: call.T("care.order.new"), Active: "/care/rounds", Body: newOrderPage(call, d), Crumbs: []web.Crumb{{Name: call.T("care.order.title"), Path: ordersPath}}}
	if d.Person != nil {
		leaf.Under = d.Person.Name
	}
	return leaf
}

func orderKinds(call *web.Call) (out []parts.Option) {
	for _, k := range care.OrderKinds {
		out = append(out, parts.Option{Value: string(k), Text: call.T("care.order.kind." + string(k))})
	}
	return out
}

func orderCare(call *web.Call) (out []parts.Option) {
	for _, did := range care.OrderCare {
		out = append(out, parts.Option{Value: did, Text: call.T("care.order.did." + did)})
	}
	return out
}

func readOrder(tx *db.Tx, in struct {
	OrderID uint64 `path:"order"`
}) (*care.OrderWhole, error) {
	o, err := care.OrderOf(tx, in.OrderID)
	if err == nil {
		tx.Looked("resident", o.ResidentID, o.CampusID)
	}
	return o, err
}

func showOrder(call *web.Call, o *care.OrderWhole) web.Leaf {
	return web.Leaf{Title: o.Name, Under: call.T("care.order.kind."+string(o.Kind)) + " · " + o.WardName, Active: "/care/rounds", Body: orderPage(call, o), Crumbs: []web.Crumb{{Name: call.T("care.order.title"), Path: ordersPath}}}
}

// orderState says how an order stands, the most urgent thing.
func orderState(call *web.Call, o care.Order) parts.Chip {
	ctx, now := call.Context(), call.Now()
	late := func(key string, at time.Time) parts.Chip {
		return parts.Chip{Tone: parts.Danger, Icon: "alert-triangle", Text: call.T(key, words.A{"for": words.Duration(ctx, now.Sub(at))})}
	}
	switch {
	case !o.Open():
		return parts.Chip{Tone: parts.Done, Icon: "check", Text: call.T("care.order.is_ended", words.A{"at": words.At(ctx, *o.EndedAt, now)})}
	case o.Over(now):
		return late("care.order.is_over", o.UntilAt)
	case o.CheckDue().Before(now):
		return late("care.order.check_late", o.CheckDue())
	case o.ReviewAt.Before(now):
		return late("care.order.review_late", o.ReviewAt)
	}
	return parts.Chip{Tone: parts.Due, Icon: "clock", Text: call.T("care.order.next", words.A{"check": words.Clock(ctx, o.CheckDue()), "until": words.Clock(ctx, o.UntilAt)})}
}

// orderRow draws an order of the list.
func orderRow(call *web.Call, o care.OrderIn) parts.Person {
	ctx := call.Context()
	row := parts.Person{Bed: o.BedName, Name: o.Name, Href: orderPath(o.ID), Line: strings.Join([]string{call.T("care.order.kind." + string(o.Kind)), o.WardName,
		call.T("care.order.span", words.A{"from": words.At(ctx, o.FromAt, call.Now()), "until": words.Clock(ctx, o.UntilAt), "who": o.DoctorName})}, " · "), Chips: []parts.Chip{orderState(call, o.Order)}}
	if o.PhotoFileID != nil {
		row.Photo = residentPath(o.ResidentID) + "/photo"
	}
	if o.KnownAt == nil {
		row.Chips = append(row.Chips, parts.Chip{Tone: parts.Due, Text: call.T("care.order.unknown")})
	}
	return row
}

// orderHead is whom an order is about; the name leads to the person.
func orderHead(call *web.Call, o *care.OrderWhole) parts.Person {
	row := orderRow(call, o.OrderIn)
	row.Href = residentPath(o.ResidentID)
	return row
}

// orderFacts are what was ordered, by whom, and under which figures.
func orderFacts(call *web.Call, o *care.OrderWhole) parts.Facts {
	ctx := call.Context()
	out := parts.Facts{
		{Name: call.T("care.field.measure"), Value: o.Measure},
		{Name: call.T("care.order.reason"), Value: o.Reason},
		{Name: call.T("care.field.tried"), Value: o.Tried},
		{Name: call.T("care.order.ordered_by"), Value: o.DoctorName, Note: words.DateTime(ctx, o.RecordedAt)},
		{Name: call.T("care.order.from_until"), Value: words.DateTime(ctx, o.FromAt) + " – " + words.Clock(ctx, o.UntilAt), Note: call.T("care.order.limit", words.A{"limit": o.LimitMinutes})},
		{Name: call.T("care.order.rhythm"), Value: call.T("care.order.rhythm_is", words.A{"check": o.CheckMinutes, "review": o.ReviewMinutes})},
	}
	if o.KnownAt != nil {
		out = append(out, parts.Fact{Name: call.T("care.order.known"), Value: o.KnowerName, Note: words.DateTime(ctx, *o.KnownAt)})
	}
	if o.EndedAt != nil {
		out = append(out, parts.Fact{Name: call.T("care.order.freed"), Value: o.EndNote, Note: words.DateTime(ctx, *o.EndedAt) + " · " + o.EnderName})
	}
	return out
}

// orderEvents are the looks and reviews, the newest first.
func orderEvents(call *web.Call, o *care.OrderWhole) parts.Events {
	ctx := call.Context()
	e := parts.Events{Title: call.T("care.order.story"), None: call.T("care.order.story_none")}
	for _, c := range o.Checks {
		var did []string
		for _, one := range strings.FieldsFunc(c.Did, func(r rune) bool { return r == ',' }) {
			did = append(did, call.T("care.order.did."+one))
		}
		if c.Note != "" {
			did = append(did, c.Note)
		}
		e.Items = append(e.Items, parts.Event{When: words.Clock(ctx, c.At), Title: call.T("care.order.event."+string(c.Kind)) + " · " + c.ByName, Note: strings.Join(did, " · ")})
	}
	return e
}

// legalNote says what is known of the law, never more.
func legalNote(call *web.Call, d newOrderData) string {
	l := d.Limits[care.Restraint]
	said := []string{}
	if l.Legal.Text == "" {
		said = append(said, call.T("care.order.law_unknown"))
	}
	said = append(said, call.T("care.order.limits", words.A{"restraint": l.Longest, "isolation": d.Limits[care.Isolation].Longest, "check": l.Check, "review": l.Review}))
	return strings.Join(said, " ")
}

// ordersTable is the orders as a spreadsheet: what runs, then what ended.
func ordersTable(call *web.Call, d ordersData) sheet.Table {
	return sheet.Table{Title: call.T("care.order.title"), Columns: sheet.Columns(call, sheet.As("name", sheet.Text, 26), sheet.As("ward", sheet.Text, 18), sheet.As("kind", sheet.Text, 14), sheet.As("care.order.reason", sheet.Text, 34), sheet.As("care.field.measure", sheet.Text, 34), sheet.As("care.field.tried", sheet.Text, 30),
		sheet.As("from", sheet.Instant, 0), sheet.As("until", sheet.Instant, 0), sheet.As("care.order.freed", sheet.Instant, 0), sheet.As("care.order.why_free", sheet.Text, 28), sheet.As("care.order.ordered_by", sheet.Text, 24), sheet.As("care.order.known", sheet.Instant, 0)),
		Rows: func(row func(...any)) {
			for _, o := range append(append([]care.OrderIn{}, d.Open...), d.Past...) {
				row(o.Name, o.WardName, call.T("care.order.kind."+string(o.Kind)), o.Reason, o.Measure, o.Tried, o.FromAt, o.UntilAt, sheet.At(o.EndedAt), o.EndNote, o.DoctorName, sheet.At(o.KnownAt))
			}
		}}
}

// orderOut is an order for programs.
type orderOut struct {
	ID           uint64     `json:"id"`
	ResidentID   uint64     `json:"resident_id"`
	Name         string     `json:"name,omitempty"`
	WardID       uint64     `json:"ward_id"`
	Kind         string     `json:"kind" enum:"restraint,isolation"`
	Measure      string     `json:"measure"`
	Reason       string     `json:"reason"`
	Tried        string     `json:"tried"`
	From         time.Time  `json:"from"`
	Until        time.Time  `json:"until" doc:"its end; it runs on, overdue, until somebody writes that the person is free"`
	LimitMinutes int        `json:"limit_minutes" doc:"the longest time that the centre allows, when it was ordered"`
	CheckDue     *time.Time `json:"check_due,omitempty"`
	ReviewDue    *time.Time `json:"review_due,omitempty"`
	OrderedBy    uint64     `json:"ordered_by"`
	EndedAt      *time.Time `json:"ended_at,omitempty"`
	EndNote      string     `json:"end_note,omitempty"`
	KnownAt      *time.Time `json:"known_at,omitempty" doc:"when the director said to know"`
}

func orderWire(o *care.Order) orderOut {
	out := orderOut{ID: o.ID, ResidentID: o.ResidentID, WardID: o.WardID, Kind: string(o.Kind), Measure: o.Measure, Reason: o.Reason, Tried: o.Tried, From: o.FromAt, Until: o.UntilAt, LimitMinutes: o.LimitMinutes,
		OrderedBy: o.OrderedBy, EndedAt: o.EndedAt, EndNote: o.EndNote, KnownAt: o.KnownAt}
	if o.Open() {
		check := o.CheckDue()
		out.CheckDue, out.ReviewDue = &check, &o.ReviewAt
	}
	return out
}

func ordersWire(d ordersData) web.List[orderOut] {
	out := web.List[orderOut]{Items: []orderOut{}}
	for _, o := range append(append([]care.OrderIn{}, d.Open...), d.Past...) {
		one := orderWire(&o.Order)
		one.Name = o.Name
		out.Items = append(out.Items, one)
	}
	return out
}

type orderCheckOut struct {
	ID      uint64    `json:"id"`
	OrderID uint64    `json:"order_id"`
	Kind    string    `json:"kind" enum:"check,review"`
	Did     []string  `json:"did,omitempty"`
	Note    string    `json:"note,omitempty"`
	At      time.Time `json:"at"`
	By      uint64    `json:"recorded_by"`
}

func orderCheckWire(c *care.OrderCheck) orderCheckOut {
	return orderCheckOut{c.ID, c.OrderID, string(c.Kind), strings.FieldsFunc(c.Did, func(r rune) bool { return r == ',' }), c.Note, c.At, c.RecordedBy}
}

type orderWholeOut struct {
	orderOut
	Checks []orderCheckOut `json:"checks"`
}

func orderWholeWire(o *care.OrderWhole) orderWholeOut {
	out := orderWholeOut{orderOut: orderWire(&o.Order), Checks: make([]orderCheckOut, len(o.Checks))}
	out.Name = o.Name
	for i := range o.Checks {
		out.Checks[i] = orderCheckWire(&o.Checks[i].OrderCheck)
	}
	return out
}
