-- +goose Up
CREATE TABLE settings_shifts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  pattern TEXT NOT NULL,
  code TEXT NOT NULL,
  name_vi TEXT NOT NULL,
  name_en TEXT NOT NULL,
  starts INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  legal_basis TEXT NOT NULL,
  mark TEXT NOT NULL,
  note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT settings_shifts_code UNIQUE (valid_from, code),
  CONSTRAINT settings_shifts_hours CHECK (starts >= 0 AND starts < 1440 AND ends > starts AND ends <= starts + 1440),
  CONSTRAINT settings_shifts_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT settings_shifts_mark CHECK (mark IN ('C', 'R', 'U', 'D'))
);

-- +goose Down
DROP TABLE settings_shifts;
