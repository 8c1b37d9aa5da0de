-- +goose Up
CREATE TABLE IF NOT EXISTS residents_needs (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  resident_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note VARCHAR(300) NOT NULL,
  severity VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  ended_recorded_at DATETIME(6) NULL,
  ended_recorded_by BIGINT UNSIGNED NULL,
  end_note VARCHAR(300) NOT NULL,
  KEY residents_needs_resident (resident_id, to_day),
  CONSTRAINT residents_needs_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_needs_kind CHECK (kind IN ('diet', 'allergy', 'mobility', 'help', 'sense', 'other')),
  CONSTRAINT residents_needs_severity CHECK (severity IN ('', 'mild', 'severe')),
  CONSTRAINT residents_needs_span CHECK (to_day IS NULL OR to_day >= from_day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE residents_needs;
