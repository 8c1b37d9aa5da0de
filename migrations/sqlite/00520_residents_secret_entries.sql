-- +goose Up
CREATE TABLE residents_secret_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  secret_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  content_sealed BLOB NOT NULL,
  replaces_id INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT residents_secret_entries_secret_is FOREIGN KEY (secret_id) REFERENCES residents_secrets (id),
  CONSTRAINT residents_secret_entries_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_secret_entries_replaces_is FOREIGN KEY (replaces_id) REFERENCES residents_secret_entries (id),
  CONSTRAINT residents_secret_entries_signed CHECK (recorded_by > 0)
);
CREATE UNIQUE INDEX residents_secret_entries_replaces_id ON residents_secret_entries (replaces_id);
CREATE INDEX residents_secret_entries_secret ON residents_secret_entries (secret_id, id);
CREATE INDEX residents_secret_entries_resident ON residents_secret_entries (resident_id);

-- +goose Down
DROP TABLE residents_secret_entries;
