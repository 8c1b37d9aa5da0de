package residents

import (
	"strings"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// NameKind says what another name is.
type NameKind string

// The kinds of other names.
const (
	Nickname   NameKind = "nickname" // as people here call the person
	FormerName NameKind = "former"   // in older papers
	CalledToo  NameKind = "called"   // any other
)

// NameKinds lists the kinds in the order in which pages show them.
var NameKinds = []NameKind{Nickname, FormerName, CalledToo}

func (k NameKind) known() bool { return k == Nickname || k == FormerName || k == CalledToo }

// OtherName is a name by which somebody is known besides the one in the papers; the search finds
// it too.
type OtherName struct {
	ID         uint64
	ResidentID uint64
	Kind       NameKind
	Name       string
	SearchKey  string `json:"-"`
	Recorded
	Ending
}

// TableName names the table.
func (OtherName) TableName() string { return "residents_names" }

// mostNames is how many other names one person may have.
const mostNames = 12

// otherNames reads names with commas between.
func otherNames(bad *fault.Fields, text string) []string {
	var names []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if value.CleanText(part) == "" {
			continue
		}
		name, err := value.ParseName(part)
		if err != nil {
			bad.Add("other_names", err.Error())
			return nil
		}
		names = append(names, name.String())
	}
	if len(names) > mostNames {
		bad.Add("other_names", "residents.too_many_names", fault.A{"limit": mostNames})
	}
	return names
}

// addNames writes the other names of people who have just been entered.
func addNames(tx *db.Tx, people []identity) error {
	var rows []OtherName
	for _, who := range people {
		for _, name := range who.others {
			rows = append(rows, OtherName{ResidentID: who.row.ID, Kind: CalledToo, Name: name, SearchKey: value.Fold(name), Recorded: now(tx)})
		}
	}
	return db.Append(tx, rows)
}

// NameInput is what is asked about another name.
type NameInput struct {
	Resident uint64   `path:"resident" form:"-" json:"-"`
	Kind     NameKind `form:"kind" json:"kind" validate:"max=20"`
	Name     string   `form:"name" json:"name" validate:"max=200"`
}

// AddName notes another name of a person. It needs residents.edit.
func AddName(tx *db.Tx, in NameInput) (*OtherName, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	name, err := value.ParseName(in.Name)
	if err != nil {
		bad.Add("name", err.Error())
	}
	if in.Kind == "" {
		in.Kind = Nickname
	}
	if !in.Kind.known() {
		bad.Add("kind", "residents.kind_unknown")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if p, err = holdPerson(tx, p.ID); err != nil {
		return nil, err
	}
	n, err := db.From[OtherName](tx).Where("resident_id = ? AND ended_recorded_at IS NULL", p.ID).Count()
	if err != nil {
		return nil, err
	}
	if n >= mostNames {
		return nil, fault.Field("name", "residents.too_many_names", fault.A{"limit": mostNames})
	}
	row := &OtherName{ResidentID: p.ID, Kind: in.Kind, Name: name.String(), SearchKey: name.SearchKey(), Recorded: now(tx)}
	if err := db.Add(tx, row); err != nil {
		return nil, err
	}
	return row, reword(tx, p)
}

// EndInput names what no longer holds, and perhaps why.
type EndInput struct {
	Resident uint64    `path:"resident" form:"-" json:"-"`
	ID       uint64    `path:"row" form:"-" json:"-"`
	On       value.Day `form:"on" json:"on,omitzero"`
	Note     string    `form:"note" json:"note,omitempty" validate:"max=300"`
}

// EndName says that a person is no longer called so. It needs residents.edit.
func EndName(tx *db.Tx, in EndInput) (*OtherName, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	if p, err = holdPerson(tx, p.ID); err != nil {
		return nil, err
	}
	row, err := db.From[OtherName](tx).Where("id = ? AND resident_id = ? AND ended_recorded_at IS NULL", in.ID, p.ID).One()
	if err != nil {
		return nil, err
	}
	row.end(tx)
	if err := db.Change(tx, row, "ended_recorded_at", "ended_recorded_by"); err != nil {
		return nil, err
	}
	return row, reword(tx, p)
}

func holdPerson(tx *db.Tx, id uint64) (*Person, error) {
	held, err := db.Hold[Person](tx, id)
	if err != nil {
		return nil, err
	}
	if into := held[0].MergedIntoID; into != nil { // a moment ago
		return nil, Merged(id, *into)
	}
	return &held[0], nil
}
