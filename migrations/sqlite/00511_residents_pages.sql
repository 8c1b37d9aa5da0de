-- +goose Up
CREATE TABLE residents_pages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  paper_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  voided_at DATETIME NULL,
  voided_by INTEGER NULL,
  void_reason TEXT NOT NULL,
  CONSTRAINT residents_pages_paper_is FOREIGN KEY (paper_id) REFERENCES residents_papers (id),
  CONSTRAINT residents_pages_file_is FOREIGN KEY (file_id) REFERENCES files_attachments (id),
  CONSTRAINT residents_pages_voided CHECK (voided_at IS NULL OR void_reason <> '')
);
CREATE UNIQUE INDEX residents_pages_position ON residents_pages (paper_id, position);

-- +goose Down
DROP TABLE residents_pages;
