package intake

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// Identification tells when somebody unknown got a name, or turned out to be a person whom the house
// knows already.
type Identification struct {
	ID         uint64
	CampusID   uint64
	ResidentID uint64
	NameWas    string
	NameIs     string
	LearntFrom string
	KnownAsID  *uint64 // the file that the house had of this person before
	RecordedAt time.Time
	RecordedBy uint64
}

// TableName names the table.
func (Identification) TableName() string { return "intake_identifications" }

// IdentifyInput is who somebody turned out to be, and how that is known.
type IdentifyInput struct {
	Stay           uint64 `path:"stay" form:"-" json:"-"`
	Name           string `form:"name" json:"name,omitempty" validate:"max=200"`
	Birth          string `form:"birth" json:"birth,omitempty" validate:"max=40" doc:"21/11/1957, 11/1957, 1957 or khoảng 1957; what is known stays when empty"`
	CitizenNumber  string `form:"citizen_number" json:"citizen_number,omitempty" validate:"max=40"`
	OriginAddress  string `form:"origin_address" json:"origin_address,omitempty" validate:"max=300"`
	OriginUnitCode string `form:"origin_unit_code" json:"origin_unit_code,omitempty" validate:"max=120"`
	LearntFrom     string `form:"learnt_from" json:"learnt_from" validate:"max=300" doc:"papers, family, police, the person"`
	KnownAs        uint64 `form:"known_as" json:"known_as,omitempty" doc:"the resident whose file this person had before"`
	Despite        bool   `form:"despite" json:"despite,omitempty" doc:"somebody alike is another person"`
	Version        uint64 `form:"version" json:"version,omitempty" doc:"of the resident, as it was read"`
}

// alike is what the duplicate search asks for.
func (in IdentifyInput) alike(p *residents.Person) residents.LikeInput {
	return residents.LikeInput{Except: p.ID, PersonInput: residents.PersonInput{Name: in.Name, Sex: p.Sex, Birth: in.Birth,
		CitizenNumber: in.CitizenNumber, OriginAddress: in.OriginAddress, OriginUnitCode: in.OriginUnitCode}}
}

// AlikeOf gives those who may be the person of a stay under the name that was typed. It needs
// residents.edit.
func AlikeOf(tx *db.Tx, in IdentifyInput) (*residents.Alikes, error) {
	if err := tx.May(residents.Edit); err != nil {
		return nil, err
	}
	if value.CleanText(in.Name) == "" && value.CleanText(in.CitizenNumber) == "" {
		return &residents.Alikes{}, nil
	}
	stay, err := presence.CurrentStay(tx, in.Stay)
	if err != nil {
		return nil, err
	}
	p, err := residents.FindPerson(tx, stay.ResidentID)
	if err != nil {
		return nil, err
	}
	return residents.Like(tx, in.alike(p))
}

// Identify gives the person of a stay the true name, birth and papers. It needs intake.edit and
// residents.edit. What the person was called until then stays a name by which the search finds the
// person, and how the person stood in the books is kept.
//
// When the person is somebody whose file the house has, KnownAs names that file: both then say so,
// and nothing is merged; the citizen number stays with the older file.
//
// Invalid: no name, nothing said about how it is known, a birth or number that is none. Conflict:
// somebody alike is known and neither KnownAs nor Despite is set; somebody changed the person
// meanwhile; the citizen number is another's.
func Identify(tx *db.Tx, in IdentifyInput) (*Identification, error) {
	stay, err := standing(tx, KeepFiles, in.Stay)
	if err != nil {
		return nil, err
	}
	p, err := residents.FindPerson(tx, stay.ResidentID)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	if in.LearntFrom = value.CleanText(in.LearntFrom); in.LearntFrom == "" {
		bad.Add("learnt_from", "intake.learnt_missing")
	}
	if value.CleanText(in.Name) == "" {
		bad.Add("name", "value.name_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	row := &Identification{CampusID: stay.CampusID, ResidentID: p.ID, NameWas: p.Name, LearntFrom: in.LearntFrom, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if in.KnownAs != 0 {
		if in.KnownAs == p.ID {
			return nil, fault.Field("known_as", "intake.known_as_self")
		}
		if _, err := residents.FindPerson(tx, in.KnownAs); err != nil {
			return nil, err
		}
		row.KnownAsID, in.CitizenNumber = ptr(in.KnownAs), ""
	} else if !in.Despite {
		alike, err := residents.Like(tx, in.alike(p))
		if err != nil {
			return nil, err
		}
		if n := alike.Count(); n > 0 {
			return nil, fault.New(fault.Conflict, "residents.alike_known", fault.A{"Count": n})
		}
	}
	change := residents.ChangeInput{Resident: p.ID, Name: &in.Name, Version: in.Version}
	for to, text := range map[**string]*string{&change.Birth: &in.Birth, &change.CitizenNumber: &in.CitizenNumber, &change.OriginAddress: &in.OriginAddress, &change.OriginUnitCode: &in.OriginUnitCode} {
		if *text = value.CleanText(*text); *text != "" {
			*to = text
		}
	}
	changed, err := residents.ChangeResident(tx, change)
	if err != nil {
		return nil, err
	}
	if row.NameIs = changed.Name; row.NameIs != row.NameWas {
		if _, err := residents.AddName(tx, residents.NameInput{Resident: p.ID, Kind: residents.FormerName, Name: row.NameWas}); err != nil {
			return nil, err
		}
	}
	if lies, err := presence.PlacementOf(tx, p.ID); err != nil {
		return nil, err
	} else if lies != nil {
		tx.Touch(lies.WardID)
	}
	tx.Concerns("resident", p.ID, stay.CampusID)
	tx.Detail("identified", true)
	if row.KnownAsID != nil {
		tx.Detail("known_as", *row.KnownAsID)
	}
	return row, db.Add(tx, row)
}

// Older gives the file that the person of a file had in the house before, or nil.
func (f *CaseFile) Older() *residents.Person {
	return f.other(func(i Identification) (uint64, uint64) { return i.ResidentID, *i.KnownAsID })
}

// Newer gives the file that was opened of the person while nobody knew who it was, or nil.
func (f *CaseFile) Newer() *residents.Person {
	return f.other(func(i Identification) (uint64, uint64) { return *i.KnownAsID, i.ResidentID })
}

func (f *CaseFile) other(sides func(Identification) (mine, theirs uint64)) *residents.Person {
	for _, i := range f.Known {
		if i.KnownAsID == nil {
			continue
		}
		if mine, theirs := sides(i); mine == f.Person.ID {
			if p, ok := f.Others[theirs]; ok && p.MergedIntoID == nil {
				return &p
			}
		}
	}
	return nil
}
