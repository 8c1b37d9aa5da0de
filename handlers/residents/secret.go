package residents

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/staff"
	"maiam/models/value"
)

// The actions around secret matters. Their addresses carry the number of the matter and never the
// person's, so that no log and no history of a browser says whose matter it is.
var (
	confide = web.Action[residents.ConfideInput, *residents.SecretRef]{Name: "residents.confide",
		Do: beside(residents.ConfidePermission, func(in residents.ConfideInput) uint64 { return in.Resident }, residents.Confide)}
	confideMore   = web.Action[residents.SecretEntryInput, *residents.SecretRef]{Name: "residents.confide_more", Do: residents.AddSecretEntry}
	nameConfidant = web.Action[residents.ConfidantInput, *residents.SecretRef]{Name: "residents.name_confidant", Do: residents.NameConfidant}
	endConfidant  = web.Action[residents.ConfidantEnd, *residents.SecretRef]{Name: "residents.end_confidant", Do: residents.EndConfidant}
	callOtherwise = web.Action[residents.SecretNameInput, *residents.SecretRef]{Name: "residents.call_otherwise", Do: residents.CallOtherwise}
	callByOwn     = web.Action[residents.OwnNameInput, *residents.SecretRef]{Name: "residents.call_by_own_name", Do: residents.CallByOwnName}
)

const secretsPath = "/residents/secrets"

func secretPath(id uint64) string { return fmt.Sprintf("%s/%d", secretsPath, id) }

// openSecrets opens the doors of secret matters.
func openSecrets(d *web.Desk) {
	const one = secretsPath + "/:secret"
	web.Page(d, secretsPath, "residents.entrusted", readEntrusted, showEntrusted)
	sheet.Door(d, secretsPath+".xlsx", "residents.entrusted", readEntrusted, entrustedTable)
	web.Page(d, secretsPath+"/new", "residents.confide", readConfide, showConfide)
	web.Form(d, secretsPath, confide, secretsPath+"/new", confided)
	web.Page(d, one, "residents.secret", readSecret, showSecret)
	web.Form(d, one+"/entries", confideMore, one, toSecret(func(in residents.SecretEntryInput) uint64 { return in.Secret }, "residents.told.confided", confideMore))
	web.Page(d, one+"/confidants", "residents.entrust", readEntrust, showEntrust)
	web.Form(d, one+"/confidants", nameConfidant, one+"/confidants", toEntrust(func(in residents.ConfidantInput) uint64 { return in.Secret }, "residents.told.named", nameConfidant))
	web.Form(d, one+"/confidants/end", endConfidant, one+"/confidants", toEntrust(func(in residents.ConfidantEnd) uint64 { return in.Secret }, "residents.told.name_back", endConfidant))
	web.Form(d, one+"/leave", endConfidant, one, left)
	web.Form(d, one+"/called", callOtherwise, one, toSecret(func(in residents.SecretNameInput) uint64 { return in.Secret }, "residents.told.called_otherwise", callOtherwise))
	web.File(d, one+"/identity.pdf", residents.IdentityLook, readIdentity, drawIdentity)
	web.Form(d, one+"/own-name", callByOwn, one, toSecret(func(in residents.OwnNameInput) uint64 { return in.Secret }, "residents.told.own_name", callByOwn))

	api := func(id, method, path, summary string) web.Op {
		op := web.Op{ID: id, Method: method, Path: "/api/v1" + path, Summary: summary}
		if method == "POST" {
			op.Status = 201
		}
		return op
	}
	web.API(d, api("confideSecret", "POST", secretsPath, "Write down a secret matter of a person: HIV, violence, abuse, adoption, shelter; read by those alone who are named"), confide, web.Same[*residents.SecretRef])
	web.Get(d, api("getSecret", "GET", one, "A secret matter, for those who are named; for everybody else 404"), "residents.secret", readSecret, secretOut)
	web.API(d, api("addSecretEntry", "POST", one+"/entries", "Write more about a secret matter, or an entry anew; the old one stays readable"), confideMore, web.Same[*residents.SecretRef])
	web.API(d, api("nameConfidant", "POST", one+"/confidants", "Name somebody who may know of a secret matter, from a day to a day, with the reason"), nameConfidant, web.Same[*residents.SecretRef])
	web.API(d, api("callOtherwise", "POST", one+"/called", "Give the person another name for everybody who is not named in the matter, and hide face, numbers and origin"), callOtherwise, web.Same[*residents.SecretRef])
	web.API(d, api("callByOwnName", "POST", one+"/own-name", "Call the person by the true name again, for everybody"), callByOwn, web.Same[*residents.SecretRef])
	web.API(d, api("endConfidant", "POST", one+"/confidants/end", "Take back that somebody may know of a secret matter"), endConfidant, web.Same[*residents.SecretRef])
}

// confideIn names whom a secret matter is about; the number travels in the question, not in the address.
type confideIn struct {
	Resident uint64 `form:"resident"`
}

// confideData is the page on which a secret matter is written down.
type confideData struct {
	Person residents.Person
}

func readConfide(tx *db.Tx, in confideIn) (d confideData, err error) {
	if err := tx.May(residents.ConfidePermission); err != nil {
		return d, err
	}
	if _, err := presence.Opens(tx, residents.ConfidePermission, in.Resident); err != nil {
		return d, err
	}
	p, err := residents.FindPerson(tx, in.Resident)
	if err != nil {
		return d, err
	}
	tx.Looked("resident", p.ID, p.CampusID)
	return confideData{*p}, nil
}

func showConfide(call *web.Call, d confideData) web.Leaf {
	return web.Leaf{Title: call.T("residents.secret.new"), Under: d.Person.Name + " · " + d.Person.Number, Active: "/residents", Crumbs: crumbs(call, d.Person),
		Body: confidePage(call, d, askFor(call, confide.Name, "secret"))}
}

// confided leads on to where others are named.
func confided(call *web.Call, _ residents.ConfideInput, s *residents.SecretRef) string {
	call.Tell(web.Notice{Key: "residents.told.confided"})
	return secretPath(s.ID)
}

func toSecret[In any](of func(In) uint64, key string, _ web.Action[In, *residents.SecretRef]) func(*web.Call, In, *residents.SecretRef) string {
	return func(call *web.Call, in In, _ *residents.SecretRef) string {
		call.Tell(web.Notice{Key: key})
		return secretPath(of(in))
	}
}

// toEntrust leads back to the names.
func toEntrust[In any](of func(In) uint64, key string, _ web.Action[In, *residents.SecretRef]) func(*web.Call, In, *residents.SecretRef) string {
	return func(call *web.Call, in In, _ *residents.SecretRef) string {
		call.Tell(web.Notice{Key: key})
		return secretPath(of(in)) + "/confidants"
	}
}

// left leads away from a matter that the reader has given back.
func left(call *web.Call, _ residents.ConfidantEnd, _ *residents.SecretRef) string {
	call.Tell(web.Notice{Key: "residents.told.name_back"})
	return "/residents"
}

// ofSecret is the matter that an address names.
type ofSecret struct {
	Secret uint64 `path:"secret" form:"-" json:"-"`
}

// secretData is the page of a secret matter.
type secretData struct {
	*residents.SecretFile
	names map[uint64]string
	me    uint64
}

func readSecret(tx *db.Tx, in ofSecret) (d secretData, err error) {
	if d.SecretFile, err = residents.OpenSecret(tx, in.Secret); err != nil {
		return d, err
	}
	d.me = tx.Actor.ID
	ids := []uint64{}
	for _, e := range d.Entries {
		ids = append(ids, e.By)
	}
	for _, t := range d.Trail {
		ids = append(ids, t.ActorID)
	}
	d.names, err = staff.Names(tx, ids...)
	return d, err
}

func showSecret(call *web.Call, d secretData) web.Leaf {
	return web.Leaf{Title: call.T("residents.secret.title", words.A{"n": d.ID}), Under: d.Person.Name + " · " + d.Person.Number, Active: "/residents",
		Crumbs: crumbs(call, d.Person), Body: secretPage(call, d)}
}

// entries are what was written, the newest first; what was written anew is struck out.
func (d secretData) entries(call *web.Call) parts.Events {
	ctx := call.Context()
	ev := parts.Events{}
	for _, e := range d.Entries {
		item := parts.Event{When: words.At(ctx, e.At, d.Now), Title: e.Text, Struck: e.Replaced}
		about := ""
		if !e.On.IsZero() {
			about = call.T("residents.secret.about", words.A{"day": e.On})
		}
		why := ""
		if e.Reason != "" {
			why = call.T("residents.secret.anew", words.A{"why": e.Reason})
		}
		item.Note = joined(call.T("residents.secret.kind."+string(e.Kind)), about, why, d.names[e.By])
		ev.Items = append(ev.Items, item)
	}
	return ev
}

// self is who the person is, for those who are named.
func (d secretData) self(call *web.Call) parts.Facts {
	facts := parts.Facts{{Name: call.T("residents.field.called"), Value: d.Own.Called}, {Name: call.T("residents.secret.true_name"), Value: d.Own.Name}}
	for _, f := range []parts.Fact{{Name: call.T("residents.secret.other_names"), Value: strings.Join(d.Own.Others, ", ")},
		{Name: call.T("residents.field.citizen_number"), Value: d.Own.CitizenNumber}, {Name: call.T("residents.field.insurance_card"), Value: d.Own.InsuranceCard},
		{Name: call.T("residents.field.origin_address"), Value: d.Own.Origin}} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	return facts
}

// standing are the entries that were not written anew.
func (d secretData) standing() (out []residents.ConfidedIn) {
	for _, e := range d.Entries {
		if !e.Replaced {
			out = append(out, e)
		}
	}
	return out
}

// mine is the row by which the reader knows.
func (d secretData) mine() uint64 {
	for _, c := range d.Confidants {
		if c.MemberID == d.me && c.Knows(d.Today) {
			return c.ID
		}
	}
	return 0
}

// knowing draws who may know, who may no more, and why.
func knowing(call *web.Call, list []residents.ConfidantIn, today value.Day) (items []parts.Event) {
	for _, c := range list {
		e := parts.Event{Title: c.Name, Struck: !c.Knows(today) && !c.FromDay.After(today)}
		span := call.T("residents.secret.since", words.A{"day": c.FromDay})
		if !c.ToDay.IsZero() {
			span = joined(span, call.T("residents.secret.until", words.A{"day": c.ToDay}))
		}
		by := ""
		switch {
		case c.Wrote:
			e.Chips = append(e.Chips, parts.Chip{Icon: "pencil", Text: call.T("residents.secret.wrote")})
		case c.ByName != "":
			by = call.T("residents.secret.named_by", words.A{"name": c.ByName})
		}
		e.Note = joined(span, by, c.Reason)
		if c.EndedAt != nil {
			e.Note = joined(e.Note, call.T("residents.secret.taken_back", words.A{"at": words.DateTime(call.Context(), *c.EndedAt), "why": c.Why}))
		}
		items = append(items, e)
	}
	return items
}

// trail is who opened the matter and who wrote in it.
func (d secretData) trail(call *web.Call) parts.Events {
	ctx := call.Context()
	ev := parts.Events{}
	for _, t := range d.Trail {
		ev.Items = append(ev.Items, parts.Event{When: words.At(ctx, t.At, d.Now), Title: d.names[t.ActorID], Note: words.Deed(ctx, t.Action)})
	}
	return ev
}

// entrustData is the page on which people are named: nothing of the matter stands on it but its number.
type entrustData struct {
	Line  residents.EntrustedLine
	Able  []parts.Option
	Today value.Day
}

func readEntrust(tx *db.Tx, in ofSecret) (d entrustData, err error) {
	line, able, err := residents.Naming(tx, in.Secret)
	if err != nil {
		return d, err
	}
	d.Line, d.Today = *line, tx.Today()
	for id, name := range able {
		d.Able = append(d.Able, parts.Option{Value: fmt.Sprint(id), Text: name})
	}
	slices.SortFunc(d.Able, func(a, b parts.Option) int {
		return cmp.Or(strings.Compare(value.Fold(a.Text), value.Fold(b.Text)), strings.Compare(a.Value, b.Value))
	})
	return d, nil
}

func showEntrust(call *web.Call, d entrustData) web.Leaf {
	return web.Leaf{Title: call.T("residents.secret.confidants"), Under: d.number(call), Active: "/residents",
		Body: entrustPage(call, d, askFor(call, nameConfidant.Name, "confidant"))}
}

func (d entrustData) number(call *web.Call) string {
	return call.T("residents.secret.number", words.A{"n": d.Line.ID})
}

// ending gives those whose name can be taken back.
func (d entrustData) ending() []parts.Option {
	var out []parts.Option
	for _, c := range d.Line.Knowing {
		out = append(out, parts.Option{Value: fmt.Sprint(c.ID), Text: c.Name})
	}
	return out
}

// entrustedData is the director's list of matters by their numbers.
type entrustedData struct {
	Lines []residents.EntrustedLine
	Today value.Day
}

func readEntrusted(tx *db.Tx, _ struct{}) (d entrustedData, err error) {
	d.Today = tx.Today()
	d.Lines, err = residents.Entrusted(tx)
	return d, err
}

func showEntrusted(call *web.Call, d entrustedData) web.Leaf {
	return web.Leaf{Title: call.T("residents.secret.list"), Active: "/residents", Crumbs: []web.Crumb{{Name: call.T("residents.list.title"), Path: "/residents"}},
		Body: entrustedPage(call, d), Sheet: secretsPath + ".xlsx"}
}

func (d entrustedData) items(call *web.Call) (items []parts.Event) {
	for _, l := range d.Lines {
		var who []string
		for _, c := range l.Knowing {
			who = append(who, c.Name)
		}
		note := call.T("residents.secret.nobody")
		if len(who) > 0 {
			note = call.T("residents.secret.knowing", words.A{"who": strings.Join(who, ", ")})
		}
		e := parts.Event{When: words.Day(call.Context(), l.On), Title: call.T("residents.secret.number", words.A{"n": l.ID}), Href: secretPath(l.ID) + "/confidants",
			Note: joined(call.T("residents.secret.written_by", words.A{"name": l.ByName}), note)}
		if len(who) == 0 {
			e.Tone = parts.Due
		}
		items = append(items, e)
	}
	return items
}

// entrustedTable is the same list as a spreadsheet.
func entrustedTable(call *web.Call, d entrustedData) sheet.Table {
	return sheet.Table{Title: call.T("residents.secret.list"),
		Columns: sheet.Columns(call, sheet.As("residents.secret.column.number", sheet.Integer, 12), sheet.As("residents.secret.column.on", sheet.Date, 0),
			sheet.As("residents.secret.column.by", sheet.Text, 28), sheet.As("residents.secret.column.knowing", sheet.Wrapped, 60)),
		Rows: func(row func(...any)) {
			for _, l := range d.Lines {
				var who []string
				for _, c := range l.Knowing {
					who = append(who, c.Name)
				}
				row(l.ID, l.On, l.ByName, strings.Join(who, ", "))
			}
		}}
}

// secretWire is a secret matter on the wire.
type secretWire struct {
	ID         uint64               `json:"id"`
	ResidentID uint64               `json:"resident_id"`
	Kind       residents.SecretKind `json:"kind"`
	Entries    []secretEntryWire    `json:"entries"`
	Confidants []confidantWire      `json:"confidants"`
	OwnName    *ownNameWire         `json:"own_name,omitempty" doc:"who the person is, while called by another name because of this matter"`
}

type ownNameWire struct {
	Name          string   `json:"name"`
	OtherNames    []string `json:"other_names,omitempty"`
	CitizenNumber string   `json:"citizen_number,omitempty"`
	InsuranceCard string   `json:"insurance_card,omitempty"`
	Origin        string   `json:"origin,omitempty"`
	Called        string   `json:"called"`
}

type secretEntryWire struct {
	ID         uint64               `json:"id"`
	Kind       residents.SecretKind `json:"kind"`
	On         value.Day            `json:"on"`
	Text       string               `json:"text"`
	ReplacesID *uint64              `json:"replaces_id,omitempty"`
	Reason     string               `json:"reason,omitempty"`
	Replaced   bool                 `json:"replaced,omitempty" doc:"written anew since"`
	RecordedAt time.Time            `json:"recorded_at"`
	RecordedBy uint64               `json:"recorded_by"`
}

type confidantWire struct {
	ID       uint64    `json:"id"`
	MemberID uint64    `json:"member_id"`
	From     value.Day `json:"from"`
	Until    value.Day `json:"until"`
	Wrote    bool      `json:"wrote,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	Knows    bool      `json:"knows" doc:"may open the matter today"`
}

func secretOut(d secretData) secretWire {
	out := secretWire{ID: d.ID, ResidentID: d.Person.ID, Kind: d.Kind(), Entries: []secretEntryWire{}, Confidants: []confidantWire{}}
	if o := d.Own; o != nil {
		out.OwnName = &ownNameWire{o.Name, o.Others, o.CitizenNumber, o.InsuranceCard, o.Origin, o.Called}
	}
	for _, e := range d.Entries {
		out.Entries = append(out.Entries, secretEntryWire{e.ID, e.Kind, e.On, e.Text, e.ReplacesID, e.Reason, e.Replaced, e.At, e.By})
	}
	for _, c := range d.Confidants {
		out.Confidants = append(out.Confidants, confidantWire{c.ID, c.MemberID, c.FromDay, c.ToDay, c.Wrote, c.Reason, c.Knows(d.Today)})
	}
	return out
}
