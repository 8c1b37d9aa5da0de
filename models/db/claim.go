package db

import (
	"context"
	"encoding/json"
	"fmt"

	"maiam/models/fault"
)

// Claim names an act by its action and the key of its sender.
type Claim struct{ Action, Key string }

// Claimed tells which acts of a person have a receipt, in one statement: a phone that sends two
// hundred acts again asks once.
func Claimed(tx *Tx, member uint64, claims []Claim) (map[Claim]bool, error) {
	if len(claims) == 0 {
		return nil, nil
	}
	names := make([]string, len(claims))
	of := make(map[string]Claim, len(claims))
	for i, c := range claims {
		names[i] = digest(fmt.Sprint(member), c.Action, c.Key)
		of[names[i]] = c
	}
	found, err := From[receiptRow](tx).Only("claim").Where("claim IN ?", names).All()
	out := make(map[Claim]bool, len(found))
	for _, r := range found {
		out[of[r.Claim]] = true
	}
	return out, err
}

// Again gives the first answer to an act that has a receipt, without doing it once more. Whoever did
// it may have lost the right to do it meanwhile: the edge knows that the receipt is the asker's own.
func Again[Out any](ctx context.Context, h *House, actor Actor, action string, r Receipt) (out Out, found bool, err error) {
	var first *receiptRow
	if err = h.Glance(ctx, actor, func(tx *Tx) (err error) {
		first, err = From[receiptRow](tx).Where("claim = ?", digest(fmt.Sprint(actor.ID), action, r.Key)).Maybe()
		return err
	}); err != nil || first == nil {
		return out, false, err
	}
	if first.Body != digest(string(r.Body)) {
		return out, true, fault.New(fault.Conflict, "fault.key_reused")
	}
	return out, true, json.Unmarshal([]byte(first.Answer), &out)
}
