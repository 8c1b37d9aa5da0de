package offline_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/models/offline"
)

// parcel is 200 entries of one phone: each person of both wards alone.
func (s *scene) parcel(p *webtest.Phone) (list []offline.Entry) {
	for i, id := range s.people {
		list = append(list, p.Do(http.MethodPost, s.rounds(i/(2*s.beds)), s.found(id, "half", "told_nurse")))
	}
	return list
}

// TestTwoHundredAtOnce sends what a phone collected in a night, and the same twice at once: each is in
// the books once, and both senders hear the same.
func TestTwoHundredAtOnce(t *testing.T) {
	s := openWith(t, 50)
	p := s.phone("mai", 0)
	list := s.parcel(p)
	if len(list) != 200 {
		t.Fatalf("%d entries", len(list))
	}
	parcel := p.Parcel(list...)
	got := make([]webtest.Fates, 3)
	var all sync.WaitGroup
	for i := range got[1:] {
		all.Go(func() {
			webtest.Visit(t, s.desk.Handler()).JSON(http.MethodPost, "/api/v1/offline/entries", parcel).Want(http.StatusOK).Into(&got[1+i])
		})
	}
	all.Wait()
	began := time.Now()
	got[0] = s.send(p, list...)
	t.Logf("200 entries again: %v", time.Since(began))
	for i := range list {
		if a, b, c := got[0].Results[i], got[1].Results[i], got[2].Results[i]; a.Outcome != "done" || b.Outcome != "done" || c.Outcome != "done" || string(a.Answer) != string(b.Answer) || string(b.Answer) != string(c.Answer) {
			t.Fatalf("entry %d: %+v\n%+v\n%+v", i, a, b, c)
		}
	}
	if n := len(s.marks()); n != 200 {
		t.Errorf("%d marks", n)
	}
}

// BenchmarkOfflineSync200 is the sending of 200 entries. The goal is a second.
func BenchmarkOfflineSync200(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		s := openWith(b, 50)
		p := s.phone("mai", 0)
		list := s.parcel(p)
		b.StartTimer()
		if got := s.send(p, list...).Outcomes(); got["done"] != 200 {
			b.Fatal(fmt.Sprint(got))
		}
	}
}
