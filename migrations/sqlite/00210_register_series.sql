-- +goose Up
CREATE TABLE register_series (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  year INTEGER NOT NULL,
  last INTEGER NOT NULL DEFAULT 0,
  last_on DATE NULL,
  begun_at DATETIME NOT NULL,
  CONSTRAINT register_series_last CHECK (last >= 0)
);
CREATE UNIQUE INDEX register_series_kind ON register_series (kind, year);

-- +goose Down
DROP TABLE register_series;
