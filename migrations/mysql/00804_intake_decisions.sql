-- +goose Up
CREATE TABLE IF NOT EXISTS intake_decisions (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  file_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number VARCHAR(60) NOT NULL,
  decided_on DATE NOT NULL,
  until_on DATE NULL,
  category_was VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  category_is VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  issuer VARCHAR(200) NOT NULL,
  signer VARCHAR(200) NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  voided_at DATETIME(6) NULL,
  voided_by BIGINT UNSIGNED NULL,
  void_reason VARCHAR(300) NOT NULL,
  KEY intake_decisions_file (file_id, kind),
  KEY intake_decisions_campus (campus_id, decided_on),
  CONSTRAINT intake_decisions_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_decisions_file_is FOREIGN KEY (file_id) REFERENCES intake_files (id),
  CONSTRAINT intake_decisions_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_decisions_kind CHECK (kind IN ('admission', 'category', 'stay_longer', 'file_longer', 'media_notice')),
  CONSTRAINT intake_decisions_until CHECK (until_on IS NOT NULL OR kind NOT IN ('stay_longer', 'file_longer')),
  CONSTRAINT intake_decisions_voided CHECK (voided_at IS NULL OR void_reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_decisions;
