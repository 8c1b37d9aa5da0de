-- +goose Up
CREATE TABLE IF NOT EXISTS residents_words (
  resident_id BIGINT UNSIGNED NOT NULL,
  word VARCHAR(40) COLLATE utf8mb4_bin NOT NULL,
  weight INT NOT NULL,
  KEY residents_words_word (weight, word, resident_id),
  PRIMARY KEY (resident_id, word, weight),
  CONSTRAINT residents_words_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE residents_words;
