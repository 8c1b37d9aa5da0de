-- +goose Up
CREATE TABLE register_letterheads (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  valid_from DATE NOT NULL,
  superior TEXT NOT NULL,
  agency TEXT NOT NULL,
  sign TEXT NOT NULL,
  place TEXT NOT NULL,
  head_position TEXT NOT NULL,
  head_name TEXT NOT NULL,
  commune TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL
);
CREATE INDEX register_letterheads_valid_from ON register_letterheads (valid_from, id);

-- +goose Down
DROP TABLE register_letterheads;
