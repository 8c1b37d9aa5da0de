package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"maiam/jobs"
	"maiam/jobs/queue"
)

// centre is what differs between the centres that one program serves (MAIAM_CENTRES): each has a
// database, a folder, keys and anchors of its own, so that no query can reach from one into another.
type centre struct {
	Data       string   `json:"data"`
	Database   string   `json:"database"`
	SecretFile string   `json:"secret_file"`
	BaseURL    string   `json:"base_url"`
	Anchors    []string `json:"anchors"`
	Backups    []string `json:"backups"`
}

// eachCentre gives the settings of every centre that the program serves, in the order of their hosts:
// the one of --centre, all of MAIAM_CENTRES, or simply these.
func (c *Config) eachCentre() ([]*Config, error) {
	if c.Centres == "" {
		return []*Config{c}, nil
	}
	listed, err := readCentres(c.Centres)
	if err != nil {
		return nil, err
	}
	var all []*Config
	for host, one := range listed {
		own := *c
		own.Centres = ""
		own.Centre, own.Data, own.Database, own.SecretFile, own.BaseURL, own.Anchors, own.Backups = host, one.Data, one.Database, one.SecretFile, one.BaseURL, one.Anchors, one.Backups
		if err := own.settleOne(); err != nil {
			return nil, fmt.Errorf("%s: %w", host, err)
		}
		all = append(all, &own)
	}
	slices.SortFunc(all, func(a, b *Config) int { return strings.Compare(a.Centre, b.Centre) })
	if err := apart(all); err != nil {
		return nil, err
	}
	if c.Centre == "" {
		return all, nil
	}
	for _, one := range all {
		if one.Centre == bareHost(c.Centre) {
			return []*Config{one}, nil
		}
	}
	return nil, fmt.Errorf("%s does not name the centre %q", c.Centres, c.Centre)
}

// readCentres reads the file of the centres. A word that nobody knows is refused: a "databse" would
// otherwise silently become an empty one beside the real.
func readCentres(path string) (map[string]centre, error) {
	file, err := os.Open(path) // #nosec G304 -- MAIAM_CENTRES, which the operator sets
	if err != nil {
		return nil, fmt.Errorf("MAIAM_CENTRES: %w", err)
	}
	defer file.Close()
	var read map[string]centre
	in := json.NewDecoder(file)
	in.DisallowUnknownFields()
	if err := in.Decode(&read); err != nil {
		return nil, fmt.Errorf("MAIAM_CENTRES: %s is not read: %w", path, err)
	}
	if len(read) == 0 {
		return nil, fmt.Errorf("MAIAM_CENTRES: %s names no centre", path)
	}
	out := make(map[string]centre, len(read))
	for host, one := range read {
		bare := bareHost(host)
		if bare == "" || strings.ContainsAny(host, "/ @") {
			return nil, fmt.Errorf("MAIAM_CENTRES: %q is no host, such as do-luong.example.vn", host)
		}
		if _, double := out[bare]; double {
			return nil, fmt.Errorf("MAIAM_CENTRES: %s is named twice", bare)
		}
		if one.Data == "" {
			return nil, fmt.Errorf("MAIAM_CENTRES: %s has no folder (data)", bare)
		}
		out[bare] = one
	}
	return out, nil
}

// apart refuses two centres that would write into one place.
func apart(all []*Config) error {
	held := map[string]string{}
	for _, c := range all {
		places := []string{"the folder " + absolute(c.Data), "the database " + databasePlace(c.Database), "the secret file " + absolute(c.SecretFile)}
		dirs, _ := c.places()
		for _, dir := range dirs {
			places = append(places, "the place for copies "+absolute(dir))
		}
		for _, place := range places {
			if other := held[place]; other != "" {
				return fmt.Errorf("MAIAM_CENTRES: %s and %s share %s", other, c.Centre, place)
			}
			held[place] = c.Centre
		}
	}
	return nil
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// databasePlace is where a database lies, without who opens it.
func databasePlace(database string) string {
	if path, ok := strings.CutPrefix(database, "sqlite:"); ok {
		return absolute(path)
	}
	if _, place, ok := strings.Cut(database, "@"); ok {
		place, _, _ = strings.Cut(place, "?")
		return place
	}
	return database
}

// bareHost is a host as it is compared: without a port, in small letters.
func bareHost(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.TrimSuffix(strings.ToLower(strings.Trim(host, "[]")), ".")
}

// one gives the settings of the single centre that a command is for.
func (c *Config) one() (*Config, error) {
	all, err := c.eachCentre()
	if err != nil {
		return nil, err
	}
	if len(all) > 1 {
		return nil, fmt.Errorf("%s names %d centres: say which with --centre HOST", c.Centres, len(all))
	}
	return all[0], nil
}

// street is every house that the program serves.
type street []*house

// openStreet opens the house of every centre, and closes those opened already when one cannot be.
func openStreet(ctx context.Context, cfg *Config) (_ street, err error) {
	all, err := cfg.eachCentre()
	if err != nil {
		return nil, err
	}
	if len(all) > 1 && cfg.speaks() == tlsLocal {
		return nil, errors.New("MAIAM_TLS=local vouches for one house: several centres need a certificate from files, or a program in front")
	}
	counted := newMetrics()
	var s street
	for _, one := range all {
		h, err := openCounted(ctx, one, counted.of(one.Centre))
		if err != nil {
			if one.Centre != "" {
				err = fmt.Errorf("%s: %w", one.Centre, err)
			}
			return nil, errors.Join(err, s.Close())
		}
		s = append(s, h)
	}
	return s, nil
}

// Close undoes openStreet.
func (s street) Close() error {
	var err error
	for _, h := range s {
		err = errors.Join(err, h.Close())
	}
	return err
}

// crews makes ready who does the background jobs of each house.
func (s street) crews(sc screen) (all []*queue.Queue, err error) {
	for _, h := range s {
		saver, err := newSaver(sc, h.cfg, h.db, h.store)
		if err != nil {
			return nil, err
		}
		all = append(all, jobs.New(h.db, h.store, saver))
	}
	return all, nil
}

// runAll lets every crew work until they are called off.
func runAll(ctx context.Context, crews []*queue.Queue) {
	var wg sync.WaitGroup
	for _, crew := range crews {
		wg.Go(func() { crew.Run(ctx) })
	}
	wg.Wait()
}

// handler gives each request to the house of its host. A single house answers to any name; of several
// none answers for a host that nobody has named, or a guess would open the first.
func (s street) handler() http.Handler {
	if len(s) == 1 && s[0].cfg.Centre == "" {
		return s[0].desk.Handler()
	}
	at := make(map[string]http.Handler, len(s))
	for _, h := range s {
		at[h.cfg.Centre] = h.desk.Handler()
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h := at[bareHost(r.Host)]; h != nil {
			h.ServeHTTP(w, r)
			return
		}
		if r.URL.Path == "/healthz" && localHost(r.Host) {
			fmt.Fprintln(w, "ok") // whoever watches the machine knows its address alone
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.WriteHeader(http.StatusMisdirectedRequest)
		fmt.Fprintln(w, "Không có trung tâm nào ở địa chỉ này.\nThere is no centre at this address.")
	})
}

// localHost tells whether somebody asked this very machine by its number.
func localHost(host string) bool {
	address, err := netip.ParseAddr(bareHost(host))
	return bareHost(host) == "localhost" || err == nil && address.IsLoopback()
}
