package wards_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/value"
	"maiam/models/wards"
)

// found looks for places as an actor and writes each as ward/room/bed.
func (g *ground) found(actor db.Actor, text string) []string {
	g.T.Helper()
	var list []string
	if err := g.See(actor, func(tx *db.Tx) error {
		places, err := wards.FindPlaces(tx, text, 5)
		for _, p := range places {
			list = append(list, strings.TrimRight(strings.Join([]string{p.WardName, p.RoomName, p.BedName}, "/"), "/"))
		}
		return err
	}); err != nil {
		g.T.Fatal(err)
	}
	return list
}

func TestPlacesAreFoundAsPeopleSayThem(t *testing.T) {
	g := open(t)
	since := value.MustDay("2026-01-01")
	var small *wards.Ward
	g.Do(func(tx *db.Tx) (err error) {
		keep := func(e error) { err = errors.Join(err, e) }
		_, e := wards.AddRoom(tx, g.ward.ID, wards.RoomInput{Name: "202", Beds: 2, From: since})
		keep(e)
		_, e = wards.AddRoom(tx, g.ward.ID, wards.RoomInput{Name: "Phòng A101", Beds: 3, From: since})
		keep(e)
		_, e = wards.AddRoom(tx, g.other.ID, wards.RoomInput{Name: "201", Beds: 4, From: since})
		keep(e)
		small, e = wards.AddWard(tx, g.zone.ID, wards.WardInput{Name: "Nhà 100% Bình An", Sex: wards.ForWomen, From: since})
		keep(e)
		shut, e := wards.AddRoom(tx, small.ID, wards.RoomInput{Name: "209", Beds: 1, From: since})
		keep(e)
		_, e = wards.CloseRoom(tx, shut.ID, wards.CloseInput{}, nobody)
		keep(e)
		return err
	})
	head := dbtest.Person(1, []string{wards.View})
	first := dbtest.Person(2, []string{wards.View}, g.first.ID)
	carer := dbtest.Person(3, []string{wards.View}, g.first.ID)
	carer.Grants[0].Ward = small.ID
	for _, c := range []struct {
		who  db.Actor
		text string
		want []string
	}{
		{first, "khu b", []string{"Khu B"}},
		{first, "B", []string{"Khu B", "Nhà 100% Bình An"}},
		{first, "binh an", []string{"Nhà 100% Bình An"}},
		{first, "Bi\u0300nh", []string{"Nhà 100% Bình An"}}, // as a telephone of another maker writes it
		{first, "201", []string{"Khu B/201"}},
		{first, "P.201", []string{"Khu B/201"}},
		{first, "phòng 201", []string{"Khu B/201"}},
		{first, "khu b 202", []string{"Khu B/202"}},
		{first, "khu n 202", nil},
		{first, "a10", []string{"Khu B/Phòng A101"}},
		{first, "20", nil}, // two digits are a year
		{first, "A101-3", []string{"Khu B/Phòng A101/G3"}},
		{first, "201-3", []string{"Khu B/201/G3"}},
		{first, "201 3", []string{"Khu B/201/G3"}},
		{first, "P201 G3", []string{"Khu B/201/G3"}},
		{first, "p.201 / giường số 3", []string{"Khu B/201/G3"}},
		{first, "Giường 3 phòng 201", []string{"Khu B/201/G3"}},
		{first, "khu b 201-3", []string{"Khu B/201/G3"}},
		{first, "g3 201 khu b", []string{"Khu B/201/G3"}},
		{first, "G4", []string{"Khu B/201/G4"}},
		{first, "201-9", nil},
		{first, "209", nil}, // no longer stands
		{head, "201-3", []string{"Khu B/201/G3", "Khu N/201/G3"}},
		{head, "khu", []string{"Khu B", "Khu N"}},
		{carer, "khu b", nil},
		{carer, "201-3", nil},
		{carer, "binh", []string{"Nhà 100% Bình An"}},
		{first, "100%", []string{"Nhà 100% Bình An"}},
		{first, "%", nil}, {first, "_", nil}, {first, "__%", nil}, {first, "k_u", nil}, {first, "!", nil},
		{first, "", nil}, {first, "   ", nil},
		{first, strings.Repeat("khu b ", 300), nil},
	} {
		t.Run(fmt.Sprintf("%d %.20s", c.who.ID, c.text), func(t *testing.T) {
			if got := g.found(c.who, c.text); !slices.Equal(got, c.want) {
				t.Errorf("want %v, got %v", c.want, got)
			}
		})
	}
	err := g.See(dbtest.Person(9, []string{"settings.view"}), func(tx *db.Tx) error {
		_, err := wards.FindPlaces(tx, "khu b", 5)
		return err
	})
	if fault.KindOf(err) != fault.Forbidden {
		t.Errorf("without wards.view: %v", err)
	}
}
