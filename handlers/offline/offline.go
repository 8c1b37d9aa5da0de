// Package offline is the door for work that was done without a network: a phone gets a key while it
// has a network, and sends what was done, sealed, when it has one again. What could not be written
// into the books lies in a tray for the person in charge.
package offline

import (
	"embed"

	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/offline"
)

// Texts are the area's words.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// entriesLimit is the most bytes that one sending holds.
const entriesLimit = 2 << 20

// desk is what the doors need: the box of the house's secret, and who sent how much lately.
type desk struct {
	box   *offline.Box
	crowd web.Crowd
}

// Open opens every door of the area. It panics without the secret of the house, as the house itself
// does not start without it.
func Open(f Files) func(*web.Desk) {
	return func(d *web.Desk) { open(d, f) }
}

func open(d *web.Desk, f Files) {
	box, err := offline.NewBox(d.House.Keys().Derive)
	if err != nil {
		panic(err)
	}
	o := &desk{box: box}
	give := web.Action[offline.KeyInput, *offline.Given]{Name: "offline.give_key", Fresh: true,
		Do: func(tx *db.Tx, in offline.KeyInput) (*offline.Given, error) { return offline.GiveKey(tx, box, in) }}
	web.API(d, web.Op{ID: "giveOfflineKey", Method: "POST", Path: "/api/v1/offline/keys", Summary: "A key for this device, under which work without a network is known as its owner's", Status: 201}, give, web.Same)
	half := func(tx *db.Tx, in offline.HalfInput) (*offline.Half, error) { return offline.HalfOf(tx, box, in) }
	web.Get(d, web.Op{ID: "getOfflineHalf", Path: "/api/v1/offline/half", Summary: "The house's half of the reader's key on this device: what the device keeps of them opens with it, also after a sign-in by badge"}, "offline.half", half, web.Same)
	web.Inbox(d, web.Op{ID: "sendOfflineEntries", Method: "POST", Path: "/api/v1/offline/entries", Summary: "Send what was done without a network: at most 200 sealed entries, an outcome for each"}, "offline.entries", entriesLimit, o.take)
	d.Public("each entry is signed with a key that was given to a person; whoever carries the phone now need not be the one who wrote")
	openShell(d, f)
}
