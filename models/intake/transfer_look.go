package intake

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// TransferPerson is what the other side must know of a person before it takes her over: not the
// papers, not the family, not the past.
type TransferPerson struct {
	ID             uint64
	Number         string
	Name           string
	Sex            value.Sex
	BirthDate      value.Day
	BirthPrecision value.Precision
	SelfCare       residents.SelfCare
	Category       presence.Category
	AdmittedAt     *time.Time
	SinceAt        *time.Time
	WardName       string
	RoomName       string
	BedName        string
	AbsenceKind    presence.AbsenceKind
}

// Birth is the day of birth as far as it is known.
func (p TransferPerson) Birth() value.BirthDate {
	return value.BirthDate{Day: p.BirthDate, Precision: p.BirthPrecision}
}

// TransferFile is everything the page of a transfer shows to one reader.
type TransferFile struct {
	Transfer
	FromName, ToName string
	Gives, Takes     bool            // for which sides the reader may sign
	Person           *TransferPerson // nil once it is over and the reader has nothing to do with the person
	Needs            []residents.Need
	Flags            []residents.Flag
	Free             []presence.FreeBed // where the receiving side could put the person
	Today            value.Day
}

// OfTransfer names a transfer.
type OfTransfer struct {
	ID uint64 `path:"transfer" form:"-" json:"-"`
}

// Named tells whether a reader of one side may know who it is: the giving side always, for it wrote
// the list; the receiving side while it is asked and once it has the person.
func (t Transfer) Named(gives, takes bool) bool {
	return gives || takes && (t.State == TransferAsked || t.State == TransferAccepted)
}

// ReadTransfer reads the page of a transfer in a fixed number of statements. It needs
// intake.transfer in one of the two campuses.
func ReadTransfer(tx *db.Tx, in OfTransfer) (*TransferFile, error) {
	if err := tx.May(Across); err != nil {
		return nil, err
	}
	t, err := seenTransfer(tx, in.ID)
	if err != nil {
		return nil, err
	}
	f := &TransferFile{Transfer: *t, Today: tx.Today()}
	f.Gives, f.Takes = t.Sides(tx.Reach(Across))
	type campus struct {
		ID   uint64
		Name string
	}
	campuses, err := db.Report[campus](tx, "SELECT id, name FROM wards_campuses WHERE {shared} AND id IN ?", []uint64{t.FromCampusID, t.ToCampusID})
	if err != nil {
		return nil, err
	}
	for _, c := range campuses {
		if c.ID == t.FromCampusID {
			f.FromName = c.Name
		} else {
			f.ToName = c.Name
		}
	}
	if !t.Named(f.Gives, f.Takes) {
		return f, nil
	}
	if err := tx.Everywhere("both sides of a transfer see whom it is about", f.readPerson); err != nil || f.Person == nil {
		return f, err
	}
	if t.Pending() && f.Takes && tx.Actor.Has(presence.View) {
		f.Free, err = presence.FreeBeds(tx, presence.FreeBedsInput{CampusID: t.ToCampusID, Sex: f.Person.Sex})
	}
	return f, err
}

// readPerson reads who it is, and what must be known of the person before she comes.
func (f *TransferFile) readPerson(tx *db.Tx) error {
	people, err := db.Report[TransferPerson](tx, `SELECT r.id, r.number, r.name, r.sex, r.birth_date, r.birth_precision, r.self_care, s.category, s.admitted_at, s.since_at,
			w.name AS ward_name, m.name AS room_name, b.name AS bed_name, a.kind AS absence_kind
		FROM residents_people r
		LEFT JOIN presence_stays s ON s.open_resident_id = r.id
		LEFT JOIN presence_placements p ON p.open_resident_id = r.id
		LEFT JOIN presence_absences a ON a.open_resident_id = r.id
		LEFT JOIN wards_wards w ON w.id = p.ward_id
		LEFT JOIN wards_rooms m ON m.id = p.room_id
		LEFT JOIN wards_beds b ON b.id = p.bed_id
		WHERE {campus r.campus_id} AND r.id = ?`, f.ResidentID)
	if err != nil || len(people) == 0 {
		return err
	}
	f.Person = &people[0]
	if !f.Pending() {
		return nil
	}
	needs, err := residents.NeedsOf(tx, f.Today, []uint64{f.ResidentID})
	if err != nil {
		return err
	}
	flags, err := residents.FlagsOf(tx, f.Today, []uint64{f.ResidentID})
	f.Needs, f.Flags = needs[f.ResidentID], flags[f.ResidentID]
	return err
}

// TransferLine is one line of the list of transfers.
type TransferLine struct {
	Transfer
	FromName string
	ToName   string
	Number   string
	Name     string
}

// TransfersInput asks for a page of the transfers of the asker's campuses.
type TransfersInput struct {
	ResidentID uint64 `form:"resident_id" json:"resident_id,omitempty"`
	Limit      int    `form:"limit" json:"limit,omitempty"`
	After      string `form:"after" json:"after,omitempty"`
	Most       int    `form:"-" json:"-"` // all at once, for a file
}

// Transfers lists the transfers from and to the asker's campuses, newest first. Names that a side no
// longer needs are left out. It needs intake.transfer.
func Transfers(tx *db.Tx, in TransfersInput) (rows []TransferLine, next string, err error) {
	if err := tx.May(Across); err != nil {
		return nil, "", err
	}
	page := db.Page{Limit: in.Limit, After: in.After, Most: in.Most}
	last, follows, err := lastOf(page)
	if err != nil {
		return nil, "", err
	}
	reach := tx.Reach(Across)
	where, args := "", []any{}
	if !reach.All {
		where, args = " AND (t.from_campus_id IN ? OR t.to_campus_id IN ?)", []any{reach.Campuses, reach.Campuses}
	}
	if follows {
		where += " AND t.id < ?"
		args = append(args, last)
	}
	if in.ResidentID != 0 {
		where += " AND t.resident_id = ?"
		args = append(args, in.ResidentID)
	}
	if err := tx.Everywhere("both sides of a transfer see whom it is about", func(tx *db.Tx) (err error) {
		rows, err = transferLines(tx, where, append(args, page.Size()+1))
		return err
	}); err != nil {
		return nil, "", err
	}
	if len(rows) > page.Size() {
		rows = rows[:page.Size()]
		next = db.Cursor(idText(rows[len(rows)-1].ID))
	}
	for i := range rows {
		if !rows[i].Named(rows[i].Sides(reach)) {
			rows[i].Name = ""
		}
	}
	return rows, next, nil
}

func transferLines(tx *db.Tx, where string, args []any) ([]TransferLine, error) {
	return db.Report[TransferLine](tx, `SELECT t.*, f.name AS from_name, o.name AS to_name, r.number, r.name
		FROM intake_transfers t
		JOIN wards_campuses f ON f.id = t.from_campus_id
		JOIN wards_campuses o ON o.id = t.to_campus_id
		JOIN residents_people r ON r.id = t.resident_id
		WHERE {campus r.campus_id}`+where+" ORDER BY t.id DESC LIMIT ?", args...)
}

// OtherCampuses lists the campuses that stand, but one: to which somebody could go over. It needs
// intake.transfer.
func OtherCampuses(tx *db.Tx, but uint64) ([]wards.Campus, error) {
	if err := tx.May(Across); err != nil {
		return nil, err
	}
	return db.Report[wards.Campus](tx, "SELECT * FROM wards_campuses WHERE {shared} AND id <> ? AND valid_to IS NULL ORDER BY id", but)
}

// WaitingTransfers counts the transfers that wait for the asker's campuses to answer, for Hôm nay. It
// needs intake.transfer.
func WaitingTransfers(tx *db.Tx) (int, error) {
	if err := tx.May(Across); err != nil {
		return 0, err
	}
	q := db.From[Transfer](tx).Where("pending_resident_id IS NOT NULL")
	if reach := tx.Reach(Across); !reach.All {
		q = q.Where("to_campus_id IN ?", append(slices.Clone(reach.Campuses), 0))
	}
	return q.Count()
}
