package presence_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
)

// walk is a random life of a small centre in which every number is asked for after every step.
type walk struct {
	*house
	r      *rand.Rand
	people []uint64
	beds   []uint64
	taken  map[value.Day]bool
	zone   *time.Location
}

func (w *walk) who() uint64 { return w.people[w.r.IntN(len(w.people))] }
func (w *walk) bed() uint64 { return w.beds[w.r.IntN(len(w.beds))] }

// at is mostly now and sometimes up to two days ago.
func (w *walk) at() time.Time {
	if w.r.IntN(4) > 0 {
		return time.Time{}
	}
	return w.Clock.Now().Add(-time.Duration(w.r.IntN(48*60)) * time.Minute)
}

// step does something at random; what the house refuses is no step.
func (w *walk) step() (string, error) {
	switch w.r.IntN(13) {
	case 0, 1, 2:
		in := presence.AdmitInput{ResidentID: w.who(), Category: presence.Categories[w.r.IntN(4)], At: w.at()}
		if w.r.IntN(3) > 0 {
			in.BedID = w.bed()
		}
		_, err := do(w.house, w.head, presence.Admit, in)
		return "admit", err
	case 3:
		_, err := do(w.house, w.head, presence.Place, presence.PlaceInput{ResidentID: w.who(), BedID: w.bed(), At: w.at()})
		return "place", err
	case 4, 11:
		_, err := do(w.house, w.head, presence.Move, presence.MoveInput{ResidentID: w.who(), BedID: w.bed(), At: w.at()})
		return "move", err
	case 5, 6:
		_, err := do(w.house, w.head, presence.StartAbsence, presence.AbsenceInput{ResidentID: w.who(), Kind: presence.AbsenceKinds[w.r.IntN(3)], At: w.at()})
		return "away", err
	case 7:
		_, err := do(w.house, w.head, presence.EndAbsence, presence.ReturnInput{ResidentID: w.who(), At: w.at()})
		return "back", err
	case 8:
		_, err := do(w.house, w.head, presence.Discharge, presence.DischargeInput{ResidentID: w.who(), Reason: presence.AskedBySelf, At: w.at()})
		return "leave", err
	case 9, 10:
		in := presence.CrossInput{ResidentID: w.who(), CampusID: w.one, BedID: w.bed(), At: w.at()}
		if slices.Contains(w.a, in.BedID) {
			in.CampusID = w.two
		}
		_, err := do(w.house, w.head, presence.Cross, in)
		return "cross", err
	}
	var stays []presence.Stay
	who := w.who()
	w.Do(func(tx *db.Tx) (err error) {
		stays, err = db.From[presence.Stay](tx).Where("resident_id = ? AND voided_at IS NULL", who).Order("id DESC").All()
		return err
	})
	if len(stays) == 0 {
		return "nobody", nil
	}
	if stays[0].Open() && stays[0].SinceAt != nil {
		_, err := do(w.house, w.head, presence.CancelCross, presence.VoidInput{ID: stays[0].ID, Reason: "nhầm"})
		return "cancel cross", err
	}
	if stays[0].Open() {
		_, err := do(w.house, w.head, presence.CancelAdmission, presence.VoidInput{ID: stays[0].ID, Reason: "nhầm"})
		return "cancel admission", err
	}
	_, err := do(w.house, w.head, presence.CancelDischarge, presence.VoidInput{ID: stays[0].ID, Reason: "nhầm"})
	return "cancel discharge", err
}

// standings are the states of the count as the list of people names them.
var standings = map[presence.State]presence.Standing{presence.InCare: presence.CaredFor, presence.Present: presence.InTheHouse, presence.InHospital: presence.AtHospital,
	presence.OnLeave: presence.AtHome, presence.IsMissing: presence.NotFound, presence.WithoutBed: presence.Bedless}

// agree asks for every number in every way that shows one.
func (w *walk) agree() error {
	return w.See(w.head, func(tx *db.Tx) error {
		head, err := presence.CountAt(tx, presence.CensusInput{})
		if err != nil {
			return err
		}
		// The same moment, asked for as a past one, reads other rows.
		past, err := presence.CountAt(tx, presence.CensusInput{At: tx.Now, AsOf: tx.Now})
		if err != nil {
			return err
		}
		if past.Total != head.Total {
			return fmt.Errorf("now %+v, as of now %+v", head.Total, past.Total)
		}
		for _, s := range presence.States {
			in := presence.WhereInput{State: s}
			rows, next, err := presence.PresentAt(tx, in)
			if err != nil {
				return err
			}
			all, err := presence.EverybodyAt(tx, in, 1000)
			if err != nil {
				return err
			}
			if n := head.Total.Of(s); len(rows) != n || next != "" || len(all) != n {
				return fmt.Errorf("%s: counted %d, the page names %d, the spreadsheet %d", s, n, len(rows), len(all))
			}
			if as, ok := standings[s]; ok {
				roll, err := presence.People(tx, presence.PeopleInput{Standing: as})
				if err != nil {
					return err
				}
				if len(roll.Rows) != head.Total.Of(s) {
					return fmt.Errorf("%s: counted %d, the list of people holds %d", s, head.Total.Of(s), len(roll.Rows))
				}
			}
		}
		for _, c := range head.Campuses {
			for _, z := range c.Zones {
				for _, ward := range z.Wards {
					mine, err := presence.InWards(tx, []uint64{ward.ID})
					if err != nil {
						return err
					}
					own := ward.Numbers
					own.NoBed, own.Admitted, own.Left = 0, 0, 0
					if mine[ward.ID] != own {
						return fmt.Errorf("ward %s: counted %+v, a carer's page %+v", ward.Name, own, mine[ward.ID])
					}
					tiles, err := presence.WardBoard(tx, ward.ID, time.Time{})
					if err != nil {
						return err
					}
					var n presence.Numbers
					for _, tile := range tiles {
						if tile.ResidentID == 0 {
							continue
						}
						n.InCare++
						switch tile.AbsenceKind {
						case presence.Hospital:
							n.Hospital++
						case presence.Leave:
							n.Leave++
						case presence.Missing:
							n.Missing++
						default:
							n.Present++
						}
					}
					n.Admitted, n.Left = ward.Admitted, ward.Left
					if n != ward.Numbers {
						return fmt.Errorf("%s: counted %+v, the board shows %+v", ward.Name, ward.Numbers, n)
					}
				}
			}
		}
		return nil
	})
}

// nights counts the nights that are over anew and holds the newest version of each against the
// census, the names and the bed-days.
func (w *walk) nights() error {
	for day := range w.taken {
		w.take(day)
	}
	return w.See(w.head, func(tx *db.Tx) error {
		nights, err := presence.Nights(tx, presence.NightsInput{})
		if err != nil {
			return err
		}
		if len(nights) != 2*len(w.taken) {
			return fmt.Errorf("%d nights of two campuses are kept, %d shown", len(w.taken), len(nights))
		}
		for _, n := range nights {
			in := presence.CensusInput{At: presence.NightOf(n.Day, w.zone), CampusID: n.CampusID}
			head, err := presence.CountAt(tx, in)
			if err != nil {
				return err
			}
			if head.Total != n.Numbers() {
				return fmt.Errorf("night of %s: kept %+v, counted now %+v", n.Day, n.Numbers(), head.Total)
			}
			days, err := presence.BedDaysOf(tx, presence.BedDaysInput{CampusID: n.CampusID, First: n.Day, Last: n.Day})
			if err != nil {
				return err
			}
			var sum presence.BedDays
			for _, d := range days {
				sum.House += d.House
				sum.Hospital += d.Hospital
				sum.Leave += d.Leave
				sum.Missing += d.Missing
			}
			if sum.Hospital != n.Hospital || sum.Leave != n.OnLeave || sum.Missing != n.Missing || sum.House < n.Present {
				return fmt.Errorf("night of %s: kept %+v, bed-days %+v", n.Day, n.Numbers(), sum)
			}
		}
		return nil
	})
}

// TestNumbersAgreeAtEveryStep lives through a random month and demands after every step that count,
// page, spreadsheet, list, board, kept nights and bed-days say the same.
func TestNumbersAgreeAtEveryStep(t *testing.T) {
	g := open(t)
	w := &walk{house: g, r: rand.New(rand.NewPCG(3, 26)), taken: map[value.Day]bool{}, zone: time.FixedZone("+07", 7*3600)}
	w.people = []uint64{g.lan, g.hoa, g.mai, g.nam, g.binh}
	for i := range 4 {
		w.people = append(w.people, g.person(g.one, fmt.Sprintf("Người %d", i), "f"))
	}
	w.beds = append(append(append(w.beds, g.w...), g.m...), g.a...)
	done := map[string]int{}
	for step := range 280 {
		today := value.DayOf(g.Clock.Now(), w.zone)
		g.Clock.Add(time.Duration(1+w.r.IntN(300)) * time.Minute)
		if over := value.DayOf(g.Clock.Now(), w.zone); over != today {
			w.taken[today] = true
		}
		what, err := w.step()
		if err == nil {
			done[what]++
		}
		if err := w.agree(); err != nil {
			t.Fatalf("step %d, %s: %v", step, what, err)
		}
		if step%16 == 0 && len(w.taken) > 0 {
			if err := w.nights(); err != nil {
				t.Fatalf("step %d, %s: %v", step, what, err)
			}
		}
	}
	if err := w.nights(); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"admit", "place", "move", "away", "back", "leave", "cancel admission", "cancel discharge", "cross", "cancel cross"} {
		if done[what] == 0 {
			t.Errorf("the walk never did: %s (%v)", what, done)
		}
	}
}
