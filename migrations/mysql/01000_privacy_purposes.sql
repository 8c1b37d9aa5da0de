-- +goose Up
CREATE TABLE IF NOT EXISTS privacy_purposes (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  revision INT NOT NULL,
  position INT NOT NULL,
  basis VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name_vi VARCHAR(200) NOT NULL,
  name_en VARCHAR(200) NOT NULL,
  ask_vi VARCHAR(1000) NOT NULL,
  ask_en VARCHAR(1000) NOT NULL,
  kinds VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recipients VARCHAR(500) NOT NULL,
  kept VARCHAR(500) NOT NULL,
  consent_months INT NOT NULL,
  legal_basis VARCHAR(500) NOT NULL,
  mark VARCHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source VARCHAR(300) NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  UNIQUE KEY privacy_purposes_revision (code, revision),
  CONSTRAINT privacy_purposes_basis_is CHECK (basis IN ('consent', 'vital_interest', 'public_task', 'contract', 'law')),
  CONSTRAINT privacy_purposes_mark_is CHECK (mark IN ('C', 'R', 'U', 'D')),
  CONSTRAINT privacy_purposes_asks CHECK (basis <> 'consent' OR ask_vi <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE privacy_purposes;
