package presence

import (
	"fmt"
	"strconv"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

func residentPath(id uint64) string { return fmt.Sprintf("/residents/%d", id) }

func sexOf(p wards.Policy) value.Sex { return value.Sex(p) }

func chosenBed(d placeData) []parts.Hidden {
	if d.Bed == nil {
		return nil
	}
	return []parts.Hidden{{Name: "bed_id", Value: strconv.FormatUint(d.Bed.ID, 10)}}
}

// peopleTitle says who is listed: those without a bed, or whom was searched for.
func peopleTitle(call *web.Call, d placeData) string {
	if d.In.Text != "" {
		return call.T("presence.place.found")
	}
	return call.T("presence.place.waiting")
}

// refusal is why the bed could not be given: the sentence itself, or that of its field.
func refusal(call *web.Call, f *web.FormState) string {
	if len(f.Fault.Fields) > 0 {
		return words.Field(call.Context(), "presence", f.Fault.Fields[0])
	}
	return f.Sentence(call.Context())
}

// candidateLine says where the person is now.
func candidateLine(call *web.Call, p presence.Listed) string {
	line := []string{p.Number, words.Birth(call.Context(), value.BirthDate{Day: p.BirthDate, Precision: p.BirthPrecision})}
	if p.BedID != 0 {
		line = append(line, p.WardName+" · "+call.T("presence.room", words.A{"name": p.RoomName}))
	}
	return strings.Join(line, " · ")
}

// givePath is a placement for somebody without a bed, and a move for somebody with one.
func givePath(p presence.Listed) string {
	if p.BedID != 0 {
		return "/presence/move"
	}
	return "/presence/place"
}

func giveWords(call *web.Call, p presence.Listed) string {
	if p.BedID != 0 {
		return call.T("presence.place.move_here")
	}
	return call.T("presence.place.give")
}

// afterBed leads back to the board of the bed's ward.
func afterBed(call *web.Call, d placeData) string {
	return web.SafeNext(next(call), fmt.Sprintf("/wards/%d", d.Bed.WardID))
}
