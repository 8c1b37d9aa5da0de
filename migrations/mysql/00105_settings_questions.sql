-- +goose Up
CREATE TABLE IF NOT EXISTS settings_questions (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  valid_from DATE NOT NULL,
  note VARCHAR(1000) NOT NULL,
  legal_basis VARCHAR(500) NOT NULL,
  source VARCHAR(500) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  CONSTRAINT settings_questions_name UNIQUE (name, valid_from)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE settings_questions;
