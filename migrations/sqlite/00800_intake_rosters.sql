-- +goose Up
CREATE TABLE intake_rosters (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  people INTEGER NOT NULL,
  as_of DATE NULL,
  content_sealed BLOB NULL,
  outcomes_sealed BLOB NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  imported_at DATETIME NULL,
  imported_by INTEGER NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT intake_rosters_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_rosters_imported CHECK ((imported_at IS NULL) = (imported_by IS NULL))
);
CREATE INDEX intake_rosters_campus ON intake_rosters (campus_id, recorded_at);

-- +goose Down
DROP TABLE intake_rosters;
