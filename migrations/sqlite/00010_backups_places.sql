-- +goose Up
CREATE TABLE backups_places (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  place TEXT NOT NULL,
  first_at DATETIME NOT NULL,
  checked_at DATETIME NOT NULL,
  taken_at DATETIME NULL,
  unread INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL,
  error TEXT NOT NULL,
  failing_since DATETIME NULL
);
CREATE UNIQUE INDEX backups_places_place ON backups_places (place);

-- +goose Down
DROP TABLE backups_places;
