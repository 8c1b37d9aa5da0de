// Package offline is what the house does with work that was done without a network. A phone keeps
// each act, sealed, until it can be sent; here it is opened, the phone's clock is put right, and the
// act is done as it would have been done then: by the same door, under the same rules, by the person
// who did it and with the access this person had at that time.
//
// What cannot be written into the books is kept in a tray for the person in charge, with what stands
// in the book beside what was written on the phone. Nothing that somebody wrote is thrown away.
package offline

import (
	"maiam/models/fault"
)

// Work is the permission to work without a network: to be given a key for a phone.
const Work = "offline.work"

var notFound = fault.New(fault.NotFound, "db.not_found")
