-- +goose Up
CREATE TABLE IF NOT EXISTS intake_rosters (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  file_name VARCHAR(200) NOT NULL,
  people INT NOT NULL,
  as_of DATE NULL,
  content_sealed MEDIUMBLOB NULL,
  outcomes_sealed MEDIUMBLOB NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  imported_at DATETIME(6) NULL,
  imported_by BIGINT UNSIGNED NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  KEY intake_rosters_campus (campus_id, recorded_at),
  CONSTRAINT intake_rosters_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_rosters_imported CHECK ((imported_at IS NULL) = (imported_by IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_rosters;
