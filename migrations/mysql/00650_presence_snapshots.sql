-- +goose Up
CREATE TABLE IF NOT EXISTS presence_snapshots (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  day DATE NOT NULL,
  version INT UNSIGNED NOT NULL,
  known_at DATETIME(6) NOT NULL,
  in_care INT UNSIGNED NOT NULL,
  present INT UNSIGNED NOT NULL,
  hospital INT UNSIGNED NOT NULL,
  on_leave INT UNSIGNED NOT NULL,
  missing INT UNSIGNED NOT NULL,
  no_bed INT UNSIGNED NOT NULL,
  admitted INT UNSIGNED NOT NULL,
  departed INT UNSIGNED NOT NULL,
  counts MEDIUMTEXT NOT NULL,
  people MEDIUMTEXT NOT NULL,
  previous_id BIGINT UNSIGNED NULL,
  reason VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note VARCHAR(600) NOT NULL,
  seal VARBINARY(16) NOT NULL,
  UNIQUE KEY presence_snapshots_version (campus_id, day, version),
  KEY presence_snapshots_day (day, campus_id),
  KEY presence_snapshots_known (known_at),
  CONSTRAINT presence_snapshots_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT presence_snapshots_previous_is FOREIGN KEY (previous_id) REFERENCES presence_snapshots (id),
  CONSTRAINT presence_snapshots_reason CHECK (reason IN ('first', 'late', 'corrected')),
  CONSTRAINT presence_snapshots_chain CHECK ((version = 1) = (previous_id IS NULL)),
  CONSTRAINT presence_snapshots_sum CHECK (in_care = present + hospital + on_leave + missing)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE presence_snapshots;
