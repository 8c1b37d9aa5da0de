package privacy_test

import (
	"slices"
	"strings"
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/privacy"
)

// goes are the tables of which no row of somebody erased is left. A table that is made tomorrow and names
// a resident goes as well; this list asks whoever makes it whether that is meant.
var goes = strings.Fields(`care_bans care_concerns care_dismissals care_norms care_observations care_states intake_identifications intake_merges intake_merge_rows intake_strangers
	offline_tray presence_conflicts presence_overrides presence_reservations residents_confidants residents_contacts residents_flags residents_kin residents_names residents_needs
	residents_pages residents_papers residents_revisions residents_searches residents_secret_entries residents_secret_names residents_secrets residents_words`)

// TestEveryTableOfAPersonHasAFate reads the schema: whatever names a resident, hangs on what does, or is
// shared by several, says what becomes of it when one of them is erased; and what the rules name is there.
func TestEveryTableOfAPersonHasAFate(t *testing.T) {
	h := dbtest.Open(t)
	var all []db.TableColumn
	var pointers []db.Pointer
	h.Do(func(tx *db.Tx) (err error) {
		if all, err = db.Schema(tx); err == nil {
			pointers, err = db.Pointers(tx, "residents_people", "resident_id")
		}
		return err
	})
	columns, there := map[string][]db.TableColumn{}, map[string]bool{}
	for _, c := range all {
		columns[c.TableName] = append(columns[c.TableName], c)
		there[c.TableName+"."+c.Name] = true
	}
	hangs, direct := map[string]bool{"residents_people": true}, map[string]bool{"residents_people": true}
	for _, p := range append(pointers, privacy.Unkeyed...) {
		hangs[p.Table] = true
		if _, ok := privacy.Others[p.String()]; ok {
			continue
		}
		direct[p.Table] = true
		if name := p.Column; name != "resident_id" && !strings.HasPrefix(name, "open_") && !strings.HasPrefix(name, "pending_") {
			t.Errorf("%s names a person by a name of its own: say in others whose row it is", p)
		}
	}
	for again := true; again; {
		again = false
		for _, c := range all {
			if hangs[c.References] && c.References != "residents_people" && !hangs[c.TableName] {
				hangs[c.TableName], again = true, true
			}
		}
	}
	for table := range direct {
		for _, c := range columns[table] {
			if c.References != "" && !hangs[c.References] && !privacy.IsAloof(c.References) {
				hangs[c.References] = true // shared by several
			}
		}
	}
	if len(hangs) < 60 {
		t.Fatalf("only %d tables were read", len(hangs))
	}
	for table := range hangs {
		_, kept := privacy.Fates()[table]
		if kept == slices.Contains(goes, table) {
			t.Errorf("%s tells of people: what becomes of it when one of them is erased?", table)
		}
	}
	for table, r := range privacy.Fates() {
		if r.Why == "" {
			t.Errorf("%s stays without a reason", table)
		}
		for _, c := range r.Columns {
			if !there[table+"."+c] {
				t.Errorf("%s.%s is not there", table, c)
			}
		}
	}
	for name := range privacy.Others {
		if !there[name] {
			t.Errorf("%s is not there", name)
		}
	}
	for _, p := range append(slices.Clone(privacy.FactBooks), privacy.Unkeyed...) {
		if !there[p.String()] {
			t.Errorf("%s is not there", p)
		}
	}
}
