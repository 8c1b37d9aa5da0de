package offline

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"sync"

	"github.com/gin-gonic/gin"

	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/offline"
)

// Files is what the pages are built from, as far as the phone keeps it for the time without a network.
type Files struct {
	Shell  []string // addresses of style, script, signs and letters
	Worker []byte   // the built script of the worker; empty where nothing was built
	Mark   string   // the address of the house's sign
}

// shells are the pages that stand in when there is no network, one a language.
var shells = []string{"/offline?lang=vi", "/offline?lang=en"}

// openShell opens what the browser needs to be a house of its own for a while: the page that stands
// in, the worker that shows it, and the card by which a phone puts the house among its apps.
func openShell(d *web.Desk, f Files) {
	web.Page(d, "/offline", "offline.shell", readNothing, showShell)
	d.Public("stands in when there is no network; names nobody")
	w := &worker{desk: d, files: f}
	d.Plain(http.MethodGet, "/sw.js", "the worker of the pages, the same for everybody", w.serve)
	d.Plain(http.MethodGet, "/manifest.webmanifest", "what the house is called among a phone's apps", f.card)
}

type worker struct {
	desk    *web.Desk
	files   Files
	once    sync.Once
	version string
}

// serve gives the worker with the list of what it keeps. When the house wants no worker, it gives one
// that takes itself away; what a phone has not sent yet lies elsewhere and stays.
func (w *worker) serve(c *gin.Context) {
	if len(w.files.Worker) == 0 {
		c.Status(http.StatusNotFound)
		return
	}
	w.once.Do(w.stamp)
	given, err := json.Marshal(struct {
		Version string   `json:"version"`
		Files   []string `json:"files"`
		Off     bool     `json:"off"`
		Format  int      `json:"format"`
	}{w.version, append(slices.Clone(shells), w.files.Shell...), !w.allowed(c), web.Format})
	if err != nil {
		c.Status(http.StatusInternalServerError)
		return
	}
	c.Data(http.StatusOK, "text/javascript; charset=utf-8", slices.Concat([]byte("self.maiam="), given, []byte(";\n"), w.files.Worker))
}

// stamp names this build by what the worker keeps of it: another page, style or script is another
// version, and phones take it over.
func (w *worker) stamp() {
	sum := sha256.New()
	for _, address := range w.files.Shell {
		sum.Write([]byte(address))
	}
	sum.Write(w.files.Worker)
	for _, address := range shells {
		r, err := http.NewRequest(http.MethodGet, address, nil)
		if err != nil {
			continue
		}
		page := &page{head: http.Header{}}
		w.desk.Handler().ServeHTTP(page, r)
		sum.Write(page.Bytes())
	}
	w.version = hex.EncodeToString(sum.Sum(nil)[:6])
}

// page takes one of our own pages.
type page struct {
	bytes.Buffer
	head http.Header
}

// Header is what the answer says of itself.
func (p *page) Header() http.Header { return p.head }

// WriteHeader takes the status, which nobody asks for.
func (p *page) WriteHeader(int) {}

// allowed tells whether the centre lets phones work without a network.
func (w *worker) allowed(c *gin.Context) bool {
	allowed := true
	err := w.desk.House.Read(c.Request.Context(), db.System("offline"), func(tx *db.Tx) error {
		on, err := offline.Allowed(tx)
		if err == nil {
			allowed = on
		}
		return err
	})
	if err != nil {
		slog.Warn("whether phones may work without a network could not be read", "error", err.Error())
	}
	return allowed
}

// card is the web app manifest.
func (f Files) card(c *gin.Context) {
	card := map[string]any{"name": "Mái Ấm", "short_name": "Mái Ấm", "lang": "vi", "start_url": "/", "scope": "/", "id": "/", "display": "standalone",
		"background_color": "#F6F4EF", "theme_color": "#0A3D43", "icons": []map[string]string{{"src": f.Mark, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}}}
	text, err := json.Marshal(card)
	if err != nil {
		c.Status(http.StatusInternalServerError)
		return
	}
	c.Data(http.StatusOK, "application/manifest+json", text)
}
