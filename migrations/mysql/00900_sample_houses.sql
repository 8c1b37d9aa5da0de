-- +goose Up
CREATE TABLE IF NOT EXISTS sample_houses (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  seed BIGINT NOT NULL,
  residents INT NOT NULL,
  days INT NOT NULL,
  filled_at DATETIME(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE sample_houses;
