package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestMetricsHoldRoutesAndNoIds(t *testing.T) {
	m := newMetrics()
	m.observe(http.MethodGet, "/residents/:resident", http.StatusOK, 3*time.Millisecond)
	address := freeAddress(t)
	closeIt, err := m.serve(address)
	if err != nil {
		t.Fatal(err)
	}
	defer closeIt()
	answer, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || !strings.Contains(string(text), `maiam_request_seconds_count{method="GET",route="/residents/:resident",status="200"} 1`) {
		t.Errorf("%v\n%s", err, text)
	}
}
