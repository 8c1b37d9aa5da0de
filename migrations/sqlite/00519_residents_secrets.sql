-- +goose Up
CREATE TABLE residents_secrets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  resident_id INTEGER NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT residents_secrets_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_secrets_signed CHECK (recorded_by > 0)
);
CREATE INDEX residents_secrets_resident ON residents_secrets (resident_id, id);

-- +goose Down
DROP TABLE residents_secrets;
