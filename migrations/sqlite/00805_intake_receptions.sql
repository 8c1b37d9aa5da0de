-- +goose Up
CREATE TABLE intake_receptions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  received_at DATETIME NOT NULL,
  found_place TEXT NOT NULL,
  finder TEXT NOT NULL,
  finder_phone TEXT NOT NULL,
  brought_by TEXT NOT NULL,
  bringer TEXT NOT NULL,
  bringer_office TEXT NOT NULL,
  bringer_phone TEXT NOT NULL,
  states TEXT NOT NULL,
  state_note TEXT NOT NULL,
  belongings TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT intake_receptions_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_receptions_file_is FOREIGN KEY (file_id) REFERENCES intake_files (id),
  CONSTRAINT intake_receptions_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_receptions_brought CHECK (brought_by IN ('police', 'commune', 'finder', 'family', 'hospital', 'self', 'other'))
);
CREATE UNIQUE INDEX intake_receptions_file_id ON intake_receptions (file_id);
CREATE INDEX intake_receptions_campus ON intake_receptions (campus_id, received_at);

-- +goose Down
DROP TABLE intake_receptions;
