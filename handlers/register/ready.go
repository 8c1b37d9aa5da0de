package register

import (
	"time"

	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/register"
	"maiam/models/value"
)

// IssueReady writes a paper as its form begins, with what the books say and nothing typed, and gives
// it its number. It needs what issuing by the form needs. The sample house writes its papers so.
func IssueReady(tx *db.Tx, in intake.OfWrit) (*register.Entry, error) {
	d, err := readWrit(tx, in)
	if err != nil {
		return nil, err
	}
	k := d.Known
	f := writForm{OfWrit: in, Signer: register.Signer{Name: k["signer"], Position: k["position"], Capacity: k["capacity"]}, Place: k["place"], Bases: k["bases"],
		Recipients: k["recipients"], Reason: presence.Reason(k["reason"]), Finder: k["finder"], Authority: k["authority"], Found: k["found"], Condition: k["condition"],
		Belongings: k["belongings"], Receiver: k["receiver"]}
	if f.From, err = value.ParseDay(k["from"]); err != nil && k["from"] != "" {
		return nil, err
	}
	if k["at"] != "" {
		if f.At, err = time.ParseInLocation("02/01/2006 15:04", k["at"], tx.Zone()); err != nil {
			return nil, err
		}
	}
	return issueWrit.Do(tx, f)
}
