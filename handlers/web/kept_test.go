package web_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/models/db"
)

// TestKeptPieceIsTheSamePage reads a page with a kept piece as every kind of visitor: pressed or
// not, the page is the same, with the visitor's own frame around the piece.
func TestKeptPieceIsTheSamePage(t *testing.T) {
	d, _, _ := desk(t)
	for name, piece := range map[string]string{
		"short":  "<b>Khu B</b>",
		"long":   strings.Repeat("<p>Nguyễn Thị Hoà · giường G1</p>", 3000),
		"hollow": "",
	} {
		kept := web.Keep([]byte(piece))
		web.Page(d, "/kept/"+name, "care.kept_"+name, func(tx *db.Tx, in struct {
			Day string `form:"day"`
		}) (string, error) {
			return in.Day, tx.May("care.record")
		}, func(call *web.Call, day string) web.Leaf {
			return web.Leaf{Title: "Khu", Body: templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
				if _, err := fmt.Fprintf(w, "<h1>%s</h1>", templ.EscapeString(day)); err != nil {
					return err
				}
				if err := call.Kept(kept).Render(ctx, w); err != nil {
					return err
				}
				_, err := io.WriteString(w, "<i>"+strings.Repeat(templ.EscapeString(day), 400)+"</i>")
				return err
			})}
		})
		for i, day := range []string{"thứ hai", "thứ ba"} { // the second time from what is kept
			v := webtest.Visit(t, d.Handler())
			wanted := "<h1>" + day + "</h1>" + piece + "<i>" + strings.Repeat(day, 400) + "</i>"
			path := "/kept/" + name + "?day=" + strings.ReplaceAll(day, " ", "%20")
			for accepted, pressed := range map[string]bool{"gzip": true, "br, GZIP;q=0.5": true, "gzip;q=0, identity": false, "identity": false} {
				a := v.Get(path, "X-Test-Person: lan", "Accept-Encoding: "+accepted).Want(http.StatusOK)
				got := a.Body
				if coding := a.Header.Get("Content-Encoding"); (coding == "gzip") != pressed {
					t.Fatalf("%s, %d, %q: Content-Encoding %q", name, i, accepted, coding)
				}
				if pressed {
					r, err := gzip.NewReader(strings.NewReader(got))
					if err != nil {
						t.Fatal(err)
					}
					text, err := io.ReadAll(r) // checks length and checksum too
					if err != nil {
						t.Fatalf("%s, %d, %q: %v", name, i, accepted, err)
					}
					got = string(text)
				}
				if !strings.Contains(got, wanted) {
					t.Errorf("%s, %d, %q: another page of %d bytes", name, i, accepted, len(got))
				}
				if !strings.Contains(a.Header.Get("Vary"), "Accept-Encoding") {
					t.Errorf("%s: Vary %q", name, a.Header.Get("Vary"))
				}
			}
		}
	}
}
