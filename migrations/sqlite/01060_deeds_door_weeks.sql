-- +goose Up
CREATE TABLE deeds_door_weeks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  week DATE NOT NULL,
  entered INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  locked INTEGER NOT NULL,
  opened INTEGER NOT NULL,
  shut INTEGER NOT NULL,
  given INTEGER NOT NULL,
  taken INTEGER NOT NULL,
  due_on DATE NOT NULL,
  written_at DATETIME NOT NULL,
  CONSTRAINT deeds_door_weeks_week UNIQUE (week)
);

-- +goose Down
DROP TABLE deeds_door_weeks;
