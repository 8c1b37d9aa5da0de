-- +goose Up
CREATE TABLE IF NOT EXISTS register_letterheads (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  valid_from DATE NOT NULL,
  superior VARCHAR(200) NOT NULL,
  agency VARCHAR(200) NOT NULL,
  sign VARCHAR(30) NOT NULL,
  place VARCHAR(120) NOT NULL,
  head_position VARCHAR(120) NOT NULL,
  head_name VARCHAR(120) NOT NULL,
  commune VARCHAR(200) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  KEY register_letterheads_valid_from (valid_from, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE register_letterheads;
