package residents

import (
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// KinSearch is the search for somebody of the family, until that person is found or the search ends.
// OpenKinID is set while it goes on: nobody is sought twice.
type KinSearch struct {
	ID            uint64    `json:"id"`
	ResidentID    uint64    `json:"-"`
	KinID         *uint64   `json:"kin_id,omitempty"`
	OpenKinID     *uint64   `json:"-"`
	Who           string    `json:"who"`
	LastSeenOn    value.Day `json:"last_seen_on"`
	LastSeenWhere string    `json:"last_seen_where,omitempty" gorm:"serializer:sealed" sealed:"residents_searches.last_seen_where"`
	FromDay       value.Day `json:"from"`
	Note          string    `json:"note,omitempty" gorm:"serializer:sealed" sealed:"residents_searches.note"`
	Recorded
	ToDay   value.Day `json:"to"`
	Found   bool      `json:"found"`
	Ending  `json:"-"`
	EndNote string `json:"end_note,omitempty" gorm:"serializer:sealed" sealed:"residents_searches.end_note"`
}

// TableName names the table.
func (KinSearch) TableName() string { return "residents_searches" }

// KinSearchInput is what is asked when a search begins.
type KinSearchInput struct {
	Resident      uint64    `path:"resident" form:"-" json:"-"`
	Kin           uint64    `form:"kin" json:"kin,omitempty" doc:"one of the family; else who"`
	Who           string    `form:"who" json:"who,omitempty" validate:"max=200" doc:"whom one looks for, as far as anybody knows"`
	LastSeenOn    value.Day `form:"last_seen_on" json:"last_seen_on,omitzero"`
	LastSeenWhere string    `form:"last_seen_where" json:"last_seen_where,omitempty" validate:"max=300"`
	From          value.Day `form:"from" json:"from,omitzero"`
	Note          string    `form:"note" json:"note,omitempty" validate:"max=1000"`
}

// StartKinSearch notes that somebody of the family is sought. It needs residents.edit. Invalid:
// nobody is named, a day to come. Conflict: the same one is sought already.
func StartKinSearch(tx *db.Tx, in KinSearchInput) (*KinSearch, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	row := &KinSearch{ResidentID: p.ID, LastSeenOn: in.LastSeenOn, Recorded: now(tx)}
	row.Who = short(&bad, "who", in.Who, 200)
	if in.Kin != 0 {
		kin, err := kinNamed(tx, &bad, p.ID, in.Kin)
		if err != nil {
			return nil, err
		}
		if kin != nil {
			id := kin.Identity()
			row.KinID, row.OpenKinID, row.Who = &id, &id, kin.Name
		}
	} else if row.Who == "" {
		bad.Add("kin", "residents.search_who_missing")
	}
	if in.LastSeenOn.After(tx.Today()) {
		bad.Add("last_seen_on", "residents.day_in_future")
	}
	row.LastSeenWhere = short(&bad, "last_seen_where", in.LastSeenWhere, addressLimit)
	row.Note = short(&bad, "note", in.Note, contactLimit)
	row.FromDay = since(tx, &bad, "from", in.From)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	err = db.Add(tx, row)
	if db.Duplicate(err, "open_kin_id") {
		return nil, fault.New(fault.Conflict, "residents.search_there").Because(err)
	}
	return row, err
}

// KinSearchEnd says that a search is over.
type KinSearchEnd struct {
	Resident uint64    `path:"resident" form:"-" json:"-"`
	ID       uint64    `path:"row" form:"-" json:"-"`
	Found    string    `form:"found" json:"found" validate:"max=10" doc:"yes or no"`
	On       value.Day `form:"on" json:"on,omitzero"`
	Note     string    `form:"note" json:"note,omitempty" validate:"max=300" doc:"how; must be said when nobody was found"`
}

// EndKinSearch says that the one sought was found, or why the search ends without. It needs
// residents.edit.
func EndKinSearch(tx *db.Tx, in KinSearchEnd) (*KinSearch, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	held, err := db.Hold[KinSearch](tx, in.ID)
	if err != nil {
		return nil, err
	}
	row := &held[0]
	if row.ResidentID != p.ID || row.Ended() {
		return nil, notFound
	}
	var bad fault.Fields
	on := since(tx, &bad, "on", in.On)
	if on.Before(row.FromDay) {
		bad.Add("on", "residents.ends_before_it_began", fault.A{"day": row.FromDay})
	}
	row.EndNote = short(&bad, "note", in.Note, noteLimit)
	switch in.Found {
	case "yes":
		row.Found = true
	case "no":
		if row.EndNote == "" {
			bad.Add("note", "residents.reason_missing")
		}
	default:
		bad.Add("found", "residents.found_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	row.ToDay, row.OpenKinID = on, nil
	row.end(tx)
	return row, db.Change(tx, row, "to_day", "found", "open_kin_id", "ended_recorded_at", "ended_recorded_by", "end_note")
}

// FamilyFile is the family of a person with what passed between it and the house.
type FamilyFile struct {
	Person    Person
	Kin       []Kin
	Relatives []Relative
	Contacts  []Contact
	Next      string
	Searches  []KinSearch // the open ones first
	MayEdit   bool
	MayNote   bool
}

// OpenFamily reads the family of a person; that somebody looked is kept. It needs residents.view.
func OpenFamily(tx *db.Tx, in ContactsInput) (*FamilyFile, error) {
	rows, next, err := Contacts(tx, in)
	if err != nil {
		return nil, err
	}
	p, err := within(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	f := &FamilyFile{Person: *p, Contacts: rows, Next: next, MayEdit: mayIn(tx, Edit, p.CampusID), MayNote: mayIn(tx, ContactPermission, p.CampusID)}
	if f.Kin, err = kinOf(tx, p.ID); err != nil {
		return nil, err
	}
	relatives, err := RelativesOf(tx, []uint64{p.ID})
	if err != nil {
		return nil, err
	}
	f.Relatives = relatives[p.ID]
	f.Searches, err = db.From[KinSearch](tx).Where("resident_id = ?", p.ID).Order("CASE WHEN to_day IS NULL THEN 0 ELSE 1 END, id DESC").Limit(50).All()
	return f, err
}
