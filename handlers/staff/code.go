package staff

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/staff"
)

// ticket says that somebody's password was right a moment ago, and that the code is still wanted. It
// travels sealed in the page; the house keeps nothing of it.
type ticket struct {
	Username string
	Member   uint64
	Mark     string // of the password it was
	At       time.Time
	Next     string
}

// ticketFor is how long the code may be awaited after the password.
const ticketFor = 5 * time.Minute

var ticketUse = []byte("sign-in code")

func (s *Sessions) sealTicket(t ticket) string {
	plain, err := json.Marshal(t)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(s.box().Seal(nil, nil, plain, ticketUse)) // #nosec G407 -- the box makes its nonce at random by itself
}

func (s *Sessions) openTicket(text string) (t ticket, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(sealed) == 0 {
		return t, false
	}
	plain, err := s.box().Open(nil, nil, sealed, ticketUse)
	if err != nil || json.Unmarshal(plain, &t) != nil {
		return t, false
	}
	age := s.house.Now().Sub(t.At)
	return t, age >= 0 && age < ticketFor
}

// proveCode asks whoever has a second step for it, once the password was right, and counts a wrong code
// as a wrong password. A page goes on to the page of the code, with a ticket; a program is told that the
// code is wanted.
func (s *Sessions) proveCode(ctx context.Context, k staff.Knocker, code, next string) error {
	call := web.Of(ctx)
	wanted, fits := false, false
	err := s.house.Read(ctx, db.System("sign-in"), func(tx *db.Tx) (err error) {
		if wanted, err = staff.WantsCode(tx, k.Member.ID); err == nil && wanted && code != "" {
			fits, err = staff.FitsCode(tx, k.Member.ID, code)
		}
		return err
	})
	switch {
	case err != nil || !wanted || fits:
		return err
	case code == "":
		var held fault.A
		if !call.IsAPI() {
			held = fault.A{"ticket": s.sealTicket(ticket{Username: k.Username, Member: k.Member.ID, Mark: k.Member.PasswordHash.Mark(), At: s.house.Now(), Next: web.SafeNext(next, "/")})}
		}
		return beside(call, fault.New(fault.Unauthenticated, "staff.code.wanted", held))
	}
	refusal, err := s.countWrong(ctx, k)
	if err == nil && refusal != nil && refusal.Key == "staff.wrong" {
		refusal = fault.New(refusal.Kind, "staff.code.wrong_left", refusal.Args)
	}
	if err != nil {
		return err
	}
	return beside(call, refusal)
}

// codeForm is the second step at the door.
type codeForm struct {
	Ticket string `form:"ticket" json:"-" validate:"max=2000"`
	Code   string `form:"code" json:"code" validate:"required,max=40"`

	in signInForm
}

// signInCode lets somebody in whose password was right and who now shows the code.
func (s *Sessions) signInCode() web.Action[codeForm, entered] {
	return web.Action[codeForm, entered]{Name: "staff.sign_in_code", Fresh: true,
		Prepare: func(ctx context.Context, in *codeForm) (err error) {
			call := web.Of(ctx)
			if err := s.calm(call.C.Request); err != nil {
				return err
			}
			t, ok := s.openTicket(in.Ticket)
			if !ok {
				return fault.New(fault.Invalid, "staff.code.late")
			}
			r := call.C.Request
			in.in = signInForm{Username: t.Username, Next: t.Next, Code: in.Code, device: r.UserAgent(), address: web.Address(r), old: s.cookie(r)}
			if in.in.station, err = s.at(ctx, r); err != nil {
				return err
			}
			if err := s.house.Read(ctx, db.Actor{}, func(tx *db.Tx) (err error) {
				in.in.knocker, err = s.knock(tx, r, t.Username)
				return err
			}); err != nil {
				return beside(call, err)
			}
			m := in.in.knocker.Member
			if m == nil || m.ID != t.Member || m.PasswordHash.Mark() != t.Mark {
				return fault.New(fault.Invalid, "staff.password_changed")
			}
			return s.proveCode(ctx, in.in.knocker, in.Code, t.Next)
		},
		Do: func(tx *db.Tx, in codeForm) (entered, error) { return s.letIn(tx, in.in) }}
}

// showSignInCode asks the code; without a ticket that holds, the password first.
func (s *Sessions) showSignInCode(call *web.Call, in signInPage) web.Leaf {
	held := call.Form("staff.sign_in_code").Value("ticket", "")
	if _, ok := s.openTicket(held); !ok {
		return s.showSignIn(call, in)
	}
	return web.Leaf{Title: call.T("staff.code.title"), Body: s.codeDoor(call, held), Bare: true}
}

// wantedTicket is the ticket of a sign-in whose password was right just now, or "".
func wantedTicket(call *web.Call) string {
	if f := call.Form("staff.sign_in"); f.Fault != nil && f.Fault.Key == "staff.code.wanted" {
		held, _ := f.Fault.Args["ticket"].(string)
		return held
	}
	return ""
}

// ownCode is what the page of the own second step shows.
type ownCode struct {
	staff.CodeState
	Username string
	Late     bool // the days without it are over
}

func readOwnCode(tx *db.Tx, _ nothing) (p ownCode, err error) {
	p.CodeState, err = staff.OwnCode(tx)
	p.Username = tx.Actor.Username
	p.Late = p.Must && p.Since == nil && tx.Today().After(p.Due)
	return p, err
}

func showOwnCode(call *web.Call, p ownCode) web.Leaf {
	leaf := web.Leaf{Title: call.T("staff.code.own"), Body: ownCodeView(call, p), Bare: p.Late, Active: "-"}
	if !leaf.Bare {
		leaf.Crumbs = []web.Crumb{{Name: call.T("staff.me.title"), Path: "/me"}}
	}
	return leaf
}

// beginCodeForm asks the password, and the code of the phone before where there is one.
type beginCodeForm struct {
	Current string `form:"current" json:"current" validate:"required,max=800" tidy:"-"`
	Code    string `form:"code" json:"code" validate:"max=40"`
	Word    string `form:"word" json:"word" validate:"max=40"`

	knocker *staff.Knocker
}

func (s *Sessions) beginCode() web.Action[beginCodeForm, nothing] {
	return web.Action[beginCodeForm, nothing]{Name: "staff.begin_code", Fresh: true,
		Prepare: func(ctx context.Context, in *beginCodeForm) error {
			v, err := s.visit(web.Of(ctx).C.Request)
			if err != nil || v.Actor.ID == 0 {
				return err // Do refuses whoever is nobody
			}
			k, err := s.prove(ctx, v.Actor.Username, in.Current)
			in.knocker = &k
			return err
		},
		Do: func(tx *db.Tx, in beginCodeForm) (nothing, error) {
			if in.knocker == nil {
				return nothing{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
			}
			if _, err := enter(tx, *in.knocker, false); err != nil {
				return nothing{}, err
			}
			return nothing{}, staff.BeginCode(tx, in.Code, in.Word)
		},
		Settle: func(ctx context.Context, _ *db.House, in beginCodeForm, refused error) {
			s.countWhen(ctx, in.knocker, refused, "staff.code.wrong", "staff.word.wrong")
		}}
}

// countWhen counts a refusal as a wrong password when it says that a code or a word was not the right one;
// the refusal has its sentence.
func (s *Sessions) countWhen(ctx context.Context, k *staff.Knocker, refused error, keys ...string) {
	if f := fault.Of(refused); k != nil && f != nil && len(f.Fields) > 0 && slices.Contains(keys, f.Fields[0].Key) {
		_, _ = s.countWrong(ctx, *k)
	}
}

// giveWord makes the word on paper with which somebody switches the second step on.
var giveWord = web.Action[ofMember, oneTime]{Name: "staff.give_word", Fresh: true, Do: func(tx *db.Tx, in ofMember) (out oneTime, err error) {
	out.Plain, out.Member, err = staff.GiveWord(tx, in.Member)
	return out, err
}}

// showWord shows the word, the only time that it is seen.
func showWord(call *web.Call, _ ofMember, out oneTime) string {
	back := fmt.Sprintf("/staff/%d", out.Member.ID)
	call.Show(web.Leaf{Title: call.T("staff.word.title"), Crumbs: []web.Crumb{{Name: out.Member.Name, Path: back}}, Active: "/staff",
		Body: secretOnce(call, call.T("staff.word.text", words.A{"name": out.Member.Name}), parts.Field{Name: "one_time", Label: call.T("staff.word.label"), Value: staff.SpellSpare(out.Plain)}, back)})
	return ""
}

// typedCodeForm is a code typed on the own page.
type typedCodeForm struct {
	Code string `form:"code" json:"code" validate:"required,max=40"`

	session uint64
	knocker *staff.Knocker
}

// spares are the recovery codes, shown once; they are kept in no receipt.
type spares struct {
	Codes []string `json:"-"`
}

// counted is an act that asks a code on the own page: it knows in which session, and counts a wrong code
// as a wrong password.
func (s *Sessions) counted(action string, use func(tx *db.Tx, in typedCodeForm) (spares, error)) web.Action[typedCodeForm, spares] {
	return web.Action[typedCodeForm, spares]{Name: action, Fresh: true,
		Prepare: func(ctx context.Context, in *typedCodeForm) error {
			call := web.Of(ctx)
			v, err := s.visit(call.C.Request)
			if err != nil || v.Actor.ID == 0 {
				return err
			}
			in.session = v.SessionID
			return s.house.Read(ctx, db.Actor{}, func(tx *db.Tx) error {
				k, err := s.knock(tx, call.C.Request, v.Actor.Username)
				in.knocker = &k
				return beside(call, err)
			})
		},
		Do: use,
		Settle: func(ctx context.Context, _ *db.House, in typedCodeForm, refused error) {
			s.countWhen(ctx, in.knocker, refused, "staff.code.wrong")
		}}
}

func (s *Sessions) confirmCode() web.Action[typedCodeForm, spares] {
	return s.counted("staff.confirm_code", func(tx *db.Tx, in typedCodeForm) (out spares, err error) {
		out.Codes, err = staff.ConfirmCode(tx, in.Code, in.session)
		return out, err
	})
}

func (s *Sessions) renewSpares() web.Action[typedCodeForm, spares] {
	return s.counted("staff.renew_spares", func(tx *db.Tx, in typedCodeForm) (out spares, err error) {
		out.Codes, err = staff.RenewSpares(tx, in.Code)
		return out, err
	})
}

func (s *Sessions) dropCode() web.Action[typedCodeForm, spares] {
	return s.counted("staff.drop_code", func(tx *db.Tx, in typedCodeForm) (spares, error) {
		return spares{}, staff.DropCode(tx, in.Code)
	})
}

// showSpares shows the recovery codes, the only time that they are seen.
func showSpares(call *web.Call, _ typedCodeForm, out spares) string {
	call.Show(web.Leaf{Title: call.T("staff.spare.title"), Crumbs: []web.Crumb{{Name: call.T("staff.me.title"), Path: "/me"}}, Body: sparesOnce(call, out.Codes), Active: "-"})
	return ""
}

// resetCodeForm takes the second step off somebody.
type resetCodeForm struct {
	ofMember
	Reason string `form:"code_reason" json:"reason" validate:"required,max=300"`
}

var resetCode = web.Action[resetCodeForm, *staff.Member]{Name: "staff.reset_code", Do: func(tx *db.Tx, in resetCodeForm) (*staff.Member, error) {
	return staff.ResetCode(tx, in.Member, in.Reason)
}}

// codeLine says on the own page how the second step stands.
func codeLine(call *web.Call, c staff.CodeState) string {
	switch {
	case c.Since != nil:
		return call.T("staff.code.since", words.A{"left": c.Left})
	case c.Must && call.Now().Before(c.Due.AddDays(1).Start(words.Zone(call.Context()))):
		return call.T("staff.code.until", words.A{"day": c.Due.Vietnamese()})
	case c.Must:
		return call.T("staff.code.must_now")
	}
	return call.T("staff.code.off")
}

func spacedSecret(secret string) (out string) {
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			out += " "
		}
		out += string(r)
	}
	return out
}
