-- +goose Up
CREATE TABLE IF NOT EXISTS care_incidents (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  root_id BIGINT UNSIGNED NOT NULL,
  replaces_id BIGINT UNSIGNED NULL,
  replaced_at DATETIME(6) NULL,
  kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  severity VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  restricted BOOLEAN NOT NULL,
  at DATETIME(6) NOT NULL,
  place VARCHAR(300) NOT NULL,
  people VARCHAR(300) NOT NULL,
  saw VARCHAR(300) NOT NULL,
  what TEXT NOT NULL,
  done TEXT NOT NULL,
  reporter_id BIGINT UNSIGNED NOT NULL,
  reported_at DATETIME(6) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  reason VARCHAR(300) NOT NULL,
  UNIQUE KEY care_incidents_replaces_id (replaces_id),
  KEY care_incidents_root (root_id, id),
  KEY care_incidents_ward (ward_id, at),
  KEY care_incidents_campus (campus_id, reported_at),
  KEY care_incidents_reporter (reporter_id, at),
  KEY care_incidents_reported (reported_at),
  KEY care_incidents_at (at),
  CONSTRAINT care_incidents_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_incidents_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_incidents_replaces_is FOREIGN KEY (replaces_id) REFERENCES care_incidents (id),
  CONSTRAINT care_incidents_severity_is CHECK (severity IN ('minor', 'serious', 'grave')),
  CONSTRAINT care_incidents_signed CHECK (recorded_by > 0 AND reporter_id > 0),
  CONSTRAINT care_incidents_reason_is CHECK ((replaces_id IS NULL) = (reason = ''))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_incidents;
