package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/dbtest"
)

// storm is how many phones write how much, and how often the house is killed meanwhile.
type storm struct{ phones, entries, kills int }

// TestPhonesInAStorm lets phones in a real browser write while the network is cut, answers are lost,
// pages are killed and loaded anew, clocks are hours off, and the house is killed by force: what every
// phone was told is safe is in the books once, in each phone's order, and where two phones wrote of one
// person both are there for whoever decides.
func TestPhonesInAStorm(t *testing.T) {
	beside(t)
	if testing.Short() {
		t.Skip("a storm takes a minute and is left out with -short")
	}
	brave(t, storm{phones: 6, entries: 500, kills: 2})
}

// BenchmarkLoadPhonesInAStorm is the whole storm: 20 phones and 10,000 entries.
func BenchmarkLoadPhonesInAStorm(b *testing.B) {
	for range b.N {
		brave(b, storm{phones: 20, entries: 10_000, kills: 8})
	}
}

// noted is what a phone wrote of one person, in its order.
type noted struct {
	ID       string
	Ward     uint64
	Slot     uint64
	Day      string
	Resident uint64
	Mood     string
	Undo     bool
}

// cell is one person in one round.
type cell struct {
	Resident, Slot uint64
	Day            string
}

func (n noted) cell() cell { return cell{n.Resident, n.Slot, n.Day} }

// calm is what the storm left on the phones.
type calm struct {
	Shared []noted
	Phones []struct {
		Skew     int64
		Wrote    []noted
		Stuck    []struct{ ID, Why string }
		Receipts []struct {
			ID, Outcome, Text string
			People            []string
		}
	}
}

func brave(t testing.TB, s storm) {
	node, chromium := sought(t, "node"), sought(t, "chromium")
	if _, err := os.Stat("assets/node_modules/playwright-core"); err != nil {
		t.Skip("the storm needs npm's packages: make assets")
	}
	database := ""
	if dbtest.Server() != "" {
		database = dbtest.Address(t)
	}
	p := newRealHouse(t, database, "MAIAM_SAMPLE=1")
	p.start(t)
	p.stop(t)
	// The rounds of the last two days make room: whoever has a mark of a round gets no other.
	if err := forgetMarks(openLedger(t, p.database()).DB, "shift_day >= ?", time.Now().AddDate(0, 0, -2).Format(time.DateOnly)); err != nil {
		t.Fatal(err)
	}
	p.start(t)
	file := filepath.Join(t.TempDir(), "storm.json")
	walk := exec.CommandContext(t.Context(), node, "assets/journeys/chaos.mjs")
	walk.Env = append(os.Environ(), "BASE_URL="+p.url, "PASSWORD="+p.password(), "CHROMIUM="+chromium, "OUT="+file,
		"PHONES="+strconv.Itoa(s.phones), "ENTRIES="+strconv.Itoa(s.entries), "KILLS="+strconv.Itoa(s.kills))
	walk.Stderr = os.Stderr
	wishes, err := walk.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	granted, err := walk.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := walk.Start(); err != nil {
		t.Fatal(err)
	}
	killed := 0
	for lines := bufio.NewScanner(wishes); lines.Scan(); {
		var said struct{ Wish string }
		if json.Unmarshal(lines.Bytes(), &said) != nil || said.Wish != "kill" {
			t.Log(lines.Text())
			continue
		}
		p.kill()
		p.start(t)
		killed++
		if _, err := fmt.Fprintln(granted, "killed"); err != nil {
			t.Fatal(err)
		}
	}
	if err := walk.Wait(); err != nil {
		t.Fatalf("the storm ended early: %v\n%s", err, p.said())
	}
	if killed != s.kills {
		t.Errorf("the house was killed %d times, not %d", killed, s.kills)
	}
	p.stop(t)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var left calm
	if err := json.Unmarshal(text, &left); err != nil {
		t.Fatal(err)
	}
	left.compare(t, s, booksOf(t, p))
}

func sought(t testing.TB, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("the storm needs %s: make test installs it", program)
	}
	return path
}

// compare holds what the phones wrote against the books.
func (c calm) compare(t testing.TB, s storm, books books) {
	t.Helper()
	shared := map[cell]bool{}
	for _, n := range c.Shared {
		shared[n.cell()] = true
	}
	wrote := 0
	wanted := map[cell][]string{} // what is written of a person, in the order of the phone
	both := map[cell][]string{}
	for i, phone := range c.Phones {
		wrote += len(phone.Wrote)
		told := map[string]string{}
		for _, r := range phone.Receipts {
			told[r.ID] = r.Outcome
			if r.Outcome != "done" {
				t.Errorf("phone %d: entry %s is %s: %s", i, r.ID, r.Outcome, r.Text)
			}
			for _, p := range r.People {
				if said := strings.Fields(p)[0]; said != "recorded" && said != "conflict" {
					t.Logf("phone %d, %d min off: entry %s of one person is %s", i, phone.Skew/60_000, r.ID, p)
				}
			}
		}
		for _, stuck := range phone.Stuck {
			t.Errorf("phone %d still holds %s: %s", i, stuck.ID, stuck.Why)
		}
		for _, n := range phone.Wrote {
			if told[n.ID] == "" {
				t.Errorf("phone %d has no receipt for %s", i, n.ID)
			}
			said := n.Mood
			if n.Undo {
				said = "undone"
			}
			if shared[n.cell()] {
				both[n.cell()] = append(both[n.cell()], said)
			} else {
				wanted[n.cell()] = append(wanted[n.cell()], said)
			}
		}
	}
	if wrote < s.entries {
		t.Errorf("the phones wrote %d entries, not %d", wrote, s.entries)
	}
	marks := 0
	for at, want := range wanted {
		have := books.marks[at]
		marks += len(have)
		if !slices.Equal(have, want) {
			t.Errorf("person %d, round %d of %s: the phone wrote %v, the books say %v", at.Resident, at.Slot, at.Day, want, have)
		}
	}
	for at, said := range both {
		have := books.marks[at]
		if len(have) != 1 || !slices.Contains(said, have[0]) || books.tray[at] != len(said)-1 {
			t.Errorf("person %d of two phones: they wrote %v, the books say %v and the tray holds %d", at.Resident, said, have, books.tray[at])
		}
	}
	t.Logf("%d phones wrote %d entries in a storm with %d kills of the house: %d marks in the books as written, %d people written by two phones, nothing lost, nothing twice",
		s.phones, wrote, s.kills, marks, len(both))
}

// books are the marks of every person and round in their order, and what waits for a decision.
type books struct {
	marks map[cell][]string
	tray  map[cell]int
}

func booksOf(t testing.TB, p *realHouse) books {
	t.Helper()
	l := openLedger(t, p.database())
	b := books{map[cell][]string{}, map[cell]int{}}
	rows, err := l.Query("SELECT resident_id, slot_id, shift_day, seen, mood FROM care_marks ORDER BY resident_id, shift_day, slot_id, turn")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var at cell
		var day string
		var seen, mood int
		if err := rows.Scan(&at.Resident, &at.Slot, &day, &seen, &mood); err != nil {
			t.Fatal(err)
		}
		at.Day = day[:10]
		b.marks[at] = append(b.marks[at], moodOf(seen, mood))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	// What the tray holds is sealed; the mark it differs from says whom and which round it is about.
	waiting, err := l.Query("SELECT m.resident_id, m.slot_id, m.shift_day FROM offline_tray t JOIN care_marks m ON m.id = t.mark_id WHERE t.kind = 'conflict' ORDER BY t.id")
	if err != nil {
		t.Fatal(err)
	}
	defer waiting.Close()
	for waiting.Next() {
		var at cell
		var day string
		if err := waiting.Scan(&at.Resident, &at.Slot, &day); err != nil {
			t.Fatal(err)
		}
		at.Day = day[:10]
		b.tray[at]++
	}
	if err := waiting.Err(); err != nil {
		t.Fatal(err)
	}
	return b
}

// moodOf names what a mark says of a person's mood, as phones in the storm write it.
func moodOf(seen, mood int) string {
	if seen == 0 {
		return "undone"
	}
	return care.Sign(mood).String()
}
