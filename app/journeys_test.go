package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestJourneys starts the real program with a fresh sample house and lets node and Chromium walk
// through it (app/assets/journeys). Each journey is a subtest; pictures go to MAIAM_OUT. With
// MAIAM_JOURNEY only those are walked whose names hold that part.
func TestJourneys(t *testing.T) {
	if testing.Short() {
		t.Skip("the browser journeys take minutes and are left out with -short")
	}
	chromium := needs(t, "chromium")
	node := needs(t, "node")
	if _, err := os.Stat("assets/node_modules/playwright-core"); err != nil {
		t.Skip("the browser journeys need npm's packages: make assets")
	}
	out := os.Getenv("MAIAM_OUT")
	if out == "" {
		out = t.TempDir()
	}

	house, second, empty := startHouse(t), startHouse(t), startHouse(t, "MAIAM_SAMPLE=0")
	ctx, cancel := context.WithTimeout(t.Context(), 35*time.Minute)
	defer cancel()
	walk := exec.CommandContext(ctx, node, "assets/journeys/run.mjs", os.Getenv("MAIAM_JOURNEY"))
	walk.Env = append(os.Environ(), "BASE_URL="+house.url, "PASSWORD="+house.password(), "OUT="+out, "ZONE="+zone(t), "CHROMIUM="+chromium,
		"SECOND_URL="+second.url, "SECOND_PASSWORD="+second.password(), "SECOND_PROGRAM="+second.binary, "SECOND_DATA="+second.data, "EMPTY_URL="+empty.url, "EMPTY_CODE="+empty.code())
	walk.Stderr = os.Stderr
	lines, err := walk.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := walk.Start(); err != nil {
		t.Fatal(err)
	}
	walked := 0
	scanner := bufio.NewScanner(lines)
	scanner.Buffer(nil, 1<<24)
	for scanner.Scan() {
		var journey struct {
			Name, Error string
			OK          bool
			Seconds     float64
		}
		if json.Unmarshal(scanner.Bytes(), &journey) != nil || journey.Name == "" {
			t.Log(scanner.Text())
			continue
		}
		walked++
		t.Run(journey.Name, func(t *testing.T) {
			t.Logf("%.1f s", journey.Seconds)
			if !journey.OK {
				t.Error(journey.Error)
			}
		})
	}
	var exit *exec.ExitError
	if err := walk.Wait(); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		t.Errorf("the walk ended early: %v", err)
	}
	if walked == 0 {
		t.Error("no journey was walked")
	}
	if t.Failed() {
		t.Logf("the houses said last:\n%s\n\n%s\n\n%s", house.said(), second.said(), empty.said())
	}
}

// needs finds a program or skips the test with its name.
func needs(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("the browser journeys need %s: make test installs it", program)
	}
	return path
}

// runningHouse is the program as users start it, on a port and in a folder of its own.
type runningHouse struct {
	url    string
	binary string
	data   string // its folder
	mu     sync.Mutex
	lines  []string
}

// program is the program as users start it: the one that MAIAM_PROGRAM names (.ci/test builds it for
// all its parts), or else built once for all tests of this process.
var program = sync.OnceValues(func() (string, error) {
	if path := os.Getenv("MAIAM_PROGRAM"); path != "" {
		return path, nil
	}
	dir, err := os.MkdirTemp("", "maiam-program-")
	if err != nil {
		return "", err
	}
	atTheEnd(func() { _ = os.RemoveAll(dir) })
	binary := filepath.Join(dir, "maiam")
	if said, err := exec.Command("go", "build", "-ldflags", "-s -w", "-o", binary, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, said)
	}
	return binary, nil
})

// freeAddress is a loopback address for a program that is started a little later, and perhaps again.
// Its port lies below those that the machine hands out by itself: one of these, let go, may be
// somebody else's before the program listens.
func freeAddress(t testing.TB) string {
	t.Helper()
	for range 200 {
		address := fmt.Sprintf("127.0.0.1:%d", 15_000+rand.IntN(15_000))
		listener, err := net.Listen("tcp", address)
		if err != nil {
			continue
		}
		if err := listener.Close(); err != nil {
			t.Fatal(err)
		}
		return address
	}
	t.Fatal("no port is free")
	return ""
}

// patience is how long a test waits for what happens at once on a machine that is not busy. Nothing
// waits that long but what never comes.
const patience = 3 * time.Minute

// startHouse starts the program with the sample house in a fresh folder and waits until
// it is ready. At the end of the test it must stop cleanly when asked to.
func startHouse(t *testing.T, env ...string) *runningHouse {
	t.Helper()
	binary, err := program()
	if err != nil {
		t.Fatal(err)
	}
	address, data := freeAddress(t), t.TempDir()
	house := &runningHouse{url: "http://" + address, binary: binary, data: data}
	serve := exec.Command(binary, "serve")
	serve.Dir = data
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "MAIAM_") {
			serve.Env = append(serve.Env, pair)
		}
	}
	serve.Env = append(serve.Env, "MAIAM_ADDR="+address, "MAIAM_DATA="+data, "MAIAM_DATABASE=sqlite:"+filepath.Join(data, "maiam.db"), "MAIAM_SAMPLE=1", "MAIAM_TIMEZONE="+zone(t))
	serve.Env = append(serve.Env, env...)
	output, err := serve.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	serve.Stderr = serve.Stdout
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		house.listen(bufio.NewScanner(output))
		ended <- serve.Wait()
	}()
	t.Cleanup(func() {
		if serve.Process.Signal(syscall.SIGTERM) != nil {
			return
		}
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the house did not stop cleanly: %v\n%s", err, house.said())
			}
		case <-time.After(patience):
			t.Errorf("the house did not stop within %v of SIGTERM\n%s", patience, house.said())
			if err := serve.Process.Kill(); err != nil {
				t.Error(err)
			}
			<-ended
		}
	})

	deadline := time.After(patience)
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		if answer, err := http.Get(house.url + "/readyz"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK && (house.password() != "" || house.code() != "") {
				return house
			}
		}
		select {
		case <-again.C:
		case err := <-ended:
			ended <- err // for the clean-up
			t.Fatalf("the house ended before it was ready: %v\n%s", err, house.said())
		case <-deadline:
			t.Fatalf("the house was not ready within %v\n%s", patience, house.said())
		}
	}
}

func (h *runningHouse) listen(output *bufio.Scanner) {
	output.Buffer(nil, 1<<20)
	for output.Scan() {
		h.mu.Lock()
		h.lines = append(h.lines, output.Text())
		h.mu.Unlock()
	}
}

// password is what serve prints for the accounts of a sample house.
func (h *runningHouse) password() string { return h.told("Sample password: ") }

// code is what serve prints for the first day of a house without a sample.
func (h *runningHouse) code() string { return h.told("open /set-up and give the code ") }

// told gives the rest of the line in which the program said something.
func (h *runningHouse) told(before string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, line := range h.lines {
		if _, word, found := strings.Cut(line, before); found {
			return strings.TrimSpace(word)
		}
	}
	return ""
}

// said gives the last lines the program wrote.
func (h *runningHouse) said() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Join(h.lines[max(0, len(h.lines)-30):], "\n")
}
