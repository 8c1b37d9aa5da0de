package presence_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
)

// beside writes who lies beside whom on the board of a ward: name<relation name bed.
func (g *house) beside(ward uint64) string {
	g.T.Helper()
	var said []string
	if err := g.See(g.nurse, func(tx *db.Tx) error {
		tiles, err := presence.WardBoard(tx, ward, time.Time{})
		for _, tile := range tiles {
			for _, c := range tile.Family() {
				c = c.From(tile.WardID, tile.RoomID)
				said = append(said, fmt.Sprintf("%s<%s %s %s%s%s", tile.Name, c.Relation, c.Name, c.WardName, c.RoomName, c.BedName))
			}
		}
		return err
	}); err != nil {
		g.T.Fatal(err)
	}
	return strings.Join(said, "; ")
}

// TestABabyStandsBesideItsMother follows a baby from its mother's bed into its own, and out of the
// house: each of the two shows the other, and nobody else does.
func TestABabyStandsBesideItsMother(t *testing.T) {
	g := open(t)
	ids := g.enter(g.one,
		residents.PersonInput{Name: "Đặng Thị Hoa", Sex: "f", Birth: "2000"},
		residents.PersonInput{Name: "Đặng Bé, Lớn | Một", Sex: "f", Birth: "2015"})
	mother, grown := ids[0], ids[1]
	var baby uint64
	g.Do(func(tx *db.Tx) error {
		if _, err := presence.Admit(tx, presence.AdmitInput{ResidentID: mother, Category: "A1", BedID: g.w[0], At: g.ago(50)}); err != nil {
			return err
		}
		if _, err := residents.AddKin(tx, residents.KinInput{Resident: grown, Relation: "mother", LivesHere: number(tx, mother)}); err != nil {
			return err
		}
		if _, err := presence.Admit(tx, presence.AdmitInput{ResidentID: grown, Category: "A1", At: g.ago(50)}); err != nil {
			return err
		}
		p, err := residents.EnterBirth(tx, residents.BirthInput{Mother: mother, Name: "Bé Na", Sex: "f", At: g.ago(5)})
		if err != nil {
			return err
		}
		baby = p.ID
		_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: baby, Category: "A1", At: g.ago(4)})
		return err
	})
	if got, want := g.beside(g.women), "Đặng Thị Hoa<child Bé Na "; got != want {
		t.Errorf("with her mother: %q, want %q", got, want)
	}
	g.Do(func(tx *db.Tx) error {
		_, err := presence.Place(tx, presence.PlaceInput{ResidentID: baby, BedID: g.w[1]})
		return err
	})
	if got := g.beside(g.women); !strings.Contains(got, "Đặng Thị Hoa<child Bé Na ") || !strings.Contains(got, "Bé Na<mother Đặng Thị Hoa ") || strings.Contains(got, "Lớn") {
		t.Errorf("in two beds: %q", got)
	}
	if err := g.See(g.nurse, func(tx *db.Tx) error {
		open, err := presence.OpenFor(tx, residents.View, baby)
		if err == nil && (len(open.Family) != 1 || open.Family[0].ResidentID != mother || open.Family[0].BedID != g.w[0] || !open.Family[0].Parent()) {
			t.Errorf("the baby's file shows %+v", open.Family)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	g.Do(func(tx *db.Tx) error {
		_, err := presence.Discharge(tx, presence.DischargeInput{ResidentID: mother, Reason: "b"})
		return err
	})
	if got := g.beside(g.women); got != "" {
		t.Errorf("the mother has left: %q", got)
	}
}

func number(tx *db.Tx, id uint64) string {
	p, err := residents.FindPerson(tx, id)
	if err != nil {
		panic(err)
	}
	return p.Number
}
