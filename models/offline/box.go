package offline

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// The purposes under which keys are made. They are part of what phones keep: they never change.
const (
	serverPurpose = "maiam offline server key 1"
	sendPurpose   = "maiam offline send key 1"
	entryPurpose  = "maiam offline entry 1"
	halfPurpose   = "maiam offline half 1"
)

const (
	pointBytes = 65 // an uncompressed point of P-256
	ivBytes    = 12
	// SealedLimit is the most letters of a sealed entry.
	SealedLimit = 96 << 10
)

// ErrSealed says that an entry cannot be opened: it was sealed for another house, or damaged.
var ErrSealed = errors.New("offline: the entry cannot be opened")

// Box opens what phones sealed and knows the keys that were given to them. Its keys are made from
// the secret file: none of them is stored.
type Box struct {
	derive func(purpose string) []byte
	own    *ecdh.PrivateKey
}

// NewBox makes the box of a house from its secret: derive gives 32 bytes for a purpose.
func NewBox(derive func(purpose string) []byte) (*Box, error) {
	secret := derive(serverPurpose)
	// A random number of 32 bytes is no key of P-256 once in four thousand million times.
	for n := range 100 {
		scalar, err := hkdf.Key(sha256.New, secret, nil, serverPurpose+" "+strconv.Itoa(n), 32)
		if err != nil {
			return nil, err
		}
		if own, err := ecdh.P256().NewPrivateKey(scalar); err == nil {
			return &Box{derive, own}, nil
		}
	}
	return nil, errors.New("offline: no key can be made from the secret")
}

// ServerKey is what phones seal their entries for.
func (b *Box) ServerKey() string {
	return base64.RawURLEncoding.EncodeToString(b.own.PublicKey().Bytes())
}

// SendKey is the key by which the house knows whose an entry is.
func (b *Box) SendKey(id uint64, nonce string) []byte {
	return b.derive(fmt.Sprintf("%s\x00%d\x00%s", sendPurpose, id, nonce))
}

// Half is what the house adds to a key of a device, so that what it keeps of one person opens there while
// this person is signed in. It opens nothing without the device.
func (b *Box) Half(member uint64, device string) []byte {
	return b.derive(fmt.Sprintf("%s\x00%d\x00%s", halfPurpose, member, device))
}

// Open opens a sealed entry; its id belongs to the seal.
func (b *Box) Open(id, sealed string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(raw) < pointBytes+ivBytes {
		return nil, ErrSealed
	}
	point, iv, text := raw[:pointBytes], raw[pointBytes:pointBytes+ivBytes], raw[pointBytes+ivBytes:]
	theirs, err := ecdh.P256().NewPublicKey(point)
	if err != nil {
		return nil, ErrSealed
	}
	shared, err := b.own.ECDH(theirs)
	if err != nil {
		return nil, ErrSealed
	}
	seal, err := sealOf(shared, point)
	if err != nil {
		return nil, err
	}
	plain, err := seal.Open(nil, iv, text, []byte(id))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

func sealOf(shared, point []byte) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, shared, point, entryPurpose, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// Seal seals an entry for a house as a phone does: with a key of this entry alone, so that not even
// the phone can open it again.
func Seal(serverKey, id string, plain, iv []byte, ephemeral *ecdh.PrivateKey) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(serverKey)
	if err != nil {
		return "", err
	}
	theirs, err := ecdh.P256().NewPublicKey(raw)
	if err != nil {
		return "", err
	}
	shared, err := ephemeral.ECDH(theirs)
	if err != nil {
		return "", err
	}
	point := ephemeral.PublicKey().Bytes()
	seal, err := sealOf(shared, point)
	if err != nil {
		return "", err
	}
	out := append(append([]byte{}, point...), iv...)
	return base64.RawURLEncoding.EncodeToString(seal.Seal(out, iv, plain, []byte(id))), nil
}

// Entry is one act as it comes from a phone.
type Entry struct {
	ID     string `json:"id" doc:"made by the phone, the same in every try"`
	KeyID  string `json:"key_id" doc:"of the key under which it was made"`
	No     int64  `json:"no" doc:"running number of the key's entries"`
	Clock  int64  `json:"clock" doc:"when it happened, in milliseconds by the phone's own clock"`
	Known  *int64 `json:"known,omitempty" doc:"milliseconds to add to that clock, as the house told last before it happened"`
	Sealed string `json:"sealed" doc:"base64url of the ephemeral point, the iv and the sealed request"`
	MAC    string `json:"mac" doc:"base64url of the HMAC-SHA256 over id, key_id, no, clock, known and sealed, by line"`

	// Broken says that the entry could not be read at all.
	Broken bool `json:"-"`
}

var (
	entryIDs = regexp.MustCompile(`^[0-9A-Za-z-]{8,60}$`)
	urlText  = regexp.MustCompile(`^[0-9A-Za-z_-]*$`)
)

// Legible tells whether the entry has the form of one.
func (e Entry) Legible() bool {
	return !e.Broken && entryIDs.MatchString(e.ID) && len(e.Sealed) <= SealedLimit && urlText.MatchString(e.Sealed) && urlText.MatchString(e.MAC)
}

// told is what the phone put its word to.
func (e Entry) told() string {
	known := ""
	if e.Known != nil {
		known = strconv.FormatInt(*e.Known, 10)
	}
	return e.ID + "\n" + e.KeyID + "\n" + strconv.FormatInt(e.No, 10) + "\n" + strconv.FormatInt(e.Clock, 10) + "\n" + known + "\n" + e.Sealed
}

// Sign gives the mac of an entry under a send key.
func (e Entry) Sign(key []byte) string {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(e.told()))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// Signed tells whether the entry was made under a send key.
func (e Entry) Signed(key []byte) bool { return hmac.Equal([]byte(e.Sign(key)), []byte(e.MAC)) }
