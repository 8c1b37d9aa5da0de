// Package staff is the door of the house and the pages about the people who work in it: sign-in
// and sign-out, the own page with password and devices, the list of people with their roles, and
// the first day of a new house.
package staff

import (
	"context"
	"embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/staff"
	"maiam/models/value"
)

// Texts are the area's words.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// Open opens every door of the area. The desk's gate must be the Sessions of this package.
func Open(d *web.Desk) {
	s, ok := d.Gate.(*Sessions)
	if !ok {
		panic("staff: the desk's gate is not staff.Sessions") // a mistake in the wiring
	}

	web.Page(d, "/sign-in", "staff.sign_in", func(_ *db.Tx, in signInPage) (signInPage, error) { return in, nil }, s.showSignIn)
	d.Public("the door itself")
	web.Form(d, "/sign-in", s.signIn(), "/sign-in", s.signedIn)
	d.Public("the door itself")
	web.Page(d, "/sign-in/code", "staff.sign_in_code", func(_ *db.Tx, in signInPage) (signInPage, error) { return in, nil }, s.showSignInCode)
	d.Public("the second step of the door")
	web.Form(d, "/sign-in/code", s.signInCode(), "/sign-in/code", func(call *web.Call, in codeForm, out entered) string { return s.signedIn(call, in.in, out) })
	d.Public("the second step of the door")
	web.Page(d, "/sign-in/unlock", "staff.unlock", func(_ *db.Tx, in signInPage) (signInPage, error) { return in, nil }, s.showUnlock)
	d.Public("asks the password of whoever was away too long")
	web.Form(d, "/sign-in/unlock", s.unlockAction(), "/sign-in/unlock", unlocked(s))
	d.Public("asks the password of whoever was away too long")
	web.Form(d, "/sign-in/lock", s.lock(), "/sign-in/unlock", locked)
	d.Public("a page that lay unused closes itself; it opens nothing")
	web.Page(d, "/sign-in/pin/:member", "staff.sign_in_pin", func(_ *db.Tx, in pinPage) (pinPage, error) { return in, nil }, s.showPin)
	d.Public("the door itself, at the shared device of a ward")
	web.Form(d, "/sign-in/pin/:member", s.signInPin(), "/sign-in/pin/:member", func(call *web.Call, in pinForm, out cameIn) string { return s.cameInBy(call, in.Next, out) })
	d.Public("the door itself, at the shared device of a ward")
	web.Form(d, "/sign-in/badge", s.signInBadge(), "/sign-in", s.badgeShown)
	d.Public("the door itself, at the shared device of a ward")
	web.Form(d, "/sign-out", s.signOut(), "", func(call *web.Call, _ signOutForm, _ nothing) string {
		s.giveCookie(call, "")
		return "/sign-in"
	})
	d.Public("a locked phone signs out too")
	web.Page(d, "/set-up", "staff.set_up", readSetUp, showSetUp)
	d.Public("nobody is there yet; the log's code opens it once")
	web.Form(d, "/set-up", s.setUpAction(), "/set-up", s.begin)
	d.Public("nobody is there yet; the log's code opens it once")

	web.Page(d, "/me", "staff.me", s.readMe, s.showMe)
	web.Form(d, "/me/language", changeLanguage, "/me", func(*web.Call, languageForm, nothing) string { return "/me" })
	web.Page(d, "/me/password", "staff.change_password", readPassword, showPassword)
	web.Form(d, "/me/password", s.changePassword(), "/me/password", changedPassword)
	web.Page(d, "/me/code", "staff.own_code", readOwnCode, showOwnCode)
	web.Form(d, "/me/code", s.beginCode(), "/me/code", func(*web.Call, beginCodeForm, nothing) string { return "/me/code" })
	web.Form(d, "/me/code/confirm", s.confirmCode(), "/me/code", showSpares)
	web.Form(d, "/me/code/spares", s.renewSpares(), "/me/code", showSpares)
	web.Form(d, "/me/code/drop", s.dropCode(), "/me/code", toMe[typedCodeForm, spares]("staff.code.dropped"))
	web.Page(d, "/me/pin", "staff.set_pin", readOwnPin, showOwnPin)
	web.Form(d, "/me/pin", s.setPin(), "/me/pin", toMe[setPinForm, *staff.Member]("staff.pin.saved"))
	web.Form(d, "/me/pin/drop", dropPin, "/me/pin", toMe[nothing, nothing]("staff.pin.dropped"))
	web.Form(d, "/me/badge/lost", loseBadge, "/me/pin", toMe[loseForm, nothing]("staff.badge.revoked"))
	d.Plain("GET", "/me/here", "keeps the reader's own session awake while somebody writes; tells nothing", func(c *gin.Context) { c.Status(204) })
	web.Form(d, "/me/sessions/:session/end", endSession, "", toMe[ofSession, nothing]("staff.session_ended"))
	web.Form(d, "/me/sessions/end-others", s.endOthers(), "", toMe[endOthersForm, nothing]("staff.others_ended"))
	web.Form(d, "/me/tokens", makeToken, "/me", showToken)
	web.Form(d, "/me/tokens/:token/revoke", revokeToken, "", toMe[ofToken, nothing]("staff.token_revoked"))

	web.Page(d, "/staff", "staff.list", listPeople, showPeople)
	web.Page(d, "/staff/new", "staff.add", readNew, showNew)
	web.Form(d, "/staff/new", addMember, "/staff/new", showAdded)
	openSheets(d)
	openReviewDoors(d)
	web.Page(d, "/staff/deeds", "staff.deeds", readDeeds, showDeeds)
	web.Get(d, web.Op{ID: "listDeeds", Path: "/api/v1/staff/deeds", Summary: "What people did, the newest first, by resident, person, action and day"}, "staff.deeds", readDeeds, deedsOut)
	web.Page(d, "/staff/norms", "staff.norms", readNorms, showNorms)
	web.Page(d, "/staff/positions", "staff.positions", readHolders, showHolders)
	web.Page(d, "/staff/works", "staff.works", readWorks, showWorks)
	web.Page(d, "/staff/devices", "staff.devices", readDevices, s.showDevices)
	web.Page(d, "/staff/devices/new", "staff.register_device", readNewDevice, s.showNewDevice)
	web.Form(d, "/staff/devices/new", s.registerDevice(), "/staff/devices/new", s.registered)
	web.Form(d, "/staff/devices/:device/revoke", revokeDevice, "/staff/devices", func(call *web.Call, _ revokeForm, _ *staff.SharedDevice) string {
		call.Tell(web.Notice{Key: "staff.device.revoked", Tone: "done"})
		return "/staff/devices"
	})
	web.Page(d, "/staff/:member", "staff.person", readPerson, showPerson)
	web.Form(d, "/staff/:member", changeMember, "/staff/:member", toPerson[changeForm, *staff.Member]("words.saved"))
	web.Form(d, "/staff/:member/reset", resetPassword, "/staff/:member", showReset)
	web.Form(d, "/staff/:member/code/reset", resetCode, "/staff/:member", toPerson[resetCodeForm, *staff.Member]("staff.code.reset_done"))
	web.Form(d, "/staff/:member/code/word", giveWord, "/staff/:member", showWord)
	web.Form(d, "/staff/:member/lift", liftLock, "", toPerson[ofMember, *staff.Member]("staff.lifted"))
	web.Form(d, "/staff/:member/badge", issueBadge, "/staff/:member", showBadge)
	web.Form(d, "/staff/:member/badge/revoke", revokeBadge, "/staff/:member", toPerson[revokeBadgeForm, *staff.Member]("staff.badge.revoked"))
	web.Form(d, "/staff/:member/sign-out", signOutMember, "", toPerson[ofMember, nothing]("staff.signed_out_all"))
	web.Form(d, "/staff/:member/sessions/:session/end", endSessionOf, "", toPerson[sessionOfMember, nothing]("staff.session_ended"))
	web.Form(d, "/staff/:member/disable", disable, "/staff/:member", toPerson[reasonForm, *staff.Member]("staff.closed_now"))
	web.Form(d, "/staff/:member/enable", enable, "/staff/:member", toPerson[openForm, *staff.Member]("staff.opened_now"))
	web.Form(d, "/staff/:member/grants", grantRole, "/staff/:member", toPerson[grantForm, *staff.Grant]("staff.granted_now"))
	web.Form(d, "/staff/:member/grants/:grant/end", endGrant, "/staff/:member", toPerson[endGrantForm, *staff.Grant]("staff.ended_now"))
	web.Form(d, "/staff/:member/tokens/:token/revoke", revokeTokenOf, "/staff/:member", toPerson[tokenOfMember, nothing]("staff.token_revoked"))

	web.Form(d, "/staff/:member/positions", addPosition, "/staff/:member", toMember(func(in staff.PositionInput) uint64 { return in.Member }, "staff.position_added"))
	web.Form(d, "/staff/:member/positions/:position/end", endPosition, "/staff/:member", toMember(func(in staff.EndPositionInput) uint64 { return in.Member }, "staff.position_ended"))

	web.API(d, web.Op{ID: "addStaffPosition", Method: "POST", Path: "/api/v1/staff/:member/positions", Summary: "Note a job position of somebody", Status: 201}, addPosition, positionOut)
	web.API(d, web.Op{ID: "endStaffPosition", Method: "POST", Path: "/api/v1/staff/:member/positions/:position/end", Summary: "A job position ends with a last day"}, endPosition, positionOut)
	web.Get(d, web.Op{ID: "getStaffRatios", Path: "/api/v1/staff/norms", Summary: "How many of the staff there are for the residents who live here now, and how many the norms ask for"}, "staff.norms", readNorms, normsOut)
	openRota(d)
	openAttendance(d)
	web.API(d, web.Op{ID: "createSession", Method: "POST", Path: "/api/v1/session", Summary: "Sign in and get a bearer token"}, s.signIn(), sessionWire)
	d.Public("the door itself")
	web.API(d, web.Op{ID: "endSession", Method: "DELETE", Path: "/api/v1/session", Summary: "Sign out: the bearer token is worthless from now"}, s.signOut(), doneWire)
	web.Get(d, web.Op{ID: "getSession", Path: "/api/v1/session", Summary: "Who I am and what I may do"}, "staff.me", readMeWire, web.Same)
	web.API(d, web.Op{ID: "endStaffSession", Method: "POST", Path: "/api/v1/staff/:member/sessions/:session/end", Summary: "Sign one device of somebody out"}, endSessionOf, doneWire)
	web.Get(d, web.Op{ID: "listStaff", Path: "/api/v1/staff", Summary: "The people who work within reach, by name"}, "staff.list", listPeople, peopleWire)
}

// The inputs of the doors: whom or what, from the path, and what was typed.
type (
	nothing  struct{}
	ofMember struct {
		Member uint64 `path:"member" form:"-" json:"-"`
	}
	ofSession struct {
		Session uint64 `path:"session" form:"-" json:"-"`
	}
	ofToken struct {
		Token uint64 `path:"token" form:"-" json:"-"`
	}
	tokenOfMember struct {
		ofMember
		ofToken
	}
	sessionOfMember struct {
		ofMember
		ofSession
	}
	languageForm struct {
		Language string `form:"language" json:"language" validate:"omitempty,oneof=vi en"`
	}
	changeForm struct {
		ofMember
		staff.MemberInput
		Version uint64 `form:"version" json:"version"`
	}
	reasonForm struct {
		ofMember
		Reason string `form:"reason" json:"reason" validate:"required,max=300"`
	}
	openForm struct {
		ofMember
		Reason string `form:"open_reason" json:"reason" validate:"required,max=300"`
	}
	addForm struct {
		staff.AddMemberInput
		Role  string `form:"role" json:"role" validate:"max=30"`
		Place string `form:"place" json:"place" validate:"max=30"`
		plain string
	}
	grantForm struct {
		ofMember
		Role   string    `form:"role" json:"role" validate:"required,max=30"`
		Place  string    `form:"place" json:"place" validate:"max=30"`
		From   value.Day `form:"from" json:"from"`
		To     value.Day `form:"to" json:"to"`
		Reason string    `form:"reason" json:"reason" validate:"max=300"`
	}
	endGrantForm struct {
		ofMember
		Grant     uint64 `path:"grant" form:"-" json:"-"`
		EndReason string `form:"end_reason" json:"end_reason" validate:"required,max=300"`
	}
	resetForm struct {
		ofMember
		plain  string
		hashed staff.Hashed
	}
	tokenForm struct{ staff.TokenInput }
)

// oneTime is the answer that shows a secret once; it is kept in no receipt.
type oneTime struct {
	Member *staff.Member `json:"-"`
	Plain  string        `json:"-"`
}

type newToken struct {
	Token  staff.Token `json:"-"`
	Secret string      `json:"-"`
}

// The actions.
var (
	addMember = web.Action[addForm, oneTime]{Name: "staff.add", Fresh: true,
		Prepare: func(ctx context.Context, in *addForm) (err error) {
			in.plain, in.Password, err = staff.OneTime(ctx)
			return err
		},
		Do: func(tx *db.Tx, in addForm) (oneTime, error) {
			m, err := staff.AddMember(tx, in.AddMemberInput)
			if err != nil {
				return oneTime{}, err
			}
			if in.Role != "" {
				place, err := readPlace(in.Place)
				if err != nil {
					return oneTime{}, err
				}
				if _, err := staff.GrantRole(tx, m.ID, staff.GrantInput{Role: in.Role, Place: place}); err != nil {
					return oneTime{}, err
				}
			}
			return oneTime{m, in.plain}, nil
		}}
	changeMember = web.Action[changeForm, *staff.Member]{Name: "staff.change", Do: func(tx *db.Tx, in changeForm) (*staff.Member, error) {
		return staff.ChangeMember(tx, in.Member, in.Version, in.MemberInput)
	}}
	resetPassword = web.Action[resetForm, oneTime]{Name: "staff.reset_password", Fresh: true,
		Prepare: func(ctx context.Context, in *resetForm) (err error) {
			in.plain, in.hashed, err = staff.OneTime(ctx)
			return err
		},
		Do: func(tx *db.Tx, in resetForm) (oneTime, error) {
			m, err := staff.ResetPassword(tx, in.Member, in.hashed)
			return oneTime{m, in.plain}, err
		}}
	liftLock = web.Action[ofMember, *staff.Member]{Name: "staff.lift_lock", Do: func(tx *db.Tx, in ofMember) (*staff.Member, error) {
		return staff.LiftLock(tx, in.Member)
	}}
	signOutMember = web.Action[ofMember, nothing]{Name: "staff.sign_out_member", Do: func(tx *db.Tx, in ofMember) (nothing, error) {
		_, err := staff.SignOutMember(tx, in.Member)
		return nothing{}, err
	}}
	disable = web.Action[reasonForm, *staff.Member]{Name: "staff.disable", Do: func(tx *db.Tx, in reasonForm) (*staff.Member, error) {
		return staff.Disable(tx, in.Member, in.Reason)
	}}
	enable = web.Action[openForm, *staff.Member]{Name: "staff.enable", Do: func(tx *db.Tx, in openForm) (*staff.Member, error) {
		return staff.Enable(tx, in.Member, in.Reason)
	}}
	grantRole = web.Action[grantForm, *staff.Grant]{Name: "staff.grant", Do: func(tx *db.Tx, in grantForm) (*staff.Grant, error) {
		if err := tx.May(staff.Edit); err != nil {
			return nil, err
		}
		place, err := readPlace(in.Place)
		if err != nil {
			return nil, err
		}
		return staff.GrantRole(tx, in.Member, staff.GrantInput{Role: in.Role, Place: place, From: in.From, To: in.To, Reason: in.Reason})
	}}
	endGrant = web.Action[endGrantForm, *staff.Grant]{Name: "staff.end_grant", Do: func(tx *db.Tx, in endGrantForm) (*staff.Grant, error) {
		return staff.EndGrant(tx, in.Member, in.Grant, in.EndReason)
	}}
	revokeTokenOf = web.Action[tokenOfMember, nothing]{Name: "staff.revoke_token_of", Do: func(tx *db.Tx, in tokenOfMember) (nothing, error) {
		return nothing{}, staff.RevokeTokenOf(tx, in.Member, in.Token)
	}}
	changeLanguage = web.Action[languageForm, nothing]{Name: "staff.change_language", Do: func(tx *db.Tx, in languageForm) (nothing, error) {
		return nothing{}, staff.ChangeOwnLanguage(tx, in.Language)
	}}
	endSession = web.Action[ofSession, nothing]{Name: "staff.end_session", Do: func(tx *db.Tx, in ofSession) (nothing, error) {
		return nothing{}, staff.EndSession(tx, in.Session)
	}}
	endSessionOf = web.Action[sessionOfMember, nothing]{Name: "staff.end_session_of", Do: func(tx *db.Tx, in sessionOfMember) (nothing, error) {
		return nothing{}, staff.EndSessionOf(tx, in.Member, in.Session)
	}}
	makeToken = web.Action[tokenForm, newToken]{Name: "staff.make_token", Fresh: true, Do: func(tx *db.Tx, in tokenForm) (out newToken, err error) {
		out.Secret, out.Token, err = staff.MakeToken(tx, in.TokenInput)
		return out, err
	}}
	revokeToken = web.Action[ofToken, nothing]{Name: "staff.revoke_token", Do: func(tx *db.Tx, in ofToken) (nothing, error) {
		return nothing{}, staff.RevokeToken(tx, in.Token)
	}}
)

// readPlace reads the value of the field that chooses a place: "" the whole centre, "c1" a campus,
// "z3" a zone, "w12" a ward.
func readPlace(text string) (p staff.Place, err error) {
	if text == "" {
		return p, nil
	}
	id, wrong := strconv.ParseUint(text[1:], 10, 63)
	at := map[byte]*uint64{'c': &p.Campus, 'z': &p.Zone, 'w': &p.Ward}[text[0]]
	if wrong != nil || at == nil || id == 0 {
		return p, fault.Field("place", "words.one_of")
	}
	*at = id
	return p, nil
}

// writePlace is the value of that field for a place.
func writePlace(p staff.Place) string {
	switch {
	case p.Ward != 0:
		return fmt.Sprint("w", p.Ward)
	case p.Zone != 0:
		return fmt.Sprint("z", p.Zone)
	case p.Campus != 0:
		return fmt.Sprint("c", p.Campus)
	}
	return ""
}

// toPerson leaves a word and goes back to the person's page.
func toPerson[In interface{ member() uint64 }, Out any](said string) func(*web.Call, In, Out) string {
	return func(call *web.Call, in In, _ Out) string {
		call.Tell(web.Notice{Key: said, Tone: "done"})
		return fmt.Sprintf("/staff/%d", in.member())
	}
}

func (o ofMember) member() uint64 { return o.Member }

// toMe leaves a word and goes back to the own page.
func toMe[In, Out any](said string) func(*web.Call, In, Out) string {
	return func(call *web.Call, _ In, _ Out) string {
		call.Tell(web.Notice{Key: said, Tone: "done"})
		return "/me"
	}
}

// deviceName says what a browser calls itself in words a person knows: "Chrome, Android".
func deviceName(agent string) string {
	find := func(pairs ...string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if strings.Contains(agent, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	browser := find("Edg", "Edge", "OPR", "Opera", "coc_coc", "Cốc Cốc", "SamsungBrowser", "Samsung Internet", "Firefox", "Firefox", "HeadlessChrome", "Chrome", "Chrome", "Chrome", "Safari", "Safari")
	system := find("iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows", "Mac OS", "Mac", "Linux", "Linux")
	switch {
	case browser == "" && system == "":
		if agent == "" {
			return "?"
		}
		return strings.SplitN(agent, " ", 2)[0]
	case system == "":
		return browser
	case browser == "":
		return system
	}
	return browser + ", " + system
}
