package main

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestTheProgramGoesOnWithoutItsBallast: after the start's pages are given back everything is still
// there, and less of the program's own file is held than before.
func TestTheProgramGoesOnWithoutItsBallast(t *testing.T) {
	held := func() (kib int) {
		text, err := os.ReadFile("/proc/self/smaps_rollup")
		if err != nil {
			t.Skip("this system does not tell how a program lies in memory")
		}
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "Pss_File:") {
				kib, _ = strconv.Atoi(strings.Fields(line)[1])
			}
		}
		return kib
	}
	h := openSample(t)
	as(t, h, "nurse").Get("/").Want(200)
	before := held()
	if parts := dropBallast(); parts == 0 {
		t.Fatal("no part of the program's file was given back")
	}
	after := held()
	as(t, h, "nurse").Get("/").Want(200)
	t.Logf("%d KiB of the file were held, %d after, %d with a page", before, after, held())
	if after >= before {
		t.Errorf("%d KiB of the file are held, as many as before", after)
	}
}
