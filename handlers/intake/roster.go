package intake

import (
	"bytes"
	"context"
	"mime/multipart"
	"strconv"
	"strings"

	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// rosterLimit is the most bytes that a spreadsheet may have when sent, encoded
// as JSON too.
const rosterLimit = 16 << 20

// sentFile is a spreadsheet as it comes encoded in JSON, or was read from a form's file.
type sentFile struct {
	FileName string `form:"-" json:"file_name,omitempty"`
	Content  []byte `form:"-" json:"content,omitempty" doc:"the spreadsheet, base64"`
	grids    []value.Grid
}

// read reads the spreadsheet outside any transaction.
func (s *sentFile) read(file *multipart.FileHeader) (err error) {
	if file != nil {
		f, err := file.Open()
		if err != nil {
			return err
		}
		defer f.Close()
		s.FileName = file.Filename
		s.grids, err = ReadGrids(file.Filename, f, file.Size)
		return inField(err)
	}
	if len(s.Content) == 0 {
		return fault.Field("file", "words.required")
	}
	s.grids, err = ReadGrids(s.FileName, bytes.NewReader(s.Content), int64(len(s.Content)))
	return inField(err)
}

// inField sets what is wrong with a spreadsheet beside the field in which it was chosen.
func inField(err error) error {
	if err == nil {
		return nil
	}
	f := fault.Of(err)
	if f.Kind != fault.Invalid || len(f.Fields) > 0 {
		return err
	}
	return fault.Field("file", f.Key, f.Args)
}

// rostersPage is the page on which a file is sent.
type rostersPage struct {
	Campuses []wards.Campus
	Rosters  []intake.Kept
}

func loadRosters(tx *db.Tx, _ struct{}) (p rostersPage, err error) {
	if p.Rosters, err = intake.Rosters(tx); err != nil {
		return p, err
	}
	if p.Campuses, err = wards.CampusesWithin(tx); err != nil {
		return p, err
	}
	reach, mine := tx.Reach(intake.Import), p.Campuses[:0]
	for _, c := range p.Campuses {
		if reach.Campus(c.ID) {
			mine = append(mine, c)
		}
	}
	p.Campuses = mine
	return p, nil
}

// sendInput is a file with the campus it is of.
type sendInput struct {
	CampusID uint64                `form:"campus_id"`
	File     *multipart.FileHeader `file:"file" form:"-" json:"-"`
	sentFile
}

var send = web.Action[sendInput, *intake.Kept]{
	Name:    "intake.keep",
	Limit:   rosterLimit,
	Prepare: func(_ context.Context, in *sendInput) error { return in.read(in.File) },
	Do: func(tx *db.Tx, in sendInput) (*intake.Kept, error) {
		return intake.KeepRoster(tx, intake.KeepInput{CampusID: in.CampusID, FileName: in.FileName, Grids: in.grids})
	},
}

// rosterAt names a kept list, with what was decided in a form that came back.
type rosterAt struct {
	RosterID     uint64            `path:"roster" form:"-"`
	Decided      bool              `form:"decided"`
	CreatePlaces bool              `form:"create_places"`
	Category     string            `form:"category"`
	Choices      map[string]string `form:"choices"`
}

func (in rosterAt) decisions() (intake.RosterInput, error) {
	out := intake.RosterInput{CreatePlaces: in.CreatePlaces, Category: presence.Category(in.Category), Choices: map[intake.RowRef]intake.Choice{}}
	for name, choice := range in.Choices {
		ref, ok := intake.ParseRowRef(name)
		if !ok {
			return out, fault.Field("choices", "words.one_of")
		}
		out.Choices[ref] = intake.Choice(choice)
	}
	return out, nil
}

// planPage is a kept list with its plan.
type planPage struct {
	Kept   *intake.Kept
	Plan   *intake.RosterPlan
	MayAdd bool // may make wards, rooms and beds
	In     rosterAt

	Categories []settings.Category
}

func loadPlan(tx *db.Tx, in rosterAt) (p planPage, err error) {
	p.MayAdd = tx.Actor.Has(wards.Edit)
	if !in.Decided {
		in.CreatePlaces = p.MayAdd
	}
	decided, err := in.decisions()
	if err != nil {
		decided = intake.RosterInput{CreatePlaces: in.CreatePlaces}
	}
	p.In = in
	if p.Kept, p.Plan, err = intake.PlanKept(tx, in.RosterID, decided); err == nil {
		p.Categories, err = settings.Categories(tx, tx.Today())
	}
	return p, err
}

// importInput is the decision about a kept list.
type importInput struct {
	rosterAt `form:"in"`
	Version  uint64 `form:"version"`
}

var importKept = web.Action[importInput, *intake.RosterResult]{
	Name: "intake.import",
	Do: func(tx *db.Tx, in importInput) (*intake.RosterResult, error) {
		decided, err := in.decisions()
		if err == nil || !tx.Actor.Has(intake.Import) {
			return intake.ImportKept(tx, intake.KeptInput{ID: in.RosterID, Version: in.Version, RosterInput: decided})
		}
		return nil, err
	},
}

func imported(call *web.Call, in importInput, r *intake.RosterResult) string {
	n := web.Notice{Key: "intake.plan.imported", Tone: "done", Args: words.A{"new": r.Counts[intake.OutcomeNew], "beds": r.WithBed}}
	if r.Changes() == 0 {
		n = web.Notice{Key: "intake.plan.unchanged", Tone: "info"}
	}
	call.Tell(n)
	return rosterPath(in.RosterID)
}

// drawReport makes the report of a kept list.
func drawReport(call *web.Call, p planPage) (web.Draw, error) {
	if p.Plan == nil {
		return web.Draw{}, fault.New(fault.NotFound, "intake.roster.forgotten")
	}
	var b bytes.Buffer
	err := WriteReport(call.Context(), &b, p.Kept.FileName, p.Kept.Grids, p.Kept.Roster, p.Plan)
	return web.Draw{Name: call.T("intake.report.file") + ".xlsx", Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Body: b.Bytes()}, err
}

// importRosterInput is a whole list in one request of a program.
type importRosterInput struct {
	sentFile
	File         *multipart.FileHeader `file:"file" form:"-" json:"-"`
	Campus       string                `form:"campus" json:"campus,omitempty" doc:"code of the campus; may be absent when the caller has only one"`
	CreatePlaces bool                  `form:"create_places" json:"create_places,omitempty" doc:"make the wards, rooms and beds that are not there"`
	DryRun       bool                  `form:"dry_run" json:"dry_run,omitempty" doc:"only tell what would happen"`
	Category     string                `form:"category" json:"category,omitempty" doc:"for people whose category the list does not tell"`
	Choices      map[string]string     `form:"choices" json:"choices,omitempty" doc:"import, without or skip by sheet.row, such as 0.17"`
}

// rosterDone is what a program's import did or would do.
type rosterDone struct {
	roster *intake.Roster
	result *intake.RosterResult
	dryRun bool
}

var importRoster = web.Action[importRosterInput, *rosterDone]{
	Name:    "intake.import",
	Limit:   rosterLimit,
	Prepare: func(_ context.Context, in *importRosterInput) error { return in.read(in.File) },
	Do: func(tx *db.Tx, in importRosterInput) (*rosterDone, error) {
		if err := tx.May(intake.Import); err != nil {
			return nil, err
		}
		campus, err := CampusFor(tx, in.Campus)
		if err != nil {
			return nil, err
		}
		decided, err := rosterAt{CreatePlaces: in.CreatePlaces, Category: in.Category, Choices: in.Choices}.decisions()
		if err != nil {
			return nil, err
		}
		decided.CampusID = campus.ID
		r := intake.ReadRoster(in.grids, tx.Today())
		if len(r.Rows) == 0 {
			return nil, fault.Field("file", "intake.roster.no_people")
		}
		done := &rosterDone{roster: r, dryRun: in.DryRun}
		done.result, err = Bring(tx, r, decided, in.DryRun)
		return done, err
	},
}

// Bring brings a list in, or only tells what would happen.
func Bring(tx *db.Tx, r *intake.Roster, in intake.RosterInput, dryRun bool) (*intake.RosterResult, error) {
	if !dryRun {
		return intake.ImportRoster(tx, r, in)
	}
	plan, err := intake.PlanRoster(tx, r, in)
	if err != nil {
		return nil, err
	}
	return &intake.RosterResult{RosterPlan: plan}, nil
}

// CampusFor finds the campus that a list is of: by its code, or the only one
// into which the actor may bring a list.
func CampusFor(tx *db.Tx, code string) (*wards.Campus, error) {
	if code = strings.TrimSpace(code); code != "" {
		c, err := wards.CampusByCode(tx, code)
		if err != nil && fault.KindOf(err) == fault.NotFound {
			return nil, fault.Field("campus", "intake.roster.campus_unknown", fault.A{"code": code})
		}
		return c, err
	}
	all, err := wards.CampusesWithin(tx)
	if err != nil {
		return nil, err
	}
	var mine []wards.Campus
	for _, c := range all {
		if tx.Reach(intake.Import).Campus(c.ID) {
			mine = append(mine, c)
		}
	}
	if len(mine) != 1 {
		return nil, fault.Field("campus", "words.required")
	}
	return &mine[0], nil
}

func rosterPath(id uint64) string { return "/intake/rosters/" + strconv.FormatUint(id, 10) }
