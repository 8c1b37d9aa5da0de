-- +goose Up
CREATE TABLE IF NOT EXISTS wards_campuses (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(120) NOT NULL,
  short_name VARCHAR(120) NOT NULL,
  address VARCHAR(300) NOT NULL,
  land_m2 INT NOT NULL DEFAULT 0,
  area_type VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position INT NOT NULL DEFAULT 0,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY wards_campuses_code (code),
  CONSTRAINT wards_campuses_area_type CHECK (area_type IN ('rural', 'urban', 'mountain')),
  CONSTRAINT wards_campuses_land CHECK (land_m2 >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE wards_campuses;
