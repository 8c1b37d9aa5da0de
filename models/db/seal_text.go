package db

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gorm.io/gorm/schema"
)

// A text that tells of somebody's health, family or suspicion lies sealed in the very column in which it
// lay plain before: the field of a row says `gorm:"serializer:sealed" sealed:"table.column"`, and whoever
// writes or reads the row through this package seals and opens it without knowing. What was written
// before stays readable until the house has sealed it, which it does by itself (House.SealTexts).

// sealedMark begins a text that lies sealed; what people write is never kept with it, for it is sealed itself.
const sealedMark = "sealed1:"

// keysKey is where the context of a statement holds the keys of the house.
type keysKey struct{}

func init() { schema.RegisterSerializer("sealed", sealedText{}) }

// sealedText seals the texts of marked fields on their way to the database, and opens them on the way back.
type sealedText struct{}

var errNoPlace = errors.New("db: a sealed field names its table and column: sealed:\"table.column\"")

// Value seals what is written. Empty stays empty, so that the database can still ask whether anything was said.
func (sealedText) Value(ctx context.Context, field *schema.Field, _ reflect.Value, value any) (any, error) {
	v := reflect.ValueOf(value)
	if v.Kind() != reflect.String {
		return nil, fmt.Errorf("db: %s is no text", field.Name)
	}
	keys, _ := ctx.Value(keysKey{}).(*Keys)
	return keys.sealText(field.Tag.Get("sealed"), v.String())
}

// Scan opens what is read.
func (sealedText) Scan(ctx context.Context, field *schema.Field, dst reflect.Value, found any) error {
	keys, _ := ctx.Value(keysKey{}).(*Keys)
	var text string
	switch v := found.(type) {
	case nil:
	case string:
		text = v
	case []byte:
		text = string(v)
	default:
		return fmt.Errorf("db: %T does not fit into %s", found, field.Name)
	}
	plain, err := keys.openText(field.Tag.Get("sealed"), text)
	if err == nil {
		field.ReflectValueOf(ctx, dst).SetString(plain)
	}
	return err
}

func (k *Keys) sealText(place, plain string) (string, error) {
	switch {
	case plain == "":
		return "", nil
	case place == "":
		return "", errNoPlace
	case k == nil:
		return "", errNoKeys
	}
	return k.now().sealText(place, plain)
}

func (r *ring) sealText(place, plain string) (string, error) {
	sealed, err := r.seal.Encrypt([]byte(plain), []byte(place))
	return sealedMark + base64.RawStdEncoding.EncodeToString(sealed), err
}

// openText opens a text of a sealed column; one from before it was sealed is given as it is.
func (k *Keys) openText(place, text string) (string, error) {
	coded, sealed := strings.CutPrefix(text, sealedMark)
	switch {
	case !sealed:
		return text, nil
	case place == "":
		return "", errNoPlace
	case k == nil:
		return "", errNoKeys
	}
	b, err := base64.RawStdEncoding.DecodeString(coded)
	if err != nil {
		return "", fmt.Errorf("db: %s holds what is no sealed text", place)
	}
	return k.open(place, b)
}

// keyOfText tells under which key a text lies sealed; ok is false for one that lies plain.
func keyOfText(text string) (key uint32, ok bool) {
	coded, sealed := strings.CutPrefix(text, sealedMark)
	if !sealed || len(coded) < 7 {
		return 0, false
	}
	b, err := base64.RawStdEncoding.DecodeString(coded[:7] + "A")
	if err != nil || b[0] != 1 {
		return 0, false
	}
	return binary.BigEndian.Uint32(b[1:5]), true
}

// lies tells that a text lies sealed under a key of the house. Where a column is not known to be sealed
// somebody may have typed what only begins like it: that is a text like any other.
func (k *Keys) lies(text string) bool {
	key, sealed := keyOfText(text)
	return sealed && k != nil && slices.Contains(k.now().ids, key)
}

// OpenText opens a text of a sealed column that a statement packed with other things; place is
// "table.column". A text from before it was sealed is given as it is.
func OpenText(tx *Tx, place, text string) (string, error) {
	return tx.house.cfg.Keys.openText(place, text)
}

// SealedTexts names sealed texts of a table, for the list of an area.
func SealedTexts(table string, columns ...string) []SealedColumn {
	out := make([]SealedColumn, len(columns))
	for i, c := range columns {
		out[i] = SealedColumn{Table: table, Column: c, Place: table + "." + c, Text: true}
	}
	return out
}

// SealTexts seals what lies plain in the sealed texts, because it was written before they were. It works
// as Reseal does: while the house serves, beside another one, and again after a stop.
func (h *House) SealTexts(ctx context.Context, columns []SealedColumn) (changed int, err error) {
	var todo []SealedColumn
	for _, c := range columns {
		if !c.Text {
			continue
		}
		var there bool
		row := h.Raw().QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM "+c.Table+" WHERE "+c.Column+" <> '' AND "+c.Column+" NOT LIKE '"+sealedMark+"%')")
		if err := row.Scan(&there); err != nil {
			return 0, fmt.Errorf("db: %s: %w", c.Name(), quiet(err))
		}
		if there {
			todo = append(todo, c)
		}
	}
	if len(todo) == 0 {
		return 0, nil
	}
	if changed, err = h.Reseal(ctx, todo, nil); changed > 0 {
		err = errors.Join(err, h.scrub(ctx))
	}
	return changed, err
}

// scrub writes an embedded database anew, so that what lay plain does not lie on in its free pages and in
// its journal. A server's own files are beyond our reach: they go as it uses their space again.
func (h *House) scrub(ctx context.Context) error {
	if h.Engine != SQLite {
		return nil
	}
	for _, statement := range []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := h.Raw().ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("db: after sealing: %w", quiet(err))
		}
	}
	return nil
}

// OpenRow opens the sealed texts of a row of a table that was read as JSON, and leaves the rest as it is.
func OpenRow(tx *Tx, table string, row json.RawMessage) (json.RawMessage, error) {
	if !bytes.Contains(row, []byte(`"`+sealedMark)) {
		return row, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(row, &fields); err != nil {
		return nil, err
	}
	for column, value := range fields {
		var text string
		if !bytes.HasPrefix(value, []byte(`"`+sealedMark)) {
			continue
		}
		if err := json.Unmarshal(value, &text); err != nil {
			return nil, err
		}
		if !tx.house.cfg.Keys.lies(text) {
			continue
		}
		plain, err := OpenText(tx, table+"."+column, text)
		if err != nil {
			return nil, err
		}
		if fields[column], err = json.Marshal(plain); err != nil {
			return nil, err
		}
	}
	return json.Marshal(fields)
}
