package intake

import (
	"context"
	"mime/multipart"
	"slices"
	"strconv"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/files"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// emergencyForm is an emergency with the photograph that a phone took.
type emergencyForm struct {
	intake.EmergencyInput `form:"in"`
	Taken                 *multipart.FileHeader `file:"photo" form:"-" json:"-"`
}

// emergencyData is the page of an emergency.
type emergencyData struct {
	*intake.Doors
	In     emergencyForm
	Alike  *residents.Alikes
	Before map[uint64]presence.Known // of those alike: who is here, and when the others were
}

func readEmergency(tx *db.Tx, in emergencyForm) (d emergencyData, err error) {
	if d.Doors, err = intake.EmergencyDoors(tx, in.CampusID); err != nil {
		return d, err
	}
	d.In, d.Alike = in, &residents.Alikes{}
	if in.Name != "" && tx.Actor.Has(residents.Edit) {
		if d.Alike, err = residents.Like(tx, residents.LikeInput{PersonInput: residents.PersonInput{Name: in.Name, Sex: in.Sex}}); err != nil {
			return d, err
		}
		d.Before, err = knownStays(tx, d.Alike)
	}
	return d, err
}

// knownStays tells of those alike who is in care and who was; nothing for who may not see it.
func knownStays(tx *db.Tx, alike *residents.Alikes) (map[uint64]presence.Known, error) {
	if alike == nil || len(alike.Within) == 0 || !tx.Actor.Has(presence.View) || !tx.Actor.Has(residents.View) {
		return nil, nil
	}
	ids := make([]uint64, len(alike.Within))
	for i, a := range alike.Within {
		ids[i] = a.ID
	}
	return presence.EarlierStays(tx, ids)
}

// stayLines says whether somebody is here, and of who was here before when, and how it ended.
func stayLines(call *web.Call, k presence.Known) []string {
	ctx := call.Context()
	var out []string
	if k.InCare {
		out = append(out, call.T("parts.stay_now"))
	}
	for _, s := range k.Earlier {
		out = append(out, call.T("parts.stay", words.A{"from": value.DayOf(s.Since(), words.Zone(ctx)), "to": value.DayOf(s.LeftAt, words.Zone(ctx)),
			"how": call.T("presence.reason." + string(s.EndReason))}))
	}
	return out
}

func showEmergency(call *web.Call, d emergencyData) web.Leaf {
	return web.Leaf{Title: call.T("intake.emergency.title"), Active: "/intake/emergency", Body: emergencyPage(call, d)}
}

// photoLimit is the most bytes of an emergency with its photograph.
const photoLimit = files.Limit + 1<<20

// receive takes the photograph into the store before the transaction, from nobody but those who may
// receive somebody.
func receive(store *files.Store) web.Action[emergencyForm, *intake.Emergency] {
	return web.Action[emergencyForm, *intake.Emergency]{Name: "intake.receive", Limit: photoLimit,
		Prepare: func(ctx context.Context, in *emergencyForm) error {
			if in.Why == "" {
				in.Why = web.Of(ctx).T("intake.emergency.why")
			}
			sent := in.Taken
			if sent == nil || sent.Size == 0 && sent.Filename == "" || !web.Of(ctx).May(intake.Reception) {
				return nil
			}
			f, err := sent.Open()
			if err != nil {
				return fault.Field("photo", "files.unreadable").Because(err)
			}
			defer f.Close()
			if in.Photo, err = store.Take(files.Photo, sent.Filename, f); err != nil {
				if wrong := fault.Of(err); wrong.Kind == fault.Invalid {
					return fault.Field("photo", wrong.Key, wrong.Args)
				}
			}
			return err
		},
		Do: func(tx *db.Tx, in emergencyForm) (*intake.Emergency, error) {
			return intake.ReceiveInEmergency(tx, in.EmergencyInput)
		}}
}

// received leads to the person's file and says in which bed.
func received(call *web.Call, _ emergencyForm, e *intake.Emergency) string {
	if e.Bed == nil {
		call.Tell(web.Notice{Key: "intake.told.received_no_bed", Tone: "due", Args: words.A{"name": e.Person.Name}})
	} else {
		call.Tell(web.Notice{Key: "intake.told.received", Tone: "done", Args: words.A{"name": e.Person.Name, "bed": e.Bed.BedName, "room": e.Bed.RoomName, "ward": e.Bed.WardName}})
	}
	return casePath(e.Stay.Identity())
}

// openEmergency opens the doors of an emergency; store is where photographs lie.
func openEmergency(d *web.Desk, store *files.Store) {
	take := receive(store)
	web.Page(d, "/intake/emergency", "intake.emergency", readEmergency, func(call *web.Call, p emergencyData) web.Leaf { return showEmergency(call, p) })
	web.Form(d, "/intake/emergency", take, "/intake/emergency", received)
	web.API(d, web.Op{ID: "receiveInEmergency", Method: "POST", Path: "/api/v1/intake/emergencies", Status: 201,
		Summary: "Receive somebody in an emergency: person, stay, bed, file and clocks in one act; without a name the house gives one"}, take, emergencyOut)
}

// firstBed says which bed somebody of a sex would get.
func (d emergencyData) firstBed(call *web.Call, sex value.Sex) string {
	f, ok := d.First[sex]
	if !ok {
		return call.T("intake.emergency.no_bed", words.A{"sex": words.Sex(call.Context(), sex)})
	}
	return call.T("intake.emergency.first_bed", words.A{"sex": words.Sex(call.Context(), sex), "bed": f.BedName, "room": f.RoomName, "ward": f.WardName})
}

// bedOptions are the free beds gathered by ward, those of emergency zones first.
func (d emergencyData) bedOptions(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, f := range d.Free {
		text := call.T("intake.emergency.bed", words.A{"room": f.RoomName, "bed": f.BedName})
		if f.Overflow {
			text += " (" + call.T("intake.emergency.overflow") + ")"
		}
		group := f.WardName
		if f.WardSex != "any" {
			group += " · " + words.Sex(call.Context(), value.Sex(f.WardSex))
		}
		out = append(out, parts.Option{Value: strconv.FormatUint(f.BedID, 10), Text: text, Group: group})
	}
	return out
}

// emergencyGrounds are the three grounds of an emergency.
func emergencyGrounds(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, c := range presence.Categories {
		if c.Emergency() {
			out = append(out, parts.Option{Value: string(c), Text: call.T("intake.ground." + string(c))})
		}
	}
	return out
}

// statesPicked are the boxes that were ticked.
func statesPicked(b blank) []string {
	var out []string
	for _, s := range intake.FirstStates {
		if b.state.Picked("states", string(s), false) {
			out = append(out, string(s))
		}
	}
	return out
}

func withValues(f parts.Field, values []string) parts.Field { f.Values = values; return f }

// photoField opens the camera of a phone.
func photoField(f parts.Field) parts.Field {
	f.Accept, f.Attrs = "image/jpeg,image/png,image/webp", map[string]any{"capture": "environment"}
	return f
}

func sexPicks(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, s := range []value.Sex{value.Male, value.Female} {
		out = append(out, parts.Option{Value: string(s), Text: words.Sex(call.Context(), s)})
	}
	return out
}

func campusPicks(d emergencyData) []parts.Option { return campusOptions(d.Campuses) }

// emergencyWire is the answer to a program.
type emergencyWire struct {
	ResidentID uint64   `json:"resident_id"`
	Number     string   `json:"number"`
	Name       string   `json:"name"`
	StayID     uint64   `json:"stay_id"`
	BedID      uint64   `json:"bed_id,omitempty" doc:"absent when no bed suited"`
	States     []string `json:"states,omitempty"`
}

func emergencyOut(e *intake.Emergency) emergencyWire {
	w := emergencyWire{ResidentID: e.Person.ID, Number: e.Person.Number, Name: e.Person.Name, StayID: e.Stay.Identity(),
		States: slices.DeleteFunc(strings.Split(e.Minutes.States, ","), func(s string) bool { return s == "" })}
	if e.Bed != nil {
		w.BedID = e.Bed.BedID
	}
	return w
}
