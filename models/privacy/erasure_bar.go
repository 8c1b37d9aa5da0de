package privacy

import (
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
)

// Bar is what stands against an erasure now: a text key under privacy.erase_bar with what it names.
type Bar struct {
	Key    string
	Table  string // of something that goes on
	Args   fault.A
	hidden bool // only who decides about data may know
}

// judgement is what was found out about a file that shall be erased.
type judgement struct {
	against []Bar
	treated bool // somebody who was in the house: its records are kept for years, whoever asks
	request *uint64
	given   bool // a consent holds
	back    bool // one was taken back
}

// lacks tells why a ground is not so, as a text key; empty when it is.
func (j *judgement) lacks(g Ground) string {
	switch {
	case g == TermOver && !j.treated:
		return "privacy.ground_no_term"
	case g == TakenBack && (j.given || !j.back):
		return "privacy.ground_not_taken_back"
	case g == AskedFor && j.request == nil:
		return "privacy.ground_not_asked"
	}
	return ""
}

func (j *judgement) refused() error {
	if len(j.against) == 0 {
		return nil
	}
	b := j.against[0]
	return fault.New(fault.Conflict, "privacy.erase_bar."+b.Key, b.Args)
}

func (j *judgement) bar(key string, args ...fault.A) {
	b := Bar{Key: key}
	if len(args) > 0 {
		b.Args = args[0]
	}
	j.against = append(j.against, b)
}

// openAsks are the questions whether something about the person still goes on, each with the key of its
// bar. What is hidden tells of something that not everybody may know of.
var openAsks = []struct {
	key, ask string
	hidden   bool
}{
	{"hold", "SELECT id FROM privacy_holds WHERE {shared} AND ended_on IS NULL AND resident_id IN ? LIMIT 1", false},
	{"request", "SELECT id FROM privacy_requests WHERE {shared} AND outcome = '' AND kind <> 'delete' AND resident_id IN ? LIMIT 1", false},
	{"departure", "SELECT id FROM intake_departures WHERE {shared} AND voided_at IS NULL AND closed_on IS NULL AND resident_id IN ? LIMIT 1", false},
	{"errand", "SELECT id FROM intake_errands WHERE {shared} AND settled = 0 AND resident_id IN ? LIMIT 1", false},
	{"merge", "SELECT id FROM intake_merges WHERE {shared} AND done_at IS NULL AND dropped_at IS NULL AND (kept_id IN ? OR gone_id IN ?) LIMIT 1", false},
	{"incident", `SELECT a.id FROM care_incident_people p JOIN care_incidents i ON i.id = p.incident_id JOIN care_incident_acts a ON a.root_id = i.root_id
		WHERE {shared} AND a.done_at IS NULL AND i.replaced_at IS NULL AND i.withdrawn = 0 AND i.restricted = 0 AND p.resident_id IN ? LIMIT 1`, false},
	{"looks", "SELECT id FROM deeds_strangers WHERE {shared} AND answered_at IS NULL AND resident_id IN ? LIMIT 1", true},
	{"looks", "SELECT id FROM deeds_crises WHERE {shared} AND answered_at IS NULL AND resident_id IN ? LIMIT 1", true},
	{"tray", "SELECT id FROM offline_tray WHERE {shared} AND closed_at IS NULL AND resident_id IN ? LIMIT 1", true},
	{"kept_back", `SELECT a.id FROM care_incident_people p JOIN care_incidents i ON i.id = p.incident_id JOIN care_incident_acts a ON a.root_id = i.root_id
		WHERE {shared} AND a.done_at IS NULL AND i.replaced_at IS NULL AND i.withdrawn = 0 AND i.restricted = 1 AND p.resident_id IN ? LIMIT 1`, true},
}

// harmless are open marks that do not keep a file from being erased.
var harmless = []string{"presence_stays", "privacy_erasures", "care_concerns", "residents_kin"}

// judge finds out what stands against erasing a file and on which grounds it might be done.
func judge(tx *db.Tx, p *residents.Person, people []residents.Person) (*judgement, error) {
	j, ids := &judgement{}, idsOf(people)
	err := everywhere(tx, func(tx *db.Tx) error {
		if err := j.term(tx, p, ids); err != nil {
			return err
		}
		for _, o := range openAsks {
			args := []any{ids}
			if strings.Count(o.ask, "IN ?") == 2 {
				args = append(args, ids)
			}
			found, err := db.Report[struct{ ID uint64 }](tx, o.ask, args...)
			if err != nil {
				return err
			}
			if len(found) > 0 {
				j.bar(o.key)
				j.against[len(j.against)-1].hidden = o.hidden
			}
		}
		return j.opens(tx, ids)
	})
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Has(Decide) && !tx.Actor.IsHouse() {
		j.against = slices.DeleteFunc(j.against, func(b Bar) bool { return b.hidden })
	}
	return j, err
}

// opens finds, in whatever table, a mark that something goes on.
func (j *judgement) opens(tx *db.Tx, ids []uint64) error {
	pointers, err := db.Pointers(tx, "residents_people", "resident_id")
	if err != nil {
		return err
	}
	for _, p := range pointers {
		if !marksOpen(p) {
			continue
		}
		for _, id := range ids {
			rows, err := db.Naming(tx, p, id, 0)
			if err != nil {
				return err
			}
			if len(rows) > 0 {
				j.against = append(j.against, openBar(p.Table))
				break
			}
		}
	}
	return nil
}

// marksOpen tells of a column that whom it names has something going on.
func marksOpen(p db.Pointer) bool {
	return (strings.HasPrefix(p.Column, "open_") || strings.HasPrefix(p.Column, "pending_")) && !slices.Contains(harmless, p.Table)
}

// openBar is the bar of an open mark. That somebody hides is itself what must not be told.
func openBar(table string) Bar {
	if untold(table) {
		return Bar{Key: "kept_back", hidden: true}
	}
	return Bar{Key: "open", Table: table}
}

// term reads whether the person is in the house, until when the file is kept, and what was said and
// asked about the data.
func (j *judgement) term(tx *db.Tx, p *residents.Person, ids []uint64) error {
	stays, err := db.Report[struct {
		LeftAt    *time.Time
		EndReason presence.Reason
	}](tx, "SELECT left_at, end_reason FROM presence_stays WHERE {shared} AND voided_at IS NULL AND resident_id IN ?", ids)
	if err != nil {
		return err
	}
	j.treated = len(stays) > 0
	book, err := settings.Of(tx)
	if err != nil {
		return err
	}
	var left time.Time
	dead, inside := false, false
	for _, s := range stays {
		switch {
		case s.LeftAt == nil:
			inside = true
		case s.LeftAt.After(left):
			left, dead = *s.LeftAt, s.EndReason == presence.DiedOrMissing
		}
	}
	switch {
	case inside:
		j.bar("present")
	case j.treated:
		switch until, known := KeptUntil(Terms(book, tx.Today()), dayIn(left, tx.Zone()), dead); {
		case !known:
			j.bar("unknown")
		case !until.Before(tx.Today()):
			j.bar("kept", fault.A{"day": until})
		}
	}
	said, err := db.From[Consent](tx).Where("resident_id IN ? AND voided_at IS NULL", ids).All()
	if err != nil {
		return err
	}
	for _, c := range said {
		j.given = j.given || c.Act == Given && c.LivePurpose != nil && c.Holds(tx.Today())
		j.back = j.back || c.Act == Withdrawn
	}
	asked, err := db.From[Request](tx).Where("resident_id IN ? AND kind = ? AND outcome IN ?", ids, ToDelete, []Outcome{"", Granted, Partly}).Order("id DESC").Limit(1).All()
	if err == nil && len(asked) > 0 {
		j.request = &asked[0].ID
	}
	return err
}

func idsOf(people []residents.Person) []uint64 {
	ids := make([]uint64, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	return ids
}
