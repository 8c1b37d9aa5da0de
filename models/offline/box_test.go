package offline

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"
)

// secretOf derives as the secret file does.
func secretOf(seed string) func(string) []byte {
	return func(purpose string) []byte {
		m := hmac.New(sha256.New, []byte(seed))
		m.Write([]byte(purpose))
		return m.Sum(nil)
	}
}

func box(t *testing.T, seed string) *Box {
	t.Helper()
	b, err := NewBox(secretOf(seed))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// vector is one sealed entry with everything it was made from. The browser's side is tested with the
// same numbers.
var vector = struct{ seed, server, ephemeral, iv, id, plain, sealed, send, mac string }{
	seed:      "mái ấm",
	ephemeral: strings.Repeat("07", 32),
	iv:        "000102030405060708090a0b",
	id:        "4f6d1a30-0000-4000-8000-000000000001",
	plain:     `{"method":"POST","path":"/api/v1/wards/5/rounds","body":{"slot_id":3,"shift_day":"2026-11-22","rooms":[{"room_id":9,"seen":[1,2]}]}}`,
	server:    "BCxAmxkzVGgAGE-ynbjjKbSSLZaD2rIodbQT4uWjcDlmUOYamgETcCRt2GPQCvOaUqOj2FrBORpfdg-7GbQ70Us",
	sealed:    "BB4YUy_UdUwC8wQdnHXOszuD_9gax85P6ILMscmLxYlupGwxHE4v9A3ZajZT5uRURdMt_khuztdcepDGoYiBwKMAAQIDBAUGBwgJCgsF8e1VRbCSNvnxoJM5dVK0JrryPonel_Z6eP41SS1APJUgywqey1SJaxkzahad14BLLIKJYXP2gwRho_pIE94SsuagI39vM8mkMnA01AF7cAcm27wA6VvvI1xRV83ZEvvsteZ5_bKbDqIxQ3wSUrngoOmRviu7AeIOekmvBq26c96ItINYLDk-uE4NFTjM1aDRrsjh",
	send:      "0e6eb7e2ffc4fb84ce3cc5b31d2d2bc07bd0e9cca7472281789c571ce3d590ac",
	mac:       "Cuqx5WapXMaaTN4OXg05J1sfgFewyzhaiCVJmwd2Hzc",
}

func TestSealedEntryIsOpened(t *testing.T) {
	v, b := vector, box(t, vector.seed)
	raw, _ := hex.DecodeString(v.ephemeral)
	ephemeral, err := ecdh.P256().NewPrivateKey(raw)
	if err != nil {
		t.Fatal(err)
	}
	iv, _ := hex.DecodeString(v.iv)
	sealed, err := Seal(b.ServerKey(), v.id, []byte(v.plain), iv, ephemeral)
	if err != nil {
		t.Fatal(err)
	}
	known := int64(-10_800_000)
	e := Entry{ID: v.id, KeyID: "12", No: 7, Clock: 1_795_330_800_000, Known: &known, Sealed: sealed}
	send := b.SendKey(12, "00112233445566778899aabbccddeeff")
	e.MAC = e.Sign(send)
	for _, c := range []struct{ what, got, want string }{
		{"server", b.ServerKey(), v.server}, {"sealed", sealed, v.sealed}, {"send", hex.EncodeToString(send), v.send}, {"mac", e.MAC, v.mac},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s", c.what, c.got)
		}
	}
	plain, err := b.Open(v.id, v.sealed)
	if err != nil || string(plain) != v.plain {
		t.Fatalf("opened %q, %v", plain, err)
	}
	r, err := ReadRequest(plain)
	if err != nil || r.Path != "/api/v1/wards/5/rounds" || !bytes.HasPrefix(r.Body, []byte(`{"slot_id":3`)) {
		t.Errorf("request %+v, %v", r, err)
	}
	if !e.Legible() || !e.Signed(send) {
		t.Error("the entry is not signed")
	}
	t.Run("NeverOtherwise", func(t *testing.T) {
		if _, err := b.Open(v.id+"x", v.sealed); err == nil {
			t.Error("opened under another id")
		}
		if _, err := box(t, "another house").Open(v.id, v.sealed); err == nil {
			t.Error("opened by another house")
		}
		for i := 0; i < len(v.sealed); i += 7 {
			changed := v.sealed[:i] + string('A'+(v.sealed[i]+1)%20) + v.sealed[i+1:]
			if changed == v.sealed {
				continue
			}
			if plain, err := b.Open(v.id, changed); err == nil && string(plain) == v.plain && i < len(v.sealed)-1 {
				t.Errorf("opened with letter %d changed", i)
			}
		}
		for _, other := range []Entry{{ID: v.id, KeyID: "12", No: 8, Clock: e.Clock, Known: e.Known, Sealed: sealed, MAC: e.MAC},
			{ID: v.id, KeyID: "12", No: 7, Clock: e.Clock + 1, Known: e.Known, Sealed: sealed, MAC: e.MAC},
			{ID: v.id, KeyID: "12", No: 7, Clock: e.Clock, Sealed: sealed, MAC: e.MAC}, {ID: v.id, KeyID: "1", No: 7, Clock: e.Clock, Known: e.Known, Sealed: sealed, MAC: e.MAC}} {
			if other.Signed(send) {
				t.Errorf("signed: %+v", other)
			}
		}
	})
}

func TestEveryHouseHasItsOwnKey(t *testing.T) {
	if box(t, "a").ServerKey() == box(t, "b").ServerKey() || box(t, "a").ServerKey() != box(t, "a").ServerKey() {
		t.Error("the server key does not follow the secret")
	}
	b := box(t, "a")
	if bytes.Equal(b.SendKey(1, "x"), b.SendKey(2, "x")) || bytes.Equal(b.SendKey(1, "x"), b.SendKey(1, "y")) {
		t.Error("two keys are one")
	}
}

// TestStrangeEntriesAreRead reads what no phone of ours sends: nothing fails, and what cannot be an
// entry is broken.
func TestStrangeEntriesAreRead(t *testing.T) {
	for _, text := range []string{`1`, `"a"`, `[]`, `null`, `{}`, `{"id":5}`, `{"id":"\u0000\ud800"}`, `{"id":"4f6d1a30-0000","no":"x"}`, `{"id":"4f6d1a30-0000","no":1e99}`,
		`{"id":"4f6d1a30-0000","sealed":"ký tự"}`, `{"id":"4f6d1a30-0000","sealed":{}}`, `{"id":"` + strings.Repeat("a", 100) + `"}`, `{"id":"4f6d1a30-0000","sealed":"` + strings.Repeat("a", SealedLimit+1) + `"}`,
		`{"id":"4f6d1a30-0000","key_id":"` + strings.Repeat("9", 30) + `"}`} {
		var list []Entry
		if err := json.Unmarshal([]byte("["+text+"]"), &list); err != nil || len(list) != 1 {
			t.Fatalf("%.60s: %v", text, err)
		}
		if e := list[0]; !e.Broken || e.Legible() || e.ID != "" && e.ID != "4f6d1a30-0000" {
			t.Errorf("%.60s is read as %+v", text, e)
		}
	}
	for _, plain := range []string{``, `null`, `{}`, `[]`, `{"method":"GET","path":"/api/v1/x"}`, `{"method":"POST","path":"/wards/1"}`, `{"method":"POST","path":"http://a/api/v1/x"}`,
		`{"method":"POST","path":"/api/v1/../x"}`, `{"method":"POST","path":"/api/v1/x?y=1"}`, `{"method":"POST","path":"/api/v1/%2e"}`, `{"method":"POST","path":"/api/v1/ký"}`,
		`{"method":"POST","path":"/api/v1/x"}{}`, "\xff\xfe", `{"method":"POST","path":"/api/v1/` + strings.Repeat("a", 400) + `"}`} {
		if r, err := ReadRequest([]byte(plain)); err == nil {
			t.Errorf("%.60q is the request %+v", plain, r)
		}
	}
}
