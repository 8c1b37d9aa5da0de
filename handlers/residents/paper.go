package residents

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/files"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// ofRow is one row of a person's file.
type ofRow struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	Row      uint64 `path:"row" form:"-" json:"-"`
}

// paperData is the page of one paper.
type paperData struct {
	*residents.PaperFile
	Today value.Day
	Now   time.Time
}

func readPaper(tx *db.Tx, in ofRow) (d paperData, err error) {
	if _, err := presence.Opens(tx, residents.View, in.Resident); err != nil {
		return d, err
	}
	if d.PaperFile, err = residents.OpenPaper(tx, in.Resident, in.Row); err != nil {
		return d, err
	}
	d.Today, d.Now = tx.Today(), tx.Now
	if d.MayEdit {
		if _, refused := presence.Opens(tx, residents.Edit, in.Resident); refused != nil {
			d.MayEdit = false
			if d.Paper.Guarded() {
				d.Pages = nil
			}
		}
	}
	return d, nil
}

func showPaper(call *web.Call, d paperData) web.Leaf {
	return web.Leaf{Title: call.T("residents.paper." + string(d.Paper.Kind)), Under: d.Person.Name + " · " + d.Person.Number, Crumbs: crumbs(call, d.Person),
		Body: paperPage(call, d), Active: "/residents"}
}

func (d paperData) path(more ...string) string {
	return strings.Join(append([]string{pathOf(d.Person.ID), "papers", fmt.Sprint(d.Paper.ID)}, more...), "/")
}

// hidden tells that the paper has pages which the reader may not see.
func (d paperData) hidden() bool { return d.Paper.Guarded() && !d.MayEdit }

func (d paperData) facts(call *web.Call) parts.Facts {
	ctx := call.Context()
	p := d.Paper
	facts := parts.Facts{{Name: call.T("residents.field.paper_number"), Value: p.Number}, {Name: call.T("residents.field.issued_on"), Value: words.Day(ctx, p.IssuedOn)},
		{Name: call.T("residents.field.issued_by"), Value: p.IssuedBy}}
	if !p.ExpiresOn.IsZero() {
		facts = append(facts, parts.Fact{Name: call.T("residents.field.expires_on"), Value: words.Day(ctx, p.ExpiresOn)})
	}
	if p.Note != "" {
		facts = append(facts, parts.Fact{Name: call.T("residents.field.paper_note"), Value: p.Note})
	}
	return append(facts, parts.Fact{Name: call.T("residents.paper.put_in"), Value: words.DateTime(ctx, p.RecordedAt)})
}

// newest is the version that holds now.
func (d paperData) newest() string { return d.other(d.Versions[0].ID) }

func (d paperData) other(id uint64) string {
	return fmt.Sprintf("%s/papers/%d", pathOf(d.Person.ID), id)
}

// versions lists the papers of the line, the newest first.
func (d paperData) versions(call *web.Call) parts.Events {
	ev := parts.Events{}
	for i, p := range d.Versions {
		e := parts.Event{Title: call.T("residents.paper.older"), Note: joined(paperLine(call, p), call.T("residents.paper.put_in_on", words.A{"at": words.DateTime(call.Context(), p.RecordedAt)}))}
		if i == 0 {
			e.Title, e.Tone = call.T("residents.paper.newest"), parts.Done
		}
		if p.ID != d.Paper.ID {
			e.Href = d.other(p.ID)
		} else {
			e.Chips = []parts.Chip{{Text: call.T("residents.paper.this")}}
		}
		ev.Items = append(ev.Items, e)
	}
	return ev
}

func pageOptions(call *web.Call, pages []residents.Leaf) []parts.Option {
	out := make([]parts.Option, len(pages))
	for i, p := range pages {
		out[i] = parts.Option{Value: fmt.Sprint(p.ID), Text: pageName(call, i, p)}
	}
	return out
}

// pageName says which page this is: those that were taken out are not counted.
func pageName(call *web.Call, i int, p residents.Leaf) string {
	name := call.T("residents.paper.page", words.A{"n": i + 1})
	if p.Type == "application/pdf" {
		name += " (PDF)"
	}
	return name
}

func paperLine(call *web.Call, p residents.Paper) string {
	line := []string{}
	if p.Number != "" {
		line = append(line, p.Number)
	}
	if !p.IssuedOn.IsZero() {
		line = append(line, call.T("residents.issued", words.A{"day": p.IssuedOn}))
	}
	for _, text := range []string{p.IssuedBy, p.Note} {
		if text != "" {
			line = append(line, text)
		}
	}
	if p.PageCount > 0 {
		line = append(line, words.N(call.Context(), "residents.paper.pages", p.PageCount))
	}
	return strings.Join(line, " · ")
}

// paperChips says that a paper has run out, or soon will.
func paperChips(call *web.Call, p residents.Paper, today value.Day) []parts.Chip {
	switch {
	case p.Expired(today):
		return []parts.Chip{{Tone: parts.Danger, Icon: "calendar-due", Text: call.T("residents.paper.expired", words.A{"day": p.ExpiresOn})}}
	case !p.ExpiresOn.IsZero() && p.ExpiresOn.Before(today.AddMonths(2)):
		return []parts.Chip{{Tone: parts.Due, Icon: "calendar-due", Text: call.T("residents.paper.expires", words.A{"day": p.ExpiresOn})}}
	}
	return nil
}

// toPaper leads to the paper that was put in, where further pages can follow.
func toPaper[In any](call *web.Call, _ In, p *residents.Paper) string {
	call.Tell(web.Notice{Key: "residents.told.paper"})
	return fmt.Sprintf("%s/papers/%d", pathOf(p.ResidentID), p.ID)
}

func pageVoided(call *web.Call, in residents.PageInput, _ *residents.Page) string {
	call.Tell(web.Notice{Key: "residents.told.page_out"})
	return fmt.Sprintf("%s/papers/%d", pathOf(in.Resident), in.Paper)
}

// photoIn names a photograph and how large it is wanted.
type photoIn struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	Size     string `form:"size" json:"size,omitempty" validate:"max=10"`
}

// large tells that the whole picture is wanted and not the small one.
func (in photoIn) large() bool { return in.Size == "large" }

// picture is a file of the store with the size in which it is wanted.
type picture struct {
	files.Attachment
	small bool
}

func readPhoto(tx *db.Tx, in photoIn) (out picture, err error) {
	if _, err := presence.Opens(tx, residents.View, in.Resident); err != nil {
		return out, err
	}
	a, err := residents.Photo(tx, in.Resident, in.large())
	if err == nil {
		out = picture{*a, !in.large()}
	}
	return out, err
}

// sum names the file that holds the picture in its size.
func (p picture) sum() string {
	if p.small && p.ThumbSha256 != "" {
		return p.ThumbSha256
	}
	return p.Sha256
}

// drawPhoto gives the small picture, and the large one where ?size=large asks for it.
func drawPhoto(store *files.Store) func(*web.Call, picture) (web.Draw, error) {
	return func(call *web.Call, p picture) (web.Draw, error) {
		body, err := store.Read(p.sum())
		if err == nil {
			call.C.Header("Cache-Control", "private, max-age=3600")
		}
		return web.Draw{Name: "photo.jpg", Type: "image/jpeg", Body: body, Show: true}, err
	}
}

// pageIn names a page of a paper; without one the first.
type pageIn struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	Row      uint64 `path:"row" form:"-" json:"-"`
	Page     string `path:"page" form:"-" json:"-"`
	Size     string `form:"size" json:"size,omitempty" validate:"max=10"`
}

func readPage(tx *db.Tx, in pageIn) (out picture, err error) {
	if _, err := presence.Opens(tx, residents.View, in.Resident); err != nil {
		return out, err
	}
	var page uint64
	if in.Page != "" {
		if page, err = strconv.ParseUint(in.Page, 10, 63); err != nil || page == 0 {
			return out, fault.New(fault.NotFound, "db.not_found")
		}
	}
	a, err := residents.OpenPage(tx, in.Resident, in.Row, page)
	if err != nil {
		return out, err
	}
	if a.Guarded {
		if _, err := presence.Opens(tx, residents.Edit, in.Resident); err != nil {
			return out, err
		}
	}
	return picture{a.Attachment, in.Size == "small"}, nil
}

// drawPage gives a page away: a picture is shown, a PDF is handed over as a file.
func drawPage(store *files.Store) func(*web.Call, picture) (web.Draw, error) {
	return func(_ *web.Call, p picture) (web.Draw, error) {
		body, err := store.Read(p.sum())
		d := web.Draw{Name: p.Name, Type: p.Type, Body: body, Show: strings.HasPrefix(p.Type, "image/")}
		if p.small && p.ThumbSha256 != "" {
			d.Type = "image/jpeg"
		}
		return d, err
	}
}
