-- +goose Up
CREATE TABLE IF NOT EXISTS settings_shifts (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  pattern VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name_vi VARCHAR(60) NOT NULL,
  name_en VARCHAR(60) NOT NULL,
  starts INT NOT NULL,
  ends INT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  legal_basis VARCHAR(500) NOT NULL,
  mark VARCHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note VARCHAR(1000) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  version BIGINT UNSIGNED NOT NULL,
  CONSTRAINT settings_shifts_code UNIQUE (valid_from, code),
  CONSTRAINT settings_shifts_hours CHECK (starts >= 0 AND starts < 1440 AND ends > starts AND ends <= starts + 1440),
  CONSTRAINT settings_shifts_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT settings_shifts_mark CHECK (mark IN ('C', 'R', 'U', 'D'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE settings_shifts;
