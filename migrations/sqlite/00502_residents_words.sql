-- +goose Up
CREATE TABLE residents_words (
  resident_id INTEGER NOT NULL,
  word TEXT NOT NULL,
  weight INTEGER NOT NULL,
  PRIMARY KEY (resident_id, word, weight),
  CONSTRAINT residents_words_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id)
) WITHOUT ROWID;
CREATE INDEX residents_words_word ON residents_words (weight, word, resident_id);

-- +goose Down
DROP TABLE residents_words;
