-- +goose Up
CREATE TABLE backups_drills (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at DATETIME NOT NULL,
  place TEXT NOT NULL,
  reached_at DATETIME NULL,
  lost_seconds INTEGER NOT NULL,
  took_seconds INTEGER NOT NULL,
  record_rows INTEGER NOT NULL,
  files INTEGER NOT NULL,
  people INTEGER NOT NULL,
  deeds INTEGER NOT NULL,
  reason TEXT NOT NULL,
  error TEXT NOT NULL
);

-- +goose Down
DROP TABLE backups_drills;
