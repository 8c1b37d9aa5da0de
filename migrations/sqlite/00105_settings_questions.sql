-- +goose Up
CREATE TABLE settings_questions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  valid_from DATE NOT NULL,
  note TEXT NOT NULL,
  legal_basis TEXT NOT NULL,
  source TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT settings_questions_name UNIQUE (name, valid_from)
);

-- +goose Down
DROP TABLE settings_questions;
