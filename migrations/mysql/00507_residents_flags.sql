-- +goose Up
CREATE TABLE IF NOT EXISTS residents_flags (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  resident_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note VARCHAR(300) NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NULL,
  open_kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  ended_recorded_at DATETIME(6) NULL,
  ended_recorded_by BIGINT UNSIGNED NULL,
  end_note VARCHAR(300) NOT NULL,
  UNIQUE KEY residents_flags_open_kind (resident_id, open_kind),
  KEY residents_flags_resident (resident_id, to_day),
  CONSTRAINT residents_flags_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_flags_kind CHECK (kind IN ('fall_risk', 'escape', 'self_harm', 'aggression', 'seizure', 'choking', 'watch')),
  CONSTRAINT residents_flags_span CHECK (to_day IS NULL OR to_day >= from_day),
  CONSTRAINT residents_flags_open CHECK (open_kind IS NULL OR (open_kind = kind AND ended_recorded_at IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE residents_flags;
