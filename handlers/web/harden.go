package web

import (
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

// harden puts around the engine what every answer needs: no page of ours inside another's, no
// script or style but our own, no form posted from elsewhere, and fewer bytes. Strict tells browsers
// that came by TLS never to come without it.
func harden(next http.Handler, strict bool) http.Handler {
	press, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(pressLevel),
		gzhttp.ContentTypes([]string{"text/html", "application/json", "application/problem+json", "text/plain"}))
	if err != nil {
		panic(err) // fixed options: they were right when this was tested
	}
	guarded := http.NewCrossOriginProtection().Handler(press(next))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set(leastHeader, leastText())
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=()")
		if r.TLS != nil && strict {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if !strings.HasPrefix(r.URL.Path, "/assets/") {
			// Personal data stays out of every cache, the browser's too.
			h.Set("Cache-Control", "no-store")
		}
		guarded.ServeHTTP(w, r)
	})
}
