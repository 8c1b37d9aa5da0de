-- +goose Up
CREATE TABLE residents_revisions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  resident_id INTEGER NOT NULL,
  of_version INTEGER NOT NULL,
  was TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT residents_revisions_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id)
);
CREATE INDEX residents_revisions_resident ON residents_revisions (resident_id, of_version);

-- +goose Down
DROP TABLE residents_revisions;
