package staff

import (
	"context"

	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/staff"
	"maiam/models/wards"
)

// setUpForm is what a new house is asked on its first day.
type setUpForm struct {
	Code     string              `form:"code" json:"code" validate:"required,max=60"`
	Centre   wards.CentreInput   `form:"centre" json:"centre"`
	Campuses []wards.CampusInput `form:"campuses" json:"campuses" validate:"max=12"`
	Name     string              `form:"name" json:"name" validate:"required,max=120"`
	Username string              `form:"username" json:"username" validate:"required,max=40"`
	Password string              `form:"password" json:"password" validate:"required,max=800" tidy:"-"`
	Again    string              `form:"again" json:"again" validate:"max=800" tidy:"-"`

	hashed  staff.Hashed
	device  string
	address string
}

// readSetUp opens the page of the first day; in a house that has begun there is none.
func readSetUp(tx *db.Tx, _ nothing) (p passwordPage, err error) {
	begun, err := staff.Begun(tx)
	if err == nil && begun {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return p, err
	}
	policy, err := staff.ThePolicy(tx)
	p.Rules = staff.PasswordRules(policy, "")
	return p, err
}

func showSetUp(call *web.Call, p passwordPage) web.Leaf {
	return web.Leaf{Title: call.T("staff.set_up.title"), Body: setUp(call, p), Bare: true, Wide: true}
}

func (s *Sessions) setUpAction() web.Action[setUpForm, entered] {
	return web.Action[setUpForm, entered]{Name: "staff.set_up", Fresh: true,
		Prepare: func(ctx context.Context, in *setUpForm) (err error) {
			call := web.Of(ctx)
			if s.Begun() {
				return fault.New(fault.Conflict, "staff.set_up_already")
			}
			if err := s.calm(call.C.Request); err != nil {
				return err
			}
			if !s.opens(in.Code) {
				return fault.Field("code", "staff.set_up.wrong_code")
			}
			policy, err := s.policy(ctx)
			if err != nil {
				return err
			}
			if err := staff.CheckPassword(policy, "password", in.Password, staff.Username(in.Username)); err != nil {
				return err
			}
			if in.Again != in.Password {
				return fault.Field("again", "words.same")
			}
			in.device, in.address = call.C.Request.UserAgent(), web.Address(call.C.Request)
			in.hashed, err = staff.HashPassword(ctx, in.Password)
			return err
		},
		Do: func(tx *db.Tx, in setUpForm) (out entered, err error) {
			if in.hashed == "" { // only through Prepare, which asks for the code
				return out, fault.New(fault.Forbidden, "fault.forbidden")
			}
			admin := staff.AddMemberInput{Username: in.Username, MemberInput: staff.MemberInput{Name: in.Name}, Password: in.hashed}
			out.Member, err = staff.SetUp(tx, staff.SetUpInput{Centre: in.Centre, Campuses: in.Campuses, Admin: admin})
			if err != nil {
				return out, flat(err)
			}
			out.Secret, out.Expires, err = s.open(tx, out.Member.ID, staff.SessionInput{Kind: staff.PageSession, Device: in.device, Address: in.address})
			return out, err
		}}
}

// flat names the administrator's fields as this form does.
func flat(err error) error {
	f := fault.Of(err)
	for i := range f.Fields {
		switch f.Fields[i].Name {
		case "admin.name":
			f.Fields[i].Name = "name"
		case "admin.username":
			f.Fields[i].Name = "username"
		}
	}
	return f
}

// begin signs the first administrator in.
func (s *Sessions) begin(call *web.Call, _ setUpForm, out entered) string {
	s.begun.Store(true)
	s.giveCookie(call, out.Secret)
	call.Tell(web.Notice{Key: "staff.set_up.done", Tone: "done"})
	return "/staff/new"
}
