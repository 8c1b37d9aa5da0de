package staff

import (
	"maiam/models/value"
)

// Pair is two roles that one person must not hold at the same time, with the text key of the
// reason.
type Pair struct {
	One, Other string
	Reason     string
}

// apart is the table of those pairs. Its ground are the six duties of the kitchen and the store
// that must lie with six people (menu planner, buyer, storekeeper, cashier, approver, receiver);
// they belong to the roles kitchen, buyer, storekeeper, cashier, manager or director, and
// ward_carer. To them come the accountant, who by the Law on Accounting 88/2015/QH13, article 52,
// may not run the unit, keep its store or its cash, or buy for it; the inspector, who may not check
// the own books; and the administrator, who could give himself the other person's account.
var apart = []Pair{
	{"kitchen", "buyer", "staff.apart.menu_buy"},
	{"kitchen", "storekeeper", "staff.apart.menu_store"},
	{"kitchen", "cashier", "staff.apart.menu_cash"},
	{"kitchen", "manager", "staff.apart.menu_approve"},
	{"kitchen", "director", "staff.apart.menu_approve"},
	{"kitchen", "ward_carer", "staff.apart.menu_receive"},

	{"buyer", "storekeeper", "staff.apart.buy_store"},
	{"buyer", "cashier", "staff.apart.buy_cash"},
	{"buyer", "manager", "staff.apart.buy_approve"},
	{"buyer", "director", "staff.apart.buy_approve"},
	{"buyer", "ward_carer", "staff.apart.buy_receive"},

	{"storekeeper", "cashier", "staff.apart.store_cash"},
	{"storekeeper", "manager", "staff.apart.store_approve"},
	{"storekeeper", "director", "staff.apart.store_approve"},
	{"storekeeper", "ward_carer", "staff.apart.store_receive"},

	{"cashier", "manager", "staff.apart.cash_approve"},
	{"cashier", "director", "staff.apart.cash_approve"},
	{"cashier", "ward_carer", "staff.apart.cash_receive"},

	{"manager", "ward_carer", "staff.apart.approve_receive"},
	{"director", "ward_carer", "staff.apart.approve_receive"},

	{"accountant", "buyer", "staff.apart.books"},
	{"accountant", "storekeeper", "staff.apart.books"},
	{"accountant", "cashier", "staff.apart.books"},
	{"accountant", "manager", "staff.apart.books"},
	{"accountant", "director", "staff.apart.books"},

	{"inspector", "kitchen", "staff.apart.inspect"},
	{"inspector", "buyer", "staff.apart.inspect"},
	{"inspector", "storekeeper", "staff.apart.inspect"},
	{"inspector", "cashier", "staff.apart.inspect"},
	{"inspector", "accountant", "staff.apart.inspect"},
	{"inspector", "manager", "staff.apart.inspect"},
	{"inspector", "director", "staff.apart.inspect"},
	{"inspector", "admin", "staff.apart.inspect"},

	{"admin", "buyer", "staff.apart.accounts"},
	{"admin", "storekeeper", "staff.apart.accounts"},
	{"admin", "cashier", "staff.apart.accounts"},
	{"admin", "accountant", "staff.apart.accounts"},
}

// Apart gives every pair of roles that must lie with two people.
func Apart() []Pair { return append([]Pair(nil), apart...) }

// KeptApart tells whether two roles must lie with two people, and the text key of the reason.
func KeptApart(a, b string) (reason string, yes bool) {
	for _, p := range apart {
		if p.One == a && p.Other == b || p.One == b && p.Other == a {
			return p.Reason, true
		}
	}
	return "", false
}

// Clash finds the grant that forbids giving a role for a period: one of a role that must lie with
// somebody else and shares a day with it. It does not ask where: who buys for one campus does not
// keep the store of the other. Grants that were ended forbid nothing.
func Clash(grants []Grant, role string, period value.Period) (against *Grant, reason string) {
	for i := range grants {
		g := &grants[i]
		if g.EndedAt != nil || !g.Period().Overlaps(period) {
			continue
		}
		if reason, yes := KeptApart(g.Role, role); yes {
			return g, reason
		}
	}
	return nil, ""
}
