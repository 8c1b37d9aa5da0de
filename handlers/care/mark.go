package care

import (
	"context"
	"fmt"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/settings"
)

func readMark(tx *db.Tx, in care.StoryInput) (*care.Story, error) {
	s, err := care.MarkStory(tx, in)
	if err == nil {
		tx.Looked("resident", s.Newest().ResidentID, s.Newest().CampusID)
	}
	return s, err
}

// markView draws what is written of one person in one round, and the form that corrects it.
type markView struct {
	*care.Story
	call *web.Call
	form *web.FormState
}

func showMark(call *web.Call, s *care.Story) web.Leaf {
	v := markView{s, call, call.Form(amend.Name)}
	day := words.Weekday(call.Context(), s.Newest().ShiftDay)
	return web.Leaf{Title: s.Name, Active: "/care/rounds", Body: markPage(v),
		Under: strings.Join([]string{roomName(call, s.RoomName) + " " + s.BedName, roundName(call, s.Round), day}, " · "),
		Crumbs: []web.Crumb{upward(call),
			{Name: s.WardName, Path: sheetPath(s.WardID, s.Newest().SlotID, s.Newest().ShiftDay.String())}}}
}

// mayMend tells whether the newest mark can be corrected by this reader.
func (v markView) mayMend() bool { return !v.Newest().Taken() && v.call.May(care.Amend) }

// items are what the round asked about.
func (v markView) items() []care.Item {
	var out []care.Item
	for _, i := range care.Items {
		if i != care.Ate || v.Round.Slot.Meal != settings.NoMeal {
			out = append(out, i)
		}
	}
	return out
}

// sign asks about one item; it shows what is written now.
func (v markView) sign(ctx context.Context, item care.Item) parts.Field {
	f := parts.Field{Name: item.String(), Label: v.call.T("parts.dot." + item.String()), Error: v.form.Wrong(ctx, item.String()),
		Value: v.form.Value(item.String(), v.Newest().Signs.Of(item).String())}
	for _, s := range care.SignsOf(item) {
		f.Options = append(f.Options, parts.Option{Value: s.String(), Text: signWord(v.call, item, s)})
	}
	return f
}

func (v markView) response(ctx context.Context) parts.Field {
	f := parts.Field{Name: "response", Label: v.call.T("care.field.response"), Error: v.form.Wrong(ctx, "response"), None: v.call.T("care.response.none"),
		Value: v.form.Value("response", v.Newest().Response.String())}
	for _, r := range care.Responses() {
		f.Options = append(f.Options, parts.Option{Value: r.String(), Text: v.call.T("care.response." + r.String())})
	}
	return f
}

func (v markView) text(ctx context.Context, name, known string) parts.Field {
	return parts.Field{Name: name, Label: v.call.T("care.field." + name), Value: v.form.Value(name, known), Error: v.form.Wrong(ctx, name), MaxLength: 300, Wide: true}
}

// takeBack asks whether the person was not seen after all.
func (v markView) takeBack() parts.Field {
	f := parts.Field{Name: "take_back", Label: v.call.T("care.field.take_back"), Hint: v.call.T("care.mark.take_back_hint"), Wide: true}
	if v.form.Picked("take_back", "true", false) {
		f.Value = "true"
	}
	return f
}

func (v markView) frame(ctx context.Context) parts.Form {
	return parts.Form{Action: fmt.Sprintf("/care/marks/%d", v.Newest().ID), Two: true, Fault: v.form.Sentence(ctx),
		Hidden: []parts.Hidden{{Name: "_key", Value: v.call.Key(amend.Name)}}}
}

// turns are the marks, the newest first; those that were replaced are struck through.
func (v markView) turns(ctx context.Context) parts.Events {
	e := parts.Events{Title: v.call.T("care.mark.history")}
	for i, t := range v.Turns {
		said := foundWords(v.call, t.Signs, v.Norm, t.Response, t.Note)
		title := v.call.T("care.sheet.as_usual")
		switch {
		case t.Taken():
			title = v.call.T("care.mark.taken_back")
		case len(said) > 0:
			title = strings.Join(said, " · ")
		}
		notes := []string{t.ByName, v.call.T("care.mark.seen_at", words.A{"time": words.At(ctx, t.At, v.call.Now())})}
		if t.RecordedAt.Sub(t.At).Abs() >= 60e9 {
			notes = append(notes, v.call.T("care.mark.recorded_at", words.A{"time": words.At(ctx, t.RecordedAt, v.call.Now())}))
		}
		switch {
		case t.Reason != "":
			notes = append(notes, v.call.T("care.mark.reason", words.A{"reason": t.Reason}))
		case t.Cause == care.Undone:
			notes = append(notes, v.call.T("care.mark.undone"))
		}
		if t.ByName == "" {
			notes = notes[1:]
		}
		event := parts.Event{When: words.Clock(ctx, t.RecordedAt), Title: title, Note: strings.Join(notes, " · "), Struck: i > 0}
		if i == 0 && !t.Taken() {
			event.Tone = parts.Done
			if t.Exceptions > 0 {
				event.Tone = parts.Due
			}
		}
		e.Items = append(e.Items, event)
	}
	return e
}
