package residents

import (
	"strconv"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
)

// birthForm is a birth with the admission that follows from it.
type birthForm struct {
	residents.BirthInput `form:"in"`
	Category             presence.Category `form:"category" json:"category" validate:"max=4"`
	BedID                uint64            `form:"bed_id" json:"bed_id,omitempty" doc:"absent: with the mother"`
}

// birth makes the baby's file and receives it, in one transaction.
var birth = web.Action[birthForm, *residents.Person]{Name: "residents.birth", Do: near(func(in birthForm) uint64 { return in.Mother }, giveBirth)}

func giveBirth(tx *db.Tx, in birthForm) (*residents.Person, error) {
	if !in.Category.Known() {
		return nil, fault.Field("category", "residents.category_missing")
	}
	where, err := presence.WhereIs(tx, in.Mother)
	if err != nil {
		return nil, err
	}
	if where == nil {
		return nil, fault.New(fault.Conflict, "residents.mother_not_in_care")
	}
	if in.At.IsZero() {
		in.At = tx.Now
	}
	if in.At.Before(where.AdmittedAt) {
		return nil, fault.Field("at", "residents.born_before_admission")
	}
	baby, err := residents.EnterBirth(tx, in.BirthInput)
	if err != nil {
		return nil, err
	}
	if _, err := presence.Admit(tx, presence.AdmitInput{ResidentID: baby.ID, CampusID: where.CampusID, Category: in.Category, At: in.At, BedID: in.BedID}); err != nil {
		return nil, err
	}
	tx.Detail("mother", in.Mother)
	return baby, nil
}

// delivered leads on to the baby's page.
func delivered(call *web.Call, _ birthForm, baby *residents.Person) string {
	call.Tell(web.Notice{Key: "residents.told.birth", Args: map[string]any{"name": baby.Name, "number": baby.Number}})
	return pathOf(baby.ID)
}

// birthData is the page on which a birth is entered.
type birthData struct {
	Mother     residents.Person
	Where      *presence.Whereabouts
	Categories []settings.Category
	Free       []presence.FreeBed
}

func readBirth(tx *db.Tx, in ofResident) (d birthData, err error) {
	if _, err := presence.Opens(tx, residents.Edit, in.Resident); err != nil {
		return d, err
	}
	p, err := residents.FindPerson(tx, in.Resident)
	if err != nil {
		return d, err
	}
	d.Mother = *p
	tx.Looked("resident", p.ID, p.CampusID)
	if d.Where, err = presence.WhereIs(tx, p.ID); err != nil {
		return d, err
	}
	if d.Categories, err = settings.Categories(tx, tx.Today()); err != nil || d.Where == nil {
		return d, err
	}
	if !tx.Actor.Has(presence.View) {
		return d, nil
	}
	d.Free, err = presence.FreeBeds(tx, presence.FreeBedsInput{CampusID: d.Where.CampusID, WardID: d.Where.WardID})
	return d, err
}

func showBirth(call *web.Call, d birthData) web.Leaf {
	return web.Leaf{Title: call.T("residents.birth.title"), Under: d.Mother.Name + " · " + d.Mother.Number, Active: "/residents", Crumbs: crumbs(call, d.Mother),
		Body: birthPage(call, d, askFor(call, birth.Name, "birth"))}
}

// twin tells that the form came back because somebody alike is known, such as the other twin.
func (a ask) twin() bool { return a.refused() && fault.KeyOf(a.state.Fault) == "residents.alike_known" }

func cotOptions(call *web.Call, free []presence.FreeBed) []parts.Option {
	out := make([]parts.Option, len(free))
	for i, b := range free {
		out[i] = parts.Option{Value: strconv.FormatUint(b.BedID, 10), Text: call.T("residents.room", words.A{"name": b.RoomName}) + " · " + b.BedName}
	}
	return out
}
