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
// and an absence every half year, and a deed for each round.
func age(h *db.House, months int) error {
	var last uint64
	if err := h.Raw().QueryRow("SELECT MAX(id) FROM care_marks").Scan(&last); err != nil {
		return err
	}
	for k := 1; k < months; k++ {
		for _, s := range monthBack(h.Engine, k, last) {
			if _, err := h.Raw().Exec(s); err != nil {
				return fmt.Errorf("month %d: %w: %.90s", k, err, s)
			}
		}
	}
	if h.Engine == db.MySQL {
		_, err := h.Raw().Exec("ANALYZE TABLE care_marks, care_states, presence_placements, presence_absences, presence_stays, db_deeds, residents_people")
		return err
	}
	_, err := h.Raw().Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// monthBack gives the statements that make the k-th month before the sample's own, whose marks are
// those up to the last id.
func monthBack(engine db.Engine, k int, last uint64) []string {
	moment := func(column string, hours int) string {
		if engine == db.SQLite {
			return fmt.Sprintf("datetime(%s, '%d hours') || '+00:00'", column, hours)
		}
		return fmt.Sprintf("%s + INTERVAL %d HOUR", column, hours)
	}
	day, now := fmt.Sprintf("shift_day - INTERVAL %d DAY", k*aMonth), "UTC_TIMESTAMP()"
	if engine == db.SQLite {
		day, now = fmt.Sprintf("date(shift_day, '-%d days')", k*aMonth), "'now'"
	}
	back := -k * aMonth * 24
	begin, after := moment(now, back), moment(now, back+96)
	hash := "'" + strings.Repeat("0123456789abcdef", 4) + "'"
	return []string{
		`INSERT INTO care_marks (campus_id, ward_id, bed_id, resident_id, shift_day, slot_id, turn, at, recorded_at, recorded_by,
			seen, slept, washed, ate, medicine, mood, response, exceptions, cause, note, amends_id, reason)
		SELECT campus_id, ward_id, bed_id, resident_id, ` + day + `, slot_id, turn, ` + moment("at", back) + `, ` + moment("recorded_at", back) + `, recorded_by,
			seen, slept, washed, ate, medicine, mood, response, exceptions, cause, note, amends_id, reason
		FROM care_marks WHERE id <= ` + fmt.Sprint(last),
		`INSERT INTO presence_placements (campus_id, stay_id, resident_id, ward_id, room_id, bed_id, cause, note,
			started_at, ended_at, recorded_at, recorded_by, ended_recorded_at, ended_recorded_by, void_reason)
		SELECT campus_id, stay_id, resident_id, ward_id, room_id, bed_id, 'move', '', ` + begin + `, ` + after + `, ` + begin + `, 1, ` + after + `, 1, ''
		FROM presence_placements WHERE open_bed_id IS NOT NULL AND (resident_id + ` + fmt.Sprint(k) + `) % 6 = 0`,
		`INSERT INTO presence_absences (campus_id, stay_id, resident_id, kind, place, companion, note,
			started_at, ended_at, recorded_at, recorded_by, ended_recorded_at, ended_recorded_by, void_reason)
		SELECT campus_id, stay_id, resident_id, 'hospital', 'Bệnh viện Đa khoa Đô Lương', '', 'Sốt cao, ho nhiều', ` + begin + `, ` + after + `, ` + begin + `, 1, ` + after + `, 1, ''
		FROM presence_placements WHERE open_bed_id IS NOT NULL AND (resident_id + ` + fmt.Sprint(k) + `) % 6 = 3`,
		`INSERT INTO db_deeds (campus_id, at, action, actor_id, via, request, subject, subject_id, wards, detail, seq, prev, hash)
		SELECT campus_id, ` + moment("MIN(at)", back) + `, 'care.record', MIN(recorded_by), 'session', '0123456789abcdef01234567', 'ward', ward_id, ward_id,
			'{"at":"2026-11-21T10:00:00Z","day":"2026-11-21","exceptions":1,"recorded":40,"rooms":[1,2,3,4,5,6,7,8],"slot":3}',
			` + fmt.Sprint(k*1_000_000) + ` + MIN(id), ` + hash + `, ` + hash + `
		FROM care_marks WHERE id <= ` + fmt.Sprint(last) + ` GROUP BY campus_id, ward_id, shift_day, slot_id`,
	}
}
