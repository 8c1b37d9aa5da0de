-- +goose Up
CREATE TABLE deeds_weeks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  week DATE NOT NULL,
  looks INTEGER NOT NULL,
  found INTEGER NOT NULL,
  written_at DATETIME NOT NULL,
  CONSTRAINT deeds_weeks_week UNIQUE (week)
);

-- +goose Down
DROP TABLE deeds_weeks;
