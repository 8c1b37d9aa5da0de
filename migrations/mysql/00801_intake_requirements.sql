-- +goose Up
CREATE TABLE IF NOT EXISTS intake_requirements (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  category VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  need VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  applies VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position INT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  legal_basis VARCHAR(500) NOT NULL,
  mark VARCHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source VARCHAR(500) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  UNIQUE KEY intake_requirements_paper (category, code, valid_from),
  CONSTRAINT intake_requirements_need CHECK (need IN ('needed', 'optional', 'none')),
  CONSTRAINT intake_requirements_applies CHECK (applies IN ('', 'child', 'abandoned')),
  CONSTRAINT intake_requirements_mark CHECK (mark IN ('C', 'R', 'U', 'D')),
  CONSTRAINT intake_requirements_period CHECK (valid_to IS NULL OR valid_to >= valid_from)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_requirements;
