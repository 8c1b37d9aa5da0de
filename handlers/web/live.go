package web

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"maiam/models/db"
)

// followEvery is how often a server process asks for the latest deeds, while somebody watches.
const followEvery = time.Second

// live follows the deeds of the whole house, written by whichever process, and tells the boards
// that stand open here.
type live struct {
	house    *db.House
	mu       sync.Mutex
	watchers map[chan struct{}][]uint64
	running  bool
	looked   chan struct{} // closed when the follower has looked for the first time
	done     chan struct{}
	once     sync.Once
}

// heartbeat is how often a stream shows that it stands, where nothing else is said.
const heartbeat = 20 * time.Second

func newLive(h *db.House) *live {
	return &live{house: h, watchers: map[chan struct{}][]uint64{}, done: make(chan struct{})}
}

// watch gives a channel that is signalled when one of the wards changed. It returns when the
// follower knows what there was: whatever is written from then on is news.
func (l *live) watch(wards []uint64) chan struct{} {
	ch := make(chan struct{}, 1)
	l.mu.Lock()
	l.watchers[ch] = wards
	if !l.running {
		l.running, l.looked = true, make(chan struct{})
		go l.follow(l.looked)
	}
	looked := l.looked
	l.mu.Unlock()
	select {
	case <-looked:
	case <-l.done:
	}
	return ch
}

func (l *live) leave(ch chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.watchers, ch)
}

// follow reads the window of latest deeds every second and ends when nobody watches any more.
func (l *live) follow(looked chan struct{}) {
	ready := sync.OnceFunc(func() { close(looked) })
	seen := map[uint64]bool{}
	first, newest := true, uint64(0)
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		var pulses []db.Pulse
		err := l.house.Read(context.Background(), db.System("live"), func(tx *db.Tx) (err error) {
			pulses, err = db.Pulses(tx, newest)
			return err
		})
		if err != nil {
			slog.Warn("the live boards could not look", "error", err)
		} else {
			now := make(map[uint64]bool, len(pulses))
			var news []db.Pulse
			for _, p := range pulses {
				now[p.ID] = true
				newest = max(newest, p.ID)
				if !first && !seen[p.ID] {
					news = append(news, p)
				}
			}
			seen, first = now, false
			l.tell(news)
		}
		ready()
		select {
		case <-l.done:
			return
		case <-tick.C:
		}
		l.mu.Lock()
		if len(l.watchers) == 0 {
			l.running = false
			l.mu.Unlock()
			return
		}
		l.mu.Unlock()
	}
}

func (l *live) tell(news []db.Pulse) {
	if len(news) == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for ch, wards := range l.watchers {
		if slices.ContainsFunc(news, func(p db.Pulse) bool { return touches(p, wards) }) {
			select {
			case ch <- struct{}{}:
			default: // told already
			}
		}
	}
}

// touches tells whether a deed changed one of the wards.
func touches(p db.Pulse, wards []uint64) bool {
	return len(p.Wards) == 0 || slices.ContainsFunc(wards, func(w uint64) bool { return slices.Contains(p.Wards, w) })
}

// changedSince tells whether a page drawn at a moment missed something before its stream was open.
func (l *live) changedSince(moment string, wards []uint64) bool {
	micros, err := strconv.ParseInt(moment, 36, 64)
	if err != nil {
		return false
	}
	var pulses []db.Pulse
	err = l.house.Read(context.Background(), db.System("live"), func(tx *db.Tx) (err error) {
		pulses, err = db.Pulses(tx, 0)
		return err
	})
	return err == nil && slices.ContainsFunc(pulses, func(p db.Pulse) bool { return p.At.UnixMicro() > micros && touches(p, wards) })
}

// Since is the moment for a page's data-since: what changes after it is news to its stream.
func (call *Call) Since() string { return strconv.FormatInt(call.began.UnixMicro(), 36) }

func (l *live) close() { l.once.Do(func() { close(l.done) }) }

// listening is how long one stream goes on.
const listening = 10 * time.Minute

// Live opens a stream of news about wards: load checks the permission and names the wards. The
// page that listens fetches itself again when told.
func Live[In any](d *Desk, path, action string, load func(*db.Tx, In) ([]uint64, error)) {
	d.remember(Door{Kind: LiveDoor, Method: http.MethodGet, Path: path, Action: action, Probe: probe(load), In: reflect.TypeFor[In]()})
	d.engine.GET(path, func(c *gin.Context) {
		call := d.call(c)
		b, err := bind[In](call, 0)
		var wards []uint64
		if err == nil {
			wards, err = read(call, load, b.In)
		}
		if err != nil {
			d.refuse(call, err)
			return
		}
		ch := d.live.watch(wards)
		defer d.live.leave(ch)
		c.Header("Content-Type", "text/event-stream")
		c.Header("X-Accel-Buffering", "no")
		flush := http.NewResponseController(c.Writer)
		_ = flush.SetWriteDeadline(time.Now().Add(listening + time.Minute)) // also for who stops reading
		say := func(text string) bool {
			if _, err := fmt.Fprint(c.Writer, text); err != nil {
				return false
			}
			return flush.Flush() == nil
		}
		// The first number is where the page stands; after a broken line another one comes, and the
		// page fetches what it may have missed.
		if !say("retry: 2000\nevent: least\ndata: "+leastText()+"\n\n"+revision()) || d.live.changedSince(c.Query("since"), wards) && !say(revision()) {
			return
		}
		// A session can end while a board stands open: the stream ends and the browser knocks again.
		end := time.NewTimer(listening)
		defer end.Stop()
		alive := time.NewTicker(cmp.Or(d.Heartbeat, heartbeat))
		defer alive.Stop()
		for {
			select {
			case <-ch:
				if !say(revision()) {
					return
				}
			case <-alive.C:
				// Whoever was signed out from elsewhere hears no more of the ward.
				if d.gone(call) || !say(": here\n\n") {
					return
				}
			case <-end.C:
				return
			case <-d.live.done:
				return
			case <-c.Request.Context().Done():
				return
			}
		}
	})
}

// gone tells whether the session in which a stream was opened is over.
func (d *Desk) gone(call *Call) bool {
	if d.Gate == nil {
		return false
	}
	v, err := d.Gate.Visitor(call.C.Request)
	return err == nil && v.Actor.ID != call.Actor.ID
}

// revision is one line of news: a number the page has not seen yet.
func revision() string { return "event: revision\ndata: " + newRequestID() + "\n\n" }
