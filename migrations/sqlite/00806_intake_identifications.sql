-- +goose Up
CREATE TABLE intake_identifications (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  name_was TEXT NOT NULL,
  name_is TEXT NOT NULL,
  learnt_from TEXT NOT NULL,
  known_as_id INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT intake_identifications_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_identifications_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_identifications_known_as FOREIGN KEY (known_as_id) REFERENCES residents_people (id),
  CONSTRAINT intake_identifications_other CHECK (known_as_id IS NULL OR known_as_id <> resident_id)
);
CREATE INDEX intake_identifications_resident ON intake_identifications (resident_id);
CREATE INDEX intake_identifications_campus ON intake_identifications (campus_id, recorded_at);

-- +goose Down
DROP TABLE intake_identifications;
