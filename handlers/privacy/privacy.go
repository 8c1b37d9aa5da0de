// Package privacy is the pages on which the house answers for people's data: what each said yes to,
// what somebody asked about the own data and by when it is answered, and the register of purposes.
package privacy

import (
	"context"
	"embed"
	"fmt"
	"mime/multipart"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/files"
	"maiam/models/privacy"
)

// Texts are the area's words.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// Open gives what opens every door of the area; store is where scans of signed papers lie.
func Open(store *files.Store) func(*web.Desk) {
	return func(d *web.Desk) {
		record := recordConsent(store)

		web.Page(d, "/privacy/requests", "privacy.requests", readRequests, showRequests)
		sheet.Door(d, "/privacy/requests.xlsx", "privacy.requests", readWholeRequests, requestsTable)
		const one = "/privacy/requests/:request"
		web.Page(d, one, "privacy.request", privacy.ReadRequest, showRequest)
		web.Form(d, one+"/steps", takeStep, one, stepTaken)
		web.Form(d, one+"/answer", answerRequest, one, answered)

		web.Page(d, "/privacy/consents", "privacy.consents", privacy.Gaps, showGaps)
		sheet.Door(d, "/privacy/consents.xlsx", "privacy.consents", readWholeGaps, gapsTable)

		web.Page(d, "/privacy/purposes", "privacy.purposes", privacy.Purposes, showPurposes)
		sheet.Door(d, "/privacy/purposes.xlsx", "privacy.purposes", privacy.Purposes, purposesTable)
		web.Form(d, "/privacy/purposes", writePurpose, "/privacy/purposes", purposeWritten)

		const of = "/privacy/of/:resident"
		web.Page(d, of, "privacy.person", privacy.PersonPage, showPerson)
		web.Form(d, of+"/consents", record, of, recorded)
		web.Form(d, of+"/consents/:purpose/withdraw", withdraw, of, withdrawn)
		web.Form(d, of+"/words/:consent/void", voidConsent, of, voided)
		web.File(d, of+"/words/:consent/scan", "privacy.scan", readScan, drawScan(store))
		web.File(d, of+"/consent.pdf", "privacy.consent_paper", readConsentPaper, drawConsentPaper)
		web.Form(d, of+"/requests", openRequest, of, requestOpened)
		web.Form(d, of+"/restrictions", restrict, of, restricted)
		web.Form(d, of+"/restrictions/:restriction/end", endRestriction, of, restrictionEnded)

		openCopies(d, store)
		openBreaches(d)
		openRetention(d)
		openErasures(d)
		openAPI(d, record)
	}
}

func openAPI(d *web.Desk, record web.Action[consentForm, *privacy.Consent]) {
	op := func(id, path, summary string) web.Op {
		return web.Op{ID: id, Method: "POST", Path: "/api/v1/privacy" + path, Summary: summary, Status: 201}
	}
	web.Get(d, web.Op{ID: "listPurposes", Path: "/api/v1/privacy/purposes", Summary: "The register of purposes for which data of residents are processed, each with its ground"}, "privacy.purposes", privacy.Purposes, purposesOut)
	web.API(d, op("writePurpose", "/purposes", "Write a purpose into the register, change one or give one up, from a day on"), writePurpose, web.Same[*privacy.Purpose])
	web.Get(d, web.Op{ID: "getResidentConsents", Path: "/api/v1/privacy/of/:resident", Summary: "What was said about the data of a person, by whom, with which proof; what rests; what was asked"}, "privacy.person", privacy.PersonPage, personOut)
	web.API(d, op("recordConsent", "/of/:resident/consents", "Somebody said yes or no to one purpose; a yes wants proof"), record, web.Same[*privacy.Consent])
	web.API(d, op("withdrawConsent", "/of/:resident/consents/:purpose/withdraw", "Somebody takes a consent back; no reason is asked for"), withdraw, web.Same[*privacy.Consent])
	web.API(d, op("voidConsent", "/of/:resident/words/:consent/void", "A row was written by mistake"), voidConsent, web.Same[*privacy.Consent])
	web.API(d, op("restrictData", "/of/:resident/restrictions", "Data of a person rest, or one purpose is objected to"), restrict, web.Same[*privacy.Restriction])
	web.API(d, op("endRestriction", "/of/:resident/restrictions/:restriction/end", "Data may be used again"), endRestriction, web.Same[*privacy.Restriction])
	web.Get(d, web.Op{ID: "listDataRequests", Path: "/api/v1/privacy/requests", Summary: "Requests about people's own data, what is due first comes first"}, "privacy.requests", readRequests, requestsOut)
	web.Get(d, web.Op{ID: "getDataRequest", Path: "/api/v1/privacy/requests/:request", Summary: "A request about data with its clocks and its story"}, "privacy.request", privacy.ReadRequest, requestFileOut)
	web.API(d, op("openDataRequest", "/requests", "Somebody asks about the data that are held on a person"), openRequest, requestOut)
	web.API(d, op("stepDataRequest", "/requests/:request/steps", "The asker was told that the request is there, or that it takes longer"), takeStep, requestOut)
	web.API(d, op("answerDataRequest", "/requests/:request/answer", "Close a request with its answer"), answerRequest, requestOut)
}

// The actions.
var (
	writePurpose   = web.Action[privacy.PurposeInput, *privacy.Purpose]{Name: "privacy.write_purpose", Do: privacy.WritePurpose}
	withdraw       = web.Action[privacy.WithdrawInput, *privacy.Consent]{Name: "privacy.withdraw_consent", Do: privacy.WithdrawConsent}
	voidConsent    = web.Action[privacy.VoidConsentInput, *privacy.Consent]{Name: "privacy.void_consent", Do: privacy.VoidConsent}
	openRequest    = web.Action[privacy.RequestInput, *privacy.Request]{Name: "privacy.open_request", Do: privacy.OpenRequest}
	takeStep       = web.Action[privacy.StepInput, *privacy.Request]{Name: "privacy.take_step", Do: privacy.TakeStep}
	answerRequest  = web.Action[privacy.AnswerInput, *privacy.Request]{Name: "privacy.answer_request", Do: privacy.AnswerRequest}
	restrict       = web.Action[privacy.RestrictInput, *privacy.Restriction]{Name: "privacy.restrict", Do: privacy.Restrict}
	endRestriction = web.Action[privacy.EndRestrictionInput, *privacy.Restriction]{Name: "privacy.end_restriction", Do: privacy.EndRestriction}
)

// consentForm is what somebody said, with a picture of the paper.
type consentForm struct {
	privacy.ConsentInput `form:"in"`
	Scan                 *multipart.FileHeader `file:"file" form:"-" json:"-"`
}

// recordConsent stores the picture before the transaction.
func recordConsent(store *files.Store) web.Action[consentForm, *privacy.Consent] {
	return web.Action[consentForm, *privacy.Consent]{Name: "privacy.record_consent", Limit: files.Limit + 1<<20,
		Prepare: func(ctx context.Context, in *consentForm) error {
			if in.Scan == nil || in.Scan.Size == 0 && in.Scan.Filename == "" || !web.Of(ctx).May(privacy.Record) {
				return nil
			}
			f, err := in.Scan.Open()
			if err != nil {
				return fault.Field("file", "files.unreadable").Because(err)
			}
			defer f.Close()
			in.Content, err = store.Take(files.Scan, in.Scan.Filename, f)
			return err
		},
		Do: func(tx *db.Tx, in consentForm) (*privacy.Consent, error) {
			return privacy.RecordConsent(tx, in.ConsentInput)
		}}
}

func ofPath(resident uint64) string { return fmt.Sprintf("/privacy/of/%d", resident) }

func requestPath(id uint64) string { return fmt.Sprintf("/privacy/requests/%d", id) }

func recorded(call *web.Call, in consentForm, _ *privacy.Consent) string {
	call.Tell(web.Notice{Key: "privacy.told.recorded"})
	return ofPath(in.Resident)
}

func withdrawn(call *web.Call, in privacy.WithdrawInput, _ *privacy.Consent) string {
	call.Tell(web.Notice{Key: "privacy.told.withdrawn"})
	return ofPath(in.Resident)
}

func voided(call *web.Call, in privacy.VoidConsentInput, _ *privacy.Consent) string {
	call.Tell(web.Notice{Key: "privacy.told.voided"})
	return ofPath(in.Resident)
}

func requestOpened(call *web.Call, _ privacy.RequestInput, r *privacy.Request) string {
	call.Tell(web.Notice{Key: "privacy.told.opened"})
	return requestPath(r.ID)
}

func stepTaken(call *web.Call, in privacy.StepInput, _ *privacy.Request) string {
	call.Tell(web.Notice{Key: "privacy.told.step"})
	return requestPath(in.ID)
}

func answered(call *web.Call, in privacy.AnswerInput, _ *privacy.Request) string {
	call.Tell(web.Notice{Key: "privacy.told.answered"})
	return requestPath(in.ID)
}

func restricted(call *web.Call, in privacy.RestrictInput, _ *privacy.Restriction) string {
	call.Tell(web.Notice{Key: "privacy.told.restricted"})
	return ofPath(in.Resident)
}

func restrictionEnded(call *web.Call, in privacy.EndRestrictionInput, _ *privacy.Restriction) string {
	call.Tell(web.Notice{Key: "privacy.told.rest_ended"})
	return ofPath(in.Resident)
}

func purposeWritten(call *web.Call, _ privacy.PurposeInput, _ *privacy.Purpose) string {
	call.Tell(web.Notice{Key: "privacy.told.purpose"})
	return "/privacy/purposes"
}

// tabs are the registers of the area side by side.
func tabs(call *web.Call, at string) parts.Tabs {
	t := parts.Tabs{Label: call.T("privacy.tabs")}
	for _, name := range []string{"requests", "consents", "purposes", "breaches", "retention"} {
		t.Links = append(t.Links, parts.Link{Text: call.T("privacy." + name + ".title"), Href: "/privacy/" + name, Current: at == name})
	}
	return t
}
