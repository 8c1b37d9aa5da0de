package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/residents"
	"maiam/models/staff"
)

// needing lists where anything in the whole database lies under a key, also what lies inside of what was
// opened, as the numbers in the former state of a file do.
func (k *keyHouse) needing(key uint32) []string {
	k.t.Helper()
	places := map[string]string{}
	for _, c := range sealedColumns() {
		places[c.Name()] = c.Place
	}
	begin := binary.BigEndian.AppendUint32([]byte{1}, key)
	inside := `"` + base64.StdEncoding.EncodeToString(begin)[:6]
	golden, err := os.ReadFile(filepath.Join("..", "migrations", "schema.golden"))
	if err != nil {
		k.t.Fatal(err)
	}
	var found []string
	for line := range strings.Lines(string(golden)) {
		table := strings.TrimSpace(line)
		if table == "" || strings.HasPrefix(line, " ") {
			continue
		}
		if err := k.h.db.Read(k.t.Context(), db.System("test"), func(tx *db.Tx) error {
			rows, err := k.h.db.Raw().Query("SELECT * FROM " + table)
			if err != nil {
				return err
			}
			defer rows.Close()
			names, err := rows.Columns()
			if err != nil {
				return err
			}
			values, into := make([][]byte, len(names)), make([]any, len(names))
			for i := range values {
				into[i] = &values[i]
			}
			for rows.Next() {
				if err := rows.Scan(into...); err != nil {
					return err
				}
				for i, v := range values {
					place := table + "." + names[i]
					plain, sealed := string(v), bytes.HasPrefix(v, begin)
					if coded, text := strings.CutPrefix(plain, "sealed1:"); text {
						b, err := base64.RawStdEncoding.DecodeString(coded)
						if err != nil {
							return err
						}
						sealed = bytes.HasPrefix(b, begin)
						if plain, err = db.OpenText(tx, place, plain); err != nil {
							return err
						}
					} else if places[place] != "" {
						if plain, err = db.Unseal(tx, places[place], v); err != nil {
							return err
						}
					}
					if (sealed || strings.Contains(plain, inside)) && !slices.Contains(found, place) {
						found = append(found, place)
					}
				}
			}
			return rows.Err()
		}); err != nil {
			k.t.Fatal(err)
		}
	}
	return found
}

// TestFormerStatesOutliveAKey: the numbers that former states of files carry inside are sealed anew as well,
// and no key goes before: a merge is undone, a revision is read and a true name comes back when the key
// under which all of it was written is gone.
func TestFormerStatesOutliveAKey(t *testing.T) {
	k := openKeyHouse(t, 4)
	id := func(i int) uint64 {
		return one[uint64](t, k.h, "SELECT id FROM residents_people WHERE number = ?", one[string](t, k.h, "SELECT number FROM residents_people ORDER BY id LIMIT 1 OFFSET ?", i))
	}
	ids := []uint64{id(0), id(1), id(2), id(3)}
	change := func(who uint64, citizen string) {
		k.do(func(tx *db.Tx) error {
			p, err := residents.FindPerson(tx, who)
			if err != nil {
				return err
			}
			_, err = residents.ChangeResident(tx, residents.ChangeInput{Resident: who, CitizenNumber: &citizen, Version: p.Version})
			return err
		})
	}
	change(ids[0], "040057111111")
	change(ids[3], "040057333333")
	var merge *intake.Merge
	k.do(func(tx *db.Tx) (err error) {
		merge, err = intake.MergeRecords(tx, intake.MergeInput{Kept: ids[1], Gone: ids[2], Taken: []residents.Trait{"citizen_number", "insurance_card"}, Evidence: "papers", Reason: "Cùng một người"})
		return err
	})
	var nurse db.Actor
	k.do(func(tx *db.Tx) error {
		m, err := staff.AddMember(tx, staff.AddMemberInput{Username: "nurse", Password: "x", Settled: true, MemberInput: staff.MemberInput{Name: "Điều dưỡng", Language: "vi", CampusID: k.campus}})
		if err != nil {
			return err
		}
		if _, err := staff.GrantRole(tx, m.ID, staff.GrantInput{Role: "nurse", Place: staff.Place{Campus: k.campus}}); err != nil {
			return err
		}
		nurse, err = staff.ActorFor(tx, m.ID, tx.Today())
		return err
	})
	as := func(action string, fn func(*db.Tx) error) {
		t.Helper()
		if err := k.h.db.Write(t.Context(), nurse, action, fn); err != nil {
			t.Fatal(err)
		}
	}
	var matter *residents.SecretRef
	as("residents.confide", func(tx *db.Tx) (err error) {
		matter, err = residents.Confide(tx, residents.ConfideInput{Resident: ids[3], Kind: "shelter", Text: "Lánh người nhà"})
		return err
	})
	as("residents.call_otherwise", func(tx *db.Tx) error {
		_, err := residents.CallOtherwise(tx, residents.SecretNameInput{Secret: matter.ID, Name: "Lê Thị Sen"})
		return err
	})

	if err := (keysRotate{}).Run(k.screen(), k.cfg); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); len(k.h.db.Keys().List()) != 2; {
		if time.Now().After(deadline) {
			t.Fatal("the running house does not follow the secret file")
		}
	}
	next := k.h.db.Keys().List()[0]
	change(ids[0], "040057222222") // sealed with the new key as a whole, with the old one inside
	for _, place := range []string{"residents_people.citizen_number_sealed", "residents_revisions.was", "intake_merges.was", "residents_secret_names.true_sealed"} {
		if found := k.needing(k.first); !slices.Contains(found, place) {
			t.Errorf("%s is not among %v", place, found)
		}
	}
	// Whoever seals anew what lies open to see alone leaves what is inside, and the key stays.
	shallow := sealedColumns()
	for i := range shallow {
		shallow[i].Within = nil
	}
	if _, err := k.h.db.Reseal(t.Context(), shallow, nil); err != nil {
		t.Fatal(err)
	}
	if found := k.needing(k.first); len(found) != 3 {
		t.Errorf("inside of other values the key is needed in %v", found)
	}
	if use := k.use(); use[k.first] != 10 { // two of each of the four states of files and of the merge
		t.Errorf("inside of other values %d lie under the old key", use[k.first])
	}
	if err := (keysRetire{Key: k.first}).Run(k.screen(), k.cfg); err == nil || !strings.Contains(err.Error(), "lie under") {
		t.Errorf("a key that former states need was taken out: %v", err)
	}
	if err := (keysReseal{}).Run(k.screen(), k.cfg); err != nil {
		t.Fatal(err)
	}
	if use, found := k.use(), k.needing(k.first); use[k.first] != 0 || len(found) != 0 {
		t.Errorf("%d values lie under the old key, which is needed in %v", use[k.first], found)
	}
	if n, err := k.h.db.Reseal(t.Context(), sealedColumns(), nil); n != 0 || err != nil {
		t.Errorf("again: %d %v", n, err)
	}
	if _, err := db.RetireKey(k.cfg.SecretFile, k.first, next.Since.Add(2*time.Minute)); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); len(k.h.db.Keys().List()) != 1; {
		if time.Now().After(deadline) {
			t.Fatal("the running house keeps the old key")
		}
	}

	k.do(func(tx *db.Tx) error {
		_, err := intake.UnmergeRecords(tx, intake.MergeAnswer{Kept: ids[1], ID: merge.ID, Reason: "Hai người"})
		return err
	})
	as("residents.call_by_own_name", func(tx *db.Tx) error {
		_, err := residents.CallByOwnName(tx, residents.OwnNameInput{Secret: matter.ID})
		return err
	})
	k.do(func(tx *db.Tx) error {
		for i, want := range []string{"040057222222", k.somebody(1).CitizenNumber, k.somebody(2).CitizenNumber, "040057333333"} {
			p, err := residents.FindPerson(tx, ids[i])
			if err != nil {
				return err
			}
			citizen, err := p.Citizen(tx)
			if err != nil {
				return err
			}
			card, err := p.Insurance(tx)
			if err != nil {
				return err
			}
			if citizen.Number != want || card.Number != k.somebody(i).InsuranceCard {
				t.Errorf("%d reads %s and %s", i, citizen.Number, card.Number)
			}
			found, err := residents.MatchMany(tx, []residents.MatchInput{{Name: "Tên Khác Hẳn", Sex: "m", CitizenNumber: want}})
			if err != nil {
				return err
			}
			if found[0].ID != ids[i] {
				t.Errorf("the number of %d finds %+v", i, found[0])
			}
		}
		for i, want := range map[int][]string{0: {"040057111111", k.somebody(0).CitizenNumber}, 3: {k.somebody(3).CitizenNumber}} {
			rows, err := residents.History(tx, ids[i])
			if err != nil {
				return err
			}
			var was []string
			for _, r := range rows {
				citizen, err := r.Person.Citizen(tx)
				if err != nil {
					return err
				}
				was = append(was, citizen.Number)
			}
			if !slices.Equal(was, want) {
				t.Errorf("%d had the numbers %v", i, was)
			}
		}
		return nil
	})
}
