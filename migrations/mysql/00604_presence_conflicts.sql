-- +goose Up
CREATE TABLE IF NOT EXISTS presence_conflicts (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  other_id BIGINT UNSIGNED NOT NULL,
  reason VARCHAR(300) NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NULL,
  open_pair VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin NULL,
  end_note VARCHAR(300) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  ended_recorded_at DATETIME(6) NULL,
  ended_recorded_by BIGINT UNSIGNED NULL,
  UNIQUE KEY presence_conflicts_open_pair (open_pair),
  KEY presence_conflicts_campus (campus_id),
  KEY presence_conflicts_resident (resident_id),
  KEY presence_conflicts_other (other_id),
  CONSTRAINT presence_conflicts_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT presence_conflicts_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT presence_conflicts_other_is FOREIGN KEY (other_id) REFERENCES residents_people (id),
  CONSTRAINT presence_conflicts_pair CHECK (resident_id < other_id),
  CONSTRAINT presence_conflicts_span CHECK (to_day IS NULL OR to_day >= from_day),
  CONSTRAINT presence_conflicts_open CHECK ((open_pair IS NOT NULL) = (ended_recorded_at IS NULL)),
  CONSTRAINT presence_conflicts_ended CHECK ((to_day IS NULL) = (ended_recorded_at IS NULL)),
  CONSTRAINT presence_conflicts_reason CHECK (reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE presence_conflicts;
