package main

import (
	"io"
	"net/http"
	"testing"

	"maiam/models/dbtest"
)

// TestASampleHouseOpensForEverybody: its one password was given when its story began, and it may be
// opened again after months. Nobody who tries it is made to choose another, or asked for the phone of
// somebody who was invented.
func TestASampleHouseOpensForEverybody(t *testing.T) {
	beside(t)
	if testing.Short() {
		t.Skip("it fills a house of two months and is left out with -short")
	}
	cfg := &Config{Data: t.TempDir(), Sample: true, Lang: "vi", Timezone: zone(t), TLS: "off"}
	if dbtest.Server() != "" {
		cfg.Database = dbtest.Address(t)
	}
	if err := cfg.settle(); err != nil {
		t.Fatal(err)
	}
	if err := (sampleCommand{Residents: 40, Days: 62, Campuses: 2, Seed: 1}).Run(screen{t.Context(), io.Discard}, cfg); err != nil {
		t.Fatal(err)
	}
	h, err := open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if _, err := h.db.Raw().Exec("UPDATE settings_values SET recorded_at = '2020-01-01 00:00:00', valid_from = '2020-01-01' WHERE name = 'door.code_roles'"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.db.Raw().Exec("UPDATE staff_grants SET valid_from = '2020-01-01'"); err != nil {
		t.Fatal(err)
	}
	for role, path := range map[string]string{"admin": "/staff", "director": "/residents", "nurse": "/residents"} {
		as(t, h, role).Get(path).Want(http.StatusOK)
	}
}
