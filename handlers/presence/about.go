package presence

import (
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
)

// about is the person a page is about, and where the person is now; nobody when none was named.
type about struct {
	Person *residents.Person
	Where  *presence.Whereabouts // nil when not in care
}

// readAbout finds the person for a page on which something is to be done. The permission is asked
// first; who is out of the reader's wards is not there. Somebody without a bed may be brought into
// an own ward by whoever places people, so beds asks no more than the campus.
func readAbout(tx *db.Tx, permission string, resident uint64, beds bool) (a about, err error) {
	if err := tx.May(permission); err != nil {
		return a, err
	}
	if err := tx.May("residents.view"); err != nil || resident == 0 {
		return a, err
	}
	if a.Person, err = residents.FindPerson(tx, resident); err != nil {
		return a, err
	}
	if a.Where, err = presence.WhereIs(tx, resident); err != nil {
		return a, err
	}
	if beds && (a.Where == nil || a.Where.BedID == 0) {
		return a, nil
	}
	_, err = presence.Reaches(tx, permission, resident)
	return a, err
}

// inCare tells that the person's stay goes on.
func (a about) inCare() bool { return a.Where != nil }

func (a about) id() uint64 {
	if a.Person == nil {
		return 0
	}
	return a.Person.ID
}

// who is the head of a page about a person: face, name, number, and where.
func (a about) who(call *web.Call) parts.Who {
	ctx := call.Context()
	w := parts.Who{Name: a.Person.Name, Face: parts.Face{Name: a.Person.Name, Size: parts.Large}}
	if a.Person.PhotoFileID != nil {
		w.Face.Photo = face(a.Person.Name, a.Person.PhotoFileID, a.Person.ID, false).Photo
	}
	line := []string{a.Person.Number, words.Sex(ctx, a.Person.Sex), words.Birth(ctx, a.Person.Birth)}
	if a.inCare() {
		if bed := bedWords(call, *a.Where); bed != "" {
			line = append(line, bed)
		}
		w.Chips = stateChip(call, *a.Where)
		w.Face.Away = a.Where.AbsenceID != 0
	} else {
		w.Chips = []parts.Chip{{Text: call.T("presence.not_here")}}
	}
	w.Line = strings.Join(line, " · ")
	return w
}

// crumbs are the way to a page about a person.
func (a about) crumbs(call *web.Call) []web.Crumb {
	if a.Person == nil {
		return []web.Crumb{{Name: call.T("presence.count.title"), Path: "/presence/headcount"}}
	}
	return []web.Crumb{{Name: call.T("presence.residents"), Path: "/residents"}, {Name: a.Person.Name, Path: residentPath(a.Person.ID)}}
}
