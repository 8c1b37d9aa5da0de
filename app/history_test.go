package main

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"maiam/models/db"
)

// ends are what benchmarks and tests leave open until the process is over; TestMain runs them.
var ends struct {
	sync.Mutex
	all []func()
}

func atTheEnd(fn func()) {
	ends.Lock()
	defer ends.Unlock()
	ends.all = append(ends.all, fn)
}

// finish shows the table of what was measured and closes what was left open.
func finish() {
	printTable()
	for i := len(ends.all) - 1; i >= 0; i-- {
		ends.all[i]()
	}
}

func quiet() { slog.SetDefault(slog.New(slog.DiscardHandler)) }

// aMonth is how far one copy of the sample's thirty-one days lies before the next.
const aMonth = 31

// age gives a sample house of thirty days a history of so many months, by copying its rounds
// further and further back, and writes what such a time leaves behind besides: for everybody a move
// every half year and an absence every half year, and a deed for each round.
func age(h *db.House, months int) error {
	for k := 1; k < months; k++ {
		if err := copyMonth(h, k); err != nil {
			return fmt.Errorf("month %d: %w", k, err)
		}
	}
	if h.Engine == db.MySQL {
		_, err := h.Raw().Exec("ANALYZE TABLE care_marks, care_states, presence_placements, presence_absences, presence_stays, db_deeds, residents_people")
		return err
	}
	_, err := h.Raw().Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

func copyMonth(h *db.House, k int) error {
	back := func(column string) string { return fmt.Sprintf("%s - INTERVAL %d DAY", column, k*aMonth) }
	day := back
	hour := func(column string, hours int) string { return fmt.Sprintf("%s + INTERVAL %d HOUR", column, hours) }
	now, json := "UTC_TIMESTAMP()", "CONCAT('{\"slot\":', slot_id, ',\"day\":\"', shift_day, '\",\"recorded\":', COUNT(*), ',\"rooms\":[1,2,3,4,5,6,7,8]}')"
	if h.Engine == db.SQLite {
		back = func(column string) string { return fmt.Sprintf("datetime(%s, '-%d days') || '+00:00'", column, k*aMonth) }
		day = func(column string) string { return fmt.Sprintf("date(%s, '-%d days')", column, k*aMonth) }
		hour = func(column string, hours int) string {
			return fmt.Sprintf("datetime(%s, '+%d hours') || '+00:00'", strings.TrimSuffix(column, " || '+00:00'"), hours)
		}
		now, json = "datetime('now')", strings.NewReplacer("CONCAT(", "", ", ", " || ", ")}')", ") || '}')").Replace("'{\"slot\":' || slot_id || ',\"day\":\"' || shift_day || '\",\"recorded\":' || COUNT(*) || '}'")
	}
	begin := back(now)
	first := fmt.Sprintf("(SELECT MIN(shift_day) FROM (SELECT shift_day FROM care_marks ORDER BY id LIMIT 1) f)")
	statements := []string{
		// The first month alone is copied: it was written first, so its ids are the lowest.
		`INSERT INTO care_marks (campus_id, ward_id, bed_id, resident_id, shift_day, slot_id, turn, at, recorded_at, recorded_by,
			seen, slept, washed, ate, medicine, mood, response, exceptions, cause, note, amends_id, reason)
			SELECT campus_id, ward_id, bed_id, resident_id, ` + day("shift_day") + `, slot_id, turn, ` + back("at") + `, ` + back("recorded_at") + `, recorded_by,
			seen, slept, washed, ate, medicine, mood, response, exceptions, cause, note, amends_id, reason
			FROM care_marks WHERE shift_day >= ` + first + ` AND turn = 0`,
		`INSERT INTO presence_placements (campus_id, stay_id, resident_id, ward_id, room_id, bed_id, cause, note, started_at, ended_at, recorded_at, recorded_by, ended_recorded_at, ended_recorded_by, void_reason)
			SELECT campus_id, stay_id, resident_id, ward_id, room_id, bed_id, 'move', '', ` + begin + `, ` + hour(begin, 100) + `, ` + begin + `, 1, ` + hour(begin, 100) + `, 1, ''
			FROM presence_placements WHERE open_bed_id IS NOT NULL AND (resident_id + ` + fmt.Sprint(k) + `) % 6 = 0`,
		`INSERT INTO presence_absences (campus_id, stay_id, resident_id, kind, place, companion, note, started_at, ended_at, recorded_at, recorded_by, ended_recorded_at, ended_recorded_by, void_reason)
			SELECT campus_id, stay_id, resident_id, 'hospital', 'Bệnh viện Đa khoa Đô Lương', '', 'Sốt cao, ho nhiều', ` + begin + `, ` + hour(begin, 72) + `, ` + begin + `, 1, ` + hour(begin, 72) + `, 1, ''
			FROM presence_placements WHERE open_bed_id IS NOT NULL AND (resident_id + ` + fmt.Sprint(k) + `) % 6 = 3`,
		`INSERT INTO db_deeds (campus_id, at, action, actor_id, via, request, subject, subject_id, wards, detail, seq, prev, hash)
			SELECT campus_id, ` + back("MIN(at)") + `, 'care.record', MIN(recorded_by), 'session', '0123456789abcdef01234567', 'ward', ward_id, ward_id, ` + json + `,
			` + fmt.Sprint(k*1_000_000) + ` + MIN(id), '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
			FROM care_marks WHERE shift_day >= ` + first + ` GROUP BY campus_id, ward_id, shift_day, slot_id`,
	}
	for _, s := range statements {
		if _, err := h.Raw().Exec(s); err != nil {
			return fmt.Errorf("%w: %.90s", err, s)
		}
	}
	return nil
}
