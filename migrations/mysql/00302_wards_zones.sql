-- +goose Up
CREATE TABLE IF NOT EXISTS wards_zones (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(120) NOT NULL,
  search_key VARCHAR(400) COLLATE utf8mb4_bin NOT NULL,
  open_key VARCHAR(400) COLLATE utf8mb4_bin NULL,
  position INT NOT NULL DEFAULT 0,
  changed_from DATE NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY wards_zones_open_key (campus_id, open_key),
  CONSTRAINT wards_zones_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT wards_zones_kind CHECK (kind IN ('male', 'female', 'close_observation', 'isolation', 'elderly', 'children', 'disabled', 'emergency', 'recovery', 'voluntary', 'infirmary'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE wards_zones;
