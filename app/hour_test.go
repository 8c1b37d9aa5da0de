package main

import (
	"cmp"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
)

// hour is the time of day at which the houses under test live, whenever the machine tests: which round
// waits and whose shift it is goes by the hour, and what passes at noon must not fail at ten. MAIAM_HOUR
// names another, such as 21:30.
const hour = "08:00"

// zoneOfHour is the zone where that hour is nearest now: half an hour off at the most.
var zoneOfHour = sync.OnceValues(func() (string, error) {
	wanted, err := time.Parse("15:04", cmp.Or(os.Getenv("MAIAM_HOUR"), hour))
	if err != nil {
		return "", fmt.Errorf("MAIAM_HOUR: %w", err)
	}
	const day = 24 * time.Hour
	best, nearest := "", day
	for _, name := range zones {
		zone, err := time.LoadLocation(name)
		if err != nil {
			return "", err
		}
		now := time.Now().In(zone)
		off := time.Duration(now.Hour()-wanted.Hour())*time.Hour + time.Duration(now.Minute()-wanted.Minute())*time.Minute
		if off = min((off+day)%day, (day-off)%day); off < nearest {
			best, nearest = name, off
		}
	}
	return best, nil
})

func zone(t testing.TB) string {
	t.Helper()
	name, err := zoneOfHour()
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// zones are one for each hour and some for the halves between, all without summer time.
var zones = []string{
	"Pacific/Niue", "Pacific/Honolulu", "Pacific/Marquesas", "Pacific/Gambier", "Pacific/Pitcairn", "America/Phoenix", "America/Costa_Rica", "America/Panama",
	"America/Puerto_Rico", "America/Sao_Paulo", "America/Noronha", "Atlantic/Cape_Verde", "Africa/Abidjan", "Africa/Lagos", "Africa/Maputo", "Africa/Nairobi",
	"Asia/Tehran", "Asia/Dubai", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon", "Asia/Ho_Chi_Minh", "Asia/Manila",
	"Australia/Eucla", "Asia/Tokyo", "Australia/Darwin", "Australia/Brisbane", "Pacific/Guadalcanal", "Pacific/Tarawa",
}
