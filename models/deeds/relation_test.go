package deeds

import (
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/value"
)

func TestWhoHasACareRelation(t *testing.T) {
	zone := time.FixedZone("+07", 7*3600)
	at := time.Date(2026, 11, 18, 3, 0, 0, 0, time.UTC) // ten in the morning of Wednesday 18
	day := value.DayOf(at, zone)
	moved := at.Add(-time.Hour)
	here := []lay{{campus: 1, zone: 5, ward: 50, from: at.AddDate(0, -1, 0), to: &moved}, {campus: 1, zone: 6, ward: 60, from: moved}}
	grant := func(role string, campus, zone, ward uint64) db.Actor {
		return db.Actor{ID: 7, Grants: []db.Grant{{Role: role, Campus: campus, Zone: zone, Ward: ward}}}
	}
	for _, c := range []struct {
		name   string
		looker db.Actor
		where  []lay
		duties []duty
		want   bool
	}{
		{"the carer of the ward", grant("ward_carer", 1, 6, 60), here, nil, true},
		{"the carer of the ward of before", grant("ward_carer", 1, 5, 50), here, nil, false},
		{"the carer of the zone", grant("ward_carer", 1, 6, 0), here, nil, true},
		{"a carer of the same zone and another ward", grant("ward_carer", 1, 6, 61), here, nil, false},
		{"a carer of the whole campus, not on duty", grant("ward_carer", 1, 0, 0), here, nil, false},
		{"on duty in the ward that day", grant("ward_carer", 1, 5, 50), here, []duty{{1, 60, day}}, true},
		{"on duty in the ward the night before", grant("ward_carer", 1, 5, 50), here, []duty{{1, 60, day.AddDays(-1)}}, true},
		{"on duty in the ward two days before", grant("ward_carer", 1, 5, 50), here, []duty{{1, 60, day.AddDays(-2)}}, false},
		{"on duty in another ward", grant("ward_carer", 1, 5, 50), here, []duty{{1, 61, day}}, false},
		{"on duty in the whole campus", grant("ward_carer", 1, 5, 50), here, []duty{{1, 0, day}}, true},
		{"on duty in the other campus", grant("ward_carer", 2, 9, 90), here, []duty{{2, 0, day}}, false},
		{"the doctor of the campus", grant("doctor", 1, 0, 0), here, nil, true},
		{"the doctor of the other campus", grant("doctor", 2, 0, 0), here, nil, false},
		{"a doctor of another zone", grant("doctor", 1, 5, 0), here, nil, false},
		{"the director of the whole centre", grant("director", 0, 0, 0), here, nil, true},
		{"a therapist of the campus", grant("therapist", 1, 0, 0), here, nil, false},
		{"the administrator", grant("admin", 0, 0, 0), here, nil, false},
		{"the social worker, of somebody without a bed", grant("social_worker", 1, 0, 0), nil, nil, true},
		{"a carer, of somebody without a bed", grant("ward_carer", 1, 6, 60), nil, []duty{{1, 0, day}}, false},
		{"nobody's role", db.Actor{ID: 7}, here, nil, false},
	} {
		if got := related(c.looker, at, 1, c.where, c.duties, zone); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestWeeksBeginOnMonday(t *testing.T) {
	monday := value.MustDay("2026-11-16")
	for i := range 7 {
		if got := weekOf(monday.AddDays(i)); got != monday {
			t.Errorf("%s: %s", monday.AddDays(i), got)
		}
	}
}
