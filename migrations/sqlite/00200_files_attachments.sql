-- +goose Up
CREATE TABLE files_attachments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  thumb_sha256 TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT files_attachments_size_is CHECK (size > 0)
);
CREATE INDEX files_attachments_campus ON files_attachments (campus_id, id);
CREATE INDEX files_attachments_sha256 ON files_attachments (sha256);

-- +goose Down
DROP TABLE files_attachments;
