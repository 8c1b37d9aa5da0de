-- +goose Up
CREATE TABLE IF NOT EXISTS residents_secret_entries (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  secret_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  content_sealed BLOB NOT NULL,
  replaces_id BIGINT UNSIGNED NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  UNIQUE KEY residents_secret_entries_replaces_id (replaces_id),
  KEY residents_secret_entries_secret (secret_id, id),
  KEY residents_secret_entries_resident (resident_id),
  CONSTRAINT residents_secret_entries_secret_is FOREIGN KEY (secret_id) REFERENCES residents_secrets (id),
  CONSTRAINT residents_secret_entries_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_secret_entries_replaces_is FOREIGN KEY (replaces_id) REFERENCES residents_secret_entries (id),
  CONSTRAINT residents_secret_entries_signed CHECK (recorded_by > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE residents_secret_entries;
