-- +goose Up
CREATE TABLE deeds_door_marks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  week_id INTEGER NOT NULL,
  found TEXT NOT NULL,
  note TEXT NOT NULL,
  marked_at DATETIME NOT NULL,
  marked_by INTEGER NOT NULL,
  CONSTRAINT deeds_door_marks_week_id UNIQUE (week_id),
  CONSTRAINT deeds_door_marks_week_is FOREIGN KEY (week_id) REFERENCES deeds_door_weeks (id),
  CONSTRAINT deeds_door_marks_by_is FOREIGN KEY (marked_by) REFERENCES staff_members (id),
  CONSTRAINT deeds_door_marks_found CHECK (found IN ('in_order', 'asked', 'breach'))
);

-- +goose Down
DROP TABLE deeds_door_marks;
