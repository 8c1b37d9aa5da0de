package staff

// Knowledge is one kind of thing that the house knows of a resident, with the permissions that open it: all
// of them are needed. Door is where a test holds it against what the house does.
type Knowledge struct {
	Code        string
	Permissions []string
	Door        string
	Named       bool // opened by a name beside the matter, never by a role
}

// knowledge is the one table that says what each role may know of a resident; beside roles it is read by
// whoever decides on rights, and docs/privacy.md prints it. Wards and zones of a grant narrow every line but
// the first; the campus narrows all.
var knowledge = []Knowledge{
	{Code: "counts", Permissions: []string{"presence.view"}, Door: "/presence/headcount"},
	{Code: "identity", Permissions: []string{"residents.view"}, Door: "/residents/:resident"}, // name, face, age, origin, needs, risks, papers
	{Code: "numbers", Permissions: []string{"residents.edit"}, Door: "/residents/:resident/edit"},
	{Code: "family", Permissions: []string{"residents.view"}, Door: "/residents/:resident/family"},
	{Code: "stays", Permissions: []string{"residents.view", "presence.view"}, Door: "/presence/history"},
	{Code: "rounds", Permissions: []string{"care.view"}, Door: "/wards/:ward/rounds"},
	{Code: "measured", Permissions: []string{"care.view"}, Door: "/residents/:resident/vitals"},
	{Code: "orders", Permissions: []string{"care.view"}, Door: "/care/orders/:order"},
	{Code: "incidents", Permissions: []string{"care.incidents"}},
	{Code: "suspicions", Permissions: []string{"care.suspicions"}},
	{Code: "visits", Permissions: []string{"care.visits"}, Door: "/care/visits"},
	{Code: "admission", Permissions: []string{"intake.view"}, Door: "/intake/files/:stay"},
	{Code: "writs", Permissions: []string{"register.view", "residents.view"}, Door: "/register/:entry/paper.pdf"},
	{Code: "looks", Permissions: []string{ViewDeeds}, Door: "/deeds/of/:resident"},
	{Code: "entrusting", Permissions: []string{"residents.entrust"}, Door: "/residents/secrets"},
	{Code: "secrets", Named: true},
}

// KnowledgeTable gives what the house knows of a resident, from what is least to what is most secret.
func KnowledgeTable() []Knowledge { return knowledge }

// Knows tells whether a role may know something of a resident. No role knows what is opened by names.
func Knows(role string, k Knowledge) bool {
	for _, p := range k.Permissions {
		if !Allows(role, p) {
			return false
		}
	}
	return !k.Named
}
