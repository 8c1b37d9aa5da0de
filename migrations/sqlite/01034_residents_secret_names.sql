-- +goose Up
CREATE TABLE residents_secret_names (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  secret_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  true_sealed BLOB NOT NULL,
  photo_file_id INTEGER NULL,
  open_resident_id INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_recorded_at DATETIME NULL,
  ended_recorded_by INTEGER NULL,
  CONSTRAINT residents_secret_names_secret_is FOREIGN KEY (secret_id) REFERENCES residents_secrets (id),
  CONSTRAINT residents_secret_names_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_secret_names_photo_is FOREIGN KEY (photo_file_id) REFERENCES files_attachments (id),
  CONSTRAINT residents_secret_names_signed CHECK (recorded_by > 0)
);
CREATE UNIQUE INDEX residents_secret_names_open_resident_id ON residents_secret_names (open_resident_id);
CREATE INDEX residents_secret_names_secret ON residents_secret_names (secret_id);
CREATE INDEX residents_secret_names_resident ON residents_secret_names (resident_id);
CREATE INDEX residents_secret_names_photo ON residents_secret_names (photo_file_id);

-- +goose Down
DROP TABLE residents_secret_names;
