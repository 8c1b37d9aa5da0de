package main

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/handlers/sheet"
	"maiam/handlers/webtest"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/deeds"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/offline"
	"maiam/models/presence"
	"maiam/models/register"
	"maiam/models/residents"
	"maiam/models/value"
)

// usesQueries narrow a list to the one that the walk means, where its door alone is another one.
var usesQueries = map[string]string{
	"/presence/conflicts.xlsx": "?resident_id=%d",
	"/presence/history.xlsx":   "?resident_id=%d",
	"/privacy/consents.xlsx":   "?allowed=true&purpose=photo_public",
}

// nobodyThere are lists with residents in which this walk meets nobody, each with the reason.
var nobodyThere = map[string]string{
	"/presence/snapshots/night.xlsx": "a resident stands in it only when a night is counted otherwise later",
	"/care/questions.xlsx":           "it asks about rounds, and names somebody only where one of them was doubted",
}

// unwalked are lists that are not opened here, each with the reason.
var unwalked = map[string]string{
	"/intake/rosters/:roster/report.xlsx": "it gives the lines of a file back to who brought it in, and is read where one is brought in",
}

// usesWalk saves every list of a house and tells who stands in each.
type usesWalk struct {
	t       *testing.T
	h       *house
	readers []*webtest.Visitor
	ids     map[string]uint64
	names   map[string]uint64 // of residents, by names that nobody else bears
	numbers map[string]uint64
}

func walkUses(t *testing.T, h *house) *usesWalk {
	w := &usesWalk{t: t, h: h, ids: idsOf(t, h, "CS1"), names: map[string]uint64{}, numbers: map[string]uint64{}}
	for _, role := range []string{"director", "manager", "admin", "nurse", "ward_carer"} {
		w.readers = append(w.readers, as(t, h, role))
	}
	return w
}

// learn reads who lives in the house.
func (w *usesWalk) learn() {
	w.t.Helper()
	rows, err := w.h.db.Raw().Query("SELECT r.id, r.name, r.number, (SELECT COUNT(*) FROM residents_people o WHERE o.name = r.name) + (SELECT COUNT(*) FROM staff_members m WHERE m.name = r.name) FROM residents_people r")
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id uint64
		var name, number string
		var n int
		if err := rows.Scan(&id, &name, &number, &n); err != nil {
			w.t.Fatal(err)
		}
		if w.numbers[number] = id; n == 1 {
			w.names[name] = id
		}
	}
}

// inBed are people of the first campus in beds whose name nobody else bears, grown up, of whom nothing was
// said about their data; the first of them share a ward.
func (w *usesWalk) inBed() (out []lyingIn) {
	w.t.Helper()
	rows, err := w.h.db.Raw().Query(`SELECT p.resident_id, p.campus_id, p.ward_id, p.room_id FROM presence_placements p JOIN residents_people r ON r.id = p.resident_id
		WHERE p.open_resident_id IS NOT NULL AND p.campus_id = ? AND r.birth_date < '1990-01-01' AND NOT EXISTS (SELECT 1 FROM privacy_consents c WHERE c.resident_id = r.id)
		AND NOT EXISTS (SELECT 1 FROM presence_absences a WHERE a.open_resident_id = r.id) ORDER BY p.ward_id, r.id`, w.ids["campus"])
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	own := slices.Collect(maps.Values(w.names))
	for rows.Next() {
		var l lyingIn
		if err := rows.Scan(&l.resident, &l.campus, &l.ward, &l.room); err != nil {
			w.t.Fatal(err)
		}
		if slices.Contains(own, l.resident) {
			out = append(out, l)
		}
	}
	if len(out) < 12 {
		w.t.Fatalf("only %d people to walk with", len(out))
	}
	return out
}

// one gives a number from the database.
func (w *usesWalk) one(query string, args ...any) (n uint64) {
	w.t.Helper()
	if err := w.h.db.Raw().QueryRow(query, args...).Scan(&n); err != nil {
		w.t.Fatalf("%v: %s", err, query)
	}
	return n
}

// fill lets somebody stand in lists that are empty in a quiet house.
func (w *usesWalk) fill(people []lyingIn) {
	w.t.Helper()
	head := actorOf(w.t, w.h, "director")
	stays := map[uint64]uint64{} // asked before writing: an embedded database has one writer
	for _, p := range people[:12] {
		stays[p.resident] = w.one("SELECT id FROM presence_stays WHERE open_resident_id = ?", p.resident)
	}
	mark := w.one("SELECT MAX(id) FROM care_marks WHERE resident_id = ?", people[8].resident)
	nurse, now := w.one("SELECT id FROM staff_members WHERE username = 'nurse'"), w.h.db.Now()
	today := value.DayOf(now, w.h.db.Zone())
	other := w.one("SELECT MIN(id) FROM wards_campuses WHERE id <> ?", w.ids["campus"])
	for what, fn := range map[string]func(tx *db.Tx) error{
		"a place that is no bed": func(tx *db.Tx) error {
			o, err := presence.DeclareOverflow(tx, presence.OverflowInput{RoomID: people[0].room, Kind: "mattress", Reason: "hết giường", UntilOn: today.AddDays(2)})
			if err == nil {
				_, err = presence.Move(tx, presence.MoveInput{ResidentID: people[0].resident, BedID: o.BedID, Despite: presence.Despite{Rules: "all", Why: "hết giường", Until: today.AddDays(2)}})
			}
			return err
		},
		"a ban": func(tx *db.Tx) error {
			_, err := care.BanContact(tx, care.BanInput{ResidentID: people[1].resident, Name: "Hồ Văn Dữ", Reason: "đánh người", Authority: "Công an xã", Until: today.AddDays(10)})
			return err
		},
		"an outing": func(tx *db.Tx) error {
			g, err := intake.StartGroupLeave(tx, intake.GroupInput{CampusID: w.ids["campus"], People: []uint64{people[2].resident, people[3].resident}, Title: "Đi chùa", Purpose: "outing", Place: "chùa"})
			if err == nil {
				w.ids["leave"] = g.ID
			}
			return err
		},
		"a departure": func(tx *db.Tx) error {
			s := stays[people[4].resident]
			return db.Add(tx, &intake.Departure{CampusID: w.ids["campus"], ResidentID: people[4].resident, StayID: s, LiveStayID: &s, Reason: "a", Written: intake.Written{RecordedAt: tx.Now, RecordedBy: head.ID}})
		},
		"a move to the other campus": func(tx *db.Tx) error {
			return db.Add(tx, &intake.Transfer{FromCampusID: w.ids["campus"], ToCampusID: other, ResidentID: people[5].resident, StayID: stays[people[5].resident], PendingResidentID: &people[5].resident, State: "asked", RecordedAt: tx.Now, RecordedBy: head.ID})
		},
		"a look without need": func(tx *db.Tx) error {
			week := today
			for week.Weekday() != time.Monday {
				week = week.AddDays(-1)
			}
			return db.Add(tx, &deeds.Stranger{CampusID: w.ids["campus"], Week: week.AddDays(-7), MemberID: nurse, ResidentID: people[6].resident, Looks: 2, FirstAt: tx.Now, LastAt: tx.Now, WrittenAt: tx.Now})
		},
		"an emergency": func(tx *db.Tx) error {
			return db.Add(tx, &deeds.Opening{CampusID: w.ids["campus"], MemberID: nurse, ResidentID: &people[6].resident, Reason: "cấp cứu", OpenedAt: tx.Now, EndsAt: tx.Now.Add(time.Hour), DueAt: tx.Now.Add(48 * time.Hour)})
		},
		"something in the tray": func(tx *db.Tx) error {
			k := &offline.Key{MemberID: nurse, Device: "may", Agent: "phone", Nonce: "n", GivenAt: tx.Now, Until: tx.Now.Add(time.Hour)}
			if err := db.Add(tx, k); err != nil {
				return err
			}
			return db.Add(tx, &offline.Item{CampusID: w.ids["campus"], WardID: &people[7].ward, ResidentID: &people[7].resident, Kind: "refused", Entry: "e", KeyID: k.ID, No: 1, MemberID: nurse, HappenedAt: tx.Now, ReceivedAt: tx.Now, Action: "care.record_round", Request: "POST /x"})
		},
		"a correction": func(tx *db.Tx) error {
			_, err := care.AmendMark(tx, care.AmendInput{MarkID: mark, TakeBack: true, Reason: "nhầm người"})
			return err
		},
		"two files": func(tx *db.Tx) error {
			for range 2 {
				if _, err := residents.CreateResident(tx, residents.PersonInput{CampusID: w.ids["campus"], Name: "Lê Thị Hai Lần", Sex: "f", Birth: "12/03/1951", Despite: true}); err != nil {
					return err
				}
			}
			return nil
		},
		"somebody of long ago": func(tx *db.Tx) error {
			p, err := residents.CreateResident(tx, residents.PersonInput{CampusID: w.ids["campus"], Name: "Lê Thị Ngày Xưa", Sex: "f", Birth: "1920"})
			if err != nil {
				return err
			}
			if _, err = presence.Admit(tx, presence.AdmitInput{ResidentID: p.ID, CampusID: w.ids["campus"], Category: "A1", At: now.AddDate(-32, 0, 0)}); err != nil {
				return err
			}
			_, err = presence.Discharge(tx, presence.DischargeInput{ResidentID: p.ID, At: now.AddDate(-31, 0, 0), Reason: "a"})
			return err
		},
		"an issued paper": func(tx *db.Tx) error {
			_, err := register.Issue(tx, register.IssueInput{CampusID: w.ids["campus"], Kind: register.Announcement, Agency: "TTBTXH", Paper: "residence", ResidentID: people[9].resident, StayID: stays[people[9].resident], Subject: w.name(people[9].resident),
				Summary: "xác nhận", Signer: register.Signer{Name: "Trần Văn Bảy", Position: "Giám đốc"}, Content: map[string]string{}})
			return err
		},
	} {
		err := w.h.db.Write(w.t.Context(), head, "test", func(tx *db.Tx) error {
			if err := tx.May(residents.View); err != nil {
				return err
			}
			return fn(tx)
		})
		if err != nil {
			w.t.Errorf("%s: %v %+v", what, err, fault.Of(err).Fields)
		}
	}
	bed := w.one("SELECT MIN(b.id) FROM wards_beds b WHERE b.campus_id = ? AND NOT EXISTS (SELECT 1 FROM presence_placements p WHERE p.open_bed_id = b.id)", w.ids["campus"])
	err := w.h.db.Write(w.t.Context(), head, "test", func(tx *db.Tx) error {
		_, err := presence.Reserve(tx, presence.ReserveInput{BedID: bed, ResidentID: people[10].resident, Reason: "sắp chuyển", Until: now.Add(24 * time.Hour)})
		return err
	})
	if err != nil {
		w.t.Errorf("a kept bed: %v", err)
	}
}

// name is what somebody is called.
func (w *usesWalk) name(id uint64) string {
	for name, who := range w.names {
		if who == id {
			return name
		}
	}
	return ""
}

// file saves a list as the first of the readers who may.
func (w *usesWalk) file(path string) (saved, bool) {
	to := somePath(path, w.ids)
	if q := usesQueries[path]; strings.Contains(q, "%d") {
		to += fmt.Sprintf(q, w.ids["resident"])
	} else {
		to += q
	}
	var last int
	for _, v := range w.readers {
		if a := v.Get(to); a.Status == http.StatusOK {
			return save(w.t, v, to), true
		} else {
			last = a.Status
		}
	}
	w.t.Errorf("nobody can save %s: %d", to, last)
	return saved{}, false
}

// standing tells who is named in a file, and its lines above the rows as one text.
func (w *usesWalk) standing(f saved) (who map[uint64]bool, head string) {
	who = map[uint64]bool{}
	for _, grid := range f.book.Grids {
		for i, row := range grid.Rows {
			for _, cell := range row {
				if i < 6 {
					head += cell.Text + "\n"
				}
				for _, words := range strings.FieldsFunc(cell.Text, func(r rune) bool { return strings.ContainsRune("·,;:()\n", r) }) {
					words = strings.TrimSpace(words)
					for _, known := range []map[string]uint64{w.names, w.numbers} {
						if id, ok := known[words]; ok {
							who[id] = true
						}
					}
				}
			}
		}
	}
	return who, head
}

// TestEverySheetSaysWhatItIsFor walks every door through which a list is saved. Each has its line in the
// table of purposes and says it above its rows. Then data of people who stand in them rest: they go on
// standing in what is for care, for safety and for the law, and are gone from what rests on a yes, which
// tells how many are left out. In lists of nobody no resident stands, ever.
func TestEverySheetSaysWhatItIsFor(t *testing.T) {
	beside(t)
	h := openOwn(t)
	w := walkUses(t, h)
	var doors []string
	for _, door := range h.desk.Doors {
		if !strings.HasSuffix(door.Path, ".xlsx") {
			continue
		}
		if p := sheet.Purposes[door.Path]; p.Use == "" || p.Why == "" {
			t.Errorf("%s is saved and has no purpose: give it one in handlers/sheet/use.go", door.Path)
		}
		if unwalked[door.Path] == "" {
			doors = append(doors, door.Path)
		}
	}
	for path := range sheet.Purposes {
		if !slices.Contains(doors, path) && unwalked[path] == "" {
			t.Errorf("%s has a purpose and no door", path)
		}
	}

	director := webtest.Visit(t, h.desk.Handler())
	director.Header.Set("Authorization", "Bearer "+token(t, h, "director"))
	agree := func(id uint64) {
		t.Helper()
		director.JSON("POST", fmt.Sprintf("/api/v1/privacy/of/%d/consents", id), map[string]any{"purpose": "photo_public", "act": "given", "giver": "self", "means": "written", "place": "Tủ số 2"}).Want(http.StatusCreated)
	}
	w.learn()
	people := w.inBed()
	w.ids["resident"], w.ids["ward"] = people[0].resident, people[0].ward
	agree(people[0].resident)
	agree(people[11].resident)
	w.fill(people)
	w.learn()

	before := map[string]map[uint64]bool{}
	stands := map[uint64]int{}
	for _, path := range doors {
		f, ok := w.file(path)
		if !ok {
			continue
		}
		who, head := w.standing(f)
		before[path] = who
		for id := range who {
			stands[id]++
		}
		use := sheet.Purposes[path].Use
		if says := strings.Contains(head, "Dùng vào việc khác") || strings.Contains(head, "Chỉ dùng đúng việc"); says != use.Named() {
			t.Errorf("%s is for %s and says above its rows:\n%s", path, use, head)
		}
		if use == sheet.OfNobody && len(who) > 0 {
			t.Errorf("%s is a list of nobody and names residents: %v", path, who)
		}
		if strings.Contains(head, "không có trong danh sách này") {
			t.Errorf("%s leaves somebody out before any data rest:\n%s", path, head)
		}
		if use.Named() && len(who) == 0 && nobodyThere[path] == "" {
			t.Errorf("%s is for %s and nobody stands in it: nothing is shown", path, use)
		}
	}

	// Whose data rest: of each list somebody, as few as may be.
	rests := map[uint64]bool{}
	for _, path := range doors {
		covered, best := false, uint64(0)
		for id := range before[path] {
			covered = covered || rests[id]
			if best == 0 || stands[id] > stands[best] || stands[id] == stands[best] && id < best {
				best = id
			}
		}
		if !covered && best != 0 {
			rests[best] = true
			director.JSON("POST", fmt.Sprintf("/api/v1/privacy/of/%d/restrictions", best), map[string]any{"kind": "restriction", "reason": "người đó xin"}).Want(http.StatusCreated)
		}
	}
	for _, path := range doors {
		f, ok := w.file(path)
		if !ok {
			continue
		}
		who, head := w.standing(f)
		left := 0
		for id := range before[path] {
			byLaw := sheet.Purposes[path].Use != sheet.ByConsent
			if !byLaw && rests[id] {
				left++
			}
			if who[id] != (byLaw || !rests[id]) {
				t.Errorf("%s is for %s; of somebody whose data rest (%v) it says %v", path, sheet.Purposes[path].Use, rests[id], who[id])
			}
		}
		if said := strings.Contains(head, fmt.Sprintf("%d người không có trong danh sách này", left)); said != (left > 0) {
			t.Errorf("%s leaves out %d and says:\n%s", path, left, head)
		}
	}
}
