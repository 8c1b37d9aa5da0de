package intake

import (
	"slices"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// Review is a look at all children of a campus: who of them should go to a family. The head makes such
// a list at intervals that the law sets (Circular 14/2020, article 3). A wrong one is void.
type Review struct {
	ID       uint64
	CampusID uint64
	HeldOn   value.Day
	LookedAt int // how many children there were on the day of writing
	Note     string
	Written
}

// TableName names the table.
func (Review) TableName() string { return "intake_reviews" }

// ReviewChild is a child whom a review found in need of a family.
type ReviewChild struct {
	ID         uint64
	CampusID   uint64
	ReviewID   uint64
	ResidentID uint64
}

// TableName names the table.
func (ReviewChild) TableName() string { return "intake_review_children" }

// Child is a child in care, as the list of a review shows it.
type Child struct {
	ResidentID     uint64
	Name           string
	Number         string
	PhotoFileID    *uint64
	Sex            value.Sex
	BirthDate      value.Day
	BirthPrecision value.Precision
	Category       presence.Category
	Abandoned      bool
	WardName       string
	RoomName       string
	BedName        string
	Listed         bool // on the newest list
}

// Birth is the day of birth as far as it is known.
func (c Child) Birth() value.BirthDate {
	return value.BirthDate{Day: c.BirthDate, Precision: c.BirthPrecision}
}

// ReviewPage is the list of the children of a campus with what was written before.
type ReviewPage struct {
	CampusID   uint64
	CampusName string
	Children   []Child
	Reviews    []Review       // newest first, void ones too
	Named      map[uint64]int // by review: how many children it named
	Clock      *Deadline      // nil where no child is in care
	Today      value.Day
	MayKeep    bool
}

// Last is the newest review that stands, or nil.
func (p *ReviewPage) Last() *Review {
	for i := range p.Reviews {
		if !p.Reviews[i].Voided() {
			return &p.Reviews[i]
		}
	}
	return nil
}

// OfCampus names a campus.
type OfCampus struct {
	CampusID uint64 `path:"campus" form:"-" json:"-"`
}

// wholeCampus refuses, as not there, a campus that the actor does not reach as a whole: a list of all
// its children is nothing for a single ward.
func wholeCampus(tx *db.Tx, permission string, campus uint64) error {
	if err := tx.May(permission); err != nil {
		return err
	}
	if !tx.Reach(permission).Campus(campus) {
		return fault.New(fault.NotFound, "db.not_found")
	}
	return nil
}

const (
	youngerThan = " AND r.birth_date > ?"
	childStays  = ` FROM presence_stays s JOIN residents_people r ON r.id = s.resident_id WHERE {campus s.campus_id} AND s.open_resident_id > 0`
)

// childrenBorn is the day after which somebody was born who is a child today, by the law of today.
func childrenBorn(tx *db.Tx) (value.Day, error) {
	grown, err := settings.Int(tx, settings.LegalChildAge, tx.Today())
	return tx.Today().AddYears(-grown), err
}

// ReadReview gives the page of the children of a campus. It needs intake.view for the whole campus.
func ReadReview(tx *db.Tx, in OfCampus) (*ReviewPage, error) {
	if err := wholeCampus(tx, ViewFiles, in.CampusID); err != nil {
		return nil, err
	}
	p := &ReviewPage{CampusID: in.CampusID, Today: tx.Today(), Named: map[uint64]int{}, MayKeep: tx.Actor.Has(KeepFiles) && tx.Reach(KeepFiles).Campus(in.CampusID)}
	type campus struct{ Name string }
	names, err := db.Report[campus](tx, "SELECT name FROM wards_campuses WHERE {campus id} AND id = ?", in.CampusID)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	p.CampusName = names[0].Name
	born, err := childrenBorn(tx)
	if err != nil {
		return nil, err
	}
	if p.Children, err = db.Report[Child](tx, `SELECT s.resident_id, r.name, r.number, r.photo_file_id, r.sex, r.birth_date, r.birth_precision, s.category, f.abandoned,
			w.name AS ward_name, m.name AS room_name, b.name AS bed_name
		`+goingOn+`JOIN residents_people r ON r.id = s.resident_id
		LEFT JOIN presence_placements p ON p.open_resident_id = s.resident_id
		LEFT JOIN wards_wards w ON w.id = p.ward_id
		LEFT JOIN wards_rooms m ON m.id = p.room_id
		LEFT JOIN wards_beds b ON b.id = p.bed_id
		WHERE {campus s.campus_id} AND s.open_resident_id > 0 AND s.campus_id = ?`+youngerThan+` ORDER BY r.sort_key, r.id`, in.CampusID, born); err != nil {
		return nil, err
	}
	if p.Reviews, err = db.From[Review](tx).Where("campus_id = ?", in.CampusID).Order("held_on DESC, id DESC").Limit(40).All(); err != nil {
		return nil, err
	}
	if err := p.readNamed(tx); err != nil {
		return nil, err
	}
	clocks, err := deadlines(tx, 0)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(clocks, func(d Deadline) bool { return d.Kind == FamilyCareReview && d.CampusID == in.CampusID }); i >= 0 {
		p.Clock = &clocks[i]
	}
	return p, nil
}

// readNamed reads which children the reviews named.
func (p *ReviewPage) readNamed(tx *db.Tx) error {
	ids := []uint64{0}
	for _, r := range p.Reviews {
		ids = append(ids, r.ID)
	}
	rows, err := db.From[ReviewChild](tx).Where("review_id IN ?", ids).All()
	if err != nil {
		return err
	}
	last := p.Last()
	listed := map[uint64]bool{}
	for _, r := range rows {
		p.Named[r.ReviewID]++
		if last != nil && r.ReviewID == last.ID {
			listed[r.ResidentID] = true
		}
	}
	for i := range p.Children {
		p.Children[i].Listed = listed[p.Children[i].ResidentID]
	}
	return nil
}

// ReviewInput is what is asked when the children were looked at.
type ReviewInput struct {
	CampusID uint64    `path:"campus" form:"-" json:"-"`
	HeldOn   value.Day `form:"held_on" json:"held_on,omitzero" doc:"today when absent"`
	Children []uint64  `form:"children" json:"children,omitempty" validate:"max=1000" doc:"residents who should go to a family; none is an answer too"`
	Note     string    `form:"note" json:"note,omitempty" validate:"max=300"`
}

// HoldReview notes that the children of a campus were looked at, and who of them should go to a
// family. The next look is due after the months set. It needs intake.edit for the whole campus.
// Invalid: a day to come, or somebody who is no child in care there.
func HoldReview(tx *db.Tx, in ReviewInput) (*Review, error) {
	if err := wholeCampus(tx, KeepFiles, in.CampusID); err != nil {
		return nil, err
	}
	var bad fault.Fields
	tidyTexts(&bad, textField{"note", &in.Note, leavingText})
	if in.HeldOn.IsZero() {
		in.HeldOn = tx.Today()
	}
	if in.HeldOn.After(tx.Today()) {
		bad.Add("held_on", "intake.day_in_future")
	}
	type one struct{ ResidentID uint64 }
	born, err := childrenBorn(tx)
	if err != nil {
		return nil, err
	}
	here, err := db.Report[one](tx, `SELECT s.resident_id`+childStays+` AND s.campus_id = ?`+youngerThan, in.CampusID, born)
	if err != nil {
		return nil, err
	}
	slices.Sort(in.Children)
	in.Children = slices.Compact(in.Children)
	for _, id := range in.Children {
		if !slices.Contains(here, one{id}) {
			bad.Add("children", "intake.no_child_here")
			break
		}
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	r := &Review{CampusID: in.CampusID, HeldOn: in.HeldOn, LookedAt: len(here), Note: in.Note, Written: writtenNow(tx)}
	tx.Concerns("campus", in.CampusID, in.CampusID)
	tx.Detail("children", len(in.Children))
	if err := db.Add(tx, r); err != nil {
		return nil, err
	}
	var rows []ReviewChild
	for _, id := range in.Children {
		rows = append(rows, ReviewChild{CampusID: in.CampusID, ReviewID: r.ID, ResidentID: id})
	}
	return r, db.Append(tx, rows)
}

// ReviewUndo names a review that was noted by mistake, and why.
type ReviewUndo struct {
	CampusID uint64 `path:"campus" form:"-" json:"-"`
	ID       uint64 `path:"review" form:"-" json:"-"`
	Reason   string `form:"reason" json:"reason" validate:"max=300"`
}

// VoidReview marks a review as noted by mistake: it stays readable, and the clock runs on from the one
// before. It needs intake.edit for the whole campus.
func VoidReview(tx *db.Tx, in ReviewUndo) (*Review, error) {
	if err := wholeCampus(tx, KeepFiles, in.CampusID); err != nil {
		return nil, err
	}
	if in.Reason = value.CleanText(in.Reason); in.Reason == "" {
		return nil, fault.Field("reason", "intake.reason_missing")
	}
	r, err := db.From[Review](tx).Where("id = ? AND campus_id = ? AND voided_at IS NULL", in.ID, in.CampusID).One()
	if err != nil {
		return nil, err
	}
	tx.Concerns("campus", in.CampusID, in.CampusID)
	tx.Detail("reason", in.Reason)
	r.void(tx, in.Reason)
	return r, db.Change(tx, r, "voided_at", "voided_by", "void_reason")
}

// ofReviews starts the clock of every campus in which a child is in care: from the last look at the
// children, and from no known day where none was ever noted.
func ofReviews(tx *db.Tx, _ *settings.Book, resident uint64) ([]Started, error) {
	if resident != 0 {
		return nil, nil
	}
	type campus struct {
		ID       uint64
		Name     string
		ReviewID uint64
		HeldOn   value.Day
	}
	born, err := childrenBorn(tx)
	if err != nil {
		return nil, err
	}
	homes, err := db.Report[campus](tx, `SELECT k.id, k.name, v.id AS review_id, v.held_on FROM wards_campuses k
		LEFT JOIN intake_reviews v ON v.campus_id = k.id AND v.voided_at IS NULL AND NOT EXISTS (SELECT 1 FROM intake_reviews n
			WHERE n.campus_id = v.campus_id AND n.voided_at IS NULL AND (n.held_on > v.held_on OR n.held_on = v.held_on AND n.id > v.id))
		WHERE {campus k.id} AND k.valid_to IS NULL
		AND EXISTS (SELECT 1 FROM presence_stays s JOIN residents_people r ON r.id = s.resident_id WHERE s.campus_id = k.id AND s.open_resident_id > 0`+youngerThan+`)
		ORDER BY k.position, k.id`, born)
	if err != nil {
		return nil, err
	}
	var out []Started
	for _, k := range homes {
		out = append(out, Started{Kind: FamilyCareReview, CampusID: k.ID, SubjectID: k.ReviewID, From: k.HeldOn, campusName: k.Name})
	}
	return out, nil
}
