-- +goose Up
CREATE TABLE IF NOT EXISTS deeds_door_marks (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  week_id BIGINT UNSIGNED NOT NULL,
  found VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note TEXT NOT NULL,
  marked_at DATETIME(6) NOT NULL,
  marked_by BIGINT UNSIGNED NOT NULL,
  CONSTRAINT deeds_door_marks_week_id UNIQUE (week_id),
  CONSTRAINT deeds_door_marks_week_is FOREIGN KEY (week_id) REFERENCES deeds_door_weeks (id),
  CONSTRAINT deeds_door_marks_by_is FOREIGN KEY (marked_by) REFERENCES staff_members (id),
  CONSTRAINT deeds_door_marks_found CHECK (found IN ('in_order', 'asked', 'breach'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE deeds_door_marks;
