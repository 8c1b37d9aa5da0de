-- +goose Up
CREATE TABLE IF NOT EXISTS intake_errands (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  departure_id BIGINT UNSIGNED NULL,
  absence_id BIGINT UNSIGNED NULL,
  kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  months INT NOT NULL,
  from_on DATE NOT NULL,
  due_on DATE NULL,
  settled BOOLEAN NOT NULL,
  done_on DATE NULL,
  needless BOOLEAN NOT NULL,
  done_note VARCHAR(300) NOT NULL,
  done_recorded_at DATETIME(6) NULL,
  done_recorded_by BIGINT UNSIGNED NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  voided_at DATETIME(6) NULL,
  voided_by BIGINT UNSIGNED NULL,
  void_reason VARCHAR(300) NOT NULL,
  version BIGINT UNSIGNED NOT NULL,
  KEY intake_errands_campus (campus_id, settled, due_on),
  KEY intake_errands_departure (departure_id, id),
  KEY intake_errands_absence (absence_id, id),
  KEY intake_errands_resident (resident_id, id),
  CONSTRAINT intake_errands_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_errands_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_errands_departure_is FOREIGN KEY (departure_id) REFERENCES intake_departures (id),
  CONSTRAINT intake_errands_absence_is FOREIGN KEY (absence_id) REFERENCES presence_absences (id),
  CONSTRAINT intake_errands_settled CHECK (settled = (done_recorded_at IS NOT NULL OR voided_at IS NOT NULL)),
  CONSTRAINT intake_errands_voided CHECK (voided_at IS NULL OR void_reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_errands;
