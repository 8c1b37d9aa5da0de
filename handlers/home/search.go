package home

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/register"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// searchInput is what was typed into the one search box.
type searchInput struct {
	Text string `form:"q" json:"q,omitempty" validate:"max=2000" doc:"parts of a name, year of birth, place of origin, number, room and bed, ward, or number of a paper; the first 200 letters count"`
}

// found is what the house knows by that: people, places and papers, each only for those who may see
// them.
type found struct {
	Text   string
	Books  books
	People []presence.Listed
	More   bool                      // there are more people
	Stays  map[uint64]presence.Known // of those who are not in care
	Places []wards.Found
	Papers []register.Entry
	Others bool // there are more papers
	Zone   *time.Location
}

// books tells which books were looked into for this reader.
type books struct{ People, Papers bool }

// How much of each kind one page shows, and how much of what was typed is looked for.
const (
	mostPeople  = 20
	mostPlaces  = 12
	mostPapers  = 10
	mostLetters = 200
)

// search looks in every book that the reader may read. How many statements it takes depends on the
// reader and on what was typed, never on how much there is.
func search(tx *db.Tx, in searchInput) (f found, err error) {
	if err := tx.May(wards.View); err != nil {
		return f, err
	}
	f.Books = books{People: tx.Actor.Has(residents.View) && tx.Actor.Has(presence.View), Papers: tx.Actor.Has(register.View)}
	f.Zone = tx.Zone()
	if f.Text = value.CleanText(in.Text); f.Text == "" {
		return f, nil
	}
	if letters := []rune(f.Text); len(letters) > mostLetters {
		f.Text = strings.TrimSpace(string(letters[:mostLetters]))
	}
	if f.Places, err = wards.FindPlaces(tx, f.Text, mostPlaces); err != nil {
		return f, err
	}
	if f.Books.Papers {
		if f.Papers, f.Others, err = register.Seek(tx, f.Text, mostPapers); err != nil {
			return f, err
		}
	}
	if f.Books.People {
		err = f.readPeople(tx)
	}
	return f, err
}

func (f *found) readPeople(tx *db.Tx) error {
	roll, err := presence.People(tx, presence.PeopleInput{Text: f.Text, Limit: mostPeople})
	if err != nil {
		return err
	}
	f.People, f.More = roll.Rows, roll.Next != ""
	var gone []uint64
	for _, p := range f.People {
		if !p.InCare() {
			gone = append(gone, p.ResidentID)
		}
	}
	f.Stays, err = presence.EarlierStays(tx, gone)
	return err
}

func showFound(call *web.Call, f found) web.Leaf {
	return web.Leaf{Title: call.T("home.search.title"), Body: searchPage(call, f), Active: "/search"}
}

func (f found) nothing() bool { return len(f.People)+len(f.Places)+len(f.Papers) == 0 }

func (f found) people(call *web.Call) parts.Events {
	ctx := call.Context()
	e := parts.Events{ID: "people", Title: call.T("home.search.people"), None: call.T("home.search.none")}
	if f.More {
		e.More = &parts.Link{Text: call.T("home.search.everybody"), Href: "/residents?" + url.Values{"q": {f.Text}}.Encode()}
	}
	for _, p := range f.People {
		birth := value.BirthDate{Day: p.BirthDate, Precision: p.BirthPrecision}
		one := parts.Event{Title: p.Name, Href: fmt.Sprintf("/residents/%d", p.ResidentID),
			Note: joined(p.Number, words.Sex(ctx, p.Sex), words.Birth(ctx, birth)),
			Face: &parts.Face{Name: p.Name, Size: parts.Small, Away: !p.InCare() || p.AbsenceID != 0}}
		if p.PhotoFileID != nil {
			one.Face.Photo = fmt.Sprintf("/residents/%d/photo?v=%d", p.ResidentID, *p.PhotoFileID)
		}
		switch stays := f.Stays[p.ResidentID].Earlier; {
		case p.InCare():
			one.Note = joined(one.Note, bed(call, p.Whereabouts))
		case len(stays) > 0:
			one.Note = joined(one.Note, p.OriginAddress)
			one.Chips = []parts.Chip{{Icon: "logout", Text: call.T("home.search.left", words.A{"day": value.DayOf(stays[0].LeftAt, f.Zone)})}}
		default:
			one.Note = joined(one.Note, p.OriginAddress)
			one.Chips = []parts.Chip{{Text: call.T("home.search.waiting")}}
		}
		if p.AbsenceKind != "" {
			one.Chips = []parts.Chip{{Tone: parts.Info, Text: call.T("home.is." + string(p.AbsenceKind))}}
			if p.AbsenceKind == presence.Missing {
				one.Chips[0].Tone = parts.Danger
			}
		}
		e.Items = append(e.Items, one)
	}
	return e
}

func (f found) places(call *web.Call) parts.Events {
	e := parts.Events{ID: "places", Title: call.T("home.search.places"), None: call.T("home.search.none")}
	for _, p := range f.Places {
		one := parts.Event{Title: p.WardName, Note: joined(p.CampusName, p.ZoneName), Href: placePath(call, p)}
		switch {
		case p.BedID != 0:
			one.Title, one.Note = call.T("home.search.bed", words.A{"bed": p.BedName, "room": p.RoomName}), joined(p.WardName, p.CampusName)
		case p.RoomID != 0:
			one.Title, one.Note = call.T("home.search.room", words.A{"room": p.RoomName}), joined(p.WardName, p.CampusName)
		}
		e.Items = append(e.Items, one)
	}
	return e
}

// placePath is where a place is shown to this reader; nowhere for who may not open a ward.
func placePath(call *web.Call, p wards.Found) string {
	switch {
	case call.May(care.View) && p.BedID != 0:
		return fmt.Sprintf("/wards/%d#bed-%d", p.WardID, p.BedID)
	case call.May(care.View) && p.RoomID != 0:
		return fmt.Sprintf("/wards/%d#room-%d", p.WardID, p.RoomID)
	case call.May(care.View):
		return fmt.Sprintf("/wards/%d", p.WardID)
	case call.May(wards.Edit):
		return fmt.Sprintf("/wards/%d/edit", p.WardID)
	}
	return ""
}

func (f found) papers(call *web.Call) parts.Events {
	ctx := call.Context()
	e := parts.Events{ID: "papers", Title: call.T("home.search.papers"), None: call.T("home.search.none")}
	if f.Others {
		e.More = &parts.Link{Text: call.T("home.search.all_papers"), Href: "/register?" + url.Values{"q": {f.Text}}.Encode()}
	}
	for _, p := range f.Papers {
		one := parts.Event{Title: p.Text(), Note: joined(p.Summary, p.Subject, words.Day(ctx, p.IssuedOn)), Href: fmt.Sprintf("/register/%d", p.ID)}
		if p.Voided() {
			one.Chips = []parts.Chip{{Tone: parts.Danger, Text: call.T("home.search.void")}}
		}
		e.Items = append(e.Items, one)
	}
	return e
}

// how says what may be typed: only what this reader can find.
func (f found) how(call *web.Call) string {
	said := []string{call.T("home.search.how")}
	if f.Books.People {
		said = append(said, call.T("home.search.how_people"))
	}
	said = append(said, call.T("home.search.how_places"))
	if f.Books.Papers {
		said = append(said, call.T("home.search.how_papers"))
	}
	return strings.Join(said, " ")
}

// nothingFound says that there is nothing of what was typed, and shows it.
func (f found) nothingFound(call *web.Call) string {
	text := []rune(f.Text)
	if len(text) > 60 {
		text = append(text[:60], '…')
	}
	return call.T("home.search.nothing", words.A{"text": string(text)})
}

// The same on the wire.

type foundWire struct {
	People     []foundPerson `json:"people" doc:"empty for who may not see people"`
	MorePeople bool          `json:"more_people,omitempty" doc:"listResidents gives them page by page"`
	Places     []foundPlace  `json:"places"`
	Papers     []foundPaper  `json:"papers"`
	MorePapers bool          `json:"more_papers,omitempty" doc:"listRegister gives them page by page"`
}

type foundPerson struct {
	ResidentID     uint64          `json:"resident_id"`
	Number         string          `json:"number"`
	Name           string          `json:"name"`
	BirthDate      value.Day       `json:"birth_date"`
	BirthPrecision value.Precision `json:"birth_precision"`
	InCare         bool            `json:"in_care"`
	LeftOn         value.Day       `json:"left_on,omitzero" doc:"the end of the last stay, of who is not in care"`
	Absence        string          `json:"absence,omitempty"`
	WardID         uint64          `json:"ward_id,omitempty"`
	Ward           string          `json:"ward,omitempty"`
	Room           string          `json:"room,omitempty"`
	Bed            string          `json:"bed,omitempty"`
}

type foundPlace struct {
	WardID uint64 `json:"ward_id"`
	Ward   string `json:"ward"`
	Campus string `json:"campus"`
	RoomID uint64 `json:"room_id,omitempty"`
	Room   string `json:"room,omitempty"`
	BedID  uint64 `json:"bed_id,omitempty"`
	Bed    string `json:"bed,omitempty"`
}

type foundPaper struct {
	ID       uint64    `json:"id"`
	Number   string    `json:"number"`
	Summary  string    `json:"summary"`
	Subject  string    `json:"subject,omitempty"`
	IssuedOn value.Day `json:"issued_on"`
	Void     bool      `json:"void,omitempty"`
}

func foundOut(f found) foundWire {
	w := foundWire{People: []foundPerson{}, Places: []foundPlace{}, Papers: []foundPaper{}, MorePeople: f.More, MorePapers: f.Others}
	for _, p := range f.People {
		one := foundPerson{ResidentID: p.ResidentID, Number: p.Number, Name: p.Name, InCare: p.InCare(), Absence: string(p.AbsenceKind),
			BirthDate: p.BirthDate, BirthPrecision: p.BirthPrecision, WardID: p.WardID, Ward: p.WardName, Room: p.RoomName, Bed: p.BedName}
		if stays := f.Stays[p.ResidentID].Earlier; len(stays) > 0 {
			one.LeftOn = value.DayOf(stays[0].LeftAt, f.Zone)
		}
		w.People = append(w.People, one)
	}
	for _, p := range f.Places {
		w.Places = append(w.Places, foundPlace{p.WardID, p.WardName, p.CampusName, p.RoomID, p.RoomName, p.BedID, p.BedName})
	}
	for _, p := range f.Papers {
		w.Papers = append(w.Papers, foundPaper{p.ID, p.Text(), p.Summary, p.Subject, p.IssuedOn, p.Voided()})
	}
	return w
}
