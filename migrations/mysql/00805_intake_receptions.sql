-- +goose Up
CREATE TABLE IF NOT EXISTS intake_receptions (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  file_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  received_at DATETIME(6) NOT NULL,
  found_place VARCHAR(300) NOT NULL,
  finder VARCHAR(200) NOT NULL,
  finder_phone VARCHAR(40) NOT NULL,
  brought_by VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  bringer VARCHAR(200) NOT NULL,
  bringer_office VARCHAR(200) NOT NULL,
  bringer_phone VARCHAR(40) NOT NULL,
  states VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state_note VARCHAR(1000) NOT NULL,
  belongings VARCHAR(1000) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY intake_receptions_file_id (file_id),
  KEY intake_receptions_campus (campus_id, received_at),
  CONSTRAINT intake_receptions_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_receptions_file_is FOREIGN KEY (file_id) REFERENCES intake_files (id),
  CONSTRAINT intake_receptions_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_receptions_brought CHECK (brought_by IN ('police', 'commune', 'finder', 'family', 'hospital', 'self', 'other'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_receptions;
