package web

import (
	"net/http"
	"strconv"

	"maiam/models/fault"
)

// Format counts what the pages and the house say to each other. It goes up with a build whose pages a
// server before it would misunderstand, and Least with a build that no longer understands pages below
// it. A page that is older than Least, open on a tablet for days, notices at its next talk with the
// house and renews itself when nothing typed is lost by it.
const (
	Format = 1
	Least  = 1
)

// leastHeader tells on every answer the oldest format that is understood; formatHeader is how a script
// says its own. Scripts from before there was such a header speak format 1.
const (
	leastHeader  = "Maiam-Least"
	formatHeader = "Maiam-Format"
)

func leastText() string { return strconv.Itoa(Least) }

// spoken is the format in which a request of a script speaks.
func spoken(r *http.Request) int {
	n, err := strconv.Atoi(r.Header.Get(formatHeader))
	if r.Header.Get(formatHeader) == "" {
		return 1
	}
	if err != nil {
		return 0
	}
	return n
}

// Understood refuses what a page sends that is older than the house understands. The page keeps what it
// has, renews itself and sends again.
func (call *Call) Understood() error {
	if spoken(call.C.Request) < Least {
		return fault.New(fault.Conflict, "web.too_old")
	}
	return nil
}
