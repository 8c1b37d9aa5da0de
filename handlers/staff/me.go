package staff

import (
	"context"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/staff"
)

// mePage is the own page: who I am here, on which devices, with which tokens.
type mePage struct {
	File    *staff.File
	Places  staff.Places
	Session uint64 // the one that this page was asked in
	Code    staff.CodeState
}

func (s *Sessions) readMe(tx *db.Tx, _ nothing) (p mePage, err error) {
	if p.File, err = staff.Me(tx); err != nil {
		return p, err
	}
	if p.Code, err = staff.OwnCode(tx); err != nil {
		return p, err
	}
	p.Places, err = staff.PlacesOf(tx, p.File.Grants...)
	return p, err
}

func (s *Sessions) showMe(call *web.Call, p mePage) web.Leaf {
	if v, err := s.visit(call.C.Request); err == nil {
		p.Session = v.SessionID
	}
	return web.Leaf{Title: call.T("staff.me.title"), Under: call.Actor.Username, Body: me(call, p), Active: "-"}
}

// passwordForm changes the own password. Whoever still has a one-time one has just typed it at the
// door and is not asked again.
type passwordForm struct {
	Current string `form:"current" json:"current" validate:"max=800" tidy:"-"`
	New     string `form:"new" json:"new" validate:"required,max=800" tidy:"-"`
	Again   string `form:"again" json:"again" validate:"max=800" tidy:"-"`

	knocker *staff.Knocker
	hashed  staff.Hashed
	session uint64
}

// passwordPage shows what is asked of a password.
type passwordPage struct {
	Rules     []staff.Rule
	AdminDays int
}

func readPassword(tx *db.Tx, _ nothing) (p passwordPage, err error) {
	if tx.Actor.ID == 0 {
		return p, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	policy, err := staff.ThePolicy(tx)
	p.Rules, p.AdminDays = staff.PasswordRules(policy, ""), policy.AdminDays
	return p, err
}

func showPassword(call *web.Call, p passwordPage) web.Leaf {
	leaf := web.Leaf{Title: call.T("staff.password.title"), Body: password(call, p), Bare: call.MustChange || call.Aged, Active: "-"}
	if !leaf.Bare {
		leaf.Crumbs = []web.Crumb{{Name: call.T("staff.me.title"), Path: "/me"}}
	}
	return leaf
}

func (s *Sessions) changePassword() web.Action[passwordForm, *staff.Member] {
	return web.Action[passwordForm, *staff.Member]{Name: "staff.change_password", Fresh: true,
		Prepare: func(ctx context.Context, in *passwordForm) error {
			call := web.Of(ctx)
			v, err := s.visit(call.C.Request)
			if err != nil || v.Actor.ID == 0 {
				return err // Do refuses whoever is nobody
			}
			in.session = v.SessionID
			policy, err := s.policy(ctx)
			if err != nil {
				return err
			}
			if err := staff.CheckPassword(policy, "new", in.New, v.Actor.Username); err != nil {
				return err
			}
			if in.Again != in.New {
				return fault.Field("again", "words.same")
			}
			if !v.MustChange {
				if in.Current == "" {
					return fault.Field("current", "words.required")
				}
				k, err := s.prove(ctx, v.Actor.Username, in.Current)
				if err != nil {
					return err
				}
				in.knocker = &k
			}
			if in.New == in.Current {
				return fault.Field("new", "staff.password.same")
			}
			if err := s.isNew(ctx, v.Actor, in.New); err != nil {
				return err
			}
			in.hashed, err = staff.HashPassword(ctx, in.New)
			return err
		},
		Do: func(tx *db.Tx, in passwordForm) (*staff.Member, error) {
			if in.knocker != nil {
				if _, err := enter(tx, *in.knocker, false); err != nil {
					return nil, err
				}
			}
			return staff.ChangeOwnPassword(tx, in.hashed, in.session)
		}}
}

// isNew refuses a password that is the person's own now, or was among the last.
func (s *Sessions) isNew(ctx context.Context, who db.Actor, password string) error {
	var past []staff.Hashed
	if err := s.house.Read(ctx, who, func(tx *db.Tx) (err error) {
		past, err = staff.PastPasswords(tx)
		return err
	}); err != nil {
		return err
	}
	policy, err := s.policy(ctx)
	if err != nil {
		return err
	}
	for i, old := range past {
		same, err := old.Matches(ctx, password)
		switch {
		case err != nil:
			return err
		case same && i == 0:
			return fault.Field("new", "staff.password.same")
		case same:
			return fault.Field("new", "staff.password.was", fault.A{"n": policy.PasswordsKept})
		}
	}
	return nil
}

func changedPassword(call *web.Call, _ passwordForm, _ *staff.Member) string {
	call.Tell(web.Notice{Key: "staff.password.changed", Tone: "done"})
	if call.MustChange || call.Aged {
		return "/"
	}
	return "/me"
}

// endOthersForm carries the one session that stays.
type endOthersForm struct{ keep uint64 }

func (s *Sessions) endOthers() web.Action[endOthersForm, nothing] {
	return web.Action[endOthersForm, nothing]{Name: "staff.end_other_sessions",
		Prepare: func(ctx context.Context, in *endOthersForm) error {
			v, err := s.visit(web.Of(ctx).C.Request)
			in.keep = v.SessionID
			return err
		},
		Do: func(tx *db.Tx, in endOthersForm) (nothing, error) {
			_, err := staff.SignOutElsewhere(tx, in.keep)
			return nothing{}, err
		}}
}

func showToken(call *web.Call, _ tokenForm, out newToken) string {
	call.Show(web.Leaf{Title: call.T("staff.token.made"), Crumbs: []web.Crumb{{Name: call.T("staff.me.title"), Path: "/me"}},
		Body: secretOnce(call, call.T("staff.token.once"), parts.Field{Name: "token", Label: out.Token.Name, Value: out.Secret}, "/me"), Active: "-"})
	return ""
}
