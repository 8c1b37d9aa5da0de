package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"

	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/privacy"
	"maiam/models/residents"
	"maiam/models/value"
)

// planted holds the list of sealed columns against what lies in them: each has a marker somewhere, which
// only who opens it reads, so that one that is added tomorrow is planted as well.
func (l *leakHouse) planted() {
	for _, c := range sealedColumns() {
		mark, met := l.markers[c.Name()], false
		rows, err := l.h.db.Raw().Query("SELECT " + c.Column + " FROM " + c.Table + " WHERE " + c.Column + " IS NOT NULL")
		if err != nil {
			l.t.Fatal(err)
		}
		for !met && rows.Next() {
			var lies []byte
			if err := rows.Scan(&lies); err != nil {
				l.t.Fatal(err)
			}
			if err := l.h.db.Read(l.t.Context(), db.System("test"), func(tx *db.Tx) error {
				plain, err := db.OpenText(tx, c.Place, string(lies))
				if !c.Text {
					plain, err = db.Unseal(tx, c.Place, lies)
				}
				if z, none := gzip.NewReader(strings.NewReader(plain)); none == nil {
					text, _ := io.ReadAll(z)
					plain = string(text)
				}
				met = mark != "" && strings.Contains(plain, mark)
				return err
			}); err != nil {
				l.t.Fatal(err)
			}
		}
		if err := rows.Close(); err != nil {
			l.t.Fatal(err)
		}
		if !met {
			l.t.Errorf("%s holds no marker: a leak of it would not be noticed", c.Name())
		}
	}
}

// join makes a second record of the resident go on in the first, as a social worker does who found that both
// are one person: how the first was before, with its note, is kept for undoing it.
func (l *leakHouse) join() {
	worker := toolOf(l.t, l.h, "social_worker")
	var gone struct{ ID uint64 }
	worker.JSON("POST", "/api/v1/residents", map[string]any{"campus_id": l.ids["campus"], "name": "Người Ghi Hai Lần", "sex": "m", "birth": "1957", "note": "Chuyện của hồ sơ kia", "despite": true},
		tapped("twice")).Want(http.StatusCreated).Into(&gone)
	worker.JSON("POST", fmt.Sprintf("/api/v1/residents/%d/merges", l.ids["resident"]), map[string]any{"gone": gone.ID, "evidence": "papers", "reason": "Cùng một người", "taken": []string{"note"}},
		tapped("joins")).Want(http.StatusCreated)
}

// asked writes what is asked at the door of the house, and of those who keep its data: somebody is brought at
// night, somebody else asks for a place, data of a third rest and may not go.
func (l *leakHouse) asked(tx *db.Tx) error {
	if _, err := intake.ReceiveInEmergency(tx, intake.EmergencyInput{CampusID: l.ids["campus"], Sex: value.Female, Age: "40"}); err != nil {
		return err
	}
	asks, err := residents.CreateResident(tx, residents.PersonInput{CampusID: l.ids["campus"], Name: "Người Xin Vào", Sex: value.Male, Birth: "1950", Despite: true})
	if err != nil {
		return err
	}
	petition, err := intake.OpenPetition(tx, intake.PetitionInput{ResidentID: asks.ID, Category: "A2"})
	if err != nil {
		return err
	}
	l.ids["petition"] = petition.ID
	if _, err := intake.DoStep(tx, intake.StepInput{ID: petition.ID, Step: "commune_review"}); err != nil {
		return err
	}
	if _, err := privacy.PutHold(tx, privacy.HoldInput{Resident: l.ids["resident"], Reason: "Đang có vụ kiện"}); err != nil {
		return err
	}
	_, err = privacy.Restrict(tx, privacy.RestrictInput{Resident: l.ids["resident"], Kind: "restriction", Reason: "Đang sửa"})
	return err
}

// die tells of a death, as the nurse of the night does.
func (l *leakHouse) die() {
	who := one[uint64](l.t, l.h, "SELECT MAX(resident_id) FROM presence_placements WHERE ward_id = ? AND open_resident_id IS NOT NULL AND resident_id <> ? AND resident_id <> ?", l.ids["ward"], l.ids["resident"], l.hidden)
	toolOf(l.t, l.h, "nurse").JSON("POST", "/api/v1/intake/deaths", map[string]any{"resident_id": who, "place_kind": "house", "place": "Giường số 3", "cause": "Già yếu", "found_by": "Người trực đêm", "witnesses": "Người nằm cạnh"},
		tapped("died")).Want(http.StatusCreated)
	l.ids["departure"] = one[uint64](l.t, l.h, "SELECT MAX(departure_id) FROM intake_deaths")
}
