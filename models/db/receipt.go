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
	Answer   string
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
		row := receiptRow{Claim: claim, Body: body, Recorded: tx.Now}
		if err := tx.g.Create(&row).Error; err != nil {
			if Duplicate(err, "claim") {
				return errTwin
			}
			return err
		}
		var err error
		if out, err = fn(tx); err != nil {
			return err
		}
		answer, err := json.Marshal(out)
		if err != nil {
			return err
		}
		return tx.g.Model(&row).Where("id = ?", row.ID).UpdateColumn("answer", string(answer)).Error
	})
	if !errors.Is(err, errTwin) {
		return out, false, err
	}
	// The twin's answer is read in a new transaction: an old snapshot cannot see it.
	err = h.Read(ctx, actor, func(tx *Tx) error {
		row, err := From[receiptRow](tx).Where("claim = ?", claim).One()
		if err != nil {
			return err
		}
		if row.Body != body {
			return fault.New(fault.Conflict, "fault.key_reused")
		}
		return json.Unmarshal([]byte(row.Answer), &out)
	})
	return out, true, err
}

// ForgetReceipts drops receipts whose time is over; a nightly job calls it.
func ForgetReceipts(tx *Tx) error {
	_, err := RemoveWhere[receiptRow](tx, "recorded < ?", tx.Now.Add(-ReceiptAge))
	return err
}
