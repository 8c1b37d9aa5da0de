package db

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

// What the fence answers. They are programming errors, so they are not faults.
var (
	ErrNoReach = errors.New("db: campus-owned table used without a reach")
	ErrOutside = errors.New("db: row belongs to a campus outside the reach")
	ErrRaw     = errors.New("db: raw SQL needs Report")
	ErrUpsert  = errors.New("db: upsert needs db.Upsert")
)

// A reach says which campuses a unit of work may touch. Until May has set it, none.
type reach struct {
	set      bool
	all      bool
	campuses []uint64
	why      string
}

func (r *reach) narrow(by reach) {
	switch {
	case !r.set:
		*r = reach{set: true, all: by.all, campuses: slices.Clone(by.campuses)}
	case by.all:
	case r.all:
		*r = reach{set: true, campuses: slices.Clone(by.campuses)}
	default:
		r.campuses = slices.DeleteFunc(slices.Clone(r.campuses), func(id uint64) bool { return !slices.Contains(by.campuses, id) })
	}
}

func (r *reach) holds(campus uint64) bool { return r.all || slices.Contains(r.campuses, campus) }

type (
	reachKey struct{} // *reach in the statement's context
	passKey  struct{} // marks the kit's own raw SQL and upserts
)

// fence is the gorm plugin that keeps every statement inside the reach and counts it.
type fence struct{}

// Name identifies the plugin to gorm.
func (fence) Name() string { return "campus fence" }

// Initialize hooks the fence in front of gorm's own steps.
func (fence) Initialize(g *gorm.DB) error {
	cb := g.Callback()
	return errors.Join(
		cb.Query().Before("gorm:query").Register("fence:query", fenceRead),
		cb.Row().Before("gorm:row").Register("fence:row", fenceRead),
		cb.Create().Before("gorm:save_before_associations").Register("fence:create", fenceCreate),
		cb.Update().After("gorm:setup_reflect_value").Before("gorm:update").Register("fence:update", fenceChange),
		cb.Delete().Before("gorm:delete").Register("fence:delete", fenceChange),
		cb.Raw().Before("gorm:raw").Register("fence:raw", fenceRaw),
	)
}

func fenceRead(g *gorm.DB) {
	st := g.Statement
	count(g)
	switch {
	case g.Error != nil:
	case st.SQL.Len() > 0: // Raw("…").Scan
		fenceRaw(g)
	case st.TableExpr != nil, st.Schema == nil && st.Table != "": // Table("…") hides the model
		fenceRaw(g)
	default:
		narrow(g)
	}
}

func fenceChange(g *gorm.DB) {
	st := g.Statement
	count(g)
	switch {
	case g.Error != nil || st.SQL.Len() > 0:
	case st.Schema == nil || st.TableExpr != nil:
		fenceRaw(g)
	case !g.AllowGlobalUpdate && !limited(st):
		// gorm looks for any WHERE; the one we are about to add would hide that none was given.
		fail(g, gorm.ErrMissingWhereClause)
	default:
		narrow(g)
	}
}

func fenceRaw(g *gorm.DB) {
	if g.Statement.Context.Value(passKey{}) == nil {
		fail(g, ErrRaw)
	}
}

func fenceCreate(g *gorm.DB) {
	st := g.Statement
	count(g)
	if g.Error != nil || st.Schema == nil {
		return
	}
	// Saving associations would upsert rows that belong to others.
	st.Omits = append(st.Omits, clause.Associations)
	if _, ok := st.Clauses["ON CONFLICT"]; ok && st.Context.Value(passKey{}) == nil {
		fail(g, fmt.Errorf("%w: %s", ErrUpsert, st.Schema.Table))
		return
	}
	field := owner(st)
	if field == nil {
		return
	}
	r := reachOf(st.Context)
	if r == nil || !r.set {
		fail(g, fmt.Errorf("%w: %s", ErrNoReach, st.Schema.Table))
		return
	}
	for row := range rows(st.ReflectValue) {
		v, unset := field.ValueOf(st.Context, row)
		campus, _ := v.(uint64)
		switch {
		case unset && len(r.campuses) == 1:
			fail(g, field.Set(st.Context, row, r.campuses[0]))
		case unset, !r.holds(campus):
			fail(g, fmt.Errorf("%w: %s", ErrOutside, st.Schema.Table))
		}
	}
}

// narrow adds the campus condition to a statement on a campus-owned table.
func narrow(g *gorm.DB) {
	st := g.Statement
	if owner(st) == nil {
		return
	}
	r := reachOf(st.Context)
	if r == nil || !r.set {
		fail(g, fmt.Errorf("%w: %s", ErrNoReach, st.Schema.Table))
		return
	}
	if r.all {
		return
	}
	// Bracket what the caller asked for, or its OR would step over our AND.
	if c, ok := st.Clauses["WHERE"]; ok {
		if w, ok := c.Expression.(clause.Where); ok && len(w.Exprs) > 0 {
			c.Expression = clause.Where{Exprs: []clause.Expression{clause.And(w.Exprs...)}}
			st.Clauses["WHERE"] = c
		}
	}
	ids := make([]any, len(r.campuses))
	for i, id := range r.campuses {
		ids[i] = id
	}
	st.AddClause(clause.Where{Exprs: []clause.Expression{
		clause.IN{Column: clause.Column{Table: clause.CurrentTable, Name: "campus_id"}, Values: ids},
	}})
}

// limited tells whether an update or delete names the rows it is meant for.
func limited(st *gorm.Statement) bool {
	if _, ok := st.Clauses["WHERE"]; ok {
		return true
	}
	for _, v := range []any{st.Dest, st.Model} {
		rv := reflect.Indirect(reflect.ValueOf(v))
		switch {
		case rv.Kind() == reflect.Slice && rv.Len() > 0:
			return true
		case rv.Kind() == reflect.Struct && rv.Type() == st.Schema.ModelType:
			for _, key := range st.Schema.PrimaryFields {
				if _, unset := key.ValueOf(st.Context, rv); !unset {
					return true
				}
			}
		}
	}
	return false
}

func owner(st *gorm.Statement) *schema.Field {
	if st.Schema == nil {
		return nil
	}
	return st.Schema.FieldsByName["CampusID"] // a table with a rule of its own names its field otherwise
}

func reachOf(ctx context.Context) *reach {
	r, _ := ctx.Value(reachKey{}).(*reach)
	return r
}

func rows(v reflect.Value) func(func(reflect.Value) bool) {
	return func(yield func(reflect.Value) bool) {
		switch v.Kind() {
		case reflect.Struct:
			yield(v)
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				if !yield(reflect.Indirect(v.Index(i))) {
					return
				}
			}
		}
	}
}

func fail(g *gorm.DB, err error) {
	if err != nil {
		_ = g.AddError(err)
	}
}
