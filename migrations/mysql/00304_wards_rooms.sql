-- +goose Up
CREATE TABLE IF NOT EXISTS wards_rooms (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  name VARCHAR(120) NOT NULL,
  search_key VARCHAR(400) COLLATE utf8mb4_bin NOT NULL,
  open_key VARCHAR(400) COLLATE utf8mb4_bin NULL,
  floor_dm2 INT NOT NULL DEFAULT 0,
  care_24h BOOLEAN NOT NULL DEFAULT 0,
  position INT NOT NULL DEFAULT 0,
  changed_from DATE NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY wards_rooms_open_key (ward_id, open_key),
  KEY wards_rooms_campus (campus_id),
  CONSTRAINT wards_rooms_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT wards_rooms_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT wards_rooms_floor CHECK (floor_dm2 >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE wards_rooms;
