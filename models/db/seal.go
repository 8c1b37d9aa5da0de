package db

import (
	"errors"
	"fmt"
	"slices"
)

var errNoKeys = errors.New("db: sealed columns need keys")

// Sealed tells the sealed columns of this layer, so that they can be sealed anew with another key.
func Sealed() []SealedColumn { return SealedTexts("db_receipts", "answer") }

// Seal encrypts what a sealed column keeps; column is "table.column" and binds it to its place.
// Empty stays empty.
func Seal(tx *Tx, column, plain string) ([]byte, error) {
	if plain == "" {
		return nil, nil
	}
	if tx.house.cfg.Keys == nil {
		return nil, errNoKeys
	}
	return tx.house.cfg.Keys.now().seal.Encrypt([]byte(plain), []byte(column))
}

// Unseal reads a sealed column.
func Unseal(tx *Tx, column string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	if tx.house.cfg.Keys == nil {
		return "", errNoKeys
	}
	return tx.house.cfg.Keys.open(column, sealed)
}

// BlindIndex gives the 16 bytes by which a sealed value is found without being readable. Nil for
// an empty value, so that a unique index allows many of those.
func BlindIndex(tx *Tx, column, plain string) ([]byte, error) {
	if plain == "" {
		return nil, nil
	}
	if tx.house.cfg.Keys == nil {
		return nil, errNoKeys
	}
	return tx.house.cfg.Keys.now().index.ComputePrimaryPRF(indexed(column, plain), 16)
}

// BlindIndexes gives every index under which a value may lie, the newest first: after a new key, until
// everything is sealed anew, rows lie under the one before. It is for finding; BlindIndex is for writing.
func BlindIndexes(tx *Tx, column, plain string) ([][]byte, error) {
	if plain == "" {
		return nil, nil
	}
	if tx.house.cfg.Keys == nil {
		return nil, errNoKeys
	}
	return tx.house.cfg.Keys.now().indexes(column, plain)
}

func indexed(column, plain string) []byte { return []byte(column + "\x00" + plain) }

func (r *ring) indexes(column, plain string) ([][]byte, error) {
	ids := []uint32{r.index.PrimaryID}
	for id := range r.index.PRFs {
		if id != r.index.PrimaryID {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids[1:])
	out := make([][]byte, len(ids))
	for i, id := range ids {
		sum, err := r.index.PRFs[id].ComputePRF(indexed(column, plain), 16)
		if err != nil {
			return nil, err
		}
		out[i] = sum
	}
	return out, nil
}

// open reads what lies sealed. What the keys in memory do not open may have been sealed by another
// process of the house with a newer one, so that the secret file is read again before it is given up.
func (k *Keys) open(column string, sealed []byte) (string, error) {
	plain, err := k.now().seal.Decrypt(sealed, []byte(column))
	if err != nil && k.refresh(true) {
		plain, err = k.now().seal.Decrypt(sealed, []byte(column))
	}
	if err != nil {
		return "", fmt.Errorf("db: %s cannot be opened with the keys of this house", column)
	}
	return string(plain), nil
}
