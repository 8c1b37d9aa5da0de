-- +goose Up
CREATE TABLE IF NOT EXISTS wards_outages (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  room_id BIGINT UNSIGNED NOT NULL,
  bed_id BIGINT UNSIGNED NULL,
  open_room_id BIGINT UNSIGNED NULL,
  open_bed_id BIGINT UNSIGNED NULL,
  reason VARCHAR(300) NOT NULL,
  started_at DATETIME(6) NOT NULL,
  due_on DATE NULL,
  ended_at DATETIME(6) NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  ended_recorded_at DATETIME(6) NULL,
  ended_recorded_by BIGINT UNSIGNED NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY wards_outages_open_room_id (open_room_id),
  UNIQUE KEY wards_outages_open_bed_id (open_bed_id),
  KEY wards_outages_campus (campus_id),
  KEY wards_outages_ward (ward_id),
  CONSTRAINT wards_outages_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT wards_outages_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT wards_outages_room_is FOREIGN KEY (room_id) REFERENCES wards_rooms (id),
  CONSTRAINT wards_outages_bed_is FOREIGN KEY (bed_id) REFERENCES wards_beds (id),
  CONSTRAINT wards_outages_period CHECK (ended_at IS NULL OR ended_at >= started_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE wards_outages;
