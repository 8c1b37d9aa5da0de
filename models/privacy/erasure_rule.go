package privacy

import (
	"slices"

	"maiam/models/db"
)

// fate is what becomes of the rows of one table when a file is erased.
type fate int

// The fates. A table that is not in the list below is gone: what is made tomorrow tells nothing about
// somebody who was erased, also before anybody has thought of it.
const (
	gone  fate = iota
	bare       // the row stays and is counted; every word in it is blank but for those of closed lists
	owned      // of several people: blank where it is of this one alone, else without the name
	veils      // the words stay, without the name: they answer for somebody of the staff
	stays
)

// rule is the fate of a table, what of it stays readable, and why it is kept.
type rule struct {
	fate fate
	kept []string // columns with words of a closed list: a kind, a state
	must []string // columns that may not be empty afterwards, whatever they said
	none []string // columns with numbers or days that tell of the person, and are emptied
	why  string   // a text key under privacy.erase_why
}

// fates is every table of which something stays. Everything else that names a person is gone.
var fates = map[string]rule{
	"residents_people":       {fate: stays, why: "mark"}, // written over column by column: veil
	"privacy_erasures":       {fate: veils, kept: []string{"ground"}, why: "proof"},
	"privacy_consents":       {fate: bare, kept: []string{"purpose", "live_purpose", "act", "giver", "means"}, must: []string{"place"}, none: []string{"kin_id"}, why: "proof"},
	"privacy_requests":       {fate: bare, kept: []string{"kind", "asker", "purpose", "outcome"}, why: "proof"},
	"privacy_request_steps":  {fate: bare, kept: []string{"step"}, why: "proof"},
	"privacy_restrictions":   {fate: bare, kept: []string{"kind", "purpose", "open_key"}, why: "proof"},
	"privacy_holds":          {fate: bare, why: "proof"},
	"presence_stays":         {fate: bare, kept: []string{"category", "end_reason"}, why: "days"},
	"presence_placements":    {fate: bare, kept: []string{"cause"}, why: "days"},
	"presence_absences":      {fate: bare, kept: []string{"kind", "purpose"}, why: "days"},
	"care_marks":             {fate: bare, why: "rounds"},
	"care_looks":             {fate: bare, why: "rounds"},
	"care_second_looks":      {fate: bare, why: "rounds"},
	"care_rollcall_ticks":    {fate: bare, kept: []string{"answer"}, why: "rounds"},
	"care_tasks":             {fate: bare, kept: []string{"kind", "hours"}, why: "rounds"},
	"care_task_answers":      {fate: bare, kept: []string{"answer"}, why: "rounds"},
	"care_watches":           {fate: bare, kept: []string{"reason", "end_cause"}, why: "orders"},
	"care_orders":            {fate: bare, kept: []string{"kind"}, why: "orders"},
	"care_order_checks":      {fate: bare, kept: []string{"kind", "did"}, why: "orders"},
	"care_incident_people":   {fate: bare, why: "incidents"},
	"care_incidents":         {fate: owned, kept: []string{"kind", "severity"}, why: "incidents"},
	"care_incident_acts":     {fate: owned, why: "incidents"},
	"care_incident_known":    {fate: owned, why: "incidents"},
	"care_visit_people":      {fate: bare, kept: []string{"mood"}, why: "visits"},
	"care_visits":            {fate: owned, kept: []string{"kind", "relation"}, none: []string{"kin_id"}, why: "visits"},
	"care_visit_items":       {fate: owned, kept: []string{"given_to"}, why: "visits"},
	"deeds_strangers":        {fate: veils, kept: []string{"found", "roles"}, why: "deeds"},
	"deeds_crises":           {fate: veils, kept: []string{"found", "roles"}, why: "deeds"},
	"intake_deaths":          {fate: bare, kept: []string{"place_kind", "burial_kind", "former_reason"}, why: "processes"},
	"intake_decisions":       {fate: bare, kept: []string{"kind", "category_was", "category_is"}, why: "processes"},
	"intake_departures":      {fate: bare, kept: []string{"reason", "destination"}, why: "processes"},
	"intake_departure_steps": {fate: bare, kept: []string{"step"}, why: "processes"},
	"intake_errands":         {fate: bare, kept: []string{"kind"}, why: "processes"},
	"intake_files":           {fate: bare, kept: []string{"way"}, why: "processes"},
	"intake_papers":          {fate: bare, kept: []string{"code", "state", "current_code"}, why: "processes"},
	"intake_keepers":         {fate: bare, why: "processes"},
	"intake_leavers":         {fate: bare, kept: []string{"refused"}, why: "processes"},
	"intake_leaves":          {fate: owned, kept: []string{"purpose"}, why: "processes"},
	"intake_petitions":       {fate: bare, kept: []string{"category", "outcome"}, why: "processes"},
	"intake_petition_steps":  {fate: bare, kept: []string{"step", "live_step"}, why: "processes"},
	"intake_receptions":      {fate: bare, kept: []string{"brought_by", "states"}, why: "processes"},
	"intake_reviews":         {fate: veils, why: "processes"},
	"intake_review_children": {fate: bare, why: "processes"},
	"intake_transfers":       {fate: bare, kept: []string{"state"}, why: "processes"},
	"register_entries":       {fate: bare, kept: []string{"kind", "paper", "once_key", "sign", "signer", "position", "capacity"}, why: "numbers"},
}

// others are the columns by which a row of somebody else names the person, and what becomes of it. Every
// column that names a person is either here, or its row is the person's own: a test reads the schema.
var others = map[string]rule{
	"residents_kin.person_id":              {fate: bare, kept: []string{"relation"}, why: "kin"},
	"residents_kin.open_person_id":         {fate: bare, kept: []string{"relation"}, why: "kin"},
	"presence_conflicts.other_id":          {fate: gone},
	"presence_overrides.with_id":           {fate: veils, kept: []string{"rule"}, why: "days"},
	"presence_placements.swapped_with":     {fate: stays, why: "days"},
	"intake_identifications.known_as_id":   {fate: bare, why: "processes"},
	"intake_merges.kept_id":                {fate: gone},
	"intake_merges.gone_id":                {fate: gone},
	"intake_strangers.low_id":              {fate: gone},
	"intake_strangers.high_id":             {fate: gone},
	"residents_people.merged_into_id":      {fate: stays, why: "mark"},
	"privacy_erasures.live_resident_id":    {fate: stays, why: "proof"},
	"presence_stays.open_resident_id":      {fate: stays, why: "days"},
	"presence_placements.open_resident_id": {fate: stays, why: "days"},
}

// unkeyed are columns that name a person under another name and without a foreign key.
var unkeyed = []db.Pointer{{Table: "presence_overrides", Column: "with_id"}, {Table: "presence_placements", Column: "swapped_with"}, {Table: "residents_kin", Column: "open_person_id"}}

// aloof are the tables to which rows of a person point and which tell nothing of anybody: places, staff,
// settings, attachments (which go by themselves).
var aloof = []string{"wards_", "staff_", "settings_", "files_attachments", "residents_people", "offline_keys", "care_rollcalls", "register_series", "intake_requirements"}

// untold tells of a table whose rows are not even counted on a page: that there is a secret matter, or a
// suspicion, is known to those alone who may read it.
func untold(table string) bool {
	return slices.Contains([]string{"residents_secrets", "residents_secret_entries", "residents_secret_names", "residents_confidants", "residents_words", "care_incidents", "care_incident_acts", "care_incident_known", "care_incident_people", "offline_tray"}, table)
}

// fateOf is the rule of a table.
func fateOf(table string) rule { return fates[table] }
