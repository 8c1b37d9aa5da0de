package privacy

import (
	"fmt"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/privacy"
)

// The actions of erasing a file.
var (
	proposeErasure = web.Action[privacy.EraseInput, *privacy.Erasure]{Name: "privacy.propose_erasure", Do: privacy.ProposeErasure}
	agreeToErasure = web.Action[privacy.ErasureAnswer, *privacy.Erasure]{Name: "privacy.agree_to_erasure", Do: privacy.AgreeToErasure}
	refuseErasure  = web.Action[privacy.ErasureAnswer, *privacy.Erasure]{Name: "privacy.refuse_erasure", Do: privacy.RefuseErasure}
)

// openErasures opens the doors by which two people erase a file.
func openErasures(d *web.Desk) {
	const page = "/privacy/of/:resident/erase"
	web.Page(d, page, "privacy.erase_page", privacy.LookAtErasure, showErasure)
	web.Form(d, page, proposeErasure, page, func(call *web.Call, in privacy.EraseInput, _ *privacy.Erasure) string {
		call.Tell(web.Notice{Key: "privacy.told.erase_proposed"})
		return erasePath(in.Resident)
	})
	web.Form(d, page+"/:erasure/agree", agreeToErasure, page, func(call *web.Call, in privacy.ErasureAnswer, _ *privacy.Erasure) string {
		call.Tell(web.Notice{Key: "privacy.told.erased"})
		return erasePath(in.Resident)
	})
	web.Form(d, page+"/:erasure/refuse", refuseErasure, page, func(call *web.Call, in privacy.ErasureAnswer, _ *privacy.Erasure) string {
		call.Tell(web.Notice{Key: "privacy.told.erase_refused"})
		return erasePath(in.Resident)
	})

	const api = "/api/v1/privacy/of/:resident/erasures"
	web.Get(d, web.Op{ID: "planErasure", Path: api, Summary: "What erasing a file would take, what stays and why, and what stands against it"}, "privacy.erase_page", privacy.LookAtErasure, erasePageOut)
	web.API(d, web.Op{ID: "proposeErasure", Method: "POST", Path: api, Summary: "Propose that a file is erased; somebody else has to agree", Status: 201}, proposeErasure, erasureOut)
	web.API(d, web.Op{ID: "agreeToErasure", Method: "POST", Path: api + "/:erasure/agree", Summary: "The second person agrees: the file is erased for good", Status: 201}, agreeToErasure, erasureOut)
	web.API(d, web.Op{ID: "refuseErasure", Method: "POST", Path: api + "/:erasure/refuse", Summary: "Refuse a proposal to erase a file, or take it back", Status: 201}, refuseErasure, erasureOut)
}

func erasePath(resident uint64) string { return ofPath(resident) + "/erase" }

func showErasure(call *web.Call, d *privacy.ErasePage) web.Leaf {
	return web.Leaf{Title: call.T("privacy.erase.title"), Under: d.Person.Name + " · " + d.Person.Number, Body: erasurePage(call, d), Active: "/residents", Wide: true,
		Crumbs: []web.Crumb{{Name: call.T("privacy.person.title"), Path: ofPath(d.Person.ID)}}}
}

// against is what stands against an erasure, in words.
func against(call *web.Call, d *privacy.ErasePage) parts.Events {
	var ev parts.Events
	for _, b := range d.Against {
		e := parts.Event{Tone: parts.Danger, Title: call.T("privacy.erase_bar."+b.Key, words.A(b.Args))}
		if b.Table != "" {
			e.Note = pageTable(call, b.Table)
		}
		ev.Items = append(ev.Items, e)
	}
	return ev
}

// pageTable is what a kind of record is called on a page.
func pageTable(call *web.Call, table string) string {
	if key := "privacy.table." + table; words.Has(call.Context(), key) {
		return call.T(key)
	}
	return table
}

// goesFacts is what will be gone.
func goesFacts(call *web.Call, d *privacy.ErasePage) parts.Facts {
	facts := parts.Facts{{Name: call.T("privacy.table.residents_people"), Value: call.T("privacy.erase.identity")}}
	if d.Files > 0 {
		facts = append(facts, parts.Fact{Name: call.T("privacy.erase.files"), Value: words.N(call.Context(), "privacy.erase.n_files", d.Files)})
	}
	for _, a := range d.Gone {
		facts = append(facts, parts.Fact{Name: pageTable(call, a.Table), Value: words.N(call.Context(), "privacy.erase.n_rows", a.Rows)})
	}
	return append(facts, parts.Fact{Name: call.T("privacy.erase.hidden"), Value: call.T("privacy.erase.hidden_what")})
}

// staysFacts is what stays, and why.
func staysFacts(call *web.Call, d *privacy.ErasePage) parts.Facts {
	facts := parts.Facts{{Name: call.T("privacy.erase.mark"), Value: privacy.NameAfter(d.Person.ID), Note: call.T("privacy.erase_why.mark")}}
	for _, a := range d.Stays {
		facts = append(facts, parts.Fact{Name: pageTable(call, a.Table), Value: words.N(call.Context(), "privacy.erase.n_rows", a.Rows), Note: call.T("privacy.erase_why." + a.Why)})
	}
	return append(facts, parts.Fact{Name: call.T("privacy.erase.deeds"), Value: call.T("privacy.erase.all"), Note: call.T("privacy.erase_why.chain")},
		parts.Fact{Name: call.T("privacy.erase.copies"), Value: call.T("privacy.erase.for_a_while"), Note: call.T("privacy.erase_why.copies")})
}

// erasureEvent is one proposal with its answer.
func erasureEvent(call *web.Call, d *privacy.ErasePage, e privacy.Erasure) parts.Event {
	out := parts.Event{When: words.DateTime(call.Context(), e.RecordedAt), Tone: parts.Due, Title: call.T("privacy.erase.proposed_by", words.A{"who": d.Names[e.RecordedBy]}),
		Note: joined(call.T("privacy.ground."+string(e.Ground)), e.Reason)}
	switch {
	case e.RefusedBy != nil:
		out.Tone = parts.Plain
		out.Note = joined(out.Note, call.T("privacy.erase.refused_by", words.A{"who": d.Names[*e.RefusedBy], "at": words.DateTime(call.Context(), *e.RefusedAt)}), e.RefusedReason)
	case e.DoneBy != nil:
		out.Tone = parts.Done
		out.Note = joined(out.Note, call.T("privacy.erase.agreed_by", words.A{"who": d.Names[*e.DoneBy], "at": words.DateTime(call.Context(), *e.DoneAt)}), words.N(call.Context(), "privacy.erase.n_rows", e.DoneRows))
		if e.AgainAt != nil {
			out.Note = joined(out.Note, call.T("privacy.erase.again", words.A{"at": words.DateTime(call.Context(), *e.AgainAt)}))
		}
	}
	return out
}

func erasurePast(call *web.Call, d *privacy.ErasePage) parts.Events {
	var ev parts.Events
	for _, e := range d.Past {
		ev.Items = append(ev.Items, erasureEvent(call, d, e))
	}
	return ev
}

// erasedEvents are the proposals that wait and what was erased, on the page of keeping.
func erasedEvents(call *web.Call, d *privacy.RetentionPage) parts.Events {
	ev := parts.Events{None: call.T("privacy.erase.none")}
	for _, e := range d.Erasures {
		item := parts.Event{When: words.DateTime(call.Context(), e.RecordedAt), Tone: parts.Due, Title: e.Name, Note: joined(e.Number, e.CampusName, call.T("privacy.erase.proposed_by", words.A{"who": e.ByName}), call.T("privacy.ground."+string(e.Ground)))}
		if e.DoneAt != nil {
			item.Tone, item.Note = parts.Done, joined(item.Note, call.T("privacy.erase.agreed_by", words.A{"who": e.AgreedName, "at": words.DateTime(call.Context(), *e.DoneAt)}))
		} else {
			item.Chips = []parts.Chip{{Tone: parts.Due, Text: call.T("privacy.erase.waits")}}
		}
		if d.MayErase {
			item.Href = erasePath(e.ResidentID)
		}
		ev.Items = append(ev.Items, item)
	}
	return ev
}

type erasureWire struct {
	ID            uint64     `json:"id"`
	ResidentID    uint64     `json:"resident_id"`
	Ground        string     `json:"ground"`
	Reason        string     `json:"reason"`
	RecordedAt    time.Time  `json:"recorded_at"`
	RecordedBy    uint64     `json:"recorded_by"`
	RefusedAt     *time.Time `json:"refused_at,omitempty"`
	RefusedBy     *uint64    `json:"refused_by,omitempty"`
	RefusedReason string     `json:"refused_reason,omitempty"`
	DoneAt        *time.Time `json:"done_at,omitempty"`
	DoneBy        *uint64    `json:"done_by,omitempty"`
	Rows          int        `json:"rows,omitempty" doc:"how many rows were written over or taken out"`
	Files         int        `json:"files,omitempty"`
	AgainAt       *time.Time `json:"again_at,omitempty" doc:"done once more after an older copy was brought back"`
}

func erasureOut(e *privacy.Erasure) erasureWire {
	return erasureWire{e.ID, e.ResidentID, string(e.Ground), e.Reason, e.RecordedAt, e.RecordedBy, e.RefusedAt, e.RefusedBy, e.RefusedReason, e.DoneAt, e.DoneBy, e.DoneRows, e.DoneFiles, e.AgainAt}
}

type barWire struct {
	Key   string `json:"key"`
	Table string `json:"table,omitempty"`
}

type erasePageWire struct {
	ResidentID uint64           `json:"resident_id"`
	Records    int              `json:"records" doc:"of the person, with those that were merged into it"`
	Gone       []privacy.Amount `json:"gone"`
	Stays      []privacy.Amount `json:"stays" doc:"rows that stay without words, each with the reason"`
	Files      int              `json:"files"`
	Against    []barWire        `json:"against"`
	Grounds    []privacy.Ground `json:"grounds" doc:"that are so today"`
	Erasures   []erasureWire    `json:"erasures"`
}

func erasePageOut(d *privacy.ErasePage) erasePageWire {
	w := erasePageWire{ResidentID: d.Person.ID, Records: d.Records, Gone: append([]privacy.Amount{}, d.Gone...), Stays: append([]privacy.Amount{}, d.Stays...), Files: d.Files, Against: []barWire{}, Grounds: append([]privacy.Ground{}, d.Grounds...), Erasures: []erasureWire{}}
	for _, b := range d.Against {
		w.Against = append(w.Against, barWire{b.Key, b.Table})
	}
	if d.Live != nil {
		w.Erasures = append(w.Erasures, erasureOut(d.Live))
	}
	for i := range d.Past {
		w.Erasures = append(w.Erasures, erasureOut(&d.Past[i]))
	}
	return w
}

// answerPath is where the second person's word goes.
func answerPath(d *privacy.ErasePage, word string) string {
	return fmt.Sprintf("%s/%d/%s", erasePath(d.Person.ID), d.Live.ID, word)
}
