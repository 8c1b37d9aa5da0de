package staff

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// openRota opens the doors of the rota, of the cover of the shifts and of what duties are worth.
func openRota(d *web.Desk) {
	web.Page(d, "/me/duties", "staff.my_duties", readMyDuties, showMyDuties)
	web.Page(d, "/staff/rota", "staff.rota", readFirstRota, showRota)
	web.Page(d, "/staff/rota/:campus", "staff.rota", readRota, showRota)
	web.Form(d, "/staff/rota/:campus/cell", tapCell, "/staff/rota/:campus", cellTapped)
	web.Form(d, "/staff/rota/:campus/publish", publishRota, "/staff/rota/:campus", published)
	web.Form(d, "/staff/rota/:campus/copy", copyWeek, "/staff/rota/:campus", filled[copyForm])
	web.Form(d, "/staff/rota/:campus/pattern", applyPattern, "/staff/rota/:campus", filled[patternForm])
	web.Form(d, "/staff/rota/:campus/swap", swapDuties, "/staff/rota/:campus", swapped)
	web.Form(d, "/staff/rota/:campus/absences", noteAbsence, "/staff/rota/:campus", absenceNoted)
	web.Form(d, "/staff/rota/:campus/absences/cancel", cancelAbsence, "/staff/rota/:campus", back[cancelForm, *staff.Absence]("staff.rota.told.cancelled"))
	web.Form(d, "/staff/rota/:campus/attendance", noteAttendance, "/staff/rota/:campus", back[attendanceForm, *staff.Filled]("staff.rota.told.attendance"))
	openRooms(d)
	web.Page(d, "/staff/cover", "staff.cover", readCover, showCover)
	web.Form(d, "/staff/rota/:campus/fill", fillGap, "/staff/cover", gapFilled)
	web.Page(d, "/staff/duty-pay", "staff.duty_pay", readPay, showPay)

	web.Get(d, web.Op{ID: "getRota", Path: "/api/v1/staff/rota/:campus", Summary: "Who is on duty in a campus over a week or a month; drafts for those who plan there"}, "staff.rota", readRota, rotaOut)
	web.Get(d, web.Op{ID: "listOnDuty", Path: "/api/v1/staff/on-duty", Summary: "Who is on duty at a moment by the published rota"}, "staff.on_duty", staff.OnDuty, stintsOut)
	web.Get(d, web.Op{ID: "getCover", Path: "/api/v1/staff/cover", Summary: "Who stands in each ward in the shift that runs and those until tomorrow, against the norm, with the cheapest legal fixes"}, "staff.cover", readCover, coverOut)
	web.Get(d, web.Op{ID: "getDutyPay", Path: "/api/v1/staff/duty-pay", Summary: "What the worked duties of a month are worth by the dated settings"}, "staff.duty_pay", readPay, payOut)
	web.API(d, web.Op{ID: "planDuty", Method: "POST", Path: "/api/v1/staff/rota/:campus/duties", Summary: "Put a person into a shift", Status: 201}, fillGap, plannedOut)
	web.API(d, web.Op{ID: "publishRota", Method: "POST", Path: "/api/v1/staff/rota/:campus/publish", Summary: "Show the rota of some days to everybody"}, web.Action[staff.PublishInput, *staff.Publication]{Name: publishRota.Name, Do: staff.PublishRota}, publicationOut)
	web.API(d, web.Op{ID: "copyRotaWeek", Method: "POST", Path: "/api/v1/staff/rota/:campus/copy", Summary: "Fill a week from the one before"}, web.Action[staff.CopyInput, *staff.Filled]{Name: copyWeek.Name, Do: staff.CopyWeek}, web.Same)
	web.API(d, web.Op{ID: "applyRotaPattern", Method: "POST", Path: "/api/v1/staff/rota/:campus/pattern", Summary: "Put people on duty by a pattern of days"}, web.Action[staff.PatternInput, *staff.Filled]{Name: applyPattern.Name, Do: staff.ApplyPattern}, web.Same)
	web.API(d, web.Op{ID: "swapDuties", Method: "POST", Path: "/api/v1/staff/rota/:campus/swap", Summary: "Two people change places"}, web.Action[staff.SwapInput, *staff.Swapped]{Name: swapDuties.Name, Do: staff.SwapDuties}, web.Same)
	web.API(d, web.Op{ID: "noteStaffAbsence", Method: "POST", Path: "/api/v1/staff/rota/:campus/absences", Summary: "Somebody of the staff is away for some days", Status: 201}, web.Action[staff.AbsenceInput, *staff.Away]{Name: noteAbsence.Name, Do: staff.NoteAbsence}, awayOut)
}

// rotaAsk is what the page of the rota is asked for, with the brush that a tap puts into a cell.
type rotaAsk struct {
	staff.RotaInput
	brush
}

type brush struct {
	Shift string         `form:"shift" json:"-" validate:"max=20"`
	Ward  uint64         `form:"ward_id" json:"-"`
	Kind  staff.DutyKind `form:"kind" json:"-" validate:"max=20"`
}

// rotaPage is the rota of a campus with the own duties and who is on duty now and next.
type rotaPage struct {
	*staff.Rota
	Ask      rotaAsk
	Campuses []wards.Campus
	Mine     staff.Mine
	Watch    staff.Watch
}

// firstAsk is the same without a campus: the one of the own duty, or the first within reach, is shown.
type firstAsk struct {
	keptForm
}

func readFirstRota(tx *db.Tx, in firstAsk) (p rotaPage, err error) {
	_, first, err := staff.FirstCampus(tx)
	if err != nil {
		return p, err
	}
	return readRota(tx, rotaAsk{RotaInput: staff.RotaInput{Campus: first, From: in.From, View: in.View}})
}

// readRota reads the page. Eleven statements at most, however many people and days.
func readRota(tx *db.Tx, in rotaAsk) (p rotaPage, err error) {
	p.Ask = in
	if p.Rota, err = staff.RotaOf(tx, in.RotaInput); err != nil {
		return p, err
	}
	if p.Campuses, err = wards.CampusesWithin(tx); err != nil {
		return p, err
	}
	if p.Mine, err = staff.MineNow(tx); err != nil {
		return p, err
	}
	p.Watch, err = staff.WatchOf(tx, in.Campus)
	return p, err
}

func showRota(call *web.Call, p rotaPage) web.Leaf {
	return web.Leaf{Title: call.T("staff.rota.title"), Under: p.Rota.Campus.Called() + " · " + p.span(call), Body: rotaView(call, p), Wide: true, Active: "/staff/rota", Sheet: fmt.Sprintf("/staff/rota/%d/rota.xlsx", p.Rota.Campus.ID)}
}

// span names the days that are shown.
func (p rotaPage) span(call *web.Call) string {
	ctx := call.Context()
	if p.Ask.View == "month" {
		return words.MonthName(ctx, value.MonthOf(p.From))
	}
	return words.DayMonth(ctx, p.From) + " – " + words.Day(ctx, p.To)
}

// address is the page with other days, keeping the brush.
func (p rotaPage) address(campus uint64, from value.Day, view string) string {
	return rotaPath(campus) + "?" + p.Ask.brush.query(from, view).Encode()
}

func rotaPath(campus uint64, rest ...string) string {
	return strings.Join(append([]string{fmt.Sprintf("/staff/rota/%d", campus)}, rest...), "/")
}

func (b brush) query(from value.Day, view string) url.Values {
	q := url.Values{}
	if !from.IsZero() {
		q.Set("from", from.String())
	}
	for name, v := range map[string]string{"view": view, "shift": b.Shift, "ward_id": number(b.Ward), "kind": string(b.Kind)} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return q
}

// kept are the hidden fields by which a form finds its page again.
func (p rotaPage) kept() []parts.Hidden {
	return []parts.Hidden{{Name: "from", Value: p.From.String()}, {Name: "view", Value: p.Ask.View}}
}

// keptForm is what a form of the rota carries of its page.
type keptForm struct {
	From value.Day `form:"from" json:"-"`
	View string    `form:"view" json:"-" validate:"max=10"`
}

func (k keptForm) to(campus uint64) string {
	return rotaPath(campus) + "?" + brush{}.query(k.From, k.View).Encode()
}

// tapForm is one tap on a cell: who and when stand in the button, what in the brush.
type tapForm struct {
	Campus uint64 `path:"campus" form:"-" json:"-"`
	Cell   string `form:"cell" json:"-" validate:"max=40"`
	brush
	keptForm
}

// read takes the person and the day out of the button's value: "12:2026-11-23".
func (in tapForm) read() (member uint64, day value.Day, err error) {
	who, when, _ := strings.Cut(in.Cell, ":")
	member, err = strconv.ParseUint(who, 10, 63)
	if err == nil {
		day, err = value.ParseDay(when)
	}
	if err != nil || day.IsZero() {
		return 0, day, fault.New(fault.Invalid, "staff.rota.no_cell")
	}
	return member, day, nil
}

// The forms of the rota: the input of the use-case, with what leads back to the page.
type (
	publishForm struct {
		staff.PublishInput
		keptForm
	}
	copyForm struct {
		staff.CopyInput
		keptForm
	}
	patternForm struct {
		staff.PatternInput
		keptForm
	}
	swapForm struct {
		staff.SwapInput
		keptForm
	}
	absenceForm struct {
		staff.AbsenceInput
		keptForm
	}
	cancelForm struct {
		staff.CancelAbsenceInput
		keptForm
	}
	attendanceForm struct {
		staff.AttendanceInput
		keptForm
	}
)

var (
	tapCell = web.Action[tapForm, *staff.Planned]{Name: "staff.tap_rota", Do: func(tx *db.Tx, in tapForm) (*staff.Planned, error) {
		if err := tx.May(staff.Plan); err != nil {
			return nil, err
		}
		member, day, err := in.read()
		if err != nil {
			return nil, err
		}
		return staff.TapRota(tx, staff.DutyInput{Campus: in.Campus, Member: member, Day: day, Shift: in.Shift, Ward: in.Ward, Kind: in.Kind})
	}}
	publishRota = web.Action[publishForm, *staff.Publication]{Name: "staff.publish_rota", Do: func(tx *db.Tx, in publishForm) (*staff.Publication, error) {
		return staff.PublishRota(tx, in.PublishInput)
	}}
	copyWeek = web.Action[copyForm, *staff.Filled]{Name: "staff.copy_rota", Do: func(tx *db.Tx, in copyForm) (*staff.Filled, error) {
		return staff.CopyWeek(tx, in.CopyInput)
	}}
	applyPattern = web.Action[patternForm, *staff.Filled]{Name: "staff.rota_pattern", Do: func(tx *db.Tx, in patternForm) (*staff.Filled, error) {
		return staff.ApplyPattern(tx, in.PatternInput)
	}}
	swapDuties = web.Action[swapForm, *staff.Swapped]{Name: "staff.swap_duties", Do: func(tx *db.Tx, in swapForm) (*staff.Swapped, error) {
		return staff.SwapDuties(tx, in.SwapInput)
	}}
	noteAbsence = web.Action[absenceForm, *staff.Away]{Name: "staff.note_absence", Do: func(tx *db.Tx, in absenceForm) (*staff.Away, error) {
		return staff.NoteAbsence(tx, in.AbsenceInput)
	}}
	cancelAbsence = web.Action[cancelForm, *staff.Absence]{Name: "staff.cancel_absence", Do: func(tx *db.Tx, in cancelForm) (*staff.Absence, error) {
		return staff.CancelAbsence(tx, in.CancelAbsenceInput)
	}}
	noteAttendance = web.Action[attendanceForm, *staff.Filled]{Name: "staff.note_attendance", Do: func(tx *db.Tx, in attendanceForm) (*staff.Filled, error) {
		return staff.NoteAttendance(tx, in.AttendanceInput)
	}}
	fillGap = web.Action[staff.DutyInput, *staff.Planned]{Name: "staff.plan_duty", Do: staff.PlanDuty}
)

// place is the campus and the days to which a form leads back.
func (in publishForm) place() (uint64, keptForm)    { return in.Campus, in.keptForm }
func (in copyForm) place() (uint64, keptForm)       { return in.Campus, in.keptForm }
func (in patternForm) place() (uint64, keptForm)    { return in.Campus, in.keptForm }
func (in cancelForm) place() (uint64, keptForm)     { return in.Campus, in.keptForm }
func (in attendanceForm) place() (uint64, keptForm) { return in.Campus, in.keptForm }

func cellTapped(call *web.Call, in tapForm, out *staff.Planned) string {
	member, day, _ := in.read()
	if len(out.Doubts) > 0 {
		call.Tell(web.Notice{Key: "staff.rota.told.doubt", Tone: "due", Args: words.A{"why": doubtText(call, out.Doubts[0])}})
	}
	return rotaPath(in.Campus) + "?" + in.brush.query(in.From, in.View).Encode() + "#" + cellID(member, day)
}

func cellID(member uint64, day value.Day) string { return fmt.Sprintf("c%d-%s", member, day) }

func published(call *web.Call, in publishForm, out *staff.Publication) string {
	call.Tell(web.Notice{Key: "staff.rota.told.published", Tone: "done", Args: words.A{"from": words.DayMonth(call.Context(), out.FromDay), "to": words.DayMonth(call.Context(), out.ToDay)}})
	return in.to(in.Campus)
}

func filled[In interface{ place() (uint64, keptForm) }](call *web.Call, in In, out *staff.Filled) string {
	n := web.Notice{Key: "staff.rota.told.filled", Tone: "done", Args: words.A{"n": out.Made, "kept": out.Skipped}}
	switch {
	case out.Made == 0:
		n.Key, n.Tone = "staff.rota.told.nothing", "due"
	case out.Skipped > 0:
		n.Key, n.Tone = "staff.rota.told.some", "due"
	}
	call.Tell(n)
	campus, kept := in.place()
	return kept.to(campus)
}

func swapped(call *web.Call, in swapForm, out *staff.Swapped) string {
	call.Tell(web.Notice{Key: "staff.rota.told.swapped", Tone: "done", Args: words.A{"one": out.One, "other": out.Other}})
	return in.to(in.Campus)
}

func absenceNoted(call *web.Call, in absenceForm, out *staff.Away) string {
	n := web.Notice{Key: "staff.rota.told.away", Tone: "done"}
	if out.Gaps > 0 {
		n = web.Notice{Key: "staff.rota.told.gaps", Tone: "due", Args: words.A{"n": out.Gaps}}
	}
	call.Tell(n)
	return in.to(in.Campus)
}

func back[In interface{ place() (uint64, keptForm) }, Out any](told string) func(*web.Call, In, Out) string {
	return func(call *web.Call, in In, _ Out) string {
		call.Tell(web.Notice{Key: told, Tone: "done"})
		campus, kept := in.place()
		return kept.to(campus)
	}
}

// doubtText says what speaks against a duty.
func doubtText(call *web.Call, d staff.Doubt) string {
	return call.T("staff.rota.doubt."+string(d.Kind), words.A{"hours": d.Hours, "want": d.Want})
}

// person finds somebody of the rota.
func (p rotaPage) person(id uint64) staff.RotaPerson {
	if i := slices.IndexFunc(p.People, func(o staff.RotaPerson) bool { return o.ID == id }); i >= 0 {
		return p.People[i]
	}
	return staff.RotaPerson{}
}
