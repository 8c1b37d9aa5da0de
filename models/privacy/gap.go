package privacy

import (
	"slices"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/value"
)

// narrow limits a statement to the wards of those who do not hold a permission for whole campuses; the
// statement names the open placement p and its ward w.
func narrow(tx *db.Tx, permission, campus string) (string, []any) {
	r := tx.Reach(permission)
	if r.All || len(r.Zones)+len(r.Wards) == 0 {
		return "", nil
	}
	return " AND (" + campus + " IN ? OR w.zone_id IN ? OR p.ward_id IN ?)", []any{r.Campuses, r.Zones, r.Wards}
}

// Gap is somebody in care who is still to be asked about some purposes, or of whom a purpose may be
// used.
type Gap struct {
	ResidentID               uint64
	Number, Name, CampusName string
	WardName                 string
	PhotoFileID              *uint64
	Missing                  []Purpose `gorm:"-"` // nobody has said anything
	Expired                  []Purpose `gorm:"-"` // the yes has run out
	Soon                     []Purpose `gorm:"-"` // or will
	ExpiresOn                value.Day // of the one purpose that the list is about
	SortKey                  []byte    `json:"-"`
}

// GapsInput narrows the list of consents.
type GapsInput struct {
	Purpose string `form:"purpose" validate:"max=30"`
	Allowed bool   `form:"allowed"` // who said yes, instead of who is still to be asked
	After   string `form:"after" validate:"max=400"`
	Whole   bool   `form:"-"`
}

// GapsPage is the list with the purposes that one may choose.
type GapsPage struct {
	In      GapsInput
	Asked   []Purpose
	Rows    []Gap
	Next    string
	Today   value.Day
	Purpose *Purpose
	Resting int // who said yes to the one purpose and is not among Rows, because the data rest
}

// Gaps lists who in care is still to be asked: nobody has said yes or no, or the yes runs out soon.
// Asked for Allowed, it lists of whom data may be used for the one purpose: those who said yes, whose
// data do not rest and who did not object, and counts who is left out. It needs privacy.view.
func Gaps(tx *db.Tx, in GapsInput) (*GapsPage, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	register, err := registerOf(tx)
	if err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	days, err := book.Int(settings.ConsentSoon, tx.Today())
	if err != nil {
		return nil, err
	}
	page := &GapsPage{In: in, Asked: register.Asked(tx.Today()), Today: tx.Today()}
	var codes []string
	for i, p := range page.Asked {
		if in.Purpose == "" || in.Purpose == p.Code {
			codes = append(codes, p.Code)
		}
		if in.Purpose == p.Code {
			page.Purpose = &page.Asked[i]
		}
	}
	if len(codes) == 0 || in.Allowed && page.Purpose == nil {
		return page, nil
	}
	soon := tx.Today().AddDays(days)
	if in.Allowed {
		err = page.allowed(tx)
	} else {
		err = page.lacking(tx, codes, soon)
	}
	if err != nil || in.Allowed || len(page.Rows) == 0 {
		return page, err
	}
	return page, page.states(tx, codes, soon)
}

const gapColumns = `SELECT r.id AS resident_id, r.number, r.name, r.photo_file_id, r.sort_key, k.name AS campus_name, w.name AS ward_name`

const gapTables = ` FROM presence_stays s JOIN residents_people r ON r.id = s.open_resident_id JOIN wards_campuses k ON k.id = s.campus_id
	LEFT JOIN presence_placements p ON p.open_resident_id = r.id LEFT JOIN wards_wards w ON w.id = p.ward_id`

// gapPage is how many people a page of the list has.
const gapPage = 50

func (page *GapsPage) turn(tx *db.Tx, statement string, args []any) (err error) {
	limit, args2 := narrow(tx, View, "s.campus_id")
	statement, args = statement+limit, append(args, args2...)
	if parts, ok, err := (db.Page{After: page.In.After}).Parts(2); err != nil {
		return err
	} else if ok {
		statement += " AND (r.sort_key > ? OR (r.sort_key = ? AND r.id > ?))"
		args = append(args, []byte(parts[0]), []byte(parts[0]), parts[1])
	}
	statement += " ORDER BY r.sort_key, r.id"
	if !page.In.Whole {
		statement, args = statement+" LIMIT ?", append(args, gapPage+1)
	}
	if page.Rows, err = db.Report[Gap](tx, statement, args...); err != nil || page.In.Whole || len(page.Rows) <= gapPage {
		return err
	}
	page.Rows = page.Rows[:gapPage]
	last := page.Rows[gapPage-1]
	page.Next = db.Cursor(string(last.SortKey), idText(last.ResidentID))
	return nil
}

func (page *GapsPage) lacking(tx *db.Tx, codes []string, soon value.Day) error {
	return page.turn(tx, gapColumns+gapTables+` WHERE {campus s.campus_id} AND s.open_resident_id IS NOT NULL
		AND (SELECT COUNT(*) FROM privacy_consents c WHERE c.resident_id = r.id AND c.live_purpose IN ? AND (c.expires_on IS NULL OR c.expires_on > ?)) < ?`,
		[]any{codes, soon, len(codes)})
}

func (page *GapsPage) allowed(tx *db.Tx) error {
	const said = gapTables + ` JOIN privacy_consents c ON c.resident_id = r.id AND c.live_purpose = ? AND c.act = 'given'
		WHERE {campus s.campus_id} AND s.open_resident_id IS NOT NULL AND (c.expires_on IS NULL OR c.expires_on >= ?)`
	const rests = " EXISTS (SELECT 1 FROM privacy_restrictions x WHERE x.resident_id = r.id AND " + resting + ")"
	args := []any{page.Purpose.Code, page.Today, page.Purpose.Code}
	limit, more := narrow(tx, View, "s.campus_id")
	count, err := db.Report[struct{ N int }](tx, "SELECT COUNT(*) AS n"+said+" AND"+rests+limit, append(slices.Clone(args), more...)...)
	if err != nil {
		return err
	}
	page.Resting = count[0].N
	return page.turn(tx, gapColumns+`, c.expires_on`+said+" AND NOT"+rests, args)
}

// states fills in what was said about each purpose by the people of the page.
func (page *GapsPage) states(tx *db.Tx, codes []string, soon value.Day) error {
	ids := make([]uint64, len(page.Rows))
	for i, r := range page.Rows {
		ids[i] = r.ResidentID
	}
	said, err := db.Report[Consent](tx, "SELECT c.* FROM privacy_consents c JOIN residents_people r ON r.id = c.resident_id WHERE {campus r.campus_id} AND c.resident_id IN ? AND c.live_purpose IN ?", ids, codes)
	if err != nil {
		return err
	}
	type key struct {
		resident uint64
		purpose  string
	}
	live := map[key]Consent{}
	for _, c := range said {
		live[key{c.ResidentID, c.Purpose}] = c
	}
	for i := range page.Rows {
		g := &page.Rows[i]
		for _, p := range page.Asked {
			if page.In.Purpose != "" && page.In.Purpose != p.Code {
				continue
			}
			switch c, ok := live[key{g.ResidentID, p.Code}]; {
			case !ok:
				g.Missing = append(g.Missing, p)
			case c.Expired(page.Today):
				g.Expired = append(g.Expired, p)
			case !c.ExpiresOn.IsZero() && !c.ExpiresOn.After(soon):
				g.Soon = append(g.Soon, p)
			}
		}
	}
	return nil
}
