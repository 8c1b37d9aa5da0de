-- +goose Up
CREATE TABLE IF NOT EXISTS residents_contacts (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  resident_id BIGINT UNSIGNED NOT NULL,
  kin_id BIGINT UNSIGNED NULL,
  who VARCHAR(200) NOT NULL,
  way VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  outcome VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  at DATETIME(6) NOT NULL,
  note VARCHAR(1000) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  replaces_id BIGINT UNSIGNED NULL,
  voided_at DATETIME(6) NULL,
  voided_by BIGINT UNSIGNED NULL,
  void_reason VARCHAR(300) NOT NULL,
  KEY residents_contacts_resident (resident_id, at, id),
  KEY residents_contacts_kin (kin_id, at, id),
  CONSTRAINT residents_contacts_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_contacts_kin_is FOREIGN KEY (kin_id) REFERENCES residents_kin (id),
  CONSTRAINT residents_contacts_replaces_is FOREIGN KEY (replaces_id) REFERENCES residents_contacts (id),
  CONSTRAINT residents_contacts_who CHECK (kin_id IS NOT NULL OR who <> ''),
  CONSTRAINT residents_contacts_voided CHECK (voided_at IS NULL OR void_reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE residents_contacts;
