package sample

import (
	"time"

	"maiam/models/care"
	"maiam/models/db"
)

// guest is one visit or call of the last days: so many days ago, at a clock time, in the ward of a number,
// to somebody of a number.
type guest struct {
	days, clock, ward, who int
	stays                  time.Duration // how long; 0: is still inside
	in                     care.VisitInput
	mood                   care.VisitMood
	note                   string
}

// guests are believable: family from the communes around, oranges and cakes, medicine that goes to the nurse.
var guests = []guest{
	{days: 6, clock: 905, ward: 1, who: 0, stays: 70 * time.Minute, in: care.VisitInput{Name: "Nguyễn Văn Bình", Relation: "sibling", Phone: "0912 345 671", With: "Chị Lan", Items: []care.VisitItemInput{{What: "Cam", Amount: "2 kg", GivenTo: "resident"}, {What: "Sữa hộp", Amount: "1 thùng", GivenTo: "store"}}}, mood: "glad"},
	{days: 5, clock: 1920, ward: 1, who: 2, in: care.VisitInput{Kind: care.VideoCall, Name: "Trần Thị Thảo", Relation: "child", Note: "Đang làm ở Bình Dương, hẹn Tết về"}, mood: "calm"},
	{days: 4, clock: 1430, ward: 2, who: 1, stays: 45 * time.Minute, in: care.VisitInput{Name: "Lê Thị Sen", Relation: "child", Phone: "0987 112 234", Companions: "Lê Văn Phú", Items: []care.VisitItemInput{{What: "Thuốc huyết áp", Amount: "1 vỉ", GivenTo: "nurse"}}}, mood: "glad"},
	{days: 3, clock: 1010, ward: 3, who: 0, stays: 30 * time.Minute, in: care.VisitInput{Name: "Vi Thị Hợi", Relation: "grandparent", With: "Cô Hà", Items: []care.VisitItemInput{{What: "Bánh đa", Amount: "1 bó", GivenTo: "resident"}}}, mood: "sad", note: "Khóc lúc bà về, dỗ một lúc thì chơi lại"},
	{days: 2, clock: 1545, ward: 1, who: 4, stays: 55 * time.Minute, in: care.VisitInput{Name: "Hồ Sỹ Dũng", Relation: "spouse", Items: []care.VisitItemInput{{What: "Chuối", Amount: "2 nải", GivenTo: "kitchen"}, {What: "Rượu nếp", Amount: "1 chai", GivenTo: care.GivenRefused, Reason: "Không mang rượu vào khu"}}}, mood: "calm"},
	{days: 1, clock: 835, ward: 4, who: 1, stays: 90 * time.Minute, in: care.VisitInput{Name: "Phan Thị Lựu", Relation: "mother", Phone: "0168 223 3445"}, mood: "glad"},
	{days: 0, clock: 715, ward: 1, who: 1, in: care.VisitInput{Name: "Đặng Văn Minh", Relation: "nephew_niece", Companions: "Đặng Thị Yến", Items: []care.VisitItemInput{{What: "Quýt", Amount: "1 kg", GivenTo: "resident"}}}},
	{days: 0, clock: 640, ward: 2, who: 3, in: care.VisitInput{Kind: care.Called, Name: "Cao Văn Tình", Relation: "child", Note: "Hỏi thăm sức khỏe bố"}},
}

// visits tells who came and called in the last days, and the one restriction of the house.
func (w *world) visits() (out []act) {
	near := w.places[0]
	for _, g := range guests {
		if g.ward >= len(near.wards) || len(near.wards[g.ward].carers) == 0 {
			continue
		}
		wd, at := near.wards[g.ward], w.clock(g.days, g.clock)
		who := w.somebody(wd, at, g.who)
		if who == nil || who.left != nil || at.Before(w.at(w.first, 0)) {
			continue
		}
		by := wd.carers[0]
		var v *care.Visit
		out = append(out, act{at, by, "care.record_visit", func(tx *db.Tx) (err error) {
			in := g.in
			in.Residents = []uint64{who.id}
			v, err = care.RecordVisit(tx, in)
			return err
		}})
		if g.stays > 0 {
			out = append(out, act{at.Add(g.stays), by, "care.end_visit", func(tx *db.Tx) error {
				_, err := care.EndVisit(tx, care.LeaveInput{VisitID: v.ID})
				return err
			}})
		}
		if g.mood != "" {
			out = append(out, act{at.Add(g.stays + 25*time.Minute), by, "care.tell_mood", func(tx *db.Tx) error {
				_, err := care.TellMood(tx, care.MoodInput{VisitID: v.ID, ResidentID: who.id, Mood: g.mood, Note: g.note})
				return err
			}})
		}
	}
	worker := w.hand(near, "social_worker")
	if at := w.clock(9, 1005); len(near.wards) > 1 && worker != nil && worker.id != 0 && !at.Before(w.at(w.first, 0)) {
		if who := w.somebody(near.wards[1], at, 6); who != nil {
			out = append(out, act{at, worker, "care.ban_contact", func(tx *db.Tx) error {
				_, err := care.BanContact(tx, care.BanInput{ResidentID: who.id, Name: "Nguyễn Văn Thạo", Reason: "Chồng cũ, đã đánh và dọa tại cổng", Authority: "Quyết định của giám đốc, theo đề nghị của công an xã", Until: w.today.AddDays(80)})
				return err
			}})
		}
	}
	return out
}

// doorMinutes are the minutes after ten in the evening at which the carer of last night passed the doors.
var doorMinutes = []int{12, 98, 195, 290, 384}

// doors tells how the doors of one ward were passed last night: all of them but one room for a long while.
func (w *world) doors() (out []act) {
	near := w.places[0]
	nurse := w.hand(near, "nurse")
	if len(near.wards) < 2 || len(near.wards[1].carers) == 0 || nurse == nil || nurse.id == 0 {
		return nil
	}
	wd, made := near.wards[1], w.clock(3, 1600)
	if made.Before(w.at(w.first, 0)) {
		return nil
	}
	var codes []care.DoorCode
	out = append(out, act{made, nurse, "care.issue_doors", func(tx *db.Tx) error {
		if _, err := care.IssueDoors(tx, care.OfWardDoors{WardID: wd.id}); err != nil {
			return err
		}
		var err error
		codes, err = db.From[care.DoorCode](tx).Where("ward_id = ? AND ended_at IS NULL", wd.id).Order("room_id").All()
		return err
	}})
	by := wd.carers[0]
	for tour, minute := range doorMinutes {
		for n := range mostDoors {
			if n == 4 && (tour == 2 || tour == 3) {
				continue // the room that nobody passed for long
			}
			at := w.at(w.today.AddDays(-1), 22*60+minute).Add(time.Duration(n) * 70 * time.Second)
			out = append(out, act{at, by, "care.pass_door", func(tx *db.Tx) error {
				if n >= len(codes) {
					return tx.May(care.Record)
				}
				how := care.Scanned
				if n == 6 {
					how = care.TypedIn
				}
				_, err := care.PassDoor(tx, care.PassInput{Code: codes[n].Code, How: how})
				return err
			}})
		}
	}
	return out
}

// mostDoors is how many doors of the ward are passed on a tour.
const mostDoors = 8
