-- +goose Up
CREATE TABLE IF NOT EXISTS register_series (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year INT NOT NULL,
  last INT NOT NULL DEFAULT 0,
  last_on DATE NULL,
  begun_at DATETIME(6) NOT NULL,
  UNIQUE KEY register_series_kind (kind, year),
  CONSTRAINT register_series_last CHECK (last >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE register_series;
