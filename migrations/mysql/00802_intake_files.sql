-- +goose Up
CREATE TABLE IF NOT EXISTS intake_files (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  stay_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  way VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  abandoned BOOLEAN NOT NULL,
  studying_until DATE NULL,
  note VARCHAR(1000) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY intake_files_stay_id (stay_id),
  KEY intake_files_campus (campus_id, recorded_at),
  KEY intake_files_resident (resident_id),
  CONSTRAINT intake_files_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_files_stay_is FOREIGN KEY (stay_id) REFERENCES presence_stays (id),
  CONSTRAINT intake_files_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_files_way CHECK (way IN ('emergency', 'planned'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_files;
