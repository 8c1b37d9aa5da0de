-- +goose Up
CREATE TABLE residents_papers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  resident_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  number_sealed BLOB NULL,
  issued_on DATE NULL,
  issued_by TEXT NOT NULL,
  expires_on DATE NULL,
  note TEXT NOT NULL,
  file_id INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  voided_at DATETIME NULL,
  voided_by INTEGER NULL,
  void_reason TEXT NOT NULL,
  CONSTRAINT residents_papers_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_papers_file_is FOREIGN KEY (file_id) REFERENCES files_attachments (id),
  CONSTRAINT residents_papers_voided CHECK (voided_at IS NULL OR void_reason <> '')
);
CREATE INDEX residents_papers_resident ON residents_papers (resident_id, id);

-- +goose Down
DROP TABLE residents_papers;
