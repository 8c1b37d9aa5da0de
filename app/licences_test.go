package main

import (
	"os/exec"
	"testing"
)

// TestLicencesAreTheCommittedOnes reads the licence of everything that is built in: each is allowed, and
// docs/licences.md lists it.
func TestLicencesAreTheCommittedOnes(t *testing.T) {
	cmd := exec.Command("go", "run", ".ci/licences/main.go", "-check")
	cmd.Dir = ".."
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, said)
	}
}
