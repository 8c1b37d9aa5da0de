package home

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"text/template"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/value"
)

// Trust is the own authority of the house, for devices that are to trust it. Without Der the house
// has none: nothing is to be done on a device.
type Trust struct {
	Name        string   // what devices call the authority
	Der         []byte   // its certificate, as devices count it
	Text        []byte   // the same as a file to take in
	Fingerprint []string // SHA-256 in groups
	Thumbprint  []string // SHA-1, which Windows asks about
	Ends        value.Day
	Addresses   []string // where the house is found once it is trusted
	Files       bool     // TLS from files: somebody vouches whom devices know already
}

// The addresses of trust. They are the only ones that answer without TLS.
const (
	trustPath   = "/trust"
	trustCert   = "/trust/ca.crt"
	trustApple  = "/trust/mai-am.mobileconfig"
	noAuthority = "there is no own authority here\n"
)

const whyPublic = "who does not trust the house yet cannot sign in; it holds only what every connection shows"

// openTrust opens the page that helps a device trust the house, and the two files it gives.
func openTrust(d *web.Desk, trust func() Trust) {
	d.Whole(trustPath, whyPublic, func(call *web.Call) templ.Component {
		return d.Framed(call, web.Leaf{Title: call.T("home.trust.title"), Body: trustPage(call, trust()), Bare: true, Wide: true})
	})
	d.Plain(http.MethodGet, trustCert, whyPublic, func(c *gin.Context) {
		give(c, trust().Text, "application/x-x509-ca-cert", `attachment; filename="mai-am.crt"`)
	})
	d.Plain(http.MethodGet, trustApple, whyPublic, func(c *gin.Context) {
		t := trust()
		profile, err := t.profile()
		if err != nil {
			profile = nil
		}
		// Shown and not kept: Safari then offers to install it.
		give(c, profile, "application/x-apple-aspen-config", "inline")
	})
}

func give(c *gin.Context, file []byte, kind, how string) {
	if len(file) == 0 {
		c.String(http.StatusNotFound, noAuthority)
		return
	}
	c.Header("Content-Disposition", how)
	c.Data(http.StatusOK, kind, file)
}

// appleProfile is the form in which iPhone and iPad take a certificate in.
var appleProfile = template.Must(template.New("").Funcs(template.FuncMap{"xml": func(s string) (string, error) {
	var b bytes.Buffer
	err := xml.EscapeText(&b, []byte(s))
	return b.String(), err
}}).Parse(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>PayloadContent</key>
	<array>
		<dict>
			<key>PayloadCertificateFileName</key><string>mai-am.crt</string>
			<key>PayloadContent</key><data>{{.Content}}</data>
			<key>PayloadDisplayName</key><string>{{xml .Name}}</string>
			<key>PayloadIdentifier</key><string>vn.maiam.authority.{{.Inner}}</string>
			<key>PayloadType</key><string>com.apple.security.root</string>
			<key>PayloadUUID</key><string>{{.Inner}}</string>
			<key>PayloadVersion</key><integer>1</integer>
		</dict>
	</array>
	<key>PayloadDisplayName</key><string>{{xml .Name}}</string>
	<key>PayloadIdentifier</key><string>vn.maiam.profile.{{.Outer}}</string>
	<key>PayloadRemovalDisallowed</key><false/>
	<key>PayloadType</key><string>Configuration</string>
	<key>PayloadUUID</key><string>{{.Outer}}</string>
	<key>PayloadVersion</key><integer>1</integer>
</dict>
</plist>
`))

// profile is the authority as an Apple profile. The same authority gives the same profile, so that
// taking it in twice leaves one.
func (t Trust) profile() ([]byte, error) {
	if len(t.Der) == 0 {
		return nil, nil
	}
	id := func(what string) string {
		sum := sha256.Sum256(append([]byte(what), t.Der...))
		return strings.ToUpper(fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16]))
	}
	var out bytes.Buffer
	err := appleProfile.Execute(&out, map[string]string{"Name": t.Name, "Content": base64.StdEncoding.EncodeToString(t.Der), "Inner": id("certificate"), "Outer": id("profile")})
	return out.Bytes(), err
}

// device is one kind of device with what to do on it, step by step.
type device struct {
	Name  string
	Steps []string
	Open  bool // the one that the reader seems to hold
}

// devices are the kinds of which the page knows the steps; the reader's own stands open.
func (t Trust) devices(call *web.Call) []device {
	about := words.A{"cert": trustCert, "thumbprint": strings.Join(t.Thumbprint, ":")}
	mine := call.C.Request.UserAgent()
	is := func(any ...string) bool {
		for _, word := range any {
			if strings.Contains(mine, word) {
				return true
			}
		}
		return false
	}
	var out []device
	for _, kind := range []struct {
		key  string
		n    int
		open bool
	}{
		{"android", 5, is("Android")},
		{"apple", 4, is("iPhone", "iPad") || is("Macintosh") && is("Mobile")},
		{"windows", 4, is("Windows")},
		{"firefox", 3, is("Linux") && is("Firefox") && !is("Android")},
		{"chrome", 3, is("Linux") && is("Chrome") && !is("Android")},
	} {
		one := device{Name: call.T("home.trust." + kind.key), Open: kind.open}
		for i := range kind.n {
			one.Steps = append(one.Steps, call.T(fmt.Sprintf("home.trust.%s_%d", kind.key, i+1), about))
		}
		out = append(out, one)
	}
	return out
}

// nothing is why there is nothing to do on a device.
func (t Trust) nothing() string {
	if t.Files {
		return "home.trust.known"
	}
	return "home.trust.none"
}
