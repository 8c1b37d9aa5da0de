-- +goose Up
CREATE TABLE IF NOT EXISTS care_door_codes (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  room_id BIGINT UNSIGNED NOT NULL,
  code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  issued_at DATETIME(6) NOT NULL,
  issued_by BIGINT UNSIGNED NOT NULL,
  ended_at DATETIME(6) NULL,
  ended_by BIGINT UNSIGNED NULL,
  end_reason VARCHAR(300) NOT NULL,
  open_room_id BIGINT UNSIGNED NULL,
  UNIQUE KEY care_door_codes_code (code),
  UNIQUE KEY care_door_codes_open_room_id (open_room_id),
  KEY care_door_codes_campus (campus_id),
  KEY care_door_codes_ward (ward_id),
  CONSTRAINT care_door_codes_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_door_codes_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_door_codes_room_is FOREIGN KEY (room_id) REFERENCES wards_rooms (id),
  CONSTRAINT care_door_codes_open CHECK ((open_room_id IS NOT NULL) = (ended_at IS NULL)),
  CONSTRAINT care_door_codes_open_is CHECK (open_room_id IS NULL OR open_room_id = room_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_door_codes;
