package care_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// carer is every permission of a ward carer, with the one to correct.
var carer = []string{care.View, care.Record, care.Amend, presence.View, presence.Away, "residents.view", wards.View}

// row is a person as these tests need one.
type row struct {
	ID             uint64
	CampusID       uint64
	Number         string
	Name           string
	SearchKey      string
	SortKey        []byte
	Sex            string
	BirthPrecision string
	OriginUnitCode string
	OriginAddress  string
	Ethnicity      string
	SelfCare       string
	Note           string
	RecordedAt     time.Time
	RecordedBy     uint64
	Version        uint64
}

// TableName names the table.
func (row) TableName() string { return "residents_people" }

// house is a centre with one full ward of women on campus 1, and a ward with two men on campus 2.
// It is 18:42; the round of 17:00 is due, with supper.
type house struct {
	*dbtest.House
	one, two  uint64
	ward      uint64
	rooms     []uint64
	people    []uint64 // in the order of the beds, eight a room
	beds      []uint64
	away      uint64 // the ward on campus 2
	strangers []uint64
	empty     []uint64 // two free beds in the last room
	lan, hai  db.Actor
	slots     map[string]uint64 // by the time of the round
}

func open(t testing.TB, people int) *house { return furnish(t, dbtest.Open(t), people) }

func furnish(t testing.TB, h *dbtest.House, people int) *house {
	t.Helper()
	g := &house{House: h, slots: map[string]uint64{}}
	since := value.MustDay("2026-01-01")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	came := h.Now().Add(-90 * 24 * time.Hour)
	h.Do(func(tx *db.Tx) error {
		must(settings.Seed(tx))
		one, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1", From: since})
		must(err)
		two, err := wards.AddCampus(tx, wards.CampusInput{Code: "CSB", Name: "Cơ sở phía Bắc", From: since})
		must(err)
		g.one, g.two = one.ID, two.ID
		g.ward, g.rooms, g.beds = ward(tx, must, g.one, wards.ForWomen, (people+7)/8, 8, since)
		g.away, _, _ = ward(tx, must, g.two, wards.ForMen, 1, 2, since)
		return nil
	})
	g.people = g.admit(g.one, "f", g.beds[:people], came)
	g.empty = g.beds[people:]
	g.beds = g.beds[:people]
	var north []wards.Bed
	h.Do(func(tx *db.Tx) (err error) {
		north, err = db.From[wards.Bed](tx).Where("ward_id = ?", g.away).Order("id").All()
		return err
	})
	g.strangers = g.admit(g.two, "m", []uint64{north[0].ID, north[1].ID}, came)
	g.lan, g.hai = dbtest.Person(7, carer, g.one), dbtest.Person(8, carer, g.one)
	g.lan.Username, g.hai.Username = "lan", "hai"
	must(h.See(db.System("test"), func(tx *db.Tx) error {
		book, err := settings.Of(tx)
		must(err)
		for _, turn := range book.Timetable.On(tx.Today()) {
			for _, r := range turn.Rounds() {
				g.slots[r.Slot.Clock()] = r.Slot.ID
			}
		}
		return nil
	}))
	return g
}

func ward(tx *db.Tx, must func(error), campus uint64, sex wards.Policy, rooms, beds int, since value.Day) (uint64, []uint64, []uint64) {
	z, err := wards.AddZone(tx, campus, wards.ZoneInput{Kind: wards.ZoneRecovery, Name: "Phân khu", From: since})
	must(err)
	w, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: "Khu B", Sex: sex, From: since})
	must(err)
	var roomIDs, bedIDs []uint64
	for i := range rooms {
		r, err := wards.AddRoom(tx, w.ID, wards.RoomInput{Name: fmt.Sprint(201 + i), FloorM2: "60", Beds: beds, From: since})
		must(err)
		roomIDs = append(roomIDs, r.ID)
	}
	found, err := db.From[wards.Bed](tx).Where("ward_id = ?", w.ID).Order("room_id, position, id").All()
	must(err)
	for _, b := range found {
		bedIDs = append(bedIDs, b.ID)
	}
	return w.ID, roomIDs, bedIDs
}

func (g *house) admit(campus uint64, sex string, beds []uint64, came time.Time) []uint64 {
	g.T.Helper()
	var ids []uint64
	g.Do(func(tx *db.Tx) error {
		people := make([]row, len(beds))
		for i := range people {
			name := fmt.Sprintf("Nguyễn Thị Hoà %d", i+1)
			people[i] = row{CampusID: campus, Number: fmt.Sprintf("N%d-%05d", campus, i+1), Name: name, SearchKey: value.Fold(name),
				SortKey: []byte(value.Fold(name)), Sex: sex, BirthPrecision: "unknown", RecordedAt: came}
		}
		if err := db.Append(tx, people); err != nil {
			return err
		}
		rows, err := db.From[row](tx).Where("campus_id = ?", campus).Order("id").All()
		if err != nil {
			return err
		}
		in := make([]presence.AdmitInput, len(rows))
		for i, r := range rows {
			ids = append(ids, r.ID)
			in[i] = presence.AdmitInput{ResidentID: r.ID, BedID: beds[i], Category: "A3", At: came}
		}
		_, errs, err := presence.AdmitMany(tx, in)
		return errors.Join(append(errs, err)...)
	})
	return ids
}

// room gives the people of a room, and the room as a carer attests it.
func (g *house) room(i int, but ...uint64) care.RoomSeen {
	r := care.RoomSeen{RoomID: g.rooms[i]}
	for n, id := range g.people {
		skip := n/8 != i
		for _, b := range but {
			skip = skip || b == id
		}
		if !skip {
			r.Seen = append(r.Seen, id)
		}
	}
	return r
}

// all attests the whole ward as usual.
func (g *house) all() care.RoundInput {
	in := care.RoundInput{WardID: g.ward}
	for i := range g.rooms {
		in.Rooms = append(in.Rooms, g.room(i))
	}
	return in
}

func (g *house) record(as db.Actor, in care.RoundInput) (out *care.Round, err error) {
	in.WardID = g.in(in.WardID)
	err = g.As(as, func(tx *db.Tx) (err error) { out, err = care.RecordRound(tx, in); return err })
	return out, err
}

func (g *house) in(ward uint64) uint64 {
	if ward == 0 {
		return g.ward
	}
	return ward
}

// ok is record for what must work.
func (g *house) ok(in care.RoundInput) *care.Round {
	g.T.Helper()
	out, err := g.record(g.lan, in)
	if err != nil {
		g.T.Fatal(err)
	}
	return out
}

func (g *house) sheet(in care.SheetInput) *care.Sheet {
	g.T.Helper()
	in.WardID = g.in(in.WardID)
	var s *care.Sheet
	if err := g.See(g.lan, func(tx *db.Tx) (err error) { s, err = care.RoundSheet(tx, in); return err }); err != nil {
		g.T.Fatal(err)
	}
	return s
}

// bed finds a person on a sheet.
func bed(s *care.Sheet, resident uint64) *care.Bed {
	for i := range s.Rooms {
		for j := range s.Rooms[i].Beds {
			if b := &s.Rooms[i].Beds[j]; b.ResidentID == resident {
				return b
			}
		}
	}
	return nil
}

func (g *house) state(resident uint64) *care.State {
	g.T.Helper()
	var s *care.State
	g.Do(func(tx *db.Tx) (err error) {
		s, err = db.From[care.State](tx).Where("resident_id = ?", resident).Maybe()
		return err
	})
	return s
}

func (g *house) marks(resident uint64) []care.Mark {
	g.T.Helper()
	var m []care.Mark
	g.Do(func(tx *db.Tx) (err error) {
		m, err = db.From[care.Mark](tx).Where("resident_id = ?", resident).Order("shift_day, slot_id, turn").All()
		return err
	})
	return m
}

// result finds the answer about a person.
func result(t testing.TB, r *care.Round, resident uint64) care.PersonResult {
	t.Helper()
	for _, p := range r.People {
		if p.ResidentID == resident {
			return p
		}
	}
	t.Fatalf("no answer about %d in %+v", resident, r.People)
	return care.PersonResult{}
}

// refuses demands a fault by kind and key; for an Invalid fault the key of its first field.
func refuses(t testing.TB, err error, kind fault.Kind, key string) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) {
		t.Errorf("got %v, want %v %s", err, kind, key)
		return
	}
	got := f.Key
	if len(f.Fields) > 0 {
		got = f.Fields[0].Key
	}
	if f.Kind != kind || got != key {
		t.Errorf("got %v, want %v %s", err, kind, key)
	}
}

// at is a moment of the centre's clock.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	m, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return m.UTC()
}

// counted runs work in a context that counts statements, and gives the number.
func counted(work func(context.Context) error) (int, error) {
	ctx, n := db.Counting(context.Background())
	err := work(ctx)
	return n(), err
}

// planOf writes what the database says of how it would run a statement, as one text.
func planOf(t *testing.T, rows *sql.Rows) string {
	t.Helper()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for rows.Next() {
		cells := make([]any, len(columns))
		for i := range cells {
			cells[i] = new(sql.NullString)
		}
		if err := rows.Scan(cells...); err != nil {
			t.Fatal(err)
		}
		for _, c := range cells {
			out.WriteString(c.(*sql.NullString).String + " ")
		}
		out.WriteByte('\n')
	}
	return out.String()
}
