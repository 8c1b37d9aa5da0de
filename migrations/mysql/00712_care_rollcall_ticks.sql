-- +goose Up
CREATE TABLE IF NOT EXISTS care_rollcall_ticks (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  rollcall_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  answer VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note VARCHAR(300) NOT NULL,
  at DATETIME(6) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  KEY care_rollcall_ticks_person (rollcall_id, resident_id),
  KEY care_rollcall_ticks_resident (resident_id, at),
  KEY care_rollcall_ticks_campus (campus_id),
  CONSTRAINT care_rollcall_ticks_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_rollcall_ticks_rollcall_is FOREIGN KEY (rollcall_id) REFERENCES care_rollcalls (id),
  CONSTRAINT care_rollcall_ticks_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_rollcall_ticks_answer_is CHECK (answer IN ('here', 'toilet', 'activity', 'leave', 'hospital', 'not_found')),
  CONSTRAINT care_rollcall_ticks_signed CHECK (recorded_by > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_rollcall_ticks;
