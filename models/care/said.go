package care

import "maiam/models/fault"

// Of gives what a round says about one person; ok is false when it says nothing. Who was seen with
// the room and of whom nothing else is said was as usual.
func (in RoundInput) Of(resident uint64) (said Found, ok bool) {
	for _, r := range in.Rooms {
		for _, id := range r.Seen {
			ok = ok || id == resident
		}
	}
	for _, p := range in.People {
		if p.ResidentID == resident && !p.Found.Empty() {
			return p.Found, true
		}
	}
	return said, ok
}

// Whole gives what was said with every item filled in: from the person's usual day where nothing was
// said. So it can take the place of another mark as a whole. What cannot be read counts as not said.
func (f Found) Whole(norm Signs, asksMeal bool) (whole Found, signs Signs, response Response) {
	var bad fault.Fields
	read := f.read(&bad, "")
	signs = read.over(norm, asksMeal)
	whole = Found{Response: f.Response, Note: f.Note}
	for _, i := range Items {
		if s := signs.Of(i); s != NotAsked {
			*whole.place(i) = s.String()
		}
	}
	return whole, signs, read.response
}

func (f *Found) place(i Item) *string {
	return [...]*string{&f.Seen, &f.Slept, &f.Washed, &f.Ate, &f.Medicine, &f.Mood}[i]
}
