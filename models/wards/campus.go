package wards

import (
	"regexp"
	"slices"
	"strings"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// The kinds of ground a campus stands on; the land that each resident must have depends on it.
var areaTypes = []string{"rural", "urban", "mountain"}

// AreaTypes lists the kinds of ground a campus can stand on.
func AreaTypes() []string { return slices.Clone(areaTypes) }

// Campus is one place of the centre with a gate of its own.
type Campus struct {
	ID        uint64
	Code      string // CS1, CSB
	Name      string
	ShortName string
	Address   string
	LandM2    int `gorm:"column:land_m2"` // 0 when not measured
	AreaType  string
	Position  int
	ValidFrom value.Day
	ValidTo   value.Day // the last day, none while it stands
	Version   uint64
}

// TableName names the table. The campuses are not campus-owned: each row is a fence itself, so
// every reader below narrows by its own id.
func (Campus) TableName() string { return "wards_campuses" }

// Called is the short name where there is one.
func (c Campus) Called() string {
	if c.ShortName != "" {
		return c.ShortName
	}
	return c.Name
}

// CampusInput is what is asked about a campus.
type CampusInput struct {
	Code      string    `form:"code" json:"code" validate:"max=20"`
	Name      string    `form:"name" json:"name" validate:"max=200"`
	ShortName string    `form:"short_name" json:"short_name,omitempty" validate:"max=200"`
	Address   string    `form:"address" json:"address,omitempty" validate:"max=400"`
	LandM2    int       `form:"land_m2" json:"land_m2,omitempty"`
	AreaType  string    `form:"area_type" json:"area_type,omitempty" validate:"max=20"` // rural when not said
	From      value.Day `form:"from" json:"from,omitempty"`
	Version   uint64    `form:"version" json:"version,omitempty"`
}

var campusCode = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,9}$`)

// check cleans the fields and lists what is wrong in them.
func (in *CampusInput) check() fault.Fields {
	var bad fault.Fields
	in.Code = strings.ToUpper(value.CleanText(in.Code))
	if !campusCode.MatchString(in.Code) {
		bad.Add("code", "wards.code_form")
	}
	in.Name = named(&bad, "name", in.Name)
	in.ShortName = short(&bad, "short_name", in.ShortName, nameLimit)
	in.Address = short(&bad, "address", in.Address, addressLimit)
	if in.AreaType == "" {
		in.AreaType = areaTypes[0]
	}
	if !slices.Contains(areaTypes, in.AreaType) {
		bad.Add("area_type", "wards.area_type_unknown")
	}
	if in.LandM2 < 0 || in.LandM2 > 100_000_000 {
		bad.Add("land_m2", "wards.land_out_of_range")
	}
	return bad
}

// AddCampus makes a campus, at first start and later. It needs wards.edit for the whole centre; a
// code that is taken is a conflict.
func AddCampus(tx *db.Tx, in CampusInput) (*Campus, error) {
	if err := mayEverywhere(tx); err != nil {
		return nil, err
	}
	bad := in.check()
	in.From = standsFrom(tx, &bad, "from", in.From)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	n, err := db.From[Campus](tx).Count()
	if err != nil {
		return nil, err
	}
	row := &Campus{Code: in.Code, Name: in.Name, ShortName: in.ShortName, Address: in.Address, LandM2: in.LandM2,
		AreaType: in.AreaType, Position: n + 1, ValidFrom: in.From}
	if err := db.Add(tx, row); db.Duplicate(err, "code") {
		return nil, fault.New(fault.Conflict, "wards.code_taken", fault.A{"code": in.Code}).And("code", "wards.code_taken", fault.A{"code": in.Code})
	} else if err != nil {
		return nil, err
	}
	tx.Concerns("campus", row.ID, row.ID)
	return row, nil
}

// MayAddCampus refuses whoever may not make a campus: it needs wards.edit for the whole centre.
func MayAddCampus(tx *db.Tx) error { return mayEverywhere(tx) }

// ChangeCampus corrects what is known of a campus; its code stays, because commands and papers
// name it. It needs wards.edit for that campus.
func ChangeCampus(tx *db.Tx, id uint64, in CampusInput) (*Campus, error) {
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	row, err := campus(tx, id)
	if err != nil {
		return nil, err
	}
	if !tx.Reach(Edit).Campus(id) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	in.Code = row.Code
	if err := in.check().Err(); err != nil {
		return nil, err
	}
	row.Name, row.ShortName, row.Address, row.LandM2, row.AreaType, row.Version = in.Name, in.ShortName, in.Address, in.LandM2, in.AreaType, in.Version
	tx.Concerns("campus", row.ID, row.ID)
	if err := db.Change(tx, row, "name", "short_name", "address", "land_m2", "area_type"); err != nil {
		return nil, err
	}
	tx.TouchAll()
	return row, nil
}

// Campuses lists the campuses within sight, in their order. It needs wards.view.
func Campuses(tx *db.Tx) ([]Campus, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	return CampusesWithin(tx)
}

// CampusesWithin lists the campuses inside the fence that an earlier May has set: for use-cases of
// other areas, which asked for their own permission.
func CampusesWithin(tx *db.Tx) ([]Campus, error) {
	return db.Report[Campus](tx, `SELECT * FROM wards_campuses c WHERE {campus c.id} ORDER BY c.position, c.id`)
}

// CampusByCode finds a campus inside the fence by its code, or says NotFound.
func CampusByCode(tx *db.Tx, code string) (*Campus, error) {
	return one(db.Report[Campus](tx, `SELECT * FROM wards_campuses c WHERE {campus c.id} AND c.code = ?`, strings.ToUpper(value.CleanText(code))))
}

func campus(tx *db.Tx, id uint64) (*Campus, error) {
	return one(db.Report[Campus](tx, `SELECT * FROM wards_campuses c WHERE {campus c.id} AND c.id = ?`, id))
}

// one gives the only row of a report, or NotFound.
func one[T any](rows []T, err error) (*T, error) {
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	return &rows[0], nil
}
