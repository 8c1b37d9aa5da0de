package residents

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/files"
)

// mostPages is how many pages a paper may have, those taken out included.
const mostPages = 60

// Page is a picture of one page of a paper, or a whole paper as a PDF.
type Page struct {
	ID       uint64 `json:"id"`
	PaperID  uint64 `json:"-"`
	Position int    `json:"position"`
	FileID   uint64 `json:"-"`
	Recorded
	VoidedAt   *time.Time `json:"-"`
	VoidedBy   *uint64    `json:"-"`
	VoidReason string     `json:"-"`
}

// TableName names the table.
func (Page) TableName() string { return "residents_pages" }

// addPages writes the rows of pages behind the last one.
func addPages(tx *db.Tx, p *Person, paper *Paper, last int, contents []*files.Content) error {
	if last+len(contents) > mostPages {
		return fault.Field("file", "residents.too_many_pages", fault.A{"limit": mostPages})
	}
	for i, c := range contents {
		file, err := files.Keep(tx, p.CampusID, c)
		if err != nil {
			return err
		}
		if err := db.Add(tx, &Page{PaperID: paper.ID, Position: last + i + 1, FileID: file.ID, Recorded: now(tx)}); err != nil {
			return err
		}
	}
	return nil
}

// PagesInput names pictures that are further pages of a paper.
type PagesInput struct {
	Resident uint64           `path:"resident" form:"-" json:"-"`
	ID       uint64           `path:"row" form:"-" json:"-"`
	Contents []*files.Content `form:"-" json:"-"`
}

// AddPages puts further pages behind those that a paper has. It needs residents.edit. Invalid: no
// page was sent, or the paper would have too many.
func AddPages(tx *db.Tx, in PagesInput) (*Paper, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	if len(in.Contents) == 0 {
		return nil, fault.Field("file", "files.empty")
	}
	paper, err := heldPaper(tx, p.ID, in.ID)
	if err != nil {
		return nil, err
	}
	pages, err := db.From[Page](tx).Where("paper_id = ?", paper.ID).Order("position").All()
	if err != nil {
		return nil, err
	}
	last := 0
	for _, page := range pages {
		last = page.Position
		if page.VoidedAt == nil {
			paper.PageCount++
		}
	}
	tx.Detail("paper", paper.ID)
	if err := paper.open(tx, true); err != nil {
		return nil, err
	}
	paper.PageCount += len(in.Contents)
	return paper, addPages(tx, p, paper, last, in.Contents)
}

// PageInput names one page of a paper, and why it is taken out.
type PageInput struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	Paper    uint64 `path:"row" form:"-" json:"-"`
	ID       uint64 `form:"page" json:"page"`
	Note     string `form:"note" json:"note" validate:"max=300"`
}

// VoidPage takes a page out of a paper, such as a blurred one, with a reason; it stays in the
// books. It needs residents.edit.
func VoidPage(tx *db.Tx, in PageInput) (*Page, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	paper, err := heldPaper(tx, p.ID, in.Paper)
	if err != nil {
		return nil, err
	}
	page, err := db.From[Page](tx).Where("id = ? AND paper_id = ? AND voided_at IS NULL", in.ID, paper.ID).Maybe()
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	if page == nil {
		bad.Add("page", "residents.page_missing")
	}
	reason := short(&bad, "note", in.Note, noteLimit)
	if reason == "" {
		bad.Add("note", "residents.reason_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	page.VoidedAt, page.VoidedBy, page.VoidReason = ptr(tx.Now), ptr(tx.Actor.ID), reason
	return page, db.Change(tx, page, "voided_at", "voided_by", "void_reason")
}

// PaperFile is one paper with its pages, and the versions before and after it.
type PaperFile struct {
	Person   Person
	Paper    Paper
	Pages    []Leaf  // none where the reader may not see them
	Versions []Paper // all of its line that were not taken out, the newest first
	MayEdit  bool
}

// Leaf is a page as one looks at it.
type Leaf struct {
	ID       uint64
	Position int
	Type     string // image/jpeg, image/png or application/pdf
	Name     string
	Width    int
	Height   int
}

// Current tells that no newer version has taken the paper's place.
func (f *PaperFile) Current() bool { return len(f.Versions) == 0 || f.Versions[0].ID == f.Paper.ID }

// OpenPaper reads one paper of a person; that somebody looked is kept. It needs residents.view; the
// pages of a paper with a person's own number are only told to those who may edit the file.
func OpenPaper(tx *db.Tx, resident, paper uint64) (*PaperFile, error) {
	p, row, err := lookAtPaper(tx, resident, paper)
	if err != nil {
		return nil, err
	}
	f := &PaperFile{Person: *p, Paper: *row, MayEdit: mayEditIn(tx, p.CampusID)}
	if err := f.Paper.open(tx, f.MayEdit); err != nil {
		return nil, err
	}
	if f.Versions, err = versionsOf(tx, row); err != nil {
		return nil, err
	}
	for i := range f.Versions {
		if err := f.Versions[i].open(tx, f.MayEdit); err != nil {
			return nil, err
		}
	}
	if row.Guarded() && !f.MayEdit {
		return f, nil
	}
	f.Pages, err = db.Report[Leaf](tx, `SELECT g.id, g.position, a.type, a.name, a.width, a.height FROM residents_pages g
		JOIN files_attachments a ON a.id = g.file_id JOIN residents_papers q ON q.id = g.paper_id JOIN residents_people r ON r.id = q.resident_id
		WHERE {campus r.campus_id} AND g.paper_id = ? AND g.voided_at IS NULL ORDER BY g.position`, row.ID)
	return f, err
}

// lookAtPaper finds a paper that was not taken out, and keeps that somebody looked.
func lookAtPaper(tx *db.Tx, resident, paper uint64) (*Person, *Paper, error) {
	if err := tx.May(View); err != nil {
		return nil, nil, err
	}
	p, err := within(tx, resident)
	if err != nil {
		return nil, nil, err
	}
	rows, err := db.Report[Paper](tx, "SELECT q.* FROM residents_papers q JOIN residents_people r ON r.id = q.resident_id WHERE {campus r.campus_id} AND q.id = ? AND q.resident_id = ? AND q.voided_at IS NULL AND "+unveiled,
		append([]any{paper, p.ID}, veil(tx)...)...)
	if err != nil {
		return nil, nil, err
	}
	if len(rows) == 0 {
		return nil, nil, notFound
	}
	row := &rows[0]
	tx.Looked("resident", p.ID, p.CampusID)
	tx.Looked("paper", row.ID, p.CampusID)
	return p, row, nil
}

// versionsOf gives a paper with all it replaced and all that replaced it, the newest first. A person
// has few papers of a kind, so that they are read at once.
func versionsOf(tx *db.Tx, of *Paper) ([]Paper, error) {
	rows, err := db.From[Paper](tx).Where("resident_id = ? AND kind = ? AND voided_at IS NULL", of.ResidentID, of.Kind).Order("id DESC").All()
	if err != nil {
		return nil, err
	}
	line := map[uint64]bool{of.ID: true}
	for grew := true; grew; {
		grew = false
		for _, r := range rows {
			if r.ReplacesID != nil && line[r.ID] != line[*r.ReplacesID] {
				line[r.ID], line[*r.ReplacesID], grew = true, true, true
			}
		}
	}
	var out []Paper
	for _, r := range rows {
		if line[r.ID] {
			out = append(out, r)
		}
	}
	return out, nil
}

// PageFile is the file of one page. Guarded tells that it shows a person's own number.
type PageFile struct {
	files.Attachment
	Guarded bool
}

// OpenPage gives the file of a page; page 0 is the first one. It needs residents.view, and
// residents.edit for a paper that shows a person's own number; it counts as a look.
func OpenPage(tx *db.Tx, resident, paper, page uint64) (*PageFile, error) {
	p, row, err := lookAtPaper(tx, resident, paper)
	if err != nil {
		return nil, err
	}
	if row.Guarded() && !mayEditIn(tx, p.CampusID) {
		return nil, fault.New(fault.Forbidden, "residents.paper_guarded")
	}
	q := db.From[Page](tx).Where("paper_id = ? AND voided_at IS NULL", row.ID)
	if page != 0 {
		q = q.Where("id = ?", page)
	}
	leaf, err := q.Order("position").One()
	if err != nil {
		return nil, err
	}
	file, err := files.Find(tx, leaf.FileID)
	if err != nil {
		return nil, err
	}
	return &PageFile{*file, row.Guarded()}, nil
}

// Photo gives the file of a person's photograph. It needs residents.view. A face on a board is no
// look into the file; the large picture is one.
func Photo(tx *db.Tx, resident uint64, large bool) (*files.Attachment, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	p, err := within(tx, resident)
	if err != nil {
		return nil, err
	}
	if p.PhotoFileID == nil {
		return nil, notFound
	}
	if large {
		tx.Looked("resident", p.ID, p.CampusID)
	}
	return files.Find(tx, *p.PhotoFileID)
}
