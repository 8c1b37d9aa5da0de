package sheet

// Use says what a saved list is for. Data of somebody may rest: then they are used only for what does not
// depend on the person's will. So each list says for what it is taken away, and one that rests on a yes
// leaves out whose data rest.
type Use string

// The uses.
const (
	ForCare   Use = "care"    // who is where, what each one needs, what was done
	ForSafety Use = "safety"  // life and limb, of the person or of others
	ForLaw    Use = "law"     // files, terms, registers, and what the house answers for
	ByConsent Use = "consent" // only with the person's yes: whose data rest is not in it
	OfNobody  Use = "nobody"  // staff, places, settings, numbers: no resident stands in it
)

// Purpose is the use of one list, and why it is that.
type Purpose struct {
	Use Use
	Why string
}

// Purposes is every door through which a list is saved. A door that is opened tomorrow needs its line
// here: a test of the house walks all of them with somebody whose data rest.
var Purposes = map[string]Purpose{
	"/backups/drills.xlsx":                {OfNobody, "copies and how long they take"},
	"/care/concerns.xlsx":                 {ForCare, "whom to look at, since something changed"},
	"/care/corrections.xlsx":              {ForLaw, "who changed what in the books of care"},
	"/care/incidents.xlsx":                {ForSafety, "what happened to whom, and what is to be done"},
	"/care/orders.xlsx":                   {ForLaw, "each restraint is written down and known to the director"},
	"/care/questions.xlsx":                {ForLaw, "rounds that were asked about"},
	"/care/rollcalls.xlsx":                {OfNobody, "how many were found, and when"},
	"/care/rollcalls/:rollcall/list.xlsx": {ForSafety, "who is to be found after an alarm"},
	"/care/tray.xlsx":                     {ForCare, "what was written without a network and is not in the books yet"},
	"/care/visits.xlsx":                   {ForSafety, "who came into the house and met whom"},
	"/care/visits/bans.xlsx":              {ForSafety, "whom somebody must not meet"},
	"/care/visits/quiet.xlsx":             {ForCare, "whom nobody visits"},
	"/deeds/crises.xlsx":                  {ForLaw, "which files were opened in an emergency, and why"},
	"/deeds/door.xlsx":                    {OfNobody, "what happened at the door and with accounts, week by week"},
	"/deeds/looks.xlsx":                   {ForLaw, "which files were opened without a care relation"},
	"/deeds/of/:resident/trail.xlsx":      {ForLaw, "who looked into the person's file: the person's own right"},
	"/intake/deadlines.xlsx":              {ForLaw, "terms of receptions and reviews"},
	"/intake/departures.xlsx":             {ForLaw, "papers of those who leave"},
	"/intake/doubles.xlsx":                {ForLaw, "two files of one person"},
	"/intake/files.xlsx":                  {ForLaw, "papers that a file lacks"},
	"/intake/leaves.xlsx":                 {ForCare, "who is out, with whom, and is to come back when"},
	"/intake/leaves/:leave/people.xlsx":   {ForSafety, "who goes out together and is counted on the way"},
	"/intake/rosters.xlsx":                {OfNobody, "lists that were brought in, by the name of the file"},
	"/intake/rosters/:roster/report.xlsx": {ForLaw, "what became of each line of a list that was brought in; it goes back to who brought it"},
	"/intake/transfers.xlsx":              {ForCare, "who moves to the other campus"},
	"/presence/conflicts.xlsx":            {ForSafety, "who must not lie in one room"},
	"/presence/headcount.xlsx":            {OfNobody, "heads"},
	"/presence/history.xlsx":              {ForLaw, "where somebody was"},
	"/presence/overflows.xlsx":            {ForCare, "who lies in a place that is no bed"},
	"/presence/people.xlsx":               {ForCare, "who is here, in hospital, on leave, missing"},
	"/presence/reservations.xlsx":         {ForCare, "for whom a bed is kept"},
	"/presence/review.xlsx":               {ForSafety, "who lies against a rule"},
	"/presence/snapshots.xlsx":            {OfNobody, "heads of past nights"},
	"/presence/snapshots/night.xlsx":      {ForLaw, "whom a report counted otherwise later"},
	"/presence/wards/:ward/list.xlsx":     {ForCare, "who lies where in a ward"},
	"/privacy/breaches.xlsx":              {OfNobody, "what was lost, in numbers"},
	"/privacy/consents.xlsx":              {ByConsent, "of whom data may be used for one purpose; and who is still to be asked, which is the house's duty"},
	"/privacy/purposes.xlsx":              {OfNobody, "the register of purposes"},
	"/privacy/requests.xlsx":              {ForLaw, "what people asked about their data, and by when it is answered"},
	"/privacy/retention.xlsx":             {ForLaw, "whose file was kept long enough"},
	"/register.xlsx":                      {ForLaw, "numbers of issued papers"},
	"/residents.xlsx":                     {ForLaw, "the register of those whom the centre cares for"},
	"/residents/:resident/changes.xlsx":   {ForLaw, "how a file was changed"},
	"/residents/:resident/family.xlsx":    {ForCare, "whom to call"},
	"/residents/:resident/vitals.xlsx":    {ForCare, "temperature, weight, blood pressure"},
	"/residents/secrets.xlsx":             {OfNobody, "secret matters by number, without whose they are"},
	"/settings.xlsx":                      {OfNobody, "settings"},
	"/settings/categories.xlsx":           {OfNobody, "settings"},
	"/settings/day.xlsx":                  {OfNobody, "settings"},
	"/settings/holidays.xlsx":             {OfNobody, "settings"},
	"/settings/timetable.xlsx":            {OfNobody, "settings"},
	"/staff.xlsx":                         {OfNobody, "staff"},
	"/staff/cover.xlsx":                   {OfNobody, "staff on duty"},
	"/staff/deeds.xlsx":                   {OfNobody, "what was done with accounts"},
	"/staff/devices.xlsx":                 {OfNobody, "devices"},
	"/staff/duty-pay.xlsx":                {OfNobody, "duties of staff"},
	"/staff/norms.xlsx":                   {OfNobody, "how many staff there must be"},
	"/staff/positions.xlsx":               {OfNobody, "who of the staff is what"},
	"/staff/reviews.xlsx":                 {OfNobody, "rights of staff"},
	"/staff/rota/:campus/rota.xlsx":       {OfNobody, "duties of staff"},
	"/staff/works.xlsx":                   {OfNobody, "kinds of work"},
	"/wards.xlsx":                         {OfNobody, "beds, in numbers"},
	"/wards/:ward/days.xlsx":              {ForCare, "who was unwell on which day"},
	"/wards/:ward/doors.xlsx":             {OfNobody, "doors at night, by room"},
	"/wards/:ward/numbers.xlsx":           {ForCare, "numbers of a ward, by person"},
	"/wards/:ward/round/grid.xlsx":        {ForCare, "a round, by person"},
	"/wards/:ward/rounds.xlsx":            {OfNobody, "which rounds were walked"},
	"/wards/:ward/tasks.xlsx":             {ForCare, "what is to be done for whom"},
}

// Named tells that residents stand in a list of this use.
func (u Use) Named() bool { return u != OfNobody && u != "" }
