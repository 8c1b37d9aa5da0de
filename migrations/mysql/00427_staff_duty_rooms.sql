-- +goose Up
CREATE TABLE IF NOT EXISTS staff_duty_rooms (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  duty_id BIGINT UNSIGNED NOT NULL,
  room_id BIGINT UNSIGNED NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  ended_at DATETIME(6) NULL,
  ended_by BIGINT UNSIGNED NOT NULL DEFAULT 0,
  open_key VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
  UNIQUE KEY staff_duty_rooms_open_key (open_key),
  KEY staff_duty_rooms_duty (duty_id),
  KEY staff_duty_rooms_campus (campus_id),
  KEY staff_duty_rooms_room (room_id),
  CONSTRAINT staff_duty_rooms_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT staff_duty_rooms_duty_is FOREIGN KEY (duty_id) REFERENCES staff_duties (id) ON DELETE CASCADE,
  CONSTRAINT staff_duty_rooms_room_is FOREIGN KEY (room_id) REFERENCES wards_rooms (id),
  CONSTRAINT staff_duty_rooms_by_whom CHECK (recorded_by > 0),
  CONSTRAINT staff_duty_rooms_open CHECK (open_key IS NULL OR ended_at IS NULL)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_duty_rooms;
