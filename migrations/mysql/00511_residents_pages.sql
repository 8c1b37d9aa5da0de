-- +goose Up
CREATE TABLE IF NOT EXISTS residents_pages (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  paper_id BIGINT UNSIGNED NOT NULL,
  position INT NOT NULL,
  file_id BIGINT UNSIGNED NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  voided_at DATETIME(6) NULL,
  voided_by BIGINT UNSIGNED NULL,
  void_reason VARCHAR(300) NOT NULL,
  UNIQUE KEY residents_pages_position (paper_id, position),
  CONSTRAINT residents_pages_paper_is FOREIGN KEY (paper_id) REFERENCES residents_papers (id),
  CONSTRAINT residents_pages_file_is FOREIGN KEY (file_id) REFERENCES files_attachments (id),
  CONSTRAINT residents_pages_voided CHECK (voided_at IS NULL OR void_reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE residents_pages;
