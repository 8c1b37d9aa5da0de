-- +goose Up
CREATE TABLE staff_words (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  member_id INTEGER NOT NULL,
  word_hash TEXT NOT NULL,
  given_at DATETIME NOT NULL,
  given_by INTEGER NOT NULL DEFAULT 0,
  until DATETIME NOT NULL,
  CONSTRAINT staff_words_member FOREIGN KEY (member_id) REFERENCES staff_members (id)
);
CREATE UNIQUE INDEX staff_words_member_id ON staff_words (member_id);

-- +goose Down
DROP TABLE staff_words;
