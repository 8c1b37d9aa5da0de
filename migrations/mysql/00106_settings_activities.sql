-- +goose Up
CREATE TABLE IF NOT EXISTS settings_activities (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  valid_from DATE NOT NULL,
  version BIGINT UNSIGNED NOT NULL,
  starts INT NOT NULL,
  ends INT NOT NULL,
  name_vi VARCHAR(120) NOT NULL,
  name_en VARCHAR(120) NOT NULL,
  legal_basis VARCHAR(500) NOT NULL,
  mark VARCHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source VARCHAR(500) NOT NULL,
  note VARCHAR(1000) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  CONSTRAINT settings_activities_starts UNIQUE (valid_from, version, starts),
  CONSTRAINT settings_activities_hours CHECK (starts >= 0 AND starts < 1440 AND ends > starts AND ends <= starts + 1440),
  CONSTRAINT settings_activities_mark CHECK (mark IN ('C', 'R', 'D'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE settings_activities;
