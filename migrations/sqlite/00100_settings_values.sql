-- +goose Up
CREATE TABLE settings_values (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  value TEXT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  legal_basis TEXT NOT NULL,
  mark TEXT NOT NULL,
  source TEXT NOT NULL,
  note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT settings_values_version UNIQUE (name, version),
  CONSTRAINT settings_values_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT settings_values_mark CHECK (mark IN ('C', 'R', 'U', 'D'))
);

-- +goose Down
DROP TABLE settings_values;
