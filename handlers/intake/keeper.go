package intake

import (
	"cmp"
	"slices"
	"strconv"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/intake"
)

var keepFile = web.Action[intake.KeepFileInput, *intake.Keeping]{Name: "intake.keep_file", Do: intake.KeepFile}

// openKeepers opens the doors of who is in charge of a file.
func openKeepers(d *web.Desk) {
	const one = "/intake/files/:stay"
	web.Form(d, one+"/keeper", keepFile, one, func(call *web.Call, in intake.KeepFileInput, k *intake.Keeping) string {
		told := "intake.told.kept"
		switch k.Member() {
		case 0:
			told = "intake.told.kept_by_nobody"
		case call.Actor.ID:
			told = "intake.told.kept_by_me"
		}
		call.Tell(web.Notice{Key: told})
		return casePath(in.Stay)
	})
	web.API(d, web.Op{ID: "keepIntakeFile", Method: "POST", Path: "/api/v1/intake/files/:stay/keeper", Summary: "Be in charge of a file, hand it to a colleague, or leave it to nobody", Status: 201}, keepFile, keepingOut)
}

type keepingWire struct {
	StayID   uint64 `json:"stay_id"`
	MemberID uint64 `json:"member_id,omitempty" doc:"who is in charge; nobody when absent"`
	Note     string `json:"note,omitempty"`
}

func keepingOut(k *intake.Keeping) keepingWire { return keepingWire{k.StayID, k.Member(), k.Note} }

// keeperName is who is in charge of the file, or the word that nobody is.
func (d caseData) keeperName(call *web.Call) string {
	switch k := d.Keeper.Now; {
	case k == nil:
		return call.T("intake.keeper.nobody")
	case k.Member() == call.Actor.ID:
		return call.T("intake.keeper.me")
	default:
		return d.Keeper.Names[k.Member()]
	}
}

// takable tells that the reader could be in charge of the file and is not.
func (d caseData) takable(call *web.Call) bool {
	_, able := d.Keeper.Colleagues[call.Actor.ID]
	return able && (d.Keeper.Now == nil || d.Keeper.Now.Member() != call.Actor.ID)
}

// colleagues are those to whom the file can be handed.
func (d caseData) colleagues() []parts.Option {
	var out []parts.Option
	for id, name := range d.Keeper.Colleagues {
		if d.Keeper.Now == nil || d.Keeper.Now.Member() != id {
			out = append(out, parts.Option{Value: strconv.FormatUint(id, 10), Text: name})
		}
	}
	slices.SortFunc(out, func(a, b parts.Option) int { return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Value, b.Value)) })
	return out
}

func (d caseData) keeperStory(call *web.Call) parts.Events {
	var ev parts.Events
	for _, k := range d.Keeper.Story {
		name := call.T("intake.keeper.nobody")
		if k.Member() != 0 {
			name = d.Keeper.Names[k.Member()]
		}
		by := ""
		if k.RecordedBy != k.Member() {
			by = call.T("intake.keeper.by", words.A{"name": d.Keeper.Names[k.RecordedBy]})
		}
		ev.Items = append(ev.Items, parts.Event{When: words.DateTime(call.Context(), k.RecordedAt), Title: name, Note: dotted(k.Note, by)})
	}
	return ev
}

// whoseTabs choose between one's own files, all and those of nobody.
func whoseTabs(call *web.Call, now intake.Whose) parts.Tabs {
	t := parts.Tabs{Label: call.T("intake.whose")}
	for _, w := range intake.WhoseAll {
		key := cmp.Or(string(w), "all")
		t.Links = append(t.Links, parts.Link{Text: call.T("intake.whose." + key), Href: call.With("whose", string(w)), Current: w == now})
	}
	return t
}
