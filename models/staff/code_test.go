package staff_test

import (
	"context"
	"encoding/base32"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/staff"
)

// TestCodesOfTheStandard are the vectors of RFC 6238, appendix B (SHA-1), of which apps show the last six
// digits.
func TestCodesOfTheStandard(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if got, err := staff.CodeAt(secret, time.Unix(at, 0)); err != nil || got != want {
			t.Errorf("at %d: got %s, %v, want %s", at, got, err, want)
		}
	}
	if n := len(staff.CodeAddress(secret, strings.Repeat("a", 40))); n > 106 {
		t.Errorf("the address has %d bytes, more than the picture holds", n)
	}
}

// comeIn walks through the door with the second step.
func comeIn(h *house, username, code string) (*staff.Member, error) {
	ctx := context.Background()
	var k staff.Knocker
	if err := h.Read(ctx, db.Actor{}, func(tx *db.Tx) (err error) { k, err = staff.Knock(tx, username); return err }); err != nil {
		return nil, err
	}
	var m *staff.Member
	err := h.Write(ctx, db.Actor{}, "staff.sign_in_code", func(tx *db.Tx) (err error) {
		m, err = staff.Come(tx, k, code)
		return err
	})
	return m, err
}

// enrol switches the second step of an actor on and gives the secret and the recovery codes.
func enrol(h *house, who db.Actor) (secret string, spares []string) {
	h.T.Helper()
	err := h.As(who, func(tx *db.Tx) error {
		if err := staff.BeginCode(tx, "", ""); err != nil {
			return err
		}
		own, err := staff.OwnCode(tx)
		if err != nil {
			return err
		}
		secret = own.Fresh
		if spares, err = staff.ConfirmCode(tx, codeNow(h, secret), 0); err != nil {
			return err
		}
		return nil
	})
	if err != nil {
		h.T.Fatal(err)
	}
	return secret, spares
}

func codeNow(h *house, secret string) string {
	code, err := staff.CodeAt(secret, h.Now())
	if err != nil {
		h.T.Fatal(err)
	}
	return code
}

// TestSecondStep: no code opens twice, none a step too old or too new, and none without the password's
// last step.
func TestSecondStep(t *testing.T) {
	h := open(t)
	secret, spares := enrol(h, h.administers)
	_, err := comeIn(h, "admin", "")
	wants(t, err, "staff.code.wanted")
	_, err = comeIn(h, "admin", codeNow(h, secret))
	wants(t, err, "staff.code.wrong") // it proved the app a moment ago
	h.Clock.Add(30 * time.Second)
	used := codeNow(h, secret)
	m, err := comeIn(h, "admin", used)
	wants(t, err, "")
	if m == nil || m.ID != h.admin.ID {
		t.Fatalf("got %v", m)
	}
	_, err = comeIn(h, "admin", used)
	wants(t, err, "staff.code.wrong")
	h.Clock.Add(30 * time.Second)
	_, err = comeIn(h, "admin", used)
	wants(t, err, "staff.code.wrong")
	for off, want := range map[time.Duration]string{-2 * time.Minute: "staff.code.wrong", 2 * time.Minute: "staff.code.wrong"} {
		code, _ := staff.CodeAt(secret, h.Now().Add(off))
		_, err = comeIn(h, "admin", code)
		wants(t, err, want)
	}
	h.Clock.Add(90 * time.Second)
	for _, off := range []time.Duration{-30 * time.Second, 30 * time.Second} { // a clock may be a step off, to either side
		code, _ := staff.CodeAt(secret, h.Now().Add(off))
		_, err = comeIn(h, "admin", code)
		wants(t, err, "")
	}
	h.Clock.Add(2 * time.Minute)
	_, err = comeIn(h, "admin", strings.ToLower(staff.SpellSpare(spares[3])))
	wants(t, err, "")
	_, err = comeIn(h, "admin", spares[3])
	wants(t, err, "staff.code.wrong")
	for _, hostile := range []string{"000000'; --", strings.Repeat("A", 400), "０１２３４５", "12345", "1234567"} {
		_, err = comeIn(h, "admin", hostile)
		wants(t, err, "staff.code.wrong")
	}
	var again []string
	wants(t, h.As(h.administers, func(tx *db.Tx) (err error) { again, err = staff.RenewSpares(tx, codeNow(h, secret)); return err }), "")
	_, err = comeIn(h, "admin", spares[4])
	wants(t, err, "staff.code.wrong")
	_, err = comeIn(h, "admin", again[4])
	wants(t, err, "")
	wants(t, h.As(h.administers, func(tx *db.Tx) error { h.Clock.Add(time.Minute); return staff.DropCode(tx, codeNow(h, secret)) }), "staff.code.must")
}

// TestOneCodeAtOnce: of many who come with one code at one moment one is in.
func TestOneCodeAtOnce(t *testing.T) {
	h := open(t)
	secret, spares := enrol(h, h.administers)
	h.Clock.Add(time.Minute)
	for _, code := range []string{codeNow(h, secret), spares[0]} {
		var in int
		var mu sync.Mutex
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				_, err := comeIn(h, "admin", code)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					in++
				} else if key := fault.KeyOf(err); key != "staff.code.wrong" {
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		if in != 1 {
			t.Errorf("%d came in with one code", in)
		}
	}
}

// TestSecondStepIsKeptSealed: neither secret nor recovery codes can be read from the tables, and the
// secret of one person is none for another.
func TestSecondStepIsKeptSealed(t *testing.T) {
	h := open(t)
	secret, spares := enrol(h, h.administers)
	other, _ := enrol(h, h.directs)
	var kept string
	for _, q := range []string{"SELECT secret_sealed FROM staff_codes", "SELECT code_hash FROM staff_spares", "SELECT detail FROM db_deeds"} {
		rows, err := h.Raw().Query(q)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var s []byte
			if err := rows.Scan(&s); err != nil {
				t.Fatal(err)
			}
			kept += string(s)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range append([]string{secret, other}, spares...) {
		if strings.Contains(kept, s) {
			t.Errorf("%s can be read", s[:4])
		}
	}
	if _, err := h.Raw().Exec(fmt.Sprintf("UPDATE staff_codes SET secret_sealed = (SELECT s FROM (SELECT secret_sealed AS s FROM staff_codes WHERE member_id = %d) AS x) WHERE member_id = %d", h.admin.ID, h.director.ID)); err != nil {
		t.Fatal(err)
	}
	h.Clock.Add(time.Minute)
	if _, err := comeIn(h, "director", codeNow(h, secret)); err == nil {
		t.Error("the secret of one opened for another")
	}
}

// TestSecondStepIsTakenOff: only by another administrator, with a reason, and everybody else is out.
func TestSecondStepIsTakenOff(t *testing.T) {
	h := open(t)
	enrol(h, h.directs)
	enrol(h, h.administers)
	reset := func(who db.Actor, id uint64, why string) error {
		return h.As(who, func(tx *db.Tx) error { _, err := staff.ResetCode(tx, id, why); return err })
	}
	wants(t, reset(h.runsOne, h.director.ID, "mất máy"), "fault.forbidden")
	wants(t, reset(h.administers, h.admin.ID, "mất máy"), "staff.not_oneself")
	wants(t, reset(h.administers, h.director.ID, " "), "staff.reason_missing")
	wants(t, reset(h.administers, h.nurse.ID, "mất máy"), "staff.code.none")
	wants(t, reset(h.administers, h.director.ID, "mất máy"), "")
	_, err := comeIn(h, "director", "")
	wants(t, err, "")
}

// TestTokensComeAfterTheSecondStep: who must have a second step, or has one, makes no token without it.
func TestTokensComeAfterTheSecondStep(t *testing.T) {
	h := open(t)
	token := func(who db.Actor) error {
		return h.As(who, func(tx *db.Tx) error {
			_, _, err := staff.MakeToken(tx, staff.TokenInput{Name: "máy đo"})
			return err
		})
	}
	wants(t, token(h.administers), "staff.code.first")
	wants(t, token(h.nurses), "")
	enrol(h, h.administers)
	wants(t, token(h.administers), "")
	enrol(h, h.nurses)
	shared := h.nurses
	shared.Shared = 1
	wants(t, token(shared), "staff.token_not_here")
}
