package staff_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/staff"
)

// TestAStolenPasswordSwitchesNothingOn: whose role demands a second step switches it on with a word on
// paper, which only those hand over who have one themselves, never to themself; it opens once, for three
// days, and its person alone.
func TestAStolenPasswordSwitchesNothingOn(t *testing.T) {
	h := open(t)
	give := func(who db.Actor, id uint64) (word string, err error) {
		err = h.As(who, func(tx *db.Tx) (err error) { word, _, err = staff.GiveWord(tx, id); return err })
		return word, err
	}
	begin := func(who db.Actor, word string) error {
		return h.As(who, func(tx *db.Tx) error { return staff.BeginCode(tx, "", word) })
	}
	confirm := func(who db.Actor) error {
		return h.As(who, func(tx *db.Tx) error {
			own, err := staff.OwnCode(tx)
			if err == nil && own.Fresh == "" {
				_, err = staff.ConfirmCode(tx, "123456", 0)
			} else if err == nil {
				_, err = staff.ConfirmCode(tx, codeNow(h, own.Fresh), 0)
			}
			return err
		})
	}
	h.Clock.Add(25 * time.Hour) // the first day of the accounts is over
	_, err := give(h.administers, h.director.ID)
	wants(t, err, "staff.word.own_first")
	_, err = give(h.runsOne, h.director.ID)
	wants(t, err, "fault.forbidden")
	wants(t, begin(h.administers, ""), "staff.word.missing")
	wants(t, begin(h.administers, "AAAA-BBBB-CCCC"), "staff.word.wrong")
	wants(t, begin(h.nurses, ""), "") // a role that may, and need not

	// The lone administrator: whoever commands the server.
	var word string
	h.Do(func(tx *db.Tx) (err error) { word, _, err = staff.GiveWord(tx, h.admin.ID); return err })
	if len(word) != 12 {
		t.Fatalf("the word is %q", word)
	}
	wants(t, begin(h.directs, word), "staff.word.wrong") // another's
	wants(t, begin(h.administers, strings.ToLower(staff.SpellSpare(word))), "")
	thief := h.administers
	thief.Session = 7 // beside: the secret is another session's
	if err := h.As(thief, func(tx *db.Tx) error {
		own, err := staff.OwnCode(tx)
		if err == nil && own.Fresh != "" {
			t.Error("another session sees the secret that waits")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	wants(t, confirm(thief), "staff.code.none")
	wants(t, confirm(h.administers), "")
	wants(t, begin(thief, word), "staff.code.wrong") // a new phone asks the old one, and the word is used up

	// From then on from hand to hand.
	_, err = give(h.administers, h.admin.ID)
	wants(t, err, "staff.not_oneself")
	old, err := give(h.administers, h.director.ID)
	wants(t, err, "")
	word, err = give(h.administers, h.director.ID)
	wants(t, err, "")
	wants(t, begin(h.directs, old), "staff.word.wrong")
	h.Clock.Add(3 * 24 * time.Hour)
	wants(t, begin(h.directs, word), "staff.word.wrong")
	word, err = give(h.administers, h.director.ID)
	wants(t, err, "")
	wants(t, begin(h.directs, word), "")
	wants(t, confirm(h.directs), "")
	_, err = give(h.administers, h.director.ID)
	wants(t, err, "staff.word.has_code")

	// Taken off, it is switched on again with another word alone.
	wants(t, h.As(h.administers, func(tx *db.Tx) error { _, err := staff.ResetCode(tx, h.director.ID, "mất máy"); return err }), "")
	wants(t, begin(h.directs, word), "staff.word.wrong")

	var kept string
	rows, err := h.Raw().QueryContext(context.Background(), "SELECT detail FROM db_deeds WHERE action <> '' UNION ALL SELECT word_hash FROM staff_words")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		kept += text
	}
	if err := rows.Close(); err != nil || strings.Contains(kept, word) {
		t.Errorf("the word can be read, %v", err)
	}
}
