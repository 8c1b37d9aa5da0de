package wards

import (
	"bytes"
	"context"
	"io"
	"sync"

	"github.com/a-h/templ"

	"maiam/handlers/web"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/staff"
	"maiam/models/wards"
)

// drawings keeps the boards that were drawn last. A drawing lasts as long as the board behind it is
// the one that is remembered: with the next deed on the ward, or the next minute, there is another.
type drawings struct {
	mu sync.Mutex
	of map[place]*drawing
}

// place is a ward of one house: several houses may live in one program.
type place struct {
	house *db.House
	ward  uint64
}

type drawing struct {
	board *care.Board
	norm  wards.AreaNorm
	faces map[face]*web.Kept
}

// face is how readers differ to whom one board is drawn.
type face struct {
	lang          string
	edits, places bool
	prints        bool
	counts        bool // sees how many of the staff there are
}

// mostDrawings is of how many wards drawings are kept.
const mostDrawings = 16

var drawn = &drawings{of: map[place]*drawing{}}

func faceOf(call *web.Call) face {
	return face{lang: call.Lang, edits: call.May(wards.Edit), places: call.May(presence.Arrange), prints: call.C.Query("print") != "", counts: call.May(staff.View)}
}

// boardBody is the page of the board, from the drawing that is kept or drawn now.
func boardBody(call *web.Call, d boardData) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		f, at := faceOf(call), place{call.House(), d.WardID}
		if page := drawn.find(at, d, f); page != nil {
			return call.Kept(page).Render(ctx, w)
		}
		var page bytes.Buffer
		if err := boardPage(call, d).Render(ctx, &page); err != nil {
			return err
		}
		kept := web.Keep(page.Bytes())
		drawn.keep(at, d, f, kept)
		return call.Kept(kept).Render(ctx, w)
	})
}

func (k *drawings) find(at place, d boardData, f face) *web.Kept {
	k.mu.Lock()
	defer k.mu.Unlock()
	if one := k.of[at]; one != nil && one.board == d.Board && one.norm == d.Norm {
		return one.faces[f]
	}
	return nil
}

func (k *drawings) keep(at place, d boardData, f face, page *web.Kept) {
	k.mu.Lock()
	defer k.mu.Unlock()
	one := k.of[at]
	if one == nil || one.board != d.Board || one.norm != d.Norm {
		if one == nil && len(k.of) >= mostDrawings {
			clear(k.of) // they live for a minute at most: not worth a finer choice
		}
		one = &drawing{board: d.Board, norm: d.Norm, faces: map[face]*web.Kept{}}
		k.of[at] = one
	}
	one.faces[f] = page
}
