package main

import (
	"cmp"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"

	"maiam/handlers/home"
)

// metrics count what the pages cost, on an address of their own. Labels are routes such as
// /residents/:resident, never addresses, so no id of a person is in them.
type metrics struct {
	since    time.Time
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

// newMetrics makes what counts the program itself.
func newMetrics() *metrics {
	m := &metrics{registry: prometheus.NewRegistry()}
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// of counts the requests of one house; of several, its host stands at each of their lines.
func (m *metrics) of(centre string) *metrics {
	own := &metrics{since: time.Now(), registry: m.registry, requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "maiam_request_seconds", Help: "How long requests took, by route.",
		Buckets: []float64{.001, .002, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"method", "route", "status"})}
	if centre == "" {
		m.registry.MustRegister(own.requests)
	} else {
		prometheus.WrapRegistererWith(prometheus.Labels{"centre": centre}, m.registry).MustRegister(own.requests)
	}
	return own
}

func (m *metrics) observe(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}

// serve answers /metrics at an address until it is closed; no address means off.
func (m *metrics) serve(address string) (closeIt func() error, err error) {
	if address == "" {
		return func() error { return nil }, nil
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("MAIAM_METRICS_ADDR %s cannot be listened on: %w", address, err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	go func() { _ = server.Serve(listener) }()
	return server.Close, nil
}

// speeds tells how long each route took since the program started, of what was answered well. The
// numbers are read off the edges of the buckets, straight in between.
func (m *metrics) speeds() (time.Time, []home.Speed) {
	series := make(chan prometheus.Metric, 64)
	go func() {
		m.requests.Collect(series)
		close(series)
	}()
	at := map[[2]string]*spread{}
	for one := range series {
		var d dto.Metric
		if one.Write(&d) != nil {
			continue
		}
		labels := map[string]string{}
		for _, l := range d.GetLabel() {
			labels[l.GetName()] = l.GetValue()
		}
		if labels["route"] == "" || labels["status"] >= "400" {
			continue
		}
		key := [2]string{labels["method"], labels["route"]}
		if at[key] == nil {
			at[key] = &spread{}
		}
		at[key].add(d.GetHistogram())
	}
	var out []home.Speed
	for key, s := range at {
		out = append(out, home.Speed{Method: key[0], Route: key[1], N: int(s.n), Half: s.below(.5), Most: s.below(.95)}) // #nosec G115 -- how many requests there were since the start
	}
	slices.SortFunc(out, func(a, b home.Speed) int {
		return cmp.Or(cmp.Compare(b.Most, a.Most), strings.Compare(a.Route+a.Method, b.Route+b.Method))
	})
	return m.since, out
}

// spread is how often something took how long, added up over answers of one route.
type spread struct {
	n     uint64
	edges []float64 // seconds
	upTo  []uint64  // how many took no longer than the edge
}

func (s *spread) add(h *dto.Histogram) {
	s.n += h.GetSampleCount()
	for i, b := range h.GetBucket() {
		if i == len(s.edges) {
			s.edges, s.upTo = append(s.edges, b.GetUpperBound()), append(s.upTo, 0)
		}
		s.upTo[i] += b.GetCumulativeCount()
	}
}

// below is how long a share of all answers took at most; what lies beyond the last edge counts as that.
func (s *spread) below(share float64) time.Duration {
	want, from, before := share*float64(s.n), 0.0, 0.0
	for i, edge := range s.edges {
		upTo := float64(s.upTo[i])
		if upTo >= want && upTo > before {
			return time.Duration((from + (edge-from)*(want-before)/(upTo-before)) * float64(time.Second))
		}
		from, before = edge, upTo
	}
	return time.Duration(from * float64(time.Second))
}
