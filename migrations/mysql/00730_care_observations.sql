-- +goose Up
CREATE TABLE IF NOT EXISTS care_observations (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  amount2 BIGINT NOT NULL,
  at DATETIME(6) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  note VARCHAR(300) NOT NULL,
  replaces_id BIGINT UNSIGNED NULL,
  replaced_at DATETIME(6) NULL,
  taken BOOLEAN NOT NULL,
  reason VARCHAR(300) NOT NULL,
  UNIQUE KEY care_observations_replaces_id (replaces_id),
  KEY care_observations_newest (resident_id, kind, at),
  CONSTRAINT care_observations_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_observations_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_observations_replaces_is FOREIGN KEY (replaces_id) REFERENCES care_observations (id),
  CONSTRAINT care_observations_signed CHECK (recorded_by > 0),
  CONSTRAINT care_observations_amounts CHECK (amount >= 0 AND amount2 >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_observations;
