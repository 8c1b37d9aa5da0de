package care

import (
	"slices"
	"time"
	"unicode/utf8"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// The permissions around incidents: to report one, to read those of the own wards, to be told of the
// serious ones at once, and to read suspicions against staff.
const (
	Report     = "care.report"
	Incidents  = "care.incidents"
	Alerted    = "care.alerts"
	Suspicions = "care.suspicions"
)

// IncidentKind is what happened.
type IncidentKind string

// IncidentKinds are the incidents of every day, in the order of the choices.
var IncidentKinds = []IncidentKind{"fall", "injury", "fight", "self_harm", "missing", "choking", "seizure", "fire", "medicine", "other"}

// ProhibitedActs are what nobody may do to the people of a social centre (Decree 103/2017/NĐ-CP,
// article 39). To report one is to voice a suspicion against staff: it is read by the director, the
// inspector and whoever reported it.
var ProhibitedActs = []IncidentKind{"beating", "confining", "denying", "clothing", "no_treatment", "using_others", "threats", "overwork", "religion", "exploiting"}

// Prohibited tells that the kind is one of the prohibited acts.
func (k IncidentKind) Prohibited() bool { return slices.Contains(ProhibitedActs, k) }

// Severity is how grave an incident is.
type Severity string

// Severities lists them, the mildest first.
var Severities = []Severity{"minor", "serious", "grave"}

// Incident is what somebody reported. It is written once: a correction is a new row that names the old
// one and the reason, and RootID is the first row of them all. ReplacedAt is set when a correction took
// its place. Once restricted, an incident stays so.
type Incident struct {
	ID         uint64
	CampusID   uint64
	WardID     uint64
	RootID     uint64
	ReplacesID *uint64
	ReplacedAt *time.Time
	Kind       IncidentKind
	Severity   Severity
	Restricted bool
	At         time.Time // when it happened
	Place      string    `gorm:"serializer:sealed" sealed:"care_incidents.place"`
	People     string    `gorm:"serializer:sealed" sealed:"care_incidents.people"` // who else was involved, in words
	Saw        string    `gorm:"serializer:sealed" sealed:"care_incidents.saw"`    // who saw it
	What       string    `gorm:"serializer:sealed" sealed:"care_incidents.what"`
	Done       string    `gorm:"serializer:sealed" sealed:"care_incidents.done"` // what was done
	ReporterID uint64
	ReportedAt time.Time // when the first row was written
	RecordedAt time.Time
	RecordedBy uint64
	Reason     string `gorm:"serializer:sealed" sealed:"care_incidents.reason"` // of a correction
	Withdrawn  bool   // it never was: what had begun it was taken back at once

	KnowWithin time.Duration `gorm:"-"` // of the report: how soon somebody should know of it
}

// TableName names the table.
func (Incident) TableName() string { return "care_incidents" }

// incidentPerson is a resident who was involved, or somebody of the staff who is suspected.
type incidentPerson struct {
	ID         uint64
	CampusID   uint64
	RootID     uint64
	IncidentID uint64
	ResidentID *uint64
	MemberID   *uint64
}

// TableName names the table.
func (incidentPerson) TableName() string { return "care_incident_people" }

// Known notes that somebody who must know of an incident knows of it.
type Known struct {
	ID       uint64
	CampusID uint64
	RootID   uint64
	MemberID uint64
	At       time.Time
}

// TableName names the table.
func (Known) TableName() string { return "care_incident_known" }

// IncidentInput reports an incident.
type IncidentInput struct {
	WardID    uint64       `form:"ward_id" json:"ward_id,omitempty" doc:"where; the ward of the first resident when absent"`
	Kind      IncidentKind `form:"kind" json:"kind" validate:"required,max=20" doc:"fall, injury, fight, self_harm, missing, choking, seizure, fire, medicine or other; or an act that is prohibited: beating, confining, denying, clothing, no_treatment, using_others, threats, overwork, religion or exploiting"`
	Severity  Severity     `form:"severity" json:"severity" validate:"required,max=20" enum:"minor,serious,grave"`
	At        time.Time    `form:"at" json:"at,omitzero" doc:"when it happened; now when absent"`
	Place     string       `form:"place" json:"place,omitempty" validate:"max=300"`
	Residents []uint64     `form:"residents" json:"residents,omitempty" validate:"max=20,dive,max=9223372036854775807"`
	Members   []uint64     `form:"members" json:"members,omitempty" validate:"max=20,dive,max=9223372036854775807" doc:"who of the staff is suspected; only with a prohibited act"`
	People    string       `form:"others" json:"others,omitempty" validate:"max=300" doc:"who else was involved, in words"`
	Saw       string       `form:"saw" json:"saw,omitempty" validate:"max=300"`
	What      string       `form:"what" json:"what" validate:"required,max=2000"`
	Done      string       `form:"done" json:"done,omitempty" validate:"max=2000"`
	Next      string       `form:"next_act" json:"next_act,omitempty" validate:"max=300" doc:"what is still to be done"`
	NextDue   time.Time    `form:"next_due" json:"next_due,omitzero"`
}

// Happened says when it happened, for a report that waited on a phone without a network. A time that
// somebody typed stands.
func (in *IncidentInput) Happened(at time.Time) {
	if in.At.IsZero() {
		in.At = at
	}
}

// storyLimit is the most letters of what happened and of what was done.
const storyLimit = 2000

// RecordIncident reports what happened. It needs care.report in the ward where it happened, and in
// the wards of the residents who are named. A prohibited act is a suspicion: from then on it is
// there for the director, the inspector and its reporter alone.
//
// Invalid: an unknown kind or severity, no ward, a time in the future, staff named without a prohibited
// act.
func RecordIncident(tx *db.Tx, in IncidentInput) (*Incident, error) {
	if err := tx.May(Report); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	row, err := in.settle(tx, Report)
	if err != nil {
		return nil, err
	}
	row.Restricted = row.Kind.Prohibited()
	row.ReporterID, row.ReportedAt = tx.Actor.ID, tx.Now
	if err := row.write(tx, in); err != nil {
		return nil, err
	}
	if in.Next != "" {
		if _, err := addAct(tx, row, in.Next, in.NextDue); err != nil {
			return nil, err
		}
	}
	row.tell(tx)
	return row, nil
}

// settle checks what was said and finds the ward.
func (in *IncidentInput) settle(tx *db.Tx, permission string) (*Incident, error) {
	var bad fault.Fields
	row := &Incident{Kind: in.Kind, Severity: in.Severity, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if !slices.Contains(IncidentKinds, in.Kind) && !in.Kind.Prohibited() {
		bad.Add("kind", "care.incident.kind_unknown")
	}
	if !slices.Contains(Severities, in.Severity) {
		bad.Add("severity", "care.incident.severity_unknown")
	}
	row.At = happened(&bad, tx, in.At)
	row.Place, row.People, row.Saw = short(&bad, "place", in.Place), short(&bad, "others", in.People), short(&bad, "saw", in.Saw)
	in.Next = short(&bad, "next_act", in.Next)
	for _, text := range []struct {
		name string
		to   *string
		from string
	}{{"what", &row.What, in.What}, {"done", &row.Done, in.Done}} {
		if *text.to = value.CleanText(text.from); utf8.RuneCountInString(*text.to) > storyLimit {
			bad.Add(text.name, "care.text_too_long", fault.A{"limit": storyLimit})
		}
	}
	if row.What == "" {
		bad.Add("what", "care.incident.what_missing")
	}
	in.Residents, in.Members = once(in.Residents), once(in.Members)
	if len(in.Members) > 0 && !in.Kind.Prohibited() {
		bad.Add("members", "care.incident.staff_only_suspected")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if err := in.whose(tx, permission); err != nil {
		return nil, err
	}
	if in.WardID == 0 {
		return nil, fault.Field("ward_id", "care.incident.where_missing")
	}
	ward, err := wards.Within(tx, permission, in.WardID)
	if err != nil {
		return nil, err
	}
	row.CampusID, row.WardID = ward.CampusID, ward.ID
	return row, nil
}

// once gives ids without zeros and repeats, in order.
func once(ids []uint64) []uint64 {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id uint64) bool { return id == 0 })
	slices.Sort(ids)
	return slices.Compact(ids)
}

// whose finds the residents and the colleagues who are named. A resident of a ward out of reach is not
// there; somebody without a bed is within reach of the campus.
func (in *IncidentInput) whose(tx *db.Tx, permission string) error {
	type found struct {
		ID, CampusID, ZoneID, WardID uint64
		MergedIntoID                 *uint64
	}
	if len(in.Residents) > 0 {
		people, err := db.Report[found](tx, `SELECT r.id, COALESCE(w.campus_id, r.campus_id) AS campus_id, w.zone_id, w.id AS ward_id, r.merged_into_id FROM residents_people r
			LEFT JOIN presence_placements p ON p.open_resident_id = r.id LEFT JOIN wards_wards w ON w.id = p.ward_id
			WHERE {campus r.campus_id} AND r.id IN ?`, in.Residents)
		if err != nil {
			return err
		}
		reach := tx.Reach(permission)
		for _, p := range people {
			if p.MergedIntoID != nil {
				return residents.Merged(p.ID, *p.MergedIntoID)
			}
			if !reach.Ward(p.CampusID, p.ZoneID, p.WardID) {
				return notFound
			}
			if in.WardID == 0 && p.ID == in.Residents[0] {
				in.WardID = p.WardID
			}
		}
		if len(people) != len(in.Residents) {
			return notFound
		}
	}
	if len(in.Members) > 0 {
		members, err := db.Report[found](tx, "SELECT m.id FROM staff_members m WHERE {shared} AND m.id IN ?", in.Members)
		if err != nil {
			return err
		}
		if len(members) != len(in.Members) {
			return fault.Field("members", "care.incident.member_unknown")
		}
	}
	return nil
}

// write adds the row with those it names.
func (i *Incident) write(tx *db.Tx, in IncidentInput) error {
	if err := i.term(tx); err != nil {
		return err
	}
	if err := db.Add(tx, i); err != nil {
		return err
	}
	if i.RootID == 0 {
		i.RootID = i.ID
		if _, err := db.Set[Incident](tx, map[string]any{"root_id": i.ID}, "id = ?", i.ID); err != nil {
			return err
		}
	}
	var named []incidentPerson
	for _, id := range in.Residents {
		named = append(named, incidentPerson{CampusID: i.CampusID, RootID: i.RootID, IncidentID: i.ID, ResidentID: ptr(id)})
	}
	for _, id := range in.Members {
		named = append(named, incidentPerson{CampusID: i.CampusID, RootID: i.RootID, IncidentID: i.ID, MemberID: ptr(id)})
	}
	return db.Append(tx, named)
}

// tell writes into the deed which incident it was. A deed about a suspicion is shown to nobody but who
// did it (db.Veiled), and says nothing of where or whom.
func (i *Incident) tell(tx *db.Tx) {
	if i.Restricted {
		tx.Concerns(db.Veiled, i.RootID, i.CampusID)
		return
	}
	tx.Concerns("incident", i.RootID, i.CampusID)
	tx.Detail("kind", i.Kind)
	tx.Detail("ward", i.WardID)
}

// IncidentCorrection writes an incident anew as it really was.
type IncidentCorrection struct {
	RootID     uint64 `path:"incident" form:"-" json:"-"`
	ReplacesID uint64 `form:"replaces_id" json:"replaces_id" validate:"required" doc:"the row that was read; somebody may have corrected it meanwhile"`
	IncidentInput
	Reason string `form:"reason" json:"reason" validate:"required,max=300"`
}

// CorrectIncident writes an incident anew: the new row names the old one and the reason, and the old
// one stays readable. Who reported it may, who corrects the rounds of its ward (care.amend), and for a
// suspicion who reads suspicions. What was restricted stays restricted. Conflict: corrected meanwhile.
func CorrectIncident(tx *db.Tx, in IncidentCorrection) (*Incident, error) {
	if err := tx.May(Report); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	reason := short(&bad, "reason", in.Reason)
	if reason == "" {
		bad.Add("reason", "care.reason_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	old, err := seeIncident(tx, in.RootID)
	if err != nil {
		return nil, err
	}
	if !old.MayCorrect {
		return nil, fault.New(fault.Forbidden, "fault.forbidden", fault.A{"permission": Amend})
	}
	if old.ID != in.ReplacesID {
		return nil, fault.New(fault.Conflict, "care.amended_meanwhile")
	}
	in.Next = "" // acts have forms of their own
	if in.WardID == 0 {
		in.WardID = old.WardID
	}
	if old.Restricted && !in.Kind.Prohibited() {
		in.Members = nil
	}
	row, err := in.IncidentInput.settle(tx, Report)
	if err != nil {
		return nil, err
	}
	row.RootID, row.ReplacesID, row.Reason = old.RootID, ptr(old.ID), reason
	row.Restricted = old.Restricted || row.Kind.Prohibited()
	row.ReporterID, row.ReportedAt = old.ReporterID, old.ReportedAt
	n, err := db.Set[Incident](tx, map[string]any{"replaced_at": tx.Now}, "id = ? AND replaced_at IS NULL", old.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "care.amended_meanwhile")
	}
	if err := row.write(tx, in.IncidentInput); err != nil {
		return nil, err
	}
	row.tell(tx)
	return row, nil
}

// WithdrawSearch closes the incident by which a search was told, when the search is taken back while the
// tap is still warm: the same person who began it says within the minutes of the settings that it was none. A row that says
// so follows, with the reason; nobody is called any more, and nothing is left to do. What was corrected since
// stays. Without care.report nothing is done, as nothing was told then.
func WithdrawSearch(tx *db.Tx, resident uint64, since time.Time, reason string) error {
	if !tx.Actor.Has(Report) || tx.Actor.ID == 0 {
		return nil
	}
	if err := tx.May(Report); err != nil {
		return err
	}
	warm, err := undoFor(tx)
	if err != nil {
		return err
	}
	rows, err := db.Report[Incident](tx, `SELECT i.* FROM care_incidents i JOIN care_incident_people n ON n.incident_id = i.id
		WHERE {campus i.campus_id} AND n.resident_id = ? AND i.kind = 'missing' AND i.at = ? AND i.reporter_id = ? AND i.reported_at >= ? AND i.replaces_id IS NULL AND i.replaced_at IS NULL`,
		resident, since, tx.Actor.ID, tx.Now.Add(-warm))
	if err != nil {
		return err
	}
	for _, old := range rows {
		n, err := db.Set[Incident](tx, map[string]any{"replaced_at": tx.Now}, "id = ? AND replaced_at IS NULL", old.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			continue // corrected at the same moment: whoever did that knows better
		}
		row := old
		row.ID, row.ReplacesID, row.ReplacedAt, row.Reason, row.Withdrawn = 0, ptr(old.ID), nil, reason, true
		row.RecordedAt, row.RecordedBy = tx.Now, tx.Actor.ID
		if err := row.write(tx, IncidentInput{Residents: []uint64{resident}}); err != nil {
			return err
		}
		if _, err := db.Set[IncidentAct](tx, map[string]any{"open_ward_id": nil, "done_at": tx.Now, "done_by": tx.Actor.ID, "done_note": reason}, "root_id = ? AND done_at IS NULL", row.RootID); err != nil {
			return err
		}
		tx.Detail("incident", row.RootID)
	}
	return nil
}

// KnowInput says that somebody knows of an incident.
type KnowInput struct {
	RootID uint64 `path:"incident" form:"-" json:"-"`
}

// KnowIncident notes that the actor knows of an incident; said again, it changes nothing. Whoever may
// read the incident may say so.
func KnowIncident(tx *db.Tx, in KnowInput) (*Known, error) {
	if err := tx.May(Report); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	seen, err := seeIncident(tx, in.RootID)
	if err != nil {
		return nil, err
	}
	seen.tell(tx)
	known, err := db.From[Known](tx).Where("root_id = ? AND member_id = ?", seen.RootID, tx.Actor.ID).Maybe()
	if err != nil || known != nil {
		return known, err
	}
	known = &Known{CampusID: seen.CampusID, RootID: seen.RootID, MemberID: tx.Actor.ID, At: tx.Now}
	if err := db.Add(tx, known); db.Duplicate(err, "member") {
		return known, nil // the same person on two devices at once
	} else if err != nil {
		return nil, err
	}
	return known, nil
}

// term reads how soon somebody who must know of the incident should know of it, by how grave it is, as
// was set on the day of the report: within minutes of what endangers a life, within the hour of what was
// serious, within the day otherwise. A suspicion waits no longer than what is serious.
func (i *Incident) term(tx *db.Tx) error {
	book, err := settings.Of(tx)
	if err != nil {
		return err
	}
	within := func(name settings.Name, unit time.Duration) (time.Duration, error) {
		n, err := book.Int(name, value.DayOf(i.ReportedAt, tx.Zone()))
		return time.Duration(n) * unit, err
	}
	serious, err := within(settings.KnownSerious, time.Minute)
	if err != nil {
		return err
	}
	switch i.Severity {
	case "serious":
		i.KnowWithin = serious
	case "grave":
		i.KnowWithin, err = within(settings.KnownGrave, time.Minute)
	default:
		i.KnowWithin, err = within(settings.KnownMinor, time.Hour)
	}
	if i.Restricted {
		i.KnowWithin = min(i.KnowWithin, serious)
	}
	return err
}

// KnowBy tells until when somebody should know of the incident.
func (i Incident) KnowBy() time.Time { return i.ReportedAt.Add(i.KnowWithin) }

// Late tells how long after the event it was written down; 0 within a quarter of an hour.
func (i Incident) Late() time.Duration { return LateBy(i.At, i.ReportedAt) }
