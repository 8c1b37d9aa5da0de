-- +goose Up
CREATE TABLE IF NOT EXISTS staff_words (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  member_id BIGINT UNSIGNED NOT NULL,
  word_hash VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  given_at DATETIME(6) NOT NULL,
  given_by BIGINT UNSIGNED NOT NULL DEFAULT 0,
  until DATETIME(6) NOT NULL,
  UNIQUE KEY staff_words_member_id (member_id),
  CONSTRAINT staff_words_member FOREIGN KEY (member_id) REFERENCES staff_members (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_words;
