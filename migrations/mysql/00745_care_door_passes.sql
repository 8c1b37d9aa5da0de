-- +goose Up
CREATE TABLE IF NOT EXISTS care_door_passes (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  room_id BIGINT UNSIGNED NOT NULL,
  how VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  at DATETIME(6) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  KEY care_door_passes_ward (ward_id, at),
  KEY care_door_passes_campus (campus_id),
  CONSTRAINT care_door_passes_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_door_passes_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_door_passes_room_is FOREIGN KEY (room_id) REFERENCES wards_rooms (id),
  CONSTRAINT care_door_passes_how_is CHECK (how IN ('scan', 'typed')),
  CONSTRAINT care_door_passes_signed CHECK (recorded_by > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_door_passes;
