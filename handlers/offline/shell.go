package offline

import (
	"maiam/handlers/web"
	"maiam/models/db"
)

type nothing struct{}

// showShell is the page that stands in when there is no network. It names nobody: what it shows comes
// from what the phone keeps, sealed for the person who opens it.
func showShell(call *web.Call, _ nothing) web.Leaf {
	return web.Leaf{Title: call.T("offline.shell.title"), Under: "", Body: shellPage(call), Active: "/care/rounds"}
}

func readNothing(*db.Tx, nothing) (nothing, error) { return nothing{}, nil }
