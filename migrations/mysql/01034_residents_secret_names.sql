-- +goose Up
CREATE TABLE IF NOT EXISTS residents_secret_names (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  secret_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  true_sealed MEDIUMBLOB NOT NULL,
  photo_file_id BIGINT UNSIGNED NULL,
  open_resident_id BIGINT UNSIGNED NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  ended_recorded_at DATETIME(6) NULL,
  ended_recorded_by BIGINT UNSIGNED NULL,
  UNIQUE KEY residents_secret_names_open_resident_id (open_resident_id),
  KEY residents_secret_names_secret (secret_id),
  KEY residents_secret_names_resident (resident_id),
  KEY residents_secret_names_photo (photo_file_id),
  CONSTRAINT residents_secret_names_secret_is FOREIGN KEY (secret_id) REFERENCES residents_secrets (id),
  CONSTRAINT residents_secret_names_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_secret_names_photo_is FOREIGN KEY (photo_file_id) REFERENCES files_attachments (id),
  CONSTRAINT residents_secret_names_signed CHECK (recorded_by > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE residents_secret_names;
