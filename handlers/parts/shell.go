package parts

import (
	"context"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"maiam/handlers/words"
)

// NavItem is one place of the house in the side bar.
type NavItem struct {
	Text, Href string
	Icon       Icon
	Current    bool
	// Tab puts the item into the bar at the foot of the phone too; the first
	// four are taken, "Thêm" is the fifth.
	Tab bool
	// Short is the word in that bar where Text is too long.
	Short string
	// Count is a small number beside the words, as text.
	Count string
	// Group is a title above this item.
	Group string
}

// Myself is the person who is signed in.
type Myself struct {
	// ID is the staff member, for what this phone keeps of the person; Offline tells that the person
	// may work without a network.
	ID          uint64
	Offline     bool
	Name, Photo string
	// Line is the role and the campus.
	Line string
	// Account is the page of one's own password and sessions.
	Account string
	// SignOut is the address that ends the session (POST).
	SignOut string
}

// Choice is one of a few settings of the face: a language, a light.
type Choice struct {
	Text, Value, Href string
	Current           bool
}

// Shell is everything around the content of a page. The web kit fills it; a
// page gives Title, Sub, Crumbs and Actions.
type Shell struct {
	// Format is what the page speaks with the house, Posted that it is the answer to a form: such a page
	// is not loaded again by itself.
	Format int
	Posted bool
	Lang   string
	// Title is the heading, Sub the line at it.
	Title, Sub string
	// WindowTitle is the name of the browser's tab, where it differs.
	WindowTitle string
	// Crumbs are the way up, from the top; the last one is the way back on the phone.
	Crumbs []Link
	// Actions stand at the right of the heading, below it on the phone.
	Actions templ.Component
	// Sheet is the address at which the page's list is saved as a spreadsheet, Papers are PDFs of it,
	// and Print is this page's own address on the way to paper, for who has no script.
	Sheet  string
	Papers []Link
	Print  string
	// PrintHow says how a browser prints, to who came by Print.
	PrintHow bool
	// Printed is the line on paper only: the centre, who printed the page and when.
	Printed string
	// Mark is a chip in the corner of the phone's heading, such as "Chờ gửi 2".
	Mark templ.Component
	// Extra is a line below the heading, such as the progress of a round.
	Extra templ.Component

	Nav    []NavItem
	Person *Myself
	Campus string
	// SignOutHere puts the end of the session into the heading on the phone, one tap away for whoever
	// shares one. It stands on the first page alone, far from the taps of a round.
	SignOutHere bool
	// Switch does the same on every page, in words, on the shared device of a ward; LockAfter is how
	// long such a device may lie unused before its page closes itself.
	Switch    bool
	LockAfter time.Duration
	// Search is the address of the one search box, Query what was typed.
	Search, Query string
	SearchPlaces  bool // the reader may find places alone
	Languages     []Choice
	// Theme is "", "light" or "dark"; ThemeAction takes the POST that changes it
	// with the fields theme and back.
	Theme, ThemeAction string
	// Here is the address of this page, to come back to.
	Here string
	// Hidden travels with the forms of the frame.
	Hidden []Hidden
	Snack  *Snack
	// Sample says that the people on the page are invented.
	Sample bool
	// Head stands at the end of the document's head, for what one page needs.
	Head templ.Component
}

// Render draws the frame around its children.
func (s Shell) Render(ctx context.Context, w io.Writer) error { return shell(s).Render(ctx, w) }

func (s Shell) lockAfter() string { return strconv.Itoa(int(s.LockAfter / time.Second)) }

func (s Shell) lang() string {
	if s.Lang == "" {
		return "vi"
	}
	return s.Lang
}

func (s Shell) windowTitle() string {
	title := s.WindowTitle
	if title == "" {
		title = s.Title
	}
	if title == "" {
		return "Mái Ấm"
	}
	return title + " · Mái Ấm"
}

func (s Shell) back() string {
	if len(s.Crumbs) == 0 {
		return ""
	}
	return s.Crumbs[len(s.Crumbs)-1].Href
}

// withBack are the hidden fields of the frame with the way back to this page.
func (s Shell) withBack() []Hidden {
	for _, f := range s.Hidden {
		if f.Name == "back" {
			return s.Hidden
		}
	}
	return append(slices.Clone(s.Hidden), Hidden{Name: "back", Value: s.Here})
}

func (s Shell) tabs() []NavItem {
	var four []NavItem
	for _, item := range s.Nav {
		if item.Tab && len(four) < 4 {
			four = append(four, item)
		}
	}
	return four
}

func (n NavItem) short() string {
	if n.Short != "" {
		return n.Short
	}
	return n.Text
}

// elsewhere tells whether the page is in none of the places of the foot bar.
func (s Shell) elsewhere() bool {
	for _, item := range s.tabs() {
		if item.Current {
			return false
		}
	}
	return true
}

// kept tells that the page can be taken along.
func (s Shell) kept() bool { return s.Sheet != "" || len(s.Papers) > 0 }

// keeps are the ways to take the page along: the spreadsheet, papers, the page itself on paper.
func (s Shell) keeps(ctx context.Context) []Link {
	if !s.kept() {
		return nil
	}
	var out []Link
	if s.Sheet != "" {
		out = append(out, Link{Text: words.T(ctx, "words.download"), Icon: "file-spreadsheet", Href: s.Sheet, Attrs: templ.Attributes{"download": true}})
	}
	for _, p := range s.Papers {
		p.Icon, p.Attrs = "file-text", templ.Attributes{"target": "_blank"}
		out = append(out, p)
	}
	return append(out, PrintLink(ctx, s.Print))
}

// PrintLink prints the page it stands on; without a script it leads to the page that says how.
func PrintLink(ctx context.Context, page string) Link {
	return Link{Text: words.T(ctx, "parts.print_page"), Icon: "printer", Href: page, Attrs: templ.Attributes{"data-print": true}}
}

// searchLabel names what the search box finds for this reader.
func searchLabel(places bool) string {
	if places {
		return "parts.search_places"
	}
	return "parts.search_label"
}
