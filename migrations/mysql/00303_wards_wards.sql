-- +goose Up
CREATE TABLE IF NOT EXISTS wards_wards (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  zone_id BIGINT UNSIGNED NOT NULL,
  name VARCHAR(120) NOT NULL,
  search_key VARCHAR(400) COLLATE utf8mb4_bin NOT NULL,
  open_key VARCHAR(400) COLLATE utf8mb4_bin NULL,
  sex VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  age_from INT NULL,
  age_to INT NULL,
  care_24h BOOLEAN NOT NULL DEFAULT 0,
  position INT NOT NULL DEFAULT 0,
  changed_from DATE NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY wards_wards_open_key (campus_id, open_key),
  KEY wards_wards_zone (zone_id),
  CONSTRAINT wards_wards_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT wards_wards_zone_is FOREIGN KEY (zone_id) REFERENCES wards_zones (id),
  CONSTRAINT wards_wards_sex CHECK (sex IN ('m', 'f', 'any')),
  CONSTRAINT wards_wards_age CHECK (age_to IS NULL OR age_from IS NULL OR age_to >= age_from)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE wards_wards;
