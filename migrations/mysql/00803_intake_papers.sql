-- +goose Up
CREATE TABLE IF NOT EXISTS intake_papers (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  file_id BIGINT UNSIGNED NOT NULL,
  code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  on_day DATE NOT NULL,
  paper_id BIGINT UNSIGNED NULL,
  reason VARCHAR(300) NOT NULL,
  current_code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  replaces_id BIGINT UNSIGNED NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  UNIQUE KEY intake_papers_current_code (file_id, current_code),
  KEY intake_papers_campus (campus_id, recorded_at),
  CONSTRAINT intake_papers_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_papers_file_is FOREIGN KEY (file_id) REFERENCES intake_files (id),
  CONSTRAINT intake_papers_paper_is FOREIGN KEY (paper_id) REFERENCES residents_papers (id),
  CONSTRAINT intake_papers_replaces_is FOREIGN KEY (replaces_id) REFERENCES intake_papers (id),
  CONSTRAINT intake_papers_state CHECK (state IN ('received', 'returned', 'lacking')),
  CONSTRAINT intake_papers_reason CHECK (state = 'received' OR reason <> ''),
  CONSTRAINT intake_papers_current CHECK (current_code IS NULL OR current_code = code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_papers;
