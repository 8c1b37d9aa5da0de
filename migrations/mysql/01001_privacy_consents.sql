-- +goose Up
CREATE TABLE IF NOT EXISTS privacy_consents (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  purpose VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  live_purpose VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NULL,
  act VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  given_on DATE NOT NULL,
  expires_on DATE NULL,
  giver VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  giver_name VARCHAR(120) NOT NULL,
  kin_id BIGINT UNSIGNED NULL,
  assented BOOLEAN NOT NULL,
  means VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  file_id BIGINT UNSIGNED NULL,
  place VARCHAR(200) NOT NULL,
  witness VARCHAR(120) NOT NULL,
  note VARCHAR(300) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  voided_at DATETIME(6) NULL,
  voided_by BIGINT UNSIGNED NULL,
  void_reason VARCHAR(300) NOT NULL,
  UNIQUE KEY privacy_consents_live_purpose (resident_id, live_purpose),
  KEY privacy_consents_campus (campus_id, purpose),
  KEY privacy_consents_file (file_id),
  CONSTRAINT privacy_consents_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT privacy_consents_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT privacy_consents_file_is FOREIGN KEY (file_id) REFERENCES files_attachments (id),
  CONSTRAINT privacy_consents_act_is CHECK (act IN ('given', 'refused', 'withdrawn')),
  CONSTRAINT privacy_consents_live CHECK (live_purpose IS NULL OR live_purpose = purpose),
  CONSTRAINT privacy_consents_proof CHECK (act <> 'given' OR file_id IS NOT NULL OR place <> '' OR (means = 'click' AND witness <> '')),
  CONSTRAINT privacy_consents_voided CHECK (voided_at IS NULL OR (void_reason <> '' AND live_purpose IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE privacy_consents;
