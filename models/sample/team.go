package sample

import (
	"fmt"
	"slices"
	"strings"

	"maiam/models/db"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// worker is somebody of the staff, with the account once it is made.
type worker struct {
	staffPlan
	covers []string // further wards in which a carer stands in for others
	id     uint64
	actor  db.Actor
}

// hire thinks out who works here: the accounts that people sign in with, the same four for every
// further campus, and two or three carers for each ward.
func (w *world) hire() {
	r := w.chance(forTeam)
	codes := map[string]*campus{}
	for _, c := range w.places {
		codes[c.plan.code] = c
	}
	taken := map[string]bool{}
	add := func(p staffPlan) *worker {
		k := &worker{staffPlan: p}
		taken[p.username] = true
		w.team = append(w.team, k)
		return k
	}
	for _, p := range team {
		if p.campus == "" || codes[p.campus] != nil {
			add(p)
		}
	}
	for _, c := range w.places {
		for _, p := range team {
			if c.index >= len(plan) && p.campus == plan[1].code && slices.Contains([]string{"nurse", "manager", "social_worker"}, p.role) {
				p.username, p.campus = p.role+"_"+strings.ToLower(c.plan.code), c.plan.code
				p.name = nameFor(r, value.Female, 1984)
				add(p)
			}
		}
	}
	for _, wd := range w.wards {
		for _, k := range w.team {
			if k.campus == wd.campus.plan.code && slices.Contains(k.wards, wd.plan.name) {
				wd.carers = append(wd.carers, k)
			}
		}
		n := 2
		if wd.plan.care24h || wd.plan.people > 20 {
			n = 3
		}
		if wd.plan.people == 0 {
			n = 0
		}
		if wd.plan.kind == "emergency" && wd.n > 0 { // who works beside it looks after those who come at night
			if before := w.wards[wd.n-1].carers; len(before) > 0 && w.wards[wd.n-1].campus == wd.campus {
				k := before[len(before)-1]
				k.wards = append(slices.Clone(k.wards), wd.plan.name)
				wd.carers = append(wd.carers, k)
			}
		}
		for len(wd.carers) < n {
			sex := value.Female
			if wd.plan.sex == wards.ForMen {
				sex = value.Male
			}
			name := nameFor(r, sex, 1970+r.IntN(30))
			wd.carers = append(wd.carers, add(staffPlan{usernameOf(name, taken), name, "Nhân viên chăm sóc", "ward_carer", wd.campus.plan.code, []string{wd.plan.name}}))
		}
	}
	for _, c := range w.places {
		w.group(c)
	}
}

// usernameOf makes a user name as the house gives them: lan.nt for Nguyễn Thị Lan, lan.nt2 for the next.
func usernameOf(name string, taken map[string]bool) string {
	words := strings.Fields(value.Fold(name))
	letters := ""
	for _, word := range words[:len(words)-1] {
		letters += word[:1]
	}
	first := words[len(words)-1] + "." + letters
	name = first
	for n := 2; taken[name]; n++ {
		name = fmt.Sprint(first, n)
	}
	return name
}

// hand gives who does such a thing in a campus: the first of the roles who works there.
func (w *world) hand(c *campus, roles ...string) *worker {
	for _, role := range roles {
		for _, k := range w.team {
			if k.role == role && (k.campus == c.plan.code || k.campus == "") {
				return k
			}
		}
	}
	return nil
}

// engage makes the accounts and gives each its role in its place; carers and nurses get a PIN, and the
// first ward of each campus a shared device, whose browser nobody has.
func (w *world) engage(tx *db.Tx, password, pin staff.Hashed) error {
	for i, k := range w.team {
		in := staff.AddMemberInput{Username: k.username, Password: password, Settled: true}
		in.Name, in.Position = k.name, k.position
		in.Phone = fmt.Sprintf("+845991%05d", i*7)
		var c *campus
		for _, p := range w.places {
			if p.plan.code == k.campus {
				c = p
				in.CampusID = p.id
			}
		}
		m, err := staff.AddMember(tx, in)
		if err != nil {
			return err
		}
		k.id = m.ID
		var places []staff.Place
		for _, wd := range w.wards {
			if wd.campus == c && slices.Contains(k.wards, wd.plan.name) {
				places = append(places, staff.Place{Ward: wd.id})
			}
		}
		if len(places) == 0 {
			places = []staff.Place{{Campus: in.CampusID}}
		}
		for _, place := range append(slices.Clone(places), w.beside(k, c)...) {
			if _, err := staff.GrantRole(tx, m.ID, staff.GrantInput{Role: k.role, Place: place, From: w.first}); err != nil {
				return err
			}
		}
		if err := k.employ(tx, w, places); err != nil {
			return err
		}
		if k.actor, err = staff.ActorFor(tx, m.ID, w.first); err != nil {
			return err
		}
		if pin != "" && (k.role == "ward_carer" || k.role == "nurse") {
			if err := setPin(tx, k, pin); err != nil {
				return err
			}
		}
	}
	return w.setTablets(tx)
}

// setPin lets a worker set the own PIN.
func setPin(tx *db.Tx, k *worker, pin staff.Hashed) error {
	house := tx.Actor
	tx.Actor = k.actor
	_, err := staff.SetPin(tx, pin)
	tx.Actor = house
	return err
}

// setTablets registers a shared device in the first ward of each campus.
func (w *world) setTablets(tx *db.Tx) error {
	for _, c := range w.places {
		at := slices.IndexFunc(w.wards, func(wd *ward) bool { return wd.campus == c })
		if at < 0 {
			continue
		}
		name := "Máy dùng chung của " + w.wards[at].plan.name
		if _, _, err := staff.RegisterDevice(tx, staff.DeviceInput{WardID: w.wards[at].id, Name: name, Browser: "Mozilla/5.0 (Linux; Android 14) Chrome/130 Safari/537.36"}); err != nil {
			return err
		}
	}
	return nil
}

// beside are the wards in which a carer writes when standing in for others.
func (w *world) beside(k *worker, c *campus) (out []staff.Place) {
	for _, wd := range w.wards {
		if wd.campus == c && slices.Contains(k.covers, wd.plan.name) {
			out = append(out, staff.Place{Ward: wd.id})
		}
	}
	return out
}

// jobs are the job positions that people of each role have.
var jobs = map[string]staff.PositionKind{"ward_carer": staff.DirectCare, "doctor": staff.Medical, "nurse": staff.Medical, "therapist": staff.Rehabilitation,
	"instructor": staff.TeachesVocation, "social_worker": staff.SocialWork, "kitchen": staff.Nutrition, "storekeeper": staff.Stores, "buyer": staff.Stores,
	"cashier": staff.Cashes, "accountant": staff.Bookkeeping, "manager": staff.Leads, "director": staff.Leads, "admin": staff.Office}

// employ notes the job position of a worker, in each ward of a carer; who works for the whole centre
// belongs to its first campus.
func (k *worker) employ(tx *db.Tx, w *world, places []staff.Place) error {
	kind, employed := jobs[k.role]
	if !employed {
		return nil
	}
	for _, place := range places {
		in := staff.PositionInput{Member: k.id, Kind: kind, Campus: place.Campus, Ward: place.Ward, Title: k.position, From: w.first.AddYears(-1)}
		if in.Campus == 0 && in.Ward == 0 {
			in.Campus = w.places[0].id
		}
		if _, err := staff.AddPosition(tx, in); err != nil {
			return err
		}
	}
	return nil
}

// as gives who acts: the worker when the role allows it, else the sample house itself.
func (k *worker) as(permission string) db.Actor {
	if k != nil && k.actor.Has(permission) {
		return k.actor
	}
	return db.System("sample")
}

// number is the worker as rows name one; the house itself is nobody.
func (k *worker) number() uint64 {
	if k == nil {
		return 0
	}
	return k.id
}
