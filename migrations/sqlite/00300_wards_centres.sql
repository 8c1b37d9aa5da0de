-- +goose Up
CREATE TABLE wards_centres (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  address TEXT NOT NULL,
  phone TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 0
);

-- +goose Down
DROP TABLE wards_centres;
