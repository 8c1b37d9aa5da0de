package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"maiam/models/backups"
	"maiam/models/db"
	"maiam/models/staff"
)

func TestMetricsHoldRoutesAndNoIds(t *testing.T) {
	m := newMetrics().of("")
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

func TestSpeedsAreReadOffTheBuckets(t *testing.T) {
	m := newMetrics().of("")
	for range 90 {
		m.observe(http.MethodGet, "/wards/:ward", http.StatusOK, 3*time.Millisecond)
	}
	for range 10 {
		m.observe(http.MethodGet, "/wards/:ward", http.StatusNotModified, 180*time.Millisecond)
	}
	m.observe(http.MethodGet, "/wards/:ward", http.StatusInternalServerError, time.Minute) // an answer that is none
	m.observe(http.MethodGet, "/", http.StatusOK, time.Minute)
	since, list := m.speeds()
	if since.IsZero() || len(list) != 2 {
		t.Fatalf("%v %+v", since, list)
	}
	if slow := list[0]; slow.Route != "/" || slow.Most != 10*time.Second {
		t.Errorf("what lies beyond the last edge counts as that: %+v", slow)
	}
	board := list[1]
	if board.N != 100 || board.Half < 2*time.Millisecond || board.Half > 5*time.Millisecond || board.Most < 100*time.Millisecond || board.Most > 250*time.Millisecond {
		t.Errorf("%+v", board)
	}
}

// TestTheHouseShowsWhetherItKeepsItsWord: everybody who works here may read it, and it names nobody.
func TestTheHouseShowsWhetherItKeepsItsWord(t *testing.T) {
	h := openSample(t)
	director := as(t, h, "director")
	director.Get("/").Want(http.StatusOK)
	var tray int
	if err := h.db.Raw().QueryRow("SELECT COUNT(*) FROM offline_tray WHERE closed_at IS NULL AND suspects = ''").Scan(&tray); err != nil {
		t.Fatal(err)
	}
	var wire struct {
		Pages   []struct{ Route string }
		Waiting map[string]struct{ N int }
	}
	director.JSON("GET", "/api/v1/service", nil).Want(http.StatusOK).Into(&wire)
	if wire.Waiting["tray"].N != tray || len(wire.Pages) == 0 {
		t.Errorf("the tray holds %d: %+v", tray, wire)
	}
	for _, role := range staff.Roles() {
		text := as(t, h, role.Code).Get("/service").Want(http.StatusOK).Page().Text("main")
		for _, promise := range []string{"Tốc độ mở trang", "Sự cố nặng có người đọc", "Sao lưu", "Khôi phục thử từ bản sao lưu", "Sổ việc làm còn nguyên"} {
			if !strings.Contains(text, promise) {
				t.Errorf("%s does not read %q", role.Code, promise)
			}
		}
	}
}

// TestEverybodyReadsWhetherTheHouseCameBack: the newest try to make the house from its copies stands where
// all can see it, also when it failed.
func TestEverybodyReadsWhetherTheHouseCameBack(t *testing.T) {
	h := openSample(t)
	nurse := as(t, h, "nurse")
	t.Cleanup(func() {
		if _, err := h.db.Raw().Exec("DELETE FROM backups_drills WHERE place = 'tried by a test'"); err != nil {
			t.Error(err)
		}
	})
	for _, c := range []struct{ reason, says string }{{"", "Dựng lại cả nhà mất 12 giây"}, {"chain", "không được, người quản trị cần xem"}} {
		err := h.db.Write(t.Context(), db.System("test"), "backups.drill", func(tx *db.Tx) error {
			return backups.Record(tx, &backups.Drill{At: tx.Now, Place: "tried by a test", TookSeconds: 12, LostSeconds: 90, Reason: c.reason})
		})
		if err != nil {
			t.Fatal(err)
		}
		if text := nurse.Get("/service").Want(http.StatusOK).Page().Text("main"); !strings.Contains(text, c.says) {
			t.Errorf("after a drill with reason %q nobody reads %q in %s", c.reason, c.says, text)
		}
		var wire struct {
			Drill struct {
				Good bool
				Took int64 `json:"took_seconds"`
			} `json:"restore_drill"`
		}
		nurse.JSON("GET", "/api/v1/service", nil).Want(http.StatusOK).Into(&wire)
		if wire.Drill.Good != (c.reason == "") || wire.Drill.Took != 12 {
			t.Errorf("%+v", wire.Drill)
		}
	}
}
