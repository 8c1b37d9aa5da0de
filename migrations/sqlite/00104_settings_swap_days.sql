-- +goose Up
CREATE TABLE settings_swap_days (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  day DATE NOT NULL,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  legal_basis TEXT NOT NULL,
  mark TEXT NOT NULL,
  source TEXT NOT NULL,
  note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT settings_swap_days_version UNIQUE (day, version),
  CONSTRAINT settings_swap_days_kind CHECK (kind IN ('off', 'worked', 'none')),
  CONSTRAINT settings_swap_days_mark CHECK (mark IN ('C', 'R', 'D'))
);

-- +goose Down
DROP TABLE settings_swap_days;
