-- +goose Up
CREATE TABLE IF NOT EXISTS intake_identifications (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  name_was VARCHAR(200) NOT NULL,
  name_is VARCHAR(200) NOT NULL,
  learnt_from VARCHAR(300) NOT NULL,
  known_as_id BIGINT UNSIGNED NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  KEY intake_identifications_resident (resident_id),
  KEY intake_identifications_campus (campus_id, recorded_at),
  CONSTRAINT intake_identifications_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_identifications_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_identifications_known_as FOREIGN KEY (known_as_id) REFERENCES residents_people (id),
  CONSTRAINT intake_identifications_other CHECK (known_as_id IS NULL OR known_as_id <> resident_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_identifications;
