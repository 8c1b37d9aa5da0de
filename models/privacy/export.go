package privacy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/files"
	"maiam/models/residents"
	"maiam/models/value"
)

// withheld are tables with rows about a person that are not handed out, each with the reason. A table
// that is not here is handed out by itself, as soon as it names a resident.
var withheld = map[string]string{
	"residents_words":        "words for searching, made of the name",
	"residents_confidants":   "who of the staff may know a secret",
	"residents_secret*":      "a secret matter is handed out by who may know it, not with the file",
	"care_incident_people":   "incidents tell of others and of who reported them; the director answers from the incident itself",
	"care_bans":              "tells of a third person and of who protects the resident from them",
	"care_dismissals":        "why a line was taken off a list of the staff",
	"presence_conflicts":     "names another resident",
	"deeds_strangers":        "what is asked of staff who looked",
	"offline_tray":           "not in the books yet, and may tell of a suspicion",
	"intake_keepers":         "who of the staff keeps the file",
	"intake_review_children": "names a list of children",
	"register_entries":       "the papers themselves are handed out by the register",
}

// Withheld gives why a table is not handed out, empty when it is.
func Withheld(table string) string {
	for name, reason := range withheld {
		if name == table || strings.HasSuffix(name, "*") && strings.HasPrefix(table, strings.TrimSuffix(name, "*")) {
			return reason
		}
	}
	return ""
}

// silent are columns that name somebody else or say nothing to a reader.
var silent = []string{"with_id", "swapped_with", "person_id", "other_id", "known_as_id", "resident_id", "campus_id", "version", "search_key", "sort_key", "suspects", "once_key", "root_id"}

// spoken tells whether a column is handed out: no bytes (a sealed text is opened and handed out), no keys of the house, no numbers of staff,
// nobody else.
func spoken(c db.TableColumn) bool {
	switch {
	case c.Bytes(), slices.Contains(silent, c.Name), strings.HasPrefix(c.Name, "open_"), strings.HasPrefix(c.Name, "live_"):
		return false
	case c.Whole() && (strings.HasSuffix(c.Name, "_by") || c.References == "staff_members" || c.Name == "member_id" || c.Name == "owner_id"):
		return false
	}
	return true
}

// source is one table of which rows belong to a person, and how they are found.
type source struct {
	table   string
	columns []string
	files   []string // columns that name attachments
	parent  string   // of a table that hangs on another one: that one, and by which column
	by      string
}

// sources finds every table with rows of a person, directly or hanging on one that has.
func sources(all []db.TableColumn) []source {
	direct, columns := map[string]bool{"residents_people": true}, map[string][]db.TableColumn{}
	var names []string
	for _, c := range all {
		if columns[c.TableName] == nil {
			names = append(names, c.TableName)
		}
		columns[c.TableName] = append(columns[c.TableName], c)
		direct[c.TableName] = direct[c.TableName] || c.Name == "resident_id"
	}
	var out []source
	for _, name := range names {
		s := source{table: name}
		if !direct[name] {
			for _, c := range columns[name] {
				if direct[c.References] && c.References != "residents_people" && Withheld(c.References) == "" && s.parent == "" {
					s.parent, s.by = c.References, c.Name
				}
			}
			if s.parent == "" {
				continue
			}
		}
		if Withheld(name) != "" {
			continue
		}
		for _, c := range columns[name] {
			if c.References == "files_attachments" {
				s.files = append(s.files, c.Name)
			}
			if spoken(c) {
				s.columns = append(s.columns, c.Name)
			}
		}
		out = append(out, s)
	}
	return out
}

// Sources names every table of which rows are handed out. It needs privacy.view.
func Sources(tx *db.Tx) (names []string, err error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	all, err := db.Schema(tx)
	for _, s := range sources(all) {
		names = append(names, s.table)
	}
	return names, err
}

// statement reads the rows of one person as JSON, which both engines make alike.
func (s source) statement() string {
	pairs := make([]string, len(s.columns))
	for i, c := range s.columns {
		pairs[i] = "'" + c + "', t." + c
	}
	body := "SELECT t.id, json_object(" + strings.Join(pairs, ", ") + ") AS body FROM " + s.table + " t "
	switch {
	case s.table == "residents_people":
		body += "WHERE {campus t.campus_id} AND t.id = ?"
	case s.parent != "":
		body += "JOIN " + s.parent + " q ON q.id = t." + s.by + " JOIN residents_people r ON r.id = q.resident_id WHERE {campus r.campus_id} AND q.resident_id = ?"
	default:
		body += "JOIN residents_people r ON r.id = t.resident_id WHERE {campus r.campus_id} AND t.resident_id = ?"
	}
	return body + " ORDER BY t.id"
}

// Section is one table of a person's file as it is handed out.
type Section struct {
	Table   string            `json:"table"`
	Columns []string          `json:"-"`
	Rows    []json.RawMessage `json:"rows"`
}

// Copy is everything that the house hands out about one person.
type Copy struct {
	Request       uint64             `json:"request"`
	Number        string             `json:"number"`
	Name          string             `json:"name"`
	MadeAt        time.Time          `json:"made_at"`
	CitizenNumber string             `json:"citizen_number,omitempty"`
	InsuranceCard string             `json:"insurance_card,omitempty"`
	PaperNumbers  map[string]string  `json:"paper_numbers,omitempty"` // by the id of the paper
	Sections      []Section          `json:"sections"`
	Withheld      map[string]string  `json:"withheld"` // what is kept and not handed out, and why
	Attachments   []files.Attachment `json:"-"`
	Person        residents.Person   `json:"-"`
	Zone          *time.Location     `json:"-"`
}

// CopyOf gathers everything that the house hands out about the person of a request to know, to see or
// to be given the own data: the rows of every table that names the person, but those of third parties,
// of secret matters and of what may tell who reported a suspicion. It is a look and a list that is taken
// away, and both stay in the book of deeds. It needs privacy.decide, since only who answers a request
// may. Conflict: the request is of another kind or closed.
func CopyOf(tx *db.Tx, in OfRequest) (*Copy, error) {
	if err := tx.May(Decide); err != nil {
		return nil, err
	}
	r, err := db.Get[Request](tx, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := reach(tx, Decide, r.ResidentID)
	if err != nil {
		return nil, err
	}
	if !r.Kind.Hands() || !r.Open() {
		return nil, fault.New(fault.Conflict, "privacy.no_copy")
	}
	tx.Looked("resident", p.ID, p.CampusID)
	tx.Saved("privacy.copy")
	c := &Copy{Request: r.ID, Number: p.Number, Name: p.Name, MadeAt: tx.Now, Person: *p, Zone: tx.Zone(), Withheld: withheld, PaperNumbers: map[string]string{}}
	citizen, err := p.Citizen(tx)
	if err != nil {
		return nil, err
	}
	insurance, err := p.Insurance(tx)
	if err != nil {
		return nil, err
	}
	c.CitizenNumber, c.InsuranceCard = citizen.Number, insurance.Number
	return c, c.gather(tx)
}

// gather reads every section, and the attachments that their rows name.
func (c *Copy) gather(tx *db.Tx) error {
	all, err := db.Schema(tx)
	if err != nil {
		return err
	}
	var attached []uint64
	for _, s := range sources(all) {
		rows, err := db.Report[struct {
			ID   uint64
			Body string
		}](tx, s.statement(), c.Person.ID)
		if err != nil {
			return fmt.Errorf("privacy: copy of %s: %w", s.table, err)
		}
		section := Section{Table: s.table, Columns: s.columns}
		for _, r := range rows {
			body, err := db.OpenRow(tx, s.table, json.RawMessage(r.Body))
			if err != nil {
				return fmt.Errorf("privacy: copy of %s: %w", s.table, err)
			}
			section.Rows = append(section.Rows, body)
			var named map[string]any
			if err := json.Unmarshal(body, &named); err != nil {
				return fmt.Errorf("privacy: copy of %s: %w", s.table, err)
			}
			for _, column := range s.files {
				if id, ok := named[column].(float64); ok && id > 0 && !slices.Contains(attached, uint64(id)) {
					attached = append(attached, uint64(id))
				}
			}
		}
		if len(section.Rows) > 0 {
			c.Sections = append(c.Sections, section)
		}
	}
	papers, err := db.From[residents.Paper](tx).Where("resident_id = ?", c.Person.ID).Order("id").All()
	if err != nil {
		return err
	}
	for _, q := range papers {
		text, err := db.Unseal(tx, "residents_papers.number", q.NumberSealed)
		if err != nil {
			return err
		}
		if text != "" {
			c.PaperNumbers[idText(q.ID)] = text
		}
	}
	slices.Sort(attached)
	return everywhere(tx, func(tx *db.Tx) error {
		found, err := files.FindAll(tx, attached)
		for _, id := range attached {
			if a, ok := found[id]; ok {
				c.Attachments = append(c.Attachments, a)
			}
		}
		return err
	})
}

// HandInput tells that the copy was handed out, to whom and how.
type HandInput struct {
	ID     uint64    `path:"request" form:"-" json:"-"`
	Note   string    `form:"note" json:"note" validate:"max=300"`
	DoneOn value.Day `form:"done_on" json:"done_on,omitzero" doc:"today when absent"`
}

// HandCopy notes in the story of a request that the copy was handed out, to whom and in which way. It
// needs privacy.decide. Conflict: the request is of another kind or closed.
func HandCopy(tx *db.Tx, in HandInput) (*Request, error) {
	r, err := held(tx, Decide, in.ID)
	if err != nil {
		return nil, err
	}
	if !r.Kind.Hands() {
		return nil, fault.New(fault.Conflict, "privacy.no_copy")
	}
	var bad fault.Fields
	note, on := needed(&bad, "note", in.Note, noteLimit), pastDay(tx, &bad, "done_on", in.DoneOn)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	return r, r.tell(tx, stepHanded, on, note)
}
