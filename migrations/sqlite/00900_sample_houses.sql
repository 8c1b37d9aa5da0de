-- +goose Up
CREATE TABLE sample_houses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  seed INTEGER NOT NULL,
  residents INTEGER NOT NULL,
  days INTEGER NOT NULL,
  filled_at DATETIME NOT NULL
);

-- +goose Down
DROP TABLE sample_houses;
