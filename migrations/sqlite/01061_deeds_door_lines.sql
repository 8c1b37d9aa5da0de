-- +goose Up
CREATE TABLE deeds_door_lines (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  week_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  member_id INTEGER NULL,
  by_id INTEGER NULL,
  address TEXT NOT NULL,
  role TEXT NOT NULL,
  times INTEGER NOT NULL,
  accounts INTEGER NOT NULL,
  first_at DATETIME NOT NULL,
  last_at DATETIME NOT NULL,
  CONSTRAINT deeds_door_lines_week_is FOREIGN KEY (week_id) REFERENCES deeds_door_weeks (id),
  CONSTRAINT deeds_door_lines_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT deeds_door_lines_by_is FOREIGN KEY (by_id) REFERENCES staff_members (id),
  CONSTRAINT deeds_door_lines_kind CHECK (kind IN ('locked', 'address', 'night', 'second_off', 'appointed', 'reset'))
);
CREATE INDEX deeds_door_lines_week ON deeds_door_lines (week_id);

-- +goose Down
DROP TABLE deeds_door_lines;
