package care

import (
	"fmt"
	"time"

	"maiam/handlers/web"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
)

// openKeeping opens the door by which a phone learns what to keep for the case that the network
// fails.
func openKeeping(d *web.Desk) {
	web.GetFor(d, web.Op{ID: "listOfflineSheets", Path: "/api/v1/offline/sheets", Summary: "The rounds that this person may have to walk without a network in the next fourteen hours"}, "care.sheet", readKept, keptWire)
}

// keptData is what a phone keeps, for whom and when.
type keptData struct {
	now    time.Time
	person db.Actor
	ahead  []care.Ahead
	report bool // may report incidents in these wards
	names  bool // reads who lies there
	record bool // says what became of what is planned
}

func readKept(tx *db.Tx, _ nothing) (d keptData, err error) {
	d.now, d.person = tx.Now, tx.Actor
	d.report, d.names = tx.Actor.Has(care.Report), tx.Actor.Has("residents.view") && tx.Actor.Has(presence.View)
	d.record = tx.Actor.Has(care.Record)
	d.ahead, err = care.RoundsAhead(tx)
	return d, err
}

// keptSheet is one round that a phone keeps.
type keptSheet struct {
	WardID   uint64    `json:"ward_id"`
	Ward     string    `json:"ward"`
	SlotID   uint64    `json:"slot_id"`
	ShiftDay value.Day `json:"shift_day"`
	Name     string    `json:"name" doc:"in the language of who asks"`
	SetFor   time.Time `json:"set_for"`
	Opens    time.Time `json:"opens"`
	Path     string    `json:"path" doc:"of the page to keep"`
}

type keptPerson struct {
	ID   uint64 `json:"id"`
	Name string `json:"name"`
}

type keptOut struct {
	Now    int64       `json:"now" doc:"the house's clock, in milliseconds"`
	Person keptPerson  `json:"person"`
	Sheets []keptSheet `json:"sheets"`
	Forms  []keptForm  `json:"forms" doc:"blank forms of the same wards"`
}

// keptForm is one blank form that a phone keeps, with the people of its ward to choose from.
type keptForm struct {
	Form   string `json:"form" enum:"incident,vitals,tasks"`
	WardID uint64 `json:"ward_id"`
	Ward   string `json:"ward"`
	Path   string `json:"path" doc:"of the page to keep"`
}

func keptWire(call *web.Call, d keptData) keptOut {
	out := keptOut{Now: d.now.UnixMilli(), Person: keptPerson{d.person.ID, d.person.Name}, Sheets: make([]keptSheet, 0, len(d.ahead)), Forms: []keptForm{}}
	seen := map[uint64]bool{}
	for _, a := range d.ahead {
		if !seen[a.Ward.ID] {
			seen[a.Ward.ID] = true
			if d.report {
				out.Forms = append(out.Forms, keptForm{"incident", a.Ward.ID, a.Ward.Name, fmt.Sprintf("/care/incidents/new?kept=true&ward_id=%d", a.Ward.ID)})
			}
			if d.names {
				out.Forms = append(out.Forms, keptForm{"vitals", a.Ward.ID, a.Ward.Name, severalPath(a.Ward.ID, 0)})
			}
			if d.record {
				out.Forms = append(out.Forms, keptForm{"tasks", a.Ward.ID, a.Ward.Name, tasksPath(a.Ward.ID) + "/kept"})
			}
		}
		day := a.Round.Turn.Day
		out.Sheets = append(out.Sheets, keptSheet{WardID: a.Ward.ID, Ward: a.Ward.Name, SlotID: a.Round.Slot.ID, ShiftDay: day, Name: roundName(call, a.Round),
			SetFor: a.Round.At(), Opens: a.Opens, Path: sheetPath(a.Ward.ID, a.Round.Slot.ID, day.String()) + "&kept=true"})
	}
	return out
}
