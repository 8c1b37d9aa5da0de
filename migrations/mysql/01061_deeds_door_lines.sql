-- +goose Up
CREATE TABLE IF NOT EXISTS deeds_door_lines (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  week_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  member_id BIGINT UNSIGNED NULL,
  by_id BIGINT UNSIGNED NULL,
  address VARCHAR(64) NOT NULL,
  role VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  times BIGINT UNSIGNED NOT NULL,
  accounts BIGINT UNSIGNED NOT NULL,
  first_at DATETIME(6) NOT NULL,
  last_at DATETIME(6) NOT NULL,
  KEY deeds_door_lines_week (week_id),
  CONSTRAINT deeds_door_lines_week_is FOREIGN KEY (week_id) REFERENCES deeds_door_weeks (id),
  CONSTRAINT deeds_door_lines_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT deeds_door_lines_by_is FOREIGN KEY (by_id) REFERENCES staff_members (id),
  CONSTRAINT deeds_door_lines_kind CHECK (kind IN ('locked', 'address', 'night', 'second_off', 'appointed', 'reset'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE deeds_door_lines;
