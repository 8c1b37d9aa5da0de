-- +goose Up
CREATE TABLE settings_activities (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  valid_from DATE NOT NULL,
  version INTEGER NOT NULL,
  starts INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  name_vi TEXT NOT NULL,
  name_en TEXT NOT NULL,
  legal_basis TEXT NOT NULL,
  mark TEXT NOT NULL,
  source TEXT NOT NULL,
  note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT settings_activities_starts UNIQUE (valid_from, version, starts),
  CONSTRAINT settings_activities_hours CHECK (starts >= 0 AND starts < 1440 AND ends > starts AND ends <= starts + 1440),
  CONSTRAINT settings_activities_mark CHECK (mark IN ('C', 'R', 'D'))
);

-- +goose Down
DROP TABLE settings_activities;
