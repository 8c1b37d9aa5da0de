-- +goose Up
CREATE TABLE IF NOT EXISTS wards_beds (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  room_id BIGINT UNSIGNED NOT NULL,
  name VARCHAR(120) NOT NULL,
  search_key VARCHAR(400) COLLATE utf8mb4_bin NOT NULL,
  open_key VARCHAR(400) COLLATE utf8mb4_bin NULL,
  overflow BOOLEAN NOT NULL DEFAULT 0,
  position INT NOT NULL DEFAULT 0,
  changed_from DATE NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY wards_beds_open_key (room_id, open_key),
  KEY wards_beds_campus (campus_id),
  KEY wards_beds_ward (ward_id),
  CONSTRAINT wards_beds_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT wards_beds_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT wards_beds_room_is FOREIGN KEY (room_id) REFERENCES wards_rooms (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE wards_beds;
