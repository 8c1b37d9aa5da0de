package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"maiam/models/fault"
)

// receiptRow keeps the answer to an action that came with an idempotency key.
type receiptRow struct {
	ID       uint64
	Claim    string // hash of person, action and key
	Body     string // hash of what was sent
	Answer   string `gorm:"serializer:sealed" sealed:"db_receipts.answer"` // repeats what was written, with texts that lie sealed elsewhere
	Recorded time.Time
}

// TableName names the table.
func (receiptRow) TableName() string { return "db_receipts" }

// ReceiptAge is how long a repeat gets the first answer.
const ReceiptAge = 30 * 24 * time.Hour

// Receipt names one intended act: the same key sent again is the same act, not another one.
type Receipt struct {
	Key  string // made by the sender; empty when it made none
	Body []byte // what was sent, to notice a key used for something else
}

var errTwin = errors.New("db: this key was claimed before")

func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:24])
}

// Once runs an action in one transaction, at most once for a key of its actor. A repeat gives the
// first answer and says so. Out must survive JSON.
//
// The receipt is written last, together with the answer: its unique key lets only one of two twins
// commit. The other, whether it was refused because the first had done the work already or came as
// far as the receipt, was rolled back and gives the first one's answer. To claim the key first would
// cost every write of the house a statement, for the sake of the few that are repeats.
func Once[Out any](ctx context.Context, h *House, actor Actor, action string, r Receipt, fn func(*Tx) (Out, error)) (out Out, replayed bool, err error) {
	if r.Key == "" {
		err = h.Write(ctx, actor, action, func(tx *Tx) error {
			out, err = fn(tx)
			return err
		})
		return out, false, err
	}
	claim, body := digest(fmt.Sprint(actor.ID), action, r.Key), digest(string(r.Body))
	err = h.Write(ctx, actor, action, func(tx *Tx) error {
		var err error
		if out, err = fn(tx); err != nil {
			return err
		}
		answer, err := json.Marshal(out)
		if err != nil {
			return err
		}
		err = tx.g.Create(&receiptRow{Claim: claim, Body: body, Answer: string(answer), Recorded: tx.Now}).Error
		if Duplicate(err, "claim") {
			return errTwin
		}
		return err
	})
	if !mayBeRepeat(err) {
		return out, false, err
	}
	// The twin's answer is read in a new transaction: an old snapshot cannot see it.
	var first *receiptRow
	if looked := h.Read(ctx, actor, func(tx *Tx) (err error) {
		first, err = From[receiptRow](tx).Where("claim = ?", claim).Maybe()
		return err
	}); looked != nil {
		return out, false, looked
	}
	switch {
	case first == nil:
		return out, false, err // refused for its own sake
	case first.Body != body:
		return out, false, fault.New(fault.Conflict, "fault.key_reused")
	}
	var answer Out
	err = json.Unmarshal([]byte(first.Answer), &answer)
	return answer, true, err
}

// mayBeRepeat tells whether an action ended as the repeat of one that is done already may end. Who
// has lost the right meanwhile gets no answer of before.
func mayBeRepeat(err error) bool {
	if err == nil || errors.Is(err, errTwin) {
		return err != nil
	}
	switch fault.KindOf(err) {
	case fault.Conflict, fault.Invalid, fault.NotFound:
		return true
	}
	return false
}

// ForgetReceipts drops receipts whose time is over; a nightly job calls it.
func ForgetReceipts(tx *Tx) error {
	_, err := RemoveWhere[receiptRow](tx, "recorded < ?", tx.Now.Add(-ReceiptAge))
	return err
}
