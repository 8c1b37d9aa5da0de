-- +goose Up
CREATE TABLE care_concerns (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  since DATETIME NOT NULL,
  facts TEXT NOT NULL,
  raised_at DATETIME NOT NULL,
  passed_at DATETIME NULL,
  open_resident_id INTEGER NULL,
  seen_at DATETIME NULL,
  seen_by INTEGER NULL,
  done TEXT NOT NULL,
  CONSTRAINT care_concerns_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_concerns_open_is CHECK (open_resident_id IS NULL OR open_resident_id = resident_id),
  CONSTRAINT care_concerns_seen_is CHECK ((seen_at IS NULL) = (seen_by IS NULL) AND (seen_at IS NULL) = (open_resident_id IS NOT NULL)),
  CONSTRAINT care_concerns_done_is CHECK (seen_at IS NULL OR done <> '')
);
CREATE UNIQUE INDEX care_concerns_open_resident_id ON care_concerns (open_resident_id, kind);
CREATE INDEX care_concerns_resident ON care_concerns (resident_id, seen_at);

-- +goose Down
DROP TABLE care_concerns;
