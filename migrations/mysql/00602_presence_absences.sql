-- +goose Up
CREATE TABLE IF NOT EXISTS presence_absences (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  stay_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  place VARCHAR(200) NOT NULL,
  companion VARCHAR(200) NOT NULL,
  note VARCHAR(300) NOT NULL,
  due_back_on DATE NULL,
  started_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,
  open_resident_id BIGINT UNSIGNED NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  ended_recorded_at DATETIME(6) NULL,
  ended_recorded_by BIGINT UNSIGNED NULL,
  replaces_id BIGINT UNSIGNED NULL,
  voided_at DATETIME(6) NULL,
  voided_by BIGINT UNSIGNED NULL,
  void_reason VARCHAR(300) NOT NULL,
  UNIQUE KEY presence_absences_open_resident_id (open_resident_id),
  KEY presence_absences_campus (campus_id, ended_at, started_at),
  KEY presence_absences_resident (resident_id, started_at),
  CONSTRAINT presence_absences_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT presence_absences_stay_is FOREIGN KEY (stay_id) REFERENCES presence_stays (id),
  CONSTRAINT presence_absences_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT presence_absences_replaces_is FOREIGN KEY (replaces_id) REFERENCES presence_absences (id),
  CONSTRAINT presence_absences_kind CHECK (kind IN ('hospital', 'leave', 'missing')),
  CONSTRAINT presence_absences_span CHECK (ended_at IS NULL OR ended_at >= started_at),
  CONSTRAINT presence_absences_ended CHECK ((ended_at IS NULL) = (ended_recorded_at IS NULL)),
  CONSTRAINT presence_absences_open CHECK ((open_resident_id IS NOT NULL) = (ended_at IS NULL AND voided_at IS NULL)),
  CONSTRAINT presence_absences_open_is CHECK (open_resident_id IS NULL OR open_resident_id = resident_id),
  CONSTRAINT presence_absences_voided CHECK (voided_at IS NULL OR void_reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE presence_absences;
