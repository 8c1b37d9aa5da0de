package sample_test

import (
	"testing"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/intake"
	"maiam/models/offline"
	"maiam/models/presence"
	"maiam/models/register"
	"maiam/models/residents"
	"maiam/models/sample"
	"maiam/models/staff"
	"maiam/models/wards"
)

// plainWrit writes official papers without their words, which are made above the models.
func plainWrit(tx *db.Tx, in intake.OfWrit) (*register.Entry, error) {
	f, err := intake.WritOf(tx, in)
	if err != nil {
		return nil, err
	}
	return intake.IssueWrit(tx, f, intake.WritIssue{OfWrit: in, Signer: register.Signer{Name: f.Letterhead.HeadName, Position: f.Letterhead.HeadPosition},
		Summary: string(in.Writ), Content: map[string]string{"writ": string(in.Writ)}})
}

// rowsOf counts the rows of a book that say something.
func rowsOf[T any](where string, args ...any) func(*db.Tx) (int, error) {
	return func(tx *db.Tx) (int, error) {
		n, err := db.From[T](tx).Where(where, args...).Count()
		return int(n), err
	}
}

// deadlines counts the clocks of a kind that stand in a way.
func deadlines(kind intake.ClockKind, urgency intake.Urgency) func(*db.Tx) (int, error) {
	return func(tx *db.Tx) (int, error) {
		all, err := intake.Deadlines(tx, intake.DeadlineInput{Kind: kind, Urgency: urgency})
		return len(all), err
	}
}

// mustExist is everything that has happened in the sample house within two months, each at least so
// often.
var mustExist = []struct {
	what string
	n    int
	rows func(*db.Tx) (int, error)
}{
	{"emergency received with minutes", 4, rowsOf[intake.Minutes]("1 = 1")},
	{"somebody without a name still here", 1, rowsOf[residents.Person]("name_unknown = ? AND name LIKE ?", true, "Người vô danh số%")},
	{"unknown person identified", 1, rowsOf[intake.Identification]("1 = 1")},
	{"former name kept after it", 1, rowsOf[residents.OtherName]("kind = ?", residents.FormerName)},
	{"child left by its parents", 3, rowsOf[intake.Case]("abandoned = ?", true)},
	{"notice in the media", 1, rowsOf[intake.Decision]("kind = ?", intake.MediaAnnounced)},
	{"somebody of 16 who studies on", 1, rowsOf[intake.Case]("studying_until IS NOT NULL")},
	{"paper of a file", 60, rowsOf[intake.PaperMark]("state = ?", intake.Received)},
	{"move with an overridden warning", 2, rowsOf[presence.Override]("1 = 1")},
	{"reason that still holds", 1, rowsOf[presence.Override]("reason LIKE ?", "Mù hai mắt%")},
	{"conflict of two residents", 1, rowsOf[presence.Feud]("open_pair IS NOT NULL")},
	{"conflict that ended", 1, rowsOf[presence.Feud]("open_pair IS NULL")},
	{"hospital stay that ended", 10, rowsOf[presence.Absence]("kind = ? AND ended_at IS NOT NULL", presence.Hospital)},
	{"leave that ended", 10, rowsOf[presence.Absence]("kind = ? AND ended_at IS NOT NULL", presence.Leave)},
	{"leave of a group", 1, rowsOf[intake.GroupLeave]("purpose = ?", presence.Outing)},
	{"people on leave together", 4, rowsOf[presence.Absence]("leave_id IS NOT NULL AND ended_at IS NOT NULL")},
	{"police told of a missing person", 2, rowsOf[intake.Errand]("kind = ? AND done_on IS NOT NULL", intake.PoliceErrand)},
	{"leave that is overdue", 1, deadlines(intake.BackFromLeave, intake.Late)},
	{"missing person found again", 1, rowsOf[presence.Absence]("kind = ? AND ended_at IS NOT NULL", presence.Missing)},
	{"missing person", 1, rowsOf[presence.Absence]("kind = ? AND ended_at IS NULL", presence.Missing)},
	{"birth: baby with her mother", 1, rowsOf[residents.Kin]("relation = ? AND person_id IS NOT NULL", "mother")},
	{"children with kin in the house", 1, rowsOf[residents.Kin]("relation = ? AND person_id IS NOT NULL", "sibling")},
	{"death in the house", 1, rowsOf[intake.Death]("place_kind = ?", intake.DiedInHouse)},
	{"death in hospital", 1, rowsOf[intake.Death]("place_kind = ?", intake.DiedHospital)},
	{"burial", 1, rowsOf[intake.Death]("buried_on IS NOT NULL")},
	{"notice after a death", 4, rowsOf[intake.Errand]("kind IN ? AND settled = ?", []intake.ErrandKind{intake.KinErrand, intake.CommuneErrand}, true)},
	{"transfer accepted", 1, rowsOf[intake.Transfer]("state = ?", intake.TransferAccepted)},
	{"transfer pending", 1, rowsOf[intake.Transfer]("state = ?", intake.TransferAsked)},
	{"departure asked for only", 2, rowsOf[intake.Departure]("asked_on IS NOT NULL AND decided_on IS NULL")},
	{"departure decided, closed", 5, rowsOf[intake.Departure]("decided_on IS NOT NULL AND closed_on IS NOT NULL")},
	{"departure decided, not closed", 3, rowsOf[intake.Departure]("decided_on IS NOT NULL AND closed_on IS NULL")},
	{"visit after leaving", 5, rowsOf[intake.Errand]("kind = ?", intake.VisitErrand)},
	{"end of an allowance", 1, rowsOf[intake.Errand]("kind = ?", intake.AllowanceErrand)},
	{"decision to admit", 5, rowsOf[register.Entry]("paper = ? AND voided_at IS NULL", string(intake.AdmissionWrit))},
	{"decision to stop", 5, rowsOf[register.Entry]("paper = ?", string(intake.StopWrit))},
	{"minutes of an emergency", 3, rowsOf[register.Entry]("paper = ?", string(intake.EmergencyWrit))},
	{"minutes of a hand-over", 4, rowsOf[register.Entry]("paper = ?", string(intake.HandOverWrit))},
	{"paper declared void", 1, rowsOf[register.Entry]("voided_at IS NOT NULL")},
	{"file of an emergency late", 1, deadlines(intake.FileCompletes, intake.Late)},
	{"file of an emergency soon", 1, deadlines(intake.FileCompletes, intake.Soon)},
	{"file of an emergency in time", 1, deadlines(intake.FileCompletes, intake.InTime)},
	{"emergency over its time", 1, deadlines(intake.EmergencyEnds, intake.Late)},
	{"emergency near its end", 1, deadlines(intake.EmergencyEnds, intake.Soon)},
	{"emergency in time", 1, deadlines(intake.EmergencyEnds, intake.InTime)},
	{"media notice soon", 1, deadlines(intake.MediaNotice, intake.Soon)},
	{"media notice in time", 1, deadlines(intake.MediaNotice, intake.InTime)},
	{"request late", 1, deadlines(intake.RequestDecided, intake.Late)},
	{"request in time", 1, func(tx *db.Tx) (int, error) {
		all, err := intake.Deadlines(tx, intake.DeadlineInput{Kind: intake.RequestDecided})
		n := 0
		for _, d := range all {
			if d.Urgency != intake.Late {
				n++
			}
		}
		return n, err
	}},
	{"death to register", 1, func(tx *db.Tx) (int, error) {
		all, err := intake.Deadlines(tx, intake.DeadlineInput{Kind: intake.DeathRegistered})
		return len(all), err
	}},
	{"lost contact", 1, func(tx *db.Tx) (int, error) {
		all, err := intake.Deadlines(tx, intake.DeadlineInput{Kind: intake.ContactLost})
		return len(all), err
	}},
	{"bed kept for somebody", 1, rowsOf[presence.Reservation]("open_bed_id IS NOT NULL")},
	{"contact with a family", 12, rowsOf[residents.Contact]("outcome = ?", residents.Reached)},
	{"call that nobody answered", 2, rowsOf[residents.Contact]("outcome = ?", residents.NoAnswer)},
	{"family that is sought", 1, rowsOf[residents.KinSearch]("open_kin_id IS NOT NULL OR who <> ''")},
	{"job position", 40, rowsOf[staff.Position]("1 = 1")},
	{"broken bed", 2, rowsOf[wards.Outage]("ended_at IS NULL")},
	{"conflict in the tray with both values", 1, rowsOf[offline.Item]("kind = 'conflict' AND mark_id IS NOT NULL AND closed_at IS NULL")},
	{"round in the tray that could not be written", 1, rowsOf[offline.Item]("kind = 'refused' AND closed_at IS NULL")},
	{"isolation of last night that has ended", 1, rowsOf[care.Order]("ended_at IS NOT NULL AND known_at IS NOT NULL")},
	{"review of an order", 1, rowsOf[care.OrderCheck]("kind = 'review'")},
	{"question that is open", 1, rowsOf[care.Doubt]("answered_at IS NULL")},
	{"question that was answered", 1, rowsOf[care.Doubt]("answered_at IS NOT NULL")},
	{"roll-call that was signed", 1, rowsOf[care.Rollcall]("closed_at IS NOT NULL")},
	{"blood pressure out of range", 1, rowsOf[care.Observation]("kind = 'pressure' AND amount >= 140000")},
	{"weight", 500, rowsOf[care.Observation]("kind = 'weight'")},
	{"head-count of a night", 2 * 60, rowsOf[presence.Snapshot]("1 = 1")},
}

// TestTwoMonthsHoldEverything fills the house that people see first and looks for each kind of thing
// that can happen in a centre; every book proves itself, and the rules hold.
func TestTwoMonthsHoldEverything(t *testing.T) {
	h := filled(t, sample.Options{Seed: 1, Days: 60, Writ: plainWrit})
	see(t, h, func(tx *db.Tx) error {
		if err := tx.May(presence.View); err != nil {
			return err
		}
		for _, c := range mustExist {
			if n, err := c.rows(tx); err != nil || n < c.n {
				t.Errorf("%s: %d times, want %d or more (%v)", c.what, n, c.n, err)
			}
		}
		categories, reasons := map[presence.Category]int{}, map[presence.Reason]int{}
		stays, err := db.From[presence.Stay](tx).Where("admitted_at > ? OR left_at > ?", tx.Today().AddDays(-60).Start(tx.Zone()), tx.Today().AddDays(-60).Start(tx.Zone())).All()
		if err != nil {
			return err
		}
		returned := 0
		seen := map[uint64]bool{}
		for _, s := range stays {
			categories[s.Category]++
			if s.LeftAt != nil {
				reasons[s.EndReason]++
			}
			if seen[s.ResidentID] && s.EndReason != presence.WentAcross {
				returned++
			}
			seen[s.ResidentID] = true
		}
		for _, c := range presence.Categories {
			if categories[c] == 0 {
				t.Errorf("nobody came on the ground %s", c)
			}
		}
		for _, r := range []presence.Reason{presence.ClosedByHead, presence.AskedByFamily, presence.Adopted, presence.CameOfAge, presence.NoContact, presence.AskedBySelf, presence.DiedOrMissing,
			presence.ContractOver, presence.WentAcross} {
			if reasons[r] == 0 {
				t.Errorf("nobody left for the reason %s", r)
			}
		}
		if returned == 0 {
			t.Error("nobody came back into care")
		}
		return nil
	})
	proven(t, h)
	rules(t, h)
	n := count(t, h, h.Now())
	for i, want := range []struct{ inCare, hospital, leave, missing int }{{140, 4, 3, 1}, {90, 2, 1, 0}} {
		c := n.Campuses[i]
		if c.InCare != want.inCare || c.Hospital != want.hospital || c.Leave != want.leave || c.Missing != want.missing || c.NoBed != 0 {
			t.Errorf("%s has %+v, want %+v", c.Name, c.Numbers, want)
		}
	}
	if b := wardCount(n, "Khu B · Nữ nặng"); b.InCare != 40 || b.Present != 40 {
		t.Errorf("Khu B has %+v, want forty people and all of them here", b)
	}
	t.Run("OldFilesAreErased", func(t *testing.T) { oldFilesAreErased(t, h) })
}

// proven asks every book of the house to prove itself.
func proven(t *testing.T, h *dbtest.House) {
	t.Helper()
	for chained := 1000; chained == 1000; { // as the house does by itself
		h.Do(func(tx *db.Tx) (err error) {
			chained, err = db.ChainDeeds(tx, 1000)
			return err
		})
	}
	see(t, h, func(tx *db.Tx) error {
		doubts, err := presence.Prove(tx)
		if err != nil || len(doubts) > 0 {
			t.Errorf("the ledger contradicts itself: %v %v", doubts, err)
		}
		deeds, err := db.VerifyDeeds(tx, db.VerifyInput{})
		if err != nil {
			return err
		}
		// The deed of the last numbering itself waits for the next.
		if len(deeds.Findings) > 0 || deeds.Held < 200 || deeds.Open > 1 {
			t.Errorf("%d deeds hold, %d have no number, found %v", deeds.Held, deeds.Open, deeds.Findings)
		}
		wrong, err := presence.ProveSnapshots(tx, tx.Today().AddDays(-70))
		if err != nil || len(wrong) > 0 {
			t.Errorf("%d head-counts are not as the house sealed them (%v)", len(wrong), err)
		}
		if err := tx.May(register.View); err != nil {
			return err
		}
		gaps, err := register.Gaps(tx)
		if err != nil || len(gaps) > 0 {
			t.Errorf("numbers are missing in the register: %v (%v)", gaps, err)
		}
		if err := tx.May(presence.View); err != nil {
			return err
		}
		nights, err := db.From[presence.Snapshot](tx).Order("id").All()
		if err != nil {
			return err
		}
		for _, s := range nights {
			if n, err := presence.CountAt(tx, s.Asks(tx.Zone())); err != nil || n.Total.InCare != s.InCare || n.Total.Present != s.Present || n.Total.Hospital != s.Hospital {
				t.Fatalf("the night of %s of campus %d has %+v, counted anew %+v (%v)", s.Day, s.CampusID, s.Numbers(), n, err)
			}
		}
		return nil
	})
}
