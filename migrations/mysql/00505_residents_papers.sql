-- +goose Up
CREATE TABLE IF NOT EXISTS residents_papers (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  resident_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number_sealed VARBINARY(255) NULL,
  issued_on DATE NULL,
  issued_by VARCHAR(200) NOT NULL,
  expires_on DATE NULL,
  note VARCHAR(300) NOT NULL,
  file_id BIGINT UNSIGNED NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  voided_at DATETIME(6) NULL,
  voided_by BIGINT UNSIGNED NULL,
  void_reason VARCHAR(300) NOT NULL,
  KEY residents_papers_resident (resident_id, id),
  CONSTRAINT residents_papers_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_papers_file_is FOREIGN KEY (file_id) REFERENCES files_attachments (id),
  CONSTRAINT residents_papers_voided CHECK (voided_at IS NULL OR void_reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE residents_papers;
