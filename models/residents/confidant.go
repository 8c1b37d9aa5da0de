package residents

import (
	"cmp"
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/staff"
	"maiam/models/value"
)

// Confidant is somebody who may know of a secret matter, from a day to a day. Nobody names themselves;
// Wrote marks the one who knows because it was them who wrote it. OpenMemberID is set until the name is
// taken back; its unique key lets nobody stand twice.
type Confidant struct {
	ID           uint64
	SecretID     uint64
	ResidentID   uint64
	MemberID     uint64
	Wrote        bool
	FromDay      value.Day
	ToDay        value.Day
	ReasonSealed []byte
	OpenMemberID *uint64
	Recorded
	Ending
	EndReasonSealed []byte
}

// TableName names the table.
func (Confidant) TableName() string { return "residents_confidants" }

// ConfidantInput names somebody who may know of a secret matter.
type ConfidantInput struct {
	Secret uint64    `path:"secret" form:"-" json:"-"`
	Member uint64    `form:"member" json:"member_id" validate:"max=9223372036854775807"`
	From   value.Day `form:"from" json:"from,omitzero" doc:"today when absent"`
	To     value.Day `form:"until" json:"until,omitzero" doc:"the last day; absent: until it is taken back"`
	Reason string    `form:"reason" json:"reason" validate:"max=300"`
}

// entrusted finds a matter for somebody who may name people: who wrote it and still knows of it, or who
// holds residents.entrust where the person is cared for. For everybody else it is not there.
func entrusted(tx *db.Tx, id uint64) (*secretRow, error) {
	if s, err := knownSecret(tx, id); err == nil && s.RecordedBy == tx.Actor.ID || err != nil && fault.KindOf(err) != fault.NotFound {
		return s, err
	}
	rows, err := db.Report[secretRow](tx, `SELECT s.*, r.campus_id FROM residents_secrets s JOIN residents_people r ON r.id = s.resident_id
		WHERE {campus r.campus_id} AND s.id = ?`, id)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || tx.Actor.ID == 0 || !mayIn(tx, EntrustPermission, rows[0].CampusID) {
		return nil, notFound
	}
	return &rows[0], nil
}

// NameConfidant names somebody who may know of a secret matter, with the reason. It needs
// residents.confide, and to have written the matter, or residents.entrust. Invalid: nobody, oneself, who
// may not open files of residents there, no reason, an end before the beginning. Conflict: named already.
func NameConfidant(tx *db.Tx, in ConfidantInput) (*SecretRef, error) {
	if err := tx.May(ConfidePermission); err != nil {
		return nil, err
	}
	s, err := entrusted(tx, in.Secret)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	able, err := Nameable(tx, s.CampusID)
	if err != nil {
		return nil, err
	}
	_, known := able[in.Member]
	switch {
	case in.Member == tx.Actor.ID:
		bad.Add("member", "residents.secret.not_oneself")
	case !known:
		bad.Add("member", "residents.secret.member_unknown")
	}
	reason := short(&bad, "reason", in.Reason, noteLimit)
	if reason == "" {
		bad.Add("reason", "residents.reason_missing")
	}
	if in.From.IsZero() {
		in.From = tx.Today()
	}
	if !in.To.IsZero() && (in.To.Before(in.From) || in.To.Before(tx.Today())) {
		bad.Add("until", "residents.secret.until_before")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	row := &Confidant{SecretID: s.ID, ResidentID: s.ResidentID, MemberID: in.Member, FromDay: in.From, ToDay: in.To, OpenMemberID: &in.Member, Recorded: now(tx)}
	if row.ReasonSealed, err = db.Seal(tx, reasonColumn, reason); err != nil {
		return nil, err
	}
	// A name whose days are over makes room for a new one.
	open, err := db.From[Confidant](tx).Where("secret_id = ? AND open_member_id = ?", s.ID, in.Member).Maybe()
	if err != nil {
		return nil, err
	}
	if open != nil {
		if open.ToDay.IsZero() || !open.ToDay.Before(tx.Today()) {
			return nil, fault.New(fault.Conflict, "residents.secret.named_already")
		}
		if err := open.close(tx, reason); err != nil {
			return nil, err
		}
	}
	err = db.Add(tx, row)
	if db.Duplicate(err, "open_member_id") {
		return nil, fault.New(fault.Conflict, "residents.secret.named_already").Because(err)
	}
	tx.Concerns(db.Secret, s.ID, s.CampusID)
	tx.Detail("member", in.Member)
	return &SecretRef{s.ID}, err
}

// ConfidantEnd takes a name back.
type ConfidantEnd struct {
	Secret    uint64 `path:"secret" form:"-" json:"-"`
	Confidant uint64 `form:"confidant" json:"confidant_id" validate:"max=9223372036854775807"`
	Reason    string `form:"reason" json:"reason" validate:"max=300"`
}

// EndConfidant takes back that somebody may know of a secret matter; what they read stays read, and that
// they were named stays written. It needs what naming needs, or to be the one named.
func EndConfidant(tx *db.Tx, in ConfidantEnd) (*SecretRef, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	row, err := db.From[Confidant](tx).Where("id = ? AND secret_id = ? AND ended_recorded_at IS NULL", in.Confidant, in.Secret).Maybe()
	if err != nil {
		return nil, err
	}
	var s *secretRow
	if row != nil && row.MemberID == tx.Actor.ID {
		s, err = knownSecret(tx, in.Secret)
	} else {
		s, err = entrusted(tx, in.Secret)
	}
	if err == nil && row == nil {
		err = notFound
	}
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	reason := short(&bad, "reason", in.Reason, noteLimit)
	if reason == "" {
		bad.Add("reason", "residents.reason_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	tx.Concerns(db.Secret, s.ID, s.CampusID)
	tx.Detail("member", row.MemberID)
	return &SecretRef{s.ID}, row.close(tx, reason)
}

// close ends a name once.
func (c *Confidant) close(tx *db.Tx, reason string) (err error) {
	c.OpenMemberID = nil
	c.end(tx)
	if c.EndReasonSealed, err = db.Seal(tx, endReasonColumn, reason); err != nil {
		return err
	}
	return db.Change(tx, c, "open_member_id", "ended_recorded_at", "ended_recorded_by", "end_reason_sealed")
}

// Nameable gives the names of those who may be named for a matter of a campus, by their ids: whoever may
// open files of residents there. The caller has asked for its own permission.
func Nameable(tx *db.Tx, campus uint64) (map[uint64]string, error) {
	return staff.Holders(tx, View, campus)
}

// ConfidantIn is somebody who may or might know of a matter, with names.
type ConfidantIn struct {
	ID       uint64
	MemberID uint64
	Name     string
	ByName   string
	Wrote    bool
	FromDay  value.Day
	ToDay    value.Day
	At       time.Time
	EndedAt  *time.Time
	Reason   string
	Why      string // of the end
}

// Knows tells whether the person may open the matter on a day.
func (c ConfidantIn) Knows(on value.Day) bool {
	return c.EndedAt == nil && !on.Before(c.FromDay) && (c.ToDay.IsZero() || !on.After(c.ToDay))
}

// confidantsOf reads who may know of a matter, those who may today first.
func confidantsOf(tx *db.Tx, secret uint64) ([]ConfidantIn, error) {
	rows, err := db.From[Confidant](tx).Where("secret_id = ?", secret).Order("id").All()
	if err != nil {
		return nil, err
	}
	var ids []uint64
	for _, r := range rows {
		ids = append(ids, r.MemberID, r.RecordedBy)
	}
	names, err := staff.Names(tx, ids...)
	if err != nil {
		return nil, err
	}
	out := make([]ConfidantIn, len(rows))
	for i, r := range rows {
		c := ConfidantIn{ID: r.ID, MemberID: r.MemberID, Name: names[r.MemberID], ByName: names[r.RecordedBy], Wrote: r.Wrote,
			FromDay: r.FromDay, ToDay: r.ToDay, At: r.RecordedAt, EndedAt: r.EndedRecordedAt}
		if c.Reason, err = db.Unseal(tx, reasonColumn, r.ReasonSealed); err != nil {
			return nil, err
		}
		if c.Why, err = db.Unseal(tx, endReasonColumn, r.EndReasonSealed); err != nil {
			return nil, err
		}
		out[i] = c
	}
	today := tx.Today()
	rank := func(c ConfidantIn) int {
		if c.Knows(today) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(out, func(a, b ConfidantIn) int { return cmp.Compare(rank(a), rank(b)) })
	return out, nil
}

// EntrustedLine is a matter as the one sees it who names people: its number, who wrote it and who may
// know. Of whom it is and what it says stands with those who are named.
type EntrustedLine struct {
	ID       uint64
	CampusID uint64
	ByName   string
	On       value.Day
	Knowing  []ConfidantIn // without reasons
}

// Entrusted lists the secret matters by their numbers, the newest first, for whoever names people. It
// needs residents.entrust and runs three statements.
func Entrusted(tx *db.Tx) ([]EntrustedLine, error) {
	if err := tx.May(EntrustPermission); err != nil {
		return nil, err
	}
	rows, err := db.Report[secretRow](tx, `SELECT s.*, r.campus_id FROM residents_secrets s JOIN residents_people r ON r.id = s.resident_id
		WHERE {campus r.campus_id} ORDER BY s.id DESC LIMIT ?`, entrustedLimit)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	today := tx.Today()
	known, err := db.Report[Confidant](tx, `SELECT x.id, x.secret_id, x.member_id, x.wrote, x.from_day, x.to_day FROM residents_confidants x
		JOIN residents_people r ON r.id = x.resident_id WHERE {campus r.campus_id} AND x.secret_id >= ? AND x.ended_recorded_at IS NULL AND (x.to_day IS NULL OR x.to_day >= ?) ORDER BY x.id`,
		rows[len(rows)-1].ID, today)
	if err != nil {
		return nil, err
	}
	var ids []uint64
	for _, s := range rows {
		ids = append(ids, s.RecordedBy)
	}
	for _, c := range known {
		ids = append(ids, c.MemberID)
	}
	names, err := staff.Names(tx, ids...)
	if err != nil {
		return nil, err
	}
	out := make([]EntrustedLine, len(rows))
	at := map[uint64]*EntrustedLine{}
	for i, s := range rows {
		out[i] = EntrustedLine{ID: s.ID, CampusID: s.CampusID, ByName: names[s.RecordedBy], On: value.DayOf(s.RecordedAt, tx.Zone())}
		at[s.ID] = &out[i]
	}
	for _, c := range known {
		if line := at[c.SecretID]; line != nil {
			line.Knowing = append(line.Knowing, ConfidantIn{ID: c.ID, MemberID: c.MemberID, Name: names[c.MemberID], Wrote: c.Wrote, FromDay: c.FromDay, ToDay: c.ToDay})
		}
	}
	return out, nil
}

// entrustedLimit is how many matters one list holds.
const entrustedLimit = 1000

// Naming reads a matter by its number for whoever may name people, with those who may be named, by their
// ids; who may know already and the reader are not among them. Nothing of the matter is opened. It needs
// residents.confide, and to have written the matter, or residents.entrust.
func Naming(tx *db.Tx, id uint64) (*EntrustedLine, map[uint64]string, error) {
	if err := tx.May(ConfidePermission); err != nil {
		return nil, nil, err
	}
	s, err := entrusted(tx, id)
	if err != nil {
		return nil, nil, err
	}
	able, err := Nameable(tx, s.CampusID)
	if err != nil {
		return nil, nil, err
	}
	delete(able, tx.Actor.ID)
	rows, err := db.From[Confidant](tx).Where("secret_id = ? AND ended_recorded_at IS NULL AND (to_day IS NULL OR to_day >= ?)", s.ID, tx.Today()).Order("id").All()
	if err != nil {
		return nil, nil, err
	}
	ids := []uint64{s.RecordedBy}
	for _, r := range rows {
		ids = append(ids, r.MemberID)
		delete(able, r.MemberID)
	}
	names, err := staff.Names(tx, ids...)
	if err != nil {
		return nil, nil, err
	}
	line := &EntrustedLine{ID: s.ID, CampusID: s.CampusID, ByName: names[s.RecordedBy], On: value.DayOf(s.RecordedAt, tx.Zone())}
	for _, r := range rows {
		line.Knowing = append(line.Knowing, ConfidantIn{ID: r.ID, MemberID: r.MemberID, Name: names[r.MemberID], Wrote: r.Wrote, FromDay: r.FromDay, ToDay: r.ToDay})
	}
	return line, able, nil
}
