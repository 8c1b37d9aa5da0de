package intake

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// Gap is the file of somebody in care with the needed papers that are not in it.
type Gap struct {
	StayID      uint64
	ResidentID  uint64
	CampusID    uint64
	CampusName  string
	Name        string
	Number      string
	PhotoFileID *uint64
	Category    presence.Category
	Admitted    value.Day
	WardName    string
	RoomName    string
	BedName     string
	KeeperID    uint64
	KeeperName  string // who is in charge of the file; empty for nobody
	Missing     []PaperCode
}

// GapInput says which files a list shall hold: those that lack something, or all.
type GapInput struct {
	CampusID uint64            `form:"campus_id" json:"campus_id,omitempty"`
	Category presence.Category `form:"category" json:"category,omitempty" validate:"max=4"`
	All      bool              `form:"all" json:"all,omitempty" doc:"complete files too"`
	Whose    Whose             `form:"whose" json:"whose,omitempty" validate:"max=10" enum:"mine,nobody" doc:"files that the asker, or nobody, is in charge of"`
	After    string            `form:"after" json:"after,omitempty" validate:"max=20"`
	Whole    bool              `form:"-" json:"-"` // every page at once, for a file
}

// GapPage is a page of files. Files and Lacking count everything that the filter holds.
type GapPage struct {
	Rows    []Gap
	Files   int
	Lacking int
	Next    string
}

// gapPage is how many files one page holds.
const gapPage = 100

// gapRow is an open stay as the list reads it.
type gapRow struct {
	ID             uint64
	OriginID       *uint64
	ResidentID     uint64
	CampusID       uint64
	CampusName     string
	Name           string
	Number         string
	PhotoFileID    *uint64
	Category       presence.Category
	AdmittedAt     time.Time
	SinceAt        *time.Time
	BirthDate      value.Day
	BirthPrecision value.Precision
	FileID         uint64
	Abandoned      bool
	ZoneID         uint64
	WardID         uint64
	WardName       string
	RoomName       string
	BedName        string
	KeeperID       uint64
	KeeperName     string
}

// Gaps lists the files of those in care within the asker's reach, in the order of names. It needs
// intake.view and runs two statements, however many people and however long the history.
func Gaps(tx *db.Tx, in GapInput) (*GapPage, error) {
	if err := tx.May(ViewFiles); err != nil {
		return nil, err
	}
	if in.Category != "" && !in.Category.Known() {
		return nil, fault.Field("category", "presence.category_unknown")
	}
	if err := in.Whose.known(); err != nil {
		return nil, err
	}
	from := 0
	if in.After != "" {
		n, err := strconv.Atoi(in.After)
		if err != nil || n < 0 {
			return nil, fault.Field("after", "db.bad_cursor")
		}
		from = n
	}
	rows, err := db.Report[gapRow](tx, `SELECT s.id, s.origin_id, s.resident_id, s.campus_id, k.name AS campus_name, r.name, r.number, r.photo_file_id, s.category, s.admitted_at, s.since_at,
			r.birth_date, r.birth_precision, f.id AS file_id, f.abandoned, w.zone_id, p.ward_id, w.name AS ward_name, m.name AS room_name, b.name AS bed_name,
			h.member_id AS keeper_id, mb.name AS keeper_name
		`+goingOn+`JOIN residents_people r ON r.id = s.resident_id`+keptBy+`
		JOIN wards_campuses k ON k.id = s.campus_id
		LEFT JOIN presence_placements p ON p.open_resident_id = s.resident_id
		LEFT JOIN wards_wards w ON w.id = p.ward_id
		LEFT JOIN wards_rooms m ON m.id = p.room_id
		LEFT JOIN wards_beds b ON b.id = p.bed_id
		WHERE {campus s.campus_id} AND s.open_resident_id > 0 AND (0 = ? OR s.campus_id = ?) AND ('' = ? OR s.category = ?)
		ORDER BY r.sort_key, r.id`, in.CampusID, in.CampusID, string(in.Category), string(in.Category))
	if err != nil {
		return nil, err
	}
	marks, err := db.Report[PaperMark](tx, `SELECT m.file_id, m.code, m.state `+goingOn+`JOIN intake_papers m ON m.file_id = f.id
		WHERE {campus s.campus_id} AND s.open_resident_id > 0 AND m.current_code IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	rules, err := checklists.Get(tx)
	if err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	papers := map[uint64][]PaperMark{}
	for _, m := range marks {
		papers[m.FileID] = append(papers[m.FileID], m)
	}
	out, reach := &GapPage{}, tx.Reach(ViewFiles)
	var kept []Gap
	for _, r := range rows {
		if !sees(reach, Deadline{Started: Started{CampusID: r.CampusID}, ZoneID: r.ZoneID, WardID: r.WardID}) {
			continue
		}
		if !in.Whose.holds(r.KeeperID, tx.Actor.ID) {
			continue
		}
		stay := presence.Stay{ID: r.ID, OriginID: r.OriginID, AdmittedAt: r.AdmittedAt, SinceAt: r.SinceAt}
		g := Gap{StayID: stay.Identity(), ResidentID: r.ResidentID, CampusID: r.CampusID, CampusName: r.CampusName, Name: r.Name, Number: r.Number, PhotoFileID: r.PhotoFileID,
			Category: r.Category, Admitted: value.DayOf(stay.Since(), tx.Zone()), WardName: r.WardName, RoomName: r.RoomName, BedName: r.BedName,
			KeeperID: r.KeeperID, KeeperName: r.KeeperName}
		born := value.BirthDate{Day: r.BirthDate, Precision: r.BirthPrecision}
		lines, _ := lay(Checklist(rules, Subject{Category: r.Category, Child: isChild(book, born, g.Admitted), Abandoned: r.Abandoned}, g.Admitted), papers[r.FileID])
		g.Missing = missing(lines)
		out.Files++
		if len(g.Missing) > 0 {
			out.Lacking++
		}
		if in.All || len(g.Missing) > 0 {
			kept = append(kept, g)
		}
	}
	end := min(len(kept), from+gapPage)
	if in.Whole {
		from, end = 0, len(kept)
	}
	out.Rows = slices.Clone(kept[min(from, len(kept)):end])
	if end < len(kept) {
		out.Next = strconv.Itoa(end)
	}
	return out, nil
}

// Bed says where the bed is: Khu B 201 G1.
func (g Gap) Bed() string {
	return strings.TrimSpace(strings.Join([]string{g.WardName, g.RoomName, g.BedName}, " "))
}
