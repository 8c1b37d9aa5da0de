package db

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"maiam/models/fault"
)

var errReading = errors.New("db: a reading transaction cannot write")

func (tx *Tx) writable() error {
	if !tx.writing {
		return errReading
	}
	return nil
}

// Add inserts one row and sets its id.
func Add[T any](tx *Tx, row *T) error {
	if err := tx.writable(); err != nil {
		return err
	}
	return tx.g.Create(row).Error
}

// chunk keeps a multi-row insert below the placeholders that SQLite takes (32,766).
const chunk = 500

// Append inserts rows in one statement (in a few when there are more than 500) and sets their ids
// where the engine tells them.
func Append[T any](tx *Tx, rows []T) error {
	if err := tx.writable(); err != nil || len(rows) == 0 {
		return err
	}
	for part := range slices.Chunk(rows, chunk) {
		if err := tx.g.Create(&part).Error; err != nil {
			return err
		}
	}
	return nil
}

// Change updates the named columns of a row and bumps its version. It says Conflict when somebody
// changed the row since it was read, and the row's Version then is as it was.
func Change[T any](tx *Tx, row *T, columns ...string) error {
	if err := tx.writable(); err != nil {
		return err
	}
	st := &gorm.Statement{DB: tx.g}
	if err := st.Parse(row); err != nil {
		return err
	}
	v := reflect.ValueOf(row).Elem()
	id, unset := st.Schema.PrioritizedPrimaryField.ValueOf(tx.g.Statement.Context, v)
	if unset {
		return fmt.Errorf("db: change of a %s without an id", st.Schema.Table)
	}
	q := tx.g.Model(row).Where(clause.Eq{Column: clause.Column{Table: clause.CurrentTable, Name: st.Schema.PrioritizedPrimaryField.DBName}, Value: id})
	version := v.FieldByName("Version")
	if version.IsValid() {
		was := version.Uint()
		q = q.Where("version = ?", was)
		version.SetUint(was + 1)
		columns = append(slices.Clone(columns), "version")
		defer func() {
			if q.Error != nil || q.RowsAffected != 1 {
				version.SetUint(was)
			}
		}()
	}
	for _, c := range columns {
		if st.Schema.LookUpField(c) == nil {
			return fmt.Errorf("db: %s has no column %s", st.Schema.Table, c)
		}
	}
	q = q.Select(columns).Updates(row)
	if q.Error != nil {
		return q.Error
	}
	if q.RowsAffected != 1 {
		return fault.New(fault.Conflict, "db.changed_meanwhile")
	}
	return nil
}

// By names the columns of the unique key by which Upsert knows a row.
func By(columns ...string) []string { return columns }

// Upsert writes current-state rows: each is known by its own unique key and overwrites every other
// column. It is not for history.
func Upsert[T any](tx *Tx, rows []T, by []string) error {
	if err := tx.writable(); err != nil || len(rows) == 0 {
		return err
	}
	st := &gorm.Statement{DB: tx.g}
	if err := st.Parse(new(T)); err != nil {
		return err
	}
	key := make([]clause.Column, len(by))
	for i, name := range by {
		key[i] = clause.Column{Name: name}
	}
	var rest []string
	for _, f := range st.Schema.Fields {
		if f.DBName != "" && !f.AutoIncrement && !slices.Contains(by, f.DBName) {
			rest = append(rest, f.DBName)
		}
	}
	g := tx.g.WithContext(context.WithValue(tx.g.Statement.Context, passKey{}, "upsert"))
	for part := range slices.Chunk(rows, chunk) {
		if err := g.Clauses(clause.OnConflict{Columns: key, DoUpdates: clause.AssignmentColumns(rest)}).Create(&part).Error; err != nil {
			return err
		}
	}
	return nil
}

// Hold locks rows until the transaction ends, always in the order of their ids so that two holders
// never wait for each other. Hold first, then check. Ids that are not there say NotFound.
func Hold[T any](tx *Tx, ids ...uint64) ([]T, error) {
	if err := tx.writable(); err != nil {
		return nil, err
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	var out []T
	err := tx.g.Clauses(clause.Locking{Strength: "UPDATE"}).Where("id IN ?", ids).Order("id").Find(&out).Error
	if err == nil && len(out) != len(ids) {
		err = fault.New(fault.NotFound, "db.not_found")
	}
	return out, err
}

// Remove deletes one row by its id: for what is no history, such as a session that ended.
func Remove[T any](tx *Tx, row *T) error {
	if err := tx.writable(); err != nil {
		return err
	}
	return tx.g.Delete(row).Error
}

// RemoveWhere deletes the rows that meet a condition: for what is no history.
func RemoveWhere[T any](tx *Tx, condition string, args ...any) (int, error) {
	if err := tx.writable(); err != nil {
		return 0, err
	}
	q := tx.g.Where("("+condition+")", args...).Delete(new(T))
	return int(q.RowsAffected), q.Error
}

// Set updates columns of all rows that meet a condition, and tells how many there were. It is for
// current-state rows without a version. Sealed texts are sealed here, because a map would skip them.
func Set[T any](tx *Tx, columns map[string]any, condition string, args ...any) (int, error) {
	if err := tx.writable(); err != nil {
		return 0, err
	}
	columns, err := sealedColumns[T](tx, columns)
	if err != nil {
		return 0, err
	}
	q := tx.g.Model(new(T)).Where("("+condition+")", args...).Updates(columns)
	return int(q.RowsAffected), q.Error
}

// sealedColumns seals what a map holds for sealed texts, and leaves the map as it is.
func sealedColumns[T any](tx *Tx, columns map[string]any) (map[string]any, error) {
	st := &gorm.Statement{DB: tx.g}
	if err := st.Parse(new(T)); err != nil {
		return nil, err
	}
	out := maps.Clone(columns)
	for name, v := range columns {
		f := st.Schema.LookUpField(name)
		if f == nil || f.Serializer == nil {
			continue
		}
		sealed, err := f.Serializer.Value(tx.g.Statement.Context, f, reflect.Value{}, v)
		if err != nil {
			return nil, err
		}
		out[name] = sealed
	}
	return out, nil
}
