-- +goose Up
CREATE TABLE IF NOT EXISTS settings_values (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version BIGINT UNSIGNED NOT NULL,
  value VARCHAR(2000) NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  legal_basis VARCHAR(500) NOT NULL,
  mark VARCHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source VARCHAR(500) NOT NULL,
  note VARCHAR(1000) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  CONSTRAINT settings_values_version UNIQUE (name, version),
  CONSTRAINT settings_values_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT settings_values_mark CHECK (mark IN ('C', 'R', 'U', 'D'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE settings_values;
