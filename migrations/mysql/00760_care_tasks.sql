-- +goose Up
CREATE TABLE IF NOT EXISTS care_tasks (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note VARCHAR(300) NOT NULL,
  hours VARCHAR(300) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  from_at DATETIME(6) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  answered_due DATETIME(6) NULL,
  open_resident_id BIGINT UNSIGNED NULL,
  ended_at DATETIME(6) NULL,
  ended_by BIGINT UNSIGNED NULL,
  end_note VARCHAR(300) NOT NULL,
  UNIQUE KEY care_tasks_open_resident_id (open_resident_id, kind, hours),
  KEY care_tasks_resident (resident_id, from_at),
  KEY care_tasks_campus (campus_id, ended_at),
  CONSTRAINT care_tasks_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_tasks_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_tasks_hours CHECK (hours <> ''),
  CONSTRAINT care_tasks_signed CHECK (recorded_by > 0),
  CONSTRAINT care_tasks_open CHECK ((open_resident_id IS NOT NULL) = (ended_at IS NULL)),
  CONSTRAINT care_tasks_open_is CHECK (open_resident_id IS NULL OR open_resident_id = resident_id),
  CONSTRAINT care_tasks_ended CHECK (ended_at IS NULL OR (ended_by IS NOT NULL AND end_note <> ''))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_tasks;
