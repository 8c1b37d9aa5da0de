// Package components is the pattern book of the house: one page that shows every
// part in all its states, with the longest names and the most chips, in both
// languages, light and dark. Whoever builds a page looks here first. It is only
// there when the house holds sample data; all its people are invented.
package components

import (
	"context"
	"embed"

	"maiam/handlers/parts"
	"maiam/handlers/words"

	"github.com/a-h/templ"
)

// Texts are the titles of the pattern book in both languages.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// The screens of the pattern book: all parts, and four whole screens made of them.
const (
	AllParts = ""
	Board    = "board"
	Round    = "round"
	Today    = "today"
	SignIn   = "sign-in"
)

// Screens are the names that Page knows, in the order of the tabs.
var Screens = []string{AllParts, Board, Round, Today, SignIn}

// Data is what the pattern book needs to be shown.
type Data struct {
	// Screen is one of Screens; what is not known shows all parts.
	Screen string
	// At is the address of the pattern book; a screen is At + "?screen=board".
	At string
	// Shell is the frame as the web kit fills it for any page; title, crumbs and
	// actions are set here.
	Shell parts.Shell
}

// Page is the whole page, frame and all.
func Page(ctx context.Context, d Data) templ.Component {
	shell := d.Shell
	if shell.Lang == "" {
		shell.Lang = words.Lang(ctx)
	}
	switch d.Screen {
	case Board:
		shell.Title = both(ctx, "Khu B · Nữ nặng", "Ward B · Women, high care")
		shell.Crumbs = []parts.Link{{Text: both(ctx, "Cơ sở 1", "Campus 1"), Href: d.At}, {Text: both(ctx, "Phân khu nữ", "Women’s zone"), Href: d.At}}
		shell.Actions = boardActions()
		return framed(shell, d, boardScreen())
	case Round:
		shell.Title = both(ctx, "Khu B · Nữ nặng", "Ward B · Women, high care")
		shell.Sub = both(ctx, "Ca tối · Thứ Bảy 21/11 · Lan", "Evening shift · Saturday 21/11 · Lan")
		shell.Crumbs = []parts.Link{{Text: both(ctx, "Đi buồng", "Rounds"), Href: d.At}}
		shell.Mark = parts.Chip{Tone: parts.Due, Icon: "cloud-up", Big: true, Text: both(ctx, "Chờ gửi 2", "2 unsent")}
		shell.Extra = parts.Progress{
			Done: 23, Total: 40, Word: both(ctx, "đã xem", "seen"), Left: both(ctx, "còn 3 phòng", "3 rooms left"),
			Chip: &parts.Chip{Tone: parts.Danger, Big: true, Text: both(ctx, "2 cần làm", "2 to do")},
		}
		return framed(shell, d, roundScreen())
	case Today:
		shell.Title = both(ctx, "Hôm nay ở hai cơ sở", "Today at both campuses")
		shell.Sub = both(ctx, "Thứ Bảy 21/11/2026 · 13 tháng 10 âm lịch", "Saturday 21/11/2026 · 13th of the 10th lunar month")
		shell.Actions = parts.Button{Text: both(ctx, "Giao ban A4", "Briefing A4"), Icon: "printer", Kind: parts.Soft, Href: "#"}
		return framed(shell, d, todayScreen())
	case SignIn:
		shell.Title = both(ctx, "Đăng nhập", "Sign in")
		return alone(shell, signInScreen())
	}
	shell.Title = words.T(ctx, "components.title")
	shell.Sub = words.T(ctx, "components.sub")
	return framed(shell, d, partsScreen())
}

// both chooses the sample's words by the reader's language. Real pages use text
// keys; the invented words of this book would only swell the text files.
func both(ctx context.Context, vi, en string) string {
	if words.Lang(ctx) == words.English {
		return en
	}
	return vi
}

func (d Data) tabs(ctx context.Context) parts.Tabs {
	all := parts.Tabs{Label: words.T(ctx, "components.screens")}
	for _, screen := range Screens {
		name := screen
		if name == AllParts {
			name = "all"
		}
		all.Links = append(all.Links, parts.Link{
			Text: words.T(ctx, "components.screen_"+name), Href: d.At + "?screen=" + screen, Current: screen == d.Screen,
		})
	}
	return all
}
