-- +goose Up
CREATE TABLE IF NOT EXISTS residents_numbers (
  id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  prefix VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last BIGINT UNSIGNED NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE residents_numbers;
