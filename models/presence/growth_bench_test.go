package presence_test

import (
	"fmt"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/presence"
	"maiam/models/wards"
)

// lived fills a campus with 300 people in care, ten wards of thirty beds, and the history of some
// months: each month one bed in six changes hands, everybody is away once, and ten people leave.
func lived(b testing.TB, months int) *house {
	g := furnish(b, dbtest.Open(b))
	people := g.crowd(300+10*months, "f")
	var beds []wards.Bed
	g.Do(func(tx *db.Tx) error {
		w, err := db.Get[wards.Ward](tx, g.women)
		if err != nil {
			return err
		}
		for i := range 10 {
			ward, err := wards.AddWard(tx, w.ZoneID, wards.WardInput{Name: fmt.Sprintf("Khu %d", i), Sex: wards.ForAny, From: w.ValidFrom})
			if err != nil {
				return err
			}
			for r := range 5 {
				if _, err := wards.AddRoom(tx, ward.ID, wards.RoomInput{Name: fmt.Sprint(r + 1), Beds: 6, From: w.ValidFrom}); err != nil {
					return err
				}
			}
		}
		beds, err = db.From[wards.Bed](tx).Where("campus_id = ? AND ward_id NOT IN ?", g.one, []uint64{g.women, g.men}).Order("id").All()
		return err
	})
	month := 30 * 24 * time.Hour
	begin := g.Clock.Now().Add(-time.Duration(months) * month)
	ptr := func(t time.Time) *time.Time { return &t }
	var stays []presence.Stay
	for i, id := range people {
		s := presence.Stay{CampusID: g.one, ResidentID: id, Category: "A3", AdmittedAt: begin, Trace: presence.Trace{RecordedAt: begin}}
		if i >= 300 {
			n := (i - 300) / 10
			s.AdmittedAt = begin.Add(time.Duration(n) * month)
			s.LeftAt = ptr(s.AdmittedAt.Add(20 * 24 * time.Hour))
			s.EndedRecordedAt = s.LeftAt
		} else {
			s.OpenResidentID = &people[i]
		}
		stays = append(stays, s)
	}
	g.Do(func(tx *db.Tx) error {
		if err := db.Append(tx, stays); err != nil {
			return err
		}
		found, err := db.From[presence.Stay](tx).Order("id").All()
		if err != nil {
			return err
		}
		var lies []presence.Placement
		var away []presence.Absence
		for i, s := range found {
			if s.LeftAt != nil {
				continue
			}
			bed := beds[i]
			p := presence.Placement{CampusID: g.one, StayID: s.ID, ResidentID: s.ResidentID, WardID: bed.WardID, RoomID: bed.RoomID, BedID: bed.ID,
				Cause: presence.Placed, StartedAt: begin, Trace: presence.Trace{RecordedAt: begin}}
			for m := range months {
				from := begin.Add(time.Duration(m)*month + time.Duration(i)*time.Hour)
				to := from.Add(3 * 24 * time.Hour)
				away = append(away, presence.Absence{CampusID: g.one, StayID: s.ID, ResidentID: s.ResidentID, Kind: presence.Leave, StartedAt: from, EndedAt: &to,
					Trace: presence.Trace{RecordedAt: from, EndedRecordedAt: &to}})
				if m%6 == i%6 {
					was := p
					was.EndedAt, was.EndedRecordedAt = &from, &from
					lies = append(lies, was)
					p.StartedAt, p.RecordedAt = from, from
				}
			}
			p.OpenBedID, p.OpenResidentID = &p.BedID, &p.ResidentID
			open := p
			lies = append(lies, open)
		}
		if err := db.Append(tx, lies); err != nil {
			return err
		}
		return db.Append(tx, away)
	})
	g.women = beds[0].WardID
	return g
}

// BenchmarkReads shows what a month and five years of history cost the pages of the ledger: now
// must stay flat.
func BenchmarkReads(b *testing.B) {
	for _, months := range []int{1, 60} {
		g := lived(b, months)
		half := g.Clock.Now().Add(-time.Duration(months) * 15 * 24 * time.Hour)
		for _, c := range []struct {
			name string
			fn   func(*db.Tx) error
		}{
			{"CountNow", func(tx *db.Tx) error { _, err := presence.CountAt(tx, presence.CensusInput{}); return err }},
			{"CountYesterday", func(tx *db.Tx) error {
				_, err := presence.CountAt(tx, presence.CensusInput{At: g.ago(24)})
				return err
			}},
			{"CountHalfWay", func(tx *db.Tx) error { _, err := presence.CountAt(tx, presence.CensusInput{At: half}); return err }},
			{"CountAsOf", func(tx *db.Tx) error {
				_, err := presence.CountAt(tx, presence.CensusInput{At: g.ago(48), AsOf: g.ago(24)})
				return err
			}},
			{"Names", func(tx *db.Tx) error { _, _, err := presence.PresentAt(tx, presence.WhereInput{}); return err }},
			{"BoardNow", func(tx *db.Tx) error { _, err := presence.WardBoard(tx, g.women, time.Time{}); return err }},
			{"BoardYesterday", func(tx *db.Tx) error { _, err := presence.WardBoard(tx, g.women, g.ago(24)); return err }},
			{"FreeBeds", func(tx *db.Tx) error {
				_, err := presence.FreeBeds(tx, presence.FreeBedsInput{CampusID: g.one})
				return err
			}},
		} {
			b.Run(fmt.Sprintf("%s/%dmonths", c.name, months), func(b *testing.B) {
				for b.Loop() {
					if err := g.See(g.head, c.fn); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
