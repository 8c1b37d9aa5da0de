package care

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// IncidentIn is an incident as it is read: in its newest row, with names.
type IncidentIn struct {
	Incident     `gorm:"embedded"`
	WardName     string
	CampusName   string
	ZoneID       uint64
	ReporterName string
	ByName       string
	Pending      int  // acts that are not done
	KnownBy      int  // how many of those who must know said so
	IKnow        bool // the reader is one of them
	NamedText    string
	MayCorrect   bool            `gorm:"-"`
	Named        []NamedResident `gorm:"-"`
}

// NamedResident is a resident who was involved.
type NamedResident struct {
	ResidentID uint64
	Name       string
}

const incidentColumns = `SELECT i.id, i.campus_id, i.ward_id, i.root_id, i.replaces_id, i.replaced_at, i.kind, i.severity, i.restricted, i.at, i.place, i.people, i.saw, i.what, i.done,
	i.reporter_id, i.reported_at, i.recorded_at, i.recorded_by, i.reason, i.withdrawn,
	w.name AS ward_name, w.zone_id, CASE WHEN c.short_name = '' THEN c.name ELSE c.short_name END AS campus_name, rp.name AS reporter_name, rb.name AS by_name,
	(SELECT COUNT(*) FROM care_incident_acts t WHERE t.root_id = i.root_id AND t.done_at IS NULL) AS pending,
	(SELECT COUNT(*) FROM care_incident_known k WHERE k.root_id = i.root_id) AS known_by,
	(SELECT COUNT(*) FROM care_incident_known k WHERE k.root_id = i.root_id AND k.member_id = ?) AS i_know,
	(SELECT GROUP_CONCAT(CONCAT(n.resident_id, '|', HEX(r.name)) ORDER BY n.id) FROM care_incident_people n JOIN residents_people r ON r.id = n.resident_id WHERE n.incident_id = i.id) AS named_text
	FROM care_incidents i
	JOIN wards_wards w ON w.id = i.ward_id
	JOIN wards_campuses c ON c.id = i.campus_id
	LEFT JOIN staff_members rp ON rp.id = i.reporter_id
	LEFT JOIN staff_members rb ON rb.id = i.recorded_by
	WHERE {campus i.campus_id}`

// visible writes as SQL which incidents the actor may read: ordinary ones of the wards in which the
// permission is held, suspicions where care.suspicions is held unless the actor is named in one, and
// always those that the actor reported. It is the one rule for lists, counts, alerts and single pages.
func visible(tx *db.Tx, permission string) (rule string, args []any) {
	ward, args := reachRule(tx.Reach(permission), "i.campus_id", "w.zone_id", "i.ward_id")
	rule = " AND (i.reporter_id = ? OR (i.restricted = ? AND " + ward + ") OR (i.restricted = ? AND "
	args = append([]any{tx.Actor.ID, false}, args...)
	campus, more := reachRule(db.Reach{All: tx.Reach(Suspicions).All, Campuses: tx.Reach(Suspicions).Campuses}, "i.campus_id", "", "")
	args = append(append(args, true), more...)
	rule += campus + " AND NOT EXISTS (SELECT 1 FROM care_incident_people n WHERE n.root_id = i.root_id AND n.member_id = ?)))"
	return rule, append(args, tx.Actor.ID)
}

// reachRule writes a reach as a condition on three columns.
func reachRule(r db.Reach, campus, zone, ward string) (string, []any) {
	if r.All {
		return "1=1", nil
	}
	var parts []string
	var args []any
	for _, p := range []struct {
		column string
		ids    []uint64
	}{{campus, r.Campuses}, {zone, r.Zones}, {ward, r.Wards}} {
		if p.column != "" && len(p.ids) > 0 {
			parts, args = append(parts, p.column+" IN ?"), append(args, p.ids)
		}
	}
	if parts == nil {
		return "1=0", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// IncidentsInput asks for incidents by when they happened: the last thirty days when nothing is said.
type IncidentsInput struct {
	WardID   uint64       `form:"ward_id" json:"ward_id,omitempty"`
	CampusID uint64       `form:"campus_id" json:"campus_id,omitempty"`
	Kind     IncidentKind `form:"kind" json:"kind,omitempty" validate:"max=20"`
	From     value.Day    `form:"from" json:"from,omitzero"`
	To       value.Day    `form:"to" json:"to,omitzero"`
	Open     bool         `form:"open" json:"open,omitempty" doc:"only those about which something is still to be done"`
	Most     int          `form:"-" json:"-"` // how many at most, for a list that is saved whole; 200 when 0
}

// The most days and incidents of one list.
const (
	incidentDays  = 92
	incidentLimit = 200
)

// IncidentList lists the incidents that the actor may read, the newest first. It needs care.report:
// who holds no more sees the own ones. One statement.
func IncidentList(tx *db.Tx, in IncidentsInput) ([]IncidentIn, error) {
	if err := tx.May(Report); err != nil {
		return nil, err
	}
	if in.To.IsZero() {
		in.To = tx.Today()
	}
	if in.From.IsZero() {
		in.From = in.To.AddDays(-29)
	}
	if in.From.After(in.To) || in.To.Sub(in.From) >= incidentDays {
		return nil, fault.Field("from", "care.range_too_long", fault.A{"days": incidentDays})
	}
	if in.Kind != "" && !slices.Contains(IncidentKinds, in.Kind) && !in.Kind.Prohibited() {
		return nil, fault.Field("kind", "care.incident.kind_unknown")
	}
	rule, args := visible(tx, Incidents)
	more := []any{in.From.Start(tx.Zone()).UTC(), in.To.AddDays(1).Start(tx.Zone()).UTC()}
	where := " AND i.replaced_at IS NULL AND i.at >= ? AND i.at < ?"
	for _, f := range []struct {
		set  bool
		rule string
		arg  any
	}{{in.WardID != 0, " AND i.ward_id = ?", in.WardID}, {in.CampusID != 0, " AND i.campus_id = ?", in.CampusID}, {in.Kind != "", " AND i.kind = ?", in.Kind}} {
		if f.set {
			where, more = where+f.rule, append(more, f.arg)
		}
	}
	if in.Open {
		where += " AND EXISTS (SELECT 1 FROM care_incident_acts t WHERE t.root_id = i.root_id AND t.done_at IS NULL)"
	}
	if in.Most == 0 {
		in.Most = incidentLimit
	}
	rows, err := db.Report[IncidentIn](tx, incidentColumns+where+rule+" ORDER BY i.at DESC, i.id DESC LIMIT ?", slices.Concat([]any{tx.Actor.ID}, more, args, []any{in.Most})...)
	if err != nil {
		return nil, err
	}
	return rows, completed(tx, rows)
}

// IncidentAlerts lists the serious incidents and the suspicions of the last days (a setting) of which
// the actor must know and has not said so, those that wait longest first. It needs care.report. One
// statement.
func IncidentAlerts(tx *db.Tx) ([]IncidentIn, error) {
	if err := tx.May(Report); err != nil {
		return nil, err
	}
	days, err := settings.Int(tx, settings.IncidentAlert, tx.Today())
	if err != nil {
		return nil, err
	}
	rule, args := visible(tx, Alerted)
	rows, err := db.Report[IncidentIn](tx, incidentColumns+` AND i.replaced_at IS NULL AND i.withdrawn = ? AND i.reported_at >= ? AND i.reporter_id <> ? AND (i.restricted = ? OR i.severity IN ('serious', 'grave'))
		AND NOT EXISTS (SELECT 1 FROM care_incident_known k WHERE k.root_id = i.root_id AND k.member_id = ?)`+rule+" ORDER BY i.reported_at, i.id LIMIT 50",
		slices.Concat([]any{tx.Actor.ID, false, tx.Now.Add(-time.Duration(days) * 24 * time.Hour), tx.Actor.ID, true, tx.Actor.ID}, args)...)
	if err != nil {
		return nil, err
	}
	return rows, completed(tx, rows)
}

// completed fills in until when somebody should know of each, and the residents who are named for those
// who may know names.
func completed(tx *db.Tx, rows []IncidentIn) error {
	for i := range rows {
		if err := rows[i].term(tx); err != nil {
			return err
		}
		if !tx.Actor.Has("residents.view") {
			continue
		}
		for f := range each(rows[i].NamedText) {
			id, _ := strconv.ParseUint(f[0], 10, 64)
			rows[i].Named = append(rows[i].Named, NamedResident{ResidentID: id, Name: plain(f[1])})
		}
	}
	return nil
}

// seeIncident gives an incident in its newest row, if the actor may read it; else it is not there.
func seeIncident(tx *db.Tx, root uint64) (*IncidentIn, error) {
	rule, args := visible(tx, Incidents)
	rows, err := db.Report[IncidentIn](tx, incidentColumns+" AND i.root_id = ? AND i.replaced_at IS NULL"+rule, slices.Concat([]any{tx.Actor.ID, root}, args)...)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, notFound
	}
	if err := completed(tx, rows); err != nil {
		return nil, err
	}
	i := &rows[0]
	i.MayCorrect = i.ReporterID == tx.Actor.ID || i.Restricted || tx.Reach(Amend).Ward(i.CampusID, i.ZoneID, i.WardID)
	return i, nil
}

// ActIn is an act with who did what.
type ActIn struct {
	IncidentAct `gorm:"embedded"`
	ByName      string
	DoneName    string
}

// KnownIn is who knows of an incident, and since when.
type KnownIn struct {
	MemberID uint64
	Name     string
	At       time.Time
}

// IncidentFile is everything about an incident.
type IncidentFile struct {
	IncidentIn
	Members []Colleague // who is suspected
	Before  []IncidentIn
	Acts    []ActIn
	Knows   []KnownIn
}

// OpenIncident opens an incident with its earlier rows, what was and is to be done, and who knows of
// it; that it was opened is kept. It needs care.report, and care.incidents in the ward, care.suspicions
// for a suspicion, or to have reported it. Five statements.
func OpenIncident(tx *db.Tx, root uint64) (*IncidentFile, error) {
	if err := tx.May(Report); err != nil {
		return nil, err
	}
	newest, err := seeIncident(tx, root)
	if err != nil {
		return nil, err
	}
	f := &IncidentFile{IncidentIn: *newest}
	all, err := db.Report[IncidentIn](tx, incidentColumns+" AND i.root_id = ? ORDER BY i.id DESC", tx.Actor.ID, newest.RootID)
	if err != nil {
		return nil, err
	}
	if err := completed(tx, all); err != nil {
		return nil, err
	}
	f.Before = slices.DeleteFunc(all, func(i IncidentIn) bool { return i.ID == newest.ID })
	if newest.Restricted {
		if f.Members, err = db.Report[Colleague](tx, `SELECT m.id, m.name, m.position FROM care_incident_people n JOIN staff_members m ON m.id = n.member_id
			WHERE {campus n.campus_id} AND n.incident_id = ? ORDER BY m.sort_key`, newest.ID); err != nil {
			return nil, err
		}
	}
	if f.Acts, err = db.Report[ActIn](tx, `SELECT t.*, b.name AS by_name, d.name AS done_name FROM care_incident_acts t
		LEFT JOIN staff_members b ON b.id = t.recorded_by LEFT JOIN staff_members d ON d.id = t.done_by
		WHERE {campus t.campus_id} AND t.root_id = ? ORDER BY t.id`, newest.RootID); err != nil {
		return nil, err
	}
	if f.Knows, err = db.Report[KnownIn](tx, `SELECT k.member_id, m.name, k.at FROM care_incident_known k LEFT JOIN staff_members m ON m.id = k.member_id
		WHERE {campus k.campus_id} AND k.root_id = ? ORDER BY k.at, k.id`, newest.RootID); err != nil {
		return nil, err
	}
	subject := "incident"
	if newest.Restricted {
		subject = db.Veiled
	}
	tx.Looked(subject, newest.RootID, newest.CampusID)
	return f, nil
}

// Colleague is somebody of the staff by name.
type Colleague struct {
	ID       uint64
	Name     string
	Position string
}

// Colleagues lists who works in the campus of a ward today, so that whoever reports a suspicion can say
// against whom. It needs care.report in the ward; the colleagues of a ward out of reach are not there.
// One statement.
func Colleagues(tx *db.Tx, ward wards.WardIn) ([]Colleague, error) {
	if err := tx.May(Report); err != nil {
		return nil, err
	}
	if !within(tx, Report, ward.CampusID, ward.ZoneID, ward.ID) {
		return nil, notFound
	}
	today := tx.Today()
	return db.Report[Colleague](tx, `SELECT m.id, m.name, m.position FROM staff_members m WHERE {shared} AND m.disabled_at IS NULL AND EXISTS (SELECT 1 FROM staff_grants g
		WHERE g.member_id = m.id AND g.ended_at IS NULL AND g.valid_from <= ? AND (g.valid_to IS NULL OR g.valid_to >= ?) AND (g.campus_id IS NULL OR g.campus_id = ?)) ORDER BY m.sort_key, m.id`,
		today, today, ward.CampusID)
}
