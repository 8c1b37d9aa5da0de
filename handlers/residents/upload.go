package residents

import (
	"context"
	"mime/multipart"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/files"
	"maiam/models/residents"
)

// The actions that take files: their content is drawn and stored before the transaction. A phone
// takes a picture at once where the field says so (shot, shot2), and offers what it has kept where
// it does not (file, picked).
type (
	photoForm struct {
		Resident uint64                `path:"resident" form:"-" json:"-"`
		Photo    *multipart.FileHeader `file:"file" form:"-" json:"-"`
		Picked   *multipart.FileHeader `file:"picked" form:"-" json:"-"`
		Content  *files.Content        `form:"-" json:"-"`
	}
	paperForm struct {
		residents.PaperInput `form:"in"`
		Scan                 *multipart.FileHeader `file:"file" form:"-" json:"-"`
		Shot                 *multipart.FileHeader `file:"shot" form:"-" json:"-"`
		Shot2                *multipart.FileHeader `file:"shot2" form:"-" json:"-"`
	}
	versionForm struct {
		residents.NewVersion `form:"in"`
		Scan                 *multipart.FileHeader `file:"file" form:"-" json:"-"`
		Shot                 *multipart.FileHeader `file:"shot" form:"-" json:"-"`
		Shot2                *multipart.FileHeader `file:"shot2" form:"-" json:"-"`
	}
	pagesForm struct {
		residents.PagesInput `form:"in"`
		Scan                 *multipart.FileHeader `file:"file" form:"-" json:"-"`
		Shot                 *multipart.FileHeader `file:"shot" form:"-" json:"-"`
		Shot2                *multipart.FileHeader `file:"shot2" form:"-" json:"-"`
	}
)

// upload is the most bytes of a form with files: two large ones with what is written beside them.
const upload = 2*files.Limit + 1<<20

func setPhoto(store *files.Store) web.Action[photoForm, *residents.Person] {
	return web.Action[photoForm, *residents.Person]{Name: "residents.set_photo", Limit: upload,
		Prepare: func(ctx context.Context, in *photoForm) error {
			all, err := take(ctx, store, files.Photo, sent{"file", in.Photo}, sent{"picked", in.Picked})
			if len(all) > 0 {
				in.Content = all[0]
			}
			return err
		},
		Do: near(func(in photoForm) uint64 { return in.Resident }, func(tx *db.Tx, in photoForm) (*residents.Person, error) {
			return residents.SetPhoto(tx, residents.PhotoInput{Resident: in.Resident, Content: in.Content})
		})}
}

func addPaper(store *files.Store) web.Action[paperForm, *residents.Paper] {
	return web.Action[paperForm, *residents.Paper]{Name: "residents.add_paper", Limit: upload,
		Prepare: func(ctx context.Context, in *paperForm) (err error) {
			in.Contents, err = take(ctx, store, files.Scan, sent{"shot", in.Shot}, sent{"shot2", in.Shot2}, sent{"file", in.Scan})
			return err
		},
		Do: near(func(in paperForm) uint64 { return in.Resident }, func(tx *db.Tx, in paperForm) (*residents.Paper, error) {
			return residents.AddPaper(tx, in.PaperInput)
		})}
}

func replacePaper(store *files.Store) web.Action[versionForm, *residents.Paper] {
	return web.Action[versionForm, *residents.Paper]{Name: "residents.replace_paper", Limit: upload,
		Prepare: func(ctx context.Context, in *versionForm) (err error) {
			in.Contents, err = take(ctx, store, files.Scan, sent{"shot", in.Shot}, sent{"shot2", in.Shot2}, sent{"file", in.Scan})
			return err
		},
		Do: near(func(in versionForm) uint64 { return in.Resident }, func(tx *db.Tx, in versionForm) (*residents.Paper, error) {
			return residents.ReplacePaper(tx, in.NewVersion)
		})}
}

func addPages(store *files.Store) web.Action[pagesForm, *residents.Paper] {
	return web.Action[pagesForm, *residents.Paper]{Name: "residents.add_pages", Limit: upload,
		Prepare: func(ctx context.Context, in *pagesForm) (err error) {
			in.Contents, err = take(ctx, store, files.Scan, sent{"shot", in.Shot}, sent{"shot2", in.Shot2}, sent{"file", in.Scan})
			return err
		},
		Do: near(func(in pagesForm) uint64 { return in.Resident }, func(tx *db.Tx, in pagesForm) (*residents.Paper, error) {
			return residents.AddPages(tx, in.PagesInput)
		})}
}

// sent is what came in one field of a form.
type sent struct {
	field string
	file  *multipart.FileHeader
}

// take stores what was sent, in the order of the fields, from nobody but those who may edit
// somewhere: the use-case judges where. A field left empty is nothing; what is wrong with a file is
// told beside the field in which it came.
func take(ctx context.Context, store *files.Store, want files.Want, all ...sent) ([]*files.Content, error) {
	if !web.Of(ctx).May(residents.Edit) {
		return nil, nil
	}
	var out []*files.Content
	for _, s := range all {
		if s.file == nil || s.file.Size == 0 && s.file.Filename == "" {
			continue
		}
		c, err := takeOne(store, want, s.file)
		if err != nil {
			if f := fault.Of(err); len(f.Fields) > 0 && f.Fields[0].Name == "file" {
				f.Fields[0].Name = s.field
				return nil, f
			}
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

func takeOne(store *files.Store, want files.Want, sent *multipart.FileHeader) (*files.Content, error) {
	f, err := sent.Open()
	if err != nil {
		return nil, fault.Field("file", "files.unreadable").Because(err)
	}
	defer f.Close()
	return store.Take(want, sent.Filename, f)
}

// tooMuch tells that the whole form was larger than its door takes: it was not read, so that no
// field can have said so.
func (a ask) tooMuch() bool { return a.refused() && fault.KeyOf(a.state.Fault) == "web.too_large" }

// upload is a field for a file. Where the whole form was too large, the first of its fields says so.
func (a ask) upload(name, label string, first bool) parts.Field {
	f := a.field(name, label, "")
	if first && a.tooMuch() {
		f.Error = words.T(a.ctx, "files.too_large", words.A{"mb": files.Limit >> 20})
	}
	return f
}

func withFiles(f parts.Form) parts.Form { f.Files = true; return f }

const pictures = "image/jpeg,image/png,image/webp"

// camera lets a phone take the picture at once.
func camera(f parts.Field) parts.Field {
	f.Accept, f.Attrs = pictures, map[string]any{"capture": "environment"}
	return f
}

// kept lets a phone offer the pictures that it has.
func kept(f parts.Field) parts.Field {
	f.Accept = pictures
	return f
}

// scan takes what was scanned before: pictures and PDFs.
func scan(f parts.Field) parts.Field {
	f.Accept = pictures + ",application/pdf"
	return f
}
