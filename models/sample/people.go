package sample

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
)

// turnover is how many of a thousand people leave on a day, and are followed by somebody new.
const turnover = 0.6

// settle invents everybody: those who are here today, each in a bed, and before some of them those
// who left that bed within the history.
func (w *world) settle() {
	names := map[string]bool{}
	r := w.chance(forPeople)
	unknown := map[*ward]bool{} // wards with somebody without a name
	for _, c := range w.places {
		unknown[c.wards[min(c.index, len(c.wards)-1)]] = true
	}
	for _, wd := range w.wards {
		men, _ := wd.plan.sexes()
		var beds [2][]*bed
		for s, sex := range []value.Sex{value.Male, value.Female} {
			beds[s] = wd.free(sex)
			for n := len(beds[s]) - wanted(wd, s); n > 0; n-- { // some beds stay empty, anywhere
				i := r.IntN(len(beds[s]))
				beds[s] = slices.Delete(beds[s], i, i+1)
			}
		}
		for i := range wd.plan.people {
			s, k := 0, i
			if i >= men {
				s, k = 1, i-men
			}
			h := &human{ward: wd}
			h.in.Sex = [...]value.Sex{value.Male, value.Female}[s]
			h.in.NameUnknown = unknown[wd] && i == wd.plan.people/2
			w.invent(r, h, names)
			w.admit(r, h)
			h.lie(beds[s][k])
			w.people = append(w.people, h)
		}
	}
	w.replace(names)
	slices.SortStableFunc(w.people, func(a, b *human) int {
		if a.ward.campus != b.ward.campus {
			return a.ward.campus.index - b.ward.campus.index
		}
		return a.admitted.Compare(b.admitted)
	})
	for i, h := range w.people {
		h.n = i
		if h.bed != nil {
			h.start = h.bed
			h.lies = []lying{{bed: h.bed, from: h.admitted, cause: presence.Placed, by: w.hand(h.ward.campus, "social_worker")}}
		}
		w.papers(h)
		w.care(h)
	}
}

// wanted is how many people of a sex (0 men, 1 women) live in the ward.
func wanted(wd *ward, s int) int {
	men, women := wd.plan.sexes()
	return [...]int{men, women}[s]
}

// invent gives somebody a name, a birth date and a reason to be here.
func (w *world) invent(r *rand.Rand, h *human, names map[string]bool) {
	g := h.ward.plan.group
	h.category = presence.Category(pick(r, g.categories))
	age := g.from + r.IntN(g.to-g.from+1)
	switch {
	case h.category == "A2" && age < 60:
		age = 60 + r.IntN(7)
	case h.category == "B2" && g.to < 20 && age > 15:
		age = 15
	}
	day := w.today.AddYears(-age).AddDays(-r.IntN(364))
	if youngest := w.first.AddDays(-430); day.After(youngest) { // in a long history even a child was born before it
		day = youngest.AddDays(-r.IntN(300))
	}
	for try := 0; ; try++ {
		h.in.Name = nameFor(r, h.in.Sex, day.Year())
		if !names[h.in.Name] || try == 3 {
			break
		}
	}
	names[h.in.Name] = true
	h.birth = value.BornOn(day)
	old := age > 50
	switch n := r.IntN(100); {
	case h.in.NameUnknown:
		h.birth = value.BornIn(day.Year(), true)
		h.in.Name = ""
	case n < 3:
		h.birth = value.BirthDate{Day: day, Precision: value.PrecisionMonth}.Tidy()
	case n < 12 || old && n < 30:
		h.birth = value.BornIn(day.Year(), false)
	case n < 16 || old && n < 40:
		h.birth = value.BornIn(day.Year(), true)
	case n < 17 && g.to >= 20: // of a child somebody always guesses the age
		h.birth = value.BirthDate{Precision: value.PrecisionUnknown}
	}
	h.in.Born = h.birth
}

// admit gives somebody who was here when the history began the day of coming: one to twelve years
// ago, and less than three months ago for an emergency.
func (w *world) admit(r *rand.Rand, h *human) {
	back := 30 + r.IntN(12*365)
	if h.category.Emergency() {
		days := w.today.Sub(w.first)
		if days >= 80 {
			h.category = "A3"
			if h.ward.plan.group.to < 20 {
				h.category = "A1"
			}
		} else {
			back = 1 + r.IntN(85-days)
		}
	}
	day := w.first.AddDays(-back)
	if born, _ := h.birth.Range(); !born.IsZero() && day.Before(born.AddDays(400)) {
		day = born.AddDays(400 + r.IntN(200)) // a small child has not been here longer than it is old
		if !day.Before(w.first) {
			day = w.first.AddDays(-1)
		}
	}
	h.admitted = w.between(r, day, 8, 16.5)
}

// replace lets some leave within the history; the one who is here today came into the bed some days
// later.
func (w *world) replace(names map[string]bool) {
	r := w.chance(forTurnover)
	days := w.today.Sub(w.first)
	if days < 4 || len(w.people) == 0 {
		return
	}
	n := int(float64(len(w.people)*days)*turnover/1000 + 0.5)
	last := map[*human]int{} // the day before which the present one came
	heads := slices.Clone(w.people)
	for range n {
		i := r.IntN(len(heads))
		next := heads[i]
		before, again := last[next]
		if !again {
			before = days
		}
		if next.in.NameUnknown || before < 4 {
			continue
		}
		out := 1 + r.IntN(before-3)
		in := out + 1 + r.IntN(min(3, before-out-1))
		past := &human{ward: next.ward, leaves: true}
		past.in.Sex = next.in.Sex
		w.invent(r, past, names)
		past.category = next.category
		w.admit(r, past)
		b := next.bed
		if b != nil {
			next.rise()
			past.lie(b)
		}
		next.admitted = w.between(r, w.first.AddDays(in), 13.5, 16.5)
		next.follows = past
		gone := w.between(r, w.first.AddDays(out), 8.5, 11)
		past.left = &gone
		past.reason, past.note = ending(r, past)
		heads[i] = past
		last[past] = out
		w.people = append(w.people, past)
	}
}

// ending is why somebody left.
func ending(r *rand.Rand, h *human) (presence.Reason, string) {
	switch {
	case h.category.Emergency():
		return presence.ClosedByHead, "Bàn giao về địa phương"
	case h.ward.plan.group.from >= 60 && r.IntN(3) > 0:
		return presence.DiedOrMissing, "Mất do tuổi cao, gia đình đưa về quê"
	case h.ward.plan.group.to < 20:
		return presence.AskedByFamily, "Ông bà nội đón về nuôi"
	case h.ward.plan.kind == "recovery" && r.IntN(2) > 0:
		return presence.AskedBySelf, "Bệnh ổn định, về sống cùng gia đình"
	}
	return presence.AskedByFamily, "Gia đình xin đón về chăm sóc"
}

// peoples tells by the family name of which of the province's peoples somebody is.
var peoples = map[string]string{"Vi": "Thái", "Lô": "Thái", "Lữ": "Thái", "Kha": "Thái", "Ngân": "Thái", "Lương": "Thái",
	"Moong": "Khơ Mú", "Cụt": "Khơ Mú", "Xồng": "Mông", "Lầu": "Mông", "Già": "Mông"}

// papers gives somebody a home, numbers and a family.
func (w *world) papers(h *human) {
	r := w.chance(forPeople, uint64(h.n)+1) // #nosec G115 -- a running number from 0 up, and only a seed
	in := &h.in
	family, _, _ := strings.Cut(in.Name, " ")
	if in.NameUnknown {
		in.Note = "Công an đưa đến trong tình trạng đi lạc, không giấy tờ, chưa xác định được nhân thân."
		return
	}
	home := pick(r, homes)
	in.Ethnicity = "Kinh"
	if of, ok := peoples[family]; ok {
		in.Ethnicity = of
		for !slices.Contains([]string{"huyện Con Cuông", "huyện Tương Dương", "huyện Kỳ Sơn", "huyện Quỳ Châu", "huyện Quế Phong", "huyện Quỳ Hợp"}, home.old) {
			home = pick(r, homes)
		}
	}
	unit := units()[home.commune]
	in.OriginUnitCode = unit.Code
	part := "Xóm"
	switch {
	case unit.Kind == "Phường":
		part = "Khối"
	case in.Ethnicity != "Kinh":
		part = "Bản"
	}
	h.home = unit.Title()
	in.OriginAddress = fmt.Sprintf("%s %d (trước là %s)", part, 1+r.IntN(14), home.old)
	serial := (h.n*7919 + int(w.seed%1000)*31 + 104729) % 1_000_000
	if h.birth.Known() && h.birth.Precision != value.PrecisionEstimated && r.IntN(100) < 88 {
		in.CitizenNumber = value.CitizenFor("040", in.Sex, h.birth.Day, serial)
	}
	if r.IntN(100) < 85 {
		in.InsuranceCard = fmt.Sprintf("40%02d%06d", 10+r.IntN(15), serial)
		if r.IntN(3) > 0 {
			in.InsuranceCard = "BT240" + in.InsuranceCard
		}
	}
	if r.IntN(100) < 60 {
		w.family(r, h, family)
	}
}

// units are the communes of all homes; several houses may be filled at once.
var units = sync.OnceValue(func() map[string]settings.Unit {
	known := map[string]settings.Unit{}
	for _, h := range homes {
		for _, u := range settings.SearchUnits(h.commune+" Nghệ An", 8) {
			if u.NameVI == h.commune {
				known[h.commune] = u
				break
			}
		}
	}
	return known
})

// family invents whom the ward calls.
func (w *world) family(r *rand.Rand, h *human, name string) {
	born := w.today.Year() - 40
	if h.birth.Known() {
		born = h.birth.Day.Year()
	}
	for i := range 1 + r.IntN(5)/4 {
		k := residents.Kin{FirstCall: i == 0, CallOrder: i + 1, Guardian: i == 0 && r.IntN(3) == 0}
		sex := pick(r, []value.Sex{value.Male, value.Female})
		switch age := w.today.Year() - born; {
		case age < 18:
			k.Relation = pick(r, []residents.Relation{"grandparent", "uncle_aunt"})
			k.Name = nameFor(r, sex, born-45)
		case age < 45:
			k.Relation = pick(r, []residents.Relation{"father", "mother", "sibling", "sibling"})
			year := born + r.IntN(9) - 4
			switch k.Relation {
			case "father":
				sex, year = value.Male, born-27
			case "mother":
				sex, year = value.Female, born-25
			}
			k.Name = nameFor(r, sex, year)
		case age < 65:
			k.Relation = pick(r, []residents.Relation{"sibling", "nephew_niece", "child"})
			k.Name = nameFor(r, sex, born+20)
		default:
			k.Relation = pick(r, []residents.Relation{"child", "nephew_niece", "grandchild"})
			k.Name = nameFor(r, sex, born+32)
		}
		if k.Relation != "mother" { // a mother keeps her own family name
			_, rest, _ := strings.Cut(k.Name, " ")
			k.Name = name + " " + rest
		}
		if r.IntN(10) > 0 {
			// No network has given out numbers beginning with 0599 0, so nobody is called by mistake.
			k.Phone = value.Phone(fmt.Sprintf("+845990%05d", (h.n*37+i*11+r.IntN(9))%100_000))
		}
		if k.Address = h.home; r.IntN(5) == 0 {
			k.Address = "Làm ăn ở " + pick(r, []string{"Bình Dương", "Hà Nội", "Đồng Nai", "Bắc Ninh"})
		}
		h.kin = append(h.kin, k)
	}
}

// chanceOf is how many of a hundred carry a need or a risk.
type chanceOf struct {
	percent int
	kind    string
	code    string
	note    string
}

// needsOf and risksOf tell what the people of a ward need and what must be watched, by its kind.
var needsOf = map[string][]chanceOf{
	"severe": {{22, "diet", "porridge", ""}, {8, "diet", "blended", "Hay sặc, xay nhuyễn"}, {16, "diet", "soft", ""}, {8, "diet", "low_salt", ""}, {9, "diet", "extra", "Ăn thêm cơm bữa trưa"},
		{18, "help", "eating", ""}, {45, "help", "washing", ""}, {16, "help", "toilet", ""}, {12, "help", "diapers", ""}, {9, "mobility", "wheelchair", ""},
		{4, "mobility", "bedridden", ""}, {5, "sense", "mute", ""}, {4, "sense", "low_hearing", ""}},
	"old": {{33, "diet", "soft", ""}, {18, "diet", "porridge", ""}, {24, "diet", "low_salt", "Cao huyết áp, ăn nhạt"}, {11, "diet", "diabetic", ""}, {25, "mobility", "stick", ""},
		{10, "mobility", "walker", ""}, {12, "mobility", "wheelchair", ""}, {6, "mobility", "bedridden", ""}, {40, "help", "washing", ""}, {12, "help", "diapers", ""},
		{6, "help", "turning", "Trở mình 2 giờ một lần"}, {16, "sense", "low_sight", ""}, {22, "sense", "low_hearing", ""}},
	"children": {{30, "diet", "extra", "Bữa phụ sữa 15 giờ"}, {10, "diet", "blended", ""}, {5, "allergy", "milk", ""}, {4, "allergy", "egg", ""}, {14, "mobility", "wheelchair", ""},
		{10, "mobility", "carried", ""}, {30, "help", "eating", ""}, {40, "help", "washing", ""}, {9, "sense", "mute", ""}, {4, "sense", "blind", ""}},
	"disabled": {{34, "mobility", "wheelchair", ""}, {16, "mobility", "stick", ""}, {30, "help", "washing", ""}, {18, "help", "dressing", ""}, {12, "help", "eating", ""},
		{10, "sense", "deaf", ""}, {8, "sense", "blind", ""}, {8, "sense", "mute", ""}, {10, "diet", "soft", ""}},
	"recovery": {{8, "diet", "low_salt", ""}, {6, "diet", "diabetic", ""}, {10, "diet", "extra", "Làm vườn, ăn thêm"}, {4, "sense", "low_sight", ""}},
}

var risksOf = map[string][]chanceOf{
	"severe": {{14, "", "aggression", "Khi lên cơn hay đánh người gần bên"}, {11, "", "escape", "Hay tìm cách ra cổng"}, {6, "", "self_harm", "Từng tự gây thương tích"},
		{14, "", "seizure", "Động kinh, đang uống thuốc"}, {7, "", "choking", "Ăn nhanh, hay sặc"}},
	"old":      {{34, "", "fall_risk", "Đi chậm, đêm hay dậy một mình"}, {9, "", "choking", ""}, {6, "", "escape", "Lẫn, đi lạc"}},
	"children": {{20, "", "seizure", "Co giật khi sốt"}, {8, "", "choking", ""}},
	"disabled": {{20, "", "fall_risk", ""}, {10, "", "seizure", "Động kinh"}},
	"recovery": {{5, "", "escape", ""}, {4, "", "watch", "Mới đổi thuốc, theo dõi"}},
}

var allergies = []chanceOf{{5, "allergy", "seafood", "Tôm, cua: nổi mề đay"}, {3, "allergy", "medicine", "Penicillin"}, {2, "allergy", "peanut", ""}, {1, "allergy", "egg", ""}}

func (wd *ward) life() string {
	switch wd.plan.kind {
	case "elderly":
		return "old"
	case "children", "disabled", "recovery":
		return wd.plan.kind
	case "emergency", "isolation":
		return "recovery"
	}
	return "severe"
}

// care gives somebody needs, risks and habits.
func (w *world) care(h *human) {
	r := w.chance(forPeople, uint64(h.n)+1, 2) // #nosec G115 -- a running number from 0 up, and only a seed
	since := value.DayOf(h.admitted, w.zone)
	had := map[string]bool{}
	for _, c := range slices.Concat(needsOf[h.ward.life()], allergies) {
		// One diet and one way of moving a person; a wheelchair and a stick contradict each other.
		if r.IntN(100) >= c.percent || (c.kind == "diet" || c.kind == "mobility") && had[c.kind] {
			continue
		}
		had[c.kind] = true
		n := residents.Need{Kind: residents.NeedKind(c.kind), Code: c.code, Note: c.note, FromDay: since}
		if c.kind == "allergy" {
			n.Severity = pick(r, []string{"mild", "mild", "severe"})
		}
		h.needs = append(h.needs, n)
	}
	for _, c := range risksOf[h.ward.life()] {
		if r.IntN(100) < c.percent {
			kind := residents.FlagKind(c.code)
			h.flags = append(h.flags, residents.Flag{Kind: kind, OpenKind: &kind, Note: c.note, FromDay: since})
		}
	}
	degrees := map[string][]residents.SelfCare{
		"severe": {residents.CaresNot, residents.CaresNot, residents.CaresPartly, residents.CaresPartly, residents.CaresFully},
		"old":    {residents.CaresPartly, residents.CaresPartly, residents.CaresNot, residents.CaresFully}, "children": {residents.CaresPartly, residents.CaresNot},
		"disabled": {residents.CaresPartly, residents.CaresPartly, residents.CaresFully}, "recovery": {residents.CaresFully, residents.CaresFully, residents.CaresPartly},
	}
	h.in.SelfCare = pick(r, degrees[h.ward.life()])
	h.habit = habitOf(r, h)
}

// has tells whether somebody carries a risk.
func (h *human) has(kind residents.FlagKind) bool {
	return slices.ContainsFunc(h.flags, func(f residents.Flag) bool { return f.Kind == kind })
}

func bedName(n int) string { return fmt.Sprintf("G%d", n+1) }
