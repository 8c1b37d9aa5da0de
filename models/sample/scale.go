package sample

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"maiam/models/wards"
)

// khuB is the ward that holds exactly forty people whenever there are as many, because a round of
// forty is what the house is measured by.
const khuB = "Khu B · Nữ nặng"

// mostInWard is how many people one ward has before a second one of its kind is built.
const mostInWard = 60

// scaled gives the plan for so many people in so many campuses: the same wards with more or fewer
// people, more rooms where they are needed, and more wards of a kind where one would be too large.
func scaled(residents, campuses int) []campusPlan {
	out := make([]campusPlan, campuses)
	for i := range out {
		out[i] = plan[min(i, len(plan)-1)]
		if i >= len(plan) {
			out[i].code, out[i].name, out[i].short = fmt.Sprintf("CS%d", i+1), fmt.Sprintf("Cơ sở %d", i+1), fmt.Sprintf("Cơ sở %d · Nghệ An", i+1)
		}
	}
	people := shares(out, residents)
	for c := range out {
		var built []wardPlan
		for w, ward := range out[c].wards {
			ward.people = people[c][w]
			built = append(built, split(ward)...)
		}
		for i := range built {
			built[i].rooms = enough(built[i])
		}
		out[c].wards = built
	}
	return out
}

// shares deals people to wards in the proportion of the plan; Khu B gets its forty first.
func shares(campuses []campusPlan, residents int) [][]int {
	type share struct{ campus, ward, weight, rest int }
	out := make([][]int, len(campuses))
	var all []share
	total, left := 0, residents
	for c, campus := range campuses {
		out[c] = make([]int, len(campus.wards))
		for w, ward := range campus.wards {
			if ward.name == khuB {
				out[c][w] = min(ward.people, residents)
				left -= out[c][w]
				continue
			}
			if ward.people > 0 {
				all = append(all, share{c, w, ward.people, 0})
				total += ward.people
			}
		}
	}
	given := 0
	for i := range all {
		s := &all[i]
		out[s.campus][s.ward] = left * s.weight / total
		s.rest = left * s.weight % total
		given += out[s.campus][s.ward]
	}
	slices.SortStableFunc(all, func(a, b share) int { return cmp.Compare(b.rest, a.rest) })
	for i := range left - given {
		out[all[i].campus][all[i].ward]++
	}
	return out
}

// split builds a second and a third ward of a kind where one would be too large: Khu A2, Khu A3.
func split(w wardPlan) []wardPlan {
	if w.people <= mostInWard {
		return []wardPlan{w}
	}
	n := (w.people + 44) / 45
	out := make([]wardPlan, n)
	short, rest, _ := strings.Cut(w.name, " · ")
	for i := range out {
		out[i] = w
		out[i].people = w.people / n
		if i < w.people%n {
			out[i].people++
		}
		if i > 0 {
			number := strconv.Itoa(i + 1)
			if last := short[len(short)-1]; last >= '0' && last <= '9' {
				number = "-" + number
			}
			out[i].name = short + number + " · " + rest
		}
	}
	return out
}

// enough adds rooms of the ward's usual size until everybody has a bed, men and women in rooms of
// their own, and a few beds stay free.
func enough(w wardPlan) []roomPlan {
	list := slices.Clone(w.rooms)
	each := list[0]
	number, err := strconv.Atoi(list[len(list)-1].name)
	for err == nil && !fits(w, list) {
		number++
		each.name = strconv.Itoa(number)
		list = append(list, each)
	}
	return list
}

func fits(w wardPlan, rooms []roomPlan) bool {
	men, women := w.sexes()
	i, free := 0, 0
	for _, need := range []int{men, women} {
		for beds := 0; need > 0 && beds < need+1; i++ {
			if i == len(rooms) {
				return false
			}
			beds += rooms[i].beds
			free += rooms[i].beds
		}
	}
	for ; i < len(rooms); i++ {
		free += rooms[i].beds
	}
	return free >= w.people+w.people/20+2 || w.people == 0
}

// sexes tells how many men and women live in the ward.
func (w wardPlan) sexes() (men, women int) {
	switch w.sex {
	case wards.ForMen:
		return w.people, 0
	case wards.ForWomen:
		return 0, w.people
	}
	men = (w.people*w.group.men + (w.group.men+w.group.women)/2) / (w.group.men + w.group.women)
	return men, w.people - men
}
