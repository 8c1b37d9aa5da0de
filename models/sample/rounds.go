package sample

import (
	"math/rand/v2"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
)

// habit is what is as usual for one person.
type habit = care.Signs

// habitOf gives a few people a usual day of their own: half a meal, little sleep, few words.
func habitOf(r *rand.Rand, h *human) habit {
	s := care.AllUsual
	if h.in.SelfCare == residents.CaresFully {
		return s
	}
	switch n := r.IntN(100); {
	case n < 7:
		s.Ate = pick(r, []care.Sign{care.Half, care.Half, care.Little})
	case n < 10:
		s.Slept = care.Little
	case n < 14:
		s.Washed = care.Partly
	case n < 18:
		s.Mood = pick(r, []care.Sign{care.Withdrawn, care.Confused, care.Sad})
	}
	return s
}

// oddity is something that was not as usual, what is done about it, and what is perhaps noted.
type oddity struct {
	item      care.Item
	sign      care.Sign
	responses []care.Response
	notes     []string
}

// oddities are weighed by how often they stand here.
var oddities = []oddity{
	{care.Ate, care.Half, []care.Response{care.FedAgain, care.Watching}, []string{"", "", "Kêu không ngon miệng"}},
	{care.Ate, care.Half, []care.Response{care.LaterAgain}, []string{""}},
	{care.Ate, care.Little, []care.Response{care.FedAgain, care.ToldNurse}, []string{"", "Đã pha thêm sữa"}},
	{care.Ate, care.Little, []care.Response{care.GaveWater, care.ToldNurse}, []string{""}},
	{care.Ate, care.None, []care.Response{care.ToldNurse}, []string{"Bỏ bữa, nằm quay vào tường", ""}},
	{care.Ate, care.Vomited, []care.Response{care.ToldNurse, care.Changed}, []string{"Nôn sau ăn"}},
	{care.Slept, care.Little, []care.Response{care.Watching, care.Calmed}, []string{"", "Đi lại trong phòng"}},
	{care.Slept, care.Little, []care.Response{care.Calmed}, []string{""}},
	{care.Slept, care.None, []care.Response{care.ToldNurse}, []string{"Thức trắng, nói một mình"}},
	{care.Washed, care.Refused, []care.Response{care.LaterAgain}, []string{"", "Chiều tắm lại"}},
	{care.Washed, care.Refused, []care.Response{care.Calmed, care.LaterAgain}, []string{""}},
	{care.Washed, care.NotDone, []care.Response{care.LaterAgain}, []string{"Còn mệt, chỉ lau người", ""}},
	{care.Medicine, care.Refused, []care.Response{care.ToldNurse, care.LaterAgain}, []string{"", "Uống sau 20 phút dỗ"}},
	{care.Medicine, care.Spat, []care.Response{care.ToldNurse}, []string{""}},
	{care.Mood, care.Sad, []care.Response{care.Calmed}, []string{"Nhớ nhà", ""}},
	{care.Mood, care.Anxious, []care.Response{care.Calmed, care.Watching}, []string{""}},
	{care.Mood, care.Agitated, []care.Response{care.Calmed, care.ToldNurse}, []string{"", "La hét, đập cửa"}},
	{care.Seen, care.Pain, []care.Response{care.ToldNurse}, []string{"Đau đầu gối", "Đau bụng", "Đau răng"}},
	{care.Seen, care.Unwell, []care.Response{care.ToldNurse, care.ToldDoctor}, []string{"Sốt nhẹ", "Ho", "Mệt, nằm nhiều"}},
}

var aggressive = oddity{care.Mood, care.Aggressive, []care.Response{care.Calmed, care.MovedPlace}, []string{"Đánh bạn cùng phòng, đã tách ra"}}
var fallen = oddity{care.Seen, care.Hurt, []care.Response{care.FirstAid, care.ToldNurse}, []string{"Ngã trong nhà vệ sinh, trầy khuỷu tay"}}
var ailing = oddity{care.Seen, care.Unwell, []care.Response{care.ToldNurse, care.ToldDoctor}, []string{"Sốt 38,5", "Mệt, bỏ ăn", "Khó thở"}}

// marksOf makes the marks of one round of a ward, as the carer on duty walked through it: from
// room to room, most as usual. Who is away has none.
func (w *world) marksOf(wd *ward, round settings.Round, shift int) []care.Mark {
	if len(wd.carers) == 0 {
		return nil
	}
	day := round.Turn.Day.Sub(value.MustDay("2000-01-01"))
	r := w.chance(forRound, uint64(day), uint64(round.Slot.Minute), uint64(wd.n)) // #nosec G115 -- numbers of the sample itself, never one that the database gave; only a seed
	set := round.At()
	start := set.Add(time.Duration(r.IntN(22)-4) * time.Minute)
	carer := w.onDuty(wd, round.Turn.Day, round.Turn.Shift.Code)
	if carer == nil {
		carer = wd.carers[(day+shift)%len(wd.carers)]
	}
	until := len(wd.plan.rooms)
	late := time.Duration(0)
	switch n := r.IntN(1000); {
	case n < 4 && wd.plan.name != khuB:
		return nil // nobody wrote the round down
	case n < 12:
		until = until * 2 / 3 // called away in the middle
	case n < 30:
		late = time.Duration(20+r.IntN(50)) * time.Minute // seen in time, written afterwards
	}
	var marks []care.Mark
	room, at := -1, start
	for _, b := range wd.beds {
		if b.room != room {
			room = b.room
			at = at.Add(time.Duration(60+r.IntN(150)) * time.Second)
		}
		h := b.who
		dice := r.Uint64() // one throw a bed, so that one person's absence changes nothing for the next
		if room >= until || h == nil || !h.here(b, at) || at.Add(late).After(w.now) {
			continue
		}
		m := care.Mark{CampusID: wd.campus.id, WardID: wd.id, BedID: b.id, ResidentID: h.id, ShiftDay: round.Turn.Day, SlotID: round.Slot.ID,
			At: at, RecordedAt: at.Add(late), RecordedBy: carer.id, Signs: h.habit}
		w.odd(h, &m, round, dice)
		if round.Slot.Meal == settings.NoMeal {
			m.Ate = care.NotAsked
		}
		m.Exceptions = uint8(len(m.Signs.Exceptions(h.habit))) // #nosec G115 -- an exception for an item at most, of which there are six
		marks = append(marks, m)
	}
	return marks
}

// odd lets something be not as usual, seldom; more often for who goes to hospital within a day.
func (w *world) odd(h *human, m *care.Mark, round settings.Round, dice uint64) {
	var o *oddity
	switch n := dice % 10_000; {
	case h.fallsIll(m.At) && n < 4500:
		o = &ailing
	case n >= 260:
		return
	case n < 4 && h.has("aggression"):
		o = &aggressive
	case n < 6 && h.has("fall_risk"):
		o = &fallen
	default:
		o = &oddities[dice/10_000%uint64(len(oddities))]
	}
	hour := round.Slot.Minute / 60 % 24
	switch {
	case o.item == care.Ate && round.Slot.Meal == settings.NoMeal,
		o.item == care.Slept && hour >= 8 && hour < 21,
		o.item == care.Washed && (hour < 5 || hour > 18),
		o.item == care.Medicine && hour >= 0 && hour < 5:
		return // nobody asks about it at that hour
	}
	signs := [...]*care.Sign{&m.Seen, &m.Slept, &m.Washed, &m.Ate, &m.Medicine, &m.Mood}
	if *signs[o.item] == o.sign {
		return
	}
	*signs[o.item] = o.sign
	m.Response = o.responses[dice>>20%uint64(len(o.responses))]
	m.Note = o.notes[dice>>30%uint64(len(o.notes))]
}

// here tells whether somebody is in a bed at a moment, and in the house.
func (h *human) here(b *bed, at time.Time) bool {
	for i := len(h.absent) - 1; i >= 0; i-- {
		if a := &h.absent[i]; !at.Before(a.from) && (a.to == nil || at.Before(*a.to)) {
			return false
		}
	}
	for i := len(h.lies) - 1; i >= 0; i-- {
		if l := &h.lies[i]; !at.Before(l.from) {
			return l.bed == b && (l.to == nil || at.Before(*l.to))
		}
	}
	return false
}

// fallsIll tells that somebody goes to hospital within a day.
func (h *human) fallsIll(at time.Time) bool {
	for i := len(h.absent) - 1; i >= 0; i-- {
		if wait := h.absent[i].from.Sub(at); h.absent[i].kind == presence.Hospital && wait > 0 && wait < 24*time.Hour {
			return true
		}
	}
	return false
}

// diary walks through the rounds of the history in order.
type diary struct {
	w      *world
	rounds []settings.Round
	due    settings.Round
	next   int // the next round
	event  int // the next event
	last   map[uint64]care.State
}

// open begins a diary with the rounds from the first morning until the one that is due now.
func (w *world) open(book *settings.Book) (*diary, error) {
	early, err := book.Int(settings.RoundOpens, w.today)
	if err != nil {
		return nil, err
	}
	opens := time.Duration(early) * time.Minute
	d := &diary{w: w, rounds: book.Timetable.Between(w.at(w.first, 5*60), w.now.Add(opens)), last: map[uint64]care.State{}}
	d.due, _ = book.Timetable.RoundAt(w.now, opens)
	w.rewind()
	return d, nil
}

// until gives the marks of the rounds set before a moment.
func (d *diary) until(end time.Time) []care.Mark {
	var all []care.Mark
	for ; d.next < len(d.rounds) && d.rounds[d.next].At().Before(end); d.next++ {
		round := d.rounds[d.next]
		set := round.At()
		for ; d.event < len(d.w.events) && !d.w.events[d.event].at.After(set); d.event++ {
			d.w.events[d.event].apply()
		}
		due := round.Slot.ID == d.due.Slot.ID && round.Turn.Day == d.due.Turn.Day
		for i, wd := range d.w.wards {
			// The round that is due now is still to be walked in Khu B and in every third ward.
			if due && (wd.plan.name == khuB || i%3 == 2) {
				continue
			}
			marks := d.w.marksOf(wd, round, round.Turn.Shift.Starts/(4*60))
			for _, m := range marks {
				d.last[m.ResidentID] = care.State{CampusID: m.CampusID, WardID: m.WardID, ResidentID: m.ResidentID, ShiftDay: m.ShiftDay, SlotID: m.SlotID,
					RoundAt: set, At: m.At, RecordedAt: m.RecordedAt, RecordedBy: m.RecordedBy, Signs: m.Signs, Response: m.Response, Exceptions: m.Exceptions, Note: m.Note}
			}
			all = append(all, marks...)
		}
	}
	return all
}

// close writes the newest round of everybody, and each one's usual day.
func (d *diary) close(tx *db.Tx) error {
	if err := tx.May("sample"); err != nil {
		return err
	}
	var states []care.State
	var norms []care.Norm
	from, to := d.w.today.AddDays(-7), d.w.today.AddDays(-1)
	for _, h := range d.w.people {
		s, ok := d.last[h.id]
		if !ok {
			continue
		}
		states = append(states, s)
		if h.left == nil {
			norms = append(norms, care.Norm{CampusID: s.CampusID, ResidentID: h.id, FromDay: from, ToDay: to, Rounds: min(35, 5*d.w.today.Sub(d.w.first)), Signs: h.habit, RecordedAt: d.w.at(d.w.today, 3*60)})
		}
	}
	if err := db.Append(tx, states); err != nil {
		return err
	}
	return db.Append(tx, norms)
}
