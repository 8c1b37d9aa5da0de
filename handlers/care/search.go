package care

import (
	"context"
	"fmt"

	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/value"
)

// searchInput is one tap at a bed: this person is not found. The round goes along only to come back to it.
type searchInput struct {
	intake.SearchInput
	SlotID   uint64    `form:"slot_id" json:"slot_id,omitempty" doc:"the round in which the person was not found"`
	ShiftDay value.Day `form:"shift_day" json:"shift_day,omitzero"`
}

func startSearch(tx *db.Tx, in searchInput) (*intake.Search, error) {
	return intake.StartSearch(tx, in.SearchInput)
}

var search = web.Action[searchInput, *intake.Search]{Name: "intake.start_search", Do: startSearch, Prepare: describeSearch}

// describeSearch writes what those who are told read, in the words of whoever looked.
func describeSearch(ctx context.Context, in *searchInput) error {
	if in.What == "" {
		in.What = words.T(ctx, "care.search.what")
	}
	if in.Done == "" {
		in.Done = words.T(ctx, "care.search.done")
	}
	return nil
}

// searched goes back to the round; the search can be taken back while the tap is still warm.
func searched(call *web.Call, in searchInput, out *intake.Search) string {
	back := roundPath(in.WardID)
	if in.SlotID != 0 && !in.ShiftDay.IsZero() {
		back = sheetPath(in.WardID, in.SlotID, in.ShiftDay.String())
	}
	call.Tell(web.Notice{Key: "care.told.searching", Tone: "danger", UndoPath: "/presence/absences/void",
		Undo: map[string]string{"id": fmt.Sprint(out.Absence.ID), "reason": call.T("care.search.undone"), "resident_id": fmt.Sprint(in.ResidentID),
			"book": string(presence.AbsenceEntry), "next": back}})
	return back
}
