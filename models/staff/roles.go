package staff

import (
	"slices"
)

// Role is one kind of work in the house, with everything it allows.
type Role struct {
	Code        string
	Permissions []string
}

// roles is the one table that says who may do what. It is read from top to bottom by whoever
// decides on rights, so each role is written out in full.
//
// Two lines run through it. The administrator looks after accounts, places and settings and sees
// nothing of a resident. And those who move goods and money see wards and head-counts, never the
// daily life of a person.
//
// Everybody who is in the house may report an incident (care.report), also a cook who sees somebody
// beaten. Suspicions against staff are read by the director and the inspector alone.
//
// A secret matter of a resident (HIV, violence, adoption, shelter) is written by those who keep the file
// (residents.confide) and opened by no role at all: only by a name beside it. The director names people
// (residents.entrust), not themselves, and does not read it.
var roles = []Role{
	// Sees and records the people of the own wards, and notes who goes to hospital or home.
	{"ward_carer", []string{
		"wards.view", "residents.view", "residents.contact",
		"presence.view", "presence.absence",
		"care.view", "care.record", "care.amend", "care.report", "deeds.crisis", "care.incidents", "care.visits", "offline.work",
		"staff.rota",
		"staff.service",
	}},
	// Decides on health: needs, isolation, hospital. Restraint is the doctor's alone to order.
	{"doctor", []string{
		"settings.view", "wards.view", "residents.view", "residents.edit", "residents.contact", "residents.confide",
		"presence.view", "presence.move", "presence.absence", "presence.death",
		"care.view", "care.record", "care.amend", "care.watch", "care.order", "care.report", "deeds.crisis", "care.incidents", "care.alerts", "care.visits", "care.bans",
		"offline.work",
		"staff.rota",
		"staff.service",
	}},
	// As the carer, and at night the one who takes somebody in, finds a bed, and writes when somebody dies.
	{"nurse", []string{
		"settings.view", "wards.view", "residents.view", "residents.edit", "residents.contact", "residents.confide",
		"presence.view", "presence.admit", "presence.move", "presence.absence", "presence.death",
		"register.view", "register.issue", // the minutes of an emergency at night
		"care.view", "care.record", "care.amend", "care.watch", "care.second_look", "care.report", "deeds.crisis", "care.incidents", "care.alerts", "care.visits", "care.bans", "care.doors",
		"offline.work",
		"intake.view", "intake.receive",
		"staff.rota",
		"staff.service",
	}},
	// Trains the body: must know the state of the person, records nothing of the round.
	{"therapist", []string{
		"wards.view", "residents.view", "presence.view", "care.view", "care.report", "deeds.crisis",
		"staff.rota",
		"staff.service",
	}},
	// Teaches work: sees who is here, no health.
	{"instructor", []string{
		"wards.view", "presence.view", "care.report",
		"staff.rota",
		"staff.service",
	}},
	// Keeps the file of a person from the first day to the last.
	{"social_worker", []string{
		"settings.view", "wards.view", "residents.view", "residents.edit", "residents.contact", "residents.confide", "residents.merge",
		"presence.view", "presence.admit", "presence.move", "presence.absence", "presence.discharge", "presence.death",
		"register.view", "register.issue", // minutes; the head decides
		"care.view", "care.report", "deeds.crisis", "care.incidents", "care.visits", "care.bans", "intake.transfer", "intake.import",
		"intake.view", "intake.receive", "intake.edit",
		"privacy.view", "privacy.record", // asks for consent, takes requests about data
		"staff.rota",
		"staff.service",
	}},
	// Cooks for those who are here: counts.
	{"kitchen", []string{
		"wards.view", "presence.view", "care.report",
		"staff.rota",
		"staff.service",
	}},
	// Keeps and issues goods: counts.
	{"storekeeper", []string{
		"wards.view", "presence.view", "care.report",
		"staff.rota",
		"staff.service",
	}},
	// Buys on the market: counts.
	{"buyer", []string{
		"wards.view", "presence.view", "care.report",
		"staff.service",
	}},
	// Holds the cash box: counts, since what is paid follows from who is here.
	{"cashier", []string{
		"wards.view", "presence.view", "care.report",
		"staff.service",
	}},
	// Keeps the books: counts by day and category.
	{"accountant", []string{
		"settings.view", "wards.view", "presence.view", "care.report",
		"staff.rota", "staff.duty_pay",
		"staff.service",
	}},
	// Runs a campus, and stands in for anybody in it.
	{"manager", []string{
		"settings.view", "wards.view", "wards.edit", "staff.view", "staff.edit",
		"residents.view", "residents.edit", "residents.contact", "residents.confide", "residents.merge",
		"presence.view", "presence.admit", "presence.move", "presence.absence", "presence.discharge", "presence.death",
		"register.view", "register.issue", "register.decide", "register.void",
		"care.view", "care.record", "care.amend", "care.watch", "care.second_look", "care.questions", "care.report", "care.incidents", "care.alerts", "care.visits", "care.bans", "care.doors", "care.brief",
		"offline.work",
		"intake.transfer", "intake.import", "deeds.view", "deeds.crisis", "jobs.view",
		"intake.view", "intake.receive", "intake.edit", "intake.decide",
		"privacy.view", "privacy.record", "privacy.erase", // with a second person, and one of the two is the director
		"staff.rota", "staff.plan", "staff.duty_pay", "staff.devices",
		"staff.service",
	}},
	// Answers for the centre: also for its norms and settings.
	{"director", []string{
		"settings.view", "settings.change", "wards.view", "wards.edit", "staff.view", "staff.edit", "staff.review",
		"residents.view", "residents.edit", "residents.contact", "residents.confide", "residents.entrust", "residents.merge",
		"presence.view", "presence.admit", "presence.move", "presence.absence", "presence.discharge", "presence.death",
		"register.view", "register.issue", "register.decide", "register.void",
		"care.view", "care.record", "care.amend", "care.watch", "care.second_look", "care.questions", "care.report", "care.incidents", "care.alerts", "care.visits", "care.bans", "care.doors", "care.suspicions", "care.corrections", "care.oversee", "care.brief",
		"offline.work",
		"intake.transfer", "intake.import", "deeds.view", "deeds.crisis", "deeds.answer", "deeds.door", "jobs.view", "backups.view", "backups.drill",
		"intake.view", "intake.receive", "intake.edit", "intake.decide",
		"privacy.view", "privacy.record", "privacy.decide", "privacy.erase",
		"staff.rota", "staff.plan", "staff.duty_pay", "staff.devices",
		"staff.service",
	}},
	// Reads the books and who kept them, changes nothing, sees no health.
	{"inspector", []string{
		"settings.view", "wards.view", "staff.view", "presence.view", "register.view", "deeds.view", "deeds.door",
		"care.report", "care.suspicions", // what the people of the house are done by staff
		"care.corrections", // which marks were struck, by number and not by name
		"staff.rota", "staff.duty_pay",
		"staff.service",
	}},
	// Looks after accounts, places, settings and the machine; nothing of a resident.
	{"admin", []string{
		"settings.view", "settings.change", "wards.view", "wards.edit",
		"staff.view", "staff.edit", "staff.review", "staff.appoint", "staff.devices",
		"jobs.view", "backups.view", "backups.drill",
		"staff.service",
	}},
}

// held holds each role's permissions as a set; it is shared by every actor and never changed.
var held = func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for _, r := range roles {
		set := map[string]bool{}
		for _, p := range r.Permissions {
			set[p] = true
		}
		all[r.Code] = set
	}
	return all
}()

// Roles gives every role, in the order in which people look for them.
func Roles() []Role { return slices.Clone(roles) }

// IsRole tells whether there is a role of this code.
func IsRole(code string) bool { return held[code] != nil }

// Allows tells whether a role allows something.
func Allows(role, permission string) bool { return held[role][permission] }

// AllPermissions gives every permission of the house once, in order.
func AllPermissions() []string {
	var all []string
	for _, r := range roles {
		all = append(all, r.Permissions...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
